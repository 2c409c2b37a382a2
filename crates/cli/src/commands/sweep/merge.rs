//! `standoff sweep merge DIR -o table.parquet`: one table from all shards.
//!
//! In: the folder of a plan with all its parts. Out: the table, the same to the byte as if one machine had made it.

use std::path::Path;

use standoff::sweep::{Builds, Plan, SweepError};
use standoff::whole_file::remove_unfinished;

use super::table;
use crate::args::resolved::{Limits, Output};
use crate::args::sweep::Target;
use crate::exit::{Exit, Failure};
use crate::terminal::output;
use crate::work::Work;

pub(crate) fn run(
    folder: &Path,
    builds: Builds,
    target: &Target,
    limits: &Limits,
    how: Output,
) -> Result<Exit, Failure> {
    let fails = |error: SweepError| super::failure(&error);
    let work = Work::new(limits, how.quiet);
    let plan = Plan::open(folder, builds).map_err(fails)?;
    let progress = plan.progress().map_err(fails)?;
    if !progress.missing.is_empty() {
        return Err(fails(SweepError::Refused(plan.sentence(&progress))));
    }
    let shards = plan.part.shards;
    let sweep = plan.merged().map_err(fails)?;
    let written = table::write(target, &sweep, how, &mut |table| {
        let done = plan.merge(
            table,
            &|shard| work.progress.doing(format!("shard {} of {shards}", shard + 1)),
            &|| work.should_stop(),
        );
        work.progress.clear();
        done.map(|()| table::Filled::whole(plan.part.sweep.points))
    });
    let written = match written {
        Err(failure) if work.stopped().is_some() => {
            output::say_error("stopped; nothing was written");
            return Ok(failure.exit.and(work.stopped().map_or(Exit::Done, |stop| stop.exit())));
        }
        other => other?,
    };
    for shard in 0..shards {
        // What killed programs left behind is of no use any more; if it cannot be removed, it does no harm.
        if remove_unfinished(&plan.path(shard)).is_err() {
            break;
        }
    }
    Ok(written.exit)
}
