//! How much memory a solver will take.
//!
//! In: a game and a request. Out: what the solver allocates beside the game itself, at most at one time, counted from the
//! lengths of its arrays before any of them is made; and for the logit path, by which linear algebra its systems are solved. Arrays that
//! grow as they are filled count with the room that growing leaves.

use crate::by_regret::sample_size;
use crate::cfr::{Variant, constant_sum};
use crate::logit::coupling::order_of;
use crate::logit::linear::krylov::DIRECTIONS;
use crate::logit::linear::order::Order;
use crate::logit::polish::MOST_SUPPORT;
use crate::logit::system::{self, MOST_DENSE, SPARSE_FROM};
use crate::solution::Method;
use crate::{MOST_UNKNOWNS_UNASKED, MethodChoice, Request, SolveError};
use standoff_game::numbers::Numbers;
use standoff_game::structure::{Kind, NONE, Structure};

/// Games up to this size are not measured.
const FEW_NODES: usize = 10_000;
/// Most edges above decision nodes, all together: they are numbered in 32 bits.
pub(crate) const MOST_EDGES: u64 = 1 << 31;
/// Most edges for which an order of elimination is looked for.
const MOST_ORDERED: u64 = 1 << 25;
/// Most entries of sparse factors: beyond, products are the quicker way.
const MOST_ENTRIES: u64 = 1 << 28;

/// How the linear systems of the logit path are solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algebra {
    /// By dense factors.
    Dense,
    /// By factors that are sparse, with a dense part of so many unknowns at the end.
    Sparse {
        /// Unknowns of the dense part.
        dense: usize,
    },
    /// By products with the matrix alone: bifurcations are not watched for.
    Products,
}

/// What solving takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes, at most at one time.
    pub bytes: u64,
    /// Unknowns of the logit path.
    pub unknowns: usize,
    /// How its systems are solved; `None` where it is not followed.
    pub algebra: Option<Algebra>,
}

/// Lengths that the arrays of a game's solvers have.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    players: u64,
    nodes: u64,
    sets: u64,
    actions: u64,
    decisions: u64,
    /// Edges of decisions above decision nodes, all together.
    edges: u64,
    /// Terms that the Jacobian is the sum of.
    terms: u64,
}

/// How the path goes through a game: what it takes, and the order of elimination where there is one.
pub(crate) struct PathPlan {
    pub(crate) footprint: Footprint,
    pub(crate) method: system::Method,
    pub(crate) order: Order,
    pub(crate) edges: u64,
}

/// What solving a game as requested takes at most. Where the method is left open, the most of those that may be tried.
#[must_use]
pub fn footprint(structure: &Structure, numbers: &Numbers, request: &Request) -> Footprint {
    let of = |method| of_method(structure, numbers, method);
    let without_path = |bytes| Footprint { bytes, unknowns: unknowns(structure), algebra: None };
    match request.method {
        MethodChoice::Auto if request.lambda.is_none() => {
            let induction = of(MethodChoice::Induction);
            if unknowns(structure) > MOST_UNKNOWNS_UNASKED {
                return without_path(induction.max(of(MethodChoice::Cfr(Variant::default()))));
            }
            let path = path(structure, request.max_memory).footprint;
            Footprint { bytes: path.bytes.max(induction), ..path }
        }
        MethodChoice::Auto | MethodChoice::Qre => path(structure, request.max_memory).footprint,
        method => without_path(of(method)),
    }
}

/// Unknowns of the logit path: one for each action but one of each information set.
#[must_use]
pub fn unknowns(structure: &Structure) -> usize {
    structure.action_count().saturating_sub(structure.infoset_count())
}

/// Bytes as people read them, in powers of 1024.
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    const MEGA: f64 = 1_048_576.0;
    match bytes as f64 / MEGA {
        few if few < 10.0 => format!("{:.1} MB", few.max(0.1)),
        some if some < 10_240.0 => format!("{some:.0} MB"),
        many => format!("{:.0} GB", many / 1024.0),
    }
}

