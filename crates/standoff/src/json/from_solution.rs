//! A solved game to JSON.
//!
//! In: a model and a [`Solved`] game. Out: [`SolutionDocument`], and the short form that stands beside answers.

use standoff_ask::session::Solved;
use standoff_compile::{Compiled, Names};
use standoff_game::structure::Structure;
use standoff_model::ir::Model;
use standoff_solve::solution::{Certificate, Method, Selection, Solution};

use super::answers::SolutionPart;
use super::from_setting::{model_part, setting_part};
use super::named::Named;
use super::parts::{
    AlternativePart, BifurcationPart, ModelPart, SelectionPart, SettingPart, SizePart, TimingPart,
};
use super::solution::{
    ActionPart, BeliefPart, CertificatePart, CoarseCorrelatedPart, InformationSetPart, Listed, PathPart,
    PerTypePart, PlayPart, RunPart, SCHEMA, SolutionDocument, TiePart,
};
use crate::beliefs::{self, Story};
use crate::naming::Naming;

/// Beliefs below this are left out of large information sets.
pub(crate) const SMALLEST_BELIEF: f64 = 1e-12;
/// Most numbers of joint plays that are written.
const MOST_PLAYED: usize = 200_000;
/// Information sets with more nodes than this are large.
pub(crate) const LARGE_SET: usize = 100;

/// The whole solution of a model.
#[must_use]
pub fn solution_document<'a>(
    model: &'a Model,
    solved: &'a Solved,
    timing: TimingPart,
) -> SolutionDocument<'a> {
    let names = solved.names(model);
    let size = size_part(&solved.compiled);
    document(names, &solved.solution, model_part(model), setting_part(model, &solved.setting), size, timing)
}

/// The whole solution of any game.
pub(crate) fn document<'a>(
    names: impl Naming + Copy + 'a,
    solution: &'a Solution,
    model: ModelPart,
    setting: SettingPart,
    size: SizePart,
    timing: TimingPart,
) -> SolutionDocument<'a> {
    let order = names.in_order();
    let coarse_correlated = coarse_correlated_part(&names, solution, &order);
    let of_names = names;
    let names: &dyn Naming = &of_names;
    SolutionDocument {
        schema: SCHEMA,
        model,
        setting,
        status: solution.status.word(),
        method: solution.method.word(),
        max_regret: solution.certificate.max_regret(),
        payoff_range: solution.certificate.payoff_range,
        selection: selection_part(names, &solution.selection),
        certificate: certificate_part(names, &solution.certificate),
        coarse_correlated,
        values: names.by_actor(&solution.values),
        values_exact: solution.values_exact.as_ref().map_or_else(Named::default, |v| names.exact_by_actor(v)),
        size,
        information_sets: Listed {
            count: order.len(),
            item: Box::new(move |at| information_set(&of_names, solution, order[at])),
        },
        path: PathPart {
            lambda: solution.path.lambda,
            steps: solution.path.steps,
            turns: solution.path.turns,
        },
        run: matches!(solution.method, Method::Cfr | Method::Lp).then(|| {
            let seconds = timing.iterate_s.unwrap_or(timing.solve_s);
            let iterations = solution.path.steps;
            RunPart { iterations, seconds, iterations_per_second: f64::from(iterations) / seconds.max(1e-9) }
        }),
        ties: solution
            .ties
            .iter()
            .map(|tie| TiePart {
                actor: names.actor(tie.infoset),
                decision: names.decision(tie.infoset),
                number: names.number(tie.infoset),
                played: names.label(tie.infoset, tie.played),
                unplayed: names.label(tie.infoset, tie.unplayed),
            })
            .collect(),
        timing,
    }
}

/// Strategies played together, where there are any.
fn coarse_correlated_part(
    names: &dyn Naming,
    solution: &Solution,
    order: &[usize],
) -> Option<CoarseCorrelatedPart> {
    let joint = solution.coarse_correlated.as_ref()?;
    let ranges = &solution.certificate.ranges;
    let shares = joint.gains.iter().zip(ranges).filter(|(_, range)| **range > 0.0).map(|(gain, r)| gain / r);
    let structure = names.structure();
    let numbers = joint.plays.len() * structure.action_count();
    let shown = joint.plays.len() > 1 && numbers <= MOST_PLAYED;
    let play = |(probability, play): &(f64, Vec<f64>)| PlayPart {
        probability: *probability,
        strategies: order.iter().map(|&set| play[structure.actions(set)].to_vec()).collect(),
    };
    Some(CoarseCorrelatedPart {
        epsilon: names.by_actor(&joint.gains),
        relative: shares.fold(0.0, f64::max),
        range: names.by_actor(ranges),
        values: names.by_actor(&joint.values),
        iterates: joint.plays.len() as u64,
        plays: if shown { joint.plays.iter().map(play).collect() } else { Vec::new() },
    })
}

/// The solution in short, as it stands beside answers.
#[must_use]
pub fn solution_part(model: &Model, solved: &Solved) -> SolutionPart {
    let names = solved.names(model);
    let solution = &solved.solution;
    SolutionPart {
        status: solution.status.word(),
        method: solution.method.word(),
        max_regret: solution.certificate.max_regret(),
        payoff_range: solution.certificate.payoff_range,
        selection: selection_part(&names, &solution.selection),
    }
}

