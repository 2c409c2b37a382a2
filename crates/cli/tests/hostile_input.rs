//! Input that is meant to break the program: too deep, too long, too large, or no text at all.
//!
//! In: texts made here. Out: a failure for each that makes the program crash, hang or take more than its share: two
//! seconds of processor time and 500 MB (both are looked up in `/proc`, so they are held on Linux only). A build
//! without optimisation gets ten times as long.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod hostile;

use hostile::{binary, deep, large, wide};

#[test]
fn bytes_that_are_no_text() {
    hostile::all("bytes", &binary::inputs());
}

#[test]
fn deep_texts() {
    hostile::all("deep", &deep::inputs());
}

#[test]
fn wide_texts() {
    hostile::all("wide", &wide::inputs());
}

#[test]
fn games_too_large() {
    hostile::all("large", &large::inputs());
}
