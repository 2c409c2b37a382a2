//! Large games swept branch by branch go like small ones swept as a whole; courses that are stopped and resumed go like
//! those that are not.

use super::branches::Cut;
use super::course::{self, Course, Engine, Found};
use super::many::Many;
use super::two::Minimiser;
use super::{Variant, Which};
use crate::keep::{Keeper, Kept, KeptList, List, State};
use standoff_game::numbers::Numbers;
use standoff_game::profile;
use standoff_game::random::{self, Shape};
use standoff_game::structure::{Kind, Structure};
use standoff_game::tree::{Tree, chance, decision, end};

const ALL: [Variant; 3] = [Variant::Fast, Variant::Precise, Variant::Conform];
/// Every game is taken apart, into pieces as small as they come.
const APART: Cut = Cut { large: 0, together: 200 };

fn flat(tree: &Tree, players: u16) -> (Structure, Numbers) {
    let (structure, dag) = tree.build(players).unwrap();
    (structure.clone(), Numbers::evaluate(&structure, &dag, &[]).unwrap())
}

/// Offers in turn between two actors with two types each: branches of one shape.
fn offers(rounds: u32, grid: u32) -> Tree {
    let type_of = |first: u32| {
        let second = |second| ((1, 2), round(rounds, grid, [first, second], 0, String::new()));
        chance([second(0), second(1)])
    };
    chance([((1, 2), type_of(0)), ((1, 2), type_of(1))])
}

/// Depth is that of the rounds.
fn round(left: u32, grid: u32, types: [u32; 2], mover: usize, so_far: String) -> Tree {
    if left == 0 {
        return end([0.3 - 0.1 * f64::from(types[0]), 0.35 - 0.15 * f64::from(types[1])]);
    }
    let discount = f64::from(left) * 0.07 + 0.3;
    let seen = |player: usize| format!("{player} {} {so_far}", types[player]);
    let made = |offer: u32| {
        let after = format!("{so_far}{offer}.");
        let share = discount * f64::from(offer) / f64::from(grid);
        let mut deal = [discount - share, share];
        if mover == 1 {
            deal.swap(0, 1);
        }
        let reply = decision(
            1 - mover as u16,
            &format!("reply {} {offer}", seen(1 - mover)),
            [("yes", end(deal)), ("no", round(left - 1, grid, types, 1 - mover, after))],
        );
        (format!("{offer}"), reply)
    };
    Tree::Decision {
        player: mover as u16,
        infoset: format!("offer {}", seen(mover)),
        actions: (0..grid).map(made).collect(),
    }
}

/// Each end gets payoffs of its own: there are no exact ties then, at which rounding would decide.
fn uneven((mut structure, mut numbers): (Structure, Numbers), seed: u64) -> (Structure, Numbers) {
    let is_end = |node: &usize| structure.kind[*node] == Kind::Terminal as u8;
    let ends: Vec<usize> = (0..structure.node_count()).filter(is_end).collect();
    for (row, &end) in ends.iter().enumerate() {
        structure.row[end] = row as u32;
    }
    let wave = |k: usize| ((seed as f64 + 1.0) * (k as f64 + 1.0) * 12.9898).sin();
    numbers.payoff = (0..2 * ends.len()).map(wave).collect();
    (structure, numbers)
}

fn profile_of(minimiser: &Minimiser, structure: &Structure, which: Which) -> Vec<f64> {
    let mut found = profile::uniform(structure);
    minimiser.write(structure, which, &mut found);
    found
}

/// Averages, looks and the number of branches agree.
fn alike(structure: &Structure, numbers: &Numbers, variant: Variant) -> bool {
    let mut whole = Minimiser::new(structure, numbers, variant).unwrap();
    let mut apart = Minimiser::cut(structure, numbers, variant, APART).unwrap();
    assert!(!whole.in_branches());
    for _ in 0..4 {
        whole.run(5);
        apart.run(5);
        for which in [Which::Average, Which::Last] {
            let (one, two) = (whole.look(which), apart.look(which));
            for player in 0..2 {
                assert!(
                    (one.0[player] - two.0[player]).abs() < 1e-9,
                    "{variant:?} {which:?} {one:?} {two:?}"
                );
                assert!(
                    (one.1[player] - two.1[player]).abs() < 1e-9,
                    "{variant:?} {which:?} {one:?} {two:?}"
                );
            }
            let average = profile_of(&apart, structure, which);
            let regret = profile::regret(structure, numbers, &average);
            for player in 0..2 {
                assert!((regret[player] - two.1[player]).abs() < 1e-9, "{variant:?} {regret:?} {two:?}");
            }
        }
        let averages = [&whole, &apart].map(|one| profile_of(one, structure, Which::Average));
        for (one, two) in averages[0].iter().zip(&averages[1]) {
            assert!((one - two).abs() < 1e-9, "{variant:?}");
        }
    }
    apart.in_branches()
}

