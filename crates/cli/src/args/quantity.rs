//! Sizes, times and positive numbers as people write them on a command line.
//!
//! In: words such as `4G`, `60s`, `20_000_000`. Out: bytes, durations, numbers; or a sentence that says what is wrong.

use std::time::Duration;

/// `4G`, `500M`, `64k` or plain bytes; powers of 1024.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let (digits, unit) = split(text);
    let factor: f64 = match unit.trim_end_matches(['b', 'B', 'i']).to_ascii_lowercase().as_str() {
        "" => 1.0,
        "k" => 1024.0,
        "m" => 1024.0 * 1024.0,
        "g" => 1024.0 * 1024.0 * 1024.0,
        "t" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return Err(format!("`{}` is not a size; write one like 4G or 500M", short(text))),
    };
    match number(digits) {
        Some(value) if value > 0.0 && value * factor >= 1.0 => Ok((value * factor) as u64),
        _ => Err(format!("`{}` is not a size; write one like 4G or 500M", short(text))),
    }
}

/// `60s`, `500ms`, `5m`, `2h`; without a unit, seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{}` is not a time; write one like 60s or 5m", short(text));
    let (digits, unit) = split(text);
    let factor = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(wrong()),
    };
    let seconds = number(digits).ok_or_else(wrong)? * factor;
    if seconds <= 0.0 {
        return Err(wrong());
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

/// A whole number above zero; `_` may group digits, and `2e7` is fine.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    match number(text) {
        Some(value) if value >= 1.0 && value.fract() == 0.0 && value < 1e18 => Ok(value as u64),
        _ => Err(format!("`{}` is not a whole number above zero", short(text))),
    }
}

/// A finite number above zero.
pub(crate) fn positive(text: &str) -> Result<f64, String> {
    match number(text) {
        Some(value) if value > 0.0 => Ok(value),
        _ => Err(format!("`{}` is not a number above zero", short(text))),
    }
}

/// A finite number, zero or above.
pub(crate) fn at_least_zero(text: &str) -> Result<f64, String> {
    number(text).ok_or_else(|| format!("`{}` is not a number, zero or above", short(text)))
}

fn number(text: &str) -> Option<f64> {
    let plain = text.replace('_', "");
    if !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Digits and what follows them. An exponent belongs to the digits.
fn split(text: &str) -> (&str, &str) {
    let end = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    text.split_at(end)
}

/// A word of the command line, short enough to repeat.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_times_and_counts() {
        assert_eq!(bytes("4G"), Ok(4 << 30));
        assert_eq!(bytes("1.5k"), Ok(1536));
        assert_eq!(bytes("500MB"), Ok(500 << 20));
        assert_eq!(bytes("77"), Ok(77));
        for wrong in ["", "G", "-1G", "4X", "nan", "inf", "0"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
        assert_eq!(duration("60s"), Ok(Duration::from_secs(60)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for wrong in ["", "s", "-1s", "1d", "1e300s", "0s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(count("20_000_000"), Ok(20_000_000));
        assert_eq!(count("2e7"), Ok(20_000_000));
        for wrong in ["0", "-3", "1.5", "x", "1e40"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
        assert_eq!(positive("1e-8"), Ok(1e-8));
        assert!(positive("0").is_err() && positive("inf").is_err());
    }
}
