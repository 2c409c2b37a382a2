//! Checkpoints on disk: what is found again, what is refused, what is passed over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use standoff::checkpoint::{Checkpoint, Identity, OpenError};
use standoff::solve::keep::{Keeper, Kept, List, State};

const NEVER: Duration = Duration::from_secs(3600);

fn identity() -> Identity {
    Identity { game: "one".into(), settings: "method cfr".into() }
}

/// A path in a new folder.
fn path(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("checkpoint").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.join("state")
}

fn keep(path: &Path, step: u64) {
    let mut checkpoint = Checkpoint::open(path, identity(), NEVER, &|| true).unwrap();
    assert!(!checkpoint.due(), "the time has not come");
    assert!(checkpoint.stop() && checkpoint.due(), "a state is kept when the work stops");
    let numbers = [step as f64, 0.5];
    let lists = [("numbers", List::Doubles(&numbers))];
    checkpoint.keep(&State { method: "test/1", step, regret: 0.1, lists: &lists });
    assert!(checkpoint.notes().is_empty());
}

/// The state that is found, and the notes about it.
fn found(path: &Path) -> (Option<Kept>, usize) {
    let mut checkpoint = Checkpoint::open(path, identity(), NEVER, &|| false).unwrap();
    let kept = checkpoint.resume("test/1");
    assert_eq!(checkpoint.resume("test/1"), None, "handed out once");
    (kept, checkpoint.notes().len())
}

#[test]
fn the_last_two_are_there_and_nothing_else() {
    let path = path("two");
    assert_eq!(found(&path), (None, 0));
    for step in 1..=4 {
        keep(&path, step);
        let mut kept = found(&path).0.unwrap();
        assert_eq!((kept.step, kept.doubles("numbers", 2)), (step, Some(vec![step as f64, 0.5])));
    }
    let previous = path.with_extension("previous");
    assert_eq!(found(&previous).0.unwrap().step, 3);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2);
}

#[test]
fn a_damaged_one_is_passed_over_for_the_one_before() {
    let path = path("damaged");
    (1..=2).for_each(|step| keep(&path, step));
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let (kept, notes) = found(&path);
    assert_eq!((kept.unwrap().step, notes), (1, 1));
    // A kill between the two renames leaves only the one before.
    fs::remove_file(&path).unwrap();
    assert_eq!(found(&path).0.unwrap().step, 1);
    // And where both are damaged nothing is written over.
    fs::write(&path, &bytes).unwrap();
    fs::write(path.with_extension("previous"), &bytes[..middle]).unwrap();
    let refused = Checkpoint::open(&path, identity(), NEVER, &|| false).err().unwrap();
    assert!(matches!(refused, OpenError::Unreadable { .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn half_a_file_that_a_kill_left_is_not_read() {
    let path = path("half");
    keep(&path, 1);
    fs::write(path.with_extension("partial"), b"standoff check").unwrap();
    assert_eq!(found(&path).0.unwrap().step, 1);
    keep(&path, 2);
    assert_eq!(found(&path).0.unwrap().step, 2);
    assert!(!path.with_extension("partial").exists());
}

#[test]
fn other_work_is_refused_in_a_sentence() {
    let path = path("other");
    keep(&path, 1);
    let open = |game: &str, settings: &str| {
        let identity = Identity { game: game.into(), settings: settings.into() };
        Checkpoint::open(&path, identity, NEVER, &|| false).map(|_| ()).unwrap_err().to_string()
    };
    assert!(open("two", "method cfr").contains("another game"));
    assert!(open("one", "method qre").contains("other settings (method cfr; now: method qre)"));
    fs::write(&path, "a text of somebody's").unwrap();
    assert!(open("one", "method cfr").contains("it is not a checkpoint"));
    assert_eq!(fs::read(&path).unwrap(), b"a text of somebody's");
}

#[test]
fn where_nothing_can_be_written_the_work_goes_on_and_says_so() {
    let path = PathBuf::from("/nonexistent/folder/state");
    let mut checkpoint = Checkpoint::open(&path, identity(), Duration::ZERO, &|| false).unwrap();
    assert!(checkpoint.due());
    checkpoint.keep(&State { method: "test/1", step: 1, regret: f64::INFINITY, lists: &[] });
    let notes = checkpoint.notes();
    assert!(notes.len() == 1 && notes[0].contains("no checkpoint could be written"), "{notes:?}");
}
