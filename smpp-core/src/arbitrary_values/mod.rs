//! Values for fuzzing and property tests (feature `arbitrary`): PDUs that keep the bounds of a version, and PDUs that break
//! one named property.
//!
//! Every typed PDU and [`Pdu`] implement [`Arbitrary`]. The first octet of the input chooses the version (its remainder by
//! the number of versions that have the PDU). Of a [`Pdu`] the next one chooses the type, each as likely as any other; one
//! choice more is a `command_id` that no version has. Nearly every value encodes under the rules of its version and has no
//! finding of [`lint`](crate::lint) above a note: TLVs are those that the PDU may carry, and the fields that describe the
//! message agree with it (a user data header, a delivery receipt, `message_payload`). Lengths at and next to the bounds are
//! frequent. Octets of the input are used as they are where they are legal, so that a fuzzer can work on them; where they are
//! not, others take their place.
//!
//! [`Valid`] gives the version with the value, or makes one for a version of your choice:
//!
//! ```
//! use arbitrary::{Arbitrary, Unstructured};
//! use smpp_core::arbitrary_values::Valid;
//! use smpp_core::{Encode, Pdu, Rules, Version, pdu::SubmitSm};
//!
//! let data = [7; 200]; // from the fuzzer
//! let Valid { version, pdu } = Valid::<Pdu<'_>>::arbitrary(&mut Unstructured::new(&data))?;
//! let mut out = vec![0; pdu.encoded_len()];
//! assert!(pdu.encode(1, Rules::of(version), &mut out).is_ok());
//!
//! let submit_sm = Valid::<SubmitSm<'_>>::in_version(Version::V50, &mut Unstructured::new(&data))?.pdu;
//! assert!(!submit_sm.destination_addr.is_empty());
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! [`Broken`] is valid but for one [`Property`], which says what finds it:
//!
//! ```
//! use arbitrary::Unstructured;
//! use smpp_core::arbitrary_values::{Broken, Property};
//! use smpp_core::{DecodeErrorKind, Pdu, RawPdu};
//!
//! let broken = Broken::of(Property::Terminator, &mut Unstructured::new(&[7; 200]))?;
//! let mut out = vec![0; broken.encoded_len()];
//! let len = broken.write(&mut out).unwrap();
//! let error = Pdu::decode(&RawPdu::parse(&out[..len]).unwrap()).unwrap_err();
//! assert_eq!(error.kind(), DecodeErrorKind::NoTerminator);
//! assert_eq!(error.field(), broken.field());
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! The lists of TLVs come from tables that are made when they are first used and stay in memory: some megabytes.

mod lists;
mod maker;
mod property;
pub(crate) mod stock;
#[cfg(test)]
mod tests;

pub(crate) use lists::Lists;
pub(crate) use maker::{Make, Maker};
pub use property::Property;

use crate::codes::{CommandStatus, Version};
use crate::error::EncodeError;
use crate::field::FieldDef;
use crate::pdu::{Encode, PDUS, Pdu};
use crate::rules::Rules;
use crate::tlv::Tag;
use arbitrary::{Arbitrary, Unstructured};
use maker::Breaking;

/// A PDU that is made for a version: every typed PDU, and [`Pdu`].
#[expect(private_bounds, reason = "how a PDU is made is ours")]
pub trait AnyPdu<'a>: Make<'a> + Encode {}
impl<'a, T: Make<'a> + Encode> AnyPdu<'a> for T {}

/// A PDU with the version whose bounds it keeps. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valid<T> {
    /// The version.
    pub version: Version,
    /// The PDU.
    pub pdu: T,
}

const VERSIONS: [Version; 3] = [Version::V33, Version::V34, Version::V50];

/// The version that an octet chooses of those that fit.
fn version(u: &mut Unstructured<'_>, fits: impl Fn(Version) -> bool) -> arbitrary::Result<Version> {
    let octet = usize::from(u.arbitrary::<u8>()?);
    let fitting = || VERSIONS.into_iter().filter(|version| fits(*version));
    let at = octet.checked_rem(fitting().count()).unwrap_or(0);
    fitting().nth(at).ok_or(arbitrary::Error::IncorrectFormat)
}

