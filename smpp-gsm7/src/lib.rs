//! GSM 7-bit text (3GPP TS 23.038): the alphabets of short messages, their packing into octets, and what a text
//! costs. For anyone who sends or reads SMS, USSD or cell broadcasts, over SMPP, over a modem, or otherwise.
//!
//! No allocation, no unsafe code, no panic, no dependency: everything reads slices and writes into the caller's.
//! Tables are `static`s that the linker drops when a program does not name them.
//!
//! # From text to septets and back
//!
//! A septet is a value from 0 to 127. "Unpacked", each has an octet of its own, which is what most SMPP centres take;
//! "packed", they lie end to end, and 160 fill 140 octets, which is what goes over the air.
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
//! assert_eq!((done.septets, done.octets), (12, 11));
//!
//! let mut text = [0; 480];
//! let decoder = Decoder::new(Alphabet::DEFAULT);
//! let read = decoder.decode_packed(&packed[..done.octets], Fill::NONE, done.septets, &mut text);
//! assert_eq!(read, Ok("Hello @ 5 €"));
//! ```
//!
//! # Why the `@` disappears
//!
//! Its code is 0. Three accidents follow from that:
//!
//! - Septets that are read as ASCII or Latin-1 show `@` as NUL, which is to say not at all, or end there. `$` is 2,
//!   `_` is 17: they vanish with it. What looks like ASCII here is not; decode it.
//! - Seven septets take 49 bits, in seven octets; the seven bits left over are zero, and look like one more `@`. Only
//!   the number of septets (TP-UDL) tells `abcdefg` from `abcdefg@`. Where it got lost, see [`septet_count`].
//! - Receivers that know this drop a last `@` that was meant.
//!
//! # Why the euro sign costs two
//!
//! The alphabet has 127 characters and an escape, 0x1B. The escape and one more septet stand for a character of the
//! extension table: `€ ^ { } [ ] ~ \ |` and form feed. A message of euro signs holds 80, and the pair must not be cut
//! in two: a part of 153 septets holds 76 of them, and one septet stays empty.
//!
//! ```
//! # use smpp_gsm7::{Alphabet, Encoder};
//! let cost = |text| Encoder::new(Alphabet::DEFAULT).measure(text).unwrap().septets;
//! assert_eq!((cost("e"), cost("é"), cost("€")), (1, 1, 2));
//! ```
//!
//! # Why 153
//!
//! A part of a long message starts with a header of 6 octets that ties the parts together. They are 48 bits; the
//! text goes on at the next multiple of 7, bit 49, behind one [`Fill`] bit. That is the place of 7 septets:
//! 160 − 7 = 153. With a 16-bit reference number the header has 7 octets, exactly 8 septets: 152.
//!
//! ```
//! # use smpp_gsm7::*;
//! assert_eq!(septet_room(USER_DATA, 6), 153);
//! assert_eq!(Fill::after_header(6).bits(), 1);
//!
//! let measured = measure(&"x".repeat(161), &Encoding::GSM7, &Limits::default()).unwrap();
//! assert_eq!((measured.units, measured.parts, measured.left), (161, 2, 145)); // 153 + 8, and room for 145 more
//! ```
//!
//! # Why one character makes a message twice as dear
//!
//! There is no mixing: a single character that the alphabet lacks turns the whole text into 16-bit units, 70 to a
//! message instead of 160. [`plan`] finds the cheapest way and the character that forces it; [`transliteration`]
//! says what it would cost with the nearest characters instead. Accents that stand as characters of their own, as some
//! systems write them (`e` and U+0301 for `é`), are such characters; transliteration joins them. Characters that Unicode
//! keeps for old sets only, such as the kelvin sign, are not: they are written as what they are the same as, and counted
//! as changed. A byte order mark at the start of a text is left out.
//!
//! ```
//! use smpp_gsm7::{Alphabet, Encoder, Encoding, Limits, plan, transliteration::NEAREST};
//!
//! let text = format!("{}…", "x".repeat(100)); // an ellipsis that a keyboard put there
//! let strict = Encoder::new(Alphabet::DEFAULT);
//!
//! let dear = plan(&text, [strict], &Limits::default());
//! assert_eq!((dear.best.encoding, dear.best.parts), (Encoding::Ucs2, 2));
//! assert_eq!(dear.forced_by.unwrap().character(), 100);
//!
//! let cheap = plan(&text, [strict, strict.transliterating(&NEAREST)], &Limits::default());
//! assert_eq!((cheap.best.parts, cheap.best.changed), (1, 1)); // three full stops
//! ```
//!
//! # For a modem in PDU mode
//!
//! [`write_user_data`] gives TP-UDL and TP-UD of a message or of a part: header, fill bits and packed text.
//! [`Encoding::data_coding_scheme`] is the TP-DCS that goes with it. The example `pdu_mode` writes whole `AT+CMGS`
//! commands.
//!
//! # Features
//!
//! None is on by default, and each only adds: `alloc` (results as `Vec` and `String`), `defmt` (`Format` for the small
//! types), `arbitrary` (`Arbitrary` for them; needs the standard library).
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "arbitrary"))]
extern crate std;

mod alphabet;
mod decode;
mod encode;
mod equivalent;
mod error;
mod header;
mod measure;
mod pack;
mod plain;
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

/// Whether little code counts for more than speed: on a small board, without an operating system.
const SMALL: bool = cfg!(all(target_os = "none", not(target_pointer_width = "64")));

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
