//! The test kit.

pub mod checks;
pub mod model;
pub mod pair;
