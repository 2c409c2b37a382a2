//! One story at a time: runs the program until somebody or chance has to choose, and takes it back again.
//!
//! In: a [`Program`]. Out: a [`Stop`] whenever the story forks or ends; the caller takes a branch, runs on, and undoes.
//! The state is one set of arrays with a trail of what changed, so that nothing is copied from story to story.

mod account;
mod offer;
mod situation;

pub(crate) use situation::{Infosets, Met};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use standoff_game::dag::ExprId;
use standoff_model::ir::{ActorId, Target, ThingId};
use standoff_syntax::ast::Period;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::Code;
use crate::evaluate::{Env, Evaluator, Trouble};
use crate::intern::Slices;
use crate::lists::{About, Entry, Lists, NOTHING};
use crate::program::{Mover, Op, Program, Step};
use crate::stories::Event;
use crate::value::{Cell, Value};

/// Where a story forks or ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// An actor chooses among two labels or more: the step, and the id of the list of labels.
    Decision(u32, u32),
    /// Chance draws: the step, and the id of the list of labels; the probabilities stand in [`Machine::row`].
    Chance(u32, u32),
    /// The end.
    End,
}

/// Why the enumeration stopped.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The text is to blame.
    Text(Box<Diagnostic>),
    /// The game outgrew the limits.
    TooLarge(Excess),
    /// The budget ran out.
    Stopped,
    /// Equal situations with different labels on offer: the step, and the node of the earlier story; there, the decision
    /// was itself a node, or had one label and was passed on the way to it.
    Conflict { step: u32, node: u32, passed: bool },
}

/// Which limit a game outgrew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// Too many nodes.
    Nodes,
    /// Too much memory.
    Memory,
    /// Too many statements.
    Statements,
}

impl From<Box<Diagnostic>> for Halt {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Halt::Text(diagnostic)
    }
}

/// What to put back.
#[derive(Clone, Copy, Debug)]
enum Undo {
    Thing(ThingId, Option<Cell>),
    Gain(u16, ExprId),
    Seen(ActorId),
    Round(u32, i64),
    Completed(u32),
    Clock(Option<Date>),
    Args(u32, u32),
    Deferred,
    AtOnce(bool, u32),
    Draws(u32),
}

/// An entry of an actor's list; `list` is the list that ends with it, once it was needed.
#[derive(Clone, Copy, Debug)]
struct Seen {
    entry: Entry,
    list: u32,
}

/// One node of the tree of joint draws under `given`: the labels that survive and their conditional probabilities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draws {
    pub(crate) labels: u32,
    pub(crate) row: Vec<ExprId>,
    /// Node after label k.
    pub(crate) then: Vec<u32>,
}

/// The state of one story.
pub(crate) struct Machine<'m, 'p> {
    pub(crate) eval: Evaluator<'m>,
    pub(crate) program: &'p Program,
    pub(crate) lists: Lists,
    /// Lists of labels on offer.
    pub(crate) labels: Slices<u32>,
    always: Vec<Option<u32>>,
    /// The tree of joint draws, if there is a `given`; its secrets are the first `drawn_jointly`.
    pub(crate) draws: Vec<Draws>,
    pub(crate) drawn_jointly: usize,
    /// Instructions run.
    pub(crate) ran: u64,
    /// Branches taken where there are several.
    pub(crate) taken: u64,

    things: Vec<Option<Cell>>,
    rounds: Vec<i64>,
    /// Space for the rounds around a statement.
    around: Vec<i64>,
    args: Vec<Value>,
    args_from: u32,
    pub(crate) gains: Vec<ExprId>,
    pub(crate) clock: Option<Date>,
    completed: u32,
    seen: Vec<Vec<Seen>>,
    deferred: Vec<(u32, Entry)>,
    at_once: bool,
    at_once_from: u32,
    draw: u32,
    trail: Vec<Undo>,
    /// What happened since the last fork.
    pub(crate) events: Vec<Event>,
    pc: u32,
    /// Probabilities at the last stop.
    pub(crate) row: Vec<ExprId>,

    discounts: Vec<Option<(Code, Period)>>,
    factors: FxHashMap<(ExprId, i64), ExprId>,
    /// One-label decisions that could have had more: the situation, the labels, and the node that was being approached.
    singles: FxHashMap<(u32, u32), (u32, u32)>,
    /// The node that the story is coming to.
    pub(crate) approaching: u32,
    /// The information sets met so far.
    pub(crate) infosets: Infosets,
}

