//! `standoff sweep plan FILE … -o DIR`: a large sweep cut into shards.
//!
//! In: a model, what is moved, questions. Out: a folder from which anybody makes any shard.

use standoff::sweep::plan::{PlanPart, SCHEMA, shard_points};

use super::asked::{self, Asked, asked};
use crate::args::sweep::Plan;
use crate::exit::{Exit, Failure};
use crate::files::FileSources;
use crate::opening;
use crate::terminal::figure::{counted, grouped};
use crate::terminal::output;
use crate::work::Work;

pub(crate) fn run(args: &Plan) -> Result<Exit, Failure> {
    let swept = &args.swept;
    let work = Work::new(&swept.solving.limits, args.output.quiet);
    let opened = opening::read(&swept.file)?;
    let session = opened.session(&swept.setting, &swept.solving, swept.lambda, args.output)?;
    let finer = asked::finer(&session, swept, args.output);
    let fine = asked::fine(&session, finer.as_ref());
    let Asked { description, .. } = asked(&session, fine.as_ref(), swept, &opened, &work, args.output)?;
    work.progress.clear();
    let shard_points = shard_points(description.points, args.shard_size)
        .map_err(|sentence| Failure::usage(format!("--shard-size: {sentence}")))?;
    let part = PlanPart {
        schema: SCHEMA.to_owned(),
        model_file: String::new(),
        max_nodes: session.limits.max_nodes,
        max_bytes: session.limits.max_bytes,
        shard_points,
        shards: description.points.div_ceil(shard_points),
        sweep: description,
    };
    let files: Vec<&str> = opened.files.iter().map(|file| file.name.as_str()).collect();
    let plan = standoff::sweep::Plan::write(&args.folder, part, &FileSources::open(&swept.file)?, &files)
        .map_err(|error| super::failure(&error))?;
    let folder = args.folder.display();
    let text = format!(
        "{} in {} of {}: {folder}\n`standoff sweep run {folder}` makes them, here or on any machine that sees the folder; \
         `standoff sweep merge {folder} -o table.parquet` puts them together\n",
        counted(plan.part.sweep.points, "point", "points"),
        counted(plan.part.shards, "shard", "shards"),
        grouped(plan.part.shard_points),
    );
    Ok(output::print(&output::harmless(&text)))
}
