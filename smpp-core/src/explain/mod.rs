//! Explains a PDU octet by octet, for people: rows with the octets, the name of the field, its value, what the value
//! means, and what [`lint`] finds wrong with it. A terminal, a log or a page only has to display the rows.
//!
//! The rows cover all octets in order. User data headers, receipts, lists and `message_payload` are taken apart. If a
//! PDU does not decode, the rows show what does, then the error at its octet and, if that is clear, what the sender
//! intended. After the octets of the PDU, rows without octets state what is missing, and what a receipt says and where
//! it says so.
//!
//! ```
//! use smpp_core::explain::Explain;
//! let pdu = b"\0\0\0\x12\x80\0\0\x04\0\0\0\0\0\0\0\x017\0";
//! let mut lines = Vec::new();
//! Explain::new(pdu).each(|row| {
//!     lines.push(format!("{} {} {} ({})", row.offset(), row.name(), row.value(), row.meaning()));
//! });
//! assert_eq!(lines, [
//!     "0 command_length 18 ()",
//!     "4 command_id 0x80000004 (submit_sm_resp)",
//!     "8 command_status 0x0 (ESME_ROK: No error)",
//!     "12 sequence_number 1 ()",
//!     "16 message_id \"7\" ()",
//! ]);
//! ```
//!
//! Passwords are hidden: their rows give no octets and show `***`. The same holds for rows that may contain one because
//! the PDU is broken.

mod dump;
mod facts;
mod intended;
mod lines;
mod message;
mod pad;
mod part;
mod problem;
mod row;
mod walk;

pub use dump::Dump;
pub use lines::Line;
pub use problem::Problem;
pub use row::Row;

use crate::codes::CommandId;
use crate::count::Counter;
use crate::debug::shows;
use crate::frame::Framer;
use crate::header::Header;
use crate::lint::{self, Context, Finding};
use crate::message::receipt::ReceiptDialect;
use crate::pdu::RawPdu;
use crate::wire::HEADER_LEN;
use intended::Reading;
use part::{Name, Part};
use walk::Walk;

/// The maximum number of findings kept: those with the lowest offsets. Most PDUs have few; if a PDU is crafted to
/// have more, the rest are only counted.
const MOST_FINDINGS: usize = 32;

/// Explains the octets of one PDU; see the [module](self).
///
/// ```
/// use smpp_core::explain::Explain;
/// let mut names = Vec::new();
/// Explain::new(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01").each(|row| names.push(row.name().to_string()));
/// assert_eq!(names, ["command_length", "command_id", "command_status", "sequence_number"]);
/// ```
#[derive(Clone, Copy)]
pub struct Explain<'a> {
    octets: &'a [u8],
    context: Context,
    dialect: ReceiptDialect,
    show_passwords: bool,
    reading: Reading,
}

impl<'a> Explain<'a> {
    /// Explains the octets of one PDU, broken or not, according to 3.4. For octets of several PDUs, see
    /// [`split_first`].
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// let mut problem = None;
    /// Explain::new(&[0, 0, 0, 5]).each(|row| problem = problem.or(row.problem()));
    /// assert!(problem.unwrap().to_string().contains("a header alone has 16 octets"));
    /// ```
    pub const fn new(octets: &'a [u8]) -> Self {
        let dialect = ReceiptDialect::DEFAULT;
        let context = Context { version: dialect.version, now: None, codings: dialect.data_codings };
        Self { octets, context, dialect, show_passwords: false, reading: Reading::AS_RECEIVED }
    }

    /// Sets the version, the current time and the alphabets that values and findings are based on.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::explain::Explain;
    /// // outbind is not in 3.3.
    /// let pdu = b"\0\0\0\x12\0\0\0\x0B\0\0\0\0\0\0\0\x01\0\0";
    /// let mut findings = 0;
    /// Explain::new(pdu).with_context(Version::V33).each(|row| findings += row.findings().len());
    /// assert!(findings > 0);
    /// ```
    #[must_use]
    pub fn with_context(self, context: impl Into<Context>) -> Self {
        Self { context: context.into(), ..self }
    }

    /// Sets the conventions for receipts, such as those of a provider. Their alphabets replace those of the context.
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// use smpp_core::profile::Profile;
    /// let pdu = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01";
    /// let explain = Explain::new(pdu).with_dialect(&Profile::MENSATEK);
    /// explain.each(|row| println!("{}: {}", row.name(), row.value()));
    /// ```
    #[must_use]
    pub fn with_dialect(self, dialect: impl Into<ReceiptDialect>) -> Self {
        let dialect = dialect.into();
        let context = Context { codings: dialect.data_codings, ..self.context };
        Self { dialect, context, ..self }
    }

    /// Shows passwords in plain text.
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// let pdu = b"\0\0\0\x1D\0\0\0\x09\0\0\0\0\0\0\0\x01\0secret\0\0\x34\0\0\0";
    /// let password = |explain: Explain<'_>| {
    ///     let mut shown = String::new();
    ///     explain.each(|row| if row.name().to_string() == "password" { shown = row.value().to_string() });
    ///     shown
    /// };
    /// assert_eq!(password(Explain::new(pdu)), "***");
    /// assert_eq!(password(Explain::new(pdu).show_passwords()), "\"secret\"");
    /// ```
    #[must_use]
    pub const fn show_passwords(self) -> Self {
        Self { show_passwords: true, ..self }
    }

