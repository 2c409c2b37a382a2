//! `standoff sweep` as a user runs it: tables in every form, on one machine and cut into shards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::fs;
use std::path::{Path, PathBuf};

use running::{CRISIS, ULTIMATUM, file, standoff};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sweep").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn a_table_as_text_csv_and_json() {
    let model = file("sweep-forms", "crisis.standoff", CRISIS);
    let words = ["sweep", &model, "--over", "p_C=0.1..0.9:5", "--over", "p_D=10%..90%:3"];
    let run = standoff(&[&words[..], &["--ask", "P(start is challenge)"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("p_C  p_D    answer") && run.out.contains("15 points: 15 verified"), "{run:?}");

    // The file's own questions that have a number: two of eight.
    let run = standoff(&[&words[..], &["--format", "csv"]].concat());
    let head = "point,p_C,p_D,value_1,limit_1,value_2,limit_2,status,regime,regime_key\n0,0.1,0.1,";
    assert!(run.out.starts_with(head) && run.out.lines().count() == 16, "{run:?}");

    let document = standoff(&[&words[..], &["--json"]].concat()).json();
    assert_eq!(document["questions"][1]["question"], "P(C.type is strong | start is challenge)");
    assert_eq!(document["rows"].as_array().unwrap().len(), 15);
    assert_eq!((&document["rows"][14][1], &document["rows"][14][2]), (&0.9.into(), &0.9.into()));
    assert!(document["rows"][7][3].is_number() && document["complete"] == true, "{document}");
    assert_eq!(document["setting"]["parameters"]["p_C"], 0.4);
}

#[test]
fn settings_hold_at_every_point() {
    let model = file("sweep-settings", "ultimatum.standoff", ULTIMATUM);
    let value = |more: &[&str]| {
        let words = ["sweep", &model, "--over", "cost_A=0..0.2:3", "--ask", "value of play to A", "--json"];
        let run = standoff(&[&words[..], more].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        run.json()["rows"][1][2].as_f64().unwrap()
    };
    let plain = value(&[]);
    for setting in
        [&["--set", "p=0.3"][..], &["--option", "steps=10"], &["--opinions", "hawk"], &["--variant", "calm"]]
    {
        assert!((value(setting) - plain).abs() > 1e-3, "{setting:?}");
    }
    let own = standoff(&[
        "sweep",
        &model,
        "--over",
        "cost_A=0..0.2:3",
        "--ask",
        "value of play to A with p is 0.3",
        "--json",
    ]);
    assert!((own.json()["rows"][1][2].as_f64().unwrap() - value(&["--set", "p=0.3"])).abs() < 1e-9);
    // A range that the file declares, and the points that nobody named.
    let run = standoff(&["sweep", &model, "--over", "cost_A", "--ask", "P(war)", "--json"]);
    assert_eq!(run.json()["rows"][20][1], 0.5);
}

#[test]
fn stalled_and_undefined_points_are_rows() {
    let undefined = CRISIS.replace("with probability p_C", "with probability p_C + p_D");
    let model = file("sweep-rows", "undefined.standoff", &undefined);
    let run = standoff(&["sweep", &model, "--over", "p_C=0..1:11", "--ask", "P(start is challenge)"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("11 points: 6 verified, 5 where the model means nothing"), "{run:?}");
    let model = file("sweep-rows", "stalled.standoff", CRISIS);
    let words = ["--method", "cfr", "--iterations", "3", "--accuracy", "1e-9", "--json"];
    let run = standoff(
        &[&["sweep", &model, "--over", "p_C=0.2..0.6:4", "--ask", "P(start is challenge)"], &words[..]]
            .concat(),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.json()["rows"].as_array().unwrap().iter().all(|row| row[4] == "stalled"), "{run:?}");
}

#[test]
fn what_makes_no_sense_is_one_sentence() {
    let model = file("sweep-usage", "crisis.standoff", CRISIS);
    let silent = file("sweep-usage", "silent.standoff", &CRISIS.replace("\nask ", "\n# "));
    let out = text(&folder("usage").join("table.xlsx"));
    for words in [
        &["sweep"][..],
        &["sweep", &model],
        &["sweep", &model, "--over", "p_X=0..1:5"],
        &["sweep", &model, "--over", "p_C=1..0:5"],
        &["sweep", &model, "--over", "p_C=0..1:1"],
        &["sweep", &model, "--over", "p_C"],
        &["sweep", &model, "--over", "p_C=0..1:5", "--over", "p_C=0..1:5"],
        &["sweep", &model, "--over", "p_C=0..1:1e9", "--over", "p_D=0..1:1e9"],
        &["sweep", &model, "--over", "p_C=0..1:5", "--ask", "strategy of C"],
        &["sweep", &model, "--over", "p_C=0..1:5", "--ask", "P(stat is challenge)"],
        &["sweep", &model, "--over", "p_C=0..1:5", "--ask", "P(start is challenge) with p_C is 0.5"],
        &["sweep", &model, "--over", "p_C=0..1:5", "-o", &out],
        &["sweep", &model, "--over", "p_C=0..1:5", "--json", "--format", "csv"],
        &["sweep", &silent, "--over", "p_C=0..1:5"],
        &["sweep", "plan", &model, "--over", "p_C=0..1:5"],
        &["sweep", "run"],
        &["sweep", "run", "nowhere", "--shards", "0/3"],
        &["sweep", "run", "nowhere", "--shards", "4/3"],
        &["sweep", "run", "nowhere", "--from-env", "NO_SUCH_VARIABLE"],
        &["sweep", "run", "nowhere", "--shard", "1", "--shards", "1/2"],
    ] {
        let run = standoff(words);
        assert_eq!(run.code, Some(2), "{words:?} {run:?}");
        assert!(run.out.is_empty() && !run.err.is_empty(), "{words:?} {run:?}");
    }
    for words in [&["run", "nowhere"][..], &["status", "nowhere"], &["merge", "nowhere", "-o", "x.csv"]] {
        let run = standoff(&[&["sweep"], words].concat());
        assert_eq!(run.code, Some(5), "{words:?} {run:?}");
        assert!(
            run.err.contains("there is no plan in \"nowhere\"") && run.err.lines().count() == 1,
            "{run:?}"
        );
    }
}

/// A folder of its own for the model, since what it uses lies beside it.
fn model_with_use(name: &str) -> PathBuf {
    let folder = folder(name);
    let (head, rest) = CRISIS.split_once("secret C.type").unwrap();
    fs::create_dir_all(folder.join("parts")).unwrap();
    fs::write(
        folder.join("parts/numbers.standoff"),
        "standoff numbers \"Numbers\"\n\nparameters\n  shift = 0.1 in 0 to 0.5\n",
    )
    .unwrap();
    let text = format!("{head}use \"parts/numbers.standoff\"\n\nsecret C.type{rest}");
    let path = folder.join("crisis.standoff");
    fs::write(&path, text.replace("then 0.3 else -0.6", "then 0.3 - shift else -0.6")).unwrap();
    path
}

#[test]
fn shards_anywhere_are_the_table_of_one_machine() {
    let model = model_with_use("shards");
    let folder = model.parent().unwrap().to_owned();
    let words = |first: &[&str], more: &[&str]| {
        let model = text(&model);
        let mut all: Vec<String> = first.iter().map(|word| (*word).to_owned()).collect();
        all.extend(["--over", "shift=0..0.3:25", "--over", "p_C=0.05..0.95:211"].map(str::to_owned));
        all.push(model);
        all.extend(more.iter().map(|word| (*word).to_owned()));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        standoff(&all)
    };
    let one = text(&folder.join("one.parquet"));
    let run = words(&["sweep"], &["-o", &one, "--threads", "1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.err, format!("note: 5,275 rows written to {one}\n"));
    let plan = text(&folder.join("plan"));
    let run = words(&["sweep", "plan"], &["-o", &plan, "--shard-size", "1000"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.starts_with("5,275 points in 6 shards of 1,024: "), "{run:?}");
    // The folder is all that another machine needs.
    let moved = text(&folder.join("moved"));
    fs::rename(&plan, &moved).unwrap();
    fs::remove_file(&model).unwrap();
    fs::remove_dir_all(folder.join("parts")).unwrap();

    let status = standoff(&["sweep", "status", &moved, "--json"]).json();
    assert_eq!((&status["shards"], &status["missing"]), (&6.into(), &serde_json::json!([0, 1, 2, 3, 4, 5])));
    let run = standoff(&["sweep", "run", &moved, "--shard", "4", "--shard", "1", "--threads", "3"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), "note: 2 shards made\n"));
    let run = standoff(&["sweep", "run", &moved, "--shard", "6"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let run = standoff(&["sweep", "status", &moved]);
    assert_eq!(run.out, "2 of 6 shards are done; missing: 0, 2-3, 5\n");
    let early = text(&folder.join("early.parquet"));
    let run = standoff(&["sweep", "merge", &moved, "-o", &early]);
    assert_eq!(run.code, Some(5), "{run:?}");
    assert!(run.err.contains("missing: 0, 2-3, 5") && !Path::new(&early).exists(), "{run:?}");

    // A Slurm array says which one in its environment.
    let slurm = std::process::Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(["sweep", "run", &moved, "--from-env", "SLURM_ARRAY_TASK_ID"])
        .env("SLURM_ARRAY_TASK_ID", "5")
        .output()
        .unwrap();
    assert!(slurm.status.success());
    // The third of three shares: shards 2 and 5.
    let run = standoff(&["sweep", "run", &moved, "--shards", "3/3"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), "note: 1 shard made; 1 done before\n"));
    let run = standoff(&["sweep", "run", &moved, "--threads", "2"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), "note: 2 shards made\n"));
    assert_eq!(standoff(&["sweep", "status", &moved]).out, "all 6 shards are done\n");
    for (format, name) in [("csv", "all.csv"), ("parquet", "all.parquet"), ("json", "all.json")] {
        let out = text(&folder.join(name));
        assert_eq!(standoff(&["sweep", "merge", &moved, "-o", &out]).code, Some(0));
        let bytes = fs::read(&out).unwrap();
        assert!(format != "parquet" || bytes == fs::read(&one).unwrap());
    }
    // The same plan again is no other plan, and nothing is made again.
    let run = standoff(&["sweep", "run", &moved]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), "note: 0 shards made\n"));
}

#[test]
fn a_hostile_plan_is_one_sentence() {
    let model = file("sweep-hostile", "crisis.standoff", CRISIS);
    let plan = text(&folder("hostile").join("plan"));
    let run =
        standoff(&["sweep", "plan", &model, "--over", "p_C=0..1:5000", "-o", &plan, "--shard-size", "1024"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let path = Path::new(&plan).join("sweep.json");
    let good = fs::read_to_string(&path).unwrap();
    let bad = [
        good[..good.len() / 2].to_owned(),
        good.replace("sweep-plan/1", "sweep-plan/2"),
        good.replace("\"program\": \"", "\"program\": \"1"),
        good.replace("\"points\": 5000", "\"points\": 18446744073709551615"),
        good.replace("\"sha256\": \"", "\"sha256\": \"f"),
        good.replace("\"shard_points\": 1024", "\"shard_points\": 3"),
        good.replace("\"branch\": \"stable\"", "\"branch\": \"twisted\""),
        good.replace("\"method\": \"auto\"", "\"method\": \"guess\""),
        "{}".to_owned(),
        String::new(),
    ];
    for text in bad {
        assert_ne!(text, good);
        fs::write(&path, &text).unwrap();
        for words in [&["run", &plan, "--shard", "0"][..], &["run", &plan]] {
            let run = standoff(&[&["sweep"], words].concat());
            assert_eq!(run.code, Some(5), "{run:?}");
            assert_eq!(run.err.lines().count(), 1, "{run:?}");
            assert!(run.err.starts_with("error: ") && run.err.len() < 500, "{run:?}");
        }
    }
    assert!(
        !fs::read_dir(&plan).unwrap().any(|it| it
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "parquet"))
    );
}

#[test]
fn a_table_that_is_not_complete_does_not_look_so() {
    let model = file("sweep-stopped", "crisis.standoff", CRISIS);
    let folder = folder("stopped");
    let over =
        ["sweep", &model, "--over", "p_C=0.01..0.99:1000000", "--over", "p_D=0..1:1000", "--timeout", "3s"];
    for name in ["table.csv", "table.json", "table.parquet"] {
        let out = folder.join(name);
        let path = text(&out);
        let run = standoff(&[&over[..], &["-o", &path]].concat());
        assert_eq!(run.code, Some(4), "{run:?}");
        assert!(run.err.contains("the time is up"), "{run:?}");
        assert!(!out.exists(), "{name}");
        let partial = folder.join(format!("{name}.partial"));
        let bytes = fs::read(&partial).unwrap_or_else(|_| panic!("nothing of {name} was kept: {run:?}"));
        match name {
            "table.csv" => {
                let last = String::from_utf8(bytes).unwrap().lines().last().unwrap().to_owned();
                assert!(
                    last.starts_with("partial (timeout): ") && last.ends_with(" of 1000000000 points"),
                    "{last}"
                );
            }
            "table.json" => {
                let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!((&document["complete"], &document["stopped"]), (&false.into(), &"timeout".into()));
                assert_eq!(document["done"], document["rows"].as_array().unwrap().len());
            }
            _ => {
                let mut rows = 0;
                let mut about = None;
                standoff::sweep::parquet::read(
                    &partial,
                    &mut |footer| {
                        about = Some(footer.clone());
                        Ok(())
                    },
                    &mut |block| {
                        rows += block.len();
                        Ok(())
                    },
                )
                .unwrap();
                let about = about.unwrap();
                assert!(!about.complete && about.stopped.as_deref() == Some("timeout") && rows >= 512);
            }
        }
    }
    let run = standoff(&[&over[..], &["--format", "csv"]].concat());
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert!(run.out.lines().last().unwrap().starts_with("partial (timeout)"));
    let run = standoff(&over);
    assert!(run.out.contains("partial: ") && run.out.contains("of 1,000,000,000 points"), "{run:?}");
    assert!(
        !fs::read_dir(&folder).unwrap().any(|it| it.unwrap().file_name().to_string_lossy().starts_with('.'))
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_5_and_leaves_nothing_behind() {
    let model = file("sweep-full", "crisis.standoff", CRISIS);
    let run = standoff(&[
        "sweep",
        &model,
        "--over",
        "p_C=0..1:3",
        "--ask",
        "P(start is challenge)",
        "--format",
        "csv",
        "-o",
        "/dev/full",
    ]);
    assert_eq!(run.code, Some(5), "{run:?}");
    assert!(run.err.contains("no space left"), "{run:?}");
    let folder = folder("full");
    let plan = text(&folder.join("plan"));
    let run = standoff(&["sweep", "plan", &model, "--over", "p_C=0..1:1000", "-o", &plan]);
    assert_eq!(run.code, Some(0), "{run:?}");
    // Files that may not grow beyond so many blocks of 512 bytes; the signal is ignored, so that writing fails.
    let limited = |blocks: u32, words: &str| {
        let words =
            format!("trap '' XFSZ; ulimit -f {blocks}; exec {} {words}", env!("CARGO_BIN_EXE_standoff"));
        std::process::Command::new("sh").args(["-c", &words]).output().unwrap()
    };
    let out = text(&folder.join("table.parquet"));
    for blocks in [0, 1, 2, 3, 5, 8] {
        for words in [
            format!("sweep run {plan} --quiet"),
            format!("sweep {model} --over p_C=0..1:1000 -o {out} --quiet"),
        ] {
            let done = limited(blocks, &words);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(done.status.code(), Some(5), "{blocks} {words} {said}");
            assert!(
                said.contains("cannot be written: file too large") && said.lines().count() == 1,
                "{said}"
            );
        }
        assert!(!Path::new(&out).exists());
        let left: Vec<String> = [&folder, Path::new(&plan)]
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap())
            .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with('.') || name.ends_with(".parquet"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert_eq!(standoff(&["sweep", "run", &plan]).code, Some(0));
    assert_eq!(standoff(&["sweep", "merge", &plan, "-o", &out]).code, Some(0));
}

/// The most memory that the program took for a sweep, in bytes.
#[cfg(target_os = "linux")]
fn peak(words: &[&str]) -> u64 {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_standoff"))
        .args(words)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or(0) << 10);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    most
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_points() {
    let quick = "standoff quick \"Quick to solve\"\nactors\n  A\nparameters\n  a = 0.5\n  b = 0.5\nplay\n  \
                 A chooses first: left, right\n  A gains a if first is left\n  A gains b if first is right\n";
    let model = file("sweep-memory", "quick.standoff", quick);
    let folder = folder("memory");
    for name in ["table.csv", "table.parquet", "table.json"] {
        let out = text(&folder.join(name));
        let of = |points: &str| {
            let over = format!("a=0..1:{points}");
            peak(&[
                "sweep",
                &model,
                "--over",
                &over,
                "--over",
                "b=0..1:400",
                "--ask",
                "P(first is left)",
                "-o",
                &out,
                "--quiet",
            ])
        };
        // From the second row group on, ten times as many points take no more.
        let (few, many) = (of("700"), of("7000"));
        assert!(many < few + (8 << 20), "{name}: {few} and {many} bytes");
    }
}
