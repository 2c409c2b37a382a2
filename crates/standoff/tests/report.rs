//! The report: one page that needs nothing else, whose policy lets its own script run and nothing more, whose sliders have all their parts,
//! and the same as Markdown (kept in `report/`; `UPDATE_REPORT=1` rewrites it).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use num_rational::BigRational;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;
use sha2::{Digest, Sha256};
use standoff::model::ir::Model;
use standoff::model::sources::MemorySources;
use standoff::pictures::{Wanted, picture};
use standoff::report::report;
use standoff::view::report::{Report, markdown, page};
use standoff::view::svg::{self, Options, Theme};
use standoff::{Sequential, Session, Setting};

const COMMAND: &str = "standoff report model.standoff -o page.html";

fn model(name: &str) -> Model {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(name).with_extension("standoff");
    read(&fs::read_to_string(path).unwrap())
}

fn read(text: &str) -> Model {
    standoff::read(&MemorySources::new("model.standoff", text)).model.expect("no errors")
}

fn gathered(model: &Model) -> Report {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    report(&session, COMMAND, &Sequential, &|| false).unwrap().0
}

/// The flagship's report, gathered once.
fn flagship() -> &'static Report {
    static MADE: OnceLock<Report> = OnceLock::new();
    MADE.get_or_init(|| gathered(&model("february-2024")))
}

fn parsed(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"))
}

fn all<'a>(document: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.tag_name().name() == name).collect()
}

fn text(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|inner| inner.text()).collect()
}

/// What is said of every page.
fn holds_for_every_page(page: &str) {
    let document = parsed(page);
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(
                !matches!(name, "src" | "style" | "srcset" | "action") && !name.starts_with("on"),
                "{name}={value}"
            );
            match name {
                "id" => assert!(ids.insert(value.to_owned()), "twice: {value}"),
                "href" => assert!(value.starts_with('#'), "{value}"),
                _ => {}
            }
        }
    }
    for node in document.descendants().filter(Node::is_element) {
        let refers = |value: &str| assert!(ids.contains(value), "no {value}");
        node.attribute("href").into_iter().for_each(|value| refers(&value[1..]));
        node.attribute("for").into_iter().for_each(refers);
        node.attribute("aria-labelledby").into_iter().flat_map(str::split_whitespace).for_each(refers);
    }
    // The name of the SVG language is no address that anything is loaded from.
    let rest = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!rest.contains("http:") && !rest.contains("https:") && !rest.contains("@import"));
    assert_eq!(rest.matches("url(").count(), rest.matches("url(#").count());

    // Headings in order, one at the top.
    let mut before = 0;
    for node in document.descendants() {
        if let Some(level) =
            node.tag_name().name().strip_prefix('h').and_then(|level| level.parse::<u8>().ok())
        {
            assert!(
                level <= before + 1 && (level > 1 || before == 0),
                "h{level} after h{before}: {}",
                text(node)
            );
            before = level;
        }
    }
    assert!(
        ["main", "header", "nav", "footer"]
            .iter()
            .all(|name| all(&document, name).len() == 1 || *name == "footer")
    );
    assert!(all(&document, "th").iter().all(|head| matches!(head.attribute("scope"), Some("row" | "col"))));
    for drawn in all(&document, "svg") {
        assert_eq!(drawn.attribute("role"), Some("img"));
        let child = |name: &str| drawn.children().find(|child| child.tag_name().name() == name).map(text);
        assert!(child("title").is_some_and(|title| !title.is_empty()));
        assert!(child("desc").is_some_and(|words| !words.is_empty()));
    }
    for input in all(&document, "input") {
        let id = input.attribute("id").unwrap();
        assert!(all(&document, "label").iter().any(|label| label.attribute("for") == Some(id)));
    }
    policy_fits(&document);
}

