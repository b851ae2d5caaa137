//! The text of a receipt, field by field.

use super::lexer::{FieldKey, Keys, has_key, is_standard_word, unquoted};
use super::parser::{Scan, UnreadParts};
use super::{ReceiptDate, appendix_b};
use crate::codes::{DataCoding, MessageState};
use crate::count::sum;
use crate::debug::debug_fields;
use crate::message::text::{Charset, DataCodings};
use crate::wire::SMALL;
use core::cmp::Ordering;
use smpp_gsm7::{Fill, unpack, unpacked_len};

/// The contents of a receipt's text. Values are octets as received. `None` means that a field is missing; empty
/// means that it has no value.
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
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptText<'a> {
    /// Id of the message, including quotes around it, if any.
    /// [`Receipt::message_id`](super::Receipt::message_id) removes them.
    pub id: Option<&'a [u8]>,
    /// Number of messages submitted.
    pub sub: Option<&'a [u8]>,
    /// Number of messages delivered.
    pub dlvrd: Option<&'a [u8]>,
    /// When the message was submitted.
    pub submit_date: Option<ReceiptDate<'a>>,
    /// When the message reached its state.
    pub done_date: Option<ReceiptDate<'a>>,
    /// The word for the state.
    pub stat: Option<&'a [u8]>,
    /// The error code, in digits or other characters.
    pub err: Option<&'a [u8]>,
    /// The start of the message, verbatim, without trailing NULs.
    pub text: Option<&'a [u8]>,
    pub(super) octets: &'a [u8],
    /// The fields that are not `None`.
    pub(super) keys: Keys,
    pub(super) utf16: bool,
}
debug_fields!(ReceiptText<'_> { id sub dlvrd submit_date done_date stat err text octets utf16 });

impl<'a> ReceiptText<'a> {
    /// Parses text in an encoding that contains ASCII: unpacked GSM 7-bit, IA5, Latin-1 or UTF-8. For UTF-16,
    /// use [`ReceiptText::parse_any`]. Takes linear time for any input.
    pub fn parse(octets: &'a [u8]) -> Self {
        // The fast path only exists for speed; firmware does without its code.
        match if SMALL { None } else { appendix_b::parse(octets) } {
            Some(read) => read,
            None => Self::scan(octets),
        }
    }

    /// Parses text of any form, without the fast path.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn scan(octets: &'a [u8]) -> Self {
        let mut read = Self { octets, ..Self::default() };
        for field in Scan::new(octets).filter(|field| !field.again) {
            read.keys |= field.key as Keys;
            read.set(field.key, field.value);
        }
        read
    }

    #[inline]
    pub(super) fn set(&mut self, key: FieldKey, value: &'a [u8]) {
        let place = match key {
            FieldKey::Id => &mut self.id,
            FieldKey::Sub => &mut self.sub,
            FieldKey::Dlvrd => &mut self.dlvrd,
            FieldKey::SubmitDate => return self.submit_date = Some(ReceiptDate(value)),
            FieldKey::DoneDate => return self.done_date = Some(ReceiptDate(value)),
            FieldKey::Stat => &mut self.stat,
            FieldKey::Err => &mut self.err,
            FieldKey::Text => &mut self.text,
        };
        *place = Some(value);
    }

    /// Parses text in any encoding used for receipts, even if `data_coding` names another one:
    ///
    /// - Encodings that contain ASCII, if there is a key before the first NUL. The text after `text:` may be in
    ///   any encoding.
    /// - UTF-16 in either byte order, with or without a byte order mark, if most of the first units are ASCII,
    ///   or any is and `data_coding` says UCS2. It is converted to UTF-8 in `scratch`, which needs at most
    ///   three octets for two of the text (384 for a short_message).
    /// - Packed GSM 7-bit, if nothing indicates another encoding and the unpacked text is a receipt. It is
    ///   unpacked into `scratch`, which needs at most eight octets for seven of the text.
    ///
    /// If `scratch` is too small, only the words that fit completely are parsed.
    pub fn parse_any(octets: &'a [u8], data_coding: DataCoding, scratch: &'a mut [u8]) -> Self {
        let charset = DataCodings::default().charset(data_coding);
        Self::of_body(ReceiptBody { octets, charset, header: 0 }, scratch)
    }

    pub(super) fn of_body(body: ReceiptBody<'a>, scratch: &'a mut [u8]) -> Self {
        let ReceiptBody { octets, charset, .. } = body;
        let mut read = Self::parse(octets);
        let is_empty = read.fields() == 0;
        let utf16 = utf16(octets, charset == Some(Charset::Ucs2) && is_empty);
        let is_packed = match charset {
            // Packed septets can have any value, but hardly ever are all octets below 0x80.
            Some(Charset::Gsm7(_)) => is_empty && !octets.is_ascii(),
            Some(Charset::Gsm7Packed(_)) => !read.is_certain(),
            _ => false,
        };
        let decoded = match utf16 {
            Some(utf16) => utf16.decode(scratch),
            None if is_packed => unpacked(&body, scratch),
            None => return read,
        };
        let other = Self { utf16: utf16.is_some(), ..Self::parse(decoded) };
        if utf16.is_some() || matches!(charset, Some(Charset::Gsm7Packed(_))) || other.is_certain() {
            read = other;
        }
        read
    }

    /// Number of fields found.
    pub(super) const fn fields(&self) -> u32 {
        self.keys.count_ones()
    }

    /// Whether it has a known state word and another field. Ordinary texts do not.
    fn is_certain(&self) -> bool {
        self.fields() > 1 && self.state().is_some()
    }

    /// Whether the octets were UTF-16. The values are then UTF-8.
    pub const fn was_utf16(&self) -> bool {
        self.utf16
    }

    /// The state in `stat`; `None` if the field is missing or the word is unknown.
    pub fn state(&self) -> Option<MessageState> {
        self.stat.and_then(MessageState::from_stat)
    }

    /// Fields that Appendix B does not have, and fields that are repeated: name and value, in order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        UnreadParts::of(self.octets).filter_map(|(name, value)| Some((name?, value)))
    }

    /// Everything that is not part of a field, in order: octets before the first key, and words after a value.
    pub fn unread(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        UnreadParts::of(self.octets).filter_map(|(name, words)| name.is_none().then_some(words))
    }

    /// Whether an unmarked text looks like a receipt: it has an id and, as its state, one of the seven words of
    /// Appendix B in capitals. Ordinary texts have other words there: `order id: 44 stat: pending`.
    ///
    /// ```
    /// use smpp_core::message::receipt::ReceiptText;
    /// assert!(ReceiptText::parse(b"id:44 stat:DELIVRD").looks_like_receipt());
    /// assert!(!ReceiptText::parse(b"order id: 44 stat: pending").looks_like_receipt());
    /// ```
    pub fn looks_like_receipt(&self) -> bool {
        self.id.is_some_and(|id| !unquoted(id).is_empty()) && self.stat.is_some_and(is_standard_word)
    }
}

