//! GSM 7-bit text, where every case can be tried.

use smpp_gsm7::segment::Segmenter;
use smpp_gsm7::udh::{Ports, Width};
use smpp_gsm7::{
    Alphabet, Charset, Decoder, EncodeTextErrorKind, Encoder, Fill, Language, PackErrorKind, Padding,
    header_septets, pack, packed_len, septet_count, septet_room, tables, transliteration, ucs2_room, unpack,
    unpacked_len,
};
use smpp_tests::checks::gsm7::naive_pack;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

#[test]
fn every_length_with_every_fill() {
    let septets: Vec<u8> = (0..320_u32).map(|n| (n * 37 + 11) as u8 & 0x7F).collect();
    for bits in 0..=6_u8 {
        let fill = Fill::new(bits).unwrap();
        for n in 0..=320 {
            let expected = naive_pack(&septets[..n], usize::from(bits));
            let mut out = [0xEE; 290];
            assert_eq!(pack(&septets[..n], fill, Padding::Zero, &mut out), Ok(expected.len()), "{n} {bits}");
            assert_eq!(out[..expected.len()], expected, "{n} {bits}");
            assert!(out[expected.len()..].iter().all(|octet| *octet == 0xEE), "nothing behind the end");
            let mut back = [0xEE; 330];
            assert_eq!(unpack(&expected, fill, n, &mut back), Ok(&septets[..n]), "{n} {bits}");

            assert_eq!(packed_len(n, fill), (usize::from(bits) + 7 * n).div_ceil(8));
            assert_eq!(unpacked_len(n, fill), (8 * n).saturating_sub(usize::from(bits)) / 7);
        }
    }
    assert_eq!(Fill::new(7), None);
}

/// As the standard describes for USSD: a CR in seven spare bits, and one more if the text itself ends with CR at the
/// end of an octet. At every length with every fill.
#[test]
fn every_length_with_every_fill_and_a_carriage_return() {
    let mut septets: Vec<u8> = (0..320_u32).map(|n| (n * 37 + 11) as u8 & 0x7F).collect();
    for bits in 0..=6_u8 {
        let fill = Fill::new(bits).unwrap();
        for (n, last) in (1..=320).flat_map(|n| [(n, 0x0D), (n, 0x41), (n, 0x00)]) {
            septets[n - 1] = last;
            let text = &septets[..n];
            let left_over = (8 - (usize::from(bits) + 7 * n) % 8) % 8;
            let mut padded = text.to_vec();
            if left_over == 7 || (left_over == 0 && last == 0x0D) {
                padded.push(0x0D);
            }
            for (padding, expected) in [
                (Padding::CarriageReturn, naive_pack(&padded, usize::from(bits))),
                (Padding::Zero, naive_pack(text, usize::from(bits))),
            ] {
                let mut out = [0xEE; 290];
                assert_eq!(pack(text, fill, padding, &mut out), Ok(expected.len()), "{n} {bits}");
                assert_eq!(out[..expected.len()], expected, "{n} {bits}");
                let mut back = [0xEE; 320];
                assert_eq!(unpack(&out[..expected.len()], fill, n, &mut back), Ok(text), "{n} {bits}");
                // Too small by one.
                let error = pack(text, fill, padding, &mut out[..expected.len() - 1]).unwrap_err();
                assert_eq!(error.kind(), PackErrorKind::BufferTooSmall { needed: expected.len() });
            }
            let ussd = naive_pack(&padded, usize::from(bits));
            // The CR at the end of an octet does not count. The second of two, which comes before a spare bit, does.
            let count = septet_count(&ussd, fill, Padding::CarriageReturn);
            assert_eq!(count, n + usize::from(left_over == 0 && last == 0x0D), "{n} {bits}");
            septets[n - 1] = 0x41;
        }
    }
}

