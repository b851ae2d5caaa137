//! The test kit.

pub mod pair;
