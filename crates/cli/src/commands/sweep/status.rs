//! `standoff sweep status DIR`: which shards are missing.
//!
//! In: the folder of a plan. Out: a sentence, or JSON. Parts are known by their names and their ends; `merge` reads them whole.

use std::path::Path;

use serde_json::json;
use standoff::sweep::{Builds, Plan, SweepError};

use crate::exit::{Exit, Failure};
use crate::terminal::output;

pub(crate) fn run(folder: &Path, as_json: bool) -> Result<Exit, Failure> {
    let fails = |error: SweepError| super::failure(&error);
    let plan = Plan::open(folder, Builds::Any).map_err(fails)?;
    let progress = plan.progress().map_err(fails)?;
    let text = if as_json {
        standoff::json::pretty(&json!({
            "schema": "standoff/sweep-status/1",
            "plan": plan.hash,
            "points": plan.part.sweep.points,
            "shard_points": plan.part.shard_points,
            "shards": plan.part.shards,
            "done": plan.part.shards - progress.missing.len() as u64,
            "missing": progress.missing,
            "refused": progress.refused,
            "complete": progress.missing.is_empty(),
        }))
    } else {
        format!("{}\n", plan.sentence(&progress))
    };
    Ok(output::print(&text))
}
