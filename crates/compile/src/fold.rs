//! Lotteries that no decision follows, folded into expected gains.
//!
//! In: the machine, stopped where chance draws. Out: expected gains from there on, and the lottery itself for questions;
//! nothing if a decision turns up. Gains before the lottery stay out of it, so that equal lotteries are one.

use standoff_game::builder::Builder;
use standoff_game::dag::{Dag, ExprId};

use crate::machine::{Halt, Machine, Stop};
use crate::stories::{Event, LotteryBranch, Stories};

/// A folded lottery.
pub(crate) struct Folded {
    /// Expected gains from the lottery on, by actor.
    pub(crate) expected: Vec<ExprId>,
    pub(crate) branches: Vec<LotteryBranch>,
    /// Nodes and ends that it would have been.
    pub(crate) nodes: u64,
    pub(crate) ends: u64,
}

/// A chance event whose branches are being tried.
struct Level {
    step: u32,
    labels: u32,
    row: Vec<ExprId>,
    next: usize,
    mark: usize,
    events: usize,
    /// Gains between the chance event above and this one.
    before: Vec<ExprId>,
    /// Gains between the start of the lottery and this event.
    path: Vec<ExprId>,
    /// Probability of getting here from the start of the lottery.
    reached: ExprId,
    /// Expected gains of the branches tried, branch by branch.
    values: Vec<ExprId>,
}

/// What lotteries are folded into, and whoever says when to stop.
pub(crate) struct Folder<'a, 'm, 'p> {
    pub(crate) builder: &'a mut Builder,
    pub(crate) stories: &'a mut Stories,
    pub(crate) tick: &'a mut dyn FnMut(&Machine<'m, 'p>) -> Option<Halt>,
}

/// Folds the lottery at which the machine stopped, `at` a step with its labels; the machine is left where it was, with
/// events and gains as before.
pub(crate) fn fold<'m, 'p>(
    machine: &mut Machine<'m, 'p>,
    at: (u32, u32),
    folder: Folder<'_, 'm, 'p>,
) -> Result<Option<Folded>, Halt> {
    let start = machine.mark();
    let mut events = std::mem::take(&mut machine.events);
    let row = machine.row.clone();
    let result = try_fold(machine, at, folder);
    machine.undo_to(start);
    if result.is_err() {
        // What went wrong is told with the whole story.
        events.append(&mut machine.events);
    }
    machine.events = events;
    machine.row = row;
    result
}

fn try_fold<'m, 'p>(
    machine: &mut Machine<'m, 'p>,
    (step, labels): (u32, u32),
    folder: Folder<'_, 'm, 'p>,
) -> Result<Option<Folded>, Halt> {
    let Folder { builder, stories, tick } = folder;
    let players = machine.gains.len();
    let (zero, one) = (machine.eval.dag.zero(), machine.eval.dag.one());
    let none = vec![zero; players];
    machine.clear_gains();
    let mut folded = Folded { expected: Vec::new(), branches: Vec::new(), nodes: 1, ends: 0 };
    let mut levels = vec![level(machine, step, labels, none.clone(), none, one)];
    loop {
        let Some(level) = levels.last_mut() else { return Ok(None) };
        if level.next == level.row.len() {
            let Some(level) = levels.pop() else { return Ok(None) };
            // The row stays in the game's tables although no node uses it: a point at which it holds no probabilities
            // has no game, folded or not.
            builder.chance_row(&level.row);
            let tail = expectation(&mut machine.eval.dag, &level.row, &level.values, players);
            let total = sum(&mut machine.eval.dag, &level.before, &tail);
            match levels.last_mut() {
                Some(above) => above.values.extend(total),
                None => {
                    folded.expected = total;
                    return Ok(Some(folded));
                }
            }
            continue;
        }
        let k = level.next;
        level.next += 1;
        let (mark, event_mark, step) = (level.mark, level.events, level.step);
        let reached = machine.eval.dag.mul(level.reached, level.row[k]);
        let label = machine.labels.get(level.labels)[k];
        machine.undo_to(mark);
        machine.events.truncate(event_mark);
        machine.taken += 1;
        machine.take(step, label, k)?;
        folded.nodes += 1;
        match machine.advance(tick)? {
            Stop::Decision(..) => return Ok(None),
            Stop::End => {
                folded.ends += 1;
                let gains = machine.gains.clone();
                let path = sum(&mut machine.eval.dag, &level.path, &gains);
                level.values.extend(gains);
                let events: &[Event] = &machine.events;
                folded.branches.push(stories.branch(reached, events, &path));
            }
            Stop::Chance(step, labels) => {
                let before = machine.gains.clone();
                let path = sum(&mut machine.eval.dag, &level.path, &before);
                machine.clear_gains();
                levels.push(self::level(machine, step, labels, before, path, reached));
            }
        }
    }
}

fn level(
    machine: &Machine,
    step: u32,
    labels: u32,
    before: Vec<ExprId>,
    path: Vec<ExprId>,
    reached: ExprId,
) -> Level {
    Level {
        step,
        labels,
        row: machine.row.clone(),
        next: 0,
        mark: machine.mark(),
        events: machine.events.len(),
        before,
        path,
        reached,
        values: Vec::new(),
    }
}

fn sum(dag: &mut Dag, a: &[ExprId], b: &[ExprId]) -> Vec<ExprId> {
    a.iter().zip(b).map(|(&a, &b)| dag.add(a, b)).collect()
}

/// Σ p · v for each actor. An actor to whom all branches are worth the same gets that, since probabilities sum to 1.
fn expectation(dag: &mut Dag, row: &[ExprId], values: &[ExprId], players: usize) -> Vec<ExprId> {
    (0..players)
        .map(|actor| {
            let value = |k: usize| values[k * players + actor];
            if (1..row.len()).all(|k| value(k) == value(0)) {
                return value(0);
            }
            let mut sum = dag.zero();
            for (k, &p) in row.iter().enumerate() {
                let part = dag.mul(p, value(k));
                sum = dag.add(sum, part);
            }
            sum
        })
        .collect()
}
