//! Counted lists: `dest_address`, `unsuccess_sme` and the `message_id`s of 3.3.

use super::Value;
use super::address::{Address, address};
use super::checked::is_printable;
use super::cursor::{FieldReader, FieldWriter};
use super::field::Field;
use crate::codes::{CommandStatus, Npi, Ton};
use crate::count::{left, sum};
use crate::field::FieldFormat;
use crate::wire::{
    COctetString, DecodeErrorKind, Element, Fault, Parsed, Put, Sequence, WireError, array, c_octet_string,
    put_array, put_c_octet_string, put_octets, put_u8, sequence,
};
use core::fmt;
use nom::{Parser, combinator::map};

/// A list with a count of one octet: either the received octets or entries to send.
///
/// ```
/// use smpp_core::pdu::{DestAddress, SubmitMulti};
/// let to = [DestAddress::sme("46701133111"), DestAddress::distribution_list("friends")];
/// let submit_multi = SubmitMulti { dest_address: (&to).into(), ..SubmitMulti::default() };
/// assert_eq!(submit_multi.dest_address.len(), 2);
/// ```
#[derive(Clone, Copy)]
pub struct Counted<'a, T>(pub(crate) Sequence<'a, T>);
sequence! {
    Counted<'a, T: Item<'a>>, T,
    /// Iterates over the entries.
}

/// An entry of a [`Counted`] list.
pub(crate) trait Item<'a>: Element<'a> {
    const LIST: FieldFormat;

    fn value(list: Counted<'a, Self>) -> Value<'a>;

    fn put(&self, out: &mut [u8], at: usize) -> Put;

    /// The contents to check.
    fn content(&self) -> EntryContent<'a>;
}

/// The contents of a list entry that checks look at. The bounds are the same in every version.
pub(crate) struct EntryContent<'a> {
    /// The standard's name for the text field.
    pub(crate) name: &'static str,
    pub(crate) text: &'a [u8],
    /// The number of octets before the text: in the entry, or, from [`Value::each_entry`], in the whole list with its
    /// count. In an address, the two octets before the text are TON and NPI.
    pub(crate) at: usize,
    /// Maximum length of the text, including the NUL.
    max: usize,
    /// The status that a strict receiver answers with if the text is invalid.
    pub(crate) status: CommandStatus,
    /// TON and NPI, if it is an address.
    pub(crate) address: Option<(Ton, Npi)>,
    /// Whether it is a destination, which must be printable and not empty.
    is_destination: bool,
}

impl<'a> EntryContent<'a> {
    /// The address of an SME, or, without TON and NPI, the name of a distribution list.
    const fn destination(
        name: &'static str,
        at: usize,
        text: COctetString<'a>,
        address: Option<(Ton, Npi)>,
        status: CommandStatus,
    ) -> Self {
        Self { name, text: text.as_bytes(), at, max: 21, status, address, is_destination: true }
    }

    /// An address in `destination_addr`.
    const fn address(at: usize, ton: Ton, npi: Npi, text: COctetString<'a>) -> Self {
        Self::destination("destination_addr", at, text, Some((ton, npi)), CommandStatus::ESME_RINVDSTADR)
    }

    const fn is_too_long(&self) -> bool {
        self.text.len() >= self.max
    }

    /// Calls `found` with every fault, the standard's name for what is wrong, the number of octets before it, and the
    /// status to answer with.
    pub(crate) fn check(&self, mut found: impl FnMut(Fault, &'static str, usize, CommandStatus)) {
        let Self { name, text, at, status, address, is_destination, .. } = *self;
        let ton_reserved = address.is_some_and(|(ton, _)| ton.name().is_none());
        let npi_reserved = address.is_some_and(|(_, npi)| npi.name().is_none());
        let (ton, npi) = (left(at, 2), left(at, 1));
        for (wrong, fault, name, at, status) in [
            (self.is_too_long(), Fault::TooLong, name, at, status),
            (text.contains(&0), Fault::EmbeddedNul, name, at, status),
            (ton_reserved, Fault::Reserved, "dest_addr_ton", ton, CommandStatus::ESME_RINVDSTTON),
            (npi_reserved, Fault::Reserved, "dest_addr_npi", npi, CommandStatus::ESME_RINVDSTNPI),
            (is_destination && text.is_empty(), Fault::Missing, name, at, status),
            (is_destination && !is_printable(text), Fault::NotPrintable, name, at, status),
        ] {
            if wrong {
                found(fault, name, at, status);
            }
        }
    }
}

#[expect(private_bounds, reason = "how an entry is read and written is internal")]
impl<'a, T: Item<'a>> Counted<'a, T> {
    /// The number of entries.
    pub const fn len(&self) -> usize {
        match self.0 {
            Sequence::Received(_, count) => count as usize,
            Sequence::List(list) => list.len(),
        }
    }

