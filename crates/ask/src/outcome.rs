//! How likely each outcome is.
//!
//! In: a solved game. Out: one probability for each declared outcome, in the order of declaration.

use standoff_model::ir::{Expr, ExprKind, Model, OutcomeId, Sort};

use crate::answer::{Number, OutcomeShare};
use crate::probability;
use crate::session::Solved;

/// The outcomes' probabilities; empty for a model that declares none.
#[must_use]
pub fn shares(model: &Model, solved: &Solved) -> Vec<OutcomeShare> {
    (0..model.outcomes.len())
        .map(|i| {
            let outcome = OutcomeId(i as u32);
            OutcomeShare { outcome, probability: share(model, solved, outcome).best().unwrap_or(0.0) }
        })
        .collect()
}

/// The probability of one outcome.
#[must_use]
pub fn share(model: &Model, solved: &Solved, outcome: OutcomeId) -> Number {
    let span = model.outcomes[outcome.0 as usize].span;
    let event = Expr { kind: ExprKind::PassedOutcome(outcome), sort: Sort::Truth, swept: false, span };
    probability::probability(model, solved, &event, None)
}
