//! What a tab works with: the text that was read last, and sessions on it.
//!
//! In: texts and settings of wishes. Out: [`Session`]s that share what has been solved for the same text, in any tab; sentences where there is
//! none.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use standoff::ask::{Kept, Session, Setting};
use standoff::compile::Limits;
use standoff::model::Read;
use standoff::model::ir::Model;
use standoff::solve::Request;
use standoff::syntax::diagnostic::{Diagnostic, Severity};

use super::Server;
use super::folder;
use super::job::request;
use super::protocol::{Text, Wished};
use super::turns::Served;
use crate::args::resolved::Changes;
use crate::work::WORKER_STACK;

/// What a tab has in hand. Nothing of it is needed: a wish brings all that its answer depends on.
pub(super) struct Desk {
    pub(super) server: Arc<Server>,
    pub(super) served: Served,
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
        Self { server, served: Served::default(), last: Mutex::default(), crew: OnceLock::new() }
    }

    /// Reads a text, unless it is the one that was read last, or another tab has it.
    pub(super) fn open(&self, of: &Text) -> Arc<Open> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.as_ref().filter(|last| last.is(of)) {
            return last.clone();
        }
        let open = self.server.library.find(of).unwrap_or_else(|| {
            let read = standoff::read(&folder::Text::new(&self.server.folder, &of.name, &of.text));
            let sum = |read: &Read| read.model.as_ref().map(|model| model.sha256.clone());
            let same = last.filter(|last| sum(&last.read).is_some() && sum(&last.read) == sum(&read));
            let kept = same.map_or_else(Arc::default, |last| last.kept.clone());
            let (name, text) = (of.name.clone(), of.text.clone());
            let open = Arc::new(Open { name, text, read, kept, erring: Mutex::default() });
            self.server.library.put(&open);
            open
        });
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(open.clone());
        open
    }

    /// A session on a model with what is wished in force; if all sides err, they play the quantal response equilibrium of
    /// that precision.
    pub(super) fn session<'o>(
        &self,
        open: &'o Open,
        wished: &Wished,
        lambda: Option<f64>,
        limits: Limits,
    ) -> Result<Session<'o>, String> {
        let model = open.model()?;
        let request = Request { lambda, ..request(self.server.limits.max_bytes) };
        let session = Session::new(model, setting(model, wished)?, request, limits);
        Ok(session.sharing(open.kept(lambda)))
    }

    /// Threads for loops, unless one is all there are.
    pub(super) fn crew(&self) -> Option<&rayon::ThreadPool> {
        let threads = self.server.limits.threads;
        let crew =
            || rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(WORKER_STACK).build().ok();
        if threads > 1 { self.crew.get_or_init(crew).as_ref() } else { None }
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
    /// Whether this is what would be read now.
    fn is(&self, of: &Text) -> bool {
        // What other files say may have changed.
        self.name == of.name && self.text == of.text && self.read.files.len() == 1
    }

    /// What is kept of solutions, for sides that err so much or do not.
    fn kept(&self, lambda: Option<f64>) -> Arc<Kept> {
        let Some(lambda) = lambda else { return self.kept.clone() };
        let mut last = self.erring.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.take().filter(|(of, _)| of.to_bits() == lambda.to_bits());
        last.insert(same.unwrap_or_else(|| (lambda, Arc::default()))).1.clone()
    }

    /// All that is kept.
    pub(super) fn all_kept(&self) -> impl Iterator<Item = Arc<Kept>> {
        let last = self.erring.lock().unwrap_or_else(PoisonError::into_inner);
        let erring = last.as_ref().map(|(_, kept)| kept.clone());
        std::iter::once(self.kept.clone()).chain(erring)
    }

    /// The model, if the text has no errors.
    pub(super) fn model(&self) -> Result<&Model, String> {
        let errors = self.read.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        match &self.read.model {
            Some(model) if errors == 0 => Ok(model),
            _ => Err("The text has errors.".to_owned()),
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

/// The texts that tabs have read last, with what is kept of their games: tabs on the same text share both.
#[derive(Default)]
pub(super) struct Library(Mutex<Vec<Weak<Open>>>);

impl Library {
    fn find(&self, of: &Text) -> Option<Arc<Open>> {
        self.all().into_iter().find(|open| open.is(of))
    }

    fn put(&self, open: &Arc<Open>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| known.strong_count() > 0);
        all.push(Arc::downgrade(open));
    }

    /// Those that a tab still has, the latest last.
    fn all(&self) -> Vec<Arc<Open>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(Weak::upgrade).collect()
    }

    /// Forgets games until what is kept takes no more than so many bytes; those of texts that were read the longest ago go first.
    pub(super) fn trim(&self, most: u64) {
        let all = self.all();
        let all: Vec<Arc<Kept>> = all.iter().flat_map(|open| open.all_kept()).collect();
        let mut bytes: u64 = all.iter().map(|kept| kept.bytes()).sum();
        for kept in all {
            if bytes <= most {
                break;
            }
            bytes = bytes.saturating_sub(kept.bytes());
            kept.clear();
        }
    }
}
