//! Files to begin with, and what may happen to them.

use standoff_game::formats::{NamedGame, efg, nfg};
use standoff_game::random::{self, Shape};

/// Random places in a file.
pub(crate) struct Dice(random::Dice);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(random::Dice(seed))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound as u64) as usize
    }
}

/// Every point of the syntax at least once.
const BY_HAND: [&str; 6] = [
    "EFG 2 R \"a \\\"q\\\" \\\\ b\" { \"A\" \"B\" }\n\"comment\"\n\nc \"n\" 1 \"e\" { \"x\" 1/3 \"y\" 0.5 \"z\" 1/6 } 0\n\
     p \"\" 1 1 \"s\" { \"l\" \"r\" } 1 \"o\" { 1 -1e-3 }\nt \"\" 1\nt \"\" 2 \"p\" { 0 -1/3 }\np \"\" 2 7 \"u\" { \"l\" } 0\n\
     t \"\" 2 \"p\" { 0, -1/3 }\nc \"\" 1 3 \"w\" { 1 1 }\nt \"\" 0\nt \"\" 0\nt \"\" 1\n",
    "EFG 2 D\"\"{\"\"\"\"}p\"\"1 1\"\"{\"\"\"\"}0 p\"\"1 1 0 t\"\"0 t\"\"0 t\"\"1\"\"{1,1}",
    "EFG 2 R \"near\" { \"A\" }\n\nc \"\" 1 \"\" { \"a\" 0.333 \"b\" 0.333 \"c\" 0.333 } 0\nt \"\" 1 \"\" { 1 }\nt \"\" 1\nt \"\" 1\n",
    "NFG 1 R \"Selten\" { \"A\" \"B\" } { 3 2 }\n\n1 1 0 2 0 2 1 1 0 3 2 0\n",
    "NFG 1 D \"t\" { \"A\" \"B\" \"C\" }\n{ { \"u\" \"d\" } 1 { \"x\" \"y\" } }\n\"comment\"\n{ { \"o\" 1 2 3 } { \"p\" 4 5/2 .6 } }\n1 0 2 1\n",
    "\u{feff}EFG 2 R \"\u{fc}\" { \"\u{410}\" }\r\np \"\u{e9}\" 1 1 \"\u{1f600}\" { \"\u{2192}\" \"b\" } 0\r\nt \"\" 1 \"\" { 1 }\r\nt \"\" 0\r\n",
];

/// Games by hand and random ones, small or large.
pub(crate) fn corpus(large: bool) -> Vec<Vec<u8>> {
    let mut files: Vec<Vec<u8>> = BY_HAND.iter().map(|text| text.as_bytes().to_vec()).collect();
    if large {
        files = files.iter().map(|file| file.repeat(60_000 / file.len())).collect();
    }
    for seed in 0..24 {
        let players = 1 + (seed % 3) as u16;
        let depth = if large { 11 } else { 3 };
        let shape = Shape { players, depth, width: 2 + (seed % 2) as u32, ..Shape::default() };
        let (structure, dag, _) = random::game(seed, shape).build_named(players).unwrap();
        let names = (1..=players).map(|k| format!("P{k}")).collect();
        let game = NamedGame::unnamed(structure, dag, names);
        let text = efg::write(&game);
        if text.len() < 400_000 {
            files.push(text.into_bytes());
        }
        if let (false, Ok(table)) = (large, nfg::table(&game, 200)) {
            files.push(nfg::write(&table).into_bytes());
        }
    }
    files
}

/// What files of these formats are made of, and what they are not.
const PIECES: [&str; 36] = [
    "{",
    "}",
    "\"",
    "\\",
    "\"\"",
    "\\\"",
    ",",
    " ",
    "\n",
    "0",
    "1",
    "2",
    "-1",
    "4294967295",
    "4294967294",
    "65536",
    "18446744073709551616",
    "1e308",
    "-1e-308",
    "1/0",
    "0/1",
    "1/3",
    "0.333",
    "9e999999999",
    ".",
    "-",
    "c ",
    "p ",
    "t ",
    "EFG 2 R",
    "NFG 1 R",
    "\u{0}",
    "\u{feff}",
    "\u{20ac}",
    "{ 1 1 }",
    "\"x\" { \"a\" \"b\" } ",
];

/// A file after one to four accidents.
pub(crate) fn mutated(file: &[u8], others: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at.min(end)..end)),
            2 => {
                let piece = bytes[at.min(end)..end].to_vec();
                let times = 1 + dice.below(3);
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, piece.repeat(times));
            }
            3 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            4 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            5 => {
                let other = &others[dice.below(others.len())];
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            // A word becomes another one, which most often leaves the form intact.
            6 => {
                let digits: Vec<usize> = (0..bytes.len()).filter(|&k| bytes[k].is_ascii_digit()).collect();
                if let Some(&k) = digits.get(dice.below(digits.len())) {
                    bytes[k] = b'0' + dice.below(10) as u8;
                }
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}
