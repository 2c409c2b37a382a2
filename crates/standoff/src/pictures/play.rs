//! Pictures of how a game is played: trees, strategies, outcomes, beliefs.
//!
//! In: a session and settings. Out: [`Picture`]s of the solved games.

use standoff_ask::played::Played;
use standoff_ask::session::Opinions;
use standoff_ask::{Budget, Session, Setting, outcome, public_tree as public, strategy as rows, timeline};
use standoff_model::ir::{ActorId, Model};
use standoff_solve::solution::Status;
use standoff_view::picture::outcomes::{Outcome, Outcomes};
use standoff_view::picture::strategy::{Actor, Label, MOST_SITUATIONS, Situation, Strategies};
use standoff_view::picture::tree::Bounds;
use standoff_view::picture::{
    Caption, Picture, beliefs as timelines, outcomes as bars, strategy as table, tree as trees,
};

use super::{PictureError, Way};

/// Situations of an actor that the data have.
const MOST_IN_DATA: usize = 2_000;

pub(super) fn tree(
    session: &Session,
    bounds: Bounds,
    opened: &[u32],
    budget: Budget,
) -> Result<Picture, PictureError> {
    let solved = session.solved(&session.base, budget)?;
    Ok(trees::picture(&trees::from_solved_opened(session.model, &solved, bounds, opened)))
}

pub(super) fn played_tree(
    session: &Session,
    bounds: Bounds,
    opened: &[u32],
    way: &Way,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let solved = session.solved(&session.base, budget)?;
    let play = Played::of(session.model, &solved, &way.moves).map_err(PictureError::Nothing)?;
    let mut tree = trees::from_played(session.model, &solved, &play, bounds, opened);
    let so = format!("played as in {}", way.name);
    let before = std::mem::take(&mut tree.caption.setting);
    tree.caption.setting = if before.is_empty() { so } else { format!("{before} · {so}") };
    let trust = if play.holds {
        "nobody gains by another plan"
    } else {
        "not verified: somebody gains by another plan"
    };
    trust.clone_into(&mut tree.caption.trust);
    tree.played.clone_from(&way.name);
    Ok(trees::picture(&tree))
}

pub(super) fn public_tree(
    session: &Session,
    bounds: Bounds,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let found = public::public_tree(session, &session.base, budget)?;
    let found = found.ok_or_else(|| {
        PictureError::Nothing(format!(
            "the public tree is drawn of games with at most {} situations, and this one has more; `--tree` draws its likely part",
            public::MOST_NODES
        ))
    })?;
    if found.steps.len() < 2 {
        return Err(PictureError::Nothing(
            "nothing happens here that everybody sees: there is no public tree to draw; `--tree` draws the game".into(),
        ));
    }
    Ok(trees::picture(&trees::from_public(session.model, &session.base, &found, bounds)))
}

pub(super) fn outcomes(
    session: &Session,
    opinions: &[(String, Setting)],
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    if model.outcomes.is_empty() {
        return Err(PictureError::Nothing(
            "this model names no outcomes: there is nothing to show the probabilities of; `--tree` shows the ends".into(),
        ));
    }
    let mut shown: Vec<Outcome> = model
        .outcomes
        .iter()
        .map(|outcome| Outcome {
            name: outcome.name.clone(),
            caption: outcome.caption.clone(),
            probabilities: Vec::new(),
        })
        .collect();
    let mut status = None;
    for (_, setting) in opinions {
        let solved = session.solved(setting, budget)?;
        status = status.max(Some(solved.solution.status));
        for share in outcome::shares(model, &solved) {
            if let Some(outcome) = shown.get_mut(share.outcome.0 as usize) {
                outcome.probabilities.push(share.probability);
            }
        }
    }
    let opinions: Vec<String> = opinions.iter().map(|(name, _)| name.clone()).collect();
    Ok(bars::picture(&Outcomes {
        caption: caption(model, session, &opinions, status),
        opinions,
        outcomes: shown,
    }))
}

pub(super) fn beliefs(
    session: &Session,
    opinions: &[(String, Setting)],
    budget: Budget,
) -> Result<Picture, PictureError> {
    let told = timeline::timelines(session, opinions, budget)?;
    if told.tables.is_empty() {
        let why = told.notes.first().cloned();
        let none = || {
            "everybody knows every secret of this model: there is nothing to hold beliefs about".to_owned()
        };
        return Err(PictureError::Nothing(why.unwrap_or_else(none)));
    }
    let caption = caption(session.model, session, &told.opinions, told.status);
    Ok(timelines::picture(&timelines::from_timelines(session.model, caption, &told)))
}

/// The caption; where several opinions are side by side, none is the one in force.
fn caption(model: &Model, session: &Session, opinions: &[String], status: Option<Status>) -> Caption {
    let mut setting = session.base.clone();
    if opinions.len() > 1 && matches!(setting.opinions, Some(Opinions::Of(_) | Opinions::Pooled(_))) {
        setting.opinions = None;
    }
    Caption::of(model, &setting, status)
}

pub(super) fn strategy(
    session: &Session,
    of: Option<ActorId>,
    budget: Budget,
) -> Result<Picture, PictureError> {
    let model = session.model;
    let solved = session.solved(&session.base, budget)?;
    let structure = &solved.compiled.structure;
    let mut actors = Vec::new();
    for (number, named) in model.actors.iter().enumerate() {
        let actor = ActorId(number as u16);
        if of.is_some_and(|of| of != actor) {
            continue;
        }
        let labels = structure.action_count() / structure.infoset_count().max(1) + 1;
        let (rows, _) =
            rows::first_rows(model, &solved, actor, None, MOST_IN_DATA.max(MOST_SITUATIONS) * labels);
        let mut situations: Vec<Situation> = Vec::new();
        for row in rows {
            let label =
                Label { name: row.label, probability: row.probability, value: row.value, loss: row.regret };
            match situations.last_mut() {
                Some(last) if last.number == row.number => last.labels.push(label),
                _ => situations.push(Situation {
                    decision: model
                        .things
                        .get(row.decision.0 as usize)
                        .map_or_else(String::new, |t| t.short.clone()),
                    number: row.number,
                    seen: row.seen,
                    reach: row.reach,
                    labels: vec![label],
                }),
            }
        }
        let all = solved.compiled.infosets.iter().filter(|info| info.actor == actor).count();
        if all > 0 {
            actors.push(Actor { number, name: named.name.clone(), situations, all });
        }
    }
    if actors.is_empty() {
        return Err(PictureError::Nothing("there is no decision to show".into()));
    }
    let caption = Caption::of(model, &session.base, Some(solved.solution.status));
    Ok(table::picture(&Strategies { caption, actors }))
}
