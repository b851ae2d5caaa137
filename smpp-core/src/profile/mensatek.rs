//! Mensatek (SMPP service document 2.1): SMPP 3.3 and 3.4, transceiver, one session per account on a server.

use super::{Class, ErrorCode, Profile, SenderRules};
use crate::codes::{DataCoding, Version};
use crate::message::receipt::{IdBase, ReceiptForm};
use crate::message::text::{Charset, DataCodings};

impl Profile {
    /// The provider Mensatek. `data_coding` 0 and 1 are unpacked GSM 7-bit; 8 is UCS2. Receipts have no text.
    /// Characters missing from GSM 7-bit are replaced by the nearest one.
    pub const MENSATEK: Self = Self {
        name: "mensatek",
        version: Version::V34,
        data_codings: DataCodings { default: Charset::GSM7, ia5: Charset::GSM7 },
        allowed: &[DataCoding::DEFAULT, DataCoding::IA5, DataCoding::UCS2],
        receipts: ReceiptForm::MENSATEK,
        submit_ids: IdBase::Decimal,
        receipt_ids: IdBase::Decimal,
        senders: SenderRules { max_digits: 15, max_letters: 11, punctuation: "_" },
        errors: ERRORS,
        sessions_per_account: Some(1),
        replaces_characters: true,
        ..Self::GENERIC
    };
}

const WAITING: &str = "the operator waits for the phone to confirm; it may be off or out of coverage";
const UNSPECIFIED: &str = "unspecified error of the operator";
const SENDING: &str = "a fault in the sending of these messages";
const OFF_TOO_LONG: &str = "expired: the phone stayed off or out of coverage";
const GONE: &str = "the number does not exist any more";
const NO_SERVICE: &str = "the number has no service any more";
const CENTRE_FAILED: &str = "grave fault of the destination's message centre; the message is kept";
const NO_TIME: &str = "delivered, time of delivery not known";
const DESTINATION: &str = "a fault in sending to this operator or country";

const fn error(code: u16, class: Class, meaning: &'static str) -> ErrorCode {
    ErrorCode { code, meaning, class }
}

/// The error codes of the document, by number.
const ERRORS: &[ErrorCode] = &[
    error(0, Class::Pending, WAITING),
    error(1, Class::Pending, "scheduled for later"),
    error(2, Class::Pending, WAITING),
    error(10, Class::Pending, WAITING),
    error(11, Class::Delivered, "delivered to the phone"),
    error(12, Class::Pending, WAITING),
    error(13, Class::Delivered, "delivered to the phone"),
    error(14, Class::Delivered, "delivered and certified"),
    error(22, Class::Support, UNSPECIFIED),
    error(23, Class::Support, UNSPECIFIED),
    error(24, Class::Support, UNSPECIFIED),
    error(25, Class::Support, SENDING),
    error(26, Class::Support, SENDING),
    error(27, Class::Support, SENDING),
    error(28, Class::Support, SENDING),
    error(29, Class::Cancelled, "cancelled before its scheduled time"),
    error(31, Class::Pending, WAITING),
    error(50, Class::Permanent, "the network says that the number does not exist"),
    error(51, Class::Permanent, "delivery to the phone failed repeatedly"),
    error(52, Class::Support, "delivery to the network failed"),
    error(53, Class::Expired, OFF_TOO_LONG),
    error(54, Class::Blocked, "the number is on a black list"),
    error(55, Class::Blocked, "the number is blocked"),
    error(70, Class::Delivered, NO_TIME),
    error(101, Class::Expired, OFF_TOO_LONG),
    error(102, Class::Permanent, "the subscriber has left"),
    error(103, Class::Expired, OFF_TOO_LONG),
    error(104, Class::Permanent, "the number is not correct"),
    error(106, Class::Delivered, NO_TIME),
    error(110, Class::Permanent, GONE),
    error(111, Class::Permanent, GONE),
    error(112, Class::Permanent, NO_SERVICE),
    error(113, Class::Expired, OFF_TOO_LONG),
    error(120, Class::Temporary, CENTRE_FAILED),
    error(121, Class::Temporary, "the destination's operator is congested; other routes are tried"),
    error(122, Class::Temporary, CENTRE_FAILED),
    error(130, Class::Permanent, GONE),
    error(131, Class::Permanent, "the phone's memory was full at every try"),
    error(132, Class::Permanent, "the phone cannot receive messages"),
    error(133, Class::Permanent, GONE),
    error(134, Class::Temporary, "a passing fault of the phone; tried again every 15 minutes"),
    error(135, Class::Temporary, "a fault of the network; tried again every 15 minutes"),
    error(136, Class::Permanent, NO_SERVICE),
    error(137, Class::Permanent, GONE),
    error(140, Class::Support, DESTINATION),
    error(141, Class::Support, DESTINATION),
    error(150, Class::Support, "the destination's network has closed for messages for a time"),
    error(200, Class::Blocked, "refused by the operator; the credit was given back"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn errors_are_in_order_and_found_with_zeros_in_front() {
        assert!(ERRORS.is_sorted_by(|a, b| a.code < b.code));
        assert_eq!(ERRORS.len(), 48);
        let profile = Profile::named("mensatek").unwrap();
        for error in ERRORS {
            for text in [format!("{}", error.code), format!("{:03}", error.code)] {
                assert_eq!(profile.error(text.as_bytes()), Some(error));
            }
        }
        for none in ["", "7", "0x11", "999999", "1 "] {
            assert_eq!(profile.error(none.as_bytes()), None, "{none:?}");
        }
    }

    /// Classes follow from what the sender must do, whatever the words: this document has no errors about
    /// credit or rights.
    #[test]
    fn what_the_operator_refused_or_the_sender_withdrew_is_no_fault_of_the_account_or_the_number() {
        let class = |code| Profile::MENSATEK.error_number(code).unwrap().class;
        // The operator refused it and the credit was returned, or the operator or account bars the number.
        assert_eq!([200, 54, 55].map(class), [Class::Blocked; 3]);
        // A scheduled message was withdrawn; the number is good.
        assert_eq!(class(29), Class::Cancelled);
        // "Contact support", whoever closed the connection.
        assert_eq!([22, 23, 24, 25, 26, 27, 28, 52, 140, 141, 150].map(class), [Class::Support; 11]);
        // Numbers that do not exist, or no longer exist.
        assert_eq!([50, 51, 104, 110, 111, 112, 130, 133, 136, 137].map(class), [Class::Permanent; 10]);
        assert!(ERRORS.iter().all(|error| error.class != Class::Account));
    }
}
