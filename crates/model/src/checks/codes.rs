//! The codes of the messages of these checks, each with a sentence that explains it.

/// Code and explanation, in order.
pub const CODES: &[(&str, &str)] = &[
    (
        "SD301",
        "Scenes call each other in a circle. A call never comes back, so such a story would not end; `repeat` is the only loop.",
    ),
    (
        "SD302",
        "A story ends without an outcome, though the file declares outcomes. Every story must then end in one.",
    ),
    ("SD303", "No story reaches this scene or outcome."),
    ("SD304", "No story comes to this line, because every branch before it goes elsewhere."),
    ("SD305", "A name is used where it has no value in some story, such as a decision of another branch."),
    ("SD306", "What a mover may choose depends on something the mover may not have seen."),
    ("SD307", "Someone is asked inside an `if` on something they have not seen: being asked reveals it."),
    ("SD308", "Dates go back along a story."),
    ("SD309", "A date lies beyond the calendar."),
    (
        "SD310",
        "An actor can face a decision at two dates without having seen why. Nobody observes the clock itself.",
    ),
    ("SD401", "The game has too many situations to be built."),
    ("SD402", "Building the game takes too many steps, even where nobody chooses."),
    ("SD403", "A number of steps or cells is not a whole number of at least 1."),
    ("SD404", "The first and last round of a `repeat` are not whole numbers."),
    ("SD405", "Issues have too many combinations to be offered."),
    ("SD406", "The condition after `where` leaves no package."),
    ("SD407", "A formula is too long or too deep once the definitions in it are put in."),
    ("SD601", "A probability lies outside 0 to 1 at the values in force, or at an expert's."),
    ("SD602", "Probabilities do not add up to 1, or leave less than nothing for `otherwise`."),
    ("SD603", "A weight is negative, or all weights are zero."),
    (
        "SD604",
        "A probability can leave 0 to 1 within the declared ranges of the parameters. Such points count as undefined.",
    ),
    ("SD605", "The `given` conditions have probability zero at the values in force."),
    (
        "SD606",
        "A number has no value in some story: a division by zero, the root of a negative number and the like.",
    ),
    ("SD607", "A discount factor is not above 0."),
    ("SD608", "A discount factor above 1 makes later gains count more than earlier ones."),
];
