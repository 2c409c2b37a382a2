//! All that decides the rows of a sweep, as data: `standoff/sweep/1`.
//!
//! In: a session, questions, a design. Out: a [`Description`], which stands in every file that a sweep writes, and from which the
//! same sweep is made again. Two sweeps with equal descriptions have equal rows.

use num_rational::BigRational;
use serde::{Deserialize, Serialize};
use standoff_ask::design::{Axis, Design, Grid};
use standoff_ask::session::to_f64;
use standoff_ask::{Points, Session, Setting};
use standoff_model::ir::{Model, ParameterId, Question};
use standoff_solve::cfr::Variant;
use standoff_solve::{MethodChoice, Request};

use super::columns;
use crate::json::from_setting::{self, decimal};
use crate::json::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/sweep/1";
/// The version of this program: another one may write other digits.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// The most questions of one sweep.
pub const MOST_QUESTIONS: usize = 1000;

/// What a sweep is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// [`SCHEMA`].
    pub schema: String,
    /// The version of the program.
    pub program: String,
    /// Which model; its hash is over all its files.
    pub model: ModelPart,
    /// Under which setting; what is moved is moved from there.
    pub setting: SettingPart,
    /// How games are solved.
    pub solving: SolvingPart,
    /// Which points.
    pub design: DesignPart,
    /// How many.
    pub points: u64,
    /// Whether only as many points are solved as show the regimes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adaptive: bool,
    /// What is asked, in the order of the columns.
    pub questions: Vec<QuestionPart>,
}

/// A question and its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionPart {
    /// The column of its answer.
    pub value: String,
    /// The column that says whether the answer is a limit.
    pub limit: String,
    /// The question as written.
    pub question: String,
}

/// How games are solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolvingPart {
    /// `auto`, `qre`, `induction`, `lp`, `cfr`, `cfr precise` or `cfr conform`.
    pub method: String,
    /// The precision of play at which the path ends, in inverse payoff units; null for its limit.
    pub lambda: Option<f64>,
    /// Regret that is accepted, as a share of the payoff range; null for the default.
    pub accuracy: Option<f64>,
    /// Iterations of regret minimisation; null for the default.
    pub iterations: Option<u64>,
    /// For draws in regret minimisation.
    pub seed: u64,
    /// Bytes that a solver may take, which may decide the method; null for no limit.
    pub max_memory: Option<u64>,
}

/// Which points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DesignPart {
    /// All combinations, the last axis moving fastest.
    Grid {
        /// The axes, slowest first.
        axes: Vec<AxisPart>,
    },
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

impl Description {
    /// The description of a sweep in a session.
    #[must_use]
    pub fn of(session: &Session, questions: &[Question], design: &Design) -> Self {
        let model = session.model;
        let question = |(k, question): (usize, &Question)| QuestionPart {
            value: columns::value_name(k),
            limit: columns::limit_name(k),
            question: question.text.clone(),
        };
        Self {
            schema: SCHEMA.to_owned(),
            program: PROGRAM.to_owned(),
            model: from_setting::model_part(model),
            setting: from_setting::setting_part(model, &session.base),
            solving: SolvingPart::of(&session.request),
            design: DesignPart::of(model, design),
            points: design.count(),
            adaptive: false,
            questions: questions.iter().enumerate().map(question).collect(),
        }
    }

    /// The names of the parameters that are moved, in order.
    #[must_use]
    pub fn parameters(&self) -> Vec<&str> {
        match &self.design {
            DesignPart::Grid { axes } => axes.iter().map(|axis| axis.parameter.as_str()).collect(),
        }
    }

    /// The setting.
    ///
    /// # Errors
    /// A sentence, if it is not one of this model.
    pub fn setting(&self, model: &Model) -> Result<Setting, String> {
        from_setting::setting(model, &self.setting)
    }

    /// The points.
    ///
    /// # Errors
    /// A sentence, if they are not points of this model or not as many as the description says.
    pub fn design(&self, model: &Model) -> Result<Design, String> {
        let DesignPart::Grid { axes } = &self.design;
        let axes = axes.iter().map(|axis| axis.axis(model)).collect::<Result<_, _>>()?;
        let design = Design::Grid(Grid::new(axes).map_err(|error| error.to_string())?);
        if design.count() != self.points {
            return Err(format!("it says {} points and has {}", self.points, design.count()));
        }
        Ok(design)
    }

    /// The questions.
    ///
    /// # Errors
    /// A sentence, if one of them is no question of this model.
    pub fn questions(&self, model: &Model) -> Result<Vec<Question>, String> {
        let read = |part: &QuestionPart| {
            standoff_model::question(model, &part.question)
                .map_err(|_| format!("\"{}\" is no question about this model", short(&part.question)))
        };
        self.questions.iter().map(read).collect()
    }
}

impl SolvingPart {
    fn of(request: &Request) -> Self {
        let method = match request.method {
            MethodChoice::Auto => "auto",
            MethodChoice::Qre => "qre",
            MethodChoice::Induction => "induction",
            MethodChoice::Lp => "lp",
            MethodChoice::Cfr(Variant::Fast) => "cfr",
            MethodChoice::Cfr(Variant::Precise) => "cfr precise",
            MethodChoice::Cfr(Variant::Conform) => "cfr conform",
        };
        Self {
            method: method.to_owned(),
            lambda: request.lambda,
            accuracy: request.accuracy,
            iterations: request.iterations,
            seed: request.seed,
            max_memory: request.max_memory,
        }
    }

    /// What the solver is asked for.
    ///
    /// # Errors
    /// A sentence, if there is no such method.
    pub fn request(&self) -> Result<Request, String> {
        let method = match self.method.as_str() {
            "auto" => MethodChoice::Auto,
            "qre" => MethodChoice::Qre,
            "induction" => MethodChoice::Induction,
            "lp" => MethodChoice::Lp,
            "cfr" => MethodChoice::Cfr(Variant::Fast),
            "cfr precise" => MethodChoice::Cfr(Variant::Precise),
            "cfr conform" => MethodChoice::Cfr(Variant::Conform),
            other => return Err(format!("there is no method `{}`", short(other))),
        };
        Ok(Request {
            method,
            lambda: self.lambda,
            accuracy: self.accuracy,
            iterations: self.iterations,
            seed: self.seed,
            max_memory: self.max_memory,
            ..Request::default()
        })
    }
}

impl DesignPart {
    fn of(model: &Model, design: &Design) -> Self {
        let name = |id: ParameterId| model.parameters.get(id.0 as usize).map_or("", |p| p.name.as_str());
        match design {
            Design::Grid(grid) => DesignPart::Grid {
                axes: grid.axes().iter().map(|axis| AxisPart::of(name(axis.parameter()), axis)).collect(),
            },
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
        let name = &self.parameter;
        let found = model.parameters.iter().position(|p| p.name == *name);
        let id = found.ok_or_else(|| format!("the model has no parameter `{}`", short(name)))?;
        let read = |k: usize, plain: f64| match &self.exact {
            Some(exact) => exact[k].parse().ok(),
            None => decimal(plain),
        };
        match (read(0, self.from), read(1, self.to)) {
            (Some(from), Some(to)) => Ok(Axis::new(ParameterId(id as u32), from, to, self.points)),
            _ => Err(format!("the range of `{}` is not made of numbers", short(name))),
        }
    }
}

/// Text from a file, short enough to repeat.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(79).chain(['…']).collect() }
}
