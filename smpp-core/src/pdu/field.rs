//! The types of mandatory fields, behind one trait, so that a declaration only names the type.

use super::Value;
use super::cursor::{FieldReader, FieldWriter};
#[cfg(feature = "arbitrary")]
use crate::arbitrary_values::Maker;
use crate::codes::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton,
};
#[cfg(feature = "arbitrary")]
use crate::field::FieldDef;
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

    /// Makes a value that keeps the bound of a version, or breaks it if the maker says so.
    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self;
}

impl<'a> Field<'a> for u8 {
    const FORMAT: FieldFormat = FieldFormat::Integer;

    #[inline(always)]
    fn read(reader: &mut FieldReader<'a>) -> Self {
        reader.octet()
    }

    #[inline(always)]
    fn write(&self, writer: &mut FieldWriter<'_>) {
        writer.octet(*self);
    }

    fn value(&self) -> Value<'a> {
        Value::Integer(*self)
    }

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.integer(def)
    }
}

impl<'a> Field<'a> for COctetString<'a> {
    const FORMAT: FieldFormat = FieldFormat::COctetString;

    #[inline(always)]
    fn read(reader: &mut FieldReader<'a>) -> Self {
        Self::new(reader.text())
    }

    #[inline(always)]
    fn write(&self, writer: &mut FieldWriter<'_>) {
        writer.text(self.as_bytes());
    }

    fn value(&self) -> Value<'a> {
        Value::Text(*self)
    }

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }
}

impl<'a> Field<'a> for Password<'a> {
    const FORMAT: FieldFormat = FieldFormat::Password;

    #[inline(always)]
    fn read(reader: &mut FieldReader<'a>) -> Self {
        Self::new(reader.text())
    }

    #[inline(always)]
    fn write(&self, writer: &mut FieldWriter<'_>) {
        self.reveal().write(writer);
    }

    fn value(&self) -> Value<'a> {
        Value::Password(*self)
    }

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }
}

impl<'a> Field<'a> for &'a [u8] {
    const FORMAT: FieldFormat = FieldFormat::OctetString;

    #[inline(always)]
    fn read(reader: &mut FieldReader<'a>) -> Self {
        reader.octet_string()
    }

    #[inline(always)]
    fn write(&self, writer: &mut FieldWriter<'_>) {
        writer.octet_string(self);
    }

    fn value(&self) -> Value<'a> {
        Value::Octets(self)
    }

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.octets(def)
    }
}

/// Makes newtypes over one octet usable as types of mandatory fields.
macro_rules! octet_fields {
    ($($Name:ty),* $(,)?) => { $(
        impl<'a> Field<'a> for $Name {
            const FORMAT: FieldFormat = FieldFormat::Integer;

            #[inline(always)]
            fn read(reader: &mut FieldReader<'a>) -> Self {
                Self(reader.octet())
            }

            #[inline(always)]
            fn write(&self, writer: &mut FieldWriter<'_>) {
                writer.octet(self.0);
            }

            fn value(&self) -> Value<'a> {
                Value::Integer(self.0)
            }

            #[cfg(feature = "arbitrary")]
            fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
                Self(maker.integer(def))
            }
        }
    )* };
}

octet_fields! {
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton,
}
