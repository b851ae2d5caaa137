//! Parts of messages against the `segment` rows of `tests/data/spec/gsm7-vectors.toml`.

use serde::Deserialize;
use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::message::segment::{Carriage, Encoding, MAX_USER_DATA, Split};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::Udh;
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
            let split = Split {
                encoder: Encoder::new(alphabet),
                carriage: if row.reference_bits == 16 { Carriage::Udh16 } else { Carriage::Udh8 },
                reference: 0x1205,
                packed,
                ..Split::DEFAULT
            };
            let plan = split.plan(&text).unwrap();
            let encoding = if gsm7 { Encoding::Gsm7 } else { Encoding::Ucs2 };
            assert_eq!(plan.encoding(), Some(encoding), "{}", row.id);
            assert_eq!(usize::from(plan.parts()), row.parts.len(), "{}", row.id);
            assert_eq!(plan.units(), row.parts.iter().sum::<usize>(), "{}", row.id);

            let mut buffer = [0; MAX_USER_DATA];
            let mut parts = plan.start();
            let mut read = String::new();
            let mut sizes = Vec::new();
            while let Some(part) = parts.next_into(&mut buffer).unwrap() {
                let octets = part.user_data.len() - part.header;
                if gsm7 && packed {
                    assert!(part.user_data.len() <= 140, "{}", row.id);
                    let expected = packed_len(row.parts[sizes.len()], Fill::after_header(part.header));
                    assert_eq!(octets, expected, "{}", row.id);
                }
                let units = match (gsm7, packed) {
                    (true, true) => row.parts[sizes.len()],
                    (true, false) => octets,
                    (false, _) => octets / 2,
                };
                sizes.push(units);
                if part.header > 0 {
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
                let chars = codings.chars(part.esm_class(), part.data_coding, part.user_data);
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
    let mut parts = Split::DEFAULT.plan("").unwrap().start();
    let part = parts.next_into(&mut buffer).unwrap().unwrap();
    assert_eq!((part.number, part.total, part.user_data), (1, 1, &b""[..]));
    assert_eq!((part.esm_class(), part.data_coding), (EsmClass(0), DataCoding::DEFAULT));
    assert!(parts.next_into(&mut buffer).unwrap().is_none());
}

#[test]
fn a_whole_message_keeps_its_characters() {
    let text = "Länge über 160 Zeichen: ".repeat(9);
    let split = Split { carriage: Carriage::ShortMessage { max: 254 }, ..Split::DEFAULT };
    let mut buffer = [0; 254];
    let plan = split.plan(&text).unwrap();
    let part = plan.start().next_into(&mut buffer).unwrap().unwrap();
    let submit_sm = part.submit_sm();
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
    assert_eq!((packed.septets, packed.octets), (8, 7));
    assert_eq!(charset.chars(&out[..packed.octets]).collect::<String>(), text);
}
