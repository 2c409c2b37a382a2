//! From what was written to what is meant: numbers parsed, defaults filled in, combinations refused in a sentence.
//!
//! In: low-level arguments. Out: a [`Command`], or a [`Failure`] of usage.

use std::io::IsTerminal;
use std::path::PathBuf;

use standoff::ask::uncertainty::{Design, Plan};
use standoff::solve::cfr::Variant;
use standoff::solve::solution::Branch;

use super::flags::{
    BranchFlag, BriefFlags, ColorFlag, CommandFlags, ConvertFlags, DesignFlag, Flags, FormatFlag,
    GameFormatFlag, LimitFlags, MethodFlag, OutputFlags, SamplingFlags, SettingFlags, SolveFlags,
    SolvingFlags,
};
use super::resolved::{
    Ask, Brief, Changes, Check, Command, Convert, Format, GameFormat, Input, Keeping, Levers, Limits, Method,
    Output, Solve, Solving, Uncertainty, Verify,
};
use super::{experts, quantity};
use crate::exit::Failure;

/// Largest game that is built unless the command line says otherwise.
const MAX_NODES: u64 = 20_000_000;
/// Most draws of parameters.
const MAX_SAMPLES: u64 = 1_000_000;
/// Most memory for a game unless the command line says otherwise.
const MAX_BYTES: u64 = 4 << 30;

/// The words that are commands, for suggestions.
pub(crate) const COMMANDS: [&str; 17] = [
    "check",
    "solve",
    "ask",
    "sweep",
    "experts",
    "beliefs",
    "uncertainty",
    "levers",
    "picture",
    "report",
    "play",
    "serve",
    "verify",
    "convert",
    "explain",
    "completions",
    "man",
];

/// What the flags mean.
pub(crate) fn resolve(flags: Flags) -> Result<Command, Failure> {
    Ok(match flags.command {
        None => Command::Brief(brief(flags.brief)?),
        Some(CommandFlags::Check(f)) => {
            stdin_once(f.files.iter())?;
            let formats = [Format::Text, Format::Json];
            Command::Check(Check {
                files: f.files.into_iter().map(input).collect(),
                setting: changes(f.setting)?,
                limits: limits(f.limits)?,
                output: output(&f.output, "check", &formats)?,
            })
        }
        Some(CommandFlags::Solve(mut f)) => Command::Solve(Solve {
            all: all(&mut f)?,
            file: input(f.file),
            setting: changes(f.setting)?,
            lambda: lambda(f.lambda.as_deref(), &f.solving)?,
            solving: solving(f.solving)?,
            keeping: keeping(f.checkpoint, f.checkpoint_every.as_deref())?,
            output: output(&f.output, "solve", &[Format::Text, Format::Json, Format::Csv])?,
        }),
        Some(CommandFlags::Ask(f)) => Command::Ask(Ask {
            file: input(f.file),
            questions: f.questions,
            setting: changes(f.setting)?,
            lambda: lambda(f.lambda.as_deref(), &f.solving)?,
            plan: plan(&f.sampling, f.solving.seed)?,
            solving: drawing(f.solving)?,
            output: output(&f.output, "ask", &[Format::Text, Format::Json, Format::Csv])?,
        }),
        Some(CommandFlags::Experts(f)) => Command::Experts(experts::experts(f)?),
        Some(CommandFlags::Beliefs(f)) => Command::Beliefs(experts::beliefs(f)?),
        Some(CommandFlags::Uncertainty(f)) => Command::Uncertainty(Uncertainty {
            file: input(f.file),
            questions: f.questions,
            setting: changes(f.setting)?,
            plan: plan(&f.sampling, f.solving.seed)?,
            solving: drawing(f.solving)?,
            output: output(&f.output, "uncertainty", &[Format::Text, Format::Json, Format::Csv])?,
        }),
        Some(CommandFlags::Levers(f)) => Command::Levers(Levers {
            file: input(f.file),
            question: f.question,
            setting: changes(f.setting)?,
            solving: solving(f.solving)?,
            output: output(&f.output, "levers", &[Format::Text, Format::Json, Format::Csv])?,
        }),
        Some(CommandFlags::Picture(f)) => Command::Picture(Box::new(super::picture::picture(*f)?)),
        Some(CommandFlags::Report(f)) => Command::Report(super::report::report(*f)?),
        Some(CommandFlags::Play(f)) => Command::Play(super::play::resolve(f)?),
        #[cfg(feature = "serve")]
        Some(CommandFlags::Serve(f)) => Command::Serve(super::serve::resolve(f)?),
        Some(CommandFlags::Sweep(f)) => Command::Sweep(Box::new(super::sweep::resolve(*f)?)),
        Some(CommandFlags::Verify(f)) => {
            stdin_once([&f.file, &f.profile].into_iter())?;
            Command::Verify(Verify {
                file: input(f.file),
                profile: input(f.profile),
                setting: changes(f.setting)?,
                accuracy: accuracy(f.accuracy.as_deref())?,
                limits: limits(f.limits)?,
                output: output(&f.output, "verify", &[Format::Text, Format::Json])?,
            })
        }
        Some(CommandFlags::Convert(f)) => Command::Convert(convert(f)?),
        Some(CommandFlags::Explain(f)) => Command::Explain(f.code),
        Some(CommandFlags::Completions(f)) => Command::Completions(f.shell),
        Some(CommandFlags::Man) => Command::Man,
    })
}

