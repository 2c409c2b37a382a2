//! All equilibria of a game one by one, whether a model compiled to it or a file named it.
//!
//! In: a structure and exact numbers. Out: a [`Listing`]: where at most two actors move, connected components with their extreme
//! equilibria; where more do, isolated ways to play. (`equilibria` as a question groups them by what happens in them.)

use num_rational::BigRational;
use num_traits::Zero;
use standoff_ask::answer::Listed;
use standoff_ask::session::to_f64;
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::structure::Structure;
use standoff_solve::enumerate::refine::{Refinement, refine};
use standoff_solve::enumerate::{self, Cut, EnumerateError, Limits, between_movers, many};

/// Equilibria, or those that were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// What is listed.
    pub listed: Listed,
    /// Whether these are all.
    pub complete: bool,
    /// What cut the search short.
    pub cut: Option<Cut>,
    /// Connected components of the set of equilibria; isolated ways to play are one each.
    pub components: Vec<Component>,
}

/// Equilibria that are connected.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// What holds for some equilibrium of the component.
    pub marks: Refinement,
    /// Its extreme equilibria, or the one that it is.
    pub equilibria: Vec<Equilibrium>,
}

/// An equilibrium.
#[derive(Clone, Debug, PartialEq)]
pub struct Equilibrium {
    /// Probability of each action, as in `Structure::actions`.
    pub profile: Vec<f64>,
    /// The same as rationals, where nobody gains anything by another strategy, exactly.
    pub profile_exact: Option<Vec<BigRational>>,
    /// Expected gain of each actor.
    pub values: Vec<f64>,
    /// The same as rationals.
    pub values_exact: Option<Vec<BigRational>>,
    /// Whether play comes to each information set.
    pub reached: Vec<bool>,
}

/// Finds them. `budget` is asked now and then whether to stop; what was found by then is returned as not complete.
///
/// # Errors
/// If an actor has forgotten what it knew or did.
pub fn list(
    structure: &Structure,
    exact: &ExactNumbers,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Listing, EnumerateError> {
    match between_movers(structure, exact) {
        Some((two, numbers)) => of_two(structure, exact, &two, &numbers, budget),
        None => of_many(structure, exact, budget),
    }
}

fn of_two(
    structure: &Structure,
    exact: &ExactNumbers,
    two: &Structure,
    numbers: &ExactNumbers,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Listing, EnumerateError> {
    let limits = Limits::default();
    let all = enumerate::enumerate(two, numbers, &limits, budget)?;
    let marks = refine(two, numbers, &all, &limits, budget);
    let told = |extreme: &u32| -> Option<Equilibrium> {
        let rational = &all.extreme.get(*extreme as usize)?.profile;
        // Of all actors, also those who do not move.
        let values = profile::values_exact(structure, exact, rational);
        Some(Equilibrium {
            profile: rational.iter().map(to_f64).collect(),
            profile_exact: Some(rational.clone()),
            values: values.iter().map(to_f64).collect(),
            values_exact: Some(values),
            reached: reached(structure, exact, rational),
        })
    };
    let components = all.components.iter().zip(&marks).map(|(component, marks)| Component {
        marks: *marks,
        equilibria: component.extreme.iter().filter_map(told).collect(),
    });
    let components = components.collect();
    Ok(Listing { listed: Listed::Extreme, complete: all.complete, cut: all.cut, components })
}

fn of_many(
    structure: &Structure,
    exact: &ExactNumbers,
    budget: &mut dyn FnMut() -> bool,
) -> Result<Listing, EnumerateError> {
    // Ways to play that everybody gains the same in are still told apart, but not counted as missing.
    let all = many::enumerate(structure, exact, &[], &many::Limits::default(), budget)?;
    let components = all.equilibria.into_iter().map(|found| Component {
        marks: found.marks,
        equilibria: vec![Equilibrium {
            profile: found.profile,
            profile_exact: found.exact,
            values: found.values,
            values_exact: found.values_exact,
            reached: found.reached,
        }],
    });
    Ok(Listing {
        listed: Listed::Ways,
        complete: all.complete,
        cut: all.cut,
        components: components.collect(),
    })
}

fn reached(structure: &Structure, exact: &ExactNumbers, rational: &[BigRational]) -> Vec<bool> {
    let reach = profile::node_reach_exact(structure, exact, rational);
    let comes = |set: usize| structure.nodes_of(set).iter().any(|&node| !reach[node as usize].is_zero());
    (0..structure.infoset_count()).map(comes).collect()
}
