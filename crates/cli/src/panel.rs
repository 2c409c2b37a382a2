//! Which experts are heard, how much each counts, and what values come of it.
//!
//! In: the command line, the model, perhaps a file of calibration questions. Out: [`Heard`], or a [`Failure`] of usage, or of
//! input where the file is to blame.

use num_rational::BigRational;
use standoff::ask::experts::calibration::{Score, scores};
use standoff::ask::experts::pool::Pool;
use standoff::ask::experts::roles::Roles;
use standoff::ask::experts::{Member, Panel, pooled_setting, with_opinions};
use standoff::ask::session::to_f64;
use standoff::ask::{Session, Setting};
use standoff::json::from_experts::expert_name;
use standoff::model::ir::{Model, ParameterId};
use standoff::model::setting as name;
use standoff::seeds::Seeds;
use standoff::syntax::ast::Literal;
use standoff::syntax::parse_literal;

use crate::args::quantity::short;
use crate::args::resolved::Experts;
use crate::exit::Failure;
use crate::files;
use crate::setting::sentence;

/// Files of calibration questions with more bytes than this are refused.
const LARGEST_CALIBRATION: u64 = 32 << 20;

/// Who is heard, and what comes of all together.
pub(crate) struct Heard {
    pub(crate) panel: Panel,
    pub(crate) speakers: Vec<Speaker>,
    /// Parameters on which the experts differ, or that a pool moves.
    pub(crate) differing: Vec<ParameterId>,
    pub(crate) roles: Roles,
    /// The values of `differing` under each pool.
    pub(crate) pools: Vec<(Pool, Result<Vec<f64>, String>)>,
    /// `equal`, `given` or `calibration`.
    pub(crate) weights: &'static str,
    /// Names of the calibration questions.
    pub(crate) seeds: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// An expert who is heard.
pub(crate) struct Speaker {
    pub(crate) member: Member,
    /// The values of the parameters that differ.
    pub(crate) values: Vec<f64>,
    pub(crate) score: Option<Score>,
}

impl Heard {
    /// Works out the values of everybody and of all together.
    pub(crate) fn of(
        model: &Model,
        base: &Setting,
        panel: Panel,
        scores: Vec<Option<Score>>,
        weights: &'static str,
        seeds: Vec<String>,
        notes: Vec<String>,
    ) -> Self {
        let setting = |member: &Member| {
            let mut own = base.clone();
            if let Some(variant) = member.under {
                own.apply_variant(model, variant);
            }
            own.apply_opinions(model, member.expert);
            own
        };
        let settings: Vec<Setting> = panel.members.iter().map(setting).collect();
        let pooled: Vec<(Pool, Result<Setting, String>)> = panel
            .pools
            .iter()
            .map(|&pool| (pool, pooled_setting(model, base, &panel.members, pool)))
            .collect();
        let all = || settings.iter().chain(pooled.iter().filter_map(|(_, setting)| setting.as_ref().ok()));
        let differing: Vec<ParameterId> = (0..model.parameters.len())
            .filter(|&at| {
                let first = all().next().map(|first| &first.parameters[at]);
                all().any(|other| first.is_some_and(|first| *first != other.parameters[at]))
            })
            .map(|at| ParameterId(at as u32))
            .collect();
        let values = |setting: &Setting| -> Vec<f64> {
            differing.iter().map(|id| to_f64(&setting.parameters[id.0 as usize])).collect()
        };
        Self {
            speakers: panel
                .members
                .iter()
                .zip(&settings)
                .zip(scores)
                .map(|((member, own), score)| Speaker { member: member.clone(), values: values(own), score })
                .collect(),
            pools: pooled
                .iter()
                .map(|(pool, found)| (*pool, found.as_ref().map(&values).map_err(Clone::clone)))
                .collect(),
            roles: Roles::of(model),
            panel,
            differing,
            weights,
            seeds,
            notes,
        }
    }
}

/// Who is heard, with which weight, and what is pooled.
pub(crate) fn heard(session: &Session, args: &Experts) -> Result<Heard, Failure> {
    let model = session.model;
    let mut members = with_opinions(model);
    if members.is_empty() {
        return Err(Failure::usage("nobody is heard: the model has no experts who give an opinion"));
    }
    if !args.who.is_empty() {
        let mut asked = Vec::new();
        for who in &args.who {
            let expert = name::expert(model, who).map_err(|found| sentence("--opinions", &found))?;
            let member = members.iter().find(|member| member.expert == expert).cloned();
            asked.push(member.ok_or_else(|| {
                Failure::usage(format!("--opinions: {} gives no opinion on any parameter", short(who)))
            })?);
        }
        members = asked;
    }
    for (who, variant) in &args.under {
        let member = member(model, &mut members, "--under", who)?;
        member.under = Some(name::variant(model, variant).map_err(|found| sentence("--under", &found))?);
    }
    let mut scores: Vec<Option<Score>> = vec![None; members.len()];
    let (mut weights, mut notes) = ("equal", Vec::new());
    if !args.weights.is_empty() {
        weights = "given";
        members.iter_mut().for_each(|member| member.weight = BigRational::default());
        for (who, text) in &args.weights {
            let weight = match parse_literal(text) {
                Some(Literal::Number(number)) if number.value >= BigRational::default() => number.value,
                _ => {
                    let text = short(text);
                    return Err(Failure::usage(format!(
                        "--weights {who}: `{text}` is no number from zero up"
                    )));
                }
            };
            member(model, &mut members, "--weights", who)?.weight = weight;
        }
    }
    if let Some(input) = &args.calibration {
        weights = "calibration";
        let unfit = |sentence: String| Failure::environment(format!("\"{}\": {sentence}", input.name()));
        let seeds = Seeds::parse(&files::bytes(input, LARGEST_CALIBRATION)?).map_err(unfit)?;
        let found = self::scores(seeds.experts.len(), &seeds.questions, args.cutoff).map_err(unfit)?;
        for name in &seeds.experts {
            if name::expert(model, name).is_err() {
                return Err(unfit(format!("the model has no expert `{}`", short(name))));
            }
        }
        for (member, slot) in members.iter_mut().zip(&mut scores) {
            let name = expert_name(model, member.expert);
            let at = seeds.experts.iter().position(|expert| *expert == name);
            match at.and_then(|at| found.get(at)) {
                Some(score) => {
                    member.weight = BigRational::from_float(score.weight).unwrap_or_default();
                    *slot = Some(score.clone());
                }
                None => {
                    member.weight = BigRational::default();
                    notes
                        .push(format!("{name} has not answered the calibration questions and has no weight"));
                }
            }
        }
        return finish(session, members, scores, weights, notes, Some(&seeds), args);
    }
    finish(session, members, scores, weights, notes, None, args)
}

/// Weights that sum to 1, and the pooled values.
fn finish(
    session: &Session,
    mut members: Vec<Member>,
    scores: Vec<Option<Score>>,
    weights: &'static str,
    notes: Vec<String>,
    seeds: Option<&Seeds>,
    args: &Experts,
) -> Result<Heard, Failure> {
    let sum: BigRational = members.iter().map(|member| &member.weight).sum();
    if sum <= BigRational::default() {
        return Err(Failure::usage("none of the experts who are heard has any weight"));
    }
    members.iter_mut().for_each(|member| member.weight = &member.weight / &sum);
    let questions = seeds
        .map_or_else(Vec::new, |seeds| seeds.questions.iter().map(|seed| seed.question.clone()).collect());
    let panel = Panel { members, pools: args.pools.clone() };
    Ok(Heard::of(session.model, &session.base, panel, scores, weights, questions, notes))
}

fn member<'a>(
    model: &Model,
    members: &'a mut [Member],
    flag: &str,
    who: &str,
) -> Result<&'a mut Member, Failure> {
    let expert = name::expert(model, who).map_err(|found| sentence(flag, &found))?;
    members
        .iter_mut()
        .find(|member| member.expert == expert)
        .ok_or_else(|| Failure::usage(format!("{flag}: {} is not among those who are heard", short(who))))
}
