//! Messages about the user's text, as plain data.
//!
//! In: what a stage found. Out: [`Diagnostic`] values, which terminal, JSON, browser and editor render.
//! Nothing here prints.

use crate::span::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The model means nothing until this is mended.
    Error,
    /// The model has a meaning, perhaps not the one that was intended.
    Warning,
}

/// A place in the text, with what is to be said there (may be empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words shown at the place.
    pub text: String,
}

/// A mechanical edit that mends the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// One message: what is wrong, where, and what would help.
///
/// Codes are `SD` and three digits by family: 1xx form, 2xx names and kinds, 3xx play and sight, 4xx size,
/// 5xx questions, 6xx numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// `SD203` and the like.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence in the words of the domain, without a full stop.
    pub message: String,
    /// The first is the place itself; others are places that are to blame.
    pub labels: Vec<Label>,
    /// One suggestion, as a sentence.
    pub hint: Option<String>,
    /// A mechanical fix, if there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { code, severity, message: message.into(), labels, hint: None, fix: None }
    }

    /// Puts words at the main place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds the suggestion.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the mechanical fix.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// The main place.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels.first().map_or_else(Span::default, |label| label.span)
    }
}
