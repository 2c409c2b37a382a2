//! Finer grids: where theory says that the answer stays, it stays, and where it says that a coarse grid misleads, that shows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff::ask::findings::gather;
use standoff::ask::grid_check::{Finer, GridCheck, compare};
use standoff::ask::{Batch, Points, Rows};
use standoff::model::grids;
use standoff::model::ir::{ActorId, Model, OptionValue, Query};
use standoff::model::sources::MemorySources;
use standoff::{AskError, Sequential, Session, Setting};

const ULTIMATUM: &str = include_str!("../../../models/ultimatum.standoff");
const UNIFORM: &str = include_str!("../../../models/ultimatum-uniform.standoff");
const PREVENTIVE: &str = include_str!("../../../models/preventive-war.standoff");
const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");

fn model(text: &str) -> Model {
    standoff::read(&MemorySources::new("grids.standoff", text)).model.unwrap()
}

fn with(model: &Model, options: &[(&str, i64)], parameters: &[(&str, (i64, i64))]) -> Setting {
    let mut setting = Setting::of(model);
    for (name, value) in options {
        let at = model.options.iter().position(|option| option.name == *name).unwrap();
        setting.options[at] = OptionValue::Number(num_rational::BigRational::from_integer((*value).into()));
    }
    for (name, (top, bottom)) in parameters {
        let at = model.parameters.iter().position(|parameter| parameter.name == *name).unwrap();
        setting.parameters[at] = num_rational::BigRational::new((*top).into(), (*bottom).into());
    }
    setting
}

/// The answers on the model's own grids and on finer ones.
fn pair(model: &Model, setting: &Setting, question: &str, factor: u32) -> Option<(f64, f64)> {
    let session = Session::new(model, setting.clone(), Default::default(), Default::default());
    let query = standoff::model::question(model, question).unwrap().query;
    let compared = compare(&session, &query, setting, factor, &|| false).unwrap()?;
    Some((compared.coarse.best().unwrap(), compared.fine.best().unwrap()))
}

fn assert_pair(found: Option<(f64, f64)>, expected: (f64, f64)) {
    let (coarse, fine) = found.unwrap();
    assert!((coarse - expected.0).abs() < 1e-9 && (fine - expected.1).abs() < 1e-9, "{coarse} {fine}");
}

fn checked(model: &Model, setting: &Setting) -> Option<Finer> {
    let session = Session::new(model, setting.clone(), Default::default(), Default::default());
    match gather(&session, &Sequential, &|| false).unwrap().grid {
        Some(GridCheck::Checked(finer)) => Some(finer),
        None => None,
        Some(other) => panic!("{other:?}"),
    }
}

/// Fearon (1995): with the rule for ties the greedy demand is the margin itself, whatever the grid; war comes with every
/// tough opponent.
#[test]
fn war_in_the_ultimatum_does_not_depend_on_the_grid() {
    let model = model(ULTIMATUM);
    let setting = Setting::of(&model);
    for factor in [2, 3, 5] {
        assert_pair(pair(&model, &setting, "P(war)", factor), (0.5, 0.5));
        assert_pair(pair(&model, &setting, "value of play to A", factor), (0.65, 0.65));
        assert_pair(pair(&model, &setting, "E(share)", factor), (0.1, 0.1));
    }
    let finer = checked(&model, &setting).unwrap();
    assert!(finer.turn.is_none());
    assert!(finer.outcomes.iter().all(|(coarse, fine)| (coarse - 0.5).abs() + (fine - 0.5).abs() < 1e-9));
    // 21 offers and two types have 42 answers; 41 have 82.
    assert_eq!(finer.nodes, (1 + 2 + 21 * 6, 1 + 2 + 41 * 6));
}

/// What A has with n cells if it offers what all but the k most resolute of them accept: (1 − k/n)(1/2 + c) + (k/n) · 2/5, with
/// c = (k + 1/2) · (2/5)/n.
fn with_cells(n: f64, k: f64) -> f64 {
    (1.0 - k / n) * (0.5 + (k + 0.5) * 0.4 / n) + k / n * 0.4
}

/// Costs uniform between 0 and 0.4: war comes in 3 cases of 8. Eight cells say so, four say 1/4.
#[test]
fn cells_that_are_too_wide_hide_wars() {
    let model = model(UNIFORM);
    let coarse = with(&model, &[("types", 4)], &[]);
    assert_pair(pair(&model, &coarse, "P(war)", 2), (0.25, 0.375));
    assert_pair(pair(&model, &coarse, "value of play to A", 2), (with_cells(4.0, 1.0), with_cells(8.0, 3.0)));
    let finer = checked(&model, &coarse).unwrap();
    let war = model.outcomes.iter().position(|outcome| outcome.name == "war").unwrap();
    assert!((finer.outcomes[war].1 - 0.375).abs() < 1e-9);
    // And as the file has it nothing moves.
    assert_pair(pair(&model, &Setting::of(&model), "P(war)", 2), (0.375, 0.375));
}

