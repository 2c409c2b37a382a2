//! What may be written after `standoff serve`, and what it means.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::flags::LimitFlags;
use super::quantity;
use super::resolve::{flag, limits};
use super::resolved::Limits;
use crate::exit::Failure;

/// Smaller than elsewhere: a page asks often, and a model may come from anybody.
const MAX_NODES: u64 = 2_000_000;
const MAX_BYTES: u64 = 1 << 30;
const TIMEOUT: Duration = Duration::from_secs(10);
/// Games of all tabs together.
const TOTAL_BYTES: u64 = 4 << 30;
/// Tabs at a time.
const MAX_TABS: usize = 64;

#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    /// The model to open; none: a new one
    pub(crate) file: Option<PathBuf>,
    /// The port; 0 takes any free one (7100, or any if that is taken)
    #[arg(long, value_name = "N", help_heading = "Server")]
    pub(crate) port: Option<u16>,
    /// The address to listen at. Anything but this machine's own (127.0.0.1) lets others see the page, unencrypted
    #[arg(long, value_name = "ADDRESS", help_heading = "Server")]
    pub(crate) host: Option<std::net::IpAddr>,
    /// Most tabs at a time (64)
    #[arg(long, value_name = "N", help_heading = "Server")]
    pub(crate) max_tabs: Option<usize>,
    /// Largest game that is built (2 million situations)
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) max_nodes: Option<String>,
    /// Largest memory for a game, such as 4G or 500M (1G)
    #[arg(long, value_name = "BYTES", help_heading = "Limits")]
    pub(crate) max_memory: Option<String>,
    /// Largest memory for the games of all tabs together, such as 16G (4G)
    #[arg(long, value_name = "BYTES", help_heading = "Limits")]
    pub(crate) total_memory: Option<String>,
    /// Longest time for an answer, such as 60s or 5m (10s)
    #[arg(long, value_name = "TIME", help_heading = "Limits")]
    pub(crate) timeout: Option<String>,
    /// Worker threads of a tab (as many as there are cores, at most 4)
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) threads: Option<usize>,
    /// Only the address on standard output, nothing else
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// `standoff serve`
#[derive(Debug)]
pub(crate) struct Serve {
    pub(crate) file: Option<PathBuf>,
    /// `None`: the usual one, or any if that is taken.
    pub(crate) port: Option<u16>,
    /// `None`: loopback.
    pub(crate) host: Option<std::net::IpAddr>,
    pub(crate) max_tabs: usize,
    pub(crate) timeout: Duration,
    pub(crate) limits: Limits,
    pub(crate) total_bytes: u64,
    pub(crate) quiet: bool,
}

pub(super) fn resolve(f: ServeFlags) -> Result<Serve, Failure> {
    if f.max_tabs == Some(0) {
        return Err(Failure::usage("--max-tabs takes a whole number above zero"));
    }
    let (nodes, memory) = (f.max_nodes.is_some(), f.max_memory.is_some());
    let given =
        LimitFlags { threads: f.threads, max_nodes: f.max_nodes, max_memory: f.max_memory, timeout: None };
    let mut limits = limits(given)?;
    if !nodes {
        limits.max_nodes = MAX_NODES;
    }
    if !memory {
        limits.max_bytes = MAX_BYTES;
    }
    let timeout = f.timeout.as_deref().map(|x| flag("--timeout", quantity::duration(x))).transpose()?;
    let total = f.total_memory.as_deref().map(|x| flag("--total-memory", quantity::bytes(x))).transpose()?;
    Ok(Serve {
        file: f.file,
        port: f.port,
        host: f.host,
        max_tabs: f.max_tabs.unwrap_or(MAX_TABS),
        timeout: timeout.unwrap_or(TIMEOUT),
        limits,
        total_bytes: total.unwrap_or(TOTAL_BYTES),
        quiet: f.quiet,
    })
}
