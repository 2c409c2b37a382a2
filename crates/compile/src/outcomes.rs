//! Which outcomes each end comes to, and how likely: for all outcomes at once, from what happened last at each end.
//!
//! In: a compiled game. Out: for each end and each outcome that it can come to, that outcome's probability over the end's
//! folded lottery. Nothing is said of a story before its last step: an outcome ends it.

use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::dag::eval::Program;
use standoff_game::dag::fold::Folded;
use standoff_game::dag::{ExprId, exact};
use standoff_game::structure::Kind;
use standoff_model::ir::OutcomeId;

use crate::compiled::Compiled;
use crate::stories::Event;

/// What one end contributes to one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Come<T> {
    /// The end.
    pub node: u32,
    /// The outcome.
    pub outcome: OutcomeId,
    /// Its probability over the end's lottery.
    pub share: T,
}

/// One end and one outcome, with the branches of the end's lottery that come to it.
struct Found {
    node: u32,
    outcome: OutcomeId,
    /// None: surely.
    branches: Option<Vec<ExprId>>,
}

impl Compiled {
    /// The contributions at a point (by parameter number), ascending by node.
    #[must_use]
    pub fn outcomes(&self, point: &[f64]) -> Vec<Come<f64>> {
        let found = self.find_outcomes();
        let mut values = Program::new(&self.dag, &roots(&found)).evaluate(point).into_iter();
        let come = |found: Found| {
            let share =
                found.branches.map_or(1.0, |branches| values.by_ref().take(branches.len()).sum::<f64>());
            Come { node: found.node, outcome: found.outcome, share }
        };
        found.into_iter().map(come).collect()
    }

    /// The same in exact numbers; none if an irrational operation is in the way, or a number is undefined.
    #[must_use]
    pub fn outcomes_exact(&self, point: &[BigRational]) -> Option<Vec<Come<BigRational>>> {
        let found = self.find_outcomes();
        let mut values = exact::evaluate(&self.dag, &roots(&found), point).into_iter();
        let come = |found: Found| {
            let share = match found.branches {
                None => BigRational::one(),
                Some(branches) => {
                    values.by_ref().take(branches.len()).try_fold(BigRational::zero(), |sum, value| {
                        match value {
                            Folded::Value(value) => Some(sum + value),
                            _ => None,
                        }
                    })?
                }
            };
            Some(Come { node: found.node, outcome: found.outcome, share })
        };
        found.into_iter().map(come).collect()
    }

    fn find_outcomes(&self) -> Vec<Found> {
        let mut all = Vec::new();
        for node in 0..self.structure.node_count() {
            if self.structure.kind[node] != Kind::Terminal as u8 {
                continue;
            }
            let before = outcome_in(self.stories.events(node));
            let Some(lottery) = self.stories.lottery(node) else {
                let surely = before.map(|outcome| Found { node: node as u32, outcome, branches: None });
                all.extend(surely);
                continue;
            };
            let mut come: Vec<(OutcomeId, ExprId)> = Vec::new();
            for branch in lottery.branches() {
                let outcome = outcome_in(lottery.events(branch)).or(before);
                come.extend(outcome.map(|outcome| (outcome, branch.probability)));
            }
            // Stable: each outcome keeps its branches in the order of the text.
            come.sort_by_key(|&(outcome, _)| outcome);
            for same in come.chunk_by(|a, b| a.0 == b.0) {
                let branches = (same.len() < lottery.branches().len())
                    .then(|| same.iter().map(|&(_, probability)| probability).collect());
                all.push(Found { node: node as u32, outcome: same[0].0, branches });
            }
        }
        all
    }
}

fn outcome_in(events: &[Event]) -> Option<OutcomeId> {
    events.iter().rev().find_map(|event| match event {
        Event::Outcome(outcome) => Some(*outcome),
        _ => None,
    })
}

fn roots(found: &[Found]) -> Vec<ExprId> {
    found.iter().flat_map(|found| found.branches.iter().flatten().copied()).collect()
}
