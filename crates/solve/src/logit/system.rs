//! The linear systems of the path, by the method that their size calls for.
//!
//! In: the entries of a bordered Jacobian, or of its products. Out: solutions, and where the matrix is factored the sign and
//! size of the determinant and the smallest singular value. Small matrices are dense. Larger ones are eliminated in an order
//! that keeps them sparse, columns that stand alone first, and what is left is dense. Where even that takes too much, systems are solved
//! by products, and there is no determinant.

use super::equations::Equations;
use super::jacobian::Matrix;
use super::linear::elimination::{Dropping, Elimination};
use super::linear::krylov::Krylov;
use super::linear::order::Order;
use super::linear::rows::Rows;
use super::linear::{ALONE, Lu, dot, norm, scale_to_unit};
use super::live::Live;
use super::product::Linearisation;
use standoff_game::structure::NONE;

/// From this many unknowns on, the border among them, matrices are kept sparse.
pub(crate) const SPARSE_FROM: usize = 80;
/// Most unknowns of a dense matrix.
pub(crate) const MOST_DENSE: usize = 2_500;

/// Residual of solutions by products.
const BY_PRODUCTS: f64 = 1e-9;
/// What factors that precondition leave out at first, and at most how often that is made finer.
const COARSEST: Dropping = Dropping { below: 1e-3, most: 60 };
const FINER: u32 = 4;

/// How systems are solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Method {
    /// By one dense matrix.
    #[default]
    Dense,
    /// By elimination as long as that stays sparse, and a dense matrix of the rest.
    Sparse,
    /// By products with the matrix.
    Products,
}

/// A bordered system.
#[derive(Clone, Debug, Default)]
pub(crate) struct System {
    pub(crate) method: Method,
    /// The matrix and its factors, if it is dense.
    pub(crate) dense: Lu,
    /// The matrix otherwise; where products are used, what they are preconditioned by.
    pub(crate) rows: Rows,
    /// Unknowns in the order of their elimination, the border last, and how many at the end are dense.
    order: Vec<u32>,
    core: usize,
    elimination: Elimination,
    /// The order with columns that stand alone first.
    present: Vec<u32>,
    present_core: usize,
    largest: Vec<f64>,
    alone: Vec<bool>,
    right: Vec<f64>,
    rest: Vec<f64>,
    krylov: Krylov,
    linearisation: Linearisation,
    dropping: Option<Dropping>,
    finer: u32,
    /// Sign of the determinant: −1, 0 or 1; 1 where it is not known.
    pub(crate) sign: f64,
}

impl System {
    /// Takes a method for the walks to come in a game; `order` says in which order its sets are eliminated.
    pub(crate) fn prepare(&mut self, live: &Live, method: Method, order: &Order) {
        self.method = method;
        self.order.clear();
        self.dropping = None;
        if method == Method::Dense {
            return;
        }
        let mut live_set = vec![NONE; order.blocks.len()];
        for (live_number, &set) in live.set_of.iter().enumerate() {
            if let Some(entry) = live_set.get_mut(set as usize) {
                *entry = live_number as u32;
            }
        }
        self.core = 1;
        for (k, &set) in order.blocks.iter().enumerate() {
            let set = live_set[set as usize];
            if set != NONE {
                let (set, actions) = (set as usize, live.actions(set as usize));
                // Every set before has one action more than unknowns.
                let unknowns = actions.start - set..actions.end - set - 1;
                self.core += if k < order.sparse { 0 } else { unknowns.len() };
                self.order.extend(unknowns.map(|k| k as u32));
            }
        }
        self.order.push(live.unknowns() as u32);
        if method == Method::Products {
            self.core = self.core.min(MOST_DENSE / 4);
            self.dropping = Some(COARSEST);
        }
        self.finer = 0;
    }

    /// How often the factors that precondition have been made finer.
    pub(crate) fn finer(&self) -> u32 {
        self.finer
    }

    /// Makes them so from the next matrix on.
    pub(crate) fn set_finer(&mut self, finer: u32) {
        self.finer = finer.min(FINER);
        if let Some(dropping) = &mut self.dropping {
            *dropping = COARSEST.finer(self.finer);
        }
    }

