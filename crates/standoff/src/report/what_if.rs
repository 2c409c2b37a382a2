//! Numbers that may be moved, with what then follows: every position solved and certified before.
//!
//! In: a session, the numbers that move the answer most. Out: [`WhatIf`]. The figures are those of the batch solver, which is asked for the
//! whole range at once; words and pictures are told of a solution found at the position alone. A position at which the two differ has
//! several solutions, and says so instead.

use std::sync::{Mutex, PoisonError};

use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_ask::answer::PointStatus;
use standoff_ask::batch::Points;
use standoff_ask::findings::{self, Findings};
use standoff_ask::session::to_f64;
use standoff_ask::{AskError, Batch, Budget, Executor, Rows, Session};
use standoff_model::ir::{Parameter, ParameterId, Query};
use standoff_solve::solution::Status;
use standoff_syntax::ast::DistKind;
use standoff_view::report::{Position, Slider, WhatIf, heads};
use standoff_view::{brief, words};

use super::{Main, figures};

/// Steps of a slider.
const STEPS: u32 = 50;
/// Larger games are drawn and told of too slowly to be so at every position.
const MOST_NODES: usize = 20_000;
/// Probabilities of one solution, found twice.
const SAME: f64 = 1e-6;

/// The sliders; none if there is no number to move.
pub(super) fn what_if(
    session: &Session,
    found: &Findings,
    main: &Main,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Option<WhatIf>, AskError> {
    if !main.cheap() || found.solved.compiled.structure.node_count() > MOST_NODES {
        return Ok(None);
    }
    let outcomes: Vec<usize> =
        (0..session.model.outcomes.len()).filter(|&at| session.model.outcomes[at].arity == 0).collect();
    let mut queries = vec![main.question.query.clone()];
    let mut asked = Vec::new();
    for at in outcomes {
        let text = format!("P({})", session.model.outcomes[at].name);
        if let Ok(question) = standoff_model::question(session.model, &text) {
            queries.push(question.query);
            asked.push(at);
        }
    }
    let batch = Batch::new(session, &queries, &session.base, budget)?;
    let mut sliders = Vec::new();
    for &parameter in &main.drivers {
        sliders.extend(slider(session, found, (&batch, &asked), parameter, &queries[0], executor, budget)?);
    }
    Ok((!sliders.is_empty()).then(|| WhatIf {
        subject: main.clause.clone(),
        term: heads::of_query(Some(&main.question.query)),
        sliders,
    }))
}

fn slider(
    session: &Session,
    found: &Findings,
    (batch, asked): (&Batch, &[usize]),
    parameter: ParameterId,
    query: &Query,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Option<Slider>, AskError> {
    let place = parameter.0 as usize;
    let (Some(declared), Some(now)) =
        (session.model.parameters.get(place), session.base.parameters.get(place))
    else {
        return Ok(None);
    };
    let Some((values, now)) = range(declared).and_then(|range| values(&range, now)) else {
        return Ok(None);
    };
    let doubles: Vec<f64> = values.iter().map(to_f64).collect();
    let rows = batch.chunk(&Along { place, values: &doubles }, 0, budget)?;
    let slots: Vec<Mutex<Option<Result<Position, AskError>>>> =
        values.iter().map(|_| Mutex::default()).collect();
    executor.run(values.len(), &|at| {
        let here = session.at(session.base.with_parameter(parameter, values[at].clone()));
        // The value in force is no change of it.
        let here = if at == now { session.at(session.base.clone()) } else { here };
        let made = position(&here, found, (&rows, asked, at), query, budget);
        let named =
            made.map(|made| Position { at: words::parameter_exact(&values[at], declared.percent), ..made });
        *slots[at].lock().unwrap_or_else(PoisonError::into_inner) = Some(named);
    });
    let made = slots.into_iter().map(|slot| {
        slot.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or(Err(AskError::Stopped))
    });
    Ok(Some(Slider {
        name: declared.name.clone(),
        caption: brief::parameter(session.model, parameter),
        positions: made.collect::<Result<_, _>>()?,
        now,
    }))
}

/// The declared range, else the ends of the declared distribution if it has any.
fn range(declared: &Parameter) -> Option<(BigRational, BigRational)> {
    if declared.range.is_some() {
        return declared.range.clone();
    }
    let dist = declared.dist.as_ref()?;
    let end = |place: usize| dist.args.get(place).map(|number| number.value.clone());
    match dist.kind {
        DistKind::Uniform => Some((end(0)?, end(1)?)),
        DistKind::Triangular => Some((end(0)?, end(2)?)),
        DistKind::Beta => Some((BigRational::zero(), BigRational::one())),
        DistKind::Normal | DistKind::Lognormal => None,
    }
}

/// Equal steps from end to end, the value in force in the place of the nearest of them or beyond the ends; and which one it is.
fn values((from, to): &(BigRational, BigRational), now: &BigRational) -> Option<(Vec<BigRational>, usize)> {
    if from >= to {
        return None;
    }
    let step = (to - from) / BigRational::from_integer(STEPS.into());
    let mut values: Vec<BigRational> =
        (0..=STEPS).map(|k| from + &step * BigRational::from_integer(k.into())).collect();
    let at = if let Some(at) = values.iter().position(|value| value == now) {
        at
    } else if now < from {
        values.insert(0, now.clone());
        0
    } else if now > to {
        values.push(now.clone());
        values.len() - 1
    } else {
        // The ends stay where they are.
        let after = values.iter().position(|value| value > now)?;
        let inner = 1..STEPS as usize;
        let nearer = if now - &values[after - 1] < &values[after] - now { after - 1 } else { after };
        let at = nearer.clamp(inner.start, inner.end - 1);
        values[at].clone_from(now);
        at
    };
    Some((values, at))
}

/// Points along one parameter.
struct Along<'v> {
    place: usize,
    values: &'v [f64],
}

impl Points for Along<'_> {
    fn count(&self) -> u64 {
        self.values.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        if let (Some(slot), Some(value)) = (point.get_mut(self.place), self.values.get(index as usize)) {
            *slot = *value;
        }
    }

    fn line(&self) -> u64 {
        self.values.len() as u64
    }
}

