//! Evaluation in doubles, many points at once.
//!
//! In: a DAG and the expressions wanted. Out: a [`Program`] of the live operations only, with constants hoisted, run on
//! [`Scratch`] space of `L` points side by side (structure of arrays). One point or sixteen: the same bits. An undefined
//! operation gives NaN, which spreads.

use super::{Dag, ExprId, Op};
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Points in a block.
pub const LANES: usize = 16;

/// One operation on slots.
#[derive(Clone, Copy, Debug)]
struct Instruction {
    op: Op,
    a: u32,
    b: u32,
    c: u32,
}

/// The live part of a DAG as straight-line code. Slots: constants, then parameters, then results in order.
#[derive(Clone, Debug)]
pub struct Program {
    constants: Vec<f64>,
    parameters: Vec<u32>,
    instructions: Vec<Instruction>,
    outputs: Vec<u32>,
}

/// Working space for `L` points. Reuse it: nothing is allocated while evaluating.
#[derive(Clone, Debug)]
pub struct Scratch<const L: usize> {
    slots: Vec<[f64; L]>,
}

/// A rational as the nearest double.
#[must_use]
pub fn to_double(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

impl Program {
    /// Compiles what `roots` need. Output k is `roots[k]`.
    #[must_use]
    pub fn new(dag: &Dag, roots: &[ExprId]) -> Self {
        let live = dag.live(roots);
        let mut slot = vec![0u32; live.len()];
        let (mut constants, mut parameters) = (Vec::new(), Vec::new());
        let alive = || dag.exprs().iter().zip(&live).enumerate().filter(|(_, (_, live))| **live);
        for (id, (expr, _)) in alive() {
            if expr.op == Op::Constant {
                slot[id] = constants.len() as u32;
                constants.push(to_double(&dag.constants()[expr.a as usize]));
            }
        }
        for (id, (expr, _)) in alive() {
            if expr.op == Op::Parameter {
                slot[id] = (constants.len() + parameters.len()) as u32;
                parameters.push(expr.a);
            }
        }
        let mut instructions = Vec::new();
        for (id, (expr, _)) in alive() {
            if expr.op.arity() == 0 {
                continue;
            }
            slot[id] = (constants.len() + parameters.len() + instructions.len()) as u32;
            let [a, b, c] = [expr.a, expr.b, expr.c].map(|operand| operand as usize);
            let (b, c) = match expr.op.arity() {
                1 => (a, a),
                2 => (b, b),
                _ => (b, c),
            };
            instructions.push(Instruction { op: expr.op, a: slot[a], b: slot[b], c: slot[c] });
        }
        let outputs = roots.iter().map(|root| slot[root.0 as usize]).collect();
        Program { constants, parameters, instructions, outputs }
    }

    /// Space for `L` points, with the constants in place.
    #[must_use]
    pub fn scratch<const L: usize>(&self) -> Scratch<L> {
        let length = self.constants.len() + self.parameters.len() + self.instructions.len();
        let mut slots = vec![[0.0; L]; length];
        for (slot, &constant) in slots.iter_mut().zip(&self.constants) {
            *slot = [constant; L];
        }
        Scratch { slots }
    }

    /// How many results there are.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// How many operations a point costs.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.instructions.len()
    }

    /// Writes a point (indexed by parameter number) into a lane. A parameter beyond its end is undefined.
    pub fn load<const L: usize>(&self, scratch: &mut Scratch<L>, lane: usize, point: &[f64]) {
        let slots = &mut scratch.slots[self.constants.len()..];
        for (slot, &number) in slots.iter_mut().zip(&self.parameters) {
            slot[lane] = point.get(number as usize).copied().unwrap_or(f64::NAN);
        }
    }

    /// Evaluates all lanes.
    pub fn run<const L: usize>(&self, scratch: &mut Scratch<L>) {
        let first = self.constants.len() + self.parameters.len();
        for (k, instruction) in self.instructions.iter().enumerate() {
            let (done, rest) = scratch.slots.split_at_mut(first + k);
            let (a, b, c) = (instruction.a as usize, instruction.b as usize, instruction.c as usize);
            execute(instruction.op, &mut rest[0], &done[a], &done[b], &done[c]);
        }
    }

    /// Result `output` in a lane, after [`Program::run`].
    #[must_use]
    pub fn result<const L: usize>(&self, scratch: &Scratch<L>, output: usize, lane: usize) -> f64 {
        scratch.slots[self.outputs[output] as usize][lane]
    }

    /// Writes the results of a lane from `first` on, in the order of the roots, as far as `out` reaches.
    pub fn read<const L: usize>(&self, scratch: &Scratch<L>, lane: usize, first: usize, out: &mut [f64]) {
        for (value, &slot) in out.iter_mut().zip(&self.outputs[first..]) {
            *value = scratch.slots[slot as usize][lane];
        }
    }

    /// Result `k` of all lanes.
    #[must_use]
    pub fn output<'a, const L: usize>(&self, scratch: &'a Scratch<L>, k: usize) -> &'a [f64; L] {
        &scratch.slots[self.outputs[k] as usize]
    }

    /// Evaluates one point into a fresh vector, in the order of the roots.
    #[must_use]
    pub fn evaluate(&self, point: &[f64]) -> Vec<f64> {
        let mut scratch = self.scratch::<1>();
        self.load(&mut scratch, 0, point);
        self.run(&mut scratch);
        let mut results = vec![0.0; self.outputs()];
        self.read(&scratch, 0, 0, &mut results);
        results
    }
}

