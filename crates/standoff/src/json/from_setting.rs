//! Settings to JSON and back.
//!
//! In: a model and a setting in force. Out: [`ModelPart`] and [`SettingPart`], from which [`setting`] makes the same
//! setting again.

use num_rational::BigRational;
use num_traits::Zero;
use standoff_ask::experts::pool::Pool;
use standoff_ask::session::{Opinions, Setting, to_f64};
use standoff_model::ir::{Model, OptionDecl, OptionValue};
use standoff_solve::solution::Branch;

use super::parts::{ModelPart, SettingPart};

/// Which model.
#[must_use]
pub fn model_part(model: &Model) -> ModelPart {
    ModelPart { name: model.name.clone(), title: model.title.clone(), sha256: model.sha256.clone() }
}

/// Which setting. The precision of play is no part of it; where one was asked for, the caller adds it.
#[must_use]
pub fn setting_part(model: &Model, setting: &Setting) -> SettingPart {
    let parameters = || model.parameters.iter().zip(&setting.parameters);
    let options = model.options.iter().zip(&setting.options);
    SettingPart {
        parameters: parameters().map(|(p, value)| (p.name.clone(), to_f64(value))).collect(),
        parameters_exact: parameters()
            .filter(|(_, value)| decimal(to_f64(value)).as_ref() != Some(*value))
            .map(|(p, value)| (p.name.clone(), value.to_string()))
            .collect(),
        options: options.map(|(o, value)| (o.name.clone(), option_value(model, o, value))).collect(),
        variant: setting.variant.and_then(|id| model.variants.get(id.0 as usize)).map(|v| v.name.clone()),
        opinions: setting.opinions.map(|opinions| opinions_name(model, opinions)),
        branch: setting.branch.word().into(),
        lambda: None,
    }
}

/// The name of opinions: an expert's, or `pool:linear`.
#[must_use]
pub fn opinions_name(model: &Model, opinions: Opinions) -> String {
    match opinions {
        Opinions::Of(expert) => {
            model.experts.get(usize::from(expert.0)).map_or_else(String::new, |expert| expert.name.clone())
        }
        Opinions::Pooled(pool) => format!("{POOL}{}", pool.word()),
    }
}

/// The pool that a name such as `pool:linear` stands for; no expert has a name with a colon.
#[must_use]
pub fn pool_of_name(name: &str) -> Option<Pool> {
    name.strip_prefix(POOL).and_then(Pool::from_word)
}

/// What names of pools begin with.
pub const POOL: &str = "pool:";

fn option_value(model: &Model, option: &OptionDecl, value: &OptionValue) -> serde_json::Value {
    match value {
        OptionValue::Number(number) => to_f64(number).into(),
        OptionValue::Date(date) => date.to_string().into(),
        OptionValue::Label(label) => {
            let set = option.labels.and_then(|set| model.label_sets.get(set.0 as usize));
            set.and_then(|set| set.names.get(*label as usize)).map(String::as_str).into()
        }
    }
}

/// The setting that a document was made under. Names that the model does not have are errors: the document belongs to
/// another model.
///
/// # Errors
/// A sentence that names what does not fit.
pub fn setting(model: &Model, part: &SettingPart) -> Result<Setting, String> {
    let mut setting = Setting::of(model);
    if let Some(name) = &part.variant {
        let found = model.variants.iter().position(|v| v.name == *name);
        let id = found.ok_or_else(|| format!("the model has no variant `{name}`"))?;
        setting.apply_variant(model, standoff_model::ir::VariantId(id as u32));
    }
    if let Some(pool) = part.opinions.as_deref().and_then(pool_of_name) {
        // The pooled values stand among the parameters.
        setting.note_pool(model, pool);
    } else if let Some(name) = &part.opinions {
        let found = model.experts.iter().position(|e| e.name == *name);
        let id = found.ok_or_else(|| format!("the model has no expert `{name}`"))?;
        setting.apply_opinions(model, standoff_model::ir::ExpertId(id as u16));
    }
    for (name, value) in &part.parameters.0 {
        let found = model.parameters.iter().position(|p| p.name == *name);
        let id = found.ok_or_else(|| format!("the model has no parameter `{name}`"))?;
        let exact =
            part.parameters_exact.get(name).and_then(|text| text.parse().ok()).or_else(|| decimal(*value));
        setting.parameters[id] = exact.ok_or_else(|| format!("the value of `{name}` is not a number"))?;
    }
    for (name, value) in &part.options.0 {
        let found = model.options.iter().position(|o| o.name == *name);
        let id = found.ok_or_else(|| format!("the model has no option `{name}`"))?;
        let option = &model.options[id];
        setting.options[id] = parse_option(model, option, value)
            .ok_or_else(|| format!("the option `{name}` does not take the value {value}"))?;
    }
    match part.branch.as_str() {
        "" | "stable" => {}
        "straight" => setting.branch = Branch::Straight,
        other => return Err(format!("there is no branch rule `{other}`")),
    }
    Ok(setting)
}

fn parse_option(model: &Model, option: &OptionDecl, value: &serde_json::Value) -> Option<OptionValue> {
    match (&option.value, value) {
        (OptionValue::Number(_), serde_json::Value::Number(number)) => {
            decimal(number.as_f64()?).map(OptionValue::Number)
        }
        (OptionValue::Date(_), serde_json::Value::String(text)) => text.parse().ok().map(OptionValue::Date),
        (OptionValue::Label(_), serde_json::Value::String(text)) => {
            let set = model.label_sets.get(option.labels?.0 as usize)?;
            let label = set.names.iter().position(|name| name == text)?;
            Some(OptionValue::Label(u32::try_from(label).ok()?))
        }
        _ => None,
    }
}

/// The rational that the shortest decimal text of a double stands for.
#[must_use]
pub fn decimal(value: f64) -> Option<BigRational> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: num_bigint::BigInt = format!("{whole}{fraction}").parse().ok()?;
    if digits.is_zero() {
        return Some(BigRational::zero());
    }
    let power = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
    let ten = BigRational::from_integer(10.into());
    Some(BigRational::from_integer(digits) * num_traits::Pow::pow(ten, power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let ratio = |a: i64, b: i64| BigRational::new(a.into(), b.into());
        assert_eq!(decimal(0.35), Some(ratio(7, 20)));
        assert_eq!(decimal(-1.5e-3), Some(ratio(-3, 2000)));
        assert_eq!(decimal(1200.0), Some(ratio(1200, 1)));
        assert_eq!(decimal(0.0), Some(ratio(0, 1)));
        assert_eq!(decimal(f64::NAN), None);
    }
}
