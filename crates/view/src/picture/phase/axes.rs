//! What a map lies in: its axes, and the cross at the values in force.
//!
//! In: the parameters. Out: shapes and words around the map and on it.

use super::{CROSS, Phase};
use crate::picture::frame::MARGIN;
use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Ink, Path, Shape, Size, Text, font};

pub(super) fn axes(of: &Phase, x: &Axis, y: &Axis) -> Group {
    let ((left, right), (bottom, top)) = (x.places, y.places);
    // For whoever reads values off the picture or puts marks into it.
    let mut group = Group::new("axes")
        .with("across", of.sides[0].parameter.0.clone())
        .with("across-from", x.values.0.to_string())
        .with("across-to", x.values.1.to_string())
        .with("across-start", left.to_string())
        .with("across-end", right.to_string())
        .with("upwards", of.sides[1].parameter.0.clone())
        .with("upwards-from", y.values.0.to_string())
        .with("upwards-to", y.values.1.to_string())
        .with("upwards-start", bottom.to_string())
        .with("upwards-end", top.to_string());
    group.draw(
        Shape {
            form: Form::rect(left, top, right - left, bottom - top),
            fill: None,
            stroke: None,
            hatch: None,
        }
        .edged(Ink::Muted, 1.0),
    );
    for (value, words) in x.ticks(5) {
        let at = x.at(value);
        group.draw(Shape::line(Form::straight((at, bottom), (at, bottom + 4.0)), Ink::Muted, 1.0));
        group.write(
            Text::new(at, bottom + 16.0, Size::Small, words).anchored(Anchor::Middle).in_ink(Ink::Muted),
        );
    }
    for (value, words) in y.ticks(5) {
        let at = y.at(value);
        group.draw(Shape::line(Form::straight((left - 4.0, at), (left, at)), Ink::Muted, 1.0));
        group.write(
            Text::new(left - 8.0, at + 4.0, Size::Small, words).anchored(Anchor::End).in_ink(Ink::Muted),
        );
    }
    let name = font::cut(&of.sides[0].parameter.0, Size::Body, right - left);
    group.write(
        Text::new(f64::midpoint(left, right), bottom + 36.0, Size::Body, name).anchored(Anchor::Middle),
    );
    let name = font::cut(&of.sides[1].parameter.0, Size::Body, bottom - top);
    let name =
        Text::new(MARGIN + 12.0, f64::midpoint(top, bottom), Size::Body, name).anchored(Anchor::Middle);
    group.write(Text { upwards: true, ..name });
    group
}

/// The values in force.
pub(super) fn base(into: &mut Group, of: &Phase, x: &Axis, y: &Axis) {
    let inside = |axis: &Axis, value: f64| (axis.values.0..=axis.values.1).contains(&value);
    if !(inside(x, of.sides[0].now) && inside(y, of.sides[1].now)) {
        return;
    }
    let (cx, cy) = (x.at(of.sides[0].now), y.at(of.sides[1].now));
    let mut group = Group::new("base");
    for (ink, width) in [(Ink::Ground, 4.5), (Ink::Text, 1.8)] {
        group.draw(Shape::line(cross(cx, cy), ink, width));
    }
    into.add(group);
}

/// The mark of the values in force.
pub(super) fn cross(x: f64, y: f64) -> Form {
    let path = Path::new().go(x - CROSS, y).line(x + CROSS, y).go(x, y - CROSS).line(x, y + CROSS);
    Form::Path(path)
}