/// The octets of a receipt, and what is known about them.
#[derive(Clone, Copy)]
pub(super) struct ReceiptBody<'a> {
    /// Without a header.
    pub(super) octets: &'a [u8],
    /// The encoding according to `data_coding`.
    pub(super) charset: Option<Charset>,
    /// Length of the header before the octets.
    pub(super) header: usize,
}

/// Unpacks septets to one per octet, as many as there is room for.
fn unpacked<'a>(body: &ReceiptBody<'_>, scratch: &'a mut [u8]) -> &'a [u8] {
    let fill = Fill::after_header(body.header);
    let all = unpacked_len(body.octets.len(), fill);
    let fits = all.min(scratch.len());
    let text = unpack(body.octets, fill, fits, scratch).unwrap_or_default();
    if fits < all { whole_words(text) } else { text }
}

/// Reads the octets as UTF-16 if they are: no key in single octets comes before the first NUL, and most of the
/// start is ASCII, or some of it if `data_coding` says UCS2.
fn utf16(octets: &[u8], said: bool) -> Option<Utf16<'_>> {
    if !octets.contains(&0) || octets.split(|octet| *octet == 0).next().is_some_and(has_key) {
        return None;
    }
    let text = Utf16::of(octets);
    (text.is_mostly_ascii() || (said && text.ascii() > 0)).then_some(text)
}

