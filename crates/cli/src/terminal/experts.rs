//! Experts as text: what they differ in, their answers side by side, where they would have to move to agree, what the
//! difference stems from.
//!
//! In: who is heard and what was found. Out: text, for readers who know no game theory.

use standoff::ask::Setting;
use standoff::ask::experts::agreement::{Alone, Crossing, Way};
use standoff::ask::experts::calibration::Score;
use standoff::ask::experts::pool::Pool;
use standoff::ask::experts::roles::Roles;
use standoff::ask::experts::split::{Group, Split};
use standoff::ask::experts::{Findings, Member, Pair, Panel, Side, pooled_setting};
use standoff::ask::session::to_f64;
use standoff::json::from_experts::expert_name;
use standoff::model::ir::{Model, ParameterId, Query, Question};
use standoff::solve::solution::Status;
use standoff::view::words;

use super::answers::number_text;
use super::figure::{counted, figure};
use super::style::Style;
use super::table::{Align, columns};
use super::{line, output, solution};

/// More changes of play at one point than this are not told.
const MOST_CHANGES: usize = 3;
/// An answer this close to its level on both sides, as a share of the answers seen, passes it without a jump.
const SMOOTH: f64 = 1e-4;
/// Parts of a difference below this are none.
const NONE: f64 = 1e-9;

