//! Dates never go back along a story.
//!
//! In: the model and its graph. Out: SD308 to SD310. A quick pass bounds the clock at every step (rounds of a `repeat`
//! may push it on without end); only a step that may come too late is searched for a story in which it does.

use std::cell::{Cell, RefCell};
use std::hash::{Hash, Hasher};

use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use standoff_syntax::ast::TimeUnit;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::graph::{Graph, NodeId, Step};
use super::story::{self, Purse, Verdict, Watch};
use super::telling;
use super::words;
use crate::ir::{ActorId, Model, Timing};

/// Passes over the graph before a clock that still grows counts as unbounded.
const PASSES: usize = 8;

/// What the clock may show: between two dates; no later end if rounds push it on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Clock {
    low: Date,
    high: Option<Date>,
}

fn duration(count: i32, unit: TimeUnit) -> Duration {
    match unit {
        TimeUnit::Days => Duration::new().try_days(count),
        TimeUnit::Months => Duration::new().try_months(count),
        TimeUnit::Years => Duration::new().try_years(count),
    }
    .unwrap_or_else(|_| 0.days())
}

/// The date a step after another; `None` beyond the calendar.
pub(super) fn later(date: Date, count: i32, unit: TimeUnit) -> Option<Date> {
    let limit = match unit {
        TimeUnit::Days => 7_000_000,
        TimeUnit::Months => 230_000,
        TimeUnit::Years => 19_000,
    };
    if count.abs() > limit {
        return None;
    }
    date.checked_add(duration(count, unit)).ok()
}

/// Checks every dated step.
pub(super) fn check<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    let dated: Vec<(NodeId, &Timing)> = graph
        .nodes
        .iter()
        .enumerate()
        .rev()
        .filter(|(id, _)| graph.reached[*id])
        .filter_map(|(id, node)| node.step.timing().map(|timing| (id, timing)))
        .collect();
    // Without a start there are no dated steps.
    let Some(start) = model.start else { return };
    let clocks = clocks(graph, start);
    let mut told: FxHashSet<u32> = FxHashSet::default();
    for (id, timing) in dated {
        let Some(clock) = clocks[id] else { continue };
        let span = graph.nodes[id].step.span();
        if told.contains(&span.start) {
            continue;
        }
        let error = match timing {
            Timing::On(date) if clock.high.is_none_or(|high| high > *date) => {
                goes_back(model, graph, start, id, *date, purse)
            }
            Timing::On(_) => None,
            Timing::After(count, _) if *count < 0 => Some(Diagnostic::error(
                "SD308",
                span,
                "dates never go back along a story: `after` needs a number that is not negative",
            )),
            Timing::After(count, unit) => later(clock.low, *count, *unit).is_none().then(|| {
                Diagnostic::error(
                    "SD309",
                    span,
                    "this date lies beyond the year 9999, where the calendar ends",
                )
            }),
        };
        if let Some(error) = error {
            told.insert(span.start);
            out.push(error);
        }
    }
    if told.is_empty() {
        two_dates(model, graph, start, &clocks, purse, out);
    }
}

/// Comes to a decision with a list of what the mover has seen that another story had at another date.
struct TwoDates<'g, 'm> {
    graph: &'g Graph<'m>,
    start: Date,
    node: NodeId,
    actor: ActorId,
    /// Dates by lists seen so far.
    known: RefCell<FxHashMap<u64, Date>>,
    /// The two dates found.
    found: Cell<Option<(Date, Date)>>,
}

impl<'m> Watch<'m> for TwoDates<'_, 'm> {
    /// The clock, and a number that stands for the mover's list.
    type State = (Option<Date>, u64);
    fn start(&self) -> Self::State {
        self.known.borrow_mut().clear();
        (Some(self.start), 0)
    }
    fn enter(&self, node: NodeId, (clock, list): &Self::State) -> Verdict {
        let Some(clock) = clock else { return Verdict::Stop };
        if node != self.node {
            return Verdict::Go;
        }
        let here = match self.graph.nodes[node].step.timing() {
            None => *clock,
            Some(Timing::On(_)) => return Verdict::Go,
            Some(Timing::After(count, unit)) => match later(*clock, *count, *unit) {
                Some(date) => date,
                None => return Verdict::Stop,
            },
        };
        let before = *self.known.borrow_mut().entry(*list).or_insert(here);
        if before == here {
            return Verdict::Go;
        }
        self.found.set(Some((before.min(here), before.max(here))));
        Verdict::Found
    }
    fn pass(&self, node: NodeId, edge: usize, (clock, list): Self::State) -> Self::State {
        let step = &self.graph.nodes[node].step;
        let clock = match step.timing() {
            None => clock,
            Some(Timing::On(date)) => Some(*date),
            Some(Timing::After(count, unit)) => clock.and_then(|clock| later(clock, *count, *unit)),
        };
        let seen = match step {
            Step::Secret(secret) => secret.seen_by.contains(&self.actor),
            Step::Choose(choose, _) => choose.sight.seen_by.contains(&self.actor),
            Step::Chance(chance) => chance.sight.seen_by.contains(&self.actor),
            Step::Round { .. } => true,
            // What is shown is not computed here: take it that it tells everything.
            Step::Reveal(_) => return (clock, mix(list, hash_of(&clock))),
            _ => false,
        };
        (clock, if seen { mix(list, ((node as u64) << 20) | edge as u64) } else { list })
    }
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

fn mix(list: u64, entry: u64) -> u64 {
    hash_of(&(list, entry))
}

/// Warns of decisions that one actor can face at two dates without having seen why.
fn two_dates<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    start: Date,
    clocks: &[Option<Clock>],
    purse: &mut Purse,
    out: &mut Vec<Diagnostic>,
) {
    for (node, entry) in graph.nodes.iter().enumerate().rev() {
        let (Step::Choose(choose, _), Some(clock)) = (entry.step, clocks[node]) else { continue };
        if clock.high == Some(clock.low) || matches!(choose.timing, Some(Timing::On(_))) {
            continue;
        }
        let watch = TwoDates {
            graph,
            start,
            node,
            actor: choose.actor,
            known: RefCell::default(),
            found: Cell::default(),
        };
        let Some(story) = story::find(model, graph, &watch, purse) else { continue };
        let Some((first, second)) = watch.found.get() else { continue };
        let actor = words::actor(model, choose.actor);
        let name = words::thing(model, choose.thing);
        let message = format!("{actor} may face `{name}` on {first} or on {second} without having seen why");
        let mut warning = Diagnostic::warning("SD310", choose.span, message).hint(format!(
            "nobody observes the clock itself: show {actor} what makes the difference, or date this step"
        ));
        if let Some((by, _)) =
            story.steps.iter().rev().find(|(id, _)| graph.nodes[*id].step.timing().is_some())
        {
            warning =
                warning.also(graph.nodes[*by].step.span(), "this step moves the clock in one of the stories");
        }
        out.push(warning);
    }
}

