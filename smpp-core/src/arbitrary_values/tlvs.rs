//! Any TLV, which may be wrong; see [`Valid`](super::Valid) for those that a version allows.

use crate::tlv::{TLVS, Tlv, TlvValue, Tlvs};
use arbitrary::{Arbitrary, Result, Unstructured};

impl<'a> Arbitrary<'a> for Tlv<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let tag = match u.choose(TLVS) {
            Ok(def) if u.ratio(7, 8)? => def.tag,
            _ => u.arbitrary()?,
        };
        Ok(Self::raw(tag, u.arbitrary()?))
    }
}

/// The typed value of any TLV.
impl<'a> Arbitrary<'a> for TlvValue<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Tlv::arbitrary(u).map(|tlv| tlv.value())
    }
}

/// Octets that may or may not be TLVs.
impl<'a> Arbitrary<'a> for Tlvs<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::from_octets(u.arbitrary()?))
    }
}
