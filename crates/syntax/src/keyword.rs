//! The keyword table: every word that means something by itself, where it may stand, and what it does.
//!
//! In: nothing. Out: [`KEYWORDS`] and questions about it, for the parser, highlighting, completion, and the rule that
//! no actor bears a statement keyword's name. All keywords but the reserved ones are contextual: elsewhere they are
//! ordinary names.

/// Where a keyword may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Starts a declaration at the left margin.
    Declaration,
    /// Starts a line of play.
    Statement,
    /// Stands after an actor and says what it does.
    Verb,
    /// Starts a line below a parameter.
    Evidence,
    /// Starts a line of a variant.
    Edit,
    /// Stands inside a line.
    Phrase,
    /// Starts a question, or stands inside one.
    Question,
    /// Starts a setting of a question.
    Setting,
    /// Names a distribution.
    Distribution,
    /// Means the same everywhere and is never a name.
    Reserved,
}

/// A keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The word.
    pub text: &'static str,
    /// Where it may stand.
    pub places: &'static [Place],
    /// What it does, in a few words.
    pub about: &'static str,
}

const fn word(text: &'static str, places: &'static [Place], about: &'static str) -> Keyword {
    Keyword { text, places, about }
}

use Place::{
    Declaration, Distribution, Edit, Evidence, Phrase, Question, Reserved, Setting, Statement, Verb,
};

/// Every keyword, by where it stands first.
pub const KEYWORDS: &[Keyword] = &[
    word("standoff", &[Declaration], "names the model; the first line of a file"),
    word("use", &[Declaration], "brings the declarations of another file"),
    word("source", &[Declaration], "names a text that evidence cites"),
    word("actors", &[Declaration], "lists who acts"),
    word("experts", &[Declaration], "lists whose opinions the parameters carry"),
    word("parameters", &[Declaration, Question], "lists numbers that may be varied"),
    word("parameter", &[Declaration], "one number that may be varied"),
    word("option", &[Declaration, Edit, Question, Setting], "a switch or number that shapes the game"),
    word("issue", &[Declaration], "something that is agreed on"),
    word("secret", &[Declaration], "something that one actor alone knows from the start"),
    word("given", &[Declaration], "what is known to hold of all secrets together"),
    word("let", &[Declaration], "a name for an expression"),
    word("discount", &[Declaration], "what a later gain is worth to an actor"),
    word("play", &[Declaration, Question], "what happens, in order"),
    word("scene", &[Declaration], "a part of the play that several branches may go to"),
    word("outcome", &[Declaration], "an end of the story and what it is worth"),
    word("variant", &[Declaration, Question, Setting], "a named change of the model"),
    word("ask", &[Declaration], "a question"),
    word("check", &[Declaration], "a question and the answer it must have"),
    word("at", &[Statement, Phrase, Question], "starts moves made at once; names a decision"),
    word("chance", &[Statement], "something nobody decides"),
    word("reveal", &[Statement, Edit], "lets actors see a value"),
    word("now", &[Statement], "sets a value that changes along the story"),
    word("if", &[Statement, Reserved], "what happens only if something holds"),
    word("else", &[Statement, Reserved], "what happens otherwise"),
    word("repeat", &[Statement], "rounds"),
    word("chooses", &[Verb], "a choice among labels"),
    word("offers", &[Verb], "a choice of a number or of a package"),
    word("may", &[Verb], "a choice between yes and no"),
    word("gains", &[Verb], "what an actor gains here"),
    word("fact", &[Evidence], "a source states it"),
    word("judgement", &[Evidence], "a source judges so"),
    word("assumption", &[Evidence], "assumed, prompted by a source"),
    word("opinion", &[Evidence], "an expert's value for the parameter above"),
    word("without", &[Edit], "takes a choice away"),
    word("once", &[Phrase], "moves made at once"),
    word("as", &[Phrase], "the prefix of what a file brings"),
    word("rated", &[Phrase], "a source's reliability and credibility, A1 to F6"),
    word("in", &[Phrase, Question], "a range, or the number of steps"),
    word("to", &[Phrase, Question], "the end of a range, or who sees"),
    word("from", &[Phrase, Question], "the start of a range"),
    word("unit", &[Phrase], "the unit of a number"),
    word("by", &[Phrase, Question], "whose view it is; the secret of a table; the second sweep"),
    word("par", &[Phrase], "the paragraph of a source"),
    word("among", &[Phrase], "the values an option may have"),
    word("steps", &[Phrase, Question], "how many steps a grid has"),
    word("cells", &[Phrase], "how many equally likely cells a grid has"),
    word("privately", &[Phrase], "seen by the mover and those named"),
    word("hidden", &[Phrase], "seen by all but those named"),
    word("secretly", &[Phrase], "seen by the mover only"),
    word("on", &[Phrase], "the date of a step"),
    word("after", &[Phrase], "the time that passes before a step"),
    word("days", &[Phrase], "a span of time"),
    word("months", &[Phrase], "a span of time in calendar months"),
    word("years", &[Phrase], "a span of time in calendar years"),
    word("probability", &[Phrase], "how likely an alternative is"),
    word("weight", &[Phrase], "how likely an alternative is, relative to the others"),
    word("indifferent", &[Phrase], "which label is taken at a tie"),
    word("of", &[Phrase, Question], "the issues of a package; what a question is about"),
    word("where", &[Phrase], "which packages may be offered"),
    word("everyone", &[Phrase], "all actors"),
    word("per", &[Phrase], "the period of a discount"),
    word("year", &[Phrase], "365.25 days"),
    word("month", &[Phrase], "30.4375 days"),
    word("round", &[Phrase], "a round of the outermost repeat"),
    word("P", &[Question], "the probability of something"),
    word("E", &[Question], "the expected value of something"),
    word("value", &[Question], "what something is worth to an actor"),
    word("strategy", &[Question], "what an actor does, and why"),
    word("equilibria", &[Question], "all equilibria"),
    word("tipping", &[Question], "where an answer changes"),
    word("importance", &[Question], "which parameters matter"),
    word("distribution", &[Question], "how an answer spreads over the parameters' ranges"),
    word("what", &[Question], "what would change an answer"),
    word("would", &[Question], "what would change an answer"),
    word("change", &[Question], "what would change an answer"),
    word("sweep", &[Question], "answers over a range of a parameter"),
    word("over", &[Question], "compared with; the parameter of a tipping point"),
    word("knowing", &[Question], "what knowing a secret is worth"),
    word("point", &[Question], "a tipping point"),
    word("for", &[Question], "the question whose levers are ranked"),
    word("within", &[Question], "how far a check may be off"),
    word("opinions", &[Setting], "takes experts' values"),
    word("branch", &[Setting], "the rule that selects among equilibria"),
    word("uniform", &[Distribution], "uniform(low, high)"),
    word("normal", &[Distribution], "normal(mean, standard deviation)"),
    word("beta", &[Distribution], "beta(a, b)"),
    word("triangular", &[Distribution], "triangular(low, mode, high)"),
    word("lognormal", &[Distribution], "lognormal(mu, sigma)"),
    word("quantile", &[Distribution], "quantile(distribution, probability)"),
    word("then", &[Reserved], "the value if the condition holds"),
    word("is", &[Reserved], "compares"),
    word("not", &[Reserved], "negates"),
    word("and", &[Reserved], "both hold"),
    word("or", &[Reserved], "at least one holds"),
    word("otherwise", &[Reserved], "takes the rest of the probability"),
    word("when", &[Reserved], "on offer only if"),
    word("with", &[Reserved], "probabilities, weights, settings"),
];

