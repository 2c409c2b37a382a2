//! Tree to checked model: names, kinds, sight, flow, size, probabilities.

pub mod ir;
