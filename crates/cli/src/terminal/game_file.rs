//! A solved `.efg` or `.nfg` as text: size, status in plain words, values, strategies, how it was selected, ties.
//!
//! In: a [`SolvedFile`]. Out: text; or rows for CSV.

use standoff::FileGame;
use standoff::file_game::SolvedFile;
use standoff::json::diagnostics::ModelSizePart;
use standoff::naming::Naming;

use super::answers::probability;
use super::figure::{counted, figure, grouped};
use super::style::Style;
use super::table::{Align, columns};
use super::{line, output, solution as parts};

/// More lines of strategies than this are left to JSON and CSV.
const MOST_ROWS: usize = 400;

/// The whole solution. `lambda` is the precision that was asked for, if any.
pub(crate) fn solution(solved: &SolvedFile, lambda: Option<f64>, style: Style) -> String {
    let (game, result) = (&solved.file.game, &solved.solution);
    let mut text = title(solved.file, style);
    text.push('\n');
    text.push_str(&line(&parts::size(&game.structure)));
    text.push_str(&line(&parts::status(result.status, &result.certificate, lambda)));
    text.push_str(&parts::together(game, result));
    for sentence in parts::selection(game, result, lambda).lines() {
        text.push_str(&line(sentence));
    }

    text.push_str(&format!("\n{}\n", style.heading("VALUES")));
    let exact = |player: usize| result.values_exact.as_ref().and_then(|all| all.get(player));
    let rows: Vec<Vec<String>> = game
        .players
        .iter()
        .zip(&result.values)
        .enumerate()
        .map(|(i, (name, &value))| vec![name.clone(), probability(value, exact(i))])
        .collect();
    text.push_str(&columns(2, &[Align::Left, Align::Left], &rows));

    let order = game.in_order();
    for (player, name) in game.players.iter().enumerate() {
        let own = |set: &&usize| usize::from(game.structure.infoset_player[**set]) == player;
        let sets: Vec<usize> = order.iter().filter(own).copied().collect();
        if !sets.is_empty() {
            text.push_str(&format!("\n{}\n", style.heading(&format!("WHAT {name} DOES"))));
            text.push_str(&strategy(solved, &sets));
        }
    }
    text.push_str(&parts::ties(game, result));
    output::harmless(&text)
}

/// Size and shape: what `check` says of a game without errors.
pub(crate) fn size(file: &FileGame, part: &ModelSizePart, style: Style) -> String {
    let mut text = format!("{}: {}\n", output::harmless(&part.file), style.good("no errors"));
    text.push_str(&format!("  {}", title(file, style)));
    text.push_str(&format!("  {}\n", parts::size(&file.game.structure)));
    text.push_str(&crate::memory::line(&part.size));
    let mut rows = vec![["actor", "information sets", "labels over them"].map(str::to_owned).to_vec()];
    for (name, actor) in &part.actors.0 {
        rows.push(vec![output::harmless(name), grouped(actor.information_sets), grouped(actor.actions)]);
    }
    text + &columns(2, &[Align::Left, Align::Right, Align::Right], &rows)
}

/// The title, or the file's name where it has none.
pub(crate) fn title(file: &FileGame, style: Style) -> String {
    // Titles of files may have several lines, and letters that steer a terminal.
    let title: String = output::harmless(&file.game.title).split_whitespace().collect::<Vec<_>>().join(" ");
    match title.as_str() {
        "" => format!("{}\n", style.heading(&output::harmless(&file.name))),
        title => format!("{}  ({})\n", style.heading(title), output::harmless(&file.name)),
    }
}

/// Each information set on a line of its own, its actions below.
fn strategy(solved: &SolvedFile, sets: &[usize]) -> String {
    let (game, result) = (&solved.file.game, &solved.solution);
    let mut cells = vec![["", "probability", "gain", "would cost"].map(str::to_owned).to_vec()];
    let mut heads = Vec::new();
    let mut rows = 0;
    for &set in sets {
        let actions = game.structure.actions(set);
        rows += actions.len();
        if rows > MOST_ROWS && !heads.is_empty() {
            break;
        }
        let best = result.action_values[actions.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        heads.push((cells.len(), set));
        for action in actions {
            let exact = result.profile_exact.as_ref().map(|exact| &exact[action]);
            let value = result.action_values[action];
            let cost = best - value;
            cells.push(vec![
                game.action_names.get(action).to_owned(),
                probability(result.profile[action], exact),
                figure(value),
                // What is below rounding is none.
                if cost < 1e-9 { String::new() } else { figure(cost) },
            ]);
        }
    }
    let aligned = columns(6, &[Align::Left, Align::Right, Align::Right, Align::Right], &cells);
    let mut text = String::new();
    let mut next = heads.iter().peekable();
    for (k, row) in aligned.lines().enumerate() {
        if let Some(&&(_, set)) = next.peek().filter(|(first, _)| *first == k) {
            let reach = match result.reach[set] {
                never if never < 1e-9 => "never reached".into(),
                always if always > 1.0 - 1e-9 => "always reached".into(),
                reach => format!("reached with {}", figure(reach)),
            };
            text.push_str(&line(&format!("{}, {reach}", parts::place(game, set as u32))));
            next.next();
        }
        text.push_str(&format!("{row}\n"));
    }
    if heads.len() < sets.len() {
        let more =
            counted((sets.len() - heads.len()) as u64, "more information set", "more information sets");
        text.push_str(&format!("  {more}: `--json` and `--format csv` have them all\n"));
    }
    text
}

/// One row for each action of each information set.
pub(crate) fn csv_rows(solved: &SolvedFile) -> Vec<Vec<String>> {
    let (game, result) = (&solved.file.game, &solved.solution);
    let head =
        ["actor", "decision", "number", "seen", "reach", "label", "probability", "exact", "value", "regret"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for set in game.in_order() {
        let actions = game.structure.actions(set);
        let best = result.action_values[actions.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for action in actions {
            rows.push(vec![
                game.player_of(set).to_owned(),
                game.set_names.get(set).to_owned(),
                game.number(set as u32).to_string(),
                String::new(),
                result.reach[set].to_string(),
                game.action_names.get(action).to_owned(),
                result.profile[action].to_string(),
                result.profile_exact.as_ref().map_or_else(String::new, |exact| exact[action].to_string()),
                result.action_values[action].to_string(),
                (best - result.action_values[action]).to_string(),
            ]);
        }
    }
    rows
}
