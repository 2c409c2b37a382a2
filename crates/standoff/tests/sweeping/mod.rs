//! What tests of sweeps share: a small model, its tables, its plans, and threads that take tasks in an order of their own.

#![allow(dead_code, reason = "each test file uses a part of this")]

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use num_rational::BigRational;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use standoff::Model;
use standoff::ask::design::{Axis, Grid};
use standoff::ask::{Block, Design, Executor, Study, grid_check};
use standoff::model::ir::Question;
use standoff::model::sources::MemorySources;
use standoff::sweep::plan::{PlanPart, SCHEMA, shard_points};
use standoff::sweep::{Description, End, Format, Plan, SweepError, writer};

/// Quick to solve; beliefs play no part.
pub(crate) const DARE: &str = "standoff dare \"Who swerves?\"\nactors\n  A\n  B\nparameters\n  a = 0.5 in 0 to 1\n  b = 0.5 in 0 to 1\n  \
p = 0.5 in 0 to 1\nsecret B.mood\n  bold with probability p + a / 2\n  meek otherwise\nplay\n  \
A chooses first: swerve, drive\n  B chooses second: swerve, drive\n  A gains a if first is drive and second is swerve\n  \
B gains b if second is drive and first is swerve\n  A gains -2 if first is drive and second is drive\n  \
B gains -1 if first is drive and second is drive\nask value of play to A\nask P(first is drive)\n\
ask P(B.mood is bold | first is drive and second is drive) with b is 0.9\n";

pub(crate) fn model(text: &str) -> Model {
    let read = standoff::read(&MemorySources::new("dare.standoff", text));
    read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
}

pub(crate) fn ratio(a: i64, b: i64) -> BigRational {
    BigRational::new(a.into(), b.into())
}

/// Axes as (name, from, to, points).
pub(crate) fn grid(model: &Model, axes: &[(&str, BigRational, BigRational, u64)]) -> Design {
    let axis = |(name, from, to, points): &(&str, BigRational, BigRational, u64)| {
        let id = standoff::model::setting::parameter(model, name).unwrap();
        Axis::new(id, from.clone(), to.clone(), *points)
    };
    Design::Grid(Grid::new(axes.iter().map(axis).collect()).unwrap())
}

pub(crate) fn questions(model: &Model, texts: &[&str]) -> Vec<Question> {
    texts.iter().map(|text| standoff::model::question(model, text).unwrap()).collect()
}

/// Runs tasks on several threads, in an order of its own.
pub(crate) struct Shuffled {
    pub(crate) threads: usize,
    pub(crate) seed: u64,
}

impl Executor for Shuffled {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        let mut order: Vec<usize> = (0..count).collect();
        order.shuffle(&mut rand_chacha::ChaCha8Rng::seed_from_u64(self.seed));
        let left = Mutex::new(order);
        std::thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    loop {
                        let Some(next) = left.lock().unwrap().pop() else { return };
                        task(next);
                    }
                });
            }
        });
    }
}

pub(crate) fn table(
    study: &Study,
    description: &Description,
    format: Format,
    executor: &dyn Executor,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = writer(format, description, &mut bytes).unwrap();
    let mut rows = 0;
    study
        .run::<SweepError>(0..study.chunks(), executor, &|| false, &mut |block: Block| {
            rows += block.len() as u64;
            Ok(out.write(&block)?)
        })
        .unwrap();
    out.finish(End { rows, ..End::default() }).unwrap();
    drop(out);
    bytes
}

pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sweep").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A plan of the same sweep in a new folder.
pub(crate) fn planned(model: &Model, text: &str, description: &Description, shard: u64, name: &str) -> Plan {
    let points = shard_points(description.points, Some(shard)).unwrap();
    let part = PlanPart {
        schema: SCHEMA.to_owned(),
        model_file: String::new(),
        max_nodes: 1 << 20,
        max_bytes: 1 << 30,
        shard_points: points,
        shards: description.points.div_ceil(points),
        sweep: description.clone(),
    };
    assert_eq!(model.sha256, description.model.sha256);
    let sources = MemorySources::new("dare.standoff", text);
    Plan::write(&folder(name), part, &sources, &["dare.standoff"]).unwrap()
}

pub(crate) fn make(plan: &Plan, shards: &[u64], executor: &dyn Executor) {
    let model = plan.model().unwrap();
    let session = plan.session(&model).unwrap();
    let finer = plan.finer(&model).unwrap();
    let fine = finer
        .as_ref()
        .and_then(|finer| grid_check::session(&session, &session.base, finer, grid_check::FACTOR));
    let study = plan.study(&session, fine.as_ref(), &|| false).unwrap();
    for &shard in shards {
        plan.make(&study, shard, executor, &|| false).unwrap();
    }
}

pub(crate) fn merged(plan: &Plan, format: Format) -> Result<Vec<u8>, SweepError> {
    let mut bytes = Vec::new();
    let mut out = writer(format, &plan.part.sweep, &mut bytes).unwrap();
    plan.merge(out.as_mut(), &|_| {}, &|| false)?;
    out.finish(End { rows: plan.part.sweep.points, ..End::default() })?;
    drop(out);
    Ok(bytes)
}
