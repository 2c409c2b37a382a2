//! A line on standard error that says what is being done, on terminals only, and erases itself.
//!
//! In: a name for the work and counts. Out: at most five updates a second, from any thread.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::output::say;

/// Work that takes less than this shows nothing.
const QUIET_FOR: Duration = Duration::from_millis(400);
/// Time between updates.
const EVERY: Duration = Duration::from_millis(200);

/// The line.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    what: String,
    last: Instant,
    drawn: bool,
}

impl Progress {
    /// Shown only if standard error is a terminal and nobody asked for quiet.
    pub(crate) fn new(quiet: bool) -> Self {
        let now = Instant::now();
        Self {
            shown: !quiet && std::io::stderr().is_terminal(),
            started: now,
            state: Mutex::new(State { what: String::new(), last: now, drawn: false }),
        }
    }

    /// Says what is being done from now on.
    pub(crate) fn doing(&self, what: impl Into<String>) {
        if let Ok(mut state) = self.state.lock() {
            state.what = what.into();
        }
    }

    /// Called often while the work goes on.
    pub(crate) fn tick(&self) {
        if !self.shown || self.started.elapsed() < QUIET_FOR {
            return;
        }
        // A thread that finds another one drawing goes on with its work.
        let Ok(mut state) = self.state.try_lock() else { return };
        if state.drawn && state.last.elapsed() < EVERY {
            return;
        }
        state.last = Instant::now();
        state.drawn = true;
        let seconds = self.started.elapsed().as_secs_f64();
        let what: String = state.what.chars().take(70).collect();
        say(&format!("\r\x1b[2K{what} … {seconds:.1} s"));
    }

    /// Erases the line.
    pub(crate) fn clear(&self) {
        if let Ok(mut state) = self.state.lock()
            && std::mem::take(&mut state.drawn)
        {
            say("\r\x1b[2K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
