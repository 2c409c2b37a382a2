//! Text to a tree of simultaneous moves.
//!
//! In: an `.nfg` text behind its first word, in either body: payoffs one after the other, or a list of outcomes and their
//! numbers. Out: the game. Player 1's strategy changes fastest in the table; in the tree the players move one after the
//! other and see nothing.

use super::super::efg;
use super::super::error::{FormatError, Problem};
use super::super::game::{NamedGame, SetNames};
use super::super::labels::Texts;
use super::super::pool::Pool;
use super::super::scan::{Next, Scanner};
use super::super::{ReadGame, ReadOptions};
use crate::builder::Builder;
use crate::dag::ExprId;
use crate::structure::{NONE, NodeId};

/// Reads a table. Nothing in it can need snapping.
pub(in super::super) fn read(mut scan: Scanner, _: ReadOptions) -> Result<ReadGame, FormatError> {
    scan.prologue(1)?;
    let title = scan.text("the title in quotation marks")?.into_owned();
    let players = efg::players(&mut scan)?;
    let mut comment = String::new();
    let mut take_comment = |scan: &mut Scanner| -> Result<(), FormatError> {
        if scan.next() == Next::Text && comment.is_empty() {
            comment = scan.text("the comment")?.into_owned();
        }
        Ok(())
    };
    take_comment(&mut scan)?;
    let strategies = Strategies::read(&mut scan, players.len())?;
    take_comment(&mut scan)?;

    let mut pool = Pool::new(scan.length());
    let body = match scan.next() {
        Next::Open => Body::outcomes(&mut scan, &mut pool, players.len(), &strategies)?,
        _ => Body::payoffs(&mut scan, &mut pool, players.len(), &strategies)?,
    };
    let mut game = tree(players, &strategies, body, pool);
    game.title = title;
    game.comment = comment;
    let mut notes = Vec::new();
    if game.name_apart() {
        notes.push("names that were empty or stood twice were given a number".to_owned());
    }
    Ok(ReadGame { game, notes })
}

/// The strategies of all players.
struct Strategies {
    names: Texts,
    /// How many each player has.
    counts: Vec<u32>,
    /// Where the body begins to count from, for messages.
    place: usize,
}

impl Strategies {
    /// A list of numbers, or a list of lists of names; both may be mixed.
    fn read(scan: &mut Scanner, players: usize) -> Result<Self, FormatError> {
        const WANTED: &str = "the strategies of a player: their number, or their names in braces";
        let place = scan.place();
        let mut all = Strategies { names: Texts::default(), counts: Vec::new(), place };
        // Numbers alone may promise more names than the text is long.
        let mut unnamed = 0usize;
        scan.open("the list of strategies in braces")?;
        while scan.next() != Next::Close {
            let here = scan.place();
            let mut count = 0;
            if scan.next() == Next::Open {
                scan.texts(|name| {
                    all.names.push(&name);
                    count += 1;
                })?;
            } else {
                count = scan.whole(WANTED)?;
                unnamed = unnamed.saturating_add(count as usize);
                if unnamed > scan.length() {
                    let wanted = count.to_string();
                    return Err(scan.error_at(here, Problem::TableSize { found: 0, wanted }));
                }
                (1..=count).for_each(|k| all.names.push(&k.to_string()));
            }
            if count == 0 {
                return Err(scan.error_at(here, Problem::Empty("every player needs at least one strategy")));
            }
            all.counts.push(count);
        }
        scan.close("`}`")?;
        if all.counts.len() == players {
            Ok(all)
        } else {
            Err(scan.error_at(place, Problem::StrategyLists { found: all.counts.len(), players }))
        }
    }

    /// Entries of the table; `None` beyond 64 bits.
    fn entries(&self) -> Option<u64> {
        self.counts.iter().try_fold(1u64, |product, &count| product.checked_mul(u64::from(count)))
    }

    /// Refuses a table with another number of entries than the strategies make.
    fn check(&self, scan: &Scanner, found: u64, each: u64) -> Result<(), FormatError> {
        let wanted = self.entries().and_then(|entries| entries.checked_mul(each));
        if wanted == Some(found) {
            return Ok(());
        }
        let wanted = wanted.map_or_else(|| "more than 2^64".to_owned(), |wanted| wanted.to_string());
        Err(scan.error_at(self.place, Problem::TableSize { found, wanted }))
    }
}

/// The entries of the table, in the order of the text.
struct Body {
    /// Payoffs, row by row.
    payoffs: Vec<ExprId>,
    /// The names of the rows.
    names: Texts,
    /// By entry: its row; [`NONE`] for the null outcome. Empty if entry k has row k.
    rows: Vec<u32>,
}

