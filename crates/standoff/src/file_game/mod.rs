//! A game from an `.efg` or `.nfg` file: read, solved, verified, written.
//!
//! In: the bytes of a file. Out: [`FileGame`], then [`SolvedFile`] and [`VerifiedFile`]. The solvers and the certificate
//! are those of models; the file's names stand where a model's would.

mod from_model;
mod names;

use sha2::{Digest, Sha256};
use standoff_game::formats::{self, FormatError, NamedGame, ReadOptions};
use standoff_game::numbers::{ExactError, ExactNumbers, Numbers, Undefined};
use standoff_solve::certificate::{self, CertificateError};
use standoff_solve::keep::Keeper;
use standoff_solve::solution::{Certificate, Solution};
use standoff_solve::{Request, SolveError, Workspace};

use crate::json::from_solution;
use crate::json::game::GameDocument;
use crate::json::parts::{ModelPart, SettingPart, SizePart, TimingPart};
use crate::json::profile::ProfileDocument;
use crate::json::solution::SolutionDocument;
use crate::json::verification::VerificationDocument;
use crate::naming::Naming;
use crate::verify::{self, Checked};

pub use from_model::{FromModel, from_model};

/// A game with names and numbers.
#[derive(Clone, Debug)]
pub struct FileGame {
    /// What it is called: the file's name without its ending.
    pub name: String,
    /// Hex SHA-256 of the file.
    pub sha256: String,
    /// The game.
    pub game: NamedGame,
    /// Its numbers.
    pub numbers: Numbers,
    /// The same, exact.
    pub exact: ExactNumbers,
    /// What was done while reading that the file's author should know of, in sentences.
    pub notes: Vec<String>,
}

/// Why a file is no game.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its text.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Its numbers.
    #[error("{0}")]
    Numbers(String),
}

/// Why a game from a file is not solved.
#[derive(Debug, thiserror::Error)]
pub enum FileSolveError {
    /// A player forgets what it knew or did.
    #[error("{0}; the methods here need perfect recall")]
    Recall(String),
    /// The solver.
    #[error(transparent)]
    Solve(#[from] SolveError),
}

/// A solved game from a file.
#[derive(Clone, Debug)]
pub struct SolvedFile<'g> {
    /// The game.
    pub file: &'g FileGame,
    /// The solution with its certificate.
    pub solution: Solution,
}

/// A profile of a game from a file, checked.
#[derive(Clone, Debug)]
pub struct VerifiedFile<'g> {
    /// The game.
    pub file: &'g FileGame,
    /// What was found.
    pub checked: Checked,
}

/// Reads a file of either format. `name` is what it is called.
///
/// # Errors
/// What is wrong with the text, with line and column.
pub fn open(name: &str, bytes: &[u8], options: ReadOptions) -> Result<FileGame, OpenError> {
    let read = formats::read(bytes, options)?;
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    FileGame::new(name.to_owned(), sha256, read.game, read.notes)
}

impl FileGame {
    /// A game with its numbers.
    ///
    /// # Errors
    /// If they are beyond doubles.
    pub fn new(name: String, sha256: String, game: NamedGame, notes: Vec<String>) -> Result<Self, OpenError> {
        let exact = game.numbers().map_err(|error| OpenError::Numbers(error.to_string()))?;
        let numbers = exact.to_doubles();
        let players = game.players.len().max(1);
        if let Some(at) = numbers.payoff.iter().position(|payoff| !payoff.is_finite()) {
            let (row, player) = ((at / players) as u32, (at % players) as u16);
            let error = ExactError::from(Undefined::Payoff { row, player });
            return Err(OpenError::Numbers(error.to_string()));
        }
        Ok(FileGame { name, sha256, game, numbers, exact, notes })
    }

    /// An equilibrium with its certificate. `keeper` says when to stop, and may keep the state of a long solve.
    ///
    /// # Errors
    /// If a player forgets, or the solver cannot.
    pub fn solve(
        &self,
        request: &Request,
        keeper: &mut dyn Keeper,
    ) -> Result<SolvedFile<'_>, FileSolveError> {
        self.needs_recall()?;
        let solution = standoff_solve::solve(
            &self.game.structure,
            &self.numbers,
            Some(&self.exact),
            request,
            &mut Workspace::default(),
            keeper,
        )?;
        Ok(SolvedFile { file: self, solution })
    }

    /// Regret and beliefs of a profile, without any solver. `accuracy` is the regret that is accepted, as a share of the
    /// payoff range.
    ///
    /// # Errors
    /// A sentence that says why the profile does not belong to the game.
    pub fn verify(
        &self,
        profile: &ProfileDocument,
        accuracy: Option<f64>,
    ) -> Result<VerifiedFile<'_>, String> {
        self.needs_recall().map_err(|error| error.to_string())?;
        let exact = Some(&self.exact);
        let checked = verify::check(&self.game, &self.sha256, &self.numbers, exact, profile, accuracy)?;
        Ok(VerifiedFile { file: self, checked })
    }

    /// The game as JSON.
    #[must_use]
    pub fn document(&self) -> GameDocument {
        crate::json::from_game::game_document(&self.game, self.model_part())
    }

    /// How large it is.
    #[must_use]
    pub fn size(&self) -> SizePart {
        let structure = self.game.structure();
        SizePart {
            nodes: structure.node_count() as u64,
            terminals: structure.terminal_count() as u64,
            information_sets: structure.infoset_count() as u64,
            actions: structure.action_count() as u64,
            solving_bytes: None,
            unfolded_nodes: None,
        }
    }

    fn needs_recall(&self) -> Result<(), FileSolveError> {
        self.game.imperfect_recall().map_or(Ok(()), |sentence| Err(FileSolveError::Recall(sentence)))
    }

    /// Which file it is, as JSON.
    #[must_use]
    pub fn model_part(&self) -> ModelPart {
        ModelPart { name: self.name.clone(), title: self.game.title.clone(), sha256: self.sha256.clone() }
    }
}

impl SolvedFile<'_> {
    /// The certificate, computed anew.
    ///
    /// # Errors
    /// If the solution's arrays do not fit the game.
    pub fn certify(&self) -> Result<Certificate, CertificateError> {
        let (file, solution) = (self.file, &self.solution);
        certificate::certify(
            &file.game.structure,
            &file.numbers,
            Some(&file.exact),
            &solution.profile,
            solution.profile_exact.as_deref(),
            &solution.witness,
            &solution.beliefs,
            solution.certificate.witness_lambda,
            solution.certificate.fixed_point.and(solution.certificate.witness_lambda),
        )
    }

    /// As JSON.
    #[must_use]
    pub fn document(&self, timing: TimingPart) -> SolutionDocument<'_> {
        let setting =
            SettingPart { branch: self.solution.selection.rule.word().into(), ..SettingPart::default() };
        let file = self.file;
        from_solution::document(&file.game, &self.solution, file.model_part(), setting, file.size(), timing)
    }
}

impl VerifiedFile<'_> {
    /// As JSON.
    #[must_use]
    pub fn document(&self, timing: TimingPart) -> VerificationDocument {
        let file = self.file;
        self.checked.document(&file.game, file.model_part(), SettingPart::default(), timing)
    }
}
