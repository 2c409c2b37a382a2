//! A picture as plain data: shapes, texts and groups of them, with sizes, before anybody decides on a file format.
//!
//! In: made by the files of [`crate::picture`]. Out: written by [`crate::svg`]; tests read the boxes of its texts. Lengths are
//! CSS pixels, y grows downwards. Colours are roles ([`Ink`]), never values, so that one scene serves light and dark.

pub mod axis;
pub mod font;
pub mod ink;
mod path;

pub use ink::Ink;
pub use path::{Path, length};

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What kind of picture: a word for classes and ids, such as `tree`.
    pub name: &'static str,
    /// What it shows, in a line.
    pub title: String,
    /// The same in sentences, for readers who do not see it.
    pub description: String,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What it is made of; later items lie on earlier ones.
    pub items: Vec<Item>,
}

/// A part of a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Parts that belong together.
    Group(Group),
    /// Something drawn.
    Shape(Shape),
    /// Something written.
    Text(Text),
}

/// Parts that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Classes for style sheets and scripts, separated by spaces.
    pub class: String,
    /// What is told of it when it is pointed at.
    pub title: Option<String>,
    /// Data for scripts, as `data-…` attributes.
    pub data: Vec<(&'static str, String)>,
    /// The parts.
    pub items: Vec<Item>,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its outline.
    pub form: Form,
    /// What fills it.
    pub fill: Option<Ink>,
    /// The line around it, or the line that it is.
    pub stroke: Option<Stroke>,
    /// What is drawn over the fill.
    pub hatch: Option<Hatch>,
}

/// Slanted lines over an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hatch {
    /// Narrow ones that rise to the right: something is not certain.
    Rising,
    /// Wide ones that fall to the right: something is not all.
    Falling,
}

/// A line's look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub ink: Ink,
    /// Width.
    pub width: f64,
    /// Whether it is dashed.
    pub dashed: bool,
}

/// An outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A rectangle by its upper left corner.
    Rect {
        /// Left edge.
        x: f64,
        /// Upper edge.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
    /// A circle.
    Circle {
        /// Centre.
        x: f64,
        /// Centre.
        y: f64,
        /// Radius.
        radius: f64,
    },
    /// Lines and curves.
    Path(Path),
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// Size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// The picture's heading.
    Title,
    /// A heading within it.
    Head,
    /// Labels.
    Body,
    /// Figures at axes, remarks.
    Small,
}

impl Size {
    /// Font size.
    #[must_use]
    pub fn pixels(self) -> f64 {
        match self {
            Size::Title => 17.0,
            Size::Head | Size::Body => 13.0,
            Size::Small => 11.0,
        }
    }

    /// Whether it is set in the heavier weight.
    #[must_use]
    pub fn heavy(self) -> bool {
        matches!(self, Size::Title | Size::Head)
    }
}

/// Something written.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Point of the base line.
    pub x: f64,
    /// Base line.
    pub y: f64,
    /// What part of the text the point is.
    pub anchor: Anchor,
    /// Size and weight.
    pub size: Size,
    /// Colour.
    pub ink: Ink,
    /// The words, on one line.
    pub words: String,
    /// Read upwards: turned by a quarter to the left.
    pub upwards: bool,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Bounds {
    /// Whether two rectangles have an area in common.
    #[must_use]
    pub fn overlap(&self, other: &Bounds) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a straight line has a part inside (Liang and Barsky 1984).
    #[must_use]
    pub fn is_crossed(&self, [from, to]: [(f64, f64); 2]) -> bool {
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        let way = (to.0 - from.0, to.1 - from.1);
        for (towards, room) in [
            (-way.0, from.0 - self.left),
            (way.0, self.right - from.0),
            (-way.1, from.1 - self.top),
            (way.1, self.bottom - from.1),
        ] {
            if towards == 0.0 && room <= 0.0 {
                return false;
            } else if towards < 0.0 {
                first = first.max(room / towards);
            } else if towards > 0.0 {
                last = last.min(room / towards);
            }
        }
        first < last
    }
}

impl Text {
    /// A text that begins at a point.
    #[must_use]
    pub fn new(x: f64, y: f64, size: Size, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { x, y, anchor: Anchor::Start, size, ink: Ink::Text, words, upwards: false }
    }

    /// The same, with the point elsewhere.
    #[must_use]
    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn in_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// Its width along the line.
    #[must_use]
    pub fn width(&self) -> f64 {
        font::width(&self.words, self.size)
    }

