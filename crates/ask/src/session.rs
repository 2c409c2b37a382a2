//! A model under question: settings, compiled games and solutions, each made once and kept.
//!
//! In: a checked model, a base setting, limits. Out: [`Solved`] games, from which the other files answer. No clock and
//! no threads of its own: the caller's budget says when to stop and its executor runs loops in parallel.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use num_rational::BigRational;
use num_traits::ToPrimitive;
use standoff_compile::{CompileError, Compiled, LabelNumbers, Limits, Names};
use standoff_game::numbers::{ExactError, ExactNumbers, Numbers};
use standoff_model::ir::{
    ActorId, BranchRule, Edit, ExpertId, Model, OptionValue, ParameterId, ThingId, VariantId,
};
use standoff_solve::keep::Keeper;
use standoff_solve::solution::{Branch, Solution};
use standoff_solve::{Request, SolveError, Workspace, solve};

use crate::experts::pool::Pool;
use crate::uncertainty::Plan;
use crate::undefined;

/// Answers "stop?"; asked often, from any thread.
pub type Budget<'a> = &'a (dyn Fn() -> bool + Sync);

/// Runs `task(0)`, …, `task(count − 1)`, in any order, perhaps in parallel, and returns when all are done. The results
/// of answers do not depend on the order.
pub trait Executor: Sync {
    /// See the trait.
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync));
}

/// Runs one task after the other on the calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}

/// Why a game could not be solved.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The text does not give a game under this setting.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The solver gave up before it had anything.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The numbers make no sense at this point.
    #[error("{0}")]
    Undefined(String),
    /// A question that many points are to be asked has no number for an answer.
    #[error("only a question with a number for an answer can be asked at many points")]
    NoNumber,
    /// More points than can be held.
    #[error("{points} points are more than the {most} that such a table may have")]
    TooMany {
        /// How many were asked for.
        points: u64,
        /// The limit.
        most: u64,
    },
    /// The budget ran out.
    #[error("stopped before an answer was found")]
    Stopped,
}

/// Whose values of the parameters are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinions {
    /// One expert's.
    Of(ExpertId),
    /// Those of all experts, pooled.
    Pooled(Pool),
}

/// Everything that decides which game is solved and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The value of every parameter, by id.
    pub parameters: Vec<BigRational>,
    /// The value of every option, by id.
    pub options: Vec<OptionValue>,
    /// Labels taken off the table.
    pub without: Vec<(ThingId, u32)>,
    /// Secrets shown openly at the start.
    pub reveals: Vec<(ThingId, ActorId)>,
    /// Whose opinions are in force, if an expert's or those of all together.
    pub opinions: Option<Opinions>,
    /// The variant in force, if any.
    pub variant: Option<VariantId>,
    /// How to leave a bifurcation.
    pub branch: Branch,
    /// Parameters whose value was said, by an edit or an expert: they stay there while the others vary. Sorted.
    pub said: Vec<ParameterId>,
}

