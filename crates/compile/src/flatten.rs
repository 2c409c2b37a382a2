//! The model's blocks laid out as instructions.
//!
//! In: a checked model. Out: [`Program`]. Scenes and outcomes are laid out once, after the play; a label's block stands
//! right behind its decision and jumps past the others.

use standoff_model::ir::{Alternative, Block, Choose, Draw, Expr, ExprKind, Gains, Model, Stmt};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::Code;
use crate::domain::Values;
use crate::evaluate::{Env, Evaluator, Trouble};
use crate::program::{Gain, Leap, Loop, Lots, Mover, Op, Program, Showing, Step};
use crate::setting::Setting;
use crate::value::Value;

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
                    ExprKind::Thing(thing) => Some(thing),
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

    fn branch(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) -> Result<(), Box<Diagnostic>> {
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
        match self.eval.decided(code, &Env::EMPTY, span) {
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
            match self.eval.packages(thing, &Env::EMPTY, span) {
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
