//! Beliefs over time to JSON.
//!
//! In: timelines as data, and the model for its names. Out: [`TablePart`]s.

use standoff_ask::timeline::{Belief, Timeline, Timelines};
use standoff_model::ir::{ActorId, Model};

use super::beliefs::{BeliefPart, StepPart, TablePart};

/// All tables.
#[must_use]
pub fn table_parts(model: &Model, told: &Timelines) -> Vec<TablePart> {
    told.tables.iter().map(|table| table_part(model, told, table)).collect()
}

fn table_part(model: &Model, told: &Timelines, table: &Timeline) -> TablePart {
    let actor = |actor: ActorId| {
        model.actors.get(usize::from(actor.0)).map_or_else(String::new, |actor| actor.name.clone())
    };
    let belief = |belief: &Belief| BeliefPart {
        reach: belief.reach,
        ends: belief.ends,
        main: belief.main,
        probabilities: (!belief.probabilities.is_empty()).then(|| belief.probabilities.clone()),
        from: belief.from.word(),
    };
    let steps = table.steps.iter().enumerate().map(|(at, step)| StepPart {
        before: step.before,
        depth: step.depth,
        actor: step.actor.map(actor),
        step: step.what.clone(),
        value: step.value.clone(),
        beliefs: told
            .opinions
            .iter()
            .zip(&table.beliefs)
            .map(|(name, beliefs)| (name.clone(), belief(&beliefs[at])))
            .collect(),
    });
    TablePart {
        observer: actor(table.observer),
        secret: model
            .things
            .get(table.secret.0 as usize)
            .map_or_else(String::new, |thing| thing.name.clone()),
        labels: table.labels.clone(),
        by_type: table.by_type,
        steps: steps.collect(),
        left_out: table.left_out,
    }
}