#[test]
fn branches_go_like_the_whole() {
    for (rounds, grid) in [(3, 4), (4, 3), (3, 10)] {
        let (structure, numbers) = uneven(flat(&offers(rounds, grid), 2), 1);
        for variant in ALL {
            assert!(alike(&structure, &numbers, variant), "{rounds} rounds, {grid} offers: not taken apart");
        }
    }
}

#[test]
fn random_games_in_branches_go_like_the_whole() {
    let shapes = [
        Shape { depth: 6, width: 3, hidden: 0, ..Shape::default() },
        Shape { depth: 7, width: 2, hidden: 20, ..Shape::default() },
        Shape { depth: 5, width: 4, hidden: 50, ..Shape::default() },
    ];
    let mut apart = 0;
    for shape in shapes {
        for seed in 0..60 {
            let (structure, numbers) = uneven(flat(&random::game(seed, shape), 2), seed);
            apart += u32::from(alike(&structure, &numbers, ALL[seed as usize % 3]));
        }
    }
    assert!(apart > 60, "only {apart} games were taken apart");
}

/// Stops after some iterations and holds what was kept.
#[derive(Default)]
struct Halt {
    after: u64,
    asked: u64,
    kept: Option<Kept>,
}

impl Keeper for Halt {
    fn stop(&mut self) -> bool {
        self.asked += 1;
        self.asked == self.after
    }

    fn due(&mut self) -> bool {
        self.asked == self.after
    }

    fn keep(&mut self, state: &State<'_>) {
        let list = |list: &List<'_>| match *list {
            List::Doubles(list) => KeptList::Doubles(list.to_vec()),
            List::Integers(list) => KeptList::Integers(list.to_vec()),
            List::Bytes(list) => KeptList::Bytes(list.to_vec()),
            List::Scattered(count, at) => KeptList::Doubles((0..count).map(at).collect()),
        };
        self.kept = Some(Kept {
            method: state.method.to_owned(),
            step: state.step,
            lists: state.lists.iter().map(|(name, own)| ((*name).to_owned(), list(own))).collect(),
        });
    }

    fn resume(&mut self, method: &str) -> Option<Kept> {
        self.kept.take().filter(|kept| kept.method == method)
    }
}

fn engine<'a>(
    structure: &'a Structure,
    numbers: &'a Numbers,
    variant: Variant,
    cut: Option<Cut>,
) -> Engine<'a> {
    match cut {
        Some(cut) => Engine::Two(Box::new(Minimiser::cut(structure, numbers, variant, cut).unwrap())),
        None => Engine::Many(Box::new(Many::new(structure, numbers, variant))),
    }
}

fn run(structure: &Structure, engine: &mut Engine<'_>, sample: usize, keeper: &mut dyn Keeper) -> Found {
    let shortfall = |gains: &[f64]| gains.iter().sum();
    let course = Course { iterations: 60, shortfall: &shortfall, goal: -1.0, sample, seed: 3 };
    course::run(structure, engine, &course, keeper)
}

#[test]
fn a_course_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let (structure, numbers) = flat(&offers(3, 4), 2);
    for variant in ALL {
        for cut in [Some(Cut::default()), Some(APART), None] {
            for sample in [0, 16] {
                let whole =
                    run(&structure, &mut engine(&structure, &numbers, variant, cut), sample, &mut || false);
                assert_eq!(whole.iterations, 60);
                assert_eq!(whole.sample.is_empty(), sample == 0);
                for stops in [vec![1], vec![7], vec![30, 2, 9], vec![59]] {
                    let mut halt = Halt::default();
                    for after in stops {
                        (halt.after, halt.asked) = (after, 0);
                        run(&structure, &mut engine(&structure, &numbers, variant, cut), sample, &mut halt);
                        assert!(halt.kept.is_some());
                    }
                    (halt.after, halt.asked) = (u64::MAX, 0);
                    let resumed =
                        run(&structure, &mut engine(&structure, &numbers, variant, cut), sample, &mut halt);
                    assert_eq!(resumed, whole, "{variant:?} {cut:?} {sample}");
                }
            }
        }
    }
}

/// What was kept of another game, or of another form, changes nothing.
#[test]
fn what_does_not_fit_is_not_taken_up() {
    let (structure, numbers) = flat(&offers(3, 4), 2);
    let (other, other_numbers) = flat(&offers(2, 3), 2);
    let fresh = || engine(&structure, &numbers, Variant::Fast, Some(Cut::default()));
    let whole = run(&structure, &mut fresh(), 0, &mut || false);
    let mut halt = Halt { after: 5, ..Halt::default() };
    run(&other, &mut engine(&other, &other_numbers, Variant::Fast, Some(Cut::default())), 0, &mut halt);
    (halt.after, halt.asked) = (u64::MAX, 0);
    assert_eq!(run(&structure, &mut fresh(), 0, &mut halt), whole);
    let mut halt = Halt { after: 5, ..Halt::default() };
    run(&structure, &mut engine(&structure, &numbers, Variant::Precise, Some(Cut::default())), 0, &mut halt);
    (halt.after, halt.asked) = (u64::MAX, 0);
    assert_eq!(run(&structure, &mut fresh(), 0, &mut halt), whole);
}
