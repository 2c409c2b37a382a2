//! `standoff picture`: what may be written, and what it means.
//!
//! In: words of the shell. Out: [`Picture`]: exactly one kind of picture, where it goes and in which format.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use standoff::ask::uncertainty::Plan;
use standoff::view::svg::Theme;

use super::flags::{OutputFlags, SamplingFlags, SettingFlags, SolvingFlags};
use super::quantity::{self, short};
use super::resolve::{changes, drawing, flag, input, output as resolve_output, plan};
use super::resolved::{Changes, Format, Input, Output, Solving};
use super::sweep::{Over, over};
use crate::exit::Failure;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("kind").required(true).multiple(false))]
pub(crate) struct PictureFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// The game tree; of large games the likeliest part
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) tree: bool,
    /// The tree of what everybody sees
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) public_tree: bool,
    /// What each side believes over time; with `--opinions A,B` side by side
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) beliefs: bool,
    /// Regimes over two parameters
    #[arg(long, group = "kind", value_name = "P,Q", help_heading = "Picture")]
    pub(crate) phase: Option<String>,
    /// Answers as one parameter moves, with the points at which they tip
    #[arg(long, group = "kind", value_name = "P", help_heading = "Picture")]
    pub(crate) tipping: Option<String>,
    /// The answer at both ends of every parameter's range; or of these parameters' alone
    #[arg(
        long,
        group = "kind",
        value_name = "P,Q",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        help_heading = "Picture"
    )]
    pub(crate) tornado: Option<String>,
    /// Which parameters matter: shares of the variance of the answer
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) importance: bool,
    /// Who does what; of one actor or of all
    #[arg(
        long,
        group = "kind",
        value_name = "ACTOR",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        help_heading = "Picture"
    )]
    pub(crate) strategy: Option<String>,
    /// What things are worth
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) values: bool,
    /// What happens; with `--opinions A,B` side by side
    #[arg(long, group = "kind", help_heading = "Picture")]
    pub(crate) outcomes: bool,
    /// The question that the picture is about (one of the file); several for `--tipping` and `--values`
    #[arg(long, value_name = "QUESTION", help_heading = "Picture")]
    pub(crate) ask: Vec<String>,
    /// Move a parameter of `--tipping` or `--phase` otherwise than the file says; range or number of values may be left out
    #[arg(long, value_name = "NAME=FROM..TO:POINTS", help_heading = "Picture")]
    pub(crate) over: Vec<String>,
    /// Points on a side of the map (61)
    #[arg(long, value_name = "N", help_heading = "Picture", requires = "phase")]
    pub(crate) points: Option<String>,
    /// Most entries of a tree (500)
    #[arg(long, value_name = "N", help_heading = "Picture")]
    pub(crate) most: Option<String>,
    /// Least probability of what is drawn of a large tree (0.01)
    #[arg(long, value_name = "X", help_heading = "Picture")]
    pub(crate) least: Option<String>,
    /// Where to write; its ending says the format. None or `-`: standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// The format, where no ending says it (svg)
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) to: Option<PictureFormatFlag>,
    /// Dark on light, whatever the reader's system says
    #[arg(long, help_heading = "Output", conflicts_with = "dark")]
    pub(crate) light: bool,
    /// Light on dark
    #[arg(long, help_heading = "Output")]
    pub(crate) dark: bool,
    /// How many dots of a PNG file to a pixel (2)
    #[arg(long, value_name = "X", help_heading = "Output")]
    pub(crate) scale: Option<String>,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    #[command(flatten)]
    pub(crate) sampling: SamplingFlags,
    /// No warnings, no notes and no progress on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormatFlag {
    /// A drawing that scales
    Svg,
    /// Dots
    Png,
    /// A page
    Pdf,
    /// The same in words
    Txt,
    /// The data, for spreadsheets
    Csv,
    /// The data, for programs
    Json,
}

/// `standoff picture`
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) file: Input,
    pub(crate) kind: Kind,
    pub(crate) questions: Vec<String>,
    /// Names of experts or pools, where several are shown beside each other; else empty.
    pub(crate) who: Vec<String>,
    /// Parameters that are moved otherwise than the file says.
    pub(crate) over: Vec<Over>,
    pub(crate) points: u32,
    pub(crate) most: usize,
    pub(crate) least: f64,
    /// `None`: standard output.
    pub(crate) out: Option<PathBuf>,
    pub(crate) to: PictureFormat,
    pub(crate) theme: Theme,
    pub(crate) scale: f32,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) plan: Plan,
    pub(crate) output: Output,
}

/// What is drawn; names as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tree,
    PublicTree,
    Beliefs,
    Phase(String, String),
    Tipping(String),
    /// Empty: every parameter.
    Tornado(Vec<String>),
    Importance,
    /// Empty: of all actors.
    Strategy(String),
    Values,
    Outcomes,
}

/// What it is written as.
pub(crate) type PictureFormat = PictureFormatFlag;

/// Larger ones are a slip.
const MOST_SCALE: f64 = 10.0;

