//! Checks that hold for any octets: property tests call them with generated input, fuzz targets with a fuzzer's. A check
//! panics if something does not hold. It must accept every input.

pub mod arbitrary_values;
mod checked;
mod correlate;
pub mod explain;
pub mod frame;
pub mod gsm7;
mod link;
pub mod pdu;
mod reassembly;
mod receipt;
mod segment;
mod session;
pub mod session_calls;
pub mod tpdu;
mod written;

pub use arbitrary_values::{check_broken, check_valid};
pub use checked::{check_setters, refusals};
pub use correlate::{check_correlate, check_ends};
pub use link::{Run, check_link};
pub use reassembly::check_reassembly;
pub use receipt::check_receipt;
pub use segment::check_segments;
pub use session::{check_session, check_wide_session};
pub use written::{check_automatic_answers, check_parts, check_written_receipt};
