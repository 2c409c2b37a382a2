//! From three points near the end of the path to its limit: extrapolation, support guess, Newton on indifference.
//!
//! In: log-probabilities at μ, 2μ and 4μ. Out: a candidate limit with the beliefs that go with it and figures on how
//! good it is. Richardson extrapolation removes the 1/λ and 1/λ² terms; actions whose probability falls like a power
//! of λ or faster leave the support; the indifference equations of what is left are then solved to rounding. Beliefs
//! at sets that the support does not determine stay at the path's limit.

use super::equations::Equations;
use super::jacobian::Entries;
use super::least_norm::least_norm;
use super::live::Live;
use standoff_game::structure::NONE;

/// Elasticity of a probability in λ below which it vanishes in the limit.
const VANISHES: f64 = -0.25;
/// Log of a probability that has vanished exponentially in λ: no power of it falls so low at the last point.
const GONE: f64 = -40.0;
/// Most actions in the support whose indifference equations are solved.
pub(crate) const MOST_SUPPORT: usize = 1_000;
/// Natural log of 2: the points are a factor of 2 apart.
const LN_2: f64 = std::f64::consts::LN_2;

/// Buffers of the polish, and the candidate it makes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Polish {
    /// Log-probabilities at μ, 2μ, 4μ.
    points: [Vec<f64>; 3],
    /// Probability of each action.
    pub(crate) p: Vec<f64>,
    /// Belief of each slot.
    pub(crate) belief: Vec<f64>,
    beliefs: [Vec<f64>; 3],
    support: Vec<bool>,
    errors: Vec<f64>,
    reference: Vec<u32>,
    column: Vec<u32>,
    rows: Vec<u32>,
    small: Vec<f64>,
    /// Row in `small` of each unknown, or `NONE`.
    kept: Vec<u32>,
    right: Vec<f64>,
    step: Vec<f64>,
    log_p: Vec<f64>,
    regrets: Vec<f64>,
}

/// The rows and columns of a matrix that are kept, in an order of their own.
struct Block<'a> {
    entries: &'a mut [f64],
    kept: &'a [u32],
    stride: usize,
}

impl Entries for Block<'_> {
    #[inline(always)]
    fn add(&mut self, row: u32, column: u32, value: f64) {
        let (row, column) = (self.kept[row as usize], self.kept[column as usize]);
        if row != NONE && column != NONE {
            self.entries[row as usize * self.stride + column as usize] += value;
        }
    }
}

/// How good a candidate is; scaled payoff units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quality {
    /// Upper bound on the best-response gain of any actor relative to its range: counterfactual gains summed over its
    /// sets.
    pub(crate) regret: f64,
    /// Largest gain at any set under the beliefs.
    pub(crate) gain: f64,
    /// Largest distance of a belief from the last point's.
    pub(crate) consistency: f64,
    /// Estimated distance from the true limit of the path.
    pub(crate) error: f64,
    /// It solves the indifference equations of its support, no other point near it does, and the actions outside have
    /// vanished from the path already: nothing is taken to vanish because it did so slowly.
    pub(crate) isolated: bool,
}

impl Quality {
    /// Whether it will pass the certificate, with a margin.
    fn passes(&self, accuracy: f64) -> bool {
        self.regret <= accuracy * 0.1 && self.gain <= 2e-7 && self.consistency <= 5e-4
    }
}

/// Limit of a quantity from its logs at λ, 2λ and 4λ, and an estimate of the error.
fn extrapolate(logs: [f64; 3]) -> (f64, f64) {
    let elasticity = (logs[2] - logs[1]) / LN_2;
    let [a, b, c] = logs.map(libm::exp);
    // Nothing is left, or a falling power of λ. An infinite log has no elasticity.
    if c == 0.0 || elasticity < VANISHES {
        return (0.0, 0.0);
    }
    let (first, second) = (b - a, c - b);
    if second.abs() <= 1e-14 {
        return (c, second.abs());
    }
    let ratio = second / first;
    if (0.35..0.65).contains(&ratio) {
        let (low, high) = (2.0 * b - a, 2.0 * c - b);
        let best = (4.0 * high - low) / 3.0;
        // Each order removed shrinks the error by about the same factor as the one before.
        let (left, removed) = ((best - high).abs(), (high - c).abs());
        return (best.max(0.0), 4.0 * left * (left / removed).min(1.0));
    }
    if ratio.abs() < 0.35 {
        // Faster than 1/λ: an exponential has died out.
        return (c, second.abs());
    }
    (c, 4.0 * second.abs())
}

impl Polish {
    /// The limit by polishing the three points, or else the last point as it is; `None` if neither passes. What passes
    /// is left in `p` and `belief`.
    pub(crate) fn conclude(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        points: &[(f64, Vec<f64>); 3],
        accuracy: f64,
    ) -> Option<Quality> {
        for (own, (_, log_p)) in self.points.iter_mut().zip(points) {
            own.clone_from(log_p);
        }
        let polished = self.limit(live, equations).filter(|quality| quality.passes(accuracy));
        if polished.is_some() {
            return polished;
        }
        let raw = self.raw(live, equations);
        raw.passes(accuracy).then_some(raw)
    }

