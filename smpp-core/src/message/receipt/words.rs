//! Values of several words, and values without words.

use super::blanks::{Blanks, SEPARATORS};
use super::state::unquoted;

/// Whether two words are the same in any letter case: once for all words where little code counts.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(super) fn same_word(a: &[u8], b: &[u8]) -> bool {
    a.eq_ignore_ascii_case(b)
}

pub(super) fn has_digit(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_digit)
}

/// Whether octets up to the next key are a ten-octet binary id from an SMGP gateway: binary octets other than
/// blanks are among the others, not only at the end, and are not quotes around text.
pub(super) fn is_binary_id(chunk: &[u8]) -> bool {
    let (id, rest) = chunk.split_at_checked(10).unwrap_or((chunk, &[]));
    let graphic = |octet: &u8| octet.is_ascii_graphic();
    let Some(last) = id.iter().rposition(graphic) else { return false };
    let is_text = || {
        let word = match Blanks::PLAIN.trim_end(id) {
            [word @ .., end] if SEPARATORS.contains(end) => word,
            word => word,
        };
        unquoted(word).len() < word.len()
    };
    id.len() == 10
        && matches!(rest, [] | [b' '])
        && has_binary(id.get(..last).unwrap_or_default())
        && !is_text()
}

/// Whether a word has octets that no text in a single-octet encoding has.
fn has_binary(mut octets: &[u8]) -> bool {
    let binary = |octet: &u8| matches!(octet, 0..=0x1F | 0x80..);
    loop {
        let (word, rest) = Blanks::PLAIN.word(octets);
        octets = Blanks::PLAIN.trim_start(rest);
        if word.iter().any(binary) {
            return true;
        }
        if octets.is_empty() {
            return false;
        }
    }
}

/// The words that belong to a date after its first word: `2026-11-22 10:11:00 +0100`, `261122 101100`, `Sun Nov
/// 22 10:11:00 CET 2026`, `22 Nov 2026 10:11`.
pub(super) fn date_words<'a>(blanks: Blanks, first: &[u8], mut rest: &'a [u8]) -> &'a [u8] {
    let second = blanks.word(blanks.trim_start(rest)).0;
    let day = matches!(first, [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9']);
    let is_month = |word| month_number(word).is_some();
    let by_name = is_day_name(first) || is_month(first) || (day && is_month(second));
    let short = matches!(first.len(), 6 | 8) && first.iter().all(u8::is_ascii_digit);
    // Day, month, time, zone, year; or time, AM or PM, zone.
    for place in 0..6_u8 {
        let (next, after) = blanks.word(blanks.trim_start(rest));
        let goes_on = match next {
            [] => false,
            [b'0'..=b'9', b':', b'0'..=b'9', ..] | [b'0'..=b'9', b'0'..=b'9', b':', ..] => true,
            [b'+' | b'-', b'0'..=b'9', b'0'..=b'9', rest @ ..] => is_minutes(rest),
            [_, b'.', _, b'.'] => is_half_of_day(next),
            _ if by_name => {
                let short = before_comma(next);
                is_month(next) || (short.len() <= 4 && short.iter().all(u8::is_ascii_alphanumeric))
            }
            _ if place == 0 => short && matches!(next.len(), 4 | 6) && next.iter().all(u8::is_ascii_digit),
            _ => [&b"am"[..], b"pm", b"utc", b"gmt", b"z"].iter().any(|word| same_word(word, next)),
        };
        if !goes_on {
            break;
        }
        rest = after;
    }
    rest
}

/// `a.m.` or `p.m.`, as written in some countries.
fn is_half_of_day(word: &[u8]) -> bool {
    same_word(word, b"a.m.") || same_word(word, b"p.m.")
}

/// The minutes of an offset from UTC, after its hours.
const fn is_minutes(rest: &[u8]) -> bool {
    matches!(rest, [] | [b'0'..=b'9', b'0'..=b'9'] | [b':', b'0'..=b'9', b'0'..=b'9'])
}

const DAYS: [&[u8]; 7] =
    [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];
const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

/// Whether a word is a day of the week or its first three letters, optionally with a comma.
pub(super) fn is_day_name(word: &[u8]) -> bool {
    DAYS.iter().any(|name| is_name(name, word))
}

/// The number of a month, from its name or the first three letters, optionally with a comma.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn month_number(word: &[u8]) -> Option<u8> {
    MONTHS.iter().zip(1..).find(|(name, _)| is_name(name, word)).map(|(_, number)| number)
}

/// Whether a word is a name or its first three letters, in any case.
#[cfg_attr(target_os = "none", inline(never))]
fn is_name(name: &[u8], word: &[u8]) -> bool {
    let word = before_comma(word);
    same_word(name, word) || name.get(..3).is_some_and(|start| same_word(start, word))
}

const fn before_comma(word: &[u8]) -> &[u8] {
    match word {
        [word @ .., b','] => word,
        word => word,
    }
}
