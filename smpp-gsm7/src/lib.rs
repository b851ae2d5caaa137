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
mod header;
mod measure;
mod pack;
pub mod tables;
pub mod transliteration;
pub mod ucs2;
mod user_data;
mod utf8;

pub use alphabet::{Alphabet, Code, Language};
pub use decode::{Chars, Decoder};
pub use encode::{Change, Changes, Encoded, Encoder, Packed, Septets};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, PackError};
pub use header::{Reference, USER_DATA, header_octets, header_septets, septet_room, ucs2_room};
pub use measure::{Encoding, Limits, Measure, Part, Parts, Plan, measure, parts, plan};
pub use pack::{
    Fill, Padding, pack, pack_in_place, packed_len, septet_count, unpack, unpack_in_place, unpacked_len,
};
pub use user_data::{Concatenation, UserData, write_header, write_user_data};
