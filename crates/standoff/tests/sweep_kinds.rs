//! Sweeps other than plain grids: drawn points, finer grids, several experts, other builds. Each against what says the same by another
//! way, and each as shards against one run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sweeping;

use std::fs;

use standoff::ask::drawn::{Drawn, DrawnError, Moved};
use standoff::ask::grid_check::{self, FACTOR, compare};
use standoff::ask::study::one_expert_each;
use standoff::ask::uncertainty::{self, Declared, Plan as Draws};
use standoff::ask::{Block, Design, Study};
use standoff::model::ir::Question;
use standoff::sweep::description::BUILD;
use standoff::sweep::{Builds, Description, Format, Plan, SweepError, parquet};
use standoff::{Model, Sequential, Session, Setting};
use sweeping::{DARE, Shuffled, grid, make, merged, model, planned, questions, ratio, table};

/// An offer on a grid, a distribution, and experts.
const OFFER: &str = "standoff offer \"An offer\"\nactors\n  A\n  B\nexperts\n  hawk\n  dove\nparameters\n  \
often = 0.5 in 0 to 1 ~ triangular(0, 0.6, 1)\n    opinion hawk 0.9\n    opinion dove 0.3\n  cost = 0.1 in 0 to 0.5\n  \
prize = 1\noption steps = 20 in 1 to 1000\nsecret B.resolve\n  tough with probability often\n  soft otherwise\nplay\n  \
A offers offer from 0 to 1 in steps steps\n  B chooses answer\n    accept -> deal\n    reject -> war\noutcome deal\n  \
A gains prize - offer\n  B gains offer\noutcome war\n  A gains 0.5 - cost\n  \
B gains if B.resolve is tough then 0.45 else 0.1\nask P(war)\n";

fn session(model: &Model) -> Session<'_> {
    Session::new(model, Setting::of(model), Default::default(), Default::default())
}

fn draws(samples: u64, seed: u64, design: uncertainty::Design) -> Draws {
    Draws { samples: Some(samples), seed, design }
}

const DESIGNS: [uncertainty::Design; 3] =
    [uncertainty::Design::Sobol, uncertainty::Design::LatinHypercube, uncertainty::Design::Random];

fn moved(model: &Model, name: &str, range: Option<(f64, f64)>) -> Moved {
    Moved { parameter: standoff::model::setting::parameter(model, name).unwrap(), range }
}

fn rows(study: &Study) -> Vec<Block> {
    let mut blocks = Vec::new();
    let executor = Shuffled { threads: 2, seed: 5 };
    study
        .run::<SweepError>(0..study.chunks(), &executor, &|| false, &mut |block| {
            blocks.push(block);
            Ok(())
        })
        .unwrap();
    blocks
}

#[test]
fn drawn_points_are_those_of_a_distribution() {
    for text in [DARE, OFFER] {
        let model = model(text);
        let session = session(&model);
        let asks = questions(&model, &[model.asks[0].text.as_str()]);
        let declared = Declared::of(&model, &session.base);
        for design in DESIGNS {
            // Not a multiple of eight, and more than a chunk.
            let plan = draws(601, 3, design);
            let queries = [asks[0].query.clone()];
            let found =
                uncertainty::draw(&session, &queries, &session.base, &declared, plan, &Sequential, &|| false)
                    .unwrap();
            let points: Vec<Vec<f64>> = found.points(&declared, &session.base.point()).collect();
            let drawn = Design::Drawn(Drawn::all(&model, &session.base, plan).unwrap());
            let study = Study::new(&session, &asks, drawn.clone(), &|| false).unwrap();
            assert_eq!(study.points(), 608);
            let mut at = 0;
            for block in rows(&study) {
                for row in 0..block.len() {
                    for (column, id) in block.at.iter().zip(drawn.parameters()) {
                        assert_eq!(column[row], points[at][id.0 as usize]);
                    }
                    let (one, other) = (block.values[0][row], found.answered.values[0][at]);
                    assert!(one == other || (one.is_nan() && other.is_nan()), "{one} {other}");
                    at += 1;
                }
            }
            assert_eq!(at, 608);
        }
    }
}

