//! Which packages of issues a `where` leaves.
//!
//! In: issues with the numbers of their values, and the condition. Out: how many packages are left. Method: issues are
//! fixed one after the other; where intervals over the others decide the condition already, none of those packages is
//! looked at one by one.

use num_rational::BigRational;

use super::evaluate::{AtOptions, Setting, Value, domain_value, evaluate, option_value};
use super::interval::Interval;
use super::number::Exact;
use crate::ir::{Domain, Expr, IssueId, Model, OptionId, OptionValue, ParameterId};

/// Evaluations at most in the whole model.
const TRIED: usize = 200_000;
/// Ends of intervals are moved so far apart that rounding decides nothing.
const ROUNDING: f64 = 1e-9;

/// How many packages are left (with `all`), or whether one is (not 0); `None` if it takes too long to tell.
/// `tried` counts over the whole model.
pub(super) fn left(
    model: &Model,
    options: &[OptionValue],
    (issues, sizes): (&[IssueId], &[f64]),
    filter: &Expr,
    all: bool,
    tried: &mut usize,
) -> Option<usize> {
    let values: Vec<Vec<Value<Exact>>> =
        issues.iter().zip(sizes).map(|(id, size)| values(model, options, *id, *size)).collect();
    let mut package = Package { model, options, issues, values: &values, at: Vec::new() };
    let mut left = 0_usize;
    loop {
        *tried += 1;
        if *tried > TRIED {
            return None;
        }
        match package.judge(filter) {
            None => {
                package.at.push(0);
                continue;
            }
            Some(false) => {}
            Some(true) => {
                let open: usize = values.iter().skip(package.at.len()).map(Vec::len).product();
                left = left.saturating_add(open);
                if !all {
                    return Some(left);
                }
            }
        }
        // On to the next value of the last issue that has one.
        loop {
            let Some(last) = package.at.last_mut() else { return Some(left) };
            *last += 1;
            let count = *last;
            if values.get(package.at.len() - 1).is_some_and(|list| count < list.len()) {
                break;
            }
            package.at.pop();
        }
    }
}

/// The values of an issue.
fn values(model: &Model, options: &[OptionValue], id: IssueId, size: f64) -> Vec<Value<Exact>> {
    use num_traits::ToPrimitive;
    let count = size.to_u32().unwrap_or(1);
    let Some(issue) = model.issues.get(id.0 as usize) else { return vec![Value::Unknown] };
    let Domain::Grid { from, to, cells, .. } = &issue.domain else {
        return (0..count).map(|index| domain_value(&issue.domain, index)).collect();
    };
    let end = |expr: &Expr| match evaluate::<Exact>(model, expr, &AtOptions { model, options }, &[]) {
        Ok(Value::Number(Exact::Rational(value))) => Some(value),
        _ => None,
    };
    let (Some(from), Some(to)) = (end(from), end(to)) else { return vec![Value::Unknown; count as usize] };
    let way = to - &from;
    let point = |index: u32| {
        let (top, bottom) = if *cells {
            (2 * u64::from(index) + 1, 2 * u64::from(count))
        } else {
            (u64::from(index), u64::from(count.saturating_sub(1).max(1)))
        };
        Value::Number(Exact::Rational(&from + &way * BigRational::new(top.into(), bottom.into())))
    };
    (0..count).map(point).collect()
}

/// A package as far as its issues are fixed; options as given.
struct Package<'a> {
    model: &'a Model,
    options: &'a [OptionValue],
    issues: &'a [IssueId],
    values: &'a [Vec<Value<Exact>>],
    /// Indices of the values of the first issues.
    at: Vec<usize>,
}

impl Package<'_> {
    /// Whether the condition holds for all packages that begin so, or for none; `None` if that is open.
    fn judge(&self, filter: &Expr) -> Option<bool> {
        if self.at.len() >= self.issues.len() {
            let value = evaluate::<Exact>(self.model, filter, self, &[]);
            return Some(!matches!(value, Ok(Value::Truth(false))));
        }
        match evaluate::<Interval>(self.model, filter, self, &[]) {
            Ok(Value::Truth(truth)) => Some(truth),
            _ => None,
        }
    }
}

impl Setting<Exact> for Package<'_> {
    fn parameter(&self, _id: ParameterId) -> Value<Exact> {
        Value::Unknown
    }
    fn option(&self, id: OptionId) -> Value<Exact> {
        self.options.get(id.0 as usize).map_or(Value::Unknown, |value| option_value(self.model, id, value))
    }
    fn issue(&self, id: IssueId) -> Value<Exact> {
        let Some(k) = self.issues.iter().position(|issue| *issue == id) else { return Value::Unknown };
        let value = self.at.get(k).and_then(|at| self.values.get(k)?.get(*at));
        value.cloned().unwrap_or(Value::Unknown)
    }
}

impl Setting<Interval> for Package<'_> {
    fn parameter(&self, _id: ParameterId) -> Value<Interval> {
        Value::Unknown
    }
    fn option(&self, id: OptionId) -> Value<Interval> {
        self.options.get(id.0 as usize).map_or(Value::Unknown, |value| option_value(self.model, id, value))
    }
    fn issue(&self, id: IssueId) -> Value<Interval> {
        let Some(k) = self.issues.iter().position(|issue| *issue == id) else { return Value::Unknown };
        let Some(list) = self.values.get(k) else { return Value::Unknown };
        let wide = |low: f64, high: f64| {
            let margin = ROUNDING * (1.0 + low.abs().max(high.abs()));
            Value::Number(Interval { low: low - margin, high: high + margin })
        };
        if let Some(at) = self.at.get(k) {
            return match list.get(*at) {
                Some(Value::Number(number)) => wide(number.float(), number.float()),
                Some(Value::Label(set, index)) => Value::Label(*set, *index),
                _ => Value::Unknown,
            };
        }
        let mut ends: Option<(f64, f64)> = None;
        // A grid is ordered: its ends are enough. Numbers may stand in any order.
        let grid =
            self.model.issues.get(id.0 as usize).is_some_and(|i| matches!(i.domain, Domain::Grid { .. }));
        let looked_at =
            if grid { [list.first(), list.last()].to_vec() } else { list.iter().map(Some).collect() };
        for value in looked_at {
            let Some(Value::Number(number)) = value else { return Value::Unknown };
            let number = number.float();
            let (low, high) = ends.unwrap_or((number, number));
            ends = Some((low.min(number), high.max(number)));
        }
        ends.map_or(Value::Unknown, |(low, high)| wide(low, high))
    }
}
