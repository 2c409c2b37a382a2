//! What each statement means for the game: who sees what, what folds, what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use standoff_compile::tell::sentence;
use standoff_compile::{CompileError, LabelNumbers, Limits, Setting, compile};
use standoff_model::ir::{ActorId, OptionValue};
use support::{compile_under, compiled, even_play, even_probability, model, point, sets, thing, with_option};

fn rows(model: &standoff_model::ir::Model, game: &standoff_compile::Compiled, actor: &str) -> Vec<String> {
    sets(model, game, actor)
        .into_iter()
        .map(|(decision, seen, labels)| format!("{decision} [{seen}] {labels}"))
        .collect()
}

#[test]
fn simultaneous_moves_do_not_see_each_other() {
    let text = r#"standoff pennies "Matching pennies"
actors
  A
  B
play
  at once
    A chooses left: heads, tails
    B chooses right: heads, tails
  B chooses after: go, stop
  A gains 1 if left is right
  B gains 1 if left is not right
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(game.structure.node_count(), 15);
    assert_eq!(rows(&model, &game, "A"), vec!["left [] heads tails"]);
    let b = rows(&model, &game, "B");
    assert_eq!(b.len(), 5);
    assert_eq!(b[0], "right [] heads tails");
    assert_eq!(b[1], "after [left is heads, right is heads] go stop");
    let (_, gains) = even_play(&game, &[]);
    assert_eq!(gains, vec![0.5, 0.5]);
    standoff_game::recall::check(&game.structure).unwrap();
}

#[test]
fn hidden_moves_leave_no_trace() {
    let text = r#"standoff hidden "A quiet move"
actors
  A
  B
  C
play
  A chooses first hidden from B: left, right
  B chooses second: yes, no
  C chooses third: yes, no
  A chooses fourth: yes, no
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(rows(&model, &game, "B"), vec!["second [] yes no"]);
    assert_eq!(rows(&model, &game, "C").len(), 4);
    assert_eq!(rows(&model, &game, "A").len(), 1 + 8);
    standoff_game::recall::check(&game.structure).unwrap();
}

#[test]
fn a_reveal_tells_the_value_and_not_the_branch() {
    let text = r#"standoff reveals "What a reveal tells"
actors
  A
  B
secret A.kind: low, high
play
  A chooses way hidden from B: short, long
  if way is short
    reveal A.kind to B
  else
    reveal A.kind to B
  B chooses answer: yes, no
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(
        rows(&model, &game, "B"),
        vec!["answer [A.kind is low] yes no", "answer [A.kind is high] yes no"]
    );
    assert_eq!(
        game.structure.nodes_of(game.infosets.iter().position(|i| i.actor == ActorId(1)).unwrap()).len(),
        2
    );
    standoff_game::recall::check(&game.structure).unwrap();
}

const ROUNDS: &str = r#"standoff rounds "Offers in turn"
actors
  A
  B
parameters
  d = 50% in 0% to 100%
option last = 3 in 1 to 9
option steps = 2 in 1 to 100
discount A d per round
discount B d per round
play
  now turn is 1
  repeat r from 1 to last
    A offers share from 0 to 1 in steps steps
    B chooses answer
      accept -> deal
      reject
    now turn is turn + 1
  -> nothing
outcome deal
  A gains 1 - share
  B gains share
outcome nothing
  A gains turn
"#;

