//! The octets: leaf parsers in nom's signature, a cursor that writes, and the field kinds of the standard
//! (v3.4 section 3.1). Nothing here knows a PDU.

mod error;
mod field;
mod read;
mod string;
mod write;

pub(crate) use error::WireError;
pub use error::{DecodeErrorKind, EncodeErrorKind};
pub(crate) use field::Field;
pub use field::FieldFormat;
pub(crate) use read::{Parsed, be_u8, be_u16, be_u32, c_octet_string, octets, zero_octets};
pub use string::{COctetString, Password};
pub use write::Writer;
pub(crate) use write::{Put, put_u8};

/// Octets of a header (v3.4 section 3.2): the smallest legal `command_length`.
pub const HEADER_LEN: usize = 16;

/// Whether little code counts for more than speed: on a board, without an operating system.
pub(crate) const SMALL: bool = cfg!(target_os = "none");
