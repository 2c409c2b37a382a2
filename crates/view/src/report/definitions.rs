//! What the words and figures of a report mean: one definition a term, linked from where it is used.
//!
//! In: a section's topic and the questions behind it. Out: [`Term`]s with their text.

use standoff_ask::findings::Findings;
use standoff_model::ir::Query;

use super::{Part, Report, figure};
use crate::brief::Topic;

/// A term that is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// `P(e)`.
    Probability,
    /// `P(e | c)`.
    Conditional,
    /// The words beside percentages.
    Words,
    /// `E(x)`.
    Expectation,
    /// Beliefs on the way.
    Belief,
    /// Beliefs where play never leads.
    LimitBelief,
    /// What another move would cost.
    Cost,
    /// What the steps follow.
    MainLine,
    /// Value of play.
    ValueOfPlay,
    /// One label over another.
    ValueOver,
    /// Having a label at all.
    ValueOfLabel,
    /// An option or a variant.
    ValueOfOption,
    /// Knowing a secret.
    Knowing,
    /// Each number alone, from end to end.
    Driver,
    /// Share of what is plausible.
    Share,
    /// Where an answer changes.
    TippingPoint,
    /// What is played, on a map.
    Regime,
    /// Nobody gains by another plan.
    Regret,
    /// Checked, not believed.
    Certificate,
    /// Which of several.
    Selection,
}

const ALL: [Term; 20] = [
    Term::Probability,
    Term::Conditional,
    Term::Words,
    Term::Expectation,
    Term::Belief,
    Term::LimitBelief,
    Term::Cost,
    Term::MainLine,
    Term::ValueOfPlay,
    Term::ValueOver,
    Term::ValueOfLabel,
    Term::ValueOfOption,
    Term::Knowing,
    Term::Driver,
    Term::Share,
    Term::TippingPoint,
    Term::Regime,
    Term::Regret,
    Term::Certificate,
    Term::Selection,
];

impl Term {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// What it means.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.entry().2
    }

    /// Its place on the page.
    #[must_use]
    pub fn id(self) -> String {
        format!("def-{}", self.entry().0)
    }

    /// The term of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|term| term.name() == name)
    }

    fn entry(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Term::Probability => (
                "probability",
                "P(e), probability",
                "How often e comes about if everybody acts as found here, over all that may be hidden and all chance events, from the start \
                 of play.",
            ),
            Term::Conditional => (
                "conditional",
                "P(e | c), probability given something",
                "How often e comes about among those plays in which c does, by Bayes' rule. Where c never happens, the figure is the limit \
                 belief, and the text says that c never happens at this solution.",
            ),
            Term::Words => (
                "words",
                "Words for probabilities",
                "0%: never at this solution; below 5%: almost no chance; 5 to 20%: very unlikely; 20 to 45%: unlikely; 45 to 55%: roughly \
                 even; 55 to 80%: likely; 80 to 95%: very likely; from 95%: almost certain; 100%: always. At an edge the upper word holds. \
                 The bands are those of the US intelligence community's directive ICD 203. The word says how likely something is, not how \
                 sure one may be of the model.",
            ),
            Term::Expectation => (
                "expectation",
                "E(x), expected value",
                "The average of x over all plays, weighted by how often each comes about; with a condition, over the plays in which it holds.",
            ),
            Term::Belief => (
                "belief",
                "Belief",
                "What a side holds likely about what it cannot see, after all that it has seen: the shares in which the hidden things stand \
                 among the plays that look so to it, by Bayes' rule, given what everybody does.",
            ),
            Term::LimitBelief => (
                "limit-belief",
                "Limit belief",
                "A belief at a point that play never reaches. If everybody erred now and then, every point would be reached; the limit \
                 belief is what the beliefs there come to as such errors become ever rarer.",
            ),
            Term::Cost => (
                "cost",
                "Would cost",
                "How much less the mover would gain on average by that move than by the one it chooses, if everything after goes as found \
                 here. In units of the model's gains.",
            ),
            Term::MainLine => (
                "main-line",
                "Main line",
                "The likeliest move at each decision, one after the other, with everything hidden left open. Where what a mover knows \
                 makes it act differently, each case is told. Chances on the way say how often play comes this far.",
            ),
            Term::ValueOfPlay => (
                "value-of-play",
                "Value of play to X",
                "What X gains on average over all plays, if everybody acts as found here. In units of the model's gains.",
            ),
            Term::ValueOver => (
                "value-over",
                "Value of a over b to X",
                "At the decision where X chooses a or b: X's average gain from a minus that from b, everything after as found here, averaged \
                 over the situations that play reaches, by how often it does; if it reaches none, by limit beliefs. For a decision of \
                 somebody else it is what that choice is worth to X.",
            ),
            Term::ValueOfLabel => (
                "value-of-label",
                "Value of a to X",
                "What X gains in the game, minus what X gains in the game in which nobody can choose a at that decision. Both games are \
                 solved by the same rule. It may be negative: being able to do something can hurt if others know of it.",
            ),
            Term::ValueOfOption => (
                "value-of-option",
                "Value of an option or a variant to X",
                "What X gains in the game with it, minus what X gains in the game without it. Both games are solved by the same rule. It may \
                 be negative.",
            ),
            Term::Knowing => (
                "knowing",
                "Value of knowing, openly",
                "What X gains in the game in which X is shown the hidden thing at the start, and the others know that X knows, minus what \
                 X gains in the game as it is. It may be negative, since others act otherwise towards somebody who knows.",
            ),
            Term::Driver => (
                "driver",
                "Moved alone",
                "One number goes from the lowest to the highest end of its range while all others stay as they are, and the game is solved \
                 anew at each value. What two numbers do together does not show in it.",
            ),
            Term::Share => (
                "share",
                "Share of what is plausible",
                "How much of the number's declared distribution lies there; where the file declares none, how much of its range.",
            ),
            Term::TippingPoint => (
                "tipping-point",
                "Tipping point",
                "A value of a number at which the answer changes its kind: a probability crosses one half, a value changes its sign, or \
                 somebody begins to act otherwise and the answer jumps. Found between points that were solved, and narrowed down to a \
                 millionth of the range.",
            ),
            Term::Regime => (
                "regime",
                "Regime",
                "Which moves are made at all, on the way that play takes. On a map, a border is where one set of moves gives way to another.",
            ),
            Term::Regret => (
                "regret",
                "Gain by acting otherwise (regret)",
                "How much more a side could gain on average by another plan, the others doing as found here; and, at any single point, how \
                 much more by another move, given what the side believes there. At an exact solution both are zero.",
            ),
            Term::Certificate => (
                "certificate",
                "Certified",
                "After solving, a separate calculation looks for the best that each side could do instead, in the whole game and at every \
                 point of it, and compares. “Exactly” means in fractions, without rounding. A certificate is about the game in \
                 the file; it says nothing about how well the file describes the world.",
            ),
            Term::Selection => (
                "selection",
                "Which solution, if there are several",
                "A game may have several solutions in which nobody gains by acting otherwise. The one told here is found by letting all sides \
                 choose almost at random at first and then ever more sharply, and following what they do to the end (the path of quantal \
                 responses). In games in which chance alone decides what anybody believes, it is found by reasoning backward.",
            ),
        }
    }
}

