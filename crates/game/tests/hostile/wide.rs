//! Files that ask for as much memory or time as they can for each of their bytes.

use std::fmt::Write;

const SIZE: usize = 1 << 20;

/// Each with what it has much of.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let one = "EFG 2 R \"\" { \"A\" }\n";
    let repeat = |head: &str, piece: &str| {
        let mut text = head.to_owned();
        text.push_str(&piece.repeat((SIZE - head.len()) / piece.len()));
        text
    };
    let ends = SIZE / 8;
    let branches = "\"\" ".repeat(ends);
    let mut wide = format!("{one}p 1 1 {{ {branches} }} 0 ");
    wide.push_str(&"t 0 ".repeat(ends));
    let mut deep = one.to_owned();
    let levels = SIZE / 30;
    (1..=levels).for_each(|k| write!(deep, "p 1 {k}{{\"\"\"\"}}0 ").unwrap());
    deep.push_str(&"t 0 ".repeat(levels + 1));
    let mut same = format!("{one}p 1 1{{\"\"\"\"}}0 ");
    same.push_str(&"p 1 1 0 ".repeat(SIZE / 12));
    same.push_str(&"t 0 ".repeat(SIZE / 12 + 2));
    let mut numbers = format!("NFG 1 R \"\" {{ \"A\" }} {{ {} }} ", 900_000 / 7 * 9 / 10);
    (0..900_000 / 7 * 9 / 10).for_each(|k| write!(numbers, "{} ", 100_000 + k).unwrap());
    let mut long = String::from("NFG 1 R \"\" { \"A\" } { 5544 } ");
    (1..10).for_each(|k| (-308..308).for_each(|power| write!(long, "{k}e{power} ").unwrap()));
    let mut table = String::from("NFG 1 R \"\" { \"A\" \"B\" } { 700 700 } { { 1 2 } } ");
    table.push_str(&"1 ".repeat(490_000));
    let mut binary = format!("NFG 1 R \"\" {{ {} }} {{ {} }} {{ }} ", "\"\" ".repeat(19), "2 ".repeat(19));
    binary.push_str(&"0 ".repeat(1 << 19));
    let mut event = format!("{one}c 1 {{ \"\"1 ");
    event.push_str(&"\"\"0 ".repeat(SIZE / 8));
    event.push_str("} 0 ");
    event.push_str(&"t 0 ".repeat(SIZE / 8 + 1));
    // A sum of its own at every end, of payoffs for many players.
    let sums = |players: usize, depth: u32| {
        let mut text = format!("EFG 2 R \"\" {{ {} }}\n", "\"\"".repeat(players));
        let mut open = vec![0];
        let mut number = 0;
        while let Some(level) = open.pop() {
            number += 1;
            if level == depth {
                text.push_str("t 0 ");
                continue;
            }
            write!(text, "p 1 {number}{{\"\"\"\"}}{number}{{").unwrap();
            (0..players).for_each(|k| write!(text, "{} ", (number * (k + 7)) % 9973).unwrap());
            text.push_str("} ");
            open.extend([level + 1; 2]);
        }
        text
    };
    // Many players, whom nobody gives anything.
    let players = repeat("EFG 2 R \"\" { ", "\"\" ");
    let mut idle = format!("EFG 2 R \"\" {{ {} }} p 1 1 {{ ", "\"\"".repeat(60_000));
    idle.push_str(&"\"\"".repeat(60_000));
    idle.push_str("} 0 ");
    idle.push_str(&"t 0 ".repeat(60_000));
    // The same payoffs gathered again and again by very many players.
    let mut gathered = format!("EFG 2 R \"\" {{ {} }} p 1 1 {{ \"\" \"\" }} 1 {{ ", "\"\"".repeat(20_000));
    gathered.push_str(&"1 ".repeat(20_000));
    gathered.push_str("} ");
    (2..20_000).for_each(|k| write!(gathered, "p 1 {k}{{\"\"\"\"}}1 ").unwrap());
    gathered.push_str(&"t 1 ".repeat(20_000));
    let primes: Vec<u32> =
        (2..20_000).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect();
    let mut coprime = format!("{one}c 1 {{ ");
    while coprime.len() < SIZE {
        primes.iter().for_each(|p| write!(coprime, "\"\"1/{p} ").unwrap());
    }
    let mut cheap = format!("{one}c 1 {{ ");
    while cheap.len() < SIZE {
        primes[..130].iter().for_each(|p| write!(cheap, "\"\"1/{p} ").unwrap());
    }
    let nul = repeat("", "\0");
    let quoted = repeat(&format!("{one}t \""), "\\\"");
    let mut latin = repeat(one, "p \"\"").into_bytes();
    latin.push(0xff);
    let mut all: Vec<(&'static str, Vec<u8>)> = [
        ("actions of one move", wide),
        ("levels", deep),
        ("nodes of one information set", same),
        ("different payoffs", numbers),
        ("powers of ten", long),
        ("entries of a table", table),
        ("entries of a table of many players", binary),
        ("branches of chance", event),
        ("sums for one player", sums(1, 14)),
        ("sums for ten players", sums(10, 13)),
        ("sums for a thousand players", sums(1000, 8)),
        ("players", players),
        ("ends of a game of many players", idle),
        ("payoffs gathered by many players", gathered),
        ("denominators without end", coprime),
        ("long denominators", cheap),
        ("zeros", nul),
        ("quotation marks", quoted),
    ]
    .into_iter()
    .map(|(name, text)| (name, text.into_bytes()))
    .collect();
    all.push(("Latin-1", latin));
    all
}
