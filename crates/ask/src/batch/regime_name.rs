//! What a regime is called: the decisions to which play leads, in the order of play, with the labels that are played there.
//!
//! In: a regime. Out: a name such as "opening call, line reject, channel probe, reply concrete/vague", and a key that differs
//! between regimes of the same name.

use num_rational::BigRational;
use standoff_compile::LabelNumbers;
use standoff_model::ir::{Model, PlaceId, ThingId};

use crate::regime::Regime;

impl Regime {
    /// The decisions to which play leads, each with the labels that any type plays there in any situation, as they are named with
    /// the parameters at `point`.
    #[must_use]
    pub fn name(&self, model: &Model, point: &[BigRational]) -> String {
        let numbers = LabelNumbers::at(point);
        let names = self.compiled.names(model, &numbers);
        let structure = &self.compiled.structure;
        let mut decisions: Vec<(PlaceId, ThingId, Vec<u32>)> = Vec::new();
        for &action in &self.played {
            let infoset = structure.action_start.partition_point(|&start| start <= action) - 1;
            let Some(info) = self.compiled.infosets.get(infoset) else { continue };
            let slot = action as usize - structure.actions(infoset).start;
            let Some(&label) = info.labels.get(slot) else { continue };
            match decisions.iter_mut().find(|(_, thing, _)| *thing == info.thing) {
                Some((place, _, labels)) => {
                    *place = (*place).min(info.place);
                    if !labels.contains(&label) {
                        labels.push(label);
                    }
                }
                None => decisions.push((info.place, info.thing, vec![label])),
            }
        }
        // Statements stand in the order of play.
        decisions.sort_by_key(|(place, ..)| *place);
        let words: Vec<String> = decisions
            .into_iter()
            .map(|(_, thing, mut labels)| {
                labels.sort_unstable();
                let labels: Vec<String> = labels.iter().map(|&label| names.label(thing, label)).collect();
                let name = model.things.get(thing.0 as usize).map_or("", |thing| thing.short.as_str());
                format!("{name} {}", labels.join("/"))
            })
            .collect();
        words.join(", ")
    }

    /// A number that tells this regime from others of the same model and options: who plays what, where play leads.
    #[must_use]
    pub fn key(&self) -> u64 {
        // FNV-1a: a key must not change with the version of a library.
        let bytes = self.played.iter().flat_map(|action| action.to_le_bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |key, byte| (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}
