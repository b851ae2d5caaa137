//! The first octet of a TPDU.

use crate::debug::octet;

octet! {
    /// The first octet of a TPDU: its type and its flags (3GPP TS 23.040 9.2.3.1 and others). The same bit can mean
    /// different things in different types.
    ///
    /// Writing a TPDU sets the bits that follow from its other fields: the type, TP-VPF, and TP-UDHI where there is user
    /// data. All other bits, including reserved ones, are written as they are.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::FirstOctet;
    /// let first = FirstOctet::default().with_status_report_request(true);
    /// assert_eq!(first, FirstOctet(0x20));
    /// assert!(first.status_report_request() && !first.reply_path());
    /// ```
    #[derive(Default)]
    pub struct FirstOctet(pub u8);
}

/// Declares a getter and a `with_*` method for each flag.
macro_rules! flags {
    ($($(#[$doc:meta])* $flag:ident $with:ident = $mask:literal;)*) => {
        impl FirstOctet {
            $(
                $(#[$doc])*
                pub const fn $flag(self) -> bool {
                    self.0 & $mask != 0
                }

                #[doc = concat!("Sets [`", stringify!($flag), "`](Self::", stringify!($flag), ") to `value`.")]
                #[must_use]
                pub const fn $with(self, value: bool) -> Self {
                    Self(self.0 & !$mask | if value { $mask } else { 0 })
                }
            )*
        }
    };
}
flags! {
    /// TP-MMS, in SMS-DELIVER and SMS-STATUS-REPORT: no more messages wait at the service centre.
    no_more_messages with_no_more_messages = 0x04;
    /// TP-RD, in SMS-SUBMIT: the service centre rejects the message if it still holds one with the same reference and
    /// destination.
    reject_duplicates with_reject_duplicates = 0x04;
    /// TP-LP, in SMS-DELIVER and SMS-STATUS-REPORT: the message was forwarded, or sent automatically because of another
    /// one. It must not trigger further automatic messages.
    loop_prevention with_loop_prevention = 0x08;
    /// TP-SRI, in SMS-DELIVER: the sender gets a status report.
    status_report_indication with_status_report_indication = 0x20;
    /// TP-SRR, in SMS-SUBMIT and SMS-COMMAND: the sender wants a status report.
    status_report_request with_status_report_request = 0x20;
    /// TP-SRQ, in SMS-STATUS-REPORT: the report is the result of an SMS-COMMAND, not of an SMS-SUBMIT.
    status_report_qualifier with_status_report_qualifier = 0x20;
    /// TP-UDHI: the user data starts with a header.
    user_data_header_indicator with_user_data_header_indicator = 0x40;
    /// TP-RP, in SMS-DELIVER and SMS-SUBMIT: a reply may go through the service centre of this message.
    reply_path with_reply_path = 0x80;
}

impl FirstOctet {
    /// TP-MTI: the type, 0 to 3. The same number means a different type in the other direction.
    pub const fn message_type_indicator(self) -> u8 {
        self.0 & 0x03
    }

    /// TP-VPF, in SMS-SUBMIT, 0 to 3: the format of the validity period.
    pub const fn validity_period_format(self) -> u8 {
        self.0 >> 3 & 0x03
    }

    pub(super) const fn with_type(self, mti: u8) -> Self {
        Self(self.0 & !0x03 | mti & 0x03)
    }

    pub(super) const fn with_validity_period_format(self, format: u8) -> Self {
        Self(self.0 & !0x18 | (format & 0x03) << 3)
    }
}
