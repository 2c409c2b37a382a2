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

/// The other of two orders has come up by then.
const MOST_TRIES: usize = 64;

fn tree(text: &str) -> Result<Tree, String> {
    let mut fonts = Database::new();
    font::FILES.iter().for_each(|file| fonts.load_font_data(file.to_vec()));
    fonts.set_sans_serif_family(font::FAMILY);
    let options =
        Options { fontdb: Arc::new(fonts), font_family: font::FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(text, &options).map_err(|error| format!("the picture cannot be drawn: {error}"))
}

/// As dots, `scale` of them to a pixel.
pub(crate) fn png(text: &str, scale: f32) -> Result<Vec<u8>, String> {
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
///
/// The library writes the two weights of the font in an order of chance, different from call to call. Both files say the same; the one that
/// sorts first is taken, so that the same picture is always the same file.
pub(crate) fn pdf(text: &str) -> Result<Vec<u8>, String> {
    let tree = tree(text)?;
    let make = || {
        let page = svg2pdf::PageOptions::default();
        let made = svg2pdf::to_pdf(&tree, svg2pdf::ConversionOptions::default(), page);
        made.map(in_order).map_err(|error| format!("the picture cannot be written as PDF: {error}"))
    };
    let first = make()?;
    if !has(&first, b"/fo1 ") {
        return Ok(first);
    }
    for _ in 0..MOST_TRIES {
        let other = make()?;
        if other != first {
            return Ok(first.min(other));
        }
    }
    Ok(first)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The same file with the entries of its dictionaries in order: the library leaves those of a page's resources in an order of chance.
/// Their order means nothing in PDF, and no byte moves outside of them, so that the table of places stays right.
fn in_order(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut run: Vec<&[u8]> = Vec::new();
    let mut stream = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let entry = !stream && line.trim_ascii_start().starts_with(b"/") && line.ends_with(b" 0 R\n");
        if entry {
            run.push(line);
            continue;
        }
        run.sort_unstable();
        run.drain(..).for_each(|line| out.extend_from_slice(line));
        out.extend_from_slice(line);
        stream = match line {
            b"stream\n" => true,
            b"endstream\n" => false,
            _ => stream,
        };
    }
    run.sort_unstable();
    run.drain(..).for_each(|line| out.extend_from_slice(line));
    out
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn entries_are_ordered_outside_of_streams_only() {
        let made =
            in_order(b"  /fo1 2 0 R\n  /fo0 1 0 R\n>>\nstream\n/b 2 0 R\n/a 1 0 R\nendstream\n".to_vec());
        assert_eq!(made, b"  /fo0 1 0 R\n  /fo1 2 0 R\n>>\nstream\n/b 2 0 R\n/a 1 0 R\nendstream\n");
    }
}
