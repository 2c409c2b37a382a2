//! `standoff report`: pages and Markdown, in files that are there whole or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::fs;
use std::path::PathBuf;

use running::{ULTIMATUM, file, standoff, standoff_with};

const BEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/beer-quiche.standoff");

fn target(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}

#[test]
fn the_ending_says_the_format() {
    for (ending, starts) in [("html", "<!DOCTYPE html>"), ("htm", "<!DOCTYPE html>"), ("md", "# ")] {
        let path = target(&format!("beer.{ending}"));
        let run = standoff(&["report", BEER, "-o", path.to_str().unwrap(), "--quiet"]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "{ending}");
        assert!(fs::read_to_string(&path).unwrap().starts_with(starts), "{ending}");
    }
    let run = standoff(&["report", BEER, "--format", "md", "--quiet"]);
    assert!(run.code == Some(0) && run.out.starts_with("# "), "{run:?}");
    let run = standoff(&["report", BEER, "--dark", "--threads", "1"]);
    let other = standoff(&["report", BEER, "--dark", "--threads", "2", "-o", "-"]);
    assert!(run.code == Some(0) && run.out.contains("content=\"dark\"") && run.out == other.out);
}

#[test]
fn the_last_line_makes_the_page_again() {
    let model = file("report", "ultimatum.standoff", ULTIMATUM);
    let run = standoff(&["report", &model, "--branch", "straight", "--light"]);
    assert!(
        run.out.contains(&format!("standoff report {model} --branch straight --light -o page.html")),
        "{}",
        run.err
    );
    let run = standoff_with(&["report", "-", "--format", "md"], ULTIMATUM.as_bytes());
    assert!(run.code == Some(0) && run.out.contains("standoff report - -o page.md"), "{run:?}");
}

#[test]
fn what_makes_no_sense_is_said_in_one_sentence_and_leaves_no_file() {
    for (words, says) in [
        (&["-o", "page.txt"][..], "which format"),
        (&["--light", "--format", "md"], "neither light nor dark"),
        (&["--light", "--dark"], "cannot be used with"),
        (&["--set", "nothing=1"], "nothing"),
        (&["--format", "json"], "json"),
    ] {
        let mut all = vec!["report", BEER];
        all.extend(words);
        let run = standoff(&all);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(run.err.contains(says), "{words:?}: {}", run.err);
    }
    assert!(!PathBuf::from("page.txt").exists());
    let path = target("never.html");
    let run = standoff(&["report", BEER, "--timeout", "1ms", "-o", path.to_str().unwrap()]);
    assert!(run.code != Some(0) || path.exists(), "{run:?}");
    assert_eq!(path.exists(), run.code == Some(0));
}
