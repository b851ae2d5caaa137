//! Bodies of properties, shared by the property tests and the fuzz targets: each takes octets and panics when a promise
//! is broken.

mod session;

pub use session::check_session;
