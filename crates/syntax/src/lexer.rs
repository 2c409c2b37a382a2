//! The lexer: one line of text into tokens that cover it without gaps.
//!
//! In: a line without its indentation and line end. Out: tokens (white space and comments included) and what is wrong
//! with them. Wrong characters become tokens too, so that the rest of the line can still be read.

use unicode_ident::{is_xid_continue, is_xid_start};

use crate::diagnostic::Diagnostic;
use crate::report::Reports;
use crate::span::{FileId, Span};
use crate::token::{TokenKind, excerpt, is_forbidden, unusual_space};

/// The lexer's place in a line.
struct Lexer<'t> {
    file: FileId,
    text: &'t str,
    line: usize,
    at: usize,
    end: usize,
}

/// Splits bytes `start..end` of `text` (one line, indentation and line end excluded) into tokens, handing each to
/// `emit` with its byte range. What is wrong is reported for line `line`.
pub(crate) fn lex_line(
    file: FileId,
    text: &str,
    line: usize,
    range: std::ops::Range<usize>,
    reports: &mut Reports,
    mut emit: impl FnMut(TokenKind, usize, usize),
) {
    let mut lexer = Lexer { file, text, line, at: range.start, end: range.end };
    let mut previous = None;
    while lexer.at < lexer.end {
        let start = lexer.at;
        let after_dot = previous == Some(TokenKind::Dot);
        let kind = lexer.next(after_dot, reports);
        if lexer.at <= start {
            // Cannot happen; guards against standing still.
            lexer.at = lexer.end;
        }
        emit(kind, start, lexer.at);
        previous = Some(kind);
    }
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn byte(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end { self.text.as_bytes().get(at).copied().unwrap_or(0) } else { 0 }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.file, offset(start), offset(end))
    }

    fn take(&mut self, bytes: usize, kind: TokenKind) -> TokenKind {
        self.at = (self.at + bytes).min(self.end);
        kind
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|character| !keep(character)).unwrap_or(rest.len());
    }

    fn next(&mut self, after_dot: bool, reports: &mut Reports) -> TokenKind {
        let (first, second) = (self.byte(0), self.byte(1));
        match (first, second) {
            (b' ' | b'\t', _) => self.space(reports),
            (b'#', _) => self.take(usize::MAX - self.at, TokenKind::Comment),
            (b'"', _) => self.quoted(reports),
            (b'0'..=b'9', _) if after_dot => self.digits_part(reports),
            (b'0'..=b'9', _) => self.number(reports),
            (b'-', b'>') => self.take(2, TokenKind::Arrow),
            (b'<', b'=') => self.take(2, TokenKind::LessEq),
            (b'>', b'=') => self.take(2, TokenKind::GreaterEq),
            (b'=', b'=') => {
                let length = if self.byte(2) == b'=' { 3 } else { 2 };
                self.take(length, TokenKind::MeansIs)
            }
            (b'=', b'>') => self.stray_arrow(reports),
            (b'!', b'=') | (b'<', b'>') => self.foreign(2, TokenKind::MeansIsNot, "is not", reports),
            (b'&', b'&') => self.foreign(2, TokenKind::MeansAnd, "and", reports),
            (b'|', b'|') => self.foreign(2, TokenKind::MeansOr, "or", reports),
            (b'*', b'*') => self.foreign(2, TokenKind::Caret, "^", reports),
            (b'=', _) => self.take(1, TokenKind::Equals),
            (b',', _) => self.take(1, TokenKind::Comma),
            (b':', _) => self.take(1, TokenKind::Colon),
            (b'.', _) => self.take(1, TokenKind::Dot),
            (b'(', _) => self.take(1, TokenKind::Open),
            (b')', _) => self.take(1, TokenKind::Close),
            (b'~', _) => self.take(1, TokenKind::Tilde),
            (b'+', _) => self.take(1, TokenKind::Plus),
            (b'-', _) => self.take(1, TokenKind::Minus),
            (b'*', _) => self.take(1, TokenKind::Star),
            (b'/', _) => self.take(1, TokenKind::Slash),
            (b'^', _) => self.take(1, TokenKind::Caret),
            (b'<', _) => self.take(1, TokenKind::Less),
            (b'>', _) => self.take(1, TokenKind::Greater),
            (b'|', _) => self.take(1, TokenKind::Bar),
            _ => self.other(reports),
        }
    }

    fn space(&mut self, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        self.take_while(|character| character == ' ' || character == '\t');
        let run = self.text.get(start..self.at).unwrap_or("");
        if run.contains('\t') {
            let span = self.span(start, self.at);
            let spaces = run.replace('\t', "  ");
            reports.on_line(
                self.line,
                Diagnostic::error("SD101", span, "a tab stands inside this line; Standoff uses spaces only")
                    .hint("replace the tab by spaces")
                    .fix(span, spaces),
            );
        }
        TokenKind::Space
    }

    /// `"…"` with `\"` and `\\`.
    fn quoted(&mut self, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        let mut at = start + 1;
        let bytes = self.text.as_bytes();
        while at < self.end {
            match bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return TokenKind::Text;
                }
                Some(b'\\') => {
                    if !matches!(bytes.get(at + 1), Some(b'"' | b'\\')) {
                        let span = self.span(at, at + 1);
                        let message =
                            "a backslash in text stands only before a quotation mark or another backslash";
                        reports.on_line(
                            self.line,
                            Diagnostic::error("SD111", span, message)
                                .hint("write two backslashes for one")
                                .fix(span, "\\\\"),
                        );
                        at += 1;
                    } else {
                        at += 2;
                    }
                }
                _ => at += 1,
            }
        }
        self.at = self.end;
        let span = self.span(start, self.end);
        reports.on_line(
            self.line,
            Diagnostic::error("SD110", span, "this text is not closed: a quotation mark is missing")
                .hint("text stands between two quotation marks on one line"),
        );
        TokenKind::Text
    }

    /// The number after the dot of a dotted name: digits only.
    fn digits_part(&mut self, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        self.take_while(|character| character.is_ascii_digit());
        self.after_number(start, reports)
    }

    fn number(&mut self, reports: &mut Reports) -> TokenKind {
        if let Some(length) = date_length(self.rest().as_bytes()) {
            return self.take(length, TokenKind::Date);
        }
        let start = self.at;
        let digit = |character: char| character.is_ascii_digit() || character == '_';
        self.take_while(digit);
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.take_while(digit);
        }
        if matches!(self.byte(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(1), b'+' | b'-'));
            if self.byte(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                self.take_while(|character| character.is_ascii_digit());
            }
        }
        if self.byte(0) == b'%' {
            self.at += 1;
        }
        self.after_number(start, reports)
    }

    /// Letters that follow a number directly belong to it and spoil it; so do misplaced separators.
    fn after_number(&mut self, start: usize, reports: &mut Reports) -> TokenKind {
        let end = self.at;
        self.take_while(|character| is_xid_continue(character) || character == '_');
        let text = self.text.get(start..self.at).unwrap_or("");
        let message = if self.at > end {
            format!("`{}` is neither a number nor a name", excerpt(text))
        } else if text.contains('_') && !separators_fit(text) {
            format!("in `{}` each `_` must stand between two digits", excerpt(text))
        } else {
            return TokenKind::Number;
        };
        let hint = "a name does not start with a digit, and nothing follows a number directly but `%`";
        reports.on_line(self.line, Diagnostic::error("SD115", self.span(start, self.at), message).hint(hint));
        TokenKind::Malformed
    }

    /// An operator of other languages, read as the one that is meant.
    fn foreign(&mut self, length: usize, kind: TokenKind, meant: &str, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        self.take(length, kind);
        let written = self.text.get(start..self.at).unwrap_or("");
        let message = format!("\"{written}\" has no meaning here: write \"{meant}\"");
        let span = self.span(start, self.at);
        let spaced = |at: Option<char>| at.is_none_or(char::is_whitespace);
        let before = self.text.get(..start).and_then(|text| text.chars().next_back());
        let after = self.rest().chars().next();
        let wordy = meant.starts_with(|character: char| character.is_alphabetic());
        let left = if wordy && !spaced(before) { " " } else { "" };
        let right = if wordy && !spaced(after) { " " } else { "" };
        let fix = format!("{left}{meant}{right}");
        reports.on_line(self.line, Diagnostic::error("SD114", span, message).fix(span, fix));
        kind
    }

    fn stray_arrow(&mut self, reports: &mut Reports) -> TokenKind {
        let span = self.span(self.at, self.at + 2);
        reports.on_line(
            self.line,
            Diagnostic::error("SD114", span, "\"=>\" has no meaning here")
                .hint("write \"->\" to go to a scene or an outcome, \">=\" to compare"),
        );
        self.take(2, TokenKind::Arrow)
    }

    /// Names, and everything that is not ASCII or has no meaning.
    fn other(&mut self, reports: &mut Reports) -> TokenKind {
        let Some(character) = self.rest().chars().next() else {
            self.at = self.end;
            return TokenKind::Stray;
        };
        let length = character.len_utf8();
        if character == '_' || is_xid_start(character) {
            self.take_while(|character| character == '_' || is_xid_continue(character));
            return TokenKind::Name;
        }
        match character {
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => self.curly(length, reports),
            '\u{2264}' => self.foreign(length, TokenKind::LessEq, "<=", reports),
            '\u{2265}' => self.foreign(length, TokenKind::GreaterEq, ">=", reports),
            '\u{2260}' => self.foreign(length, TokenKind::MeansIsNot, "is not", reports),
            '\u{2192}' => self.foreign(length, TokenKind::Arrow, "->", reports),
            '\u{2212}' | '\u{2013}' => self.foreign(length, TokenKind::Minus, "-", reports),
            '\u{d7}' | '\u{b7}' => self.foreign(length, TokenKind::Star, "*", reports),
            '\u{f7}' => self.foreign(length, TokenKind::Slash, "/", reports),
            _ => self.stray(character, reports),
        }
    }

    /// Text in typographic quotation marks.
    fn curly(&mut self, length: usize, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        self.at += length;
        let closing =
            |character: char| matches!(character, '\u{201d}' | '\u{201c}' | '\u{bb}' | '\u{ab}' | '"');
        let content = self.rest();
        let (inside, kind) = match content.char_indices().find(|(_, character)| closing(*character)) {
            Some((at, mark)) => {
                let inside = content.get(..at).unwrap_or("").to_owned();
                self.at += at + mark.len_utf8();
                (Some(inside), TokenKind::Text)
            }
            None => (None, TokenKind::Stray),
        };
        let span = self.span(start, self.at);
        let mut diagnostic = Diagnostic::error("SD112", span, "text stands in straight quotation marks here")
            .hint("write \" on both sides");
        if let Some(inside) = inside {
            let inside = inside.replace('\\', "\\\\");
            diagnostic = diagnostic.fix(span, format!("\"{inside}\""));
        }
        reports.on_line(self.line, diagnostic);
        kind
    }

    fn stray(&mut self, character: char, reports: &mut Reports) -> TokenKind {
        let start = self.at;
        self.at += character.len_utf8();
        let span = self.span(start, self.at);
        if character.is_whitespace() {
            reports.on_line(self.line, unusual_space(span));
            return TokenKind::Stray;
        }
        if is_forbidden(character) {
            // Reported once for the line by the outline.
            return TokenKind::Stray;
        }
        let mut diagnostic =
            Diagnostic::error("SD113", span, format!("the character `{character}` has no meaning here"));
        diagnostic = match character {
            '{' | '}' => diagnostic.hint("what belongs together is indented by two spaces, without brackets"),
            ';' => diagnostic.hint("each statement stands on a line of its own, without a mark at its end"),
            '[' | ']' => diagnostic.hint("use round brackets"),
            '\'' | '`' | '\u{2018}' | '\u{2019}' => diagnostic.hint("text stands between two \" marks"),
            '%' => {
                let before = self.text.get(..start).unwrap_or("").trim_end_matches(' ');
                let diagnostic =
                    diagnostic.hint("a percent sign stands directly after its number, as in 55%");
                if before.ends_with(|last: char| last.is_ascii_digit()) && before.len() < start {
                    diagnostic.fix(self.span(before.len(), self.at), "%")
                } else {
                    diagnostic
                }
            }
            '?' => {
                diagnostic.hint("a question has no mark at its end: ask P(...), ask value of play to ACTOR")
            }
            '!' => diagnostic.hint("write `not`").fix(span, "not "),
            '&' => diagnostic.hint("write `and`"),
            '$' | '\u{20ac}' | '\u{a3}' => {
                diagnostic.hint("numbers stand alone; a unit is given by `unit \"...\"`")
            }
            _ => diagnostic,
        };
        reports.on_line(self.line, diagnostic);
        TokenKind::Stray
    }
}