    /// Forms the bordered Jacobian at an evaluated point, without factoring it.
    pub(crate) fn fill(
        &mut self,
        live: &Live,
        equations: &mut Equations,
        mu: f64,
        border: &[f64],
        far_out: bool,
    ) {
        let n = border.len();
        if self.method == Method::Dense {
            self.dense.reset(n);
            self.dense.measure = far_out;
            let mut matrix = Matrix { entries: &mut self.dense.a, stride: n };
            equations.bordered_jacobian(live, mu, &mut matrix);
            self.dense.a[(n - 1) * n..].copy_from_slice(border);
            return;
        }
        self.rows.reset(n);
        equations.bordered_jacobian(live, mu, &mut self.rows);
        for (column, &value) in border.iter().enumerate() {
            self.rows.add(n as u32 - 1, column as u32, value);
        }
        if self.method == Method::Products {
            self.linearisation.keep(live, equations, mu, border);
        }
    }

    /// Factors the matrix that has been filled in.
    pub(crate) fn factor(&mut self) {
        if self.method == Method::Dense {
            self.dense.factor();
            self.sign = self.dense.sign;
            return;
        }
        self.rows.merge();
        self.measure();
        self.rows.clear_columns(|column| self.alone[column]);
        self.present.clear();
        let sparse = self.order.len() - self.core;
        let mut early_in_core = 0;
        for (place, &unknown) in self.order.iter().enumerate() {
            if self.alone[unknown as usize] {
                self.present.push(unknown);
                early_in_core += usize::from(place >= sparse);
            }
        }
        self.present.extend(self.order.iter().filter(|&&unknown| !self.alone[unknown as usize]));
        self.present_core = self.core - early_in_core;
        self.elimination.factor(&self.rows, &self.present, self.present_core, self.dropping);
        self.sign = if self.dropping.is_some() { 1.0 } else { self.elimination.sign };
    }

    /// Whether the determinant and the smallest singular value are known.
    pub(crate) fn has_determinant(&self) -> bool {
        self.method != Method::Products
    }

    /// Finds the columns that stand alone.
    fn measure(&mut self) {
        let n = self.rows.size();
        self.largest.clear();
        self.largest.resize(n, 0.0);
        self.alone.clear();
        self.alone.resize(n, false);
        for row in 0..n.saturating_sub(1) {
            for (column, value) in self.rows.row(row) {
                if column == row {
                    self.alone[row] = (value - 1.0).abs() < 0.1;
                } else {
                    // What is no number stands for much.
                    let size = if value.is_nan() { f64::INFINITY } else { value.abs() };
                    self.largest[column] = self.largest[column].max(size);
                }
            }
        }
        for (alone, largest) in self.alone.iter_mut().zip(&self.largest) {
            *alone &= *largest < ALONE;
        }
        // The border's own column is none of them.
        if let (Some(largest), Some(alone)) = (self.largest.last_mut(), self.alone.last_mut()) {
            *largest = f64::INFINITY;
            *alone = false;
        }
    }

    /// Whether column `k` of the matrix factored last touched nothing but its own row and the border.
    pub(crate) fn stood_alone(&self, k: usize) -> bool {
        match self.method {
            Method::Dense => self.dense.stood_alone(k),
            _ => self.largest.get(k).is_some_and(|&v| v < ALONE),
        }
    }

    /// Natural log of |det| of a matrix that has been factored.
    pub(crate) fn log_det(&self) -> f64 {
        if self.method == Method::Dense { self.dense.log_det() } else { self.elimination.log_det() }
    }

    /// Solves A·x = b in place. What cannot be solved becomes no number.
    #[inline]
    pub(crate) fn solve(&mut self, live: &Live, b: &mut [f64]) {
        match self.method {
            Method::Dense => self.dense.solve(b),
            Method::Sparse => self.solve_with_factors(b),
            Method::Products => self.solve_by_products(live, b),
        }
    }

