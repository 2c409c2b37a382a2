//! The command line: `flags` says what may be written, `resolve` turns it into what is meant (`resolved`).

pub(crate) mod experts;
pub(crate) mod flags;
pub(crate) mod picture;
pub(crate) mod play;
pub(crate) mod quantity;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod resolved;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod sweep;
pub(crate) mod sweep_flags;