/// The hashes in the policy are those of the one style sheet and the one script that is run.
fn policy_fits(document: &Document) {
    let policy = all(document, "meta")
        .into_iter()
        .find(|meta| meta.attribute("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|meta| meta.attribute("content"))
        .unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"));
    let hash = |directive: &str| {
        let part = policy.split("; ").find_map(|part| part.strip_prefix(directive)).unwrap();
        part.trim().strip_prefix("'sha256-").and_then(|part| part.strip_suffix('\'')).map(decoded)
    };
    let digest = |node: &Node| Sha256::digest(text(*node).as_bytes()).to_vec();
    let styles: Vec<Node> = all(document, "style")
        .into_iter()
        .filter(|style| style.parent().unwrap().tag_name().name() == "head")
        .collect();
    assert_eq!((styles.len(), all(document, "style").len()), (1, 1));
    assert_eq!(hash("style-src"), Some(digest(&styles[0])));
    let scripts: Vec<Node> =
        all(document, "script").into_iter().filter(|script| script.attribute("type").is_none()).collect();
    assert_eq!(hash("script-src"), scripts.first().map(digest));
    assert!(scripts.len() <= 1);
}

fn decoded(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bits = Vec::new();
    for letter in text.trim_end_matches('=').chars() {
        let digit = digits.find(letter).unwrap();
        bits.extend((0..6).rev().map(|place| digit >> place & 1));
    }
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | *bit as u8)).collect()
}

/// What the script of a page reads.
fn positions(page: &str) -> Value {
    let document = parsed(page);
    let data =
        all(&document, "script").into_iter().find(|script| script.attribute("id") == Some("positions"));
    serde_json::from_str(&text(data.unwrap())).unwrap()
}

/// A picture from its runs of lines.
fn joined(data: &Value, runs: &Value) -> String {
    let lines = data["lines"].as_array().unwrap();
    let runs: Vec<usize> =
        runs.as_array().unwrap().iter().map(|run| run.as_u64().unwrap() as usize).collect();
    let mut out = String::new();
    for pair in runs.chunks_exact(2) {
        for line in &lines[pair[0]..pair[0] + pair[1]] {
            out.push_str(&format!("{}\n", line.as_str().unwrap()));
        }
    }
    out
}

#[test]
fn the_flagship_is_one_small_page_of_the_same_bytes() {
    let page = page::write(flagship(), Theme::System);
    holds_for_every_page(&page);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert!(
        page == page::write(&gathered(&model("february-2024")), Theme::System),
        "other bytes for the same report"
    );
    let document = parsed(&page);
    // Outcomes, tree, beliefs, values, each number, three of them, a map.
    assert_eq!(all(&document, "figure").len(), 9);
    // What cannot work without the script is hidden without it.
    let hidden = |id: &str| {
        document.descendants().find(|node| node.attribute("id") == Some(id)).unwrap().has_attribute("hidden")
    };
    assert!(hidden("what-if") && hidden("to-what-if"));
    let inside = |node: &Node| node.ancestors().any(|above| above.attribute("id") == Some("what-if"));
    for control in ["input", "button", "select"] {
        assert!(all(&document, control).iter().all(inside));
    }
    assert!(
        text(document.root_element())
            .contains("judgement, article par 18: “only an attempt would show”, by testers")
    );
    assert!(text(document.root_element()).contains(COMMAND));
}

