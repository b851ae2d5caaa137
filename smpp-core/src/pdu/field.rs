//! The types of mandatory fields, behind one trait, so that a declaration only names the type.

use super::Value;
use super::cursor::{FieldReader, FieldWriter};
use crate::codes::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton,
};
use crate::field::FieldFormat;
use crate::wire::{COctetString, Password};

/// The type of a mandatory field.
pub(crate) trait Field<'a>: Copy {
    const FORMAT: FieldFormat;

    /// Reads the next field. On failure the reader records the reason, and the returned value is meaningless.
    fn read(reader: &mut FieldReader<'a>) -> Self;

    /// Writes the next field. On failure the writer records the reason.
    fn write(&self, writer: &mut FieldWriter<'_>);

    /// The value in the form that checks and dumps use.
    fn value(&self) -> Value<'a>;
}

/// Implements [`Field`] for types of one format: how the reader and the writer call it, and the value as it is
/// written and shown.
macro_rules! fields {
    ($( $format:ident $method:ident: $($Type:ty),+; |$value:ident| $written:expr, $shown:expr; )*) => { $( $(
        impl<'a> Field<'a> for $Type {
            const FORMAT: FieldFormat = FieldFormat::$format;

            #[inline(always)]
            fn read(reader: &mut FieldReader<'a>) -> Self {
                reader.$method().into()
            }

            #[inline(always)]
            fn write(&self, writer: &mut FieldWriter<'_>) {
                let $value = *self;
                writer.$method($written);
            }

            fn value(&self) -> Value<'a> {
                let $value = *self;
                $shown
            }
        }
    )+ )* };
}

fields! {
    Integer octet: u8; |octet| octet, Value::Integer(octet);
    Integer octet:
        DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
        ReplaceIfPresentFlag, Ton;
        |code| code.0, Value::Integer(code.0);
    COctetString text: COctetString<'a>; |text| text.as_bytes(), Value::Text(text);
    Password text: Password<'a>; |password| password.reveal().as_bytes(), Value::Password(password);
    OctetString octet_string: &'a [u8]; |octets| octets, Value::Octets(octets);
}