#[test]
fn rounds_are_told_apart_and_discounted() {
    let model = model(ROUNDS);
    let game = compiled(&model);
    // Below each of 1 + 3 + 9 offers stand 3 answers with 2 nodes each.
    assert_eq!(game.structure.node_count(), 1 + 9 * (1 + 3 + 9));
    assert_eq!(game.structure.terminal_count(), 3 + 9 + 27 + 27);
    assert_eq!(rows(&model, &game, "A").len(), 1 + 3 + 9);
    let a = rows(&model, &game, "A");
    assert_eq!(a[1], "share [share.1 is 0, answer.1 is reject] 0 0.5 1");
    let (_, gains) = even_play(&game, &point(&model));
    // Shares average 1/2: a deal in round r is worth 1/2 · (1/2)^(r-1) and has probability (1/2)^r.
    let deals = 0.5 * (0.5 + 0.25 * 0.5 + 0.125 * 0.25);
    // Three rounds are over when nothing is agreed, and `turn` is 4 by then.
    assert!((gains[1] - deals).abs() < 1e-15, "{gains:?}");
    assert!((gains[0] - deals - 0.125 * 4.0 * 0.125).abs() < 1e-15, "{gains:?}");
    let close = |question: &str, expected: f64| {
        let value = even_probability(&model, &game, question).unwrap();
        assert!((value - expected).abs() < 1e-14, "{question}: {value}");
    };
    close("P(answer.1 is accept)", 0.5);
    close("P(answer.2 is accept | answer.1 is reject)", 0.5);
    // The last value counts: each story that ends with an acceptance has it as the last answer.
    close("P(answer is accept)", 0.875);
    close("P(deal)", 0.875);
    close("E(turn | nothing)", 4.0);
    close("E(share.1)", 0.5);
    standoff_game::recall::check(&game.structure).unwrap();
}

#[test]
fn options_change_the_structure() {
    let model = model(ROUNDS);
    let number = |n: i64| OptionValue::Number(num_rational::BigRational::from_integer(n.into()));
    let game = compile_under(&model, &with_option(&model, "last", number(1))).unwrap();
    assert_eq!(game.structure.node_count(), 1 + 3 + 6);
}

#[test]
fn the_size_limit_names_the_main_reason() {
    let model = model(ROUNDS);
    let number = |n: i64| OptionValue::Number(num_rational::BigRational::from_integer(n.into()));
    let setting = with_option(&model, "last", number(6));
    let limits = Limits { max_nodes: 1000, ..Limits::default() };
    let error = compile(&model, &setting, &limits, &mut || false).unwrap_err();
    let CompileError::TooLarge { nodes, diagnostic, .. } = &error else { panic!("{error:?}") };
    assert!(*nodes <= 1000);
    assert_eq!(
        diagnostic.message,
        "this game has more than 1,000 situations; the grid of `share` (3 points, inside a repeat of 6) is the main reason"
    );
    let stopped = compile(&model, &setting, &Limits::default(), &mut || true);
    assert!(matches!(stopped, Err(CompileError::Stopped)) || stopped.is_ok());
}

#[test]
fn given_conditions_the_joint_draw() {
    let text = r#"standoff kuhn "Kuhn poker"
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
"#;
    let model = model(text);
    let game = compiled(&model);
    let s = &game.structure;
    // 1 root, 3 draws, 6 deals with 9 nodes each.
    assert_eq!((s.node_count(), s.terminal_count(), s.infoset_count()), (4 + 6 * 9, 30, 12));
    let constants: Vec<_> =
        s.chance.iter().map(|&id| game.dag.as_constant(id).unwrap().to_string()).collect();
    assert_eq!(constants, vec!["1/3", "1/3", "1/3", "1/2", "1/2"]);
    let close = |question: &str, expected: f64| {
        let value = even_probability(&model, &game, question).unwrap();
        assert!((value - expected).abs() < 1e-15, "{question}: {value}");
    };
    close("P(One.card > Two.card)", 0.5);
    close("P(Two.card is 3 | One.card is 1)", 0.5);
    close("P(showdown)", 0.25 + 0.125 + 0.25);
    standoff_game::recall::check(s).unwrap();
}

#[test]
fn given_renormalises_swept_probabilities() {
    let text = r#"standoff joint "A joint draw"
actors
  A
  B
parameters
  p = 30% in 0% to 100%
  q = 60% in 0% to 100%
secret A.kind
  low  with probability p
  high otherwise
secret B.kind
  low  with probability q
  high otherwise
given A.kind is low or B.kind is low
play
  A chooses act: yes, no
  B chooses reply: yes, no
  A gains 1 if A.kind is low
"#;
    let model = model(text);
    let game = compiled(&model);
    let (_, gains) = even_play(&game, &point(&model));
    let expected = 0.3 / (1.0 - 0.7 * 0.4);
    assert!((gains[0] - expected).abs() < 1e-14, "{gains:?} {expected}");
    let p = even_probability(&model, &game, "P(B.kind is low | A.kind is low)").unwrap();
    assert!((p - 0.6).abs() < 1e-14);
    assert_eq!(even_probability(&model, &game, "P(B.kind is low | A.kind is high)"), Some(1.0));
}

