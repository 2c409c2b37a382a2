//! What resolving makes of the text: who sees, what is swept, which sorts arguments have, how places are numbered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_model::ir::{
    ActorId, Choose, Domain, Draw, Edit, ExprKind, Model, PlaceId, Sort, Stmt, Target, Thing, ThingKind,
    Timing,
};
use standoff_model::read_text;
use standoff_syntax::ast::BinaryOp;
use standoff_syntax::diagnostic::Severity;

fn model(text: &str) -> Model {
    let text = format!("standoff t\n\nactors\n  A\n  B\n  C\n\n{text}");
    let read = read_text("t.standoff", &text);
    let errors: Vec<_> = read.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    read.model.unwrap()
}

fn choices(stmts: &[Stmt]) -> Vec<&Choose> {
    stmts
        .iter()
        .filter_map(|stmt| match stmt {
            Stmt::Choose(choose) => Some(choose),
            _ => None,
        })
        .collect()
}

fn thing<'m>(model: &'m Model, name: &str) -> &'m Thing {
    model.things.iter().find(|thing| thing.name == name).unwrap()
}

#[test]
fn sight_is_a_list_of_actors() {
    let model = model(
        "play\n  A chooses a: x, y\n  A chooses b privately to C: x, y\n  A chooses c hidden from C: x, y\n  A chooses d secretly: x, y\n  chance e secretly: x, y\n  chance f privately to B: x, y\n",
    );
    let seen: Vec<Vec<u16>> = model
        .play
        .stmts
        .iter()
        .map(|stmt| match stmt {
            Stmt::Choose(choose) => &choose.sight,
            Stmt::Chance(chance) => &chance.sight,
            other => panic!("{other:?}"),
        })
        .map(|sight| sight.seen_by.iter().map(|actor| actor.0).collect())
        .collect();
    assert_eq!(seen, [vec![0, 1, 2], vec![0, 2], vec![0, 1], vec![0], vec![], vec![1]]);
}

#[test]
fn a_move_of_two_is_two_moves_with_one_block() {
    let model = model(
        "play\n  A, B may strike, no when indifferent -> war\n    C chooses c: x, y\n  -> peace\n\noutcome war\noutcome peace\n",
    );
    let moves = choices(&model.play.stmts);
    assert_eq!(moves.iter().map(|choose| choose.actor).collect::<Vec<_>>(), [ActorId(0), ActorId(1)]);
    assert_eq!(moves[0].alternatives[0].body, moves[1].alternatives[0].body);
    assert_eq!(moves[0].alternatives[0].body.stmts.len(), 2);
    assert!(moves[0].alternatives[1].body.stmts.is_empty());
    assert_eq!((moves[0].tie, moves[0].place, moves[1].place), (Some(1), PlaceId(0), PlaceId(1)));
    assert_eq!(
        moves
            .iter()
            .map(|choose| thing(&model, "A.strike").name == model.things[choose.thing.0 as usize].name)
            .collect::<Vec<_>>(),
        [true, false]
    );
    let inner = choices(&moves[0].alternatives[0].body.stmts)[0];
    assert_eq!(inner.place, PlaceId(2));
    assert_eq!(model.place_count, 3);
}

#[test]
fn places_count_secrets_first() {
    let model = model(
        "play\n  A chooses a: x, y\n  reveal A.s to B\n  -> later\n\nscene later\n  B chooses b: x, y\n\nsecret A.s: 1, 2\nsecret B.s: 1, 2\n",
    );
    let secrets: Vec<u32> = model.secrets.iter().map(|secret| secret.place.0).collect();
    assert_eq!(secrets, [0, 1]);
    assert_eq!(choices(&model.play.stmts)[0].place, PlaceId(2));
    let Stmt::Reveal { place, text, .. } = &model.play.stmts[1] else { panic!() };
    assert_eq!((*place, text.as_str()), (PlaceId(3), "A.s"));
    assert_eq!(choices(&model.scenes[0].block.stmts)[0].place, PlaceId(4));
}