/// A rising power: with demands by one fifth A must offer 0.4 or 0.2 where it could offer what just prevents the war.
#[test]
fn a_literal_count_is_doubled_too() {
    let model = model(PREVENTIVE);
    // Two grids, one of them with a count that is no option.
    let finer = grids::refined(&model, 2);
    let session = Session::new(&finer, Setting::of(&finer), Default::default(), Default::default());
    let compiled = session.compiled(&session.base, &|| false).unwrap();
    let count = |name: &str| {
        let thing = finer.things.iter().position(|thing| thing.name == name).unwrap();
        let infoset = compiled.infosets.iter().find(|info| info.thing.0 as usize == thing).unwrap();
        infoset.labels.len()
    };
    assert_eq!((count("demand"), count("lasting_demand")), (11, 9));
    // p_later = 0.34: B is indifferent at a demand of 0.04 today, which a step of 1/25 reaches and one of 1/5 does not.
    let near = with(&model, &[], &[("p_later", (34, 100))]);
    let (coarse, fine) = pair(&model, &near, "E(demand)", 5).unwrap();
    assert!(coarse < 1e-9 && (fine - 0.04).abs() < 1e-9, "{coarse} {fine}");
    assert!(checked(&model, &near).is_some());
}

#[test]
fn labels_of_steps_have_their_like_and_midpoints_have_none() {
    let model = model(ULTIMATUM);
    let setting = Setting::of(&model);
    // An offer against another, by their numbers.
    let share = model.things.iter().position(|thing| thing.name == "share").unwrap();
    let share = standoff::model::ir::ThingId(share as u32);
    let query = Query::ValueOver { decision: share, a: 2, b: 9, to: ActorId(0) };
    let session = Session::new(&model, setting.clone(), Default::default(), Default::default());
    let compared = compare(&session, &query, &setting, 2, &|| false).unwrap().unwrap();
    // 0.1, which the soft accept, and 0.45, which everybody does.
    assert!((compared.coarse.best().unwrap() - (0.65 - 0.55)).abs() < 1e-9);
    assert!(compared.moved().unwrap().abs() < 1e-9);
    assert_eq!(grids::label(&model, share, 7, 3), Some(21));
    let uniform = self::model(UNIFORM);
    let cost = uniform.things.iter().position(|thing| thing.name == "B.cost").unwrap();
    assert_eq!(grids::label(&uniform, standoff::model::ir::ThingId(cost as u32), 1, 2), None);
    assert!(!grids::has_grids(&self::model(FLAGSHIP)) && grids::has_grids(&uniform));
    let names: Vec<&str> = grids::counting_options(&uniform)
        .iter()
        .map(|id| uniform.options[id.0 as usize].name.as_str())
        .collect();
    assert_eq!(names, ["types", "steps"]);
}

struct Tough(usize);

impl Points for Tough {
    fn count(&self) -> u64 {
        3
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        point[self.0] = [0.3, 0.6, 0.8][index as usize];
    }
}

/// Many points on finer grids: a batch on the finer model. Below 70% tough war is as likely as a tough opponent.
#[test]
fn a_batch_on_finer_grids() {
    let model = model(ULTIMATUM);
    let setting = Setting::of(&model);
    let session = Session::new(&model, setting.clone(), Default::default(), Default::default());
    let finer = standoff::ask::grid_check::finer(&model, 2).unwrap();
    let fine = standoff::ask::grid_check::session(&session, &setting, &finer, 2).unwrap();
    let query = standoff::model::question(&model, "P(war)").unwrap().query;
    let query = grids::question(&model, &query, 2).unwrap();
    let batch = Batch::new(&fine, &[query], &fine.base, &|| false).unwrap();
    let at = model.parameters.iter().position(|parameter| parameter.name == "p_tough").unwrap();
    let mut all = Rows::new(0, 1);
    batch
        .run::<AskError>(&Tough(at), &Sequential, &|| false, &mut |rows| {
            all = rows;
            Ok(())
        })
        .unwrap();
    for (found, expected) in all.values[0].iter().zip([0.3, 0.6, 0.0]) {
        assert!((found - expected).abs() < 1e-9, "{found}");
    }
}
