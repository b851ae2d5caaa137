//! A message cut into parts (3GPP TS 23.040 clause 9.2.3.24.1; v3.4 sections 5.3.2.22 to 5.3.2.24).
//!
//! ```
//! use smpp_core::message::segment::{MAX_USER_DATA, Split};
//! use smpp_core::pdu::SubmitSm;
//!
//! let text = "Precio: 5 €. ".repeat(13);
//! let plan = Split { reference: 42, ..Split::DEFAULT }.plan(&text)?;
//! assert_eq!((plan.parts(), plan.units()), (2, 182));
//!
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut parts = plan.start();
//! while let Some(part) = parts.next_into(&mut buffer)? {
//!     let submit_sm = SubmitSm { destination_addr: "46700000001".into(), ..part.submit_sm() };
//!     assert_eq!(submit_sm.esm_class.udhi(), true);
//!     assert_eq!(&submit_sm.short_message[..6], [5, 0, 3, 42, 2, part.number]);
//! }
//! # Ok::<(), smpp_core::message::segment::SplitError>(())
//! ```

pub use super::boundary::Boundary;
use super::udh::{self, Concatenation, Information, Ports};
use crate::codes::{DataCoding, EsmClass, MessageClass};
use crate::debug::debug_fields;
use crate::pdu::{DataSm, SubmitSm};
use crate::tlv::{Tlv, Tlvs};
use core::fmt;
use smpp_gsm7::{
    Alphabet, Encoder, Fill, Language, Limits, Padding, Reference, packed_len, septet_room, ucs2, ucs2_room,
    unpacked_len,
};

/// Octets that hold the user data of any part that is cut: 160 septets, one in an octet.
pub const MAX_USER_DATA: usize = 160;
/// Octets of user data in one message of GSM.
const OCTETS: usize = smpp_gsm7::USER_DATA;
/// Octets of short_message, at most.
const MAX_SHORT_MESSAGE: usize = 254;
/// Octets of message_payload, at most.
const MAX_PAYLOAD: usize = 65_535;

/// Which alphabet a text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Encoding {
    /// GSM 7-bit when it has every character, UCS2 otherwise.
    #[default]
    Auto,
    /// GSM 7-bit.
    Gsm7,
    /// UCS2.
    Ucs2,
}

/// How a message that is longer than one part is carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Carriage {
    /// Parts with a user data header, reference of 8 bits: its low octet is used.
    #[default]
    Udh8,
    /// Parts with a user data header, reference of 16 bits.
    Udh16,
    /// Parts with the TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum. They are as long as those with
    /// a header, which the message centre will add.
    Sar,
    /// One short_message of at most so many octets, 254 at the very most; the message centre cuts it.
    ShortMessage {
        /// The limit of the message centre.
        max: usize,
    },
    /// One message_payload of at most so many octets, 65,535 at the very most; the message centre cuts it.
    Payload {
        /// The limit of the message centre.
        max: usize,
    },
}

/// How to cut a message. Start from [`Split::DEFAULT`].
#[derive(Clone, Copy)]
pub struct Split {
    /// The alphabet.
    pub encoding: Encoding,
    /// GSM 7-bit: which tables, and what to do with characters that they lack. Those of a strict encoder (the default)
    /// force UCS2, or are an error; one that replaces has none. National tables cost three or six octets a part.
    pub encoder: Encoder,
    /// How parts are carried.
    pub carriage: Carriage,
    /// The number that the parts share: different from message to message to one destination.
    pub reference: u16,
    /// GSM 7-bit packed into octets instead of a septet in an octet: for message centres that ask for it.
    pub packed: bool,
    /// The message class, [`MessageClass::FLASH`] for a text that is shown at once.
    pub class: Option<MessageClass>,
    /// Application ports, in the header of every part.
    pub ports: Option<Ports>,
    /// Where a text may be cut into parts.
    pub boundary: Boundary,
    /// Octets of short_message, header included, at most: 254, or less with some message centres; 140 for SMPP 3.3.
    /// It makes parts shorter than a phone would take: unpacked GSM 7-bit text behind a header has up to 159 octets.
    pub max_short_message: usize,
}
debug_fields!(Split { encoding encoder carriage reference packed class ports });

impl Split {
    /// GSM 7-bit with the default tables, a septet in an octet, or UCS2; parts with an 8-bit reference, which is 0.
    pub const DEFAULT: Self = Self {
        encoding: Encoding::Auto,
        encoder: Encoder::new(Alphabet::DEFAULT),
        carriage: Carriage::Udh8,
        reference: 0,
        packed: false,
        class: None,
        ports: None,
        boundary: Boundary::Character,
        max_short_message: MAX_SHORT_MESSAGE,
    };

