//! ARCHITECTURE.md tells the life of the flagship file: its excerpts are what the stages really hold.
//!
//! A comment `<!-- excerpt: name -->` stands before each block. With `UPDATE_ARCHITECTURE=1` the blocks are rewritten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;
use std::path::Path;

use standoff::compile::{Compiled, LabelNumbers};
use standoff::game::dag::{Dag, ExprId, Op};
use standoff::model::ir::{Model, Stmt};
use standoff::syntax::ast::{Decl, StmtKind};
use standoff::syntax::span::FileId;
use standoff::{Sequential, Session, Setting, Solved};

const MODEL: &str = "models/february-2024.standoff";

fn tokens(text: &str) -> String {
    let tree = standoff::syntax::parse(FileId(0), text).tree;
    let line = (0..tree.lines().len())
        .find(|&line| tree.tokens_of(line).iter().any(|token| tree.text_of(token) == "2024-02-09"))
        .unwrap();
    let parts: Vec<String> = tree
        .tokens_of(line)
        .iter()
        .map(|token| format!("{:?} {:?}", token.class, tree.text_of(token)))
        .collect();
    format!("{}\n", parts.join(" · "))
}

fn syntax(text: &str) -> String {
    let file = standoff::syntax::parse(FileId(0), text).file;
    let play = file
        .decls
        .iter()
        .find_map(|decl| if let Decl::Play(play) = decl { Some(play) } else { None })
        .unwrap();
    let line = play.block.stmts.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Chooses(chooses) if chooses.decision.text == "line" => Some((stmt, chooses)),
        _ => None,
    });
    let (stmt, chooses) = line.unwrap();
    let labels: Vec<String> = chooses.alternatives.iter().map(|alt| alt.label.to_string()).collect();
    format!(
        "Chooses {{ actor: {}, decision: {}, sees: {:?}, when: on a date: {}, alternatives: {} }}, bytes {}..{}\n",
        chooses.actor,
        chooses.decision,
        chooses.sees,
        chooses.when.is_some(),
        labels.join(" | "),
        stmt.span.start,
        stmt.span.end
    )
}

fn model(model: &Model) -> String {
    let channel = model.things.iter().position(|thing| thing.name == "channel").unwrap();
    let mut open: Vec<&Stmt> = model.play.stmts.iter().collect();
    while let Some(stmt) = open.pop() {
        let Stmt::Choose(choose) = stmt else { continue };
        if choose.thing.0 as usize == channel {
            return format!(
                "Choose {{ thing: {:?}, place: {:?}, actor: {:?}, sight: {:?}, timing: {:?}, tie: {:?}, .. }}\n",
                choose.thing, choose.place, choose.actor, choose.sight, choose.timing, choose.tie
            );
        }
        open.extend(choose.alternatives.iter().flat_map(|alt| &alt.body.stmts));
    }
    panic!("the flagship lost its channel");
}

fn channel(model: &Model, compiled: &Compiled) -> usize {
    let numbers = LabelNumbers::own(model);
    let names = compiled.names(model, &numbers);
    let quiet = |infoset: &usize| {
        let info = &compiled.infosets[*infoset];
        model.things[info.thing.0 as usize].name == "channel"
            && names.seen_pairs(*infoset).contains(&("stance".to_owned(), "quiet".to_owned()))
    };
    (0..compiled.infosets.len()).find(quiet).unwrap()
}

fn game(model: &Model, compiled: &Compiled) -> String {
    let infoset = channel(model, compiled);
    let info = &compiled.infosets[infoset];
    let actor = &model.actors[usize::from(info.actor.0)].name;
    format!(
        "{} nodes ({} unfolded), {} ends, {} information sets, {} payoff rows, {} expressions\n\
         information set {} of {actor}: channel, having seen {}: {} situations\n",
        compiled.structure.node_count(),
        compiled.unfolded_nodes,
        compiled.structure.terminal_count(),
        compiled.structure.infoset_count(),
        compiled.structure.payoff_rows(),
        compiled.dag.len(),
        info.number,
        compiled.names(model, &LabelNumbers::own(model)).seen_words(infoset),
        compiled.structure.nodes_of(infoset).len(),
    )
}

