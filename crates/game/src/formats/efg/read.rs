//! Text to tree.
//!
//! In: an `.efg` text behind its first word. Out: the game. The nodes are read with a list of open moves, not by
//! recursion, so that a tree may be as deep as its text is long.

use std::ops::Range;

use super::super::error::{FormatError, Problem};
use super::super::labels::Texts;
use super::super::pool::Pool;
use super::super::scan::{Next, Scanner};
use super::super::{ReadGame, ReadOptions};
use super::declared::Declared;
use crate::builder::Builder;
use crate::dag::ExprId;
use crate::structure::{NONE, NodeId};

/// Bytes of the shortest node: `t 0` and what separates it from the next.
const SHORTEST_NODE: usize = 4;
/// More notes of one kind than this are counted, not listed.
const MOST_NOTES: usize = 5;

/// Reads a tree.
pub(in super::super) fn read(mut scan: Scanner, options: ReadOptions) -> Result<ReadGame, FormatError> {
    scan.prologue(2)?;
    let title = scan.text("the title in quotation marks")?.into_owned();
    let players = players(&mut scan)?;
    let comment =
        if scan.next() == Next::Text { scan.text("the comment")?.into_owned() } else { String::new() };
    let mut tree = Tree::new(players.len(), scan.length());
    tree.read(&mut scan, options)?;

    let mut notes = Vec::new();
    if scan.next() != Next::End {
        notes
            .push(format!("the tree is complete before line {}; what stands there is not read", scan.line()));
    }
    let snapped = &tree.declared.snapped;
    for line in snapped.iter().take(MOST_NOTES) {
        notes.push(format!("the probabilities of the chance move on line {line} were divided by their sum"));
    }
    if snapped.len() > MOST_NOTES {
        notes.push(format!("so were those of {} more chance moves", snapped.len() - MOST_NOTES));
    }
    if tree.builder.overflowed() {
        return Err(scan.error_here(Problem::TooLarge("it has more than four billion nodes or actions")));
    }
    let (named, texts) = (tree.any_name, tree.node_names);
    let mut game = tree.declared.into_game(tree.builder.finish(), tree.pool.dag);
    (game.title, game.comment, game.players) = (title, comment, players);
    (game.detail, game.lines) = (tree.detail, tree.lines);
    game.detail.resize(game.structure.node_count(), NONE);
    if named {
        let mut read_as = vec![0u32; game.structure.node_count()];
        game.depth_first().enumerate().for_each(|(k, node)| read_as[node.0 as usize] = k as u32);
        game.node_names = read_as.iter().map(|&k| texts.get(k as usize)).collect();
    }
    if game.name_apart() {
        notes.push("names that were empty or stood twice were given a number".to_owned());
    }
    Ok(ReadGame { game, notes })
}

/// The list of players.
pub(in super::super) fn players(scan: &mut Scanner) -> Result<Vec<String>, FormatError> {
    let place = scan.place();
    let mut players = Vec::new();
    scan.texts(|name| players.push(name.into_owned()))?;
    if players.is_empty() {
        return Err(scan.error_at(place, Problem::Empty("a game needs at least one player")));
    }
    if u16::try_from(players.len()).is_err() {
        return Err(scan.error_at(place, Problem::TooLarge("it has more than 65535 players")));
    }
    Ok(players)
}

/// A tree that is being read.
struct Tree {
    players: usize,
    builder: Builder,
    pool: Pool,
    declared: Declared,
    /// In the order of the text.
    node_names: Texts,
    any_name: bool,
    detail: Vec<u32>,
    /// The payoff row of the null outcome, once there is one.
    null_row: Option<u32>,
    lines: Vec<u32>,
    /// Moves of which some children are still to come.
    open: Vec<Open>,
    /// Children still to come, over all open moves.
    missing: u64,
    /// Payoffs gathered on the way, one row for each interior outcome on the path.
    gathered: Vec<ExprId>,
}

/// A move of which some children are still to come.
struct Open {
    children: Range<u32>,
    /// Rows gathered on the way to the children.
    rows: u32,
}

impl Tree {
    fn new(players: usize, text: usize) -> Self {
        Tree {
            players,
            // The number of players fits, or the list would have been refused.
            builder: Builder::new(players as u16),
            pool: Pool::new(text),
            declared: Declared::default(),
            node_names: Texts::default(),
            any_name: false,
            null_row: None,
            detail: Vec::new(),
            lines: Vec::new(),
            open: Vec::new(),
            missing: 0,
            gathered: Vec::new(),
        }
    }

    fn read(&mut self, scan: &mut Scanner, options: ReadOptions) -> Result<(), FormatError> {
        self.node(scan, self.builder.root(), 0, options)?;
        while let Some(top) = self.open.last_mut() {
            let rows = top.rows;
            match top.children.next() {
                None => {
                    self.open.pop();
                }
                Some(child) => {
                    self.missing -= 1;
                    self.gathered.truncate(rows as usize * self.players);
                    self.node(scan, NodeId(child), rows, options)?;
                }
            }
        }
        Ok(())
    }

