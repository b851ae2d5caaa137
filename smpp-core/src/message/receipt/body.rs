//! The text of a receipt in a PDU: after a header, and in UTF-16 or packed septets.

use super::lexer::has_key;
use super::parser::ReceiptText;
use crate::codes::{DataCoding, EsmClass};
use crate::count::sum;
use crate::message::split_header;
use crate::message::text::{Charset, DataCodings};
use crate::pdu::DeliverSm;
use crate::tlv::Tag;
use crate::wire::{SMALL, has};
use core::cmp::Ordering;
use smpp_gsm7::{Fill, unpack, unpacked_len};

impl<'a> ReceiptText<'a> {
    /// Parses text in any encoding used for receipts, even if `data_coding` names another one:
    ///
    /// - Encodings that contain ASCII, if there is a key before the first NUL. The text after `text:` may be in
    ///   any encoding.
    /// - UTF-16 in either byte order, with or without a byte order mark, if most of the first units are ASCII,
    ///   or if `data_coding` says UCS2 and at least one unit is ASCII. It is converted to UTF-8 in `scratch`,
    ///   which needs at most three octets for two of the text (384 for a short_message).
    /// - Packed GSM 7-bit, if nothing indicates another encoding and the unpacked text is a receipt. It is
    ///   unpacked into `scratch`, which needs at most eight octets for seven of the text.
    ///
    /// If `scratch` is too small, only the words that fit completely are parsed.
    pub fn parse_any(octets: &'a [u8], data_coding: DataCoding, scratch: &'a mut [u8]) -> Self {
        let charset = DataCodings::default().charset(data_coding);
        Self::of_body(ReceiptBody { octets, charset, header: 0 }, scratch)
    }

    pub(super) fn of_body(body: ReceiptBody<'a>, scratch: &'a mut [u8]) -> Self {
        if SMALL {
            let mut read = Self::default();
            read.fill_from(&body, scratch);
            return read;
        }
        let read = Self::parse(body.octets);
        let Some((decoded, utf16)) = body.decoded(&read, scratch) else { return read };
        let other = Self { utf16, ..Self::parse(decoded) };
        if other.replaces(&body) { other } else { read }
    }

    /// Whether this result, parsed from converted octets, replaces that of the octets as received.
    fn replaces(&self, body: &ReceiptBody<'_>) -> bool {
        self.utf16 || matches!(body.charset, Some(Charset::Gsm7Packed(_))) || self.is_certain()
    }

    /// Like [`ReceiptText::of_body`], in place.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn fill_from(&mut self, body: &ReceiptBody<'a>, scratch: &'a mut [u8]) {
        let (mut octets, mut utf16, mut scratch) = (body.octets, false, Some(scratch));
        // Parses the octets as received, then converted, then as received again if that was better. A single call
        // in a loop takes little code and stack.
        for is_last in [false, false, true] {
            self.fill(octets);
            self.utf16 = utf16;
            (octets, utf16) = match scratch.take() {
                Some(scratch) => match body.decoded(self, scratch) {
                    Some(decoded) => decoded,
                    None => return,
                },
                None if is_last || self.replaces(body) => return,
                None => (body.octets, false),
            };
        }
    }
}

/// The octets of a receipt, and what is known about them.
#[derive(Clone, Copy)]
pub(super) struct ReceiptBody<'a> {
    /// Without a header.
    octets: &'a [u8],
    /// The encoding according to `data_coding`.
    charset: Option<Charset>,
    /// Length of the header before the octets.
    header: usize,
}

impl<'a> ReceiptBody<'a> {
    /// The text of a PDU, after its header.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn of(pdu: &DeliverSm<'a>, codings: &DataCodings, scratch: &mut [u8]) -> Self {
        let charset = codings.charset(pdu.data_coding);
        let payload = || pdu.tlvs.read(Tag::MESSAGE_PAYLOAD).unwrap_or_default();
        let octets = if pdu.short_message.is_empty() { payload() } else { pdu.short_message };
        let whole = Self { octets, charset, header: 0 };
        let (behind, is_doubtful) = whole.without_header(pdu.esm_class);
        if is_doubtful && whole.fields(scratch) > behind.fields(scratch) { whole } else { behind }
    }

    /// The octets after a header, if `esm_class` announces one, and whether that is doubtful: some message centres set
    /// the bit without a header. `id:` would begin a header of 105 octets.
    #[cfg_attr(target_os = "none", inline(never))]
    fn without_header(self, esm_class: EsmClass) -> (Self, bool) {
        let Ok((Some(header), octets)) = split_header(esm_class, self.octets) else { return (self, false) };
        let behind = Self { octets, header: header.len(), ..self };
        (behind, header.is_empty() || header.check().is_err())
    }

    /// Number of fields found.
    #[cfg_attr(target_os = "none", inline(never))]
    fn fields(self, scratch: &mut [u8]) -> u32 {
        ReceiptText::of_body(self, scratch).fields()
    }

    /// The octets converted to UTF-8 or septets, if they need it, and whether they were UTF-16. `read` is the
    /// result of parsing them as received.
    #[cfg_attr(target_os = "none", inline(never))]
    fn decoded<'s>(&self, read: &ReceiptText<'_>, scratch: &'s mut [u8]) -> Option<(&'s [u8], bool)> {
        let is_empty = read.fields() == 0;
        if let Some(utf16) = utf16(self.octets, self.charset == Some(Charset::Ucs2) && is_empty) {
            return Some((utf16.decode(scratch), true));
        }
        let is_packed = match self.charset {
            // Packed septets can have any value, but hardly ever are all octets below 0x80.
            Some(Charset::Gsm7(_)) => is_empty && !is_ascii(self.octets),
            Some(Charset::Gsm7Packed(_)) => !read.is_certain(),
            _ => false,
        };
        is_packed.then(|| (unpacked(self, scratch), false))
    }
}

