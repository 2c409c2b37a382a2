//! Every message about size and numbers, with a near miss that must stay silent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;

use reading::{found, model};
use standoff_model::checks::size::bound;

fn text(rest: &str) -> String {
    format!("standoff t\n\nactors\n  A\n  B\n\n{rest}")
}

fn play(rest: &str) -> Vec<String> {
    found(&text(rest))
}

const NONE: [&str; 0] = [];

#[test]
fn the_bound_counts_what_there_is() {
    let size = |rest: &str| {
        let model = model(&text(rest));
        let options: Vec<_> = model.options.iter().map(|option| option.value.clone()).collect();
        bound(&model, &options).situations
    };
    // The root and two ends.
    assert_eq!(size("play\n  A chooses x: a, b\n"), 3.0);
    // Two levels: 1 + 2 + 4.
    assert_eq!(size("play\n  A chooses x: a, b\n  B chooses y: c, d\n"), 7.0);
    // a ends at once, b goes on: 1 + 1 + (1 + 3).
    assert_eq!(
        size(
            "play\n  A chooses x\n    a -> over\n    b\n  B chooses y: c, d, e\n  -> over\n\noutcome over\n  A gains 1\n"
        ),
        6.0
    );
    // Ten binary choices in a repeat: 2^11 - 1.
    assert_eq!(size("play\n  repeat r from 1 to 10\n    A chooses x: a, b\n").round(), 2047.0);
    // A grid of 4 steps has 5 points.
    assert_eq!(size("play\n  A offers s from 0 to 1 in 4 steps\n"), 6.0);
    // A scene is counted once for each way that leads to it: 1 + 2·(1 + 2).
    assert_eq!(size("play\n  A chooses x\n    a -> s\n    b -> s\n\nscene s\n  B chooses y: c, d\n"), 7.0);
    // Of packages, only those that are left: 1 + 3.
    assert_eq!(
        size(
            "issue land: 0, 1, 2\nissue aid: 0, 1\n\nplay\n  A offers terms of land, aid where land + aid is 1 or land + aid is 3\n"
        ),
        4.0
    );
}

#[test]
fn the_bound_follows_options() {
    let model =
        model(&text("option n = 1 in 1 to 20\n\nplay\n  repeat r from 1 to n\n    A chooses x: a, b\n"));
    let mut options: Vec<_> = model.options.iter().map(|option| option.value.clone()).collect();
    assert_eq!(bound(&model, &options).situations, 3.0);
    options[0] = standoff_model::ir::OptionValue::Number(num_rational::BigRational::from_integer(3.into()));
    assert_eq!(bound(&model, &options).situations.round(), 15.0);
}

#[test]
fn too_many_situations() {
    let grid =
        "play\n  repeat r from 1 to 6\n    A offers s from 0 to 1 in 100 steps\n    B chooses y: c, d\n";
    assert_eq!(
        play(grid),
        [
            "SD401 this has about 1e14 situations; the grid of `s` (101 points, inside a repeat of 6) is the main reason"
        ]
    );
    assert_eq!(play(&grid.replace("1 to 6", "1 to 5")), NONE);
    let huge = "play\n  repeat r from 1 to 1_000_000_000\n    A chooses x: a, b\n";
    assert_eq!(
        play(huge),
        ["SD401 this has about 1e300 situations; `x` (2 values, inside a repeat of 1e9) is the main reason"]
    );
}

#[test]
fn too_many_steps_without_choices() {
    let text = "play\n  repeat r from 1 to 1e15\n    A gains 1\n";
    assert_eq!(
        play(text),
        ["SD402 building this takes about 2e15 steps; the repeat of 1e15 rounds is the main reason"]
    );
    assert_eq!(play(&text.replace("1e15", "1_000_000")), NONE);
}

