//! What long work asks of the program around it: whether to stop, and to keep its state.
//!
//! In: a [`Keeper`], which has the clock and the disk that the library does not touch. Out: states as named lists of numbers,
//! from which the same work goes on later as if it had never stopped.
//!
//! A method asks at points at which its state can be told in full:
//!
//! ```text
//! let stop = keeper.stop();
//! if keeper.due() {
//!     keeper.keep(&state());
//! }
//! if stop { … }
//! ```
//!
//! and looks for an earlier state once, before it begins, with [`Keeper::resume`]. The result of a run that was continued has
//! the same bits as that of one that was not stopped: so a state holds everything that later steps read, and nothing that
//! depends on the time at which it was kept.

/// Asked now and then by long work. Every closure that says whether to stop is a keeper that keeps nothing.
pub trait Keeper {
    /// Whether to stop.
    fn stop(&mut self) -> bool;

    /// Whether the state should be kept now: when the time for it has come, and when [`Self::stop`] has said yes.
    fn due(&mut self) -> bool {
        false
    }

    /// Keeps a state in the place of those before.
    fn keep(&mut self, state: &State<'_>) {
        let _ = state;
    }

    /// The state that a method of this name kept in an earlier run of the same work. Handed out once.
    fn resume(&mut self, method: &str) -> Option<Kept> {
        let _ = method;
        None
    }
}

impl<F: FnMut() -> bool> Keeper for F {
    fn stop(&mut self) -> bool {
        self()
    }
}

/// A state to be kept.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The method, with the version of what it keeps: `cfr/1`. Another version is another name.
    pub method: &'a str,
    /// How far the work has come, in its own steps.
    pub step: u64,
    /// The best regret certified so far, in payoff units; infinite if none was.
    pub regret: f64,
    /// Numbers under names of which none comes twice.
    pub lists: &'a [(&'a str, List<'a>)],
}

/// Numbers of a state, read in order and more than once.
#[derive(Clone, Copy)]
pub enum List<'a> {
    /// Doubles; kept bit by bit.
    Doubles(&'a [f64]),
    /// Whole numbers.
    Integers(&'a [u64]),
    /// Anything else.
    Bytes(&'a [u8]),
    /// Doubles that do not lie in one piece: how many there are, and each in its turn.
    Scattered(usize, &'a dyn Fn(usize) -> f64),
}

impl std::fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            List::Doubles(list) => write!(f, "{} doubles", list.len()),
            List::Integers(list) => write!(f, "{} integers", list.len()),
            List::Bytes(list) => write!(f, "{} bytes", list.len()),
            List::Scattered(count, _) => write!(f, "{count} doubles"),
        }
    }
}

/// Numbers that were kept.
#[derive(Clone, Debug, PartialEq)]
pub enum KeptList {
    /// See [`List::Doubles`] and [`List::Scattered`].
    Doubles(Vec<f64>),
    /// See [`List::Integers`].
    Integers(Vec<u64>),
    /// See [`List::Bytes`].
    Bytes(Vec<u8>),
}

/// A state that was kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The method, with the version of what it keeps.
    pub method: String,
    /// How far the work had come.
    pub step: u64,
    /// The lists by their names.
    pub lists: Vec<(String, KeptList)>,
}

impl Kept {
    fn take(&mut self, name: &str) -> Option<KeptList> {
        let at = self.lists.iter().position(|(own, _)| own == name)?;
        Some(self.lists.swap_remove(at).1)
    }

    /// Takes out doubles, if there are as many as there should be.
    pub fn doubles(&mut self, name: &str, count: usize) -> Option<Vec<f64>> {
        match self.take(name) {
            Some(KeptList::Doubles(list)) if list.len() == count => Some(list),
            _ => None,
        }
    }

    /// Takes out whole numbers, however many there are.
    pub fn integers(&mut self, name: &str) -> Option<Vec<u64>> {
        match self.take(name) {
            Some(KeptList::Integers(list)) => Some(list),
            _ => None,
        }
    }

    /// Takes out bytes.
    pub fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        match self.take(name) {
            Some(KeptList::Bytes(list)) => Some(list),
            _ => None,
        }
    }
}
