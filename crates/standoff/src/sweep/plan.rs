//! A sweep that is cut into shards: the folder that says all about it.
//!
//! In: a description and the files of the model. Out: a folder with `sweep.json` and a copy of the model, from which anybody makes
//! any shard; and back again. A shard is a pure function of the folder. `sweep.json` is written last: a folder without one is no
//! plan.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use standoff_ask::batch::CHUNK;
use standoff_ask::{Budget, Session, Study, grid_check};
use standoff_compile::Limits;
use standoff_model::ir::Model;
use standoff_model::sources::{SourceError, Sources};
use standoff_syntax::diagnostic::Severity;

use super::description::{self, BUILD, Description, MOST_QUESTIONS, PROGRAM, short};
use super::parquet::seal::hex;
use super::{SweepError, shards};
use crate::whole_file;

/// The schema's name and version.
pub const SCHEMA: &str = "standoff/sweep-plan/1";
/// The file's name.
pub const FILE: &str = "sweep.json";
/// The folder with the model.
const MODEL: &str = "model";
/// The most shards of a plan.
pub const MOST_SHARDS: u64 = 1_000_000;
/// Shards of a plan that does not say how many: what a batch system takes as one array without further settings.
const SHARDS: u64 = 1000;
/// Larger plans are not ours.
const LARGEST_PLAN: u64 = 64 << 20;
/// Larger files are no models.
const LARGEST_MODEL: u64 = 32 << 20;

/// `sweep.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanPart {
    /// [`SCHEMA`].
    pub schema: String,
    /// The model's own file, within the folder `model`.
    pub model_file: String,
    /// Largest game that is built, in situations.
    pub max_nodes: u64,
    /// Most memory for a game, in bytes.
    pub max_bytes: u64,
    /// Points of each shard but the last: a whole number of chunks.
    pub shard_points: u64,
    /// How many shards.
    pub shards: u64,
    /// The sweep.
    pub sweep: Description,
}

/// What is read first: the rest depends on it.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

/// Whether a plan and its parts may be those of another build of this version of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builds {
    /// Refused: rows of two builds may differ.
    Same,
    /// Taken; parts that this build makes say so.
    Any,
}

/// A plan in its folder.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whose parts are taken.
    pub builds: Builds,
    /// What it says.
    pub part: PlanPart,
    /// SHA-256 of `sweep.json`: parts of another plan have another one.
    pub hash: String,
    /// Where it is.
    pub folder: PathBuf,
}

/// Points of each shard: `wanted` rounded up to whole chunks, or as many as make a thousand shards.
///
/// # Errors
/// A sentence, if there would be too many shards.
pub fn shard_points(points: u64, wanted: Option<u64>) -> Result<u64, String> {
    let chunks = points.div_ceil(CHUNK).max(1);
    let each = wanted.map_or_else(|| chunks.div_ceil(SHARDS), |wanted| wanted.div_ceil(CHUNK)).max(1);
    let shards = chunks.div_ceil(each);
    if shards > MOST_SHARDS {
        return Err(format!("this would make {shards} shards, and there are at most {MOST_SHARDS}"));
    }
    Ok(each.min(chunks) * CHUNK)
}

