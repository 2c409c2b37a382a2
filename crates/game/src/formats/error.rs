//! Why a text is no game, and where.
//!
//! In: made by the readers. Out: [`FormatError`]: line, column and one sentence.

/// What is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct FormatError {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What.
    pub problem: Box<Problem>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Something else should stand here.
    #[error("here stands {found}, and {wanted} should")]
    Unexpected {
        /// What stands there, cut short.
        found: String,
        /// What should.
        wanted: &'static str,
    },
    /// The text ends too early.
    #[error("the text ends where {0} should stand")]
    End(&'static str),
    /// A text without its closing quotation mark.
    #[error("the text that begins here has no closing quotation mark")]
    OpenText,
    /// A format of another version.
    #[error("this is version {found} of the format; version {known} is read")]
    Version {
        /// Its version.
        found: String,
        /// The version that is read.
        known: u8,
    },
    /// A number that is none.
    #[error("`{0}` is not a number (3, -0.25, 1/3 and 1e-3 are)")]
    NotANumber(String),
    /// A number beyond all use.
    #[error("the number `{0}` has more digits, or a larger exponent, than are read (400 and 308)")]
    NumberTooLong(String),
    /// A fraction over zero.
    #[error("`{0}` divides by zero")]
    DividesByZero(String),
    /// A number of something that must be a whole number.
    #[error("`{found}` is not {wanted}")]
    NotWhole {
        /// What stands there.
        found: String,
        /// What should.
        wanted: &'static str,
    },
    /// Somebody moves who does not exist.
    #[error("player {number} moves, and the file names {players}")]
    NoSuchPlayer {
        /// The number given.
        number: u32,
        /// How many there are.
        players: usize,
    },
    /// A list that must not be empty.
    #[error("{0}")]
    Empty(&'static str),
    /// An information set, event or outcome that is referred to before it is described.
    #[error("{what} {number} is referred to here, and nothing before says what it is")]
    Undeclared {
        /// Kind of thing.
        what: &'static str,
        /// Its number in the file.
        number: u32,
    },
    /// Two descriptions of the same thing that differ.
    #[error("{what} {number} has {here} here and {there} on line {line}")]
    Redeclared {
        /// Kind of thing.
        what: &'static str,
        /// Its number in the file.
        number: u32,
        /// What this description says.
        here: String,
        /// What the first one says.
        there: String,
        /// Where that one stands.
        line: u32,
    },
    /// The wrong number of payoffs.
    #[error("an outcome has one payoff for each of the {wanted} players, and here are {found}")]
    Payoffs {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// Outcome 0 with payoffs.
    #[error("outcome 0 means that nobody gains anything; it can have neither a name nor payoffs")]
    NullOutcome,
    /// A probability below zero.
    #[error("the probability {0} is negative")]
    NegativeProbability(String),
    /// Probabilities that do not sum to 1.
    #[error("the probabilities of this chance move sum to {sum}, not to 1{}", if *.near {
        "; with --snap they are divided by their sum"
    } else {
        ""
    })]
    ChanceSum {
        /// Their sum.
        sum: String,
        /// Whether it is close enough to be repaired.
        near: bool,
    },
    /// Numbers whose exact sum is too long.
    #[error("the exact sum of these numbers has too many digits; write them with smaller denominators")]
    SumTooLong,
    /// The rest of the text cannot hold what the tree promises.
    #[error("the tree is cut short: {missing} or more of its nodes are missing at the end of the text")]
    CutShort {
        /// At least so many.
        missing: u64,
    },
    /// A table with too few or too many entries.
    #[error("the table has {wanted} entries, and the text has {found}")]
    TableSize {
        /// Entries given.
        found: u64,
        /// Entries that the strategies make, as text since it may be beyond all numbers.
        wanted: String,
    },
    /// Strategies for more or fewer players than there are.
    #[error("the file names {players} players and lists the strategies of {found}")]
    StrategyLists {
        /// Lists given.
        found: usize,
        /// Players named.
        players: usize,
    },
    /// An outcome that is not in the list.
    #[error("outcome {number} is not among the {count} that the file lists")]
    NoSuchOutcome {
        /// The number given.
        number: u32,
        /// How many there are.
        count: usize,
    },
    /// More than the formats' numbers can count.
    #[error("the game is too large: {0}")]
    TooLarge(&'static str),
}
