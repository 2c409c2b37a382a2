//! What the page asks over its socket.
//!
//! In: text messages. Out: [`Asked`], with the lane in which a newer wish replaces an older one. The replies are made by the jobs.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A message.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) id: u64,
    pub(super) wish: Wish,
}

/// What is wished.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(super) enum Wish {
    /// Messages about the text, and its outline.
    Check(Text),
    /// What may be written at a place.
    Complete {
        #[serde(flatten)]
        of: Text,
        at: u32,
    },
    /// What stands at a place.
    Hover {
        #[serde(flatten)]
        of: Text,
        at: u32,
    },
    /// The brief and pictures.
    Answer {
        #[serde(flatten)]
        of: Subject,
        #[serde(default)]
        pictures: Vec<String>,
    },
    /// One picture.
    Picture {
        #[serde(flatten)]
        of: Subject,
        #[serde(flatten)]
        picture: PictureOf,
    },
    /// An answer to a question.
    Question {
        #[serde(flatten)]
        of: Subject,
        question: String,
        /// Questions from different places of the page do not replace each other.
        #[serde(default)]
        slot: String,
    },
    /// A round from one actor's chair.
    Play {
        #[serde(flatten)]
        of: Subject,
        actor: String,
        #[serde(default)]
        seed: u64,
        /// The others err: the precision of their quantal responses.
        #[serde(default)]
        lambda: Option<f64>,
        #[serde(default)]
        moves: Vec<String>,
    },
    /// A picture as a file that is no text.
    Export {
        #[serde(flatten)]
        of: Subject,
        #[serde(flatten)]
        picture: PictureOf,
        format: FileFormat,
    },
    /// Nothing more of an earlier wish.
    Stop { of: u64 },
}

/// A model.
#[derive(Debug, Deserialize)]
pub(super) struct Text {
    pub(super) text: String,
    /// Its path, as far as it has one.
    #[serde(default)]
    pub(super) name: String,
}

/// A model with what is changed in it.
#[derive(Debug, Deserialize)]
pub(super) struct Subject {
    #[serde(flatten)]
    pub(super) text: Text,
    #[serde(default)]
    pub(super) setting: Wished,
}

/// What a picture is written as, for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileFormat {
    Png,
    Pdf,
}

/// What a picture is about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PictureOf {
    pub(super) picture: String,
    /// Parameters.
    #[serde(default)]
    pub(super) over: Vec<String>,
    /// Experts whose numbers are shown beside each other; none: those in force.
    #[serde(default)]
    pub(super) opinions: Vec<String>,
    /// Points on a side of a map.
    #[serde(default)]
    pub(super) points: Option<u32>,
    #[serde(default)]
    pub(super) question: Option<String>,
    /// Entries of a tree that are not to be folded.
    #[serde(default)]
    pub(super) opened: Vec<u32>,
    /// Another equilibrium that a tree is to show.
    #[serde(default)]
    pub(super) played: Option<PlayedOf>,
}

/// Another way to play.
#[derive(Debug, Deserialize)]
pub(super) struct PlayedOf {
    /// What it is called.
    pub(super) name: String,
    /// Labels with their probabilities, by information set, whose numbers are read later: keys of a flattened object stay text.
    pub(super) moves: BTreeMap<String, BTreeMap<String, f64>>,
}

/// Values that differ from the file's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wished {
    pub(super) parameters: BTreeMap<String, f64>,
    pub(super) options: BTreeMap<String, String>,
    pub(super) variant: Option<String>,
    pub(super) opinions: Option<String>,
}

/// Why a message cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// Whom to tell.
    pub(super) id: Option<u64>,
}

#[derive(Deserialize)]
struct Head {
    id: u64,
}

/// Reads a message.
pub(super) fn read(message: &str) -> Result<Asked, Unreadable> {
    let Head { id } = serde_json::from_str(message).map_err(|_| Unreadable { id: None })?;
    let wish = serde_json::from_str(message).map_err(|_| Unreadable { id: Some(id) })?;
    Ok(Asked { id, wish })
}