/// A text read as UTF-16.
#[derive(Clone, Copy)]
struct Utf16<'a> {
    units: &'a [[u8; 2]],
    /// The byte order.
    read: fn([u8; 2]) -> u16,
}

impl<'a> Utf16<'a> {
    /// Finds the likely byte order and offset. A byte order mark decides if the following units agree with it.
    /// Otherwise the positions of zeros decide, because every unit of an ASCII key has one. If there is an odd
    /// number of octets, the extra one comes before or after the text.
    fn of(octets: &'a [u8]) -> Self {
        let from = |offset: usize, read| {
            let (units, _) = octets.get(offset..).unwrap_or_default().as_chunks();
            Self { units, read }
        };
        let marked = match octets {
            [0xFE, 0xFF, ..] => Some(from(2, u16::from_be_bytes)),
            [0xFF, 0xFE, ..] => Some(from(2, u16::from_le_bytes)),
            _ => None,
        };
        if let Some(marked) = marked.filter(Self::is_mostly_ascii) {
            return marked;
        }
        let (units, odd) = octets.as_chunks::<2>();
        let zeros = head(units).iter().fold((0, 0), |(before, behind), [first, second]| {
            (sum(before, usize::from(*first == 0)), sum(behind, usize::from(*second == 0)))
        });
        let first = octets.first().copied().unwrap_or(0);
        match (zeros.0.cmp(&zeros.1), odd) {
            (Ordering::Less, [last]) if *last != 0 || !is_text(first.into()) => from(1, u16::from_be_bytes),
            (Ordering::Less, _) => from(0, u16::from_le_bytes),
            (Ordering::Greater, [_]) if first != 0 => from(1, u16::from_le_bytes),
            _ => from(0, u16::from_be_bytes),
        }
    }

    /// Number of units that are printable ASCII or ASCII blanks.
    fn ascii(&self) -> usize {
        // `count` would check for an impossible overflow.
        self.units.iter().fold(0, |found, unit| sum(found, usize::from(is_text((self.read)(*unit)))))
    }

    /// Whether most of the first 16 units are ASCII. The text after the fields may be in any script.
    fn is_mostly_ascii(&self) -> bool {
        let units = head(self.units);
        Self { units, ..*self }.ascii() > units.len() / 2
    }

    /// Converts to UTF-8, with U+FFFD for lone surrogates. If the text does not fit, only whole words are kept.
    fn decode(self, scratch: &mut [u8]) -> &[u8] {
        let mut len = 0_usize;
        for character in char::decode_utf16(self.units.iter().map(|unit| (self.read)(*unit))) {
            let mut utf8 = [0; 4];
            let utf8 = character.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut utf8).as_bytes();
            let end = sum(len, utf8.len());
            let Some(room) = scratch.get_mut(len..end) else {
                return whole_words(scratch.get(..len).unwrap_or_default());
            };
            for (to, from) in room.iter_mut().zip(utf8) {
                *to = *from;
            }
            len = end;
        }
        scratch.get(..len).unwrap_or_default()
    }
}

/// Printable ASCII, or a blank of it.
const fn is_text(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E)
}

/// The first units. They contain keys of a receipt even if it does not start the text.
fn head(units: &[[u8; 2]]) -> &[[u8; 2]] {
    units.get(..16).unwrap_or(units)
}

/// The octets up to the last blank; the word after it may be incomplete.
fn whole_words(text: &[u8]) -> &[u8] {
    let blank = text.iter().rposition(|octet| matches!(octet, b' ' | b'\t' | b'\r' | b'\n'));
    text.get(..blank.unwrap_or(0)).unwrap_or_default()
}
