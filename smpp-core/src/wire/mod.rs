//! The octets: leaf parsers in nom's signature, a cursor that writes, and C-Octet Strings (v3.4 section 3.1). Nothing here
//! knows a field or a PDU.

mod error;
mod read;
mod string;
mod write;

pub(crate) use error::WireError;
pub use error::{DecodeErrorKind, EncodeErrorKind};
pub(crate) use read::{Parsed, be_u8, be_u16, be_u32, c_octet_string, octets, zero_octets};
pub use string::{COctetString, Password};
pub use write::Writer;
pub(crate) use write::{Put, put_c_octet_string, put_octets, put_u8};

/// Octets of a header (v3.4 section 3.2): the smallest legal `command_length`.
pub const HEADER_LEN: usize = 16;

/// Whether little code counts for more than speed: on a board, without an operating system.
pub(crate) const SMALL: bool = cfg!(target_os = "none");
