//! Two actors whose gains always sum to the same: the linear program of the sequence form.
//!
//! In: a game of two actors. Out: a profile, with what each actor could still gain by best responses over the tree. The
//! program is von Stengel's (Games and Economic Behavior 14, 1996): the first actor's plan, and what the second gets at most
//! at each of its information sets; the second actor's plan is the dual solution. An interior-point method solves it.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettingsBuilder, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::sequence::{SequenceError, SequenceForm, Sequences};
use standoff_game::structure::Structure;

/// Tolerance of the interior-point method, relative to the payoffs.
const TOLERANCE: f64 = 1e-12;
/// Most steps; about twenty are usual.
const STEPS: u32 = 200;
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
    /// Steps of the interior-point method.
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
    /// The interior-point method did not come to an end.
    #[error("the linear program was not solved: {0}")]
    Unsolved(String),
}

/// Solves the linear program. `numbers` are those of a game whose gains always sum to the same (see
/// [`crate::cfr::constant_sum`]); elsewhere the profile means nothing.
///
/// # Errors
/// If the game has no sequence form of two actors, is too large, or the method fails.
pub fn solve(structure: &Structure, numbers: &Numbers) -> Result<Optimum, LpError> {
    let form = SequenceForm::new(structure, numbers)?;
    if form.column.len() > MOST_PAYOFFS {
        return Err(LpError::TooLarge(form.column.len()));
    }
    let (plans, steps) = optimal_plans(&form)?;
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

/// Both actors' optimal plans, one number a sequence, and the steps it took.
fn optimal_plans(form: &SequenceForm<f64>) -> Result<([Vec<f64>; 2], u32), LpError> {
    let [one, two] = &form.actors;
    let (plans, levels) = (one.count(), two.infosets.len() + 1);
    let size = form.payoff[0].iter().fold(0.0_f64, |size, p| size.max(p.abs())).max(f64::MIN_POSITIVE);

    // Unknowns: the first actor's plan, then what the second lets the first have, in all and at each of its sets.
    // Rows: the plan is one; each sequence of the second actor lets the first have no less than that; no negative plans.
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
    let second = one.infosets.len() + 1;
    for row in 0..plans {
        for at in form.row_start[row] as usize..form.row_start[row + 1] as usize {
            put(second + form.column[at] as usize, row, -form.payoff[0][at] / size);
        }
    }
    put(second, plans, 1.0);
    for k in 0..two.infosets.len() {
        two.of_set(k).for_each(|sequence| put(second + sequence, plans + 1 + k, 1.0));
        put(second + two.parent[k] as usize, plans + 1 + k, -1.0);
    }
    let third = second + two.count();
    (0..plans).for_each(|sequence| put(third + sequence, sequence, -1.0));

    let unknowns = plans + levels;
    let matrix = CscMatrix::new_from_triplets(third + plans, unknowns, rows, columns, values);
    let mut goal = vec![0.0; unknowns];
    goal[plans] = -1.0;
    let mut right = vec![0.0; third + plans];
    right[0] = 1.0;
    let cones = [SupportedConeT::ZeroConeT(second), SupportedConeT::NonnegativeConeT(two.count() + plans)];
    let none = CscMatrix::zeros((unknowns, unknowns));
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .max_iter(STEPS)
        .tol_gap_abs(TOLERANCE)
        .tol_gap_rel(TOLERANCE)
        .tol_feas(TOLERANCE)
        .build()
        .map_err(|error| LpError::Unsolved(error.to_string()))?;
    let mut solver = DefaultSolver::new(&none, &goal, &matrix, &right, &cones, settings)
        .map_err(|error| LpError::Unsolved(error.to_string()))?;
    solver.solve();
    let solution = &solver.solution;
    let usable = matches!(
        solution.status,
        SolverStatus::Solved | SolverStatus::AlmostSolved | SolverStatus::InsufficientProgress
    );
    if !usable {
        return Err(LpError::Unsolved(solution.status.to_string()));
    }
    Ok(([solution.x[..plans].to_vec(), solution.z[second..third].to_vec()], solution.iterations))
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
