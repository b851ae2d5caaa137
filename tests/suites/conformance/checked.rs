//! Checked setters refuse exactly what `lint` reports in a PDU that was built without them.

use smpp_core::codes::{Npi, Ton};
use smpp_core::pdu::*;
use smpp_core::{Encode, EncodeError, EncodeErrorKind, RawPdu, Rules, Tag, Tlv, Tlvs, Version, lint};
use smpp_tests::spec::VERSIONS;

/// The rules about single fields.
fn found(pdu: &impl Encode, field: &str, version: Version) -> Vec<&'static str> {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode(1, Rules::AS_IS, &mut out).unwrap();
    let mut rules = Vec::new();
    lint::check(&RawPdu::parse(&out).unwrap(), version, |finding| {
        let of_the_value = [
            "field_too_long",
            "value_out_of_range",
            "time_format",
            "tlv_length",
            "tlv_stream",
            "nul_in_text",
            "no_destination",
            "address_not_printable",
            "receipt_type_in_submit",
            "tlv_not_allowed",
            "tlv_repeated",
        ];
        if finding.field == Some(field) && of_the_value.contains(&finding.lint.id) {
            rules.push(finding.lint.id);
        }
    });
    rules
}

/// The rule that corresponds to an error.
fn rule_of(error: EncodeError) -> &'static str {
    match error.kind() {
        EncodeErrorKind::TooLong => "field_too_long",
        EncodeErrorKind::Reserved => "value_out_of_range",
        EncodeErrorKind::NoTime => "time_format",
        EncodeErrorKind::TlvLength => "tlv_length",
        EncodeErrorKind::Missing => "no_destination",
        EncodeErrorKind::NotPrintable => "address_not_printable",
        other => panic!("{other:?}"),
    }
}

/// Sets a field to each value in each version, with its setter and without.
macro_rules! agree {
    ($Pdu:ident $field:ident, $values:expr) => {
        for version in VERSIONS {
            for value in $values {
                let plain = $Pdu { $field: value.into(), ..$Pdu::default() };
                let rules = found(&plain, stringify!($field), version);
                match $Pdu::checked(version).$field(value) {
                    Ok(checked) => {
                        assert_eq!(rules, [""; 0], "{} {value:?} {version}", stringify!($field));
                        assert_eq!(checked.build(), plain);
                    }
                    Err(error) => {
                        let reserved = error.kind() == EncodeErrorKind::Reserved
                            && rules.contains(&"receipt_type_in_submit");
                        assert!(
                            reserved || rules.contains(&rule_of(error)),
                            "{error} {value:?} {version} {rules:?}"
                        );
                        assert_eq!(error.field(), Some(stringify!($field)));
                        assert!(error.to_string().contains(stringify!($field)));
                    }
                }
            }
        }
    };
}

#[test]
fn integers_keep_the_vocabulary_of_the_version() {
    agree!(SubmitSm source_addr_ton, 0..=255);
    agree!(SubmitSm dest_addr_npi, 0..=255);
    agree!(SubmitSm esm_class, 0..=255);
    agree!(SubmitSm protocol_id, 0..=255);
    agree!(SubmitSm priority_flag, 0..=255);
    agree!(SubmitSm registered_delivery, 0..=255);
    agree!(SubmitSm replace_if_present_flag, 0..=255);
    agree!(SubmitSm data_coding, 0..=255);
    agree!(SubmitSm sm_default_msg_id, 0..=255);
    agree!(BindReceiver interface_version, 0..=255);
    agree!(QuerySmResp message_state, 0..=255);
}

#[test]
fn texts_keep_their_bounds() {
    let text = "8".repeat(80);
    let up_to = |count: usize| (0..=count).map(|count| &text[..count]);
    agree!(SubmitSm service_type, up_to(8));
    agree!(SubmitSm source_addr, up_to(23));
    agree!(SubmitSm destination_addr, up_to(23));
    agree!(BindReceiver password, up_to(12));
    agree!(BindReceiver address_range, up_to(43));
    agree!(SubmitSmResp message_id, up_to(70));
    let octets = [b'm'; 255];
    agree!(SubmitSm short_message, [0, 1, 139, 140, 141, 253, 254, 255].map(|count| &octets[..count]));
}

