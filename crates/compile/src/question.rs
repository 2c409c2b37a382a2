//! Questions about finished stories: how likely is an event at each end, what is a number worth there.
//!
//! In: a compiled game and typed expressions. Out: for each end what it contributes to P(e | c) or E(x | c), as expressions
//! of the parameters ([`Prepared`]) and as numbers at a point ([`Moments`]); the solver's reach of the ends does the rest.
//! Folded lotteries are unfolded here, so folding never changes an answer.

use num_rational::BigRational;
use num_traits::FromPrimitive;
use standoff_game::dag::eval::{LANES, Program, Scratch};
use standoff_game::dag::fold::Folded;
use standoff_game::dag::{Dag, ExprId, exact};
use standoff_game::structure::{Kind, Node};
use standoff_model::ir::{Expr, Model, OptionValue};
use standoff_syntax::diagnostic::Diagnostic;

use crate::code::Code;
use crate::compiled::Compiled;
use crate::evaluate::{Env, Evaluator, Trouble};
use crate::stories::{Event, Story};
use crate::undefined;
use crate::value::Value;

/// What one end contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct End<T> {
    /// The node.
    pub node: u32,
    /// Over the end's lottery: expected value of the event (or number) where the condition holds.
    pub part: T,
    /// Over the end's lottery: probability that the condition holds (and the number has a value).
    pub whole: T,
}

/// What the ends contribute: the answer is Σ reach·part / Σ reach·whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<T> {
    /// Ends at which the condition can hold, ascending by node.
    pub ends: Vec<End<T>>,
    /// In some story that fits the condition the number has no value, because what it mentions is not reached; such
    /// stories count neither in `part` nor in `whole`.
    pub partial: bool,
}

/// A question ready for any point of parameter space.
#[derive(Clone, Debug)]
pub struct Prepared {
    dag: Dag,
    nodes: Vec<u32>,
    /// `part` and `whole` of each node in turn.
    roots: Vec<ExprId>,
    program: Program,
    partial: bool,
    /// Why an end contributes what is no number, where the text is to blame; ascending by node.
    faults: Vec<(u32, String)>,
    refused: Option<String>,
}

impl Prepared {
    /// Why the question as it is written has no answer, whatever happens; none if it may have one.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// The numbers of the parameters that it depends on, besides those of the game, ascending.
    #[must_use]
    pub fn parameters(&self) -> Vec<u32> {
        self.dag.parameters_of_all(&self.roots)
    }

    /// Why the contribution of an end is no finite number at a point, as a clause; none if it is one.
    #[must_use]
    pub fn fault(&self, node: u32, point: &[f64]) -> Option<String> {
        if let Ok(at) = self.faults.binary_search_by_key(&node, |&(node, _)| node) {
            return Some(self.faults[at].1.clone());
        }
        let at = self.nodes.iter().position(|&known| known == node)?;
        let roots = self.roots.get(2 * at..2 * at + 2)?;
        roots.iter().find_map(|&root| undefined::fault(&self.dag, root, point))
    }

    /// The contributions at a point (by parameter number).
    #[must_use]
    pub fn at(&self, point: &[f64]) -> Moments<f64> {
        let values = self.program.evaluate(point);
        let ends = self.nodes.iter().zip(values.chunks_exact(2));
        let ends = ends.map(|(&node, pair)| End { node, part: pair[0], whole: pair[1] }).collect();
        Moments { ends, partial: self.partial }
    }

    /// Working space for a block of points, for [`Self::load`] and [`Self::each_in_block`].
    #[must_use]
    pub fn block(&self) -> Scratch<LANES> {
        self.program.scratch()
    }

    /// Writes a point into a lane of a block.
    pub fn load(&self, block: &mut Scratch<LANES>, lane: usize, point: &[f64]) {
        self.program.load(block, lane, point);
    }

    /// Calls `visit(node, part, whole)` for each end, with its contributions at all points of a block.
    pub fn each_in_block(
        &self,
        block: &mut Scratch<LANES>,
        mut visit: impl FnMut(u32, &[f64; LANES], &[f64; LANES]),
    ) {
        self.program.run(block);
        for (k, &node) in self.nodes.iter().enumerate() {
            visit(node, self.program.output(block, 2 * k), self.program.output(block, 2 * k + 1));
        }
    }

    /// The same in exact numbers; none if an irrational operation is in the way, or a number is undefined.
    #[must_use]
    pub fn at_exact(&self, point: &[BigRational]) -> Option<Moments<BigRational>> {
        let mut values = exact::evaluate(&self.dag, &self.roots, point).into_iter();
        let mut next = || match values.next() {
            Some(Folded::Value(value)) => Some(value),
            _ => None,
        };
        let mut ends = Vec::with_capacity(self.nodes.len());
        for &node in &self.nodes {
            ends.push(End { node, part: next()?, whole: next()? });
        }
        Some(Moments { ends, partial: self.partial })
    }
}

/// Asks about the stories of one compiled game.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    model: &'a Model,
    compiled: &'a Compiled,
}

/// What is asked of each story.
enum Wanted {
    Event(Code),
    Number(Code),
}

