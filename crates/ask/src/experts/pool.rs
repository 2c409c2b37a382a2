//! Pooled opinions: one value of each parameter out of those of several experts, with weights.
//!
//! In: each expert's values and weight. Out: the pooled values. Two pools (Genest & Zidek 1986; Clemen & Winkler 1999):
//!
//! * **Linear**: Σ wᵢ pᵢ, the weighted mean, of probabilities and of all else (Stone 1961).
//! * **Logarithmic**: Π pᵢ^wᵢ, normalised. It acts on the whole distribution of a draw, so that the probabilities of all
//!   values of a secret are pooled together. A parameter that enters a probability in another way is pooled with what it
//!   leaves of 1, which is the weighted mean of log odds. A quantity that is no probability has the weighted geometric mean
//!   if all its values are above zero, and the weighted mean if not.
//!
//! Both leave alone what all agree on, except that the logarithmic pool may move such a probability when it normalises.
//! Weights of a draw count in proportion: both pools act on the probabilities that they give.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use standoff_model::ir::{Model, ParameterId};

use super::roles::{DrawOfParameters, Entry, Roles};
use crate::session::to_f64;

/// How opinions are pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// The weighted mean.
    Linear,
    /// The normalised weighted geometric mean.
    Log,
}

impl Pool {
    /// Both.
    pub const ALL: [Pool; 2] = [Pool::Linear, Pool::Log];

    /// The word in JSON and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Pool::Linear => "linear",
            Pool::Log => "log",
        }
    }

    /// The pool with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pool| pool.word() == word)
    }
}

/// An expert's values of all parameters, and how much they count.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// By parameter.
    pub values: Vec<BigRational>,
    /// At least zero; only proportions matter.
    pub weight: BigRational,
}

/// The pooled value of every parameter.
///
/// # Errors
/// A sentence if all weights are zero, or if the logarithmic pool does not exist: each value of a draw is ruled out by
/// somebody.
pub fn pooled(
    model: &Model,
    roles: &Roles,
    voices: &[Voice],
    pool: Pool,
) -> Result<Vec<BigRational>, String> {
    let sum: BigRational = voices.iter().map(|voice| &voice.weight).sum();
    if !sum.is_positive() {
        return Err("nobody's opinion has any weight".to_owned());
    }
    let voices: Vec<Voice> = voices
        .iter()
        .filter(|voice| voice.weight.is_positive())
        .map(|voice| Voice { values: voice.values.clone(), weight: &voice.weight / &sum })
        .collect();
    let mut pooled: Vec<Option<BigRational>> = vec![None; model.parameters.len()];
    for draw in &roles.draws {
        let taken = draw.parameters().any(|id| pooled.get(id.0 as usize).is_none_or(Option::is_some));
        // Probabilities pooled linearly, one by one, are pooled as a whole.
        let apart = pool == Pool::Linear && !draw.weights;
        if taken || apart || draw.parameters().all(|id| agreed(&voices, id)) {
            continue;
        }
        let name = model.things.get(draw.thing.0 as usize).map_or("", |thing| thing.name.as_str());
        for (id, value) in whole_draw(draw, &voices, pool).ok_or_else(|| ruled_out(name))? {
            pooled[id.0 as usize] = Some(value);
        }
    }
    (0..model.parameters.len())
        .map(|at| {
            let id = ParameterId(at as u32);
            match pooled[at].take() {
                Some(value) => Ok(value),
                None => alone(roles, &voices, id, pool).ok_or_else(|| ruled_out(&model.parameters[at].name)),
            }
        })
        .collect()
}

fn ruled_out(name: &str) -> String {
    format!("there is no logarithmic pool: everything that {name} may be is ruled out by somebody")
}

fn value(voice: &Voice, id: ParameterId) -> BigRational {
    voice.values.get(id.0 as usize).cloned().unwrap_or_else(BigRational::zero)
}

fn agreed(voices: &[Voice], id: ParameterId) -> bool {
    voices.windows(2).all(|pair| value(&pair[0], id) == value(&pair[1], id))
}

