//! What may be written on the command line. Help, man page and completions come from these types.
//!
//! In: words of the shell. Out: low-level arguments; nothing is decided here beyond the shape of each word.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::experts::{BeliefsFlags, ExpertsFlags};
use super::play::PlayFlags;

/// Standoffs between actors who cannot see into each other, solved and explained.
#[derive(Debug, Parser)]
#[command(
    name = "standoff",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = "`standoff FILE` prints the brief: what happens, who does what and why, what would change it.\n\
\nExit codes: 0 done, 1 a check does not hold, 2 usage, 3 the model has errors,\n\
                  4 accuracy not reached, 5 input, output or environment, 130 interrupted."
)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Option<CommandFlags>,
    #[command(flatten)]
    pub(crate) brief: BriefFlags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CommandFlags {
    /// Read and check models; print messages, size and shape of the game
    Check(CheckFlags),
    /// Find an equilibrium, with its certificate
    Solve(SolveFlags),
    /// Answer the file's questions, or those given, and evaluate its checks
    Ask(AskFlags),
    /// Experts side by side: where they would have to move to agree, pooled, and what they differ in
    Experts(ExpertsFlags),
    /// What each side believes after every step, under each expert's opinions
    Beliefs(BeliefsFlags),
    /// How answers spread while the parameters vary within their ranges
    Uncertainty(UncertaintyFlags),
    /// What could be changed, ranked by how much it changes an answer
    Levers(LeversFlags),
    /// One picture: a tree, beliefs, a map of regimes, tipping points, who does what, what it is worth
    Picture(Box<super::picture::PictureFlags>),
    /// One self-contained page: the brief with its pictures, sliders, definitions and sources
    Report(Box<super::report::ReportFlags>),
    /// A round against the equilibrium, from one actor's chair
    Play(PlayFlags),
    /// The workbench in the browser: write a model and see what follows
    #[cfg(feature = "serve")]
    Serve(super::serve::ServeFlags),
    /// Tables over parameters, on one machine or many: plan, run, status, merge
    Sweep(Box<super::sweep_flags::SweepFlags>),
    /// Regret and beliefs of a given profile, by code that shares nothing with the solvers
    Verify(VerifyFlags),
    /// Write a game in another format, exactly: .efg, .nfg or JSON
    Convert(ConvertFlags),
    /// What a message's code means
    Explain(ExplainFlags),
    /// Completions for a shell, to standard output
    Completions(CompletionsFlags),
    /// The manual page, to standard output
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct BriefFlags {
    /// The model; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct CheckFlags {
    /// The models; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) limits: LimitFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct SolveFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// Sides err: take the quantal response equilibrium at this precision, in inverse payoff units
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) lambda: Option<String>,
    /// Keep the state of long work in this file, and go on from it if it is there
    #[arg(long, value_name = "FILE", help_heading = "Limits")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// Time from one state to the next (60s)
    #[arg(long, value_name = "TIME", help_heading = "Limits", requires = "checkpoint")]
    pub(crate) checkpoint_every: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct AskFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// Questions as in the file, without the word `ask`; none: the file's own questions and checks
    #[arg(value_name = "QUESTION")]
    pub(crate) questions: Vec<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// Sides err: take the quantal response equilibrium at this precision, in inverse payoff units
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) lambda: Option<String>,
    #[command(flatten)]
    pub(crate) sampling: SamplingFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct UncertaintyFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// Questions with a number for an answer; none: those of the file
    #[arg(value_name = "QUESTION")]
    pub(crate) questions: Vec<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    #[command(flatten)]
    pub(crate) sampling: SamplingFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct LeversFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// The question whose answer is to change, such as "P(war)" or "value of play to US"; without it, every actor's value of play
    /// and the probability of every outcome
    #[arg(long = "for", value_name = "QUESTION")]
    pub(crate) question: Option<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// A profile, as `solve --json` writes it; `-` is standard input
    pub(crate) profile: PathBuf,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    /// Regret that is accepted, as a share of the payoff range
    #[arg(long, value_name = "X")]
    pub(crate) accuracy: Option<String>,
    #[command(flatten)]
    pub(crate) limits: LimitFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
}