fn convert(f: ConvertFlags) -> Result<Convert, Failure> {
    let out = f.out.filter(|path| path.as_os_str() != "-");
    let ending = out.as_ref().and_then(|path| path.extension()?.to_str()).map(str::to_ascii_lowercase);
    let to = match (f.to, ending.as_deref()) {
        (Some(GameFormatFlag::Efg), _) | (None, Some("efg")) => GameFormat::Efg,
        (Some(GameFormatFlag::Nfg), _) | (None, Some("nfg")) => GameFormat::Nfg,
        (Some(GameFormatFlag::Json), _) | (None, Some("json")) => GameFormat::Json,
        (Some(GameFormatFlag::Standoff), _) | (None, Some("standoff")) => {
            return Err(Failure::usage(
                "a game cannot be turned into a model: it does not say what its moves are about; there are efg, nfg and \
                 json",
            ));
        }
        (None, _) => {
            return Err(Failure::usage("say which format to write: `--to efg`, `--to nfg` or `--to json`"));
        }
    };
    let output = OutputFlags { quiet: f.quiet, ..OutputFlags::default() };
    Ok(Convert {
        file: input(f.file),
        out,
        to,
        setting: changes(f.setting)?,
        limits: limits(f.limits)?,
        output: self::output(&output, "convert", &[Format::Text])?,
    })
}

fn brief(f: BriefFlags) -> Result<Brief, Failure> {
    let mut files = f.file.into_iter();
    let Some(first) = files.next() else {
        return Err(Failure::usage(
            "say which model to read: `standoff FILE`, or `standoff --help` for everything else",
        ));
    };
    if let Some(name) = unknown_command(&first) {
        return Err(Failure::usage(name));
    }
    if let Some(second) = files.next() {
        return Err(Failure::usage(format!(
            "the brief is about one model, and `{}` is a second one; `standoff check` takes several",
            quantity::short(&second.to_string_lossy())
        )));
    }
    Ok(Brief {
        file: input(first),
        setting: changes(f.setting)?,
        solving: solving(f.solving)?,
        output: output(&f.output, "the brief", &[Format::Text])?,
    })
}

/// The sentence for a bare word that is neither a command nor a file.
fn unknown_command(path: &std::path::Path) -> Option<String> {
    let word = path.to_str()?;
    let bare =
        !word.is_empty() && word != "-" && word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if !bare || path.exists() {
        return None;
    }
    let near = COMMANDS.iter().find(|known| one_edit_apart(known, word));
    let hint = near.map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
    Some(format!("there is neither a command nor a file called `{}`{hint}", quantity::short(word)))
}

/// Whether two short words differ by at most one letter added, dropped, changed, or two swapped.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let same_end =
        a[same_start..].iter().rev().zip(b[same_start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[same_start..a.len() - same_end], &b[same_start..b.len() - same_end]);
    match (rest_a, rest_b) {
        ([x, y], [z, w]) => x == w && y == z,
        _ => rest_a.len() <= 1 && rest_b.len() <= 1,
    }
}

pub(super) fn input(path: PathBuf) -> Input {
    if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path) }
}

pub(super) fn stdin_once<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Result<(), Failure> {
    match paths.filter(|path| path.as_os_str() == "-").count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::usage("standard input can be read once only, and `-` stands here more than once")),
    }
}

pub(super) fn changes(f: SettingFlags) -> Result<Changes, Failure> {
    Ok(Changes {
        parameters: pairs("--set", "NAME=NUMBER", f.set)?,
        options: pairs("--option", "NAME=VALUE", f.option)?,
        opinions: f.opinions,
        variant: f.variant,
        snap: f.snap,
    })
}

