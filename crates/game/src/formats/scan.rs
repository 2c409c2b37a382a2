//! Text to words, quoted texts and braces. White space and commas only separate.
//!
//! In: text. Out: one item after the other, each asked for by kind, with errors that know their place.

use std::borrow::Cow;

use num_rational::BigRational;

use super::error::{FormatError, Problem};
use super::number;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A quoted text.
    Text,
    /// `{`
    Open,
    /// `}`
    Close,
    /// Anything else: a number, a letter.
    Word,
    /// Nothing.
    End,
}

/// A place in a text.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    /// Byte of the next item: white space has been passed over.
    at: usize,
    /// Line of `at`, from 1.
    line: u32,
}

impl<'t> Scanner<'t> {
    /// At the first item of a text.
    pub(super) fn new(text: &'t str) -> Result<Self, FormatError> {
        let mut scan = Scanner { text, at: 0, line: 1 };
        if u32::try_from(text.len()).is_err() {
            return Err(scan.error_here(Problem::TooLarge("the file has more than 4 GB")));
        }
        scan.pass_space();
        Ok(scan)
    }

    /// The word at the beginning, which is not taken.
    pub(super) fn first_word(&self) -> &'t str {
        self.word_at()
    }

    /// What comes next.
    pub(super) fn next(&self) -> Next {
        match self.text.as_bytes().get(self.at) {
            None => Next::End,
            Some(b'"') => Next::Text,
            Some(b'{') => Next::Open,
            Some(b'}') => Next::Close,
            Some(_) => Next::Word,
        }
    }

    /// The line of the next item.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The place of the next item, for [`Self::error_at`].
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Bytes that are left.
    pub(super) fn rest(&self) -> usize {
        self.text.len() - self.at
    }

    /// Bytes of the whole text.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// Takes a word.
    pub(super) fn word(&mut self, wanted: &'static str) -> Result<&'t str, FormatError> {
        if self.next() != Next::Word {
            return Err(self.unexpected(wanted));
        }
        let word = self.word_at();
        self.advance(word.len());
        Ok(word)
    }

    /// The word that comes next, without taking it.
    pub(super) fn peek_word(&self) -> Option<&'t str> {
        (self.next() == Next::Word).then(|| self.word_at())
    }

    /// Takes a quoted text. `\"` stands for a quotation mark and `\\` for a backslash; any other backslash for itself.
    pub(super) fn text(&mut self, wanted: &'static str) -> Result<Cow<'t, str>, FormatError> {
        if self.next() != Next::Text {
            return Err(self.unexpected(wanted));
        }
        let inner = &self.text[self.at + 1..];
        let mut plain: Option<String> = None;
        let mut from = 0;
        let mut escaped = false;
        for (at, byte) in inner.bytes().enumerate() {
            if escaped {
                escaped = false;
                if matches!(byte, b'"' | b'\\') {
                    // Without the backslash before it.
                    plain.get_or_insert_default().push_str(&inner[from..at - 1]);
                    from = at;
                }
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == b'"' {
                let rest = &inner[from..at];
                self.advance(at + 2);
                return Ok(match plain {
                    None => Cow::Borrowed(rest),
                    Some(mut text) => {
                        text.push_str(rest);
                        Cow::Owned(text)
                    }
                });
            }
        }
        Err(self.error_here(Problem::OpenText))
    }

    /// Takes `{`.
    pub(super) fn open(&mut self, wanted: &'static str) -> Result<(), FormatError> {
        self.brace(Next::Open, wanted)
    }

    /// Takes `}`.
    pub(super) fn close(&mut self, wanted: &'static str) -> Result<(), FormatError> {
        self.brace(Next::Close, wanted)
    }

    fn brace(&mut self, which: Next, wanted: &'static str) -> Result<(), FormatError> {
        if self.next() != which {
            return Err(self.unexpected(wanted));
        }
        self.advance(1);
        Ok(())
    }

    /// Takes a number.
    pub(super) fn number(&mut self, wanted: &'static str) -> Result<BigRational, FormatError> {
        let place = self.at;
        let word = self.word(wanted)?;
        number::parse(word).map_err(|problem| self.error_at(place, problem))
    }

    /// Takes a whole number from 0 on.
    pub(super) fn whole(&mut self, wanted: &'static str) -> Result<u32, FormatError> {
        let place = self.at;
        let word = self.word(wanted)?;
        // The largest number is kept free: it stands for none.
        match word.parse::<u32>() {
            Ok(number) if number < u32::MAX => Ok(number),
            _ => Err(self.error_at(place, Problem::NotWhole { found: short(word), wanted })),
        }
    }

    /// Takes the words at the beginning: the name of the format, its version, the old letter for the kind of numbers.
    pub(super) fn prologue(&mut self, version: u8) -> Result<(), FormatError> {
        self.word("the name of the format")?;
        let place = self.at;
        let found = self.word("the version of the format")?;
        if found.parse() != Ok(version) {
            return Err(self.error_at(place, Problem::Version { found: short(found), known: version }));
        }
        // R for rational and D for decimal mean the same today; some programs leave the letter out.
        if self.next() == Next::Word {
            let place = self.at;
            let letter = self.word("`R` or `D`")?;
            if !matches!(letter, "R" | "D" | "r" | "d") {
                let found = format!("`{}`", short(letter));
                return Err(
                    self.error_at(place, Problem::Unexpected { found, wanted: "the letter `R` or `D`" })
                );
            }
        }
        Ok(())
    }

    /// Takes a list of quoted texts in braces.
    pub(super) fn texts(&mut self, mut each: impl FnMut(Cow<'t, str>)) -> Result<(), FormatError> {
        self.open("a list in braces")?;
        while self.next() != Next::Close {
            each(self.text("a name in quotation marks, or `}`")?);
        }
        self.close("`}`")
    }

    /// That something else stands at the next item.
    pub(super) fn unexpected(&self, wanted: &'static str) -> FormatError {
        let found = match self.next() {
            Next::End => return self.error_here(Problem::End(wanted)),
            Next::Text => "a text in quotation marks".to_owned(),
            Next::Open => "`{`".to_owned(),
            Next::Close => "`}`".to_owned(),
            Next::Word => format!("`{}`", short(self.word_at())),
        };
        self.error_here(Problem::Unexpected { found, wanted })
    }

    /// A problem at the next item.
    pub(super) fn error_here(&self, problem: Problem) -> FormatError {
        self.error_at(self.at, problem)
    }

    /// A problem at an earlier place.
    pub(super) fn error_at(&self, place: usize, problem: Problem) -> FormatError {
        let before = self.text.get(..place).unwrap_or(self.text);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        FormatError { line, column, problem: Box::new(problem) }
    }

    fn word_at(&self) -> &'t str {
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|b| separates(b) || matches!(b, b'"' | b'{' | b'}'));
        &rest[..end.unwrap_or(rest.len())]
    }

    fn advance(&mut self, bytes: usize) {
        let passed = &self.text.as_bytes()[self.at..self.at + bytes];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.at += bytes;
        self.pass_space();
    }

    fn pass_space(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|&byte| !separates(byte)).unwrap_or(rest.len());
        self.line += rest[..length].iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.at += length;
    }
}

