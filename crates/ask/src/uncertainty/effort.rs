//! How many rows are asked for Sobol indices, and of which coordinates.
//!
//! In: a plan, the work of a point. Out: an `Effort`. Where nobody says how many, rows are added until all intervals are narrow
//! enough, or the work is used up. Work is counted in the unknowns of equations, not in seconds: the same command says the same
//! on every machine.

use super::Plan;
use super::indices::Share;

/// An interval is narrow enough if neither end is farther from its middle.
pub const NARROW: f64 = 0.03;
/// Work for one answer, over all points: a few seconds of a processor; more only if [`FEWEST`] rows need more.
pub const WORK: u64 = 75_000_000;
/// Of these, the part that finding the two most important parameters may take.
const OF_A_RACE: u64 = 4;
/// Fewest and most rows, where nobody says how many.
pub const FEWEST: u64 = 64;
const MOST: u64 = 1 << 14;
/// No coordinate is done with before so many rows, where the work allows: fewer may miss what matters seldom but then much.
const FIRST: u64 = 256;

/// How long rows are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// So many rows, of all coordinates.
    Rows(u64),
    /// Of each coordinate until its intervals are narrow; at most so many points.
    Narrow { points: u64 },
    /// Until it is clear which two coordinates have the largest total indices; at most so many points.
    Race { points: u64 },
}

impl Effort {
    /// For telling all indices, a point being so much work.
    pub(crate) fn telling(plan: Plan, work: u64) -> Self {
        let points = WORK / work.max(1);
        plan.samples.map_or(Effort::Narrow { points }, |rows| Effort::Rows(rows.max(2)))
    }

    /// For naming the two most important parameters.
    pub(crate) fn race(plan: Plan, work: u64) -> Self {
        let points = WORK / OF_A_RACE / work.max(1);
        plan.samples.map_or(Effort::Race { points }, |rows| Effort::Rows(rows.max(2)))
    }

    /// The most rows that there may be.
    pub(crate) fn most(self) -> u64 {
        match self {
            Effort::Rows(rows) => rows,
            Effort::Narrow { .. } | Effort::Race { .. } => MOST,
        }
    }

    /// How many rows come next, each with so many coordinates, after so many rows and points; 0 for none.
    pub(crate) fn next(self, rows: u64, points: u64, coordinates: usize) -> u64 {
        let width = coordinates as u64 + 2;
        let (most, first) = match self {
            Effort::Rows(all) => return if rows == 0 { all } else { 0 },
            Effort::Narrow { points } => (points, FIRST),
            Effort::Race { points } => (points, FEWEST),
        };
        let affordable = most.saturating_sub(points) / width / FEWEST * FEWEST;
        match rows {
            0 => affordable.clamp(FEWEST, first),
            // As many again: every second time the rows are a power of two, which Sobol points like best.
            _ => affordable.min(rows).min(MOST - rows),
        }
    }

    /// Leaves the coordinates of which more rows are wanted.
    pub(crate) fn keep(self, wanted: &mut Vec<usize>, shares: &[(Share, Share)]) {
        match self {
            Effort::Rows(_) => wanted.clear(),
            Effort::Narrow { .. } => {
                wanted
                    .retain(|&d| [shares[d].0, shares[d].1].iter().any(|share| share.half_width() > NARROW));
            }
            Effort::Race { .. } => {
                let mut least: Vec<f64> = wanted.iter().map(|&d| shares[d].1.low).collect();
                least.sort_by(|a, b| b.total_cmp(a));
                // What is surely below two others is not among the two.
                let second = least.get(1).copied().unwrap_or(f64::NEG_INFINITY);
                wanted.retain(|&d| shares[d].1.high >= second);
                if wanted.len() <= 2 {
                    wanted.clear();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_double_until_the_work_is_used_up() {
        let effort = Effort::telling(Plan::default(), WORK / 1_000);
        // A thousand points for rows of ten: no more than the fewest rows.
        assert_eq!((effort.next(0, 0, 8), effort.next(64, 640, 8)), (64, 0));
        let effort = Effort::telling(Plan::default(), WORK / 30_000);
        assert_eq!((effort.next(0, 0, 8), effort.next(256, 2_560, 8)), (256, 256));
        assert_eq!(effort.next(2_048, 20_480, 8), 896);
        assert_eq!(effort.next(MOST, 20_480, 1), 0);
        let plan = Plan { samples: Some(77), ..Plan::default() };
        let effort = Effort::telling(plan, 1 << 40);
        assert_eq!((effort.next(0, 0, 8), effort.next(77, 770, 8)), (77, 0));
    }

    #[test]
    fn what_is_surely_not_among_the_first_two_leaves_the_race() {
        let share = |low: f64, high: f64| (Share::ZERO, Share { value: low, low, high });
        let shares = [share(0.1, 0.3), share(0.0, 0.09), share(0.5, 0.7), share(0.2, 0.4)];
        let mut wanted = vec![0, 1, 2, 3];
        Effort::Race { points: 1 }.keep(&mut wanted, &shares);
        assert_eq!(wanted, vec![0, 2, 3]);
        let mut wanted = vec![0, 1, 2, 3];
        Effort::Narrow { points: 1 }.keep(&mut wanted, &shares);
        assert_eq!(wanted, vec![0, 1, 2, 3]);
        let mut wanted = vec![0, 2];
        Effort::Race { points: 1 }.keep(&mut wanted, &shares);
        assert!(wanted.is_empty());
    }
}