#[test]
fn only_what_is_named_is_drawn_and_within_its_range() {
    let model = model(OFFER);
    let session = session(&model);
    let all = Drawn::all(&model, &session.base, Draws::default()).unwrap();
    // What has neither a range nor a distribution stays, and so does what is said.
    assert_eq!(all.moved().len(), 2);
    let mut said = session.base.clone();
    said.apply_opinions(&model, standoff::model::ir::ExpertId(0));
    assert_eq!(Drawn::all(&model, &said, Draws::default()).unwrap().moved().len(), 1);

    let wanted = [moved(&model, "often", Some((0.7, 0.8))), moved(&model, "prize", Some((1.0, 1.5)))];
    let plan = draws(512, 1, uncertainty::Design::Sobol);
    let drawn = Design::Drawn(Drawn::of(&model, &wanted, plan).unwrap());
    let study = Study::new(&session, &questions(&model, &["P(war)"]), drawn, &|| false).unwrap();
    let mut often = Vec::new();
    for block in rows(&study) {
        assert!(block.at[0].iter().all(|at| (0.7..=0.8).contains(at)));
        assert!(block.at[1].iter().all(|at| (1.0..=1.5).contains(at)));
        often.extend_from_slice(&block.at[0]);
    }
    // The declared density falls from 0.6 on to nothing at 1: within 0.7 to 0.8 the mean is the middle less 1/300.
    // An even density would be that far off; independent draws would have a standard error of 0.0013.
    let mean = often.iter().sum::<f64>() / often.len() as f64;
    assert!((mean - (0.75 - 1.0 / 300.0)).abs() < 5e-4, "{mean}");

    let refused = |moved: &[Moved], plan: Draws| Drawn::of(&model, moved, plan).unwrap_err();
    let prize = moved(&model, "prize", None);
    assert_eq!(refused(&[], plan), DrawnError::Nothing);
    assert_eq!(refused(&[prize], plan), DrawnError::Fixed(prize.parameter));
    assert_eq!(refused(&[wanted[0], wanted[0]], plan), DrawnError::Twice(wanted[0].parameter));
    for design in DESIGNS {
        assert_eq!(refused(&wanted, draws(u64::MAX, 0, design)), DrawnError::TooMany);
    }
    let drawn = Design::Drawn(Drawn::of(&model, &wanted, plan).unwrap());
    for text in ["P(war) with often is 0.4", "P(war) with opinions by hawk"] {
        let error =
            Study::new(&session, &questions(&model, &[text]), drawn.clone(), &|| false).err().unwrap();
        assert!(error.to_string().contains("often"), "{error}");
    }
}

/// Shards of one chunk, in an order of their own, and the same table from one run.
fn shards_are_one_run(name: &str, text: &str, study: &Study, description: &Description) -> Plan {
    let model = model(text);
    let plan = planned(&model, text, description, 1, name);
    let order: Vec<u64> = (0..plan.part.shards).rev().collect();
    for (k, some) in order.chunks(order.len().div_ceil(3)).enumerate() {
        make(&plan, some, &Shuffled { threads: k + 1, seed: k as u64 });
    }
    for format in [Format::Parquet, Format::Csv, Format::Json] {
        let one = table(study, description, format, &Shuffled { threads: 2, seed: 9 });
        assert!(merged(&plan, format).unwrap() == one, "{name} {format:?}");
    }
    plan
}

