//! Lints find PDUs that decode although a strict message centre would reject them, a tolerant one would misread
//! them, or public gateways are known to mishandle them.
//!
//! Decoding accepts any values; lints check them. Nothing that the segmenter, the receipt writer or the session writes
//! causes more than a note.
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

mod facts;
mod fields;
mod header;
mod message;
mod receipt;
mod signs;
mod table;
#[cfg(test)]
mod tests;
mod tlvs;

pub use table::LINTS;

use crate::codes::{CommandStatus, Version};
use crate::field::FieldKind;
use crate::message::text::DataCodings;
use crate::pdu::RawPdu;
use crate::tlv::Tag;
use core::fmt;
use facts::Facts;
use signs::Signs;

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
    /// Legal, or widely tolerated, but worth knowing.
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
    /// In a PDU without any of these, the lint finds nothing.
    signs: Signs,
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
    /// The offset in octets of what is wrong, counted from the start of the PDU. For a field or TLV that is missing, the
    /// length of the PDU.
    pub offset: usize,
    /// The status that a strict receiver answers with. `ESME_ROK` if it does not refuse the PDU.
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
    /// the past, and to compare an absolute time with a relative one.
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
/// status of the [`DecodeError`](crate::DecodeError). Other lints then report only what they can tell from the header
/// and the fields before the error.
///
/// ```
/// use smpp_core::lint::{Severity, check};
/// use smpp_core::{RawPdu, Version};
/// /// Whether a receiver that follows the standard refuses it.
/// fn is_refused(pdu: &RawPdu<'_>) -> bool {
///     let mut is_refused = false;
///     check(pdu, Version::V34, |finding| is_refused |= finding.lint.severity == Severity::Error);
///     is_refused
/// }
/// assert!(!is_refused(&RawPdu::parse(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01")?));
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
pub fn check(pdu: &RawPdu<'_>, context: impl Into<Context>, mut report: impl FnMut(Finding)) {
    check_with(pdu, context.into(), &mut report);
}

/// Runs the lints that have a sign in common with the PDU.
fn check_with(pdu: &RawPdu<'_>, context: Context, report: &mut dyn FnMut(Finding)) {
    let facts = &Facts::of(pdu, context);
    if facts.signs == Signs::NONE {
        return;
    }
    for lint in LINTS.iter().filter(|lint| lint.signs.meet(facts.signs)) {
        (lint.check)(facts, &mut Found { facts, lint, report });
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
            self.add(self.facts.def_of(kind).map(|def| def.name), status);
        }
    }

    /// Reports the first of these TLVs that the PDU has.
    fn first_tag_if(&mut self, wrong: bool, tags: &[Tag], status: CommandStatus) {
        let tag = tags.iter().find(|tag| self.facts.has(**tag));
        tag.into_iter().for_each(|tag| self.tag_if(wrong, *tag, status));
    }

    fn tag_if(&mut self, wrong: bool, tag: Tag, status: CommandStatus) {
        if wrong {
            self.add(tag.name(), status);
        }
    }
}
