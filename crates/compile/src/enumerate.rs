//! Plays through every story, depth first, and writes the game down.
//!
//! In: a machine at the first statement. Out: structure, stories and information sets. Iterative: the depth of a story costs
//! a frame on the heap. Limits and budget are looked at every few thousand statements.

use jiff::civil::Date;
use standoff_game::builder::Builder;
use standoff_game::dag::ExprId;
use standoff_game::structure::{InfosetId, NodeId, Structure};
use standoff_model::ir::ActorId;
use standoff_syntax::diagnostic::Diagnostic;

use crate::error::CompileError;
use crate::fold::{Folded, Folder, fold};
use crate::lists::NOTHING;
use crate::machine::{Excess, Halt, Machine, Met, Stop};
use crate::program::{Mover, Program};
use crate::setting::Limits;
use crate::stories::{Event, Stories};
use crate::{names, size, tell};

/// A node whose children are being played through.
struct Frame {
    step: u32,
    labels: u32,
    next: u32,
    count: u32,
    first: u32,
    mark: usize,
}

/// What the enumeration gives.
pub(crate) struct Enumerated {
    pub(crate) structure: Structure,
    pub(crate) stories: Stories,
    pub(crate) infosets: Vec<Met>,
    /// Steps whose decision can be faced at two dates in one situation.
    pub(crate) two_dates: Vec<u32>,
    pub(crate) unfolded_nodes: u64,
    pub(crate) unfolded_ends: u64,
    /// Where it was asked for, what every actor has seen at every node: ids of lists, node by node.
    pub(crate) observed: Vec<u32>,
}

/// Enumerates the game.
pub(crate) struct Enumerator<'x, 'm, 'p> {
    pub(crate) machine: &'x mut Machine<'m, 'p>,
    builder: Builder,
    stories: Stories,
    frames: Vec<Frame>,
    /// First date at which each information set was met, where the play has dates.
    dates: Vec<Option<Date>>,
    two_dates: Vec<u32>,
    folds: bool,
    limits: Limits,
    /// Nodes that ends stand for beyond themselves.
    extra_nodes: u64,
    extra_ends: u64,
    ends: u64,
    timed: bool,
    /// See [`Enumerated::observed`]; none if nobody asked for it.
    observed: Option<Vec<u32>>,
    /// Bytes outside the machine when last weighed, and the number of nodes at which to weigh again.
    weight: u64,
    weigh_at: u64,
}

/// Statements that may be run for each node allowed, over all stories.
const STATEMENTS_A_NODE: u64 = 25;
/// Statements that may be run for each branch taken, and before the first: a story may do a lot without choosing, but not
/// without end.
const STATEMENTS_A_BRANCH: u64 = 10_000;
const STATEMENTS_AT_FIRST: u64 = 1_000_000;

impl<'x, 'm, 'p> Enumerator<'x, 'm, 'p> {
    /// An enumerator before the first statement.
    pub(crate) fn new(machine: &'x mut Machine<'m, 'p>, limits: &Limits, folds: bool) -> Self {
        let players = u16::try_from(machine.gains.len()).unwrap_or(u16::MAX);
        let timed = machine.clock.is_some() && machine.program.steps.iter().any(|step| step.timing.is_some());
        Self {
            machine,
            builder: Builder::new(players),
            stories: Stories::default(),
            frames: Vec::new(),
            dates: Vec::new(),
            two_dates: Vec::new(),
            folds,
            limits: *limits,
            extra_nodes: 0,
            extra_ends: 0,
            ends: 0,
            timed,
            observed: None,
            weight: 0,
            weigh_at: 0,
        }
    }

    /// Writes down what every actor has seen at every node.
    pub(crate) fn observing(mut self) -> Self {
        self.observed = Some(Vec::new());
        self
    }

    /// Plays through all stories.
    pub(crate) fn run(mut self, budget: &mut dyn FnMut() -> bool) -> Result<Enumerated, CompileError> {
        match self.all(budget) {
            Ok(()) => {
                self.stories.finish();
                let unfolded_nodes = self.builder.node_count() as u64 + self.extra_nodes;
                Ok(Enumerated {
                    structure: self.builder.finish(),
                    stories: self.stories,
                    infosets: std::mem::take(&mut self.machine.infosets).into_all(),
                    two_dates: self.two_dates,
                    unfolded_nodes,
                    unfolded_ends: self.ends + self.extra_ends,
                    observed: self.observed.unwrap_or_default(),
                })
            }
            Err(Halt::Stopped) => Err(CompileError::Stopped),
            Err(Halt::TooLarge(excess)) => {
                let nodes = self.builder.node_count() as u64;
                let bytes = self.bytes();
                let diagnostic = Box::new(size::too_large(self.machine, &self.limits, excess));
                Err(CompileError::TooLarge { nodes, bytes, diagnostic })
            }
            Err(Halt::Text(diagnostic)) => Err(self.in_its_story(*diagnostic).into()),
            Err(Halt::Conflict { step, node, passed }) => Err(self.two_stories(step, node, passed).into()),
        }
    }

