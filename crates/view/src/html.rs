//! A document as HTML: sections with headings, tables, lists.
//!
//! In: a [`Document`]. Out: a fragment for a page, with classes only: how it looks is for the page's style sheet. Everything that comes from
//! a model is escaped. Reports and the workbench show the same.

use crate::document::{Align, Block, Document, Section, Span, Step, Table, spans};

/// Headings lie between these levels.
const LEVELS: (u8, u8) = (1, 6);

/// The sections of a document and its closing lines. Headings of sections have this level; the title is for the page to show.
#[must_use]
pub fn fragment(document: &Document, level: u8) -> String {
    let mut out = String::new();
    for section in &document.sections {
        out.push_str(&section_html(section, level));
    }
    if !document.footer.is_empty() {
        let lines: Vec<String> =
            document.footer.iter().map(|line| element("p", "", &escaped(line))).collect();
        out.push_str(&element("footer", "imprint", &lines.concat()));
        out.push('\n');
    }
    out
}

/// Blocks one after the other.
#[must_use]
pub fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block_html).collect()
}

/// Text for the inside of an element or of an attribute in double quotes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

fn section_html(section: &Section, level: u8) -> String {
    let level = level.clamp(LEVELS.0, LEVELS.1);
    let heading = if section.heading.is_empty() {
        String::new()
    } else {
        format!("<h{level}>{}</h{level}>\n", escaped(&section.heading))
    };
    format!("<section>\n{heading}{}</section>\n", blocks(&section.blocks))
}

fn block_html(block: &Block) -> String {
    let mut html = match block {
        Block::Paragraph(text) => element("p", "", &running(text)),
        Block::Lines(lines) => {
            let items: Vec<String> = lines.iter().map(|line| element("li", "", &running(line))).collect();
            element("ul", "lines", &items.concat())
        }
        Block::Steps(steps) => {
            let items: Vec<String> = steps.iter().map(step_html).collect();
            element("ol", "steps", &items.concat())
        }
        Block::Table(each) => return table(each, &Links::default()),
    };
    html.push('\n');
    html
}

/// Running text: what is typed as it stands is marked as such.
fn running(text: &str) -> String {
    let part = |span| match span {
        Span::Words(words) => escaped(words),
        Span::Code(code) => element("code", "", &escaped(code)),
    };
    spans(text).into_iter().map(part).collect()
}

fn step_html(step: &Step) -> String {
    let remarks: Vec<String> =
        step.remarks.iter().map(|remark| element("li", "", &running(remark))).collect();
    let remarks =
        if remarks.is_empty() { String::new() } else { element("ul", "remarks", &remarks.concat()) };
    element("li", "", &format!("{}{remarks}", running(&step.text)))
}

/// Where the heads of a table's columns and rows lead: addresses on the same page, as far as there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// One for each column.
    pub columns: Vec<Option<String>>,
    /// One for each row, for its first cell.
    pub rows: Vec<Option<String>>,
}

/// A table. The first cell of a row says what the row is about.
#[must_use]
pub fn table(table: &Table, links: &Links) -> String {
    let class = |column: usize| match table.align.get(column) {
        Some(Align::Right) => "right",
        _ => "",
    };
    let heads: Vec<String> = table
        .head
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let words = linked(head, links.columns.get(column));
            match (head.is_empty(), class(column)) {
                (true, _) => "<td></td>".to_owned(),
                (false, "") => format!("<th scope=\"col\">{words}</th>"),
                (false, class) => format!("<th scope=\"col\" class=\"{class}\">{words}</th>"),
            }
        })
        .collect();
    let head = if table.head.iter().all(String::is_empty) {
        String::new()
    } else {
        element("thead", "", &element("tr", "", &heads.concat()))
    };
    let row = |(number, cells): (usize, &Vec<String>)| {
        let cells: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(column, cell)| match (column, class(column)) {
                (0, "") if !cell.is_empty() => {
                    format!("<th scope=\"row\">{}</th>", linked(cell, links.rows.get(number)))
                }
                (_, class) => element("td", class, &escaped(cell)),
            })
            .collect();
        element("tr", "", &cells.concat())
    };
    let rows: Vec<String> = table.rows.iter().enumerate().map(row).collect();
    element("table", "", &format!("{head}{}", element("tbody", "", &rows.concat()))) + "\n"
}

