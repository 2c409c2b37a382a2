//! A game's numbers at one point of parameter space, in plain arrays.
//!
//! In: a structure, its DAG and a point. Out: [`Numbers`] (doubles, for solvers) and [`ExactNumbers`] (rationals, for
//! certificates and backward induction). Probabilities are checked here: a point where one lies outside 0..1, or where a
//! row does not sum to 1, has no game.

use crate::dag::eval::{LANES, Program, Scratch, to_double};
use crate::dag::fold::Folded;
use crate::dag::{Dag, ExprId, Op, exact};
use crate::structure::Structure;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// How far a row of probabilities in doubles may be from summing to 1, and an entry from 0..1.
pub const PROBABILITY_TOLERANCE: f64 = 1e-12;

/// A difference of two numbers of size 1 carries a rounding error of this size; what is left below it is 0.
const RESIDUE: f64 = 1.0 / (1u64 << 50) as f64;

/// Probabilities and payoffs at one point, in doubles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// As [`crate::structure::Structure::chance`].
    pub chance: Vec<f64>,
    /// As [`crate::structure::Structure::payoff`].
    pub payoff: Vec<f64>,
}

/// Probabilities and payoffs at one point, exact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExactNumbers {
    /// As [`crate::structure::Structure::chance`].
    pub chance: Vec<BigRational>,
    /// As [`crate::structure::Structure::payoff`].
    pub payoff: Vec<BigRational>,
}

/// Why a point has no game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// A chance row has an entry that is no number between 0 and 1, or does not sum to 1.
    #[error("chance row {row} holds no probabilities that sum to 1")]
    Chance {
        /// The row.
        row: u32,
    },
    /// A payoff is no finite number.
    #[error("payoff row {row} has no finite payoff for actor {player}")]
    Payoff {
        /// The row.
        row: u32,
        /// The actor.
        player: u16,
    },
}

/// Why there are no exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExactError {
    /// A number is irrational, or needs too many digits.
    #[error("some numbers of the game are not rational, or too long to keep exactly")]
    NotExact,
    /// The point has no game.
    #[error(transparent)]
    Undefined(#[from] Undefined),
}

/// A structure's numbers as straight-line code, for many points. Make it once; evaluating allocates nothing.
#[derive(Clone, Debug)]
pub struct Evaluator {
    program: Program,
    chance: usize,
    players: usize,
    row_starts: Vec<u32>,
    /// Chance entries that are differences, such as "otherwise": rounding may leave a residue where 0 is meant.
    differences: Vec<u32>,
}

impl Evaluator {
    /// Compiles a structure's chance and payoff rows.
    #[must_use]
    pub fn new(structure: &Structure, dag: &Dag) -> Self {
        let roots: Vec<ExprId> = structure.chance.iter().chain(&structure.payoff).copied().collect();
        let differences = (0..structure.chance.len())
            .filter(|&k| dag.expr(structure.chance[k]).op == Op::Sub)
            .map(|k| k as u32)
            .collect();
        Evaluator {
            program: Program::new(dag, &roots),
            chance: structure.chance.len(),
            players: usize::from(structure.players),
            row_starts: structure.chance_start.clone(),
            differences,
        }
    }

    /// Working space for one point.
    #[must_use]
    pub fn scratch(&self) -> Scratch<1> {
        self.program.scratch()
    }

    /// Working space for a block of points.
    #[must_use]
    pub fn block(&self) -> Scratch<LANES> {
        self.program.scratch()
    }

    /// Evaluates one point (indexed by parameter number) into `out`.
    ///
    /// # Errors
    /// If the point has no game; `out` then holds nothing of use.
    pub fn evaluate_into(
        &self,
        scratch: &mut Scratch<1>,
        point: &[f64],
        out: &mut Numbers,
    ) -> Result<(), Undefined> {
        self.load(scratch, 0, point);
        self.run(scratch);
        self.read(scratch, 0, out)
    }

    /// Writes a point into a lane of a block.
    pub fn load<const L: usize>(&self, scratch: &mut Scratch<L>, lane: usize, point: &[f64]) {
        self.program.load(scratch, lane, point);
    }

    /// Evaluates all lanes of a block.
    pub fn run<const L: usize>(&self, scratch: &mut Scratch<L>) {
        self.program.run(scratch);
    }

