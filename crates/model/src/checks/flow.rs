//! Where stories go: scene calls form no cycle, every story ends, everything can be reached.
//!
//! In: the model, and for the later checks its graph. Out: diagnostics SD301 to SD304.

use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::graph::{Graph, NodeId, Step};
use super::story::{self, Purse, Verdict, Watch};
use super::telling;
use crate::ir::{Alternative, Block, Expr, ExprKind, Model, SceneId, Stmt, Target};

/// One call of a scene.
#[derive(Clone, Copy, Debug)]
struct Call {
    to: usize,
    span: Span,
}

/// The scenes in an order in which each stands after those it calls, or the cycles.
pub(super) fn scene_order(model: &Model) -> Result<Vec<SceneId>, Vec<Diagnostic>> {
    let calls: Vec<Vec<Call>> = model
        .scenes
        .iter()
        .map(|scene| {
            let mut out = Vec::new();
            scene_calls(&scene.block, &mut out);
            out
        })
        .collect();
    let mut order = Vec::with_capacity(calls.len());
    let mut errors = Vec::new();
    // 0 not seen, 1 on the way, 2 done.
    let mut state = vec![0_u8; calls.len()];
    for root in 0..calls.len() {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        // Scenes on the way, each with the number of the call that is next.
        let mut way = vec![(root, 0_usize)];
        while let Some((scene, next)) = way.last_mut() {
            let (scene, index) = (*scene, *next);
            *next += 1;
            let Some(call) = calls[scene].get(index) else {
                state[scene] = 2;
                order.push(SceneId(u32::try_from(scene).unwrap_or(u32::MAX)));
                way.pop();
                continue;
            };
            match state.get(call.to) {
                Some(0) => {
                    state[call.to] = 1;
                    way.push((call.to, 0));
                }
                Some(1) => errors.push(cycle(model, &calls, &way, *call)),
                _ => {}
            }
        }
    }
    if errors.is_empty() { Ok(order) } else { Err(errors) }
}

/// Tells a cycle: from the scene that the last call goes back to, along the way to that call.
fn cycle(model: &Model, calls: &[Vec<Call>], way: &[(usize, usize)], last: Call) -> Diagnostic {
    let from = way.iter().position(|(scene, _)| *scene == last.to).unwrap_or(0);
    let around = &way[from..];
    let name = |scene: usize| model.scenes.get(scene).map_or("?", |scene| scene.name.as_str());
    let mut names: Vec<&str> = around.iter().take(12).map(|(scene, _)| name(*scene)).collect();
    if around.len() > 12 {
        names.push("…");
    }
    names.push(name(last.to));
    let message = if around.len() == 1 {
        format!("scene `{}` goes to itself", name(last.to))
    } else {
        format!("scenes call each other in a circle: {}", names.join(" → "))
    };
    let mut out = Diagnostic::error("SD301", last.span, message)
        .here(format!("goes back to `{}`", name(last.to)))
        .hint("use `repeat` for what happens several times");
    for (scene, next) in around.iter().take(around.len() - 1).take(12) {
        if let Some(call) = calls[*scene].get(next.wrapping_sub(1)) {
            out = out.also(call.span, format!("`{}` goes to `{}`", name(*scene), name(call.to)));
        }
    }
    out
}

fn scene_calls(block: &Block, out: &mut Vec<Call>) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Divert(divert) => {
                if let Target::Scene(scene) = divert.target {
                    out.push(Call { to: scene.0 as usize, span: divert.span });
                }
            }
            _ => each_block(stmt, &mut |block| scene_calls(block, out)),
        }
    }
}

/// Calls `f` on each block inside a statement.
pub(super) fn each_block<'m>(stmt: &'m Stmt, f: &mut dyn FnMut(&'m Block)) {
    let alternatives = |alternatives: &'m [Alternative], f: &mut dyn FnMut(&'m Block)| {
        alternatives.iter().for_each(|alternative| f(&alternative.body));
    };
    match stmt {
        Stmt::Choose(choose) => alternatives(&choose.alternatives, f),
        Stmt::Chance(chance) => alternatives(&chance.alternatives, f),
        Stmt::If { arms, otherwise, .. } => {
            arms.iter().for_each(|(_, block)| f(block));
            otherwise.iter().for_each(f);
        }
        Stmt::Repeat { body, .. } => f(body),
        Stmt::AtOnce(..) | Stmt::Reveal { .. } | Stmt::Gains(_) | Stmt::Now(..) | Stmt::Divert(_) => {}
    }
}

/// Every story ends, and everything can be reached.
pub(super) fn check<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    endings(model, graph, purse, out);
    unreached(model, graph, out);
    leftover(&model.play, out);
    for scene in &model.scenes {
        leftover(&scene.block, out);
    }
}

