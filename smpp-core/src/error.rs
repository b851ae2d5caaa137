//! The two errors of the codec. Both are small and `Copy`. They contain no strings; names come from the field
//! tables.

use crate::codes::CommandStatus;
use crate::codes::tag::Tag;
use crate::field::{FieldDef, FieldRule};
use crate::wire::{DecodeErrorKind, EncodeErrorKind, Fault};
use core::fmt;

/// Why octets could not be decoded: the offset, the field and the status to answer with.
///
/// ```
/// use smpp_core::{pdu::SubmitSm, RawPdu};
/// let octets = b"\0\0\0\x16\0\0\0\x04\0\0\0\0\0\0\0\x01\0\x01\x01467";
/// let raw = RawPdu::parse(octets)?;
/// let error = raw.decode::<SubmitSm<'_>>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "submit_sm.source_addr at octet 19: no terminating NUL within the PDU (answer with ESME_RINVSRCADR)"
/// );
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    field: Option<&'static FieldRule>,
    offset: u32,
    /// The tag of the TLV, if the kind is `TlvLength`.
    tag: Tag,
    kind: DecodeErrorKind,
}

impl DecodeError {
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { field: None, offset: u32::try_from(offset).unwrap_or(u32::MAX), tag: Tag(0), kind }
    }

    pub(crate) const fn of_field(self, field: &'static FieldRule) -> Self {
        Self { field: Some(field), ..self }
    }

    pub(crate) fn tlv_length(tag: Tag, offset: usize) -> Self {
        Self { tag, ..Self::new(DecodeErrorKind::TlvLength, offset) }
    }

    /// The kind of error.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// The offset of the error in octets, counted from the start of the PDU's header. For TLVs that were not
    /// decoded from a PDU, it is counted from the first TLV.
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    /// The declaration of the mandatory field at fault; `None` if the error is not in one.
    pub fn field_def(&self) -> Option<&'static FieldDef> {
        self.field?.def()
    }

    /// The tag of the TLV at fault; `None` if the error is not in one.
    pub fn tag(&self) -> Option<Tag> {
        (self.kind == DecodeErrorKind::TlvLength).then_some(self.tag)
    }

    /// The standard's name for the field or TLV at fault; for [`DecodeErrorKind::NoLength`], the name of the
    /// length or count. `None` if the header is at fault. Looks the name up in the table of all PDUs or of all TLVs.
    pub fn field(&self) -> Option<&'static str> {
        let Some(field) = self.field_def() else { return self.tag()?.name() };
        let length_name = if self.kind == DecodeErrorKind::NoLength { field.length_name() } else { None };
        Some(length_name.unwrap_or(field.name))
    }

    /// The `command_status` to answer with (v3.4 section 5.1.3, v5.0 section 4.7.6).
    pub fn command_status(&self) -> CommandStatus {
        match (self.kind, self.field) {
            (DecodeErrorKind::NoTerminator | DecodeErrorKind::LengthPastEnd, Some(field)) => field.status(),
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
            (Some(field), Some(name)) => write!(f, "{}.{name}", field.command_id())?,
            (None, Some(name)) => write!(f, "tlv.{name}")?,
            (_, None) => f.write_str("header")?,
        }
        write!(f, " at octet {}: {} (answer with {})", self.offset, self.kind, self.command_status())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl core::error::Error for DecodeError {}

/// Formats the `command_id`, the position of the field, the offset and the kind, without a table of names.
#[cfg(feature = "defmt")]
impl defmt::Format for DecodeError {
    fn format(&self, f: defmt::Formatter<'_>) {
        match (self.field, self.tag()) {
            (Some(field), _) => defmt::write!(f, "{=u32:#x} field {=u8}", field.command_id().0, field.index),
            (None, Some(tag)) => defmt::write!(f, "TLV {=u16:#06x}", tag.0),
            (None, None) => defmt::write!(f, "header"),
        }
        defmt::write!(f, " at octet {=u32}: {}", self.offset, self.kind);
    }
}

/// Why a PDU was not encoded. After an error, ignore the contents of the buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EncodeError {
    field: Option<&'static FieldRule>,
    /// The octets needed, if the buffer is too small; otherwise the tag of the TLV and [`Self::TLV`], or 0.
    detail: u32,
    fault: Fault,
}

impl EncodeError {
    const TLV: u32 = 0x1_0000;

    pub(crate) const fn of_field(fault: Fault, field: &'static FieldRule) -> Self {
        Self { field: Some(field), detail: 0, fault }
    }

    pub(crate) fn of_tlv(fault: Fault, tag: Tag) -> Self {
        Self { field: None, detail: Self::TLV | u32::from(tag.0), fault }
    }

    /// Adds the length of the whole PDU, if the buffer is too small.
    #[cold]
    pub(crate) fn with_needed(self, octets: impl FnOnce() -> usize) -> Self {
        match self.fault {
            Fault::BufferTooSmall => Self { detail: u32::try_from(octets()).unwrap_or(u32::MAX), ..self },
            _ => self,
        }
    }

    /// The kind of error.
    pub const fn kind(&self) -> EncodeErrorKind {
        self.fault.kind(self.detail as usize)
    }

    /// The declaration of the mandatory field at fault; `None` if the error is not in one.
    pub fn field_def(&self) -> Option<&'static FieldDef> {
        self.field?.def()
    }

    /// The standard's name for the mandatory field at fault; `None` if the error is not in one. Looks the name up in
    /// the table of all PDUs.
    pub fn field(&self) -> Option<&'static str> {
        self.field_def().map(|field| field.name)
    }

    /// The tag of the TLV at fault; `None` if the error is not in one.
    pub fn tag(&self) -> Option<Tag> {
        let tag = self.detail ^ Self::TLV;
        if self.fault == Fault::BufferTooSmall { None } else { u16::try_from(tag).ok().map(Tag) }
    }
}

impl From<Fault> for EncodeError {
    fn from(fault: Fault) -> Self {
        Self { field: None, detail: 0, fault }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field_def() {
            write!(f, "{}.{}: ", field.command_id(), field.name)?;
        }
        if let Some(tag) = self.tag() {
            write!(f, "TLV {:#06x}", tag.0)?;
            // These continue the sentence.
            use Fault::{TlvLength, TlvNotAllowed, TlvNotInVersion, TlvRepeated};
            let continues = matches!(self.fault, TlvNotInVersion | TlvLength | TlvNotAllowed | TlvRepeated);
            f.write_str(if continues { " " } else { ": " })?;
        }
        f.write_str(self.fault.text())?;
        match self.kind() {
            EncodeErrorKind::BufferTooSmall { needed } => write!(f, ", {needed} octets are needed"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({self})")
    }
}

impl core::error::Error for EncodeError {}

/// Formats the `command_id` and the position of the field, or the tag of the TLV, and the kind, without a table
/// of names.
#[cfg(feature = "defmt")]
impl defmt::Format for EncodeError {
    fn format(&self, f: defmt::Formatter<'_>) {
        match (self.field, self.tag()) {
            (Some(field), _) => {
                defmt::write!(f, "{=u32:#x} field {=u8}: ", field.command_id().0, field.index)
            }
            (None, Some(tag)) => defmt::write!(f, "TLV {=u16:#06x}: ", tag.0),
            (None, None) => {}
        }
        defmt::write!(f, "{}", self.kind());
    }
}
