//! Marks that stand for actors, chance and ends: each actor has a shape as well as a colour.
//!
//! In: a number and a place. Out: a shape about its centre.

use crate::scene::{Form, Ink, Path, Shape};

/// The mark of an actor: circle, square, diamond, triangle, hexagon, then again.
pub(super) fn actor(number: usize, x: f64, y: f64, radius: f64) -> Shape {
    let form = match number % 5 {
        0 => Form::Circle { x, y, radius },
        1 => Form::rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8),
        2 => around(x, y, &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)], radius),
        3 => around(x, y, &[(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)], radius),
        _ => around(
            x,
            y,
            &[(-0.55, -1.0), (0.55, -1.0), (1.15, 0.0), (0.55, 1.0), (-0.55, 1.0), (-1.15, 0.0)],
            radius,
        ),
    };
    Shape::filled(form, Ink::actor(number))
}

/// The mark of chance: a small open circle.
pub(super) fn chance(x: f64, y: f64, radius: f64) -> Shape {
    Shape::filled(Form::Circle { x, y, radius: radius * 0.65 }, Ink::Ground).edged(Ink::Muted, 1.5)
}

/// The mark of an outcome: an upright bar.
pub(super) fn outcome(number: usize, x: f64, y: f64, height: f64) -> Shape {
    Shape::filled(Form::rect(x, y - height / 2.0, 6.0, height), Ink::outcome(number))
}

fn around(x: f64, y: f64, corners: &[(f64, f64)], radius: f64) -> Form {
    let mut path = Path::new();
    let points: Vec<(f64, f64)> = corners.iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect();
    path.polygon(&points);
    Form::Path(path)
}
