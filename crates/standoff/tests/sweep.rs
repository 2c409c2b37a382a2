//! Tables over parameters: values against single questions, shards against one run, files that are cut short or changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sweeping;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use parquet::file::serialized_reader::SerializedFileReader;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use standoff::ask::answer::{Content, PointStatus};
use standoff::ask::batch::{CHUNK, Points};
use standoff::ask::{Block, Study};
use standoff::model::ir::Question;
use standoff::model::sources::MemorySources;
use standoff::sweep::parquet::{ROW_GROUP, read, seal};
use standoff::sweep::plan::PlanPart;
use standoff::sweep::{Builds, Description, End, Format, Plan, SweepError, writer};
use standoff::{Model, Sequential, Session, Setting};
use sweeping::{DARE, Shuffled, folder, grid, make, merged, model, planned, questions, ratio, table};

fn flagship() -> (Model, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/february-2024.standoff");
    let text = fs::read_to_string(path).unwrap();
    (model(&text), text)
}

#[test]
fn every_value_is_that_of_the_question_at_its_point() {
    let (model, _) = flagship();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let texts = [
        "P(channel is probe)",
        "value of probe over none to US",
        "value to US of knowing Russia.aim",
        "P(settlement) with opinions by sceptics",
        "value of play to US with option guarantee is on",
    ];
    let axes =
        [("p_settler", ratio(3, 100), ratio(63, 100), 5), ("step_cost", ratio(1, 100), ratio(31, 100), 4)];
    let design = grid(&model, &axes);
    let study = Study::new(&session, &questions(&model, &texts), design.clone(), &|| false).unwrap();
    let mut rows = 0;
    study
        .run::<SweepError>(0..1, &Sequential, &|| false, &mut |block| {
            for row in 0..block.len() {
                rows += 1;
                let at = [block.at[0][row], block.at[1][row]];
                let mut point = vec![0.0; model.parameters.len()];
                design.write(row as u64, &mut point);
                for (k, text) in texts.iter().enumerate() {
                    let joint = if text.contains(" with ") { ", " } else { " with " };
                    let asked = format!("{text}{joint}p_settler is {}, step_cost is {}", at[0], at[1]);
                    let alone = standoff::ask(&session, &asked, &Sequential, &|| false);
                    let value = block.values[k][row];
                    // Two games, one of which means nothing there, have no difference.
                    if block.status[row] == PointStatus::Undefined && value.is_nan() {
                        assert!(alone.is_err(), "{asked}");
                        continue;
                    }
                    let Content::Number(number) = alone.unwrap().content else { panic!("{asked}") };
                    let expected = number.best().unwrap();
                    assert!((value - expected).abs() < 1e-6, "{asked}: {value} and {expected}");
                    assert_eq!(block.limit[k][row], number.value.is_none(), "{asked}");
                }
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(rows, 20);
}

#[test]
fn a_question_about_two_parameters_has_the_rows_of_the_sweep() {
    let (model, _) = flagship();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let asked = "sweep p_settler from 0 to 0.9 in 9 steps by step_cost from 0.1 to 0.3 in 2 steps: P(channel is probe)";
    let answer = standoff::ask(&session, asked, &Sequential, &|| false).unwrap();
    let Content::Sweep(sweep) = &answer.content else { panic!("{answer:?}") };
    assert_eq!((sweep.rows.len(), sweep.missing), (30, 0));
    assert_eq!(sweep.rows[4].at, [0.1, 0.2]);
    let undefined: Vec<bool> = sweep.rows.iter().map(|row| row.status == PointStatus::Undefined).collect();
    // p_waiter is 0.4: beyond 0.6 there is no probability left for the third aim.
    assert_eq!(undefined.iter().filter(|&&it| it).count(), 9);
    assert!(sweep.rows.iter().zip(&undefined).all(|(row, none)| row.value.is_none() == *none));
    let json = serde_json::to_value(standoff::json::from_answers::answer_part(&model, &answer)).unwrap();
    assert_eq!(json["kind"], "sweep");
    assert_eq!(json["parameters"], serde_json::json!(["p_settler", "step_cost"]));
    assert_eq!(json["rows"][4][1], 0.2);
    assert_eq!(json["rows"][29], serde_json::json!([0.9, 0.3, null]));
    assert_eq!(json["status"][29], "undefined");
}

#[test]
fn questions_that_cannot_be_asked_at_many_points_are_refused() {
    let model = model(DARE);
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let design = grid(&model, &[("a", ratio(0, 1), ratio(1, 1), 3)]);
    for (text, why) in [
        ("strategy of A", "has no number"),
        ("sweep b from 0 to 1: P(first is drive)", "has no number"),
        ("P(first is drive) with a is 0.3", "sets a, which is moved"),
    ] {
        let refused =
            Study::new(&session, &questions(&model, &[text]), design.clone(), &|| false).err().unwrap();
        assert!(refused.to_string().contains(why), "{refused}");
    }
}

#[test]
fn shards_in_any_order_on_any_number_of_threads_are_the_bytes_of_one_run() {
    let model = model(DARE);
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    // More than a row group, not a multiple of a chunk, with points where the model means nothing.
    let axes = [("a", ratio(0, 1), ratio(4, 3), 401), ("b", ratio(1, 7), ratio(2, 1), 353)];
    let design = grid(&model, &axes);
    let asks: Vec<Question> = model.asks.iter().take(3).cloned().collect();
    let asks: Vec<Question> = asks.into_iter().filter(|ask| !ask.text.contains("with b")).collect();
    let asks = [asks, questions(&model, &["P(second is drive) with p is 0.3"])].concat();
    let description = Description::of(&session, &asks, &design);
    assert!(description.points > ROW_GROUP as u64 && !description.points.is_multiple_of(CHUNK));
    let study = Study::new(&session, &asks, design, &|| false).unwrap();
    let one = table(&study, &description, Format::Parquet, &Sequential);
    assert_eq!(one, table(&study, &description, Format::Parquet, &Shuffled { threads: 3, seed: 1 }));
    for (k, shard) in [1, 5 * CHUNK, 50_000].into_iter().enumerate() {
        let plan = planned(&model, DARE, &description, shard, &format!("order-{k}"));
        let mut order: Vec<u64> = (0..plan.part.shards).collect();
        order.shuffle(&mut rand_chacha::ChaCha8Rng::seed_from_u64(k as u64));
        for (k, some) in order.chunks(order.len().div_ceil(4)).enumerate() {
            assert!(merged(&plan, Format::Parquet).is_err(), "shards are missing");
            make(&plan, some, &Shuffled { threads: k + 1, seed: k as u64 });
        }
        assert!(merged(&plan, Format::Parquet).unwrap() == one, "shards of {shard}");
        if k == 0 {
            let csv = table(&study, &description, Format::Csv, &Sequential);
            assert!(merged(&plan, Format::Csv).unwrap() == csv);
            let json = table(&study, &description, Format::Json, &Sequential);
            assert!(merged(&plan, Format::Json).unwrap() == json);
            well_formed(&csv, &json, &description);
            same_rows(&one, &csv, &folder("rows"));
        }
    }
}

/// CSV and JSON as other programs read them.
fn well_formed(csv: &[u8], json: &[u8], description: &Description) {
    let document: serde_json::Value = serde_json::from_slice(json).unwrap();
    assert_eq!(document["schema"], "standoff/sweep/1");
    assert_eq!(document["complete"], true);
    let rows = document["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, description.points);
    let names: Vec<&str> =
        document["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let text = std::str::from_utf8(csv).unwrap();
    let mut lines = text.split('\n');
    assert_eq!(lines.next().unwrap(), names.join(","));
    let mut undefined = 0;
    for (k, row) in rows.iter().enumerate() {
        let row = row.as_array().unwrap();
        assert_eq!((row.len(), &row[0]), (names.len(), &serde_json::json!(k)));
        let cells = cells(lines.next().unwrap());
        assert_eq!(cells.len(), names.len());
        for (cell, value) in cells.iter().zip(row) {
            let as_text = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                // Integers look different in the two.
                serde_json::Value::Number(number) => {
                    assert_eq!(cell.parse::<f64>().unwrap(), number.as_f64().unwrap());
                    continue;
                }
                other => other.to_string(),
            };
            assert_eq!(*cell, as_text);
        }
        undefined += u32::from(cells.contains(&"undefined".to_owned()));
    }
    assert_eq!((lines.next(), lines.next()), (Some(""), None));
    assert!(undefined > 0, "some points mean nothing");
}

/// The cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut letters) = (false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cells.last_mut().unwrap().push(letters.next().unwrap())
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    assert!(!quoted, "{line}");
    cells
}

/// What is read back from Parquet and written as CSV is the CSV.
fn same_rows(parquet: &[u8], csv: &[u8], folder: &Path) {
    let path = folder.join("one.parquet");
    fs::write(&path, parquet).unwrap();
    let (mut description, mut blocks) = (None, Vec::new());
    read(
        &path,
        &mut |footer| {
            assert!(footer.complete && footer.part.is_none());
            description = Some(footer.sweep.clone());
            Ok(())
        },
        &mut |block| {
            blocks.push(block);
            Ok(())
        },
    )
    .unwrap();
    let mut bytes = Vec::new();
    let mut out = writer(Format::Csv, &description.unwrap(), &mut bytes).unwrap();
    blocks.iter().for_each(|block| out.write(block).unwrap());
    out.finish(End::default()).unwrap();
    drop(out);
    assert!(bytes == csv);
}

/// A disk that is full after so many bytes, and may write less than it is given.
struct Full {
    written: Vec<u8>,
    room: usize,
    at_once: usize,
}

impl Write for &mut Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.room - self.written.len()).min(self.at_once);
        if fits == 0 && !bytes.is_empty() {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device"));
        }
        self.written.extend_from_slice(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A small table: its blocks and its description.
fn small(model: &Model) -> (Vec<Block>, Description) {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    let design = grid(model, &[("a", ratio(0, 1), ratio(2, 1), 60), ("b", ratio(0, 1), ratio(1, 1), 40)]);
    let asks = questions(model, &["P(first is drive)", "value of play to A"]);
    let description = Description::of(&session, &asks, &design);
    let study = Study::new(&session, &asks, design, &|| false).unwrap();
    let mut blocks = Vec::new();
    study
        .run::<SweepError>(0..study.chunks(), &Sequential, &|| false, &mut |block| {
            blocks.push(block);
            Ok(())
        })
        .unwrap();
    (blocks, description)
}

fn filled(
    out: impl Write + Send,
    format: Format,
    blocks: &[Block],
    description: &Description,
) -> io::Result<()> {
    let mut table = writer(format, description, out)?;
    blocks.iter().try_for_each(|block| table.write(block))?;
    table.finish(End { rows: description.points, ..End::default() })
}

fn readable(path: &Path) -> bool {
    read(path, &mut |_| Ok(()), &mut |_| Ok(())).is_ok()
}

#[test]
fn a_disk_that_fills_up_leaves_nothing_that_can_be_read() {
    let (blocks, description) = small(&model(DARE));
    let folder = folder("full");
    let path = folder.join("cut.parquet");
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    for format in [Format::Parquet, Format::Csv, Format::Json] {
        let mut whole = Vec::new();
        filled(&mut whole, format, &blocks, &description).unwrap();
        let some: Vec<usize> = (0..400).map(|_| random.random_range(0..whole.len())).collect();
        for room in (0..40).chain(whole.len() - 40..whole.len()).chain(some) {
            let mut disk = Full { written: Vec::new(), room, at_once: random.random_range(1..10_000) };
            let error = filled(&mut disk, format, &blocks, &description).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error} after {room} bytes");
            assert!(whole.starts_with(&disk.written));
            if format == Format::Parquet {
                fs::write(&path, &disk.written).unwrap();
                assert!(!readable(&path), "{room} of {} bytes", whole.len());
                assert!(SerializedFileReader::new(fs::File::open(&path).unwrap()).is_err());
            }
        }
        let mut disk = Full { written: Vec::new(), room: whole.len(), at_once: 7 };
        filled(&mut disk, format, &blocks, &description).unwrap();
        assert!(disk.written == whole, "short writes change nothing");
    }
}

#[test]
fn a_file_that_was_changed_is_noticed() {
    let (blocks, description) = small(&model(DARE));
    let path = folder("changed").join("one.parquet");
    let mut whole = Vec::new();
    filled(&mut whole, Format::Parquet, &blocks, &description).unwrap();
    fs::write(&path, &whole).unwrap();
    assert!(readable(&path));
    let holds = |bytes: &[u8]| seal::holds(&mut io::Cursor::new(bytes)).unwrap();
    assert!(holds(&whole));
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(11);
    for k in 0..2000 {
        let mut changed = whole.clone();
        // The end of the file most of all.
        let at = if k < 1000 { whole.len() - 1 - k } else { random.random_range(0..whole.len()) };
        changed[at] ^= 1 << random.random_range(0..8);
        assert!(!holds(&changed), "byte {at} of {}", whole.len());
    }
    for cut in (0..whole.len()).step_by(7) {
        assert!(!holds(&whole[..cut]) && !holds(&whole[cut + 1..]));
    }
    let longer = [whole.as_slice(), b"PAR1"].concat();
    assert!(!holds(&longer));
}

#[test]
fn damaged_and_foreign_parts_are_refused_and_made_anew() {
    let model = model(DARE);
    let (_, description) = small(&model);
    let plan = planned(&model, DARE, &description, 1024, "damaged");
    make(&plan, &[0, 1, 2], &Sequential);
    let whole = merged(&plan, Format::Parquet).unwrap();

    // Another plan: the same sweep in other shards, and another sweep.
    let other = planned(&model, DARE, &description, 2048, "damaged-other");
    make(&other, &[0, 1], &Sequential);
    fs::copy(other.path(0), plan.path(1)).unwrap();
    let progress = plan.progress().unwrap();
    assert_eq!((progress.missing, progress.refused), (vec![1], vec![1]));
    let refused = merged(&plan, Format::Parquet).unwrap_err().to_string();
    assert!(
        refused.contains("2 of 3 shards are done; missing: 1") && refused.contains("another plan"),
        "{refused}"
    );
    make(&plan, &[0, 1, 2], &Sequential);

    // One bit in the middle: its end still says that it is done, and reading it says otherwise.
    let mut bytes = fs::read(plan.path(2)).unwrap();
    bytes[100] ^= 4;
    fs::write(plan.path(2), &bytes).unwrap();
    let refused = merged(&plan, Format::Parquet).unwrap_err().to_string();
    assert!(refused.contains("part-000002.parquet\" is damaged"), "{refused}");
    make(&plan, &[0, 1, 2], &Sequential);

    // A part under the name of another, and leftovers of killed programs.
    fs::copy(plan.path(0), plan.path(1)).unwrap();
    assert_eq!(plan.progress().unwrap().refused, [1]);
    fs::write(plan.folder.join(".part-000001.parquet.77-0.part"), b"half").unwrap();
    make(&plan, &[0, 1, 2], &Sequential);
    assert!(merged(&plan, Format::Parquet).unwrap() == whole);
    assert!(
        !fs::read_dir(&plan.folder).unwrap().any(|it| it
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with('.'))
    );
}

#[test]
fn a_plan_that_cannot_be_followed_is_one_sentence() {
    let model = model(DARE);
    let (_, description) = small(&model);
    let plan = planned(&model, DARE, &description, 1024, "hostile");
    let path = plan.folder.join("sweep.json");
    let text = fs::read_to_string(&path).unwrap();
    let opened = |text: &[u8]| {
        fs::write(&path, text).unwrap();
        let opened = Plan::open(&plan.folder, Builds::Same).and_then(|plan| {
            let model = plan.model()?;
            let session = plan.session(&model)?;
            plan.study(&session, None, &|| false).map(|_| ())
        });
        opened.map_err(|error| error.to_string())
    };
    assert_eq!(opened(text.as_bytes()), Ok(()));
    for cut in (0..text.trim_end().len()).step_by(11) {
        let refused = opened(&text.as_bytes()[..cut]).unwrap_err();
        assert!(refused.contains("is no plan") && !refused.contains('\n'), "{refused}");
    }
    let huge = u64::MAX.to_string();
    let changes: [(&str, &str, &str); 18] = [
        ("standoff/sweep-plan/1", "standoff/sweep-plan/7", "another format"),
        ("standoff/sweep-plan/1", "something", "is no plan of a sweep"),
        ("\"program\": \"0.1.0\"", "\"program\": \"9.9.9\"", "version 9.9.9"),
        ("\"build\": \"", "\"build\": \"x", "another build of version 0.1.0"),
        ("\"kind\": \"grid\"", "\"kind\": \"circle\"", "is no plan"),
        ("\"points\": 2400", "\"finer\": 2,\n    \"points\": 2400", "does not name its columns"),
        (
            "\"question\": \"P(first",
            "\"expert\": \"nobody\", \"question\": \"P(first",
            "does not ask the expert nobody",
        ),
        ("\"points\": 60", &format!("\"points\": {huge}"), "does not fit"),
        ("\"points\": 2400", &format!("\"points\": {huge}"), "does not cut"),
        ("\"points\": 2400", "\"points\": -1", "is no plan"),
        ("\"points\": 2400", "\"points\": 2401", "it says 2401 points and has 2400"),
        ("\"shard_points\": 1024", "\"shard_points\": 0", "does not cut"),
        ("\"shard_points\": 1024", "\"shard_points\": 1000", "does not cut"),
        ("\"shards\": 3", &format!("\"shards\": {huge}"), "does not cut"),
        ("\"sha256\": \"", "\"sha256\": \"0", "is another one than was planned for"),
        ("\"model_file\": \"dare", "\"model_file\": \"../dare", "outside its folder"),
        ("P(first is drive)", "P(first is driven)", "is no question about this model"),
        ("\"value\": \"value_1\"", "\"value\": \"point\"", "does not name its columns"),
    ];
    for (old, new, expected) in changes {
        let changed = text.replacen(old, new, 1);
        assert_ne!(changed, text, "{old}");
        let refused = opened(changed.as_bytes()).unwrap_err();
        assert!(refused.contains(expected) && !refused.contains('\n'), "{refused} / {expected}");
        assert!(refused.len() < 600, "{refused}");
    }
    let deep = "[".repeat(1 << 20);
    assert!(opened(deep.as_bytes()).unwrap_err().contains("is no plan"));
    // The model is another one than was planned for.
    fs::write(&path, &text).unwrap();
    let copy = plan.folder.join("model/dare.standoff");
    fs::write(&copy, DARE.replace("-2", "-3")).unwrap();
    assert!(opened(text.as_bytes()).unwrap_err().contains("is another one than was planned for"));
    fs::write(&copy, "standoff").unwrap();
    assert!(opened(text.as_bytes()).unwrap_err().contains("has an error"));
    fs::remove_file(&copy).unwrap();
    assert!(opened(text.as_bytes()).unwrap_err().contains("dare.standoff"));
    fs::remove_file(&path).unwrap();
    assert!(Plan::open(&plan.folder, Builds::Same).unwrap_err().to_string().contains("there is no plan in"));
}

#[test]
fn another_plan_is_not_written_over() {
    let model = model(DARE);
    let (_, description) = small(&model);
    let plan = planned(&model, DARE, &description, CHUNK, "over");
    let sources = MemorySources::new("dare.standoff", DARE);
    let again = Plan::write(&plan.folder, plan.part.clone(), &sources, &["dare.standoff"]).unwrap();
    assert_eq!(again.hash, plan.hash);
    let part = PlanPart { max_nodes: 7, ..plan.part.clone() };
    let refused = Plan::write(&plan.folder, part, &sources, &["dare.standoff"]).unwrap_err().to_string();
    assert!(refused.contains("holds another plan"), "{refused}");
}
