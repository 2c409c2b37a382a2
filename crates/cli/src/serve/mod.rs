//! `standoff serve`: the workbench, a page in the browser that shows a model while it is being written.
//!
//! In: a folder, perhaps a file in it. Out: a server on this machine until Ctrl-C. How page and server talk is decision 013; the server keeps
//! nothing about a tab but what it can compute again.
//!
//! ```text
//! request ── guard ──> pages, api ── folder ──> files
//!              └─────> tab (a socket) ── lanes (what replaces what) ── job (turns to compute, room for the game) ── jobs ──> the library
//! ```

mod api;
mod command;
mod embedded;
mod folder;
mod guard;
mod job;
mod jobs;
mod lanes;
mod pages;
mod protocol;
mod reading;
mod report;
mod room;
mod tab;
mod terminal;
mod turns;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::args::serve::Serve;
use crate::exit::{Exit, Failure};
use crate::files::reason;
use crate::terminal::output;
use crate::work;
use folder::Folder;
use guard::Guard;
use reading::Library;
use room::Rooms;
use turns::Turns;

/// The port that is taken if it is free and nobody names another.
const USUAL_PORT: u16 = 7100;
/// From one look at whether the program is to end to the next.
const LOOK: Duration = Duration::from_millis(50);
/// What requests under way may still take when the program is to end.
const GRACE: Duration = Duration::from_secs(2);
/// Longest request over HTTP, and longest message: texts are shorter ([`folder::LONGEST`]), JSON writes some of their letters longer.
const LARGEST_MESSAGE: usize = 4 << 20;

/// What all requests share.
struct Server {
    guard: Guard,
    folder: Folder,
    /// The file that the server was called with, from the folder.
    file: Option<String>,
    limits: Served,
    tabs: AtomicUsize,
    turns: Turns,
    rooms: Rooms,
    library: Library,
    /// Whether a report is being written.
    reporting: AtomicBool,
    /// Turns to true when the program is to end.
    ending: watch::Receiver<bool>,
}

/// What tabs may take.
#[derive(Clone, Copy, Debug)]
struct Served {
    max_tabs: usize,
    timeout: Duration,
    threads: usize,
    max_nodes: u64,
    max_bytes: u64,
    /// For the games of all tabs together.
    total_bytes: u64,
}

/// Serves until somebody ends the program.
pub(crate) fn run(args: &Serve) -> Result<Exit, Failure> {
    let (folder, file) = Folder::of(args.file.as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::environment(format!("the server cannot start: {}", reason(&error))))?;
    runtime.block_on(serve(args, folder, file))?;
    // Threads that are still at work end with the program.
    runtime.shutdown_background();
    Ok(Exit::Done)
}

async fn serve(args: &Serve, folder: Folder, file: Option<String>) -> Result<(), Failure> {
    let listener = listen(args).await?;
    let at = listener
        .local_addr()
        .map_err(|error| Failure::environment(format!("the server has no address: {}", reason(&error))))?;
    let guard = Guard::new(at).map_err(Failure::environment)?;
    say(args, at, &guard.address().map_err(Failure::environment)?, &folder);
    let (end, ending) = watch::channel(false);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let limits = Served {
        max_tabs: args.max_tabs,
        timeout: args.timeout,
        threads: args.limits.threads.unwrap_or(cores.min(4)),
        max_nodes: args.limits.max_nodes,
        max_bytes: args.limits.max_bytes,
        total_bytes: args.total_bytes,
    };
    let server = Arc::new(Server {
        guard,
        folder,
        file,
        limits,
        tabs: AtomicUsize::new(0),
        turns: Turns::new(cores),
        rooms: Rooms::new(limits.total_bytes - limits.total_bytes / job::KEPT_SHARE),
        library: Library::default(),
        reporting: AtomicBool::new(false),
        ending,
    });
    terminal::answer(&server);
    let app = pages::routes(&server);
    let until = server.ending.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(ended(until));
    let stopped = async {
        while !work::interrupted() {
            tokio::time::sleep(LOOK).await;
        }
        let _ = end.send(true);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving => served.map_err(|error| Failure::environment(format!("the server ended: {}", reason(&error)))),
        () = stopped => Ok(()),
    }
}

/// Returns when the program is to end.
async fn ended(mut ending: watch::Receiver<bool>) {
    // An error says that whoever would tell is gone.
    let _ = ending.wait_for(|ending| *ending).await;
}

async fn listen(args: &Serve) -> Result<TcpListener, Failure> {
    let host = args.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let port = args.port.unwrap_or(USUAL_PORT);
    match TcpListener::bind(SocketAddr::new(host, port)).await {
        Ok(listener) => return Ok(listener),
        Err(error) if args.port.is_some() || error.kind() != std::io::ErrorKind::AddrInUse => {
            return Err(Failure::environment(format!(
                "nothing can be served at {host}, port {port}: {}",
                reason(&error)
            )));
        }
        Err(_) => {}
    }
    TcpListener::bind(SocketAddr::new(host, 0))
        .await
        .map_err(|error| Failure::environment(format!("nothing can be served at {host}: {}", reason(&error))))
}

/// The address goes to standard output, so that other programs can read it.
fn say(args: &Serve, at: SocketAddr, address: &str, folder: &Folder) {
    output::print(&format!("{address}\n"));
    if args.quiet {
        return;
    }
    output::say(&output::harmless(&format!(
        "Open this address in a browser; it can be used once{}. Models are read from and saved in {}. Ctrl-C ends the workbench.\n",
        if terminal::is_there() { ", and Enter prints another" } else { "" },
        folder.shown()
    )));
    if !at.ip().is_loopback() {
        output::say(
            "warning: others in the network can reach this server, and what they and you send is not encrypted; an SSH tunnel to \
             127.0.0.1 is safer\n",
        );
    }
}
