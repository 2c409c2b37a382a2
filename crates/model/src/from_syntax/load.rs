//! Brings the root file and the files it uses together.
//!
//! In: a [`Sources`]. Out: [`Loaded`]: the parsed files, their declarations in order with the prefix of their names,
//! the hash over all bytes, and the names on lines that could not be read.

use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use standoff_syntax::ast::{Decl, File, Header, Use};
use standoff_syntax::diagnostic::{Diagnostic, Severity};
use standoff_syntax::span::{FileId, Span};

use crate::sources::{SourceError, Sources};

/// A file may be used by a file that is used by ... this often.
const DEEPEST: usize = 50;
/// More files than this are refused.
const MOST_FILES: usize = 1000;

/// The text of one file, for rendering messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Its path: the root's name, or the normalised path of a `use`.
    pub name: String,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) texts: Vec<SourceText>,
    parsed: Vec<Parsed>,
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) poisoned: FxHashSet<String>,
    pub(crate) sha256: String,
    /// Whether some line could not be read.
    pub(crate) broken: bool,
    /// Whether a file could not be read that may declare anything.
    pub(crate) lost: bool,
}

#[derive(Debug)]
struct Parsed {
    file: File,
    prefix: String,
    /// For each `use` of the file, in order, the file it brings.
    uses: Vec<Option<usize>>,
}

/// A declaration with the prefix that its file's names have (empty, or ending in a dot).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) decl: &'a Decl,
    pub(crate) prefix: &'a str,
    /// Stands in the root file.
    pub(crate) root: bool,
}

impl Loaded {
    /// Reads the root file and all that it uses.
    pub(crate) fn read(sources: &dyn Sources) -> Self {
        let mut loaded = Loaded::default();
        let mut hash = Sha256::new();
        let root = sources.root_name().to_owned();
        let own = root.rsplit(['/', '\\']).next().unwrap_or(&root).to_owned();
        match sources.read(&root) {
            Ok(bytes) => {
                loaded.file(sources, &mut hash, &mut vec![own], root, String::new(), &bytes);
            }
            Err(error) => {
                let message = unreadable(&root, &error);
                loaded.found.push(Diagnostic::error("SD217", Span::default(), message));
                loaded.texts.push(SourceText { name: root, text: String::new() });
            }
        }
        loaded.sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        loaded
    }

    fn file(
        &mut self,
        sources: &dyn Sources,
        hash: &mut Sha256,
        stack: &mut Vec<String>,
        name: String,
        prefix: String,
        bytes: &[u8],
    ) -> usize {
        let index = self.parsed.len();
        let id = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        hash.update(bytes);
        let parse = standoff_syntax::parse_bytes(id, bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        for diagnostic in parse.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            self.broken = true;
            poison(&text, diagnostic.span(), &mut self.poisoned);
        }
        self.lost |= index > 0 && parse.file.decls.is_empty() && !parse.diagnostics.is_empty();
        self.found.extend(parse.diagnostics);
        self.texts.push(SourceText { name, text });
        let statements: Vec<Use> = parse.file.decls.iter().filter_map(as_use).cloned().collect();
        self.parsed.push(Parsed { file: parse.file, prefix: prefix.clone(), uses: Vec::new() });
        for statement in &statements {
            let brought = self.bring(sources, hash, stack, statement, &prefix);
            self.parsed[index].uses.push(brought);
        }
        index
    }

    fn bring(
        &mut self,
        sources: &dyn Sources,
        hash: &mut Sha256,
        stack: &mut Vec<String>,
        statement: &Use,
        prefix: &str,
    ) -> Option<usize> {
        let span = statement.path.span;
        let path = match normalised(&statement.path.text) {
            Ok(path) => path,
            Err((message, hint)) => {
                self.found.push(Diagnostic::error("SD217", span, message).hint(hint));
                self.lost = true;
                return None;
            }
        };
        let refused = if stack.last() == Some(&path) {
            Some(format!("\"{path}\" uses itself"))
        } else if let Some(at) = stack.iter().position(|open| *open == path) {
            let circle: Vec<&str> = stack[at..].iter().map(String::as_str).chain([path.as_str()]).collect();
            Some(format!("files use each other in a circle: {}", circle.join(" uses ")))
        } else if self.texts.iter().skip(1).any(|text| text.name == path) {
            Some(format!("\"{path}\" is used twice"))
        } else if stack.len() > DEEPEST {
            Some(format!("files use each other more than {DEEPEST} deep"))
        } else if self.texts.len() >= MOST_FILES {
            Some(format!("a model has at most {MOST_FILES} files"))
        } else {
            None
        };
        if let Some(message) = refused {
            self.found.push(Diagnostic::error("SD217", span, message).hint("leave this `use` out"));
            return None;
        }
        match sources.read(&path) {
            Err(error) => {
                let hint = "paths start at the folder of the model's own file";
                self.lost = true;
                self.found.push(Diagnostic::error("SD217", span, unreadable(&path, &error)).hint(hint));
                None
            }
            Ok(bytes) => {
                let prefix = match &statement.alias {
                    Some(alias) => format!("{prefix}{}.", alias.text),
                    None => prefix.to_owned(),
                };
                stack.push(path.clone());
                let index = self.file(sources, hash, stack, path, prefix, &bytes);
                stack.pop();
                Some(index)
            }
        }
    }

