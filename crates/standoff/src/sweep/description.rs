//! All that decides the rows of a sweep, as data: `standoff/sweep/1`.
//!
//! In: a session, questions, a design. Out: a [`Description`], which stands in every file that a sweep writes, and from which the
//! same sweep is made again. Two sweeps with equal descriptions have equal rows.

use serde::{Deserialize, Serialize};
use standoff_ask::design::Design;
use standoff_ask::{Points, Session, Setting, grid_check, study};
use standoff_model::ir::{ExpertId, Model, Question};
use standoff_solve::cfr::Variant;
use standoff_solve::{MethodChoice, Request};

use super::columns;
pub use super::design_part::{AxisPart, DesignPart, DrawnPart};
use crate::json::from_setting;
use crate::json::parts::{ModelPart, SettingPart};

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/sweep/1";
/// The version of this program: another one may write other digits.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");
/// Which build of that version: a name made from the sources (`build.rs`).
pub const BUILD: &str = env!("STANDOFF_BUILD");
/// The most questions of one sweep.
pub const MOST_QUESTIONS: usize = 1000;

/// What a sweep is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// [`SCHEMA`].
    pub schema: String,
    /// The version of the program.
    pub program: String,
    /// Which build of that version; several, with commas between them, for a table that was merged from parts of several builds.
    #[serde(default)]
    pub build: String,
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
    /// How many times as fine the grids are on which each question is asked, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finer: Option<u32>,
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
    /// The column of its answer on finer grids, if these are checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finer: Option<String>,
    /// The question as written.
    pub question: String,
    /// The expert whose values are in force, if the question names one; of several this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert: Option<String>,
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

impl Description {
    /// The description of a sweep in a session; each question has one number for an answer ([`study::one_expert_each`]).
    #[must_use]
    pub fn of(session: &Session, questions: &[Question], design: &Design) -> Self {
        let model = session.model;
        let question = |(k, question): (usize, &Question)| QuestionPart {
            value: columns::value_name(k),
            limit: columns::limit_name(k),
            finer: None,
            question: question.text.clone(),
            expert: study::expert(question)
                .and_then(|id| model.experts.get(usize::from(id.0)))
                .map(|expert| expert.name.clone()),
        };
        Self {
            schema: SCHEMA.to_owned(),
            program: PROGRAM.to_owned(),
            build: BUILD.to_owned(),
            model: from_setting::model_part(model),
            setting: from_setting::setting_part(model, &session.base),
            solving: SolvingPart::of(&session.request),
            design: DesignPart::of(model, design),
            points: design.count(),
            adaptive: false,
            finer: None,
            questions: questions.iter().enumerate().map(question).collect(),
        }
    }

    /// The same with answers on grids so many times as fine, too.
    #[must_use]
    pub fn with_finer(mut self, factor: u32) -> Self {
        self.finer = Some(factor);
        for (k, question) in self.questions.iter_mut().enumerate() {
            question.finer = Some(columns::finer_name(k));
        }
        self
    }

    /// The names of the parameters that are moved, in order.
    #[must_use]
    pub fn parameters(&self) -> Vec<&str> {
        self.design.parameters()
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
        let design = self.design.design(model)?;
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
        self.questions.iter().map(|part| part.read(model)).collect()
    }

    /// How many times as fine the grids are on which each question is asked, too; none if on no others.
    ///
    /// # Errors
    /// A sentence, if this program does not check by that factor.
    pub fn factor(&self) -> Result<Option<u32>, String> {
        match self.finer {
            None | Some(grid_check::FACTOR) => Ok(self.finer),
            Some(other) => {
                Err(format!("it checks grids {other} times as fine, and this program twice as fine"))
            }
        }
    }
}

impl QuestionPart {
    fn read(&self, model: &Model) -> Result<Question, String> {
        let question = standoff_model::question(model, &self.question)
            .map_err(|_| format!("\"{}\" is no question about this model", short(&self.question)))?;
        let Some(name) = &self.expert else { return Ok(question) };
        let id = model.experts.iter().position(|expert| expert.name == *name);
        let id = id.and_then(|id| u16::try_from(id).ok()).map(ExpertId);
        id.and_then(|id| study::of_expert(&question, id))
            .ok_or_else(|| format!("\"{}\" does not ask the expert {}", short(&self.question), short(name)))
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

/// Text from a file, short enough to repeat.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(79).chain(['…']).collect() }
}
