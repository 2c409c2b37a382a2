//! How one parameter varies: its declared distribution within its range, or evenly over the range.
//!
//! In: a parameter. Out: its quantiles, the share below a number, and the span that scans of it cover; nothing where neither
//! range nor distribution is declared.

use standoff_compile::distribution::{cumulative, quantile};
use standoff_model::ir::Parameter;
use standoff_syntax::ast::DistKind;

use crate::session::to_f64;

/// Of a distribution without a range, scans cover what lies between these quantiles.
const TAIL: f64 = 0.005;

/// A distribution, cut off at the parameter's range: what is drawn is conditional on lying inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    kind: DistKind,
    args: Vec<f64>,
    /// Share of the uncut distribution below the range, and within it.
    below: f64,
    within: f64,
    range: (f64, f64),
    /// The ends of scans.
    pub span: (f64, f64),
}

impl Margin {
    /// How a parameter varies; `None` if it does not: without range and distribution, over a range of one point, or with a
    /// distribution that has no share inside the range.
    #[must_use]
    pub fn of(parameter: &Parameter) -> Option<Self> {
        Self::within(parameter, None)
    }

    /// The same within a range that takes the place of the declared one, if there is one.
    #[must_use]
    pub fn within(parameter: &Parameter, range: Option<(f64, f64)>) -> Option<Self> {
        let declared = parameter.range.as_ref().map(|(from, to)| (to_f64(from), to_f64(to)));
        let range = range.or(declared);
        let (kind, args) = match (&parameter.dist, range) {
            (Some(dist), _) => (dist.kind, dist.args.iter().map(|arg| to_f64(&arg.value)).collect()),
            (None, Some((from, to))) => (DistKind::Uniform, vec![from, to]),
            (None, None) => return None,
        };
        let (below, within) = match range {
            Some((from, to)) => {
                let below = cumulative(kind, &args, from);
                (below, cumulative(kind, &args, to) - below)
            }
            None => (0.0, 1.0),
        };
        let span = range.unwrap_or_else(|| match (kind, args.as_slice()) {
            (DistKind::Uniform, &[from, to]) | (DistKind::Triangular, &[from, _, to]) => (from, to),
            (DistKind::Beta, _) => (0.0, 1.0),
            _ => (quantile(kind, &args, TAIL), quantile(kind, &args, 1.0 - TAIL)),
        });
        let range = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let varies = within > 1e-12 && span.0 < span.1 && (span.1 - span.0).is_finite();
        varies.then_some(Self { kind, args, below, within, range, span })
    }

    /// Evenly from one number to a greater one, whatever is declared.
    #[must_use]
    pub fn even(from: f64, to: f64) -> Self {
        let range = (from, to);
        Self { kind: DistKind::Uniform, args: vec![from, to], below: 0.0, within: 1.0, range, span: range }
    }

    /// The number below which a share `unit` lies; `unit` strictly between 0 and 1.
    #[must_use]
    pub fn at(&self, unit: f64) -> f64 {
        quantile(self.kind, &self.args, self.below + unit * self.within).clamp(self.range.0, self.range.1)
    }

    /// The share that lies below a number.
    #[must_use]
    pub fn share_below(&self, at: f64) -> f64 {
        ((cumulative(self.kind, &self.args, at) - self.below) / self.within).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(text: &str) -> Parameter {
        let text = format!(
            "standoff t\nactors\n  A\nparameters\n  p = {text}\nplay\n  A chooses d: x, y\n  A gains p\n"
        );
        standoff_model::read_text("t", &text).model.unwrap().parameters.remove(0)
    }

    #[test]
    fn ranges_bound_distributions() {
        assert_eq!(Margin::of(&parameter("1")), None);
        let even = Margin::of(&parameter("1 in 0 to 4")).unwrap();
        assert_eq!((even.at(0.25), even.span), (1.0, (0.0, 4.0)));
        // A standard normal distribution above 0 has its median where the whole one has its upper quartile.
        let half = Margin::of(&parameter("1 in 0 to 50 ~ normal(0, 1)")).unwrap();
        assert!((half.at(0.5) - 0.674_489_750_196_081_7).abs() < 1e-12);
        // Of the upper half of a normal distribution 68.27% lie within one standard deviation, and nothing below its middle.
        assert!((half.share_below(1.0) - 0.682_689_492_137_085_9).abs() < 1e-12);
        assert_eq!((half.share_below(-1.0), half.share_below(0.0), half.share_below(60.0)), (0.0, 0.0, 1.0));
        let bare = Margin::of(&parameter("1 ~ triangular(0, 1, 2)")).unwrap();
        assert_eq!((bare.at(0.5), bare.span), (1.0, (0.0, 2.0)));
        // A range in the place of the declared one cuts the declared distribution.
        let upper =
            Margin::within(&parameter("1 in 0 to 2 ~ triangular(0, 1, 2)"), Some((1.0, 3.0))).unwrap();
        assert!((upper.at(0.75) - 1.5).abs() < 1e-12, "{}", upper.at(0.75));
        assert_eq!(Margin::within(&parameter("1 ~ uniform(0, 2)"), Some((3.0, 4.0))), None);
        assert_eq!(Margin::within(&parameter("1"), Some((3.0, 4.0))).unwrap().at(0.5), 3.5);
    }
}
