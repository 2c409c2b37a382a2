//! Puts parts of the model into words for messages.
//!
//! In: ids and expressions. Out: text as the user might have written it. Nothing here decides anything.

use num_rational::BigRational;
use standoff_syntax::ast::{BinaryOp, DistKind};
use standoff_syntax::number::show;

use super::evaluate::name;
use crate::ir::{ActorId, Builtin, Domain, Expr, ExprKind, Model, OptionValue, ParameterId, ThingId};

/// Longest formula that is quoted whole.
const LONGEST: usize = 100;

/// A thing's name.
pub(super) fn thing(model: &Model, id: ThingId) -> &str {
    model.things.get(id.0 as usize).map_or("?", |thing| thing.name.as_str())
}

/// An actor's name.
pub(super) fn actor(model: &Model, id: ActorId) -> &str {
    model.actors.get(id.0 as usize).map_or("?", |actor| actor.name.as_str())
}

/// Names in a row: `A`, `A and B`, `A, B and C`.
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Actors in a row.
pub(super) fn actors(model: &Model, ids: &[ActorId]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| actor(model, *id)).collect();
    list(&names)
}

/// Label `index` of a thing.
pub(super) fn label(model: &Model, id: ThingId, index: u32) -> String {
    match model.things.get(id.0 as usize).map(|thing| &thing.domain) {
        Some(Domain::Labels(set)) => name(model, *set, index).unwrap_or("?").to_owned(),
        Some(Domain::Numbers(numbers)) => {
            numbers.get(index as usize).map_or("?".to_owned(), |n| show(n, false))
        }
        _ => "?".to_owned(),
    }
}

/// The value of an option.
pub(super) fn option(model: &Model, id: crate::ir::OptionId, value: &OptionValue) -> String {
    match value {
        OptionValue::Number(number) => show(number, false),
        OptionValue::Date(date) => date.to_string(),
        OptionValue::Label(index) => model
            .options
            .get(id.0 as usize)
            .and_then(|option| name(model, option.labels?, *index))
            .unwrap_or("?")
            .to_owned(),
    }
}

/// Parameters with their values in force, at most six.
pub(super) fn parameters(model: &Model, ids: &[ParameterId]) -> String {
    let known = ids.iter().filter_map(|id| model.parameters.get(id.0 as usize));
    let words = known.take(6).map(|p| format!("{} is {}", p.name, show(&p.value, p.percent)));
    words.collect::<Vec<_>>().join(", ")
}

