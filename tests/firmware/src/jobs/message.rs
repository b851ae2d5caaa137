//! User data: headers, parts of long messages, ready-made messages, and characters by `data_coding`.

use super::arguments::{MOST_OCTETS, hex, number, octet, short, text, word};
use crate::output::Output;
use smpp_core::codes::{DataCoding, EsmClass, MessageClass};
use smpp_core::message::segment::{
    Boundary, MAX_USER_DATA, Mode, Plan, SegmentError, SegmentTlvs, Segmenter,
};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::{self, Concatenation, Element, Information, Ports, Udh, UdhWriteError, Width};
use smpp_core::pdu::{DataSm, SubmitSm};
use smpp_core::{Encode, Rules};
use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, Language};

/// `udh HEX`: the header at the front of user data, its elements, and what they mean.
pub fn header(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let (header, rest) = match Udh::split(&octets) {
        Ok(both) => both,
        Err(error) => return out.show(format_args!("{error}; {error:?}")).end(),
    };
    out.number(header.len())
        .show(format_args!(" octets, empty {}, then ", header.is_empty()))
        .hex(rest)
        .end();
    for element in header.elements() {
        out.hex(&[element.iei]).text(" ").hex(element.data).text(" ").text(element.meaning());
        out.show(format_args!(" {} {:?}", element.has_possible_length(), element.information())).end();
    }
    match header.check() {
        Ok(()) => out.line("sound"),
        Err(error) => out.show(error).end(),
    }
    let valid = header.concatenation().map(|part| part.is_valid());
    out.show(format_args!("{:?} {valid:?} {:?}", header.concatenation(), header.ports())).end();
    let (locking, single) = header.languages();
    out.show(format_args!("{:?} {:?}", header.languages(), Alphabet::from_languages(locking, single))).end();
}

/// `make-udh REFERENCE TOTAL NUMBER DESTINATION ORIGINATOR HEX`: elements of every kind; the last one raw.
pub fn make_header(arguments: &[u8], out: &mut Output) {
    let mut numbers = [0; 5];
    let mut rest = arguments;
    for place in &mut numbers {
        let (first, after) = word(rest);
        (*place, rest) = (short(first), after);
    }
    let Some(data) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let [reference, total, count, destination, originator] = numbers;
    let small = |number: u16| u8::try_from(number).unwrap_or(u8::MAX);
    let (total, number) = (small(total), small(count));
    for width in [Width::Bits8, Width::Bits16] {
        let elements = [
            Information::Concatenation(Concatenation { reference, width, total, number }),
            Information::Ports(Ports { destination, originator, width }),
            Information::SingleShift(Language::SPANISH),
            Information::LockingShift(Language::TURKISH),
            Information::Other(Element { iei: 0x70, data: &data }),
        ];
        let len = match udh::write(elements, &mut []) {
            Err(UdhWriteError::BufferTooSmall { needed }) => needed,
            _ => 0,
        };
        let mut room = [0; MOST_OCTETS];
        match udh::write(elements, &mut room) {
            Ok(done) => out.hex(room.get(..done).unwrap_or_default()).text(", ").number(len).end(),
            Err(error) => out.show(format_args!("{error:?}")).end(),
        }
    }
}

/// A text cut as the words say: `udh8|udh16|sar|short|payload auto|gsm7|ucs2|turkish|nearest|grapheme|word|packed|flash|port`.
fn segmenter(mode: &[u8], how: &[u8], reference: u16) -> Segmenter {
    let mode = match mode {
        b"udh16" => Mode::Udh16,
        b"sar" => Mode::Sar,
        b"short" => Mode::ShortMessage { max: 254 },
        b"payload" => Mode::Payload { max: 400 },
        _ => Mode::Udh8,
    };
    let segmenter = Segmenter { mode, reference, ..Segmenter::default() };
    let turkish = Alphabet::from_languages(None, Some(Language::TURKISH));
    match how {
        b"gsm7" => Segmenter { ucs2_fallback: false, ..segmenter },
        b"ucs2" => Segmenter { charset: Charset::Ucs2, ..segmenter },
        b"turkish" => Segmenter { charset: Charset::Gsm7(turkish), ..segmenter },
        b"nearest" => Segmenter { transliteration: Some(&NEAREST), ..segmenter },
        b"grapheme" => Segmenter { boundary: Boundary::Grapheme, ..segmenter },
        b"word" => Segmenter { boundary: Boundary::Word, ..segmenter },
        b"packed" => Segmenter { charset: Charset::GSM7_PACKED, ..segmenter },
        b"flash" => Segmenter { class: Some(MessageClass::FLASH.0), ..segmenter },
        b"port" => Segmenter {
            ports: Some(Ports { destination: 2948, originator: 9200, width: Width::Bits16 }),
            ..segmenter
        },
        _ => segmenter,
    }
}

/// `split CARRIAGE HOW REFERENCE TEXT`: the parts of a text; `national` as HOW picks the cheapest of two languages.
pub fn parts(arguments: &[u8], out: &mut Output) {
    let (carriage, rest) = word(arguments);
    let (how, rest) = word(rest);
    let (reference, rest) = word(rest);
    let segmenter = segmenter(carriage, how, short(reference));
    let languages = [Language::TURKISH, Language::PORTUGUESE];
    let segmenter = if how == b"national" { segmenter.national(text(rest), &languages) } else { segmenter };
    show(segmenter.plan(text(rest)), out);
}

