//! What each code means.
pub const CODES: &[(&str, &str)] = &[];
