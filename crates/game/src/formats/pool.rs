//! The numbers of a game that is being read, and what they may cost.
//!
//! In: exact numbers and their sums. Out: constants in a [`Dag`]. Payoffs add along a path, so that a short text can
//! stand for very many different sums: there may only be as many as stays in proportion to the text.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Zero;

use super::error::Problem;
use crate::dag::{Dag, ExprId};

/// Bytes that sums may take for each byte of text; ordinary multi-stage games of two players need about 20.
const BYTES_OF_SUMS: usize = 64;
/// And in any case.
const SMALL: usize = 8 << 10;
/// Bytes that a new constant takes, its digits apart; a payoff at an end takes as many.
const CONSTANT: usize = 100;
/// Steps of adding for each byte of text.
const STEPS: usize = 8;
/// Bits above and below the line of a sum; the largest double has as many.
const MOST_BITS: u64 = 1100;

/// Constants, and what is left to spend on sums of them.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) dag: Dag,
    bytes_left: usize,
    steps_left: usize,
}

impl Pool {
    /// For a text of a length in bytes.
    pub(super) fn new(text: usize) -> Self {
        Pool {
            dag: Dag::new(),
            bytes_left: text.saturating_mul(BYTES_OF_SUMS) + SMALL,
            steps_left: text.saturating_mul(STEPS) + SMALL,
        }
    }

    /// A number that stands in the text.
    pub(super) fn constant(&mut self, value: BigRational) -> ExprId {
        self.dag.constant(value)
    }

    /// Adds two rows of payoffs.
    pub(super) fn sums(&mut self, a: &[ExprId], b: &[ExprId]) -> Result<Vec<ExprId>, Problem> {
        self.charge(a.len())?;
        self.bytes_left = self.bytes_left.checked_sub(4 * a.len()).ok_or(TOO_MANY_SUMS)?;
        a.iter().zip(b).map(|(&a, &b)| self.sum(a, b)).collect()
    }

    /// Pays for a row of payoffs at an end that is no outcome of the text.
    pub(super) fn charge_end(&mut self, players: usize) -> Result<(), Problem> {
        let bytes = players.saturating_mul(CONSTANT);
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(TOO_MANY_SUMS)?;
        self.charge(players)
    }

    /// Pays for work in proportion to `steps` that the text does not pay for.
    fn charge(&mut self, steps: usize) -> Result<(), Problem> {
        self.steps_left = self.steps_left.checked_sub(steps).ok_or(TOO_MANY_SUMS)?;
        Ok(())
    }

    fn sum(&mut self, a: ExprId, b: ExprId) -> Result<ExprId, Problem> {
        let zero = self.dag.zero();
        if a == zero || b == zero {
            return Ok(if a == zero { b } else { a });
        }
        let (Some(x), Some(y)) = (self.dag.as_constant(a), self.dag.as_constant(b)) else {
            return Err(TOO_MANY_SUMS);
        };
        let sum = x + y;
        let bits = bits(&sum);
        if bits > MOST_BITS {
            return Err(Problem::SumTooLong);
        }
        // Exact sums take time in the square of their lengths.
        let words = (bits / 64) as usize;
        self.charge(words * words / 4)?;
        let before = self.dag.len();
        let id = self.dag.constant(sum);
        if self.dag.len() > before {
            let bytes = CONSTANT + bits as usize / 4;
            self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(TOO_MANY_SUMS)?;
        }
        Ok(id)
    }
}

const TOO_MANY_SUMS: Problem = Problem::TooLarge(
    "its paths have too many different sums of payoffs; state the sums at the ends instead",
);

/// A sum of probabilities over a common denominator. Only an entry whose own denominator does not divide it costs more
/// than one division, and then it at least doubles: a list of any length is added up in time proportional to it.
#[derive(Debug)]
pub(super) struct Total {
    above: BigInt,
    below: BigInt,
}

impl Total {
    /// 0
    pub(super) fn new() -> Self {
        Total { above: BigInt::ZERO, below: BigInt::from(1) }
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, entry: &BigRational) -> Result<(), Problem> {
        let (mut times, rest) = self.below.div_rem(entry.denom());
        if !rest.is_zero() {
            let more = entry.denom() / self.below.gcd(entry.denom());
            self.above *= &more;
            self.below *= &more;
            if self.below.bits() > MOST_BITS {
                return Err(Problem::SumTooLong);
            }
            times = &self.below / entry.denom();
        }
        self.above += times * entry.numer();
        Ok(())
    }

    /// The sum in lowest terms.
    pub(super) fn value(self) -> BigRational {
        BigRational::new(self.above, self.below)
    }
}

fn bits(number: &BigRational) -> u64 {
    number.numer().bits().max(number.denom().bits())
}
