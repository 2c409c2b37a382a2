//! Pictures of the shipped models: labels do not lie on each other and stay inside, the SVG is well-formed, the same picture has the same
//! bytes, and pictures stay as they are kept in `pictures/` (`UPDATE_PICTURES=1` rewrites those).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use standoff::compile::LabelNumbers;
use standoff::model::ir::{Model, ParameterId};
use standoff::model::sources::{SourceError, Sources};
use standoff::pictures::{Bounds, Moves, PictureError, Wanted, Way, picture};
use standoff::view::picture::Picture;
use standoff::view::scene::ink::contrast;
use standoff::view::scene::{Bounds as Box, Form, Ink, Item, Scene, Shape, Text};
use standoff::view::svg::{self, Options, Theme};
use standoff::view::text;
use standoff::{Sequential, Session, Setting};

struct Folder(PathBuf, String);

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        fs::read(self.0.join(path)).map_err(|_| SourceError::Missing)
    }

    fn root_name(&self) -> &str {
        &self.1
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

fn model(name: &str) -> Model {
    let path = folder().join(name).with_extension("standoff");
    let file = path.file_name().unwrap().to_str().unwrap().to_owned();
    standoff::read(&Folder(path.parent().unwrap().to_owned(), file)).model.expect("no errors")
}

/// All shipped models, by their paths below `models/` without the ending.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for part in ["", "features"] {
        for entry in fs::read_dir(folder().join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "standoff") {
                names.push(Path::new(part).join(path.file_stem().unwrap()).to_str().unwrap().to_owned());
            }
        }
    }
    names.sort();
    assert!(names.len() > 25);
    names
}

fn made(model: &Model, wanted: &Wanted) -> Result<Picture, PictureError> {
    let session = Session::new(model, Setting::of(model), Default::default(), Default::default());
    picture(&session, wanted, &Sequential, &|| false)
}

fn own(model: &Model) -> Vec<(String, Setting)> {
    vec![(String::new(), Setting::of(model))]
}

/// One setting for each expert.
fn opinions(model: &Model) -> Vec<(String, Setting)> {
    let under = |expert: usize| {
        let mut setting = Setting::of(model);
        setting.apply_opinions(model, standoff::model::ir::ExpertId(expert as u16));
        (model.experts[expert].name.clone(), setting)
    };
    (0..model.experts.len()).map(under).collect()
}

/// The pictures that cost no more than the solution.
fn quick(model: &Model) -> Vec<Wanted> {
    let mut all = vec![
        Wanted::Tree(Bounds::default()),
        Wanted::PublicTree(Bounds::default()),
        Wanted::Beliefs(own(model)),
        Wanted::Outcomes(own(model)),
        Wanted::Strategy(None),
    ];
    if model.experts.len() > 1 {
        all.extend([Wanted::Beliefs(opinions(model)), Wanted::Outcomes(opinions(model))]);
    }
    all
}

/// The pictures for which a model is solved many times, over the first parameters of a model.
fn slow(model: &Model) -> Vec<Wanted> {
    let parameter =
        |name: &str| ParameterId(model.parameters.iter().position(|p| p.name == name).expect(name) as u32);
    let sides = match model.name.as_str() {
        "february_2024" => vec![parameter("p_settler"), parameter("step_cost")],
        _ => (0..model.parameters.len().min(2)).map(|at| ParameterId(at as u32)).collect(),
    };
    let mut all = vec![Wanted::Values(Vec::new()), Wanted::Tornado(None, Vec::new())];
    all.extend(sides.first().map(|&side| Wanted::Tipping(side, Vec::new())));
    if let [across, up] = sides[..] {
        all.push(Wanted::Phase([across, up], 13, None));
    }
    all
}

fn sound(what: &str, picture: &Picture) {
    let scene = &picture.scene;
    let texts = scene.texts();
    assert!(!texts.is_empty(), "{what}: nothing is written");
    for (at, text) in texts.iter().enumerate() {
        inside(what, scene, text);
        for other in &texts[..at] {
            assert!(
                !text.bounds().overlap(&other.bounds()),
                "{what}: \"{}\" lies on \"{}\" at {}, {}",
                text.words,
                other.words,
                text.x,
                text.y
            );
        }
    }
    legible(what, scene);
    uncrossed(what, scene);
    assert!(!scene.title.is_empty() && !scene.description.is_empty(), "{what}: no words");
    let plain = svg::write(scene, &Options::default());
    let parsed = roxmltree::Document::parse(&plain).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(parsed.root_element().attribute("role"), Some("img"));
    assert!(plain.len() < 2_000_000, "{what}: {} bytes", plain.len());
    let twin = text::render(&picture.twin, 100, false);
    assert!(twin.lines().count() > 3, "{what}: {twin}");
    assert!(picture.data.rows.iter().all(|row| row.len() == picture.data.columns.len()), "{what}: ragged");
    assert!(!picture.data.rows.is_empty(), "{what}: no data");
}

