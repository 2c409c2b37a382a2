//! `equilibria` as a question: published games, bystanders, and games in which three move.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use num_rational::BigRational;
use standoff::ask::answer::{Answer, Content, Equilibria, Listed};
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

/// Three move: one whose mood matters to nobody, which leaves two moods to each of the three ways to meet or miss, and all
/// mixtures of them. What happens is the same, so that the list is complete.
#[test]
fn a_third_whose_move_changes_nothing() {
    let text = MEETING.replace(
        "B chooses place: here, there\n",
        "B chooses place: here, there\n    Onlooker chooses mood: good, bad\n",
    );
    let found = list(&text);
    assert_eq!((found.listed, found.complete, found.cut), (Listed::Ways, true, None));
    assert_eq!((found.extreme, found.groups.len()), (6, 2));
    for group in &found.groups {
        assert_eq!(group.marks.sequential, Verdict::Yes);
        assert!(group.values.iter().all(|value| value.exact));
    }
}

/// Each of three acts unless both others do: one of the seven equilibria has the probability 1/√2, which is no fraction.
#[test]
fn a_probability_that_is_no_fraction() {
    let text = "standoff crowd \"Who goes?\"

actors
  A
  B
  C

play
  at once
    A chooses a: go, stay
    B chooses b: go, stay
    C chooses c: go, stay
  -> over

outcome over \"it is over\"
  A gains 1       if a is go
  A gains -2      if a is go and b is go and c is go
  B gains 1       if b is go
  B gains -2      if a is go and b is go and c is go
  C gains 1       if c is go
  C gains -2      if a is go and b is go and c is go

ask equilibria
";
    let found = list(text);
    assert!(found.complete, "{:?}", found.cut);
    assert_eq!(found.extreme, 7);
    let irrational: Vec<_> =
        found.groups.iter().filter(|group| group.values.iter().any(|value| !value.exact)).collect();
    assert_eq!(irrational.len(), 1);
    let rows: Vec<_> = irrational[0].profiles[0].iter().filter(|row| row.label == "go").collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert!(!row.exact);
        let p = standoff::ask::session::to_f64(&row.probability);
        assert!((p - 0.5f64.sqrt()).abs() < 1e-12, "{p}");
    }
}

/// Kydd 2003: the truthful equilibrium, which the default rule does not select: war in 5 cases of 100, 0.7 to A and 0.2925 to
/// B. Words that mean nothing are on the list, too. A tough B to whom accepting and rejecting are the same leaves more open.
#[test]
fn a_mediator_who_can_be_trusted() {
    let found = list(&model("mediator"));
    let worth = |a: BigRational, b: BigRational| {
        let fits = |group: &&standoff::ask::answer::EquilibriumGroup| {
            [&group.values[0].low, &group.values[1].low] == [&a, &b] && group.values[0].exact
        };
        found.groups.iter().find(fits).expect("on the list")
    };
    let truthful = worth(fraction(7, 10), fraction(117, 400));
    assert_eq!(truthful.marks.sequential, Verdict::Yes);
    assert!(truthful.outcomes.iter().any(|span| span.low == fraction(1, 20)));
    let said: Vec<&str> = truthful.profiles[0]
        .iter()
        .filter(|row| row.reached && row.label.starts_with("say"))
        .map(|row| row.label.as_str())
        .collect();
    assert_eq!(said.len(), 2);
    assert_ne!(said[0], said[1]);
    worth(fraction(13, 20), fraction(11, 40));
    assert!(!found.complete && found.cut.is_some());
}

/// Where words may do as an answer to the probe there are two equilibria after it: answers that screen, worth 0.4025 to the US,
/// and answers that say nothing with the proposal brought all the same, worth 0.3905.
#[test]
fn words_that_screen_and_words_that_do_not() {
    let found = list(&model("february-2024-words"));
    assert_eq!(found.listed, Listed::Ways);
    for us in [fraction(161, 400), fraction(781, 2000)] {
        let group = found
            .groups
            .iter()
            .find(|group| {
                group.values[1].low == us && group.profiles[0].iter().any(|r| r.reached && r.label == "probe")
            })
            .expect("on the list");
        assert_eq!(group.marks.sequential, Verdict::Yes);
        let settler_signs = fraction(7, 20);
        assert!(group.outcomes.iter().any(|span| span.low == settler_signs), "{:?}", group.outcomes);
    }
}
