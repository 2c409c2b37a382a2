//! `equilibria` as a question: published games, bystanders, and games that are not listed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use standoff::ask::answer::{Answer, Content, Equilibria};
use standoff::model::sources::MemorySources;
use standoff::solve::enumerate::refine::Verdict;
use standoff::{Session, Setting};

/// The answer to the one question of a text.
fn answer(text: &str) -> Answer {
    let read = standoff::read(&MemorySources::new("test.standoff", text.as_bytes()));
    let model = read.model.expect("a model without errors");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let question = model.asks.last().expect("a question");
    session.answer(question, &standoff::ask::session::Sequential, &|| false).expect("an answer")
}

fn list(text: &str) -> Equilibria {
    match answer(text).content {
        Content::Equilibria(found) => found,
        other => panic!("{other:?}"),
    }
}

fn model(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/").to_owned() + name + ".standoff";
    std::fs::read_to_string(path).expect("a model") + "\nask equilibria\n"
}

fn fraction(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

/// Cho and Kreps 1987: both types have beer or both have quiche; the intuitive criterion leaves beer.
#[test]
fn beer_or_quiche() {
    let found = list(&model("beer-quiche"));
    assert!(found.complete);
    assert_eq!(found.groups.len(), 2);
    for group in &found.groups {
        assert_eq!(group.marks.sequential, Verdict::Yes);
        let breakfasts: Vec<&str> =
            group.profiles[0].iter().filter(|row| row.reached).map(|row| row.label.as_str()).collect();
        let beer = breakfasts.contains(&"beer");
        assert_ne!(beer, breakfasts.contains(&"quiche"));
        assert_eq!(group.marks.intuitive, Some(if beer { Verdict::Yes } else { Verdict::No }));
    }
}

/// Kuhn 1950: one set of equilibria, all worth −1/18 to who moves first, spanned by never bluffing and bluffing one time in
/// three.
#[test]
fn kuhns_poker() {
    let found = list(&model("kuhn"));
    assert!(found.complete);
    assert_eq!((found.groups.len(), found.components, found.extreme), (1, 1, 2));
    let value = &found.groups[0].values[0];
    assert_eq!((&value.low, &value.high), (&fraction(-1, 18), &fraction(-1, 18)));
}

/// Fearon 1997: the equilibrium of separation at least cost, which the default rule does not select, is on the list: the
/// defender gains 0.24 on average, war comes with 0.15.
#[test]
fn spending_and_not_spending() {
    let found = list(&model("sinking-costs"));
    assert!(found.complete);
    let spends = |group: &standoff::ask::answer::EquilibriumGroup| {
        group.profiles[0].iter().any(|row| row.reached && row.label == "spend")
    };
    assert_eq!(found.groups.len(), 2);
    let published: Vec<_> = found.groups.iter().filter(|group| spends(group)).collect();
    assert_eq!(published.len(), 1);
    let defender = &published[0].values[0];
    assert_eq!((&defender.low, &defender.high), (&fraction(6, 25), &fraction(6, 25)));
    let wars = |group: &&standoff::ask::answer::EquilibriumGroup| {
        group.outcomes.iter().any(|span| span.low == fraction(3, 20) && span.high == fraction(3, 20))
    };
    assert!(published.iter().all(wars), "{published:?}");
}

/// Two who would rather meet than not, and a third who only looks on.
const MEETING: &str = "standoff meeting \"Where?\"

actors
  A
  Onlooker
  B

play
  at once
    A chooses place: here, there
    B chooses place: here, there
  if A.place is here and B.place is here
    -> together
  if A.place is there and B.place is there
    -> together
  -> apart

outcome together \"they meet\"
  A gains 2
  B gains 1
  Onlooker gains 5

outcome apart \"they miss each other\"

ask equilibria
";

#[test]
fn who_only_looks_on_is_counted_in() {
    let found = list(MEETING);
    assert!(found.complete);
    assert_eq!((found.extreme, found.components), (3, 3));
    // Meeting here and meeting there are the same event; missing each other half of the time is another.
    assert_eq!(found.groups.len(), 2);
    let onlooker: Vec<&BigRational> = found.groups.iter().map(|group| &group.values[1].low).collect();
    assert!(onlooker.contains(&&fraction(5, 1)) && onlooker.contains(&&fraction(5, 2)), "{onlooker:?}");
    let together: Vec<&BigRational> = found.groups.iter().map(|group| &group.outcomes[0].high).collect();
    assert!(together.contains(&&fraction(1, 1)) && together.contains(&&fraction(1, 2)));
}

#[test]
fn three_who_move_get_a_sentence() {
    let text = MEETING.replace(
        "B chooses place: here, there\n",
        "B chooses place: here, there\n    Onlooker chooses mood: good, bad\n",
    );
    match answer(&text).content {
        Content::Unanswered(sentence) => {
            assert!(sentence.contains("here 3 do: A, Onlooker, B"), "{sentence}");
        }
        other => panic!("{other:?}"),
    }
}
