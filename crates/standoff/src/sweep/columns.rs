//! The columns of a sweep's table: names and order, the same in CSV, JSON and Parquet.
//!
//! In: a description. Out: [`Column`]s. The names are documented and do not change:
//!
//! | name | type | what |
//! |---|---|---|
//! | `point` | unsigned 64-bit integer | number of the point, from 0 |
//! | the parameter's own, for each that is moved | double | its value |
//! | `value_1`, `value_2`, … | double, may be null | the answer to each question; null where there is none |
//! | `limit_1`, `limit_2`, … | boolean | whether that answer is a limit; each stands beside its value |
//! | `finer_1`, `finer_2`, … | double, may be null | only with `--grid-check`: the answer on grids twice as fine; null where none is certified; each stands beside its limit |
//! | `status` | text | `verified-exact`, `verified-epsilon`, `stalled` or `undefined`; with `--adaptive` also `inside`: not solved, in a region whose rim and middle are in one regime, and `unreached`: the work was stopped before it was known |
//! | `regime` | text, may be null | what is played where play leads |
//! | `regime_key` | text, may be null | 16 hexadecimal digits that tell regimes of one name apart |
//!
//! A parameter that is called like one of the others, in capitals or not, becomes `parameter.NAME`.

use super::Description;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Number of the point.
    Point,
    /// Value of the k-th parameter that is moved.
    Parameter(usize),
    /// Answer to the k-th question.
    Value(usize),
    /// Whether that is a limit.
    Limit(usize),
    /// Answer to the k-th question on finer grids.
    Finer(usize),
    /// What became of the point.
    Status,
    /// Name of the regime.
    Regime,
    /// Key of the regime.
    RegimeKey,
}

/// The name of the column with the answer to question `k`, counted from 0.
#[must_use]
pub fn value_name(k: usize) -> String {
    format!("value_{}", k + 1)
}

/// The name of the column that says whether the answer to question `k`, counted from 0, is a limit.
#[must_use]
pub fn limit_name(k: usize) -> String {
    format!("limit_{}", k + 1)
}

/// The name of the column with the answer to question `k`, counted from 0, on finer grids.
#[must_use]
pub fn finer_name(k: usize) -> String {
    format!("finer_{}", k + 1)
}

/// All columns in order, with their names.
#[must_use]
pub fn columns(description: &Description) -> Vec<(String, Column)> {
    let mut all = vec![("point".to_owned(), Column::Point)];
    for (k, name) in description.parameters().into_iter().enumerate() {
        all.push((parameter_name(name), Column::Parameter(k)));
    }
    for k in 0..description.questions.len() {
        all.push((value_name(k), Column::Value(k)));
        all.push((limit_name(k), Column::Limit(k)));
        if description.finer.is_some() {
            all.push((finer_name(k), Column::Finer(k)));
        }
    }
    all.push(("status".to_owned(), Column::Status));
    all.push(("regime".to_owned(), Column::Regime));
    all.push(("regime_key".to_owned(), Column::RegimeKey));
    all
}

/// The name of a parameter's column.
#[must_use]
pub fn parameter_name(name: &str) -> String {
    let small = name.to_lowercase();
    let numbered = |start: &str| {
        small
            .strip_prefix(start)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let taken = ["point", "status", "regime", "regime_key"].contains(&small.as_str())
        || numbered("value_")
        || numbered("limit_")
        || numbered("finer_");
    if taken { format!("parameter.{name}") } else { name.to_owned() }
}

/// The name of a parameter's column in a table of boundaries.
#[must_use]
pub fn boundary_name(name: &str) -> String {
    let small = name.to_lowercase();
    let taken = ["point", "along", "width", "below", "below_key", "above", "above_key"];
    if taken.contains(&small.as_str()) { format!("parameter.{name}") } else { name.to_owned() }
}

/// A regime's key as text.
#[must_use]
pub fn key_text(key: u64) -> String {
    format!("{key:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_do_not_take_the_names_of_other_columns() {
        for (name, column) in [
            ("p", "p"),
            ("worth.feinter", "worth.feinter"),
            ("point", "parameter.point"),
            ("Status", "parameter.Status"),
            ("value_12", "parameter.value_12"),
            ("value_", "value_"),
            ("value_a", "value_a"),
            ("values", "values"),
            ("limit_1", "parameter.limit_1"),
            ("finer_2", "parameter.finer_2"),
        ] {
            assert_eq!(parameter_name(name), column);
        }
        assert_eq!(key_text(255), "00000000000000ff");
    }
}
