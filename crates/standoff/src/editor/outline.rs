//! What a model declares, for sliders, lists and menus.
//!
//! In: a checked model. Out: [`Outline`].

use num_rational::BigRational;
use serde::Serialize;
use standoff_ask::session::to_f64;
use standoff_compile::distribution::cumulative;
use standoff_model::SourceText;
use standoff_model::ir::{Model, Named, Parameter};
use standoff_model::setting::option_text;
use standoff_syntax::ast::Dist;

use crate::json::from_setting::POOL;

/// Points at which a density is given.
const POINTS: usize = 41;

/// What a model declares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outline {
    /// The model's name.
    pub name: String,
    /// The question that it asks.
    pub title: String,
    /// Who acts.
    pub actors: Vec<NamedPart>,
    /// Numbers that may be varied, in text order.
    pub parameters: Vec<ParameterPart>,
    /// Switches that shape the game.
    pub options: Vec<OptionPart>,
    /// Whose values can be taken: experts with opinions, and where there are several, all together.
    pub opinions: Vec<NamedPart>,
    /// Named changes of the model.
    pub variants: Vec<NamedPart>,
    /// The file's questions.
    pub questions: Vec<String>,
}

/// A name with what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedPart {
    /// As written.
    pub name: String,
    /// The caption, if there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
}

/// A number that may be varied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterPart {
    /// As in questions: `p`, or `worth.feinter` for a cell of a table.
    pub name: String,
    /// The caption; of a cell that of its row, and which cell.
    pub label: String,
    /// The heading that it stands under; empty for none.
    pub group: String,
    /// The value in the file.
    pub value: f64,
    /// Low end of its range.
    pub low: Option<f64>,
    /// High end of its range.
    pub high: Option<f64>,
    /// Whether it is written in percent.
    pub percent: bool,
    /// The declared distribution.
    pub distribution: Option<Spread>,
}

/// A distribution over a parameter's range.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// As in the file.
    pub words: String,
    /// Its density at evenly spaced points from the low end to the high one, the greatest 1.
    pub density: Vec<f64>,
}

/// A switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionPart {
    /// Its name.
    pub name: String,
    /// Its caption, if there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The values it may have; without a list in the file, the one that it has.
    pub values: Vec<String>,
    /// The value in the file.
    pub value: String,
}

/// The outline of a model that was read from these files.
pub(super) fn outline(model: &Model, files: &[SourceText]) -> Outline {
    Outline {
        name: model.name.clone(),
        title: model.title.clone(),
        actors: model.actors.iter().map(named).collect(),
        parameters: model
            .parameters
            .iter()
            .map(|parameter| parameter_part(model, parameter, files))
            .collect(),
        options: model
            .options
            .iter()
            .map(|option| {
                let value = option_text(model, option, &option.value);
                let values: Vec<String> =
                    option.among.iter().map(|value| option_text(model, option, value)).collect();
                OptionPart {
                    name: option.name.clone(),
                    label: option.caption.clone().unwrap_or_default(),
                    values: if values.is_empty() { vec![value.clone()] } else { values },
                    value,
                }
            })
            .collect(),
        opinions: opinions(model),
        variants: model
            .variants
            .iter()
            .map(|variant| NamedPart {
                name: variant.name.clone(),
                label: if variant.caption == variant.name { String::new() } else { variant.caption.clone() },
            })
            .collect(),
        questions: model.asks.iter().map(|ask| ask.text.clone()).collect(),
    }
}

/// A parameter's caption; of a cell that of its row, and the label that selects it.
pub(super) fn label(model: &Model, parameter: &Parameter) -> String {
    let caption = parameter.caption.clone().unwrap_or_default();
    match parameter.name.rsplit_once('.') {
        Some((row, cell)) if parameter.cell.is_some() => {
            let caption = if caption.is_empty() { row.to_owned() } else { caption };
            let said = cell_caption(model, parameter).unwrap_or_else(|| cell.to_owned());
            format!("{caption} ({said})")
        }
        _ => caption,
    }
}

/// What the label means that selects a cell.
fn cell_caption(model: &Model, parameter: &Parameter) -> Option<String> {
    let (row, label) = parameter.cell?;
    let secret = model.rows.get(row.0 as usize)?.secret;
    model.things.get(secret.0 as usize)?.captions.get(label as usize)?.clone()
}

fn named(named: &Named) -> NamedPart {
    let label = if named.caption == named.name { String::new() } else { named.caption.clone() };
    NamedPart { name: named.name.clone(), label }
}

fn opinions(model: &Model) -> Vec<NamedPart> {
    let speaks = |at: usize| {
        model
            .parameters
            .iter()
            .any(|parameter| parameter.opinions.iter().any(|(by, _)| usize::from(by.0) == at))
    };
    let mut found: Vec<NamedPart> = model
        .experts
        .iter()
        .enumerate()
        .filter(|&(at, _)| speaks(at))
        .map(|(_, expert)| named(expert))
        .collect();
    if found.len() > 1 {
        for (word, label) in
            [("linear", "all of them, averaged"), ("log", "all of them, averaged in logarithms")]
        {
            found.push(NamedPart { name: format!("{POOL}{word}"), label: label.to_owned() });
        }
    }
    found
}

fn parameter_part(model: &Model, parameter: &Parameter, files: &[SourceText]) -> ParameterPart {
    let range = parameter.range.as_ref();
    let group = parameter.group.and_then(|group| model.groups.get(group as usize));
    ParameterPart {
        name: parameter.name.clone(),
        label: label(model, parameter),
        group: group.cloned().unwrap_or_default(),
        value: to_f64(&parameter.value),
        low: range.map(|(low, _)| to_f64(low)),
        high: range.map(|(_, high)| to_f64(high)),
        percent: parameter.percent,
        distribution: range.zip(parameter.dist.as_ref()).map(|(range, dist)| spread(dist, range, files)),
    }
}

fn spread(dist: &Dist, (low, high): &(BigRational, BigRational), files: &[SourceText]) -> Spread {
    let span = dist.span;
    let text = files
        .get(span.file.0 as usize)
        .and_then(|file| file.text.get(span.start as usize..span.end as usize));
    let arguments: Vec<f64> = dist.args.iter().map(|number| to_f64(&number.value)).collect();
    let (low, high) = (to_f64(low), to_f64(high));
    let step = (high - low) / (POINTS - 1) as f64;
    // The share around each point: densities that have no bound at an end stay finite.
    let share = |at: usize| {
        let middle = low + step * at as f64;
        let (from, to) = ((middle - step / 2.0).max(low), (middle + step / 2.0).min(high));
        let width = (to - from) / step;
        (cumulative(dist.kind, &arguments, to) - cumulative(dist.kind, &arguments, from)) / width
    };
    let shares: Vec<f64> =
        (0..POINTS).map(share).map(|x| if x.is_finite() { x.max(0.0) } else { 0.0 }).collect();
    let most = shares.iter().copied().fold(0.0, f64::max);
    let density = shares.into_iter().map(|share| if most > 0.0 { share / most } else { 0.0 });
    Spread { words: text.unwrap_or_default().trim().to_owned(), density: density.collect() }
}
