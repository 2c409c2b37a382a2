//! The flagship model: sizes, folding, numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use standoff_compile::{Compiled, Setting};
use standoff_model::ir::{Model, OptionValue};
use support::{compile_under, compiled, even_play, even_probability, model, point, sets, with_option};

const TEXT: &str = include_str!("../../../models/february-2024.standoff");

fn sizes(model: &Model, compiled: &Compiled) -> ([usize; 3], Vec<usize>) {
    let s = &compiled.structure;
    let per_actor = model.actors.iter().map(|a| sets(model, compiled, &a.name).len()).collect();
    ([s.node_count(), s.terminal_count(), s.infoset_count()], per_actor)
}

#[test]
fn without_the_guarantee_it_has_136_nodes() {
    let model = model(TEXT);
    let game = compiled(&model);
    assert_eq!(sizes(&model, &game), ([136, 69, 29], vec![18, 6, 5]));
    assert_eq!((game.unfolded_nodes, game.unfolded_terminals), (406, 204));
    standoff_game::recall::check(&game.structure).unwrap();
    assert_eq!(game.warnings, vec![]);
}

#[test]
fn with_the_guarantee_it_has_232_nodes() {
    let model = model(TEXT);
    let game = compile_under(&model, &with_option(&model, "guarantee", OptionValue::Label(1))).unwrap();
    assert_eq!(sizes(&model, &game), ([232, 117, 49], vec![30, 10, 9]));
    assert_eq!((game.unfolded_nodes, game.unfolded_terminals), (646, 324));
    standoff_game::recall::check(&game.structure).unwrap();
}

#[test]
fn unfolded_it_has_406_nodes_and_the_same_values_and_answers() {
    let model = model(TEXT);
    let (folded, unfolded) =
        (compiled(&model), compile_under(&model, &Setting { fold: false, ..Setting::of(&model) }).unwrap());
    assert_eq!(sizes(&model, &unfolded), ([406, 204, 29], vec![18, 6, 5]));
    standoff_game::recall::check(&unfolded.structure).unwrap();
    let point = point(&model);
    let ((_, a), (_, b)) = (even_play(&folded, &point), even_play(&unfolded, &point));
    for (a, b) in a.iter().zip(&b) {
        assert!((a - b).abs() < 1e-14, "{a} {b}");
    }
    for question in [
        "P(aid is passes)",
        "P(aid is passes | consent is refuse)",
        "P(election is change | aid is fails and opening is call)",
        "P(settlement | Russia.aim is settler)",
        "P(war)",
        "P(not (aid is passes))",
        "P(aid is not passes)",
        "E(Russia)",
        "E(US | aid is passes)",
        "E(Ukraine | election is change)",
    ] {
        let (a, b) =
            (even_probability(&model, &folded, question), even_probability(&model, &unfolded, question));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!((a - b).abs() < 1e-14, "{question}: {a} {b}");
    }
}

#[test]
fn aid_passes_less_often_once_talks_are_public() {
    let model = model(TEXT);
    let game = compiled(&model);
    let close = |question: &str, expected: f64| {
        let value = even_probability(&model, &game, question).unwrap();
        assert!((value - expected).abs() < 1e-14, "{question}: {value}");
    };
    close("P(aid is passes | opening is silence)", 0.5);
    close("P(aid is passes | consent is refuse)", 0.35);
    close("P(election is change | war)", 0.5);
    // Words of the deal are reached only without a war.
    close("P(aid is passes | settlement)", 0.0);
    close("P(not (aid is passes) | settlement)", 1.0);
    close("P(aid is not passes | settlement)", 0.0);
}

#[test]
fn who_has_seen_what() {
    let model = model(TEXT);
    let game = compiled(&model);
    let us = sets(&model, &game, "US");
    let want = |decision: &str, seen: &str, labels: &str| {
        let set = (decision.to_owned(), seen.to_owned(), labels.to_owned());
        assert!(us.contains(&set), "{set:?} not in {us:#?}");
    };
    want("line", "opening is call, stance is ask", "reject open");
    want("channel", "opening is call, stance is quiet, line is reject", "none probe");
    want(
        "next",
        "opening is call, stance is ask, line is reject, channel is probe, reply is concrete",
        "bring drop",
    );
    let ukraine = sets(&model, &game, "Ukraine");
    // Ukraine does not see the reply to a probe; what it sees of the proposal is the same either way.
    assert!(
        ukraine.iter().any(|(decision, seen, _)| {
            decision == "consent"
                && seen == "opening is call, stance is ask, line is reject, next is bring, pledge is plain"
        }),
        "{ukraine:#?}"
    );
    // The number counts from 1 for each actor.
    let numbers: Vec<u32> = game.infosets.iter().filter(|i| i.actor.0 == 1).map(|i| i.number).collect();
    assert_eq!(numbers, vec![1, 2, 3, 4, 5, 6]);
}

#[test]
fn another_point_gives_what_compiling_there_gives() {
    let mut model = model(TEXT);
    let game = compiled(&model);
    let mut elsewhere = point(&model);
    for (k, (value, parameter)) in elsewhere.iter_mut().zip(&mut model.parameters).enumerate() {
        let shift = num_rational::BigRational::new((k as i64 % 5).into(), 200.into());
        parameter.value += &shift;
        *value += num_traits::ToPrimitive::to_f64(&shift).unwrap();
    }
    let again = compiled(&model);
    assert_eq!(again.structure, game.structure);
    let ((reach_a, a), (reach_b, b)) = (even_play(&game, &elsewhere), even_play(&again, &point(&model)));
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-14));
    assert!(reach_a.iter().zip(&reach_b).all(|(a, b)| (a - b).abs() < 1e-14));
}

#[test]
fn a_folded_lottery_that_is_no_lottery_makes_the_point_undefined() {
    let model = model(TEXT);
    let game = compiled(&model);
    let mut point = point(&model);
    let at = model.parameters.iter().position(|p| p.name == "p_change").unwrap();
    point[at] = 1.5;
    assert!(standoff_game::numbers::Numbers::evaluate(&game.structure, &game.dag, &point).is_err());
}
