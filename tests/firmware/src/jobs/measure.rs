//! What a text takes, and its segments as a modem takes them.

use super::arguments::{number, text, word};
use crate::output::Output;
use smpp_gsm7::segment::{MAX_USER_DATA, Mode, Plan, Segmenter};
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, Charset, Language};

/// `measure REFERENCE_BITS TEXT`: in GSM 7-bit, in UCS2, as it comes, in the cheapest tables and with the nearest
/// characters; its segments as TP-UD.
pub fn run(arguments: &[u8], out: &mut Output) {
    let (bits, rest) = word(arguments);
    let whole = text(rest);
    let mode = if number(bits) == 16 { Mode::Udh16 } else { Mode::Udh8 };
    let auto = Segmenter { mode, reference: 0x0142, ..Segmenter::MODEM };
    let gsm7 = Segmenter { ucs2_fallback: false, ..auto };
    let turkish = Alphabet::from_languages(Some(Language::TURKISH), Some(Language::TURKISH));
    for segmenter in [
        gsm7,
        Segmenter { charset: Charset::Ucs2, ..auto },
        auto,
        Segmenter { charset: Charset::Gsm7Packed(turkish), ..gsm7 },
        auto.national(whole, &[Language::TURKISH]),
        Segmenter { transliteration: Some(&NEAREST), ..auto },
    ] {
        match segmenter.plan(whole) {
            Ok(plan) => show(&plan, out),
            Err(error) => out.show(error).end(),
        }
    }
}

fn show(plan: &Plan<'_>, out: &mut Output) {
    let (units, total, remaining, changed) = (plan.units(), plan.total(), plan.remaining(), plan.changed());
    out.text(if plan.charset() == Some(Charset::Ucs2) { "UCS2" } else { "GSM 7-bit" });
    out.show(format_args!(": {units} units, {total} segments, {remaining} remaining, {changed} changed"));
    if let Some((offset, c)) = plan.forced_by() {
        out.show(format_args!(", forced by {c} at {offset}"));
    }
    out.end();
    let mut segments = plan.segments();
    let mut room = [0; MAX_USER_DATA];
    while let Ok(Some(segment)) = segments.next_into(&mut room) {
        let (length, has_header) = (segment.tp_udl(), segment.has_header());
        out.show(format_args!("octets {:?}, length {length}, header {has_header}, ", segment.content_range));
        out.hex(segment.user_data).end();
    }
}
