//! What encoding refuses in every version, and into a vector.

use smpp_core::codes::MessageState;
use smpp_core::pdu::{QuerySmResp, SubmitMultiResp, SubmitSm, SubmitSmResp, UnsuccessSme};
use smpp_core::{CommandStatus, Encode, EncodeErrorKind, RawPdu, Rules, Tlv};

/// A response without its body has no room for fields: a field that is set is an error, not dropped.
#[test]
fn a_response_without_a_body_drops_no_field() {
    fn refused(response: &impl Encode) {
        for rules in [Rules::AS_IS, Rules::V34, Rules::V50] {
            let error = response.encode(1, rules, &mut [0; 64]).unwrap_err();
            assert_eq!(error.kind(), EncodeErrorKind::BodyOmitted, "{rules:?}");
        }
    }
    let omitted = SubmitSmResp { body_omitted: true, ..SubmitSmResp::default() };
    assert_eq!(omitted.encode(1, Rules::V34, &mut [0; 16]).unwrap().len, 16);
    refused(&SubmitSmResp { message_id: "7".into(), ..omitted });
    let tlvs = [Tlv::message_payload(b"")];
    refused(&SubmitSmResp { tlvs: (&tlvs).into(), ..omitted });
    // An integer takes one octet whatever its value.
    let query_sm_resp = QuerySmResp { body_omitted: true, ..QuerySmResp::default() };
    assert_eq!(query_sm_resp.encode(1, Rules::V34, &mut [0; 16]).unwrap().len, 16);
    refused(&QuerySmResp { message_state: MessageState::DELIVERED, ..query_sm_resp });
    refused(&QuerySmResp { error_code: 1, ..query_sm_resp });
    let refused_sme = [UnsuccessSme::default()];
    let multi = SubmitMultiResp { body_omitted: true, ..SubmitMultiResp::default() };
    refused(&SubmitMultiResp { unsuccess_sme: (&refused_sme).into(), ..multi });
}

/// A vector holds what a buffer would: as many octets as are written, without the TLVs that are left out.
#[test]
fn a_vector_holds_what_a_buffer_would() {
    let tlvs = [Tlv::message_payload(b"Hello")];
    let submit_sm =
        SubmitSm { destination_addr: "46700000002".into(), tlvs: (&tlvs).into(), ..SubmitSm::default() };
    let mut lengths = Vec::new();
    for rules in [Rules::AS_IS, Rules::V34, Rules::V33.omitting()] {
        let mut out = [0; 128];
        let len = submit_sm.encode(7, rules, &mut out).unwrap().len;
        assert_eq!(submit_sm.encode_to_vec(7, rules).unwrap(), out[..len]);
        lengths.push(len);
    }
    assert_eq!(lengths, [53, 53, 44]);
    let error = submit_sm.encode_to_vec(7, Rules::V33).unwrap_err();
    assert_eq!(Err(error), submit_sm.encode(7, Rules::V33, &mut [0; 128]).map(drop));

    let command_status = CommandStatus::ESME_RTHROTTLED;
    let raw = RawPdu { command_id: 4.into(), command_status, sequence_number: 9, body: b"body" };
    assert_eq!(raw.encode_to_vec().unwrap(), b"\0\0\0\x14\0\0\0\x04\0\0\0\x58\0\0\0\x09body");
}