impl<'m, 'p> Machine<'m, 'p> {
    /// A machine before the first statement.
    pub(crate) fn new(mut eval: Evaluator<'m>, program: &'p Program) -> Result<Self, Box<Diagnostic>> {
        let model = eval.model;
        let mut lists = Lists::new(model.place_count);
        lists.reveals.clone_from(&program.texts);
        let mut labels = Slices::default();
        let always = program.steps.iter().map(|s| s.always.as_ref().map(|all| labels.intern(all))).collect();
        let mut discounts = vec![None; model.actors.len()];
        for discount in &model.discounts {
            let code = eval.code(&discount.factor)?;
            if let Some(slot) = discounts.get_mut(usize::from(discount.actor.0)) {
                *slot = Some((code, discount.per));
            }
        }
        let zero = eval.dag.zero();
        Ok(Self {
            program,
            lists,
            labels,
            always,
            draws: Vec::new(),
            drawn_jointly: 0,
            ran: 0,
            taken: 0,
            things: vec![None; model.things.len()],
            around: Vec::new(),
            rounds: vec![0; model.repeat_count as usize],
            args: Vec::new(),
            args_from: 0,
            gains: vec![zero; model.actors.len()],
            clock: model.start,
            completed: 0,
            seen: vec![Vec::new(); model.actors.len()],
            deferred: Vec::new(),
            at_once: false,
            at_once_from: 0,
            draw: 0,
            trail: Vec::new(),
            events: Vec::new(),
            pc: 0,
            row: Vec::new(),
            discounts,
            factors: FxHashMap::default(),
            singles: FxHashMap::default(),
            approaching: 0,
            infosets: Infosets::default(),
            eval,
        })
    }

    /// A mark to come back to with [`Machine::undo_to`].
    pub(crate) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Bytes in use, about.
    pub(crate) fn bytes(&self) -> usize {
        self.trail.len() * 24
            + self.lists.bytes()
            + self.eval.dag.len() * 64
            + self.eval.dag.constants().len() * 200
            + self.events.len() * size_of::<Event>()
            + self.seen.iter().map(|seen| seen.len() * size_of::<Seen>()).sum::<usize>()
            + self.labels.bytes()
            + self.singles.len() * 24
            + self.infosets.bytes()
            + self.args.len() * 12
    }

    /// Takes back everything since a mark, except events.
    pub(crate) fn undo_to(&mut self, mark: usize) {
        while self.trail.len() > mark {
            let Some(undo) = self.trail.pop() else { break };
            match undo {
                Undo::Thing(thing, old) => self.things[thing.0 as usize] = old,
                Undo::Gain(actor, old) => self.gains[usize::from(actor)] = old,
                Undo::Seen(actor) => {
                    self.seen[usize::from(actor.0)].pop();
                }
                Undo::Round(repeat, old) => self.rounds[repeat as usize] = old,
                Undo::Completed(old) => self.completed = old,
                Undo::Clock(old) => self.clock = old,
                Undo::Args(from, len) => {
                    self.args_from = from;
                    self.args.truncate(len as usize);
                }
                Undo::Deferred => {
                    self.deferred.pop();
                }
                Undo::AtOnce(frozen, from) => {
                    self.at_once = frozen;
                    self.at_once_from = from;
                }
                Undo::Draws(old) => self.draw = old,
            }
        }
        self.eval.touch();
    }

