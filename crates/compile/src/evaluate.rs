//! Expressions to values, in a story or about one.
//!
//! In: [`Code`] and what the story has fixed so far. Out: [`Value`]s; numbers go into the expression DAG, where equal ones
//! are one. Definitions are evaluated once a state. In questions, what a story did not reach makes comparisons false.

use rustc_hash::FxHashMap;
use standoff_game::dag::eval::Program;
use standoff_game::dag::{Dag, ExprId};
use standoff_model::ir::{LetId, Model, OptionValue, ThingId};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::{Code, too_deep};
use crate::domain::Domains;
use crate::value::{Cell, Value};

/// What an expression may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Env<'a> {
    /// By thing.
    pub(crate) things: &'a [Option<Cell>],
    /// By `repeat`.
    pub(crate) rounds: &'a [i64],
    /// Arguments of the scene, outcome or `let`.
    pub(crate) args: &'a [Value],
    /// Components of the package under test.
    pub(crate) package: &'a [Value],
    /// What else a finished story tells; in questions only.
    pub(crate) story: Option<&'a dyn Facts>,
}

impl Env<'_> {
    /// Nothing is known.
    pub(crate) const EMPTY: Env<'static> =
        Env { things: &[], rounds: &[], args: &[], package: &[], story: None };
}

/// What only finished stories tell.
pub(crate) trait Facts {
    /// The value of a thing in a round.
    fn in_round(&self, thing: ThingId, round: u32) -> Option<Cell>;
    /// Whether the story passed through a scene.
    fn passed_scene(&self, scene: u32) -> bool;
    /// Whether it ended in an outcome.
    fn passed_outcome(&self, outcome: u32) -> bool;
    /// What an actor gained.
    fn gains(&self, actor: usize) -> ExprId;
}

/// Why there is no value.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The story has not given this thing a value (none: it is no single thing).
    Unset(Option<ThingId>),
    /// The text is to blame.
    Text(Box<Diagnostic>),
}

impl From<Box<Diagnostic>> for Trouble {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Trouble::Text(diagnostic)
    }
}

/// A definition, compiled.
pub(crate) struct Definition {
    pub(crate) code: Code,
    /// It refers to the story.
    pub(crate) dynamic: bool,
    span: Span,
}

/// A definition with the values of its arguments.
type Call = (LetId, Box<[Value]>);

/// Evaluates expressions of one model under one setting of its options.
pub(crate) struct Evaluator<'m> {
    pub(crate) model: &'m Model,
    pub(crate) dag: Dag,
    pub(crate) options: Vec<Value>,
    /// The options as they were set.
    pub(crate) chosen: Vec<OptionValue>,
    pub(crate) domains: Domains,
    pub(crate) lets: Vec<Definition>,
    /// Issues of the package whose `where` is being compiled.
    pub(crate) package_issues: Vec<standoff_model::ir::IssueId>,
    /// Number of each label's name, by set: labels of different sets are equal if their names are.
    pub(crate) names: Vec<Vec<u32>>,
    /// Changes whenever the story does.
    stamp: u64,
    memo: Vec<Option<(u64, Value, bool)>>,
    calls: FxHashMap<Call, (Value, bool)>,
    calls_stamp: u64,
    /// Truth of conditions that no parameter changes but that are not rational.
    settled: FxHashMap<ExprId, bool>,
    depth: u32,
    /// The definition entered last, to point at when formulas nest too deeply.
    outermost: Span,
    /// Questions: comparisons that mention something unreached are false.
    pub(crate) question: bool,
    pub(crate) unreached: bool,
}

/// Operations within operations, definitions included: keeps the stack small whatever the text says.
const DEEPEST: u32 = 2_500;
/// The stamp of definitions that no story changes.
const ALWAYS: u64 = u64::MAX;

