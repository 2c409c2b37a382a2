//! What may be written after `standoff play`, and what it means.

use std::path::PathBuf;

use clap::Args;

use super::flags::{OutputFlags, SettingFlags, SolvingFlags};
use super::resolve::{changes, input, lambda, output, solving};
use super::resolved::{Changes, Format, Input, Output, Solving};
use crate::exit::Failure;

#[derive(Debug, Args)]
pub(crate) struct PlayFlags {
    /// The model
    pub(crate) file: PathBuf,
    /// Whose chair is yours
    #[arg(long = "as", value_name = "ACTOR")]
    pub(crate) actor: String,
    /// A choice made beforehand: its label, or its number in the list; again for the next
    #[arg(long = "move", value_name = "LABEL")]
    pub(crate) moves: Vec<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// The others err: they play the quantal response equilibrium at this precision, in inverse payoff units
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) lambda: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

/// `standoff play`
#[derive(Debug)]
pub(crate) struct Play {
    pub(crate) file: Input,
    pub(crate) actor: String,
    pub(crate) moves: Vec<String>,
    /// `None`: a new round every time.
    pub(crate) seed: Option<u64>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    /// In inverse payoff units.
    pub(crate) lambda: Option<f64>,
    pub(crate) output: Output,
}

pub(super) fn resolve(mut f: PlayFlags) -> Result<Play, Failure> {
    let file = input(f.file);
    if file == Input::Stdin {
        return Err(Failure::usage("the model has to be a file: standard input is for your choices"));
    }
    Ok(Play {
        file,
        actor: f.actor,
        moves: f.moves,
        // It deals the round; it is no seed of regret minimisation.
        seed: f.solving.seed.take(),
        setting: changes(f.setting)?,
        lambda: lambda(f.lambda.as_deref(), &f.solving)?,
        solving: solving(f.solving)?,
        output: output(&f.output, "play", &[Format::Text, Format::Json])?,
    })
}
