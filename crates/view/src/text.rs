//! A document as plain text for the terminal: filled paragraphs, aligned tables, numbered steps.
//!
//! In: a [`Document`], a width, whether to use colour. Out: a string that ends in a line break. Widths count terminal
//! cells, so that names in any script line up.

use unicode_width::UnicodeWidthStr;

use crate::document::{Align, Block, Document, Step, Table};

const BOLD: &str = "\u{1b}[1m";
const RESET: &str = "\u{1b}[0m";
const INDENT: &str = "  ";
/// Narrower terminals get lines that are longer than they are wide.
const NARROWEST: usize = 40;

/// The document as text. `width` is in terminal cells.
#[must_use]
pub fn render(document: &Document, width: usize, colour: bool) -> String {
    let width = width.max(NARROWEST);
    let bold = |text: &str| if colour { format!("{BOLD}{text}{RESET}") } else { text.to_owned() };
    let mut out = String::new();
    let gap = width.saturating_sub(document.title.width() + document.name.width());
    if gap >= 2 {
        out.push_str(&format!("{}{}{}\n", bold(&document.title), " ".repeat(gap), document.name));
    } else {
        out.push_str(&format!("{}\n{}\n", bold(&fill(&document.title, width, "", "")), document.name));
    }
    for section in &document.sections {
        out.push_str(&format!("\n{}\n", bold(&section.heading)));
        for block in &section.blocks {
            out.push_str(&block_text(block, width));
        }
    }
    if !document.footer.is_empty() {
        out.push('\n');
        for line in &document.footer {
            out.push_str(&format!("{INDENT}{line}\n"));
        }
    }
    out
}

/// One block as text.
#[must_use]
pub fn block_text(block: &Block, width: usize) -> String {
    match block {
        Block::Paragraph(text) => format!("{}\n", fill(text, width, INDENT, INDENT)),
        Block::Lines(lines) => {
            lines.iter().map(|line| format!("{}\n", fill(line, width, INDENT, "      "))).collect()
        }
        Block::Table(table) => table_text(table, width),
        Block::Steps(steps) => steps_text(steps, width),
    }
}

fn fill(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options =
        textwrap::Options::new(width).initial_indent(first).subsequent_indent(rest).break_words(false);
    textwrap::fill(text, options)
}

fn steps_text(steps: &[Step], width: usize) -> String {
    let digits = steps.len().to_string().len();
    let mut out = String::new();
    for (i, step) in steps.iter().enumerate() {
        let first = format!("{INDENT}{:>digits$}  ", i + 1);
        let rest = " ".repeat(first.len());
        out.push_str(&format!("{}\n", fill(&step.text, width, &first, &rest)));
        for remark in &step.remarks {
            let indent = format!("{rest}  ");
            out.push_str(&format!("{}\n", fill(remark, width, &indent, &indent)));
        }
    }
    out
}

/// Columns as wide as their widest cell. The first column is filled when the table is wider than the page.
fn table_text(table: &Table, width: usize) -> String {
    let columns = table.align.len();
    let head = (!table.head.iter().all(String::is_empty)).then_some(&table.head);
    let lines = || head.into_iter().chain(&table.rows);
    let mut widths: Vec<usize> = (0..columns)
        .map(|k| lines().map(|row| row.get(k).map_or(0, |cell| cell.width())).max().unwrap_or(0))
        .collect();
    let others: usize = widths.iter().skip(1).sum::<usize>() + 2 * columns.saturating_sub(1);
    if let Some(first) = widths.first_mut() {
        *first = (*first).min(width.saturating_sub(others + INDENT.len()).max(24));
    }
    let mut out = String::new();
    for row in lines() {
        let first = row.first().map_or("", String::as_str);
        let wrapped = textwrap::wrap(first, widths.first().copied().unwrap_or(0).max(1));
        for (i, part) in wrapped.iter().enumerate() {
            let mut line = format!("{INDENT}{part}");
            if i + 1 == wrapped.len() {
                line.push_str(&" ".repeat(widths.first().map_or(0, |w| w.saturating_sub(part.width()))));
                let rest = row.iter().zip(&widths).zip(&table.align).skip(1);
                for ((cell, width), align) in rest {
                    let space = " ".repeat(width.saturating_sub(cell.width()));
                    line.push_str(INDENT);
                    match align {
                        Align::Left => line.push_str(&format!("{cell}{space}")),
                        Align::Right => line.push_str(&format!("{space}{cell}")),
                    }
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_in_every_script() {
        let table = Table {
            head: vec![String::new(), "now".into()],
            align: vec![Align::Left, Align::Right],
            rows: vec![vec!["мир".into(), "35%".into()], vec!["停戦".into(), "5%".into()]],
        };
        assert_eq!(table_text(&table, 80), "        now\n  мир   35%\n  停戦   5%\n");
    }

    #[test]
    fn steps_are_numbered_and_filled() {
        let step = Step {
            text: "one two three four five six seven eight nine ten".into(),
            remarks: vec!["why".into()],
        };
        let text = steps_text(&[step], 40);
        assert_eq!(text, "  1  one two three four five six seven\n     eight nine ten\n       why\n");
    }
}
