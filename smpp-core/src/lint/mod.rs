//! Lints find PDUs that decode although a strict message centre would reject them, a tolerant one would misread
//! them, or public gateways are known to mishandle them.
//!
//! Decoding accepts any values; lints check them. What the segmenter, the receipt writer and the session write
//! never causes more than a note.
//!
//! ```
//! use smpp_core::{Encode, RawPdu, Rules, Version, lint, pdu::SubmitSm};
//! let pdu = SubmitSm { esm_class: 0x40.into(), short_message: b"no header", ..SubmitSm::default() };
//! let mut out = [0; 64];
//! let done = pdu.encode(1, Rules::V34, &mut out)?;
//! let raw = RawPdu::parse(&out[..done.len])?;
//! let mut found = Vec::new();
//! lint::check(&raw, Version::V34, |finding| found.push(finding.lint.id));
//! assert!(found.contains(&"udhi_without_udh"));
//!
//! // Times are compared with the current time if it is given.
//! let pdu = SubmitSm { schedule_delivery_time: "200101000000000+".into(), ..SubmitSm::default() };
//! let done = pdu.encode(1, Rules::V34, &mut out)?;
//! let raw = RawPdu::parse(&out[..done.len])?;
//! lint::check(&raw, lint::Context::at(Version::V34, 1_795_342_260), |finding| found.push(finding.lint.id));
//! assert!(found.contains(&"schedule_before_now"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod fields;
mod header;
mod message;
mod receipt;
mod table;
mod tlvs;

pub use table::LINTS;

use crate::codes::{CommandId, CommandStatus, Version};
use crate::count::{left, sum};
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat, FieldKind};
use crate::message::text::DataCodings;
use crate::pdu::{Encode, PduDef, RawPdu, Value, fault_bit, fault_bits, has_fault};
use crate::tlv::{Tag, Tlv, Tlvs};
use crate::wire::Fault;
use core::fmt;

/// How serious a finding is.
///
/// ```
/// use smpp_core::lint::Severity;
/// assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Error);
/// assert_eq!(Severity::Error.to_string(), "error");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Severity {
    /// Legal but worth knowing.
    Note,
    /// Violates the standard in a way that peers accept, or that some misread.
    Warning,
    /// Invalid: a receiver that follows the standard refuses it.
    Error,
}

/// `note`, `warning` or `error`.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A lint: an entry of [`LINTS`].
///
/// ```
/// use smpp_core::lint::LINTS;
/// for lint in LINTS {
///     println!("{} {} ({}): {}", lint.severity, lint.id, lint.section, lint.summary);
/// }
/// ```
pub struct Lint {
    /// The name, stable across versions of this crate. Two lints share a name if a problem can have two
    /// severities.
    pub id: &'static str,
    /// The section of the standard that the lint is based on.
    pub section: &'static str,
    /// How serious a finding is.
    pub severity: Severity,
    /// The problem in one sentence.
    pub summary: &'static str,
    check: fn(&Facts<'_>, &mut Found<'_>),
}

impl fmt::Debug for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Lint {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", self.id);
    }
}

/// A problem found in a PDU.
///
/// ```
/// use smpp_core::{CommandStatus, RawPdu, Version, lint};
/// let no_destination = [&b"\0\0\0\x21\0\0\0\x04\0\0\0\0\0\0\0\x01"[..], &[0; 17]].concat();
/// let mut found = Vec::new();
/// lint::check(&RawPdu::parse(&no_destination)?, Version::V34, |finding| found.push(finding));
/// assert_eq!(found[0].field, Some("destination_addr"));
/// assert_eq!(found[0].status, CommandStatus::ESME_RINVDSTADR);
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Finding {
    /// The lint that found it.
    pub lint: &'static Lint,
    /// The standard's name for the field or TLV that is wrong, if there is one.
    pub field: Option<&'static str>,
    /// The offset of its first octet, counted from the start of the PDU. For what is missing, the length of the PDU.
    pub offset: usize,
    /// The status that a strict receiver answers with.
    pub status: CommandStatus,
}

/// `warning udhi_without_udh at esm_class: … (answer with ESME_RINVESMCLASS)`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.lint.severity, self.lint.id)?;
        if let Some(field) = self.field {
            write!(f, " at {field}")?;
        }
        write!(f, ": {} (answer with {})", self.lint.summary, self.status)
    }
}