    /// One node. `rows` is how many interior outcomes lie before it.
    fn node(
        &mut self,
        scan: &mut Scanner,
        node: NodeId,
        rows: u32,
        options: ReadOptions,
    ) -> Result<(), FormatError> {
        const LETTER: &str = "a node, which begins with `c`, `p` or `t`";
        let place = scan.place();
        if scan.next() == Next::End {
            return Err(scan.error_here(Problem::CutShort { missing: self.missing + 1 }));
        }
        let line = scan.line();
        let letter = scan.peek_word().unwrap_or("");
        if !matches!(letter, "c" | "p" | "t") {
            return Err(scan.unexpected(LETTER));
        }
        scan.word(LETTER)?;
        let at = node.0 as usize;
        let name = if scan.next() == Next::Text { scan.text("the name of the node")? } else { "".into() };
        self.node_names.push(&name);
        self.any_name |= !name.is_empty();
        set(&mut self.lines, at, line, 0);
        let Tree { players, builder, pool, declared, .. } = self;
        let children = match letter {
            "p" => {
                let player = player(scan, *players)?;
                let infoset = declared.set(scan, builder, player)?;
                let outcome = declared.outcome(scan, pool, *players)?;
                self.enough_text(scan, place, self.builder.actions_of(infoset))?;
                let rows = self.gather(rows, outcome).map_err(|problem| scan.error_at(place, problem))?;
                (self.builder.decision(node, infoset), rows)
            }
            "c" => {
                let event = declared.event(scan, builder, pool, options)?;
                let outcome = declared.outcome(scan, pool, *players)?;
                let row = declared.events[event as usize].row;
                set(&mut self.detail, at, event, NONE);
                self.enough_text(scan, place, self.builder.entries_of(row) as u32)?;
                let rows = self.gather(rows, outcome).map_err(|problem| scan.error_at(place, problem))?;
                (self.builder.chance(node, row), rows)
            }
            _ => {
                let outcome = declared.outcome(scan, pool, *players)?;
                set(&mut self.detail, at, outcome.unwrap_or(NONE), NONE);
                let row = self.end(rows, outcome).map_err(|problem| scan.error_at(place, problem))?;
                self.builder.terminal(node, row);
                return Ok(());
            }
        };
        let (children, rows) = children;
        self.missing += u64::from(children.end - children.start);
        self.open.push(Open { children, rows });
        Ok(())
    }

    /// Refuses a move whose children cannot all stand in the rest of the text, before there is room made for them.
    fn enough_text(&self, scan: &Scanner, place: usize, children: u32) -> Result<(), FormatError> {
        let missing = self.missing + u64::from(children);
        let room = (scan.rest() + 1) / SHORTEST_NODE;
        if missing > room as u64 {
            return Err(scan.error_at(place, Problem::CutShort { missing: missing - room as u64 }));
        }
        Ok(())
    }

    /// Adds an interior outcome to what was gathered before; says how many rows there are then.
    fn gather(&mut self, rows: u32, outcome: Option<u32>) -> Result<u32, Problem> {
        let Some(outcome) = outcome else { return Ok(rows) };
        let row = self.added(rows, outcome)?;
        self.gathered.extend(row);
        Ok(rows + 1)
    }

    /// The payoff row of an end.
    fn end(&mut self, rows: u32, outcome: Option<u32>) -> Result<u32, Problem> {
        match outcome {
            Some(outcome) if rows == 0 => Ok(self.declared.row(&mut self.builder, outcome, self.players)),
            Some(outcome) => {
                self.pool.charge_end(self.players)?;
                let row = self.added(rows, outcome)?;
                Ok(self.builder.payoff_row(&row))
            }
            None if rows == 0 => {
                let builder = &mut self.builder;
                Ok(*self.null_row.get_or_insert_with(|| builder.payoff_row(&[])))
            }
            None => {
                self.pool.charge_end(self.players)?;
                let first = (rows as usize - 1) * self.players;
                Ok(self.builder.payoff_row(&self.gathered[first..]))
            }
        }
    }

    /// The last gathered row with an outcome added.
    fn added(&mut self, rows: u32, outcome: u32) -> Result<Vec<ExprId>, Problem> {
        let payoffs = self.declared.payoffs(outcome, self.players);
        let zeros;
        let before = match rows.checked_sub(1) {
            Some(last) => &self.gathered[last as usize * self.players..],
            None => {
                zeros = vec![self.pool.dag.zero(); self.players];
                &zeros
            }
        };
        self.pool.sums(before, payoffs)
    }
}

/// The player who moves, from 0.
fn player(scan: &mut Scanner, players: usize) -> Result<u16, FormatError> {
    let place = scan.place();
    let number = scan.whole("the number of a player")?;
    match u16::try_from(number).ok().and_then(|number| number.checked_sub(1)) {
        Some(player) if usize::from(player) < players => Ok(player),
        _ => Err(scan.error_at(place, Problem::NoSuchPlayer { number, players })),
    }
}

/// Sets an entry of a list that grows as the nodes do.
fn set(list: &mut Vec<u32>, at: usize, value: u32, empty: u32) {
    if list.len() <= at {
        list.resize(at + 1, empty);
    }
    list[at] = value;
}
