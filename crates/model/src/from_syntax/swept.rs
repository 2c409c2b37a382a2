//! Marks every expression as fixed or swept.
//!
//! In: a model whose expressions are typed. Out: the `swept` of each expression and the `fixed` of each `now` name, and
//! [`Swept`], which tells the parameter that something depends on. Dependence is reachability: from parameters
//! through `let`s, arguments, `now` names and grid ends to whatever mentions these.

use rustc_hash::FxHashMap;

use super::meaning::Owner;
use super::positions::{Position, each};
use super::typed::{operands, operands_mut};
use crate::ir::{Domain, Expr, ExprKind, IssueId, LetId, Model, ParameterId, RowId, ThingId, ThingKind};

/// Something that passes dependence on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Carrier {
    Let(LetId),
    Argument(Owner, u32),
    Thing(ThingId),
    Issue(IssueId),
}

/// What is swept to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Parameter(ParameterId),
    Row(RowId),
}

/// What depends on parameters, each with one parameter to blame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Swept {
    causes: FxHashMap<Carrier, Cause>,
    parts: Parts,
}

/// The issues of each package decision.
type Parts = FxHashMap<ThingId, Vec<IssueId>>;

enum Atom {
    Source(Cause),
    Carrier(Carrier),
    Other,
}

impl Swept {
    /// Finds and marks all that depends on parameters.
    pub(crate) fn mark(model: &mut Model) -> Self {
        let parts = issue_parts(model);
        let mut readers: FxHashMap<Carrier, Vec<Carrier>> = FxHashMap::default();
        let mut work: Vec<(Carrier, Cause)> = Vec::new();
        each(model, &mut |expr, position, owner| {
            let target = match position {
                Position::Let(id) => Some(Carrier::Let(id)),
                Position::GridEnd(thing) | Position::Now(thing) => Some(Carrier::Thing(thing)),
                Position::IssueEnd(issue) => Some(Carrier::Issue(issue)),
                Position::Argument(callee, k) => Some(Carrier::Argument(callee, k)),
                _ => None,
            };
            collect(expr, owner, target, &parts, &mut |atom, target| match atom {
                Atom::Source(cause) => work.push((target, cause)),
                Atom::Carrier(carrier) => readers.entry(carrier).or_default().push(target),
                Atom::Other => {}
            });
        });
        let mut swept = Swept { parts, ..Swept::default() };
        while let Some((carrier, cause)) = work.pop() {
            if swept.causes.contains_key(&carrier) {
                continue;
            }
            swept.causes.insert(carrier, cause);
            work.extend(readers.get(&carrier).into_iter().flatten().map(|reader| (*reader, cause)));
        }
        each(model, &mut |expr, _, owner| {
            swept.mark_expr(expr, owner);
        });
        for (id, thing) in (0_u32..).zip(&mut model.things) {
            thing.fixed =
                thing.kind != ThingKind::Now || !swept.causes.contains_key(&Carrier::Thing(ThingId(id)));
        }
        swept
    }

    /// What is known of a finished model, for questions asked later.
    pub(crate) fn of_model(model: &Model) -> Self {
        let mut swept = Swept { parts: issue_parts(model), ..Swept::default() };
        // Nobody asks for the parameter to blame here.
        let cause = Cause::Parameter(ParameterId(0));
        let grid =
            |domain: &Domain| matches!(domain, Domain::Grid { from, to, .. } if from.swept || to.swept);
        for (id, definition) in (0_u32..).zip(&model.lets) {
            if definition.value.swept {
                swept.causes.insert(Carrier::Let(LetId(id)), cause);
            }
        }
        for (id, thing) in (0_u32..).zip(&model.things) {
            if grid(&thing.domain) || (thing.kind == ThingKind::Now && !thing.fixed) {
                swept.causes.insert(Carrier::Thing(ThingId(id)), cause);
            }
        }
        for (id, issue) in (0_u32..).zip(&model.issues) {
            if grid(&issue.domain) {
                swept.causes.insert(Carrier::Issue(IssueId(id)), cause);
            }
        }
        swept
    }

