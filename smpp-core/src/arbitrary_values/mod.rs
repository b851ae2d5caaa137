//! Values for fuzzing and property tests (feature `arbitrary`): PDUs that stay within the bounds of a version, and
//! PDUs that break one named property.
//!
//! Every typed PDU and [`Pdu`] implement [`Arbitrary`]. The first octet of the input chooses among the versions
//! that have the PDU. For a [`Pdu`], the next octet chooses the type; all types are about equally likely, and so is
//! a `command_id` that no version has. Nearly every value encodes under the rules of its version, and
//! [`lint`](crate::lint) reports nothing worse than a note: the PDU carries only TLVs that it may carry, and the
//! fields that describe the message match it (a user data header, a delivery receipt, `message_payload`). Lengths
//! at the bounds and next to them are frequent. Legal octets of the input are used as they are, so that a fuzzer
//! can shape them; illegal ones are replaced.
//!
//! [`Valid`] holds the version and the value. It can also make a value for a version that you choose:
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
//! [`Broken`] is valid except for one [`Property`], which names the errors and lints that report it:
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
//! The lists of TLVs come from tables that are built on first use and stay in memory. They take a few megabytes.

mod field;
mod lists;
mod maker;
mod pdu;
mod property;
mod stock;
#[cfg(test)]
mod tests;
mod tlvs;

pub(crate) use field::MakeField;
pub(crate) use lists::Lists;
pub(crate) use maker::{Make, Maker};
pub(crate) use pdu::{make, make_any};
pub use property::Property;

use crate::codes::{CommandStatus, Version};
use crate::error::EncodeError;
use crate::field::FieldDef;
use crate::pdu::{Encode, PDUS, Pdu};
use crate::rules::Rules;
use crate::tlv::Tag;
use arbitrary::{Arbitrary, Unstructured};
use maker::Breaking;

/// A PDU that can be made for a version: every typed PDU, and [`Pdu`].
#[expect(private_bounds, reason = "callers cannot implement it")]
pub trait AnyPdu<'a>: Make<'a> + Encode {}
impl<'a, T: Make<'a> + Encode> AnyPdu<'a> for T {}

/// A valid PDU, and the version in which it is valid. See the [module](self).
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use smpp_core::arbitrary_values::Valid;
/// use smpp_core::pdu::DeliverSm;
/// let Valid { version, pdu } = Valid::<DeliverSm<'_>>::arbitrary(&mut Unstructured::new(&[7; 200]))?;
/// println!("{version}: {pdu:?}");
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Valid<T> {
    /// The version.
    pub version: Version,
    /// The PDU.
    pub pdu: T,
}

const VERSIONS: [Version; 3] = [Version::V33, Version::V34, Version::V50];

/// Chooses one of the versions that fit, by one octet of the input.
fn version(u: &mut Unstructured<'_>, fits: impl Fn(Version) -> bool) -> arbitrary::Result<Version> {
    let octet = usize::from(u.arbitrary::<u8>()?);
    let fitting = || VERSIONS.into_iter().filter(|version| fits(*version));
    let at = octet.checked_rem(fitting().count()).unwrap_or(0);
    fitting().nth(at).ok_or(arbitrary::Error::IncorrectFormat)
}

impl<'a, T: AnyPdu<'a>> Valid<T> {
    /// Makes a PDU for the given version, without using an octet of the input to choose it.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use smpp_core::Version;
    /// use smpp_core::arbitrary_values::Valid;
    /// use smpp_core::pdu::DataSm;
    /// let data_sm = |version| Valid::<DataSm<'_>>::in_version(version, &mut Unstructured::new(&[7; 200]));
    /// assert!(data_sm(Version::V34).is_ok());
    /// assert!(data_sm(Version::V33).is_err()); // 3.3 has no data_sm
    /// ```
    ///
    /// # Errors
    /// [`arbitrary::Error::IncorrectFormat`] if the version does not have the PDU.
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
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use smpp_core::arbitrary_values::{Broken, Property};
/// let broken = Broken::arbitrary(&mut Unstructured::new(&[7; 200]))?;
/// assert!(Property::ALL.contains(&broken.property()));
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Broken<'a> {
    pdu: Pdu<'a>,
    version: Version,
    property: Property,
    field: Option<&'static FieldDef>,
    tag: Option<Tag>,
}