    /// The rectangle that its letters fill.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let (width, em) = (self.width(), self.size.pixels());
        let before = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::End => width,
        };
        let (above, below) = (em * font::ASCENT, em * font::DESCENT);
        if self.upwards {
            let bottom = self.y + before;
            Bounds { left: self.x - above, right: self.x + below, top: bottom - width, bottom }
        } else {
            let left = self.x - before;
            Bounds { left, right: left + width, top: self.y - above, bottom: self.y + below }
        }
    }
}

impl Shape {
    /// A filled shape.
    #[must_use]
    pub fn filled(form: Form, ink: Ink) -> Self {
        Self { form, fill: Some(ink), stroke: None, hatch: None }
    }

    /// A line.
    #[must_use]
    pub fn line(form: Form, ink: Ink, width: f64) -> Self {
        Self { form, fill: None, stroke: Some(Stroke { ink, width, dashed: false }), hatch: None }
    }

    /// The same, dashed.
    #[must_use]
    pub fn dashed(mut self) -> Self {
        self.stroke = self.stroke.map(|stroke| Stroke { dashed: true, ..stroke });
        self
    }

    /// The same with a line around it.
    #[must_use]
    pub fn edged(self, ink: Ink, width: f64) -> Self {
        Self { stroke: Some(Stroke { ink, width, dashed: false }), ..self }
    }

    /// The same, hatched.
    #[must_use]
    pub fn hatched(self, hatch: Hatch) -> Self {
        Self { hatch: Some(hatch), ..self }
    }

    /// Nothing but a hatching.
    #[must_use]
    pub fn hatching(form: Form, hatch: Hatch) -> Self {
        Self { form, fill: None, stroke: None, hatch: Some(hatch) }
    }
}

impl Form {
    /// A straight line.
    #[must_use]
    pub fn straight(from: (f64, f64), to: (f64, f64)) -> Self {
        Form::Path(Path::new().go(from.0, from.1).line(to.0, to.1))
    }

    /// A rectangle.
    #[must_use]
    pub fn rect(x: f64, y: f64, width: f64, height: f64) -> Self {
        Form::Rect { x, y, width, height }
    }
}

impl Group {
    /// A group without parts yet.
    #[must_use]
    pub fn new(class: impl Into<String>) -> Self {
        Self { class: class.into(), ..Self::default() }
    }

    /// The same, with what is told when it is pointed at.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// The same with a datum.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.data.push((name, value.into()));
        self
    }

    /// Adds a shape.
    pub fn draw(&mut self, shape: Shape) {
        self.items.push(Item::Shape(shape));
    }

    /// Adds a text; empty ones are not written.
    pub fn write(&mut self, text: Text) {
        if !text.words.is_empty() {
            self.items.push(Item::Text(text));
        }
    }

    /// Adds a text on a patch of page colour, where lines would run through it. The patch is as high as the letters: a line may lie just
    /// above or below.
    pub fn write_clear(&mut self, text: Text) {
        if !text.words.is_empty() {
            let Bounds { left, top, right, bottom } = text.bounds();
            let patch = Form::rect(left - 2.0, top, right - left + 4.0, bottom - top);
            self.draw(Shape::filled(patch, Ink::Ground));
            self.write(text);
        }
    }

    /// Adds a group.
    pub fn add(&mut self, group: Group) {
        self.items.push(Item::Group(group));
    }
}

impl Scene {
    /// All texts, in the order in which they are drawn.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        let mut found = Vec::new();
        let mut open: Vec<&Item> = self.items.iter().rev().collect();
        while let Some(item) = open.pop() {
            match item {
                Item::Text(text) => found.push(text),
                Item::Group(group) => open.extend(group.items.iter().rev()),
                Item::Shape(_) => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Bounds;

    #[test]
    fn lines_through_a_rectangle_are_seen() {
        let label = Bounds { left: 10.0, top: 10.0, right: 30.0, bottom: 20.0 };
        let crossed = |from, to| label.is_crossed([from, to]);
        assert!(crossed((0.0, 15.0), (40.0, 15.0)) && crossed((20.0, 0.0), (20.0, 12.0)));
        assert!(!crossed((0.0, 9.0), (40.0, 9.0)) && !crossed((0.0, 15.0), (9.0, 15.0)));
        assert!(!crossed((0.0, 18.0), (18.0, 36.0)) && crossed((5.0, 5.0), (35.0, 25.0)));
        assert!(!crossed((0.0, 20.0), (40.0, 20.0)), "along the edge");
    }
}
