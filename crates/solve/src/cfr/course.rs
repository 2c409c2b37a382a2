//! A course of regret minimisation: iterations, looks at what has been reached, the best of them.
//!
//! In: an [`Engine`] and when to stop. Out: [`Found`], the best profile that was seen at one of the looks, which grow rarer
//! by 15%, with a sample of what was played together. A course can be kept and resumed at any iteration.

use super::many::Many;
use super::reservoir::Reservoir;
use super::two::Minimiser;
use super::{Which, layout::LANES};
use crate::keep::{Keeper, Kept, List, State};
use standoff_game::profile;
use standoff_game::structure::Structure;

/// The name under which a course is kept, with the version of what is kept.
const METHOD: &str = "cfr/1";
/// Share of the iterations done after which the next look is taken.
const LOOK: f64 = 0.15;
/// Fewest iterations between looks at a large game.
const FEWEST: u64 = 20;

/// What learns.
pub(crate) enum Engine<'a> {
    /// Two actors in turns, on the sequence form.
    Two(Box<Minimiser>),
    /// Any number of actors at once, on the nodes.
    Many(Box<Many<'a>>),
}

/// When to stop, and what to keep.
pub(crate) struct Course<'a> {
    /// Most iterations.
    pub(crate) iterations: u64,
    /// How far gains of these sizes are from an equilibrium.
    pub(crate) shortfall: &'a dyn Fn(&[f64]) -> f64,
    /// Shortfall at which to stop.
    pub(crate) goal: f64,
    /// Most profiles of the sample of what was played together.
    pub(crate) sample: usize,
    /// For drawing the sample.
    pub(crate) seed: u64,
}

/// What a course has come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// The best profile at a look.
    pub(crate) profile: Vec<f64>,
    /// What each actor expects of it.
    pub(crate) values: Vec<f64>,
    /// What each actor could gain.
    pub(crate) gains: Vec<f64>,
    /// The iteration that it is from.
    pub(crate) iteration: u64,
    /// It is the average of all iterations up to then.
    pub(crate) average: bool,
    /// Iterations done.
    pub(crate) iterations: u64,
    /// Profiles that were played together, with weights that sum to 1.
    pub(crate) sample: Vec<(f64, Vec<f64>)>,
}

impl Engine<'_> {
    fn iterations(&self) -> u64 {
        match self {
            Engine::Two(two) => two.iterations(),
            Engine::Many(many) => many.iterations(),
        }
    }

    /// One iteration. Two actors learn in turns; each reacts to each strategy of the other once, so what is played before
    /// and after every turn goes into the sample with equal weights: that each turn only gains its actor something against
    /// the other's strategy of the time is shown by Burch, Moravčík and Schmid (JAIR 64, 2019).
    fn step(&mut self, structure: &Structure, sample: Option<&mut Reservoir>, weight: f64) {
        let actions = structure.action_count();
        match (self, sample) {
            (Engine::Two(two), None) => two.run(1),
            (Engine::Two(two), Some(sample)) => {
                for player in 0..2 {
                    sample.offer(weight, actions, |profile| {
                        even(structure, profile);
                        two.write(structure, Which::Last, profile);
                    });
                    two.turn(player);
                }
            }
            (Engine::Many(many), sample) => {
                if let Some(sample) = sample {
                    sample.offer(weight, actions, |profile| profile.copy_from_slice(many.strategy()));
                }
                many.step();
            }
        }
    }

    fn look(&mut self, which: Which) -> (Vec<f64>, Vec<f64>) {
        match self {
            Engine::Two(two) => {
                let (values, gains) = two.look(which);
                (values.to_vec(), gains.to_vec())
            }
            Engine::Many(many) => many.look(which),
        }
    }

    fn keep(&mut self, which: Which) {
        match self {
            Engine::Two(two) => two.keep(which),
            Engine::Many(many) => many.keep(which),
        }
    }

    fn kept(&self, structure: &Structure) -> Vec<f64> {
        let mut profile = profile::uniform(structure);
        match self {
            Engine::Two(two) => two.write_kept(structure, &mut profile),
            Engine::Many(many) if many.kept().len() == profile.len() => profile.copy_from_slice(many.kept()),
            Engine::Many(_) => {}
        }
        profile
    }

    /// The iteration after which to look again.
    fn next_look(&self, done: u64) -> u64 {
        let least = match self {
            Engine::Two(two) if two.in_branches() => FEWEST,
            _ => 1,
        };
        done + ((done as f64 * LOOK) as u64).max(least)
    }

    fn weight(&self) -> f64 {
        match self {
            Engine::Two(two) => two.weight(),
            Engine::Many(many) => many.weight(),
        }
    }
}

