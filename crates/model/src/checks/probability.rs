//! Probabilities, weights and other numbers at the values in force and under each expert's opinions.
//!
//! In: the model and its graph. Out: SD601 to SD603 (probabilities, sums, weights) and SD606 (something that has no
//! value, such as a division by zero), each with the figure and a story where it depends on one. Numbers over the
//! declared ranges are looked at by [`super::ranges`].

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use rustc_hash::FxHashSet;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::show;
use standoff_syntax::span::Span;

use super::evaluate::{Setting, Value};
use super::evaluated::expressions;
use super::graph::{Graph, NodeId, Step};
use super::number::{Exact, Number};
use super::ranges;
use super::reads::{self, Budget, Inputs};
use super::situations::{self, CallBook, Calls, Choice, Choices, Numbers, Point};
use super::story::{self, Purse, Verdict, Watch};
use super::telling;
use super::words;
use crate::ir::{Builtin, Draw, ExpertId, Expr, ExprKind, Model, ParameterId, Target, ThingId};

/// Names looked up at most in all evaluations together.
const EVALUATIONS: usize = 500_000;
/// Sums of irrational probabilities may be so far from 1.
const ROUNDING: f64 = 1e-12;

/// A set of numbers that belong together.
pub(super) enum Site<'m> {
    /// The probabilities of an event.
    Probabilities(ThingId, &'m [Option<Expr>]),
    /// The weights of an event.
    Weights(ThingId, &'m [Expr]),
    /// Any number, needed if the condition holds.
    Number(&'m Expr, Option<(&'m Expr, bool)>),
}

impl<'m> Site<'m> {
    fn expressions(&self) -> Vec<&'m Expr> {
        match self {
            Site::Probabilities(_, list) => list.iter().flatten().collect(),
            Site::Weights(_, list) => list.iter().collect(),
            Site::Number(expr, condition) => {
                std::iter::once(*expr).chain(condition.map(|(condition, _)| condition)).collect()
            }
        }
    }
}

/// What is wrong in one situation.
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) span: Span,
    pub(super) message: String,
}

/// Looks at every number.
pub(super) fn check<'m>(model: &'m Model, graph: &Graph<'m>, purse: &mut Purse, out: &mut Vec<Diagnostic>) {
    let mut book = CallBook::new(graph);
    let mut budget = Budget(5_000_000);
    let mut left = EVALUATIONS;
    let mut told: FxHashSet<(u32, u32)> = FxHashSet::default();
    for (id, site) in sites(model, graph) {
        let exprs = site.expressions();
        let mut inputs = Inputs::default();
        for expr in &exprs {
            let more = reads::inputs(model, expr, &mut budget);
            inputs.things.extend(more.things);
            inputs.parameters.extend(more.parameters);
            inputs.arguments.extend(more.arguments);
        }
        let target = match graph.nodes[id].step {
            Step::Outcome(outcome) => Some(Target::Outcome(outcome)),
            _ => graph.nodes[id].scene.map(Target::Scene),
        };
        let chains = match target {
            Some(target) if !inputs.arguments.is_empty() => book.calls(model, graph, target),
            _ => vec![None],
        };
        for calls in chains {
            let mut inputs = inputs.clone();
            situations::add_inputs(model, &calls, &mut inputs);
            if left == 0 {
                return;
            }
            let combinations = situations::combinations(model, &inputs.things);
            left = left.saturating_sub(combinations.len());
            let cost = exprs.len() + inputs.things.len() + inputs.parameters.len();
            let mut found = false;
            for numbers in settings(model, &inputs.parameters) {
                for choices in &combinations {
                    if left == 0 || found {
                        break;
                    }
                    left = left.saturating_sub(cost);
                    let point = Point { model, numbers: numbers.clone(), choices };
                    let Some(wrong) = wrong(model, &site, &point, &calls) else { continue };
                    if told.contains(&(wrong.span.file.0, wrong.span.start)) {
                        found = true;
                        break;
                    }
                    let Some(told_so) = possible(model, graph, id, &calls, choices, purse) else { continue };
                    told.insert((wrong.span.file.0, wrong.span.start));
                    found = true;
                    let told_so = told_so + &grid_points(&point);
                    out.push(report(model, &wrong, &numbers, &inputs.parameters, &told_so));
                }
            }
            if !found && told.len() < 1000 {
                let hit = |choices: &Choices| possible(model, graph, id, &calls, choices, purse);
                if let Some(warning) = ranges::warn(
                    model,
                    &site,
                    &calls,
                    &combinations,
                    &inputs.parameters,
                    (&mut left, cost),
                    hit,
                ) {
                    let span = warning.span();
                    if told.insert((span.file.0, span.start)) {
                        out.push(warning);
                    }
                }
            }
        }
    }
}

