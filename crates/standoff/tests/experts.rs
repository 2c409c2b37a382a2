//! Experts: where they meet, their pooled opinions and what their differences stem from, in games with closed forms.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use num_rational::BigRational;
use standoff::ask::Opinions;
use standoff::ask::experts::pool::Pool;
use standoff::ask::experts::split::Group;
use standoff::ask::experts::{Findings, Panel, find, pooled_setting, with_opinions};
use standoff::json::from_setting::{setting, setting_part};
use standoff::model::ir::{Model, VariantId};
use standoff::model::sources::MemorySources;
use standoff::{Sequential, Session, Setting};

fn model(file: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let read = standoff::read(&MemorySources::new(file, text.as_str()));
    read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn found(model: &Model, question: &str, under: Option<&str>) -> Findings {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    let question = standoff::model::question(model, question).unwrap();
    let mut panel = Panel { members: with_opinions(model), pools: Pool::ALL.to_vec() };
    let variant = under.map(|name| model.variants.iter().position(|variant| variant.name == name).unwrap());
    panel.members[0].under = variant.map(|at| VariantId(at as u32));
    find(&session, &question, &panel, &Sequential, &|| false).unwrap()
}

fn near(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found} is not {wanted}");
}

/// Officials (10, 70, 20), sceptics (10, 40, 50), testers (35, 40, 25). Probing beats rejecting where
/// p_settler · 0.55 > 0.02 + 0.225 (1 − p_waiter): the threshold that the model's page derives.
#[test]
fn where_the_readings_of_the_call_for_talks_meet() {
    let model = model("february-2024.standoff");
    let found = found(&model, "P(channel is probe)", None);
    let sides: Vec<f64> = found.by.iter().map(|(_, side)| side.number.value.unwrap()).collect();
    assert_eq!(sides, [0.0, 0.0, 1.0]);
    // Both pools lie below their threshold 0.55 p = 0.02 + 0.225 · 0.5, that is 0.2409.
    assert!(found.pooled.iter().all(|(_, side)| side.number.value == Some(0.0)));
    assert_eq!(found.pairs.len(), 2);
    let [officials, sceptics] = &found.pairs[..] else { panic!() };

    // 0.55 (0.1 + 0.25 t) = 0.02 + 0.225 (0.3 + 0.3 t) at t = 0.0325 / 0.07.
    let agreement = officials.agreement.as_ref().unwrap();
    let [crossing] = &agreement.line.crossings[..] else { panic!("{:?}", agreement.line) };
    let t = 0.0325 / 0.07;
    near(crossing.share, t, 1e-6);
    near(crossing.values[0], 0.1 + 0.25 * t, 1e-6);
    near(crossing.values[1], 0.7 - 0.3 * t, 1e-6);
    assert_eq!((crossing.before, crossing.after), (Some(0.0), Some(1.0)));
    let sentence = crossing.changes[0].sentence(&model);
    assert_eq!(sentence, "US turns from none to probe (channel)");

    // One at a time: officials' settler up to 0.0875 / 0.55, testers' down to 0.155 / 0.55; the waiter alone tips nothing,
    // and some of its values leave too little of 1.
    let name = |at: usize| model.parameters[agreement.alone[at].parameter.0 as usize].name.as_str();
    assert_eq!([name(0), name(1), name(2), name(3)], ["p_settler", "p_waiter", "p_settler", "p_waiter"]);
    let value = |at: usize| agreement.alone[at].way.crossings.iter().map(|c| c.values[0]).collect::<Vec<_>>();
    near(value(0)[0], 0.0875 / 0.55, 1e-6);
    near(value(2)[0], 0.155 / 0.55, 1e-6);
    assert!(value(1).is_empty() && value(3).is_empty());
    assert_eq!(
        agreement.alone.iter().map(|alone| alone.from_other).collect::<Vec<_>>(),
        [false, false, true, true]
    );
    assert!(agreement.alone[0].way.skipped > 0);

    // Sceptics differ from testers in one parameter.
    let agreement = sceptics.agreement.as_ref().unwrap();
    near(agreement.line.crossings[0].values[0], 0.155 / 0.55, 1e-6);
    assert!(agreement.alone.is_empty());

    // They differ only in what Russia may want, which is how likely something is.
    for pair in [officials, sceptics] {
        let split = pair.split.as_ref().unwrap();
        assert_eq!(split.groups, [(Group::Facts, 1.0), (Group::Values, 0.0), (Group::Options, 0.0)]);
    }
    // p_settler 35% and p_waiter 70% go together with nothing: the two are one cause.
    let parameters = officials.split.as_ref().unwrap().parameters.as_ref().unwrap();
    assert_eq!((parameters.len(), parameters[0].0.len(), parameters[0].1), (1, 2, 1.0));
}

