//! Every model of the library: its checks hold, and what they rest on is verified.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use std::path::{Path, PathBuf};

use running::standoff;

fn library() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut folders = vec![root];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "standoff") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_check_of_every_model_holds_and_is_verified() {
    let models = library();
    assert!(!models.is_empty(), "there are no models");
    let mut wrong = Vec::new();
    let mut checks = 0;
    for path in &models {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let run = standoff(&["ask", &path.to_string_lossy(), "--json"]);
        if run.code != Some(0) {
            wrong.push(format!("{name}: exit code {:?}\n{}", run.code, run.err));
        }
        let Ok(all) = serde_json::from_str::<serde_json::Value>(&run.out) else {
            wrong.push(format!("{name}: no JSON"));
            continue;
        };
        for check in all["checks"].as_array().unwrap() {
            checks += 1;
            let verified = ["verified-exact", "verified-epsilon"].map(serde_json::Value::from);
            if check["holds"] != true || !verified.contains(&check["status"]) {
                wrong.push(format!("{name}: {check}"));
            }
        }
        if all["checks_skipped"] == true {
            wrong.push(format!("{name}: checks were skipped"));
        }
    }
    assert!(checks > 0, "no model has a check");
    assert!(
        wrong.is_empty(),
        "{} of {checks} checks or models are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_model_has_a_brief() {
    for path in library() {
        let run = standoff(&[&path.to_string_lossy()]);
        assert_eq!(run.code, Some(0), "{} {}", path.display(), run.err);
        for section in ["BOTTOM LINE", "HOW FAR TO TRUST IT"] {
            assert!(run.out.contains(section), "{}: no section {section}\n{}", path.display(), run.out);
        }
    }
}
