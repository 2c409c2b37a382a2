//! The shards of a plan: which points each has, which are done, and making one.
//!
//! In: a plan. Out: parts, `part-000123.parquet`. A part is there whole or not at all, and is the same whoever makes it: two who make
//! the same one at once do no harm.

use std::collections::BTreeSet;
use std::path::PathBuf;

use standoff_ask::batch::CHUNK;
use standoff_ask::{Budget, Executor, Study};

use super::columns;
use super::parquet::{self, ParquetTable, PartPart};
use super::{Description, End, Plan, SweepError, TableWriter};
use crate::whole_file::{WholeFile, remove_unfinished};

/// What became of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was there.
    Already,
    /// It was made now.
    Now,
    /// It was made now, in the place of a file that was not a part of this plan, or damaged.
    Anew,
}

/// How far the shards of a plan are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Shards without a part, ascending.
    pub missing: Vec<u64>,
    /// Shards whose part is damaged or from another plan, ascending. They are missing, too.
    pub refused: Vec<u64>,
}

impl Plan {
    /// Where the part of a shard is.
    #[must_use]
    pub fn path(&self, shard: u64) -> PathBuf {
        self.folder.join(format!("part-{shard:06}.parquet"))
    }

    /// What the part of a shard says of itself.
    #[must_use]
    pub fn part_of(&self, shard: u64) -> PartPart {
        let first = shard.saturating_mul(self.part.shard_points);
        let rows = self.part.sweep.points.saturating_sub(first).min(self.part.shard_points);
        PartPart { plan: self.hash.clone(), shard, first, rows }
    }

    /// Looks which shards have a part, by their names and what they say of themselves at their ends.
    ///
    /// # Errors
    /// [`SweepError::File`] if the folder cannot be read.
    pub fn progress(&self) -> Result<Progress, SweepError> {
        let cannot = |error: std::io::Error| SweepError::file(&self.folder, "read", &error);
        let mut there = BTreeSet::new();
        for entry in std::fs::read_dir(&self.folder).map_err(cannot)? {
            let name = entry.map_err(cannot)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix("part-")?.strip_suffix(".parquet"));
            there.extend(number.and_then(|digits| digits.parse::<u64>().ok()));
        }
        let mut progress = Progress::default();
        for shard in 0..self.part.shards {
            if !there.contains(&shard) {
                progress.missing.push(shard);
            } else if !self.looks_done(shard)? {
                progress.missing.push(shard);
                progress.refused.push(shard);
            }
        }
        Ok(progress)
    }

    /// Whether a shard has a part of this plan, as far as its end says.
    fn looks_done(&self, shard: u64) -> Result<bool, SweepError> {
        let path = self.path(shard);
        let said = serde_json::to_string(&self.part_of(shard)).map_err(std::io::Error::from)?;
        match parquet::tail_holds(&path, &format!("\"part\":{said},\"complete\":true}}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(SweepError::file(&path, "read", &error))
            }
            done => Ok(done.unwrap_or(false)),
        }
    }

    /// Whether a shard has a part of this plan, with every byte as it was written.
    fn is_done(&self, shard: u64) -> Result<bool, SweepError> {
        let path = self.path(shard);
        if !self.looks_done(shard)? {
            return Ok(false);
        }
        let cannot = |error| SweepError::file(&path, "read", &error);
        parquet::seal::holds(&mut std::fs::File::open(&path).map_err(cannot)?).map_err(cannot)
    }

    /// Makes the part of a shard, unless it is there.
    ///
    /// # Errors
    /// [`SweepError`]; then there is no part.
    pub fn make(
        &self,
        study: &Study,
        shard: u64,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<Made, SweepError> {
        let path = self.path(shard);
        let cannot = |error: &std::io::Error| SweepError::file(&path, "written", error);
        let clean = || remove_unfinished(&path).map_err(|error| cannot(&error));
        if self.is_done(shard)? {
            clean()?;
            return Ok(Made::Already);
        }
        let made = if path.exists() { Made::Anew } else { Made::Now };
        let file = WholeFile::create(&path).map_err(|error| cannot(&error))?;
        match self.write_part(study, shard, file, executor, budget) {
            Ok(()) => {}
            // Whoever else made it has cleaned up behind.
            Err(SweepError::Write(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                if !self.is_done(shard)? {
                    return Err(cannot(&error));
                }
            }
            Err(SweepError::Write(error)) => return Err(cannot(&error)),
            Err(other) => return Err(other),
        }
        clean()?;
        Ok(made)
    }

    fn write_part(
        &self,
        study: &Study,
        shard: u64,
        mut file: WholeFile,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<(), SweepError> {
        let part = self.part_of(shard);
        let chunks = part.first / CHUNK..(part.first + part.rows).div_ceil(CHUNK);
        let rows = part.rows;
        let mut table = ParquetTable::begin(&self.part.sweep, Some(part), &mut file)?;
        study.run::<SweepError>(chunks, executor, budget, &mut |block| Ok(table.write(&block)?))?;
        table.finish(End { rows, ..End::default() })?;
        drop(table);
        Ok(file.commit()?)
    }
}

/// The end of a sentence if the columns of a description are not numbered as this program does.
pub(crate) fn check_numbering(sweep: &Description) -> Result<(), String> {
    let right = sweep.questions.iter().enumerate().all(|(k, question)| {
        question.value == columns::value_name(k)
            && question.limit == columns::limit_name(k)
            && question.finer == sweep.finer.map(|_| columns::finer_name(k))
    });
    if right { Ok(()) } else { Err("does not name its columns as this program does".to_owned()) }
}