#[derive(Debug, Args)]
pub(crate) struct ConvertFlags {
    /// The model (.standoff) or game (.efg, .nfg); `-` is standard input
    pub(crate) file: PathBuf,
    /// Where to write; its ending may say the format. None or `-`: standard output
    pub(crate) out: Option<PathBuf>,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<GameFormatFlag>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) limits: LimitFlags,
    /// No warnings, no notes and no progress on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainFlags {
    /// Such as SD203; none: the list of all codes
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsFlags {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Changes to the file's own setting.
#[derive(Debug, Default, Args)]
pub(crate) struct SettingFlags {
    /// Give a parameter a value; dotted for a table cell. Checks are then skipped
    #[arg(long, value_name = "NAME=NUMBER", help_heading = "Setting")]
    pub(crate) set: Vec<String>,
    /// Give an option a value. Checks are then skipped
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Setting")]
    pub(crate) option: Vec<String>,
    /// Take an expert's values, or those of all: `pool:linear`, `pool:log` (`experts` and `beliefs` take several, with commas
    /// between them). Checks are then skipped
    #[arg(long, value_name = "NAME", help_heading = "Setting")]
    pub(crate) opinions: Option<String>,
    /// Put a variant of the file in force. Checks are then skipped
    #[arg(long, value_name = "NAME", help_heading = "Setting")]
    pub(crate) variant: Option<String>,
    /// For .efg files: divide probabilities that nearly sum to 1 by their sum, and say so
    #[arg(long, help_heading = "Setting")]
    pub(crate) snap: bool,
}

/// How games are solved.
#[derive(Debug, Default, Args)]
pub(crate) struct SolvingFlags {
    /// How to solve
    #[arg(long, value_enum, value_name = "METHOD", help_heading = "Solving")]
    pub(crate) method: Option<MethodFlag>,
    /// How to leave a bifurcation of the path
    #[arg(long, value_enum, value_name = "RULE", help_heading = "Solving")]
    pub(crate) branch: Option<BranchFlag>,
    /// Regret that is accepted, as a share of the payoff range (1e-8)
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) accuracy: Option<String>,
    /// Most iterations of regret minimisation; without --accuracy, that many (1 million)
    #[arg(long, value_name = "N", help_heading = "Solving")]
    pub(crate) iterations: Option<String>,
    /// Regret minimisation for high precision: predictive CFR+
    #[arg(long, help_heading = "Solving", conflicts_with = "conform")]
    pub(crate) precise: bool,
    /// CFR+ as published, for two actors whose gains sum to the same: alternating, averages weighted by the iteration
    #[arg(long, help_heading = "Solving")]
    pub(crate) conform: bool,
    /// For everything that is drawn: parameters, joint plays of a coarse correlated equilibrium (0)
    #[arg(long, value_name = "N", help_heading = "Solving")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) limits: LimitFlags,
}

/// How parameters are drawn.
#[derive(Debug, Default, Args)]
pub(crate) struct SamplingFlags {
    /// Draws of the parameters (2048; for `importance` fewer, since each of them takes a point for every parameter)
    #[arg(long, value_name = "N", help_heading = "Sampling")]
    pub(crate) samples: Option<String>,
    /// How draws are spread
    #[arg(long, value_enum, value_name = "DESIGN", help_heading = "Sampling")]
    pub(crate) design: Option<DesignFlag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DesignFlag {
    /// A scrambled Sobol sequence (default)
    Sobol,
    /// A Latin hypercube
    Lhs,
    /// Independent draws
    Random,
}

/// How much work and memory may be spent.
#[derive(Debug, Default, Args)]
pub(crate) struct LimitFlags {
    /// Worker threads (as many as there are cores); results do not depend on it
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) threads: Option<usize>,
    /// Largest game that is built (20 million situations)
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) max_nodes: Option<String>,
    /// Largest memory for a game, such as 4G or 500M (4G)
    #[arg(long, value_name = "BYTES", help_heading = "Limits")]
    pub(crate) max_memory: Option<String>,
    /// Stop after this time, such as 60s or 5m, with the best found so far
    #[arg(long, value_name = "TIME", help_heading = "Limits")]
    pub(crate) timeout: Option<String>,
}

/// How results are written.
#[derive(Debug, Default, Args)]
pub(crate) struct OutputFlags {
    /// The same as --format json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// How to write results
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<FormatFlag>,
    /// No warnings, no notes and no progress on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Colour in messages and text
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(crate) color: ColorFlag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodFlag {
    /// Exact where chance alone fixes all beliefs, the path otherwise
    Auto,
    /// The path of quantal responses to a sequential equilibrium
    Qre,
    /// Exact backward induction
    Induction,
    /// The linear program of the sequence form, for two actors whose gains sum to the same
    Lp,
    /// Regret minimisation: large games, any number of actors
    Cfr,
    /// All equilibria, one by one, in exact numbers; small games
    Enumerate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BranchFlag {
    /// Onto the branch that keeps the orientation
    Stable,
    /// Straight through
    Straight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatFlag {
    /// For people
    Text,
    /// For programs
    Json,
    /// Tables for spreadsheets
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GameFormatFlag {
    /// Gambit's tree format
    Efg,
    /// Gambit's table format, over reduced strategies
    Nfg,
    /// The tree as JSON
    Json,
    #[value(hide = true)]
    Standoff,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorFlag {
    /// On terminals, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
