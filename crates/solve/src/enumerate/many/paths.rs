//! What can be played where play comes: every support, and the solutions of its indifference equations.
//!
//! In: a game. Out: paths of play in which, as far as the game decides by itself, nobody who moves on them can do better, each
//! with bounds on its probabilities. Supports are chosen set by set, as play comes there, the one with the fewest
//! candidates first; bounds cut off what cannot be completed.

use super::bounds::{Bounds, Demand, Place, State};
use super::boxes::{self, Fate};
use super::scaled::{Scaled, rough};
use super::system::{Made, System};
use super::{Cut, Limits};
use crate::enumerate::Watch;
use crate::exact;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A set with more candidates is mixed over two at most, and the search says that it is not complete.
const MOST_CANDIDATES: usize = 10;
/// With more than this it is not mixed at all.
const MOST_PAIRED: usize = 200;
/// Most boxes of a support whose equations do not determine the probabilities.
const MOST_OPEN: usize = 256;
/// Boxes of probabilities that no equation determines are not divided below this.
const NARROW: f64 = 1.0 / 64.0;
/// Most continua with different gains and outcomes that are kept in mind.
const MOST_LEVELS: usize = 1000;
/// Quantities closer than this, on a scale of 0 to 1, are the same.
pub(super) const SAME: f64 = 1e-8;
/// Probabilities below this are 0 or belong to another support.
const NOTHING: f64 = 1e-12;

/// Behaviour where play comes.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// Probability of each action at the sets that are reached.
    pub(super) profile: Vec<f64>,
    /// The same in rationals, where it is known to solve the equations.
    pub(super) exact: Option<Vec<BigRational>>,
    /// The probabilities are as close as this.
    pub(super) radius: f64,
    /// Which sets play comes to.
    pub(super) reached: Vec<bool>,
}

/// What the search over supports came to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) paths: Vec<Path>,
    /// What is told of equilibria that form a continuum in which all of that is the same; there may be some or none.
    pub(super) level: Vec<Vec<f64>>,
    /// Supports in which a continuum was left, or a box could not be closed.
    pub(super) left: usize,
    pub(super) supports: usize,
    pub(super) boxes: usize,
    pub(super) cut: Option<Cut>,
}

/// Some of the candidates of a set.
#[derive(Clone, Copy)]
enum Support {
    /// As bits.
    Bits(u32),
    /// One, twice, or two of many.
    Of([usize; 2]),
}

/// One set's supports on the way down.
struct Frame {
    state: State,
    set: usize,
    candidates: Vec<usize>,
    supports: Vec<Support>,
    next: usize,
}

pub(super) struct Search<'s, 'g> {
    game: &'s Scaled<'g>,
    bounds: Bounds<'s, 'g>,
    limits: Limits,
    found: Found,
}

/// All paths; those in pure strategies first.
pub(super) fn search(game: &Scaled<'_>, limits: &Limits, watch: &mut Watch<'_>) -> Found {
    let mut search = Search { game, bounds: Bounds::new(game), limits: *limits, found: Found::default() };
    for pure in [true, false] {
        if !matches!(search.found.cut, Some(Cut::Stopped | Cut::Work)) {
            search.run(pure, watch);
        }
    }
    if search.found.left > 0 {
        search.found.cut = search.found.cut.or(Some(Cut::Continuum));
    }
    search.found
}

