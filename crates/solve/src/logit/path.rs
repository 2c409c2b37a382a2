//! Pseudo-arclength continuation: one predictor-corrector step, and landing at a given μ.
//!
//! In: the equations and a point of the path with its tangent. Out: the next point. The unknowns are the log-odds
//! followed by μ = λ·range; the last row of the bordered system keeps the corrector in a plane. One Jacobian and one
//! factorisation a step, at the predicted point; the tangent and the orientation come from the same factors.
//! (Allgower and Georg, Numerical Continuation Methods, chapters 6 and 8; Turocy 2005 for the logit path.)

use super::equations::Equations;
use super::linear::{dot, norm, scale_to_unit};
use super::live::Live;
use super::place::{Place, Settings};
use super::system::System;

/// Steps shorter than this (relative to the point) mean that the path cannot be followed.
const SHORTEST: f64 = 1e-13;
/// Lengths of the leaps tried where steps have become too short.
const LEAPS: [f64; 5] = [1e-3, 1e-2, 0.03, 0.1, 0.3];
/// Most leaps in one walk.
const MOST_LEAPS: u32 = 20;
/// Accuracy of points in passing, in log-odds.
const IN_PASSING: f64 = 1e-3;
/// Accuracy of points at which the walk lands: corrections go on until they shrink no further, or below this.
const LANDED: f64 = 1e-13;
/// What corrections at a landing may stop at without a new matrix.
const WELL_LANDED: f64 = 1e-9;
/// A correction that no longer shrinks below this is the rounding floor.
const FLOOR: f64 = 1e-4;
/// The floor rises with μ, which multiplies rounding errors of values, up to the largest.
const FLOOR_RISES: (f64, f64) = (3e-10, 0.02);
/// Residuals below this, per unit of μ, are rounding errors of values: such a point solves the equations, however large a
/// correction a nearly singular matrix makes of it.
const NOISE: f64 = 2e-15;
/// A first correction below this share of the largest allowed, from this μ on, means that the path is straight.
const STRAIGHT: f64 = 0.1;
const STRAIGHT_FROM: f64 = 20.0;
/// Largest ratio of successive corrections.
const CONTRACTION: f64 = 0.5;
/// Most corrections of one point.
const MOST_ROUNDS: u32 = 12;

/// μ from which on the path is followed for its limit only.
const FAR_OUT: f64 = 1e4;
/// Share of a dead action's log-odds that a step may miss by, far out.
const DRIFT: f64 = 0.02;

fn rounding_floor(mu: f64) -> f64 {
    (FLOOR_RISES.0 * mu.abs()).clamp(FLOOR, FLOOR_RISES.1)
}

/// A walk along the path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walk {
    /// Where we are.
    pub(crate) here: Place,
    /// The place before.
    pub(crate) before: Place,
    /// And the one before that.
    pub(crate) earlier: Place,
    /// Length of the next step.
    pub(crate) step: f64,
    /// Sign of det [J; tangentᵀ] at the point predicted last.
    pub(crate) predicted_sign: f64,
    /// The bordered Jacobian formed last.
    pub(crate) system: System,
    next: Place,
    border: Vec<f64>,
    leaps: u32,
    /// Length of the last correction of the point attempted last.
    correction: f64,
    pub(crate) delta: Vec<f64>,
}

/// How a predicted point was corrected. Lengths are in log-odds.
#[derive(Clone, Copy, Debug)]
struct Correction {
    /// Largest change of an unknown by the first correction.
    first: f64,
    /// Length of the last correction.
    last: f64,
    /// Largest ratio of a correction to the one before.
    contraction: f64,
    /// The point solves the equations, but not one point alone does so near it.
    blurred: bool,
}

/// How an attempt to advance ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advance {
    /// A step further.
    Stepped,
    /// At the μ asked for.
    Landed,
    /// No step, however short, succeeds.
    Stuck,
}

