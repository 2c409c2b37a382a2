//! Each statement of play and each form of expression, from the snippet to its tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::ast::{
    Alternatives, BinaryOp, Decl, Expr, ExprKind, OfferSpace, Sees, Stmt, StmtKind, TimeUnit, When,
};
use standoff_syntax::parse;
use standoff_syntax::span::FileId;

/// The statements of a play given without its indentation.
fn play(lines: &str) -> Vec<Stmt> {
    let body: String = lines.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!("standoff m\nplay\n{body}");
    let parsed = parse(FileId(0), &text);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:#?}", parsed.diagnostics);
    let Some(Decl::Play(play)) = parsed.file.decls.into_iter().next() else { panic!("{text}") };
    play.block.stmts
}

fn one(lines: &str) -> StmtKind {
    let stmts = play(lines);
    assert_eq!(stmts.len(), 1);
    stmts.into_iter().next().unwrap().kind
}

fn texts<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

#[test]
fn chooses() {
    let StmtKind::Chooses(choice) =
        one("Ukraine chooses stance privately to US\n  ask\n    Ukraine gains -1\n  quiet")
    else {
        panic!()
    };
    assert_eq!(choice.actor.text, "Ukraine");
    assert!(matches!(&choice.sees, Sees::Privately(who) if texts(who) == ["US"]));
    assert_eq!(choice.alternatives[0].label.to_string(), "ask");
    assert_eq!(choice.alternatives[0].block.as_ref().unwrap().stmts.len(), 1);
    assert!(choice.alternatives[1].block.is_none());

    let StmtKind::Chooses(choice) =
        one("B chooses answer privately to A, C on 2024-02-09, accept when indifferent: accept, reject")
    else {
        panic!()
    };
    assert!(matches!(&choice.sees, Sees::Privately(who) if texts(who) == ["A", "C"]));
    assert!(matches!(choice.when, Some(When::On(_))));
    assert_eq!(choice.tie.unwrap().to_string(), "accept");
    assert_eq!(choice.alternatives.len(), 2);

    let StmtKind::Chooses(choice) = one("B chooses n hidden from A, -2 when indifferent: -2, 0, 55%") else {
        panic!()
    };
    assert!(matches!(&choice.sees, Sees::Hidden(who) if texts(who) == ["A"]));
    assert_eq!(choice.tie.unwrap().to_string(), "-2");
    let labels: Vec<String> = choice.alternatives.iter().map(|alt| alt.label.to_string()).collect();
    assert_eq!(labels, ["-2", "0", "55%"]);

    let StmtKind::Chooses(choice) = one(
        "B chooses c secretly\n  check -> showdown(1, x + 1)\n  open \"c\" when g is on\n  play \"d\" -> end",
    ) else {
        panic!()
    };
    assert_eq!(choice.sees, Sees::Secretly);
    assert_eq!(choice.alternatives[0].divert.as_ref().unwrap().args.len(), 2);
    assert!(choice.alternatives[1].when.is_some());
    assert_eq!(choice.alternatives[2].caption.as_ref().unwrap().text, "d");

    let StmtKind::Chooses(choice) = one("B chooses c\n  guaranteed when g is on \"after\" -> end") else {
        panic!()
    };
    assert_eq!(choice.alternatives[0].caption.as_ref().unwrap().text, "after");
    assert!(choice.alternatives[0].divert.is_some());
}

#[test]
fn offers() {
    let StmtKind::Offers(offer) = one("A offers share from 0 to 1 in steps steps secretly after 3 months")
    else {
        panic!()
    };
    let OfferSpace::Grid(grid) = offer.what else { panic!() };
    assert!(matches!(grid.count.kind, ExprKind::Name(name) if name.to_string() == "steps"));
    assert_eq!(offer.sees, Sees::Secretly);
    assert!(matches!(offer.when, Some(When::After(_, TimeUnit::Months, _))));
    let StmtKind::Offers(offer) = one("A offers terms of land, aid where land + aid <= 1 privately to B")
    else {
        panic!()
    };
    let OfferSpace::Package(issues, Some(_)) = offer.what else { panic!() };
    assert_eq!(texts(&issues), ["land", "aid"]);
    assert!(matches!(offer.sees, Sees::Privately(_)));
    let StmtKind::Offers(offer) = one("A offers terms of land") else { panic!() };
    assert!(matches!(offer.what, OfferSpace::Package(_, None)));
}