impl<'m> Evaluator<'m> {
    /// An evaluator for play (`question` false) or for questions about finished stories.
    pub(crate) fn new(
        model: &'m Model,
        options: &[OptionValue],
        dag: Dag,
        question: bool,
    ) -> Result<Self, Box<Diagnostic>> {
        let mut numbers = FxHashMap::default();
        let names = model
            .label_sets
            .iter()
            .map(|set| {
                let number = |name| {
                    let next = numbers.len() as u32;
                    *numbers.entry(name).or_insert(next)
                };
                set.names.iter().map(number).collect()
            })
            .collect();
        let mut this = Self {
            model,
            dag,
            options: Vec::new(),
            chosen: options.to_vec(),
            domains: Domains::default(),
            lets: Vec::new(),
            package_issues: Vec::new(),
            names,
            stamp: 0,
            memo: vec![None; model.lets.len()],
            calls: FxHashMap::default(),
            calls_stamp: 0,
            settled: FxHashMap::default(),
            depth: 0,
            outermost: Span::default(),
            question,
            unreached: false,
        };
        for (declared, value) in model.options.iter().zip(options) {
            let value = match value {
                OptionValue::Number(number) => Value::Number(this.dag.constant(number.clone())),
                OptionValue::Label(index) => {
                    Value::Label(declared.labels.unwrap_or(standoff_model::ir::LabelSetId(0)), *index)
                }
                OptionValue::Date(date) => Value::Date(*date),
            };
            this.options.push(value);
        }
        this.define_lets()?;
        Ok(this)
    }

    fn define_lets(&mut self) -> Result<(), Box<Diagnostic>> {
        let model = self.model;
        for declared in &model.lets {
            let code = self.code(&declared.value)?;
            self.lets.push(Definition { code, dynamic: true, span: declared.span });
        }
        // The least set of dynamic definitions: those that refer to the story, and those that refer to them.
        for definition in &mut self.lets {
            definition.dynamic = false;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for (k, declared) in model.lets.iter().enumerate() {
                let definition = &self.lets[k];
                if !definition.dynamic && (declared.arity > 0 || self.is_dynamic(&definition.code)) {
                    self.lets[k].dynamic = true;
                    changed = true;
                }
            }
        }
        Ok(())
    }

    /// To be called whenever a thing's value changes.
    pub(crate) fn touch(&mut self) {
        self.stamp += 1;
    }

    /// The value of an expression.
    pub(crate) fn eval(&mut self, code: &Code, env: &Env) -> Result<Value, Trouble> {
        match code {
            Code::Value(value) => Ok(*value),
            Code::Thing(thing) => env
                .things
                .get(thing.0 as usize)
                .copied()
                .flatten()
                .map(|cell| cell.value)
                .ok_or(Trouble::Unset(Some(*thing))),
            Code::Row(secret, cells) => {
                let cell = env.things.get(secret.0 as usize).copied().flatten();
                let cell = cell.ok_or(Trouble::Unset(Some(*secret)))?;
                cells.get(cell.index as usize).map(|id| Value::Number(*id)).ok_or(Trouble::Unset(None))
            }
            Code::Argument(k) => env.args.get(*k as usize).copied().ok_or(Trouble::Unset(None)),
            Code::Issue(k) => env.package.get(*k as usize).copied().ok_or(Trouble::Unset(None)),
            Code::Round(repeat) => {
                let round = env.rounds.get(*repeat as usize).copied().ok_or(Trouble::Unset(None))?;
                Ok(Value::Number(self.dag.integer(round)))
            }
            _ => {
                if self.depth >= DEEPEST {
                    return Err(Trouble::Text(too_deep(self.outermost)));
                }
                self.depth += 1;
                let value = self.operation(code, env);
                self.depth -= 1;
                value
            }
        }
    }

    fn operation(&mut self, code: &Code, env: &Env) -> Result<Value, Trouble> {
        match code {
            Code::Binary(op, operands, span) => self.binary(*op, operands, *span, env),
            Code::Let(id, args) => self.definition(*id, args, env),
            Code::Neg(a) => {
                let a = self.number(a, env)?;
                Ok(Value::Number(self.dag.neg(a)))
            }
            Code::Not(a) => Ok(match self.truth(a, env)? {
                Value::Truth(truth) => Value::Truth(!truth),
                other => {
                    let id = self.truth_id(other);
                    self.truth_of(id, true)
                }
            }),
            _ => self.rare(code, env),
        }
    }

