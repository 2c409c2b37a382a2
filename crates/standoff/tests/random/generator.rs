//! Random programs in the language, from a seed: up to four actors, secrets, hidden and simultaneous moves, noisy signals.
//!
//! In: a seed. Out: the text of a model with at most about [`MOST_STORIES`] stories. The same seed gives the same text for
//! ever, since the generator is its own.

use std::fmt::Write;

/// Stories are multiplied down the text; a statement that would pass this bound is not written.
const MOST_STORIES: u64 = 96;

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// Something that can be asked about: its full name and its labels.
#[derive(Clone)]
struct Thing {
    name: String,
    labels: Vec<String>,
}

struct Writer {
    random: Random,
    text: String,
    actors: Vec<String>,
    names: u32,
    stories: u64,
}

/// A random model.
pub(crate) fn program(seed: u64) -> String {
    let mut random = Random::new(seed);
    let count = 2 + random.below(3).min(random.below(3)) as usize;
    let actors: Vec<String> = ["Ann", "Bob", "Cy", "Dee"].iter().take(count).map(|&a| a.to_owned()).collect();
    let mut writer = Writer { random, text: String::new(), actors, names: 0, stories: 1 };
    writer.line(0, &format!("standoff random_{seed} \"A random model\""));
    writer.line(0, "actors");
    for actor in writer.actors.clone() {
        writer.line(1, &actor);
    }
    let mut set = Vec::new();
    for actor in writer.actors.clone() {
        if writer.random.chance(45) && writer.room(2) {
            set.push(writer.secret(&actor));
        }
    }
    writer.line(0, "play");
    writer.choose(1, 1, &mut set);
    let statements = 1 + writer.random.below(3);
    writer.block(1, statements, 2, &mut set);
    writer.ending(1, &set);
    writer.text
}