#[test]
fn addresses_are_printable() {
    let octets: Vec<[u8; 3]> = (1..=255).map(|octet| [b'4', octet, b'6']).collect();
    let all = || octets.iter().map(|address| &address[..]);
    agree!(SubmitSm source_addr, all());
    agree!(SubmitSm destination_addr, all());
    agree!(DeliverSm destination_addr, all());
    agree!(DataSm source_addr, all());
    agree!(QuerySm source_addr, all());
    agree!(CancelSm destination_addr, all());
    agree!(ReplaceSm source_addr, all());
    agree!(AlertNotification esme_addr, all());
    agree!(BroadcastSm source_addr, all());
    agree!(QueryLastMsgs source_addr, all());
    agree!(BindTransceiver address_range, all());
    // No address.
    agree!(BindTransceiver system_type, all());
    agree!(SubmitSmResp message_id, all());
}

/// A list of destinations has an entry, and each entry has an address.
#[test]
fn entries_of_lists_say_where() {
    use EncodeErrorKind as E;
    let sme = DestAddress::sme("46700000002");
    let cases: [(&[DestAddress<'_>], Result<(), E>); 8] = [
        (&[], Err(E::Missing)),
        (&[sme], Ok(())),
        (&[DestAddress::sme("")], Err(E::Missing)),
        (&[sme, DestAddress::distribution_list("")], Err(E::Missing)),
        (&[DestAddress::distribution_list("friends")], Ok(())),
        (&[DestAddress::sme("467\x1B")], Err(E::NotPrintable)),
        (&[sme, DestAddress::distribution_list("frénds")], Err(E::NotPrintable)),
        (&[sme, sme], Ok(())),
    ];
    for version in VERSIONS {
        for (list, expected) in cases {
            let set = SubmitMulti::checked(version).dest_address(list).map(drop);
            assert_eq!(set.map_err(|error| error.kind()), expected, "{list:?}");
            let plain = SubmitMulti { dest_address: list.into(), ..SubmitMulti::default() };
            let found = ["number_of_dests", "destination_addr", "dl_name"]
                .iter()
                .any(|field| !found(&plain, field, version).is_empty());
            assert_eq!(found, expected.is_err(), "{list:?}");
        }
        // An empty list of refused destinations is allowed; an entry without an address is not.
        assert!(SubmitMultiResp::checked(version).unsuccess_sme(&[]).is_ok());
        for (address, expected) in [("", Err(E::Missing)), ("1\x7F", Err(E::NotPrintable)), ("1", Ok(()))] {
            let list = [UnsuccessSme { destination_addr: address.into(), ..UnsuccessSme::default() }];
            let set = SubmitMultiResp::checked(version).unsuccess_sme(&list).map(drop);
            assert_eq!(set.map_err(|error| error.kind()), expected, "{address:?}");
            let plain = SubmitMultiResp { unsuccess_sme: (&list).into(), ..SubmitMultiResp::default() };
            assert_eq!(
                found(&plain, "destination_addr", version).is_empty(),
                expected.is_ok(),
                "{address:?}"
            );
        }
    }
}

/// A TLV of another PDU, and a repeated TLV.
#[test]
fn tlvs_are_those_of_the_pdu_and_there_once() {
    let twice = [Tlv::user_message_reference(1), Tlv::source_port(2), Tlv::user_message_reference(1)];
    let error = SubmitSm::checked(Version::V34).tlvs(&twice).unwrap_err();
    assert_eq!(
        (error.kind(), error.tag()),
        (EncodeErrorKind::TlvRepeated, Some(Tag::USER_MESSAGE_REFERENCE))
    );
    assert_eq!(error.to_string(), "TLV 0x0204 appears twice");
    let vendor = Tlv::raw(Tag(0x1401), b"any");
    let callback = Tlv::raw(Tag::CALLBACK_NUM, b"\x01\x01\x01123");
    assert!(SubmitSm::checked(Version::V34).tlvs(&[vendor, callback, vendor, callback]).is_ok());
    let error = SubmitSm::checked(Version::V34).tlvs(&[Tlv::message_state(2.into())]).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvNotAllowed, Some(Tag::MESSAGE_STATE)));
    assert_eq!(error.to_string(), "TLV 0x0427 is not allowed in this PDU");
    // A text of up to 64 characters, in both PDUs and both versions.
    for version in [Version::V34, Version::V50] {
        for (len, fine) in [(0, true), (1, true), (64, true), (65, false), (66, false), (300, false)] {
            let text = "7".repeat(len);
            let tlvs = [Tlv::receipted_message_id(text.as_str().into())];
            let set = [
                DeliverSm::checked(version).tlvs(&tlvs).map(drop),
                DataSm::checked(version).tlvs(&tlvs).map(drop),
            ];
            for set in set {
                assert_eq!(
                    set.map_err(|error| error.kind()),
                    if fine { Ok(()) } else { Err(EncodeErrorKind::TlvLength) }
                );
            }
            let deliver_sm = DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() };
            assert_eq!(found(&deliver_sm, "receipted_message_id", version).is_empty(), fine);
        }
    }
}

