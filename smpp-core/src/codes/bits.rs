//! Fields whose bits have meanings of their own: an octet (or two, or three) with named readings and `with_*`.

use super::{codes, octet_fields};
use core::fmt;

codes! {
    /// Messaging mode, bits 1-0 of `esm_class`. Meaningful from the ESME to the message centre only.
    pub struct MessagingMode(u8) {
        DEFAULT = 0, "Default mode of the message centre, usually store and forward";
        DATAGRAM = 1, "Datagram mode";
        FORWARD = 2, "Forward mode, also called transaction mode";
        STORE_AND_FORWARD = 3, "Store and forward mode";
    }
}

codes! {
    /// Message type, bits 5-2 of `esm_class` as they stand in the octet.
    pub struct MessageType(u8) {
        NORMAL = 0x00, "Normal message";
        SMSC_DELIVERY_RECEIPT = 0x04, "Delivery receipt of the message centre";
        DELIVERY_ACKNOWLEDGEMENT = 0x08, "Delivery acknowledgement of an SME";
        USER_ACKNOWLEDGEMENT = 0x10, "Manual or user acknowledgement of an SME";
        CONVERSATION_ABORT = 0x18, "Conversation abort (Korean CDMA)";
        INTERMEDIATE_NOTIFICATION = 0x20, "Intermediate delivery notification";
    }
}

/// `Debug` and `defmt` of an octet of bits: the number for `defmt`, number and reading for people.
macro_rules! readable_bits {
    ($($Name:ident),*) => { $(
        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:#04x} ({self})", self.0)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=u8:#04x}", self.0);
            }
        }

        impl From<u8> for $Name {
            fn from(octet: u8) -> Self {
                Self(octet)
            }
        }

        impl From<$Name> for u8 {
            fn from(bits: $Name) -> Self {
                bits.0
            }
        }
    )* };
}

/// Takes bits by mask, keeps the others.
const fn replace(octet: u8, mask: u8, bits: u8) -> u8 {
    (octet & !mask) | (bits & mask)
}

/// `esm_class` (v3.4 section 5.2.12): messaging mode, message type, UDH indicator and reply path.
///
/// ```
/// use smpp_core::codes::{EsmClass, MessageType};
/// let class = EsmClass::default().with_udhi(true);
/// assert_eq!(class, EsmClass(0x40));
/// assert_eq!(EsmClass(0x04).message_type(), MessageType::SMSC_DELIVERY_RECEIPT);
/// assert_eq!(EsmClass(0x44).to_string(), "SMSC_DELIVERY_RECEIPT, UDHI");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct EsmClass(
    /// The octet on the wire.
    pub u8,
);

impl EsmClass {
    const MODE: u8 = 0x03;
    const TYPE: u8 = 0x3C;
    const UDHI: u8 = 0x40;
    const REPLY_PATH: u8 = 0x80;

    /// Bits 1-0.
    pub const fn messaging_mode(self) -> MessagingMode {
        MessagingMode(self.0 & Self::MODE)
    }

    /// Bits 5-2. Values that no table lists are kept and have no name.
    pub const fn message_type(self) -> MessageType {
        MessageType(self.0 & Self::TYPE)
    }

    /// Bit 6: the user data starts with a user data header.
    pub const fn udhi(self) -> bool {
        self.0 & Self::UDHI != 0
    }

    /// Bit 7: a reply path is set.
    pub const fn reply_path(self) -> bool {
        self.0 & Self::REPLY_PATH != 0
    }

    /// The same with another messaging mode.
    pub const fn with_messaging_mode(self, mode: MessagingMode) -> Self {
        Self(replace(self.0, Self::MODE, mode.0))
    }

    /// The same with another message type.
    pub const fn with_message_type(self, message_type: MessageType) -> Self {
        Self(replace(self.0, Self::TYPE, message_type.0))
    }

    /// The same with the UDH indicator set or cleared.
    pub const fn with_udhi(self, set: bool) -> Self {
        Self(replace(self.0, Self::UDHI, if set { Self::UDHI } else { 0 }))
    }

