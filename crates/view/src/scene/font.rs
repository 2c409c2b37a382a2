//! How wide a text is, and how to make it fit: measured with the font that the program brings along.
//!
//! In: words and a size. Out: widths, words cut short, words on several lines. Pages show the same pictures with a font of the reader's
//! machine where Inter is not there; the substitutes that the style sheet names are not wider.

use std::sync::OnceLock;

use ttf_parser::Face;
use unicode_width::UnicodeWidthChar;

use super::Size;

/// The font files, regular and semi-bold: a subset of Inter, under the Open Font License.
pub const FILES: [&[u8]; 2] =
    [include_bytes!("../../fonts/Inter-Regular.otf"), include_bytes!("../../fonts/Inter-SemiBold.otf")];
/// Its name.
pub const FAMILY: &str = "Inter";
/// Height of letters above the base line, as a share of the size.
pub const ASCENT: f64 = 0.76;
/// And below it.
pub const DESCENT: f64 = 0.22;
/// Width of a letter that the font lacks, by the cells that a terminal gives it.
const LACKING: [f64; 3] = [0.0, 0.65, 1.0];

/// The width of a text.
#[must_use]
pub fn width(words: &str, size: Size) -> f64 {
    static FACES: [OnceLock<Option<Face<'static>>>; 2] = [OnceLock::new(), OnceLock::new()];
    let which = usize::from(size.heavy());
    let face = FACES[which].get_or_init(|| Face::parse(FILES[which], 0).ok()).as_ref();
    let em = face.map_or(1.0, |face| f64::from(face.units_per_em()));
    let advance = |letter: char| {
        let known = face.and_then(|face| face.glyph_hor_advance(face.glyph_index(letter)?));
        known.map_or_else(
            || LACKING[letter.width().unwrap_or(0).min(LACKING.len() - 1)],
            |units| f64::from(units) / em,
        )
    };
    words.chars().map(advance).sum::<f64>() * size.pixels()
}

/// The words if they fit, else as many of their letters as do, with an ellipsis.
#[must_use]
pub fn cut(words: &str, size: Size, room: f64) -> String {
    if width(words, size) <= room {
        return words.to_owned();
    }
    let mut kept: String = words.to_owned();
    while kept.pop().is_some() {
        let shown = format!("{}…", kept.trim_end());
        if width(&shown, size) <= room {
            return shown;
        }
    }
    String::new()
}

/// The words on lines that fit, broken between words; a word that is wider than a line is cut short.
#[must_use]
pub fn wrapped(words: &str, size: Size, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => parted(word, size, room, &mut lines),
        }
    }
    lines
}

/// A word on lines of its own: one if it fits, else parted after its underscores.
fn parted(word: &str, size: Size, room: f64, lines: &mut Vec<String>) {
    if width(word, size) <= room {
        lines.push(word.to_owned());
        return;
    }
    let mut line = String::new();
    for part in word.split_inclusive('_') {
        if !line.is_empty() && width(&format!("{line}{part}"), size) > room {
            lines.push(cut(&line, size, room));
            line.clear();
        }
        line.push_str(part);
    }
    lines.push(cut(&line, size, room));
}

/// The same, on at most so many lines; what is left over is cut off with an ellipsis.
#[must_use]
pub fn filled(words: &str, size: Size, room: f64, most: usize) -> Vec<String> {
    let mut lines = wrapped(words, size, room);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(cut(&rest, size, room));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_equally_wide_and_every_script_has_a_width() {
        assert_eq!(width("1111", Size::Body), width("8090", Size::Body));
        assert!(width("停戦", Size::Body) >= 26.0);
        assert!(width("мир", Size::Body) > 15.0);
        assert!(width("war", Size::Head) > width("war", Size::Body));
    }

    #[test]
    fn what_is_cut_fits() {
        let text = cut("the US administration", Size::Small, 60.0);
        assert!(text.ends_with('…') && width(&text, Size::Small) <= 60.0);
        let lines = filled("one two three four five six seven", Size::Small, 50.0, 2);
        assert!(lines.len() == 2 && lines[1].ends_with('…'));
    }
}
