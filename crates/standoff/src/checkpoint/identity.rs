//! Which work a checkpoint belongs to: the game with its numbers, and what was asked of the solver.
//!
//! In: a structure, numbers, a request. Out: a hash and a line of words.

use sha2::{Digest, Sha256};
use standoff_game::numbers::Numbers;
use standoff_game::structure::Structure;
use standoff_solve::cfr::Variant;
use standoff_solve::{MethodChoice, Request};

/// Work that goes on only where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// SHA-256 of the game with its numbers.
    pub game: String,
    /// What the solver was asked for.
    pub settings: String,
}

impl Identity {
    /// The identity of solving a game as a request says. Limits of time and memory are no part of it.
    #[must_use]
    pub fn of(structure: &Structure, numbers: &Numbers, request: &Request) -> Self {
        Identity { game: game(structure, numbers), settings: settings(request) }
    }
}

/// Everything that decides the result, but for limits.
fn settings(request: &Request) -> String {
    let method = match request.method {
        MethodChoice::Cfr(Variant::Fast) => "cfr".to_owned(),
        MethodChoice::Cfr(Variant::Precise) => "cfr, precise".to_owned(),
        MethodChoice::Cfr(Variant::Conform) => "cfr, conform".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    let mut words = vec![format!("method {method}"), format!("branch {}", request.branch.word())];
    let mut number = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            words.push(format!("{name} {value}"));
        }
    };
    number("lambda", request.lambda);
    number("accuracy", request.accuracy);
    if let Some(iterations) = request.iterations {
        words.push(format!("iterations {iterations}"));
    }
    if request.seed != 0 {
        words.push(format!("seed {}", request.seed));
    }
    if !request.tight {
        words.push("without a second run".to_owned());
    }
    words.join(", ")
}

/// The hash of a game: its arrays one after the other, each with its length before it.
fn game(structure: &Structure, numbers: &Numbers) -> String {
    let mut hash = Sha256::new();
    hash.update(structure.players.to_le_bytes());
    let lists = [
        &structure.row,
        &structure.first_child,
        &structure.child_count,
        &structure.action_start,
        &structure.infoset_start,
        &structure.infoset_nodes,
        &structure.infoset_tie,
        &structure.chance_start,
    ];
    for list in lists {
        add(&mut hash, list.len(), list.iter().map(|x| x.to_le_bytes()));
    }
    add(&mut hash, structure.kind.len(), structure.kind.iter().map(|x| [*x]));
    add(&mut hash, structure.infoset_player.len(), structure.infoset_player.iter().map(|x| x.to_le_bytes()));
    for list in [&numbers.chance, &numbers.payoff] {
        add(&mut hash, list.len(), list.iter().map(|x| x.to_bits().to_le_bytes()));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn add<const N: usize>(hash: &mut Sha256, count: usize, words: impl Iterator<Item = [u8; N]>) {
    hash.update((count as u64).to_le_bytes());
    let mut piece = Vec::with_capacity(1 << 16);
    for word in words {
        piece.extend_from_slice(&word);
        if piece.len() + N > 1 << 16 {
            hash.update(&piece);
            piece.clear();
        }
    }
    hash.update(&piece);
}