    fn all(&mut self, budget: &mut dyn FnMut() -> bool) -> Result<(), Halt> {
        {
            let limits = self.limits;
            let mut tick = |machine: &Machine| over(machine, &limits, 0, 0, budget);
            self.machine.draw_jointly(&mut tick)?;
        }
        let mut node = self.builder.root().0;
        loop {
            self.arrive(node, budget)?;
            loop {
                let Some(frame) = self.frames.last_mut() else { return Ok(()) };
                if frame.next == frame.count {
                    self.frames.pop();
                    continue;
                }
                let k = frame.next;
                frame.next += 1;
                node = frame.first + k;
                let (step, labels) = (frame.step, frame.labels);
                self.machine.undo_to(frame.mark);
                self.machine.events.clear();
                self.machine.approaching = node;
                let label = self.machine.labels.get(labels)[k as usize];
                self.machine.taken += 1;
                self.machine.take(step, label, k as usize)?;
                break;
            }
        }
    }

    /// Runs on to the next fork or end, which is `node`.
    fn arrive(&mut self, node: u32, budget: &mut dyn FnMut() -> bool) -> Result<(), Halt> {
        let (nodes, limits) = (self.builder.node_count() as u64, self.limits);
        if nodes >= self.weigh_at {
            self.weight = self.own_bytes();
            self.weigh_at = nodes + 4096;
        }
        let bytes = self.weight;
        let mut tick = |machine: &Machine<'m, 'p>| over(machine, &limits, nodes, bytes, budget);
        let stop = self.machine.advance(&mut tick)?;
        if let Some(observed) = &mut self.observed {
            let actors = self.machine.gains.len();
            let first = node as usize * actors;
            observed.resize(observed.len().max(first + actors), NOTHING);
            for (actor, slot) in observed[first..first + actors].iter_mut().enumerate() {
                *slot = self.machine.list(ActorId(actor as u16));
            }
        }
        match stop {
            Stop::End => {
                self.stories.set_events(node, &self.machine.events);
                let row = self.builder.payoff_row(&self.machine.gains);
                self.builder.terminal(NodeId(node), row);
                self.ends += 1;
            }
            Stop::Decision(step, labels) => {
                self.stories.set_events(node, &self.machine.events);
                let infoset = self.infoset(step, labels, node)?;
                self.make_room(labels)?;
                let children = self.builder.decision(NodeId(node), infoset);
                self.fork(step, labels, children)?;
            }
            Stop::Chance(step, labels) => {
                let at = self.machine.stopped_at();
                let program = self.machine.program;
                if self.folds && !program.must_decide[at] {
                    let folder =
                        Folder { builder: &mut self.builder, stories: &mut self.stories, tick: &mut tick };
                    if let Some(folded) = fold(self.machine, (step, labels), folder)? {
                        self.stories.set_events(node, &self.machine.events);
                        self.folded_end(node, &folded);
                        return Ok(());
                    }
                }
                self.stories.set_events(node, &self.machine.events);
                self.make_room(labels)?;
                let row = self.builder.chance_row(&self.machine.row);
                let children = self.builder.chance(NodeId(node), row);
                self.fork(step, labels, children)?;
            }
        }
        Ok(())
    }

    /// Refuses children that would go beyond the limit, before they are made.
    fn make_room(&self, labels: u32) -> Result<(), Halt> {
        let wanted = self.builder.node_count() as u64 + self.machine.labels.get(labels).len() as u64;
        if wanted > self.limits.max_nodes { Err(Halt::TooLarge(Excess::Nodes)) } else { Ok(()) }
    }

    fn fork(&mut self, step: u32, labels: u32, children: std::ops::Range<u32>) -> Result<(), Halt> {
        let count = children.end - children.start;
        if self.builder.overflowed() {
            return Err(Halt::TooLarge(Excess::Nodes));
        }
        let mark = self.machine.mark();
        self.frames.push(Frame { step, labels, next: 0, count, first: children.start, mark });
        Ok(())
    }

    fn folded_end(&mut self, node: u32, folded: &Folded) {
        let payoffs: Vec<ExprId> = self
            .machine
            .gains
            .iter()
            .zip(&folded.expected)
            .map(|(&before, &tail)| self.machine.eval.dag.add(before, tail))
            .collect();
        let row = self.builder.payoff_row(&payoffs);
        self.builder.terminal(NodeId(node), row);
        self.stories.fold(node, &folded.branches, &self.machine.gains);
        self.extra_nodes += folded.nodes - 1;
        self.extra_ends += folded.ends;
    }

