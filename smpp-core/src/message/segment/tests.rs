use super::*;
use crate::codes::DataCoding;
use crate::message::udh::{self, Ports, Width};
use crate::tlv::Tlv;
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, Encoder, Language, tables};
use std::format;

fn lengths(split: &Split, text: &str) -> ([usize; 4], usize) {
    let mut buffer = [0; MAX_USER_DATA];
    let mut parts = split.plan(text).unwrap().start();
    let mut lengths = [0; 4];
    let mut count = 0;
    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
        lengths[count] = part.user_data.len();
        count = usize::from(part.number);
    }
    (lengths, count)
}

fn a(count: usize) -> &'static str {
    A.get(..count).unwrap()
}

const A: &str = match core::str::from_utf8(&[b'a'; 400]) {
    Ok(text) => text,
    Err(_) => "",
};

#[test]
fn packed_parts_have_at_most_140_octets() {
    let packed = Split { packed: true, ..Split::DEFAULT };
    assert_eq!(lengths(&packed, a(160)), ([140, 0, 0, 0], 1));
    assert_eq!(lengths(&packed, a(306)), ([140, 140, 0, 0], 2));
    assert_eq!(lengths(&Split::DEFAULT, a(306)), ([159, 159, 0, 0], 2));
}

#[test]
fn says_what_still_fits() {
    let left = |split: Split, text: &str| split.plan(text).unwrap().left();
    assert_eq!((left(Split::DEFAULT, ""), left(Split::DEFAULT, a(160))), (160, 0));
    assert_eq!((left(Split::DEFAULT, a(161)), left(Split::DEFAULT, a(306))), (145, 0));
    let wide = Split { carriage: Carriage::Udh16, ..Split::DEFAULT };
    assert_eq!(left(wide, a(161)), 152 - 9);
    let ucs2 = Split { encoding: Encoding::Ucs2, ..Split::DEFAULT };
    assert_eq!((left(ucs2, a(69)), left(ucs2, a(71))), (1, 63));
    // 76 euro signs in the first part, which keeps one septet empty, and five in the second.
    assert_eq!(
        left(
            Split::DEFAULT,
            "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€"
        ),
        143
    );
    let words = Split { boundary: Boundary::Word, max_short_message: 16, ..Split::DEFAULT };
    let plan = words.plan("seven letter words").unwrap();
    // "seven ", "letter ", "words"
    assert_eq!((plan.parts(), plan.left()), (3, 5));
    let payload = Split { carriage: Carriage::Payload { max: 300 }, ..Split::DEFAULT };
    assert_eq!(
        (left(payload, a(290)), left(Split { encoding: Encoding::Ucs2, ..payload }, a(140))),
        (10, 10)
    );
    let short = Split { carriage: Carriage::ShortMessage { max: 140 }, packed: true, ..Split::DEFAULT };
    assert_eq!(left(short, a(159)), 1);
    assert_eq!(short.plan(a(161)).unwrap_err(), SplitError::TooLong { max: 140 });
    assert_eq!(Split::DEFAULT.plan_octets(&[0; 141]).unwrap().left(), 134 - 7);
}

#[test]
fn a_smaller_short_message_makes_shorter_parts() {
    // The 140 octets of SMPP 3.3 hold a septet in an octet behind the header.
    let v33 = Split { max_short_message: 140, ..Split::DEFAULT };
    assert_eq!(lengths(&v33, a(140)), ([140, 0, 0, 0], 1));
    assert_eq!(lengths(&v33, a(160)), ([140, 32, 0, 0], 2));
    assert_eq!(lengths(&Split { packed: true, ..v33 }, a(161)), ([140, 14, 0, 0], 2));
    assert_eq!(lengths(&Split { carriage: Carriage::Sar, ..v33 }, a(300)), ([140, 140, 20, 0], 3));
    assert_eq!(lengths(&Split { encoding: Encoding::Ucs2, ..v33 }, a(71)), ([140, 14, 0, 0], 2));
    let whole = Split { carriage: Carriage::ShortMessage { max: 254 }, ..v33 };
    assert_eq!(whole.plan(a(141)).unwrap_err(), SplitError::TooLong { max: 140 });
    // No room behind the header.
    let none = Split { max_short_message: 6, ..Split::DEFAULT };
    assert_eq!(none.plan(a(7)).unwrap_err(), SplitError::NoRoomForText);
    assert_eq!(none.plan_octets(&[0; 7]).unwrap_err(), SplitError::NoRoomForText);
}

