//! Mensatek (SMPP service document 2.1): SMPP 3.3 and 3.4, transceiver, one session per account on a server.

use super::{Profile, SenderRules};
use crate::codes::{DataCoding, Version};
use crate::message::receipt::{ErrorClass, ErrorCode, IdBase, ReceiptFormat};
use crate::message::text::{Charset, DataCodings};

impl Profile {
    /// The provider Mensatek. `data_coding` 0 and 1 are unpacked GSM 7-bit; 8 is UCS2. Receipts do not quote the
    /// message. A character that GSM 7-bit lacks is replaced with the nearest one that it has.
    pub const MENSATEK: Self = Self {
        name: "mensatek",
        version: Version::V34,
        data_codings: DataCodings { default: Charset::GSM7, ia5: Charset::GSM7 },
        accepted_data_codings: &[DataCoding::DEFAULT, DataCoding::IA5, DataCoding::UCS2],
        receipt_format: ReceiptFormat::MENSATEK,
        submit_ids: IdBase::Decimal,
        receipt_ids: IdBase::Decimal,
        senders: SenderRules { max_digits: 15, max_letters: 11, punctuation: "_" },
        errors: ERRORS,
        sessions_per_account: Some(1),
        replaces_characters: true,
        ..Self::GENERIC
    };
}

const WAITING: &str = "the operator is waiting for the phone to confirm; it may be off or out of coverage";
const UNSPECIFIED: &str = "unspecified error of the operator";
const SENDING: &str = "a fault in sending these messages";
const OFF_TOO_LONG: &str = "expired: the phone stayed off or out of coverage";
const GONE: &str = "the number no longer exists";
const NO_SERVICE: &str = "the number no longer has service";
const CENTRE_FAILED: &str = "serious fault of the destination's message centre; the message is kept";
const NO_TIME: &str = "delivered, time of delivery not known";
const DESTINATION: &str = "a fault in sending to this operator or country";

const fn error(code: u16, class: ErrorClass, meaning: &'static str) -> ErrorCode {
    ErrorCode { code, meaning, class }
}

/// The error codes of the document, by number.
const ERRORS: &[ErrorCode] = &[
    error(0, ErrorClass::Pending, WAITING),
    error(1, ErrorClass::Pending, "scheduled for later"),
    error(2, ErrorClass::Pending, WAITING),
    error(10, ErrorClass::Pending, WAITING),
    error(11, ErrorClass::Delivered, "delivered to the phone"),
    error(12, ErrorClass::Pending, WAITING),
    error(13, ErrorClass::Delivered, "delivered to the phone"),
    error(14, ErrorClass::Delivered, "delivered and certified"),
    error(22, ErrorClass::Support, UNSPECIFIED),
    error(23, ErrorClass::Support, UNSPECIFIED),
    error(24, ErrorClass::Support, UNSPECIFIED),
    error(25, ErrorClass::Support, SENDING),
    error(26, ErrorClass::Support, SENDING),
    error(27, ErrorClass::Support, SENDING),
    error(28, ErrorClass::Support, SENDING),
    error(29, ErrorClass::Cancelled, "cancelled before its scheduled time"),
    error(31, ErrorClass::Pending, WAITING),
    error(50, ErrorClass::Permanent, "the network says that the number does not exist"),
    error(51, ErrorClass::Permanent, "delivery to the phone failed repeatedly"),
    error(52, ErrorClass::Support, "delivery to the network failed"),
    error(53, ErrorClass::Expired, OFF_TOO_LONG),
    error(54, ErrorClass::Blocked, "the number is on a blacklist"),
    error(55, ErrorClass::Blocked, "the number is blocked"),
    error(70, ErrorClass::Delivered, NO_TIME),
    error(101, ErrorClass::Expired, OFF_TOO_LONG),
    error(102, ErrorClass::Permanent, "the subscriber has left"),
    error(103, ErrorClass::Expired, OFF_TOO_LONG),
    error(104, ErrorClass::Permanent, "the number is not correct"),
    error(106, ErrorClass::Delivered, NO_TIME),
    error(110, ErrorClass::Permanent, GONE),
    error(111, ErrorClass::Permanent, GONE),
    error(112, ErrorClass::Permanent, NO_SERVICE),
    error(113, ErrorClass::Expired, OFF_TOO_LONG),
    error(120, ErrorClass::Temporary, CENTRE_FAILED),
    error(121, ErrorClass::Temporary, "the destination's operator is congested; other routes are tried"),
    error(122, ErrorClass::Temporary, CENTRE_FAILED),
    error(130, ErrorClass::Permanent, GONE),
    error(131, ErrorClass::Permanent, "the phone's memory was full at every try"),
    error(132, ErrorClass::Permanent, "the phone cannot receive messages"),
    error(133, ErrorClass::Permanent, GONE),
    error(134, ErrorClass::Temporary, "a temporary fault of the phone; tried again every 15 minutes"),
    error(135, ErrorClass::Temporary, "a fault of the network; tried again every 15 minutes"),
    error(136, ErrorClass::Permanent, NO_SERVICE),
    error(137, ErrorClass::Permanent, GONE),
    error(140, ErrorClass::Support, DESTINATION),
    error(141, ErrorClass::Support, DESTINATION),
    error(150, ErrorClass::Support, "the destination's network is temporarily closed to messages"),
    error(200, ErrorClass::Blocked, "refused by the operator; the credit was given back"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn errors_are_in_order_and_found_with_zeros_in_front() {
        assert!(ERRORS.is_sorted_by(|a, b| a.code < b.code));
        assert_eq!(ERRORS.len(), 48);
        let dialect = Profile::named("mensatek").unwrap().receipt_dialect();
        for error in ERRORS {
            for text in [format!("{}", error.code), format!("{:03}", error.code)] {
                assert_eq!(dialect.error(None, text.as_bytes()), Some(error));
            }
        }
        for none in ["", "7", "0x11", "999999", "1 "] {
            assert_eq!(dialect.error(None, none.as_bytes()), None, "{none:?}");
        }
    }

    /// Classes follow from what the sender must do, whatever the words: this document has no errors about
    /// credit or permissions.
    #[test]
    fn neither_the_account_nor_the_number_is_blamed_for_a_refusal_by_the_operator_or_a_withdrawal() {
        let class = |code| ERRORS.iter().find(|error| error.code == code).unwrap().class;
        // The operator refused it and the credit was returned, or the operator or account bars the number.
        assert_eq!([200, 54, 55].map(class), [ErrorClass::Blocked; 3]);
        // A scheduled message was withdrawn; the number is good.
        assert_eq!(class(29), ErrorClass::Cancelled);
        // "Contact support", whoever closed the connection.
        assert_eq!([22, 23, 24, 25, 26, 27, 28, 52, 140, 141, 150].map(class), [ErrorClass::Support; 11]);
        // Numbers that do not exist, or no longer exist.
        assert_eq!([50, 51, 104, 110, 111, 112, 130, 133, 136, 137].map(class), [ErrorClass::Permanent; 10]);
        assert!(ERRORS.iter().all(|error| error.class != ErrorClass::Account));
    }
}
