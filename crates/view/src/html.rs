//! A document as HTML: sections with headings, tables, lists.
//!
//! In: a [`Document`]. Out: a fragment for a page, with classes only: how it looks is for the page's style sheet. Everything that comes from
//! a model is escaped. Reports and the workbench show the same.

use crate::document::{Align, Block, Document, Section, Step, Table};

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
        Block::Paragraph(text) => element("p", "", &escaped(text)),
        Block::Lines(lines) => {
            let items: Vec<String> = lines.iter().map(|line| element("li", "", &escaped(line))).collect();
            element("ul", "lines", &items.concat())
        }
        Block::Steps(steps) => {
            let items: Vec<String> = steps.iter().map(step_html).collect();
            element("ol", "steps", &items.concat())
        }
        Block::Table(table) => table_html(table),
    };
    html.push('\n');
    html
}

fn step_html(step: &Step) -> String {
    let remarks: Vec<String> =
        step.remarks.iter().map(|remark| element("li", "", &escaped(remark))).collect();
    let remarks =
        if remarks.is_empty() { String::new() } else { element("ul", "remarks", &remarks.concat()) };
    element("li", "", &format!("{}{remarks}", escaped(&step.text)))
}

/// The first cell of a row says what the row is about.
fn table_html(table: &Table) -> String {
    let class = |column: usize| match table.align.get(column) {
        Some(Align::Right) => "right",
        _ => "",
    };
    let heads: Vec<String> = table
        .head
        .iter()
        .enumerate()
        .map(|(column, head)| match (head.is_empty(), class(column)) {
            (true, _) => "<td></td>".to_owned(),
            (false, "") => format!("<th scope=\"col\">{}</th>", escaped(head)),
            (false, class) => format!("<th scope=\"col\" class=\"{class}\">{}</th>", escaped(head)),
        })
        .collect();
    let head = if table.head.iter().all(String::is_empty) {
        String::new()
    } else {
        element("thead", "", &element("tr", "", &heads.concat()))
    };
    let row = |cells: &Vec<String>| {
        let cells: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(column, cell)| match (column, class(column)) {
                (0, "") if !cell.is_empty() => format!("<th scope=\"row\">{}</th>", escaped(cell)),
                (_, class) => element("td", class, &escaped(cell)),
            })
            .collect();
        element("tr", "", &cells.concat())
    };
    let rows: Vec<String> = table.rows.iter().map(row).collect();
    element("table", "", &format!("{head}{}", element("tbody", "", &rows.concat())))
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
    }
}
