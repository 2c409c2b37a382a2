//! Points along a line, all else as in the setting.
//!
//! In: a batch, points such as a parameter's values in order. Out: rows, in that order.

use std::sync::{Mutex, PoisonError};

use standoff_model::ir::ParameterId;

use crate::batch::{Batch, Points, Rows};
use crate::session::{AskError, Budget, Executor};

/// A parameter at given values.
pub(crate) struct Along<'a> {
    pub(crate) parameter: ParameterId,
    pub(crate) values: &'a [f64],
}

impl Points for Along<'_> {
    fn count(&self) -> u64 {
        self.values.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        let value = self.values.get(index as usize);
        if let (Some(slot), Some(value)) = (point.get_mut(self.parameter.0 as usize), value) {
            *slot = *value;
        }
    }

    fn line(&self) -> u64 {
        self.count()
    }
}

/// The rows at points, chunk by chunk.
pub(crate) fn rows(
    batch: &Batch,
    points: &dyn Points,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Vec<Rows>, AskError> {
    let chunks = usize::try_from(Batch::chunks(points.count())).unwrap_or(usize::MAX);
    each(chunks, executor, &|k| batch.chunk(points, k as u64, budget)).into_iter().collect()
}

/// Makes each of `count` things, perhaps in parallel; in order.
pub(crate) fn each<T: Send>(
    count: usize,
    executor: &dyn Executor,
    make: &(dyn Fn(usize) -> Result<T, AskError> + Sync),
) -> Vec<Result<T, AskError>> {
    let slots: Vec<Mutex<Option<Result<T, AskError>>>> = (0..count).map(|_| Mutex::default()).collect();
    executor.run(count, &|i| {
        let made = make(i);
        *slots[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
    });
    slots
        .into_iter()
        .map(|slot| {
            slot.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or(Err(AskError::Stopped))
        })
        .collect()
}
