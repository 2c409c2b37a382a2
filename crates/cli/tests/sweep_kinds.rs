//! `standoff sweep` beyond plain grids, as a user runs it: drawn points, finer grids, experts, phase diagrams that are stopped, and
//! where regimes meet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::fs;
use std::path::{Path, PathBuf};

use running::{CRISIS, ULTIMATUM, file, standoff};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sweep-kinds").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// CRISIS has no ranges of its own.
const DRAWN: [&str; 8] =
    ["--samples", "3000", "--seed", "7", "--over", "p_C=0.05..0.95", "--over", "p_D=0.2..0.8"];

#[test]
fn drawn_points_on_one_machine_and_as_shards() {
    let folder = folder("drawn");
    let model = file("sweep-kinds-drawn", "crisis.standoff", CRISIS);
    let asked = ["--ask", "P(start is challenge)"];
    let words = |first: &[&str], more: &[&str]| {
        standoff(&[first, &[model.as_str()], &DRAWN[..], &asked[..], more].concat())
    };
    for design in ["sobol", "lhs", "random"] {
        let out = |name: &str| text(&folder.join(format!("{design}-{name}")));
        let (one, plan, all) = (out("one.parquet"), out("plan"), out("all.parquet"));
        let run = words(&["sweep"], &["--design", design, "-o", &one, "--threads", "1"]);
        assert_eq!((run.code, run.err), (Some(0), format!("note: 3,000 rows written to {one}\n")));
        let run = words(&["sweep", "plan"], &["--design", design, "-o", &plan, "--shard-size", "512"]);
        assert!(run.out.starts_with("3,000 points in 6 shards of 512: "), "{run:?}");
        assert_eq!(standoff(&["sweep", "run", &plan, "--shards", "2/2", "--quiet"]).code, Some(0));
        assert_eq!(standoff(&["sweep", "status", &plan]).out, "3 of 6 shards are done; missing: 0, 2, 4\n");
        assert_eq!(standoff(&["sweep", "run", &plan, "--threads", "2"]).code, Some(0));
        assert_eq!(standoff(&["sweep", "merge", &plan, "-o", &all]).code, Some(0));
        assert!(fs::read(&all).unwrap() == fs::read(&one).unwrap(), "{design}");
    }
    let run = words(&["sweep"], &[]);
    assert!(run.out.contains("3,000 points drawn (sobol, seed 7): 3,000 verified"), "{run:?}");
    // The seed goes with what is drawn, also beside regret minimisation.
    let run = words(&["sweep"], &["--method", "cfr", "--iterations", "5", "--json"]);
    let part = run.json();
    assert_eq!((&part["design"]["seed"], &part["solving"]["seed"]), (&7.into(), &7.into()));
}

#[test]
fn drawn_points_that_are_stopped_are_kept() {
    let folder = folder("drawn-stopped");
    let model = file("sweep-kinds-stopped", "crisis.standoff", CRISIS);
    let out = text(&folder.join("table.csv"));
    let run = standoff(&[
        "sweep",
        &model,
        "--samples",
        "1e9",
        "--over",
        "p_C=0.05..0.95",
        "--over",
        "p_D=0..1",
        "--timeout",
        "3s",
        "-o",
        &out,
    ]);
    assert_eq!(run.code, Some(4), "{run:?}");
    let bytes = fs::read_to_string(folder.join("table.csv.partial")).unwrap();
    assert!(bytes.lines().last().unwrap().ends_with(" of 1000000000 points"), "{run:?}");
    assert!(bytes.lines().count() > 512);
}

#[test]
fn what_makes_no_sense_is_one_sentence() {
    let model = file("sweep-kinds-usage", "crisis.standoff", CRISIS);
    for (words, why) in [
        (&["--samples", "10"][..], "no parameter varies"),
        (&["--samples", "10", "--over", "p_C=0..1:5"], "no number of points"),
        (&["--samples", "10", "--over", "p_C"], "has no distribution here"),
        (&["--samples", "10", "--over", "p_C=0..1", "--over", "p_C=0..1"], "drawn twice"),
        (&["--samples", "10", "--over", "p_X=0..1"], "p_X"),
        (&["--samples", "9e15", "--over", "p_C=0..1"], "too many points"),
        (&["--samples", "x", "--over", "p_C=0..1"], "--samples"),
        (&["--over", "p_C=0..1", "--design", "lhs"], "--samples"),
        (&["--over", "p_C=0..1", "--seed", "3"], "--seed has a use where something is drawn"),
        (&["--over", "p_C=0..1", "--boundaries"], "--adaptive"),
        (&["--over", "p_C=0..1", "--over", "p_D=0..1", "--adaptive", "--grid-check"], "--adaptive"),
        (&["--samples", "10", "--over", "p_C=0..1", "--over", "p_D=0..1", "--adaptive"], "--adaptive"),
        (&["--samples", "10", "--over", "p_C=0..1", "--ask", "P(start is challenge) with p_C is 0.5"], "p_C"),
    ] {
        let run = standoff(&[&["sweep", &model, "--ask", "P(start is challenge)"], words].concat());
        assert_eq!(run.code, Some(2), "{words:?} {run:?}");
        assert!(run.out.is_empty() && run.err.contains(why), "{words:?} {run:?}");
    }
}

