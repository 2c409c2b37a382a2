//! Work that is measured by how often it asks whether to stop, so that it ends at the same place on every machine.
//!
//! In: the caller's budget and a number. Out: a budget that also says stop after so many questions. A clock would let the same
//! command say more on a fast machine than on a slow one; solvers ask about once for a pass over the game.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::along::each;
use crate::session::{AskError, Budget, Executor};

/// A budget with a counter.
pub(crate) struct Meter<'b> {
    budget: Budget<'b>,
    asked: AtomicU64,
    most: u64,
}

impl<'b> Meter<'b> {
    pub(crate) fn new(budget: Budget<'b>, most: u64) -> Self {
        Self { budget, asked: AtomicU64::new(0), most }
    }

    /// Whether to stop.
    pub(crate) fn ask(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) >= self.most || (self.budget)()
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// What the metered work made; none if the meter ran out.
    ///
    /// # Errors
    /// [`AskError::Stopped`] if the caller wants to stop, and all else that went wrong.
    pub(crate) fn within<T>(&self, made: Result<T, AskError>) -> Result<Option<T>, AskError> {
        match made {
            Err(AskError::Stopped) if self.asked() > self.most && !(self.budget)() => Ok(None),
            other => other.map(Some),
        }
    }
}

/// Does each of `count` pieces of work, in parallel, in two rounds: in the first each has the same part of `most` questions whether
/// to stop, in the second the pieces that took longer share what the others left. None in the place of a piece that took longer
/// still. `work` takes a number and a budget.
pub(crate) fn in_two_rounds<T: Send>(
    count: usize,
    most: u64,
    executor: &dyn Executor,
    budget: Budget,
    work: &(dyn Fn(usize, Budget) -> Result<T, AskError> + Sync),
) -> Result<Vec<Option<T>>, AskError> {
    let metered = |k: usize, most: u64| -> Result<(Option<T>, u64), AskError> {
        let meter = Meter::new(budget, most);
        let made = work(k, &|| meter.ask());
        Ok((meter.within(made)?, meter.asked()))
    };
    let first = most / (count as u64).max(1);
    let (mut all, mut left, mut slow) = (Vec::new(), most, Vec::new());
    for (k, made) in each(count, executor, &|k| metered(k, first)).into_iter().enumerate() {
        let (made, asked) = made?;
        left = left.saturating_sub(asked);
        if made.is_none() {
            slow.push(k);
        }
        all.push(made);
    }
    let share = left / (slow.len() as u64).max(1);
    if share > first {
        for (&k, made) in slow.iter().zip(each(slow.len(), executor, &|k| metered(slow[k], share))) {
            all[k] = made?.0;
        }
    }
    Ok(all)
}
