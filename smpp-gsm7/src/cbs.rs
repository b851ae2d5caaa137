//! Reads pages of cell broadcasts (3GPP TS 23.041 9.4.1), as a modem reports them with `+CBM`.

use crate::debug::octet;
use crate::error::error_kinds;
use crate::pack::Unpacker;
use crate::tpdu::{Coding, UserDataChars};
use crate::udh::Udh;
use crate::{Alphabet, Fill, unpacked_len};
use core::fmt;

/// Length of a page in octets.
pub const PAGE_LENGTH: usize = 88;
/// Maximum length of a page's content in octets: room for 93 septets or 41 units of UCS2.
pub const CONTENT_LENGTH: usize = 82;

/// A page of a cell broadcast message.
///
/// ```
/// use smpp_gsm7::cbs::{CbsPage, GeographicalScope};
/// let mut octets = [0; 88];
/// octets[..6].copy_from_slice(&[0x40, 0x11, 0x00, 0x32, 0x01, 0x11]);
/// // "Rain", and CR to the end of the page.
/// smpp_gsm7::pack(&[&b"Rain"[..], &[0x0D; 89]].concat(), smpp_gsm7::Fill::NONE, Default::default(), &mut octets[6..])?;
///
/// let page = CbsPage::decode(&octets)?;
/// assert_eq!(page.serial_number.geographical_scope(), GeographicalScope::Plmn);
/// assert_eq!((page.serial_number.message_code(), page.serial_number.update_number()), (1, 1));
/// assert_eq!((page.message_identifier, page.number(), page.total()), (50, 1, 1));
/// assert_eq!(page.data_coding_scheme.language(), Some("en"));
/// assert_eq!(page.chars().unwrap().collect::<String>(), "Rain");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CbsPage<'a> {
    /// Distinguishes messages with the same identifier, and their versions.
    pub serial_number: SerialNumber,
    /// Source and type of the message.
    pub message_identifier: u16,
    /// How the content is encoded.
    pub data_coding_scheme: CbsDataCodingScheme,
    /// The page parameter: the number of the page in the upper four bits, and the number of pages in the lower four.
    pub page_parameter: u8,
    /// The content, at most 82 octets.
    pub content: &'a [u8],
}

impl<'a> CbsPage<'a> {
    /// Reads a page. A modem may report fewer than 88 octets if the end of the page is not used.
    ///
    /// ```
    /// use smpp_gsm7::cbs::{CbsError, CbsPage};
    /// let page = CbsPage::decode(&[0x40, 0x11, 0x00, 0x32, 0x01, 0x12, 0xC8, 0x34])?;
    /// assert_eq!((page.message_identifier, page.page_parameter, page.content), (50, 0x12, &[0xC8, 0x34][..]));
    /// assert_eq!(CbsPage::decode(&[0; 5]), Err(CbsError::TooShort));
    /// # Ok::<(), CbsError>(())
    /// ```
    ///
    /// # Errors
    /// Fewer than 6 octets, or more than 88.
    pub fn decode(octets: &'a [u8]) -> Result<Self, CbsError> {
        let [a, b, c, d, coding, page_parameter, content @ ..] = octets else {
            return Err(CbsError::TooShort);
        };
        if content.len() > CONTENT_LENGTH {
            return Err(CbsError::TooLong);
        }
        Ok(Self {
            serial_number: SerialNumber(u16::from_be_bytes([*a, *b])),
            message_identifier: u16::from_be_bytes([*c, *d]),
            data_coding_scheme: CbsDataCodingScheme(*coding),
            page_parameter: *page_parameter,
            content,
        })
    }

    /// The number of the page, from 1. If either half of the page parameter is 0, which the standard reserves, the
    /// page is 1 of 1.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsPage;
    /// let second = CbsPage::decode(&[0, 0, 0, 50, 0x01, 0x23])?;
    /// assert_eq!((second.number(), second.total()), (2, 3));
    /// # Ok::<(), smpp_gsm7::cbs::CbsError>(())
    /// ```
    pub const fn number(&self) -> u8 {
        if self.is_numbered() { self.page_parameter >> 4 } else { 1 }
    }

