//! What the command line means: checked values, defaults filled in, one variant for each command.

use std::path::PathBuf;
use std::time::Duration;

use standoff::ask::uncertainty::Plan;
use standoff::solve::cfr::Variant;
use standoff::solve::solution::Branch;

pub(crate) use super::experts::{Beliefs, Experts};
pub(crate) use super::play::Play;

/// A command with everything that it needs.
#[derive(Debug)]
pub(crate) enum Command {
    Brief(Brief),
    Check(Check),
    Solve(Solve),
    Ask(Ask),
    Experts(Experts),
    Beliefs(Beliefs),
    Uncertainty(Uncertainty),
    Levers(Levers),
    Picture(Box<super::picture::Picture>),
    Report(super::report::Report),
    Play(Play),
    #[cfg(feature = "serve")]
    Serve(super::serve::Serve),
    Sweep(Box<super::sweep::Sweep>),
    Verify(Verify),
    Convert(Convert),
    Explain(Option<String>),
    Completions(clap_complete::Shell),
    Man,
}

/// `standoff FILE`
#[derive(Debug)]
pub(crate) struct Brief {
    pub(crate) file: Input,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) output: Output,
}

/// `standoff check`
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) files: Vec<Input>,
    pub(crate) setting: Changes,
    pub(crate) limits: Limits,
    pub(crate) output: Output,
}

/// `standoff solve`
#[derive(Debug)]
pub(crate) struct Solve {
    pub(crate) file: Input,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    /// In inverse payoff units.
    pub(crate) lambda: Option<f64>,
    pub(crate) keeping: Option<Keeping>,
    /// All equilibria instead of one.
    pub(crate) all: bool,
    pub(crate) output: Output,
}

/// Where the state of long work is kept, and how often.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    pub(crate) path: PathBuf,
    pub(crate) every: Duration,
}

/// `standoff ask`
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) file: Input,
    pub(crate) questions: Vec<String>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    /// In inverse payoff units.
    pub(crate) lambda: Option<f64>,
    pub(crate) plan: Plan,
    pub(crate) output: Output,
}

/// `standoff uncertainty`
#[derive(Debug)]
pub(crate) struct Uncertainty {
    pub(crate) file: Input,
    pub(crate) questions: Vec<String>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) plan: Plan,
    pub(crate) output: Output,
}

/// `standoff levers`
#[derive(Debug)]
pub(crate) struct Levers {
    pub(crate) file: Input,
    /// `None`: every actor's value of play, and the probability of every outcome.
    pub(crate) question: Option<String>,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) output: Output,
}

/// `standoff verify`
#[derive(Debug)]
pub(crate) struct Verify {
    pub(crate) file: Input,
    pub(crate) profile: Input,
    pub(crate) setting: Changes,
    pub(crate) accuracy: Option<f64>,
    pub(crate) limits: Limits,
    pub(crate) output: Output,
}

/// `standoff convert`
#[derive(Debug)]
pub(crate) struct Convert {
    pub(crate) file: Input,
    /// `None`: standard output.
    pub(crate) out: Option<PathBuf>,
    pub(crate) to: GameFormat,
    pub(crate) setting: Changes,
    pub(crate) limits: Limits,
    pub(crate) output: Output,
}

/// What a game can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GameFormat {
    /// A tree.
    Efg,
    /// A table.
    Nfg,
    /// `standoff/game/1`
    Json,
}

/// Where text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// `-`
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// What it is called in messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::Stdin => "standard input".into(),
            Input::File(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// Changes to the file's own setting, as written; they are resolved against the model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// `--set`: name and number.
    pub(crate) parameters: Vec<(String, String)>,
    /// `--option`: name and value.
    pub(crate) options: Vec<(String, String)>,
    pub(crate) opinions: Option<String>,
    pub(crate) variant: Option<String>,
    /// For games from files: probabilities that nearly sum to 1 are divided by their sum.
    pub(crate) snap: bool,
}

impl Changes {
    /// Nothing is changed: the file's checks mean what they say.
    pub(crate) fn is_empty(&self) -> bool {
        self.parameters.is_empty()
            && self.options.is_empty()
            && self.opinions.is_none()
            && self.variant.is_none()
    }
}

/// How to solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Auto,
    Qre,
    Induction,
    Cfr(Variant),
    Lp,
}

/// How games are solved.
#[derive(Clone, Debug)]
pub(crate) struct Solving {
    pub(crate) method: Method,
    /// `None`: the default rule, and questions may still name another.
    pub(crate) branch: Option<Branch>,
    /// As a share of the payoff range.
    pub(crate) accuracy: Option<f64>,
    /// Of regret minimisation.
    pub(crate) iterations: Option<u64>,
    /// Of draws in regret minimisation.
    pub(crate) seed: Option<u64>,
    pub(crate) limits: Limits,
}

/// How much may be spent.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) threads: Option<usize>,
    pub(crate) max_nodes: u64,
    pub(crate) max_bytes: u64,
    pub(crate) timeout: Option<Duration>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    Csv,
}

/// How and where results are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) quiet: bool,
    /// Colour on standard output.
    pub(crate) color: bool,
    /// Colour on standard error.
    pub(crate) color_errors: bool,
}
