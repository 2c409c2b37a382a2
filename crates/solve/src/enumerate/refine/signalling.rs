//! Which equilibria of a signalling game survive the intuitive criterion and D1.
//!
//! In: all equilibria of a game. Out, if it is a signalling game: two verdicts a component. Both criteria ask of a message
//! that nobody sends which types could have a reason to send it (Cho and Kreps, Quarterly J. Economics 102, 1987). They depend on what
//! the types gain and on which messages are sent; where neither varies over a component's extreme equilibria, the verdict is
//! exact.

use super::feasible::System;
use super::{Reach, Verdict};
use crate::enumerate::Equilibria;
use num_rational::BigRational;
use num_traits::{One, Zero};
use standoff_game::numbers::ExactNumbers;
use standoff_game::profile::player_values;
use standoff_game::structure::{Kind, Structure};

/// Most replies to a message whose mixtures are looked at.
const MOST_REPLIES: usize = 10;

/// A message that somebody replies to.
struct Message {
    /// For each type that can send it: the type's node, and the action that sends it.
    types: Vec<(usize, usize)>,
    /// What each reply is worth to each type, and to the receiver against each type.
    sender: Vec<Vec<BigRational>>,
    receiver: Vec<Vec<BigRational>>,
    /// The sets of replies that are best together under some belief, as bits, with that belief's types unrestricted.
    together: Vec<u32>,
}

/// Intuitive criterion and D1, for each component. Nothing if this is no signalling game: chance draws a type of one actor,
/// that actor alone knows it and sends a message, and the other replies.
pub(super) fn verdicts(
    structure: &Structure,
    exact: &ExactNumbers,
    all: &Equilibria,
    reach: &Reach,
) -> Option<Vec<[Verdict; 2]>> {
    let (sender, messages) = messages(structure, exact, &reach.possible)?;
    let judge = |k: &u32| {
        let profile = &all.extreme[*k as usize].profile;
        let values = player_values(structure, exact, profile, sender);
        let unsent: Vec<&Message> = messages
            .iter()
            .filter(|message| message.types.iter().all(|&(_, action)| profile[action].is_zero()))
            .collect();
        let gains: Vec<Vec<BigRational>> =
            unsent.iter().map(|m| m.types.iter().map(|&(node, _)| values[node].clone()).collect()).collect();
        let passes = |test: fn(&Message, &[BigRational]) -> bool| {
            unsent.iter().zip(&gains).all(|(message, gains)| test(message, gains))
        };
        let senders: Vec<usize> = unsent.iter().map(|m| m.types[0].1).collect();
        ([passes(intuitive), passes(d1)], (senders, gains))
    };
    let component = |members: &[u32]| {
        let judged: Vec<_> = members.iter().map(judge).collect();
        let uniform = judged.iter().all(|(_, situation)| *situation == judged[0].1);
        [0, 1].map(|test| match judged.iter().any(|(passes, _)| passes[test]) {
            true => Verdict::Yes,
            false if uniform => Verdict::No,
            false => Verdict::Undecided,
        })
    };
    Some(all.components.iter().map(|c| component(&c.extreme)).collect())
}

/// The sender, and the messages that are replied to.
fn messages(structure: &Structure, exact: &ExactNumbers, possible: &[bool]) -> Option<(u16, Vec<Message>)> {
    let decides = |node: usize| structure.kind[node] == Kind::Decision as u8;
    let ends = |node: usize| structure.kind[node] == Kind::Terminal as u8;
    if structure.players != 2 || structure.kind.first() != Some(&(Kind::Chance as u8)) {
        return None;
    }
    let types: Vec<usize> = structure.children(0).filter(|&node| possible[node]).collect();
    if !types.iter().all(|&node| decides(node)) {
        return None;
    }
    let sender = structure.infoset_player[structure.row[*types.first()?] as usize];
    let mut received: Vec<(u32, Message)> = Vec::new();
    for &node in &types {
        let set = structure.row[node] as usize;
        if structure.infoset_player[set] != sender || structure.nodes_of(set).len() > 1 {
            return None;
        }
        for (action, after) in structure.actions(set).zip(structure.children(node)) {
            if ends(after) {
                continue;
            }
            let heard = structure.row[after];
            let replies = structure.children(after);
            let known = decides(after) && structure.infoset_player[heard as usize] != sender;
            if !known || replies.len() > MOST_REPLIES || !replies.clone().all(ends) {
                return None;
            }
            let at = received.iter().position(|(set, _)| *set == heard).unwrap_or_else(|| {
                let (types, sender, receiver) = (Vec::new(), Vec::new(), Vec::new());
                received.push((heard, Message { types, sender, receiver, together: Vec::new() }));
                received.len() - 1
            });
            let message = &mut received[at].1;
            // A type that can be heard in the same way twice could not be told by what it sent.
            if message.types.iter().any(|&(other, _)| other == node) {
                return None;
            }
            message.types.push((node, action));
            let payoff = |end: usize, player: u16| {
                exact.payoff[structure.row[end] as usize * 2 + usize::from(player)].clone()
            };
            message.sender.push(replies.clone().map(|end| payoff(end, sender)).collect());
            message.receiver.push(replies.map(|end| payoff(end, 1 - sender)).collect());
        }
    }
    let mut messages: Vec<Message> = received.into_iter().map(|(_, message)| message).collect();
    for message in &mut messages {
        let everyone = vec![true; message.types.len()];
        let sets = 1..1u32 << message.receiver[0].len();
        message.together = sets.filter(|&set| message.best_together(set, &everyone)).collect();
    }
    Some((sender, messages))
}

