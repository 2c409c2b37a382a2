//! Beliefs over time: what each observer believes about each secret after every step that it can see, under each opinion.
//!
//! In: a session and the settings of the opinions. Out: [`Timelines`]. A step is whatever enters an observer's list of what
//! it has seen and done; the steps of one observer form a tree, on and off the main line. Where a step never happens at a
//! solution its belief is the limit along the path to that solution (Kreps & Wilson 1982), and is marked so.

mod beliefs;
mod tree;

use std::collections::BTreeMap;

use standoff_compile::observations::{Observations, observations};
use standoff_compile::{CompileError, Compiled, LabelNumbers, Seen, SeenWhat};
use standoff_game::numbers::Numbers;
use standoff_game::structure::Structure;
use standoff_model::ir::{ActorId, Model, ThingId, ThingKind};
use standoff_solve::solution::Status;

use crate::belief::{self, label_count};
use crate::session::{AskError, Budget, Session, Setting, Solved};
use beliefs::{Reaches, Weighed};
use tree::Tree;

/// Games with more situations than this are not walked for every step.
pub const MOST_NODES: u64 = 1_000_000;
/// Most steps that are told of one observer; the earliest ones.
pub const MOST_STEPS: usize = 2_000;

/// What the observers believe, under each opinion.
#[derive(Clone, Debug, PartialEq)]
pub struct Timelines {
    /// The names of the opinions, in the order asked.
    pub opinions: Vec<String>,
    /// One for each secret and each observer that does not know it.
    pub tables: Vec<Timeline>,
    /// What is left out, in sentences.
    pub notes: Vec<String>,
    /// The worst status among the solutions.
    pub status: Option<Status>,
}

/// What one observer believes about one secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Whose beliefs.
    pub observer: ActorId,
    /// About what.
    pub secret: ThingId,
    /// The names of the secret's values.
    pub labels: Vec<String>,
    /// Whether the observer's own secrets are steps of their own: what they are bears on what it believes of this one.
    pub by_type: bool,
    /// The steps in the order of an outline; the first is the start, at which nothing was seen.
    pub steps: Vec<Step>,
    /// The beliefs after each step, for each opinion.
    pub beliefs: Vec<Vec<Belief>>,
    /// How many later steps are left out.
    pub left_out: usize,
}

/// Something that an observer sees or does.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The step that it follows; `None`: the start.
    pub before: Option<usize>,
    /// How many steps were seen before it and with it.
    pub depth: u32,
    /// Who made it: the mover of a decision. `None`: the start, chance, or something shown.
    pub actor: Option<ActorId>,
    /// The name of what was seen; empty at the start.
    pub what: String,
    /// The value that it has.
    pub value: String,
    /// Whether it was made by somebody who knows the secret.
    pub informed: bool,
    /// The situations of the game, as it is solved, in which it has just been seen, the likeliest first. A lottery that is folded into
    /// an end is seen there.
    pub nodes: Vec<u32>,
}

/// What is believed after a step, under one opinion.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// How likely it is that the observer sees this.
    pub reach: f64,
    /// The part of it in which the observer sees nothing further, or nothing that is told.
    pub ends: f64,
    /// Probability of each value of the secret; empty where there is none.
    pub probabilities: Vec<f64>,
    /// Where the probabilities come from.
    pub from: Source,
    /// Whether the step is on the likeliest line.
    pub main: bool,
}

/// Where a belief comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The step happens: Bayes' rule.
    Bayes,
    /// The step never happens at this solution: the limit of Bayes' rule along the path.
    Limit,
    /// It never happens, and there is no stable limit.
    NoLimit,
    /// Chance gives it probability zero.
    Impossible,
}

impl Source {
    /// The word in JSON and tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Source::Bayes => "bayes",
            Source::Limit => "limit",
            Source::NoLimit => "no-limit",
            Source::Impossible => "impossible",
        }
    }
}

/// The beliefs of all observers about all secrets with named or numbered values, under each of the settings, which have the
/// game's structure in common.
///
/// # Errors
/// [`AskError`] if the game under one of the settings cannot be compiled or solved.
pub fn timelines(
    session: &Session,
    opinions: &[(String, Setting)],
    budget: Budget,
) -> Result<Timelines, AskError> {
    let model = session.model;
    let mut told = Timelines {
        opinions: opinions.iter().map(|(name, _)| name.clone()).collect(),
        tables: Vec::new(),
        notes: Vec::new(),
        status: None,
    };
    let Some((_, first)) = opinions.first() else { return Ok(told) };
    if !belief::any_secret(model) {
        told.notes.push("nothing in this model is secret: there is nothing to hold beliefs about".to_owned());
        return Ok(told);
    }
    let Some(observed) = observe(session, first, &mut told.notes, budget)? else { return Ok(told) };
    let folded = in_folded(&observed.compiled.structure, &session.compiled(first, budget)?.structure);
    let mut weighed: Vec<Reaches> = Vec::new();
    for (_, setting) in opinions {
        let solved = session.solved(setting, budget)?;
        told.status = told.status.max(Some(solved.solution.status));
        weighed.push(reaches(&observed.compiled, &solved)?);
    }
    for secret in &model.secrets {
        let of = secret.thing;
        if label_count(model, of).is_none_or(|labels| labels > belief::MOST_VALUES) {
            let name = model.things.get(of.0 as usize).map_or("", |thing| thing.name.as_str());
            told.notes.push(format!(
                "{name} has too many values, or lies on a grid: beliefs about it are left to `standoff ask`"
            ));
            continue;
        }
        for observer in (0..model.actors.len()).map(|i| ActorId(i as u16)) {
            if budget() {
                return Err(AskError::Stopped);
            }
            if !knows(model, first, observer, of) {
                told.tables.push(timeline(model, &observed, &folded, &weighed, first, observer, of));
            }
        }
    }
    Ok(told)
}

