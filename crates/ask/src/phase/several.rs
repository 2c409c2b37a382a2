//! Where on a phase diagram other equilibria are known besides the one that it shows.
//!
//! In: a diagram. Out: [`Several`], a mark at each point at which something else happens in another sequential equilibrium. There are two
//! ways to know. Where a short search lists all equilibria of the game, it does so at points of a lattice and, where these differ
//! or regimes meet, at points between. Elsewhere each equilibrium that the diagram shows is carried from point
//! to neighbouring point, as far as it is certified: where the diagram shows another one, both are equilibria. Where the path forks, the
//! end of its other branch is one more.

use std::collections::{BTreeMap, VecDeque};

use standoff_solve::solution::Status;

use super::cell::Cell;
use super::{Grid, Phase, at_point};
use crate::along::each;
use crate::batch::spread::{Seed, Spread, TOGETHER};
use crate::batch::{Batch, NO_REGIME};
use crate::meter::Meter;
use crate::regime::Regime;
use crate::session::{AskError, Budget, Executor, Session, Setting, Solved};
use crate::{others, outcome};

/// Width of the first cells at whose corners equilibria are listed, in steps of the grid.
const FIRST: u32 = 8;
/// Listing may ask so often whether to stop, and so measures its work; some seconds where each list takes long. So many lists are
/// made between two looks at that.
const MOST_QUESTIONS: u64 = 16_000;
const ROUND: usize = 32;
/// So many regimes are carried, and of each so many ways to play at most: regimes tell what is played where play leads only.
const MOST_REGIMES: usize = 24;
const MOST_WAYS: usize = 6;

/// What is known of other equilibria.
#[derive(Clone, Debug, PartialEq)]
pub struct Several {
    /// Whether another one is known, point by point as in [`Phase::regime`].
    pub known: Vec<bool>,
    /// How they were looked for.
    pub by: Looked,
}

/// How other equilibria were looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// All were listed at so many points, most of them where these differ; others are taken to be like the nearest.
    Listed(usize),
    /// Those of the diagram were carried over, and the path's other branch was followed at so many points; further ones were not looked
    /// for.
    Followed(usize),
}

/// Looks for other equilibria.
///
/// # Errors
/// [`AskError::Stopped`]; as [`Session::numbers`] for the game in force.
pub fn several(
    session: &Session,
    phase: &Phase,
    setting: &Setting,
    executor: &dyn Executor,
    budget: Budget,
) -> Result<Several, AskError> {
    let finder = Finder { session, phase, setting, budget };
    let Some(first) = phase.regimes.first() else {
        return Ok(Several { known: vec![false; phase.regime.len()], by: Looked::Listed(0) });
    };
    let first = finder.place(first.example);
    if finder.can_list(first)? {
        let (known, points) = finder.lattice(true, executor)?;
        return Ok(Several { known, by: Looked::Listed(points) });
    }
    let (mut known, points) = finder.lattice(false, executor)?;
    known.iter_mut().zip(finder.carried(executor)?).for_each(|(known, mark)| *known |= mark);
    Ok(Several { known, by: Looked::Followed(points) })
}

struct Finder<'a, 's, 'm> {
    session: &'s Session<'m>,
    phase: &'a Phase,
    setting: &'a Setting,
    budget: Budget<'a>,
}

