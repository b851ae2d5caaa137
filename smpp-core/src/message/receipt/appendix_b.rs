//! Fast path for Appendix B receipts; falls back to the full parser, with identical results (tested). It
//! accepts keys separated by spaces and values without blanks and colons, in any order and case, with or
//! without a prefix or vendor fields.

use super::lexer::{FieldKey, Keys, SEPARATORS, delimiter_marks, has_key, is_key, trim_nuls};
use super::parser::ReceiptText;
use crate::count::back;
use crate::wire::{SMALL, first_in_text};

impl<'a> ReceiptText<'a> {
    /// Parses text in an encoding that contains ASCII: unpacked GSM 7-bit, IA5, Latin-1 or UTF-8. For UTF-16,
    /// use [`ReceiptText::parse_any`]. Takes linear time for any input.
    pub fn parse(octets: &'a [u8]) -> Self {
        let mut read = Self { octets, ..Self::default() };
        // The fast path only exists for speed; firmware does without its code.
        if SMALL || read.parse_fields(after_prefix(octets)).is_none() {
            read = Self::default();
            read.scan(octets);
        }
        read
    }

    /// Like [`parse`](Self::parse), but in place, which takes less stack than returning the result.
    #[inline]
    pub(super) fn fill(&mut self, octets: &'a [u8]) {
        if SMALL { self.scan(octets) } else { *self = Self::parse(octets) }
    }

    /// Parses text in the plain form of Appendix B. The fields before `text:` may be in any order, and a vendor's
    /// fields may be among them. `None` for any other text, even if [`ReceiptText::parse`] can read it. This takes
    /// little code, so it suits firmware whose provider sends this form or TLVs.
    ///
    /// ```
    /// use smpp_core::message::receipt::ReceiptText;
    /// let receipt = ReceiptText::parse_appendix_b(b"id:77 sub:001 dlvrd:001 stat:DELIVRD err:000 text:").unwrap();
    /// assert_eq!((receipt.id, receipt.stat), (Some(&b"77"[..]), Some(&b"DELIVRD"[..])));
    /// assert!(ReceiptText::parse_appendix_b(b"id=77;stat=DELIVRD").is_none());
    /// ```
    pub fn parse_appendix_b(octets: &'a [u8]) -> Option<Self> {
        let mut read = Self { octets, ..Self::default() };
        read.parse_fields(octets)?;
        Some(read)
    }

    /// Parses the fields of a plain receipt. `None` for any other text; `self` may then be partly filled.
    fn parse_fields(&mut self, mut rest: &'a [u8]) -> Option<()> {
        let mut seen: Keys = 0;
        while !rest.is_empty() {
            let (key, after) = match key(rest) {
                Some((FieldKey::TEXT, text)) => {
                    // More fields may follow, unless all were found or there is no delimiter left.
                    if seen != ALL && text.iter().any(|octet| matches!(octet, b':' | b'=')) {
                        return None;
                    }
                    self.text = Some(trim_nuls(text));
                    seen |= FieldKey::TEXT.0;
                    break;
                }
                Some((key, after)) => (Some(key), after),
                None => (None, vendor(rest)?),
            };
            let (value, after) = value(after)?;
            rest = after;
            let Some(key) = key else { continue };
            // A separator there separates all fields.
            let separated = seen == 0 && value.last().is_some_and(|last| SEPARATORS.contains(last));
            if separated || key.is_in(seen) {
                return None;
            }
            seen |= key.0;
            self.set(key, value);
        }
        // After an empty state, an apparent field may be the state.
        if seen == 0 || self.stat.is_some_and(<[u8]>::is_empty) {
            return None;
        }
        self.keys = seen;
        Some(())
    }
}

/// The fields before the text.
const ALL: Keys = !(FieldKey::TEXT.0);

/// The keys in the spellings of this path. `delivrd:` and `txt:` are left to the full parser.
const KEYS: [(FieldKey, &[u8]); 10] = [
    (FieldKey::ID, b"id:"),
    (FieldKey::SUB, b"sub:"),
    (FieldKey::DLVRD, b"dlvrd:"),
    (FieldKey::SUBMIT_DATE, b"submit date:"),
    (FieldKey::SUBMIT_DATE, b"submitdate:"),
    (FieldKey::DONE_DATE, b"done date:"),
    (FieldKey::DONE_DATE, b"donedate:"),
    (FieldKey::STAT, b"stat:"),
    (FieldKey::ERR, b"err:"),
    (FieldKey::TEXT, b"text:"),
];

