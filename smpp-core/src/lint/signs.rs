//! Signs: what a single pass over a PDU shows. Each lint lists signs, and runs only on a PDU that has at least one of
//! them; on other PDUs it would find nothing.

/// What a single pass over a PDU shows.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    /// No version has the `command_id`.
    UnknownId,
    /// The version does not have the PDU.
    OtherVersion,
    /// The layout comes from a single source.
    Unverified,
    /// `command_status` is not 0.
    Status,
    /// `sequence_number` is outside its range.
    SequenceNumber,
    /// A response without its body.
    NoBody,
    /// A mandatory field cannot be read.
    Undecodable,
    /// A field, or an entry of a list, that is longer than its bound.
    TooLong,
    /// A field or entry with a reserved value.
    Reserved,
    /// An empty destination.
    Missing,
    /// An address that is not printable.
    NotPrintable,
    /// A field that is not a valid time.
    NoTime,
    /// An address that does not match its TON or NPI.
    Address,
    /// `schedule_delivery_time` or `validity_period` is set.
    Time,
    /// A submission whose `esm_class` has a message type other than normal.
    MessageType,
    /// The UDH indicator is set.
    Udhi,
    /// The message starts with an octet that starts a header with a concatenation element.
    Element,
    /// `data_coding` is not 0.
    DataCoding,
    /// A text in GSM 7-bit.
    Gsm7,
    /// A text in IA5 or Latin-1.
    Latin1,
    /// A text in UCS2.
    Ucs2,
    /// Octets at the end that are not a TLV.
    Trailing,
    /// At least one TLV.
    Tlv,
    /// A TLV that the PDU may not carry.
    TlvNotAllowed,
    /// A TLV that no version has, and no vendor may have.
    TlvUnknown,
    /// A TLV of a wrong length.
    TlvLength,
    /// A TLV with a reserved value.
    TlvReserved,
    /// A TLV that is not a valid time.
    TlvNoTime,
    /// A text without a NUL at its end.
    TlvUnterminated,
    /// A text with a NUL inside.
    TlvNul,
    /// Perhaps two TLVs with the same tag.
    TlvRepeated,
    /// A sar_* TLV.
    Sar,
    /// A `message_payload`.
    Payload,
    /// A TLV of receipts.
    Receipt,
    /// The PDU requires a TLV.
    Required,
    /// A data_sm.
    DataSm,
}

/// A set of signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs(u64);

impl Signs {
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn of(mut signs: &[Sign]) -> Self {
        let mut set = Self::NONE;
        while let [first, rest @ ..] = signs {
            set.add(*first);
            signs = rest;
        }
        set
    }

    pub(super) const fn add(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u32;
    }

    pub(super) const fn add_if(&mut self, is_there: bool, sign: Sign) {
        self.0 |= (is_there as u64) << sign as u32;
    }

    pub(super) const fn add_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether they have a sign in common.
    pub(super) const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