impl Plan {
    /// Writes a plan to a folder, new or empty; a folder with the same plan is left as it is. `sources` hands out the files of
    /// the model again, the names of which are `files`, its own first.
    ///
    /// # Errors
    /// [`SweepError`] if the folder holds something else or cannot be written, or the files have changed meanwhile.
    pub fn write(
        folder: &Path,
        mut part: PlanPart,
        sources: &dyn Sources,
        files: &[&str],
    ) -> Result<Self, SweepError> {
        part.model_file = model_name(files.first().copied().unwrap_or_default());
        let text = crate::json::pretty(&part);
        let path = folder.join(FILE);
        match read_limited(&path, LARGEST_PLAN) {
            Ok(there) if there == text.as_bytes() => return Self::open(folder, Builds::Same),
            Ok(_) => {
                return Err(SweepError::Refused(format!(
                    "\"{}\" holds another plan; name another folder",
                    folder.display()
                )));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(SweepError::file(&path, "read", &error)),
        }
        let model = folder.join(MODEL);
        fs::create_dir_all(&model).map_err(|error| SweepError::file(&model, "made", &error))?;
        for (k, &file) in files.iter().enumerate() {
            let bytes = sources.read(file).map_err(|error| {
                let why = match error {
                    SourceError::Missing => "it is gone".to_owned(),
                    SourceError::Unreadable(why) => why,
                };
                SweepError::File(format!("\"{file}\" cannot be copied: {why}"))
            })?;
            let name = if k == 0 { &part.model_file } else { file };
            let target = model.join(within(name).ok_or_else(|| {
                SweepError::Refused(format!(
                    "\"{file}\" cannot be copied: it lies outside the model's folder"
                ))
            })?);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(|error| SweepError::file(folder, "made", &error))?;
            }
            whole_file::write(&target, &bytes)
                .map_err(|error| SweepError::file(&target, "written", &error))?;
        }
        let plan =
            Self { builds: Builds::Same, hash: hash(text.as_bytes()), part, folder: folder.to_owned() };
        // Whoever changed the model between its being read and copied would find out on another machine.
        plan.model()?;
        whole_file::write(&path, text.as_bytes())
            .map_err(|error| SweepError::file(&path, "written", &error))?;
        Ok(plan)
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// [`SweepError::Refused`] with a sentence if it is none, or one of another version, or of another build unless these are
    /// taken; [`SweepError::File`].
    pub fn open(folder: &Path, builds: Builds) -> Result<Self, SweepError> {
        let path = folder.join(FILE);
        let refused = |why: String| SweepError::Refused(format!("\"{}\" {why}", path.display()));
        let bytes = read_limited(&path, LARGEST_PLAN).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SweepError::Refused(format!(
                "there is no plan in \"{}\"; `standoff sweep plan` makes one",
                folder.display()
            )),
            std::io::ErrorKind::FileTooLarge => refused("is no plan: it is too large".to_owned()),
            _ => SweepError::file(&path, "read", &error),
        })?;
        let head: Head = serde_json::from_slice(&bytes)
            .map_err(|error| refused(format!("is no plan: it is no JSON ({error})")))?;
        match head.schema.as_deref() {
            Some(SCHEMA) => {}
            Some(other) if other.starts_with("standoff/sweep-plan/") => {
                return Err(refused(format!(
                    "is of another format, {}; this program reads {SCHEMA}",
                    short(other)
                )));
            }
            _ => return Err(refused("is no plan of a sweep".to_owned())),
        }
        let part: PlanPart =
            serde_json::from_slice(&bytes).map_err(|error| refused(format!("is no plan: {error}")))?;
        part.check(builds).map_err(refused)?;
        Ok(Self { builds, hash: hash(&bytes), part, folder: folder.to_owned() })
    }

    /// The model, read and checked.
    ///
    /// # Errors
    /// [`SweepError::Refused`] if it is not the one that was planned for.
    pub fn model(&self) -> Result<Model, SweepError> {
        let sources = FolderSources { folder: self.folder.join(MODEL), root: self.part.model_file.clone() };
        let read = standoff_model::read(&sources);
        let broken = read.diagnostics.iter().find(|found| found.severity == Severity::Error);
        let why = match (&read.model, broken) {
            (_, Some(error)) => format!("has an error: {}", error.message),
            (Some(model), None) if model.sha256 != self.part.sweep.model.sha256 => {
                "is another one than was planned for".to_owned()
            }
            (Some(_), None) => return read.model.ok_or_else(|| SweepError::Refused(String::new())),
            (None, None) => "cannot be read".to_owned(),
        };
        let path = sources.folder.join(&sources.root);
        Err(SweepError::Refused(format!("the model \"{}\" {why}", path.display())))
    }

    /// A session on the model, as the plan says.
    ///
    /// # Errors
    /// [`SweepError::Refused`] if what the plan says is not about this model.
    pub fn session<'m>(&self, model: &'m Model) -> Result<Session<'m>, SweepError> {
        let sweep = &self.part.sweep;
        let setting = sweep.setting(model).map_err(|why| self.refuse(&why))?;
        let request = sweep.solving.request().map_err(|why| self.refuse(&why))?;
        let limits = Limits { max_nodes: self.part.max_nodes, max_bytes: self.part.max_bytes };
        Ok(Session::new(model, setting, request, limits))
    }

    /// The model on finer grids, if the plan asks for answers there.
    ///
    /// # Errors
    /// [`SweepError::Refused`] if the model has no grids.
    pub fn finer(&self, model: &Model) -> Result<Option<Model>, SweepError> {
        let Some(factor) = self.part.sweep.factor().map_err(|why| self.refuse(&why))? else {
            return Ok(None);
        };
        let finer = grid_check::finer(model, factor);
        finer.map(Some).ok_or_else(|| self.refuse("it checks grids, and the model has none"))
    }

    /// The questions at the points; `fine` is a session on the finer model, if the plan asks for answers there
    /// ([`grid_check::session`]).
    ///
    /// # Errors
    /// [`SweepError::Refused`] if what the plan says is not about this model, or needs a finer one; [`SweepError::Ask`].
    pub fn study<'s, 'm>(
        &self,
        session: &'s Session<'m>,
        fine: Option<&'s Session<'m>>,
        budget: Budget,
    ) -> Result<Study<'s, 'm>, SweepError> {
        let sweep = &self.part.sweep;
        let design = sweep.design(session.model).map_err(|why| self.refuse(&why))?;
        let questions = sweep.questions(session.model).map_err(|why| self.refuse(&why))?;
        let mut study = Study::new(session, &questions, design, budget).map_err(|error| match error {
            standoff_ask::study::StudyError::Ask(error) => SweepError::Ask(error),
            error => self.refuse(&error.to_string()),
        })?;
        match (sweep.factor().map_err(|why| self.refuse(&why))?, fine) {
            (None, _) => {}
            (Some(factor), Some(fine)) => {
                study.check_grids(fine, factor, budget)?;
            }
            (Some(_), None) => {
                return Err(self.refuse("it checks grids, and the setting cannot be put on finer ones"));
            }
        }
        Ok(study)
    }

    fn refuse(&self, why: &str) -> SweepError {
        SweepError::Refused(format!("\"{}\" does not fit: {why}", self.folder.join(FILE).display()))
    }
}

