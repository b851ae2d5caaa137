//! Reads any PDU field by field, using the table. Dumps, `Debug`, `defmt` and lints use this.

use super::cursor::FieldReader;
use super::value::Value;
use super::{Encode, RawPdu};
use crate::codes::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton, Version, service_type,
};
use crate::count::{left, sum};
use crate::debug::shows;
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat, FieldKind};
use crate::tlv::Tlvs;
use crate::wire::{HEADER_LEN, Hex};
use core::fmt;
use core::slice::{self, Iter};

/// Iterator over the mandatory fields of a PDU in wire order, each with its table entry and the offset of its
/// first octet. Stops after an error.
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

    fn next(&mut self) -> Option<Self::Item> {
        let def = self.defs.next()?;
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
    /// Whether this is a response without its body.
    pub fn body_omitted(&self) -> bool {
        self.body.is_empty() && self.command_id.is_response()
    }

    /// The mandatory fields in wire order. Empty if no version has the id, and for a response without its body.
    pub fn fields(&self) -> Fields<'a> {
        let defs = match self.def() {
            Some(def) if !self.body_omitted() => def.fields,
            _ => &[],
        };
        Fields { rest: self.body, body_len: self.body.len(), defs: defs.iter() }
    }

    /// The optional part, which follows the mandatory fields.
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

    /// Formats the whole PDU, one line per field with octet offset and meaning. Passwords are shown as `***`.
    /// For octets after the TLVs of a bind, only the count is shown.
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

    /// Writes a value and what it means, if the standard says so.
    fn write_value(&self, f: &mut fmt::Formatter<'_>, def: &FieldDef, value: Value<'_>) -> fmt::Result {
        if let (Value::Password(password), true) = (value, self.show_passwords) {
            return writeln!(f, "{:?}", password.reveal());
        }
        write!(f, "{value}")?;
        let meaning = match (def.kind, value) {
            (FieldKind::Ton, Value::Integer(octet)) => Ton(octet).meaning(),
            (FieldKind::Npi, Value::Integer(octet)) => Npi(octet).meaning(),
            (FieldKind::PriorityFlag, Value::Integer(octet)) => PriorityFlag(octet).meaning(),
            (FieldKind::ProtocolId, Value::Integer(octet)) => ProtocolId(octet).meaning(),
            (FieldKind::MessageState, Value::Integer(octet)) => MessageState(octet).meaning(),
            (FieldKind::ReplaceIfPresentFlag, Value::Integer(octet)) => ReplaceIfPresentFlag(octet).meaning(),
            (FieldKind::DataCoding, Value::Integer(octet)) => match DataCoding(octet).scheme_in(self.version)
            {
                Some(scheme) => return writeln!(f, " ({scheme})"),
                None => DataCoding(octet).meaning(),
            },
            (FieldKind::InterfaceVersion, Value::Integer(octet)) => {
                return writeln!(f, " (version {})", InterfaceVersion(octet).version());
            }
            (FieldKind::EsmClass, Value::Integer(octet)) => return writeln!(f, " ({})", EsmClass(octet)),
            (FieldKind::RegisteredDelivery, Value::Integer(octet)) => {
                return writeln!(f, " ({})", RegisteredDelivery(octet));
            }
            (FieldKind::ServiceType, Value::Text(text)) => service_type::meaning(text.as_bytes()),
            (_, Value::Octets(octets)) => {
                return writeln!(f, " ({} {})", def.length_name().unwrap_or_default(), octets.len());
            }
            _ => None,
        };
        match meaning {
            Some(meaning) => writeln!(f, " ({meaning})"),
            None => writeln!(f),
        }
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
        let Some(def) = pdu.def() else {
            return writeln!(f, "   16 body: {}", Hex(pdu.body));
        };
        if def.is_unverified() {
            writeln!(f, "      (unverified layout)")?;
        }
        let mut fields = pdu.fields();
        loop {
            let at = fields.offset();
            match fields.next() {
                None => break,
                Some(Err(error)) => return writeln!(f, "{at:5} {error}"),
                Some(Ok((def, value))) => {
                    write!(f, "{at:5} {}: ", def.name)?;
                    self.write_value(f, def, value)?;
                }
            }
        }
        let mut at = fields.offset();
        for tlv in fields.rest() {
            writeln!(f, "{at:5} TLV {tlv:?}")?;
            at = sum(at, tlv.encoded_len());
        }
        let trailing = fields.rest().trailing();
        // In a bind with misplaced fields, it may contain the password.
        let secret = def.fields.iter().any(|def| def.format() == FieldFormat::Password);
        if trailing.is_empty() {
            Ok(())
        } else if secret && !self.show_passwords {
            writeln!(f, "{at:5} not a TLV: {} octets", trailing.len())
        } else {
            writeln!(f, "{at:5} not a TLV: {}", Hex(trailing))
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Dump<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", defmt::Display2Format(self));
    }
}

/// The dump on one line. For an unknown PDU, which may be a vendor's bind, only the length of the body is
/// shown.
impl fmt::Debug for RawPdu<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, status) = (self.command_id, self.command_status);
        write!(f, "{id} {{ {status}, sequence_number {}", self.sequence_number)?;
        let mut fields = self.fields();
        for field in fields.by_ref() {
            match field {
                Ok((def, value)) => write!(f, ", {}: {value}", def.name)?,
                Err(error) => return write!(f, ", {error} }}"),
            }
        }
        match self.def() {
            None => write!(f, ", body: {} octets }}", self.body.len()),
            Some(_) if fields.rest().is_empty() => f.write_str(" }"),
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
