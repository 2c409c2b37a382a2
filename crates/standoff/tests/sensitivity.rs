//! What moves the answer, one number at a time, in games whose thresholds are known in closed form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff::ask::answer::Content;
use standoff::ask::findings::{Findings, gather};
use standoff::ask::regime::Regime;
use standoff::ask::sensitivity::{Explored, Sensitivity, Window};
use standoff::ask::session::{Executor, to_f64};
use standoff::ask::{Batch, Points};
use standoff::model::ir::{Model, ParameterId};
use standoff::model::sources::MemorySources;
use standoff::view::brief::{Imprint, brief};
use standoff::{Sequential, Session, Setting};

const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");

fn model(text: &str) -> Model {
    let read = standoff::read(&MemorySources::new("sensitivity.standoff", text));
    read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

fn findings(model: &Model) -> Findings {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    gather(&session, &Sequential, &|| false).unwrap()
}

fn explored(findings: &Findings) -> &Sensitivity {
    match &findings.sensitivity {
        Some(Explored::Sensitivity(found)) => found,
        other => panic!("{other:?}"),
    }
}

fn parameter(model: &Model, name: &str) -> ParameterId {
    ParameterId(model.parameters.iter().position(|p| p.name == name).unwrap() as u32)
}

fn windows<'f>(model: &Model, found: &'f Sensitivity, name: &str) -> Vec<&'f Window> {
    let id = parameter(model, name);
    found.windows.iter().filter(|window| window.parameter == id).collect()
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-4, "{found} is not {expected}");
}

/// The thresholds follow from two conditions. The US probes while (1 − p_W)(σ u_D + (1 − σ) u_N − w_U) > ρ, where σ =
/// p_S / (p_S + p_F) and w_U = 0.375 is what the war is worth to it; Ukraine consents while σ (k_D − d) + (1 − σ) k_N ≥ 0.317;
/// those who wait balk while 0.35 + 0.15 · 0.65 + 0.35 e − 0.04 … exceeds what a broken deal gives them.
#[test]
fn where_the_flagship_tips() {
    let model = model(FLAGSHIP);
    let findings = findings(&model);
    let found = explored(&findings);
    let sigma = 0.35 / 0.6;

    // Below these the US no longer probes.
    let below = [
        ("p_settler", 0.6 * (0.225 + 0.02 / 0.6) / 0.55),
        ("p_change", 0.3857),
        ("us_deal", 0.5929),
        ("ukraine_deal", 0.5363),
    ];
    for (name, at) in below {
        let of = windows(&model, found, name);
        let [window] = of.as_slice() else { panic!("{name}: {of:?}") };
        assert!(window.answer && window.from.is_none(), "{name}: {window:?}");
        near(window.to, at);
    }
    // Above these.
    let above = [
        ("home_cost", 0.65 - 0.15 - (0.317 - 0.15) / sigma),
        ("probe_cost", 0.0575),
        // Where the logit path leaves the probe; the equilibrium in which it is made ends at 0.8015.
        ("p_aid", 0.7667),
    ];
    for (name, at) in above {
        let of = windows(&model, found, name);
        let [window] = of.as_slice() else { panic!("{name}: {of:?}") };
        assert!(window.answer && window.to.is_none(), "{name}: {window:?}");
        near(window.from, at);
    }
    // A step that is too cheap tells nothing, a dear one only settlers give, a dearer one nobody.
    let of = windows(&model, found, "step_cost");
    let [cheap, dear, dearer] = of.as_slice() else { panic!("{of:?}") };
    assert!(!cheap.answer && cheap.from.is_none());
    near(cheap.to, 0.0225);
    assert!(!dear.answer);
    near(dear.from, 0.25);
    near(dear.to, 0.295);
    assert!(dearer.answer && dearer.to.is_none());
    near(dearer.from, 0.295);
    // What is beyond the declared ranges does not show: the rebuff, the aid, the war at today's lines for Ukraine.
    for name in ["rebuff_cost", "us_aid", "us_steady", "ukraine_aid"] {
        assert!(windows(&model, found, name).is_empty(), "{name}");
    }

    // The nearest first, with the share of the range on that side.
    assert!(found.windows.is_sorted_by(|a, b| a.distance <= b.distance));
    let [settler] = windows(&model, found, "p_settler")[..] else { panic!() };
    near(Some(settler.share), 0.281818 / 0.6);
    near(Some(settler.distance), (0.35 - 0.281818) / 0.6);
    let [home] = windows(&model, found, "home_cost")[..] else { panic!() };
    near(Some(home.share), (0.25 - 0.213714) / 0.25);
}

