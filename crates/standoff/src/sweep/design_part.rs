//! Which points a sweep visits, as data.
//!
//! In: a design. Out: [`DesignPart`], from which the same design is made again.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};
use standoff_ask::Points;
use standoff_ask::design::{Axis, Design, Grid};
use standoff_ask::drawn::{Drawn, Moved};
use standoff_ask::session::to_f64;
use standoff_ask::uncertainty::{Design as Spread, Plan};
use standoff_model::ir::{Model, ParameterId};

use super::description::short;
use crate::json::from_setting::decimal;

/// Which points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DesignPart {
    /// All combinations, the last axis moving fastest.
    Grid {
        /// The axes, slowest first.
        axes: Vec<AxisPart>,
    },
    /// Points drawn from the parameters' distributions, each parameter independently of the others.
    Drawn {
        /// How they are spread: `sobol`, `lhs` or `random`.
        spread: String,
        /// What they are drawn by.
        seed: u64,
        /// How many.
        samples: u64,
        /// What is drawn, in the order of the columns.
        parameters: Vec<DrawnPart>,
    },
}

/// A parameter that is drawn from its declared distribution, or evenly from its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnPart {
    /// Which parameter.
    pub parameter: String,
    /// The range that takes the place of the declared one, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
}

/// Equally spaced values of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AxisPart {
    /// Which parameter.
    pub parameter: String,
    /// The first value.
    pub from: f64,
    /// The last value.
    pub to: f64,
    /// Both as fractions, if their decimals are not exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<[String; 2]>,
    /// How many values.
    pub points: u64,
}

impl DesignPart {
    pub(super) fn of(model: &Model, design: &Design) -> Self {
        let name = |id: ParameterId| model.parameters.get(id.0 as usize).map_or("", |p| p.name.as_str());
        match design {
            Design::Grid(grid) => DesignPart::Grid {
                axes: grid.axes().iter().map(|axis| AxisPart::of(name(axis.parameter()), axis)).collect(),
            },
            Design::Drawn(drawn) => DesignPart::Drawn {
                spread: drawn.plan().design.word().to_owned(),
                seed: drawn.plan().seed,
                samples: design.count(),
                parameters: drawn
                    .moved()
                    .iter()
                    .map(|moved| DrawnPart {
                        parameter: name(moved.parameter).to_owned(),
                        range: moved.range.map(|(from, to)| [from, to]),
                    })
                    .collect(),
            },
        }
    }

    /// The names of the parameters that are moved, in order.
    pub(super) fn parameters(&self) -> Vec<&str> {
        match self {
            DesignPart::Grid { axes } => axes.iter().map(|axis| axis.parameter.as_str()).collect(),
            DesignPart::Drawn { parameters, .. } => {
                parameters.iter().map(|moved| moved.parameter.as_str()).collect()
            }
        }
    }

    /// The points.
    pub(super) fn design(&self, model: &Model) -> Result<Design, String> {
        match self {
            DesignPart::Grid { axes } => {
                let axes = axes.iter().map(|axis| axis.axis(model)).collect::<Result<_, _>>()?;
                Ok(Design::Grid(Grid::new(axes).map_err(|error| error.to_string())?))
            }
            DesignPart::Drawn { spread, seed, samples, parameters } => {
                let all = [Spread::Sobol, Spread::LatinHypercube, Spread::Random];
                let design = all.into_iter().find(|design| design.word() == spread);
                let design = design.ok_or_else(|| format!("there is no design `{}`", short(spread)))?;
                let plan = Plan { samples: Some(*samples), seed: *seed, design };
                let moved = parameters.iter().map(|it| it.moved(model)).collect::<Result<Vec<_>, _>>()?;
                Ok(Design::Drawn(Drawn::of(model, &moved, plan).map_err(|error| error.to_string())?))
            }
        }
    }
}

impl AxisPart {
    fn of(parameter: &str, axis: &Axis) -> Self {
        let (from, to) = axis.ends();
        let plain = |value: &BigRational| decimal(to_f64(value)).as_ref() == Some(value);
        Self {
            parameter: parameter.to_owned(),
            from: to_f64(from),
            to: to_f64(to),
            exact: (!plain(from) || !plain(to)).then(|| [from.to_string(), to.to_string()]),
            points: axis.points(),
        }
    }

    fn axis(&self, model: &Model) -> Result<Axis, String> {
        let (name, id) = (&self.parameter, parameter(model, &self.parameter)?);
        let read = |k: usize, plain: f64| match &self.exact {
            Some(exact) => exact[k].parse().ok(),
            None => decimal(plain),
        };
        match (read(0, self.from), read(1, self.to)) {
            (Some(from), Some(to)) => Ok(Axis::new(id, from, to, self.points)),
            _ => Err(format!("the range of `{}` is not made of numbers", short(name))),
        }
    }
}

impl DrawnPart {
    fn moved(&self, model: &Model) -> Result<Moved, String> {
        let parameter = parameter(model, &self.parameter)?;
        match self.range {
            Some([from, to]) if from < to => Ok(Moved { parameter, range: Some((from, to)) }),
            None => Ok(Moved { parameter, range: None }),
            Some(_) => Err(format!("the range of `{}` does not go up", short(&self.parameter))),
        }
    }
}

fn parameter(model: &Model, name: &str) -> Result<ParameterId, String> {
    let found = model.parameters.iter().position(|parameter| parameter.name == name);
    let found = found.and_then(|id| u32::try_from(id).ok());
    found.map(ParameterId).ok_or_else(|| format!("the model has no parameter `{}`", short(name)))
}