    /// Whether the list is empty.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a, T: Item<'a> + fmt::Debug> fmt::Debug for Counted<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(feature = "defmt")]
impl<'a, T: Item<'a> + defmt::Format> defmt::Format for Counted<'a, T> {
    fn format(&self, f: defmt::Formatter<'_>) {
        self.iter().for_each(|item| defmt::write!(f, "{} ", item));
    }
}

/// Reads the count and the entries.
fn parse_list<'a, T: Item<'a>>(input: &'a [u8]) -> Parsed<'a, Counted<'a, T>> {
    let [count, start @ ..] = input else { return Err(WireError::at(input, DecodeErrorKind::NoLength)) };
    let mut rest = start;
    for _ in 0..*count {
        (rest, _) = T::parse(rest)?;
    }
    let used = left(start.len(), rest.len());
    Ok((rest, Counted(Sequence::Received(start.get(..used).unwrap_or(start), u32::from(*count)))))
}

impl<'a, T: Item<'a>> Field<'a> for Counted<'a, T> {
    const FORMAT: FieldFormat = T::LIST;

    fn read(reader: &mut FieldReader<'a>) -> Self {
        reader.field(parse_list)
    }

    fn write(&self, writer: &mut FieldWriter<'_>) {
        let fit = || self.iter().all(|entry: T| !entry.content().is_too_long());
        writer.field(
            self.len(),
            sum(self.iter().octets_left(), 1),
            || !self.is_empty(),
            fit,
            |out, at| {
                let count = u8::try_from(self.len()).map_err(|_| Fault::TooMany)?;
                let at = put_u8(out, at, count)?;
                match self.0 {
                    Sequence::Received(octets, _) => put_octets(out, at, octets),
                    Sequence::List(list) => list.iter().try_fold(at, |at, item| item.put(out, at)),
                }
            },
        );
    }

    fn value(&self) -> Value<'a> {
        T::value(*self)
    }
}

/// One destination of submit_multi (v3.4 section 4.5.1.1, v5.0 section 4.2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum DestAddress<'a> {
    /// `dest_flag` 1 (v3.4 section 5.2.25, v5.0 section 4.7.9): the address of an SME.
    Sme {
        /// Type of number (v3.4 section 5.2.5, v5.0 section 4.7.1).
        dest_addr_ton: Ton,
        /// Numbering plan (v3.4 section 5.2.6, v5.0 section 4.7.2).
        dest_addr_npi: Npi,
        /// The address (v3.4 section 5.2.9, v5.0 section 4.7.8).
        destination_addr: COctetString<'a>,
    },
    /// `dest_flag` 2: the name of a distribution list.
    DistributionList {
        /// The name (v5.0 section 4.7.10).
        dl_name: COctetString<'a>,
    },
}

impl<'a> DestAddress<'a> {
    /// An SME with an international number (TON 1, NPI 1).
    pub fn sme(destination_addr: impl Into<COctetString<'a>>) -> Self {
        let destination_addr = destination_addr.into();
        Self::Sme { dest_addr_ton: Ton::INTERNATIONAL, dest_addr_npi: Npi::ISDN, destination_addr }
    }

    /// A distribution list.
    pub fn distribution_list(dl_name: impl Into<COctetString<'a>>) -> Self {
        Self::DistributionList { dl_name: dl_name.into() }
    }

    /// The address of an SME; `None` for a distribution list.
    pub const fn address(&self) -> Option<Address<'a>> {
        match *self {
            Self::Sme { dest_addr_ton: ton, dest_addr_npi: npi, destination_addr: addr } => {
                Some(Address { ton, npi, addr })
            }
            Self::DistributionList { .. } => None,
        }
    }
}

impl<'a> From<Address<'a>> for DestAddress<'a> {
    fn from(address: Address<'a>) -> Self {
        let Address { ton: dest_addr_ton, npi: dest_addr_npi, addr: destination_addr } = address;
        Self::Sme { dest_addr_ton, dest_addr_npi, destination_addr }
    }
}

