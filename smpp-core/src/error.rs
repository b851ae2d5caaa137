//! The two errors of the codec. Both are small and `Copy`, and contain no strings: they refer to the field
//! tables.

use crate::codes::CommandStatus;
use crate::codes::tag::Tag;
pub use crate::field::FieldDef;
use crate::field::{FieldFormat, ReadFailure, WriteFailure};
use crate::wire::{DecodeErrorKind, EncodeErrorKind};
use core::fmt;

/// Why octets could not be decoded: the offset, the field and the status to answer.
///
/// ```
/// use smpp_core::{pdu::SubmitSm, RawPdu};
/// let octets = b"\0\0\0\x16\0\0\0\x04\0\0\0\0\0\0\0\x01\0\x01\x01467";
/// let raw = RawPdu::parse(octets)?;
/// let error = raw.decode::<SubmitSm<'_>>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "submit_sm.source_addr at octet 19: no terminating NUL within the PDU (answer ESME_RINVSRCADR)"
/// );
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    field: Option<&'static FieldDef>,
    offset: u32,
    kind: DecodeErrorKind,
}

impl DecodeError {
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize, field: Option<&'static FieldDef>) -> Self {
        Self { field, offset: u32::try_from(offset).unwrap_or(u32::MAX), kind }
    }

    #[cold]
    pub(crate) fn of_field(failure: ReadFailure) -> Self {
        Self::new(failure.kind, failure.offset, Some(failure.field))
    }

    /// The kind of error.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// The offset of the error in octets, counted from the start of the PDU's header.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    /// The table entry of the field that is wrong, if there is one.
    pub const fn field_def(&self) -> Option<&'static FieldDef> {
        self.field
    }

    /// The standard's name of the field that is wrong.
    pub fn field(&self) -> Option<&'static str> {
        let field = self.field?;
        let length_name = if self.kind == DecodeErrorKind::NoLength { field.length_name() } else { None };
        Some(length_name.unwrap_or(field.name))
    }

    /// The `command_status` to answer (v5.0 section 4.7.6).
    pub fn command_status(&self) -> CommandStatus {
        match (self.kind, self.field) {
            (DecodeErrorKind::NoTerminator, Some(field)) => field.status,
            (DecodeErrorKind::LengthPastEnd, Some(field)) if field.format == FieldFormat::OctetString => {
                CommandStatus::ESME_RINVMSGLEN
            }
            (DecodeErrorKind::LengthPastEnd, Some(field)) => field.status,
            (DecodeErrorKind::UnknownDestFlag, _) => CommandStatus::ESME_RINVDESTFLAG,
            (DecodeErrorKind::TlvLength, _) => CommandStatus::ESME_RINVTLVLEN,
            (DecodeErrorKind::OtherCommand, _) => CommandStatus::ESME_RINVCMDID,
            _ => CommandStatus::ESME_RINVCMDLEN,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.field, self.field()) {
            (Some(def), Some(name)) => {
                write!(f, "{}.{name} at octet {}: ", def.pdu.unwrap_or("tlv"), self.offset)?;
            }
            _ => write!(f, "header at octet {}: ", self.offset)?,
        }
        let what = match self.kind {
            DecodeErrorKind::Truncated => "the PDU ends inside the field",
            DecodeErrorKind::NoTerminator => "no terminating NUL within the PDU",
            DecodeErrorKind::LengthPastEnd => "more octets announced than the PDU has left",
            DecodeErrorKind::NoLength => "the PDU ends before it",
            DecodeErrorKind::UnknownDestFlag => "dest_flag is neither 1 nor 2",
            DecodeErrorKind::TlvLength => "the value has a length that this TLV cannot have",
            DecodeErrorKind::OtherCommand => "another command_id than the one to decode",
            DecodeErrorKind::CommandLength => "command_length below 16 or not that of the octets given",
        };
        write!(f, "{what} (answer {})", self.command_status())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl core::error::Error for DecodeError {}

#[cfg(feature = "defmt")]
impl defmt::Format for DecodeError {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(
            f,
            "{=str} at octet {=u32}: {}",
            self.field().unwrap_or("header"),
            self.offset,
            self.kind
        );
    }
}

/// Why a PDU was not encoded. Ignore the contents of the buffer then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EncodeError {
    field: Option<&'static FieldDef>,
    /// The number of octets needed, or the tag of the TLV.
    detail: u32,
    kind: EncodeErrorKind,
}