/// The terms that a section uses.
#[must_use]
pub fn of(topic: Topic, findings: &Findings) -> Vec<Term> {
    let asks =
        |wanted: fn(&Query) -> bool| findings.answers.iter().any(|(question, _)| wanted(&question.query));
    let only =
        |terms: &[(Term, bool)]| terms.iter().filter(|(_, used)| *used).map(|(term, _)| *term).collect();
    match topic {
        Topic::BottomLine => vec![Term::MainLine, Term::Belief, Term::Words],
        Topic::Outcomes => vec![Term::Probability, Term::Words],
        Topic::Steps => vec![Term::MainLine, Term::Cost, Term::Words],
        Topic::Beliefs => vec![Term::Belief, Term::LimitBelief],
        Topic::Worth => only(&[
            (Term::ValueOfPlay, true),
            (Term::ValueOver, asks(|query| matches!(query, Query::ValueOver { .. }))),
            (Term::ValueOfLabel, asks(|query| matches!(query, Query::ValueOfLabel { .. }))),
            (
                Term::ValueOfOption,
                asks(|query| matches!(query, Query::ValueOfOption(..) | Query::ValueOfVariant(..))),
            ),
            (Term::Knowing, asks(|query| matches!(query, Query::Knowing { .. }))),
        ]),
        Topic::Asked => only(&[
            (Term::Probability, asks(|query| matches!(query, Query::Probability { given: None, .. }))),
            (Term::Conditional, asks(|query| matches!(query, Query::Probability { given: Some(_), .. }))),
            (Term::Expectation, asks(|query| matches!(query, Query::Expectation { .. }))),
        ]),
        Topic::Drivers => vec![Term::Driver, Term::TippingPoint],
        Topic::Changes => vec![Term::Driver, Term::Share, Term::TippingPoint, Term::Regime],
        Topic::Experts | Topic::Evidence => Vec::new(),
        Topic::Trust => vec![Term::Certificate, Term::Regret, Term::LimitBelief, Term::Selection],
    }
}

/// The terms that a report uses anywhere, in a fixed order.
pub(super) fn used(report: &Report) -> Vec<Term> {
    let in_part = |part: &Part, term: &Term| {
        part.terms.contains(term)
            || part.behind.iter().any(|behind| behind.terms().contains(term))
            || part.pictures.iter().any(|picture| figure::terms(picture).contains(term))
    };
    let moved = |term: &Term| report.what_if.as_ref().is_some_and(|what_if| what_if.term == *term);
    let uses = |term: &Term| moved(term) || report.parts.iter().any(|part| in_part(part, term));
    ALL.into_iter().filter(uses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_places_and_names_of_their_own() {
        for (at, term) in ALL.iter().enumerate() {
            assert!(ALL[..at].iter().all(|other| other.id() != term.id() && other.name() != term.name()));
            assert!(term.text().ends_with('.'));
        }
    }
}
