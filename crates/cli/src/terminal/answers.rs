//! Answers and checks as text: numbers in two columns, tables under their question, checks with ✓ or ✗.
//!
//! In: answers as data and the model for names. Out: text; or rows for CSV.

use num_rational::BigRational;
use standoff::ask::answer::{Answer, CheckResult, Content, Number, Range, Span, StrategyRow, Tipping};
use standoff::ask::session::to_f64;
use standoff::ask::uncertainty::spread::QUANTILES;
use standoff::model::ir::{Model, ParameterId, ThingId};
use standoff::solve::solution::Status;

use super::figure::{bound, figure};
use super::style::Style;
use super::table::{Align, columns};
use super::uncertainty;

/// At a tipping point, more changes than this are not told one by one.
const MOST_CHANGES: usize = 12;

/// What stands above answers at a finite precision of play.
pub(crate) fn where_sides_err(lambda: f64) -> String {
    let how = if lambda == 0.0 {
        "every label is as likely as any other"
    } else {
        "the more a label would cost, the more rarely it is chosen"
    };
    super::line(&format!("At λ = {}, where sides err: {how}.", figure(lambda))) + "\n"
}

/// All answers, in order.
pub(crate) fn answers(model: &Model, answers: &[Answer]) -> String {
    let mut text = String::new();
    let mut numbers: Vec<Vec<String>> = Vec::new();
    for answer in answers {
        match &answer.content {
            Content::Number(number) => {
                numbers.push(vec![answer.question.clone(), number_text(number, answer.status)]);
            }
            content => {
                flush(&mut numbers, &mut text);
                text.push_str(&answer.question);
                text.push('\n');
                text.push_str(&block(model, content, answer.status, 2));
                text.push('\n');
            }
        }
    }
    flush(&mut numbers, &mut text);
    text
}

/// Numbers that follow each other stand in one table.
fn flush(numbers: &mut Vec<Vec<String>>, text: &mut String) {
    if !numbers.is_empty() {
        text.push_str(&columns(0, &[Align::Left, Align::Left], numbers));
        text.push('\n');
        numbers.clear();
    }
}

fn block(model: &Model, content: &Content, status: Option<Status>, indent: usize) -> String {
    match content {
        Content::Number(number) => columns(indent, &[Align::Left], &[vec![number_text(number, status)]]),
        Content::Strategy(rows) => strategy(model, rows, status, indent),
        Content::Sweep(sweep) => super::sweep::sweep(model, sweep, indent),
        Content::Tipping(tipping) => tipping_text(model, tipping, indent),
        Content::Equilibria(found) => super::equilibria::equilibria(model, found, indent),
        Content::Importance(found) => uncertainty::importance(model, found, indent),
        Content::Distribution(found) => uncertainty::distribution(model, found, indent),
        Content::Flips(found) => uncertainty::flips(model, found, indent),
        Content::By(answers) => by(model, answers, indent),
        Content::Unanswered(sentence) => super::line(sentence),
    }
}

fn by(model: &Model, answers: &[(String, Answer)], indent: usize) -> String {
    if answers.iter().all(|(_, answer)| matches!(answer.content, Content::Number(_))) {
        let row = |(name, answer): &(String, Answer)| match &answer.content {
            Content::Number(number) => vec![name.clone(), number_text(number, answer.status)],
            _ => vec![name.clone()],
        };
        let rows: Vec<Vec<String>> = answers.iter().map(row).collect();
        return columns(indent, &[Align::Left, Align::Left], &rows);
    }
    let mut text = String::new();
    for (name, answer) in answers {
        text.push_str(&format!("{}{name}\n", " ".repeat(indent)));
        text.push_str(&block(model, &answer.content, answer.status, indent + 2));
    }
    text
}

/// A number with what is to be known about it.
pub(crate) fn number_text(number: &Number, status: Option<Status>) -> String {
    let mut text = match (number.value, number.limit) {
        (Some(value), _) => {
            figure(value)
                + &number.exact.as_ref().and_then(fraction).map_or_else(String::new, |f| format!("  ({f})"))
        }
        (None, Some(limit)) => format!("no value; limit {}", figure(limit)),
        (None, None) => "no value".into(),
    };
    if let Some(note) = &number.note {
        text.push_str(&format!("; {note}"));
    }
    if let Some(range) = &number.range {
        text.push_str(&format!("; {}", range_text(range)));
    }
    if status == Some(Status::Stalled) {
        text.push_str("; stalled, not certified");
    }
    text
}

