//! What each code of the resolver means, in plain words.
//!
//! In: nothing. Out: [`CODES`], used by `standoff explain` and the manual. The checks of the whole model have a table of
//! their own, [`crate::checks::codes`].

/// Code and explanation, in order.
pub const CODES: &[(&str, &str)] = &[
    (
        "SD201",
        "Nothing of the sort that is needed here has this name. Names are case-sensitive. The message proposes the nearest name of the right sort: an actor where somebody acts, a scene or an outcome after `->`, an expert after `by`.",
    ),
    (
        "SD202",
        "The name exists, but stands for another sort of thing than what is needed here: a parameter where an actor should act, an option where a parameter is swept. The second place shows where it is declared.",
    ),
    (
        "SD203",
        "The same name or label is given twice where each must be given once. Actors, parameters, options, issues, secrets, decisions, chance events, `now` names, `let`s, scenes and outcomes share one space of names; experts, sources and variants have one each. Several actors may have decisions of the same name, then written with the actor: `One.answer`.",
    ),
    (
        "SD204",
        "This is not a label of the thing it is compared with. A label belongs to what is chosen or drawn: if `reply` is `concrete` or `vague`, it is never `call`. Without this message a misspelt label would silently make a condition that never holds.",
    ),
    (
        "SD205",
        "The name is not complete. A secret is always written with its owner, as in `Russia.aim`; a decision that several actors have is written with the actor, as in `One.answer`.",
    ),
    (
        "SD206",
        "A bare label belongs to several things here, and nothing says which is meant. Compare it with the thing (`breakfast is beer`) or write both (`breakfast.beer`).",
    ),
    (
        "SD207",
        "A value of another kind is needed here. There are numbers, labels, dates, packages of issues, and conditions that hold or do not hold. A condition becomes a number by `if ... then 1 else 0`, and a number or a label becomes a condition by comparing it. A bare decision made with `may` counts as the condition that it is `yes`.",
    ),
    (
        "SD208",
        "A parameter cannot steer. Parameters say how much and how likely: they may be swept over ranges without building the game again. What happens, what is on offer, what is revealed and what can be offered is the shape of the game and may depend only on numbers in the text, options, secrets, decisions and chance. Use an `option`, or let the gains depend on the parameter.",
    ),
    (
        "SD209",
        "This part of the model must be known before the story starts and cannot use what is named. How many rounds and grid points there are is made of numbers and options; the ends of grids and the conditions after `where` are the same in every story; secrets and `given` know nothing of the play.",
    ),
    (
        "SD210",
        "A `let`, a scene, an outcome or a built-in function is given more or fewer arguments than it takes.",
    ),
    (
        "SD211",
        "A `let` is defined, perhaps through others, by itself. A `let` is a name for an expression and has no beginning and no end in time; what changes along the story is set with `now`.",
    ),
    (
        "SD213",
        "The same actor has a decision of this name elsewhere, with other labels. Decisions of one actor with the same name are one decision, wherever they stand, so their labels must be the same. Labels that are not always on offer carry `when`.",
    ),
    ("SD214", "The columns of a table of parameters are the labels of its secret: each once, in any order."),
    (
        "SD215",
        "It is not clear how likely the alternatives are. Either nothing is said, and all are equally likely; or all have weights; or all have probabilities, of which one may be left to `otherwise`.",
    ),
    ("SD216", "A secret is drawn after those declared above it, and can depend on these only."),
    (
        "SD217",
        "A file that the model uses cannot be had, or uses in turn what leads back to it. A model uses files in its own folder and the folders below, each once.",
    ),
    (
        "SD218",
        "The list of who sees a step, or of who acts, names somebody twice, or names the mover. Whoever moves always sees the move.",
    ),
    ("SD219", "A secret is drawn before the play, so its labels carry probabilities and no `when`."),
    ("SD220", "A model needs at least one actor and a `play`."),
    (
        "SD221",
        "This can only be asked in a question: whether the story passed through a scene or an outcome, what an actor gains in total, what a decision was in a certain round. During the play nobody knows that; use a `now` name to keep what is needed.",
    ),
    (
        "SD222",
        "These two can never be the same, so the comparison says nothing. Two things with named labels can be compared when all labels of one are labels of the other too.",
    ),
    (
        "SD223",
        "An option has one kind of value, a number, a name or a date, and takes only the values that it declares.",
    ),
    ("SD224", "The variant takes an expert's opinion on a parameter, and the expert has none on it."),
    (
        "SD351",
        "Dates, `after` and discounts by the year or month need a clock. The clock starts with the play: `play from 2024-02-08`.",
    ),
    (
        "SD352",
        "In `at once` each actor moves at most once: nobody knows the others' moves, but everybody knows their own.",
    ),
    (
        "SD451",
        "A move of several actors stands for one move of each, with all that follows `yes` below each of them. Nested in each other, such moves grow beyond measure.",
    ),
    ("SD452", "A model has at most 200 actors, and 10,000 experts and sources each."),
    (
        "SD502",
        "The value of a label compares what one actor can choose at one decision, so it must be clear which decision is meant and that both labels belong to it. Write the decision before the label: `value of channel.probe over none to US`.",
    ),
    (
        "SD503",
        "Sweeps and tipping points vary one parameter each. A row of a table has one value for each label: name the cell, as in `worth.feinter`.",
    ),
    (
        "SD504",
        "The value of an option is the difference between its two values, so it must have exactly two.",
    ),
    (
        "SD505",
        "A sweep or a search for a tipping point needs a range that starts at its lower end: the one in the question, or else the range that the parameter declares with `in`. One question is answered at a million points at most.",
    ),
    (
        "SD506",
        "A check holds or does not hold, so it is made with the opinions of one expert. A question may put several side by side.",
    ),
    (
        "SD507",
        "What a check compares with, and its tolerance, is a number made of literals, parameters and options. It cannot depend on what happens.",
    ),
    (
        "SD508",
        "Only a question whose answer is one number can be checked, swept, tipped, drawn at random or ranked by importance: a probability, an expected value or a value.",
    ),
    (
        "SD509",
        "A question sets the same parameter or option twice, and it is not clear which value is meant.",
    ),
    (
        "SD651",
        "A value lies outside the range declared for it. The range says what is plausible; opinions, variants and values set from outside may leave it, the value in the text may not.",
    ),
    ("SD653", "The numbers in brackets make no distribution of this family."),
    ("SD654", "Something constant is divided by a constant that is zero."),
    (
        "SD655",
        "A constant is too large to be kept exactly: exponents lie between -400 and 400, and fractions have at most 4,096 bits above and below the line.",
    ),
    ("SD656", "The time between two steps is a whole number of days, months or years, and never negative."),
    (
        "SD657",
        "A built-in function is applied to a constant for which it has no value: the square root of a negative number, the logarithm of zero, a quantile outside 0 to 1.",
    ),
];