/// Texts of about one and two short messages, with an escape at every place near the limits.
#[test]
fn packed_texts_longer_than_a_message() {
    let decoder = Decoder::new(Alphabet::DEFAULT);
    let encoder = Encoder::new(Alphabet::DEFAULT);
    for length in (150..=165).chain(310..=330).chain([480, 481, 640, 641, 1000]) {
        for place in (0..length).filter(|place| (place + 10) % 160 < 20 || place + 3 > length) {
            let mut text: String = (0..length).map(|n| char::from(b'a' + (n % 26) as u8)).collect();
            text.replace_range(place..=place, "€");
            let mut packed = vec![0; packed_len(length + 1, Fill::NONE)];
            let done = encoder.encode_packed(&text, Fill::NONE, Padding::Zero, &mut packed).unwrap();
            assert_eq!(done.septets, length + 1);
            let mut out = vec![0; 3 * done.septets];
            let read = decoder.decode_packed(&packed, Fill::NONE, done.septets, &mut out);
            assert_eq!(read, Ok(text.as_str()), "{length} {place}");
        }
    }
}

#[test]
fn lengths_at_the_end_of_the_number_range() {
    for bits in 0..=6 {
        let fill = Fill::new(bits).unwrap();
        let exact = (u128::from(bits) + 7 * usize::MAX as u128).div_ceil(8);
        assert_eq!(packed_len(usize::MAX, fill) as u128, exact);
        assert!(unpacked_len(usize::MAX, fill) > usize::MAX - 8);
    }
}

/// TS 23.040 section 9.2.3.24 in numbers: header octets, fill bits, header septets, room, 16-bit units.
#[test]
fn the_table_of_headers() {
    let rows = [
        (0, 0, 0, 160, 70),
        (3, 4, 4, 156, 68),
        (4, 3, 5, 155, 68),
        (5, 2, 6, 154, 67),
        (6, 1, 7, 153, 67),
        (7, 0, 8, 152, 66),
        (8, 6, 10, 150, 66),
        (9, 5, 11, 149, 65),
        (10, 4, 12, 148, 65),
        (11, 3, 13, 147, 64),
        (12, 2, 14, 146, 64),
        (13, 1, 15, 145, 63),
        (14, 0, 16, 144, 63),
    ];
    for (header, fill, septets, room, units) in rows {
        assert_eq!(Fill::after_header(header).bits(), fill, "{header}");
        assert_eq!(header_septets(header), septets, "{header}");
        assert_eq!(septet_room(140, header), room, "{header}");
        assert_eq!(ucs2_room(140, header), units, "{header}");
    }
    for header in 0..=140 {
        assert_eq!(usize::from(Fill::after_header(header).bits()), (7 - (8 * header) % 7) % 7);
        assert_eq!(header_septets(header), (8 * header).div_ceil(7));
        assert_eq!(septet_room(140, header), (1120 - 8 * header) / 7);
    }
    assert_eq!((septet_room(140, 141), septet_room(0, 0), ucs2_room(3, 4)), (0, 0, 0));
}

/// What a receiver shows, implemented again from the rules, with only the tables in common.
fn shown(octets: &[u8]) -> String {
    let (locking, single) = (&tables::DEFAULT, &tables::EXTENSION);
    let mut text = String::new();
    let mut rest = octets.iter().copied();
    while let Some(octet) = rest.next() {
        text.push(match octet {
            0x1B => match rest.next() {
                None | Some(0x1B) => ' ',
                Some(0x80..) => '\u{FFFD}',
                Some(code) => single.character(code).or_else(|| locking.character(code)).unwrap(),
            },
            0x80.. => '\u{FFFD}',
            septet => locking.character(septet).unwrap(),
        });
    }
    text
}

#[test]
fn every_input_of_two_octets() {
    let decoder = Decoder::new(Alphabet::DEFAULT);
    let encoder = Encoder::new(Alphabet::DEFAULT);
    let mut sound = 0;
    for pair in 0..=u16::MAX {
        let octets = pair.to_be_bytes();
        let mut out = [0; 8];
        let text = decoder.decode(&octets, &mut out).unwrap();
        assert_eq!(text, shown(&octets), "{octets:02X?}");
        let mut again = [0; 8];
        match decoder.strict().decode(&octets, &mut again) {
            Ok(strict) => {
                sound += 1;
                assert_eq!(strict, text);
                // The default tables have no character twice: valid text comes back octet for octet.
                let mut septets = [0; 4];
                let done = encoder.encode(text, &mut septets).unwrap();
                assert_eq!(septets[..done.septets], octets);
            }
            Err(error) => assert!(error.offset() < 2),
        }

        // The same octets as packed septets, at every fill.
        for bits in 0..=6 {
            let fill = Fill::new(bits).unwrap();
            let mut septets = [0; 2];
            unpack(&octets, fill, 1, &mut septets).unwrap();
            assert_eq!(u16::from(septets[0]), (pair.swap_bytes() >> bits) & 0x7F);
            // And as two septets to pack, if they are septets.
            if pair & 0x8080 == 0 {
                let mut packed = [0; 3];
                let length = pack(&octets, fill, Padding::Zero, &mut packed).unwrap();
                assert_eq!(packed[..length], naive_pack(&octets, usize::from(bits)));
            }
        }
    }
    // 127 × 127 pairs of plain septets, and the ten of the extension table.
    assert_eq!(sound, 127 * 127 + 10);
}

