//! Equilibria of games of many actors: published games, random ones against theory, and two actors against exact enumeration.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile;
use standoff_game::random::{Dice, Shape, game};
use standoff_game::structure::Structure;
use standoff_game::tree::{Tree, decision, end};
use standoff_solve::enumerate;
use standoff_solve::enumerate::many::{Equilibria, Limits, enumerate as enumerate_many};
use standoff_solve::enumerate::refine::Verdict;

fn find(structure: &Structure, exact: &ExactNumbers) -> Equilibria {
    let found = enumerate_many(structure, exact, &[], &Limits::default(), &mut || false).unwrap();
    for e in &found.equilibria {
        assert!(e.regret <= 1e-8, "{}", e.regret);
        if let Some(exact_profile) = &e.exact {
            assert!(profile::regret(structure, exact, exact_profile).iter().all(Zero::is_zero));
        } else {
            assert!(e.radius > 0.0 && e.radius < 1e-8, "{}", e.radius);
        }
    }
    found
}

fn built(players: u16, tree: &Tree) -> (Structure, ExactNumbers) {
    let (structure, dag) = tree.build(players).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, exact)
}

/// Players choose at once: `counts` actions each, payoffs by the list of choices.
fn strategic(counts: &[usize], pay: &mut dyn FnMut(&[usize]) -> Vec<BigRational>) -> Tree {
    fn grow(counts: &[usize], chosen: &mut Vec<usize>, pay: &mut dyn FnMut(&[usize]) -> Vec<BigRational>) -> Tree {
        let player = chosen.len();
        if player == counts.len() {
            return Tree::End(pay(chosen));
        }
        let actions = (0..counts[player])
            .map(|k| {
                chosen.push(k);
                let below = grow(counts, chosen, pay);
                chosen.pop();
                (format!("{k}"), below)
            })
            .collect();
        Tree::Decision { player: player as u16, infoset: format!("{player}"), actions }
    }
    grow(counts, &mut Vec::new(), pay)
}

fn whole(values: &[i64]) -> Vec<BigRational> {
    values.iter().map(|&v| BigRational::from_integer(v.into())).collect()
}

fn random(seed: u64, counts: &[usize]) -> Tree {
    let mut dice = Dice(seed);
    let players = counts.len();
    strategic(counts, &mut |_| whole(&(0..players).map(|_| dice.below(2001) as i64 - 1000).collect::<Vec<_>>()))
}

#[test]
fn nine_equilibria() {
    let game = games::nine_equilibria();
    let found = find(&game.s, &game.exact);
    assert!(found.complete, "{:?}", found.cut);
    assert_eq!(found.equilibria.len(), 9);
}

#[test]
fn explore() {
    for (name, game) in [("horse", games::horse())] {
        let start = std::time::Instant::now();
        let found = find(&game.s, &game.exact);
        println!("{name} {:?} complete {} cut {:?} level {} supports {} boxes {}", start.elapsed(), found.complete, found.cut, found.level, found.supports, found.boxes);
        for e in &found.equilibria {
            println!("  {:?} exact {} {:?} {:?}", e.profile, e.exact.is_some(), e.values, e.marks);
        }
    }
    for counts in [vec![2, 2, 2], vec![3, 3, 2], vec![3,3,3], vec![2,2,2,2], vec![2,2,2,2,2]] {
        let start = std::time::Instant::now();
        let (mut complete, mut odd, mut boxes, mut total) = (0, 0, 0, 0);
        for seed in 0..30 {
            let (s, exact) = built(counts.len() as u16, &random(seed, &counts));
            let found = find(&s, &exact);
            complete += usize::from(found.complete);
            odd += found.equilibria.len() % 2;
            boxes += found.boxes;
            total += found.equilibria.len();
            if found.equilibria.len() % 2 == 0 || !found.complete { println!("{counts:?} seed {seed}: {} {:?}", found.equilibria.len(), found.cut); }
        }
        println!("{counts:?}: complete {complete} odd {odd} boxes {boxes} total {total} {:?}", start.elapsed());
    }
}
