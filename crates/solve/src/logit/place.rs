//! A place on the path, and how boldly to walk on from it.
//!
//! In: nothing. Out: the plain data that the walk, the bifurcations and the watch pass to each other.

/// How boldly to walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Length of the first step.
    pub(crate) first: f64,
    /// Largest growth of the step.
    pub(crate) growth: f64,
    /// Largest first correction, in log-odds.
    pub(crate) distance: f64,
    /// Smallest cosine between tangents.
    pub(crate) cosine: f64,
}

impl Settings {
    /// The ordinary run.
    pub(crate) const NORMAL: Settings = Settings { first: 0.5, growth: 2.0, distance: 0.5, cosine: 0.9 };
    /// The run that confirms it.
    pub(crate) const TIGHT: Settings = Settings { first: 0.05, growth: 1.3, distance: 0.05, cosine: 0.999 };
    /// The run that decides when the two differ.
    pub(crate) const TIGHTER: Settings =
        Settings { first: 0.02, growth: 1.15, distance: 0.01, cosine: 0.9999 };
}

/// A point with its unit tangent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Log-odds, then μ.
    pub(crate) x: Vec<f64>,
    /// Tangent of the path, in walking direction.
    pub(crate) tangent: Vec<f64>,
}

impl Place {
    pub(super) fn reset(&mut self, n: usize) {
        self.x.clear();
        self.x.resize(n, 0.0);
        self.tangent.clear();
        self.tangent.resize(n, 0.0);
    }

    pub(crate) fn copy_from(&mut self, other: &Place) {
        self.x.clone_from(&other.x);
        self.tangent.clone_from(&other.tangent);
    }

    /// Distance from another place.
    pub(crate) fn distance(&self, other: &Place) -> f64 {
        self.x.iter().zip(&other.x).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    /// μ of the point.
    pub(crate) fn mu(&self) -> f64 {
        self.x.last().copied().unwrap_or(0.0)
    }

    /// dμ/ds.
    pub(crate) fn slope(&self) -> f64 {
        self.tangent.last().copied().unwrap_or(0.0)
    }
}