/// What a strict encoder writes for a text of one character: the character, its equivalent by Unicode normalization,
/// or nothing for a byte order mark.
fn written(alphabet: Alphabet, c: char) -> Option<String> {
    static FORMS: LazyLock<HashMap<char, [String; 2]>> = LazyLock::new(|| {
        let forms = |c: char| (c, [c.nfc().collect(), c.nfd().collect::<String>()]);
        let all = (0..=0x10_FFFF).filter_map(char::from_u32).map(forms);
        all.filter(|(c, [_, decomposed])| *decomposed != c.to_string()).collect()
    });
    if alphabet.code(c).is_some() {
        return Some(c.to_string());
    }
    let held = |text: &&String| text.chars().all(|c| alphabet.code(c).is_some());
    let form = FORMS.get(&c).and_then(|forms| forms.iter().find(held)).cloned();
    form.or_else(|| (c == '\u{FEFF}').then(String::new))
}

/// A character whose equivalent is in the alphabet does not force UCS2.
#[test]
fn what_is_the_same_by_normalization_is_written_and_reported() {
    let encoder = Encoder::new(Alphabet::DEFAULT);
    for (text, written, changes) in [
        ("\u{37E}", ";", "\u{37E};"),
        ("5 \u{2126}", "5 Ω", "\u{2126}Ω"),
        ("300 \u{212A}", "300 K", "\u{212A}K"),
        ("10 \u{212B}", "10 Å", "\u{212B}Å"),
        ("\u{FEFF}text", "text", "\u{FEFF}"),
    ] {
        let septets = encode(encoder, written).0;
        let (octets, done) = encode(encoder, text);
        assert_eq!((octets, done.changed, done.read), (septets, 1, text.len()), "{text:?}");
        let listed = encoder.changes(text).map(|change| format!("{}{}", change.from, change.to));
        assert_eq!(listed.collect::<Vec<_>>(), [changes]);
        assert_eq!(encoder.unmappable(text).next(), None);
        let plan = Segmenter::DEFAULT.plan(text).unwrap();
        assert_eq!((plan.charset(), plan.changed(), plan.forced_by()), (Some(Charset::GSM7), 1, None));
    }
    // By the table if the alphabet lacks the equivalent, as it does for standalone marks.
    let nearest = encoder.transliterating(&transliteration::NEAREST);
    for (text, decomposed, written) in [
        ("\u{387}", "\u{B7}", "-"),
        ("\u{1F71}", "α\u{301}", "A"),
        ("ἀ", "α\u{313}", "A"),
        ("ᾧ", "ω\u{314}\u{342}\u{345}", "Ω"),
        ("Ῥ", "Ρ\u{314}", "P"),
        ("e\u{341}", "e\u{301}", "é"),
    ] {
        assert_eq!(encode(nearest, text).0, encode(encoder, written).0, "{text:?}");
        assert_eq!(encode(nearest, decomposed).0, encode(encoder, written).0, "{text:?}");
        assert!(encoder.measure(text).is_err(), "marks go by transliteration only: {text:?}");
    }
    // A mark in the middle is not a byte order mark, and a standalone accent changes a text.
    for text in ["a\u{FEFF}", "\u{FEFF}\u{FEFF}", "e\u{301}"] {
        assert!(encoder.measure(text).is_err(), "{text:?}");
        assert_eq!(encoder.unmappable(text).count(), 1, "{text:?}");
    }
    // Urdu and Hindi letters as one character and as two.
    let alphabet = |language| Alphabet::from_languages(Some(language), None);
    for (language, one, two) in
        [(Language::URDU, "\u{623}", "\u{627}\u{654}"), (Language::HINDI, "\u{95B}", "\u{91C}\u{93C}")]
    {
        let encoder = Encoder::new(alphabet(language));
        assert_eq!(encode(encoder, one).0, encode(encoder, two).0);
        assert_eq!(encoder.changes(one).next().map(|change| change.to.to_string()), Some(two.to_owned()));
    }
}

