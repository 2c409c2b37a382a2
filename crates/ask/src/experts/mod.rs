//! Experts: their answers side by side, where they would have to move to agree, their opinions pooled, and what their
//! differences stem from.
//!
//! In: a session, a [`Panel`] of experts with weights, questions. Out: [`Findings`] on each question.

pub mod agreement;
pub mod calibration;
pub mod pool;
pub mod roles;
mod shapley;
pub mod split;

use num_rational::BigRational;
use standoff_model::ir::{ExpertId, Model, Query, Question, VariantId};
use standoff_solve::solution::Status;

use crate::answer::Number;
use crate::answering::Care;
use crate::session::{AskError, Budget, Executor, Session, Setting};
use agreement::Agreement;
use pool::{Pool, Voice};
use roles::Roles;
use split::Split;

/// More pairs of experts than this are not compared.
pub const MOST_PAIRS: usize = 10;
/// Answers that differ by less than this, on the scale of the larger, are the same.
const SAME: f64 = 1e-9;

/// Who is heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The experts, in order.
    pub members: Vec<Member>,
    /// How their opinions are pooled.
    pub pools: Vec<Pool>,
}

/// An expert who is heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Who.
    pub expert: ExpertId,
    /// The variant under which the expert reads the model, if not in the session's own setting.
    pub under: Option<VariantId>,
    /// How much the opinion counts in a pool; only proportions matter.
    pub weight: BigRational,
}

/// What was found on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Each expert's answer.
    pub by: Vec<(ExpertId, Side)>,
    /// The answer under each pool.
    pub pooled: Vec<(Pool, Side)>,
    /// The pairs whose answers differ.
    pub pairs: Vec<Pair>,
    /// How many pairs whose answers differ were left out.
    pub pairs_left_out: usize,
}

/// An answer under somebody's opinions.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The number; its note says why there is none.
    pub number: Number,
    /// The status of the solutions behind it; `None` where nothing could be solved.
    pub status: Option<Status>,
}

/// Two experts whose answers differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The one.
    pub one: ExpertId,
    /// The other.
    pub other: ExpertId,
    /// Where they would have to move to agree; a sentence where there is no way.
    pub agreement: Result<Agreement, String>,
    /// What the difference stems from; a sentence where it cannot be divided.
    pub split: Result<Split, String>,
}

impl Findings {
    /// The worst status behind the answers.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        let sides = self.by.iter().map(|(_, side)| side).chain(self.pooled.iter().map(|(_, side)| side));
        sides.filter_map(|side| side.status).max()
    }
}

/// Whether a query has one number for an answer, which experts can be compared on.
#[must_use]
pub fn is_number(query: &Query) -> bool {
    matches!(
        query,
        Query::Probability { .. }
            | Query::Expectation { .. }
            | Query::ValueOfPlay(_)
            | Query::ValueOver { .. }
            | Query::ValueOfLabel { .. }
            | Query::ValueOfOption(..)
            | Query::ValueOfVariant(..)
            | Query::Knowing { .. }
    )
}

/// All experts who give at least one opinion, with equal weights.
#[must_use]
pub fn with_opinions(model: &Model) -> Vec<Member> {
    let speaks = |expert: &ExpertId| {
        model.parameters.iter().any(|parameter| parameter.opinions.iter().any(|(by, _)| by == expert))
    };
    let member = |expert| Member { expert, under: None, weight: BigRational::from_integer(1.into()) };
    (0..model.experts.len()).map(|at| ExpertId(at as u16)).filter(speaks).map(member).collect()
}

/// `setting` with the pooled values of its parameters, each member's opinions taken on top of it.
///
/// # Errors
/// A sentence where there is no such pool; see [`pool::pooled`].
pub fn pooled_setting(
    model: &Model,
    setting: &Setting,
    members: &[Member],
    pool: Pool,
) -> Result<Setting, String> {
    let voice = |member: &Member| {
        let mut own = setting.clone();
        if let Some(variant) = member.under {
            own.apply_variant(model, variant);
        }
        own.apply_opinions(model, member.expert);
        Voice { values: own.parameters, weight: member.weight.clone() }
    };
    let voices: Vec<Voice> = members.iter().map(voice).collect();
    with_pool(model, setting, &voices, pool)
}

