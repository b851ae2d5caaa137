//! The test kit: tables of the standard, a generator of PDUs, a pair of sessions on a virtual clock with a naive model of
//! one, and the checks that property tests and fuzz targets share.

pub mod books;
pub mod checks;
pub mod clock;
pub mod fuzz;
pub mod generate;
pub mod hex;
pub mod model;
pub mod naive_correlator;
pub mod pair;
pub mod simulation;
pub mod spec;
pub mod tpdus;
