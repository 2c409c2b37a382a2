//! Tables of text in columns, and the same as comma-separated values.
//!
//! In: rows of cells. Out: aligned lines; or CSV after RFC 4180.

use unicode_width::UnicodeWidthStr;

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows in aligned columns, two spaces apart, after `indent` spaces. The first row may be a head.
pub(crate) fn columns(indent: usize, aligns: &[Align], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..aligns.len())
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (column, (cell, (align, width))) in row.iter().zip(aligns.iter().zip(&widths)).enumerate() {
            if column > 0 {
                line.push_str("  ");
            }
            let space = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Left => line.extend([cell.as_str(), &space]),
                Align::Right => line.extend([&space, cell.as_str()]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Rows as comma-separated values, each line ended by LF alone; cells with commas, quotes or line ends are quoted.
pub(crate) fn csv(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                text.push_str(cell);
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_display_width() {
        let rows = vec![vec!["名".to_owned(), "1".to_owned()], vec!["abc".to_owned(), "22".to_owned()]];
        assert_eq!(columns(1, &[Align::Left, Align::Right], &rows), " 名    1\n abc  22\n");
    }

    #[test]
    fn csv_quotes_what_must_be() {
        let rows = vec![vec!["a,b".to_owned(), "say \"x\"".to_owned(), "1".to_owned()]];
        assert_eq!(csv(&rows), "\"a,b\",\"say \"\"x\"\"\",1\n");
    }
}
