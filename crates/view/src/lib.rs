//! Answers to documents and pictures: the brief as blocks, blocks as text, pictures as scenes, scenes as SVG.
//!
//! ```text
//! Findings ── brief ──> Document ── text ──> terminal, ── html ──> pages, ── markdown ──> Markdown
//! answers ── picture ──> Scene ── svg ──> SVG, with a Document and a table that say the same
//! brief, pictures, sliders ── report ──> one page, or Markdown
//! ```

pub mod brief;
pub mod document;
pub mod html;
pub mod markdown;
pub mod picture;
pub mod report;
pub mod scene;
pub mod svg;
pub mod text;
pub mod words;