    fn solve_with_factors(&mut self, b: &mut [f64]) {
        self.right.clear();
        self.right.extend_from_slice(b);
        self.elimination.solve(b);
        // Pivots on the diagonal may have been small: what is left of the right side is solved for once more.
        self.rest.clear();
        self.rest.resize(b.len(), 0.0);
        self.rows.product(b, &mut self.rest);
        for (rest, right) in self.rest.iter_mut().zip(&self.right) {
            *rest = right - *rest;
        }
        self.elimination.solve(&mut self.rest);
        if norm(&self.rest) <= 0.1 * norm(b) {
            for (b, rest) in b.iter_mut().zip(&self.rest) {
                *b += rest;
            }
        }
    }

    fn solve_by_products(&mut self, live: &Live, b: &mut [f64]) {
        let Self {
            krylov,
            elimination,
            rows,
            present,
            present_core,
            dropping,
            finer,
            right,
            linearisation,
            ..
        } = self;
        right.clear();
        right.extend_from_slice(b);
        let mut product = |x: &[f64], out: &mut [f64]| linearisation.apply(live, x, out);
        loop {
            let mut precondition = |x: &mut [f64]| elimination.solve(x);
            if krylov.solve(&mut product, &mut precondition, b, BY_PRODUCTS) {
                return;
            }
            let Some(drop) = dropping.as_mut().filter(|_| *finer < FINER) else { break };
            // The factors were too coarse a help.
            *finer += 1;
            *drop = COARSEST.finer(*finer);
            elimination.factor(rows, present, *present_core, Some(*drop));
            b.copy_from_slice(right);
        }
        b.fill(f64::NAN);
    }

    /// Solves Aᵀ·x = b in place with the factors.
    pub(crate) fn solve_transposed(&mut self, b: &mut [f64]) {
        match self.method {
            Method::Dense => self.dense.solve_transposed(b),
            _ => self.elimination.solve_transposed(b),
        }
    }

    /// Inverse iteration for the smallest singular value: improves the right vector `right`, sets `left`, both of unit
    /// length, and returns the value.
    pub(crate) fn smallest_singular(&mut self, right: &mut [f64], left: &mut [f64], rounds: usize) -> f64 {
        if self.method == Method::Dense {
            return self.dense.smallest_singular(right, left, rounds);
        }
        let mut value = f64::INFINITY;
        for _ in 0..rounds {
            left.copy_from_slice(right);
            self.solve_transposed(left);
            scale_to_unit(left);
            right.copy_from_slice(left);
            self.elimination.solve(right);
            value = 1.0 / scale_to_unit(right);
        }
        value
    }

    /// The second smallest singular value of the matrix factored last, whose smallest one belongs to `right` and `left`.
    /// `refill` fills the matrix in anew.
    pub(crate) fn second_singular(
        &mut self,
        (right, left): (&[f64], &[f64]),
        refill: impl FnOnce(&mut Self),
        rounds: usize,
    ) -> f64 {
        let n = right.len();
        let mut second_right: Vec<f64> = (0..n).map(|k| if k % 2 == 0 { 1.0 } else { -0.7 }).collect();
        let mut second_left = vec![0.0; n];
        if self.method == Method::Dense {
            // Lift the first to about 1 by a matrix of rank one, and look again.
            refill(self);
            for (row, l) in self.dense.a.chunks_exact_mut(n).zip(left) {
                for (a, r) in row.iter_mut().zip(right) {
                    *a += l * r;
                }
            }
            self.dense.factor();
            return self.dense.smallest_singular(&mut second_right, &mut second_left, rounds);
        }
        // Inverse iteration beside the first: what creeps in of it is taken out again.
        let mut value = f64::INFINITY;
        for _ in 0..rounds {
            take_out(right, &mut second_right);
            second_left.copy_from_slice(&second_right);
            self.solve_transposed(&mut second_left);
            take_out(left, &mut second_left);
            scale_to_unit(&mut second_left);
            second_right.copy_from_slice(&second_left);
            self.elimination.solve(&mut second_right);
            take_out(right, &mut second_right);
            value = 1.0 / scale_to_unit(&mut second_right);
        }
        value
    }

