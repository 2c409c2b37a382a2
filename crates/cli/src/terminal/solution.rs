//! A solution as text: size, status in plain words, values, strategies, how it was selected, ties.
//!
//! In: a solved game. Out: text; or rows for CSV.

use standoff::ask::Solved;
use standoff::game::structure::Structure;
use standoff::model::ir::{ActorId, Model};
use standoff::naming::Naming;
use standoff::solve::solution::{Certificate, Method, Solution, Status};

use super::answers::{probability, seen_text, strategy};
use super::figure::{bound, counted, figure};
use super::line;
use super::style::Style;
use super::table::{Align, columns};

/// More lines of strategies than this are left to JSON and CSV.
const MOST_ROWS: usize = 400;

/// The whole solution. `lambda` is the precision that was asked for, if any.
pub(crate) fn solution(model: &Model, solved: &Solved, lambda: Option<f64>, style: Style) -> String {
    let names = solved.names(model);
    let result = &solved.solution;
    let mut text = title(model, style);
    text.push('\n');
    text.push_str(&line(&size(&solved.compiled.structure)));
    text.push_str(&line(&status(result.status, &result.certificate, lambda)));
    text.push_str(&together(&names, result));
    for sentence in selection(&names, result, lambda).lines() {
        text.push_str(&line(sentence));
    }

    text.push_str(&format!("\n{}\n", style.heading("VALUES")));
    let exact = |actor: usize| result.values_exact.as_ref().and_then(|all| all.get(actor));
    let rows: Vec<Vec<String>> = model
        .actors
        .iter()
        .zip(&result.values)
        .enumerate()
        .map(|(i, (actor, &value))| vec![actor.name.clone(), probability(value, exact(i))])
        .collect();
    text.push_str(&columns(2, &[Align::Left, Align::Left], &rows));

    for actor in 0..model.actors.len() {
        let who = ActorId(actor as u16);
        let (rows, all) = standoff::ask::strategy::first_rows(model, solved, who, None, MOST_ROWS);
        if rows.is_empty() {
            continue;
        }
        let name = model.actors[actor].name.as_str();
        text.push_str(&format!("\n{}\n", style.heading(&format!("WHAT {name} DOES"))));
        text.push_str(&strategy(model, &rows[..rows.len().min(MOST_ROWS)], None, 2));
        if all > MOST_ROWS {
            let more = counted((all - MOST_ROWS) as u64, "more line", "more lines");
            text.push_str(&format!("  {more}: `--json` and `--format csv` have them all\n"));
        }
    }
    text.push_str(&ties(&names, result));
    text
}

/// Name and title.
pub(crate) fn title(model: &Model, style: Style) -> String {
    match model.title.as_str() {
        "" => format!("{}\n", style.heading(&model.name)),
        title => format!("{}  ({})\n", style.heading(title), model.name),
    }
}

/// How large the game is.
pub(crate) fn size(structure: &Structure) -> String {
    format!(
        "Size: {}, {} among them, {}, {}.",
        counted(structure.node_count() as u64, "situation", "situations"),
        counted(structure.terminal_count() as u64, "end", "ends"),
        counted(structure.infoset_count() as u64, "information set", "information sets"),
        counted(structure.action_count() as u64, "action", "actions"),
    )
}

/// What the certificate says, in a sentence that starts with the word of the status.
pub(crate) fn status(status: Status, certificate: &Certificate, lambda: Option<f64>) -> String {
    let regret = bound(certificate.max_regret());
    if let Some(residual) = certificate.fixed_point {
        let at = lambda
            .or(certificate.witness_lambda)
            .map_or_else(String::new, |l| format!(" at λ = {}", figure(l)));
        let word = status.word();
        return format!(
            "{word}: a quantal response equilibrium{at}; its equations hold to {} in log odds. It is not an equilibrium \
             without errors: somebody could gain {regret} by another plan.",
            bound(residual)
        );
    }
    let range = figure(certificate.payoff_range);
    let gain = bound(certificate.sequential);
    match status {
        Status::VerifiedExact | Status::VerifiedEpsilon => {
            // What is left of it in doubles is rounding, where the strategies are fractions.
            let none = status == Status::VerifiedExact || regret == "0";
            let regret = if none { "anything".to_owned() } else { format!("more than {regret}") };
            let gain = if gain == "0" { "anything".to_owned() } else { format!("more than {gain}") };
            let fractions =
                if status == Status::VerifiedExact { "all strategies are fractions, and " } else { "" };
            format!(
                "{}: {fractions}nobody can gain {regret} by another plan, or {gain} at any single point, also where play \
                 never leads (payoffs range over {range}); beliefs are within {} of those of a fully mixed witness.",
                status.word(),
                bound(certificate.consistency)
            )
        }
        Status::Stalled => format!(
            "{}: not certified. Somebody could gain {regret} by another plan, or {gain} at some point (payoffs range over \
             {range}); beliefs are within {} of those of a fully mixed witness.",
            status.word(),
            bound(certificate.consistency)
        ),
    }
}