/// Found by the fuzzer: fill bits behind a header take an octet, text or not.
#[test]
fn the_header_of_an_empty_text_fits_with_its_fill_bits() {
    let national = Encoder::new(Alphabet::from_languages(None, Some(Language::TURKISH)));
    let packed = Split { encoding: Encoding::Gsm7, encoder: national, packed: true, ..Split::DEFAULT };
    let whole =
        |max| Split { carriage: Carriage::ShortMessage { max }, ..packed }.plan("").map(|plan| plan.parts());
    let part = |max| Split { max_short_message: max, ..packed }.plan("").map(|plan| plan.parts());
    assert_eq!((whole(5), whole(4)), (Ok(1), Err(SplitError::TooLong { max: 4 })));
    assert_eq!((part(5), part(4)), (Ok(1), Err(SplitError::NoRoomForText)));
}

#[test]
fn cuts_where_it_was_asked_to() {
    static FAMILIES: [&[u8]; 8] = ["👩\u{200D}👩\u{200D}👧".as_bytes(); 8];
    let mut text = [0; 18 * 8];
    text.iter_mut().zip(FAMILIES.iter().flat_map(|family| family.iter())).for_each(|(to, from)| *to = *from);
    let text = core::str::from_utf8(&text).unwrap();
    let ucs2 = Split { encoding: Encoding::Ucs2, max_short_message: 60, ..Split::DEFAULT };
    // Behind a header 27 units, of which a family takes 8.
    assert_eq!(lengths(&ucs2, &text[..18 * 4]), ([60, 16, 0, 0], 2));
    let whole = Split { boundary: Boundary::Grapheme, ..ucs2 };
    assert_eq!(lengths(&whole, &text[..18 * 4]), ([54, 22, 0, 0], 2));
}

#[test]
fn the_cheapest_of_the_languages() {
    let languages = [Language::TURKISH, Language::PORTUGUESE];
    let tables = |text: &str| {
        let alphabet = Split::DEFAULT.national(text, &languages).encoder.alphabet();
        (alphabet.locking.language(), alphabet.single.language())
    };
    assert_eq!(tables("plain €"), (None, None));
    assert_eq!(tables("ışık"), (None, Some(Language::TURKISH)));
    static LOCKED: [[u8; 2]; 150] = [[0xC4, 0x9F]; 150];
    assert_eq!(tables(core::str::from_utf8(LOCKED.as_flattened()).unwrap()), (Some(Language::TURKISH), None));
    assert_eq!(tables("ã ş"), (Some(Language::TURKISH), Some(Language::PORTUGUESE)));
    assert_eq!(tables("ã ж"), (None, None));
}

/// The tables are chosen for what is to be sent, not for a whole message of 140 octets.
#[test]
fn national_tables_for_the_split_at_hand() {
    let tables = |split: Split, text: &str, languages: &[Language]| {
        let split = split.national(text, languages);
        let plan = split.plan(text).unwrap();
        (split.encoder.alphabet().single.language(), plan.encoding(), plan.parts())
    };
    let spanish = [Language::SPANISH];
    // The header would not fit: UCS2 does.
    let accents = core::str::from_utf8(&ACUTE.as_flattened()[..2 * 126]).unwrap();
    for carriage in [Carriage::ShortMessage { max: 254 }, Carriage::Payload { max: 254 }] {
        let whole = Split { carriage, ..Split::DEFAULT };
        assert_eq!(tables(whole, accents, &spanish), (None, Some(Encoding::Ucs2), 1));
    }
    // Two septets a letter in short parts, where UCS2 has one unit.
    let short = Split { max_short_message: 60, ..Split::DEFAULT };
    let accents = &accents[..2 * 54];
    assert_eq!(tables(short, accents, &spanish), (None, Some(Encoding::Ucs2), 2));
    // Nothing but GSM 7-bit, and only one table has a letter of the text.
    let nearest = Encoder::new(Alphabet::DEFAULT).transliterating(&NEAREST);
    let gsm7 = Split { encoding: Encoding::Gsm7, encoder: nearest, ..Split::DEFAULT };
    assert_eq!(tables(gsm7, "अ…", &[Language::HINDI]).1, Some(Encoding::Gsm7));
    // A letter that a table has is not replaced.
    let auto = Split { encoder: nearest, ..Split::DEFAULT };
    assert_eq!(tables(auto, "ağaç", &[Language::TURKISH]).0, Some(Language::TURKISH));
    assert_eq!(auto.national("ağaç", &[]).plan("ağaç").unwrap().changed(), 2);
}

/// "Á" in UTF-8.
static ACUTE: [[u8; 2]; 200] = [[0xC3, 0x81]; 200];

