//! Text in septets and back, in every alphabet, and in UCS2.

use super::arguments::{MOST_OCTETS, hex, octet, text, word};
use crate::output::Output;
use smpp_gsm7::transliteration::{NEAREST, NEAREST_AND_LOOKALIKES};
use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Language, Padding, header_octets, ucs2, udh};

/// `LOCKING SINGLE`: languages by their numbers, 0 for none.
fn alphabet(arguments: &[u8]) -> (Alphabet, &[u8]) {
    let (locking, rest) = word(arguments);
    let (single, rest) = word(rest);
    (Alphabet::from_languages(Some(Language(octet(locking))), Some(Language(octet(single)))), rest)
}

/// `encode LOCKING SINGLE strict|nearest|lookalike|replace TEXT`: septets, what was changed, and the text again.
pub fn encode(arguments: &[u8], out: &mut Output) {
    let (alphabet, rest) = alphabet(arguments);
    let (mode, rest) = word(rest);
    let whole = text(rest);
    let encoder = match mode {
        b"nearest" => Encoder::new(alphabet).transliterating(&NEAREST),
        b"lookalike" => Encoder::new(alphabet).transliterating(&NEAREST_AND_LOOKALIKES),
        b"replace" => Encoder::new(alphabet).replacing('?'),
        _ => Encoder::new(alphabet),
    };
    for (at, c) in encoder.unmappable(whole) {
        out.show(format_args!("not in the alphabet: {c} at octet {at}")).end();
    }
    for change in encoder.changes(whole) {
        out.show(format_args!("octet {}: {} becomes {}", change.offset, change.from, change.to)).end();
    }
    let mut septets = [0; MOST_OCTETS];
    let done = match encoder.encode(whole, &mut septets) {
        Ok(done) => done,
        Err(error) => {
            let prefix = encoder.encode_prefix(whole, &mut septets);
            let at = error.offset();
            return out.show(format_args!("{error}; octet {at}; {error:?}; {prefix:?}")).end();
        }
    };
    let septets = septets.get(..done.septets).unwrap_or_default();
    out.hex(septets).show(format_args!("; {done:?}")).end();
    let measured = encoder.measure(whole) == Ok(done);
    let half = encoder.measure_prefix(whole, done.septets / 2);
    out.show(format_args!("measured {measured}, half {half:?}")).end();
    again(encoder.alphabet(), whole, septets, out);
    packed(&encoder, whole, out);
}

/// The text of the septets.
fn again(alphabet: Alphabet, whole: &str, septets: &[u8], out: &mut Output) {
    let decoder = Decoder::new(alphabet);
    let mut room = [0; MOST_OCTETS];
    match decoder.decode(septets, &mut room) {
        Ok(read) if read == whole => out.line("reads the same"),
        Ok(read) => out.text("reads ").line(read),
        Err(error) => out.show(error).end(),
    }
    for c in decoder.strict().chars(septets).flatten() {
        out.show(c);
    }
    out.show(format_args!("; {:?}", decoder.alphabet())).end();
}

/// The text, packed behind the header that the alphabet's languages need.
fn packed(encoder: &Encoder, whole: &str, out: &mut Output) {
    let shifts = udh::national_shifts(&encoder.alphabet()).map(|shift| shift.encoded_len());
    let fill = Fill::after_header(header_octets(shifts.fold(0, usize::wrapping_add)));
    let mut room = [0; MOST_OCTETS];
    let done = match encoder.encode_packed(whole, fill, Padding::Zero, &mut room) {
        Ok(done) => done,
        Err(error) => return out.show(error).end(),
    };
    let octets = room.get(..done.written).unwrap_or_default();
    out.text("packed ").hex(octets).show(format_args!("; {done:?}")).end();
    let mut room = [0; MOST_OCTETS];
    match Decoder::new(encoder.alphabet()).decode_packed(octets, fill, done.septets, &mut room) {
        Ok(read) => out.text("reads ").line(read),
        Err(error) => out.show(error).end(),
    }
}

/// `decode LOCKING SINGLE HEX`: the text of septets: as the standard reads them, strictly, and with a replacement.
pub fn decode(arguments: &[u8], out: &mut Output) {
    let (alphabet, rest) = alphabet(arguments);
    let Some(septets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let decoder = Decoder::new(alphabet);
    for decoder in [decoder, decoder.strict(), decoder.replacing('_')] {
        let mut room = [0; MOST_OCTETS];
        match decoder.decode(&septets, &mut room) {
            Ok(read) => out.text("reads ").line(read),
            Err(error) => {
                out.show(format_args!("{error}; octet {}", error.offset())).end();
            }
        }
    }
    let mut small = [0; 3];
    match decoder.decode(&septets, &mut small) {
        Ok(read) => out.text("fits 3 octets: ").line(read),
        Err(error) => out.text("in 3 octets: ").show(error).end(),
    }
}

/// `alphabet LOCKING SINGLE CHARACTERS`: what each costs.
pub fn look_up(arguments: &[u8], out: &mut Output) {
    let (alphabet, rest) = alphabet(arguments);
    for language in [alphabet.locking.language(), alphabet.single.language()].into_iter().flatten() {
        let there = (language.locking().is_some(), language.single().is_some());
        out.text(language.name().unwrap_or("no name")).show(format_args!(" {language:?} {there:?}")).end();
    }
    out.show(format_args!("{:?} {:?}", alphabet.locking, alphabet.single)).end();
    for c in text(rest).chars() {
        match alphabet.code(c) {
            Some(code) => {
                let [.., last] = *code.septets() else { continue };
                let back = if code.septets().len() == 2 {
                    alphabet.single.character(last)
                } else {
                    alphabet.locking.character(last)
                };
                out.show(c).text(" ").hex(code.septets()).text(if back == Some(c) {
                    " and back "
                } else {
                    " not back "
                });
                out.show(format_args!("{code:?}")).end();
            }
            None => {
                let (locking, single) = (alphabet.locking.septet(c), alphabet.single.septet(c));
                out.show(format_args!("{c} is not there {locking:?} {single:?}")).end();
            }
        }
    }
    let same = Alphabet::default() == alphabet;
    out.line(if same { "the default alphabet" } else { "not the default alphabet" });
}

/// `ucs2 TEXT`: as 16-bit units and back.
pub fn to_ucs2(arguments: &[u8], out: &mut Output) {
    let whole = text(arguments);
    let mut room = [0; MOST_OCTETS];
    match ucs2::encode(whole, &mut room) {
        Ok(len) => {
            let octets = room.get(..len).unwrap_or_default();
            out.hex(octets).text(", ").number(ucs2::units(whole)).line(" units");
            let mut read = [0; MOST_OCTETS];
            let same = ucs2::decode(octets, &mut read) == Ok(whole);
            out.line(if same { "reads the same" } else { "reads something else" });
        }
        Err(error) => out.show(error).end(),
    }
    let mut small = [0; 6];
    let (measured, written) = (ucs2::measure_prefix(whole, 3), ucs2::encode_prefix(whole, &mut small));
    out.show(format_args!("in 3 units: {measured:?} {written:?} ")).hex(&small).end();
}

/// `units HEX`: the text of 16-bit units, strictly and with a replacement.
pub fn from_ucs2(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let mut room = [0; MOST_OCTETS];
    match ucs2::decode(&octets, &mut room) {
        Ok(read) => out.text("reads ").line(read),
        Err(error) => out.show(format_args!("{error}; {error:?}")).end(),
    }
    for error in ucs2::chars(&octets).filter_map(Result::err) {
        out.text("wrong: ").show(error).end();
    }
}
