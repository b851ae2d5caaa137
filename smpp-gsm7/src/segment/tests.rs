use super::SegmentErrorKind as Kind;
use super::*;
use crate::transliteration::NEAREST;
use crate::udh::{Ports, Udh, Width};
use crate::{Alphabet, Charset, Language, tables};
use std::format;

fn lengths(segmenter: &Segmenter, text: &str) -> ([usize; 4], usize) {
    let mut buffer = [0; MAX_USER_DATA];
    let mut parts = segmenter.plan(text).unwrap().segments();
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
    let packed = Segmenter { charset: Charset::GSM7_PACKED, ..Segmenter::DEFAULT };
    assert_eq!(lengths(&packed, a(160)), ([140, 0, 0, 0], 1));
    assert_eq!(lengths(&packed, a(306)), ([140, 140, 0, 0], 2));
    assert_eq!(lengths(&Segmenter::DEFAULT, a(306)), ([159, 159, 0, 0], 2));
}

#[test]
fn says_what_still_fits() {
    let left = |segmenter: Segmenter, text: &str| segmenter.plan(text).unwrap().remaining();
    assert_eq!((left(Segmenter::DEFAULT, ""), left(Segmenter::DEFAULT, a(160))), (160, 0));
    assert_eq!((left(Segmenter::DEFAULT, a(161)), left(Segmenter::DEFAULT, a(306))), (145, 0));
    let wide = Segmenter { mode: Mode::Udh16, ..Segmenter::DEFAULT };
    assert_eq!(left(wide, a(161)), 152 - 9);
    let ucs2 = Segmenter { charset: Charset::Ucs2, ..Segmenter::DEFAULT };
    assert_eq!((left(ucs2, a(69)), left(ucs2, a(71))), (1, 63));
    // 76 euro signs in the first segment, which leaves one septet unused, and five in the second.
    assert_eq!(
        left(
            Segmenter::DEFAULT,
            "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€"
        ),
        143
    );
    let words = Segmenter { boundary: Boundary::Word, max_octets: 16, ..Segmenter::DEFAULT };
    let plan = words.plan("seven letter words").unwrap();
    // "seven ", "letter ", "words"
    assert_eq!((plan.total(), plan.remaining()), (3, 5));
    let payload = Segmenter { mode: Mode::Payload { max: 300 }, ..Segmenter::DEFAULT };
    assert_eq!(
        (left(payload, a(290)), left(Segmenter { charset: Charset::Ucs2, ..payload }, a(140))),
        (10, 10)
    );
    let short = Segmenter {
        mode: Mode::ShortMessage { max: 140 },
        charset: Charset::GSM7_PACKED,
        ..Segmenter::DEFAULT
    };
    assert_eq!(left(short, a(159)), 1);
    assert_eq!(short.plan(a(161)).unwrap_err().kind(), Kind::TooLong { max: 140 });
    assert_eq!(Segmenter::DEFAULT.plan_octets(&[0; 141]).unwrap().remaining(), 134 - 7);
}

#[test]
fn a_smaller_short_message_makes_shorter_parts() {
    // In the 140 octets of SMPP 3.3, each septet after the header takes an octet.
    let v33 = Segmenter { max_octets: 140, ..Segmenter::DEFAULT };
    assert_eq!(lengths(&v33, a(140)), ([140, 0, 0, 0], 1));
    assert_eq!(lengths(&v33, a(160)), ([140, 32, 0, 0], 2));
    assert_eq!(lengths(&Segmenter { charset: Charset::GSM7_PACKED, ..v33 }, a(161)), ([140, 14, 0, 0], 2));
    assert_eq!(lengths(&Segmenter { mode: Mode::Sar, ..v33 }, a(300)), ([140, 140, 20, 0], 3));
    assert_eq!(lengths(&Segmenter { charset: Charset::Ucs2, ..v33 }, a(71)), ([140, 14, 0, 0], 2));
    let whole = Segmenter { mode: Mode::ShortMessage { max: 254 }, ..v33 };
    assert_eq!(whole.plan(a(141)).unwrap_err().kind(), Kind::TooLong { max: 140 });
    // No room after the header.
    let none = Segmenter { max_octets: 6, ..Segmenter::DEFAULT };
    assert_eq!(none.plan(a(7)).unwrap_err().kind(), Kind::NoRoomForText);
    assert_eq!(none.plan_octets(&[0; 7]).unwrap_err().kind(), Kind::NoRoomForText);
}

