//! Bytes of a text and UTF-16 units from its start.
//!
//! In: a text. Out: [`Units`], which turns one into the other. Places beyond the end are the end; places inside a character are its start.

/// Where each line of a text starts, in bytes and in UTF-16 units.
#[derive(Clone, Debug)]
pub struct Units<'t> {
    text: &'t str,
    lines: Vec<(usize, usize)>,
}

impl<'t> Units<'t> {
    /// Reads the line starts of a text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut lines = vec![(0, 0)];
        let mut units = 0;
        let mut from = 0;
        for (at, _) in text.match_indices('\n') {
            let next = at + 1;
            units += length(text.get(from..next).unwrap_or(""));
            lines.push((next, units));
            from = next;
        }
        Self { text, lines }
    }

    /// The unit at which the character that holds a byte starts.
    #[must_use]
    pub fn unit(&self, byte: u32) -> u32 {
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.lines.partition_point(|&(start, _)| start <= byte).saturating_sub(1);
        let (start, units) = self.lines.get(line).copied().unwrap_or((0, 0));
        let units = units + length(self.text.get(start..byte).unwrap_or(""));
        u32::try_from(units).unwrap_or(u32::MAX)
    }

    /// The byte at which the character that holds a unit starts.
    #[must_use]
    pub fn byte(&self, unit: u32) -> u32 {
        let unit = unit as usize;
        let line = self.lines.partition_point(|&(_, start)| start <= unit).saturating_sub(1);
        let (start, mut units) = self.lines.get(line).copied().unwrap_or((0, 0));
        let mut byte = start;
        for character in self.text.get(start..).unwrap_or("").chars() {
            units += character.len_utf16();
            if units > unit {
                break;
            }
            byte += character.len_utf8();
        }
        u32::try_from(byte).unwrap_or(u32::MAX)
    }
}

fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::Units;

    #[test]
    fn bytes_and_units_go_there_and_back() {
        let text = "a\nжд 𝕏y\r\n\n終\u{1F54A}";
        let units = Units::new(text);
        for (byte, character) in text.char_indices() {
            let unit = text[..byte].encode_utf16().count() as u32;
            assert_eq!(units.unit(byte as u32), unit);
            assert_eq!(units.byte(unit), byte as u32);
            if character.len_utf16() == 2 {
                assert_eq!(units.byte(unit + 1), byte as u32);
            }
            assert_eq!(units.unit(byte as u32 + character.len_utf8() as u32 - 1), unit);
        }
        let end = text.encode_utf16().count() as u32;
        assert_eq!(units.byte(end), text.len() as u32);
        assert_eq!(units.byte(u32::MAX), text.len() as u32);
        assert_eq!(units.unit(u32::MAX), end);
        assert_eq!(Units::new("").byte(3), 0);
    }
}