/// All shapes and texts in the order in which they are drawn.
fn drawn(scene: &Scene) -> Vec<&Item> {
    let mut found = Vec::new();
    let mut open: Vec<&Item> = scene.items.iter().rev().collect();
    while let Some(item) = open.pop() {
        match item {
            Item::Group(group) => open.extend(group.items.iter().rev()),
            other => found.push(other),
        }
    }
    found
}

/// Where a rectangle or a circle lies.
fn place(shape: &Shape) -> Option<Box> {
    match shape.form {
        Form::Rect { x, y, width, height } => {
            Some(Box { left: x, top: y, right: x + width, bottom: y + height })
        }
        Form::Circle { x, y, radius } => {
            Some(Box { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius })
        }
        Form::Path(_) => None,
    }
}

/// Every label can be read on what it lies on, in both themes, and no mark lies on a label.
fn legible(what: &str, scene: &Scene) {
    let mut under: Vec<(Box, Ink)> = Vec::new();
    let items = drawn(scene);
    for item in &items {
        match item {
            Item::Shape(shape) => {
                under.extend(place(shape).zip(shape.fill).filter(|_| shape.hatch.is_none()));
            }
            Item::Text(text) => {
                let bounds = text.bounds();
                let (x, y) =
                    (f64::midpoint(bounds.left, bounds.right), f64::midpoint(bounds.top, bounds.bottom));
                let covers =
                    |place: &Box| place.left <= x && x <= place.right && place.top <= y && y <= place.bottom;
                let ground =
                    under.iter().rev().find(|(place, _)| covers(place)).map_or(Ink::Ground, |(_, ink)| *ink);
                for dark in [false, true] {
                    let ratio = contrast(text.ink, ground, dark);
                    assert!(
                        ratio >= 4.5,
                        "{what}: \"{}\" on {ground:?}, dark {dark}: {ratio:.2}",
                        text.words
                    );
                }
                for mark in marks(&items) {
                    let holds = mark.left <= bounds.left && bounds.right <= mark.right;
                    assert!(
                        !mark.overlap(&bounds) || holds,
                        "{what}: a mark lies on \"{}\" at {x}, {y}",
                        text.words
                    );
                }
            }
            Item::Group(_) => {}
        }
    }
}

/// A label that a line may touch: letters seldom fill their box to the edge.
const TOUCH: f64 = 1.5;

/// No line runs through a label, unless a patch lies between the two.
fn uncrossed(what: &str, scene: &Scene) {
    let items = drawn(scene);
    for (at, item) in items.iter().enumerate() {
        let Item::Text(text) = item else { continue };
        let letters = shrunk(text.bounds(), TOUCH);
        let patch = items[..at].iter().rposition(|item| is_patch(item, &letters)).unwrap_or(0);
        for (order, item) in items.iter().enumerate().skip(patch) {
            let Item::Shape(shape) = item else { continue };
            let hatched = shape.hatch.is_some() && place(shape).is_some_and(|place| place.overlap(&letters));
            assert!(!hatched, "{what}: \"{}\" lies on a hatching", text.words);
            for [from, to] in strokes(shape) {
                assert!(
                    !letters.is_crossed([from, to]),
                    "{what}: a line from {from:?} to {to:?}, drawn {}, runs through \"{}\" at {}, {}",
                    if order < at { "before" } else { "after" },
                    text.words,
                    text.x,
                    text.y
                );
            }
        }
    }
}

fn shrunk(place: Box, by: f64) -> Box {
    Box { left: place.left + by, top: place.top + by, right: place.right - by, bottom: place.bottom - by }
}

/// Whether a shape hides what lies below some letters.
fn is_patch(item: &Item, letters: &Box) -> bool {
    let Item::Shape(shape) = item else { return false };
    let holds = |place: Box| {
        place.left <= letters.left
            && letters.right <= place.right
            && place.top <= letters.top
            && letters.bottom <= place.bottom
    };
    shape.fill.is_some() && shape.hatch.is_none() && place(shape).is_some_and(holds)
}

/// The straight pieces of a shape's line.
fn strokes(shape: &Shape) -> Vec<[(f64, f64); 2]> {
    match (&shape.form, shape.stroke) {
        (_, None) => Vec::new(),
        (Form::Path(path), _) => path.pieces(),
        (Form::Rect { x, y, width, height }, _) => {
            let corners = [(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)];
            (0..4).map(|at| [corners[at], corners[(at + 1) % 4]]).collect()
        }
        // Marks; see above.
        (Form::Circle { .. }, _) => Vec::new(),
    }
}

