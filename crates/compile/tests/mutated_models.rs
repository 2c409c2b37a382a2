//! Damaged copies of the shipped models: reading and building them never panics and never takes long.
//!
//! In: every model of the library, and a seeded generator of damage: lines lost, doubled and swapped, letters changed,
//! words put where other words belong, indentation moved, the end cut off. Out: a failure with the text that broke it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use num_traits::ToPrimitive;
use standoff_compile::{Limits, Setting, compile};
use standoff_game::numbers::Numbers;
use standoff_game::recall;
use standoff_model::{SourceError, Sources};
use standoff_syntax::diagnostic::{Diagnostic, Severity};

/// Damaged copies of each model.
const COPIES: u64 = 200;
/// No copy takes longer, on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

/// A generator of the xorshift family (Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

/// A folder of models in memory, one of them damaged.
struct Folder<'a> {
    name: &'a str,
    text: &'a [u8],
    others: &'a BTreeMap<String, String>,
}

impl Sources for Folder<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        if path == self.name {
            return Ok(self.text.to_vec());
        }
        self.others.get(path).map(|text| text.clone().into_bytes()).ok_or(SourceError::Missing)
    }

    fn root_name(&self) -> &str {
        self.name
    }
}

/// The models below a folder, by their path from it.
fn models(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            models(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "standoff") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// One small damage.
fn damage(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (a, b) = (chance.below(lines.len()), chance.below(lines.len()));
    if lines.is_empty() {
        return text.to_owned();
    }
    match chance.below(12) {
        0 => {
            lines.remove(a);
        }
        1 => lines.insert(b, lines[a].clone()),
        2 => lines.swap(a, b),
        3 => lines[a].insert_str(0, "  "),
        4 => lines[a] = lines[a].strip_prefix("  ").unwrap_or(&lines[a]).to_owned(),
        5 => lines.truncate(a.max(1)),
        6 | 7 => {
            // A word of the line becomes another word of the text.
            let (old, new) = (words(&lines[a]), words(text));
            if let (false, false) = (old.is_empty(), new.is_empty()) {
                let old = old[chance.below(old.len())].to_owned();
                lines[a] = lines[a].replacen(&old, new[chance.below(new.len())], 1);
            }
        }
        8 => {
            let number = ["0", "-1", "1e9", "1e300", "1/0", "0.5", "50%", "2024-02-30", "9999-12-31"];
            if let Some(old) =
                words(&lines[a]).into_iter().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            {
                let old = old.to_owned();
                lines[a] = lines[a].replacen(&old, number[chance.below(number.len())], 1);
            }
        }
        9 => {
            // Two models grown together.
            let tail: Vec<String> = lines[a.min(b)..a.max(b)].to_vec();
            lines.extend(tail);
        }
        _ => {
            let letters = [
                ' ', '\t', '(', ')', ',', ':', '"', '=', '-', '>', '#', '.', '%', '\0', 'é', '\u{202e}', '9',
            ];
            let line: Vec<char> = lines[a].chars().collect();
            let at = chance.below(line.len() + 1);
            let letter = letters[chance.below(letters.len())];
            let skip = chance.below(2);
            lines[a] = line[..at].iter().chain(&[letter]).chain(line[at..].iter().skip(skip)).collect();
        }
    }
    lines.join("\n") + "\n"
}

/// Reads, builds and evaluates; says what is wrong with the messages, if anything.
fn survive(folder: &Folder<'_>) -> Option<String> {
    let read = standoff_model::read(folder);
    let broken = read.diagnostics.iter().any(|d| d.severity == Severity::Error);
    let text = |d: &Diagnostic| {
        d.labels.iter().all(|label| {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            read.files.get(label.span.file.0 as usize).is_some_and(|file| file.text.get(start..end).is_some())
        })
    };
    if let Some(lost) = read.diagnostics.iter().find(|d| !text(d)) {
        return Some(format!("a message without a place: {lost:?}"));
    }
    let Some(model) = read.model else { return (!broken).then(|| "no model and no message".to_owned()) };
    let limits = Limits { max_nodes: 20_000, max_bytes: 64 << 20 };
    let mut asked = 0;
    let compiled = compile(&model, &Setting::of(&model), &limits, &mut || {
        asked += 1;
        asked > 20_000
    })
    .ok()?;
    if let Err(forgot) = recall::check(&compiled.structure) {
        return Some(format!("{forgot:?}"));
    }
    let point: Vec<f64> = model.parameters.iter().filter_map(|p| p.value.to_f64()).collect();
    Numbers::evaluate(&compiled.structure, &compiled.dag, &point)
        .err()
        .map(|undefined| format!("the game has no numbers, and nothing was said: {undefined}"))
}

#[test]
fn damaged_models_do_no_harm() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut all = BTreeMap::new();
    models(&root, &root, &mut all);
    assert!(all.len() >= 12);
    let mut read = 0;
    for (number, (name, text)) in (1_u64..).zip(&all) {
        for copy in 0..COPIES {
            let mut chance = Chance(number << 32 | (copy + 1) << 8 | 0x5D);
            for _ in 0..8 {
                chance.below(2);
            }
            let mut damaged = damage(text, &mut chance);
            for _ in 0..chance.below(4) {
                damaged = damage(&damaged, &mut chance);
            }
            let mut bytes = damaged.clone().into_bytes();
            if copy % 20 == 0 && !bytes.is_empty() {
                let at = chance.below(bytes.len());
                bytes[at] = 0xFF;
            }
            let folder = Folder { name, text: &bytes, others: &all };
            let started = Instant::now();
            let wrong = catch_unwind(AssertUnwindSafe(|| survive(&folder)));
            let took = started.elapsed();
            let wrong = match wrong {
                Ok(None) if took < LONGEST => None,
                Ok(None) => Some(format!("{took:?}")),
                Ok(Some(wrong)) => Some(wrong),
                Err(_) => Some("a panic".to_owned()),
            };
            if let Some(wrong) = wrong {
                let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("damaged.standoff");
                std::fs::write(&file, &bytes).unwrap();
                panic!("{name}, copy {copy}: {wrong}\n(the text is in {})", file.display());
            }
            read += 1;
        }
    }
    assert!(read >= 2_000, "{read}");
}
