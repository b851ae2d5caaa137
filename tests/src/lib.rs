//! The test kit: tables of the standard, a generator of PDUs, and the bodies that property tests and fuzz targets share.

pub mod checks;
pub mod generate;
pub mod hex;
pub mod spec;

pub mod pair;

pub mod checks;
