//! Variants, questions, checks and settings.
//!
//! In: made by the resolver. Out: answered by the questions' stage.

use super::{ActorId, ExpertId, Expr, OptionId, OptionValue, ParameterId, ThingId, VariantId};
use num_rational::BigRational;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::span::Span;

/// A named setting of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The caption; equals the name if none was given.
    pub caption: String,
    /// What it changes.
    pub edits: Vec<Edit>,
    /// Where declared.
    pub span: Span,
}

/// One change of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A parameter's value.
    Parameter(ParameterId, BigRational),
    /// An option's value.
    Option(OptionId, OptionValue),
    /// This label is not on offer anywhere at this decision.
    Without(ThingId, u32),
    /// This secret is shown openly to this actor at the start of play.
    Reveal(ThingId, ActorId),
}

/// A question with its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// As written.
    pub text: String,
    /// What is asked.
    pub query: Query,
    /// Under what setting.
    pub settings: Vec<Setting>,
    /// Where it stands (file 0 for questions of the command line too).
    pub span: Span,
}

/// A check: a question, how its answer is compared, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The question; its text is the whole check.
    pub question: Question,
    /// `is`, `<`, `<=`, `>` or `>=`.
    pub op: BinaryOp,
    /// A number made of literals, parameters and options (no things).
    pub value: Expr,
    /// The tolerance; `None` is 1e-9 × max(1, |value|).
    pub within: Option<Expr>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// P(event | given)
    Probability {
        /// The event.
        event: Expr,
        /// The condition.
        given: Option<Expr>,
    },
    /// E(value | given)
    Expectation {
        /// The number.
        value: Expr,
        /// The condition.
        given: Option<Expr>,
    },
    /// Value of play to an actor.
    ValueOfPlay(ActorId),
    /// Value of label `a` over label `b` of one decision, to any actor.
    ValueOver {
        /// The decision.
        decision: ThingId,
        /// Index of a.
        a: u32,
        /// Index of b.
        b: u32,
        /// To whom.
        to: ActorId,
    },
    /// Value of having a label.
    ValueOfLabel {
        /// The decision.
        decision: ThingId,
        /// The label.
        label: u32,
        /// To whom.
        to: ActorId,
    },
    /// Value of an option of two values: last of `among` minus first.
    ValueOfOption(OptionId, ActorId),
    /// Value of a variant over the file's own setting.
    ValueOfVariant(VariantId, ActorId),
    /// Value to an actor of knowing a secret, openly.
    Knowing {
        /// The secret.
        secret: ThingId,
        /// To whom.
        to: ActorId,
    },
    /// The strategy table of an actor, at one decision or all.
    Strategy {
        /// Whose.
        of: ActorId,
        /// Where.
        at: Option<ThingId>,
    },
    /// All equilibria.
    Equilibria,
    /// Tipping points of a query over a parameter.
    Tipping {
        /// The query: `Probability`, `Expectation` or a value.
        query: Box<Query>,
        /// The parameter.
        over: ParameterId,
        /// The range; `None` is the parameter's own.
        range: Option<Range>,
    },
    /// Importance of parameters for a query.
    Importance(Box<Query>),
    /// How the answer to a query spreads while the parameters vary.
    Distribution(Box<Query>),
    /// The smallest changes of parameters that turn the answer to a query.
    Flips(Box<Query>),
    /// A table over one or two parameters.
    Sweep {
        /// The parameters with their ranges.
        axes: Vec<(ParameterId, Range)>,
        /// The query.
        query: Box<Query>,
    },
}

impl Query {
    /// Whether the answer is one number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        !matches!(
            self,
            Query::Strategy { .. }
                | Query::Equilibria
                | Query::Tipping { .. }
                | Query::Importance(_)
                | Query::Distribution(_)
                | Query::Flips(_)
                | Query::Sweep { .. }
        )
    }
}

/// A range of a sweep or a tipping point.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The low end.
    pub from: BigRational,
    /// The high end.
    pub to: BigRational,
    /// Steps (n + 1 points), if said.
    pub steps: Option<u32>,
}

/// A setting of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A change as in a variant.
    Edit(Edit),
    /// These experts, side by side; one is simply that expert's values.
    Opinions(Vec<ExpertId>),
    /// A variant.
    Variant(VariantId),
    /// How to leave a bifurcation.
    Branch(BranchRule),
}

/// How to leave a bifurcation on the logit path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BranchRule {
    /// Onto the branch that keeps the orientation.
    #[default]
    Stable,
    /// Straight through.
    Straight,
}
