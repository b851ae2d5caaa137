//! The setters that check: they refuse exactly what `lint` finds in a PDU that was built without them.

use smpp_core::pdu::{
    BindReceiver, BroadcastSm, Checked, DestAddress, QueryLastMsgsResp, QuerySmResp, SubmitMulti, SubmitSm,
    SubmitSmResp,
};
use smpp_core::{
    CommandId, Encode, EncodeError, EncodeErrorKind, RawPdu, Rules, Tag, Tlv, Tlvs, Version, lint,
};
use smpp_tests::spec::VERSIONS;

/// The rules that find something in a field.
fn found(pdu: &impl Encode, field: &str, version: Version) -> Vec<&'static str> {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode(1, Rules::AS_IS, &mut out).unwrap();
    let mut rules = Vec::new();
    lint::check(&RawPdu::parse(&out).unwrap(), version, |finding| {
        let of_the_value =
            ["field_too_long", "value_out_of_range", "time_format", "tlv_length", "tlv_stream"];
        if finding.field == Some(field) && of_the_value.contains(&finding.rule.id) {
            rules.push(finding.rule.id);
        }
    });
    rules
}

/// The rule that speaks of what an error says.
fn rule_of(error: EncodeError) -> &'static str {
    match error.kind() {
        EncodeErrorKind::TooLong => "field_too_long",
        EncodeErrorKind::Reserved => "value_out_of_range",
        EncodeErrorKind::NoTime => "time_format",
        EncodeErrorKind::TlvLength => "tlv_length",
        other => panic!("{other:?}"),
    }
}

/// A field set with each value, in each version: with its setter, and past it.
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
                        assert!(rules.contains(&rule_of(error)), "{error} {value:?} {version} {rules:?}");
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
    ];
    agree!(SubmitSm schedule_delivery_time, times);
    agree!(SubmitSm validity_period, times);
    agree!(BroadcastSm validity_period, times);
    agree!(QuerySmResp final_date, times);
}

fn kind<T>(set: Result<Checked<T>, EncodeError>) -> EncodeErrorKind {
    set.map(|_| ()).unwrap_err().kind()
}

#[test]
fn a_nul_is_refused_when_it_is_set() {
    let set = SubmitSm::checked(Version::V34).source_addr(b"12\x003");
    assert_eq!(kind(set), EncodeErrorKind::EmbeddedNul);
    let set = BindReceiver::checked(Version::V34).password("sec\0ret");
    assert_eq!(kind(set), EncodeErrorKind::EmbeddedNul);
    assert!(SubmitSm::checked(Version::V34).short_message(b"12\x003".as_slice()).is_ok());
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
    let billing = [reference, Tlv::billing_identification(b"\x01x")];
    assert!(set(&billing, Version::V50).is_ok());
    let error = set(&billing, Version::V34).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvNotInVersion, Some(billing[1].tag())));
    assert_eq!(error.to_string(), "TLV 0x060b does not exist in this version");
    let short = [Tlv::raw(Tag::SAR_MSG_REF_NUM, b"\x01")];
    let error = set(&short, Version::V34).unwrap_err();
    assert_eq!((error.kind(), error.tag()), (EncodeErrorKind::TlvLength, Some(Tag::SAR_MSG_REF_NUM)));
    assert_eq!(error.to_string(), "TLV 0x020c has a length that it cannot have");
    let error = SubmitSm::checked(Version::V34).tlvs(Tlvs::from_octets(b"\x02\x04\0")).unwrap_err();
    assert_eq!(error.kind(), EncodeErrorKind::TrailingOctets);
}

/// Whatever the setters took is taken by the encoder of the version, too.
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
    assert_eq!((raw.command_id, raw.decode()), (CommandId::SUBMIT_SM, Ok(pdu)));
    lint::check(&raw, Version::V34, |finding| panic!("{finding}"));
}