/// What to check a PDU against. A [`Version`] converts into a context.
///
/// ```
/// use smpp_core::Version;
/// use smpp_core::lint::Context;
/// let context = Context { version: Version::V50, ..Context::default() };
/// assert_eq!(context, Version::V50.into());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Context {
    /// The version whose bounds and values apply.
    pub version: Version,
    /// The current time, in seconds since 1970-01-01 00:00 UTC, if known. Needed by the lints about times in
    /// the past.
    pub now: Option<i64>,
    /// The meaning of `data_coding` at the message centre, such as a provider's
    /// [`data_codings`](crate::profile::Profile::data_codings).
    pub codings: DataCodings,
}

impl Context {
    /// Creates a context for a version and the current time, in seconds since 1970-01-01 00:00 UTC.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::lint::Context;
    /// let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    /// let context = Context::at(Version::V34, now.try_into()?);
    /// assert_eq!(context.version, Version::V34);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at(version: Version, now: i64) -> Self {
        Self { version, now: Some(now), ..Self::default() }
    }
}

impl From<Version> for Context {
    fn from(version: Version) -> Self {
        Self { version, ..Self::default() }
    }
}

/// Checks a PDU with every lint. A PDU that does not decode is reported as `undecodable`, with the field and
/// status of the [`DecodeError`]. Other lints then report only what they can tell from the header and the
/// fields before the error.
///
/// ```
/// use smpp_core::lint::{Severity, check};
/// use smpp_core::{RawPdu, Version};
/// /// Whether a strict message centre would refuse it.
/// fn is_refused(pdu: &RawPdu<'_>) -> bool {
///     let mut is_refused = false;
///     check(pdu, Version::V34, |finding| is_refused |= finding.lint.severity == Severity::Error);
///     is_refused
/// }
/// assert!(!is_refused(&RawPdu::parse(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01")?));
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
pub fn check(pdu: &RawPdu<'_>, context: impl Into<Context>, mut report: impl FnMut(Finding)) {
    let facts = &Facts::of(pdu, context.into());
    for lint in LINTS {
        (lint.check)(facts, &mut Found { facts, lint, report: &mut report });
    }
}

/// Takes the findings of one lint: the field that is wrong, and the status that a strict receiver answers with.
struct Found<'f> {
    facts: &'f Facts<'f>,
    lint: &'static Lint,
    report: &'f mut dyn FnMut(Finding),
}

impl Found<'_> {
    fn add(&mut self, field: Option<&'static str>, status: CommandStatus) {
        self.add_at(self.facts.offset_of(field), field, status);
    }

    fn add_at(&mut self, offset: usize, field: Option<&'static str>, status: CommandStatus) {
        (self.report)(Finding { lint: self.lint, field, offset, status });
    }

    fn add_if(&mut self, wrong: bool, field: &'static str, status: CommandStatus) {
        if wrong {
            self.add(Some(field), status);
        }
    }

    fn field_if(&mut self, wrong: bool, kind: FieldKind, status: CommandStatus) {
        if wrong {
            self.add(self.facts.field(kind).map(|(def, _)| def.name), status);
        }
    }

    fn tag_if(&mut self, wrong: bool, tag: Tag, status: CommandStatus) {
        if wrong {
            self.add(tag.name(), status);
        }
    }
}

/// The input of the lints: a PDU, decoded once.
struct Facts<'a> {
    pdu: &'a RawPdu<'a>,
    version: Version,
    now: Option<i64>,
    codings: DataCodings,
    def: Option<&'static PduDef>,
    /// The optional part; empty if the mandatory fields cannot be decoded.
    tlvs: Tlvs<'a>,
    error: Option<DecodeError>,
    /// The mandatory fields, up to the first that cannot be decoded. No PDU has more than this.
    fields: heapless::Vec<(&'static FieldDef, Value<'a>), MAX_FIELDS>,
    /// The faults that any of them may have.
    faults: u32,
}

const MAX_FIELDS: usize = 20;

impl<'a> Facts<'a> {
    fn of(pdu: &'a RawPdu<'a>, Context { version, now, codings }: Context) -> Self {
        let def = pdu.def();
        let (mut walk, mut fields, mut error) = (pdu.fields(), heapless::Vec::new(), None);
        for field in walk.by_ref() {
            match field {
                Ok(field) => drop(fields.push(field)),
                Err(found) => error = Some(found),
            }
        }
        let faults = fields.iter().fold(0, |faults, (def, value)| faults | fault_bits(def, value, version));
        let tlvs = if error.is_none() && def.is_some() { walk.rest() } else { Tlvs::EMPTY };
        Self { pdu, version, now, codings, def, tlvs, error, fields, faults }
    }

