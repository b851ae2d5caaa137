//! Checks of GSM 7-bit text for any input.

use smpp_gsm7::segment::{MAX_USER_DATA, Mode, Segmenter};
use smpp_gsm7::{
    Alphabet, Charset, DecodeTextErrorKind, Decoder, EncodeTextErrorKind, Encoder, Fill, Language,
    PackErrorKind, Padding, header_septets, pack, packed_len, septet_count, transliteration, ucs2, unpack,
    unpacked_len,
};

/// Takes a choice from the input.
fn pick(data: &mut &[u8]) -> u8 {
    match data.split_first() {
        Some((first, rest)) => {
            *data = rest;
            *first
        }
        None => 0,
    }
}

fn fill(data: &mut &[u8]) -> Fill {
    Fill::new(pick(data) % 7).unwrap()
}

/// One of the 14 × 14 pairs of languages, 0 for the default tables.
fn alphabet(data: &mut &[u8]) -> Alphabet {
    Alphabet::from_languages(Some(Language(pick(data) % 14)), Some(Language(pick(data) % 14)))
}

/// Text from the remaining octets: as UTF-8 if they are, otherwise as characters typical of 7-bit text.
fn text(data: &[u8]) -> String {
    const RICH: &str =
        "abcXYZ 019\r\n@£$_§^{}[]~|\\€éñçÇ¿ĞışŞΔΩ\u{0301}\u{0308}…“”—\u{200D}日🙂कা\u{0627}á\u{0C}";
    match std::str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let rich: Vec<char> = RICH.chars().collect();
            data.iter().map(|octet| rich[usize::from(*octet) % rich.len()]).collect()
        }
    }
}

/// Packing exactly as the standard describes it: bit b of septet i is bit fill + 7·i + b of the stream.
pub fn naive_pack(septets: &[u8], fill: usize) -> Vec<u8> {
    let mut octets = vec![0; (fill + 7 * septets.len()).div_ceil(8)];
    for (i, septet) in septets.iter().enumerate() {
        for b in 0..7 {
            let k = fill + 7 * i + b;
            octets[k / 8] |= (septet >> b & 1) << (k % 8);
        }
    }
    octets
}

/// Packing and unpacking are inverse and follow the standard.
pub fn check_packing(mut data: &[u8]) {
    let fill = fill(&mut data);
    let cr = pick(&mut data) % 2 == 1;
    let padding = if cr { Padding::CarriageReturn } else { Padding::Zero };

    let mut out = vec![0xEE; data.len() + 2];
    if let Some(at) = data.iter().position(|octet| *octet > 0x7F) {
        let error = pack(data, fill, padding, &mut out).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (PackErrorKind::NotASeptet(data[at]), at));
    }

    let septets: Vec<u8> = data.iter().map(|octet| octet & 0x7F).collect();
    let mut padded = septets.clone();
    let bits = usize::from(fill.bits()) + 7 * septets.len();
    if cr && (bits % 8 == 1 || (bits.is_multiple_of(8) && septets.last() == Some(&0x0D))) {
        padded.push(0x0D);
    }
    let expected = naive_pack(&padded, usize::from(fill.bits()));
    let length = pack(&septets, fill, padding, &mut out).unwrap();
    assert_eq!(out[..length], expected);
    assert_eq!(packed_len(padded.len(), fill), expected.len());
    for short in 0..expected.len().min(4) {
        let mut out = vec![0; expected.len() - 1 - short];
        let error = pack(&septets, fill, padding, &mut out).unwrap_err();
        assert_eq!(error.kind(), PackErrorKind::BufferTooSmall { needed: expected.len() });
    }

    let mut out = vec![0xEE; septets.len() + 1];
    assert_eq!(unpack(&expected, fill, septets.len(), &mut out), Ok(septets.as_slice()));

    // Any octets unpack to septets that pack to the same octets, except for bits after the last septet.
    let most = unpacked_len(data.len(), fill);
    let mut out = vec![0; most];
    if packed_len(most, fill) <= data.len() {
        let all = unpack(data, fill, most, &mut out).unwrap();
        let again = naive_pack(all, usize::from(fill.bits()));
        let whole = (usize::from(fill.bits()) + 7 * most) / 8;
        let skip = usize::from(fill.bits() > 0);
        assert_eq!(again.get(skip..whole), data.get(skip..whole));
    }
    let counted = septet_count(data, fill, padding);
    assert!(counted == most || counted + 1 == most);
    assert!(unpack(data, fill, most + 2, &mut vec![0; most + 2]).is_err());
}

