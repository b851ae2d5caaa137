//! The sizes of PDUs and errors, and the two ways to read and write any PDU.

use super::registry::SIZES;
use super::{Encode, EncodeBody, PDUS, Pdu, RawPdu};
use crate::error::{DecodeError, EncodeError};
use crate::rules::Rules;
use crate::tlv::{Tlv, TlvValue, Tlvs};
use crate::wire::EncodeErrorKind;

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

/// Firmware reads and writes all PDUs with one reader and one writer.
#[test]
fn one_reader_and_one_writer_for_all_pdus_do_what_each_pdu_does() {
    let bodies: [&[u8]; 6] = [
        b"",
        b"\0",
        b"1\x002\0\x01\x01\x01555\0\x01\x01",
        b"\0\x01\x01555\0\x01\x01777\0\x04\0\0\0\0\0\0\0\0\x02Hi\x04\x27\0\x01\x02\xFF",
        b"id\0\x01\x01\x01555\0\0\0\0\x0b",
        &[0; 64],
    ];
    let mut outs = ([0; 96], [0; 96]);
    for (def, body) in PDUS.iter().flat_map(|def| bodies.map(|body| (def, body))) {
        let raw = RawPdu { command_id: def.command_id, command_status: 0.into(), sequence_number: 1, body };
        let decoded = Pdu::decode(&raw);
        assert_eq!(Pdu::decode_together(&raw), decoded, "{raw:?}");
        let Ok(pdu) = decoded else { continue };
        assert_eq!(pdu.body_len_together(), pdu.body_len());
        let with_tlvs = pdu.with_tlvs(Tlvs::from_octets(b"\x02\x10\0\x01\x34"));
        for (pdu, len) in
            [pdu, with_tlvs].into_iter().flat_map(|pdu| [96, 40, 20, 16, 8].map(|len| (pdu, len)))
        {
            for rules in [Rules::AS_IS, Rules::V33, Rules::V34.omitting(), Rules::V50] {
                let own = pdu.encode_body(&mut outs.0[..len], rules);
                assert_eq!(pdu.encode_together(&mut outs.1[..len], rules), own, "{pdu:?}");
                if let Ok(done) = own {
                    assert_eq!(outs.0[16..done.len.max(16)], outs.1[16..done.len.max(16)]);
                }
                // An error names the length of the whole PDU.
                let encoded = pdu.encode(1, rules, &mut outs.0[..len]);
                if let Err(EncodeErrorKind::BufferTooSmall { needed }) = encoded.map_err(|error| error.kind())
                {
                    assert_eq!(needed, pdu.encoded_len(), "{pdu:?}");
                }
            }
        }
    }
}