    /// The number of pages of the message.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsPage;
    /// assert_eq!(CbsPage::decode(&[0, 0, 0, 50, 0x01, 0x23])?.total(), 3);
    /// // Reserved: counts as 1 of 1.
    /// assert_eq!(CbsPage::decode(&[0, 0, 0, 50, 0x01, 0x20])?.total(), 1);
    /// # Ok::<(), smpp_gsm7::cbs::CbsError>(())
    /// ```
    pub const fn total(&self) -> u8 {
        if self.is_numbered() { self.page_parameter & 0x0F } else { 1 }
    }

    const fn is_numbered(&self) -> bool {
        self.page_parameter & 0xF0 != 0 && self.page_parameter & 0x0F != 0
    }

    /// The two letters of the language code (ISO 639-1) in front of the text. Only messages with the schemes 0x10 and
    /// 0x11 have one, on every page (3GPP TS 23.038 clause 5): with 0x10, two letters, CR and 90 characters; with 0x11,
    /// two letters, packed in two octets, and 40 characters. With 0x10, a page without the CR has no language, only
    /// text.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsPage;
    /// use smpp_gsm7::{Fill, Padding, pack};
    /// let mut octets = [0; 88];
    /// octets[..6].copy_from_slice(&[0, 0, 0, 50, 0x10, 0x11]);
    /// pack(b"en\rRain", Fill::NONE, Padding::Zero, &mut octets[6..])?;
    /// let page = CbsPage::decode(&octets)?;
    /// assert_eq!(page.language_indication(), Some(['e', 'n']));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn language_indication(&self) -> Option<[char; 2]> {
        let (0x10 | 0x11) = self.data_coding_scheme.0 else { return None };
        let mut chars = self.septets(0, Alphabet::DEFAULT, 0);
        let language = [chars.next()?, chars.next()?];
        // On a page without text, the CR is the first of those that fill the page.
        let is_there = self.data_coding_scheme.0 == 0x11 || chars.next().is_none_or(|c| c == '\r');
        is_there.then_some(language)
    }

    /// The characters of the text, without the [language code](Self::language_indication) in front and without the CRs
    /// that fill the rest of the page. Invalid ones become U+FFFD. `None` if the content is compressed or not text, or
    /// too short for its header or, with scheme 0x11, for the language code.
    ///
    /// Links all national tables; see [`Language::tables`](crate::Language::tables).
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsPage;
    /// // UCS2 in the general group: scheme 0x48.
    /// let page = CbsPage::decode(b"\0\0\0\x32\x48\x11\x96\xE8\x00\x0D")?;
    /// assert_eq!(page.chars().unwrap().collect::<String>(), "雨");
    /// # Ok::<(), smpp_gsm7::cbs::CbsError>(())
    /// ```
    pub fn chars(&self) -> Option<UserDataChars<'a>> {
        let scheme = self.data_coding_scheme;
        let (udh, text) = if scheme.has_header() {
            let (udh, text) = Udh::split(self.content).ok()?;
            (Some(udh), text)
        } else {
            (None, self.content)
        };
        match scheme.coding() {
            _ if scheme.is_compressed() => None,
            Coding::Octets => None,
            Coding::Ucs2 => {
                // The language takes two octets, two packed septets.
                let skip = if scheme.0 == 0x11 { 2 } else { 0 };
                let mut text = text.get(skip..)?;
                while let [rest @ .., 0x00, 0x0D] = text {
                    text = rest;
                }
                Some(UserDataChars::ucs2(text))
            }
            Coding::Gsm7 => {
                let header = udh.map_or(0, |udh| udh.len());
                let alphabet = udh.map_or(Alphabet::DEFAULT, |udh| udh.alphabet());
                // Two letters and CR.
                let skip = if self.language_indication().is_some() { 3 } else { 0 };
                Some(self.septets(header, alphabet, skip))
            }
        }
    }

    /// The septets after a header, without the first ones and the CR at the end.
    fn septets(&self, header: usize, alphabet: Alphabet, skip: usize) -> UserDataChars<'a> {
        let text = self.content.get(header..).unwrap_or_default();
        let fill = Fill::after_header(header);
        let mut unpacker = Unpacker::new(text, fill);
        let (mut ahead, mut used) = (unpacker.clone(), 0);
        for number in 1..=unpacked_len(text.len(), fill) {
            if ahead.one() != CR {
                used = number;
            }
        }
        (0..skip).for_each(|_| _ = unpacker.one());
        UserDataChars::packed(alphabet, unpacker, used.saturating_sub(skip))
    }
}

