//! Labels and values in words.
//!
//! In: values. Out: the names that the model gives them; numbers as short decimals.

use num_traits::ToPrimitive;
use standoff_game::dag::eval::Program;
use standoff_game::dag::{Dag, ExprId};
use standoff_model::ir::{IssueId, Model, ThingId};
use standoff_syntax::number::show;

use crate::domain::{Domains, Package, Values};
use crate::value::Value;

/// The name of value `index` of a thing.
pub(crate) fn label(
    model: &Model,
    domains: &Domains,
    dag: &Dag,
    point: Option<&[f64]>,
    thing: ThingId,
    index: u32,
) -> String {
    match domains.things.get(thing.0 as usize) {
        Some(Values::Package(shape)) => package(model, domains, dag, point, shape, index),
        Some(values) => one_of(model, dag, point, values, index),
        None => index.to_string(),
    }
}

fn one_of(model: &Model, dag: &Dag, point: Option<&[f64]>, values: &Values, index: u32) -> String {
    match values {
        Values::Labels(set, _) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(index as usize)).cloned().unwrap_or_else(|| index.to_string())
        }
        Values::Numbers(all) => {
            all.get(index as usize).map_or_else(|| index.to_string(), |&id| number(model, dag, point, id))
        }
        Values::Grid { count, .. } => format!("{index}/{count}"),
        Values::Package(_) | Values::Computed => index.to_string(),
    }
}

fn package(
    model: &Model,
    domains: &Domains,
    dag: &Dag,
    point: Option<&[f64]>,
    shape: &Package,
    index: u32,
) -> String {
    let part = |(k, issue): (usize, &IssueId)| {
        let name = model.issues.get(issue.0 as usize).map_or("", |issue| issue.name.as_str());
        let values = domains.issues.get(issue.0 as usize)?;
        Some(format!("{name} {}", one_of(model, dag, point, values, shape.digit(index, k))))
    };
    let parts: Vec<String> = shape.issues.iter().enumerate().filter_map(part).collect();
    parts.join(", ")
}

/// A value in words.
pub(crate) fn value(
    model: &Model,
    domains: &Domains,
    dag: &Dag,
    point: Option<&[f64]>,
    value: Value,
) -> String {
    match value {
        Value::Number(id) => number(model, dag, point, id),
        Value::Label(set, index) => {
            let names = model.label_sets.get(set.0 as usize).map(|set| &set.names);
            names.and_then(|names| names.get(index as usize)).cloned().unwrap_or_default()
        }
        Value::Truth(truth) => if truth { "true" } else { "false" }.to_owned(),
        Value::Swept(id) => if at(model, dag, point, id) == 0.0 { "false" } else { "true" }.to_owned(),
        Value::Package(thing, index) => label(model, domains, dag, point, thing, index),
        Value::Date(date) => date.to_string(),
    }
}

fn number(model: &Model, dag: &Dag, point: Option<&[f64]>, id: ExprId) -> String {
    match dag.as_constant(id) {
        Some(exact) => show(exact, false),
        None => format!("{}", at(model, dag, point, id)),
    }
}

fn at(model: &Model, dag: &Dag, point: Option<&[f64]>, id: ExprId) -> f64 {
    let own: Vec<f64>;
    let point = match point {
        Some(point) => point,
        None => {
            own = model.parameters.iter().map(|p| p.value.to_f64().unwrap_or(f64::NAN)).collect();
            &own
        }
    };
    Program::new(dag, &[id]).evaluate(point).first().copied().unwrap_or(f64::NAN)
}
