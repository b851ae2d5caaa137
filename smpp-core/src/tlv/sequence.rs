//! The optional part of a PDU: any number of TLVs.

use super::value::TlvType;
use super::{Tag, Tlv};
use crate::codes::{CommandId, Version};
use crate::count::{Counter, left, sum};
use crate::error::{DecodeError, EncodeError};
use crate::pdu::Encoded;
use crate::rules::Rules;
use crate::wire::{Fault, HEADER_LEN, Sequence, put_octets, sequence};
use core::fmt;

/// The TLVs of a PDU: either the received octets or a list of TLVs to send.
///
/// ```
/// use smpp_core::{pdu::SubmitSm, tlv::Tlv};
/// let tlvs = [Tlv::user_message_reference(7), Tlv::more_messages_to_send(1.into())];
/// let submit_sm = SubmitSm { tlvs: (&tlvs).into(), ..SubmitSm::default() };
/// assert_eq!(submit_sm.tlvs.user_message_reference(), Ok(Some(7)));
/// assert_eq!(submit_sm.tlvs.message_payload(), Ok(None));
/// ```
#[derive(Clone, Copy)]
pub struct Tlvs<'a>(Sequence<'a, Tlv<'a>>);
sequence! {
    Tlvs<'a>, Tlv<'a>,
    /// Iterates over the TLVs, up to the end or to the first octets that are not a TLV.
}

impl<'a> Tlvs<'a> {
    /// Uses octets as the optional part, valid TLVs or not.
    pub const fn from_octets(octets: &'a [u8]) -> Self {
        Self(Sequence::Received(octets, 0))
    }

    pub(crate) fn tail(octets: &'a [u8], body_len: usize) -> Self {
        let at = sum(left(body_len, octets.len()), HEADER_LEN);
        Self(Sequence::Received(octets, u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// Whether the optional part is empty.
    pub const fn is_empty(&self) -> bool {
        match self.0 {
            Sequence::Received(octets, _) => octets.is_empty(),
            Sequence::List(list) => list.is_empty(),
        }
    }

    /// Octets at the end that are not a TLV: 1 to 3 leftover octets, or a TLV whose length exceeds the PDU.
    /// [`Rules::AS_IS`] encodes them as they are; other rules refuse them. A receiver answers them with
    /// ESME_RINVTLVSTREAM.
    pub fn trailing(&self) -> &'a [u8] {
        let mut iter = self.iter();
        while iter.next().is_some() {}
        iter.rest()
    }

    /// The first TLV with a tag.
    pub fn get(&self, tag: Tag) -> Option<Tlv<'a>> {
        self.iter().find(|tlv| tlv.tag() == tag)
    }

    /// The value of the first TLV with a tag, if its length fits the type. It creates no error, so that a program
    /// that needs none does not link the table of names.
    pub(crate) fn read<T: TlvType<'a>>(&self, tag: Tag) -> Option<T> {
        self.get(tag).and_then(|tlv| T::read(&tlv))
    }

    pub(super) fn typed<T: TlvType<'a>>(&self, tag: Tag) -> Result<Option<T>, DecodeError> {
        let Some(tlv) = self.get(tag) else { return Ok(None) };
        T::read(&tlv).map(Some).ok_or_else(|| self.wrong_length(tag))
    }

    /// The error has the offset of the first TLV with the tag, from the start of the PDU. If the TLVs did not come
    /// from a PDU, from the start of the optional part.
    #[cold]
    #[inline(never)]
    fn wrong_length(&self, tag: Tag) -> DecodeError {
        let start = if let Sequence::Received(_, at) = self.0 { at as usize } else { 0 };
        let before = self.iter().take_while(|tlv| tlv.tag() != tag);
        DecodeError::tlv_length(tag, before.fold(start, |at, tlv| sum(at, tlv.encoded_len())))
    }

    /// Length on the wire in octets.
    pub fn encoded_len(&self) -> usize {
        self.iter().octets_left()
    }

    /// Writes the TLVs that `rules` allow. Returns the position after them and how many were left out.
    pub(crate) fn encode(&self, out: &mut [u8], at: usize, rules: Rules) -> Result<Encoded, EncodeError> {
        let none = Encoded { len: at, omitted: 0 };
        if self.is_empty() { Ok(none) } else { self.encode_some(out, none, rules) }
    }

    fn encode_some(&self, out: &mut [u8], none: Encoded, rules: Rules) -> Result<Encoded, EncodeError> {
        let needed = || sum(none.len, self.encoded_len());
        self.encode_all(out, none, rules).map_err(|error| error.with_needed(needed))
    }

    #[inline(always)]
    fn encode_all(&self, out: &mut [u8], mut done: Encoded, rules: Rules) -> Result<Encoded, EncodeError> {
        if let Sequence::Received(octets, _) = self.0 {
            if rules.version().is_none() {
                return Ok(Encoded { len: put_octets(out, done.len, octets)?, ..done });
            }
            if !self.trailing().is_empty() {
                return Err(Fault::TrailingOctets.into());
            }
        }
        for tlv in self.iter() {
            if carries(rules, tlv.tag()) {
                if let Some(fault) = tlv.text_fault().filter(|_| rules.version().is_some()) {
                    return Err(EncodeError::of_tlv(fault, tlv.tag()));
                }
                done.len = tlv.encode(out, done.len)?;
            } else if rules.omit {
                done.omitted.increment();
            } else {
                return Err(EncodeError::of_tlv(Fault::TlvNotInVersion, tlv.tag()));
            }
        }
        Ok(done)
    }
}

impl Tlvs<'_> {
    /// Checks that the version and PDU allow every TLV and its value, and that no other octets follow.
    pub(crate) fn check(&self, version: Version, command_id: CommandId) -> Result<(), EncodeError> {
        let mut rest = self.iter();
        while let Some(tlv) = rest.next() {
            if !carries(Rules::of(version), tlv.tag()) {
                return Err(EncodeError::of_tlv(Fault::TlvNotInVersion, tlv.tag()));
            }
            if let Some(fault) = tlv.fault(version) {
                return Err(EncodeError::of_tlv(fault, tlv.tag()));
            }
            let Some(def) = tlv.tag().def() else { continue };
            if !def.passes(command_id, version) {
                return Err(EncodeError::of_tlv(Fault::TlvNotAllowed, tlv.tag()));
            }
            if !def.may_repeat && rest.clone().any(|other| other.tag() == tlv.tag()) {
                return Err(EncodeError::of_tlv(Fault::TlvRepeated, tlv.tag()));
            }
        }
        if self.trailing().is_empty() { Ok(()) } else { Err(Fault::TrailingOctets.into()) }
    }
}

/// Whether a version has a TLV. 3.3 has none; other versions accept tags that no version lists.
fn carries(rules: Rules, tag: Tag) -> bool {
    match rules.version() {
        None => true,
        Some(Version::V33) => false,
        Some(version) => tag.since() <= version,
    }
}

/// Shows the TLVs. For octets that are not TLVs, only the count is shown.
impl fmt::Debug for Tlvs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        list.entries(self.iter());
        if !self.trailing().is_empty() {
            list.entry(&format_args!("{} octets that are not a TLV", self.trailing().len()));
        }
        list.finish()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Tlvs<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        self.iter().for_each(|tlv| defmt::write!(f, "{} ", tlv));
    }
}
