//! Walks any PDU field by field, using the table. Explanations, `Debug` and lints are built on this.

use super::cursor::FieldReader;
use super::value::Value;
use super::{PduDef, RawPdu};
use crate::count::{left, sum};
use crate::debug::shows;
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat};
use crate::tlv::Tlvs;
use crate::wire::{COctetString, HEADER_LEN, SMALL};
use core::fmt;
use core::slice::{self, Iter};

/// Iterates over the mandatory fields of a PDU in wire order, each with its declaration and its value. Stops after an
/// error. Before each field, [`Fields::offset`] is the offset of its first octet.
#[derive(Clone)]
pub struct Fields<'a> {
    /// The octets not read yet.
    rest: &'a [u8],
    body_len: usize,
    /// The fields not read yet.
    defs: Iter<'static, FieldDef>,
}

impl<'a> Fields<'a> {
    /// The octets not read yet. After the last field, this is the optional part.
    pub fn rest(&self) -> Tlvs<'a> {
        Tlvs::tail(self.rest, self.body_len)
    }

    /// The number of octets not read yet.
    pub(crate) const fn octets_left(&self) -> usize {
        self.rest.len()
    }

    /// The fields in a body of which the first ones are missing.
    pub(crate) fn without_first(self, count: usize) -> Self {
        Self { defs: self.defs.as_slice().get(count..).unwrap_or_default().iter(), ..self }
    }

    /// The offset of the next octet to read, counted from the start of the PDU.
    pub const fn offset(&self) -> usize {
        left(sum(HEADER_LEN, self.body_len), self.rest.len())
    }
}

// Only the position: the remaining octets may contain a password.
shows!([] Fields<'_>, "Fields", |fields| {
    next: fields.defs.as_slice().first().map(|def| def.name),
    offset: fields.offset(),
    octets_left: fields.rest.len(),
});

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(&'static FieldDef, Value<'a>), DecodeError>;

    #[cfg_attr(not(target_os = "none"), inline)]
    fn next(&mut self) -> Option<Self::Item> {
        let def = self.defs.next()?;
        // Most fields, without the detour.
        let simple = match (def.format(), self.rest) {
            (FieldFormat::Integer, [octet, rest @ ..]) => Some((Value::Integer(*octet), rest)),
            (FieldFormat::COctetString, [0, rest @ ..]) => Some((Value::Text(COctetString::new(&[])), rest)),
            _ => None,
        };
        if let Some((value, rest)) = simple.filter(|_| !SMALL) {
            self.rest = rest;
            return Some(Ok((def, value)));
        }
        let mut reader = FieldReader::new(self.rest, self.body_len, slice::from_ref(&def.rule));
        let value = Value::read(def.format(), &mut reader);
        Some(match reader.rest() {
            Ok(rest) => {
                self.rest = rest;
                Ok((def, value))
            }
            Err(error) => {
                self.defs = [].iter();
                Err(error)
            }
        })
    }
}

impl<'a> RawPdu<'a> {
    /// Whether this is a response with an empty body, because its fields are omitted or it has no fields.
    pub fn body_omitted(&self) -> bool {
        self.body.is_empty() && self.command_id.is_response()
    }

    /// The mandatory fields in wire order. Empty if no version has the id, and for a response without its body.
    pub fn fields(&self) -> Fields<'a> {
        self.fields_of(self.def())
    }

    /// The same, for a declaration that was already looked up.
    pub(crate) fn fields_of(&self, def: Option<&'static PduDef>) -> Fields<'a> {
        let defs = match def {
            Some(def) if !self.body_omitted() => def.fields,
            _ => &[],
        };
        Fields { rest: self.body, body_len: self.body.len(), defs: defs.iter() }
    }

    /// The optional part, which follows the mandatory fields. If no version has the id, the whole body.
    ///
    /// # Errors
    /// A mandatory field cannot be read.
    pub fn tlvs(&self) -> Result<Tlvs<'a>, DecodeError> {
        let mut fields = self.fields();
        for field in fields.by_ref() {
            field?;
        }
        Ok(fields.rest())
    }
}

impl RawPdu<'_> {
    /// Whether any text of this PDU may be its password, because it is a bind or outbind that cannot be read as a whole:
    /// if a field is missing, the password is in the place of another. NULs after the last field harm nothing.
    pub(crate) fn may_show_password_as_text(&self) -> bool {
        let has_password = |def: &PduDef| def.fields.iter().any(|def| def.format() == FieldFormat::Password);
        let is_whole = || self.tlvs().is_ok_and(|tlvs| tlvs.trailing().iter().all(|octet| *octet == 0));
        self.def().is_some_and(has_password) && !is_whole()
    }
}

/// All on one line. For an unknown PDU, which may be a vendor's bind, only the length of the body is
/// shown. Of a bind or outbind that cannot be read as a whole, no text is shown.
impl fmt::Debug for RawPdu<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, status) = (self.command_id, self.command_status);
        write!(f, "{id} {{ {status}, sequence_number {}", self.sequence_number)?;
        let is_secret = self.may_show_password_as_text();
        let mut fields = self.fields();
        for field in fields.by_ref() {
            match field {
                Ok((def, Value::Text(text))) if is_secret && !text.is_empty() => {
                    write!(f, ", {}: ***", def.name)?;
                }
                Ok((def, value)) => write!(f, ", {}: {value}", def.name)?,
                Err(error) => return write!(f, ", {error} }}"),
            }
        }
        match self.def() {
            None => write!(f, ", body: {} octets }}", self.body.len()),
            Some(_) if fields.rest().is_empty() => f.write_str(" }"),
            Some(_) if is_secret => write!(f, ", {} more octets }}", fields.octets_left()),
            Some(_) => write!(f, ", tlvs: {:?} }}", fields.rest()),
        }
    }
}

/// Shows the numbers in the header and the length of the PDU, without a table of names. For everything, use
/// [`RawPdu::dump`].
#[cfg(feature = "defmt")]
impl defmt::Format for RawPdu<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        let header = self.header();
        defmt::write!(
            f,
            "command_id {=u32:#010x}, command_status {=u32:#x}, sequence_number {=u32}, {=u32} octets",
            header.command_id.0,
            header.command_status.0,
            header.sequence_number,
            header.command_length
        );
    }
}
