//! The values of mandatory fields, whatever their types.

use super::counted::{Counted, DestAddress, EntryContent, Item, UnsuccessSme};
use super::cursor::FieldReader;
use super::field::Field;
use crate::count::sum;
use crate::field::FieldFormat;
use crate::wire::{COctetString, Hex, Password, Sequence};
use core::fmt;

/// The value of one mandatory field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Value<'a> {
    /// An integer of one octet.
    Integer(u8),
    /// A C-Octet String.
    Text(COctetString<'a>),
    /// A password.
    Password(Password<'a>),
    /// An octet string that follows its length.
    Octets(&'a [u8]),
    /// `dest_address` entries that follow their count.
    DestAddresses(Counted<'a, DestAddress<'a>>),
    /// `unsuccess_sme` entries that follow their count.
    UnsuccessSmes(Counted<'a, UnsuccessSme<'a>>),
    /// `message_id`s that follow their count.
    MessageIds(Counted<'a, COctetString<'a>>),
}

impl<'a> Value<'a> {
    pub(super) fn read(format: FieldFormat, reader: &mut FieldReader<'a>) -> Self {
        match format {
            FieldFormat::Integer => Self::Integer(Field::read(reader)),
            FieldFormat::COctetString => Self::Text(Field::read(reader)),
            FieldFormat::Password => Self::Password(Field::read(reader)),
            FieldFormat::OctetString => Self::Octets(Field::read(reader)),
            FieldFormat::DestAddresses => Self::DestAddresses(Field::read(reader)),
            FieldFormat::UnsuccessSmes => Self::UnsuccessSmes(Field::read(reader)),
            FieldFormat::MessageIds => Self::MessageIds(Field::read(reader)),
        }
    }

    /// A list of the entries at the start of the octets, which begin after the count; `None` if the format is not that
    /// of a list.
    pub(crate) const fn list(format: FieldFormat, octets: &'a [u8]) -> Option<Self> {
        Some(match format {
            FieldFormat::DestAddresses => Self::DestAddresses(Counted(Sequence::Received(octets, 0))),
            FieldFormat::UnsuccessSmes => Self::UnsuccessSmes(Counted(Sequence::Received(octets, 0))),
            FieldFormat::MessageIds => Self::MessageIds(Counted(Sequence::Received(octets, 0))),
            _ => return None,
        })
    }

    /// The quantity that the field's bound limits; see [`FieldDef::max_in`](crate::pdu::FieldDef::max_in).
    pub fn measure(&self) -> usize {
        match self {
            Self::Integer(value) => usize::from(*value),
            Self::Text(text) => sum(text.len(), 1),
            Self::Password(password) => sum(password.reveal().len(), 1),
            Self::Octets(octets) => octets.len(),
            Self::DestAddresses(list) => list.len(),
            Self::UnsuccessSmes(list) => list.len(),
            Self::MessageIds(list) => list.len(),
        }
    }

    /// The octets of a C-Octet String.
    pub(crate) const fn text(&self) -> Option<&'a [u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Password(password) => Some(password.reveal().as_bytes()),
            _ => None,
        }
    }

    /// Calls `visit` with the contents of each list entry.
    pub(crate) fn each_entry(&self, mut visit: impl FnMut(EntryContent<'a>)) {
        fn each<'a, T: Item<'a>>(list: &Counted<'a, T>, visit: &mut impl FnMut(EntryContent<'a>)) {
            // The count is one octet.
            let mut before = 1;
            for entry in list.iter() {
                let mut content = entry.content();
                content.at = sum(before, content.at);
                visit(content);
                before = sum(before, entry.wire_len());
            }
        }
        match self {
            Self::DestAddresses(list) => each(list, &mut visit),
            Self::UnsuccessSmes(list) => each(list, &mut visit),
            Self::MessageIds(list) => each(list, &mut visit),
            Self::Integer(_) | Self::Text(_) | Self::Password(_) | Self::Octets(_) => {}
        }
    }
}

/// The number, the text in quotes, the octets in hexadecimal, or the entries. Passwords are shown as `***`.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(octet) => write!(f, "{octet}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Password(password) => write!(f, "{password:?}"),
            Self::Octets(octets) => write!(f, "{}", Hex(octets)),
            Self::DestAddresses(list) => write!(f, "{list:?}"),
            Self::UnsuccessSmes(list) => write!(f, "{list:?}"),
            Self::MessageIds(list) => write!(f, "{list:?}"),
        }
    }
}
