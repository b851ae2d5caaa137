//! What encoding refuses in every version.

use smpp_core::codes::MessageState;
use smpp_core::pdu::{QuerySmResp, SubmitMultiResp, SubmitSmResp, UnsuccessSme};
use smpp_core::{Encode, EncodeErrorKind, Rules, Tlv};

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