impl Finder<'_, '_, '_> {
    fn size(&self) -> [usize; 2] {
        [0, 1].map(|k| self.phase.axes[k].points() as usize)
    }

    fn place(&self, [i, j]: [u32; 2]) -> usize {
        i as usize * self.size()[1] + j as usize
    }

    /// The solution at a point; none where the diagram has none either, or numbers that are exact make no sense.
    fn solved(&self, place: usize, budget: Budget) -> Result<Option<Solved>, AskError> {
        if self.phase.regime[place] == NO_REGIME {
            return Ok(None);
        }
        let across = self.size()[1];
        let point = [place / across, place % across].map(|k| k as u32);
        match self.session.solve_once(&at_point(self.setting, &self.phase.axes, point), false, budget) {
            Err(AskError::Undefined(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Whether something else happens in another equilibrium that may be sequential; nothing if they cannot all be listed.
    fn list(&self, solved: &Solved, budget: Budget) -> Result<Option<bool>, AskError> {
        let outcomes = outcome::shares(self.session.model, solved);
        let found = others::search(self.session, solved, &outcomes, budget)?;
        Ok(found.map(|found| !found.sequential.is_empty() || found.connected.is_some()))
    }

    fn can_list(&self, place: usize) -> Result<bool, AskError> {
        match self.solved(place, self.budget)? {
            Some(solved) => Ok(self.list(&solved, self.budget)?.is_some()),
            None => Ok(false),
        }
    }

    /// Whether another equilibrium is known at a point, by the path's other branch or else, if wanted, by a list of all; and how much
    /// work that was. Nothing if they cannot be listed there.
    fn look(&self, place: usize, list: bool) -> Result<(Option<bool>, u64), AskError> {
        let meter = Meter::new(self.budget, u64::MAX);
        let known = match self.solved(place, &|| meter.ask())? {
            None => Some(false),
            Some(solved) if is_forked(&solved) => Some(true),
            Some(solved) if list => self.list(&solved, &|| meter.ask())?,
            Some(_) => Some(false),
        };
        Ok((known, meter.asked()))
    }

    /// What holds at the points of a lattice, and between those that differ, and how many these are; it is taken to hold around them.
    fn lattice(&self, list: bool, executor: &dyn Executor) -> Result<(Vec<bool>, usize), AskError> {
        let mut known = vec![false; self.phase.regime.len()];
        let mut listed: BTreeMap<usize, Option<bool>> = BTreeMap::new();
        let (mut cells, mut questions) = (Cell::all(&self.phase.axes, FIRST), 0);
        while !cells.is_empty() && (listed.is_empty() || questions < MOST_QUESTIONS) {
            let most = if listed.is_empty() { u64::MAX } else { MOST_QUESTIONS };
            let corners = cells.iter().flat_map(Cell::corners).map(|point| self.place(point));
            let mut wanted: Vec<usize> = corners.filter(|place| !listed.contains_key(place)).collect();
            wanted.sort_unstable();
            wanted.dedup();
            for wanted in wanted.chunks(ROUND) {
                if questions < most {
                    let found = each(wanted.len(), executor, &|k| self.look(wanted[k], list));
                    for (&place, found) in wanted.iter().zip(found) {
                        let (several, asked) = found?;
                        listed.insert(place, several);
                        questions += asked;
                    }
                }
            }
            let mut next = Vec::new();
            for cell in cells {
                self.fill(&cell, &listed, &mut known);
                if !self.is_alike(&cell, &listed) {
                    next.extend(cell.parts());
                }
            }
            cells = next;
        }
        Ok((known, listed.len()))
    }

    /// Takes the points of a cell to be like the nearest corner at which equilibria were listed.
    fn fill(&self, cell: &Cell, listed: &BTreeMap<usize, Option<bool>>, known: &mut [bool]) {
        let of = |point: [u32; 2]| listed.get(&self.place(point)).copied().flatten();
        let corners: Vec<([u32; 2], bool)> =
            cell.corners().into_iter().filter_map(|corner| Some((corner, of(corner)?))).collect();
        for point in cell.points() {
            let distance =
                |corner: &[u32; 2]| [0, 1].map(|k| corner[k].abs_diff(point[k]).pow(2)).iter().sum::<u32>();
            if let Some((_, several)) = corners.iter().min_by_key(|(corner, _)| distance(corner)) {
                known[self.place(point)] = *several;
            }
        }
    }

    /// Whether the same holds at all corners of a cell, and the cell lies in one regime.
    fn is_alike(&self, cell: &Cell, listed: &BTreeMap<usize, Option<bool>>) -> bool {
        let of = |point: [u32; 2]| listed.get(&self.place(point));
        let regime = self.phase.regime[self.place(cell.low)];
        cell.corners().into_iter().all(|corner| of(corner).is_some() && of(corner) == of(cell.low))
            && cell.points().all(|point| self.phase.regime[self.place(point)] == regime)
    }

    /// The points at which an equilibrium that the diagram shows elsewhere is one as well.
    fn carried(&self, executor: &dyn Executor) -> Result<Vec<bool>, AskError> {
        let batch = Batch::new(self.session, &[], self.setting, self.budget)?;
        let regimes = self.phase.regimes.len().min(MOST_REGIMES);
        let marks = each(regimes, executor, &|regime| self.carry(&batch, regime as u32));
        let mut known = vec![false; self.phase.regime.len()];
        for marks in marks {
            known.iter_mut().zip(marks?).for_each(|(known, mark)| *known |= mark);
        }
        Ok(known)
    }

    /// The points at which equilibria found where a regime is shown are equilibria as well, and another regime is shown.
    fn carry(&self, batch: &Batch, regime: u32) -> Result<Vec<bool>, AskError> {
        let grid = Grid(&self.phase.axes);
        let mut marks = vec![false; self.phase.regime.len()];
        let Some(mut spread) = Spread::new(batch, &grid, self.budget) else { return Ok(marks) };
        let example = self.place(self.phase.regimes[regime as usize].example);
        let own = (0..marks.len()).filter(|&place| self.phase.regime[place] == regime);
        let mut explained = vec![false; marks.len()];
        let mut ways = 0;
        for place in std::iter::once(example).chain(own) {
            if explained[place] || ways == MOST_WAYS {
                continue;
            }
            ways += 1;
            explained[place] = true;
            let Some(seed) = spread.seed(place as u64)? else { continue };
            for place in self.flood(&mut spread, &seed, place)? {
                explained[place] = true;
                let shown = self.phase.regimes.get(self.phase.regime[place] as usize);
                marks[place] |= shown.is_some_and(|shown| shown.key != seed.regime.key());
            }
        }
        Ok(marks)
    }

    /// The points to which an equilibrium can be carried from a point, neighbour by neighbour.
    fn flood(&self, spread: &mut Spread, seed: &Seed, from: usize) -> Result<Vec<usize>, AskError> {
        let mut reached = vec![from];
        let mut tried = vec![false; self.phase.regime.len()];
        tried[from] = true;
        // Points to try, each with the profile at the neighbour from which it is.
        let mut open: VecDeque<(usize, std::rc::Rc<[f64]>)> = VecDeque::new();
        let mut around = |place: usize, profile: &[f64], open: &mut VecDeque<_>| {
            let profile: std::rc::Rc<[f64]> = profile.into();
            for next in self.neighbours(place) {
                if !std::mem::replace(&mut tried[next], true) {
                    open.push_back((next, profile.clone()));
                }
            }
        };
        around(from, &seed.profile, &mut open);
        while !open.is_empty() {
            if (self.budget)() {
                return Err(AskError::Stopped);
            }
            let (to, near): (Vec<usize>, Vec<_>) = open.drain(..open.len().min(TOGETHER)).unzip();
            let numbers: Vec<u64> = to.iter().map(|&place| place as u64).collect();
            let near: Vec<&[f64]> = near.iter().map(|profile| &**profile).collect();
            for (place, profile) in to.iter().zip(spread.carry(seed, &numbers, &near)) {
                if let Some(profile) = profile {
                    reached.push(*place);
                    around(*place, &profile, &mut open);
                }
            }
        }
        Ok(reached)
    }

    fn neighbours(&self, place: usize) -> impl Iterator<Item = usize> + use<> {
        let [columns, rows] = self.size();
        let (i, j) = (place / rows, place % rows);
        let left = (i > 0).then(|| place - rows);
        let right = (i + 1 < columns).then(|| place + rows);
        let down = (j > 0).then(|| place - 1);
        let up = (j + 1 < rows).then(|| place + 1);
        [left, right, down, up].into_iter().flatten()
    }
}

/// Whether another branch of the path was followed to an equilibrium in which something else is played where play leads.
fn is_forked(solved: &Solved) -> bool {
    let here = Regime::of(solved, "");
    let certified =
        solved.solution.selection.alternatives.iter().filter(|other| other.status != Status::Stalled);
    certified.map(|other| Regime::of_other_branch(solved, other)).any(|other| other != here)
}
