//! Heads for the tables of a report, and the definitions behind its columns, rows and words.
//!
//! In: a section of the brief, or a picture in words. Out: the same with every column named, and the [`Term`] behind each figure. In a terminal
//! the brief leaves out what its sections' headings say; on a page every column has a head, for those who hear it and as a place to link from.

use standoff_ask::findings::Findings;
use standoff_model::ir::{Model, Query};

use super::Term;
use crate::brief::{self, Topic};
use crate::document::{Block, Section, Table};
use crate::picture::{Cell, Data};

/// The definitions behind a table: one for each column and each row, where there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// By column.
    pub columns: Vec<Option<Term>>,
    /// By row.
    pub rows: Vec<Option<Term>>,
}

impl Behind {
    /// All terms, each once.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        let mut all: Vec<Term> = self.columns.iter().chain(&self.rows).copied().flatten().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Names the columns of a section's tables; what is behind them, table by table.
#[must_use]
pub fn name(topic: Topic, section: &mut Section, model: &Model, findings: &Findings) -> Vec<Behind> {
    let questions = brief::questions(topic, model, findings);
    let rows: Vec<Option<Term>> = questions.into_iter().map(|query| Some(of_query(query))).collect();
    let mut all = Vec::new();
    for block in &mut section.blocks {
        if let Block::Table(table) = block {
            fill(&mut table.head, unnamed(topic));
            let columns = columns(table, topic == Topic::Beliefs);
            all.push(Behind { columns, rows: rows.clone() });
        }
    }
    all
}

/// What is behind a table that tells a picture in words. Columns that have no name get one; those that say nothing are left out.
#[must_use]
pub(super) fn in_words(picture: &str, data: &Data, table: &mut Table) -> Behind {
    let names = match picture {
        "outcomes" => &["what happens", "probability"][..],
        "tornado" => &["", "", "", "", "on the way"],
        "values" => &["what", "", "", "remark"],
        "tipping" => &["", "the answer there"],
        _ => &[],
    };
    fill(&mut table.head, names);
    drop_empty(table);
    let rows = table.rows.iter().map(|row| of_row(data, row.first()?)).collect();
    Behind { columns: columns(table, false), rows }
}

fn drop_empty(table: &mut Table) {
    for column in (1..table.head.len()).rev() {
        if table.rows.iter().all(|row| row.get(column).is_none_or(String::is_empty)) {
            table.head.remove(column);
            table.align.remove(column);
            for row in table.rows.iter_mut().filter(|row| column < row.len()) {
                row.remove(column);
            }
        }
    }
}

/// What the answer to a question means, where the picture's data say so.
fn of_row(data: &Data, question: &str) -> Option<Term> {
    let column = |name: &str| data.columns.iter().position(|column| column == name);
    let (asked, means) = (column("question")?, column("means")?);
    let says = |row: &&Vec<Cell>| matches!(row.get(asked), Some(Cell::Text(text)) if text == question);
    match data.rows.iter().find(says)?.get(means)? {
        Cell::Text(name) => Term::named(name),
        _ => None,
    }
}

/// Names for columns that have none.
fn unnamed(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::Outcomes => &["what happens", "probability", "in words"],
        Topic::Worth => &["what", "worth"],
        Topic::Asked => &["question", "answer"],
        Topic::Beliefs => &["belief"],
        Topic::Drivers => &["number, moved alone", "", "", "answer there", "", "answer there"],
        Topic::Changes => &["number, moved alone", "where"],
        Topic::Experts => &["expert", "", "", "", "", "does best with"],
        _ => &[],
    }
}

fn fill(head: &mut [String], names: &[&str]) {
    for (head, name) in head.iter_mut().zip(names).filter(|(head, _)| head.is_empty()) {
        (*name).clone_into(head);
    }
}

fn columns(table: &Table, first_only: bool) -> Vec<Option<Term>> {
    let shown = if first_only { 1 } else { table.head.len() };
    table.head.iter().take(shown).map(|head| of_head(head)).collect()
}

