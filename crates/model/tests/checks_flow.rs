//! Every message about flow, names without a value, dates and sight, with a near miss that must stay silent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;

use reading::{found, lines_of};

fn play(rest: &str) -> Vec<String> {
    found(&format!("standoff t\n\nactors\n  A\n  B\n  C\n\n{rest}"))
}

const NONE: [&str; 0] = [];

#[test]
fn scenes_in_a_circle() {
    let text = "play\n  A chooses x\n    a -> one\n    b\n\nscene one\n  -> two\n\nscene two\n  -> three\n\nscene three\n  -> two\n";
    assert_eq!(play(text), ["SD301 scenes call each other in a circle: two → three → two"]);
    let places = lines_of(&format!("standoff t\n\nactors\n  A\n  B\n  C\n\n{text}"), "SD301");
    assert_eq!(places, [(20, "goes back to `two`".to_owned()), (17, "`two` goes to `three`".to_owned())]);
    let own = play("play\n  -> one\n\nscene one\n  A chooses x\n    a -> one\n    b\n");
    assert_eq!(own, ["SD301 scene `one` goes to itself"]);
    assert_eq!(
        play(
            "play\n  A chooses x\n    a -> one\n    b -> two\n\nscene one\n  -> two\n\nscene two\n  A gains 1\n"
        ),
        NONE
    );
}

#[test]
fn a_story_without_an_outcome() {
    let text = "play\n  A chooses line\n    reject\n      A chooses channel\n        none\n        probe -> war\n    open -> war\n\noutcome war\n  A gains 1\n";
    assert_eq!(
        play(text),
        ["SD302 a story in which line is reject and then channel is none ends without an outcome"]
    );
    let scene =
        "play\n  -> one\n\nscene one\n  A chooses x\n    a -> war\n    b\n\noutcome war\n  A gains 1\n";
    assert_eq!(play(scene), ["SD302 a story in which x is b ends without an outcome"]);
    let simple = "play\n  A gains 1\n\noutcome war\n  A gains 1\n";
    assert_eq!(
        play(simple),
        ["SD302 a story ends without an outcome", "SD303 no story reaches outcome `war`"]
    );
    // The conditions leave no story without an outcome.
    let covered = "play\n  A chooses x: a, b\n  if x is a\n    -> war\n  if x is b\n    -> war\n\noutcome war\n  A gains 1\n";
    assert_eq!(play(covered), NONE);
    // Nor do two opposite conditions on numbers that only the built game knows.
    let offer = "play\n  A offers s from 0 to 1 in 10 steps\n  if s > 0.5\n    -> war\n  if s <= 0.5\n    -> war\n\noutcome war\n  A gains s\n";
    assert_eq!(play(offer), NONE);
    let gap = "play\n  A offers s from 0 to 1 in 10 steps\n  if s > 0.5\n    -> war\n  if s < 0.5\n    -> war\n\noutcome war\n  A gains s\n";
    assert_eq!(play(gap), ["SD302 a story ends without an outcome"]);
}

#[test]
fn options_count_as_both() {
    let text = "option mode = plain among plain, rich\n\nplay\n  if mode is plain\n    -> war\n\noutcome war\n  A gains 1\n";
    assert_eq!(play(text), ["SD302 a story in which option mode is rich ends without an outcome"]);
    let whole = "option mode = plain among plain, rich\n\nplay\n  if mode is plain\n    -> war\n  if mode is rich\n    -> war\n\noutcome war\n  A gains 1\n";
    assert_eq!(play(whole), NONE);
}

#[test]
fn unreachable_things() {
    let text = "play\n  A chooses x\n    a -> war\n    b -> war\n  B chooses y: c, d\n  B gains 1\n\nscene lost\n  -> peace\n\noutcome war\n  A gains 1\n\noutcome peace\n  A gains 2\n";
    assert_eq!(
        play(text),
        [
            "SD304 no story comes to this line",
            "SD303 no story reaches scene `lost`",
            "SD303 no story reaches outcome `peace`"
        ]
    );
    assert_eq!(
        play("play\n  A chooses x\n    a -> war\n    b\n  -> war\n\noutcome war\n  A gains 1\n"),
        NONE
    );
}

#[test]
fn a_name_without_a_value() {
    let text = "play\n  A chooses x\n    a\n      B chooses y: c, d\n    b\n  A gains 1 if y is c\n";
    assert_eq!(play(text), ["SD305 `y` has no value here in a story in which x is b"]);
    for guarded in [
        "  A gains 1 if x is a and y is c\n",
        "  A gains 1 if x is b or y is c\n",
        "  A gains if x is a then (if y is c then 1 else 2) else 0\n",
        "  if x is a\n    A gains 1 if y is c\n",
        "  if x is b\n    A gains 2\n  else\n    A gains 1 if y is c\n",
        "  if not (x is b)\n    A gains 1 if y is c\n",
    ] {
        let text = format!("play\n  A chooses x\n    a\n      B chooses y: c, d\n    b\n{guarded}");
        assert_eq!(play(&text), NONE, "{guarded}");
    }
}

