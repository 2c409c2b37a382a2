//! Names: many short texts in one block of memory, and names that must differ.
//!
//! In: texts in order. Out: each again by its number; a list in which no name is empty or stands twice. Maps over what a
//! file says hash with a random key, so that no file can be made to slow them down.

use std::collections::{HashMap, HashSet};

/// Texts one after the other, at four bytes each beside their letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with a number; empty if there is none.
    #[must_use]
    pub fn get(&self, number: usize) -> &str {
        let Some(&end) = self.ends.get(number) else { return "" };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Drops all texts from a number on.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    /// All texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// Whether every name is one, and none stands twice.
pub(super) fn are_unique<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    names.into_iter().all(|name| !name.is_empty() && seen.insert(name))
}

/// The names with a number added to each that is empty or stands more than once: `A`, ``, `A` become `A_1`, `_1`, `A_2`.
/// Numbers that would give a name which stands there already are passed over. This is what Gambit does when it reads such
/// a file, so that its names and these are the same. Two different names never become the same one: what stands before
/// the last number tells them apart.
pub(super) fn made_unique(names: &[&str]) -> Texts {
    if are_unique(names.iter().copied()) {
        return names.iter().copied().collect();
    }
    // How often each name stands there, and the last number that was added to it.
    let mut met: HashMap<&str, (u32, u32)> = HashMap::new();
    for name in names {
        met.entry(name).or_default().0 += 1;
    }
    let mut unique = Texts::default();
    let mut candidate = String::new();
    for &name in names {
        let (count, mut number) = met.get(name).copied().unwrap_or_default();
        if count == 1 && !name.is_empty() {
            unique.push(name);
            continue;
        }
        loop {
            number += 1;
            candidate.clear();
            candidate.push_str(name);
            candidate.push_str(&format!("_{number}"));
            if !met.contains_key(candidate.as_str()) {
                break;
            }
        }
        if let Some((_, last)) = met.get_mut(name) {
            *last = number;
        }
        unique.push(&candidate);
    }
    unique
}

/// The same, but an empty name stays empty: it names nothing.
pub(super) fn unique_or_empty(names: &[&str]) -> Texts {
    let given: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    let unique = made_unique(&given);
    let mut next = 0;
    let mut all = Texts::default();
    for name in names {
        if name.is_empty() {
            all.push("");
        } else {
            all.push(unique.get(next));
            next += 1;
        }
    }
    all
}

/// Adds a text in quotation marks, with what needs it escaped. A backslash stands for itself wherever that is clear:
/// Gambit, which writes two, reads two as two.
pub(super) fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let unclear = letter == '\\' && matches!(letters.peek(), None | Some('"' | '\\'));
        if letter == '"' || unclear {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let texts: Texts = ["a", "", "é x"].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "é x"]);
        assert_eq!((texts.get(1), texts.get(7)), ("", ""));
    }

    #[test]
    fn quoted_texts_are_read_back() {
        for (text, quoted) in [
            ("a\\b", r#""a\b""#),
            ("a\"b", r#""a\"b""#),
            ("a\\", r#""a\\""#),
            ("\\\"", r#""\\\"""#),
            ("a\\\\n", r#""a\\\n""#),
        ] {
            let mut out = String::new();
            quote(&mut out, text);
            assert_eq!(out, quoted);
            let mut scan = crate::formats::scan::Scanner::new(&out).unwrap();
            assert_eq!(scan.text("").unwrap(), text);
        }
    }

    #[test]
    fn names_get_numbers_where_they_are_not_unique() {
        let list = |texts: Texts| texts.iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(list(made_unique(&["A", "", "A", "A_1"])), ["A_2", "_1", "A_3", "A_1"]);
        assert_eq!(list(made_unique(&["l", "l", "m"])), ["l_1", "l_2", "m"]);
        assert_eq!(list(unique_or_empty(&["n", "", "n", ""])), ["n_1", "", "n_2", ""]);
        assert!(are_unique(["a", "b"]) && !are_unique(["a", "a"]) && !are_unique([""]));
    }
}
