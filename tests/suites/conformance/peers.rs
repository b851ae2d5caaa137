//! Mistakes found in other implementations, each with a test of ours.

use smpp_core::codes::{EsmClass, NetworkErrorCode, RegisteredDelivery, SmscReceipt};
use smpp_core::frame::{Frame, Framer};
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransceiverResp, BindTransmitter, Body, Counted, DeliverSm,
    EnquireLink, SubmitMulti, SubmitMultiResp, SubmitSm, SubmitSmResp, UnsuccessSme,
};
use smpp_core::tlv::TlvValue;
use smpp_core::{
    CommandId, CommandStatus, DecodeErrorKind, Encode, EncodeErrorKind, Header, Pdu, RawPdu, Rules, Tag, Tlv,
};
use smpp_tests::checks::pdu::check_pdu;
use smpp_tests::generate::framed;
use smpp_tests::hex;

fn pdu(id: CommandId, status: u32, body: &[u8]) -> Vec<u8> {
    let octets = framed(id.0, status, 1, body);
    check_pdu(&octets);
    octets
}

fn decode<'a, T: Body<'a>>(octets: &'a [u8]) -> T {
    RawPdu::parse(octets).unwrap().decode().unwrap()
}

/// The body of a submit_sm or deliver_sm with these addresses, followed by these octets.
fn message_body(source_addr: &[u8], destination_addr: &[u8], rest: &[u8]) -> Vec<u8> {
    [b"\0\x01\x01", source_addr, b"\0\x01\x01", destination_addr, b"\0\0\0\0\0\0\0\0\0\0", rest].concat()
}

// TLVs: the length decides.

/// A parser that trusts the type reads sar_total_segments = 3 and then a vendor's TLV: a way around filters.
#[test]
fn a_tlv_cannot_smuggle_another() {
    let smuggler = hex::octets("020E 0005 03 14000000");
    let octets = pdu(CommandId::SUBMIT_SM, 0, &message_body(b"1", b"2", &[&[0], &*smuggler].concat()));
    let submit_sm: SubmitSm<'_> = decode(&octets);
    let all: Vec<_> = submit_sm.tlvs.iter().collect();
    assert_eq!(all, [Tlv::raw(Tag::SAR_TOTAL_SEGMENTS, &[3, 0x14, 0, 0, 0])]);
    assert_eq!(submit_sm.tlvs.get(Tag(0x1400)), None);
    assert!(matches!(all[0].value(), TlvValue::Unknown(_)));
    let error = submit_sm.tlvs.sar_total_segments().unwrap_err();
    assert_eq!((error.kind(), error.field()), (DecodeErrorKind::TlvLength, Some("sar_total_segments")));
    assert_eq!(error.command_status(), CommandStatus::ESME_RINVTLVLEN);
    assert_eq!(error.offset(), octets.len() - smuggler.len());
}

/// A bad TLV affects only its own getter.
#[test]
fn a_typed_getter_fails_alone() {
    // source_port with 1 octet, a valid destination port, sar_msg_ref_num with 1 octet, network_error_code with 4.
    let tlvs = hex::octets("020A0001FF 020B00022345 020C000107 042300040300FF00");
    let octets = pdu(CommandId::DELIVER_SM, 0, &message_body(b"1", b"2", &[&[0], &*tlvs].concat()));
    let deliver_sm: DeliverSm<'_> = decode(&octets);
    let tlvs = deliver_sm.tlvs;
    assert_eq!(tlvs.dest_port(), Ok(Some(0x2345)));
    assert_eq!(tlvs.sar_total_segments(), Ok(None));
    let at = octets.len() - 24;
    assert_eq!(tlvs.source_port().unwrap_err().offset(), at);
    assert_eq!(tlvs.sar_msg_ref_num().unwrap_err().offset(), at + 11);
    assert_eq!(tlvs.network_error_code().unwrap_err().offset(), at + 16);
    assert_eq!(tlvs.get(Tag::NETWORK_ERROR_CODE).unwrap().octets(), [3, 0, 0xFF, 0]);
}

