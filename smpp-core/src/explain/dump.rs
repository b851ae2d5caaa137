//! A PDU as text, one line per row.

use super::pad::letters;
use super::part::Part;
use super::walk::Walk;
use super::{Explain, Row};
use crate::codes::Version;
use crate::lint::Context;
use crate::pdu::{Encode, PduDef, RawPdu};
use crate::wire::{HEADER_LEN, Hex};
use core::fmt;

impl<'a> RawPdu<'a> {
    /// Formats the whole PDU, one line per field with octet offset, value and meaning. Passwords are shown as `***`. In a
    /// bind or outbind that cannot be read to its end, so are all texts and all octets that are not a field, since any
    /// of them may be the password.
    ///
    /// To show the octets and the findings too, see [`explain`](crate::explain).
    ///
    /// ```
    /// use smpp_core::RawPdu;
    /// let raw = RawPdu::parse(b"\0\0\0\x12\x80\0\0\x04\0\0\0\0\0\0\0\x017\0")?;
    /// assert_eq!(
    ///     raw.dump().to_string(),
    ///     "submit_sm_resp, 18 octets, ESME_ROK, sequence_number 1\n   16 message_id: \"7\"\n"
    /// );
    /// # Ok::<(), smpp_core::DecodeError>(())
    /// ```
    pub const fn dump(&self) -> Dump<'a> {
        Dump { pdu: *self, version: Version::V34, show_passwords: false }
    }
}

/// Formats a PDU; see [`RawPdu::dump`].
#[derive(Clone, Copy)]
pub struct Dump<'a> {
    pdu: RawPdu<'a>,
    version: Version,
    show_passwords: bool,
}

impl Dump<'_> {
    /// Interprets values according to a version. 3.3 reads `data_coding` differently from 3.4 (the default) and
    /// 5.0.
    #[must_use]
    pub const fn with_version(self, version: Version) -> Self {
        Self { version, ..self }
    }

    /// Shows passwords in plain text.
    #[must_use]
    pub const fn show_passwords(self) -> Self {
        Self { show_passwords: true, ..self }
    }
}

impl fmt::Debug for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pdu = &self.pdu;
        let (id, status) = (pdu.command_id, pdu.command_status);
        writeln!(f, "{id}, {} octets, {status}, sequence_number {}", pdu.encoded_len(), pdu.sequence_number)?;
        if pdu.def().is_some_and(PduDef::is_unverified) {
            writeln!(f, "      (unverified layout)")?;
        }
        let context = Context { version: self.version, ..Context::default() };
        let explain = Explain { show_passwords: self.show_passwords, ..Explain::new(&[]) };
        let mut done = Ok(());
        let mut visit = |row: Row<'_>| done = done.and_then(|()| write_row(&row, f));
        let mut walk = Walk::new(&explain.with_context(context), &mut visit);
        walk.at = HEADER_LEN;
        walk.body(pdu);
        done
    }
}

fn write_row(row: &Row<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let indent = if row.level() == 0 { "" } else { "  " };
    write!(f, "{:5} {indent}{}: {}", row.offset(), row.name(), row.value())?;
    if matches!(row.part, Part::Octets(_) | Part::Text { charset: None, .. }) {
        write!(f, "{}", Hex(row.octets))?;
    }
    let meaning = row.meaning();
    if letters(&meaning)? > 0 {
        write!(f, " ({meaning})")?;
    }
    match row.problem() {
        Some(problem) => writeln!(f, "\n      {problem}"),
        None => f.write_str("\n"),
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Dump<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", defmt::Display2Format(self));
    }
}
