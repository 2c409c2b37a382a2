//! Who computes now: as many pieces of work at a time as there are cores, however many tabs wish something.
//!
//! In: work that wants a turn, and asks while it has one whether to go on. Out: turns, one after the other.
//!
//! Work that has just come is **fresh** and goes before work that has had its share; among the fresh, the tab goes first that was served the
//! longest ago, so that who asks often does not get more. Work that has had its share pauses as soon as something fresh waits, and now and then
//! for others like itself. Nothing is ever taken from a thread: work asks often whether to stop, and waits in that question.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

/// After so long, work has had its share.
const SHARE: Duration = Duration::from_millis(50);
/// From one look at whether work that waits is still wished to the next.
const LOOK: Duration = Duration::from_millis(20);

/// Whether work is still wished.
pub(super) type Stopped<'a> = &'a (dyn Fn() -> bool + Sync);

/// When a tab was last served, as the number of that turn.
pub(super) type Served = Arc<AtomicU64>;

/// The turns of all tabs.
pub(super) struct Turns {
    state: Mutex<State>,
    /// How many wait, for a quick look: all, and the fresh ones.
    waiting: [AtomicUsize; 2],
}

struct State {
    free: usize,
    /// Nobody waits while a turn is free.
    waiting: Vec<Waiter>,
    turns: u64,
}

struct Waiter {
    fresh: bool,
    tab: Served,
    thread: Thread,
    granted: Arc<AtomicBool>,
}

impl Turns {
    /// So many turns at a time.
    pub(super) fn new(count: usize) -> Self {
        let state = State { free: count.max(1), waiting: Vec::new(), turns: 0 };
        Self { state: Mutex::new(state), waiting: [AtomicUsize::new(0), AtomicUsize::new(0)] }
    }

    /// Waits for a turn; none if the work is stopped before.
    pub(super) fn take<'t>(&'t self, tab: &'t Served, stopped: Stopped) -> Option<Turn<'t>> {
        self.wait(true, tab, stopped).then(|| Turn {
            turns: self,
            tab,
            had_share: AtomicBool::new(false),
            held: Mutex::new(Some(Instant::now())),
        })
    }

    fn wait(&self, fresh: bool, tab: &Served, stopped: Stopped) -> bool {
        let granted = Arc::new(AtomicBool::new(false));
        {
            let mut state = self.state();
            if state.free > 0 {
                state.free -= 1;
                state.serve(tab);
                return true;
            }
            let thread = std::thread::current();
            state.waiting.push(Waiter { fresh, tab: tab.clone(), thread, granted: granted.clone() });
            self.count(&state);
        }
        while !granted.load(Ordering::Acquire) {
            if stopped() {
                let mut state = self.state();
                state.waiting.retain(|waiter| !Arc::ptr_eq(&waiter.granted, &granted));
                self.count(&state);
                drop(state);
                // It may have come at the last moment.
                if granted.load(Ordering::Acquire) {
                    self.give_back();
                }
                return false;
            }
            std::thread::park_timeout(LOOK);
        }
        true
    }

    fn give_back(&self) {
        let mut state = self.state();
        let order = |waiter: &Waiter| (!waiter.fresh, waiter.tab.load(Ordering::Relaxed));
        let next = state.waiting.iter().enumerate().min_by_key(|(_, waiter)| order(waiter)).map(|(at, _)| at);
        match next {
            Some(at) => {
                let waiter = state.waiting.remove(at);
                state.serve(&waiter.tab);
                self.count(&state);
                waiter.granted.store(true, Ordering::Release);
                waiter.thread.unpark();
            }
            None => state.free += 1,
        }
    }

