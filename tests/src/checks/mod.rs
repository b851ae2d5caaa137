//! What must hold for any octets. Property tests feed these bodies from seeds, fuzz targets from a fuzzer; each panics
//! when something does not hold, and asserts nothing about what the input should have been.

pub mod frame;
pub mod pdu;
pub mod receipt;
pub mod septets;
pub mod session;
