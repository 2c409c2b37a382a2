//! The play as straight-line instructions: scenes never come back, so every statement knows what follows it.
//!
//! In: the model's blocks. Out: [`Program`], run by [`crate::machine`]. Conditions that the options settle are gone.

use standoff_model::ir::{
    ActorId, Alternative, Block, Choose, Draw, Gains, Model, OutcomeId, PlaceId, SceneId, Stmt, Target,
    ThingId, Timing,
};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::Code;
use crate::domain::Values;
use crate::evaluate::{Evaluator, Trouble};
use crate::setting::Setting;
use crate::value::Value;

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

/// Builds a [`Program`].
pub(crate) struct Flatten<'e, 'm> {
    eval: &'e mut Evaluator<'m>,
    setting: &'e Setting,
    program: Program,
    /// `repeat`s around the statement at hand.
    repeats: Vec<u32>,
}

impl<'e, 'm> Flatten<'e, 'm> {
    /// Flattens the whole model.
    pub(crate) fn run(eval: &'e mut Evaluator<'m>, setting: &'e Setting) -> Result<Program, Box<Diagnostic>> {
        let model = eval.model;
        let mut this = Flatten { eval, setting, program: Program::default(), repeats: Vec::new() };
        this.secrets(model)?;
        this.block(&model.play)?;
        this.emit(Op::End);
        for scene in &model.scenes {
            let at = this.here();
            this.program.scenes.push(at);
            this.block(&scene.block)?;
            this.emit(Op::End);
        }
        for outcome in &model.outcomes {
            let at = this.here();
            this.program.outcomes.push(at);
            for gains in &outcome.gains {
                this.gains(gains)?;
            }
            this.emit(Op::End);
        }
        let mut program = this.program;
        program.find_decisions();
        Ok(program)
    }

    fn here(&self) -> u32 {
        self.program.ops.len() as u32
    }

    fn emit(&mut self, op: Op) -> usize {
        self.program.ops.push(op);
        self.program.ops.len() - 1
    }

    fn secrets(&mut self, model: &Model) -> Result<(), Box<Diagnostic>> {
        for secret in &model.secrets {
            let mut seen_by = secret.seen_by.clone();
            for (thing, actor) in &self.setting.reveals {
                if *thing == secret.thing && !seen_by.contains(actor) {
                    seen_by.push(*actor);
                }
            }
            let draw = self.lots(&secret.draw)?;
            let at = self.here();
            let id = self.step(Step {
                mover: Mover::Secret,
                thing: secret.thing,
                place: secret.place,
                seen_by,
                timing: None,
                alternatives: Vec::new(),
                always: None,
                targets: Vec::new(),
                next: at + 1,
                draw,
                repeats: Vec::new(),
                at_once: false,
                span: secret.span,
            });
            self.emit(Op::Step(id));
        }
        self.program.secrets = self.program.steps.len();
        Ok(())
    }

    fn lots(&mut self, draw: &Draw) -> Result<Lots, Box<Diagnostic>> {
        Ok(match draw {
            Draw::Even => Lots::Even,
            Draw::Probabilities(all) => {
                let code = |p: &Option<_>| p.as_ref().map(|p| self.eval.code(p)).transpose();
                Lots::Probabilities(all.iter().map(code).collect::<Result<_, _>>()?)
            }
            Draw::Weights(all) => {
                Lots::Weights(all.iter().map(|w| self.eval.code(w)).collect::<Result<_, _>>()?)
            }
        })
    }

    fn step(&mut self, step: Step) -> u32 {
        self.program.steps.push(step);
        self.program.steps.len() as u32 - 1
    }

