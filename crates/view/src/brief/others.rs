//! What may happen in other equilibria. The last section only may speak of these.
//!
//! In: findings. Out: lines.

use standoff_ask::answer::Listed;
use standoff_ask::findings::Findings;
use standoff_ask::others::{Other, Others};
use standoff_model::ir::Model;
use standoff_solve::enumerate;

use super::names;
use crate::words;

/// How many are described.
const MOST: usize = 3;
/// Ends of a range that are closer than this are one figure.
const SAME: f64 = 1e-6;

/// The lines.
pub(super) fn lines(model: &Model, findings: &Findings) -> Vec<String> {
    let Some(others) = &findings.others else { return vec![not_searched(findings)] };
    let mut lines = Vec::new();
    if let Some(connected) = &others.connected {
        let told = told(model, findings, std::slice::from_ref(connected));
        lines.push(format!("Other equilibria lead over to this one without a break: in them {told}."));
    }
    if others.sequential.is_empty() && others.threats.is_empty() {
        if lines.is_empty() {
            return vec![alone(others)];
        }
        lines.push("There are no further ones: all were searched for.".to_owned());
        return lines;
    }
    let told = told(model, findings, &others.sequential);
    lines.push(match others.sequential.len() {
        0 => "In every other equilibrium that does not rest on an empty threat the same happens, and everybody gains the same."
            .to_owned(),
        1 => format!("Another equilibrium exists: in it {told}."),
        n => format!("Other equilibria exist, of {n} kinds: in one {told}."),
    });
    if !others.threats.is_empty() {
        let told = self::told(model, findings, &others.threats);
        lines.push(format!(
            "Others rest on a threat or a belief that would not hold when it came to it: in one {told}."
        ));
    }
    lines.push(match others.listed {
        Listed::Extreme => "These are all: `standoff ask FILE equilibria` lists them.".to_owned(),
        Listed::Ways => "In every equilibrium what happens is like one of these: `standoff ask FILE equilibria` lists them.".to_owned(),
    });
    lines
}

/// Nothing else happens in any.
fn alone(others: &Others) -> String {
    match others.listed {
        Listed::Extreme if others.only => "There is no other equilibrium: all were searched for.".to_owned(),
        _ => "In every other equilibrium the same happens, and everybody gains the same: all were searched for.".to_owned(),
    }
}

/// "the likeliest end is “war” (50%) and US gains 0.365; in another …", each once: the likeliest end, and what is gained by
/// those who gain something else than here.
fn told(model: &Model, findings: &Findings, others: &[Other]) -> String {
    let mut told: Vec<String> = Vec::new();
    for other in others {
        let mut parts = Vec::new();
        if let Some((outcome, low, high)) = other.likeliest {
            let outcome = names::quoted(&names::outcome(model, outcome));
            parts.push(format!("the likeliest end is {outcome} ({})", span(low, high, &words::percent)));
        }
        let here = &findings.solved.solution.values;
        let gains = model.actors.iter().zip(&other.values).zip(here);
        for ((actor, &(low, high)), here) in gains {
            if (low - here).abs().max((high - here).abs()) > SAME * here.abs().max(1.0) {
                parts.push(format!("{} gains {}", actor.name, span(low, high, &words::plain)));
            }
        }
        let text = words::list(&parts, "and");
        if !text.is_empty() && !told.contains(&text) {
            told.push(text);
        }
    }
    let more = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    match (told.is_empty(), more) {
        (true, _) => "something else happens".to_owned(),
        (false, 0) => told.join("; in another "),
        (false, more) => format!("{}; and {more} more", told.join("; in another ")),
    }
}

fn span(low: f64, high: f64, show: &dyn Fn(f64) -> String) -> String {
    let (low, high) = if high - low <= SAME * high.abs().max(1.0) { (high, high) } else { (low, high) };
    match (show(low), show(high)) {
        (low, high) if low == high => high,
        (low, high) => format!("{low} to {high}"),
    }
}

/// The search takes longer than a brief may take.
fn not_searched(findings: &Findings) -> String {
    let which = match enumerate::movers(&findings.solved.compiled.structure).len() {
        0..=2 => "them",
        _ => "the isolated ones",
    };
    format!(
        "Whether there are other equilibria, that is, other ways to play in which nobody gains by acting otherwise alone, was not \
         looked at: that takes longer than a brief may take. `standoff ask FILE equilibria` searches for {which}."
    )
}