pub(super) fn pairs(name: &str, shape: &str, words: Vec<String>) -> Result<Vec<(String, String)>, Failure> {
    let split = |word: String| match word.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => {
            Ok((left.trim().to_owned(), right.trim().to_owned()))
        }
        _ => {
            Err(Failure::usage(format!("{name} takes {shape}, and `{}` is not that", quantity::short(&word))))
        }
    };
    words.into_iter().map(split).collect()
}

/// How parameters are drawn.
pub(super) fn plan(f: &SamplingFlags, seed: Option<u64>) -> Result<Plan, Failure> {
    let samples = f.samples.as_deref().map(|x| flag("--samples", quantity::count(x))).transpose()?;
    if samples.is_some_and(|samples| samples > MAX_SAMPLES) {
        return Err(Failure::usage("--samples takes at most a million"));
    }
    Ok(Plan { samples, seed: seed.unwrap_or(0), design: design(f.design) })
}

/// How draws are spread.
pub(super) fn design(flag: Option<DesignFlag>) -> Design {
    match flag {
        None | Some(DesignFlag::Sobol) => Design::Sobol,
        Some(DesignFlag::Lhs) => Design::LatinHypercube,
        Some(DesignFlag::Random) => Design::Random,
    }
}

/// How games are solved by commands that draw parameters: the seed has a use whatever the method.
pub(super) fn drawing(mut f: SolvingFlags) -> Result<Solving, Failure> {
    let seed = f.seed.take();
    Ok(Solving { seed, ..solving(f)? })
}

pub(super) fn solving(f: SolvingFlags) -> Result<Solving, Failure> {
    if f.method != Some(MethodFlag::Cfr) {
        if f.precise || f.conform || f.iterations.is_some() {
            return Err(Failure::usage("--iterations, --precise and --conform belong to --method cfr"));
        }
        if f.seed.is_some() {
            return Err(Failure::usage(
                "--seed has a use where something is drawn: with --samples or --method cfr",
            ));
        }
    }
    let variant = match (f.precise, f.conform) {
        (true, _) => Variant::Precise,
        (_, true) => Variant::Conform,
        _ => Variant::Fast,
    };
    Ok(Solving {
        method: match f.method {
            None | Some(MethodFlag::Auto) => Method::Auto,
            Some(MethodFlag::Qre) => Method::Qre,
            Some(MethodFlag::Induction) => Method::Induction,
            Some(MethodFlag::Lp) => Method::Lp,
            Some(MethodFlag::Cfr) => Method::Cfr(variant),
            Some(MethodFlag::Enumerate) => {
                return Err(Failure::usage(
                    "--method enumerate lists equilibria and selects none: it belongs to `standoff solve`; \
                     `standoff ask FILE equilibria` groups them by what happens",
                ));
            }
        },
        branch: f.branch.map(|rule| match rule {
            BranchFlag::Stable => Branch::Stable,
            BranchFlag::Straight => Branch::Straight,
        }),
        accuracy: accuracy(f.accuracy.as_deref())?,
        iterations: f.iterations.as_deref().map(|x| flag("--iterations", quantity::count(x))).transpose()?,
        seed: f.seed,
        limits: limits(f.limits)?,
    })
}

pub(super) fn lambda(text: Option<&str>, solving: &SolvingFlags) -> Result<Option<f64>, Failure> {
    let pathless = [(MethodFlag::Induction, "induction"), (MethodFlag::Cfr, "cfr"), (MethodFlag::Lp, "lp")];
    if let Some((_, word)) = pathless.iter().find(|(method, _)| solving.method == Some(*method))
        && text.is_some()
    {
        return Err(Failure::usage(format!(
            "--lambda names a point of the path of quantal responses, and --method {word} follows none"
        )));
    }
    text.map(|x| flag("--lambda", quantity::at_least_zero(x))).transpose()
}

/// Whether all equilibria are asked for. The method is taken out: nothing is selected.
fn all(f: &mut SolveFlags) -> Result<bool, Failure> {
    if f.solving.method != Some(MethodFlag::Enumerate) {
        return Ok(false);
    }
    f.solving.method = None;
    for (given, name) in [
        (f.lambda.is_some(), "--lambda"),
        (f.solving.branch.is_some(), "--branch"),
        (f.solving.accuracy.is_some(), "--accuracy"),
        (f.checkpoint.is_some(), "--checkpoint"),
    ] {
        if given {
            return Err(Failure::usage(format!(
                "{name} has no meaning for --method enumerate, which lists all equilibria in exact numbers"
            )));
        }
    }
    Ok(true)
}

