//! TP-PID: the protocol above the short message.

use crate::debug::octet;

octet! {
    /// TP-PID: the protocol that a message is for (3GPP TS 23.040 9.2.3.9). 0 for an ordinary text.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::ProtocolIdentifier;
    /// assert_eq!(ProtocolIdentifier(0x41).replace_type(), Some(1));
    /// assert_eq!(ProtocolIdentifier(0x40).meaning(), "short message type 0, not shown");
    /// ```
    #[derive(Default)]
    pub struct ProtocolIdentifier(pub u8);
}

impl ProtocolIdentifier {
    /// An ordinary text.
    pub const DEFAULT: Self = Self(0x00);

    /// 1 to 7: the message replaces an earlier one of the same type from the same address.
    pub const fn replace_type(self) -> Option<u8> {
        match self.0 {
            0x41..=0x47 => Some(self.0 & 0x07),
            _ => None,
        }
    }

    /// The meaning of the value in a few words.
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            0x00 => "short message",
            0x01..=0x1F => "SME to SME protocol",
            0x20 => "telematic device, type by the address",
            0x21 => "telex",
            0x22 => "group 3 telefax",
            0x23 => "group 4 telefax",
            0x24 => "voice telephone",
            0x25 => "ERMES",
            0x26 => "national paging system",
            0x27 => "videotex",
            0x28 => "teletex, carrier unspecified",
            0x29 => "teletex in PSPDN",
            0x2A => "teletex in CSPDN",
            0x2B => "teletex in analogue PSTN",
            0x2C => "teletex in digital ISDN",
            0x2D => "UCI",
            0x30 => "message handling facility",
            0x31 => "X.400 message handling system",
            0x32 => "Internet electronic mail",
            0x38..=0x3E => "specific to the service centre",
            0x3F => "mobile station",
            0x2E | 0x2F | 0x33..=0x37 => "reserved telematic device",
            0x40 => "short message type 0, not shown",
            0x41..=0x47 => "replace short message",
            0x48 => "device triggering",
            0x5E => "enhanced message service",
            0x5F => "return call message",
            0x7C => "ANSI-136 R-DATA",
            0x7D => "ME data download",
            0x7E => "ME de-personalization",
            0x7F => "SIM data download",
            0xC0..=0xFF => "specific to the service centre",
            _ => "reserved",
        }
    }
}
