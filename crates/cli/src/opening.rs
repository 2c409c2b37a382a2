//! From a file to a checked model in a session, and to its game solved, with all messages on standard error.
//!
//! In: an input and what the command line says about settings and solving. Out: [`Opened`], a [`Session`] on its model,
//! [`Timed`] steps; or a [`Failure`] that says how to end.

use std::sync::Arc;
use std::time::Instant;

use standoff::ask::{AskError, Session, Setting, Solved};
use standoff::checkpoint::Identity;
use standoff::compile::Compiled;
use standoff::game::dag::eval::to_double;
use standoff::game::numbers::Numbers;
use standoff::json::parts::TimingPart;
use standoff::model::ir::Model;
use standoff::model::{Read, SourceText};
use standoff::solve::{MethodChoice, Request, SolveError};
use standoff::syntax::diagnostic::{Diagnostic, Severity};

use crate::args::resolved::{Changes, Input, Keeping, Limits, Method, Output, Solving};
use crate::exit::{Exit, Failure};
use crate::files::{self, FileSources};
use crate::terminal::{diagnostics, output};
use crate::work::Work;
use crate::{keeping, memory};

/// A model that was read.
pub(crate) struct Opened {
    /// Absent if the text has errors.
    pub(crate) model: Option<Model>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) files: Vec<SourceText>,
    /// Seconds it took.
    pub(crate) read_s: f64,
}

/// Reads and checks a model. Says nothing yet.
pub(crate) fn read(input: &Input) -> Result<Opened, Failure> {
    if files::is_game(input) {
        return Err(Failure::usage(format!(
            "{} holds a game without a model: `standoff solve` and `standoff verify` take it, but there is nothing in it \
             to ask about by name",
            input.name()
        )));
    }
    let started = Instant::now();
    let sources = FileSources::open(input)?;
    let Read { model, diagnostics, files } = standoff::read(&sources);
    // A model that has errors means nothing, whatever could be made of it.
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    let model = model.filter(|_| !broken);
    Ok(Opened { model, diagnostics, files, read_s: started.elapsed().as_secs_f64() })
}

impl Opened {
    /// Shows messages about the text; with `--quiet`, errors only.
    pub(crate) fn say(&self, diagnostics: &[Diagnostic], how: Output) {
        let shown: Vec<&Diagnostic> =
            diagnostics.iter().filter(|d| !how.quiet || d.severity == Severity::Error).collect();
        if !shown.is_empty() {
            output::say(&diagnostics::render(&shown, &self.files, how.color_errors));
        }
    }

    /// The model, or how to end without one; messages are shown.
    pub(crate) fn model(&self, how: Output) -> Result<&Model, Failure> {
        self.say(&self.diagnostics, how);
        self.model.as_ref().ok_or_else(|| {
            let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            let name = self.files.first().map_or("the model", |file| &file.name);
            let word = if errors == 1 { "error" } else { "errors" };
            Failure { sentence: Some(format!("{name} has {errors} {word}")), exit: Exit::Model }
        })
    }

