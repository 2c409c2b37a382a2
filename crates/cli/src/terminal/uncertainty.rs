//! Answers about uncertainty as text: how an answer spreads, which parameters matter, what would change it.
//!
//! In: answers as data and the model for names. Out: text for readers without statistics.

use standoff::ask::flips::{Flip, Flips, Joint};
use standoff::ask::uncertainty::effort::NARROW;
use standoff::ask::uncertainty::indices::Share;
use standoff::ask::uncertainty::spread::{Estimate, QUANTILES, RegimeShare, Spread};
use standoff::ask::uncertainty::{Declared, Distribution, Importance, Table, TableRow};
use standoff::model::ir::{Model, ParameterId};

use super::figure::{bound, counted, figure, grouped};
use super::table::{Align, columns};

/// More parameters, regimes or changes than this are only counted.
const MOST: usize = 10;
/// A share of the variance below this is not worth a line.
const SMALL: f64 = 0.005;

/// How an answer spreads.
pub(crate) fn distribution(model: &Model, found: &Distribution, indent: usize) -> String {
    let spread = &found.spread;
    let space = " ".repeat(indent);
    let mut text = format!("{space}now {}; {}\n", optional(found.now), drawn(spread, found));
    if let Some(what) = varied(model, &found.declared) {
        text.push_str(&super::line(&what));
    }
    if spread.mean.value.is_nan() {
        text.push_str(&format!("{space}no point has an answer\n"));
        return text;
    }
    let head: Vec<String> =
        ["", "5%", "25%", "median", "75%", "95%", "mean", "deviation"].map(String::from).to_vec();
    let statistics = || spread.quantiles.iter().chain([&spread.mean, &spread.deviation]);
    let row = |name: &str, cell: &dyn Fn(&Estimate) -> String| {
        [name.to_owned()].into_iter().chain(statistics().map(cell)).collect::<Vec<String>>()
    };
    let rows = vec![
        head,
        row("answer", &|estimate| short(estimate)),
        row("± (standard error)", &|estimate| estimate.error.map_or_else(String::new, bound)),
    ];
    text.push_str(&columns(indent, &[&[Align::Left][..], &[Align::Right; 7]].concat(), &rows));
    text.push_str(&format!("{space}{}\n", above(spread)));
    text.push_str(&regimes(&spread.regimes, indent));
    text
}

/// `2,048 points drawn (sobol, seed 0), 12 undefined`
fn drawn(spread: &Spread, found: &Distribution) -> String {
    let mut text = format!(
        "{} drawn ({}, seed {})",
        counted(spread.points, "point", "points"),
        found.plan.design.word(),
        found.plan.seed
    );
    if spread.missing > 0 {
        text = format!(
            "stopped: {} of {} drawn ({}, seed {})",
            grouped(spread.points),
            counted(spread.points + spread.missing, "point", "points"),
            found.plan.design.word(),
            found.plan.seed
        );
    }
    text.push_str(&without_answer(spread.points, [spread.undefined, spread.stalled, spread.without]));
    if spread.limits > 0 {
        text.push_str(&format!("; {} of the answers are limits", grouped(spread.limits)));
    }
    text
}

/// What became of points without an answer; all that is said is conditional on the others.
fn without_answer(points: u64, counts: [u64; 3]) -> String {
    let words = ["where the model means nothing", "not certified", "without an answer"];
    let share = |count: u64| percent(count as f64 / points.max(1) as f64);
    let said: Vec<String> = counts
        .iter()
        .zip(words)
        .filter(|(count, _)| **count > 0)
        .map(|(&count, word)| format!("{} {word} ({})", grouped(count), share(count)))
        .collect();
    match said.is_empty() {
        true => String::new(),
        false => format!("; of them {}, and what follows is about the rest", said.join(", ")),
    }
}

/// What was not varied, and why.
fn varied(model: &Model, declared: &Declared) -> Option<String> {
    let mut parts = vec![format!(
        "varied: {}, each within its range, independently of the others",
        counted(declared.inputs.len() as u64, "parameter", "parameters")
    )];
    for (fixed, why) in
        [(&declared.said, "whose value is given"), (&declared.bare, "without a range or a distribution")]
    {
        if !fixed.is_empty() {
            parts.push(format!("not varied: {} ({why})", listed(model, fixed)));
        }
    }
    (!declared.inputs.is_empty() || parts.len() > 1).then(|| parts.join("; "))
}

/// `positive at 49% of the points (± 1.2%)`
fn above(spread: &Spread) -> String {
    let word = if spread.level > 0.0 { "above one half" } else { "above zero" };
    let error = spread.above.error.map_or_else(String::new, |error| format!(" (± {})", percent(error)));
    format!(
        "{word} at {} of the points{error}; from {} to {}",
        percent(spread.above.value),
        figure(spread.extremes.0),
        figure(spread.extremes.1)
    )
}