#[test]
fn finer_grids_in_tables_and_plans() {
    let folder = folder("finer");
    let model =
        file("sweep-kinds-finer", "ultimatum.standoff", &ULTIMATUM.replace("steps = 100", "steps = 20"));
    let words = ["--over", "p_tough=0.5..0.95:10", "--ask", "P(war)", "--grid-check"];
    let run = standoff(&[&["sweep", &model], &words[..]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.contains("p_tough  answer  finer") && run.out.contains("on grids twice as fine: "),
        "{run:?}"
    );
    let one = text(&folder.join("one.parquet"));
    assert_eq!(standoff(&[&["sweep", &model], &words[..], &["-o", &one]].concat()).code, Some(0));
    let (plan, all) = (text(&folder.join("plan")), text(&folder.join("all.parquet")));
    assert_eq!(standoff(&[&["sweep", "plan", &model], &words[..], &["-o", &plan]].concat()).code, Some(0));
    assert_eq!(standoff(&["sweep", "run", &plan]).code, Some(0));
    assert_eq!(standoff(&["sweep", "merge", &plan, "-o", &all]).code, Some(0));
    assert!(fs::read(&all).unwrap() == fs::read(&one).unwrap());
    // Without a grid, and where the finer game is too large, there is a sentence and the table is as without the flag.
    let head = "point,p_tough,value_1,limit_1,status,";
    let run =
        standoff(&[&["sweep", &model], &words[..], &["--max-nodes", "150", "--format", "csv"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.starts_with(head), "{run:?}");
    assert!(
        run.err.contains("grids twice as fine are not checked") && run.err.lines().count() == 1,
        "{run:?}"
    );
    let crisis = file("sweep-kinds-finer", "crisis.standoff", CRISIS);
    let run = standoff(&["sweep", &crisis, "--over", "p_C=0..1:3", "--grid-check"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("has no grid of offers") && !run.out.contains("finer"), "{run:?}");
}

#[test]
fn several_experts_are_a_column_each() {
    let two = ULTIMATUM.replace("  hawk\n", "  hawk\n  dove\n");
    let two = two.replace("    opinion hawk 90%\n", "    opinion hawk 90%\n    opinion dove 20%\n");
    let model = file("sweep-kinds-experts", "two.standoff", &two);
    let words = ["sweep", &model, "--over", "cost_A=0..0.2:3", "--ask", "P(war) with opinions by hawk, dove"];
    let run = standoff(&words);
    assert!(run.out.contains("(1)  P(war) with opinions by hawk, dove: hawk\n"), "{run:?}");
    let both = standoff(&[&words[..], &["--json"]].concat()).json();
    assert_eq!(both["questions"][1]["expert"], "dove");
    for (k, name) in ["hawk", "dove"].into_iter().enumerate() {
        let words = ["sweep", &model, "--over", "cost_A=0..0.2:3", "--ask", "P(war)", "--opinions", name];
        let alone = standoff(&[&words[..], &["--json"]].concat()).json();
        for row in 0..3 {
            assert_eq!(both["rows"][row][2 + 2 * k], alone["rows"][row][2], "{name}");
        }
    }
}

/// The flagship has enough to do for a diagram to be stopped on its way.
fn flagship() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/february-2024.standoff");
    text(&path)
}

const ADAPTIVE: [&str; 7] = [
    "--over",
    "p_settler=0..0.6:1500",
    "--over",
    "step_cost=0..0.3:1500",
    "--ask",
    "P(channel is probe)",
    "--adaptive",
];

/// All rows are there; those that were not reached say so and nothing else.
fn partial_diagram(csv: &str) {
    let last = csv.lines().last().unwrap();
    assert!(last.starts_with("partial (") && last.ends_with(" of 2250000 points"), "{last}");
    assert_eq!(csv.lines().count(), 2_250_002);
    let (mut solved, mut unreached) = (0, 0);
    for line in csv.lines().skip(1).take(2_250_000) {
        if line.ends_with(",,false,unreached,,") {
            unreached += 1;
        } else {
            solved += u32::from(line.contains(",verified-"));
        }
    }
    assert!(solved > 100 && unreached > 0, "{solved} {unreached}");
}

#[test]
fn a_stopped_diagram_keeps_what_was_solved() {
    let folder = folder("diagram");
    let model = flagship();
    let out = text(&folder.join("phases.csv"));
    let run = standoff(&[&["sweep", &model], &ADAPTIVE[..], &["--timeout", "3s", "-o", &out]].concat());
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.err.contains("the time is up") && !Path::new(&out).exists(), "{run:?}");
    partial_diagram(&fs::read_to_string(folder.join("phases.csv.partial")).unwrap());

    let out = text(&folder.join("phases.parquet"));
    let run = standoff(&[&["sweep", &model], &ADAPTIVE[..], &["--timeout", "3s", "-o", &out]].concat());
    assert_eq!(run.code, Some(4), "{run:?}");
    let mut unreached = 0;
    standoff::sweep::parquet::read(
        &folder.join("phases.parquet.partial"),
        &mut |footer| {
            assert_eq!((footer.complete, footer.stopped.as_deref()), (false, Some("timeout")));
            Ok(())
        },
        &mut |block| {
            unreached += block.status.iter().filter(|status| status.word() == "unreached").count();
            Ok(())
        },
    )
    .unwrap();
    assert!(unreached > 0);
    let run = standoff(&[&["sweep", &model], &ADAPTIVE[..], &["--timeout", "3s", "--boundaries"]].concat());
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.out.contains(" not reached\n") && run.out.contains("partial: "), "{run:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_diagram_keeps_what_was_solved() {
    let folder = folder("interrupted");
    let out = text(&folder.join("phases.csv"));
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args([&["sweep", &flagship()], &ADAPTIVE[..], &["-o", &out]].concat())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3));
    let signalled =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    assert!(!Path::new(&out).exists());
    partial_diagram(&fs::read_to_string(folder.join("phases.csv.partial")).unwrap());
}

