//! Delivery receipts: read in every shape that message centres send, written as v3.4 Appendix B has it.
//!
//! Reading never fails. [`ReceiptText`] is what a text says, field by field, with what it says beside; [`Receipt`] is
//! what a whole PDU says, text and TLVs together, each fact with its source.
//!
//! ```
//! use smpp_core::codes::{EsmClass, MessageState};
//! use smpp_core::message::receipt::{Receipt, ReceiptKind, Source};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::tlv::Tlv;
//!
//! let tlvs = [Tlv::receipted_message_id("70BA8A69".into())];
//! let deliver_sm = DeliverSm {
//!     esm_class: EsmClass(0x04),
//!     short_message: b"id:1891273321 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 \
//!                      stat:DELIVRD err:000 Text:Hello",
//!     tlvs: (&tlvs).into(),
//!     ..DeliverSm::default()
//! };
//! let receipt = Receipt::from_deliver_sm(&deliver_sm, &mut []);
//! assert_eq!(receipt.kind, ReceiptKind::Receipt);
//! let id = receipt.message_id().unwrap();
//! assert_eq!((id.value, id.source), (&b"70BA8A69"[..], Source::Tlv));
//! assert_eq!(id.other, Some(&b"1891273321"[..]));
//! assert_eq!(receipt.ids_agree(), Some(true)); // hexadecimal and decimal of one number
//! assert_eq!(receipt.state().unwrap().value, MessageState::DELIVERED);
//! assert!(receipt.is_final());
//! ```

mod date;
mod id;
mod plain;
mod scan;
mod state;
mod write;

pub use date::{DateReading, ReceiptDate};
pub use id::{IdBase, ids_match};
pub use state::{message_state, stat_word};
pub use write::{NewReceipt, ReceiptForm, ReceiptWriteError};

use crate::codes::{DataCoding, EsmClass, MessageState, MessageType, NetworkErrorCode};
use crate::debug::debug_fields;
use crate::message::udh;
use crate::pdu::{DataSm, DeliverSm, Sender};
use crate::tlv::Tlvs;
use scan::{Found, Key, Scan, Step};
use smpp_gsm7::ucs2;

