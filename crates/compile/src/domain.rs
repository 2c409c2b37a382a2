//! The values that things and issues can take under a setting: how many, and which is the i-th.
//!
//! In: the model's domains. Out: [`Domains`]; values are computed once where no story can change them.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use standoff_game::dag::ExprId;
use standoff_model::ir::{Domain, IssueId, LabelSetId, ThingId};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use crate::code::Code;
use crate::evaluate::{Env, Evaluator, Trouble};
use crate::value::{Cell, Value};

/// The domains of a model under a setting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Domains {
    /// By thing.
    pub(crate) things: Vec<Values>,
    /// By issue.
    pub(crate) issues: Vec<Values>,
}

/// The values of one thing or issue.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Named labels.
    Labels(LabelSetId, u32),
    /// Numbers, known as expressions of the parameters.
    Numbers(Vec<ExprId>),
    /// A grid whose ends depend on the story.
    Grid {
        /// Low end.
        from: Code,
        /// High end.
        to: Code,
        /// Steps or cells.
        count: u32,
        /// Cells instead of steps.
        cells: bool,
    },
    /// Packages.
    Package(Package),
    /// A `now` name.
    Computed,
}

/// The packages of a decision.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) issues: Vec<IssueId>,
    /// How many values each issue has.
    pub(crate) sizes: Vec<u32>,
    /// How many combinations there are.
    pub(crate) total: u32,
    /// `where`
    pub(crate) filter: Option<Code>,
}

impl Values {
    /// How many values there are.
    pub(crate) fn count(&self) -> u32 {
        match self {
            Values::Labels(_, count) => *count,
            Values::Numbers(all) => all.len() as u32,
            Values::Grid { count, cells, .. } => count + u32::from(!cells),
            Values::Package(package) => package.total,
            Values::Computed => 0,
        }
    }
}

impl Package {
    /// Index of component `k` in package `index`; the last issue varies fastest.
    pub(crate) fn digit(&self, index: u32, k: usize) -> u32 {
        let below: u32 = self.sizes.iter().skip(k + 1).product();
        let size = self.sizes.get(k).copied().unwrap_or(1).max(1);
        index / below.max(1) % size
    }
}

/// Above this, a list of alternatives is refused before it is written out.
const MOST_VALUES: u64 = 20_000_000;

