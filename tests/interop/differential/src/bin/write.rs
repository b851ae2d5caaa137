//! Writes seeded random PDUs of every type, in hexadecimal, a line each: `write SEED COUNT`.
//!
//! The generator of the test kit says what a PDU holds, from the tables. The codec reads that, takes it apart into typed
//! values, and writes them anew under the rules of the PDU's version: what is printed is what a user of the codec sends.

use smpp_core::pdu::{PDUS, PduDef, PduKind, Value};
use smpp_core::{COctetString, CommandStatus, Encode, Pdu, RawPdu, Rules, Tag, Tlv, Version};
use smpp_tests::generate::{self, Source};
use smpp_tests::hex;
use std::io::{BufWriter, Write};

fn main() -> std::io::Result<()> {
    let numbers: Option<Vec<u64>> = std::env::args().skip(1).map(|word| word.parse().ok()).collect();
    let Some(&[seed, count]) = numbers.as_deref() else {
        eprintln!("usage: write SEED COUNT");
        std::process::exit(2);
    };
    let mut source = Source::Seed(seed);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (_, def) in (0..count).zip(PDUS.iter().cycle()) {
        let version = generate::version_of(&mut source, def);
        let mut octets = generate::valid(&mut source, def, version);
        say_the_truth_about_headers(&mut source, &mut octets);
        let status = status(&mut source, def);
        writeln!(out, "{}", hex::text(&written(&octets, status, version)))?;
    }
    out.flush()
}

/// Most responses succeed; the others have a named or a vendor status.
fn status(source: &mut Source<'_>, def: &PduDef) -> CommandStatus {
    if def.kind != PduKind::Response {
        return CommandStatus::ESME_ROK;
    }
    match source.below(8) {
        6 => std::iter::repeat_with(|| CommandStatus(source.below(0x120) as u32))
            .find(|status| status.name().is_some())
            .unwrap_or(CommandStatus::ESME_ROK),
        7 => CommandStatus(0x400 + source.below(0x100) as u32),
        _ => CommandStatus::ESME_ROK,
    }
}

/// A PDU whose `esm_class` announces a user data header gets one, in the short message and in the payload. If there
/// is no room for it, the bit is cleared: random octets are not a header, and a peer may object.
fn say_the_truth_about_headers(source: &mut Source<'_>, octets: &mut [u8]) {
    const UDHI: u8 = 0x40;
    let raw = RawPdu::parse(octets).expect("the generator frames");
    let (mut esm_class, mut messages) = (None, Vec::new());
    let mut fields = raw.fields();
    loop {
        let start = fields.offset();
        let Some(field) = fields.next() else { break };
        let (def, value) = field.expect("the generator keeps the structure");
        match (def.name, value) {
            ("esm_class", _) => esm_class = Some(start),
            (_, Value::Octets(message)) => messages.push((start + 1, message.len())),
            _ => {}
        }
    }
    let Some(esm_class) = esm_class else { return };
    let mut start = fields.offset();
    for tlv in fields.rest().iter() {
        if tlv.tag() == Tag::MESSAGE_PAYLOAD {
            messages.push((start + 4, tlv.octets().len()));
        }
        start += tlv.encoded_len();
    }
    if octets[esm_class] & UDHI == 0 {
        return;
    }
    if messages.iter().any(|(_, length)| (1..6).contains(length)) {
        octets[esm_class] &= !UDHI;
        return;
    }
    for (start, _) in messages.iter().filter(|(_, length)| *length > 0) {
        let total = 2 + source.below(254) as u8;
        let part = 1 + source.below(usize::from(total)) as u8;
        octets[*start..start + 6].copy_from_slice(&[5, 0, 3, source.octet(), total, part]);
    }
}

/// The same PDU with another status, built from typed values: every TLV and every list entry separately.
fn written(octets: &[u8], status: CommandStatus, version: Version) -> Vec<u8> {
    let raw = RawPdu::parse(octets).expect("the generator frames");
    let pdu = Pdu::decode(&raw).expect("the generator keeps the structure");
    let tlvs: Vec<Tlv<'_>> = pdu.tlvs().iter().map(|tlv| tlv.value().tlv()).collect();
    let (destinations, refused, ids): (Vec<_>, Vec<_>, Vec<COctetString<'_>>);
    let mut typed = pdu.with_tlvs(tlvs.as_slice().into());
    match &mut typed {
        Pdu::SubmitMulti(pdu) => {
            destinations = pdu.dest_address.iter().collect();
            pdu.dest_address = destinations.as_slice().into();
        }
        Pdu::QueryMsgDetailsResp(pdu) => {
            destinations = pdu.dest_address.iter().collect();
            pdu.dest_address = destinations.as_slice().into();
        }
        Pdu::SubmitMultiResp(pdu) => {
            refused = pdu.unsuccess_sme.iter().collect();
            pdu.unsuccess_sme = refused.as_slice().into();
        }
        Pdu::QueryLastMsgsResp(pdu) => {
            ids = pdu.message_id.iter().collect();
            pdu.message_id = ids.as_slice().into();
        }
        _ => {}
    }
    let mut out = vec![0; octets.len()];
    let done = typed.encode_with(status, raw.sequence_number, Rules::of(version), &mut out);
    let done = done.unwrap_or_else(|error| panic!("{error} in {version}: {}", hex::text(octets)));
    assert_eq!((done.len, done.omitted), (octets.len(), 0));
    assert_eq!(out[16..], octets[16..], "the typed values are other octets");
    out
}
