//! Phase diagrams: few solutions show what all of them show; boundaries lie where theory puts them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::sync::atomic::{AtomicU64, Ordering};

use standoff::ask::answer::PointStatus;
use standoff::ask::design::Axis;
use standoff::ask::phase::{self, Phase};
use standoff::model::ir::{Model, ParameterId};
use standoff::model::sources::MemorySources;
use standoff::{AskError, Sequential, Session, Setting};

fn model(name: &str) -> Model {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let text = std::fs::read_to_string(root.join(name)).unwrap();
    standoff::read(&MemorySources::new(name, text)).model.unwrap()
}

fn axis(model: &Model, name: &str, from: &str, to: &str, points: u64) -> Axis {
    let parameter = model.parameters.iter().position(|p| p.name == name).unwrap();
    let number = |text: &str| match standoff::syntax::parse_literal(text) {
        Some(standoff::syntax::ast::Literal::Number(number)) => number.value,
        _ => panic!("{text}"),
    };
    Axis::new(ParameterId(parameter as u32), number(from), number(to), points)
}

#[test]
fn few_solutions_show_what_all_show() {
    let model = model("crisis.standoff");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let query = standoff::model::question(&model, "P(war)").unwrap().query;
    let axes = [axis(&model, "p_challenger", "0", "1", 301), axis(&model, "p_defender", "0", "1", 257)];
    let full = phase::full(&session, &query, axes.clone(), &session.base, &Sequential, &|| false).unwrap();
    let few = phase::adaptive(&session, &query, axes, &session.base, &Sequential, &|| false).unwrap();
    assert_eq!(full.solved, full.points());
    assert!(few.share_solved() < 0.2, "{}", few.share_solved());
    let key = |phase: &Phase, k: usize| phase.regimes.get(phase.regime[k] as usize).map(|r| r.key);
    for k in 0..full.regime.len() {
        assert_eq!(key(&full, k), key(&few, k), "point {k}");
        match few.status[k] {
            PointStatus::Inside => assert!(few.value[k].is_nan()),
            // A solution carried over and one by the path differ in the last digits.
            _ => assert!((few.value[k] - full.value[k]).abs() < 1e-9),
        }
    }
    let points: u64 = full.regimes.iter().map(|regime| regime.points).sum();
    assert_eq!(points, full.points());
    for regime in &full.regimes {
        let whole: f64 = regime.outcomes.iter().map(|share| share.probability).sum();
        assert!((whole - 1.0).abs() < 1e-9, "{}", regime.name);
    }
}

/// Work that is stopped anywhere keeps what was solved: each point that has a regime has the right one.
#[test]
fn stopped_diagrams_keep_what_was_solved() {
    let model = model("crisis.standoff");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let query = standoff::model::question(&model, "P(war)").unwrap().query;
    let axes = [axis(&model, "p_challenger", "0", "1", 201), axis(&model, "p_defender", "0", "1", 129)];
    let asked = AtomicU64::new(0);
    let counting = || {
        asked.fetch_add(1, Ordering::Relaxed);
        false
    };
    let whole =
        phase::adaptive(&session, &query, axes.clone(), &session.base, &Sequential, &counting).unwrap();
    assert!(!whole.stopped && whole.unreached() == 0);
    let all = asked.load(Ordering::Relaxed);
    let key = |phase: &Phase, k: usize| phase.regimes.get(phase.regime[k] as usize).map(|r| r.key);
    let (mut partial, mut nothing) = (0, 0);
    for share in [1, 30, 60, 90, 99] {
        asked.store(0, Ordering::Relaxed);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) > all * share / 100;
        let found = phase::adaptive(&session, &query, axes.clone(), &session.base, &Sequential, &stop);
        let found = match found {
            Err(AskError::Stopped) => {
                nothing += 1;
                continue;
            }
            other => other.unwrap(),
        };
        assert!(found.stopped && found.solved < whole.solved);
        assert!(found.unreached() > 0);
        let mut known = 0;
        for k in 0..whole.regime.len() {
            match found.status[k] {
                PointStatus::Unreached => assert!(key(&found, k).is_none() && found.value[k].is_nan()),
                _ => {
                    known += 1;
                    assert_eq!(key(&found, k), key(&whole, k), "point {k} after {share}%");
                }
            }
        }
        assert_eq!(known + found.unreached(), found.points());
        let none =
            phase::boundaries(&session, &query, &found, phase::NARROW, &session.base, &Sequential, &|| true)
                .unwrap();
        let one_step = |width: f64| (width - 0.005).abs() < 1e-9 || (width - 1.0 / 128.0).abs() < 1e-9;
        assert!(none.stopped || none.crossings.is_empty());
        assert!(none.crossings.iter().all(|crossing| one_step(crossing.width)));
        partial += 1;
    }
    assert!(partial >= 2, "{partial} partial, {nothing} without a point");
    let met =
        phase::boundaries(&session, &query, &whole, phase::NARROW, &session.base, &Sequential, &|| false)
            .unwrap();
    assert!(!met.stopped && met.crossings.len() > 10);
    assert!(met.crossings.iter().all(|crossing| crossing.width <= 1e-6));
}

/// The flagship's page: with p_waiter 0.4 probing needs p_settler above 0.6 (0.225 + 0.02/0.6) / 0.55, while the waiter does not
/// imitate and the feinter still gives the step: 0.0225 < step_cost < 0.25; settlers alone give it up to 0.295, and nobody beyond.
#[test]
fn the_flagships_boundaries() {
    let model = model("february-2024.standoff");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let query = standoff::model::question(&model, "P(channel is probe)").unwrap().query;
    let axes = [axis(&model, "p_settler", "0.25", "0.35", 6), axis(&model, "step_cost", "0", "0.35", 36)];
    let full = phase::full(&session, &query, axes.clone(), &session.base, &Sequential, &|| false).unwrap();
    let crossings =
        phase::boundaries(&session, &query, &full, phase::NARROW, &session.base, &Sequential, &|| false)
            .unwrap();
    assert!(!crossings.stopped && crossings.every == 1);
    let crossings = crossings.crossings;
    let along_step: Vec<f64> =
        crossings.iter().filter(|c| c.along == 1 && c.at[0] == 0.35).map(|c| c.at[1]).collect();
    for wanted in [0.0225, 0.25, 0.295] {
        let near = |at: &&f64| (**at - wanted).abs() < 1e-5;
        assert!(along_step.iter().any(|at| near(&at)), "{wanted} is not among {along_step:?}");
    }
    let least = 0.6 * (0.225 + 0.02 / 0.6) / 0.55;
    let mut lines = 0;
    for crossing in crossings.iter().filter(|c| c.along == 0 && (0.03..0.24).contains(&c.at[1])) {
        let probed = |regime: u32| full.regimes[regime as usize].name.contains("channel probe");
        if probed(crossing.below) != probed(crossing.above) {
            assert!((crossing.at[0] - least).abs() < 1e-5, "{crossing:?}");
            lines += 1;
        }
    }
    assert_eq!(lines, 21, "one crossing on each line of step_cost between 0.03 and 0.24");
}
