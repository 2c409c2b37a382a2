//! The walks of a solve, one after the other, so that they can be kept and gone on with.
//!
//! In: a keeper, and what it may have kept of an earlier run. Out: to each walk, whether it has been taken already, or where
//! it stood. Which walks are taken, and in which order, follows from how those before ended: a run that goes on takes the same ones
//! again, and is told the ends of those that were complete.

use super::place::Place;
use super::schedule::Schedule;
use super::{End, Engine, Trace};
use crate::keep::{Keeper, Kept, List, State};
use crate::solution::Bifurcation;

/// The name under which states are kept.
const METHOD: &str = "qre/1";
/// Games with fewer unknowns are solved before anything could be kept.
const LEAST_UNKNOWNS: usize = 40;

/// Where a walk stands, beside what its engine holds.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) trace: Trace,
    pub(super) schedule: Schedule,
    /// Orientation at the point where it stands, and at λ = 0.
    pub(super) sign: f64,
    pub(super) origin: f64,
    /// Steps redone after jumps.
    pub(super) redone: u32,
    /// Where it had come that was then redone with shorter steps.
    pub(super) beyond: Option<Place>,
    /// A limit that passes, while a clearer one is looked for.
    pub(super) fallback: Option<Trace>,
}

/// The walks of one solve.
pub(crate) struct Walks<'k> {
    keeper: &'k mut dyn Keeper,
    /// Whether states are kept.
    keeps: bool,
    /// Those that are complete, as far as they are kept.
    done: Vec<Trace>,
    /// How many have been asked for.
    asked: usize,
    /// The rest of what was kept: where a walk stood.
    begun: Option<Reader>,
    /// The keeper has said stop: nothing more is walked, or kept.
    stopped: bool,
}

impl<'k> Walks<'k> {
    /// Begins the walks through the game of an engine, or goes on with them.
    pub(crate) fn new(keeper: &'k mut dyn Keeper, engine: &Engine) -> Walks<'k> {
        let keeps = engine.live.unknowns() >= LEAST_UNKNOWNS;
        let mut walks = Walks { keeper, keeps, done: Vec::new(), asked: 0, begun: None, stopped: false };
        if keeps && let Some(kept) = walks.keeper.resume(METHOD) {
            walks.take_up(kept);
        }
        walks
    }

    fn take_up(&mut self, kept: Kept) -> Option<()> {
        let mut reader = Reader::new(kept)?;
        let count = reader.whole()?;
        let mut done = Vec::new();
        for _ in 0..count {
            done.push(reader.trace()?);
        }
        self.done = done;
        self.begun = Some(reader);
        Some(())
    }

    /// Asks for the next walk: its end, if it is known.
    pub(super) fn next(&mut self) -> Option<Trace> {
        self.asked += 1;
        if self.stopped {
            return Some(Trace { end: End::Stopped, ..Trace::default() });
        }
        self.done.get(self.asked - 1).cloned()
    }

    /// Puts an engine that has begun the walk asked for last to where the walk stood, if it was kept on its way; `None` inside
    /// if what was kept does not fit.
    /// `schedule` is the one it began with.
    pub(super) fn restore(&mut self, engine: &mut Engine, schedule: Schedule) -> Option<Option<Progress>> {
        let mut reader = self.begun.take()?;
        Some(reader.engine(engine).and_then(|()| reader.progress(schedule)))
    }

    /// Whether to stop; keeps the state if it is time to.
    #[inline]
    pub(super) fn stop(&mut self, state: impl FnOnce() -> Writer) -> bool {
        self.stopped = self.keeper.stop();
        if self.keeper.due() && self.keeps {
            self.keep(state());
        }
        self.stopped
    }

    #[cold]
    fn keep(&mut self, state: Writer) {
        let mut all = Writer::default();
        all.whole(self.done.len() as u64);
        let steps: u32 = self.done.iter().map(|trace| trace.steps).sum();
        for trace in &self.done {
            all.trace(trace);
        }
        all.integers.extend(&state.integers);
        all.doubles.extend(&state.doubles);
        let counts = [all.doubles.len() as u64];
        self.keeper.keep(&State {
            method: METHOD,
            step: u64::from(steps + state.steps),
            regret: f64::INFINITY,
            lists: &[
                ("counts", List::Integers(&counts)),
                ("integers", List::Integers(&all.integers)),
                ("doubles", List::Doubles(&all.doubles)),
            ],
        });
    }

    /// Notes that the walk asked for last is complete.
    pub(super) fn complete(&mut self, trace: &Trace) {
        if self.keeps && trace.end != End::Stopped {
            self.done.push(trace.clone());
        }
    }
}

/// What a state is written to: whole numbers, lengths among them, and doubles, in order.
#[derive(Debug, Default)]
pub(super) struct Writer {
    integers: Vec<u64>,
    doubles: Vec<f64>,
    steps: u32,
}

impl Writer {
    /// All that later steps of a walk read.
    pub(super) fn state(engine: &Engine, progress: &Progress) -> Writer {
        let mut writer = Writer { steps: progress.trace.steps, ..Writer::default() };
        writer.engine(engine);
        writer.progress(progress);
        writer
    }

    fn whole(&mut self, value: u64) {
        self.integers.push(value);
    }

    fn list(&mut self, values: &[f64]) {
        self.whole(values.len() as u64);
        self.doubles.extend_from_slice(values);
    }

    fn place(&mut self, place: &Place) {
        self.list(&place.x);
        self.list(&place.tangent);
    }

