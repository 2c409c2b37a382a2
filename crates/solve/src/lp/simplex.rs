//! Linear programs by the simplex method of HiGHS, a C++ library (feature `highs`; it needs CMake, a C++ compiler and libclang
//! to build).
//!
//! In: a [`Program`]. Out: [`Plans`] at a corner of the set of optimal ones. The method is asked to stop after so many steps.

use super::{LpError, Plans, Program};
use highs::{Col, HighsModelStatus, RowProblem, Sense};
use std::fmt::Debug;
use std::num::NonZeroU32;

/// Largest violation of a row or of optimality.
const TOLERANCE: f64 = 1e-10;
/// Steps from one question whether to stop to the next.
const ASK: i32 = 5_000;

/// Solves a program.
pub(super) fn solve(program: &Program, stop: &mut dyn FnMut() -> bool) -> Result<Plans, LpError> {
    let mut problem = RowProblem::default();
    let columns: Vec<Col> = (0..program.plans + program.levels)
        .map(|k| match k.checked_sub(program.plans) {
            None => problem.add_column(0.0, 0.0..),
            Some(level) => problem.add_column::<f64, _>(f64::from(u8::from(level == 0)), ..),
        })
        .collect();
    let mut rows: Vec<Vec<(Col, f64)>> = vec![Vec::new(); program.equations + program.bounds];
    for ((&row, &column), &value) in program.rows.iter().zip(&program.columns).zip(&program.values) {
        rows[row].push((columns[column], value));
    }
    for (k, row) in rows.into_iter().enumerate() {
        if k < program.equations {
            let right = f64::from(u8::from(k == 0));
            problem.add_row(right..=right, row);
        } else {
            problem.add_row(..=0.0, row);
        }
    }
    let mut model = problem.try_optimise(Sense::Maximise).map_err(|e| failed(&e))?;
    model.make_quiet();
    model.set_threads(NonZeroU32::MIN);
    for name in ["primal_feasibility_tolerance", "dual_feasibility_tolerance"] {
        model.try_set_option(name, TOLERANCE).map_err(|e| failed(&e))?;
    }
    let mut limit = 0;
    loop {
        if stop() {
            return Err(LpError::Stopped);
        }
        limit += ASK;
        model.try_set_option("simplex_iteration_limit", limit).map_err(|e| failed(&e))?;
        let solved = model.try_solve().map_err(|e| failed(&e))?;
        match solved.status() {
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                let own = solution.columns()[..program.plans].iter().map(|p| p.max(0.0)).collect();
                // The sign of a multiplier is a matter of convention.
                let other = solution.dual_rows()[program.equations..].iter().map(|p| p.abs()).collect();
                let steps = u32::try_from(solved.simplex_iteration_count()).unwrap_or(0);
                return Ok(Plans { plans: [own, other], steps });
            }
            HighsModelStatus::ReachedIterationLimit => model = solved.into(),
            status => return Err(LpError::Unsolved(format!("{status:?}"))),
        }
    }
}

/// What the library says of itself.
fn failed(error: &dyn Debug) -> LpError {
    LpError::Unsolved(format!("{error:?}"))
}
