//! Long messages: cut and put together again they are the same.

use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler, Whole};
use smpp_core::message::segment::{
    Boundary, Carriage, Encoding, MAX_USER_DATA, Part, Plan, Split, SplitError,
};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::{Concatenation, Ports, Udh, Width};
use smpp_core::pdu::{DataSm, SubmitSm};
use smpp_core::tlv::Tlv;
use smpp_core::{Duration, Encode, Instant, RawPdu, Rules};
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, Encoder, Language, Limits, measure, parts, write_user_data};

/// Makes a text and a way to cut it of the octets, cuts, checks every part, and reads the whole back.
pub fn check_segments(data: &[u8]) {
    let Some(([a, b, c, d], rest)) = data.split_first_chunk::<4>() else { return };
    let language = |octet: u8| (octet & 0x80 != 0).then_some(Language(octet & 0x0F));
    let alphabet = Alphabet::from_languages(language(*b), language(*c));
    let split = Split {
        encoding: if a & 1 == 0 { Encoding::Auto } else { Encoding::Ucs2 },
        encoder: Encoder::new(alphabet),
        carriage: match a >> 1 & 3 {
            0 => Carriage::Udh8,
            1 => Carriage::Udh16,
            2 => Carriage::Sar,
            _ if a & 64 != 0 => Carriage::Payload { max: 4 * usize::from(*d) },
            _ => Carriage::ShortMessage { max: usize::from(*d) },
        },
        reference: u16::from_be_bytes([*c, *d]),
        packed: a & 8 != 0,
        ports: (a & 16 != 0).then_some(Ports {
            destination: u16::from_be_bytes([*d & 1, *c]),
            originator: u16::from(*d),
            width: if b & 0x40 == 0 { Width::Bits16 } else { Width::Bits8 },
        }),
        boundary: match b & 0x30 {
            0x10 => Boundary::Grapheme,
            0x20 => Boundary::Word,
            _ => Boundary::Character,
        },
        max_short_message: if c & 0x40 == 0 { Split::DEFAULT.max_short_message } else { usize::from(*d) },
        ..Split::DEFAULT
    };
    let narrow = split.ports.filter(|ports| ports.width == Width::Bits8 && ports.destination > 255);
    if let Some(ports) = narrow {
        assert_eq!(split.plan_octets(rest).unwrap_err(), SplitError::Port(ports.destination));
    }
    if a & 32 != 0 {
        if let Ok(plan) = split.plan_octets(rest) {
            put_together(&plan, usize::from(*b), |whole| {
                assert!(whole.chars(DataCodings::default()).is_none());
            });
            let whole = cut(&plan, &split, |_, octets, whole: &mut Vec<u8>| whole.extend_from_slice(octets));
            assert_eq!(whole, rest);
        }
        return;
    }
    let text = String::from_utf8_lossy(rest);
    changed(&split, &text);
    let Ok(plan) = split.plan(&text) else { return };
    assert_eq!(narrow, None);
    if plan.changed() > 0 || text.contains('\u{FFFE}') {
        return;
    }
    let default = if split.packed { Charset::Gsm7Packed(alphabet) } else { Charset::Gsm7(alphabet) };
    let codings = DataCodings { default, ..DataCodings::default() };
    let charset = codings.charset(plan.data_coding()).unwrap();
    put_together(&plan, usize::from(*b), |whole| assert_read(&split, &plan, whole.chars(codings), &text));
    as_a_modem_takes_it(&text, &plan, &split);
    let whole = cut(&plan, &split, |header, octets, whole: &mut String| {
        whole.extend(charset.chars_after(octets, header));
    });
    assert_read(&split, &plan, Some(whole.chars()), &text);
}