fn separators_fit(number: &str) -> bool {
    let bytes = number.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .all(|(at, byte)| *byte != b'_' || (digit(at.checked_sub(1)) && digit(Some(at + 1))))
}

/// The length of `YYYY-MM-DD` at the start, if it stands there and no letter or digit follows.
fn date_length(bytes: &[u8]) -> Option<usize> {
    const FORM: &[u8; 10] = b"dddd-dd-dd";
    let fits = |at: usize, form: u8| {
        bytes.get(at).is_some_and(|byte| if form == b'd' { byte.is_ascii_digit() } else { *byte == form })
    };
    let fits = FORM.iter().enumerate().all(|(at, form)| fits(at, *form));
    let ends = !bytes.get(FORM.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    (fits && ends).then_some(FORM.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::unquote;

    fn lex(text: &str) -> (Vec<(TokenKind, String)>, Vec<Diagnostic>) {
        let mut reports = Reports::default();
        let mut tokens = Vec::new();
        lex_line(FileId(0), text, 0, 0..text.len(), &mut reports, |kind, start, end| {
            tokens.push((kind, text[start..end].to_owned()));
        });
        assert_eq!(tokens.iter().map(|(_, text)| text.as_str()).collect::<String>(), text);
        (tokens, reports.finish(FileId(0)))
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text).0.into_iter().map(|(kind, _)| kind).filter(|kind| !kind.is_trivia()).collect()
    }

    #[test]
    fn tokens_of_each_kind() {
        use TokenKind::{Arrow, Date, Dot, Less, Minus, Name, Number, Text};
        assert_eq!(kinds("0.55 55% 1_000 -2 1e-6"), [Number, Number, Number, Minus, Number, Number]);
        assert_eq!(kinds("from 2024-02-08 -> a"), [Name, Date, Arrow, Name]);
        assert_eq!(kinds("answer.1.2 x<-1"), [Name, Dot, Number, Dot, Number, Name, Less, Minus, Number]);
        assert_eq!(kinds(r#"a "x \" \\ y" # c"#), [Name, Text]);
        assert_eq!(kinds("Київ_2 žluť"), [Name, Name]);
        assert_eq!(unquote(r#""x \" \\ y""#), r#"x " \ y"#);
    }

    #[test]
    fn wrong_characters_are_reported_and_passed_over() {
        let code = |text: &str| lex(text).1.first().map(|diagnostic| diagnostic.code);
        assert_eq!(code("a != b"), Some("SD114"));
        assert_eq!(code("\"open"), Some("SD110"));
        assert_eq!(code("\"a\\n\""), Some("SD111"));
        assert_eq!(code("“a”"), Some("SD112"));
        assert_eq!(code("a {"), Some("SD113"));
        assert_eq!(code("2nd"), Some("SD115"));
        assert_eq!(code("1__0"), Some("SD115"));
        assert_eq!(code("a\tb"), Some("SD101"));
        assert_eq!(code("a\u{a0}b"), Some("SD108"));
        assert_eq!(code("a ≥ b"), Some("SD114"));
        assert_eq!(lex("a!=b").1[0].fix.as_ref().unwrap().replacement, " is not ");
    }
}
