//! Two thousand seeded games of two, three and four actors: what is called verified has no more regret than its certificate
//! says, by brute force; and with two actors it lies near the set of all equilibria, which is found in another way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "random/brute_force.rs"]
mod brute_force;

use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::random::{Shape, game};
use standoff_game::structure::Structure;
use standoff_solve::enumerate::{self, Limits, distance};
use standoff_solve::solution::Status;
use standoff_solve::{Request, Workspace, solve};

const GAMES: u64 = 2000;
/// Actors with more pure strategies than this are passed over.
const PURE_STRATEGIES: u64 = 3000;
/// Largest distance to the set of all equilibria.
const NEAR: f64 = 1e-4;
/// A search of a game with more vertices than this would take long.
const LIMITS: Limits = Limits { vertices: 1500, equilibria: 500 };

/// Half of the games have two actors; depth, width, chance and hidden moves vary.
fn shape(seed: u64) -> Shape {
    Shape {
        players: [2, 3, 2, 4][seed as usize % 4],
        depth: 2 + (seed / 4 % 4) as u32,
        width: 2 + (seed / 16 % 2) as u32,
        chance: [10, 30, 50][(seed / 32 % 3) as usize],
        hidden: [20, 50, 80][(seed / 96 % 3) as usize],
        ..Shape::default()
    }
}

/// Sums over the games.
#[derive(Default)]
struct Counts {
    verified: u64,
    exact: u64,
    stalled: Vec<u64>,
    regrets: u64,
    compared: u64,
    cut: u64,
    farthest: f64,
}

#[test]
fn what_is_called_verified_is() {
    let mut counts = Counts::default();
    let mut workspace = Workspace::default();
    for seed in 0..GAMES {
        let (structure, dag) = game(seed, shape(seed)).build(shape(seed).players).unwrap();
        let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
        let numbers = exact.to_doubles();
        let request = Request::default();
        let solution =
            solve(&structure, &numbers, Some(&exact), &request, &mut workspace, &mut || false).unwrap();
        let nash = &solution.certificate.nash;
        counts.check_regret(seed, &structure, &numbers, &solution.profile, solution.status, nash);
        for other in &solution.selection.alternatives {
            // Its own figures are not kept: what they may be at most is.
            let range = solution.certificate.payoff_range;
            let most = vec![1e-8 * range; usize::from(structure.players)];
            counts.check_regret(seed, &structure, &numbers, &other.profile, other.status, &most);
        }
        match solution.status {
            Status::Stalled => counts.stalled.push(seed),
            Status::VerifiedExact => counts.exact += 1,
            Status::VerifiedEpsilon => {}
        }
        if solution.status == Status::Stalled {
            continue;
        }
        counts.verified += 1;
        if structure.players == 2 {
            let all = enumerate::enumerate(&structure, &exact, &LIMITS, &mut || false).unwrap();
            if all.complete {
                let far = distance(&structure, &all, &solution.profile);
                assert!(far <= NEAR, "seed {seed}: {far} from the nearest equilibrium");
                counts.compared += 1;
                counts.farthest = counts.farthest.max(far);
            } else {
                counts.cut += 1;
            }
        }
    }
    let Counts { verified, exact, stalled, regrets, compared, cut, farthest } = counts;
    println!(
        "{verified} of {GAMES} verified, {exact} of them exactly; stalled: {stalled:?}; {regrets} regrets by brute force; \
         {compared} games of two actors compared with all equilibria ({cut} searches were cut), the farthest {farthest:e} away"
    );
    assert!(stalled.len() as u64 * 200 <= GAMES, "stalled: {stalled:?}");
    assert!(regrets > 3 * GAMES / 2, "brute force reaches too few actors: {regrets}");
    assert!(compared > GAMES * 2 / 5, "too few games are compared: {compared}");
}

impl Counts {
    /// The certificate's regrets against those of all pure strategies.
    fn check_regret(
        &mut self,
        seed: u64,
        structure: &Structure,
        numbers: &Numbers,
        profile: &[f64],
        status: Status,
        claimed: &[f64],
    ) {
        if status == Status::Stalled {
            return;
        }
        for player in 0..structure.players {
            let most = PURE_STRATEGIES;
            let Some(regret) = brute_force::regret(structure, numbers, profile, player, most) else {
                continue;
            };
            let claimed = claimed[usize::from(player)];
            let range = numbers.payoff.iter().fold(0.0_f64, |size, p| size.max(p.abs()));
            assert!(
                regret <= claimed + 1e-12 * range.max(1.0),
                "seed {seed}: actor {player} can gain {regret}, and the claim is {claimed}"
            );
            self.regrets += 1;
        }
    }
}
