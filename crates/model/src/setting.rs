//! Settings of a model: texts into changes of parameters and options.
//!
//! In: names and literals, from variants, questions, or the command line. Out: ids and [`Edit`]s, or one diagnostic
//! with the nearest name of the right sort.

use standoff_syntax::ast::{Dotted, Literal, Name};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::number::{self, show};
use standoff_syntax::span::Span;

use crate::from_syntax::declare::literal_span;
use crate::from_syntax::expression::dotted_text;
use crate::from_syntax::names::{Entity, Names};
use crate::from_syntax::typed::label_names;
use crate::ir::{
    Domain, Edit, ExpertId, LabelSet, Model, OptionDecl, OptionId, OptionValue, ParameterId, RowId, ThingId,
    ThingKind, VariantId,
};
use crate::suggest::{Budget, did_you_mean, listed, nearest};

/// The parameter or table cell with this name (`p`, `worth.feinter`).
///
/// # Errors
/// One diagnostic if there is none, with the nearest parameter, or the cells if the name is a table's row.
pub fn parameter(model: &Model, text: &str) -> Result<ParameterId, Diagnostic> {
    let names = Names::from_model(model);
    find_parameter(model, &names, text, Span::default())
        .map_err(|found| found.unwrap_or_else(|| nothing(text)))
}

/// The option with this name.
///
/// # Errors
/// One diagnostic if there is none, with the nearest option.
pub fn option(model: &Model, text: &str) -> Result<OptionId, Diagnostic> {
    let names = Names::from_model(model);
    pick(&names, text, "option", |entity| match entity {
        Entity::Option(id) => Some(id),
        _ => None,
    })
}

/// The value of an option that a literal stands for.
///
/// # Errors
/// One diagnostic if the literal is of another kind than the option's value, or not among its values.
pub fn option_value(model: &Model, id: OptionId, literal: &Literal) -> Result<OptionValue, Diagnostic> {
    let option = &model.options[id.0 as usize];
    admit(option, &model.label_sets, literal, &Budget::default())
}

/// The value of an option as text.
#[must_use]
pub fn option_text(model: &Model, option: &OptionDecl, value: &OptionValue) -> String {
    shown(&model.label_sets, option, value)
}

fn shown(sets: &[LabelSet], option: &OptionDecl, value: &OptionValue) -> String {
    match value {
        OptionValue::Number(number) => show(number, false),
        OptionValue::Date(date) => date.to_string(),
        OptionValue::Label(at) => option
            .labels
            .and_then(|set| sets.get(set.0 as usize)?.names.get(*at as usize))
            .cloned()
            .unwrap_or_default(),
    }
}

/// The expert with this name.
///
/// # Errors
/// One diagnostic if there is none, with the nearest expert.
pub fn expert(model: &Model, text: &str) -> Result<ExpertId, Diagnostic> {
    let names = Names::from_model(model);
    pick(&names, text, "expert", |entity| match entity {
        Entity::Expert(id) => Some(id),
        _ => None,
    })
}

/// The variant with this name.
///
/// # Errors
/// One diagnostic if there is none, with the nearest variant.
pub fn variant(model: &Model, text: &str) -> Result<VariantId, Diagnostic> {
    let names = Names::from_model(model);
    pick(&names, text, "variant", |entity| match entity {
        Entity::Variant(id) => Some(id),
        _ => None,
    })
}

/// All values that an expert gives, in the order of the parameters.
#[must_use]
pub fn opinions_of(model: &Model, expert: ExpertId) -> Vec<Edit> {
    let parameters = (0_u32..).zip(&model.parameters);
    let of = |(id, parameter): (u32, &crate::ir::Parameter)| {
        let opinion = parameter.opinions.iter().find(|(whose, _)| *whose == expert)?;
        Some(Edit::Parameter(ParameterId(id), opinion.1.clone()))
    };
    parameters.filter_map(of).collect()
}

fn nothing(text: &str) -> Diagnostic {
    Diagnostic::error("SD201", Span::default(), format!("nothing is called \"{text}\""))
}

fn pick<T>(
    names: &Names,
    text: &str,
    noun: &str,
    pick: impl Fn(Entity) -> Option<T>,
) -> Result<T, Diagnostic> {
    if let Some(hit) = names.pick("", text, &pick) {
        return Ok(hit);
    }
    let found = names.missing("", text, Span::default(), noun, |entity| pick(entity).is_some());
    Err(found.unwrap_or_else(|| nothing(text)))
}