    /// Reads the numbers of a lane.
    ///
    /// # Errors
    /// If the point has no game; `out` then holds nothing of use.
    pub fn read<const L: usize>(
        &self,
        scratch: &Scratch<L>,
        lane: usize,
        out: &mut Numbers,
    ) -> Result<(), Undefined> {
        out.chance.resize(self.chance, 0.0);
        self.program.read(scratch, lane, 0, &mut out.chance);
        out.payoff.resize(self.program.outputs() - self.chance, 0.0);
        self.program.read(scratch, lane, self.chance, &mut out.payoff);
        for &k in &self.differences {
            let entry = &mut out.chance[k as usize];
            if entry.abs() < RESIDUE {
                *entry = 0.0;
            }
        }
        check_chance(&self.row_starts, &mut out.chance)?;
        check_payoffs(self.players, &out.payoff)
    }
}

/// Probabilities and payoffs at the points of a block, point beside point.
#[derive(Clone, Debug, Default)]
pub struct LaneNumbers {
    /// As [`Numbers::chance`].
    pub chance: Vec<[f64; LANES]>,
    /// As [`Numbers::payoff`].
    pub payoff: Vec<[f64; LANES]>,
}

impl Evaluator {
    /// Reads the numbers of all lanes; says for each lane whether the point has a game. The numbers of one that has are those
    /// that [`Self::read`] gives, to the bit.
    pub fn read_block(&self, scratch: &Scratch<LANES>, out: &mut LaneNumbers) -> [bool; LANES] {
        let mut defined = [true; LANES];
        out.chance.resize(self.chance, [0.0; LANES]);
        out.payoff.resize(self.program.outputs() - self.chance, [0.0; LANES]);
        for (k, entry) in out.chance.iter_mut().enumerate() {
            *entry = *self.program.output(scratch, k);
        }
        for (k, payoff) in out.payoff.iter_mut().enumerate() {
            *payoff = *self.program.output(scratch, self.chance + k);
            for lane in 0..LANES {
                defined[lane] &= payoff[lane].is_finite();
            }
        }
        for &k in &self.differences {
            for p in &mut out.chance[k as usize] {
                *p = if p.abs() < RESIDUE { 0.0 } else { *p };
            }
        }
        for bounds in self.row_starts.windows(2) {
            let (mut sum, mut lost) = ([0.0_f64; LANES], [0.0_f64; LANES]);
            for entry in &mut out.chance[bounds[0] as usize..bounds[1] as usize] {
                for lane in 0..LANES {
                    let p = entry[lane];
                    defined[lane] &= (-PROBABILITY_TOLERANCE..=1.0 + PROBABILITY_TOLERANCE).contains(&p);
                    let next = sum[lane] + p;
                    let larger = sum[lane].abs() >= p.abs();
                    lost[lane] += if larger { (sum[lane] - next) + p } else { (p - next) + sum[lane] };
                    sum[lane] = next;
                    entry[lane] = p.clamp(0.0, 1.0);
                }
            }
            for lane in 0..LANES {
                // Written so that what is no number fails.
                defined[lane] &= (sum[lane] + lost[lane] - 1.0).abs() <= PROBABILITY_TOLERANCE;
            }
        }
        defined
    }
}

impl Numbers {
    /// Evaluates one point (indexed by parameter number). For many points use an [`Evaluator`].
    ///
    /// # Errors
    /// If the point has no game.
    pub fn evaluate(structure: &Structure, dag: &Dag, point: &[f64]) -> Result<Numbers, Undefined> {
        let evaluator = Evaluator::new(structure, dag);
        let mut numbers = Numbers::default();
        evaluator.evaluate_into(&mut evaluator.scratch(), point, &mut numbers)?;
        Ok(numbers)
    }

