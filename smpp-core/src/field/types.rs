//! The types of mandatory fields, behind one trait, so that a declaration only names the type.

#[cfg(feature = "arbitrary")]
use super::FieldDef;
use super::FieldFormat;
use super::cursor::{FieldReader, FieldWriter};
#[cfg(feature = "arbitrary")]
use crate::arbitrary_values::Maker;
use crate::codes::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton,
};
use crate::wire::{COctetString, EncodeErrorKind, Password};

/// The type of a mandatory field.
pub(crate) trait Field<'a>: Copy {
    const FORMAT: FieldFormat;

    /// Reads the next field. On failure the reader records the reason, and the returned value is meaningless.
    fn read(reader: &mut FieldReader<'a>) -> Self;

    /// Writes the next field. On failure the writer records the reason.
    fn write(&self, writer: &mut FieldWriter<'_>);

    /// Makes a value that keeps the bound of a version, or breaks it where the maker is told to.
    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self;

    /// The quantity that the field's bound limits. For a C-Octet String: octets including the NUL. For an octet
    /// string: octets without the length. For a list: entries. For an integer: 0, because the encoder does not
    /// check its value.
    fn measure(&self) -> usize;

    /// The value of an integer.
    fn integer(&self) -> Option<u8> {
        None
    }

    /// The octets of a C-Octet String.
    fn text(&self) -> Option<&'a [u8]> {
        None
    }

    /// The first fault in a list entry.
    fn entry_fault(&self) -> Option<EncodeErrorKind> {
        None
    }
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

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.integer(def)
    }

    fn measure(&self) -> usize {
        0
    }

    fn integer(&self) -> Option<u8> {
        Some(*self)
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

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }

    fn measure(&self) -> usize {
        self.len().saturating_add(1)
    }

    fn text(&self) -> Option<&'a [u8]> {
        Some(self.as_bytes())
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

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }

    fn measure(&self) -> usize {
        self.reveal().measure()
    }

    fn text(&self) -> Option<&'a [u8]> {
        self.reveal().text()
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

    #[cfg(feature = "arbitrary")]
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.octets(def)
    }

    fn measure(&self) -> usize {
        self.len()
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

            #[cfg(feature = "arbitrary")]
            fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
                Self(maker.integer(def))
            }

            fn measure(&self) -> usize {
                0
            }

            fn integer(&self) -> Option<u8> {
                Some(self.0)
            }
        }
    )* };
}

octet_fields! {
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId, RegisteredDelivery,
    ReplaceIfPresentFlag, Ton,
}
