//! Long work that is killed without warning, again and again, and goes on from its checkpoint, or its parts, to the same result.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]
#![cfg(unix)]

mod running;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use standoff::checkpoint::format;

/// Time from one state to the next.
const EVERY: Duration = Duration::from_millis(20);
/// What a busy machine may add to that.
const SLACK: Duration = Duration::from_secs(10);

/// A sequence of waits that is the same in every run of the test.
struct Waits(u64);

impl Waits {
    /// Between the start of the program and some hundreds of milliseconds of work.
    fn next(&mut self) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis(15 + (self.0 >> 33) % 260)
    }
}

/// The checkpoint at a path, read as the program would; `None` if there is none yet. Half a file would be an error.
fn step_of(path: &Path) -> Option<u64> {
    let read = |path: &Path| {
        let bytes = fs::read(path).ok()?;
        let (header, _) = format::read(&bytes[..], bytes.len() as u64)
            .unwrap_or_else(|error| panic!("{} after a kill: {error}", path.display()));
        Some(header.step)
    };
    let previous = path.with_extension("previous");
    // A kill between the two renames leaves the one before alone.
    read(path).or_else(|| read(&previous))
}

/// What must not depend on kills: everything but times.
fn result(text: &str) -> serde_json::Value {
    let mut document: serde_json::Value = serde_json::from_str(text).unwrap();
    let object = document.as_object_mut().unwrap();
    object.remove("timing");
    if let Some(run) = object.get_mut("run").and_then(|run| run.as_object_mut()) {
        run.remove("seconds");
        run.remove("iterations_per_second");
    }
    document
}