/// The entry of a word, if it is a keyword.
#[must_use]
pub fn find(text: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.text == text)
}

/// The keywords that may stand at a place, in the table's order.
pub fn at(place: Place) -> impl Iterator<Item = &'static str> + Clone {
    KEYWORDS.iter().filter(move |keyword| keyword.places.contains(&place)).map(|keyword| keyword.text)
}

/// Whether a word may stand at a place as a keyword.
#[must_use]
pub fn is_at(text: &str, place: Place) -> bool {
    find(text).is_some_and(|keyword| keyword.places.contains(&place))
}

/// Whether a word is reserved everywhere and so is never a name.
#[must_use]
pub fn is_reserved(text: &str) -> bool {
    is_at(text, Place::Reserved)
}

/// Whether a word starts a declaration or a line of play, so that no actor may bear it as its name.
#[must_use]
pub fn is_statement_keyword(text: &str) -> bool {
    is_at(text, Place::Statement) || is_at(text, Place::Declaration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_once() {
        for (index, keyword) in KEYWORDS.iter().enumerate() {
            assert!(KEYWORDS[..index].iter().all(|other| other.text != keyword.text), "{}", keyword.text);
            assert!(!keyword.places.is_empty() && !keyword.about.is_empty());
        }
    }

    #[test]
    fn exactly_the_reserved_words_are_reserved() {
        let mut reserved: Vec<_> = at(Place::Reserved).collect();
        reserved.sort_unstable();
        let mut expected = ["if", "then", "else", "is", "not", "and", "or", "otherwise", "when", "with"];
        expected.sort_unstable();
        assert_eq!(reserved, expected);
        assert!(!is_reserved("ask") && is_statement_keyword("ask") && is_statement_keyword("chance"));
        assert!(!is_statement_keyword("gains") && !is_statement_keyword("US"));
    }
}
