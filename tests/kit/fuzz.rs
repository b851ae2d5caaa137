//! The fuzz targets: one function for each file in `fuzz/fuzz_targets`, all of one shape. The seed tests replay them.

use crate::checks::tpdu as modem;
use crate::checks::{self, explain as rows, frame, gsm7, pdu, session_calls};

/// The body of a fuzz target. It panics if something does not hold for the octets.
pub type Target = fn(&[u8]);

/// Every target, by the name of its file.
pub const TARGETS: [(&str, Target); 12] = [
    ("correlate", correlate),
    ("explain", explain),
    ("frame", frame),
    ("link", link),
    ("parts", parts),
    ("pdu", pdu),
    ("reassembly", reassembly),
    ("receipt", receipt),
    ("septets", septets),
    ("session", session),
    ("session_model", session_model),
    ("tpdu", tpdu),
];

/// Accepted messages, receipts and time, in any order.
pub fn correlate(data: &[u8]) {
    checks::check_correlate(data);
    checks::check_ends(data);
}

/// Explanations. A PDU starts with a zero; any other input is a list of choices, so that every PDU type is soon reached.
pub fn explain(data: &[u8]) {
    match data {
        [0, ..] => rows::check_explained(data),
        [_, choices @ ..] => rows::check_generated(choices),
        [] => {}
    }
}

/// The framer. The first octet says whether the others are a stream or choices from which one is made.
pub fn frame(data: &[u8]) {
    match data {
        [0, stream @ ..] => frame::check_frame(stream),
        [_, choices @ ..] => frame::check_generated(choices),
        [] => {}
    }
}

/// Two links with small buffers, called in any order.
pub fn link(data: &[u8]) {
    checks::check_link(data);
}

/// Texts cut into parts.
pub fn parts(data: &[u8]) {
    checks::check_segments(data);
    checks::check_parts(data);
}

/// The codec. A PDU starts with a zero, the high octet of `command_length`, and is checked as it is. Any other input is
/// a list of choices, so that every PDU type and field is soon reached: after a 1 for a valid PDU, after a 2 for one
/// that breaks a property (both with the feature `arbitrary`), and otherwise for any PDU.
pub fn pdu(data: &[u8]) {
    match data {
        [0, ..] => pdu::check_pdu(data),
        [1, choices @ ..] => checks::check_valid(choices),
        [2, choices @ ..] => checks::check_broken(choices),
        [_, choices @ ..] => pdu::check_generated(choices),
        [] => {}
    }
}

/// Parts joined to messages.
pub fn reassembly(data: &[u8]) {
    checks::check_reassembly(data);
}

/// Receipts, read and written.
pub fn receipt(data: &[u8]) {
    checks::check_receipt(data);
    checks::check_written_receipt(data);
}

/// GSM 7-bit and UCS2 text.
pub fn septets(data: &[u8]) {
    gsm7::check_packing(data);
    gsm7::check_septets(data);
    gsm7::check_text(data);
    gsm7::check_ucs2(data);
}

/// A session under any calls and any input.
pub fn session(data: &[u8]) {
    session_calls::check_calls(data);
}

/// A session and its model, side by side.
pub fn session_model(data: &[u8]) {
    checks::check_session(data);
}

/// TPDUs. After a 0 the octets are one, after a 1 they choose a well-formed one, after a 3 one with any values, and
/// otherwise they are the lines of a modem.
pub fn tpdu(data: &[u8]) {
    match data {
        [0, octets @ ..] => modem::check_tpdu(octets),
        [1, choices @ ..] => modem::check_generated(choices),
        [3, choices @ ..] => modem::check_built(choices),
        [_, stream @ ..] => modem::check_lines(stream),
        [] => {}
    }
}