/// The key at the start of the octets, and the octets after its colon.
#[inline]
fn key(octets: &[u8]) -> Option<(FieldKey, &[u8])> {
    if SMALL {
        return KEYS.iter().find_map(|(key, name)| Some((*key, strip(octets, name)?)));
    }
    let [first, second, ..] = octets else { return None };
    let (key, after) = match [first | 0x20, second | 0x20] {
        [b'i', _] => (FieldKey::ID, strip(octets, b"id:")),
        [b's', b't'] => (FieldKey::STAT, strip(octets, b"stat:")),
        [b's', _] => match strip(octets, b"sub:") {
            None => (
                FieldKey::SUBMIT_DATE,
                strip(octets, b"submit date:").or_else(|| strip(octets, b"submitdate:")),
            ),
            sub => (FieldKey::SUB, sub),
        },
        [b'd', b'l'] => (FieldKey::DLVRD, strip(octets, b"dlvrd:")),
        [b'd', _] => {
            (FieldKey::DONE_DATE, strip(octets, b"done date:").or_else(|| strip(octets, b"donedate:")))
        }
        [b'e', _] => (FieldKey::ERR, strip(octets, b"err:")),
        [b't', _] => (FieldKey::TEXT, strip(octets, b"text:")),
        _ => return None,
    };
    Some((key, after?))
}

/// A longer prefix is left to the full parser.
const LONGEST_PREFIX: usize = 32;

/// The octets from `id:` on, if it has the first colon and a prefix such as `XMS=` comes before it; otherwise all
/// octets.
fn after_prefix(octets: &[u8]) -> &[u8] {
    if let [_, _, b':', ..] = octets {
        return octets;
    }
    let colon = octets.get(..LONGEST_PREFIX).unwrap_or(octets).iter().position(|octet| *octet == b':');
    match colon.and_then(|colon| octets.split_at_checked(back(colon, 2))) {
        Some((prefix @ [.., before], id @ [b'i' | b'I', b'd' | b'D', ..]))
            if !is_letter(*before) && !SEPARATORS.contains(before) && !has_key(prefix) =>
        {
            id
        }
        _ => octets,
    }
}

/// Whether a key after this octet is part of another name.
const fn is_letter(octet: u8) -> bool {
    matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-' | 0x11)
}

/// The octets after the name and colon of a field that Appendix B does not have. Its name consists of letters, so
/// a key at its end does not count, as in `msgid:`. A name that ends with `date` is left to the full parser: `date` is
/// only a part of a key, and what comes before it may look like a value.
fn vendor(octets: &[u8]) -> Option<&[u8]> {
    let (name, rest) =
        octets.split_at_checked(octets.iter().position(|octet| !is_letter(*octet) || *octet == 0x11)?)?;
    let date = |end: &[u8; 4]| end.eq_ignore_ascii_case(b"date");
    let other = name.last_chunk().is_some_and(date)
        || [&b"txt"[..], b"delivrd"].iter().any(|key| key.eq_ignore_ascii_case(name));
    match (name, rest) {
        ([b'a'..=b'z' | b'A'..=b'Z', ..], [b':', rest @ ..]) if !other => Some(rest),
        _ => None,
    }
}

/// Strips a key, in upper or lower case. `key` is in lower case.
#[cfg_attr(not(target_os = "none"), inline(always))]
fn strip<'a>(octets: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = octets.split_at_checked(key.len())?;
    is_key(start, key).then_some(rest)
}

/// The octets up to a space or the end, and those after the space. `None` if one of `:;<=`, a control character or
/// an octet above 0x7F comes first, or if the space is the last octet.
fn value(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends = |octet: &u8| !matches!(octet, 0x21..=0x39 | 0x3E..=0x7F);
    let end = first_in_text(octets, marks, ends).unwrap_or(octets.len());
    let (value, rest) = octets.split_at_checked(end)?;
    match rest {
        [] => Some((value, rest)),
        [b' ', rest @ ..] if !rest.is_empty() => Some((value, rest)),
        _ => None,
    }
}

