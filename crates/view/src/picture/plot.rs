//! What plots have in common: rules and figures of their axes.
//!
//! In: an axis and where it lies. Out: thin rules with small figures, added to a group.

use crate::scene::axis::Axis;
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};

/// Room that a figure takes besides its own width.
const GAP: f64 = 10.0;

/// Upright rules from `top` to `bottom` at round values, with the figures below.
pub(super) fn across(into: &mut Group, axis: &Axis, top: f64, bottom: f64, about: usize) {
    let mut free = f64::NEG_INFINITY;
    for (value, words) in axis.ticks(about) {
        let x = axis.at(value);
        into.draw(Shape::line(Form::straight((x, top), (x, bottom)), Ink::Rule, 1.0));
        let half = font::width(&words, Size::Small) / 2.0;
        if x - half >= free {
            let figure = Text::new(x, bottom + 14.0, Size::Small, words).anchored(Anchor::Middle);
            into.write(figure.in_ink(Ink::Muted));
            free = x + half + GAP;
        }
    }
}

/// Level rules from `left` to `right` at round values, with the figures to their left.
pub(super) fn upwards(into: &mut Group, axis: &Axis, left: f64, right: f64, about: usize) {
    for (value, words) in axis.ticks(about) {
        let y = axis.at(value);
        into.draw(Shape::line(Form::straight((left, y), (right, y)), Ink::Rule, 1.0));
        into.write(
            Text::new(left - 6.0, y + 4.0, Size::Small, words).anchored(Anchor::End).in_ink(Ink::Muted),
        );
    }
}

/// Places of labels that want to stand at `wanted` (ascending), at least `gap` apart and within `from..to` as far as there is room.
pub(super) fn apart(wanted: &[f64], gap: f64, from: f64, to: f64) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for &want in wanted {
        let least = places.last().map_or(from, |last: &f64| last + gap);
        places.push(want.max(least));
    }
    // Those that were pushed beyond the end push back.
    let mut most = to;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - gap;
    }
    // With too many for the room, the first ones keep their distance.
    let mut least = f64::NEG_INFINITY;
    for place in &mut places {
        *place = place.max(least);
        least = *place + gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!(apart(&[1.0, 1.0, 50.0], 10.0, 0.0, 100.0), [1.0, 11.0, 50.0]);
        assert_eq!(apart(&[95.0, 99.0], 10.0, 0.0, 100.0), [90.0, 100.0]);
    }
}
