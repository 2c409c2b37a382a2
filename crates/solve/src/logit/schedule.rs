//! Where along the path to look for its limit.
//!
//! In: what the walk does. Out: the μ at which to land next. The limit is looked for at three points a factor of 2 apart,
//! first from μ = 1e4 on (or from where tie rules are settled), and then at ten times that until it is found.

/// μ at which the first look is taken.
const FIRST: f64 = 1e4;
/// Largest μ at which a look is begun.
const LAST: f64 = 1e10;

/// The next look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    base: f64,
    landed: u32,
    /// A single landing, if the goal is one μ.
    single: Option<f64>,
}

impl Schedule {
    /// Looks for a limit, from `base` on if given.
    pub(crate) fn limit(base: Option<f64>) -> Schedule {
        Schedule { base: base.unwrap_or(FIRST), landed: 0, single: None }
    }

    /// Lands at one μ.
    pub(crate) fn single(mu: f64) -> Schedule {
        Schedule { base: mu, landed: 0, single: Some(mu) }
    }

    /// The look begun, and how many landings of it have been taken: with the goal, all of it.
    pub(crate) fn figures(&self) -> (f64, u32) {
        (self.base, self.landed)
    }

    /// The same schedule at another look.
    pub(crate) fn at(self, (base, landed): (f64, u32)) -> Schedule {
        Schedule { base, landed: landed.min(3), single: self.single }
    }

    /// The μ to land at.
    pub(crate) fn target(&self) -> f64 {
        self.single.unwrap_or(self.base * f64::from(1u32 << self.landed))
    }

    /// Whether there is one μ to land at, and no more.
    pub(crate) fn is_single(&self) -> bool {
        self.single.is_some()
    }

    /// Whether this is the last look.
    pub(crate) fn is_last(&self) -> bool {
        self.base * 10.0 > LAST
    }

    /// Notes a landing; true if the three points of a look are complete.
    pub(crate) fn landed(&mut self) -> bool {
        self.landed += 1;
        self.landed == 3
    }

    /// Goes on to the next look.
    pub(crate) fn next(&mut self) {
        self.base *= 10.0;
        self.landed = 0;
    }

    /// Begins the look anew; true if points of it had been taken.
    pub(crate) fn restart(&mut self) -> bool {
        std::mem::take(&mut self.landed) > 0
    }

    /// The walk has stepped to `mu` going up: having turned back and again, it may be beyond where a look was planned.
    pub(crate) fn catch_up(&mut self, mu: f64) {
        while self.landed == 0 && self.single.is_none() && mu >= self.base && !self.is_last() {
            self.base *= 10.0;
        }
    }
}
