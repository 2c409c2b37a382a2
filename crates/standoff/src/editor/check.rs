//! Messages about a text, at their places in it, and its outline.
//!
//! In: what reading a model gave. Out: [`Checked`]. A message about a file that the model uses stands at the `use` that brings the file.

use serde::Serialize;
use standoff_model::Read;
use standoff_syntax::diagnostic::{Diagnostic, Severity};
use standoff_syntax::position::LineIndex;
use standoff_syntax::span::Span;

use super::outline::{Outline, outline};
use super::units::Units;

/// A page with more messages helps nobody.
const MOST: usize = 200;

/// What there is to say about a text.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Messages by place.
    pub diagnostics: Vec<EditorDiagnostic>,
    /// What the model declares; none while the text has errors.
    pub outline: Option<Outline>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditorDiagnostic {
    /// `SD203` and the like.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence, with what is said at the place.
    pub message: String,
    /// One suggestion.
    pub hint: Option<String>,
    /// First UTF-16 unit.
    pub from: u32,
    /// One past the last UTF-16 unit.
    pub to: u32,
    /// Line from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// A mechanical edit.
    pub fix: Option<EditorFix>,
}

/// An edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditorFix {
    /// First UTF-16 unit to replace.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// What to put there.
    pub insert: String,
}

/// Messages and outline.
#[must_use]
pub fn check(read: &Read) -> Checked {
    let text = read.files.first().map_or("", |file| file.text.as_str());
    let places = Places { read, text, units: Units::new(text), index: LineIndex::new(text) };
    let broken = read.diagnostics.iter().any(|one| one.severity == Severity::Error);
    Checked {
        diagnostics: read.diagnostics.iter().take(MOST).map(|one| places.message(one)).collect(),
        outline: read.model.as_ref().filter(|_| !broken).map(|model| outline(model, &read.files)),
    }
}

struct Places<'r> {
    read: &'r Read,
    text: &'r str,
    units: Units<'r>,
    index: LineIndex,
}

impl Places<'_> {
    fn message(&self, diagnostic: &Diagnostic) -> EditorDiagnostic {
        let span = diagnostic.span();
        let here = self.at(span);
        let at = self.index.line_column(self.text, here.start);
        let mut message = diagnostic.message.clone();
        if let Some(said) = diagnostic.labels.first().map(|label| &label.text).filter(|said| !said.is_empty())
        {
            message.push_str(&format!(": {said}"));
        }
        for label in diagnostic.labels.iter().skip(1).filter(|label| !label.text.is_empty()) {
            message.push_str(&format!("; {}: {}", self.named(label.span), label.text));
        }
        if span.file.0 != 0 {
            message = format!("{}: {message}", self.named(span));
        }
        let fix = diagnostic.fix.as_ref().filter(|fix| fix.span.file.0 == 0).map(|fix| EditorFix {
            from: self.units.unit(fix.span.start),
            to: self.units.unit(fix.span.end),
            insert: fix.replacement.clone(),
        });
        EditorDiagnostic {
            code: diagnostic.code,
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message,
            hint: diagnostic.hint.clone(),
            from: self.units.unit(here.start),
            to: self.units.unit(here.end),
            line: at.line,
            column: at.column,
            fix,
        }
    }

    /// A place in the root file: the place itself, or the `use` through which its file came.
    fn at(&self, span: Span) -> Span {
        if span.file.0 == 0 {
            return span;
        }
        let name = self.read.files.get(span.file.0 as usize).map_or("", |file| file.name.as_str());
        let mut from = 0;
        for line in self.text.split_inclusive('\n') {
            if line.starts_with("use ") && line.contains(&format!("\"{name}\"")) {
                let length = line.trim_end().len();
                return Span::new(Default::default(), count(from), count(from + length));
            }
            from += line.len();
        }
        Span::default()
    }

    /// `line 7`, or `parts/people.standoff, line 7`
    fn named(&self, span: Span) -> String {
        let Some(file) = self.read.files.get(span.file.0 as usize) else { return String::new() };
        if span.file.0 == 0 {
            return format!("line {}", self.index.line_column(self.text, span.start).line);
        }
        let line = LineIndex::new(&file.text).line_column(&file.text, span.start).line;
        format!("{}, line {line}", file.name)
    }
}

fn count(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
