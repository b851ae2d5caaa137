//! Shows a PDU with its octets.

use super::rows::paint;
use smpp_core::explain::Explain;
use smpp_core::{Header, lint};

/// The command_id, then each field of the header and the body that is neither empty nor 0, with its offset, its octets
/// and what it means. Passwords are hidden. Contains escape sequences for colours: print it with `anstream`, which
/// removes them if the output is not a terminal.
pub(crate) fn pdu_lines(octets: &[u8]) -> String {
    let mut lines = match Header::parse(octets) {
        Some(header) => format!("{}\n", header.command_id).into_bytes(),
        None => format!("{} octets\n", octets.len()).into_bytes(),
    };
    let context = lint::Context::from(smpp_core::Version::V50);
    // Writing to memory cannot fail.
    let _ = paint(&Explain::new(octets).with_context(context), false, "", &mut lines);
    String::from_utf8_lossy(&lines).into_owned()
}
