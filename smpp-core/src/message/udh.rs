//! User data headers (3GPP TS 23.040 clause 9.2.3.24): elements before the text, present if `esm_class` has the
//! UDH indicator set.

use crate::EncodeErrorKind;
use crate::codes::EsmClass;
use crate::wire::{Fault, Parsed, Writer, be_u8, octets};
use core::fmt;
use nom::Parser;
use smpp_gsm7::{Alphabet, Language};

/// A user data header: borrowed octets, not validated yet.
///
/// ```
/// use smpp_core::message::udh::{Concatenation, Udh};
/// let (udh, text) = Udh::split(b"\x05\x00\x03\x2A\x02\x01Hello")?;
/// assert_eq!(text, b"Hello");
/// assert_eq!(udh.check(), Ok(()));
/// let part = udh.concatenation().unwrap();
/// assert_eq!((part.reference, part.total, part.number, part.wide), (42, 2, 1, false));
/// # Ok::<(), smpp_core::message::udh::UdhError>(())
/// ```
///
/// Some senders count the length octet itself, so that the header seems to include the first octet of the text.
/// Such a header is read as intended if it makes no sense otherwise, and [`Udh::check`] reports it:
///
/// ```
/// use smpp_core::message::udh::{Udh, UdhErrorKind};
/// let (udh, text) = Udh::split(b"\x06\x00\x03\x2A\x02\x01Hello")?;
/// assert_eq!((udh.concatenation().map(|part| part.number), text), (Some(1), &b"Hello"[..]));
/// assert_eq!(udh.check().map_err(|error| error.kind), Err(UdhErrorKind::LengthCountsItself));
/// # Ok::<(), smpp_core::message::udh::UdhError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Udh<'a> {
    elements: &'a [u8],
    length_counts_itself: bool,
}

/// Splits a message into header and text. There is a header only if `esm_class` announces one.
///
/// # Errors
/// The end of the header cannot be determined; see [`Udh::split`].
pub fn split(esm_class: EsmClass, user_data: &[u8]) -> Result<(Option<Udh<'_>>, &[u8]), UdhError> {
    if !esm_class.udhi() {
        return Ok((None, user_data));
    }
    Udh::split(user_data).map(|(udh, text)| (Some(udh), text))
}

impl<'a> Udh<'a> {
    /// Splits user data that starts with a header into header and text. Only the length is checked, because a
    /// receiver uses it to skip a malformed header. [`Udh::check`] checks the rest.
    ///
    /// The length octet normally does not count itself. It is assumed to do so if the octets it counts are not
    /// a well-formed header, but without the last one they are a header with a concatenation, ports or a
    /// national shift.
    ///
    /// # Errors
    /// There are no octets, or the length exceeds the user data.
    pub fn split(user_data: &'a [u8]) -> Result<(Self, &'a [u8]), UdhError> {
        let (rest, length) =
            be_u8(user_data).map_err(|_| UdhError { kind: UdhErrorKind::Missing, offset: 0 })?;
        let length = usize::from(length);
        let counted = rest.split_at_checked(length);
        let udh = |elements, length_counts_itself| Self { elements, length_counts_itself };
        if let Some((elements, text)) = counted
            && (Elements { rest: elements }).are_whole()
        {
            return Ok((udh(elements, false), text));
        }
        let shorter = length.checked_sub(1).and_then(|length| rest.split_at_checked(length));
        if let Some((elements, text)) = shorter
            && udh(elements, true).has_known_elements()
        {
            return Ok((udh(elements, true), text));
        }
        match counted {
            Some((elements, text)) => Ok((udh(elements, false), text)),
            None => Err(UdhError { kind: UdhErrorKind::LengthPastEnd, offset: 0 }),
        }
    }

    /// Whether the whole header is well formed and contains an element that this crate uses.
    fn has_known_elements(&self) -> bool {
        let is_known = |element: Element<'_>| !matches!(element.information(), Information::Other(_));
        let checked = (Self { length_counts_itself: false, ..*self }).check();
        // An impossible part number is a separate mistake that the same sender may make.
        let is_bad_number =
            |error: UdhError| matches!(error.kind, UdhErrorKind::NoParts | UdhErrorKind::PartNumber);
        let are_whole = (Elements { rest: self.elements }).are_whole();
        self.elements().any(is_known) && are_whole && checked.err().is_none_or(is_bad_number)
    }