/// Runs work to its end, killing it at random moments; returns the number of kills and the result.
fn killed(words: &[&str], path: &Path, waits: &mut Waits) -> (u32, serde_json::Value) {
    let kept = path.to_string_lossy().into_owned();
    let every = format!("{}ms", EVERY.as_millis());
    let out = path.with_extension("out");
    let (mut kills, mut last) = (0, 0);
    loop {
        let mut child = Command::new(env!("CARGO_BIN_EXE_standoff"))
            .args(words)
            .args(["--quiet", "--checkpoint", &kept, "--checkpoint-every", &every])
            // To a file: nobody empties a pipe meanwhile.
            .stdout(File::create(&out).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever is never given the time to come farther than last time would never end.
        let wait = waits.next() + Duration::from_millis(u64::from(kills / 10) * 20);
        let started = Instant::now();
        while started.elapsed() < wait && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        if child.try_wait().unwrap().is_some() {
            let output = child.wait_with_output().unwrap();
            let told = fs::read_to_string(&out).unwrap();
            assert!(
                matches!(output.status.code(), Some(0 | 4)),
                "{:?} {}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
            return (kills, result(&told));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        if let Some(step) = step_of(path) {
            assert!(step >= last, "from step {last} back to step {step}");
            if step > last {
                // What the last state does not have is younger than one interval.
                let newest = [path.to_owned(), path.with_extension("previous")];
                let newest = newest.iter().find_map(|path| fs::metadata(path).ok()).unwrap();
                let age = SystemTime::now().duration_since(newest.modified().unwrap());
                assert!(age.unwrap_or_default() < EVERY + SLACK);
            }
            last = step;
        }
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("killing").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Kills the work until that has happened `least` times in all, each time to the end, and compares with a run without kills.
fn survives(name: &str, words: &[&str], least: u32) {
    let whole = running::standoff(words);
    let expected = result(&whole.out);
    let folder = folder(name);
    let mut waits = Waits(name.len() as u64);
    let (mut kills, mut runs) = (0, 0);
    while kills < least {
        runs += 1;
        let path = folder.join(format!("run-{runs}"));
        let (more, found) = killed(words, &path, &mut waits);
        assert_eq!(found, expected, "{name}, run {runs} after {more} kills");
        kills += more;
        assert!(runs < 200, "{name}: the work ends before it can be killed");
    }
    println!("{name}: {kills} kills in {runs} runs");
}

#[test]
fn regret_minimisation_survives_kills() {
    let leduc = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/leduc.standoff");
    let words = ["solve", leduc, "--method", "cfr", "--iterations", "120000", "--json"];
    survives("two actors", &words, 30);
}

/// Whatever is called a part is one: whole, and of the plan.
fn parts_are_whole(plan: &standoff::sweep::Plan) -> usize {
    let names = fs::read_dir(&plan.folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let parts: Vec<String> = names.filter(|name| name.starts_with("part-")).collect();
    for name in &parts {
        let mut file = File::open(plan.folder.join(name)).unwrap();
        assert!(standoff::sweep::parquet::seal::holds(&mut file).unwrap(), "{name}");
    }
    let progress = plan.progress().unwrap();
    assert!(progress.refused.is_empty(), "{progress:?}");
    assert_eq!(plan.part.shards as usize - progress.missing.len(), parts.len());
    parts.len()
}

#[test]
fn sweeps_survive_kills() {
    sweep_survives("sweep", &["--over", "p_C=0.01..0.99:300", "--over", "p_D=0.01..0.99:100"], 30);
}

#[test]
fn sweeps_over_drawn_points_survive_kills() {
    let drawn = ["--samples", "30000", "--seed", "4", "--over", "p_C=0.01..0.99", "--over", "p_D=0.01..0.99"];
    sweep_survives("drawn", &drawn, 10);
}

/// Kills the shards of a sweep so often, and compares what comes of them with the work of one undisturbed machine.
fn sweep_survives(name: &str, points: &[&str], wanted: u32) {
    let folder = folder(name);
    let model = folder.join("crisis.standoff");
    fs::write(&model, running::CRISIS).unwrap();
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (model, one, merged) = (path("crisis.standoff"), path("one.parquet"), path("merged.parquet"));
    let swept = [&[model.as_str(), "--ask", "P(start is challenge)"], points].concat();
    let run = running::standoff(&[&["sweep"], &swept[..], &["-o", &one]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut waits = Waits(17);
    let (mut kills, mut runs, mut leftovers) = (0, 0, 0);
    while kills < wanted {
        runs += 1;
        assert!(runs < 100, "the work ends before it can be killed");
        let plan = path(&format!("plan-{runs}"));
        let run = running::standoff(
            &[&["sweep", "plan"], &swept[..], &["-o", &plan, "--shard-size", "1024"]].concat(),
        );
        assert_eq!(run.code, Some(0), "{run:?}");
        let opened = standoff::sweep::Plan::open(Path::new(&plan), standoff::sweep::Builds::Same).unwrap();
        let mut done = 0;
        let mut tries = 0;
        loop {
            // Two at once, as on two machines that do not know of each other.
            let start = || {
                Command::new(env!("CARGO_BIN_EXE_standoff"))
                    .args(["sweep", "run", &plan, "--quiet", "--threads", "1"])
                    .stdin(Stdio::null())
                    .spawn()
                    .unwrap()
            };
            let mut children = [start(), start()];
            tries += 1;
            let wait = waits.next() + Duration::from_millis(tries / 10 * 20);
            let begun = Instant::now();
            while begun.elapsed() < wait && children.iter_mut().any(|it| it.try_wait().unwrap().is_none()) {
                std::thread::sleep(Duration::from_millis(2));
            }
            for child in &mut children {
                match child.try_wait().unwrap() {
                    Some(status) => assert!(status.success(), "{status:?}"),
                    None => {
                        child.kill().unwrap();
                        child.wait().unwrap();
                        kills += 1;
                    }
                }
            }
            let now = parts_are_whole(&opened);
            assert!(now >= done, "from {done} parts back to {now}");
            done = now;
            leftovers += fs::read_dir(&plan)
                .unwrap()
                .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'))
                .count();
            if done as u64 == opened.part.shards {
                break;
            }
        }
        let run = running::standoff(&["sweep", "merge", &plan, "-o", &merged]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(fs::read(&merged).unwrap() == fs::read(&one).unwrap(), "run {runs}");
        let hidden = |it: &std::io::Result<fs::DirEntry>| {
            it.as_ref().unwrap().file_name().to_string_lossy().starts_with('.')
        };
        assert!(!fs::read_dir(&plan).unwrap().any(|it| hidden(&it)), "leftovers are cleaned up");
    }
    println!("{name}: {kills} kills in {runs} runs, {leftovers} unfinished files met on the way");
}