impl Writer {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.text, "{}{text}", "  ".repeat(depth));
    }

    fn room(&mut self, times: u64) -> bool {
        let fits = self.stories.saturating_mul(times) <= MOST_STORIES;
        if fits {
            self.stories *= times;
        }
        fits
    }

    fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    fn labels(&mut self, count: u64) -> Vec<String> {
        (0..count).map(|_| self.fresh("l")).collect()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let at = self.random.below(from.len() as u64) as usize;
        from.get(at).cloned()
    }

    fn secret(&mut self, actor: &str) -> Thing {
        let name = self.fresh("s");
        let labels = self.labels(2);
        let percent = 10 + 10 * self.random.below(9);
        self.line(0, &format!("secret {actor}.{name}"));
        self.line(1, &format!("{} with probability {percent}%", labels[0]));
        self.line(1, &format!("{} otherwise", labels[1]));
        Thing { name: format!("{actor}.{name}"), labels }
    }

    /// Who learns of a step by `mover` (`None`: chance).
    fn sees(&mut self, mover: Option<&str>) -> String {
        let others: Vec<String> = self.actors.iter().filter(|a| Some(a.as_str()) != mover).cloned().collect();
        match (self.random.below(10), self.pick(&others)) {
            (0 | 1, Some(one)) => format!(" privately to {one}"),
            (2 | 3, Some(one)) if others.len() > 1 => format!(" hidden from {one}"),
            (4, _) => " secretly".to_owned(),
            _ => String::new(),
        }
    }

    fn block(&mut self, depth: usize, statements: u64, nesting: u64, set: &mut Vec<Thing>) {
        for _ in 0..statements {
            match self.random.below(12) {
                0..=5 => self.choose(depth, nesting, set),
                6 | 7 => self.signal(depth, set),
                8 | 9 => self.at_once(depth, set),
                10 => self.question(depth, nesting, set),
                _ => self.reveal(depth, set),
            }
        }
    }

    fn choose(&mut self, depth: usize, nesting: u64, set: &mut Vec<Thing>) {
        let count = 2 + self.random.below(2);
        if !self.room(count) {
            return;
        }
        let Some(actor) = self.pick(&self.actors.clone()) else { return };
        let (name, labels, sees) = (self.fresh("d"), self.labels(count), self.sees(Some(&actor)));
        self.line(depth, &format!("{actor} chooses {name}{sees}"));
        let before = set.len();
        let thing = Thing { name, labels: labels.clone() };
        for label in &labels {
            self.line(depth + 1, label);
            if nesting > 0 && self.random.chance(35) {
                set.push(thing.clone());
                self.block(depth + 2, 1, nesting - 1, set);
                set.truncate(before);
            }
            if self.random.chance(30) {
                self.gain(depth + 2, &set.clone());
            }
        }
        set.push(thing);
    }

    fn signal(&mut self, depth: usize, set: &mut Vec<Thing>) {
        if !self.room(2) {
            return;
        }
        let (name, labels, sees) = (self.fresh("c"), self.labels(2), self.sees(None));
        let low = 5 + 5 * self.random.below(9);
        let high = 50 + 5 * self.random.below(10);
        let probability = match self.pick(&set.clone()) {
            Some(thing) => format!("if {} is {} then {high}% else {low}%", thing.name, thing.labels[0]),
            None => format!("{low}%"),
        };
        self.line(depth, &format!("chance {name}{sees}"));
        self.line(depth + 1, &format!("{} with probability {probability}", labels[0]));
        self.line(depth + 1, &format!("{} otherwise", labels[1]));
        set.push(Thing { name, labels });
    }

    fn at_once(&mut self, depth: usize, set: &mut Vec<Thing>) {
        if !self.room(4) {
            return;
        }
        let first = self.random.below(self.actors.len() as u64) as usize;
        let second = (first + 1) % self.actors.len();
        self.line(depth, "at once");
        for actor in [self.actors[first].clone(), self.actors[second].clone()] {
            let (name, labels) = (self.fresh("d"), self.labels(2));
            self.line(depth + 1, &format!("{actor} chooses {name}: {}", labels.join(", ")));
            set.push(Thing { name, labels });
        }
    }

    fn question(&mut self, depth: usize, nesting: u64, set: &mut Vec<Thing>) {
        let (Some(thing), true) = (self.pick(&set.clone()), nesting > 0) else { return };
        let before = set.len();
        let length = self.text.len();
        self.line(depth, &format!("if {} is {}", thing.name, thing.labels[0]));
        let start = self.text.len();
        self.block(depth + 1, 1, nesting - 1, set);
        if self.text.len() == start {
            self.text.truncate(length);
        }
        set.truncate(before);
    }

    fn reveal(&mut self, depth: usize, set: &[Thing]) {
        let (Some(thing), Some(actor)) = (self.pick(set), self.pick(&self.actors.clone())) else { return };
        self.line(depth, &format!("reveal {} to {actor}", thing.name));
    }

    fn gain(&mut self, depth: usize, set: &[Thing]) {
        let Some(actor) = self.pick(&self.actors.clone()) else { return };
        let amount = self.amount();
        match self.pick(set) {
            Some(thing) if self.random.chance(60) => {
                let Some(label) = self.pick(&thing.labels) else { return };
                self.line(depth, &format!("{actor} gains {amount} if {} is {label}", thing.name));
            }
            _ => self.line(depth, &format!("{actor} gains {amount}")),
        }
    }

    /// Gains that depend on pairs of things, so that games are generic and everything matters to everybody.
    fn ending(&mut self, depth: usize, set: &[Thing]) {
        for actor in self.actors.clone() {
            for _ in 0..3 + self.random.below(4) {
                let (Some(one), Some(two)) = (self.pick(set), self.pick(set)) else { return };
                let (Some(a), Some(b)) = (self.pick(&one.labels), self.pick(&two.labels)) else { return };
                let amount = self.amount();
                self.line(
                    depth,
                    &format!("{actor} gains {amount} if {} is {a} and {} is {b}", one.name, two.name),
                );
            }
        }
    }

    fn amount(&mut self) -> String {
        let thousandths = self.random.below(2000) as i64 - 800;
        format!(
            "{}{}.{:03}",
            if thousandths < 0 { "-" } else { "" },
            thousandths.abs() / 1000,
            thousandths.abs() % 1000
        )
    }
}
