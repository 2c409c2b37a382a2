//! Weights of experts from calibration questions, by the classical model.
//!
//! In: quantiles of 5, 50 and 95 % that experts gave for questions whose answers are known. Out: each expert's [`Score`].
//! Source: R. M. Cooke, Experts in Uncertainty (1991), chapters 8 and 9; Cooke & Goossens, TU Delft expert judgment data
//! base (Reliability Engineering and System Safety 93, 2008).
//!
//! * **Calibration**: the probability that an expert whose quantiles are right would do as badly by chance. With s the shares
//!   of the N answers that fall into the four ranges between the quantiles and p = (0.05, 0.45, 0.45, 0.05), it is the chance
//!   that a χ² variable of three degrees of freedom exceeds 2 N I(s, p), where I(s, p) = Σ sᵢ ln(sᵢ / pᵢ).
//! * **Information**: the mean over the questions of Σ pᵢ ln(pᵢ / rᵢ), where r is how an even density over the intrinsic range
//!   fills the four ranges. The intrinsic range runs from the lowest to the highest of all quantiles and the answer, and a
//!   tenth of that beyond at each end. The density is even on a logarithmic scale where the question says so.
//! * **Weight**: calibration × information, or zero where calibration is below the cut-off; global, the same for all
//!   parameters.

/// The shares of answers that right quantiles leave below, between and above them.
pub const SHARES: [f64; 4] = [0.05, 0.45, 0.45, 0.05];
/// How far the intrinsic range reaches beyond all quantiles and answers, as a share of theirs.
pub const OVERSHOOT: f64 = 0.1;

/// A question whose answer is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Seed {
    /// Its name.
    pub question: String,
    /// The answer.
    pub realisation: f64,
    /// The even density is one of the logarithm.
    pub logarithmic: bool,
    /// The quantiles of 5, 50 and 95 % that each expert gave, in the order of the experts.
    pub quantiles: Vec<[f64; 3]>,
}

/// How an expert did.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// How many answers fell up to the 5 % quantile, up to the median, up to the 95 % quantile, and above.
    pub hits: [u32; 4],
    /// Between 0 and 1.
    pub calibration: f64,
    /// Mean information over the questions, in nats.
    pub information: f64,
    /// Information of each question.
    pub informations: Vec<f64>,
    /// Global weight; the weights sum to 1.
    pub weight: f64,
}

/// The scores of all experts. Experts whose calibration is below `cutoff` have no weight.
///
/// # Errors
/// A sentence if there are no questions, if quantiles do not rise, if a number has no place on a logarithmic scale, or if no
/// expert has any weight.
pub fn scores(experts: usize, seeds: &[Seed], cutoff: f64) -> Result<Vec<Score>, String> {
    if seeds.is_empty() || experts == 0 {
        return Err("there are no calibration questions".to_owned());
    }
    let mut scores: Vec<Score> = (0..experts)
        .map(|_| Score {
            hits: [0; 4],
            calibration: 0.0,
            information: 0.0,
            informations: Vec::new(),
            weight: 0.0,
        })
        .collect();
    for seed in seeds {
        let scaled = on_its_scale(seed, experts)?;
        let (low, high) = intrinsic_range(&scaled);
        for (score, quantiles) in scores.iter_mut().zip(&scaled.quantiles) {
            score.hits[quantiles.iter().filter(|&&quantile| scaled.realisation > quantile).count()] += 1;
            score.informations.push(information(quantiles, low, high));
        }
    }
    for score in &mut scores {
        let count = seeds.len() as f64;
        score.calibration = exceeds(2.0 * count * relative_information(&score.hits));
        score.information = score.informations.iter().sum::<f64>() / count;
        if score.calibration >= cutoff {
            score.weight = score.calibration * score.information;
        }
    }
    let sum: f64 = scores.iter().map(|score| score.weight).sum();
    if sum.is_nan() || sum <= 0.0 {
        return Err(if cutoff > 0.0 {
            format!("no expert reaches a calibration of {cutoff}")
        } else {
            "no expert has any weight: none is calibrated".to_owned()
        });
    }
    scores.iter_mut().for_each(|score| score.weight /= sum);
    Ok(scores)
}

/// The question with its numbers on the scale on which the background density is even.
fn on_its_scale(seed: &Seed, experts: usize) -> Result<Seed, String> {
    let name = &seed.question;
    if seed.quantiles.len() != experts {
        return Err(format!("not every expert has answered \"{name}\""));
    }
    let mut scaled = seed.clone();
    let numbers = || seed.quantiles.iter().flatten().copied().chain([seed.realisation]);
    if numbers().any(|x| !x.is_finite()) {
        return Err(format!("\"{name}\" holds something that is no finite number"));
    }
    if seed.quantiles.iter().any(|[low, middle, high]| !(low < middle && middle < high)) {
        return Err(format!("the quantiles of \"{name}\" do not rise from 5 over 50 to 95 %"));
    }
    if seed.logarithmic {
        if numbers().any(|x| x <= 0.0) {
            return Err(format!(
                "\"{name}\" is on a logarithmic scale and holds a number that is not above zero"
            ));
        }
        scaled.realisation = libm::log(seed.realisation);
        scaled.quantiles = seed.quantiles.iter().map(|all| all.map(libm::log)).collect();
    }
    Ok(scaled)
}

