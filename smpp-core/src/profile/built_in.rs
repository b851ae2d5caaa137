//! Profiles that are not specific to a provider.

use super::{Profile, SenderRules};
use crate::codes::{DataCoding, Version};
use crate::message::correlate::ReceiptsFor;
use crate::message::receipt::{IdBase, ReceiptFormat, ReceiptRules};
use crate::message::text::{Charset, DataCodings};

impl Profile {
    /// SMPP 3.4 to the letter. Where the standard leaves a choice, this profile does what most message centres
    /// do.
    pub const GENERIC: Self = Self {
        name: "generic",
        version: Version::V34,
        data_codings: DataCodings { default: Charset::GSM7, ia5: Charset::Ia5 },
        accepted_data_codings: &[
            DataCoding::DEFAULT,
            DataCoding::IA5,
            DataCoding::OCTET_2,
            DataCoding::LATIN_1,
            DataCoding::OCTET,
            DataCoding::CYRILLIC,
            DataCoding::HEBREW,
            DataCoding::UCS2,
        ],
        receipt_format: ReceiptFormat::APPENDIX_B,
        state_words: &[],
        receipt_rules: ReceiptRules::DEFAULT,
        utc_offset_quarters: None,
        submit_ids: IdBase::Either,
        receipt_ids: IdBase::Either,
        receipts_for: ReceiptsFor::EachPart,
        receipts_by_destination: false,
        vendor_tlvs: &[],
        senders: SenderRules::GENERIC,
        errors: &[],
        sessions_per_account: None,
        replaces_characters: false,
        max_short_message: 254,
    };

    /// Kannel as a message centre (opensmppbox with common settings): like [`GENERIC`](Self::GENERIC), but receipts
    /// have `text:` in lower case and the word `BUFFRED`, which means ENROUTE.
    pub const KANNEL: Self = Self {
        name: "kannel",
        receipt_format: ReceiptFormat { text_label: Some("text:"), seconds: false },
        state_words: &[("BUFFRED", crate::codes::MessageState::ENROUTE)],
        ..Self::GENERIC
    };
}