#[test]
fn where_regimes_meet_in_every_form() {
    let folder = folder("boundaries");
    let model = file("sweep-kinds-boundaries", "crisis.standoff", CRISIS);
    let words = [
        "sweep",
        &model,
        "--over",
        "p_C=0.05..0.95:31",
        "--over",
        "p_D=0.05..0.95:31",
        "--ask",
        "P(start is challenge)",
        "--adaptive",
        "--boundaries",
    ];
    let run = standoff(&words);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.contains("Where regimes meet, ") && run.out.contains("Regimes, the largest first"),
        "{run:?}"
    );
    let document = standoff(&[&words[..], &["--json"]].concat()).json();
    assert_eq!(
        (&document["schema"], &document["complete"]),
        (&"standoff/sweep-boundaries/1".into(), &true.into())
    );
    let columns = ["point", "p_C", "p_D", "along", "width", "below", "below_key", "above", "above_key"]
        .map(String::from);
    assert_eq!(document["columns"], serde_json::json!(columns));
    let rows = document["rows"].as_array().unwrap();
    assert!(rows.len() > 20);
    for (k, row) in rows.iter().enumerate() {
        assert_eq!(row[0], k);
        assert!(row[4].as_f64().unwrap() <= 0.9e-6 && row[6] != row[8], "{row}");
    }
    let csv = standoff(&[&words[..], &["--format", "csv"]].concat()).out;
    assert_eq!(csv.lines().next().unwrap(), columns.join(","));
    assert!(!csv.contains('\r'));
    assert_eq!(csv.lines().count(), rows.len() + 1);
    let out = text(&folder.join("boundaries.parquet"));
    let run = standoff(&[&words[..], &["-o", &out]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.starts_with(&format!("note: {} rows written to ", rows.len())), "{run:?}");
    let mut written = fs::File::open(&out).unwrap();
    assert!(standoff::sweep::parquet::seal::holds(&mut written).unwrap());
    let run = standoff(&[&words[..], &["-o", "/no/such/folder/boundaries.csv"]].concat());
    assert_eq!(run.code, Some(5), "{run:?}");
}

#[test]
fn another_build_is_refused_unless_told_otherwise() {
    let folder = folder("build");
    let model = file("sweep-kinds-build", "crisis.standoff", CRISIS);
    let plan = text(&folder.join("plan"));
    let run = standoff(&["sweep", "plan", &model, "--over", "p_C=0.1..0.9:600", "-o", &plan]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let path = Path::new(&plan).join("sweep.json");
    let own = fs::read_to_string(&path).unwrap();
    fs::write(&path, own.replace("\"build\": \"", "\"build\": \"f")).unwrap();
    let out = text(&folder.join("table.json"));
    for words in [&["run", &plan][..], &["merge", &plan, "-o", &out]] {
        let run = standoff(&[&["sweep"], words].concat());
        assert_eq!(run.code, Some(5), "{run:?}");
        assert!(run.err.contains("another build of version") && run.err.contains("--any-build"), "{run:?}");
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
    }
    assert_eq!(standoff(&["sweep", "status", &plan]).code, Some(0));
    assert_eq!(standoff(&["sweep", "run", &plan, "--any-build"]).code, Some(0));
    assert_eq!(standoff(&["sweep", "merge", &plan, "-o", &out, "--any-build"]).code, Some(0));
    let table: serde_json::Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    let build = table["build"].as_str().unwrap();
    assert!(own.contains(&format!("\"build\": \"{build}\"")), "who made the rows: {build}");
}
