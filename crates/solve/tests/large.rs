//! Games of thousands of unknowns on the logit path.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod large_games;

use large_games::{bimatrix, offers};
use standoff_game::numbers::{ExactNumbers, Numbers};
use standoff_game::tree::Tree;
use standoff_solve::footprint::{Algebra, footprint, unknowns};
use standoff_solve::solution::{Solution, Status};
use standoff_solve::{MethodChoice, Request, Workspace, solve};

fn by_path(tree: &Tree, lambda: Option<f64>) -> (usize, Option<Algebra>, Solution) {
    let (structure, dag) = tree.build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    let exact = ExactNumbers::evaluate(&structure, &dag, &[]).unwrap();
    let request = Request { method: MethodChoice::Qre, lambda, ..Request::default() };
    let mut workspace = Workspace::default();
    let found = solve(&structure, &numbers, Some(&exact), &request, &mut workspace, &mut || false).unwrap();
    (unknowns(&structure), footprint(&structure, &numbers, &request).algebra, found)
}

#[test]
fn forty_types_and_sixty_one_offers() {
    let (unknowns, algebra, found) = by_path(&offers(40, 61, false), None);
    assert_eq!(unknowns, 2_461);
    assert!(matches!(algebra, Some(Algebra::Sparse { dense }) if dense < 300), "{algebra:?}");
    assert!(found.status < Status::Stalled, "{:?}", found.certificate);
    assert!(found.selection.principal && !found.selection.unwatched);
    assert_eq!(found.selection.tight_agrees, Some(true));
}

#[test]
fn where_everybody_is_informed_the_path_ends_where_induction_does() {
    let tree = offers(12, 32, true);
    let (_, _, path) = by_path(&tree, None);
    let (structure, dag) = tree.build(2).unwrap();
    let numbers = Numbers::evaluate(&structure, &dag, &[]).unwrap();
    let request = Request { method: MethodChoice::Induction, ..Request::default() };
    let induction =
        solve(&structure, &numbers, None, &request, &mut Workspace::default(), &mut || false).unwrap();
    assert!(path.status < Status::Stalled);
    for (a, b) in path.values.iter().zip(&induction.values) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn by_products_no_branch_is_claimed() {
    let (unknowns, algebra, found) = by_path(&bimatrix(1_300), Some(2.0));
    assert_eq!((unknowns, algebra), (2_598, Some(Algebra::Products)));
    assert_eq!(found.status, Status::VerifiedEpsilon);
    assert!(found.certificate.fixed_point.unwrap() < 1e-9, "{:?}", found.certificate.fixed_point);
    assert!(found.selection.unwatched && !found.selection.principal);
}
