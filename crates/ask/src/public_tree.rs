//! The tree of what everybody sees: a step for each thing that all actors have seen, with how likely it is and what happens after it.
//!
//! In: a session and a setting. Out: [`PublicTree`]. A thing is public once it stands on the list of every actor; what only some have
//! seen is no step, so that stories that differ by it alone are one.

use rustc_hash::FxHashMap;
use standoff_compile::observations::{Observations, observations};
use standoff_compile::{CompileError, LabelNumbers, Names, Seen, SeenWhat};
use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::structure::{Kind, NONE};
use standoff_model::ir::{ActorId, Model, ThingKind};
use standoff_solve::solution::Status;

use crate::session::{AskError, Budget, Session, Setting};

/// Larger games are not walked.
pub const MOST_NODES: u64 = 200_000;

/// What everybody sees.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicTree {
    /// Steps, each after the one that it follows; the first is the start.
    pub steps: Vec<PublicStep>,
    /// The status of the solution.
    pub status: Status,
}

/// Something that everybody sees.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicStep {
    /// The step that it follows; `None`: the start.
    pub before: Option<usize>,
    /// Who made it, if it is a move.
    pub actor: Option<ActorId>,
    /// The name of what was seen; empty at the start.
    pub what: String,
    /// The value that it has.
    pub value: String,
    /// How likely it is.
    pub reach: f64,
    /// How likely it is that play ends without anything more that everybody sees: by outcome, by number.
    pub ends: Vec<f64>,
    /// The same, over all outcomes and ends without one.
    pub end: f64,
    /// The outcomes in which play may so end, whether or not it ever does, by number.
    pub may_end: Vec<usize>,
}

/// The public tree at a solution; `None` above [`MOST_NODES`] situations.
///
/// # Errors
/// [`AskError`] if the game cannot be compiled or solved.
pub fn public_tree(
    session: &Session,
    setting: &Setting,
    budget: Budget,
) -> Result<Option<PublicTree>, AskError> {
    let model = session.model;
    let folded = session.compiled(setting, budget)?;
    if folded.structure.node_count() as u64 > MOST_NODES {
        return Ok(None);
    }
    let solved = session.solved(setting, budget)?;
    // Lotteries after the last decision stay folded: they are told by their outcomes.
    let observed = match observations(model, &setting.shape(), &session.limits, &mut || budget()) {
        Err(CompileError::Stopped) => return Err(AskError::Stopped),
        other => other?,
    };
    let compiled = &observed.compiled;
    let structure = &compiled.structure;
    let undefined = |_| AskError::Undefined("the numbers make no sense at this setting".to_owned());
    let numbers =
        Numbers::evaluate_rational(structure, &compiled.dag, &setting.parameters).map_err(undefined)?;
    let reach = profile::node_reach(structure, &numbers, &solved.solution.profile);
    let labels = LabelNumbers::at(&setting.parameters);
    let (steps, at) = walk(compiled.names(model, &labels), &observed);
    let mut tree = PublicTree { steps, status: solved.solution.status };
    for node in 0..structure.node_count() {
        if structure.kind[node] == Kind::Terminal as u8 {
            tree.steps[at[node]].end += reach[node];
        }
    }
    for come in compiled.outcomes(&setting.point()) {
        let node = come.node as usize;
        let (step, outcome) = (&mut tree.steps[at[node]], come.outcome.0 as usize);
        if let Some(sum) = step.ends.get_mut(outcome) {
            *sum += reach[node] * come.share;
        }
        if !step.may_end.contains(&outcome) {
            step.may_end.push(outcome);
        }
    }
    // Steps come after those that they follow.
    for step in (0..tree.steps.len()).rev() {
        tree.steps[step].reach += tree.steps[step].end;
        if let Some(before) = tree.steps[step].before {
            tree.steps[before].reach += tree.steps[step].reach;
        }
    }
    Ok(Some(tree))
}

/// The steps, and at which of them the story is at each node.
fn walk(names: Names, observed: &Observations) -> (Vec<PublicStep>, Vec<usize>) {
    let structure = &observed.compiled.structure;
    let mut steps = vec![step(names, None, None)];
    let mut after: FxHashMap<(usize, Seen), usize> = FxHashMap::default();
    let mut at: Vec<usize> = Vec::with_capacity(structure.node_count());
    let mut seen: Vec<Vec<Seen>> = vec![Vec::new()];
    for node in 0..structure.node_count() {
        let parent = structure.parent[node];
        let mut here = if parent == NONE { 0 } else { at[parent as usize] };
        for new in public(names.model, observed, node) {
            if seen[here].contains(&new) {
                continue;
            }
            let next = steps.len();
            let found = *after.entry((here, new.clone())).or_insert(next);
            if found == next {
                let mut known = seen[here].clone();
                known.push(new.clone());
                seen.push(known);
                steps.push(step(names, Some(here), Some(&new)));
            }
            here = found;
        }
        at.push(here);
    }
    (steps, at)
}

/// What stands on everybody's list at a node, in the order in which the first actor came to see it.
fn public(model: &Model, observed: &Observations, node: usize) -> Vec<Seen> {
    let list = |actor: usize| {
        let mut entries = Vec::new();
        let mut at = observed.list(node, ActorId(actor as u16));
        while let Some((seen, before)) = at.and_then(|list| observed.last(list)) {
            entries.push(seen);
            at = before;
        }
        entries.reverse();
        entries
    };
    let others: Vec<Vec<Seen>> = (1..model.actors.len()).map(list).collect();
    list(0).into_iter().filter(|seen| others.iter().all(|list| list.contains(seen))).collect()
}

fn step(names: Names, before: Option<usize>, seen: Option<&Seen>) -> PublicStep {
    let model = names.model;
    let (what, value) = seen.map_or_else(Default::default, |seen| names.pair(seen));
    let thing = seen.and_then(|seen| match seen.what {
        SeenWhat::Thing(thing) => model.things.get(thing.0 as usize),
        SeenWhat::Reveal(_) => None,
    });
    let actor = thing.filter(|thing| thing.kind == ThingKind::Decision).and_then(|thing| thing.owner);
    PublicStep {
        before,
        actor,
        what,
        value,
        reach: 0.0,
        ends: vec![0.0; model.outcomes.len()],
        end: 0.0,
        may_end: Vec::new(),
    }
}
