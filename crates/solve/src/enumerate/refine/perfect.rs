//! Which sets of equilibria hold a subgame perfect one.
//!
//! In: all equilibria of a game. Out: a verdict for each component, exact. The subgame perfect equilibria of a game are a
//! finite union of products X × Y of polytopes, made from the smallest subgames up: a maximal Nash subset of the game, and
//! for each of the largest proper subgames a product of the same kind there, such that x and y, as far as they come to the
//! subgame, belong to that product. (Where only one of the actors comes there, the other's part of the product is a choice
//! that nobody sees; where neither does, every product will do.) Whether X and Y are empty are two linear systems.

use super::feasible::System;
use super::subgame;
use super::{Reach, Verdict};
use crate::enumerate::{Equilibria, Limits, Strategy, Subset, Watch, search, subsets};
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::sequence::SequenceForm;
use standoff_game::structure::{Kind, NONE, Structure};

/// Most products of one subgame.
const MOST_PRODUCTS: usize = 200;

/// A subgame with its equilibria.
struct Game {
    form: SequenceForm<BigRational>,
    strategies: [Vec<Strategy>; 2],
    /// Maximal Nash subsets, and which component of the game each belongs to.
    subsets: Vec<(Subset, usize)>,
    /// The largest proper subgames, and how this game's sequences continue in them.
    inner: Vec<(usize, [Vec<usize>; 2])>,
    products: Vec<Product>,
}

/// A product of polytopes: a maximal Nash subset, and a product of each inner subgame.
#[derive(Clone)]
struct Product {
    subset: usize,
    inner: Vec<usize>,
}

/// One verdict a component: whether some equilibrium in it is subgame perfect.
pub(super) fn verdicts(
    structure: &Structure,
    exact: &ExactNumbers,
    all: &Equilibria,
    reach: &Reach,
    limits: &Limits,
    watch: &mut Watch<'_>,
) -> Vec<Verdict> {
    let roots = subgame::roots(structure, &reach.possible);
    let undecided = vec![Verdict::Undecided; all.components.len()];
    if roots.first() != Some(&0) || roots.len() == 1 {
        return vec![Verdict::Yes; all.components.len()];
    }
    let around = subgame::around(structure, &roots);
    let mut games: Vec<Option<Game>> = (0..roots.len()).map(|_| None).collect();
    for at in (0..roots.len()).rev() {
        let Some(mut game) =
            equilibria_of(structure, exact, roots[at], (at == 0).then_some(all), limits, watch)
        else {
            return undecided;
        };
        for inner in (at + 1..roots.len()).filter(|&k| around[k] == at) {
            let Some(below) = &games[inner] else { return undecided };
            let links =
                [0, 1].map(|actor| links(structure, &game.form, &below.form, actor, roots[at], roots[inner]));
            game.inner.push((inner, links));
        }
        let Some(products) = products(&game, &games, watch) else { return undecided };
        game.products = products;
        games[at] = Some(game);
    }
    let Some(whole) = &games[0] else { return undecided };
    let mut verdicts = vec![Verdict::No; all.components.len()];
    for product in &whole.products {
        verdicts[whole.subsets[product.subset].1] = Verdict::Yes;
    }
    verdicts
}

/// The subgame's equilibria; nothing if they are too many.
fn equilibria_of(
    structure: &Structure,
    exact: &ExactNumbers,
    root: usize,
    whole: Option<&Equilibria>,
    limits: &Limits,
    watch: &mut Watch<'_>,
) -> Option<Game> {
    if let Some(all) = whole {
        let numbered = all.components.iter().enumerate();
        let subsets = numbered.flat_map(|(k, c)| c.subsets.iter().map(move |s| (s.clone(), k))).collect();
        let (form, strategies) = (all.form.clone(), all.strategies.clone());
        return Some(Game { form, strategies, subsets, inner: Vec::new(), products: Vec::new() });
    }
    let form = SequenceForm::from_node(structure, exact, root).ok()?;
    let found = search(&form, limits, watch);
    if found.cut.is_some() {
        return None;
    }
    let counts = found.used.each_ref().map(Vec::len);
    let mut sets = Vec::new();
    for (k, members) in subsets::components(&found.pairs, counts).iter().enumerate() {
        let (maximal, cut) = subsets::maximal(&found.pairs, members, limits, watch);
        if cut.is_some() {
            return None;
        }
        sets.extend(maximal.into_iter().map(|subset| (subset, k)));
    }
    let strategies = found.used.map(|side| side.into_iter().map(|(strategy, _)| strategy).collect());
    Some(Game { form, strategies, subsets: sets, inner: Vec::new(), products: Vec::new() })
}

