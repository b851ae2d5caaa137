//! SMS text (3GPP TS 23.038 and 23.040): encodes, measures, packs, splits, reassembles and decodes the text of SMS,
//! USSD and cell broadcast messages, for SMPP, modems or anything else.
//!
//! All functions read slices and write into the caller's slices. The crate never panics, allocates only with the
//! feature `alloc`, and has no unsafe code and no required dependencies. Tables are `static`s, and the linker drops
//! those that a program does not use.
//!
//! # From text to septets and back
//!
//! A septet is a value from 0 to 127. *Unpacked* text has one septet per octet; most SMPP message centres use it.
//! *Packed* text has no gaps between septets, so 160 septets fit into 140 octets; it is used over the air.
//!
//! ```
//! use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Padding};
//!
//! let encoder = Encoder::new(Alphabet::DEFAULT);
//! let mut septets = [0; 160];
//! let done = encoder.encode("Hello @ 5 €", &mut septets).unwrap();
//! assert_eq!(&septets[..done.septets], b"Hello \x00 5 \x1B\x65");
//!
//! let mut packed = [0; 140];
//! let done = encoder.encode_packed("Hello @ 5 €", Fill::NONE, Padding::Zero, &mut packed).unwrap();
//! assert_eq!((done.septets, done.written), (12, 11));
//!
//! let mut text = [0; 480];
//! let decoder = Decoder::new(Alphabet::DEFAULT);
//! let read = decoder.decode_packed(&packed[..done.written], Fill::NONE, done.septets, &mut text);
//! assert_eq!(read, Ok("Hello @ 5 €"));
//! ```
//!
//! # Why the `@` disappears
//!
//! The code of `@` is 0. This causes three problems:
//!
//! - If septets are read as ASCII or Latin-1, `@` becomes NUL, which is invisible or ends the text. `$` (2) and
//!   `_` (17) also disappear. Do not treat septets as ASCII; decode them.
//! - Seven septets take 49 bits, so they need seven octets. The seven remaining bits are zero and look like another
//!   `@`. Only the number of septets (TP-UDL) distinguishes `abcdefg` from `abcdefg@`. If you do not have it, see
//!   [`septet_count`].
//! - Receivers that work around this also drop a final `@` that belongs to the text.
//!
//! # Why the euro sign takes two septets
//!
//! The alphabet has 127 characters and an escape, 0x1B. The escape and the following septet stand for a
//! character of the extension table: `€ ^ { } [ ] ~ \ |` and form feed. A message holds only 80 euro signs. The
//! pair must not be split: a segment of 153 septets holds 76 euro signs, with one septet unused.
//!
//! ```
//! # use smpp_gsm7::{Alphabet, Encoder};
//! let cost = |text| Encoder::new(Alphabet::DEFAULT).measure(text).unwrap().septets;
//! assert_eq!((cost("e"), cost("é"), cost("€")), (1, 1, 2));
//! ```
//!
//! # Why 153 characters
//!
//! Each segment of a long message starts with a header of 6 octets, 48 bits, that links the segments. The text starts
//! at the next multiple of 7 bits, which is bit 49, after one [`Fill`] bit. The header and the fill bit take the space
//! of 7 septets: 160 − 7 = 153. With a 16-bit reference number, the header has 7 octets, exactly 8 septets, which
//! leaves 152.
//!
//! ```
//! # use smpp_gsm7::{segment::Segmenter, *};
//! assert_eq!(septet_room(140, 6), 153);
//! assert_eq!(Fill::after_header(6).bits(), 1);
//!
//! let text = "x".repeat(161);
//! let plan = Segmenter::DEFAULT.plan(&text).unwrap();
//! // 153 + 8, and room for 145 more
//! assert_eq!((plan.units(), plan.total(), plan.remaining()), (161, 2, 145));
//! ```
//!
//! # Why one character doubles the price
//!
//! A message cannot mix encodings. A single character outside the alphabet forces the whole text into 16-bit units.
//! A message holds 160 septets but only 70 such units. [`Segmenter::plan`](segment::Segmenter::plan) counts the
//! messages and names the character that forces 16-bit units. [`transliteration`] replaces such characters with the
//! nearest ones.
//!
//! Combining accents, which some systems write (`e` and U+0301 for `é`), also force 16-bit units;
//! transliteration composes them. Characters that are canonically equivalent to one in the alphabet, such as
//! the kelvin sign, do not: they are written as the equivalent character and counted as changed. A byte order
//! mark at the start of a text is dropped, but in 16-bit units it is written.
//!
//! ```
//! use smpp_gsm7::{segment::Segmenter, transliteration::NEAREST};
//!
//! let text = format!("{}…", "x".repeat(100)); // an ellipsis, as typed by a phone keyboard
//! let dear = Segmenter::DEFAULT.plan(&text).unwrap();
//! assert_eq!((dear.total(), dear.forced_by()), (2, Some((100, '…'))));
//!
//! let nearest = Segmenter { transliteration: Some(&NEAREST), ..Segmenter::DEFAULT };
//! let cheap = nearest.plan(&text).unwrap();
//! assert_eq!((cheap.total(), cheap.changed()), (1, 1)); // three full stops
//! ```
//!
//! # Long messages
//!
//! [`segment`] cuts a text into the user data of up to 255 short messages, for SMPP or for a modem in PDU mode: header,
//! fill bits and text. It supports UCS2, national tables, application ports and message classes. [`udh`] reads and
//! writes headers. The example `pdu_mode` prints complete `AT+CMGS` commands.
//!
//! # From and to a modem
//!
//! A modem in PDU mode exchanges whole TPDUs (transfer protocol data units), in lines of hexadecimal: messages with
//! their addresses and times, and reports. [`at`] reads and writes the lines, and [`tpdu`] the TPDUs in them. [`cbs`]
//! reads the pages of cell broadcasts.
//!
//! # Reading messages
//!
//! Reading a message takes three steps, whether it comes over SMPP or from a modem:
//!
//! 1. If there is a user data header (TP-UDHI is set, or in SMPP the UDH indicator of `esm_class`),
//!    [`Udh::split`](udh::Udh::split) separates it from the text. The header says which segment of a long message this
//!    is, and names national tables and application ports.
//! 2. A [`Charset`] turns octets into characters: GSM 7-bit, packed or not, UCS2, Latin-1 and others. TP-DCS names
//!    the encoding; in SMPP, `data_coding` does.
//! 3. A [`Reassembler`](reassemble::Reassembler) joins the segments of long messages. Its module has an example with
//!    the octets that `AT+CMGR` returns.
//!
//! ```
//! use smpp_gsm7::{Charset, udh::Udh};
//!
//! // The header names the Turkish table for escape sequences.
//! let (header, text) = Udh::split(b"\x03\x24\x01\x01a\x1Bga\x1Bc")?;
//! let (locking, single) = header.languages();
//! let charset = Charset::GSM7.with_languages(locking, single);
//! assert_eq!(charset.chars(text).collect::<String>(), "ağaç");
//! # Ok::<(), smpp_gsm7::udh::UdhError>(())
//! ```
//!
//! # Features
//!
//! All features are off by default and only add items.
//!
//! - `alloc`: results as `Vec` and `String`, and a `Vec` or a boxed slice as the slots of a reassembler
//! - `defmt`: implements `Format` for the public types
//! - `arbitrary`: implements `Arbitrary` for small types; requires the standard library
#![no_std]
// Tests may panic; shipped code may not.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "arbitrary"))]
extern crate std;