    /// With the tables that take the fewest parts for a text: the default ones, or those of the languages, in every
    /// pair. Name only what the way and the receivers know. The default tables win ties, and stay where UCS2 takes
    /// fewer parts than any.
    ///
    /// Brings all tables into the program; see [`Language::tables`].
    ///
    /// ```
    /// use smpp_core::message::segment::{Encoding, Split};
    /// use smpp_gsm7::Language;
    ///
    /// let text = "Şişli'ye ağır ağır ".repeat(7);
    /// assert_eq!(Split::DEFAULT.plan(&text)?.parts(), 2); // UCS2
    /// let plan = Split::DEFAULT.national(&text, &[Language::TURKISH]).plan(&text)?;
    /// assert_eq!((plan.encoding(), plan.parts()), (Some(Encoding::Gsm7), 1));
    /// # Ok::<(), smpp_core::message::segment::SplitError>(())
    /// ```
    #[must_use]
    pub fn national(self, text: &str, languages: &[Language]) -> Self {
        let wide = self.part_header(0, 0).wide;
        let limits = Limits {
            octets: OCTETS,
            reference: if wide { Reference::Bits16 } else { Reference::Bits8 },
            elements: self.ports.map_or(0, |ports| Information::Ports(ports).encoded_len()),
        };
        match smpp_gsm7::plan(text, self.encoder.with_languages(languages), &limits).best.encoding {
            smpp_gsm7::Encoding::Gsm7(encoder) => Self { encoder, ..self },
            smpp_gsm7::Encoding::Ucs2 => self,
        }
    }

    /// Chooses the alphabet and counts the parts; nothing is written.
    ///
    /// # Errors
    /// A character that GSM 7-bit lacks, where it was asked for; more than 255 parts; longer than the one message that
    /// was asked for may be.
    pub fn plan<'t>(&self, text: &'t str) -> Result<Plan<'t>, SplitError> {
        let gsm7 = || self.encoder.measure(text).map(|done| (Body::Gsm7(text), done.septets));
        let ucs2 = || (Body::Ucs2(text), ucs2::units(text));
        let (body, units) = match self.encoding {
            Encoding::Gsm7 => gsm7().map_err(SplitError::Unmappable)?,
            Encoding::Ucs2 => ucs2(),
            Encoding::Auto => gsm7().unwrap_or_else(|_| ucs2()),
        };
        self.count(body, units)
    }

    /// Counts the parts of octets that are no text.
    ///
    /// # Errors
    /// More than 255 parts, or longer than the one message that was asked for may be.
    pub fn plan_octets<'t>(&self, octets: &'t [u8]) -> Result<Plan<'t>, SplitError> {
        self.count(Body::Octets(octets), octets.len())
    }

    fn count<'t>(&self, body: Body<'t>, units: usize) -> Result<Plan<'t>, SplitError> {
        let mut plan = Plan { split: *self, body, units, parts: 1, room: units, left: 0 };
        let header = plan.header_octets(None);
        let whole = |max: usize| {
            let room = max.checked_sub(header).and_then(|octets| plan.units_of(octets, header));
            let left = room.and_then(|room| room.checked_sub(units)).ok_or(SplitError::TooLong { max })?;
            Ok(Plan { left, ..plan })
        };
        match self.carriage {
            Carriage::ShortMessage { max } => {
                return whole(max.min(self.max_short_message).min(MAX_SHORT_MESSAGE));
            }
            Carriage::Payload { max } => return whole(max.min(MAX_PAYLOAD)),
            Carriage::Udh8 | Carriage::Udh16 | Carriage::Sar => {}
        }
        if let Some(left) = plan.room_behind(header, header).and_then(|room| room.checked_sub(units)) {
            return Ok(Plan { left, ..plan });
        }
        let later = plan.header_octets(Some(self.part_header(0, 0)));
        let written = if self.carriage == Carriage::Sar { header } else { later };
        plan.room = plan.room_behind(later, written).unwrap_or(0);
        let mut rest = body;
        let mut parts = 0_u8;
        while !rest.is_empty() {
            let after = rest.after(self, plan.room)?;
            if after.len() == rest.len() {
                return Err(SplitError::TooManyParts);
            }
            if after.is_empty() {
                plan.left = plan.room.saturating_sub(rest.units(self));
            }
            rest = after;
            parts = parts.checked_add(1).ok_or(SplitError::TooManyParts)?;
        }
        // Not even a header without text fits.
        if parts == 0 {
            return Err(SplitError::TooManyParts);
        }
        plan.parts = parts;
        Ok(plan)
    }

    /// The concatenation element of a part, or the one that the message centre will write.
    fn part_header(&self, total: u8, number: u8) -> Concatenation {
        let [_, low] = self.reference.to_be_bytes();
        match self.carriage {
            Carriage::Udh16 => Concatenation { reference: self.reference, wide: true, total, number },
            Carriage::Sar if self.reference > 255 => {
                Concatenation { reference: self.reference, wide: true, total, number }
            }
            _ => Concatenation { reference: u16::from(low), wide: false, total, number },
        }
    }
}

