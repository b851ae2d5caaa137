//! The text of a receipt in a PDU: after a header, and in UTF-16 or packed septets.

use super::lexer::has_key;
use super::parser::ReceiptText;
use crate::codes::{DataCoding, EsmClass};
use crate::count::{back, forward};
use crate::message::split_header;
use crate::message::text::{Charset, DataCodings};
use crate::pdu::DeliverSm;
use crate::tlv::Tag;
use crate::wire::{SMALL, first_marked, zero_octets};
use smpp_gsm7::{Fill, unpack, unpacked_len};

impl<'a> ReceiptText<'a> {
    /// Parses text in any encoding used for receipts, even if `data_coding` names another one:
    ///
    /// - Encodings that contain ASCII, if there is a key before the first NUL. The text after `text:` may be in
    ///   any encoding.
    /// - UTF-16 in either byte order, with or without a byte order mark, if most of the first units are ASCII,
    ///   or if `data_coding` says UCS2 and at least one unit is ASCII. It is converted to UTF-8 in `scratch`,
    ///   which needs at most three octets for two of the text (384 for a short_message).
    /// - Packed GSM 7-bit, if at most a single key indicates another encoding and the unpacked text is a receipt. It is
    ///   unpacked into `scratch`, which needs at most eight octets for seven of the text.
    ///
    /// If `scratch` is too small, only the words that fit completely are parsed.
    pub fn parse_any(octets: &'a [u8], data_coding: DataCoding, scratch: &'a mut [u8]) -> Self {
        let encoding = Encoding::of(&DataCodings::default(), data_coding);
        Self::of_body(ReceiptBody { octets, encoding, header: 0 }, scratch)
    }

    pub(super) fn of_body(body: ReceiptBody<'a>, scratch: &'a mut [u8]) -> Self {
        let mut read = Self::default();
        read.fill_from(&body, scratch);
        read
    }

    /// Whether this result, parsed from converted octets, replaces that of the octets as received.
    fn replaces(&self, body: &ReceiptBody<'_>) -> bool {
        self.utf16 || body.encoding == Encoding::PackedSeptets || self.is_certain()
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
    /// What `data_coding` says.
    encoding: Encoding,
    /// Length of the header before the octets.
    header: usize,
}

/// The encodings that need a conversion, and others.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Septets,
    PackedSeptets,
    Ucs2,
    Other,
}

impl Encoding {
    fn of(codings: &DataCodings, data_coding: DataCoding) -> Self {
        match codings.charset(data_coding) {
            Some(Charset::Gsm7(_)) => Self::Septets,
            Some(Charset::Gsm7Packed(_)) => Self::PackedSeptets,
            Some(Charset::Ucs2) => Self::Ucs2,
            _ => Self::Other,
        }
    }
}

impl<'a> ReceiptBody<'a> {
    /// The text of a PDU, after its header.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn of(pdu: &DeliverSm<'a>, codings: &DataCodings, scratch: &mut [u8]) -> Self {
        let encoding = Encoding::of(codings, pdu.data_coding);
        let payload = || pdu.tlvs.read(Tag::MESSAGE_PAYLOAD).unwrap_or_default();
        let octets = if pdu.short_message.is_empty() { payload() } else { pdu.short_message };
        let whole = Self { octets, encoding, header: 0 };
        let (behind, is_doubtful) = whole.without_header(pdu.esm_class);
        if is_doubtful && whole.fields(scratch) > behind.fields(scratch) { whole } else { behind }
    }

    /// The octets after a header, if `esm_class` announces one, and whether that is doubtful: some message centres set
    /// the bit without a header. `id:` would begin a header of 105 octets.
    #[cfg_attr(target_os = "none", inline(never))]
    fn without_header(self, esm_class: EsmClass) -> (Self, bool) {
        let Ok((Some(header), octets)) = split_header(esm_class, self.octets) else { return (self, false) };
        let behind = Self { octets, header: header.len(), ..self };
        (behind, header.is_empty() || !header.is_well_formed())
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
        if may_be_utf16(self.octets) {
            let text = Utf16::of(self.octets);
            let said = self.encoding == Encoding::Ucs2 && is_empty;
            // Most of the first units are ASCII, or some unit is and `data_coding` says UCS2.
            if text.is_mostly_ascii() || (said && text.ascii(text.units) > 0) {
                return Some((write(Characters::Utf16(text), scratch), true));
            }
        }
        let is_packed = match self.encoding {
            // Packed septets can have any value, and may look like a key, but hardly ever are all octets below 0x80.
            Encoding::Septets => {
                read.fields() < 2 && self.octets.iter().fold(0, |all, octet| all | octet) >= 0x80
            }
            Encoding::PackedSeptets => !read.is_certain(),
            _ => false,
        };
        is_packed.then(|| (unpacked(self, scratch), false))
    }
}

impl ReceiptBody<'_> {
    /// The septets, one per octet. The same as [`unpacked`], with less code, and slower.
    fn written<'s>(&self, scratch: &'s mut [u8]) -> &'s [u8] {
        let used = Fill::after_header(self.header).bits();
        write(Characters::Packed(Packed { rest: self.octets, used }), scratch)
    }
}

/// Unpacks septets to one per octet, as many as there is room for.
fn unpacked<'a>(body: &ReceiptBody<'_>, scratch: &'a mut [u8]) -> &'a [u8] {
    let fill = Fill::after_header(body.header);
    if SMALL {
        return body.written(scratch);
    }
    let all = unpacked_len(body.octets.len(), fill);
    let fits = all.min(scratch.len());
    let text = unpack(body.octets, fill, fits, scratch).unwrap_or_default();
    if fits < all { whole_words(text) } else { text }
}