impl EncodeError {
    pub(crate) const fn new(kind: EncodeErrorKind, field: Option<&'static FieldDef>) -> Self {
        Self { field, detail: 0, kind }
    }

    #[cold]
    pub(crate) const fn of_field(failure: WriteFailure) -> Self {
        Self::new(failure.kind, Some(failure.field))
    }

    pub(crate) fn with_needed(self, octets: usize) -> Self {
        Self { detail: u32::try_from(octets).unwrap_or(u32::MAX), ..self }
    }

    pub(crate) fn of_tlv(kind: EncodeErrorKind, tag: Tag) -> Self {
        Self { field: None, detail: u32::from(tag.0), kind }
    }

    /// The kind of error.
    pub const fn kind(&self) -> EncodeErrorKind {
        self.kind
    }

    /// The standard's name of the field that is wrong.
    pub fn field(&self) -> Option<&'static str> {
        self.field.map(|field| field.name)
    }

    /// For [`EncodeErrorKind::BufferTooSmall`], the length of the whole PDU in octets; otherwise 0.
    pub const fn needed(&self) -> usize {
        match self.kind {
            EncodeErrorKind::BufferTooSmall => self.detail as usize,
            _ => 0,
        }
    }

    /// The tag of the TLV that is wrong. Set for all kinds that begin with `Tlv`, and for a NUL, a reserved
    /// value or a bad time that is not in a mandatory field.
    pub fn tag(&self) -> Option<Tag> {
        match self.kind {
            EncodeErrorKind::TlvNotInVersion
            | EncodeErrorKind::TlvLength
            | EncodeErrorKind::TlvNotAllowed
            | EncodeErrorKind::TlvRepeated
            | EncodeErrorKind::EmbeddedNul
            | EncodeErrorKind::Reserved
            | EncodeErrorKind::NoTime
                if self.field.is_none() =>
            {
                u16::try_from(self.detail).ok().map(Tag)
            }
            _ => None,
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{}.{}: ", field.pdu.unwrap_or("tlv"), field.name)?;
        }
        if let Some(tag) = self.tag() {
            write!(f, "TLV {:#06x}", tag.0)?;
            // These continue the sentence.
            use EncodeErrorKind::{TlvLength, TlvNotAllowed, TlvNotInVersion, TlvRepeated};
            if !matches!(self.kind, TlvNotInVersion | TlvLength | TlvNotAllowed | TlvRepeated) {
                f.write_str(": ")?;
            }
        }
        match self.kind {
            EncodeErrorKind::BufferTooSmall => {
                write!(f, "the buffer is too small, {} octets are needed", self.detail)
            }
            EncodeErrorKind::EmbeddedNul => f.write_str("a NUL inside a C-Octet String"),
            EncodeErrorKind::TooLong => f.write_str("longer than the field may be in this version"),
            EncodeErrorKind::TooMany => f.write_str("more than its length or count field can say"),
            EncodeErrorKind::PduNotInVersion => f.write_str("this PDU does not exist in this version"),
            EncodeErrorKind::TlvNotInVersion => f.write_str(" does not exist in this version"),
            EncodeErrorKind::TlvLength => f.write_str(" has a length that it cannot have"),
            EncodeErrorKind::Reserved => f.write_str("a value that this version reserves"),
            EncodeErrorKind::NoTime => {
                f.write_str("not a time that this field can hold, or a part of it is out of range")
            }
            EncodeErrorKind::Missing => f.write_str("empty, yet needed"),
            EncodeErrorKind::NotPrintable => f.write_str("an address that is not printable ASCII"),
            EncodeErrorKind::TlvNotAllowed => f.write_str(" is none of this PDU"),
            EncodeErrorKind::TlvRepeated => f.write_str(" is there twice"),
            EncodeErrorKind::BodyOmitted => {
                f.write_str("a response without a body cannot carry fields or TLVs")
            }
            EncodeErrorKind::TrailingOctets => {
                f.write_str("the optional part ends with octets that are no TLV")
            }
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({self})")
    }
}

impl core::error::Error for EncodeError {}

#[cfg(feature = "defmt")]
impl defmt::Format for EncodeError {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}: {}", self.field().unwrap_or("pdu"), self.kind);
    }
}
