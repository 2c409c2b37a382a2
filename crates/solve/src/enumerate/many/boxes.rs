//! All solutions of a system of polynomials in a box, by subdivision.
//!
//! In: a square system, and a judge that says which boxes are of interest. Out: solutions, each the only one in a region
//! around it, and the boxes that could not be closed. In a box around a point the polynomials are written in deviations from
//! it; multiplied by the inverse of their linear part they are t − G(t), and a solution is a fixed point of G. If G maps the box into
//! its inside and contracts it, there is one and no other (Krawczyk 1969; Moore 1977; the fixed point theorem of Banach); if its image
//! misses the box there is none. Bounds are rounded outward throughout.

use super::interval::Interval;
use super::system::System;
use crate::enumerate::Watch;

/// Boxes narrower than this are not divided further.
const NARROW: f64 = 1e-6;
/// Where a box is divided: off the middle, where solutions like to lie.
const DIVIDE: f64 = 0.482;
/// The judge is asked every so many divisions.
const JUDGED: u32 = 3;
/// Radius of the region in which a refined solution is shown to lie.
const CLOSE: [f64; 4] = [1e-13, 1e-12, 1e-11, 1e-9];

/// What a judge makes of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing in it is of interest.
    Drop,
    /// Look into it.
    Keep,
}

/// A solution.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) point: Vec<f64>,
    /// It lies within this of the point in every coordinate.
    pub(super) radius: f64,
    /// A region in which it is the only one: this far around the point.
    region: Vec<f64>,
}

/// What a subdivision came to.
#[derive(Default)]
pub(super) struct Roots {
    pub(super) roots: Vec<Root>,
    /// Boxes that could not be closed.
    pub(super) left: usize,
    /// Boxes that were looked at.
    pub(super) boxes: usize,
}

/// Solutions in the unit box. At most `limit` boxes are looked at.
pub(super) fn solve(
    system: &System,
    limit: usize,
    watch: &mut Watch<'_>,
    judge: &mut dyn FnMut(&[f64], &[f64]) -> Fate,
) -> Roots {
    let n = system.unknowns();
    let mut found = Roots::default();
    let mut image = Image::default();
    let mut values = Vec::new();
    let mut open = vec![(vec![0.0; n], vec![1.0; n], 0u32)];
    while let Some((mut low, mut high, depth)) = open.pop() {
        if found.roots.iter().any(|root| root.covers(&low, &high)) {
            continue;
        }
        found.boxes += 1;
        if found.boxes > limit || watch.stops(system.products.len() * (system.equations + n) * 8) {
            found.left += 1 + open.len();
            return found;
        }
        if !system.narrow(&mut low, &mut high, &mut values)
            || (depth.is_multiple_of(JUDGED) && judge(&low, &high) == Fate::Drop)
        {
            continue;
        }
        let (centre, radius) = middle(&low, &high);
        let verdict = image.of(system, &centre, &radius);
        if verdict == Verdict::None {
            continue;
        }
        if verdict != Verdict::Unknown && !image.narrow(&centre, &radius, &mut low, &mut high) {
            continue;
        }
        let (centre, radius) = middle(&low, &high);
        if let Some(point) = newton(system, &centre) {
            let reach: Vec<f64> =
                (0..n).map(|k| 1.05 * ((point[k] - centre[k]).abs() + radius[k]) + 1e-12).collect();
            for scale in [1.0, 0.25, 0.0625, 1e-2, 1e-3, 1e-5] {
                let region: Vec<f64> = reach.iter().map(|r| r * scale).collect();
                if image.of(system, &point, &region) == Verdict::One {
                    add(system, &mut image, point, region, &mut found.roots);
                    break;
                }
            }
            if found.roots.iter().any(|root| root.covers(&low, &high)) {
                continue;
            }
        }
        let widest = (0..n).fold(0, |w, k| if high[k] - low[k] > high[w] - low[w] { k } else { w });
        if n == 0 || high[widest] - low[widest] < NARROW {
            found.left += 1;
            continue;
        }
        let at = low[widest] + DIVIDE * (high[widest] - low[widest]);
        let (mut upper, mut lower) = (low.clone(), high.clone());
        upper[widest] = at;
        lower[widest] = at;
        open.push((upper, high, depth + 1));
        open.push((low, lower, depth + 1));
    }
    found
}

/// Adds a solution unless it is there already, and says how close it is.
fn add(system: &System, image: &mut Image, point: Vec<f64>, region: Vec<f64>, roots: &mut Vec<Root>) {
    let close = CLOSE.into_iter().find(|&close| {
        let small: Vec<f64> = vec![close; point.len()];
        image.of(system, &point, &small) == Verdict::One
    });
    let radius = close.unwrap_or_else(|| region.iter().copied().fold(0.0, f64::max));
    // The same solution with a larger region takes the place of one with a smaller.
    let is_same = |root: &Root| root.covers(&point, &point);
    let size = |region: &[f64]| region.iter().copied().fold(0.0, f64::max);
    match roots.iter_mut().find(|root| is_same(root)) {
        Some(root) if size(&region) > size(&root.region) => root.region = region,
        Some(_) => {}
        None => roots.push(Root { point, radius, region }),
    }
}

impl Root {
    fn covers(&self, low: &[f64], high: &[f64]) -> bool {
        self.point
            .iter()
            .zip(&self.region)
            .zip(low.iter().zip(high))
            .all(|((p, r), (low, high))| p - r < *low && *high < p + r)
    }
}