    /// Length of the header in octets, including its length octet.
    pub const fn len(&self) -> usize {
        self.elements.len().saturating_add(1)
    }

    /// Whether the header has no elements.
    pub const fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Iterates over the elements, up to the first octets that are not an element.
    pub const fn elements(&self) -> Elements<'a> {
        Elements { rest: self.elements }
    }

    /// Checks the header: a length that counts itself, octets that are not an element, a length that the type
    /// of element does not allow, impossible part numbers.
    ///
    /// # Errors
    /// The first error. The length octet is octet 0.
    pub fn check(&self) -> Result<(), UdhError> {
        if self.length_counts_itself {
            return Err(UdhError { kind: UdhErrorKind::LengthCountsItself, offset: 0 });
        }
        let mut elements = self.elements();
        let place = |left: usize| {
            u8::try_from(self.elements.len().saturating_sub(left).saturating_add(1)).unwrap_or(u8::MAX)
        };
        loop {
            let offset = place(elements.rest.len());
            let Some(element) = elements.next() else { break };
            let fault = |kind, more: u8| Err(UdhError { kind, offset: offset.saturating_add(more) });
            if !element.has_possible_length() {
                return fault(UdhErrorKind::ElementLength(element.iei), 1);
            }
            if let Information::Concatenation(part) = element.information() {
                let after = if part.wide { 4 } else { 3 };
                if part.total == 0 {
                    return fault(UdhErrorKind::NoParts, after);
                }
                if part.number == 0 || part.number > part.total {
                    return fault(UdhErrorKind::PartNumber, after.saturating_add(1));
                }
            }
        }
        match elements.rest {
            [] => Ok(()),
            [_] => Err(UdhError { kind: UdhErrorKind::Truncated, offset: place(1) }),
            [iei, ..] => Err(UdhError {
                kind: UdhErrorKind::ElementPastEnd(*iei),
                offset: place(elements.rest.len()).saturating_add(1),
            }),
        }
    }

    /// The part of a longer message, from the last valid element 0x00 or 0x08. `None` if the header is not well
    /// formed, because a receiver ignores such a header.
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.last(|information| match information {
            Information::Concatenation(part) if part.is_valid() => Some(part),
            _ => None,
        })
    }

    /// The application ports, from the last element 0x04 or 0x05.
    pub fn ports(&self) -> Option<Ports> {
        self.last(|information| match information {
            Information::Ports(ports) => Some(ports),
            _ => None,
        })
    }

    /// The national languages for the locking shift and the single shift.
    pub fn languages(&self) -> (Option<Language>, Option<Language>) {
        let locking = self.last(|information| match information {
            Information::LockingShift(language) => Some(language),
            _ => None,
        });
        let single = self.last(|information| match information {
            Information::SingleShift(language) => Some(language),
            _ => None,
        });
        (locking, single)
    }

    /// The tables for the text that follows. Calling this links all national tables (about 4 KB).
    pub fn alphabet(&self) -> Alphabet {
        let (locking, single) = self.languages();
        Alphabet::from_languages(locking, single)
    }

    fn last<T>(&self, pick: impl Fn(Information<'a>) -> Option<T>) -> Option<T> {
        let mut elements = self.elements();
        let mut found = None;
        for element in elements.by_ref() {
            if element.has_possible_length() {
                found = pick(element.information()).or(found);
            }
        }
        found.filter(|_| elements.rest.is_empty())
    }
}

/// Iterator over the elements of a header.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
}

impl Elements<'_> {
    /// Whether there are only elements.
    fn are_whole(mut self) -> bool {
        self.by_ref().for_each(drop);
        self.rest.is_empty()
    }
}

