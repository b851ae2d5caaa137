//! The cost of a text, and its parts for a modem.

use super::arguments::{number, text, word};
use crate::output::Output;
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{
    Alphabet, Concatenation, Encoder, Encoding, Language, Limits, Measure, Reference, measure, parts, plan,
    write_header, write_user_data,
};

/// `measure REFERENCE_BITS TEXT`: in GSM 7-bit and UCS2, the cheapest way, and its parts as TP-UD.
pub fn run(arguments: &[u8], out: &mut Output) {
    let (bits, rest) = word(arguments);
    let whole = text(rest);
    let reference = if number(bits) == 16 { Reference::Bits16 } else { Reference::Bits8 };
    let limits = Limits { reference, ..Limits::default() };
    for encoding in [Encoding::GSM7, Encoding::Ucs2] {
        match measure(whole, &encoding, &limits) {
            Ok(found) => show(&found, &limits, out),
            Err(error) => out.show(error).end(),
        }
    }
    let strict = Encoder::new(Alphabet::DEFAULT);
    let turkish = Encoder::new(Alphabet::from_languages(Some(Language::TURKISH), Some(Language::TURKISH)));
    let chosen = plan(whole, [strict, turkish, strict.transliterating(&NEAREST)], &limits);
    out.text("cheapest: ");
    show(&chosen.best, &limits, out);
    if let Some(forced) = chosen.forced_by {
        out.text("forced by ").show(forced).end();
    }
    let best = chosen.best;
    for part in parts(whole, &best, &limits) {
        let several = (best.parts > 1).then(|| Concatenation {
            reference: 0x0142,
            width: reference,
            total: u8::try_from(best.parts).unwrap_or(u8::MAX),
            number: u8::try_from(part.number).unwrap_or(u8::MAX),
        });
        let mut room = [0; 160];
        match write_user_data(part.text, &best.encoding, several, &[], &mut room) {
            Ok(done) => {
                let octets = room.get(..done.octets).unwrap_or_default();
                out.show(format_args!("octet {}, {} units, {done:?} ", part.octet, part.units))
                    .hex(octets)
                    .end();
            }
            Err(error) => out.show(error).end(),
        }
    }
    let mut small = [0; 2];
    let headed = write_header(&turkish.alphabet(), None, &[], &mut small);
    out.show(format_args!("a header in 2 octets: {headed:?}")).end();
}

fn show(found: &Measure, limits: &Limits, out: &mut Output) {
    let name = if found.encoding == Encoding::Ucs2 { "UCS2" } else { "GSM 7-bit" };
    let headers = (limits.single_header(&found.encoding), limits.part_header(&found.encoding));
    let rooms = (limits.single(&found.encoding), limits.part(&found.encoding));
    let Measure { units, parts, left, changed, .. } = *found;
    out.show(format_args!(
        "{name}: {units} units, {parts} parts, {left} left, {changed} changed, fits {}, ",
        found.fits()
    ));
    out.show(format_args!("headers {headers:?}, rooms {rooms:?}")).end();
}