#[test]
fn shards_of_drawn_points_are_one_run() {
    let model = model(DARE);
    let session = session(&model);
    let asks: Vec<Question> = model.asks[..2].to_vec();
    for (k, design) in DESIGNS.into_iter().enumerate() {
        let wanted = [moved(&model, "b", Some((1.0 / 7.0, 2.0))), moved(&model, "p", None)];
        let drawn = Design::Drawn(Drawn::of(&model, &wanted, draws(3000, 17, design)).unwrap());
        let description = Description::of(&session, &asks, &drawn);
        assert_eq!(description.parameters(), ["b", "p"]);
        assert_eq!(description.design(&model).unwrap(), drawn);
        let study = Study::new(&session, &asks, drawn, &|| false).unwrap();
        let plan = shards_are_one_run(&format!("drawn-{k}"), DARE, &study, &description);
        let path = plan.folder.join("sweep.json");
        let text = fs::read_to_string(&path).unwrap();
        let spread = format!("\"spread\": \"{}\"", design.word());
        for (old, new, expected) in [
            (spread.as_str(), "\"spread\": \"cross\"", "there is no design `cross`"),
            ("\"samples\": 3000", "\"samples\": 3001", "it says 3000 points and has 3008"),
            ("\"samples\": 3000", "\"samples\": 18446744073709551615", "too many points"),
            ("\"parameter\": \"p\"", "\"parameter\": \"b\"", "drawn twice"),
            ("\"parameter\": \"p\"", "\"parameter\": \"q\"", "no parameter `q`"),
            ("          2.0\n", "          0.1\n", "does not go up"),
        ] {
            let changed = text.replacen(old, new, 1);
            assert_ne!(changed, text, "{old}");
            fs::write(&path, changed).unwrap();
            let study = Plan::open(&plan.folder, Builds::Same).and_then(|plan| {
                let model = plan.model()?;
                let session = plan.session(&model)?;
                plan.study(&session, None, &|| false).map(|_| ())
            });
            let refused = study.unwrap_err().to_string();
            assert!(refused.contains(expected) && !refused.contains('\n'), "{refused} / {expected}");
        }
    }
}

#[test]
fn finer_grids_are_asked_at_every_point() {
    let model = model(OFFER);
    let session = session(&model);
    let texts = ["P(war)", "value of play to A", "P(war) with option steps is 10"];
    let asks = questions(&model, &texts);
    let design =
        grid(&model, &[("often", ratio(6, 10), ratio(9, 10), 31), ("cost", ratio(0, 1), ratio(1, 5), 9)]);
    let finer = grid_check::finer(&model, FACTOR).unwrap();
    let fine = grid_check::session(&session, &session.base, &finer, FACTOR).unwrap();
    let plain = Study::new(&session, &asks, design.clone(), &|| false).unwrap();
    let mut study = Study::new(&session, &asks, design.clone(), &|| false).unwrap();
    assert_eq!(study.check_grids(&fine, FACTOR, &|| false).unwrap(), 3);
    let mut turned = 0;
    for (block, plain) in rows(&study).iter().zip(rows(&plain)) {
        // Nothing else in the row changes.
        assert_eq!(Block { finer: Vec::new(), ..block.clone() }, plain);
        for row in (0..block.len()).step_by(7) {
            let at = format!("often is {}, cost is {}", block.at[0][row], block.at[1][row]);
            for (k, text) in texts.iter().enumerate() {
                let joint = if text.contains(" with ") { ", " } else { " with " };
                let asked = standoff::model::question(&model, &format!("{text}{joint}{at}")).unwrap();
                let (_, setting) = session.settings_of(&asked).remove(0);
                let expected = compare(&session, &asked.query, &setting, FACTOR, &|| false).unwrap().unwrap();
                let (coarse, found) = (block.values[k][row], block.finer[k][row]);
                let fine = expected.fine.best().unwrap();
                assert!((found - fine).abs() < 1e-6, "{text} {at}: {found} and {fine}");
                turned += u32::from((coarse - found).abs() > 0.5);
            }
        }
    }
    assert!(turned > 0, "somewhere the grid decides");
    let description = Description::of(&session, &asks, &design).with_finer(FACTOR);
    let plan = shards_are_one_run("finer", OFFER, &study, &description);
    let csv = String::from_utf8(merged(&plan, Format::Csv).unwrap()).unwrap();
    assert!(csv.starts_with("point,often,cost,value_1,limit_1,finer_1,value_2,limit_2,finer_2,"), "{csv}");

    // A plan that asks for more than this program does, and one whose model has no grid.
    let path = plan.folder.join("sweep.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"finer\": 2", "\"finer\": 3")).unwrap();
    let opened = Plan::open(&plan.folder, Builds::Same).unwrap();
    let refused = opened.finer(&model).unwrap_err().to_string();
    assert!(refused.contains("checks grids 3 times as fine"), "{refused}");
    let dare = self::model(DARE);
    fs::write(&path, text).unwrap();
    let opened = Plan::open(&plan.folder, Builds::Same).unwrap();
    assert!(opened.finer(&dare).unwrap_err().to_string().contains("the model has none"));
}