#[test]
fn times_are_times() {
    let times = [
        "",
        "000007000000000R",
        "261122101112304+",
        "261122101112",
        "tomorrow",
        "261322101112304+",
        "26112210111230+",
        "000007000000000r",
        // Impossible days and hours.
        "260229101112304+",
        "240229101112304+",
        "261122240000000+",
        "261122000060000+",
        "000000000000000+",
        // Spans within and beyond the ranges of the standard.
        "991231235959000R",
        "001300000000000R",
        "000032000000000R",
        "000000240000000R",
        "000000006000000R",
        "000000000060000R",
        "000099000000999R",
        "000007000000100R",
        "000007000000004R",
    ];
    agree!(SubmitSm schedule_delivery_time, times);
    agree!(SubmitSm validity_period, times);
    agree!(BroadcastSm validity_period, times);
    agree!(QuerySmResp final_date, times);
}

/// Whether a TLV is valid in its PDU.
fn is_fine(set: Result<(), EncodeError>) -> bool {
    set.map_err(|error| error.kind()).err().is_none_or(|kind| kind == EncodeErrorKind::TlvNotAllowed)
}

fn kind<T>(set: Result<Checked<T>, EncodeError>) -> EncodeErrorKind {
    set.map(|_| ()).unwrap_err().kind()
}

/// Sets every C-Octet String of a PDU, with and without a NUL.
macro_rules! nuls {
    ($($Pdu:ident { $($field:ident)* })*) => { $( $(
        for version in VERSIONS {
            for bad in ["\0", "\0a", "1\0", "1\0b"] {
                let set = $Pdu::checked(version).$field(bad);
                assert_eq!(kind(set), EncodeErrorKind::EmbeddedNul, "{} {bad:?}", stringify!($Pdu.$field));
                let plain = $Pdu { $field: bad.into(), ..$Pdu::default() };
                let rules = Rules::of(PDUS.iter().find(|def| def.command_id == plain.command_id()).unwrap().until);
                let error = plain.encode(1, rules, &mut [0; 256]).unwrap_err();
                assert_eq!((error.kind(), error.field()), (EncodeErrorKind::EmbeddedNul, Some(stringify!($field))));
            }
            let empty = $Pdu::checked(version).$field("").map(drop).map_err(|error| error.kind());
            let needed = matches!(stringify!($Pdu.$field), "SubmitSm.destination_addr" | "DataSm.destination_addr");
            assert_eq!(empty, if needed { Err(EncodeErrorKind::Missing) } else { Ok(()) });
        }
    )* )* };
}

#[test]
fn a_nul_is_refused_when_it_is_set_and_when_it_is_encoded() {
    nuls! {
        BindReceiver { system_id password system_type address_range }
        BindReceiverResp { system_id }
        BindTransmitter { system_id password system_type address_range }
        BindTransmitterResp { system_id }
        BindTransceiver { system_id password system_type address_range }
        BindTransceiverResp { system_id }
        Outbind { system_id password }
        SubmitSm { service_type source_addr destination_addr schedule_delivery_time validity_period }
        SubmitSmResp { message_id }
        SubmitMulti { service_type source_addr schedule_delivery_time validity_period }
        SubmitMultiResp { message_id }
        DeliverSm { service_type source_addr destination_addr schedule_delivery_time validity_period }
        DeliverSmResp { message_id }
        DataSm { service_type source_addr destination_addr }
        DataSmResp { message_id }
        QuerySm { message_id source_addr }
        QuerySmResp { message_id final_date }
        CancelSm { service_type message_id source_addr destination_addr }
        ReplaceSm { message_id source_addr schedule_delivery_time validity_period }
        AlertNotification { source_addr esme_addr }
        BroadcastSm { service_type source_addr message_id schedule_delivery_time validity_period }
        BroadcastSmResp { message_id }
        QueryBroadcastSm { message_id source_addr }
        QueryBroadcastSmResp { message_id }
        CancelBroadcastSm { service_type message_id source_addr }
        ParamRetrieve { param_name }
        ParamRetrieveResp { param_value }
        QueryLastMsgs { source_addr }
        QueryMsgDetails { message_id source_addr }
        QueryMsgDetailsResp {
            service_type source_addr schedule_delivery_time validity_period message_id final_date
        }
    }
    // Octet strings may contain NULs.
    assert!(SubmitSm::checked(Version::V34).short_message(b"12\x003".as_slice()).is_ok());
}