#[test]
fn may() {
    let StmtKind::May(may) = one("A, B may veto secretly, no when indifferent -> end(1)") else { panic!() };
    assert_eq!(texts(&may.actors), ["A", "B"]);
    assert_eq!(may.tie.unwrap().to_string(), "no");
    assert_eq!(may.divert.unwrap().target.text, "end");
    let StmtKind::May(may) = one("A may go\n  A gains 1") else { panic!() };
    assert_eq!(may.block.unwrap().stmts.len(), 1);
}

#[test]
fn at_once() {
    let StmtKind::AtOnce(moves) = one(
        "at once\n  A chooses x: a, b\n  B chooses y privately to C\n    c \"cap\" when x1\n    d\n  C may go\n  D offers z from 0 to 1 in 3 steps",
    ) else {
        panic!()
    };
    assert_eq!(moves.len(), 4);
    assert!(matches!(&moves[1].kind, StmtKind::Chooses(choice) if choice.alternatives.len() == 2));
}

#[test]
fn chance() {
    let StmtKind::Chance(chance) =
        one("chance aid on 2024-11-05\n  passes with probability p\n    A gains 1\n  fails otherwise -> end")
    else {
        panic!()
    };
    let Alternatives::Labels(values) = chance.values else { panic!() };
    assert!(values[0].block.is_some() && values[1].divert.is_some());
    let StmtKind::Chance(chance) = one("chance signal privately to US: low, high") else { panic!() };
    assert!(matches!(chance.sees, Sees::Privately(_)));
    let StmtKind::Chance(chance) = one("chance x from 0 to 1 in 4 cells") else { panic!() };
    assert!(matches!(chance.values, Alternatives::Grid(grid) if grid.cells));
    assert!(matches!(one("chance x secretly after 10 days from 0 to 1 in 4 steps"), StmtKind::Chance(_)));
}

#[test]
fn reveal_gains_now_repeat_divert() {
    let StmtKind::Reveal(reveal) = one("reveal x + 1 to A, B") else { panic!() };
    assert_eq!(reveal.to.unwrap().len(), 2);
    let StmtKind::Reveal(reveal) = one("reveal Russia.aim to everyone") else { panic!() };
    assert!(reveal.to.is_none());
    let StmtKind::Gains(gains) = one("A gains -(if x is y then 1 else 2) if z") else { panic!() };
    assert!(gains.condition.is_some() && matches!(gains.amount.kind, ExprKind::Neg(_)));
    let StmtKind::Now(name, value) = one("now mood is mood + 1") else { panic!() };
    assert_eq!(name.text, "mood");
    assert!(matches!(value.kind, ExprKind::Binary(BinaryOp::Add, _, _)));
    let StmtKind::Repeat(repeat) = one("repeat t from 1 to n\n  A may stop -> end") else { panic!() };
    assert_eq!((repeat.round.text.as_str(), repeat.block.stmts.len()), ("t", 1));
    let StmtKind::Divert(divert) = one("-> war(p_aid, 1)") else { panic!() };
    assert_eq!(divert.args.len(), 2);
}

#[test]
fn conditionals() {
    let stmts = play(
        "if a is b\n  -> x\nelse if c\n  -> y\n\n# between\nelse\n  -> z\nif d\n  -> x\nif e\n  -> y\nelse\n  -> z",
    );
    assert_eq!(stmts.len(), 3);
    let StmtKind::If(first) = &stmts[0].kind else { panic!() };
    assert_eq!((first.arms.len(), first.otherwise.is_some()), (2, true));
    let StmtKind::If(second) = &stmts[1].kind else { panic!() };
    assert_eq!((second.arms.len(), second.otherwise.is_some()), (1, false));
}

// ------------------------------------------------------------------------------------------------------ expressions

fn expr(text: &str) -> Result<Expr, &'static str> {
    let text = format!("standoff m\nlet value = {text}\n");
    let parsed = parse(FileId(0), &text);
    if let Some(diagnostic) = parsed.diagnostics.first() {
        return Err(diagnostic.code);
    }
    let Some(Decl::Let(found)) = parsed.file.decls.into_iter().next() else { panic!("{text}") };
    Ok(found.value)
}