/// Where marks lie: small rectangles and circles, a little less than as large as they are.
fn marks(items: &[&Item]) -> Vec<Box> {
    let small = |place: &Box| place.right - place.left <= 20.0 && place.bottom - place.top <= 20.0;
    let mark = |item: &&Item| match item {
        Item::Shape(shape)
            if shape.fill.is_some_and(|ink| !matches!(ink, Ink::Ground | Ink::Tint(..) | Ink::Band)) =>
        {
            place(shape).filter(small)
        }
        _ => None,
    };
    let inner = |place: Box| Box {
        left: place.left + 1.0,
        top: place.top + 1.0,
        right: place.right - 1.0,
        bottom: place.bottom - 1.0,
    };
    items
        .iter()
        .filter_map(mark)
        .map(inner)
        .filter(|place| place.left < place.right && place.top < place.bottom)
        .collect()
}

fn inside(what: &str, scene: &Scene, text: &Text) {
    let bounds = text.bounds();
    assert!(
        bounds.left >= 0.0
            && bounds.top >= 0.0
            && bounds.right <= scene.width
            && bounds.bottom <= scene.height,
        "{what}: \"{}\" leaves the picture",
        text.words
    );
}

fn check(name: &str, model: &Model, wanted: &[Wanted]) -> usize {
    let mut count = 0;
    for wanted in wanted {
        let what = format!("{name}: {}", format!("{wanted:?}").chars().take(20).collect::<String>());
        match made(model, wanted) {
            Ok(picture) => {
                sound(&what, &picture);
                count += 1;
            }
            // Not every model has outcomes, secrets, or a small public tree.
            Err(PictureError::Nothing(sentence)) => assert!(sentence.len() > 20, "{what}: {sentence}"),
            Err(error) => panic!("{what}: {error}"),
        }
    }
    count
}

#[test]
fn no_labels_overlap_in_any_picture_of_any_model() {
    let mut count = 0;
    for name in names() {
        let model = model(&name);
        count += check(&name, &model, &quick(&model));
    }
    assert!(count > 100, "{count}");
}

/// Models of which pictures over parameters take long.
const LONG: [&str; 6] = [
    "bargaining-while-fighting",
    "february-2024-words",
    "leduc",
    "mediator",
    "sinking-costs",
    "stahl-rubinstein",
];

#[test]
fn no_labels_overlap_in_pictures_over_parameters() {
    let mut count = 0;
    for name in names().into_iter().filter(|name| !LONG.contains(&name.as_str())) {
        let model = model(&name);
        count += check(&name, &model, &slow(&model));
    }
    assert!(count > 60, "{count}");
    let model = model("beer-quiche");
    check("beer-quiche", &model, &[Wanted::Importance(None)]);
}

/// Names in other scripts, very long ones, and letters that mean something in XML.
#[test]
fn any_name_fits() {
    let long = "a_name_that_is_much_longer_than_any_place_for_it_in_any_picture_that_there_is";
    let text = format!(
        "standoff odd \"Who & <what> is it? A question that is so long that it takes more than one line in every picture of it, whatever its width\"\n\
         actors\n  Хозяин\n  {long}\nparameters\n  {long}_p = 40% in 0% to 100% \"как <часто> & зачем\"\n  q = 1 in 0 to 2\n\
         secret Хозяин.вид\n  твёрдый with probability {long}_p\n  мягкий otherwise\n\
         play\n  Хозяин chooses ход: 進む, 止まる\n  {long} chooses {long}_d: {long}_x, y\n\
         \u{20} Хозяин gains q if ход is 進む and {long}_d is y\n  Хозяин gains -1 if ход is 進む and {long}_d is {long}_x and Хозяин.вид is мягкий\n\
         \u{20} {long} gains 1 if {long}_d is {long}_x and Хозяин.вид is мягкий\n  {long} gains -1 if {long}_d is {long}_x and Хозяин.вид is твёрдый\n"
    );
    let read = standoff::read(&standoff::model::sources::MemorySources::new("odd.standoff", text));
    let model = read.model.unwrap_or_else(|| panic!("{:?}", read.diagnostics));
    let mut wanted = quick(&model);
    wanted.extend([
        Wanted::Values(Vec::new()),
        Wanted::Tipping(ParameterId(0), Vec::new()),
        Wanted::Tornado(None, Vec::new()),
        Wanted::Importance(None),
        Wanted::Phase([ParameterId(0), ParameterId(1)], 11, None),
    ]);
    assert!(check("odd", &model, &wanted) >= 8);
}