#[test]
fn every_position_of_every_slider_has_its_parts() {
    let model = model("february-2024");
    let page = page::write(flagship(), Theme::System);
    let data = positions(&page);
    let sliders = data["sliders"].as_array().unwrap();
    assert_eq!(sliders.len(), 3);
    for slider in sliders {
        let positions = slider["positions"].as_array().unwrap();
        assert_eq!(positions.len(), 51);
        let now = &positions[slider["now"].as_u64().unwrap() as usize];
        assert_eq!(
            (now["answer"].as_str(), &now["outcomes"]),
            (Some("+0.0375"), &sliders[0]["positions"][29]["outcomes"])
        );
        for position in positions {
            let word = |name: &str| position[name].as_str().unwrap();
            assert!(!word("at").is_empty() && !word("line").is_empty());
            // On a border there is nothing to show, and the words say so.
            let told = !position["tree"].as_array().unwrap().is_empty();
            assert_eq!(
                told,
                word("trust").starts_with("Certified") && !word("answer").is_empty(),
                "{position}"
            );
            assert!(told || word("line").contains("this value") || word("line").contains("This value"));
            for part in ["outcomes", "tree"].into_iter().filter(|_| told) {
                let drawn = joined(&data, &position[part]);
                let drawn = Document::parse(&drawn).unwrap();
                assert_eq!(drawn.root_element().tag_name().name(), "svg");
            }
        }
        let told = positions.iter().filter(|position| position["answer"] != "").count();
        assert!(told >= 49, "{told}");
    }
    // Below the tipping point at 28.2% the answer is another one, and the picture is that of the game solved there alone.
    let tenth = &sliders[0]["positions"][10];
    assert_eq!((tenth["at"].as_str(), tenth["answer"].as_str()), (Some("12%"), Some("−0.02")));
    assert!(tenth["line"].as_str().unwrap().contains("none (channel)"));
    let parameter = standoff::model::setting::parameter(&model, "p_settler").unwrap();
    let there = Setting::of(&model).with_parameter(parameter, BigRational::new(12.into(), 100.into()));
    let session = Session::new(&model, there.clone(), Default::default(), Default::default());
    let made =
        picture(&session, &Wanted::Outcomes(vec![(String::new(), there)]), &Sequential, &|| false).unwrap();
    let options = Options { prefix: "then-".into(), bare: true, ..Options::default() };
    let marks = |drawn: &str| -> Vec<String> {
        drawn
            .lines()
            .filter(|line| !line.starts_with("<g") && !line.starts_with("<title>"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(marks(&joined(&data, &tenth["outcomes"])), marks(&svg::write(&made.scene, &options)));
}

#[test]
fn other_models_have_pages_too() {
    for (name, theme) in [
        ("beer-quiche", Theme::Dark),
        ("ultimatum", Theme::Light),
        ("kuhn", Theme::System),
        ("crisis", Theme::System),
        ("stripped-down-poker", Theme::System),
        ("war-of-attrition", Theme::System),
    ] {
        let page = page::write(&gathered(&model(name)), theme);
        holds_for_every_page(&page);
        assert!(page.len() < 1_000_000, "{name}: {} bytes", page.len());
    }
}

#[test]
fn without_numbers_to_move_there_is_no_script() {
    let model = read(
        "standoff dare \"Who swerves?\"\nactors\n  A\n  B\nplay\n  A chooses first: swerve, drive\n  B chooses second: swerve, drive\n  \
         A gains 1 if first is drive and second is swerve\n  B gains -1 if second is drive\n",
    );
    let page = page::write(&gathered(&model), Theme::System);
    holds_for_every_page(&page);
    assert!(!page.contains("<script") && page.contains("script-src 'none'"));
}

#[test]
fn what_comes_from_a_model_is_no_markup() {
    let model = read(
        "standoff dare \"</title><script>alert(1)</script> & 'x'\"\nactors\n  A \"<img src=x>\"\n  B\nparameters\n  \
         p = 1 in 0 to 2 \"</script><b onclick=x>\"\nplay\n  A chooses first: swerve, drive\n  B chooses second\n    \
         yield -> calm\n    drive -> crash\noutcome calm \"<i>calm</i>\"\n  A gains if first is drive then p else 0\n  \
         B gains 0\noutcome crash \"]]>\"\n  A gains -2\n  B gains -1\nask P(calm)\nask value of play to A\n",
    );
    let made = gathered(&model);
    assert!(made.what_if.is_some());
    let page = page::write(&made, Theme::System);
    holds_for_every_page(&page);
    assert!(
        !page.contains("<img")
            && !page.contains("<b ")
            && !page.contains("<i>")
            && !page.contains("<script>alert")
    );
    let data = positions(&page);
    assert_eq!(data["sliders"][0]["caption"], "</script><b onclick=x>");
    let text = markdown::write(&made);
    assert!(!text.contains("<script>") || text.contains("\\<script\\>"));
}

#[test]
fn markdown_says_the_same() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/february-2024.md");
    let text = markdown::write(flagship());
    if std::env::var_os("UPDATE_REPORT").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{} says something else; UPDATE_REPORT=1 rewrites it", path.display());
}