/// Words that lead somewhere, if there is an address.
fn linked(words: &str, address: Option<&Option<String>>) -> String {
    match address.and_then(Option::as_ref) {
        Some(address) => format!("<a href=\"{}\">{}</a>", escaped(address), escaped(words)),
        None => escaped(words),
    }
}

fn element(name: &str, class: &str, inside: &str) -> String {
    if class.is_empty() {
        format!("<{name}>{inside}</{name}>")
    } else {
        format!("<{name} class=\"{class}\">{inside}</{name}>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_from_a_model_is_escaped() {
        let hostile = "<img src=x onerror=\"alert('1')\">&\0";
        let table = Table {
            head: vec![hostile.into(), String::new()],
            align: vec![Align::Left, Align::Right],
            rows: vec![vec![hostile.into(), hostile.into()]],
        };
        let step = Step { text: hostile.into(), remarks: vec![hostile.into()] };
        let blocks = vec![
            Block::Paragraph(hostile.into()),
            Block::Lines(vec![hostile.into()]),
            Block::Steps(vec![step]),
            Block::Table(table),
        ];
        let mut document = Document { footer: vec![hostile.into()], ..Document::default() };
        document.section(hostile, blocks);
        let html = fragment(&document, 3);
        assert!(!html.contains("<img") && !html.contains("alert('") && !html.contains("style="));
        assert_eq!(
            html.matches("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;\u{fffd}").count(),
            9
        );
    }

    #[test]
    fn blocks_have_the_elements_that_say_what_they_are() {
        let table = Table {
            head: vec![String::new(), "now".into()],
            align: vec![Align::Left, Align::Right],
            rows: vec![vec!["мир".into(), "35%".into()]],
        };
        assert_eq!(
            blocks(&[Block::Table(table)]),
            "<table><thead><tr><td></td><th scope=\"col\" class=\"right\">now</th></tr></thead><tbody><tr><th scope=\"row\">мир</th>\
             <td class=\"right\">35%</td></tr></tbody></table>\n"
        );
        let step = Step { text: "A dares".into(), remarks: vec!["waiting would cost 1".into()] };
        assert_eq!(
            blocks(&[Block::Steps(vec![step])]),
            "<ol class=\"steps\"><li>A dares<ul class=\"remarks\"><li>waiting would cost 1</li></ul></li></ol>\n"
        );
        let mut document = Document::default();
        document.section("BOTTOM LINE", vec![Block::Paragraph("x".into())]);
        assert_eq!(fragment(&document, 3), "<section>\n<h3>BOTTOM LINE</h3>\n<p>x</p>\n</section>\n");
        let typed = Block::Lines(vec!["see `a < b`".into()]);
        assert_eq!(blocks(&[typed]), "<ul class=\"lines\"><li>see <code>a &lt; b</code></li></ul>\n");
    }

    #[test]
    fn heads_of_columns_and_rows_lead_to_what_they_mean() {
        let shares = Table {
            head: vec!["what".into(), "share".into()],
            align: vec![Align::Left, Align::Right],
            rows: vec![vec!["a".into(), "1%".into()], vec!["b".into(), "2%".into()]],
        };
        let links = Links { columns: vec![None, Some("#share".into())], rows: vec![None, Some("#b".into())] };
        let html = table(&shares, &links);
        assert!(html.contains("<th scope=\"col\" class=\"right\"><a href=\"#share\">share</a></th>"));
        assert!(html.contains("<th scope=\"row\">a</th>") && html.contains("<a href=\"#b\">b</a>"));
    }
}