impl Walk {
    /// The centre of the game at μ = 0, with its tangent. The unknowns' reference actions are those of `equations`.
    pub(crate) fn start(&mut self, live: &mut Live, equations: &mut Equations, settings: &Settings) {
        let n = live.unknowns() + 1;
        for place in [&mut self.here, &mut self.before, &mut self.earlier, &mut self.next] {
            place.reset(n);
        }
        for buffer in [&mut self.border, &mut self.delta] {
            buffer.clear();
            buffer.resize(n, 0.0);
        }
        self.step = settings.first;
        self.leaps = 0;
        self.correction = 0.0;
        self.system.set_finer(0);
        self.border[n - 1] = 1.0;
        let mut x = std::mem::take(&mut self.here.x);
        let border = std::mem::take(&mut self.border);
        self.form(live, equations, &x, &border);
        x[n - 1] = 0.0;
        self.here.x = x;
        self.border = border;
        let mut tangent = std::mem::take(&mut self.here.tangent);
        self.tangent_from_factors(live, &mut tangent);
        self.here.tangent = tangent;
        self.predicted_sign = self.system.sign;
        let Walk { here, before, earlier, .. } = self;
        before.copy_from(here);
        earlier.copy_from(here);
    }

    /// Another point of the path to begin at, farther along; the next step is about as long as all the way there.
    pub(crate) fn begin_at(&mut self, live: &mut Live, equations: &mut Equations, x: Vec<f64>) {
        let step = norm(&x);
        self.here.x = x;
        self.here.tangent.fill(0.0);
        if let Some(last) = self.here.tangent.last_mut() {
            *last = 1.0;
        }
        self.choose_references(live, equations);
        self.renew_tangent(live, equations);
        self.predicted_sign = self.system.sign;
        let here = self.here.clone();
        self.set_here(&here, step);
    }

    /// Forms and factors [J; borderᵀ] at `x`; the residual there goes to `delta`.
    pub(crate) fn form(&mut self, live: &mut Live, equations: &mut Equations, x: &[f64], border: &[f64]) {
        self.fill(live, equations, x, border);
        self.system.factor();
    }

    /// The same without factoring.
    pub(crate) fn fill(&mut self, live: &mut Live, equations: &mut Equations, x: &[f64], border: &[f64]) {
        let n = x.len();
        let mu = x[n - 1];
        equations.set_point(live, x);
        equations.evaluate(live);
        self.system.fill(live, equations, mu, border, mu > FAR_OUT);
        equations.residual(live, x, &mut self.delta);
        self.delta[n - 1] = 0.0;
    }

    /// The unit null vector of J, positively oriented against the border of the factors.
    pub(crate) fn tangent_from_factors(&mut self, live: &Live, tangent: &mut [f64]) {
        tangent.fill(0.0);
        if let Some(last) = tangent.last_mut() {
            *last = 1.0;
        }
        self.system.solve(live, tangent);
        scale_to_unit(tangent);
    }

    /// Advances by one step, shortening it until it succeeds; lands at `target` if the step would pass it.
    pub(crate) fn advance(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        settings: &Settings,
        target: f64,
    ) -> Advance {
        for tries in 1u32.. {
            if tries % 5 == 0 {
                // The tangent belongs to a predicted point; where the path bends sharply that is not good enough.
                self.renew_tangent(live, equations);
            }
            let vanishing = self.step < 1e-6 && self.step < SHORTEST * (1.0 + norm(&self.here.x));
            if self.step.is_nan() || vanishing {
                return if self.leaps < MOST_LEAPS && self.leap(live, equations) {
                    Advance::Stepped
                } else {
                    Advance::Stuck
                };
            }
            let slope = self.here.slope();
            let mu = self.here.mu();
            let mut landing = false;
            let mut length = self.step;
            if slope > 1e-12 && mu < target && mu + slope * length >= target {
                length = (target - mu) / slope;
                landing = true;
            }
            match self.attempt(live, equations, settings, length, landing.then_some(target)) {
                // Corrected past the target, where it would be missed.
                Ok(_) if !landing && mu < target && self.next.mu() >= target => self.step = 0.5 * length,
                Ok(factor) => {
                    // A landing cut the step short: that it succeeded says nothing against the longer one.
                    let proposed = length * factor;
                    self.step = if landing && factor > 1.0 { self.step.max(proposed) } else { proposed };
                    self.move_on(live, equations);
                    return if landing { Advance::Landed } else { Advance::Stepped };
                }
                Err(factor) => self.step = length * factor,
            }
        }
        Advance::Stuck
    }