impl Search<'_, '_> {
    fn run(&mut self, pure: bool, watch: &mut Watch<'_>) {
        let mut supports = 0;
        let mut frames = Vec::new();
        let state = State::new(self.game);
        frames.extend(self.descend(state, pure, watch));
        while let Some(frame) = frames.last_mut() {
            let Some(&support) = frame.supports.get(frame.next) else {
                frames.pop();
                continue;
            };
            frame.next += 1;
            supports += 1;
            if supports > self.limits.supports {
                self.found.cut = Some(Cut::Supports);
                break;
            }
            if watch.stops(self.bounds.work()) {
                self.found.cut = Some(if watch.is_spent() { Cut::Work } else { Cut::Stopped });
                break;
            }
            if self.found.paths.len() > self.limits.equilibria {
                self.found.cut = Some(Cut::Equilibria);
                break;
            }
            let chosen: Vec<usize> = (0..frame.candidates.len())
                .filter(|&k| match support {
                    Support::Bits(bits) => bits >> k & 1 == 1,
                    Support::Of(pair) => pair.contains(&k),
                })
                .map(|k| frame.candidates[k])
                .collect();
            let mut state = frame.state.clone();
            state.choose(self.game, frame.set, &chosen);
            let next = self.descend(state, pure, watch);
            frames.extend(next);
        }
        self.found.supports += supports;
    }

    /// The next set to be decided, if there is one; a path if all are.
    fn descend(&mut self, mut state: State, pure: bool, watch: &mut Watch<'_>) -> Option<Frame> {
        if !self.bounds.tighten(&mut state, Demand::Nothing) {
            return None;
        }
        let open = self.game.sets().filter(|&set| state.place[set] == Place::Reached && !state.decided[set]);
        let Some((set, candidates)) =
            open.map(|set| (set, state.candidates(self.game, set))).min_by_key(|(_, c)| c.len())
        else {
            self.leaf(&state, pure, watch);
            return None;
        };
        let count = candidates.len();
        let ones = (0..count).map(|k| Support::Of([k, k]));
        let supports: Vec<Support> = if pure {
            ones.collect()
        } else if count > MOST_CANDIDATES {
            self.found.cut = self.found.cut.or(Some(Cut::Supports));
            let paired = if count > MOST_PAIRED { 0 } else { count };
            let pairs = (0..paired).flat_map(|a| (0..a).map(move |b| Support::Of([b, a])));
            ones.chain(pairs).collect()
        } else {
            let mut all: Vec<u32> = (1..1u32 << count).collect();
            all.sort_by_key(|bits| bits.count_ones());
            all.into_iter().map(Support::Bits).collect()
        };
        Some(Frame { state, set, candidates, supports, next: 0 })
    }

    /// Solves the equations of a complete choice of supports.
    fn leaf(&mut self, state: &State, pure: bool, watch: &mut Watch<'_>) {
        let mixes =
            self.game.sets().any(|set| state.decided[set] && state.candidates(self.game, set).len() > 1);
        if mixes == pure {
            return;
        }
        let system = match System::of_support(self.game, state) {
            Made::Never => return,
            Made::TooLarge => {
                self.found.cut = self.found.cut.or(Some(Cut::Supports));
                return;
            }
            Made::System(system) => system,
        };
        let open = system.leaves_some_open();
        let determined = system.is_square() && !open;
        let limit = if system.is_square() { self.limits.boxes } else { MOST_OPEN };
        let bounds = &mut self.bounds;
        let mut within = state.clone();
        let mut judge = |low: &[f64], high: &[f64]| {
            within.clone_from(state);
            let fits = system.write(low, high, &mut within) && bounds.tighten(&mut within, Demand::Nothing);
            if fits { Fate::Keep } else { Fate::Drop }
        };
        let roots = boxes::solve(&system, limit, watch, &mut judge);
        self.found.boxes += roots.boxes;
        if roots.left > 0 && (system.is_square() || !self.is_level(state)) {
            self.found.left += 1;
        }
        for root in &roots.roots {
            let mut within = state.clone();
            if !system.write(&root.point, &root.point, &mut within)
                || !self.bounds.tighten(&mut within, Demand::Nothing)
            {
                continue;
            }
            if determined {
                self.add(state, &system, root);
            } else if self.survives(&within, watch) && !self.is_level(&within) {
                self.found.left += 1;
            }
        }
    }