/// Any octets decode, in every mode and packed or not, to the characters that decoding one by one gives. Text that
/// decodes strictly decodes to the same text after encoding.
pub fn check_septets(mut data: &[u8]) {
    let alphabet = alphabet(&mut data);
    let fill = fill(&mut data);
    let room = usize::from(pick(&mut data));
    let standard = Decoder::new(alphabet);
    let mut out = vec![0; 4 * data.len()];
    for decoder in [standard, standard.replacing('\u{1F600}'), standard.strict()] {
        let one_by_one: Result<String, _> = decoder.chars(data).collect();
        let whole = decoder.decode(data, &mut out).map(str::to_owned);
        assert_eq!(whole, one_by_one);
        if decoder != standard.strict() {
            assert!(whole.is_ok());
        }
        if let Ok(text) = &whole {
            let mut tight = vec![0; room];
            match decoder.decode(data, &mut tight) {
                Ok(tight) => assert_eq!(tight, text),
                Err(error) => {
                    assert!(text.len() > room);
                    assert_eq!(error.kind(), DecodeTextErrorKind::BufferTooSmall { needed: text.len() });
                }
            }
        }
        if data.iter().all(|octet| *octet < 0x80) {
            let packed = naive_pack(data, usize::from(fill.bits()));
            let unpacked = decoder.decode_packed(&packed, fill, data.len(), &mut out).map(str::to_owned);
            match (unpacked, &whole) {
                (Err(error), Err(unpacked)) => {
                    assert_eq!(error.kind(), unpacked.kind());
                    assert_eq!(error.offset(), (usize::from(fill.bits()) + 7 * unpacked.offset()) / 8);
                }
                (unpacked, whole) => assert_eq!(&unpacked, whole),
            }
        }
    }
    if let Ok(text) = standard.strict().decode(data, &mut out) {
        let mut septets = vec![0; data.len()];
        let done = Encoder::new(alphabet).encode(text, &mut septets).unwrap();
        let mut again = vec![0; text.len()];
        assert_eq!(standard.strict().decode(&septets[..done.septets], &mut again), Ok(text));
    }
}

/// Encoding gives what measuring announced, in one pass or several; it decodes to the text. The parts join to the
/// text, and none exceeds its limit.
pub fn check_text(mut data: &[u8]) {
    let alphabet = alphabet(&mut data);
    let choice = pick(&mut data);
    let fill = fill(&mut data);
    let text = text(data);
    let mut encoder = Encoder::new(alphabet);
    if choice & 1 == 1 {
        encoder = encoder.transliterating(&transliteration::NEAREST);
    }
    if choice & 2 == 2 {
        encoder = encoder.replacing('?');
    }

    let measured = encoder.measure(&text);
    let as_vector = encoder.encode_to_vec(&text);
    let mut out = vec![0; 16 * text.len() + 2];
    match encoder.encode(&text, &mut out) {
        Ok(done) => {
            let septets = out[..done.septets].to_vec();
            assert_eq!(measured, Ok(done));
            assert_eq!(as_vector, Ok(septets.clone()));
            assert_eq!(done.read, text.len());
            assert_eq!(encoder.changes(&text).count(), done.changed);

            let packed = encoder.encode_packed(&text, fill, Padding::CarriageReturn, &mut out).unwrap();
            assert_eq!((packed.septets, packed.changed), (done.septets, done.changed));
            let mut twice = vec![0; septets.len() + 2];
            let length = pack(&septets, fill, Padding::CarriageReturn, &mut twice).unwrap();
            assert_eq!(out[..packed.written], twice[..length]);
            if packed.written > 0 {
                let mut small = vec![0; packed.written - 1];
                let error =
                    encoder.encode_packed(&text, fill, Padding::CarriageReturn, &mut small).unwrap_err();
                assert_eq!(error.kind(), EncodeTextErrorKind::BufferTooSmall { needed: packed.written });
                // The text without the first character that does not fit.
                let fits = encoder.measure(&text[..error.offset()]).unwrap().septets;
                assert!(fits <= unpacked_len(small.len(), fill));
                if let Some(c) = text[error.offset()..].chars().next() {
                    assert!(fits + 16 > unpacked_len(small.len(), fill), "{c:?} fits");
                }
            }

            let mut read = vec![0; 4 * septets.len()];
            let read = Decoder::new(alphabet).strict().decode(&septets, &mut read).unwrap();
            assert_eq!(read, changed_text(&encoder, &text));
            if !septets.is_empty() {
                let error = encoder.encode(&text, &mut vec![0; septets.len() - 1]).unwrap_err();
                assert_eq!(error.kind(), EncodeTextErrorKind::BufferTooSmall { needed: septets.len() });
            }
            check_segments_of(&text, &Segmenter { ucs2_fallback: false, ..segmenter(&encoder, choice) });
        }
        Err(error) => {
            assert_eq!(measured, Err(error));
            assert_eq!(as_vector, Err(error));
            assert!(choice & 2 == 0, "a replacement leaves nothing unmappable");
            let EncodeTextErrorKind::Unmappable(c) = error.kind() else { panic!("there was room") };
            assert!(text[error.offset()..].starts_with(c));
            assert_eq!(alphabet.code(c), None);
        }
    }
    for encoder in [Encoder::new(alphabet), encoder] {
        let first = encoder.unmappable(&text).next();
        let error = encoder.measure(&text).err().map(|error| (error.offset(), error.kind()));
        assert_eq!(first.map(|(at, c)| (at, EncodeTextErrorKind::Unmappable(c))), error);
    }
    let ucs2 = Segmenter { charset: Charset::Ucs2, ..segmenter(&encoder, choice) };
    check_segments_of(&text, &ucs2);
    if let Ok(ucs2) = ucs2.plan(&text) {
        assert!(segmenter(&encoder, choice).plan(&text).unwrap().total() <= ucs2.total());
    }
}

