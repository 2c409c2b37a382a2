//! The certificate against brute force on small random games, against published equilibria, and against bad claims.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::structure::{Node, Structure};
use standoff_game::tree::{Tree, chance, decision, end};
use standoff_solve::certificate::{CertificateError, NASH_ACCURACY, certify, status};
use standoff_solve::solution::{Certificate, Method, Status};

struct Game {
    s: Structure,
    n: Numbers,
    exact: ExactNumbers,
}

fn build(tree: &Tree, players: u16) -> Game {
    let (s, dag) = tree.build(players).unwrap();
    let n = Numbers::evaluate(&s, &dag, &[]).unwrap();
    let exact = ExactNumbers::evaluate(&s, &dag, &[]).unwrap();
    Game { s, n, exact }
}

fn rational(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

fn doubles(profile: &[BigRational]) -> Vec<f64> {
    profile.iter().map(|p| p.to_f64().unwrap()).collect()
}

fn uniform_log(s: &Structure) -> Vec<f64> {
    profile::uniform(s).iter().map(|p| p.ln()).collect()
}

/// Beliefs of the uniform profile: defined at every set that can happen.
fn uniform_beliefs(g: &Game) -> Vec<f64> {
    profile::beliefs(&g.s, &g.n, &profile::uniform(&g.s))
}

fn certificate(g: &Game, p: &[f64], exact: Option<&[BigRational]>, beliefs: &[f64]) -> Certificate {
    certify(&g.s, &g.n, Some(&g.exact), p, exact, &uniform_log(&g.s), beliefs, None, None).unwrap()
}

fn random_profile(s: &Structure, seed: u64) -> Vec<BigRational> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut profile = Vec::new();
    for infoset in 0..s.infoset_count() {
        let mut weights: Vec<u64> =
            s.actions(infoset).map(|_| if next(3) == 0 { 0 } else { 1 + next(9) }).collect();
        if weights.iter().all(|&w| w == 0) {
            weights[0] = 1;
        }
        let sum: u64 = weights.iter().sum();
        profile.extend(weights.iter().map(|&w| BigRational::new(w.into(), sum.into())));
    }
    profile
}

/// Expected gain from a node on, by the definition.
fn value(g: &Game, p: &[f64], node: usize, player: usize) -> f64 {
    let weighted = |probabilities: &[f64]| -> f64 {
        g.s.children(node).zip(probabilities).map(|(child, q)| q * value(g, p, child, player)).sum()
    };
    match g.s.node(node) {
        Node::Terminal(row) => g.n.payoff[row as usize * usize::from(g.s.players) + player],
        Node::Chance(row) => weighted(&g.n.chance[g.s.chance_row(row)]),
        Node::Decision(h) => weighted(&p[g.s.actions(h.0 as usize)]),
    }
}

/// Every way for `player` to behave purely at the sets in `own`, tried in turn; `None` if there are too many.
fn best_of_all(g: &Game, p: &[f64], own: &[usize], worth: &dyn Fn(&[f64]) -> f64) -> Option<f64> {
    let count =
        own.iter().try_fold(1usize, |n, &h| n.checked_mul(g.s.actions(h).len()).filter(|&n| n <= 2000))?;
    let mut most = f64::NEG_INFINITY;
    for mut code in 0..count {
        let mut pure = p.to_vec();
        for &h in own {
            let actions = g.s.actions(h);
            pure[actions.clone()].fill(0.0);
            pure[actions.start + code % actions.len()] = 1.0;
            code /= actions.len();
        }
        most = most.max(worth(&pure));
    }
    Some(most)
}

fn shapes() -> [Shape; 3] {
    [
        Shape::default(),
        Shape { players: 3, depth: 5, width: 3, ..Shape::default() },
        Shape { players: 4, depth: 6, hidden: 70, never: 20, ..Shape::default() },
    ]
}