#[test]
fn a_name_without_a_value_through_calls() {
    let text = "let again = if y is c then 1 else 2\n\nplay\n  A chooses x\n    a\n      B chooses y: c, d\n      -> end\n    b -> end\n\nscene end\n  -> over\n\noutcome over\n  A gains again\n";
    assert_eq!(play(text), ["SD305 `y` has no value here in a story in which x is b"]);
    let text = text.replace("    b -> end", "    b\n      B chooses y: c, d\n      -> end");
    assert_eq!(play(&text), NONE);
}

#[test]
fn a_now_name_of_one_branch() {
    let text = "play\n  A chooses x\n    a\n      now level is 1\n    b\n  A gains level\n";
    assert_eq!(play(text), ["SD305 `level` has no value here in a story in which x is b"]);
    assert_eq!(play(&text.replace("play\n", "play\n  now level is 0\n")), NONE);
}

#[test]
fn the_round_before() {
    let text =
        "play\n  repeat round from 1 to 3\n    A gains 1 if step is up\n    A chooses step: up, down\n";
    assert_eq!(play(text), ["SD305 `step` has no value here"]);
    let text = "play\n  repeat round from 1 to 3\n    if round > 1\n      A gains 1 if step is up\n    A chooses step: up, down\n";
    assert_eq!(play(text), NONE);
    // A loop that may have no round sets nothing.
    let text = "option n = 0 in 0 to 5\n\nplay\n  repeat round from 1 to n\n    A chooses step: up, down\n  A gains 1 if step is up\n";
    assert_eq!(play(text), ["SD305 `step` has no value here"]);
    let text = text.replace("n = 0 in 0", "n = 2 in 1");
    assert_eq!(play(&text), NONE);
}

#[test]
fn dates_that_go_back() {
    let text = "play from 2024-01-01\n  A chooses x on 2024-02-01: a, b\n  B chooses y on 2024-01-31: c, d\n";
    assert_eq!(play(text), ["SD308 the date goes back from 2024-02-01 to 2024-01-31"]);
    assert_eq!(
        play("play from 2024-01-01\n  A chooses x on 2023-12-31: a, b\n"),
        ["SD308 the date goes back from 2024-01-01 to 2023-12-31"]
    );
    // The month's end is clamped: a month after the 31st of January is the 29th of February.
    let months =
        "play from 2024-01-31\n  A chooses x after 1 months: a, b\n  B chooses y on 2024-02-29: c, d\n";
    assert_eq!(play(months), NONE);
    let branch = "play from 2024-01-01\n  A chooses x\n    a\n      C chooses z on 2024-05-01: e, f\n    b\n  B chooses y on 2024-03-01: c, d\n";
    assert_eq!(
        play(branch),
        ["SD308 the date goes back from 2024-05-01 to 2024-03-01 in a story in which x is a"]
    );
    let apart = "play from 2024-01-01\n  A chooses x\n    a\n      C chooses z on 2024-05-01: e, f\n    b\n  if x is b\n    B chooses y on 2024-03-01: c, d\n";
    assert_eq!(play(apart), NONE);
}

#[test]
fn dates_in_a_repeat() {
    let text = "play from 2024-01-01\n  repeat round from 1 to 3\n    A chooses x after 1 months: a, b\n  B chooses y on 2024-03-31: c, d\n";
    assert_eq!(play(text), ["SD308 the date goes back from 2024-04-01 to 2024-03-31"]);
    assert_eq!(play(&text.replace("03-31", "04-01")), NONE);
    let text = "play from 2024-01-01\n  repeat round from 1 to 2\n    A chooses x on 2024-02-01: a, b\n    B chooses y on 2024-03-01: c, d\n";
    assert_eq!(play(text), ["SD308 the date goes back from 2024-03-01 to 2024-02-01"]);
    assert_eq!(play(&text.replace("1 to 2", "1 to 1")), NONE);
}

#[test]
fn dates_beyond_the_calendar() {
    let text = "play from 2024-01-01\n  A chooses x after 9000 years: a, b\n";
    assert_eq!(play(text), ["SD309 this date lies beyond the year 9999, where the calendar ends"]);
    assert_eq!(play("play from 2024-01-01\n  A chooses x after 100 years: a, b\n"), NONE);
}

#[test]
fn a_decision_at_two_dates() {
    let text = "play from 2024-01-01\n  A chooses x secretly\n    a\n      C chooses z secretly on 2024-05-01: e, f\n    b\n  B chooses y: c, d\n";
    assert_eq!(play(text), ["SD310 B may face `y` on 2024-01-01 or on 2024-05-01 without having seen why"]);
    assert_eq!(play(&text.replace("A chooses x secretly", "A chooses x")), NONE);
    assert_eq!(play(&text.replace("C chooses z secretly", "C chooses z")), NONE);
    assert_eq!(play(&text.replace("B chooses y:", "B chooses y on 2024-06-01:")), NONE);
    let rounds = "play from 2024-01-01\n  repeat r from 1 to 3\n    A chooses x secretly after 1 months: a, b\n    B chooses y secretly: c, d\n";
    assert_eq!(play(rounds), NONE);
}

