//! Septets in octets: packed, unpacked, with fill bits.

use super::arguments::{MOST_OCTETS, hex, number, octet, word};
use crate::output::Output;
use heapless::Vec;
use smpp_gsm7::{
    Fill, Padding, header_octets, header_septets, packed_len, septet_count, septet_room, ucs2_room,
    unpacked_len,
};

/// `FILL zero|cr HEX`: the number of fill bits, the padding, and octets.
fn settings(arguments: &[u8]) -> Option<(Fill, Padding, Vec<u8, MOST_OCTETS>)> {
    let (fill, rest) = word(arguments);
    let (padding, rest) = word(rest);
    let padding = if padding == b"cr" { Padding::CarriageReturn } else { Padding::Zero };
    Some((Fill::new(octet(fill))?, padding, hex(rest)?))
}

/// `pack FILL zero|cr HEX`: packs septets after that many fill bits.
pub fn pack(arguments: &[u8], out: &mut Output) {
    let Some((fill, padding, septets)) = settings(arguments) else {
        return out.line("no such fill, or not hexadecimal");
    };
    let mut packed = [0; MOST_OCTETS];
    match smpp_gsm7::pack(&septets, fill, padding, &mut packed) {
        Ok(len) => out.hex(packed.get(..len).unwrap_or_default()).text(", ").number(len),
        Err(error) => out.show(error),
    };
    out.text(" of ").number(packed_len(septets.len(), fill)).end();
}

/// `unpack COUNT|- FILL zero|cr HEX`: takes that many septets out; `-` for as many as the octets seem to hold.
pub fn unpack(arguments: &[u8], out: &mut Output) {
    let (count, rest) = word(arguments);
    let Some((fill, padding, packed)) = settings(rest) else {
        return out.line("no such fill, or not hexadecimal");
    };
    out.number(unpacked_len(packed.len(), fill)).text(" fit, ");
    let guess = septet_count(&packed, fill, padding);
    out.number(guess).line(" without padding");
    let count = if count == b"-" { guess } else { number(count) };
    let mut septets = [0; MOST_OCTETS];
    match smpp_gsm7::unpack(&packed, fill, count, &mut septets) {
        Ok(septets) => out.hex(septets).end(),
        Err(error) => out.show(error).end(),
    }
}

/// `room OCTETS ELEMENTS`: the room in OCTETS octets of user data after a header with ELEMENTS octets of elements.
pub fn room(arguments: &[u8], out: &mut Output) {
    let (octets, elements) = word(arguments);
    let header = header_octets(number(elements));
    let fill = Fill::after_header(header);
    out.text("header ").number(header).text(" octets, ").number(header_septets(header));
    out.text(" septets, fill ").number(fill.bits().into()).text("; room for ");
    out.number(septet_room(number(octets), header)).text(" septets or ");
    out.number(ucs2_room(number(octets), header)).line(" units");
}
