//! Every model of the library: its checks hold, and what they rest on is verified.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use running::standoff;

/// Every file of the library that is a model: files that others `use` are parts.
fn library() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")];
    let mut found = BTreeSet::new();
    let mut parts = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "standoff") {
                let text = std::fs::read_to_string(&path).unwrap();
                let used = text.lines().filter_map(|line| line.strip_prefix("use \"")?.split('"').next());
                parts.extend(used.map(|part| folder.join(part)));
                found.insert(path);
            }
        }
    }
    found.difference(&parts).cloned().collect()
}

/// Does something with every model, two at a time, and gives what is wrong.
fn with_every_model(look: impl Fn(&Path) -> Vec<String> + Sync) -> Vec<String> {
    let models = library();
    assert!(!models.is_empty(), "there are no models");
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.file_name().unwrap().to_string_lossy();
                    let found = look(path).into_iter().map(|sentence| format!("{name}: {sentence}"));
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

#[test]
fn every_check_of_every_model_holds_and_is_verified() {
    let checks = AtomicUsize::new(0);
    let wrong = with_every_model(|path| {
        let run = standoff(&["ask", &path.to_string_lossy(), "--json", "--threads", "1"]);
        let Ok(all) = serde_json::from_str::<serde_json::Value>(&run.out) else {
            return vec![format!("exit code {:?} and no JSON: {}", run.code, run.err)];
        };
        let mut wrong = Vec::new();
        if run.code != Some(0) {
            wrong.push(format!("exit code {:?}; {}; {}", run.code, all["solution"]["status"], run.err));
        }
        for check in all["checks"].as_array().unwrap() {
            checks.fetch_add(1, Ordering::Relaxed);
            let verified = ["verified-exact", "verified-epsilon"].map(serde_json::Value::from);
            if check["holds"] != true || !verified.contains(&check["status"]) {
                wrong.push(check.to_string());
            }
        }
        wrong
    });
    let checks = checks.into_inner();
    assert!(checks > 100, "only {checks} checks");
    assert!(wrong.is_empty(), "of {checks} checks:\n{}", wrong.join("\n"));
}

#[test]
fn every_model_has_a_brief() {
    let wrong = with_every_model(|path| {
        let run = standoff(&[&path.to_string_lossy(), "--threads", "1"]);
        // Where nobody decides there is nothing to do best.
        let decides = run.out.contains("WHO DOES WHAT");
        let wanted =
            if decides { &["BOTTOM LINE", "HOW FAR TO TRUST IT"][..] } else { &["HOW FAR TO TRUST IT"] };
        let missing = wanted.iter().filter(|section| !run.out.contains(**section));
        let mut wrong: Vec<String> =
            missing.map(|section| format!("there is no section {section}")).collect();
        if run.code != Some(0) {
            wrong.push(format!("exit code {:?}: {}", run.code, run.err));
        }
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
