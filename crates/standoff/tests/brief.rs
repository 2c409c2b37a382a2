//! The brief of every model in the library: its tone, and what it says of other equilibria where these are known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use standoff::ask::findings::{Findings, gather};
use standoff::model::ir::Model;
use standoff::model::sources::MemorySources;
use standoff::view::brief::{Imprint, brief};
use standoff::{Sequential, Session, Setting};

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

fn model(name: &str) -> Model {
    let text = std::fs::read_to_string(models().join(name)).unwrap();
    standoff::read(&MemorySources::new(name, text.as_str())).model.unwrap()
}

fn findings(model: &Model) -> Findings {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    gather(&session, &Sequential, &|| false).unwrap()
}

fn text(model: &Model) -> String {
    let document = brief(model, &findings(model), &Imprint::default());
    standoff::view::text::render(&document, 100, false)
}

#[test]
fn a_reader_without_game_theory_can_follow() {
    let all = std::fs::read_dir(models()).unwrap().map(|entry| entry.unwrap().path());
    let mut count = 0;
    for path in all.filter(|path| path.extension().is_some_and(|extension| extension == "standoff")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = text(&model(name));
        let (told, _) = text.split_once("HOW FAR TO TRUST IT").unwrap();
        // The title is the author's.
        let (_, told) = told.split_once('\n').unwrap();
        for word in ["equilibri", "information set", "regime", "λ", "e-1"] {
            assert!(!told.contains(word), "{name}: {word}\n{told}");
        }
        // The answers to what the file asks are the file's own words.
        assert!(!text.contains(" should "), "{name}\n{text}");
        for line in told.lines() {
            assert!(!line.contains("“”") && !line.contains("NaN"), "{name}: {line}");
        }
        count += 1;
    }
    assert!(count >= 20, "{count}");
}

#[test]
fn the_flagship_says_what_would_change_its_answer() {
    let text = text(&model("february-2024.standoff"));
    let lines = [
        "chance that Russia's aim is settler                   below 28.2% (now 35%)",
        "above 0.214 (now 0.1)",
        "above 0.0575 (now 0.02)",
        "above 0.295 (now 0.04)",
        "below 0.593 (now 0.7)",
        "below 0.0225 (now 0.04): Russia would choose",
        "from 0.25 to 0.295 (now 0.04): Russia would",
        "* If the chance that Russia's aim is settler were at the low end of its range (0%) instead of 35%,",
    ];
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = squeezed(&text);
    for line in lines {
        assert!(all.contains(&squeezed(line)), "{line}\n{text}");
    }
}

fn trust(name: &str) -> String {
    let text = text(&model(name));
    let (_, trust) = text.split_once("HOW FAR TO TRUST IT").unwrap();
    trust.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cho and Kreps (1987): there is another pooling, on quiche, in which strong senders have 2 and weak ones 3.
#[test]
fn beer_and_quiche_has_another_equilibrium() {
    let model = model("beer-quiche.standoff");
    let others = findings(&model).others.unwrap();
    assert_eq!((others.sequential.len(), others.threats.len()), (1, 0));
    let (low, high) = others.sequential[0].values[0];
    assert!((low - 2.1).abs() < 1e-9 && (high - 2.1).abs() < 1e-9, "{low} {high}");
    assert!(trust("beer-quiche.standoff").contains("Another equilibrium exists: in it Sender gains 2.1."));
}

/// Selten (1975): the equilibrium in which One leaves rests on what Two would never do when asked.
#[test]
fn the_horse_has_one_that_rests_on_a_threat() {
    let others = findings(&model("selten-horse.standoff")).others.unwrap();
    assert_eq!((others.sequential.len(), others.threats.len()), (0, 1));
    assert!(trust("selten-horse.standoff").contains("that would not hold when it came to it"));
}

/// Kuhn (1950): the first player's equilibria are a segment, and what happens is not the same in all of them.
#[test]
fn kuhn_poker_has_a_segment() {
    let others = findings(&model("kuhn.standoff")).others.unwrap();
    assert!(others.sequential.is_empty() && others.threats.is_empty() && !others.only);
    let connected = others.connected.unwrap();
    let (_, low, high) = connected.likeliest.unwrap();
    assert!(high - low > 0.05, "{low} {high}");
    for (gain, (low, high)) in [-1.0 / 18.0, 1.0 / 18.0].into_iter().zip(connected.values) {
        assert!((low - gain).abs() < 1e-9 && (high - gain).abs() < 1e-9, "{low} {high}");
    }
}

#[test]
fn a_crisis_with_one_equilibrium_says_so() {
    assert!(trust("crisis.standoff").contains("There is no other equilibrium: all were searched for."));
}

#[test]
fn finer_grids_are_told_of() {
    let stays = "With twice as many steps in every grid the answer stays";
    assert!(trust("ultimatum.standoff").contains(stays));
    assert!(trust("ultimatum-uniform.standoff").contains(stays));
    let too_large = "Whether finer grids would change the answer was not looked at";
    assert!(trust("stahl-rubinstein.standoff").contains(too_large));
    assert!(!trust("february-2024.standoff").contains("grid"));
}

#[test]
fn what_was_not_looked_at_is_named_once() {
    let flagship = trust("february-2024.standoff");
    assert!(flagship.contains("in which nobody gains by acting otherwise alone, was not looked at"));
    // The file asks for equilibria, and the brief says already where to find them.
    for name in ["sinking-costs.standoff", "mediator.standoff"] {
        assert_eq!(trust(name).matches("equilibria` ").count(), 1, "{name}");
        assert!(!trust(name).contains("since it takes longer: equilibria"), "{name}");
    }
}
