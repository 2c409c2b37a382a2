//! A grid whose ends depend on a parameter: its labels are called what they are at the setting that is told, in the brief, tables,
//! pictures, documents, games in other formats, and at every position of a report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use num_rational::BigRational;
use serde_json::Value;
use standoff::ask::answer::Content;
use standoff::ask::findings::gather;
use standoff::ask::play::{Round, Turn};
use standoff::ask::played::{Moves, Played};
use standoff::ask::strategy;
use standoff::ask::{Session, Setting, Solved};
use standoff::compile::LabelNumbers;
use standoff::file_game::from_model;
use standoff::game::formats::efg;
use standoff::json::from_solution::solution_document;
use standoff::json::parts::TimingPart;
use standoff::json::profile::ProfileDocument;
use standoff::model::ir::{ActorId, Model};
use standoff::model::sources::MemorySources;
use standoff::pictures::{Bounds, Wanted, picture};
use standoff::view::brief::{Imprint, brief};
use standoff::view::report::page;
use standoff::view::svg::{self, Options, Theme};
use standoff::view::text;
use standoff::{Sequential, report};

const PREVENTIVE: &str = include_str!("../../../models/preventive-war.standoff");

/// A takes the most that lies on its grid, and B takes what is left.
const MOVING: &str = r#"standoff moving "A grid that moves"
actors
  A
  B
parameters
  low = 0.5 in 0.1 to 0.7 "where the grid begins"
play
  A offers share from low to low + 0.2 in 2 steps
  B chooses answer, accept when indifferent
    accept
      A gains 10 * share
      B gains 10 - 10 * share
    reject
ask value of play to A
"#;

fn model(text: &str) -> Model {
    standoff::read(&MemorySources::new("moving.standoff", text)).model.expect("no errors")
}

fn at(model: &Model, parameter: &str, percent: i64) -> Setting {
    let parameter = standoff::model::setting::parameter(model, parameter).unwrap();
    Setting::of(model).with_parameter(parameter, BigRational::new(percent.into(), 100.into()))
}

fn session(model: &Model, setting: Setting) -> Session<'_> {
    Session::new(model, setting, Default::default(), Default::default())
}

fn solved(session: &Session) -> Arc<Solved> {
    session.solved(&session.base, &|| false).unwrap()
}

/// The names of the labels of A's last offer.
fn offered(model: &Model, solved: &Solved) -> Vec<String> {
    let infosets = &solved.compiled.infosets;
    let info = infosets.iter().rfind(|info| info.actor == ActorId(0)).unwrap();
    info.labels.iter().map(|&label| solved.names(model).label(info.thing, label)).collect()
}

const OWN: [&str; 5] = ["0.5", "0.55", "0.6", "0.65", "0.7"];
const THERE: [&str; 5] = ["0.3", "0.35", "0.4", "0.45", "0.5"];

/// Powell (2006), as the model has it: where p_later is 0.3 it does not grow, and A asks for 0.4, then and later.
#[test]
fn the_brief_and_the_strategy_say_what_is_asked_for_there() {
    let model = model(PREVENTIVE);
    let session = session(&model, at(&model, "p_later", 30));
    let found = gather(&session, &Sequential, &|| false).unwrap();
    let text = text::render(&brief(&model, &found, &Imprint::default()), 100, false);
    assert!(text.contains("A chooses 0.4 (lasting demand)"), "{text}");
    assert!(text.contains("0.35 would cost it 0.45, 0.3 would cost it 0.9"), "{text}");
    // What would be chosen elsewhere is told by the same names.
    assert!(text.contains("A would choose 0.5 instead of 0.4 (lasting demand)"), "{text}");

    let solved = solved(&session);
    assert_eq!(offered(&model, &solved), THERE);
    for row in strategy::table(&model, &solved, ActorId(0), None) {
        let lasting = model.things[row.decision.0 as usize].name == "lasting_demand";
        assert!(!lasting || THERE.contains(&row.label.as_str()), "{row:?}");
        assert!(!lasting || row.label == "0.4" || row.probability < 1.0, "{row:?}");
    }
    let seen = strategy::table(&model, &solved, ActorId(1), None).into_iter().flat_map(|row| row.seen);
    let seen: Vec<String> =
        seen.filter(|(what, _)| what == "lasting_demand").map(|(_, value)| value).collect();
    assert!(!seen.is_empty() && seen.iter().all(|value| THERE.contains(&value.as_str())), "{seen:?}");
    // The game is the same one for both.
    let own = session.solved(&Setting::of(&model), &|| false).unwrap();
    assert!(Arc::ptr_eq(&own.compiled, &solved.compiled));
    assert_eq!(offered(&model, &own), OWN);
    assert_eq!(offered(&model, &solved), THERE);
}