#[test]
fn network_error_code_reads_its_three_octets() {
    let octets = pdu(CommandId::DATA_SM_RESP, 0, &hex::octets("3700 04230003 03 0015"));
    let RawPdu { body, .. } = RawPdu::parse(&octets).unwrap();
    let code = smpp_core::pdu::DataSmResp::decode_body(body).unwrap().tlvs.network_error_code();
    assert_eq!(code, Ok(Some(NetworkErrorCode { network: 3.into(), code: 0x15 })));
}

/// A length that runs past the end: the octets are neither read beyond it nor dropped.
#[test]
fn an_overrunning_tlv_is_kept_as_octets() {
    let octets =
        pdu(CommandId::SUBMIT_SM, 0, &message_body(b"1", b"2", &hex::octets("00 02040002ABCD 0424000A6162")));
    let submit_sm: SubmitSm<'_> = decode(&octets);
    assert_eq!(submit_sm.tlvs.user_message_reference(), Ok(Some(0xABCD)));
    assert_eq!(submit_sm.tlvs.message_payload(), Ok(None));
    assert_eq!(submit_sm.tlvs.trailing(), hex::octets("0424000A6162"));
    let error = submit_sm.encode(1, Rules::V34, &mut [0; 128]).unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::TrailingOctets, "what we build ourselves is strict");
}

/// A stray NUL after short_message, seen in the field: the message is read, the octet is kept.
#[test]
fn one_to_three_octets_behind_the_body_are_kept() {
    for count in 1..=3 {
        let stray = [b"\x02hi", &[0; 3][..count]].concat();
        let octets = pdu(CommandId::DELIVER_SM, 0, &message_body(b"1", b"2", &stray));
        let deliver_sm: DeliverSm<'_> = decode(&octets);
        assert_eq!((deliver_sm.short_message, deliver_sm.tlvs.trailing()), (&b"hi"[..], &[0; 3][..count]));
    }
}

/// Strings without their NUL are read and written back without it.
#[test]
fn receipted_message_id_without_nul() {
    for (value, terminated) in [(&b"70BA8A69"[..], false), (b"70BA8A69\0", true)] {
        let tlv = [&[0x00, 0x1E, 0, value.len() as u8], value].concat();
        let octets = pdu(CommandId::DELIVER_SM, 0, &message_body(b"1", b"2", &[&[0], &*tlv].concat()));
        let id = decode::<DeliverSm<'_>>(&octets).tlvs.receipted_message_id().unwrap().unwrap();
        assert_eq!((id.as_bytes(), id.terminated()), (&b"70BA8A69"[..], terminated));
    }
}

#[test]
fn an_empty_value_of_a_known_tlv_is_kept() {
    let octets =
        pdu(CommandId::DELIVER_SM, 0, &message_body(b"1", b"2", &hex::octets("00 04230000 04240000")));
    let deliver_sm: DeliverSm<'_> = decode(&octets);
    assert_eq!(deliver_sm.tlvs.message_payload(), Ok(Some(&[][..])));
    assert!(deliver_sm.tlvs.network_error_code().is_err());
    assert_eq!(deliver_sm.tlvs.iter().count(), 2);
}

/// One peer only holds lists of eight; others drop all but the first TLV of a bind response.
#[test]
fn any_number_of_tlvs_in_any_pdu() {
    let one = hex::octets("14010002BEEF");
    for id in [CommandId::SUBMIT_SM_RESP, CommandId::BIND_TRANSCEIVER_RESP] {
        let octets = pdu(id, 0, &[b"id\0", &*one.repeat(300)].concat());
        let tlvs = RawPdu::parse(&octets).unwrap().tlvs().unwrap();
        assert_eq!(tlvs.iter().filter(|tlv| tlv.octets() == [0xBE, 0xEF]).count(), 300);
    }
    let octets = pdu(CommandId::BIND_TRANSCEIVER_RESP, 0, &hex::octets("696400 0210000134 042800010A"));
    let response: BindTransceiverResp<'_> = decode(&octets);
    assert_eq!(response.tlvs.sc_interface_version(), Ok(Some(0x34.into())));
    assert_eq!(response.tlvs.congestion_state(), Ok(Some(10.into())));
}

