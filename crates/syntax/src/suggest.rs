//! The nearest word: for "did you mean".
//!
//! In: a word as written and the words that could stand there. Out: the nearest of them, if one is near enough.
//! The distance is optimal string alignment (insertions, deletions, substitutions, swaps of neighbours; Damerau 1964),
//! letters compared without case.

/// Words longer than this are not compared.
const LONGEST: usize = 64;

/// The candidate nearest to `word`, or nothing if none is near: within a third of the word's letters (at least one,
/// at most three; words of one or two letters must agree but for case). Of equally near ones the first.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let limit = if word.len() <= 2 { 0 } else { (word.len() / 3).clamp(1, 3) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
        if letters.len() > LONGEST || letters.len().abs_diff(word.len()) > limit {
            continue;
        }
        let distance = alignment_distance(&word, &letters);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance.
fn alignment_distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut two_back = vec![0; width];
    let mut back: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..width {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (back[j] + 1).min(row[j - 1] + 1).min(back[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(two_back[j - 2] + 1);
            }
            row[j] = least;
        }
        std::mem::swap(&mut two_back, &mut back);
        std::mem::swap(&mut back, &mut row);
    }
    back[width - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["chooses", "offers", "may", "gains"];
        assert_eq!(nearest("choses", words), Some("chooses"));
        assert_eq!(nearest("gians", words), Some("gains"));
        assert_eq!(nearest("Chooses", words), Some("chooses"));
        assert_eq!(nearest("mya", words), Some("may"));
        assert_eq!(nearest("thinks", words), None);
        assert_eq!(nearest("", words), None);
        assert_eq!(nearest("us", ["US", "UK"]), Some("US"));
        assert_eq!(nearest("UA", ["US", "UK"]), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), words), None);
    }
}
