//! Which wishes of a tab are worked on, and when: a newer one of a lane stops the older, what is quick does not wait for what is slow.
//!
//! In: wishes. Out: jobs on threads of the tab's own, started when they are first needed; replies of jobs that were not stopped. A tab has one
//! thread for what solves nothing and two for what does, so that whatever a model makes them do, other tabs have theirs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::protocol::{Asked, SLOW, Wish};

/// Expressions and blocks nest up to bounds that the parser sets; code that follows them recursively has room here.
const STACK: usize = 256 << 20;
/// Threads for what solves games.
const SLOW_THREADS: usize = 2;
/// Wishes that may wait.
const MOST_WAITING: usize = 64;

/// What the jobs of a tab do.
pub(super) trait Work: Send + Sync + 'static {
    /// Does what is wished. The last reply is what it returns, or a sentence that says why there is none.
    fn run(&self, wish: &Wish, out: &Out) -> Result<Value, String>;
}

/// Where replies of one job go.
#[derive(Clone)]
pub(super) struct Out {
    id: u64,
    stop: Arc<AtomicBool>,
    replies: mpsc::Sender<String>,
}

impl Out {
    /// Whether nobody waits for this any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// A part of the reply.
    pub(super) fn part(&self, part: &impl Serialize) {
        self.send(serde_json::to_value(part).unwrap_or_default(), false);
    }

    fn last(&self, result: Result<Value, String>) {
        let fields = result.unwrap_or_else(|sentence| serde_json::json!({ "error": sentence }));
        self.send(fields, true);
    }

    /// Waits while the other side does not read: nothing piles up.
    fn send(&self, fields: Value, done: bool) {
        if self.is_stopped() {
            return;
        }
        let mut message = Map::new();
        message.insert("id".into(), self.id.into());
        if done {
            message.insert("done".into(), true.into());
        }
        if let Value::Object(fields) = fields {
            message.extend(fields);
        }
        // The tab may be gone.
        let _ = self.replies.blocking_send(Value::Object(message).to_string());
    }
}

/// The wishes of a tab.
pub(super) struct Lanes {
    shared: Arc<Shared>,
    replies: mpsc::Sender<String>,
    /// Whether the quick thread and the slow ones have been started.
    started: [bool; 2],
}

struct Shared {
    work: Box<dyn Work>,
    queue: Mutex<Queue>,
    ready: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Job>,
    running: Vec<(u64, Option<String>, Arc<AtomicBool>)>,
    closed: bool,
}

struct Job {
    wish: Wish,
    lane: Option<String>,
    out: Out,
}

impl Lanes {
    /// Nothing is wished yet.
    pub(super) fn new(work: impl Work, replies: mpsc::Sender<String>) -> Self {
        let shared = Shared { work: Box::new(work), queue: Mutex::default(), ready: Condvar::new() };
        Self { shared: Arc::new(shared), replies, started: [false; 2] }
    }

    /// Takes a wish; what it replaces is stopped. A sentence if it cannot be taken.
    pub(super) fn take(&mut self, Asked { id, wish }: Asked) -> Result<(), &'static str> {
        if let Wish::Stop { of } = wish {
            self.shared.queue().stop(|job, _| job == of);
            return Ok(());
        }
        let (lane, slow) = (wish.lane(), wish.rank() >= SLOW);
        self.start(slow)?;
        let mut queue = self.shared.queue();
        if lane.is_some() {
            queue.stop(|_, other| *other == lane);
        }
        if queue.waiting.len() >= MOST_WAITING {
            return Err("Too much is asked at once.");
        }
        let out = Out { id, stop: Arc::default(), replies: self.replies.clone() };
        queue.waiting.push(Job { wish, lane, out });
        drop(queue);
        self.shared.ready.notify_all();
        Ok(())
    }

    fn start(&mut self, slow: bool) -> Result<(), &'static str> {
        if std::mem::replace(&mut self.started[usize::from(slow)], true) {
            return Ok(());
        }
        for _ in 0..if slow { SLOW_THREADS } else { 1 } {
            let shared = self.shared.clone();
            let thread = std::thread::Builder::new().name("tab".into()).stack_size(STACK);
            if thread.spawn(move || shared.serve(slow)).is_err() {
                self.started[usize::from(slow)] = false;
                return Err("The system has no more threads.");
            }
        }
        Ok(())
    }
}

impl Drop for Lanes {
    /// The tab is gone: everything stops.
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.stop(|_, _| true);
        queue.closed = true;
        drop(queue);
        self.shared.ready.notify_all();
    }
}