impl Wish {
    /// Wishes of one lane replace each other; those without one stand alone.
    pub(super) fn lane(&self) -> Option<String> {
        match self {
            Wish::Check(_) => Some("check".into()),
            Wish::Answer { .. } => Some("answer".into()),
            Wish::Play { .. } => Some("play".into()),
            Wish::Picture { picture, .. } => Some(format!("picture {}", picture.picture)),
            Wish::Question { slot, .. } => Some(format!("question {slot}")),
            Wish::Export { .. } => Some("export".into()),
            Wish::Complete { .. } | Wish::Hover { .. } | Wish::Stop { .. } => None,
        }
    }

    /// What comes first while others wait: the lower, the sooner. Below [`SLOW`] nothing is solved.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Wish::Stop { .. } | Wish::Check(_) | Wish::Complete { .. } | Wish::Hover { .. } => 0,
            Wish::Answer { .. } => SLOW,
            Wish::Play { .. } => SLOW + 1,
            Wish::Question { .. } => SLOW + 2,
            Wish::Picture { .. } | Wish::Export { .. } => SLOW + 3,
        }
    }

    /// Bytes of the longest text in it.
    pub(super) fn length(&self) -> usize {
        match self {
            Wish::Check(of) | Wish::Complete { of, .. } | Wish::Hover { of, .. } => of.text.len(),
            Wish::Answer { of, .. }
            | Wish::Picture { of, .. }
            | Wish::Export { of, .. }
            | Wish::Question { of, .. }
            | Wish::Play { of, .. } => of.text.text.len(),
            Wish::Stop { .. } => 0,
        }
    }
}

/// Ranks from here on solve games.
pub(super) const SLOW: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_have_lanes() {
        let lane = |message: &str| read(message).unwrap().wish.lane();
        assert_eq!(lane(r#"{"id":1,"do":"check","text":"","name":"a.standoff"}"#).as_deref(), Some("check"));
        assert_eq!(lane(r#"{"id":1,"do":"hover","text":"","name":"","at":3}"#), None);
        let picture = r#"{"id":7,"do":"picture","text":"","name":"","setting":{"parameters":{"p":0.5},"options":{},"variant":null,"opinions":null},"picture":"tree","opened":[3]}"#;
        assert_eq!(lane(picture).as_deref(), Some("picture tree"));
        let Wish::Picture { of, picture } = read(picture).unwrap().wish else { panic!() };
        assert_eq!((of.setting.parameters["p"], picture.opened), (0.5, vec![3]));
        assert_eq!(
            lane(r#"{"id":2,"do":"question","text":"","name":"","question":"P(x)","slot":"free"}"#)
                .as_deref(),
            Some("question free")
        );
        assert!(matches!(read(r#"{"id":2,"do":"stop","of":1}"#).unwrap().wish, Wish::Stop { of: 1 }));
        let played = r#"{"id":8,"do":"picture","text":"","name":"","picture":"tree","played":{"name":"equilibrium 2","moves":{"12":{"yes":0.25,"no":0.75}}}}"#;
        let Wish::Picture { picture, .. } = read(played).unwrap().wish else { panic!() };
        assert_eq!(picture.played.unwrap().moves["12"]["no"], 0.75);
        let export = r#"{"id":3,"do":"export","text":"","name":"","picture":"phase","over":["p","q"],"points":81,"format":"pdf"}"#;
        assert_eq!(lane(export).as_deref(), Some("export"));
        let Wish::Export { picture, format, .. } = read(export).unwrap().wish else { panic!() };
        assert_eq!((picture.points, format), (Some(81), FileFormat::Pdf));
    }

    #[test]
    fn what_cannot_be_read_names_whom_to_tell() {
        assert_eq!(read("{").unwrap_err(), Unreadable { id: None });
        assert_eq!(read(r#"{"do":"check"}"#).unwrap_err(), Unreadable { id: None });
        assert_eq!(read(r#"{"id":4,"do":"burn"}"#).unwrap_err(), Unreadable { id: Some(4) });
        assert_eq!(
            read(r#"{"id":4,"do":"play","text":"","seed":-1,"actor":""}"#).unwrap_err(),
            Unreadable { id: Some(4) }
        );
    }
}
