//! What the colours of a map mean.
//!
//! In: the regimes. Out: the words beside the map.

use super::axes::cross;
use super::words::{answers, beyond, shared, shown};
use super::{COLOURED, HATCHED, Hatched, LEFT, OTHERS, PLOT, Phase, TINTS, hue};
use crate::picture::frame::{Frame, MARGIN, SMALL_LINE, WIDTH};
use crate::scene::{Anchor, Form, Group, Ink, Shape, Size, Text, font};
use crate::words;

/// What the colours mean, to the right of the map; returns where it ends.
pub(super) fn legend(frame: &mut Frame, of: &Phase, (low, high): (f64, f64)) -> f64 {
    let left = LEFT + PLOT.0 + 28.0;
    let room = WIDTH - MARGIN - left;
    let mut y = frame.y + 10.0;
    let mut group = Group::new("legend");
    // The scale of the answer, in grey.
    for step in 0..8 {
        let share = TINTS.0 + (TINTS.1 - TINTS.0) * f64::from(step) / 7.0;
        let cell = Form::rect(left + 14.0 * f64::from(step), y - 8.0, 14.0, 10.0);
        group.draw(Shape::filled(cell, Ink::tint(OTHERS, share)));
    }
    let scale = format!("{} to {}", shown(of, low), shown(of, high));
    group.write(
        Text::new(left + 120.0, y + 1.0, Size::Small, font::cut(&scale, Size::Small, room - 120.0))
            .in_ink(Ink::Muted),
    );
    y += SMALL_LINE;
    for line in font::filled(&of.question, Size::Small, room, 2) {
        y += 13.0;
        group.write(Text::new(left, y - 8.0, Size::Small, line).in_ink(Ink::Muted));
    }
    y += 14.0;
    let all: u64 = of.points.len() as u64;
    let shared = shared(of);
    for (number, regime) in of.regimes.iter().take(COLOURED).enumerate() {
        group.draw(
            Shape::filled(Form::rect(left, y - 9.0, 22.0, 18.0), Ink::behind_words(hue(number)))
                .edged(Ink::Muted, 0.6),
        );
        group.write(
            Text::new(left + 11.0, y + 4.0, Size::Small, (number + 1).to_string()).anchored(Anchor::Middle),
        );
        let share = words::share(regime.points as f64 / all.max(1) as f64);
        let own = beyond(&regime.name, &shared);
        for line in font::filled(&format!("{share}: {own}"), Size::Small, room - 30.0, 4) {
            group.write(Text::new(left + 30.0, y + 2.0, Size::Small, line));
            y += 13.0;
        }
        for line in font::filled(&answers(of, number), Size::Small, room - 30.0, 2) {
            group.write(Text::new(left + 30.0, y + 2.0, Size::Small, line).in_ink(Ink::Muted));
            y += 13.0;
        }
        y += 10.0;
    }
    if of.regimes.len() > COLOURED {
        group.draw(
            Shape::filled(Form::rect(left, y - 9.0, 22.0, 14.0), Ink::behind_words(OTHERS))
                .edged(Ink::Muted, 0.6),
        );
        let words = words::plural(of.regimes.len() - COLOURED, "other regime");
        group.write(Text::new(left + 30.0, y + 2.0, Size::Small, words));
        y += 20.0;
    }
    for Hatched { hatch, holds, words } in HATCHED {
        if of.points.iter().any(holds) {
            let shape = Shape::filled(Form::rect(left, y - 9.0, 22.0, 14.0), Ink::Ground);
            group.draw(shape.edged(Ink::Muted, 0.6).hatched(hatch));
            group.write(Text::new(left + 30.0, y + 2.0, Size::Small, words));
            y += 20.0;
        }
    }
    group.draw(Shape::line(cross(left + 11.0, y - 2.0), Ink::Text, 1.8));
    let now =
        of.sides.iter().map(|side| words::parameter(side.now, side.percent)).collect::<Vec<_>>().join(", ");
    group.write(Text::new(
        left + 30.0,
        y + 2.0,
        Size::Small,
        font::cut(&format!("now: {now}"), Size::Small, room - 30.0),
    ));
    frame.body.add(group);
    y + 18.0
}