/// What the text of a receipt says. Values are the octets as they came: a field that is absent is `None`, one that is
/// there without a value is empty.
///
/// ```
/// use smpp_core::message::receipt::ReceiptText;
/// let receipt = ReceiptText::parse(b"XMS=id:77 mccmnc:61202 dlvrd:1 stat:DELIVRD ERR: Text:call id:5");
/// assert_eq!(receipt.id, Some(&b"77"[..]));
/// assert_eq!(receipt.err, Some(&b""[..]));
/// assert_eq!(receipt.sub, None);
/// assert_eq!(receipt.text, Some(&b"call id:5"[..]));
/// assert!(receipt.extra().eq([(&b"mccmnc"[..], &b"61202"[..])]));
/// assert!(receipt.unread().eq([b"XMS="]));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiptText<'a> {
    /// Id of the message.
    pub id: Option<&'a [u8]>,
    /// How many messages were submitted.
    pub sub: Option<&'a [u8]>,
    /// How many messages were delivered.
    pub dlvrd: Option<&'a [u8]>,
    /// When the message was submitted.
    pub submit_date: Option<ReceiptDate<'a>>,
    /// When the message reached its state.
    pub done_date: Option<ReceiptDate<'a>>,
    /// The word for the state.
    pub stat: Option<&'a [u8]>,
    /// The error code, digits or not.
    pub err: Option<&'a [u8]>,
    /// The start of the message, verbatim; NULs at its end are dropped.
    pub text: Option<&'a [u8]>,
    octets: &'a [u8],
    utf16: bool,
}
debug_fields!(ReceiptText<'_> { id sub dlvrd submit_date done_date stat err text octets utf16 });

impl<'a> ReceiptText<'a> {
    /// Reads octets in which ASCII is ASCII: GSM 7-bit with a septet an octet, IA5, Latin-1, UTF-8. For UTF-16 see
    /// [`ReceiptText::parse_any`]. Takes time in proportion to the octets, whatever they are.
    pub fn parse(octets: &'a [u8]) -> Self {
        match plain::parse(octets) {
            Some(read) => read,
            None => Self::scan(octets),
        }
    }

    /// Reads octets of any shape.
    fn scan(octets: &'a [u8]) -> Self {
        let mut read = Self { octets, ..Self::default() };
        for Step { field, .. } in Scan::new(octets) {
            let Some(Found { key, value, again: false, .. }) = field else { continue };
            let place = match key {
                Key::Id => &mut read.id,
                Key::Sub => &mut read.sub,
                Key::Dlvrd => &mut read.dlvrd,
                Key::SubmitDate => {
                    read.submit_date = Some(ReceiptDate(value));
                    continue;
                }
                Key::DoneDate => {
                    read.done_date = Some(ReceiptDate(value));
                    continue;
                }
                Key::Stat => &mut read.stat,
                Key::Err => &mut read.err,
                Key::Text => &mut read.text,
            };
            *place = Some(value);
        }
        read
    }

    /// Reads octets that may be UTF-16BE, as `data_coding` 8 says or their look betrays; those become UTF-8 in
    /// `scratch` first. Three octets of `scratch` for two of the text always hold it (384 for a short_message); what
    /// does not fit is not read.
    pub fn parse_any(octets: &'a [u8], data_coding: DataCoding, scratch: &'a mut [u8]) -> Self {
        if !is_utf16(octets, data_coding) {
            return Self::parse(octets);
        }
        let fits = if needed(octets) <= scratch.len() {
            octets
        } else {
            octets.get(..(scratch.len() / 3).saturating_mul(2)).unwrap_or(octets)
        };
        let utf8 = ucs2::decode_lossy(fits, scratch).unwrap_or_default();
        Self { utf16: true, ..Self::parse(utf8.as_bytes()) }
    }

    /// Whether the octets were UTF-16BE: the values are UTF-8 then.
    pub const fn was_utf16(&self) -> bool {
        self.utf16
    }

    /// The state that `stat` means; `None` without the field, or for a word that is not known.
    pub fn message_state(&self) -> Option<MessageState> {
        self.stat.and_then(message_state)
    }

    /// Fields that Appendix B does not have, and those that come a second time: name and value, in their order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        self.left().filter_map(|left| match left {
            Left::Field(name, value) => Some((name, value)),
            Left::Words(_) => None,
        })
    }

    /// What is part of no field, in its order: octets before the first key, words behind a value.
    pub fn unread(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.left().filter_map(|left| match left {
            Left::Words(words) => Some(words),
            Left::Field(..) => None,
        })
    }

    fn left(&self) -> Leftovers<'a> {
        Leftovers { scan: Scan::new(self.octets), again: None, rest: &[], prose: false }
    }

    /// Whether a text without any mark would be taken for a receipt: a state, and an id, a date or a number beside.
    pub const fn looks_like_receipt(&self) -> bool {
        self.stat.is_some()
            && (self.id.is_some()
                || self.sub.is_some()
                || self.dlvrd.is_some()
                || self.submit_date.is_some()
                || self.done_date.is_some()
                || self.err.is_some())
    }
}

/// Octets of UTF-8 that UTF-16 becomes.
fn needed(octets: &[u8]) -> usize {
    ucs2::chars(octets).fold(0, |sum, c| {
        sum.saturating_add(c.map_or(char::REPLACEMENT_CHARACTER.len_utf8(), char::len_utf8))
    })
}

/// Whether octets are UTF-16BE: half of the first units are ASCII, or any is where `data_coding` says so. A text of
/// single octets has no NUL before its last.
fn is_utf16(octets: &[u8], data_coding: DataCoding) -> bool {
    let (units, rest) = octets.as_chunks::<2>();
    let ascii = |unit: &[u8; 2]| matches!(unit, [0, 1..=0x7E]);
    if data_coding.is_ucs2() {
        return units.iter().any(ascii);
    }
    let first = units.get(..16).unwrap_or(units);
    // `count` and `sum` would check for an overflow that cannot be.
    let found = first.iter().fold(0_usize, |found, unit| found.wrapping_add(usize::from(ascii(unit))));
    rest.is_empty() && found > first.len() / 2
}

enum Left<'a> {
    Field(&'a [u8], &'a [u8]),
    Words(&'a [u8]),
}