#[test]
fn large_trees_are_folded() {
    for name in ["leduc", "stahl-rubinstein", "features/sight"] {
        let picture = made(&model(name), &Wanted::Tree(Bounds::default())).unwrap();
        assert!(picture.data.rows.len() <= 500, "{name}: {}", picture.data.rows.len());
        // What is drawn and what is counted are the whole game.
        let at = picture.data.columns.iter().position(|column| column == "situations").unwrap();
        let number = |row: &Vec<standoff::view::picture::Cell>| match row[at] {
            standoff::view::picture::Cell::Number(number) => number,
            _ => panic!("no number"),
        };
        let counted: f64 = picture.data.rows.iter().map(number).sum();
        let model = model(name);
        let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
        let all = standoff::compile(&session, &session.base, &|| false).unwrap().structure.node_count();
        assert_eq!(counted, all as f64, "{name}");
    }
}

/// Cho and Kreps 1987, where both have quiche: the solution has both at beer. After quiche the bully believes what it did before, 90%; what it
/// believes after beer, these strategies do not say.
#[test]
fn a_tree_of_another_equilibrium_has_its_own_beliefs_and_gains() {
    let model = model("beer-quiche");
    let session = Session::new(&model, Setting::of(&model), Default::default(), Default::default());
    let compiled = standoff::compile(&session, &session.base, &|| false).unwrap();
    let labels = LabelNumbers::own(&model);
    let moves: Moves = (0..compiled.infosets.len())
        .map(|set| {
            let seen = compiled.names(&model, &labels).seen_words(set);
            let label = if seen.contains("beer") {
                "fight"
            } else if seen.contains("quiche") {
                "defer"
            } else {
                "quiche"
            };
            (set as u32, [(label.to_owned(), 1.0)].into())
        })
        .collect();
    let way = Way { name: "equilibrium 1".to_owned(), moves: moves.clone() };
    let tree = |way| made(&model, &Wanted::PlayedTree(Bounds::default(), Vec::new(), way));
    let picture = tree(way).unwrap();
    let text = svg::write(&picture.scene, &Options::default());
    for words in [
        "it takes this to be so with 90%",
        "how likely it takes this to be is not pinned down",
        "breakfast quiche is worth 2 to Sender; ",
        "breakfast beer is worth 1 to Sender, 1 less than its best move",
        "played as in equilibrium 1 · nobody gains by another plan",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let mut gains = moves.clone();
    gains.insert(0, [("beer".to_owned(), 1.0)].into());
    let text =
        svg::write(&tree(Way { name: "mine".to_owned(), moves: gains }).unwrap().scene, &Options::default());
    assert!(text.contains("not verified: somebody gains by another plan"));
    let mut half = moves.clone();
    half.insert(0, [("beer".to_owned(), 0.5)].into());
    let mut short = moves;
    short.remove(&0);
    for moves in [half, short] {
        let refused = tree(Way { name: String::new(), moves });
        assert!(matches!(refused, Err(PictureError::Nothing(_))));
    }
}

#[test]
fn pictures_stay_as_they_are() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let small = model("beer-quiche");
    let flagship = model("february-2024");
    let settler = ParameterId(flagship.parameters.iter().position(|p| p.name == "p_settler").unwrap() as u32);
    let cases = [
        ("beer-quiche-tree", &small, Wanted::Tree(Bounds::default())),
        ("beer-quiche-strategy", &small, Wanted::Strategy(None)),
        ("beer-quiche-beliefs", &small, Wanted::Beliefs(own(&small))),
        ("february-2024-public-tree", &flagship, Wanted::PublicTree(Bounds::default())),
        ("february-2024-beliefs", &flagship, Wanted::Beliefs(opinions(&flagship))),
        ("february-2024-outcomes", &flagship, Wanted::Outcomes(opinions(&flagship))),
        ("february-2024-tipping", &flagship, Wanted::Tipping(settler, Vec::new())),
        ("february-2024-tornado", &flagship, Wanted::Tornado(None, Vec::new())),
    ];
    for (name, model, wanted) in cases {
        let picture = made(model, &wanted).unwrap();
        let text = svg::write(&picture.scene, &Options { theme: Theme::Light, ..Options::default() });
        let again = made(model, &wanted).unwrap();
        assert_eq!(
            text,
            svg::write(&again.scene, &Options { theme: Theme::Light, ..Options::default() }),
            "{name}"
        );
        let path = kept.join(name).with_extension("svg");
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            fs::create_dir_all(&kept).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(known == text, "{name} is drawn otherwise; `UPDATE_PICTURES=1 cargo test` rewrites it");
    }
}
