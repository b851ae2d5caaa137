//! A short way for receipts exactly as Appendix B has them: fields in its order, a space between, values without colons.
//! Most are. Whatever is not goes the long way, and says the same there.

use super::scan::trim_nuls;
use super::{ReceiptDate, ReceiptText};
use crate::wire::zero_octets;

/// What a plain receipt says; `None` for any other.
pub(super) fn parse(octets: &[u8]) -> Option<ReceiptText<'_>> {
    let (id, rest) = value(octets.strip_prefix(b"id:")?)?;
    let (sub, rest) = value(rest.strip_prefix(b" sub:")?)?;
    let (dlvrd, rest) = value(rest.strip_prefix(b" dlvrd:")?)?;
    let (submit_date, rest) = value(rest.strip_prefix(b" submit date:")?)?;
    let (done_date, rest) = value(rest.strip_prefix(b" done date:")?)?;
    let (stat, rest) = value(rest.strip_prefix(b" stat:")?)?;
    let (err, rest) = value(rest.strip_prefix(b" err:")?)?;
    let text = if rest.is_empty() {
        None
    } else {
        Some(trim_nuls(rest.strip_prefix(b" text:").or_else(|| rest.strip_prefix(b" Text:"))?))
    };
    Some(ReceiptText {
        id: Some(id),
        sub: Some(sub),
        dlvrd: Some(dlvrd),
        submit_date: Some(ReceiptDate(submit_date)),
        done_date: Some(ReceiptDate(done_date)),
        stat: Some(stat),
        err: Some(err),
        text,
        utf16: false,
        octets,
    })
}

/// The octets up to a space or the end; `None` when a colon, a control character or an octet above 0x7F comes first.
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
    matches!(rest, [] | [b' ', ..]).then_some((value, rest))
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
        const RECEIPT: &[u8] =
            b"id:a1-2 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 Text:Hi id:7\0";
        let mut short = 0;
        let mut compare = |octets: &[u8]| {
            if let Some(plain) = parse(octets) {
                short += 1;
                assert_eq!(plain, ReceiptText::scan(octets), "{}", octets.escape_ascii());
            }
        };
        let mut changed = [0; RECEIPT.len()];
        for at in 0..RECEIPT.len() {
            for octet in 0..=255 {
                changed.copy_from_slice(RECEIPT);
                changed[at] = octet;
                compare(&changed);
                compare(&changed[..at]);
            }
            changed[..at].copy_from_slice(&RECEIPT[..at]);
            changed[at..RECEIPT.len() - 1].copy_from_slice(&RECEIPT[at + 1..]);
            compare(&changed[..RECEIPT.len() - 1]);
        }
        assert!(short > 5000, "{short}");
        assert!(parse(RECEIPT).is_some());
    }
}
