//! TP-ST and TP-FCS: what became of a message, and why one was refused.

use crate::debug::octet;

octet! {
    /// TP-ST: what became of a message (3GPP TS 23.040 9.2.3.15).
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Status, StatusClass};
    /// assert_eq!(Status(0x00).class(), StatusClass::Completed);
    /// assert_eq!((Status(0x46).class(), Status(0x46).meaning()), (StatusClass::PermanentError, "validity period expired"));
    /// // Reserved values count as "service rejected", but are kept.
    /// assert_eq!((Status(0x05).class(), Status(0x05).is_reserved()), (StatusClass::TemporaryError, true));
    /// ```
    #[derive(Default)]
    pub struct Status(pub u8);
}

/// The class of a [`Status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum StatusClass {
    /// 0x00 to 0x02, and 0x10 to 0x1F: the message was delivered, forwarded or replaced.
    Completed,
    /// 0x20 to 0x25, and 0x30 to 0x3F: a temporary error; the service centre is still trying.
    Pending,
    /// 0x40 to 0x49, and 0x50 to 0x5F: a permanent error; the service centre makes no more attempts.
    PermanentError,
    /// 0x60 to 0x65, 0x70 to 0x7F, and every reserved value: a temporary error; the service centre makes no more
    /// attempts.
    TemporaryError,
}

impl Status {
    /// The class. A reserved value counts as 0x63, service rejected, as the standard demands.
    pub const fn class(self) -> StatusClass {
        match self.0 {
            _ if self.is_reserved() => StatusClass::TemporaryError,
            0x00..=0x1F => StatusClass::Completed,
            0x20..=0x3F => StatusClass::Pending,
            0x40..=0x5F => StatusClass::PermanentError,
            0x60..=0xFF => StatusClass::TemporaryError,
        }
    }

    /// Whether the service centre defines the value: 0x10 to 0x1F, 0x30 to 0x3F, 0x50 to 0x5F and 0x70 to 0x7F.
    pub const fn is_service_centre_specific(self) -> bool {
        self.0 & 0x90 == 0x10
    }

    /// Whether the standard reserves the value.
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0x03..=0x0F | 0x26..=0x2F | 0x4A..=0x4F | 0x66..=0x6F | 0x80..=0xFF)
    }

    /// The meaning of the value in a few words.
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            0x00 => "received by the SME",
            0x01 => "forwarded to the SME, delivery not confirmed",
            0x02 => "replaced by the service centre",
            0x20 | 0x60 => "congestion",
            0x21 | 0x61 => "SME busy",
            0x22 | 0x62 => "no response from the SME",
            0x23 | 0x63 => "service rejected",
            0x24 | 0x44 | 0x64 => "quality of service not available",
            0x25 | 0x65 => "error in the SME",
            0x40 => "remote procedure error",
            0x41 => "incompatible destination",
            0x42 => "connection rejected by the SME",
            0x43 => "not obtainable",
            0x45 => "no interworking available",
            0x46 => "validity period expired",
            0x47 => "deleted by the originating SME",
            0x48 => "deleted by the administration of the service centre",
            0x49 => "message does not exist",
            _ if self.is_service_centre_specific() => "specific to the service centre",
            _ => "reserved",
        }
    }
}

octet! {
    /// TP-FCS: why a message was refused (3GPP TS 23.040 9.2.3.22).
    ///
    /// ```
    /// use smpp_gsm7::tpdu::FailureCause;
    /// assert_eq!(FailureCause(0xD3).meaning(), "memory capacity exceeded");
    /// assert_eq!(FailureCause::SC_BUSY, FailureCause(0xC0));
    /// ```
    ///
    /// Values below 0x80 are reserved, and a report with one is not encoded: it would read as a report without a cause.
    pub struct FailureCause(pub u8);
}

