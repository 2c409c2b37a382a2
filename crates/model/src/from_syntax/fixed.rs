//! Refuses expressions that use more than their position allows.
//!
//! In: a model marked by [`super::swept`]. Out: diagnostics. Options shape the game, parameters say how much and how
//! likely: what steers must be fixed; how often something is repeated must be known from the text; what is drawn
//! before the play knows nothing of the play.

use rustc_hash::FxHashSet;
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::span::Span;

use super::meaning::Owner;
use super::positions::{Position, each};
use super::swept::{Cause, Swept};
use super::typed::operands;
use crate::ir::{Expr, ExprKind, LetId, Model, ThingId, ThingKind};

/// Checks all positions.
pub(crate) fn check(model: &mut Model, swept: &Swept, found: &mut Vec<Diagnostic>) {
    let mut stand: Vec<(Expr, Position, Owner)> = Vec::new();
    each(model, &mut |expr, position, owner| {
        let steers = steers(position).is_some() && expr.swept;
        if steers || limit(position, &|_| 0).is_some() {
            stand.push((expr.clone(), position, owner));
        }
    });
    let mut seen: FxHashSet<Span> = FxHashSet::default();
    for (expr, position, owner) in &stand {
        let before = |k: usize| model.secrets.get(k).map_or(u32::MAX, |secret| secret.place.0);
        if let Some(limit) = limit(*position, &before)
            && let Some(diagnostic) = beyond(model, expr, &limit)
        {
            if seen.insert(expr.span) {
                found.push(diagnostic);
            }
            continue;
        }
        if let (Some(what), true) = (steers(*position), expr.swept)
            && let Some((part, cause)) = swept.blame(expr, *owner)
            && seen.insert(expr.span)
        {
            found.push(refuse(model, what, *position, part, cause));
        }
    }
}

/// What a position decides, if it must be fixed.
fn steers(position: Position) -> Option<&'static str> {
    Some(match position {
        Position::Given => "what is known of the secrets",
        Position::When => "what is on offer",
        Position::If => "which way the story goes",
        Position::Reveal => "what is revealed",
        Position::Where => "which packages can be offered",
        Position::IssueEnd(_) => "what can be agreed on",
        _ => return None,
    })
}

fn refuse(model: &Model, what: &str, position: Position, part: &Expr, cause: Cause) -> Diagnostic {
    let (name, declared) = match cause {
        Cause::Parameter(id) => {
            let parameter = &model.parameters[id.0 as usize];
            (parameter.name.clone(), parameter.span)
        }
        Cause::Row(id) => {
            let row = &model.rows[id.0 as usize];
            let cell = row.cells.first().map(|cell| model.parameters[cell.0 as usize].span);
            (row.name.clone(), cell.unwrap_or(part.span))
        }
    };
    let direct = matches!(part.kind, ExprKind::Parameter(_) | ExprKind::Row(_));
    let message = format!("{what} cannot depend on the parameter `{name}`");
    let here = if direct {
        "a parameter may be swept, and must not change the shape of the game".to_owned()
    } else {
        format!("this depends on `{name}`, which may be swept and must not change the shape of the game")
    };
    let hint = match position {
        Position::If => {
            "use an `option`, or keep the story as it is and make a gain depend on it: `X gains ... if ...`"
        }
        Position::When => {
            "use an `option`, or keep the label on offer and make its gain depend on it: `X gains ... if ...`"
        }
        _ => "use an `option` for what shapes the game",
    };
    Diagnostic::error("SD208", part.span, message).here(here).also(declared, "declared here").hint(hint)
}

