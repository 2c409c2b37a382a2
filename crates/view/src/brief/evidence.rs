//! What the answer rests on: facts, judgements and assumptions, with sources and paragraphs.
//!
//! In: the model. Out: a count and one line for each piece of support.

use standoff_model::ir::{Evidence, Model};
use standoff_syntax::ast::EvidenceKind;

use crate::document::Block;
use crate::words;

/// The blocks.
pub(super) fn blocks(model: &Model) -> Vec<Block> {
    if model.parameters.is_empty() {
        return Vec::new();
    }
    let all = || model.parameters.iter().flat_map(|p| p.evidence.iter().map(move |evidence| (p, evidence)));
    let count = |kind| all().filter(|(_, evidence)| evidence.kind == kind).count();
    let bare = model.parameters.iter().filter(|p| p.evidence.is_empty()).count();
    let counted = [
        (count(EvidenceKind::Fact), "fact"),
        (count(EvidenceKind::Judgement), "judgement"),
        (count(EvidenceKind::Assumption), "assumption"),
    ];
    let parts: Vec<String> =
        counted.iter().filter(|(n, _)| *n > 0).map(|(n, what)| words::plural(*n, what)).collect();
    let total = words::plural(model.parameters.len(), "number");
    let mut sentence = if parts.is_empty() && model.parameters.len() == 1 {
        format!("{total}, without a source in the file.")
    } else if parts.is_empty() {
        format!("{total}, none with a source in the file.")
    } else {
        format!(
            "{total}, supported by {} from {}; {bare} of them have no source in the file.",
            words::list(&parts, "and"),
            words::plural(model.sources.len(), "source")
        )
    };
    sentence.push_str(" The numbers are inputs of the file's author, not estimates by this program.");
    let mut blocks = vec![Block::Paragraph(sentence)];
    let sources: Vec<String> = model
        .sources
        .iter()
        .map(|source| {
            let date = source.date.map_or(String::new(), |date| format!(", {date}"));
            let rating = source.rating.as_ref().map_or(String::new(), |rating| format!(", rated {rating}"));
            format!("{}: {}{date}{rating}", source.name, source.text)
        })
        .collect();
    blocks.push(Block::Lines(sources));
    blocks.push(Block::Lines(all().map(|(p, evidence)| line(model, &p.name, evidence)).collect()));
    blocks
}

fn line(model: &Model, parameter: &str, evidence: &Evidence) -> String {
    format!("{parameter}: {}", support(model, evidence))
}

/// "judgement, article par 18: “only an attempt would show”, by testers".
pub(super) fn support(model: &Model, evidence: &Evidence) -> String {
    let kind = match evidence.kind {
        EvidenceKind::Fact => "fact",
        EvidenceKind::Judgement => "judgement",
        EvidenceKind::Assumption => "assumption",
    };
    let source = &model.sources[usize::from(evidence.source.0)].name;
    let par = evidence.par.map_or(String::new(), |par| format!(" par {par}"));
    let text = evidence.text.as_ref().map_or(String::new(), |text| format!(": “{text}”"));
    let by =
        evidence.by.map_or(String::new(), |by| format!(", by {}", model.experts[usize::from(by.0)].name));
    format!("{kind}, {source}{par}{text}{by}")
}
