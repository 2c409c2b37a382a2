//! What is played where play does not come, so that nobody leaves the path.
//!
//! In: a path of play. Out: a full profile, or that there is none, or that neither could be shown; and whether one of the
//! profiles with this path is sequentially rational and sequential. Behaviour that is best everywhere is looked for first,
//! in pure strategies off the path; then any behaviour that keeps everybody on it, by subdivision.

use super::assessment::assess;
use super::bounds::{Bounds, Demand, Place, State};
use super::paths::Path;
use super::scaled::Scaled;
use crate::enumerate::Watch;
use crate::enumerate::refine::Verdict;
use standoff_game::profile;
use standoff_game::structure::NONE;

/// Most choices that are tried off one path.
const MOST_STEPS: usize = 400;
/// A set with more candidates is not mixed off the path.
const MOST_MIXED: usize = 4;
/// Most boxes of behaviour off one path, and the width below which they are not divided.
const MOST_BOXES: usize = 600;
const NARROW: f64 = 1.0 / 64.0;
/// Sums of gains up to this are rounding.
const NO_GAIN: f64 = 1e-11;

/// What holds a path.
#[derive(Clone, Debug)]
pub(super) enum Held {
    /// A full profile, and whether it is sequentially rational and sequential.
    By(Vec<f64>, [Verdict; 2]),
    /// Somebody leaves the path whatever happens then.
    Never,
    /// Neither could be shown.
    Undecided,
}

pub(super) fn hold(
    game: &Scaled<'_>,
    bounds: &mut Bounds<'_, '_>,
    path: &Path,
    watch: &mut Watch<'_>,
) -> Held {
    let start = begin(game, path);
    let (found, verdicts) = rationally(game, bounds, &start, watch);
    if let Some(profile) = found {
        return Held::By(profile, verdicts);
    }
    match by_threats(game, bounds, start, watch) {
        Some(Some(profile)) => Held::By(profile, verdicts),
        Some(None) => Held::Never,
        None => Held::Undecided,
    }
}

/// The path fixed, everything else open.
fn begin(game: &Scaled<'_>, path: &Path) -> State {
    let mut state = State::new(game);
    for set in game.sets() {
        if path.reached[set] {
            state.fix(game, set, &path.profile);
            state.place[set] = Place::Reached;
        } else {
            state.place[set] = Place::Off;
        }
    }
    state
}

/// Behaviour that is best everywhere: the verdicts on it, sequentially rational and sequential.
fn rationally(
    game: &Scaled<'_>,
    bounds: &mut Bounds<'_, '_>,
    start: &State,
    watch: &mut Watch<'_>,
) -> (Option<Vec<f64>>, [Verdict; 2]) {
    // In pure strategies a witness is found sooner; with all supports it may be shown that there is none.
    let mut verdicts = [Verdict::Undecided; 2];
    let mut profile = None;
    for (place, demand) in [(1, Demand::Sequential), (0, Demand::Rational)] {
        for mixed in [false, true] {
            let (found, verdict) = explore(game, bounds, start, demand, mixed, watch);
            if verdict == Verdict::Undecided {
                continue;
            }
            verdicts[place] = verdict;
            if verdict == Verdict::Yes {
                profile = found;
                if place == 1 {
                    return (profile, [Verdict::Yes; 2]);
                }
            }
            break;
        }
    }
    (profile, verdicts)
}

/// Goes through the supports off the path, or through pure ones only. Yes with a profile in pure strategies that is as demanded; no if bounds cut off all
/// supports.
fn explore(
    game: &Scaled<'_>,
    bounds: &mut Bounds<'_, '_>,
    start: &State,
    demand: Demand,
    mixed: bool,
    watch: &mut Watch<'_>,
) -> (Option<Vec<f64>>, Verdict) {
    let mut state = start.clone();
    if !bounds.tighten(&mut state, demand) {
        return (None, Verdict::No);
    }
    let mut verdict = Verdict::No;
    let mut open = vec![state];
    for _ in 0..MOST_STEPS {
        let Some(state) = open.pop() else { return (None, verdict) };
        if watch.stops(bounds.work()) {
            break;
        }
        let undecided = game
            .sets()
            .filter(|&set| !state.decided[set])
            .map(|set| (set, state.candidates(game, set)))
            .min_by_key(|(_, candidates)| candidates.len());
        let Some((set, candidates)) = undecided else {
            // What is mixed off the path is not solved for.
            verdict = Verdict::Undecided;
            let is_pure =
                |set: usize| state.place[set] == Place::Reached || state.candidates(game, set).len() == 1;
            if game.sets().all(is_pure) {
                let profile = profile_of(game, &state);
                let [rational, sequential] = assess(game, &profile, watch);
                if (if demand == Demand::Sequential { sequential } else { rational }) == Verdict::Yes {
                    return (Some(profile), Verdict::Yes);
                }
            }
            continue;
        };
        let count = candidates.len();
        let mut supports: Vec<Vec<usize>> = candidates.iter().map(|&a| vec![a]).collect();
        if count > 1 && (count > MOST_MIXED || !mixed) {
            verdict = Verdict::Undecided;
        } else {
            let some = |bits: u32| (0..count).filter(|k| bits >> k & 1 == 1).map(|k| candidates[k]).collect();
            supports.extend((1..1u32 << count).filter(|bits| bits.count_ones() > 1).map(some));
        }
        for support in supports.iter().rev() {
            let mut next = state.clone();
            next.choose(game, set, support);
            if count == 1 || bounds.tighten(&mut next, demand) {
                open.push(next);
            }
        }
    }
    (None, Verdict::Undecided)
}

