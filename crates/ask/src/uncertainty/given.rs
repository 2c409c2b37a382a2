//! First-order shares from given draws, whatever their joint distribution.
//!
//! In: the values of one quantity at drawn points, and the answers there. Out: the share of the answer's variance that the
//! quantity explains alone, Var(E(Y|X))/Var(Y), by the correlation ratio over slices of equal probability (Plischke, Borgonovo
//! and Smith 2013), with the correction for its bias of an analysis of variance (Kelley 1935): without it, a quantity that
//! explains nothing comes out at (slices − 1)/(draws − 1). For dependent quantities this share counts what X tells about the
//! answer through what it tells about the others, so that the shares may sum to more than 1; total indices by resampling one
//! quantity alone make no sense there.

/// The first-order share of `x` in the variance of `y`; draws where either is not finite are left out. `None` if `y` does
/// not vary, or there are fewer than two draws a slice.
#[must_use]
pub fn first_order(x: &[f64], y: &[f64], slices: usize) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> =
        x.iter().copied().zip(y.iter().copied()).filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    let count = pairs.len();
    if slices < 2 || count < 2 * slices {
        return None;
    }
    pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mean = pairs.iter().map(|(_, y)| y).sum::<f64>() / count as f64;
    let whole: f64 = pairs.iter().map(|(_, y)| (y - mean) * (y - mean)).sum();
    let mut between = 0.0;
    for slice in 0..slices {
        let slice = &pairs[slice * count / slices..(slice + 1) * count / slices];
        let own = slice.iter().map(|(_, y)| y).sum::<f64>() / slice.len() as f64;
        between += slice.len() as f64 * (own - mean) * (own - mean);
    }
    let within = (whole - between) / (count - slices) as f64;
    let size = pairs.iter().fold(0.0_f64, |size, (_, y)| size.max(y.abs()));
    (whole > 1e-18 * size * size * count as f64).then(|| (between - (slices - 1) as f64 * within) / whole)
}