/// Turns a literal into a value that the option may have.
pub(crate) fn admit(
    option: &OptionDecl,
    sets: &[LabelSet],
    literal: &Literal,
    budget: &Budget,
) -> Result<OptionValue, Diagnostic> {
    let value = of_kind(option, sets, literal, budget)?;
    if option.among.is_empty() || option.among.contains(&value) {
        return Ok(value);
    }
    let all: Vec<String> = option.among.iter().map(|value| shown(sets, option, value)).collect();
    let message = format!("option `{}` is never {}", option.name, shown(sets, option, &value));
    let span = literal_span(literal);
    Err(Diagnostic::error("SD223", span, message).hint(format!("it is {}", listed(&all, "or"))))
}

/// A value of the option's kind, within its range or among its names.
pub(crate) fn of_kind(
    option: &OptionDecl,
    sets: &[LabelSet],
    literal: &Literal,
    budget: &Budget,
) -> Result<OptionValue, Diagnostic> {
    let kind = |span: Span, what: &str| {
        let is = match (&option.value, option.labels) {
            (_, Some(_)) => "a name",
            (OptionValue::Date(_), _) => "a date",
            _ => "a number",
        };
        Diagnostic::error("SD223", span, format!("option `{}` is {is}, not {what}", option.name))
    };
    match literal {
        Literal::Number(number) => {
            if option.labels.is_some() || matches!(option.value, OptionValue::Date(_)) {
                return Err(kind(number.span, "a number"));
            }
            if let Some((from, to)) = &option.range
                && (number.value < *from || number.value > *to)
            {
                let message = format!(
                    "option `{}` lies between {} and {}, and {} does not",
                    option.name,
                    show(from, false),
                    show(to, false),
                    show(&number.value, number.percent)
                );
                return Err(Diagnostic::error("SD651", number.span, message));
            }
            Ok(OptionValue::Number(number.value.clone()))
        }
        Literal::Date(date) => {
            if option.labels.is_some() || matches!(option.value, OptionValue::Number(_)) {
                return Err(kind(date.span, "a date"));
            }
            Ok(OptionValue::Date(date.date))
        }
        Literal::Name(name) => {
            let Some(set) = option.labels else { return Err(kind(name.span, "a name")) };
            let labels = sets.get(set.0 as usize).map_or(&[][..], |set| &set.names);
            match labels.iter().position(|label| *label == name.text) {
                Some(at) => Ok(OptionValue::Label(u32::try_from(at).unwrap_or(u32::MAX))),
                None => {
                    let message = format!("option `{}` is never \"{}\"", option.name, name.text);
                    let diagnostic = Diagnostic::error("SD223", name.span, message);
                    Err(match nearest(&name.text, labels.iter().map(String::as_str), budget) {
                        None => diagnostic.hint(format!("it is {}", listed(labels, "or"))),
                        near => did_you_mean(diagnostic, name.span, near),
                    })
                }
            }
        }
    }
}

/// As [`parameter`], with the names at hand and a place for the message (`None`: its line has one already).
pub(crate) fn find_parameter(
    model: &Model,
    names: &Names,
    text: &str,
    span: Span,
) -> Result<ParameterId, Option<Diagnostic>> {
    let is_parameter = |entity| match entity {
        Entity::Parameter(id) => Some(id),
        _ => None,
    };
    if let Some(id) = names.pick("", text, is_parameter) {
        return Ok(id);
    }
    let row = |text: &str| {
        names.pick("", text, |entity| match entity {
            Entity::Row(id) => Some(id),
            _ => None,
        })
    };
    if let Some(row) = row(text) {
        let cells = cells(model, row);
        let message = format!("`{text}` is a row of a parameter table, with one value for each label");
        return Err(Some(
            Diagnostic::error("SD503", span, message)
                .hint(format!("name one cell: {}", listed(&cells, "or"))),
        ));
    }
    if let Some((head, cell)) = text.rsplit_once('.')
        && let Some(row) = row(head)
    {
        let cells = cells(model, row);
        let diagnostic = Diagnostic::error("SD201", span, format!("row `{head}` has no cell \"{cell}\""));
        return Err(Some(match nearest(text, cells.iter().copied(), &names.budget) {
            None => diagnostic.hint(format!("its cells are {}", listed(&cells, "and"))),
            near => did_you_mean(diagnostic, span, near),
        }));
    }
    let found = names.missing("", text, span, "parameter", |entity| is_parameter(entity).is_some());
    let is_option = names.find("", text).iter().any(|entry| matches!(entry.entity, Entity::Option(_)));
    Err(found.map(|found| {
        if is_option {
            let hint = format!("an option shapes the game and is set with `option {text} is ...`");
            Diagnostic { hint: Some(hint), fix: None, ..found }
        } else {
            found
        }
    }))
}

