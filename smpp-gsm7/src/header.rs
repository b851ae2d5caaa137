//! How much text fits into a short message with a user data header.
//!
//! A short message has 140 octets of user data (3GPP TS 23.040 9.2.3.24), including the header with its length
//! octet and elements. 7-bit text starts at the next septet boundary, counted from the start of the header;
//! 8-bit text and UCS2 start at the next octet.
//!
//! This is why a segment of a concatenated message has 153 septets: the header has 6 octets, or 48 bits, which
//! together with one fill bit take the space of 7 septets, and 160 − 7 = 153.

use crate::pack::{Fill, unpacked_len};

/// User data of one short message in octets.
pub(crate) const USER_DATA: usize = 140;

/// Septets taken by a header of `header` octets (including its length octet) and its fill bits: 8 · `header` / 7,
/// rounded up. The TP-UDL of a 7-bit message is this plus the septets of the text.
///
/// ```
/// # use smpp_gsm7::header_septets;
/// assert_eq!(header_septets(6), 7);
/// assert_eq!(header_septets(7), 8);
/// ```
pub const fn header_septets(header: usize) -> usize {
    // 8/7 of n is n plus a seventh of n. It saturates only for absurd values.
    header.saturating_add(header.div_ceil(7))
}

/// Septets of text that fit into `octets` octets of user data after a header of `header` octets, including its length
/// octet; 0 if not even the header fits.
///
/// ```
/// # use smpp_gsm7::septet_room;
/// assert_eq!(septet_room(140, 0), 160);
/// assert_eq!(septet_room(140, 6), 153); // concatenation with an 8-bit reference
/// assert_eq!(septet_room(140, 7), 152); // with a 16-bit reference
/// assert_eq!(septet_room(140, 9), 149); // 8-bit reference and one national shift
/// ```
pub const fn septet_room(octets: usize, header: usize) -> usize {
    if header > octets {
        return 0;
    }
    unpacked_len(octets.wrapping_sub(header), Fill::after_header(header))
}

/// 16-bit units of text that fit into `octets` octets of user data after a header of `header` octets, including its
/// length octet. If an odd number of octets is left, the last one stays unused.
///
/// ```
/// # use smpp_gsm7::ucs2_room;
/// assert_eq!(ucs2_room(140, 0), 70);
/// assert_eq!(ucs2_room(140, 6), 67);
/// assert_eq!(ucs2_room(140, 7), 66);
/// ```
pub const fn ucs2_room(octets: usize, header: usize) -> usize {
    octets.saturating_sub(header) / 2
}

/// Length of a header with `elements` octets of elements: one more for the length octet, or 0 without elements.
pub const fn header_octets(elements: usize) -> usize {
    if elements == 0 { 0 } else { elements.saturating_add(1) }
}
