//! What would change an answer, and levers: the flagship's tipping points in closed form, and distances known by geometry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};

use standoff::ask::AskError;
use standoff::ask::flips::{self, Flip, Flips};
use standoff::ask::levers::{self, What};
use standoff::ask::uncertainty::Declared;
use standoff::ask::uncertainty::margin::Margin;
use standoff::ask::uncertainty::sampling::Input;
use standoff::model::ir::{Edit, Model, ParameterId};
use standoff::model::sources::MemorySources;
use standoff::solve::solution::Status;
use standoff::{Sequential, Session, Setting};

const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");

fn read(text: &str) -> Model {
    let read = standoff::read(&MemorySources::new("m.standoff", text));
    read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn session(model: &Model) -> Session<'_> {
    Session::new(model, Setting::of(model), Default::default(), Default::default())
}

fn id(model: &Model, name: &str) -> ParameterId {
    ParameterId(model.parameters.iter().position(|p| p.name == name).unwrap() as u32)
}

fn find(session: &Session, question: &str, declared: &Declared) -> Flips {
    let query = standoff::model::question(session.model, question).unwrap().query;
    flips::find(session, &query, &session.base, declared, &Sequential, &|| false).unwrap().unwrap()
}

fn flip<'f>(model: &Model, found: &'f Flips, name: &str) -> Option<&'f Flip> {
    found.singles.iter().find(|flip| flip.parameter == id(model, name))
}

/// Only these parameters, over these ranges.
fn over(model: &Model, ranges: &[(&str, f64, f64)]) -> Declared {
    let input = |&(name, from, to): &(&str, f64, f64)| Input {
        parameter: id(model, name),
        margin: Margin::even(from, to),
    };
    Declared { inputs: ranges.iter().map(input).collect(), ..Declared::default() }
}

/// Verified on both sides, close together, and other on the other side.
fn is_sound(flip: &Flip, width: f64) {
    assert!(flip.status != Status::Stalled);
    assert!((flip.between.1 - flip.between.0).abs() <= 2.1e-6 * width, "{flip:?}");
    assert!(flip.before.unwrap() > 0.5 && flip.after.unwrap() < 0.5, "{flip:?}");
    assert!(flip.turns && !flip.changes.is_empty(), "{flip:?}");
}

/// From the prior of those who would test the offer, one at a time: where probing ends, by the closed form of the game
/// (probing pays if (1 − p_waiter)(σ·us_deal + (1 − σ)·us_broken − war) > probe_cost, and Kyiv consents if σ(deal − home_cost) + (1 − σ)·
/// broken ≥ war once talks are public). All lie within the declared ranges.
#[test]
fn tipping_points_of_the_flagship_within_its_ranges() {
    let model = read(FLAGSHIP);
    let session = session(&model);
    let sigma = 0.35 / 0.6;
    let kyiv_war = 0.15 + 0.22 * 0.35 + 0.18 * 0.5;
    for (name, expected) in [
        ("home_cost", 0.65 - 0.15 - (kyiv_war - 0.15) / sigma),
        ("probe_cost", 0.0575),
        ("us_deal", 0.375 / sigma - 0.15 * (1.0 - sigma) / sigma + 0.02 / 0.6 / sigma),
        ("ukraine_deal", 0.1 + (kyiv_war - 0.15 * (1.0 - sigma)) / sigma),
        ("p_settler", 0.6 * (0.225 + 0.02 / 0.6) / 0.55),
        // The waiter would sign once a later Washington offers no more than a broken deal: 0.3 + 0.15·0.5 + 0.35·p + 0.04 = 0.55.
        ("p_change", (0.55 - 0.04 - 0.375) / 0.35),
        ("step_cost", 0.295),
    ] {
        let declared = Declared::of(&model, &session.base);
        let only = Declared { inputs: vec![declared.input(id(&model, name)).unwrap().clone()], ..declared };
        let found = find(&session, "P(channel is probe)", &only);
        let flip = flip(&model, &found, name).unwrap_or_else(|| panic!("{name} does not flip"));
        let width = only.inputs[0].margin.span.1 - only.inputs[0].margin.span.0;
        println!("{name} {} closed form {expected}", flip.at);
        assert!((flip.at - expected).abs() < 2e-6 * width, "{name} {} {expected}", flip.at);
        is_sound(flip, width);
    }
}

/// An answer that moves all the way, and slowly: with war worth 0.375 to the US, 0.35·0.7 + (0.65 − w)·0.15 − (1 − w)·0.375 = 0.02 in the
/// weight w of those who wait.
#[test]
fn a_slow_turn_is_found() {
    let model = read(FLAGSHIP);
    let session = session(&model);
    let found = find(&session, "value of probe over none to US", &Declared::of(&model, &session.base));
    let flip = flip(&model, &found, "p_waiter").expect("a flip");
    assert!(flip.turns && (flip.at - 0.0525 / 0.225).abs() < 1e-6, "{flip:?}");
}

