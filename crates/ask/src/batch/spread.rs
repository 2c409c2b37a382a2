//! Carries one equilibrium from point to point, wherever the same way to play is an equilibrium.
//!
//! In: a point at which the path is followed. Out: how the game in force is played there ([`Seed`]); and whether it may be played
//! so at other points, near ones first: each is certified.

use standoff_solve::along::{LANES, Pattern};

use super::game::Space;
use super::rows::{NO_REGIME, Rows};
use super::walker::Task;
use super::{Batch, Points};
use crate::regime::Regime;
use crate::session::{AskError, Budget};

/// How the game in force is played at some point.
pub(crate) struct Seed {
    pattern: Pattern,
    /// The probability of each action there.
    pub(crate) profile: Vec<f64>,
    /// What is played where play leads.
    pub(crate) regime: Regime,
}

/// Points to which equilibria are carried, with working space.
pub(crate) struct Spread<'a, 's, 'm> {
    batch: &'a Batch<'s, 'm>,
    points: &'a dyn Points,
    budget: Budget<'a>,
    space: Space,
    point: Vec<f64>,
}

/// Some points of many.
struct Chosen<'a> {
    all: &'a dyn Points,
    numbers: &'a [u64],
}

impl Points for Chosen<'_> {
    fn count(&self) -> u64 {
        self.numbers.len() as u64
    }

    fn write(&self, index: u64, point: &mut [f64]) {
        self.all.write(self.numbers[index as usize], point);
    }
}

impl<'a, 's, 'm> Spread<'a, 's, 'm> {
    /// For a batch without questions; none if nothing can be carried in its game.
    pub(crate) fn new(batch: &'a Batch<'s, 'm>, points: &'a dyn Points, budget: Budget<'a>) -> Option<Self> {
        let carries = !batch.cold && batch.can_carry();
        let space = Space::new(batch.games.all.first()?, carries, &batch.asked);
        space.along.is_some().then(|| Self { batch, points, budget, space, point: batch.base.clone() })
    }

    /// How the game is played at a point, the path followed there; none if that does not say what it rests on.
    ///
    /// # Errors
    /// [`AskError::Stopped`]; [`AskError::Solve`].
    pub(crate) fn seed(&mut self, at: u64) -> Result<Option<Seed>, AskError> {
        let mut rows = self.rows(1);
        let chosen = Chosen { all: self.points, numbers: &[at] };
        let task = Task { batch: self.batch, points: &chosen, first: 0, game: 0, budget: self.budget };
        let (pattern, profile, regime) = self.space.cold(&task, &mut self.point, 0, &mut rows)?;
        let regime = rows.regimes.into_iter().nth(regime as usize);
        Ok(pattern.zip(regime).map(|(pattern, regime)| Seed { pattern, profile, regime }))
    }

    /// The profiles at up to [`LANES`] points at which the game may be played as at the seed, looked for near a profile for each; none
    /// where that is not beyond doubt.
    pub(crate) fn carry(&mut self, seed: &Seed, to: &[u64], near: &[&[f64]]) -> Vec<Option<Vec<f64>>> {
        let mut rows = self.rows(to.len());
        let chosen = Chosen { all: self.points, numbers: to };
        let task = Task { batch: self.batch, points: &chosen, first: 0, game: 0, budget: self.budget };
        let start = |action: usize, lane: usize| near[lane.min(near.len() - 1)][action];
        let Self { space, point, .. } = self;
        let sure = space.carry(&task, point, &seed.pattern, 0..to.len(), start, NO_REGIME, &mut rows);
        let profile = |lane: usize| {
            let along = space.along.as_ref()?;
            Some(along.block.profile.iter().map(|lanes| lanes[lane]).collect())
        };
        (0..to.len()).map(|lane| if sure[lane] { profile(lane) } else { None }).collect()
    }

    /// Rows to write to, for so many points.
    fn rows(&mut self, count: usize) -> Rows {
        let game = &self.batch.games.all[0];
        self.space.found.reset(count, usize::from(game.compiled.structure.players));
        let mut rows = Rows::new(0, self.batch.asked.len());
        rows.resize(count);
        rows
    }
}

/// So many points are carried to at a time.
pub(crate) const TOGETHER: usize = LANES;