/// The values in force, and each expert with an opinion that matters here.
fn settings(model: &Model, parameters: &[ParameterId]) -> Vec<Numbers<'static, Exact>> {
    let mut experts: Vec<ExpertId> = parameters
        .iter()
        .filter_map(|id| model.parameters.get(id.0 as usize))
        .flat_map(|parameter| parameter.opinions.iter().map(|(expert, _)| *expert))
        .collect();
    experts.sort_unstable();
    experts.dedup();
    std::iter::once(Numbers::InForce).chain(experts.into_iter().map(Numbers::Opinion)).collect()
}

fn sites<'m>(model: &'m Model, graph: &Graph<'m>) -> Vec<(NodeId, Site<'m>)> {
    let mut out = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate().rev() {
        if !graph.reached[id] {
            continue;
        }
        let draw = match node.step {
            Step::Secret(secret) => Some((secret.thing, &secret.draw)),
            Step::Chance(chance) => Some((chance.thing, &chance.draw)),
            _ => None,
        };
        match draw {
            Some((thing, Draw::Probabilities(list))) => out.push((id, Site::Probabilities(thing, list))),
            Some((thing, Draw::Weights(list))) => out.push((id, Site::Weights(thing, list))),
            _ => {}
        }
        expressions(model, &node.step, &mut |expr, condition| {
            let drawn = matches!(draw, Some((_, Draw::Probabilities(list))) if list.iter().flatten().any(|e| std::ptr::eq(e, expr)))
                || matches!(draw, Some((_, Draw::Weights(list))) if list.iter().any(|e| std::ptr::eq(e, expr)));
            if !drawn && risky(model, expr) {
                out.push((id, Site::Number(expr, condition)));
            }
        });
    }
    out
}

/// Whether there may be points at which it has no value.
fn risky(model: &Model, expr: &Expr) -> bool {
    let mut waiting = vec![expr];
    let mut left = 5000;
    while let Some(expr) = waiting.pop() {
        left -= 1;
        match &expr.kind {
            ExprKind::Binary(BinaryOp::Div | BinaryOp::Pow, ..)
            | ExprKind::Builtin(Builtin::Sqrt | Builtin::Log | Builtin::Exp, _)
            | ExprKind::Quantile(..) => return true,
            ExprKind::Let(id, _) => {
                if let Some(definition) = model.lets.get(id.0 as usize) {
                    waiting.push(&definition.value);
                }
            }
            _ => {}
        }
        if left == 0 {
            return true;
        }
        reads::children(expr, &mut |child| waiting.push(child));
    }
    false
}

/// What is wrong with the numbers at a point.
fn wrong(model: &Model, site: &Site<'_>, point: &Point<'_, Exact>, calls: &Calls<'_>) -> Option<Wrong> {
    let fault = |(fault, span): (super::number::Fault, Span)| Wrong {
        code: "SD606",
        span,
        message: fault.words().to_owned(),
    };
    let value = |expr: &Expr| match point.value(expr, calls) {
        Ok(Value::Number(number)) => Ok(Some(number)),
        Ok(_) => Ok(None),
        Err(faulty) => Err(fault(faulty)),
    };
    match site {
        Site::Number(expr, condition) => {
            if let Some((condition, wanted)) = condition {
                match point.value(condition, calls) {
                    Ok(Value::Truth(truth)) if truth == *wanted => {}
                    _ => return None,
                }
            }
            value(expr).err()
        }
        Site::Probabilities(thing, list) => {
            let mut sum = Exact::Rational(BigRational::zero());
            let mut rest = None;
            for (k, expr) in (0_u32..).zip(*list) {
                let Some(expr) = expr else {
                    rest = Some(k);
                    continue;
                };
                let number = match value(expr) {
                    Ok(number) => number?,
                    Err(wrong) => return Some(wrong),
                };
                if outside(&number) {
                    let label = words::label(model, *thing, k);
                    return Some(Wrong {
                        code: "SD601",
                        span: expr.span,
                        message: format!(
                            "the probability of `{label}` is {}, which is not between 0 and 1",
                            figure(&number)
                        ),
                    });
                }
                sum = Exact::combine(BinaryOp::Add, &sum, &number)?.ok()?;
            }
            let name = words::thing(model, *thing);
            let span = all(list);
            match rest {
                Some(k) if above_one(&sum) => Some(Wrong {
                    code: "SD602",
                    span,
                    message: format!(
                        "nothing is left for `{}`: the other probabilities of `{name}` add up to {}",
                        words::label(model, *thing, k),
                        figure(&sum)
                    ),
                }),
                None if !is_one(&sum) => Some(Wrong {
                    code: "SD602",
                    span,
                    message: format!("the probabilities of `{name}` add up to {}, not 1", figure(&sum)),
                }),
                _ => None,
            }
        }
        Site::Weights(thing, list) => {
            let mut positive = list.is_empty();
            for (k, expr) in (0_u32..).zip(*list) {
                let number = match value(expr) {
                    Ok(number) => number?,
                    Err(wrong) => return Some(wrong),
                };
                if number.float() < 0.0 {
                    let label = words::label(model, *thing, k);
                    return Some(Wrong {
                        code: "SD603",
                        span: expr.span,
                        message: format!(
                            "the weight of `{label}` is {}; weights are not negative",
                            figure(&number)
                        ),
                    });
                }
                positive |= match number.rational() {
                    Some(exact) => !exact.is_zero(),
                    None => number.float() > 0.0,
                };
            }
            (!positive).then(|| Wrong {
                code: "SD603",
                span: list.first().map_or(Span::default(), |first| first.span),
                message: format!("all weights of `{}` are 0", words::thing(model, *thing)),
            })
        }
    }
}

