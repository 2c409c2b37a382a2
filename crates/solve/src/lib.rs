//! Game to solution and certificate.

pub mod certificate;
pub mod solution;
