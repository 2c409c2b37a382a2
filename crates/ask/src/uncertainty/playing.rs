//! The games behind an answer: which parameters play a part in them, and how much work they are.
//!
//! In: a query, a setting, the batch that answers it. Out: the parameters that stand in a probability or a payoff of one of the
//! games, or in the question. The answer cannot depend on any other: its indices are exactly zero, and no point needs to be
//! asked to know that. And [`work`], which is not measured but counted.

use std::collections::BTreeSet;

use standoff_compile::question::Asker;
use standoff_game::dag::ExprId;
use standoff_model::ir::{ParameterId, Query};

use crate::batch::Batch;
use crate::session::{AskError, Budget, Session, Setting};

/// How much work a point is: following the path solves systems with as many unknowns as a game has labels.
///
/// # Errors
/// As [`Session::compiled`]; the games were compiled for the batch.
pub(crate) fn work(
    session: &Session,
    setting: &Setting,
    batch: &Batch,
    budget: Budget,
) -> Result<u64, AskError> {
    let mut work = 0_u64;
    for setting in std::iter::once(setting).chain(batch.further()) {
        let structure = &session.compiled(setting, budget)?.structure;
        let labels = structure.action_count() as u64;
        work = work.saturating_add((structure.node_count() as u64).max(labels.saturating_mul(labels)));
    }
    Ok(work)
}

/// The parameters that play a part.
///
/// # Errors
/// As [`Session::compiled`]; the games were compiled for the batch.
pub(crate) fn playing(
    session: &Session,
    query: &Query,
    setting: &Setting,
    batch: &Batch,
    budget: Budget,
) -> Result<BTreeSet<ParameterId>, AskError> {
    let mut found = BTreeSet::new();
    for setting in std::iter::once(setting).chain(batch.further()) {
        let compiled = session.compiled(setting, budget)?;
        let structure = &compiled.structure;
        let roots: Vec<ExprId> = structure.chance.iter().chain(&structure.payoff).copied().collect();
        found.extend(compiled.dag.parameters_of_all(&roots).into_iter().map(ParameterId));
    }
    let asker = session.compiled(setting, budget)?;
    let asker = Asker::new(session.model, &asker);
    let prepared = match query {
        Query::Probability { event, given } => Some(asker.prepare_probability(event, given.as_ref())),
        Query::Expectation { value, given } => Some(asker.prepare_expectation(value, given.as_ref())),
        _ => None,
    };
    found.extend(prepared.iter().flat_map(|prepared| prepared.parameters()).map(ParameterId));
    Ok(found)
}