struct Reaches(NodeId);

impl Watch<'_> for Reaches {
    type State = ();
    fn start(&self) -> Self::State {}
    fn enter(&self, node: NodeId, _state: &()) -> Verdict {
        if node == self.0 { Verdict::Found } else { Verdict::Go }
    }
    fn pass(&self, _node: NodeId, _edge: usize, _state: ()) -> Self::State {}
}

fn endings<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    if model.outcomes.is_empty() {
        return;
    }
    for (id, node) in graph.nodes.iter().enumerate() {
        if !matches!(node.step, Step::End) || !graph.reached.get(id).is_some_and(|reached| *reached) {
            continue;
        }
        let Some(story) = story::find(model, graph, &Reaches(id), purse) else { continue };
        let told = telling::tell(model, graph, &story);
        let message = if told.is_empty() {
            "a story ends without an outcome".to_owned()
        } else {
            format!("a story in which {told} ends without an outcome")
        };
        let last = story
            .steps
            .iter()
            .rev()
            .map(|(node, _)| graph.nodes[*node].step.span())
            .find(|span| !span.is_empty());
        let scene = node.scene.and_then(|scene| model.scenes.get(scene.0 as usize));
        let span = last.or(scene.map(|scene| scene.span)).unwrap_or_default();
        let mut error = Diagnostic::error("SD302", span, message)
            .here("nothing follows this")
            .hint("send it to an outcome with `->`");
        if let Some(scene) = scene {
            error = error.also(scene.span, format!("the end of scene `{}` is reached", scene.name));
        }
        out.push(telling::mark(graph, &story, error));
    }
}

fn unreached(model: &Model, graph: &Graph<'_>, out: &mut Vec<Diagnostic>) {
    let reached = |node: &NodeId| graph.reached.get(*node).is_some_and(|reached| *reached);
    for (scene, node) in model.scenes.iter().zip(&graph.scenes) {
        if !reached(node) {
            out.push(
                Diagnostic::warning("SD303", scene.span, format!("no story reaches scene `{}`", scene.name))
                    .hint(format!("send a branch here with `-> {}`, or remove it", scene.name)),
            );
        }
    }
    for (outcome, node) in model.outcomes.iter().zip(&graph.outcomes) {
        if !reached(node) {
            out.push(
                Diagnostic::warning(
                    "SD303",
                    outcome.span,
                    format!("no story reaches outcome `{}`", outcome.name),
                )
                .hint(format!("send a branch here with `-> {}`, or remove it", outcome.name)),
            );
        }
    }
}

/// Warns of statements after which all branches have gone elsewhere; says whether the block can be left at its end.
fn leftover(block: &Block, out: &mut Vec<Diagnostic>) -> bool {
    let mut open = true;
    let mut before = Span::default();
    for stmt in &block.stmts {
        if !open {
            out.push(
                Diagnostic::warning("SD304", span(stmt), "no story comes to this line")
                    .also(before, "every branch goes elsewhere here"),
            );
            return false;
        }
        before = span(stmt);
        open = match stmt {
            Stmt::Divert(_) => false,
            Stmt::Choose(choose) => alternatives(&choose.alternatives, out),
            Stmt::Chance(chance) => alternatives(&chance.alternatives, out),
            Stmt::If { arms, otherwise, .. } => {
                let mut any = otherwise.is_none();
                for (_, block) in arms {
                    any |= leftover(block, out);
                }
                any | otherwise.as_ref().is_some_and(|block| leftover(block, out))
            }
            Stmt::Repeat { from, to, body, .. } => leftover(body, out) | !surely_once(from, to),
            _ => true,
        };
    }
    open
}

fn alternatives(alternatives: &[Alternative], out: &mut Vec<Diagnostic>) -> bool {
    let mut any = alternatives.is_empty();
    for alternative in alternatives {
        any |= leftover(&alternative.body, out);
    }
    any
}

/// Whether a `repeat` has a round whatever the options are.
fn surely_once(from: &Expr, to: &Expr) -> bool {
    match (&from.kind, &to.kind) {
        (ExprKind::Number(from), ExprKind::Number(to)) => from <= to,
        _ => false,
    }
}

/// Where a statement stands.
pub(super) fn span(stmt: &Stmt) -> Span {
    match stmt {
        Stmt::Choose(choose) => choose.span,
        Stmt::Chance(chance) => chance.span,
        Stmt::Gains(gains) => gains.span,
        Stmt::Divert(divert) => divert.span,
        Stmt::AtOnce(_, span)
        | Stmt::Now(_, _, span)
        | Stmt::Reveal { span, .. }
        | Stmt::If { span, .. }
        | Stmt::Repeat { span, .. } => *span,
    }
}
