//! Every rule of `lint`: a PDU that triggers it, and a similar one that does not.

use smpp_core::codes::{CallbackNumPresInd, NetworkErrorCode, RegisteredDelivery};
use smpp_core::lint::{self, Context, LINTS, Severity};
use smpp_core::pdu::{
    BindTransceiver, BindTransceiverResp, BroadcastSm, BroadcastSmResp, DataSm, DeliverSm, DestAddress, Pdu,
    QueryBroadcastSmResp, QueryLastMsgs, QueryLastMsgsResp, QuerySm, QuerySmResp, ReplaceSm, SubmitMulti,
    SubmitMultiResp, SubmitSm, SubmitSmResp, UnsuccessSme,
};
use smpp_core::tlv::{CallbackNum, MsValidity, Tag, Tlv, Tlvs};
use smpp_core::{CommandId, CommandStatus, Encode, RawPdu, Rules, Version};
use smpp_tests::hex;

/// 2025-12-31 00:00 UTC: before the times of the PDUs here.
const NOW: i64 = 1_767_139_200;

/// The ids of the rules that are triggered.
pub(crate) fn fired(octets: &[u8], version: Version) -> Vec<&'static str> {
    let raw = RawPdu::parse(octets).expect("a framed PDU");
    let mut ids = Vec::new();
    lint::check(&raw, Context::at(version, NOW), |finding| {
        assert!(!finding.to_string().is_empty());
        ids.push(finding.lint.id);
    });
    ids
}

pub(crate) fn octets(pdu: &impl Encode) -> Vec<u8> {
    with_header(pdu, CommandStatus::ESME_ROK, 1)
}

fn with_header(pdu: &impl Encode, status: CommandStatus, sequence_number: u32) -> Vec<u8> {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode_with(status, sequence_number, Rules::AS_IS, &mut out).expect("encodes as it is");
    out
}

pub(crate) fn raw(command_id: u32, body: &[u8]) -> Vec<u8> {
    octets(&RawPdu {
        command_id: CommandId(command_id),
        command_status: CommandStatus::ESME_ROK,
        sequence_number: 1,
        body,
    })
}

const OK: CommandStatus = CommandStatus::ESME_ROK;

/// A header with two concatenation elements: part 3 of 2, then part 1 of 2, and the other way round.
pub(crate) const TWO_ELEMENTS: [&[u8]; 2] = [
    b"\x0B\x00\x03\x07\x02\x03\x08\x04\x00\x07\x02\x01text",
    b"\x0B\x08\x04\x00\x07\x02\x01\x00\x03\x07\x02\x03text",
];

/// A number that nobody has.
pub(crate) const DIGITS: &str = "9990000000000000000000";

/// A submit_sm without findings.
fn good() -> SubmitSm<'static> {
    SubmitSm {
        source_addr_ton: 1.into(),
        source_addr_npi: 1.into(),
        source_addr: "46700000001".into(),
        dest_addr_ton: 1.into(),
        dest_addr_npi: 1.into(),
        destination_addr: "46700000002".into(),
        short_message: b"Hello",
        ..SubmitSm::default()
    }
}

