//! The codec and the framer on PDUs of every type. Each case comes from a seed, which a failure prints.

use proptest::prelude::*;
use smpp_core::pdu::{DestAddress, PDUS, PduDef, Value};
use smpp_core::pdu::{FieldDef, FieldFormat};
use smpp_core::{DecodeErrorKind, Encode, EncodeErrorKind, Pdu, RawPdu, Rules, Tlv, Tlvs, Version};
use smpp_tests::checks::{check_setters, explain::check_explained, frame, pdu::check_pdu};
use smpp_tests::generate::{self, Source};
use smpp_tests::spec::VERSIONS;

/// A thousand seeds for each PDU type. A failure prints its type and seed.
fn for_every_type(check: impl Fn(&'static PduDef, &mut Source<'_>)) {
    proptest!(ProptestConfig::with_cases(1000), |(seed: u64)| {
        for def in PDUS {
            check(def, &mut Source::Seed(seed ^ u64::from(def.command_id.0)));
        }
    });
}

/// Octets to values to octets, and values to octets to values, for PDUs within the bounds of their version.
#[test]
fn decode_and_encode_are_inverse() {
    for_every_type(|def, source| {
        let version = generate::version_of(source, def);
        let octets = generate::valid(source, def, version);
        let raw = RawPdu::parse(&octets).unwrap();
        let typed = Pdu::decode(&raw).unwrap();
        assert_eq!(typed.command_id(), def.command_id);
        assert!(typed.tlvs().trailing().is_empty());

        // It follows the rules of its version.
        let mut out = vec![0; octets.len()];
        let done = typed.encode(raw.sequence_number, Rules::of(version), &mut out);
        assert_eq!(
            done.map(|done| (done.len, done.omitted)),
            Ok((octets.len(), 0)),
            "{} {version}",
            def.name
        );
        assert_eq!(out, octets, "{} {version}", def.name);
        assert_eq!(Pdu::decode(&RawPdu::parse(&out).unwrap()), Ok(typed));
        for tlv in typed.tlvs().iter() {
            assert!(
                !matches!(tlv.value(), smpp_core::tlv::TlvValue::Unknown(_)),
                "{tlv:?} has a legal length"
            );
        }
    });
}

/// Values that the checked setters accept have no finding above a note, except for those that no setter can detect.
#[test]
fn what_setters_take_has_no_finding_above_a_note() {
    for_every_type(|def, source| check_setters(source, def));
}

