//! Octets: leaf parsers with nom's signature, functions that write, C-Octet Strings (v3.4 section 3.1) and sequences.
//! Nothing here depends on fields or PDUs.

mod error;
mod read;
mod sequence;
mod string;
mod write;

pub use error::{DecodeErrorKind, EncodeErrorKind};
pub(crate) use error::{Fault, WireError};
pub(crate) use read::{
    Parsed, array, be_u16, c_octet_string, first_in_text, first_marked, has, octets, same, zero_octets,
};
pub use sequence::Iter;
pub(crate) use sequence::{Element, Sequence, sequence};
pub use string::{COctetString, Password};
pub(crate) use string::{Hex, text};
pub(crate) use write::{Put, put_array, put_c_octet_string, put_octets, put_u8};

/// Length of a header in octets (v3.4 section 3.2), and the smallest legal `command_length`.
pub const HEADER_LEN: usize = 16;

/// Whether to optimise for size instead of speed: on a target without an operating system.
pub(crate) const SMALL: bool = cfg!(target_os = "none");
