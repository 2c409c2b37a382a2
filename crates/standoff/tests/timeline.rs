//! Beliefs over time: known values on the flagship; on every shipped model and on random programs the law of total
//! probability and the beliefs at information sets, which other code computes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "random/generator.rs"]
mod generator;

use std::path::{Path, PathBuf};

use standoff::ask::Solved;
use standoff::ask::experts::with_opinions;
use standoff::ask::timeline::{Source, Timeline, Timelines, timelines};
use standoff::compile::Event;
use standoff::game::structure::NONE;
use standoff::model::ir::{ExpertId, Model, ThingId};
use standoff::model::sources::{MemorySources, SourceError, Sources};
use standoff::{Session, Setting};

struct Folder(PathBuf, String);

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        std::fs::read(self.0.join(path)).map_err(|_| SourceError::Missing)
    }

    fn root_name(&self) -> &str {
        &self.1
    }
}

fn session(model: &Model) -> Session<'_> {
    Session::new(model, Setting::of(model), Default::default(), Default::default())
}

fn told(session: &Session) -> Timelines {
    timelines(session, &[("file".to_owned(), session.base.clone())], &|| false).unwrap()
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-6, "{found} is not {wanted}");
}

/// The belief after some steps, by name and value.
fn after<'t>(
    table: &'t Timeline,
    opinion: usize,
    path: &[(&str, &str)],
) -> &'t standoff::ask::timeline::Belief {
    let mut at = 0;
    for &(what, value) in path {
        at = (0..table.steps.len())
            .find(|&step| {
                let step = &table.steps[step];
                step.before == Some(at) && step.what == what && step.value == value
            })
            .unwrap_or_else(|| panic!("no step {what} {value}"));
    }
    &table.beliefs[opinion][at]
}

#[test]
fn the_call_for_talks() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let model = standoff::read(&Folder(path, "february-2024.standoff".into())).model.unwrap();
    let session = session(&model);
    let opinions: Vec<(String, Setting)> = with_opinions(&model)
        .iter()
        .map(|member| {
            let mut setting = session.base.clone();
            setting.apply_opinions(&model, member.expert);
            (model.experts[usize::from(member.expert.0)].name.clone(), setting)
        })
        .collect();
    assert_eq!(
        opinions.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["officials", "sceptics", "testers"]
    );
    let told = timelines(&session, &opinions, &|| false).unwrap();
    assert!(told.notes.is_empty());
    let us =
        told.tables.iter().find(|table| model.actors[usize::from(table.observer.0)].name == "US").unwrap();
    assert_eq!(us.labels, ["settler", "waiter", "feinter"]);
    assert!(!us.by_type);
    let priors = [[0.1, 0.7, 0.2], [0.1, 0.4, 0.5], [0.35, 0.4, 0.25]];
    let probe = [("opening", "call"), ("stance", "quiet"), ("line", "reject"), ("channel", "probe")];
    for (opinion, prior) in priors.iter().enumerate() {
        // Every Russia calls: the call says nothing.
        for path in [&[][..], &probe[..1]] {
            let belief = after(us, opinion, path);
            assert_eq!((belief.from, belief.main), (Source::Bayes, true));
            near(belief.reach, 1.0);
            belief.probabilities.iter().zip(prior).for_each(|(found, wanted)| near(*found, *wanted));
        }
    }
    // Testers probe: a concrete step leaves settlers and feinters, vague words waiters. p_S / (p_S + p_F) = 7/12.
    let mut path = probe.to_vec();
    path.push(("reply", "concrete"));
    let concrete = after(us, 2, &path);
    assert_eq!((concrete.from, concrete.main), (Source::Bayes, true));
    near(concrete.reach, 0.6);
    concrete.probabilities.iter().zip([7.0 / 12.0, 0.0, 5.0 / 12.0]).for_each(|(a, b)| near(*a, b));
    path[4].1 = "vague";
    let vague = after(us, 2, &path);
    assert_eq!((vague.from, vague.main), (Source::Bayes, false));
    near(vague.reach, 0.4);
    vague.probabilities.iter().zip([0.0, 1.0, 0.0]).for_each(|(a, b)| near(*a, b));
    // The others do not probe: what they would believe is a limit, marked so.
    for opinion in 0..2 {
        let belief = after(us, opinion, &path);
        assert_eq!((belief.from, belief.reach), (Source::Limit, 0.0));
        near(belief.probabilities.iter().sum(), 1.0);
    }
    // A broken deal gives the feinter away.
    let signed = [
        ("next", "bring"),
        ("pledge", "plain"),
        ("consent", "agree"),
        ("signature", "sign"),
        ("conduct", "renege"),
    ];
    path[4].1 = "concrete";
    path.extend(signed);
    near(after(us, 2, &path).probabilities[2], 1.0);
    near(after(us, 2, &path).reach, 0.25);
    // Ukraine does not see the private part.
    let ukraine = told
        .tables
        .iter()
        .find(|table| model.actors[usize::from(table.observer.0)].name == "Ukraine")
        .unwrap();
    assert!(ukraine.steps.iter().all(|step| step.what != "channel" && step.what != "reply"));
    let brought = [("opening", "call"), ("stance", "quiet"), ("line", "reject"), ("next", "bring")];
    near(after(ukraine, 2, &brought).probabilities[0], 7.0 / 12.0);
}

