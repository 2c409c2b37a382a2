//! What tells the nodes of an information set apart, in names of the model.
//!
//! In: a compiled game and one of its information sets. Out: for each node the secrets, moves and events that its story
//! does not share with all the others.

use standoff_compile::Compiled;
use standoff_model::ir::Model;

/// Names with values.
pub type Story = Vec<(String, String)>;

/// The part of a node's story that tells it from the others of its set.
#[must_use]
pub fn distinguishing(whole: Vec<Story>) -> Vec<Story> {
    let Some((first, others)) = whole.split_first() else { return whole };
    // What all share is in the first one; the order of a story is that of play.
    let shared: Vec<(String, String)> =
        first.iter().filter(|pair| others.iter().all(|story| story.contains(pair))).cloned().collect();
    whole
        .into_iter()
        .map(|story| story.into_iter().filter(|pair| !shared.contains(pair)).collect())
        .collect()
}
