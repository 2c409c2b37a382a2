//! Which components of equilibria hold a subgame perfect, a sequentially rational, a sequential equilibrium.
//!
//! In: all equilibria of a game of two actors. Out: a verdict a component and refinement: yes if some equilibrium of the
//! component is one, no if none is, undecided where neither could be shown. All tests are exact.

mod continuation;
mod dominated;
pub(super) mod feasible;
mod perfect;
mod sequential;
mod signalling;
pub(super) mod subgame;

use super::{Equilibria, Limits, Watch};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile::possible;
use standoff_game::structure::Structure;

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Neither could be shown.
    Undecided,
}

impl Verdict {
    /// The word in JSON and text.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Undecided => "undecided",
        }
    }
}

/// What holds for some equilibrium of a component, with some choice of the behaviour that it leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refinement {
    /// It is an equilibrium in every subgame.
    pub subgame_perfect: Verdict,
    /// At every information set that can happen it is best from there on under some belief; where the others and chance lead
    /// there, under Bayes' belief.
    pub sequentially_rational: Verdict,
    /// It is so under beliefs that are limits of those of fully mixed profiles: a sequential equilibrium.
    pub sequential: Verdict,
    /// In a signalling game: it survives the intuitive criterion.
    pub intuitive: Option<Verdict>,
    /// In a signalling game: it survives D1.
    pub d1: Option<Verdict>,
}

/// Larger games are left undecided as to what rests on beliefs.
const MOST_NODES: usize = 3000;

/// Most work for all verdicts, some seconds: what is not shown by then is left undecided.
const MOST_WORK: u64 = 1 << 31;

/// What chance leaves possible.
struct Reach {
    possible: Vec<bool>,
}

/// One verdict a component of `all`, which are the equilibria of this game.
#[must_use]
pub fn refine(
    structure: &Structure,
    exact: &ExactNumbers,
    all: &Equilibria,
    limits: &Limits,
    budget: &mut dyn FnMut() -> bool,
) -> Vec<Refinement> {
    let mut watch = Watch::new(budget);
    watch.allow(MOST_WORK);
    let reach = Reach { possible: possible(structure, exact) };
    let small = structure.node_count() <= MOST_NODES;
    let perfect = if small {
        perfect::verdicts(structure, exact, all, &reach, limits, &mut watch)
    } else {
        vec![Verdict::Undecided; all.components.len()]
    };
    let beliefs = if small {
        sequential::verdicts(structure, exact, all, &reach, &mut watch)
    } else {
        vec![[Verdict::Undecided; 2]; all.components.len()]
    };
    let mut refinements: Vec<Refinement> = perfect
        .into_iter()
        .zip(beliefs)
        .map(|(subgame_perfect, [sequentially_rational, sequential])| {
            // A sequential equilibrium is subgame perfect, and it is sequentially rational.
            let never = subgame_perfect == Verdict::No || sequentially_rational == Verdict::No;
            let sequential = if never { Verdict::No } else { sequential };
            let subgame_perfect = if sequential == Verdict::Yes { Verdict::Yes } else { subgame_perfect };
            let (intuitive, d1) = (None, None);
            Refinement { subgame_perfect, sequentially_rational, sequential, intuitive, d1 }
        })
        .collect();
    let signals = small.then(|| signalling::verdicts(structure, exact, all, &reach)).flatten();
    for (refinement, [intuitive, d1]) in refinements.iter_mut().zip(signals.unwrap_or_default()) {
        let known = |verdict: Verdict| match verdict {
            Verdict::No if !all.complete => Verdict::Undecided,
            verdict => verdict,
        };
        (refinement.intuitive, refinement.d1) = (Some(known(intuitive)), Some(known(d1)));
    }
    let columns: [fn(&mut Refinement) -> &mut Verdict; 3] =
        [|r| &mut r.sequential, |r| &mut r.sequentially_rational, |r| &mut r.subgame_perfect];
    for column in columns {
        settle(&mut refinements, column, all.complete);
    }
    refinements
}

/// Every finite game has a sequential equilibrium (Kreps and Wilson 1982): where all components but one are ruled out, it is
/// there. Where some equilibria are missing, none of a component's is known not to be one.
pub(super) fn settle(
    refinements: &mut [Refinement],
    column: fn(&mut Refinement) -> &mut Verdict,
    complete: bool,
) {
    let mut left = Vec::new();
    for (k, refinement) in refinements.iter_mut().enumerate() {
        let verdict = column(refinement);
        if *verdict == Verdict::No && !complete {
            *verdict = Verdict::Undecided;
        }
        if *verdict != Verdict::No {
            left.push(k);
        }
    }
    if let ([only], true) = (left.as_slice(), complete) {
        let refinement = &mut refinements[*only];
        *column(refinement) = Verdict::Yes;
        if refinement.sequential == Verdict::Yes {
            (refinement.subgame_perfect, refinement.sequentially_rational) = (Verdict::Yes, Verdict::Yes);
        }
    }
}
