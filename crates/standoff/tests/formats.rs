//! Models written as `.efg` are read back as the same game, and what is certified of the one holds of the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "random/generator.rs"]
mod generator;

use standoff::compile::{LabelNumbers, Limits};
use standoff::file_game::{self, FileGame, from_model};
use standoff::game::formats::{ReadOptions, efg, nfg};
use standoff::game::numbers::{ExactNumbers, Numbers};
use standoff::game::structure::Node;
use standoff::json::parts::TimingPart;
use standoff::json::profile::ProfileDocument;
use standoff::model::sources::MemorySources;
use standoff::naming::Naming;
use standoff::solve::Request;
use standoff::solve::solution::Status;
use standoff::{Model, Session, Setting};

fn model(text: &str) -> Model {
    let read = standoff::read(&MemorySources::new("test.standoff", text));
    read.model.unwrap_or_else(|| panic!("{:#?}\n{text}", read.diagnostics))
}

fn session(model: &Model) -> Session<'_> {
    Session::new(model, Setting::of(model), Request::default(), Limits::default())
}

fn written(session: &Session) -> (String, FileGame) {
    let (compiled, numbers, exact) = session.numbers(&session.base, &|| false).unwrap();
    let labels = LabelNumbers::at(&session.base.parameters);
    let made = from_model(compiled.names(session.model, &labels), &numbers, exact.as_ref());
    let text = efg::write(&made.game);
    let file = file_game::open("test", text.as_bytes(), ReadOptions::default());
    let file = file.unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(file.notes, [] as [&str; 0], "{text}");
    (text, file)
}

/// The payoffs and probabilities node by node: the order of nodes is the same, the order of rows need not be.
fn assert_same(
    a: (&standoff::game::structure::Structure, &Numbers, Option<&ExactNumbers>),
    b: &FileGame,
    text: &str,
) {
    let (s, numbers, exact) = a;
    let t = &b.game.structure;
    assert_eq!((s.players, s.node_count(), &s.parent), (t.players, t.node_count(), &t.parent), "{text}");
    assert_eq!((&s.infoset_player, &s.action_start), (&t.infoset_player, &t.action_start), "{text}");
    let players = usize::from(s.players);
    for node in 0..s.node_count() {
        match (s.node(node), t.node(node)) {
            (Node::Decision(g), Node::Decision(h)) => assert_eq!(g, h, "{text}"),
            (Node::Chance(p), Node::Chance(q)) => {
                let (p, q) = (s.chance_row(p), t.chance_row(q));
                assert_eq!(numbers.chance[p.clone()], b.numbers.chance[q.clone()], "{text}");
                if let Some(exact) = exact {
                    assert_eq!(exact.chance[p], b.exact.chance[q], "{text}");
                }
            }
            (Node::Terminal(p), Node::Terminal(q)) => {
                let row = |row: u32| row as usize * players..(row as usize + 1) * players;
                assert_eq!(numbers.payoff[row(p)], b.numbers.payoff[row(q)], "{text}");
                if let Some(exact) = exact {
                    assert_eq!(exact.payoff[row(p)], b.exact.payoff[row(q)], "{text}");
                }
            }
            (x, y) => panic!("{x:?} became {y:?}\n{text}"),
        }
    }
}

#[test]
fn random_models_are_read_back_as_the_same_game() {
    let mut nodes = 0;
    for seed in 0..200 {
        let model = model(&generator::program(seed));
        let session = session(&model);
        let (text, file) = written(&session);
        let (compiled, numbers, exact) = session.numbers(&session.base, &|| false).unwrap();
        assert_same((&compiled.structure, &numbers, exact.as_ref()), &file, &text);
        nodes += file.game.structure.node_count();
    }
    assert!(nodes > 3_000, "{nodes} nodes are no test");
}

#[test]
fn the_example_models_keep_their_games_and_their_solutions() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models");
    let mut games = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "standoff") {
            continue;
        }
        let model = model(&std::fs::read_to_string(&path).unwrap());
        let session = session(&model);
        let (compiled, numbers, exact) = session.numbers(&session.base, &|| false).unwrap();
        if compiled.structure.node_count() > 20_000 {
            continue;
        }
        let (text, file) = written(&session);
        assert_same((&compiled.structure, &numbers, exact.as_ref()), &file, &path.to_string_lossy());
        assert_eq!(efg::write(&file.game), text, "{path:?}");
        // Actors, numbers and labels are those of the model, so that a profile of the one is one of the other.
        for (infoset, info) in compiled.infosets.iter().enumerate() {
            assert_eq!(file.game.number(infoset as u32), info.number, "{path:?}");
            assert_eq!(file.game.actor(infoset as u32), model.actors[usize::from(info.actor.0)].name);
        }
        let solved = file.solve(&Request::default(), &mut || false).unwrap();
        let json = standoff::json::pretty(&solved.document(TimingPart::default()));
        let profile = ProfileDocument::parse(json.as_bytes()).unwrap();
        let here = file.verify(&profile, None).unwrap();
        assert_eq!(here.checked.status, solved.solution.status, "{path:?}");
        let there = standoff::verify(&session, &session.base, &profile, None, &|| false).unwrap();
        let range = there.checked.certificate.payoff_range;
        let regret = solved.solution.certificate.max_regret();
        assert!(
            (there.checked.certificate.max_regret() - regret).abs() <= 1e-12 * range.max(1.0),
            "{path:?}"
        );
        games += 1;
    }
    assert!(games >= 18, "{games} models are no test");
}

/// von Neumann and Morgenstern's matching pennies as a table: the one equilibrium is known.
#[test]
fn a_table_is_solved() {
    let text = b"NFG 1 R \"Matching pennies\" { \"Even\" \"Odd\" } { { \"h\" \"t\" } { \"h\" \"t\" } }\n\n\
                 { { \"\" 1 -1 } { \"\" -1 1 } }\n1 2 2 1\n";
    let file = file_game::open("pennies", text, ReadOptions::default()).unwrap();
    let solved = file.solve(&Request::default(), &mut || false).unwrap();
    assert!(solved.solution.status < Status::Stalled);
    for probability in &solved.solution.profile {
        assert!((probability - 0.5).abs() < 1e-9, "{:?}", solved.solution.profile);
    }
    let table = nfg::table(&file.game, 100).unwrap();
    assert_eq!(table.strategies, [["h", "t"], ["h", "t"]]);
}

#[test]
fn imperfect_recall_is_refused_with_the_two_nodes() {
    let text = b"EFG 2 R \"\" { \"A\" }\np \"\" 1 1 \"\" { \"l\" \"r\" } 0\np \"\" 1 2 \"\" { \"x\" \"y\" } 0\nt \"\" 0\nt \"\" 0\n\
                 p \"\" 1 2 0\nt \"\" 0\nt \"\" 0\n";
    let file = file_game::open("forgetful", text, ReadOptions::default()).unwrap();
    let error = file.solve(&Request::default(), &mut || false).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        error,
        "A has imperfect recall at information set 2: it cannot tell the node on line 3 after \"l\" from the node on line \
         6 after \"r\", though its own past differs there; the methods here need perfect recall"
    );
}
