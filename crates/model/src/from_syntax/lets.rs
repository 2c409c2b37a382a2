//! The order of `let`s; circles are errors.
//!
//! In: the typed `let`s. Out: their numbers, each after those it uses.

use standoff_syntax::diagnostic::Diagnostic;

use super::typed::walk;
use crate::ir::{ExprKind, Let, LetId, Model};

/// The `let`s in an order in which each comes after those it uses.
pub(crate) fn order(model: &Model, found: &mut Vec<Diagnostic>) -> Vec<LetId> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let lets = &model.lets;
    let uses: Vec<Vec<LetId>> = lets.iter().map(used).collect();
    let mut state = vec![State::New; lets.len()];
    let mut order = Vec::new();
    for start in 0..lets.len() {
        // A stack of lets being looked at, with how many of their uses have been.
        let mut stack: Vec<(usize, usize)> = Vec::new();
        if state[start] == State::New {
            state[start] = State::Open;
            stack.push((start, 0));
        }
        while let Some((at, next)) = stack.last_mut() {
            let at = *at;
            let Some(id) = uses[at].get(*next).copied() else {
                state[at] = State::Done;
                order.push(LetId(u32::try_from(at).unwrap_or(u32::MAX)));
                stack.pop();
                continue;
            };
            *next += 1;
            let used = id.0 as usize;
            match state[used] {
                State::Done => {}
                State::New => {
                    state[used] = State::Open;
                    stack.push((used, 0));
                }
                State::Open => {
                    let from = stack.iter().position(|(open, _)| *open == used).unwrap_or(0);
                    let mut circle: Vec<&str> =
                        stack[from..].iter().map(|(i, _)| lets[*i].name.as_str()).collect();
                    circle.push(&lets[used].name);
                    found.push(around(&lets[used], &circle));
                }
            }
        }
    }
    order
}

fn around(definition: &Let, circle: &[&str]) -> Diagnostic {
    let name = &definition.name;
    let message = if circle.len() <= 2 {
        format!("`{name}` is defined by itself")
    } else {
        let shown: Vec<String> = circle.iter().take(8).map(|name| format!("`{name}`")).collect();
        format!("these `let`s are defined by each other: {}", shown.join(" uses "))
    };
    Diagnostic::error("SD211", definition.span, message)
        .hint("what changes along the story is set with `now`, and rounds are counted by `repeat`")
}

fn used(definition: &Let) -> Vec<LetId> {
    let mut ids = Vec::new();
    walk(&definition.value, &mut |expr| {
        if let ExprKind::Let(id, _) = expr.kind
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    });
    ids
}