/// Found by the fuzzer: fill bits after a header take an octet, with or without text.
#[test]
fn the_header_of_an_empty_text_fits_with_its_fill_bits() {
    let national = Charset::Gsm7Packed(Alphabet::from_languages(None, Some(Language::TURKISH)));
    let packed = Segmenter { ucs2_fallback: false, charset: national, ..Segmenter::DEFAULT };
    let whole = |max| {
        Segmenter { mode: Mode::ShortMessage { max }, ..packed }
            .plan("")
            .map(|plan| plan.total())
            .map_err(|error| error.kind())
    };
    let part = |max| {
        Segmenter { max_octets: max, ..packed }
            .plan("")
            .map(|plan| plan.total())
            .map_err(|error| error.kind())
    };
    assert_eq!((whole(5), whole(4)), (Ok(1), Err(Kind::TooLong { max: 4 })));
    assert_eq!((part(5), part(4)), (Ok(1), Err(Kind::NoRoomForText)));
}

#[test]
fn cuts_where_it_was_asked_to() {
    static FAMILIES: [&[u8]; 8] = ["👩\u{200D}👩\u{200D}👧".as_bytes(); 8];
    let mut text = [0; 18 * 8];
    text.iter_mut().zip(FAMILIES.iter().flat_map(|family| family.iter())).for_each(|(to, from)| *to = *from);
    let text = core::str::from_utf8(&text).unwrap();
    let ucs2 = Segmenter { charset: Charset::Ucs2, max_octets: 60, ..Segmenter::DEFAULT };
    // There are 27 units after the header, and a family takes 8.
    assert_eq!(lengths(&ucs2, &text[..18 * 4]), ([60, 16, 0, 0], 2));
    let whole = Segmenter { boundary: Boundary::Grapheme, ..ucs2 };
    assert_eq!(lengths(&whole, &text[..18 * 4]), ([54, 22, 0, 0], 2));
}

/// However many octets of UTF-8 its characters have, and those before it.
#[test]
fn a_word_is_cut_only_if_no_segment_holds_it() {
    let words = Segmenter { boundary: Boundary::Word, ..Segmenter::DEFAULT };
    let after = |count, before: &str, word: &str| format!("{} {word}", before.repeat(count));
    for (text, expected) in [
        // 154 septets, and 68 units: cut at the end of the first segment.
        (after(60, "é", a(154)), [6 + 153, 6 + 62]),
        (after(32, "日", a(68)), [6 + 2 * 67, 6 + 2 * 34]),
        // A septet or a unit less: whole in the second segment.
        (after(60, "é", a(153)), [6 + 61, 6 + 153]),
        (after(32, "日", a(67)), [6 + 2 * 33, 6 + 2 * 67]),
        (after(140, "a", &"é".repeat(100)), [6 + 141, 6 + 100]),
        (after(60, "a", &"日".repeat(40)), [6 + 2 * 61, 6 + 2 * 40]),
    ] {
        assert_eq!(lengths(&words, &text), ([expected[0], expected[1], 0, 0], 2), "{text}");
    }
}

