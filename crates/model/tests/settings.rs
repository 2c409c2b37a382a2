//! Questions and settings given as text, after the model was read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_model::ir::{Edit, Expr, ExprKind, Model, OptionValue, Query, Sort};
use standoff_model::{check, question, read_text, setting};
use standoff_syntax::diagnostic::Diagnostic;
use standoff_syntax::parse_literal;

fn flagship() -> Model {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/february-2024.standoff");
    read_text("february-2024.standoff", &std::fs::read_to_string(path).unwrap()).model.unwrap()
}

fn said(diagnostic: &Diagnostic) -> (&str, &str, &str) {
    (diagnostic.code, &diagnostic.message, diagnostic.hint.as_deref().unwrap_or(""))
}

#[test]
fn parameters_and_cells_are_found_by_name() {
    let model = flagship();
    let id = setting::parameter(&model, "breach_worth.feinter").unwrap();
    assert_eq!(model.parameters[id.0 as usize].name, "breach_worth.feinter");
    let error = |text| setting::parameter(&model, text).unwrap_err();
    assert_eq!(
        said(&error("p_setler")),
        ("SD201", "there is no parameter called \"p_setler\"", "did you mean \"p_settler\"?")
    );
    assert_eq!(
        said(&error("war_cost")),
        (
            "SD503",
            "`war_cost` is a row of a parameter table, with one value for each label",
            "name one cell: `war_cost.settler`, `war_cost.waiter` or `war_cost.feinter`"
        )
    );
    assert_eq!(
        said(&error("guarantee")),
        (
            "SD202",
            "`guarantee` is an option, not a parameter",
            "an option shapes the game and is set with `option guarantee is ...`"
        )
    );
    assert_eq!(said(&error("")).0, "SD201");
}

#[test]
fn options_take_their_own_values() {
    let model = flagship();
    let id = setting::option(&model, "guarantee").unwrap();
    let value = |text: &str| setting::option_value(&model, id, &parse_literal(text).unwrap());
    assert_eq!(value("on"), Ok(OptionValue::Label(1)));
    let option = &model.options[id.0 as usize];
    assert_eq!(setting::option_text(&model, option, &OptionValue::Label(1)), "on");
    assert_eq!(said(&value("onn").unwrap_err()).2, "did you mean \"on\"?");
    assert_eq!(said(&value("3").unwrap_err()).1, "option `guarantee` is a name, not a number");
    assert_eq!(said(&setting::option(&model, "garantee").unwrap_err()).2, "did you mean \"guarantee\"?");
}

#[test]
fn an_expert_sets_what_the_expert_has_an_opinion_on() {
    let model = flagship();
    let officials = setting::expert(&model, "officials").unwrap();
    let edits = setting::opinions_of(&model, officials);
    let names: Vec<_> = edits
        .iter()
        .map(|edit| match edit {
            Edit::Parameter(id, value) => (model.parameters[id.0 as usize].name.as_str(), value.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, [("p_settler", "1/10".to_owned()), ("p_waiter", "7/10".to_owned())]);
    assert_eq!(said(&setting::expert(&model, "oficials").unwrap_err()).2, "did you mean \"officials\"?");
    assert_eq!(
        said(&setting::variant(&model, "soft").unwrap_err()),
        ("SD201", "there is no variant called \"soft\"", "this model declares no variant")
    );
}

#[test]
fn questions_are_typed() {
    let model = flagship();
    let asked = question(&model, "ask P(Russia.aim is settler | opening is call)").unwrap();
    let Query::Probability { event, given: Some(given) } = asked.query else { panic!("{:?}", asked.query) };
    for expr in [&event, &given] {
        assert_eq!((expr.sort, expr.swept), (Sort::Truth, false));
    }
    let asked = question(&model, "E(US)").unwrap();
    assert!(
        matches!(asked.query, Query::Expectation { value: Expr { kind: ExprKind::Gains(actor), .. }, .. } if actor.0 == 1)
    );
    let asked = question(&model, "P(p_aid > 0.5)").unwrap();
    assert!(matches!(asked.query, Query::Probability { event, .. } if event.swept));
    let asked = question(&model, "value of probe over none to US").unwrap();
    let Query::ValueOver { decision, a, b, to } = asked.query else { panic!("{:?}", asked.query) };
    assert_eq!((model.things[decision.0 as usize].name.as_str(), a, b, to.0), ("channel", 1, 0, 1));
    let checked = check(&model, "P(settlement) is p_aid within 1e-6 with option guarantee is on").unwrap();
    assert_eq!(checked.question.settings.len(), 1);
    assert!(checked.value.swept && checked.within.is_some());
}

#[test]
fn a_question_may_be_wrong_in_several_places() {
    let model = flagship();
    let errors = question(&model, "P(openng is call | rply is vague) with opinions by officals").unwrap_err();
    let said: Vec<_> = errors.iter().map(said).collect();
    assert_eq!(
        said,
        [
            ("SD201", "nothing is called \"openng\"", "did you mean \"opening\"?"),
            ("SD201", "nothing is called \"rply\"", "did you mean \"reply\"?"),
            ("SD201", "there is no expert called \"officals\"", "did you mean \"officials\"?"),
        ]
    );
    assert_eq!(question(&model, "whether").unwrap_err()[0].code, "SD141");
}