#[test]
fn what_carries_the_flagship() {
    let model = model(FLAGSHIP);
    let findings = findings(&model);
    let found = explored(&findings);
    near(found.now, 0.0375);
    let first = &found.drivers[0];
    assert_eq!(first.parameter, parameter(&model, "p_settler"));
    // Without settlers the probe costs what it costs; with settlers alone it brings (1 − p_W)(u_D − w_U) − ρ.
    near(first.low.value, -0.02);
    near(first.high.value, 0.6 * (0.7 - 0.375) - 0.02);
    assert!(!first.low.changes.is_empty() && first.high.changes.is_empty());
    assert!(found.drivers.is_sorted_by(|a, b| a.swing() >= b.swing()));
    // With the option off the guarantee's numbers move nothing, and are not moved.
    for name in ["credibility", "bite", "keep_cost", "call_cost", "relief"] {
        assert!(found.drivers.iter().all(|driver| driver.parameter != parameter(&model, name)), "{name}");
    }
    assert_eq!((found.parameters, found.left_out.len(), found.unbounded.len()), (40, 0, 0));
    // All borders are found.
    assert!(found.unplaced.is_empty() && found.steps >= 10 && found.small_steps >= 40);
}

#[test]
fn a_tipping_point_has_its_share_on_either_side() {
    let model = model(FLAGSHIP);
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let ask = |text: &str| {
        let answer = standoff::ask(&session, text, &Sequential, &|| false).unwrap();
        let Content::Tipping(tipping) = answer.content else { panic!("{text}") };
        assert_eq!((tipping.scanned, tipping.skipped), (201, 0));
        tipping.points.into_iter().map(|point| (point.value, point.share_below)).collect::<Vec<_>>()
    };
    let near = |found: Vec<(f64, f64)>, expected: &[(f64, f64)]| {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((value, share), (at, below)) in found.iter().zip(expected) {
            assert!((value - at).abs() < 1e-6 && (share - below).abs() < 1e-5, "{value} {share}");
        }
    };
    let tip = 0.6 * (0.225 + 0.02 / 0.6) / 0.55;
    near(ask("tipping point of P(channel is probe) over p_settler"), &[(tip, tip / 0.6)]);
    // Its value jumps where the waiting cease to imitate, where only settlers give a step, and where nobody does.
    let steps = [0.0225, 0.25, 0.295].map(|at| (at, at / 0.35));
    near(ask("tipping point of value of probe over none to US over step_cost"), &steps);
    // Of two games either may tip: a guarantee is worth nothing below (0.7 − 0.5) / 0.5.
    near(ask("tipping point of value of option guarantee to US over credibility"), &[(0.4, 0.4)]);
}

/// A chooses war at p − c against 0.3 for peace: p = 0.6 now, c = 0.2 now.
const WAR: &str = r#"standoff war "Fight or talk"
actors
  A
parameters
  p = 60% in 0% to 100%
  c = 0.2 in 0 to 0.5 ~ triangular(0, 0.25, 0.5)
  d = 7
  unused = 1 in 0 to 2
play
  A chooses way
    fight -> war
    talk  -> peace
outcome war
  A gains p - c + d - d
outcome peace
  A gains 0.3
"#;

