//! A short way for receipts as Appendix B has them: keys with a space between, values without blanks and colons. Most
//! are, in whatever order and case. Those that are not go the long way, and the two never differ.

use super::scan::trim_nuls;
use super::{ReceiptDate, ReceiptText};
use crate::wire::zero_octets;

/// What a plain receipt says; `None` for any other.
pub(super) fn parse(octets: &[u8]) -> Option<ReceiptText<'_>> {
    let mut read = ReceiptText { octets, ..ReceiptText::default() };
    let mut rest = octets;
    loop {
        let (place, after) = match rest.first()? | 0x20 {
            b'i' => (&mut read.id, key(rest, b"id:")?),
            b's' => match key(rest, b"sub:") {
                Some(after) => (&mut read.sub, after),
                None => match key(rest, b"stat:") {
                    Some(after) => (&mut read.stat, after),
                    None => {
                        let after = key(rest, b"submit date:").or_else(|| key(rest, b"submitdate:"))?;
                        rest = date(&mut read.submit_date, after)?;
                        if rest.is_empty() {
                            return Some(read);
                        }
                        continue;
                    }
                },
            },
            b'd' => match key(rest, b"dlvrd:") {
                Some(after) => (&mut read.dlvrd, after),
                None => {
                    let after = key(rest, b"done date:").or_else(|| key(rest, b"donedate:"))?;
                    rest = date(&mut read.done_date, after)?;
                    if rest.is_empty() {
                        return Some(read);
                    }
                    continue;
                }
            },
            b'e' => (&mut read.err, key(rest, b"err:")?),
            b't' => {
                let text = key(rest, b"text:")?;
                // Fields may go on behind it, unless all were there, or it has no colon.
                if !has_all(&read) && text.contains(&b':') {
                    return None;
                }
                read.text = Some(trim_nuls(text));
                return Some(read);
            }
            _ => return None,
        };
        let (value, after) = value(after)?;
        if place.replace(value).is_some() {
            return None;
        }
        if after.is_empty() {
            return Some(read);
        }
        rest = after;
    }
}

const fn has_all(read: &ReceiptText<'_>) -> bool {
    read.id.is_some()
        && read.sub.is_some()
        && read.dlvrd.is_some()
        && read.submit_date.is_some()
        && read.done_date.is_some()
        && read.stat.is_some()
        && read.err.is_some()
}

fn date<'a>(place: &mut Option<ReceiptDate<'a>>, octets: &'a [u8]) -> Option<&'a [u8]> {
    let (value, rest) = value(octets)?;
    if place.replace(ReceiptDate(value)).is_some() { None } else { Some(rest) }
}

/// Takes a key, written here in lower case, in any case.
fn key<'a, const N: usize>(octets: &'a [u8], key: &[u8; N]) -> Option<&'a [u8]> {
    let (start, rest) = octets.split_first_chunk::<N>()?;
    // Without a branch for each octet: the compiler makes it one comparison.
    let differ = start.iter().zip(key).fold(0, |differ, (octet, key)| {
        let case = if key.is_ascii_lowercase() { 0x20 } else { 0 };
        differ | ((octet | case) ^ key)
    });
    if differ == 0 { Some(rest) } else { None }
}

/// The octets up to a space or the end, and those after the space; `None` when a colon, a control character or an octet
/// above 0x7F comes first, or when the space is the last octet.
fn value(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_usize;
    let mut rest = octets;
    // Eight octets at a time; the lowest mark is exact, those above it may be set in error.
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            length = length.wrapping_add((marks.trailing_zeros() >> 3) as usize);
            return split_at_space(octets, length);
        }
        length = length.wrapping_add(8);
        rest = after;
    }
    let tail = rest.iter().position(|octet| !matches!(octet, 0x21..=0x7F) || *octet == b':');
    split_at_space(octets, length.wrapping_add(tail.unwrap_or(rest.len())))
}

fn split_at_space(octets: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let (value, rest) = octets.split_at_checked(at)?;
    match rest {
        [] => Some((value, rest)),
        [b' ', rest @ ..] if !rest.is_empty() => Some((value, rest)),
        _ => None,
    }
}

/// The top bit of each octet that is a space or below, a colon, or above 0x7F.
const fn marks(word: u64) -> u64 {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const ABOVE_SPACE: u64 = u64::from_ne_bytes([0x21; 8]);
    const COLONS: u64 = u64::from_ne_bytes([b':'; 8]);
    let low = word.wrapping_sub(ABOVE_SPACE) & !word & HIGH;
    low | (word & HIGH) | zero_octets(word ^ COLONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each octet of a receipt replaced by each other one, and each octet left out: both ways say the same.
    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        const RECEIPTS: [&[u8]; 4] = [
            b"id:a1-2 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 Text:Hi id:5\0",
            b"stat:DELIVRD ID: SubmitDate:2611221011 donedate:12 err:000 dlvrd:1 sub:1",
            b"err:1 text:stat of id",
            b"id:1 text:x stat:DELIVRD",
        ];
        let mut short = 0;
        let mut compare = |octets: &[u8]| {
            if let Some(plain) = parse(octets) {
                short += 1;
                assert_eq!(plain, ReceiptText::scan(octets), "{}", octets.escape_ascii());
            }
        };
        for receipt in RECEIPTS {
            let mut room = [0; 128];
            let changed = &mut room[..receipt.len()];
            for at in 0..receipt.len() {
                for octet in 0..=255 {
                    changed.copy_from_slice(receipt);
                    changed[at] = octet;
                    compare(changed);
                    compare(&changed[..at]);
                }
                changed.copy_from_slice(receipt);
                changed.copy_within(at.saturating_add(1).., at);
                compare(&changed[..receipt.len().saturating_sub(1)]);
            }
        }
        assert!(short > 5000, "{short}");
        assert!(parse(RECEIPTS[0]).is_some() && parse(RECEIPTS[1]).is_some());
        assert!(parse(RECEIPTS[3]).is_none());
    }
}
