//! Every model of the library: compiles, has perfect recall, and folding changes neither values nor answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};

use standoff_compile::question::{Asker, Moments};
use standoff_compile::{Compiled, Setting};
use standoff_model::ir::{Expr, ExprKind, Model, OutcomeId, Query, Sort};
use support::{compile_under, even_play, point};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "standoff") {
            found.push(path);
        }
    }
}

/// The probability of each outcome at each end: found for all at once, and by a question for each.
fn outcomes_agree(model: &Model, game: &Compiled, path: &Path) {
    let point = point(model);
    let exact: Vec<num_rational::BigRational> = model.parameters.iter().map(|p| p.value.clone()).collect();
    let (all, all_exact) = (game.outcomes(&point), game.outcomes_exact(&exact));
    assert!(all.is_sorted_by_key(|come| come.node));
    for outcome in (0..model.outcomes.len()).map(|i| OutcomeId(i as u32)) {
        let span = model.outcomes[outcome.0 as usize].span;
        let event = Expr { kind: ExprKind::PassedOutcome(outcome), sort: Sort::Truth, swept: false, span };
        let asker = Asker::new(model, game);
        let mut left = asker.indicator(&event, &point);
        for come in all.iter().filter(|come| come.outcome == outcome) {
            left[come.node as usize] -= come.share;
        }
        assert!(left.iter().all(|left| left.abs() < 1e-15), "{}", path.display());
        let Some(all) = &all_exact else { continue };
        for end in asker.probability_exact(&event, None, &exact).unwrap().ends {
            let mut same = all.iter().filter(|come| come.outcome == outcome && come.node == end.node);
            let share = same.next().map(|come| come.share.clone()).unwrap_or_default();
            assert_eq!(share, end.part, "{}", path.display());
            assert!(same.next().is_none());
        }
    }
}

/// The probabilities and expectations that the model asks for or checks.
fn asked(model: &Model) -> Vec<(&Expr, Option<&Expr>, bool)> {
    let queries = model.asks.iter().map(|q| &q.query).chain(model.checks.iter().map(|c| &c.question.query));
    queries
        .filter_map(|query| match query {
            Query::Probability { event, given } => Some((event, given.as_ref(), true)),
            Query::Expectation { value, given } => Some((value, given.as_ref(), false)),
            _ => None,
        })
        .collect()
}

fn answer(model: &Model, game: &Compiled, (e, given, is_event): (&Expr, Option<&Expr>, bool)) -> Option<f64> {
    let asker = Asker::new(model, game);
    let point = point(model);
    let moments: Moments<f64> =
        if is_event { asker.probability(e, given, &point) } else { asker.expectation(e, given, &point) };
    let (reach, _) = even_play(game, &point);
    let (part, whole) = moments.ends.iter().fold((0.0, 0.0), |(part, whole), end| {
        let reach = reach[end.node as usize];
        (part + reach * end.part, whole + reach * end.whole)
    });
    (whole > 0.0).then(|| part / whole)
}

#[test]
fn every_model_compiles_and_folds_without_loss() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"), &mut found);
    found.sort();
    let mut compiled = 0;
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        // Files that use others, or are only used by others, are no models by themselves.
        let has = |keyword: &str| text.lines().any(|line| line.starts_with(keyword));
        if has("use ") || !has("play") {
            continue;
        }
        let Some(model) = standoff_model::read_text(&path.display().to_string(), &text).model else {
            panic!("{} has errors", path.display());
        };
        let game = match compile_under(&model, &Setting::of(&model)) {
            Ok(game) => game,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        compiled += 1;
        standoff_game::recall::check(&game.structure).unwrap();
        if model.outcomes.len() * game.structure.terminal_count() < 1_000_000 {
            outcomes_agree(&model, &game, &path);
        }
        if game.unfolded_nodes > 20_000 {
            continue;
        }
        let unfolded = compile_under(&model, &Setting { fold: false, ..Setting::of(&model) }).unwrap();
        assert_eq!(unfolded.structure.node_count() as u64, game.unfolded_nodes, "{}", path.display());
        assert_eq!(unfolded.structure.terminal_count() as u64, game.unfolded_terminals, "{}", path.display());
        let point = point(&model);
        let ((_, a), (_, b)) = (even_play(&game, &point), even_play(&unfolded, &point));
        for (a, b) in a.iter().zip(&b) {
            assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{}: {a} {b}", path.display());
        }
        for question in asked(&model) {
            match (answer(&model, &game, question), answer(&model, &unfolded, question)) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-12, "{}: {a} {b}", path.display()),
                (a, b) => assert_eq!(a, b, "{}", path.display()),
            }
        }
    }
    assert!(compiled > 0);
}