/// The entries of lists are C-Octet Strings, too.
#[test]
fn a_nul_inside_an_entry_is_refused() {
    for version in VERSIONS {
        for entry in [DestAddress::sme("46\x0070"), DestAddress::distribution_list("fri\0ends")] {
            let list = [DestAddress::sme("4670"), entry];
            let set = SubmitMulti::checked(version).dest_address(&list);
            assert_eq!(kind(set), EncodeErrorKind::EmbeddedNul, "{version}");
            let error = SubmitMulti::checked(version).dest_address(&list).unwrap_err();
            assert_eq!(error.field(), Some("dest_address"));
            assert_eq!(
                kind(QueryMsgDetailsResp::checked(version).dest_address(&list)),
                EncodeErrorKind::EmbeddedNul
            );
            let plain = SubmitMulti { dest_address: (&list).into(), ..SubmitMulti::default() };
            let error = plain.encode(1, Rules::of(version), &mut [0; 256]).unwrap_err();
            assert_eq!((error.kind(), error.field()), (EncodeErrorKind::EmbeddedNul, Some("dest_address")));
        }
        let list = [UnsuccessSme { destination_addr: "46\0".into(), ..UnsuccessSme::default() }];
        let set = SubmitMultiResp::checked(version).unsuccess_sme(&list);
        assert_eq!(kind(set), EncodeErrorKind::EmbeddedNul, "{version}");
        let ids = ["1\x002".into()];
        assert_eq!(kind(QueryLastMsgsResp::checked(version).message_id(&ids)), EncodeErrorKind::EmbeddedNul);
    }
}

/// A string TLV built with a NUL inside, or with the NUL that is added automatically.
#[test]
fn a_nul_inside_the_text_of_a_tlv_is_refused() {
    let text = |text: &'static str| {
        [
            Tlv::additional_status_info_text(text.into()),
            Tlv::receipted_message_id(text.into()),
            Tlv::broadcast_end_time(text.into()),
            Tlv::source_network_id(text.into()),
            Tlv::dest_network_id(text.into()),
        ]
    };
    let (good, bad) =
        (text("261122101112304+"), ["26112210111230\0+", "261122101112304\0", "\x00261122101112304"]);
    for tlv in good {
        let set = SubmitSm::checked(Version::V50).tlvs(&[tlv]).map(drop);
        assert!(is_fine(set), "{tlv:?}");
        let mut rules = found(
            &SubmitSm { tlvs: (&[tlv]).into(), ..SubmitSm::default() },
            &tlv.tag().to_string(),
            Version::V50,
        );
        rules.retain(|rule| *rule != "tlv_not_allowed");
        assert_eq!(rules, [""; 0]);
    }
    for tlv in bad.iter().flat_map(|bad| text(bad)) {
        let tlvs = [tlv];
        let error = SubmitSm::checked(Version::V50).tlvs(&tlvs).map(drop).unwrap_err();
        assert_eq!(
            (error.kind(), error.tag(), error.field()),
            (EncodeErrorKind::EmbeddedNul, Some(tlv.tag()), None)
        );
        assert_eq!(error.to_string(), format!("TLV {:#06x}: a NUL inside a C-Octet String", tlv.tag().0));
        let plain = SubmitSm { tlvs: (&tlvs).into(), ..SubmitSm::default() };
        assert_eq!(plain.encode(1, Rules::V50, &mut [0; 128]), Err(error));
        // A received value is sent unchanged, and the finding remains.
        assert!(found(&plain, &tlv.tag().to_string(), Version::V50).contains(&"nul_in_text"), "{tlv:?}");
        // As octets, too.
        let octets = [tlv.octets(), b"\0"].concat();
        let raw = [Tlv::raw(tlv.tag(), &octets)];
        assert_eq!(SubmitSm::checked(Version::V50).tlvs(&raw).map(drop).unwrap_err(), error);
    }
    // No finding for the NUL at the end, or for octet strings.
    let fine = [Tlv::raw(Tag::RECEIPTED_MESSAGE_ID, b"1\0"), Tlv::message_payload(b"1\x002")];
    assert!(DeliverSm::checked(Version::V50).tlvs(&fine).is_ok());
}

#[test]
fn codes_of_entries_keep_the_vocabulary() {
    for octet in 0..=255 {
        let named = (Ton(octet).name().is_some(), Npi(octet).name().is_some());
        for (ton, npi, fine) in [(octet, 1, named.0), (1, octet, named.1)] {
            let (ton, npi) = (Ton(ton), Npi(npi));
            let list =
                [DestAddress::Sme { dest_addr_ton: ton, dest_addr_npi: npi, destination_addr: "1".into() }];
            let refused = [UnsuccessSme {
                dest_addr_ton: ton,
                dest_addr_npi: npi,
                destination_addr: "1".into(),
                ..UnsuccessSme::default()
            }];
            for version in VERSIONS {
                let set = SubmitMulti::checked(version).dest_address(&list).map(drop);
                let answer = set.map_err(|error| error.kind());
                assert_eq!(answer, if fine { Ok(()) } else { Err(EncodeErrorKind::Reserved) }, "{ton} {npi}");
                assert_eq!(SubmitMultiResp::checked(version).unsuccess_sme(&refused).is_ok(), fine);
            }
        }
    }
}

