//! Where expressions stand in a model, and a walk over all of them.
//!
//! In: a model. Out: each expression once, outermost, with its [`Position`] and whose arguments it may use.

use super::meaning::Owner;
use crate::ir::{
    Alternative, Block, Domain, Draw, Expr, IssueId, LetId, Model, OutcomeId, SceneId, Stmt, Target, ThingId,
};

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Let(LetId),
    Given,
    Discount,
    /// An end of a thing's grid.
    GridEnd(ThingId),
    GridCount,
    /// An end of an issue's grid.
    IssueEnd(IssueId),
    Where,
    /// Probability or weight of secret number k in the order of drawing.
    SecretDraw(usize),
    Draw,
    When,
    If,
    Reveal,
    Now(ThingId),
    RepeatBound,
    Gain,
    /// Passed to a scene or an outcome.
    Argument(Owner, u32),
}

type Visit<'v> = &'v mut dyn FnMut(&mut Expr, Position, Owner);

/// Calls `visit` for each expression of a model except those of questions.
pub(crate) fn each(model: &mut Model, visit: Visit<'_>) {
    for (id, definition) in (0_u32..).zip(&mut model.lets) {
        visit(&mut definition.value, Position::Let(LetId(id)), Owner::Let(LetId(id)));
    }
    for given in &mut model.given {
        visit(given, Position::Given, Owner::None);
    }
    for discount in &mut model.discounts {
        visit(&mut discount.factor, Position::Discount, Owner::None);
    }
    for (k, secret) in model.secrets.iter_mut().enumerate() {
        draw(&mut secret.draw, Position::SecretDraw(k), Owner::None, visit);
    }
    for (id, thing) in (0_u32..).zip(&mut model.things) {
        domain(&mut thing.domain, Position::GridEnd(ThingId(id)), visit);
    }
    for (id, issue) in (0_u32..).zip(&mut model.issues) {
        domain(&mut issue.domain, Position::IssueEnd(IssueId(id)), visit);
    }
    block(&mut model.play, Owner::None, visit);
    for (id, scene) in (0_u32..).zip(&mut model.scenes) {
        block(&mut scene.block, Owner::Scene(SceneId(id)), visit);
    }
    for (id, outcome) in (0_u32..).zip(&mut model.outcomes) {
        for gains in &mut outcome.gains {
            let owner = Owner::Outcome(OutcomeId(id));
            visit(&mut gains.amount, Position::Gain, owner);
            if let Some(condition) = &mut gains.condition {
                visit(condition, Position::Gain, owner);
            }
        }
    }
}

fn domain(domain: &mut Domain, end: Position, visit: Visit<'_>) {
    match domain {
        Domain::Grid { from, to, count, .. } => {
            visit(from, end, Owner::None);
            visit(to, end, Owner::None);
            visit(count, Position::GridCount, Owner::None);
        }
        Domain::Package { filter: Some(filter), .. } => visit(filter, Position::Where, Owner::None),
        _ => {}
    }
}

fn draw(draw: &mut Draw, position: Position, owner: Owner, visit: Visit<'_>) {
    match draw {
        Draw::Even => {}
        Draw::Probabilities(list) => {
            list.iter_mut().flatten().for_each(|value| visit(value, position, owner))
        }
        Draw::Weights(list) => list.iter_mut().for_each(|value| visit(value, position, owner)),
    }
}

fn alternatives(list: &mut [Alternative], owner: Owner, visit: Visit<'_>) {
    for alternative in list {
        if let Some(when) = &mut alternative.when {
            visit(when, Position::When, owner);
        }
        block(&mut alternative.body, owner, visit);
    }
}

/// As deep as blocks nest.
fn block(stmts: &mut Block, owner: Owner, visit: Visit<'_>) {
    for stmt in &mut stmts.stmts {
        match stmt {
            Stmt::Choose(choose) => alternatives(&mut choose.alternatives, owner, visit),
            Stmt::AtOnce(moves, _) => {
                moves.iter_mut().for_each(|choose| alternatives(&mut choose.alternatives, owner, visit));
            }
            Stmt::Chance(chance) => {
                draw(&mut chance.draw, Position::Draw, owner, visit);
                alternatives(&mut chance.alternatives, owner, visit);
            }
            Stmt::Reveal { value, .. } => visit(value, Position::Reveal, owner),
            Stmt::Gains(gains) => {
                visit(&mut gains.amount, Position::Gain, owner);
                if let Some(condition) = &mut gains.condition {
                    visit(condition, Position::Gain, owner);
                }
            }
            Stmt::Now(thing, value, _) => visit(value, Position::Now(*thing), owner),
            Stmt::If { arms, otherwise, .. } => {
                for (condition, body) in arms {
                    visit(condition, Position::If, owner);
                    block(body, owner, visit);
                }
                if let Some(otherwise) = otherwise {
                    block(otherwise, owner, visit);
                }
            }
            Stmt::Repeat { from, to, body, .. } => {
                visit(from, Position::RepeatBound, owner);
                visit(to, Position::RepeatBound, owner);
                block(body, owner, visit);
            }
            Stmt::Divert(divert) => {
                let callee = match divert.target {
                    Target::Scene(id) => Owner::Scene(id),
                    Target::Outcome(id) => Owner::Outcome(id),
                };
                for (k, arg) in (0_u32..).zip(&mut divert.args) {
                    visit(arg, Position::Argument(callee, k), owner);
                }
            }
        }
    }
}