    fn block(&mut self, block: &Block) -> Result<(), Box<Diagnostic>> {
        block.stmts.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), Box<Diagnostic>> {
        match stmt {
            Stmt::Choose(choose) => self.choose(choose, false),
            Stmt::AtOnce(moves, _) => {
                self.emit(Op::AtOnce);
                moves.iter().try_for_each(|choose| self.choose(choose, true))?;
                self.emit(Op::AtOnceEnd);
                Ok(())
            }
            Stmt::Chance(chance) => {
                let draw = self.lots(&chance.draw)?;
                let id = self.step(Step {
                    mover: Mover::Chance,
                    thing: chance.thing,
                    place: chance.place,
                    seen_by: chance.sight.seen_by.clone(),
                    timing: chance.timing.clone(),
                    alternatives: Vec::new(),
                    always: None,
                    targets: Vec::new(),
                    next: 0,
                    draw,
                    repeats: self.repeats.clone(),
                    at_once: false,
                    span: chance.span,
                });
                self.alternatives(id, &chance.alternatives)
            }
            Stmt::Reveal { value, to, text, span, .. } => {
                let thing = match value.kind {
                    standoff_model::ir::ExprKind::Thing(thing) => Some(thing),
                    _ => None,
                };
                let text = match self.program.texts.iter().position(|known| known == text) {
                    Some(at) => at as u32,
                    None => {
                        self.program.texts.push(text.clone());
                        self.program.texts.len() as u32 - 1
                    }
                };
                let value = self.eval.code(value)?;
                let (to, repeats) = (to.clone(), self.repeats.clone());
                self.program.showings.push(Showing { value, thing, text, to, repeats, span: *span });
                self.emit(Op::Reveal(self.program.showings.len() as u32 - 1));
                Ok(())
            }
            Stmt::Gains(gains) => self.gains(gains),
            Stmt::Now(thing, value, span) => {
                let code = self.eval.code(value)?;
                self.program.nows.push((*thing, code, *span));
                self.emit(Op::Now(self.program.nows.len() as u32 - 1));
                Ok(())
            }
            Stmt::If { arms, otherwise, .. } => self.branch(arms, otherwise.as_ref()),
            Stmt::Repeat { index, from, to, body, .. } => {
                let (from_code, to_code) = (self.eval.code(from)?, self.eval.code(to)?);
                let first = self.eval.whole(&from_code, from.span)?;
                let last = self.eval.whole(&to_code, to.span)?;
                let outermost = self.repeats.is_empty();
                let id = self.program.loops.len();
                let body_at = self.here() + 1;
                let turns = Loop { index: *index, from: first, to: last, body: body_at, after: 0, outermost };
                self.program.loops.push(turns);
                self.emit(Op::Repeat(id as u32));
                self.repeats.push(*index);
                let done = self.block(body);
                self.repeats.pop();
                done?;
                self.emit(Op::Again(id as u32));
                self.program.loops[id].after = self.here();
                Ok(())
            }
            Stmt::Divert(divert) => {
                let args = divert.args.iter().map(|arg| self.eval.code(arg)).collect::<Result<_, _>>()?;
                self.program.leaps.push(Leap { target: divert.target, args, span: divert.span });
                self.emit(Op::Divert(self.program.leaps.len() as u32 - 1));
                Ok(())
            }
        }
    }

    fn gains(&mut self, gains: &Gains) -> Result<(), Box<Diagnostic>> {
        let condition = match &gains.condition {
            Some(condition) => Some(self.eval.code(condition)?),
            None => None,
        };
        let condition = match condition.as_ref().and_then(Code::known) {
            Some(Value::Truth(false)) => return Ok(()),
            Some(Value::Truth(true)) => None,
            _ => condition,
        };
        let amount = self.eval.code(&gains.amount)?;
        self.program.gains.push(Gain { actor: gains.actor, amount, condition, span: gains.span });
        self.emit(Op::Gains(self.program.gains.len() as u32 - 1));
        Ok(())
    }

    fn branch(
        &mut self,
        arms: &[(standoff_model::ir::Expr, Block)],
        otherwise: Option<&Block>,
    ) -> Result<(), Box<Diagnostic>> {
        let mut to_end = Vec::new();
        for (condition, block) in arms {
            let code = self.eval.code(condition)?;
            match self.settled(&code, condition.span)? {
                Some(false) => continue,
                Some(true) => {
                    self.block(block)?;
                    self.land(&to_end);
                    return Ok(());
                }
                None => {}
            }
            self.program.conditions.push((code, condition.span));
            let test = self.program.conditions.len() as u32 - 1;
            let unless = self.emit(Op::Unless(test, 0));
            self.block(block)?;
            to_end.push(self.emit(Op::Jump(0)));
            self.program.ops[unless] = Op::Unless(test, self.here());
        }
        if let Some(block) = otherwise {
            self.block(block)?;
        }
        self.land(&to_end);
        Ok(())
    }

