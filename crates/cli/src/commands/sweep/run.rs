//! `standoff sweep run DIR`: shards of a planned sweep.
//!
//! In: the folder of a plan, and which shards. Out: a part for each. Parts that are there are left alone, so that the same command
//! goes on after a kill.

use standoff::sweep::shards::Made;
use standoff::sweep::{Plan, SweepError};

use crate::args::sweep::{Run, Which};
use crate::exit::{Exit, Failure};
use crate::terminal::figure::counted;
use crate::terminal::output;
use crate::work::Work;

pub(crate) fn run(args: &Run) -> Result<Exit, Failure> {
    let fails = |error: SweepError| super::failure(&error);
    let plan = Plan::open(&args.folder, args.builds).map_err(fails)?;
    if let Which::Ray { address, python, ship } = &args.which {
        return super::ray::run(args, address, python, *ship);
    }
    let work = Work::new(&args.limits, args.output.quiet);
    let shards = shards(&plan, &args.which)?;
    let model = plan.model().map_err(fails)?;
    let session = plan.session(&model).map_err(fails)?;
    let budget = || work.should_stop();
    let finer = plan.finer(&model).map_err(fails)?;
    let fine = super::asked::fine(&session, finer.as_ref());
    let study = plan.study(&session, fine.as_ref(), &budget).map_err(fails)?;

    let (mut now, mut before) = (0, 0);
    let mut stop = None;
    for (k, &shard) in shards.iter().enumerate() {
        stop = work.stopped();
        if stop.is_some() {
            break;
        }
        work.progress.doing(format!("shard {shard} ({} of {})", k + 1, shards.len()));
        match plan.make(&study, shard, &work, &budget) {
            Ok(Made::Already) => before += 1,
            Ok(Made::Now) => now += 1,
            Ok(Made::Anew) => {
                now += 1;
                work.progress.clear();
                if !args.output.quiet {
                    output::say(&format!(
                        "note: what was there of shard {shard} was no part of this plan, or damaged\n"
                    ));
                }
            }
            Err(error) => {
                stop = super::stopped(&error, &work);
                if stop.is_none() {
                    work.progress.clear();
                    return Err(super::failure(&error));
                }
                break;
            }
        }
    }
    work.progress.clear();
    if !args.output.quiet {
        let made = counted(now, "shard", "shards");
        let there = if before == 0 { String::new() } else { format!("; {before} done before") };
        output::say(&format!("note: {made} made{there}\n"));
    }
    Ok(match stop {
        None => Exit::Done,
        Some(stop) => {
            output::say_error("stopped; the shards that were finished stay, and the same command goes on");
            stop.exit()
        }
    })
}

/// The shards that are asked for. Of all, those that are missing.
fn shards(plan: &Plan, which: &Which) -> Result<Vec<u64>, Failure> {
    let all = plan.part.shards;
    match which {
        Which::These(shards) => match shards.iter().find(|&&shard| shard >= all) {
            Some(shard) => Err(Failure::usage(format!(
                "there is no shard {shard}: the plan has {}, counted from 0",
                counted(all, "shard", "shards")
            ))),
            None => Ok(shards.clone()),
        },
        Which::Share(k, n) => {
            let step = usize::try_from(*n).unwrap_or(usize::MAX);
            Ok((k - 1..all).step_by(step).collect())
        }
        Which::All | Which::Ray { .. } => {
            Ok(plan.progress().map_err(|error| super::failure(&error))?.missing)
        }
    }
}