    /// leftᵀ·J·right for the matrix filled in last, its border left out.
    pub(crate) fn between(&mut self, left: &[f64], right: &[f64]) -> f64 {
        let n = right.len();
        if self.method == Method::Dense {
            let rows = self.dense.a.chunks_exact(n).zip(left).take(n - 1);
            return rows.map(|(row, l)| l * dot(row, right)).sum();
        }
        self.rows.merge();
        self.rest.clear();
        self.rest.resize(n, 0.0);
        self.rows.product(right, &mut self.rest);
        dot(&left[..n - 1], &self.rest[..n - 1])
    }
}

/// Takes the part along a unit vector out.
fn take_out(unit: &[f64], x: &mut [f64]) {
    let share = dot(unit, x);
    for (x, u) in x.iter_mut().zip(unit) {
        *x -= share * u;
    }
}

#[cfg(test)]
mod tests {
    use super::super::coupling::order_of;
    use super::super::place::Settings;
    use super::super::resume::Walks;
    use super::super::{End, Engine, Goal, Trace, follow};
    use super::*;
    use crate::solution::Branch;
    use standoff_game::numbers::Numbers;
    use standoff_game::random::{self, Shape};
    use standoff_game::structure::Structure;

    fn walk(structure: &Structure, numbers: &Numbers, method: Method) -> Trace {
        let mut engine = Engine::default();
        engine.live.build(structure, numbers);
        engine.walk.system.prepare(&engine.live, method, &order_of(structure));
        let goal = Goal::Limit { accuracy: 1e-8, bonus: 0.0 };
        let mut never = || false;
        let mut walks = Walks::new(&mut never, &engine);
        follow(&mut engine, &Settings::NORMAL, Branch::Stable, goal, &mut walks)
    }

    /// Random games with between `least` and `most` unknowns.
    fn games(least: usize, most: usize) -> impl Iterator<Item = (u64, Structure, Numbers)> {
        (0..).filter_map(move |seed| {
            let shape = Shape {
                players: 2 + (seed % 2) as u16,
                depth: 6 + (seed % 3) as u32,
                width: 2 + (seed % 3) as u32,
                hidden: 30,
                ..Shape::default()
            };
            let (structure, dag) = random::game(seed, shape).build(shape.players).unwrap();
            let unknowns = structure.action_count() - structure.infoset_count();
            let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
            (least..most).contains(&unknowns).then_some((seed, structure, numbers))
        })
    }

    fn distance(one: &Trace, other: &Trace) -> f64 {
        one.p.iter().zip(&other.p).fold(0.0, |m: f64, (a, b)| m.max((a - b).abs()))
    }

    #[test]
    fn sparse_factors_lead_to_the_same_limit_as_dense_ones() {
        let mut compared = 0;
        for (seed, structure, numbers) in games(60, 400).take(40) {
            let dense = walk(&structure, &numbers, Method::Dense);
            let sparse = walk(&structure, &numbers, Method::Sparse);
            assert_eq!(dense.end, sparse.end, "{seed}");
            assert_eq!(dense.bifurcations.len(), sparse.bifurcations.len(), "{seed}");
            if dense.end == End::Reached {
                compared += 1;
                assert!(distance(&dense, &sparse) < 1e-9, "{seed}: {}", distance(&dense, &sparse));
            }
        }
        assert!(compared > 30, "{compared}");
    }

    #[test]
    fn products_lead_to_the_same_limit_where_nothing_crosses() {
        let mut compared = 0;
        for (seed, structure, numbers) in games(60, 400).take(40) {
            let dense = walk(&structure, &numbers, Method::Dense);
            let products = walk(&structure, &numbers, Method::Products);
            if dense.end == End::Reached && dense.bifurcations.is_empty() {
                compared += 1;
                assert_eq!(products.end, End::Reached, "{seed}");
                assert!(distance(&dense, &products) < 1e-9, "{seed}: {}", distance(&dense, &products));
            }
        }
        assert!(compared > 30, "{compared}");
    }
}
