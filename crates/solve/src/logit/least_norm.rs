//! Least-norm solutions of linear systems whose rows may depend on each other.

use super::linear::{dot, norm};

/// Least-norm solution of the `m` × `n` system A·x = b by QR with row pivoting of A (column pivoting of Aᵀ), dropping
/// rows that depend on the others up to `tolerance`. Returns the rank; `x` gets the solution.
///
/// A is destroyed: row i of `a` (row-major, `n` wide) is overwritten.
pub(crate) fn least_norm(
    a: &mut [f64],
    m: usize,
    n: usize,
    b: &mut [f64],
    x: &mut [f64],
    tolerance: f64,
) -> usize {
    // Gram-Schmidt with pivoting and one re-orthogonalisation: the rows become q_i, and b the coordinates along them.
    x[..n].fill(0.0);
    let largest = (0..m).map(|i| norm(&a[i * n..i * n + n])).fold(0.0f64, f64::max);
    if largest == 0.0 {
        return 0;
    }
    let mut rank = 0;
    while rank < m {
        let mut best = rank;
        let mut size = -1.0;
        for i in rank..m {
            let length = norm(&a[i * n..i * n + n]);
            if length > size {
                size = length;
                best = i;
            }
        }
        if size <= tolerance * largest {
            break;
        }
        if best != rank {
            let (upper, lower) = a.split_at_mut(best * n);
            upper[rank * n..rank * n + n].swap_with_slice(&mut lower[..n]);
            b.swap(rank, best);
        }
        let (done, rest) = a.split_at_mut((rank + 1) * n);
        let q = &mut done[rank * n..];
        for v in q.iter_mut() {
            *v /= size;
        }
        let along = b[rank] / size;
        for (x, q) in x.iter_mut().zip(q.iter()) {
            *x += along * q;
        }
        for (i, row) in rest.chunks_exact_mut(n).enumerate().take(m - rank - 1) {
            let mut c = dot(row, q);
            for (r, q) in row.iter_mut().zip(q.iter()) {
                *r -= c * q;
            }
            let again = dot(row, q);
            for (r, q) in row.iter_mut().zip(q.iter()) {
                *r -= again * q;
            }
            c += again;
            b[rank + 1 + i] -= c * along;
        }
        rank += 1;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_norm_of_a_dependent_system() {
        // x + y = 2 twice: the least-norm solution is (1, 1, 0).
        let mut a = vec![1.0, 1.0, 0.0, 2.0, 2.0, 0.0];
        let mut x = vec![0.0; 3];
        let rank = least_norm(&mut a, 2, 3, &mut [2.0, 4.0], &mut x, 1e-10);
        assert_eq!(rank, 1);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 1.0).abs() < 1e-12 && x[2] == 0.0);
    }
}