/// What transliteration and replacement make of a text can be written, too, when it is planned.
fn changed(split: &Split, text: &str) {
    let nearest = split.encoder.transliterating(&NEAREST);
    for encoder in [nearest, split.encoder.replacing('?'), nearest.replacing('*')] {
        for encoding in [Encoding::Auto, Encoding::Gsm7] {
            let split = Split { encoder, encoding, ..*split };
            match split.plan(text) {
                Ok(plan) => {
                    let count = cut(&plan, &split, |_, _, count: &mut usize| *count += 1);
                    assert_eq!(count, usize::from(plan.parts()));
                }
                Err(error) => assert!(!matches!(error, SplitError::NoRoom), "{error:?}"),
            }
        }
    }
}

/// What was read of the parts is the text, but for byte order marks.
fn assert_read(split: &Split, plan: &Plan<'_>, read: Option<impl Iterator<Item = char>>, text: &str) {
    // Seven spare zero bits: a last `@` of a part cannot be told from nothing.
    let unsure = split.packed && plan.encoding() == Some(Encoding::Gsm7);
    let sure = |c: &char| (!unsure || *c != '@') && *c != '\u{FEFF}';
    let read: String = read.unwrap().filter(sure).collect();
    assert_eq!(read, text.chars().filter(sure).collect::<String>());
}

/// Where parts are what goes over the air, they are what `smpp-gsm7` writes for a modem.
fn as_a_modem_takes_it(text: &str, plan: &Plan<'_>, split: &Split) {
    let (encoding, width) = match (plan.encoding(), split.carriage) {
        (Some(Encoding::Gsm7), Carriage::Udh8) if split.packed => {
            (smpp_gsm7::Encoding::Gsm7(split.encoder), Width::Bits8)
        }
        (Some(Encoding::Gsm7), Carriage::Udh16) if split.packed => {
            (smpp_gsm7::Encoding::Gsm7(split.encoder), Width::Bits16)
        }
        (Some(Encoding::Ucs2), Carriage::Udh8) => (smpp_gsm7::Encoding::Ucs2, Width::Bits8),
        (Some(Encoding::Ucs2), Carriage::Udh16) => (smpp_gsm7::Encoding::Ucs2, Width::Bits16),
        _ => return,
    };
    let limited = split.max_short_message < Split::DEFAULT.max_short_message;
    if limited || split.ports.is_some() || split.boundary != Boundary::Character {
        return;
    }
    let limits = Limits { reference: width, ..Limits::default() };
    let measured = measure(text, &encoding, &limits).unwrap();
    assert_eq!(
        (measured.parts, measured.units, measured.left),
        (usize::from(plan.parts()), plan.units(), plan.left())
    );
    let mut theirs = parts(text, &measured, &limits);
    let mut ours = plan.start();
    let (mut user_data, mut out) = ([0; MAX_USER_DATA], [0; 140]);
    while let Some(part) = ours.next_into(&mut user_data).unwrap() {
        let several = part.total > 1;
        let Part { reference, total, number, .. } = part;
        let place = several.then_some(Concatenation { reference, width, total, number });
        let done = write_user_data(theirs.next().unwrap().text, &encoding, place, &[], &mut out).unwrap();
        assert_eq!(part.user_data, &out[..done.octets]);
        assert_eq!(done.has_header, part.header > 0);
    }
    assert_eq!(theirs.next(), None);
}