    /// Computes the tangent at the present point itself.
    fn renew_tangent(&mut self, live: &mut Live, equations: &mut Equations) {
        let mut here = std::mem::take(&mut self.here);
        self.form(live, equations, &here.x, &here.tangent);
        self.tangent_from_factors(live, &mut here.tangent);
        self.here = here;
    }

    /// Close to where branches cross, directions drown in rounding errors and ever shorter steps help no further: looks for
    /// the path beyond.
    fn leap(&mut self, live: &mut Live, equations: &mut Equations) -> bool {
        for length in LEAPS {
            if self.attempt(live, equations, &Settings::NORMAL, length, None).is_ok() {
                self.step = length;
                self.leaps += 1;
                self.move_on(live, equations);
                return true;
            }
        }
        false
    }

    /// Makes the point attempted the present one.
    fn move_on(&mut self, live: &Live, equations: &mut Equations) {
        let Walk { here, before, earlier, next, .. } = self;
        std::mem::swap(earlier, before);
        std::mem::swap(before, here);
        std::mem::swap(here, next);
        self.choose_references(live, equations);
    }

    /// One predictor-corrector attempt into `next`. `Ok` and `Err` carry the factor for the next step length.
    fn attempt(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        settings: &Settings,
        length: f64,
        target: Option<f64>,
    ) -> Result<f64, f64> {
        let n = self.here.x.len();
        let mut y = std::mem::take(&mut self.next.x);
        let mut border = std::mem::take(&mut self.border);
        for ((y, x), t) in y.iter_mut().zip(&self.here.x).zip(&self.here.tangent) {
            *y = x + length * t;
        }
        border.copy_from_slice(&self.here.tangent);
        let mut accuracy = IN_PASSING;
        if let Some(target) = target {
            accuracy = LANDED;
            y[n - 1] = target;
            border.fill(0.0);
            border[n - 1] = 1.0;
        }
        self.form(live, equations, &y, &border);
        let corrected = self.correct(live, equations, (settings, accuracy), &mut y);
        self.next.x = y;
        self.border = border;
        self.judge(live, settings, &corrected?)
    }

    /// Corrects the predicted point `y` with the matrix formed there, to an accuracy in log-odds. `Err` carries a factor for
    /// the step length.
    fn correct(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        (settings, accuracy): (&Settings, f64),
        y: &mut [f64],
    ) -> Result<Correction, f64> {
        let end = y.len() - 1;
        let floor = rounding_floor(y[end]);
        let mut found = Correction { first: 0.0, last: f64::INFINITY, contraction: 0.0, blurred: false };
        for round in 0..MOST_ROUNDS {
            if round > 0 {
                equations.set_point(live, y);
                equations.evaluate(live);
                equations.residual(live, y, &mut self.delta);
                self.delta[end] = 0.0;
            }
            let solved = norm(&self.delta) <= NOISE * (1.0 + y[end].abs());
            self.system.solve(live, &mut self.delta);
            let size = self.relevant_size(y);
            if !size.is_finite() {
                return Err(0.25);
            }
            if solved && size > floor {
                found.blurred = true;
                break;
            }
            let last = found.last;
            if round == 0 {
                found.first = self.largest_change(y);
                if found.first > settings.distance {
                    return Err((0.8 * (settings.distance / found.first).sqrt()).clamp(0.1, 0.7));
                }
            } else if size > CONTRACTION * last && size > floor {
                return Err((0.8 * (CONTRACTION * last / size).sqrt()).clamp(0.1, 0.7));
            } else if size > floor {
                found.contraction = found.contraction.max(size / last);
            }
            let stagnates = round > 0 && size > CONTRACTION * last;
            for (y, d) in y.iter_mut().zip(&self.delta) {
                *y -= d;
            }
            // What remains after this correction is about its size times the contraction seen.
            let rate = if round == 0 { CONTRACTION } else { (size / last).min(1.0) };
            found.last = size;
            if stagnates || size * rate < accuracy {
                break;
            }
        }
        self.correction = found.last;
        Ok(found)
    }

