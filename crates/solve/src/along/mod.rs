//! Along a line of points: from certified solutions at two of them to those between.
//!
//! In: a structure, how it is played at both ends of a stretch ([`Pattern`]), and numbers of points between, [`LANES`] at a
//! time. Out: the equilibria there that are played in the same way, with their certificates; or for a point, that there
//! is none to be sure of, and the path has to be followed. At a sequential equilibrium that is the limit of the logit path, every label
//! that is not played loses something. Where all losses stay away from zero, the mixtures solve their
//! indifference equations and beliefs off the path keep resting on the stories that take the cheapest mistakes, the limit moves
//! smoothly with the numbers. (McKelvey and Palfrey 1998, on limits; Kreps and Wilson 1982, on beliefs.)

mod layout;
mod newton;
mod passes;
mod pattern;

use pulp::{Arch, NullaryFnOnce};
pub use standoff_game::dag::eval::LANES;
use standoff_game::numbers::LaneNumbers;
use standoff_game::structure::Structure;

use crate::certificate::lanes::{Certifier, Claim};
use layout::Layout;
use newton::Newton;
pub use pattern::Pattern;

/// One number at each point of a block.
pub type Lanes = [f64; LANES];

/// Most nodes of a game for which this is done: arrays hold [`LANES`] numbers a node and actor.
const MOST_NODES: usize = 20_000;
/// What a label that is not played has to lose at least, as a share of the range of payoffs, for the pattern to be beyond doubt. The
/// same between the cheapest mistakes that lead to a set and all others.
const MARGIN: f64 = 1e-5;
/// A mixture that gives a label less than this is too close to not playing it.
const LEAST: f64 = 1e-5;

/// Equilibria at a block of points, played alike.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Probability of each action.
    pub profile: Vec<Lanes>,
    /// Probability of each node with the unplayed actions before it left out: the probability that it is reached where
    /// [`Pattern::reached`] says that it is.
    pub weight: Vec<Lanes>,
    /// Belief of each node within its set, as `Structure::infoset_nodes`.
    pub beliefs: Vec<Lanes>,
    /// Expected gain from each node on: node × actors + actor.
    pub value: Vec<Lanes>,
    /// What each action loses against the best one of its set, 0 if it is played.
    loss: Vec<Lanes>,
    /// Losses of the unplayed actions before each node.
    mistakes: Vec<Lanes>,
}

/// Finds equilibria along lines in one game. Holds all that this needs: nothing is allocated from block to block.
#[derive(Clone, Debug)]
pub struct Along {
    layout: Layout,
    newton: Newton,
    certifier: Certifier,
    /// The equilibria found last.
    pub block: Block,
}

impl Along {
    /// For a structure; none if it is too large.
    #[must_use]
    pub fn new(structure: &Structure) -> Option<Self> {
        if structure.node_count() > MOST_NODES {
            return None;
        }
        Some(Self {
            layout: Layout::new(structure),
            newton: Newton::default(),
            certifier: Certifier::new(structure)?,
            block: Block::default(),
        })
    }

    /// The equilibria at the points of a block that are played as `pattern` says, near `start` (a profile of the structure for
    /// each point). Says for each point whether there is one beyond doubt, its certificate within `accuracy` (of the Nash regret, relative to the range).
    pub fn solve(
        &mut self,
        structure: &Structure,
        pattern: &Pattern,
        numbers: &LaneNumbers,
        start: impl Fn(usize, usize) -> f64,
        accuracy: f64,
    ) -> [bool; LANES] {
        let Self { layout, newton, certifier, block } = self;
        block.resize(structure);
        block.profile.clone_from(&pattern.pure);
        for &action in &pattern.mixing {
            for (lane, p) in block.profile[action as usize].iter_mut().enumerate() {
                *p = start(action as usize, lane);
            }
        }
        let mut sure = passes::same_chance(pattern, numbers);
        Arch::new().dispatch(Carry { structure, layout, newton, pattern, numbers, block, sure: &mut sure });
        let claim = Claim { profile: &block.profile, beliefs: &block.beliefs, orders: &block.loss };
        let certified = certifier.check(structure, numbers, &claim, accuracy);
        std::array::from_fn(|lane| sure[lane] && certified[lane])
    }
}

/// Work for the widest vectors that the machine has: all of it has to be inlined.
struct Carry<'a> {
    structure: &'a Structure,
    layout: &'a Layout,
    newton: &'a mut Newton,
    pattern: &'a Pattern,
    numbers: &'a LaneNumbers,
    block: &'a mut Block,
    sure: &'a mut [bool; LANES],
}

impl NullaryFnOnce for Carry<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { structure, layout, newton, pattern, numbers, block, sure } = self;
        newton.run(layout, pattern, numbers, block, sure);
        passes::beliefs(structure, pattern, block);
        passes::losses(layout, structure, pattern, block);
        let range = passes::range(layout, structure, numbers);
        passes::clear(layout, structure, pattern, block, &range, sure);
    }
}

impl Block {
    fn resize(&mut self, structure: &Structure) {
        let nodes = structure.node_count();
        for (list, length) in [
            (&mut self.weight, nodes),
            (&mut self.mistakes, nodes),
            (&mut self.beliefs, structure.infoset_nodes.len()),
            (&mut self.value, nodes * usize::from(structure.players)),
            (&mut self.loss, structure.action_count()),
        ] {
            list.resize(length, [0.0; LANES]);
        }
    }
}