#[test]
fn the_cheapest_of_the_languages() {
    let languages = [Language::TURKISH, Language::PORTUGUESE];
    let tables = |text: &str| {
        let alphabet = Segmenter::DEFAULT.national(text, &languages).encoder().unwrap().alphabet();
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
    let tables = |segmenter: Segmenter, text: &str, languages: &[Language]| {
        let segmenter = segmenter.national(text, languages);
        let plan = segmenter.plan(text).unwrap();
        (segmenter.encoder().unwrap().alphabet().single.language(), plan.charset(), plan.total())
    };
    let spanish = [Language::SPANISH];
    // The header would not fit: UCS2 does.
    let accents = core::str::from_utf8(&ACUTE.as_flattened()[..2 * 126]).unwrap();
    for mode in [Mode::ShortMessage { max: 254 }, Mode::Payload { max: 254 }] {
        let whole = Segmenter { mode, ..Segmenter::DEFAULT };
        assert_eq!(tables(whole, accents, &spanish), (None, Some(Charset::Ucs2), 1));
    }
    // Two septets per letter in short segments, where UCS2 needs one unit.
    let short = Segmenter { max_octets: 60, ..Segmenter::DEFAULT };
    let accents = &accents[..2 * 54];
    assert_eq!(tables(short, accents, &spanish), (None, Some(Charset::Ucs2), 2));
    // Nothing but GSM 7-bit, and only one table has a letter of the text.
    let auto = Segmenter { transliteration: Some(&NEAREST), ..Segmenter::DEFAULT };
    let gsm7 = Segmenter { ucs2_fallback: false, ..auto };
    assert_ne!(tables(gsm7, "अ…", &[Language::HINDI]).1, Some(Charset::Ucs2));
    // A letter that a table has is not replaced.
    assert_eq!(tables(auto, "ağaç", &[Language::TURKISH]).0, Some(Language::TURKISH));
    assert_eq!(auto.national("ağaç", &[]).plan("ağaç").unwrap().changed(), 2);
}

/// "Á" in UTF-8.
static ACUTE: [[u8; 2]; 200] = [[0xC3, 0x81]; 200];

#[test]
fn ucs2_where_replacements_cost_more() {
    static DOTS: [[u8; 3]; 70] = [[0xE2, 0x80, 0xA6]; 70];
    let text = core::str::from_utf8(DOTS.as_flattened()).unwrap();
    let auto = Segmenter { transliteration: Some(&NEAREST), ..Segmenter::DEFAULT };
    let of = |count: usize| {
        let plan = auto.plan(&text[..3 * count]).unwrap();
        (plan.charset(), plan.total(), plan.changed())
    };
    assert_eq!(of(53), (Some(Charset::GSM7), 1, 53));
    assert_eq!(of(54), (Some(Charset::Ucs2), 1, 0));
}

#[test]
fn errors_in_words() {
    let said = |segmenter: Segmenter, text: &str| format!("{}", segmenter.plan(text).unwrap_err());
    let gsm7 = Segmenter { ucs2_fallback: false, ..Segmenter::DEFAULT };
    assert!(said(gsm7, "日").starts_with("the alphabet has no '日'"));
    let whole = Segmenter { mode: Mode::ShortMessage { max: 3 }, ..gsm7 };
    assert_eq!(said(whole, "four"), "longer than the 3 octets of one message, octet 0 of the text");
    let small = Segmenter { max_octets: 6, ..gsm7 };
    assert_eq!(said(small, a(7)), "no room for text after the header of a segment, octet 0 of the text");
    assert!(
        said(Segmenter { max_octets: 7, ..gsm7 }, a(256)).starts_with("more segments than the limit of 255,")
    );
    let port = Ports { destination: 300, originator: 0, width: Width::Bits8 };
    assert_eq!(
        said(Segmenter { ports: Some(port), ..gsm7 }, "text"),
        "port 300 does not fit into a header with 8-bit ports, octet 0 of the text"
    );
    let error = gsm7.plan("text").unwrap().segments().next_into(&mut []).unwrap_err();
    assert_eq!(format!("{error}"), "the segment needs 4 octets, octet 0 of the text");
}

#[test]
fn ports_that_their_element_cannot_hold_are_not_planned() {
    let planned = |destination, originator, width, mode| {
        let ports = Ports { destination, originator, width };
        let segmenter = Segmenter { ports: Some(ports), mode, ..Segmenter::DEFAULT };
        let octets = segmenter.plan_octets(b"octets").map(|plan| plan.total()).map_err(|error| error.kind());
        let text = segmenter.plan("text").map(|plan| plan.total()).map_err(|error| error.kind());
        assert_eq!(text, octets);
        octets
    };
    let modes = [Mode::Udh8, Mode::Sar, Mode::Payload { max: 99 }];
    for mode in modes.into_iter().chain([Mode::ShortMessage { max: 99 }, Mode::Udh16]) {
        assert_eq!(planned(255, 255, Width::Bits8, mode), Ok(1));
        assert_eq!(planned(256, 255, Width::Bits8, mode), Err(Kind::PortTooHigh(256)));
        assert_eq!(planned(0, 65_535, Width::Bits8, mode), Err(Kind::PortTooHigh(65_535)));
        assert_eq!(planned(65_535, 65_535, Width::Bits16, mode), Ok(1));
    }
}

#[test]
fn characters_of_no_septets_make_no_part_longer_than_the_limit() {
    let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
    let marks = "\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}\u{feff}";
    for max_octets in 0..=20 {
        for mode in [Mode::Udh8, Mode::Udh16, Mode::Sar] {
            for (ports, replacement) in [(Some(ports), None), (Some(ports), Some('?')), (None, Some('?'))] {
                let transliteration = replacement.is_none().then_some(&NEAREST);
                let segmenter =
                    Segmenter { ports, transliteration, replacement, mode, max_octets, ..Segmenter::DEFAULT };
                for text in ["\u{feff}", marks, "\u{feff}a", ""] {
                    let Ok(plan) = segmenter.plan(text) else { continue };
                    let mut buffer = [0; MAX_USER_DATA];
                    let mut parts = plan.segments();
                    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
                        assert!(part.user_data.len() <= max_octets, "{max_octets} {text:?}");
                    }
                }
            }
        }
    }
    let segmenter = Segmenter { ports: Some(ports), max_octets: 6, ..Segmenter::DEFAULT };
    assert_eq!(segmenter.plan("\u{feff}").unwrap_err().kind(), Kind::NoRoomForText);
}