/// A range over equilibria.
fn range_text(range: &Range) -> String {
    let span = |span: &Span| {
        let (low, high) = (figure(to_f64(&span.low)), figure(to_f64(&span.high)));
        if span.low == span.high { low } else { format!("{low} to {high}") }
    };
    let (all, sequential) = (&range.all, &range.sequential);
    if all.low == all.high {
        "the same in every equilibrium".to_owned()
    } else if sequential == all {
        format!("{} over all equilibria", span(all))
    } else if sequential.low == sequential.high {
        format!("the same in every sequential equilibrium, {} over all equilibria", span(all))
    } else {
        format!("{} over sequential equilibria, {} over all", span(sequential), span(all))
    }
}

/// A short fraction that its decimals do not say.
fn fraction(exact: &BigRational) -> Option<String> {
    let text = exact.to_string();
    let (_, denominator) = text.split_once('/')?;
    let decimal = denominator.trim_end_matches('0').parse::<u64>().is_ok_and(|mut d| {
        while d.is_multiple_of(2) {
            d /= 2;
        }
        while d.is_multiple_of(5) {
            d /= 5;
        }
        d == 1
    });
    (!decimal && text.len() <= 20).then_some(text)
}

/// What an actor does: each situation on a line of its own, its labels below.
pub(crate) fn strategy(model: &Model, rows: &[StrategyRow], status: Option<Status>, indent: usize) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(label_cells).collect();
    let head = ["", "probability", "gain", "would cost"].map(str::to_owned).to_vec();
    let aligned = columns(indent + 4, &LABEL_COLUMNS, &[vec![head], cells].concat());
    let mut lines = aligned.lines();
    let mut text = lines.next().map_or_else(String::new, |head| format!("{head}\n"));
    let mut before = None;
    for (row, line) in rows.iter().zip(lines) {
        let key = (row.decision, row.number);
        if before.replace(key) != Some(key) {
            text.push_str(&situation(model, row));
        }
        text.push_str(&format!("{line}\n"));
    }
    if status == Some(Status::Stalled) {
        text.push_str(&format!("{}stalled: these are not certified\n", " ".repeat(indent)));
    }
    text
}

/// Label, probability, gain and what the label would cost.
const LABEL_COLUMNS: [Align; 4] = [Align::Left, Align::Right, Align::Right, Align::Right];

fn label_cells(row: &StrategyRow) -> Vec<String> {
    vec![
        row.label.clone(),
        probability(row.probability, row.exact.as_ref()),
        figure(row.value),
        figure_above(row.regret),
    ]
}

/// A decision, what its mover has seen, and how likely it comes to that.
fn situation(model: &Model, row: &StrategyRow) -> String {
    let seen = if row.seen.is_empty() { String::new() } else { format!("after {} ", seen_text(&row.seen)) };
    let reach = match row.reach {
        never if never < 1e-9 => "never reached".into(),
        always if always > 1.0 - 1e-9 => "always reached".into(),
        reach => format!("reached with {}", figure(reach)),
    };
    super::line(&format!("{} {seen}({reach})", thing_name(model, row.decision)))
}

/// A probability, with its fraction where that says more.
pub(crate) fn probability(value: f64, exact: Option<&BigRational>) -> String {
    match exact.and_then(fraction) {
        Some(fraction) => format!("{fraction} = {}", figure(value)),
        None if value > 0.0 && value < 1e-6 => bound(value),
        None => figure(value),
    }
}

/// A loss; what is below rounding is none.
fn figure_above(loss: f64) -> String {
    if loss < 1e-9 { String::new() } else { figure(loss) }
}

/// `opening call, stance quiet`
pub(crate) fn seen_text(seen: &[(String, String)]) -> String {
    let words: Vec<String> = seen.iter().map(|(name, value)| format!("{name} {value}")).collect();
    words.join(", ")
}

