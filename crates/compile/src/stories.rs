//! What happened on the way to each node, so that questions can be answered and stories told.
//!
//! In: filled by the enumerator, one list of events for each node (what happened since its parent), each different list
//! once. Out: [`Stories`], and a walk over all complete stories with the state of each. Where a lottery was folded, its
//! branches are kept beside the end, so that folding never changes an answer.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use standoff_game::dag::ExprId;
use standoff_model::ir::{OutcomeId, SceneId, ThingId};

use crate::evaluate::Facts;
use crate::intern::Slices;
use crate::value::{Cell, Value};

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A thing got its value: a secret was drawn, a decision taken, a chance event fell, a `now` name changed.
    Set {
        /// The thing.
        thing: ThingId,
        /// The round of the outermost `repeat` around the step; 0 if there is none.
        round: u32,
        /// Index in the thing's domain; [`Cell::COMPUTED`] for `now` names.
        index: u32,
        /// The value.
        value: Value,
    },
    /// The story entered a scene.
    Scene(SceneId),
    /// The story ended in an outcome.
    Outcome(OutcomeId),
    /// The clock moved on.
    Date(Date),
}

/// One branch of a folded lottery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LotteryBranch {
    /// Its probability, given that the story came to the lottery.
    pub probability: ExprId,
    events: u32,
    gains: u32,
}

/// A folded lottery at an end.
#[derive(Clone, Copy, Debug)]
pub struct Lottery<'a> {
    stories: &'a Stories,
    branches: &'a [LotteryBranch],
    before: u32,
}

impl<'a> Lottery<'a> {
    /// Its branches, in the order of the text.
    #[must_use]
    pub fn branches(&self) -> &'a [LotteryBranch] {
        self.branches
    }

    /// What each actor has gained before the lottery.
    #[must_use]
    pub fn before(&self) -> &'a [ExprId] {
        self.stories.rows.get(self.before)
    }

    /// What happens in a branch.
    #[must_use]
    pub fn events(&self, branch: &LotteryBranch) -> &'a [Event] {
        self.stories.lists.get(branch.events)
    }

    /// What each actor gains in a branch, in addition to [`Lottery::before`].
    #[must_use]
    pub fn gains(&self, branch: &LotteryBranch) -> &'a [ExprId] {
        self.stories.rows.get(branch.gains)
    }
}

/// The stories of a game.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    /// By node: id of the list of events since the parent.
    nodes: Vec<u32>,
    lists: Slices<Event>,
    /// (node, lottery, gains before), ascending by node once finished.
    folded: Vec<(u32, u32, u32)>,
    lotteries: Slices<LotteryBranch>,
    rows: Slices<ExprId>,
}

impl Stories {
    /// What happened between the node's parent and the node: first the label chosen at the parent.
    #[must_use]
    pub fn events(&self, node: usize) -> &[Event] {
        self.nodes.get(node).map_or(&[], |&list| self.lists.get(list))
    }

    /// The lottery that was folded into an end, if any.
    #[must_use]
    pub fn lottery(&self, node: usize) -> Option<Lottery<'_>> {
        let at = self.folded.binary_search_by_key(&(node as u64), |&(n, ..)| u64::from(n)).ok()?;
        let (_, lottery, before) = self.folded[at];
        Some(Lottery { stories: self, branches: self.lotteries.get(lottery), before })
    }

    /// How many ends hold a folded lottery.
    #[must_use]
    pub fn folded_ends(&self) -> usize {
        self.folded.len()
    }

    /// Bytes in use, about.
    pub(crate) fn bytes(&self) -> usize {
        self.nodes.len() * 4
            + self.folded.len() * 12
            + self.lists.bytes()
            + self.lotteries.bytes()
            + self.rows.bytes()
    }

    pub(crate) fn set_events(&mut self, node: u32, events: &[Event]) {
        let list = self.lists.intern(events);
        let node = node as usize;
        if self.nodes.len() <= node {
            self.nodes.resize(node + 1, list);
        }
        self.nodes[node] = list;
    }

    pub(crate) fn branch(
        &mut self,
        probability: ExprId,
        events: &[Event],
        gains: &[ExprId],
    ) -> LotteryBranch {
        LotteryBranch { probability, events: self.lists.intern(events), gains: self.rows.intern(gains) }
    }

    pub(crate) fn fold(&mut self, node: u32, branches: &[LotteryBranch], before: &[ExprId]) {
        let (lottery, before) = (self.lotteries.intern(branches), self.rows.intern(before));
        self.folded.push((node, lottery, before));
    }

    pub(crate) fn finish(&mut self) {
        self.folded.sort_unstable();
        self.nodes.shrink_to_fit();
        self.folded.shrink_to_fit();
    }
}

