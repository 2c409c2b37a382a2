//! A document as Markdown (CommonMark with tables): headings, paragraphs, lists, tables.
//!
//! In: sections and blocks. Out: text. What comes from a model is escaped, so that it cannot make markup.

use crate::document::{Align, Block, Document, Section, Span, Step, Table, spans};

/// Headings lie between these levels.
const LEVELS: (usize, usize) = (1, 6);
/// Letters that may begin markup wherever they stand.
const MARKUP: &str = "\\`*[]<>|~&";

/// A document with its title at a level and its sections one below.
#[must_use]
pub fn document(document: &Document, level: usize) -> String {
    let mut out = heading(&document.title, level);
    for part in &document.sections {
        out.push_str(&section(part, level + 1));
    }
    out
}

/// A section with its heading at a level; without a heading, its blocks.
#[must_use]
pub fn section(section: &Section, level: usize) -> String {
    let head = if section.heading.is_empty() { String::new() } else { heading(&section.heading, level) };
    head + &blocks(&section.blocks)
}

/// A heading and an empty line.
#[must_use]
pub fn heading(text: &str, level: usize) -> String {
    format!("{} {}\n\n", "#".repeat(level.clamp(LEVELS.0, LEVELS.1)), escaped(text))
}

/// Blocks one after the other, an empty line after each.
#[must_use]
pub fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

/// A line of a list; spaces before it make it a part of the one above.
fn item(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    format!("{}- {}\n", &line[..line.len() - text.len()], running(text))
}

/// Text that a line begins with.
#[must_use]
pub fn escaped(text: &str) -> String {
    let out = within(text);
    match out.split_once(". ") {
        _ if text.starts_with(['#', '+', '-', '=']) => format!("\\{out}"),
        // "1. " would begin a list.
        Some((number, rest)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{number}\\. {rest}")
        }
        _ => out,
    }
}

/// Text for the inside of a line.
#[must_use]
pub fn within(text: &str) -> String {
    let letters: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(text.len());
    for (at, &letter) in letters.iter().enumerate() {
        // An underscore within a name is no markup.
        let word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphanumeric());
        let edge = letter == '_' && !(word(at.checked_sub(1)) && word(Some(at + 1)));
        if MARKUP.contains(letter) || edge {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Running text: what is typed as it stands stays so.
fn running(text: &str) -> String {
    let part = |(at, span)| match span {
        Span::Words(words) if at == 0 => escaped(words),
        Span::Words(words) => within(words),
        Span::Code(code) => format!("`{code}`"),
    };
    spans(text).into_iter().enumerate().map(part).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("{}\n\n", running(text)),
        Block::Lines(lines) => {
            let lines: String = lines.iter().map(|line| item(line)).collect();
            lines + "\n"
        }
        Block::Steps(steps) => {
            let steps: String = steps.iter().enumerate().map(|(at, each)| step(at + 1, each)).collect();
            steps + "\n"
        }
        Block::Table(each) => table(each),
    }
}

fn step(number: usize, step: &Step) -> String {
    let mut out = format!("{number}. {}\n", running(&step.text));
    let indent = " ".repeat(number.to_string().len() + 2);
    for remark in &step.remarks {
        out.push_str(&format!("{indent}- {}\n", running(remark)));
    }
    out
}

/// Markdown has no table without a head: an empty one stands where there is none.
fn table(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| within(cell.trim())).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> =
        table.align.iter().map(|align| if *align == Align::Right { "---:" } else { "---" }).collect();
    let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
    format!("{}| {} |\n{rows}\n", row(&table.head), rule.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_readable_and_markup_is_none() {
        assert_eq!(escaped("p_settler is 35%"), "p_settler is 35%");
        assert_eq!(escaped("_x_ <b>|*"), "\\_x\\_ \\<b\\>\\|\\*");
        assert_eq!(escaped("# no\nhead"), "\\# no head");
        assert_eq!(escaped("1. no list. Yes"), "1\\. no list. Yes");
        assert_eq!((escaped("-x-"), within("-x-")), ("\\-x-".to_owned(), "-x-".to_owned()));
        let lines = ["a".to_owned(), "  * b".to_owned()];
        assert_eq!(blocks(&[Block::Lines(lines.to_vec())]), "- a\n  - \\* b\n\n");
        assert_eq!(blocks(&[Block::Paragraph("see `ask a_`, _b_".into())]), "see `ask a_`, \\_b\\_\n\n");
    }

    #[test]
    fn tables_and_steps_are_written_as_such() {
        let table = Table {
            head: vec![String::new(), "now".into()],
            align: vec![Align::Left, Align::Right],
            rows: vec![vec!["мир".into(), "35%".into()]],
        };
        assert_eq!(blocks(&[Block::Table(table)]), "|  | now |\n| --- | ---: |\n| мир | 35% |\n\n");
        let step = Step { text: "A dares".into(), remarks: vec!["waiting costs 1".into()] };
        assert_eq!(blocks(&[Block::Steps(vec![step])]), "1. A dares\n   - waiting costs 1\n\n");
    }
}
