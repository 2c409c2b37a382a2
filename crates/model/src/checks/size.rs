//! How large the game can get, from the text alone.
//!
//! In: the model and a value for each option. Out: [`SizeBound`]: at most how many situations the game has and how many
//! statements building it executes, what is mainly to blame, and counts that make no sense (SD403 to SD406).
//! Method: a block turns `k` (what follows it costs) into `a + b·k`, where `b` counts the ways to leave it at its end;
//! such maps compose, so each statement is looked at once, a scene once, and a `repeat` is a power of its body's map.

use num_traits::{Signed, ToPrimitive};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::evaluate::{AtOptions, Value, count, evaluate};
use super::number::Exact;
use super::{packages, words};
use crate::ir::{
    Alternative, Block, Domain, Expr, IssueId, Model, OptionValue, SceneId, Stmt, Target, ThingId,
};

/// More situations or statements than this are refused before anything is built.
pub const LIMIT: f64 = 1e12;
/// More combinations of issues than this are refused before `where` is looked at.
const PACKAGES: f64 = 1e6;
/// Up to so many combinations, `where` is counted out.
const COUNTED: f64 = 20_000.0;

/// What a model can grow to at given options.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeBound {
    /// At most so many situations: nodes of the game tree, ends counted.
    pub situations: f64,
    /// At most so many statements executed to build it.
    pub statements: f64,
    /// At least so many situations, whatever the conditions in the text come to; with `given`, at least so many
    /// situations or combinations of secrets to be looked at.
    pub least: f64,
    /// What contributes most.
    pub reason: Option<SizeReason>,
    /// Counts that make no sense at these options (all errors).
    pub problems: Vec<Diagnostic>,
}

/// What contributes most to the size.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeReason {
    /// In words: "the grid of `share` (101 points, inside a repeat of 6)".
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl SizeBound {
    /// The error if the model is too large to build (SD401, SD402).
    #[must_use]
    pub fn refusal(&self) -> Option<Diagnostic> {
        let (code, what) = if self.situations.is_nan() || self.situations > LIMIT {
            ("SD401", format!("this has about {} situations", words::amount(self.situations)))
        } else if self.statements.is_nan() || self.statements > LIMIT {
            ("SD402", format!("building this takes about {} steps", words::amount(self.statements)))
        } else {
            return None;
        };
        let (reason, span) = match &self.reason {
            Some(reason) => (format!("; {} is the main reason", reason.text), reason.span),
            None => (String::new(), Span::default()),
        };
        Some(
            Diagnostic::error(code, span, format!("{what}{reason}"))
                .hint("a coarser grid, fewer rounds or fewer choices would help"),
        )
    }
}

/// `k` becomes `add + times·k`, once for situations and once for statements.
#[derive(Clone, Copy, Debug)]
struct Growth {
    /// Situations and statements that do not depend on what follows.
    add: [f64; 2],
    /// Ways to go on with what follows.
    times: f64,
    /// The same for the situations there are at least.
    least: Least,
}

/// `k` becomes `add + times·k`, from below.
#[derive(Clone, Copy, Debug)]
struct Least {
    add: f64,
    times: f64,
}

const NOTHING: Growth = Growth { add: [0.0, 0.0], times: 1.0, least: Least { add: 0.0, times: 1.0 } };
/// No way to go on.
const NOWHERE: Growth = Growth { add: [0.0, 0.0], times: 0.0, least: Least { add: 0.0, times: 0.0 } };

/// `1 + b + ... + b^(n-1)` and `b^n`.
fn powers(times: f64, n: f64) -> (f64, f64) {
    if times == 1.0 {
        (n, 1.0)
    } else if times == 0.0 {
        (1.0, 0.0)
    } else {
        (((n * times.ln()).exp_m1() / (times - 1.0)).abs(), (n * times.ln()).exp())
    }
}

/// Nothing times anything is nothing.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

impl Growth {
    fn then(self, next: Growth) -> Growth {
        let add = [0, 1].map(|i| self.add[i] + product(self.times, next.add[i]));
        let least = Least {
            add: self.least.add + product(self.least.times, next.least.add),
            times: product(self.least.times, next.least.times),
        };
        Growth { add, times: product(self.times, next.times), least }
    }

    /// Both happen, in different stories.
    fn or(self, other: Growth) -> Growth {
        let least =
            Least { add: self.least.add + other.least.add, times: self.least.times + other.least.times };
        Growth { add: [0, 1].map(|i| self.add[i] + other.add[i]), times: self.times + other.times, least }
    }

