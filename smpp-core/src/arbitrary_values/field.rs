//! Values of mandatory fields, and of the types that they consist of.

use super::Maker;
use super::stock::{DIGITS, cut};
use crate::codes::{
    CommandStatus, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag, ProtocolId,
    RegisteredDelivery, ReplaceIfPresentFlag, Ton,
};
use crate::field::FieldDef;
use crate::pdu::{Counted, DestAddress, Field, Item, RawPdu, UnknownPdu, UnsuccessSme};
use crate::wire::{COctetString, Password, Sequence};
use arbitrary::{Arbitrary, Result, Unstructured};
use std::sync::LazyLock;
use std::vec::Vec;

/// The type of a mandatory field.
pub(crate) trait MakeField<'a>: Field<'a> {
    /// Makes a value that stays within the bound of a version, or breaks it if the maker says so.
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self;
}

macro_rules! integers {
    ($($Name:ident)*) => { $(
        impl<'a> MakeField<'a> for $Name {
            fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
                maker.integer(def).into()
            }
        }
    )* };
}
integers! {
    u8 DataCoding EsmClass InterfaceVersion MessageState Npi PriorityFlag ProtocolId RegisteredDelivery
    ReplaceIfPresentFlag Ton
}

impl<'a> MakeField<'a> for COctetString<'a> {
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }
}

impl<'a> MakeField<'a> for Password<'a> {
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        Self::new(maker.text(def))
    }
}

impl<'a> MakeField<'a> for &'a [u8] {
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.octets(def)
    }
}

impl<'a, T: Stock<'a>> MakeField<'a> for Counted<'a, T> {
    fn make(maker: &mut Maker<'_, 'a>, def: &'static FieldDef) -> Self {
        maker.list(def)
    }
}

/// An entry of a list.
pub(crate) trait Stock<'a>: Item<'a> {
    /// Legal entries, one more than any list may have.
    fn stock() -> &'a [Self];
}

/// 256 numbers of 1 to 20 digits.
fn numbers() -> impl Iterator<Item = &'static [u8]> {
    (0..=255_usize).map(|at| {
        let len = at.checked_rem(20).unwrap_or(0).saturating_add(1);
        cut(&DIGITS, at, len)
    })
}

impl<'a> Stock<'a> for DestAddress<'a> {
    fn stock() -> &'a [Self] {
        static STOCK: LazyLock<Vec<DestAddress<'static>>> = LazyLock::new(|| {
            let entry = |number: &'static [u8]| {
                if number.len().is_multiple_of(4) {
                    DestAddress::distribution_list(number)
                } else {
                    DestAddress::sme(number)
                }
            };
            numbers().map(entry).collect()
        });
        &STOCK
    }
}

impl<'a> Stock<'a> for UnsuccessSme<'a> {
    fn stock() -> &'a [Self] {
        static STOCK: LazyLock<Vec<UnsuccessSme<'static>>> = LazyLock::new(|| {
            let entry = |number: &'static [u8]| UnsuccessSme {
                dest_addr_ton: Ton::INTERNATIONAL,
                dest_addr_npi: Npi::ISDN,
                destination_addr: number.into(),
                error_status_code: CommandStatus::ESME_RINVDSTADR,
            };
            numbers().map(entry).collect()
        });
        &STOCK
    }
}

impl<'a> Stock<'a> for COctetString<'a> {
    fn stock() -> &'a [Self] {
        static STOCK: LazyLock<Vec<COctetString<'static>>> = LazyLock::new(|| {
            let entry = |number: &'static [u8]| number.get(..8).unwrap_or(number).into();
            numbers().map(entry).collect()
        });
        &STOCK
    }
}

/// Splits the octets into as many entries as they hold, at most 255.
impl<'a, T: Item<'a>> Arbitrary<'a> for Counted<'a, T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let octets: &'a [u8] = u.arbitrary()?;
        let (mut rest, mut count) = (octets, 0_u8);
        while let (Ok((next, _)), Some(more)) = (T::parse(rest), count.checked_add(1)) {
            (rest, count) = (next, more);
        }
        let used = octets.len().saturating_sub(rest.len());
        Ok(Self(Sequence::Received(octets.get(..used).unwrap_or(octets), u32::from(count))))
    }
}

/// Uses the octets up to the first NUL, so that the result can be encoded.
impl<'a> Arbitrary<'a> for COctetString<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let octets: &'a [u8] = u.arbitrary()?;
        Ok(Self::new(octets.split(|octet| *octet == 0).next().unwrap_or(&[])))
    }
}

impl<'a> Arbitrary<'a> for Password<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.arbitrary::<COctetString<'a>>().map(|text| Self::new(text.as_bytes()))
    }
}

/// Turns a known `command_id` into a vendor's.
impl<'a> Arbitrary<'a> for UnknownPdu<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut raw = RawPdu::arbitrary(u)?;
        if raw.def().is_some() {
            // No `command_id` of the standard has this bit.
            raw.command_id.0 |= 0x0100_0000;
        }
        Ok(Self::not_in_list(raw))
    }
}