/// An expression of the DAG in the usual notation.
fn formula(model: &Model, dag: &Dag, id: ExprId) -> String {
    if let Some(constant) = dag.as_constant(id) {
        return constant.to_string();
    }
    let expr = dag.expr(id);
    if expr.op == Op::Parameter {
        let number = dag.parameters_of(id)[0];
        return model.parameters[number as usize].name.clone();
    }
    let sign = match expr.op {
        Op::Add => "+",
        Op::Sub => "-",
        Op::Mul => "*",
        _ => "?",
    };
    format!("({} {sign} {})", formula(model, dag, ExprId(expr.a)), formula(model, dag, ExprId(expr.b)))
}

fn payoff(model: &Model, compiled: &Compiled) -> String {
    let s = &compiled.structure;
    let rows = 0..s.payoff_rows();
    let us = 1;
    let shown = rows.map(|row| formula(model, &compiled.dag, s.payoff[row * usize::from(s.players) + us]));
    let one = shown
        .filter(|text| text.contains("p_change") && !text.contains('?'))
        .min_by_key(String::len)
        .unwrap();
    format!("US: {one}\n")
}

fn solution(model: &Model, solved: &Solved) -> String {
    let s = &solved.solution;
    let infoset = channel(model, &solved.compiled);
    let mut out = format!(
        "{} by {}, {} steps, {} turns\n",
        s.status.word(),
        s.method.word(),
        s.path.steps,
        s.path.turns
    );
    for (label, action) in ["none", "probe"].iter().zip(solved.compiled.structure.actions(infoset)) {
        let _ = writeln!(
            out,
            "channel {label}: probability {}, worth {:.4}",
            s.profile[action], s.action_values[action]
        );
    }
    let figures = [("regret", s.certificate.max_regret()), ("sequential gain", s.certificate.sequential)];
    for (what, figure) in figures {
        assert!(figure <= 1e-12, "{what} {figure}");
        let _ = writeln!(out, "{what}: at most 0.000000000001");
    }
    out
}

fn answers(session: &Session) -> String {
    let mut out = String::new();
    for question in ["P(Russia.aim is settler | reply is concrete)", "value of probe over none to US"] {
        let answer = standoff::ask(session, question, &Sequential, &|| false).unwrap();
        let standoff::ask::answer::Content::Number(number) = answer.content else { panic!("{question}") };
        let _ = writeln!(out, "{question} = {:.6}", number.value.unwrap());
    }
    out
}

fn brief(session: &Session) -> String {
    let document = standoff::brief(session, &Default::default(), &Sequential, &|| false).unwrap();
    let text = standoff::view::text::render(&document, 100, false);
    let start = text.find("WHO DOES WHAT").unwrap();
    text[start..].lines().take(9).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_excerpts_are_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join(MODEL)).unwrap();
    let read = standoff::model::read_text("february-2024.standoff", &text);
    let checked = read.model.unwrap();
    let session = Session::new(&checked, Setting::of(&checked), Default::default(), Default::default());
    let solved = standoff::solve(&session, &session.base, &|| false).unwrap();
    let excerpt = |name: &str| match name {
        "tokens" => tokens(&text),
        "syntax" => syntax(&text),
        "model" => model(&checked),
        "game" => game(&checked, &solved.compiled),
        "payoff" => payoff(&checked, &solved.compiled),
        "solution" => solution(&checked, &solved),
        "answers" => answers(&session),
        "brief" => brief(&session),
        other => panic!("no such excerpt: {other}"),
    };
    let path = root.join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut rewritten = String::new();
    let mut lines = page.lines();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let _ = writeln!(rewritten, "{line}");
        let Some(name) = line.strip_prefix("<!-- excerpt: ").and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        assert_eq!(lines.next(), Some("```text"));
        lines.by_ref().find(|line| *line == "```").unwrap();
        let _ = write!(rewritten, "```text\n{}```\n", excerpt(name));
        count += 1;
    }
    assert_eq!(count, 8);
    if std::env::var_os("UPDATE_ARCHITECTURE").is_some() {
        std::fs::write(&path, rewritten).unwrap();
    } else {
        assert!(
            page == rewritten,
            "UPDATE_ARCHITECTURE=1 cargo test -p standoff --test architecture rewrites the excerpts"
        );
    }
}
