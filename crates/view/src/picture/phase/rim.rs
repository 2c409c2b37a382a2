//! Regimes that lie on the rim of a map only.
//!
//! In: a map. Out: the map that is drawn.

use super::{Phase, Point, Regime};

/// The same without regimes that lie on the rim of the map only, where a parameter is at an end of its range: there the regime next to them is
/// drawn.
pub(super) fn without(of: &Phase) -> Phase {
    let (columns, rows) = (of.sides[0].values.len(), of.sides[1].values.len());
    let mut within = vec![false; of.regimes.len()];
    let inner = |i: usize, j: usize| i > 0 && j > 0 && i + 1 < columns && j + 1 < rows;
    for (at, point) in of.points.iter().enumerate() {
        if let Some(slot) = point.regime.and_then(|regime| within.get_mut(regime))
            && inner(at / rows.max(1), at % rows.max(1))
        {
            *slot = true;
        }
    }
    if columns < 3 || rows < 3 || within.iter().all(|within| *within) {
        return of.clone();
    }
    let mut place = vec![None; of.regimes.len()];
    let kept: Vec<usize> = (0..of.regimes.len()).filter(|&regime| within[regime]).collect();
    kept.iter().enumerate().for_each(|(new, &old)| place[old] = Some(new));
    let number = |point: Point| Point {
        regime: point.regime.and_then(|regime| place.get(regime).copied().flatten()),
        ..point
    };
    let drawn = |at: usize| {
        let own = of.points[at];
        let (i, j) = (at / rows, at % rows);
        let rim = own.regime.is_some_and(|regime| !within.get(regime).copied().unwrap_or(true));
        if !rim {
            return number(own);
        }
        let next = i.clamp(1, columns - 2) * rows + j.clamp(1, rows - 2);
        number(of.points.get(next).copied().unwrap_or(own))
    };
    let points: Vec<Point> = (0..of.points.len()).map(drawn).collect();
    let mut regimes: Vec<Regime> =
        kept.iter().map(|&old| Regime { points: 0, ..of.regimes[old].clone() }).collect();
    for point in &points {
        if let Some(regime) = point.regime.and_then(|regime| regimes.get_mut(regime)) {
            regime.points += 1;
        }
    }
    Phase { points, regimes, ..of.clone() }
}
