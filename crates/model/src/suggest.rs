//! The nearest name to a misspelt one.
//!
//! In: the name as written and the names that would have been right there. Out: the closest of them, if it is close
//! enough to be meant. Distances are Damerau–Levenshtein (optimal string alignment).

use std::cell::Cell;

use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

/// Names longer than this are not compared: nobody misspells them by a letter, and the comparison is quadratic.
const LONGEST: usize = 64;

/// Bounds the comparisons made for one model, so that a file of nothing but misspelt names stays cheap.
#[derive(Debug)]
pub(crate) struct Budget(Cell<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(500_000))
    }
}

impl Budget {
    /// Takes so many comparisons; false if there are not as many left.
    pub(crate) fn spend(&self, count: usize) -> bool {
        let left = u32::try_from(count).ok().and_then(|count| self.0.get().checked_sub(count));
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// The closest candidate: at most a third of the letters differ (at least one, none in names of one or two letters), or
/// only the case does.
/// Among equally close ones, the first in the alphabet.
pub(crate) fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    budget: &Budget,
) -> Option<&'c str> {
    let length = written.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let allowed = if length <= 2 { 0 } else { (length / 3).clamp(1, 4) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if !budget.spend(1) {
            break;
        }
        let other = candidate.chars().count();
        if other > LONGEST || candidate == written {
            continue;
        }
        let distance = if candidate.to_lowercase() == written.to_lowercase() {
            0
        } else if other.abs_diff(length) > allowed {
            continue;
        } else {
            strsim::osa_distance(written, candidate)
        };
        if distance <= allowed && best.is_none_or(|old| (distance, candidate) < old) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Adds "did you mean" with its fix, if there is a near name.
pub(crate) fn did_you_mean(diagnostic: Diagnostic, span: Span, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.hint(format!("did you mean \"{near}\"?")).fix(span, near),
        None => diagnostic,
    }
}

/// `a`, `a and b`, `a, b and c`; at most eight, then how many more.
pub(crate) fn listed<T: AsRef<str>>(items: &[T], joined: &str) -> String {
    const SHOWN: usize = 8;
    let quoted: Vec<String> = items.iter().take(SHOWN).map(|item| format!("`{}`", item.as_ref())).collect();
    if items.len() > SHOWN {
        return format!("{} and {} more", quoted.join(", "), items.len() - SHOWN);
    }
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {joined} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_name_that_was_meant() {
        let names = ["settlement", "broken_deal", "war"];
        let near = |text| nearest(text, names, &Budget::default());
        assert_eq!(near("setlement"), Some("settlement"));
        assert_eq!(near("brokendeal"), Some("broken_deal"));
        assert_eq!(near("War"), Some("war"));
        assert_eq!(near("peace"), None);
        assert_eq!(near(""), None);
        assert_eq!(nearest("UK", ["US"], &Budget::default()), None);
        assert_eq!(nearest("us", ["US"], &Budget::default()), Some("US"));
    }

    #[test]
    fn lists_in_words() {
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert_eq!(listed(&["x"; 10], "and"), "`x`, `x`, `x`, `x`, `x`, `x`, `x`, `x` and 2 more");
    }
}