    fn count(&self, state: &State) {
        let fresh = state.waiting.iter().filter(|waiter| waiter.fresh).count();
        self.waiting[0].store(state.waiting.len(), Ordering::Relaxed);
        self.waiting[1].store(fresh, Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn serve(&mut self, tab: &Served) {
        self.turns += 1;
        tab.store(self.turns, Ordering::Relaxed);
    }
}

/// The right to compute, until it is dropped.
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    tab: &'t Served,
    had_share: AtomicBool,
    /// Since when this turn is held; none after the work was stopped while it paused. Whoever pauses keeps it locked, and with it the work's
    /// other threads.
    held: Mutex<Option<Instant>>,
}

impl Turn<'_> {
    /// What comes now waits for everything fresh.
    pub(super) fn rest_can_wait(&self) {
        self.had_share.store(true, Ordering::Relaxed);
    }

    /// Pauses if others are to go first. Asked often, from any thread of the work. Returns how long that took.
    pub(super) fn pause(&self, stopped: Stopped) -> Duration {
        let [all, fresh] = &self.turns.waiting;
        if all.load(Ordering::Relaxed) == 0 {
            return Duration::ZERO;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(since) = *held else { return Duration::ZERO };
        let long = since.elapsed() >= SHARE;
        if long {
            self.had_share.store(true, Ordering::Relaxed);
        }
        let gives_way = long || fresh.load(Ordering::Relaxed) > 0;
        if !self.had_share.load(Ordering::Relaxed) || !gives_way {
            return Duration::ZERO;
        }
        let paused = Instant::now();
        self.turns.give_back();
        *held = self.turns.wait(false, self.tab, stopped).then(Instant::now);
        paused.elapsed()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.held.get_mut().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.turns.give_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn go_on() -> bool {
        false
    }

    /// Starts work that says its name when its turn comes, and is done.
    fn come(turns: &Arc<Turns>, tab: &Served, name: &'static str, said: &mpsc::Sender<&'static str>) {
        let before = turns.state().waiting.len();
        let (turns, tab, said) = (turns.clone(), tab.clone(), said.clone());
        let others = turns.clone();
        std::thread::spawn(move || {
            let turn = turns.take(&tab, &go_on).unwrap();
            said.send(name).unwrap();
            drop(turn);
        });
        while others.state().waiting.len() == before {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn who_was_served_the_longest_ago_goes_first_and_long_work_gives_way() {
        let turns = Arc::new(Turns::new(1));
        let (one, two, long) = (Served::default(), Served::default(), Served::default());
        let (said, heard) = mpsc::channel();
        let turn = turns.take(&two, &go_on).unwrap();
        drop(turn);
        let turn = turns.take(&one, &go_on).unwrap();
        drop(turn);
        let turn = turns.take(&long, &go_on).unwrap();
        assert_eq!(turn.pause(&go_on), Duration::ZERO);
        come(&turns, &one, "one", &said);
        come(&turns, &two, "two", &said);
        // Fresh work is not interrupted before it has had its share.
        assert_eq!(turn.pause(&go_on), Duration::ZERO);
        turn.rest_can_wait();
        assert!(turn.pause(&go_on) > Duration::ZERO);
        assert_eq!([heard.recv(), heard.recv()], [Ok("two"), Ok("one")]);
        drop(turn);
        assert_eq!(turns.state().free, 1);
    }

    #[test]
    fn stopped_work_does_not_wait_and_keeps_nothing() {
        let turns = Turns::new(1);
        let (one, two) = (Served::default(), Served::default());
        let turn = turns.take(&one, &go_on).unwrap();
        assert!(turns.take(&two, &|| true).is_none());
        // The same while it pauses.
        turn.rest_can_wait();
        let (done, paused) = mpsc::channel();
        std::thread::scope(|scope| {
            let (turns, two) = (&turns, &two);
            scope.spawn(move || {
                let other = turns.take(two, &go_on).unwrap();
                paused.recv().unwrap();
                drop(other);
            });
            while turns.state().waiting.is_empty() {
                std::thread::sleep(Duration::from_millis(1));
            }
            turn.pause(&|| true);
            done.send(()).unwrap();
        });
        drop(turn);
        assert_eq!(turns.state().free, 1);
    }
}
