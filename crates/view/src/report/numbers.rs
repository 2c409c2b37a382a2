//! Every number of the file: what it is, its value, its range, and what it rests on.
//!
//! In: a model, the values in force. Out: a table.

use num_rational::BigRational;
use standoff_ask::session::to_f64;
use standoff_model::ir::{Model, Parameter, ParameterId};
use standoff_syntax::ast::DistKind;

use crate::document::{Align, Table};
use crate::{brief, words};

/// The table, in the order of the file.
#[must_use]
pub fn table(model: &Model, values: &[BigRational]) -> Table {
    let rows = model.parameters.iter().zip(values).enumerate().map(|(at, (declared, value))| {
        vec![
            declared.name.clone(),
            meaning(model, at),
            with_unit(words::parameter_exact(value, declared.percent), declared),
            range(declared),
            support(model, declared, value),
        ]
    });
    Table {
        head: ["name", "what it is", "value", "range", "rests on"].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Left, Align::Right, Align::Left, Align::Left],
        rows: rows.collect(),
    }
}

fn meaning(model: &Model, at: usize) -> String {
    let caption = brief::parameter(model, ParameterId(at as u32));
    let declared = &model.parameters[at];
    // A name made of the parameter's own says nothing more.
    if caption == declared.name.replace(['_', '.'], " ") { String::new() } else { caption }
}

fn with_unit(figure: String, declared: &Parameter) -> String {
    match &declared.unit {
        Some(unit) if !declared.percent => format!("{figure} {unit}"),
        _ => figure,
    }
}

fn range(declared: &Parameter) -> String {
    let show = |value: &BigRational| words::parameter_exact(value, declared.percent);
    let range = declared.range.as_ref().map(|(from, to)| format!("{} to {}", show(from), show(to)));
    let drawn = declared.dist.as_ref().and_then(|dist| {
        let figures: Vec<String> = dist
            .args
            .iter()
            .map(|number| words::parameter(to_f64(&number.value), declared.percent))
            .collect();
        let family = match dist.kind {
            DistKind::Uniform if range.is_some() => return None,
            DistKind::Uniform => return Some(figures.join(" to ")),
            DistKind::Normal => "normal",
            DistKind::Beta => "beta",
            DistKind::Triangular => "triangular",
            DistKind::Lognormal => "lognormal",
        };
        Some(format!("{family}({})", figures.join(", ")))
    });
    let parts: Vec<String> = range.into_iter().chain(drawn).collect();
    if parts.is_empty() { "fixed".to_owned() } else { parts.join("; ") }
}

/// Facts, judgements and assumptions, then experts' values, then where the value in force comes from if it is not the file's.
fn support(model: &Model, declared: &Parameter, value: &BigRational) -> String {
    let mut parts: Vec<String> =
        declared.evidence.iter().map(|evidence| brief::support(model, evidence)).collect();
    if !declared.opinions.is_empty() {
        let told: Vec<String> = declared
            .opinions
            .iter()
            .filter_map(|(by, value)| {
                let expert = model.experts.get(usize::from(by.0))?;
                Some(format!("{} {}", expert.name, words::parameter_exact(value, declared.percent)))
            })
            .collect();
        parts.push(format!("opinions: {}", told.join(", ")));
    }
    if *value != declared.value {
        parts.push(format!(
            "the file itself has {}",
            words::parameter_exact(&declared.value, declared.percent)
        ));
    }
    if parts.is_empty() { "no source in the file".to_owned() } else { parts.join("; ") }
}
