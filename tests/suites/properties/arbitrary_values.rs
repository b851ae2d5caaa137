//! The feature `arbitrary` on seeded random octets: values that are valid in their version, varied, or broken in one
//! place.

use arbitrary::{Arbitrary, Unstructured};
use smpp_core::arbitrary_values::{Property, Valid};
use smpp_core::lint::{self, Severity};
use smpp_core::message::udh::Udh;
use smpp_core::pdu::{FieldFormat, *};
use smpp_core::tlv::{TLVS, TlvValue};
use smpp_core::{Encode, Pdu, RawPdu, Rules, Version};
use smpp_tests::checks::{self, arbitrary_values::check_broken_property};
use smpp_tests::generate::Source;
use smpp_tests::spec::VERSIONS;
use std::collections::{BTreeMap, BTreeSet};

const ROUNDS: usize = 20_000;

/// Calls `visit` with random octets, 0 to 299 of them.
fn for_many(rounds: usize, mut visit: impl FnMut(&[u8])) {
    let mut source = Source::Seed(0x5EED);
    let mut data = Vec::new();
    for round in 0..rounds {
        data.clear();
        data.extend((0..round % 300).map(|_| source.octet()));
        visit(&data);
    }
}

macro_rules! each_type {
    ($($Name:ident)*) => {
        /// For each typed PDU, its `command_id`, and a function that makes a number of values and returns how many
        /// encode.
        const TYPES: &[(smpp_core::CommandId, fn(usize) -> usize)] = &[ $(
            (<$Name<'static> as smpp_core::Body<'static>>::COMMAND_ID, |rounds| {
                let mut count = 0;
                for_many(rounds, |data| {
                    let Valid { version, pdu } = Valid::<$Name<'_>>::arbitrary(&mut Unstructured::new(data)).unwrap();
                    // The type without a version gives the same.
                    let alone = $Name::arbitrary(&mut Unstructured::new(data)).unwrap();
                    assert_eq!(alone.encoded_len(), pdu.encoded_len());
                    let mut out = vec![0; pdu.encoded_len()];
                    count += usize::from(pdu.encode(1, Rules::of(version), &mut out).is_ok());
                });
                count
            }),
        )* ];
    };
}
each_type! {
    GenericNack BindReceiver BindReceiverResp BindTransmitter BindTransmitterResp BindTransceiver BindTransceiverResp
    Outbind Unbind UnbindResp EnquireLink EnquireLinkResp SubmitSm SubmitSmResp SubmitMulti SubmitMultiResp DeliverSm
    DeliverSmResp DataSm DataSmResp QuerySm QuerySmResp CancelSm CancelSmResp ReplaceSm ReplaceSmResp AlertNotification
    BroadcastSm BroadcastSmResp QueryBroadcastSm QueryBroadcastSmResp CancelBroadcastSm CancelBroadcastSmResp
    ParamRetrieve ParamRetrieveResp QueryLastMsgs QueryLastMsgsResp QueryMsgDetails QueryMsgDetailsResp
}

#[test]
fn of_every_type_99_in_100_encode_under_the_version_they_were_made_for() {
    assert!(TYPES.iter().map(|(id, _)| *id).eq(PDUS.iter().map(|def| def.command_id)));
    for (id, encoding) in TYPES {
        // Debug builds are slow: the full number only for one of the longest PDUs.
        let rounds = if *id == smpp_core::CommandId::SUBMIT_SM { ROUNDS } else { ROUNDS / 10 };
        let count = encoding(rounds);
        println!("of {rounds} {id} {count} encode");
        assert!(count * 100 >= rounds * 99, "{id}: {count} of {rounds}");
    }
}

