//! What each side believes about a secret as the main line unfolds.
//!
//! In: a solved game and its main line. Out: [`BeliefTable`]s: for each actor that does not know a secret, its
//! probabilities before anything happens and after each label that can be played at each step of the line that the actor
//! sees, given the labels it saw before.

use standoff_model::ir::{ActorId, Block, Expr, ExprKind, Model, Sort, Stmt, ThingId, ThingKind};
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::span::Span;

use crate::answer::{BeliefRow, BeliefTable};
use crate::line::Line;
use crate::probability;
use crate::session::Solved;

/// Beliefs about a secret with more values than this are not told.
pub(crate) const MOST_VALUES: u32 = 100;

/// The tables of all observers and all secrets with named or numbered labels.
#[must_use]
pub fn tables(model: &Model, solved: &Solved, line: &Line) -> Vec<BeliefTable> {
    let sights = sights(model);
    let mut tables = Vec::new();
    for secret in &model.secrets {
        for observer in (0..model.actors.len()).map(|i| ActorId(i as u16)) {
            let told = solved.setting.reveals.contains(&(secret.thing, observer));
            if secret.seen_by.contains(&observer) || told {
                continue;
            }
            if let Some(table) = table(model, solved, line, &sights, observer, secret.thing) {
                tables.push(table);
            }
        }
    }
    tables
}

/// Beliefs of one observer about one secret; `None` if the secret's values are a grid, or more than anybody would read.
fn table(
    model: &Model,
    solved: &Solved,
    line: &Line,
    sights: &[&[ActorId]],
    observer: ActorId,
    secret: ThingId,
) -> Option<BeliefTable> {
    let labels = label_count(model, secret).filter(|&labels| labels <= MOST_VALUES)?;
    let beliefs = |given: Option<&Expr>| -> Option<Vec<f64>> {
        (0..labels)
            .map(|label| {
                let event = is_label(model, secret, label)?;
                probability::probability(model, solved, &event, given).best()
            })
            .collect()
    };
    let mut rows = vec![BeliefRow { step: None, probabilities: beliefs(None)? }];
    let mut seen: Option<Expr> = None;
    for (at, step) in line.steps.iter().enumerate() {
        let sees = step.actor != observer
            && sights.get(step.place.0 as usize).is_some_and(|sight| sight.contains(&observer));
        if !sees {
            continue;
        }
        for &(label, _) in &step.shares {
            let Some(event) = is_label(model, step.decision, label) else { continue };
            let given = both(seen.as_ref(), &event);
            if let Some(probabilities) = beliefs(Some(&given)) {
                rows.push(BeliefRow { step: Some((at, label)), probabilities });
            }
        }
        if let Some(followed) = is_label(model, step.decision, step.followed) {
            seen = Some(both(seen.as_ref(), &followed));
        }
    }
    Some(BeliefTable { observer, secret, rows })
}

/// How many listed values a thing has; `None` for grids and packages.
#[must_use]
pub fn label_count(model: &Model, thing: ThingId) -> Option<u32> {
    use standoff_model::ir::Domain;
    match &model.things[thing.0 as usize].domain {
        Domain::Labels(set) => Some(model.label_sets[set.0 as usize].names.len() as u32),
        Domain::Numbers(numbers) => Some(numbers.len() as u32),
        _ => None,
    }
}

/// `thing is label`, as an expression.
#[must_use]
pub fn is_label(model: &Model, thing: ThingId, label: u32) -> Option<Expr> {
    use standoff_model::ir::Domain;
    let (sort, value) = match &model.things[thing.0 as usize].domain {
        Domain::Labels(set) => (Sort::Label(*set), ExprKind::Label(*set, label)),
        Domain::Numbers(numbers) => (Sort::Number, ExprKind::Number(numbers.get(label as usize)?.clone())),
        _ => return None,
    };
    let expr = |kind, sort| Box::new(Expr { kind, sort, swept: false, span: Span::default() });
    let kind = ExprKind::Binary(BinaryOp::Is, expr(ExprKind::Thing(thing), sort), expr(value, sort));
    Some(*expr(kind, Sort::Truth))
}

fn both(a: Option<&Expr>, b: &Expr) -> Expr {
    match a {
        None => b.clone(),
        Some(a) => Expr {
            kind: ExprKind::Binary(BinaryOp::And, Box::new(a.clone()), Box::new(b.clone())),
            sort: Sort::Truth,
            swept: false,
            span: Span::default(),
        },
    }
}

/// Who learns of the decision at each place, by place; nobody where there is no decision.
fn sights(model: &Model) -> Vec<&[ActorId]> {
    let mut sights: Vec<&[ActorId]> = vec![&[]; model.place_count as usize];
    let mut blocks: Vec<&Block> = vec![&model.play];
    blocks.extend(model.scenes.iter().map(|scene| &scene.block));
    while let Some(block) = blocks.pop() {
        for stmt in &block.stmts {
            let chosen = match stmt {
                Stmt::Choose(choose) => {
                    blocks.extend(choose.alternatives.iter().map(|alt| &alt.body));
                    std::slice::from_ref(choose)
                }
                Stmt::AtOnce(moves, _) => moves.as_slice(),
                Stmt::Chance(chance) => {
                    blocks.extend(chance.alternatives.iter().map(|alt| &alt.body));
                    &[]
                }
                Stmt::If { arms, otherwise, .. } => {
                    blocks.extend(arms.iter().map(|(_, block)| block).chain(otherwise));
                    &[]
                }
                Stmt::Repeat { body, .. } => {
                    blocks.push(body);
                    &[]
                }
                _ => &[],
            };
            for choose in chosen {
                if let Some(sight) = sights.get_mut(choose.place.0 as usize) {
                    *sight = &choose.sight.seen_by;
                }
            }
        }
    }
    sights
}

/// Whether a model has anything hidden at all.
#[must_use]
pub fn any_secret(model: &Model) -> bool {
    model.things.iter().any(|thing| thing.kind == ThingKind::Secret)
}
