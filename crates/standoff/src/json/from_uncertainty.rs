//! Answers about uncertainty to JSON.
//!
//! In: distributions, importance and flips as data, and the model for its names. Out: their parts.

use serde_json::{Value, json};
use standoff_ask::flips::{Flip, Flips, Joint};
use standoff_ask::uncertainty::indices::{CONFIDENCE, RESAMPLES, Share};
use standoff_ask::uncertainty::spread::{Estimate, QUANTILES, REPLICATES, RegimeShare};
use standoff_ask::uncertainty::{Declared, Distribution, Importance, Plan, TableRow};
use standoff_model::ir::{Model, ParameterId};

use super::from_answers::{change_part, finite, parameter_name};
use super::uncertainty::{
    AlonePart, DistributionPart, EstimatePart, FlipPart, FlipsPart, ImportancePart, JointPart, PlanPart,
    RegimePart, UncertaintyRowPart,
};

/// Columns of the rows of importance.
pub const IMPORTANCE_COLUMNS: [&str; 7] =
    ["parameter", "first", "first_low", "first_high", "total", "total_low", "total_high"];

/// A line of a table of distributions.
#[must_use]
pub fn row_part(model: &Model, row: &TableRow) -> UncertaintyRowPart {
    UncertaintyRowPart {
        question: row.question.clone(),
        expert: row.expert.clone(),
        distribution: distribution_part(model, &row.distribution),
    }
}

/// How an answer spreads.
#[must_use]
pub fn distribution_part(model: &Model, found: &Distribution) -> DistributionPart {
    let spread = &found.spread;
    let quantile = |(p, found): (&f64, &Estimate)| [Some(*p), finite(Some(found.value)), finite(found.error)];
    let regime = |regime: &RegimeShare| RegimePart {
        name: regime.name.clone(),
        key: format!("{:016x}", regime.key),
        share: estimate_part(&regime.share),
    };
    DistributionPart {
        now: finite(found.now),
        points: spread.points,
        missing: (spread.missing > 0).then_some(spread.missing),
        undefined: spread.undefined,
        stalled: spread.stalled,
        without: spread.without,
        limits: spread.limits,
        mean: estimate_part(&spread.mean),
        deviation: estimate_part(&spread.deviation),
        quantiles: QUANTILES.iter().zip(&spread.quantiles).map(quantile).collect(),
        least: finite(Some(spread.extremes.0)),
        greatest: finite(Some(spread.extremes.1)),
        level: spread.level,
        above: estimate_part(&spread.above),
        regimes: spread.regimes.iter().map(regime).collect(),
        replicates: REPLICATES,
        plan: plan_part(model, &found.plan, &found.declared),
    }
}

/// How important each parameter is.
#[must_use]
pub fn importance_part(model: &Model, found: &Importance) -> ImportancePart {
    let name = |parameter| parameter_name(model, parameter);
    let cells = |share: Option<Share>| -> [Value; 3] {
        let cell = |of: fn(Share) -> f64| json!(finite(share.map(of)));
        [cell(|share| share.value), cell(|share| share.low), cell(|share| share.high)]
    };
    let row = |row: &standoff_ask::uncertainty::importance::ImportanceRow| {
        let [first, first_low, first_high] = cells(row.shares.map(|(first, _)| first));
        let [total, total_low, total_high] = cells(row.shares.map(|(_, total)| total));
        [json!(name(row.parameter)), first, first_low, first_high, total, total_low, total_high]
    };
    let indices = &found.indices;
    ImportancePart {
        columns: IMPORTANCE_COLUMNS,
        rows: found.rows.iter().map(row).collect(),
        one_at_a_time: found
            .rows
            .iter()
            .map(|row| AlonePart {
                parameter: name(row.parameter),
                low: (row.low.0, finite(row.low.1)),
                high: (row.high.0, finite(row.high.1)),
                flip: row.flip.as_ref().map(|flip| flip_part(model, flip)),
            })
            .collect(),
        now: finite(found.now),
        level: found.level,
        mean: finite(Some(indices.mean)),
        deviation: finite(Some(indices.variance.max(0.0).sqrt())),
        idle: names(model, &found.idle),
        points: indices.points,
        drawn_rows: indices.rows,
        widest: indices.widest(),
        partial: indices.stopped,
        sampled: indices.sampled,
        undefined: indices.undefined,
        stalled: indices.stalled,
        without: indices.without,
        lost: indices.lost,
        confidence: CONFIDENCE,
        resamples: RESAMPLES,
        plan: plan_part(model, &found.plan, &found.declared),
    }
}

/// What would change an answer.
#[must_use]
pub fn flips_part(model: &Model, found: &Flips) -> FlipsPart {
    FlipsPart {
        now: found.now,
        level: found.level,
        singles: found.singles.iter().map(|flip| flip_part(model, flip)).collect(),
        steady: names(model, &found.steady),
        unseen: names(model, &found.unseen),
        partial: found.stopped,
        pair_points: found.points,
        pair: found.pair.map(|pair| pair.map(|parameter| parameter_name(model, parameter))),
        joint: found.joint.as_ref().map(|joint| joint_part(model, joint)),
        said: names(model, &found.declared.said),
        bare: names(model, &found.declared.bare),
    }
}

fn flip_part(model: &Model, flip: &Flip) -> FlipPart {
    FlipPart {
        parameter: parameter_name(model, flip.parameter),
        from: flip.from,
        at: flip.at,
        between: flip.between,
        share: flip.share,
        before: finite(flip.before),
        after: finite(flip.after),
        turns: flip.turns,
        changes: flip.changes.iter().map(|change| change_part(model, change)).collect(),
        status: flip.status.word(),
    }
}

fn joint_part(model: &Model, joint: &Joint) -> JointPart {
    let moved =
        |&(parameter, from, to): &(ParameterId, f64, f64)| (parameter_name(model, parameter), from, to);
    JointPart {
        moves: joint.moves.iter().map(moved).collect(),
        distance: joint.distance,
        between: joint.between,
        before: finite(joint.before),
        after: finite(joint.after),
        changes: joint.changes.iter().map(|change| change_part(model, change)).collect(),
        status: joint.status.word(),
    }
}

fn plan_part(model: &Model, plan: &Plan, declared: &Declared) -> PlanPart {
    let varied: Vec<ParameterId> = declared.inputs.iter().map(|input| input.parameter).collect();
    PlanPart {
        design: plan.design.word(),
        seed: plan.seed,
        varied: names(model, &varied),
        said: names(model, &declared.said),
        bare: names(model, &declared.bare),
    }
}

/// The names of parameters.
pub(super) fn names(model: &Model, parameters: &[ParameterId]) -> Vec<String> {
    parameters.iter().map(|&parameter| parameter_name(model, parameter)).collect()
}

fn estimate_part(estimate: &Estimate) -> EstimatePart {
    EstimatePart { value: finite(Some(estimate.value)), error: finite(estimate.error) }
}