impl Body {
    fn payoffs(
        scan: &mut Scanner,
        pool: &mut Pool,
        players: usize,
        strategies: &Strategies,
    ) -> Result<Self, FormatError> {
        let mut payoffs = Vec::new();
        while scan.next() != Next::End {
            payoffs.push(pool.constant(scan.number("a payoff")?));
        }
        strategies.check(scan, payoffs.len() as u64, players as u64)?;
        Ok(Body { payoffs, names: Texts::default(), rows: Vec::new() })
    }

    fn outcomes(
        scan: &mut Scanner,
        pool: &mut Pool,
        players: usize,
        strategies: &Strategies,
    ) -> Result<Self, FormatError> {
        let mut body = Body { payoffs: Vec::new(), names: Texts::default(), rows: Vec::new() };
        scan.open("the list of outcomes in braces")?;
        while scan.next() != Next::Close {
            let place = scan.place();
            scan.open("an outcome in braces, or `}`")?;
            let name = if scan.next() == Next::Text { scan.text("its name")? } else { "".into() };
            body.names.push(&name);
            let before = body.payoffs.len();
            while scan.next() != Next::Close {
                body.payoffs.push(pool.constant(scan.number("a payoff, or `}`")?));
            }
            scan.close("`}`")?;
            let found = body.payoffs.len() - before;
            if found != players {
                return Err(scan.error_at(place, Problem::Payoffs { found, wanted: players }));
            }
        }
        scan.close("`}`")?;
        let count = body.names.len();
        while scan.next() != Next::End {
            let place = scan.place();
            let number = scan.whole("the number of an outcome")?;
            if number as usize > count {
                return Err(scan.error_at(place, Problem::NoSuchOutcome { number, count }));
            }
            body.rows.push(number.checked_sub(1).unwrap_or(NONE));
        }
        strategies.check(scan, body.rows.len() as u64, 1)?;
        Ok(body)
    }
}

/// The tree: players with a single strategy first, so that it has at most twice as many nodes as the table has entries
/// and players; then the others by number.
fn tree(players: Vec<String>, strategies: &Strategies, body: Body, pool: Pool) -> NamedGame {
    let counts = &strategies.counts;
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&player| counts[player] > 1);
    // How far apart in the text two entries are that differ by one in a player's strategy.
    let strides: Vec<usize> = counts
        .iter()
        .scan(1usize, |stride, &count| {
            let own = *stride;
            *stride = stride.saturating_mul(count as usize);
            Some(own)
        })
        .collect();
    let firsts: Vec<usize> = counts
        .iter()
        .scan(0usize, |first, &count| {
            let own = *first;
            *first += count as usize;
            Some(own)
        })
        .collect();

    let mut game = NamedGame::default();
    let mut builder = Builder::new(players.len() as u16);
    let sets: Vec<_> = order
        .iter()
        .map(|&player| {
            for action in 0..counts[player] as usize {
                game.action_names.push(strategies.names.get(firsts[player] + action));
            }
            game.sets.push(SetNames { number: 1 });
            game.set_names.push("");
            builder.infoset(player as u16, counts[player], None)
        })
        .collect();
    // Level by level: the nodes of one player, with the entry of the table that each leads to so far.
    let mut level = vec![(builder.root(), 0usize)];
    for (&player, set) in order.iter().zip(sets) {
        let mut next = Vec::with_capacity(level.len() * counts[player] as usize);
        for (node, entry) in level {
            let children = builder.decision(node, set).enumerate();
            next.extend(children.map(|(action, child)| (NodeId(child), entry + action * strides[player])));
        }
        level = next;
    }
    let width = players.len();
    let mut detail = vec![NONE; builder.node_count()];
    // Payoff rows are looked up once an outcome, not once an entry.
    let (mut null_row, mut rows) = (None, vec![None; body.payoffs.len() / width]);
    for (node, entry) in level {
        let row = if body.rows.is_empty() { entry as u32 } else { body.rows[entry] };
        if !body.names.is_empty() {
            detail[node.0 as usize] = row;
        }
        let known = match row {
            NONE => &mut null_row,
            row => &mut rows[row as usize],
        };
        let row = *known.get_or_insert_with(|| match row {
            NONE => builder.payoff_row(&[]),
            row => builder.payoff_row(&body.payoffs[row as usize * width..][..width]),
        });
        builder.terminal(node, row);
    }
    game.structure = builder.finish();
    game.dag = pool.dag;
    game.detail = detail;
    game.outcome_names = body.names;
    game.players = players;
    game
}
