//! Long messages: segmentation and reassembly give the same message.

use super::gsm7::naive_parts;
use smpp_core::codes::DataCoding;
use smpp_core::message::reassemble::{Fragment, Inserted, Message, MessageSlot, Reassembler};
use smpp_core::message::segment::{
    Boundary, MAX_USER_DATA, Mode, Plan, SegmentErrorKind, SegmentTlvs, Segmenter,
};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::{Concatenation, Ports, Udh, Width};
use smpp_core::pdu::{DataSm, SubmitSm};
use smpp_core::{Duration, Encode, Instant, RawPdu, Rules};
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, Language};

/// Takes a text and options from the octets, splits the text, checks every part, and reassembles it.
pub fn check_segments(data: &[u8]) {
    let Some(([a, b, c, d], rest)) = data.split_first_chunk::<4>() else { return };
    let language = |octet: u8| (octet & 0x80 != 0).then_some(Language(octet & 0x0F));
    let alphabet = Alphabet::from_languages(language(*b), language(*c));
    let gsm7 = if a & 8 != 0 { Charset::Gsm7Packed(alphabet) } else { Charset::Gsm7(alphabet) };
    let segmenter = Segmenter {
        charset: if a & 1 == 0 { gsm7 } else { Charset::Ucs2 },
        mode: match a >> 1 & 3 {
            0 => Mode::Udh8,
            1 => Mode::Udh16,
            2 => Mode::Sar,
            _ if a & 64 != 0 => Mode::Payload { max: 4 * usize::from(*d) },
            _ => Mode::ShortMessage { max: usize::from(*d) },
        },
        reference: u16::from_be_bytes([*c, *d]),
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
        max_octets: if c & 0x40 == 0 { Segmenter::DEFAULT.max_octets } else { usize::from(*d) },
        ..Segmenter::DEFAULT
    };
    let narrow = segmenter.ports.filter(|ports| ports.width == Width::Bits8 && ports.destination > 255);
    if let Some(ports) = narrow {
        let error = segmenter.plan_octets(rest).unwrap_err();
        assert_eq!(error.kind(), SegmentErrorKind::PortTooHigh(ports.destination));
    }
    if a & 32 != 0 {
        if let Ok(plan) = segmenter.plan_octets(rest) {
            put_together(&plan, usize::from(*b), |whole| {
                assert!(whole.chars(|coding| DataCodings::default().charset(coding.into())).is_none());
            });
            let whole =
                cut(&plan, &segmenter, |_, octets, whole: &mut Vec<u8>| whole.extend_from_slice(octets));
            assert_eq!(whole, rest);
        }
        return;
    }
    let text = String::from_utf8_lossy(rest);
    changed(&segmenter, alphabet, &text);
    let Ok(plan) = segmenter.plan(&text) else { return };
    assert_eq!(narrow, None);
    if plan.changed() > 0 || text.contains('\u{FFFE}') {
        return;
    }
    let codings = DataCodings { default: gsm7, ..DataCodings::default() };
    let charset = codings.charset(DataCoding(plan.data_coding())).unwrap();
    put_together(&plan, usize::from(*b), |whole| {
        assert_read(&plan, whole.chars(|coding| codings.charset(coding.into())), &text)
    });
    as_the_naive_count(&text, &plan, &segmenter);
    let whole = cut(&plan, &segmenter, |header, octets, whole: &mut String| {
        whole.extend(charset.chars_after(octets, header));
    });
    assert_read(&plan, Some(whole.chars()), &text);
}

