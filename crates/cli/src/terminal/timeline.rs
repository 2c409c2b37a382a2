//! Beliefs over time as text: an outline of what an observer sees, with what it believes under each opinion; or rows for CSV.
//!
//! In: timelines as data and the model for names. Out: text.

use standoff::ask::timeline::{Belief, Source, Step, Timeline, Timelines};
use standoff::model::ir::{ActorId, Model};
use standoff::view::words;

use super::figure::counted;
use super::style::Style;
use super::table::{Align, columns};
use super::{line, output};

/// Secrets with more values than this do not fit beside each other.
const MOST_LABELS: usize = 6;
/// Longer outlines are left to JSON and CSV.
const MOST_ROWS: usize = 150;
/// Beliefs that move by less than this have not moved.
const MOVED: f64 = 1e-6;

/// All outlines.
pub(crate) fn outlines(model: &Model, told: &Timelines, style: Style) -> String {
    let mut text = String::new();
    for table in &told.tables {
        text.push_str(&outline(model, told, table, style));
        text.push('\n');
    }
    for note in &told.notes {
        text.push_str(&line(&words::capital(&format!("{note}."))));
    }
    output::harmless(&text)
}

fn outline(model: &Model, told: &Timelines, table: &Timeline, style: Style) -> String {
    let secret = model.things.get(table.secret.0 as usize).map_or("", |thing| thing.name.as_str());
    let heading = format!("WHAT {} BELIEVES ABOUT {secret}", actor(model, table.observer));
    let mut text = format!("{}\n", style.heading(&heading));
    if table.labels.len() > MOST_LABELS {
        let count = table.labels.len() as u64;
        let values = counted(count, "value", "values");
        text.push_str(&line(&format!("It has {values}: `--json` and `--format csv` have the beliefs.")));
        return text;
    }
    text.push_str(&line(&format!("In per cent: {}.", table.labels.join(" / "))));
    let shown = telling(table);
    let mut rows = vec![
        std::iter::once(String::new())
            .chain(told.opinions.iter().map(|name| format!("  {name}")))
            .collect::<Vec<_>>(),
    ];
    // How deep each step stands among those that are shown.
    let mut depth: Vec<usize> = vec![0; table.steps.len()];
    for (at, step) in table.steps.iter().enumerate() {
        let above = step.before.map_or(0, |before| depth[before]);
        depth[at] = above + usize::from(shown[at] && step.before.is_some());
        if shown[at] {
            let indent = "  ".repeat(depth[at].saturating_sub(1));
            let mut row = vec![format!("{indent}{}", name(model, step))];
            row.extend(table.beliefs.iter().map(|beliefs| cell(&beliefs[at])));
            rows.push(row);
        }
    }
    let all = rows.len();
    rows.truncate(MOST_ROWS + 1);
    let aligns: Vec<Align> = vec![Align::Left; told.opinions.len() + 1];
    text.push_str(&columns(2, &aligns, &rows));
    let any = |from: &[Source]| {
        let shown = || shown.iter().enumerate().filter(|(_, shown)| **shown).map(|(at, _)| at);
        table.beliefs.iter().any(|beliefs| shown().any(|at| from.contains(&beliefs[at].from)))
    };
    text.push_str(&line("› the likeliest line"));
    if any(&[Source::Limit]) {
        text.push_str(&line(
            "* never happens at that solution; this is what would be believed if it came about by a rare mistake",
        ));
    }
    if any(&[Source::NoLimit, Source::Impossible]) {
        text.push_str(&line(
            "– never happens at that solution, and it cannot be said what would be believed",
        ));
    }
    if all > rows.len() {
        let more = counted((all - rows.len()) as u64, "more line", "more lines");
        text.push_str(&line(&format!("{more}: `--json` and `--format csv` have them all")));
    }
    let silent = shown.iter().filter(|shown| !**shown).count() as u64;
    if silent > 0 {
        let steps = counted(silent, "further step moves", "further steps move");
        text.push_str(&line(&format!("{steps} no belief; `--json` and `--format csv` have them")));
    }
    if table.left_out > 0 {
        let steps = counted(table.left_out as u64, "later step is", "later steps are");
        text.push_str(&line(&format!("{steps} left out: no more are told of one observer")));
    }
    text
}

