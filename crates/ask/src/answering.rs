//! From a typed question to its answer: applies the settings, solves what must be solved, calls the file for its kind.
//!
//! In: a [`Session`] and a [`Question`]. Out: an [`Answer`]. Questions that this version cannot answer get a sentence.

use standoff_model::ir::{
    ActorId, ExpertId, Model, OptionId, OptionValue, Query, Question, Setting as Change, ThingId,
};
use standoff_solve::solution::Status;

use crate::answer::{Answer, Content, Number};
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor, Session, Setting, Solved};
use crate::uncertainty::Declared;
use crate::{
    equilibria, flips, probability, ranges, strategy, sweep, sweep_two, tipping, uncertainty, value,
};

/// A number with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number.
    pub number: Number,
    /// The worst status behind it.
    pub status: Status,
    /// The regime of each solution behind it, that of the setting in force first where it is one of them.
    pub regimes: Vec<Regime>,
    /// If it is somebody's gain: in which game, or in which more than in which other.
    pub gain: Option<Gain>,
}

/// An actor's gain in one game, or how much more it is than in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// Whose.
    pub to: ActorId,
    /// The setting of the game.
    pub after: Setting,
    /// The setting of the game that it is compared with.
    pub before: Option<Setting>,
}

/// How thoroughly the games behind a figure are solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// With the tighter second run; solutions are kept.
    Full,
    /// One certified run; nothing is kept.
    Scan,
}

