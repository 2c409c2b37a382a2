//! Whether finer grids would change the answer.
//!
//! In: findings. Out: a line, for models in which something is offered, drawn or chosen on a grid.

use standoff_ask::findings::Findings;
use standoff_ask::grid_check::{Finer, GridCheck, MOST_NODES};
use standoff_model::ir::Model;

use super::names;
use crate::words;

/// Probabilities that move by less have not moved; values likewise, as a share of the range of gains.
const MOVED: f64 = 1e-6;

/// The line.
pub(super) fn line(model: &Model, findings: &Findings) -> Option<String> {
    let not = "Whether finer grids would change the answer was not looked at";
    Some(match findings.grid.as_ref()? {
        GridCheck::Checked(finer) => checked(model, findings, finer),
        GridCheck::TooLarge => {
            format!(
                "{not}: with twice as many steps the game has more than {MOST_NODES} situations.{}",
                try_it(model)
            )
        }
        GridCheck::TakesLong => {
            format!("{not}: with twice as many steps it takes longer than a brief may take.{}", try_it(model))
        }
        GridCheck::NotFound(why) => {
            format!("With twice as many steps in every grid there is no answer to compare: {why}.")
        }
    })
}

/// " `--option steps=40` shows it": what the counts are written with.
fn try_it(model: &Model) -> String {
    let names: Vec<String> = standoff_model::grids::counting_options(model)
        .iter()
        .filter_map(|option| model.options.get(option.0 as usize))
        .map(|option| format!("`--option {}=NUMBER`", option.name))
        .collect();
    if names.is_empty() { String::new() } else { format!(" {} would show it.", words::list(&names, "and")) }
}

fn checked(model: &Model, findings: &Findings, finer: &Finer) -> String {
    let twice = "With twice as many steps in every grid";
    let scale = findings.solved.solution.certificate.payoff_range.max(f64::MIN_POSITIVE);
    let outcome = finer.outcomes.iter().enumerate().map(|(i, pair)| (i, *pair)).reduce(|top, next| {
        let by = |pair: &(f64, f64)| (pair.0 - pair.1).abs();
        if by(&next.1) > by(&top.1) { next } else { top }
    });
    let mut parts = Vec::new();
    if let Some((outcome, (coarse, fine))) = outcome.filter(|(_, (a, b))| (a - b).abs() > MOVED) {
        let name = names::quoted(&names::outcome(model, outcome));
        parts.push(format!(
            "the chance of {name} goes from {} to {}",
            words::percent(coarse),
            words::percent(fine)
        ));
    }
    let moved = |pair: &(f64, f64)| (pair.0 - pair.1).abs() > MOVED * scale;
    let gains = model.actors.iter().zip(&finer.values).filter(|(_, pair)| moved(pair));
    for (actor, (coarse, fine)) in gains {
        parts.push(format!(
            "{}'s gain goes from {} to {}",
            actor.name,
            words::plain(*coarse),
            words::plain(*fine)
        ));
    }
    if let Some(turn) = &finer.turn {
        parts.push(format!(
            "{} would choose {} instead of {} ({})",
            names::actor(model, turn.actor),
            names::bare(&turn.fine),
            names::bare(&turn.coarse),
            names::thing(model, turn.decision)
        ));
    }
    if parts.is_empty() {
        let outcomes = if finer.outcomes.is_empty() { "" } else { "how likely each end is, " };
        return format!(
            "{twice} the answer stays: {outcomes}what everybody gains and what is done on the way do not move."
        );
    }
    let stays = finer.outcomes.len() > 1 && finer.outcomes.iter().all(|(a, b)| (a - b).abs() <= MOVED);
    let stays = if stays { "each end stays as likely as it is; " } else { "" };
    format!("{twice} {stays}{}.", words::list(&parts, "and"))
}
