//! Bodies of properties: each takes any octets, makes its case from them and asserts. Property tests and fuzz targets
//! share them.

pub mod gsm7;