pub(super) fn picture(f: PictureFlags) -> Result<Picture, Failure> {
    let kind = kind(&f)?;
    let out = f.out.filter(|path| path.as_os_str() != "-");
    let to = match (f.to, &out) {
        (Some(format), _) => format,
        (None, None) => PictureFormat::Svg,
        (None, Some(path)) => by_ending(path)?,
    };
    let count = |name: &str, text: &Option<String>| {
        text.as_deref().map(|x| flag(name, quantity::count(x))).transpose()
    };
    let points = count("--points", &f.points)?.unwrap_or(61);
    let most = count("--most", &f.most)?.unwrap_or(500);
    let least = f.least.as_deref().map(|x| flag("--least", quantity::at_least_zero(x))).transpose()?;
    let scale =
        f.scale.as_deref().map(|x| flag("--scale", quantity::positive(x))).transpose()?.unwrap_or(2.0);
    if scale > MOST_SCALE {
        return Err(Failure::usage(format!("--scale takes at most {MOST_SCALE}")));
    }
    if !(2..=5_000).contains(&most) {
        return Err(Failure::usage(
            "--most takes a number from 2 to 5000: a tree with more entries cannot be read",
        ));
    }
    if !matches!(kind, Kind::Tree | Kind::PublicTree) && (f.most.is_some() || f.least.is_some()) {
        return Err(Failure::usage("--most and --least belong to --tree and --public-tree"));
    }
    let over: Vec<Over> = f.over.iter().map(|text| over(text)).collect::<Result<_, _>>()?;
    let moved: &[&String] = match &kind {
        Kind::Tipping(p) => &[p],
        Kind::Phase(p, q) => &[p, q],
        _ => &[],
    };
    if let Some(stranger) = over.iter().find(|over| moved.iter().all(|name| **name != over.name)) {
        return Err(Failure::usage(format!(
            "--over: `{}` is no parameter of this picture; --tipping and --phase name those that move",
            short(&stranger.name)
        )));
    }
    let several = matches!(kind, Kind::Tipping(_) | Kind::Values);
    match kind {
        _ if f.ask.is_empty() => {}
        Kind::Tree | Kind::PublicTree | Kind::Beliefs | Kind::Strategy(_) | Kind::Outcomes => {
            return Err(Failure::usage(
                "this picture answers no question: --ask belongs to --phase, --tipping, --tornado, --importance and --values",
            ));
        }
        _ if f.ask.len() > 1 && !several => {
            return Err(Failure::usage(
                "this picture is about one question; --tipping and --values take several",
            ));
        }
        _ => {}
    }
    let mut setting = changes(f.setting)?;
    let mut who = Vec::new();
    if matches!(kind, Kind::Beliefs | Kind::Outcomes)
        && let Some(names) = setting.opinions.take()
    {
        who = names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    }
    let output = OutputFlags { quiet: f.quiet, ..OutputFlags::default() };
    Ok(Picture {
        file: input(f.file),
        kind,
        questions: f.ask,
        over,
        who,
        points: u32::try_from(points).unwrap_or(u32::MAX),
        most: most as usize,
        least: least.unwrap_or(0.01).min(1.0),
        out,
        to,
        theme: match (f.light, f.dark) {
            (true, _) => Theme::Light,
            (_, true) => Theme::Dark,
            _ => Theme::System,
        },
        scale: scale as f32,
        plan: plan(&f.sampling, f.solving.seed)?,
        setting,
        solving: drawing(f.solving)?,
        output: resolve_output(&output, "picture", &[Format::Text])?,
    })
}

fn kind(f: &PictureFlags) -> Result<Kind, Failure> {
    if let Some(words) = &f.phase {
        let parts: Vec<&str> = words.split(',').map(str::trim).collect();
        return match parts.as_slice() {
            [p, q] if !p.is_empty() && !q.is_empty() => Ok(Kind::Phase((*p).to_owned(), (*q).to_owned())),
            _ => Err(Failure::usage(format!(
                "--phase takes two parameters with a comma between them, and `{}` is not that",
                short(words)
            ))),
        };
    }
    if let Some(words) = &f.tornado {
        let names = words.split(',').map(str::trim).filter(|name| !name.is_empty());
        return Ok(Kind::Tornado(names.map(str::to_owned).collect()));
    }
    Ok(match (&f.tipping, &f.strategy) {
        (Some(parameter), _) => Kind::Tipping(parameter.trim().to_owned()),
        (_, Some(actor)) => Kind::Strategy(actor.trim().to_owned()),
        _ if f.tree => Kind::Tree,
        _ if f.public_tree => Kind::PublicTree,
        _ if f.beliefs => Kind::Beliefs,
        _ if f.importance => Kind::Importance,
        _ if f.values => Kind::Values,
        _ => Kind::Outcomes,
    })
}

fn by_ending(path: &std::path::Path) -> Result<PictureFormat, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("svg") => Ok(PictureFormat::Svg),
        Some("png") => Ok(PictureFormat::Png),
        Some("pdf") => Ok(PictureFormat::Pdf),
        Some("txt") => Ok(PictureFormat::Txt),
        Some("csv") => Ok(PictureFormat::Csv),
        Some("json") => Ok(PictureFormat::Json),
        _ => Err(Failure::usage(format!(
            "\"{}\" does not say which format to write: it ends in none of .svg, .png, .pdf, .txt, .csv and .json; or say `--to`",
            path.display()
        ))),
    }
}
