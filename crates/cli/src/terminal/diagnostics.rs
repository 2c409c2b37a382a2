//! Messages about the text, with the lines they are about.
//!
//! In: diagnostics and the texts of the files. Out: rendered text, at most [`MOST`] messages, with no excerpt wider
//! than [`WIDEST`] characters, however long the line.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use standoff::model::SourceText;
use standoff::syntax::diagnostic::{Diagnostic, Label, Severity};
use standoff::syntax::position::LineIndex;

use super::output::harmless;

/// More messages are counted, not shown.
pub(crate) const MOST: usize = 50;
/// Longer lines are shown in part.
const WIDEST: usize = 200;
/// Places further apart than this are shown as separate excerpts.
const FARTHEST_LINES: u32 = 400;

/// The first [`MOST`] messages, then how many more there are.
pub(crate) fn render(diagnostics: &[&Diagnostic], files: &[SourceText], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let indexes: Vec<LineIndex> = files.iter().map(|file| LineIndex::new(&file.text)).collect();
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(MOST) {
        text.push_str(&one(diagnostic, files, &indexes, &renderer));
        text.push_str("\n\n");
    }
    if diagnostics.len() > MOST {
        let more = diagnostics.len() - MOST;
        let word = if more == 1 { "message is" } else { "messages are" };
        text.push_str(&format!("{more} more {word} not shown\n\n"));
    }
    text
}

fn one(diagnostic: &Diagnostic, files: &[SourceText], indexes: &[LineIndex], renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = shorten(&diagnostic.message);
    let mut elements = Vec::new();
    for excerpt in excerpts(diagnostic, files, indexes) {
        elements.extend(excerpt.elements());
    }
    if let Some(hint) = &diagnostic.hint {
        elements.push(Level::HELP.message(shorten(hint)).into());
    }
    let title = level.primary_title(message).id(diagnostic.code);
    renderer.render(&[Group::with_title(title).elements(elements)])
}

/// Lines of one file with the places to mark in them.
struct Excerpt<'a> {
    file: &'a str,
    /// Line and column of its first place, from 1.
    at: (usize, usize),
    /// Whole lines, not a part of one.
    whole: bool,
    /// Number of its first line.
    line: usize,
    source: String,
    marks: Vec<(Range<usize>, &'a str, bool)>,
}

impl Excerpt<'_> {
    fn elements(self) -> Vec<Element<'static>> {
        let mut snippet: Snippet<'static, Annotation<'static>> =
            Snippet::source(self.source).line_start(self.line);
        for (span, label, primary) in self.marks {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = (!label.is_empty()).then(|| shorten(label));
            snippet = snippet.annotation(kind.span(span).label(label));
        }
        if self.whole {
            return vec![snippet.path(self.file.to_owned()).into()];
        }
        // Columns of a part would not be those of the line.
        let origin = Origin::path(self.file.to_owned()).line(self.at.0).char_column(self.at.1);
        vec![origin.into(), snippet.into()]
    }
}

fn excerpts<'a>(
    diagnostic: &'a Diagnostic,
    files: &'a [SourceText],
    indexes: &[LineIndex],
) -> Vec<Excerpt<'a>> {
    let mut made: Vec<Excerpt<'a>> = Vec::new();
    let mut taken = vec![false; diagnostic.labels.len()];
    for (i, first) in diagnostic.labels.iter().enumerate() {
        let number = first.span.file.0 as usize;
        let (Some(file), Some(index)) = (files.get(number), indexes.get(number)) else { continue };
        if taken[i] {
            continue;
        }
        // Places in the same file that lie near, in lines that are not too long, share an excerpt.
        let near = |label: &Label| {
            label.span.file == first.span.file
                && index.line(label.span.start).abs_diff(index.line(first.span.start)) <= FARTHEST_LINES
        };
        let group: Vec<usize> =
            (i..taken.len()).filter(|&j| !taken[j] && near(&diagnostic.labels[j])).collect();
        let lines = |labels: &[usize]| {
            let starts = labels.iter().map(|&j| index.line(diagnostic.labels[j].span.start));
            let ends = labels.iter().map(|&j| last_line(index, &diagnostic.labels[j]));
            (starts.min().unwrap_or(0), ends.max().unwrap_or(0))
        };
        let (from, to) = lines(&group);
        let short = to - from <= 2 * FARTHEST_LINES
            && (from..=to).all(|line| {
                let bytes = index.line_bytes(&file.text, line);
                bytes.len() <= WIDEST
                    || file.text.get(bytes).is_some_and(|text| text.chars().count() <= WIDEST)
            });
        let group = if short { group } else { vec![i] };
        for &j in &group {
            taken[j] = true;
        }
        let at = index.line_column(&file.text, first.span.start);
        let at = (at.line as usize, at.column as usize);
        let name = file.name.as_str();
        if short {
            let (source, start) = whole_lines(&file.text, index, from, to);
            let marks = group
                .iter()
                .map(|&j| {
                    let label = &diagnostic.labels[j];
                    let span = within(&source, label.span.start as usize, label.span.end as usize, start);
                    (span, label.text.as_str(), j == 0)
                })
                .collect();
            made.push(Excerpt { file: name, at, whole: true, line: from as usize + 1, source, marks });
        } else {
            let (source, mark) = part_of_line(&file.text, index, first);
            let marks = vec![(mark, first.text.as_str(), i == 0)];
            made.push(Excerpt { file: name, at, whole: false, line: at.0, source, marks });
        }
    }
    made
}

