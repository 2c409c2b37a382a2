//! Several questions at all points of a design: the table behind `standoff sweep`.
//!
//! In: a session, questions that have a number for an answer, a design. Out: [`Block`]s of consecutive rows, in order. A question
//! may have settings of its own (`with variant calm`): it is then answered in another game at the same points. What is moved
//! wins over settings, as in `ask sweep p …: Q with …`. For a grid check each question is asked on finer grids, too.

use std::ops::Range;

use standoff_model::grids;
use standoff_model::ir::{Edit, ExpertId, Query, Question, Setting as Change};
use standoff_solve::solution::Status;

use crate::along::each;
use crate::answer::PointStatus;
use crate::batch::{Batch, Points, Rows};
use crate::design::Design;
use crate::grid_check;
use crate::session::{AskError, Budget, Executor, Session, Setting};

/// Chunks between two deliveries.
const TOGETHER: u64 = 256;

/// Questions and the points at which they are asked.
pub struct Study<'s, 'm> {
    session: &'s Session<'m>,
    design: Design,
    /// The questions by the setting in which they are asked; first, those of the setting in force; after `coarse` of them, those
    /// on finer grids.
    groups: Vec<Batch<'s, 'm>>,
    coarse: usize,
    /// For each question, its group and its place there.
    places: Vec<(usize, usize)>,
    /// The same on finer grids, if they are checked; none for a question that cannot be asked there.
    finer: Vec<Option<(usize, usize)>>,
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
    /// The certified answers on finer grids, if these are checked: question by question, point by point; NaN where there is none.
    pub finer: Vec<Vec<f64>>,
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
    let setting = match experts.as_slice() {
        [] => setting,
        [expert] => session.with_opinions(&setting, *expert, &question.settings),
        _ => return Err("has an answer for each of several experts; name one".to_owned()),
    };
    // A value that is said and one that is drawn: nobody who reads the row could tell which of them the answer is about.
    let said = moved.iter().find(|id| {
        matches!(design, Design::Drawn(_))
            && setting.said.binary_search(id).is_ok()
            && session.base.said.binary_search(id).is_err()
    });
    match said.and_then(|id| session.model.parameters.get(id.0 as usize)) {
        Some(parameter) => Err(format!("says a value of {name}, which is drawn", name = parameter.name)),
        None => Ok(setting),
    }
}

/// Each question that is asked of several experts as one question for each of them, in order; their text stays. Then each question has
/// one number for an answer.
#[must_use]
pub fn one_expert_each(session: &Session, questions: Vec<Question>) -> Vec<Question> {
    let mut all = Vec::with_capacity(questions.len());
    for question in questions {
        let (_, experts) = session.setting_of(&question.settings);
        if experts.len() < 2 {
            all.push(question);
            continue;
        }
        all.extend(experts.into_iter().filter_map(|expert| of_expert(&question, expert)));
    }
    all
}

/// A question as it is asked of one of the experts whom it names.
#[must_use]
pub fn of_expert(question: &Question, expert: ExpertId) -> Option<Question> {
    let named = |change: &Change| matches!(change, Change::Opinions(experts) if experts.contains(&expert));
    if !question.settings.iter().any(named) {
        return None;
    }
    let mut one = question.clone();
    one.settings.retain(|change| !matches!(change, Change::Opinions(_)));
    one.settings.push(Change::Opinions(vec![expert]));
    Some(one)
}

/// The only expert whose values a question takes, if it names one.
#[must_use]
pub fn expert(question: &Question) -> Option<ExpertId> {
    let mut experts = question.settings.iter().filter_map(|change| match change {
        Change::Opinions(experts) => Some(experts),
        _ => None,
    });
    match (experts.next().map(Vec::as_slice), experts.next()) {
        (Some([expert]), None) => Some(*expert),
        _ => None,
    }
}

/// Questions by the setting in which they are asked.
#[derive(Default)]
struct Grouped {
    settings: Vec<Setting>,
    queries: Vec<Vec<Query>>,
}

impl Grouped {
    /// The group of a setting, made if there is none.
    fn group(&mut self, setting: &Setting) -> usize {
        let known = self.settings.iter().position(|other| other == setting);
        known.unwrap_or_else(|| {
            self.settings.push(setting.clone());
            self.queries.push(Vec::new());
            self.settings.len() - 1
        })
    }