impl<'a> Asker<'a> {
    /// Asks about `compiled`, which was made from `model`.
    #[must_use]
    pub fn new(model: &'a Model, compiled: &'a Compiled) -> Self {
        Self { model, compiled }
    }

    /// Prepares P(event | given) for many points.
    #[must_use]
    pub fn prepare_probability(&self, event: &Expr, given: Option<&Expr>) -> Prepared {
        self.prepare(event, given, Wanted::Event)
    }

    /// Prepares E(value | given) for many points.
    #[must_use]
    pub fn prepare_expectation(&self, value: &Expr, given: Option<&Expr>) -> Prepared {
        self.prepare(value, given, Wanted::Number)
    }

    /// P(event | given) at a point.
    #[must_use]
    pub fn probability(&self, event: &Expr, given: Option<&Expr>, point: &[f64]) -> Moments<f64> {
        self.prepare_probability(event, given).at(point)
    }

    /// P(event | given) at a rational point; see [`Prepared::at_exact`].
    #[must_use]
    pub fn probability_exact(
        &self,
        event: &Expr,
        given: Option<&Expr>,
        point: &[BigRational],
    ) -> Option<Moments<BigRational>> {
        self.prepare_probability(event, given).at_exact(point)
    }

    /// E(value | given) at a point.
    #[must_use]
    pub fn expectation(&self, value: &Expr, given: Option<&Expr>, point: &[f64]) -> Moments<f64> {
        self.prepare_expectation(value, given).at(point)
    }

    /// E(value | given) at a rational point; see [`Prepared::at_exact`].
    #[must_use]
    pub fn expectation_exact(
        &self,
        value: &Expr,
        given: Option<&Expr>,
        point: &[BigRational],
    ) -> Option<Moments<BigRational>> {
        self.prepare_expectation(value, given).at_exact(point)
    }

    /// For every node the probability over its folded lottery that `event` holds there; 0 at nodes that are no ends.
    #[must_use]
    pub fn indicator(&self, event: &Expr, point: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.compiled.structure.node_count()];
        for end in self.probability(event, None, point).ends {
            all[end.node as usize] = end.part;
        }
        all
    }

    fn prepare(&self, asked: &Expr, given: Option<&Expr>, wrap: fn(Code) -> Wanted) -> Prepared {
        match self.try_prepare(asked, given, wrap) {
            Ok(prepared) => prepared,
            Err(diagnostic) => Prepared {
                dag: Dag::new(),
                nodes: Vec::new(),
                roots: Vec::new(),
                program: Program::new(&Dag::new(), &[]),
                partial: true,
                faults: Vec::new(),
                refused: Some(diagnostic.message),
            },
        }
    }

    fn try_prepare(
        &self,
        asked: &Expr,
        given: Option<&Expr>,
        wrap: fn(Code) -> Wanted,
    ) -> Result<Prepared, Box<Diagnostic>> {
        let dag = self.compiled.dag.clone();
        let mut eval = Evaluator::new(self.model, &self.compiled.setting.options, dag, true)?;
        eval.domains = self.compiled.domains.clone();
        let wanted = wrap(eval.code(asked)?);
        let given = match given {
            Some(given) => Some(eval.code(given)?),
            None => None,
        };
        let mut tally = Tally {
            eval,
            wanted,
            given,
            nodes: Vec::new(),
            roots: Vec::new(),
            partial: false,
            branches: Vec::new(),
            fault: None,
            faults: Vec::new(),
        };
        self.walk(&mut tally);
        let program = Program::new(&tally.eval.dag, &tally.roots);
        Ok(Prepared {
            dag: tally.eval.dag,
            nodes: tally.nodes,
            roots: tally.roots,
            program,
            partial: tally.partial,
            faults: tally.faults,
            refused: None,
        })
    }

    /// Visits all complete stories, depth first.
    fn walk(&self, tally: &mut Tally) {
        let compiled = self.compiled;
        self.compiled.for_each_end(self.model, &mut |story, node| {
            tally.branches.clear();
            match compiled.stories.lottery(node) {
                None => {
                    story.gains.clear();
                    if let Node::Terminal(row) = compiled.structure.node(node) {
                        let players = usize::from(compiled.structure.players);
                        let start = row as usize * players;
                        story.gains.extend(&compiled.structure.payoff[start..start + players]);
                    }
                    let one = tally.eval.dag.one();
                    tally.branch(story, one);
                }
                Some(lottery) => {
                    for branch in lottery.branches() {
                        let mark = story.mark();
                        story.play(lottery.events(branch));
                        story.gains.clear();
                        for (&before, &tail) in lottery.before().iter().zip(lottery.gains(branch)) {
                            story.gains.push(tally.eval.dag.add(before, tail));
                        }
                        tally.branch(story, branch.probability);
                        story.back(mark);
                    }
                }
            }
            tally.end(node as u32);
        });
    }
}