/// Bodies and TLVs for which a PDU has no field: kept, shown, written back.
#[test]
fn header_only_pdus_keep_what_they_carry() {
    for id in [CommandId::ENQUIRE_LINK, CommandId::UNBIND, CommandId::CANCEL_SM_RESP, CommandId::GENERIC_NACK]
    {
        let octets = pdu(id, 0, &hex::octets("0428000132 FF"));
        let tlvs = RawPdu::parse(&octets).unwrap().tlvs().unwrap();
        assert_eq!((tlvs.congestion_state(), tlvs.trailing()), (Ok(Some(50.into())), &[0xFF][..]));
    }
    let octets = pdu(CommandId::ENQUIRE_LINK, 0, b"body");
    assert_eq!(decode::<EnquireLink<'_>>(&octets).tlvs.trailing(), b"body");
}

// Framing comes first.

/// A string without NUL must not take one from the next PDU, and the stream stays in step after a bad body.
#[test]
fn a_bad_body_never_reads_into_the_next_pdu() {
    let bad = framed(CommandId::SUBMIT_SM_RESP.0, 0, 7, b"no NUL");
    let good = framed(CommandId::ENQUIRE_LINK.0, 0, 8, b"");
    let stream = [&*bad, &*good].concat();
    let mut framer = Framer::new(1024);
    let step = framer.next(&stream).unwrap();
    let Frame::Pdu(raw) = step.frame else { panic!("{step:?}") };
    let error = raw.decode::<SubmitSmResp<'_>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::NoTerminator, 16));
    // Enough is known for a generic_nack or a response.
    assert_eq!((raw.command_id, raw.sequence_number), (CommandId::SUBMIT_SM_RESP, 7));
    let next = framer.next(&stream[step.used..]).unwrap();
    assert!(matches!(next.frame, Frame::Pdu(pdu) if pdu.sequence_number == 8));
}

/// command_length short by one, long by one, and bodies followed by octets: only framing decides.
#[test]
fn command_length_decides_and_is_checked() {
    let mut octets = framed(CommandId::BIND_RECEIVER.0, 0, 1, b"id\0pw\0\0\x34\0\0\0abc");
    let bind: BindReceiver<'_> = decode(&octets);
    assert_eq!(bind.tlvs.trailing(), b"abc");
    let right = octets.len() as u32;
    for length in [0, 3, 15, right - 1, right + 1, u32::MAX] {
        octets[..4].copy_from_slice(&length.to_be_bytes());
        let error = RawPdu::parse(&octets).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::CommandLength, "{length}");
        assert_eq!(error.command_status(), CommandStatus::ESME_RINVCMDLEN);
    }
}

/// A command_length of 0 to 15 or a huge one is refused at the fourth octet, without waiting or allocating for 4 GiB.
#[test]
fn impossible_lengths_are_refused_at_once() {
    for length in (0..16).chain([0x7FFF_FFFF, u32::MAX, Framer::DEFAULT_MAX_COMMAND_LENGTH + 1]) {
        let lost = Framer::new(4096).next(&length.to_be_bytes()).unwrap_err();
        assert_eq!((lost.command_length(), lost.sequence_number()), (length, 0));
    }
    assert!(Framer::new(4096).next(&[0xFF, 0xFF, 0xFF]).is_ok(), "three octets decide nothing");
}