#[test]
fn every_pdu_of_a_version_is_as_likely_as_any_other() {
    let mut counts: BTreeMap<(Version, Option<&str>), usize> = BTreeMap::new();
    let (mut encoded, mut made) = (0, 0);
    for_many(ROUNDS + 2 * ROUNDS.div_ceil(300), |data| {
        // The first two choices are the version and the type.
        if data.len() < 2 {
            return;
        }
        made += 1;
        let Valid { version, pdu } = Valid::<Pdu<'_>>::arbitrary(&mut Unstructured::new(data)).unwrap();
        assert_eq!(version, VERSIONS[usize::from(data[0]) % 3]);
        let mut out = vec![0; pdu.encoded_len()];
        encoded += usize::from(pdu.encode(1, Rules::of(version), &mut out).is_ok());
        *counts.entry((version, pdu.command_id().name())).or_default() += 1;
    });
    println!("of {made} Pdu {encoded} encode");
    assert!(encoded * 100 >= made * 99);
    for version in VERSIONS {
        let had = PDUS.iter().filter(|def| def.in_version(version)).map(|def| Some(def.name));
        let all: Vec<_> = had.chain([None]).collect();
        let even = ROUNDS / 3 / all.len();
        for name in all {
            let count = counts.remove(&(version, name)).unwrap_or(0);
            assert!((even * 2 / 3..even * 3 / 2).contains(&count), "{version} {name:?}: {count}, not {even}");
        }
    }
    assert!(counts.is_empty(), "a PDU that the version does not have: {counts:?}");
}

/// Decoding, dumps, the rules of all versions; no setter refuses a field.
#[test]
fn what_is_made_for_a_version_passes_every_check() {
    for_many(ROUNDS / 40, checks::check_valid);
}

#[test]
fn what_is_made_for_a_version_has_hardly_a_finding_above_a_note() {
    let (mut clean, mut rules) = (0, BTreeMap::<&str, usize>::new());
    for_many(ROUNDS, |data| {
        let Valid { version, pdu } = Valid::<Pdu<'_>>::arbitrary(&mut Unstructured::new(data)).unwrap();
        let octets = checks::arbitrary_values::encoded(version, &pdu);
        let before = rules.values().sum::<usize>();
        lint::check(&RawPdu::parse(&octets).unwrap(), version, |finding| {
            let odd = finding.lint.severity > Severity::Note;
            // Such as a response without its body, or an unknown PDU.
            if odd && !matches!(finding.lint.id, "body_missing" | "unknown_command_id" | "tlv_missing") {
                *rules.entry(finding.lint.id).or_default() += 1;
            }
        });
        clean += usize::from(rules.values().sum::<usize>() == before);
    });
    println!("of {ROUNDS} Pdu {clean} are clean; findings: {rules:?}");
    assert!(clean * 100 >= ROUNDS * 99, "{clean} of {ROUNDS}: {rules:?}");
}