    #[inline(never)]
    fn rare(&mut self, code: &Code, env: &Env) -> Result<Value, Trouble> {
        match code {
            Code::If(parts, span) => self.choose(parts, *span, env),
            Code::Builtin(builtin, args, span) => self.builtin(*builtin, args, *span, env),
            Code::Quantile(dist, p, span) => {
                let p = self.number(p, env)?;
                Ok(Value::Number(crate::quantile::quantile(&mut self.dag, dist, p, *span)?))
            }
            Code::Component(thing, k) => {
                let cell = env.things.get(thing.0 as usize).copied().flatten();
                let cell = cell.ok_or(Trouble::Unset(Some(*thing)))?;
                self.component(*thing, *k, cell.index, env)
            }
            Code::InRound(thing, round) => {
                let cell = env.story.and_then(|story| story.in_round(*thing, *round));
                cell.map(|cell| cell.value).ok_or(Trouble::Unset(Some(*thing)))
            }
            Code::PassedScene(scene) => Ok(Value::Truth(env.story.is_some_and(|s| s.passed_scene(scene.0)))),
            Code::PassedOutcome(outcome) => {
                Ok(Value::Truth(env.story.is_some_and(|s| s.passed_outcome(outcome.0))))
            }
            Code::Gains(actor) => {
                let story = env.story.ok_or(Trouble::Unset(None))?;
                Ok(Value::Number(story.gains(usize::from(actor.0))))
            }
            _ => Err(Trouble::Unset(None)),
        }
    }

    /// The value of a number.
    pub(crate) fn number(&mut self, code: &Code, env: &Env) -> Result<ExprId, Trouble> {
        match self.eval(code, env)? {
            Value::Number(id) => Ok(id),
            _ => Err(Trouble::Unset(None)),
        }
    }

    /// The value of a condition; in questions, one about something unreached is false.
    pub(crate) fn truth(&mut self, code: &Code, env: &Env) -> Result<Value, Trouble> {
        match self.eval(code, env) {
            Err(Trouble::Unset(_)) if self.question => {
                self.unreached = true;
                Ok(Value::Truth(false))
            }
            other => other,
        }
    }

    /// The value of a condition that steers: it must not depend on parameters.
    pub(crate) fn decided(&mut self, code: &Code, env: &Env, span: Span) -> Result<bool, Trouble> {
        match self.eval(code, env)? {
            Value::Truth(truth) => Ok(truth),
            Value::Swept(id) if self.dag.is_fixed(id) => {
                if let Some(&known) = self.settled.get(&id) {
                    return Ok(known);
                }
                let value = Program::new(&self.dag, &[id]).evaluate(&[]).first().copied().unwrap_or(f64::NAN);
                if value.is_nan() {
                    let fault = crate::undefined::fault(&self.dag, id, &[]);
                    let fault = fault.unwrap_or_else(|| "it divides by zero or the like".to_owned());
                    let rounds: Vec<String> = self
                        .rounds_in(code)
                        .into_iter()
                        .filter_map(|round| {
                            let number = env.rounds.get(round as usize)?;
                            Some(format!("{} is {number}", crate::names::repeat(self.model, round)?))
                        })
                        .collect();
                    let rounds = if rounds.is_empty() {
                        rounds.concat()
                    } else {
                        format!(" where {}", rounds.join(" and "))
                    };
                    let message = format!("this condition has no value{rounds}: {fault}");
                    return Err(Trouble::Text(Box::new(Diagnostic::error("SD606", span, message))));
                }
                self.settled.insert(id, value != 0.0);
                Ok(value != 0.0)
            }
            _ => Err(Trouble::Text(Box::new(
                Diagnostic::error(
                    "SD323",
                    span,
                    "this condition depends on a parameter, so it cannot steer the story",
                )
                .hint("use an option for what shapes the game; parameters say how much and how likely"),
            ))),
        }
    }

