//! From the setting in force straight to another: where on the way the answer turns or jumps first.
//!
//! In: the end of the way. Out: pairs of verified points close together, before and after. A scan by batch brackets every
//! change that is not undone between two of its points; each bracket is bisected as tipping points are.

use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Zero};
use standoff_model::ir::ParameterId;

use super::{Search, figure};
use crate::answer::PointStatus;
use crate::batch::{NO_REGIME, Points};
use crate::session::{AskError, Setting, to_f64};
use crate::tipping::{JUMP, Point, Scale, between, crossing, merged};
use crate::uncertainty::response::{self, Answered};

/// An answer that moves by more than this share of the answers' size from one point of the scan to the next may have jumped,
/// though the regime of the game in force is the same: answers that compare two games rest on both.
const MAY_JUMP: f64 = 0.02;
/// More brackets than this on one way, in which the answer may jump but does not turn, are not looked into.
const MOST_BRACKETS: u32 = 16;

/// A straight way in parameter space.
#[derive(Clone, Debug)]
pub(crate) struct Ray {
    /// Each parameter that moves: from where to where.
    pub(crate) moves: Vec<(ParameterId, BigRational, BigRational)>,
}

/// The first place where the answer turns, and the first one before it where it only jumps.
pub(crate) type Firsts = (Option<(Point, Point)>, Option<(Point, Point)>);

impl Ray {
    /// The way from a setting to where these parameters have these values; `None` if they have them already.
    pub(crate) fn new(setting: &Setting, ends: &[(ParameterId, f64)]) -> Option<Self> {
        let mut moves = Vec::new();
        for &(parameter, end) in ends {
            let from = setting.parameters.get(parameter.0 as usize)?.clone();
            // What is as good as there is there: ranges are rational, spans are doubles.
            if to_f64(&from).total_cmp(&end).is_ne() {
                moves.push((parameter, from, BigRational::from_f64(end)?));
            }
        }
        (!moves.is_empty()).then_some(Self { moves })
    }

    /// Where one of the parameters is at a share of the way.
    pub(crate) fn value(&self, which: usize, share: &BigRational) -> Option<BigRational> {
        self.moves.get(which).map(|(_, from, to)| from + (to - from) * share)
    }

    /// The setting at a share of the way.
    pub(crate) fn setting(&self, setting: &Setting, share: &BigRational) -> Setting {
        let mut there = setting.clone();
        for (parameter, from, to) in &self.moves {
            there = there.with_parameter(*parameter, from + (to - from) * share);
        }
        there
    }

    /// The verified point at a share of the way, if there is one.
    pub(crate) fn point(&self, search: &Search, share: BigRational) -> Result<Option<Point>, AskError> {
        let found = figure(search, &self.setting(search.setting, &share))?;
        Ok(Point::of(share, found))
    }

    /// The length of the first move, in its own units.
    fn length(&self) -> f64 {
        self.moves.first().map_or(0.0, |(_, from, to)| to_f64(&(to - from)).abs())
    }

    /// A point of the scan may lie exactly on a tie, where play is neither what it is before nor after; the next one then.
    fn beyond_tie(&self, search: &Search, after: Point, narrow: &BigRational) -> Result<Point, AskError> {
        let next = &after.at + narrow;
        if next > BigRational::one() {
            return Ok(after);
        }
        Ok(match self.point(search, next)? {
            Some(next) if next.figure.regimes != after.figure.regimes && next.answer().is_some() => next,
            _ => after,
        })
    }

