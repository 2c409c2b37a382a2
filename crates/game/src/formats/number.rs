//! Exact numbers as text: `3`, `-0.25`, `1/3`, `1e-3`.
//!
//! In: a word. Out: a rational; and back, as a whole number or a fraction. Lengths are bounded, so that a short text
//! cannot make a long number.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::error::Problem;
use super::scan::short;

/// Digits of a decimal number.
const MOST_DIGITS: usize = 400;
/// Powers of ten, as in doubles.
const MOST_POWER: i64 = 308;

/// The number that a word stands for.
pub(super) fn parse(word: &str) -> Result<BigRational, Problem> {
    let (above, below) = match word.split_once('/') {
        None => (word, None),
        Some((above, below)) => (above, Some(below)),
    };
    let top = decimal(above, word)?;
    let number = match below {
        None => top,
        Some(below) => {
            let bottom = decimal(below, word)?;
            if bottom.is_zero() {
                return Err(Problem::DividesByZero(short(word)));
            }
            top / bottom
        }
    };
    if crate::dag::eval::to_double(&number).is_finite() {
        Ok(number)
    } else {
        Err(Problem::NumberTooLong(short(word)))
    }
}

/// One decimal number; `word` is what messages show.
fn decimal(text: &str, word: &str) -> Result<BigRational, Problem> {
    let none = || Problem::NotANumber(short(word));
    let long = || Problem::NumberTooLong(short(word));
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, power) = match rest.find(['e', 'E']) {
        None => (rest, 0),
        Some(at) => (&rest[..at], exponent(&rest[at + 1..]).ok_or_else(none)?),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
        return Err(none());
    }
    if whole.len() + fraction.len() > MOST_DIGITS || power.abs() > MOST_POWER {
        return Err(long());
    }
    let magnitude: BigInt = if whole.len() + fraction.len() <= 18 {
        let value = |part: &str| part.bytes().fold(0i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
        (value(whole) * 10i64.pow(fraction.len() as u32) + value(fraction)).into()
    } else {
        format!("{whole}{fraction}").parse().map_err(|_| none())?
    };
    let numerator = if negative { -magnitude } else { magnitude };
    let power = power - fraction.len() as i64;
    let ten = |power: i64| BigInt::from(10).pow(power.unsigned_abs() as u32);
    Ok(match power {
        0 => BigRational::from_integer(numerator),
        1.. => BigRational::from_integer(numerator * ten(power)),
        _ => BigRational::new(numerator, ten(power)),
    })
}

/// A power of ten; beyond all bounds if it has too many digits.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::MAX);
    Some(if text.starts_with('-') { -size } else { size })
}

/// As text that every reader of the formats takes: a whole number, or a fraction in lowest terms.
pub(super) fn show(number: &BigRational) -> String {
    number.to_string()
}

/// For people: a decimal if a short one is exact, a fraction if that is short, else rounded.
pub(super) fn for_people(number: &BigRational) -> String {
    let double = crate::dag::eval::to_double(number);
    let decimal = format!("{double}");
    if decimal.len() <= 24 && parse(&decimal).as_ref() == Ok(number) {
        return decimal;
    }
    let fraction = number.to_string();
    let about = if number.is_negative() { -double.abs() } else { double };
    if fraction.len() <= 24 { fraction } else { format!("about {about:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(a: i64, b: i64) -> BigRational {
        BigRational::new(a.into(), b.into())
    }

    #[test]
    fn numbers_are_exact() {
        for (word, value) in [
            ("3", ratio(3, 1)),
            ("-0.25", ratio(-1, 4)),
            ("1/3", ratio(1, 3)),
            ("-1/-3", ratio(1, 3)),
            ("1e-3", ratio(1, 1000)),
            ("1.5E+2", ratio(150, 1)),
            (".5", ratio(1, 2)),
            ("2.", ratio(2, 1)),
            ("+7", ratio(7, 1)),
            ("0.5/2", ratio(1, 4)),
            ("-.0", ratio(0, 1)),
            ("0000000000000000000000001", ratio(1, 1)),
        ] {
            assert_eq!(parse(word), Ok(value), "{word}");
        }
        assert_eq!(parse("0.1"), parse("1/10"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for word in ["", "-", ".", "e5", "1e", "1e+", "1/", "/2", "1/2/3", "0x1", "nan", "inf", "1 2", "١"] {
            assert!(matches!(parse(word), Err(Problem::NotANumber(_))), "{word}");
        }
        assert!(matches!(parse("1/0"), Err(Problem::DividesByZero(_))));
        let long = "9".repeat(401);
        for word in ["1e309", "1e-309", "1e99999999999999999999", long.as_str(), "1e308/1e-308"] {
            assert!(matches!(parse(word), Err(Problem::NumberTooLong(_))), "{word}");
        }
    }

    #[test]
    fn people_see_short_numbers() {
        assert_eq!(for_people(&ratio(999, 1000)), "0.999");
        assert_eq!(for_people(&ratio(2, 3)), "2/3");
        assert!(for_people(&(ratio(1, 3) / parse("1e-30").unwrap())).starts_with("about 3.33"));
    }
}