    /// Runs until the story forks or ends. `tick` is called now and then.
    pub(crate) fn advance(&mut self, tick: &mut dyn FnMut(&Self) -> Option<Halt>) -> Result<Stop, Halt> {
        let program = self.program;
        loop {
            self.ran += 1;
            if self.ran & 0xFFF == 0
                && let Some(halt) = tick(self)
            {
                return Err(halt);
            }
            let at = self.pc;
            self.pc += 1;
            match program.ops[at as usize] {
                Op::Step(id) => {
                    let step = &program.steps[id as usize];
                    if let Some(timing) = &step.timing {
                        self.wait(timing, step.span)?;
                    }
                    let is_decision = matches!(step.mover, Mover::Actor(..));
                    let labels = if is_decision { self.offered(id, step)? } else { self.draw(id, step)? };
                    let offered = self.labels.get(labels);
                    let (count, first) = (offered.len(), offered.first().copied().unwrap_or(0));
                    if count == 0 {
                        return Err(Halt::Text(self.nothing_on_offer(step)));
                    }
                    if is_decision && count > 1 {
                        return Ok(Stop::Decision(id, labels));
                    }
                    // A sole branch whose probability still depends on parameters stays, so that it can be checked.
                    let certain = count == 1 && self.row.first() == Some(&self.eval.dag.one());
                    if !is_decision && !certain {
                        return Ok(Stop::Chance(id, labels));
                    }
                    if is_decision && self.always[id as usize].is_none() {
                        self.only_label(id, step, labels)?;
                    }
                    self.take(id, first, 0)?;
                }
                Op::AtOnce => {
                    self.trail.push(Undo::AtOnce(self.at_once, self.at_once_from));
                    self.at_once = true;
                    self.at_once_from = self.deferred.len() as u32;
                }
                Op::AtOnceEnd => {
                    self.trail.push(Undo::AtOnce(self.at_once, self.at_once_from));
                    self.at_once = false;
                    for k in self.at_once_from as usize..self.deferred.len() {
                        let (id, entry) = self.deferred[k];
                        self.observe(&program.steps[id as usize].seen_by, entry);
                    }
                }
                Op::Reveal(id) => {
                    let showing = &program.showings[id as usize];
                    let value = match showing.thing {
                        Some(thing) => self.shown(thing, showing.span)?,
                        None => self.value(&showing.value, showing.span)?,
                    };
                    let index = self.lists.reveal(value);
                    let place = self.here(About::Reveal(showing.text), &showing.repeats);
                    self.observe(&showing.to, (place, index));
                }
                Op::Gains(id) => self.gain(id)?,
                Op::Now(id) => {
                    let (thing, code, span) = &program.nows[id as usize];
                    let value = self.value(code, *span)?;
                    self.set(*thing, Cell { value, index: Cell::COMPUTED }, 0);
                }
                Op::Unless(id, otherwise) => {
                    let (code, span) = &program.conditions[id as usize];
                    if !self.decided(code, *span)? {
                        self.pc = otherwise;
                    }
                }
                Op::Jump(to) => self.pc = to,
                Op::Repeat(id) => {
                    let turns = program.loops[id as usize];
                    if turns.from > turns.to {
                        self.pc = turns.after;
                    } else {
                        self.set_round(turns.index, turns.from);
                    }
                }
                Op::Again(id) => {
                    let turns = program.loops[id as usize];
                    if turns.outermost {
                        self.trail.push(Undo::Completed(self.completed));
                        self.completed = self.completed.saturating_add(1);
                    }
                    let round = self.rounds[turns.index as usize];
                    if round < turns.to {
                        self.set_round(turns.index, round + 1);
                        self.pc = turns.body;
                    } else {
                        self.pc = turns.after;
                    }
                }
                Op::Divert(id) => {
                    let leap = &program.leaps[id as usize];
                    let len = self.args.len();
                    for arg in &leap.args {
                        let value = self.value(arg, leap.span)?;
                        self.args.push(value);
                    }
                    self.trail.push(Undo::Args(self.args_from, len as u32));
                    self.args_from = len as u32;
                    match leap.target {
                        Target::Scene(scene) => {
                            self.events.push(Event::Scene(scene));
                            self.pc = program.scenes[scene.0 as usize];
                        }
                        Target::Outcome(outcome) => {
                            self.events.push(Event::Outcome(outcome));
                            self.pc = program.outcomes[outcome.0 as usize];
                        }
                    }
                }
                Op::End => return Ok(Stop::End),
            }
        }
    }

    /// Begins with the joint draw at a node of the tree of draws.
    pub(crate) fn start_draws(&mut self, root: u32) {
        self.draw = root;
        self.pc = 0;
    }

    /// Whether a `given` holds for the secrets drawn so far.
    pub(crate) fn given_holds(&mut self, code: &Code, span: Span) -> Result<bool, Halt> {
        self.decided(code, span)
    }

    /// Takes label `index`, the k-th on offer, at a step.
    pub(crate) fn take(&mut self, id: u32, index: u32, k: usize) -> Result<(), Halt> {
        let program = self.program;
        let step = &program.steps[id as usize];
        let env = env(&self.things, &self.rounds, &self.args, self.args_from);
        let cell = match self.eval.cell(step.thing, index, &env) {
            Ok(cell) => cell,
            Err(trouble) => return Err(self.blame(trouble, step.span)),
        };
        let round = step.repeats.first().map_or(0, |&repeat| self.rounds[repeat as usize]);
        self.set(step.thing, cell, u32::try_from(round).unwrap_or(0));
        let place = self.place(step);
        if step.at_once {
            self.trail.push(Undo::Deferred);
            self.deferred.push((id, (place, index)));
        } else {
            self.observe(&step.seen_by, (place, index));
        }
        if step.mover == Mover::Secret && (id as usize) < self.drawn_jointly {
            self.trail.push(Undo::Draws(self.draw));
            self.draw = self.draws[self.draw as usize].then.get(k).copied().unwrap_or(0);
        }
        self.pc = step.targets.get(index as usize).copied().unwrap_or(step.next);
        Ok(())
    }