/// The checks of the text refuse most such models; here the sight is taken away after they have run.
fn blinded(text: &str) -> standoff_model::ir::Model {
    let mut model = model(text);
    for stmt in &mut model.play.stmts {
        if let standoff_model::ir::Stmt::Choose(choose) = stmt {
            let mover = choose.actor;
            choose.sight.seen_by.retain(|&actor| actor == mover);
        }
    }
    model
}

#[test]
fn same_list_different_labels_is_refused_with_both_stories() {
    let text = r#"standoff blind "Cannot tell"
actors
  Russia
  Ukraine
play
  Russia chooses plan: attack, wait
  Ukraine chooses answer
    fight
    talk
    flee when plan is attack
"#;
    let model = blinded(text);
    let error = compile_under(&model, &Setting::of(&model)).unwrap_err();
    let [diagnostic] = error.diagnostics() else { panic!("{error:?}") };
    assert_eq!(diagnostic.code, "SD320");
    assert_eq!(
        diagnostic.message,
        "Ukraine cannot tell these two situations apart, but may do different things in them"
    );
    let labels: Vec<&str> = diagnostic.labels.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(
        labels,
        ["in one story: Russia chooses attack at plan", "in the other: Russia chooses wait at plan"]
    );
    assert_eq!(
        diagnostic.hint.as_deref(),
        Some("the stories part at `plan`: let Ukraine see it, or offer the same labels in both")
    );
}

#[test]
fn one_label_here_and_two_there_cannot_be_told_apart_either() {
    let text = r#"standoff blind "Cannot tell"
actors
  Russia
  Ukraine
play
  Russia chooses plan: attack, wait, talk
  Ukraine chooses answer
    fight
    flee when plan is PLAN
  Russia chooses after: yes, no
"#;
    for (plan, one, other) in [("attack", "attack", "wait"), ("talk", "attack", "talk")] {
        let model = blinded(&text.replace("PLAN", plan));
        let error = compile_under(&model, &Setting::of(&model)).unwrap_err();
        let diagnostic = &error.diagnostics()[0];
        assert_eq!(diagnostic.code, "SD320");
        let labels: Vec<&str> = diagnostic.labels.iter().map(|l| l.text.as_str()).collect();
        let expected = [
            format!("in one story: Russia chooses {one} at plan"),
            format!("in the other: Russia chooses {other} at plan"),
        ];
        assert_eq!(labels, expected);
    }
}

#[test]
fn without_takes_a_label_away_everywhere() {
    let text = r#"standoff labels "Without a label"
actors
  A
  B
play
  A chooses act: left, middle, right
  B chooses reply, yes when indifferent: no, yes
  A gains 1 if act is middle
"#;
    let model = model(text);
    let act = thing(&model, "act");
    let game = compile_under(&model, &Setting { without: vec![(act, 1)], ..Setting::of(&model) }).unwrap();
    assert_eq!(rows(&model, &game, "A"), vec!["act [] left right"]);
    assert_eq!(*game.infosets[0].labels, [0, 2]);
    assert_eq!(even_play(&game, &[]).1, vec![0.0, 0.0]);
    // The tie rule names the second label of `reply`.
    assert_eq!(game.structure.infoset_tie, vec![u32::MAX, 1, 1]);
    // One label left makes no node, but is seen.
    let game =
        compile_under(&model, &Setting { without: vec![(act, 1), (act, 0)], ..Setting::of(&model) }).unwrap();
    assert_eq!(game.structure.node_count(), 3);
    assert_eq!(rows(&model, &game, "B"), vec!["reply [act is right] no yes"]);
    assert_eq!(even_probability(&model, &game, "P(act is right)"), Some(1.0));
    let none = Setting { without: vec![(act, 0), (act, 1), (act, 2)], ..Setting::of(&model) };
    let error = compile_under(&model, &none).unwrap_err();
    assert_eq!(error.diagnostics()[0].message, "A has nothing to choose at `act` in some story");
}

