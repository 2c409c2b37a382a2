//! What to do where the path meets other branches: the branch rules.
//!
//! In: a walk whose orientation has changed, or whose smallest singular value has dipped. Out: whether to go on, to leave
//! along a crossing branch, or to walk again with shorter steps, and the bifurcation for the record. `stable` leaves a
//! simple bifurcation along the crossing branch on which λ grows and the oriented determinant keeps the sign it had at
//! λ = 0; if two do, along the one on which the first label is likelier at the first set where they differ.

use super::branch::{self, Crossing, Point, Start};
use super::equations::Equations;
use super::live::Live;
use super::path::Walk;
use super::place::Place;
use super::watch::{self, Dip};
use crate::solution::{Bifurcation, Branch};
use standoff_game::structure::NONE;

/// How much shorter steps are when they are walked again.
const SHORTER: f64 = 8.0;

/// What to do after a change of orientation.
pub(crate) enum Next {
    /// Walk on with this orientation.
    Go(f64),
    /// Walk on along a crossing branch.
    Leave(Box<Start>),
    /// Walk again from this place with steps of this length.
    Redo(Box<Place>, f64),
}

/// Finds out why the orientation changed from `sign`, and applies the branch rule at a bifurcation. `origin` is the
/// orientation at λ = 0.
pub(crate) fn after_change(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    (sign, origin): (f64, f64),
    rule: Branch,
    met: &mut Vec<Bifurcation>,
) -> Next {
    let (here, before, earlier) = (walk.here.clone(), walk.before.clone(), walk.earlier.clone());
    let now = walk.sign_at(live, equations, &here);
    let then = walk.sign_at(live, equations, &before);
    if now == sign && then == sign {
        // The predicted point lay beyond, the corrected one does not.
        return Next::Go(sign);
    }
    let (from, to) = if then == sign { (&before, &here) } else { (&earlier, &before) };
    let point = match branch::locate(walk, live, equations, from, to, sign) {
        Crossing::Bifurcation(point) => point,
        Crossing::Jump | Crossing::Nothing => {
            return Next::Redo(Box::new(from.clone()), from.distance(to) / SHORTER);
        }
    };
    let mut bifurcation =
        Bifurcation { lambda: point.place.mu(), infoset: departs_most(live, equations, &point), left: false };
    let mut chosen = None;
    if rule == Branch::Stable && point.simple {
        let starts = branch::starts(walk, live, equations, &point);
        let stable = starts.into_iter().filter(|s| s.sign == origin && s.place.slope() > 0.0);
        chosen = first_label(live, equations, stable.collect());
    }
    bifurcation.left = chosen.is_some();
    met.push(bifurcation);
    match chosen {
        Some(start) => Next::Leave(Box::new(start)),
        None => Next::Go(now),
    }
}

/// Finds out whether branches cross where the smallest singular value seems to have been zero without a change of
/// orientation, between the last places but one.
pub(crate) fn after_dip(
    walk: &mut Walk,
    live: &mut Live,
    equations: &mut Equations,
    sign: f64,
    met: &mut Vec<Bifurcation>,
) -> Next {
    let (from, to) = (walk.earlier.clone(), walk.before.clone());
    match watch::search(walk, live, equations, &from, &to, sign) {
        Dip::Harmless => {}
        Dip::Zero(point) => {
            // More than one branch crosses: no rule says along which to leave.
            let infoset = departs_most(live, equations, &point);
            met.push(Bifurcation { lambda: point.place.mu(), infoset, left: false });
        }
        Dip::TurnsOver => return Next::Redo(Box::new(from.clone()), from.distance(&to) / SHORTER),
    }
    Next::Go(sign)
}

/// The set whose probabilities change most along the crossing direction.
fn departs_most(live: &Live, equations: &mut Equations, point: &Point) -> u32 {
    equations.set_point(live, &point.place.x);
    let mut best = (0, -1.0);
    for set in 0..live.sets() {
        let change = |action: usize| match equations.column[action] {
            NONE => 0.0,
            column => point.across[column as usize],
        };
        let mean: f64 = live.actions(set).map(|a| equations.p[a] * change(a)).sum();
        for action in live.actions(set) {
            let size = (equations.p[action] * (change(action) - mean)).abs();
            if size > best.1 * (1.0 + 1e-9) {
                best = (set as u32, size);
            }
        }
    }
    best.0
}

/// Of two starts, the one on which the first label is likelier at the first set where they differ.
fn first_label(live: &Live, equations: &mut Equations, starts: Vec<Start>) -> Option<Start> {
    let mut starts = starts.into_iter();
    let one = starts.next()?;
    let Some(other) = starts.next() else {
        return Some(one);
    };
    equations.set_point(live, &one.place.x);
    let p = equations.p.clone();
    equations.set_point(live, &other.place.x);
    let largest = p.iter().zip(&equations.p).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
    for set in 0..live.sets() {
        let range = live.actions(set);
        let differs = range.clone().any(|a| (p[a] - equations.p[a]).abs() > 1e-3 * largest);
        if differs {
            return Some(if p[range.start] >= equations.p[range.start] { one } else { other });
        }
    }
    Some(one)
}
