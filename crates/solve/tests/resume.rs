//! Work on the logit path that is stopped and gone on with: the same bits as in one go.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::random::{self, Shape};
use standoff_game::structure::Structure;
use standoff_solve::keep::{Keeper, Kept, KeptList, List, State};
use standoff_solve::solution::Solution;
use standoff_solve::{MethodChoice, Request, Workspace, solve};

/// Stops after some looks and keeps the state in memory, as a checkpoint would on disk.
struct Stopping {
    looks: u32,
    kept: Option<Kept>,
    resumed: Option<Kept>,
}

impl Keeper for Stopping {
    fn stop(&mut self) -> bool {
        self.looks = self.looks.saturating_sub(1);
        self.looks == 0
    }

    fn due(&mut self) -> bool {
        self.looks == 0
    }

    fn keep(&mut self, state: &State<'_>) {
        assert!(self.kept.is_none(), "kept after it had been stopped");
        let lists = state.lists.iter().map(|(name, list)| {
            let list = match *list {
                List::Doubles(list) => KeptList::Doubles(list.to_vec()),
                List::Integers(list) => KeptList::Integers(list.to_vec()),
                List::Bytes(list) => KeptList::Bytes(list.to_vec()),
                List::Scattered(count, at) => KeptList::Doubles((0..count).map(at).collect()),
            };
            ((*name).to_owned(), list)
        });
        self.kept = Some(Kept { method: state.method.to_owned(), step: state.step, lists: lists.collect() });
    }

    fn resume(&mut self, method: &str) -> Option<Kept> {
        self.resumed.take_if(|kept| kept.method == method)
    }
}

/// Solves with a stop after every so many looks; returns the solution and how often the work was stopped.
fn in_pieces(
    (structure, numbers, exact): (&Structure, &Numbers, Option<&ExactNumbers>),
    request: &Request,
    looks: u32,
) -> (Solution, u32) {
    let mut resumed = None;
    for stops in 0.. {
        let mut keeper = Stopping { looks: looks + 1, kept: None, resumed };
        let solution =
            solve(structure, numbers, exact, request, &mut Workspace::default(), &mut keeper).unwrap();
        match keeper.kept {
            None => return (solution, stops),
            kept => resumed = kept,
        }
    }
    unreachable!()
}

fn compare(
    structure: &Structure,
    numbers: &Numbers,
    exact: Option<&ExactNumbers>,
    request: &Request,
    name: &str,
) {
    let whole = solve(structure, numbers, exact, request, &mut Workspace::default(), &mut || false).unwrap();
    for looks in [1, 7, 40] {
        let (pieces, stops) = in_pieces((structure, numbers, exact), request, looks);
        assert!(stops > 0 || looks > 7, "{name}: never stopped");
        assert_eq!(pieces, whole, "{name}, stopped {stops} times");
    }
}

#[test]
fn the_same_bits_in_pieces() {
    let mut bifurcations = 0;
    let mut compared = 0;
    for seed in 0..200 {
        let shape =
            Shape { players: 2 + (seed % 2) as u16, depth: 6, width: 3, hidden: 40, ..Shape::default() };
        let (mut structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
        let unknowns = structure.action_count() - structure.infoset_count();
        if !(40..220).contains(&unknowns) {
            continue;
        }
        // Tie rules make further walks.
        if seed % 3 == 0 {
            structure.infoset_tie[0] = 0;
        }
        let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
        let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
        let request = Request { method: MethodChoice::Qre, ..Request::default() };
        compare(&structure, &numbers, Some(&exact), &request, &format!("game {seed}"));
        let whole =
            solve(&structure, &numbers, None, &request, &mut Workspace::default(), &mut || false).unwrap();
        bifurcations += whole.selection.bifurcations.len();
        compared += 1;
        if compared == 12 {
            break;
        }
    }
    assert!(compared == 12, "{compared}");
    println!("{bifurcations} bifurcations");
}

#[test]
fn games_that_are_solved_at_once_keep_nothing() {
    let (structure, dag) = random::game(1, Shape::default()).build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    let mut keeper = Stopping { looks: 3, kept: None, resumed: None };
    let request = Request { method: MethodChoice::Qre, ..Request::default() };
    solve(&structure, &numbers, None, &request, &mut Workspace::default(), &mut keeper).unwrap();
    assert!(keeper.kept.is_none());
}
