//! Each declaration of the grammar, from the snippet to its tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::ast::{
    Alternatives, Decl, DistKind, EditKind, EvidenceKind, ExprKind, IssueValues, LabelName, OptionChoices,
    Period, Weight,
};
use standoff_syntax::parse;
use standoff_syntax::span::FileId;

/// The only declaration of a text that has no mistakes.
fn decl(text: &str) -> Decl {
    let text = format!("standoff m \"t\"\n{text}");
    let parsed = parse(FileId(0), &text);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:#?}", parsed.diagnostics);
    assert_eq!(parsed.file.decls.len(), 1);
    parsed.file.decls.into_iter().next().unwrap()
}

fn labels(values: &[LabelName]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[test]
fn header() {
    let parsed = parse(FileId(0), "\u{feff}standoff crisis \"A \\\"crisis\\\"\" # comment\r\n");
    assert!(parsed.diagnostics.is_empty());
    let header = parsed.file.header.unwrap();
    assert_eq!(header.name.text, "crisis");
    assert_eq!(header.title.unwrap().text, "A \"crisis\"");
    assert_eq!(header.name.span.start, 12);
}

#[test]
fn use_and_source() {
    let Decl::Use(used) = decl("use \"lib/events.standoff\" as ev") else { panic!() };
    assert_eq!((used.path.text.as_str(), used.alias.unwrap().text.as_str()), ("lib/events.standoff", "ev"));
    let Decl::Source(source) = decl("source article \"A report\", 2024-02-10, rated B2") else { panic!() };
    assert_eq!(source.date.unwrap().date.to_string(), "2024-02-10");
    assert_eq!(source.rating.unwrap().text, "B2");
    let Decl::Source(source) = decl("source memo \"A memo\", rated F6") else { panic!() };
    assert!(source.date.is_none() && source.rating.is_some());
    assert!(matches!(decl("source memo \"A memo\""), Decl::Source(_)));
}

#[test]
fn actors_and_experts() {
    let Decl::Actors(actors) = decl("actors\n  US \"the US\"\n  Київ\n") else { panic!() };
    assert_eq!(actors.len(), 2);
    assert_eq!(actors[0].caption.as_ref().unwrap().text, "the US");
    assert_eq!(actors[1].name.text, "Київ");
    let Decl::Experts(experts) = decl("experts\n  play \"an expert may be called so\"\n") else { panic!() };
    assert_eq!(experts[0].name.text, "play");
}

#[test]
fn names_are_compared_in_normal_form() {
    let Decl::Actors(actors) = decl("actors\n  Cafe\u{301}\n") else { panic!() };
    assert_eq!(actors[0].name.text, "Caf\u{e9}");
}

#[test]
fn parameters() {
    let text = r#"parameters "heading"
  p = 50% in 0% to 100% ~ beta(2, 3) unit "share" "caption"
    fact article par 4: "words", by ann
    judgement article
    assumption article par 13
    opinion ann -1e-3
  q = -1_000.5
  r = 0.4 ~ 0.2 to 0.8
  s = 1 ~ triangular(0, 1, 2)
"#;
    let Decl::Parameters(group) = decl(text) else { panic!() };
    assert_eq!(group.heading.unwrap().text, "heading");
    let p = &group.params[0];
    assert!(p.value.percent && p.value.to_string() == "50%");
    assert_eq!(p.range.as_ref().unwrap().1.to_string(), "100%");
    assert_eq!(p.dist.as_ref().unwrap().kind, DistKind::Beta);
    assert_eq!(p.unit.as_ref().unwrap().text, "share");
    assert_eq!(p.caption.as_ref().unwrap().text, "caption");
    assert_eq!(p.evidence.len(), 3);
    assert_eq!(p.evidence[0].kind, EvidenceKind::Fact);
    assert_eq!(p.evidence[0].par, Some(4));
    assert_eq!(p.evidence[0].by.as_ref().unwrap().text, "ann");
    assert_eq!(p.evidence[1].text, None);
    assert_eq!(p.opinions[0].value.to_string(), "-0.001");
    assert_eq!(group.params[1].value.to_string(), "-1000.5");
    assert_eq!(group.params[2].dist.as_ref().unwrap().args[1].to_string(), "0.8");
    assert_eq!(group.params[3].dist.as_ref().unwrap().args.len(), 3);

    let Decl::Parameters(single) = decl("parameter p = 0.3 in 0 to 1 \"c\"\n  opinion ann 0.4\n") else {
        panic!()
    };
    assert_eq!(single.params.len(), 1);
    assert_eq!(single.params[0].opinions.len(), 1);
}

#[test]
fn tables() {
    let text = "parameters by One.card \"heading\"\n          1  2  -3\n  worth   0  1  2.5  in 0 to 3 \"w\"\n  cost   -1 -2 -3\n";
    let Decl::Table(table) = decl(text) else { panic!() };
    assert_eq!(table.secret.to_string(), "One.card");
    assert_eq!(labels(&table.labels), ["1", "2", "-3"]);
    assert_eq!(table.rows[0].caption.as_ref().unwrap().text, "w");
    assert_eq!(table.rows[1].values[2].to_string(), "-3");
}

#[test]
fn options() {
    let Decl::Option(option) = decl("option g = off among off, on \"c\"") else { panic!() };
    let OptionChoices::Among(values) = option.choices else { panic!() };
    assert_eq!(values.len(), 2);
    let Decl::Option(option) = decl("option steps = 100 in 1 to 1000") else { panic!() };
    assert!(matches!(option.choices, OptionChoices::Range(_, _)));
    let Decl::Option(option) = decl("option day = 2024-02-09") else { panic!() };
    assert_eq!(option.value.to_string(), "2024-02-09");
}

#[test]
fn issues() {
    let Decl::Issue(issue) = decl("issue land: none, half, 1 unit \"share\" \"c\"") else { panic!() };
    let IssueValues::Labels(values) = issue.values else { panic!() };
    assert_eq!(labels(&values), ["none", "half", "1"]);
    assert!(issue.unit.is_some() && issue.caption.is_some());
    let Decl::Issue(issue) = decl("issue aid from 0 to 2 * a in n steps") else { panic!() };
    assert!(matches!(issue.values, IssueValues::Grid(grid) if !grid.cells));
}

#[test]
fn secrets() {
    let Decl::Secret(secret) = decl("secret One.card: 1, 2, 3") else { panic!() };
    let Alternatives::Labels(values) = secret.values else { panic!() };
    assert_eq!(values.len(), 3);
    let text = r#"secret Russia.aim privately to US, UK
  settler "ready"   with probability p
  waiter            with weight 2 * p  "waiting"
  feinter otherwise
"#;
    let Decl::Secret(secret) = decl(text) else { panic!() };
    assert_eq!(secret.also_seen_by.len(), 2);
    let Alternatives::Labels(values) = secret.values else { panic!() };
    assert!(matches!(values[0].weight, Weight::Probability(_)));
    assert!(matches!(values[1].weight, Weight::Weight(_)));
    assert_eq!(values[1].caption.as_ref().unwrap().text, "waiting");
    assert_eq!(values[2].weight, Weight::Otherwise);
    let Decl::Secret(secret) = decl("secret B.cost from 0 to 0.5 in 10 cells") else { panic!() };
    assert!(matches!(secret.values, Alternatives::Grid(grid) if grid.cells));
    let Decl::Secret(secret) = decl("secret B.cost from 0 to 0.5 in 10 steps") else { panic!() };
    assert!(matches!(secret.values, Alternatives::Grid(grid) if !grid.cells));
}

#[test]
fn given_let_discount() {
    assert!(matches!(decl("given One.card is not Two.card"), Decl::Given(_)));
    let Decl::Let(name) = decl("let f(x, y) = max(x, y) - 1") else { panic!() };
    assert_eq!(name.args.len(), 2);
    let Decl::Let(name) = decl("let favourite = if S.t is strong then beer else quiche") else { panic!() };
    assert!(matches!(name.value.kind, ExprKind::If(_, _, _)));
    for (word, period) in [("year", Period::Year), ("month", Period::Month), ("round", Period::Round)] {
        let Decl::Discount(discount) = decl(&format!("discount US 1 - d per {word}")) else { panic!() };
        assert_eq!(discount.per, period);
    }
}

#[test]
fn scenes_and_outcomes() {
    let Decl::Scene(scene) = decl("scene war(chance_of_aid, x)\n  -> end(x)\n") else { panic!() };
    assert_eq!(scene.args.len(), 2);
    let Decl::Outcome(outcome) =
        decl("outcome end(x) \"the end\"\n  US gains x if a is b\n  UK gains if x > 0 then 1 else 2\n")
    else {
        panic!()
    };
    assert_eq!(outcome.gains.len(), 2);
    assert!(outcome.gains[0].condition.is_some());
    assert!(outcome.gains[1].condition.is_none());
    let Decl::Outcome(outcome) = decl("outcome nothing") else { panic!() };
    assert!(outcome.gains.is_empty());
    let Decl::Play(play) = decl("play from 2024-02-08\n  -> end\n") else { panic!() };
    assert_eq!(play.from.unwrap().date.to_string(), "2024-02-08");
}

#[test]
fn variants() {
    let text = r#"variant tough "a harder line"
  p = 0.3
  worth.feinter = -1
  p by ann
  option guarantee = on
  without Ukraine.consent.refuse
  reveal Russia.aim to US
  option = 2
"#;
    let Decl::Variant(variant) = decl(text) else { panic!() };
    let kinds: Vec<&EditKind> = variant.edits.iter().map(|edit| &edit.kind).collect();
    assert!(matches!(kinds[0], EditKind::Set(name, _) if name.to_string() == "p"));
    assert!(
        matches!(kinds[1], EditKind::Set(name, value) if name.to_string() == "worth.feinter" && value.to_string() == "-1")
    );
    assert!(matches!(kinds[2], EditKind::By(_, expert) if expert.text == "ann"));
    assert!(matches!(kinds[3], EditKind::Option(name, _) if name.text == "guarantee"));
    assert!(matches!(kinds[4], EditKind::Without(what) if what.parts.len() == 3));
    assert!(matches!(kinds[5], EditKind::Reveal(_, who) if who.text == "US"));
    assert!(matches!(kinds[6], EditKind::Set(name, _) if name.to_string() == "option"));
}
