//! Regret minimisation against published values, against best responses by other code, and against a plain walk over
//! histories.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod games;
mod poker;

use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::sequence::SequenceError;
use standoff_game::structure::{Node, Structure};
use standoff_game::tree::Tree;
use standoff_solve::cfr::{Minimiser, Outcome, Settings, Variant, Which, constant_sum, minimise};

fn flat(tree: &Tree) -> (Structure, Numbers) {
    let (structure, dag) = tree.build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    (structure, numbers)
}

/// Half of what both could gain on the average after the given iterations.
fn trajectory(structure: &Structure, numbers: &Numbers, iterations: &[u64], expected: &[f64]) {
    let mut minimiser = Minimiser::new(structure, numbers, Variant::Conform).unwrap();
    for (&iterations, &expected) in iterations.iter().zip(expected) {
        minimiser.run(iterations - minimiser.iterations());
        let (_, gains) = minimiser.look(Which::Average);
        let found = (gains[0] + gains[1]) / 2.0;
        assert!((found / expected - 1.0).abs() < 1e-9, "after {iterations}: {found}, not {expected}");
        let mut profile = profile::uniform(structure);
        minimiser.write(structure, Which::Average, &mut profile);
        let checked: f64 = profile::regret(structure, numbers, &profile).iter().sum();
        assert!((checked / 2.0 - found).abs() < 1e-12, "after {iterations}: {found} {checked}");
    }
}

#[test]
fn kuhn_goes_as_published() {
    let game = games::kuhn();
    let expected = [0.458_333_333_333_333_3, 0.032_687_090_67, 0.001_194_404_101, 8.736_532_252e-5];
    trajectory(&game.s, &game.n, &[1, 10, 100, 1000], &expected);
}

#[test]
fn leduc_goes_as_published() {
    let (structure, numbers) = flat(&poker::leduc());
    assert_eq!(structure.node_count(), 9457);
    trajectory(&structure, &numbers, &[1, 10, 100], &[2.373_611_111_111, 0.610_438_901_6, 0.013_415_994_97]);
}

/// Values are known to the digits given; a profile of gap ε is within ε of the value.
#[test]
fn leduc_is_worth_what_is_known() {
    let (structure, numbers) = flat(&poker::leduc());
    for (variant, gap) in [(Variant::Fast, 2e-5), (Variant::Precise, 2e-6), (Variant::Conform, 2e-5)] {
        let settings = Settings { variant, iterations: 20_000, gap };
        let outcome = minimise(&structure, &numbers, &settings, &mut || false).unwrap();
        assert!(outcome.gap() <= gap, "{variant:?}: {:?} after {}", outcome.gains, outcome.iterations);
        assert!((outcome.values[0] + 0.085_606_424_078).abs() <= outcome.gap());
        certified(&structure, &numbers, &outcome);
    }
}

#[test]
fn liars_dice_is_worth_what_is_known() {
    let (structure, numbers) = flat(&poker::liars_dice());
    assert_eq!(structure.node_count(), 294_883);
    let settings = Settings { variant: Variant::Fast, iterations: 5_000, gap: 2e-4 };
    let outcome = minimise(&structure, &numbers, &settings, &mut || false).unwrap();
    assert!(outcome.gap() <= 2e-4, "{:?} after {}", outcome.gains, outcome.iterations);
    assert!((outcome.values[0] + 0.027_131_782_946).abs() <= outcome.gap());
    certified(&structure, &numbers, &outcome);
}

/// The gains and values that the minimiser reports are those that best responses over the tree find.
fn certified(structure: &Structure, numbers: &Numbers, outcome: &Outcome) {
    let regret = profile::regret(structure, numbers, &outcome.profile);
    let values = profile::values(structure, numbers, &outcome.profile);
    for player in 0..2 {
        assert!((regret[player] - outcome.gains[player]).abs() < 1e-12, "{regret:?} {:?}", outcome.gains);
        assert!((values[player] - outcome.values[player]).abs() < 1e-12, "{values:?} {:?}", outcome.values);
    }
}

/// CFR+ as its authors describe it: a walk over all histories for each actor in turn, averages weighted by t and by the
/// probability that the actor itself leads to the set.
struct Walk<'a> {
    structure: &'a Structure,
    numbers: &'a Numbers,
    regret: Vec<f64>,
    sum: Vec<f64>,
}