impl<'a> Broken<'a> {
    /// Makes a PDU that breaks the given property. The first octet of the input chooses the version. If the
    /// property cannot be broken in that version, the next one is used: 3.3, for example, has no TLVs to repeat.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use smpp_core::arbitrary_values::{Broken, Property};
    /// let broken = Broken::of(Property::TlvOnce, &mut Unstructured::new(&[7; 200]))?;
    /// assert!(broken.tag().is_some());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`arbitrary::Error`] if the input is unusable. At present every input works for every property.
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

    /// The broken property.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::arbitrary_values::{Broken, Property};
    /// let broken = Broken::of(Property::Time, &mut Unstructured::new(&[7; 200]))?;
    /// assert_eq!(broken.property(), Property::Time);
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub const fn property(&self) -> Property {
        self.property
    }

    /// The version in which the property is broken.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::{Version, arbitrary_values::{Broken, Property}};
    /// // 3.3 has no TLVs to repeat.
    /// let broken = Broken::of(Property::TlvOnce, &mut Unstructured::new(&[0; 200]))?;
    /// assert_ne!(broken.version(), Version::V33);
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The PDU. If the property concerns the octets, such as [`Property::Terminator`], this PDU is valid, and only
    /// [`Broken::write`] breaks it.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::{Encode, Rules, arbitrary_values::{Broken, Property}};
    /// let broken = Broken::of(Property::Bound, &mut Unstructured::new(&[7; 200]))?;
    /// let (pdu, rules) = (broken.pdu(), Rules::of(broken.version()));
    /// let error = pdu.encode(1, rules, &mut vec![0; pdu.encoded_len()]).unwrap_err();
    /// assert_eq!(Some(error.kind()), Property::Bound.encode_error());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub const fn pdu(&self) -> Pdu<'a> {
        self.pdu
    }

    /// The standard's name for the broken field or TLV. `None` if the whole PDU or its last octets are broken.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::arbitrary_values::{Broken, Property};
    /// let broken = Broken::of(Property::LengthPresent, &mut Unstructured::new(&[7; 200]))?;
    /// println!("a server should complain about {:?}", broken.field());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub fn field(&self) -> Option<&'static str> {
        let length = self.field.filter(|_| self.property == Property::LengthPresent);
        let mandatory = length.and_then(FieldDef::length_name).or_else(|| self.field.map(|field| field.name));
        mandatory.or_else(|| self.tag.and_then(Tag::name))
    }

    /// The tag of the broken TLV. `None` if no TLV is broken.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::arbitrary_values::{Broken, Property};
    /// let broken = Broken::of(Property::TlvLength, &mut Unstructured::new(&[7; 200]))?;
    /// println!("the TLV {:?} has the wrong length", broken.tag());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub const fn tag(&self) -> Option<Tag> {
        self.tag
    }

    /// The largest number of octets that [`Broken::write`] writes.
    ///
    /// ```
    /// # use arbitrary::Unstructured;
    /// # use smpp_core::arbitrary_values::{Broken, Property};
    /// let broken = Broken::of(Property::Whole, &mut Unstructured::new(&[7; 200]))?;
    /// let mut out = vec![0; broken.encoded_len()];
    /// assert!(broken.write(&mut out).unwrap() <= out.len());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub fn encoded_len(&self) -> usize {
        self.pdu.encoded_len()
    }

    /// Writes the octets to the start of `out`, without checking them against the version, and returns their number.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use smpp_core::arbitrary_values::{Broken, Property};
    /// use smpp_core::{Pdu, RawPdu};
    /// let broken = Broken::of(Property::LengthWithin, &mut Unstructured::new(&[7; 200]))?;
    /// let mut out = vec![0; broken.encoded_len()];
    /// let len = broken.write(&mut out).unwrap();
    /// assert!(Pdu::decode(&RawPdu::parse(&out[..len]).unwrap()).is_err());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Encode::encode`] with [`Rules::AS_IS`]: a NUL inside a mandatory text, a length above 255
    /// and TLVs without the body in front of them cannot be written.
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
