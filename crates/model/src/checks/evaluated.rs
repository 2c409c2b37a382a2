//! Which expressions a step of the play evaluates.
//!
//! In: a step of the graph. Out: its expressions, each with the condition under which it is evaluated.

use super::graph::Step;
use crate::ir::{Alternative, Domain, Draw, Expr, Gains, Model, Stmt, ThingId};

/// Calls `f` on every expression that a node evaluates, with the condition under which it does so.
pub(super) fn expressions<'m>(
    model: &'m Model,
    step: &Step<'m>,
    f: &mut dyn FnMut(&'m Expr, Option<(&'m Expr, bool)>),
) {
    let gain = |gains: &'m Gains, f: &mut dyn FnMut(&'m Expr, Option<(&'m Expr, bool)>)| {
        let condition = gains.condition.as_ref();
        if let Some(condition) = condition {
            f(condition, None);
        }
        f(&gains.amount, condition.map(|condition| (condition, true)));
    };
    let draw = |draw: &'m Draw, f: &mut dyn FnMut(&'m Expr, Option<(&'m Expr, bool)>)| match draw {
        Draw::Even => {}
        Draw::Probabilities(list) => list.iter().flatten().for_each(|e| f(e, None)),
        Draw::Weights(list) => list.iter().for_each(|e| f(e, None)),
    };
    let domain = |thing: ThingId, f: &mut dyn FnMut(&'m Expr, Option<(&'m Expr, bool)>)| match model
        .things
        .get(thing.0 as usize)
        .map(|thing| &thing.domain)
    {
        Some(Domain::Grid { from, to, count, .. }) => [from, to, count].into_iter().for_each(|e| f(e, None)),
        Some(Domain::Package { filter: Some(filter), .. }) => f(filter, None),
        _ => {}
    };
    let whens = |alternatives: &'m [Alternative], f: &mut dyn FnMut(&'m Expr, Option<(&'m Expr, bool)>)| {
        alternatives.iter().filter_map(|alternative| alternative.when.as_ref()).for_each(|e| f(e, None));
    };
    match step {
        Step::Secret(secret) => {
            domain(secret.thing, f);
            draw(&secret.draw, f);
        }
        Step::Choose(choose, _) => {
            domain(choose.thing, f);
            whens(&choose.alternatives, f);
        }
        Step::Chance(chance) => {
            domain(chance.thing, f);
            whens(&chance.alternatives, f);
            draw(&chance.draw, f);
        }
        Step::Given(expr) | Step::Test(expr) | Step::Now(_, expr, _) => f(expr, None),
        Step::Reveal(Stmt::Reveal { value, .. }) => f(value, None),
        Step::Repeat(Stmt::Repeat { from, to, .. }) => {
            f(from, None);
            f(to, None);
        }
        Step::Gains(gains) => gain(gains, f),
        Step::Divert(divert) => divert.args.iter().for_each(|e| f(e, None)),
        Step::Outcome(outcome) => {
            if let Some(outcome) = model.outcomes.get(outcome.0 as usize) {
                outcome.gains.iter().for_each(|gains| gain(gains, f));
            }
        }
        _ => {}
    }
}
