//! The table of lints.

use super::Severity::{Error, Note, Warning};
use super::signs::{Sign, Signs};
use super::{Lint, fields, header, message, receipt, tlvs};

/// Writes the table: file of the check, id (also the name of the check), severity, signs of which a PDU must have one,
/// section, summary.
macro_rules! lints {
    ($( $file:ident $id:ident $severity:ident [$($sign:ident)*] $section:literal $summary:literal; )*) => {
        /// All lints, in the order in which they are checked.
        pub static LINTS: &[Lint] = &[ $(
            Lint {
                id: stringify!($id),
                section: $section,
                severity: $severity,
                summary: $summary,
                signs: Signs::of(&[$(Sign::$sign),*]),
                check: $file::$id,
            },
        )* ];
    };
}

lints! {
    header unknown_command_id Error [UnknownId] "v3.4 5.1.2.1" "no version of the protocol has this command_id";
    header pdu_not_in_version Warning [OtherVersion] "v3.4 5.1.2.1" "this version of the protocol does not have this PDU";
    header unverified_layout Note [Unverified] "3.3" "the layout of this PDU comes from a single public source";
    header header_shifted Error [Status] "v3.4 3.2" "the header is shifted: command_status seems to be missing, as it holds a small number and sequence_number holds text";
    header status_in_request Warning [Status] "v3.4 5.1.3" "command_status is not 0 in a request";
    header sequence_number_range Note [SequenceNumber] "v3.4 5.1.4" "sequence_number outside 1 to 0x7FFFFFFF";
    header body_missing Warning [NoBody] "v3.4 3.2" "a successful response without its mandatory fields";
    header undecodable Error [Undecodable] "v3.4 3.2" "a mandatory field cannot be read";
    fields field_too_long Warning [TooLong] "v3.4 5.2" "longer than this version allows";
    fields value_out_of_range Warning [Reserved] "v3.4 5.2" "a value that this version reserves";
    fields data_coding_of_gsm Note [DataCoding] "v3.4 5.2.19" "SMPP reserves this data_coding; message centres forward it as a GSM data coding scheme";
    fields no_destination Warning [Missing] "v3.4 4.4.1" "no destination address";
    fields address_not_printable Warning [NotPrintable] "v3.4 5.2.8" "an address with octets that are not printable ASCII";
    fields address_contradicts_ton Warning [Address] "v3.4 5.2.5" "TON or NPI does not match the address";
    fields receipt_type_in_submit Warning [MessageType] "v3.4 5.2.12" "the message type of a receipt, which only a message centre sends";
    fields receipt_not_requested Warning [MessageType] "v3.4 5.2.17" "esm_class does not request a receipt; registered_delivery would, but it is 0";
    fields receipt_not_requested Note [MessageType] "v3.4 5.2.17" "esm_class marks an acknowledgement; only registered_delivery requests a receipt, and it is 0";
    fields priority_in_esm_class Note [MessageType] "v3.4 5.2.12" "bits 5 to 2 of esm_class are the message type; the priority belongs in priority_flag";
    fields time_format Warning [NoTime TlvNoTime] "v3.4 7.1.1" "not a valid time: 16 characters, each part within its range";
    fields validity_before_schedule Warning [Time] "v3.4 5.2.16" "validity_period ends before schedule_delivery_time";
    fields schedule_before_now Warning [Time] "v3.4 5.2.15" "schedule_delivery_time has passed";
    fields validity_before_now Warning [Time] "v3.4 5.2.16" "validity_period has ended";
    message udhi_without_udh Warning [Udhi] "v3.4 5.2.12" "the UDH indicator is set, but the message does not start with a valid user data header";
    message udh_length_counts_itself Warning [Udhi] "3GPP TS 23.040 9.2.3.24" "the length of the user data header includes its own octet";
    message udh_without_udhi Note [Element] "v3.4 5.2.12" "the message starts like a user data header, but the UDH indicator is not set";
    message udh_in_text_coding Warning [Udhi] "3GPP TS 23.040 9.2.3.24" "a user data header with a data_coding that does not allow one";
    message part_number Warning [Udhi Sar] "3GPP TS 23.040 9.2.3.24.1" "part 0, or a part above the total";
    message concatenation_repeated Note [Udhi] "3GPP TS 23.040 9.2.3.24" "more than one concatenation element: the last one counts";
    message two_messages Warning [Payload] "v3.4 5.3.2.32" "short_message and message_payload together";
    message sar_with_udhi Warning [Sar] "v3.4 5.3.2.22" "sar_* TLVs together with a user data header that also has part numbers";
    message ports_with_udhi Note [Udhi] "v3.4 5.3.2.20" "port TLVs together with a user data header";
    message sar_incomplete Warning [Sar] "v3.4 5.3.2.22" "sar_* TLVs count only if all three are present";
    message ucs2_odd Warning [Ucs2] "v3.4 5.2.19" "UCS2 text with an odd number of octets";
    message sm_length_in_septets Error [Undecodable Trailing] "v3.4 5.2.21" "sm_length counts octets, not septets";
    message not_septets Note [Gsm7] "3GPP TS 23.038 6.2.1" "octets above 0x7F in a GSM 7-bit text: packed septets or Latin-1";
    message septets_as_latin1 Note [Latin1] "v3.4 5.2.19" "control codes in an ASCII or Latin-1 text: probably GSM 7-bit septets, where @ is 0, $ is 2 and _ is 0x11";
    receipt receipt_contradicts_tlv Warning [Receipt] "v3.4 5.3.2.12" "the text of a receipt contradicts its TLV";
    tlvs tlv_stream Error [Trailing] "v5.0 4.8.1" "octets at the end that are not a TLV";
    tlvs tlv_in_v33 Warning [Tlv] "v3.4 2.10" "version 3.3 has no TLVs";
    tlvs tlv_not_allowed Warning [TlvNotAllowed] "v3.4 5.3.1" "this PDU may not carry this TLV";
    tlvs tlv_unknown Note [TlvUnknown] "v3.4 5.3.2" "a tag that is neither standard nor in the vendor range";
    tlvs tlv_length Warning [TlvLength] "v3.4 5.3.2" "the length of the value is wrong for this TLV";
    tlvs tlv_value Warning [TlvReserved] "v3.4 5.3.2" "a reserved value";
    tlvs tlv_repeated Warning [TlvRepeated] "v3.4 5.3.1" "this TLV is repeated";
    tlvs tlv_unterminated Note [TlvUnterminated] "v3.4 3.2.4" "a string without its terminating NUL";
    tlvs nul_in_text Warning [TlvNul] "v3.4 3.1" "a NUL inside a string: receivers stop there, or read past it";
    tlvs tlv_missing Warning [Required] "v5.0 4.8.1" "a TLV that this PDU requires is missing";
    tlvs data_sm_without_payload Note [DataSm] "v3.4 4.7.1" "a data_sm without message_payload carries no message";
}