/// Anything: odd TLVs, odd headers, octets changed, removed and inserted.
#[test]
fn nothing_is_lost_and_nothing_panics() {
    for_every_type(|def, source| {
        let version = generate::version_of(source, def);
        let mut octets = generate::valid(source, def, version);
        generate::odd_tlvs(source, &mut octets);
        if source.once_in(2) {
            generate::mutate(source, &mut octets);
        }
        check_pdu(&octets);
        if source.once_in(16) {
            check_explained(&octets);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_octets(data in prop::collection::vec(any::<u8>(), 0..200)) {
        check_pdu(&data);
        check_explained(&data);
    }

    #[test]
    fn any_octets_behind_a_known_command(at in 0..PDUS.len(), body in prop::collection::vec(any::<u8>(), 0..120)) {
        let octets = generate::framed(PDUS[at].command_id.0, 0, 1, &body);
        check_pdu(&octets);
        check_explained(&octets);
    }

    #[test]
    fn any_stream_in_any_pieces(seed: u64, data in prop::collection::vec(any::<u8>(), 0..200)) {
        frame::check_frame(&data);
        let mut source = Source::Seed(seed);
        let choices: Vec<u8> = (0..400).map(|_| source.octet()).collect();
        frame::check_generated(&choices);
    }
}

/// Where each field of a valid PDU starts, and the end of the last one.
fn starts(raw: &RawPdu<'_>) -> Vec<(usize, &'static FieldDef)> {
    let mut fields = raw.fields();
    let mut all = Vec::new();
    loop {
        let at = fields.offset();
        match fields.next() {
            Some(field) => all.push((at, field.unwrap().0)),
            None => return all,
        }
    }
}

/// A body cut at every octet: the error names the field that was cut, and the offset where reading it stopped.
#[test]
fn a_cut_names_the_field_that_it_goes_through() {
    for def in PDUS.iter().filter(|def| !def.fields.is_empty()) {
        for seed in 0..40 {
            let source = &mut Source::Seed(seed);
            let version = generate::version_of(source, def);
            let octets = generate::valid(source, def, version);
            let raw = RawPdu::parse(&octets).unwrap();
            let starts = starts(&raw);
            let end = {
                let mut fields = raw.fields();
                fields.by_ref().for_each(drop);
                fields.offset()
            };
            for cut in 16..end {
                let mut part = octets[..cut].to_vec();
                part[..4].copy_from_slice(&(cut as u32).to_be_bytes());
                check_pdu(&part);
                let part = RawPdu::parse(&part).unwrap();
                if part.body_omitted() {
                    assert!(Pdu::decode(&part).is_ok());
                    continue;
                }
                let error = Pdu::decode(&part).unwrap_err();
                let (start, field) = *starts.iter().rev().find(|(start, _)| *start <= cut).unwrap();
                let place = format!("{} seed {seed} cut at {cut}: {error}", def.name);
                assert_eq!(error.field_def(), Some(field), "{place}");
                assert!((start..=cut).contains(&error.offset()), "{place}");
                match field.format() {
                    FieldFormat::Integer => {
                        assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::Truncated, cut))
                    }
                    FieldFormat::COctetString | FieldFormat::Password => {
                        let kind = if cut == start {
                            DecodeErrorKind::Truncated
                        } else {
                            DecodeErrorKind::NoTerminator
                        };
                        assert_eq!((error.kind(), error.offset()), (kind, start), "{place}");
                        if cut > start {
                            assert_eq!(error.command_status(), field.status(), "{place}");
                        }
                    }
                    FieldFormat::OctetString if cut > start => {
                        assert_eq!(
                            (error.kind(), error.offset()),
                            (DecodeErrorKind::LengthPastEnd, start + 1),
                            "{place}"
                        );
                    }
                    _ if cut == start => {
                        assert_eq!(
                            (error.kind(), error.offset()),
                            (DecodeErrorKind::NoLength, start),
                            "{place}"
                        );
                        assert_eq!(error.field(), field.length_name(), "{place}");
                    }
                    _ => assert!(matches!(
                        error.kind(),
                        DecodeErrorKind::Truncated | DecodeErrorKind::NoTerminator
                    )),
                }
            }
        }
    }
}

/// Every buffer that is too small gives the same error, with the number of octets that the PDU needs.
#[test]
fn small_buffers_say_how_many_octets_are_needed() {
    for def in PDUS {
        for seed in 0..8 {
            let source = &mut Source::Seed(seed);
            let version = generate::version_of(source, def);
            let octets = generate::valid(source, def, version);
            let raw = RawPdu::parse(&octets).unwrap();
            let typed = Pdu::decode(&raw).unwrap();
            let list: Vec<Tlv<'_>> = typed.tlvs().iter().map(|tlv| tlv.value().tlv()).collect();
            let built = typed.with_tlvs(Tlvs::from(&list[..]));
            let mut out = vec![0; octets.len()];
            for room in 0..octets.len() {
                for pdu in [&typed as &dyn Encode, &built, &raw] {
                    let error = pdu.encode(1, Rules::of(version), &mut out[..room]).unwrap_err();
                    let needed = octets.len();
                    assert_eq!(
                        error.kind(),
                        EncodeErrorKind::BufferTooSmall { needed },
                        "{} {room}",
                        def.name
                    );
                }
            }
        }
    }
}

/// The body with one field replaced.
fn with_field(raw: &RawPdu<'_>, changed: &str, replacement: &[u8]) -> Vec<u8> {
    let starts = starts(raw);
    let mut body = Vec::new();
    for (index, (start, def)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(16 + raw.body.len(), |(next, _)| *next);
        body.extend(if def.name == changed { replacement } else { &raw.body[start - 16..end - 16] });
    }
    generate::framed(raw.command_id.0, 0, 1, &body)
}

/// The wire form of a field with this many octets or entries; `None` for an integer.
fn filled(def: &FieldDef, measure: usize) -> Option<Vec<u8>> {
    let counted = |entry: &[u8]| Some([&[u8::try_from(measure).ok()?], &*entry.repeat(measure)].concat());
    match def.format() {
        FieldFormat::Integer => None,
        FieldFormat::COctetString | FieldFormat::Password => {
            Some([&*b"7".repeat(measure - 1), b"\0"].concat())
        }
        FieldFormat::OctetString => counted(b"m"),
        FieldFormat::DestAddresses => counted(b"\x02L\0"),
        FieldFormat::UnsuccessSmes => counted(b"\x01\x01\0\0\0\0\x08"),
        FieldFormat::MessageIds => counted(b"A\0"),
        other => panic!("{other:?}"),
    }
}

/// Every field of every PDU in every version that has it: at its bound it is written, one above it is refused by
/// name, and without rules both are sent unchanged.
#[test]
fn bounds_are_kept_in_each_version() {
    let mut refused = 0;
    for def in PDUS {
        for version in VERSIONS.into_iter().filter(|version| def.in_version(*version)) {
            let plain = plainest(def, version);
            let raw = RawPdu::parse(&plain).unwrap();
            for field in def.fields {
                let max = usize::from(field.max_in(version));
                for (measure, fits) in [(max, true), (max + 1, false)] {
                    let Some(wire) = filled(field, measure) else { continue };
                    let octets = with_field(&raw, field.name, &wire);
                    let pdu = Pdu::decode(&RawPdu::parse(&octets).unwrap()).unwrap();
                    let mut out = vec![0; octets.len()];
                    assert!(pdu.encode(1, Rules::AS_IS, &mut out).is_ok());
                    assert_eq!(out, octets);
                    let place = format!("{}.{} of {measure} in {version}", def.name, field.name);
                    match pdu.encode(1, Rules::of(version), &mut out) {
                        Ok(_) => assert!(fits, "{place}"),
                        Err(error) => {
                            assert!(!fits, "{place}: {error}");
                            assert_eq!(
                                (error.kind(), error.field()),
                                (EncodeErrorKind::TooLong, Some(field.name))
                            );
                            refused += 1;
                        }
                    }
                }
            }
        }
    }
    assert!(refused > 150, "{refused}");
}

/// The PDU with every field empty or zero, and no TLVs.
fn plainest(def: &PduDef, version: Version) -> Vec<u8> {
    let octets = generate::valid(&mut Source::Octets(&[]), def, version);
    assert!(octets[16..].iter().all(|octet| *octet == 0), "{}", def.name);
    octets
}

/// A version refuses the PDUs and the TLVs that it does not have.
#[test]
fn what_a_version_lacks_is_refused() {
    for def in PDUS {
        let plain = plainest(def, def.since);
        let pdu = Pdu::decode(&RawPdu::parse(&plain).unwrap()).unwrap();
        for version in VERSIONS {
            let done = pdu.encode(1, Rules::of(version), &mut [0; 128]);
            match def.in_version(version) {
                true => assert!(done.is_ok(), "{} in {version}", def.name),
                false => {
                    assert_eq!(done.unwrap_err().kind(), EncodeErrorKind::PduNotInVersion, "{}", def.name)
                }
            }
            for tlv in smpp_core::tlv::TLVS.iter().filter(|_| def.in_version(version)) {
                let one = [Tlv::raw(tlv.tag, &[0; 8][..usize::from(tlv.min.min(8))])];
                let pdu = pdu.with_tlvs((&one).into());
                let has = version >= tlv.since && version != Version::V33;
                let place = format!("{} in {} {version}", tlv.name, def.name);
                let done = pdu.encode(1, Rules::of(version), &mut [0; 128]);
                assert_eq!(done.is_ok(), has, "{place}");
                let done = pdu.encode(1, Rules::of(version).omitting(), &mut [0; 128]).unwrap();
                assert_eq!((done.omitted, done.len > plain.len()), (u16::from(!has), has), "{place}");
            }
        }
    }
}

/// Lists built from entries are equal to the same lists as received.
#[test]
fn lists_built_and_received_are_equal() {
    for seed in 0..300 {
        let def = PDUS.iter().find(|def| def.name == "submit_multi").unwrap();
        let octets = generate::valid(&mut Source::Seed(seed), def, Version::V34);
        let raw = RawPdu::parse(&octets).unwrap();
        let received: smpp_core::pdu::SubmitMulti<'_> = raw.decode().unwrap();
        let entries: Vec<DestAddress<'_>> = received.dest_address.iter().collect();
        let built = smpp_core::pdu::SubmitMulti { dest_address: (&entries[..]).into(), ..received };
        assert_eq!(built, received);
        let shown = raw
            .fields()
            .any(|field| matches!(field, Ok((_, Value::DestAddresses(list))) if list == built.dest_address));
        assert!(shown);
        let mut out = vec![0; octets.len()];
        assert_eq!(built.encode(raw.sequence_number, Rules::V34, &mut out).unwrap().len, octets.len());
        assert_eq!(out, octets);
    }
}