fn tipping_text(model: &Model, tipping: &Tipping, indent: usize) -> String {
    let name = parameter_name(model, tipping.parameter);
    let space = " ".repeat(indent);
    let value = |value: Option<f64>| value.map_or_else(|| "none".into(), figure);
    let (from, to) = tipping.range;
    let mut text = format!(
        "{space}now {name} is {} and the answer {}; {} points from {} to {} were scanned\n",
        figure(tipping.now),
        value(tipping.answer_now),
        tipping.scanned,
        figure(from),
        figure(to)
    );
    if tipping.skipped > 0 {
        text.push_str(&format!("{space}{} of them are undefined or stalled\n", tipping.skipped));
    }
    if tipping.points.is_empty() {
        text.push_str(&format!("{space}it tips nowhere there\n"));
        return text;
    }
    let mut rows =
        vec![[&name, "below", "above", "share below", "what changes"].map(|s: &str| s.to_owned()).to_vec()];
    for point in &tipping.points {
        let mut changes: Vec<String> = point.changes.iter().map(|change| change.sentence(model)).collect();
        if changes.len() > MOST_CHANGES {
            let more = changes.split_off(MOST_CHANGES - 1).len();
            changes.push(format!("and {more} more"));
        }
        if point.status == Status::Stalled {
            changes.insert(0, "(stalled, not certified)".into());
        }
        let mut changes = changes.into_iter();
        rows.push(vec![
            figure(point.value),
            value(point.before),
            value(point.after),
            format!("{}%", figure((point.share_below * 1000.0).round() / 10.0)),
            changes.next().unwrap_or_default(),
        ]);
        // Each further change on a line of its own.
        rows.extend(changes.map(|change| [const { String::new() }; 4].into_iter().chain([change]).collect()));
    }
    let aligns = [Align::Right, Align::Right, Align::Right, Align::Right, Align::Left];
    text.push_str(&columns(indent, &aligns, &rows));
    text
}

/// Checks, each with ✓ or ✗ and its figures.
pub(crate) fn checks(results: &[CheckResult], style: Style) -> String {
    let row = |result: &CheckResult| {
        let value = result.value.map_or_else(|| "no value".into(), |value| precise(value, result.within));
        let mut said = if result.limit { format!("{value} (a limit)") } else { value };
        if !result.holds {
            if let Some(value) = result.value {
                said.push_str(&format!("; off by {}", bound((value - result.expected).abs())));
            }
            if result.status == Some(Status::Stalled) {
                said.push_str("; stalled, not certified");
            }
        }
        if let Some(note) = &result.note {
            said.push_str(&format!("; {note}"));
        }
        vec![if result.holds { "✓".into() } else { "✗".to_owned() }, result.check.clone(), said]
    };
    let rows: Vec<Vec<String>> = results.iter().map(row).collect();
    let text = columns(0, &[Align::Left, Align::Left, Align::Left], &rows);
    let painted: Vec<String> = text
        .lines()
        .map(|line| match line.chars().next() {
            Some('✓') => line.replacen('✓', &style.good("✓"), 1),
            _ => line.replacen('✗', &style.bad("✗"), 1),
        })
        .collect();
    painted.join("\n") + "\n"
}