/// Even strategies, in place.
fn even(structure: &Structure, profile: &mut [f64]) {
    for set in 0..structure.infoset_count() {
        let actions = structure.actions(set);
        let share = 1.0 / actions.len() as f64;
        profile[actions].fill(share);
    }
}

/// Where a course stands between two iterations.
struct Standing {
    best: Found,
    sample: Reservoir,
    /// The iteration after which to look again.
    next: u64,
}

/// Runs a course, from where it was left if it was kept.
pub(crate) fn run(
    structure: &Structure,
    engine: &mut Engine<'_>,
    course: &Course<'_>,
    keeper: &mut dyn Keeper,
) -> Found {
    let start =
        || Standing { best: Found::default(), sample: Reservoir::new(course.sample, course.seed), next: 0 };
    let mut standing = start();
    if let Some(mut kept) = keeper.resume(METHOD)
        && standing.restore(engine, &mut kept, usize::from(structure.players)).is_none()
    {
        standing = start();
    }
    let mut stopped = false;
    loop {
        let done = engine.iterations();
        let ended = stopped || done >= course.iterations;
        if ended || done >= standing.next {
            standing.look(engine, course);
            standing.next = engine.next_look(done);
        }
        let Standing { best, sample, .. } = &mut standing;
        let reached = !best.gains.is_empty() && (course.shortfall)(&best.gains) <= course.goal;
        if ended || reached {
            let mut best = std::mem::take(best);
            (best.iterations, best.profile) = (done, engine.kept(structure));
            best.sample = std::mem::take(sample).into_sample();
            return best;
        }
        let weight = engine.weight();
        engine.step(structure, (course.sample > 1).then_some(sample), weight);
        stopped = keeper.stop();
        if keeper.due() {
            standing.keep(engine, keeper);
        }
    }
}

impl Standing {
    /// Looks at the average and the last strategies, and keeps the better one if it is better than any before.
    fn look(&mut self, engine: &mut Engine<'_>, course: &Course<'_>) {
        for which in [Which::Average, Which::Last] {
            let (values, gains) = engine.look(which);
            let best = &mut self.best;
            let better = (course.shortfall)(&gains) < (course.shortfall)(&best.gains);
            if best.gains.is_empty() || better {
                (best.values, best.gains) = (values, gains);
                (best.iteration, best.average) = (engine.iterations(), which == Which::Average);
                engine.keep(which);
            }
        }
    }

    /// Hands the state over.
    fn keep(&self, engine: &Engine<'_>, keeper: &mut dyn Keeper) {
        let best = &self.best;
        let mut counters = vec![self.next, best.iteration, u64::from(best.average), self.sample.len() as u64];
        counters.extend(self.sample.counters());
        let number = |at: usize| self.sample.number(at);
        let mut lists = vec![
            ("counters", List::Integers(&counters)),
            ("values", List::Doubles(&best.values)),
            ("gains", List::Doubles(&best.gains)),
        ];
        lists.extend(self.sample.lists(&number));
        let regret = if best.gains.is_empty() {
            f64::INFINITY
        } else {
            best.gains.iter().copied().fold(0.0, f64::max)
        };
        let step = engine.iterations();
        match engine {
            Engine::Two(two) => {
                let of_two = two.lists();
                let numbers: Vec<_> = of_two
                    .iter()
                    .map(|(_, _, strips)| |at: usize| strips[at / LANES].0[at % LANES])
                    .collect();
                for ((name, count, _), number) in of_two.iter().zip(&numbers) {
                    lists.push((name, List::Scattered(*count, number)));
                }
                keeper.keep(&State { method: METHOD, step, regret, lists: &lists });
            }
            Engine::Many(many) => {
                lists.extend(many.lists().map(|(name, list)| (name, List::Doubles(list))));
                keeper.keep(&State { method: METHOD, step, regret, lists: &lists });
            }
        }
    }

    /// Goes on from what was kept; nothing if that is not of this course.
    fn restore(&mut self, engine: &mut Engine<'_>, kept: &mut Kept, players: usize) -> Option<()> {
        let counters = kept.integers("counters")?;
        let &[next, iteration, average, profiles, ..] = counters.as_slice() else { return None };
        let players = if matches!(engine, Engine::Two(_)) { 2 } else { players };
        let any = next > 0;
        let figures = if any { players } else { 0 };
        let values = kept.doubles("values", figures)?;
        let gains = kept.doubles("gains", figures)?;
        self.sample.restore(kept, counters.get(4..)?, usize::try_from(profiles).ok()?)?;
        match engine {
            Engine::Two(two) => two.restore(kept, any)?,
            Engine::Many(many) => many.restore(kept, any)?,
        }
        self.next = next;
        self.best = Found { values, gains, iteration, average: average == 1, ..Found::default() };
        Some(())
    }
}