#[test]
fn at_most_255_parts() {
    static LONG: [u8; 255 * 153 + 1] = [b'x'; 255 * 153 + 1];
    let text = core::str::from_utf8(&LONG).unwrap();
    assert_eq!(Segmenter::DEFAULT.plan(text.get(1..).unwrap()).unwrap().total(), 255);
    assert_eq!(Segmenter::DEFAULT.plan(text).unwrap_err().kind(), Kind::TooManySegments { max: 255 });
    assert_eq!(Segmenter::DEFAULT.plan_octets(&LONG[..255 * 134]).unwrap().total(), 255);
    assert_eq!(
        Segmenter::DEFAULT.plan_octets(&LONG[..=255 * 134]).unwrap_err().kind(),
        Kind::TooManySegments { max: 255 }
    );
}

#[test]
fn a_small_buffer_changes_nothing() {
    let mut parts = Segmenter { reference: 9, ..Segmenter::DEFAULT }.plan(a(200)).unwrap().segments();
    for small in [0, 5, 6, 158] {
        let error = parts.next_into(&mut [0; 160][..small]).unwrap_err();
        assert_eq!(error.kind(), Kind::BufferTooSmall { needed: 159 }, "{small}");
    }
    let mut buffer = [0; 160];
    assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 1);
    assert_eq!(parts.next_into(&mut buffer).unwrap().unwrap().number, 2);
    assert!(parts.next_into(&mut buffer).unwrap().is_none());
}

#[test]
fn national_shifts_follow_the_concatenation_in_every_segment() {
    let alphabet = Alphabet::new(&tables::DEFAULT, &tables::turkish::SINGLE);
    let segmenter = Segmenter { charset: Charset::Gsm7(alphabet), reference: 1, ..Segmenter::DEFAULT };
    static SCEDILLAS: [[u8; 2]; 78] = [[0xC5, 0x9F]; 78];
    let text = core::str::from_utf8(SCEDILLAS.as_flattened()).unwrap();
    let mut buffer = [0; MAX_USER_DATA];
    let mut parts = segmenter.plan(text).unwrap().segments();
    while let Some(part) = parts.next_into(&mut buffer).unwrap() {
        let (udh, _) = Udh::split(part.user_data).unwrap();
        assert_eq!(udh.languages(), (None, Some(Language::TURKISH)));
        assert_eq!(udh.concatenation().unwrap().number, part.number);
        assert_eq!(part.header_len, 9);
    }
}

#[test]
fn ports_with_octets_of_odd_and_even_headers() {
    let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
    let segmenter = Segmenter { ports: Some(ports), ..Segmenter::DEFAULT };
    assert_eq!(segmenter.plan_octets(&[0; 133]).unwrap().total(), 1);
    let plan = segmenter.plan_octets(&[0; 134]).unwrap();
    let mut buffer = [0; MAX_USER_DATA];
    let part = plan.segments().next_into(&mut buffer).unwrap().unwrap();
    assert_eq!((part.header_len, part.user_data.len(), part.total), (12, 140, 2));
    assert_eq!(part.data_coding(), 4);
}
