//! A thousand random programs in the language, from text to certificate: perfect recall in all, the certificate agrees with
//! brute force, at least 99.5 % verified and none wrong, the same bits for one thread and two.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "random/brute_force.rs"]
mod brute_force;
#[path = "random/generator.rs"]
mod generator;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use standoff_compile::{Compiled, Limits, Setting, compile};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_solve::solution::{Solution, Status};
use standoff_solve::{Request, Workspace, solve};

const GAMES: u64 = 1000;
/// Actors with more pure strategies than this are left to the certificate's own tests.
const PURE_STRATEGIES: u64 = 3000;

struct Solved {
    compiled: Compiled,
    numbers: Numbers,
    solution: Solution,
}

fn solve_seed(seed: u64) -> Option<Solved> {
    let text = generator::program(seed);
    let read = standoff_model::read_text("random.standoff", &text);
    let model = read.model.unwrap_or_else(|| panic!("seed {seed}: {:#?}\n{text}", read.diagnostics));
    let compiled = compile(&model, &Setting::of(&model), &Limits::default(), &mut || false);
    let compiled = compiled.unwrap_or_else(|e| panic!("seed {seed}: {e:?}\n{text}"));
    if compiled.structure.infoset_count() == 0 {
        return None;
    }
    let parameters: Vec<_> = model.parameters.iter().map(|p| p.value.clone()).collect();
    let exact = ExactNumbers::evaluate(&compiled.structure, &compiled.dag, &parameters).unwrap();
    let numbers = exact.to_doubles();
    let solution = solve(
        &compiled.structure,
        &numbers,
        Some(&exact),
        &Request::default(),
        &mut Workspace::default(),
        &mut || false,
    );
    let solution = solution.unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
    Some(Solved { compiled, numbers, solution })
}

/// Everything of a solution that must not depend on threads, as bits.
fn bits(solution: &Solution) -> Vec<u64> {
    let parts =
        [&solution.profile, &solution.witness, &solution.beliefs, &solution.values, &solution.action_values];
    parts.iter().flat_map(|part| part.iter().map(|x| x.to_bits())).collect()
}

/// All seeds on `threads` threads; the solutions' bits in the order of the seeds.
fn all_bits(threads: usize) -> Vec<Vec<u64>> {
    let next = AtomicU64::new(0);
    let found: Vec<Mutex<Vec<u64>>> = (0..GAMES).map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= GAMES {
                        break;
                    }
                    if let Some(solved) = solve_seed(seed) {
                        *found[seed as usize].lock().unwrap() = bits(&solved.solution);
                    }
                }
            });
        }
    });
    found.into_iter().map(|slot| slot.into_inner().unwrap()).collect()
}

#[test]
fn random_programs_are_solved_and_certified() {
    let (mut games, mut verified, mut brute) = (0, 0, 0);
    let mut stalled = Vec::new();
    for seed in 0..GAMES {
        let Some(Solved { compiled, numbers, solution }) = solve_seed(seed) else { continue };
        games += 1;
        let structure = &compiled.structure;
        assert_eq!(standoff_game::recall::check(structure), Ok(()), "seed {seed}: recall");
        let range = solution.certificate.payoff_range;
        for player in 0..structure.players {
            let value = brute_force::value(structure, &numbers, &solution.profile, player, None);
            assert!(
                (value - solution.values[player as usize]).abs() <= 1e-9 * range.max(1.0),
                "seed {seed}: actor {player} gets {value}, not {}",
                solution.values[player as usize]
            );
            let Some(regret) =
                brute_force::regret(structure, &numbers, &solution.profile, player, PURE_STRATEGIES)
            else {
                continue;
            };
            brute += 1;
            let claimed = solution.certificate.nash[player as usize];
            assert!(
                (regret - claimed).abs() <= 1e-9 * range.max(1.0),
                "seed {seed}: actor {player} can gain {regret}, the certificate says {claimed}"
            );
            if solution.status != Status::Stalled {
                assert!(
                    regret <= 1e-8 * range + 1e-12,
                    "seed {seed}: called verified at a regret of {regret}"
                );
            }
        }
        match solution.status {
            Status::Stalled => stalled.push(seed),
            _ => verified += 1,
        }
    }
    println!("{games} games, {verified} verified, {brute} regrets by brute force, stalled seeds {stalled:?}");
    assert!(games >= GAMES * 9 / 10, "the generator writes too many games without a decision: {games}");
    assert!(brute >= games, "brute force reaches too few actors: {brute}");
    assert!(verified * 1000 >= games * 995, "{verified} of {games} verified; stalled: {stalled:?}");
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    assert_eq!(all_bits(1), all_bits(2));
}