const CR: u8 = 0x0D;

/// The serial number of a cell broadcast (3GPP TS 23.041 9.4.1.2.1).
///
/// ```
/// use smpp_gsm7::cbs::{GeographicalScope, SerialNumber};
/// let number = SerialNumber(0x4011);
/// assert_eq!(number.geographical_scope(), GeographicalScope::Plmn);
/// assert_eq!((number.message_code(), number.update_number()), (1, 1));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SerialNumber(
    /// The number.
    pub u16,
);

impl SerialNumber {
    /// GS: where the message applies, and whether it is shown at once.
    ///
    /// ```
    /// use smpp_gsm7::cbs::{GeographicalScope, SerialNumber};
    /// assert_eq!(SerialNumber(0x8000).geographical_scope(), GeographicalScope::Area);
    /// ```
    pub const fn geographical_scope(self) -> GeographicalScope {
        match self.0 >> 14 {
            0 => GeographicalScope::CellImmediate,
            1 => GeographicalScope::Plmn,
            2 => GeographicalScope::Area,
            _ => GeographicalScope::Cell,
        }
    }

    /// The message code, 0 to 1,023: distinguishes messages with the same identifier.
    ///
    /// ```
    /// use smpp_gsm7::cbs::SerialNumber;
    /// assert_eq!(SerialNumber(0x3FF0).message_code(), 1_023);
    /// ```
    pub const fn message_code(self) -> u16 {
        self.0 >> 4 & 0x03FF
    }

    /// The update number, 0 to 15: distinguishes versions of a message.
    ///
    /// ```
    /// use smpp_gsm7::cbs::SerialNumber;
    /// let (old, new) = (SerialNumber(0x0010), SerialNumber(0x0011));
    /// assert_eq!(old.message_code(), new.message_code());
    /// assert!(new.update_number() > old.update_number());
    /// ```
    pub const fn update_number(self) -> u8 {
        let [_, low] = self.0.to_be_bytes();
        low & 0x0F
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({:#06x})", self.0)
    }
}

/// Where a cell broadcast applies.
///
/// ```
/// use smpp_gsm7::cbs::{GeographicalScope, SerialNumber};
/// let number = SerialNumber(0x0010);
/// let is_shown_at_once = number.geographical_scope() == GeographicalScope::CellImmediate;
/// assert!(is_shown_at_once);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum GeographicalScope {
    /// 00: in the cell; shown immediately.
    CellImmediate,
    /// 01: in the network.
    Plmn,
    /// 10: in the location, service or tracking area.
    Area,
    /// 11: in the cell.
    Cell,
}

octet! {
    /// The data coding scheme of cell broadcasts and USSD (3GPP TS 23.038 clause 5). Short messages have another one,
    /// [`DataCodingScheme`](crate::tpdu::DataCodingScheme).
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// use smpp_gsm7::tpdu::Coding;
    /// let german = CbsDataCodingScheme(0x00);
    /// assert_eq!((german.language(), german.coding()), (Some("de"), Coding::Gsm7));
    /// assert_eq!(CbsDataCodingScheme(0x48).coding(), Coding::Ucs2);
    /// ```
    #[derive(Default)]
    pub struct CbsDataCodingScheme(pub u8);
}

impl CbsDataCodingScheme {
    /// How the content is encoded. Reserved values count as GSM 7-bit, except 0xFC to 0xFF, which count as 8-bit data.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// use smpp_gsm7::tpdu::Coding;
    /// assert_eq!(CbsDataCodingScheme(0x0F).coding(), Coding::Gsm7);
    /// assert_eq!(CbsDataCodingScheme(0x11).coding(), Coding::Ucs2);
    /// assert_eq!(CbsDataCodingScheme(0xF4).coding(), Coding::Octets);
    /// ```
    pub const fn coding(self) -> Coding {
        match self.0 {
            0x11 => Coding::Ucs2,
            0x40..=0x7F | 0x90..=0x9F => match self.0 & 0x0C {
                0x04 => Coding::Octets,
                0x08 => Coding::Ucs2,
                _ => Coding::Gsm7,
            },
            // Messages of the I1 protocol and of WAP.
            0xD0..=0xEF => Coding::Octets,
            0xF0..=0xFF if self.0 & 0x04 != 0 => Coding::Octets,
            _ => Coding::Gsm7,
        }
    }

