//! What to say when a game outgrows the limits.
//!
//! In: where the enumeration stopped. Out: a message at the statement that is the main reason.

use num_traits::ToPrimitive;
use standoff_model::checks::size::{self, SizeBound};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::machine::{Excess, Machine};
use crate::setting::{Limits, Setting};

/// The message.
pub(crate) fn too_large(machine: &Machine, limits: &Limits, excess: Excess) -> Diagnostic {
    message(&size::bound(machine.eval.model, &machine.eval.chosen), limits, excess)
}

/// The message where the text alone shows that there are more situations than the limit allows.
pub(crate) fn surely_too_large(bound: &SizeBound, setting: &Setting, limits: &Limits) -> Option<Diagnostic> {
    // Labels that are taken away make the game smaller than its text says.
    let counts = setting.without.is_empty();
    let above = limits.max_nodes.to_f64().is_some_and(|limit| bound.least > limit);
    (counts && above).then(|| message(bound, limits, Excess::Nodes))
}

fn message(bound: &SizeBound, limits: &Limits, excess: Excess) -> Diagnostic {
    let (reason, span) = match &bound.reason {
        Some(reason) => (format!("; {} is the main reason", reason.text), reason.span),
        None => (String::new(), Span::default()),
    };
    let (code, what) = match excess {
        Excess::Nodes => {
            ("SD401", format!("this game has more than {} situations", grouped(limits.max_nodes)))
        }
        Excess::Memory => {
            ("SD401", format!("this game needs more than {} MB of memory", grouped(limits.max_bytes >> 20)))
        }
        Excess::Statements => ("SD402", "building this game takes too many steps".to_owned()),
    };
    Diagnostic::error(code, span, format!("{what}{reason}"))
        .hint("a coarser grid, fewer rounds or fewer choices would help; `--max-nodes` and `--max-memory` move the limits")
}

/// 20000000 as 20,000,000.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_grouped() {
        assert_eq!(super::grouped(20_000_000), "20,000,000");
        assert_eq!(super::grouped(999), "999");
        assert_eq!(super::grouped(1000), "1,000");
    }
}