impl Queue {
    fn stop(&mut self, which: impl Fn(u64, &Option<String>) -> bool) {
        self.waiting.retain(|job| !which(job.out.id, &job.lane));
        for (_, _, stop) in self.running.iter().filter(|(id, lane, _)| which(*id, lane)) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// The wish that comes first, of those in the same rank the oldest.
    fn next(&mut self, slow: bool) -> Option<Job> {
        let fits = |job: &Job| (job.wish.rank() >= SLOW) == slow;
        let found = self.waiting.iter().enumerate().filter(|(_, job)| fits(job));
        let at = found.min_by_key(|(_, job)| job.wish.rank()).map(|(at, _)| at)?;
        let job = self.waiting.remove(at);
        self.running.push((job.out.id, job.lane.clone(), job.out.stop.clone()));
        Some(job)
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a thread of the tab does until the tab is gone.
    fn serve(&self, slow: bool) {
        loop {
            let mut queue = self.queue();
            let job = loop {
                if queue.closed {
                    return;
                }
                if let Some(job) = queue.next(slow) {
                    break job;
                }
                queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
            };
            drop(queue);
            // A panic is a mistake of the program and has been said on standard error; the next wish may well be served.
            let done = catch_unwind(AssertUnwindSafe(|| self.work.run(&job.wish, &job.out)));
            job.out.last(
                done.unwrap_or_else(
                    |_| Err("This is a mistake in the program, not in the model.".to_owned()),
                ),
            );
            self.queue().running.retain(|(_, _, stop)| !Arc::ptr_eq(stop, &job.out.stop));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::{Duration, Instant};

    /// Works until it is stopped, but for questions: `boom` panics, others are echoed.
    #[derive(Default)]
    struct Endless {
        /// How many have begun that do not end by themselves.
        begun: Arc<AtomicUsize>,
    }

    impl Work for Endless {
        fn run(&self, wish: &Wish, out: &Out) -> Result<Value, String> {
            match wish {
                Wish::Question { question, .. } if question == "boom" => panic!("on purpose"),
                Wish::Question { question, .. } => Ok(serde_json::json!({ "text": question })),
                Wish::Check(_) => Ok(Value::Null),
                _ => {
                    self.begun.fetch_add(1, Ordering::SeqCst);
                    let until = Instant::now() + Duration::from_secs(20);
                    while !out.is_stopped() && Instant::now() < until {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    if out.is_stopped() { Err("stopped".into()) } else { Ok(Value::Null) }
                }
            }
        }
    }

    fn asked(id: u64, fields: &str) -> Asked {
        super::super::protocol::read(&format!("{{\"id\":{id},\"text\":\"\",{fields}}}")).unwrap()
    }

    fn read(reply: Option<String>) -> Value {
        serde_json::from_str(&reply.unwrap()).unwrap()
    }

    #[test]
    fn newer_wishes_stop_older_ones_and_quick_ones_do_not_wait() {
        let (sender, mut replies) = mpsc::channel(8);
        let work = Endless::default();
        let begun = work.begun.clone();
        let mut lanes = Lanes::new(work, sender);
        lanes.take(asked(1, r#""do":"answer""#)).unwrap();
        lanes.take(asked(2, r#""do":"picture","picture":"tree""#)).unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        while begun.load(Ordering::SeqCst) < 2 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
        lanes.take(asked(3, r#""do":"question","question":"late""#)).unwrap();
        lanes.take(asked(4, r#""do":"check""#)).unwrap();
        assert_eq!(read(replies.blocking_recv()), serde_json::json!({ "id": 4, "done": true }));
        // A thread is free again once the picture is stopped; the question comes before the newer picture.
        lanes.take(asked(5, r#""do":"picture","picture":"tree""#)).unwrap();
        let late = serde_json::json!({ "id": 3, "done": true, "text": "late" });
        assert_eq!(read(replies.blocking_recv()), late);
        lanes.take(asked(6, r#""do":"stop","of":5"#)).unwrap();
        lanes.take(asked(7, r#""do":"question","question":"boom""#)).unwrap();
        assert!(replies.blocking_recv().unwrap().contains("mistake in the program"));
        lanes.take(asked(8, r#""do":"question","question":"still there""#)).unwrap();
        assert!(replies.blocking_recv().unwrap().contains("still there"));
        // Everything stops with the tab, and nothing more is said.
        drop(lanes);
        assert_eq!(replies.blocking_recv(), None);
    }
}