    /// The same with the reply path set or cleared.
    pub const fn with_reply_path(self, set: bool) -> Self {
        Self(replace(self.0, Self::REPLY_PATH, if set { Self::REPLY_PATH } else { 0 }))
    }
}

readable_bits!(EsmClass, RegisteredDelivery);

/// A reading such as `SMSC_DELIVERY_RECEIPT, UDHI`; the default mode is not said.
impl fmt::Display for EsmClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.message_type(), f)?;
        if self.messaging_mode() != MessagingMode::DEFAULT {
            write!(f, ", {}", self.messaging_mode())?;
        }
        if self.udhi() {
            f.write_str(", UDHI")?;
        }
        if self.reply_path() {
            f.write_str(", REPLY_PATH")?;
        }
        Ok(())
    }
}

codes! {
    /// Receipt of the message centre, bits 1-0 of `registered_delivery`.
    pub struct SmscReceipt(u8) {
        NONE = 0, "No receipt";
        SUCCESS_OR_FAILURE = 1, "Receipt on success or failure";
        FAILURE = 2, "Receipt on failure only";
        SUCCESS = 3, "Receipt on success only (5.0; reserved in 3.4)";
    }
}

/// `registered_delivery` (v3.4 section 5.2.17): which receipts and notifications are asked for.
///
/// ```
/// use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
/// let asked = RegisteredDelivery::default().with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE);
/// assert_eq!(asked.0, 1);
/// assert!(RegisteredDelivery(0x11).intermediate_notification());
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct RegisteredDelivery(
    /// The octet on the wire.
    pub u8,
);

impl RegisteredDelivery {
    const RECEIPT: u8 = 0x03;
    const DELIVERY_ACK: u8 = 0x04;
    const USER_ACK: u8 = 0x08;
    const INTERMEDIATE: u8 = 0x10;

    /// Bits 1-0.
    pub const fn smsc_receipt(self) -> SmscReceipt {
        SmscReceipt(self.0 & Self::RECEIPT)
    }

    /// Bit 2: a delivery acknowledgement of the SME is asked for.
    pub const fn delivery_acknowledgement(self) -> bool {
        self.0 & Self::DELIVERY_ACK != 0
    }

    /// Bit 3: a manual or user acknowledgement of the SME is asked for.
    pub const fn user_acknowledgement(self) -> bool {
        self.0 & Self::USER_ACK != 0
    }

    /// Bit 4, mask 0x10: intermediate notifications are asked for.
    pub const fn intermediate_notification(self) -> bool {
        self.0 & Self::INTERMEDIATE != 0
    }

    /// The same with another receipt of the message centre.
    pub const fn with_smsc_receipt(self, receipt: SmscReceipt) -> Self {
        Self(replace(self.0, Self::RECEIPT, receipt.0))
    }

    /// The same with the delivery acknowledgement asked for or not.
    pub const fn with_delivery_acknowledgement(self, set: bool) -> Self {
        Self(replace(self.0, Self::DELIVERY_ACK, if set { Self::DELIVERY_ACK } else { 0 }))
    }

    /// The same with the user acknowledgement asked for or not.
    pub const fn with_user_acknowledgement(self, set: bool) -> Self {
        Self(replace(self.0, Self::USER_ACK, if set { Self::USER_ACK } else { 0 }))
    }

    /// The same with intermediate notifications asked for or not.
    pub const fn with_intermediate_notification(self, set: bool) -> Self {
        Self(replace(self.0, Self::INTERMEDIATE, if set { Self::INTERMEDIATE } else { 0 }))
    }
}

/// A reading such as `SUCCESS_OR_FAILURE, intermediate`.
impl fmt::Display for RegisteredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.smsc_receipt(), f)?;
        for (set, name) in [
            (self.delivery_acknowledgement(), ", delivery acknowledgement"),
            (self.user_acknowledgement(), ", user acknowledgement"),
            (self.intermediate_notification(), ", intermediate"),
        ] {
            if set {
                f.write_str(name)?;
            }
        }
        Ok(())
    }
}