/// What the fields leave over.
struct Leftovers<'a> {
    scan: Scan<'a>,
    again: Option<(&'a [u8], &'a [u8])>,
    rest: &'a [u8],
    /// No field at all: the words are prose, not fields.
    prose: bool,
}

impl<'a> Iterator for Leftovers<'a> {
    type Item = Left<'a>;

    fn next(&mut self) -> Option<Left<'a>> {
        loop {
            if let Some((name, value)) = self.again.take() {
                return Some(Left::Field(name, value));
            }
            let rest = scan::trim_start(self.rest);
            if !rest.is_empty() {
                let (left, rest) =
                    if self.prose { (Left::Words(scan::trim_end(rest)), &[][..]) } else { next_left(rest) };
                self.rest = rest;
                return Some(left);
            }
            let step = self.scan.next()?;
            self.prose = step.field.is_none() && self.scan.is_over();
            self.rest = step.rest;
            self.again = step.field.filter(|found| found.again).map(|found| (found.name, found.value));
        }
    }
}

/// A field of several words, or words up to the next field. `octets` starts with a word.
fn next_left(octets: &[u8]) -> (Left<'_>, &[u8]) {
    let (first, mut rest) = scan::word(octets);
    loop {
        let (next, after) = scan::word(scan::trim_start(rest));
        if next.is_empty() || scan::split_name(next).is_some() {
            break;
        }
        rest = after;
    }
    let taken = octets.get(..octets.len().wrapping_sub(rest.len())).unwrap_or(octets);
    let left = match scan::split_name(first) {
        Some((name, _)) => {
            let value = taken.get(name.len().saturating_add(1)..).unwrap_or_default();
            Left::Field(name, scan::trim_end(value))
        }
        None => Left::Words(scan::trim_end(taken)),
    };
    (left, rest)
}

/// What a message is, as far as receipts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReceiptKind {
    /// A delivery receipt of the message centre (`esm_class` type 0x04). Its state need not be final: some centres
    /// report ENROUTE this way; see [`Receipt::is_final`].
    Receipt,
    /// An intermediate notification (0x20).
    Intermediate,
    /// A delivery acknowledgement of an SME (0x08).
    DeliveryAcknowledgement,
    /// A manual or user acknowledgement of an SME (0x10).
    UserAcknowledgement,
    /// `esm_class` does not say so, yet a TLV or the text looks like a receipt. A subscriber can write such a text:
    /// trust it only from a message centre that is known not to mark receipts.
    Unmarked,
    /// No receipt.
    None,
}

impl ReceiptKind {
    /// What `esm_class` marks, by who sends it (v3.4 section 5.2.12): receipts and notifications come from the message
    /// centre only, acknowledgements from either. [`ReceiptKind::None`] when it marks nothing.
    pub fn marked(esm_class: EsmClass, sender: Sender) -> Self {
        let from_centre = sender != Sender::Esme;
        match esm_class.message_type() {
            MessageType::SMSC_DELIVERY_RECEIPT if from_centre => Self::Receipt,
            MessageType::DELIVERY_ACKNOWLEDGEMENT => Self::DeliveryAcknowledgement,
            MessageType::USER_ACKNOWLEDGEMENT => Self::UserAcknowledgement,
            // With the receipt bit beside (0x24) it is still what it says first: not the end.
            MessageType::INTERMEDIATE_NOTIFICATION | MessageType(0x24) if from_centre => Self::Intermediate,
            _ => Self::None,
        }
    }
}

/// Where a fact of a receipt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Source {
    /// In a TLV.
    Tlv,
    /// In the text.
    Text,
}

/// A fact, where it stands, and what the other place says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fact<T> {
    /// The value of the source that goes first.
    pub value: T,
    /// That source.
    pub source: Source,
    /// The value of the other source, equal or not, when it has one.
    pub other: Option<T>,
}

impl<T: Copy> Fact<T> {
    fn of(tlv: Option<T>, text: Option<T>, first: Source) -> Option<Self> {
        let (first, second) = match first {
            Source::Tlv => ((tlv, Source::Tlv), (text, Source::Text)),
            Source::Text => ((text, Source::Text), (tlv, Source::Tlv)),
        };
        match (first, second) {
            ((Some(value), source), (other, _)) => Some(Self { value, source, other }),
            ((None, _), (Some(value), source)) => Some(Self { value, source, other: None }),
            _ => None,
        }
    }
}