    /// Guesses the limit of the path from its three points. `None` if Newton fails on the guess.
    fn limit(&mut self, live: &mut Live, equations: &mut Equations) -> Option<Quality> {
        self.reference.clone_from(&equations.reference);
        self.column.clone_from(&equations.column);
        let quality = self.limit_with_own_references(live, equations);
        equations.reference.clone_from(&self.reference);
        equations.column.clone_from(&self.column);
        equations.frozen.fill(false);
        quality
    }

    fn limit_with_own_references(&mut self, live: &mut Live, equations: &mut Equations) -> Option<Quality> {
        let actions = live.action_of.len();
        self.support.clear();
        self.support.resize(actions, false);
        self.p.clear();
        self.p.resize(actions, 0.0);
        self.errors.clear();
        for set in 0..live.sets() {
            let error = self.guess_set(live, set);
            self.errors.push(error);
        }
        self.beliefs_of_points(live, equations);
        let mut error = self.freeze(live, equations);
        let (moved, isolated) = self.newton(live, equations)?;
        for (set, &e) in self.errors.iter().enumerate() {
            // Newton has removed the error of extrapolation where the equations have one solution only.
            if !isolated || equations.frozen[set] {
                error = error.max(e);
            }
        }
        // A long way from the extrapolated point means another solution of the equations.
        if moved > 1e-2 {
            return None;
        }
        self.p.copy_from_slice(&equations.p);
        self.belief.clone_from(&equations.belief);
        let gone = |(log, &supported): (&f64, &bool)| supported || *log < GONE;
        let isolated = isolated && self.points[2].iter().zip(&self.support).all(gone);
        Some(Quality { isolated, ..self.judge(live, equations, error) })
    }

    /// Whether one point passes as it is.
    pub(crate) fn accepts(
        &mut self,
        live: &mut Live,
        equations: &mut Equations,
        log_p: &[f64],
        accuracy: f64,
    ) -> bool {
        for own in &mut self.points {
            own.clear();
            own.extend_from_slice(log_p);
        }
        self.raw(live, equations).passes(accuracy)
    }

    /// The last point as it is.
    fn raw(&mut self, live: &mut Live, equations: &mut Equations) -> Quality {
        equations.frozen.fill(false);
        equations.set_log_profile(live, &self.points[2]);
        equations.evaluate(live);
        self.p.clone_from(&equations.p);
        self.belief.clone_from(&equations.belief);
        self.beliefs[2].clone_from(&equations.belief);
        let mut error = 0.0f64;
        for (now, before) in self.points[2].iter().zip(&self.points[1]) {
            error = error.max(4.0 * (libm::exp(*now) - libm::exp(*before)).abs());
        }
        self.judge(live, equations, error)
    }

    /// Support and probabilities of one set; returns the error estimate.
    fn guess_set(&mut self, live: &Live, set: usize) -> f64 {
        let range = live.actions(set);
        let mut error = 0.0f64;
        let mut sum = 0.0;
        let mut count = 0;
        for action in range.clone() {
            let logs = [self.points[0][action], self.points[1][action], self.points[2][action]];
            let (value, e) = extrapolate(logs);
            self.p[action] = value;
            self.support[action] = value > 0.0;
            if value > 0.0 {
                sum += value;
                count += 1;
                error = error.max(e);
            }
        }
        if count == 0 {
            // Cannot happen for a normalised set; keep the likeliest action.
            let best = range
                .clone()
                .fold(range.start, |best, a| if self.points[2][a] > self.points[2][best] { a } else { best });
            self.p[best] = 1.0;
            self.support[best] = true;
            return 1.0;
        }
        for action in range {
            self.p[action] /= sum;
        }
        if count == 1 { 0.0 } else { error }
    }

    fn beliefs_of_points(&mut self, live: &Live, equations: &mut Equations) {
        equations.frozen.fill(false);
        for (point, beliefs) in self.points.iter().zip(&mut self.beliefs) {
            equations.set_log_profile(live, point);
            equations.update_beliefs(live);
            beliefs.clone_from(&equations.belief);
        }
    }

