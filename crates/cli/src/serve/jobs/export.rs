//! A picture as PNG or PDF, to be saved.
//!
//! In: what the picture is about. Out: the file in base64, since the socket carries text. The bytes are those of `standoff picture`.

use serde_json::Value;
use standoff::view::svg::{self, Options, Theme};

use super::picture::{POINTS, drawn};
use crate::serve::command;
use crate::serve::lanes::Out;
use crate::serve::protocol::{FileFormat, PictureOf, Text, Wished};
use crate::serve::reading::{Desk, sentence};

pub(super) fn export(
    desk: &Desk,
    of: &Text,
    wished: &Wished,
    wanted: &PictureOf,
    format: FileFormat,
    out: &Out,
) -> Result<Value, String> {
    let open = desk.open(of);
    let stopped = || out.is_stopped();
    let (session, job) = desk.begin(&open, wished, desk.server.limits.timeout, &stopped)?;
    let made = drawn(&session, &job, wished, wanted)?;
    if out.is_stopped() {
        return Ok(Value::Null);
    }
    let text = svg::write(&made.scene, &Options { theme: Theme::Light, ..Options::default() });
    let bytes = written(&text, format).map_err(|error| sentence(&error))?;
    let (kind, ending) = match format {
        FileFormat::Png => ("image/png", "png"),
        FileFormat::Pdf => ("application/pdf", "pdf"),
    };
    let points = wanted.points.unwrap_or(POINTS);
    let command = command::picture(&of.name, wished, wanted, points, ending);
    Ok(serde_json::json!({ "type": kind, "base64": base64(&bytes), "command": command }))
}

/// Dots to a pixel, as `standoff picture` has them.
#[cfg(feature = "raster")]
const SCALE: f32 = 2.0;

#[cfg(feature = "raster")]
fn written(svg: &str, format: FileFormat) -> Result<Vec<u8>, String> {
    use crate::commands::picture::raster;
    match format {
        FileFormat::Png => raster::png(svg, SCALE),
        FileFormat::Pdf => raster::pdf(svg),
    }
}

#[cfg(not(feature = "raster"))]
fn written(_: &str, _: FileFormat) -> Result<Vec<u8>, String> {
    Err("this program was built without PNG and PDF (feature `raster`); SVG and data it can write".to_owned())
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |k: usize| u32::from(chunk.get(k).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn the_examples_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
