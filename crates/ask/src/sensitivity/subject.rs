//! The number behind the answer: one that says how good what the actor in question does is, or what comes of it.
//!
//! In: the model, the main line, the outcomes. Out: a query. The file's own `value of a over b` first; else what the actor's
//! closest choice on the main line is worth against the next best label; else how likely the likeliest outcome is, if it is
//! not certain; else another value that the file asks for, or the actor's gain.

use standoff_model::ir::{ActorId, Domain, Expr, ExprKind, Model, Query, Sort, ThingId};
use standoff_syntax::span::Span;

use crate::answer::OutcomeShare;
use crate::line::{Line, LineStep};

/// Probabilities closer to 1 than this are certain moves.
const CERTAIN: f64 = 1e-6;
/// Labels that lose less than this are ties.
const TIE: f64 = 1e-9;
/// A decision with more labels is a scale, on which the next best label is the next point and says nothing.
const MOST_LABELS: usize = 8;

/// Chooses it.
pub(super) fn choose(
    model: &Model,
    line: &Line,
    focus: Option<ActorId>,
    outcomes: &[OutcomeShare],
) -> Option<Query> {
    let plain = || model.asks.iter().filter(|question| question.settings.is_empty()).map(|q| &q.query);
    if let Some(over) = plain().find(|query| matches!(query, Query::ValueOver { .. })) {
        return Some(over.clone());
    }
    if let Some(closest) = focus.and_then(|focus| closest_choice(model, line, focus)) {
        return Some(closest);
    }
    // What always happens says nothing.
    let open = |share: &&OutcomeShare| share.probability < 1.0 - CERTAIN;
    if let Some(top) =
        outcomes.iter().rev().max_by(|a, b| a.probability.total_cmp(&b.probability)).filter(open)
    {
        let event = Expr {
            kind: ExprKind::PassedOutcome(top.outcome),
            sort: Sort::Truth,
            swept: false,
            span: Span::default(),
        };
        return Some(Query::Probability { event, given: None });
    }
    let is_value = |query: &&Query| {
        matches!(
            query,
            Query::ValueOfPlay(_)
                | Query::ValueOfLabel { .. }
                | Query::ValueOfOption(..)
                | Query::ValueOfVariant(..)
                | Query::Knowing { .. }
        )
    };
    plain().find(is_value).cloned().or_else(|| focus.map(Query::ValueOfPlay))
}

/// Of the choices that the actor surely makes on the main line, the one in which the next best label costs it least.
fn closest_choice(model: &Model, line: &Line, focus: ActorId) -> Option<Query> {
    let choices = line.steps.iter().filter(|step| step.actor == focus && named(model, step.decision));
    let found = choices.filter_map(|step| next_best(step).map(|(label, loss)| (step, label, loss)));
    let (step, label, _) =
        found.reduce(|closest, other| if other.2 < closest.2 { other } else { closest })?;
    Some(Query::ValueOver { decision: step.decision, a: step.followed, b: label, to: focus })
}

/// Whether a decision is between a few names.
fn named(model: &Model, decision: ThingId) -> bool {
    match model.things.get(decision.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => {
            model.label_sets.get(set.0 as usize).is_some_and(|set| set.names.len() <= MOST_LABELS)
        }
        _ => false,
    }
}

/// The label that costs least besides the one that is surely played, whatever the mover knows; none if that is another one
/// for others, or a tie.
fn next_best(step: &LineStep) -> Option<(u32, f64)> {
    let surely = step.cases.iter().all(|case| {
        let followed = case.actions.iter().find(|action| action.label == step.followed);
        followed.is_some_and(|action| action.probability >= 1.0 - CERTAIN)
    });
    let first = step.cases.first().filter(|_| surely)?;
    let others = first.actions.iter().map(|action| action.label).filter(|&label| label != step.followed);
    let mean_loss = |label: u32| {
        step.cases.iter().try_fold(0.0, |sum, case| {
            let action = case.actions.iter().find(|action| action.label == label)?;
            Some(sum + case.weight * action.loss)
        })
    };
    others
        .filter_map(|label| mean_loss(label).map(|loss| (label, loss)))
        .filter(|(_, loss)| *loss > TIE)
        .reduce(|least, other| if other.1 < least.1 { other } else { least })
}
