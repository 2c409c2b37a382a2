//! Table to text.
//!
//! In: a [`Table`]. Out: an `.nfg` text in the outcome version, the one that can name strategies: equal payoffs are one
//! outcome, and zeros for everybody the null outcome.

use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::Zero;

use super::super::labels::{made_unique, quote};
use super::super::number::show;
use super::table::Table;

/// A table as text.
#[must_use]
pub fn write(table: &Table) -> String {
    let mut out = String::from("NFG 1 R ");
    quote(&mut out, &table.title);
    names(&mut out, " {", &table.players, " }\n\n{");
    for own in &table.strategies {
        names(&mut out, "\n{", own, " }");
    }
    out.push_str("\n}\n");
    quote(&mut out, &table.comment);
    out.push_str("\n\n{\n");

    let mut numbers: HashMap<&[BigRational], usize> = HashMap::new();
    let mut entries = Vec::with_capacity(table.payoffs.len() / table.players.len().max(1));
    for payoffs in table.payoffs.chunks(table.players.len().max(1)) {
        if payoffs.iter().all(Zero::is_zero) {
            entries.push(0);
            continue;
        }
        let new = numbers.len() + 1;
        let number = *numbers.entry(payoffs).or_insert(new);
        if number == new {
            out.push_str(&format!("{{ \"_{number}\""));
            for (k, payoff) in payoffs.iter().enumerate() {
                out.push_str(if k == 0 { " " } else { ", " });
                out.push_str(&show(payoff));
            }
            out.push_str(" }\n");
        }
        entries.push(number);
    }
    out.push_str("}\n");
    let row = table.strategies.first().map_or(1, Vec::len).max(1);
    for entries in entries.chunks(row) {
        let numbers: Vec<String> = entries.iter().map(usize::to_string).collect();
        out.push_str(&numbers.join(" "));
        out.push('\n');
    }
    out
}

fn names(out: &mut String, before: &str, names: &[String], after: &str) {
    out.push_str(before);
    for name in made_unique(&names.iter().map(String::as_str).collect::<Vec<_>>()).iter() {
        out.push(' ');
        quote(out, name);
    }
    out.push_str(after);
}
