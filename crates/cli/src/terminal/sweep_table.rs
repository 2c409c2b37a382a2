//! The table of a sweep as text: for people, so that long ones are cut.
//!
//! In: blocks of rows. Out: the first rows and the last, a sentence about those between, and how many points came to what.

use std::collections::VecDeque;
use std::io;

use standoff::ask::Block;
use standoff::ask::answer::PointStatus;
use standoff::solve::solution::Status;
use standoff::sweep::description::{DesignPart, QuestionPart};
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
    /// How the points were drawn, if they were.
    drawn: Option<String>,
    points: u64,
    first: Vec<Vec<String>>,
    last: VecDeque<Vec<String>>,
    /// How many points were verified, stalled, undefined, inside a region, not reached.
    counts: [u64; 5],
    /// What finer grids change, question by question; empty if they are not checked.
    moved: Vec<Moved>,
}

/// What finer grids change of an answer.
#[derive(Clone, Copy, Default)]
struct Moved {
    /// Points with an answer on both grids.
    both: u64,
    /// Of these, those at which they differ by more than [`SAME`].
    differ: u64,
    /// The greatest difference.
    most: f64,
}

/// Answers on two grids that differ by less are the same; as a share of the answer where that is greater than one.
const SAME: f64 = 1e-6;

impl Moved {
    fn note(&mut self, coarse: f64, fine: f64) {
        let moved = (coarse - fine).abs();
        if !moved.is_finite() {
            return;
        }
        self.both += 1;
        self.differ += u64::from(moved > SAME * coarse.abs().max(1.0));
        self.most = self.most.max(moved);
    }

    fn sentence(self) -> String {
        match (self.both, self.differ) {
            (0, _) => "has no answer on both grids anywhere".to_owned(),
            (both, 0) => format!("the same at all of {}", counted(both, "point", "points")),
            (both, differ) => format!(
                "moved at {} of {}, by up to {}",
                grouped(differ),
                counted(both, "point", "points"),
                figure(self.most)
            ),
        }
    }
}

impl TextTable {
    pub(crate) fn new(description: &Description) -> Self {
        Self {
            parameters: description.parameters().into_iter().map(str::to_owned).collect(),
            questions: description.questions.iter().map(|part| heading(description, part)).collect(),
            drawn: match &description.design {
                DesignPart::Drawn { spread, seed, .. } => Some(format!(" drawn ({spread}, seed {seed})")),
                DesignPart::Grid { .. } => None,
            },
            points: description.points,
            first: Vec::new(),
            last: VecDeque::new(),
            counts: [0; 5],
            moved: vec![Moved::default(); description.finer.map_or(0, |_| description.questions.len())],
        }
    }

    fn cells(block: &Block, row: usize) -> Vec<String> {
        let at = block.at.iter().map(|column| figure(column[row]));
        let answer = |(values, limit): (&Vec<f64>, &Vec<bool>)| {
            let text = figure(values[row]);
            if limit[row] { format!("limit {text}") } else { text }
        };
        let fine = |k: usize| block.finer.get(k).map(|column| figure(column[row]));
        let both = block.values.iter().zip(&block.limit).enumerate();
        let answers = both.flat_map(|(k, columns)| std::iter::once(answer(columns)).chain(fine(k)));
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
        let number = |k: usize, word: &str| match (several, word) {
            (false, _) => word.to_owned(),
            (true, "answer") => format!("({})", k + 1),
            (true, _) => format!("({}) {word}", k + 1),
        };
        let finer = |k: usize| (!self.moved.is_empty()).then(|| number(k, "finer"));
        let heads =
            (0..self.questions.len()).flat_map(|k| std::iter::once(number(k, "answer")).chain(finer(k)));
        let mut rows = vec![self.parameters.iter().cloned().chain(heads).collect::<Vec<String>>()];
        rows.extend(self.first.iter().cloned());
        let cut = end.rows.saturating_sub((self.first.len() + self.last.len()) as u64);
        if cut > 0 {
            rows.push(vec!["…".to_owned()]);
        }
        rows.extend(self.last.iter().cloned());
        let mut aligns = vec![Align::Right; self.parameters.len() + self.questions.len() + self.moved.len()];
        aligns.push(Align::Left);
        text.push_str(&columns(2, &aligns, &rows));
        text.push('\n');
        if cut > 0 {
            let rows = counted(cut, "row is", "rows are");
            text.push_str(&format!(
                "{rows} left out here: `-o table.csv` and `-o table.parquet` have them all\n"
            ));
        }
        let [verified, stalled, undefined, inside, unreached] = self.counts;
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
        if unreached > 0 {
            words.push(format!("{} not reached", grouped(unreached)));
        }
        let drawn = self.drawn.as_deref().unwrap_or_default();
        let points = counted(end.rows, "point", "points");
        text.push_str(&format!("{points}{drawn}: {}\n", words.join(", ")));
        for (k, moved) in self.moved.iter().enumerate() {
            let which = if several { format!("({}) ", k + 1) } else { String::new() };
            text.push_str(&format!("on grids twice as fine: {which}{}\n", moved.sentence()));
        }
        if end.stopped.is_some() {
            text.push_str(&format!(
                "partial: {} of {} were finished before the work was stopped\n",
                grouped(end.done()),
                counted(self.points, "point", "points")
            ));
        }
        harmless(&text)
    }
}

/// A question as it stands above the table; with the expert who is asked, if several are.
fn heading(description: &Description, part: &QuestionPart) -> String {
    let alike = description.questions.iter().filter(|other| other.question == part.question).count();
    match &part.expert {
        Some(expert) if alike > 1 => format!("{}: {expert}", part.question),
        _ => part.question.clone(),
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
                PointStatus::Unreached => 4,
            };
            self.counts[kind] += 1;
            for (k, moved) in self.moved.iter_mut().enumerate() {
                moved.note(block.values[k][row], block.finer[k][row]);
            }
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
