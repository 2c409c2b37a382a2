//! What a difference between two experts' answers stems from: how likely they hold things, what they hold them to be worth,
//! and the options of the model that each reads.
//!
//! In: a query and two settings. Out: a [`Split`]. Each of the three groups is taken from the one expert or from the other,
//! the game is solved for every combination (at most eight), and the difference is divided among the groups by Shapley
//! values: the mean, over all orders in which the groups may be exchanged one by one, of what exchanging it changes. The
//! same is done for the parameters one by one.

use standoff_model::ir::{ParameterId, Query};
use standoff_solve::solution::Status;

use super::roles::Roles;
use super::shapley;
use crate::session::{AskError, Budget, Executor, Session, Setting};
use crate::sweep::{as_far_as_it_goes, at_setting};

/// Differences in more parameters (or draws) than this are not divided one by one: 2 to the power of their number of games
/// would have to be solved.
pub const MOST_CAUSES: usize = 8;

/// A group of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Parameters that say how likely something is; see [`Roles::is_fact`].
    Facts,
    /// All other parameters: what things are worth.
    Values,
    /// Options, labels off the table, secrets shown.
    Options,
}

impl Group {
    /// All three, in order.
    pub const ALL: [Group; 3] = [Group::Facts, Group::Values, Group::Options];

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Group::Facts => "facts",
            Group::Values => "values",
            Group::Options => "options",
        }
    }
}

/// A difference divided among its causes.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The answer with all of the one expert's views.
    pub from: f64,
    /// The answer with all of the other's.
    pub to: f64,
    /// The part of each group; they sum to the difference.
    pub groups: Vec<(Group, f64)>,
    /// The part of each parameter that differs, or of several that belong to one draw; with the options, they sum to the
    /// difference. A sentence if this was not worked out.
    pub parameters: Result<Vec<(Vec<ParameterId>, f64)>, String>,
    /// The worst status among the games behind it.
    pub status: Status,
}

/// Divides the difference; a sentence if one of the games has no answer.
pub(super) fn split(
    session: &Session,
    roles: &Roles,
    query: &Query,
    (one, other): (&Setting, &Setting),
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Result<Split, String>, AskError> {
    let mut corners = Corners { session, query, one, other, executor, budget, status: Status::VerifiedExact };
    let differing = differing(one, other);
    let options = (!same_model(one, other)).then_some(Cause { parameters: Vec::new(), options: true });
    let of = |facts: bool| Cause {
        parameters: differing.iter().copied().filter(|&id| roles.is_fact(id) == facts).collect(),
        options: false,
    };
    let mut causes: Vec<(Group, Cause)> = vec![(Group::Facts, of(true)), (Group::Values, of(false))];
    causes.retain(|(_, cause)| !cause.parameters.is_empty());
    causes.extend(options.clone().map(|cause| (Group::Options, cause)));
    let alone: Vec<Cause> = causes.iter().map(|(_, cause)| cause.clone()).collect();
    let worth = match corners.worth(&alone)? {
        Ok(worth) => worth,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let parts = shapley::values(alone.len(), &worth);
    let part = |group: Group| {
        let found = causes.iter().zip(&parts).find(|((of, _), _)| *of == group);
        (group, found.map_or(0.0, |(_, part)| *part))
    };
    let groups = Group::ALL.map(part).to_vec();
    let (from, to) = (worth[0], worth[worth.len() - 1]);

    // First each parameter by itself; where that leads out of what is possible (probabilities of one draw that sum to more
    // than 1), those of a draw together.
    let mut parameters = Err(String::new());
    for together in [false, true] {
        let mut all = units(roles, &differing, together);
        all.extend(options.clone());
        if all.len() > MOST_CAUSES {
            let count = all.len();
            parameters = Err(format!("they differ in {count} things, more than are told one by one"));
            break;
        }
        parameters = match corners.worth(&all)? {
            Ok(worth) => {
                let parts = shapley::values(all.len(), &worth);
                let told = all.into_iter().zip(parts).filter(|(cause, _)| !cause.options);
                Ok(told.map(|(cause, part)| (cause.parameters, part)).collect())
            }
            Err(sentence) => Err(sentence),
        };
        if parameters.is_ok() {
            break;
        }
    }
    Ok(Ok(Split { from, to, groups, parameters, status: corners.status }))
}

/// The parameters on which two settings differ.
pub(super) fn differing(one: &Setting, other: &Setting) -> Vec<ParameterId> {
    let pairs = one.parameters.iter().zip(&other.parameters).enumerate();
    pairs.filter(|(_, (a, b))| a != b).map(|(at, _)| ParameterId(at as u32)).collect()
}

/// Whether two settings have the same game but for its numbers, solved by the same rule.
pub(super) fn same_model(one: &Setting, other: &Setting) -> bool {
    one.shape() == other.shape() && one.branch == other.branch
}

/// What is exchanged at once.
#[derive(Clone)]
struct Cause {
    parameters: Vec<ParameterId>,
    options: bool,
}

fn units(roles: &Roles, differing: &[ParameterId], together: bool) -> Vec<Cause> {
    let mut units: Vec<Cause> = Vec::new();
    for &id in differing {
        let draw = roles.draws.iter().find(|draw| together && draw.parameters().any(|other| other == id));
        let known = units.iter_mut().find(|unit| {
            draw.is_some_and(|draw| draw.parameters().any(|other| unit.parameters.contains(&other)))
        });
        match known {
            Some(unit) => unit.parameters.push(id),
            None => units.push(Cause { parameters: vec![id], options: false }),
        }
    }
    units
}

/// The games in which some causes are taken from the other expert.
struct Corners<'a, 'm> {
    session: &'a Session<'m>,
    query: &'a Query,
    one: &'a Setting,
    other: &'a Setting,
    executor: &'a dyn Executor,
    budget: Budget<'a>,
    status: Status,
}

impl Corners<'_, '_> {
    /// The answer for every subset of the causes, by bit mask; a sentence if one of them has none.
    fn worth(&mut self, causes: &[Cause]) -> Result<Result<Vec<f64>, String>, AskError> {
        let found = as_far_as_it_goes(1 << causes.len(), self.executor, self.budget, &|mask| {
            at_setting(self.session, self.query, &self.setting(causes, mask), self.budget)
        })?;
        let mut worth = Vec::new();
        for one in found {
            match one.ok_or(AskError::Stopped)? {
                Ok(figure) => {
                    self.status = self.status.max(figure.status);
                    match figure.number.best() {
                        Some(value) => worth.push(value),
                        None => {
                            let note = figure.number.note.unwrap_or_else(|| "there is no value".to_owned());
                            return Ok(Err(format!(
                                "with one's views on some things and the other's on the rest, {note}"
                            )));
                        }
                    }
                }
                Err(sentence) => return Ok(Err(sentence)),
            }
        }
        Ok(Ok(worth))
    }

    fn setting(&self, causes: &[Cause], mask: usize) -> Setting {
        let mut setting = self.one.clone();
        for (_, cause) in causes.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1) {
            for id in &cause.parameters {
                let at = id.0 as usize;
                setting.parameters[at].clone_from(&self.other.parameters[at]);
            }
            if cause.options {
                setting.options.clone_from(&self.other.options);
                setting.without.clone_from(&self.other.without);
                setting.reveals.clone_from(&self.other.reveals);
                setting.branch = self.other.branch;
            }
        }
        setting
    }
}