fn element(input: &[u8]) -> Parsed<'_, Element<'_>> {
    let (rest, (iei, length)) = (be_u8, be_u8).parse(input)?;
    let (rest, data) = octets(usize::from(length), rest)?;
    Ok((rest, Element { iei, data }))
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (rest, element) = element(self.rest).ok()?;
        self.rest = rest;
        Some(element)
    }
}

/// An information element: identifier and data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Element<'a> {
    /// The identifier, IEI.
    pub iei: u8,
    /// The data, at most 255 octets.
    pub data: &'a [u8],
}

impl<'a> Element<'a> {
    /// The data, typed by the identifier. [`Information::Other`] for other types, and if the length is
    /// impossible.
    pub const fn information(&self) -> Information<'a> {
        match (self.iei, self.data) {
            (0x00, [reference, total, number]) => Information::Concatenation(Concatenation {
                reference: *reference as u16,
                wide: false,
                total: *total,
                number: *number,
            }),
            (0x08, [high, low, total, number]) => Information::Concatenation(Concatenation {
                reference: u16::from_be_bytes([*high, *low]),
                wide: true,
                total: *total,
                number: *number,
            }),
            (0x04, [destination, originator]) => Information::Ports(Ports {
                destination: *destination as u16,
                originator: *originator as u16,
                wide: false,
            }),
            (0x05, [a, b, c, d]) => Information::Ports(Ports {
                destination: u16::from_be_bytes([*a, *b]),
                originator: u16::from_be_bytes([*c, *d]),
                wide: true,
            }),
            (0x24, [language]) => Information::SingleShift(Language(*language)),
            (0x25, [language]) => Information::LockingShift(Language(*language)),
            _ => Information::Other(*self),
        }
    }

    /// Whether the type of element allows this length. Reserved types allow any.
    pub const fn has_possible_length(&self) -> bool {
        let (least, most) = match self.iei {
            0x00 => (3, 3),
            0x01 | 0x04 | 0x0B | 0x0D | 0x17 => (2, 2),
            0x05 | 0x08 | 0x21 => (4, 4),
            0x06 | 0x07 | 0x13 | 0x20 | 0x24 | 0x25 => (1, 1),
            0x0A => (3, 4),
            0x0C => (1, 129),
            0x0E | 0x10 => (129, 129),
            0x0F | 0x11 => (33, 33),
            0x12 | 0x16 => (3, 255),
            0x15 => (3, 3),
            0x1A => (0, 0),
            _ => (0, 255),
        };
        least <= self.data.len() && self.data.len() <= most
    }

    /// The meaning of the identifier.
    pub const fn meaning(&self) -> &'static str {
        match self.iei {
            0x00 => "concatenated short messages, 8-bit reference",
            0x01 => "special SMS message indication",
            0x02 => "reserved",
            0x03 => "not used",
            0x04 => "application ports, 8-bit",
            0x05 => "application ports, 16-bit",
            0x06 => "SMSC control parameters",
            0x07 => "UDH source indicator",
            0x08 => "concatenated short messages, 16-bit reference",
            0x09 => "wireless control message protocol",
            0x0A => "EMS text formatting",
            0x0B => "EMS predefined sound",
            0x0C => "EMS user-defined sound",
            0x0D => "EMS predefined animation",
            0x0E => "EMS large animation",
            0x0F => "EMS small animation",
            0x10 => "EMS large picture",
            0x11 => "EMS small picture",
            0x12 => "EMS variable picture",
            0x13 => "EMS user prompt indicator",
            0x14 => "EMS extended object",
            0x15 => "EMS reused extended object",
            0x16 => "EMS compression control",
            0x17 => "EMS object distribution indicator",
            0x18 => "EMS standard WVG object",
            0x19 => "EMS character-size WVG object",
            0x1A => "EMS extended object data request",
            0x1B..=0x1F => "reserved for EMS",
            0x20 => "e-mail header",
            0x21 => "hyperlink format",
            0x22 => "reply address",
            0x23 => "enhanced voice mail information",
            0x24 => "national language single shift",
            0x25 => "national language locking shift",
            0x70..=0x7F => "(U)SIM toolkit security header",
            0x80..=0x9F => "SME to SME specific",
            0xC0..=0xDF => "service centre specific",
            _ => "reserved for future use",
        }
    }
}

