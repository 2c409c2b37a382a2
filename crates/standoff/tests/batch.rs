//! Many points: what a batch answers at a point is what a question answers there; rows depend on nothing but the point's chunk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff::ask::answer::{Content, PointStatus};
use standoff::ask::{Batch, Points, Rows};
use standoff::model::sources::MemorySources;
use standoff::{AskError, Sequential, Session, Setting};

const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");

/// One parameter from one end to another.
struct Line {
    parameter: usize,
    from: f64,
    to: f64,
    count: u64,
}

impl Points for Line {
    fn count(&self) -> u64 {
        self.count
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        point[self.parameter] = self.from + (self.to - self.from) * index as f64 / (self.count - 1) as f64;
    }

    fn line(&self) -> u64 {
        self.count
    }
}

#[test]
fn a_batch_answers_as_questions_do() {
    let model = standoff::read(&MemorySources::new("february-2024.standoff", FLAGSHIP)).model.unwrap();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let questions = [
        "P(channel is probe)",
        "P(Russia.aim is settler | reply is concrete)",
        "value of probe over none to US",
        "value to US of knowing Russia.aim",
        "value of option guarantee to US",
        "value of play to Ukraine",
    ];
    let queries: Vec<_> =
        questions.iter().map(|text| standoff::model::question(&model, text).unwrap().query).collect();
    let batch = Batch::new(&session, &queries, &session.base, &|| false).unwrap();
    let parameter = model.parameters.iter().position(|p| p.name == "p_settler").unwrap();
    let points = Line { parameter, from: 0.0, to: 0.7, count: 36 };
    let mut all = Rows::new(0, queries.len());
    batch
        .run::<AskError>(&points, &Sequential, &|| false, &mut |rows| {
            all = rows;
            Ok(())
        })
        .unwrap();
    assert_eq!(all.len(), 36);
    for k in (0..36).step_by(5) {
        let at = 0.02 * k as f64;
        for (column, text) in questions.iter().enumerate() {
            let asked =
                standoff::ask(&session, &format!("{text} with p_settler is {at}"), &Sequential, &|| false);
            let value = match asked.map(|answer| answer.content) {
                Ok(Content::Number(number)) => number.best(),
                _ => None,
            };
            let found = all.values[column][k];
            match value {
                Some(value) => assert!((value - found).abs() < 1e-7, "{text} at {at}: {value} {found}"),
                None => assert!(found.is_nan(), "{text} at {at}: {found}"),
            }
        }
        // Beyond 60% the probabilities do not sum to one.
        assert_eq!(all.status[k] == PointStatus::Undefined, at > 0.6 + 1e-9, "{at}");
    }
}

#[test]
fn a_variant_keeps_what_it_says_while_the_parameter_moves() {
    // The variant says what the file says too: moving the parameter moves the file's game, not the variant's.
    let text = "standoff kept\n\nactors\n  A\n\nparameters\n  p = 0.5 in 0 to 1\n\nvariant same\n  p = 0.5\n\nplay\n  A \
                chooses way: safe, bold\n  A gains if way is safe then 0.25 else p\n";
    let model = standoff::read(&MemorySources::new("kept.standoff", text)).model.unwrap();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let query = standoff::model::question(&model, "value of variant same to A").unwrap().query;
    let batch = Batch::new(&session, &[query], &session.base, &|| false).unwrap();
    let points = Line { parameter: 0, from: 0.0, to: 1.0, count: 5 };
    batch
        .run::<AskError>(&points, &Sequential, &|| false, &mut |rows| {
            for (k, value) in rows.values[0].iter().enumerate() {
                let p = 0.25 * k as f64;
                assert!((value - (0.5 - p.max(0.25))).abs() < 1e-12, "{p}: {value}");
            }
            Ok(())
        })
        .unwrap();
}