/// `split-octets CARRIAGE HOW REFERENCE HEX`: the parts of octets.
pub fn octet_parts(arguments: &[u8], out: &mut Output) {
    let (carriage, rest) = word(arguments);
    let (how, rest) = word(rest);
    let (reference, rest) = word(rest);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    show(segmenter(carriage, how, short(reference)).plan_octets(&octets), out);
}

fn show(plan: Result<Plan<'_>, SegmentError>, out: &mut Output) {
    let plan = match plan {
        Ok(plan) => plan,
        Err(error) => return out.show(format_args!("{error}; {error:?}")).end(),
    };
    let (units, coding) = (plan.units(), DataCoding(plan.data_coding()));
    out.show(format_args!("{} segments, {units} units, {:?}, {coding}", plan.total(), plan.charset())).end();
    let mut segments = plan.segments();
    loop {
        let mut room = [0; MOST_OCTETS];
        let part = match segments.next_into(&mut room) {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => return out.show(error).end(),
        };
        out.show(format_args!("{}/{} of {}, ", part.number, part.total, part.reference));
        let mut tlvs = SegmentTlvs::default();
        let submit_sm = SubmitSm::from_segment(&part, &mut tlvs);
        let (esm_class, tlvs) = (submit_sm.esm_class, submit_sm.tlvs);
        out.show(format_args!("header {}, {esm_class}, {tlvs:?} ", part.header_len));
        out.hex(part.user_data).end();
        let mut tlvs = SegmentTlvs::default();
        let lengths = (submit_sm.encoded_len(), DataSm::from_segment(&part, &mut tlvs).encoded_len());
        out.show(format_args!("octets as submit_sm and data_sm: {lengths:?}")).end();
    }
    let mut small = [0; 3];
    out.show(format_args!("in 3 octets: {:?}", plan.segments().next_into(&mut small).err())).end();
}

/// `compose text|flash TEXT`, `compose binary HEX` or `compose port DESTINATION ORIGINATOR HEX`: a submit_sm in octets.
pub fn composed(arguments: &[u8], out: &mut Output) {
    let (kind, rest) = word(arguments);
    let mut room = [0; MAX_USER_DATA];
    match kind {
        b"text" => submit(SubmitSm::text(text(rest), &mut room), out),
        b"flash" => submit(SubmitSm::flash(text(rest), &mut room), out),
        b"binary" => match hex(rest) {
            Some(octets) => submit(SubmitSm::binary(&octets), out),
            None => out.line("not hexadecimal, or too long"),
        },
        _ => {
            let (destination, rest) = word(rest);
            let (originator, rest) = word(rest);
            let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
            submit(SubmitSm::to_port(short(destination), short(originator), &octets, &mut room), out);
        }
    }
}

fn submit(pdu: Result<SubmitSm<'_>, SegmentError>, out: &mut Output) {
    let mut buffer = [0; MOST_OCTETS];
    match pdu.map(|pdu| pdu.encode(1, Rules::V34, &mut buffer)) {
        Ok(Ok(done)) => out.hex(buffer.get(..done.len).unwrap_or_default()).end(),
        Ok(Err(error)) => out.show(error).end(),
        Err(error) => out.show(error).end(),
    }
}

/// `characters ESM_CLASS DATA_CODING gsm7|packed|latin1 HEX`: the text of user data; the word is what 0 means.
pub fn characters(arguments: &[u8], out: &mut Output) {
    let (esm_class, rest) = word(arguments);
    let (data_coding, rest) = word(rest);
    let (default, rest) = word(rest);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let default = match default {
        b"packed" => Charset::GSM7_PACKED,
        b"latin1" => Charset::Latin1,
        _ => Charset::GSM7,
    };
    let codings = DataCodings { default, ..DataCodings::default() };
    let data_coding = DataCoding(octet(data_coding));
    match codings.chars(EsmClass(octet(esm_class)), data_coding, &octets) {
        Ok(Some(characters)) => {
            for c in characters {
                out.show(c);
            }
            out.end();
        }
        Ok(None) => out.line("not text"),
        Err(error) => out.show(error).end(),
    }
    if let Some(charset) = codings.charset(data_coding) {
        out.show(format_args!("{charset:?} ")).hex(charset.first_characters(&octets, 3)).end();
    }
}

/// `charset NUMBER TEXT`: a text in each character set.
pub fn charset(arguments: &[u8], out: &mut Output) {
    let (which, rest) = word(arguments);
    let charset = match number(which) {
        0 => Charset::GSM7,
        1 => Charset::Ia5,
        3 => Charset::Latin1,
        6 => Charset::Cyrillic,
        7 => Charset::Hebrew,
        8 => Charset::Ucs2,
        _ => Charset::GSM7_PACKED,
    };
    let mut room = [0; MOST_OCTETS];
    match charset.encode(text(rest), &mut room) {
        Ok(len) => {
            let octets = room.get(..len).unwrap_or_default();
            out.hex(octets).text(" ");
            for c in charset.chars(octets) {
                out.show(c);
            }
            out.end();
        }
        Err(error) => out.show(format_args!("{error}; {error:?}")).end(),
    }
    let mut small = [0; 2];
    out.show(format_args!("in 2 octets: {:?}", charset.encode(text(rest), &mut small))).end();
}
