//! The clock and the accounts: what a gain is worth when it is made.
//!
//! In: gains and timings. Out: the actors' gains so far, discounted, and the date.

use num_bigint::BigInt;
use num_rational::BigRational;
use standoff_game::dag::ExprId;
use standoff_model::ir::Timing;
use standoff_syntax::ast::{BinaryOp, Period, TimeUnit};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::{Halt, Machine, Undo};
use crate::stories::Event;
use crate::value::Value;

impl Machine<'_, '_> {
    pub(super) fn gain(&mut self, id: u32) -> Result<(), Halt> {
        let gain = &self.program.gains[id as usize];
        let condition = match &gain.condition {
            None => None,
            Some(condition) => match self.value(condition, gain.span)? {
                Value::Truth(false) => return Ok(()),
                Value::Truth(true) => None,
                other => Some(self.eval.truth_id(other)),
            },
        };
        let mut amount = self.number(&gain.amount, gain.span)?;
        if let Some(condition) = condition {
            let zero = self.eval.dag.zero();
            amount = self.eval.dag.select(condition, amount, zero);
        }
        let actor = usize::from(gain.actor.0);
        if let Some(factor) = self.factor(actor, gain.span)? {
            amount = self.eval.dag.mul(amount, factor);
        }
        let old = self.gains[actor];
        let new = self.eval.arithmetic(BinaryOp::Add, old, amount, gain.span)?;
        if new != old {
            self.trail.push(Undo::Gain(gain.actor.0, old));
            self.gains[actor] = new;
        }
        Ok(())
    }

    /// The discount factor on an actor's gain now; none at the start.
    pub(super) fn factor(&mut self, actor: usize, span: Span) -> Result<Option<ExprId>, Halt> {
        let Some((code, per)) = self.discounts.get(actor).cloned().flatten() else { return Ok(None) };
        // Elapsed time in units of 1/4 of a day-share: 365.25 days are 1461/4, 30.4375 days are 487/16.
        let (elapsed, unit) = match per {
            Period::Round => (i64::from(self.completed), BigRational::from_integer(BigInt::from(1))),
            Period::Year => (self.days(), BigRational::new(BigInt::from(4), BigInt::from(1461))),
            Period::Month => (self.days(), BigRational::new(BigInt::from(16), BigInt::from(487))),
        };
        if elapsed == 0 {
            return Ok(None);
        }
        let rate = self.number(&code, span)?;
        if let Some(&factor) = self.factors.get(&(rate, elapsed)) {
            return Ok(Some(factor));
        }
        let time = self.eval.dag.constant(BigRational::from_integer(BigInt::from(elapsed)) * unit);
        let factor = self.eval.dag.pow(rate, time);
        self.factors.insert((rate, elapsed), factor);
        Ok(Some(factor))
    }

    /// Days since the start of play.
    pub(super) fn days(&self) -> i64 {
        match (self.eval.model.start, self.clock) {
            (Some(start), Some(now)) => start.until(now).map_or(0, |span| i64::from(span.get_days())),
            _ => 0,
        }
    }

    pub(super) fn wait(&mut self, timing: &Timing, span: Span) -> Result<(), Halt> {
        let Some(now) = self.clock else { return Ok(()) };
        let then = match timing {
            Timing::On(date) => *date,
            Timing::After(count, unit) => {
                let later = match unit {
                    TimeUnit::Days => jiff::Span::new().try_days(*count),
                    TimeUnit::Months => jiff::Span::new().try_months(*count),
                    TimeUnit::Years => jiff::Span::new().try_years(*count),
                };
                match later.and_then(|later| now.checked_add(later)) {
                    Ok(then) => then,
                    Err(_) => {
                        let message = "this date lies beyond the year 9999, where the calendar ends";
                        return Err(Halt::Text(Box::new(Diagnostic::error("SD309", span, message))));
                    }
                }
            }
        };
        if then < now {
            let message = format!("this happens on {then}, but in some story it is already {now}");
            return Err(Halt::Text(Box::new(
                Diagnostic::error("SD308", span, message).hint("dates never go back along a story"),
            )));
        }
        if then != now {
            self.trail.push(Undo::Clock(self.clock));
            self.clock = Some(then);
            self.events.push(Event::Date(then));
        }
        Ok(())
    }
}