/// A figure with at most six digits, and a real minus sign.
pub(super) fn figure(value: f64) -> String {
    let rounded = format!("{value:.6}");
    let short =
        if rounded.contains('.') { rounded.trim_end_matches('0').trim_end_matches('.') } else { &rounded };
    let text =
        if (short == "0" || short == "-0") && value != 0.0 { format!("{value:e}") } else { short.to_owned() };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// An exact figure: short decimals as they are, other numbers to six digits.
pub(super) fn exact(value: &BigRational) -> String {
    let text = show(value, false);
    if text.contains('/') && text.len() > 12 {
        return figure(super::number::to_float(value));
    }
    text.replace('-', "−")
}

/// A count as people say it: `231`, `12,000`, `4e12`.
pub(super) fn amount(value: f64) -> String {
    if value.is_finite() && value < 1e6 {
        let digits = format!("{value:.0}");
        let split = digits.len().saturating_sub(3);
        return if split == 0 { digits } else { format!("{},{}", &digits[..split], &digits[split..]) };
    }
    if value.is_finite() { format!("{value:.0e}") } else { "1e300".to_owned() }
}

/// An expression, as it might have been written; long ones are cut.
pub(super) fn formula(model: &Model, expr: &Expr) -> String {
    formula_of_call(model, expr, &[])
}

/// The same where the arguments of the scene or outcome around it are these.
pub(super) fn formula_of_call(model: &Model, expr: &Expr, given: &[String]) -> String {
    let mut out = String::new();
    write(model, expr, given, 0, &mut out);
    if out.chars().count() > LONGEST {
        let cut: String = out.chars().take(LONGEST).collect();
        return format!("{cut}…");
    }
    out
}

fn sign(op: BinaryOp) -> (&'static str, u8) {
    match op {
        BinaryOp::Or => ("or", 1),
        BinaryOp::And => ("and", 2),
        BinaryOp::Is => ("is", 4),
        BinaryOp::IsNot => ("is not", 4),
        BinaryOp::Less => ("<", 4),
        BinaryOp::LessEq => ("<=", 4),
        BinaryOp::Greater => (">", 4),
        BinaryOp::GreaterEq => (">=", 4),
        BinaryOp::Add => ("+", 5),
        BinaryOp::Sub => ("-", 5),
        BinaryOp::Mul => ("*", 6),
        BinaryOp::Div => ("/", 6),
        BinaryOp::Pow => ("^", 8),
    }
}

/// Writes until the text is long enough to be cut anyway, so that this ends soon on any formula.
fn write(model: &Model, expr: &Expr, handed: &[String], above: u8, out: &mut String) {
    if out.len() > 4 * LONGEST {
        return;
    }
    let own = match &expr.kind {
        ExprKind::If(..) => 0,
        ExprKind::Binary(op, ..) => sign(*op).1,
        ExprKind::Not(_) => 3,
        ExprKind::Neg(_) => 7,
        _ => 9,
    };
    let brackets = own < above;
    if brackets {
        out.push('(');
    }
    match &expr.kind {
        ExprKind::Number(number) => out.push_str(&show(number, false)),
        ExprKind::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
        ExprKind::Date(date) => out.push_str(&date.to_string()),
        ExprKind::Label(set, index) => out.push_str(name(model, *set, *index).unwrap_or("?")),
        ExprKind::Parameter(id) => {
            out.push_str(model.parameters.get(id.0 as usize).map_or("?", |p| p.name.as_str()));
        }
        ExprKind::Row(id) => out.push_str(model.rows.get(id.0 as usize).map_or("?", |r| r.name.as_str())),
        ExprKind::Option(id) => {
            out.push_str(model.options.get(id.0 as usize).map_or("?", |o| o.name.as_str()))
        }
        ExprKind::Thing(id) => out.push_str(thing(model, *id)),
        ExprKind::ThingInRound(id, round) => out.push_str(&format!("{}.{round}", thing(model, *id))),
        ExprKind::Component(id, k) => {
            let issue = match model.things.get(id.0 as usize).map(|thing| &thing.domain) {
                Some(Domain::Package { issues, .. }) => issues.get(*k as usize),
                _ => None,
            };
            let issue =
                issue.and_then(|issue| model.issues.get(issue.0 as usize)).map_or("?", |i| i.name.as_str());
            out.push_str(&format!("{}.{issue}", thing(model, *id)));
        }
        ExprKind::Issue(id) => out.push_str(model.issues.get(id.0 as usize).map_or("?", |i| i.name.as_str())),
        ExprKind::Round(_) => out.push_str("the round"),
        ExprKind::Argument(k) => match handed.get(*k as usize) {
            Some(text) => out.push_str(text),
            None => out.push_str(&format!("argument {}", k.saturating_add(1))),
        },
        ExprKind::Let(id, given) => {
            out.push_str(model.lets.get(id.0 as usize).map_or("?", |l| l.name.as_str()));
            if !given.is_empty() {
                arguments(model, given, handed, out);
            }
        }
        ExprKind::PassedScene(id) => {
            out.push_str(model.scenes.get(id.0 as usize).map_or("?", |s| s.name.as_str()))
        }
        ExprKind::PassedOutcome(id) => {
            out.push_str(model.outcomes.get(id.0 as usize).map_or("?", |o| o.name.as_str()));
        }
        ExprKind::Gains(id) => out.push_str(actor(model, *id)),
        ExprKind::Neg(e) => {
            out.push('-');
            write(model, e, handed, 8, out);
        }
        ExprKind::Not(e) => {
            out.push_str("not ");
            write(model, e, handed, 3, out);
        }
        ExprKind::Binary(op, left, right) => {
            let (text, strength) = sign(*op);
            write(model, left, handed, strength + u8::from(strength == 4 || strength == 8), out);
            out.push_str(&format!(" {text} "));
            write(model, right, handed, strength + 1, out);
        }
        ExprKind::If(condition, yes, no) => {
            out.push_str("if ");
            write(model, condition, handed, 1, out);
            out.push_str(" then ");
            write(model, yes, handed, 1, out);
            out.push_str(" else ");
            write(model, no, handed, 0, out);
        }
        ExprKind::Builtin(function, given) => {
            out.push_str(match function {
                Builtin::Min => "min",
                Builtin::Max => "max",
                Builtin::Abs => "abs",
                Builtin::Sqrt => "sqrt",
                Builtin::Exp => "exp",
                Builtin::Log => "log",
            });
            arguments(model, given, handed, out);
        }
        ExprKind::Quantile(dist, p) => {
            let kind = match dist.kind {
                DistKind::Uniform => "uniform",
                DistKind::Normal => "normal",
                DistKind::Beta => "beta",
                DistKind::Triangular => "triangular",
                DistKind::Lognormal => "lognormal",
            };
            let numbers: Vec<String> = dist.args.iter().map(|n| show(&n.value, n.percent)).collect();
            out.push_str(&format!("quantile({kind}({}), ", numbers.join(", ")));
            write(model, p, handed, 0, out);
            out.push(')');
        }
    }
    if brackets {
        out.push(')');
    }
}

fn arguments(model: &Model, given: &[Expr], handed: &[String], out: &mut String) {
    out.push('(');
    for (i, e) in given.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(model, e, handed, 0, out);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(figure(-0.2), "−0.2");
        assert_eq!(figure(-0.200_000_000_01), "−0.2");
        assert_eq!(figure(1.25), "1.25");
        assert_eq!(figure(-0.0), "0");
        assert_eq!(figure(1e-9), "1e−9");
        assert_eq!(amount(4.04e12), "4e12");
        assert_eq!(amount(101.0), "101");
        assert_eq!(amount(12000.0), "12,000");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
    }
}