impl<'a, T: AnyPdu<'a>> Valid<T> {
    /// Makes one for a version; no octet of the input chooses it.
    ///
    /// # Errors
    /// [`arbitrary::Error::IncorrectFormat`] when the version does not have the PDU.
    pub fn in_version(version: Version, u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        if !T::is_in(version) {
            return Err(arbitrary::Error::IncorrectFormat);
        }
        Ok(Self { version, pdu: T::make(&mut Maker::new(u, version, None)) })
    }
}

impl<'a, T: AnyPdu<'a>> Arbitrary<'a> for Valid<T> {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let version = version(u, T::is_in)?;
        Self::in_version(version, u)
    }
}

/// A PDU that breaks one [`Property`] of a version, and only that. See the [module](self).
#[derive(Clone, Copy, Debug)]
pub struct Broken<'a> {
    pdu: Pdu<'a>,
    version: Version,
    property: Property,
    field: Option<&'static FieldDef>,
    tag: Option<Tag>,
}

impl<'a> Broken<'a> {
    /// Makes one that breaks a property. The first octet of the input chooses the version, as far as it can be broken there
    /// (3.3 has no TLVs to repeat, say).
    ///
    /// # Errors
    /// None today: every property can be broken, whatever the input.
    pub fn of(property: Property, u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let start = usize::from(u.arbitrary::<u8>()?).checked_rem(VERSIONS.len()).unwrap_or(0);
        let versions = VERSIONS.iter().copied().cycle().skip(start).take(VERSIONS.len());
        let from = usize::from(u.arbitrary::<u8>()?).checked_rem(PDUS.len()).unwrap_or(0);
        for version in versions {
            for def in PDUS.iter().cycle().skip(from).take(PDUS.len()) {
                let wrong_version = property == Property::PduInVersion;
                if def.in_version(version) == wrong_version {
                    continue;
                }
                let of = if wrong_version { def.since } else { version };
                let mut maker = Maker::new(u, of, Some(property));
                let pdu = Pdu::make_as(def.command_id, &mut maker);
                if let Some(Breaking { field, tag, done, .. }) = maker.breaking
                    && (done || wrong_version)
                {
                    return Ok(Self { pdu, version, property, field, tag });
                }
            }
        }
        Err(arbitrary::Error::IncorrectFormat)
    }

    /// What is broken.
    pub const fn property(&self) -> Property {
        self.property
    }

    /// The version whose property is broken.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The PDU. Those that break a property of octets, such as [`Property::Terminator`], are valid here: see
    /// [`Broken::write`].
    pub const fn pdu(&self) -> Pdu<'a> {
        self.pdu
    }

    /// The standard's name of the field or TLV to blame; `None` when it is the PDU or its last octets.
    pub fn field(&self) -> Option<&'static str> {
        let length = self.field.filter(|_| self.property == Property::LengthPresent);
        let mandatory = length.and_then(FieldDef::length_name).or_else(|| self.field.map(|field| field.name));
        mandatory.or_else(|| self.tag.and_then(Tag::name))
    }

    /// The TLV to blame.
    pub const fn tag(&self) -> Option<Tag> {
        self.tag
    }

    /// Octets that [`Broken::write`] needs at most.
    pub fn encoded_len(&self) -> usize {
        self.pdu.encoded_len()
    }

    /// Writes the octets to the start of `out`, whatever the version takes, and gives how many there are.
    ///
    /// # Errors
    /// As [`Encode::encode`] with [`Rules::AS_IS`]: a NUL inside a mandatory text, a length above 255 and TLVs without
    /// the body in front of them cannot be written.
    pub fn write(&self, out: &mut [u8]) -> Result<usize, EncodeError> {
        let done = self.pdu.encode_with(CommandStatus::ESME_ROK, 1, Rules::AS_IS, out)?;
        let octets = out.get_mut(..done.len).unwrap_or_default();
        let len = maker::break_octets(self.property, self.field, octets);
        let length = u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes();
        out.iter_mut().zip(length).for_each(|(octet, value)| *octet = value);
        Ok(len)
    }
}

/// Any property.
impl<'a> Arbitrary<'a> for Broken<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let property = *u.choose(Property::ALL)?;
        Self::of(property, u)
    }
}