/// The last line that a place touches.
fn last_line(index: &LineIndex, label: &Label) -> u32 {
    let end = label.span.end.max(label.span.start.saturating_add(1)) - 1;
    index.line(end).max(index.line(label.span.start))
}

/// Lines `from..=to` (from 0) and the byte at which they start.
fn whole_lines(text: &str, index: &LineIndex, from: u32, to: u32) -> (String, usize) {
    let start = index.line_bytes(text, from).start;
    let end = index.line_bytes(text, to).end;
    let start = if text.get(start..).is_some_and(|rest| rest.starts_with('\u{feff}')) {
        start + '\u{feff}'.len_utf8()
    } else {
        start
    };
    (text.get(start..end).unwrap_or("").to_owned(), start)
}

/// Bytes `start..end` of the file as bytes of an excerpt that starts at byte `offset`, on character boundaries.
fn within(source: &str, start: usize, end: usize, offset: usize) -> Range<usize> {
    let floor = |at: usize| {
        let mut at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(start.saturating_sub(offset));
    start..floor(end.saturating_sub(offset)).max(start)
}

/// At most [`WIDEST`] characters around a place in a long line, with dots where something is left out.
fn part_of_line(text: &str, index: &LineIndex, label: &Label) -> (String, Range<usize>) {
    let bytes = index.line_bytes(text, index.line(label.span.start));
    let line = text.get(bytes.clone()).unwrap_or("");
    let place = within(line, label.span.start as usize, label.span.end as usize, bytes.start);
    let before: Vec<char> = line[..place.start].chars().rev().take(WIDEST / 4).collect();
    let left_out = before.iter().map(|c| c.len_utf8()).sum::<usize>() < place.start;
    let mut source: String = if left_out { "…".into() } else { String::new() };
    source.extend(before.iter().rev());
    let start = source.len();
    let room = WIDEST - before.len() - 2;
    let rest = &line[place.start..];
    let shown = rest.char_indices().nth(room).map_or(rest, |(end, _)| &rest[..end]);
    source.push_str(shown);
    let end = start + shown.len().min(place.end - place.start);
    if shown.len() < rest.len() {
        source.push('…');
    }
    (source, start..end)
}

/// A sentence of bounded length without characters that steer a terminal.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 1000;
    let text = harmless(text);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use standoff::syntax::span::{FileId, Span};

    use super::*;

    fn file(text: &str) -> Vec<SourceText> {
        vec![SourceText { name: "m.standoff".into(), text: text.into() }]
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start as u32, end as u32)
    }

    #[test]
    fn a_message_shows_its_line_and_the_other_place() {
        let text = "standoff m\nactors\n  A\n  B\nplay\n  C chooses x: a, b\n";
        let at = text.find('C').unwrap();
        let other = text.find("actors").unwrap();
        let found = Diagnostic::error("SD201", span(at, at + 1), "there is no actor `C`")
            .here("not an actor")
            .also(span(other, other + 6), "the actors are declared here")
            .hint("did you mean `A`?");
        let shown = render(&[&found], &file(text), false);
        for part in [
            "error[SD201]: there is no actor `C`",
            "m.standoff:6:3",
            "not an actor",
            "declared here",
            "did you mean `A`?",
        ] {
            assert!(shown.contains(part), "{part} is missing in\n{shown}");
        }
    }

    #[test]
    fn a_line_of_five_megabytes_is_shown_in_part() {
        let text = format!("standoff m\n{}X{}\n", "ä".repeat(2_000_000), "b".repeat(1_000_000));
        let at = text.find('X').unwrap();
        let found = Diagnostic::error("SD101", span(at, at + 1), "what is this?").here("here");
        let shown = render(&[&found], &file(&text), false);
        assert!(shown.len() < 2000, "{} bytes", shown.len());
        assert!(shown.contains("…") && shown.contains("m.standoff:2:2000001"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= WIDEST + 20));
    }

    #[test]
    fn places_outside_the_text_and_terminal_codes_do_no_harm() {
        let text = "standoff m\n\u{1b}[31mred\u{0}\n";
        for place in [span(0, 0), span(11, 99), span(500, 600), span(12, 11), Span::new(FileId(9), 0, 1)] {
            let found = Diagnostic::warning("SD102", place, "odd \u{1b}[2J text").hint("\u{1b}]0;x");
            let shown = render(&[&found], &file(text), false);
            assert!(!shown.contains('\u{1b}'), "{shown:?}");
            assert!(shown.contains("SD102"));
        }
    }

    #[test]
    fn more_than_fifty_messages_are_counted() {
        let found = Diagnostic::error("SD101", span(0, 1), "no");
        let shown = render(&vec![&found; 53], &file("x"), false);
        assert_eq!(shown.matches("error[SD101]").count(), 50);
        assert!(shown.contains("3 more messages are not shown"));
    }
}
