//! SMPP (Short Message Peer-to-Peer) 3.3, 3.4 and 5.0 without I/O: octets in, octets and events out.
//!
//! - [`pdu`], [`tlv`] and [`codes`] are the codec. [`RawPdu`] reads any framed octets. Typed
//!   structs such as [`SubmitSm`](pdu::SubmitSm) borrow from it and use the standard's names. A
//!   decoded PDU encodes back to the same octets with [`Rules::AS_IS`].
//! - [`frame`] splits a stream into PDUs.
//! - [`session`] is a state machine for one connection, client or server: window, timers and
//!   answers. [`link`] adds the buffers and makes the calls in the right order. To write a driver, start there.
//! - [`message`] covers long messages, alphabets, user data headers and delivery receipts.
//!   [`timestamp`] covers SMPP times.
//! - [`explain`] takes a PDU apart for people, octet by octet, and says what is wrong with a broken one.
//! - [`lint`] finds PDUs that decode but that a strict message centre would reject. [`profile`] describes
//!   providers as data.
//! - [`manual`] teaches SMPP and this crate, in chapters. If you are new to SMPP, start with
//!   [`introduction`](manual::introduction) and [`first_message`](manual::first_message); the
//!   [`glossary`](manual::glossary) explains the words.
//! - [`prelude`] has what most programs need.
//!
//! ```
//! use smpp_core::pdu::SubmitSm;
//! use smpp_core::{Encode, RawPdu, Rules};
//!
//! let submit_sm = SubmitSm { short_message: b"Hello", ..SubmitSm::default() }.with_destination("46700000002");
//! let mut out = [0; 128];
//! let written = submit_sm.encode(1, Rules::V34, &mut out)?;
//!
//! let raw = RawPdu::parse(&out[..written.len])?;
//! assert_eq!(raw.decode::<SubmitSm<'_>>()?, submit_sm);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Guarantees
//!
//! The crate is `no_std`, has no `unsafe`, and allocates only with the features `alloc` and `arbitrary`.
//! Whatever the input, it does not panic, does not loop forever, and uses only the memory the caller
//! provides. To check this, CI links a Cortex-M3 program that calls every part of the crate, and fails if the
//! linker cannot remove every panic.
//!
//! # Features
//!
//! All features are off by default.
//!
//! - `alloc`: `Vec` and boxed slices as storage for slots and buffers; `link::OnDemand`, which is a buffer that takes
//!   memory only while it holds octets; and `Encode::encode_to_vec`.
//! - `defmt`: implements `Format` for the public types.
//! - `serde`: PDUs and TLVs serialize under the standard's names, with passwords as `***`, octet strings in
//!   hexadecimal and C-Octet Strings as strings. Codes serialize as numbers and deserialize from numbers or names.
//!   [`Version`], [`PduKind`](pdu::PduKind), [`IssuedBy`](pdu::IssuedBy), [`RetryClass`](codes::RetryClass),
//!   [`Finality`](codes::Finality) and [`Severity`](lint::Severity) serialize as names and deserialize from them.
//! - `arbitrary`: valid and almost valid values for fuzzing. Requires the standard library and allocates. See the
//!   module `arbitrary_values`.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Tests may panic; shipped code may not.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "arbitrary"))]
extern crate std;

#[cfg(feature = "arbitrary")]
pub mod arbitrary_values;
pub mod codes;
mod debug;
mod error;
pub mod explain;
mod field;
pub mod frame;
mod header;
pub mod link;
pub mod lint;
pub mod manual;
pub mod message;
pub mod pdu;
pub mod prelude;
pub mod profile;
mod rules;
#[cfg(feature = "serde")]
mod serialize;
pub mod session;
mod stored;
pub mod timestamp;
pub mod tlv;
mod wire;

/// SMS without SMPP: alphabets, packing, segments, user data headers, reassembly and TPDUs.
pub use smpp_gsm7 as gsm7;

pub use codes::{CommandId, CommandStatus, Version};
pub use error::{DecodeError, EncodeError};

pub use header::Header;
pub use pdu::{Body, Encode, Encoded, Pdu, RawPdu, Request, Response};
pub use rules::Rules;
pub(crate) use smpp_gsm7::count;
pub use smpp_gsm7::{Duration, Instant};
pub use tlv::{Tag, Tlv, Tlvs};
pub use wire::{COctetString, DecodeErrorKind, EncodeErrorKind, HEADER_LEN, Password};

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
