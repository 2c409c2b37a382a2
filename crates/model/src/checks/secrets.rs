//! `given` conditions that nothing satisfies, and discount factors.
//!
//! In: the model. Out: SD605 (a `given` of probability zero at the values in force), SD606 to SD608.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use standoff_syntax::diagnostic::Diagnostic;

use super::evaluate::Value;
use super::number::Exact;
use super::reads::{self, Budget};
use super::situations::{Choice, Choices, Numbers, Point};
use super::words;
use crate::ir::{Domain, Draw, Model, Secret, ThingId};

/// Draws tried at most.
const DRAWS: usize = 200_000;

/// Checks discount factors.
pub(super) fn discounts(model: &Model, out: &mut Vec<Diagnostic>) {
    let choices = Choices::new();
    for discount in &model.discounts {
        let point = Point::<Exact> { model, numbers: Numbers::InForce, choices: &choices };
        let span = discount.factor.span;
        let value = match point.value(&discount.factor, &None) {
            Ok(Value::Number(number)) => number,
            Ok(_) => continue,
            Err((fault, span)) => {
                let inputs = reads::inputs(model, &discount.factor, &mut Budget(10_000));
                let values = words::parameters(model, &inputs.parameters);
                let error = Diagnostic::error("SD606", span, fault.words());
                out.push(if values.is_empty() { error } else { error.here(values) });
                continue;
            }
        };
        let actor = words::actor(model, discount.actor);
        let figure = value.rational().map_or_else(|| words::figure(value.float()), words::exact);
        if value.float() <= 0.0 && value.rational().is_none_or(|value| !value.is_positive()) {
            out.push(
                Diagnostic::error(
                    "SD607",
                    span,
                    format!("the discount factor of {actor} is {figure}; it must be above 0"),
                )
                .hint("a factor of 0.9 makes a gain worth nine tenths of itself one period later"),
            );
        } else if value.rational().is_some_and(|value| *value > BigRational::one()) || value.float() > 1.0 {
            out.push(
                Diagnostic::warning("SD608", span, format!("with a discount factor of {figure}, later gains of {actor} count more than earlier ones"))
                    .hint("a factor of 0.9 makes a gain worth nine tenths of itself one period later"),
            );
        }
    }
}

/// Whether some draw of the secrets with positive probability satisfies all `given` conditions.
pub(super) fn given(model: &Model, out: &mut Vec<Diagnostic>) {
    if model.given.is_empty() {
        return;
    }
    let relevant = relevant(model);
    let mut left = DRAWS;
    let mut choices = Choices::new();
    if search(model, &relevant, &mut choices, &mut left) == Some(false) {
        let (Some(first), many) = (model.given.first(), model.given.len() > 1) else { return };
        let text = words::formula(model, first);
        let message = if many {
            "the `given` conditions together have probability zero: no draw that can happen satisfies them all"
                .to_owned()
        } else {
            format!("`given {text}` has probability zero: no draw that can happen satisfies it")
        };
        let mut error = Diagnostic::error("SD605", first.span, message);
        for other in model.given.iter().skip(1).take(3) {
            error = error.also(other.span, "together with this");
        }
        out.push(error);
    }
}

/// The secrets that the conditions, or the chances of those secrets, depend on, in the order of drawing.
fn relevant(model: &Model) -> Vec<&Secret> {
    let mut budget = Budget(1_000_000);
    let mut wanted: Vec<ThingId> = Vec::new();
    for condition in &model.given {
        wanted.extend(reads::inputs(model, condition, &mut budget).things);
    }
    let mut out = Vec::new();
    for secret in model.secrets.iter().rev() {
        if !wanted.contains(&secret.thing) {
            continue;
        }
        let exprs: Vec<_> = match &secret.draw {
            Draw::Even => Vec::new(),
            Draw::Probabilities(list) => list.iter().flatten().collect(),
            Draw::Weights(list) => list.iter().collect(),
        };
        for expr in exprs {
            wanted.extend(reads::inputs(model, expr, &mut budget).things);
        }
        out.push(secret);
    }
    out.reverse();
    out
}

/// `Some(true)` once a draw is found, `Some(false)` if there is none, `None` if it cannot be told. One level a secret;
/// the number of levels is bounded here.
fn search(model: &Model, secrets: &[&Secret], choices: &mut Choices, left: &mut usize) -> Option<bool> {
    if secrets.len() > 64 || *left == 0 {
        return None;
    }
    *left -= 1;
    let mut open = false;
    for condition in &model.given {
        let point = Point::<Exact> { model, numbers: Numbers::InForce, choices };
        match point.value(condition, &None) {
            Ok(Value::Truth(true)) => {}
            Ok(Value::Truth(false)) => return Some(false),
            _ => open = true,
        }
    }
    let Some((secret, rest)) = secrets.split_first() else { return if open { None } else { Some(true) } };
    let mut unknown = false;
    for choice in values(model, secret) {
        let Choice::Label(index) = choice else { return None };
        match positive(model, secret, index, choices) {
            Some(true) => {}
            Some(false) => continue,
            None => unknown = true,
        }
        choices.push((secret.thing, Choice::Label(index)));
        let found = search(model, rest, choices, left);
        choices.pop();
        match found {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(false) }
}

fn values(model: &Model, secret: &Secret) -> Vec<Choice> {
    let count = match model.things.get(secret.thing.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => model.label_sets.get(set.0 as usize).map_or(0, |set| set.names.len()),
        Some(Domain::Numbers(numbers)) => numbers.len(),
        // Points of a grid are left to the building of the game.
        _ => return vec![Choice::Share(BigRational::zero())],
    };
    (0..u32::try_from(count).unwrap_or(0)).map(Choice::Label).collect()
}

/// Whether a value of a secret has positive probability, given the secrets drawn before it.
fn positive(model: &Model, secret: &Secret, index: u32, choices: &Choices) -> Option<bool> {
    let point = Point::<Exact> { model, numbers: Numbers::InForce, choices };
    let number = |expr| match point.value(expr, &None) {
        Ok(Value::Number(Exact::Rational(value))) => Some(value),
        _ => None,
    };
    match &secret.draw {
        Draw::Even => Some(true),
        Draw::Weights(list) => Some(number(list.get(index as usize)?)?.is_positive()),
        Draw::Probabilities(list) => match list.get(index as usize)? {
            Some(expr) => Some(number(expr)?.is_positive()),
            None => {
                let mut rest = BigRational::one();
                for expr in list.iter().flatten() {
                    rest -= number(expr)?;
                }
                Some(rest.is_positive())
            }
        },
    }
}