    /// One of the two happens in each story.
    fn either(self, other: Growth) -> Growth {
        let least = Least {
            add: self.least.add.min(other.least.add),
            times: self.least.times.min(other.least.times),
        };
        Growth {
            add: [0, 1].map(|i| self.add[i].max(other.add[i])),
            times: self.times.max(other.times),
            least,
        }
    }

    /// It may happen, in stories of its own.
    fn perhaps(self) -> Growth {
        Growth { least: NOWHERE.least, ..self }
    }

    /// `n` times one after the other.
    fn repeated(self, n: f64) -> Growth {
        if n < 1.0 {
            return NOTHING;
        }
        let (rounds, times) = powers(self.times, n);
        let (least_rounds, least_times) = powers(self.least.times, n);
        let least = Least { add: product(self.least.add, least_rounds), times: least_times };
        Growth { add: self.add.map(|a| product(a, rounds)), times, least }
    }

    /// One statement that makes no situation.
    fn step() -> Growth {
        Growth { add: [0.0, 1.0], ..NOTHING }
    }
}

struct Sizer<'m> {
    model: &'m Model,
    options: &'m [OptionValue],
    /// Situations, statements and least situations from a scene on.
    scenes: Vec<Option<[f64; 3]>>,
    /// Numbers of rounds around the statement.
    rounds: Vec<f64>,
    reason: Option<(f64, SizeReason)>,
    problems: Vec<Diagnostic>,
    tried: usize,
    packages: Vec<Option<f64>>,
}

/// Bounds the model at these options (one value for each option of the model). Scene calls must form no cycle and
/// the check of formulas must have found nothing.
#[must_use]
pub fn bound(model: &Model, options: &[OptionValue]) -> SizeBound {
    let order = super::flow::scene_order(model).unwrap_or_default();
    bound_in_order(model, options, &order)
}

pub(super) fn bound_in_order(model: &Model, options: &[OptionValue], order: &[SceneId]) -> SizeBound {
    let mut sizer = Sizer {
        model,
        options,
        scenes: vec![None; model.scenes.len()],
        rounds: Vec::new(),
        reason: None,
        problems: Vec::new(),
        tried: 0,
        packages: vec![None; model.things.len()],
    };
    for index in 0..model.issues.len() {
        if let Some(issue) = model.issues.get(index) {
            sizer.domain_size(&issue.domain, &format!("issue `{}`", issue.name));
        }
    }
    for scene in order {
        let Some(declared) = model.scenes.get(scene.0 as usize) else { continue };
        let growth = sizer.block(&declared.block);
        if let Some(slot) = sizer.scenes.get_mut(scene.0 as usize) {
            let [situations, statements] = growth.add.map(|add| add + growth.times);
            *slot = Some([situations, statements, growth.least.add + growth.least.times]);
        }
    }
    let mut all = NOTHING;
    for secret in &model.secrets {
        let size = sizer.thing(secret.thing, secret.span);
        // `given` may leave few of the combinations.
        let least = if model.given.is_empty() { Least { add: 0.0, times: size } } else { NOTHING.least };
        all = all.then(Growth { add: [1.0, 1.0], times: size, least });
    }
    let draws = if model.given.is_empty() { 0.0 } else { all.times };
    let play = sizer.block(&model.play);
    all = all.then(play);
    let [situations, statements] = [0, 1].map(|i| all.add[i] + all.times);
    SizeBound {
        situations,
        statements,
        least: (all.least.add + all.least.times).max(draws),
        reason: sizer.reason.map(|(_, reason)| reason),
        problems: sizer.problems,
    }
}

