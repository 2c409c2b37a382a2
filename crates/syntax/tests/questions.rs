//! Each query and setting, in a file and alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff_syntax::ast::{BinaryOp, Literal, QueryKind, Setting};
use standoff_syntax::span::FileId;
use standoff_syntax::{parse_check, parse_dotted, parse_literal, parse_question};

fn query(text: &str) -> QueryKind {
    let (ask, diagnostics) = parse_question(FileId(0), text);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:#?}");
    ask.unwrap().query.kind
}

fn settings(text: &str) -> Vec<String> {
    let (ask, diagnostics) = parse_question(FileId(0), &format!("P(x) with {text}"));
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:#?}");
    ask.unwrap()
        .settings
        .iter()
        .map(|setting| match setting {
            Setting::Parameter(name, value) => format!("{name}={value}"),
            Setting::Option(name, value) => format!("option {name}={value}"),
            Setting::Opinions(experts) => {
                let experts: Vec<String> = experts.iter().map(ToString::to_string).collect();
                format!("by {}", experts.join("+"))
            }
            Setting::Variant(name) => format!("variant {name}"),
            Setting::Branch(name) => format!("branch {name}"),
        })
        .collect()
}

fn code(text: &str) -> &'static str {
    let (ask, diagnostics) = parse_question(FileId(0), text);
    assert!(ask.is_none(), "{text}");
    diagnostics[0].code
}

#[test]
fn queries() {
    assert!(matches!(query("P(war)"), QueryKind::Probability(_, None)));
    assert!(matches!(query("ask P(a is b | c is d or e)"), QueryKind::Probability(_, Some(_))));
    assert!(matches!(query("  E(share | deal)  "), QueryKind::Expectation(_, Some(_))));
    assert!(matches!(query("value of play to US"), QueryKind::ValueOfPlay(who) if who.text == "US"));
    assert!(
        matches!(query("value of probe over none to US"), QueryKind::ValueOver(a, b, _) if a.to_string() == "probe" && b.to_string() == "none")
    );
    assert!(matches!(query("value of channel.probe to US"), QueryKind::ValueOf(a, _) if a.parts.len() == 2));
    assert!(matches!(query("value of play over none to US"), QueryKind::ValueOver(_, _, _)));
    assert!(matches!(query("value of option over none to US"), QueryKind::ValueOver(_, _, _)));
    assert!(matches!(query("value of option to US"), QueryKind::ValueOf(_, _)));
    assert!(
        matches!(query("value of option guarantee to US"), QueryKind::ValueOfOption(o, _) if o.text == "guarantee")
    );
    assert!(matches!(query("value of variant tough to US"), QueryKind::ValueOfVariant(_, _)));
    assert!(
        matches!(query("value to US of knowing Russia.aim"), QueryKind::Knowing(a, b, c) if (a.text.as_str(), b.text.as_str(), c.text.as_str()) == ("US", "Russia", "aim"))
    );
    assert!(matches!(query("strategy of US"), QueryKind::Strategy(_, None)));
    assert!(matches!(query("strategy of US at channel"), QueryKind::Strategy(_, Some(_))));
    assert!(matches!(query("equilibria"), QueryKind::Equilibria));
    assert!(
        matches!(query("tipping point of value of a over b to X over p from 0 to 1 in 50 steps"), QueryKind::Tipping(q, p, Some(range))
        if matches!(q.kind, QueryKind::ValueOver(_, _, _)) && p.to_string() == "p" && range.steps == Some(50))
    );
    assert!(matches!(query("tipping point of P(x) over worth.feinter"), QueryKind::Tipping(_, _, None)));
    assert!(matches!(query("importance of parameters for P(x)"), QueryKind::Importance(_)));
    assert!(matches!(query("distribution of value of play to A"), QueryKind::Distribution(_)));
    assert!(matches!(query("what would change P(x)"), QueryKind::Flips(_)));
    assert!(
        matches!(query("sweep p from 0% to 60% in 60 steps by q from -1 to 1: P(x)"), QueryKind::Sweep(axes, _) if axes.len() == 2)
    );
    assert!(
        matches!(query("sweep p from 0 to 1: value of play to A"), QueryKind::Sweep(axes, _) if axes.len() == 1)
    );
}

#[test]
fn setting_lists() {
    assert_eq!(
        settings("p is 0.3, option o is on, opinions by A, B, variant v, branch straight"),
        ["p=0.3", "option o=on", "by A+B", "variant v", "branch straight"]
    );
    assert_eq!(settings("opinions by A, B, p is -2, worth.a is 55%"), ["by A+B", "p=-2", "worth.a=55%"]);
    assert_eq!(settings("opinions by A, worth.a is 1"), ["by A", "worth.a=1"]);
    assert_eq!(settings("opinions by A, option o is 3"), ["by A", "option o=3"]);
    assert_eq!(settings("opinions by variant, branch"), ["by variant+branch"]);
    assert_eq!(settings("option is 2, variant is 3"), ["option=2", "variant=3"]);
    assert_eq!(settings("opinions by A, option is 2"), ["by A", "option=2"]);
}

#[test]
fn checks() {
    let (check, diagnostics) = parse_check(
        FileId(0),
        "check value of play to US is -1/18 within 1e-6 with opinions by officials # so",
    );
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let check = check.unwrap();
    assert_eq!(check.op, BinaryOp::Is);
    assert_eq!(check.text, "value of play to US is -1/18 within 1e-6 with opinions by officials");
    assert!(check.within.is_some() && check.settings.len() == 1);
    let (check, _) = parse_check(FileId(0), "P(x is y) >= 0.5");
    assert_eq!(check.unwrap().op, BinaryOp::GreaterEq);
}

#[test]
fn what_is_no_question() {
    assert_eq!(code("P(war"), "SD133");
    assert_eq!(code("P war"), "SD125");
    assert_eq!(code("valeu of play to US"), "SD124");
    assert_eq!(code("p(war)"), "SD124");
    assert_eq!(code("who wins"), "SD141");
    assert_eq!(code(""), "SD141");
    assert_eq!(code("P(a)\nP(b)"), "SD141");
    assert_eq!(code("sweep p from 0 to 1 in 0 steps: P(x)"), "SD141");
    assert_eq!(code("P(x) with p = 3"), "SD114");
    assert_eq!(code("P(x) with"), "SD125");
    assert_eq!(code("P(x) with opinions A"), "SD125");
    assert!(parse_check(FileId(0), "P(x)").0.is_none());
}

#[test]
fn literals_and_names() {
    assert!(matches!(parse_literal("-2"), Some(Literal::Number(number)) if number.to_string() == "-2"));
    assert!(matches!(parse_literal(" 55% "), Some(Literal::Number(number)) if number.percent));
    assert!(matches!(parse_literal("on"), Some(Literal::Name(name)) if name.text == "on"));
    assert!(matches!(parse_literal("2024-02-08"), Some(Literal::Date(_))));
    for bad in ["", "1 2", "x y", "2024-02-31", "when", "\"a\"", "1e999"] {
        assert_eq!(parse_literal(bad), None, "{bad}");
    }
    assert_eq!(parse_dotted("worth.feinter").unwrap().to_string(), "worth.feinter");
    assert_eq!(parse_dotted("p").unwrap().parts.len(), 1);
    for bad in ["", "a.", ".a", "1", "a b", "a.b=1"] {
        assert_eq!(parse_dotted(bad), None, "{bad}");
    }
}
