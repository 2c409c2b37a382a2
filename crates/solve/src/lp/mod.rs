//! Two actors whose gains always sum to the same: the linear program of the sequence form.
//!
//! In: a game of two actors. Out: a profile, with what each actor could still gain by best responses over the tree. The
//! program is von Stengel's (Games and Economic Behavior 14, 1996): the first actor's plan, and what the second gets at most
//! at each of its information sets; the second actor's plan is the dual solution. An interior-point method solves it
//! (`interior`), or the simplex method of HiGHS (`simplex`) where the feature `highs` was built in.

mod interior;
#[cfg(feature = "highs")]
mod simplex;

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::sequence::{SequenceError, SequenceForm, Sequences};
use standoff_game::structure::Structure;

/// A probability up to here is taken for 0 if that makes the profile better.
const NEARLY_NOTHING: f64 = 1e-6;
/// Most payoffs of the sequence form: about a gigabyte for the factors where they fill in.
const MOST_PAYOFFS: usize = 1_000_000;

/// A profile and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// Probability of each action, as in [`Structure::actions`]; even where chance never leads.
    pub profile: Vec<f64>,
    /// Expected gain of each actor.
    pub values: [f64; 2],
    /// What each actor could gain by another strategy.
    pub gains: [f64; 2],
    /// Steps of the method.
    pub steps: u32,
}

/// Why there is no optimum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LpError {
    /// There is no sequence form.
    #[error(transparent)]
    Form(#[from] SequenceError),
    /// The program would be too large.
    #[error(
        "the linear program would have {0} payoffs, more than {MOST_PAYOFFS}: a game of this size needs another method"
    )]
    TooLarge(usize),
    /// The method did not come to an end.
    #[error("the linear program was not solved: {0}")]
    Unsolved(String),
    /// There was the word to stop.
    #[error("stopped before the linear program was solved")]
    Stopped,
}

/// Solves the linear program. `numbers` are those of a game whose gains always sum to the same (see
/// [`crate::cfr::constant_sum`]); elsewhere the profile means nothing.
///
/// # Errors
/// If the game has no sequence form of two actors, is too large, the method fails, or `stop`, which is asked now and then, says
/// so.
pub fn solve(
    structure: &Structure,
    numbers: &Numbers,
    stop: &mut dyn FnMut() -> bool,
) -> Result<Optimum, LpError> {
    let form = SequenceForm::new(structure, numbers)?;
    if form.column.len() > MOST_PAYOFFS {
        return Err(LpError::TooLarge(form.column.len()));
    }
    #[cfg(not(feature = "highs"))]
    let Plans { plans, steps } = interior::solve(&Program::new(&form), stop)?;
    #[cfg(feature = "highs")]
    let Plans { plans, steps } = simplex::solve(&Program::new(&form), stop)?;
    let close = |floor: f64| {
        let mut profile = profile::uniform(structure);
        for (own, plan) in form.actors.iter().zip(&plans) {
            write(structure, own, plan, floor, &mut profile);
        }
        let regret = profile::regret(structure, numbers, &profile);
        let gains = [0, 1].map(|player| regret.get(player).copied().unwrap_or(0.0));
        (gains, profile)
    };
    let (raw, cleaned) = (close(0.0), close(NEARLY_NOTHING));
    let total = |gains: [f64; 2]| gains[0] + gains[1];
    let (gains, profile) = if total(cleaned.0) <= total(raw.0) { cleaned } else { raw };
    let values = profile::values(structure, numbers, &profile);
    let values = [0, 1].map(|player| values.get(player).copied().unwrap_or(0.0));
    Ok(Optimum { profile, values, gains, steps })
}

/// The linear program of a sequence form. Unknowns: the first actor's plan, then what the second lets the first have, in all and
/// at each of its sets. Rows: the plan is one; each sequence of the second actor lets the first have no less than that.
struct Program {
    /// Entries by row, column and value; payoffs are divided by the largest.
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
    /// How many unknowns are probabilities of plans: those that may not be negative. The next one is what is made large.
    plans: usize,
    /// How many further unknowns there are, of either sign.
    levels: usize,
    /// How many rows are equations: the first one with 1 on its right, the others with 0.
    equations: usize,
    /// How many rows follow whose left side is at most 0. Their multipliers are the second actor's plan.
    bounds: usize,
}

impl Program {
    fn new(form: &SequenceForm<f64>) -> Self {
        let [one, two] = &form.actors;
        let plans = one.count();
        let size = form.payoff[0].iter().fold(0.0_f64, |size, p| size.max(p.abs())).max(f64::MIN_POSITIVE);
        let (mut rows, mut columns, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut put = |row: usize, column: usize, value: f64| {
            rows.push(row);
            columns.push(column);
            values.push(value);
        };
        put(0, 0, 1.0);
        for k in 0..one.infosets.len() {
            one.of_set(k).for_each(|sequence| put(k + 1, sequence, 1.0));
            put(k + 1, one.parent[k] as usize, -1.0);
        }
        let equations = one.infosets.len() + 1;
        for row in 0..plans {
            for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
                put(equations + form.column[at] as usize, row, -form.payoff[0][at] / size);
            }
        }
        put(equations, plans, 1.0);
        for k in 0..two.infosets.len() {
            two.of_set(k).for_each(|sequence| put(equations + sequence, plans + 1 + k, 1.0));
            put(equations + two.parent[k] as usize, plans + 1 + k, -1.0);
        }
        let (levels, bounds) = (two.infosets.len() + 1, two.count());
        Program { rows, columns, values, plans, levels, equations, bounds }
    }
}

/// What a method found: the first actor's plan and the second's, one number a sequence, and the steps it took.
struct Plans {
    plans: [Vec<f64>; 2],
    steps: u32,
}

/// Writes an actor's plan into a profile. Shares up to `floor` count as 0.
fn write(structure: &Structure, own: &Sequences, plan: &[f64], floor: f64, profile: &mut [f64]) {
    for (k, &set) in own.infosets.iter().enumerate() {
        let sequences = own.of_set(k);
        let sum = |floor: f64| plan[sequences.clone()].iter().filter(|&&p| p > floor).sum::<f64>();
        let least = floor * sum(0.0);
        let total = sum(least);
        if total > 0.0 {
            for (action, sequence) in structure.actions(set as usize).zip(sequences) {
                let p = plan[sequence];
                profile[action] = if p > least { p / total } else { 0.0 };
            }
        }
    }
}