    fn infoset(&mut self, step: u32, labels: u32, node: u32) -> Result<InfosetId, Halt> {
        let (infoset, fresh) = self.machine.infoset(step, labels, node)?;
        if fresh {
            let on_offer = self.machine.labels.get(labels);
            if let Mover::Actor(actor, tie) = self.machine.program.steps[step as usize].mover {
                let tie = tie.and_then(|tie| on_offer.iter().position(|&label| label == tie));
                self.builder.infoset(actor.0, on_offer.len() as u32, tie.map(|k| k as u32));
            }
            if self.timed {
                self.dates.push(self.machine.clock);
            }
        } else if self.timed
            && self.dates.get(infoset as usize).is_some_and(|date| *date != self.machine.clock)
            && !self.two_dates.contains(&step)
        {
            self.two_dates.push(step);
        }
        Ok(InfosetId(infoset))
    }

    /// Bytes outside the machine.
    fn own_bytes(&self) -> u64 {
        (self.builder.bytes()
            + self.stories.bytes()
            + self.frames.len() * size_of::<Frame>()
            + self.observed.as_ref().map_or(0, Vec::len) * size_of::<u32>()) as u64
    }

    fn bytes(&self) -> u64 {
        self.own_bytes() + self.machine.bytes() as u64
    }

    /// The node at which the story at hand forked last.
    fn last_node(&self) -> Option<u32> {
        self.frames.last().map(|_| self.machine.approaching)
    }

    /// Adds the story in which something went wrong.
    fn in_its_story(mut self, diagnostic: Diagnostic) -> Diagnostic {
        let told = self.story_at_hand();
        if told.is_empty() {
            return diagnostic;
        }
        let span = diagnostic.span();
        diagnostic.also(span, format!("in the story: {}", tell::sentence(self.machine.eval.model, &told)))
    }

    /// The story the machine is in.
    fn story_at_hand(&mut self) -> Vec<tell::Told> {
        let node = self.last_node();
        if let Some(node) = node {
            self.stories.set_events(node, &self.machine.events);
        }
        let builder = std::mem::replace(&mut self.builder, Builder::new(1));
        let structure = builder.finish();
        let events = match node {
            Some(node) => tell::events_to(&structure, &self.stories, node as usize),
            None => self.machine.events.clone(),
        };
        self.told(&events)
    }

    /// Events as a story, with the model's own values of the parameters: a game is made for all of them.
    fn told(&self, events: &[Event]) -> Vec<tell::Told> {
        let eval = &self.machine.eval;
        let point = names::own_point(eval.model);
        let find = |id| names::alone(&eval.dag, &point, id);
        tell::tell(eval.model, &eval.domains, &eval.dag, &find, events)
    }

    /// Two situations that look the same to the mover but offer different labels.
    fn two_stories(mut self, step: u32, earlier: u32, passed: bool) -> Diagnostic {
        let program: &Program = self.machine.program;
        let model = self.machine.eval.model;
        let step = &program.steps[step as usize];
        let Mover::Actor(actor, _) = step.mover else { return Diagnostic::error("SD320", step.span, "") };
        if self.frames.is_empty() {
            self.machine.approaching = 0;
        }
        let node = self.machine.approaching;
        self.stories.set_events(node, &self.machine.events);
        let structure = std::mem::replace(&mut self.builder, Builder::new(1)).finish();
        let story = |node: u32, passed: bool| {
            let mut events = tell::events_to(&structure, &self.stories, node as usize);
            if passed {
                tell::cut_before(&mut events, step.thing);
            }
            self.told(&events)
        };
        let (one, other) = (story(earlier, passed), story(node, false));
        tell::two_stories(model, actor, step.span, &one, &other)
    }
}

/// Whether a limit is reached.
fn over(
    machine: &Machine,
    limits: &Limits,
    nodes: u64,
    bytes: u64,
    budget: &mut dyn FnMut() -> bool,
) -> Option<Halt> {
    let bytes = bytes + machine.bytes() as u64;
    let in_all = limits.max_nodes.saturating_mul(STATEMENTS_A_NODE).max(STATEMENTS_AT_FIRST);
    let so_far = machine.taken.saturating_mul(STATEMENTS_A_BRANCH).saturating_add(STATEMENTS_AT_FIRST);
    if nodes > limits.max_nodes {
        return Some(Halt::TooLarge(Excess::Nodes));
    }
    if bytes > limits.max_bytes {
        return Some(Halt::TooLarge(Excess::Memory));
    }
    if machine.ran > in_all.min(so_far) {
        return Some(Halt::TooLarge(Excess::Statements));
    }
    budget().then_some(Halt::Stopped)
}
