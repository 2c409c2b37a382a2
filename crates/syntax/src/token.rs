//! The kinds of tokens, and what single characters and texts in quotes mean.
//!
//! In: nothing, or the text of a token. Out: [`TokenKind`], the content of a text, whether a character may stand in a file.

use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The byte order mark at the start of a file.
    Mark,
    /// Spaces and tabs.
    Space,
    /// `\n` or `\r\n`.
    LineEnd,
    /// From `#` to the end of the line.
    Comment,
    /// A name or keyword.
    Name,
    /// A number without sign.
    Number,
    /// An ISO date.
    Date,
    /// Text in quotes; the last quote may be missing.
    Text,
    /// `=`
    Equals,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `->`
    Arrow,
    /// `~`
    Tilde,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `^`
    Caret,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `|`
    Bar,
    /// `==`, which means `is` or `=` (reported by the parser, which knows which).
    MeansIs,
    /// An operator of other languages that means `is not` (reported).
    MeansIsNot,
    /// An operator of other languages that means `and` (reported).
    MeansAnd,
    /// An operator of other languages that means `or` (reported).
    MeansOr,
    /// Digits and letters that form neither a number nor a name (reported).
    Malformed,
    /// Characters without a meaning, passed over (reported).
    Stray,
}

impl TokenKind {
    /// Whether the grammar passes over it.
    #[must_use]
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Mark | Self::Space | Self::LineEnd | Self::Comment | Self::Stray)
    }
}

/// The message about a white-space character that is neither a space nor a tab.
pub(crate) fn unusual_space(span: Span) -> Diagnostic {
    Diagnostic::error("SD108", span, "an unusual white-space character stands here, perhaps from copying")
        .hint("replace it by a space")
        .fix(span, " ")
}

/// Characters that no text may hold, not even a comment: control characters, and those that change the direction of
/// writing and so make a line look different from what it says.
pub(crate) fn is_forbidden(character: char) -> bool {
    match character {
        '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => true,
        _ => character.is_control(),
    }
}

/// At most 40 characters of what was written, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    let head: String = text.chars().take(39).collect();
    format!("{head}…")
}

/// The content of a text token: quotes taken off, `\"` and `\\` resolved.
pub(crate) fn unquote(token: &str) -> String {
    let opens = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}');
    let inside = token.strip_prefix(opens).unwrap_or(token);
    let mut content = String::with_capacity(inside.len());
    let mut characters = inside.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if matches!(characters.peek(), Some('"' | '\\')) => content.extend(characters.next()),
            _ if opens(character) && characters.peek().is_none() => {}
            _ => content.push(character),
        }
    }
    content
}