impl PlanPart {
    /// The end of a sentence if the plan cannot be followed.
    fn check(&self, builds: Builds) -> Result<(), String> {
        let sweep = &self.sweep;
        if sweep.schema != description::SCHEMA {
            return Err(format!("is of another format, {}", short(&sweep.schema)));
        }
        if sweep.program != PROGRAM {
            return Err(format!(
                "was made by version {} of the program, and this is {PROGRAM}; rows of two versions may differ in their \
                 last digits",
                short(&sweep.program)
            ));
        }
        if sweep.build != BUILD && builds == Builds::Same {
            return Err(format!(
                "was made by another build of version {PROGRAM} of the program, {}, and this is {BUILD}; rows of two \
                 builds may differ (`--any-build` takes it all the same)",
                if sweep.build.is_empty() { "without a name".to_owned() } else { short(&sweep.build) }
            ));
        }
        if within(&self.model_file).is_none() {
            return Err("names a model outside its folder".to_owned());
        }
        let whole = self.shard_points > 0 && self.shard_points.is_multiple_of(CHUNK);
        if !whole || self.shards != sweep.points.div_ceil(self.shard_points) || self.shards == 0 {
            return Err(format!(
                "does not cut {} points into {} shards of {}",
                sweep.points, self.shards, self.shard_points
            ));
        }
        if self.shards > MOST_SHARDS {
            return Err(format!("has {} shards, more than {MOST_SHARDS}", self.shards));
        }
        if sweep.questions.len() > MOST_QUESTIONS {
            return Err(format!("asks more than {MOST_QUESTIONS} questions"));
        }
        shards::check_numbering(sweep)
    }
}

/// The files of a model in a plan's folder.
struct FolderSources {
    folder: PathBuf,
    root: String,
}

impl Sources for FolderSources {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let inside = within(path)
            .ok_or_else(|| SourceError::Unreadable("it lies outside the plan's folder".to_owned()))?;
        read_limited(&self.folder.join(inside), LARGEST_MODEL).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SourceError::Missing,
            _ => SourceError::Unreadable(error.to_string()),
        })
    }

    fn root_name(&self) -> &str {
        &self.root
    }
}

/// A path that leads nowhere but down.
fn within(path: &str) -> Option<PathBuf> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !path.is_empty()).then(|| PathBuf::from(path))
}

/// What the copy of the model's own file is called.
fn model_name(path: &str) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    name.filter(|name| name.ends_with(".standoff")).unwrap_or_else(|| "model.standoff".to_owned())
}

fn read_limited(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "it is too large"));
    }
    Ok(bytes)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