    /// Evaluates a rational point: each number is the double nearest to its exact value where that is rational, so that
    /// probabilities that are exactly 0 or 1 come out as such.
    ///
    /// # Errors
    /// If the point has no game.
    pub fn evaluate_rational(
        structure: &Structure,
        dag: &Dag,
        point: &[BigRational],
    ) -> Result<Numbers, Undefined> {
        let rough: Vec<f64> = point.iter().map(to_double).collect();
        let roots: Vec<ExprId> = structure.chance.iter().chain(&structure.payoff).copied().collect();
        let exact = exact::evaluate(dag, &roots, point);
        let mut doubles = if exact.iter().all(|v| matches!(v, Folded::Value(_))) {
            Vec::new()
        } else {
            Program::new(dag, &roots).evaluate(&rough)
        };
        doubles.resize(roots.len(), f64::NAN);
        for (double, exact) in doubles.iter_mut().zip(&exact) {
            match exact {
                Folded::Value(value) => *double = to_double(value),
                Folded::Undefined => *double = f64::NAN,
                Folded::NotExact => {}
            }
        }
        let payoff = doubles.split_off(structure.chance.len());
        let mut numbers = Numbers { chance: doubles, payoff };
        check_chance(&structure.chance_start, &mut numbers.chance)?;
        check_payoffs(usize::from(structure.players), &numbers.payoff)?;
        Ok(numbers)
    }
}

impl ExactNumbers {
    /// Evaluates a rational point (indexed by parameter number) exactly.
    ///
    /// # Errors
    /// If a number is irrational or too long, or the point has no game.
    pub fn evaluate(
        structure: &Structure,
        dag: &Dag,
        point: &[BigRational],
    ) -> Result<ExactNumbers, ExactError> {
        let roots: Vec<ExprId> = structure.chance.iter().chain(&structure.payoff).copied().collect();
        let mut values = Vec::with_capacity(roots.len());
        let mut not_exact = false;
        for (k, value) in exact::evaluate(dag, &roots, point).into_iter().enumerate() {
            match value {
                Folded::Value(value) => values.push(value),
                Folded::Undefined => return Err(undefined_at(structure, k).into()),
                Folded::NotExact => not_exact = true,
            }
        }
        if not_exact {
            return Err(ExactError::NotExact);
        }
        let payoff = values.split_off(structure.chance.len());
        let numbers = ExactNumbers { chance: values, payoff };
        for row in 0..structure.chance_start.len().saturating_sub(1) {
            let row = row as u32;
            let entries = &numbers.chance[structure.chance_row(row)];
            let sum = entries.iter().fold(BigRational::zero(), |sum, p| sum + p);
            if !sum.is_one() || entries.iter().any(Signed::is_negative) {
                return Err(Undefined::Chance { row }.into());
            }
        }
        Ok(numbers)
    }

    /// The nearest doubles.
    #[must_use]
    pub fn to_doubles(&self) -> Numbers {
        Numbers {
            chance: self.chance.iter().map(to_double).collect(),
            payoff: self.payoff.iter().map(to_double).collect(),
        }
    }
}

/// The row that entry `k` of chance and payoffs together belongs to.
fn undefined_at(structure: &Structure, k: usize) -> Undefined {
    let players = usize::from(structure.players.max(1));
    match k.checked_sub(structure.chance.len()) {
        None => {
            let row = structure.chance_start.partition_point(|&start| start as usize <= k);
            Undefined::Chance { row: row.saturating_sub(1) as u32 }
        }
        Some(k) => Undefined::Payoff { row: (k / players) as u32, player: (k % players) as u16 },
    }
}

/// Checks all rows and puts entries that rounding has carried outside 0..1 back onto the edge.
fn check_chance(row_starts: &[u32], chance: &mut [f64]) -> Result<(), Undefined> {
    for (row, bounds) in row_starts.windows(2).enumerate() {
        // What rounding takes off the sum is kept beside it (Neumaier 1974), so that long rows sum to 1, too.
        let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
        for entry in &mut chance[bounds[0] as usize..bounds[1] as usize] {
            let inside = *entry >= -PROBABILITY_TOLERANCE && *entry <= 1.0 + PROBABILITY_TOLERANCE;
            if !inside {
                return Err(Undefined::Chance { row: row as u32 });
            }
            let next = sum + *entry;
            lost += if sum.abs() >= entry.abs() { (sum - next) + *entry } else { (*entry - next) + sum };
            sum = next;
            *entry = entry.clamp(0.0, 1.0);
        }
        if (sum + lost - 1.0).abs() > PROBABILITY_TOLERANCE {
            return Err(Undefined::Chance { row: row as u32 });
        }
    }
    Ok(())
}

fn check_payoffs(players: usize, payoff: &[f64]) -> Result<(), Undefined> {
    match payoff.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(k) => {
            let players = players.max(1);
            Err(Undefined::Payoff { row: (k / players) as u32, player: (k % players) as u16 })
        }
    }
}
