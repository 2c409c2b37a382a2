//! Products and lengths of vectors.
//!
//! In: slices of equal length. Out: sums in a fixed order.

/// Vectors shorter than this are summed one by one.
const SHORT: usize = 8;

/// Scalar product in a fixed order: eight partial sums.
#[inline]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < SHORT { one_by_one(a, b) } else { by_eights(a, b) }
}

#[inline(always)]
fn one_by_one(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn by_eights(a: &[f64], b: &[f64]) -> f64 {
    let (x, x_rest) = a.as_chunks::<8>();
    let (y, y_rest) = b.as_chunks::<8>();
    let mut sums = [0.0f64; 8];
    for (p, q) in x.iter().zip(y) {
        for k in 0..8 {
            sums[k] += p[k] * q[k];
        }
    }
    let [s0, s1, s2, s3, s4, s5, s6, s7] = sums;
    ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + one_by_one(x_rest, y_rest)
}

/// Euclidean length.
#[inline]
pub(crate) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// Squares within these bounds lose nothing to overflow or underflow.
const SAFE: std::ops::Range<f64> = 1e-200..1e200;

/// Scales to unit length and returns the length before. A vector without length, or beyond all numbers, becomes the
/// first unit vector.
#[inline]
pub(crate) fn scale_to_unit(a: &mut [f64]) -> f64 {
    let square = dot(a, a);
    if !SAFE.contains(&square) {
        return scale_extreme(a);
    }
    let length = square.sqrt();
    let inverse = 1.0 / length;
    for v in a.iter_mut() {
        *v *= inverse;
    }
    length
}

/// The same for vectors whose squares are no good numbers.
#[cold]
fn scale_extreme(a: &mut [f64]) -> f64 {
    let largest = a.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    if !(largest > 0.0 && largest.is_finite()) {
        a.fill(0.0);
        if let Some(first) = a.first_mut() {
            *first = 1.0;
        }
        return if largest > 0.0 { f64::MAX } else { f64::MIN_POSITIVE };
    }
    // In two steps where the inverse is no number.
    let scale = 1.0 / largest;
    if !scale.is_finite() {
        for v in a.iter_mut() {
            *v *= 1.0 / f64::MIN_POSITIVE;
        }
        return scale_extreme(a) * f64::MIN_POSITIVE;
    }
    for v in a.iter_mut() {
        *v *= scale;
    }
    let length = norm(a);
    let inverse = 1.0 / length;
    for v in a.iter_mut() {
        *v *= inverse;
    }
    length * largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_all_sizes() {
        for scale in [1.0, 1e-150, 1e-307, 1e-320, 1e200, 1e300] {
            let mut vector = vec![3.0 * scale, 0.0, 4.0 * scale];
            let length = scale_to_unit(&mut vector);
            assert!((length / scale - 5.0).abs() < 1e-2, "{scale} {length}");
            assert!((vector[0] - 0.6).abs() < 1e-2 && (norm(&vector) - 1.0).abs() < 1e-12, "{vector:?}");
        }
        let mut none = vec![0.0; 3];
        scale_to_unit(&mut none);
        assert_eq!(none, [1.0, 0.0, 0.0]);
    }

    #[test]
    fn products_of_all_lengths() {
        for n in 0..40 {
            let a: Vec<f64> = (0..n).map(f64::from).collect();
            let sum: i32 = (0..n).map(|k| k * k).sum();
            assert_eq!(dot(&a, &a), f64::from(sum));
        }
    }
}