    /// If the PDU does not decode because its sender left out `command_status`, the first field or both, explains it as
    /// the sender intended. Missing fields have rows without octets. `None` for any other PDU.
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// // Between command_id and sequence_number, command_status is missing.
    /// let pdu = b"\0\0\0\x23\0\0\0\x04\0\0\0\x01\0\x05\0Shop\0\x01\x01467\0\0\0\0\0\0\x01\0\0\0\x01a";
    /// let intended = Explain::new(pdu).as_intended().unwrap();
    /// let mut missing = None;
    /// intended.each(|row| if row.is_missing() { missing = Some(row.name().to_string()) });
    /// assert_eq!(missing.as_deref(), Some("command_status"));
    /// ```
    pub fn as_intended(&self) -> Option<Self> {
        let reading = intended::reading(self.octets)?;
        Some(Self { reading, ..*self })
    }

    /// Calls `visit` with each row, in the order of the octets. The memory needed does not depend on the PDU, and
    /// the time is linear in its length.
    ///
    /// ```
    /// use smpp_core::explain::Explain;
    /// let mut rows = 0;
    /// Explain::new(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01").each(|_| rows += 1);
    /// assert_eq!(rows, 4);
    /// ```
    pub fn each(&self, mut visit: impl FnMut(&Row<'_>)) {
        let Findings { list, omitted } = self.findings();
        let mut pending = &list[..];
        let mut scratch = [0; walk::SCRATCH];
        Walk::new(self, &mut |row| {
            let range = row.range();
            let is_of = |finding: &Finding| {
                finding.offset < range.end
                    || (finding.offset == range.start && row.is_named(finding.field.unwrap_or_default()))
            };
            let others = pending.iter().position(|finding| !is_of(finding)).unwrap_or(pending.len());
            let (findings, others) = pending.split_at_checked(others).unwrap_or((pending, &[]));
            pending = others;
            visit(&Row { findings, ..row });
        })
        .all(&mut scratch);
        // Findings about what is missing.
        for finding in pending {
            let name = finding.field.unwrap_or("the PDU");
            let mut row = Row::stating(finding.offset, 0, Name::Standard(name), Part::Missing);
            row.findings = core::slice::from_ref(finding);
            visit(&row);
        }
        if omitted > 0 {
            let name = Name::Standard("more findings");
            visit(&Row::stating(self.octets.len(), 0, name, Part::Number(omitted, "")));
        }
    }

    /// The findings with the lowest offsets, in order, and the number of others.
    fn findings(&self) -> Findings {
        let mut found = Findings { list: heapless::Vec::new(), omitted: 0 };
        // Lints need a PDU without missing parts.
        if let Some(pdu) = self.pdu().filter(|_| self.reading == Reading::AS_RECEIVED) {
            lint::check(&pdu, self.context, |finding| found.add(finding));
        }
        found
    }

    /// The PDU, cut as `command_length` says, or all octets if that is not possible. `None` without a complete
    /// header.
    fn pdu(&self) -> Option<RawPdu<'a>> {
        let whole = RawPdu::framed(self.octets)?;
        Some(RawPdu::split(self.octets).map_or(whole, |(pdu, _)| pdu))
    }
}

// Only the length, since the octets may contain a password.
shows!([] Explain<'_>, "Explain", |explain| {
    octets: explain.octets.len(),
});

struct Findings {
    list: heapless::Vec<Finding, MOST_FINDINGS>,
    omitted: u32,
}

impl Findings {
    fn add(&mut self, finding: Finding) {
        let is_behind = self.list.last().is_some_and(|last| last.offset <= finding.offset);
        if self.list.is_full() {
            self.omitted.increment();
            if is_behind {
                return;
            }
            self.list.pop();
        }
        // Findings at the same octet keep their order.
        let at = self.list.iter().position(|other| other.offset > finding.offset).unwrap_or(self.list.len());
        // Moves the later findings up by one.
        let mut next = finding;
        for place in self.list.iter_mut().skip(at) {
            core::mem::swap(place, &mut next);
        }
        let _ = self.list.push(next);
    }
}

/// Splits octets into those of the first PDU and the others. `command_length` decides where, unless what follows cannot
/// be another PDU: then the length is wrong, and all octets belong to the first one.
///
/// ```
/// use smpp_core::explain::split_first;
/// let link = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01";
/// let two = [*link, *link].concat();
/// assert_eq!(split_first(&two), (&link[..], &link[..]));
/// let longer = [&link[..], b"and more"].concat();
/// assert_eq!(split_first(&longer), (&longer[..], &b""[..]));
/// ```
pub fn split_first(octets: &[u8]) -> (&[u8], &[u8]) {
    let length = Header::parse(octets).map_or(0, |header| header.command_length as usize);
    match octets.split_at_checked(length) {
        Some((pdu, rest)) if length >= HEADER_LEN && (rest.is_empty() || may_be_pdu(rest)) => (pdu, rest),
        _ => (octets, &[]),
    }
}

/// Whether octets start with a plausible header.
fn may_be_pdu(octets: &[u8]) -> bool {
    let Some(header) = Header::parse(octets) else { return false };
    let length = header.command_length as usize;
    let is_whole = (HEADER_LEN..=octets.len()).contains(&length);
    let is_possible = (HEADER_LEN..=Framer::DEFAULT_MAX_COMMAND_LENGTH as usize).contains(&length);
    is_whole || (is_possible && CommandId::def(header.command_id).is_some())
}
