//! Nash equilibria of games in which any number of actors move.
//!
//! In: a structure with exact numbers. Out: equilibria, one for each isolated way to play where play comes, certified; and
//! whether every equilibrium is like one of them in what is told of it (everybody's gain, and further quantities at the
//! ends). What is played where play does not come is seldom isolated: one behaviour that keeps everybody on the path is given.
//! The method: supports of the sets that play comes to (`paths`), with their indifference equations as polynomials
//! (`system`) solved by subdivision with certified existence and uniqueness (`boxes`); behaviour off the path (`hold`)
//! with beliefs and trembles (`assessment`). A strategic form is the case of one information set an actor: there the
//! list holds every isolated equilibrium.

mod assessment;
mod bounds;
mod boxes;
mod corners;
mod hold;
mod interval;
mod limits;
mod paths;
mod reduce;
mod scaled;
mod state;
mod system;

use super::certified::{Certifier, holds};
use super::refine::{self, Refinement, Verdict, subgame};
use super::{Cut, EnumerateError, Watch};
use bounds::Bounds;
use hold::Held;
use num_rational::BigRational;
use num_traits::One;
use paths::Path;
use scaled::{Scaled, rough};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::recall;
use standoff_game::sequence::SequenceError;
use standoff_game::structure::Structure;

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most supports, complete or not, in pure strategies and again in mixed ones.
    pub supports: usize,
    /// Most boxes for the equations of one support.
    pub boxes: usize,
    /// Most equilibria.
    pub equilibria: usize,
    /// Most work: some ten nanoseconds each.
    pub work: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { supports: 1_000_000, boxes: 20_000, equilibria: 2_000, work: 1 << 31 }
    }
}

/// An equilibrium.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibrium {
    /// Probability of each action.
    pub profile: Vec<f64>,
    /// The same in rationals, where nobody's gain from a deviation is exactly 0.
    pub exact: Option<Vec<BigRational>>,
    /// How far the probabilities may be from those of the equilibrium, of which there is exactly one that close: shown by
    /// interval arithmetic. 0 where they are exact.
    pub radius: f64,
    /// The largest gain from a deviation, relative to the actor's range of payoffs, by the certificate.
    pub regret: f64,
    /// Expected gain of each actor.
    pub values: Vec<f64>,
    /// The same in rationals.
    pub values_exact: Option<Vec<BigRational>>,
    /// Whether play comes to each information set.
    pub reached: Vec<bool>,
    /// What holds for this way to play, with some behaviour where play does not come.
    pub marks: Refinement,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibria {
    /// One for each isolated way to play; those in pure strategies first.
    pub equilibria: Vec<Equilibrium>,
    /// Whether every Nash equilibrium is like one of them in what is told.
    pub complete: bool,
    /// Why not.
    pub cut: Option<Cut>,
    /// Continua of equilibria, if there are some, in which what is told is the same as in one of the list.
    pub level: usize,
    /// Supports that were looked at, and boxes.
    pub supports: usize,
    /// Boxes of probabilities that were looked at.
    pub boxes: usize,
}

