//! How much memory the games of all tabs may take together.
//!
//! In: how many bytes a piece of work may need. Out: [`Taken`] room, free again when it is dropped. Small games have a part of their own, so that
//! large ones cannot keep them out.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::turns::Stopped;

/// What a small game may take with its solution.
pub(super) const SMALL: u64 = 32 << 20;
/// The share of all room that is for small games only.
const FOR_SMALL: u64 = 4;
/// From one look at whether work that waits is still wished to the next.
const LOOK: Duration = Duration::from_millis(20);

/// The room of all tabs.
pub(super) struct Rooms {
    small: Room,
    large: Room,
}

struct Room {
    most: u64,
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The work is no longer wished.
    Stopped,
    /// The time was up.
    Full,
}

impl Rooms {
    /// So many bytes for all.
    pub(super) fn new(bytes: u64) -> Self {
        let small = (bytes / FOR_SMALL).max(SMALL);
        let room = |most| Room { most, taken: Mutex::new(0), freed: Condvar::new() };
        Self { small: room(small), large: room(bytes.saturating_sub(small)) }
    }

    /// Waits for room until the time is up. Whoever needs more than there is gets all, once nobody else has any.
    pub(super) fn take(&self, bytes: u64, until: Instant, stopped: Stopped) -> Result<Taken<'_>, NoRoom> {
        let room = if bytes <= SMALL { &self.small } else { &self.large };
        let bytes = bytes.min(room.most);
        let mut taken = room.taken();
        while *taken + bytes > room.most {
            if stopped() {
                return Err(NoRoom::Stopped);
            }
            if Instant::now() >= until {
                return Err(NoRoom::Full);
            }
            taken = room.freed.wait_timeout(taken, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken += bytes;
        Ok(Taken { room, bytes })
    }
}

impl Room {
    fn taken(&self) -> MutexGuard<'_, u64> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Room for a piece of work.
pub(super) struct Taken<'r> {
    room: &'r Room,
    bytes: u64,
}

impl Taken<'_> {
    /// How much it is.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Gives back what is not needed.
    pub(super) fn shrink(&mut self, to: u64) {
        if to < self.bytes {
            *self.room.taken() -= self.bytes - to;
            self.bytes = to;
            self.room.freed.notify_all();
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.room.taken() -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go_on() -> bool {
        false
    }

    #[test]
    fn the_sum_is_bounded_and_small_games_get_in() {
        let rooms = Rooms::new(16 * SMALL);
        let soon = || Instant::now() + Duration::from_millis(30);
        let large = rooms.take(20 * SMALL, soon(), &go_on).ok().unwrap();
        assert_eq!(large.bytes, 12 * SMALL);
        assert_eq!(rooms.take(2 * SMALL, soon(), &go_on).err(), Some(NoRoom::Full));
        assert_eq!(rooms.take(2 * SMALL, soon(), &|| true).err(), Some(NoRoom::Stopped));
        let mut small: Vec<Taken> = (0..4).map(|_| rooms.take(SMALL, soon(), &go_on).ok().unwrap()).collect();
        assert_eq!(rooms.take(SMALL, soon(), &go_on).err(), Some(NoRoom::Full));
        small[0].shrink(SMALL / 2);
        assert!(rooms.take(SMALL / 2, soon(), &go_on).is_ok());
        std::thread::scope(|scope| {
            let waiting = scope
                .spawn(|| rooms.take(2 * SMALL, Instant::now() + Duration::from_secs(20), &go_on).is_ok());
            std::thread::sleep(Duration::from_millis(30));
            drop(large);
            assert!(waiting.join().unwrap());
        });
        drop(small);
        assert_eq!((*rooms.small.taken(), *rooms.large.taken()), (0, 0));
    }
}