fn intrinsic_range(seed: &Seed) -> (f64, f64) {
    let numbers = || seed.quantiles.iter().flatten().copied().chain([seed.realisation]);
    let low = numbers().fold(f64::INFINITY, f64::min);
    let high = numbers().fold(f64::NEG_INFINITY, f64::max);
    let beyond = OVERSHOOT * (high - low);
    (low - beyond, high + beyond)
}

/// Σ pᵢ ln(pᵢ / rᵢ), r the shares of an even density from `low` to `high`.
fn information(&[q5, q50, q95]: &[f64; 3], low: f64, high: f64) -> f64 {
    let widths = [q5 - low, q50 - q5, q95 - q50, high - q95];
    let term = |(p, width): (f64, f64)| p * libm::log(p * (high - low) / width);
    SHARES.into_iter().zip(widths).map(term).sum()
}

/// I(s, p) = Σ sᵢ ln(sᵢ / pᵢ), s the shares of the hits.
fn relative_information(hits: &[u32; 4]) -> f64 {
    let count: u32 = hits.iter().sum();
    let term = |(&hit, p): (&u32, f64)| match f64::from(hit) / f64::from(count) {
        s if s > 0.0 => s * libm::log(s / p),
        _ => 0.0,
    };
    hits.iter().zip(SHARES).map(term).sum()
}