/// The pooled value of a parameter that is none of a whole draw's.
fn alone(roles: &Roles, voices: &[Voice], id: ParameterId, pool: Pool) -> Option<BigRational> {
    if agreed(voices, id) {
        return voices.first().map(|voice| value(voice, id));
    }
    let (zero, one) = (BigRational::zero(), BigRational::one());
    let all = |holds: &dyn Fn(&BigRational) -> bool| voices.iter().all(|voice| holds(&value(voice, id)));
    match pool {
        Pool::Log if roles.is_probability(id) && all(&|v| (&zero..=&one).contains(&v)) => {
            let logs = [
                log_mean(voices, &|voice| value(voice, id)),
                log_mean(voices, &|voice| &one - value(voice, id)),
            ];
            BigRational::from_float(normalised(&logs)?[0])
        }
        Pool::Log if all(&|v| *v > zero) => {
            BigRational::from_float(libm::exp(log_mean(voices, &|voice| value(voice, id))))
        }
        _ => Some(mean(voices, &|voice| value(voice, id))),
    }
}

/// The pooled parameters of a draw: the pool acts on its probabilities as a whole. Plain numbers stay as they are: what is
/// pooled is the distribution over the other values.
fn whole_draw(
    draw: &DrawOfParameters,
    voices: &[Voice],
    pool: Pool,
) -> Option<Vec<(ParameterId, BigRational)>> {
    let one = BigRational::one();
    let raw = |voice: &Voice, entry: &Entry| match entry {
        Entry::Parameter(id) => value(voice, *id),
        Entry::Number(number) => number.clone(),
        Entry::Rest => &one - draw.parameters().map(|id| value(voice, id)).sum::<BigRational>() - fixed(draw),
    };
    let total = |voice: &Voice| draw.entries.iter().map(|entry| raw(voice, entry)).sum::<BigRational>();
    if voices.iter().any(|voice| !total(voice).is_positive()) {
        return None;
    }
    let probability = |voice: &Voice, entry: &Entry| raw(voice, entry) / total(voice);
    let of = |entry: &Entry| -> f64 {
        match pool {
            Pool::Linear => libm::log(to_f64(&mean(voices, &|voice| probability(voice, entry)))),
            Pool::Log => log_mean(voices, &|voice| probability(voice, entry)),
        }
    };
    if draw.weights {
        return weights(draw, &draw.entries.iter().map(of).collect::<Vec<_>>(), mean(voices, &total));
    }
    let free: Vec<&Entry> = draw.entries.iter().filter(|entry| !matches!(entry, Entry::Number(_))).collect();
    let shares = normalised(&free.iter().map(|entry| of(entry)).collect::<Vec<_>>())?;
    let left = &one - fixed(draw);
    let mut found: Vec<(ParameterId, BigRational)> = Vec::new();
    for (entry, share) in free.iter().zip(&shares) {
        if let Entry::Parameter(id) = entry {
            found.push((*id, BigRational::from_float(*share)? * &left));
        }
    }
    // Without an entry for the rest, the last one is what the others leave, so that the sum is exactly 1.
    if !draw.entries.contains(&Entry::Rest)
        && let Some((last, others)) = found.split_last_mut()
    {
        last.1 = &left - others.iter().map(|(_, value)| value).sum::<BigRational>();
    }
    Some(found)
}

/// The plain numbers among the probabilities of a draw.
fn fixed(draw: &DrawOfParameters) -> BigRational {
    let number = |entry: &Entry| match entry {
        Entry::Number(number) => Some(number.clone()),
        _ => None,
    };
    draw.entries.iter().filter_map(number).sum()
}

/// Weights that give pooled probabilities. Where a plain number is among them it sets the scale, else `total` does.
fn weights(
    draw: &DrawOfParameters,
    logs: &[f64],
    total: BigRational,
) -> Option<Vec<(ParameterId, BigRational)>> {
    let shares = normalised(logs)?;
    let exact = |share: f64| BigRational::from_float(share);
    let mut scale = total;
    for (entry, &share) in draw.entries.iter().zip(&shares) {
        if let Entry::Number(number) = entry
            && share > 0.0
        {
            scale = number / exact(share)?;
            break;
        }
    }
    let parameter = |(entry, &share): (&Entry, &f64)| match entry {
        Entry::Parameter(id) => Some(exact(share).map(|share| (*id, share * &scale))),
        _ => None,
    };
    draw.entries.iter().zip(&shares).filter_map(parameter).collect()
}