    /// A session on the model with the changes of the command line in force. `lambda` ends the path there.
    pub(crate) fn session(
        &self,
        changes: &Changes,
        solving: &Solving,
        lambda: Option<f64>,
        how: Output,
    ) -> Result<Session<'_>, Failure> {
        let model = self.model(how)?;
        Ok(session(model, changes.apply(model, solving.branch)?, solving, lambda))
    }

    /// The game in the session's own setting, built; its warnings are shown.
    pub(crate) fn build(
        &self,
        session: &Session,
        work: &Work,
        how: Output,
    ) -> Result<Timed<Compiled>, Failure> {
        work.progress.doing("building the game");
        let built = Timed::of(|| session.compiled(&session.base, &|| work.should_stop()))
            .map_err(|error| self.refuse(&error, work, how))?;
        self.say(&built.made.warnings_beyond(&self.diagnostics), how);
        Ok(built)
    }

    /// The game in the session's own setting, built and solved; its warnings are shown. The state of the solve is kept if
    /// `keeping` says where.
    pub(crate) fn solve(
        &self,
        session: &Session,
        keeping: Option<&Keeping>,
        work: &Work,
        how: Output,
    ) -> Result<(Arc<Solved>, TimingPart), Failure> {
        let built = self.build(session, work, how)?;
        let setting = &session.base;
        work.progress.doing("solving");
        // Whether there are numbers is for the solve to say.
        let point: Vec<f64> = setting.parameters.iter().map(to_double).collect();
        if let Ok(numbers) = Numbers::evaluate(&built.made.structure, &built.made.dag, &point) {
            let request = session.request_under(setting, session.request.tight);
            memory::state(&built.made.structure, &numbers, &request, work, how);
        }
        work.begin();
        let solved = match keeping {
            None => Timed::of(|| session.solved(setting, &|| work.should_stop())),
            Some(keeping) => {
                let tight = session.request.tight;
                let prepared = session
                    .numbers(setting, &|| work.should_stop())
                    .map_err(|error| self.refuse(&error, work, how))?;
                let request = session.request_under(setting, tight);
                let identity = Identity::of(&prepared.0.structure, &prepared.1, &request);
                keeping::run(keeping, identity, work, how, |keeper| {
                    Timed::of(|| session.solve_prepared(setting, prepared, tight, keeper).map(Arc::new))
                })?
            }
        }
        .map_err(|error| self.refuse(&error, work, how))?;
        let timing = TimingPart {
            read_s: self.read_s,
            compile_s: built.seconds,
            solve_s: solved.seconds,
            certify_s: 0.0,
            iterate_s: work.iterated(solved.made.solution.path.steps),
        };
        Ok((solved.made, timing))
    }

    /// Shows why a game could not be solved, and says how to end.
    pub(crate) fn refuse(&self, error: &AskError, work: &Work, how: Output) -> Failure {
        work.progress.clear();
        Failure::shown(self.explain(error, work, how))
    }

    fn explain(&self, error: &AskError, work: &Work, how: Output) -> Exit {
        match error {
            AskError::Compile(error) => {
                self.say(error.diagnostics(), how);
                if error.diagnostics().is_empty() {
                    output::say_error(&error.to_string());
                }
                Exit::Model
            }
            AskError::Undefined(sentence) => {
                output::say_error(sentence);
                Exit::Model
            }
            AskError::NoNumber | AskError::TooMany { .. } => {
                output::say_error(&error.to_string());
                Exit::Usage
            }
            AskError::Solve(SolveError::NotByInduction { player, .. }) => {
                let actor = self.model.as_ref().and_then(|model| model.actors.get(usize::from(*player)));
                let actor = actor.map_or("somebody", |actor| &actor.name);
                output::say_error(&format!(
                    "backward induction does not apply: what {actor} believes at some point depends on how the others play"
                ));
                Exit::Usage
            }
            AskError::Solve(error) if !matches!(error, SolveError::Stopped) => {
                output::say_error(&error.to_string());
                match error {
                    SolveError::Lambda
                    | SolveError::Accuracy
                    | SolveError::NotConstantSum
                    | SolveError::Conform
                    | SolveError::Form(_) => Exit::Usage,
                    SolveError::NotFinite => Exit::Model,
                    _ => Exit::Accuracy,
                }
            }
            AskError::Stopped | AskError::Solve(_) => match work.stopped() {
                Some(stop) => {
                    output::say_error(match stop {
                        crate::work::Stop::Timeout => "the time was up before anything was found",
                        crate::work::Stop::Interrupted => "interrupted before anything was found",
                    });
                    stop.exit()
                }
                None => {
                    output::say_error("the work ended before anything was found");
                    Exit::Accuracy
                }
            },
        }
    }
}

/// The time that solving took, and of it that for the certificate: it is made again with a clock beside it, since the
/// library reads none.
pub(crate) fn certifying_apart(solved: &Solved, timing: TimingPart) -> Result<TimingPart, Failure> {
    let started = Instant::now();
    standoff::certify(solved)
        .map_err(|error| Failure::environment(format!("the solution cannot be certified: {error}")))?;
    let certify_s = started.elapsed().as_secs_f64();
    Ok(TimingPart { solve_s: (timing.solve_s - certify_s).max(0.0), certify_s, ..timing })
}

/// What was made, and how long it took.
pub(crate) struct Timed<T> {
    pub(crate) made: Arc<T>,
    pub(crate) seconds: f64,
}

impl<T> Timed<T> {
    fn of(make: impl FnOnce() -> Result<Arc<T>, AskError>) -> Result<Self, AskError> {
        let started = Instant::now();
        let made = make()?;
        Ok(Self { made, seconds: started.elapsed().as_secs_f64() })
    }
}

/// A session on a model with a setting in force.
pub(crate) fn session<'m>(
    model: &'m Model,
    setting: Setting,
    solving: &Solving,
    lambda: Option<f64>,
) -> Session<'m> {
    Session::new(model, setting, request(solving, lambda), limits(&solving.limits))
}

/// How games are solved.
pub(crate) fn request(solving: &Solving, lambda: Option<f64>) -> Request {
    Request {
        method: match solving.method {
            Method::Auto => MethodChoice::Auto,
            Method::Qre => MethodChoice::Qre,
            Method::Induction => MethodChoice::Induction,
            Method::Cfr(variant) => MethodChoice::Cfr(variant),
            Method::Lp => MethodChoice::Lp,
        },
        lambda,
        accuracy: solving.accuracy,
        iterations: solving.iterations,
        seed: solving.seed.unwrap_or(0),
        max_memory: Some(solving.limits.max_bytes),
        ..Request::default()
    }
}

/// How large games may become.
pub(crate) fn limits(limits: &Limits) -> standoff::compile::Limits {
    standoff::compile::Limits { max_nodes: limits.max_nodes, max_bytes: limits.max_bytes }
}
