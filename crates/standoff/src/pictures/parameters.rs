//! Pictures over parameters: one of them, each of them alone, all together.
//!
//! In: a session, parameters, questions. Out: [`Picture`]s of answers along them.

use num_rational::BigRational;
use num_traits::Zero;
use standoff_ask::answer::{Answer, Content, PointStatus};
use standoff_ask::session::to_f64;
use standoff_ask::uncertainty::indices::Share;
use standoff_ask::{Budget, Executor, Session, Setting, distribution, tornado as ends};
use standoff_model::ir::{Model, ParameterId, Query, Question, Range};
use standoff_solve::solution::Status;
use standoff_view::picture::tipping::{Line, Tip, Tipping};
use standoff_view::picture::tornado::Tornado;
use standoff_view::picture::{Caption, Picture, importance as shares, tipping as lines, tornado as bars};
use standoff_view::words;

use super::questions::{Inside, of_file};
use super::{PictureError, Stretch, named};

/// Steps of a parameter's range.
const STEPS: u32 = 200;
/// Fewest and most points of a line.
const LINE: std::ops::RangeInclusive<u32> = 3..=2_001;
/// Bins of the distribution.
const BINS: usize = 60;
/// Most questions beside each other.
const MOST_QUESTIONS: usize = 8;

/// The question with a number for an answer that a picture is about.
pub(super) fn question(
    session: &Session,
    asked: Option<&Question>,
    inside: Inside,
) -> Result<Question, PictureError> {
    let found = asked.cloned().or_else(|| of_file(session.model, inside));
    let found = found.ok_or_else(|| PictureError::Nothing("say which question: `--ask \"P(…)\"`".into()))?;
    if found.query.is_number() {
        Ok(found)
    } else {
        Err(PictureError::Nothing(format!(
            "\"{}\" has no number for an answer: ask for a probability, an expected value or a value",
            found.text
        )))
    }
}

/// The setting of a question, which may name one expert.
pub(super) fn setting(session: &Session, question: &Question) -> Result<Setting, PictureError> {
    match session.settings_of(question).as_slice() {
        [(_, setting)] => Ok(setting.clone()),
        _ => Err(PictureError::Nothing(format!(
            "\"{}\" has an answer for each of several experts; name one with `--opinions`",
            question.text
        ))),
    }
}

pub(super) fn is_probability(query: &Query) -> bool {
    matches!(query, Query::Probability { .. })
}

pub(super) fn percent(model: &Model, parameter: ParameterId) -> bool {
    model.parameters.get(parameter.0 as usize).is_some_and(|declared| declared.percent)
}

/// The range of a parameter: the one that is asked for, its own, or from zero to twice its value.
pub(super) fn ends(
    model: &Model,
    parameter: ParameterId,
    stretches: &[Stretch],
) -> Result<(BigRational, BigRational), PictureError> {
    if let Some(range) = stretch(stretches, parameter).and_then(|stretch| stretch.range.clone()) {
        return Ok(range);
    }
    let declared = model.parameters.get(parameter.0 as usize);
    let declared = declared.ok_or_else(|| PictureError::Nothing("there is no such parameter".into()))?;
    if let Some(range) = &declared.range {
        return Ok(range.clone());
    }
    let (zero, double) = (BigRational::zero(), &declared.value + &declared.value);
    match declared.value.cmp(&zero) {
        std::cmp::Ordering::Less => Ok((double, zero)),
        std::cmp::Ordering::Greater => Ok((zero, double)),
        std::cmp::Ordering::Equal => Err(PictureError::Nothing(format!(
            "{} is 0 and has no range in the file: write `{} = 0 in … to …` there",
            declared.name, declared.name
        ))),
    }
}

pub(super) fn stretch(stretches: &[Stretch], parameter: ParameterId) -> Option<&Stretch> {
    stretches.iter().find(|stretch| stretch.parameter == parameter)
}