/// The steps that say something: those that move a belief, moves by somebody who knows the secret, and what leads there.
fn telling(table: &Timeline) -> Vec<bool> {
    let mut shown = vec![false; table.steps.len()];
    for at in (0..table.steps.len()).rev() {
        let step = &table.steps[at];
        let Some(before) = step.before else {
            shown[at] = true;
            continue;
        };
        let moved = table.beliefs.iter().any(|beliefs| {
            let (now, then) = (&beliefs[at].probabilities, &beliefs[before].probabilities);
            now.len() != then.len() || now.iter().zip(then).any(|(now, then)| (now - then).abs() > MOVED)
        });
        shown[at] = shown[at] || moved || step.informed;
        shown[before] = shown[before] || shown[at];
    }
    shown
}

/// `Russia: call (opening)`
fn name(model: &Model, step: &Step) -> String {
    match (step.before, step.actor) {
        (None, _) => "before anything".to_owned(),
        (_, Some(mover)) => {
            let name = actor(model, mover);
            let own = format!("{name}.");
            let what = step.what.strip_prefix(&own).unwrap_or(&step.what);
            format!("{name}: {} ({what})", step.value)
        }
        (_, None) => format!("{}: {}", step.what, step.value),
    }
}

fn cell(belief: &Belief) -> String {
    let mark = if belief.main { "› " } else { "  " };
    if belief.probabilities.is_empty() {
        return format!("{mark}–");
    }
    let parts: Vec<String> = belief.probabilities.iter().map(|&p| per_cent(p, belief.from)).collect();
    format!("{mark}{}{}", parts.join(" / "), if belief.from == Source::Limit { " *" } else { "" })
}

/// To one decimal; what is neither impossible nor certain is not rounded to that, but for limits, which are never exact.
fn per_cent(p: f64, from: Source) -> String {
    match words::trimmed(p * 100.0, 1).as_str() {
        "0" if from == Source::Bayes && p > 0.0 => "<0.1".to_owned(),
        "100" if from == Source::Bayes && p < 1.0 => ">99.9".to_owned(),
        text => text.to_owned(),
    }
}

/// One row for each step, opinion and value of the secret.
pub(crate) fn csv_rows(model: &Model, told: &Timelines) -> Vec<Vec<String>> {
    let head = [
        "observer",
        "secret",
        "opinion",
        "step",
        "before",
        "depth",
        "actor",
        "what",
        "value",
        "reach",
        "ends",
        "main",
        "from",
        "label",
        "probability",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for table in &told.tables {
        let secret = model.things.get(table.secret.0 as usize).map_or("", |thing| thing.name.as_str());
        for (opinion, beliefs) in told.opinions.iter().zip(&table.beliefs) {
            for (at, (step, belief)) in table.steps.iter().zip(beliefs).enumerate() {
                for (k, label) in table.labels.iter().enumerate() {
                    rows.push(vec![
                        actor(model, table.observer).to_owned(),
                        secret.to_owned(),
                        opinion.clone(),
                        at.to_string(),
                        step.before.map_or_else(String::new, |before| before.to_string()),
                        step.depth.to_string(),
                        step.actor.map_or_else(String::new, |mover| actor(model, mover).to_owned()),
                        step.what.clone(),
                        step.value.clone(),
                        belief.reach.to_string(),
                        belief.ends.to_string(),
                        belief.main.to_string(),
                        belief.from.word().to_owned(),
                        label.clone(),
                        belief.probabilities.get(k).map_or_else(String::new, ToString::to_string),
                    ]);
                }
            }
        }
    }
    rows
}

fn actor(model: &Model, actor: ActorId) -> &str {
    model.actors.get(usize::from(actor.0)).map_or("", |actor| actor.name.as_str())
}
