//! How fast and how large: compiles a bargaining model with ten offers, two types a side and six rounds in turn, and
//! prints nodes, nodes a second and bytes a node. `cargo run --release -p standoff-compile --example speed [rounds]`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use standoff_compile::{Limits, Setting, compile};

const TEXT: &str = include_str!("../../../bench/own-speed/offers.standoff");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds = std::env::args().nth(1).unwrap_or_else(|| "6".to_owned());
    let text = TEXT.replace("last = 6", &format!("last = {rounds}"));
    let read = standoff_model::read_text("offers.standoff", &text);
    let Some(model) = read.model else { return Err(format!("{:#?}", read.diagnostics).into()) };
    let limits = Limits { max_nodes: 100_000_000, ..Limits::default() };
    let before = resident();
    let start = Instant::now();
    let game = compile(&model, &Setting::of(&model), &limits, &mut || false)?;
    let seconds = start.elapsed().as_secs_f64();
    let nodes = game.structure.node_count();
    let count = nodes as f64;
    println!(
        "{nodes} nodes, {} information sets, {} expressions",
        game.structure.infoset_count(),
        game.dag.len()
    );
    println!("{seconds:.3} s, {:.2} million nodes a second", count / seconds / 1e6);
    println!("{:.1} bytes a node kept", game.bytes() as f64 / count);
    if let (Some((before, _)), Some((now, peak))) = (before, resident()) {
        println!(
            "{:.1} bytes a node resident, {:.1} at the peak",
            (now - before) / count,
            (peak - before) / count
        );
    }
    Ok(())
}

/// Resident memory and its peak, in bytes, where the system tells.
fn resident() -> Option<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let read = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib * 1024.0)
    };
    Some((read("VmRSS")?, read("VmHWM")?))
}