fn cut<T: Default>(plan: &Plan<'_>, split: &Split, read: impl Fn(usize, &[u8], &mut T)) -> T {
    let mut buffer = [0; 1020];
    let mut whole = T::default();
    let mut parts = plan.start();
    let mut count = 0;
    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
        count += 1;
        assert_eq!((part.number, part.total), (count, plan.parts()));
        let limit = match (split.carriage, plan.encoding(), split.packed) {
            (Carriage::ShortMessage { max }, ..) => max.min(split.max_short_message),
            (Carriage::Payload { max }, ..) => max,
            (_, Some(Encoding::Gsm7), false) => MAX_USER_DATA.min(split.max_short_message),
            _ => split.max_short_message.min(140),
        };
        assert!(part.user_data.len() <= limit);
        assert_eq!(part.esm_class().udhi(), part.header > 0);
        if part.esm_class().udhi() {
            let (udh, text) = Udh::split(part.user_data).unwrap();
            assert_eq!((udh.check(), udh.len()), (Ok(()), part.header));
            assert_eq!(text.len() + part.header, part.user_data.len());
        }
        let submit_sm = part.submit_sm();
        let payload = matches!(split.carriage, Carriage::Payload { .. });
        assert_eq!(submit_sm.short_message, if payload { &[][..] } else { part.user_data });
        assert_eq!(submit_sm.tlvs.message_payload(), Ok(payload.then_some(part.user_data)));
        let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
        assert_eq!(part.data_sm(&mut tlvs).tlvs.message_payload(), Ok(Some(part.user_data)));
        let sar = submit_sm.tlvs.sar_segment_seqnum().unwrap();
        assert_eq!(sar, (plan.parts() > 1 && split.carriage == Carriage::Sar).then_some(count));
        read(part.header, &part.user_data[part.header..], &mut whole);
    }
    assert_eq!(count, plan.parts());
    whole
}

/// Parts in another order, some twice, among parts of another message: the whole is what was cut.
fn put_together(plan: &Plan<'_>, seed: usize, check: impl Fn(&Whole<'_>)) {
    let total = usize::from(plan.parts());
    if total == 1 || total > 8 {
        return;
    }
    let mut parts = plan.start();
    let mut texts = Vec::new();
    let mut pdus = Vec::new();
    let mut buffer = [0; 254];
    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
        texts.push(part.user_data[part.header..].to_vec());
        let mut octets = vec![0; 512];
        let destination_addr = "46700000001".into();
        // Every other message in data_sm.
        let len = if seed & 1 == 0 {
            let submit_sm = SubmitSm { destination_addr, ..part.submit_sm() };
            submit_sm.encode(1, Rules::V34, &mut octets).unwrap().len
        } else {
            let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
            let data_sm = DataSm { destination_addr, ..part.data_sm(&mut tlvs) };
            data_sm.encode(1, Rules::V34, &mut octets).unwrap().len
        };
        octets.truncate(len);
        pdus.push(octets);
    }
    // Every step that has no divisor with the number of parts visits all of them.
    let step = (1..=total).filter(|step| (1..=total).all(|d| d == 1 || step % d != 0 || total % d != 0));
    let steps: Vec<_> = step.collect();
    let step = steps[seed % steps.len()];
    let mut messages = Reassembler::<2, 8, 2048>::new(Duration::from_secs(1));
    let now = Instant::ZERO;
    for count in 1..=total {
        let at = (seed + count * step) % total;
        let raw = RawPdu::parse(&pdus[at]).unwrap();
        let fragment = match raw.decode::<SubmitSm<'_>>() {
            Ok(submit_sm) => Fragment::from_submit_sm(&submit_sm),
            Err(_) => Fragment::from_data_sm(&raw.decode::<DataSm<'_>>().unwrap()),
        };
        let fragment = fragment.unwrap().unwrap();
        let other = Fragment { reference: fragment.reference ^ 1, ..fragment };
        if count < total {
            assert!(matches!(messages.insert(now, &other).outcome, Outcome::Waiting { .. }));
        }
        match messages.insert(now, &fragment).outcome {
            Outcome::Waiting { missing } => assert_eq!(usize::from(missing), total - count),
            Outcome::Complete(whole) => {
                assert_eq!(count, total);
                let mut out = [0; 2048];
                assert_eq!(whole.copy_to(&mut out), Some(&texts.concat()[..]));
                assert!(whole.parts().map(|part| part.text).eq(texts.iter().map(|text| &text[..])));
                check(&whole);
            }
            answer => panic!("{answer:?}"),
        }
        assert!(matches!(messages.insert(now, &fragment).outcome, Outcome::Repeated));
    }
    assert_eq!(messages.under_way(), 1);
    assert_eq!(
        messages.expire(Instant::from_millis(1000)).map(|dropped| dropped.parts),
        Some(total as u8 - 1)
    );
}