#[test]
fn the_readings_pooled() {
    let model = model("february-2024.standoff");
    let value = |setting: &Setting, name: &str| {
        let at = model.parameters.iter().position(|parameter| parameter.name == name).unwrap();
        standoff::ask::session::to_f64(&setting.parameters[at])
    };
    let mut members = with_opinions(&model);
    let pooled = |members: &[_], pool| pooled_setting(&model, &Setting::of(&model), members, pool).unwrap();
    let linear = pooled(&members, Pool::Linear);
    near(value(&linear, "p_settler"), 0.55 / 3.0, 1e-15);
    near(value(&linear, "p_waiter"), 0.5, 1e-15);
    near(value(&linear, "p_aid"), 0.5, 0.0);
    let log = pooled(&members, Pool::Log);
    let [settler, waiter, feinter] =
        [0.1 * 0.1 * 0.35, 0.7 * 0.4 * 0.4, 0.2 * 0.5 * 0.25].map(|p: f64| p.cbrt());
    near(value(&log, "p_settler"), settler / (settler + waiter + feinter), 1e-12);
    near(value(&log, "p_waiter"), waiter / (settler + waiter + feinter), 1e-12);
    // All weight on the testers is the testers.
    members[0].weight = BigRational::default();
    members[1].weight = BigRational::default();
    for pool in Pool::ALL {
        let alone = pooled(&members, pool);
        near(value(&alone, "p_settler"), 0.35, 1e-12);
        near(value(&alone, "p_waiter"), 0.4, 1e-12);
    }
    // A document made under pooled opinions gives back the same setting.
    assert_eq!(linear.opinions, Some(Opinions::Pooled(Pool::Linear)));
    let part = setting_part(&model, &linear);
    assert_eq!(part.opinions.as_deref(), Some("pool:linear"));
    assert_eq!(setting(&model, &part).unwrap(), linear);
}

/// Insurance costs 1/4 or 3/2, a good partner is likely with 1/2 or 1/10; insuring is worth 2 p − cost if that is above zero.
#[test]
fn facts_and_values_share_a_difference_alike() {
    let model = model("features/variants.standoff");
    let found = found(&model, "value of play to A", None);
    let [pair] = &found.pairs[..] else { panic!() };
    let split = pair.split.as_ref().unwrap();
    near(split.from, 0.75, 1e-12);
    near(split.to, 0.0, 1e-12);
    // Either change alone already brings it to zero.
    for (group, part) in [(Group::Facts, -0.375), (Group::Values, -0.375), (Group::Options, 0.0)] {
        let of = split.groups.iter().find(|(of, _)| *of == group).unwrap().1;
        near(of, part, 1e-12);
    }
    for (_, part) in split.parameters.as_ref().unwrap() {
        near(*part, -0.375, 1e-12);
    }
    // 1 − 0.8 t = 0.25 + 1.25 t; cost alone at 1, likelihood alone at 1/8.
    let agreement = pair.agreement.as_ref().unwrap();
    near(agreement.line.crossings[0].share, 0.75 / 2.05, 1e-6);
    near(agreement.alone[0].way.crossings[0].values[0], 1.0, 1e-5);
    near(agreement.alone[1].way.crossings[0].values[0], 0.125, 1e-5);
    // Log pool: odds 1 and 1/9 have the mean odds 1/3; costs have the geometric mean.
    let pool = pooled_setting(&model, &Setting::of(&model), &with_opinions(&model), Pool::Log).unwrap();
    let values: Vec<f64> = pool.parameters.iter().map(standoff::ask::session::to_f64).collect();
    near(values[0], (0.25f64 * 1.5).sqrt(), 1e-12);
    near(values[1], 0.25, 1e-12);
}

/// The hopeful expert counts the good deal twice: insuring is worth 4 p − cost. With f over what is taken from the other:
/// none 1.75, facts 0.15, values 0.5, options 0.75, any two 0.
#[test]
fn options_are_the_third_source() {
    let model = model("features/variants.standoff");
    let found = found(&model, "value of play to A", Some("twice"));
    let split = found.pairs[0].split.as_ref().unwrap();
    near(split.from, 1.75, 1e-12);
    let wanted = [-1.6 / 3.0 - 1.25 / 6.0, -1.25 / 3.0 - 0.9 / 6.0, -1.0 / 3.0 - 0.65 / 6.0];
    for ((_, part), wanted) in split.groups.iter().zip(wanted) {
        near(*part, wanted, 1e-12);
    }
    near(split.groups.iter().map(|(_, part)| part).sum(), -1.75, 1e-12);
    assert!(found.pairs[0].agreement.as_ref().unwrap_err().contains("options"));
}

#[test]
fn nobody_is_compared_with_nonsense() {
    // The second expert's probabilities sum to more than 1: a sentence in place of an answer, and no pair.
    let text = "standoff odd\nactors\n  A\n  B\nexperts\n  one\n  two\nparameters\n  p = 0.2\n    opinion one 0.3\n    \
                opinion two 0.9\n  q = 0.05\nsecret B.kind\n  x with probability p\n  y with probability q\n  z otherwise\nplay\n  \
                A chooses move: go, stay\n  A gains 1 if move is go and B.kind is x\n  A gains 0.25 if move is stay\n";
    let read = standoff::read(&MemorySources::new("odd.standoff", text));
    let model = read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics));
    let found = found(&model, "value of play to A with q is 0.5", None);
    near(found.by[0].1.number.value.unwrap(), 0.3, 1e-12);
    assert!(found.by[1].1.number.value.is_none());
    assert!(found.by[1].1.number.note.as_ref().unwrap().contains("B.kind"));
    assert!(found.pairs.is_empty());
}
