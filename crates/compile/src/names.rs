//! Labels and values in words.
//!
//! In: values, and where numbers depend on parameters a way to find them ([`Find`]). Out: the names that the model gives
//! them; numbers as short decimals.

use num_traits::ToPrimitive;
use standoff_game::dag::eval::Program;
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
pub(crate) fn alone(dag: &Dag, point: &[f64], id: ExprId) -> f64 {
    Program::new(dag, &[id]).evaluate(point).first().copied().unwrap_or(f64::NAN)
}

/// The model's own values of its parameters.
pub(crate) fn own_point(model: &Model) -> Vec<f64> {
    model.parameters.iter().map(|p| p.value.to_f64().unwrap_or(f64::NAN)).collect()
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
