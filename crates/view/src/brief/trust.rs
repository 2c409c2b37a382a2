//! How far to trust it: the certificate, how the solution was chosen, ties, other equilibria, finer grids.
//!
//! In: findings. Out: lines. The one section with the field's own terms.

use standoff_ask::Solved;
use standoff_ask::findings::Findings;
use standoff_ask::regime::Regime;
use standoff_model::ir::{Model, Query, Question};
use standoff_solve::solution::{Alternative, Method, Solution, Status};

use super::{grids, names, others};
use crate::document::Block;
use crate::words;

/// Gains closer than this are the same.
const SAME: f64 = 1e-6;

/// The lines.
pub(super) fn blocks(model: &Model, findings: &Findings) -> Vec<Block> {
    let solution = &findings.solved.solution;
    let mut lines = vec![certified(solution)];
    lines.extend(selection(model, findings));
    lines.push(ties(model, findings));
    lines.extend(others::lines(model, findings));
    lines.extend(grids::line(model, findings));
    // Nothing is named twice.
    let named = lines.iter().any(|line| line.contains("`standoff ask FILE equilibria`"));
    let said =
        |question: &&Question| named && question.query == Query::Equilibria && question.settings.is_empty();
    let left_out = findings.left_out.iter().filter(|question| !said(question));
    let waiting: Vec<String> = left_out.map(|question| question.text.clone()).collect();
    if !waiting.is_empty() {
        lines.push(format!("Left to `standoff ask`, since it takes longer: {}.", waiting.join("; ")));
    }
    vec![Block::Lines(lines)]
}

/// The certificate, in a sentence.
pub(super) fn certified(solution: &Solution) -> String {
    let certificate = &solution.certificate;
    let (plan, move_) = (certificate.max_regret(), certificate.sequential);
    match solution.status {
        // Beliefs may be limits in doubles where the strategies are fractions.
        Status::VerifiedExact => {
            let anywhere = match move_ {
                0.0 => "by acting otherwise, at any point".to_owned(),
                _ => format!(
                    "by another plan, nor more than {} by acting otherwise at any point",
                    bound(move_)
                ),
            };
            format!(
                "Certified exactly: the strategies are fractions, and nobody can gain anything at all {anywhere}, also where \
                 play never leads."
            )
        }
        Status::VerifiedEpsilon if matches!(solution.method, Method::Cfr | Method::Lp) => format!(
            "Certified: nobody can gain more than {} by another plan from the start (gains range over {}).",
            bound(plan),
            words::plain(certificate.payoff_range)
        ),
        Status::VerifiedEpsilon => format!(
            "Certified: {}, also where play never leads (gains range over {}).",
            if bound(plan) == bound(move_) {
                format!("nobody can gain more than {} by acting otherwise, at any point", bound(plan))
            } else {
                format!(
                    "nobody can gain more than {} by another plan from the start, nor more than {} by acting otherwise at \
                     any point",
                    bound(plan),
                    bound(move_)
                )
            },
            words::plain(certificate.payoff_range)
        ),
        Status::Stalled => format!(
            "Not certified (stalled): somebody could gain {} by another plan, or {} by acting otherwise at some point.",
            words::plain(plan),
            words::plain(move_)
        ),
    }
}

/// The least power of ten that is not below a gain, written out; rounding hides what is smaller than 1e-12.
fn bound(gain: f64) -> String {
    let digits = (-libm::ceil(libm::log10(gain.max(1e-12)))).clamp(0.0, 12.0) as usize;
    if digits == 0 { words::plain(gain) } else { format!("{:.digits$}", 10f64.powi(-(digits as i32))) }
}

/// Where another branch of the path leads.
fn other_branch(model: &Model, solved: &Solved, other: &Alternative) -> String {
    let (rule, status) = (other.rule.word(), other.status.word());
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME * a.abs().max(1.0);
    let same = Regime::of_other_branch(solved, other) == Regime::of(solved, "")
        && other.values.iter().zip(&solved.solution.values).all(near);
    if same {
        return format!(
            "Another branch (`--branch {rule}`) leads to an equilibrium in which the same moves are made and everybody gains the \
             same ({status})."
        );
    }
    let gains = model.actors.iter().zip(&other.values);
    let gains: Vec<String> =
        gains.map(|(actor, &value)| format!("{} {}", actor.name, words::plain(value))).collect();
    format!(
        "Another branch (`--branch {rule}`) leads to a different equilibrium ({status}), worth: {}.",
        gains.join(", ")
    )
}

fn selection(model: &Model, findings: &Findings) -> Vec<String> {
    let solution = &findings.solved.solution;
    if matches!(solution.method, Method::Cfr | Method::Lp) {
        return vec![
            "Found as the best plans from the start on; what anybody would do where the plans never lead is not settled by \
             that."
                .to_owned(),
        ];
    }
    if solution.method == Method::Induction {
        return vec![
            "Found by reasoning backward from the ends; what each side believes depends on chance alone."
                .to_owned(),
        ];
    }
    let selection = &solution.selection;
    let mut lines = Vec::new();
    if selection.unwatched {
        lines.push(
            "Followed from unpredictable to sharp play along one path; whether it met other branches was not watched for, \
             as the game is too large."
                .to_owned(),
        );
    } else if selection.bifurcations.is_empty() {
        lines.push(
            "Followed from unpredictable to sharp play along one smooth path; no other branch was met."
                .to_owned(),
        );
    } else {
        let at: Vec<String> = selection.bifurcations.iter().map(|b| words::plain(b.lambda)).collect();
        lines.push(format!(
            "The path from unpredictable to sharp play forks (at λ = {}); the rule in force is `{}`.",
            words::list(&at, "and"),
            selection.rule.word()
        ));
    }
    for alternative in &selection.alternatives {
        lines.push(other_branch(model, &findings.solved, alternative));
    }
    if selection.tight_agrees == Some(false) {
        lines.push("A second run with smaller steps came to a different end: treat the choice among equilibria with care.".to_owned());
    }
    lines
}

fn ties(model: &Model, findings: &Findings) -> String {
    let compiled = &findings.solved.compiled;
    let reached: Vec<String> = findings
        .solved
        .solution
        .ties
        .iter()
        .filter(|tie| findings.solved.solution.reach[tie.infoset as usize] > 1e-9)
        .map(|tie| {
            let info = &compiled.infosets[tie.infoset as usize];
            let label = |slot: u32| {
                info.labels.get(slot as usize).map_or_else(String::new, |&label| {
                    names::label(model, &findings.solved, info.thing, label)
                })
            };
            format!(
                "{} at {}: {} is worth as much as {}",
                names::actor(model, info.actor),
                names::thing(model, info.thing),
                label(tie.unplayed),
                label(tie.played)
            )
        })
        .collect();
    if reached.is_empty() {
        return "No move on the way rests on an exact tie.".to_owned();
    }
    let shown = reached.iter().take(5).cloned().collect::<Vec<_>>().join("; ");
    let more = if reached.len() > 5 { format!(", and {} more", reached.len() - 5) } else { String::new() };
    format!(
        "Exact ties without a declared rule: {shown}{more}. Another way to break them may give another answer."
    )
}
