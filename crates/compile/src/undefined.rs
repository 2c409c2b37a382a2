//! Why a number has no value at a point: the operation at fault, in words.
//!
//! In: an expression and a point. Out: a clause such as "it divides 0.5 by zero".

use standoff_game::dag::eval::Program;
use standoff_game::dag::{Dag, ExprId, Op};

/// The operation because of which `root` is not a finite number at `point`; none if it is one.
#[must_use]
pub fn fault(dag: &Dag, root: ExprId, point: &[f64]) -> Option<String> {
    let live = dag.live(&[root]);
    let ids: Vec<ExprId> = (0..live.len()).filter(|&id| live[id]).map(|id| ExprId(id as u32)).collect();
    let values = Program::new(dag, &ids).evaluate(point);
    let value = |id: u32| ids.binary_search(&ExprId(id)).map_or(f64::NAN, |at| values[at]);
    let mut at = root.0;
    if value(at).is_finite() {
        return None;
    }
    loop {
        let expr = dag.expr(ExprId(at));
        let operands = [expr.a, expr.b, expr.c];
        // A branch that is not taken is not to blame.
        let operands = match expr.op {
            Op::Select if !value(expr.a).is_finite() => &operands[..1],
            Op::Select if value(expr.a) == 0.0 => &operands[2..],
            Op::Select => &operands[1..2],
            op => &operands[..op.arity()],
        };
        match operands.iter().find(|&&operand| !value(operand).is_finite()) {
            Some(&operand) => at = operand,
            None => return words(expr.op, value(expr.a), value(expr.b)),
        }
    }
}

fn words(op: Op, a: f64, b: f64) -> Option<String> {
    let too_large = "it is too large to compute with".to_owned();
    Some(match op {
        Op::Parameter => return None,
        Op::Div if b == 0.0 && crate::quantile::is_none(a) => {
            "it takes a quantile, and there is none at that probability".to_owned()
        }
        Op::Div if b == 0.0 => format!("it divides {} by zero", shown(a)),
        Op::Sqrt => format!("it takes the square root of {}", shown(a)),
        Op::Log => format!("it takes the logarithm of {}", shown(a)),
        Op::Pow if a <= 0.0 => format!("it takes {} to the power {}", shown(a), shown(b)),
        _ => too_large,
    })
}

/// A number without the noise of its last digits.
#[must_use]
pub fn shown(number: f64) -> String {
    let rounded = (number * 1e9).round() / 1e9;
    if rounded == 0.0 && number != 0.0 { format!("{number:e}") } else { format!("{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_at_fault_is_named_and_branches_not_taken_are_not() {
        let mut dag = Dag::new();
        let (x, y) = (dag.parameter(0), dag.parameter(1));
        let two = dag.integer(2);
        let ratio = dag.div(x, y);
        let (log, root) = (dag.log(y), dag.sqrt(y));
        let sum = dag.add(ratio, two);
        let positive = dag.less(x, y);
        let chosen = dag.select(positive, log, sum);
        assert_eq!(fault(&dag, sum, &[0.5, 0.0]).as_deref(), Some("it divides 0.5 by zero"));
        assert_eq!(fault(&dag, sum, &[0.5, 2.0]), None);
        assert_eq!(fault(&dag, chosen, &[-1.0, 0.0]).as_deref(), Some("it takes the logarithm of 0"));
        assert_eq!(fault(&dag, chosen, &[1.0, 0.0]).as_deref(), Some("it divides 1 by zero"));
        assert_eq!(fault(&dag, root, &[0.0, -0.1]).as_deref(), Some("it takes the square root of -0.1"));
        let large = dag.exp(x);
        assert_eq!(fault(&dag, large, &[1e6]).as_deref(), Some("it is too large to compute with"));
    }
}