/// White space, control characters, commas.
fn separates(byte: u8) -> bool {
    byte <= b' ' || byte == b',' || byte == 0x7f
}

/// A word cut to a length that fits a sentence.
pub(super) fn short(word: &str) -> String {
    const MOST: usize = 40;
    match word.char_indices().nth(MOST) {
        None => word.to_owned(),
        Some((end, _)) => format!("{}…", &word[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_need_no_space_between_them() {
        let mut scan = Scanner::new("p\"\"1,2{\"a\"\"b\"}").unwrap();
        assert_eq!(scan.word("").unwrap(), "p");
        assert_eq!(scan.text("").unwrap(), "");
        assert_eq!((scan.whole("").unwrap(), scan.whole("").unwrap()), (1, 2));
        let mut names = Vec::new();
        scan.texts(|name| names.push(name.into_owned())).unwrap();
        assert_eq!((names, scan.next()), (vec!["a".to_owned(), "b".to_owned()], Next::End));
    }

    #[test]
    fn marks_in_texts_are_escaped() {
        let text = |text: &str| Scanner::new(text).unwrap().text("").map(Cow::into_owned);
        assert_eq!(text(r#""a \"q\" b""#).unwrap(), r#"a "q" b"#);
        assert_eq!(text(r#""a\\b\n""#).unwrap(), r"a\b\n");
        assert_eq!(text(r#""\\\"""#).unwrap(), r#"\""#);
        assert_eq!(text("\"two\nlines, é\"").unwrap(), "two\nlines, é");
        assert_eq!(*text("\"open\\\"").unwrap_err().problem, Problem::OpenText);
    }

    #[test]
    fn errors_know_their_line_and_column() {
        let mut scan = Scanner::new("\"é\nü\" é x").unwrap();
        scan.text("").unwrap();
        scan.word("").unwrap();
        let error = scan.open("`{`").unwrap_err();
        assert_eq!((error.line, error.column), (2, 6));
        assert_eq!(scan.line(), 2);
        assert_eq!(error.to_string(), "line 2, column 6: here stands `x`, and `{` should");
    }
}
