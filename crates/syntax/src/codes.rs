//! What each code of this crate means, in plain words.
//!
//! In: nothing. Out: [`CODES`], used by `standoff explain` and the manual. A test holds that each code used here is
//! listed once and each listed code is used.

/// Code and explanation, in order.
pub const CODES: &[(&str, &str)] = &[
    (
        "SD101",
        "A tab stands in the line. How wide a tab is depends on the program that shows it, so Standoff indents with two spaces for each level and separates words with spaces. The fix replaces the tab; most editors can be told to insert spaces.",
    ),
    (
        "SD102",
        "The line is not indented as its place asks. A line that belongs to the one above it is indented by exactly two more spaces; lines that belong together have the same indentation. The row of labels in a table of parameters is the one exception: it may stand further right.",
    ),
    (
        "SD103",
        "Lines are nested more than 100 levels deep. What stands below is not read. A part of the play that is needed so deep down reads better as a `scene` of its own, reached with `->`.",
    ),
    (
        "SD104",
        "The line holds an invisible character that no text should hold: a control character, a NUL byte, or a mark that changes the direction of writing and so makes a line look different from what it says. Delete it. If there are many, the file is perhaps not a text file.",
    ),
    (
        "SD105",
        "The file is not UTF-8 text. Save it as UTF-8 in your editor. The message names the first byte that does not fit.",
    ),
    (
        "SD106",
        "The file is larger than a model may be: 64 MiB of text, a million lines, or a million words and marks. Models that are computed by a program come through the Python package rather than through text.",
    ),
    (
        "SD107",
        "The line is longer than 65,536 bytes and is not read. Put labels on lines of their own and parts of an expression into `let`.",
    ),
    (
        "SD108",
        "A white-space character other than the ordinary space stands in the line, such as a no-break space copied from a web page. Replace it by a space.",
    ),
    ("SD109", "The file has more mistakes than are listed. Mend the first ones; the others are then shown."),
    (
        "SD110",
        "A text in quotation marks has no closing mark. Texts start and end on the same line. A quotation mark inside a text is written \\\" and a backslash \\\\.",
    ),
    (
        "SD111",
        "A backslash in a text stands before something other than a quotation mark or a backslash. Only \\\" and \\\\ are known.",
    ),
    ("SD112", "Typographic quotation marks were used. Texts stand between straight marks: \"like this\"."),
    (
        "SD113",
        "A character stands here that has no meaning in a model. Blocks are shown by indentation and statements end with their line, so braces and semicolons are not needed; a percent sign belongs directly to its number.",
    ),
    (
        "SD114",
        "A sign from another notation was used. In Standoff `=` defines, `is` and `is not` compare, `and`, `or` and `not` are words, `->` leads to a scene or an outcome, and `<=`, `>=` are written with two signs.",
    ),
    (
        "SD115",
        "This is neither a number nor a name. Numbers look like 0.55, 55%, 1_000, -2 or 1e-6; names start with a letter or `_`.",
    ),
    (
        "SD116",
        "There is no such day in the calendar, or a subtraction was written without spaces and looks like a date. Dates are year, month, day: 2024-02-08.",
    ),
    ("SD117", "A range is written from its low end to its high end: `in 0 to 1`."),
    (
        "SD120",
        "A model starts with a line that names it, such as: standoff my_model \"What it is about\". A file without any statement is no model.",
    ),
    ("SD121", "The line that names the model stands once, as the first line of the file."),
    (
        "SD122",
        "A line at the left margin declares something, and its first word says what: use, source, actors, experts, parameters, parameter, option, issue, secret, given, let, discount, play, scene, outcome, variant, ask or check.",
    ),
    (
        "SD123",
        "A line of the play says who does what. It starts with an actor and `chooses`, `offers`, `may` or `gains`, or with `chance`, `reveal`, `now`, `if`, `else`, `repeat`, `at once` or `->`. Labels stand below the choice they belong to.",
    ),
    (
        "SD124",
        "A word here means nothing, but it is close to one that would. The line was read as if the close word stood there, so that its other mistakes and what is below it are found too.",
    ),
    ("SD125", "Something else must stand at this place, or something is missing. The message says what."),
    (
        "SD126",
        "The line goes on after it is complete. Perhaps two statements stand on one line, or the parts of a statement stand in another order than Standoff reads them.",
    ),
    (
        "SD127",
        "A line is indented under one that nothing may stand under. Give it the indentation of the line above.",
    ),
    (
        "SD128",
        "This line is a heading, and what belongs to it is missing: it stands on the next lines, indented by two more spaces.",
    ),
    (
        "SD129",
        "The word is taken. The words if, then, else, is, not, and, or, otherwise, when and with are never names, and an actor cannot be called by a word that starts a declaration or a line of the play.",
    ),
    (
        "SD130",
        "An `else` stands directly after the block of its `if` (or `else if`), with the same indentation, and after a plain `else` there is nothing else.",
    ),
    (
        "SD131",
        "Two comparisons stand in a row, and it is not clear which comes first. Put brackets around one: (answer is fight) is (strength is weak).",
    ),
    (
        "SD132",
        "An expression may be nested 200 levels deep, a question about questions 20, and a line may have 500 operators. Give parts of it a name with `let`.",
    ),
    ("SD133", "A bracket was opened and not closed on the same line."),
    (
        "SD134",
        "A label has one caption: after the label, or at the end of what is said about its probability. Lists on one line take none; put each label on its own line to give it one.",
    ),
    (
        "SD135",
        "Distributions are uniform(low, high), also written `low to high`, normal(mean, standard deviation), beta(a, b), triangular(low, mode, high) and lognormal(mu, sigma).",
    ),
    (
        "SD136",
        "The lines below a heading have another form than the heading asks. Below `parameters by` stands a row with the secret's labels, and then rows with a name and one number for each label; below an outcome stand `gains` lines only.",
    ),
    (
        "SD137",
        "Nothing may follow here. Moves made `at once` and the labels of a secret have no lines below them and no `->`; branch with `if` afterwards.",
    ),
    (
        "SD138",
        "Probabilities and weights belong to secrets and chance events. An actor's choice has none: how likely it is follows from what the actor wants.",
    ),
    (
        "SD139",
        "A source is rated by a letter for its reliability, A to F, and a digit for the credibility of what it says, 1 to 6: A1 is best, F6 cannot be judged.",
    ),
    (
        "SD141",
        "This is not a question that can be asked. Questions are P(...), E(...), `value of ... to ACTOR`, `value to ACTOR of knowing A.s`, `strategy of ACTOR`, `tipping point of ... over PARAMETER`, `sweep PARAMETER from a to b: ...`, `importance of parameters for ...`, `distribution of ...`, `what would change ...` and `equilibria`. A check adds `is`, `<`, `<=`, `>` or `>=` and a value.",
    ),
    (
        "SD143",
        "A line of the play stands at the left margin, where declarations stand. Indent it under `play`, a `scene` or an `outcome`.",
    ),
    (
        "SD690",
        "The exponent of a number lies beyond 400. Such numbers cannot be told from zero or infinity by any solver.",
    ),
    (
        "SD691",
        "A number needs more than 4,096 bits as an exact fraction. All numbers are kept exactly; fewer digits will do.",
    ),
];