/// For each of the actor's sequences in the inner game, the one of the outer game that it is part of.
fn links(
    structure: &Structure,
    outer: &SequenceForm<BigRational>,
    inner: &SequenceForm<BigRational>,
    actor: usize,
    from: usize,
    to: usize,
) -> Vec<usize> {
    let (outer, inner) = (&outer.actors[actor], &inner.actors[actor]);
    let first_of =
        |set: u32| outer.infosets.iter().position(|&s| s == set).map_or(0, |k| outer.start[k] as usize);
    // The last own action on the way to the inner game.
    let (mut child, mut last) = (to, 0);
    while child != from && structure.parent[child] != NONE {
        let parent = structure.parent[child] as usize;
        let set = structure.row[parent];
        if structure.kind[parent] == Kind::Decision as u8
            && usize::from(structure.infoset_player[set as usize]) == actor
        {
            last = first_of(set) + child - structure.first_child[parent] as usize;
            break;
        }
        child = parent;
    }
    let mut links = vec![last];
    for (k, &set) in inner.infosets.iter().enumerate() {
        links.extend((0..inner.of_set(k).len()).map(|action| first_of(set) + action));
    }
    links
}

/// All products of a game, those of its inner games being known. Nothing if they are too many.
fn products(game: &Game, games: &[Option<Game>], watch: &mut Watch<'_>) -> Option<Vec<Product>> {
    let mut found = Vec::new();
    for subset in 0..game.subsets.len() {
        let mut partial = vec![Product { subset, inner: Vec::new() }];
        if !holds(game, games, &partial[0]) {
            continue;
        }
        for (inner, _) in &game.inner {
            let choices = games[*inner].as_ref()?.products.len();
            let mut next = Vec::new();
            for product in &partial {
                for choice in 0..choices {
                    let mut product = product.clone();
                    product.inner.push(choice);
                    if holds(game, games, &product) {
                        next.push(product);
                    }
                    if watch.stops(1 << 12) {
                        return None;
                    }
                }
            }
            partial = next;
            if partial.len() + found.len() > MOST_PRODUCTS {
                return None;
            }
        }
        found.append(&mut partial);
    }
    Some(found)
}

/// Whether both polytopes of a product have a point, as far as its inner products are chosen.
fn holds(game: &Game, games: &[Option<Game>], product: &Product) -> bool {
    (0..2).all(|actor| {
        let mut system = System::default();
        let subset = &game.subsets[product.subset].0;
        let weights = system.unknowns(subset.strategies[actor].len());
        let one = |k| (weights + k, BigRational::one());
        system.equation((0..subset.strategies[actor].len()).map(one).collect(), BigRational::one());
        let mut open = vec![(game, product, weights)];
        while let Some((game, product, weights)) = open.pop() {
            let outer = &game.subsets[product.subset].0.strategies[actor];
            for ((inner, links), &choice) in game.inner.iter().zip(&product.inner) {
                let Some(below) = &games[*inner] else { continue };
                let chosen = &below.products[choice];
                let members = &below.subsets[chosen.subset].0.strategies[actor];
                let first = system.unknowns(members.len());
                for (sequence, &link) in links[actor].iter().enumerate() {
                    let mut left = Vec::new();
                    for (k, &s) in outer.iter().enumerate() {
                        let p = &game.strategies[actor][s as usize].plan[link];
                        if !p.is_zero() {
                            left.push((weights + k, p.clone()));
                        }
                    }
                    for (k, &s) in members.iter().enumerate() {
                        let p = &below.strategies[actor][s as usize].plan[sequence];
                        if !p.is_zero() {
                            left.push((first + k, -p));
                        }
                    }
                    system.equation(left, BigRational::zero());
                }
                open.push((below, chosen, first));
            }
        }
        system.is_feasible()
    })
}