/// The text after applying the list of changes.
fn changed_text(encoder: &Encoder, text: &str) -> String {
    let mut made = String::new();
    let mut from = 0;
    for change in encoder.changes(text) {
        made.push_str(&text[from..change.offset]);
        made.extend(change.to.chars());
        assert!(text[change.offset..].starts_with(change.from));
        from = change.offset + change.from.len();
    }
    made + &text[from..]
}

fn segmenter(encoder: &Encoder, choice: u8) -> Segmenter {
    Segmenter {
        charset: Charset::Gsm7Packed(encoder.alphabet()),
        transliteration: (choice & 1 == 1).then_some(&transliteration::NEAREST),
        replacement: (choice & 2 == 2).then_some('?'),
        mode: if choice & 4 == 4 { Mode::Udh16 } else { Mode::Udh8 },
        reference: 0x1234,
        // Small limits make many segments of short texts.
        max_octets: if choice & 8 == 8 { 34 } else { 140 },
        ..Segmenter::DEFAULT
    }
}

/// Greedy cutting, one character at a time: the text of each part, and its units.
pub fn naive_cut(text: &str, room: usize, cost: impl Fn(char) -> usize) -> Vec<(&str, usize)> {
    let (mut parts, mut start, mut units) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        if units + cost(c) > room {
            parts.push((&text[start..at], units));
            (start, units) = (at, 0);
        }
        units += cost(c);
    }
    parts.push((&text[start..], units));
    parts
}

/// Octets of the shift elements that name the languages of an alphabet: three for each.
pub fn shift_octets(alphabet: Alphabet) -> usize {
    3 * [alphabet.locking.language(), alphabet.single.language()].iter().flatten().count()
}

/// The parts of a text in GSM 7-bit or UCS2, by the numbers of the standard: what fits into this many octets of user data
/// behind the shifts of the alphabet, first alone, then with a concatenation.
pub fn naive_parts(
    text: &str,
    gsm7: Option<Alphabet>,
    width: usize,
    octets: usize,
) -> (Vec<(&str, usize)>, usize) {
    let room = |concatenation: usize| {
        let elements = gsm7.map_or(0, shift_octets) + concatenation;
        let header = if elements == 0 { 0 } else { elements + 1 };
        match gsm7 {
            Some(_) => 8 * octets / 7 - (8 * header).div_ceil(7),
            None => (octets - header) / 2,
        }
    };
    let cut = |room: usize| {
        let cost = |c: char| match gsm7 {
            Some(alphabet) => alphabet.code(c).map_or(0, |code| code.septets().len()),
            None => c.len_utf16(),
        };
        (naive_cut(text, room, cost), room)
    };
    let single = cut(room(0));
    if single.0.len() == 1 { single } else { cut(room(4 + width)) }
}