#[test]
fn values_get_deep() {
    // For each field, the lengths seen in each version; for TLVs, tags and lengths.
    let mut lengths: BTreeMap<(&str, &str, Version), BTreeSet<usize>> = BTreeMap::new();
    let mut tlvs: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
    let (mut headers, mut receipts, mut messages, mut numbers, mut times, mut with_tlvs, mut most) =
        (0, 0, 0, 0, 0, 0, 0);
    for_many(2 * ROUNDS, |data| {
        let Valid { version, pdu } = Valid::<Pdu<'_>>::arbitrary(&mut Unstructured::new(data)).unwrap();
        let octets = checks::arbitrary_values::encoded(version, &pdu);
        let raw = RawPdu::parse(&octets).unwrap();
        for field in raw.fields() {
            let (def, value) = field.unwrap();
            let least =
                usize::from(matches!(def.format(), FieldFormat::COctetString | FieldFormat::Password));
            let key = (def.command_id().name().unwrap(), def.name, version);
            lengths.entry(key).or_default().insert(value.measure() - least);
        }
        for tlv in pdu.tlvs() {
            let def = tlv.tag().def().expect("of the standard");
            assert!(def.allowed(pdu.command_id(), version), "{tlv:?} in {:?}", pdu.command_id());
            assert!(!matches!(tlv.value(), TlvValue::Unknown(_)), "{tlv:?} has a legal length");
            tlvs.entry(tlv.tag().0).or_default().insert(tlv.value_len());
        }
        with_tlvs += usize::from(!pdu.tlvs().is_empty());
        most = most.max(pdu.tlvs().iter().count());
        if let Pdu::SubmitSm(pdu) = pdu {
            messages += 1;
            let address = pdu.destination_addr.as_bytes();
            numbers += usize::from(!address.is_empty() && address.iter().all(u8::is_ascii_digit));
            times += usize::from(!pdu.schedule_delivery_time.is_empty() || !pdu.validity_period.is_empty());
            let header = Udh::split(pdu.short_message).is_ok_and(|(udh, _)| udh.check().is_ok());
            headers += usize::from(pdu.esm_class.udhi() && header);
        }
        if let Pdu::DeliverSm(pdu) = pdu
            && pdu.esm_class.0 & 0x3C == 0x04
        {
            assert!(
                pdu.short_message.starts_with(b"id:")
                    && pdu.short_message.windows(5).any(|at| at == b"stat:")
            );
            receipts += 1;
        }
    });

    for def in PDUS {
        for version in VERSIONS.into_iter().filter(|version| def.in_version(*version)) {
            for field in def.fields {
                let seen = &lengths[&(def.name, field.name, version)];
                let max = usize::from(field.max_in(version));
                let shown = format!("{}.{} {version}: {seen:?}", def.name, field.name);
                match field.format() {
                    FieldFormat::Integer => assert!(seen.len() > 1, "{shown}"),
                    _ if ["schedule_delivery_time", "validity_period", "final_date"]
                        .contains(&field.name) =>
                    {
                        assert!(seen.contains(&0) && seen.contains(&16), "{shown}");
                    }
                    format => {
                        let with_nul = matches!(format, FieldFormat::COctetString | FieldFormat::Password);
                        let max = max - usize::from(with_nul);
                        let wanted = [0, 1, max - 1, max];
                        let needed = matches!(
                            (def.name, field.name),
                            ("submit_sm" | "data_sm", "destination_addr") | (_, "dest_address")
                        );
                        let wanted = &wanted[usize::from(needed)..];
                        assert!(wanted.iter().all(|len| seen.contains(len)), "{shown}");
                    }
                }
            }
        }
    }
    for def in TLVS {
        let seen = tlvs.get(&def.tag.0).unwrap_or_else(|| panic!("{} was never made", def.name));
        let (min, max) = (usize::from(def.min), usize::from(def.max_in(Version::V50)));
        // Legal lengths are 16 and 17: without its NUL, and with it.
        let end_time = def.name == "broadcast_end_time";
        let few = def.name == "ms_validity";
        let wanted = if end_time {
            vec![17]
        } else {
            vec![min, (min + 1).min(max), max - usize::from(max > min), max]
        };
        assert!(few || wanted.iter().all(|len| seen.contains(len)), "{}: {seen:?}", def.name);
    }
    println!(
        "of {messages} submit_sm {headers} with a header, {numbers} numbers, {times} with a time; {receipts} receipts, {with_tlvs} with TLVs, at most {most}"
    );
    assert!(headers * 5 > messages && numbers * 2 > messages && times * 3 > messages);
    assert!(receipts * 8 > messages && with_tlvs * 3 > ROUNDS && most > 30);
}

/// The value breaks the requested property. The input chooses the PDU and field.
#[test]
fn what_is_broken_is_named() {
    for property in Property::ALL {
        let mut fields = BTreeSet::new();
        for_many(150, |data| {
            let broken = check_broken_property(*property, data);
            fields.insert((broken.version(), broken.pdu().command_id(), broken.field()));
        });
        println!("{property:?}: {} fields of PDUs", fields.len());
        assert!(!fields.is_empty());
    }
}

#[test]
fn a_version_without_the_pdu_makes_none() {
    let none = Valid::<BroadcastSm<'_>>::in_version(Version::V34, &mut Unstructured::new(&[1; 64]));
    assert_eq!(none, Err(arbitrary::Error::IncorrectFormat));
    for_many(200, |data| {
        let made = Valid::<BroadcastSm<'_>>::arbitrary(&mut Unstructured::new(data)).unwrap();
        assert_eq!(made.version, Version::V50);
    });
}