pub(super) fn tipping(
    session: &Session,
    parameter: ParameterId,
    stretches: &[Stretch],
    asked: &[Question],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    let (from, to) = ends(model, parameter, stretches)?;
    let steps = match stretch(stretches, parameter).and_then(|stretch| stretch.points) {
        Some(points) if !LINE.contains(&points) => {
            return Err(PictureError::Nothing(format!(
                "a line takes from {} to {} points",
                LINE.start(),
                LINE.end()
            )));
        }
        points => points.map_or(STEPS, |points| points - 1),
    };
    if from >= to {
        return Err(PictureError::Nothing(format!(
            "the range of {} is a single value",
            named(model, parameter).0
        )));
    }
    if asked.len() > MOST_QUESTIONS {
        return Err(PictureError::Nothing(format!(
            "at most {MOST_QUESTIONS} questions fit into one picture"
        )));
    }
    let questions = match asked {
        [] => vec![question(session, None, Inside::Tipping(parameter))?],
        several => several
            .iter()
            .map(|asked| question(session, Some(asked), Inside::Tipping(parameter)))
            .collect::<Result<_, _>>()?,
    };
    let mut of = Tipping {
        parameter: named(model, parameter),
        percent: percent(model, parameter),
        range: (to_f64(&from), to_f64(&to)),
        now: session.base.parameters.get(parameter.0 as usize).map_or(f64::NAN, to_f64),
        ..Tipping::default()
    };
    let mut status: Option<Status> = None;
    for question in &questions {
        let range = Range { from: from.clone(), to: to.clone(), steps: Some(steps) };
        let sweep = Query::Sweep { axes: vec![(parameter, range)], query: Box::new(question.query.clone()) };
        let asked_for = stretch(stretches, parameter).and_then(|stretch| stretch.range.clone());
        let over = Query::Tipping {
            query: Box::new(question.query.clone()),
            over: parameter,
            range: asked_for.map(|(from, to)| Range { from, to, steps: None }),
        };
        let mut ask = |query: Query| -> Result<Answer, PictureError> {
            let answer = session.answer(&Question { query, ..question.clone() }, executor, budget)?;
            status = status.max(answer.status);
            Ok(answer)
        };
        let (points, tips) = (ask(sweep)?, ask(over)?);
        of.lines.extend(by_expert(question, points, tips, model));
    }
    for tip in of.lines.iter_mut().flat_map(|line| &mut line.tips) {
        tip.at = at_end(tip.at, of.range.0, of.range.1);
    }
    let declared = &model.parameters[parameter.0 as usize];
    let below = |x: f64| distribution::share_below_at(declared, x, of.range);
    of.strip = (0..BINS)
        .map(|bin| {
            let at = |bin: usize| of.range.0 + (of.range.1 - of.range.0) * bin as f64 / BINS as f64;
            (at(bin), at(bin + 1), (below(at(bin + 1)) - below(at(bin))).max(0.0))
        })
        .collect();
    of.declared = declared.dist.is_some();
    of.caption = Caption::of(model, &session.base, status);
    Ok(lines::picture(&of))
}

/// A line for each expert that the question names, or one.
fn by_expert(question: &Question, points: Answer, tips: Answer, model: &Model) -> Vec<Line> {
    let text = question.text.split(" with opinions").next().unwrap_or(&question.text);
    match (points.content, tips.content) {
        (Content::By(points), Content::By(tips)) => points
            .into_iter()
            .zip(tips)
            .map(|((name, points), (_, tips))| {
                line(&format!("{text}, {name}"), question, points.content, tips.content, model)
            })
            .collect(),
        (points, tips) => vec![line(&question.text, question, points, tips, model)],
    }
}