mod alphabet;
pub mod at;
pub mod cbs;
mod charset;
#[doc(hidden)]
pub mod count;
mod debug;
mod decode;
mod encode;
mod equivalent;
mod error;
#[doc(hidden)]
pub mod hash;
mod header;
mod instant;
#[doc(hidden)]
pub mod octets;
mod pack;
mod plain;
pub mod reassemble;
pub mod segment;
#[doc(hidden)]
pub mod slots;
pub mod tables;
pub mod tpdu;
pub mod transliteration;
pub mod ucs2;
pub mod udh;
mod utf8;
mod writer;

pub use alphabet::{Alphabet, Code, Language};
pub use charset::{Charset, CharsetChars};
pub use decode::{Decoder, Gsm7Chars};
pub use encode::{Change, EncodedText, Encoder, PackedText};
pub use error::{
    DecodeTextError, DecodeTextErrorKind, EncodeTextError, EncodeTextErrorKind, PackError, PackErrorKind,
};
pub use header::{header_octets, header_septets, septet_room, ucs2_room};
pub use instant::{Duration, Instant};
pub use pack::{Fill, Padding, pack, packed_len, septet_count, unpack, unpacked_len};
pub use slots::Slots;

/// Whether to optimise for size instead of speed: on a small target without an operating system.
const SMALL: bool = cfg!(all(target_os = "none", not(target_pointer_width = "64")));

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