/// As many digits as the tolerance makes meaningful.
fn precise(value: f64, within: f64) -> String {
    if within > 0.0 && within < 1e-5 && value.abs() < 1e6 && value.abs() >= 1e-4 {
        let text = format!("{value:.9}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        figure(value)
    }
}

/// Answers as rows: question, what it is about, value, limit, status.
pub(crate) fn csv_rows(model: &Model, answers: &[Answer]) -> Vec<Vec<String>> {
    let head = [
        "question",
        "expert",
        "parameter",
        "at",
        "decision",
        "seen",
        "label",
        "value",
        "exact",
        "limit",
        "status",
        "parameter_2",
        "at_2",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for answer in answers {
        csv_answer(model, answer, "", &mut rows);
    }
    // Only tables over two parameters fill the last columns.
    rows.iter_mut().for_each(|row| row.resize(head.len(), String::new()));
    rows
}

/// Recursion one level deep: answers by expert hold no further ones.
fn csv_answer(model: &Model, answer: &Answer, expert: &str, rows: &mut Vec<Vec<String>>) {
    let plain =
        |value: Option<f64>| value.filter(|v| v.is_finite()).map_or_else(String::new, |v| v.to_string());
    let status = answer.status.map_or("", Status::word);
    let mut push = |cells: [String; 8], status: &str| {
        let mut row = vec![answer.question.clone(), expert.to_owned()];
        row.extend(cells);
        row.push(status.to_owned());
        rows.push(row);
    };
    let none = String::new;
    match &answer.content {
        Content::Number(n) => {
            let exact = n.exact.as_ref().map_or_else(String::new, ToString::to_string);
            push([none(), none(), none(), none(), none(), plain(n.value), exact, plain(n.limit)], status);
        }
        Content::Strategy(table) => {
            for row in table {
                let exact = row.exact.as_ref().map_or_else(String::new, ToString::to_string);
                let (decision, seen) = (thing_name(model, row.decision), seen_text(&row.seen));
                let p = row.probability.to_string();
                push([none(), none(), decision, seen, row.label.clone(), p, exact, none()], status);
            }
        }
        Content::Sweep(sweep) => {
            let names: Vec<String> = sweep.parameters.iter().map(|&id| parameter_name(model, id)).collect();
            for row in &sweep.rows {
                let mut moved =
                    names.iter().zip(&row.at).flat_map(|(name, at)| [name.clone(), at.to_string()]);
                let mut cells = vec![answer.question.clone(), expert.to_owned()];
                cells.extend(moved.by_ref().take(2));
                cells.extend([none(), none(), none(), plain(row.value), none(), none()]);
                cells.push(row.status.word().to_owned());
                cells.extend(moved);
                rows.push(cells);
            }
        }
        Content::Tipping(tipping) => {
            let name = parameter_name(model, tipping.parameter);
            for point in &tipping.points {
                let at = point.value.to_string();
                push(
                    [name.clone(), at, none(), none(), none(), plain(point.after), none(), none()],
                    point.status.word(),
                );
            }
        }
        Content::Equilibria(found) => {
            for (g, group) in found.groups.iter().enumerate() {
                for (e, rows) in group.profiles.iter().enumerate() {
                    for row in rows {
                        let (decision, seen) = (thing_name(model, row.decision), seen_text(&row.seen));
                        let p = to_f64(&row.probability).to_string();
                        let exact = if row.exact { row.probability.to_string() } else { none() };
                        let status = if row.exact { "verified-exact" } else { "verified-epsilon" };
                        let [group, one] = [format!("group {}", g + 1), (e + 1).to_string()];
                        push([group, one, decision, seen, row.label.clone(), p, exact, none()], status);
                    }
                }
            }
        }
        Content::Importance(found) => {
            for row in &found.rows {
                let name = parameter_name(model, row.parameter);
                for (which, share) in [
                    ("first", row.shares.map(|shares| shares.0)),
                    ("total", row.shares.map(|shares| shares.1)),
                ] {
                    let value = plain(share.map(|share| share.value));
                    push([name.clone(), none(), none(), none(), which.to_owned(), value, none(), none()], "");
                }
            }
        }
        Content::Distribution(found) => {
            let spread = &found.spread;
            let quantiles =
                QUANTILES.iter().zip(&spread.quantiles).map(|(p, q)| (format!("quantile {p}"), q));
            let moments =
                [("mean", &spread.mean), ("deviation", &spread.deviation), ("above", &spread.above)];
            let moments = moments.into_iter().map(|(name, estimate)| (name.to_owned(), estimate));
            for (name, estimate) in quantiles.chain(moments) {
                push([none(), none(), none(), none(), name, plain(Some(estimate.value)), none(), none()], "");
            }
        }
        Content::Flips(found) => {
            for flip in &found.singles {
                let (name, at) = (parameter_name(model, flip.parameter), flip.at.to_string());
                let which = if flip.turns { "turns" } else { "jumps" };
                let after = plain(flip.after);
                push([name, at, none(), none(), which.to_owned(), after, none(), none()], flip.status.word());
            }
        }
        Content::By(answers) => {
            for (name, answer) in answers {
                csv_answer(model, answer, name, rows);
            }
        }
        Content::Unanswered(_) => {
            push([none(), none(), none(), none(), none(), none(), none(), none()], "unanswered");
        }
    }
}

fn thing_name(model: &Model, thing: ThingId) -> String {
    model.things.get(thing.0 as usize).map_or_else(String::new, |t| t.name.clone())
}

fn parameter_name(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).map_or_else(String::new, |p| p.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_shown_where_decimals_do_not_end() {
        let ratio = |a: i64, b: i64| BigRational::new(a.into(), b.into());
        assert_eq!(fraction(&ratio(14, 33)), Some("14/33".into()));
        assert_eq!(fraction(&ratio(7, 20)), None);
        assert_eq!(fraction(&ratio(3, 1)), None);
        assert_eq!(probability(1.0 / 3.0, Some(&ratio(1, 3))), "1/3 = 0.333333");
    }

    #[test]
    fn checks_say_how_far_off_they_are() {
        let result = CheckResult {
            check: "P(war) is 0.5 within 1e-6".into(),
            holds: false,
            value: Some(0.6),
            expected: 0.5,
            within: 1e-6,
            limit: false,
            status: Some(Status::VerifiedEpsilon),
            note: None,
        };
        assert_eq!(checks(&[result], Style::new(false)), "✗  P(war) is 0.5 within 1e-6  0.6; off by 0.1\n");
    }
}