pub(crate) fn good_with<'a>(tlvs: &'a [Tlv<'a>]) -> SubmitSm<'a> {
    SubmitSm { tlvs: tlvs.into(), ..good() }
}

pub(crate) fn changed(change: impl FnOnce(&mut SubmitSm<'static>)) -> Vec<u8> {
    let mut pdu = good();
    change(&mut pdu);
    octets(&pdu)
}

/// Rule, PDU that triggers it, PDU that does not, version.
type Case = (&'static str, Vec<u8>, Vec<u8>, Version);

fn header_cases() -> Vec<Case> {
    let v = Version::V34;
    // As on a public page that forgets command_status: the sequence number is read as the status.
    let shifted = [&[0, 0, 0, 29, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0][..], b"source\0\0\x00654321"].concat();
    let mut shifted = shifted;
    shifted.truncate(29);
    shifted.resize(29, b'1');
    let error = CommandStatus::ESME_RSYSERR;
    let refusal = with_header(&BroadcastSmResp { body_omitted: true, ..Default::default() }, error, 1);
    let bare = SubmitSmResp { body_omitted: true, ..SubmitSmResp::default() };
    vec![
        ("unknown_command_id", raw(0x777, b""), raw(0x15, b""), v),
        ("pdu_not_in_version", raw(0x22, b"name\0"), octets(&good()), v),
        // A refusal goes to a peer that has the PDU.
        ("pdu_not_in_version", raw(0x8000_0111, b""), refusal, v),
        ("unverified_layout", octets(&QueryLastMsgs::default()), octets(&QuerySm::default()), Version::V33),
        ("header_shifted", shifted, with_header(&good(), CommandStatus(1), 2), v),
        ("status_in_request", with_header(&good(), error, 1), with_header(&bare, error, 1), v),
        ("sequence_number_range", with_header(&good(), CommandStatus(0), 0), octets(&good()), v),
        ("body_missing", octets(&bare), with_header(&bare, error, 1), v),
        ("undecodable", raw(0x03, b"1"), raw(0x03, b"1\0\0\0\0"), v),
    ]
}

fn field_cases() -> Vec<Case> {
    let v = Version::V34;
    let bind =
        |password: &'static str| octets(&BindTransceiver { password: password.into(), ..Default::default() });
    let response = |date: &'static str| {
        octets(&QuerySmResp { final_date: date.into(), message_state: 2.into(), ..Default::default() })
    };
    let to = |list: &[DestAddress<'_>]| {
        octets(&SubmitMulti { dest_address: list.into(), ..SubmitMulti::default() })
    };
    let refused = |address: &'static str| {
        let list = [UnsuccessSme { destination_addr: address.into(), ..UnsuccessSme::default() }];
        octets(&SubmitMultiResp { unsuccess_sme: (&list).into(), ..SubmitMultiResp::default() })
    };
    let ids = |id: &'static str| {
        let list = [id.into()];
        octets(&QueryLastMsgsResp { message_id: (&list).into(), ..QueryLastMsgsResp::default() })
    };
    let scheduled = |time: &'static str| changed(|p| p.schedule_delivery_time = time.into());
    let valid = |time: &'static str| changed(|p| p.validity_period = time.into());
    let both = |schedule: &'static str, validity: &'static str| {
        changed(|p| (p.schedule_delivery_time, p.validity_period) = (schedule.into(), validity.into()))
    };
    let with_codes = |ton: u8, npi: u8| DestAddress::Sme {
        dest_addr_ton: ton.into(),
        dest_addr_npi: npi.into(),
        destination_addr: "46700000002".into(),
    };
    let refused_by = |ton: u8, npi: u8| {
        let address =
            UnsuccessSme { dest_addr_ton: ton.into(), dest_addr_npi: npi.into(), ..UnsuccessSme::default() };
        let list = [UnsuccessSme { destination_addr: "Shop".into(), ..address }];
        octets(&SubmitMultiResp { unsuccess_sme: (&list).into(), ..SubmitMultiResp::default() })
    };
    let state = |state: u8, status| {
        with_header(&QuerySmResp { message_state: state.into(), ..QuerySmResp::default() }, status, 1)
    };
    let range = |range: &'static str| {
        octets(&BindTransceiver { address_range: range.into(), ..BindTransceiver::default() })
    };
    let replaced =
        |time: &'static str| octets(&ReplaceSm { validity_period: time.into(), ..ReplaceSm::default() });
    let multi = |time: &'static str| {
        octets(&SubmitMulti { schedule_delivery_time: time.into(), ..SubmitMulti::default() })
    };
    let broadcast = |time: &'static str| {
        octets(&BroadcastSm { schedule_delivery_time: time.into(), ..BroadcastSm::default() })
    };
    let ends = |time: &'static str| {
        let tlvs = [Tlv::broadcast_end_time(time.into())];
        octets(&QueryBroadcastSmResp { tlvs: (&tlvs).into(), ..QueryBroadcastSmResp::default() })
    };
    let delivered = octets(&DeliverSm { validity_period: "251230235959000+".into(), ..DeliverSm::default() });
    let nobody = octets(&SubmitMulti::default());
    vec![
        ("field_too_long", bind("123456789"), bind("12345678"), v),
        // The entries of lists have their own bounds.
        ("field_too_long", to(&[DestAddress::sme(&DIGITS[..21])]), to(&[DestAddress::sme(&DIGITS[..20])]), v),
        (
            "field_too_long",
            to(&[DestAddress::distribution_list(&DIGITS[..21])]),
            to(&[DestAddress::distribution_list(&DIGITS[..20])]),
            v,
        ),
        ("field_too_long", refused(&DIGITS[..21]), refused(&DIGITS[..20]), v),
        ("field_too_long", ids(&DIGITS[..9]), ids(&DIGITS[..8]), Version::V33),
        (
            "value_out_of_range",
            changed(|p| p.priority_flag = 4.into()),
            changed(|p| p.priority_flag = 3.into()),
            v,
        ),
        (
            "value_out_of_range",
            changed(|p| p.source_addr_ton = 7.into()),
            changed(|p| p.data_coding = 0xF0.into()),
            v,
        ),
        // The codes in the entries of lists, too.
        ("value_out_of_range", to(&[with_codes(7, 1)]), to(&[with_codes(6, 1)]), v),
        ("value_out_of_range", to(&[with_codes(1, 2)]), to(&[with_codes(1, 18)]), v),
        ("value_out_of_range", refused_by(7, 1), refused_by(0, 0), v),
        ("value_out_of_range", refused_by(1, 255), refused_by(1, 14), v),
        ("value_out_of_range", state(0, OK), state(1, OK), v),
        ("value_out_of_range", state(9, OK), state(8, OK), Version::V33),
        ("value_out_of_range", state(10, OK), state(9, OK), Version::V50),
        // A failure has no state; an undefined state is odd in any case.
        (
            "value_out_of_range",
            state(9, CommandStatus::ESME_RQUERYFAIL),
            state(0, CommandStatus::ESME_RQUERYFAIL),
            v,
        ),
        (
            "data_coding_of_gsm",
            changed(|p| p.data_coding = 0x18.into()),
            changed(|p| p.data_coding = 0xF0.into()),
            v,
        ),
        ("no_destination", nobody, octets(&good()), v),
        ("no_destination", to(&[DestAddress::sme("")]), to(&[DestAddress::sme("46700000002")]), v),
        (
            "no_destination",
            to(&[DestAddress::sme("46700000002"), DestAddress::distribution_list("")]),
            to(&[DestAddress::sme("46700000002"), DestAddress::distribution_list("x")]),
            v,
        ),
        ("no_destination", refused(""), refused("46700000002"), v),
        ("no_destination", changed(|p| p.destination_addr = "".into()), octets(&good()), v),
        ("address_not_printable", changed(|p| p.source_addr = b"467\x07".into()), octets(&good()), v),
        ("address_not_printable", refused("467\x7F"), refused("467~"), v),
        (
            "address_not_printable",
            to(&[DestAddress::distribution_list("Gr\u{fc}n")]),
            to(&[DestAddress::distribution_list("Green")]),
            v,
        ),
        ("address_not_printable", range("467\n"), range("^467.*$"), v),
        ("address_contradicts_ton", changed(|p| p.source_addr = "Shop".into()), octets(&good()), v),
        ("address_contradicts_ton", refused_by(1, 1), refused("467"), v),
        (
            "address_contradicts_ton",
            changed(|p| p.source_addr = "+46700000001".into()),
            changed(|p| {
                (p.source_addr, p.source_addr_ton, p.source_addr_npi) = ("Shop".into(), 5.into(), 0.into())
            }),
            v,
        ),
        (
            "receipt_type_in_submit",
            changed(|p| p.esm_class = 0x04.into()),
            octets(&DeliverSm { esm_class: 4.into(), ..Default::default() }),
            v,
        ),
        (
            "receipt_not_requested",
            changed(|p| p.esm_class = 0x20.into()),
            changed(|p| (p.esm_class, p.registered_delivery) = (0x20.into(), RegisteredDelivery(1))),
            v,
        ),
        // An acknowledgement requests nothing: that deserves a note.
        (
            "receipt_not_requested",
            changed(|p| p.esm_class = 0x10.into()),
            octets(&DeliverSm { esm_class: 0x10.into(), ..DeliverSm::default() }),
            v,
        ),
        ("priority_in_esm_class", changed(|p| p.esm_class = 0x10.into()), octets(&good()), v),
        (
            "time_format",
            changed(|p| p.validity_period = "tomorrow".into()),
            changed(|p| p.validity_period = "000007000000000R".into()),
            v,
        ),
        ("time_format", response("not a time"), response("260101120000"), v),
        ("time_format", response("000007000000000R"), response("260101120000000+"), v),
        ("time_format", valid("000099000000999R"), valid("000031000000000R"), v),
        ("time_format", valid("000031000000001R"), valid("001200000000000R"), v),
        ("time_format", valid("001300000000000R"), valid("991231235959000R"), v),
        ("time_format", scheduled("000000240000000R"), scheduled("000000230000000R"), v),
        ("time_format", scheduled("000000006000000R"), scheduled("000000005900000R"), v),
        ("time_format", scheduled("270229000000000+"), scheduled("280229000000000+"), v),
        ("time_format", scheduled("270101000060000+"), scheduled("270101000059948+"), v),
        ("time_format", replaced("noon"), replaced("000000230000000R"), v),
        ("time_format", multi("noon"), multi("000000230000000R"), v),
        ("time_format", broadcast("noon"), broadcast("000000230000000R"), Version::V50),
        ("time_format", ends("tomorrow at noon"), ends("261122101112304+"), Version::V50),
        ("time_format", ends("000007000000000R"), ends("261122101112304-"), Version::V50),
        (
            "validity_before_schedule",
            changed(|p| {
                (p.schedule_delivery_time, p.validity_period) =
                    ("260102120000000+".into(), "260101120000000+".into())
            }),
            changed(|p| {
                (p.schedule_delivery_time, p.validity_period) =
                    ("260101120000000+".into(), "260102120000000+".into())
            }),
            v,
        ),
        // An hour is more than 59 minutes, and a day at most 24 hours.
        (
            "validity_before_schedule",
            both("000000010000000R", "000000005900000R"),
            both("000001000000000R", "000000240000000R"),
            v,
        ),
        // A span and a point in time: comparable from NOW on.
        (
            "validity_before_schedule",
            both("260102000000000+", "000001000000000R"),
            both("260102000000000+", "000003000000000R"),
            v,
        ),
        ("schedule_before_now", scheduled("251230235959000+"), scheduled("251231000000000+"), v),
        // Two hours ahead of UTC.
        ("schedule_before_now", scheduled("251231015959008+"), scheduled("000000000000000R"), v),
        ("validity_before_now", valid("251231015959008+"), valid("251230190000020-"), v),
        ("validity_before_now", valid("251230235959000+"), delivered, v),
    ]
}

