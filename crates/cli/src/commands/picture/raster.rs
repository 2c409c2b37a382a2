//! SVG as PNG and PDF.
//!
//! In: the text of a picture of our own. Out: bytes. Letters are those of the font that the program brings along, never of the machine's, so
//! that a picture looks the same everywhere.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use standoff::view::scene::font;

/// Larger pictures do not fit into memory.
const MOST_DOTS: f32 = 20_000.0;

fn tree(text: &str) -> Result<Tree, String> {
    let mut fonts = Database::new();
    font::FILES.iter().for_each(|file| fonts.load_font_data(file.to_vec()));
    fonts.set_sans_serif_family(font::FAMILY);
    let options =
        Options { fontdb: Arc::new(fonts), font_family: font::FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(text, &options).map_err(|error| format!("the picture cannot be drawn: {error}"))
}

/// As dots, `scale` of them to a pixel.
pub(super) fn png(text: &str, scale: f32) -> Result<Vec<u8>, String> {
    let tree = tree(text)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    // A very tall tree gets fewer dots rather than none.
    let scale = scale.min(MOST_DOTS / width.max(height));
    let dots = |length: f32| (length * scale).ceil() as u32;
    let mut pixels = Pixmap::new(dots(width), dots(height)).ok_or("the picture is empty")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| format!("the picture cannot be written as PNG: {error}"))
}

/// As a page of its own size.
pub(super) fn pdf(text: &str) -> Result<Vec<u8>, String> {
    let tree = tree(text)?;
    svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), svg2pdf::PageOptions::default())
        .map_err(|error| format!("the picture cannot be written as PDF: {error}"))
}