/// What follows in a setting. Its name is for the caller to say.
fn position(
    session: &Session,
    found: &Findings,
    (rows, asked, at): (&Rows, &[usize], usize),
    query: &Query,
    budget: Budget,
) -> Result<Position, AskError> {
    let without = |why: &str| Position {
        at: String::new(),
        bottom_line: why.to_owned(),
        answer: String::new(),
        trust: String::new(),
        outcomes: None,
        tree: None,
    };
    let status = rows.status.get(at).copied().unwrap_or(PointStatus::Unreached);
    match status {
        PointStatus::Solved(Status::Stalled) => {
            return Ok(without("No answer that passes its own test was found at this value."));
        }
        PointStatus::Solved(_) => {}
        _ => {
            return Ok(without(
                "The model means nothing at this value: some probability leaves the range from 0 to 1.",
            ));
        }
    }
    let there = match findings::outline(session, &session.base, found.focus, budget) {
        Ok(there) => there,
        Err(AskError::Stopped) => return Err(AskError::Stopped),
        Err(other) => return Ok(without(&format!("No answer was found at this value: {other}."))),
    };
    if there.solved.solution.status == Status::Stalled {
        return Ok(without("No answer that passes its own test was found at this value."));
    }
    let figure = |question: usize| {
        rows.values.get(question).and_then(|column| column.get(at)).copied().filter(|value| !value.is_nan())
    };
    let agree = asked.iter().enumerate().all(|(question, &outcome)| {
        let own = there.outcomes.iter().find(|share| share.outcome.0 as usize == outcome);
        match (figure(question + 1), own) {
            (Some(found), Some(own)) => (found - own.probability).abs() <= SAME,
            _ => true,
        }
    });
    if !agree {
        return Ok(without(
            "This value lies on a border: two ways of solving end at different solutions, and neither is told here.",
        ));
    }
    let scene =
        |pictures: Vec<standoff_view::picture::Picture>| pictures.into_iter().next().map(|made| made.scene);
    Ok(Position {
        at: String::new(),
        bottom_line: brief::bottom_line(session.model, &there),
        answer: brief::figure(query, figure(0)),
        trust: brief::certified(&there.solved.solution),
        outcomes: scene(figures::outcomes(session, &standoff_ask::Sequential, budget)?),
        tree: scene(figures::tree(session, &there, &standoff_ask::Sequential, budget)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn the_value_in_force_is_a_position_and_so_are_the_ends() {
        let range = (rational(0, 1), rational(1, 1));
        for now in [rational(0, 1), rational(1, 1), rational(1, 3), rational(1, 1000), rational(999, 1000)] {
            let (values, at) = values(&range, &now).unwrap_or_default();
            assert_eq!((values.len(), &values[at]), (51, &now));
            assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "{now}");
            assert_eq!((&values[0], &values[50]), (&range.0, &range.1));
        }
        let (values, at) = values(&range, &rational(2, 1)).unwrap_or_default();
        assert_eq!((values.len(), at), (52, 51));
    }
}