codes! {
    /// Message class of GSM (3GPP TS 23.038): where the phone shows or keeps a message.
    pub struct MessageClass(u8) {
        FLASH = 0, "Class 0: shown at once, not kept";
        MOBILE_EQUIPMENT = 1, "Class 1: kept in the phone";
        SIM = 2, "Class 2: kept in the SIM";
        TERMINAL_EQUIPMENT = 3, "Class 3: passed on to equipment behind the phone";
    }
}

codes! {
    /// `data_coding` (v3.4 section 5.2.19). 0x00 to 0x0E are SMPP's own values; from 0xC0 on they are GSM data coding
    /// schemes.
    pub struct DataCoding(u8) {
        DEFAULT = 0x00, "Default alphabet of the message centre, commonly GSM 7-bit with a septet an octet";
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

    /// UCS2 with a message class: 0x18 to 0x1B. SMPP reserves these values, yet centres pass them to the network as
    /// the GSM scheme they are: the only way to a flash message in UCS2.
    pub const fn ucs2_class(class: MessageClass) -> Self {
        Self(0x18 | (class.0 & 3))
    }

    /// The message class, where the value is a GSM scheme that carries one: 0x10 to 0x1F and 0xF0 to 0xFF.
    pub const fn message_class(self) -> Option<MessageClass> {
        match self.0 {
            0x10..=0x1F | 0xF0..=0xFF => Some(MessageClass(self.0 & 3)),
            _ => None,
        }
    }
}

octet_fields!(EsmClass, RegisteredDelivery, DataCoding);

/// `callback_num_pres_ind` (v3.4 section 5.3.2.37): presentation and screening of a callback number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(transparent)]
pub struct CallbackNumPresInd(
    /// The octet on the wire.
    pub u8,
);

impl CallbackNumPresInd {
    /// Bits 3-2: 0 allowed, 1 restricted, 2 number not available.
    pub const fn presentation(self) -> u8 {
        (self.0 >> 2) & 3
    }

    /// Bits 1-0: 0 not screened, 1 verified and passed, 2 verified and failed, 3 network provided.
    pub const fn screening(self) -> u8 {
        self.0 & 3
    }
}

/// `ms_msg_wait_facilities` (v3.4 section 5.3.2.13): a message waiting indication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(transparent)]
pub struct MsMsgWaitFacilities(
    /// The octet on the wire.
    pub u8,
);

impl MsMsgWaitFacilities {
    /// Bit 7: the indication is active.
    pub const fn active(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Bits 1-0: 0 voicemail, 1 fax, 2 electronic mail, 3 other.
    pub const fn kind(self) -> u8 {
        self.0 & 3
    }
}

/// `its_session_info` (v3.4 section 5.3.2.43): where a USSD or ITS dialogue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ItsSessionInfo {
    /// Number of the session, 0 to 255.
    pub session_number: u8,
    /// Second octet: bits 7-1 sequence number of the dialogue unit, bit 0 end of session.
    pub sequence: u8,
}

impl ItsSessionInfo {
    /// Sequence number of the dialogue unit, 0 to 127.
    pub const fn sequence_number(self) -> u8 {
        self.sequence >> 1
    }

    /// Whether this is the last unit of the dialogue.
    pub const fn end_of_session(self) -> bool {
        self.sequence & 1 != 0
    }
}

codes! {
    /// First octet of `network_error_code`.
    pub struct ErrorNetwork(u8) {
        ANSI_136_ACCESS_DENIED = 1, "ANSI-136 access denied reason";
        IS_95_ACCESS_DENIED = 2, "IS-95 access denied reason";
        GSM = 3, "GSM";
        ANSI_136_CAUSE = 4, "ANSI-136 cause code (5.0)";
        IS_95_CAUSE = 5, "IS-95 cause code (5.0)";
        ANSI_41 = 6, "ANSI-41 error (5.0)";
        SMPP = 7, "SMPP error (5.0)";
        MESSAGE_CENTRE = 8, "Specific to the message centre (5.0)";
    }
}

/// `network_error_code` (v3.4 section 5.3.2.31).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NetworkErrorCode {
    /// Which network the code belongs to.
    pub network: ErrorNetwork,
    /// The error code itself.
    pub code: u16,
}