/// Those that lie outside the declared ranges, over wider ones. Of `p_aid` the closed form says 0.8015, up to where an equilibrium
/// exists in which probing works; the path leaves it at 0.7667, from where on there is another one too.
#[test]
fn tipping_points_of_the_flagship_beyond_its_ranges() {
    let model = read(FLAGSHIP);
    let session = session(&model);
    for (name, from, to, expected, digits) in [
        ("talks_drag", 0.0, 0.6, 0.4688, 1e-4),
        ("us_aid", 0.0, 0.5, 0.325, 1e-6),
        ("us_steady", 0.0, 0.5, 0.275, 1e-6),
        ("ukraine_aid", 0.0, 0.6, 0.4095, 1e-4),
        ("rebuff_cost", 0.0, 0.1, 0.052, 1e-6),
        ("us_broken", -0.3, 0.3, 0.0, 1e-6),
        ("p_aid", 0.0, 1.0, 0.7667, 1e-4),
    ] {
        let found = find(&session, "P(channel is probe)", &over(&model, &[(name, from, to)]));
        let flip = flip(&model, &found, name).unwrap_or_else(|| panic!("{name} does not flip"));
        let closed = if name == "p_aid" { 0.8015 } else { expected };
        println!("{name} {} closed form {closed}", flip.at);
        assert!((flip.at - expected).abs() < digits, "{name} {} {expected}", flip.at);
        is_sound(flip, to - from);
    }
    let found = find(&session, "P(line is open)", &over(&model, &[("rebuff_cost", 0.0, 0.1)]));
    assert!(found.now < 0.5 && found.singles[0].after.unwrap() > 0.5);
}

/// A gains x + y − 1 by saying yes, so that it does once x + y > 1.
const LINE: &str = "standoff line
actors
  A
  B
parameters
  x = 0.2 in 0 to 1
  y = 0.3 in 0 to 2
  z = 0.5 in 0 to 1
play
  A chooses d: yes, no
  A gains x + y - 1 if d is yes
  B chooses e: up, down
  B gains z if e is up
";

/// Alone, x has to come to 0.7 and y to 0.8. Together, with ranges scaled to one, the line u + 2v = 1/2 beyond (0.2, 0.15) is nearest
/// in the direction (1, 2): at a distance of 1/2 over √5, where x has risen by 1/10 and y by 2/5.
#[test]
fn the_smallest_joint_change_is_the_foot_of_the_perpendicular() {
    let model = read(LINE);
    let session = session(&model);
    let found = find(&session, "P(d is yes)", &Declared::of(&model, &session.base));
    assert_eq!(found.now, 0.0);
    let near = |a: f64, b: f64, by: f64| assert!((a - b).abs() < by, "{a} {b}");
    near(flip(&model, &found, "x").unwrap().at, 0.7, 2e-6);
    near(flip(&model, &found, "y").unwrap().at, 0.8, 4e-6);
    near(flip(&model, &found, "y").unwrap().share, 0.25, 2e-6);
    assert_eq!(found.steady, [id(&model, "z")]);
    // The smaller share first.
    assert_eq!(found.singles[0].parameter, id(&model, "y"));
    let joint = found.joint.unwrap();
    near(joint.distance, 0.5 / 5_f64.sqrt(), 1e-5);
    let at = |name: &str| joint.moves.iter().find(|(p, _, _)| *p == id(&model, name)).unwrap().2;
    near(at("x") + at("y"), 1.0, 1e-5);
    near(at("x"), 0.3, 2e-3);
    near(at("y"), 0.7, 2e-3);
    assert!(joint.before.unwrap() < 0.5 && joint.after.unwrap() > 0.5);
}

/// A value that jumps without changing its sign: B gains more from z = 1/2 on, where A turns to what B likes.
#[test]
fn jumps_are_told_from_turns() {
    let model = read(
        "standoff jump
actors
  A
  B
parameters
  z = 0.2 in 0 to 1
play
  A chooses d: yes, no
  A gains z - 0.5 if d is yes
  B gains 1
  B gains 1 if d is yes
",
    );
    let session = session(&model);
    let found = find(&session, "value of play to B", &Declared::of(&model, &session.base));
    let [flip] = found.singles.as_slice() else { panic!("{found:?}") };
    assert!(!flip.turns && (flip.at - 0.5).abs() < 2e-6, "{flip:?}");
    assert!((flip.before.unwrap() - 1.0).abs() < 1e-9 && (flip.after.unwrap() - 2.0).abs() < 1e-9);
    assert_eq!((found.pair, found.joint), (None, None));
}

/// Where the model means nothing, nothing is said to flip: x and y are probabilities that sum to at most 1.
#[test]
fn the_undefined_is_no_flip() {
    let model = read(
        "standoff edge
actors
  A
parameters
  x = 0.2 in 0 to 1
  y = 0.5 in 0 to 1
secret A.s
  a with probability x
  b with probability y
  c otherwise
play
  A chooses d: yes, no
  A gains 1 if d is yes
",
    );
    let session = session(&model);
    let found = find(&session, "P(A.s is a)", &Declared::of(&model, &session.base));
    // x alone turns it exactly at the edge of what is defined: 1/2 is not yet more than one half.
    assert!(found.singles.is_empty(), "{found:?}");
}

