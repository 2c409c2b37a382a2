//! What shapes a game besides its text: the options in force, labels taken away, secrets shown, and size limits.
//!
//! In: a model. Out: [`Setting`] and [`Limits`].

use standoff_model::ir::{ActorId, Model, OptionValue, ThingId};

/// Everything outside the text that decides the structure of a game. Parameters do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The value of each option, by id.
    pub options: Vec<OptionValue>,
    /// Labels that are not on offer anywhere at their decision.
    pub without: Vec<(ThingId, u32)>,
    /// Secrets that are shown openly to an actor as soon as they are drawn.
    pub reveals: Vec<(ThingId, ActorId)>,
    /// Fold lotteries that no decision follows into expected gains. Values and answers are the same either way.
    pub fold: bool,
}

impl Setting {
    /// The file's own setting.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let options = model.options.iter().map(|option| option.value.clone()).collect();
        Self { options, without: Vec::new(), reveals: Vec::new(), fold: true }
    }
}

/// Where the enumerator stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most nodes.
    pub max_nodes: u64,
    /// Most bytes, about.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_nodes: 20_000_000, max_bytes: 4 << 30 }
    }
}
