//! Two experts whose answers differ, in sentences: where they would have to move to agree, what the difference stems from.
//!
//! In: what was found on a pair. Out: text, for readers who know no game theory.

use standoff::ask::experts::Pair;
use standoff::ask::experts::agreement::{Alone, Crossing, Way};
use standoff::ask::experts::split::{Group, Split};
use standoff::json::from_experts::expert_name;
use standoff::model::ir::{Model, ParameterId};
use standoff::solve::solution::Status;
use standoff::view::words;

use super::line;

/// More changes of play at one point than this are not told.
const MOST_CHANGES: usize = 3;
/// An answer this close to its level on both sides, as a share of the answers seen, passes it without a jump.
const SMOOTH: f64 = 1e-4;
/// Parts of a difference below this are none.
const NONE: f64 = 1e-9;

/// Sentences on two experts.
struct Telling<'a> {
    model: &'a Model,
    is_probability: bool,
    one: String,
    other: String,
}

/// The heading and the sentences.
pub(crate) fn pair(model: &Model, is_probability: bool, pair: &Pair) -> String {
    let telling = Telling {
        model,
        is_probability,
        one: expert_name(model, pair.one),
        other: expert_name(model, pair.other),
    };
    let mut text = format!("\n  {} and {}\n", telling.one, telling.other);
    let mut sentences = Vec::new();
    match &pair.agreement {
        Ok(agreement) => {
            sentences.extend(telling.line(&agreement.line));
            for alone in &agreement.alone {
                sentences.push(telling.alone(alone));
            }
        }
        Err(sentence) => sentences.push(words::capital(&format!("{sentence}."))),
    }
    match &pair.split {
        Ok(split) => sentences.extend(telling.split(split)),
        Err(sentence) => {
            sentences.push(format!("What the difference stems from cannot be told: {sentence}."))
        }
    }
    sentences.iter().for_each(|sentence| text.push_str(&line(&format!("  {sentence}"))));
    text
}