fn with_pool(model: &Model, setting: &Setting, voices: &[Voice], pool: Pool) -> Result<Setting, String> {
    let parameters = pool::pooled(model, &Roles::of(model), voices, pool)?;
    let mut pooled = Setting { parameters, ..setting.clone() };
    pooled.note_pool(model, pool);
    Ok(pooled)
}

/// What the experts say on a question, which asks for a number ([`is_number`]). A question that names experts is theirs alone;
/// what else it sets holds for everybody.
///
/// # Errors
/// [`AskError`] if the game cannot be compiled or solved under anybody's opinions, or the budget ran out.
pub fn find(
    session: &Session,
    question: &Question,
    panel: &Panel,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Findings, AskError> {
    let query = &question.query;
    let roles = Roles::of(session.model);
    let (base, named) = session.setting_of(&question.settings);
    let heard: Vec<&Member> =
        panel.members.iter().filter(|member| named.len() < 2 || named.contains(&member.expert)).collect();
    let settings: Vec<Setting> = heard
        .iter()
        .map(|member| {
            let mut setting = base.clone();
            if let Some(variant) = member.under {
                setting.apply_variant(session.model, variant);
            }
            session.with_opinions(&setting, member.expert, &question.settings)
        })
        .collect();
    let mut by = Vec::new();
    for (member, setting) in heard.iter().zip(&settings) {
        by.push((member.expert, side(session, query, setting, budget)?));
    }
    // Where nobody's values mean anything, it is not the experts who are to blame.
    if let Some((_, first)) = by.first()
        && by.iter().all(|(_, side)| side.status.is_none())
    {
        return Err(AskError::Undefined(first.number.note.clone().unwrap_or_default()));
    }
    let voices: Vec<Voice> = heard
        .iter()
        .zip(&settings)
        .map(|(member, own)| Voice { values: own.parameters.clone(), weight: member.weight.clone() })
        .collect();
    let mut pooled = Vec::new();
    for &pool in &panel.pools {
        let side = match with_pool(session.model, &base, &voices, pool) {
            Ok(setting) => side(session, query, &setting, budget)?,
            Err(sentence) => without_value(sentence),
        };
        pooled.push((pool, side));
    }
    let mut findings = Findings { by, pooled, pairs: Vec::new(), pairs_left_out: 0 };
    for one in 0..heard.len() {
        for other in one + 1..heard.len() {
            let best = |at: usize| findings.by[at].1.number.best();
            let differ = match (best(one), best(other)) {
                (Some(a), Some(b)) => (a - b).abs() > SAME * a.abs().max(b.abs()),
                _ => false,
            };
            if !differ {
                continue;
            }
            if findings.pairs.len() == MOST_PAIRS {
                findings.pairs_left_out += 1;
                continue;
            }
            let two = (&settings[one], &settings[other]);
            findings.pairs.push(Pair {
                one: heard[one].expert,
                other: heard[other].expert,
                agreement: agreement::find(session, query, two, executor, budget)?,
                split: split::split(session, &roles, query, two, executor, budget)?,
            });
        }
    }
    Ok(findings)
}

fn side(session: &Session, query: &Query, setting: &Setting, budget: Budget) -> Result<Side, AskError> {
    match session.figure(query, setting, Care::Full, budget) {
        Ok(figure) => Ok(Side { number: figure.number, status: Some(figure.status) }),
        // Values that mean nothing are a finding about the expert who has them.
        Err(AskError::Undefined(sentence)) => Ok(without_value(sentence)),
        Err(other) => Err(other),
    }
}

fn without_value(sentence: String) -> Side {
    Side { number: Number { note: Some(sentence), ..Number::default() }, status: None }
}