/// Whether a game is so small that it is not measured.
pub(crate) fn is_small(structure: &Structure) -> bool {
    structure.node_count() <= FEW_NODES
}

/// Refuses methods other than the path that would take more than is allowed.
pub(crate) fn check(
    structure: &Structure,
    numbers: &Numbers,
    choice: MethodChoice,
    limit: Option<u64>,
) -> Result<(), SolveError> {
    let method = match choice {
        MethodChoice::Induction => Method::Induction,
        MethodChoice::Cfr(_) => Method::Cfr,
        MethodChoice::Lp => Method::Lp,
        // The path measures for itself.
        MethodChoice::Auto | MethodChoice::Qre => return Ok(()),
    };
    let Some(limit) = limit else { return Ok(()) };
    let bytes = of_method(structure, numbers, choice);
    if bytes > limit { Err(SolveError::TooMuchMemory { method, bytes, limit }) } else { Ok(()) }
}

/// What a method other than the path takes, with its certificate.
fn of_method(structure: &Structure, numbers: &Numbers, method: MethodChoice) -> u64 {
    let lengths = Lengths::of(structure);
    let own = match method {
        MethodChoice::Auto | MethodChoice::Qre | MethodChoice::Induction => induction(&lengths),
        // What it learnt with has gone by the time of the certificate; the sample of what was played together has not.
        MethodChoice::Cfr(_) => {
            let sample = match constant_sum(structure, numbers) {
                Some(_) => 0,
                None => (sample_size(structure) as u64 + 2) * lengths.actions * 8,
            };
            return regret(&lengths).max(certificate(&lengths)).saturating_add(sample);
        }
        MethodChoice::Lp => program(&lengths),
    };
    own.saturating_add(certificate(&lengths))
}

/// Plans the path through a game; `limit` is in bytes.
pub(crate) fn path(structure: &Structure, limit: Option<u64>) -> PathPlan {
    let unknowns = unknowns(structure);
    let lengths = Lengths::of(structure);
    let base = walk(&lengths) + certificate(&lengths);
    let n = unknowns as u64 + 1;
    let support = n.min(MOST_SUPPORT as u64).pow(2) * 8;
    let plan = |method, algebra, order, bytes: u64| PathPlan {
        footprint: Footprint { bytes: base.saturating_add(bytes), unknowns, algebra: Some(algebra) },
        method,
        order,
        edges: lengths.edges,
    };
    if unknowns + 1 < SPARSE_FROM {
        return plan(system::Method::Dense, Algebra::Dense, Order::default(), n * n * 16 + support);
    }
    let entries = matrix(&lengths, n);
    let mut order = Order::default();
    if lengths.edges <= MOST_ORDERED {
        order = order_of(structure);
        let dense = order.dense_unknowns as u64 + 1;
        // And pivots that are put off.
        let factors = order.entries.saturating_mul(24) + dense * dense * 16 + n * 64 * 16;
        // The graph that the order is looked for in has gone by then.
        let ordering = lengths.edges * 12 + lengths.sets * 160 + lengths.nodes * 4;
        let bytes = (entries.saturating_add(factors) + support).max(ordering.saturating_sub(base));
        let fits = limit.is_none_or(|limit| base.saturating_add(bytes) <= limit);
        if fits && order.dense_unknowns <= MOST_DENSE && order.entries <= MOST_ENTRIES {
            let algebra = Algebra::Sparse { dense: order.dense_unknowns };
            return plan(system::Method::Sparse, algebra, order, bytes);
        }
    }
    if order.blocks.is_empty() {
        // From the leaves up, as they come.
        order.blocks = (0..structure.infoset_count() as u32).rev().collect();
        order.sparse = order.blocks.len();
        order.dense_unknowns = 0;
    }
    let bytes = entries
        .saturating_add(n * (DIRECTIONS as u64 + 8) * 8)
        .saturating_add(n * 2 * 120 * 16)
        .saturating_add((MOST_DENSE as u64 / 4).min(n).pow(2) * 16)
        .saturating_add(lengths.nodes * (16 * lengths.players + 8) + lengths.actions * 48)
        .saturating_add(support);
    plan(system::Method::Products, Algebra::Products, order, bytes)
}

