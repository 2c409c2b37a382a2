//! The table of a sweep as text: for people, so that long ones are cut.
//!
//! In: blocks of rows. Out: the first rows and the last, a sentence about those between, and how many points came to what.

use std::collections::VecDeque;
use std::io;

use standoff::ask::Block;
use standoff::ask::answer::PointStatus;
use standoff::solve::solution::Status;
use standoff::sweep::{Description, End, TableWriter};

use super::figure::{counted, figure, grouped};
use super::output::harmless;
use super::table::{Align, columns};

/// Longer tables are cut.
const MOST: usize = 60;
/// Of a table that is cut, so many rows at the end are shown.
const LAST: usize = 10;

/// The rows that are shown.
pub(crate) struct TextTable {
    parameters: Vec<String>,
    questions: Vec<String>,
    points: u64,
    first: Vec<Vec<String>>,
    last: VecDeque<Vec<String>>,
    /// How many points were verified, stalled, undefined, inside a region.
    counts: [u64; 4],
}

impl TextTable {
    pub(crate) fn new(description: &Description) -> Self {
        Self {
            parameters: description.parameters().into_iter().map(str::to_owned).collect(),
            questions: description.questions.iter().map(|part| part.question.clone()).collect(),
            points: description.points,
            first: Vec::new(),
            last: VecDeque::new(),
            counts: [0; 4],
        }
    }

    fn cells(block: &Block, row: usize) -> Vec<String> {
        let at = block.at.iter().map(|column| figure(column[row]));
        let answer = |(values, limit): (&Vec<f64>, &Vec<bool>)| {
            let text = figure(values[row]);
            if limit[row] { format!("limit {text}") } else { text }
        };
        let answers = block.values.iter().zip(&block.limit).map(answer);
        let word = block.status[row].word();
        let status = if word.starts_with("verified") { String::new() } else { word.to_owned() };
        at.chain(answers).chain([status]).collect()
    }

    /// The whole text.
    pub(crate) fn text(&self, end: End) -> String {
        let several = self.questions.len() > 1;
        let mut text = String::new();
        for (k, question) in self.questions.iter().enumerate() {
            let number = if several { format!("({})  ", k + 1) } else { String::new() };
            text.push_str(&format!("{number}{question}\n"));
        }
        text.push('\n');
        let heads = (0..self.questions.len())
            .map(|k| if several { format!("({})", k + 1) } else { "answer".to_owned() });
        let mut rows = vec![self.parameters.iter().cloned().chain(heads).collect::<Vec<String>>()];
        rows.extend(self.first.iter().cloned());
        let cut = end.rows.saturating_sub((self.first.len() + self.last.len()) as u64);
        if cut > 0 {
            rows.push(vec!["…".to_owned()]);
        }
        rows.extend(self.last.iter().cloned());
        let mut aligns = vec![Align::Right; self.parameters.len() + self.questions.len()];
        aligns.push(Align::Left);
        text.push_str(&columns(2, &aligns, &rows));
        text.push('\n');
        if cut > 0 {
            let rows = counted(cut, "row is", "rows are");
            text.push_str(&format!(
                "{rows} left out here: `-o table.csv` and `-o table.parquet` have them all\n"
            ));
        }
        let [verified, stalled, undefined, inside] = self.counts;
        let mut words = vec![format!("{} verified", grouped(verified))];
        if stalled > 0 {
            words.push(format!("{} stalled, not certified", grouped(stalled)));
        }
        if undefined > 0 {
            words.push(format!("{} where the model means nothing", grouped(undefined)));
        }
        if inside > 0 {
            words.push(format!("{} inside a region, not solved", grouped(inside)));
        }
        text.push_str(&format!("{}: {}\n", counted(end.rows, "point", "points"), words.join(", ")));
        if end.stopped.is_some() {
            text.push_str(&format!(
                "partial: {} of {} were finished before the work was stopped\n",
                grouped(end.rows),
                counted(self.points, "point", "points")
            ));
        }
        harmless(&text)
    }
}

impl TableWriter for TextTable {
    fn write(&mut self, block: &Block) -> io::Result<()> {
        for row in 0..block.len() {
            let kind = match block.status[row] {
                PointStatus::Solved(Status::Stalled) => 1,
                PointStatus::Solved(_) => 0,
                PointStatus::Undefined => 2,
                PointStatus::Inside => 3,
            };
            self.counts[kind] += 1;
            if self.first.len() < MOST - LAST {
                self.first.push(Self::cells(block, row));
                continue;
            }
            // Only the last ones of a block can be the last ones of all.
            if row + LAST >= block.len() {
                self.last.push_back(Self::cells(block, row));
                if self.last.len() > LAST {
                    self.last.pop_front();
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: End) -> io::Result<()> {
        Ok(())
    }
}
