//! LU factors of matrices of up to 16 rows, for each size compiled on its own.
//!
//! In: row-major entries. Out: factors in place, and solutions. The same algorithm as for larger matrices, with every bound
//! known beforehand: many games that people write down by hand are this small. Factors are left transposed, a column after the
//! other: solving then takes whole columns off the right side, several numbers at a time, and waits for no sum.

use pulp::{Arch, NullaryFnOnce};

use super::TINY;

/// Solves with factors, pivot rows and inverse pivots; the right side becomes the solution.
type Solve = fn(&[f64], &[u32], &[f64], &mut [f64]);

/// The kernels of one size. Slices that are too short are left as they are.
#[derive(Clone, Copy)]
pub(super) struct Kernel {
    /// Factors a matrix in place, transposed, writes its pivot rows and the inverses of the pivots, and returns the determinant's sign.
    pub(super) factor: fn(&mut [f64], &mut [u32], &mut [f64]) -> f64,
    /// Solves A·x = b in place.
    pub(super) solve: Solve,
    /// Solves Aᵀ·x = b in place.
    pub(super) solve_transposed: Solve,
}

const fn kernel<const N: usize>() -> Kernel {
    Kernel { factor: factor::<N>, solve: solve::<N>, solve_transposed: solve_transposed::<N> }
}

const KERNELS: [Kernel; 16] = [
    kernel::<1>(),
    kernel::<2>(),
    kernel::<3>(),
    kernel::<4>(),
    kernel::<5>(),
    kernel::<6>(),
    kernel::<7>(),
    kernel::<8>(),
    kernel::<9>(),
    kernel::<10>(),
    kernel::<11>(),
    kernel::<12>(),
    kernel::<13>(),
    kernel::<14>(),
    kernel::<15>(),
    kernel::<16>(),
];

/// The kernels for matrices of `n` rows, if there are any.
pub(super) fn kernels(n: usize) -> Option<&'static Kernel> {
    KERNELS.get(n.wrapping_sub(1))
}

fn factor<const N: usize>(entries: &mut [f64], pivot: &mut [u32], inverse: &mut [f64]) -> f64 {
    Arch::new().dispatch(Factor::<'_, N> { entries, pivot, inverse })
}

fn solve<const N: usize>(entries: &[f64], pivot: &[u32], inverse: &[f64], b: &mut [f64]) {
    Arch::new().dispatch(Substitute::<'_, N> { entries, pivot, inverse, b });
}

/// Elimination for the widest vectors that the machine has.
struct Factor<'a, const N: usize> {
    entries: &'a mut [f64],
    pivot: &'a mut [u32],
    inverse: &'a mut [f64],
}

impl<const N: usize> NullaryFnOnce for Factor<'_, N> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        eliminate::<N>(self.entries, self.pivot, self.inverse)
    }
}

/// Substitution, likewise.
struct Substitute<'a, const N: usize> {
    entries: &'a [f64],
    pivot: &'a [u32],
    inverse: &'a [f64],
    b: &'a mut [f64],
}

impl<const N: usize> NullaryFnOnce for Substitute<'_, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        substitute::<N>(self.entries, self.pivot, self.inverse, self.b);
    }
}

#[inline(always)]
fn eliminate<const N: usize>(entries: &mut [f64], pivot: &mut [u32], inverse: &mut [f64]) -> f64 {
    let rows: Result<&mut [[f64; N]; N], _> = entries.as_chunks_mut::<N>().0.try_into();
    let (Ok(a), Some(pivot), Some(inverse)) =
        (rows, pivot.first_chunk_mut::<N>(), inverse.first_chunk_mut::<N>())
    else {
        return 0.0;
    };
    let mut sign = 1.0;
    for k in 0..N {
        let mut best = k;
        let mut size = a[k][k].abs();
        for (i, row) in a.iter().enumerate().skip(k + 1) {
            let v = row[k].abs();
            if v > size {
                size = v;
                best = i;
            }
        }
        pivot[k] = best as u32;
        if best != k {
            sign = -sign;
            a.swap(k, best);
        }
        if size < TINY {
            a[k][k] = TINY;
        }
        if a[k][k] < 0.0 {
            sign = -sign;
        }
        inverse[k] = 1.0 / a[k][k];
        let row = a[k];
        for other in &mut a[k + 1..] {
            if other[k] == 0.0 {
                continue;
            }
            let share = other[k] * inverse[k];
            other[k] = share;
            for j in k + 1..N {
                other[j] -= share * row[j];
            }
        }
    }
    for k in 1..N {
        let (above, below) = a.split_at_mut(k);
        for (row, entry) in above.iter_mut().zip(&mut below[0]) {
            std::mem::swap(&mut row[k], entry);
        }
    }
    sign
}

#[inline(always)]
fn substitute<const N: usize>(entries: &[f64], pivot: &[u32], inverse: &[f64], b: &mut [f64]) {
    let rows: Result<&[[f64; N]; N], _> = entries.as_chunks::<N>().0.try_into();
    let (Ok(a), Some(pivot), Some(inverse), Some(b)) =
        (rows, pivot.first_chunk::<N>(), inverse.first_chunk::<N>(), b.first_chunk_mut::<N>())
    else {
        return;
    };
    exchange(pivot, b);
    for i in 0..N {
        let value = b[i];
        for j in i + 1..N {
            b[j] -= value * a[i][j];
        }
    }
    for i in (0..N).rev() {
        let value = b[i] * inverse[i];
        b[i] = value;
        for j in 0..i {
            b[j] -= value * a[i][j];
        }
    }
}

fn solve_transposed<const N: usize>(entries: &[f64], pivot: &[u32], inverse: &[f64], b: &mut [f64]) {
    let rows: Result<&[[f64; N]; N], _> = entries.as_chunks::<N>().0.try_into();
    let (Ok(a), Some(pivot), Some(inverse), Some(b)) =
        (rows, pivot.first_chunk::<N>(), inverse.first_chunk::<N>(), b.first_chunk_mut::<N>())
    else {
        return;
    };
    for i in 0..N {
        let mut sum = b[i];
        for j in 0..i {
            sum -= a[i][j] * b[j];
        }
        b[i] = sum * inverse[i];
    }
    for i in (0..N).rev() {
        let mut sum = b[i];
        for j in i + 1..N {
            sum -= a[i][j] * b[j];
        }
        b[i] = sum;
    }
    for k in (0..N).rev() {
        b.swap(k, pivot[k] as usize);
    }
}

/// Exchanges entries as the rows of the matrix were.
#[inline(always)]
fn exchange<const N: usize>(pivot: &[u32; N], b: &mut [f64; N]) {
    for (k, &row) in pivot.iter().enumerate() {
        b.swap(k, row as usize);
    }
}
