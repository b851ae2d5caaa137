//! PDUs that the library writes have no finding above a note.

use crate::generate::{self, Source};
use crate::pair::End;
use crate::spec::VERSIONS;
use smpp_core::codes::{DataCoding, EsmClass, MessageState};
use smpp_core::lint::{self, Context, Severity};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat};
use smpp_core::message::segment::{Boundary, Mode, Plan, SegmentTlvs, Segmenter};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::{Ports, Width};
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransmitter, DataSm, DeliverSm, DestAddress, SubmitMulti, SubmitSm,
};
use smpp_core::profile::Profile;
use smpp_core::session::{Config, Side};
use smpp_core::timestamp::DateTime;
use smpp_core::tlv::Tlv;
use smpp_core::{CommandStatus, Duration, Encode, Instant, RawPdu, Rules, Version};
use smpp_gsm7::{Alphabet, Language};

/// Fails on a finding above a note.
fn assert_clean(octets: &[u8], context: Context) {
    let raw = RawPdu::parse(octets).expect("a framed PDU");
    lint::check(&raw, context, |finding| {
        assert!(
            finding.lint.severity <= Severity::Note,
            "{} in {}: {}",
            finding,
            context.version,
            raw.dump()
        );
    });
}

fn assert_clean_pdu(pdu: &impl Encode, version: Version, codings: DataCodings) {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode(1, Rules::of(version), &mut out).expect("what was cut or written encodes");
    assert_clean(&out, Context { version, codings, ..Context::default() });
}

/// Splits a text, or octets, as the first octets choose, and checks every part in every PDU that can carry it.
pub fn check_parts(data: &[u8]) {
    let Some(([a, b, c, d, e], rest)) = data.split_first_chunk::<5>() else { return };
    let language = |octet: u8| (octet & 0x80 != 0).then_some(Language(octet & 0x0F));
    let (width, high) = if e & 8 != 0 { (Width::Bits16, 0x2300) } else { (Width::Bits8, 0) };
    let port = |octet: u8| u16::from(octet) | high;
    let alphabet = Alphabet::from_languages(language(*b), language(*c));
    let gsm7 = if a & 0x20 != 0 { Charset::Gsm7Packed(alphabet) } else { Charset::Gsm7(alphabet) };
    let choice = usize::from(a & 3) % 3;
    let segmenter = Segmenter {
        charset: [gsm7, Charset::Ucs2, gsm7][choice],
        ucs2_fallback: choice != 2,
        mode: match a >> 2 & 7 {
            0 | 5 => Mode::Udh8,
            1 | 6 => Mode::Udh16,
            2 | 7 => Mode::Sar,
            3 => Mode::Payload { max: 16 * usize::from(*d) },
            _ => Mode::ShortMessage { max: usize::from(*d) },
        },
        reference: u16::from_be_bytes([*c, *d]),
        ports: (a & 0x40 != 0).then_some(Ports { destination: port(*d), originator: port(*b), width }),
        class: (e & 4 != 0).then_some(e & 3),
        boundary: [Boundary::Character, Boundary::Grapheme, Boundary::Word][usize::from(e >> 4) % 3],
        ..Segmenter::DEFAULT
    };
    if a & 0x80 != 0 {
        if let Ok(plan) = segmenter.plan_octets(rest) {
            parts(a & 0x20 != 0, &plan);
        }
        return;
    }
    let text = String::from_utf8_lossy(rest);
    if let Ok(plan) = segmenter.plan(&text) {
        parts(a & 0x20 != 0, &plan);
    }
    single(&text, rest);
}