impl Default for Split {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What is cut.
#[derive(Clone, Copy, Debug)]
enum Body<'t> {
    Gsm7(&'t str),
    Ucs2(&'t str),
    Octets(&'t [u8]),
}

impl<'t> Body<'t> {
    const fn len(&self) -> usize {
        match self {
            Self::Gsm7(text) | Self::Ucs2(text) => text.len(),
            Self::Octets(octets) => octets.len(),
        }
    }

    const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Units of all of it.
    fn units(&self, split: &Split) -> usize {
        match self {
            // What is cut was measured before, whole.
            Self::Gsm7(text) => split.encoder.measure(text).map_or(0, |done| done.septets),
            Self::Ucs2(text) => ucs2::units(text),
            Self::Octets(octets) => octets.len(),
        }
    }

    /// What is left after so many units, in whole characters, or whatever else is not to be cut.
    fn after(self, split: &Split, room: usize) -> Result<Self, SplitError> {
        let cut =
            |text: &'t str, fits: usize| text.get(split.boundary.last(text, fits)..).unwrap_or_default();
        Ok(match self {
            Self::Gsm7(text) => {
                let done = split.encoder.measure_prefix(text, room).map_err(SplitError::Unmappable)?;
                Self::Gsm7(cut(text, done.octets))
            }
            Self::Ucs2(text) => Self::Ucs2(cut(text, ucs2::measure_prefix(text, room).octets)),
            Self::Octets(octets) => Self::Octets(octets.get(room..).unwrap_or_default()),
        })
    }
}

/// A message measured: alphabet, units, parts.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'t> {
    split: Split,
    body: Body<'t>,
    units: usize,
    parts: u8,
    /// Units of text in a part.
    room: usize,
    /// Units that the last part has room for besides.
    left: usize,
}

impl<'t> Plan<'t> {
    /// The number of parts, 1 to 255.
    pub const fn parts(&self) -> u8 {
        self.parts
    }

    /// Units of the whole text without headers: septets, 16-bit units, or octets.
    pub const fn units(&self) -> usize {
        self.units
    }

    /// Units that can be added before another part begins, or before the message that is carried whole is full: for
    /// most characters one unit, two for those of the extension table and beyond U+FFFF.
    ///
    /// ```
    /// use smpp_core::message::segment::Split;
    ///
    /// assert_eq!(Split::DEFAULT.plan("Hello")?.left(), 155); // of 160
    /// let long = "x".repeat(161);
    /// assert_eq!(Split::DEFAULT.plan(&long)?.left(), 145); // of 153: the second part has 8
    /// # Ok::<(), smpp_core::message::segment::SplitError>(())
    /// ```
    pub const fn left(&self) -> usize {
        self.left
    }

    /// The alphabet that was chosen; `None` for octets.
    pub const fn encoding(&self) -> Option<Encoding> {
        match self.body {
            Body::Gsm7(_) => Some(Encoding::Gsm7),
            Body::Ucs2(_) => Some(Encoding::Ucs2),
            Body::Octets(_) => None,
        }
    }

    /// The `data_coding` of every part: 0, 4 or 8; with a message class 0xF0, 0xF4 or 0x18 and up.
    pub const fn data_coding(&self) -> DataCoding {
        match (self.body, self.split.class) {
            (Body::Gsm7(_), None) => DataCoding::DEFAULT,
            (Body::Gsm7(_), Some(class)) => DataCoding::gsm7_class(class),
            (Body::Ucs2(_), None) => DataCoding::UCS2,
            (Body::Ucs2(_), Some(class)) => DataCoding::ucs2_class(class),
            (Body::Octets(_), None) => DataCoding::OCTET,
            (Body::Octets(_), Some(class)) => DataCoding::octets_class(class),
        }
    }

    /// The parts, from the first.
    pub const fn start(&self) -> Parts<'t> {
        Parts { plan: *self, rest: self.body, number: 0 }
    }

    /// The elements of the header of a part.
    fn elements<'e>(
        &self,
        part: Option<Concatenation>,
        out: &'e mut [Information<'static>; 4],
    ) -> &'e [Information<'static>] {
        let alphabet = self.split.encoder.alphabet();
        let gsm7 = matches!(self.body, Body::Gsm7(_));
        let locking = alphabet.locking.language().filter(|_| gsm7).map(Information::LockingShift);
        let single = alphabet.single.language().filter(|_| gsm7).map(Information::SingleShift);
        let ports = self.split.ports.map(Information::Ports);
        let all = [part.map(Information::Concatenation), ports, locking, single];
        let mut count = 0_usize;
        for (slot, element) in out.iter_mut().zip(all.into_iter().flatten()) {
            *slot = element;
            count = count.wrapping_add(1);
        }
        out.get(..count).unwrap_or_default()
    }

    /// Octets of the header of a part with its length octet; 0 when it has none.
    fn header_octets(&self, part: Option<Concatenation>) -> usize {
        let mut elements = NO_ELEMENTS;
        match self.elements(part, &mut elements) {
            [] => 0,
            elements => {
                elements.iter().fold(1, |sum: usize, element| sum.wrapping_add(element.encoded_len()))
            }
        }
    }

    /// Units that a part has room for: on the air behind a header of so many octets, and in short_message behind
    /// those of them that are `written` there.
    fn room_behind(&self, header: usize, written: usize) -> Option<usize> {
        let room = self.units_of(self.split.max_short_message.checked_sub(written)?, written)?;
        Some(room.min(match self.body {
            Body::Gsm7(_) => septet_room(OCTETS, header),
            Body::Ucs2(_) => ucs2_room(OCTETS, header),
            Body::Octets(_) => OCTETS.saturating_sub(header),
        }))
    }

    /// Units that so many octets hold behind a header; `None` when there is no room for the fill bits, which stand there
    /// without a text, too.
    fn units_of(&self, octets: usize, header: usize) -> Option<usize> {
        match self.body {
            Body::Gsm7(_) if self.split.packed => {
                let fill = Fill::after_header(header);
                (packed_len(0, fill) <= octets).then(|| unpacked_len(octets, fill))
            }
            Body::Gsm7(_) | Body::Octets(_) => Some(octets),
            Body::Ucs2(_) => Some(octets / 2),
        }
    }
}