/// A legal message_payload is larger than the 4 and 8 KiB that peers accept: skipped or read, the stream goes on.
#[test]
fn a_large_payload_does_not_end_the_stream() {
    let tlv = [&hex::octets("00 0424FFFF")[..], &[b'x'; 65535]].concat();
    let large = framed(CommandId::SUBMIT_SM.0, 0, 1, &message_body(b"1", b"2", &tlv));
    let stream = [&*large, &framed(CommandId::ENQUIRE_LINK.0, 0, 2, b"")].concat();
    let step = Framer::new(1 << 17).next(&stream).unwrap();
    let Frame::Pdu(raw) = step.frame else { panic!("{step:?}") };
    assert_eq!(raw.tlvs().unwrap().message_payload().unwrap().map(<[u8]>::len), Some(65535));

    let mut framer = Framer::new(4096);
    let step = framer.next(&stream).unwrap();
    assert_eq!(step.frame, Frame::Oversized(Header::parse(&large).unwrap()));
    let skipped = framer.next(&stream[step.used..]).unwrap();
    assert_eq!((skipped.used, skipped.frame), (large.len() - 16, Frame::Skipped));
    let next = framer.next(&stream[large.len()..]).unwrap();
    assert!(matches!(next.frame, Frame::Pdu(pdu) if pdu.sequence_number == 2));
}

/// Requests with fields cannot be a header alone.
#[test]
fn requests_without_a_body_are_errors() {
    for id in [CommandId::SUBMIT_SM, CommandId::BIND_TRANSMITTER, CommandId::QUERY_SM] {
        let octets = pdu(id, 0, b"");
        let error = Pdu::decode(&RawPdu::parse(&octets).unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Truncated, 16), "{id}");
    }
}

/// sm_length greater than what is left.
#[test]
fn sm_length_past_the_end_is_an_error() {
    let octets = pdu(CommandId::SUBMIT_SM, 0, &message_body(b"1", b"2", b"\x05four"));
    let error = RawPdu::parse(&octets).unwrap().decode::<SubmitSm<'_>>().unwrap_err();
    assert_eq!((error.kind(), error.field()), (DecodeErrorKind::LengthPastEnd, Some("short_message")));
    assert_eq!(error.command_status(), CommandStatus::ESME_RINVMSGLEN);
    let octets = pdu(CommandId::SUBMIT_SM, 0, &message_body(b"1", b"2", b""));
    let error = RawPdu::parse(&octets).unwrap().decode::<SubmitSm<'_>>().unwrap_err();
    assert_eq!((error.kind(), error.field()), (DecodeErrorKind::NoLength, Some("sm_length")));
}

// Tolerant of meaning.

/// Values over their bounds, Latin-1, times of five characters: read, kept and written back, but refused when built.
#[test]
fn values_out_of_bounds_decode_and_encode_back() {
    let long = [b'9'; 40];
    let octets =
        pdu(CommandId::SUBMIT_SM, 0, &message_body(&long, b"caf\xE9", &[&[255][..], &[b'm'; 255]].concat()));
    let submit_sm: SubmitSm<'_> = decode(&octets);
    assert_eq!(submit_sm.source_addr.as_bytes(), long);
    assert_eq!(submit_sm.destination_addr.as_bytes(), b"caf\xE9");
    assert_eq!(submit_sm.short_message.len(), 255);
    let refused = |pdu: SubmitSm<'_>, rules| pdu.encode(1, rules, &mut [0; 512]).unwrap_err();
    let error = refused(submit_sm, Rules::V50);
    assert_eq!((error.kind(), error.field()), (EncodeErrorKind::TooLong, Some("source_addr")));
    let shorter = SubmitSm { source_addr: "1".into(), ..submit_sm };
    let error = refused(shorter, Rules::V34);
    assert_eq!((error.kind(), error.field()), (EncodeErrorKind::TooLong, Some("short_message")));
    assert!(shorter.encode(1, Rules::V50, &mut [0; 512]).is_ok(), "5.0 allows 255");

    let body = [&[b's'; 16][..], b"\0", &[b'p'; 12], b"\0system\0\x34\0\0\0"].concat();
    let octets = pdu(CommandId::BIND_TRANSMITTER, 0, &body);
    let bind: BindTransmitter<'_> = decode(&octets);
    assert_eq!((bind.system_id.len(), bind.password.reveal().len()), (16, 12));

    let octets = pdu(CommandId::REPLACE_SM, 0, b"1\0\0\0\x0012345\0\0\0\0\0");
    let replace: smpp_core::pdu::ReplaceSm<'_> = decode(&octets);
    assert_eq!(replace.schedule_delivery_time, "12345");
}

