//! Checks of the codec: nothing is lost, no secret is shown, and every error has its position.

use crate::generate::{self, Source};
use crate::spec::VERSIONS;
use smpp_core::pdu::{DestAddress, FieldFormat, Value};
use smpp_core::{
    DecodeError, DecodeErrorKind, Encode, EncodeErrorKind, Header, Pdu, RawPdu, Rules, Tlv, Tlvs, Version,
    lint,
};

/// Checks the octets as a PDU. If `command_length` does not match, checks that this is an error, then corrects it and
/// goes on, so that a fuzzer gets past it.
pub fn check_pdu(data: &[u8]) {
    let stated = data.first_chunk().map(|length| u32::from_be_bytes(*length));
    let whole = data.len() >= 16 && stated == u32::try_from(data.len()).ok();
    match RawPdu::parse(data) {
        Ok(raw) => {
            assert!(whole, "command_length is not that of the octets");
            check_raw(&raw, data);
        }
        Err(error) => {
            assert!(!whole, "refused though command_length is right");
            assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::CommandLength, 0));
            let mut octets = data.to_vec();
            octets.resize(octets.len().max(16), 0);
            fix_length(&mut octets);
            let raw = RawPdu::parse(&octets).expect("command_length is right now");
            check_raw(&raw, &octets);
        }
    }
}

/// Uses the octets as choices of the generator, so that every input is a PDU of some type.
pub fn check_generated(data: &[u8]) {
    let mut source = Source::Octets(data);
    loop {
        check_pdu(&generate::any(&mut source));
        if source.is_spent() {
            break;
        }
    }
}

/// The minimum, for long runs: a PDU that decodes encodes to the same octets, both as decoded and rebuilt TLV by TLV.
/// Returns whether it decoded. `out` is a buffer that the caller keeps.
pub fn check_reencoding(octets: &[u8], out: &mut Vec<u8>) -> bool {
    let Ok(raw) = RawPdu::parse(octets) else { return false };
    let Ok(pdu) = Pdu::decode(&raw) else { return false };
    let list: Vec<Tlv<'_>> = pdu.tlvs().iter().map(|tlv| tlv.value().tlv()).collect();
    let rebuilt = pdu.with_tlvs(Tlvs::from(&list[..]));
    for (pdu, behind) in [(&pdu, &[][..]), (&rebuilt, pdu.tlvs().trailing())] {
        out.clear();
        out.resize(octets.len(), 0xA5);
        let done = pdu.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, out);
        let len = done.expect("what was decoded encodes").len;
        // Octets that are not a TLV cannot be rebuilt, so `command_length` does not count them.
        assert_eq!(len + behind.len(), octets.len());
        assert_eq!(out[4..len], octets[4..len]);
        assert_eq!(&octets[len..], behind);
        assert_eq!(out[..4], (len as u32).to_be_bytes());
    }
    true
}

fn fix_length(octets: &mut [u8]) {
    let length = octets.len() as u32;
    octets[..4].copy_from_slice(&length.to_be_bytes());
}

fn check_raw(raw: &RawPdu<'_>, octets: &[u8]) {
    assert_eq!(Some(raw.header()), Header::parse(octets));
    assert_eq!(raw.body, &octets[16..]);
    check_encoding(raw, raw, octets);
    check_texts(raw, octets);
    // This is slow, so it checks a quarter of all lengths.
    if octets.len() % 4 == 1 {
        check_lint(raw, VERSIONS[octets.len() / 4 % VERSIONS.len()]);
    }
    let walk = check_walk(raw, octets);
    match (Pdu::decode(raw), walk) {
        (Ok(pdu), Ok(())) => check_typed(&pdu, raw, octets),
        (Err(typed), Err(walked)) => {
            assert_eq!(typed, walked, "the typed decoder and the table disagree");
            check_error(&typed, octets);
        }
        (typed, walked) => panic!("typed {typed:?}, field by field {walked:?}"),
    }
}

/// Encoding without rules gives the same octets. A buffer that is one octet too small is an error with the needed
/// size.
fn check_encoding(pdu: &dyn Encode, raw: &RawPdu<'_>, octets: &[u8]) {
    assert_eq!(pdu.encoded_len(), octets.len());
    let mut out = vec![0xA5; octets.len() + 3];
    let encode = |out: &mut [u8]| pdu.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, out);
    let done = encode(&mut out).expect("what was decoded encodes");
    assert_eq!((done.len, done.omitted), (octets.len(), 0));
    assert_eq!(&out[..octets.len()], octets);
    assert_eq!(out[octets.len()..], [0xA5; 3], "written past the end");
    for room in [0, 15, 16, octets.len() / 2, octets.len() - 1] {
        if room < octets.len() {
            let error = encode(&mut out[..room]).expect_err("the buffer is too small");
            assert_eq!(error.kind(), EncodeErrorKind::BufferTooSmall { needed: octets.len() });
        }
    }
}