fn middle(low: &[f64], high: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let centre: Vec<f64> = low.iter().zip(high).map(|(l, h)| 0.5 * (l + h)).collect();
    let radius = centre
        .iter()
        .zip(low.iter().zip(high))
        .map(|(c, (l, h))| (h - c).max(c - l).next_up() + f64::MIN_POSITIVE)
        .collect();
    (centre, radius)
}

/// Newton's method in doubles: the point it comes to, if it settles.
fn newton(system: &System, start: &[f64]) -> Option<Vec<f64>> {
    let mut point = start.to_vec();
    let mut last = f64::INFINITY;
    for _ in 0..40 {
        let (values, slopes) = system.at(&point);
        let inverse = inverse(slopes)?;
        let mut size = 0.0f64;
        for (p, row) in point.iter_mut().zip(&inverse) {
            let step: f64 = row.iter().zip(&values).map(|(a, b)| a * b).sum();
            *p -= step;
            size = size.max(step.abs());
        }
        if size.is_nan() || point.iter().any(|p| p.abs() > 4.0) {
            return None;
        }
        if size < 1e-15 || (size < 1e-12 && size >= last) {
            return Some(point);
        }
        last = size;
    }
    None
}

/// The inverse of a square matrix; nothing if it has none to speak of.
fn inverse(mut a: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = a.len();
    if a.iter().any(|row| row.len() != n) {
        return None;
    }
    let mut b: Vec<Vec<f64>> =
        (0..n).map(|k| (0..n).map(|j| f64::from(u8::from(j == k))).collect()).collect();
    for k in 0..n {
        let pivot = (k..n).fold(k, |p, r| if a[r][k].abs() > a[p][k].abs() { r } else { p });
        let scale = a[pivot][k];
        if scale.is_nan() || scale.abs() < 1e-300 {
            return None;
        }
        a.swap(k, pivot);
        b.swap(k, pivot);
        a[k].iter_mut().for_each(|v| *v /= scale);
        b[k].iter_mut().for_each(|v| *v /= scale);
        for r in (0..n).filter(|&r| r != k) {
            let factor = a[r][k];
            if factor != 0.0 {
                for j in 0..n {
                    a[r][j] -= factor * a[k][j];
                    b[r][j] -= factor * b[k][j];
                }
            }
        }
    }
    b.iter().flatten().all(|v| v.is_finite()).then_some(b)
}

/// What is known of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// No solution.
    None,
    /// One solution and no other.
    One,
    /// Nothing; but the image bounds the solutions.
    Open,
    /// Nothing at all.
    Unknown,
}

/// The image of a box under G, in units of its radius.
#[derive(Default)]
struct Image {
    shifted: Vec<Vec<Interval>>,
    bounds: Vec<Interval>,
}

impl Image {
    fn of(&mut self, system: &System, centre: &[f64], radius: &[f64]) -> Verdict {
        let n = system.unknowns();
        system.shifted(centre, radius, &mut self.shifted);
        for equation in 0..system.equations {
            let range = self.shifted[1..]
                .iter()
                .fold(self.shifted[0][equation], |sum, c| sum.plus(c[equation].both_ways()));
            if !range.holds_zero() {
                return Verdict::None;
            }
        }
        if !system.is_square() {
            return Verdict::Unknown;
        }
        // The unknowns come right after 1.
        let linear: Vec<Vec<f64>> =
            (0..n).map(|row| (0..n).map(|k| self.shifted[1 + k][row].middle()).collect()).collect();
        let Some(inverse) = inverse(linear) else { return Verdict::Unknown };
        self.bounds.clear();
        let (mut inside, mut contracts) = (true, true);
        for (row, own) in inverse.iter().enumerate() {
            let times = |c: &[Interval]| {
                own.iter().zip(c).fold(Interval::ZERO, |sum, (&y, &c)| sum.plus(Interval::point(y).times(c)))
            };
            let mut image = Interval::ZERO.minus(times(&self.shifted[0]));
            let mut slope = Interval::ZERO;
            for (product, c) in system.products.iter().zip(&self.shifted).skip(1) {
                if c.iter().all(|c| *c == Interval::ZERO) && product.len() > 1 {
                    continue;
                }
                let mut term = times(c);
                if product.len() == 1 {
                    let one = if usize::from(product[0]) == row { Interval::ONE } else { Interval::ZERO };
                    term = one.minus(term);
                }
                let both = term.both_ways();
                image = image.plus(both);
                slope = slope.plus(both.times(Interval::point(product.len() as f64)));
            }
            if image.low > 1.0 || image.high < -1.0 {
                return Verdict::None;
            }
            inside &= image.low > -1.0 && image.high < 1.0;
            contracts &= slope.high < 1.0;
            self.bounds.push(image);
        }
        if inside && contracts { Verdict::One } else { Verdict::Open }
    }

    /// Cuts a box down to the image. `false` if nothing is left.
    fn narrow(&self, centre: &[f64], radius: &[f64], low: &mut [f64], high: &mut [f64]) -> bool {
        for (k, image) in self.bounds.iter().enumerate() {
            let scaled = Interval::point(centre[k]).plus(Interval::point(radius[k]).times(*image));
            low[k] = low[k].max(scaled.low);
            high[k] = high[k].min(scaled.high);
            if low[k] > high[k] {
                return false;
            }
        }
        true
    }
}
