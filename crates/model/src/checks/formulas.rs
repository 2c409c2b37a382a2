//! Formulas that grow too long or too deep once definitions are put in.
//!
//! In: a model whose definitions form no cycle. Out: SD407. Nothing may be evaluated before this has found nothing:
//! a few lines of `let` can stand for a formula of any length.

use standoff_syntax::diagnostic::Diagnostic;

use super::flow::each_block;
use super::reads;
use crate::ir::{Block, Domain, Draw, Expr, ExprKind, Model, Stmt};

/// Longest formula, definitions put in.
const TERMS: f64 = 100_000.0;
/// Deepest formula, definitions put in.
const DEPTH: u32 = 400;
/// Size of a definition that has not been measured.
const UNKNOWN: (f64, u32) = (f64::INFINITY, u32::MAX);

/// Formulas that are too long or too deep once definitions are put in (SD407). Nothing may be evaluated before this.
pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let lets = definitions(model);
    let long = model.lets.iter().zip(&lets).filter(|(_, size)| too_large(**size));
    // The shortest one that is too long: the others are built from it.
    if let Some((definition, _)) = long.min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))) {
        let message = format!(
            "`{}` stands for a formula that is too long once the definitions in it are put in",
            definition.name
        );
        return vec![
            Diagnostic::error("SD407", definition.span, message)
                .hint("shorten the chain of `let` definitions"),
        ];
    }
    let mut out = Vec::new();
    each_expression(model, &mut |expr| {
        if out.is_empty() && too_large(measure(expr, &lets)) {
            let message = "this formula is too long once the definitions in it are put in";
            out.push(Diagnostic::error("SD407", expr.span, message));
        }
    });
    out
}

/// Terms and depth of each definition. Those that a definition uses are measured before it, in whatever order they
/// are declared.
fn definitions(model: &Model) -> Vec<(f64, u32)> {
    let mut sizes = vec![UNKNOWN; model.lets.len()];
    let mut begun = vec![false; model.lets.len()];
    for root in 0..model.lets.len() {
        let mut waiting = vec![root];
        while let Some(index) = waiting.last().copied() {
            let (Some(definition), Some(started)) = (model.lets.get(index), begun.get_mut(index)) else {
                waiting.pop();
                continue;
            };
            if *started {
                if sizes[index] == UNKNOWN {
                    sizes[index] = measure(&definition.value, &sizes);
                }
                waiting.pop();
                continue;
            }
            *started = true;
            let mut parts = vec![&definition.value];
            while let Some(expr) = parts.pop() {
                if let ExprKind::Let(id, _) = &expr.kind
                    && begun.get(id.0 as usize) == Some(&false)
                {
                    waiting.push(id.0 as usize);
                }
                reads::children(expr, &mut |child| parts.push(child));
            }
        }
    }
    sizes
}

fn too_large((terms, depth): (f64, u32)) -> bool {
    terms > TERMS || depth > DEPTH
}

/// Terms and depth of an expression, definitions put in. Iterative: the expression may be of any depth.
fn measure(expr: &Expr, lets: &[(f64, u32)]) -> (f64, u32) {
    let (mut terms, mut deepest) = (0.0, 0);
    let mut waiting = vec![(expr, 1_u32)];
    while let Some((expr, depth)) = waiting.pop() {
        terms += 1.0;
        let mut bottom = depth;
        if let ExprKind::Let(id, _) = &expr.kind {
            let (inner, inner_depth) = lets.get(id.0 as usize).copied().unwrap_or(UNKNOWN);
            terms += inner;
            bottom = depth.saturating_add(inner_depth);
        }
        deepest = deepest.max(bottom);
        reads::children(expr, &mut |child| waiting.push((child, depth.saturating_add(1))));
    }
    (terms, deepest)
}

/// Calls `f` on every expression of the model outside `let`.
fn each_expression<'m>(model: &'m Model, f: &mut dyn FnMut(&'m Expr)) {
    let domains =
        model.things.iter().map(|thing| &thing.domain).chain(model.issues.iter().map(|issue| &issue.domain));
    for domain in domains {
        match domain {
            Domain::Grid { from, to, count, .. } => [from, to, count].into_iter().for_each(&mut *f),
            Domain::Package { filter: Some(filter), .. } => f(filter),
            _ => {}
        }
    }
    model.given.iter().for_each(&mut *f);
    model.discounts.iter().for_each(|discount| f(&discount.factor));
    for secret in &model.secrets {
        draw(&secret.draw, f);
    }
    block_expressions(&model.play, f);
    model.scenes.iter().for_each(|scene| block_expressions(&scene.block, f));
    for gains in model.outcomes.iter().flat_map(|outcome| &outcome.gains) {
        f(&gains.amount);
        gains.condition.iter().for_each(&mut *f);
    }
}

fn draw<'m>(draw: &'m Draw, f: &mut dyn FnMut(&'m Expr)) {
    match draw {
        Draw::Even => {}
        Draw::Probabilities(list) => list.iter().flatten().for_each(f),
        Draw::Weights(list) => list.iter().for_each(f),
    }
}

fn block_expressions<'m>(block: &'m Block, f: &mut dyn FnMut(&'m Expr)) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Choose(choose) => {
                choose.alternatives.iter().filter_map(|a| a.when.as_ref()).for_each(&mut *f)
            }
            Stmt::AtOnce(moves, _) => {
                moves.iter().flat_map(|m| &m.alternatives).filter_map(|a| a.when.as_ref()).for_each(&mut *f);
            }
            Stmt::Chance(chance) => {
                chance.alternatives.iter().filter_map(|a| a.when.as_ref()).for_each(&mut *f);
                draw(&chance.draw, f);
            }
            Stmt::Reveal { value, .. } | Stmt::Now(_, value, _) => f(value),
            Stmt::Gains(gains) => {
                f(&gains.amount);
                gains.condition.iter().for_each(&mut *f);
            }
            Stmt::If { arms, .. } => arms.iter().for_each(|(condition, _)| f(condition)),
            Stmt::Repeat { from, to, .. } => {
                f(from);
                f(to);
            }
            Stmt::Divert(divert) => divert.args.iter().for_each(&mut *f),
        }
        each_block(stmt, &mut |block| block_expressions(block, f));
    }
}
