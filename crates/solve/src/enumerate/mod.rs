//! All equilibria of a game of two actors, in exact rationals; [`many`] is about games in which more move.
//!
//! In: a structure with exact numbers. Out: every extreme equilibrium, certified; the maximal convex sets of equilibria that
//! they span; and the connected components of the set of all equilibria. A bimatrix game is the case of one information set
//! an actor. The method: the vertices of both best-response polyhedra, over realisation plans (von Stengel 1996), and the
//! pairs of vertices in which everything that is played is a best reply.

mod bits;
mod certified;
mod distance;
mod integer;
pub mod many;
mod matching;
mod movers;
mod rays;
pub mod refine;
mod side;
mod strategy;
mod subsets;
mod vertices;

pub use distance::distance;
pub use movers::{between_movers, movers};

use num_rational::BigRational;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::sequence::{SequenceError, SequenceForm};
use standoff_game::structure::Structure;

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most vertices of either polyhedron, also on the way.
    pub vertices: usize,
    /// Most extreme equilibria, and most maximal Nash subsets of a component.
    pub equilibria: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { vertices: 200_000, equilibria: 20_000 }
    }
}

/// What cut a search short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// The budget said stop.
    Stopped,
    /// An actor has more pure plans than the limit on vertices.
    Plans,
    /// A polyhedron has more vertices than the limit.
    Vertices,
    /// A polyhedron has more facets than are kept.
    Facets,
    /// There are more extreme equilibria than the limit.
    Equilibria,
    /// A component has more maximal Nash subsets than the limit.
    Subsets,
    /// A pair of strategies failed its certificate and was left out.
    Certificate,
    /// The limit of work was reached.
    Work,
    /// There are more supports than the limit, or larger ones than are looked at.
    Supports,
    /// A continuum of equilibria was left that may differ in what happens, or equations that could not be solved.
    Continuum,
    /// Whether some path of play is one of an equilibrium was not decided.
    Threats,
}

impl Cut {
    /// What was cut, in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Cut::Stopped => "the search ran out of time",
            Cut::Plans => "an actor has too many pure plans",
            Cut::Vertices => "there are too many vertices",
            Cut::Facets => "there are too many facets",
            Cut::Equilibria => "there are too many extreme equilibria",
            Cut::Subsets => "a component has too many maximal convex parts",
            Cut::Certificate => "an equilibrium failed its certificate",
            Cut::Work => "the search came to its limit of work",
            Cut::Supports => "there are too many combinations of what can be played, or too large ones",
            Cut::Continuum => {
                "somewhere indifference leaves the probabilities open, and what happens with them"
            }
            Cut::Threats => {
                "whether some way to play can be held up by what would follow on leaving it was not decided"
            }
        }
    }
}

/// An extreme strategy: a vertex of one actor's best-response polyhedron that is part of an equilibrium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Its realisation plan: the probability of each own sequence (see [`Equilibria::form`]), as far as it depends on the actor.
    pub plan: Vec<BigRational>,
    /// The actor's information sets that its own play excludes. Any behaviour there belongs to the same equilibrium.
    pub open: Vec<u32>,
}

/// An extreme equilibrium: it lies on no segment of equilibria with the same strategy of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extreme {
    /// The actors' strategies, as indices into [`Equilibria::strategies`].
    pub strategies: [u32; 2],
    /// Probability of each action, flat. Where an actor's own play excludes an information set, one best reply stands there.
    pub profile: Vec<BigRational>,
    /// Expected gain of each actor.
    pub values: Vec<BigRational>,
}

/// A maximal convex set of equilibria: all mixtures of the strategies of one list against all of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subset {
    /// Extreme strategies of each actor, as indices into [`Equilibria::strategies`], ascending.
    pub strategies: [Vec<u32>; 2],
}

/// A connected component of the set of all equilibria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its extreme equilibria, as indices into [`Equilibria::extreme`], ascending.
    pub extreme: Vec<u32>,
    /// Its maximal Nash subsets, whose union it is.
    pub subsets: Vec<Subset>,
    /// Information sets whose behaviour is open in the whole component.
    pub open: Vec<u32>,
}

/// All equilibria, or those that were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibria {
    /// The sequence form, which numbers the sequences of plans.
    pub form: SequenceForm<BigRational>,
    /// Extreme strategies of each actor.
    pub strategies: [Vec<Strategy>; 2],
    /// Extreme equilibria.
    pub extreme: Vec<Extreme>,
    /// Connected components.
    pub components: Vec<Component>,
    /// Vertices of each actor's best-response polyhedron.
    pub vertices: [usize; 2],
    /// Whether these are all: every equilibrium lies in a subset of a component.
    pub complete: bool,
    /// What cut the search short, if it is not complete.
    pub cut: Option<Cut>,
}

/// Why there is no enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnumerateError {
    /// The game is not one of two actors with perfect recall.
    #[error(transparent)]
    Form(#[from] SequenceError),
    /// The numbers belong to another game.
    #[error("the game's numbers do not fit its structure")]
    Numbers,
}

/// Some milliseconds' work.
const GRACE: usize = 1 << 22;