/// The chance that a χ² variable of three degrees of freedom exceeds `x`: erfc √(x/2) + √(2x/π) e^(−x/2).
fn exceeds(x: f64) -> f64 {
    let x = x.max(0.0);
    let tail = libm::erfc((x / 2.0).sqrt()) + (2.0 * x / std::f64::consts::PI).sqrt() * libm::exp(-x / 2.0);
    tail.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a} {b}");
    }

    #[test]
    fn the_tail_has_its_tabulated_values() {
        // Critical values of χ² with three degrees of freedom.
        for (x, p) in
            [(0.352, 0.95), (2.366, 0.5), (6.251, 0.1), (7.815, 0.05), (11.345, 0.01), (16.266, 0.001)]
        {
            near(exceeds(x), p, p * 1e-3);
        }
        assert_eq!(exceeds(0.0), 1.0);
        assert_eq!(exceeds(1e9), 0.0);
    }

    #[test]
    fn calibration_of_a_published_example() {
        // TU Delft, lecture notes on the classical model, eight questions: expert E hits (4, 3, 0, 1), expert A (1, 3, 3, 1).
        // The notes give I = 1.19 and 0.00027 for E; for A, with shares rounded to 0.12 and 0.38, 0.082 and 0.73.
        near(exceeds(2.0 * 8.0 * 1.19), 0.00027, 5e-6);
        near(exceeds(2.0 * 8.0 * 0.082), 0.73, 5e-3);
        // Without rounding, by hand: ½ ln 10 + ⅜ ln(5/6) + ⅛ ln 2.5, and ¼ ln 2.5 + ¾ ln(5/6).
        near(
            relative_information(&[4, 3, 0, 1]),
            0.5 * 10f64.ln() + 0.375 * (5f64 / 6.0).ln() + 0.125 * 2.5f64.ln(),
            1e-15,
        );
        near(relative_information(&[1, 3, 3, 1]), 0.25 * 2.5f64.ln() + 0.75 * (5f64 / 6.0).ln(), 1e-15);
    }

    #[test]
    fn shares_as_they_should_be_are_calibrated_perfectly() {
        assert_eq!(exceeds(40.0 * relative_information(&[1, 9, 9, 1])), 1.0);
    }

    /// Twenty questions with quantiles 5, 50, 95 of 0..100, hit once, nine, nine times and once.
    fn perfect() -> Vec<Seed> {
        let at = |realisation: f64| Seed {
            question: "q".to_owned(),
            realisation,
            logarithmic: false,
            quantiles: vec![[5.0, 50.0, 95.0], [30.0, 50.0, 70.0]],
        };
        let mut seeds = vec![at(4.0), at(96.0)];
        seeds.extend((0..9).map(|_| at(40.0)));
        seeds.extend((0..9).map(|_| at(60.0)));
        seeds
    }

    #[test]
    fn weights_are_calibration_times_information() {
        let found = scores(2, &perfect(), 0.0).unwrap();
        assert_eq!([found[0].hits, found[1].hits], [[1, 9, 9, 1]; 2]);
        assert_eq!([found[0].calibration, found[1].calibration], [1.0, 1.0]);
        // By hand: the range is 5..95 and 9 beyond for eighteen questions; one unit wider at one end for the other two.
        for (score, [q5, q50, q95]) in found.iter().zip([[5.0, 50.0, 95.0], [30.0, 50.0, 70.0_f64]]) {
            let of = |low: f64, high: f64| {
                let width = high - low;
                0.05 * (0.05 * width / (q5 - low)).ln()
                    + 0.45 * (0.45 * width / (q50 - q5)).ln()
                    + 0.45 * (0.45 * width / (q95 - q50)).ln()
                    + 0.05 * (0.05 * width / (high - q95)).ln()
            };
            let by_hand =
                (18.0 * of(-4.0, 104.0) + of(4.0 - 9.1, 95.0 + 9.1) + of(5.0 - 9.1, 96.0 + 9.1)) / 20.0;
            near(score.information, by_hand, 1e-12);
        }
        let sum = found[0].information + found[1].information;
        near(found[1].weight, found[1].information / sum, 1e-12);
        assert!(found[1].information > found[0].information);
    }

    #[test]
    fn an_even_density_carries_no_information() {
        // Quantiles that an even density over 0..100 has, with a range of exactly that: the extremes lie 1/12 inside.
        let (low, high) = (100.0 / 12.0, 1100.0 / 12.0);
        near(information(&[5.0, 50.0, 95.0], 0.0, 100.0), 0.0, 1e-15);
        let seed = Seed {
            question: "q".into(),
            realisation: low,
            logarithmic: false,
            quantiles: vec![[10.0, 50.0, 90.0], [20.0, 40.0, high]],
        };
        near(intrinsic_range(&seed).0, 0.0, 1e-12);
        near(intrinsic_range(&seed).1, 100.0, 1e-12);
    }

    #[test]
    fn a_logarithmic_scale_is_that_of_the_logarithms() {
        let linear = Seed {
            question: "q".into(),
            realisation: 2.0,
            logarithmic: false,
            quantiles: vec![[1.0, 2.5, 4.0], [0.5, 1.0, 3.0]],
        };
        let mut powers = linear.clone();
        powers.logarithmic = true;
        powers.realisation = 10f64.powf(linear.realisation);
        powers.quantiles = linear.quantiles.iter().map(|all| all.map(|x| 10f64.powf(x))).collect();
        let (a, b) = (scores(2, &[linear], 0.0).unwrap(), scores(2, &[powers], 0.0).unwrap());
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(a.hits, b.hits);
            near(a.information, b.information, 1e-12);
        }
    }

    #[test]
    fn an_answer_on_a_quantile_counts_as_below_it() {
        let seed = |realisation| Seed {
            question: "q".into(),
            realisation,
            logarithmic: false,
            quantiles: vec![[1.0, 2.0, 3.0]],
        };
        for (at, hits) in [(1.0, [1, 0, 0, 0]), (2.0, [0, 1, 0, 0]), (3.0, [0, 0, 1, 0]), (3.1, [0, 0, 0, 1])]
        {
            assert_eq!(scores(1, &[seed(at)], 0.0).unwrap()[0].hits, hits);
        }
    }

    #[test]
    fn the_cut_off_takes_weight_away() {
        let mut seeds = perfect();
        // The second expert now misses nearly always.
        seeds.iter_mut().for_each(|seed| seed.quantiles[1] = [97.0, 98.0, 99.0]);
        let found = scores(2, &seeds, 0.05).unwrap();
        assert_eq!((found[0].weight, found[1].weight), (1.0, 0.0));
        assert!(found[1].calibration < 1e-9);
        seeds.iter_mut().for_each(|seed| seed.quantiles[0] = [97.0, 98.0, 99.0]);
        assert!(scores(2, &seeds, 0.05).unwrap_err().contains("0.05"));
    }

    #[test]
    fn what_makes_no_sense_is_a_sentence() {
        let seed = |quantiles: Vec<[f64; 3]>, realisation, logarithmic| Seed {
            question: "q".into(),
            realisation,
            logarithmic,
            quantiles,
        };
        for (seeds, experts) in [
            (vec![], 1),
            (vec![seed(vec![[1.0, 2.0, 3.0]], 2.0, false)], 2),
            (vec![seed(vec![[1.0, 1.0, 3.0]], 2.0, false)], 1),
            (vec![seed(vec![[1.0, f64::NAN, 3.0]], 2.0, false)], 1),
            (vec![seed(vec![[-1.0, 2.0, 3.0]], 2.0, true)], 1),
            (vec![seed(vec![[1.0, 2.0, f64::INFINITY]], 2.0, false)], 1),
        ] {
            assert!(scores(experts, &seeds, 0.0).is_err(), "{seeds:?}");
        }
    }
}