fn line(text: &str, question: &Question, points: Content, tips: Content, model: &Model) -> Line {
    let certified =
        |status: PointStatus| matches!(status, PointStatus::Solved(status) if status != Status::Stalled);
    let points = match points {
        Content::Sweep(sweep) => sweep
            .rows
            .iter()
            .filter_map(|row| Some((*row.at.first()?, row.value.filter(|_| certified(row.status)))))
            .collect(),
        _ => Vec::new(),
    };
    let tips = match tips {
        Content::Tipping(tipping) => tipping
            .points
            .iter()
            .map(|tip| Tip {
                at: tip.value,
                sides: (tip.before, tip.after),
                share_below: tip.share_below,
                changes: tip.changes.iter().map(|change| change.sentence(model)).collect(),
            })
            .collect(),
        _ => Vec::new(),
    };
    Line { question: text.to_owned(), probability: is_probability(&question.query), points, tips }
}

pub(super) fn tornado(
    session: &Session,
    asked: Option<&Question>,
    only: &[ParameterId],
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    let question = question(session, asked, Inside::Importance)?;
    let setting = setting(session, &question)?;
    let found = ends::tornado(session, &question.query, &setting, only, executor, budget)?;
    if found.rows.is_empty() {
        let none_of_these =
            "none of these parameters varies: none of them has a range or a distribution and is left open";
        let sentence = if only.is_empty() { NONE_VARIES } else { none_of_these };
        return Err(PictureError::Nothing(sentence.into()));
    }
    let row = |row: &ends::TornadoRow| bars::Row {
        parameter: named(model, row.parameter),
        percent: percent(model, row.parameter),
        now: setting.parameters.get(row.parameter.0 as usize).map_or(f64::NAN, to_f64),
        low: row.low,
        high: row.high,
        flip: row.flip.as_ref().map(|flip| (at_end(flip.at, row.low.0, row.high.0), flip.turns)),
    };
    let rows = found.rows.iter().map(row).collect();
    let status = session.solved(&setting, budget)?.solution.status;
    Ok(bars::picture(&Tornado {
        caption: Caption::of(model, &setting, Some(status)),
        probability: is_probability(&question.query),
        question: question.text,
        now: found.now,
        level: found.level,
        rows,
    }))
}

/// A place that is found to a millionth of the range; at an end of the range or at zero, that.
fn at_end(at: f64, low: f64, high: f64) -> f64 {
    let near = |end: f64| (at - end).abs() <= 2e-6 * (high - low).abs();
    [low, high, 0.0].into_iter().find(|&end| near(end)).unwrap_or(at)
}

const NONE_VARIES: &str = "no parameter varies: none that is left open has a range or a distribution";

pub(super) fn importance(
    session: &Session,
    asked: Option<&Question>,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    let question = question(session, asked, Inside::Importance)?;
    let setting = setting(session, &question)?;
    let query = Query::Importance(Box::new(question.query.clone()));
    let answer = session.answer(&Question { query, ..question.clone() }, executor, budget)?;
    let found = match answer.content {
        Content::Importance(found) => found,
        Content::Unanswered(why) => return Err(PictureError::Nothing(why)),
        _ => return Err(PictureError::Nothing(NONE_VARIES.into())),
    };
    let three = |share: Share| [share.value, share.low, share.high];
    let rows: Option<Vec<shares::Row>> = found
        .rows
        .iter()
        .map(|row| {
            let (first, total) = row.shares?;
            let flip = row.flip.as_ref().map_or_else(String::new, |flip| {
                let at = words::border(flip.at, flip.from, percent(model, row.parameter));
                format!("{} at {at}", if flip.turns { "turns" } else { "jumps" })
            });
            Some(shares::Row {
                parameter: named(model, row.parameter),
                first: three(first),
                total: three(total),
                flip,
            })
        })
        .collect();
    let status = answer.status.or(Some(session.solved(&setting, budget)?.solution.status));
    let Some(rows) = rows else {
        return Err(PictureError::Nothing(format!(
            "\"{}\" does not vary while the parameters do",
            question.text
        )));
    };
    Ok(shares::picture(&shares::Importance {
        caption: Caption::of(model, &setting, status),
        question: question.text,
        points: found.indices.points,
        stopped: found.indices.stopped,
        rows,
    }))
}
