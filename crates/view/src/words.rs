//! Numbers in words and digits: probability words, percentages, gains, parameter values.
//!
//! In: figures. Out: short texts. The bands are those of the intelligence community directive ICD 203; a figure on an edge
//! belongs to the upper band.

use num_rational::BigRational;
use num_traits::ToPrimitive;

/// The word for a probability at a solution.
#[must_use]
pub fn probability_word(p: f64) -> &'static str {
    match p {
        p if p <= 0.0 => "never at this solution",
        p if p >= 1.0 => "always",
        p if p < 0.05 => "almost no chance",
        p if p < 0.20 => "very unlikely",
        p if p < 0.45 => "unlikely",
        p if p < 0.55 => "roughly even",
        p if p < 0.80 => "likely",
        p if p < 0.95 => "very likely",
        _ => "almost certain",
    }
}

/// A percentage to the digits that matter: `35%`, `0.4%`, `99.96%`; exactly 0 and 1 are `0%` and `100%`, and nothing
/// else is.
#[must_use]
pub fn percent(p: f64) -> String {
    let hundred = p * 100.0;
    for digits in 0..=6 {
        let text = format!("{hundred:.digits$}");
        let shown: f64 = text.parse().unwrap_or(hundred);
        let extreme_is_true = (shown > 0.0 || p <= 0.0) && (shown < 100.0 || p >= 1.0);
        if extreme_is_true && ((shown - hundred).abs() < 0.5 || digits > 0) {
            return format!("{text}%");
        }
    }
    if p < 0.5 { "under 0.000001%".to_owned() } else { "over 99.999999%".to_owned() }
}

/// A percentage beside a mark of a picture: at most one decimal, and never a false certainty: `35%`, `0.4%`, `<0.1%`, `>99.9%`.
#[must_use]
pub fn share(p: f64) -> String {
    match p {
        p if p <= 0.0 => "0%".to_owned(),
        p if p >= 1.0 => "100%".to_owned(),
        p if p < 0.0005 => "<0.1%".to_owned(),
        p if p > 0.9995 => ">99.9%".to_owned(),
        p if !(0.01..=0.99).contains(&p) => percent_trimmed(libm::round(p * 1000.0) / 10.0),
        p => format!("{:.0}%", p * 100.0),
    }
}

/// The name of a label as a picture shows it: numbers with at most six decimals and a minus sign, other names as they are.
#[must_use]
pub fn neat(label: &str) -> String {
    match label.parse::<f64>() {
        Ok(number) if label.len() > 8 && number.is_finite() => trimmed(number, 6),
        Ok(number) if number.is_finite() => label.replace('-', "−"),
        _ => label.to_owned(),
    }
}

/// A number and its word: `58%, likely`.
#[must_use]
pub fn chance(p: f64) -> String {
    format!("{}, {}", percent(p), probability_word(p))
}

/// A difference with its sign: `+0.038`, `−0.020`, `0`.
#[must_use]
pub fn signed(x: f64) -> String {
    if x.abs() < 5e-10 {
        return "0".to_owned();
    }
    let sign = if x > 0.0 { "+" } else { "−" };
    format!("{sign}{}", plain(x.abs()))
}

/// A number with at most four significant decimals, trailing zeros cut; smaller figures with as many as they need. Halves
/// round away from zero as people do, so that 0.0375 is not told as 0.037.
#[must_use]
pub fn plain(x: f64) -> String {
    let size = x.abs();
    if size < 5e-10 {
        return "0".to_owned();
    }
    let decimals = match size {
        s if s >= 1000.0 => 1,
        s if s >= 100.0 => 2,
        s if s >= 10.0 => 3,
        s if s >= 1e-2 => 4,
        s if s >= 1e-3 => 5,
        s if s >= 1e-4 => 6,
        _ => return format!("{x:.2e}").replace('-', "−"),
    };
    trimmed(x * (1.0 + 1e-12), decimals)
}

/// A parameter's value as its author would write it: `35%`, `0.04`.
#[must_use]
pub fn parameter(value: f64, percent_sign: bool) -> String {
    if percent_sign { percent_trimmed(value * 100.0) } else { trimmed(value, 4) }
}