#[test]
fn stories_leave_out_what_does_not_matter() {
    let text = "play\n  B chooses noise\n    loud\n      B gains 1\n    still\n  A chooses x\n    a -> over\n    b\n\noutcome over\n  A gains 1\n";
    assert_eq!(play(text), ["SD302 a story in which x is b ends without an outcome"]);
    // One message for a name that has no value, not a second one for its not being seen.
    let guard = "play\n  A chooses x\n    a\n      B chooses y: c, d\n    b\n  C chooses z\n    e when y is c\n    f\n";
    assert_eq!(play(guard), ["SD305 `y` has no value here in a story in which x is b"]);
}

#[test]
fn a_guard_on_something_unseen() {
    let text = "play\n  A chooses stance privately to B: ask, quiet\n  C chooses answer\n    yes when stance is ask\n    no\n";
    assert_eq!(play(text), ["SD306 what C may do here depends on `stance`, which C may not have seen"]);
    let whole = format!("standoff t\n\nactors\n  A\n  B\n  C\n\n{text}");
    assert_eq!(lines_of(&whole, "SD306"), [(11, String::new()), (9, "only A and B see `stance`".to_owned())]);
    assert_eq!(play(&text.replace("C chooses", "B chooses")), NONE);
    assert_eq!(play(&text.replace("  C chooses", "  reveal stance to C\n  C chooses")), NONE);
    assert_eq!(play(&text.replace("  C chooses", "  reveal stance is ask to C\n  C chooses")), NONE);
    let secret = "secret A.aim: war, peace\n\nplay\n  B chooses answer\n    yes when A.aim is war\n    no\n";
    assert_eq!(
        play(secret),
        ["SD306 what B may do here depends on `aim`, which B may not have seen"]
            .map(|m| m.replace("`aim`", "`A.aim`"))
    );
    assert_eq!(play(&secret.replace("  B chooses", "  A chooses")), NONE);
}

#[test]
fn a_guard_on_something_seen_in_one_branch() {
    let text = "play\n  A chooses stance secretly: ask, quiet\n  B chooses look\n    open\n      reveal stance to C\n    shut\n  C chooses answer\n    yes when stance is ask\n    no\n";
    assert_eq!(play(text), ["SD306 what C may do here depends on `stance`, which C may not have seen"]);
    let both = text.replace("    shut\n", "    shut\n      reveal stance to C\n");
    assert_eq!(play(&both), NONE);
    let inside = "play\n  A chooses stance secretly: ask, quiet\n  B chooses look\n    open\n      reveal stance to C\n      C chooses answer\n        yes when stance is ask\n        no\n    shut\n";
    assert_eq!(play(inside), NONE);
}

#[test]
fn what_the_place_tells_is_known() {
    // C is asked only where stance is ask, so the guard says nothing that C does not know.
    let text = "play\n  A chooses stance secretly\n    ask\n      C chooses answer\n        yes when stance is ask\n        no\n    quiet\n";
    assert_eq!(play(text), NONE);
}

#[test]
fn moves_at_once_are_not_seen_yet() {
    let text = "play\n  at once\n    A chooses x: a, b\n    B chooses y: c, d\n  B chooses z\n    e when x is a\n    f\n";
    assert_eq!(play(text), NONE);
    let hidden = text.replace("A chooses x:", "A chooses x secretly:");
    assert_eq!(play(&hidden), ["SD306 what B may do here depends on `x`, which B may not have seen"]);
}

#[test]
fn now_names_are_seen_with_their_inputs_and_path() {
    let text = "play\n  A chooses x secretly: a, b\n  now level is if x is a then 1 else 2\n  B chooses y\n    c when level is 1\n    d\n";
    assert_eq!(play(text), ["SD306 what B may do here depends on `level`, which B may not have seen"]);
    assert_eq!(play(&text.replace(" secretly", "")), NONE);
    let path = "play\n  now level is 0\n  A chooses x secretly\n    a\n      now level is 1\n    b\n  B chooses y\n    c when level is 1\n    d\n";
    assert_eq!(play(path), ["SD306 what B may do here depends on `level`, which B may not have seen"]);
    assert_eq!(play(&path.replace(" secretly", "")), NONE);
}

#[test]
fn scene_arguments_are_seen_with_what_they_are_made_of() {
    let text = "play\n  A chooses x secretly: a, b\n  -> next(if x is a then 1 else 2)\n\nscene next(k)\n  B chooses y\n    c when k is 1\n    d\n";
    assert_eq!(
        play(text),
        ["SD306 what B may do here depends on this argument of the scene, which B may not have seen"]
    );
    assert_eq!(play(&text.replace(" secretly", "")), NONE);
}

#[test]
fn being_asked_gives_something_away() {
    let text = "play\n  A chooses x secretly: a, b\n  if x is a\n    B chooses y: c, d\n";
    assert_eq!(play(text), ["SD307 being asked here shows B something about `x`, which B may not have seen"]);
    assert_eq!(play(&text.replace("secretly", "privately to B")), NONE);
    assert_eq!(play(&text.replace("B chooses y: c, d", "B gains 1")), NONE);
}
