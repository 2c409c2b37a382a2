//! `standoff experts` and `standoff beliefs`: what may be written, and what it means.
//!
//! In: words of the shell. Out: [`Experts`] and [`Beliefs`], resolved like the other commands.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use standoff::ask::experts::pool::Pool;

use super::flags::{OutputFlags, SettingFlags, SolvingFlags};
use super::quantity;
use super::resolve::{changes, flag, input, lambda, output, pairs, solving, stdin_once};
use super::resolved::{Changes, Format, Input, Output, Solving};
use crate::exit::Failure;

#[derive(Debug, Args)]
pub(crate) struct ExpertsFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// Questions with a number for an answer; none: those of the file that ask experts, or else all with a number
    #[arg(value_name = "QUESTION")]
    pub(crate) questions: Vec<String>,
    /// How much each expert counts when opinions are pooled; experts that are not named do not count (all alike)
    #[arg(long, value_name = "NAME=NUMBER,...", value_delimiter = ',', help_heading = "Experts")]
    pub(crate) weights: Vec<String>,
    /// Weights from calibration questions (CSV or JSON), by the classical model; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Experts", conflicts_with = "weights")]
    pub(crate) calibration: Option<PathBuf>,
    /// No weight for experts whose calibration is below this (0)
    #[arg(long, value_name = "X", help_heading = "Experts", requires = "calibration")]
    pub(crate) cutoff: Option<String>,
    /// How to pool opinions (both ways)
    #[arg(long, value_enum, value_name = "POOL", help_heading = "Experts")]
    pub(crate) pool: Option<PoolFlag>,
    /// An expert reads the model under a variant of the file
    #[arg(long, value_name = "NAME=VARIANT", help_heading = "Experts")]
    pub(crate) under: Vec<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct BeliefsFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// Sides err: take the quantal response equilibrium at this precision, in inverse payoff units
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) lambda: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PoolFlag {
    /// The weighted mean
    Linear,
    /// The normalised weighted geometric mean
    Log,
}

/// `standoff experts`
#[derive(Debug)]
pub(crate) struct Experts {
    pub(crate) file: Input,
    pub(crate) questions: Vec<String>,
    /// Names of the experts who are heard; empty: all who have an opinion.
    pub(crate) who: Vec<String>,
    /// Name and number, as written.
    pub(crate) weights: Vec<(String, String)>,
    pub(crate) calibration: Option<Input>,
    /// Between 0 and 1.
    pub(crate) cutoff: f64,
    pub(crate) pools: Vec<Pool>,
    /// Expert and variant.
    pub(crate) under: Vec<(String, String)>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) output: Output,
}

/// `standoff beliefs`
#[derive(Debug)]
pub(crate) struct Beliefs {
    pub(crate) file: Input,
    /// Names of experts or pools; empty: all experts who have an opinion.
    pub(crate) who: Vec<String>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    /// In inverse payoff units.
    pub(crate) lambda: Option<f64>,
    pub(crate) output: Output,
}

pub(super) fn experts(mut f: ExpertsFlags) -> Result<Experts, Failure> {
    stdin_once([Some(&f.file), f.calibration.as_ref()].into_iter().flatten())?;
    let cutoff = f.cutoff.as_deref().map(|x| flag("--cutoff", quantity::at_least_zero(x))).transpose()?;
    if cutoff.is_some_and(|cutoff| cutoff > 1.0) {
        return Err(Failure::usage("--cutoff takes a number from 0 to 1"));
    }
    Ok(Experts {
        file: input(f.file),
        questions: f.questions,
        who: names(f.setting.opinions.take())?,
        weights: pairs("--weights", "NAME=NUMBER", f.weights)?,
        calibration: f.calibration.map(input),
        cutoff: cutoff.unwrap_or(0.0),
        pools: match f.pool {
            Some(PoolFlag::Linear) => vec![Pool::Linear],
            Some(PoolFlag::Log) => vec![Pool::Log],
            None => Pool::ALL.to_vec(),
        },
        under: pairs("--under", "NAME=VARIANT", f.under)?,
        setting: changes(f.setting)?,
        solving: solving(f.solving)?,
        output: output(&f.output, "experts", &[Format::Text, Format::Json])?,
    })
}

pub(super) fn beliefs(mut f: BeliefsFlags) -> Result<Beliefs, Failure> {
    Ok(Beliefs {
        file: input(f.file),
        who: names(f.setting.opinions.take())?,
        setting: changes(f.setting)?,
        lambda: lambda(f.lambda.as_deref(), &f.solving)?,
        solving: solving(f.solving)?,
        output: output(&f.output, "beliefs", &[Format::Text, Format::Json, Format::Csv])?,
    })
}

/// `A,B` as names, each once.
fn names(text: Option<String>) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = Vec::new();
    for name in text.iter().flat_map(|text| text.split(',')).map(str::trim) {
        if name.is_empty() {
            return Err(Failure::usage("--opinions takes names of experts, with commas between them"));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
