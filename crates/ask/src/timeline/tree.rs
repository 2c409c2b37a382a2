//! The tree of what one observer may come to see: a step for each list that it can have, the story's ends sorted into it.
//!
//! In: what every actor has seen at every node. Out: [`Tree`]. Lists only grow along a story, so that a list's first part is
//! a step before it.

use rustc_hash::FxHashMap;
use standoff_compile::Seen;
use standoff_compile::observations::{ListId, Observations};
use standoff_game::structure::{Kind, NONE};
use standoff_model::ir::ActorId;

/// Steps in the order in which they are met, each after the one that it follows; the first is the start.
pub(super) struct Tree {
    pub(super) steps: Vec<TreeStep>,
    /// Each end of the story with the last step that the observer has seen by then.
    pub(super) ends: Vec<(usize, usize)>,
}

/// One thing more that was seen.
pub(super) struct TreeStep {
    pub(super) before: Option<usize>,
    pub(super) depth: u32,
    pub(super) seen: Option<Seen>,
    /// The nodes at which it has just been seen.
    pub(super) nodes: Vec<usize>,
}

impl Tree {
    /// The tree of one observer; entries that `skip` holds of are no steps, and what differs by them alone is one.
    pub(super) fn of(observed: &Observations, observer: ActorId, skip: &dyn Fn(&Seen) -> bool) -> Self {
        let start = TreeStep { before: None, depth: 0, seen: None, nodes: Vec::new() };
        let mut tree = Self { steps: vec![start], ends: Vec::new() };
        let mut known: FxHashMap<ListId, usize> = FxHashMap::default();
        let mut children: FxHashMap<(usize, Seen), usize> = FxHashMap::default();
        let structure = &observed.compiled.structure;
        // By node: the last step that has been seen there.
        let mut last = vec![usize::MAX; structure.node_count()];
        for node in 0..structure.node_count() {
            // The entries that are new since the lists already met, the last one first.
            let mut fresh: Vec<(ListId, Seen)> = Vec::new();
            let mut at = observed.list(node, observer);
            let mut step = loop {
                let Some(list) = at else { break 0 };
                if let Some(&step) = known.get(&list) {
                    break step;
                }
                let Some((seen, before)) = observed.last(list) else { break 0 };
                fresh.push((list, seen));
                at = before;
            };
            for (list, seen) in fresh.into_iter().rev() {
                if !skip(&seen) {
                    let next = tree.steps.len();
                    let (before, depth) = (Some(step), tree.steps[step].depth + 1);
                    step = *children.entry((step, seen.clone())).or_insert(next);
                    if step == next {
                        tree.steps.push(TreeStep { before, depth, seen: Some(seen), nodes: Vec::new() });
                    }
                }
                known.insert(list, step);
            }
            last[node] = step;
            let parent = structure.parent[node];
            // Steps that are seen at once are one after the other, and all of them have just been seen.
            let known_before = if parent == NONE { usize::MAX } else { last[parent as usize] };
            let mut new = Some(step);
            while let Some(at) = new.filter(|&at| at != known_before) {
                tree.steps[at].nodes.push(node);
                new = tree.steps[at].before;
            }
            if structure.kind[node] == Kind::Terminal as u8 {
                tree.ends.push((node, step));
            }
        }
        tree
    }

    /// The steps in the order of an outline, each followed by what follows it; where there are more than `most`, the earliest
    /// ones, the ends that come after others being sorted to the last step that is kept. With how many were left out.
    pub(super) fn cut(self, most: usize) -> (Self, usize) {
        let count = self.steps.len();
        let mut by_depth: Vec<usize> = (0..count).collect();
        by_depth.sort_by_key(|&step| self.steps[step].depth);
        let mut kept = vec![false; count];
        by_depth.iter().take(most.max(1)).for_each(|&step| kept[step] = true);
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, step) in self.steps.iter().enumerate() {
            if let Some(before) = step.before.filter(|_| kept[at]) {
                after[before].push(at);
            }
        }
        let mut place = vec![0; count];
        let mut outline = Vec::new();
        let mut open = vec![0];
        while let Some(step) = open.pop() {
            place[step] = outline.len();
            outline.push(step);
            open.extend(after[step].iter().rev());
        }
        // Steps come after those that they follow, so that one pass finds what is kept of each.
        for at in 0..count {
            if let Some(before) = self.steps[at].before.filter(|_| !kept[at]) {
                place[at] = place[before];
            }
        }
        let mut old: Vec<Option<TreeStep>> = self.steps.into_iter().map(Some).collect();
        let steps: Vec<TreeStep> = outline
            .iter()
            .filter_map(|&step| old[step].take())
            .map(|step| TreeStep { before: step.before.map(|before| place[before]), ..step })
            .collect();
        let ends = self.ends.into_iter().map(|(node, step)| (node, place[step])).collect();
        let left_out = count - steps.len();
        (Self { steps, ends }, left_out)
    }
}
