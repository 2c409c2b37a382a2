//! The smallest change of two parameters together that turns the answer.
//!
//! In: two parameters with their ranges. Out: a [`Joint`]. Distance is Euclidean after each range is scaled to one. From the values
//! in force, [`DIRECTIONS`] straight ways to the edge of the box are scanned in [`STEPS`] steps, all ways a part at a time and none
//! farther than to where another one turns; around the shortest one, directions are halved `HALVINGS` times; on each way the
//! place of turning is bisected between verified points. A region smaller than a step between two directions may be missed.

use std::f64::consts::PI;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::FromPrimitive;
use standoff_model::ir::ParameterId;
use standoff_solve::solution::Status;

use super::Search;
use super::ray::{Ray, Scan};
use crate::regime::{self, Change};
use crate::session::{AskError, to_f64};
use crate::tipping::{Point, Scale};
use crate::uncertainty::sampling::Input;

/// Directions in which is looked first.
pub const DIRECTIONS: u32 = 72;
/// Steps in each direction, to the edge of the box.
pub const STEPS: u32 = 60;
/// Steps that are looked at together.
const PART: u32 = 15;
/// How often the angle between directions is halved around the best one.
const HALVINGS: u32 = 8;
/// How close the points on both sides are, in ranges.
const NARROW: f64 = 1e-6;

/// A change of two parameters that turns the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Joint {
    /// Each parameter: the value in force, and where the answer turns.
    pub moves: [(ParameterId, f64, f64); 2],
    /// How far that is, after each range is scaled to one.
    pub distance: f64,
    /// The last point before the turn, verified, and the first one after it.
    pub between: ([f64; 2], [f64; 2]),
    /// The answer just before.
    pub before: Option<f64>,
    /// The answer just after.
    pub after: Option<f64>,
    /// The choices that are made otherwise after than before.
    pub changes: Vec<Change>,
    /// Status of the worse side.
    pub status: Status,
}

/// A direction with the way to the edge of the box, and how long it is in ranges.
struct Way {
    angle: f64,
    ray: Ray,
    length: f64,
}

impl Way {
    /// How far a step leads, in ranges.
    fn distance(&self, step: u32) -> f64 {
        f64::from(step) * self.length / f64::from(STEPS)
    }
}

/// Two parameters in the box of their ranges.
struct Plane {
    parameters: [ParameterId; 2],
    now: [f64; 2],
    width: [f64; 2],
    span: [(f64, f64); 2],
}

/// The nearest place where the answer turns; `None` if none was found. It turns no farther away than `within`, as far as is known.
pub(crate) fn nearest(
    search: &Search,
    [a, b]: [&Input; 2],
    scale: &Scale,
    now: f64,
    within: f64,
) -> Result<Option<Joint>, AskError> {
    let value =
        |input: &Input| search.setting.parameters.get(input.parameter.0 as usize).map_or(f64::NAN, to_f64);
    let plane = Plane {
        parameters: [a, b].map(|input| input.parameter),
        now: [a, b].map(value),
        width: [a, b].map(|input| input.margin.span.1 - input.margin.span.0),
        span: [a, b].map(|input| input.margin.span),
    };
    let way = |angle: f64| plane.way(search, angle);
    let first = 2.0 * PI / f64::from(DIRECTIONS);
    let ways: Vec<Way> = (0..DIRECTIONS).filter_map(|k| way(f64::from(k) * first)).collect();
    let Some((mut best, mut turn)) = shortest(search, scale, (now, within), &ways)? else { return Ok(None) };
    let mut step = first / 2.0;
    for _ in 0..HALVINGS {
        let ways: Vec<Way> = [best.0 - step, best.0 + step].into_iter().filter_map(way).collect();
        if let Some((better, its)) = shortest(search, scale, (now, best.1), &ways)?
            && better.1 < best.1
        {
            (best, turn) = (better, its);
        }
        step /= 2.0;
    }
    let Some(way) = way(best.0) else { return Ok(None) };
    let (before, after) = turn;
    let place = |point: &Point| plane.at(search, &way, &point.at);
    let (near, far) = (place(&before), place(&after));
    let middle = |k: usize| near[k] + (far[k] - near[k]) / 2.0;
    let moves = [0, 1].map(|k| (plane.parameters[k], plane.now[k], middle(k)));
    let square = |k: usize| ((middle(k) - plane.now[k]) / plane.width[k]).powi(2);
    Ok(Some(Joint {
        moves,
        distance: (square(0) + square(1)).sqrt(),
        between: (near, far),
        before: before.answer(),
        after: after.answer(),
        changes: regime::changes(
            search.session.model,
            &search.setting.parameters,
            &before.figure.regimes,
            &after.figure.regimes,
        ),
        status: before.figure.status.max(after.figure.status),
    }))
}

