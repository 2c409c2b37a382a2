//! `standoff sweep run DIR --ray ADDRESS`: the shards of a plan on a Ray cluster.
//!
//! In: the folder of a plan and the address of a cluster. Out: the parts, made by this same program on the machines of the cluster. A
//! short Python program hands out the shards; it is part of this one and is given to the interpreter on its standard input.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use standoff::sweep::Builds;

use crate::args::sweep::Run;
use crate::exit::{Exit, Failure};
use crate::files::reason;

/// The program that talks to Ray.
const LAUNCHER: &str = include_str!("../../../../../scale/launch.py");

pub(crate) fn run(args: &Run, address: &str, python: &Path, ship: bool) -> Result<Exit, Failure> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::environment(format!("where this program is cannot be found: {error}")))?;
    let folder = args.folder.canonicalize().map_err(|error| {
        Failure::environment(format!("\"{}\" cannot be read: {}", args.folder.display(), reason(&error)))
    })?;
    let mut command = Command::new(python);
    command.arg("-").arg("--address").arg(address).arg("--program").arg(own);
    command.arg("--threads").arg(args.limits.threads.unwrap_or(1).to_string());
    if ship {
        command.arg("--ship");
    }
    if args.builds == Builds::Any {
        command.arg("--any-build");
    }
    if args.output.quiet {
        command.arg("--quiet");
    }
    if let Some(time) = args.limits.timeout {
        command.arg("--timeout").arg(time.as_secs_f64().to_string());
    }
    command.arg(folder).stdin(Stdio::piped());
    let cannot = |error: &std::io::Error| {
        Failure::environment(format!("\"{}\" cannot be run: {}", python.display(), reason(error)))
    };
    let mut child = command.spawn().map_err(|error| cannot(&error))?;
    if let Some(mut input) = child.stdin.take() {
        // If it ends before it has read all, its exit code says why.
        let _ = input.write_all(LAUNCHER.as_bytes());
    }
    let status = child.wait().map_err(|error| cannot(&error))?;
    match status.code() {
        Some(0) => Ok(Exit::Done),
        // These mean the same there.
        Some(2) => Ok(Exit::Usage),
        Some(4) => Ok(Exit::Accuracy),
        Some(130) => Ok(Exit::Interrupted),
        Some(5) => Ok(Exit::Environment),
        _ => Err(Failure::environment("the work on the cluster did not end well")),
    }
}