#[test]
fn a_secret_shown_openly_is_in_the_list() {
    let text = r#"standoff known "Knowing"
actors
  A
  B
secret A.kind: low, high
play
  B chooses reply: no, yes
"#;
    let model = model(text);
    let reveals = vec![(thing(&model, "A.kind"), ActorId(1))];
    let blind = compiled(&model);
    assert_eq!(rows(&model, &blind, "B"), vec!["reply [] no yes"]);
    let seeing = compile_under(&model, &Setting { reveals, ..Setting::of(&model) }).unwrap();
    assert_eq!(
        rows(&model, &seeing, "B"),
        vec!["reply [A.kind is low] no yes", "reply [A.kind is high] no yes"]
    );
}

#[test]
fn a_game_of_chance_alone_is_one_end() {
    let text = r#"standoff lottery "Only chance"
actors
  A
parameters
  p = 25% in 0% to 100%
secret A.luck
  good with probability p
  bad  otherwise
play
  chance weather: sun, rain, snow
  A gains 12 if A.luck is good and weather is sun
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(game.structure.node_count(), 1);
    assert_eq!((game.unfolded_nodes, game.unfolded_terminals), (9, 6));
    assert_eq!(even_play(&game, &point(&model)).1, vec![1.0]);
    assert_eq!(even_probability(&model, &game, "P(A.luck is good and weather is sun)"), Some(0.25 / 3.0));
    assert_eq!(even_probability(&model, &game, "E(A | weather is sun)"), Some(3.0));
}

#[test]
fn folding_looks_at_what_options_leave() {
    // The decision after the lottery has one label, so the lottery folds; with two it must not.
    let text = r#"standoff late "A late choice"
actors
  A
option late = off among off, on
play
  chance weather: sun, rain
  A chooses act
    stay
    go when late is on
  A gains 1 if weather is sun and act is stay
"#;
    let model = model(text);
    assert_eq!(compiled(&model).structure.node_count(), 1);
    let game = compile_under(&model, &with_option(&model, "late", OptionValue::Label(1))).unwrap();
    assert_eq!(game.structure.node_count(), 7);
    assert_eq!(even_probability(&model, &game, "P(act is go)"), Some(0.5));
}

#[test]
fn a_lottery_with_a_decision_in_one_branch_stays() {
    let text = r#"standoff half "Half a lottery"
actors
  A
play
  chance weather
    sun
    rain
      A chooses act: stay, go
  chance later: good, bad
  A gains 2 if later is good
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(game.structure.node_count(), 5);
    assert_eq!(game.structure.terminal_count(), 3);
    assert_eq!((game.unfolded_nodes, game.unfolded_terminals), (11, 6));
    assert_eq!(even_play(&game, &[]).1, vec![1.0]);
    assert_eq!(even_probability(&model, &game, "P(later is good | act is go)"), Some(0.5));
    assert_eq!(even_probability(&model, &game, "P(act is not go)"), Some(0.25));
    assert_eq!(even_probability(&model, &game, "P(not (act is go))"), Some(0.75));
}

#[test]
fn several_actors_may_in_turn() {
    let text = r#"standoff vetoes "Two vetoes"
actors
  A
  B
  C
play
  A chooses plan: war, peace
  B, C may veto -> stopped
  -> done
outcome stopped
  B gains 1
outcome done
  A gains 1
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(game.structure.node_count(), 1 + 2 * 5);
    assert_eq!(even_probability(&model, &game, "P(B.veto)"), Some(0.5));
    assert_eq!(even_probability(&model, &game, "P(C.veto)"), Some(0.25));
    assert_eq!(even_probability(&model, &game, "P(not C.veto)"), Some(0.75));
    assert_eq!(even_probability(&model, &game, "P(done)"), Some(0.25));
}