/// What transliteration and replacement make of a text can be written, too, when it is planned.
fn changed(segmenter: &Segmenter, alphabet: Alphabet, text: &str) {
    let is_packed = matches!(segmenter.charset, Charset::Gsm7Packed(_));
    let charset = if is_packed { Charset::Gsm7Packed(alphabet) } else { Charset::Gsm7(alphabet) };
    let nearest = Some(&NEAREST);
    for (transliteration, replacement) in [(nearest, None), (None, Some('?')), (nearest, Some('*'))] {
        for ucs2_fallback in [true, false] {
            let segmenter = Segmenter { charset, transliteration, replacement, ucs2_fallback, ..*segmenter };
            match segmenter.plan(text) {
                Ok(plan) => {
                    let count = cut(&plan, &segmenter, |_, _, count: &mut usize| *count += 1);
                    assert_eq!(count, usize::from(plan.total()));
                }
                Err(error) => {
                    assert!(!matches!(error.kind(), SegmentErrorKind::BufferTooSmall { .. }), "{error:?}");
                }
            }
        }
    }
}

/// What was read from the parts is the text, apart from byte order marks.
fn assert_read(plan: &Plan<'_>, read: Option<impl Iterator<Item = char>>, text: &str) {
    // Seven spare zero bits: a last `@` of a part cannot be distinguished from nothing.
    let unsure = matches!(plan.charset(), Some(Charset::Gsm7Packed(_)));
    let sure = |c: &char| (!unsure || *c != '@') && *c != '\u{FEFF}';
    let read: String = read.unwrap().filter(sure).collect();
    assert_eq!(read, text.chars().filter(sure).collect::<String>());
}

/// Where segments are what goes over the air, they are those of the naive count.
fn as_the_naive_count(text: &str, plan: &Plan<'_>, segmenter: &Segmenter) {
    let gsm7 = match plan.charset() {
        Some(Charset::Gsm7Packed(alphabet)) => Some(alphabet),
        Some(Charset::Ucs2) => None,
        _ => return,
    };
    let width = match segmenter.mode {
        Mode::Udh8 => 1,
        Mode::Udh16 => 2,
        _ => return,
    };
    let is_limited = segmenter.max_octets < Segmenter::DEFAULT.max_octets;
    if is_limited || segmenter.ports.is_some() || segmenter.boundary != Boundary::Character {
        return;
    }
    let (naive, room) = naive_parts(text, gsm7, width, 140);
    let units = naive.iter().map(|(_, units)| units).sum::<usize>();
    assert_eq!((usize::from(plan.total()), plan.units()), (naive.len(), units));
    assert_eq!(plan.remaining(), room - naive.last().unwrap().1);
    let (mut segments, mut buffer) = (plan.segments(), [0; 140]);
    for (part, _) in naive {
        let segment = segments.next_into(&mut buffer).unwrap().unwrap();
        assert_eq!(&text[segment.content_range], part);
    }
}

fn cut<T: Default>(plan: &Plan<'_>, segmenter: &Segmenter, read: impl Fn(usize, &[u8], &mut T)) -> T {
    let mut buffer = [0; 1020];
    let mut whole = T::default();
    let mut segments = plan.segments();
    let mut count = 0;
    while let Some(part) = segments.next_into(&mut buffer).unwrap() {
        count += 1;
        assert_eq!((part.number, part.total), (count, plan.total()));
        let limit = match (segmenter.mode, plan.charset()) {
            (Mode::ShortMessage { max }, _) => max.min(segmenter.max_octets),
            (Mode::Payload { max }, _) => max,
            (_, Some(Charset::Gsm7(_))) => MAX_USER_DATA.min(segmenter.max_octets),
            _ => segmenter.max_octets.min(140),
        };
        assert!(part.user_data.len() <= limit);
        let mut tlvs = SegmentTlvs::default();
        let submit_sm = SubmitSm::from_segment(&part, &mut tlvs);
        assert_eq!(submit_sm.esm_class.udhi(), part.header_len > 0);
        if submit_sm.esm_class.udhi() {
            let (udh, text) = Udh::split(part.user_data).unwrap();
            assert_eq!((udh.check(), udh.len()), (Ok(()), part.header_len));
            assert_eq!(text.len() + part.header_len, part.user_data.len());
        }
        let payload = matches!(segmenter.mode, Mode::Payload { .. });
        assert_eq!(submit_sm.short_message, if payload { &[][..] } else { part.user_data });
        assert_eq!(submit_sm.tlvs.message_payload(), Ok(payload.then_some(part.user_data)));
        let mut tlvs = SegmentTlvs::default();
        assert_eq!(DataSm::from_segment(&part, &mut tlvs).tlvs.message_payload(), Ok(Some(part.user_data)));
        let sar = submit_sm.tlvs.sar_segment_seqnum().unwrap();
        assert_eq!(sar, (plan.total() > 1 && segmenter.mode == Mode::Sar).then_some(count));
        read(part.header_len, part.text(), &mut whole);
    }
    assert_eq!(count, plan.total());
    whole
}

