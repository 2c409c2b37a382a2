//! Equilibria that are carried over along lines equal those that the path finds at the same points: 20,000 random points of five
//! models, on lines in all parameters. Bundled in whatever way, rows have the same bits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use standoff::ask::answer::PointStatus;
use standoff::ask::{Batch, Points, Rows};
use standoff::model::ir::Model;
use standoff::model::sources::MemorySources;
use standoff::solve::solution::Status;
use standoff::{AskError, Sequential, Session, Setting};

/// Models with a question each, and how many lines.
const MODELS: [(&str, &str, u64); 5] = [
    ("crisis.standoff", "P(war)", 40),
    ("beer-quiche.standoff", "P(breakfast is beer)", 40),
    ("signalling.standoff", "P(job is top)", 40),
    ("february-2024.standoff", "P(channel is probe)", 20),
    ("sinking-costs.standoff", "P(war)", 20),
];
/// Points of a line.
const LINE: u64 = 125;
/// What may lie between the two answers.
const EQUAL: f64 = 1e-7;

fn text(name: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shipped = root.join("models").join(name);
    let path = if shipped.exists() { shipped } else { root.join("bench/versus/models").join(name) };
    std::fs::read_to_string(path).unwrap()
}

/// Lines through the box of the parameters' ranges: each has a random point of the box, through which one parameter goes from
/// end to end.
struct Lines {
    boxes: Vec<(f64, f64)>,
    count: u64,
}

impl Lines {
    fn of(model: &Model, count: u64) -> Self {
        let value = |v: &_| standoff::game::dag::eval::to_double(v);
        let of = |p: &standoff::model::ir::Parameter| match &p.range {
            Some((from, to)) => (value(from), value(to)),
            None => (value(&p.value), value(&p.value)),
        };
        Self { boxes: model.parameters.iter().map(of).collect(), count }
    }
}

/// A number in 0..1 that depends on nothing but its arguments (SplitMix64).
fn random(line: u64, which: u64) -> f64 {
    let mut z = (line << 20 | which).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

impl Points for Lines {
    fn count(&self) -> u64 {
        self.count * LINE
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let line = index / LINE;
        let share = (index % LINE) as f64 / (LINE - 1) as f64;
        let moving = (random(line, 1 << 19) * point.len() as f64) as usize;
        for (k, (value, &(from, to))) in point.iter_mut().zip(&self.boxes).enumerate() {
            let at = if k == moving { share } else { random(line, k as u64) };
            *value = from + (to - from) * at;
        }
    }

    fn line(&self) -> u64 {
        LINE
    }
}

fn all(batch: &Batch, points: &dyn Points) -> Vec<Rows> {
    let mut all = Vec::new();
    let mut keep = |rows| {
        all.push(rows);
        Ok::<(), AskError>(())
    };
    batch.run(points, &Sequential, &|| false, &mut keep).unwrap();
    all
}

#[test]
fn carried_equals_followed() {
    let (mut points, mut carried, mut undefined, mut worst) = (0, 0, 0, 0.0_f64);
    for (name, question, lines) in MODELS {
        let model = standoff::read(&MemorySources::new(name, text(name))).model.unwrap();
        let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
        let query = standoff::model::question(&model, question).unwrap().query;
        let lines = Lines::of(&model, lines);
        let make = || Batch::new(&session, std::slice::from_ref(&query), &session.base, &|| false).unwrap();
        let (here, followed) = (all(&make(), &lines), all(&make().cold(), &lines));
        let mut own = 0;
        for (here, followed) in here.iter().zip(&followed) {
            for k in 0..here.len() {
                points += 1;
                undefined += u64::from(here.status[k] == PointStatus::Undefined);
                assert_eq!(
                    here.status[k] == PointStatus::Undefined,
                    followed.status[k] == PointStatus::Undefined
                );
                if !here.carried[k] {
                    continue;
                }
                own += 1;
                assert_eq!(here.status[k], PointStatus::Solved(Status::VerifiedEpsilon));
                let off = (here.values[0][k] - followed.values[0][k]).abs();
                assert!(off <= EQUAL, "{name}, point {}: {off} apart", here.first + k as u64);
                let key = |rows: &Rows| rows.regimes[rows.regime[k] as usize].key();
                assert_eq!(key(here), key(followed), "{name}, point {}", here.first + k as u64);
                worst = worst.max(off);
            }
        }
        println!("{name}: {own} of {} points carried over", lines.count());
        carried += own;
    }
    println!("{points} points, {carried} carried over, {undefined} undefined; at most {worst:e} apart");
    assert_eq!(points, 20_000);
    assert!(carried * 2 > points, "little is carried over: {carried}");
}

/// Runs tasks in reverse order, as threads might.
struct Backwards;

impl standoff::Executor for Backwards {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).rev().for_each(task);
    }
}

#[test]
fn rows_do_not_depend_on_the_order() {
    let (name, question, lines) = MODELS[2];
    let model = standoff::read(&MemorySources::new(name, text(name))).model.unwrap();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let query = standoff::model::question(&model, question).unwrap().query;
    let lines = Lines::of(&model, lines);
    let batch = Batch::new(&session, &[query], &session.base, &|| false).unwrap();
    let forwards = all(&batch, &lines);
    let mut backwards = Vec::new();
    let mut keep = |rows| {
        backwards.push(rows);
        Ok::<(), AskError>(())
    };
    batch.run(&lines, &Backwards, &|| false, &mut keep).unwrap();
    for (one, other) in forwards.iter().zip(&backwards) {
        let bits = |rows: &Rows| rows.values[0].iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(one), bits(other));
        assert_eq!(one.carried, other.carried);
    }
}