    /// Marks sets whose beliefs the support leaves open and gives them the path's limit; returns the error estimate.
    fn freeze(&mut self, live: &Live, equations: &mut Equations) -> f64 {
        let mut error = 0.0f64;
        for set in 0..live.sets() {
            let slots = live.slots_of(set);
            let determined = live.slots[slots.clone()]
                .iter()
                .any(|slot| live.edges(slot).iter().all(|edge| self.support[edge.action as usize]));
            equations.frozen[set] = !determined;
            if determined {
                continue;
            }
            let mut sum = 0.0;
            for slot in slots.clone() {
                let logs = [0, 1, 2].map(|k: usize| libm::log(self.beliefs[k][slot]));
                let (value, e) = extrapolate(logs);
                equations.belief[slot] = if value < 1e-9 { 0.0 } else { value };
                sum += equations.belief[slot];
                error = error.max(e);
            }
            for slot in slots {
                equations.belief[slot] =
                    if sum > 0.0 { equations.belief[slot] / sum } else { self.beliefs[2][slot] };
            }
        }
        error
    }

    /// Newton on the indifference equations of the support, with least-norm steps (equilibria may form a continuum).
    /// Returns how far the probabilities moved, and whether the solution is isolated.
    fn newton(&mut self, live: &mut Live, equations: &mut Equations) -> Option<(f64, bool)> {
        self.log_p.clear();
        self.log_p.extend(self.p.iter().map(|&p| if p > 0.0 { libm::log(p) } else { f64::NEG_INFINITY }));
        equations.set_log_profile(live, &self.log_p);
        equations.p.copy_from_slice(&self.p);
        self.rows.clear();
        for set in 0..live.sets() {
            let range = live.actions(set);
            let best = range.clone().fold(range.start, |b, a| if self.p[a] > self.p[b] { a } else { b });
            if equations.column[best] != NONE {
                equations.change_reference(live, set, best, &mut []);
            }
            if !equations.frozen[set] {
                self.rows.extend(range.filter(|&a| a != best && self.support[a]).map(|a| a as u32));
            }
        }
        let m = self.rows.len();
        if m > MOST_SUPPORT {
            return None;
        }
        self.kept.clear();
        self.kept.resize(live.unknowns(), NONE);
        for (k, &row) in self.rows.iter().enumerate() {
            self.kept[equations.column[row as usize] as usize] = k as u32;
        }
        let mut last = f64::INFINITY;
        let mut isolated = true;
        for _ in 0..30 {
            equations.evaluate(live);
            if m == 0 {
                return Some((0.0, true));
            }
            self.right.clear();
            for &row in &self.rows {
                self.right.push(-equations.gain[row as usize]);
            }
            let size = self.right.iter().fold(0.0f64, |m, r| m.max(r.abs()));
            if size < 1e-16 || (size < 1e-12 && size > 0.5 * last) {
                break;
            }
            if !size.is_finite() || size > 10.0 * last {
                return None;
            }
            last = size;
            self.small.clear();
            self.small.resize(m * m, 0.0);
            let mut block = Block { entries: &mut self.small, kept: &self.kept, stride: m };
            equations.jacobian_of_gains(live, 1.0, &mut block);
            for (row, right) in self.small.chunks_exact_mut(m).zip(&mut self.right) {
                let length = super::linear::norm(row);
                if length > 0.0 {
                    for v in row {
                        *v /= length;
                    }
                    *right /= length;
                }
            }
            self.step.clear();
            self.step.resize(m, 0.0);
            let rank = least_norm(&mut self.small, m, m, &mut self.right, &mut self.step, 1e-9);
            isolated &= rank == m;
            let longest = self.step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
            if longest.is_nan() || longest > 3.0 {
                return None;
            }
            for (&row, step) in self.rows.iter().zip(&self.step) {
                self.log_p[row as usize] += step;
            }
            equations.set_log_profile(live, &self.log_p);
        }
        equations.evaluate(live);
        let moved = self.p.iter().zip(&equations.p).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
        Some((moved, isolated))
    }

    /// Figures of the candidate in `p` and `belief`; `equations` has been evaluated at it.
    fn judge(&mut self, live: &Live, equations: &Equations, error: f64) -> Quality {
        self.regrets.clear();
        self.regrets.resize(live.players, 0.0);
        let mut gain = 0.0f64;
        let mut consistency = 0.0f64;
        for set in 0..live.sets() {
            let mover = live.mover[set];
            let mut best = f64::NEG_INFINITY;
            let mut mean = 0.0;
            for action in live.actions(set) {
                best = best.max(equations.gain[action]);
                mean += self.p[action] * equations.gain[action];
            }
            let here = (best - mean).max(0.0);
            gain = gain.max(here);
            let mut reach = 0.0;
            for slot in live.slots_of(set) {
                consistency = consistency.max((self.belief[slot] - self.beliefs[2][slot]).abs());
                let mut product = live.slots[slot].chance;
                for climb in live.climb(&live.slots[slot]) {
                    if climb.mover != mover {
                        product *= self.p[climb.action as usize];
                    }
                }
                reach += product;
            }
            self.regrets[mover as usize] += reach * here;
        }
        let regret = self.regrets.iter().zip(&live.ranges).fold(0.0f64, |m, (r, range)| m.max(r / range));
        Quality { regret, gain, consistency, error, isolated: false }
    }
}