const NO_ELEMENTS: [Information<'static>; 4] = [Information::SingleShift(Language(0)); 4];

/// The parts of a message, one after the other.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    plan: Plan<'t>,
    rest: Body<'t>,
    number: u8,
}

impl<'t> Parts<'t> {
    /// Writes the user data of the next part to the start of `out`; `None` after the last part. [`MAX_USER_DATA`]
    /// octets hold any part; a message carried whole may need more.
    ///
    /// # Errors
    /// The buffer is too small: call again with a larger one.
    pub fn next_into<'b>(&mut self, out: &'b mut [u8]) -> Result<Option<Part<'b>>, SplitError> {
        let plan = self.plan;
        if self.number == plan.parts {
            return Ok(None);
        }
        let number = self.number.saturating_add(1);
        let several = plan.parts > 1;
        let sar = several && plan.split.carriage == Carriage::Sar;
        let in_header = (several && !sar).then(|| plan.split.part_header(plan.parts, number));
        let mut elements = NO_ELEMENTS;
        let elements = plan.elements(in_header, &mut elements);
        let header = match elements {
            [] => 0,
            elements => udh::encode(elements, out).map_err(|_| SplitError::NoRoom)?,
        };
        let (_, space) = out.split_at_mut_checked(header).ok_or(SplitError::NoRoom)?;
        let (text, rest) = self.write_text(space, header)?;
        self.rest = rest;
        self.number = number;
        let user_data = out.get(..header.saturating_add(text)).ok_or(SplitError::NoRoom)?;
        let data_coding = plan.data_coding();
        let reference = if sar { plan.split.reference } else { plan.split.part_header(0, 0).reference };
        let mut part = Part {
            number,
            total: plan.parts,
            reference,
            user_data,
            header,
            data_coding,
            payload: false,
            tlvs: [Tlv::sar_msg_ref_num(0); 3],
            tlv_count: 0,
        };
        if sar {
            part.tlvs = [
                Tlv::sar_msg_ref_num(reference),
                Tlv::sar_total_segments(plan.parts),
                Tlv::sar_segment_seqnum(number),
            ];
            part.tlv_count = 3;
        }
        if let Carriage::Payload { .. } = plan.split.carriage {
            part.payload = true;
            part.tlvs = [Tlv::message_payload(user_data); 3];
            part.tlv_count = 1;
        }
        Ok(Some(part))
    }

    /// Writes the text of one part; the octets written, and what is left.
    fn write_text(&self, out: &mut [u8], header: usize) -> Result<(usize, Body<'t>), SplitError> {
        let plan = &self.plan;
        let encoder = &plan.split.encoder;
        let rest = self.rest.after(&plan.split, plan.room)?;
        let taken = self.rest.len().saturating_sub(rest.len());
        let written = match self.rest {
            Body::Gsm7(text) => {
                let text = text.get(..taken).unwrap_or_default();
                if plan.split.packed {
                    let fill = Fill::after_header(header);
                    encoder.encode_packed(text, fill, Padding::Zero, out).map(|done| done.octets)
                } else {
                    encoder.encode(text, out).map(|done| done.septets)
                }
                .map_err(|_| SplitError::NoRoom)?
            }
            Body::Ucs2(text) => {
                ucs2::encode(text.get(..taken).unwrap_or_default(), out).map_err(|_| SplitError::NoRoom)?
            }
            Body::Octets(octets) => {
                let octets = octets.get(..taken).unwrap_or_default();
                let out = out.get_mut(..taken).ok_or(SplitError::NoRoom)?;
                for (to, from) in out.iter_mut().zip(octets) {
                    *to = *from;
                }
                taken
            }
        };
        Ok((written, rest))
    }
}

