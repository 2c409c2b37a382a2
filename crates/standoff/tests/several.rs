//! Phase diagrams: where several equilibria are known is where theory has them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use num_rational::BigRational;
use standoff::ask::design::Axis;
use standoff::ask::phase::{self, Looked, Phase, Several};
use standoff::model::ir::{Model, ParameterId};
use standoff::model::sources::MemorySources;
use standoff::{Sequential, Session, Setting};

fn read(text: &str) -> Model {
    standoff::read(&MemorySources::new("several.standoff", text)).model.unwrap()
}

fn shipped(name: &str) -> Model {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    read(&std::fs::read_to_string(root.join(name)).unwrap())
}

/// From and to in hundredths.
fn axis(model: &Model, name: &str, (from, to): (i64, i64), points: u64) -> Axis {
    let parameter = model.parameters.iter().position(|p| p.name == name).unwrap();
    let hundredths = |k: i64| BigRational::new(k.into(), 100.into());
    Axis::new(ParameterId(parameter as u32), hundredths(from), hundredths(to), points)
}

fn several(model: &Model, axes: [Axis; 2], query: &str) -> (Phase, Several) {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    let query = standoff::model::question(model, query).unwrap().query;
    let phase = phase::full(&session, &query, axes, &session.base, &Sequential, &|| false).unwrap();
    let found = phase::several(&session, &phase, &session.base, &Sequential, &|| false).unwrap();
    (phase, found)
}

/// Both types may take quiche as well as beer where most are strong and peace is worth more than the favourite breakfast (Cho and Kreps
/// 1987). Elsewhere there is but one sequential equilibrium.
#[test]
fn two_kinds_of_breakfast() {
    let model = shipped("beer-quiche.standoff");
    let axes = [axis(&model, "p_strong", (1, 99), 15), axis(&model, "peace", (7, 487), 17)];
    let (phase, found) = several(&model, axes, "P(answer is fight)");
    let Looked::Listed(points) = found.by else { panic!("a small game was not listed") };
    assert!(points < phase.regime.len(), "{points}");
    let mut count = 0;
    for (k, known) in found.known.iter().enumerate() {
        let (p, peace) = (phase.axes[0].at(k as u64 / 17), phase.axes[1].at(k as u64 % 17));
        if (p - 0.5).abs() > 1e-9 {
            assert_eq!(*known, p > 0.5 && peace > 1.0, "{p} {peace}");
            count += usize::from(*known);
        }
    }
    assert_eq!(count, 7 * 13);
}

/// Hunters with twelve types each, who like the stag a little better or less: too much to list. Hunting the stag together is strict against a
/// hare worth less than its half, and so is the hare against nothing: wherever the path has one, the other is an equilibrium as well.
#[test]
fn stag_and_hare_are_both_equilibria_everywhere() {
    let side = |actor: &str, choice: &str, hare: &str| {
        let types = (1..=11).map(|k| format!("  t{k} with probability 1/12\n")).collect::<String>();
        let liking = |k: u32| {
            format!(
                "  {actor} gains {k}/1000 if {actor}.mood is t{k} and {choice} is stag and other is stag\n"
            )
        };
        let other = if choice == "one" { "two" } else { "one" };
        let likings = (1..=11).map(liking).collect::<String>().replace("other", other);
        (
            format!("secret {actor}.mood\n{types}  t12 otherwise\n\n"),
            format!(
                "{likings}  {actor} gains {hare} if {choice} is hare\n  {actor} gains 1 if one is stag and two is stag\n"
            ),
        )
    };
    let ((one, gains_of_one), (two, gains_of_two)) = (side("One", "one", "a"), side("Two", "two", "b"));
    let text = format!(
        "standoff hunt \"Stag or hare\"\n\nactors\n  One\n  Two\n\nparameters\n  a = 0.5 in 0 to 1\n  b = 0.5 in 0 to 1\n\n{one}{two}\
         play\n  at once\n    One chooses one: stag, hare\n    Two chooses two: stag, hare\n{gains_of_one}{gains_of_two}\n\
         ask P(one is stag)\n"
    );
    let model = read(&text);
    let axes = [axis(&model, "a", (5, 95), 19), axis(&model, "b", (5, 95), 19)];
    let (phase, found) = several(&model, axes, "P(one is stag)");
    assert!(matches!(found.by, Looked::Followed(_)), "{:?}", found.by);
    let mut both = [0, 0];
    for (k, known) in found.known.iter().enumerate() {
        let stag = phase.value[k];
        if (stag - pure(stag)).abs() < 1e-9 {
            both[usize::from(stag > 0.5)] += 1;
            assert!(known, "{} {}", phase.axes[0].at(k as u64 / 19), phase.axes[1].at(k as u64 % 19));
        }
    }
    assert!(both[0] > 100 && both[1] > 100, "{both:?}");
}

/// The pure choice that a probability is near.
fn pure(p: f64) -> f64 {
    if p > 0.5 { 1.0 } else { 0.0 }
}
