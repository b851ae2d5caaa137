//! TP-DCS: how the user data is encoded.

use crate::Charset;
use crate::debug::octet;
use core::fmt;

octet! {
    /// A data coding scheme (TP-DCS, 3GPP TS 23.038 clause 4). Every value has a meaning: a receiver reads reserved ones as
    /// GSM 7-bit.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Coding, CodingGroup, DataCodingScheme, WaitingKind};
    /// let voicemail = DataCodingScheme(0xC8);
    /// assert_eq!((voicemail.group(), voicemail.coding()), (CodingGroup::WaitingDiscard, Coding::Gsm7));
    /// let waiting = voicemail.message_waiting().unwrap();
    /// assert_eq!((waiting.kind, waiting.is_active), (WaitingKind::Voicemail, true));
    /// assert_eq!(DataCodingScheme(0x18).message_class(), Some(0));
    /// assert_eq!(DataCodingScheme(0x69).to_string(), "UCS2, compressed, automatic deletion");
    /// ```
    #[derive(Default)]
    pub struct DataCodingScheme(pub u8);
}

/// The coding group of a scheme: its upper bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum CodingGroup {
    /// 00xx: general data coding.
    General,
    /// 01xx: as 00xx, but the phone deletes the message after it is read. Older releases of the standard reserve this
    /// group.
    AutomaticDeletion,
    /// 1000 to 1011: reserved.
    Reserved,
    /// 1100: message waiting; the text may be discarded once the indication is shown.
    WaitingDiscard,
    /// 1101: message waiting; the text is stored.
    WaitingStore,
    /// 1110: message waiting; the text is UCS2 and stored.
    WaitingStoreUcs2,
    /// 1111: coding and message class.
    MessageClass,
}

/// How user data, or the content of a cell broadcast page, is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Coding {
    /// GSM 7-bit, packed.
    Gsm7,
    /// 8-bit data, not text.
    Octets,
    /// UCS2, big-endian; UTF-16 in practice.
    Ucs2,
}

/// `GSM 7-bit`, `8-bit data` or `UCS2`.
impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gsm7 => "GSM 7-bit",
            Self::Octets => "8-bit data",
            Self::Ucs2 => "UCS2",
        })
    }
}

/// A message waiting indication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MessageWaiting {
    /// What kind of message is waiting.
    pub kind: WaitingKind,
    /// Whether the phone shows the indication (`true`) or removes it (`false`).
    pub is_active: bool,
}

/// The kind of message that is waiting, by its number in bits 1-0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum WaitingKind {
    /// Voicemail.
    Voicemail,
    /// Fax.
    Fax,
    /// Electronic mail.
    Email,
    /// Another message.
    Other,
}

impl DataCodingScheme {
    /// GSM 7-bit without a message class.
    pub const GSM7: Self = Self(0x00);
    /// 8-bit data without a message class.
    pub const OCTETS: Self = Self(0x04);
    /// UCS2 without a message class.
    pub const UCS2: Self = Self(0x08);

    /// The coding group.
    pub const fn group(self) -> CodingGroup {
        match self.0 {
            0x00..=0x3F => CodingGroup::General,
            0x40..=0x7F => CodingGroup::AutomaticDeletion,
            0x80..=0xBF => CodingGroup::Reserved,
            0xC0..=0xCF => CodingGroup::WaitingDiscard,
            0xD0..=0xDF => CodingGroup::WaitingStore,
            0xE0..=0xEF => CodingGroup::WaitingStoreUcs2,
            0xF0..=0xFF => CodingGroup::MessageClass,
        }
    }

    const fn is_general(self) -> bool {
        self.0 < 0x80
    }

    /// How the user data is encoded. Reserved values count as GSM 7-bit.
    pub const fn coding(self) -> Coding {
        match self.0 {
            0x00..=0x7F if self.0 & 0x0C == 0x04 => Coding::Octets,
            0x00..=0x7F if self.0 & 0x0C == 0x08 => Coding::Ucs2,
            0xE0..=0xEF => Coding::Ucs2,
            0xF0..=0xFF if self.0 & 0x04 != 0 => Coding::Octets,
            _ => Coding::Gsm7,
        }
    }

    /// Whether the user data is compressed (3GPP TS 23.042). This crate does not decompress.
    pub const fn is_compressed(self) -> bool {
        self.is_general() && self.0 & 0x20 != 0
    }

    /// Whether TP-UDL counts septets: for GSM 7-bit that is not compressed. Otherwise it counts octets.
    pub const fn counts_septets(self) -> bool {
        matches!(self.coding(), Coding::Gsm7) && !self.is_compressed()
    }

    /// The message class, 0 to 3. Class 0 is shown immediately; 1 is kept in the phone, 2 on the SIM, and 3 is passed
    /// on to other equipment.
    pub const fn message_class(self) -> Option<u8> {
        let has_class = matches!(self.0, 0xF0..=0xFF) || self.is_general() && self.0 & 0x10 != 0;
        if has_class { Some(self.0 & 0x03) } else { None }
    }

    /// The message waiting indication, in groups 1100 to 1110.
    pub const fn message_waiting(self) -> Option<MessageWaiting> {
        if !matches!(self.0, 0xC0..=0xEF) {
            return None;
        }
        let kind = match self.0 & 0x03 {
            0 => WaitingKind::Voicemail,
            1 => WaitingKind::Fax,
            2 => WaitingKind::Email,
            _ => WaitingKind::Other,
        };
        Some(MessageWaiting { kind, is_active: self.0 & 0x08 != 0 })
    }

    /// Whether the standard reserves the value: groups 1000 to 1011, and values of groups 00xx and 01xx with bits 3
    /// and 2 set.
    pub const fn is_reserved(self) -> bool {
        matches!(self.group(), CodingGroup::Reserved) || self.is_general() && self.0 & 0x0C == 0x0C
    }

    /// The encoding of the text once it is unpacked, as it is in the fragments from
    /// [`UserData::fragment`](super::UserData::fragment). Pass `|coding| DataCodingScheme(coding).charset()` to
    /// [`Message::chars`](crate::reassemble::Message::chars). `None` if the user data is compressed or not text.
    pub const fn charset(self) -> Option<Charset> {
        match self.coding() {
            _ if self.is_compressed() => None,
            Coding::Gsm7 => Some(Charset::GSM7),
            Coding::Ucs2 => Some(Charset::Ucs2),
            Coding::Octets => None,
        }
    }
}

/// For example, `UCS2, class 0` or `GSM 7-bit, voicemail waiting, discard`.
impl fmt::Display for DataCodingScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.coding(), f)?;
        f.write_str(if self.is_reserved() { " (reserved)" } else { "" })?;
        f.write_str(if self.is_compressed() { ", compressed" } else { "" })?;
        if let Some(class) = self.message_class() {
            write!(f, ", class {class}")?;
        }
        if let Some(waiting) = self.message_waiting() {
            f.write_str(match waiting.kind {
                WaitingKind::Voicemail => ", voicemail",
                WaitingKind::Fax => ", fax",
                WaitingKind::Email => ", e-mail",
                WaitingKind::Other => ", other message",
            })?;
            f.write_str(if waiting.is_active { " waiting" } else { " no longer waiting" })?;
        }
        f.write_str(match self.group() {
            CodingGroup::AutomaticDeletion => ", automatic deletion",
            CodingGroup::WaitingDiscard => ", discard",
            CodingGroup::WaitingStore | CodingGroup::WaitingStoreUcs2 => ", store",
            CodingGroup::General | CodingGroup::Reserved | CodingGroup::MessageClass => "",
        })
    }
}
