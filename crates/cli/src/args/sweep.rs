//! What the words after `standoff sweep` mean.
//!
//! In: low-level arguments. Out: a [`Sweep`], or a [`Failure`] of usage.

use std::path::{Path, PathBuf};

use num_rational::BigRational;
use standoff::ask::uncertainty;
use standoff::sweep::{Builds, Format};
use standoff::syntax::ast::Literal;
use standoff::syntax::parse_literal;

use super::flags::OutputFlags;
use super::quantity::{self, short};
use super::resolve::{changes, design, drawing, flag, input, lambda, limits, output, solving};
use super::resolved::{self, Changes, Input, Limits, Output, Solving};
use super::sweep_flags::{
    SweepCommandFlags, SweepFlags, SweepPlanFlags, SweepRunFlags, SweptFlags, TableFormatFlag,
    TableOutputFlags, TalkFlags, no_limits,
};
use crate::exit::Failure;

/// Points of a parameter that does not say how many.
pub(crate) const POINTS: u64 = 21;

/// `standoff sweep`
#[derive(Debug)]
pub(crate) enum Sweep {
    Table(Table),
    Plan(Plan),
    Run(Run),
    Status { folder: PathBuf, json: bool },
    Merge { folder: PathBuf, builds: Builds, target: Target, limits: Limits, output: Output },
}

/// What is swept.
#[derive(Debug)]
pub(crate) struct Swept {
    pub(crate) file: Input,
    pub(crate) over: Vec<Over>,
    /// How points are drawn, if they are; then only what is named in `over` is, or all that varies if nothing is.
    pub(crate) drawn: Option<uncertainty::Plan>,
    /// Whether questions are asked on finer grids, too.
    pub(crate) grid_check: bool,
    /// Empty: the file's own.
    pub(crate) questions: Vec<String>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) lambda: Option<f64>,
}

/// A parameter that is moved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Over {
    pub(crate) name: String,
    /// `None`: the range that the file declares.
    pub(crate) range: Option<(BigRational, BigRational)>,
    /// `None`: [`POINTS`].
    pub(crate) points: Option<u64>,
}

/// `standoff sweep FILE`
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) swept: Swept,
    /// As few points as show the regimes.
    pub(crate) adaptive: bool,
    /// Where regimes meet, too.
    pub(crate) boundaries: bool,
    pub(crate) target: Target,
    pub(crate) output: Output,
}

/// Where a table goes.
#[derive(Debug)]
pub(crate) struct Target {
    /// `None`: standard output.
    pub(crate) path: Option<PathBuf>,
    /// `None`: text.
    pub(crate) format: Option<Format>,
}

/// `standoff sweep plan`
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) swept: Swept,
    pub(crate) folder: PathBuf,
    pub(crate) shard_size: Option<u64>,
    pub(crate) output: Output,
}

/// `standoff sweep run`
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) folder: PathBuf,
    pub(crate) builds: Builds,
    pub(crate) which: Which,
    pub(crate) limits: Limits,
    pub(crate) output: Output,
}

/// Which shards are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    These(Vec<u64>),
    /// The k-th of n shares, counted from 1.
    Share(u64, u64),
    Ray {
        address: String,
        python: PathBuf,
        ship: bool,
    },
}

pub(crate) fn resolve(f: SweepFlags) -> Result<Sweep, Failure> {
    Ok(match f.command {
        None => {
            let output = talk(&f.table.output.talk)?;
            let (adaptive, boundaries) = (f.table.adaptive, f.table.boundaries);
            let swept = swept(f.table.swept)?;
            if adaptive && (swept.drawn.is_some() || swept.grid_check) {
                return Err(Failure::usage(
                    "--adaptive looks at the points of a grid for one game: it goes neither with --samples nor with --grid-check",
                ));
            }
            Sweep::Table(Table { target: target(&f.table.output)?, swept, adaptive, boundaries, output })
        }
        Some(SweepCommandFlags::Plan(f)) => Sweep::Plan(plan(*f)?),
        Some(SweepCommandFlags::Run(f)) => Sweep::Run(Run {
            which: which(&f)?,
            builds: builds(f.any_build),
            output: talk(&f.talk)?,
            limits: limits(no_limits(f.threads, f.timeout))?,
            folder: f.folder,
        }),
        Some(SweepCommandFlags::Status(f)) => Sweep::Status { folder: f.folder, json: f.json },
        Some(SweepCommandFlags::Merge(f)) => {
            let target = target(&f.output)?;
            if target.format.is_none() {
                return Err(Failure::usage(
                    "say where to write the table: `-o table.parquet`, `.csv` or `.json`",
                ));
            }
            let limits = limits(no_limits(None, None))?;
            let output = talk(&f.output.talk)?;
            Sweep::Merge { folder: f.folder, builds: builds(f.any_build), target, limits, output }
        }
    })
}

fn builds(any: bool) -> Builds {
    if any { Builds::Any } else { Builds::Same }
}

fn plan(f: SweepPlanFlags) -> Result<Plan, Failure> {
    Ok(Plan {
        swept: swept(f.swept)?,
        folder: f.out,
        shard_size: f.shard_size.as_deref().map(|x| flag("--shard-size", quantity::count(x))).transpose()?,
        output: talk(&f.talk)?,
    })
}