impl Plane {
    /// The way to the edge of the box in a direction; `None` if the edge is here.
    fn way(&self, search: &Search, angle: f64) -> Option<Way> {
        let direction = [libm::cos(angle), libm::sin(angle)];
        // How far it is to the edge along each axis, in ranges; the values in force may lie outside.
        let room = |k: usize| {
            let (low, high) = (self.span[k].0.min(self.now[k]), self.span[k].1.max(self.now[k]));
            match direction[k] {
                along if along > 1e-12 => (high - self.now[k]) / self.width[k] / along,
                along if along < -1e-12 => (low - self.now[k]) / self.width[k] / along,
                _ => f64::INFINITY,
            }
        };
        let length = room(0).min(room(1));
        if !length.is_finite() || length < NARROW {
            return None;
        }
        let end = |k: usize| {
            let (low, high) = (self.span[k].0.min(self.now[k]), self.span[k].1.max(self.now[k]));
            (self.parameters[k], (self.now[k] + direction[k] * length * self.width[k]).clamp(low, high))
        };
        Some(Way { angle, ray: Ray::new(search.setting, &[end(0), end(1)])?, length })
    }

    /// Both values at a share of a way.
    fn at(&self, search: &Search, way: &Way, share: &BigRational) -> [f64; 2] {
        let there = way.ray.setting(search.setting, share);
        self.parameters.map(|parameter| there.parameters.get(parameter.0 as usize).map_or(f64::NAN, to_f64))
    }
}

/// The way on which the answer turns soonest, if it does no farther away than `within`: its angle and the distance, and the
/// points on both sides.
#[allow(clippy::type_complexity, reason = "two pairs")]
fn shortest(
    search: &Search,
    scale: &Scale,
    (now, within): (f64, f64),
    ways: &[Way],
) -> Result<Option<((f64, f64), (Point, Point))>, AskError> {
    let brackets = brackets(search, scale, (now, within), ways)?;
    let mut best: Option<((f64, f64), (Point, Point))> = None;
    for Bracket { way, same, other } in brackets {
        let way = &ways[way];
        // All that follow turn later.
        if best.as_ref().is_some_and(|((_, distance), _)| *distance <= way.distance(same)) {
            break;
        }
        let Some(turn) = bisect(search, scale, way, same, other)? else { continue };
        let distance = way.length * to_f64(&turn.1.at);
        if best.as_ref().is_none_or(|((_, known), _)| distance < *known) {
            best = Some(((way.angle, distance), turn));
        }
    }
    Ok(best)
}

/// The last step of a way on this side, and the first one on the other.
struct Bracket {
    way: usize,
    same: u32,
    other: u32,
}

/// Where ways are first seen on the other side, the nearest first. Ways are not followed beyond where another one turns.
fn brackets(
    search: &Search,
    scale: &Scale,
    (now, within): (f64, f64),
    ways: &[Way],
) -> Result<Vec<Bracket>, AskError> {
    let mut nearest = within;
    let mut found: Vec<Bracket> = Vec::new();
    // Those that have not turned, with the last step at which there is an answer.
    let mut going: Vec<(usize, u32)> = (0..ways.len()).map(|way| (way, 0)).collect();
    for start in (0..STEPS).step_by(PART as usize) {
        going.retain(|&(way, _)| ways[way].distance(start) <= nearest);
        let window = (start, (start + PART).min(STEPS));
        let scan =
            Scan { rays: going.iter().map(|&(way, _)| &ways[way].ray).collect(), steps: STEPS, window };
        let seen = scan.answers(search)?;
        let mut left = Vec::new();
        for (k, (way, mut same)) in going.into_iter().enumerate() {
            let mut other = None;
            for (step, seen) in (start..).zip(seen.along(k)) {
                match seen.answer {
                    Some(answer) if scale.above(answer) != scale.above(now) => {
                        other = Some(step);
                        break;
                    }
                    Some(_) => same = step,
                    None => {}
                }
            }
            match other {
                Some(other) => {
                    nearest = nearest.min(ways[way].distance(other));
                    found.push(Bracket { way, same, other });
                }
                None => left.push((way, same)),
            }
        }
        going = left;
    }
    let distance = |bracket: &Bracket| ways[bracket.way].distance(bracket.same);
    found.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.way.cmp(&b.way)));
    Ok(found)
}

/// Verified points on both sides, [`NARROW`] apart; `None` if what lies between is not verified.
fn bisect(
    search: &Search,
    scale: &Scale,
    way: &Way,
    same: u32,
    other: u32,
) -> Result<Option<(Point, Point)>, AskError> {
    let share = |step: u32| BigRational::new(BigInt::from(step), BigInt::from(STEPS));
    let (Some(mut low), Some(mut high)) =
        (way.ray.point(search, share(same))?, way.ray.point(search, share(other))?)
    else {
        return Ok(None);
    };
    let side = |point: &Point| point.answer().map(|answer| scale.above(answer));
    let (here, there) = (side(&low), side(&high));
    if here == there {
        return Ok(None);
    }
    let narrow = BigRational::from_f64(NARROW / way.length).unwrap_or_default();
    while &high.at - &low.at > narrow {
        let middle = (&low.at + &high.at) / BigRational::from_integer(BigInt::from(2));
        let Some(point) = way.ray.point(search, middle)? else { return Ok(None) };
        match side(&point) {
            found if found == here => low = point,
            found if found == there => high = point,
            _ => return Ok(None),
        }
    }
    Ok(Some((low, high)))
}