/// How often play is in each regime. Those of one name, which differ in who plays what where, count together.
fn regimes(regimes: &[RegimeShare], indent: usize) -> String {
    let mut named: Vec<(&str, f64)> = Vec::new();
    for regime in regimes {
        match named.iter_mut().find(|(name, _)| *name == regime.name) {
            Some((_, share)) => *share += regime.share.value,
            None => named.push((&regime.name, regime.share.value)),
        }
    }
    named.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rows: Vec<Vec<String>> =
        named.iter().take(MOST).map(|(name, share)| vec![percent(*share), (*name).to_owned()]).collect();
    let mut text = format!("{}how often what is played (a/b: either may be):\n", " ".repeat(indent));
    text.push_str(&columns(indent + 2, &[Align::Right, Align::Left], &rows));
    if named.len() > MOST {
        let rest: f64 = named[MOST..].iter().map(|(_, share)| share).sum();
        text.push_str(&format!(
            "{}{}  {} other ways to play\n",
            " ".repeat(indent + 2),
            percent(rest),
            grouped((named.len() - MOST) as u64)
        ));
    }
    text
}

/// A table of distributions, one line a question.
pub(crate) fn table(model: &Model, found: &Table) -> String {
    let Some(first) = found.rows.first() else {
        return "There is no question with a number for an answer.\n".to_owned();
    };
    let distribution = &first.distribution;
    let mut text = super::line(&format!("{}.", drawn(&distribution.spread, distribution)));
    text.extend(varied(model, &distribution.declared).map(|what| super::line(&format!("{what}."))));
    text.push('\n');
    let mut cells = vec![
        ["", "now", "5%", "25%", "median", "75%", "95%", "mean", "±", "above"].map(String::from).to_vec(),
    ];
    for row in &found.rows {
        let spread = &row.distribution.spread;
        let question = match &row.expert {
            Some(expert) => format!("{} [{expert}]", row.question),
            None => row.question.clone(),
        };
        let numbers = spread.quantiles.iter().chain([&spread.mean]).map(short);
        let level = if spread.level > 0.0 { "½" } else { "0" };
        let tail = [
            spread.mean.error.map_or_else(String::new, bound),
            format!("{level}: {}", percent(spread.above.value)),
        ];
        cells.push(
            [question, optional(row.distribution.now)].into_iter().chain(numbers).chain(tail).collect(),
        );
    }
    text.push_str(&columns(0, &[&[Align::Left][..], &[Align::Right; 9]].concat(), &cells));
    if found.missing > 0 {
        text.push_str(&super::line(&format!(
            "The work was stopped before anything was drawn for {}.",
            counted(found.missing as u64, "further line", "further lines")
        )));
    }
    text.push_str(&super::line(
        "The answer lies below the number under 5% in 5 cases of a hundred, and so on. ± is the standard error of the mean. The \
         last column says how often the answer is above zero, or a probability above one half.",
    ));
    text.push_str(&format!("\n{}", regimes(&distribution.spread.regimes, 0)));
    text
}

/// The table as rows for CSV.
pub(crate) fn table_csv(rows: &[TableRow]) -> Vec<Vec<String>> {
    let mut head = vec!["question".to_owned(), "expert".to_owned(), "now".to_owned()];
    head.extend(QUANTILES.iter().map(|p| format!("q{:02}", (p * 100.0).round())));
    let more = ["mean", "mean_error", "deviation", "above", "points", "undefined", "stalled", "without"];
    head.extend(more.map(String::from));
    let mut cells = vec![head];
    for row in rows {
        let spread = &row.distribution.spread;
        let mut line = vec![row.question.clone(), row.expert.clone().unwrap_or_default()];
        line.push(plain(row.distribution.now));
        line.extend(spread.quantiles.iter().map(|quantile| plain(Some(quantile.value))));
        line.push(plain(Some(spread.mean.value)));
        line.push(plain(spread.mean.error));
        line.push(plain(Some(spread.deviation.value)));
        line.push(plain(Some(spread.above.value)));
        line.extend([spread.points, spread.undefined, spread.stalled, spread.without].map(|n| n.to_string()));
        cells.push(line);
    }
    cells
}

