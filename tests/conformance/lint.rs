//! Every rule of `lint`: a PDU that fires it, and one like it that does not.

use smpp_core::codes::{CallbackNumPresInd, RegisteredDelivery};
use smpp_core::lint::{self, Context, RULES, Severity};
use smpp_core::pdu::{
    BindTransceiver, DataSm, DeliverSm, DestAddress, Pdu, QueryLastMsgs, QueryLastMsgsResp, QuerySm,
    QuerySmResp, SubmitMulti, SubmitMultiResp, SubmitSm, SubmitSmResp, UnsuccessSme,
};
use smpp_core::tlv::{Tag, Tlv, Tlvs};
use smpp_core::{CommandId, CommandStatus, Encode, RawPdu, Rules, Version};
use smpp_tests::hex;

/// 2025-12-31 00:00 UTC: before the times of the PDUs here.
const NOW: i64 = 1_767_139_200;

/// The ids of the rules that fire.
fn fired(octets: &[u8], version: Version) -> Vec<&'static str> {
    let raw = RawPdu::parse(octets).expect("a framed PDU");
    let mut ids = Vec::new();
    lint::check(&raw, Context::at(version, NOW), |finding| {
        assert!(!finding.to_string().is_empty());
        ids.push(finding.rule.id);
    });
    ids
}

fn octets(pdu: &impl Encode) -> Vec<u8> {
    with_header(pdu, CommandStatus::ESME_ROK, 1)
}

fn with_header(pdu: &impl Encode, status: CommandStatus, sequence_number: u32) -> Vec<u8> {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode_with(status, sequence_number, Rules::AS_IS, &mut out).expect("encodes as it is");
    out
}

fn raw(command_id: u32, body: &[u8]) -> Vec<u8> {
    octets(&RawPdu {
        command_id: CommandId(command_id),
        command_status: CommandStatus::ESME_ROK,
        sequence_number: 1,
        body,
    })
}

/// No number of anybody.
const DIGITS: &str = "9990000000000000000000";

/// A submit_sm that no rule minds.
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

fn good_with<'a>(tlvs: &'a [Tlv<'a>]) -> SubmitSm<'a> {
    SubmitSm { tlvs: tlvs.into(), ..good() }
}

fn changed(change: impl FnOnce(&mut SubmitSm<'static>)) -> Vec<u8> {
    let mut pdu = good();
    change(&mut pdu);
    octets(&pdu)
}

/// Rule, PDU that fires it, PDU that does not, version.
type Case = (&'static str, Vec<u8>, Vec<u8>, Version);

fn header_cases() -> Vec<Case> {
    let v = Version::V34;
    // As in a public page that forgets command_status: the sequence number is read as the status.
    let shifted = [&[0, 0, 0, 29, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0][..], b"source\0\0\x00654321"].concat();
    let mut shifted = shifted;
    shifted.truncate(29);
    shifted.resize(29, b'1');
    let error = CommandStatus::ESME_RSYSERR;
    let bare = SubmitSmResp { body_omitted: true, ..SubmitSmResp::default() };
    vec![
        ("unknown_command_id", raw(0x777, b""), raw(0x15, b""), v),
        ("pdu_not_in_version", raw(0x22, b"name\0"), octets(&good()), v),
        ("unverified_layout", octets(&QueryLastMsgs::default()), octets(&QuerySm::default()), Version::V33),
        ("header_shifted", shifted, with_header(&good(), CommandStatus(1), 2), v),
        ("status_in_request", with_header(&good(), error, 1), with_header(&bare, error, 1), v),
        ("sequence_number_range", with_header(&good(), CommandStatus(0), 0), octets(&good()), v),
        ("body_missing", octets(&bare), with_header(&bare, error, 1), v),
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
    let delivered = octets(&DeliverSm { validity_period: "251230235959000+".into(), ..DeliverSm::default() });
    let nobody = octets(&SubmitMulti::default());
    vec![
        ("field_too_long", bind("123456789"), bind("12345678"), v),
        // The entries of lists have bounds of their own.
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
        ("no_destination", nobody, octets(&good()), v),
        ("no_destination", changed(|p| p.destination_addr = "".into()), octets(&good()), v),
        ("address_not_printable", changed(|p| p.source_addr = b"467\x07".into()), octets(&good()), v),
        ("address_contradicts_ton", changed(|p| p.source_addr = "Shop".into()), octets(&good()), v),
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
        ("priority_in_esm_class", changed(|p| p.esm_class = 0x10.into()), octets(&good()), v),
        (
            "time_format",
            changed(|p| p.validity_period = "tomorrow".into()),
            changed(|p| p.validity_period = "000007000000000R".into()),
            v,
        ),
        ("time_format", response("not a time"), response("260101120000"), v),
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
        (
            "two_messages",
            octets(&good_with(&payload)),
            octets(&SubmitSm { short_message: b"", ..good_with(&payload) }),
            v,
        ),
        ("sar_with_udhi", with_udhi(&sar), octets(&good_with(&sar)), v),
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
    let broadcast = raw(0x8000_0112, b"1\0");
    let state = [
        Tlv::message_state(2.into()),
        Tlv::raw(Tag::BROADCAST_AREA_IDENTIFIER, b"\0area"),
        Tlv::broadcast_area_success(100),
    ];
    let complete = smpp_core::pdu::QueryBroadcastSmResp { tlvs: (&state).into(), ..Default::default() };
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
        ("tlv_repeated", twice, numbers, v),
        ("tlv_unterminated", id(b"77"), id(b"77\0"), v),
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
    for rule in RULES {
        assert!(cases().iter().any(|(id, ..)| *id == rule.id), "{} has no case", rule.id);
        assert!(!rule.section.is_empty() && !rule.summary.is_empty());
    }
}

/// Without a clock no time is over.
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

/// What a rule blames and what is to be answered, where the PDU decides and not the rule.
#[test]
fn entries_of_lists_are_blamed_by_their_own_name() {
    let list = [
        DestAddress::sme(&DIGITS[..20]),
        DestAddress::distribution_list(&DIGITS[..21]),
        DestAddress::sme(&DIGITS[..22]),
    ];
    let octets = octets(&SubmitMulti { dest_address: (&list).into(), ..SubmitMulti::default() });
    let mut found = Vec::new();
    lint::check(&RawPdu::parse(&octets).expect("a framed PDU"), Version::V34, |finding| {
        if finding.rule.id == "field_too_long" {
            found.push((finding.field, finding.status));
        }
    });
    let (list, sme) = (CommandStatus::ESME_RINVDLNAME, CommandStatus::ESME_RINVDSTADR);
    assert_eq!(found, [(Some("dl_name"), list), (Some("destination_addr"), sme)]);
}

#[test]
fn a_plain_message_has_no_finding() {
    assert_eq!(fired(&octets(&good()), Version::V34), [""; 0]);
}

/// An error is what a receiver of the standard refuses: the dumps of public sources have none.
#[test]
fn dumps_of_public_sources_have_no_error() {
    for dump in crate::examples::dumps() {
        let octets = hex::octets(&dump.octets);
        let raw = RawPdu::parse(&octets).expect("framed");
        lint::check(&raw, raw.def().map_or(Version::V34, |def| def.until), |finding| {
            assert!(finding.rule.severity < Severity::Error, "{raw:?}: {finding}");
        });
    }
}
