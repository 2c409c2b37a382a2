//! The play as straight-line instructions: scenes never come back, so every statement knows what follows it.
//!
//! In: the model's blocks. Out: [`Program`], run by [`crate::machine`]. Conditions that the options settle are gone.

use standoff_model::ir::{ActorId, OutcomeId, PlaceId, SceneId, Target, ThingId, Timing};
use standoff_syntax::span::Span;

use crate::code::Code;

/// An instruction; numbers without a name index the vectors of [`Program`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// A secret, decision or chance event.
    Step(u32),
    /// From here on lists are frozen.
    AtOnce,
    /// The moves made at once become visible.
    AtOnceEnd,
    /// `reveal`
    Reveal(u32),
    /// `gains`
    Gains(u32),
    /// `now`
    Now(u32),
    /// If the condition does not hold, to the instruction given.
    Unless(u32, u32),
    /// To the instruction given.
    Jump(u32),
    /// The first round, or past the loop.
    Repeat(u32),
    /// The next round, or past the loop.
    Again(u32),
    /// To a scene or outcome.
    Divert(u32),
    /// The end of the story.
    End,
}

/// Whose step it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mover {
    /// Drawn before play.
    Secret,
    /// A chance event.
    Chance,
    /// An actor, with the label taken when indifferent.
    Actor(ActorId, Option<u32>),
}

/// A secret's drawing, a decision or a chance event at one place.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) mover: Mover,
    pub(crate) thing: ThingId,
    pub(crate) place: PlaceId,
    pub(crate) seen_by: Vec<ActorId>,
    pub(crate) timing: Option<Timing>,
    /// Labels on offer, with conditions that remain; empty: all values of the domain.
    pub(crate) alternatives: Vec<(u32, Option<Code>)>,
    /// Labels on offer, if the same in every story.
    pub(crate) always: Option<Vec<u32>>,
    /// Where a label leads, by label; empty: all to `next`.
    pub(crate) targets: Vec<u32>,
    pub(crate) next: u32,
    pub(crate) draw: Lots,
    /// `repeat`s around it, outermost first.
    pub(crate) repeats: Vec<u32>,
    /// Its labels are in a fixed order and do not depend on the story beyond their conditions.
    pub(crate) at_once: bool,
    pub(crate) span: Span,
}

/// How chance draws.
#[derive(Clone, Debug)]
pub(crate) enum Lots {
    /// All on offer equally.
    Even,
    /// By label; `None` takes the rest.
    Probabilities(Vec<Option<Code>>),
    /// By label.
    Weights(Vec<Code>),
}

/// `reveal`
#[derive(Clone, Debug)]
pub(crate) struct Showing {
    pub(crate) value: Code,
    /// The thing, if a thing is what is revealed: its index is stored.
    pub(crate) thing: Option<ThingId>,
    pub(crate) text: u32,
    pub(crate) to: Vec<ActorId>,
    pub(crate) repeats: Vec<u32>,
    pub(crate) span: Span,
}

/// `gains`
#[derive(Clone, Debug)]
pub(crate) struct Gain {
    pub(crate) actor: ActorId,
    pub(crate) amount: Code,
    pub(crate) condition: Option<Code>,
    pub(crate) span: Span,
}

/// `repeat`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    pub(crate) index: u32,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) body: u32,
    pub(crate) after: u32,
    pub(crate) outermost: bool,
}

/// `->`
#[derive(Clone, Debug)]
pub(crate) struct Leap {
    pub(crate) target: Target,
    pub(crate) args: Vec<Code>,
    pub(crate) span: Span,
}

/// A model's play under a setting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    pub(crate) steps: Vec<Step>,
    pub(crate) showings: Vec<Showing>,
    pub(crate) gains: Vec<Gain>,
    pub(crate) nows: Vec<(ThingId, Code, Span)>,
    pub(crate) conditions: Vec<(Code, Span)>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) leaps: Vec<Leap>,
    pub(crate) scenes: Vec<u32>,
    pub(crate) outcomes: Vec<u32>,
    /// Texts of revealed expressions.
    pub(crate) texts: Vec<String>,
    /// How many of `steps`, from the first, draw secrets.
    pub(crate) secrets: usize,
    /// By instruction: a decision may follow.
    pub(crate) may_decide: Vec<bool>,
    /// By instruction: a decision is sure to follow.
    pub(crate) must_decide: Vec<bool>,
}

impl Program {
    /// Where instruction `at` may lead.
    fn successors(&self, at: usize, visit: &mut dyn FnMut(u32)) {
        let next = at as u32 + 1;
        match self.ops[at] {
            Op::Step(id) => {
                let step = &self.steps[id as usize];
                if step.targets.is_empty() {
                    visit(step.next);
                } else {
                    step.alternatives.iter().for_each(|(label, _)| visit(step.targets[*label as usize]));
                }
            }
            Op::Unless(_, otherwise) => {
                visit(next);
                visit(otherwise);
            }
            Op::Jump(to) => visit(to),
            Op::Repeat(id) => {
                let turns = self.loops[id as usize];
                visit(if turns.from <= turns.to { turns.body } else { turns.after });
            }
            Op::Again(id) => {
                let turns = self.loops[id as usize];
                if turns.from < turns.to {
                    visit(turns.body);
                }
                visit(turns.after);
            }
            Op::Divert(id) => visit(match self.leaps[id as usize].target {
                Target::Scene(SceneId(scene)) => self.scenes[scene as usize],
                Target::Outcome(OutcomeId(outcome)) => self.outcomes[outcome as usize],
            }),
            Op::End => {}
            Op::AtOnce | Op::AtOnceEnd | Op::Reveal(_) | Op::Gains(_) | Op::Now(_) => visit(next),
        }
    }

    /// Whether instruction `at` is a decision that (surely, possibly) offers two labels or more.
    fn decides(&self, at: usize) -> (bool, bool) {
        let Op::Step(id) = self.ops[at] else { return (false, false) };
        let step = &self.steps[id as usize];
        if !matches!(step.mover, Mover::Actor(..)) {
            return (false, false);
        }
        match &step.always {
            Some(labels) => (labels.len() > 1, labels.len() > 1),
            None if step.alternatives.is_empty() => (false, true),
            None => {
                let sure = step.alternatives.iter().filter(|(_, when)| when.is_none()).count();
                (sure > 1, step.alternatives.len() > 1)
            }
        }
    }

    /// Fills `may_decide` and `must_decide` by working backwards to a fixed point.
    pub(crate) fn find_decisions(&mut self) {
        let count = self.ops.len();
        let mut may = vec![false; count];
        let mut must = vec![false; count];
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..count).rev() {
                let (sure, possible) = self.decides(at);
                let (mut any, mut all, mut some) = (possible, true, false);
                self.successors(at, &mut |next| {
                    any |= may.get(next as usize).copied().unwrap_or(false);
                    all &= must.get(next as usize).copied().unwrap_or(false);
                    some = true;
                });
                let all = sure || (some && all);
                if any != may[at] || all != must[at] {
                    (may[at], must[at]) = (any, all);
                    changed = true;
                }
            }
        }
        self.may_decide = may;
        self.must_decide = must;
    }
}
