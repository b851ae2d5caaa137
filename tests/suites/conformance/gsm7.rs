//! Text of 3GPP TS 23.038 against data typed from the standard and from published examples
//! (`tests/data/spec/gsm7-*`).

use serde::Deserialize;
use smpp_gsm7::{
    Alphabet, Decoder, Encoder, Fill, Language, Padding, pack, packed_len, septet_count, ucs2, unpack,
};
use smpp_tests::checks::gsm7::shift_octets;

#[derive(Deserialize)]
struct Vectors {
    vector: Vec<Vector>,
    decode: Vec<Reading>,
    segment: Vec<Cut>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    text: String,
    septets: String,
    packed: String,
    #[serde(default)]
    fill: u8,
    padding: Option<String>,
    #[serde(default)]
    locking: u8,
    #[serde(default)]
    single: u8,
}

#[derive(Deserialize)]
struct Reading {
    id: String,
    septets: String,
    text: String,
    #[serde(default)]
    locking: u8,
    #[serde(default)]
    single: u8,
    #[serde(default)]
    strict: bool,
}

#[derive(Deserialize)]
struct Cut {
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

fn vectors() -> Vectors {
    toml::from_str(include_str!("../../data/spec/gsm7-vectors.toml")).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn alphabet(locking: u8, single: u8) -> Alphabet {
    let alphabet = Alphabet::from_languages(Some(Language(locking)), Some(Language(single)));
    assert_eq!(alphabet.locking.language().map_or(0, |language| language.0), locking);
    assert_eq!(alphabet.single.language().map_or(0, |language| language.0), single);
    alphabet
}

#[test]
fn every_vector_both_ways() {
    let vectors = vectors().vector;
    assert_eq!(vectors.len(), 118);
    for vector in vectors {
        let id = &vector.id;
        let alphabet = alphabet(vector.locking, vector.single);
        let (septets, packed) = (hex(&vector.septets), hex(&vector.packed));
        let fill = Fill::new(vector.fill).unwrap();
        let padding = if vector.padding.is_some() { Padding::CarriageReturn } else { Padding::Zero };

        let encoder = Encoder::new(alphabet);
        let mut out = [0; 400];
        let done = encoder.encode(&vector.text, &mut out).unwrap();
        assert_eq!(out[..done.septets], septets, "{id}");
        assert_eq!((done.read, done.changed), (vector.text.len(), 0), "{id}");
        assert_eq!(encoder.measure(&vector.text), Ok(done), "{id}");
        assert_eq!(encoder.encode_to_vec(&vector.text).as_deref(), Ok(&septets[..]), "{id}");

        let mut out = [0xAA; 400];
        let length = pack(&septets, fill, padding, &mut out).unwrap();
        assert_eq!(out[..length], packed, "{id}");
        let mut out = [0xAA; 400];
        let done = encoder.encode_packed(&vector.text, fill, padding, &mut out).unwrap();
        assert_eq!(out[..done.written], packed, "{id}");
        assert_eq!(done.septets, septets.len(), "{id}");
        if padding == Padding::Zero {
            assert_eq!(packed_len(septets.len(), fill), packed.len(), "{id}");
        }

        let mut out = [0xAA; 400];
        assert_eq!(unpack(&packed, fill, septets.len(), &mut out), Ok(septets.as_slice()), "{id}");

        let mut text = [0; 1200];
        let decoder = Decoder::new(alphabet).strict();
        assert_eq!(decoder.decode(&septets, &mut text), Ok(vector.text.as_str()), "{id}");
        assert_eq!(
            decoder.decode_packed(&packed, fill, septets.len(), &mut text),
            Ok(vector.text.as_str()),
            "{id}"
        );

        // Without a count, padding is recognised, except for texts whose end looks like it.
        let found = septet_count(&packed, fill, padding);
        match (padding, septets.last()) {
            (Padding::Zero, Some(0)) => assert!(found <= septets.len() && found + 1 >= septets.len(), "{id}"),
            (Padding::CarriageReturn, Some(0x0D)) => {
                assert!(found == septets.len() || found == septets.len() + 1, "{id}");
            }
            _ => assert_eq!(found, septets.len(), "{id}"),
        }
    }
}

#[test]
fn what_a_receiver_shows() {
    let rows = vectors().decode;
    assert_eq!(rows.len(), 16);
    for row in rows {
        let id = &row.id;
        let alphabet = alphabet(row.locking, row.single);
        let septets = hex(&row.septets);
        let mut text = [0; 64];
        let decoder = Decoder::new(alphabet);
        assert_eq!(decoder.decode(&septets, &mut text), Ok(row.text.as_str()), "{id}");
        let one_by_one: String = decoder.chars(&septets).map(Result::unwrap).collect();
        assert_eq!(one_by_one, row.text, "{id}");
        assert_eq!(decoder.strict().decode(&septets, &mut text).is_ok(), row.strict, "{id}");
        let replaced = decoder.replacing('\u{25A1}').decode(&septets, &mut text).unwrap();
        assert_eq!(replaced.contains('\u{25A1}'), !row.strict, "{id}");
    }
}

#[test]
fn greedy_cutting() {
    let rows = vectors().segment;
    assert_eq!(rows.len(), 44);
    for row in rows {
        let text: String = row.runs.iter().map(|(run, times)| run.repeat(*times)).collect();
        let header = if row.reference_bits == 8 { 5 } else { 6 };
        let room = |concatenated: usize| match row.encoding.as_str() {
            "gsm7" => {
                let elements = shift_octets(alphabet(row.locking, row.single)) + concatenated;
                (1120 - 8 * (elements + usize::from(elements > 0))) / 7
            }
            _ => (140 - concatenated - usize::from(concatenated > 0)) / 2,
        };
        let cut = |room: usize| {
            let mut units = Vec::new();
            let mut rest = text.as_str();
            loop {
                let (octets, part) = if row.encoding == "gsm7" {
                    let encoder = Encoder::new(alphabet(row.locking, row.single));
                    let done = encoder.measure_prefix(rest, room).unwrap();
                    (done.read, done.septets)
                } else {
                    let done = ucs2::measure_prefix(rest, room);
                    (done.read, done.units)
                };
                units.push(part);
                rest = &rest[octets..];
                if rest.is_empty() {
                    return units;
                }
            }
        };
        let mut parts = cut(room(0));
        if parts.len() > 1 {
            parts = cut(room(header));
        }
        assert_eq!(parts, row.parts, "{}", row.id);
    }
}

#[test]
fn every_code_of_every_table() {
    // 13 locking tables and 14 single-shift tables (both with the default), 128 codes each. Spanish, language 2, has no
    // locking table, so its place stays empty.
    let mut cells = vec![[None; 128]; 28];
    for line in include_str!("../../data/spec/gsm7-tables.csv").lines().filter(|line| !line.starts_with('#'))
    {
        let mut fields = line.split(',');
        let base = if fields.next().unwrap() == "locking" { 0 } else { 14 };
        let language: usize = fields.next().unwrap().parse().unwrap();
        let code = usize::from_str_radix(fields.next().unwrap(), 16).unwrap();
        let point = u32::from_str_radix(fields.next().unwrap(), 16).unwrap();
        cells[base + language][code] = char::from_u32(point);
    }
    for language in 0..14 {
        let alphabet = Alphabet::from_languages(Some(Language(language)), Some(Language(language)));
        let locking = &cells[if language == 2 { 0 } else { usize::from(language) }];
        let single = &cells[14 + usize::from(language)];
        for code in 0..=0xFF_u8 {
            let expected = locking.get(usize::from(code)).copied().flatten();
            assert_eq!(alphabet.locking.character(code), expected, "locking {language} {code:#04X}");
            let expected = single.get(usize::from(code)).copied().flatten();
            assert_eq!(alphabet.single.character(code), expected, "single {language} {code:#04X}");
        }
        // The lowest code, with the locking table first. The default tables are tried with every character of the
        // Basic Multilingual Plane and some others; the national ones with every script up to U+3000 and samples of
        // the rest.
        let tried = (0..0x1_0400).filter(|point| language == 0 || *point < 0x3000 || point % 61 == 0);
        for c in tried.filter_map(char::from_u32) {
            let plain = locking.iter().position(|cell| *cell == Some(c));
            let escaped = single.iter().position(|cell| *cell == Some(c));
            let expected = match (plain, escaped) {
                (Some(code), _) => Some(vec![code as u8]),
                (None, Some(code)) => Some(vec![0x1B, code as u8]),
                (None, None) => None,
            };
            let code = alphabet.code(c);
            assert_eq!(code.as_ref().map(|code| code.septets().to_vec()), expected, "{language} {c:?}");
        }
    }
}