#[test]
fn ucs2_where_replacements_cost_more() {
    static DOTS: [[u8; 3]; 70] = [[0xE2, 0x80, 0xA6]; 70];
    let text = core::str::from_utf8(DOTS.as_flattened()).unwrap();
    let auto = Split { encoder: Encoder::new(Alphabet::DEFAULT).transliterating(&NEAREST), ..Split::DEFAULT };
    let of = |count: usize| {
        let plan = auto.plan(&text[..3 * count]).unwrap();
        (plan.encoding(), plan.parts(), plan.changed())
    };
    assert_eq!(of(53), (Some(Encoding::Gsm7), 1, 53));
    assert_eq!(of(54), (Some(Encoding::Ucs2), 1, 0));
}

#[test]
fn sar_parts_carry_tlvs_and_no_header() {
    let split = Split { carriage: Carriage::Sar, reference: 0x1234, ..Split::DEFAULT };
    let mut buffer = [0; MAX_USER_DATA];
    let mut parts = split.plan(a(161)).unwrap().start();
    let part = parts.next_into(&mut buffer).unwrap().unwrap();
    // A reference above 255 will need the wide element.
    assert_eq!((part.user_data.len(), part.header), (152, 0));
    let submit_sm = part.submit_sm();
    assert_eq!(submit_sm.tlvs.sar_msg_ref_num(), Ok(Some(0x1234)));
    assert_eq!(submit_sm.tlvs.sar_total_segments(), Ok(Some(2)));
    assert_eq!(submit_sm.tlvs.sar_segment_seqnum(), Ok(Some(1)));
    assert!(!submit_sm.esm_class.udhi());
}