/// One part, ready to send.
#[derive(Clone, Copy)]
pub struct Part<'b> {
    /// The number of this part, from 1.
    pub number: u8,
    /// The number of parts.
    pub total: u8,
    /// The reference as it goes out: 8 or 16 bits of that of [`Split`].
    pub reference: u16,
    /// Header and text: what short_message or message_payload carries.
    pub user_data: &'b [u8],
    /// Octets of `user_data` that are header, the length octet included; 0 without a header.
    pub header: usize,
    /// What `data_coding` has to say.
    pub data_coding: DataCoding,
    payload: bool,
    tlvs: [Tlv<'b>; 3],
    tlv_count: u8,
}
debug_fields!(Part<'_> { number total reference user_data header data_coding payload tlvs tlv_count });

impl<'b> Part<'b> {
    /// `esm_class`: the UDH indicator when there is a header.
    pub const fn esm_class(&self) -> EsmClass {
        EsmClass(0).with_udhi(self.header > 0)
    }

    /// The TLVs that carry the part: three for SAR, message_payload, or none.
    pub fn tlvs(&self) -> &[Tlv<'b>] {
        self.tlvs.get(..usize::from(self.tlv_count)).unwrap_or_default()
    }

    /// A submit_sm with `esm_class`, `data_coding`, `short_message` and `tlvs` set; the other fields are for you.
    pub fn submit_sm(&self) -> SubmitSm<'_> {
        SubmitSm { tlvs: self.tlvs().into(), ..self.without_tlvs() }
    }

    /// A data_sm with `esm_class` and `data_coding` set. It carries text in message_payload only, so that its TLVs
    /// are written to `tlvs`.
    pub fn data_sm<'p>(&'p self, tlvs: &'p mut [Tlv<'b>; 4]) -> DataSm<'p> {
        let others = if self.payload { &[] } else { self.tlvs() };
        let mut count = 0_usize;
        let all = core::iter::once(Tlv::message_payload(self.user_data)).chain(others.iter().copied());
        for (slot, tlv) in tlvs.iter_mut().zip(all) {
            *slot = tlv;
            count = count.wrapping_add(1);
        }
        let tlvs: &[Tlv<'_>] = tlvs.get(..count).unwrap_or_default();
        DataSm {
            esm_class: self.esm_class(),
            data_coding: self.data_coding,
            tlvs: tlvs.into(),
            ..DataSm::default()
        }
    }

    pub(super) fn without_tlvs(&self) -> SubmitSm<'b> {
        SubmitSm {
            esm_class: self.esm_class(),
            data_coding: self.data_coding,
            short_message: if self.payload { &[] } else { self.user_data },
            tlvs: Tlvs::EMPTY,
            ..SubmitSm::default()
        }
    }
}

