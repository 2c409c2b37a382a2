//! Truncated and mutated `.efg` and `.nfg` files: whatever the bytes, an answer comes soon, without a panic, and in memory
//! in proportion to the file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "hostile/memory.rs"]
mod memory;
#[path = "hostile/mutation.rs"]
mod mutation;
#[path = "hostile/wide.rs"]
mod wide;

use std::time::{Duration, Instant};

use mutation::{Dice, corpus, mutated};
use standoff_game::formats::{ReadOptions, efg, nfg, read};

/// Small files, of which some mutations are still games.
const SMALL: u64 = 12_000;
/// Files of up to about 100 KB, at which memory can be measured from outside.
const LARGE: u64 = 300;
/// Far more than any file here takes.
const SOON: Duration = Duration::from_secs(5);
/// Bytes of memory for each byte of the file, and what the system hands out at once in any case.
const FACTOR: u64 = 100;
const SLACK: u64 = 1 << 20;

/// Reads a file; if it is a game, does with it what other commands would. Says whether it was one.
fn exercise(bytes: &[u8], seed: u64) -> bool {
    let started = Instant::now();
    let options = ReadOptions { snap: seed.is_multiple_of(2) };
    let game = match read(bytes, options) {
        Err(error) => {
            let sentence = error.to_string();
            assert!(error.line > 0 && error.column > 0 && sentence.len() < 1000, "seed {seed}: {sentence}");
            None
        }
        Ok(read) => Some(read.game),
    };
    let is_game = game.is_some();
    if let Some(game) = game {
        game.numbers().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let _ = game.imperfect_recall();
        let text = efg::write(&game);
        let again = read_again(&text, seed);
        assert_eq!(text, efg::write(&again), "seed {seed}");
        if let Ok(table) = nfg::table(&game, 500) {
            read_again(&nfg::write(&table), seed);
        }
    }
    assert!(started.elapsed() < SOON, "seed {seed}: {:?}", started.elapsed());
    is_game
}

/// What was written has no errors.
fn read_again(text: &str, seed: u64) -> standoff_game::formats::NamedGame {
    match read(text.as_bytes(), ReadOptions::default()) {
        Ok(read) => read.game,
        Err(error) => panic!("seed {seed}: {error}\n{text}"),
    }
}

#[test]
fn mutated_files_are_answered() {
    let small = corpus(false);
    let mut games = 0;
    for seed in 0..SMALL {
        let mut dice = Dice::new(seed);
        let file = &small[dice.below(small.len())];
        games += u64::from(exercise(&mutated(file, &small, &mut dice), seed));
    }
    println!("{SMALL} mutations, {games} of them games");
    assert!(games > SMALL / 50 && games < SMALL, "{games} games are no test of both ways");
    for file in &small {
        for end in 0..file.len() {
            let _ = read(&file[..end], ReadOptions::default());
        }
    }
}

#[test]
fn memory_stays_in_proportion_to_the_file() {
    let large = corpus(true);
    let mut most = 0.0;
    for seed in 0..LARGE {
        let mut dice = Dice::new(seed);
        let file = &large[dice.below(large.len())];
        let file = mutated(file, &large, &mut dice);
        let factor = measured(&file, &format!("seed {seed}"));
        // Of small ones, what the system hands out at once says nothing.
        if file.len() > 50_000 {
            most = f64::max(most, factor);
        }
    }
    println!("mutated files of more than 50 KB: at most {most:.0} times as much memory");
    for (name, file) in wide::files() {
        let factor = measured(&file, name);
        println!("{name}: {} bytes, {factor:.0} times as much memory", file.len());
    }
}

/// Where [`reading_in_a_process_of_its_own`] finds its file.
const FILE: &str = "STANDOFF_HOSTILE_FILE";

/// Reads a file in a process of its own and checks how much memory and time that took; says how many times the file's size
/// it was.
fn measured(file: &[u8], name: &str) -> f64 {
    let path = std::env::temp_dir().join(format!("standoff-hostile-{}", std::process::id()));
    std::fs::write(&path, file).unwrap();
    let started = Instant::now();
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reading_in_a_process_of_its_own", "--nocapture"])
        .env(FILE, &path)
        .output()
        .unwrap();
    let took = started.elapsed();
    std::fs::remove_file(&path).unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{name}: {out}");
    assert!(took < SOON, "{name}: {took:?}");
    // Elsewhere than on Linux there is nothing to measure with.
    let Some(used) = out.lines().find_map(|line| line.strip_prefix("bytes used: ")) else { return 0.0 };
    let used: u64 = used.parse().unwrap();
    assert!(used < FACTOR * file.len() as u64 + SLACK, "{name}: {used} bytes for {}", file.len());
    used as f64 / file.len() as f64
}

/// What [`measured`] runs; by itself it does nothing.
#[test]
fn reading_in_a_process_of_its_own() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let file = std::fs::read(path).unwrap();
    let before = memory::in_use();
    let read = read(&file, ReadOptions { snap: true });
    // What is solved needs the numbers as well.
    let numbers = read.as_ref().ok().map(|read| read.game.numbers());
    let peak = memory::peak();
    drop(numbers);
    if let (Some(before), Some(peak)) = (before, peak) {
        println!("bytes used: {}", peak.saturating_sub(before));
    }
}