/// Asks the budget now and then, by how much was done.
pub(crate) struct Watch<'a> {
    budget: &'a mut dyn FnMut() -> bool,
    work: usize,
    stopped: bool,
    /// What may still be done after the word to stop, so that what was found is not lost.
    grace: usize,
    /// What may be done in all.
    allowance: u64,
}

impl<'a> Watch<'a> {
    fn new(budget: &'a mut dyn FnMut() -> bool) -> Self {
        Watch { budget, work: 0, stopped: false, grace: 0, allowance: u64::MAX }
    }

    /// Whether to stop, after `work` more elementary steps.
    fn stops(&mut self, work: usize) -> bool {
        if self.stopped && self.grace > work {
            self.grace -= work + 1;
            return false;
        }
        self.allowance = self.allowance.saturating_sub(work as u64 + 1);
        self.stopped = self.stopped || self.allowance == 0;
        self.work += work + 1;
        if self.work > 1 << 16 {
            self.work = 0;
            self.stopped = self.stopped || (self.budget)();
        }
        self.stopped
    }

    /// Whether the work allowed in all is done.
    fn is_spent(&self) -> bool {
        self.allowance == 0
    }

    /// Allows as much again if it was the work allowed in all that made it stop.
    fn renew(&mut self, work: u64) {
        if self.is_spent() {
            (self.stopped, self.allowance) = (false, work);
        }
    }

    /// Limits the work in all.
    fn allow(&mut self, work: u64) {
        self.allowance = work;
    }

    /// Allows some further work if there was the word to stop.
    fn finish_up(&mut self) {
        self.grace = GRACE;
    }
}

/// All equilibria of a game of two actors with perfect recall. The result depends on nothing but the game and the limits,
/// unless `budget`, which is asked now and then whether to stop, says so; what was found by then is returned as not complete.
///
/// # Errors
/// If the game is not one of two actors (or one) with perfect recall, or the numbers do not fit.
pub fn enumerate(
    structure: &Structure,
    exact: &ExactNumbers,
    limits: &Limits,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Equilibria, EnumerateError> {
    if exact.chance.len() != structure.chance.len() || exact.payoff.len() != structure.payoff.len() {
        return Err(EnumerateError::Numbers);
    }
    let form = SequenceForm::new(structure, exact)?;
    let mut watch = Watch::new(budget);
    let Found { sides, used, pairs, mut cut } = search(&form, limits, &mut watch);
    let mut extreme = Vec::with_capacity(pairs.len());
    for &strategies in &pairs {
        let pair = [0, 1].map(|actor: usize| &used[actor][strategies[actor] as usize]);
        let profile = strategy::profile(structure, &form, &sides, pair);
        if certified::holds(structure, exact, &profile) {
            let values = profile::values_exact(structure, exact, &profile);
            extreme.push(Extreme { strategies, profile, values });
        } else {
            cut = Some(Cut::Certificate);
        }
        if watch.stops(structure.node_count() * 64) {
            cut = Some(Cut::Stopped);
            break;
        }
    }
    let pairs: Vec<[u32; 2]> = extreme.iter().map(|e| e.strategies).collect();
    let counts = used.each_ref().map(Vec::len);
    let strategies = used.map(|side| side.into_iter().map(|(strategy, _)| strategy).collect());
    let mut components = Vec::new();
    for members in subsets::components(&pairs, counts) {
        let (subsets, why) = subsets::maximal(&pairs, &members, limits, &mut watch);
        cut = cut.or(why);
        let open = open_throughout(&strategies, &pairs, &members);
        components.push(Component { extreme: members, subsets, open });
    }
    let vertices = sides.each_ref().map(|side| side.len);
    Ok(Equilibria { form, strategies, extreme, components, vertices, complete: cut.is_none(), cut })
}

/// What a search finds before certificates and groups.
struct Found {
    sides: [vertices::Vertices; 2],
    /// The strategies that are part of an equilibrium, with their vertices.
    used: [Vec<(Strategy, usize)>; 2],
    /// Extreme equilibria as pairs of such strategies, ascending.
    pairs: Vec<[u32; 2]>,
    cut: Option<Cut>,
}

fn search(form: &SequenceForm<BigRational>, limits: &Limits, watch: &mut Watch<'_>) -> Found {
    let sides = [0, 1].map(|actor| vertices::vertices(form, actor, limits, watch));
    watch.finish_up();
    let (mut pairs, cut) = matching::equilibria(&sides, limits, watch);
    let cut = sides[0].cut.or(sides[1].cut).or(cut);
    let used = strategy::used(form, &sides, &mut pairs);
    Found { sides, used, pairs, cut }
}

/// Information sets that every strategy of a component's equilibria leaves open.
fn open_throughout(strategies: &[Vec<Strategy>; 2], pairs: &[[u32; 2]], members: &[u32]) -> Vec<u32> {
    let mut open = Vec::new();
    for actor in 0..2 {
        let of = |k: &u32| &strategies[actor][pairs[*k as usize][actor] as usize].open;
        let Some(first) = members.first() else { continue };
        open.extend(of(first).iter().filter(|set| members.iter().all(|k| of(k).contains(set))));
    }
    open.sort_unstable();
    open
}
