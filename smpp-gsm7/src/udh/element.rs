//! The elements of a header.

use crate::Language;

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
    /// The data, typed by the identifier. [`Information::Other`] if this crate has no type for the identifier or the
    /// length is impossible.
    pub const fn information(&self) -> Information<'a> {
        if let Some(place) = self.concatenation() {
            return Information::Concatenation(place);
        }
        match (self.iei, self.data) {
            (0x04, &[destination, originator]) => {
                let (destination, originator) = (destination as u16, originator as u16);
                Information::Ports(Ports { destination, originator, width: Width::Bits8 })
            }
            (0x05, &[a, b, c, d]) => {
                let (destination, originator) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
                Information::Ports(Ports { destination, originator, width: Width::Bits16 })
            }
            (0x24, &[language]) => Information::SingleShift(Language(language)),
            (0x25, &[language]) => Information::LockingShift(Language(language)),
            _ => Information::Other(*self),
        }
    }

    /// The position of a segment, if this element has one.
    pub(super) const fn concatenation(&self) -> Option<Concatenation> {
        let (reference, width, total, number) = match (self.iei, self.data) {
            (0x00, &[low, total, number]) => (low as u16, Width::Bits8, total, number),
            (0x08, &[high, low, total, number]) => {
                (u16::from_be_bytes([high, low]), Width::Bits16, total, number)
            }
            _ => return None,
        };
        Some(Concatenation { reference, width, total, number })
    }

    /// Whether [`information`](Self::information) is something other than [`Information::Other`]: it types these
    /// identifiers, each of which has a single possible length.
    pub(super) const fn is_typed(&self) -> bool {
        matches!(self.iei, 0x00 | 0x04 | 0x05 | 0x08 | 0x24 | 0x25) && self.has_possible_length()
    }

    /// Whether the standard allows an element with this identifier to have this length. Reserved identifiers allow any.
    pub const fn has_possible_length(&self) -> bool {
        // One number, so that the compiler's table is small.
        let lengths: u16 = match self.iei {
            0x00 | 0x15 => 0x03_03,
            0x01 | 0x04 | 0x0B | 0x0D | 0x17 => 0x02_02,
            0x05 | 0x08 | 0x21 => 0x04_04,
            0x06 | 0x07 | 0x13 | 0x20 | 0x24 | 0x25 => 0x01_01,
            0x0A => 0x03_04,
            0x0C => 0x01_81,
            0x0E | 0x10 => 0x81_81,
            0x0F | 0x11 => 0x21_21,
            0x12 | 0x16 => 0x03_FF,
            0x1A => 0x00_00,
            _ => 0x00_FF,
        };
        let [least, most] = lengths.to_be_bytes();
        least as usize <= self.data.len() && self.data.len() <= most as usize
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

/// A typed element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Information<'a> {
    /// Element 0x00, or 0x08 with a 16-bit reference.
    Concatenation(Concatenation),
    /// Element 0x04, or 0x05 with 16-bit ports.
    Ports(Ports),
    /// Element 0x24: names the single-shift table (3GPP TS 23.040 9.2.3.24.15).
    SingleShift(Language),
    /// Element 0x25: names the locking-shift table (3GPP TS 23.040 9.2.3.24.16).
    LockingShift(Language),
    /// Any other element.
    Other(Element<'a>),
}

/// The position of a segment in a message (3GPP TS 23.040 9.2.3.24.1 and 9.2.3.24.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Concatenation {
    /// The number shared by all segments of a message; at most 255 with [`Width::Bits8`].
    pub reference: u16,
    /// The width of the reference number.
    pub width: Width,
    /// The number of segments.
    pub total: u8,
    /// The number of this segment, from 1.
    pub number: u8,
}

impl Concatenation {
    /// Whether the segment number is in the range 1 to `total`.
    pub const fn is_valid(&self) -> bool {
        self.number >= 1 && self.number <= self.total
    }
}

/// Application ports (3GPP TS 23.040 9.2.3.24.3 and 9.2.3.24.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Ports {
    /// The destination port; at most 255 with [`Width::Bits8`].
    pub destination: u16,
    /// The originator's port; at most 255 with [`Width::Bits8`].
    pub originator: u16,
    /// The width of the port numbers.
    pub width: Width,
}

/// The width of reference numbers and ports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Width {
    /// 8 bits: elements 0x00 (concatenation) and 0x04 (ports).
    #[default]
    Bits8,
    /// 16 bits: elements 0x08 (concatenation) and 0x05 (ports).
    Bits16,
}