fn cells(model: &Model, row: RowId) -> Vec<&str> {
    let cells = &model.rows[row.0 as usize].cells;
    cells.iter().map(|cell| model.parameters[cell.0 as usize].name.as_str()).collect()
}

/// `signature.sign`, `Ukraine.consent.refuse`: a label of a decision. With `decisions`, of one among these.
pub(crate) fn find_label(
    model: &Model,
    names: &Names,
    dotted: &Dotted,
) -> Result<(ThingId, u32), Option<Diagnostic>> {
    let poisoned = |name: &Name| names.poisoned.contains(&name.text);
    if dotted.parts.iter().any(poisoned) {
        return Err(None);
    }
    let Some((last, front)) = dotted.parts.split_last() else { return Err(None) };
    let head = front.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
    let things: Vec<ThingId> = names
        .find("", &head)
        .iter()
        .filter_map(|entry| match entry.entity {
            Entity::Thing(id, ThingKind::Decision) => Some(id),
            _ => None,
        })
        .collect();
    let with: Vec<(ThingId, u32)> =
        things.iter().filter_map(|thing| Some((*thing, label_of(model, *thing, &last.text)?))).collect();
    match (things.as_slice(), with.as_slice()) {
        (_, [only]) => Ok(*only),
        ([], _) => Err(names.missing("", &head, dotted.span, "decision", |entity| {
            matches!(entity, Entity::Thing(_, ThingKind::Decision))
        })),
        ([thing, ..], []) => {
            let thing = &model.things[thing.0 as usize];
            let labels = labels_of(model, thing);
            let message = format!("`{}` has no label \"{}\"", thing.name, last.text);
            let diagnostic = Diagnostic::error("SD204", last.span, message);
            Err(Some(match nearest(&last.text, labels.iter().map(String::as_str), &names.budget) {
                None if labels.is_empty() => diagnostic.hint("its labels are numbers on a grid, or packages"),
                None => diagnostic.hint(format!("its labels are {}", listed(&labels, "and"))),
                near => did_you_mean(diagnostic, last.span, near),
            }))
        }
        (_, several) => {
            let choices: Vec<String> = several
                .iter()
                .map(|(thing, _)| format!("{}.{}", model.things[thing.0 as usize].name, last.text))
                .collect();
            let message = format!("several actors have a decision `{head}` with this label");
            Err(Some(
                Diagnostic::error("SD205", dotted.span, message)
                    .hint(format!("write {}", listed(&choices, "or"))),
            ))
        }
    }
}

/// Index of a label of a thing, by its text.
pub(crate) fn label_of(model: &Model, thing: ThingId, text: &str) -> Option<u32> {
    let at = match &model.things[thing.0 as usize].domain {
        Domain::Labels(set) => label_names(model, *set).iter().position(|name| name == text),
        Domain::Numbers(numbers) => {
            let (text, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
            let (value, _) = number::read(text).ok()?;
            let value = if negative { -value } else { value };
            numbers.iter().position(|number| *number == value)
        }
        _ => None,
    };
    at.and_then(|at| u32::try_from(at).ok())
}

/// The labels of a thing as text; none for grids and packages.
pub(crate) fn labels_of(model: &Model, thing: &crate::ir::Thing) -> Vec<String> {
    match &thing.domain {
        Domain::Labels(set) => label_names(model, *set).to_vec(),
        Domain::Numbers(numbers) => numbers.iter().map(|number| show(number, false)).collect(),
        _ => Vec::new(),
    }
}

/// A parameter as written in a question or variant.
pub(crate) fn find_dotted_parameter(
    model: &Model,
    names: &Names,
    dotted: &Dotted,
) -> Result<ParameterId, Option<Diagnostic>> {
    if dotted.parts.iter().any(|part| names.poisoned.contains(&part.text)) {
        return Err(None);
    }
    find_parameter(model, names, &dotted_text(dotted), dotted.span)
}
