//! What carries the answer: the three numbers that move it most, each alone, from one end of its range to the other.
//!
//! In: findings. Out: a sentence, a small table, and what the actor in question would do at those ends.

use standoff_ask::findings::Findings;
use standoff_ask::sensitivity::{Driver, End, Explored, Sensitivity};
use standoff_model::ir::Model;

use super::{changes, names, subject};
use crate::document::{Align, Block, Table};
use crate::words;

/// How many are told.
const MOST: usize = 3;

/// The blocks.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let Some(Explored::Sensitivity(found)) = &findings.sensitivity else { return Vec::new() };
    let drivers: Vec<&Driver> = found.drivers.iter().take(MOST).collect();
    if drivers.is_empty() {
        return Vec::new();
    }
    let clause = words::capital(&subject::clause(model, &findings.solved, &found.subject));
    let now = subject::figure(&found.subject, found.now);
    let (these, ends) = match drivers.as_slice() {
        [_] => ("this number, moved alone to either end of its range", "either end"),
        _ => ("these numbers, each moved alone to either end of its range", "any of these ends"),
    };
    let mut blocks = vec![Block::Paragraph(format!("{clause}, now {now}, hangs most on {these}."))];
    blocks.push(table(model, findings, found, &drivers));
    let mut lines: Vec<String> =
        drivers.iter().flat_map(|driver| sentences(model, findings, driver)).collect();
    if let (true, Some(focus)) = (lines.is_empty(), findings.focus) {
        lines.push(format!("At {ends} {} would choose as it does now.", names::actor(model, focus)));
    }
    blocks.push(Block::Lines(lines));
    blocks
}

fn table(model: &Model, findings: &Findings, found: &Sensitivity, drivers: &[&Driver]) -> Block {
    let marks =
        drivers.iter().any(|driver| !driver.low.changes.is_empty() || !driver.high.changes.is_empty());
    let rows = drivers.iter().map(|driver| {
        let declared = &model.parameters[driver.parameter.0 as usize];
        let show = |value| words::parameter(value, declared.percent);
        let end = |end: &End| {
            let mark = match (marks, end.changes.is_empty()) {
                (false, _) => "",
                (true, true) => "  ",
                (true, false) => " *",
            };
            [show(end.at), format!("{}{mark}", subject::figure(&found.subject, end.value))]
        };
        let now = findings.solved.setting.parameters.get(driver.parameter.0 as usize);
        let now = now.map_or_else(String::new, |now| words::parameter_exact(now, declared.percent));
        let mut row = vec![names::parameter(model, driver.parameter), now];
        row.extend(end(&driver.low));
        row.extend(end(&driver.high));
        row
    });
    let head = ["", "now", "lowest", "", "highest", ""];
    Block::Table(Table {
        head: head.map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right],
        rows: rows.collect(),
    })
}

/// "* If the cost of a probe were at the high end of its range (0.06) instead of 0.02, US would choose …".
fn sentences(model: &Model, findings: &Findings, driver: &Driver) -> Vec<String> {
    let declared = &model.parameters[driver.parameter.0 as usize];
    let now = findings.solved.setting.parameters.get(driver.parameter.0 as usize);
    let Some(now) = now.map(|now| words::parameter_exact(now, declared.percent)) else { return Vec::new() };
    let caption = names::the_parameter(model, driver.parameter);
    [("low", &driver.low), ("high", &driver.high)]
        .into_iter()
        .filter(|(_, end)| !end.changes.is_empty())
        .map(|(which, end)| {
            let at = words::parameter(end.at, declared.percent);
            let would = changes::would(model, &end.changes);
            format!("* If {caption} were at the {which} end of its range ({at}) instead of {now}, {would}.")
        })
        .collect()
}