fn encode(encoder: Encoder, text: &str) -> (Vec<u8>, smpp_gsm7::EncodedText) {
    let mut septets = [0; 160];
    let done = encoder.encode(text, &mut septets).unwrap();
    assert_eq!(encoder.measure(text), Ok(done));
    assert_eq!(encoder.encode_to_vec(text).as_deref(), Ok(&septets[..done.septets]));
    (septets[..done.septets].to_vec(), done)
}

#[test]
fn every_character_through_measure_and_encode() {
    let encoder = Encoder::new(Alphabet::DEFAULT);
    let mut mappable = 0;
    for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
        let expected = written(Alphabet::DEFAULT, c);
        let mut utf8 = [0; 4];
        let text: &str = c.encode_utf8(&mut utf8);
        let mut septets = [0; 4];
        match encoder.encode(text, &mut septets) {
            Ok(done) => {
                mappable += 1;
                assert_eq!(encoder.measure(text), Ok(done));
                let mut back = [0; 4];
                let read =
                    Decoder::new(Alphabet::DEFAULT).strict().decode(&septets[..done.septets], &mut back);
                assert_eq!(read.ok(), expected.as_deref());
                assert_eq!(done.changed, usize::from(read != Ok(text)));
            }
            Err(error) => {
                assert_eq!(expected, None);
                assert_eq!(error.kind(), EncodeTextErrorKind::Unmappable(c));
                assert_eq!(encoder.measure(text), Err(error));
            }
        }
    }
    // Four that are equivalent to others, and the byte order mark.
    assert_eq!(mappable, 127 + 10 + 4 + 1);
}

/// The same for every national table, in both places: what is written can be read, and only characters of the tables
/// are written.
#[test]
fn every_character_through_every_national_table() {
    for (locking, single) in (1..14).flat_map(|n| [(0, n), (n, 0), (n, n)]) {
        let alphabet = Alphabet::from_languages(Some(Language(locking)), Some(Language(single)));
        let (encoder, decoder) = (Encoder::new(alphabet), Decoder::new(alphabet).strict());
        let held = |c| alphabet.locking.septet(c).is_some() || alphabet.single.septet(c).is_some();
        assert_eq!(alphabet.code('€').is_some(), single != 12);
        for c in (0..=0xFFFF).filter_map(char::from_u32) {
            let mut utf8 = [0; 4];
            let text: &str = c.encode_utf8(&mut utf8);
            let mut septets = [0; 4];
            let done = encoder.encode(text, &mut septets).ok();
            assert_eq!(encoder.measure(text).ok(), done);
            let expected = written(alphabet, c);
            assert_eq!(done.is_some(), expected.is_some(), "{locking} {single} {c:?}");
            assert_eq!(done.is_some_and(|done| done.changed == 0), held(c), "{locking} {single} {c:?}");
            if let Some(done) = done {
                let mut back = [0; 8];
                assert_eq!(decoder.decode(&septets[..done.septets], &mut back).ok(), expected.as_deref());
            }
        }
    }
}

/// A letter of Europe that one alphabet has is never lost in another: it has a near character, or is decomposed.
#[test]
fn every_letter_of_the_default_alphabet_is_near_something_in_every_other() {
    let latin: Vec<char> = (0..0x80).filter_map(|septet| tables::DEFAULT.character(septet)).collect();
    let turkish = (0..0x80).filter_map(|septet| tables::turkish::LOCKING.character(septet));
    let portuguese = (0..0x80).filter_map(|septet| tables::portuguese::LOCKING.character(septet));
    let all: Vec<char> = latin.iter().copied().chain(turkish).chain(portuguese).collect();
    for language in (0..14).map(|n| Some(Language(n))) {
        // Never a locking table alone: the Indian and Urdu ones have neither capitals nor most signs.
        for alphabet in
            [Alphabet::from_languages(None, language), Alphabet::from_languages(language, language)]
        {
            let encoder = Encoder::new(alphabet).transliterating(&transliteration::NEAREST);
            for c in &all {
                let done = encoder.measure(c.encode_utf8(&mut [0; 4]));
                assert!(done.is_ok_and(|done| done.septets > 0), "{language:?} {c:?}");
            }
        }
    }
    // In two steps: a small letter becomes a capital, and that becomes another one if it is missing.
    let hindi = Alphabet::from_languages(Some(Language::HINDI), Some(Language::HINDI));
    let encoder = Encoder::new(hindi).transliterating(&transliteration::NEAREST);
    let mut septets = [0; 8];
    let done = encoder.encode("γǣ", &mut septets).unwrap();
    let mut out = [0; 8];
    assert_eq!(Decoder::new(hindi).decode(&septets[..done.septets], &mut out), Ok("Gae"));
}

