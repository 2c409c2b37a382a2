//! What names and expressions evaluate to while a story unfolds.
//!
//! In: nothing. Out: [`Value`] and [`Cell`]. Numbers are ids into the expression DAG, so that one story serves every
//! point of parameter space.

use jiff::civil::Date;
use standoff_game::dag::ExprId;
use standoff_model::ir::{LabelSetId, ThingId};

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number.
    Number(ExprId),
    /// A label: index into its set.
    Label(LabelSetId, u32),
    /// A truth value that no parameter can change.
    Truth(bool),
    /// A truth value that depends on parameters (1 or 0).
    Swept(ExprId),
    /// A package of this decision: its index among all combinations of the issues' values, in lexicographic order.
    Package(ThingId, u32),
    /// A date.
    Date(Date),
}

/// The value of a thing in a story, with its index in the thing's domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The value.
    pub value: Value,
    /// Index of the label, number, grid point or package; [`Cell::COMPUTED`] for `now` names.
    pub index: u32,
}

impl Cell {
    /// The index of values that come from no list.
    pub const COMPUTED: u32 = u32::MAX;
}