    /// Adds a question; says its group and its place there.
    fn add(&mut self, query: &Query, setting: &Setting) -> (usize, usize) {
        let group = self.group(setting);
        self.queries[group].push(query.clone());
        (group, self.queries[group].len() - 1)
    }

    fn batches<'s, 'm>(
        &self,
        session: &'s Session<'m>,
        budget: Budget,
    ) -> Result<Vec<Batch<'s, 'm>>, AskError> {
        let both = self.settings.iter().zip(&self.queries);
        both.map(|(setting, queries)| Batch::new(session, queries, setting, budget)).collect()
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
        let mut grouped = Grouped::default();
        grouped.group(&session.base);
        let (mut places, mut asked) = (Vec::new(), Vec::new());
        for question in questions {
            let setting = setting_at_points(session, question, &design)
                .map_err(|why| StudyError::Question { question: question.text.clone(), why })?;
            places.push(grouped.add(&question.query, &setting));
            asked.push((question.query.clone(), setting));
        }
        let groups = grouped.batches(session, budget)?;
        Ok(Self { session, design, coarse: groups.len(), groups, places, finer: Vec::new(), asked })
    }

    /// From now on each question is also asked on grids `factor` times as fine: `fine` is a session on the finer model
    /// ([`grid_check::session`]). Says how many of the questions can be asked there; the others name a label that the finer
    /// model lacks. If the finer games cannot be built, the study is as before.
    ///
    /// # Errors
    /// As [`Batch::new`].
    pub fn check_grids(
        &mut self,
        fine: &'s Session<'m>,
        factor: u32,
        budget: Budget,
    ) -> Result<usize, AskError> {
        let model = self.session.model;
        let mut grouped = Grouped::default();
        let place = |(query, setting): &(Query, Setting)| {
            let query = grids::question(model, query, factor)?;
            let setting = grid_check::setting(model, setting, factor)?;
            let (group, place) = grouped.add(&query, &setting);
            Some((self.coarse + group, place))
        };
        let finer: Vec<Option<(usize, usize)>> = self.asked.iter().map(place).collect();
        let groups = grouped.batches(fine, budget)?;
        self.groups.truncate(self.coarse);
        self.groups.extend(groups);
        self.finer = finer;
        Ok(self.finer.iter().flatten().count())
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
        let (coarse, _) = groups.split_at(self.coarse.min(groups.len()));
        let Some(base) = coarse.first() else { return Block::default() };
        let first = base.first;
        let mut at = vec![Vec::with_capacity(base.len()); self.design.parameters().len()];
        let mut values = vec![0.0; at.len()];
        for index in first..first + base.len() as u64 {
            self.design.values(index, &mut values);
            at.iter_mut().zip(&values).for_each(|(column, value)| column.push(*value));
        }
        let worst = |row: usize| coarse.iter().filter_map(|rows| rows.status.get(row)).max();
        let status = (0..base.len()).map(|row| *worst(row).unwrap_or(&PointStatus::Undefined)).collect();
        let name = |regime: &crate::regime::Regime| {
            (regime.name(self.session.model, &self.session.base.parameters), regime.key())
        };
        let regimes = base.regimes.iter().map(name).collect();
        let regime = base.regime.clone();
        let column = |&(group, place): &(usize, usize)| {
            let rows = &groups[group];
            (rows.values[place].clone(), rows.limit[place].clone())
        };
        let (values, limit) = self.places.iter().map(column).unzip();
        let finer = self.finer.iter().map(|place| certified(&groups, *place, base.len())).collect();
        Block { first, at, values, limit, finer, status, regime, regimes }
    }
}

/// A column of answers, without those that are not certified.
fn certified(groups: &[Rows], place: Option<(usize, usize)>, rows: usize) -> Vec<f64> {
    let Some((group, place)) = place else { return vec![f64::NAN; rows] };
    let found = &groups[group];
    let answer = |(value, status): (&f64, &PointStatus)| match status {
        PointStatus::Solved(status) if *status != Status::Stalled => *value,
        _ => f64::NAN,
    };
    found.values[place].iter().zip(&found.status).map(answer).collect()
}