/// Σ wᵢ xᵢ, exact.
fn mean(voices: &[Voice], of: &dyn Fn(&Voice) -> BigRational) -> BigRational {
    voices.iter().map(|voice| &voice.weight * of(voice)).sum()
}

/// Σ wᵢ ln xᵢ; −∞ where some xᵢ is zero or less.
fn log_mean(voices: &[Voice], of: &dyn Fn(&Voice) -> BigRational) -> f64 {
    let term = |voice: &Voice| match to_f64(&of(voice)) {
        x if x > 0.0 => to_f64(&voice.weight) * libm::log(x),
        _ => f64::NEG_INFINITY,
    };
    voices.iter().map(term).sum()
}

/// exp lᵢ / Σ exp lⱼ; none if all are −∞.
fn normalised(logs: &[f64]) -> Option<Vec<f64>> {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return None;
    }
    let sum: f64 = logs.iter().map(|log| libm::exp(log - top)).sum();
    Some(logs.iter().map(|log| libm::exp(log - top) / sum).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(a: i64, b: i64) -> BigRational {
        BigRational::new(a.into(), b.into())
    }

    fn model(text: &str) -> Model {
        let read = standoff_model::read_text("pool.standoff", text);
        read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics))
    }

    /// Values as fractions.
    type Values<'a> = &'a [(i64, i64)];

    fn pool(text: &str, of: &[(Values, i64)], pool: Pool) -> Result<Vec<f64>, String> {
        let model = model(text);
        let voices: Vec<Voice> = of
            .iter()
            .map(|(values, weight)| Voice {
                values: values.iter().map(|&(a, b)| ratio(a, b)).collect(),
                weight: ratio(*weight, 1),
            })
            .collect();
        Ok(pooled(&model, &Roles::of(&model), &voices, pool)?.iter().map(to_f64).collect())
    }

    fn near(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {wanted:?}");
    }

    const THREE: &str = "standoff three\nactors\n  A\n  B\nparameters\n  p = 0.2\n  q = 0.3\n  worth = 4\n  debt = -1\n\
        secret A.kind\n  one with probability p\n  two with probability q\n  three otherwise\nplay\n  A chooses move: x, y\n  \
        A gains worth + debt if move is x\n";

    #[test]
    fn the_linear_pool_is_the_weighted_mean() {
        let of: [(Values, i64); 2] =
            [(&[(1, 5), (3, 10), (4, 1), (-1, 1)], 3), (&[(3, 5), (1, 10), (9, 1), (1, 1)], 1)];
        near(&pool(THREE, &of, Pool::Linear).unwrap(), &[0.3, 0.25, 5.25, -0.5]);
    }

    #[test]
    fn the_logarithmic_pool_takes_a_distribution_as_a_whole() {
        let of: [(Values, i64); 2] =
            [(&[(1, 5), (3, 10), (4, 1), (-1, 1)], 1), (&[(3, 5), (1, 10), (9, 1), (1, 1)], 1)];
        // Geometric means √0.12, √0.03, √0.15; their sum is √0.03 (2 + 1 + √5). 4 and 9 have 6; −1 and 1 have none.
        let sum = 3.0 + 5f64.sqrt();
        near(&pool(THREE, &of, Pool::Log).unwrap(), &[2.0 / sum, 1.0 / sum, 6.0, 0.0]);
    }

    #[test]
    fn the_logarithmic_pool_updates_as_its_members_do() {
        // External Bayesianity (Genest 1984): pooling after a likelihood is the likelihood after pooling.
        let likelihood = [1, 2, 4];
        let (one, two) = ([2, 3, 5], [6, 1, 3]);
        let update = |prior: [i64; 3]| {
            let joint: Vec<i64> = prior.iter().zip(likelihood).map(|(p, l)| p * l).collect();
            let sum: i64 = joint.iter().sum();
            [(joint[0], sum), (joint[1], sum), (1, 1), (0, 1)]
        };
        let prior = |prior: [i64; 3]| [(prior[0], 10), (prior[1], 10), (1, 1), (0, 1)];
        let after = pool(THREE, &[(&update(one), 2), (&update(two), 1)], Pool::Log).unwrap();
        let before = pool(THREE, &[(&prior(one), 2), (&prior(two), 1)], Pool::Log).unwrap();
        let joint = [before[0], before[1] * 2.0, (1.0 - before[0] - before[1]) * 4.0];
        let sum: f64 = joint.iter().sum();
        near(&after[..2], &[joint[0] / sum, joint[1] / sum]);
    }

    #[test]
    fn agreement_and_vetoes() {
        let same: Values = &[(1, 5), (3, 10), (4, 1), (-1, 1)];
        for kind in Pool::ALL {
            near(&pool(THREE, &[(same, 2), (same, 5)], kind).unwrap(), &[0.2, 0.3, 4.0, -1.0]);
        }
        let (one, two): (Values, Values) =
            (&[(1, 1), (0, 1), (1, 1), (0, 1)], &[(0, 1), (1, 1), (1, 1), (0, 1)]);
        assert!(pool(THREE, &[(one, 1), (two, 1)], Pool::Log).unwrap_err().contains("A.kind"));
        near(&pool(THREE, &[(one, 1), (two, 3)], Pool::Linear).unwrap(), &[0.25, 0.75, 1.0, 0.0]);
        // Without weight, no veto; what one rules out stays ruled out.
        near(&pool(THREE, &[(one, 1), (two, 0)], Pool::Log).unwrap(), &[1.0, 0.0, 1.0, 0.0]);
        let half: Values = &[(1, 2), (1, 4), (1, 1), (0, 1)];
        near(&pool(THREE, &[(one, 1), (half, 1)], Pool::Log).unwrap(), &[1.0, 0.0, 1.0, 0.0]);
        assert!(pool(THREE, &[(one, 0)], Pool::Linear).is_err());
    }

    #[test]
    fn weights_of_a_draw_count_in_proportion() {
        let text = THREE
            .replace("with probability p", "with weight p")
            .replace("with probability q", "with weight q")
            .replace("three otherwise", "three with weight 2");
        // Probabilities 1/4, 1/4, 1/2 and 2/5, 2/5, 1/5; their means 13/40, 13/40, 14/40.
        let of: [(Values, i64); 2] =
            [(&[(1, 1), (1, 1), (1, 1), (0, 1)], 1), (&[(4, 1), (4, 1), (1, 1), (0, 1)], 1)];
        near(&pool(&text, &of, Pool::Linear).unwrap()[..2], &[13.0 / 7.0, 13.0 / 7.0]);
        // Geometric: √(1/10), √(1/10), √(1/10).
        near(&pool(&text, &of, Pool::Log).unwrap()[..2], &[2.0, 2.0]);
    }

    #[test]
    fn parameters_are_followed_to_the_probabilities_that_they_enter() {
        let text = "standoff roles\nactors\n  A\n  B\nparameters\n  p = 0.2\n  q = 0.3\n  r = 0.1\n  gain = 0.4\n  low = 0\n\
            let half = q / 2\nsecret A.cost from low to 1 in 4 cells\nplay\n  now drag is r\n  A chooses move: x, y\n  -> war(p)\n\
            scene war(chance_of)\n  chance aid\n    yes with probability chance_of * (1 - drag)\n    no otherwise\n  chance more\n    \
            yes with probability half\n    no otherwise\n  A gains gain if aid is yes\n";
        let model = model(text);
        let roles = Roles::of(&model);
        let of = |name: &str| {
            let at = model.parameters.iter().position(|p| p.name == name).unwrap();
            let id = ParameterId(at as u32);
            (roles.is_fact(id), roles.is_probability(id))
        };
        assert_eq!([of("p"), of("q"), of("r")], [(true, true); 3]);
        assert_eq!(of("low"), (true, false));
        assert_eq!(of("gain"), (false, false));
        assert!(roles.draws.is_empty());
    }
}