/// The state of a story: what has its value, where it passed through.
#[derive(Clone, Debug)]
pub struct Story {
    things: Vec<Option<Cell>>,
    rounds: FxHashMap<(ThingId, u32), Cell>,
    scenes: Vec<u32>,
    outcomes: Vec<u32>,
    /// What each actor gained, where the walk was asked for it.
    pub(crate) gains: Vec<ExprId>,
    undo: Vec<Undo>,
}

#[derive(Clone, Copy, Debug)]
enum Undo {
    Thing(ThingId, Option<Cell>),
    Round(ThingId, u32, Option<Cell>),
    Scene(SceneId),
    Outcome(OutcomeId),
}

impl Story {
    /// A story that has not begun.
    #[must_use]
    pub fn new(things: usize, scenes: usize, outcomes: usize) -> Self {
        Self {
            things: vec![None; things],
            rounds: FxHashMap::default(),
            scenes: vec![0; scenes],
            outcomes: vec![0; outcomes],
            gains: Vec::new(),
            undo: Vec::new(),
        }
    }

    /// The last value of a thing.
    #[must_use]
    pub fn cell(&self, thing: ThingId) -> Option<Cell> {
        self.things.get(thing.0 as usize).copied().flatten()
    }

    /// All last values, by thing.
    #[must_use]
    pub fn things(&self) -> &[Option<Cell>] {
        &self.things
    }

    /// A mark to come back to with [`Story::back`].
    #[must_use]
    pub fn mark(&self) -> usize {
        self.undo.len()
    }

    /// Goes on by some events.
    pub fn play(&mut self, events: &[Event]) {
        for event in events {
            match *event {
                Event::Set { thing, round, index, value } => {
                    let cell = Cell { value, index };
                    if let Some(slot) = self.things.get_mut(thing.0 as usize) {
                        self.undo.push(Undo::Thing(thing, slot.replace(cell)));
                    }
                    if round != 0 {
                        let old = self.rounds.insert((thing, round), cell);
                        self.undo.push(Undo::Round(thing, round, old));
                    }
                }
                Event::Scene(scene) => {
                    if let Some(count) = self.scenes.get_mut(scene.0 as usize) {
                        *count += 1;
                        self.undo.push(Undo::Scene(scene));
                    }
                }
                Event::Outcome(outcome) => {
                    if let Some(count) = self.outcomes.get_mut(outcome.0 as usize) {
                        *count += 1;
                        self.undo.push(Undo::Outcome(outcome));
                    }
                }
                Event::Date(_) => {}
            }
        }
    }

    /// Goes back to a mark.
    pub fn back(&mut self, mark: usize) {
        while self.undo.len() > mark {
            match self.undo.pop() {
                Some(Undo::Thing(thing, old)) => self.things[thing.0 as usize] = old,
                Some(Undo::Round(thing, round, Some(old))) => {
                    self.rounds.insert((thing, round), old);
                }
                Some(Undo::Round(thing, round, None)) => {
                    self.rounds.remove(&(thing, round));
                }
                Some(Undo::Scene(scene)) => self.scenes[scene.0 as usize] -= 1,
                Some(Undo::Outcome(outcome)) => self.outcomes[outcome.0 as usize] -= 1,
                None => {}
            }
        }
    }
}

impl Facts for Story {
    fn in_round(&self, thing: ThingId, round: u32) -> Option<Cell> {
        self.rounds.get(&(thing, round)).copied()
    }

    fn passed_scene(&self, scene: u32) -> bool {
        self.scenes.get(scene as usize).is_some_and(|&count| count > 0)
    }

    fn passed_outcome(&self, outcome: u32) -> bool {
        self.outcomes.get(outcome as usize).is_some_and(|&count| count > 0)
    }

    fn gains(&self, actor: usize) -> ExprId {
        self.gains.get(actor).copied().unwrap_or(ExprId(0))
    }
}
