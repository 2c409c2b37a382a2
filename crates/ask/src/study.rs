//! Several questions at all points of a design: the table behind `standoff sweep`.
//!
//! In: a session, questions that have a number for an answer, a design. Out: [`Block`]s of consecutive rows, in order. A question
//! may have settings of its own (`with variant calm`): it is then answered in another game at the same points. What is moved
//! wins over settings, as in `ask sweep p …: Q with …`.

use std::ops::Range;

use standoff_model::ir::{Edit, Query, Question, Setting as Change};

use crate::along::each;
use crate::answer::PointStatus;
use crate::batch::{Batch, Points, Rows};
use crate::design::Design;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Chunks between two deliveries.
const TOGETHER: u64 = 256;

/// Questions and the points at which they are asked.
pub struct Study<'s, 'm> {
    session: &'s Session<'m>,
    design: Design,
    /// The questions by the setting in which they are asked; first, those of the setting in force.
    groups: Vec<Batch<'s, 'm>>,
    /// For each question, its group and its place there.
    places: Vec<(usize, usize)>,
    /// The questions with the setting in which each is asked.
    asked: Vec<(Query, Setting)>,
}

/// Why a study cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A question that cannot be asked at many points, and why.
    #[error("\"{question}\" {why}")]
    Question {
        /// As written.
        question: String,
        /// The rest of the sentence.
        why: String,
    },
    /// The games behind the questions cannot be built.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// Consecutive rows, column by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Number of the first point.
    pub first: u64,
    /// The values of the parameters that are moved: parameter by parameter, point by point.
    pub at: Vec<Vec<f64>>,
    /// The answers: question by question, point by point; NaN where there is none.
    pub values: Vec<Vec<f64>>,
    /// Whether an answer is a limit, since what it is about never happens; question by question.
    pub limit: Vec<Vec<bool>>,
    /// What became of each point: the worst over the games behind its answers.
    pub status: Vec<PointStatus>,
    /// The regime of the game in the setting in force, as an index into `regimes`; [`crate::batch::NO_REGIME`] where there is none.
    pub regime: Vec<u32>,
    /// Regimes as (name, key).
    pub regimes: Vec<(String, u64)>,
}

impl Block {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }
}

/// The setting in which a question is asked at the points of a design.
///
/// # Errors
/// The end of a sentence that begins with the question.
fn setting_at_points(session: &Session, question: &Question, design: &Design) -> Result<Setting, String> {
    if matches!(
        question.query,
        Query::Strategy { .. }
            | Query::Equilibria
            | Query::Tipping { .. }
            | Query::Importance(_)
            | Query::Sweep { .. }
    ) {
        return Err("has no number for an answer".to_owned());
    }
    let moved = design.parameters();
    for change in &question.settings {
        if let Change::Edit(Edit::Parameter(id, _)) = change
            && moved.contains(id)
        {
            let name = session.model.parameters.get(id.0 as usize).map_or("", |p| p.name.as_str());
            return Err(format!("sets {name}, which is moved"));
        }
    }
    let (setting, experts) = session.setting_of(&question.settings);
    match experts.as_slice() {
        [] => Ok(setting),
        [expert] => Ok(session.with_opinions(&setting, *expert, &question.settings)),
        _ => Err("has an answer for each of several experts; name one".to_owned()),
    }
}

/// Whether a question can be asked at the points of a design.
#[must_use]
pub fn can_be_asked(session: &Session, question: &Question, design: &Design) -> bool {
    setting_at_points(session, question, design).is_ok()
}

impl<'s, 'm> Study<'s, 'm> {
    /// Compiles what the questions need.
    ///
    /// # Errors
    /// [`StudyError`].
    pub fn new(
        session: &'s Session<'m>,
        questions: &[Question],
        design: Design,
        budget: Budget,
    ) -> Result<Self, StudyError> {
        let mut settings = vec![session.base.clone()];
        let mut queries: Vec<Vec<Query>> = vec![Vec::new()];
        let (mut places, mut asked) = (Vec::new(), Vec::new());
        for question in questions {
            let setting = setting_at_points(session, question, &design)
                .map_err(|why| StudyError::Question { question: question.text.clone(), why })?;
            asked.push((question.query.clone(), setting.clone()));
            let known = settings.iter().position(|other| *other == setting);
            let group = known.unwrap_or_else(|| {
                settings.push(setting);
                queries.push(Vec::new());
                settings.len() - 1
            });
            places.push((group, queries[group].len()));
            queries[group].push(question.query.clone());
        }
        let groups = settings
            .iter()
            .zip(&queries)
            .map(|(setting, queries)| Batch::new(session, queries, setting, budget))
            .collect::<Result<_, _>>()?;
        Ok(Self { session, design, groups, places, asked })
    }

    /// The points.
    #[must_use]
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The questions with the setting in which each is asked.
    #[must_use]
    pub fn questions(&self) -> &[(Query, Setting)] {
        &self.asked
    }

    /// How many points.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.design.count()
    }

    /// How many chunks, the units of work.
    #[must_use]
    pub fn chunks(&self) -> u64 {
        Batch::chunks(self.points())
    }

    /// The rows of a range of chunks, in order. They do not depend on how the chunks are cut into ranges.
    ///
    /// # Errors
    /// As [`Batch::chunk`], or what `sink` returns. What was handed to `sink` before stands.
    pub fn run<E: From<AskError> + Send>(
        &self,
        chunks: Range<u64>,
        executor: &dyn Executor,
        budget: Budget,
        sink: &mut dyn FnMut(Block) -> Result<(), E>,
    ) -> Result<(), E> {
        let (end, groups) = (chunks.end.min(self.chunks()), self.groups.len());
        let mut start = chunks.start;
        while start < end {
            let together = usize::try_from((end - start).min(TOGETHER)).unwrap_or(1);
            // By their numbers in the whole design: what a chunk holds depends on its place.
            let made = each(together * groups, executor, &|k| {
                self.groups[k % groups].chunk(&self.design, start + (k / groups) as u64, budget)
            });
            let mut made = made.into_iter();
            for _ in 0..together {
                let rows = made.by_ref().take(groups).collect::<Result<Vec<Rows>, AskError>>()?;
                sink(self.block(rows))?;
            }
            start += TOGETHER;
        }
        Ok(())
    }

    /// The same points as each group of questions found them, side by side.
    fn block(&self, groups: Vec<Rows>) -> Block {
        let Some(base) = groups.first() else { return Block::default() };
        let first = base.first;
        let mut at = vec![Vec::with_capacity(base.len()); self.design.parameters().len()];
        let mut values = vec![0.0; at.len()];
        for index in first..first + base.len() as u64 {
            self.design.values(index, &mut values);
            at.iter_mut().zip(&values).for_each(|(column, value)| column.push(*value));
        }
        let worst = |row: usize| groups.iter().filter_map(|rows| rows.status.get(row)).max();
        let status = (0..base.len()).map(|row| *worst(row).unwrap_or(&PointStatus::Undefined)).collect();
        let name = |regime: &crate::regime::Regime| (regime.name(self.session.model), regime.key());
        let regimes = base.regimes.iter().map(name).collect();
        let regime = base.regime.clone();
        let column = |&(group, place): &(usize, usize)| {
            let rows = &groups[group];
            (rows.values[place].clone(), rows.limit[place].clone())
        };
        let (values, limit) = self.places.iter().map(column).unzip();
        Block { first, at, values, limit, status, regime, regimes }
    }
}