#[test]
fn one_decision_at_two_places() {
    let model = model(
        "play\n  A chooses a\n    x\n      B chooses b: l, r\n    y\n      B chooses b: r, l\n  C gains 1 if b is r\n",
    );
    let a = choices(&model.play.stmts)[0];
    let first = choices(&a.alternatives[0].body.stmts)[0];
    let second = choices(&a.alternatives[1].body.stmts)[0];
    assert_eq!(first.thing, second.thing);
    assert_ne!(first.place, second.place);
    // In order of the text at each place.
    let labels =
        |choose: &Choose| choose.alternatives.iter().map(|alternative| alternative.label).collect::<Vec<_>>();
    assert_eq!((labels(first), labels(second)), (vec![0, 1], vec![1, 0]));
}

#[test]
fn arguments_have_the_sort_of_what_is_passed() {
    let model = model(
        "parameter p = 1\nlet twice(v) = 2 * v\nlet cost(kind) = if kind is tough then p else 0\nsecret A.kind: tough, soft\n\nplay\n  B may strike\n  A gains twice(1) + cost(A.kind)\n  -> end(A.kind, strike, p, 3)\n\noutcome end(kind, struck, swept, plain)\n  A gains if kind is tough and struck then swept else plain\n  B gains 1 if struck\n",
    );
    let gains = &model.outcomes[0].gains[0].amount;
    let ExprKind::If(condition, then, otherwise) = &gains.kind else { panic!() };
    assert!(gains.swept && then.swept && !otherwise.swept && !condition.swept);
    let ExprKind::Binary(BinaryOp::And, is_tough, struck) = &condition.kind else { panic!() };
    let ExprKind::Binary(BinaryOp::Is, kind, _) = &is_tough.kind else { panic!() };
    assert!(matches!(kind.sort, Sort::Label(_)));
    // A `may` decision that is passed on is still a decision, and holds when it is yes.
    assert!(matches!(&struck.kind, ExprKind::Binary(BinaryOp::Is, ..)));
    assert_eq!(model.lets.iter().map(|definition| definition.value.swept).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn now_names_are_fixed_if_every_assignment_is() {
    let model = model(
        "parameter p = 1\n\nplay\n  now calm is 1\n  now hope is p\n  now doubt is 0\n  A chooses a: x, y\n  if a is x\n    now calm is calm + 1\n    now doubt is hope\n  A gains calm + doubt\n",
    );
    let fixed: Vec<(&str, bool)> = model
        .things
        .iter()
        .filter(|thing| thing.kind == ThingKind::Now)
        .map(|thing| (thing.name.as_str(), thing.fixed))
        .collect();
    assert_eq!(fixed, [("calm", true), ("hope", false), ("doubt", false)]);
}

#[test]
fn grids_packages_and_rounds() {
    let model = model(
        "parameter top = 1\noption fine = 4\nissue land from 0 to 1 in fine steps\nissue aid: none, some\n\nplay\n  repeat round from 1 to 2\n    A offers share from 0 to top in fine steps\n    A gains share * round\n  B offers terms of land, aid where land < 1 or aid is none\n  C gains terms.land if terms.aid is some\n\nask E(share.1)\nask P(share.2 > 0.5)\n",
    );
    let share = thing(&model, "share");
    assert!(share.repeated);
    let Domain::Grid { to, count, .. } = &share.domain else { panic!() };
    assert!(to.swept && !count.swept);
    let Domain::Package { issues, filter: Some(filter) } = &thing(&model, "terms").domain else { panic!() };
    assert_eq!((issues.len(), filter.sort, filter.swept), (2, Sort::Truth, false));
    let Stmt::Repeat { index: 0, body, .. } = &model.play.stmts[0] else { panic!() };
    let Stmt::Gains(gains) = &body.stmts[1] else { panic!() };
    let ExprKind::Binary(BinaryOp::Mul, left, right) = &gains.amount.kind else { panic!() };
    assert!(left.swept && matches!(right.kind, ExprKind::Round(0)));
    assert_eq!(model.asks.len(), 2);
}

#[test]
fn draws_stand_in_the_order_of_the_labels() {
    let model = model(
        "secret A.s\n  x otherwise\n  y with probability 0.25\nsecret B.s\n  x with weight 1\n  y with weight 3\nsecret C.s: 1, 2\ngiven A.s is x or C.s > 1\n\nplay\n  chance e after 3 months: x, y\n  A gains C.s\n".replace("play\n", "play from 2024-01-31\n").as_str(),
    );
    assert!(
        matches!(&model.secrets[0].draw, Draw::Probabilities(list) if list[0].is_none() && list[1].is_some())
    );
    assert!(matches!(&model.secrets[1].draw, Draw::Weights(list) if list.len() == 2));
    assert_eq!(model.secrets[2].draw, Draw::Even);
    assert_eq!(model.given.len(), 1);
    assert!(
        matches!(&model.play.stmts[0], Stmt::Chance(chance) if matches!(chance.timing, Some(Timing::After(3, _))))
    );
}

#[test]
fn tables_follow_the_secret_whatever_the_order_of_columns() {
    let model = model(
        "secret A.s: x, y\n\nparameters by A.s \"What A wants\"\n        y  x\n  worth 1  2 in 0 to 3 \"the worth\"\n\nplay\n  A gains worth + worth.y\n",
    );
    let names: Vec<&str> =
        model.rows[0].cells.iter().map(|cell| model.parameters[cell.0 as usize].name.as_str()).collect();
    assert_eq!(names, ["worth.x", "worth.y"]);
    let values: Vec<String> =
        model.rows[0].cells.iter().map(|cell| model.parameters[cell.0 as usize].value.to_string()).collect();
    assert_eq!(values, ["2", "1"]);
    assert_eq!(model.groups, ["What A wants"]);
}

#[test]
fn an_ambiguous_label_takes_the_sort_of_the_other_side() {
    let model = model(
        "let drink = if A.s is x then beer else tea\nsecret A.s: x, y\n\nplay\n  A chooses breakfast: beer, tea\n  B chooses dinner: beer, tea, wine\n  A gains 1 if breakfast is drink\n  B gains 1 if dinner is beer\n",
    );
    let Domain::Labels(breakfast) = thing(&model, "breakfast").domain else { panic!() };
    assert_eq!(model.lets[0].value.sort, Sort::Label(breakfast));
}

#[test]
fn variants_hold_edits() {
    let model = model(
        "experts\n  e\n\nparameter p = 1\n  opinion e 2\noption o = off among off, on\nsecret A.s: x, y\n\nplay\n  A chooses a: l, m, r\n  A gains p if o is on\n\nvariant v \"a variant\"\n  p by e\n  option o = on\n  without a.m\n  reveal A.s to B\n",
    );
    let edits = &model.variants[0].edits;
    assert!(matches!(&edits[0], Edit::Parameter(_, value) if value.to_string() == "2"));
    assert!(matches!(edits[1], Edit::Option(..)));
    assert!(matches!(edits[2], Edit::Without(_, 1)));
    assert!(matches!(edits[3], Edit::Reveal(_, ActorId(1))));
    assert_eq!(model.variants[0].caption, "a variant");
}

#[test]
fn a_scene_is_a_target_with_typed_arguments() {
    let model = model(
        "parameter p = 50%\n\nplay\n  -> war(p, 2)\n\nscene war(chance_of_aid, rounds)\n  chance aid\n    passes with probability chance_of_aid\n    fails otherwise\n  if rounds > 1\n    A gains rounds\n",
    );
    let Stmt::Divert(divert) = &model.play.stmts[0] else { panic!() };
    assert!(matches!(divert.target, Target::Scene(_)));
    assert_eq!(divert.args.iter().map(|arg| arg.swept).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn an_uncalled_function_takes_its_sorts_from_its_use() {
    let model = model(
        "let one(k) = if k is tough then 1 else 0\nlet two(k) = one(k)\nlet three(t) = if t then 1 else 0\nsecret A.kind: tough, soft\n\nplay\n  A gains 1\n",
    );
    assert_eq!(model.lets.len(), 3);
}