#[test]
fn every_row_of_the_transliteration() {
    let plain = Encoder::new(Alphabet::DEFAULT);
    let nearest = plain.transliterating(&transliteration::NEAREST);
    let lookalikes = plain.transliterating(&transliteration::NEAREST_AND_LOOKALIKES);
    let mut listed = std::collections::BTreeSet::new();
    for line in
        include_str!("../../data/spec/gsm7-transliteration.tsv").lines().filter(|line| !line.starts_with('#'))
    {
        let fields: Vec<&str> = line.split('\t').collect();
        let c = char::from_u32(u32::from_str_radix(fields[0], 16).unwrap()).unwrap();
        let to = fields[1].replace("\\n", "\n");
        listed.insert(c);
        // Between plain characters, so that it interrupts blocks of them.
        let text = format!("{}{c}{}", "x".repeat(33), "y".repeat(40));
        let expected = text.replace(c, &to);
        let septets = plain.encode_to_vec(&expected).unwrap();
        let mut out = [0; 160];
        let done = lookalikes.encode(&text, &mut out).unwrap();
        assert_eq!(out[..done.septets], septets, "{c:?}");
        assert_eq!(done.changed, 1);
        let change = lookalikes.changes(&text).next().unwrap();
        // A mark counts with the character before it.
        let (octet, from, to) = match c {
            '\u{FE00}'..='\u{FE0F}' => (32, format!("x{c}"), "x".to_owned()),
            _ => (33, c.to_string(), to),
        };
        assert_eq!((change.offset, change.from, change.to.to_string()), (octet, &from[..], to));
        assert_eq!(nearest.measure(&text).is_ok(), fields[2] != "lookalike", "{c:?}");
    }
    assert_eq!(listed.len(), 1128);
    // Nothing else changes, except for combining marks and variation selectors, which are removed, and their
    // combinations with a listed character or one of the alphabet. A negated relation stays as it is.
    let is_mark = |c: char| lookalikes.changes(&format!(" {c}")).any(|change| change.to.to_string() == " ");
    for c in (0..=0xFFFF).filter_map(char::from_u32).filter(|c| !listed.contains(c)) {
        let mut utf8 = [0; 4];
        let text: &str = c.encode_utf8(&mut utf8);
        let same = written(Alphabet::DEFAULT, c);
        let base: String = c.nfd().filter(|mark| !is_mark(*mark)).collect();
        let is_known = |c: char| listed.contains(&c) || Alphabet::DEFAULT.code(c).is_some();
        let is_negated = !base.is_empty() && c.nfd().any(|mark| mark == '\u{338}');
        match lookalikes.measure(text) {
            Ok(done) if done.changed == 0 => assert!(plain.measure(text).is_ok()),
            Ok(_) if base == text => assert!(same.is_some(), "{c:?}"),
            Ok(done) => {
                assert!(!is_negated, "{c:?}");
                assert_eq!(
                    (done.read, done.changed, Alphabet::DEFAULT.code(c)),
                    (text.len(), 1, None),
                    "{c:?}"
                );
                assert_eq!(encode(lookalikes, text).0, encode(lookalikes, &same.unwrap_or(base)).0, "{c:?}");
            }
            Err(_) => {
                assert!(plain.measure(text).is_err());
                assert!(base == text || is_negated || !base.chars().all(is_known), "{c:?}");
            }
        }
        assert!(nearest.measure(text).is_err() || lookalikes.measure(text) == nearest.measure(text), "{c:?}");
    }
}