/// Values that the standard does not list: a vendor's status, TON 14, any sequence number, a status in a request.
#[test]
fn unlisted_values_survive() {
    let octets = pdu(CommandId::SUBMIT_SM_RESP, 0x450, b"");
    let raw = RawPdu::parse(&octets).unwrap();
    assert_eq!((raw.command_status.0, raw.command_status.is_vendor()), (0x450, true));
    let mut body = message_body(b"1", b"2", &[0]);
    body[1] = 0x0E;
    for sequence_number in [0, 0x8000_0000, u32::MAX] {
        let octets = framed(CommandId::SUBMIT_SM.0, 5, sequence_number, &body);
        check_pdu(&octets);
        let raw = RawPdu::parse(&octets).unwrap();
        assert_eq!((raw.command_status.0, raw.sequence_number), (5, sequence_number));
        assert_eq!(raw.decode::<SubmitSm<'_>>().unwrap().source_addr_ton.0, 0x0E);
    }
}

/// An error response without a body, with a NUL, with an id, and with a NUL and a TLV: all are kept.
#[test]
fn error_responses_keep_the_body_they_have() {
    for (body, message_id, omitted, tlvs) in [
        (&b""[..], "", true, 0),
        (b"\0", "", false, 0),
        (b"id7\0", "id7", false, 0),
        (b"\0\x04\x25\0\x01\x01", "", false, 1),
    ] {
        for status in [0, 0x58] {
            let octets = pdu(CommandId::SUBMIT_SM_RESP, status, body);
            let response: SubmitSmResp<'_> = decode(&octets);
            assert_eq!((response.message_id, response.body_omitted), (message_id.into(), omitted));
            assert_eq!(response.tlvs.iter().count(), tlvs);
        }
    }
}

/// The list of refused destinations is present even when it is empty.
#[test]
fn submit_multi_resp_writes_its_count() {
    let response = SubmitMultiResp { message_id: "7".into(), ..SubmitMultiResp::default() };
    let mut out = [0; 32];
    let len = response.encode(1, Rules::V34, &mut out).unwrap().len;
    assert_eq!(out[16..len], *b"7\0\0");
}

// Strict when building.

/// A NUL inside a string would turn the rest of it into other fields.
#[test]
fn a_nul_inside_a_text_is_refused() {
    for nul in 0..12 {
        let mut text = *b"0123456789ab";
        text[nul] = 0;
        let pdu = SubmitSm { source_addr: (&text).into(), ..SubmitSm::default() };
        for rules in [Rules::V34, Rules::AS_IS] {
            let error = pdu.encode(1, rules, &mut [0; 64]).unwrap_err();
            assert_eq!((error.kind(), error.field()), (EncodeErrorKind::EmbeddedNul, Some("source_addr")));
        }
    }
}

/// The length of a message is computed, so it cannot be wrong; a length that does not fit its octet is refused.
#[test]
fn lengths_are_counted_and_overlong_messages_refused() {
    let pdu = SubmitSm { short_message: &[0; 256], ..SubmitSm::default() };
    let kind = |rules| pdu.encode(1, rules, &mut [0; 512]).unwrap_err().kind();
    for rules in [Rules::V33, Rules::V34, Rules::V50] {
        assert_eq!(kind(rules), EncodeErrorKind::TooLong);
    }
    // No version forbids it, but sm_length has one octet.
    assert_eq!(kind(Rules::AS_IS), EncodeErrorKind::TooMany);
    let entries = [UnsuccessSme::default(); 256];
    let pdu = SubmitMultiResp { unsuccess_sme: Counted::from(&entries), ..SubmitMultiResp::default() };
    assert_eq!(pdu.encode(1, Rules::AS_IS, &mut [0; 4096]).unwrap_err().kind(), EncodeErrorKind::TooMany);
    let large = vec![0; 65536];
    let tlvs = [Tlv::message_payload(&large)];
    let pdu = SubmitSm { tlvs: (&tlvs).into(), ..SubmitSm::default() };
    assert_eq!(
        pdu.encode(1, Rules::AS_IS, &mut vec![0; 70_000]).unwrap_err().kind(),
        EncodeErrorKind::TooMany
    );
}

/// Each entry of a list keeps its bound, too.
#[test]
fn overlong_entries_of_lists_are_refused() {
    use smpp_core::pdu::{DestAddress, QueryLastMsgsResp};
    let text = [b'1'; 21];
    for (length, fits) in [(20, true), (21, false)] {
        let name = &text[..length];
        for entry in [DestAddress::sme(name), DestAddress::distribution_list(name)] {
            let list = [DestAddress::sme("1"), entry];
            let pdu = SubmitMulti { dest_address: (&list).into(), ..SubmitMulti::default() };
            check_entry(&pdu, "dest_address", fits, &[Rules::V33, Rules::V34, Rules::V50]);
        }
        let list = [UnsuccessSme { destination_addr: name.into(), ..UnsuccessSme::default() }];
        let pdu = SubmitMultiResp { unsuccess_sme: (&list).into(), ..SubmitMultiResp::default() };
        check_entry(&pdu, "unsuccess_sme", fits, &[Rules::V33, Rules::V34, Rules::V50]);
    }
    for (length, fits) in [(8, true), (9, false)] {
        let list = [(&text[..length]).into()];
        let pdu = QueryLastMsgsResp { message_id: (&list).into(), ..QueryLastMsgsResp::default() };
        check_entry(&pdu, "message_id", fits, &[Rules::V33]);
    }
}

fn check_entry(pdu: &dyn Encode, field: &str, fits: bool, versions: &[Rules]) {
    let mut out = [0; 128];
    let len = pdu.encode(1, Rules::AS_IS, &mut out).unwrap().len;
    // The same entries, as received rather than as our list.
    let octets = out[..len].to_vec();
    let received = Pdu::decode(&RawPdu::parse(&octets).unwrap()).unwrap();
    for rules in versions {
        for pdu in [pdu, &received] {
            let done = pdu.encode(1, *rules, &mut out);
            assert_eq!(done.is_ok(), fits, "{field}");
            if let Err(error) = done {
                assert_eq!((error.kind(), error.field()), (EncodeErrorKind::TooLong, Some(field)));
            }
        }
    }
}

/// A buffer that is too small is an error; one peer panics.
#[test]
fn binds_encode_and_small_buffers_are_errors() {
    let bind =
        BindTransceiver { system_id: "esme".into(), password: "secret08".into(), ..Default::default() };
    let mut out = [0; 64];
    let len = bind.encode(1, Rules::V34, &mut out).unwrap().len;
    assert_eq!(len, 16 + 5 + 9 + 1 + 3 + 1);
    for room in 0..len {
        let error = bind.encode(1, Rules::V34, &mut out[..room]).unwrap_err();
        assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall { needed: len });
    }
}

/// By default, one peer sends esm_class 8, a delivery acknowledgement; another shifts reserved bits.
#[test]
fn defaults_are_the_standards() {
    let pdu = SubmitSm::default();
    let mut out = [0xFF; 64];
    let len = pdu.encode(1, Rules::V34, &mut out).unwrap().len;
    assert_eq!(out[16..len], [0; 17]);
    assert_eq!(EsmClass::default().0, 0);
    assert_eq!(RegisteredDelivery(0xE0).with_smsc_receipt(SmscReceipt::FAILURE).0, 0xE2);
    assert_eq!(RegisteredDelivery(0x1F).with_smsc_receipt(SmscReceipt::NONE).0, 0x1C);
}

/// A type is only read from its own command_id.
#[test]
fn a_typed_decode_checks_the_command() {
    let octets = pdu(CommandId::SUBMIT_SM_RESP, 0, b"1\0");
    let error = RawPdu::parse(&octets).unwrap().decode::<BindTransceiverResp<'_>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::OtherCommand, 4));
    assert_eq!(error.command_status(), CommandStatus::ESME_RINVCMDID);
}
