//! When to stop, and how to run things in parallel.
//!
//! In: the time limit, Ctrl-C, the number of threads. Out: [`Work`], whose budget the library asks, and which runs its
//! loops on a pool of threads.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use standoff::ask::session::Executor;

use crate::args::resolved::Limits;
use crate::exit::Exit;
use crate::terminal::progress::Progress;

/// Stack of worker threads, as large as the main one's: the same code runs there.
pub(crate) const WORKER_STACK: usize = 64 << 20;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C asks the work to stop; a second one ends the program at once.
pub(crate) fn catch_interrupts() {
    // Without a handler Ctrl-C simply ends the program, which is no reason not to work.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
}

/// Whether somebody asked the program to end.
#[cfg(feature = "serve")]
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Limits of time and threads, and the progress line.
pub(crate) struct Work {
    deadline: Option<Instant>,
    threads: usize,
    pool: OnceLock<Option<rayon::ThreadPool>>,
    started: Instant,
    /// Nanoseconds after the start at which work first and last asked whether to stop; 0 for not yet.
    asked: [AtomicU64; 2],
    pub(crate) progress: Progress,
}

/// Why work ended before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Timeout,
    Interrupted,
}

impl Stop {
    /// The word in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Stop::Timeout => "timeout",
            Stop::Interrupted => "interrupted",
        }
    }

    /// The sentence for people.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Stop::Timeout => "the time is up; what was found so far is shown",
            Stop::Interrupted => "interrupted; what was found so far is shown",
        }
    }

    /// Says on standard error that the work was stopped, if it was; how the program ends.
    pub(crate) fn told(stop: Option<Self>) -> Exit {
        stop.map_or(Exit::Done, |stop| {
            crate::terminal::output::say_error(stop.sentence());
            stop.exit()
        })
    }

    /// How the program ends.
    pub(crate) fn exit(self) -> Exit {
        match self {
            Stop::Timeout => Exit::Accuracy,
            Stop::Interrupted => Exit::Interrupted,
        }
    }
}

impl Work {
    /// The clock starts now.
    pub(crate) fn new(limits: &Limits, quiet: bool) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            deadline: limits.timeout.map(|time| Instant::now() + time.min(Duration::from_secs(1 << 30))),
            threads: limits.threads.unwrap_or_else(cores),
            pool: OnceLock::new(),
            started: Instant::now(),
            asked: [AtomicU64::new(0), AtomicU64::new(0)],
            progress: Progress::new(quiet),
        }
    }

    /// Work begins that asks after each of its iterations whether to stop.
    pub(crate) fn begin(&self) {
        self.asked.iter().for_each(|asked| asked.store(0, Ordering::Relaxed));
    }

    /// Seconds that so many iterations took: the first one is not seen to begin, and is taken to be like the others.
    pub(crate) fn iterated(&self, iterations: u32) -> Option<f64> {
        let [first, last] = self.asked.each_ref().map(|asked| asked.load(Ordering::Relaxed));
        let intervals = f64::from(iterations.checked_sub(1)?);
        (last > first).then(|| (last - first) as f64 * 1e-9 * f64::from(iterations) / intervals)
    }

    /// Whether the work should stop; also draws the progress line.
    pub(crate) fn should_stop(&self) -> bool {
        let now = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let _ = self.asked[0].compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        self.asked[1].store(now, Ordering::Relaxed);
        self.progress.tick();
        self.stopped().is_some()
    }

    /// Why the work should stop, if it should.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        if INTERRUPTED.load(Ordering::Relaxed) {
            Some(Stop::Interrupted)
        } else if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some(Stop::Timeout)
        } else {
            None
        }
    }

    /// Made when it is first needed: most commands finish sooner than threads start.
    fn pool(&self) -> Option<&rayon::ThreadPool> {
        self.pool
            .get_or_init(|| {
                rayon::ThreadPoolBuilder::new()
                    .num_threads(self.threads)
                    .stack_size(WORKER_STACK)
                    .build()
                    .ok()
            })
            .as_ref()
    }
}

impl Executor for Work {
    fn run(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        match self.pool() {
            Some(pool) if self.threads > 1 && count > 1 => {
                pool.install(|| (0..count).into_par_iter().for_each(task));
            }
            _ => (0..count).for_each(task),
        }
    }
}
