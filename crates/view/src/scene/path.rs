//! Lines and curves, step by step.
//!
//! In: points in order. Out: the outline as SVG writes it, with a fixed number of decimals so that the bytes are always the same.

/// An outline made of straight lines and curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Go(f64, f64),
    Line(f64, f64),
    Curve([f64; 6]),
    Close,
}

impl Path {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a part at a point.
    #[must_use]
    pub fn go(mut self, x: f64, y: f64) -> Self {
        self.steps.push(Step::Go(x, y));
        self
    }

    /// A straight line to a point.
    #[must_use]
    pub fn line(mut self, x: f64, y: f64) -> Self {
        self.steps.push(Step::Line(x, y));
        self
    }

    /// A cubic curve to a point: two control points, then the point.
    #[must_use]
    pub fn curve(mut self, control: (f64, f64), other: (f64, f64), to: (f64, f64)) -> Self {
        self.steps.push(Step::Curve([control.0, control.1, other.0, other.1, to.0, to.1]));
        self
    }

    /// Back to where the part began.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.steps.push(Step::Close);
        self
    }

    /// A closed part through points.
    pub fn polygon(&mut self, points: &[(f64, f64)]) {
        for (at, &(x, y)) in points.iter().enumerate() {
            self.steps.push(if at == 0 { Step::Go(x, y) } else { Step::Line(x, y) });
        }
        self.steps.push(Step::Close);
    }

    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The straight pieces that it is made of; a curve is cut into a few.
    #[must_use]
    pub fn pieces(&self) -> Vec<[(f64, f64); 2]> {
        let (mut start, mut here) = ((0.0, 0.0), (0.0, 0.0));
        let mut pieces = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let points = match *step {
                Step::Go(x, y) => {
                    start = (x, y);
                    here = start;
                    continue;
                }
                Step::Line(x, y) => vec![(x, y)],
                Step::Curve(six) => {
                    (1..=PIECES).map(|k| on_curve(here, six, f64::from(k) / f64::from(PIECES))).collect()
                }
                Step::Close => vec![start],
            };
            for point in points {
                pieces.push([here, point]);
                here = point;
            }
        }
        pieces
    }

    /// As the attribute `d`.
    #[must_use]
    pub fn data(&self) -> String {
        let mut out = String::new();
        let mut point = |letter: char, numbers: &[f64]| {
            out.push(letter);
            for (at, number) in numbers.iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                out.push_str(&length(*number));
            }
        };
        for step in &self.steps {
            match step {
                Step::Go(x, y) => point('M', &[*x, *y]),
                Step::Line(x, y) => point('L', &[*x, *y]),
                Step::Curve(six) => point('C', six),
                Step::Close => point('Z', &[]),
            }
        }
        out
    }
}

/// Into so many pieces a curve is cut.
const PIECES: u32 = 12;

/// The point of a cubic curve at a share of its way.
fn on_curve(from: (f64, f64), [ax, ay, bx, by, x, y]: [f64; 6], share: f64) -> (f64, f64) {
    let rest = 1.0 - share;
    let weights =
        [rest * rest * rest, 3.0 * rest * rest * share, 3.0 * rest * share * share, share * share * share];
    let along = |four: [f64; 4]| four.iter().zip(&weights).map(|(place, weight)| place * weight).sum();
    (along([from.0, ax, bx, x]), along([from.1, ay, by, y]))
}

/// A length with at most two decimals: `12`, `0.5`, `-3.25`.
#[must_use]
pub fn length(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_the_outline() {
        let path = Path::new().go(0.0, 0.0).line(4.0, 0.0).curve((6.0, 0.0), (8.0, 2.0), (8.0, 4.0)).close();
        let pieces = path.pieces();
        assert_eq!(pieces.len(), 2 + PIECES as usize);
        assert!(pieces.windows(2).all(|pair| pair[0][1] == pair[1][0]));
        assert_eq!(pieces.last(), Some(&[(8.0, 4.0), (0.0, 0.0)]));
    }
}
