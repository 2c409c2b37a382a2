//! One table from all parts of a plan.
//!
//! In: a plan with all its parts. Out: the table, the same to the byte as if one machine had made it: the parts are read one after
//! the other and their rows written anew.

use standoff_ask::Budget;

use super::description::short;
use super::{Builds, Description, Plan, SweepError, TableWriter, parquet};

impl Plan {
    /// Writes the rows of all parts, in order; the caller ends the table. `next` is told of each shard before it is read.
    ///
    /// # Errors
    /// [`SweepError::Refused`] with a sentence while parts are missing, damaged or from another plan.
    pub fn merge(
        &self,
        table: &mut dyn TableWriter,
        next: &dyn Fn(u64),
        budget: Budget,
    ) -> Result<(), SweepError> {
        let progress = self.progress()?;
        if !progress.missing.is_empty() {
            return Err(SweepError::Refused(self.sentence(&progress)));
        }
        for shard in 0..self.part.shards {
            if budget() {
                return Err(standoff_ask::AskError::Stopped.into());
            }
            next(shard);
            self.add(shard, table)?;
        }
        Ok(())
    }

    /// What the merged table says of itself: the sweep that was planned and, where builds other than the plan's made parts, which.
    ///
    /// # Errors
    /// [`SweepError::File`] if a part cannot be read.
    pub fn merged(&self) -> Result<Description, SweepError> {
        let mut sweep = self.part.sweep.clone();
        if self.builds == Builds::Same {
            return Ok(sweep);
        }
        let mut builds = Vec::new();
        for shard in 0..self.part.shards {
            let path = self.path(shard);
            let footer = parquet::footer(&path).map_err(|error| SweepError::file(&path, "read", &error))?;
            let build = footer.and_then(|footer| footer.made_by).unwrap_or_else(|| sweep.build.clone());
            if !builds.contains(&build) {
                builds.push(build);
            }
        }
        builds.sort();
        sweep.build = builds.join(", ");
        Ok(sweep)
    }

    fn add(&self, shard: u64, table: &mut dyn TableWriter) -> Result<(), SweepError> {
        let path = self.path(shard);
        let part = self.part_of(shard);
        let wrong = || {
            SweepError::Refused(format!(
                "\"{}\" is not the part of this plan that it should be",
                path.display()
            ))
        };
        let mut rows = 0;
        parquet::read(
            &path,
            &mut |footer| {
                let right =
                    footer.part.as_ref() == Some(&part) && footer.sweep == self.part.sweep && footer.complete;
                match (&footer.made_by, self.builds) {
                    _ if !right => Err(wrong()),
                    (Some(build), Builds::Same) => Err(SweepError::Refused(format!(
                        "\"{}\" was made by another build of the program, {}; rows of two builds may differ \
                             (`--any-build` takes it all the same)",
                        path.display(),
                        short(build)
                    ))),
                    _ => Ok(()),
                }
            },
            &mut |block| {
                if block.first != part.first + rows {
                    return Err(wrong());
                }
                rows += block.len() as u64;
                Ok(table.write(&block)?)
            },
        )?;
        if rows == part.rows { Ok(()) } else { Err(wrong()) }
    }

    /// What is missing, in a sentence.
    #[must_use]
    pub fn sentence(&self, progress: &super::shards::Progress) -> String {
        let all = self.part.shards;
        let missing = progress.missing.len() as u64;
        if missing == 0 {
            return format!("all {all} shards are done");
        }
        let mut text =
            format!("{} of {all} shards are done; missing: {}", all - missing, ranges(&progress.missing));
        if !progress.refused.is_empty() {
            text.push_str(&format!(
                "; of these, damaged or from another plan: {}",
                ranges(&progress.refused)
            ));
        }
        text
    }
}

/// "0-17, 20, 31-39"; only the first ones where there are many.
fn ranges(numbers: &[u64]) -> String {
    const MOST: usize = 12;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => runs.push((number, number)),
        }
    }
    let word = |&(start, end): &(u64, u64)| {
        if start == end { start.to_string() } else { format!("{start}-{end}") }
    };
    let mut words: Vec<String> = runs.iter().take(MOST).map(word).collect();
    if runs.len() > MOST {
        words.push("…".to_owned());
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn neighbours_are_joined() {
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), "0-2, 5, 7-8");
        let many: Vec<u64> = (0..100).map(|k| 2 * k).collect();
        assert!(ranges(&many).ends_with("22, …"));
    }
}
