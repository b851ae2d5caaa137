//! GSM 7-bit text: septets and octets, characters and septets, parts of a text: there and back again.

use crate::generate::Source;
use smpp_gsm7::{
    Alphabet, Decoder, Encoder, Encoding, Fill, Language, Limits, PackError, Padding, measure, pack, pack_in_place,
    packed_len, parts, plan, ucs2, unpack, unpack_in_place,
};

/// What the fuzzer calls: two octets choose tables and fill, the others are septets, and a text where they are UTF-8.
pub fn fuzz(data: &[u8]) {
    let (choices, octets) = data.split_at(data.len().min(2));
    let mut source = Source::Octets(choices);
    let fill = Fill::new(source.below(7) as u8).expect("0 to 6 bits");
    let tables = source.octet();
    let language = |nibble: u8| (nibble > 0).then_some(Language(nibble));
    let alphabet = Alphabet::from_languages(language(tables & 15), language(tables >> 4));
    let septets: Vec<u8> = octets.iter().map(|octet| octet & 0x7F).collect();
    check_packing(&septets, fill);
    check_refusal(octets, fill);
    check_decoding(&septets, fill, alphabet);
    check_ucs2(octets);
    let text = String::from_utf8_lossy(octets);
    check_text(&text, alphabet);
}

/// Packs bit by bit.
fn packed_plainly(septets: &[u8], fill: Fill) -> Vec<u8> {
    let bits = usize::from(fill.bits()) + 7 * septets.len();
    let mut octets = vec![0; bits.div_ceil(8)];
    for (at, septet) in septets.iter().enumerate() {
        for bit in (0..7).filter(|bit| septet >> bit & 1 == 1) {
            let place = usize::from(fill.bits()) + 7 * at + bit;
            octets[place / 8] |= 1 << (place % 8);
        }
    }
    octets
}

fn check_packing(septets: &[u8], fill: Fill) {
    let plain = packed_plainly(septets, fill);
    let length = packed_len(septets.len(), fill);
    assert!(septets.is_empty() || length == plain.len());
    let mut octets = vec![0xA5; length + 1];
    let written = pack(septets, fill, Padding::Zero, &mut octets).expect("there is room");
    assert_eq!((written, &octets[..written]), (length, &plain[..length.min(plain.len())]));
    let mut again = vec![0; septets.len()];
    assert_eq!(unpack(&octets[..written], fill, septets.len(), &mut again), Ok(septets));
    if length > 0 {
        assert_eq!(pack(septets, fill, Padding::Zero, &mut octets[..length - 1]), Err(PackError::NoRoom));
        assert_eq!(unpack(&plain[..length - 1], fill, septets.len(), &mut again), Err(PackError::TooFewOctets));
    }
    let mut buffer = septets.to_vec();
    buffer.resize(septets.len().max(length), 0);
    assert_eq!(pack_in_place(&mut buffer, septets.len(), fill, Padding::Zero), Ok(length));
    assert_eq!(buffer[..length], octets[..length]);
    assert_eq!(unpack_in_place(&mut buffer, septets.len(), fill), Ok(()));
    assert_eq!(buffer[..septets.len()], *septets);
}

/// An octet that is no septet is refused by its place, never cut.
fn check_refusal(octets: &[u8], fill: Fill) {
    let mut out = vec![0; octets.len() + 1];
    match (octets.iter().position(|octet| *octet > 0x7F), pack(octets, fill, Padding::Zero, &mut out)) {
        (None, packed) => assert!(packed.is_ok()),
        (Some(place), packed) => {
            assert_eq!(packed, Err(PackError::NotASeptet { at: place.try_into().expect("short input") }));
        }
    }
}

/// Any septets read as text; that text written and read again is the same text; packed is as good as unpacked.
fn check_decoding(septets: &[u8], fill: Fill, alphabet: Alphabet) {
    let mut room = vec![0; 4 * septets.len() + 4];
    let decoder = Decoder::new(alphabet).replacing('?');
    let text = decoder.decode(septets, &mut room).expect("what is odd is replaced").to_owned();
    let mut octets = vec![0; septets.len() + 1];
    let packed = pack(septets, fill, Padding::Zero, &mut octets).expect("there is room");
    assert_eq!(decoder.decode_packed(&octets[..packed], fill, septets.len(), &mut room), Ok(&*text));
    if let Ok(strict) = Decoder::new(alphabet).strict().decode(septets, &mut room) {
        assert_eq!(strict, text, "strict and tolerant reading agree on what is right");
        let strict = strict.to_owned();
        assert!(Encoder::new(alphabet).measure(&strict).is_ok(), "what was read can be written");
        check_text(&strict, alphabet);
    }
}

/// A text that the alphabet has: written, read, measured, packed and cut, always the same characters.
fn check_text(text: &str, alphabet: Alphabet) {
    let encoder = Encoder::new(alphabet);
    let measured = encoder.measure(text);
    assert_eq!(measured.is_ok(), encoder.unmappable(text).next().is_none());
    if let Ok(measured) = measured {
        let mut septets = vec![0; measured.septets];
        assert_eq!(encoder.encode(text, &mut septets), Ok(measured));
        let mut room = vec![0; 4 * septets.len() + 4];
        assert_eq!(Decoder::new(alphabet).decode(&septets, &mut room), Ok(text));
        assert!(encoder.septets(text).map_while(Result::ok).eq(septets.iter().copied()));
        let mut octets = vec![0; measured.septets + 1];
        let packed = encoder.encode_packed(text, Fill::NONE, Padding::Zero, &mut octets).expect("there is room");
        assert_eq!(packed.septets, measured.septets);
        assert_eq!(octets[..packed.octets], packed_plainly(&septets, Fill::NONE));
        if !text.is_empty() {
            assert!(encoder.encode(text, &mut septets[..measured.septets - 1]).is_err());
        }
    }
    let limits = Limits::default();
    let planned = plan(text, &[encoder], &limits).best;
    for encoding in [Encoding::Gsm7(encoder), Encoding::Ucs2] {
        let Ok(found) = measure(text, &encoding, &limits) else { continue };
        assert!(planned.parts <= found.parts, "a plan is the cheapest");
        let cut: Vec<_> = parts(text, &found, &limits).collect();
        assert_eq!(cut.len(), found.parts);
        assert_eq!(cut.iter().map(|part| part.text).collect::<String>(), text);
        assert_eq!(cut.iter().map(|part| part.units).sum::<usize>(), found.units);
        let most = if found.parts == 1 { limits.single(&encoding) } else { limits.part(&encoding) };
        assert!(cut.iter().all(|part| part.units <= most));
    }
}

/// Any octets as UTF-16BE: every error in its place, and what is text comes back.
fn check_ucs2(octets: &[u8]) {
    let mut room = vec![0; 3 * octets.len() + 3];
    let lossy = ucs2::decode_lossy(octets, &mut room).expect("there is room").to_owned();
    match ucs2::decode(octets, &mut room) {
        Ok(text) => {
            assert_eq!(text, lossy);
            let mut again = vec![0; octets.len()];
            assert_eq!(ucs2::encode(text, &mut again), Ok(octets.len()));
            assert_eq!((again, ucs2::units(text) * 2), (octets.to_vec(), octets.len()));
        }
        Err(error) => {
            assert!(error.at < octets.len());
            assert_eq!(ucs2::chars(octets).find_map(Result::err), Some(error));
        }
    }
}