/// The segments join to the text, have the values that a modem needs, read back, and are those of the naive count.
pub fn check_segments_of(text: &str, segmenter: &Segmenter) {
    let Ok(plan) = segmenter.plan(text) else { return };
    let charset = plan.charset().unwrap();
    let gsm7 = match charset {
        Charset::Gsm7Packed(alphabet) => Some(alphabet),
        _ => None,
    };
    let width = if segmenter.mode == Mode::Udh16 { 2 } else { 1 };
    let (naive, room) = naive_parts(text, gsm7, width, segmenter.max_octets.min(140));
    let changed = plan.changed() > 0;
    if !changed {
        let units = naive.iter().map(|(_, units)| units).sum::<usize>();
        assert_eq!((usize::from(plan.total()), plan.units()), (naive.len(), units));
        assert_eq!(plan.remaining(), room - naive.last().unwrap().1);
    }
    let mut buffer = [0; MAX_USER_DATA];
    let mut segments = plan.segments();
    let (mut read, mut count) = (0, 0);
    while let Some(segment) = segments.next_into(&mut buffer).unwrap() {
        count += 1;
        assert_eq!((segment.number, segment.total, segment.content_range.start), (count, plan.total(), read));
        let part = &text[segment.content_range.clone()];
        read = segment.content_range.end;
        assert!(segment.user_data.len() <= segmenter.max_octets.min(140));
        let header = segment.header_len;
        assert_eq!(segment.has_header(), header > 0);
        if header > 0 {
            assert_eq!(usize::from(segment.header()[0]) + 1, header);
        }
        let units = match gsm7 {
            Some(_) => usize::from(segment.tp_udl()) - header_septets(header),
            None => (usize::from(segment.tp_udl()) - header) / 2,
        };
        if !changed {
            assert_eq!((part, units), naive[usize::from(count) - 1]);
        }
        let mut text = vec![0; 4 * units];
        match gsm7 {
            Some(alphabet) => {
                let decoder = Decoder::new(alphabet).strict();
                let fill = Fill::after_header(header);
                let read = decoder.decode_packed(segment.text(), fill, units, &mut text).unwrap();
                assert!(changed || read == part);
            }
            // The decoder would take U+FFFE for a byte order mark of the other order.
            None if part.starts_with('\u{FFFE}') => {}
            None => {
                let read = ucs2::decode(segment.text(), &mut text);
                assert_eq!(read, Ok(part.strip_prefix('\u{FEFF}').unwrap_or(part)));
            }
        }
    }
    assert_eq!((read, count), (text.len(), plan.total()));
}

/// UTF-16 agrees with the standard library, for text and octets, with and without a byte order mark.
pub fn check_ucs2(data: &[u8]) {
    check_utf16(data, data, u16::from_be_bytes);
    check_utf16(&[&[0xFE, 0xFF], data].concat(), data, u16::from_be_bytes);
    check_utf16(&[&[0xFF, 0xFE], data].concat(), data, u16::from_le_bytes);

    let text = text(data);
    let octets: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut out = vec![0; octets.len()];
    assert_eq!(ucs2::units(&text) * 2, octets.len());
    assert_eq!(ucs2::encode(&text, &mut out), Ok(octets.len()));
    assert_eq!(out, octets);
    for room in 0..octets.len().min(6) {
        let done = ucs2::encode_prefix(&text, &mut out[..room]);
        assert_eq!(done, ucs2::measure_prefix(&text, room / 2));
        let error = ucs2::encode(&text, &mut out[..room]).unwrap_err();
        assert_eq!(error.kind(), EncodeTextErrorKind::BufferTooSmall { needed: octets.len() });
    }
}

/// Reading octets gives the units after the mark.
fn check_utf16(octets: &[u8], data: &[u8], order: fn([u8; 2]) -> u16) {
    if octets == data && (data.starts_with(&[0xFE, 0xFF]) || data.starts_with(&[0xFF, 0xFE])) {
        return;
    }
    let units: Vec<u16> = data.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
    let mut expected: Vec<Option<char>> = char::decode_utf16(units).map(Result::ok).collect();
    if data.len() % 2 == 1 {
        expected.push(None);
    }
    let found: Vec<Option<char>> = ucs2::chars(octets).map(Result::ok).collect();
    assert_eq!(found, expected);
    let mut out = vec![0; 3 * data.len() + 3];
    let lossy: String = expected.iter().map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    assert!(Charset::Ucs2.chars(octets).eq(lossy.chars()));
    let wrong = expected.iter().position(Option::is_none);
    let before: usize =
        expected.iter().take_while(|c| c.is_some()).flatten().map(|c| 2 * c.len_utf16()).sum();
    let at = wrong.map(|_| octets.len() - data.len() + before);
    assert_eq!(ucs2::decode(octets, &mut out).err().map(|error| error.offset()), at);
}
