//! Linear programs by an interior-point method, in Rust alone.
//!
//! In: a [`Program`]. Out: [`Plans`] inside the set of optimal ones. The method is asked to stop between two of its steps; it
//! works on a thread of its own, since it takes no question that is shorter-lived than itself.

use super::{LpError, Plans, Program};
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettingsBuilder, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Tolerance, relative to the payoffs.
const TOLERANCE: f64 = 1e-12;
/// Most steps; about twenty are usual.
const STEPS: u32 = 200;
/// How often `stop` is asked.
const ASK: Duration = Duration::from_millis(10);

/// Solves a program.
pub(super) fn solve(program: &Program, stop: &mut dyn FnMut() -> bool) -> Result<Plans, LpError> {
    if stop() {
        return Err(LpError::Stopped);
    }
    let stopping = Arc::new(AtomicBool::new(false));
    let (sender, done) = channel();
    std::thread::scope(|scope| {
        let told = stopping.clone();
        scope.spawn(move || {
            // Nobody hears it only if the waiting side has panicked.
            let _ = sender.send(optimum(program, told));
        });
        loop {
            match done.recv_timeout(ASK) {
                Ok(found) => return found,
                Err(RecvTimeoutError::Timeout) => {
                    if stop() {
                        stopping.store(true, Ordering::Relaxed);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(LpError::Unsolved("the method broke off".to_owned()));
                }
            }
        }
    })
}

fn optimum(program: &Program, stopping: Arc<AtomicBool>) -> Result<Plans, LpError> {
    let Program { plans, levels, equations, bounds, .. } = *program;
    // After the program's own rows: no negative plans.
    let below = equations + bounds;
    let rows = program.rows.iter().copied().chain(below..below + plans).collect();
    let columns = program.columns.iter().copied().chain(0..plans).collect();
    let values = program.values.iter().copied().chain((0..plans).map(|_| -1.0)).collect();
    let unknowns = plans + levels;
    let matrix = CscMatrix::new_from_triplets(below + plans, unknowns, rows, columns, values);
    let mut goal = vec![0.0; unknowns];
    goal[plans] = -1.0;
    let mut right = vec![0.0; below + plans];
    right[0] = 1.0;
    let cones = [SupportedConeT::ZeroConeT(equations), SupportedConeT::NonnegativeConeT(bounds + plans)];
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
    solver.set_termination_callback(move |_: &_| stopping.load(Ordering::Relaxed));
    solver.solve();
    let solution = &solver.solution;
    match solution.status {
        SolverStatus::Solved | SolverStatus::AlmostSolved | SolverStatus::InsufficientProgress => Ok(Plans {
            plans: [solution.x[..plans].to_vec(), solution.z[equations..below].to_vec()],
            steps: solution.iterations,
        }),
        SolverStatus::CallbackTerminated => Err(LpError::Stopped),
        status => Err(LpError::Unsolved(status.to_string())),
    }
}
