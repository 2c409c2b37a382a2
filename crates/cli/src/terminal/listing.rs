//! All equilibria of a game, one by one, as text or as rows for CSV.
//!
//! In: a [`Listing`] and the names of its game. Out: text.

use standoff::equilibria::{Equilibrium, Listing};
use standoff::json::from_answers::marks;
use standoff::naming::Naming;

use super::answers::probability;
use super::figure::{counted, grouped};
use super::table::{Align, columns};
use super::{line, output, solution as parts};

/// More equilibria than this are left to JSON and CSV.
const MOST: usize = 100;

/// The listing.
pub(crate) fn listing(names: &dyn Naming, found: &Listing) -> String {
    let count = found.components.iter().map(|component| component.equilibria.len()).sum::<usize>();
    let several = found.components.len() < count;
    let mut text = line(&format!(
        "{} {}{}",
        if found.complete { "These are all:" } else { "Found:" },
        counted(count as u64, "equilibrium", "equilibria"),
        if several {
            format!(
                ", each extreme, in {}",
                counted(found.components.len() as u64, "connected set", "connected sets")
            )
        } else {
            String::new()
        }
    ));
    if let Some(cut) = found.cut {
        text.push_str(&line(&format!("There may be others: {}", cut.word())));
    }
    let mut number = 0;
    for component in &found.components {
        for equilibrium in &component.equilibria {
            number += 1;
            if number > MOST {
                continue;
            }
            text.push_str(&format!("\n{number}.\n"));
            let said: Vec<String> = marks(&component.marks)
                .map(|(name, verdict)| format!("{} {}", name.replace('_', " "), verdict.word()))
                .collect();
            let of = if component.equilibria.len() > 1 { "its set: " } else { "" };
            text.push_str(&line(&format!("{of}{}", said.join(", "))));
            text.push_str(&one(names, equilibrium));
        }
    }
    if number > MOST {
        let more = grouped((number - MOST) as u64);
        text.push_str(&format!("\n{more} more equilibria: `--json` and `--format csv` have them all\n"));
    }
    output::harmless(&text)
}

fn one(names: &dyn Naming, found: &Equilibrium) -> String {
    let exact = |player: usize| found.values_exact.as_ref().and_then(|all| all.get(player));
    let gain = |(k, name): (usize, String)| vec![name, probability(found.values[k], exact(k))];
    let rows: Vec<Vec<String>> = names.players().into_iter().enumerate().map(gain).collect();
    let mut text = columns(2, &[Align::Left, Align::Left], &rows);
    let mut rows = Vec::new();
    for set in names.in_order() {
        for (slot, action) in names.structure().actions(set).enumerate() {
            if found.profile[action] > 0.0 {
                let exact = found.profile_exact.as_ref().map(|exact| &exact[action]);
                rows.push(vec![
                    parts::place(names, set as u32),
                    names.label(set as u32, slot as u32),
                    probability(found.profile[action], exact),
                    if found.reached[set] { String::new() } else { "play does not lead there".to_owned() },
                ]);
            }
        }
    }
    text.push_str(&columns(4, &[Align::Left, Align::Left, Align::Left, Align::Left], &rows));
    text
}

/// One row for each action of each equilibrium.
pub(crate) fn csv_rows(names: &dyn Naming, found: &Listing) -> Vec<Vec<String>> {
    let head = [
        "component",
        "equilibrium",
        "sequential",
        "actor",
        "decision",
        "number",
        "reached",
        "label",
        "probability",
        "exact",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut number = 0;
    for (at, component) in found.components.iter().enumerate() {
        for equilibrium in &component.equilibria {
            number += 1;
            for set in names.in_order() {
                let place = set as u32;
                for (slot, action) in names.structure().actions(set).enumerate() {
                    let exact = equilibrium.profile_exact.as_ref();
                    rows.push(vec![
                        (at + 1).to_string(),
                        number.to_string(),
                        component.marks.sequential.word().to_owned(),
                        names.actor(place),
                        names.decision(place),
                        names.number(place).to_string(),
                        equilibrium.reached[set].to_string(),
                        names.label(place, slot as u32),
                        equilibrium.profile[action].to_string(),
                        exact.map_or_else(String::new, |exact| exact[action].to_string()),
                    ]);
                }
            }
        }
    }
    rows
}