#[test]
fn packages_run_in_lexicographic_order() {
    let text = r#"standoff packages "Packages"
actors
  A
  B
issue land from 0 to 1 in 2 steps
issue aid: none, some
play
  A offers terms of land, aid where not (land is 1 and aid is some)
  B chooses answer: accept, refuse
  A gains terms.land if answer is accept and terms.aid is some
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(*game.infosets[0].labels, [0, 1, 2, 3, 4]);
    assert_eq!(
        rows(&model, &game, "A"),
        vec![
            "terms [] land 0, aid none land 0, aid some land 0.5, aid none land 0.5, aid some land 1, aid none"
        ]
    );
    assert_eq!(rows(&model, &game, "B")[3], "answer [terms is land 0.5, aid some] accept refuse");
    assert_eq!(even_play(&game, &[]).1[0], 0.05);
    assert!((even_probability(&model, &game, "E(terms.land)").unwrap() - 0.4).abs() < 1e-15);
    assert_eq!(even_probability(&model, &game, "P(terms.aid is some | terms.land is 0.5)"), Some(0.5));
}

#[test]
fn gains_are_discounted_by_the_calendar() {
    let text = r#"standoff years "Two years"
actors
  A
  B
discount A 0.5 per year
discount B 0.25 per month
play from 2024-01-01
  A chooses act: stay, go
  A gains 1
  chance late on 2028-01-01: yes, no
  A gains 16
  B gains 1
"#;
    let model = model(text);
    let game = compiled(&model);
    let (_, gains) = even_play(&game, &[]);
    // 2024-01-01 to 2028-01-01 are 1461 days: exactly 4 years, exactly 48 months.
    assert_eq!(gains, vec![2.0, 0.25f64.powi(48)]);
}

#[test]
fn stories_are_told_in_words() {
    let text = r#"standoff tale "A tale"
actors
  A
  B
secret A.kind: low, high
play
  repeat r from 1 to 2
    A chooses act: stay, go
  B chooses reply: no, yes
"#;
    let model = model(text);
    let game = compiled(&model);
    let last = game.structure.node_count() - 1;
    assert_eq!(
        sentence(&model, &game.names(&model, &LabelNumbers::own(&model)).story(last)),
        "A.kind is high, A chooses go at act in round 1, A chooses go at act in round 2, B chooses yes at reply"
    );
}

#[test]
fn swept_conditions_become_selects() {
    let text = r#"standoff selects "A swept condition"
actors
  A
parameters
  p = 30% in 0% to 100%
play
  A chooses act: stay, go
  A gains 1 if p > 0.5
  A gains if p < 0.4 then 10 else 20
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(even_play(&game, &[0.3]).1, vec![10.0]);
    assert_eq!(even_play(&game, &[0.6]).1, vec![21.0]);
}

#[test]
fn a_question_about_nested_comparisons_follows_what_is_reached() {
    let text = r#"standoff nested "Nested comparisons"
actors
  A
  B
play
  A chooses act
    stay -> done
    go
  B chooses reply: no, yes
  -> done
outcome done
"#;
    let model = model(text);
    let game = compiled(&model);
    let p = |q: &str| even_probability(&model, &game, q).unwrap();
    assert_eq!(p("P((reply is yes) is (act is stay))"), 0.25);
    assert_eq!(p("P(not (reply is yes))"), 0.75);
    assert_eq!(p("P(reply is yes or act is stay)"), 0.75);
    assert_eq!(p("P((if reply is yes then 1 else 2) is 2)"), 0.25);
}

#[test]
fn a_noisy_signal_is_seen_by_whom_it_is_for() {
    let text = r#"standoff noise "A noisy signal"
actors
  A
  B
parameters
  accuracy = 80% in 50% to 100%
secret A.kind: low, high
play
  chance report privately to B
    says_low  with probability if A.kind is low then accuracy else 1 - accuracy
    says_high otherwise
  chance rumour secretly: true_rumour, false_rumour
  A chooses act: yes, no
  B chooses reply: yes, no
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(rows(&model, &game, "A"), vec!["act [A.kind is low] yes no", "act [A.kind is high] yes no"]);
    assert_eq!(rows(&model, &game, "B").len(), 4);
    let p = even_probability(&model, &game, "P(A.kind is low | report is says_low)").unwrap();
    assert!((p - 0.8).abs() < 1e-15);
    standoff_game::recall::check(&game.structure).unwrap();
}