impl Setting {
    /// The file's own setting.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self {
            parameters: model.parameters.iter().map(|p| p.value.clone()).collect(),
            options: model.options.iter().map(|o| o.value.clone()).collect(),
            without: Vec::new(),
            reveals: Vec::new(),
            opinions: None,
            variant: None,
            branch: Branch::Stable,
            said: Vec::new(),
        }
    }

    /// Makes one change.
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Parameter(id, value) => {
                if let Some(slot) = self.parameters.get_mut(id.0 as usize) {
                    slot.clone_from(value);
                    self.say(*id);
                }
            }
            Edit::Option(id, value) => {
                if let Some(slot) = self.options.get_mut(id.0 as usize) {
                    slot.clone_from(value);
                }
            }
            Edit::Without(thing, label) => push_new(&mut self.without, (*thing, *label)),
            Edit::Reveal(thing, actor) => push_new(&mut self.reveals, (*thing, *actor)),
        }
    }

    /// Puts a variant in force.
    pub fn apply_variant(&mut self, model: &Model, variant: VariantId) {
        if let Some(declared) = model.variants.get(variant.0 as usize) {
            declared.edits.iter().for_each(|edit| self.edit(edit));
            self.variant = Some(variant);
        }
    }

    /// Puts an expert's opinions in force.
    pub fn apply_opinions(&mut self, model: &Model, expert: ExpertId) {
        for (id, parameter) in (0..).map(ParameterId).zip(&model.parameters) {
            if let Some((_, value)) = parameter.opinions.iter().find(|(by, _)| *by == expert) {
                self.edit(&Edit::Parameter(id, value.clone()));
            }
        }
        self.opinions = Some(Opinions::Of(expert));
    }

    /// Notes that the values of those parameters on which experts have opinions are pooled ones.
    pub fn note_pool(&mut self, model: &Model, pool: Pool) {
        self.opinions = Some(Opinions::Pooled(pool));
        let about = (0..).map(ParameterId).zip(&model.parameters).filter(|(_, p)| !p.opinions.is_empty());
        about.for_each(|(parameter, _)| self.say(parameter));
    }

    fn say(&mut self, parameter: ParameterId) {
        if let Err(place) = self.said.binary_search(&parameter) {
            self.said.insert(place, parameter);
        }
    }

    /// Sets the branch rule.
    pub fn apply_branch(&mut self, rule: BranchRule) {
        self.branch = match rule {
            BranchRule::Stable => Branch::Stable,
            BranchRule::Straight => Branch::Straight,
        };
    }

    /// The same setting with another value of one parameter.
    #[must_use]
    pub fn with_parameter(&self, parameter: ParameterId, value: BigRational) -> Self {
        let mut changed = self.clone();
        changed.edit(&Edit::Parameter(parameter, value));
        changed
    }

    /// What decides the structure of the game.
    #[must_use]
    pub fn shape(&self) -> standoff_compile::Setting {
        standoff_compile::Setting {
            options: self.options.clone(),
            without: self.without.clone(),
            reveals: self.reveals.clone(),
            fold: true,
        }
    }

    /// The parameters in doubles.
    #[must_use]
    pub fn point(&self) -> Vec<f64> {
        self.parameters.iter().map(to_f64).collect()
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The double nearest to a rational.
#[must_use]
pub fn to_f64(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// A solved game with everything needed to answer from it.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The setting it was solved under.
    pub setting: Setting,
    /// Structure, expressions and stories.
    pub compiled: Arc<Compiled>,
    /// Numbers at the setting's parameters.
    pub numbers: Numbers,
    /// The same, exact, if no irrational operation is in the way.
    pub exact: Option<ExactNumbers>,
    /// The solution with its certificate.
    pub solution: Solution,
    /// What labels that depend on parameters come to at the setting, once somebody wants names.
    pub(crate) labels: OnceLock<LabelNumbers>,
}

impl Solved {
    /// The parameters in doubles.
    #[must_use]
    pub fn point(&self) -> Vec<f64> {
        self.setting.point()
    }

    /// The names of the game at the setting.
    #[must_use]
    pub fn names<'a>(&'a self, model: &'a Model) -> Names<'a> {
        let numbers = self.labels.get_or_init(|| LabelNumbers::at(&self.setting.parameters));
        self.compiled.names(model, numbers)
    }

    /// Whether the solution is a point of the path at the λ that was asked for: every label is played, dear ones rarely.
    #[must_use]
    pub fn errs(&self) -> bool {
        self.solution.certificate.fixed_point.is_some()
    }
}

/// A model under question. Cheap to share between threads.
pub struct Session<'m> {
    /// The model.
    pub model: &'m Model,
    /// The setting in force before a question's own settings.
    pub base: Setting,
    /// How games are solved.
    pub request: Request,
    /// How large a game may become.
    pub limits: Limits,
    /// How parameters are drawn for questions about uncertainty.
    pub plan: Plan,
    kept: Arc<Kept>,
    /// What was found until the budget ran out: the best there is for this session, and not for those that have more time.
    cut: Mutex<Vec<Arc<Solved>>>,
}

/// What sessions have compiled and solved. Sessions on the same model with the same request and limits may share it, at the same
/// time or one after the other, whatever their settings.
#[derive(Default)]
pub struct Kept {
    compiled: Mutex<Vec<(standoff_compile::Setting, Arc<Compiled>)>>,
    solved: Mutex<Vec<Arc<Solved>>>,
    workspaces: Mutex<Vec<Workspace>>,
}

/// What a solved game takes for each of its nodes, about: numbers, exact ones, strategies, beliefs.
const BYTES_A_NODE: u64 = 400;

impl Kept {
    /// Bytes in use, about, without what solvers hold for the next solve.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let compiled: u64 = lock(&self.compiled).iter().map(|(_, game)| game.bytes() as u64).sum();
        let nodes: usize =
            lock(&self.solved).iter().map(|solved| solved.compiled.structure.node_count()).sum();
        compiled + nodes as u64 * BYTES_A_NODE
    }

    /// Forgets everything; it is made again when it is needed.
    pub fn clear(&self) {
        lock(&self.compiled).clear();
        lock(&self.solved).clear();
        self.clear_workspaces();
    }

    /// Forgets what solvers hold for the next solve, which for a large game is much.
    pub fn clear_workspaces(&self) {
        lock(&self.workspaces).clear();
    }
}

/// How many solved games are kept, and how many nodes they may have together; the oldest goes first.
const KEPT: usize = 64;
const KEPT_NODES: usize = 10_000_000;

impl<'m> Session<'m> {
    /// A session on `model` with `base` in force.
    #[must_use]
    pub fn new(model: &'m Model, base: Setting, request: Request, limits: Limits) -> Self {
        Self {
            model,
            base,
            request,
            limits,
            plan: Plan::default(),
            kept: Arc::default(),
            cut: Mutex::default(),
        }
    }

    /// The same session, with what others on the same model, with the same request and limits, have compiled and solved.
    #[must_use]
    pub fn sharing(self, kept: Arc<Kept>) -> Self {
        Self { kept, ..self }
    }

    /// A session on the same model with another setting in force; both share what they compile and solve.
    #[must_use]
    pub fn at(&self, base: Setting) -> Self {
        Self {
            model: self.model,
            base,
            request: self.request.clone(),
            limits: self.limits,
            plan: self.plan,
            kept: self.kept.clone(),
            cut: Mutex::default(),
        }
    }

