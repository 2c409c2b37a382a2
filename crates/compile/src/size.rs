//! What to say when a game outgrows the limits.
//!
//! In: where the enumeration stopped. Out: a message at the statement that is the main reason.

use standoff_model::checks::size;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::machine::Machine;
use crate::setting::Limits;

/// The message.
pub(crate) fn too_large(machine: &Machine, limits: &Limits, nodes: u64) -> Diagnostic {
    let bound = size::bound(machine.eval.model, &machine.eval.chosen);
    let (reason, span) = match &bound.reason {
        Some(reason) => (format!("; {} is the main reason", reason.text), reason.span),
        None => (String::new(), Span::default()),
    };
    // The limit was met before a full set of children could be made, so the count may stand just below it.
    let many = nodes.saturating_add(u64::from(u16::MAX)) >= limits.max_nodes;
    let what = if machine.ran > limits.max_nodes && !many {
        "building this game takes too many steps".to_owned()
    } else if many {
        format!("this game has more than {} situations", grouped(limits.max_nodes))
    } else {
        format!("this game needs more than {} MB of memory", grouped(limits.max_bytes >> 20))
    };
    Diagnostic::error("SD401", span, format!("{what}{reason}"))
        .hint("A coarser grid, fewer rounds or fewer choices would help; `--max-nodes` and `--max-memory` move the limits.")
}

/// 20000000 as 20,000,000.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k) % 3 == 0 {
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
