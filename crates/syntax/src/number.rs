//! Literal numbers, exactly: `0.55`, `55%`, `1_000`, `1e-6`.
//!
//! In: the text of a number, without sign. Out: its exact value as a fraction, or why it is refused; and back from a
//! value to the shortest text.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

/// Exponents beyond this are refused.
pub const MAX_EXPONENT: u32 = 400;
/// Numerators and denominators beyond this many bits are refused.
pub const MAX_BITS: u64 = 4096;
/// No number with more digits than this has at most [`MAX_BITS`] bits, leading and trailing zeros aside.
const MAX_DIGITS: usize = 4000;

/// Why a number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not of the form of a number.
    Form,
    /// The exponent is beyond 400.
    Exponent,
    /// The exact fraction needs more than 4,096 bits.
    Size,
}

/// Reads a number: digits with single `_` between them, a fraction, an exponent, a percent sign. Returns the value
/// and whether there was a percent sign.
///
/// # Errors
///
/// Says whether the form, the exponent or the size is to blame.
pub fn read(text: &str) -> Result<(BigRational, bool), NumberError> {
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |rest| (rest, true));
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        None => (text, 0),
        Some(at) => {
            let written = text.get(at + 1..).unwrap_or("");
            let (written, negative) = match written.strip_prefix('-') {
                Some(rest) => (rest, true),
                None => (written.strip_prefix('+').unwrap_or(written), false),
            };
            if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(NumberError::Form);
            }
            let significant = written.trim_start_matches('0');
            let size: i64 = if significant.is_empty() { 0 } else { significant.parse().unwrap_or(i64::MAX) };
            if size > i64::from(MAX_EXPONENT) {
                return Err(NumberError::Exponent);
            }
            (text.get(..at).unwrap_or(""), if negative { -size } else { size })
        }
    };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let mut digits = digits_of(whole)?;
    let places = match fraction {
        None => 0,
        Some(fraction) => {
            let fraction = digits_of(fraction)?;
            digits.push_str(&fraction);
            fraction.len()
        }
    };
    if digits.len() > MAX_DIGITS {
        return Err(NumberError::Size);
    }
    let digits = BigUint::parse_bytes(digits.as_bytes(), 10).ok_or(NumberError::Form)?;
    let places = i64::try_from(places).map_err(|_| NumberError::Size)?;
    let shift = exponent - places - if percent { 2 } else { 0 };
    let power: BigUint = Pow::pow(BigUint::from(10_u32), shift.unsigned_abs());
    let value = if shift < 0 {
        BigRational::new(BigInt::from(digits), BigInt::from(power))
    } else {
        BigRational::from_integer(BigInt::from(digits * power))
    };
    if value.numer().bits() > MAX_BITS || value.denom().bits() > MAX_BITS {
        return Err(NumberError::Size);
    }
    Ok((value, percent))
}

/// Digits without their separators; a separator stands between two digits.
fn digits_of(text: &str) -> Result<String, NumberError> {
    let well_formed = !text.is_empty()
        && text.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if well_formed { Ok(text.replace('_', "")) } else { Err(NumberError::Form) }
}

/// The shortest exact text of a value: decimal if it ends, otherwise a fraction. With `percent`, as a percentage.
#[must_use]
pub fn show(value: &BigRational, percent: bool) -> String {
    if percent {
        let hundredfold = value * BigRational::from_integer(BigInt::from(100));
        return format!("{}%", show(&hundredfold, false));
    }
    let (twos, rest) = strip_factor(value.denom().clone(), 2);
    let (fives, rest) = strip_factor(rest, 5);
    if !rest.is_one() {
        return format!("{}/{}", value.numer(), value.denom());
    }
    let places = twos.max(fives);
    let scale: BigInt = Pow::pow(BigInt::from(10), places);
    let scaled = value.numer() * (scale / value.denom());
    let digits = scaled.abs().to_string();
    let sign = if scaled.is_negative() { "-" } else { "" };
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// How often `factor` divides `number`, and what is left.
fn strip_factor(mut number: BigInt, factor: u32) -> (usize, BigInt) {
    let factor = BigInt::from(factor);
    let mut count = 0;
    while !number.is_zero() {
        let (quotient, remainder) = number.div_rem(&factor);
        if !remainder.is_zero() {
            break;
        }
        number = quotient;
        count += 1;
    }
    (count, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(read("0.55"), Ok((ratio(11, 20), false)));
        assert_eq!(read("55%"), Ok((ratio(11, 20), true)));
        assert_eq!(read("0.5%"), Ok((ratio(1, 200), true)));
        assert_eq!(read("1_000"), Ok((ratio(1000, 1), false)));
        assert_eq!(read("1e-6"), Ok((ratio(1, 1_000_000), false)));
        assert_eq!(read("2.5E+3"), Ok((ratio(2500, 1), false)));
        for bad in ["", "1__0", "1_", "_1", "1.", ".5", "1e", "1e-", "1e5.0", "1.2.3"] {
            assert_eq!(read(bad), Err(NumberError::Form), "{bad}");
        }
    }

    #[test]
    fn numbers_beyond_the_limits_are_refused() {
        assert!(read("1e400").is_ok() && read("1e-400").is_ok());
        assert_eq!(read("1e401"), Err(NumberError::Exponent));
        assert_eq!(read("1e-99999999999999999999999"), Err(NumberError::Exponent));
        assert_eq!(read(&"9".repeat(1300)), Err(NumberError::Size));
        assert_eq!(read(&"9".repeat(60_000)), Err(NumberError::Size));
        assert!(read(&"9".repeat(1200)).is_ok());
    }

    #[test]
    fn values_are_shown_as_short_as_they_are() {
        for text in ["0.55", "1000", "0.000001", "0", "12.125", "7"] {
            assert_eq!(show(&read(text).unwrap().0, false), text);
        }
        assert_eq!(show(&ratio(-1, 18), false), "-1/18");
        assert_eq!(show(&ratio(-1, 8), false), "-0.125");
        assert_eq!(show(&ratio(11, 20), true), "55%");
    }
}
