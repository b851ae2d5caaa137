//! `data_coding` (v3.4 section 5.2.19) and the GSM data coding schemes that it carries (3GPP TS 23.038 clause
//! 4).

use super::{Version, code, codes};
use core::fmt;
pub use smpp_gsm7::tpdu::{Coding, CodingGroup, DataCodingScheme, MessageWaiting, WaitingKind};

codes! {
    /// GSM message class (3GPP TS 23.038): where the phone shows or stores a message.
    pub struct MessageClass(u8) {
        FLASH = 0, "Class 0: shown at once, not kept";
        MOBILE_EQUIPMENT = 1, "Class 1: kept in the phone";
        SIM = 2, "Class 2: kept in the SIM";
        TERMINAL_EQUIPMENT = 3, "Class 3: passed on to the terminal equipment";
    }
}

codes! {
    /// The kind of waiting message: bits 1-0 of a data coding scheme in groups 1100 to 1110, and of
    /// `ms_msg_wait_facilities`.
    pub struct WaitingIndication(u8) {
        VOICEMAIL = 0, "Voicemail";
        FAX = 1, "Fax";
        EMAIL = 2, "Electronic mail";
        OTHER = 3, "Another message";
    }
}

code! {
    []
    /// How to read the octets of a message (v3.4 section 5.2.19, v5.0 section 4.7.7).
    ///
    /// 0x00 to 0x0E are SMPP's own values (0x0B and 0x0C are reserved). They take precedence over the GSM data
    /// coding scheme with the same number: 0x03 is Latin-1, although the scheme is GSM 7-bit. From 0x0F on, the
    /// value is a GSM scheme; see [`DataCoding::scheme`]. SMPP defines this for 0xC0 to 0xDF and 0xF0 to 0xFF.
    /// It reserves 0x0F to 0xBF and 0xE0 to 0xEF, but message centres pass these on to phones, which read them
    /// as schemes. In 3.3 every value is a scheme; see [`DataCoding::scheme_in`].
    ///
    /// ```
    /// use smpp_core::codes::DataCoding;
    /// assert_eq!(DataCoding(0x08), DataCoding::UCS2);
    /// assert_eq!(DataCoding(0x18).scheme().unwrap().message_class(), Some(0)); // flash
    /// assert_eq!(DataCoding(0x18).to_string(), "0x18 (UCS2, class 0)");
    /// assert_eq!(DataCoding(0xD9).to_string(), "0xd9 (GSM 7-bit, fax waiting, store)");
    /// assert_eq!(DataCoding(0x03).scheme(), None); // Latin-1
    /// ```
    pub struct DataCoding(u8) {
        DEFAULT = 0x00, "Default alphabet of the message centre, usually GSM 7-bit, one septet per octet";
        IA5 = 0x01, "IA5 (ASCII)";
        OCTET_2 = 0x02, "8-bit binary";
        LATIN_1 = 0x03, "Latin 1 (ISO-8859-1)";
        OCTET = 0x04, "8-bit binary";
        JIS = 0x05, "JIS (X 0208-1990)";
        CYRILLIC = 0x06, "Cyrillic (ISO-8859-5)";
        HEBREW = 0x07, "Latin/Hebrew (ISO-8859-8)";
        UCS2 = 0x08, "UCS2, big-endian";
        PICTOGRAM = 0x09, "Pictogram encoding";
        MUSIC_CODES = 0x0A, "ISO-2022-JP (music codes)";
        EXTENDED_KANJI_JIS = 0x0D, "Extended Kanji JIS (X 0212-1990)";
        KS_C_5601 = 0x0E, "KS C 5601";
    }
}
impl DataCoding {
    /// The default alphabet with a message class: 0xF0 to 0xF3 (GSM group 1111).
    pub const fn gsm7_class(class: MessageClass) -> Self {
        Self(0xF0 | (class.0 & 3))
    }

    /// 8-bit data with a message class: 0xF4 to 0xF7 (GSM group 1111).
    pub const fn octets_class(class: MessageClass) -> Self {
        Self(0xF4 | (class.0 & 3))
    }

    /// UCS2 with a message class: 0x18 to 0x1B. SMPP reserves these values, but message centres pass them to
    /// the network as GSM schemes. SMPP itself defines no `data_coding` for a flash message in UCS2.
    pub const fn ucs2_class(class: MessageClass) -> Self {
        Self(0x18 | (class.0 & 3))
    }

    /// The GSM data coding scheme, for values from 0x0F on. `None` for SMPP's own values, 0x00 to 0x0E. This
    /// applies to 3.4 and 5.0; for 3.3 see [`DataCoding::scheme_in`].
    pub const fn scheme(self) -> Option<DataCodingScheme> {
        match self.0 {
            0x00..=0x0E => None,
            octet => Some(DataCodingScheme(octet)),
        }
    }

    /// The GSM data coding scheme in a version. In 3.3 every value is a scheme: 0x03 is GSM 7-bit there, not
    /// Latin-1. The 3.3 standard is not public; vendors' guides say that its `data_coding` is the GSM TP-DCS.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::codes::{DataCoding, DataCodingScheme};
    /// assert_eq!(DataCoding::LATIN_1.scheme_in(Version::V33), Some(DataCodingScheme(0x03)));
    /// assert_eq!(DataCoding::LATIN_1.scheme_in(Version::V34), None);
    /// assert_eq!(DataCoding(0x18).scheme_in(Version::V34), Some(DataCodingScheme(0x18)));
    /// ```
    pub const fn scheme_in(self, version: Version) -> Option<DataCodingScheme> {
        match version {
            Version::V33 => Some(DataCodingScheme(self.0)),
            Version::V34 | Version::V50 => self.scheme(),
        }
    }

    /// Whether the value has a meaning in a version: it is one of SMPP's own values (3.4 and 5.0), or a data
    /// coding scheme that GSM does not reserve. Of the other values, 0x0B and 0x0C (3.4 and 5.0) cannot be
    /// interpreted; a text in a reserved scheme is read as GSM 7-bit.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::codes::DataCoding;
    /// assert!(DataCoding(0x18).is_meaningful_in(Version::V34)); // reserved by SMPP, UCS2 of class 0 for GSM
    /// assert!(!DataCoding(0x1C).is_meaningful_in(Version::V34)); // reserved by both
    /// assert!(DataCoding(0x0B).is_meaningful_in(Version::V33) && !DataCoding(0x0B).is_meaningful_in(Version::V34));
    /// ```
    pub const fn is_meaningful_in(self, version: Version) -> bool {
        match self.scheme_in(version) {
            Some(scheme) => !scheme.is_reserved(),
            None => self.name().is_some(),
        }
    }

    /// Whether SMPP (3.4 and 5.0) reserves the value. Many reserved values still have a meaning as a GSM
    /// scheme; see [`DataCoding::is_meaningful_in`].
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0x0B | 0x0C | 0x0F..=0xBF | 0xE0..=0xEF)
    }
}

/// Shows the name. A value without a name is shown as its number, from 0x0F on with its meaning as a scheme.
impl fmt::Display for DataCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.scheme()) {
            (Some(name), _) => f.write_str(name),
            (None, Some(scheme)) => write!(f, "{:#x} ({scheme})", self.0),
            (None, None) => write!(f, "{:#x}", self.0),
        }
    }
}
