//! SMPP 3.3, 3.4 and 5.0 without I/O.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Tests may stop at the first surprise; shipped code may not.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(test)]
extern crate std;

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod codes;
mod debug;
pub mod error;
pub mod frame;
mod header;
mod instant;
pub mod lint;
pub mod message;
pub mod pdu;
pub mod profile;
mod rules;
pub mod session;
pub mod timestamp;
pub mod tlv;
mod wire;

pub use codes::{CommandId, CommandStatus, Version};
pub use error::{DecodeError, EncodeError};
pub use header::{HEADER_LEN, Header};
pub use instant::{Duration, Instant};
pub use pdu::{Body, Encode, Encoded, Pdu, RawPdu, Request, Response};
pub use rules::Rules;
pub use tlv::{Tag, Tlv, Tlvs};
pub use wire::{COctetString, DecodeErrorKind, EncodeErrorKind, FieldKind, Password, Writer};

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
