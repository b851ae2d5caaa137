//! Bodies of properties: each takes octets, makes what it needs of them and asserts. Property tests and fuzz targets
//! call them.

mod receipt;
mod segment;

pub use receipt::check_receipt;
pub use segment::check_segments;