/// One operation on single numbers.
pub(super) fn scalar(op: Op, a: f64, b: f64, c: f64) -> f64 {
    let mut out = [f64::NAN];
    execute(op, &mut out, &[a], &[b], &[c]);
    out[0]
}

fn execute<const L: usize>(op: Op, out: &mut [f64; L], a: &[f64; L], b: &[f64; L], c: &[f64; L]) {
    match op {
        Op::Add => zip(out, a, b, |x, y| x + y),
        Op::Sub => zip(out, a, b, |x, y| x - y),
        Op::Mul => zip(out, a, b, |x, y| x * y),
        Op::Neg => map(out, a, |x| -x),
        Op::Abs => map(out, a, f64::abs),
        Op::Select => {
            for lane in 0..L {
                out[lane] = select(a[lane], b[lane], c[lane]);
            }
        }
        Op::Sqrt => map(out, a, f64::sqrt),
        Op::Exp => map(out, a, libm::exp),
        Op::Log => map(out, a, log),
        Op::Not => map(out, a, |x| if x.is_nan() { x } else { truth(x == 0.0) }),
        Op::Div => zip(out, a, b, |x, y| if y == 0.0 { f64::NAN } else { x / y }),
        Op::Pow => zip(out, a, b, pow),
        // f64::min and max drop a NaN; an undefined operand must spread.
        Op::Min => zip(out, a, b, |x, y| if x < y || x.is_nan() { x } else { y }),
        Op::Max => zip(out, a, b, |x, y| if x > y || x.is_nan() { x } else { y }),
        Op::Less => zip(out, a, b, |x, y| compare(x, y, x < y)),
        Op::LessEq => zip(out, a, b, |x, y| compare(x, y, x <= y)),
        Op::Equal => zip(out, a, b, |x, y| compare(x, y, x == y)),
        Op::And => zip(out, a, b, |x, y| if x == 0.0 || y == 0.0 { 0.0 } else { compare(x, y, true) }),
        Op::Or => zip(out, a, b, or),
        Op::Constant | Op::Parameter => {}
    }
}

fn map<const L: usize>(out: &mut [f64; L], a: &[f64; L], f: impl Fn(f64) -> f64) {
    for lane in 0..L {
        out[lane] = f(a[lane]);
    }
}

fn zip<const L: usize>(out: &mut [f64; L], a: &[f64; L], b: &[f64; L], f: impl Fn(f64, f64) -> f64) {
    for lane in 0..L {
        out[lane] = f(a[lane], b[lane]);
    }
}

fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

fn compare(x: f64, y: f64, value: bool) -> f64 {
    if x.is_nan() || y.is_nan() { f64::NAN } else { truth(value) }
}

fn is_true(x: f64) -> bool {
    x != 0.0 && !x.is_nan()
}

fn or(x: f64, y: f64) -> f64 {
    if is_true(x) || is_true(y) { 1.0 } else { compare(x, y, false) }
}

fn select(condition: f64, a: f64, b: f64) -> f64 {
    if condition.is_nan() {
        condition
    } else if condition != 0.0 {
        a
    } else {
        b
    }
}

fn log(x: f64) -> f64 {
    if x <= 0.0 { f64::NAN } else { libm::log(x) }
}

fn pow(x: f64, y: f64) -> f64 {
    if (x == 0.0 && y < 0.0) || x.is_nan() || y.is_nan() { f64::NAN } else { libm::pow(x, y) }
}
