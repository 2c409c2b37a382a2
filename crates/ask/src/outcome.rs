//! How likely each outcome is.
//!
//! In: a solved game. Out: one probability for each declared outcome, in the order of declaration.

use num_rational::BigRational;
use num_traits::Zero;
use standoff_game::profile;
use standoff_game::structure::Kind;
use standoff_model::ir::{Model, OutcomeId};

use crate::answer::OutcomeShare;
use crate::session::{Solved, to_f64};

/// The outcomes' probabilities; empty for a model that declares none. All of them from one pass over the ends.
#[must_use]
pub fn shares(model: &Model, solved: &Solved) -> Vec<OutcomeShare> {
    let probabilities = exact(model, solved).unwrap_or_else(|| in_doubles(model, solved));
    let share = |(i, probability)| OutcomeShare { outcome: OutcomeId(i as u32), probability };
    probabilities.into_iter().enumerate().map(share).collect()
}

fn in_doubles(model: &Model, solved: &Solved) -> Vec<f64> {
    let compiled = &solved.compiled;
    let reach = profile::node_reach(&compiled.structure, &solved.numbers, &solved.solution.profile);
    let mut sums = vec![0.0; model.outcomes.len()];
    for come in compiled.outcomes(&solved.point()) {
        if let Some(sum) = sums.get_mut(come.outcome.0 as usize) {
            *sum += reach[come.node as usize] * come.share;
        }
    }
    // Sums of many products round; what always happens has probability 1 all the same.
    let ends = (0..reach.len()).filter(|&node| compiled.structure.kind[node] == Kind::Terminal as u8);
    let whole: f64 = ends.map(|node| reach[node]).sum();
    sums.into_iter().map(|sum: f64| (sum / whole).clamp(0.0, 1.0)).collect()
}

/// Each the double nearest to its exact value, where the solution is exact.
fn exact(model: &Model, solved: &Solved) -> Option<Vec<f64>> {
    let (numbers, profile) = (solved.exact.as_ref()?, solved.solution.profile_exact.as_ref()?);
    let compiled = &solved.compiled;
    let comes = compiled.outcomes_exact(&solved.setting.parameters)?;
    let reach = profile::node_reach_exact(&compiled.structure, numbers, profile);
    let mut sums = vec![BigRational::zero(); model.outcomes.len()];
    for come in comes {
        if let Some(sum) = sums.get_mut(come.outcome.0 as usize) {
            *sum += &reach[come.node as usize] * come.share;
        }
    }
    Some(sums.iter().map(to_f64).collect())
}
