//! `check Q is v within t`: a question, compared.
//!
//! In: a session and a typed check. Out: a [`CheckResult`]. A check runs in the file's own setting plus its `with`; no value
//! does not hold; a value that exists only as a limit is used and marked.

use num_rational::BigRational;
use num_traits::{FromPrimitive, Signed};
use standoff_model::ir::Check;
use standoff_syntax::ast::BinaryOp;

use crate::answer::{CheckResult, Content};
use crate::session::{AskError, Budget, Executor, Session, to_f64};

impl Session<'_> {
    /// Evaluates a check.
    ///
    /// # Errors
    /// [`AskError`] if the game under the check's setting cannot be compiled or solved.
    pub fn check(
        &self,
        check: &Check,
        executor: &dyn Executor,
        budget: Budget,
    ) -> Result<CheckResult, AskError> {
        let answer = self.answer(&check.question, executor, budget)?;
        let (setting, experts) = self.setting_of(&check.question.settings);
        let setting = match experts.first() {
            Some(&expert) => self.with_opinions(&setting, expert, &check.question.settings),
            None => setting,
        };
        let constant = |expr| {
            standoff_compile::question::constant(self.model, expr, &setting.parameters, &setting.options)
        };
        let expected = constant(&check.value);
        let strict = matches!(check.op, BinaryOp::Less | BinaryOp::Greater);
        let within = match &check.within {
            Some(expr) => constant(expr),
            None if strict => Some(BigRational::default()),
            None => expected.as_ref().map(|value| {
                let one = BigRational::from_integer(1.into());
                BigRational::from_f64(1e-9).unwrap_or_default() * value.abs().max(one)
            }),
        };
        let mut result = CheckResult {
            check: check.question.text.clone(),
            holds: false,
            value: None,
            expected: expected.as_ref().map_or(f64::NAN, to_f64),
            within: within.as_ref().map_or(f64::NAN, to_f64),
            limit: false,
            status: answer.status,
            note: None,
        };
        let number = match answer.content {
            Content::Number(number) => number,
            Content::Unanswered(sentence) => {
                result.note = Some(sentence);
                return Ok(result);
            }
            _ => {
                result.note = Some("this question has no single number to compare".to_owned());
                return Ok(result);
            }
        };
        result.value = number.best();
        result.limit = number.value.is_none() && number.limit.is_some();
        result.note = number.note;
        let (Some(expected), Some(within)) = (expected, within) else {
            result.note = Some("the number on the right has no value here".to_owned());
            return Ok(result);
        };
        // Exact answers are compared exactly; a double is the rational that it is.
        let value = number.exact.or_else(|| result.value.and_then(BigRational::from_f64));
        if let Some(value) = value {
            let difference = value - expected;
            result.holds = match check.op {
                BinaryOp::Less => difference < within,
                BinaryOp::LessEq => difference <= within,
                BinaryOp::Greater => -difference < within,
                BinaryOp::GreaterEq => -difference <= within,
                _ => difference.abs() <= within,
            };
        }
        Ok(result)
    }
}