/// Whether no key in single octets comes before the first NUL.
fn may_be_utf16(octets: &[u8]) -> bool {
    let nul = first_marked(octets, zero_octets, |octet| *octet == 0);
    nul.and_then(|nul| octets.get(..nul)).is_some_and(|before| !has_key(before))
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
        // How many more zeros are first than second.
        let zeros = head(units).iter().fold(0_i8, |zeros, [first, second]| {
            zeros.wrapping_add((*first == 0).into()).wrapping_sub((*second == 0).into())
        });
        let first = octets.first().copied().unwrap_or(0);
        let (offset, is_big_endian) = match (zeros, odd) {
            (..=-1, [last]) if *last != 0 || !is_text(first.into()) => (1, true),
            (..=-1, _) => (0, false),
            (1.., [_]) if first != 0 => (1, false),
            _ => (0, true),
        };
        from(offset, is_big_endian)
    }

    fn read(&self, unit: [u8; 2]) -> u16 {
        if self.is_big_endian { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) }
    }

    /// How many of some units are printable ASCII or ASCII blanks.
    #[cfg_attr(target_os = "none", inline(never))]
    fn ascii(&self, units: &[[u8; 2]]) -> usize {
        units.iter().fold(0, |found, unit| forward(found, usize::from(is_text(self.read(*unit)))))
    }

    /// Whether most of the first 16 units are ASCII. The text after the fields may be in any script.
    fn is_mostly_ascii(&self) -> bool {
        let units = head(self.units);
        self.ascii(units) > units.len() / 2
    }

    /// The code point of the next character; U+FFFD for a lone surrogate.
    fn next(&mut self) -> Option<u32> {
        let [first, rest @ ..] = self.units else { return None };
        self.units = rest;
        let first = u32::from(self.read(*first));
        if first & 0xF800 != 0xD800 {
            return Some(first);
        }
        if first & 0x0400 == 0
            && let [second, rest @ ..] = rest
            && let second @ 0xDC00..=0xDFFF = self.read(*second)
        {
            self.units = rest;
            return Some((first << 10 & 0xF_FC00 | u32::from(second) & 0x3FF).wrapping_add(0x1_0000));
        }
        Some(u32::from(char::REPLACEMENT_CHARACTER))
    }
}

/// Packed septets.
#[derive(Clone, Copy)]
struct Packed<'a> {
    rest: &'a [u8],
    /// How many bits of the first octet were read.
    used: u8,
}

impl Packed<'_> {
    /// The next septet.
    fn next(&mut self) -> Option<u32> {
        let [low, rest @ ..] = self.rest else { return None };
        let high = match rest {
            [high, ..] => *high,
            [] if self.used <= 1 => 0,
            [] => return None,
        };
        let septet = u16::from_le_bytes([*low, high]) >> (self.used & 7) & 0x7F;
        match self.used.checked_sub(1) {
            Some(used) => (self.rest, self.used) = (rest, used),
            None => self.used = 7,
        }
        Some(septet.into())
    }
}

/// The characters of a text that is converted.
enum Characters<'a> {
    Utf16(Utf16<'a>),
    Packed(Packed<'a>),
}

/// Writes characters as UTF-8. If they do not fit, only whole words are kept.
fn write<'s>(mut characters: Characters<'_>, scratch: &'s mut [u8]) -> &'s [u8] {
    let mut len = 0_usize;
    let fits = 'all: loop {
        let next = match &mut characters {
            Characters::Utf16(utf16) => utf16.next(),
            Characters::Packed(packed) => packed.next(),
        };
        let Some(point) = next else { break true };
        // Bits of the first octet that are not in the low six.
        let [low, ..] = point.to_le_bytes();
        let (mut shift, mut marks) = match point {
            0..0x80 => (0, low & 0x40),
            0x80..0x800 => (6, 0xC0),
            0x800..0x1_0000 => (12, 0xE0),
            _ => (18, 0xF0),
        };
        let mut end = len;
        loop {
            let Some(slot) = scratch.get_mut(end) else { break 'all false };
            let [octet, ..] = (point >> (shift & 31)).to_le_bytes();
            *slot = marks | octet & 0x3F;
            end = forward(end, 1);
            if shift == 0 {
                break;
            }
            (shift, marks) = (back(shift, 6), 0x80);
        }
        len = end;
    };
    let text = scratch.get(..len).unwrap_or_default();
    if fits { text } else { whole_words(text) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn septets_are_unpacked_alike_on_small_targets() {
        let packed: std::vec::Vec<u8> = (0..40_u8).map(|at| at.wrapping_mul(77) ^ 0x5A).collect();
        for header in 0..8 {
            for len in 0..packed.len() {
                let body = ReceiptBody { octets: &packed[..len], encoding: Encoding::PackedSeptets, header };
                for room in [0, 5, 30, 60] {
                    let (mut a, mut b) = ([0; 60], [0; 60]);
                    assert_eq!(
                        body.written(&mut a[..room]),
                        unpacked(&body, &mut b[..room]),
                        "{header} {len} {room}"
                    );
                }
            }
        }
    }

    #[test]
    fn utf16_is_converted_like_in_the_library() {
        let units = [0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF];
        for a in units {
            for b in units {
                for c in units {
                    let octets: std::vec::Vec<u8> =
                        [a, b, c].into_iter().flat_map(u16::to_be_bytes).collect();
                    let text = Utf16 { units: octets.as_chunks().0, is_big_endian: true };
                    let mut out = [0; 16];
                    let text = write(Characters::Utf16(text), &mut out);
                    assert_eq!(text, std::string::String::from_utf16_lossy(&[a, b, c]).as_bytes());
                }
            }
        }
    }
}