/// The profile of a state in which everything is decided. Sets that cannot happen take their first action.
fn profile_of(game: &Scaled<'_>, state: &State) -> Vec<f64> {
    let mut profile = vec![0.0; game.structure.action_count()];
    for set in 0..game.structure.infoset_count() {
        let actions = game.structure.actions(set);
        if game.nodes_of[set].is_empty() {
            profile[actions.start] = 1.0;
        } else {
            // A point within bounds: what the least leaves is shared out by room.
            let least: f64 = state.low[actions.clone()].iter().sum();
            let room: f64 = actions.clone().map(|a| state.high[a] - state.low[a]).sum();
            let share = if room > 0.0 { ((1.0 - least) / room).max(0.0) } else { 0.0 };
            for a in actions {
                profile[a] = state.low[a] + share * (state.high[a] - state.low[a]);
            }
        }
    }
    profile
}

/// Any behaviour that keeps everybody on the path: `Some(None)` if there is none.
#[allow(clippy::option_option, reason = "none and undecided are different answers")]
fn by_threats(
    game: &Scaled<'_>,
    bounds: &mut Bounds<'_, '_>,
    mut start: State,
    watch: &mut Watch<'_>,
) -> Option<Option<Vec<f64>>> {
    if !bounds.tighten(&mut start, Demand::Nothing) {
        return Some(None);
    }
    let relevant = relevant(game, &start);
    for k in 0..3 {
        let mut profile = profile_of(game, &start);
        for &set in &relevant {
            let actions = game.structure.actions(set);
            profile[actions.clone()].fill(0.0);
            profile[actions.start + k % actions.len()] = 1.0;
        }
        if descend(game, &mut profile, &relevant, watch) {
            return Some(Some(profile));
        }
    }
    let (mut open, mut left) = (vec![start], false);
    for _ in 0..MOST_BOXES {
        let Some(mut state) = open.pop() else {
            return if left { None } else { Some(None) };
        };
        if watch.stops(2 * bounds.work()) {
            return None;
        }
        if !bounds.tighten(&mut state, Demand::Nothing) {
            continue;
        }
        let profile = profile_of(game, &state);
        if gains(game, &profile) <= NO_GAIN {
            return Some(Some(profile));
        }
        match state.widest(game, relevant.iter().copied(), NARROW) {
            Some(action) => open.extend(state.halves(game, action)),
            None => left = true,
        }
    }
    None
}

/// Sets off the path that a single actor can bring play to against the will of the set's own.
fn relevant(game: &Scaled<'_>, state: &State) -> Vec<usize> {
    let s = game.structure;
    const NOBODY: u32 = u32::MAX;
    const SEVERAL: u32 = u32::MAX - 1;
    // Who left the path before each node.
    let mut left = vec![NOBODY; s.node_count()];
    for node in (1..s.node_count()).filter(|&n| game.possible[n]) {
        left[node] = left[s.parent[node] as usize];
        let action = game.led_by[node];
        if action == NONE {
            continue;
        }
        let set = game.set_of[action as usize] as usize;
        if state.place[set] == Place::Reached && state.high[action as usize] == 0.0 {
            let player = u32::from(s.infoset_player[set]);
            left[node] = if left[node] == NOBODY || left[node] == player { player } else { SEVERAL };
        }
    }
    game.sets()
        .filter(|&set| state.place[set] == Place::Off)
        .filter(|&set| {
            let own = u32::from(s.infoset_player[set]);
            game.nodes_of[set].iter().any(|&n| ![NOBODY, SEVERAL, own].contains(&left[n as usize]))
        })
        .collect()
}

/// What everybody could gain, summed over the actors, relative to their ranges.
fn gains(game: &Scaled<'_>, played: &[f64]) -> f64 {
    let regret = profile::regret(game.structure, &game.numbers, played);
    let relative =
        |(&mover, &range): (&u16, &f64)| if range > 0.0 { regret[usize::from(mover)] / range } else { 0.0 };
    game.movers.iter().zip(&game.range).map(relative).sum()
}

/// Changes pure behaviour off the path one set at a time while that makes leaving it less attractive. Whether nobody gains.
fn descend(game: &Scaled<'_>, profile: &mut [f64], relevant: &[usize], watch: &mut Watch<'_>) -> bool {
    let mut least = gains(game, profile);
    loop {
        if least <= NO_GAIN {
            return true;
        }
        let before = least;
        for &set in relevant {
            let actions = game.structure.actions(set);
            let mut kept = profile[actions.clone()].to_vec();
            for action in actions.clone() {
                if watch.stops(4 * game.structure.node_count() * game.movers.len()) {
                    return false;
                }
                profile[actions.clone()].fill(0.0);
                profile[action] = 1.0;
                let here = gains(game, profile);
                if here < least {
                    least = here;
                    kept = profile[actions.clone()].to_vec();
                }
            }
            profile[actions].copy_from_slice(&kept);
        }
        if least >= before {
            return false;
        }
    }
}