impl Sizer<'_> {
    fn problem(&mut self, diagnostic: Diagnostic) {
        if !self
            .problems
            .iter()
            .any(|known| known.span() == diagnostic.span() && known.code == diagnostic.code)
        {
            self.problems.push(diagnostic);
        }
    }

    fn blame(&mut self, factor: f64, what: String, span: Span) {
        let rounds: f64 = self.rounds.iter().product();
        let weight = factor.max(1.0).ln() * rounds;
        if self.reason.as_ref().is_some_and(|(known, _)| *known >= weight) {
            return;
        }
        let inside = match self.rounds.as_slice() {
            [] => String::new(),
            [one] => format!(", inside a repeat of {}", words::amount(*one)),
            many => {
                let many: Vec<String> = many.iter().map(|n| words::amount(*n)).collect();
                format!(", inside repeats of {}", many.join(" times "))
            }
        };
        self.reason = Some((weight, SizeReason { text: what.replace("{}", &inside), span }));
    }

    /// How many values a thing has; blames it.
    fn thing(&mut self, id: ThingId, span: Span) -> f64 {
        let model = self.model;
        let Some(thing) = model.things.get(id.0 as usize) else { return 1.0 };
        if let Some(Some(size)) = self.packages.get(id.0 as usize) {
            let size = *size;
            self.blame(size, format!("`{}` ({} values{{}})", thing.name, words::amount(size)), span);
            return size;
        }
        let size = self.domain_size(&thing.domain, &format!("`{}`", thing.name));
        if let Some(slot) = self.packages.get_mut(id.0 as usize) {
            *slot = Some(size);
        }
        let (what, unit) = match &thing.domain {
            Domain::Grid { cells: true, .. } => ("the cells of ", "cells"),
            Domain::Grid { .. } => ("the grid of ", "points"),
            Domain::Package { .. } => ("the packages of ", "combinations"),
            _ => ("", "values"),
        };
        self.blame(size, format!("{what}`{}` ({} {unit}{{}})", thing.name, words::amount(size)), span);
        size
    }

    fn domain_size(&mut self, domain: &Domain, what: &str) -> f64 {
        match domain {
            Domain::Labels(set) => {
                self.model.label_sets.get(set.0 as usize).map_or(1.0, |labels| as_float(labels.names.len()))
            }
            Domain::Numbers(numbers) => as_float(numbers.len()),
            Domain::Computed(_) => 1.0,
            Domain::Grid { count: steps, cells, .. } => {
                let unit = if *cells { "cells" } else { "steps" };
                let Some(value) = count(self.model, steps, self.options) else {
                    self.problem(Diagnostic::error(
                        "SD403",
                        steps.span,
                        format!("the number of {unit} of {what} has no value here"),
                    ));
                    return 1.0;
                };
                if !value.is_integer() || !value.is_positive() {
                    self.problem(Diagnostic::error(
                        "SD403",
                        steps.span,
                        format!(
                            "{what} needs a whole number of {unit} of at least 1; here it is {}",
                            words::exact(&value)
                        ),
                    ));
                    return 1.0;
                }
                value.to_f64().unwrap_or(f64::INFINITY) + f64::from(u8::from(!*cells))
            }
            Domain::Package { issues, filter } => self.package_size(issues, filter.as_deref(), what),
        }
    }

    fn package_size(&mut self, issues: &[IssueId], filter: Option<&Expr>, what: &str) -> f64 {
        let model = self.model;
        let mut sizes = Vec::with_capacity(issues.len());
        let mut span = filter.map_or(Span::default(), |filter| filter.span);
        for id in issues {
            if let Some(issue) = model.issues.get(id.0 as usize) {
                sizes.push(self.domain_size(&issue.domain, &format!("issue `{}`", issue.name)));
                if span.is_empty() {
                    span = issue.span;
                }
            }
        }
        let all: f64 = sizes.iter().product();
        if all.is_nan() || all > PACKAGES {
            let names: Vec<&str> = issues
                .iter()
                .filter_map(|id| model.issues.get(id.0 as usize))
                .map(|i| i.name.as_str())
                .collect();
            self.problem(
                Diagnostic::error(
                    "SD405",
                    span,
                    format!(
                        "{} of {what} have {} combinations; at most 1,000,000 can be offered",
                        words::list(&names),
                        words::amount(all)
                    ),
                )
                .hint("use fewer steps in the issues, or fewer issues"),
            );
            return 1.0;
        }
        let Some(filter) = filter else { return all };
        let Some(left) = packages::left(
            self.model,
            self.options,
            (issues, &sizes),
            filter,
            all <= COUNTED,
            &mut self.tried,
        ) else {
            return all;
        };
        if left == 0 {
            self.problem(
                Diagnostic::error(
                    "SD406",
                    filter.span,
                    format!(
                        "no package of {what} is left: this holds for none of the {} combinations",
                        words::amount(all)
                    ),
                )
                .hint("loosen the condition after `where`"),
            );
            return 1.0;
        }
        if all <= COUNTED { as_float(left) } else { all }
    }

    fn known(&self, expr: &Expr) -> Option<bool> {
        match evaluate::<Exact>(
            self.model,
            expr,
            &AtOptions { model: self.model, options: self.options },
            &[],
        ) {
            Ok(Value::Truth(truth)) => Some(truth),
            _ => None,
        }
    }

    fn block(&mut self, block: &Block) -> Growth {
        let mut all = NOTHING;
        for stmt in &block.stmts {
            let next = self.stmt(stmt);
            all = all.then(next);
        }
        all
    }

    fn branches(&mut self, thing: ThingId, alternatives: &[Alternative], span: Span) -> Growth {
        let size = self.thing(thing, span);
        let filtered = match self.model.things.get(thing.0 as usize).map(|thing| &thing.domain) {
            Some(Domain::Package { filter, .. }) => filter.is_some(),
            _ => false,
        };
        let mut sure = if alternatives.is_empty() { if filtered { 1.0 } else { size } } else { 0.0 };
        let mut all = NOWHERE;
        if alternatives.is_empty() {
            all = Growth { add: [0.0, 0.0], times: size, least: Least { add: 0.0, times: sure } };
        }
        for alternative in alternatives {
            let on_offer = alternative.when.as_ref().map_or(Some(true), |when| self.known(when));
            if on_offer == Some(false) {
                continue;
            }
            let body = self.block(&alternative.body);
            if on_offer == Some(true) {
                sure += 1.0;
                all = all.or(body);
            } else {
                all = all.or(body.perhaps());
            }
        }
        // With one thing on offer, a choice makes no situation.
        let least = Least { add: all.least.add + f64::from(u8::from(sure > 1.0)), times: all.least.times };
        Growth { add: [all.add[0] + 1.0, all.add[1] + 1.0], times: all.times, least }
    }

    fn stmt(&mut self, stmt: &Stmt) -> Growth {
        match stmt {
            Stmt::Choose(choose) => self.branches(choose.thing, &choose.alternatives, choose.span),
            Stmt::Chance(chance) => self.branches(chance.thing, &chance.alternatives, chance.span),
            Stmt::AtOnce(moves, _) => {
                let mut all = Growth::step();
                for choose in moves {
                    let next = self.branches(choose.thing, &choose.alternatives, choose.span);
                    all = all.then(next);
                }
                all
            }
            Stmt::Reveal { .. } | Stmt::Gains(_) | Stmt::Now(..) => Growth::step(),
            Stmt::Divert(divert) => {
                let (add, least) = match divert.target {
                    // The end itself, and its gains.
                    Target::Outcome(outcome) => {
                        let gains = self.model.outcomes.get(outcome.0 as usize).map_or(0, |o| o.gains.len());
                        ([1.0, 2.0 + as_float(gains)], 1.0)
                    }
                    Target::Scene(scene) => {
                        let known = self.scenes.get(scene.0 as usize).copied().flatten();
                        let [situations, statements, least] = known.unwrap_or([1.0; 3]);
                        ([situations, statements + 1.0], least)
                    }
                };
                Growth { add, times: 0.0, least: Least { add: least, times: 0.0 } }
            }
            Stmt::If { arms, otherwise, .. } => {
                let mut any: Option<Growth> = None;
                let mut closed = false;
                for (condition, block) in arms {
                    let truth = self.known(condition);
                    if truth == Some(false) {
                        continue;
                    }
                    let growth = self.block(block);
                    any = Some(any.map_or(growth, |any| any.either(growth)));
                    if truth == Some(true) {
                        closed = true;
                        break;
                    }
                }
                if !closed {
                    let growth = otherwise.as_ref().map_or(NOTHING, |block| self.block(block));
                    any = Some(any.map_or(growth, |any| any.either(growth)));
                }
                Growth::step().then(any.unwrap_or(NOTHING))
            }
            Stmt::Repeat { from, to, body, span, .. } => {
                let n = self.rounds_of(from, to);
                self.rounds.push(n);
                let growth = self.block(body);
                self.rounds.pop();
                let all = Growth::step()
                    .then(Growth { add: [growth.add[0], growth.add[1] + 1.0], ..growth }.repeated(n));
                if self.reason.is_none() || growth.times <= 1.0 {
                    self.blame(n, format!("the repeat of {} rounds{{}}", words::amount(n)), *span);
                }
                all
            }
        }
    }

    fn rounds_of(&mut self, from: &Expr, to: &Expr) -> f64 {
        let mut ends = [0.0, 0.0];
        for (end, expr) in ends.iter_mut().zip([from, to]) {
            match count(self.model, expr, self.options) {
                Some(value) if value.is_integer() => *end = value.to_f64().unwrap_or(f64::INFINITY),
                Some(value) => {
                    self.problem(Diagnostic::error(
                        "SD404",
                        expr.span,
                        format!(
                            "the first and last round of a `repeat` are whole numbers; here it is {}",
                            words::exact(&value)
                        ),
                    ));
                    return 1.0;
                }
                None => {
                    self.problem(Diagnostic::error(
                        "SD404",
                        expr.span,
                        "the bounds of this `repeat` have no value here",
                    ));
                    return 1.0;
                }
            }
        }
        (ends[1] - ends[0] + 1.0).max(0.0)
    }
}

fn as_float(count: usize) -> f64 {
    count.to_f64().unwrap_or(f64::INFINITY)
}
