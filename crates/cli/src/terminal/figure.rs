//! Numbers for people: as many digits as matter, never a trailing zero.
//!
//! In: doubles. Out: short text. JSON carries every digit; this is for reading.

/// Six significant digits; very small and very large numbers with an exponent.
pub(crate) fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "none".into();
    }
    let size = value.abs();
    if size == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e9).contains(&size) {
        return trim_exponent(&format!("{value:.2e}"));
    }
    let decimals = (5.0 - size.log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

/// A bound such as a regret: one digit, rounded up, so that it is never understated.
pub(crate) fn bound(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".into();
    }
    if value <= 0.0 {
        return "0".into();
    }
    let power = value.log10().floor();
    let digits = (value / 10f64.powf(power) * 10.0 - 1e-9).ceil() / 10.0;
    if (1e-3..1e6).contains(&value) {
        figure(digits * 10f64.powf(power))
    } else {
        trim_exponent(&format!("{:.1e}", digits * 10f64.powf(power)))
    }
}

fn trim_exponent(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => {
            format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text.into(),
    }
}

/// A whole number with groups of three digits.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 end`, `2 ends`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_matter() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.35, "0.35"),
            (14.0 / 33.0, "0.424242"),
            (0.4025, "0.4025"),
            (1.0, "1"),
            (-0.6, "-0.6"),
            (1234567.0, "1234567"),
            (1e-9, "1e-9"),
            (2.5e-7, "2.5e-7"),
            (1e12, "1e12"),
            (0.000123456, "0.000123456"),
            (f64::NAN, "none"),
            (100.0, "100"),
            (0.9999999, "1"),
        ] {
            assert_eq!(figure(value), text, "{value}");
        }
        assert_eq!(bound(1.23e-12), "1.3e-12");
        assert_eq!(bound(0.0), "0");
        assert_eq!(bound(0.2), "0.2");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
        assert_eq!(counted(1, "end", "ends"), "1 end");
    }
}