    /// Sets all gains to zero, to be put back by undoing.
    pub(crate) fn clear_gains(&mut self) {
        let zero = self.eval.dag.zero();
        for actor in 0..self.gains.len() {
            if self.gains[actor] != zero {
                self.trail.push(Undo::Gain(actor as u16, self.gains[actor]));
                self.gains[actor] = zero;
            }
        }
    }

    /// The instruction at which the last stop was made.
    pub(crate) fn stopped_at(&self) -> usize {
        self.pc as usize - 1
    }

    fn place(&mut self, step: &Step) -> u32 {
        if step.repeats.is_empty() {
            self.lists.plain(step.place)
        } else {
            self.here(About::Place(step.place), &step.repeats)
        }
    }

    fn here(&mut self, about: About, repeats: &[u32]) -> u32 {
        self.around.clear();
        self.around.extend(repeats.iter().map(|&repeat| self.rounds[repeat as usize]));
        self.lists.at(about, &self.around)
    }

    fn observe(&mut self, actors: &[ActorId], entry: Entry) {
        for &actor in actors {
            self.seen[usize::from(actor.0)].push(Seen { entry, list: NOTHING });
            self.trail.push(Undo::Seen(actor));
        }
    }

    fn set(&mut self, thing: ThingId, cell: Cell, round: u32) {
        let old = self.things[thing.0 as usize].replace(cell);
        self.trail.push(Undo::Thing(thing, old));
        self.events.push(Event::Set { thing, round, index: cell.index, value: cell.value });
        self.eval.touch();
    }

    fn set_round(&mut self, repeat: u32, round: i64) {
        let slot = &mut self.rounds[repeat as usize];
        self.trail.push(Undo::Round(repeat, *slot));
        *slot = round;
    }

    fn value(&mut self, code: &Code, span: Span) -> Result<Value, Halt> {
        let env = env(&self.things, &self.rounds, &self.args, self.args_from);
        self.eval.eval(code, &env).map_err(|trouble| self.blame(trouble, span))
    }

    fn number(&mut self, code: &Code, span: Span) -> Result<ExprId, Halt> {
        let env = env(&self.things, &self.rounds, &self.args, self.args_from);
        self.eval.number(code, &env).map_err(|trouble| self.blame(trouble, span))
    }

    fn decided(&mut self, code: &Code, span: Span) -> Result<bool, Halt> {
        let env = env(&self.things, &self.rounds, &self.args, self.args_from);
        self.eval.decided(code, &env, span).map_err(|trouble| self.blame(trouble, span))
    }

    /// What a `reveal` of a thing stores: the index, so that swept grid ends do not change what can be told apart.
    fn shown(&mut self, thing: ThingId, span: Span) -> Result<Value, Halt> {
        match self.things.get(thing.0 as usize).copied().flatten() {
            Some(Cell { value: Value::Number(_), index }) if index != Cell::COMPUTED => {
                Ok(Value::Package(thing, index))
            }
            Some(cell) => Ok(cell.value),
            None => Err(self.blame(Trouble::Unset(Some(thing)), span)),
        }
    }

    fn blame(&self, trouble: Trouble, span: Span) -> Halt {
        Halt::Text(match trouble {
            Trouble::Text(diagnostic) => diagnostic,
            Trouble::Unset(Some(thing)) => {
                let name = self.eval.model.things.get(thing.0 as usize).map_or("this", |t| t.name.as_str());
                let message = format!("`{name}` has no value here in some story");
                Box::new(
                    Diagnostic::error("SD305", span, message)
                        .hint(format!("use it only where `{name}` has surely happened")),
                )
            }
            Trouble::Unset(None) => Box::new(Diagnostic::error(
                "SD305",
                span,
                "something in this statement has no value here in some story",
            )),
        })
    }
}

fn env<'a>(things: &'a [Option<Cell>], rounds: &'a [i64], args: &'a [Value], from: u32) -> Env<'a> {
    Env { things, rounds, args: args.get(from as usize..).unwrap_or(&[]), package: &[], story: None }
}