fn message_cases() -> Vec<Case> {
    let v = Version::V34;
    let udh = |message: &'static [u8]| changed(|p| (p.esm_class, p.short_message) = (0x40.into(), message));
    let part: &[u8] = b"\x05\x00\x03\x07\x02\x01text";
    let sar = [Tlv::sar_msg_ref_num(1), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1)];
    let beyond = [Tlv::sar_msg_ref_num(1), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(3)];
    let with_udhi = |tlvs: &[Tlv<'_>]| {
        octets(&SubmitSm { esm_class: 0x40.into(), short_message: part, tlvs: tlvs.into(), ..good() })
    };
    let ports = [Tlv::dest_port(9200), Tlv::source_port(9200)];
    let payload = [Tlv::message_payload(b"Hello")];
    let ucs2 = |message: &'static [u8]| changed(|p| (p.data_coding, p.short_message) = (8.into(), message));
    // Nine septets in eight octets, counted as nine.
    let mut septets = changed(|p| p.short_message = b"\xC8\x32\x9B\xFD\x06\xDD\xDF\x72");
    let at = septets.len() - 9;
    septets[at] = 9;
    // The same octets counted as seven: one is left over.
    let mut short = septets.clone();
    short[at] = 7;
    let turkish = octets(&SubmitSm {
        esm_class: 0x40.into(),
        short_message: b"\x03\x24\x01\x01text",
        ..good_with(&sar)
    });
    let receipt = |short_message: &'static [u8], tlvs: &[Tlv<'_>]| {
        octets(&DeliverSm { esm_class: 4.into(), short_message, tlvs: tlvs.into(), ..DeliverSm::default() })
    };
    let told = [Tlv::receipted_message_id("70BA8A69".into()), Tlv::message_state(2.into())];
    let packed = changed(|p| p.short_message = b"\xC8\x32\x9B\xFD\x06\xDD\xDF\x72");
    vec![
        ("udhi_without_udh", udh(b"no header here"), udh(part), v),
        ("udh_length_counts_itself", udh(b"\x06\x00\x03\x2A\x02\x01text"), udh(part), v),
        ("udh_without_udhi", changed(|p| p.short_message = part), udh(part), v),
        (
            "udh_in_text_coding",
            changed(|p| (p.esm_class, p.short_message, p.data_coding) = (0x40.into(), part, 6.into())),
            udh(part),
            v,
        ),
        ("part_number", udh(b"\x05\x00\x03\x07\x02\x03text"), udh(part), v),
        ("part_number", udh(b"\x05\x00\x03\x07\x02\x00text"), udh(part), v),
        ("part_number", octets(&good_with(&beyond)), octets(&good_with(&sar)), v),
        // The last of two concatenation elements counts.
        ("part_number", udh(TWO_ELEMENTS[1]), udh(TWO_ELEMENTS[0]), v),
        ("concatenation_repeated", udh(TWO_ELEMENTS[0]), udh(part), v),
        (
            "two_messages",
            octets(&good_with(&payload)),
            octets(&SubmitSm { short_message: b"", ..good_with(&payload) }),
            v,
        ),
        ("sar_with_udhi", with_udhi(&sar), octets(&good_with(&sar)), v),
        // A header that names a national table does not number parts.
        ("sar_with_udhi", with_udhi(&sar[..1]), turkish, v),
        ("ports_with_udhi", with_udhi(&ports), octets(&good_with(&ports)), v),
        ("sar_incomplete", octets(&good_with(&sar[..2])), octets(&good_with(&sar)), v),
        ("ucs2_odd", ucs2(b"\x00H\x00i\x00"), ucs2(b"\x00H\x00i"), v),
        ("sm_length_in_septets", septets, packed.clone(), v),
        ("sm_length_in_septets", short, octets(&good()), v),
        ("not_septets", packed, octets(&good()), v),
        // `@` and `_` of GSM 7-bit are control codes in Latin-1.
        (
            "septets_as_latin1",
            changed(|p| (p.data_coding, p.short_message) = (3.into(), b"me\x00home\x11net")),
            changed(|p| (p.data_coding, p.short_message) = (3.into(), b"me@home_net")),
            v,
        ),
        (
            "receipt_contradicts_tlv",
            receipt(b"id:70BA8A68 stat:DELIVRD", &told),
            // The same number in another base.
            receipt(b"id:1891273321 stat:DELIVRD", &told),
            v,
        ),
        (
            "receipt_contradicts_tlv",
            receipt(b"id:70BA8A69 stat:UNDELIV", &told),
            // Missing or unknown facts contradict nothing.
            receipt(b"id: sub:001 stat:NOBODYKNOWS", &told),
            v,
        ),
        (
            "receipt_contradicts_tlv",
            receipt(b"id:1 stat:DELIVRD", &told[..1]),
            receipt(b"id:1 stat:DELIVRD", &[]),
            v,
        ),
    ]
}

