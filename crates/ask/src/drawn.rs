//! Points drawn from the parameters' distributions, as `distribution of Q` draws them.
//!
//! In: parameters, each with its distribution; how many points and by which seed. Out: [`Drawn`], a design: point 17 is made from its
//! number and the seed alone, and is the one that `distribution of Q` visits when the same parameters vary.

use standoff_model::ir::{Model, ParameterId};

use crate::design::MOST_POINTS;
use crate::session::Setting;
use crate::uncertainty::margin::Margin;
use crate::uncertainty::replicates::Replicates;
use crate::uncertainty::response::UnitPoints;
use crate::uncertainty::{Declared, Design, Plan};

/// A parameter that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Which.
    pub parameter: ParameterId,
    /// Where its distribution is cut off; `None` for the range that the file declares. Where no distribution is declared, every
    /// value of the range is as likely as any other.
    pub range: Option<(f64, f64)>,
}

/// Points drawn from the distributions of parameters, each independent of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    plan: Plan,
    points: Replicates,
    moved: Vec<Moved>,
    margins: Vec<Margin>,
}

/// Why there is nothing to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawnError {
    /// No parameter.
    #[error("no parameter varies: none that is left open has a range or a distribution")]
    Nothing,
    /// A parameter that is named twice.
    #[error("one parameter is drawn twice")]
    Twice(ParameterId),
    /// A parameter that has neither a range nor a distribution, or one with nothing of it inside the range.
    #[error("it has no distribution here: neither a range nor one that reaches into the range")]
    Fixed(ParameterId),
    /// More points than a design may have, or than a Latin hypercube has slices.
    #[error("these are too many points for the design")]
    TooMany,
}

impl Drawn {
    /// Draws of all parameters that vary under a setting: those with a range or a distribution whose value is not said.
    ///
    /// # Errors
    /// [`DrawnError`].
    pub fn all(model: &Model, setting: &Setting, plan: Plan) -> Result<Self, DrawnError> {
        let moved: Vec<Moved> = Declared::of(model, setting)
            .inputs
            .iter()
            .map(|input| Moved { parameter: input.parameter, range: None })
            .collect();
        Self::of(model, &moved, plan)
    }

    /// Draws of these parameters; all others stay where they are.
    ///
    /// # Errors
    /// [`DrawnError`].
    pub fn of(model: &Model, moved: &[Moved], plan: Plan) -> Result<Self, DrawnError> {
        if moved.is_empty() {
            return Err(DrawnError::Nothing);
        }
        let mut margins = Vec::with_capacity(moved.len());
        for (k, it) in moved.iter().enumerate() {
            if moved[..k].iter().any(|other| other.parameter == it.parameter) {
                return Err(DrawnError::Twice(it.parameter));
            }
            let declared = model.parameters.get(it.parameter.0 as usize);
            let margin = declared.and_then(|declared| Margin::within(declared, it.range));
            margins.push(margin.ok_or(DrawnError::Fixed(it.parameter))?);
        }
        let points = Replicates::new(plan);
        let slices = plan.design != Design::LatinHypercube || u32::try_from(points.each).is_ok();
        if points.count() > MOST_POINTS || !slices {
            return Err(DrawnError::TooMany);
        }
        let plan = Plan { samples: Some(points.count()), ..plan };
        Ok(Self { plan, points, moved: moved.to_vec(), margins })
    }

    /// How the points are drawn, with their number.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// What is drawn, in the order of the columns.
    #[must_use]
    pub fn moved(&self) -> &[Moved] {
        &self.moved
    }

    pub(crate) fn count(&self) -> u64 {
        self.points.count()
    }

    pub(crate) fn values(&self, index: u64, values: &mut [f64]) {
        self.each(index, &mut |k, value| {
            if let Some(slot) = values.get_mut(k) {
                *slot = value;
            }
        });
    }

    pub(crate) fn write(&self, index: u64, point: &mut [f64]) {
        self.each(index, &mut |k, value| {
            if let Some(slot) = point.get_mut(self.moved[k].parameter.0 as usize) {
                *slot = value;
            }
        });
    }

    /// The value of every parameter that is drawn, with its place.
    fn each(&self, index: u64, value: &mut dyn FnMut(usize, f64)) {
        let margin = |k: usize, unit| self.margins[k].at(unit);
        self.points.coordinates(index, self.margins.len(), &mut |k, unit| value(k, margin(k, unit)));
    }
}