/// Who is heard, and what comes of all together.
pub(crate) struct Heard {
    pub(crate) panel: Panel,
    pub(crate) speakers: Vec<Speaker>,
    /// Parameters on which the experts differ, or that a pool moves.
    pub(crate) differing: Vec<ParameterId>,
    pub(crate) roles: Roles,
    /// The values of `differing` under each pool.
    pub(crate) pools: Vec<(Pool, Result<Vec<f64>, String>)>,
    /// `equal`, `given` or `calibration`.
    pub(crate) weights: &'static str,
    /// Names of the calibration questions.
    pub(crate) seeds: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// An expert who is heard.
pub(crate) struct Speaker {
    pub(crate) member: Member,
    /// The values of the parameters that differ.
    pub(crate) values: Vec<f64>,
    pub(crate) score: Option<Score>,
}

impl Heard {
    /// Works out the values of everybody and of all together.
    pub(crate) fn of(
        model: &Model,
        base: &Setting,
        panel: Panel,
        scores: Vec<Option<Score>>,
        weights: &'static str,
        seeds: Vec<String>,
        notes: Vec<String>,
    ) -> Self {
        let setting = |member: &Member| {
            let mut own = base.clone();
            if let Some(variant) = member.under {
                own.apply_variant(model, variant);
            }
            own.apply_opinions(model, member.expert);
            own
        };
        let settings: Vec<Setting> = panel.members.iter().map(setting).collect();
        let pooled: Vec<(Pool, Result<Setting, String>)> = panel
            .pools
            .iter()
            .map(|&pool| (pool, pooled_setting(model, base, &panel.members, pool)))
            .collect();
        let all = || settings.iter().chain(pooled.iter().filter_map(|(_, setting)| setting.as_ref().ok()));
        let differing: Vec<ParameterId> = (0..model.parameters.len())
            .filter(|&at| all().any(|one| all().any(|other| one.parameters[at] != other.parameters[at])))
            .map(|at| ParameterId(at as u32))
            .collect();
        let values = |setting: &Setting| -> Vec<f64> {
            differing.iter().map(|id| to_f64(&setting.parameters[id.0 as usize])).collect()
        };
        Self {
            speakers: panel
                .members
                .iter()
                .zip(&settings)
                .zip(scores)
                .map(|((member, own), score)| Speaker { member: member.clone(), values: values(own), score })
                .collect(),
            pools: pooled
                .iter()
                .map(|(pool, found)| (*pool, found.as_ref().map(&values).map_err(Clone::clone)))
                .collect(),
            roles: Roles::of(model),
            panel,
            differing,
            weights,
            seeds,
            notes,
        }
    }
}

/// The whole report.
pub(crate) fn report(
    model: &Model,
    heard: &Heard,
    found: &[(String, Question, Result<Findings, String>)],
    style: Style,
) -> String {
    let mut text = solution::title(model, style);
    text.push_str(&format!("\n{}\n", style.heading("WHAT THE EXPERTS DIFFER IN")));
    text.push_str(&values(model, heard));
    if heard.speakers.iter().any(|speaker| speaker.score.is_some()) {
        text.push_str(&format!("\n{}\n", style.heading("HOW THEY DID ON THE CALIBRATION QUESTIONS")));
        text.push_str(&calibration(model, heard));
    }
    for note in &heard.notes {
        text.push_str(&line(&words::capital(&format!("{note}."))));
    }
    for (name, question, found) in found {
        text.push_str(&format!("\n{}\n", style.heading(name)));
        match found {
            Ok(found) => text.push_str(&answer(model, question, found)),
            Err(sentence) => text.push_str(&line(&words::capital(&format!("{sentence}.")))),
        }
    }
    output::harmless(&text)
}

/// Parameters as rows, experts and pools as columns.
fn values(model: &Model, heard: &Heard) -> String {
    let mut head = vec![String::new()];
    let mut weights = vec!["weight in a pool".to_owned()];
    for speaker in &heard.speakers {
        head.push(expert_name(model, speaker.member.expert));
        weights.push(words::parameter(to_f64(&speaker.member.weight), true));
    }
    for (pool, _) in &heard.pools {
        head.push(pool_name(*pool).to_owned());
        weights.push(String::new());
    }
    head.push(String::new());
    weights.push(String::new());
    let mut rows = vec![head, weights];
    for (at, &id) in heard.differing.iter().enumerate() {
        let parameter = &model.parameters[id.0 as usize];
        let mut row = vec![parameter.name.clone()];
        let show = |value: f64| words::parameter(value, parameter.percent);
        row.extend(heard.speakers.iter().map(|speaker| show(speaker.values[at])));
        row.extend(
            heard
                .pools
                .iter()
                .map(|(_, found)| found.as_ref().map_or_else(|_| "–".to_owned(), |v| show(v[at]))),
        );
        row.push(if heard.roles.is_fact(id) { "how likely" } else { "what it is worth" }.to_owned());
        rows.push(row);
    }
    let mut aligns = vec![Align::Right; rows[0].len()];
    aligns[0] = Align::Left;
    if let Some(last) = aligns.last_mut() {
        *last = Align::Left;
    }
    let mut text = columns(2, &aligns, &rows);
    let mut sentences: Vec<String> = Vec::new();
    for pool in heard.pools.iter().map(|(pool, _)| pool) {
        sentences.push(match pool {
            Pool::Linear => "Linear pool: the mean of what they say, by weight.".to_owned(),
            Pool::Log => {
                "Log pool: the geometric mean, taken of all probabilities of a secret together; what one rules out is out."
                    .to_owned()
            }
        });
    }
    for (pool, found) in &heard.pools {
        if let Err(sentence) = found {
            sentences.push(format!("{}: {sentence}.", words::capital(pool_name(*pool))));
        }
    }
    for speaker in &heard.speakers {
        if let Some(variant) = speaker.member.under.and_then(|id| model.variants.get(id.0 as usize)) {
            let name = expert_name(model, speaker.member.expert);
            sentences.push(format!("{} reads the model under {}.", words::capital(&name), variant.name));
        }
    }
    sentences.iter().for_each(|sentence| text.push_str(&line(sentence)));
    text
}

fn calibration(model: &Model, heard: &Heard) -> String {
    let head = ["", "calibration", "information", "low", "lower half", "upper half", "high"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for speaker in &heard.speakers {
        let Some(score) = &speaker.score else { continue };
        let mut row = vec![
            expert_name(model, speaker.member.expert),
            figure((score.calibration * 1e6).round() / 1e6),
            figure((score.information * 1e4).round() / 1e4),
        ];
        row.extend(score.hits.iter().map(ToString::to_string));
        rows.push(row);
    }
    let mut aligns = [Align::Right; 7];
    aligns[0] = Align::Left;
    let mut text = columns(2, &aligns, &rows);
    let count = heard.seeds.len() as f64;
    let share = |share: f64| words::plain(share * count);
    text.push_str(&line(&format!(
        "Of {}, right quantiles would leave {} low, {} and {} in the halves, and {} high. Calibration is the chance to do as \
         badly with right quantiles; information is how narrow they are; weight is the product.",
        counted(heard.seeds.len() as u64, "answer", "answers"),
        share(0.05),
        share(0.45),
        share(0.45),
        share(0.05)
    )));
    text
}

fn pool_name(pool: Pool) -> &'static str {
    match pool {
        Pool::Linear => "linear pool",
        Pool::Log => "log pool",
    }
}

/// A question: side by side, then the pairs that differ.
fn answer(model: &Model, question: &Question, found: &Findings) -> String {
    let is_probability = matches!(question.query, Query::Probability { .. });
    let said = |side: &Side| match side.number.value {
        Some(value)
            if is_probability && side.number.note.is_none() && side.status != Some(Status::Stalled) =>
        {
            words::percent(value)
        }
        _ => number_text(&side.number, side.status),
    };
    let mut rows: Vec<Vec<String>> =
        found.by.iter().map(|(expert, side)| vec![expert_name(model, *expert), said(side)]).collect();
    rows.extend(found.pooled.iter().map(|(pool, side)| vec![pool_name(*pool).to_owned(), said(side)]));
    let mut text = columns(2, &[Align::Left, Align::Left], &rows);
    if found.pairs.is_empty()
        && found.by.iter().all(|(_, side)| side.number.best().is_some())
        && found.by.len() > 1
    {
        text.push_str(&line("They agree."));
    }
    for pair in &found.pairs {
        text.push_str(&self::pair(model, is_probability, pair));
    }
    if found.pairs_left_out > 0 {
        let pairs = counted(found.pairs_left_out as u64, "more pair", "more pairs");
        text.push_str(&line(&format!(
            "{pairs} of experts differ and are left out; `--opinions A,B` compares two"
        )));
    }
    text
}

/// Sentences on two experts.
struct Telling<'a> {
    model: &'a Model,
    is_probability: bool,
    one: String,
    other: String,
}

fn pair(model: &Model, is_probability: bool, pair: &Pair) -> String {
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