/// The game with what everybody sees: lotteries unfolded, since they may tell something, unless that is too large.
fn observe(
    session: &Session,
    setting: &Setting,
    notes: &mut Vec<String>,
    budget: Budget,
) -> Result<Option<Observations>, AskError> {
    let folded = session.compiled(setting, budget)?;
    let nodes = folded.structure.node_count() as u64;
    if nodes > MOST_NODES {
        notes.push(format!(
            "the game has {nodes} situations, and beliefs at every step are told of games with at most {MOST_NODES}; \
             `standoff FILE` tells those of the main line"
        ));
        return Ok(None);
    }
    let fold = folded.unfolded_nodes > MOST_NODES;
    if fold {
        notes.push(format!(
            "chance events after the last decision are left out: with them the game has {} situations, more than \
             {MOST_NODES}",
            folded.unfolded_nodes
        ));
    }
    let shape = standoff_compile::Setting { fold, ..setting.shape() };
    match observations(session.model, &shape, &session.limits, &mut || budget()) {
        Ok(observed) => Ok(Some(observed)),
        Err(CompileError::Stopped) => Err(AskError::Stopped),
        Err(other) => Err(other.into()),
    }
}

/// Nodes of an unfolded game as nodes of the folded one: what follows a folded lottery is at the end that it is folded into.
fn in_folded(unfolded: &Structure, folded: &Structure) -> Vec<u32> {
    let mut place = vec![0; unfolded.node_count()];
    for node in 0..unfolded.node_count() {
        let (here, after) = (place[node], folded.children(place[node] as usize));
        for (slot, child) in unfolded.children(node).enumerate() {
            place[child] = if slot < after.len() { (after.start + slot) as u32 } else { here };
        }
    }
    place
}

/// These nodes as nodes of the folded game, the likeliest first.
fn likeliest_first(nodes: &[usize], folded: &[u32], reaches: Option<&Reaches>) -> Vec<u32> {
    let mut likely: BTreeMap<u32, f64> = BTreeMap::new();
    for &node in nodes {
        *likely.entry(folded[node]).or_default() += reaches.map_or(0.0, |reaches| reaches.of_node(node));
    }
    let mut found: Vec<(u32, f64)> = likely.into_iter().collect();
    found.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    found.into_iter().map(|(node, _)| node).collect()
}

fn reaches(compiled: &Compiled, solved: &Solved) -> Result<Reaches, AskError> {
    let undefined = |_| AskError::Undefined("the numbers make no sense at this setting".to_owned());
    let numbers = Numbers::evaluate_rational(&compiled.structure, &compiled.dag, &solved.setting.parameters)
        .map_err(undefined)?;
    Ok(Reaches::of(compiled, &numbers, solved))
}

/// Whether an actor is told a secret when it is drawn.
fn knows(model: &Model, setting: &Setting, actor: ActorId, secret: ThingId) -> bool {
    let drawn = model.secrets.iter().find(|drawn| drawn.thing == secret);
    drawn.is_some_and(|drawn| drawn.seen_by.contains(&actor)) || setting.reveals.contains(&(secret, actor))
}

fn timeline(
    model: &Model,
    observed: &Observations,
    folded: &[u32],
    opinions: &[Reaches],
    setting: &Setting,
    observer: ActorId,
    secret: ThingId,
) -> Timeline {
    let labels = label_count(model, secret).unwrap_or(0);
    // What the observer knows from the start tells it nothing of the secret where the secrets are independent; its steps
    // are then told once, and not for each of its own types.
    let own = |seen: &Seen| match seen.what {
        SeenWhat::Thing(thing) => {
            model.things.get(thing.0 as usize).is_some_and(|thing| thing.kind == ThingKind::Secret)
        }
        SeenWhat::Reveal(_) => false,
    };
    let types = beliefs::types(model, &observed.compiled, |thing| knows(model, setting, observer, thing));
    let values = beliefs::values(&observed.compiled, secret);
    let cut = |skip: &dyn Fn(&Seen) -> bool| Tree::of(observed, observer, skip).cut(MOST_STEPS);
    let weigh = |tree: &Tree| -> Vec<Weighed> {
        opinions.iter().map(|reaches| Weighed::of(tree, reaches, &values, &types, labels)).collect()
    };
    let (mut tree, mut left_out) = cut(&own);
    let mut weighed = weigh(&tree);
    let by_type = !weighed.iter().all(Weighed::independent_of_type);
    if by_type {
        (tree, left_out) = cut(&|_| false);
        weighed = weigh(&tree);
    }
    let numbers = LabelNumbers::at(&setting.parameters);
    let names = observed.compiled.names(model, &numbers);
    let steps = tree
        .steps
        .iter()
        .map(|step| {
            let (what, value) = step.seen.as_ref().map_or_else(Default::default, |seen| names.pair(seen));
            let thing = step.seen.as_ref().and_then(|seen| match seen.what {
                SeenWhat::Thing(thing) => model.things.get(thing.0 as usize),
                SeenWhat::Reveal(_) => None,
            });
            let actor = thing.filter(|thing| thing.kind == ThingKind::Decision).and_then(|thing| thing.owner);
            let informed = actor.is_some_and(|actor| knows(model, setting, actor, secret));
            let nodes = likeliest_first(&step.nodes, folded, opinions.first());
            Step { before: step.before, depth: step.depth, actor, what, value, informed, nodes }
        })
        .collect();
    Timeline {
        observer,
        secret,
        labels: (0..labels).map(|label| names.label(secret, label)).collect(),
        by_type,
        steps,
        beliefs: weighed.iter().map(|weighed| weighed.beliefs(&tree)).collect(),
        left_out,
    }
}