    /// Whether some part of a box of probabilities that no equation determines is not cut off by bounds.
    fn survives(&mut self, state: &State, watch: &mut Watch<'_>) -> bool {
        let mut open = vec![state.clone()];
        for _ in 0..MOST_OPEN {
            let Some(state) = open.pop() else { return false };
            if watch.stops(self.bounds.work()) {
                return true;
            }
            if !self.bounds.tighten(&mut state.clone(), Demand::Nothing) {
                continue;
            }
            let mixed = self.game.sets().filter(|&set| state.decided[set]);
            match state.widest(self.game, mixed, NARROW) {
                Some(action) => open.extend(state.halves(self.game, action)),
                None => return true,
            }
        }
        true
    }

    /// Whether all that is told of equilibria is the same throughout a state; if so it is noted.
    fn is_level(&mut self, state: &State) -> bool {
        let mut told = Vec::with_capacity(self.game.shown.len());
        for quantity in &self.game.shown {
            let [low, high] = self.bounds.span(state, quantity);
            if high - low > SAME {
                return false;
            }
            told.push(0.5 * (low + high));
        }
        let is_new = !self.found.level.iter().any(|other| same(other, &told));
        if is_new && self.found.level.len() < MOST_LEVELS {
            self.found.level.push(told);
            return true;
        }
        !is_new
    }

    fn add(&mut self, state: &State, system: &System, root: &boxes::Root) {
        let game = self.game;
        let (point, _) = system.all(&root.point, &root.point);
        // Play comes nowhere else: what stands there does not matter here.
        let mut profile = vec![0.0; game.structure.action_count()];
        for set in 0..game.structure.infoset_count() {
            let actions = game.structure.actions(set);
            let only = actions.clone().find(|&a| state.decided[set] && state.high[a] > 0.0);
            profile[only.unwrap_or(actions.start)] = 1.0;
        }
        let mut on_edge = false;
        for mixed in &system.mixed {
            let own = &point[mixed.first..mixed.first + mixed.support.len() - 1];
            let rest = 1.0 - own.iter().sum::<f64>();
            on_edge |= rest < NOTHING || own.iter().any(|&p| p < NOTHING);
            if rest < -root.radius || own.iter().any(|&p| p < -root.radius) {
                return;
            }
            profile[mixed.support[0]] = rest;
            mixed.support[1..].iter().zip(own).for_each(|(&action, &p)| profile[action] = p);
        }
        if on_edge {
            // With less probability than rounding leaves: if it is none, a smaller support has it.
            self.found.left += usize::from(!self.is_on_edge(system, &profile));
            return;
        }
        let exact = self.rationals(system, &profile);
        let reached = game.reached(|action| profile[action] > 0.0).1;
        if let Some(exact) = &exact {
            profile = exact.iter().map(rough).collect();
        }
        let radius = if exact.is_some() { 0.0 } else { root.radius };
        self.found.paths.push(Path { profile, exact, radius, reached });
    }

    /// Whether a solution lies exactly on the edge, which then belongs to a smaller support.
    fn is_on_edge(&self, system: &System, profile: &[f64]) -> bool {
        let exact = self.rationals(system, profile);
        exact.is_some_and(|exact| {
            system.mixed.iter().any(|mixed| mixed.support.iter().any(|&action| exact[action].is_zero()))
        })
    }

    /// The same profile in rationals, if it has some.
    fn rationals(&self, system: &System, profile: &[f64]) -> Option<Vec<BigRational>> {
        if !system.active.is_empty() {
            return exact::rationals(self.game.structure, &self.game.numbers, self.game.exact, profile);
        }
        let mut rational: Vec<BigRational> = profile
            .iter()
            .map(|&p| if p == 1.0 { BigRational::one() } else { BigRational::zero() })
            .collect();
        for mixed in &system.mixed {
            let mut rest = BigRational::one();
            for (k, &action) in mixed.support[1..].iter().enumerate() {
                rational[action] = system.known[mixed.first + k].clone()?;
                rest -= &rational[action];
            }
            if rest.is_negative() {
                return None;
            }
            rational[mixed.support[0]] = rest;
        }
        Some(rational)
    }
}

/// Whether the same is told.
pub(super) fn same(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(a, b)| (a - b).abs() <= 4.0 * SAME)
}
