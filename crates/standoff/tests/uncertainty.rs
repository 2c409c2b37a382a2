//! The flagship under uncertainty: against the closed form of its equilibria, and against the figures of a study of the same game
//! that was made beforehand by other code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use standoff::ask::uncertainty::{Design, Draws, Plan, Sampling, draw, given};
use standoff::model::ir::{Model, Query};
use standoff::model::sources::MemorySources;
use standoff::{Sequential, Session, Setting};

const FLAGSHIP: &str = include_str!("../../../models/february-2024.standoff");

fn flagship() -> Model {
    standoff::read(&MemorySources::new("february-2024.standoff", FLAGSHIP)).model.unwrap()
}

fn query(model: &Model, text: &str) -> Query {
    standoff::model::question(model, text).unwrap().query
}

/// How the study draws: a flat Dirichlet distribution over Russia's three aims, and every other number evenly over a range of its
/// own. The model has one range for each row of a table by aim, which must hold the values of all aims (0.3 to 0.85 for the worth
/// of a broken deal); the study has one for each aim (0.6 to 0.85 for the feinter, none for the others), and none for what its
/// table gives no range. So draws over the model's own ranges spread far wider: there a settler may like to break deals.
///
/// The table gives the cost of a concrete step a range from 0 to 0.35, over most of which nobody but a settler takes the step. Drawn
/// over all of it, the share of `p_settler` comes to 0.36 here, and to the same by the closed form; the study says 0.42. With the step
/// at its value in force it comes to 0.44, and the five other shares to those of the study. How the study drew it is not known.
struct Study {
    /// Whether the prior is drawn; else it stays as it is.
    prior: bool,
    settler: usize,
    waiter: usize,
    /// The cost of a concrete step, if it is drawn.
    step: Option<usize>,
    ranges: Vec<(usize, f64, f64)>,
    /// Costs after Ukraine asked: below what they are if it did not, in the same proportion as at the values in force.
    asked: [(usize, usize, f64); 2],
}

const RANGES: [(&str, f64, f64); 28] = [
    ("p_aid", 0.2, 0.8),
    ("talks_drag", 0.0, 0.3),
    ("p_change", 0.3, 0.7),
    ("no_aid_gain", 0.05, 0.25),
    ("election_gain.settler", 0.0, 0.2),
    ("election_gain.waiter", 0.2, 0.5),
    ("election_gain.feinter", 0.1, 0.4),
    ("war_cost.settler", 0.05, 0.2),
    ("war_cost.feinter", 0.0, 0.1),
    ("deal_worth.settler", 0.5, 0.7),
    ("deal_worth.waiter", 0.4, 0.6),
    ("deal_worth.feinter", 0.4, 0.6),
    ("breach_worth.feinter", 0.6, 0.85),
    ("rebuff_image", 0.0, 0.1),
    ("us_aid", 0.1, 0.3),
    ("us_steady", 0.05, 0.25),
    ("us_deal", 0.55, 0.85),
    ("us_broken", 0.0, 0.3),
    ("rebuff_cost", 0.0, 0.05),
    ("probe_cost", 0.0, 0.06),
    ("bypass_cost", 0.02, 0.12),
    ("ukraine_aid", 0.1, 0.35),
    ("ukraine_steady", 0.08, 0.28),
    ("ukraine_deal", 0.5, 0.8),
    ("home_cost", 0.0, 0.25),
    ("ukraine_broken", 0.0, 0.3),
    ("vain_consent", 0.0, 0.1),
    ("ask_cost", 0.0, 0.06),
];

impl Study {
    fn of(model: &Model, prior: bool, step: bool) -> Self {
        let id = |name: &str| model.parameters.iter().position(|p| p.name == name).unwrap();
        Self {
            prior,
            settler: id("p_settler"),
            waiter: id("p_waiter"),
            step: step.then(|| id("step_cost")),
            ranges: RANGES.iter().map(|&(name, from, to)| (id(name), from, to)).collect(),
            asked: [
                (id("probe_cost_asked"), id("probe_cost"), 0.5),
                (id("bypass_cost_asked"), id("bypass_cost"), 1.0 / 3.0),
            ],
        }
    }
}

impl Sampling for Study {
    fn dimensions(&self) -> usize {
        3 + self.ranges.len()
    }

