//! Septets in octets: packed, unpacked, with fill bits, in two buffers and in one.

use super::arguments::{MOST_OCTETS, hex, number, octet, word};
use crate::output::Output;
use heapless::Vec;
use smpp_gsm7::{
    Fill, PackErrorKind, Padding, header_octets, header_septets, pack_in_place, packed_len, septet_count,
    septet_room, ucs2_room, unpack_in_place, unpacked_len,
};

/// `FILL zero|cr HEX`: the number of fill bits, the padding, and octets.
fn settings(arguments: &[u8]) -> Option<(Fill, Padding, Vec<u8, MOST_OCTETS>)> {
    let (fill, rest) = word(arguments);
    let (padding, rest) = word(rest);
    let padding = if padding == b"cr" { Padding::CarriageReturn } else { Padding::Zero };
    Some((Fill::new(octet(fill))?, padding, hex(rest)?))
}

/// `pack FILL zero|cr HEX`: packs septets behind that many fill bits, into another buffer and in place.
pub fn pack(arguments: &[u8], out: &mut Output) {
    let Some((fill, padding, septets)) = settings(arguments) else {
        return out.line("no such fill, or not hexadecimal");
    };
    let mut packed = [0; MOST_OCTETS];
    let done = smpp_gsm7::pack(&septets, fill, padding, &mut packed);
    match done {
        Ok(len) => out.hex(packed.get(..len).unwrap_or_default()).text(", ").number(len),
        Err(error) => out.show(error),
    };
    out.text(" of ").number(packed_len(septets.len(), fill)).end();
    let mut place = [0; MOST_OCTETS];
    place.iter_mut().zip(&septets).for_each(|(slot, septet)| *slot = *septet);
    let in_place = pack_in_place(&mut place, septets.len(), fill, padding);
    let same = in_place == done && in_place.is_ok_and(|len| place.get(..len) == packed.get(..len));
    out.line(if same || in_place.is_err() && in_place == done {
        "in place: the same"
    } else {
        "in place: different"
    });
}

/// `unpack COUNT|- FILL zero|cr HEX`: takes that many septets out; `-` for as many as the octets seem to hold.
pub fn unpack(arguments: &[u8], out: &mut Output) {
    let (count, rest) = word(arguments);
    let Some((fill, padding, mut packed)) = settings(rest) else {
        return out.line("no such fill, or not hexadecimal");
    };
    out.number(unpacked_len(packed.len(), fill)).text(" fit, ");
    let guess = septet_count(&packed, fill, padding);
    out.number(guess).line(" without padding");
    let count = if count == b"-" { guess } else { number(count) };
    let mut septets = [0; MOST_OCTETS];
    let done = smpp_gsm7::unpack(&packed, fill, count, &mut septets);
    match done {
        Ok(septets) => out.hex(septets).end(),
        Err(error) => out.show(error).end(),
    }
    // In place, the buffer must hold the septets: it grows first, and the octets stay at its front.
    let room = if done.is_err_and(|error| error.kind() == PackErrorKind::TooFewOctets) {
        packed.len()
    } else {
        count.max(packed.len())
    };
    while packed.len() < room && packed.push(0).is_ok() {}
    let in_place = unpack_in_place(&mut packed, count, fill);
    let same = match (done, in_place) {
        (Ok(septets), Ok(())) => packed.get(..count) == Some(septets),
        (Err(one), Err(other)) => one == other,
        _ => false,
    };
    out.line(if same { "in place: the same" } else { "in place: different" });
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