#[test]
fn nash_regret_is_that_of_brute_force_and_exact() {
    let mut compared = 0;
    for shape in shapes() {
        for seed in 0..120 {
            let g = build(&random::game(seed, shape), shape.players);
            let rational = random_profile(&g.s, seed);
            let p = doubles(&rational);
            let c = certificate(&g, &p, Some(&rational), &uniform_beliefs(&g));
            let exact = c.nash_exact.as_ref().unwrap();
            for player in 0..g.s.players {
                let own: Vec<usize> =
                    (0..g.s.infoset_count()).filter(|&h| g.s.infoset_player[h] == player).collect();
                let i = usize::from(player);
                assert!((exact[i].to_f64().unwrap() - c.nash[i]).abs() <= 1e-12);
                assert!(!exact[i].is_negative());
                let Some(best) = best_of_all(&g, &p, &own, &|pure| value(&g, pure, 0, i)) else { continue };
                let regret = best - value(&g, &p, 0, i);
                assert!((c.nash[i] - regret).abs() <= 1e-12, "seed {seed}: {} against {regret}", c.nash[i]);
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "only {compared} comparisons");
}

#[test]
fn sequential_gain_is_that_of_brute_force() {
    let mut compared = 0;
    for shape in shapes() {
        for seed in 200..300 {
            let g = build(&random::game(seed, shape), shape.players);
            let p = doubles(&random_profile(&g.s, seed));
            // Beliefs of a fully mixed profile that is not the uniform one.
            let mixed: Vec<f64> = (0..g.s.infoset_count())
                .flat_map(|h| {
                    let k = g.s.actions(h).len();
                    (0..k).map(move |a| 2.0 * (a + 1) as f64 / (k * (k + 1)) as f64)
                })
                .collect();
            let beliefs = profile::beliefs(&g.s, &g.n, &mixed);
            let c = certificate(&g, &p, None, &beliefs);
            let mut most: Option<f64> = Some(0.0);
            for h in 0..g.s.infoset_count() {
                let player = g.s.infoset_player[h];
                let belief = &beliefs[g.s.infoset_start[h] as usize..g.s.infoset_start[h + 1] as usize];
                let own: Vec<usize> = (0..g.s.infoset_count())
                    .filter(|&later| {
                        g.s.infoset_player[later] == player && (later == h || follows(&g.s, later, h))
                    })
                    .collect();
                let worth = |pure: &[f64]| {
                    let nodes = g.s.nodes_of(h).iter().zip(belief);
                    nodes.map(|(&n, b)| b * value(&g, pure, n as usize, usize::from(player))).sum::<f64>()
                };
                most = match (most, best_of_all(&g, &p, &own, &worth)) {
                    (Some(most), Some(best)) => Some(most.max(best - worth(&p))),
                    _ => None,
                };
            }
            let Some(most) = most else { continue };
            compared += 1;
            assert!((c.sequential - most).abs() <= 1e-12, "seed {seed}: {} against {most}", c.sequential);
        }
    }
    assert!(compared > 150, "only {compared} comparisons");
}

/// Whether some node of `later` lies below some node of `h`.
fn follows(s: &Structure, later: usize, h: usize) -> bool {
    s.nodes_of(later).iter().any(|&node| {
        let mut at = s.parent[node as usize];
        while at != standoff_game::structure::NONE {
            if s.node(at as usize) == Node::Decision(standoff_game::structure::InfosetId(h as u32)) {
                return true;
            }
            at = s.parent[at as usize];
        }
        false
    })
}

#[test]
fn consistency_measures_the_distance_from_the_witness() {
    let mut off = 0;
    for seed in 0..60 {
        let g = build(&random::game(seed, shapes()[2]), 4);
        let p = profile::uniform(&g.s);
        let beliefs = uniform_beliefs(&g);
        assert!(certificate(&g, &p, None, &beliefs).consistency <= 1e-14);
        // Shift 0.1 of belief between two nodes that can happen.
        for h in 0..g.s.infoset_count() {
            let range = g.s.infoset_start[h] as usize..g.s.infoset_start[h + 1] as usize;
            let open: Vec<usize> = range.filter(|&k| beliefs[k] > 0.1).collect();
            if let [from, to, ..] = open[..] {
                let mut shifted = beliefs.clone();
                shifted[from] -= 0.1;
                shifted[to] += 0.1;
                assert!((certificate(&g, &p, None, &shifted).consistency - 0.1).abs() <= 1e-12);
                off += 1;
            }
        }
    }
    assert!(off > 30);
}

#[test]
fn a_rare_type_does_not_vanish() {
    // The rare type, of probability 1e-30, throws away 1 for sure.
    let tiny = BigRational::new(1.into(), num_bigint::BigInt::from(10).pow(30));
    let rest = rational(1, 1) - &tiny;
    let kind = |name: &str, good: f64| decision(0, name, [("a", end([good])), ("b", end([1.0]))]);
    let g = build(&Tree::Chance(vec![(tiny, kind("rare", 0.0)), (rest, kind("common", 2.0))]), 1);
    let p = [1.0, 0.0, 1.0, 0.0];
    let c = certificate(&g, &p, None, &[1.0, 1.0]);
    assert!((c.nash[0] - 1e-30).abs() < 1e-44);
    assert_eq!(c.per_type, vec![(0, 1.0), (1, 0.0)]);
    assert_eq!((c.sequential, c.sequential_at), (1.0, Some(0)));
    assert_eq!(status(&c, Method::Qre, false, NASH_ACCURACY), Status::Stalled);
}

#[test]
fn a_threat_that_is_not_credible_is_no_verified_epsilon() {
    // Entry deterrence: stay out because the other would fight, which it would not.
    let g = build(
        &decision(
            0,
            "enter?",
            [
                ("out", end([0.0, 2.0])),
                ("in", decision(1, "entered", [("fight", end([-1.0, -1.0])), ("yield", end([1.0, 1.0]))])),
            ],
        ),
        2,
    );
    let threat = certificate(&g, &[1.0, 0.0, 1.0, 0.0], None, &[1.0, 1.0]);
    assert_eq!(threat.nash, vec![0.0, 0.0]);
    assert_eq!((threat.sequential, threat.sequential_at), (2.0, Some(1)));
    assert_eq!(status(&threat, Method::Qre, false, NASH_ACCURACY), Status::Stalled);
    let exact = [rational(0, 1), rational(1, 1), rational(0, 1), rational(1, 1)];
    let entry = certificate(&g, &doubles(&exact), Some(&exact), &[1.0, 1.0]);
    assert!(entry.nash_exact.as_ref().unwrap().iter().all(Zero::is_zero));
    assert_eq!(entry.sequential, 0.0);
    assert_eq!(status(&entry, Method::Induction, true, NASH_ACCURACY), Status::VerifiedExact);
    assert_eq!(status(&entry, Method::Qre, false, NASH_ACCURACY), Status::VerifiedEpsilon);
}

fn crisis() -> Game {
    let war = |c: f64, d: f64| end([c, d]);
    let answer = |c: &str, cw: f64, d: &str, dw: f64| {
        let last = decision(
            0,
            &format!("{c} after resistance"),
            [("fight", war(cw, dw)), ("back_down", end([-0.35, 1.1]))],
        );
        decision(1, &format!("{d} after a challenge"), [("resist", last), ("concede", end([1.0, 0.0]))])
    };
    let challenger = |name: &str, cw: f64| {
        let defender = |d: &str, dw: f64| {
            decision(0, name, [("challenge", answer(name, cw, d, dw)), ("wait", end([0.0, 1.0]))])
        };
        chance([((1, 2), defender("strong_d", 0.1)), ((1, 2), defender("weak_d", -0.7))])
    };
    build(&chance([((2, 5), challenger("strong", 0.3)), ((3, 5), challenger("weak", -0.6))]), 2)
}

/// The published equilibrium of the crisis game, in the order in which the sets are met.
fn crisis_profile() -> Vec<BigRational> {
    let mix = |n, d| [rational(n, d), rational(d - n, d)];
    [
        mix(1, 1),   // strong challenges
        mix(1, 1),   // strong defender resists
        mix(1, 1),   // strong fights
        mix(13, 27), // weak defender resists (concedes 14/27)
        mix(14, 33), // weak challenges
        mix(0, 1),   // weak backs down
    ]
    .concat()
}

#[test]
fn the_published_crisis_equilibrium_is_exact() {
    let g = crisis();
    let exact = crisis_profile();
    let p = doubles(&exact);
    let beliefs = profile::beliefs(&g.s, &g.n, &p);
    let logs: Vec<f64> = p.iter().map(|&p| ((1.0 - 1e-9) * p + 0.5e-9).ln()).collect();
    let c = certify(&g.s, &g.n, Some(&g.exact), &p, Some(&exact), &logs, &beliefs, None, None).unwrap();
    assert!(c.nash_exact.as_ref().unwrap().iter().all(Zero::is_zero), "{:?}", c.nash_exact);
    assert!(c.sequential <= 1e-15 && c.consistency <= 1e-8);
    assert_eq!(status(&c, Method::Qre, true, NASH_ACCURACY), Status::VerifiedExact);
    assert_eq!(status(&c, Method::Qre, false, NASH_ACCURACY), Status::VerifiedEpsilon);
    // Belief that the challenger is strong after a challenge: 11/18.
    let h = g.s.infoset_start[1] as usize;
    assert!((beliefs[h] - 11.0 / 18.0).abs() <= 1e-15);
}

#[test]
fn the_published_centipede_qre_has_no_residual() {
    let take = |k: usize| [[0.4, 0.1], [0.2, 0.8], [1.6, 0.4], [0.8, 3.2]][k];
    let tree = (0..4).rev().fold(end([6.4, 1.6]), |pass, k| {
        decision((k % 2) as u16, &format!("move {k}"), [("take", end(take(k))), ("pass", pass)])
    });
    let g = build(&tree, 2);
    let check = |lambda: f64, take: [f64; 4]| {
        let p: Vec<f64> = take.iter().flat_map(|&t| [t, 1.0 - t]).collect();
        let logs: Vec<f64> = p.iter().map(|p| p.ln()).collect();
        certify(&g.s, &g.n, None, &p, None, &logs, &[1.0; 4], Some(lambda), Some(lambda)).unwrap()
    };
    let published = [0.2962565749, 0.2779802856, 0.4648836494, 0.8320183851];
    let c = check(1.0, published);
    // The published figures have ten digits.
    assert!(c.fixed_point.unwrap() <= 1e-8, "{:?}", c.fixed_point);
    assert_eq!(status(&c, Method::Qre, false, NASH_ACCURACY), Status::VerifiedEpsilon);
    let wrong = check(1.01, published);
    assert!(wrong.fixed_point.unwrap() > 1e-3);
    assert_eq!(status(&wrong, Method::Qre, false, NASH_ACCURACY), Status::Stalled);
}

#[test]
fn what_cannot_happen_is_left_out() {
    let never = decision(1, "never", [("a", end([0.0, 0.0])), ("b", end([0.0, 5.0]))]);
    let ever = decision(0, "ever", [("a", end([1.0, 0.0])), ("b", end([0.0, 0.0]))]);
    let g = build(&chance([((0, 1), never), ((1, 1), ever)]), 2);
    let p = [1.0, 0.0, 1.0, 0.0];
    let c = certificate(&g, &p, None, &[0.0, 1.0]);
    assert_eq!((c.sequential, c.sequential_at), (0.0, Some(1)));
    assert_eq!(c.ranges, vec![1.0, 0.0]);
    assert_eq!(status(&c, Method::Qre, false, NASH_ACCURACY), Status::VerifiedEpsilon);
}

#[test]
fn bad_claims_are_refused() {
    let g = crisis();
    let p = doubles(&crisis_profile());
    let (logs, beliefs) = (uniform_log(&g.s), uniform_beliefs(&g));
    let claim =
        |p: &[f64], exact: Option<&[BigRational]>, logs: &[f64], beliefs: &[f64], lambda: Option<f64>| {
            certify(&g.s, &g.n, Some(&g.exact), p, exact, logs, beliefs, None, lambda)
        };
    assert!(claim(&p, None, &logs, &beliefs, None).is_ok());
    let with = |at: usize, value: f64, list: &[f64]| {
        let mut list = list.to_vec();
        list[at] = value;
        list
    };
    for bad in [f64::NAN, -0.1, 1.5, f64::INFINITY, 1.0 - 1e-8] {
        let refused = claim(&with(0, bad, &p), None, &logs, &beliefs, None);
        assert_eq!(refused, Err(CertificateError::Profile { infoset: 0 }), "{bad}");
        let refused = claim(&p, None, &logs, &with(0, bad, &beliefs), None);
        assert_eq!(refused, Err(CertificateError::Beliefs { infoset: 0 }), "{bad}");
    }
    for bad in [f64::NAN, f64::NEG_INFINITY, 0.1, -5.0] {
        let refused = claim(&p, None, &with(3, bad, &logs), &beliefs, None);
        assert_eq!(refused, Err(CertificateError::Witness { infoset: 1 }), "{bad}");
    }
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(claim(&p, None, &logs, &beliefs, Some(bad)), Err(CertificateError::Lambda));
    }
    let mut exact = crisis_profile();
    exact[6] = rational(1, 2);
    let refused = claim(&p, Some(&exact), &logs, &beliefs, None);
    assert_eq!(refused, Err(CertificateError::ExactProfile { infoset: 3 }));
    assert!(matches!(claim(&p[1..], None, &logs, &beliefs, None), Err(CertificateError::Length { .. })));
    assert!(matches!(claim(&p, None, &logs[1..], &beliefs, None), Err(CertificateError::Length { .. })));
    assert!(matches!(claim(&p, None, &logs, &beliefs[1..], None), Err(CertificateError::Length { .. })));
    assert!(matches!(
        claim(&p, Some(&exact[1..]), &logs, &beliefs, None),
        Err(CertificateError::Length { .. })
    ));
    assert!(matches!(claim(&[], None, &[], &[], None), Err(CertificateError::Length { .. })));
}

#[test]
fn a_profile_that_is_not_its_witness_is_no_qre() {
    let g = crisis();
    let p = doubles(&crisis_profile());
    let (logs, beliefs) = (uniform_log(&g.s), uniform_beliefs(&g));
    let c = certify(&g.s, &g.n, None, &p, None, &logs, &beliefs, Some(0.0), Some(0.0)).unwrap();
    assert_eq!(c.fixed_point, Some(f64::INFINITY));
    assert_eq!(status(&c, Method::Qre, false, NASH_ACCURACY), Status::Stalled);
    let uniform = profile::uniform(&g.s);
    let c = certify(&g.s, &g.n, None, &uniform, None, &logs, &beliefs, Some(0.0), Some(0.0)).unwrap();
    assert!(c.fixed_point.unwrap() <= 1e-15);
}

#[test]
fn figures_that_are_no_numbers_never_verify() {
    let good =
        Certificate { nash: vec![0.0], ranges: vec![1.0], payoff_range: 1.0, ..Certificate::default() };
    assert_eq!(status(&good, Method::Qre, false, NASH_ACCURACY), Status::VerifiedEpsilon);
    let nan = f64::NAN;
    for bad in [
        Certificate { nash: vec![nan], ..good.clone() },
        Certificate { nash: vec![], ..good.clone() },
        Certificate { sequential: nan, ..good.clone() },
        Certificate { consistency: nan, ..good.clone() },
        Certificate { fixed_point: Some(nan), ..good.clone() },
        Certificate { payoff_range: nan, ..good.clone() },
        Certificate { sequential: 2e-6, ..good.clone() },
        Certificate { consistency: 2e-3, ..good.clone() },
        Certificate { nash: vec![2e-8], ..good.clone() },
    ] {
        assert_eq!(status(&bad, Method::Qre, true, NASH_ACCURACY), Status::Stalled, "{bad:?}");
    }
}