impl Walk<'_> {
    fn strategy(&self, from: &[f64]) -> Vec<f64> {
        let mut strategy = profile::uniform(self.structure);
        for set in 0..self.structure.infoset_count() {
            let actions = self.structure.actions(set);
            let total: f64 = from[actions.clone()].iter().sum();
            if total > 0.0 {
                actions.for_each(|a| strategy[a] = from[a] / total);
            }
        }
        strategy
    }

    fn iterate(&mut self, t: f64) {
        for player in 0..2 {
            let strategy = self.strategy(&self.regret);
            let mut gained = vec![0.0; self.regret.len()];
            self.walk(0, player, 1.0, 1.0, t, &strategy, &mut gained);
            for (regret, gained) in self.regret.iter_mut().zip(gained) {
                *regret = (*regret + gained).max(0.0);
            }
        }
    }

    /// What the actor expects from a node on.
    #[allow(clippy::too_many_arguments)]
    fn walk(
        &mut self,
        node: usize,
        player: u16,
        own: f64,
        others: f64,
        t: f64,
        strategy: &[f64],
        gained: &mut [f64],
    ) -> f64 {
        let s = self.structure;
        let row = s.row[node];
        match s.node(node) {
            Node::Terminal(row) => self.numbers.payoff[row as usize * 2 + usize::from(player)],
            Node::Chance(_) => {
                let chance = &self.numbers.chance[s.chance_row(row)];
                let walk = |(child, p): (usize, &f64)| {
                    p * self.walk(child, player, own, others * p, t, strategy, gained)
                };
                s.children(node).zip(chance).map(walk).sum()
            }
            Node::Decision(_) if s.infoset_player[row as usize] != player => {
                let actions = s.actions(row as usize);
                let walk = |(child, a): (usize, usize)| {
                    strategy[a] * self.walk(child, player, own, others * strategy[a], t, strategy, gained)
                };
                s.children(node).zip(actions).map(walk).sum()
            }
            Node::Decision(_) => {
                let actions = s.actions(row as usize);
                let mut worths = Vec::new();
                for (child, a) in s.children(node).zip(actions.clone()) {
                    worths.push(self.walk(child, player, own * strategy[a], others, t, strategy, gained));
                }
                let value: f64 = worths.iter().zip(actions.clone()).map(|(w, a)| w * strategy[a]).sum();
                let first = s.nodes_of(row as usize)[0] as usize == node;
                for (a, worth) in actions.zip(worths) {
                    gained[a] += others * (worth - value);
                    // The actor leads to all nodes of a set alike.
                    if first {
                        self.sum[a] += t * own * strategy[a];
                    }
                }
                value
            }
        }
    }
}

#[test]
fn random_games_go_as_a_walk_over_histories() {
    let shapes = [
        Shape { depth: 5, width: 3, ..Shape::default() },
        Shape { depth: 7, width: 2, hidden: 80, ..Shape::default() },
        Shape { depth: 3, width: 12, chance: 40, ..Shape::default() },
    ];
    for (k, shape) in shapes.into_iter().enumerate() {
        for seed in 0..60 {
            let (structure, mut numbers) = flat(&random::game(seed, shape));
            // Payoffs without exact ties, at which rounding would decide.
            for (k, payoff) in numbers.payoff.iter_mut().enumerate() {
                *payoff = ((seed as f64 + 1.0) * (k as f64 + 1.0) * 12.9898).sin();
            }
            let actions = structure.action_count();
            let mut walk = Walk {
                structure: &structure,
                numbers: &numbers,
                regret: vec![0.0; actions],
                sum: vec![0.0; actions],
            };
            let mut minimiser = Minimiser::new(&structure, &numbers, Variant::Conform).unwrap();
            for t in 1..=20 {
                walk.iterate(f64::from(t));
                minimiser.run(1);
                if t % 5 != 1 {
                    continue;
                }
                let mut found = walk.strategy(&walk.sum);
                let expected = found.clone();
                minimiser.write(&structure, Which::Average, &mut found);
                for set in 0..structure.infoset_count() {
                    for a in structure.actions(set) {
                        let differ = (found[a] - expected[a]).abs();
                        assert!(
                            differ < 1e-9,
                            "shape {k} seed {seed} t {t} set {set}: {found:?} {expected:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_not_for_two_is_refused() {
    let horse = games::horse();
    let error = Minimiser::new(&horse.s, &horse.n, Variant::Fast).unwrap_err();
    assert_eq!(error, SequenceError::Actors(3));
    let crisis = games::crisis();
    assert_eq!(constant_sum(&crisis.s, &crisis.n), None);
    let kuhn = games::kuhn();
    assert_eq!(constant_sum(&kuhn.s, &kuhn.n), Some(0.0));
}

#[test]
fn the_budget_ends_it_and_the_same_is_found_again() {
    let kuhn = games::kuhn();
    let settings = Settings { variant: Variant::Fast, iterations: 1_000_000, gap: 0.0 };
    let run = || {
        let mut asked = 0;
        let mut budget = || {
            asked += 1;
            asked >= 500
        };
        minimise(&kuhn.s, &kuhn.n, &settings, &mut budget).unwrap()
    };
    let outcome = run();
    assert_eq!(outcome.iterations, 500);
    assert!(outcome.gap() < 1e-3);
    assert_eq!(outcome, run());
}