/// Which parameters matter.
pub(crate) fn importance(model: &Model, found: &Importance, indent: usize) -> String {
    let space = " ".repeat(indent);
    let indices = &found.indices;
    let mut text = super::line(&format!(
        "now {}; {} asked ({}, seed {}){}",
        optional(found.now),
        counted(indices.points, "point", "points"),
        found.plan.design.word(),
        found.plan.seed,
        without_answer(indices.sampled, [indices.undefined, indices.stalled, indices.without])
    ));
    text.extend(varied(model, &found.declared).map(|what| super::line(&what)));
    if indices.shares.is_none() {
        text.push_str(&format!("{space}the answer is the same at every point: nothing matters for it\n"));
        return text;
    }
    text.push_str(&super::line(&format!(
        "the answer is {} on average, with a standard deviation of {}; a share is how much of its variance a parameter explains: \
         by itself, and with all that it does together with others (95% intervals in brackets)",
        rough(Some(indices.mean)),
        rough(Some(indices.variance.sqrt()))
    )));
    let mut rows =
        vec![["", "by itself", "with others", "answer over its range", "", ""].map(String::from).to_vec()];
    let matters = |share: Option<f64>| share.is_some_and(|share| share >= SMALL);
    let shown = found.rows.iter().take(MOST);
    let shown: Vec<_> = shown.take_while(|row| matters(row.shares.map(|(_, total)| total.value))).collect();
    for row in &shown {
        let Some((first, total)) = row.shares else { continue };
        let share = |share: &Share| {
            // A share is none below 0, an estimate may be: what is above 0 is then as far off as it may be.
            let high = if share.value < 0.0 { share.high.max(share.half_width()) } else { share.high };
            let [value, low, high] = [share.value, share.low, high].map(|share| share.max(0.0));
            format!("{} ({}–{})", percent(value), bare(low), bare(high))
        };
        rows.push(vec![
            name(model, row.parameter),
            share(&first),
            share(&total),
            format!("{} to {}", rough(row.low.1), rough(row.high.1)),
            row.flip.as_ref().map_or_else(String::new, mark),
            clipped(&caption(model, row.parameter)),
        ]);
    }
    let right = Align::Right;
    let aligns = [Align::Left, right, right, right, Align::Left, Align::Left];
    text.push_str(&columns(indent, &aligns, &rows));
    let idle = found.idle.len();
    if found.rows.len() > shown.len() + idle {
        // Those that play no part come last: nothing is below nothing.
        let rest = &found.rows[shown.len()..found.rows.len() - idle];
        let most = rest.iter().filter_map(|row| row.shares).map(|(_, total)| total.value).fold(0.0, f64::max);
        text.push_str(&super::line(&format!(
            "{}: at most {} each, with others",
            counted(rest.len() as u64, "other parameter", "other parameters"),
            percent(most)
        )));
    }
    if idle > 0 {
        text.push_str(&super::line(&format!(
            "{} no part in the games behind the answer: {}",
            if idle == 1 { "one parameter plays" } else { "these play" },
            listed(model, &found.idle)
        )));
    }
    text.push_str(&super::line(&precision(found)));
    let first = || found.rows.iter().filter_map(|row| row.shares).map(|(first, _)| first);
    let alone: f64 = first().map(|share| share.value).sum();
    let error = first().map(|share| share.half_width() * share.half_width()).sum::<f64>().sqrt();
    text.push_str(&super::line(&format!(
        "all by themselves: {} (± {}); the rest comes from parameters acting together",
        percent(alone.clamp(0.0, 1.0)),
        percent(error)
    )));
    if indices.lost > 0 {
        text.push_str(&super::line(&format!(
            "{} had no partner with an answer and were left out",
            counted(indices.lost, "point", "points")
        )));
    }
    text
}

/// How wide the intervals are, and what would make them narrower.
fn precision(found: &Importance) -> String {
    let indices = &found.indices;
    let widest = format!("± {} percentage points", bare(indices.widest()));
    if indices.stopped {
        return format!("the work was stopped; at these points the widest interval is {widest}");
    }
    let more = format!("`--samples {}` would about halve it", 4 * indices.rows);
    match found.plan.samples {
        None if indices.widest() <= NARROW => {
            format!("no interval is wider than {widest}: no more points were asked then")
        }
        None => format!("the widest interval is {widest}, as far as the usual amount of work goes; {more}"),
        Some(_) => format!("the widest interval is {widest}; {more}"),
    }
}

/// Where an answer turns or jumps, in a few words.
fn mark(flip: &Flip) -> String {
    format!("{} at {}", if flip.turns { "turns" } else { "jumps" }, rough(Some(flip.at)))
}

