//! In which rounds something is decided, drawn or set.
//!
//! In: a model and a thing. Out: first and last round of the outermost `repeat` around it, where the text alone tells:
//! the thing stands in one `repeat` of the play, and no option says how many rounds there are.

use num_rational::BigRational;

use super::evaluate::count;
use super::flow::each_block;
use crate::ir::{Block, Expr, Model, Stmt, ThingId};

/// First and last round, if they are known and the same wherever the thing stands.
pub(crate) fn rounds(model: &Model, thing: ThingId) -> Option<(BigRational, BigRational)> {
    let mut around: Vec<Option<(&Expr, &Expr)>> = Vec::new();
    let mut waiting: Vec<(&Block, Option<(&Expr, &Expr)>)> = vec![(&model.play, None)];
    // A scene may be called from any round.
    waiting.extend(model.scenes.iter().map(|scene| (&scene.block, None)));
    while let Some((block, repeat)) = waiting.pop() {
        for stmt in &block.stmts {
            let sets = match stmt {
                Stmt::Choose(choose) => choose.thing == thing,
                Stmt::AtOnce(moves, _) => moves.iter().any(|choose| choose.thing == thing),
                Stmt::Chance(chance) => chance.thing == thing,
                Stmt::Now(set, ..) => *set == thing,
                _ => false,
            };
            if sets {
                around.push(repeat);
            }
            let inside = match stmt {
                Stmt::Repeat { from, to, .. } => repeat.or(Some((from, to))),
                _ => repeat,
            };
            each_block(stmt, &mut |block| waiting.push((block, inside)));
        }
    }
    let mut found: Option<(BigRational, BigRational)> = None;
    for repeat in around {
        let (from, to) = repeat?;
        let here = (count(model, from, &[])?, count(model, to, &[])?);
        match &found {
            Some(known) if *known != here => return None,
            _ => found = Some(here),
        }
    }
    found
}
