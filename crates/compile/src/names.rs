//! Labels and values in words.
//!
//! In: values, and where numbers depend on parameters a way to find them ([`Find`]). Out: the names that the model gives
//! them; numbers as short decimals. Numbers are worked out in fractions where that is possible: what lies three steps of 0.05
//! above 0.5 is called 0.65, not 0.6499999999999999.

use num_rational::BigRational;
use num_traits::ToPrimitive;
use standoff_game::dag::eval::Program;
use standoff_game::dag::exact;
use standoff_game::dag::fold::Folded;
use standoff_game::dag::{Dag, ExprId};
use standoff_model::ir::{Block, IssueId, Model, Stmt, ThingId};
use standoff_syntax::number::show;

use crate::domain::{Domains, Package, Values};
use crate::value::Value;

/// The value of a number that depends on parameters.
pub(crate) type Find<'a> = &'a dyn Fn(ExprId) -> f64;

/// The name of value `index` of a thing.
pub(crate) fn label(
    model: &Model,
    domains: &Domains,
    dag: &Dag,
    find: Find,
    thing: ThingId,
    index: u32,
) -> String {
    match domains.things.get(thing.0 as usize) {
        Some(Values::Package(shape)) => package(model, domains, dag, find, shape, index),
        Some(values) => one_of(model, dag, find, values, index),
        None => index.to_string(),
    }
}

fn one_of(model: &Model, dag: &Dag, find: Find, values: &Values, index: u32) -> String {
    match values {
        Values::Labels(set, _) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(index as usize)).cloned().unwrap_or_else(|| index.to_string())
        }
        Values::Numbers(all) => {
            all.get(index as usize).map_or_else(|| index.to_string(), |&id| number(dag, find, id))
        }
        Values::Grid { count, .. } => format!("{index}/{count}"),
        Values::Package(_) | Values::Computed => index.to_string(),
    }
}

fn package(model: &Model, domains: &Domains, dag: &Dag, find: Find, shape: &Package, index: u32) -> String {
    let part = |(k, issue): (usize, &IssueId)| {
        let name = model.issues.get(issue.0 as usize).map_or("", |issue| issue.name.as_str());
        let values = domains.issues.get(issue.0 as usize)?;
        Some(format!("{name} {}", one_of(model, dag, find, values, shape.digit(index, k))))
    };
    let parts: Vec<String> = shape.issues.iter().enumerate().filter_map(part).collect();
    parts.join(", ")
}

/// A value in words.
pub(crate) fn value(model: &Model, domains: &Domains, dag: &Dag, find: Find, value: Value) -> String {
    match value {
        Value::Number(id) => number(dag, find, id),
        Value::Label(set, index) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(index as usize)).cloned().unwrap_or_default()
        }
        Value::Truth(truth) => if truth { "true" } else { "false" }.to_owned(),
        Value::Swept(id) => if find(id) == 0.0 { "false" } else { "true" }.to_owned(),
        Value::Package(thing, index) => label(model, domains, dag, find, thing, index),
        Value::Date(date) => date.to_string(),
    }
}

fn number(dag: &Dag, find: Find, id: ExprId) -> String {
    match dag.as_constant(id) {
        Some(exact) => show(exact, false),
        None => format!("{}", find(id)),
    }
}

/// A number at some point, worked out for itself alone.
pub(crate) fn alone(dag: &Dag, point: &[BigRational], id: ExprId) -> f64 {
    worked_out(dag, point, &[id]).first().copied().unwrap_or(f64::NAN)
}

/// Numbers at some point: what is nearest to the exact value, or what doubles make of it where there is none.
pub(crate) fn worked_out(dag: &Dag, point: &[BigRational], ids: &[ExprId]) -> Vec<f64> {
    let exact = exact::evaluate(dag, ids, point);
    let about = if exact.iter().all(|value| matches!(value, Folded::Value(_))) {
        Vec::new()
    } else {
        let doubles: Vec<f64> = point.iter().map(|value| value.to_f64().unwrap_or(f64::NAN)).collect();
        in_doubles(dag, &doubles, ids)
    };
    let number = |(at, value): (usize, &Folded)| match value {
        Folded::Value(value) => value.to_f64().unwrap_or(f64::NAN),
        _ => about.get(at).copied().unwrap_or(f64::NAN),
    };
    exact.iter().enumerate().map(number).collect()
}

fn in_doubles(dag: &Dag, point: &[f64], ids: &[ExprId]) -> Vec<f64> {
    Program::new(dag, ids).evaluate(point)
}

/// The model's own values of its parameters.
pub(crate) fn own_point(model: &Model) -> Vec<BigRational> {
    model.parameters.iter().map(|parameter| parameter.value.clone()).collect()
}

/// The name of the round of a `repeat`.
pub(crate) fn repeat(model: &Model, wanted: u32) -> Option<&str> {
    let mut blocks: Vec<&Block> = vec![&model.play];
    blocks.extend(model.scenes.iter().map(|scene| &scene.block));
    while let Some(block) = blocks.pop() {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Repeat { index, name, .. } if *index == wanted => return Some(name),
                Stmt::Repeat { body, .. } => blocks.push(body),
                Stmt::Choose(choose) => blocks.extend(choose.alternatives.iter().map(|alt| &alt.body)),
                Stmt::Chance(chance) => blocks.extend(chance.alternatives.iter().map(|alt| &alt.body)),
                Stmt::If { arms, otherwise, .. } => {
                    blocks.extend(arms.iter().map(|(_, block)| block).chain(otherwise));
                }
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use standoff_syntax::number::read;

    use super::*;

    #[test]
    fn numbers_are_called_as_they_would_be_written() {
        let mut dag = Dag::new();
        let fraction = |text: &str| read(text).map(|(value, _)| value).unwrap_or_default();
        let from = dag.parameter(0);
        let (width, share) = (dag.constant(fraction("0.2")), dag.constant(fraction("0.75")));
        let offset = dag.mul(width, share);
        let to = dag.add(from, offset);
        assert_eq!(alone(&dag, &[fraction("0.5")], to), 0.65);
        assert_eq!(alone(&dag, &[-fraction("0.5")], to), -0.35);
        let power = dag.exp(from);
        assert!((alone(&dag, &[fraction("1")], power) - std::f64::consts::E).abs() < 1e-15);
        assert_eq!(worked_out(&dag, &[fraction("0.5")], &[to, from]), [0.65, 0.5]);
    }
}