/// What a PDU says as a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt<'a> {
    /// What the message is.
    pub kind: ReceiptKind,
    /// What the text says.
    pub text: ReceiptText<'a>,
    /// The TLV `receipted_message_id`, without NULs at its end.
    pub receipted_message_id: Option<&'a [u8]>,
    /// The TLV `message_state`.
    pub message_state: Option<MessageState>,
    /// The TLV `network_error_code`.
    pub network_error_code: Option<NetworkErrorCode>,
}

impl<'a> Receipt<'a> {
    /// Reads a deliver_sm, which the message centre sent. The text is that of `short_message`, or of
    /// `message_payload` when that is empty. `scratch` is for UTF-16: see [`ReceiptText::parse_any`].
    pub fn from_deliver_sm(pdu: &DeliverSm<'a>, scratch: &'a mut [u8]) -> Self {
        let marked = ReceiptKind::marked(pdu.esm_class, Sender::Smsc);
        Self::read(marked, pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs, scratch)
    }

    /// Reads a data_sm which the message centre sent, as [`Receipt::from_deliver_sm`] reads a deliver_sm.
    pub fn from_data_sm(pdu: &DataSm<'a>, scratch: &'a mut [u8]) -> Self {
        let marked = ReceiptKind::marked(pdu.esm_class, Sender::Smsc);
        Self::read(marked, pdu.esm_class, pdu.data_coding, &[], &pdu.tlvs, scratch)
    }

    fn read(
        marked: ReceiptKind,
        esm_class: EsmClass,
        data_coding: DataCoding,
        short_message: &'a [u8],
        tlvs: &Tlvs<'a>,
        scratch: &'a mut [u8],
    ) -> Self {
        let payload = || tlvs.message_payload().ok().flatten().unwrap_or_default();
        let body = if short_message.is_empty() { payload() } else { short_message };
        let body = match udh::split(esm_class, body) {
            Ok((_, text)) => text,
            Err(_) => body,
        };
        let text = ReceiptText::parse_any(body, data_coding, scratch);
        let mut id = tlvs.receipted_message_id().ok().flatten().map(|id| id.as_bytes());
        while let Some([before @ .., 0]) = id {
            id = Some(before);
        }
        let state = tlvs.message_state().ok().flatten();
        let kind = match marked {
            ReceiptKind::None if id.is_some() || state.is_some() || text.looks_like_receipt() => {
                ReceiptKind::Unmarked
            }
            marked => marked,
        };
        Self {
            kind,
            text,
            receipted_message_id: id,
            message_state: state,
            network_error_code: tlvs.network_error_code().ok().flatten(),
        }
    }

    /// The id of the message, the TLV first.
    pub fn message_id(&self) -> Option<Fact<&'a [u8]>> {
        self.message_id_by(Source::Tlv)
    }

    /// The id of the message, from the place of your choice first.
    pub fn message_id_by(&self, first: Source) -> Option<Fact<&'a [u8]>> {
        Fact::of(self.receipted_message_id, self.text.id, first)
    }

    /// Whether TLV and text have the same id, in whatever base, case and padding each; `None` unless both have one.
    pub fn ids_agree(&self) -> Option<bool> {
        let (tlv, text) = self.receipted_message_id.zip(self.text.id)?;
        Some(ids_match(tlv, IdBase::Either, text, IdBase::Either))
    }

    /// The state of the message, the TLV first.
    pub fn state(&self) -> Option<Fact<MessageState>> {
        self.state_by(Source::Tlv)
    }

    /// The state of the message, from the place of your choice first.
    pub fn state_by(&self, first: Source) -> Option<Fact<MessageState>> {
        Fact::of(self.message_state, self.text.message_state(), first)
    }

    /// Whether TLV and text have the same state; `None` unless both have one that is known.
    pub fn states_agree(&self) -> Option<bool> {
        let (tlv, text) = self.message_state.zip(self.text.message_state())?;
        Some(tlv == text)
    }

    /// Whether nothing more is to come for this message: a receipt, and its state is final.
    pub fn is_final(&self) -> bool {
        matches!(self.kind, ReceiptKind::Receipt | ReceiptKind::Unmarked)
            && self.state().is_some_and(|state| state.value.is_final())
    }
}