fn parts(is_packed: bool, plan: &Plan<'_>) {
    let default = if is_packed { Charset::GSM7_PACKED } else { Charset::GSM7 };
    let codings = DataCodings { default, ..DataCodings::default() };
    let mut buffer = vec![0; 4096];
    let mut segments = plan.segments();
    while let Ok(Some(segment)) = segments.next_into(&mut buffer) {
        let mut tlvs = SegmentTlvs::default();
        let submit_sm = addressed(SubmitSm::from_segment(&segment, &mut tlvs));
        let dest_address = [DestAddress::sme("46700000002"), DestAddress::distribution_list("friends")];
        let SubmitSm { source_addr, esm_class, data_coding, short_message, tlvs, .. } = submit_sm;
        let dest_address = (&dest_address).into();
        let submit_multi = SubmitMulti {
            source_addr,
            dest_address,
            esm_class,
            data_coding,
            short_message,
            tlvs,
            ..SubmitMulti::default()
        };
        let mut room = SegmentTlvs::default();
        let data_sm =
            DataSm { destination_addr: "46700000002".into(), ..DataSm::from_segment(&segment, &mut room) };
        for version in VERSIONS {
            // 3.3 has no TLVs, and at most 140 octets. A caller who cuts for 3.3 must ask for that.
            let of_33 = tlvs.is_empty() && short_message.len() <= 140;
            if version == Version::V33 && !of_33 {
                continue;
            }
            // The alphabet of this message centre, and no alphabet.
            for codings in [codings, DataCodings::default()] {
                assert_clean_pdu(&submit_sm, version, codings);
                assert_clean_pdu(&submit_multi, version, codings);
                if version > Version::V33 {
                    assert_clean_pdu(&data_sm, version, codings);
                }
            }
            let checked = SubmitSm::checked(version).data_coding(data_coding);
            assert!(checked.is_ok(), "a setter refuses what the segmenter writes: {data_coding}");
            let checked = SubmitSm::checked(version).esm_class(esm_class).and_then(|pdu| pdu.tlvs(tlvs));
            assert!(checked.is_ok(), "a setter refuses what the segmenter writes");
        }
    }
}

