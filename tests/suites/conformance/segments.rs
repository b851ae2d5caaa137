//! Parts of messages against the `segment` rows of `tests/data/spec/gsm7-vectors.toml`.

use serde::Deserialize;
use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::message::segment::{MAX_USER_DATA, Mode, SegmentErrorKind, SegmentTlvs, Segmenter};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::Udh;
use smpp_core::pdu::SubmitSm;
use smpp_core::profile::Profile;
use smpp_gsm7::{Alphabet, Encoder, Fill, Language, packed_len};

#[derive(Deserialize)]
struct Vectors {
    segment: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    runs: Vec<(String, usize)>,
    encoding: String,
    reference_bits: u8,
    parts: Vec<usize>,
    #[serde(default)]
    locking: u8,
    #[serde(default)]
    single: u8,
}

fn rows() -> Vec<Row> {
    let vectors: Vectors = toml::from_str(include_str!("../../data/spec/gsm7-vectors.toml")).unwrap();
    assert_eq!(vectors.segment.len(), 44);
    vectors.segment
}

#[test]
fn every_row_in_parts_of_the_right_size_that_read_back() {
    for row in rows() {
        let text: String = row.runs.iter().map(|(piece, count)| piece.repeat(*count)).collect();
        let languages = (Some(Language(row.locking)), Some(Language(row.single)));
        let alphabet = Alphabet::from_languages(languages.0, languages.1);
        let gsm7 = row.encoding == "gsm7";
        for packed in [false, true] {
            let segmenter = Segmenter {
                charset: if packed { Charset::Gsm7Packed(alphabet) } else { Charset::Gsm7(alphabet) },
                mode: if row.reference_bits == 16 { Mode::Udh16 } else { Mode::Udh8 },
                reference: 0x1205,
                ..Segmenter::DEFAULT
            };
            let plan = segmenter.plan(&text).unwrap();
            let charset = if gsm7 { segmenter.charset } else { Charset::Ucs2 };
            assert_eq!(plan.charset(), Some(charset), "{}", row.id);
            assert_eq!(usize::from(plan.total()), row.parts.len(), "{}", row.id);
            assert_eq!(plan.units(), row.parts.iter().sum::<usize>(), "{}", row.id);

            let mut buffer = [0; MAX_USER_DATA];
            let mut segments = plan.segments();
            let mut read = String::new();
            let mut sizes = Vec::new();
            while let Some(part) = segments.next_into(&mut buffer).unwrap() {
                let octets = part.text().len();
                if gsm7 && packed {
                    assert!(part.user_data.len() <= 140, "{}", row.id);
                    let expected = packed_len(row.parts[sizes.len()], Fill::after_header(part.header_len));
                    assert_eq!(octets, expected, "{}", row.id);
                }
                let units = match (gsm7, packed) {
                    (true, true) => row.parts[sizes.len()],
                    (true, false) => octets,
                    (false, _) => octets / 2,
                };
                sizes.push(units);
                if part.has_header() {
                    let (udh, _) = Udh::split(part.user_data).unwrap();
                    assert_eq!(udh.check(), Ok(()), "{}", row.id);
                    if part.total > 1 {
                        let place = udh.concatenation().unwrap();
                        assert_eq!((place.number, place.total), (part.number, part.total));
                        let reference = if row.reference_bits == 16 { 0x1205 } else { 0x05 };
                        assert_eq!((place.reference, part.reference), (reference, reference));
                    }
                }
                let default = if packed { Charset::GSM7_PACKED } else { Charset::GSM7 };
                let codings = DataCodings { default, ..DataCodings::default() };
                let chars = codings.chars(
                    EsmClass(0).with_udhi(part.has_header()),
                    DataCoding(part.data_coding()),
                    part.user_data,
                );
                let mut chars: String = chars.unwrap().unwrap().collect();
                // Seven spare zero bits may be an `@`: without a count it is dropped.
                if gsm7 && packed && Encoder::new(alphabet).measure(&chars).unwrap().septets < units {
                    chars.push('@');
                }
                read.push_str(&chars);
            }
            assert_eq!(sizes, row.parts, "{}", row.id);
            assert_eq!(read, text, "{}", row.id);
        }
    }
}

#[test]
fn a_text_without_characters_is_one_empty_message() {
    let mut buffer = [0; MAX_USER_DATA];
    let mut segments = Segmenter::DEFAULT.plan("").unwrap().segments();
    let part = segments.next_into(&mut buffer).unwrap().unwrap();
    assert_eq!((part.number, part.total, part.user_data), (1, 1, &b""[..]));
    assert_eq!((part.has_header(), part.data_coding()), (false, DataCoding::DEFAULT.0));
    assert!(segments.next_into(&mut buffer).unwrap().is_none());
}

