//! Which decisions look the same to their mover.
//!
//! In: a decision and its mover's list. Out: information sets, and the contradiction if equal situations offer different
//! labels.

use standoff_model::ir::ActorId;

use super::{Halt, Machine};
use crate::intern::{Index, hash};
use crate::lists::NOTHING;
use crate::program::{Mover, Step};

impl Machine<'_, '_> {
    /// The information set at hand: the place in its rounds, and the mover's list.
    fn situation(&mut self, step: &Step, actor: ActorId) -> (u32, u32) {
        (self.place(step), self.list(actor))
    }

    /// The id of an actor's list.
    pub(crate) fn list(&mut self, actor: ActorId) -> u32 {
        let stack = &mut self.seen[usize::from(actor.0)];
        let mut at = stack.len();
        while at > 0 && stack[at - 1].list == NOTHING {
            at -= 1;
        }
        let mut list = if at == 0 { NOTHING } else { stack[at - 1].list };
        for seen in &mut stack[at..] {
            list = self.lists.extend(list, seen.entry);
            seen.list = list;
        }
        list
    }

    /// A decision with one label here that may have more elsewhere: equal situations must agree.
    pub(super) fn only_label(&mut self, id: u32, step: &Step, labels: u32) -> Result<(), Halt> {
        let Mover::Actor(actor, _) = step.mover else { return Ok(()) };
        let situation = self.situation(step, actor);
        if let Some(infoset) = self.infosets.find(situation) {
            return Err(Halt::Conflict { step: id, node: self.infosets.first_node(infoset), passed: false });
        }
        let (known, node) = *self.singles.entry(situation).or_insert((labels, self.approaching));
        if known == labels { Ok(()) } else { Err(Halt::Conflict { step: id, node, passed: true }) }
    }

    /// The information set of a decision with these labels, and whether it is new.
    pub(crate) fn infoset(&mut self, id: u32, labels: u32, node: u32) -> Result<(u32, bool), Halt> {
        let step = &self.program.steps[id as usize];
        let Mover::Actor(actor, _) = step.mover else {
            return Err(Halt::Conflict { step: id, node, passed: false });
        };
        let situation = self.situation(step, actor);
        if let Some(infoset) = self.infosets.find(situation) {
            if self.infosets.labels(infoset) != labels {
                return Err(Halt::Conflict {
                    step: id,
                    node: self.infosets.first_node(infoset),
                    passed: false,
                });
            }
            return Ok((infoset, false));
        }
        if self.always[id as usize].is_none()
            && let Some(&(_, node)) = self.singles.get(&situation)
        {
            return Err(Halt::Conflict { step: id, node, passed: true });
        }
        Ok((self.infosets.add(situation, id, labels, node), true))
    }
}

/// Information sets met so far: a situation, the step, its labels, the first node.
#[derive(Default)]
pub(crate) struct Infosets {
    all: Vec<Met>,
    index: Index,
}

/// See [`Infosets`].
#[derive(Clone, Copy)]
pub(crate) struct Met {
    pub(crate) situation: (u32, u32),
    pub(crate) step: u32,
    pub(crate) labels: u32,
    first: u32,
}

impl Infosets {
    fn find(&self, situation: (u32, u32)) -> Option<u32> {
        self.index.find(hash(&situation), |id| self.all[id as usize].situation == situation)
    }

    fn add(&mut self, situation: (u32, u32), step: u32, labels: u32, first: u32) -> u32 {
        let all = &self.all;
        let id = self.index.insert(hash(&situation), |id| hash(&all[id as usize].situation));
        self.all.push(Met { situation, step, labels, first });
        id
    }

    fn labels(&self, id: u32) -> u32 {
        self.all[id as usize].labels
    }

    fn first_node(&self, id: u32) -> u32 {
        self.all[id as usize].first
    }

    /// All of them, in the order in which they were met.
    pub(crate) fn into_all(self) -> Vec<Met> {
        self.all
    }

    /// Bytes in use.
    pub(crate) fn bytes(&self) -> usize {
        self.all.len() * size_of::<Met>() + self.index.bytes()
    }
}