    /// Whether the content is compressed (3GPP TS 23.042).
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// assert!(CbsDataCodingScheme(0x60).is_compressed());
    /// assert!(!CbsDataCodingScheme(0x40).is_compressed());
    /// ```
    pub const fn is_compressed(self) -> bool {
        matches!(self.0, 0x60..=0x7F)
    }

    /// Whether the content starts with a user data header.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// assert!(CbsDataCodingScheme(0x90).has_header());
    /// ```
    pub const fn has_header(self) -> bool {
        matches!(self.0, 0x90..=0x9F)
    }

    /// The message class, 0 to 3, if the scheme states one. In group 1111, classes 1 and 2 are user-defined, and there
    /// is no class 0.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// assert_eq!(CbsDataCodingScheme(0x50).message_class(), Some(0));
    /// assert_eq!(CbsDataCodingScheme(0x40).message_class(), None);
    /// ```
    pub const fn message_class(self) -> Option<u8> {
        match self.0 {
            0xF0..=0xFF if self.0 & 0x03 == 0 => None,
            0x50..=0x5F | 0x70..=0x7F | 0x90..=0x9F | 0xF0..=0xFF => Some(self.0 & 0x03),
            _ => None,
        }
    }

    /// The language by its ISO 639-1 code, if the scheme names one. See also [`CbsPage::language_indication`].
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// assert_eq!(CbsDataCodingScheme(0x06).language(), Some("sv"));
    /// assert_eq!(CbsDataCodingScheme(0x0F).language(), None);
    /// ```
    pub const fn language(self) -> Option<&'static str> {
        Some(match self.0 {
            0x00 => "de",
            0x01 => "en",
            0x02 => "it",
            0x03 => "fr",
            0x04 => "es",
            0x05 => "nl",
            0x06 => "sv",
            0x07 => "da",
            0x08 => "pt",
            0x09 => "fi",
            0x0A => "no",
            0x0B => "el",
            0x0C => "tr",
            0x0D => "hu",
            0x0E => "pl",
            0x20 => "cs",
            0x21 => "he",
            0x22 => "ar",
            0x23 => "ru",
            0x24 => "is",
            _ => return None,
        })
    }

    /// Whether the standard reserves the value.
    ///
    /// ```
    /// use smpp_gsm7::cbs::CbsDataCodingScheme;
    /// assert!(CbsDataCodingScheme(0x80).is_reserved());
    /// assert!(!CbsDataCodingScheme(0x01).is_reserved());
    /// ```
    pub const fn is_reserved(self) -> bool {
        match self.0 {
            0x12..=0x1F | 0x25..=0x3F | 0x80..=0x8F | 0xA0..=0xCF => true,
            0x40..=0x7F | 0x90..=0x9F => self.0 & 0x0C == 0x0C,
            0xF0..=0xFF => self.0 & 0x08 != 0,
            _ => false,
        }
    }
}

error_kinds! {
    /// The octets could not be read as a page.
    ///
    /// ```
    /// use smpp_gsm7::cbs::{CbsError, CbsPage};
    /// assert_eq!(CbsPage::decode(&[0; 89]), Err(CbsError::TooLong));
    /// assert_eq!(CbsError::TooLong.to_string(), "a page has at most 88 octets");
    /// ```
    #[derive(Debug, Hash)]
    pub enum CbsError {
        /// Fewer than 6 octets.
        TooShort => "a page has at least 6 octets";
        /// More than 88 octets.
        TooLong => "a page has at most 88 octets";
    }
}

impl core::error::Error for CbsError {}
