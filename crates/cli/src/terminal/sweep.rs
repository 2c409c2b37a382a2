//! The answer to `ask sweep p …: Q` and `ask sweep p … by q …: Q` as text.
//!
//! In: a [`Sweep`]. Out: a table; long ones over two parameters are cut.

use standoff::ask::answer::{Sweep, SweepRow};
use standoff::model::ir::{Model, ParameterId};

use super::figure::{counted, figure, grouped};
use super::table::{Align, columns};

/// Longer tables over two parameters are cut after so many rows.
const MOST: usize = 200;

/// The table.
pub(crate) fn sweep(model: &Model, sweep: &Sweep, indent: usize) -> String {
    let shown = if sweep.parameters.len() > 1 { sweep.rows.len().min(MOST) } else { sweep.rows.len() };
    let mut rows = vec![sweep.parameters.iter().map(|&id| parameter_name(model, id)).collect::<Vec<_>>()];
    rows[0].push("answer".into());
    rows.extend(sweep.rows[..shown].iter().map(cells));
    let mut aligns = vec![Align::Right; sweep.parameters.len() + 1];
    aligns.push(Align::Left);
    let mut text = columns(indent, &aligns, &rows);
    let space = " ".repeat(indent);
    if shown < sweep.rows.len() {
        let more = counted((sweep.rows.len() - shown) as u64, "further row", "further rows");
        text.push_str(&format!("{space}{more}: `--json` and `--format csv` have them all\n"));
    }
    if sweep.missing > 0 {
        let done = sweep.rows.len() as u64;
        text.push_str(&format!(
            "{space}partial: {} of {} were finished before the work was stopped\n",
            grouped(done),
            counted(done + u64::from(sweep.missing), "point", "points")
        ));
    }
    text
}

fn cells(row: &SweepRow) -> Vec<String> {
    let word = row.status.word();
    let value = row.value.map_or_else(|| "none".into(), figure);
    let status = if word.starts_with("verified") { String::new() } else { word.to_owned() };
    row.at.iter().copied().map(figure).chain([value, status]).collect()
}

fn parameter_name(model: &Model, parameter: ParameterId) -> String {
    model.parameters.get(parameter.0 as usize).map_or_else(String::new, |p| p.name.clone())
}