    /// Where the answer first turns, and where it first jumps before that. `narrow` is how far apart the points on both sides
    /// may be, in units of the first parameter that moves.
    pub(crate) fn first_flips(
        &self,
        search: &Search,
        scale: &Scale,
        seen: &[Seen],
        narrow: f64,
    ) -> Result<Firsts, AskError> {
        let narrow = BigRational::from_f64(narrow / self.length()).unwrap_or_else(BigRational::one);
        let steps = BigRational::from_usize(seen.len().saturating_sub(1)).unwrap_or_else(BigRational::one);
        let share = |step: usize| BigRational::from_usize(step).unwrap_or_else(BigRational::zero) / &steps;
        let verified: Vec<usize> = (0..seen.len()).filter(|&step| seen[step].answer.is_some()).collect();
        let (mut jump, mut looked) = (None, 0);
        for pair in verified.windows(2) {
            let [one, other] = pair else { continue };
            if !may_flip(&seen[*one], &seen[*other], scale) {
                continue;
            }
            // Where the answer turns is always looked into.
            if !turns(&seen[*one], &seen[*other], scale) {
                looked += 1;
                if looked > MOST_BRACKETS {
                    continue;
                }
            }
            let (Some(low), Some(high)) =
                (self.point(search, share(*one))?, self.point(search, share(*other))?)
            else {
                continue;
            };
            let mut found = Vec::new();
            let guess = |low: &Point, high: &Point| Ok(crossing(low, high, scale.level));
            let at = |at: &BigRational| figure(search, &self.setting(search.setting, at));
            between((&low, &high), scale, &narrow, &mut found, &at, &guess)?;
            for (before, after) in merged(found, &narrow) {
                // What lies between undefined points is no verified flip. One that hits a tie exactly has a point on it too.
                if &after.at - &before.at > &narrow + &narrow {
                    continue;
                }
                let after = self.beyond_tie(search, after, &narrow)?;
                let side = |point: &Point| point.answer().map(|answer| scale.above(answer));
                match (side(&before), side(&after)) {
                    (Some(one), Some(other)) if one != other => return Ok((Some((before, after)), jump)),
                    _ => {
                        jump.get_or_insert((before, after));
                    }
                }
            }
        }
        Ok((None, jump))
    }
}

/// What a scan saw at a point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The answer, if it is certified.
    pub(crate) answer: Option<f64>,
    regime: u32,
}

/// Whether the answers lie on both sides of the level.
fn turns(one: &Seen, other: &Seen, scale: &Scale) -> bool {
    one.answer.zip(other.answer).is_some_and(|(one, other)| scale.above(one) != scale.above(other))
}

fn may_flip(one: &Seen, other: &Seen, scale: &Scale) -> bool {
    let (Some(before), Some(after)) = (one.answer, other.answer) else { return false };
    let moved = (before - after).abs();
    turns(one, other, scale)
        || (one.regime != other.regime && moved > JUMP * scale.size)
        || moved > MAY_JUMP * scale.size
}

/// Ways to be scanned in equal steps, so many of which lead from the setting in force to the end.
pub(crate) struct Scan<'a> {
    pub(crate) rays: Vec<&'a Ray>,
    pub(crate) steps: u32,
    /// The first and the last step that are looked at.
    pub(crate) window: (u32, u32),
}

/// What was seen on them.
pub(crate) struct Scanned {
    answered: Answered,
    each: usize,
}

impl Scan<'_> {
    pub(crate) fn answers(&self, search: &Search) -> Result<Scanned, AskError> {
        let answered = response::at(search.batch, self, search.executor, search.budget)?;
        match answered.stopped {
            true => Err(AskError::Stopped),
            false => Ok(Scanned { answered, each: self.each() as usize }),
        }
    }

    /// How many points each way has.
    fn each(&self) -> u64 {
        u64::from(self.window.1 - self.window.0) + 1
    }
}

impl Points for Scan<'_> {
    fn count(&self) -> u64 {
        self.rays.len() as u64 * self.each()
    }

    fn line(&self) -> u64 {
        self.each()
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let Some(ray) = self.rays.get((index / self.each()) as usize) else { return };
        let step = u64::from(self.window.0) + index % self.each();
        let share = step as f64 / f64::from(self.steps);
        for (parameter, from, to) in &ray.moves {
            if let Some(slot) = point.get_mut(parameter.0 as usize) {
                let (from, to) = (to_f64(from), to_f64(to));
                *slot = from + (to - from) * share;
            }
        }
    }
}

impl Scanned {
    /// All certified answers.
    pub(crate) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.answered.values.iter().flatten().copied().filter(|value| value.is_finite())
    }

    /// What was seen on one of the ways, step by step.
    pub(crate) fn along(&self, ray: usize) -> Vec<Seen> {
        let values = self.answered.values.first().map_or(&[][..], Vec::as_slice);
        (ray * self.each..(ray + 1) * self.each)
            .map(|at| {
                let solved = matches!(self.answered.status.get(at), Some(PointStatus::Solved(_)));
                let answer = values.get(at).copied().filter(|value| solved && value.is_finite());
                Seen { answer, regime: self.answered.regime.get(at).copied().unwrap_or(NO_REGIME) }
            })
            .collect()
    }
}