    fn draw(&self, unit: &[f64], point: &mut [f64]) {
        if self.prior {
            // The first share of a flat Dirichlet distribution over three is beta(1, 2); the second one takes an even part of the rest.
            point[self.settler] = 1.0 - (1.0 - unit[0]).sqrt();
            point[self.waiter] = (1.0 - point[self.settler]) * unit[1];
        }
        for (&(id, from, to), unit) in self.ranges.iter().zip(&unit[3..]) {
            point[id] = from + (to - from) * unit;
        }
        if let Some(step) = self.step {
            point[step] = 0.35 * unit[2];
        }
        for (id, of, part) in self.asked {
            point[id] = part * point[of];
        }
    }
}

fn draws(session: &Session, queries: &[Query], setting: &Setting, study: &Study, samples: u64) -> Draws {
    let plan = Plan { samples: Some(samples), seed: 1, design: Design::Sobol };
    draw(session, queries, setting, study, plan, &Sequential, &|| false).unwrap()
}

/// The value of probing over rejecting, but for its cost, by the closed form of the pure equilibria. Each kind of Russia gives the step if what it gets after a proposal, less the step, is more
/// than the war; Washington brings a proposal and Kyiv consents if that is worth more to them than the war, given who gives it.
fn closed_form(model: &Model, point: &[f64]) -> f64 {
    let at = |name: &str| point[model.parameters.iter().position(|p| p.name == name).unwrap()];
    let (aid, drag, change) = (at("p_aid"), at("talks_drag"), at("p_change"));
    let talks = (aid - drag).max(0.0);
    let us_war = |aid: f64| at("us_base") + at("us_aid") * aid + at("us_steady") * (1.0 - change);
    let kyiv_war =
        |aid: f64| at("ukraine_base") + at("ukraine_aid") * aid + at("ukraine_steady") * (1.0 - change);
    let (settler, waiter) = (at("p_settler"), at("p_waiter"));
    let (mut mass, mut us, mut kyiv) = (0.0, 0.0, 0.0);
    for (aim, prior) in [("settler", settler), ("waiter", waiter), ("feinter", 1.0 - settler - waiter)] {
        let own = |row: &str| at(&format!("{row}.{aim}"));
        let war = |aid: f64| {
            at("russia_base") + at("no_aid_gain") * (1.0 - aid) + own("election_gain") * change
                - own("war_cost")
        };
        let (kept, broken) = (own("deal_worth"), own("breach_worth"));
        let signs = kept.max(broken) > war(talks);
        if kept.max(broken).max(war(talks)) - at("step_cost") <= war(aid) {
            continue;
        }
        mass += prior;
        us += prior
            * match (signs, kept >= broken) {
                (false, _) => us_war(talks),
                (true, true) => at("us_deal"),
                (true, false) => at("us_broken"),
            };
        kyiv += prior
            * match (signs, kept >= broken) {
                (false, _) => kyiv_war(talks) - at("vain_consent"),
                (true, true) => at("ukraine_deal") - at("home_cost"),
                (true, false) => at("ukraine_broken"),
            };
    }
    let works = mass > 0.0 && us >= mass * us_war(aid) && kyiv >= mass * kyiv_war(talks);
    if works { us - mass * us_war(aid) } else { 0.0 }
}

/// Nine draws of ten are answered as the closed form says. In each of the others there is another equilibrium, which the path selects:
/// one in which probing comes to nothing, so that it is worth its cost, though it could work; or one in which somebody mixes, which
/// the closed form leaves out. Where the US opens talks at once, whether to probe never comes up, and the limit may be that of the case that
/// Ukraine had asked, in which a probe costs less. The share of the variance that `p_settler` explains is that of the closed form.
#[test]
fn draws_are_answered_as_the_closed_form_says() {
    let model = flagship();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let queries = [
        query(&model, "value of probe over none to US"),
        query(&model, "P(stance is ask)"),
        query(&model, "P(line is open)"),
    ];
    let mixing = [
        "P(reply is concrete | channel is probe and Russia.aim is settler)",
        "P(reply is concrete | channel is probe and Russia.aim is waiter)",
        "P(reply is concrete | channel is probe and Russia.aim is feinter)",
        "P(next is bring | reply is concrete)",
        "P(consent is agree | next is bring)",
    ];
    let queries: Vec<Query> = queries.into_iter().chain(mixing.map(|text| query(&model, text))).collect();
    let study = Study::of(&model, true, true);
    let draws = draws(&session, &queries, &session.base, &study, 4096);
    let costs = ["probe_cost", "probe_cost_asked"]
        .map(|name| model.parameters.iter().position(|p| p.name == name).unwrap());
    let (mut same, mut compared, mut settler, mut found, mut closed) = (0, 0, vec![], vec![], vec![]);
    for (k, point) in draws.points(&study, &session.base.point()).enumerate() {
        let [value, asks] = [0, 1].map(|q: usize| draws.answered.values[q][k]);
        if !value.is_finite() || asks > 0.0 {
            continue;
        }
        compared += 1;
        let gain = closed_form(&model, &point);
        let unreached = draws.answered.values[2][k] > 1.0 - 1e-6;
        let costs = if unreached { &costs[..] } else { &costs[..1] };
        let near = |expected: f64| costs.iter().any(|&cost| (value - (expected - point[cost])).abs() < 1e-6);
        if near(gain) {
            same += 1;
        } else {
            let mixes = draws.answered.values[3..].iter().any(|p| p[k] > 1e-6 && p[k] < 1.0 - 1e-6);
            assert!(mixes || (near(0.0) && gain > 0.0), "{value} {gain} at {point:?}");
        }
        settler.push(point[study.settler]);
        found.push(value);
        closed.push(gain - point[costs[0]]);
    }
    let share = |values: &[f64]| given::first_order(&settler, values, 20).unwrap();
    let (ours, theirs) = (share(&found), share(&closed));
    println!(
        "{same} of {compared} as the closed form; share of p_settler {ours:.3}, closed form {theirs:.3}, the study 0.42"
    );
    assert!(compared >= 3900 && same * 100 >= compared * 85, "{same} of {compared}");
    assert!((ours - theirs).abs() < 0.02, "{ours} {theirs}");
}