/// What strategies that are played together are certified as, where there are any.
pub(crate) fn together(names: &dyn Naming, result: &Solution) -> String {
    let Some(joint) = &result.coarse_correlated else { return String::new() };
    let players = names.players();
    let gains: Vec<String> =
        players.iter().zip(&joint.gains).map(|(name, &gain)| format!("{name} {}", bound(gain))).collect();
    let gains = gains.join(", ");
    if joint.plays.len() == 1 {
        return line(&format!(
            "As a coarse correlated equilibrium the same strategies are certified with these gains by a plan chosen \
             beforehand: {gains}."
        ));
    }
    let values: Vec<String> =
        players.iter().zip(&joint.values).map(|(name, &value)| format!("{name} {}", figure(value))).collect();
    line(&format!(
        "Played together, the strategies of regret minimisation are certified as a coarse correlated equilibrium: if \
         somebody drew one of {} joint plays and everybody followed it, nobody could gain more than this by a plan of \
         its own chosen before the draw: {gains}. They expect {}.",
        joint.plays.len(),
        values.join(", ")
    ))
}

/// How it was found and chosen.
pub(crate) fn selection(names: &dyn Naming, result: &Solution, lambda: Option<f64>) -> String {
    if result.method == Method::Induction {
        return "Found by exact backward induction: chance alone fixes what everybody believes.".into();
    }
    let path = &result.path;
    match result.method {
        Method::Cfr => {
            let iterations = counted(path.steps.into(), "iteration", "iterations");
            return format!(
                "Found by regret minimisation in {iterations}: plans from the start on, which settle nothing where they never \
                 lead."
            );
        }
        Method::Lp => return "Found as a linear program.".into(),
        Method::Qre | Method::Induction => {}
    }
    let mut text = format!(
        "Found on the logit path to λ = {} ({}, {}). ",
        figure(path.lambda),
        counted(path.steps.into(), "step", "steps"),
        counted(path.turns.into(), "turn", "turns")
    );
    let chosen = &result.selection;
    if chosen.unwatched {
        text.push_str(
            "The game is too large to watch for other branches: it is not known whether any was met.",
        );
    } else if chosen.bifurcations.is_empty() {
        text.push_str("No other branch was met.");
    }
    for met in &chosen.bifurcations {
        text.push_str(&format!(
            "It meets a bifurcation at λ = {}, where {} departs most at {}, and {}. ",
            figure(met.lambda),
            names.actor(met.infoset),
            place(names, met.infoset),
            if met.left { "leaves along the crossing branch" } else { "goes straight on" }
        ));
    }
    if !chosen.bifurcations.is_empty() {
        text.push_str(&format!("The rule in force is `{}`.", chosen.rule.word()));
    }
    for other in &chosen.alternatives {
        let values: Vec<String> = names
            .by_actor(&other.values)
            .0
            .into_iter()
            .map(|(name, v)| format!("{name} {}", figure(v)))
            .collect();
        text.push_str(&format!(
            "\nAnother branch (rule `{}`) ends in a different solution ({}): {}.",
            other.rule.word(),
            other.status.word(),
            values.join(", ")
        ));
    }
    match chosen.tight_agrees {
        Some(false) => {
            text.push_str("\nA run with smaller steps ended elsewhere: the selection is not settled.")
        }
        None if lambda.is_none() => text.push_str(" It was not repeated with smaller steps."),
        _ => {}
    }
    text
}

/// A decision with the number of its information set, or that alone where it has no name.
pub(crate) fn place(names: &dyn Naming, infoset: u32) -> String {
    let number = names.number(infoset);
    match names.decision(infoset).as_str() {
        "" => format!("information set {number}"),
        decision => format!("{decision} (information set {number})"),
    }
}

/// Labels that are worth the same.
pub(crate) fn ties(names: &dyn Naming, result: &Solution) -> String {
    const MOST: usize = 20;
    if result.ties.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\nTies: labels that are worth the same, where no `when indifferent` says which is taken\n",
    );
    for tie in result.ties.iter().take(MOST) {
        text.push_str(&format!(
            "  {} at {}: {} is played, {} is worth as much\n",
            names.actor(tie.infoset),
            place(names, tie.infoset),
            names.label(tie.infoset, tie.played),
            names.label(tie.infoset, tie.unplayed)
        ));
    }
    if result.ties.len() > MOST {
        text.push_str(&format!("  and {} more\n", result.ties.len() - MOST));
    }
    text
}

/// One row for each label of each information set.
pub(crate) fn csv_rows(model: &Model, solved: &Solved) -> Vec<Vec<String>> {
    let head =
        ["actor", "decision", "number", "seen", "reach", "label", "probability", "exact", "value", "regret"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (actor, named) in model.actors.iter().enumerate() {
        for row in standoff::ask::strategy::table(model, solved, ActorId(actor as u16), None) {
            let decision = model.things.get(row.decision.0 as usize).map_or("", |thing| &thing.name);
            rows.push(vec![
                named.name.clone(),
                decision.to_owned(),
                row.number.to_string(),
                seen_text(&row.seen),
                row.reach.to_string(),
                row.label,
                row.probability.to_string(),
                row.exact.map_or_else(String::new, |e| e.to_string()),
                row.value.to_string(),
                row.regret.to_string(),
            ]);
        }
    }
    rows
}