/// The layout of the game for the path, its points and the polish.
fn walk(of: &Lengths) -> u64 {
    let layout = of.nodes * (8 + 8 + 4 + 8 + 8 * of.players)
        + growing(of.nodes * 16 + of.decisions * 72 + of.edges * 48 + of.actions * 8 + of.sets * 40);
    let points = of.actions * 8 * 40 + of.decisions * 8 * 12;
    layout.saturating_add(points)
}

/// Arrays that grow as they are filled leave room; what is not filled is hardly ever touched.
fn growing(bytes: u64) -> u64 {
    bytes.saturating_add(bytes / 2)
}

/// The matrix by rows: terms are summed when they have become twice as many as there are places.
fn matrix(of: &Lengths, n: u64) -> u64 {
    let terms = of.terms.saturating_add(3 * n).min(n.saturating_mul(n).saturating_mul(2).max(1 << 20));
    growing(terms.saturating_mul(16 + 12))
}

/// The figures of a solution and their certificate.
fn certificate(of: &Lengths) -> u64 {
    of.nodes * (12 + 8 * of.players + 8) + of.actions * 8 * 16 + of.decisions * 8 * 6 + of.sets * 64
}

/// Values of all nodes, as fractions where the numbers are: each of them as large as two machine words, or a pointer to more.
fn induction(of: &Lengths) -> u64 {
    of.nodes * (40 * (of.players + 2) + 24) + of.actions * 160
}

/// The sequence form with its pairs of sequences, and what regret minimisation keeps for each; for more than two actors, what
/// it keeps for each node.
fn regret(of: &Lengths) -> u64 {
    let nodes = if of.players > 2 { 16 * of.players + 8 } else { 40 };
    of.nodes * nodes + of.actions * 8 * 16
}

/// The sequence form and the factors of the program's systems.
fn program(of: &Lengths) -> u64 {
    of.nodes * 64 + of.actions * 1_200
}

impl Lengths {
    fn of(structure: &Structure) -> Lengths {
        let nodes = structure.node_count();
        let decision = Kind::Decision as u8;
        // Decision edges above each node, and unknowns at the nodes that they leave.
        let mut above = vec![[0u32; 2]; nodes];
        let mut lengths = Lengths {
            players: u64::from(structure.players),
            nodes: nodes as u64,
            sets: structure.infoset_count() as u64,
            actions: structure.action_count() as u64,
            decisions: structure.infoset_nodes.len() as u64,
            edges: 0,
            terms: 0,
        };
        for node in 0..nodes {
            let parent = structure.parent[node];
            if parent != NONE {
                let [edges, unknowns] = above[parent as usize];
                above[node] = match structure.kind[parent as usize] == decision {
                    true => {
                        let own = structure.child_count[parent as usize].saturating_sub(1);
                        [edges + 1, unknowns.saturating_add(own)]
                    }
                    false => [edges, unknowns],
                };
            }
            if structure.kind[node] == decision {
                let [edges, unknowns] = above[node].map(u64::from);
                let own = u64::from(structure.child_count[node].saturating_sub(1));
                let shared = structure.nodes_of(structure.row[node] as usize).len() > 1;
                lengths.edges += edges;
                // An action above counts twice at most on the average, as itself and in what the others are compared with.
                let beliefs = if shared { unknowns } else { 0 };
                lengths.terms = lengths.terms.saturating_add(own.saturating_mul(2 * edges + beliefs));
            }
        }
        lengths
    }
}
