//! What solving takes at most, as stated before and as measured by the system, for several methods and sizes. Every case
//! runs in a process of its own, whose peak is its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod large_games;
mod poker;

use large_games::{bimatrix, offers};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::random::{self, Shape};
use standoff_game::structure::Structure;
use standoff_game::tree::Tree;
use standoff_solve::cfr::Variant;
use standoff_solve::footprint::{Algebra, footprint};
use standoff_solve::{MethodChoice, Request, Workspace, solve};

/// The name of the case, in the environment of its process.
const CASE: &str = "FOOTPRINT_CASE";
/// A stated figure may be so many times what is taken: it bounds what depends on the play as well.
const FACTOR: f64 = 6.0;
/// What the allocator holds back and gives out in pages, in bytes.
const SLACK: f64 = 1_500_000.0;

fn random_game(seed: u64, depth: u32, hidden: u32) -> Tree {
    random::game(seed, Shape { depth, width: 3, hidden, ..Shape::default() })
}

fn case(name: &str) -> (Tree, Request) {
    let by = |method| Request { method, tight: false, ..Request::default() };
    match name {
        "dense" => (random_game(11, 5, 30), by(MethodChoice::Qre)),
        "sparse" => (offers(20, 31, false), by(MethodChoice::Qre)),
        "larger" => (offers(40, 61, false), by(MethodChoice::Qre)),
        "deep" => (poker::leduc(), Request { lambda: Some(1.0), ..by(MethodChoice::Qre) }),
        "products" => (bimatrix(1_300), Request { lambda: Some(1.0), ..by(MethodChoice::Qre) }),
        "induction" => (offers(150, 201, true), by(MethodChoice::Induction)),
        "regret" => (
            poker::liars_dice(),
            Request { iterations: Some(10), ..by(MethodChoice::Cfr(Variant::default())) },
        ),
        "program" => (poker::leduc(), by(MethodChoice::Lp)),
        _ => panic!("{name}"),
    }
}

fn figures(name: &str) -> (u64, u64) {
    let (tree, request) = case(name);
    let (structure, dag) = tree.build(2).unwrap();
    // Room that it left would be filled again unnoticed.
    std::mem::forget(tree);
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    let exact = (name == "induction").then(|| ExactNumbers::evaluate(&structure, &dag, &[]).unwrap());
    let stated = footprint(&structure, &numbers, &request);
    if name == "products" {
        assert_eq!(stated.algebra, Some(Algebra::Products));
    }
    let taken = peak(&structure, &numbers, exact.as_ref(), &request);
    (stated.bytes, taken)
}

/// Bytes that solving adds to the largest size of the process.
fn peak(structure: &Structure, numbers: &Numbers, exact: Option<&ExactNumbers>, request: &Request) -> u64 {
    let before = status("VmRSS:");
    // The peak begins anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let solution = solve(structure, numbers, exact, request, &mut Workspace::default(), &mut || false);
    let after = status("VmHWM:");
    assert!(solution.is_ok(), "{solution:?}");
    after.saturating_sub(before)
}

fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn one_case() {
    if let Ok(name) = std::env::var(CASE) {
        let (stated, taken) = figures(&name);
        println!("\nfigures {stated} {taken}");
    }
}

#[test]
fn what_is_stated_bounds_what_is_taken() {
    if std::env::var(CASE).is_ok() {
        return;
    }
    for name in ["dense", "sparse", "larger", "deep", "products", "induction", "regret", "program"] {
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "one_case", "--nocapture"])
            .env(CASE, name)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&run.stdout);
        let line = text.lines().find_map(|line| line.strip_prefix("figures ")).unwrap_or_else(|| {
            panic!("{name}: {text}{}", String::from_utf8_lossy(&run.stderr));
        });
        let figures: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let (stated, taken) = (figures[0], figures[1]);
        println!("{name}: stated {stated:.3e}, taken {taken:.3e}");
        assert!(taken <= stated + SLACK, "{name}: stated {stated}, taken {taken}");
        assert!(stated <= FACTOR * taken + SLACK, "{name}: stated {stated}, taken {taken}");
    }
}
