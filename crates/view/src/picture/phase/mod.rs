//! Regimes over two parameters: a map, the deeper the colour, the greater the answer; lines where one regime gives way to another.
//!
//! In: the regime and the answer at every point of a grid, the places of the switches. Out: the picture. At most six regimes have a colour and
//! a number of their own; what is not certified is hatched, and so, the other way, is where several equilibria are known;
//! what means nothing is left blank; a cross marks the values in force.

mod axes;
mod legend;
mod map;
mod rim;
mod words;

use standoff_ask::phase::Looked;

use super::frame::{Frame, MARGIN, WIDTH};
use super::{Caption, Picture};
use crate::scene::Hatch;
use crate::scene::axis::Axis;
use crate::words::plural;
use map::Map;

/// Regimes over two parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phase {
    /// Where it comes from.
    pub caption: Caption,
    /// The question.
    pub question: String,
    /// Whether its answer is a probability.
    pub probability: bool,
    /// The parameters: the first goes to the right, the second upwards.
    pub sides: [Side; 2],
    /// The points, the second parameter fastest.
    pub points: Vec<Point>,
    /// The regimes, the most frequent first.
    pub regimes: Vec<Regime>,
    /// Where one regime gives way to another, on lines of the grid.
    pub switches: Vec<Switch>,
    /// How other equilibria were looked for; nothing if they were not.
    pub looked: Option<Looked>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// Its name, and what it means.
    pub parameter: (String, String),
    /// Whether it is written in percent.
    pub percent: bool,
    /// Its value in force.
    pub now: f64,
    /// Its values on the grid, ascending and equally far apart.
    pub values: Vec<f64>,
}

/// A point of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Its regime, if it has one.
    pub regime: Option<usize>,
    /// The answer there.
    pub value: Option<f64>,
    /// Whether it is certified.
    pub certified: bool,
    /// Whether something else happens in another equilibrium that is known there.
    pub several: bool,
}

impl Point {
    /// Whether what is shown there is not certified.
    fn is_uncertain(&self) -> bool {
        self.regime.is_some() && !self.certified
    }
}

/// A regime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regime {
    /// What is played.
    pub name: String,
    /// How many points are in it.
    pub points: u64,
}

/// A place at which one regime gives way to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Switch {
    /// The values of both parameters.
    pub at: [f64; 2],
    /// Along which of them it lies.
    pub along: usize,
}

/// Regimes with a colour of their own.
const COLOURED: usize = 6;
/// The hues of regimes, and of all others.
const HUES: [u8; COLOURED] = [5, 4, 2, 3, 6, 0];
const OTHERS: u8 = 7;
const LEFT: f64 = MARGIN + 66.0;
const PLOT: (f64, f64) = (440.0, 400.0);
/// Least and greatest share of a hue in a tint.
const TINTS: (f64, f64) = (0.22, 0.92);

/// Radius of a regime's number, and arm of the cross at the values in force.
const BADGE: f64 = 9.0;
const CROSS: f64 = 7.0;

/// A kind of hatching.
struct Hatched {
    hatch: Hatch,
    holds: fn(&Point) -> bool,
    words: &'static str,
}

const HATCHED: [Hatched; 2] = [
    Hatched { hatch: Hatch::Rising, holds: Point::is_uncertain, words: "not verified" },
    Hatched { hatch: Hatch::Falling, holds: |point| point.several, words: "several equilibria are known" },
];

/// A point of the picture.
type Place = (f64, f64);

/// The picture.
#[must_use]
pub fn picture(all: &Phase) -> Picture {
    let of = &rim::without(all);
    let [across, upwards] = &of.sides;
    let title = format!("What happens over {} and {}", across.parameter.0, upwards.parameter.0);
    let mut frame = Frame::new(
        WIDTH,
        &title,
        &format!("{} · the deeper the colour, the greater {}", of.caption.question, of.question),
    );
    let ends = |side: &Side| {
        (side.values.first().copied().unwrap_or(0.0), side.values.last().copied().unwrap_or(1.0))
    };
    let x = Axis { values: ends(across), places: (LEFT, LEFT + PLOT.0), percent: across.percent };
    let y = Axis { values: ends(upwards), places: (frame.y + PLOT.1, frame.y), percent: upwards.percent };
    let map = Map { of, x, y, low_high: low_high(of), cuts: map::cuts(of) };
    frame.body.add(map.regions());
    frame.body.add(axes::axes(of, &x, &y));
    frame.body.add(map.borders());
    for (regime, (i, j)) in map.middles() {
        frame.body.add(map::number(regime, map.place(i, j)));
    }
    axes::base(&mut frame.body, of, &x, &y);
    let legend_end = legend::legend(&mut frame, of, map.low_high);
    frame.y = (y.places.0 + 50.0).max(legend_end);
    let mut remarks = words::remarks(of);
    let rim = all.regimes.len() - of.regimes.len();
    if rim > 0 {
        let what = plural(rim, "more regime");
        remarks.push(format!(
            "On the rim, where a parameter is at an end of its range, lie parts of {what}; the data have them."
        ));
    }
    Picture {
        scene: frame.finish("phase", &of.caption, &remarks, words::described(of)),
        twin: words::twin(of, &remarks),
        data: words::data(all),
    }
}

/// Least and greatest answer: the ends of the tints.
fn low_high(of: &Phase) -> (f64, f64) {
    if of.probability {
        return (0.0, 1.0);
    }
    let (low, high) = span(of.points.iter().filter_map(|point| point.value));
    if low < high { (low, high) } else { (low - 1.0, low + 1.0) }
}

/// The least and the greatest; the first above the second if there is none.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

fn hue(regime: usize) -> u8 {
    HUES.get(regime).copied().unwrap_or(OTHERS)
}
