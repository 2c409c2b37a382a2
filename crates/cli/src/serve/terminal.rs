//! The terminal in which the server runs: Enter prints a fresh address, for another browser or one that has lost its cookie.
//!
//! In: lines. Out: addresses. Whoever types there may end the server as well, so that nobody gets more rights by it. A server in the
//! background leaves the terminal alone, since reading there would stop it.

use std::io::{BufRead, IsTerminal, stdin};
use std::sync::Arc;

use super::Server;
use crate::terminal::output;

/// Whether somebody can type.
pub(super) fn is_there() -> bool {
    stdin().is_terminal()
}

/// Answers lines for as long as there are any.
pub(super) fn answer(server: &Arc<Server>) {
    if !is_there() {
        return;
    }
    let server = Arc::downgrade(server);
    // Without it there is only the first address.
    let _ = std::thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        let mut line = String::new();
        while waits_for_us() {
            line.clear();
            if !matches!(stdin().lock().read_line(&mut line), Ok(1..)) {
                return;
            }
            let Some(server) = server.upgrade() else { return };
            match server.guard.address() {
                Ok(address) => {
                    output::print(&format!("{address}\n"));
                }
                Err(sentence) => output::say(&format!("{sentence}\n")),
            }
        }
    });
}

/// Returns when there is a line for this program: true. False if there will be none.
#[cfg(unix)]
fn waits_for_us() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    /// While the terminal is another program's, its lines are not ours and have to be waited out.
    const BETWEEN: std::time::Duration = std::time::Duration::from_millis(250);
    loop {
        let terminal = stdin();
        let mut waits = [PollFd::new(&terminal, PollFlags::IN)];
        match poll(&mut waits, None::<&Timespec>) {
            Ok(_) if waits[0].revents().contains(PollFlags::IN) => {
                let ours = rustix::termios::tcgetpgrp(&terminal) == Ok(rustix::process::getpgrp());
                if ours {
                    return true;
                }
                std::thread::sleep(BETWEEN);
            }
            Err(rustix::io::Errno::INTR) => {}
            _ => return false,
        }
    }
}

#[cfg(not(unix))]
fn waits_for_us() -> bool {
    true
}