    /// A truth value as a number in the DAG.
    pub(crate) fn truth_id(&self, value: Value) -> ExprId {
        match value {
            Value::Truth(true) => self.dag.one(),
            Value::Swept(id) => id,
            _ => self.dag.zero(),
        }
    }

    /// A comparison's result, known at once if no parameter matters.
    pub(crate) fn truth_of(&mut self, id: ExprId, negate: bool) -> Value {
        if id == self.dag.zero() {
            Value::Truth(negate)
        } else if id == self.dag.one() {
            Value::Truth(!negate)
        } else if negate {
            Value::Swept(self.dag.not(id))
        } else {
            Value::Swept(id)
        }
    }

    #[inline(never)]
    fn definition(&mut self, id: LetId, args: &[Code], env: &Env) -> Result<Value, Trouble> {
        let slot = id.0 as usize;
        let Some(definition) = self.lets.get(slot) else { return Err(Trouble::Unset(None)) };
        let (dynamic, span) = (definition.dynamic, definition.span);
        if args.is_empty() {
            if let Some((stamp, value, unreached)) = self.memo[slot]
                && (stamp == ALWAYS || stamp == self.stamp)
            {
                self.unreached |= unreached;
                return Ok(value);
            }
            let (value, unreached) = self.body(slot, span, &Env { args: &[], package: &[], ..*env })?;
            self.memo[slot] = Some((if dynamic { self.stamp } else { ALWAYS }, value, unreached));
            return Ok(value);
        }
        if self.calls_stamp != self.stamp {
            self.calls.clear();
            self.calls_stamp = self.stamp;
        }
        let args: Box<[Value]> = args.iter().map(|arg| self.eval(arg, env)).collect::<Result<_, _>>()?;
        let key = (id, args);
        if let Some(&(value, unreached)) = self.calls.get(&key) {
            self.unreached |= unreached;
            return Ok(value);
        }
        let (value, unreached) = self.body(slot, span, &Env { args: &key.1, package: &[], ..*env })?;
        self.calls.insert(key, (value, unreached));
        Ok(value)
    }

    /// Evaluates a definition, and says whether it mentions something unreached.
    fn body(&mut self, slot: usize, span: Span, env: &Env) -> Result<(Value, bool), Trouble> {
        self.outermost = span;
        let before = std::mem::replace(&mut self.unreached, false);
        // Taken out for the time being, so that it can be read while the rest of the evaluator changes.
        let code = std::mem::replace(&mut self.lets[slot].code, Code::Argument(u32::MAX));
        let value = self.eval(&code, env);
        self.lets[slot].code = code;
        let unreached = std::mem::replace(&mut self.unreached, before);
        self.unreached |= unreached;
        Ok((value?, unreached))
    }

    #[inline(never)]
    fn choose(&mut self, parts: &(Code, Code, Code), span: Span, env: &Env) -> Result<Value, Trouble> {
        let condition = match self.truth(&parts.0, env)? {
            Value::Truth(true) => return self.eval(&parts.1, env),
            Value::Truth(false) => return self.eval(&parts.2, env),
            other => self.truth_id(other),
        };
        let (a, b) = (self.eval(&parts.1, env)?, self.eval(&parts.2, env)?);
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => Ok(Value::Number(self.dag.select(condition, a, b))),
            (Value::Truth(_) | Value::Swept(_), Value::Truth(_) | Value::Swept(_)) => {
                let (a, b) = (self.truth_id(a), self.truth_id(b));
                let id = self.dag.select(condition, a, b);
                Ok(self.truth_of(id, false))
            }
            (a, b) if a == b => Ok(a),
            _ => Err(Trouble::Text(Box::new(Diagnostic::error(
                "SD323",
                span,
                "a condition that depends on a parameter can choose between numbers, but not between labels",
            )))),
        }
    }
}
