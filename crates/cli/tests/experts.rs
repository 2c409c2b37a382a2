//! `standoff experts` and `standoff beliefs`: documents, exit codes, weights and calibration, the same for any number of
//! threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod running;

use running::{CRISIS, ULTIMATUM, file, standoff, standoff_with};
use serde_json::{Value, json};

/// A dares or not; whether B yields is a probability on which three experts differ, as on what winning is worth.
const DARE: &str = r#"standoff dare "Does it pay to dare?"

actors
  A
  B

experts
  bold
  calm
  meek

parameters
  p_yield = 50%  in 0% to 100%
    opinion bold 80%
    opinion meek 20%
  prize   = 2    in 0 to 10
    opinion bold 4
    opinion meek 1
  harm    = 2    in 0 to 10

secret B.nerve
  weak    with probability p_yield
  strong  otherwise

play
  A chooses move
    dare
      if B.nerve is weak
        A gains prize
      else
        A gains -harm
    wait

ask value of play to A
ask P(move is dare) with opinions by bold, meek
ask strategy of A with opinions by bold, meek
"#;

fn near(value: &Value, wanted: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found - wanted).abs() < 1e-6, "{found} is not {wanted}");
}

#[test]
fn the_experts_document() {
    let model = file("experts", "dare.standoff", DARE);
    let run = standoff(&["experts", &model, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/experts/1");
    assert_eq!((&all["model"]["name"], &all["weights"]), (&json!("dare"), &json!("equal")));
    assert_eq!(all["parameters"], json!({"p_yield": "facts", "prize": "values"}));
    let experts = all["experts"].as_array().unwrap();
    // Who gives no opinion is not heard.
    assert_eq!(experts.iter().map(|e| e["expert"].as_str().unwrap()).collect::<Vec<_>>(), ["bold", "meek"]);
    assert_eq!(experts[0]["parameters"], json!({"p_yield": 0.8, "prize": 4.0}));
    let pools = all["pools"].as_array().unwrap();
    assert_eq!((&pools[0]["pool"], &pools[1]["pool"]), (&json!("linear"), &json!("log")));
    near(&pools[0]["parameters"]["p_yield"], 0.5);
    near(&pools[0]["parameters"]["prize"], 2.5);
    // Odds 4 and 1/4 have the geometric mean 1; prizes 4 and 1 have 2.
    near(&pools[1]["parameters"]["p_yield"], 0.5);
    near(&pools[1]["parameters"]["prize"], 2.0);
    // Of the file's questions, the one that names experts and has a number for an answer.
    let [question] = &all["questions"].as_array().unwrap()[..] else { panic!("{all}") };
    assert_eq!(question["question"], "P(move is dare) with opinions by bold, meek");
    assert_eq!(question["by"], json!({"bold": 1.0, "meek": 0.0}));
    // Daring pays where p · prize > (1 − p) · 2: linear 1.25 against 1, log 1 against 1.
    near(&question["pooled"]["linear"], 1.0);
    let pair = &question["pairs"][0];
    assert_eq!((&pair["one"], &pair["other"]), (&json!("bold"), &json!("meek")));
    // (0.8 − 0.6 t)(4 − 3 t) = 2 (0.2 + 0.6 t): 1.8 t² − 6 t + 2.8 = 0.
    let t = (6.0 - (36.0f64 - 4.0 * 1.8 * 2.8).sqrt()) / 3.6;
    near(&pair["line"]["points"][0]["share"], t);
    near(&pair["line"]["points"][0]["at"]["p_yield"], 0.8 - 0.6 * t);
    near(&pair["line"]["points"][0]["at"]["prize"], 4.0 - 3.0 * t);
    assert_eq!(pair["line"]["points"][0]["changes"][0]["decision"], "move");
    // Alone: bold's probability falls to 1/3, bold's prize of 1 still pays; meek's rises to 2/3, and meek's prize would
    // have to rise to 8, beyond bold's 4.
    let alone = pair["alone"].as_array().unwrap();
    let told =
        |at: usize| (alone[at]["all_else"].as_str().unwrap(), alone[at]["parameter"].as_str().unwrap());
    assert_eq!([told(0), told(1)], [("bold", "p_yield"), ("bold", "prize")]);
    assert_eq!([told(2), told(3)], [("meek", "p_yield"), ("meek", "prize")]);
    near(&alone[0]["points"][0]["at"]["p_yield"], 1.0 / 3.0);
    near(&alone[2]["points"][0]["at"]["p_yield"], 2.0 / 3.0);
    assert_eq!((&alone[1]["points"], &alone[3]["points"]), (&json!([]), &json!([])));
    // Taking meek's probability alone turns the answer, taking meek's prize alone does not: all of it is facts.
    near(&pair["split"]["groups"]["facts"], -1.0);
    near(&pair["split"]["groups"]["values"], 0.0);
    near(&pair["split"]["groups"]["options"], 0.0);
    assert!(run.out.find("facts") < run.out.find("values"));
}

#[test]
fn weights_and_pools() {
    let model = file("experts", "weights.standoff", DARE);
    let ask = |words: &[&str]| {
        let run = standoff(&[&["experts", &model, "value of play to A", "--json"], words].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        run.json()
    };
    let all = ask(&["--weights", "bold=3,meek=1", "--pool", "linear"]);
    assert_eq!((&all["weights"], all["pools"].as_array().unwrap().len()), (&json!("given"), 1));
    near(&all["experts"][0]["weight"], 0.75);
    near(&all["pools"][0]["parameters"]["p_yield"], 0.65);
    near(&all["pools"][0]["parameters"]["prize"], 3.25);
    near(&all["questions"][0]["pooled"]["linear"], 0.65 * 3.25 - 0.35 * 2.0);
    // What the command line sets holds for everybody.
    let all = ask(&["--set", "prize=3"]);
    near(&all["questions"][0]["by"]["bold"], 0.8 * 3.0 - 0.4);
    near(&all["questions"][0]["by"]["meek"], 0.0);
    // A pool is an opinion like another elsewhere.
    let run = standoff(&["ask", &model, "value of play to A", "--opinions", "pool:linear", "--json"]);
    assert_eq!(run.json()["setting"]["opinions"], "pool:linear");
    near(&run.json()["answers"][0]["value"], 0.5 * 2.5 - 1.0);
}

#[test]
fn weights_from_calibration_questions() {
    let model = file("experts", "calibrated.standoff", DARE);
    // Twenty questions. Bold hits 1, 9, 9, 1, as right quantiles would; meek's medians are all too low.
    let mut table = String::from("expert,question,q5,q50,q95,realisation\n");
    for at in 0..20 {
        let is = [4.0, 96.0].get(at).copied().unwrap_or(if at % 2 == 0 { 40.0 } else { 60.0 });
        table.push_str(&format!("bold,q{at},5,50,95,{is}\nmeek,q{at},1,2,95,{is}\n"));
    }
    let calibration = file("experts", "seeds.csv", &table);
    let run = standoff(&["experts", &model, "--calibration", &calibration, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["weights"], "calibration");
    let score = |at: usize| &all["experts"][at]["calibration"];
    assert_eq!(score(0)["hits"], json!([1, 9, 9, 1]));
    assert_eq!(score(1)["hits"], json!([0, 0, 19, 1]));
    near(&score(0)["calibration"], 1.0);
    // By hand: x = 2 · 20 · (0.95 ln(0.95/0.45) + 0.05 ln(0.05/0.05)) = 28.394147, and the tail beyond x is 3.001942e-6.
    let calibration_of_meek = score(1)["calibration"].as_f64().unwrap();
    assert!((calibration_of_meek - 3.001942e-6).abs() < 1e-11, "{calibration_of_meek}");
    assert_eq!(score(0)["informations"].as_object().unwrap().len(), 20);
    let weight = |at: usize| all["experts"][at]["weight"].as_f64().unwrap();
    let product = |at: usize| {
        ["calibration", "information"].map(|of| score(at)[of].as_f64().unwrap()).iter().product::<f64>()
    };
    assert!((weight(0) - product(0) / (product(0) + product(1))).abs() < 1e-12);
    assert!((weight(0) + weight(1) - 1.0).abs() < 1e-12);

    let cut = standoff(&["experts", &model, "--calibration", &calibration, "--cutoff", "0.05", "--json"]);
    near(&cut.json()["experts"][0]["weight"], 1.0);
    near(&cut.json()["pools"][1]["parameters"]["prize"], 4.0);
    let text = standoff(&["experts", &model, "--calibration", &calibration]);
    assert!(text.out.contains("HOW THEY DID ON THE CALIBRATION QUESTIONS"), "{text:?}");
    // From standard input too.
    let piped = standoff_with(&["experts", &model, "--calibration", "-", "--json"], table.as_bytes());
    assert_eq!(piped.out, run.out);

    for (name, text, word) in [
        ("strange.csv", table.replace("bold", "bald"), "bald"),
        ("short.csv", table.replace("meek,q3,1,2,95,60\n", ""), "does not answer"),
        ("falling.csv", table.replace("bold,q7,5,50,95", "bold,q7,50,5,95"), "do not rise"),
        ("empty.csv", String::new(), "no answers"),
    ] {
        let run = standoff(&["experts", &model, "--calibration", &file("experts", name, &text)]);
        assert_eq!(run.code, Some(5), "{name} {run:?}");
        assert!(run.err.contains(word), "{run:?}");
    }
}

#[test]
fn the_beliefs_document() {
    let model = file("experts", "beliefs.standoff", CRISIS);
    let run = standoff(&["beliefs", &model, "--json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let all = run.json();
    assert_eq!(all["schema"], "standoff/beliefs/1");
    assert_eq!(all["opinions"].as_object().unwrap().keys().collect::<Vec<_>>(), ["file"]);
    assert_eq!(all["status"], "verified-exact");
    let tables = all["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 2);
    let table = &tables[0];
    assert_eq!((&table["observer"], &table["secret"]), (&json!("D"), &json!("C.type")));
    let steps = table["steps"].as_array().unwrap();
    assert_eq!((&steps[0]["before"], &steps[0]["step"]), (&Value::Null, &json!("")));
    near(&steps[0]["beliefs"]["file"]["probabilities"][0], 0.4);
    // The crisis game's challenge: 11/18 strong, made with 0.4 + 0.6 · 14/33.
    let challenge = steps.iter().find(|step| step["value"] == "challenge").unwrap();
    assert_eq!((&challenge["actor"], &challenge["step"]), (&json!("C"), &json!("start")));
    let belief = &challenge["beliefs"]["file"];
    near(&belief["probabilities"][0], 11.0 / 18.0);
    near(&belief["reach"], 0.4 + 0.6 * 14.0 / 33.0);
    assert_eq!((&belief["from"], &belief["main"]), (&json!("bayes"), &json!(true)));

    let rows = standoff(&["beliefs", &model, "--format", "csv"]).out;
    assert!(rows.starts_with("observer,secret,opinion,step,"), "{rows}");
    let labels: usize = tables.iter().map(|t| t["steps"].as_array().unwrap().len() * 2).sum();
    assert_eq!(rows.lines().count(), 1 + labels);
    let text = standoff(&["beliefs", &model]).out;
    assert!(text.contains("WHAT D BELIEVES ABOUT C.type") && text.contains("C: challenge (start)"), "{text}");
}

#[test]
fn threads_do_not_matter() {
    let model = file("experts", "threads.standoff", DARE);
    for words in [&["experts", &model, "value of play to A"][..], &["beliefs", &model]] {
        let with = |threads: &str| standoff(&[words, &["--json", "--threads", threads]].concat()).out;
        assert_eq!(with("1"), with("3"));
    }
}

#[test]
fn what_makes_no_sense_is_one_sentence() {
    let model = file("experts", "usage.standoff", DARE);
    let alone = file("experts", "alone.standoff", ULTIMATUM);
    let nobody = file("experts", "nobody.standoff", CRISIS);
    for (words, code) in [
        (&["experts", &nobody][..], 2),
        (&["experts", &model, "--weights", "bold"], 2),
        (&["experts", &model, "--weights", "bold=-1"], 2),
        (&["experts", &model, "--weights", "bold=0,meek=0"], 2),
        (&["experts", &model, "--weights", "calm=1"], 2),
        (&["experts", &model, "--weights", "nobody=1"], 2),
        (&["experts", &model, "--opinions", "bold,,meek"], 2),
        (&["experts", &model, "--opinions", "bald"], 2),
        (&["experts", &model, "--under", "bold=rosy"], 2),
        (&["experts", &model, "--cutoff", "0.05"], 2),
        (&["experts", &model, "--calibration", "no-such-file.csv", "--cutoff", "2"], 2),
        (&["experts", &model, "--calibration", "no-such-file.csv"], 5),
        (&["experts", &model, "--format", "csv"], 2),
        (&["experts", &model, "P(move is fare)"], 2),
        (&["experts", &model, "strategy of A"], 2),
        (&["experts", &model, "value of play to A", "--set", "harm=many"], 2),
        (&["experts", &model, "value of play to A", "--set", "p_yield=2"], 3),
        (&["beliefs", &model, "--opinions", "bald"], 2),
        (&["beliefs", &model, "--opinions", "pool:best"], 2),
        (&["solve", &model, "--opinions", "pool:"], 2),
        (&["solve", &nobody, "--opinions", "pool:log"], 2),
        (&["beliefs", "game.efg"], 2),
    ] {
        let run = standoff(words);
        assert_eq!(run.code, Some(code), "{words:?} {run:?}");
        assert!(
            !run.err.is_empty() || run.out.contains("one number") || run.out.contains("B.nerve"),
            "{words:?} {run:?}"
        );
    }
    // One expert has nobody to differ from, and is told alone.
    let run = standoff(&["experts", &alone, "P(war)"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("hawk"), "{run:?}");
    let run = standoff(&["beliefs", &model, "--opinions", "pool:linear,pool:log,bold"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("pool:linear"), "{run:?}");
}