/// Declares the causes of the standard.
macro_rules! causes {
    ($($CAUSE:ident = $value:literal, $meaning:literal;)*) => {
        impl FailureCause {
            $(
                #[doc = concat!(stringify!($value), ": ", $meaning, ".")]
                pub const $CAUSE: Self = Self($value);
            )*

            /// The meaning of the value in a few words.
            pub const fn meaning(self) -> &'static str {
                match self.0 {
                    $($value => $meaning,)*
                    0xE0..=0xFE => "specific to an application",
                    _ => "reserved",
                }
            }
        }
    };
}
causes! {
    TELEMATIC_INTERWORKING_NOT_SUPPORTED = 0x80, "telematic interworking not supported";
    TYPE_0_NOT_SUPPORTED = 0x81, "short message type 0 not supported";
    CANNOT_REPLACE = 0x82, "cannot replace short message";
    UNSPECIFIED_PID_ERROR = 0x8F, "unspecified TP-PID error";
    DCS_NOT_SUPPORTED = 0x90, "data coding scheme not supported";
    CLASS_NOT_SUPPORTED = 0x91, "message class not supported";
    UNSPECIFIED_DCS_ERROR = 0x9F, "unspecified TP-DCS error";
    COMMAND_CANNOT_BE_ACTIONED = 0xA0, "command cannot be actioned";
    COMMAND_UNSUPPORTED = 0xA1, "command unsupported";
    UNSPECIFIED_COMMAND_ERROR = 0xAF, "unspecified TP-Command error";
    TPDU_NOT_SUPPORTED = 0xB0, "TPDU not supported";
    SC_BUSY = 0xC0, "service centre busy";
    NO_SC_SUBSCRIPTION = 0xC1, "no service centre subscription";
    SC_SYSTEM_FAILURE = 0xC2, "service centre system failure";
    INVALID_SME_ADDRESS = 0xC3, "invalid SME address";
    DESTINATION_SME_BARRED = 0xC4, "destination SME barred";
    DUPLICATE_REJECTED = 0xC5, "duplicate short message rejected";
    VPF_NOT_SUPPORTED = 0xC6, "TP-VPF not supported";
    VP_NOT_SUPPORTED = 0xC7, "TP-VP not supported";
    SIM_STORAGE_FULL = 0xD0, "SIM storage full";
    NO_SIM_STORAGE = 0xD1, "no short message storage in the SIM";
    ERROR_IN_MS = 0xD2, "error in the mobile";
    MEMORY_CAPACITY_EXCEEDED = 0xD3, "memory capacity exceeded";
    SIM_TOOLKIT_BUSY = 0xD4, "SIM application toolkit busy";
    SIM_DATA_DOWNLOAD_ERROR = 0xD5, "SIM data download error";
    UNSPECIFIED = 0xFF, "unspecified error cause";
}

impl FailureCause {
    /// Whether the standard reserves the value.
    pub const fn is_reserved(self) -> bool {
        matches!(
            self.0,
            0x00..=0x7F | 0x83..=0x8E | 0x92..=0x9E | 0xA2..=0xAE | 0xB1..=0xBF | 0xC8..=0xCF | 0xD6..=0xDF
        )
    }
}

octet! {
    /// TP-CT: what a command asks for (3GPP TS 23.040 9.2.3.19).
    pub struct CommandType(pub u8);
}

impl CommandType {
    /// Asks what became of a message.
    pub const ENQUIRY: Self = Self(0x00);
    /// Cancels the request for a status report.
    pub const CANCEL_STATUS_REPORT_REQUEST: Self = Self(0x01);
    /// Deletes a message.
    pub const DELETE: Self = Self(0x02);
    /// Requests a status report for a message.
    pub const ENABLE_STATUS_REPORT_REQUEST: Self = Self(0x03);

    /// The meaning of the value in a few words.
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            0x00 => "enquiry about a submitted message",
            0x01 => "cancel the status report request",
            0x02 => "delete a submitted message",
            0x03 => "enable the status report request",
            0xE0..=0xFF => "specific to the service centre",
            _ => "reserved",
        }
    }
}
