//! `--adaptive --boundaries`: where one regime gives way to another.
//!
//! In: the boundaries of a phase diagram. Out: a table of their points in a file or on standard output, or a list of them as text.

use std::io;

use standoff::ask::phase::{Boundaries, Crossing};
use standoff::sweep::{Description, Format, boundaries};
use standoff::whole_file::WholeFile;

use super::table::{Written, keep};
use crate::args::resolved::Output;
use crate::args::sweep::Target;
use crate::exit::{Exit, Failure};
use crate::files::reason;
use crate::terminal::figure::{counted, figure};
use crate::terminal::output;
use crate::terminal::table::{Align, columns};
use crate::work::Stop;

/// Of the points between two regimes so many are listed.
const MOST: usize = 12;

/// Writes the table to where it goes.
pub(super) fn write(
    target: &Target,
    format: Format,
    description: &Description,
    met: &Boundaries,
    stopped: Option<Stop>,
    how: Output,
) -> Result<Written, Failure> {
    let why = stopped.map(Stop::word);
    let mut bytes = Vec::new();
    let made = boundaries::write(format, description, met, why, &mut bytes);
    made.map_err(|error| Failure::environment(format!("the table cannot be made: {}", reason(&error))))?;
    let Some(path) = &target.path else {
        let exit = output::print_bytes(&bytes);
        return Ok(Written { exit, stopped });
    };
    let whole = || -> io::Result<String> {
        let mut file = WholeFile::create(path)?;
        io::Write::write_all(&mut file, &bytes)?;
        keep(file, path, stopped)
    };
    let kept = whole().map_err(|error| {
        Failure::environment(format!("\"{}\" cannot be written: {}", path.display(), reason(&error)))
    })?;
    if !how.quiet {
        let rows = counted(met.crossings.len() as u64, "row", "rows");
        output::say(&output::harmless(&format!("note: {rows} written to {kept}\n")));
    }
    Ok(Written { exit: Exit::Done, stopped })
}

/// The boundaries in words: pair by pair of regimes, the longest first. `stopped`: the work was, here or before.
pub(super) fn text(description: &Description, met: &Boundaries, stopped: bool) -> String {
    let mut pairs: Vec<((u32, u32), Vec<&Crossing>)> = Vec::new();
    for crossing in &met.crossings {
        let (a, b) = (crossing.below, crossing.above);
        let pair = (a.min(b), a.max(b));
        match pairs.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, all)) => all.push(crossing),
            None => pairs.push((pair, vec![crossing])),
        }
    }
    pairs.sort_by_key(|(pair, all)| (std::cmp::Reverse(all.len()), *pair));
    let name = |regime: u32| {
        met.regimes.get(regime as usize).map_or("where the model means nothing", |(name, _)| name.as_str())
    };
    let mut text = match met.crossings.len() as u64 {
        0 if stopped => "\nNo place where regimes meet was reached.\n".to_owned(),
        0 => "\nNo regime gives way to another on the lines of the grid.\n".to_owned(),
        points => {
            format!("\nWhere regimes meet, {} on the grid's lines:\n", counted(points, "point", "points"))
        }
    };
    for ((a, b), all) in &pairs {
        text.push_str(&format!("  {}\n  and {}\n", name(*a), name(*b)));
        // Evenly along the boundary: those on neighbouring lines say much the same.
        let shown: Vec<&Crossing> = match all.len() {
            few if few <= MOST => all.clone(),
            many => (0..MOST).map(|k| all[k * (many - 1) / (MOST - 1)]).collect(),
        };
        let mut rows: Vec<Vec<String>> =
            vec![description.parameters().into_iter().map(str::to_owned).collect()];
        rows.extend(shown.iter().map(|crossing| crossing.at.iter().copied().map(figure).collect()));
        text.push_str(&columns(4, &[Align::Right, Align::Right], &rows));
        if shown.len() < all.len() {
            let more = counted((all.len() - shown.len()) as u64, "point", "points");
            text.push_str(&format!("    and {more} between them: `-o boundaries.csv` has them all\n"));
        }
    }
    if met.every > 1 {
        text.push_str(&format!("  looked for on one line of the grid in {}\n", met.every));
    }
    let widest = met.crossings.iter().map(|crossing| crossing.width).fold(0.0, f64::max);
    if stopped && !met.crossings.is_empty() {
        text.push_str(&format!(
            "  stopped on the way: each lies within {} of what is said\n",
            figure(widest)
        ));
    }
    text
}