/// From the first to the last probability, if they stand on one line or the same file; the first otherwise.
fn all(list: &[Option<Expr>]) -> Span {
    list.iter().flatten().next().map_or(Span::default(), |first| first.span)
}

fn outside(number: &Exact) -> bool {
    match number.rational() {
        Some(exact) => exact.is_negative() || *exact > BigRational::one(),
        None => number.float() < -ROUNDING || number.float() > 1.0 + ROUNDING,
    }
}

fn above_one(number: &Exact) -> bool {
    match number.rational() {
        Some(exact) => *exact > BigRational::one(),
        None => number.float() > 1.0 + ROUNDING,
    }
}

fn is_one(number: &Exact) -> bool {
    match number.rational() {
        Some(exact) => exact.is_one(),
        None => (number.float() - 1.0).abs() <= ROUNDING,
    }
}

fn figure(number: &Exact) -> String {
    match number.rational() {
        Some(exact) => words::exact(exact),
        None => words::figure(number.float()),
    }
}

/// Comes to a node with these values, through this call.
struct Comes {
    node: NodeId,
    call: Option<NodeId>,
    wanted: Vec<(ThingId, u32)>,
}

impl Watch<'_> for Comes {
    type State = bool;
    fn start(&self) -> bool {
        self.call.is_none()
    }
    fn enter(&self, node: NodeId, called: &bool) -> Verdict {
        if node == self.node && *called { Verdict::Found } else { Verdict::Go }
    }
    fn pass(&self, node: NodeId, _edge: usize, called: bool) -> bool {
        called || self.call == Some(node)
    }
    fn wanted(&self) -> &[(ThingId, u32)] {
        &self.wanted
    }
}

/// A story that comes to this situation, told in words; `None` if there is none.
fn possible<'m>(
    model: &'m Model,
    graph: &Graph<'m>,
    node: NodeId,
    calls: &Calls<'m>,
    choices: &Choices,
    purse: &mut Purse,
) -> Option<String> {
    let wanted = situations::wanted(choices);
    let watch = Comes { node, call: calls.as_ref().map(|call| call.node), wanted };
    let found = story::find(model, graph, &watch, purse)?;
    if choices.is_empty() && calls.is_none() {
        return Some(String::new());
    }
    Some(telling::in_which(model, graph, &found))
}

/// `, where share is 0`: the points of grids at which something is wrong, which stories do not tell.
fn grid_points(point: &Point<'_, Exact>) -> String {
    let word = |(thing, choice): &(ThingId, Choice)| match (choice, point.thing(*thing)) {
        (Choice::Share(_), Value::Number(number)) => {
            Some(format!("{} is {}", words::thing(point.model, *thing), figure(&number)))
        }
        _ => None,
    };
    let words: Vec<String> = point.choices.iter().filter_map(word).take(6).collect();
    if words.is_empty() { String::new() } else { format!(" where {}", words.join(" and ")) }
}

fn report(
    model: &Model,
    wrong: &Wrong,
    numbers: &Numbers<'_, Exact>,
    parameters: &[ParameterId],
    told: &str,
) -> Diagnostic {
    let with = match numbers {
        Numbers::Opinion(expert) => {
            let name = model.experts.get(expert.0 as usize).map_or("?", |expert| expert.name.as_str());
            format!(" with the opinions of `{name}`")
        }
        _ => String::new(),
    };
    let mut out = Diagnostic::error(wrong.code, wrong.span, format!("{}{told}{with}", wrong.message));
    let values: Vec<String> = parameters
        .iter()
        .filter_map(|id| model.parameters.get(id.0 as usize))
        .take(6)
        .map(|parameter| {
            let value = match numbers {
                Numbers::Opinion(expert) => parameter
                    .opinions
                    .iter()
                    .find(|(by, _)| by == expert)
                    .map_or(&parameter.value, |(_, value)| value),
                _ => &parameter.value,
            };
            format!("{} is {}", parameter.name, show(value, parameter.percent))
        })
        .collect();
    if !values.is_empty() {
        out = out.here(values.join(", "));
    }
    if wrong.code == "SD602" && wrong.message.ends_with("not 1") {
        out = out.hint("write `otherwise` for the one that takes the rest, or `with weight` for all");
    }
    out
}