fn tlv_cases() -> Vec<Case> {
    let v = Version::V34;
    let one = |tlv: Tlv<'_>| octets(&good_with(&[tlv]));
    let reference = Tlv::user_message_reference(1);
    let tail = |octets: &'static [u8]| Pdu::SubmitSm(good()).with_tlvs(Tlvs::from_octets(octets));
    let twice = octets(&good_with(&[reference, reference]));
    let numbers = octets(&good_with(&[
        Tlv::callback_num_pres_ind(CallbackNumPresInd(0)),
        Tlv::callback_num_pres_ind(CallbackNumPresInd(1)),
    ]));
    let id = |value: &'static [u8]| {
        let tlvs = [Tlv::raw(Tag::RECEIPTED_MESSAGE_ID, value)];
        octets(&DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() })
    };
    let told = |tlv: Tlv<'_>| octets(&DeliverSm { tlvs: (&[tlv]).into(), ..DeliverSm::default() });
    let network =
        |network: u8| Tlv::network_error_code(NetworkErrorCode { network: network.into(), code: 1 });
    let kept = |behaviour: u8| Tlv::ms_validity(MsValidity { behaviour: behaviour.into(), period: None });
    let number = |octets: &'static [u8]| Tlv::callback_num(CallbackNum(octets));
    let accepted = |version: u8| {
        let tlvs = [Tlv::sc_interface_version(version.into())];
        octets(&BindTransceiverResp { tlvs: (&tlvs).into(), ..BindTransceiverResp::default() })
    };
    let broadcast = raw(0x8000_0112, b"1\0");
    let state = [
        Tlv::message_state(2.into()),
        Tlv::raw(Tag::BROADCAST_AREA_IDENTIFIER, b"\0area"),
        Tlv::broadcast_area_success(100),
    ];
    let complete = QueryBroadcastSmResp { tlvs: (&state).into(), ..Default::default() };
    let payload = [Tlv::message_payload(b"Hello")];
    vec![
        ("tlv_stream", octets(&tail(b"\x02")), octets(&tail(b"\x02\x04\x00\x02\x00\x01")), v),
        ("tlv_stream", octets(&tail(b"\x02\x04\x00\x03\x00\x01")), octets(&good()), v),
        ("tlv_in_v33", one(reference), octets(&good()), Version::V33),
        ("tlv_not_allowed", one(Tlv::sc_interface_version(0x34.into())), one(reference), v),
        ("tlv_unknown", one(Tlv::raw(Tag(0x4001), b"x")), one(Tlv::raw(Tag(0x1401), b"x")), v),
        ("tlv_length", one(Tlv::raw(Tag::SAR_TOTAL_SEGMENTS, b"\x03\x14\0\0\0")), one(reference), v),
        ("tlv_value", one(Tlv::privacy_indicator(4.into())), one(Tlv::privacy_indicator(3.into())), v),
        ("tlv_value", one(Tlv::number_of_messages(100)), one(Tlv::number_of_messages(99)), v),
        ("tlv_value", told(Tlv::message_state(0.into())), told(Tlv::message_state(1.into())), v),
        ("tlv_value", told(Tlv::message_state(9.into())), told(Tlv::message_state(8.into())), v),
        ("tlv_value", told(Tlv::message_state(10.into())), told(Tlv::message_state(9.into())), Version::V50),
        ("tlv_value", told(network(4)), told(network(3)), v),
        ("tlv_value", told(network(8)), told(network(1)), v),
        ("tlv_value", told(network(9)), told(network(8)), Version::V50),
        ("tlv_value", one(kept(4)), one(kept(3)), v),
        ("tlv_value", one(number(b"\xFE\xEE\xEE\x01")), one(number(b"\x01\x01\x01123")), v),
        ("tlv_value", accepted(0x99), accepted(0x50), v),
        ("tlv_value", accepted(0x51), accepted(0x00), Version::V50),
        ("tlv_value", accepted(0x35), accepted(0x34), v),
        ("tlv_repeated", twice, numbers, v),
        ("tlv_unterminated", id(b"77"), id(b"77\0"), v),
        ("nul_in_text", id(b"7\x007\0"), id(b"77\0"), v),
        ("nul_in_text", id(b"77\0\0"), id(b"77"), v),
        ("tlv_missing", broadcast, octets(&complete), Version::V50),
        (
            "data_sm_without_payload",
            octets(&DataSm::default()),
            octets(&DataSm { tlvs: (&payload).into(), ..DataSm::default() }),
            v,
        ),
    ]
}

