//! Bifurcations: finding the point exactly, and stepping onto the branch that crosses there.
//!
//! In: two places of the path between which the orientation changes, or a place where the smallest singular value dips.
//! Out: the bifurcation with its null vectors, and starting places on the crossing branch. The crossing direction comes
//! from the algebraic bifurcation equation a₁₁α² + 2a₁₂αβ + a₂₂β² = 0 (Keller 1977), with a₁₁ = 0 because the path
//! itself is one of its solutions.

use super::equations::Equations;
use super::linear::{dot, norm, scale_to_unit};
use super::live::Live;
use super::path::Walk;
use super::place::Place;

/// A second singular value below this makes a bifurcation a multiple one. The Jacobian's scale is 1: its diagonal is that
/// of the identity where nothing depends on play.
const DOUBLE: f64 = 1e-4;
/// Largest ratio of the smallest singular value at a bifurcation to that at the places around it.
const SINGULAR: f64 = 1e-3;

/// Smallest singular value at and below which rounding errors blur the path.
const BLURRED: f64 = 1e-5;
/// Largest residual of the equations at a bifurcation, in log-odds.
const CROSSES: f64 = 1e-8;

/// What lies between two places of opposite orientation.
#[derive(Clone, Debug)]
pub(crate) enum Crossing {
    /// A point where another branch crosses.
    Bifurcation(Box<Point>),
    /// The walk jumped to another part of the solution set.
    Jump,
    /// Both places have the same orientation after all.
    Nothing,
}

/// A bifurcation.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The point, with the tangent of the branch walked.
    pub(crate) place: Place,
    /// Unit vector of the kernel across the tangent.
    pub(crate) across: Vec<f64>,
    /// Left null vector of the bordered Jacobian.
    left: Vec<f64>,
    /// Whether the kernel is no larger than that.
    pub(crate) simple: bool,
    /// How far apart the places were between which it was found.
    width: f64,
}

impl Point {
    /// A point where the kernel is larger, with one of its vectors.
    pub(crate) fn multiple(place: Place, across: Vec<f64>, left: Vec<f64>) -> Point {
        Point { place, across, left, simple: false, width: 0.0 }
    }
}

/// A start on a crossing branch.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// The place, with the tangent leading away from the bifurcation.
    pub(crate) place: Place,
    /// Sign of det [J; tangentᵀ] there.
    pub(crate) sign: f64,
}

/// Looks for the point where the orientation changes between `from` (orientation `sign`) and `to`.
pub(crate) fn locate(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    from: &Place,
    to: &Place,
    sign: f64,
) -> Crossing {
    let n = from.x.len();
    let mut right = vec![1.0 / (n as f64).sqrt(); n];
    let mut left = vec![0.0; n];
    if walk.sign_at(live, equations, from) != sign {
        return Crossing::Nothing;
    }
    let mut around = walk.system.smallest_singular(&mut right, &mut left, 4);
    if walk.sign_at(live, equations, to) == sign {
        return Crossing::Nothing;
    }
    around = around.max(walk.system.smallest_singular(&mut right, &mut left, 4));
    // Bisection in planes across the tangent at `from`, where each side is met once.
    let border = from.tangent.clone();
    let height = |x: &[f64]| {
        let mut sum = 0.0;
        for k in 0..n {
            sum += border[k] * (x[k] - from.x[k]);
        }
        sum
    };
    let mut low = from.clone();
    let mut high = to.clone();
    let length = height(&to.x);
    if length.is_nan() || length <= 0.0 {
        return Crossing::Jump;
    }
    let mut middle = Place::default();
    // Two places that are both all but singular are close enough, and nothing between them can be told apart.
    let close = around < BLURRED;
    for _ in 0..40 {
        let gap = height(&high.x) - height(&low.x);
        if close || gap <= length * 2e-4 || gap <= 1e-9 * (1.0 + norm(&low.x)) {
            break;
        }
        middle.x.clear();
        middle.x.extend(low.x.iter().zip(&high.x).map(|(a, b)| 0.5 * (a + b)));
        middle.tangent.clear();
        middle.tangent.resize(n, 0.0);
        if walk.refine(live, equations, &mut middle.x, &border).is_none() {
            // Too close to the singular point for Newton: what is known must do.
            break;
        }
        let found = walk.system.sign;
        walk.tangent_from_factors(live, &mut middle.tangent);
        if found == sign {
            low.copy_from(&middle);
        } else {
            high.copy_from(&middle);
        }
    }
    let apart: Vec<f64> = low.x.iter().zip(&high.x).map(|(a, b)| b - a).collect();
    let width = norm(&apart);
    let gap = height(&high.x) - height(&low.x);
    if width > 4.0 * gap || (width > 0.5 * length && !close) {
        return Crossing::Jump;
    }

    // Between the two the path is a cubic to rounding accuracy; the determinant's zero on it is found by regula falsi.
    let along = (dot(&border, &low.tangent), dot(&border, &high.tangent));
    let curve = |s: f64, place: &mut Place| {
        let (h0, h1) = ((1.0 + 2.0 * s) * (1.0 - s) * (1.0 - s), s * s * (3.0 - 2.0 * s));
        let (g0, g1) = (s * (1.0 - s) * (1.0 - s) * gap, s * s * (s - 1.0) * gap);
        let (d0, d1) = (6.0 * s * (s - 1.0) / gap, 6.0 * s * (1.0 - s) / gap);
        let (e0, e1) = ((1.0 - s) * (1.0 - 3.0 * s), s * (3.0 * s - 2.0));
        for k in 0..n {
            let (t0, t1) = (low.tangent[k] / along.0, high.tangent[k] / along.1);
            place.x[k] = h0 * low.x[k] + h1 * high.x[k] + g0 * t0 + g1 * t1;
            place.tangent[k] = d0 * low.x[k] + d1 * high.x[k] + e0 * t0 + e1 * t1;
        }
        scale_to_unit(&mut place.tangent);
    };
    let mut place = Place { x: vec![0.0; n], tangent: vec![0.0; n] };
    let (mut a, mut b) = (0.0, 1.0);
    curve(a, &mut place);
    walk.form(live, equations, &place.x, &place.tangent);
    let scale = walk.system.log_det();
    let determinant = |walk: &Walk| sign * walk.system.sign * libm::exp(walk.system.log_det() - scale);
    let mut fa = determinant(walk);
    curve(b, &mut place);
    walk.form(live, equations, &place.x, &place.tangent);
    let mut fb = determinant(walk);
    for round in 0..60 {
        if fa * fb >= 0.0 || b - a < 1e-13 {
            break;
        }
        // Every third round bisects, so that a flat side cannot hold it up.
        let s = if round % 3 == 2 { 0.5 * (a + b) } else { (a * fb - b * fa) / (fb - fa) };
        curve(s, &mut place);
        walk.form(live, equations, &place.x, &place.tangent);
        let f = determinant(walk);
        if f > 0.0 {
            (a, fa) = (s, f);
        } else {
            (b, fb) = (s, f);
        }
        if f.abs() < 1e-13 {
            break;
        }
    }
    finish(walk, live, equations, place, around, (right, left), width)
}

