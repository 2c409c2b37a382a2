//! A piece of work on a game: it has room for the game, a turn to compute, and a time after which it stops.
//!
//! In: a text that was read, a setting, whether the work is still wished. Out: a [`Session`] whose game is compiled as far as it can be, and the
//! [`Job`] that is asked whether to go on and runs loops.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use standoff::ask::{AskError, Executor, Session};
use standoff::compile::{CompileError, Limits};
use standoff::model::ir::Model;
use standoff::solve::footprint::{footprint, megabytes};
use standoff::solve::{Request, SolveError};

use super::protocol::Wished;
use super::reading::{Desk, Open, said, sentence};
use super::room::{NoRoom, SMALL, Taken};
use super::turns::{Stopped, Turn};

/// The share of all memory for games that tabs may come back to; the rest is for those that are worked on.
pub(super) const KEPT_SHARE: u64 = 4;
/// A game that takes no more than this needs no measuring: neither its numbers nor its solution come near [`SMALL`].
const SURELY_SMALL: u64 = 1 << 20;

/// Work under way.
pub(super) struct Job<'j> {
    desk: &'j Desk,
    open: &'j Open,
    turn: Turn<'j>,
    /// Held until the work is done.
    room: Taken<'j>,
    /// Whether there is room for a loop on several threads.
    parallel: bool,
    stopped: Stopped<'j>,
    limit: Duration,
    began: Instant,
    /// Nanoseconds after the beginning; waiting for a turn does not count.
    until: AtomicU64,
    /// Whether the work was stopped since its time was up.
    up: AtomicBool,
}

/// What a game may take, and how it is solved within that.
struct Bounds {
    bytes: u64,
    limits: Limits,
}

impl Desk {
    /// Begins work on a text at a setting.
    pub(super) fn begin<'j>(
        &'j self,
        open: &'j Open,
        wished: &Wished,
        limit: Duration,
        stopped: Stopped<'j>,
    ) -> Result<(Session<'j>, Job<'j>), String> {
        self.begin_erring(open, wished, None, limit, stopped)
    }

    /// Begins work on a text at a setting at which all sides err with that precision, if there is one.
    pub(super) fn begin_erring<'j>(
        &'j self,
        open: &'j Open,
        wished: &Wished,
        lambda: Option<f64>,
        limit: Duration,
        stopped: Stopped<'j>,
    ) -> Result<(Session<'j>, Job<'j>), String> {
        let most = self.server.limits.max_bytes;
        let small = self.bounds(SMALL.min(most));
        let session = self.session(open, wished, lambda, small.limits)?;
        let mut job = self.start(open, &small, limit, stopped)?;
        match job.measure(&session) {
            Some(bytes) if bytes <= small.bytes => {
                job.room_for(bytes);
                return Ok((session, job));
            }
            _ if most <= small.bytes => return Ok((session, job)),
            _ => drop(job),
        }
        // The game and its solution are bounded each by itself.
        let large = Bounds { bytes: most.saturating_mul(2), ..self.bounds(most) };
        let session = self.session(open, wished, lambda, large.limits)?;
        let mut job = self.start(open, &large, limit, stopped)?;
        if let Some(bytes) = job.measure(&session) {
            job.room_for(bytes);
        }
        Ok((session, job))
    }

    fn bounds(&self, bytes: u64) -> Bounds {
        Bounds { bytes, limits: Limits { max_nodes: self.server.limits.max_nodes, max_bytes: bytes } }
    }

    fn start<'j>(
        &'j self,
        open: &'j Open,
        bounds: &Bounds,
        limit: Duration,
        stopped: Stopped<'j>,
    ) -> Result<Job<'j>, String> {
        let gone = || "Nobody waits for this any more.".to_owned();
        let server = &self.server;
        let room = server.rooms.take(bounds.bytes, Instant::now() + limit, stopped).map_err(|why| match why {
            NoRoom::Stopped => gone(),
            NoRoom::Full => format!(
                "What other tabs ask takes all the memory that there is for games ({}); try again when they are done, or give more by \
                 `standoff serve --total-memory`.",
                megabytes(server.limits.total_bytes)
            ),
        })?;
        let turn = server.turns.take(&self.served, stopped).ok_or_else(gone)?;
        Ok(Job {
            desk: self,
            open,
            turn,
            room,
            parallel: true,
            stopped,
            limit,
            began: Instant::now(),
            until: AtomicU64::new(nanoseconds(limit)),
            up: AtomicBool::new(false),
        })
    }
}

