//! Checks of a resolved model that need all of it: flow, sight, dates, size and probabilities.
//!
//! In: a [`Model`] whose names and sorts are right. Out: diagnostics (families SD3xx, SD4xx, SD6xx). The order
//! matters: formulas are bounded before anything is computed, and the graph of the play is built only if scenes form
//! no cycle. Every check is near-linear in the text; searches for stories share one purse.

pub mod codes;
mod dates;
mod evaluate;
mod evaluated;
mod flow;
mod formulas;
mod graph;
mod interval;
mod number;
mod packages;
mod probability;
mod ranges;
mod reads;
pub(crate) mod rounds;
mod secrets;
mod seen;
mod sight;
mod situations;
pub mod size;
mod story;
mod telling;
mod unset;
mod words;

use standoff_syntax::diagnostic::{Diagnostic, Severity};

use crate::ir::{Model, OptionValue};

/// States that the searches for stories of one kind may visit together.
const STATES: usize = 400_000;

/// All checks of a model that was resolved without errors. Sorted by place, errors and warnings together.
#[must_use]
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut out = formulas::check(model);
    if !out.is_empty() {
        return out;
    }
    secrets::discounts(model, &mut out);
    secrets::given(model, &mut out);
    let order = match flow::scene_order(model) {
        Ok(order) => order,
        Err(cycles) => {
            out.extend(cycles);
            return sorted(out);
        }
    };
    let options: Vec<OptionValue> = model.options.iter().map(|option| option.value.clone()).collect();
    let size = size::bound_in_order(model, &options, &order);
    out.extend(size.problems.iter().cloned());
    out.extend(size.refusal());
    let graph = graph::build(model, &order);
    let purse = || story::Purse(STATES);
    flow::check(model, &graph, &mut purse(), &mut out);
    unset::check(model, &graph, &mut purse(), &mut out);
    dates::check(model, &graph, &mut purse(), &mut out);
    sight::check(model, &graph, &mut purse(), &mut out);
    probability::check(model, &graph, &mut purse(), &mut out);
    sorted(out)
}

/// By place. What has no value was not seen either: that is said once.
fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let unset: Vec<_> = found.iter().filter(|one| one.code == "SD305").map(Diagnostic::span).collect();
    found.retain(|one| !matches!(one.code, "SD306" | "SD307") || !unset.contains(&one.span()));
    found.sort_by_key(|diagnostic| {
        let span = diagnostic.span();
        (span.file, span.start, diagnostic.severity == Severity::Warning, diagnostic.code)
    });
    found
}