/// Unpacks septets to one per octet, as many as there is room for.
fn unpacked<'a>(body: &ReceiptBody<'_>, scratch: &'a mut [u8]) -> &'a [u8] {
    let fill = Fill::after_header(body.header);
    let all = unpacked_len(body.octets.len(), fill);
    let fits = all.min(scratch.len());
    let text = unpack(body.octets, fill, fits, scratch).unwrap_or_default();
    if fits < all { whole_words(text) } else { text }
}

/// Reads the octets as UTF-16, if they seem to be: no key in single octets comes before the first NUL, and most
/// of the first units are ASCII, or some of them if `said`: `data_coding` says UCS2.
fn utf16(octets: &[u8], said: bool) -> Option<Utf16<'_>> {
    if !has(octets, 0) || octets.split(|octet| *octet == 0).next().is_some_and(has_key) {
        return None;
    }
    let text = Utf16::of(octets);
    (text.is_mostly_ascii() || (said && text.ascii() > 0)).then_some(text)
}

/// A text read as UTF-16.
#[derive(Clone, Copy)]
struct Utf16<'a> {
    units: &'a [[u8; 2]],
    is_big_endian: bool,
}

impl<'a> Utf16<'a> {
    /// Finds the likely byte order and offset. A byte order mark decides if the following units agree with it.
    /// Otherwise the positions of zeros decide, because every unit of an ASCII key has one. If there is an odd
    /// number of octets, the extra one comes before or after the text.
    fn of(octets: &'a [u8]) -> Self {
        let from = |offset: usize, is_big_endian| {
            let (units, _) = octets.get(offset..).unwrap_or_default().as_chunks();
            Self { units, is_big_endian }
        };
        if let [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] = octets {
            let marked = from(2, octets.first() == Some(&0xFE));
            if marked.is_mostly_ascii() {
                return marked;
            }
        }
        let (units, odd) = octets.as_chunks::<2>();
        let zeros = head(units).iter().fold((0, 0), |(before, behind), [first, second]| {
            (sum(before, usize::from(*first == 0)), sum(behind, usize::from(*second == 0)))
        });
        let first = octets.first().copied().unwrap_or(0);
        let (offset, is_big_endian) = match (zeros.0.cmp(&zeros.1), odd) {
            (Ordering::Less, [last]) if *last != 0 || !is_text(first.into()) => (1, true),
            (Ordering::Less, _) => (0, false),
            (Ordering::Greater, [_]) if first != 0 => (1, false),
            _ => (0, true),
        };
        from(offset, is_big_endian)
    }

    fn read(&self, unit: [u8; 2]) -> u16 {
        if self.is_big_endian { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) }
    }

    /// Number of units that are printable ASCII or ASCII blanks.
    fn ascii(&self) -> usize {
        // `count` would check for an impossible overflow.
        self.units.iter().fold(0, |found, unit| sum(found, usize::from(is_text(self.read(*unit)))))
    }

    /// Whether most of the first 16 units are ASCII. The text after the fields may be in any script.
    fn is_mostly_ascii(&self) -> bool {
        let units = head(self.units);
        Self { units, ..*self }.ascii() > units.len() / 2
    }

    /// Converts to UTF-8, with U+FFFD for lone surrogates. If the text does not fit, only whole words are kept.
    fn decode(self, scratch: &mut [u8]) -> &[u8] {
        let mut len = 0_usize;
        for character in char::decode_utf16(self.units.iter().map(|unit| self.read(*unit))) {
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

/// Whether all octets are ASCII. The function in `core` takes 100 octets of code.
fn is_ascii(octets: &[u8]) -> bool {
    if SMALL { octets.iter().all(u8::is_ascii) } else { octets.is_ascii() }
}

/// Whether a unit is printable ASCII or an ASCII blank.
const fn is_text(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E)
}

/// The first units. They contain keys of a receipt, even if other text comes first.
fn head(units: &[[u8; 2]]) -> &[[u8; 2]] {
    units.get(..16).unwrap_or(units)
}

/// The octets up to the last blank; the word after it may be incomplete.
fn whole_words(text: &[u8]) -> &[u8] {
    let blank = text.iter().rposition(|octet| matches!(octet, b' ' | b'\t' | b'\r' | b'\n'));
    text.get(..blank.unwrap_or(0)).unwrap_or_default()
}