/// What a head that the program itself has given means.
fn of_head(head: &str) -> Option<Term> {
    Some(match head {
        "probability" | "comes about" | "how often" => Term::Probability,
        "in words" => Term::Words,
        "belief" | "after" => Term::Belief,
        "would cost" => Term::Cost,
        "number, moved alone" | "answer at low" | "at high" => Term::Driver,
        "share" => Term::Share,
        "regime" => Term::Regime,
        "over all equilibria" => Term::Selection,
        "on the way" => Term::TippingPoint,
        _ => return None,
    })
}

/// What the answer to a question means; without a question, the value of play.
#[must_use]
pub fn of_query(query: Option<&Query>) -> Term {
    match query {
        Some(Query::Probability { given: None, .. }) => Term::Probability,
        Some(Query::Probability { given: Some(_), .. }) => Term::Conditional,
        Some(Query::Expectation { .. }) => Term::Expectation,
        Some(Query::ValueOver { .. }) => Term::ValueOver,
        Some(Query::ValueOfLabel { .. }) => Term::ValueOfLabel,
        Some(Query::ValueOfOption(..) | Query::ValueOfVariant(..)) => Term::ValueOfOption,
        Some(Query::Knowing { .. }) => Term::Knowing,
        _ => Term::ValueOfPlay,
    }
}

/// The words of running text behind which a term stands.
fn phrases(term: Term) -> &'static [&'static str] {
    match term {
        Term::Probability => &["likeliest end"],
        Term::Belief => &["would mean", "would tell about"],
        Term::Cost => &["would cost"],
        Term::MainLine => &["Play comes this far"],
        Term::Driver => &["moved alone"],
        Term::Share => &["The share"],
        Term::Regret => &["nobody can gain"],
        Term::Certificate => &["Certified"],
        Term::LimitBelief => &["where play never leads"],
        Term::Selection => &["smooth path", "The path", "the rule in force"],
        _ => &[],
    }
}

/// Puts links behind the first words in a piece of a page that stand for terms; which terms those are.
pub(super) fn link(html: String, terms: &[Term]) -> (String, Vec<Term>) {
    let mut html = html;
    let mut found = Vec::new();
    for &term in terms {
        let place = phrases(term).iter().find_map(|phrase| Some((written(&html, phrase)?, phrase.len())));
        if let Some((at, length)) = place {
            let link = format!("<a href=\"#{}\">{}</a>", term.id(), &html[at..at + length]);
            html.replace_range(at..at + length, &link);
            found.push(term);
        }
    }
    (html, found)
}

/// Where words are first written on a page: outside of tags, and not in a link already.
fn written(html: &str, words: &str) -> Option<usize> {
    html.match_indices(words).map(|(at, _)| at).find(|&at| {
        let before = &html[..at];
        let inside = |open: &str, close: &str| before.rfind(open) > before.rfind(close);
        !inside("<", ">") && !inside("<a ", "</a>")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Align;

    #[test]
    fn columns_of_a_picture_in_words_have_names_or_are_left_out() {
        let row = |what: &str| vec![what.to_owned(), "1".to_owned(), String::new(), String::new()];
        let mut table = Table {
            head: ["", "value", "over all equilibria", ""].map(str::to_owned).to_vec(),
            align: vec![Align::Left, Align::Right, Align::Right, Align::Left],
            rows: vec![row("value of play to A"), row("value of a over b to A")],
        };
        let mut data = Data::new(&["question", "means"]);
        for (question, term) in
            [("value of play to A", Term::ValueOfPlay), ("value of a over b to A", Term::ValueOver)]
        {
            data.rows.push(vec![Cell::text(question), Cell::text(term.name())]);
        }
        let behind = in_words("values", &data, &mut table);
        assert_eq!((table.head, table.rows[0].len()), (vec!["what".to_owned(), "value".to_owned()], 2));
        assert_eq!(behind.rows, [Some(Term::ValueOfPlay), Some(Term::ValueOver)]);
    }

    #[test]
    fn words_lead_to_what_they_mean_once_and_outside_of_tags() {
        let html = "<p title=\"x would cost y\">a would cost it 1, b would cost it 2</p>".to_owned();
        let (html, found) = link(html, &[Term::Words, Term::Cost]);
        assert_eq!(found, [Term::Cost]);
        assert_eq!(
            html,
            "<p title=\"x would cost y\">a <a href=\"#def-cost\">would cost</a> it 1, b would cost it 2</p>"
        );
        assert_eq!(link(html.clone(), &[]), (html, Vec::new()));
    }
}