/// A value that the version does not allow in a TLV is refused with its tag.
#[test]
fn values_of_tlvs_keep_the_vocabulary_of_the_version() {
    let error = |tlv, version| SubmitSm::checked(version).tlvs(&[tlv]).map(drop).unwrap_err();
    for tlv in [Tlv::message_state(9.into()), Tlv::message_state(0.into())] {
        let refused = error(tlv, Version::V34);
        assert_eq!((refused.kind(), refused.tag()), (EncodeErrorKind::Reserved, Some(Tag::MESSAGE_STATE)));
        assert_eq!(refused.to_string(), "TLV 0x0427: a value that this version reserves");
        assert!(DeliverSm::checked(Version::V50).tlvs(&[tlv]).is_ok());
    }
    let words = error(Tlv::broadcast_end_time("tomorrow at noon".into()), Version::V50);
    assert_eq!((words.kind(), words.tag()), (EncodeErrorKind::NoTime, Some(Tag::BROADCAST_END_TIME)));
    assert_eq!(words.to_string(), "TLV 0x0609: not a valid time, or a part of it is out of range");
}

#[test]
fn lists_and_their_entries_keep_their_bounds() {
    let all = [DestAddress::sme("1"); 256];
    for (version, most) in VERSIONS.into_iter().zip([254, 254, 255]) {
        assert!(SubmitMulti::checked(version).dest_address(&all[..most]).is_ok());
        let more = SubmitMulti::checked(version).dest_address(&all[..=most]);
        assert_eq!(kind(more), EncodeErrorKind::TooLong, "{version}");
    }
    let long = [DestAddress::distribution_list("a name of 21 octets..")];
    assert_eq!(kind(SubmitMulti::checked(Version::V34).dest_address(&long)), EncodeErrorKind::TooLong);
    let ids = ["123456789".into()];
    assert_eq!(kind(QueryLastMsgsResp::checked(Version::V33).message_id(&ids)), EncodeErrorKind::TooLong);
}

#[test]
fn tlvs_are_the_versions_and_have_their_lengths() {
    let set = |tlvs: &[Tlv<'_>], version| SubmitSm::checked(version).tlvs(tlvs).map(drop);
    let reference = Tlv::user_message_reference(1);
    assert!(set(&[reference, Tlv::raw(Tag(0x1401), b"any")], Version::V34).is_ok());
    let error = set(&[reference], Version::V33).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvNotInVersion, Some(reference.tag())));
    let billing = [reference, Tlv::billing_identification(b"\x81x")];
    assert!(set(&billing, Version::V50).is_ok());
    let error = set(&billing, Version::V34).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvNotInVersion, Some(billing[1].tag())));
    assert_eq!(error.to_string(), "TLV 0x060b does not exist in this version");
    let short = [Tlv::raw(Tag::SAR_MSG_REF_NUM, b"\x01")];
    let error = set(&short, Version::V34).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvLength, Some(Tag::SAR_MSG_REF_NUM)));
    assert_eq!(error.to_string(), "TLV 0x020c cannot have this length");
    let error = SubmitSm::checked(Version::V34).tlvs(Tlvs::from_octets(b"\x02\x04\0")).unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::TrailingOctets);
}

/// The encoder of the version accepts everything that the setters accepted.
#[test]
fn what_was_checked_encodes() {
    let built = || {
        SubmitSm::checked(Version::V34)
            .source_addr_ton(5)?
            .source_addr("Shop")?
            .dest_addr_ton(1)?
            .dest_addr_npi(1)?
            .destination_addr("46700000002")?
            .registered_delivery(1)?
            .data_coding(8)?
            .short_message(b"\0H\0i".as_slice())
            .map(Checked::build)
    };
    let pdu = built().unwrap();
    let mut out = [0; 128];
    let len = pdu.encode(1, Rules::V34, &mut out).unwrap().len;
    let raw = RawPdu::parse(&out[..len]).unwrap();
    assert_eq!((raw.command_id, raw.decode()), (pdu.command_id(), Ok(pdu)));
    lint::check(&raw, Version::V34, |finding| panic!("{finding}"));
}