/// A certificate, with the names of the model.
#[must_use]
pub fn certificate_part(names: &dyn Naming, certificate: &Certificate) -> CertificatePart {
    CertificatePart {
        nash: names.by_actor(&certificate.nash),
        nash_exact: certificate.nash_exact.as_ref().map_or_else(Named::default, |g| names.exact_by_actor(g)),
        sequential: certificate.sequential,
        consistency: certificate.consistency,
        per_type: certificate
            .per_type
            .iter()
            .map(|&(infoset, gain)| PerTypePart {
                actor: names.actor(infoset),
                decision: names.decision(infoset),
                number: names.number(infoset),
                gain,
            })
            .collect(),
        witness_lambda: certificate.witness_lambda,
        fixed_point: certificate.fixed_point,
        ranges: names.by_actor(&certificate.ranges),
    }
}

/// How large a game is.
#[must_use]
pub fn size_part(compiled: &Compiled) -> SizePart {
    let structure = &compiled.structure;
    SizePart {
        nodes: structure.node_count() as u64,
        terminals: structure.terminal_count() as u64,
        information_sets: structure.infoset_count() as u64,
        actions: structure.action_count() as u64,
        solving_bytes: None,
        unfolded_nodes: Some(compiled.unfolded_nodes),
    }
}

impl Naming for Names<'_> {
    fn structure(&self) -> &Structure {
        &self.compiled.structure
    }

    fn players(&self) -> Vec<String> {
        self.model.actors.iter().map(|actor| actor.name.clone()).collect()
    }

    fn actor(&self, infoset: u32) -> String {
        let info = self.compiled.infosets.get(infoset as usize);
        let actor = info.and_then(|info| self.model.actors.get(usize::from(info.actor.0)));
        actor.map_or_else(String::new, |actor| actor.name.clone())
    }

    fn decision(&self, infoset: u32) -> String {
        let info = self.compiled.infosets.get(infoset as usize);
        let thing = info.and_then(|info| self.model.things.get(info.thing.0 as usize));
        thing.map_or_else(String::new, |thing| thing.name.clone())
    }

    fn number(&self, infoset: u32) -> u32 {
        self.compiled.infosets.get(infoset as usize).map_or(0, |info| info.number)
    }

    fn label(&self, infoset: u32, action: u32) -> String {
        let info = self.compiled.infosets.get(infoset as usize);
        let label = info.and_then(|info| Some((info.thing, *info.labels.get(action as usize)?)));
        label.map_or_else(String::new, |(thing, label)| Names::label(*self, thing, label))
    }

    fn seen(&self, infoset: usize) -> Vec<(String, String)> {
        self.seen_pairs(infoset)
    }

    fn stories(&self, infoset: usize) -> Vec<Story> {
        beliefs::stories(*self, infoset)
    }
}

fn selection_part(names: &dyn Naming, selection: &Selection) -> SelectionPart {
    SelectionPart {
        rule: selection.rule.word().into(),
        principal: selection.principal,
        watched: selection.unwatched.then_some(false),
        bifurcations: selection
            .bifurcations
            .iter()
            .map(|met| BifurcationPart {
                lambda: met.lambda,
                actor: names.actor(met.infoset),
                decision: names.decision(met.infoset),
                number: names.number(met.infoset),
                left: met.left,
            })
            .collect(),
        alternatives: selection
            .alternatives
            .iter()
            .map(|other| AlternativePart {
                rule: other.rule.word().into(),
                status: other.status.word().into(),
                values: names.by_actor(&other.values),
            })
            .collect(),
        tight_agrees: selection.tight_agrees,
    }
}

/// An information set with what is played and believed there.
fn information_set(names: &dyn Naming, solution: &Solution, infoset: usize) -> InformationSetPart {
    let actions = names.structure().actions(infoset);
    let best = solution.action_values[actions.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let number = infoset as u32;
    InformationSetPart {
        actor: names.actor(number),
        decision: names.decision(number),
        number: names.number(number),
        seen: names.seen(infoset),
        reach: solution.reach[infoset],
        actions: actions
            .enumerate()
            .map(|(slot, action)| ActionPart {
                label: names.label(number, slot as u32),
                probability: solution.profile[action],
                exact: solution.profile_exact.as_ref().map(|exact| exact[action].to_string()),
                log_witness: solution.witness.get(action).copied().filter(|log| log.is_finite()),
                value: solution.action_values[action],
                regret: best - solution.action_values[action],
            })
            .collect(),
        beliefs: beliefs_at(names, solution, infoset),
    }
}

fn beliefs_at(names: &dyn Naming, solution: &Solution, infoset: usize) -> Vec<BeliefPart> {
    let structure = names.structure();
    let from = structure.infoset_start[infoset] as usize;
    let nodes = structure.nodes_of(infoset);
    let least = if nodes.len() > LARGE_SET { SMALLEST_BELIEF } else { 0.0 };
    let stories = names.stories(infoset);
    let probabilities = solution.beliefs[from..from + nodes.len()].iter().copied();
    stories
        .into_iter()
        .zip(probabilities)
        .filter(|(_, probability)| *probability >= least)
        .map(|(story, probability)| BeliefPart { story, probability })
        .collect()
}
