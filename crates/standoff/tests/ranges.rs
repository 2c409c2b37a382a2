//! Ranges over all equilibria beside what things are worth, in games whose equilibria are known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use standoff::ask::answer::{Answer, Content, Range};
use standoff::model::sources::MemorySources;
use standoff::{Sequential, Session, Setting};

fn ask(text: &str, question: &str) -> Answer {
    let read = standoff::read(&MemorySources::new("range.standoff", text));
    let model = read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics));
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    standoff::ask(&session, question, &Sequential, &|| false).unwrap()
}

/// The range of a number, as fractions.
fn range(text: &str, question: &str) -> Option<(String, String)> {
    let Content::Number(number) = ask(text, question).content else { panic!("no number") };
    let Range { all: span, sequential } = *number.range?;
    assert!(span.low <= sequential.low && sequential.high <= span.high);
    let value = number.exact.unwrap_or_else(|| BigRational::from_float(number.value.unwrap()).unwrap());
    assert!(span.low <= value && value <= span.high, "{value} outside {} to {}", span.low, span.high);
    Some((span.low.to_string(), span.high.to_string()))
}

fn pair(low: &str, high: &str) -> Option<(String, String)> {
    Some((low.to_owned(), high.to_owned()))
}

/// Battle of the sexes: pure equilibria with 2 and 1, 1 and 2, and a mixed one with 2/3 each.
const SEXES: &str = r#"standoff sexes "Where to go"
actors
  A
  B
  Watcher
play
  at once
    A chooses one: opera, fight
    B chooses two: opera, fight
  A gains 2 if one is opera and two is opera
  B gains 1 if one is opera and two is opera
  A gains 1 if one is fight and two is fight
  B gains 2 if one is fight and two is fight
  Watcher gains 1 if one is opera and two is opera
"#;

#[test]
fn battle_of_the_sexes() {
    let text = SEXES;
    assert_eq!(range(text, "value of play to A"), pair("2/3", "2"));
    assert_eq!(range(text, "value of play to B"), pair("2/3", "2"));
    // Somebody who does not move gains as well.
    assert_eq!(range(text, "value of play to Watcher"), pair("0", "1"));
    // Without the opera for A there is one equilibrium, worth 1 to A: between 2/3 − 1 and 2 − 1.
    assert_eq!(range(text, "value of one.opera to A"), pair("-1/3", "1"));
}

#[test]
fn one_equilibrium_is_a_point() {
    let text = r#"standoff pennies "Heads or tails"
actors
  A
  B
play
  at once
    A chooses one: heads, tails
    B chooses two: heads, tails
  A gains 3 if one is heads and two is heads
  B gains -3 if one is heads and two is heads
  A gains 1 if one is tails and two is tails
  B gains -1 if one is tails and two is tails
"#;
    assert_eq!(range(text, "value of play to A"), pair("3/4", "3/4"));
}

#[test]
fn other_numbers_have_none() {
    let text = SEXES;
    assert_eq!(range(text, "P(one is opera)"), None);
    assert_eq!(range(text, "value of one.opera over one.fight to A"), None);
}

/// An entrant stays out if the threat to fight is believed; nobody who comes to fight would.
#[test]
fn a_threat_that_nobody_would_carry_out_is_no_part_of_a_sequential_equilibrium() {
    let text = r#"standoff entry "A market"
actors
  Entrant
  Incumbent
play
  Entrant chooses move
    enter
    stay -> out
  Incumbent chooses reply
    fight -> war
    share -> peace
outcome out
  Incumbent gains 2
outcome war
  Entrant gains -1
  Incumbent gains -1
outcome peace
  Entrant gains 1
  Incumbent gains 1
"#;
    let Content::Number(number) = ask(text, "value of play to Incumbent").content else {
        panic!("no number")
    };
    let Range { all, sequential } = *number.range.unwrap();
    let told = |span: &standoff::ask::answer::Span| (span.low.to_string(), span.high.to_string());
    assert_eq!(told(&all), ("1".to_owned(), "2".to_owned()));
    assert_eq!(told(&sequential), ("1".to_owned(), "1".to_owned()));
}
