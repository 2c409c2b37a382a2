//! Dates never go back along a story.
//!
//! In: the model and its graph. Out: SD308 and SD309. A quick pass bounds the clock at every step (rounds of a `repeat`
//! may push it on without end); only a step that may come too late is searched for a story in which it does.

use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};
use rustc_hash::FxHashSet;
use standoff_syntax::ast::TimeUnit;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::graph::{Graph, NodeId};
use super::story::{self, Purse, Verdict, Watch};
use crate::ir::{Model, Timing};

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
        format!("the date goes back from {clock} to {date}{}", story::in_which(model, graph, &story));
    let mut error = Diagnostic::error("SD308", span, message)
        .hint("Order of play is the order of the text: date this step later, or the one before it earlier.");
    error = match by {
        Some(by) if by != span => error.also(by, format!("the story is at {clock} after this")),
        Some(_) => error.here("an earlier round has come here already"),
        None => error.here(format!("play starts on {start}")),
    };
    Some(story::mark(graph, &story, error))
}
