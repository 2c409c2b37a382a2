//! Diagnostics to JSON.
//!
//! In: diagnostics and the texts they are about. Out: [`DiagnosticPart`]s with bytes, lines and columns.

use standoff_model::SourceText;
use standoff_syntax::diagnostic::{Diagnostic, Severity};
use standoff_syntax::position::LineIndex;
use standoff_syntax::span::Span;

use super::diagnostics::{DiagnosticPart, FixPart, SpanPart};

/// Each diagnostic as data, in order.
#[must_use]
pub fn diagnostic_parts(diagnostics: &[&Diagnostic], files: &[SourceText]) -> Vec<DiagnosticPart> {
    let indexes: Vec<LineIndex> = files.iter().map(|file| LineIndex::new(&file.text)).collect();
    let file_name =
        |span: Span| files.get(span.file.0 as usize).map_or_else(String::new, |file| file.name.clone());
    let span_part = |span: Span, label: &str| {
        let number = span.file.0 as usize;
        let (line, column, utf16) = match (files.get(number), indexes.get(number)) {
            (Some(file), Some(index)) => {
                let at = index.line_column(&file.text, span.start);
                (at.line, at.column, index.utf16(&file.text, span.start).character)
            }
            _ => (1, 1, 0),
        };
        let (start, end) = (span.start, span.end);
        SpanPart { file: file_name(span), start, end, line, column, utf16, label: label.to_owned() }
    };
    let part = |diagnostic: &&Diagnostic| DiagnosticPart {
        code: diagnostic.code,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: diagnostic.message.clone(),
        spans: diagnostic.labels.iter().map(|label| span_part(label.span, &label.text)).collect(),
        hint: diagnostic.hint.clone(),
        fix: diagnostic.fix.as_ref().map(|fix| FixPart {
            file: file_name(fix.span),
            start: fix.span.start,
            end: fix.span.end,
            replacement: fix.replacement.clone(),
        }),
    };
    diagnostics.iter().map(part).collect()
}
