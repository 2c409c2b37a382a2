//! Why a model does not give a game.
//!
//! In: made by the enumerator. Out: [`CompileError`].

use standoff_syntax::diagnostic::Diagnostic;

/// Why a model does not give a game under a setting.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CompileError {
    /// The text contradicts itself in a way that only shows when the stories are played through.
    #[error("{}", .0.first().map_or("the model has errors", |d| d.message.as_str()))]
    Diagnostics(Vec<Diagnostic>),
    /// The game outgrew the limits.
    #[error("{}", .diagnostic.message)]
    TooLarge {
        /// Nodes made before giving up.
        nodes: u64,
        /// Bytes in use then, about.
        bytes: u64,
        /// The same as a message at the statement that is the main reason.
        diagnostic: Box<Diagnostic>,
    },
    /// The budget ran out.
    #[error("stopped before the game was complete")]
    Stopped,
}

impl CompileError {
    /// The messages to show, if the text is to blame.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            CompileError::Diagnostics(all) => all,
            CompileError::TooLarge { diagnostic, .. } => std::slice::from_ref(diagnostic),
            CompileError::Stopped => &[],
        }
    }
}

impl From<Diagnostic> for CompileError {
    fn from(diagnostic: Diagnostic) -> Self {
        CompileError::Diagnostics(vec![diagnostic])
    }
}
