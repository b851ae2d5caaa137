//! The sizes of PDUs and errors.

use super::registry::SIZES;
use super::{PDUS, Pdu, RawPdu};
use crate::error::{DecodeError, EncodeError};
use crate::tlv::{Tlv, TlvValue, Tlvs};

/// Fields and the optional part are borrowed, so the size of a PDU does not depend on its TLVs.
#[test]
fn pdus_stay_small() {
    assert_eq!(SIZES.len(), PDUS.len());
    for (name, size) in SIZES {
        let most = if *name == "query_msg_details_resp" { 176 } else { 144 };
        assert!(*size <= most, "{name} takes {size} octets");
    }
    assert!(size_of::<Pdu<'static>>() <= 184, "{}", size_of::<Pdu<'static>>());
}

#[test]
fn errors_and_parts_stay_small() {
    assert!(size_of::<DecodeError>() <= 16 && size_of::<EncodeError>() <= 16);
    assert!(size_of::<Result<(), DecodeError>>() <= 16);
    assert!(size_of::<Tlvs<'static>>() <= 24 && size_of::<RawPdu<'static>>() <= 32);
    assert!(size_of::<Tlv<'static>>() <= 24 && size_of::<TlvValue<'static>>() <= 32);
    fn is_copy<T: Copy>() {}
    is_copy::<(DecodeError, EncodeError, Pdu<'static>)>();
}
