//! `standoff picture`: every kind in every format, files that are there whole or not at all, and one sentence for what makes no sense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::fs;
use std::path::PathBuf;

use running::{ULTIMATUM, file, standoff};

const FEBRUARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/february-2024.standoff");
const BEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/beer-quiche.standoff");

fn target(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}

#[test]
fn the_ending_says_the_format() {
    for (ending, starts) in [
        ("svg", &b"<svg xmlns"[..]),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("txt", b"Breakfast"),
        ("csv", b"entry,parent,node"),
        ("json", b"{"),
    ] {
        let path = target(&format!("beer.{ending}"));
        let run = standoff(&["picture", BEER, "--tree", "-o", path.to_str().unwrap(), "--quiet"]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{ending}: {run:?}");
        let first = fs::read(&path).unwrap();
        assert!(first.starts_with(starts), "{ending}");
        let run = standoff(&["picture", BEER, "--tree", "-o", path.to_str().unwrap(), "--quiet"]);
        assert_eq!(run.code, Some(0));
        assert!(first == fs::read(&path).unwrap(), "{ending}: other bytes for the same picture");
    }
}

#[test]
fn every_kind_goes_to_standard_output() {
    for words in [
        &["--tree"][..],
        &["--public-tree", "--least", "0.2"],
        &["--beliefs"],
        &["--beliefs", "--opinions", "officials, testers"],
        &["--outcomes", "--opinions", "officials,sceptics,testers", "--dark"],
        &["--strategy"],
        &["--strategy=US", "--light"],
        &["--values"],
        &["--values", "--ask", "value of play to US", "--set", "step_cost=0.26"],
        &["--tipping", "p_settler"],
        &["--tipping", "step_cost", "--ask", "P(settlement)", "--ask", "P(broken_deal)"],
        &["--phase", "p_settler,step_cost", "--points", "9", "--ask", "P(settlement)"],
        &["--tipping", "p_settler", "--over", "p_settler=20%..40%:41"],
        &["--phase", "p_settler,step_cost", "--over", "p_settler=20%..40%:9", "--over", "step_cost:7"],
        &["--importance", "--samples", "64", "--ask", "P(settlement)"],
    ] {
        let mut all = vec!["picture", FEBRUARY, "--quiet"];
        all.extend(words);
        let run = standoff(&all);
        assert_eq!(run.code, Some(0), "{words:?}: {run:?}");
        assert!(run.out.starts_with("<svg ") && run.out.ends_with("</svg>\n"), "{words:?}");
        assert!(run.err.is_empty(), "{words:?}: {}", run.err);
    }
}

#[test]
fn what_makes_no_sense_is_one_sentence() {
    let model = file("pictures", "ultimatum.standoff", ULTIMATUM);
    for (words, part) in [
        (&["--tipping", "nothing"][..], "nothing"),
        (&["--phase", "share"], "two parameters"),
        (&["--phase", "p_settler,p_settler"], "two different"),
        (&["--phase", "p_settler,step_cost", "--points", "100000"], "points on a side"),
        (&["--tipping", "p_settler", "--over", "step_cost=0..1"], "no parameter of this picture"),
        (&["--tipping", "p_settler", "--over", "p_settler=1..0"], "does not go up"),
        (&["--tipping", "p_settler", "--over", "p_settler:9999"], "points"),
        (&["--phase", "p_settler,step_cost", "--over", "step_cost:3"], "points on a side"),
        (&["--tree", "--over", "p_settler"], "no parameter of this picture"),
        (&["--tree", "--ask", "P(settlement)"], "no question"),
        (&["--tornado", "--ask", "P(settlement)", "--ask", "P(broken_deal)"], "one question"),
        (&["--tornado", "--ask", "strategy of US"], "no number"),
        (&["--values", "--ask", "P(settlement)"], "worth"),
        (&["--strategy=Nobody"], "Nobody"),
        (&["--tree", "-o", "picture.bmp"], "which format"),
        (&["--tree", "--most", "1"], "--most"),
        (&["--outcomes", "--most", "5"], "--most"),
        (&["--tree", "--to", "png", "--scale", "500"], "--scale"),
        (&["--beliefs", "--opinions", "officials,nobody"], "nobody"),
    ] {
        let mut all = vec!["picture", FEBRUARY];
        all.extend(words);
        let run = standoff(&all);
        assert_eq!(run.code, Some(2), "{words:?}: {run:?}");
        assert!(run.err.starts_with("error: ") && run.err.contains(part), "{words:?}: {}", run.err);
        assert!(run.out.is_empty(), "{words:?}");
    }
    for words in
        [&["picture", &model][..], &["picture", &model, "--tree", "--values"], &["picture", "--tree"]]
    {
        assert_eq!(standoff(words).code, Some(2), "{words:?}");
    }
}

#[test]
fn a_failure_leaves_the_file_as_it_was() {
    let path = target("kept.svg");
    fs::write(&path, "as it was").unwrap();
    let words = ["picture", FEBRUARY, "--tipping", "nothing", "-o", path.to_str().unwrap()];
    assert_eq!(standoff(&words).code, Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
    let nowhere = target("no-such-folder").join("a.svg");
    let run = standoff(&["picture", BEER, "--tree", "-o", nowhere.to_str().unwrap()]);
    assert_eq!(run.code, Some(5), "{run:?}");
}