/// What may be mentioned at a position.
enum Limit {
    /// Literals and options.
    Literals(&'static str),
    /// No things, arguments or rounds.
    NoStory(&'static str),
    /// Secrets drawn before this place, and no other things.
    SecretsBefore(u32, &'static str),
}

fn limit(position: Position, place: &dyn Fn(usize) -> u32) -> Option<Limit> {
    Some(match position {
        Position::RepeatBound => Limit::Literals("how many rounds there are"),
        Position::GridCount => Limit::Literals("how many points a grid has"),
        Position::GridEnd(_) | Position::IssueEnd(_) => Limit::NoStory("the end of a grid"),
        Position::Where => Limit::NoStory("which packages can be offered"),
        Position::Given => Limit::SecretsBefore(u32::MAX, "`given`"),
        Position::Discount => Limit::SecretsBefore(u32::MAX, "a discount"),
        Position::SecretDraw(k) => Limit::SecretsBefore(place(k), "the drawing of a secret"),
        _ => return None,
    })
}

fn beyond(model: &Model, expr: &Expr, limit: &Limit) -> Option<Diagnostic> {
    let refused = |inner: &Expr| refused(model, inner, limit);
    let (at, atom) = first(model, expr, &refused)?;
    let name = name_of(model, &atom);
    let diagnostic = |message: String| {
        let diagnostic = Diagnostic::error("SD209", at, message);
        if at == atom.span { diagnostic } else { diagnostic.also(atom.span, format!("{name} stands here")) }
    };
    Some(match limit {
        Limit::Literals(what) => {
            diagnostic(format!("{what} is made of numbers and options only, and not of {name}"))
                .hint("declare an `option` and use it here")
        }
        Limit::NoStory(what) => diagnostic(format!(
            "{what} is the same in every story and cannot depend on {name}"
        ))
        .hint("use numbers, options and parameters here; what differs between stories can enter the gains"),
        Limit::SecretsBefore(_, what) => match atom.kind {
            ExprKind::Thing(id) | ExprKind::Component(id, _)
                if model.things[id.0 as usize].kind == ThingKind::Secret =>
            {
                Diagnostic::error(
                    "SD216",
                    at,
                    format!("a secret can depend only on secrets declared above it, and {name} is not"),
                )
                .also(model.things[id.0 as usize].span, "declared here")
                .hint("put the other secret's declaration above this one")
            }
            _ => diagnostic(format!("{what} comes before the play and cannot depend on {name}"))
                .hint("only secrets, options and parameters are known before the play"),
        },
    })
}

fn refused(model: &Model, expr: &Expr, limit: &Limit) -> bool {
    match (&expr.kind, limit) {
        (ExprKind::Parameter(_) | ExprKind::Row(_), Limit::Literals(_)) => true,
        (ExprKind::Row(id), Limit::NoStory(_)) => !model.rows[id.0 as usize].cells.is_empty(),
        (ExprKind::Row(id), Limit::SecretsBefore(place, _)) => {
            !drawn_before(model, model.rows[id.0 as usize].secret, *place)
        }
        (ExprKind::Thing(id) | ExprKind::Component(id, _), Limit::SecretsBefore(place, _)) => {
            !drawn_before(model, *id, *place)
        }
        (ExprKind::Thing(_) | ExprKind::Component(..) | ExprKind::Round(_), _) => true,
        _ => false,
    }
}

fn drawn_before(model: &Model, thing: ThingId, place: u32) -> bool {
    model.secrets.iter().any(|secret| secret.thing == thing && secret.place.0 < place)
}

fn name_of(model: &Model, atom: &Expr) -> String {
    match &atom.kind {
        ExprKind::Parameter(id) => format!("the parameter `{}`", model.parameters[id.0 as usize].name),
        ExprKind::Row(id) => format!("the parameter `{}`", model.rows[id.0 as usize].name),
        ExprKind::Thing(id) | ExprKind::Component(id, _) => {
            let thing = &model.things[id.0 as usize];
            let noun = match thing.kind {
                ThingKind::Secret => "the secret",
                ThingKind::Decision => "the decision",
                ThingKind::Chance => "the chance event",
                ThingKind::Now => "the `now` name",
            };
            format!("{noun} `{}`", thing.name)
        }
        ExprKind::Round(_) => "the round".to_owned(),
        _ => "this".to_owned(),
    }
}

/// The first refused part, through `let`s: where the outer expression mentions it, and the part itself.
fn first(model: &Model, expr: &Expr, refused: &dyn Fn(&Expr) -> bool) -> Option<(Span, Expr)> {
    let mut visited: FxHashSet<LetId> = FxHashSet::default();
    let mut work: Vec<(&Expr, Option<Span>)> = vec![(expr, None)];
    while let Some((expr, at)) = work.pop() {
        if refused(expr) {
            return Some((at.unwrap_or(expr.span), expr.clone()));
        }
        if let ExprKind::Let(id, _) = expr.kind
            && visited.insert(id)
        {
            work.push((&model.lets[id.0 as usize].value, Some(at.unwrap_or(expr.span))));
        }
        work.extend(operands(expr).into_iter().rev().map(|operand| (operand, at)));
    }
    None
}