    /// The truth of a condition that the options settle.
    fn settled(&mut self, code: &Code, span: Span) -> Result<Option<bool>, Box<Diagnostic>> {
        if self.eval.is_dynamic(code) {
            return Ok(None);
        }
        match self.eval.decided(code, &crate::evaluate::Env::EMPTY, span) {
            Ok(truth) => Ok(Some(truth)),
            Err(Trouble::Text(diagnostic)) => Err(diagnostic),
            Err(Trouble::Unset(_)) => Ok(None),
        }
    }

    fn land(&mut self, jumps: &[usize]) {
        let here = self.here();
        for &jump in jumps {
            self.program.ops[jump] = Op::Jump(here);
        }
    }

    fn choose(&mut self, choose: &Choose, at_once: bool) -> Result<(), Box<Diagnostic>> {
        let id = self.step(Step {
            mover: Mover::Actor(choose.actor, choose.tie),
            thing: choose.thing,
            place: choose.place,
            seen_by: choose.sight.seen_by.clone(),
            timing: choose.timing.clone(),
            alternatives: Vec::new(),
            always: None,
            targets: Vec::new(),
            next: 0,
            draw: Lots::Even,
            repeats: self.repeats.clone(),
            at_once,
            span: choose.span,
        });
        self.alternatives(id, &choose.alternatives)
    }

    /// Emits a step and the blocks of its alternatives.
    fn alternatives(&mut self, id: u32, alternatives: &[Alternative]) -> Result<(), Box<Diagnostic>> {
        self.emit(Op::Step(id));
        let thing = self.program.steps[id as usize].thing;
        let without = |label: u32| self.setting.without.contains(&(thing, label));
        let count = self.eval.domains.things[thing.0 as usize].count();
        let mut offered: Vec<(u32, Option<Code>)> = Vec::new();
        let mut targets = Vec::new();
        let mut to_end = Vec::new();
        let mut varies = false;
        if !alternatives.is_empty() {
            targets = vec![0; count as usize];
        }
        for alternative in alternatives {
            if without(alternative.label) {
                continue;
            }
            let when = match &alternative.when {
                Some(when) => {
                    let code = self.eval.code(when)?;
                    match self.settled(&code, when.span)? {
                        Some(false) => continue,
                        Some(true) => None,
                        None => Some(code),
                    }
                }
                None => None,
            };
            varies |= when.is_some();
            offered.push((alternative.label, when));
            let at = self.here();
            if let Some(target) = targets.get_mut(alternative.label as usize) {
                *target = at;
            }
            self.block(&alternative.body)?;
            to_end.push(self.emit(Op::Jump(0)));
        }
        // The last block falls through by itself: whatever leads past it leads to where the jump stood.
        if let Some(&last) = to_end.last()
            && last + 1 == self.program.ops.len()
        {
            to_end.pop();
            self.program.ops.pop();
        }
        self.land(&to_end);
        let here = self.here();
        let whole_domain = alternatives.is_empty();
        let packages = matches!(self.eval.domains.things[thing.0 as usize], Values::Package(_));
        let always = if packages && self.eval.packages_vary(thing) {
            None
        } else if packages {
            let span = self.program.steps[id as usize].span;
            match self.eval.packages(thing, &crate::evaluate::Env::EMPTY, span) {
                Ok(all) => Some(all),
                Err(Trouble::Text(diagnostic)) => return Err(diagnostic),
                Err(Trouble::Unset(_)) => None,
            }
        } else if whole_domain {
            Some((0..count).filter(|&label| !without(label)).collect())
        } else if varies {
            None
        } else {
            Some(offered.iter().map(|(label, _)| *label).collect())
        };
        let step = &mut self.program.steps[id as usize];
        step.alternatives = offered;
        step.always = always;
        step.targets = targets;
        step.next = here;
        Ok(())
    }
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
    fn find_decisions(&mut self) {
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