/// Composed or decomposed: ǯ, for example, is ʒ with a caron.
#[test]
fn a_composed_character_goes_like_its_parts() {
    let nearest = Encoder::new(Alphabet::DEFAULT).transliterating(&transliteration::NEAREST);
    for c in (' '..=char::MAX).filter(|c| !('\u{AC00}'..='\u{D7A3}').contains(c)) {
        let parts: String = c.nfd().collect();
        let mut utf8 = [0; 4];
        if parts != *c.encode_utf8(&mut utf8) {
            let octets = |text: &str| nearest.encode_to_vec(&format!("x{text}y")).ok();
            assert_eq!(octets(&c.to_string()), octets(&parts), "{c:?}");
        }
    }
}

#[test]
fn accents_are_joined_where_the_alphabet_has_the_letter() {
    let encoder = Encoder::new(Alphabet::DEFAULT).transliterating(&transliteration::NEAREST);
    let turkish = Alphabet::new(&tables::turkish::LOCKING, &tables::turkish::SINGLE);
    let cases = [
        (encoder, "caf\u{65}\u{301}", "café", 1),
        (encoder, "n\u{303}", "ñ", 1),
        (encoder, "a\u{301}", "a", 1), // no á: the accent goes
        (encoder, "ñ\u{301}", "ñ", 1), // nothing to join with
        (encoder, "\u{301}x", "x", 1), // an accent on nothing
        (encoder, "e\u{301}\u{302}", "é", 1),
        (Encoder::new(turkish).transliterating(&transliteration::NEAREST), "g\u{306}s\u{327}", "ğş", 2),
    ];
    for (encoder, text, expected, changed) in cases {
        let before = "0123456789".repeat(7);
        for cut in 0..70 {
            let text = before[cut..].to_owned() + text;
            let expected = before[cut..].to_owned() + expected;
            let mut septets = [0; 160];
            let done = encoder.encode(&text, &mut septets).unwrap();
            let mut back = [0; 160];
            let decoder = Decoder::new(encoder.alphabet());
            assert_eq!(decoder.decode(&septets[..done.septets], &mut back), Ok(expected.as_str()));
            assert_eq!(done.changed, changed);
        }
    }
}

/// Equivalent texts by Unicode normalization give the same result: every letter of the Latin tables with up to three
/// marks of all classes, in every order, and their compositions.
#[test]
fn spellings_of_a_letter_and_its_marks_come_out_the_same() {
    let marks = [
        '\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{304}', '\u{306}', '\u{308}', '\u{309}', '\u{30A}',
        '\u{30C}', '\u{315}', '\u{31B}', '\u{323}', '\u{327}', '\u{328}', '\u{32D}', '\u{338}', '\u{343}',
        '\u{344}', '\u{345}',
    ];
    let languages = [None, Some(Language::PORTUGUESE), Some(Language::TURKISH)];
    let encoders = languages.map(|language| {
        let alphabet = Alphabet::from_languages(language, language);
        Encoder::new(alphabet).replacing('?').transliterating(&transliteration::NEAREST)
    });
    // Character by character in form C, by the rules; a mark that strikes out replaces all.
    let expected = |encoder: Encoder, text: &str| {
        if text.contains('\u{338}') && text.nfc().any(|c| c == '\u{338}') {
            return encode(encoder, "?").0;
        }
        let mut septets = Vec::new();
        for c in text.nfc() {
            septets.extend(encode(encoder, c.encode_utf8(&mut [0; 4])).0);
        }
        septets
    };
    for letter in ('A'..='Z').chain('a'..='z').chain("ÅÇÊÖÕÜâçêĊčĆšȘṩẹạơơδιωΩ=<>∣\u{212B}\u{212A}".chars())
    {
        for one in marks {
            for two in marks {
                for three in ['\u{FE0F}', '\u{301}', '\u{327}'] {
                    let text: String = [letter, one, two, three].iter().collect();
                    for encoder in encoders {
                        let wanted = expected(encoder, &text);
                        let spellings =
                            [text.clone(), text.nfc().collect::<String>(), text.nfd().collect::<String>()];
                        for spelling in spellings {
                            let said = format!("{} {:?}", spelling.escape_unicode(), encoder.alphabet());
                            assert_eq!(encode(encoder, &spelling).0, wanted, "{said}");
                        }
                    }
                }
            }
        }
    }
}