    fn is(&self, ids: &[CommandId]) -> bool {
        ids.contains(&self.pdu.command_id)
    }

    /// Whether an ESME submits a message with the PDU.
    fn is_submission(&self) -> bool {
        self.is(&[CommandId::SUBMIT_SM, CommandId::SUBMIT_MULTI])
    }

    /// The offset of a field of the header or the body, or of the first TLV with the name. For what is missing, the
    /// length of the PDU.
    #[cold]
    fn offset_of(&self, name: Option<&str>) -> usize {
        let header = ["command_length", "command_id", "command_status", "sequence_number"];
        if let Some((at, _)) = [0, 4, 8, 12].into_iter().zip(header).find(|(_, known)| name == Some(*known)) {
            return at;
        }
        let mut fields = self.pdu.fields();
        loop {
            let at = fields.offset();
            let (def, is_read) = match fields.next() {
                Some(Ok((def, _))) => (Some(def), true),
                Some(Err(error)) => (error.field_def(), false),
                None => break,
            };
            let length_name = def.and_then(FieldDef::length_name);
            if length_name.is_some() && length_name == name {
                return at;
            }
            if def.is_some_and(|def| Some(def.name) == name) {
                // A list starts with its count; an octet string follows its length.
                let is_message = def.is_some_and(|def| def.format() == FieldFormat::OctetString && is_read);
                return sum(at, usize::from(is_message));
            }
        }
        let mut at = fields.offset();
        for tlv in self.tlvs {
            if tlv.tag().name() == name && name.is_some() {
                return at;
            }
            at = sum(at, tlv.encoded_len());
        }
        self.pdu.encoded_len()
    }

    /// Calls `visit` with each field that has a fault by itself or in a list entry, and with the name, offset and
    /// status of what is wrong. Of a PDU that does not decode, only the bounds and codes of fields are checked.
    fn each_fault(
        &self,
        fault: Fault,
        visit: &mut dyn FnMut(&FieldDef, &Value<'_>, &'static str, usize, CommandStatus),
    ) {
        if self.faults & fault_bit(fault) == 0 {
            return;
        }
        for (def, value) in &self.fields {
            let checked = self.error.is_none() || matches!(fault, Fault::TooLong | Fault::Reserved);
            if checked && has_fault(def, value, self.version, fault) {
                // If a list is missing, its count is reported.
                let count = def.length_name().filter(|_| fault == Fault::Missing);
                let name = count.unwrap_or(def.name);
                visit(def, value, name, self.offset_of(Some(name)), def.status());
            }
            value.each_entry(|entry| {
                entry.check(|is, name, at, status| {
                    if is == fault {
                        visit(def, value, name, sum(self.offset_of(Some(def.name)), at), status);
                    }
                });
            });
        }
    }

    /// Adds the TLVs for which `wrong` is true.
    fn each_tlv(&self, found: &mut Found<'_>, status: CommandStatus, wrong: impl Fn(&Tlv<'_>) -> bool) {
        let mut from_end = self.tlvs.encoded_len();
        for tlv in self.tlvs {
            if wrong(&tlv) {
                found.add_at(left(self.pdu.encoded_len(), from_end), tlv.tag().name(), status);
            }
            from_end = left(from_end, tlv.encoded_len());
        }
    }

    fn has(&self, tag: Tag) -> bool {
        self.tlvs.get(tag).is_some()
    }

    /// The field of a kind; `None` if the PDU has no such field or does not decode.
    fn field(&self, kind: FieldKind) -> Option<(&'static FieldDef, Value<'a>)> {
        if self.error.is_some() {
            return None;
        }
        self.fields.iter().find(|(def, _)| def.kind == kind).copied()
    }

    fn integer(&self, kind: FieldKind) -> Option<u8> {
        match self.field(kind)?.1 {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }

    fn octets(&self, kind: FieldKind) -> Option<&'a [u8]> {
        match self.field(kind)?.1 {
            Value::Octets(octets) => Some(octets),
            Value::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_pdu_has_more_fields_than_are_kept() {
        assert!(crate::pdu::PDUS.iter().all(|def| def.fields.len() <= super::MAX_FIELDS));
    }
}
