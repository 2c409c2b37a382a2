//! A map in words and as data.
//!
//! In: the regimes and the answers within them. Out: what the picture is called and described as, remarks, its twin, its table.

use standoff_ask::phase::Looked;

use super::{COLOURED, Phase, Regime, span};
use crate::document::{Align, Block, Document, Table};
use crate::picture::frame;
use crate::picture::{Cell, Data};
use crate::words;

/// The answers within a regime, from the least to the greatest.
pub(super) fn answers(of: &Phase, regime: usize) -> String {
    let within = of.points.iter().filter(|point| point.regime == Some(regime));
    let values = within.filter_map(|point| point.value);
    let (low, high) = span(values);
    match (shown(of, low), shown(of, high)) {
        _ if low > high => String::new(),
        (low, high) if low == high => format!("{} {low}", of.question),
        (low, high) => format!("{} from {low} to {high}", of.question),
    }
}

/// An answer, as a share where it is a probability.
pub(super) fn shown(of: &Phase, value: f64) -> String {
    if of.probability { words::share(value) } else { words::plain(value) }
}

/// What is played in all regimes that are told apart.
pub(super) fn shared(of: &Phase) -> Vec<&str> {
    let mut regimes =
        of.regimes.iter().take(COLOURED).map(|regime| regime.name.split(", ").collect::<Vec<_>>());
    let first = regimes.next().unwrap_or_default();
    let others: Vec<Vec<&str>> = regimes.collect();
    if others.is_empty() {
        return Vec::new();
    }
    first.into_iter().filter(|part| others.iter().all(|parts| parts.contains(part))).collect()
}

/// The parts of a name that not all have.
pub(super) fn beyond(name: &str, shared: &[&str]) -> String {
    let own: Vec<&str> = name.split(", ").filter(|part| !shared.contains(part)).collect();
    match own.join(", ") {
        own if !own.is_empty() => own,
        _ if !name.is_empty() => name.to_owned(),
        _ => "nobody has a choice".to_owned(),
    }
}

pub(super) fn remarks(of: &Phase) -> Vec<String> {
    let mut all: Vec<String> = of
        .sides
        .iter()
        .filter(|side| !side.parameter.1.is_empty())
        .map(|side| format!("{}: {}.", side.parameter.0, side.parameter.1))
        .collect();
    let shared = shared(of);
    if !shared.is_empty() {
        all.insert(0, format!("In all of these: {}.", shared.join(", ")));
    }
    let undefined = of.points.iter().filter(|point| point.regime.is_none()).count();
    if undefined > 0 {
        let share = words::share(undefined as f64 / of.points.len() as f64);
        all.push(format!("Blank: the model means nothing there ({share} of the points)."));
    }
    all.extend(of.looked.map(|looked| others(of, looked)));
    all
}

/// What is known of other equilibria, and how they were looked for.
fn others(of: &Phase, looked: Looked) -> String {
    let several = of.points.iter().filter(|point| point.several).count();
    let share = words::share(several as f64 / of.points.len().max(1) as f64);
    match (looked, several) {
        (Looked::Listed(points), 0) => {
            format!(
                "All equilibria were listed at {points} points: something else happens in those only that rest on an empty threat, if in any."
            )
        }
        (Looked::Listed(points), _) => format!(
            "Several equilibria at {share} of the points: something else happens in another one that is not known to rest on an empty \
             threat. All were listed at {points} points; the others are taken to be like the nearest of these."
        ),
        (Looked::Followed(_), 0) => {
            "No equilibrium that is shown at some point was found to be one where another is shown; further ones were not looked for.".into()
        }
        (Looked::Followed(_), _) => format!(
            "Several equilibria at {share} of the points: that of another regime, or of the other branch of the path, is certified there as \
             well. Further ones were not looked for."
        ),
    }
}

pub(super) fn described(of: &Phase) -> String {
    let all = of.points.len().max(1) as f64;
    let one = |(number, regime): (usize, &Regime)| {
        format!(
            "Regime {}, {} of the points: {}. {}",
            number + 1,
            words::share(regime.points as f64 / all),
            regime.name,
            answers(of, number)
        )
    };
    of.regimes.iter().take(COLOURED).enumerate().map(one).collect::<Vec<_>>().join(" ")
}

pub(super) fn twin(of: &Phase, remarks: &[String]) -> Document {
    let all = of.points.len().max(1) as f64;
    let row = |(number, regime): (usize, &Regime)| {
        vec![
            format!("{} {}", number + 1, regime.name),
            words::share(regime.points as f64 / all),
            answers(of, number),
        ]
    };
    let table = Table {
        head: ["regime", "of the points", "the answer there"].map(str::to_owned).to_vec(),
        align: vec![Align::Left, Align::Right, Align::Left],
        rows: of.regimes.iter().enumerate().map(row).collect(),
    };
    let sides = format!("REGIMES OVER {} AND {}", of.sides[0].parameter.0, of.sides[1].parameter.0);
    frame::twin(&sides, &of.caption, vec![Block::Table(table)], remarks)
}

pub(super) fn data(of: &Phase) -> Data {
    let mut data = Data::new(&[]);
    data.columns = vec![of.sides[0].parameter.0.clone(), of.sides[1].parameter.0.clone()];
    data.columns.extend(["value", "regime", "certified", "several"].map(str::to_owned));
    let rows = of.sides[1].values.len().max(1);
    for (at, point) in of.points.iter().enumerate() {
        let name = point.regime.and_then(|regime| of.regimes.get(regime)).map(|regime| regime.name.clone());
        data.rows.push(vec![
            Cell::maybe(of.sides[0].values.get(at / rows).copied()),
            Cell::maybe(of.sides[1].values.get(at % rows).copied()),
            Cell::maybe(point.value),
            name.map_or(Cell::Empty, Cell::Text),
            Cell::Truth(point.certified),
            Cell::Truth(point.several),
        ]);
    }
    data
}
