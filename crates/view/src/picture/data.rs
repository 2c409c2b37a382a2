//! The data behind a picture: a table with one observation a row, as CSV.
//!
//! In: made by each kind of picture. Out: comma-separated values; JSON is made of the same table elsewhere.

/// A table with one observation a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One cell a column in each row.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// Nothing is known or nothing applies.
    Empty,
}

impl Cell {
    /// A number, if there is one.
    #[must_use]
    pub fn maybe(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Cell::Empty, Cell::Number)
    }

    /// Words.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Cell::Text(words.into())
    }
}

impl Data {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|name| (*name).to_owned()).collect(), rows: Vec::new() }
    }

    /// As comma-separated values, with a line for the names.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = self.columns.join(",");
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(cell).collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) if words.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", words.replace('"', "\"\""))
        }
        Cell::Text(words) => words.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Truth(truth) => truth.to_string(),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut data = Data::new(&["a", "b"]);
        data.rows.push(vec![Cell::text("x, \"y\""), Cell::Number(0.1)]);
        data.rows.push(vec![Cell::Empty, Cell::Truth(true)]);
        assert_eq!(data.csv(), "a,b\n\"x, \"\"y\"\"\",0.1\n,true\n");
    }
}
