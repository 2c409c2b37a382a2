//! A scene as SVG.
//!
//! In: a [`Scene`], [`Options`]. Out: one self-contained element, always the same bytes for the same scene: lengths have at most two
//! decimals, and the style sheet lists the colours that are used in a fixed order. Colours are classes; which values they have depends
//! on the theme, which follows the reader's system unless it is fixed.

use std::collections::BTreeSet;

use crate::scene::{Anchor, Form, Group, Hatch, Ink, Item, Scene, Shape, Size, Text, font};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How a scene is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Light or dark.
    pub theme: Theme,
    /// Put before the ids in the element, so that several pictures may stand on one page.
    pub prefix: String,
    /// Leave the style sheet out: the page has that of [`style_sheet`].
    pub bare: bool,
}

/// The scene as an `svg` element.
#[must_use]
pub fn write(scene: &Scene, options: &Options) -> String {
    let id = |part: &str| format!("{}{}-{part}", options.prefix, scene.name);
    let (width, height) = (length(scene.width), length(scene.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"standoff {theme} {name}\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{title} {description}\">\n",
        theme = theme_class(options.theme),
        name = scene.name,
        title = id("title"),
        description = id("desc"),
    );
    out.push_str(&format!("<title id=\"{}\">{}</title>\n", id("title"), escaped(&scene.title)));
    out.push_str(&format!("<desc id=\"{}\">{}</desc>\n", id("desc"), escaped(&scene.description)));
    let mut writer = Writer { out: String::new(), inks: BTreeSet::new(), hatches: BTreeSet::new(), id: &id };
    let page = Form::Rect { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
    writer.shape(&Shape::filled(page, Ink::Ground));
    scene.items.iter().for_each(|item| writer.item(item));
    let Writer { out: body, inks, hatches, .. } = writer;
    if !options.bare {
        let inks: Vec<Ink> = inks.into_iter().collect();
        out.push_str(&format!("<style>\n{}</style>\n", sheet(&inks, options.theme)));
    }
    if !hatches.is_empty() {
        let patterns: String = hatches.into_iter().map(|hatch| pattern(hatch, &id(name(hatch)))).collect();
        out.push_str(&format!("<defs>{patterns}</defs>\n"));
    }
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

fn name(hatch: Hatch) -> &'static str {
    match hatch {
        Hatch::Rising => "hatch",
        Hatch::Falling => "hatch-falling",
    }
}

/// The lines of a hatching, over one tile of it.
fn pattern(hatch: Hatch, id: &str) -> String {
    let (size, lines, beside) = match hatch {
        Hatch::Rising => (6, "M-1 1L1 -1M0 6L6 0M5 7L7 5", "M-1 2.4L2.4 -1M0.4 7L7 0.4"),
        Hatch::Falling => (9, "M-1 8L1 10M0 0L9 9M8 -1L10 1", "M-1 6.6L2.4 10M-0.4 -1.8L10.4 9"),
    };
    // Lines in the colour of the ground beside them keep them apart from whatever tint is below.
    format!(
        "<pattern id=\"{id}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\"><path class=\"unhatch\" \
         d=\"{beside}\"/><path class=\"hatch\" d=\"{lines}\"/></pattern>"
    )
}

/// The rules for all colours, for pages that show several pictures. What is printed is dark on light.
#[must_use]
pub fn style_sheet() -> String {
    let mut inks =
        vec![Ink::Ground, Ink::Text, Ink::Muted, Ink::Rule, Ink::Faint, Ink::Band, Ink::Below, Ink::Above];
    for hue in 0..crate::scene::ink::HUES {
        inks.push(Ink::Hue(hue));
        inks.extend((0..=crate::scene::ink::TINTS).map(|step| Ink::Tint(hue, step)));
    }
    inks.extend((0..=crate::scene::ink::STEPS).map(Ink::Scale));
    let dark = format!("@media print{{\n{}}}\n", rules(&inks, Theme::Dark, false));
    [Theme::System, Theme::Light, Theme::Dark].map(|theme| sheet(&inks, theme)).concat() + &dark
}

fn theme_class(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// The style sheet for a theme: fonts, then fills (`f-…`) and strokes (`s-…`).
fn sheet(inks: &[Ink], theme: Theme) -> String {
    let mut out = format!(
        ".standoff text{{font-family:{family},\"Helvetica Neue\",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}}\n",
        family = font::FAMILY
    );
    for (name, size) in SIZES {
        let weight = if size.heavy() { 600 } else { 400 };
        out.push_str(&format!(
            ".standoff .{name}{{font-size:{}px;font-weight:{weight}}}\n",
            length(size.pixels())
        ));
    }
    out.push_str(&rules(inks, theme, theme == Theme::Dark));
    if theme == Theme::System {
        out.push_str(&format!(
            "@media screen and (prefers-color-scheme:dark){{\n{}}}\n",
            rules(inks, theme, true)
        ));
    }
    out
}

/// The fills and strokes of a theme's pictures.
fn rules(inks: &[Ink], theme: Theme, dark: bool) -> String {
    let class = theme_class(theme);
    let rule = |ink: &Ink| {
        let (name, colour) = (ink.class(), ink.colour(dark));
        format!(".{class} .f-{name}{{fill:{colour}}}.{class} .s-{name}{{stroke:{colour}}}\n")
    };
    let lines = |name: &str, ink: Ink| {
        format!(".{class} .{name}{{stroke:{};stroke-width:1;fill:none}}\n", ink.colour(dark))
    };
    inks.iter().map(rule).collect::<String>() + &lines("unhatch", Ink::Ground) + &lines("hatch", Ink::Muted)
}

const SIZES: [(&str, Size); 4] =
    [("title", Size::Title), ("head", Size::Head), ("body", Size::Body), ("small", Size::Small)];

struct Writer<'a> {
    out: String,
    inks: BTreeSet<Ink>,
    hatches: BTreeSet<Hatch>,
    /// A name that no other picture of a page has.
    id: &'a dyn Fn(&str) -> String,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Group(group) => self.group(group),
            Item::Shape(shape) => self.shape(shape),
            Item::Text(text) => self.text(text),
        }
    }

    fn group(&mut self, group: &Group) {
        self.out.push_str("<g");
        if !group.class.is_empty() {
            self.out.push_str(&format!(" class=\"{}\"", escaped(&group.class)));
        }
        for (name, value) in &group.data {
            self.out.push_str(&format!(" data-{name}=\"{}\"", escaped(value)));
        }
        self.out.push_str(">\n");
        if let Some(title) = &group.title {
            self.out.push_str(&format!("<title>{}</title>\n", escaped(title)));
        }
        group.items.iter().for_each(|item| self.item(item));
        self.out.push_str("</g>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        let form = match &shape.form {
            Form::Rect { x, y, width, height } => {
                let [x, y, width, height] = [x, y, width, height].map(|number| length(*number));
                format!("rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
            }
            Form::Circle { x, y, radius } => {
                let [x, y, radius] = [x, y, radius].map(|number| length(*number));
                format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"")
            }
            Form::Path(path) => format!("path d=\"{}\"", path.data()),
        };
        let mut classes = Vec::new();
        let mut more = String::new();
        match shape.fill {
            Some(ink) => {
                self.inks.insert(ink);
                classes.push(format!("f-{}", ink.class()));
            }
            None => more.push_str(" fill=\"none\""),
        }
        if let Some(stroke) = shape.stroke {
            self.inks.insert(stroke.ink);
            classes.push(format!("s-{}", stroke.ink.class()));
            more.push_str(&format!(" stroke-width=\"{}\"", length(stroke.width)));
            if stroke.dashed {
                more.push_str(" stroke-dasharray=\"4 3\"");
            }
        }
        let classes =
            if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
        self.out.push_str(&format!("<{form}{classes}{more}/>\n"));
        if let Some(hatch) = shape.hatch {
            self.hatches.insert(hatch);
            self.out.push_str(&format!("<{form} fill=\"url(#{})\"/>\n", (self.id)(name(hatch))));
        }
    }

    fn text(&mut self, text: &Text) {
        self.inks.insert(text.ink);
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (length(text.x), length(text.y));
        let turned = if text.upwards { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        let size = SIZES.iter().find(|(_, size)| *size == text.size).map_or("body", |(name, _)| name);
        self.out.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" class=\"{size} f-{}\"{anchor}{turned}>{}</text>\n",
            text.ink.class(),
            escaped(&text.words)
        ));
    }
}

pub use crate::scene::length;

/// Text as XML has it; letters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_colours_follow_the_theme() {
        let mut group = Group::new("a").titled("x < y").with("set", "US \"5\"");
        group.write(Text::new(1.0, 2.5, Size::Body, "R&D\u{7}"));
        let scene = Scene {
            name: "test",
            title: "T".into(),
            description: "D".into(),
            width: 10.0,
            height: 20.0,
            items: vec![Item::Group(group)],
        };
        let light = write(&scene, &Options { theme: Theme::Light, ..Options::default() });
        assert!(light.contains("<g class=\"a\" data-set=\"US &quot;5&quot;\">\n<title>x &lt; y</title>"));
        assert!(light.contains(">R&amp;D</text>") && !light.contains("@media"));
        assert!(write(&scene, &Options::default()).contains("prefers-color-scheme:dark"));
        assert!(!write(&scene, &Options { bare: true, ..Options::default() }).contains("<style>"));
    }
}