/// An expression with every bracket written.
fn full(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(full).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Date(date) => date.date.to_string(),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Call(name, args) => format!("{name}({})", list(args)),
        ExprKind::Quantile(dist, at) => {
            format!("quantile({:?}/{}, {})", dist.kind, dist.args.len(), full(at))
        }
        ExprKind::Neg(inner) => format!("(-{})", full(inner)),
        ExprKind::Not(inner) => format!("(not {})", full(inner)),
        ExprKind::Binary(op, left, right) => format!("({} {op} {})", full(left), full(right)),
        ExprKind::If(c, a, b) => format!("(if {} then {} else {})", full(c), full(a), full(b)),
    }
}

#[test]
fn precedence() {
    for (text, meant) in [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("-2 ^ 2", "(-(2 ^ 2))"),
        ("2 ^ -1", "(2 ^ -1)"),
        ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
        ("- - a * b", "((-(-a)) * b)"),
        ("-1/18", "(-1 / 18)"),
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c and d", "((a and b) or (c and d))"),
        ("not a and b", "((not a) and b)"),
        ("not a is b", "(not (a is b))"),
        ("not not a", "(not (not a))"),
        ("a and not b is c", "(a and (not (b is c)))"),
        ("a is not b", "(a is not b)"),
        ("a + 1 <= b * 2", "((a + 1) <= (b * 2))"),
        (
            "(answer is fight) is (Sender.strength is weak)",
            "((answer is fight) is (Sender.strength is weak))",
        ),
        ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
        ("if a is b or c then 1 + 2 else 3", "(if ((a is b) or c) then (1 + 2) else 3)"),
        ("max(0, p_aid - talks_drag)", "max(0, (p_aid - talks_drag))"),
        ("answer.1 is fight", "(answer.1 is fight)"),
        ("answer.1.2 + N.f(1)", "(answer.1.2 + N.f(1))"),
        ("quantile(normal(0, 1), p / 2)", "quantile(Normal/2, (p / 2))"),
        ("quantile(0.2 to 0.8, 50%)", "quantile(Uniform/2, 50%)"),
        ("quantile + 1", "(quantile + 1)"),
        ("day < 2024-11-05", "(day < 2024-11-05)"),
        ("a > b", "(a > b)"),
        ("a >= -b", "(a >= (-b))"),
        ("1e-6 * 1_000", "(0.000001 * 1000)"),
    ] {
        assert_eq!(expr(text).map(|expr| full(&expr)), Ok(meant.to_owned()), "{text}");
    }
}

#[test]
fn what_is_no_expression() {
    for (text, code) in [
        ("a is b is c", "SD131"),
        ("a < b < c", "SD131"),
        ("a is b and c is d is e", "SD131"),
        ("a == b", "SD114"),
        ("a = b", "SD114"),
        ("a + not b", "SD125"),
        ("1 + if a then b else c", "SD125"),
        ("if a then b", "SD125"),
        ("f()", "SD125"),
        ("(a", "SD133"),
        ("a)", "SD133"),
        ("a b", "SD126"),
        ("", "SD125"),
        ("a +", "SD125"),
        ("\"a\"", "SD125"),
        ("a.", "SD125"),
        ("a.1.5x", "SD115"),
        ("2024-02-30", "SD116"),
        ("1e401", "SD690"),
        ("quantile(normal(1), p)", "SD135"),
        ("when", "SD129"),
    ] {
        assert_eq!(expr(text).map(|expr| full(&expr)), Err(code), "{text}");
    }
}

#[test]
fn spans_are_what_was_written() {
    let text = "standoff m\nlet x = (a + b) * f(2)\n";
    let parsed = parse(FileId(0), text);
    let Decl::Let(found) = &parsed.file.decls[0] else { panic!() };
    let cut = |expr: &Expr| &text[expr.span.start as usize..expr.span.end as usize];
    assert_eq!(cut(&found.value), "(a + b) * f(2)");
    let ExprKind::Binary(_, left, right) = &found.value.kind else { panic!() };
    assert_eq!((cut(left), cut(right)), ("(a + b)", "f(2)"));
}