impl Telling<'_> {
    fn number(&self, value: Option<f64>) -> String {
        match value {
            Some(value) if self.is_probability => words::percent(value),
            Some(value) => words::plain(value),
            None => "no value".to_owned(),
        }
    }

    /// `from 0% to 100%`; where the answer passes its level without a jump, `through 50%`, `down to 0`, `up from 0`.
    fn step(&self, way: &Way, crossing: &Crossing) -> String {
        let (Some(before), Some(after)) = (crossing.before, crossing.after) else {
            return format!("from {} to {}", self.number(crossing.before), self.number(crossing.after));
        };
        let size = [way.ends.0, way.ends.1]
            .into_iter()
            .flatten()
            .fold(before.abs().max(after.abs()), |a, b| a.max(b.abs()));
        let level = if self.is_probability { 0.5 } else { 0.0 };
        if (before - level).abs().max((after - level).abs()) > SMOOTH * size {
            return format!("from {} to {}", self.number(Some(before)), self.number(Some(after)));
        }
        match (self.is_probability, before > after) {
            (true, _) => "through 50%".to_owned(),
            (false, true) => "down to 0".to_owned(),
            (false, false) => "up from 0".to_owned(),
        }
    }

    fn difference(&self, value: f64) -> String {
        if self.is_probability {
            let points = words::signed(value * 100.0);
            format!("{points} {}", if points == "+1" || points == "−1" { "point" } else { "points" })
        } else {
            words::signed(value)
        }
    }

    fn parameter(&self, id: ParameterId, value: f64) -> String {
        words::parameter(value, self.model.parameters[id.0 as usize].percent)
    }

    fn parameter_name(&self, id: ParameterId) -> &str {
        &self.model.parameters[id.0 as usize].name
    }

    /// From the one straight to the other.
    fn line(&self, way: &Way) -> Vec<String> {
        let (from, to) = (self.number(way.ends.0), self.number(way.ends.1));
        if way.crossings.is_empty() {
            return vec![format!(
                "From {} to {} the answer moves little by little from {from} to {to}; nothing tips on the way.{}",
                self.one,
                self.other,
                skipped(way)
            )];
        }
        let one = |crossing: &Crossing| {
            let at: Vec<String> = way
                .moving
                .iter()
                .zip(&crossing.values)
                .map(|(&(id, ..), &value)| {
                    format!("{} {}", self.parameter_name(id), self.parameter(id, value))
                })
                .collect();
            format!(
                "On the straight way from {} to {} the answer goes {} after {} of the way, at {}{}.{}",
                self.one,
                self.other,
                self.step(way, crossing),
                words::percent(crossing.share),
                words::list(&at, "and"),
                self.changes(crossing),
                skipped(way)
            )
        };
        way.crossings.iter().map(one).collect()
    }

    /// One parameter moved.
    fn alone(&self, alone: &Alone) -> String {
        let (mine, theirs) =
            if alone.from_other { (&self.other, &self.one) } else { (&self.one, &self.other) };
        let way = &alone.way;
        let (name, id) = (self.parameter_name(alone.parameter), alone.parameter);
        let (from, to) = way.moving.first().map_or((0.0, 0.0), |&(_, from, to)| (from, to));
        if way.crossings.is_empty() {
            return format!(
                "With all else at the values of {mine}, {name} alone, moved from {} to {}, the value of {theirs}, tips nothing.{}",
                self.parameter(id, from),
                self.parameter(id, to),
                skipped(way)
            );
        }
        let points: Vec<String> = way
            .crossings
            .iter()
            .map(|crossing| {
                format!(
                    "{} to {} ({})",
                    if to > from { "rise" } else { "fall" },
                    crossing.values.first().map_or_else(String::new, |&value| self.parameter(id, value)),
                    self.step(way, crossing)
                )
            })
            .collect();
        format!(
            "With all else at the values of {mine}, the answer tips where {name}, now {}, would {}; the value of {theirs} is {}.{}",
            self.parameter(id, from),
            words::list(&points, "and"),
            self.parameter(id, to),
            skipped(way)
        )
    }

    fn changes(&self, crossing: &Crossing) -> String {
        let mut told: Vec<String> =
            crossing.changes.iter().map(|change| change.sentence(self.model)).collect();
        if told.len() > MOST_CHANGES {
            let more = told.split_off(MOST_CHANGES).len();
            told.push(format!("{more} more"));
        }
        let stalled = if crossing.status == Status::Stalled { " (stalled, not certified)" } else { "" };
        if told.is_empty() { stalled.to_owned() } else { format!(": {}{stalled}", words::list(&told, "and")) }
    }

    /// What the difference stems from.
    fn split(&self, split: &Split) -> Vec<String> {
        let whole = self.difference(split.to - split.from);
        let source = |group: Group| match group {
            Group::Facts => "how likely things are held to be",
            Group::Values => "what things are held to be worth",
            Group::Options => "the options under which the model is read",
        };
        let parts: Vec<&(Group, f64)> = split.groups.iter().filter(|(_, part)| part.abs() > NONE).collect();
        let mut sentence = match parts.as_slice() {
            [] => format!("The difference of {whole} stems from nothing that can be told apart."),
            [(group, _)] => format!("All of the difference of {whole} stems from {}.", source(*group)),
            several => {
                let parts: Vec<String> = several
                    .iter()
                    .map(|(group, part)| format!("{} from {}", self.difference(*part), source(*group)))
                    .collect();
                format!("The difference of {whole} is {}.", words::list(&parts, "and"))
            }
        };
        match &split.parameters {
            Ok(parameters) if parameters.len() > 1 => {
                let part = |(ids, part): &(Vec<ParameterId>, f64)| {
                    let names: Vec<String> =
                        ids.iter().map(|id| self.parameter_name(*id).to_owned()).collect();
                    format!("{} {}", words::list(&names, "with"), self.difference(*part))
                };
                let parts: Vec<String> = parameters.iter().map(part).collect();
                sentence.push_str(&format!(" By parameter: {}.", parts.join(", ")));
            }
            Ok(_) => {}
            Err(why) => sentence.push_str(&format!(" It is not divided by parameter: {why}.")),
        }
        if split.status == Status::Stalled {
            sentence.push_str(" Some of the games behind it stalled and are not certified.");
        }
        vec![sentence]
    }
}

fn skipped(way: &Way) -> String {
    if way.skipped == 0 {
        return String::new();
    }
    format!(" ({} of the {} points tried give no game, or none that is certified.)", way.skipped, way.scanned)
}