/// Collects what each end contributes.
struct Tally<'m> {
    eval: Evaluator<'m>,
    wanted: Wanted,
    given: Option<Code>,
    nodes: Vec<u32>,
    roots: Vec<ExprId>,
    partial: bool,
    /// Probability, part and whole of each branch of the end at hand.
    branches: Vec<(ExprId, ExprId, ExprId)>,
    /// What the text does that has no value, at the end at hand and at those before.
    fault: Option<String>,
    faults: Vec<(u32, String)>,
}

impl Tally<'_> {
    /// A branch in which the text does what has no value: undefined, and so is the answer if play leads there.
    fn no_value(&mut self, probability: ExprId, diagnostic: &Diagnostic) {
        let (one, zero) = (self.eval.dag.one(), self.eval.dag.zero());
        let undefined = self.eval.dag.div(one, zero);
        self.branches.push((probability, undefined, undefined));
        self.fault.get_or_insert_with(|| diagnostic.message.clone());
    }

    fn branch(&mut self, story: &Story, probability: ExprId) {
        self.eval.touch();
        let env = Env { things: story.things(), rounds: &[], args: &[], package: &[], story: Some(story) };
        let zero = self.eval.dag.zero();
        let whole = match &self.given {
            None => self.eval.dag.one(),
            Some(given) => match self.eval.truth(given, &env) {
                Ok(truth) => self.eval.truth_id(truth),
                Err(Trouble::Text(diagnostic)) => return self.no_value(probability, &diagnostic),
                Err(Trouble::Unset(_)) => zero,
            },
        };
        if whole == zero {
            self.branches.push((probability, zero, zero));
            return;
        }
        let value = match &self.wanted {
            Wanted::Event(code) => self.eval.truth(code, &env).map(|truth| self.eval.truth_id(truth)),
            Wanted::Number(code) => match self.eval.eval(code, &env) {
                Ok(Value::Number(id)) => Ok(id),
                Ok(truth @ (Value::Truth(_) | Value::Swept(_))) => Ok(self.eval.truth_id(truth)),
                Ok(_) => Err(Trouble::Unset(None)),
                Err(trouble) => Err(trouble),
            },
        };
        match value {
            Ok(value) => {
                let part = self.eval.dag.mul(whole, value);
                self.branches.push((probability, part, whole));
            }
            Err(Trouble::Text(diagnostic)) => self.no_value(probability, &diagnostic),
            Err(Trouble::Unset(_)) => {
                self.partial = true;
                self.branches.push((probability, zero, zero));
            }
        }
    }

    fn end(&mut self, node: u32) {
        let whole = self.mean(|branch| branch.2);
        if whole == self.eval.dag.zero() {
            return;
        }
        let part = self.mean(|branch| branch.1);
        self.faults.extend(self.fault.take().map(|fault| (node, fault)));
        self.nodes.push(node);
        self.roots.extend([part, whole]);
    }

    /// Σ p · v; where all branches agree, their common value, since probabilities sum to 1.
    fn mean(&mut self, value: impl Fn(&(ExprId, ExprId, ExprId)) -> ExprId) -> ExprId {
        let dag = &mut self.eval.dag;
        let Some(first) = self.branches.first().map(&value) else { return dag.zero() };
        if self.branches.iter().all(|branch| value(branch) == first) {
            return first;
        }
        let mut sum = dag.zero();
        for branch in &self.branches {
            let part = dag.mul(branch.0, value(branch));
            sum = dag.add(sum, part);
        }
        sum
    }
}

impl Compiled {
    /// Visits every end, depth first, with the state of its story (before a folded lottery, if it holds one).
    pub fn for_each_end(&self, model: &Model, visit: &mut dyn FnMut(&mut Story, usize)) {
        let mut story = Story::new(model.things.len(), model.scenes.len(), model.outcomes.len());
        // Nodes still to visit, each with the state to go back to first.
        let mut open: Vec<(usize, usize)> = vec![(0, 0)];
        while let Some((node, mark)) = open.pop() {
            story.back(mark);
            let events: &[Event] = self.stories.events(node);
            story.play(events);
            if self.structure.kind[node] == Kind::Terminal as u8 {
                visit(&mut story, node);
                continue;
            }
            let mark = story.mark();
            open.extend(self.structure.children(node).rev().map(|child| (child, mark)));
        }
    }
}

/// A number made of literals, parameters and options, such as the right side of a check. A value that is not rational is
/// given as the double nearest to it. None if it is undefined or mentions the story.
#[must_use]
pub fn constant(
    model: &Model,
    expr: &Expr,
    parameters: &[BigRational],
    options: &[OptionValue],
) -> Option<BigRational> {
    let mut eval = Evaluator::new(model, options, Dag::new(), true).ok()?;
    let code = eval.code(expr).ok()?;
    let id = eval.number(&code, &Env::EMPTY).ok()?;
    match exact::evaluate(&eval.dag, &[id], parameters).into_iter().next()? {
        Folded::Value(value) => Some(value),
        Folded::Undefined => None,
        Folded::NotExact => {
            let point: Vec<f64> = parameters.iter().map(standoff_game::dag::eval::to_double).collect();
            BigRational::from_f64(Program::new(&eval.dag, &[id]).evaluate(&point).first().copied()?)
        }
    }
}