/// The study's values of the guarantee and of knowing Russia's aim, at the prior of those who would test the offer; without its
/// probe Washington has what rejecting is worth.
#[test]
fn levers_of_the_flagship() {
    let model = read(FLAGSHIP);
    let session = session(&model);
    let queries = ["value of play to US", "P(settlement)"]
        .map(|text| standoff::model::question(&model, text).unwrap().query);
    let find =
        |queries: &[_]| levers::find(&session, queries, &session.base, &Sequential, &|| false).unwrap();
    let [found, settlement] = &find(&queries)[..] else { panic!() };
    // Several at once are as each by itself.
    assert_eq!(*settlement, find(&queries[1..])[0]);
    assert_eq!(settlement.untried, 0);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
    near(found.now.unwrap(), 0.4025);
    let lever = |phrase: &str| {
        found
            .levers
            .iter()
            .find(|lever| lever.what.phrase(&model) == phrase)
            .unwrap_or_else(|| panic!("{phrase}"))
    };
    let guarantee = lever("guarantee = on");
    near(guarantee.effect.change.unwrap(), 0.0895);
    near(guarantee.effect.gains[1], 0.0895);
    near(guarantee.effect.gains[2], 0.1);
    near(lever("US is shown Russia.aim").effect.change.unwrap(), 0.06925);
    near(lever("without channel.probe").effect.change.unwrap(), -0.0375);
    // What stands on the file's own lines: gains of the US fall with the cost of a probe, one for one.
    let scan = lever("probe_cost").scan.as_ref().unwrap();
    near(scan.low.1.unwrap(), 0.4225);
    near(scan.high.1.unwrap(), 0.365);
    // The largest change first; there is no game without its only pledge.
    let changes: Vec<f64> =
        found.levers.iter().filter_map(|lever| lever.effect.change).map(f64::abs).collect();
    assert!(changes.windows(2).all(|pair| pair[0] >= pair[1] - levers::CHANGED));
    assert!(found.impossible.iter().all(|(what, _)| matches!(what, What::Edit(Edit::Without(..)))));
    assert_eq!(found.impossible.len(), 1);
}

/// A budget that is spent after so many questions whether to stop; how many there were is counted in `asked`.
fn spent_after(most: usize, asked: &AtomicUsize) -> impl Fn() -> bool + Sync {
    asked.store(0, Ordering::Relaxed);
    move || asked.fetch_add(1, Ordering::Relaxed) >= most
}

/// Wherever the work is stopped: what is told is as it is when all is done, and the rest is counted.
#[test]
fn stopped_work_keeps_what_was_finished() {
    let model = read(FLAGSHIP);
    let session = session(&model);
    let query = standoff::model::question(&model, "P(channel is probe)").unwrap().query;
    let setting = &session.base;
    let asked = AtomicUsize::new(0);
    let levers = |most| {
        let budget = spent_after(most, &asked);
        levers::find(&session, std::slice::from_ref(&query), setting, &Sequential, &budget)
            .map(|mut found| found.pop().unwrap())
    };
    let all = levers(usize::MAX).unwrap();
    let whole = asked.load(Ordering::Relaxed);
    let count = all.levers.len() + all.impossible.len();
    let mut kept = Vec::new();
    for most in (0..8).map(|eighths| whole * eighths / 8) {
        match levers(most) {
            Err(error) => assert!(matches!(error, AskError::Stopped), "{error}"),
            Ok(found) => {
                assert_eq!(found.levers.len() + found.impossible.len() + found.untried, count);
                assert!(found.levers.iter().all(|lever| all.levers.contains(lever)));
                assert_eq!(found.now, all.now);
                kept.push(found.untried);
            }
        }
    }
    assert!(kept.iter().any(|&untried| 0 < untried && untried < count), "{whole}: {kept:?}");

    let declared = Declared::of(&model, setting);
    let flips = |most| {
        flips::find(&session, &query, setting, &declared, &Sequential, &spent_after(most, &asked))
            .map(|found| found.unwrap())
    };
    flips(usize::MAX).unwrap();
    let whole = asked.load(Ordering::Relaxed);
    let mut kept = Vec::new();
    for most in (0..8).map(|eighths| whole * eighths / 8) {
        match flips(most) {
            Err(error) => assert!(matches!(error, AskError::Stopped), "{error}"),
            Ok(found) => {
                assert!(found.stopped && found.joint.is_none());
                // p_settler is the first parameter of the file.
                let first = found.singles.iter().find(|flip| flip.parameter.0 == 0).unwrap();
                assert!((first.at - 0.155 / 0.55).abs() < 1e-6, "{first:?}");
                assert!(found.steady.iter().all(|id| !found.unseen.contains(id)));
                kept.push(found.unseen.len());
            }
        }
    }
    assert!(kept.iter().any(|&unseen| 0 < unseen && unseen < 40), "{whole}: {kept:?}");
}