#[test]
fn being_asked_at_an_unknown_date_is_warned_of() {
    let text = r#"standoff dates "Two dates"
actors
  A
  B
play from 2024-01-01
  A chooses pace privately to A2: fast, slow
  if pace is slow
    chance delay secretly after 2 months: short
  B chooses reply: yes, no
"#
    .replace(" privately to A2", " secretly");
    let model = model(&text);
    let game = compiled(&model);
    let messages: Vec<&str> = game.warnings.iter().map(|w| w.message.as_str()).collect();
    assert_eq!(messages, vec!["B can face `reply` at two dates without having seen why"]);
    assert_eq!(game.structure.infoset_count(), 2);
}

#[test]
fn rounds_within_rounds_are_part_of_the_place() {
    let text = r#"standoff nest "Rounds within rounds"
actors
  A
  B
play
  repeat r from 1 to 2
    repeat s from 5 to 6
      A chooses act: yes, no
  B chooses reply: yes, no
"#;
    let model = model(text);
    let game = compiled(&model);
    let a = rows(&model, &game, "A");
    assert_eq!(a.len(), 1 + 2 + 4 + 8);
    assert_eq!(a[3], "act [act.1.5 is yes, act.1.6 is yes, act.2.5 is yes] yes no");
    assert_eq!(game.rounds(3), [2, 6]);
    assert_eq!(even_probability(&model, &game, "P(act.1 is yes)"), Some(0.5));
}

#[test]
fn a_long_loop_without_choices_is_stopped() {
    let text = r#"standoff long "Much ado"
actors
  A
play
  repeat r from 1 to 1_000_000_000
    A gains r
  A chooses act: yes, no
"#;
    let model = model(text);
    let start = std::time::Instant::now();
    let error = compile_under(&model, &Setting::of(&model)).unwrap_err();
    let CompileError::TooLarge { bytes, diagnostic, .. } = &error else { panic!("{error:?}") };
    assert_eq!(diagnostic.code, "SD402");
    assert!(*bytes < 500 << 20, "{bytes}");
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn exact_answers_agree_with_doubles() {
    let model = model(ROUNDS);
    let game = compiled(&model);
    let asker = standoff_compile::question::Asker::new(&model, &game);
    let event = support::expr(&model, "P(answer.2 is accept)");
    let gains = support::expr(&model, "E(A)");
    for (doubles, exact) in [
        (
            asker.probability(&event, None, &point(&model)),
            asker.probability_exact(&event, None, &support::exact_point(&model)),
        ),
        (
            asker.expectation(&gains, None, &point(&model)),
            asker.expectation_exact(&gains, None, &support::exact_point(&model)),
        ),
    ] {
        let exact = exact.unwrap();
        assert_eq!(doubles.ends.len(), exact.ends.len());
        for (a, b) in doubles.ends.iter().zip(&exact.ends) {
            assert_eq!(a.node, b.node);
            assert_eq!(a.part, num_traits::ToPrimitive::to_f64(&b.part).unwrap());
        }
    }
    // A number that a story does not reach leaves it out, and says so.
    let share = support::expr(&model, "E(share.3)");
    assert!(asker.expectation(&share, None, &point(&model)).partial);
    assert!(!asker.expectation(&gains, None, &point(&model)).partial);
}

/// 0.5 + (0.7 − 0.5) · 3/4 is 0.6499999999999999 in doubles.
#[test]
fn points_of_a_moving_grid_are_called_and_compared_as_they_are_written() {
    let text = r#"standoff grid "A grid that moves with a parameter"
actors
  A
parameters
  low = 0.5 in 0 to 1
play
  A offers share from low to low + 0.2 in 4 steps
  A gains 1 if share is 0.65
  A gains 10 if share is not 0.65
"#;
    let model = model(text);
    let game = compiled(&model);
    assert_eq!(rows(&model, &game, "A"), vec!["share [] 0.5 0.55 0.6 0.65 0.7"]);
    let gains = |low: f64| even_play(&game, &[low]).1[0];
    assert!((gains(0.5) - 41.0 / 5.0).abs() < 1e-12, "{}", gains(0.5));
    assert!((gains(0.55) - 41.0 / 5.0).abs() < 1e-12, "{}", gains(0.55));
    assert!((gains(0.5001) - 10.0).abs() < 1e-12, "{}", gains(0.5001));
}