    /// The root's header.
    pub(crate) fn header(&self) -> Option<&Header> {
        self.parsed.first().and_then(|root| root.file.header.as_ref())
    }

    /// All declarations in order; what a `use` brings stands where the `use` stands.
    pub(crate) fn declarations(&self) -> Vec<Placed<'_>> {
        let mut all = Vec::new();
        if !self.parsed.is_empty() {
            self.flatten(0, &mut all);
        }
        all
    }

    /// Recursion as deep as `use` goes, at most [`DEEPEST`].
    fn flatten<'a>(&'a self, index: usize, all: &mut Vec<Placed<'a>>) {
        let parsed = &self.parsed[index];
        let mut uses = parsed.uses.iter();
        for decl in &parsed.file.decls {
            if as_use(decl).is_some() {
                if let Some(Some(brought)) = uses.next() {
                    self.flatten(*brought, all);
                }
            } else {
                all.push(Placed { decl, prefix: &parsed.prefix, root: index == 0 });
            }
        }
    }
}

fn as_use(decl: &Decl) -> Option<&Use> {
    match decl {
        Decl::Use(statement) => Some(statement),
        _ => None,
    }
}

fn unreadable(path: &str, error: &SourceError) -> String {
    match error {
        SourceError::Missing => format!("there is no file \"{path}\""),
        SourceError::Unreadable(why) => format!("\"{path}\" cannot be read: {why}"),
    }
}

/// A relative path below the root's folder, without `.` and doubled `/`; or what is wrong, and a hint.
fn normalised(path: &str) -> Result<String, (String, &'static str)> {
    const BELOW: &str =
        "a model uses files in its own folder and the folders below it, so that it can be moved";
    if path.contains('\\') {
        return Err((format!("`\\` does not separate folders in \"{path}\""), "write `/` between folders"));
    }
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive {
        return Err((format!("\"{path}\" starts at the root of the disk"), BELOW));
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err((format!("\"{path}\" leaves the folder of the model"), BELOW)),
            part => parts.push(part),
        }
    }
    if parts.is_empty() {
        return Err((
            "this `use` names no file".to_owned(),
            "write the file's name, as in `use \"actors.standoff\"`",
        ));
    }
    Ok(parts.join("/"))
}

/// Notes all names on the line where a span starts, and on the lines indented below it: they were not read either.
fn poison(text: &str, span: Span, names: &mut FxHashSet<String>) {
    const MOST_BYTES: usize = 65_536;
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let at = floor(span.start as usize);
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[start..floor(start.saturating_add(MOST_BYTES)).max(start)];
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut lines = rest.lines();
    let Some(first) = lines.next() else { return };
    let below = lines.take_while(|line| line.trim().is_empty() || depth(line) > depth(first));
    for line in std::iter::once(first).chain(below) {
        let words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        names.extend(words.map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_root() {
        assert_eq!(normalised("./a//b/./c.standoff").unwrap(), "a/b/c.standoff");
        for bad in ["../x", "a/../../x", "/etc/passwd", "C:/x", "a\\b", "", "./"] {
            assert!(normalised(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_of_a_broken_line_are_noted() {
        let mut names = FxHashSet::default();
        let text = "let a = b\nscene größe ==\n  x\n\nlet c = d";
        poison(text, Span::new(FileId(0), 14, 15), &mut names);
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort();
        assert_eq!(names, ["größe", "scene", "x"]);
    }
}