/// An element, typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Information<'a> {
    /// 0x00, or 0x08 when wide.
    Concatenation(Concatenation),
    /// 0x04, or 0x05 when wide.
    Ports(Ports),
    /// 0x24.
    SingleShift(Language),
    /// 0x25.
    LockingShift(Language),
    /// Any other element.
    Other(Element<'a>),
}

/// The position of a part in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Concatenation {
    /// The number shared by all parts of a message; at most 255 unless `wide`.
    pub reference: u16,
    /// Whether the reference number has 16 bits.
    pub wide: bool,
    /// The number of parts.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
}

impl Concatenation {
    /// Whether the part number is in the range 1 to `total`.
    pub const fn is_valid(&self) -> bool {
        self.number >= 1 && self.number <= self.total
    }
}

/// Application ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ports {
    /// The destination port; at most 255 unless `wide`.
    pub destination: u16,
    /// The source port; at most 255 unless `wide`.
    pub originator: u16,
    /// Whether port numbers have 16 bits.
    pub wide: bool,
}

impl Ports {
    /// The first port that does not fit into the element.
    pub(super) fn too_high(&self) -> Option<u16> {
        [self.destination, self.originator].into_iter().find(|port| !self.wide && *port > 255)
    }
}

impl Information<'_> {
    /// Length of the element in octets, including identifier and length.
    pub const fn encoded_len(&self) -> usize {
        match self {
            Self::Concatenation(Concatenation { wide: true, .. }) => 6,
            Self::Concatenation(_) => 5,
            Self::Ports(Ports { wide: true, .. }) => 6,
            Self::Ports(_) => 4,
            Self::SingleShift(_) | Self::LockingShift(_) => 3,
            Self::Other(element) => element.data.len().saturating_add(2),
        }
    }

    fn encode(&self, out: &mut Writer<'_>) -> Result<(), Fault> {
        let low = |number: u16| u8::try_from(number).map_err(|_| Fault::TooLong);
        match *self {
            Self::Concatenation(part) if part.wide => {
                out.put(&[0x08, 4])?;
                out.put_u16(part.reference)?;
                out.put(&[part.total, part.number])
            }
            Self::Concatenation(part) => out.put(&[0x00, 3, low(part.reference)?, part.total, part.number]),
            Self::Ports(ports) if ports.wide => {
                out.put(&[0x05, 4])?;
                out.put_u16(ports.destination)?;
                out.put_u16(ports.originator)
            }
            Self::Ports(ports) => out.put(&[0x04, 2, low(ports.destination)?, low(ports.originator)?]),
            Self::SingleShift(language) => out.put(&[0x24, 1, language.0]),
            Self::LockingShift(language) => out.put(&[0x25, 1, language.0]),
            Self::Other(element) => {
                out.put_u8(element.iei)?;
                out.put_u8(u8::try_from(element.data.len()).map_err(|_| Fault::TooLong)?)?;
                out.put(element.data)
            }
        }
    }
}

/// Encodes a header with its length octet to the front of `out` and returns the number of octets.
///
/// ```
/// use smpp_core::message::udh::{self, Information, Ports};
/// let mut out = [0; 140];
/// let ports = Ports { destination: 2948, originator: 9200, wide: true };
/// let len = udh::encode(&[Information::Ports(ports)], &mut out).unwrap();
/// assert_eq!(out[..len], [0x06, 0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0]);
/// ```
///
/// # Errors
/// [`EncodeErrorKind::BufferTooSmall`] with the length of the header, or [`EncodeErrorKind::TooLong`] if the header has more than 255 octets after its length octet or a number does not fit into its element.
pub fn encode(elements: &[Information<'_>], out: &mut [u8]) -> Result<usize, EncodeErrorKind> {
    let length = elements.iter().fold(0_usize, |sum, element| sum.saturating_add(element.encoded_len()));
    let mut writer = Writer::new(out);
    let mut put = || {
        writer.put_u8(u8::try_from(length).map_err(|_| Fault::TooLong)?)?;
        elements.iter().try_for_each(|element| element.encode(&mut writer))
    };
    put().map_err(|fault| fault.kind(length.saturating_add(1)))?;
    Ok(writer.written())
}

/// An error in a header, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UdhError {
    /// The kind of error.
    pub kind: UdhErrorKind,
    /// The octet. The length octet is octet 0.
    pub offset: u8,
}

