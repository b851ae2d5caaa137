//! The test kit.

pub mod checks;
