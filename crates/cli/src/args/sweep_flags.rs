//! What may be written after `standoff sweep`.
//!
//! In: words of the shell. Out: low-level arguments, as in `flags`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::flags::{ColorFlag, DesignFlag, LimitFlags, SettingFlags, SolvingFlags};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SweepFlags {
    #[command(subcommand)]
    pub(crate) command: Option<SweepCommandFlags>,
    #[command(flatten)]
    pub(crate) table: SweepTableFlags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SweepCommandFlags {
    /// Cut a large sweep into shards: a folder that says all about it, for any number of machines
    Plan(Box<SweepPlanFlags>),
    /// Make shards of a planned sweep; those that are there are left alone
    Run(SweepRunFlags),
    /// Which shards of a planned sweep are missing
    Status(SweepStatusFlags),
    /// One table from all shards, the same to the byte as if one machine had made it
    Merge(SweepMergeFlags),
}

/// What is swept.
#[derive(Debug, Args)]
pub(crate) struct SweptFlags {
    /// The model; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) file: Option<PathBuf>,
    /// Move a parameter: NAME=FROM..TO:POINTS, again for further ones; without a range, the one that the file declares; 21 points
    #[arg(
        long,
        value_name = "NAME=A..B:POINTS",
        help_heading = "What to compute",
        allow_hyphen_values = true
    )]
    pub(crate) over: Vec<String>,
    /// Draw so many points from the parameters' declared distributions instead; with --over NAME or NAME=A..B, only these
    #[arg(long, value_name = "N", help_heading = "What to compute")]
    pub(crate) samples: Option<String>,
    /// How draws are spread
    #[arg(long, value_enum, value_name = "DESIGN", help_heading = "What to compute", requires = "samples")]
    pub(crate) design: Option<DesignFlag>,
    /// A question with a number for an answer, again for further ones; none: the file's own
    #[arg(long, value_name = "QUESTION", help_heading = "What to compute")]
    pub(crate) ask: Vec<String>,
    /// Ask each question on offers and cells twice as fine, too: whether the grid matters
    #[arg(long, help_heading = "What to compute")]
    pub(crate) grid_check: bool,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// Sides err: take the quantal response equilibrium at this precision, in inverse payoff units
    #[arg(long, value_name = "X", help_heading = "Solving")]
    pub(crate) lambda: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SweepTableFlags {
    #[command(flatten)]
    pub(crate) swept: SweptFlags,
    /// Two parameters, one question: solve only as many points as show the regimes and their boundaries
    #[arg(long, help_heading = "What to compute")]
    pub(crate) adaptive: bool,
    /// Also where one regime gives way to another, to a millionth of the range; as a table, these points instead of the grid's
    #[arg(long, help_heading = "What to compute", requires = "adaptive")]
    pub(crate) boundaries: bool,
    #[command(flatten)]
    pub(crate) output: TableOutputFlags,
}

/// Where a table goes, and how.
#[derive(Debug, Args)]
pub(crate) struct TableOutputFlags {
    /// Where to write the table; its ending may say the format. None or `-`: standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// The same as --format json
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// How to write the table
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<TableFormatFlag>,
    #[command(flatten)]
    pub(crate) talk: TalkFlags,
}

/// What is said beside results.
#[derive(Debug, Default, Args)]
pub(crate) struct TalkFlags {
    /// No warnings, no notes and no progress on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Colour in messages and text
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(crate) color: ColorFlag,
}

#[derive(Debug, Args)]
pub(crate) struct SweepPlanFlags {
    #[command(flatten)]
    pub(crate) swept: SweptFlags,
    /// The folder to make
    #[arg(long, short, value_name = "DIR", required = true, help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Points of a shard, rounded up to a multiple of 512; without, as many as make a thousand shards
    #[arg(long, value_name = "POINTS", help_heading = "Output")]
    pub(crate) shard_size: Option<String>,
    #[command(flatten)]
    pub(crate) talk: TalkFlags,
}

#[derive(Debug, Args)]
pub(crate) struct SweepRunFlags {
    /// The folder of the plan
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Only this shard, again for further ones; counted from 0
    #[arg(long, value_name = "I", help_heading = "Which shards")]
    pub(crate) shard: Vec<u64>,
    /// Only every N-th shard, beginning with the K-th: 3/40 is the third of forty shares
    #[arg(long, value_name = "K/N", help_heading = "Which shards", conflicts_with = "shard")]
    pub(crate) shards: Option<String>,
    /// Only the shard whose number stands in this environment variable, such as SLURM_ARRAY_TASK_ID
    #[arg(long, value_name = "NAME", help_heading = "Which shards", conflicts_with_all = ["shard", "shards"])]
    pub(crate) from_env: Option<String>,
    /// All missing shards, on the Ray cluster at this address (`auto`, HOST:PORT, ray://HOST:PORT)
    #[arg(long, value_name = "ADDRESS", help_heading = "Which shards",
          conflicts_with_all = ["shard", "shards", "from_env"])]
    pub(crate) ray: Option<String>,
    /// Hand the plan and the program to the machines of the Ray cluster, which need not see this one's files
    #[arg(long, requires = "ray", help_heading = "Which shards")]
    pub(crate) ship: bool,
    /// The Python that has Ray (python3)
    #[arg(long, value_name = "PROGRAM", requires = "ray", help_heading = "Which shards")]
    pub(crate) python: Option<PathBuf>,
    /// Also a plan that another build of this version made; the parts say so
    #[arg(long, help_heading = "Which shards")]
    pub(crate) any_build: bool,
    /// Worker threads (as many as there are cores); results do not depend on it
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) threads: Option<usize>,
    /// Stop after this time, such as 60s or 5m; shards that were finished stay
    #[arg(long, value_name = "TIME", help_heading = "Limits")]
    pub(crate) timeout: Option<String>,
    #[command(flatten)]
    pub(crate) talk: TalkFlags,
}

#[derive(Debug, Args)]
pub(crate) struct SweepStatusFlags {
    /// The folder of the plan
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// For programs
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SweepMergeFlags {
    /// The folder of the plan
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Also a plan and parts that other builds of this version made; the table says which
    #[arg(long)]
    pub(crate) any_build: bool,
    #[command(flatten)]
    pub(crate) output: TableOutputFlags,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormatFlag {
    /// For people; long tables are cut
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For DuckDB, Polars, pandas
    Parquet,
}

/// Limits that a command without these flags has.
pub(crate) fn no_limits(threads: Option<usize>, timeout: Option<String>) -> LimitFlags {
    LimitFlags { threads, timeout, ..LimitFlags::default() }
}