#[test]
fn a_whole_message_keeps_its_characters() {
    let text = "Länge über 160 Zeichen: ".repeat(9);
    let segmenter = Segmenter { mode: Mode::ShortMessage { max: 254 }, ..Segmenter::DEFAULT };
    let mut buffer = [0; 254];
    let plan = segmenter.plan(&text).unwrap();
    let segment = plan.segments().next_into(&mut buffer).unwrap().unwrap();
    let mut tlvs = SegmentTlvs::default();
    let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs);
    assert!(Charset::GSM7.chars(submit_sm.short_message).eq(text.chars()));
}

/// Found by fuzzing: in the Indian tables `@` is an escape and septet 0, so packed octets may end with it.
#[test]
fn a_packed_part_keeps_its_last_escaped_character() {
    let malayalam = Alphabet::from_languages(Some(Language::PUNJABI), Some(Language::MALAYALAM));
    let charset = Charset::Gsm7Packed(malayalam);
    let text = "@@@@";
    let mut out = [0; 16];
    let packed =
        Encoder::new(malayalam).encode_packed(text, Fill::NONE, smpp_gsm7::Padding::Zero, &mut out).unwrap();
    assert_eq!((packed.septets, packed.written), (8, 7));
    assert_eq!(charset.chars(&out[..packed.written]).collect::<String>(), text);
}

/// 103 characters of ASCII are one message where the alphabet of the centre is Latin-1 or IA5; UCS2 would need two.
#[test]
fn a_centre_of_another_alphabet_gets_its_own_octets() {
    let text = "Your code for {shop} is 482913. Do not share it. ".repeat(3).get(..103).unwrap().to_owned();
    for charset in [Charset::Latin1, Charset::Ia5] {
        let codings = DataCodings { default: charset, ..DataCodings::default() };
        let profile = Profile { data_codings: codings, ..Profile::GENERIC };
        let plan = profile.segmenter().plan(&text).unwrap();
        assert_eq!((plan.charset(), plan.total(), plan.remaining()), (Some(charset), 1, 140 - 103));
        let mut buffer = [0; MAX_USER_DATA];
        let segment = plan.segments().next_into(&mut buffer).unwrap().unwrap();
        assert_eq!((segment.user_data, segment.data_coding()), (text.as_bytes(), 0));
        // Behind a header, 134 octets.
        let long = text.repeat(3);
        let plan = profile.segmenter().plan(&long).unwrap();
        assert_eq!((plan.charset(), plan.total(), plan.remaining()), (Some(charset), 3, 3 * 134 - 309));
        let mut segments = plan.segments();
        let mut read = String::new();
        while let Some(segment) = segments.next_into(&mut buffer).unwrap() {
            read.extend(charset.chars(segment.text()));
        }
        assert_eq!(read, long);
        // A message class says GSM 7-bit or UCS2.
        let flash = Segmenter { class: Some(0), ..profile.segmenter() };
        let plan = flash.plan("@").unwrap();
        assert_eq!((plan.charset(), plan.data_coding()), (Some(Charset::GSM7), 0xF0));
        let plan = profile.segmenter().plan("5 €").unwrap();
        assert_eq!((plan.charset(), plan.forced_by()), (Some(Charset::Ucs2), Some((2, '€'))));
    }
}

/// If the buffer is too small, the error says how much the segment takes, and a second call with that much succeeds.
#[test]
fn a_small_buffer_says_what_is_needed() {
    let text = "Price {5 €}: ".repeat(20);
    for charset in [Charset::GSM7, Charset::GSM7_PACKED, Charset::Ucs2] {
        let plan = Segmenter { charset, ..Segmenter::DEFAULT }.plan(&text).unwrap();
        let mut segments = plan.segments();
        let mut read = 0;
        loop {
            let needed = match segments.clone().next_into(&mut []) {
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(error.offset(), read);
                    let SegmentErrorKind::BufferTooSmall { needed } = error.kind() else { panic!("{error}") };
                    needed
                }
                Ok(Some(segment)) => panic!("{segment:?}"),
            };
            assert!(segments.next_into(&mut vec![0; needed - 1]).is_err());
            let mut buffer = vec![0; needed];
            let segment = segments.next_into(&mut buffer).unwrap().unwrap();
            assert_eq!((segment.user_data.len(), segment.content_range.start), (needed, read));
            read = segment.content_range.end;
        }
        assert_eq!(read, text.len());
    }
}

#[test]
fn single_messages_from_text_are_in_the_alphabet() {
    let mut buffer = [0; MAX_USER_DATA];
    let submit_sm = SubmitSm::text("@ $ _ {", &mut buffer).unwrap();
    assert_eq!(submit_sm.short_message, [0x00, 0x20, 0x02, 0x20, 0x11, 0x20, 0x1B, 0x28]);
    let error = SubmitSm::text(&"x".repeat(161), &mut buffer).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (SegmentErrorKind::TooManySegments { max: 1 }, 153));
}