/// Why a message was not cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SplitError {
    /// GSM 7-bit was asked for and lacks a character.
    Unmappable(smpp_gsm7::EncodeError),
    /// More than 255 parts.
    TooManyParts,
    /// The one message that was asked for has more octets than it may.
    TooLong {
        /// Octets that it may have.
        max: usize,
    },
    /// The buffer is too small for the part.
    NoRoom,
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable(error) => write!(f, "GSM 7-bit: {error}"),
            Self::TooManyParts => f.write_str("more than 255 parts"),
            Self::TooLong { max } => write!(f, "longer than the {max} octets of one message"),
            Self::NoRoom => f.write_str("the buffer is too small for the part"),
        }
    }
}

impl core::error::Error for SplitError {}

#[cfg(test)]
mod tests {
    use super::*;
    use smpp_gsm7::tables;

    fn lengths(split: &Split, text: &str) -> ([usize; 4], usize) {
        let mut buffer = [0; MAX_USER_DATA];
        let mut parts = split.plan(text).unwrap().start();
        let mut lengths = [0; 4];
        let mut count = 0;
        while let Some(part) = parts.next_into(&mut buffer).unwrap() {
            lengths[count] = part.user_data.len();
            count = usize::from(part.number);
        }
        (lengths, count)
    }

    fn a(count: usize) -> &'static str {
        A.get(..count).unwrap()
    }

    const A: &str = match core::str::from_utf8(&[b'a'; 400]) {
        Ok(text) => text,
        Err(_) => "",
    };

    #[test]
    fn packed_parts_have_at_most_140_octets() {
        let packed = Split { packed: true, ..Split::DEFAULT };
        assert_eq!(lengths(&packed, a(160)), ([140, 0, 0, 0], 1));
        assert_eq!(lengths(&packed, a(306)), ([140, 140, 0, 0], 2));
        assert_eq!(lengths(&Split::DEFAULT, a(306)), ([159, 159, 0, 0], 2));
    }

    #[test]
    fn says_what_still_fits() {
        let left = |split: Split, text: &str| split.plan(text).unwrap().left();
        assert_eq!((left(Split::DEFAULT, ""), left(Split::DEFAULT, a(160))), (160, 0));
        assert_eq!((left(Split::DEFAULT, a(161)), left(Split::DEFAULT, a(306))), (145, 0));
        let wide = Split { carriage: Carriage::Udh16, ..Split::DEFAULT };
        assert_eq!(left(wide, a(161)), 152 - 9);
        let ucs2 = Split { encoding: Encoding::Ucs2, ..Split::DEFAULT };
        assert_eq!((left(ucs2, a(69)), left(ucs2, a(71))), (1, 63));
        // 76 euro signs in the first part, which keeps one septet empty, and five in the second.
        assert_eq!(
            left(
                Split::DEFAULT,
                "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€"
            ),
            143
        );
        let words = Split { boundary: Boundary::Word, max_short_message: 16, ..Split::DEFAULT };
        let plan = words.plan("seven letter words").unwrap();
        // "seven ", "letter ", "words"
        assert_eq!((plan.parts(), plan.left()), (3, 5));
        let payload = Split { carriage: Carriage::Payload { max: 300 }, ..Split::DEFAULT };
        assert_eq!(
            (left(payload, a(290)), left(Split { encoding: Encoding::Ucs2, ..payload }, a(140))),
            (10, 10)
        );
        let short = Split { carriage: Carriage::ShortMessage { max: 140 }, packed: true, ..Split::DEFAULT };
        assert_eq!(left(short, a(159)), 1);
        assert_eq!(short.plan(a(161)).unwrap_err(), SplitError::TooLong { max: 140 });
        assert_eq!(Split::DEFAULT.plan_octets(&[0; 141]).unwrap().left(), 134 - 7);
    }

    #[test]
    fn a_smaller_short_message_makes_shorter_parts() {
        // The 140 octets of SMPP 3.3 hold a septet in an octet behind the header.
        let v33 = Split { max_short_message: 140, ..Split::DEFAULT };
        assert_eq!(lengths(&v33, a(140)), ([140, 0, 0, 0], 1));
        assert_eq!(lengths(&v33, a(160)), ([140, 32, 0, 0], 2));
        assert_eq!(lengths(&Split { packed: true, ..v33 }, a(161)), ([140, 14, 0, 0], 2));
        assert_eq!(lengths(&Split { carriage: Carriage::Sar, ..v33 }, a(300)), ([140, 140, 20, 0], 3));
        assert_eq!(lengths(&Split { encoding: Encoding::Ucs2, ..v33 }, a(71)), ([140, 14, 0, 0], 2));
        let whole = Split { carriage: Carriage::ShortMessage { max: 254 }, ..v33 };
        assert_eq!(whole.plan(a(141)).unwrap_err(), SplitError::TooLong { max: 140 });
        // No room behind the header.
        let none = Split { max_short_message: 6, ..Split::DEFAULT };
        assert_eq!(none.plan(a(7)).unwrap_err(), SplitError::TooManyParts);
        assert_eq!(none.plan_octets(&[0; 7]).unwrap_err(), SplitError::TooManyParts);
    }

    /// Found by the fuzzer: fill bits behind a header take an octet, text or not.
    #[test]
    fn the_header_of_an_empty_text_fits_with_its_fill_bits() {
        let national = Encoder::new(Alphabet::from_languages(None, Some(Language::TURKISH)));
        let packed = Split { encoder: national, packed: true, ..Split::DEFAULT };
        let whole = |max| {
            Split { carriage: Carriage::ShortMessage { max }, ..packed }.plan("").map(|plan| plan.parts())
        };
        let part = |max| Split { max_short_message: max, ..packed }.plan("").map(|plan| plan.parts());
        assert_eq!((whole(5), whole(4)), (Ok(1), Err(SplitError::TooLong { max: 4 })));
        assert_eq!((part(5), part(4)), (Ok(1), Err(SplitError::TooManyParts)));
    }

    #[test]
    fn cuts_where_it_was_asked_to() {
        static FAMILIES: [&[u8]; 8] = ["👩\u{200D}👩\u{200D}👧".as_bytes(); 8];
        let mut text = [0; 18 * 8];
        text.iter_mut()
            .zip(FAMILIES.iter().flat_map(|family| family.iter()))
            .for_each(|(to, from)| *to = *from);
        let text = core::str::from_utf8(&text).unwrap();
        let ucs2 = Split { encoding: Encoding::Ucs2, max_short_message: 60, ..Split::DEFAULT };
        // Behind a header 27 units, of which a family takes 8.
        assert_eq!(lengths(&ucs2, &text[..18 * 4]), ([60, 16, 0, 0], 2));
        let whole = Split { boundary: Boundary::Grapheme, ..ucs2 };
        assert_eq!(lengths(&whole, &text[..18 * 4]), ([54, 22, 0, 0], 2));
    }

    #[test]
    fn the_cheapest_of_the_languages() {
        let languages = [Language::TURKISH, Language::PORTUGUESE];
        let tables = |text: &str| {
            let alphabet = Split::DEFAULT.national(text, &languages).encoder.alphabet();
            (alphabet.locking.language(), alphabet.single.language())
        };
        assert_eq!(tables("plain €"), (None, None));
        assert_eq!(tables("ışık"), (None, Some(Language::TURKISH)));
        static LOCKED: [[u8; 2]; 150] = [[0xC4, 0x9F]; 150];
        assert_eq!(
            tables(core::str::from_utf8(LOCKED.as_flattened()).unwrap()),
            (Some(Language::TURKISH), None)
        );
        assert_eq!(tables("ã ş"), (Some(Language::TURKISH), Some(Language::PORTUGUESE)));
        assert_eq!(tables("ã ж"), (None, None));
    }

    #[test]
    fn sar_parts_carry_tlvs_and_no_header() {
        let split = Split { carriage: Carriage::Sar, reference: 0x1234, ..Split::DEFAULT };
        let mut buffer = [0; MAX_USER_DATA];
        let mut parts = split.plan(a(161)).unwrap().start();
        let part = parts.next_into(&mut buffer).unwrap().unwrap();
        // A reference above 255 will need the wide element.
        assert_eq!((part.user_data.len(), part.header), (152, 0));
        let submit_sm = part.submit_sm();
        assert_eq!(submit_sm.tlvs.sar_msg_ref_num(), Ok(Some(0x1234)));
        assert_eq!(submit_sm.tlvs.sar_total_segments(), Ok(Some(2)));
        assert_eq!(submit_sm.tlvs.sar_segment_seqnum(), Ok(Some(1)));
        assert!(!submit_sm.esm_class.udhi());
    }

    #[test]
    fn one_message_whole() {
        let short = Split { carriage: Carriage::ShortMessage { max: 300 }, ..Split::DEFAULT };
        let mut buffer = [0; 400];
        let part = short.plan(a(254)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
        assert_eq!(part.submit_sm().short_message.len(), 254);
        assert_eq!(short.plan(a(255)).unwrap_err(), SplitError::TooLong { max: 254 });

        let payload = Split { carriage: Carriage::Payload { max: 300 }, ..Split::DEFAULT };
        let part = payload.plan(a(300)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
        let submit_sm = part.submit_sm();
        assert_eq!(submit_sm.short_message, b"");
        assert_eq!(submit_sm.tlvs.message_payload(), Ok(Some(a(300).as_bytes())));
        let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
        assert_eq!(part.data_sm(&mut tlvs).tlvs, submit_sm.tlvs);
        assert_eq!(payload.plan(a(301)).unwrap_err(), SplitError::TooLong { max: 300 });
    }

    #[test]
    fn data_sm_carries_text_and_sar_in_tlvs() {
        let split = Split { carriage: Carriage::Sar, ..Split::DEFAULT };
        let mut buffer = [0; MAX_USER_DATA];
        let part = split.plan(a(161)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
        let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
        let data_sm = part.data_sm(&mut tlvs);
        assert_eq!(data_sm.tlvs.message_payload().unwrap().unwrap().len(), 153);
        assert_eq!(data_sm.tlvs.sar_total_segments(), Ok(Some(2)));
    }

    #[test]
    fn at_most_255_parts() {
        static LONG: [u8; 255 * 153 + 1] = [b'x'; 255 * 153 + 1];
        let text = core::str::from_utf8(&LONG).unwrap();
        assert_eq!(Split::DEFAULT.plan(text.get(1..).unwrap()).unwrap().parts(), 255);
        assert_eq!(Split::DEFAULT.plan(text).unwrap_err(), SplitError::TooManyParts);
        assert_eq!(Split::DEFAULT.plan_octets(&LONG[..255 * 134]).unwrap().parts(), 255);
        assert_eq!(Split::DEFAULT.plan_octets(&LONG[..=255 * 134]).unwrap_err(), SplitError::TooManyParts);
    }

    #[test]
    fn a_small_buffer_changes_nothing() {
        let mut parts = Split { reference: 9, ..Split::DEFAULT }.plan(a(200)).unwrap().start();
        for small in [0, 5, 6, 158] {
            assert_eq!(parts.next_into(&mut [0; 160][..small]).unwrap_err(), SplitError::NoRoom, "{small}");
        }
        let mut buffer = [0; 160];
        assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 1);
        assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 2);
        assert!(parts.next_into(&mut buffer).unwrap().is_none());
    }

    #[test]
    fn national_shifts_stand_in_every_part_behind_the_concatenation() {
        let alphabet = Alphabet::new(&tables::DEFAULT, &tables::turkish::SINGLE);
        let split = Split { encoder: Encoder::new(alphabet), reference: 1, ..Split::DEFAULT };
        static SCEDILLAS: [[u8; 2]; 78] = [[0xC5, 0x9F]; 78];
        let text = core::str::from_utf8(SCEDILLAS.as_flattened()).unwrap();
        let mut buffer = [0; MAX_USER_DATA];
        let mut parts = split.plan(text).unwrap().start();
        while let Some(part) = parts.next_into(&mut buffer).unwrap() {
            let (udh, _) = udh::Udh::split(part.user_data).unwrap();
            assert_eq!(udh.languages(), (None, Some(Language::TURKISH)));
            assert_eq!(udh.concatenation().unwrap().number, part.number);
            assert_eq!(part.header, 9);
        }
    }

    #[test]
    fn ports_with_octets_of_odd_and_even_headers() {
        let ports = Ports { destination: 2948, originator: 9200, wide: true };
        let split = Split { ports: Some(ports), ..Split::DEFAULT };
        assert_eq!(split.plan_octets(&[0; 133]).unwrap().parts(), 1);
        let plan = split.plan_octets(&[0; 134]).unwrap();
        let mut buffer = [0; MAX_USER_DATA];
        let part = plan.start().next_into(&mut buffer).unwrap().unwrap();
        assert_eq!((part.header, part.user_data.len(), part.total), (12, 140, 2));
        assert_eq!(part.data_coding, DataCoding::OCTET);
    }
}