impl Evaluator<'_> {
    /// Works out all domains.
    pub(crate) fn define_domains(&mut self) -> Result<(), Box<Diagnostic>> {
        let model = self.model;
        for issue in &model.issues {
            let values = self.values(&issue.domain, issue.span)?;
            self.domains.issues.push(values);
        }
        for thing in &model.things {
            let values = self.values(&thing.domain, thing.span)?;
            self.domains.things.push(values);
        }
        Ok(())
    }

    fn values(&mut self, domain: &Domain, span: Span) -> Result<Values, Box<Diagnostic>> {
        Ok(match domain {
            Domain::Labels(set) => {
                Values::Labels(*set, self.model.label_sets[set.0 as usize].names.len() as u32)
            }
            Domain::Numbers(numbers) => {
                Values::Numbers(numbers.iter().map(|n| self.dag.constant(n.clone())).collect())
            }
            Domain::Grid { from, to, count, cells } => {
                let steps = self.code(count)?;
                let steps = self.whole(&steps, count.span)?;
                let count = u32::try_from(steps).ok().filter(|&n| n >= 1 && u64::from(n) <= MOST_VALUES);
                let Some(count) = count else { return Err(bad_count(steps, *cells, span)) };
                let (from, to) = (self.code(from)?, self.code(to)?);
                if self.is_dynamic(&from) || self.is_dynamic(&to) {
                    return Ok(Values::Grid { from, to, count, cells: *cells });
                }
                let ends = (self.number(&from, &Env::EMPTY), self.number(&to, &Env::EMPTY));
                let (Ok(from), Ok(to)) = ends else {
                    return Err(Box::new(Diagnostic::error(
                        "SD606",
                        span,
                        "the ends of this grid are not numbers",
                    )));
                };
                let points = count + u32::from(!*cells);
                Values::Numbers((0..points).map(|i| self.grid_point(from, to, i, count, *cells)).collect())
            }
            Domain::Package { issues, filter } => {
                let sizes: Vec<u32> =
                    issues.iter().map(|i| self.domains.issues[i.0 as usize].count()).collect();
                let total = sizes.iter().try_fold(1u64, |all, &n| all.checked_mul(u64::from(n)));
                let Some(total) = total.filter(|&n| n <= MOST_VALUES) else {
                    let message = "these issues combine to more than 20 million packages";
                    return Err(Box::new(
                        Diagnostic::error("SD405", span, message).hint("use coarser grids or fewer issues"),
                    ));
                };
                self.package_issues.clone_from(issues);
                let filter = match filter {
                    Some(expr) => Some(self.code(expr)?),
                    None => None,
                };
                self.package_issues.clear();
                Values::Package(Package { issues: issues.clone(), sizes, total: total as u32, filter })
            }
            Domain::Computed(_) => Values::Computed,
        })
    }

    /// A whole number made of literals and options.
    pub(crate) fn whole(&mut self, code: &Code, span: Span) -> Result<i64, Box<Diagnostic>> {
        let id = self.number(code, &Env::EMPTY).ok();
        let value = id.and_then(|id| self.dag.as_constant(id));
        match value.filter(|v| v.is_integer()).and_then(|v| v.numer().to_i64()) {
            Some(whole) => Ok(whole),
            None => {
                let shown = value.map_or_else(|| "something else".to_owned(), ToString::to_string);
                Err(Box::new(Diagnostic::error(
                    "SD403",
                    span,
                    format!("this must be a whole number, but it is {shown}"),
                )))
            }
        }
    }

    fn grid_point(&mut self, from: ExprId, to: ExprId, i: u32, count: u32, cells: bool) -> ExprId {
        if !cells && i == 0 {
            return from;
        }
        if !cells && i == count {
            return to;
        }
        let share = if cells {
            BigRational::new(BigInt::from(2 * u64::from(i) + 1), BigInt::from(2 * u64::from(count)))
        } else {
            BigRational::new(BigInt::from(i), BigInt::from(count))
        };
        let share = self.dag.constant(share);
        let width = self.dag.sub(to, from);
        let offset = self.dag.mul(width, share);
        self.dag.add(from, offset)
    }

    /// The cell of value `index` of a thing.
    pub(crate) fn cell(&mut self, thing: ThingId, index: u32, env: &Env) -> Result<Cell, Trouble> {
        let value = match &self.domains.things[thing.0 as usize] {
            Values::Labels(set, _) => Value::Label(*set, index),
            Values::Numbers(all) => Value::Number(all[index as usize]),
            Values::Package(_) => Value::Package(thing, index),
            Values::Computed => return Err(Trouble::Unset(Some(thing))),
            grid @ Values::Grid { .. } => {
                let grid = grid.clone();
                self.story_point(&grid, index, env)?
            }
        };
        Ok(Cell { value, index })
    }

    /// Component `k` of a package.
    pub(crate) fn component(
        &mut self,
        thing: ThingId,
        k: u32,
        index: u32,
        env: &Env,
    ) -> Result<Value, Trouble> {
        let Values::Package(package) = &self.domains.things[thing.0 as usize] else {
            return Err(Trouble::Unset(Some(thing)));
        };
        let Some(&issue) = package.issues.get(k as usize) else { return Err(Trouble::Unset(Some(thing))) };
        let digit = package.digit(index, k as usize);
        self.issue_value(issue, digit, env)
    }

    fn issue_value(&mut self, issue: IssueId, index: u32, env: &Env) -> Result<Value, Trouble> {
        match &self.domains.issues[issue.0 as usize] {
            Values::Labels(set, _) => Ok(Value::Label(*set, index)),
            Values::Numbers(all) => Ok(Value::Number(all[index as usize])),
            grid @ Values::Grid { .. } => {
                let grid = grid.clone();
                self.story_point(&grid, index, env)
            }
            _ => Err(Trouble::Unset(None)),
        }
    }

    fn story_point(&mut self, grid: &Values, index: u32, env: &Env) -> Result<Value, Trouble> {
        let Values::Grid { from, to, count, cells } = grid else { return Err(Trouble::Unset(None)) };
        let (from, to) = (self.number(from, env)?, self.number(to, env)?);
        Ok(Value::Number(self.grid_point(from, to, index, *count, *cells)))
    }

    /// The packages that may be offered.
    pub(crate) fn packages(&mut self, thing: ThingId, env: &Env, span: Span) -> Result<Vec<u32>, Trouble> {
        let Values::Package(package) = &self.domains.things[thing.0 as usize] else { return Ok(Vec::new()) };
        let Some(filter) = package.filter.clone() else { return Ok((0..package.total).collect()) };
        let package = package.clone();
        let mut allowed = Vec::new();
        let mut components = Vec::with_capacity(package.issues.len());
        for index in 0..package.total {
            components.clear();
            for (k, &issue) in package.issues.iter().enumerate() {
                components.push(self.issue_value(issue, package.digit(index, k), env)?);
            }
            // Definitions inside `where` may not see the package, so their memo stays valid.
            if self.decided(&filter, &Env { package: &components, ..*env }, span)? {
                allowed.push(index);
            }
        }
        Ok(allowed)
    }

    /// Whether the packages on offer depend on the story.
    pub(crate) fn packages_vary(&self, thing: ThingId) -> bool {
        let Values::Package(package) = &self.domains.things[thing.0 as usize] else { return false };
        let by_filter = package.filter.as_ref().is_some_and(|filter| self.filter_varies(filter));
        let by_issue =
            package.issues.iter().any(|i| matches!(self.domains.issues[i.0 as usize], Values::Grid { .. }));
        by_filter || (package.filter.is_some() && by_issue)
    }

    fn filter_varies(&self, code: &Code) -> bool {
        match code {
            Code::Issue(_) => false,
            Code::Neg(a) | Code::Not(a) | Code::Quantile(_, a, _) => self.filter_varies(a),
            Code::Binary(_, operands, _) => {
                self.filter_varies(&operands.0) || self.filter_varies(&operands.1)
            }
            Code::If(parts, _) => {
                self.filter_varies(&parts.0) || self.filter_varies(&parts.1) || self.filter_varies(&parts.2)
            }
            Code::Builtin(_, args, _) => args.iter().any(|arg| self.filter_varies(arg)),
            Code::Let(_, args) if !args.is_empty() => true,
            other => self.is_dynamic(other),
        }
    }
}

fn bad_count(steps: i64, cells: bool, span: Span) -> Box<Diagnostic> {
    let what = if cells { "cells" } else { "steps" };
    let message = if steps < 1 {
        format!("a grid needs at least one of its {what}, but here it has {steps}")
    } else {
        format!("a grid of {steps} {what} is too fine")
    };
    Box::new(Diagnostic::error("SD403", span, message).hint("use a count between 1 and a few hundred"))
}