#[test]
fn a_round_is_played_by_these_names() {
    let model = model(MOVING);
    let session = session(&model, at(&model, "low", 30));
    let solved = solved(&session);
    let round = Round::begin(&model, &solved, ActorId(1), 1);
    let Turn::Choose(choice) = round.turn() else { panic!("B has to answer") };
    assert_eq!(choice.seen, [("share".to_owned(), "0.5".to_owned())]);
    let told = standoff::compile::tell::sentence(&model, &solved.names(&model).story(round.node()));
    assert_eq!(told, "A chooses 0.5 at share");
}

#[test]
fn documents_are_verified_under_the_names_that_they_were_written_with() {
    let model = model(PREVENTIVE);
    let session = session(&model, at(&model, "p_later", 30));
    let solved = solved(&session);
    let text = standoff::json::pretty(&solution_document(&model, &solved, TimingPart::default()));
    let document: Value = serde_json::from_str(&text).unwrap();
    let sets = document["information_sets"].as_array().unwrap();
    let labels: Vec<&str> = sets
        .iter()
        .find(|set| set["decision"] == "lasting_demand")
        .map(|set| set["actions"].as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()))
        .unwrap()
        .collect();
    assert_eq!(labels, THERE);
    let profile = ProfileDocument::parse(text.as_bytes()).unwrap();
    let there = standoff::verify(&session, &session.base, &profile, None, &|| false).unwrap();
    assert_eq!(there.checked.status, solved.solution.status);
    // What is an equilibrium there may be looked at elsewhere: its moves are the same places of the grid.
    let later = at(&model, "p_later", 40);
    let elsewhere = standoff::verify(&session, &later, &profile, None, &|| false).unwrap();
    assert!(elsewhere.checked.certificate.max_regret() > 0.01);
}

#[test]
fn pictures_equilibria_and_other_formats_have_them_too() {
    let model = model(MOVING);
    let session = session(&model, at(&model, "low", 30));
    for wanted in [Wanted::Tree(Bounds::default()), Wanted::PublicTree(Bounds::default())] {
        let made = picture(&session, &wanted, &Sequential, &|| false).unwrap();
        let drawn = svg::write(&made.scene, &Options::default());
        let named =
            |label: &str| drawn.contains(&format!(">{label}<")) || drawn.contains(&format!("share {label}"));
        assert!(["0.3", "0.4", "0.5"].into_iter().all(named), "{drawn}");
        assert!(!["0.6", "0.7"].into_iter().any(named), "{drawn}");
    }
    let found = standoff::ask(&session, "equilibria", &Sequential, &|| false).unwrap();
    let Content::Equilibria(found) = &found.content else { panic!("no equilibria") };
    let rows = &found.groups[0].profiles[0];
    let shares: Vec<&str> =
        rows.iter().filter(|row| row.actor == ActorId(0)).map(|row| row.label.as_str()).collect();
    assert_eq!(shares, ["0.5"]);
    // What is listed can be shown.
    let mut moves = Moves::new();
    for row in rows {
        let probability = standoff::ask::session::to_f64(&row.probability);
        moves.entry(row.infoset as u32).or_default().insert(row.label.clone(), probability);
    }
    assert!(Played::of(&model, &solved(&session), &moves).unwrap().holds);

    let (compiled, numbers, exact) = session.numbers(&session.base, &|| false).unwrap();
    let labels = LabelNumbers::at(&session.base.parameters);
    let made = from_model(compiled.names(&model, &labels), &numbers, exact.as_ref());
    let text = efg::write(&made.game);
    assert!(text.contains("\"0.3\" \"0.4\" \"0.5\"") && !text.contains("\"0.6\""), "{text}");
}

#[test]
fn every_position_of_a_report_has_its_own() {
    let model = model(MOVING);
    let session = session(&model, Setting::of(&model));
    let (made, _) = report::report(&session, "standoff report", &Sequential, &|| false).unwrap();
    let page = page::write(&made, Theme::System);
    let data = page.split("id=\"positions\"").nth(1).unwrap();
    let data = &data[data.find('{').unwrap()..data.find("</script>").unwrap()];
    let data: Value = serde_json::from_str(data).unwrap();
    let lines = data["lines"].as_array().unwrap();
    let mut looked_at = 0;
    for position in data["sliders"][0]["positions"].as_array().unwrap() {
        let runs: Vec<usize> =
            position["tree"].as_array().unwrap().iter().map(|run| run.as_u64().unwrap() as usize).collect();
        let tree: Vec<&str> = runs
            .chunks_exact(2)
            .flat_map(|run| &lines[run[0]..run[0] + run[1]])
            .map(|line| line.as_str().unwrap())
            .collect();
        if position["at"] == "0.34" {
            looked_at += 1;
            let tree = tree.join("\n");
            let named = |label: &str| tree.contains(&format!(">{label}<"));
            assert!(["0.34", "0.44", "0.54"].into_iter().all(named), "{tree}");
            assert!(!["0.5", "0.6", "0.7"].into_iter().any(named), "{tree}");
            assert_eq!(position["line"], "A does best with 0.54 (share).");
        }
    }
    assert_eq!(looked_at, 1, "{:?}", data["sliders"][0]["positions"][0]);
}
