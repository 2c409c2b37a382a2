//! The manual of messages: Markdown pages that hold broken models and what is said about them.
//!
//! In: a page. Out: its [`Case`]s, and the page with other messages in it.
//!
//! A case is a section (`## what is wrong`) with the model in a block marked `standoff`, files that it uses in blocks
//! marked `standoff PATH`, and the messages in a block marked `messages`. In a block marked `escaped`, `\t`, `\r`, `\0`
//! and `\xFF` stand for the bytes, and the block's last line end is left out.

/// One broken model.
pub(crate) struct Case {
    /// The section's heading.
    pub(crate) title: String,
    /// The model's own text.
    pub(crate) root: Vec<u8>,
    /// Files it may use: path and text.
    pub(crate) used: Vec<(String, Vec<u8>)>,
    /// The messages, one a line, details indented.
    pub(crate) messages: String,
}

/// The cases of a page.
pub(crate) fn cases(page: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            let title = title.to_owned();
            cases.push(Case { title, root: Vec::new(), used: Vec::new(), messages: String::new() });
            continue;
        }
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: String =
            lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
        let case = cases.last_mut().expect("a block stands in a section");
        match info.split(' ').collect::<Vec<_>>()[..] {
            ["messages"] => case.messages = text,
            ["standoff"] => case.root = text.into_bytes(),
            ["standoff", "escaped"] => case.root = unescaped(text.trim_end_matches('\n')),
            ["standoff", path, "escaped"] => {
                case.used.push((path.to_owned(), unescaped(text.trim_end_matches('\n'))));
            }
            ["standoff", path] => case.used.push((path.to_owned(), text.into_bytes())),
            _ => panic!("{}: a block marked `{info}`", case.title),
        }
    }
    cases
}

/// The page with the blocks of messages replaced, in order.
pub(crate) fn with_messages(page: &str, messages: &[String]) -> String {
    let mut new = String::new();
    let mut messages = messages.iter();
    let mut inside = false;
    for line in page.lines() {
        if inside && line != "```" {
            continue;
        }
        inside = line == "```messages";
        new.push_str(line);
        new.push('\n');
        if inside {
            new.push_str(messages.next().expect("a block for each case"));
        }
    }
    new
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, length) = match after.as_bytes() {
            [b't', ..] => (b'\t', 1),
            [b'r', ..] => (b'\r', 1),
            [b'0', ..] => (0, 1),
            [b'x', ..] => (u8::from_str_radix(&after[1..3], 16).expect("two hexadecimal digits"), 3),
            _ => panic!("unknown escape in {text:?}"),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