fn swept(f: SweptFlags) -> Result<Swept, Failure> {
    let Some(file) = f.file else {
        return Err(Failure::usage("say which model to read: `standoff sweep FILE --over p=0..1:101`"));
    };
    if f.over.is_empty() && f.samples.is_none() {
        return Err(Failure::usage(
            "say which parameters to move: `--over p=0..1:101`, again for further ones; or `--samples 2000` to draw them all",
        ));
    }
    let samples = f.samples.as_deref().map(|x| flag("--samples", quantity::count(x))).transpose()?;
    let seed = f.solving.seed.unwrap_or(0);
    let drawn =
        samples.map(|samples| uncertainty::Plan { samples: Some(samples), seed, design: design(f.design) });
    let over: Vec<Over> = f.over.iter().map(|text| over(text)).collect::<Result<_, _>>()?;
    if let Some(over) = over.iter().find(|over| drawn.is_some() && over.points.is_some()) {
        return Err(Failure::usage(format!(
            "--over: {} is drawn, so that it has no number of points of its own; leave out what follows the colon",
            short(&over.name)
        )));
    }
    Ok(Swept {
        file: input(file),
        over,
        drawn,
        grid_check: f.grid_check,
        questions: f.ask,
        setting: changes(f.setting)?,
        lambda: lambda(f.lambda.as_deref(), &f.solving)?,
        solving: if drawn.is_some() { drawing(f.solving)? } else { solving(f.solving)? },
    })
}

/// `NAME=FROM..TO:POINTS`, where the range and the points may be left out.
pub(super) fn over(text: &str) -> Result<Over, Failure> {
    let wrong =
        |why: &str| Failure::usage(format!("--over takes NAME=FROM..TO:POINTS, and `{}` {why}", short(text)));
    let (rest, points) = match text.rsplit_once(':') {
        Some((rest, points)) => {
            let points = quantity::count(points).map_err(|_| wrong("does not end in a number of points"))?;
            (rest, Some(points))
        }
        None => (text, None),
    };
    if points.is_some_and(|points| points < 2) {
        return Err(wrong("has fewer than two points"));
    }
    let (name, range) = match rest.split_once('=') {
        None => (rest, None),
        Some((name, range)) => {
            let (from, to) = range.split_once("..").ok_or_else(|| wrong("has no `..`"))?;
            let number = |text: &str| match parse_literal(text.trim()) {
                Some(Literal::Number(number)) => Ok(number.value),
                _ => Err(wrong("has an end that is no number")),
            };
            let (from, to) = (number(from)?, number(to)?);
            if from >= to {
                return Err(wrong("does not go up; write the lower end first"));
            }
            (name, Some((from, to)))
        }
    };
    if name.trim().is_empty() {
        return Err(wrong("names no parameter"));
    }
    Ok(Over { name: name.trim().to_owned(), range, points })
}

fn target(f: &TableOutputFlags) -> Result<Target, Failure> {
    let path = f.out.clone().filter(|path| path.as_os_str() != "-");
    let named = match (f.json, f.format) {
        (true, Some(other)) if other != TableFormatFlag::Json => {
            return Err(Failure::usage("--json and --format name two different formats"));
        }
        (true, _) => Some(TableFormatFlag::Json),
        (false, named) => named,
    };
    let format = match (named, path.as_deref().and_then(ending)) {
        (Some(TableFormatFlag::Csv), _) => Some(Format::Csv),
        (Some(TableFormatFlag::Json), _) => Some(Format::Json),
        (Some(TableFormatFlag::Parquet), _) => Some(Format::Parquet),
        (Some(TableFormatFlag::Text), _) => None,
        (None, by_ending) => by_ending,
    };
    if path.is_some() && format.is_none() {
        return Err(Failure::usage(
            "say how to write the table: `-o table.parquet`, `.csv` or `.json`, or `--format`; text is for the terminal",
        ));
    }
    Ok(Target { path, format })
}

fn ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "json" => Some(Format::Json),
        "parquet" => Some(Format::Parquet),
        _ => None,
    }
}

fn which(f: &SweepRunFlags) -> Result<Which, Failure> {
    if let Some(address) = &f.ray {
        let python = f.python.clone().unwrap_or_else(|| PathBuf::from("python3"));
        return Ok(Which::Ray { address: address.clone(), python, ship: f.ship });
    }
    if let Some(text) = &f.shards {
        let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        return match parts {
            Some((k, n)) if 1 <= k && k <= n => Ok(Which::Share(k, n)),
            _ => Err(Failure::usage(format!(
                "--shards takes K/N with K from 1 to N, such as 3/40, and `{}` is not that",
                short(text)
            ))),
        };
    }
    if let Some(name) = &f.from_env {
        let value = std::env::var(name)
            .map_err(|_| Failure::usage(format!("--from-env: there is no variable {}", short(name))))?;
        let shard = value.trim().parse().map_err(|_| {
            Failure::usage(format!("--from-env: {} is `{}`, which is no number", short(name), short(&value)))
        })?;
        return Ok(Which::These(vec![shard]));
    }
    Ok(if f.shard.is_empty() { Which::All } else { Which::These(f.shard.clone()) })
}

fn talk(f: &TalkFlags) -> Result<Output, Failure> {
    let flags = OutputFlags { quiet: f.quiet, color: f.color, ..OutputFlags::default() };
    output(&flags, "sweep", &[resolved::Format::Text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_moved_is_read() {
        let ratio = |a: i64, b: i64| BigRational::new(a.into(), b.into());
        assert_eq!(
            over("p=0%..60%:61").unwrap(),
            Over { name: "p".into(), range: Some((ratio(0, 1), ratio(3, 5))), points: Some(61) }
        );
        assert_eq!(over("worth.feinter=-1..0.5").unwrap().range, Some((ratio(-1, 1), ratio(1, 2))));
        assert_eq!(over("p").unwrap(), Over { name: "p".into(), range: None, points: None });
        assert_eq!(over("p:1_001").unwrap().points, Some(1001));
        for wrong in ["", "p=0", "p=0..", "p=1..0:5", "p=0..1:1", "p=0..1:x", "=0..1", "p=a..b", "p=0..1:0"] {
            assert!(over(wrong).is_err(), "{wrong}");
        }
    }
}
