//! Game to solution and certificate.

pub mod solution;