/// A value of a parameter at which something changes, to three digits, or to as many as tell it from the value now.
#[must_use]
pub fn border(value: f64, now: f64, percent_sign: bool) -> String {
    let (value, now, sign) = if percent_sign { (value * 100.0, now * 100.0, "%") } else { (value, now, "") };
    let size = value.abs().max(f64::MIN_POSITIVE);
    let leading = libm::floor(libm::log10(size)).clamp(-12.0, 15.0) as i32;
    let least = (2 - leading).clamp(0, 15) as usize;
    let text = |x: f64, digits: usize| trimmed(x * (1.0 + 1e-12), digits);
    let digits = (least..least + 3).find(|&digits| text(value, digits) != text(now, digits));
    format!("{}{sign}", text(value, digits.unwrap_or(least)))
}

/// A word as a shell reads it.
#[must_use]
pub fn for_shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:+%,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// "1 number", "3 numbers".
#[must_use]
pub fn plural(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// An exact parameter value as its author would write it.
#[must_use]
pub fn parameter_exact(value: &BigRational, percent_sign: bool) -> String {
    parameter(value.to_f64().unwrap_or(f64::NAN), percent_sign)
}

fn percent_trimmed(hundred: f64) -> String {
    format!("{}%", trimmed(hundred, 2))
}

/// At most `decimals` decimals, trailing zeros cut.
#[must_use]
pub fn trimmed(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text.as_str() };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// "a, b and c".
#[must_use]
pub fn list(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The text with its first letter in upper case.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_take_the_upper_word_at_an_edge() {
        let edges = [
            (0.0, "never at this solution"),
            (0.049, "almost no chance"),
            (0.05, "very unlikely"),
            (0.2, "unlikely"),
            (0.45, "roughly even"),
            (0.55, "likely"),
            (0.8, "very likely"),
            (0.95, "almost certain"),
            (1.0, "always"),
        ];
        for (p, word) in edges {
            assert_eq!(probability_word(p), word);
        }
    }

    #[test]
    fn percentages_are_never_rounded_to_certainty() {
        assert_eq!(percent(0.35), "35%");
        assert_eq!(percent(0.5833333), "58%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.004), "0.4%");
        assert_eq!(percent(0.9996), "99.96%");
        assert_eq!(percent(1e-12), "under 0.000001%");
    }

    #[test]
    fn shares_are_short_and_claim_no_certainty() {
        assert_eq!(share(0.35), "35%");
        assert_eq!(share(0.004), "0.4%");
        assert_eq!(share(1e-9), "<0.1%");
        assert_eq!(share(0.99999), ">99.9%");
        assert_eq!(share(0.996), "99.6%");
        assert_eq!(neat("0.6499999999999999"), "0.65");
        assert_eq!(neat("-0.95"), "−0.95");
        assert_eq!(neat("land 0.5, aid low"), "land 0.5, aid low");
        assert_eq!(neat("stand-by"), "stand-by");
    }

    #[test]
    fn shells_read_words_back() {
        assert_eq!(for_shell("p_settler"), "p_settler");
        assert_eq!(for_shell("P(war)"), "'P(war)'");
        assert_eq!(for_shell("it's $HOME"), r"'it'\''s $HOME'");
    }

    #[test]
    fn borders_have_three_digits_or_as_many_as_it_takes() {
        assert_eq!(border(0.281818, 0.35, true), "28.2%");
        assert_eq!(border(0.213714, 0.1, false), "0.214");
        assert_eq!(border(0.0575, 0.02, false), "0.0575");
        assert_eq!(border(0.295, 0.04, false), "0.295");
        assert_eq!(border(0.50004, 0.5, true), "50.004%");
        assert_eq!(border(1234.5, 1000.0, false), "1235");
        assert_eq!(border(0.0999997, 0.1, false), "0.1", "closer than it was looked for");
    }

    #[test]
    fn differences_show_sign_and_the_digits_that_matter() {
        assert_eq!(signed(0.0375), "+0.0375");
        assert_eq!(signed(-0.02), "−0.02");
        assert_eq!(signed(1e-14), "0");
        assert_eq!(plain(0.00123), "0.00123");
        assert_eq!(plain(0.40249999999999997), "0.4025");
        assert_eq!(plain(12.0), "12");
    }
}
