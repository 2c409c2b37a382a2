//! Runs the program on bad input and holds it to its share of time and memory.
//!
//! In: inputs. Out: a failure that names each input that broke the program.

pub(crate) mod binary;
pub(crate) mod deep;
pub(crate) mod large;
pub(crate) mod wide;

use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Kilobytes.
const MEMORY: u64 = 500_000;
/// Hundredths of a second.
const TICKS: u64 = if cfg!(debug_assertions) { 2000 } else { 200 };

/// A text and what is to come of it.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) text: Vec<u8>,
    /// The exit code: 0 or 3, as documented.
    pub(crate) exit: i32,
    /// What standard error must hold.
    pub(crate) says: &'static str,
}

/// A text with errors.
pub(crate) fn refused(name: &'static str, text: impl Into<Vec<u8>>, says: &'static str) -> Input {
    Input { name, text: text.into(), exit: 3, says }
}

/// A text that is odd and yet a model.
pub(crate) fn accepted(name: &'static str, text: impl Into<Vec<u8>>) -> Input {
    Input { name, text: text.into(), exit: 0, says: "" }
}

/// A model of two actors with these lines after them.
pub(crate) fn model(rest: &str) -> String {
    format!("standoff m\nactors\n  A\n  B\n{rest}")
}

/// A model whose play does not matter.
pub(crate) fn declaring(rest: &str) -> String {
    model(&format!("{rest}play\n  A chooses act: yes, no\n  A gains 1 if act is yes\n"))
}

/// Checks each input, writes its brief and answers its questions.
pub(crate) fn all(folder: &str, inputs: &[Input]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let only = std::env::var("HOSTILE_ONLY").ok();
    let mut failures = String::new();
    for input in inputs {
        if only.as_ref().is_some_and(|only| !input.name.contains(only.as_str())) {
            continue;
        }
        let file = folder.join(format!("{}.standoff", input.name.replace(' ', "_")));
        std::fs::write(&file, &input.text).unwrap();
        for how in ["check", "brief", "ask"] {
            let used = run(&folder, &file, how);
            if let Some(wrong) = used.wrong(input) {
                writeln!(failures, "{} ({how}): {wrong}\n{}\n", input.name, used.errors()).unwrap();
            }
        }
        std::fs::remove_file(&file).unwrap();
    }
    assert!(failures.is_empty(), "{failures}");
}

/// What a run took and gave.
struct Used {
    ticks: u64,
    memory: u64,
    exit: Option<i32>,
    error: String,
}

impl Used {
    fn wrong(&self, input: &Input) -> Option<String> {
        let seconds = self.ticks as f64 / 100.0;
        if std::env::var_os("HOSTILE_VERBOSE").is_some() {
            eprintln!("{:40} {seconds:6.2} s {:7} kB exit {:?}", input.name, self.memory, self.exit);
        }
        if self.ticks > TICKS {
            return Some(format!("{seconds} s"));
        }
        if self.memory > MEMORY {
            return Some(format!("{} kB", self.memory));
        }
        if self.exit != Some(input.exit) {
            return Some(format!("exit {:?}", self.exit));
        }
        if self.error.contains("a mistake in the program") || !self.error.contains(input.says) {
            return Some(format!("it does not say \"{}\"", input.says));
        }
        (self.error.len() > 100_000).then(|| format!("{} bytes of messages", self.error.len()))
    }

    fn errors(&self) -> String {
        self.error.chars().take(1500).collect()
    }
}

fn run(folder: &Path, file: &Path, how: &str) -> Used {
    let error = folder.join("stderr");
    let mut command = Command::new(env!("CARGO_BIN_EXE_standoff"));
    if how != "brief" {
        command.arg(how);
    }
    command.arg(file).args(["--timeout", "60s"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&error).unwrap());
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut ticks, mut memory) = (0, 0);
    let mut alive = true;
    while alive {
        alive = !is_over(&mut child);
        memory = memory.max(peak(&child));
        ticks = ticks.max(processor(&child));
        if memory > 2 * MEMORY || ticks > 2 * TICKS || started.elapsed() > Duration::from_secs(200) {
            let _ = child.kill();
            break;
        }
        std::thread::sleep(Duration::from_millis(3));
    }
    let exit = child.wait().unwrap().code();
    let error = String::from_utf8_lossy(&std::fs::read(&error).unwrap()).into_owned();
    Used { ticks, memory, exit, error }
}

/// Whether the program has ended: on Linux without collecting it, so that its processor time can still be read.
fn is_over(child: &mut Child) -> bool {
    match stat(child) {
        Some(fields) => fields.first().is_none_or(|state| state == "Z"),
        None => child.try_wait().unwrap().is_some(),
    }
}

/// The fields of `/proc/PID/stat` after the program's name.
fn stat(child: &Child) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

/// Processor time so far, in hundredths of a second.
fn processor(child: &Child) -> u64 {
    let field =
        |fields: &[String], at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    stat(child).map_or(0, |fields| field(&fields, 11) + field(&fields, 12))
}

/// The most memory in use so far, in kilobytes.
fn peak(child: &Child) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