    fn engine(&mut self, engine: &Engine) {
        let Engine { equations, walk, watch, .. } = engine;
        self.integers.extend(equations.reference.iter().chain(&equations.column).map(|&k| u64::from(k)));
        for place in [&walk.here, &walk.before, &walk.earlier] {
            self.place(place);
        }
        let (numbers, leaps) = walk.figures();
        self.list(&numbers);
        self.whole(u64::from(leaps));
        self.whole(u64::from(walk.system.finer()));
        self.list(&watch.right);
        self.list(&watch.left);
        self.list(watch.history.as_flattened());
        self.whole(watch.seen as u64);
    }

    fn progress(&mut self, progress: &Progress) {
        self.trace(&progress.trace);
        let (base, landed) = progress.schedule.figures();
        self.list(&[base, progress.sign, progress.origin]);
        self.whole(u64::from(landed));
        self.whole(u64::from(progress.redone));
        self.whole(u64::from(progress.beyond.is_some()));
        if let Some(place) = &progress.beyond {
            self.place(place);
        }
        self.whole(u64::from(progress.fallback.is_some()));
        if let Some(trace) = &progress.fallback {
            self.trace(trace);
        }
    }

    fn trace(&mut self, trace: &Trace) {
        self.whole(match trace.end {
            End::Reached => 0,
            End::Stuck => 1,
            End::Stopped => 2,
        });
        self.list(&trace.p);
        self.list(&trace.belief);
        self.whole(u64::from(trace.isolated));
        self.whole(trace.points.len() as u64);
        for (mu, log_p) in &trace.points {
            self.list(&[*mu]);
            self.list(log_p);
        }
        self.whole(trace.bifurcations.len() as u64);
        for met in &trace.bifurcations {
            self.list(&[met.lambda]);
            self.whole(u64::from(met.infoset));
            self.whole(u64::from(met.left));
        }
        self.whole(u64::from(trace.steps));
        self.whole(u64::from(trace.turns));
    }
}

/// What a state is read from. Nothing is believed of lengths.
struct Reader {
    integers: std::vec::IntoIter<u64>,
    doubles: std::vec::IntoIter<f64>,
}

impl Reader {
    fn new(mut kept: Kept) -> Option<Reader> {
        let count = usize::try_from(*kept.integers("counts")?.first()?).ok()?;
        let integers = kept.integers("integers")?.into_iter();
        let doubles = kept.doubles("doubles", count)?.into_iter();
        Some(Reader { integers, doubles })
    }

    fn whole(&mut self) -> Option<u64> {
        self.integers.next()
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.whole()?).ok()
    }

    fn list(&mut self) -> Option<Vec<f64>> {
        let count = usize::try_from(self.whole()?).ok()?;
        (count <= self.doubles.len()).then(|| self.doubles.by_ref().take(count).collect())
    }

    /// A list of as many numbers as `into` has.
    fn fill(&mut self, into: &mut [f64]) -> Option<()> {
        let list = self.list().filter(|list| list.len() == into.len())?;
        into.copy_from_slice(&list);
        Some(())
    }

    fn one(&mut self) -> Option<f64> {
        let mut one = [0.0];
        self.fill(&mut one)?;
        Some(one[0])
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place { x: self.list()?, tangent: self.list()? })
    }

    fn engine(&mut self, engine: &mut Engine) -> Option<()> {
        let Engine { equations, walk, watch, .. } = engine;
        for k in equations.reference.iter_mut().chain(&mut equations.column) {
            *k = u32::try_from(self.integers.next()?).ok()?;
        }
        for place in [&mut walk.here, &mut walk.before, &mut walk.earlier] {
            self.fill(&mut place.x)?;
            self.fill(&mut place.tangent)?;
        }
        let (mut numbers, _) = walk.figures();
        self.fill(&mut numbers)?;
        let leaps = self.small()?;
        walk.set_figures(numbers, leaps);
        let finer = self.small()?;
        walk.system.set_finer(finer);
        self.fill(&mut watch.right)?;
        self.fill(&mut watch.left)?;
        self.fill(watch.history.as_flattened_mut())?;
        watch.seen = usize::try_from(self.whole()?).ok()?;
        Some(())
    }

    fn progress(&mut self, schedule: Schedule) -> Option<Progress> {
        let trace = self.trace()?;
        let mut numbers = [0.0; 3];
        self.fill(&mut numbers)?;
        let [base, sign, origin] = numbers;
        let schedule = schedule.at((base, self.small()?));
        let redone = self.small()?;
        let beyond = if self.whole()? == 1 { Some(self.place()?) } else { None };
        let fallback = if self.whole()? == 1 { Some(self.trace()?) } else { None };
        Some(Progress { trace, schedule, sign, origin, redone, beyond, fallback })
    }

    fn trace(&mut self) -> Option<Trace> {
        let end = match self.whole()? {
            0 => End::Reached,
            1 => End::Stuck,
            2 => End::Stopped,
            _ => return None,
        };
        let (p, belief) = (self.list()?, self.list()?);
        let isolated = self.whole()? == 1;
        let mut points = Vec::new();
        for _ in 0..self.whole()? {
            points.push((self.one()?, self.list()?));
        }
        let mut bifurcations = Vec::new();
        for _ in 0..self.whole()? {
            let lambda = self.one()?;
            bifurcations.push(Bifurcation { lambda, infoset: self.small()?, left: self.whole()? == 1 });
        }
        let (steps, turns) = (self.small()?, self.small()?);
        Some(Trace { end, p, belief, isolated, points, bifurcations, steps, turns })
    }
}
