//! A map of regimes over two parameters.
//!
//! In: a session, two parameters, a question. Out: a [`Picture`]. Who waits for it sees a coarse one first, then all of it but for
//! other equilibria.

use standoff_ask::answer::PointStatus;
use standoff_ask::batch::NO_REGIME;
use standoff_ask::design::Axis;
use standoff_ask::phase::{self, Several};
use standoff_ask::session::to_f64;
use standoff_ask::{AskError, Budget, Executor, Session, Setting};
use standoff_model::ir::{ParameterId, Question};
use standoff_solve::solution::Status;
use standoff_view::picture::phase::{Phase, Point, Regime, Side, Switch, picture};
use standoff_view::picture::{Caption, Picture};

use super::parameters::{ends, is_probability, percent, question, setting, stretch};
use super::questions::Inside;
use super::{PictureError, Stretch, named};

/// How exactly boundaries are drawn, as a share of the axis: a tenth of a dot.
const DRAWN: f64 = 2e-4;
/// Fewest and most points on a side.
const SIDE: (u32, u32) = (5, 301);
/// Points on a side of the coarse one; it is left out where it would be half as fine or finer.
const COARSE: u64 = 15;

/// The map. `show` gets it before it is whole.
pub(super) fn map(
    session: &Session,
    (sides, points): ([ParameterId; 2], u32),
    stretches: &[Stretch],
    asked: Option<&Question>,
    (executor, budget): (&dyn Executor, Budget),
    mut show: Option<&mut dyn FnMut(Picture)>,
) -> Result<Picture, PictureError> {
    let map = Map::new(session, sides, asked)?;
    let axes = map.axes(points, stretches)?;
    if let Some(show) = &mut show
        && axes.iter().all(|axis| axis.points() > 2 * COARSE)
    {
        let coarse = axes.clone().map(|axis| {
            let (from, to) = axis.ends();
            Axis::new(axis.parameter(), from.clone(), to.clone(), COARSE)
        });
        show(map.drawn(&map.solved(coarse, executor, budget)?, None));
    }
    let solved = map.solved(axes, executor, budget)?;
    if let Some(show) = show {
        show(map.drawn(&solved, None));
    }
    let others = phase::several(session, &solved.regimes, &map.setting, executor, budget)?;
    Ok(map.drawn(&solved, Some(&others)))
}

struct Map<'s, 'm> {
    session: &'s Session<'m>,
    sides: [ParameterId; 2],
    question: Question,
    setting: Setting,
}

/// The regimes with the places at which they switch.
struct Solved {
    regimes: phase::Phase,
    switches: phase::Boundaries,
}

impl<'s, 'm> Map<'s, 'm> {
    fn new(
        session: &'s Session<'m>,
        sides: [ParameterId; 2],
        asked: Option<&Question>,
    ) -> Result<Self, PictureError> {
        if sides[0] == sides[1] {
            return Err(PictureError::Nothing("a map takes two different parameters".into()));
        }
        let question = question(session, asked, Inside::Sweep(sides))?;
        Ok(Self { setting: setting(session, &question)?, session, sides, question })
    }

    fn axes(&self, points: u32, stretches: &[Stretch]) -> Result<[Axis; 2], PictureError> {
        let axis = |side: ParameterId| -> Result<Axis, PictureError> {
            let points = stretch(stretches, side).and_then(|stretch| stretch.points).unwrap_or(points);
            if !(SIDE.0..=SIDE.1).contains(&points) {
                return Err(PictureError::Nothing(format!(
                    "a map takes from {} to {} points on a side",
                    SIDE.0, SIDE.1
                )));
            }
            let (from, to) = ends(self.session.model, side, stretches)?;
            // One value on a side is none.
            if from >= to {
                let name = named(self.session.model, side).0;
                return Err(PictureError::Nothing(format!("the range of {name} is a single value")));
            }
            Ok(Axis::new(side, from, to, u64::from(points)))
        };
        Ok([axis(self.sides[0])?, axis(self.sides[1])?])
    }

    fn solved(&self, axes: [Axis; 2], executor: &dyn Executor, budget: Budget) -> Result<Solved, AskError> {
        let (session, query, setting) = (self.session, &self.question.query, &self.setting);
        let regimes = phase::full(session, query, axes, setting, executor, budget)?;
        let switches = phase::boundaries(session, query, &regimes, DRAWN, setting, executor, budget)?;
        if regimes.stopped || switches.stopped {
            Err(AskError::Stopped)
        } else {
            Ok(Solved { regimes, switches })
        }
    }

    fn drawn(&self, Solved { regimes, switches }: &Solved, others: Option<&Several>) -> Picture {
        let model = self.session.model;
        let solved = |status: PointStatus| match status {
            PointStatus::Solved(status) => Some(status),
            _ => None,
        };
        let worst = regimes.status.iter().copied().filter_map(solved).max();
        let side = |axis: &Axis| Side {
            parameter: named(model, axis.parameter()),
            percent: percent(model, axis.parameter()),
            now: self.setting.parameters.get(axis.parameter().0 as usize).map_or(f64::NAN, to_f64),
            values: (0..axis.points()).map(|k| axis.at(k)).collect(),
        };
        let point = |at: usize| Point {
            regime: Some(regimes.regime[at])
                .filter(|&regime| regime != NO_REGIME)
                .map(|regime| regime as usize),
            value: Some(regimes.value[at]).filter(|value| value.is_finite()),
            certified: solved(regimes.status[at]).is_some_and(|status| status != Status::Stalled),
            several: others.is_some_and(|others| others.known[at]),
        };
        let regime = |regime: &phase::Phases| Regime { name: regime.name.clone(), points: regime.points };
        let switch = |switch: &phase::Crossing| Switch { at: switch.at, along: switch.along };
        picture(&Phase {
            caption: Caption::of(model, &self.setting, worst),
            probability: is_probability(&self.question.query),
            question: self.question.text.clone(),
            sides: [side(&regimes.axes[0]), side(&regimes.axes[1])],
            points: (0..regimes.regime.len()).map(point).collect(),
            regimes: regimes.regimes.iter().map(regime).collect(),
            switches: switches.crossings.iter().map(switch).collect(),
            looked: others.map(|others| others.by),
        })
    }
}