/// The study, 6000 draws: shares of the variance of the value of probing p_settler 0.42, us_deal 0.05, deal_worth.waiter 0.03,
/// probe_cost 0.03, p_waiter 0.02, p_aid 0.02, everything else below 0.01. Its prior is a Dirichlet distribution, so that p_settler and
/// p_waiter depend on each other: the share is Var(E(value | p_settler)) over Var(value), by slices of given draws, and counts
/// what a greater p_settler says about the two other aims. The study has two digits; of its 6000 draws the standard error of
/// a large share is about 0.01, of a small one 0.005.
#[test]
fn the_studys_shares_come_out_with_the_step_at_its_value() {
    let model = flagship();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let queries = [query(&model, "value of probe over none to US")];
    let study = Study::of(&model, true, false);
    let draws = draws(&session, &queries, &session.base, &study, 6000);
    let points: Vec<Vec<f64>> = draws.points(&study, &session.base.point()).collect();
    let share = |name: &str| {
        let id = model.parameters.iter().position(|p| p.name == name).unwrap();
        let values: Vec<f64> = points.iter().map(|point| point[id]).collect();
        given::first_order(&values, &draws.answered.values[0], 20).unwrap()
    };
    let known = [
        ("p_settler", 0.42),
        ("us_deal", 0.05),
        ("deal_worth.waiter", 0.03),
        ("probe_cost", 0.03),
        ("p_waiter", 0.02),
        ("p_aid", 0.02),
    ];
    for (name, expected) in known {
        println!("{name} {:.3}, the study {expected}", share(name));
        let near = if name == "p_settler" { 0.03 } else { 0.015 };
        assert!((share(name) - expected).abs() < near, "{name} {} {expected}", share(name));
    }
    for (name, _, _) in RANGES {
        let other = known.iter().all(|(known, _)| *known != name);
        assert!(!other || share(name) < 0.015, "{name} {}", share(name));
    }
}

/// How often the US rejects, with the prior drawn or an expert's. The study: 51, 76, 82 and 39 in a hundred; here, over the ranges of its
/// table, 55, 81, 91 and 44, and by the closed form 55, 79, 87 and 45 (100,000 draws by other code). So what is not known of the study's
/// draws moves these figures by some points; the order of the experts is the same, and that testers reject least often.
#[test]
fn experts_reject_in_the_studys_order() {
    let model = flagship();
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let queries = [query(&model, "P(channel is none)")];
    let rejects = |expert: Option<&str>| {
        let mut setting = Setting::of(&model);
        if let Some(name) = expert {
            setting.apply_opinions(&model, standoff::model::setting::expert(&model, name).unwrap());
        }
        let study = Study::of(&model, expert.is_none(), true);
        let spread = draws(&session, &queries, &setting, &study, 2048).spread(
            &model,
            &setting.parameters,
            0,
            &queries[0],
        );
        println!("{expert:?} {:.3} ± {:.3}", spread.mean.value, spread.mean.error.unwrap());
        spread.mean.value
    };
    let [officials, sceptics, testers] = ["officials", "sceptics", "testers"].map(|name| rejects(Some(name)));
    let drawn = rejects(None);
    assert!(testers < 0.5 && testers < drawn && drawn < officials && officials < sceptics);
}