/// Equilibria of a game with perfect recall in which any number of actors move. `further` are quantities between 0 and 1 at
/// the ends (by node; 0 where none is given) of which the expectations are told besides the actors' gains. The result depends
/// on nothing but the game and the limits, unless `budget`, which is asked now and then whether to stop, says so.
///
/// # Errors
/// If an actor has forgotten what it knew or did, or the numbers do not fit.
pub fn enumerate(
    structure: &Structure,
    exact: &ExactNumbers,
    further: &[Vec<(u32, BigRational)>],
    limits: &Limits,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Equilibria, EnumerateError> {
    let fits = exact.chance.len() == structure.chance.len()
        && exact.payoff.len() == structure.payoff.len()
        && further.iter().flatten().all(|(node, _)| (*node as usize) < structure.node_count());
    if !fits {
        return Err(EnumerateError::Numbers);
    }
    if let Err(forgotten) = recall::check(structure) {
        return Err(SequenceError::Recall { infoset: forgotten.infoset }.into());
    }
    let game = Scaled::new(structure, exact, further);
    let mut watch = Watch::new(budget);
    watch.allow(limits.work);
    let found = paths::search(&game, limits, &mut watch);
    let mut cut = found.cut;
    // What was found is looked at in any case.
    watch.finish_up();
    watch.renew(limits.work);
    let certifier = Certifier::new(structure, exact);
    let mut bounds = Bounds::new(&game);
    let mut equilibria = Vec::new();
    for path in &found.paths {
        if equilibria.len() >= limits.equilibria {
            cut = Some(Cut::Equilibria);
            break;
        }
        match hold::hold(&game, &mut bounds, path, &mut watch) {
            Held::Never => {}
            Held::Undecided => cut = cut.or(Some(Cut::Threats)),
            Held::By(profile, verdicts) => match certified(&game, &certifier, path, profile) {
                Some(mut equilibrium) => {
                    equilibrium.marks = marks(&game, &equilibrium.reached, verdicts);
                    equilibria.push(equilibrium);
                }
                None => cut = cut.or(Some(Cut::Certificate)),
            },
        }
    }
    // A continuum tells nothing new if an equilibrium of the list tells the same.
    let told: Vec<Vec<f64>> = equilibria.iter().map(|e| told(&game, &e.profile)).collect();
    if found.level.iter().any(|level| !told.iter().any(|told| paths::same(level, told))) {
        cut = cut.or(Some(Cut::Continuum));
    }
    let complete = cut.is_none();
    settle(&mut equilibria, complete, complete && found.level.is_empty());
    Ok(Equilibria {
        equilibria,
        complete,
        cut,
        level: found.level.len(),
        supports: found.supports,
        boxes: found.boxes,
    })
}

/// The equilibrium, if the certificate bears it out.
fn certified(
    game: &Scaled<'_>,
    certifier: &Certifier<'_>,
    path: &Path,
    profile: Vec<f64>,
) -> Option<Equilibrium> {
    let structure = game.structure;
    let exact = path.exact.as_ref().and_then(|exact| {
        let mut full = exact.clone();
        for set in (0..structure.infoset_count()).filter(|&set| !path.reached[set]) {
            let actions = structure.actions(set);
            let mut rest = BigRational::one();
            for action in actions.clone() {
                full[action] = BigRational::from_float(profile[action])?;
                rest -= &full[action];
            }
            // What rounding took from the sum.
            let likeliest = actions.max_by(|a, b| profile[*a].total_cmp(&profile[*b]))?;
            full[likeliest] += rest;
        }
        holds(structure, game.exact, &full).then_some(full)
    });
    let regret = certifier.relative_regret(&profile)?;
    // Fractions by which somebody gains something, however little, are no equilibrium.
    if exact.is_none() && (path.exact.is_some() || regret > crate::certificate::NASH_ACCURACY) {
        return None;
    }
    let values_exact = exact.as_ref().map(|exact| profile::values_exact(structure, game.exact, exact));
    Some(Equilibrium {
        values: match &values_exact {
            Some(values) => values.iter().map(rough).collect(),
            None => profile::values(structure, &game.numbers, &profile),
        },
        radius: if exact.is_some() { 0.0 } else { path.radius },
        regret: if exact.is_some() { 0.0 } else { regret },
        profile,
        exact,
        values_exact,
        reached: path.reached.clone(),
        marks: UNKNOWN,
    })
}

const UNKNOWN: Refinement = Refinement {
    subgame_perfect: Verdict::Undecided,
    sequentially_rational: Verdict::Undecided,
    sequential: Verdict::Undecided,
    intuitive: None,
    d1: None,
};

/// What follows from the verdicts on beliefs.
fn marks(
    game: &Scaled<'_>,
    reached: &[bool],
    [sequentially_rational, sequential]: [Verdict; 2],
) -> Refinement {
    let mut marks = Refinement { sequentially_rational, sequential, ..UNKNOWN };
    // Play that comes everywhere leaves no belief open.
    if game.sets().all(|set| reached[set]) {
        (marks.sequentially_rational, marks.sequential) = (Verdict::Yes, Verdict::Yes);
    }
    let roots = subgame::roots(game.structure, &game.possible);
    let comes = |&root: &usize| {
        // A subgame is come to if its first sets are: those are whole within it.
        let first = (root..game.possible.len())
            .find(|&n| game.decides(n) && game.possible[n] && is_below(game, n, root));
        first.is_none_or(|n| reached[game.structure.row[n] as usize])
    };
    // Every node of its own begins a subgame: there being best everywhere and being in equilibrium are the same.
    let perfect_information = game.sets().all(|set| game.nodes_of[set].len() == 1);
    marks.subgame_perfect = if marks.sequential == Verdict::Yes || roots.iter().skip(1).all(comes) {
        Verdict::Yes
    } else if perfect_information {
        marks.sequentially_rational
    } else {
        Verdict::Undecided
    };
    if marks.subgame_perfect == Verdict::No || marks.sequentially_rational == Verdict::No {
        marks.sequential = Verdict::No;
    }
    marks
}

fn is_below(game: &Scaled<'_>, node: usize, root: usize) -> bool {
    let mut at = node;
    while at > root {
        at = game.structure.parent[at] as usize;
    }
    at == root
}

/// What is known once the list is there: of nothing that was not found can it be said that it is no equilibrium of a kind.
fn settle(equilibria: &mut [Equilibrium], complete: bool, isolated: bool) {
    let mut marks: Vec<Refinement> = equilibria.iter().map(|e| e.marks).collect();
    let columns: [fn(&mut Refinement) -> &mut Verdict; 3] =
        [|r| &mut r.sequential, |r| &mut r.sequentially_rational, |r| &mut r.subgame_perfect];
    if complete && isolated {
        columns.into_iter().for_each(|column| refine::settle(&mut marks, column, true));
    }
    equilibria.iter_mut().zip(marks).for_each(|(e, marks)| e.marks = marks);
}

/// What is told of a profile, on the scale of 0 to 1.
fn told(game: &Scaled<'_>, played: &[f64]) -> Vec<f64> {
    let reach = profile::node_reach(game.structure, &game.numbers, played);
    let mean =
        |quantity: &Vec<(u32, f64)>| quantity.iter().map(|&(node, value)| value * reach[node as usize]).sum();
    game.shown.iter().map(mean).collect()
}
