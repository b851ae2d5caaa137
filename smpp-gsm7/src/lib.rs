//! GSM 7-bit text (3GPP TS 23.038).
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod alphabet;
mod decode;
mod encode;
mod error;
mod pack;
pub mod tables;
pub mod ucs2;
mod utf8;

pub use alphabet::{Alphabet, Code, Language};
pub use decode::{Chars, Decoder};
pub use encode::{Encoded, Encoder, Packed, Septets};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, PackError};
pub use pack::{
    Fill, Padding, pack, pack_in_place, packed_len, septet_count, unpack, unpack_in_place, unpacked_len,
};
