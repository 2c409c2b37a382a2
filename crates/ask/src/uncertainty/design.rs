//! Points of the unit cube by a seed: Sobol sequences, Latin hypercubes, independent draws.
//!
//! In: a design, a seed, the number of a point and of a coordinate. Out: a number strictly between 0 and 1. Each is made when it
//! is wanted, from its numbers alone, so that points are the same in whatever order and on how many threads they are made.

/// How points are spread over the unit cube.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Design {
    /// A Sobol sequence with Owen's scrambling (Sobol 1967; Joe and Kuo 2008; Owen 1998; Burley 2020).
    #[default]
    Sobol,
    /// A Latin hypercube: along each coordinate one point in each of as many slices as there are points (McKay, Beckman and
    /// Conover 1979).
    LatinHypercube,
    /// Independent draws.
    Random,
}

impl Design {
    /// The word on the command line and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Design::Sobol => "sobol",
            Design::LatinHypercube => "lhs",
            Design::Random => "random",
        }
    }
}

/// Points of the unit cube in any number of dimensions.
#[derive(Clone, Copy, Debug)]
pub struct Cube {
    /// How they are spread.
    pub design: Design,
    /// What they are drawn by.
    pub seed: u64,
    /// How many there are: a Latin hypercube depends on it.
    pub count: u64,
}

/// The crate has so many points in a sequence; further ones are a sequence of their own, scrambled anew.
const SEQUENCE: u64 = 1 << 16;
/// The crate's numbers are multiples of 2⁻²³; half of one more, and none is 0.
const HALF_STEP: f64 = 1.0 / (1 << 24) as f64;

impl Cube {
    /// One coordinate of a point.
    #[must_use]
    pub fn coordinate(&self, index: u64, dimension: usize) -> f64 {
        let along = dimension as u64;
        match self.design {
            Design::Sobol => {
                // Beyond the dimensions of the crate, independently scrambled sequences are put side by side ("padding").
                let dimensions = u64::from(sobol_burley::NUM_DIMENSIONS);
                let seed = hash(&[self.seed, along / dimensions, index / SEQUENCE]) as u32;
                let (index, dimension) = ((index % SEQUENCE) as u32, (along % dimensions) as u32);
                f64::from(sobol_burley::sample(index, dimension, seed)) + HALF_STEP
            }
            Design::LatinHypercube => {
                let count = u32::try_from(self.count).unwrap_or(u32::MAX).max(1);
                let index = (index % u64::from(count)) as u32;
                let slice = permuted(index, count, hash(&[self.seed, along]) as u32);
                let within = uniform(hash(&[self.seed, along, u64::from(index), 1]));
                (f64::from(slice) + within) / f64::from(count)
            }
            Design::Random => uniform(hash(&[self.seed, along, index])),
        }
    }
}

/// A number strictly between 0 and 1 from 64 bits.
pub(crate) fn uniform(bits: u64) -> f64 {
    ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// 64 bits that look random, from any numbers: SplitMix64's finalizer (Steele, Lea and Flood 2014) after each of them.
pub(crate) fn hash(words: &[u64]) -> u64 {
    words.iter().fold(0x5851_F42D_4C95_7F2D, |state, &word| {
        let mut z = (state ^ word).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// Where `index` stands in a permutation of 0..`count`, without making the permutation (Kensler, "Correlated multi-jittered
/// sampling", Pixar technical memo 13-01, 2013).
fn permuted(index: u32, count: u32, key: u32) -> u32 {
    let mask = u32::MAX.checked_shr((count - 1).leading_zeros()).unwrap_or(0);
    let mut i = index;
    loop {
        i ^= key;
        i = i.wrapping_mul(0xe170_893d);
        i ^= key >> 16;
        i ^= (i & mask) >> 4;
        i ^= key >> 8;
        i = i.wrapping_mul(0x0929_eb3f);
        i ^= key >> 23;
        i ^= (i & mask) >> 1;
        i = i.wrapping_mul(1 | (key >> 27));
        i = i.wrapping_mul(0x6935_fa69);
        i ^= (i & mask) >> 11;
        i = i.wrapping_mul(0x74dc_b303);
        i ^= (i & mask) >> 2;
        i = i.wrapping_mul(0x9e50_1cc3);
        i ^= (i & mask) >> 2;
        i = i.wrapping_mul(0xc860_a3df);
        i &= mask;
        i ^= i >> 5;
        if i < count {
            return ((u64::from(i) + u64::from(key)) % u64::from(count)) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGNS: [Design; 3] = [Design::Sobol, Design::LatinHypercube, Design::Random];

    #[test]
    fn permutations_are_permutations() {
        for count in [1, 2, 3, 7, 64, 1000] {
            for key in [0, 1, 77, u32::MAX] {
                let mut seen: Vec<u32> = (0..count).map(|i| permuted(i, count, key)).collect();
                seen.sort_unstable();
                assert!(seen.into_iter().eq(0..count), "{count} {key}");
            }
        }
    }

    /// A Latin hypercube has one point in each slice, and so has every coordinate of a scrambled Sobol sequence of 2ᵏ points.
    #[test]
    fn every_slice_has_a_point() {
        for design in [Design::Sobol, Design::LatinHypercube] {
            let cube = Cube { design, seed: 5, count: 256 };
            for dimension in [0, 1, 17, 255, 256, 1000] {
                let mut slices: Vec<usize> =
                    (0..256).map(|i| (cube.coordinate(i, dimension) * 256.0) as usize).collect();
                slices.sort_unstable();
                assert!(slices.into_iter().eq(0..256), "{design:?} {dimension}");
            }
        }
    }

    #[test]
    fn points_lie_inside_and_depend_on_the_seed() {
        for design in DESIGNS {
            let points = |seed| {
                let cube = Cube { design, seed, count: 100 };
                (0..100).map(|i| cube.coordinate(i, 300)).collect::<Vec<f64>>()
            };
            assert!(points(1).iter().all(|&x| 0.0 < x && x < 1.0), "{design:?}");
            assert_eq!(points(1), points(1));
            assert_ne!(points(1), points(2));
        }
        // Beyond the length of a sequence.
        let cube = Cube { design: Design::Sobol, seed: 1, count: 1 << 20 };
        assert!((0..100).all(|i| cube.coordinate(i, 0) != cube.coordinate(i + SEQUENCE, 0)));
    }

    /// ∫ Π (1 + (xᵢ − ½)/i) = 1 over five dimensions: a well-spread sequence has far smaller errors than independent draws.
    #[test]
    fn sequences_integrate_better_than_independent_draws() {
        let error = |design| {
            let squares = (0..8).map(|seed| {
                let cube = Cube { design, seed, count: 1024 };
                let at =
                    |i| (0..5).map(|d| 1.0 + (cube.coordinate(i, d) - 0.5) / (d + 1) as f64).product::<f64>();
                ((0..1024).map(at).sum::<f64>() / 1024.0 - 1.0).powi(2)
            });
            (squares.sum::<f64>() / 8.0).sqrt()
        };
        assert!(error(Design::Sobol) < 0.2 * error(Design::Random));
        assert!(error(Design::LatinHypercube) < 0.5 * error(Design::Random));
    }
}