impl Message {
    fn replies(&self) -> usize {
        self.receiver[0].len()
    }

    /// Whether all replies of a set are best under one belief over some types.
    fn best_together(&self, set: u32, types: &[bool]) -> bool {
        let mut system = System::default();
        let belief = system.unknowns(self.types.len());
        let among = || (0..self.types.len()).filter(|&t| types[t]);
        system.equation(among().map(|t| (belief + t, BigRational::one())).collect(), BigRational::one());
        let best = set.trailing_zeros() as usize;
        for reply in (0..self.replies()).filter(|&reply| reply != best) {
            let mut left: Vec<_> =
                among().map(|t| (belief + t, &self.receiver[t][best] - &self.receiver[t][reply])).collect();
            if set >> reply & 1 == 0 {
                left.push((system.unknowns(1), -BigRational::one()));
            }
            system.equation(left, BigRational::zero());
        }
        system.is_feasible()
    }

    /// Replies that are best under some belief over some types.
    fn best(&self, types: &[bool]) -> Vec<usize> {
        (0..self.replies()).filter(|&reply| self.best_together(1 << reply, types)).collect()
    }

    /// Whether some mixture of a set of replies gives each of these types at least (`true`) or at most what it gains.
    fn mixture(&self, set: u32, gains: &[BigRational], demands: &[(usize, bool)]) -> bool {
        let mut system = System::default();
        let members: Vec<usize> = (0..self.replies()).filter(|&reply| set >> reply & 1 == 1).collect();
        let first = system.unknowns(members.len());
        let ones = (0..members.len()).map(|k| (first + k, BigRational::one()));
        system.equation(ones.collect(), BigRational::one());
        for &(t, at_least) in demands {
            let mut left: Vec<_> = members
                .iter()
                .enumerate()
                .map(|(k, &reply)| (first + k, self.sender[t][reply].clone()))
                .collect();
            let sign = if at_least { -BigRational::one() } else { BigRational::one() };
            left.push((system.unknowns(1), sign));
            system.equation(left, gains[t].clone());
        }
        system.is_feasible()
    }
}

/// The intuitive criterion: leave out the types that lose by the message under every best reply to any belief. Does one of the
/// others then gain under every best reply to any belief over those others? If so the equilibrium fails.
fn intuitive(message: &Message, gains: &[BigRational]) -> bool {
    let count = message.types.len();
    let replies = message.best(&vec![true; count]);
    let could: Vec<bool> =
        (0..count).map(|t| replies.iter().any(|&reply| message.sender[t][reply] >= gains[t])).collect();
    if could.iter().all(|could| !could) {
        return true;
    }
    let replies = message.best(&could);
    !(0..count).any(|t| could[t] && replies.iter().all(|&reply| message.sender[t][reply] > gains[t]))
}

/// D1: leave out a type if another gains strictly under every reply (best under some belief, or a mixture of such) under which
/// the first does not lose. Is there a belief over the types that are left, and a best reply to it, under which no type gains?
fn d1(message: &Message, gains: &[BigRational]) -> bool {
    let count = message.types.len();
    let some =
        |demands: &[(usize, bool)]| message.together.iter().any(|&set| message.mixture(set, gains, demands));
    // Whether a type gains strictly under some such reply: at the corners, since gains are linear.
    let gainful = |t: usize| {
        message.together.iter().any(|set| {
            (0..message.replies()).any(|reply| set >> reply & 1 == 1 && message.sender[t][reply] > gains[t])
        })
    };
    let left_out = |t: usize| {
        (0..count).any(|other| other != t && gainful(other) && !some(&[(t, true), (other, false)]))
    };
    let left: Vec<bool> = (0..count).map(|t| !left_out(t)).collect();
    if left.iter().all(|left| !left) {
        return true;
    }
    let nobody: Vec<(usize, bool)> = (0..count).map(|t| (t, false)).collect();
    message
        .together
        .iter()
        .any(|&set| message.best_together(set, &left) && message.mixture(set, gains, &nobody))
}