/// Field by field: the values in wire form, followed by the optional part, are the body.
fn check_walk(raw: &RawPdu<'_>, octets: &[u8]) -> Result<(), DecodeError> {
    let mut fields = raw.fields();
    let mut rebuilt = Vec::new();
    loop {
        assert_eq!(fields.offset(), 16 + rebuilt.len());
        let Some(field) = fields.next() else { break };
        let error = match field {
            Ok((def, value)) => {
                assert_eq!(raw.command_id, def.command_id());
                write(&value, &mut rebuilt);
                continue;
            }
            Err(error) => error,
        };
        assert!(fields.next().is_none(), "an error ends the walk");
        assert_eq!(raw.tlvs(), Err(error));
        assert!(error.offset() >= 16 + rebuilt.len(), "the error lies before its field");
        return Err(error);
    }
    let rest = &raw.body[rebuilt.len()..];
    check_tlvs(&fields.rest(), rest);
    assert_eq!(raw.tlvs(), Ok(fields.rest()));
    if raw.def().is_some() {
        assert_eq!(fields.rest(), Tlvs::from_octets(rest));
    }
    rebuilt.extend_from_slice(rest);
    assert_eq!(rebuilt, octets[16..]);
    Ok(())
}

/// The wire form of a value, written without the library.
fn write(value: &Value<'_>, out: &mut Vec<u8>) {
    let text = |text: &[u8], out: &mut Vec<u8>| {
        out.extend(text);
        out.push(0);
    };
    match value {
        Value::Integer(octet) => out.push(*octet),
        Value::Text(value) => text(value.as_bytes(), out),
        Value::Password(value) => text(value.reveal().as_bytes(), out),
        Value::Octets(octets) => {
            out.push(octets.len() as u8);
            out.extend(*octets);
        }
        Value::DestAddresses(list) => {
            out.push(list.len() as u8);
            for entry in list.iter() {
                match entry {
                    DestAddress::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => {
                        out.extend([1, dest_addr_ton.0, dest_addr_npi.0]);
                        text(destination_addr.as_bytes(), out);
                    }
                    DestAddress::DistributionList { dl_name } => {
                        out.push(2);
                        text(dl_name.as_bytes(), out);
                    }
                }
            }
        }
        Value::UnsuccessSmes(list) => {
            out.push(list.len() as u8);
            for entry in list.iter() {
                out.extend([entry.dest_addr_ton.0, entry.dest_addr_npi.0]);
                text(entry.destination_addr.as_bytes(), out);
                out.extend(entry.error_status_code.0.to_be_bytes());
            }
        }
        Value::MessageIds(list) => {
            out.push(list.len() as u8);
            list.iter().for_each(|entry| text(entry.as_bytes(), out));
        }
        other => panic!("{other:?} is not written yet"),
    }
}

/// The TLVs, against a parser written without the library; each is rebuilt from its typed value.
fn check_tlvs(tlvs: &Tlvs<'_>, octets: &[u8]) {
    let mut rest = octets;
    let mut ours = tlvs.iter();
    while let [t1, t2, l1, l2, behind @ ..] = rest {
        let (tag, length) = (u16::from_be_bytes([*t1, *t2]), usize::from(u16::from_be_bytes([*l1, *l2])));
        if length > behind.len() {
            break;
        }
        let tlv = ours.next().expect("a TLV was missed");
        assert_eq!((tlv.tag().0, tlv.octets()), (tag, &behind[..length]));
        assert_eq!((tlv.value_len(), tlv.encoded_len()), (length, length + 4));
        assert_eq!(tlv.value().tlv(), tlv);
        rest = &behind[length..];
    }
    assert!(ours.next().is_none(), "a TLV too many");
    assert_eq!(tlvs.trailing(), rest);
    assert_eq!((tlvs.encoded_len(), tlvs.is_empty()), (octets.len(), octets.is_empty()));
}

