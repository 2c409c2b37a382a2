//! What is on offer at a step, and how likely each draw is.
//!
//! In: a step and the story so far. Out: labels, and for chance their probabilities as expressions.

use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::diagnostic::Diagnostic;

use super::{Halt, Machine, env};
use crate::domain::Values;
use crate::program::{Lots, Mover, Step};

impl Machine<'_, '_> {
    pub(super) fn nothing_on_offer(&self, step: &Step) -> Box<Diagnostic> {
        let thing = &self.eval.model.things[step.thing.0 as usize];
        let packages = matches!(self.eval.domains.things[step.thing.0 as usize], Values::Package(_));
        let message = match (step.mover, packages) {
            (Mover::Actor(..), true) => {
                format!("no package of `{}` is left to offer in some story", thing.name)
            }
            (Mover::Actor(actor, _), false) => {
                let who = &self.eval.model.actors[usize::from(actor.0)].name;
                format!("{who} has nothing to choose at `{}` in some story", thing.name)
            }
            (Mover::Secret, _) => format!("no draw of `{}` is left by `given`", thing.name),
            (Mover::Chance, _) => format!("nothing can happen at `{}` in some story", thing.name),
        };
        Box::new(
            Diagnostic::error("SD321", step.span, message)
                .hint("leave at least one possibility in every story, or put the statement under an `if`"),
        )
    }

    /// The labels on offer.
    pub(super) fn offered(&mut self, id: u32, step: &Step) -> Result<u32, Halt> {
        if let Some(labels) = self.always[id as usize] {
            return Ok(labels);
        }
        if step.alternatives.is_empty() {
            let env = env(&self.things, &self.rounds, &self.args, self.args_from);
            let all = match self.eval.packages(step.thing, &env, step.span) {
                Ok(all) => all,
                Err(trouble) => return Err(self.blame(trouble, step.span)),
            };
            return Ok(self.labels.intern(&all));
        }
        let mut labels = Vec::with_capacity(step.alternatives.len());
        for (label, when) in &step.alternatives {
            if match when {
                Some(when) => self.decided(when, step.span)?,
                None => true,
            } {
                labels.push(*label);
            }
        }
        Ok(self.labels.intern(&labels))
    }

    /// The labels that chance may draw, with their probabilities in [`Machine::row`].
    pub(super) fn draw(&mut self, id: u32, step: &Step) -> Result<u32, Halt> {
        if step.mover == Mover::Secret {
            if (id as usize) < self.drawn_jointly {
                let draws = &self.draws[self.draw as usize];
                self.row.clone_from(&draws.row);
                return Ok(draws.labels);
            }
            let count = self.eval.domains.things[step.thing.0 as usize].count();
            let labels: Vec<u32> = (0..count).collect();
            let labels = self.labels.intern(&labels);
            self.probabilities(step, labels)?;
            return Ok(labels);
        }
        let labels = self.offered(id, step)?;
        self.probabilities(step, labels)?;
        Ok(labels)
    }

    /// Fills [`Machine::row`] with the probabilities of some labels of a step.
    pub(crate) fn probabilities(&mut self, step: &Step, labels: u32) -> Result<(), Halt> {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        let count = self.labels.get(labels).len();
        match &step.draw {
            Lots::Even => {
                let share = BigRational::new(BigInt::from(1), BigInt::from(count.max(1)));
                let share = self.eval.dag.constant(share);
                row.resize(count, share);
            }
            Lots::Probabilities(all) => {
                let (mut rest, mut sum) = (None, self.eval.dag.zero());
                for k in 0..count {
                    let label = self.labels.get(labels)[k];
                    match all.get(label as usize).and_then(Option::as_ref) {
                        Some(code) => {
                            let p = self.number(code, step.span)?;
                            sum = self.eval.dag.add(sum, p);
                            row.push(p);
                        }
                        None => {
                            rest = Some(k);
                            row.push(self.eval.dag.zero());
                        }
                    }
                }
                if let Some(k) = rest {
                    let one = self.eval.dag.one();
                    row[k] = self.eval.dag.sub(one, sum);
                }
            }
            Lots::Weights(all) => {
                let mut sum = self.eval.dag.zero();
                for k in 0..count {
                    let label = self.labels.get(labels)[k];
                    let Some(code) = all.get(label as usize) else { continue };
                    let weight = self.number(code, step.span)?;
                    sum = self.eval.dag.add(sum, weight);
                    row.push(weight);
                }
                for weight in &mut row {
                    *weight = self.eval.arithmetic(BinaryOp::Div, *weight, sum, step.span)?;
                }
            }
        }
        self.row = row;
        Ok(())
    }
}