    /// Takes the tangent of the point corrected, and says by what factor the next step may be longer, or this one is to be
    /// shorter. Errors of a prediction, and squares of angles, grow with the square of the step.
    fn judge(&mut self, live: &Live, settings: &Settings, corrected: &Correction) -> Result<f64, f64> {
        let mut tangent = std::mem::take(&mut self.next.tangent);
        self.predicted_sign = self.system.sign;
        self.tangent_from_factors(live, &mut tangent);
        let turned = (1.0 - dot(&tangent, &self.here.tangent)) / (1.0 - settings.cosine);
        let too_far = turned.is_nan() || turned > 1.0;
        if too_far && corrected.blurred {
            // All directions of a plane solve the equations here; straight on is one of them.
            tangent.copy_from_slice(&self.here.tangent);
        }
        self.next.tangent = tangent;
        if too_far {
            return if corrected.blurred { Ok(1.0) } else { Err((0.8 / turned.sqrt()).clamp(0.1, 0.7)) };
        }
        // Where the prediction was all but exact the path has become straight, and is walked in longer strides.
        let missed = corrected.first / settings.distance;
        let straight = missed < STRAIGHT && self.next.mu() > STRAIGHT_FROM;
        let growth = if straight { settings.growth.powi(3) } else { settings.growth };
        let worst = turned.max(missed).max(corrected.contraction / CONTRACTION);
        Ok(growth.min(0.8 / worst.max(1e-300).sqrt()).max(0.3))
    }

    /// Length of the correction. Far out, log-odds that nothing depends on any more, and that are as large as μ, count
    /// in relation to their size.
    fn relevant_size(&self, y: &[f64]) -> f64 {
        if y[y.len() - 1] <= FAR_OUT {
            return norm(&self.delta);
        }
        self.relevant(y).map(|d| d * d).sum::<f64>().sqrt()
    }

    /// Largest correction of an unknown, in the same measure.
    fn largest_change(&self, y: &[f64]) -> f64 {
        if y[y.len() - 1] <= FAR_OUT {
            return self.delta.iter().fold(0.0, |m, d| d.abs().max(m));
        }
        self.relevant(y).fold(0.0, |m, d| d.abs().max(m))
    }

    fn relevant(&self, y: &[f64]) -> impl Iterator<Item = f64> {
        self.delta
            .iter()
            .zip(y)
            .enumerate()
            .map(|(k, (d, z))| if self.system.stood_alone(k) { d / (1.0 + DRIFT * z.abs()) } else { *d })
    }

    /// Newton's method at `y` in the plane through it across `border`, to the rounding floor. Returns the length of the
    /// last correction, or `None` if it does not converge. Leaves the factors of the last matrix.
    pub(crate) fn refine(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        y: &mut [f64],
        border: &[f64],
    ) -> Option<f64> {
        let mut last = f64::INFINITY;
        let floor = rounding_floor(y.last().copied().unwrap_or(0.0));
        for _ in 0..25 {
            self.form(live, equations, y, border);
            let mut delta = std::mem::take(&mut self.delta);
            self.system.solve(live, &mut delta);
            let size = norm(&delta);
            let better = size.is_finite() && size < 0.9 * last;
            if better || (size.is_finite() && size < floor) {
                for (y, d) in y.iter_mut().zip(&delta) {
                    *y -= d;
                }
            }
            self.delta = delta;
            if !better {
                return (last < floor).then_some(last);
            }
            last = size;
            if size < 1e-15 {
                return Some(size);
            }
        }
        (last < floor).then_some(last)
    }