#[test]
fn counts_that_make_no_sense() {
    for (count, figure) in [("0", "0"), ("2.5", "2.5"), ("-3", "−3")] {
        let text = format!("play\n  A offers s from 0 to 1 in {count} steps\n");
        let wanted = format!("SD403 `s` needs a whole number of steps of at least 1; here it is {figure}");
        assert_eq!(play(&text), [wanted]);
    }
    assert_eq!(play("play\n  A offers s from 0 to 1 in 1 steps\n"), NONE);
    assert_eq!(
        play("option n = 1.5 in 0 to 3\n\nplay\n  repeat r from 1 to n\n    A chooses x: a, b\n"),
        ["SD404 the first and last round of a `repeat` are whole numbers; here it is 1.5"]
    );
}

#[test]
fn packages() {
    let two = "issue land from 0 to 1 in 999 steps\nissue aid from 0 to 1 in 1000 steps\n\nplay\n  A offers terms of land, aid where land + aid <= 1\n";
    assert_eq!(
        play(two),
        ["SD405 land and aid of `terms` have 1e6 combinations; at most 1,000,000 can be offered"]
    );
    assert_eq!(play(&two.replace("1000 steps", "999 steps")), NONE);
    let none =
        "issue land: 0, 1\nissue aid: 0, 1\n\nplay\n  A offers terms of land, aid where land + aid > 2\n";
    assert_eq!(
        play(none),
        ["SD406 no package of `terms` is left: this holds for none of the 4 combinations"]
    );
    assert_eq!(play(&none.replace("> 2", "> 1")), NONE);
}

#[test]
fn packages_are_counted_as_one_by_one() {
    // Of 11 × 11 points, those with land + aid at most 1 are 66; on the line itself lie 11, of which rounding loses none.
    let issues =
        "issue land from 0 to 1 in 10 steps\nissue aid from 0 to 1 in 10 steps\nissue form: treaty, truce\n";
    for (condition, packages) in [
        ("land + aid <= 1", 132.0),
        ("land + aid is 1", 22.0),
        ("land + aid > 1", 110.0),
        ("form is treaty", 121.0),
        ("form is treaty and land + aid < 1", 55.0),
        ("land is 0.3 or form is truce", 132.0),
    ] {
        let model =
            model(&text(&format!("{issues}\nplay\n  A offers terms of land, aid, form where {condition}\n")));
        assert_eq!(bound(&model, &[]).situations, 1.0 + packages, "{condition}");
    }
}

#[test]
fn formulas_that_explode() {
    let mut bomb = "let a0 = 1\n".to_owned();
    for k in 1..40 {
        bomb += &format!("let a{k} = a{} + a{}\n", k - 1, k - 1);
    }
    let found = play(&format!("{bomb}\nplay\n  A gains a39\n"));
    assert_eq!(
        found,
        ["SD407 `a15` stands for a formula that is too long once the definitions in it are put in"]
    );
    // Definitions may stand in any order.
    assert_eq!(play("let a = b + 1\nlet b = c + 1\nlet c = 1\n\nplay\n  A gains a\n"), NONE);
    let mut chain = "let a0 = 1\n".to_owned();
    for k in 1..300 {
        chain += &format!("let a{k} = a{}\n", k - 1);
    }
    assert_eq!(play(&format!("{chain}\nplay\n  A gains a299\n")), NONE);
}

#[test]
fn probabilities_outside_their_bounds() {
    let text = "parameters\n  p = 120%\n\nplay\n  chance x\n    a with probability p\n    b otherwise\n";
    assert_eq!(play(text), ["SD601 the probability of `a` is 1.2, which is not between 0 and 1"]);
    assert_eq!(play(&text.replace("120%", "100%")), NONE);
    let sum = "parameters\n  p = 60%\n  q = 50%\n\nplay\n  chance x\n    a with probability p\n    b with probability q\n    c otherwise\n";
    assert_eq!(play(sum), ["SD602 nothing is left for `c`: the other probabilities of `x` add up to 1.1"]);
    assert_eq!(play(&sum.replace("50%", "40%")), NONE);
    let short = "play\n  chance x\n    a with probability 0.1\n    b with probability 0.2\n    c with probability 0.6\n";
    assert_eq!(play(short), ["SD602 the probabilities of `x` add up to 0.9, not 1"]);
    assert_eq!(play(&short.replace("0.6", "0.7")), NONE);
}