/// Sets the top bit of each octet that is a space or below, one of `:;<=`, or above 0x7F.
const fn marks(word: u64) -> u64 {
    let control_or_high = word.wrapping_sub(u64::from_ne_bytes([0x21; 8])) | word;
    control_or_high & u64::from_ne_bytes([0x80; 8]) | delimiter_marks(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(octets: &[u8]) -> Option<ReceiptText<'_>> {
        let mut read = ReceiptText { octets, ..ReceiptText::default() };
        read.parse_fields(after_prefix(octets))?;
        Some(read)
    }

    /// Replaces and removes each octet of a receipt: both parsers give the same result.
    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        const RECEIPTS: [&[u8]; 40] = [
            b"id:a1-2 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 Text:Hi id:5\0",
            b"stat:DELIVRD ID: SubmitDate:2611221011 donedate:12 err:000 dlvrd:1 sub:1",
            b"err:1 text:stat of id",
            b"id:1 text:x stat:DELIVRD",
            b"XMS=id:7 mccmnc:99901 dlvrd:1 stat:DELIVRD ERR: vendor-Ref:a.b donedate:12 text:Hi",
            b"4790SMS^ID:7 foo:submit date:12 stat:NEW IMSI:9 sub:1 err:1 MSC:",
            b"mccmnc:1 id:5 stat:done date:12 price:done_date:12 x",
            b"msg-id:5 submitdate:1 doneDate:2 a:id stat:x",
            b"id:1;sub:001;stat:DELIVRD;err:0;text:Hi;",
            b"XMS=id:7\x7f mc:1 t: sub:1",
            b"id=1&sub=001&stat=DELIVRD err=0 text=Hi",
            b"479-id: 5, err:Unknown subscriber delivrd:1 stat:DELIVRDerr:5 txt:a",
            b"id:5 submit date:261122 1011 done date:2026-11-22 10:11:00 +0100 stat:NO WAY err:1",
            b"x:1 err:no text sub:12 id:abc: stat:UNDELIV text:a sub:5",
            b"id:\x01\x60\x13\x01\x03\x20\x38\x12\x05\x68 sub:1 stat :ok",
            b"stat:ID:0076 err:000 id:1234567890",
            b"id:7 stat: ID:0076 err:000 sub:1",
            b"id:7 stat: MK:0012 err: dlvrd:1",
            b"err:ERR:0101 sub:SUB:5 id:ID:7 stat:err:1",
            b"id=7 sub=1 stat=ID:0076 err=000",
            b"stat=ID:0076 id=7",
            b"id:'7' stat:UNDELIV(27) err:ID:5",
            b"id:7 done date:Mar 1, 2024 1:01:01 AM stat:'DELIVRD'",
            b"id:7 stat:id:5 stat:sub:6 text:stat:x id:5",
            b"sub:1 dlvrd:1 status:ID:0076 id:12 stat:DELIVRD",
            b"smsc:ID:0076;id:1;",
            b"note:ERR:0101 err:7 id:5 route:STAT:3 stat:UNDELIV",
            b"id:SUB:55 err:TEXT:5 stat:DELIVRD dlvrd: DLVRD:5",
            b"id=7 route=STAT:3 stat=DELIVRD note=ID=5",
            b"route=ID:3 foo:id=5 text:a",
            b"id=5 stat=DELIVRD text=call id:7 err:1",
            b"XMS=id:7 sub:1 stat:DELIVRD text:id=5",
            b"id:sub:55 stat:DELIVRD dlvrd:1 id:err:5",
            b"a:DONE DATE:1 id:5 stat:DELIVRD b:submit date:12",
            b"id=5 sub:001 dlvrd=001 stat:DELIVRD err=000 text:Hi",
            b"id:5 sub=001 dlvrd:1 donedate=12 stat=DELIVRD err:0 text=a:b",
            b"id:5,stat=DELIVRD,err:0",
            b"id:5 err:1,stat=DELIVRD route:7 text:x sub=1 dlvrd:2",
            b"XMS=id:7 foo:sub=1 stat=DELIVRD ; err:3",
            b"id:'7' stat:\xAB DELIVRD \xBB err:\"000\"",
        ];
        let mut short = 0;
        let mut compare = |octets: &[u8]| {
            if let Some(plain) = parse(octets) {
                short += 1;
                let mut long = ReceiptText::default();
                long.scan(octets);
                assert_eq!(plain, long, "{}", octets.escape_ascii());
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
        // Random receipts made of pieces.
        const PIECES: &str = "id:^ID:0076^ ^ ^ ^route=^sub:^SUB:5^dlvrd:^001^submit date:^donedate:^2611221011^Mar 1, 2024^1:01:01 AM^stat:^\
                              id=^stat=^ sub=^,err=^DELIVRD^UNDELIV(27)^err:^ERR:0101^text:^note:^mccmnc:^99901^MK:0012^XMS=^,^'^-^\0^7";
        let pieces: std::vec::Vec<&str> = PIECES.split('^').collect();
        let mut chance = 1_u64;
        for _ in 0..60_000 {
            let mut octets = std::vec::Vec::new();
            for _ in 0..24 {
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                octets.extend_from_slice(pieces[(chance >> 59) as usize].as_bytes());
                compare(&octets);
            }
        }
        assert!(short > 5000, "{short}");
        assert!(parse(RECEIPTS[0]).is_some() && parse(RECEIPTS[1]).is_some());
        assert!(parse(RECEIPTS[4]).is_some() && parse(RECEIPTS[7]).is_some());
        assert!(parse(RECEIPTS[3]).is_none() && parse(RECEIPTS[6]).is_none());
    }
}
