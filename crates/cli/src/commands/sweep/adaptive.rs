//! `standoff sweep FILE --over p=… --over q=… --ask Q --adaptive`: a phase diagram from few solutions.
//!
//! In: two parameters and a question. Out: a row for every point of the grid, as without the flag; points inside a region have its regime
//! and the status `inside`, and no answer. As text: the regimes, with what happens in each.

use standoff::ask::Block;
use standoff::ask::Design;
use standoff::ask::batch::NO_REGIME;
use standoff::ask::design::Axis;
use standoff::ask::phase::{self, Phase};
use standoff::model::ir::Model;
use standoff::sweep::SweepError;

use super::asked::{Asked, asked};
use super::table::write;
use crate::args::sweep::Table;
use crate::exit::{Exit, Failure};
use crate::opening;
use crate::terminal::figure::{counted, grouped};
use crate::terminal::output;
use crate::work::Work;

/// Rows that are written together.
const ROWS: usize = 4096;

pub(crate) fn run(args: &Table) -> Result<Exit, Failure> {
    let swept = &args.swept;
    let work = Work::new(&swept.solving.limits, args.output.quiet);
    let opened = opening::read(&swept.file)?;
    let session = opened.session(&swept.setting, &swept.solving, swept.lambda, args.output)?;
    let Asked { study, mut description } = asked(&session, swept, &opened, &work, args.output)?;
    description.adaptive = true;
    let Design::Grid(grid) = study.design();
    let ([first, second], [(query, setting)]) = (grid.axes(), study.questions()) else {
        return Err(Failure::usage(
            "--adaptive takes two parameters and one question: `--over`, `--over`, `--ask`",
        ));
    };
    let axes = [first.clone(), second.clone()];
    work.progress.doing("looking for regimes");
    let phase = phase::adaptive(&session, query, axes, setting, &work, &|| work.should_stop());
    work.progress.clear();
    let phase = phase.map_err(|error| opened.refuse(&error, &work, args.output))?;
    let made = write(&args.target, &description, args.output, &mut |table| {
        for first in (0..phase.regime.len()).step_by(ROWS) {
            table.write(&block(&phase, first, ROWS.min(phase.regime.len() - first)))?;
        }
        Ok::<_, SweepError>((phase.points(), None))
    })?;
    if args.target.format.is_none() {
        return Ok(made.exit.and(output::print(&regimes(session.model, &phase))));
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
    let nowhere = phase.regime.iter().filter(|regime| **regime == NO_REGIME).count();
    if nowhere > 0 {
        let share = 100.0 * nowhere as f64 / phase.points() as f64;
        text.push_str(&format!("  {share:.1}%  where the model means nothing\n"));
    }
    text
}