impl Session<'_> {
    /// Answers a question under its settings.
    ///
    /// # Errors
    /// [`AskError`] if the game under the question's setting cannot be compiled or solved.
    pub fn answer(
        &self,
        question: &Question,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<Answer, AskError> {
        self.answer_with(question, false, executor, budget)
    }

    /// The same, and beside what things are worth their range over all equilibria, where these are found soon.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub fn answer_with_ranges(
        &self,
        question: &Question,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<Answer, AskError> {
        self.answer_with(question, true, executor, budget)
    }

    fn answer_with(
        &self,
        question: &Question,
        ranges: bool,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<Answer, AskError> {
        let (setting, experts) = self.setting_of(&question.settings);
        if experts.len() < 2 {
            let setting = experts.first().map_or_else(
                || setting.clone(),
                |&expert| self.with_opinions(&setting, expert, &question.settings),
            );
            return self.answer_under(question, &setting, ranges, executor, budget);
        }
        let mut by = Vec::new();
        for &expert in &experts {
            let setting = self.with_opinions(&setting, expert, &question.settings);
            let name = self.model.experts.get(usize::from(expert.0)).map_or("", |e| &e.name).to_owned();
            let answer = match self.answer_under(question, &setting, ranges, executor, budget) {
                // What the experts before say is kept.
                Err(AskError::Stopped) if !by.is_empty() => {
                    Answer { question: question.text.clone(), content: Content::stopped(), status: None }
                }
                other => other?,
            };
            by.push((name, answer));
        }
        let status = by.iter().filter_map(|(_, answer)| answer.status).max();
        Ok(Answer { question: question.text.clone(), content: Content::By(by), status })
    }

    /// The settings that a question names: one, or one for each expert, with the expert's name.
    #[must_use]
    pub fn settings_of(&self, question: &Question) -> Vec<(Option<String>, Setting)> {
        let (setting, experts) = self.setting_of(&question.settings);
        if experts.is_empty() {
            return vec![(None, setting)];
        }
        let name = |expert: ExpertId| self.model.experts.get(usize::from(expert.0)).map(|e| e.name.clone());
        let under =
            |&expert: &ExpertId| (name(expert), self.with_opinions(&setting, expert, &question.settings));
        experts.iter().map(under).collect()
    }

    /// The base setting changed by a question's settings, in text order, and the experts asked for.
    pub(crate) fn setting_of(&self, changes: &[Change]) -> (Setting, Vec<ExpertId>) {
        let mut setting = self.base.clone();
        let mut experts = Vec::new();
        for change in changes {
            match change {
                Change::Edit(edit) => setting.edit(edit),
                Change::Opinions(asked) => experts.extend(asked.iter().copied()),
                Change::Variant(variant) => setting.apply_variant(self.model, *variant),
                Change::Branch(rule) => setting.apply_branch(*rule),
            }
        }
        (setting, experts)
    }

    /// An expert's opinions on top of `setting`; parameters that the question sets itself stay as it says.
    pub(crate) fn with_opinions(&self, setting: &Setting, expert: ExpertId, changes: &[Change]) -> Setting {
        let mut setting = setting.clone();
        setting.apply_opinions(self.model, expert);
        for change in changes {
            if let Change::Edit(edit) = change {
                setting.edit(edit);
            }
        }
        setting
    }

    fn answer_under(
        &self,
        question: &Question,
        setting: &Setting,
        ranges: bool,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<Answer, AskError> {
        let (content, status) = match &question.query {
            Query::Strategy { of, at } => {
                let solved = self.solved(setting, budget)?;
                let rows = strategy::table(self.model, &solved, *of, *at);
                (Content::Strategy(rows), Some(solved.solution.status))
            }
            Query::Tipping { query, over, range } => {
                let tipping = tipping::find(self, query, *over, range.as_ref(), setting, executor, budget)?;
                let status = tipping.points.iter().map(|point| point.status).max();
                (Content::Tipping(tipping), status)
            }
            Query::Sweep { axes, query } => match axes.as_slice() {
                [(parameter, range)] => {
                    let sweep = sweep::table(self, query, *parameter, range, setting, executor, budget)?;
                    (Content::Sweep(sweep), None)
                }
                axes => {
                    let sweep = sweep_two::table(self, query, axes, setting, executor, budget)?;
                    (Content::Sweep(sweep), None)
                }
            },
            Query::Equilibria => {
                (equilibria::list(self, setting, &equilibria::Reach::default(), budget)?, None)
            }
            Query::Importance(query) => {
                let found = uncertainty::importance::find(self, query, setting, executor, budget)?;
                let content = found.map_or_else(unanswered, |found| Content::Importance(Box::new(found)));
                (content, None)
            }
            Query::Distribution(query) => {
                let query = std::slice::from_ref(&**query);
                let found = uncertainty::distributions(self, query, setting, executor, budget)?.pop();
                let content = found.map(|found| Content::Distribution(Box::new(found)));
                (content.unwrap_or_else(Content::stopped), None)
            }
            Query::Flips(query) => {
                let declared = Declared::of(self.model, setting);
                let found = flips::find(self, query, setting, &declared, executor, budget)?;
                let none = "there is no certified answer at the values in force that could change";
                (found.map_or_else(|| unanswered(none), |found| Content::Flips(Box::new(found))), None)
            }
            query => {
                let mut figure = self.figure(query, setting, Care::Full, budget)?;
                if ranges && let Some(gain) = &figure.gain {
                    let after = self.solved(&gain.after, budget)?;
                    let before = gain.before.as_ref().map(|it| self.solved(it, budget)).transpose()?;
                    figure.number.range =
                        ranges::of_gain(&after, before.as_deref(), gain.to, &budget).map(Box::new);
                }
                (Content::Number(figure.number), Some(figure.status))
            }
        };
        Ok(Answer { question: question.text.clone(), content, status })
    }

    /// The number that a query asks for. Tables have none and give an empty number.
    pub(crate) fn figure(
        &self,
        query: &Query,
        setting: &Setting,
        care: Care,
        budget: Budget,
    ) -> Result<Figure, AskError> {
        let model = self.model;
        let base = self.solve_with_care(setting, care, budget)?;
        let of_one = |number: Number| Figure {
            number,
            status: base.solution.status,
            regimes: vec![Regime::of(&base, "")],
            gain: None,
        };
        // Each game with what makes it another one than that of the setting in force.
        let of_two = |(after, with): (&Solved, &str), (before, without): (&Solved, &str), to| Figure {
            number: value::difference(after, before, to),
            status: after.solution.status.max(before.solution.status),
            regimes: vec![Regime::of(after, with), Regime::of(before, without)],
            gain: (care == Care::Full).then(|| Gain {
                to,
                after: after.setting.clone(),
                before: Some(before.setting.clone()),
            }),
        };
        let thing = |id: ThingId| model.things.get(id.0 as usize).map_or("", |thing| thing.name.as_str());
        let actor = |id: ActorId| model.actors.get(usize::from(id.0)).map_or("", |actor| actor.name.as_str());
        Ok(match query {
            Query::Probability { event, given } => {
                of_one(probability::probability(model, &base, event, given.as_ref()))
            }
            Query::Expectation { value, given } => {
                of_one(probability::expectation(model, &base, value, given.as_ref()))
            }
            Query::ValueOfPlay(to) => {
                let gain = Gain { to: *to, after: setting.clone(), before: None };
                Figure { gain: Some(gain), ..of_one(value::of_play(&base, *to)) }
            }
            Query::ValueOver { decision, a, b, to } => of_one(value::over(&base, *decision, *a, *b, *to)),
            Query::ValueOfLabel { decision, label, to } => {
                let mut less = setting.clone();
                less.edit(&standoff_model::ir::Edit::Without(*decision, *label));
                let without = self.solve_with_care(&less, care, budget)?;
                let label = base.names(model).label(*decision, *label);
                let under = format!("without {label} ({})", thing(*decision));
                of_two((&base, ""), (&without, &under), *to)
            }
            Query::ValueOfOption(option, to) => {
                let among = model.options.get(option.0 as usize).map_or(&[][..], |o| &o.among);
                let (Some(first), Some(last)) = (among.first(), among.last()) else {
                    return Ok(of_one(Number::default()));
                };
                let at = |value: &OptionValue| {
                    let mut setting = setting.clone();
                    setting.edit(&standoff_model::ir::Edit::Option(*option, value.clone()));
                    self.solve_with_care(&setting, care, budget)
                };
                let name = model.options.get(option.0 as usize).map_or("", |o| o.name.as_str());
                let is = |value| format!("if {name} is {}", in_words(model, *option, value));
                let (on, off) = (is(last), is(first));
                of_two((&*at(last)?, &on), (&*at(first)?, &off), *to)
            }
            Query::ValueOfVariant(variant, to) => {
                let mut varied = setting.clone();
                varied.apply_variant(model, *variant);
                let varied = self.solve_with_care(&varied, care, budget)?;
                let name = model.variants.get(variant.0 as usize).map_or("", |v| v.name.as_str());
                of_two((&varied, &format!("under {name}")), (&base, ""), *to)
            }
            Query::Knowing { secret, to } => {
                let mut open = setting.clone();
                open.edit(&standoff_model::ir::Edit::Reveal(*secret, *to));
                let open = self.solve_with_care(&open, care, budget)?;
                let under = format!("if {} knows {}", actor(*to), thing(*secret));
                of_two((&open, &under), (&base, ""), *to)
            }
            Query::Strategy { .. }
            | Query::Equilibria
            | Query::Tipping { .. }
            | Query::Importance(_)
            | Query::Distribution(_)
            | Query::Flips(_)
            | Query::Sweep { .. } => of_one(Number::default()),
        })
    }

    fn solve_with_care(
        &self,
        setting: &Setting,
        care: Care,
        budget: Budget,
    ) -> Result<std::sync::Arc<Solved>, AskError> {
        match care {
            Care::Full => self.solved(setting, budget),
            Care::Scan => self.solve_once(setting, false, budget).map(std::sync::Arc::new),
        }
    }
}

/// An option's value as it is written.
fn in_words(model: &Model, option: OptionId, value: &OptionValue) -> String {
    match value {
        OptionValue::Number(number) => standoff_syntax::number::show(number, false),
        OptionValue::Date(date) => date.to_string(),
        OptionValue::Label(label) => {
            let set = model.options.get(option.0 as usize).and_then(|option| option.labels);
            let set = set.and_then(|set| model.label_sets.get(set.0 as usize));
            set.and_then(|set| set.names.get(*label as usize)).cloned().unwrap_or_default()
        }
    }
}

fn unanswered(sentence: &str) -> Content {
    Content::Unanswered(sentence.to_owned())
}
