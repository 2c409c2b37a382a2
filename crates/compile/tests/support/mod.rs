//! What the tests share: text to game, and expected gains when everybody mixes evenly. No test file needs all of it.
#![allow(dead_code)]

use num_rational::BigRational;
use standoff_compile::{CompileError, Compiled, LabelNumbers, Limits, Setting, compile};
use standoff_game::numbers::Numbers;
use standoff_game::structure::Node;
use standoff_model::ir::{Expr, Model, OptionValue, Query, ThingId};

/// Reads a model that must have no errors.
pub(crate) fn model(text: &str) -> Model {
    let read = standoff_model::read_text("test.standoff", text);
    match read.model {
        Some(model) => model,
        None => panic!("{:#?}", read.diagnostics),
    }
}

/// Compiles under the file's own setting.
pub(crate) fn compiled(model: &Model) -> Compiled {
    compile_under(model, &Setting::of(model)).unwrap()
}

pub(crate) fn compile_under(model: &Model, setting: &Setting) -> Result<Compiled, CompileError> {
    compile(model, setting, &Limits::default(), &mut || false)
}

/// The model's own values of the parameters.
pub(crate) fn point(model: &Model) -> Vec<f64> {
    exact_point(model).iter().map(|v| num_traits::ToPrimitive::to_f64(v).unwrap()).collect()
}

pub(crate) fn exact_point(model: &Model) -> Vec<BigRational> {
    model.parameters.iter().map(|p| p.value.clone()).collect()
}

/// Probability of each node and expected gain of each actor when all labels are equally likely.
pub(crate) fn even_play(compiled: &Compiled, point: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let s = &compiled.structure;
    let numbers = Numbers::evaluate(s, &compiled.dag, point).unwrap();
    let players = usize::from(s.players);
    let mut reach = vec![0.0; s.node_count()];
    let mut gains = vec![0.0; players];
    reach[0] = 1.0;
    for node in 0..s.node_count() {
        let children = s.children(node);
        match s.node(node) {
            Node::Decision(_) => {
                let share = reach[node] / children.len() as f64;
                children.for_each(|child| reach[child] = share);
            }
            Node::Chance(row) => {
                for (child, entry) in children.zip(s.chance_row(row)) {
                    reach[child] = reach[node] * numbers.chance[entry];
                }
            }
            Node::Terminal(row) => {
                for (player, gain) in gains.iter_mut().enumerate() {
                    *gain += reach[node] * numbers.payoff[row as usize * players + player];
                }
            }
        }
    }
    (reach, gains)
}

/// P(event | given) when all labels are equally likely; `None` if the condition never holds.
pub(crate) fn even_probability(model: &Model, compiled: &Compiled, question: &str) -> Option<f64> {
    let query = standoff_model::question(model, question).unwrap().query;
    let point = point(model);
    let asker = standoff_compile::question::Asker::new(model, compiled);
    let moments = match &query {
        Query::Probability { event, given } => asker.probability(event, given.as_ref(), &point),
        Query::Expectation { value, given } => asker.expectation(value, given.as_ref(), &point),
        other => panic!("{other:?}"),
    };
    let (reach, _) = even_play(compiled, &point);
    let sum = |pick: fn(&standoff_compile::question::End<f64>) -> f64| -> f64 {
        moments.ends.iter().map(|end| reach[end.node as usize] * pick(end)).sum()
    };
    let whole = sum(|end| end.whole);
    (whole > 0.0).then(|| sum(|end| end.part) / whole)
}

/// The event or number of a question.
pub(crate) fn expr(model: &Model, question: &str) -> Expr {
    match standoff_model::question(model, question).unwrap().query {
        Query::Probability { event, .. } => event,
        Query::Expectation { value, .. } => value,
        other => panic!("{other:?}"),
    }
}

/// A setting with one option changed.
pub(crate) fn with_option(model: &Model, name: &str, value: OptionValue) -> Setting {
    let mut setting = Setting::of(model);
    let at = model.options.iter().position(|o| o.name == name).unwrap();
    setting.options[at] = value;
    setting
}

pub(crate) fn thing(model: &Model, name: &str) -> ThingId {
    ThingId(model.things.iter().position(|t| t.name == name).unwrap() as u32)
}

/// The information sets of an actor as (decision, what it has seen, labels).
pub(crate) fn sets(model: &Model, compiled: &Compiled, actor: &str) -> Vec<(String, String, String)> {
    let numbers = LabelNumbers::own(model);
    let names = compiled.names(model, &numbers);
    let named = |infoset: usize| {
        let info = &compiled.infosets[infoset];
        let labels: Vec<String> = info.labels.iter().map(|&l| names.label(info.thing, l)).collect();
        let thing = model.things[info.thing.0 as usize].name.clone();
        (thing, names.seen_words(infoset), labels.join(" "))
    };
    (0..compiled.infosets.len())
        .filter(|&k| model.actors[usize::from(compiled.infosets[k].actor.0)].name == actor)
        .map(named)
        .collect()
}