fn cases() -> Vec<Case> {
    [header_cases(), field_cases(), message_cases(), tlv_cases()].concat()
}

#[test]
fn each_rule_fires_where_it_should_and_only_there() {
    for (rule, bad, good, version) in cases() {
        assert!(fired(&bad, version).contains(&rule), "{rule} did not fire: {:?}", fired(&bad, version));
        assert!(!fired(&good, version).contains(&rule), "{rule} fired without a reason");
    }
}

#[test]
fn every_rule_has_a_case() {
    for lint in LINTS {
        assert!(cases().iter().any(|(id, ..)| *id == lint.id), "{} has no case", lint.id);
        assert!(!lint.section.is_empty() && !lint.summary.is_empty());
    }
}

/// The finding names a TLV that is there.
#[test]
fn tlvs_beside_a_header_are_named() {
    let numbered = b"\x05\x00\x03\x2A\x02\x01text";
    let (dest, source) = (Tlv::dest_port(9200), Tlv::source_port(9200));
    let (number, total, part) =
        (Tlv::sar_msg_ref_num(1), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1));
    for (tlvs, rule, field) in [
        (vec![source, dest], "ports_with_udhi", "dest_port"),
        (vec![source], "ports_with_udhi", "source_port"),
        (vec![part, total, number], "sar_with_udhi", "sar_msg_ref_num"),
        (vec![part, total], "sar_with_udhi", "sar_total_segments"),
        (vec![part], "sar_with_udhi", "sar_segment_seqnum"),
    ] {
        let submit_sm = SubmitSm { esm_class: 0x40.into(), short_message: numbered, ..good_with(&tlvs) };
        let octets = octets(&submit_sm);
        let mut fields = Vec::new();
        lint::check(&RawPdu::parse(&octets).unwrap(), Context::at(Version::V34, NOW), |finding| {
            if finding.lint.id == rule {
                fields.push(finding.field);
            }
        });
        assert_eq!(fields, [Some(field)], "{rule}");
    }
}

/// Without a clock no time has passed.
#[test]
fn only_a_known_now_makes_times_past() {
    let past = changed(|p| {
        (p.schedule_delivery_time, p.validity_period) =
            ("200101000000000+".into(), "000001000000000R".into());
    });
    let raw = RawPdu::parse(&past).expect("a framed PDU");
    lint::check(&raw, Version::V34, |finding| panic!("{finding}"));
    assert_eq!(fired(&past, Version::V34), ["schedule_before_now"]);
}

#[test]
fn a_plain_message_has_no_finding() {
    assert_eq!(fired(&octets(&good()), Version::V34), [""; 0]);
}

/// An error is something that a standard receiver refuses; dumps from public sources have none.
#[test]
fn dumps_of_public_sources_have_no_error() {
    for dump in crate::examples::dumps() {
        let octets = hex::octets(&dump.octets);
        let raw = RawPdu::parse(&octets).expect("framed");
        lint::check(&raw, raw.def().map_or(Version::V34, |def| def.until), |finding| {
            assert!(finding.lint.severity < Severity::Error, "{raw:?}: {finding}");
        });
    }
}