fn after(clock: Clock, timing: Option<&Timing>) -> Clock {
    match timing {
        None => clock,
        Some(Timing::On(date)) => Clock { low: *date, high: Some(*date) },
        Some(Timing::After(count, unit)) => Clock {
            low: later(clock.low, *count, *unit).unwrap_or(Date::MAX),
            high: clock.high.and_then(|high| later(high, *count, *unit)),
        },
    }
}

fn clocks(graph: &Graph<'_>, start: Date) -> Vec<Option<Clock>> {
    let mut clocks: Vec<Option<Clock>> = vec![None; graph.nodes.len()];
    clocks[graph.start] = Some(Clock { low: start, high: Some(start) });
    for pass in 0.. {
        let mut changed = false;
        for id in (0..graph.nodes.len()).rev() {
            let Some(clock) = clocks[id] else { continue };
            let next = after(clock, graph.nodes[id].step.timing());
            for edge in &graph.nodes[id].edges {
                let joined = match clocks[edge.to] {
                    None => next,
                    Some(old) => Clock {
                        low: old.low.min(next.low),
                        high: match (old.high, next.high) {
                            (Some(a), Some(b)) if a < b && pass >= PASSES => None,
                            (Some(a), Some(b)) => Some(a.max(b)),
                            _ => None,
                        },
                    },
                };
                if clocks[edge.to] != Some(joined) {
                    clocks[edge.to] = Some(joined);
                    // Only the edge back to the next round changes what has been passed already.
                    changed |= edge.to > id;
                }
            }
        }
        if !changed {
            break;
        }
    }
    clocks
}

struct Late<'g, 'm> {
    graph: &'g Graph<'m>,
    start: Date,
    node: NodeId,
    date: Date,
}

impl<'m> Watch<'m> for Late<'_, 'm> {
    type State = Option<Date>;
    fn start(&self) -> Self::State {
        Some(self.start)
    }
    fn enter(&self, node: NodeId, state: &Option<Date>) -> Verdict {
        let Some(clock) = state else { return Verdict::Stop };
        if node == self.node && *clock > self.date {
            return Verdict::Found;
        }
        match self.graph.nodes[node].step.timing() {
            // A story that has gone back before is told at that step.
            Some(Timing::On(date)) if clock > date => Verdict::Stop,
            _ => Verdict::Go,
        }
    }
    fn pass(&self, node: NodeId, _edge: usize, state: Option<Date>) -> Self::State {
        match self.graph.nodes[node].step.timing() {
            None => state,
            Some(Timing::On(date)) => Some(*date),
            Some(Timing::After(count, unit)) => later(state?, *count, *unit),
        }
    }
}

fn goes_back<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    start: Date,
    node: NodeId,
    date: Date,
    purse: &mut Purse,
) -> Option<Diagnostic> {
    let watch = Late { graph, start, node, date };
    let story = story::find(model, graph, &watch, purse)?;
    let mut clock = Some(start);
    let mut by: Option<Span> = None;
    for (id, edge) in &story.steps {
        if graph.nodes[*id].step.timing().is_some() {
            by = Some(graph.nodes[*id].step.span());
        }
        clock = watch.pass(*id, *edge, clock);
    }
    let clock = clock?;
    let span = graph.nodes[node].step.span();
    let message =
        format!("the date goes back from {clock} to {date}{}", telling::in_which(model, graph, &story));
    let mut error = Diagnostic::error("SD308", span, message)
        .hint("order of play is the order of the text: date this step later, or the one before it earlier");
    error = match by {
        Some(by) if by != span => error.also(by, format!("the story is at {clock} after this")),
        Some(_) => error.here("an earlier round has come here already"),
        None => error.here(format!("play starts on {start}")),
    };
    Some(telling::mark(graph, &story, error))
}
