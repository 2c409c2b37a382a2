//! What an `.efg` file says of information sets, events and outcomes: once in full, later by number or again.
//!
//! In: the items of the text behind a number. Out: an index into the tables; a second description must say the same.

use std::borrow::Cow;
use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::{One, Signed};

use super::super::ReadOptions;
use super::super::error::{FormatError, Problem};
use super::super::game::{EventNames, NamedGame, SetNames};
use super::super::labels::Texts;
use super::super::number::for_people;
use super::super::pool::{Pool, Total};
use super::super::scan::{Next, Scanner, short};
use crate::builder::Builder;
use crate::dag::{Dag, ExprId};
use crate::structure::{InfosetId, NONE, Structure};

/// How far a sum of probabilities may be from 1 to pass for a near miss: one in a hundred.
const NEAR: (i64, i64) = (1, 100);

/// What was described so far.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) sets: Vec<SetNames>,
    pub(super) set_names: Texts,
    pub(super) action_names: Texts,
    set_lines: Vec<u32>,
    set_of: HashMap<(u16, u32), u32>,

    pub(super) events: Vec<EventNames>,
    pub(super) event_names: Texts,
    pub(super) branch_names: Texts,
    event_lines: Vec<u32>,
    event_of: HashMap<u32, u32>,

    pub(super) outcome_names: Texts,
    outcomes: Vec<Outcome>,
    outcome_of: HashMap<u32, u32>,
    /// Payoffs, outcome by outcome, one a player.
    payoffs: Vec<ExprId>,

    /// Lines of chance moves whose probabilities were divided by their sum.
    pub(super) snapped: Vec<u32>,
}

/// What is known of an outcome.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    line: u32,
    /// Its payoff row; made when the outcome stands at an end.
    row: u32,
}

impl Declared {
    /// An information set of `player`, with its number as the next item. New sets are made in the order they are met.
    pub(super) fn set(
        &mut self,
        scan: &mut Scanner,
        builder: &mut Builder,
        player: u16,
    ) -> Result<InfosetId, FormatError> {
        let (place, line) = (scan.place(), scan.line());
        let number = scan.whole("the number of an information set")?;
        let name = name(scan, "the name of an information set")?;
        if scan.next() != Next::Open {
            let Some(&known) = self.set_of.get(&(player, number)) else {
                return Err(scan.error_at(place, Problem::Undeclared { what: SET, number }));
            };
            self.same_name(scan, place, SET, number, known, name.as_deref())?;
            return Ok(InfosetId(known));
        }
        let list = scan.place();
        if let Some(&known) = self.set_of.get(&(player, number)) {
            self.same_name(scan, place, SET, number, known, name.as_deref())?;
            let actions = builder.actions_of(InfosetId(known)) as usize;
            let start = builder.first_action_of(InfosetId(known)) as usize;
            let mut given = 0;
            let mut differs = None;
            let names = &self.action_names;
            scan.texts(|action| {
                if given < actions && differs.is_none() && names.get(start + given) != action {
                    differs = Some((short(&action), short(names.get(start + given))));
                }
                given += 1;
            })?;
            let (here, there) = match differs {
                Some((here, there)) => (format!("the action \"{here}\""), format!("\"{there}\"")),
                None if given == actions => return Ok(InfosetId(known)),
                None => (format!("a number of actions of {given}"), actions.to_string()),
            };
            let line = self.set_lines[known as usize];
            return Err(scan.error_at(list, Problem::Redeclared { what: SET, number, here, there, line }));
        }
        let names = &mut self.action_names;
        let mut actions = 0u32;
        scan.texts(|action| {
            names.push(&action);
            actions += 1;
        })?;
        if actions == 0 {
            return Err(scan.error_at(list, Problem::Empty("a player who moves needs at least one action")));
        }
        let id = builder.infoset(player, actions, None);
        self.set_of.insert((player, number), id.0);
        self.set_names.push(name.as_deref().unwrap_or(""));
        self.set_lines.push(line);
        self.sets.push(SetNames { number });
        Ok(id)
    }