#[test]
fn a_question_that_finer_grids_cannot_be_asked_has_no_answer_there() {
    let text = include_str!("../../../models/ultimatum-uniform.standoff");
    let model = model(text);
    let session = session(&model);
    let asks = questions(&model, &["P(war)", "P(war | B.cost is 0.025)"]);
    let design = grid(&model, &[("p", ratio(4, 10), ratio(6, 10), 3)]);
    let finer = grid_check::finer(&model, FACTOR).unwrap();
    let fine = grid_check::session(&session, &session.base, &finer, FACTOR).unwrap();
    let mut study = Study::new(&session, &asks, design, &|| false).unwrap();
    let asked = study.check_grids(&fine, FACTOR, &|| false).unwrap();
    for block in rows(&study) {
        assert_eq!(block.finer.len(), 2);
        assert!(block.finer[0].iter().all(|value| value.is_finite()));
        assert!(asked == 2 || block.finer[1].iter().all(|value| value.is_nan()));
    }
}

#[test]
fn several_experts_are_a_column_each() {
    let model = model(OFFER);
    let session = session(&model);
    let several = "P(war) with opinions by hawk, dove, cost is 0.2";
    let one = |name: &str| format!("P(war) with opinions by {name}, cost is 0.2");
    let asks = one_expert_each(&session, questions(&model, &[several, "P(war)"]));
    let design = grid(&model, &[("prize", ratio(9, 10), ratio(12, 10), 301)]);
    let description = Description::of(&session, &asks, &design);
    let told: Vec<(&str, Option<&str>)> =
        description.questions.iter().map(|it| (it.question.as_str(), it.expert.as_deref())).collect();
    assert_eq!(told, [(several, Some("hawk")), (several, Some("dove")), ("P(war)", None)]);
    assert_eq!(description.questions(&model).unwrap(), asks);
    let study = Study::new(&session, &asks, design.clone(), &|| false).unwrap();
    let single = questions(&model, &[&one("hawk"), &one("dove")]);
    let alone = Study::new(&session, &single, design, &|| false).unwrap();
    for (both, alone) in rows(&study).iter().zip(rows(&alone)) {
        assert_eq!(both.values[..2], alone.values[..]);
        assert_ne!(both.values[0], both.values[1]);
    }
    shards_are_one_run("experts", OFFER, &study, &description);
}

#[test]
fn parts_of_another_build_say_so() {
    let model = model(DARE);
    let session = session(&model);
    let asks: Vec<Question> = model.asks[..1].to_vec();
    let design = grid(&model, &[("a", ratio(0, 1), ratio(1, 1), 600)]);
    let own = Description::of(&session, &asks, &design);
    assert_eq!(own.build, BUILD);
    let plan = planned(&model, DARE, &own, 1, "build-own");
    make(&plan, &[0, 1, 2], &Sequential);
    assert_eq!(plan.merged().unwrap(), own);
    let same = parquet::footer(&plan.path(0)).unwrap().unwrap();
    assert_eq!(same.made_by, None);

    let foreign = Description { build: "0123456789abcdef".to_owned(), ..own };
    let path = planned(&model, DARE, &foreign, 1, "build-other").folder;
    let refused = Plan::open(&path, Builds::Same).unwrap_err().to_string();
    assert!(
        refused.contains("another build of version") && refused.contains("0123456789abcdef"),
        "{refused}"
    );
    let plan = Plan::open(&path, Builds::Any).unwrap();
    make(&plan, &[0, 1, 2], &Sequential);
    let footer = parquet::footer(&plan.path(1)).unwrap().unwrap();
    assert_eq!((footer.made_by.as_deref(), footer.sweep.build.as_str()), (Some(BUILD), "0123456789abcdef"));
    assert!(plan.progress().unwrap().missing.is_empty());
    assert_eq!(plan.merged().unwrap().build, BUILD);
    merged(&plan, Format::Csv).unwrap();
    // The same parts for whoever takes only those of the plan's own build.
    let strict = Plan { builds: Builds::Same, ..plan };
    let refused = merged(&strict, Format::Csv).unwrap_err().to_string();
    assert!(refused.contains("part-000000.parquet\" was made by another build"), "{refused}");
}