    /// Marks an expression of a question.
    pub(crate) fn mark_question(&self, expr: &mut Expr) -> bool {
        let mut any = false;
        for operand in operands_mut(expr) {
            any |= self.mark_question(operand);
        }
        expr.swept = any || self.atom_swept(expr, Owner::None);
        expr.swept
    }

    fn atom_swept(&self, expr: &Expr, owner: Owner) -> bool {
        match atom(expr, owner, &self.parts) {
            Atom::Source(_) => true,
            Atom::Carrier(carrier) => self.causes.contains_key(&carrier),
            Atom::Other => false,
        }
    }

    fn mark_expr(&self, expr: &mut Expr, owner: Owner) -> bool {
        let mut any = false;
        let passes_on = !matches!(expr.kind, ExprKind::Let(..));
        for operand in operands_mut(expr) {
            any |= self.mark_expr(operand, owner) && passes_on;
        }
        expr.swept = any || self.atom_swept(expr, owner);
        expr.swept
    }

    /// In a swept expression, the first part that is swept by itself, and the parameter it depends on.
    pub(crate) fn blame<'e>(&self, expr: &'e Expr, owner: Owner) -> Option<(&'e Expr, Cause)> {
        match atom(expr, owner, &self.parts) {
            Atom::Source(cause) => return Some((expr, cause)),
            Atom::Carrier(carrier) => {
                if let Some(cause) = self.causes.get(&carrier) {
                    return Some((expr, *cause));
                }
            }
            Atom::Other => {}
        }
        operands(expr).into_iter().filter(|operand| operand.swept).find_map(|part| self.blame(part, owner))
    }
}

fn issue_parts(model: &Model) -> Parts {
    let mut parts = FxHashMap::default();
    for (id, thing) in (0_u32..).zip(&model.things) {
        if let Domain::Package { issues, .. } = &thing.domain {
            parts.insert(ThingId(id), issues.clone());
        }
    }
    parts
}

fn atom(expr: &Expr, owner: Owner, parts: &Parts) -> Atom {
    match &expr.kind {
        ExprKind::Parameter(id) => Atom::Source(Cause::Parameter(*id)),
        ExprKind::Row(id) => Atom::Source(Cause::Row(*id)),
        ExprKind::Let(id, _) => Atom::Carrier(Carrier::Let(*id)),
        ExprKind::Argument(k) => Atom::Carrier(Carrier::Argument(owner, *k)),
        ExprKind::Thing(id) | ExprKind::ThingInRound(id, _) => Atom::Carrier(Carrier::Thing(*id)),
        ExprKind::Issue(id) => Atom::Carrier(Carrier::Issue(*id)),
        ExprKind::Component(id, k) => match parts.get(id).and_then(|issues| issues.get(*k as usize)) {
            Some(issue) => Atom::Carrier(Carrier::Issue(*issue)),
            None => Atom::Other,
        },
        // What an actor gains depends on parameters in every model of interest.
        ExprKind::Gains(_) => Atom::Source(Cause::Parameter(ParameterId(0))),
        _ => Atom::Other,
    }
}

/// Reports what flows into `target`, and into the arguments of `let`s called below.
fn collect(
    expr: &Expr,
    owner: Owner,
    target: Option<Carrier>,
    parts: &Parts,
    report: &mut dyn FnMut(Atom, Carrier),
) {
    if let Some(target) = target {
        report(atom(expr, owner, parts), target);
    }
    if let ExprKind::Let(id, args) = &expr.kind {
        for (k, arg) in (0_u32..).zip(args) {
            collect(arg, owner, Some(Carrier::Argument(Owner::Let(*id), k)), parts, report);
        }
        return;
    }
    for operand in operands(expr) {
        collect(operand, owner, target, parts, report);
    }
}