    /// A chance move, with its number as the next item.
    pub(super) fn event(
        &mut self,
        scan: &mut Scanner,
        builder: &mut Builder,
        pool: &mut Pool,
        options: ReadOptions,
    ) -> Result<u32, FormatError> {
        let (place, line) = (scan.place(), scan.line());
        let number = scan.whole("the number of a chance event")?;
        let name = name(scan, "the name of a chance event")?;
        let known = self.event_of.get(&number).copied();
        if let Some(known) = known {
            self.same_name(scan, place, EVENT, number, known, name.as_deref())?;
        }
        if scan.next() != Next::Open {
            return known.ok_or_else(|| scan.error_at(place, Problem::Undeclared { what: EVENT, number }));
        }
        let list = scan.place();
        let first = self.branch_names.len();
        let (mut entries, sum) = self.branches(scan, pool)?;
        if entries.is_empty() {
            return Err(scan.error_at(list, Problem::Empty("chance needs at least one branch")));
        }
        let snapped = normalise(&mut entries, &sum, pool, options.snap)
            .map_err(|problem| scan.error_at(list, problem))?;
        let row = builder.chance_row(&entries);
        let Some(known) = known else {
            if snapped {
                self.snapped.push(line);
            }
            let id = self.events.len() as u32;
            self.event_of.insert(number, id);
            self.event_names.push(name.as_deref().unwrap_or(""));
            self.event_lines.push(line);
            self.events.push(EventNames { number, row, first_branch: first as u32 });
            return Ok(id);
        };
        let event = self.events[known as usize];
        let (there_first, there_count) = (event.first_branch as usize, builder.entries_of(event.row));
        let names = &self.branch_names;
        let differs =
            (0..entries.len().min(there_count)).find(|&k| names.get(first + k) != names.get(there_first + k));
        let (here, there) = match differs {
            Some(k) => (
                format!("the branch \"{}\"", short(names.get(first + k))),
                format!("\"{}\"", short(names.get(there_first + k))),
            ),
            None if entries.len() != there_count => {
                (format!("a number of branches of {}", entries.len()), there_count.to_string())
            }
            None if row != event.row => ("other probabilities".to_owned(), "its own".to_owned()),
            None => {
                self.branch_names.truncate(first);
                return Ok(known);
            }
        };
        let line = self.event_lines[known as usize];
        Err(scan.error_at(list, Problem::Redeclared { what: EVENT, number, here, there, line }))
    }

    /// A list of branches with their probabilities, and the sum of those.
    fn branches(
        &mut self,
        scan: &mut Scanner,
        pool: &mut Pool,
    ) -> Result<(Vec<ExprId>, BigRational), FormatError> {
        let mut entries = Vec::new();
        let mut sum = Total::new();
        scan.open("a list in braces")?;
        while scan.next() != Next::Close {
            let name = scan.text("the name of a branch in quotation marks, or `}`")?;
            self.branch_names.push(&name);
            let place = scan.place();
            let entry = scan.number("the probability of the branch")?;
            if entry.is_negative() {
                return Err(scan.error_at(place, Problem::NegativeProbability(for_people(&entry))));
            }
            sum.add(&entry).map_err(|problem| scan.error_at(place, problem))?;
            entries.push(pool.constant(entry));
        }
        scan.close("`}`")?;
        Ok((entries, sum.value()))
    }

    /// An outcome, with its number as the next item; `None` for the null outcome.
    pub(super) fn outcome(
        &mut self,
        scan: &mut Scanner,
        pool: &mut Pool,
        players: usize,
    ) -> Result<Option<u32>, FormatError> {
        let (place, line) = (scan.place(), scan.line());
        let number = scan.whole("the number of an outcome")?;
        // The name of the next node is behind its letter, so that a text here belongs to the outcome.
        let name = name(scan, "the name of an outcome")?;
        let known = self.outcome_of.get(&number).copied();
        if let Some(known) = known {
            self.same_name(scan, place, OUTCOME, number, known, name.as_deref())?;
        }
        if scan.next() != Next::Open {
            if number == 0 && name.as_deref().is_none_or(str::is_empty) {
                return Ok(None);
            }
            let undeclared = || scan.error_at(place, Problem::Undeclared { what: OUTCOME, number });
            return known.map(Some).ok_or_else(undeclared);
        }
        let list = scan.place();
        let payoffs = payoffs(scan, pool, players)?;
        if number == 0 {
            // Some programs write the zeros out.
            let zero = pool.dag.zero();
            return if payoffs.iter().all(|&payoff| payoff == zero) {
                Ok(None)
            } else {
                Err(scan.error_at(list, Problem::NullOutcome))
            };
        }
        if let Some(known) = known {
            let first = known as usize * players;
            let before = &self.payoffs[first..first + players];
            if let Some(k) = (0..players).find(|&k| before[k] != payoffs[k]) {
                let shown = |id: ExprId| pool.dag.as_constant(id).map_or_else(String::new, for_people);
                return Err(scan.error_at(
                    list,
                    Problem::Redeclared {
                        what: OUTCOME,
                        number,
                        here: format!("the payoff {} for player {}", shown(payoffs[k]), k + 1),
                        there: shown(before[k]),
                        line: self.outcomes[known as usize].line,
                    },
                ));
            }
            return Ok(Some(known));
        }
        let id = self.outcomes.len() as u32;
        self.outcome_of.insert(number, id);
        self.outcome_names.push(name.as_deref().unwrap_or(""));
        self.outcomes.push(Outcome { line, row: NONE });
        self.payoffs.extend(payoffs);
        Ok(Some(id))
    }

