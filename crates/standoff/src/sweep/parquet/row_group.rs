//! Rows that are held until they fill a row group.
//!
//! In: rows of blocks. Out: columns as Parquet writes them. Regimes stand once each.

use std::collections::HashMap;
use std::ops::Range;

use parquet::data_type::ByteArray;
use standoff_ask::Block;
use standoff_ask::answer::PointStatus;

use crate::sweep::columns::key_text;

/// Columns in the making.
#[derive(Default)]
pub(crate) struct RowGroup {
    pub(crate) point: Vec<i64>,
    pub(crate) at: Vec<Vec<f64>>,
    /// Those answers that there are, and for each row whether there is one.
    pub(crate) values: Vec<(Vec<f64>, Vec<i16>)>,
    /// The same on finer grids.
    pub(crate) finer: Vec<(Vec<f64>, Vec<i16>)>,
    pub(crate) limit: Vec<Vec<bool>>,
    pub(crate) status: Vec<ByteArray>,
    /// Names and keys of those regimes that there are.
    pub(crate) regime: Vec<ByteArray>,
    pub(crate) regime_key: Vec<ByteArray>,
    pub(crate) has_regime: Vec<i16>,
    words: HashMap<&'static str, ByteArray>,
    known: HashMap<(String, u64), (ByteArray, ByteArray)>,
}

impl RowGroup {
    pub(crate) fn new(parameters: usize, questions: usize, finer: usize) -> Self {
        Self {
            at: vec![Vec::new(); parameters],
            values: vec![Default::default(); questions],
            finer: vec![Default::default(); finer],
            limit: vec![Vec::new(); questions],
            ..Self::default()
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.point.len()
    }

    /// Adds some rows of a block.
    pub(crate) fn add(&mut self, block: &Block, rows: Range<usize>) {
        let first = block.first;
        self.point.extend(rows.clone().map(|row| (first + row as u64) as i64));
        for (column, from) in self.at.iter_mut().zip(&block.at) {
            column.extend_from_slice(&from[rows.clone()]);
        }
        let answers = self.values.iter_mut().zip(&block.values);
        for ((found, there), from) in answers.chain(self.finer.iter_mut().zip(&block.finer)) {
            let from = &from[rows.clone()];
            there.extend(from.iter().map(|value| i16::from(value.is_finite())));
            found.extend(from.iter().filter(|value| value.is_finite()));
        }
        for (column, from) in self.limit.iter_mut().zip(&block.limit) {
            column.extend_from_slice(&from[rows.clone()]);
        }
        for &status in &block.status[rows.clone()] {
            let word = PointStatus::word(status);
            self.status.push(self.words.entry(word).or_insert_with(|| ByteArray::from(word)).clone());
        }
        let regimes: Vec<(ByteArray, ByteArray)> = block.regimes.iter().map(|it| self.regime(it)).collect();
        for &number in &block.regime[rows] {
            let regime = regimes.get(number as usize);
            self.has_regime.push(i16::from(regime.is_some()));
            if let Some((name, key)) = regime {
                self.regime.push(name.clone());
                self.regime_key.push(key.clone());
            }
        }
    }

    fn regime(&mut self, regime: &(String, u64)) -> (ByteArray, ByteArray) {
        if let Some(known) = self.known.get(regime) {
            return known.clone();
        }
        let made = (ByteArray::from(regime.0.as_str()), ByteArray::from(key_text(regime.1).as_str()));
        self.known.insert(regime.clone(), made.clone());
        made
    }

    /// Forgets all rows, and keeps the room that they took for the next ones.
    pub(crate) fn clear(&mut self) {
        self.point.clear();
        self.at.iter_mut().for_each(Vec::clear);
        for (values, there) in self.values.iter_mut().chain(&mut self.finer) {
            values.clear();
            there.clear();
        }
        self.limit.iter_mut().for_each(Vec::clear);
        self.status.clear();
        self.regime.clear();
        self.regime_key.clear();
        self.has_regime.clear();
        self.known.clear();
    }
}