/// Null vectors at the point found, if it is singular.
fn finish(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    place: Place,
    around: f64,
    (mut right, mut left): (Vec<f64>, Vec<f64>),
    width: f64,
) -> Crossing {
    walk.form(live, equations, &place.x, &place.tangent);
    // Where branches come close without crossing, the curve between the two places solves nothing.
    if norm(&walk.delta) > CROSSES {
        return Crossing::Jump;
    }
    let smallest = walk.system.smallest_singular(&mut right, &mut left, 4);
    if smallest.is_nan() || smallest > SINGULAR * around {
        return Crossing::Jump;
    }
    // Whether another singular value is as good as zero.
    let mut system = std::mem::take(&mut walk.system);
    let second = system.second_singular(
        (&right, &left),
        |system| {
            std::mem::swap(&mut walk.system, system);
            walk.fill(live, equations, &place.x, &place.tangent);
            std::mem::swap(&mut walk.system, system);
        },
        6,
    );
    walk.system = system;
    let simple = second > DOUBLE;
    Crossing::Bifurcation(Box::new(Point { place, across: right, left, simple, width }))
}

/// Starts on both halves of the crossing branch; a half that cannot be entered is left out.
pub(crate) fn starts(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    point: &Point,
) -> Vec<Start> {
    let tangent = &point.place.tangent;
    let mixed = curvature(walk, live, equations, point, tangent);
    let pure = curvature(walk, live, equations, point, &point.across);
    // β = 1: 2 a₁₂ α + a₂₂ = 0.
    let alpha = -pure / (2.0 * mixed);
    if !alpha.is_finite() || alpha.abs() > 1e6 {
        return Vec::new();
    }
    let mut direction: Vec<f64> = point.across.iter().zip(tangent).map(|(a, t)| a + alpha * t).collect();
    scale_to_unit(&mut direction);
    let mut starts = Vec::new();
    for half in [1.0, -1.0] {
        let outward: Vec<f64> = direction.iter().map(|d| half * d).collect();
        if let Some(start) = step_out(walk, live, equations, point, &outward) {
            starts.push(start);
        }
    }
    starts
}

/// ψᵀ F''(direction, across), by central differences of the Jacobian.
fn curvature(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    point: &Point,
    direction: &[f64],
) -> f64 {
    const SHIFT: f64 = 1e-4;
    let mut sides = [0.0; 2];
    for (side, sign) in sides.iter_mut().zip([1.0, -1.0]) {
        let x: Vec<f64> = point.place.x.iter().zip(direction).map(|(x, d)| x + sign * SHIFT * d).collect();
        walk.fill(live, equations, &x, &point.place.tangent);
        *side = walk.system.between(&point.left, &point.across);
    }
    (sides[0] - sides[1]) / (2.0 * SHIFT)
}

/// A point of the crossing branch a little way out along `direction`.
fn step_out(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    point: &Point,
    direction: &[f64],
) -> Option<Start> {
    let inside = dot(direction, &point.across);
    for length in [0.05, 0.02, 0.1, 0.005, 0.2, 0.001, 0.5] {
        if length < 3.0 * point.width.min(1e-3) {
            continue;
        }
        let mut place = Place::default();
        place.x.extend(point.place.x.iter().zip(direction).map(|(x, d)| x + length * d));
        if walk.refine(live, equations, &mut place.x, direction).is_none() {
            continue;
        }
        let moved: Vec<f64> = place.x.iter().zip(&point.place.x).map(|(a, b)| a - b).collect();
        if norm(&moved) > 1.5 * length
            || dot(&moved, &point.across) * inside.signum() < 0.5 * length * inside.abs()
        {
            continue;
        }
        place.tangent.resize(direction.len(), 0.0);
        walk.tangent_from_factors(live, &mut place.tangent);
        let sign = walk.sign_at(live, equations, &place);
        return Some(Start { place, sign });
    }
    None
}