#[test]
fn a_choice_without_others() {
    let model = model(WAR);
    let findings = findings(&model);
    let found = explored(&findings);
    near(found.now, 0.1);
    let [p] = windows(&model, found, "p")[..] else { panic!() };
    near(p.to, 0.5);
    near(Some(p.share), 0.5);
    let [c] = windows(&model, found, "c")[..] else { panic!() };
    near(c.from, 0.3);
    // 1 − (1 − 2 · 0.2²/ 0.5²): of a triangle's area, what lies beyond 0.3.
    near(Some(c.share), 2.0 * 0.2 * 0.2 / (0.5 * 0.5));
    // Of a normal distribution that is cut off at one standard deviation on either side, what lies beyond 0.2 of one.
    let cut = WAR.replace("triangular(0, 0.25, 0.5)", "normal(0.25, 0.25)");
    let cut = self::model(&cut);
    let share = (0.841_344_746_1 - 0.579_259_709_4) / (0.841_344_746_1 - 0.158_655_253_9);
    near(Some(windows(&cut, explored(&self::findings(&cut)), "c")[0].share), share);
    let session = Session::new(&cut, Setting::of(&cut), Default::default(), Default::default());
    let ask = "tipping point of value of fight over talk to A over c";
    let answer = standoff::ask(&session, ask, &Sequential, &|| false).unwrap();
    let Content::Tipping(tipping) = answer.content else { panic!() };
    near(Some(tipping.points[0].share_below), 1.0 - share);
    // p swings by 1, c by 0.5.
    let swings: Vec<f64> = found.drivers.iter().map(|driver| driver.swing()).collect();
    assert_eq!(swings.len(), 2);
    near(Some(swings[0]), 1.0);
    near(Some(swings[1]), 0.5);
    assert!(windows(&model, found, "unused").is_empty());
}

/// One parameter at equal distances inside its range.
struct Scan {
    parameter: ParameterId,
    range: (f64, f64),
}

const SCANNED: u64 = 53;

impl Scan {
    fn at(&self, index: u64) -> f64 {
        let share = (index as f64 + 0.5) / SCANNED as f64;
        self.range.0 + share * (self.range.1 - self.range.0)
    }
}

impl Points for Scan {
    fn count(&self) -> u64 {
        SCANNED
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        point[self.parameter.0 as usize] = self.at(index);
    }
}

/// The brief follows the path at few points and finds borders by guesses; here it is followed everywhere.
#[test]
fn where_the_path_is_followed_everywhere_the_answer_changes_in_the_same_places() {
    let model = model(FLAGSHIP);
    let findings = findings(&model);
    let found = explored(&findings);
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let batch = Batch::new(&session, &[], &session.base, &|| false).unwrap().cold();
    let (now, focus) = (Regime::of(&findings.solved, ""), findings.focus.unwrap());
    for (id, declared) in (0..).map(ParameterId).zip(&model.parameters) {
        let Some((from, to)) = &declared.range else { continue };
        let scan = Scan { parameter: id, range: (to_f64(from), to_f64(to)) };
        let rows = batch.chunk(&scan, 0, &|| false).unwrap();
        let near = 2e-3 * (scan.range.1 - scan.range.0);
        let windows = windows(&model, found, &declared.name);
        for index in 0..SCANNED {
            let at = scan.at(index);
            let mut ends = windows.iter().flat_map(|window| [window.from, window.to]).flatten();
            if ends.any(|end| (end - at).abs() < near) {
                continue;
            }
            let inside = |window: &&&Window| {
                window.from.is_none_or(|from| from < at) && window.to.is_none_or(|to| at < to)
            };
            let told = windows.iter().find(inside).map(|window| window.answer);
            let regime = &rows.regimes[rows.regime[index as usize] as usize];
            let followed = (regime.played != now.played).then(|| now.differs_for(regime, focus));
            assert_eq!(told, followed, "{} at {at}", declared.name);
        }
    }
}

/// Runs the last task first.
struct Backwards;

impl Executor for Backwards {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(task);
    }
}

#[test]
fn the_order_of_work_does_not_show() {
    let model = model(FLAGSHIP);
    let session = || Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let text = |executor: &dyn Executor| {
        let findings = gather(&session(), executor, &|| false).unwrap();
        format!("{:?}", brief(&model, &findings, &Imprint::default()))
    };
    assert_eq!(text(&Sequential), text(&Backwards));
}
