//! A model under question: settings, compiled games and solutions, each made once and kept.
//!
//! In: a checked model, a base setting, limits. Out: [`Solved`] games, from which the other files answer. Library code:
//! no clock and no threads of its own; the caller's budget says when to stop and its executor runs loops in parallel.

use std::sync::Arc;

use num_rational::BigRational;
use standoff_compile::Compiled;
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_model::ir::{ActorId, ExpertId, Model, OptionValue, ThingId, VariantId};
use standoff_solve::solution::{Branch, Solution};

/// Everything that decides which game is solved and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The value of every parameter, by id.
    pub parameters: Vec<BigRational>,
    /// The value of every option, by id.
    pub options: Vec<OptionValue>,
    /// Labels taken off the table.
    pub without: Vec<(ThingId, u32)>,
    /// Secrets shown openly at the start.
    pub reveals: Vec<(ThingId, ActorId)>,
    /// Whose opinions are in force, if an expert's.
    pub opinions: Option<ExpertId>,
    /// The variant in force, if any.
    pub variant: Option<VariantId>,
    /// How to leave a bifurcation.
    pub branch: Branch,
}

impl Setting {
    /// The file's own setting.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self {
            parameters: model.parameters.iter().map(|p| p.value.clone()).collect(),
            options: model.options.iter().map(|o| o.value.clone()).collect(),
            without: Vec::new(),
            reveals: Vec::new(),
            opinions: None,
            variant: None,
            branch: Branch::Stable,
        }
    }
}

/// A solved game with everything needed to answer from it.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The setting it was solved under.
    pub setting: Setting,
    /// Structure, expressions and stories.
    pub compiled: Arc<Compiled>,
    /// Numbers at the setting's parameters.
    pub numbers: Numbers,
    /// The same, exact, if no irrational operation is in the way.
    pub exact: Option<ExactNumbers>,
    /// The solution with its certificate.
    pub solution: Solution,
}