fn keeping(path: Option<PathBuf>, every: Option<&str>) -> Result<Option<Keeping>, Failure> {
    let every = every.map(|x| flag("--checkpoint-every", quantity::duration(x))).transpose()?;
    Ok(path.map(|path| Keeping { path, every: every.unwrap_or(standoff::checkpoint::EVERY) }))
}

fn accuracy(text: Option<&str>) -> Result<Option<f64>, Failure> {
    text.map(|x| flag("--accuracy", quantity::positive(x))).transpose()
}

pub(super) fn limits(f: LimitFlags) -> Result<Limits, Failure> {
    if f.threads == Some(0) {
        return Err(Failure::usage("--threads takes a whole number above zero"));
    }
    Ok(Limits {
        threads: f.threads.map(|n| n.min(1024)),
        max_nodes: f
            .max_nodes
            .as_deref()
            .map_or(Ok(MAX_NODES), |x| flag("--max-nodes", quantity::count(x)))?,
        max_bytes: f
            .max_memory
            .as_deref()
            .map_or(Ok(MAX_BYTES), |x| flag("--max-memory", quantity::bytes(x)))?,
        timeout: f.timeout.as_deref().map(|x| flag("--timeout", quantity::duration(x))).transpose()?,
    })
}

pub(super) fn flag<T>(name: &str, value: Result<T, String>) -> Result<T, Failure> {
    value.map_err(|sentence| Failure::usage(format!("{name}: {sentence}")))
}

pub(super) fn output(f: &OutputFlags, command: &str, offered: &[Format]) -> Result<Output, Failure> {
    let format = match (f.json, f.format) {
        (true, Some(FormatFlag::Text | FormatFlag::Csv)) => {
            return Err(Failure::usage("--json and --format name two different formats"));
        }
        (true, _) | (false, Some(FormatFlag::Json)) => Format::Json,
        (false, Some(FormatFlag::Csv)) => Format::Csv,
        (false, Some(FormatFlag::Text) | None) => Format::Text,
    };
    if !offered.contains(&format) {
        let name = if format == Format::Json { "JSON" } else { "CSV" };
        let hint = if command == "the brief" { "; `standoff ask FILE --json` has its figures" } else { "" };
        return Err(Failure::usage(format!("{command} cannot be written as {name} in this version{hint}")));
    }
    let color = |terminal: bool| match f.color {
        ColorFlag::Always => true,
        ColorFlag::Never => false,
        ColorFlag::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    Ok(Output {
        format,
        quiet: f.quiet,
        color: color(std::io::stdout().is_terminal()),
        color_errors: color(std::io::stderr().is_terminal()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn parse(words: &[&str]) -> Result<Command, Failure> {
        resolve(Flags::try_parse_from(std::iter::once(&"standoff").chain(words)).unwrap())
    }

    #[test]
    fn flags_are_well_formed() {
        use clap::CommandFactory;
        Flags::command().debug_assert();
    }

    #[test]
    fn a_bare_file_is_the_brief() {
        let Ok(Command::Brief(brief)) = parse(&["--set", "p=0.3", "m.standoff", "--max-memory", "1G"]) else {
            panic!("not a brief");
        };
        assert_eq!(brief.file, Input::File("m.standoff".into()));
        assert_eq!(brief.setting.parameters, [("p".to_owned(), "0.3".to_owned())]);
        assert_eq!(brief.solving.limits.max_bytes, 1 << 30);
    }

    #[test]
    fn what_makes_no_sense_is_one_sentence() {
        for words in [
            &["chekc"][..],
            &[],
            &["a.standoff", "b.standoff"],
            &["ask", "m.standoff", "--method", "enumerate"],
            &["solve", "m.standoff", "--method", "enumerate", "--lambda", "2"],
            &["solve", "m.standoff", "--iterations", "5"],
            &["solve", "m.standoff", "--method", "cfr", "--lambda", "2"],
            &["convert", "m.standoff"],
            &["convert", "m.standoff", "m.txt"],
            &["convert", "m.standoff", "--to", "standoff"],
            &["solve", "m.standoff", "--set", "p"],
            &["solve", "m.standoff", "--json", "--format", "csv"],
            &["solve", "m.standoff", "--threads", "0"],
            &["ask", "m.standoff", "--lambda=-1"],
            &["ask", "m.standoff", "--lambda", "1", "--method", "induction"],
            &["verify", "-", "-"],
            &["sweep", "m.standoff"],
        ] {
            let failure = parse(words).unwrap_err();
            assert_eq!(failure.exit, crate::exit::Exit::Usage, "{words:?}");
        }
        assert!(parse(&["chekc"]).unwrap_err().sentence.unwrap().ends_with("did you mean `check`?"));
    }
}
