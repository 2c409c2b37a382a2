//! Checks end soon on texts that are made to be hard, and the models of the manual pass without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;

use std::fmt::Write;
use std::time::{Duration, Instant};

use reading::found;

/// Time for the checks of one text; tests run beside others, so this is generous.
const LIMIT: Duration = Duration::from_secs(5);

fn soon(what: &str, text: &str) -> Vec<String> {
    let start = Instant::now();
    let found = found(text);
    let taken = start.elapsed();
    assert!(taken < LIMIT, "{what} took {taken:?}");
    found
}

const HEAD: &str = "standoff t\n\nactors\n  A\n  B\n\n";

#[test]
fn many_statements() {
    let mut text = format!("{HEAD}play\n");
    for k in 0..30_000 {
        writeln!(text, "  A gains {k}\n  B gains {k}").unwrap();
    }
    assert!(soon("gains", &text).is_empty());
}

#[test]
fn many_names_used_late() {
    let mut text = format!("{HEAD}play\n");
    for k in 0..10_000 {
        writeln!(text, "  chance x{k}\n    a -> over\n    b").unwrap();
    }
    for k in 0..10_000 {
        writeln!(text, "  A gains 1 if x{k} is b").unwrap();
    }
    text += "  -> over\n\noutcome over\n  A gains 1\n";
    // Too large to build, but every name has a value.
    assert!(soon("names", &text).iter().all(|message| message.starts_with("SD40")));
}

#[test]
fn many_names_without_a_value() {
    let mut text = format!("{HEAD}play\n  A chooses way\n    left\n");
    for k in 0..5_000 {
        writeln!(text, "      chance x{k}: a").unwrap();
    }
    text += "    right\n";
    for k in 0..5_000 {
        writeln!(text, "  A gains 1 if x{k} is a").unwrap();
    }
    let found = soon("unset", &text);
    assert!(
        found
            .iter()
            .any(|message| message == "SD305 `x0` has no value here in a story in which way is right")
    );
}

#[test]
fn a_long_chain_of_conditions() {
    let mut text = format!("{HEAD}play\n  A chooses n: 1, 2\n  if n is 1\n    B chooses y: a, b\n");
    for k in 0..10_000 {
        writeln!(text, "  else if n is 2\n    B gains {k}").unwrap();
    }
    assert!(soon("chain", &text).is_empty());
}

#[test]
fn deep_repeats_and_branches() {
    let mut text = format!("{HEAD}play\n");
    for k in 0..45 {
        let pad = "  ".repeat(2 * k + 1);
        writeln!(text, "{pad}repeat r{k} from 1 to 2\n{pad}  if r{k} is 1").unwrap();
    }
    writeln!(text, "{}A chooses x: a, b", "  ".repeat(91)).unwrap();
    let found = soon("deep", &text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("SD401"), "{found:?}");
}

#[test]
fn many_scenes_in_a_row() {
    let mut text = format!("{HEAD}play\n  -> s0\n\n");
    for k in 0..10_000 {
        writeln!(text, "scene s{k}\n  A chooses x{k}\n    a -> s{}\n    b -> s{}\n", k + 1, k + 1).unwrap();
    }
    text += "scene s10000\n  A gains 1\n";
    assert!(soon("scenes", &text).iter().all(|message| message.starts_with("SD401")));
}

#[test]
fn conditions_that_multiply() {
    // Thirty coins and conditions on all of them: searching all stories would take 2^30 steps.
    let mut text = format!("{HEAD}play\n");
    for k in 0..30 {
        writeln!(text, "  chance x{k}: a, b").unwrap();
    }
    for k in 0..30 {
        writeln!(text, "  if x{k} is a\n    chance y{k}: c, d").unwrap();
    }
    let all: Vec<String> = (0..30).map(|k| format!("x{k} is a")).collect();
    writeln!(text, "  if {}", all.join(" and ")).unwrap();
    for k in 0..30 {
        writeln!(text, "    A gains 1 if y{k} is c").unwrap();
    }
    assert!(soon("conditions", &text).iter().all(|message| message.starts_with("SD40")));
}

#[test]
fn large_probabilities_of_many_things() {
    let mut text = format!("{HEAD}parameters\n  p = 10% in 0% to 50%\n\nplay\n");
    let mut sum = Vec::new();
    for k in 0..40 {
        writeln!(text, "  chance x{k}: 0, 1").unwrap();
        sum.push(format!("x{k}"));
    }
    writeln!(text, "  chance z\n    a with probability p * ({}) / 40\n    b otherwise", sum.join(" + "))
        .unwrap();
    assert!(soon("sum", &text).iter().all(|message| message.starts_with("SD40")));
}

#[test]
fn many_probabilities_of_many_things() {
    let mut text = format!("{HEAD}parameters\n");
    for k in 0..12 {
        writeln!(text, "  p{k} = 1% in 0% to 50%").unwrap();
    }
    text += "\nplay\n";
    let (mut things, mut numbers) = (Vec::new(), Vec::new());
    for k in 0..12 {
        writeln!(text, "  chance x{k}: 0, 1").unwrap();
        things.push(format!("x{k}"));
        numbers.push(format!("p{k}"));
    }
    for k in 0..1_000 {
        writeln!(
            text,
            "  chance z{k}\n    a with probability ({}) * ({}) / 12 - 0.001 * x0",
            things.join(" + "),
            numbers.join(" + ")
        )
        .unwrap();
        writeln!(text, "      -> over\n    b otherwise").unwrap();
    }
    text += "  -> over\n\noutcome over\n  A gains 1\n";
    soon("probabilities", &text);
}