    /// Brings the point landed at to full accuracy at its μ, and renews its tangent, where the corrections of the step did
    /// not get there.
    pub(crate) fn polish_here(&mut self, live: &mut Live, equations: &mut Equations) {
        if self.correction < WELL_LANDED {
            return;
        }
        let mut x = std::mem::take(&mut self.here.x);
        let mut border = std::mem::take(&mut self.border);
        border.fill(0.0);
        if let Some(last) = border.last_mut() {
            *last = 1.0;
        }
        self.next.x.copy_from_slice(&x);
        if self.refine(live, equations, &mut x, &border).is_some() {
            let mut tangent = std::mem::take(&mut self.next.tangent);
            self.tangent_from_factors(live, &mut tangent);
            if dot(&tangent, &self.here.tangent) > 0.0 {
                self.here.tangent.copy_from_slice(&tangent);
            }
            self.next.tangent = tangent;
        } else {
            x.copy_from_slice(&self.next.x);
        }
        self.here.x = x;
        self.border = border;
    }

    /// Sign of det [J; tangentᵀ] at a place; leaves the factors.
    pub(crate) fn sign_at(&mut self, live: &mut Live, equations: &mut Equations, place: &Place) -> f64 {
        self.form(live, equations, &place.x, &place.tangent);
        self.system.sign
    }

    /// The same at the present place.
    pub(crate) fn sign_here(&mut self, live: &mut Live, equations: &mut Equations) -> f64 {
        let here = std::mem::take(&mut self.here);
        let sign = self.sign_at(live, equations, &here);
        self.here = here;
        sign
    }

    /// The numbers that later steps read beside the places.
    pub(super) fn figures(&self) -> ([f64; 3], u32) {
        ([self.step, self.predicted_sign, self.correction], self.leaps)
    }

    /// Sets them.
    pub(super) fn set_figures(&mut self, numbers: [f64; 3], leaps: u32) {
        [self.step, self.predicted_sign, self.correction] = numbers;
        self.leaps = leaps;
    }

    /// Sets the place to go on from, and the length of the next step.
    pub(crate) fn set_here(&mut self, place: &Place, step: f64) {
        self.step = step;
        self.here.copy_from(place);
        self.before.copy_from(place);
        self.earlier.copy_from(place);
    }

    /// Takes the likeliest action of each set as its reference where another has become clearly likelier. Of two actions
    /// either will do: the log-odds of the one are those of the other but for the sign.
    fn choose_references(&mut self, live: &Live, equations: &mut Equations) {
        for &set in &live.many {
            let set = set as usize;
            let mut best = None;
            let mut largest = 1.0;
            for action in live.actions(set) {
                let column = equations.column[action];
                if column != standoff_game::structure::NONE && self.here.x[column as usize] > largest {
                    largest = self.here.x[column as usize];
                    best = Some(action);
                }
            }
            if let Some(action) = best {
                let Walk { here, before, earlier, .. } = self;
                equations.change_reference(
                    live,
                    set,
                    action,
                    &mut [
                        &mut here.x,
                        &mut here.tangent,
                        &mut before.x,
                        &mut before.tangent,
                        &mut earlier.x,
                        &mut earlier.tangent,
                    ],
                );
                scale_to_unit(&mut here.tangent);
                scale_to_unit(&mut before.tangent);
                scale_to_unit(&mut earlier.tangent);
            }
        }
    }
}