/// Kinds of errors in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum UdhErrorKind {
    /// There are no octets.
    Missing,
    /// The header is longer than the user data.
    LengthPastEnd,
    /// The length octet is one too high, as if it counted itself.
    LengthCountsItself,
    /// One octet is left: an identifier without a length.
    Truncated,
    /// The element with this identifier exceeds the header.
    ElementPastEnd(u8),
    /// The element with this identifier has a length that is not allowed.
    ElementLength(u8),
    /// The number of parts is 0.
    NoParts,
    /// The part number is 0 or exceeds the number of parts.
    PartNumber,
}

impl fmt::Display for UdhError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user data header, octet {}: ", self.offset)?;
        match self.kind {
            UdhErrorKind::Missing => f.write_str("there is none"),
            UdhErrorKind::LengthPastEnd => f.write_str("longer than the user data"),
            UdhErrorKind::LengthCountsItself => f.write_str("the length counts its own octet"),
            UdhErrorKind::Truncated => f.write_str("an element identifier without a length"),
            UdhErrorKind::ElementPastEnd(iei) => write!(f, "element {iei:#04x} is longer than the header"),
            UdhErrorKind::ElementLength(iei) => write!(f, "element {iei:#04x} cannot have this length"),
            UdhErrorKind::NoParts => f.write_str("a message of no parts"),
            UdhErrorKind::PartNumber => f.write_str("the part number is 0 or above the number of parts"),
        }
    }
}

