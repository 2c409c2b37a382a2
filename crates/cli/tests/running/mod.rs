//! Runs the program as a user would.

#![allow(dead_code, reason = "each test file uses a part of this")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }
}

/// Runs `standoff` with these words.
pub(crate) fn standoff(words: &[&str]) -> Run {
    standoff_with(words, b"")
}

/// The same with something on standard input.
pub(crate) fn standoff_with(words: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(words)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may end before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file with this text, in a folder of the test's own.
pub(crate) fn file(test: &str, name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Ultimatum with a private cost of war; every number is exact.
pub(crate) const ULTIMATUM: &str = r#"standoff ultimatum "One offer, private cost of war"

actors
  A  "the challenger"
  B  "the defender"

experts
  hawk

parameters
  p         = 60%   in 0% to 100%
  cost_A    = 0.10  in 0 to 0.5
  cost_low  = 0.05  in 0 to 0.5
  cost_high = 0.35  in 0 to 0.5
  p_tough   = 50%   in 0% to 100%
    opinion hawk 90%

option steps = 100 in 1 to 1000

secret B.resolve
  tough  with probability p_tough
  soft   otherwise

let cost_B = if B.resolve is tough then cost_low else cost_high

play
  A offers share from 0 to 1 in steps steps
  B chooses answer, accept when indifferent
    accept -> deal
    reject -> war

outcome deal
  A gains 1 - share
  B gains share

outcome war
  A gains p - cost_A
  B gains 1 - p - cost_B

variant calm "War is dear to both"
  cost_low = 0.3

ask P(war)
ask value of play to A
check P(war) is 50% within 1e-6
"#;

/// A crisis with two types on each side: mixing, so that the path is followed.
pub(crate) const CRISIS: &str = r#"standoff crisis "Who backs down?"

actors
  C
  D

parameters
  p_C = 0.4
  p_D = 0.5

secret C.type
  strong with probability p_C
  weak   otherwise

secret D.type
  strong with probability p_D
  weak   otherwise

play
  C chooses start
    challenge
    wait -> status_quo
  D chooses reply
    resist
    concede -> conceded
  C chooses last
    fight -> war
    back_down -> backed_down

outcome status_quo
  D gains 1

outcome conceded
  C gains 1

outcome backed_down
  C gains -0.35
  D gains 1.1

outcome war
  C gains if C.type is strong then 0.3 else -0.6
  D gains if D.type is strong then 0.1 else -0.7

ask P(start is challenge | C.type is weak)
ask P(C.type is strong | start is challenge)
ask strategy of C
ask strategy of D at reply
ask tipping point of P(start is challenge) over p_C from 0.05 to 0.95
ask sweep p_C from 0.1 to 0.9 in 4 steps: P(start is challenge)
ask equilibria
check P(start is challenge | C.type is weak) is 14/33 within 1e-6
check P(reply is concede | D.type is weak and start is challenge) is 14/27 within 1e-6
check P(C.type is strong | start is challenge) is 11/18 within 1e-6
"#;
