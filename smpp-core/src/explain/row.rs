//! A row of an explanation.

use super::lines::{Line, line_charset, lines};
use super::pad::pad;
use super::part::{Name, Part, write_meaning, write_value};
use super::problem::Problem;
use crate::codes::{CommandStatus, Version};
use crate::count::sum;
use crate::lint::Finding;
use crate::pdu::Value;
use core::fmt;
use core::ops::Range;

/// Some octets of a PDU, and what they are. [`Explain::each`](super::Explain::each) passes each row to its
/// callback.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    pub(super) offset: usize,
    pub(super) octets: &'r [u8],
    pub(super) level: u8,
    pub(super) name: Name<'r>,
    pub(super) part: Part<'r>,
    pub(super) version: Version,
    pub(super) problem: Option<Problem>,
    pub(super) findings: &'r [Finding],
    pub(super) is_hidden: bool,
}

impl<'r> Row<'r> {
    /// A row without octets.
    pub(super) const fn stating(offset: usize, level: u8, name: Name<'r>, part: Part<'r>) -> Self {
        let (version, is_hidden) = (Version::V34, false);
        Self { offset, octets: &[], level, name, part, version, problem: None, findings: &[], is_hidden }
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        matches!(self.name, Name::Standard(own) if own == name)
    }

    /// The offset of the first octet, counted from the start of the PDU.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The offsets of the octets; empty for a row without octets, such as a title or a missing field.
    pub const fn range(&self) -> Range<usize> {
        self.offset..sum(self.offset, self.octets.len())
    }

    /// The octets; `None` if they are hidden because they may be a password.
    pub const fn octets(&self) -> Option<&'r [u8]> {
        if self.is_hidden { None } else { Some(self.octets) }
    }

    /// 0 for fields and TLVs, 1 for their parts.
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The standard's name for the field, TLV or part. Without one: the tag of a TLV, the name that a receipt gives its
    /// field, or a description in words.
    pub fn name(&self) -> impl fmt::Display + use<'r> {
        self.name
    }

    /// The value: a number, text in quotes, octets in hexadecimal, `***`, or words such as `missing`. Empty for a title,
    /// and for octets that are shown only by [`Row::octets`], such as binary data.
    pub fn value(&self) -> impl fmt::Display + use<'r> {
        Shown(self.part, |part, _, f| write_value(part, f), self.version)
    }

    /// What the value means; empty if the value needs no explanation.
    pub fn meaning(&self) -> impl fmt::Display + use<'r> {
        Shown(self.part, write_meaning, self.version)
    }

    /// The octets in lines of at most `most` octets, each with its characters if the row is the text of a message.
    /// Values below 4 count as 4, so that no character is cut. Every row has at least one line.
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// use smpp_core::pdu::SubmitSm;
    /// use smpp_core::{Encode, Rules};
    /// let pdu = SubmitSm { short_message: b"5 \x1Be each", ..SubmitSm::default() };
    /// let mut out = [0; 64];
    /// let len = pdu.encode(1, Rules::V34, &mut out)?.len;
    /// let mut lines = Vec::new();
    /// Explain::new(&out[..len]).each(|row| {
    ///     lines.extend(row.lines(5).filter_map(|line| line.text().map(|text| text.to_string())));
    /// });
    /// assert_eq!(lines, ["\"5 € \"", "\"each\""]);
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    pub fn lines(&self, most: usize) -> impl Iterator<Item = Line<'r>> + use<'r> {
        lines(self, most)
    }

    /// Whether the row is the text of a message, and [`Line::text`](super::Line::text) returns the characters of each of
    /// its lines.
    pub const fn is_text(&self) -> bool {
        line_charset(&self.part).is_some()
    }

    /// Whether the field is 0 or empty, as most fields of most PDUs are, and nothing is wrong with it. Always
    /// `false` for a hidden row, and for the `command_status` of a response.
    pub fn is_default(&self) -> bool {
        let is_default = match self.part {
            Part::Value(_, Value::Integer(0)) | Part::Length(_, 0) => true,
            Part::Value(_, Value::Text(text)) => text.is_empty(),
            Part::Status(CommandStatus::ESME_ROK, is_request) => is_request,
            Part::Text { octets, .. } => octets.is_empty(),
            _ => false,
        };
        is_default && self.problem.is_none() && self.findings.is_empty()
    }

    /// Whether the row is for what the PDU lacks: a field, a TLV or the whole body.
    pub const fn is_missing(&self) -> bool {
        matches!(self.part, Part::Missing)
    }

    /// Why the octets cannot be read; `None` if they can.
    pub const fn problem(&self) -> Option<Problem> {
        self.problem
    }

    /// The findings about these octets.
    pub const fn findings(&self) -> &'r [Finding] {
        self.findings
    }
}

/// `16 message_id "7"`.
impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.offset, self.name(), self.value())
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Row<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", defmt::Debug2Format(self));
    }
}

type Write = fn(&Part<'_>, Version, &mut fmt::Formatter<'_>) -> fmt::Result;

struct Shown<'r>(Part<'r>, Write, Version);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, |f| (self.1)(&self.0, self.2, f))
    }
}