impl core::error::Error for UdhError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user_data: &[u8]) -> Result<(), (UdhErrorKind, u8)> {
        Udh::split(user_data).and_then(|(udh, _)| udh.check()).map_err(|error| (error.kind, error.offset))
    }

    #[test]
    fn malformed_headers_are_named_to_the_octet() {
        use UdhErrorKind as K;
        assert_eq!(check(b""), Err((K::Missing, 0)));
        assert_eq!(check(b"\x07\x00\x03\x01\x02\x01"), Err((K::LengthPastEnd, 0)));
        assert_eq!(check(b"\x01\x00"), Err((K::Truncated, 1)));
        assert_eq!(check(b"\x04\xAA\x01\x05\x24"), Err((K::Truncated, 4)));
        assert_eq!(check(b"\x03\x00\x03\x01"), Err((K::ElementPastEnd(0), 2)));
        assert_eq!(check(b"\x04\x00\x02\x01\x02"), Err((K::ElementLength(0), 2)));
        assert_eq!(check(b"\x05\x00\x03\x01\x00\x00"), Err((K::NoParts, 4)));
        assert_eq!(check(b"\x05\x00\x03\x01\x02\x03"), Err((K::PartNumber, 5)));
        assert_eq!(check(b"\x05\x00\x03\x01\x02\x00"), Err((K::PartNumber, 5)));
        assert_eq!(check(b"\x06\x08\x04\x01\x01\x02\x03"), Err((K::PartNumber, 6)));
        assert_eq!(check(b"\x00text"), Ok(()));
        assert_eq!(check(b"\x03\xAA\x01\x05text"), Ok(()));
    }

    #[test]
    fn a_length_that_counts_itself_is_named_and_the_header_read() {
        let both: [&[u8]; 2] = [b"", b"text"];
        for (header, number) in [
            (&b"\x06\x00\x03\x2A\x02\x01"[..], Some(1)),
            (b"\x07\x08\x04\x01\x2A\x02\x02", Some(2)),
            (b"\x07\x05\x04\x0B\x84\x23\xF0", None),
            (b"\x05\x04\x02\xF0\xF1", None),
            (b"\x04\x24\x01\x01", None),
            (b"\x04\x25\x01\x01", None),
            (b"\x0C\x00\x03\x2A\x02\x01\x05\x04\x0B\x84\x23\xF0", Some(1)),
            (b"\x09\xAA\x01\x05\x00\x03\x2A\x02\x01", Some(1)),
            // Impossible part numbers.
            (b"\x06\x00\x03\x01\x02\x00", None),
            (b"\x06\x00\x03\x01\x02\x03", None),
            (b"\x06\x00\x03\x01\x00\x00", None),
            (b"\x07\x08\x04\x01\x01\x02\x03", None),
        ] {
            for text in both {
                let mut octets = [0; 32];
                let all = header.iter().chain(text);
                let len = octets.iter_mut().zip(all).map(|(to, from)| *to = *from).count();
                let octets = &octets[..len];
                assert_eq!(check(octets), Err((UdhErrorKind::LengthCountsItself, 0)), "{octets:x?}");
                let (udh, rest) = Udh::split(octets).unwrap();
                assert_eq!((udh.len(), rest), (header.len(), text), "{octets:x?}");
                assert_eq!(udh.concatenation().map(|part| part.number), number, "{octets:x?}");
            }
        }
        // A length that this element cannot have, and no known element.
        for octets in [
            &b"\x05\x00\x02\x01\x02text"[..],
            b"\x01text",
            b"\x04\xAA\x01\x05text",
            // Two octets too many.
            b"\x07\x00\x03\x01\x02\x01text",
        ] {
            let (udh, text) = Udh::split(octets).unwrap();
            assert_eq!(udh.len() + text.len(), octets.len());
            assert_eq!(udh.len(), usize::from(octets[0]) + 1, "{octets:x?}");
            assert_ne!(check(octets), Err((UdhErrorKind::LengthCountsItself, 0)), "{octets:x?}");
        }
    }

    #[test]
    fn a_malformed_header_tells_nothing_but_its_length() {
        let (udh, text) = Udh::split(b"\x07\x00\x03\x01\x02\x01\x24\x05text").unwrap();
        assert_eq!((udh.concatenation(), text), (None, &b"text"[..]));
        assert_eq!(udh.len(), 8);
    }

    #[test]
    fn the_last_of_repeated_elements_counts_and_invalid_ones_do_not() {
        let (udh, _) =
            Udh::split(b"\x10\x00\x03\x01\x02\x01\x08\x04\x01\x00\x03\x03\x00\x03\x09\x02\x05").unwrap();
        let expected = Concatenation { reference: 0x100, wide: true, total: 3, number: 3 };
        assert_eq!(udh.concatenation(), Some(expected));
    }

    #[test]
    fn elements_round_trip() {
        let elements = [
            Information::Concatenation(Concatenation { reference: 7, wide: false, total: 3, number: 2 }),
            Information::Concatenation(Concatenation { reference: 700, wide: true, total: 3, number: 2 }),
            Information::Ports(Ports { destination: 240, originator: 241, wide: false }),
            Information::Ports(Ports { destination: 2948, originator: 9200, wide: true }),
            Information::SingleShift(Language::TURKISH),
            Information::LockingShift(Language::PORTUGUESE),
            Information::Other(Element { iei: 0xC1, data: b"abc" }),
        ];
        let mut out = [0; 64];
        let len = encode(&elements, &mut out).unwrap();
        let (udh, rest) = Udh::split(&out[..len]).unwrap();
        assert!(rest.is_empty());
        assert!(udh.elements().map(|element| element.information()).eq(elements));
        assert_eq!(udh.languages(), (Some(Language::PORTUGUESE), Some(Language::TURKISH)));
        assert_eq!(
            encode(&elements, &mut out[..len - 1]),
            Err(EncodeErrorKind::BufferTooSmall { needed: len })
        );
        let big = Ports { destination: 256, originator: 0, wide: false };
        assert_eq!(encode(&[Information::Ports(big)], &mut out), Err(EncodeErrorKind::TooLong));
    }
}