/// Beliefs before a step are the mean of those after what may follow it, by probability; what is not told further
/// takes the rest.
fn total_probability(table: &Timeline) -> usize {
    let mut checked = 0;
    for beliefs in &table.beliefs {
        for (at, belief) in beliefs.iter().enumerate() {
            let next: Vec<usize> =
                (0..table.steps.len()).filter(|&step| table.steps[step].before == Some(at)).collect();
            if belief.from != Source::Bayes || next.is_empty() {
                continue;
            }
            let reach: f64 = next.iter().map(|&step| beliefs[step].reach).sum();
            assert!((belief.reach - reach - belief.ends).abs() < 1e-12);
            let rest: Vec<f64> = (0..table.labels.len())
                .map(|label| {
                    let after = next.iter().filter(|&&step| beliefs[step].from == Source::Bayes);
                    let joint: f64 =
                        after.map(|&step| beliefs[step].reach * beliefs[step].probabilities[label]).sum();
                    belief.reach * belief.probabilities[label] - joint
                })
                .collect();
            assert!(rest.iter().all(|rest| *rest > -1e-12 && *rest < belief.ends + 1e-12), "{rest:?}");
            assert!((rest.iter().sum::<f64>() - belief.ends).abs() < 1e-12);
            checked += 1;
        }
    }
    checked
}

/// The value that a thing has in the story that leads to a node.
fn value(solved: &Solved, thing: ThingId, node: u32) -> Option<u32> {
    let mut at = node;
    while at != NONE {
        for event in solved.compiled.stories.events(at as usize).iter().rev() {
            if let Event::Set { thing: set, index, .. } = event
                && *set == thing
            {
                return Some(*index);
            }
        }
        at = solved.compiled.structure.parent[at as usize];
    }
    None
}

/// At an information set to which play comes whenever its mover has seen what it has seen there, Bayes' rule over its
/// nodes gives the beliefs of the timeline.
fn beliefs_at_information_sets(session: &Session, told: &Timelines) -> usize {
    let (model, solved) = (session.model, session.solved(&session.base, &|| false).unwrap());
    let (structure, solution) = (&solved.compiled.structure, &solved.solution);
    let bayes = standoff::game::profile::beliefs(structure, &solved.numbers, &solution.profile);
    let secret_name =
        |name: &str| model.things.iter().any(|thing| thing.name == name && is_secret(model, &thing.name));
    let mut checked = 0;
    for table in &told.tables {
        for (infoset, info) in solved.compiled.infosets.iter().enumerate() {
            if info.actor != table.observer || solution.reach[infoset] < 1e-9 {
                continue;
            }
            let mut at = Some(0);
            for (what, value) in solved.names(model).seen_pairs(infoset) {
                if !table.by_type && secret_name(&what) {
                    continue;
                }
                at = at.and_then(|at| {
                    (0..table.steps.len()).find(|&step| {
                        let step = &table.steps[step];
                        step.before == Some(at) && step.what == what && step.value == value
                    })
                });
            }
            let Some(belief) = at.map(|at| &table.beliefs[0][at]) else { continue };
            // Several situations may be behind one list: then being asked tells more than the list.
            let here: f64 = solved
                .compiled
                .infosets
                .iter()
                .enumerate()
                .filter(|(other, info)| {
                    info.actor == table.observer && same(model, &solved, *other, infoset, table.by_type)
                })
                .map(|(other, _)| solution.reach[other])
                .sum();
            let alone = table.by_type || (here - solution.reach[infoset]).abs() < 1e-12;
            if !alone || (belief.reach - solution.reach[infoset]).abs() > 1e-9 {
                continue;
            }
            let start = structure.infoset_start[infoset] as usize;
            for (label, found) in belief.probabilities.iter().enumerate() {
                let wanted: f64 = structure
                    .nodes_of(infoset)
                    .iter()
                    .enumerate()
                    .filter(|(_, node)| value(&solved, table.secret, **node) == Some(label as u32))
                    .map(|(k, _)| bayes[start + k])
                    .sum();
                assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
            }
            checked += 1;
        }
    }
    checked
}