/// "5 ≠ 3" never becomes "5 = 3".
#[test]
fn a_mark_that_negates_never_goes() {
    let nearest = Encoder::new(Alphabet::DEFAULT).transliterating(&transliteration::NEAREST);
    let replacing = nearest.replacing('?');
    // Strokes, bars, rings and circles across a character, and what the marks do with them.
    let marks = "\u{334}\u{335}\u{336}\u{337}\u{338}\u{20D2}\u{20D3}\u{20D8}\u{20D9}\u{20DA}\u{20E0}\u{20E5}\u{20E6}\u{20EA}\u{20EB}";
    for mark in marks.chars() {
        for base in "<>a@€é≈≠日∣👍".chars() {
            for (before, behind) in [("", ""), ("\u{301}", ""), ("", "\u{301}"), ("\u{FE0F}", "\u{338}")] {
                let cluster = format!("{base}{before}{mark}{behind}");
                let text = format!("5 {cluster} 3");
                let (septets, done) = encode(replacing, &text);
                assert_eq!((&septets[..], done.changed), (&b"5 ? 3"[..], 1), "{}", text.escape_unicode());
                let changes: Vec<_> =
                    replacing.changes(&text).map(|change| (change.from, change.to.to_string())).collect();
                assert_eq!(changes, [(&cluster[..], "?".to_owned())]);
                // Without a replacement the error names the mark, unless the character comes first.
                let error = nearest.measure(&text).unwrap_err();
                let at = text.find(mark).unwrap();
                assert_eq!((error.kind(), error.offset()), (EncodeTextErrorKind::Unmappable(mark), at));
                assert_eq!(nearest.unmappable(&text).collect::<Vec<_>>(), [(at, mark)]);
                assert_eq!(nearest.encode_to_vec(&text), Err(error));
            }
        }
        // Without a character.
        let alone = format!("{mark}x");
        assert_eq!(encode(replacing, &alone).0, b"?x");
        assert!(nearest.measure(&alone).is_err());
    }
    // A relation negated by a mark, as one character or two.
    for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|c| c.nfd().any(|mark| mark == '\u{338}')) {
        let two = c.nfd().collect::<String>();
        for text in [c.to_string(), two] {
            let wanted = if c == '≠' { "!=" } else { "?" };
            assert_eq!(encode(replacing, &text).0, wanted.as_bytes(), "{c:?}");
            assert_eq!(nearest.measure(&text).is_ok(), c == '≠', "{c:?}");
        }
    }
    for (text, wanted) in [
        ("5 =\u{338} 3", "5 != 3"),
        ("5 =\u{301}\u{338} 3", "5 != 3"),
        ("5 =\u{338}\u{338} 3", "5 ? 3"),
        ("5 =\u{335}\u{338} 3", "5 ? 3"),
        ("5 =\u{20D2} 3", "5 ? 3"),
        ("5 =\u{301} 3", "5 = 3"),
    ] {
        assert_eq!(encode(replacing, text).0, wanted.as_bytes(), "{}", text.escape_unicode());
        assert_eq!(replacing.changes(text).count(), 1);
    }
    // At every place of a long text, in pieces of any size.
    for at in (0..2200).step_by(7).chain(1015..1035).chain(2040..2056) {
        let text = format!("{}<\u{338}3", "x".repeat(at));
        let mut septets = [0; 2300];
        let done = replacing.encode(&text, &mut septets).unwrap();
        assert_eq!(septets[..done.septets], *format!("{}?3", "x".repeat(at)).as_bytes());
    }
}

#[test]
fn limits_of_national_tables() {
    let both = Alphabet::new(&tables::portuguese::LOCKING, &tables::portuguese::SINGLE);
    // What fits into a single message, and into each of several.
    let rooms = |segmenter: Segmenter| {
        let single = segmenter.plan("").unwrap().remaining();
        let long = "x".repeat(single + 1);
        let plan = segmenter.plan(&long).unwrap();
        assert_eq!(plan.total(), 2);
        (single, (plan.remaining() + plan.units()) / 2)
    };
    let only = Segmenter { ucs2_fallback: false, ..Segmenter::DEFAULT };
    assert_eq!(rooms(Segmenter { charset: Charset::Gsm7(both), ..only }), (152, 146));
    let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
    let ports = Segmenter { ports: Some(ports), ..only };
    assert_eq!(rooms(ports), (152, 146));
    assert_eq!(rooms(Segmenter { charset: Charset::Ucs2, ..ports }), (66, 64));
}
