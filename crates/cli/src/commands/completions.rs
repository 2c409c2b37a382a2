//! `standoff completions SHELL`: completions, to standard output.

use clap::CommandFactory;

use crate::args::flags::Flags;
use crate::exit::Exit;
use crate::terminal::output;

pub(crate) fn run(shell: clap_complete::Shell) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Flags::command(), "standoff", &mut text);
    output::print(&String::from_utf8_lossy(&text))
}
