//! A game's numbers at a point: what is defined, what is exact, and what the builder stores.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::builder::Builder;
use standoff_game::dag::Dag;
use standoff_game::numbers::{Evaluator, ExactError, ExactNumbers, Numbers, Undefined};
use standoff_game::structure::{NodeId, Structure};
use standoff_game::tree::{TreeError, chance, decimal, decision, end};

fn rational(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

/// Chance draws with p, q and the rest; one actor gets 1 / r in the first case.
fn lottery() -> (Structure, Dag) {
    let mut dag = Dag::new();
    let (p, q, r) = (dag.parameter(0), dag.parameter(1), dag.parameter(2));
    let (zero, one) = (dag.zero(), dag.one());
    let first = dag.sub(one, p);
    let rest = dag.sub(first, q);
    let prize = dag.div(one, r);
    let mut builder = Builder::new(1);
    let row = builder.chance_row(&[p, q, rest]);
    assert_eq!(builder.chance_row(&[p, q, rest]), row);
    let children = builder.chance(builder.root(), row);
    let prizes = [builder.payoff_row(&[prize]), builder.payoff_row(&[zero]), builder.payoff_row(&[zero])];
    assert_eq!(prizes[1], prizes[2]);
    for (child, row) in children.zip(prizes) {
        builder.terminal(NodeId(child), row);
    }
    (builder.finish(), dag)
}

#[test]
fn points_without_a_game_are_told_with_the_row() {
    let (s, dag) = lottery();
    let at = |point: [f64; 3]| Numbers::evaluate(&s, &dag, &point);
    assert_eq!(at([0.25, 0.25, 2.0]).unwrap().chance, vec![0.25, 0.25, 0.5]);
    assert_eq!(at([0.25, 0.25, 2.0]).unwrap().payoff, vec![0.5, 0.0]);
    for bad in [[1.25, 0.0, 1.0], [-0.1, 0.5, 1.0], [0.7, 0.7, 1.0], [f64::NAN, 0.5, 1.0]] {
        assert_eq!(at(bad), Err(Undefined::Chance { row: 0 }), "{bad:?}");
    }
    assert_eq!(at([0.5, 0.5, 0.0]), Err(Undefined::Payoff { row: 0, player: 0 }));
    assert_eq!(Numbers::evaluate(&s, &dag, &[]), Err(Undefined::Chance { row: 0 }));
    let exact = |p, q, r| ExactNumbers::evaluate(&s, &dag, &[p, q, r]);
    assert!(exact(rational(1, 3), rational(1, 3), rational(1, 1)).is_ok());
    let refused = exact(rational(2, 3), rational(1, 2), rational(1, 1));
    assert_eq!(refused, Err(ExactError::Undefined(Undefined::Chance { row: 0 })));
    let refused = exact(rational(1, 3), rational(1, 2), rational(0, 1));
    assert_eq!(refused, Err(ExactError::Undefined(Undefined::Payoff { row: 0, player: 0 })));
}

#[test]
fn what_rounding_leaves_of_nothing_is_nothing() {
    let (s, dag) = lottery();
    // 1 − 0.9 − 0.1 is −2.8e-17 in doubles, 1 − 0.7 − 0.3 is 5.6e-17.
    for (p, q) in [(9, 1), (7, 3), (1, 9), (3, 7)] {
        let point = [p as f64 / 10.0, q as f64 / 10.0, 1.0];
        assert_eq!(Numbers::evaluate(&s, &dag, &point).unwrap().chance[2].to_bits(), 0.0f64.to_bits());
        let point = [rational(p, 10), rational(q, 10), rational(1, 1)];
        assert!(Numbers::evaluate_rational(&s, &dag, &point).unwrap().chance[2].is_zero());
        let exact = ExactNumbers::evaluate(&s, &dag, &point).unwrap();
        assert!(exact.chance[2].is_zero() && exact.chance.iter().sum::<BigRational>().is_one());
    }
    // A rare event that is stated as such stays.
    let chance = Numbers::evaluate(&s, &dag, &[1e-30, 0.5, 1.0]).unwrap().chance;
    assert_eq!(chance[0], 1e-30);
}

#[test]
fn blocks_and_rational_points_give_the_same_numbers() {
    let (s, dag) = lottery();
    let evaluator = Evaluator::new(&s, &dag);
    let (mut block, mut scratch) = (evaluator.block(), evaluator.scratch());
    let (mut a, mut b) = (Numbers::default(), Numbers::default());
    for lane in 0..16i64 {
        evaluator.load(&mut block, lane as usize, &[lane as f64 / 16.0, 1.0 / 16.0, 8.0]);
    }
    evaluator.run(&mut block);
    for lane in 0..16i64 {
        let point = [rational(lane, 16), rational(1, 16), rational(8, 1)];
        evaluator.read(&block, lane as usize, &mut a).unwrap();
        evaluator.evaluate_into(&mut scratch, &[lane as f64 / 16.0, 1.0 / 16.0, 8.0], &mut b).unwrap();
        assert_eq!(a, b);
        assert_eq!(a, Numbers::evaluate_rational(&s, &dag, &point).unwrap());
        assert_eq!(a, ExactNumbers::evaluate(&s, &dag, &point).unwrap().to_doubles());
    }
}

#[test]
fn irrational_payoffs_are_not_exact_but_have_doubles() {
    let mut dag = Dag::new();
    let two = dag.integer(2);
    let root = dag.sqrt(two);
    let third = dag.constant(rational(1, 3));
    let mut builder = Builder::new(2);
    let row = builder.payoff_row(&[root, third]);
    builder.terminal(builder.root(), row);
    let s = builder.finish();
    assert_eq!(ExactNumbers::evaluate(&s, &dag, &[]), Err(ExactError::NotExact));
    let numbers = Numbers::evaluate_rational(&s, &dag, &[]).unwrap();
    assert_eq!(numbers.payoff, vec![std::f64::consts::SQRT_2, 1.0 / 3.0]);
}

#[test]
fn nested_games_are_checked() {
    let uneven = decision(
        0,
        "h",
        [
            ("a", end([0.0])),
            ("b", decision(0, "h", [("a", end([0.0])), ("b", end([0.0])), ("c", end([0.0]))])),
        ],
    );
    assert_eq!(uneven.build(1).map(|_| ()), Err(TreeError::Actions("h".into())));
    let stranger = decision(3, "h", [("a", end([0.0]))]);
    assert_eq!(stranger.build(1).map(|_| ()), Err(TreeError::Player("h".into())));
    assert_eq!(chance([]).build(1).map(|_| ()), Err(TreeError::Empty));
    assert_eq!(decimal(-0.35), rational(-7, 20));
    assert_eq!(decimal(6.0), rational(6, 1));
}

#[test]
fn information_sets_are_numbered_as_the_text_meets_them() {
    let tree = decision(
        0,
        "first",
        [
            ("a", decision(1, "after a", [("x", end([0.0, 0.0])), ("y", end([1.0, 0.0]))])),
            ("b", decision(1, "after b", [("x", end([0.0, 1.0])), ("y", end([1.0, 1.0]))])),
        ],
    );
    let (s, _, names) = tree.build_named(2).unwrap();
    assert_eq!(names, ["first", "after a", "after b"]);
    assert_eq!(s.infoset_player, vec![0, 1, 1]);
    assert_eq!(s.infoset_nodes, vec![0, 1, 2]);
    assert_eq!(s.terminal_count(), 4);
}

#[test]
fn long_rows_of_equal_chances_sum_to_one() {
    for entries in [7_i64, 100_000, 300_007] {
        let mut dag = Dag::new();
        let (each, zero) = (dag.constant(rational(1, entries)), dag.zero());
        let mut builder = Builder::new(1);
        let row = builder.chance_row(&vec![each; usize::try_from(entries).unwrap()]);
        let prize = builder.payoff_row(&[zero]);
        for child in builder.chance(builder.root(), row) {
            builder.terminal(NodeId(child), prize);
        }
        assert!(Numbers::evaluate(&builder.finish(), &dag, &[]).is_ok(), "{entries}");
    }
}