impl<'a> Element<'a> for DestAddress<'a> {
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        match array(input)? {
            (rest, [1]) => map((array, COctetString::parse), |([ton, npi], destination_addr)| Self::Sme {
                dest_addr_ton: Ton(ton),
                dest_addr_npi: Npi(npi),
                destination_addr,
            })
            .parse(rest),
            (rest, [2]) => map(COctetString::parse, |dl_name| Self::DistributionList { dl_name }).parse(rest),
            _ => Err(WireError::at(input, DecodeErrorKind::UnknownDestFlag)),
        }
    }

    fn wire_len(&self) -> usize {
        match self {
            Self::Sme { destination_addr, .. } => sum(destination_addr.len(), 4),
            Self::DistributionList { dl_name } => sum(dl_name.len(), 2),
        }
    }
}

impl<'a> Item<'a> for DestAddress<'a> {
    const LIST: FieldFormat = FieldFormat::DestAddresses;

    fn value(list: Counted<'a, Self>) -> Value<'a> {
        Value::DestAddresses(list)
    }

    fn put(&self, out: &mut [u8], at: usize) -> Put {
        match self {
            Self::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => {
                let at = put_array(out, at, [1, dest_addr_ton.0, dest_addr_npi.0])?;
                destination_addr.put(out, at)
            }
            Self::DistributionList { dl_name } => {
                let at = put_u8(out, at, 2)?;
                dl_name.put(out, at)
            }
        }
    }

    fn content(&self) -> EntryContent<'a> {
        match self {
            Self::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => {
                EntryContent::address(3, *dest_addr_ton, *dest_addr_npi, *destination_addr)
            }
            Self::DistributionList { dl_name } => {
                EntryContent::destination("dl_name", 1, *dl_name, None, CommandStatus::ESME_RINVDLNAME)
            }
        }
    }
}

/// A refused destination of submit_multi (v3.4 section 4.5.2.1, v5.0 section 4.2.3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UnsuccessSme<'a> {
    /// Type of number (v3.4 section 5.2.5, v5.0 section 4.7.1).
    pub dest_addr_ton: Ton,
    /// Numbering plan (v3.4 section 5.2.6, v5.0 section 4.7.2).
    pub dest_addr_npi: Npi,
    /// The address (v3.4 section 5.2.9, v5.0 section 4.7.8).
    pub destination_addr: COctetString<'a>,
    /// Why it was refused (v3.4 section 5.1.3, v5.0 section 4.7.6).
    pub error_status_code: CommandStatus,
}
address!(UnsuccessSme dest_addr_ton);

impl<'a> Element<'a> for UnsuccessSme<'a> {
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        map((array, COctetString::parse, array), |([ton, npi], destination_addr, status)| Self {
            dest_addr_ton: Ton(ton),
            dest_addr_npi: Npi(npi),
            destination_addr,
            error_status_code: CommandStatus(u32::from_be_bytes(status)),
        })
        .parse(input)
    }

    fn wire_len(&self) -> usize {
        sum(self.destination_addr.len(), 7)
    }
}

impl<'a> Item<'a> for UnsuccessSme<'a> {
    const LIST: FieldFormat = FieldFormat::UnsuccessSmes;

    fn value(list: Counted<'a, Self>) -> Value<'a> {
        Value::UnsuccessSmes(list)
    }

    fn put(&self, out: &mut [u8], at: usize) -> Put {
        let at = put_array(out, at, [self.dest_addr_ton.0, self.dest_addr_npi.0])?;
        let at = self.destination_addr.put(out, at)?;
        put_array(out, at, self.error_status_code.0.to_be_bytes())
    }

    fn content(&self) -> EntryContent<'a> {
        EntryContent::address(2, self.dest_addr_ton, self.dest_addr_npi, self.destination_addr)
    }
}

impl<'a> Element<'a> for COctetString<'a> {
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        map(c_octet_string, Self::new).parse(input)
    }

    fn wire_len(&self) -> usize {
        sum(self.len(), 1)
    }
}

impl<'a> Item<'a> for COctetString<'a> {
    const LIST: FieldFormat = FieldFormat::MessageIds;

    fn value(list: Counted<'a, Self>) -> Value<'a> {
        Value::MessageIds(list)
    }

    fn put(&self, out: &mut [u8], at: usize) -> Put {
        put_c_octet_string(out, at, self.as_bytes())
    }

    fn content(&self) -> EntryContent<'a> {
        EntryContent {
            name: "message_id",
            text: self.as_bytes(),
            at: 0,
            // Only 3.3 has this list.
            max: 9,
            status: CommandStatus::ESME_RINVMSGID,
            address: None,
            is_destination: false,
        }
    }
}
