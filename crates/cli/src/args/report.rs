//! `standoff report`: what may be written, and what it means.
//!
//! In: words of the shell. Out: [`Report`]: where the page goes, in which format.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use standoff::view::svg::Theme;

use super::flags::{OutputFlags, SettingFlags, SolvingFlags};
use super::resolve::{changes, input, output as resolve_output, solving};
use super::resolved::{Changes, Format, Input, Output, Solving};
use crate::exit::Failure;

#[derive(Debug, Args)]
pub(crate) struct ReportFlags {
    /// The model; `-` is standard input
    pub(crate) file: PathBuf,
    /// Where to write; its ending may say the format. None or `-`: standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// The format, where no ending says it (html)
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<ReportFormat>,
    /// Dark on light, whatever the reader's system says
    #[arg(long, help_heading = "Output", conflicts_with = "dark")]
    pub(crate) light: bool,
    /// Light on dark
    #[arg(long, help_heading = "Output")]
    pub(crate) dark: bool,
    #[command(flatten)]
    pub(crate) setting: SettingFlags,
    #[command(flatten)]
    pub(crate) solving: SolvingFlags,
    /// No warnings, no notes and no progress on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A page
    Html,
    /// Markdown, with pictures in words
    Md,
}

/// `standoff report`
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) file: Input,
    /// `None`: standard output.
    pub(crate) out: Option<PathBuf>,
    pub(crate) format: ReportFormat,
    pub(crate) theme: Theme,
    pub(crate) setting: Changes,
    pub(crate) solving: Solving,
    pub(crate) output: Output,
}

pub(super) fn report(f: ReportFlags) -> Result<Report, Failure> {
    let out = f.out.filter(|path| path.as_os_str() != "-");
    let format = match (f.format, &out) {
        (Some(format), _) => format,
        (None, None) => ReportFormat::Html,
        (None, Some(path)) => by_ending(path)?,
    };
    let theme = match (f.light, f.dark) {
        (true, _) => Theme::Light,
        (_, true) => Theme::Dark,
        _ => Theme::System,
    };
    if format == ReportFormat::Md && theme != Theme::System {
        return Err(Failure::usage("Markdown is neither light nor dark: --light and --dark belong to pages"));
    }
    let output = OutputFlags { quiet: f.quiet, ..OutputFlags::default() };
    Ok(Report {
        file: input(f.file),
        out,
        format,
        theme,
        setting: changes(f.setting)?,
        solving: solving(f.solving)?,
        output: resolve_output(&output, "report", &[Format::Text])?,
    })
}

fn by_ending(path: &Path) -> Result<ReportFormat, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("html" | "htm") => Ok(ReportFormat::Html),
        Some("md" | "markdown") => Ok(ReportFormat::Md),
        _ => Err(Failure::usage(format!(
            "\"{}\" does not say which format to write: it ends in neither .html nor .md; or say `--format`",
            path.display()
        ))),
    }
}
