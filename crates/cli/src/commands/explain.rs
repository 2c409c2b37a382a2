//! `standoff explain CODE`: what a message's code means; without a code, the list.

use crate::args::quantity::short;
use crate::exit::{Exit, Failure};
use crate::terminal::{self, output};

pub(crate) fn run(code: Option<&str>) -> Result<Exit, Failure> {
    let codes = standoff::codes();
    let Some(wanted) = code else {
        let mut text = String::new();
        for (code, explanation) in codes {
            let first = explanation.split_inclusive(". ").next().unwrap_or(explanation);
            text.push_str(&format!("{code}  {}\n", first.trim_end()));
        }
        return Ok(output::print(&text));
    };
    let wanted_code = wanted.trim().to_ascii_uppercase();
    match codes.iter().find(|(code, _)| *code == wanted_code) {
        Some((code, explanation)) => {
            Ok(output::print(&format!("{code}\n{}", terminal::paragraph(explanation))))
        }
        None => Err(Failure::usage(format!(
            "there is no code `{}`; `standoff explain` lists them all",
            short(wanted)
        ))),
    }
}