fn check_typed(pdu: &Pdu<'_>, raw: &RawPdu<'_>, octets: &[u8]) {
    assert_eq!(pdu.command_id(), raw.command_id);
    check_encoding(pdu, raw, octets);

    // Rebuilt TLV by TLV from typed values. Octets that are not a TLV are appended.
    let trailing = pdu.tlvs().trailing();
    let list: Vec<Tlv<'_>> = pdu.tlvs().iter().map(|tlv| tlv.value().tlv()).collect();
    let rebuilt = pdu.with_tlvs(Tlvs::from(&list[..]));
    let mut out = vec![0; octets.len()];
    let done = rebuilt.encode_with(raw.command_status, raw.sequence_number, Rules::AS_IS, &mut out);
    let len = done.expect("rebuilt values encode").len;
    assert_eq!(len + trailing.len(), octets.len());
    out[len..].copy_from_slice(trailing);
    fix_length(&mut out);
    assert_eq!(out, octets, "rebuilt TLV by TLV");
    if trailing.is_empty() {
        assert_eq!(rebuilt, *pdu);
    }

    // Under the rules of a version: the same octets, an error, or TLVs that are omitted and counted.
    for version in VERSIONS {
        let mut out = vec![0; octets.len()];
        let rules = Rules::of(version);
        let strict = pdu.encode_with(raw.command_status, raw.sequence_number, rules, &mut out);
        match strict {
            Ok(done) => {
                assert_eq!((done.len, done.omitted), (octets.len(), 0));
                assert_eq!(out, octets, "rules of {version}");
                if let Some(def) = raw.def() {
                    assert!(def.in_version(version), "{} is not in {version}", def.name);
                }
                assert!(trailing.is_empty() || raw.def().is_none());
            }
            Err(error) => assert!(!matches!(error.kind(), EncodeErrorKind::BufferTooSmall { .. })),
        }
        let omitting = pdu.encode_with(raw.command_status, raw.sequence_number, rules.omitting(), &mut out);
        if let Ok(done) = omitting {
            let again = RawPdu::parse(&out[..done.len]).expect("what was written is whole");
            let again = Pdu::decode(&again).expect("what was written decodes");
            assert_eq!(again.tlvs().iter().count() + usize::from(done.omitted), list.len());
            let mut all = pdu.tlvs().iter();
            assert!(again.tlvs().iter().all(|kept| all.any(|tlv| tlv == kept)), "order and values are kept");
        }
        if strict.is_ok() {
            assert_eq!(omitting, strict);
        }
    }
}

fn check_error(error: &DecodeError, octets: &[u8]) {
    assert!((16..=octets.len()).contains(&error.offset()), "{error} lies outside the PDU");
    let field = error.field().expect("an error in a body names its field");
    let shown = error.to_string();
    assert!(shown.contains(field) && shown.contains(&format!("octet {}", error.offset())), "{shown}");
    assert!(!error.command_status().is_ok() && error.command_status().name().is_some(), "{shown}");
    assert!(format!("{error:?}").contains(&shown));
}

/// Findings of any octets have a message. A clock only adds findings, or makes times comparable.
fn check_lint(raw: &RawPdu<'_>, version: Version) {
    let find = |now| {
        let mut found = Vec::new();
        lint::check(raw, lint::Context { version, now, ..lint::Context::default() }, |finding| {
            let shown = finding.to_string();
            assert!(
                shown.contains(finding.lint.id) && finding.field.is_none_or(|field| shown.contains(field))
            );
            assert!(finding.offset <= raw.encoded_len(), "{shown} is outside the PDU");
            found.push((finding.lint.id, finding.field));
        });
        found
    };
    let (without, with) = (find(None), find(Some(1_795_342_260)));
    let of_the_present = |id: &str| matches!(id, "schedule_before_now" | "validity_before_now");
    assert!(without.iter().all(|(id, _)| !of_the_present(id)));
    assert!(without.iter().all(|found| with.contains(found) || found.0 == "validity_before_schedule"));
    if Pdu::decode(raw).is_ok_and(|pdu| !pdu.tlvs().trailing().is_empty()) {
        assert!(without.contains(&("tlv_stream", None)));
    }
}

/// Every way to show a PDU works, and shows the same for another password of the same length.
fn check_texts(raw: &RawPdu<'_>, octets: &[u8]) {
    let dump = raw.dump().to_string();
    assert_eq!(format!("{:?}", raw.dump()), dump);
    assert!(raw.dump().show_passwords().to_string().len() >= dump.len().min(1));
    assert!(!format!("{raw:?}").is_empty());
    let Some(password) = password(raw) else {
        return assert!(
            !Pdu::decode(raw).map_or_else(|error| error.to_string(), |pdu| format!("{pdu:?}")).is_empty()
        );
    };
    let mut other = octets.to_vec();
    for octet in &mut other[password] {
        *octet = if *octet == b'#' { b'%' } else { b'#' };
    }
    let other = RawPdu::parse(&other).expect("only the password is another");
    assert_eq!(shown(raw), shown(&other), "a password shows");
    assert_ne!(raw.dump().show_passwords().to_string(), other.dump().show_passwords().to_string());
}

fn shown(raw: &RawPdu<'_>) -> [String; 5] {
    let typed = match Pdu::decode(raw) {
        Ok(pdu) => format!("{pdu:?} {pdu:#?}"),
        Err(error) => error.to_string(),
    };
    let fields: Vec<_> = raw.fields().collect();
    let walk = format!("{:?} {:?}", raw.fields(), raw.fields().rest().iter());
    [raw.dump().to_string(), format!("{raw:?}"), typed, format!("{fields:?}"), walk]
}

/// The position of a password that is not empty.
pub(super) fn password(raw: &RawPdu<'_>) -> Option<core::ops::Range<usize>> {
    let mut fields = raw.fields();
    loop {
        let start = fields.offset();
        let (def, _) = fields.next()?.ok()?;
        let end = fields.offset() - 1;
        if def.format() == FieldFormat::Password {
            return (start < end).then_some(start..end);
        }
    }
}
