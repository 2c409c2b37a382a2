//! What tells the nodes of an information set apart, in names of the model.
//!
//! In: a compiled game and one of its information sets. Out: for each node the secrets, moves and events that its story
//! does not share with all the others.

use standoff_compile::{Cell, Compiled, Event, Names};
use standoff_game::structure::NONE;
use standoff_model::ir::ThingId;

/// Names with values, in the order of play.
pub type Story = Vec<(String, String)>;

/// A thing, the round it got its value in (0 outside of rounds), and the index of the value.
type Fact = (ThingId, u32, u32);

/// For each node of an information set, in order, the part of its story that tells it from the others.
#[must_use]
pub fn stories(names: Names, infoset: usize) -> Vec<Story> {
    let (model, compiled) = (names.model, names.compiled);
    let nodes = compiled.structure.nodes_of(infoset);
    let whole: Vec<Vec<Fact>> = nodes.iter().map(|&node| facts(compiled, node)).collect();
    let named = |&(thing, round, index): &Fact| {
        let name = model.things.get(thing.0 as usize).map_or("", |thing| &thing.name);
        let name = if round == 0 { name.to_owned() } else { format!("{name}.{round}") };
        (name, names.label(thing, index))
    };
    distinguishing(whole).iter().map(|story| story.iter().map(named).collect()).collect()
}

/// What was drawn and decided on the way to a node. `now` names follow from it and are left out.
fn facts(compiled: &Compiled, node: u32) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut at = node;
    while at != NONE {
        for event in compiled.stories.events(at as usize).iter().rev() {
            if let Event::Set { thing, round, index, .. } = *event
                && index != Cell::COMPUTED
            {
                found.push((thing, round, index));
            }
        }
        at = compiled.structure.parent[at as usize];
    }
    found.reverse();
    found
}

/// What a story does not share with all the others; one entry a story.
fn distinguishing<T: Clone + PartialEq>(whole: Vec<Vec<T>>) -> Vec<Vec<T>> {
    let Some((first, others)) = whole.split_first() else { return whole };
    let shared: Vec<T> =
        first.iter().filter(|fact| others.iter().all(|story| story.contains(fact))).cloned().collect();
    let rest = |story: Vec<T>| story.into_iter().filter(|fact| !shared.contains(fact)).collect();
    whole.into_iter().map(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::distinguishing;

    #[test]
    fn what_all_stories_share_is_left_out() {
        let stories = vec![vec!["call", "settler", "ask"], vec!["call", "waiter", "ask"]];
        assert_eq!(distinguishing(stories), [["settler"], ["waiter"]]);
        assert_eq!(distinguishing(vec![vec!["call"]]), [Vec::<&str>::new()]);
    }
}