    /// The payoffs of an outcome.
    pub(super) fn payoffs(&self, outcome: u32, players: usize) -> &[ExprId] {
        &self.payoffs[outcome as usize * players..][..players]
    }

    /// The payoff row of an outcome.
    pub(super) fn row(&mut self, builder: &mut Builder, outcome: u32, players: usize) -> u32 {
        let known = self.outcomes[outcome as usize].row;
        if known != NONE {
            return known;
        }
        let row = builder.payoff_row(self.payoffs(outcome, players));
        self.outcomes[outcome as usize].row = row;
        row
    }

    /// The game of all that was described.
    pub(super) fn into_game(self, structure: Structure, dag: Dag) -> NamedGame {
        NamedGame {
            structure,
            dag,
            sets: self.sets,
            set_names: self.set_names,
            action_names: self.action_names,
            events: self.events,
            event_names: self.event_names,
            branch_names: self.branch_names,
            outcome_names: self.outcome_names,
            ..NamedGame::default()
        }
    }

    /// A name that is given again must be the same.
    fn same_name(
        &self,
        scan: &Scanner,
        place: usize,
        what: &'static str,
        number: u32,
        known: u32,
        name: Option<&str>,
    ) -> Result<(), FormatError> {
        let at = known as usize;
        let (before, line) = match what {
            SET => (self.set_names.get(at), self.set_lines[at]),
            EVENT => (self.event_names.get(at), self.event_lines[at]),
            _ => (self.outcome_names.get(at), self.outcomes[at].line),
        };
        match name {
            Some(name) if name != before => Err(scan.error_at(
                place,
                Problem::Redeclared {
                    what,
                    number,
                    here: format!("the name \"{}\"", short(name)),
                    there: format!("\"{}\"", short(before)),
                    line,
                },
            )),
            _ => Ok(()),
        }
    }
}

const SET: &str = "information set";
const EVENT: &str = "chance event";
const OUTCOME: &str = "outcome";

/// A name, if one stands here.
fn name<'t>(scan: &mut Scanner<'t>, wanted: &'static str) -> Result<Option<Cow<'t, str>>, FormatError> {
    if scan.next() == Next::Text { scan.text(wanted).map(Some) } else { Ok(None) }
}

/// A list of payoffs in braces.
pub(super) fn payoffs(
    scan: &mut Scanner,
    pool: &mut Pool,
    players: usize,
) -> Result<Vec<ExprId>, FormatError> {
    let list = scan.place();
    scan.open("a list of payoffs in braces")?;
    let mut payoffs = Vec::new();
    while scan.next() != Next::Close {
        payoffs.push(pool.constant(scan.number("a payoff, or `}`")?));
    }
    scan.close("`}`")?;
    if payoffs.len() == players {
        Ok(payoffs)
    } else {
        Err(scan.error_at(list, Problem::Payoffs { found: payoffs.len(), wanted: players }))
    }
}

/// Sees to it that probabilities sum to exactly 1. Says whether they were changed.
fn normalise(
    entries: &mut [ExprId],
    sum: &BigRational,
    pool: &mut Pool,
    snap: bool,
) -> Result<bool, Problem> {
    if sum.is_one() {
        return Ok(false);
    }
    let near = (sum - BigRational::one()).abs() <= BigRational::new(NEAR.0.into(), NEAR.1.into());
    if !near || !snap {
        return Err(Problem::ChanceSum { sum: for_people(sum), near });
    }
    for entry in entries {
        if let Some(value) = pool.dag.as_constant(*entry) {
            let share = value / sum;
            *entry = pool.constant(share);
        }
    }
    Ok(true)
}