#[test]
fn probabilities_under_opinions() {
    let text = "experts\n  hawk\n\nparameters\n  p = 50%\n    opinion hawk 80%\n  q = 30%\n\nplay\n  chance x\n    a with probability p\n    b with probability q\n    c otherwise\n";
    assert_eq!(
        play(text),
        [
            "SD602 nothing is left for `c`: the other probabilities of `x` add up to 1.1 with the opinions of `hawk`"
        ]
    );
    assert_eq!(play(&text.replace("80%", "70%")), NONE);
}

#[test]
fn probabilities_that_depend_on_the_story() {
    let text = "play\n  A chooses leader: S, T\n  chance x\n    a with probability if leader is S then 0.99 else 1.01\n    b otherwise\n";
    assert_eq!(
        play(text),
        [
            "SD601 the probability of `a` is 1.01, which is not between 0 and 1 in a story in which leader is T"
        ]
    );
    assert_eq!(play(&text.replace("1.01", "0.01")), NONE);
    // The numbers meet only where they fit.
    let apart = "play\n  A chooses n: 1, 2\n  if n is 2\n    chance x\n      a with probability n - 1\n      b otherwise\n";
    assert_eq!(play(apart), NONE);
    assert_eq!(
        play(&apart.replace("n - 1", "n")),
        ["SD601 the probability of `a` is 2, which is not between 0 and 1 in a story in which n is 2"]
    );
}

#[test]
fn probabilities_of_scene_arguments() {
    let text = "play\n  A chooses x\n    a -> war(0.5)\n    b -> war(1.5)\n\nscene war(p)\n  chance aid\n    yes with probability p\n    no otherwise\n";
    assert_eq!(
        play(text),
        ["SD601 the probability of `yes` is 1.5, which is not between 0 and 1 in a story in which x is b"]
    );
    assert_eq!(play(&text.replace("1.5", "1")), NONE);
}

#[test]
fn probabilities_over_the_ranges() {
    let text = "parameters\n  p_settler = 35% in 0% to 60%\n  p_waiter = 40% in 0% to 60%\n\nsecret A.aim\n  settler with probability p_settler\n  waiter with probability p_waiter\n  feinter otherwise\n\nplay\n  A chooses x: a, b\n";
    assert_eq!(
        play(text),
        [
            "SD604 what is left for `feinter`, `1 - p_settler - p_waiter`, can reach −0.2 within the declared ranges; such points count as undefined"
        ]
    );
    assert_eq!(play(&text.replace("p_waiter = 40% in 0% to 60%", "p_waiter = 40% in 0% to 40%")), NONE);
    let above = "parameters\n  p = 50% in 0% to 90%\n\nplay\n  chance x\n    a with probability p + 0.2\n    b otherwise\n";
    assert_eq!(
        play(above),
        ["SD604 `p + 0.2` can reach 1.1 within the declared ranges; such points count as undefined"]
    );
    // Intervals alone would let this reach 4.5.
    let ratio = "parameters\n  p = 50% in 10% to 90%\n  q = 50% in 10% to 90%\n\nplay\n  chance x\n    a with probability p / (p + q)\n    b otherwise\n";
    assert_eq!(play(ratio), NONE);
    let bounded = "parameters\n  p = 50% in 0% to 90%\n\nplay\n  chance x\n    a with probability min(1, p + 0.2)\n    b otherwise\n";
    assert_eq!(play(bounded), NONE);
}

