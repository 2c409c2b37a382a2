//! Whole models parse without a message, and their trees hold what was written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::ast::{Decl, QueryKind, StmtKind};
use standoff_syntax::span::FileId;
use standoff_syntax::{Parse, parse};

fn clean(text: &str) -> Parse {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    assert!(parsed.file.broken.is_empty());
    let joined: String = parsed.tree.tokens().iter().map(|token| parsed.tree.text_of(token)).collect();
    assert_eq!(joined, text);
    parsed
}

#[test]
fn beer_quiche() {
    let file = clean(include_str!("models/beer_quiche.standoff")).file;
    assert_eq!(file.header.unwrap().name.text, "beer_quiche");
    assert_eq!(file.decls.len(), 7);
    let Decl::Play(play) = &file.decls[4] else { panic!("{:?}", file.decls[4]) };
    assert_eq!(play.block.stmts.len(), 5);
}

#[test]
fn ultimatum() {
    let file = clean(include_str!("models/ultimatum.standoff")).file;
    let Decl::Play(play) = &file.decls[5] else { panic!("{:?}", file.decls[5]) };
    let StmtKind::Chooses(answer) = &play.block.stmts[1].kind else { panic!() };
    assert_eq!(answer.tie.as_ref().unwrap().to_string(), "accept");
    assert_eq!(answer.alternatives[1].divert.as_ref().unwrap().target.text, "war");
    let Some(Decl::Check(check)) = file.decls.last() else { panic!() };
    assert_eq!(check.text, "P(war) is 50% within 1e-6");
    assert!(matches!(check.query.kind, QueryKind::Probability(_, None)));
}

#[test]
fn kuhn() {
    let file = clean(include_str!("models/kuhn.standoff")).file;
    let Decl::Play(play) = &file.decls[4] else { panic!("{:?}", file.decls[4]) };
    let StmtKind::Chooses(opening) = &play.block.stmts[0].kind else { panic!() };
    assert_eq!(opening.alternatives[0].label.to_string(), "check");
    let block = opening.alternatives[0].block.as_ref().unwrap();
    let StmtKind::Chooses(reply) = &block.stmts[0].kind else { panic!() };
    assert_eq!(reply.alternatives[0].divert.as_ref().unwrap().args.len(), 1);
}

#[test]
fn the_flagship() {
    let text = include_str!("../../../models/february-2024.standoff");
    let file = clean(text).file;
    let asks = file.decls.iter().filter(|decl| matches!(decl, Decl::Ask(_))).count();
    let checks = file.decls.iter().filter(|decl| matches!(decl, Decl::Check(_))).count();
    let lines = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!((asks, checks), (lines("ask "), lines("check ")));
    assert!(asks >= 11 && checks >= 9);
    let Some(Decl::Table(table)) = file.decls.iter().find(|decl| matches!(decl, Decl::Table(_))) else {
        panic!()
    };
    assert_eq!(table.labels.len(), 3);
    assert_eq!(table.rows.len(), 4);
    assert_eq!(table.rows[3].values[2].to_string(), "0.7");
    let params: usize = file
        .decls
        .iter()
        .map(|decl| if let Decl::Parameters(group) = decl { group.params.len() } else { 0 })
        .sum();
    assert_eq!(params, 33);
    let Decl::Parameters(first) = file.decls.iter().find(|decl| matches!(decl, Decl::Parameters(_))).unwrap()
    else {
        panic!()
    };
    assert_eq!(first.params[0].evidence.len(), 2);
    assert_eq!(first.params[0].evidence[0].by.as_ref().unwrap().text, "testers");
    assert_eq!(first.params[0].opinions.len(), 3);
}