#[test]
fn one_message_whole() {
    let short = Split { carriage: Carriage::ShortMessage { max: 300 }, ..Split::DEFAULT };
    let mut buffer = [0; 400];
    let part = short.plan(a(254)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!(part.submit_sm().short_message.len(), 254);
    assert_eq!(short.plan(a(255)).unwrap_err(), SplitError::TooLong { max: 254 });

    let payload = Split { carriage: Carriage::Payload { max: 300 }, ..Split::DEFAULT };
    let part = payload.plan(a(300)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
    let submit_sm = part.submit_sm();
    assert_eq!(submit_sm.short_message, b"");
    assert_eq!(submit_sm.tlvs.message_payload(), Ok(Some(a(300).as_bytes())));
    let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
    assert_eq!(part.data_sm(&mut tlvs).tlvs, submit_sm.tlvs);
    assert_eq!(payload.plan(a(301)).unwrap_err(), SplitError::TooLong { max: 300 });
}

#[test]
fn data_sm_carries_text_and_sar_in_tlvs() {
    let split = Split { carriage: Carriage::Sar, ..Split::DEFAULT };
    let mut buffer = [0; MAX_USER_DATA];
    let part = split.plan(a(161)).unwrap().start().next_into(&mut buffer).unwrap().unwrap();
    let mut tlvs = [Tlv::sar_msg_ref_num(0); 4];
    let data_sm = part.data_sm(&mut tlvs);
    assert_eq!(data_sm.tlvs.message_payload().unwrap().unwrap().len(), 153);
    assert_eq!(data_sm.tlvs.sar_total_segments(), Ok(Some(2)));
}

#[test]
fn errors_in_words() {
    let said = |split: Split, text: &str| format!("{}", split.plan(text).unwrap_err());
    let gsm7 = Split { encoding: Encoding::Gsm7, ..Split::DEFAULT };
    assert!(said(gsm7, "日").starts_with("GSM 7-bit: "));
    let whole = Split { carriage: Carriage::ShortMessage { max: 3 }, ..gsm7 };
    assert_eq!(said(whole, "four"), "longer than the 3 octets of one message");
    let small = Split { max_short_message: 6, ..gsm7 };
    assert_eq!(said(small, a(7)), "no room for text behind the header of a part");
    assert_eq!(said(Split { max_short_message: 7, ..gsm7 }, a(256)), "more than 255 parts");
    let port = Ports { destination: 300, originator: 0, width: Width::Bits8 };
    assert_eq!(
        said(Split { ports: Some(port), ..gsm7 }, "text"),
        "port 300 takes 16 bits, and the header has 8"
    );
    assert_eq!(format!("{}", SplitError::NoRoom), "the buffer is too small for the part");
}

#[test]
fn ports_that_their_element_cannot_hold_are_not_planned() {
    let planned = |destination, originator, width, carriage| {
        let ports = Ports { destination, originator, width };
        let split = Split { ports: Some(ports), carriage, ..Split::DEFAULT };
        let octets = split.plan_octets(b"octets").map(|plan| plan.parts());
        assert_eq!(split.plan("text").map(|plan| plan.parts()), octets);
        octets
    };
    let carriages = [Carriage::Udh8, Carriage::Sar, Carriage::Payload { max: 99 }];
    for carriage in carriages.into_iter().chain([Carriage::ShortMessage { max: 99 }, Carriage::Udh16]) {
        assert_eq!(planned(255, 255, Width::Bits8, carriage), Ok(1));
        assert_eq!(planned(256, 255, Width::Bits8, carriage), Err(SplitError::Port(256)));
        assert_eq!(planned(0, 65_535, Width::Bits8, carriage), Err(SplitError::Port(65_535)));
        assert_eq!(planned(65_535, 65_535, Width::Bits16, carriage), Ok(1));
    }
}

#[test]
fn characters_of_no_septets_make_no_part_longer_than_the_limit() {
    let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
    let replacing = Encoder::new(Alphabet::DEFAULT).replacing('?');
    let nearest = Encoder::new(Alphabet::DEFAULT).transliterating(&NEAREST);
    let marks = "\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}";
    for max_short_message in 0..=20 {
        for carriage in [Carriage::Udh8, Carriage::Udh16, Carriage::Sar] {
            for (ports, encoder) in [(Some(ports), nearest), (Some(ports), replacing), (None, replacing)] {
                let split = Split { ports, encoder, carriage, max_short_message, ..Split::DEFAULT };
                for text in ["\u{feff}", marks, "\u{feff}a", ""] {
                    let Ok(plan) = split.plan(text) else { continue };
                    let mut buffer = [0; MAX_USER_DATA];
                    let mut parts = plan.start();
                    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
                        assert!(part.user_data.len() <= max_short_message, "{max_short_message} {text:?}");
                    }
                }
            }
        }
    }
    let split = Split { ports: Some(ports), max_short_message: 6, ..Split::DEFAULT };
    assert_eq!(split.plan("\u{feff}").unwrap_err(), SplitError::NoRoomForText);
}

#[test]
fn at_most_255_parts() {
    static LONG: [u8; 255 * 153 + 1] = [b'x'; 255 * 153 + 1];
    let text = core::str::from_utf8(&LONG).unwrap();
    assert_eq!(Split::DEFAULT.plan(text.get(1..).unwrap()).unwrap().parts(), 255);
    assert_eq!(Split::DEFAULT.plan(text).unwrap_err(), SplitError::TooManyParts);
    assert_eq!(Split::DEFAULT.plan_octets(&LONG[..255 * 134]).unwrap().parts(), 255);
    assert_eq!(Split::DEFAULT.plan_octets(&LONG[..=255 * 134]).unwrap_err(), SplitError::TooManyParts);
}

#[test]
fn a_small_buffer_changes_nothing() {
    let mut parts = Split { reference: 9, ..Split::DEFAULT }.plan(a(200)).unwrap().start();
    for small in [0, 5, 6, 158] {
        assert_eq!(parts.next_into(&mut [0; 160][..small]).unwrap_err(), SplitError::NoRoom, "{small}");
    }
    let mut buffer = [0; 160];
    assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 1);
    assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 2);
    assert!(parts.next_into(&mut buffer).unwrap().is_none());
}

#[test]
fn national_shifts_stand_in_every_part_behind_the_concatenation() {
    let alphabet = Alphabet::new(&tables::DEFAULT, &tables::turkish::SINGLE);
    let split = Split { encoder: Encoder::new(alphabet), reference: 1, ..Split::DEFAULT };
    static SCEDILLAS: [[u8; 2]; 78] = [[0xC5, 0x9F]; 78];
    let text = core::str::from_utf8(SCEDILLAS.as_flattened()).unwrap();
    let mut buffer = [0; MAX_USER_DATA];
    let mut parts = split.plan(text).unwrap().start();
    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
        let (udh, _) = udh::Udh::split(part.user_data).unwrap();
        assert_eq!(udh.languages(), (None, Some(Language::TURKISH)));
        assert_eq!(udh.concatenation().unwrap().number, part.number);
        assert_eq!(part.header, 9);
    }
}

#[test]
fn ports_with_octets_of_odd_and_even_headers() {
    let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
    let split = Split { ports: Some(ports), ..Split::DEFAULT };
    assert_eq!(split.plan_octets(&[0; 133]).unwrap().parts(), 1);
    let plan = split.plan_octets(&[0; 134]).unwrap();
    let mut buffer = [0; MAX_USER_DATA];
    let part = plan.start().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!((part.header, part.user_data.len(), part.total), (12, 140, 2));
    assert_eq!(part.data_coding, DataCoding::OCTET);
}