impl Job<'_> {
    /// Compiles the game. How many bytes it takes with a solution; none if it is larger than the session allows, or no game.
    fn measure(&self, session: &Session) -> Option<u64> {
        let game = session.compiled(&session.base, &|| self.should_stop());
        let game = match game {
            Ok(game) => game,
            Err(AskError::Compile(CompileError::TooLarge { .. })) => return None,
            // The work will meet the same, and say it.
            Err(_) => return Some(0),
        };
        let bytes = game.bytes() as u64;
        if bytes <= SURELY_SMALL {
            return Some(bytes);
        }
        let Ok((game, numbers, _)) = session.numbers(&session.base, &|| self.should_stop()) else {
            return Some(bytes);
        };
        Some(bytes + footprint(&game.structure, &numbers, &session.request).bytes)
    }

    /// Keeps as much room as a game of that size needs, for each thread that works on it.
    fn room_for(&mut self, bytes: u64) {
        let threads = self.desk.server.limits.threads as u64;
        self.parallel = bytes <= SURELY_SMALL || self.room.bytes() >= bytes.saturating_mul(threads);
        self.room.shrink(if self.parallel { bytes.saturating_mul(threads) } else { bytes });
    }

    /// Whether to stop. Pauses while others are to go first.
    pub(super) fn should_stop(&self) -> bool {
        let paused = self.turn.pause(self.stopped);
        let until = self.until.fetch_add(nanoseconds(paused), Ordering::Relaxed) + nanoseconds(paused);
        if (self.stopped)() {
            return true;
        }
        let up = nanoseconds(self.began.elapsed()) >= until;
        if up {
            self.up.store(true, Ordering::Relaxed);
        }
        up
    }

    /// What comes next may wait for what others wish first.
    pub(super) fn rest_can_wait(&self) {
        self.turn.rest_can_wait();
    }

    /// The time for another piece of the work begins.
    pub(super) fn another_piece(&self) {
        self.until.store(nanoseconds(self.began.elapsed() + self.limit), Ordering::Relaxed);
        self.up.store(false, Ordering::Relaxed);
    }

    /// Whether there was not time enough.
    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// The sentence for that.
    pub(super) fn up_sentence(&self) -> String {
        format!(
            "The time was up before there was an answer ({} s); `standoff serve --timeout` gives more.",
            self.limit.as_secs_f64()
        )
    }

    /// Why there is no answer, in a sentence.
    pub(super) fn explain(&self, error: &AskError, model: &Model) -> String {
        match error {
            AskError::Stopped | AskError::Solve(SolveError::Stopped) if self.is_up() => self.up_sentence(),
            AskError::Compile(found) => {
                found.diagnostics().first().map_or_else(|| sentence(&found.to_string()), said)
            }
            AskError::Solve(SolveError::NotByInduction { player, .. }) => {
                let actor = model.actors.get(usize::from(*player)).map_or("somebody", |actor| &actor.name);
                format!(
                    "Backward induction does not apply: what {actor} believes at some point depends on how the others play."
                )
            }
            other => sentence(&other.to_string()),
        }
    }
}

impl Drop for Job<'_> {
    /// What is kept is not in the room that others get now.
    fn drop(&mut self) {
        if self.room.bytes() > SMALL {
            self.open.all_kept().for_each(|kept| kept.clear_workspaces());
        }
        let server = &self.desk.server;
        server.library.trim(server.limits.total_bytes / KEPT_SHARE);
    }
}

impl Executor for Job<'_> {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        let crew = if self.parallel && count > 1 { self.desk.crew() } else { None };
        match crew {
            Some(crew) => crew.install(|| (0..count).into_par_iter().for_each(task)),
            None => (0..count).for_each(task),
        }
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// How games are solved here.
pub(super) fn request(max_bytes: u64) -> Request {
    Request { max_memory: Some(max_bytes), ..Request::default() }
}
