//! Reads texts for the tests of the checks and puts messages into short lines.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use standoff_model::ir::Model;
use standoff_model::{Read, read_text};

fn short(read: &Read) -> Vec<String> {
    read.diagnostics.iter().map(|found| format!("{} {}", found.code, found.message)).collect()
}

/// Codes and messages of a text, in order.
pub fn found(text: &str) -> Vec<String> {
    short(&read_text("test", text))
}

/// The model of a text without errors.
pub fn model(text: &str) -> Model {
    let read = read_text("test", text);
    let found = short(&read);
    read.model.unwrap_or_else(|| panic!("{found:?}"))
}

/// Line numbers and words of the places of the first message with this code.
pub fn lines_of(text: &str, code: &str) -> Vec<(usize, String)> {
    let read = read_text("test", text);
    let found = read.diagnostics.iter().find(|found| found.code == code).unwrap();
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    found.labels.iter().map(|label| (line(label.span.start), label.text.clone())).collect()
}
