//! SMPP 3.3, 3.4 and 5.0 (Short Message Peer-to-Peer) without I/O: octets in, octets and events out.
//!
//! - [`pdu`], [`tlv`], [`codes`]: the codec. [`RawPdu`] shows any well-framed octets; typed structs such as
//!   [`SubmitSm`](pdu::SubmitSm) borrow them under the standard's names. What was decoded encodes back to the same octets.
//! - [`frame`]: the stream cut into PDUs.
//! - [`session`]: one connection of either side as a state machine, with its window, timers and answers. Its docs have the
//!   loop to copy.
//! - [`message`]: long messages, alphabets, user data headers, delivery receipts. [`timestamp`]: SMPP times.
//! - [`lint`]: what is odd about a PDU, and what a receiver answers to it. [`profile`]: providers as data.
//!
//! ```
//! use smpp_core::pdu::SubmitSm;
//! use smpp_core::{Encode, RawPdu, Rules};
//!
//! let submit_sm = SubmitSm { destination_addr: "46700000002".into(), short_message: b"Hello", ..SubmitSm::default() };
//! let mut out = [0; 128];
//! let written = submit_sm.encode(1, Rules::V34, &mut out)?;
//!
//! let raw = RawPdu::parse(&out[..written.len])?;
//! assert_eq!(raw.decode::<SubmitSm<'_>>()?, submit_sm);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Promises
//!
//! `no_std`, no allocation without the feature `alloc`, no `unsafe`. For any input: no panic, no endless loop, no memory
//! beyond what the caller gave. A Cortex-M3 program that calls every part of this crate links only when no branch that
//! could panic is left in it.
//!
//! # Features
//!
//! None is on by default. `alloc`: a `Vec` as the window of a session. `std`: conversions of time. `defmt`: `Format` for
//! everything public. `arbitrary`: [values for fuzzing](https://docs.rs/smpp-core/latest/smpp_core/arbitrary_values/), valid and
//! almost valid; needs `std`.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Tests may stop at the first surprise; shipped code may not.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[cfg(feature = "arbitrary")]
pub mod arbitrary_values;
pub mod codes;
mod debug;
pub mod error;
mod field;
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

pub use field::{FieldFormat, FieldKind};
pub use header::Header;
pub use instant::{Duration, Instant};
pub use pdu::{Body, Encode, Encoded, Pdu, RawPdu, Request, Response};
pub use rules::Rules;
pub use tlv::{Tag, Tlv, Tlvs};
pub use wire::{COctetString, DecodeErrorKind, EncodeErrorKind, HEADER_LEN, Password, Writer};

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
