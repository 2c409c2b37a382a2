//! The data behind a picture as JSON.
//!
//! In: a picture. Out: [`PictureDocument`]: its title, what it shows in words, its columns and rows.

use serde::Serialize;
use standoff_view::picture::{Cell, Picture};

/// Schema and version.
pub const SCHEMA: &str = "standoff/picture/1";

/// The data of a picture.
#[derive(Clone, Debug, Serialize)]
pub struct PictureDocument {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Which kind of picture.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One cell a column in each row.
    pub rows: Vec<Vec<CellPart>>,
}

/// A cell: text, a number, yes or no, or null.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum CellPart {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// Nothing.
    Empty(()),
}

/// The data of a picture.
#[must_use]
pub fn picture_document(picture: &Picture) -> PictureDocument {
    let cell = |cell: &Cell| match cell {
        Cell::Text(words) => CellPart::Text(words.clone()),
        Cell::Number(number) => CellPart::Number(*number),
        Cell::Truth(truth) => CellPart::Truth(*truth),
        Cell::Empty => CellPart::Empty(()),
    };
    PictureDocument {
        schema: SCHEMA,
        kind: picture.scene.name,
        title: picture.scene.title.clone(),
        description: picture.scene.description.clone(),
        columns: picture.data.columns.clone(),
        rows: picture.data.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    }
}