#[test]
fn ranges_of_scene_arguments_are_told_at_the_call() {
    let text = "parameters\n  p = 50% in 20% to 130%\n\nplay\n  A chooses x\n    a -> war(p / 2)\n    b -> war(p)\n\nscene war(q)\n  chance aid\n    yes with probability q\n    no otherwise\n";
    assert_eq!(
        play(text),
        [
            "SD604 `p` can reach 1.3 within the declared ranges in a story in which x is b; such points count as undefined"
        ]
    );
    assert_eq!(play(&text.replace("war(p)", "war(p / 2)")), NONE);
}

#[test]
fn weights() {
    let text = "parameters\n  w = -1\n\nplay\n  chance x\n    a with weight w\n    b with weight 2\n";
    assert_eq!(play(text), ["SD603 the weight of `a` is −1; weights are not negative"]);
    assert_eq!(play(&text.replace("-1", "0")), NONE);
    let zero = "play\n  chance x\n    a with weight 0\n    b with weight 0\n";
    assert_eq!(play(zero), ["SD603 all weights of `x` are 0"]);
}

#[test]
fn a_given_that_cannot_be() {
    let text =
        "secret A.card: 1, 2\nsecret B.card: 1, 2\ngiven A.card > 2 * B.card\n\nplay\n  A chooses x: a, b\n";
    assert_eq!(
        play(text),
        ["SD605 `given A.card > 2 * B.card` has probability zero: no draw that can happen satisfies it"]
    );
    assert_eq!(play(&text.replace("2 * B", "B")), NONE);
    let zero = "parameters\n  p = 0\n\nsecret A.aim\n  war with probability p\n  peace otherwise\ngiven A.aim is war\n\nplay\n  A chooses x: a, b\n";
    assert_eq!(
        play(zero),
        ["SD605 `given A.aim is war` has probability zero: no draw that can happen satisfies it"]
    );
    assert_eq!(play(&zero.replace("p = 0", "p = 0.1")), NONE);
}

#[test]
fn numbers_without_a_value() {
    let text = "parameters\n  p = 0\n\nplay\n  A gains 1 / p\n";
    assert_eq!(play(text), ["SD606 this divides by zero"]);
    assert_eq!(play(&text.replace("p = 0", "p = 2")), NONE);
    for (formula, words) in [
        ("sqrt(p - 1)", "this is the square root of a negative number"),
        ("log(p)", "this is the logarithm of a number that is not positive"),
        ("2 ^ (p + 500)", "this exponent is above 400"),
        ("p ^ -1", "this is zero to a negative power"),
        ("(p - 2) ^ 0.5", "this is a negative number to a power that is not whole"),
        ("(p + 12345.678) ^ 399", "this number needs more than 4,096 bits"),
        ("quantile(normal(0, 1), p)", "this distribution goes on without end, and has no quantile at 0 or 1"),
    ] {
        assert_eq!(play(&text.replace("1 / p", formula)), [format!("SD606 {words}")]);
        assert_eq!(play(&text.replace("1 / p", "p + 1")), NONE);
    }
    let choice = "play\n  A chooses n: 0, 1\n  A gains 1 / n\n";
    assert_eq!(play(choice), ["SD606 this divides by zero in a story in which n is 0"]);
    assert_eq!(play(&choice.replace("1 / n", "if n is 0 then 0 else 1 / n")), NONE);
    assert_eq!(play(&choice.replace("1 / n", "1 / n if n > 0")), NONE);
}

#[test]
fn discount_factors() {
    let text = "discount A 0 per round\n\nplay\n  repeat r from 1 to 2\n    A chooses x: a, b\n";
    assert_eq!(play(text), ["SD607 the discount factor of A is 0; it must be above 0"]);
    assert_eq!(
        play(&text.replace("A 0 per", "A 1.1 per")),
        ["SD608 with a discount factor of 1.1, later gains of A count more than earlier ones"]
    );
    assert_eq!(play(&text.replace("A 0 per", "A 1 per")), NONE);
}