fn is_secret(model: &Model, name: &str) -> bool {
    model.secrets.iter().any(|secret| model.things[secret.thing.0 as usize].name == name)
}

/// Whether two information sets follow the same list, their mover's own secrets perhaps left out.
fn same(model: &Model, solved: &Solved, one: usize, other: usize, by_type: bool) -> bool {
    let list = |infoset: usize| -> Vec<(String, String)> {
        let seen = solved.names(model).seen_pairs(infoset).into_iter();
        seen.filter(|(what, _)| by_type || !is_secret(model, what)).collect()
    };
    list(one) == list(other)
}

#[test]
fn every_model_of_the_library() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let (mut models, mut total, mut sets) = (0, 0, 0);
    for sub in [folder.clone(), folder.join("features")] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&sub).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "standoff")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let model = standoff::read(&Folder(sub.clone(), name)).model.unwrap();
            let session = session(&model);
            let told = told(&session);
            models += 1;
            total += told.tables.iter().map(total_probability).sum::<usize>();
            sets += beliefs_at_information_sets(&session, &told);
        }
    }
    assert!(
        models >= 30 && total > 300 && sets > 500,
        "{models} models, {total} steps, {sets} information sets"
    );
}

#[test]
fn random_programs() {
    let (mut total, mut sets) = (0, 0);
    for seed in 0..300 {
        let text = generator::program(seed);
        let read = standoff::read(&MemorySources::new("random.standoff", text.as_str()));
        let model = read.model.unwrap_or_else(|| panic!("seed {seed}: {:?}\n{text}", read.diagnostics));
        let session = session(&model);
        let Ok(told) = timelines(&session, &[("file".to_owned(), session.base.clone())], &|| false) else {
            panic!("seed {seed}");
        };
        total += told.tables.iter().map(total_probability).sum::<usize>();
        sets += beliefs_at_information_sets(&session, &told);
    }
    assert!(total > 1000 && sets > 300, "{total} steps, {sets} information sets");
}

/// Each step says where in the solved game it has just been seen: on every way from the start at most once, and nowhere before the step
/// that it follows.
#[test]
fn steps_have_their_places_in_the_tree() {
    for name in ["beer-quiche", "february-2024", "mediator", "features/sight"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let model = standoff::read(&Folder(path, format!("{name}.standoff"))).model.unwrap();
        let session = session(&model);
        let structure = &standoff::compile(&session, &session.base, &|| false).unwrap().structure;
        let way = |node: u32| {
            std::iter::successors(Some(node), |&node| {
                Some(structure.parent[node as usize])
                    .filter(|&parent| (parent as usize) < structure.node_count())
            })
        };
        for table in &told(&session).tables {
            assert_eq!(table.steps[0].nodes, [0], "{name}");
            for step in &table.steps {
                assert!(!step.nodes.is_empty(), "{name}");
                let before = step.before.map(|before| &table.steps[before].nodes);
                for &node in &step.nodes {
                    assert!(way(node).skip(1).all(|node| !step.nodes.contains(&node)), "{name}");
                    assert!(
                        before.is_none_or(|before| way(node).any(|node| before.contains(&node))),
                        "{name}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_expert_is_an_opinion_like_another() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/features");
    let model = standoff::read(&Folder(path, "variants.standoff".into())).model.unwrap();
    let session = session(&model);
    let mut gloomy = session.base.clone();
    gloomy.apply_opinions(&model, ExpertId(1));
    let told =
        timelines(&session, &[("own".into(), session.base.clone()), ("gloomy".into(), gloomy)], &|| false)
            .unwrap();
    let [table] = &told.tables[..] else { panic!() };
    near(table.beliefs[0][0].probabilities[0], 0.5);
    near(table.beliefs[1][0].probabilities[0], 0.1);
}