/// Parts in another order, some twice, among parts of another message, give the original.
fn put_together(plan: &Plan<'_>, seed: usize, check: impl Fn(&Message<'_>)) {
    let total = usize::from(plan.total());
    if total == 1 || total > 8 {
        return;
    }
    let mut segments = plan.segments();
    let mut texts = Vec::new();
    let mut pdus = Vec::new();
    let mut buffer = [0; 254];
    while let Some(part) = segments.next_into(&mut buffer).unwrap() {
        texts.push(part.text().to_vec());
        let mut tlvs = SegmentTlvs::default();
        let mut octets = vec![0; 512];
        let destination_addr = "46700000001".into();
        // Every other message is sent with data_sm.
        let len = if seed & 1 == 0 {
            let submit_sm = SubmitSm { destination_addr, ..SubmitSm::from_segment(&part, &mut tlvs) };
            submit_sm.encode(1, Rules::V34, &mut octets).unwrap().len
        } else {
            let data_sm = DataSm { destination_addr, ..DataSm::from_segment(&part, &mut tlvs) };
            data_sm.encode(1, Rules::V34, &mut octets).unwrap().len
        };
        octets.truncate(len);
        pdus.push(octets);
    }
    // A step that is coprime with the number of parts visits all of them.
    let step = (1..=total).filter(|step| (1..=total).all(|d| d == 1 || step % d != 0 || total % d != 0));
    let steps: Vec<_> = step.collect();
    let step = steps[seed % steps.len()];
    let mut messages =
        Reassembler::new([const { MessageSlot::<8, 2048>::EMPTY }; 2], Duration::from_secs(1), 1);
    let now = Instant::ZERO;
    for count in 1..=total {
        let at = (seed + count * step) % total;
        let raw = RawPdu::parse(&pdus[at]).unwrap();
        let fragment = match raw.decode::<SubmitSm<'_>>() {
            Ok(submit_sm) => submit_sm.fragment(),
            Err(_) => raw.decode::<DataSm<'_>>().unwrap().fragment(),
        };
        let fragment = fragment.unwrap().unwrap();
        let reference = fragment.concatenation.reference ^ 1;
        let concatenation = Concatenation { reference, ..fragment.concatenation };
        let other = Fragment { concatenation, ..fragment };
        if count < total {
            assert!(matches!(messages.insert(now, &other), Ok((Inserted::Waiting { .. }, None))));
        }
        match messages.insert(now, &fragment).unwrap() {
            (Inserted::Waiting { missing }, None) => assert_eq!(usize::from(missing), total - count),
            (Inserted::Complete(whole), None) => {
                assert_eq!(count, total);
                assert_eq!(whole.text(), texts.concat());
                assert!(whole.fragments().map(|(_, text)| text).eq(texts.iter().map(|text| &text[..])));
                check(&whole);
            }
            answer => panic!("{answer:?}"),
        }
        assert!(matches!(messages.insert(now, &fragment), Ok((Inserted::Repeated, None))));
    }
    assert_eq!(messages.incomplete(), 1);
    assert_eq!(
        messages.expire(Instant::from_millis(1000)).map(|dropped| dropped.fragments),
        Some(total as u8 - 1)
    );
}