#[test]
fn a_million_packages_of_which_none_is_left() {
    let text = format!(
        "{HEAD}issue land from 0 to 1 in 999 steps\nissue aid from 0 to 1 in 999 steps\n\nplay\n  A offers terms of land, aid where land + aid > 2\n"
    );
    let found = soon("packages", &text);
    assert_eq!(found, ["SD406 no package of `terms` is left: this holds for none of the 1e6 combinations"]);
}

#[test]
fn endless_rounds_with_dates() {
    let text = format!(
        "{HEAD}play from 2024-01-01\n  repeat r from 1 to 1_000_000_000\n    chance x after 1 days: a\n  chance y on 2024-02-01: b\n"
    );
    let found = soon("dates", &text);
    assert!(
        found.iter().all(|message| message.starts_with("SD30") || message.starts_with("SD40")),
        "{found:?}"
    );
}

#[test]
fn edited_models_are_judged_without_a_stumble() {
    let flagship = include_str!("../../../models/february-2024.standoff");
    let mut random = 7_u64;
    let mut pick = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    let mut whole = 0;
    for text in [flagship, ULTIMATUM, KUHN, BEER_QUICHE] {
        // Without the questions, and with edits of the play only: most other edits stop at a name.
        let asked = |line: &&str| line.starts_with("ask") || line.starts_with("check");
        let lines: Vec<&str> = text.lines().filter(|line| !asked(line)).collect();
        let start = lines.iter().position(|line| line.starts_with("play")).unwrap() + 1;
        for _ in 0..300 {
            let mut edited = lines.clone();
            for _ in 0..=pick(2) {
                let below = edited.len() - start;
                let (at, other) = (start + pick(below), start + pick(below));
                match pick(3) {
                    0 => {
                        edited.remove(at);
                    }
                    1 => edited.insert(at, lines[other % lines.len()]),
                    _ => edited.swap(at, other),
                }
            }
            let text = edited.join("\n");
            let found = soon("edited", &text);
            whole += usize::from(
                found.iter().any(|message| message.starts_with("SD3") || message.starts_with("SD6")),
            );
        }
    }
    // Enough of the edits got as far as these checks.
    assert!(whole > 50, "{whole}");
}

#[test]
fn models_of_the_manual_are_silent() {
    let flagship = include_str!("../../../models/february-2024.standoff");
    let words = include_str!("../../../models/february-2024-words.standoff");
    for text in [BEER_QUICHE, ULTIMATUM, KUHN, flagship, words] {
        assert_eq!(found(text), Vec::<String>::new());
    }
}

const BEER_QUICHE: &str = r#"standoff beer_quiche "Breakfast as a signal of strength"

actors
  Sender
  Receiver

parameters
  p_strong = 90% in 0% to 100%   "share of strong senders"
  liking   = 1   in 0 to 3       "worth of one's favourite breakfast"
  peace    = 2   in 0 to 5       "worth of not being fought"

secret Sender.strength
  strong  with probability p_strong
  weak    otherwise

let favourite = if Sender.strength is strong then beer else quiche

play
  Sender chooses breakfast: beer, quiche
  Receiver chooses answer: fight, defer

  Sender gains liking   if breakfast is favourite
  Sender gains peace    if answer is defer
  Receiver gains 1      if (answer is fight) is (Sender.strength is weak)

ask P(Sender.strength is strong | breakfast is beer)
ask P(answer is fight | breakfast is quiche)
"#;

const ULTIMATUM: &str = r#"standoff ultimatum "One offer, private cost of war (Fearon 1995)"

actors
  A  "the challenger, who makes the offer"
  B  "the defender, who alone knows its cost of war"

parameters
  p         = 60%   in 0% to 100%   "chance that A wins a war"
  cost_A    = 0.10  in 0 to 0.5     "A's cost of war, as a share of the prize"
  cost_low  = 0.05  in 0 to 0.5
  cost_high = 0.35  in 0 to 0.5
  p_tough   = 50%   in 0% to 100%

option steps = 100 in 1 to 1000     "fineness of the offer"

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

ask P(war)
ask value to A of knowing B.resolve
ask sweep cost_low from 0 to 0.5 in 50 steps: P(war)
check P(war) is 50% within 1e-6
"#;

const KUHN: &str = r#"standoff kuhn "Kuhn poker"

actors
  One
  Two

secret One.card: 1, 2, 3
secret Two.card: 1, 2, 3
given One.card is not Two.card

play
  One chooses opening
    check
      Two chooses reply
        check -> showdown(1)
        raise
          One chooses answer
            fold -> win_for_two(1)
            call -> showdown(2)
    raise
      Two chooses answer
        fold -> win_for_one(1)
        call -> showdown(2)

scene showdown(stake)
  if One.card > Two.card
    -> win_for_one(stake)
  else
    -> win_for_two(stake)

outcome win_for_one(stake)
  One gains stake
  Two gains -stake

outcome win_for_two(stake)
  One gains -stake
  Two gains stake

check value of play to One is -1/18 within 1e-6
"#;
