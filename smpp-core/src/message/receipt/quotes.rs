//! Quotes around words and values.

use crate::wire::has;

/// Strips blanks and quotes on both sides, and the given octets at the start and at the end.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn trim<'a>(mut octets: &'a [u8], before: &[u8], behind: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = octets
        && goes(*first, before)
    {
        octets = rest;
    }
    while let [rest @ .., last] = octets
        && goes(*last, behind)
    {
        octets = rest;
    }
    octets
}

#[cfg_attr(target_os = "none", inline(never))]
fn goes(octet: u8, others: &[u8]) -> bool {
    is_quote(octet) || has(others, octet)
}

/// Whether an octet is a blank, or part of a quotation mark in ASCII, UTF-8, Latin-1 or Windows-1252, such as
/// `"`, `“`, `„`, `‘`, `«`, `‹` or `「`.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn is_quote(octet: u8) -> bool {
    matches!(octet, b' ' | b'\'' | b'"' | b'`' | 0x80..=0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Removes the quotes around a value of printable ASCII: some message centres write `id:'78'` where the
/// submit_sm_resp has `78`.
pub(crate) fn unquoted(value: &[u8]) -> &[u8] {
    let is_quoted = matches!(value, [first, .., last] if is_quote(*first) && is_quote(*last));
    let inner = trim(value, b"", b"");
    if is_quoted && inner.iter().all(|octet| matches!(octet, b' '..=b'~')) { inner } else { value }
}
