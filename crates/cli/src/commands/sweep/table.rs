//! `standoff sweep FILE --over p=0..1:101 …`: a table, made by this machine.
//!
//! In: a model, what is moved, questions. Out: the table as text, CSV, JSON or Parquet, row by row. A file is there whole or not at
//! all; what was done before the work was stopped is kept under another name.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use standoff::sweep::{Description, End, Format, SweepError, TableWriter, writer};
use standoff::whole_file::WholeFile;

use super::asked::{self, Asked, asked};
use crate::args::resolved::Output;
use crate::args::sweep::{Table, Target};
use crate::exit::{Exit, Failure};
use crate::files::reason;
use crate::opening;
use crate::terminal::figure::{counted, grouped};
use crate::terminal::output;
use crate::terminal::sweep_table::TextTable;
use crate::work::{Stop, Work};

pub(crate) fn run(args: &Table) -> Result<Exit, Failure> {
    let swept = &args.swept;
    if args.target.path.is_none() && args.target.format == Some(Format::Parquet) && io::stdout().is_terminal()
    {
        return Err(Failure::usage(
            "Parquet is not for the terminal; say where to write it: `-o table.parquet`",
        ));
    }
    if args.adaptive {
        return super::adaptive::run(args);
    }
    let work = Work::new(&swept.solving.limits, args.output.quiet);
    let opened = opening::read(&swept.file)?;
    let session = opened.session(&swept.setting, &swept.solving, swept.lambda, args.output)?;
    let finer = asked::finer(&session, swept, args.output);
    let fine = asked::fine(&session, finer.as_ref());
    let Asked { study, description } = asked(&session, fine.as_ref(), swept, &opened, &work, args.output)?;
    let mut made = write(&args.target, &description, args.output, &mut |table| {
        let mut rows = 0;
        let progress = |rows: u64| {
            work.progress.doing(format!("{} of {} points", grouped(rows), grouped(study.points())));
        };
        progress(0);
        let done = study.run::<SweepError>(0..study.chunks(), &work, &|| work.should_stop(), &mut |block| {
            table.write(&block)?;
            rows += block.len() as u64;
            progress(rows);
            Ok(())
        });
        work.progress.clear();
        match done {
            Ok(()) => Ok(Filled::whole(rows)),
            Err(error) => match super::stopped(&error, &work) {
                Some(stop) => Ok(Filled { rows, unreached: 0, stopped: Some(stop) }),
                None => Err(error),
            },
        }
    })?;
    say_stopped(&mut made);
    Ok(made.exit)
}

/// Says that a table is not complete, if so.
pub(super) fn say_stopped(made: &mut Written) {
    let Some(stop) = made.stopped else { return };
    output::say_error(match stop {
        Stop::Timeout => "the time is up; the rows so far are marked as partial",
        Stop::Interrupted => "interrupted; the rows so far are marked as partial",
    });
    made.exit = made.exit.and(stop.exit());
}

/// How writing ended.
pub(super) struct Written {
    pub(super) exit: Exit,
    pub(super) stopped: Option<Stop>,
}

/// What was put on a table.
pub(super) struct Filled {
    pub(super) rows: u64,
    /// Rows of points that were not reached.
    pub(super) unreached: u64,
    /// Why not all, if so.
    pub(super) stopped: Option<Stop>,
}

impl Filled {
    pub(super) fn whole(rows: u64) -> Self {
        Self { rows, unreached: 0, stopped: None }
    }

    fn end(&self) -> End {
        End { rows: self.rows, unreached: self.unreached, stopped: self.stopped.map(Stop::word) }
    }
}

/// Puts rows on a table; says how many and why not all.
type Fill<'f> = dyn FnMut(&mut dyn TableWriter) -> Result<Filled, SweepError> + 'f;

/// Writes a table to where it goes.
pub(super) fn write(
    target: &Target,
    description: &Description,
    how: Output,
    fill: &mut Fill<'_>,
) -> Result<Written, Failure> {
    match (&target.path, target.format) {
        (Some(path), Some(format)) => to_file(path, format, description, how, fill),
        (None, Some(format)) => to_stdout(format, description, fill),
        (_, None) => {
            let mut table = TextTable::new(description);
            let filled = fill(&mut table).map_err(|error| super::failure(&error))?;
            let printed = output::print(&table.text(filled.end()));
            Ok(Written { exit: printed, stopped: filled.stopped })
        }
    }
}

fn to_file(
    path: &Path,
    format: Format,
    description: &Description,
    how: Output,
    fill: &mut Fill<'_>,
) -> Result<Written, Failure> {
    let cannot = |error: &io::Error| {
        Failure::environment(format!("\"{}\" cannot be written: {}", path.display(), reason(error)))
    };
    let fails = |error: SweepError| match error {
        SweepError::Write(error) => cannot(&error),
        error => super::failure(&error),
    };
    let mut file = WholeFile::create(path).map_err(|error| cannot(&error))?;
    let mut table = writer(format, description, &mut file).map_err(|error| cannot(&error))?;
    let filled = fill(table.as_mut()).map_err(fails)?;
    let (end, Filled { rows, stopped, .. }) = (filled.end(), filled);
    if stopped.is_some() && rows == 0 {
        return Ok(Written { exit: Exit::Done, stopped });
    }
    table.finish(end).map_err(|error| cannot(&error))?;
    drop(table);
    let kept = keep(file, path, stopped).map_err(|error| cannot(&error))?;
    if !how.quiet {
        let rows = counted(rows, "row", "rows");
        output::say(&output::harmless(&format!("note: {rows} written to {kept}\n")));
    }
    Ok(Written { exit: Exit::Done, stopped })
}

/// Gives a file its name, another one if it is not complete; says which.
pub(super) fn keep(file: WholeFile, path: &Path, stopped: Option<Stop>) -> io::Result<String> {
    if stopped.is_none() {
        file.commit()?;
        return Ok(path.display().to_string());
    }
    // Under its own name it would look complete.
    let name = format!("{}.partial", path.file_name().unwrap_or_default().to_string_lossy());
    file.commit_as(&name)?;
    Ok(name)
}

fn to_stdout(format: Format, description: &Description, fill: &mut Fill<'_>) -> Result<Written, Failure> {
    let cannot =
        |error: &io::Error| Failure::environment(format!("the output cannot be written: {}", reason(error)));
    let quietly = |error: &io::Error| match error.kind() {
        // Whoever reads has enough.
        io::ErrorKind::BrokenPipe => Ok(Written { exit: Exit::Done, stopped: None }),
        _ => Err(cannot(error)),
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    let mut table = match writer(format, description, &mut out) {
        Ok(table) => table,
        Err(error) => return quietly(&error),
    };
    let filled = match fill(table.as_mut()) {
        Ok(filled) => filled,
        Err(SweepError::Write(error)) => return quietly(&error),
        Err(error) => return Err(super::failure(&error)),
    };
    let (end, stopped) = (filled.end(), filled.stopped);
    // A Parquet file without an end cannot be read, which is right if it is not complete: nobody sees its name here.
    if stopped.is_some() && format == Format::Parquet {
        return Ok(Written { exit: Exit::Done, stopped });
    }
    let ended = table.finish(end);
    drop(table);
    match ended.and_then(|()| out.flush()) {
        Ok(()) => Ok(Written { exit: Exit::Done, stopped }),
        Err(error) => quietly(&error),
    }
}