    /// The game that `setting` gives, compiled once per setting of options, labels and reveals.
    ///
    /// # Errors
    /// [`AskError::Compile`] if the text gives no game there, or one above the limits; [`AskError::Stopped`].
    pub fn compiled(&self, setting: &Setting, budget: Budget) -> Result<Arc<Compiled>, AskError> {
        let shape = setting.shape();
        if let Some((_, found)) = lock(&self.kept.compiled).iter().find(|(key, _)| *key == shape) {
            return Ok(found.clone());
        }
        let compiled = standoff_compile::compile(self.model, &shape, &self.limits, &mut || budget());
        let compiled = Arc::new(match compiled {
            Err(CompileError::Stopped) => return Err(AskError::Stopped),
            other => other?,
        });
        lock(&self.kept.compiled).push((shape, compiled.clone()));
        Ok(compiled)
    }

    /// The solution under `setting`, with the tighter second run, kept for later questions.
    ///
    /// # Errors
    /// As [`Self::compiled`]; [`AskError::Undefined`] if a probability leaves 0..1 there; [`AskError::Solve`].
    pub fn solved(&self, setting: &Setting, budget: Budget) -> Result<Arc<Solved>, AskError> {
        let known = |list: &Mutex<Vec<Arc<Solved>>>| {
            lock(list).iter().rev().find(|solved| solved.setting == *setting).cloned()
        };
        if let Some(found) = known(&self.kept.solved) {
            return Ok(found);
        }
        if let Some(found) = known(&self.cut)
            && budget()
        {
            return Ok(found);
        }
        let solved = Arc::new(self.solve_once(setting, self.request.tight, budget)?);
        if budget() {
            lock(&self.cut).push(solved.clone());
            return Ok(solved);
        }
        let mut kept = lock(&self.kept.solved);
        let nodes = |solved: &Arc<Solved>| solved.compiled.structure.node_count();
        while kept.len() >= KEPT || kept.iter().map(nodes).sum::<usize>() + nodes(&solved) > KEPT_NODES {
            if kept.is_empty() {
                break;
            }
            kept.remove(0);
        }
        kept.push(solved.clone());
        Ok(solved)
    }

    /// The game under `setting` with its numbers there, exact ones too where they are rational.
    ///
    /// # Errors
    /// As [`Self::compiled`]; [`AskError::Undefined`] if the numbers make no sense there.
    pub fn numbers(
        &self,
        setting: &Setting,
        budget: Budget,
    ) -> Result<(Arc<Compiled>, Numbers, Option<ExactNumbers>), AskError> {
        let compiled = self.compiled(setting, budget)?;
        let (structure, dag) = (&compiled.structure, &compiled.dag);
        let undefined = |compiled: &Compiled, what| {
            AskError::Undefined(undefined::sentence(self.model, compiled, setting, what))
        };
        let (numbers, exact) = match ExactNumbers::evaluate(structure, dag, &setting.parameters) {
            Ok(exact) => (exact.to_doubles(), Some(exact)),
            Err(ExactError::Undefined(what)) => return Err(undefined(&compiled, what)),
            Err(ExactError::NotExact) => {
                let numbers = Numbers::evaluate_rational(structure, dag, &setting.parameters)
                    .map_err(|what| undefined(&compiled, what))?;
                (numbers, None)
            }
        };
        Ok((compiled, numbers, exact))
    }

    /// The solution under `setting`, not kept: for the many points of a scan. `tight` asks for the second, tighter run.
    ///
    /// # Errors
    /// As [`Self::solved`].
    pub fn solve_once(&self, setting: &Setting, tight: bool, budget: Budget) -> Result<Solved, AskError> {
        let prepared = self.numbers(setting, budget)?;
        self.solve_prepared(setting, prepared, tight, &mut || budget())
    }

    /// The solution under `setting` of the game that [`Self::numbers`] has prepared, not kept by the session; `keeper` may
    /// keep the state of a long solve and continue an earlier one.
    ///
    /// # Errors
    /// [`AskError::Solve`].
    pub fn solve_prepared(
        &self,
        setting: &Setting,
        prepared: (Arc<Compiled>, Numbers, Option<ExactNumbers>),
        tight: bool,
        keeper: &mut dyn Keeper,
    ) -> Result<Solved, AskError> {
        let (compiled, numbers, exact) = prepared;
        let request = self.request_under(setting, tight);
        let mut workspace = lock(&self.kept.workspaces).pop().unwrap_or_default();
        let solution = solve(&compiled.structure, &numbers, exact.as_ref(), &request, &mut workspace, keeper);
        lock(&self.kept.workspaces).push(workspace);
        Ok(Solved {
            setting: setting.clone(),
            compiled,
            numbers,
            exact,
            solution: solution?,
            labels: OnceLock::new(),
        })
    }

    /// What the solver is asked for under `setting`.
    #[must_use]
    pub fn request_under(&self, setting: &Setting, tight: bool) -> Request {
        Request { branch: setting.branch, tight, ..self.request.clone() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
