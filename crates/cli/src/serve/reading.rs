//! What a tab works with: the text that was read last, sessions on it, the time that a wish may take.
//!
//! In: texts and settings of wishes. Out: [`Session`]s that share what the tab has solved for the same text; sentences where there is none.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use standoff::ask::{AskError, Executor, Kept, Session, Setting};
use standoff::model::Read;
use standoff::model::ir::Model;
use standoff::solve::{Request, SolveError};
use standoff::syntax::diagnostic::{Diagnostic, Severity};

use super::Server;
use super::folder;
use super::lanes::Out;
use super::protocol::{Text, Wished};
use crate::args::resolved::Changes;
use crate::work::WORKER_STACK;

/// What a tab has in hand. Nothing of it is needed: a wish brings all that its answer depends on.
pub(super) struct Desk {
    pub(super) server: Arc<Server>,
    last: Mutex<Option<Arc<Open>>>,
    crew: OnceLock<Option<rayon::ThreadPool>>,
}

/// A text that was read.
pub(super) struct Open {
    name: String,
    text: String,
    pub(super) read: Read,
    kept: Arc<Kept>,
    /// What was solved last for sides that err, and how precise they are.
    erring: Mutex<Option<(f64, Arc<Kept>)>>,
}

impl Desk {
    pub(super) fn new(server: Arc<Server>) -> Self {
        Self { server, last: Mutex::default(), crew: OnceLock::new() }
    }

    /// Reads a text, unless it is the one that was read last.
    pub(super) fn open(&self, of: &Text) -> Arc<Open> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = &last
            && last.name == of.name
            && last.text == of.text
            // What other files say may have changed.
            && last.read.files.len() == 1
        {
            return last.clone();
        }
        let read = standoff::read(&folder::Text::new(&self.server.folder, &of.name, &of.text));
        let sum = |read: &Read| read.model.as_ref().map(|model| model.sha256.clone());
        let same = last.filter(|last| sum(&last.read).is_some() && sum(&last.read) == sum(&read));
        let kept = same.map_or_else(Arc::default, |last| last.kept.clone());
        let (name, text) = (of.name.clone(), of.text.clone());
        let open = Arc::new(Open { name, text, read, kept, erring: Mutex::default() });
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(open.clone());
        open
    }

    /// A session on a model with what is wished in force.
    pub(super) fn session<'o>(&self, open: &'o Open, wished: &Wished) -> Result<Session<'o>, String> {
        Ok(self.solving(open, wished, None)?.sharing(open.kept.clone()))
    }

    /// A session in which all sides err: they play the quantal response equilibrium of this precision.
    pub(super) fn erring<'o>(
        &self,
        open: &'o Open,
        wished: &Wished,
        lambda: f64,
    ) -> Result<Session<'o>, String> {
        let mut last = open.erring.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.take().filter(|(of, _)| of.to_bits() == lambda.to_bits());
        let (_, kept) = last.insert(same.unwrap_or_else(|| (lambda, Arc::default())));
        Ok(self.solving(open, wished, Some(lambda))?.sharing(kept.clone()))
    }

    fn solving<'o>(
        &self,
        open: &'o Open,
        wished: &Wished,
        lambda: Option<f64>,
    ) -> Result<Session<'o>, String> {
        let model = open.model()?;
        let setting = setting(model, wished)?;
        let limits = &self.server.limits;
        let request = Request { lambda, max_memory: Some(limits.max_bytes), ..Request::default() };
        let sizes = standoff::compile::Limits { max_nodes: limits.max_nodes, max_bytes: limits.max_bytes };
        Ok(Session::new(model, setting, request, sizes))
    }

    /// The time for a piece of work begins.
    pub(super) fn time<'o>(&self, out: &'o Out) -> Time<'o> {
        Time {
            out,
            limit: self.server.limits.timeout,
            deadline: Instant::now() + self.server.limits.timeout,
            up: AtomicBool::new(false),
        }
    }
}

/// The file's own setting with what is wished.
pub(super) fn setting(model: &Model, wished: &Wished) -> Result<Setting, String> {
    changes(wished).apply(model, None).map_err(|failure| {
        let sentence = failure.sentence.unwrap_or_default();
        // The page has no flags.
        sentence
            .split_once(": ")
            .filter(|(flag, _)| flag.starts_with("--"))
            .map_or(sentence.clone(), |(_, rest)| rest.to_owned())
    })
}

/// Changes of the command line that say what is wished.
pub(super) fn changes(wished: &Wished) -> Changes {
    Changes {
        parameters: wished.parameters.iter().map(|(name, value)| (name.clone(), value.to_string())).collect(),
        options: wished.options.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        opinions: wished.opinions.clone(),
        variant: wished.variant.clone(),
        snap: false,
    }
}

impl Open {
    /// The model, if the text has no errors.
    pub(super) fn model(&self) -> Result<&Model, String> {
        let errors = self.read.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        match &self.read.model {
            Some(model) if errors == 0 => Ok(model),
            _ => Err("The text has errors.".to_owned()),
        }
    }
}

/// When to stop.
pub(super) struct Time<'o> {
    out: &'o Out,
    limit: Duration,
    deadline: Instant,
    /// Whether the work was stopped since its time was up.
    up: AtomicBool,
}

impl Time<'_> {
    pub(super) fn should_stop(&self) -> bool {
        if self.out.is_stopped() {
            return true;
        }
        let up = Instant::now() >= self.deadline;
        if up {
            self.up.store(true, Ordering::Relaxed);
        }
        up
    }

    /// Whether there was not time enough.
    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// The sentence for that.
    pub(super) fn up_sentence(&self) -> String {
        format!(
            "The time was up before there was an answer ({} s); `standoff serve --timeout` gives more.",
            self.limit.as_secs_f64()
        )
    }

    /// Why there is no answer, in a sentence.
    pub(super) fn explain(&self, error: &AskError, model: &Model) -> String {
        match error {
            AskError::Stopped | AskError::Solve(SolveError::Stopped) if self.is_up() => self.up_sentence(),
            AskError::Compile(found) => {
                found.diagnostics().first().map_or_else(|| sentence(&found.to_string()), said)
            }
            AskError::Solve(SolveError::NotByInduction { player, .. }) => {
                let actor = model.actors.get(usize::from(*player)).map_or("somebody", |actor| &actor.name);
                format!(
                    "Backward induction does not apply: what {actor} believes at some point depends on how the others play."
                )
            }
            other => sentence(&other.to_string()),
        }
    }
}

/// A message in one sentence.
pub(super) fn said(diagnostic: &Diagnostic) -> String {
    let hint = diagnostic.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    sentence(&format!("{}{hint}", diagnostic.message))
}

/// With a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let first_is_word = text.chars().next().is_some_and(char::is_alphabetic);
    format!("{}.", if first_is_word { standoff::view::words::capital(text) } else { text.to_owned() })
}

impl Executor for Desk {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        let threads = self.server.limits.threads;
        let crew =
            || rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(WORKER_STACK).build().ok();
        match if threads > 1 && count > 1 { self.crew.get_or_init(crew) } else { &None } {
            Some(crew) => crew.install(|| (0..count).into_par_iter().for_each(task)),
            None => (0..count).for_each(task),
        }
    }
}