/// What would change an answer.
pub(crate) fn flips(model: &Model, found: &Flips, indent: usize) -> String {
    let space = " ".repeat(indent);
    let mut text = String::new();
    let what = if found.level > 0.0 { "crosses one half" } else { "changes its sign" };
    text.push_str(&format!("{space}now {}; it turns where it {what}\n", figure(found.now)));
    text.extend(varied(model, &found.declared).map(|what| super::line(&what)));
    let (turning, jumping): (Vec<&Flip>, Vec<&Flip>) = found.singles.iter().partition(|flip| flip.turns);
    if turning.is_empty() {
        text.push_str(&format!("{space}no parameter alone turns it within its range\n"));
    } else {
        text.push_str(&format!("{space}one parameter alone, the smallest change first:\n"));
        text.push_str(&flip_table(model, &turning, indent + 2));
    }
    if !jumping.is_empty() {
        text.push_str(&format!("{space}it jumps, but does not turn, with:\n"));
        text.push_str(&flip_table(model, &jumping, indent + 2));
    }
    if !found.unseen.is_empty() {
        text.push_str(&super::line(&format!(
            "the work was stopped; not looked at: {}",
            listed(model, &found.unseen)
        )));
    } else if found.stopped {
        text.push_str(&super::line("the work was stopped before two parameters were moved together"));
    }
    if !found.steady.is_empty() {
        text.push_str(&super::line(&format!(
            "within its range, none of these changes it so: {}",
            listed(model, &found.steady)
        )));
    }
    match (&found.joint, found.pair) {
        (Some(joint), _) => text.push_str(&joint_text(model, joint, found.points)),
        (None, Some([a, b])) if !found.stopped => text.push_str(&super::line(&format!(
            "the two most important parameters, {} and {} as far as {} tell, do not turn it together either, as far as was seen",
            name(model, a),
            name(model, b),
            counted(found.points, "point", "points")
        ))),
        (None, _) => {}
    }
    text
}

fn flip_table(model: &Model, flips: &[&Flip], indent: usize) -> String {
    let mut rows = vec![
        ["", "from", "to", "share of range", "before", "after", "what changes"].map(String::from).to_vec(),
    ];
    for flip in flips {
        let changes: Vec<String> = flip.changes.iter().map(|change| change.sentence(model)).collect();
        let said = match changes.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first}; and {} more", rest.len()),
        };
        rows.push(vec![
            name(model, flip.parameter),
            figure(flip.from),
            figure(flip.at),
            percent(flip.share),
            optional(flip.before),
            optional(flip.after),
            said,
        ]);
    }
    let right = Align::Right;
    columns(indent, &[Align::Left, right, right, right, right, right, Align::Left], &rows)
}

fn joint_text(model: &Model, joint: &Joint, points: u64) -> String {
    let moved = |&(parameter, from, to): &(ParameterId, f64, f64)| {
        format!("{} from {} to {}", name(model, parameter), figure(from), figure(to))
    };
    let moves: Vec<String> = joint.moves.iter().map(moved).collect();
    let changes: Vec<String> = joint.changes.iter().map(|change| change.sentence(model)).collect();
    let changes = if changes.is_empty() { String::new() } else { format!(": {}", changes.join("; ")) };
    super::line(&format!(
        "the two most important parameters, as far as {} tell, together: {} (distance {}, each range scaled to one) turns it \
         from {} to {}{changes}",
        counted(points, "point", "points"),
        moves.join(" and "),
        figure(joint.distance),
        optional(joint.before),
        optional(joint.after)
    ))
}

fn short(estimate: &Estimate) -> String {
    // Digits below those of the standard error say nothing.
    let value = match estimate.error {
        Some(error) if error > 0.0 => {
            let unit = 10f64.powf(error.log10().floor());
            let rounded = (estimate.value / unit).round() * unit;
            if rounded.is_finite() { rounded } else { estimate.value }
        }
        _ => estimate.value,
    };
    figure(value)
}

/// Whole percents; below ten, with one decimal.
pub(crate) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "none".to_owned();
    }
    let value = share * 100.0;
    let text = if value.abs() < 9.95 && value != 0.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    let text = text.strip_suffix(".0").unwrap_or(&text);
    format!("{}%", if text == "-0" { "0" } else { text })
}

/// Three significant digits.
fn rough(value: Option<f64>) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return "none".to_owned() };
    if value == 0.0 {
        return "0".to_owned();
    }
    let unit = 10f64.powf(value.abs().log10().floor() - 2.0);
    let rounded = (value / unit).round() * unit;
    figure(if rounded.is_finite() { rounded } else { value })
}

/// Percents without the sign.
fn bare(share: f64) -> String {
    percent(share).trim_end_matches('%').to_owned()
}

/// A caption that does not fill the line.
fn clipped(caption: &str) -> String {
    const MOST: usize = 44;
    match caption.chars().count() > MOST {
        true => caption.chars().take(MOST - 1).chain(['…']).collect(),
        false => caption.to_owned(),
    }
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(|| "none".to_owned(), figure)
}

fn plain(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())
}

fn name(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).map_or_else(String::new, |p| p.name.clone())
}

fn caption(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).and_then(|p| p.caption.clone()).unwrap_or_default()
}

/// Names, the last ones only counted where there are many.
pub(crate) fn listed(model: &Model, parameters: &[ParameterId]) -> String {
    let mut names: Vec<String> = parameters.iter().take(MOST).map(|&id| name(model, id)).collect();
    if parameters.len() > MOST {
        names.push(format!("{} more", parameters.len() - MOST));
    }
    names.join(", ")
}
