//! A picture as PNG or PDF, to be saved.
//!
//! In: what the picture is about. Out: the file in base64, since the socket carries text. The bytes are those of `standoff picture`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use standoff::view::svg::{self, Options, Theme};

use super::picture::{POINTS, drawn};
use crate::serve::command;
use crate::serve::lanes::Out;
use crate::serve::protocol::{FileFormat, PictureOf, Subject};
use crate::serve::reading::{Desk, sentence};

pub(super) fn export(
    desk: &Desk,
    of: &Subject,
    wanted: &PictureOf,
    format: FileFormat,
    out: &Out,
) -> Result<Value, String> {
    let open = desk.open(&of.text);
    let stopped = || out.is_stopped();
    let (session, job) = desk.begin(&open, &of.setting, desk.server.limits.timeout, &stopped)?;
    let made = drawn(&session, &job, &of.setting, wanted, None)?;
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
    let command = command::picture(of, wanted, points, ending);
    Ok(serde_json::json!({ "type": kind, "base64": STANDARD.encode(bytes), "command": command }))
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
