//! The joint draw of secrets under `given`: which draws survive, and with what conditional probabilities.
//!
//! In: a machine before the first statement. Out: its tree of draws. Each secret up to the last that a condition mentions
//! is drawn with p(v | earlier draws) · S(draws so far, v) / S(draws so far), S being the chance that the conditions hold.

use standoff_game::dag::ExprId;
use standoff_model::ir::{Expr, ExprKind, LetId, Model, ThingId};
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::diagnostic::Diagnostic;

use crate::code::Code;
use crate::machine::{Draws, Halt, Machine};

/// A secret whose values are being tried.
struct Level {
    labels: u32,
    count: usize,
    row: Vec<ExprId>,
    next: usize,
    mark: usize,
    /// Label, probability, chance that the conditions hold below (none: surely), node below.
    survivors: Vec<(u32, ExprId, Option<ExprId>, u32)>,
}

impl Machine<'_, '_> {
    /// Works out the joint draw. Nothing to do without `given`.
    pub(crate) fn draw_jointly(&mut self, tick: &mut dyn FnMut(&Self) -> Option<Halt>) -> Result<(), Halt> {
        let model = self.eval.model;
        // (the last secret that a condition mentions, the condition)
        let mut conditions: Vec<(usize, Code, &Expr)> = Vec::new();
        for condition in &model.given {
            let last = last_secret(model, condition);
            conditions.push((last, self.eval.code(condition)?, condition));
        }
        let Some(deepest) = conditions.iter().map(|(last, ..)| *last).max() else { return Ok(()) };
        if model.secrets.is_empty() {
            return Ok(());
        }
        let root = self.search(deepest, &conditions, tick)?;
        self.undo_to(0);
        self.events.clear();
        match root {
            Some(root) => {
                self.drawn_jointly = deepest + 1;
                self.start_draws(root);
                Ok(())
            }
            None => {
                let span = model.given.first().map_or_else(Default::default, |given| given.span);
                Err(Halt::Text(Box::new(
                    Diagnostic::error("SD605", span, "no draw of the secrets fits what is given")
                        .hint("let at least one combination of secrets satisfy every `given`"),
                )))
            }
        }
    }

    fn search(
        &mut self,
        deepest: usize,
        conditions: &[(usize, Code, &Expr)],
        tick: &mut dyn FnMut(&Self) -> Option<Halt>,
    ) -> Result<Option<u32>, Halt> {
        let mut levels = vec![self.level(0)?];
        loop {
            self.ran += 1;
            if self.ran & 0xFFF == 0
                && let Some(halt) = tick(self)
            {
                return Err(halt);
            }
            let secret = levels.len() - 1;
            let Some(level) = levels.last_mut() else { return Ok(None) };
            if level.next == level.count {
                let Some(level) = levels.pop() else { return Ok(None) };
                let done = self.close(level)?;
                let Some(above) = levels.last_mut() else { return Ok(done.map(|(node, _)| node)) };
                if let Some((node, holds)) = done {
                    let k = above.next - 1;
                    let label = self.labels.get(above.labels)[k];
                    above.survivors.push((label, above.row[k], holds, node));
                }
                continue;
            }
            let k = level.next;
            level.next += 1;
            let (mark, p) = (level.mark, level.row[k]);
            let label = self.labels.get(level.labels)[k];
            self.undo_to(mark);
            self.taken += 1;
            self.take(secret as u32, label, k)?;
            let mut holds = true;
            for (last, code, expr) in conditions {
                holds = holds && (*last != secret || self.given_holds(code, expr.span)?);
            }
            if !holds {
                continue;
            }
            if secret == deepest {
                if let Some(level) = levels.last_mut() {
                    level.survivors.push((label, p, None, 0));
                }
            } else {
                levels.push(self.level(secret + 1)?);
            }
        }
    }

    fn level(&mut self, secret: usize) -> Result<Level, Halt> {
        let step = &self.program.steps[secret];
        let count = self.eval.domains.things[step.thing.0 as usize].count();
        let all: Vec<u32> = (0..count).collect();
        let labels = self.labels.intern(&all);
        self.probabilities(step, labels)?;
        let row = self.row.clone();
        Ok(Level { labels, count: all.len(), row, next: 0, mark: self.mark(), survivors: Vec::new() })
    }

    /// Makes the node of a secret whose values have all been tried.
    fn close(&mut self, level: Level) -> Result<Option<(u32, Option<ExprId>)>, Halt> {
        if level.survivors.is_empty() {
            return Ok(None);
        }
        let whole = level.survivors.len() == level.count
            && level.survivors.iter().all(|(_, _, below, _)| below.is_none());
        let mut holds = None;
        let mut row: Vec<ExprId> = Vec::with_capacity(level.survivors.len());
        if whole {
            row.extend(level.survivors.iter().map(|(_, p, ..)| *p));
        } else {
            let mut sum = self.eval.dag.zero();
            for (_, p, below, _) in &level.survivors {
                let joint = below.map_or(*p, |below| self.eval.dag.mul(*p, below));
                sum = self.eval.dag.add(sum, joint);
                row.push(joint);
            }
            let span = self.eval.model.given.first().map_or_else(Default::default, |given| given.span);
            for p in &mut row {
                *p = self.eval.arithmetic(BinaryOp::Div, *p, sum, span)?;
            }
            holds = Some(sum);
        }
        let labels: Vec<u32> = level.survivors.iter().map(|(label, ..)| *label).collect();
        let labels = self.labels.intern(&labels);
        let then = level.survivors.iter().map(|(.., node)| *node).collect();
        self.draws.push(Draws { labels, row, then });
        Ok(Some((self.draws.len() as u32 - 1, holds)))
    }
}

/// Position of the last secret that an expression mentions, through definitions; 0 if none.
fn last_secret(model: &Model, expr: &Expr) -> usize {
    let mut last = 0;
    let mut seen = vec![false; model.lets.len()];
    let mut open = vec![expr];
    let secret = |thing: ThingId| model.secrets.iter().position(|s| s.thing == thing).unwrap_or(0);
    while let Some(expr) = open.pop() {
        let mut follow = |LetId(id): LetId| {
            let fresh = seen.get_mut(id as usize).is_some_and(|seen| !std::mem::replace(seen, true));
            if fresh { model.lets.get(id as usize).map(|l| &l.value) } else { None }
        };
        match &expr.kind {
            ExprKind::Thing(thing) | ExprKind::ThingInRound(thing, _) | ExprKind::Component(thing, _) => {
                last = last.max(secret(*thing));
            }
            ExprKind::Row(row) => {
                last = last.max(model.rows.get(row.0 as usize).map_or(0, |row| secret(row.secret)));
            }
            ExprKind::Let(id, args) => {
                open.extend(follow(*id));
                open.extend(args);
            }
            ExprKind::Neg(a) | ExprKind::Not(a) | ExprKind::Quantile(_, a) => open.push(a),
            ExprKind::Binary(_, a, b) => open.extend([&**a, &**b]),
            ExprKind::If(a, b, c) => open.extend([&**a, &**b, &**c]),
            ExprKind::Builtin(_, args) => open.extend(args),
            _ => {}
        }
    }
    last
}
