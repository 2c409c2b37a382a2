//! `standoff sweep FILE --over p=… --over q=… --ask Q --adaptive`: a phase diagram from few solutions.
//!
//! In: two parameters and a question. Out: a row for every point of the grid, as without the flag; points inside a region have its regime
//! and the status `inside`, and no answer. As text: the regimes, with what happens in each. What was solved before the work was
//! stopped is kept; the other points have the status `unreached`.

use standoff::ask::Block;
use standoff::ask::Design;
use standoff::ask::batch::NO_REGIME;
use standoff::ask::design::Axis;
use standoff::ask::phase::{self, Phase};
use standoff::model::ir::Model;
use standoff::sweep::SweepError;

use super::asked::{Asked, asked};
use super::boundaries;
use super::table::{self, Filled, write};
use crate::args::sweep::Table;
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::figure::{counted, grouped};
use crate::terminal::output;
use crate::work::{Stop, Work};

/// Rows that are written together.
const ROWS: usize = 4096;

pub(crate) fn run(args: &Table) -> Result<Exit, Failure> {
    let swept = &args.swept;
    let work = Work::new(&swept.solving.limits, args.output.quiet);
    let opened = opening::read(&swept.file)?;
    let session = opened.session(&swept.setting, &swept.solving, swept.lambda, args.output)?;
    let Asked { study, mut description } = asked(&session, None, swept, &opened, &work, args.output)?;
    description.adaptive = true;
    let axes = match study.design() {
        Design::Grid(grid) => grid.axes(),
        Design::Drawn(_) => &[],
    };
    let ([first, second], [(query, setting)]) = (axes, study.questions()) else {
        return Err(Failure::usage(
            "--adaptive takes two parameters and one question: `--over`, `--over`, `--ask`",
        ));
    };
    let axes = [first.clone(), second.clone()];
    work.progress.doing("looking for regimes");
    let phase = phase::adaptive(&session, query, axes, setting, &work, &|| work.should_stop());
    work.progress.clear();
    let phase = phase.map_err(|error| opened.refuse(&error, &work, args.output))?;
    let met = match args.boundaries {
        true => {
            work.progress.doing("looking where regimes meet");
            let budget = || work.should_stop();
            let met = phase::boundaries(&session, query, &phase, phase::NARROW, setting, &work, &budget);
            work.progress.clear();
            Some(met.map_err(|error| opened.refuse(&error, &work, args.output))?)
        }
        false => None,
    };
    let partial = phase.stopped || met.as_ref().is_some_and(|met| met.stopped);
    // Whoever asked the library to stop still knows why.
    let stopped = partial.then(|| work.stopped().unwrap_or(Stop::Timeout));
    let mut made = match (&met, args.target.format) {
        (Some(met), Some(format)) => {
            boundaries::write(&args.target, format, &description, met, stopped, args.output)?
        }
        _ => write(&args.target, &description, args.output, &mut |table| {
            for first in (0..phase.regime.len()).step_by(ROWS) {
                table.write(&block(&phase, first, ROWS.min(phase.regime.len() - first)))?;
            }
            let stopped = stopped.filter(|_| phase.stopped);
            Ok::<_, SweepError>(Filled { rows: phase.points(), unreached: phase.unreached(), stopped })
        })?,
    };
    made.stopped = stopped;
    table::say_stopped(&mut made);
    if args.target.format.is_none() {
        let mut text = regimes(session.model, &phase);
        if let Some(met) = &met {
            text.push_str(&boundaries::text(&description, met, partial));
        }
        return Ok(made.exit.and(output::print(&output::harmless(&text))));
    }
    if !args.output.quiet {
        output::say(&format!("note: {}\n", solved(&phase)));
    }
    Ok(made.exit)
}

/// Consecutive points as rows.
fn block(phase: &Phase, first: usize, count: usize) -> Block {
    let range = first..first + count;
    let across = phase.axes[1].points();
    let values = |axis: &Axis, number: &dyn Fn(u64) -> u64| -> Vec<f64> {
        range.clone().map(|k| axis.at(number(k as u64))).collect()
    };
    Block {
        first: first as u64,
        at: vec![values(&phase.axes[0], &|k| k / across), values(&phase.axes[1], &|k| k % across)],
        values: vec![phase.value[range.clone()].to_vec()],
        limit: vec![vec![false; count]],
        finer: Vec::new(),
        status: phase.status[range.clone()].to_vec(),
        regime: phase.regime[range].to_vec(),
        regimes: phase.regimes.iter().map(|regime| (regime.name.clone(), regime.key)).collect(),
    }
}

fn solved(phase: &Phase) -> String {
    format!(
        "{} of {} were solved ({:.2}%)",
        grouped(phase.solved),
        counted(phase.points(), "point", "points"),
        100.0 * phase.share_solved()
    )
}

/// The regimes in words.
fn regimes(model: &Model, phase: &Phase) -> String {
    let mut text = format!("{}\n\nRegimes, the largest first:\n", solved(phase));
    for regime in &phase.regimes {
        let share = 100.0 * regime.points as f64 / phase.points() as f64;
        text.push_str(&format!("  {share:.1}%  {}\n", regime.name));
        let at: Vec<String> = phase
            .axes
            .iter()
            .zip(regime.example)
            .map(|(axis, k)| {
                let name = model.parameters.get(axis.parameter().0 as usize).map_or("", |p| p.name.as_str());
                format!("{name} {:.4}", axis.at(u64::from(k)))
            })
            .collect();
        let happens: Vec<String> = regime
            .outcomes
            .iter()
            .filter(|share| share.probability > 0.0)
            .map(|share| {
                let name = model.outcomes.get(share.outcome.0 as usize).map_or("", |o| o.name.as_str());
                format!("{name} {:.0}%", 100.0 * share.probability)
            })
            .collect();
        if !happens.is_empty() {
            text.push_str(&format!("         such as at {}: {}\n", at.join(", "), happens.join(", ")));
        }
    }
    let unreached = phase.unreached();
    let nowhere = phase.regime.iter().filter(|regime| **regime == NO_REGIME).count() as u64 - unreached;
    for (count, what) in [(nowhere, "where the model means nothing"), (unreached, "not reached")] {
        if count > 0 {
            let share = 100.0 * count as f64 / phase.points() as f64;
            text.push_str(&format!("  {share:.1}%  {what}\n"));
        }
    }
    text
}
