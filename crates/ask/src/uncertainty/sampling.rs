//! Which parameters vary, and from a point of the unit cube to a point of parameter space.
//!
//! In: a model, a setting. Out: [`Declared`], which draws every parameter from its own distribution, independently of the
//! others. Whoever knows more, such as how parameters hang together, draws by another [`Sampling`].

use standoff_model::ir::{Model, ParameterId};

use super::margin::Margin;
use crate::session::Setting;

/// A joint distribution of parameters, as a function from the unit cube: if the coordinates are independent and uniform, the
/// point has the distribution.
pub trait Sampling: Sync {
    /// How many coordinates a draw takes.
    fn dimensions(&self) -> usize;
    /// Writes a draw over `point`, which holds the values of all parameters in the setting, by id.
    fn draw(&self, unit: &[f64], point: &mut [f64]);
}

/// A parameter that varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Which.
    pub parameter: ParameterId,
    /// How.
    pub margin: Margin,
}

/// Parameters with declared ranges or distributions, each drawn independently of the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// Those that vary, in the order of the model: one coordinate each.
    pub inputs: Vec<Input>,
    /// Those that stay where they are because they have neither a range nor a distribution.
    pub bare: Vec<ParameterId>,
    /// Those that stay where they are because the setting says their value.
    pub said: Vec<ParameterId>,
}

impl Declared {
    /// What varies under a setting.
    #[must_use]
    pub fn of(model: &Model, setting: &Setting) -> Self {
        let mut found = Self::default();
        for (parameter, declared) in (0..).map(ParameterId).zip(&model.parameters) {
            if setting.said.binary_search(&parameter).is_ok() {
                found.said.push(parameter);
            } else if let Some(margin) = Margin::of(declared) {
                found.inputs.push(Input { parameter, margin });
            } else {
                found.bare.push(parameter);
            }
        }
        found
    }

    /// How a parameter varies, if it does.
    #[must_use]
    pub fn input(&self, parameter: ParameterId) -> Option<&Input> {
        self.inputs.iter().find(|input| input.parameter == parameter)
    }
}

impl Sampling for Declared {
    fn dimensions(&self) -> usize {
        self.inputs.len()
    }

    fn draw(&self, unit: &[f64], point: &mut [f64]) {
        for (input, &unit) in self.inputs.iter().zip(unit) {
            if let Some(slot) = point.get_mut(input.parameter.0 as usize) {
                *slot = input.margin.at(unit);
            }
        }
    }
}