fn addressed(pdu: SubmitSm<'_>) -> SubmitSm<'_> {
    SubmitSm { source_addr: "46700000001".into(), destination_addr: "46700000002".into(), ..pdu }
}

/// The constructors of single messages.
fn single(text: &str, octets: &[u8]) {
    let (mut buffer, mut other) = ([0; 160], [0; 160]);
    for pdu in [SubmitSm::text(text, &mut buffer), SubmitSm::flash(text, &mut other)].into_iter().flatten() {
        for version in VERSIONS {
            // Up to 160 octets are written; 3.3 takes 140.
            if version > Version::V33 || pdu.short_message.len() <= 140 {
                assert_clean_pdu(&addressed(pdu), version, DataCodings::default());
            }
        }
    }
    if let Ok(pdu) = SubmitSm::binary(octets) {
        for version in VERSIONS {
            assert_clean_pdu(&addressed(pdu), version, DataCodings::default());
        }
    }
    let mut buffer = [0; 160];
    if let Ok(pdu) = SubmitSm::to_port(2948, 9200, octets, &mut buffer) {
        for version in VERSIONS {
            assert_clean_pdu(&addressed(pdu), version, DataCodings::default());
        }
    }
}

/// Writes a receipt from the octets, in the alphabet of a `data_coding`, and checks it with and without its TLVs in
/// every PDU that can carry it.
pub fn check_written_receipt(data: &[u8]) {
    let Some(([a, b, c, d, e, f, g, h, data_coding], rest)) = data.split_first_chunk::<9>() else { return };
    let (id, text) = rest.split_at(rest.len().min(usize::from(*a % 68)));
    let data_coding = DataCoding(*data_coding);
    let date = DateTime::new(2000 + u16::from(b % 100), c % 12 + 1, d % 28 + 1, e % 24, f % 60, g % 60);
    let Some(date) = date else { return };
    let codings = [
        DataCodings::default(),
        DataCodings { default: Charset::Latin1, ia5: Charset::GSM7 },
        DataCodings { default: Charset::Ucs2, ia5: Charset::Hebrew },
    ][usize::from(h % 3)];
    for version in VERSIONS {
        // The caller chooses the alphabet by a `data_coding` that names it.
        let charset = codings.charset_in(version, data_coding);
        let Some(charset) = charset.filter(|_| data_coding.is_meaningful_in(version)) else { continue };
        for state in (0..=10).map(MessageState) {
            let receipt = NewReceipt {
                id,
                err: text.get(..usize::from(*g % 6)).unwrap_or_default(),
                state,
                text,
                charset,
                ..NewReceipt::delivered_at(date)
            };
            for form in Profile::ALL.map(|profile| profile.receipt_format) {
                let form = ReceiptFormat { seconds: h & 0x80 != 0, ..form };
                receipt_in_every_pdu(&receipt, form, data_coding, Context { version, codings, now: None });
            }
        }
    }
}

fn receipt_in_every_pdu(
    receipt: &NewReceipt<'_>,
    form: ReceiptFormat,
    data_coding: DataCoding,
    context: Context,
) {
    let Context { version, codings, .. } = context;
    let mut room = [0; 512];
    let Ok(len) = receipt.write(form, &mut room) else { return };
    let text = &room[..len];
    let tlvs = receipt.tlvs(version);
    let in_payload = [&tlvs[..], &[Tlv::message_payload(text)]].concat();
    let deliver_sm = DeliverSm {
        source_addr: "46700000002".into(),
        destination_addr: "46700000001".into(),
        esm_class: EsmClass(0x04),
        data_coding,
        ..DeliverSm::default()
    };
    let shortest = match version {
        Version::V33 => 140,
        Version::V34 => 254,
        Version::V50 => 255,
    };
    // The maximum length of the field decides what is written.
    if receipt.write(form, &mut [0; 255][..shortest]).is_ok() {
        let bare = DeliverSm { short_message: text, ..deliver_sm };
        assert_clean_pdu(&bare, version, codings);
        assert_clean_pdu(&DeliverSm { tlvs: (&tlvs).into(), ..bare }, version, codings);
        let checked = DeliverSm::checked(version)
            .data_coding(data_coding)
            .and_then(|pdu| pdu.short_message(text))
            .and_then(|pdu| pdu.tlvs(&tlvs));
        assert!(checked.is_ok(), "a setter refuses what the receipt writer writes: {checked:?}");
    }
    // 3.3 has neither message_payload nor data_sm.
    if version > Version::V33 {
        let tlvs = in_payload[..].into();
        assert_clean_pdu(&DeliverSm { tlvs, ..deliver_sm }, version, codings);
        let data_sm = DataSm {
            source_addr: "46700000002".into(),
            destination_addr: "46700000001".into(),
            esm_class: EsmClass(0x04),
            data_coding,
            tlvs,
            ..DataSm::default()
        };
        assert_clean_pdu(&data_sm, version, codings);
    }
}

/// Gives a session any PDUs, lets it answer each by itself, lets time pass, and checks what it writes. Returns the
/// number of PDUs written.
pub fn check_automatic_answers(seed: u64) -> usize {
    let mut source = Source::Seed(seed);
    let version = *source.pick(&VERSIONS);
    let side = *source.pick(&[Side::Esme, Side::Smsc]);
    let config = Config {
        version,
        enquire_link_interval: Some(Duration::from_millis(500)),
        response_timeout: Duration::from_millis(2000),
        ..Config::default()
    };
    let mut now = Instant::ZERO;
    let mut end = End::<4>::new(now, side, 1, &config);
    bind(&mut end, now, &mut source, version);
    for _ in 0..source.below(30) {
        end.inbox.extend(generate::any(&mut source));
        end.read(now);
        let tokens: Vec<_> = end.seen.drain(..).filter_map(|seen| seen.token).collect();
        for token in tokens {
            // Some stay unanswered.
            if !source.once_in(4) {
                let _ = end.answer_default(now, token);
            }
        }
        now = now + Duration::from_millis(source.below(900) as u64);
        if source.once_in(12) {
            let _ = end.session.unbind(now);
        }
        end.wait(now);
        end.write(now);
    }
    let written = end.written();
    for pdu in &written {
        let raw = pdu.raw();
        let mut out = vec![0; raw.encoded_len()];
        raw.encode(&mut out).expect("it was written");
        assert_clean(&out, end.session.version().into());
    }
    written.len()
}

/// Most sessions are bound before anything else happens.
fn bind(end: &mut End<4>, now: Instant, source: &mut Source<'_>, version: Version) {
    let (system_id, interface_version) = ("esme".into(), version.interface_version());
    let asked = match source.below(4) {
        0 => return,
        1 => end.control(now, &BindReceiver { system_id, interface_version, ..Default::default() }),
        2 => end.control(now, &BindTransmitter { system_id, interface_version, ..Default::default() }),
        _ => end.control(now, &BindTransceiver { system_id, interface_version, ..Default::default() }),
    };
    if let Ok(sequence_number) = asked {
        let bind = end.written().pop().expect("a bind was sent");
        let resp = generate::framed(bind.command_id.response().0, 0, sequence_number, b"smsc\0");
        end.inbox.extend(resp);
    } else {
        // A message centre does not bind: the peer does.
        let mut out = [0; 64];
        let bind = BindTransceiver { system_id, interface_version, ..Default::default() };
        let len = bind.encode(1, Rules::AS_IS, &mut out).expect("a short PDU").len;
        end.inbox.extend(&out[..len]);
    }
    end.read(now);
    let token = end.seen.drain(..).find_map(|seen| seen.token);
    if let Some(token) = token {
        let _ = end.refuse(now, token, CommandStatus::ESME_ROK);
        // This is the caller's answer, not the session's: a bind_resp without its body.
        end.outbox.clear();
    }
}
