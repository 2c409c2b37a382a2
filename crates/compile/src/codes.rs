//! The codes of the messages of this stage, each with a sentence that explains it.
//!
//! In: nothing. Out: [`CODES`], for `standoff explain`. Codes shared with the checks of the text are explained there.

/// Code and explanation, in order.
pub const CODES: &[(&str, &str)] = &[
    (
        "SD320",
        "An actor cannot tell two situations apart, but different things are on offer in them. What is on offer would tell \
         the actor more than it has seen.",
    ),
    ("SD321", "Somebody has to choose, or chance has to draw, where nothing is on offer."),
    (
        "SD323",
        "A condition that steers the story depends on a parameter. Options shape the game; parameters say how much.",
    ),
];
