//! What a parameter may plausibly be: its range, or where its distribution has its weight.
//!
//! In: a session and its solved game. Out: the parameters that the game rests on, each with the ends of its range and its value.

use standoff_game::dag::{ExprId, Op};
use standoff_model::ir::{Parameter, ParameterId};
use standoff_syntax::ast::DistKind;

use crate::session::{Session, Solved, to_f64};

/// Parameters that the game rests on.
pub(super) struct Moved {
    /// Those that have a range.
    pub(super) ranges: Vec<Plausible>,
    /// The others.
    pub(super) unbounded: Vec<ParameterId>,
}

/// A parameter with its range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plausible {
    pub(crate) parameter: ParameterId,
    /// The ends of the range.
    pub(crate) range: (f64, f64),
    /// The value in force, which may lie outside.
    pub(crate) now: f64,
}

impl Plausible {
    /// From the lowest to the highest of the range and the value in force.
    pub(crate) fn hull(&self) -> (f64, f64) {
        (self.range.0.min(self.now), self.range.1.max(self.now))
    }
}

/// The parameters that a gain or a chance of the game depends on.
pub(super) fn ranges(session: &Session, solved: &Solved) -> Moved {
    let (structure, dag) = (&solved.compiled.structure, &solved.compiled.dag);
    let roots: Vec<ExprId> = structure.payoff.iter().chain(&structure.chance).copied().collect();
    let mut used = vec![false; session.model.parameters.len()];
    for (expr, live) in dag.exprs().iter().zip(dag.live(&roots)) {
        if live
            && expr.op == Op::Parameter
            && let Some(used) = used.get_mut(expr.a as usize)
        {
            *used = true;
        }
    }
    let mut moved = Moved { ranges: Vec::new(), unbounded: Vec::new() };
    let values = solved.setting.parameters.iter().map(to_f64);
    for (id, ((declared, now), used)) in session.model.parameters.iter().zip(values).zip(used).enumerate() {
        let parameter = ParameterId(id as u32);
        match range(declared) {
            _ if !used => {}
            Some(range) if range.0 < range.1 => moved.ranges.push(Plausible { parameter, range, now }),
            Some(_) => {}
            None => moved.unbounded.push(parameter),
        }
    }
    moved
}

/// The declared range; else the ends of the declared distribution, or two standard deviations around its middle.
fn range(declared: &Parameter) -> Option<(f64, f64)> {
    if let Some((from, to)) = &declared.range {
        return Some((to_f64(from), to_f64(to)));
    }
    let dist = declared.dist.as_ref()?;
    let args: Vec<f64> = dist.args.iter().map(|number| to_f64(&number.value)).collect();
    match (dist.kind, args.as_slice()) {
        (DistKind::Uniform, &[from, to]) | (DistKind::Triangular, &[from, _, to]) => Some((from, to)),
        (DistKind::Beta, _) => Some((0.0, 1.0)),
        (DistKind::Normal, &[mean, sd]) => Some((mean - 2.0 * sd, mean + 2.0 * sd)),
        (DistKind::Lognormal, &[mu, sigma]) => {
            Some((libm::exp(mu - 2.0 * sigma), libm::exp(mu + 2.0 * sigma)))
        }
        _ => None,
    }
}
