//! Finds the fields of a receipt in its text. One pass, no position is looked at more than a fixed number of times.

use super::state::message_state;

/// The fields of Appendix B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Key {
    Id = 0x01,
    Sub = 0x02,
    Dlvrd = 0x04,
    SubmitDate = 0x08,
    DoneDate = 0x10,
    Stat = 0x20,
    Err = 0x40,
    Text = 0x80,
}

/// A set of keys, a bit each.
type Keys = u8;

impl Key {
    const fn is_in(self, keys: Keys) -> bool {
        keys & self as u8 != 0
    }
}

/// A key and its colon, by their places.
#[derive(Clone, Copy, Debug)]
struct Hit {
    key: Key,
    start: usize,
    /// Where the key's letters end: a blank may stand before the colon.
    end: usize,
    /// After the colon.
    value: usize,
}

/// What the scan found: a field, or none before the first one; and the octets after its value, up to the next field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) field: Option<Found<'a>>,
    pub(super) rest: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) key: Key,
    /// The key as it was written.
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
    /// The key was there before: the first one counts.
    pub(super) again: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Scan<'a> {
    octets: &'a [u8],
    seen: Keys,
    next: Next<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Next<'a> {
    Start,
    Field(Hit),
    /// Words without a label after the last field.
    Text(&'a [u8]),
    End,
}

impl<'a> Scan<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Self {
        Self { octets, seen: 0, next: Next::Start }
    }

    /// Whether all steps were taken.
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.next, Next::End)
    }

    fn part(&self, from: usize, to: usize) -> &'a [u8] {
        self.octets.get(from..to).unwrap_or_default()
    }

    fn field(&mut self, hit: Hit) -> Step<'a> {
        let again = hit.key.is_in(self.seen);
        let name = self.part(hit.start, hit.end);
        if hit.key == Key::Text && !again {
            return self.text(hit, name);
        }
        let next = next_hit(self.octets, hit.value);
        let chunk = self.part(hit.value, next.map_or(self.octets.len(), |next| next.start));
        let (value, mut rest) = split_value(hit.key, chunk);
        self.seen |= hit.key as u8;
        self.next = match next {
            Some(next) => Next::Field(next),
            None => {
                let unlabelled = trim_start(rest);
                let told = (Key::Stat as u8 | Key::Err as u8) & self.seen != 0;
                let words = told
                    && !Key::Text.is_in(self.seen)
                    && !trim_end(unlabelled).is_empty()
                    && split_name(word(unlabelled).0).is_none();
                if words {
                    rest = &[];
                    Next::Text(unlabelled)
                } else {
                    Next::End
                }
            }
        };
        Step { field: Some(Found { key: hit.key, name, value, again }), rest }
    }

    fn text(&mut self, hit: Hit, name: &'a [u8]) -> Step<'a> {
        let (value, next) = match end_of_text(self.octets, hit.value, self.seen) {
            Some(next) => (trim_end(self.part(hit.value, next.start)), Next::Field(next)),
            None => (trim_nuls(self.part(hit.value, self.octets.len())), Next::End),
        };
        self.seen |= Key::Text as u8;
        self.next = next;
        Step { field: Some(Found { key: Key::Text, name, value, again: false }), rest: &[] }
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        match self.next {
            Next::End => None,
            Next::Field(hit) => Some(self.field(hit)),
            Next::Text(text) => {
                self.next = Next::End;
                let value = trim_nuls(text);
                Some(Step {
                    field: Some(Found { key: Key::Text, name: &[], value, again: false }),
                    rest: &[],
                })
            }
            Next::Start => match next_hit(self.octets, 0) {
                Some(hit) if hit.start == 0 => Some(self.field(hit)),
                Some(hit) => {
                    self.next = Next::Field(hit);
                    Some(Step { field: None, rest: self.part(0, hit.start) })
                }
                None => {
                    self.next = Next::End;
                    Some(Step { field: None, rest: self.octets })
                }
            },
        }
    }
}

/// Whether octets hold a key with its colon: no value that would be read back may.
pub(super) fn has_key(octets: &[u8]) -> bool {
    next_hit(octets, 0).is_some()
}

/// The next key with a colon, at or after an offset.
fn next_hit(octets: &[u8], from: usize) -> Option<Hit> {
    let mut at = from;
    loop {
        let colon = at.wrapping_add(colon_position(octets.get(at..)?)?);
        let before = octets.get(from..colon)?;
        if let Some((key, start, end)) = key_at_end(before) {
            let place = |offset: usize| from.wrapping_add(offset);
            return Some(Hit { key, start: place(start), end: place(end), value: colon.wrapping_add(1) });
        }
        at = colon.wrapping_add(1);
    }
}

/// Where the first colon is, eight octets at a time.
pub(super) fn colon_position(octets: &[u8]) -> Option<usize> {
    const COLONS: u64 = u64::from_ne_bytes([b':'; 8]);
    let (words, tail) = octets.as_chunks::<8>();
    let mut at = 0_usize;
    for word in words {
        let found = crate::wire::zero_octets(u64::from_le_bytes(*word) ^ COLONS);
        if found != 0 {
            return Some(at.wrapping_add((found.trailing_zeros() >> 3) as usize));
        }
        at = at.wrapping_add(8);
    }
    tail.iter().position(|octet| *octet == b':').map(|more| at.wrapping_add(more))
}

/// The key that octets end with, where it starts and where it ends.
fn key_at_end(octets: &[u8]) -> Option<(Key, usize, usize)> {
    // `stat :DELIVRD`.
    let octets = match octets {
        [before @ .., b' '] => before,
        all => all,
    };
    let (key, before) = match octets.last()? | 0x20 {
        b'd' => match strip(octets, b"dlvrd") {
            Some(before) => (Key::Dlvrd, before),
            None => (Key::Id, strip(octets, b"id")?),
        },
        b'b' => (Key::Sub, strip(octets, b"sub")?),
        b'e' => {
            let before = strip_gap(strip(octets, b"date")?);
            match strip(before, b"done") {
                Some(before) => (Key::DoneDate, before),
                None => (Key::SubmitDate, strip(before, b"submit")?),
            }
        }
        b't' => match strip(octets, b"stat") {
            Some(before) => (Key::Stat, before),
            None => (Key::Text, strip(octets, b"text")?),
        },
        b'r' => (Key::Err, strip(octets, b"err")?),
        _ => return None,
    };
    // `resubmit date:` and `msg_id:` are other keys. A digit may stand before: `…1930donedate:`.
    if let [.., b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-'] = before {
        return None;
    }
    Some((key, before.len(), octets.len()))
}

/// Takes a word of lower-case letters from the end, in any case.
fn strip<'a, const N: usize>(octets: &'a [u8], word: &[u8; N]) -> Option<&'a [u8]> {
    let (before, end) = octets.split_last_chunk::<N>()?;
    let same = end.iter().zip(word).all(|(a, b)| a | 0x20 == *b);
    if same { Some(before) } else { None }
}

macro_rules! gap {
    () => {
        b' ' | b'_' | b'-' | b'\t' | 0xA0
    };
}

/// What may stand between `submit` and `date`: nothing, or up to two of these.
fn strip_gap(octets: &[u8]) -> &[u8] {
    match octets {
        [before @ .., gap!(), gap!()] | [before @ .., gap!()] => before,
        all => all,
    }
}

/// The value at the start of the octets between a key and the next one, and what is left of them.
fn split_value(key: Key, chunk: &[u8]) -> (&[u8], &[u8]) {
    let trimmed = trim_start(chunk);
    let (first, rest) = word(trimmed);
    if trimmed.len() < chunk.len() && split_name(first).is_some() {
        // `err: mccmnc:61202`: an empty value before another key.
        return (&[], trimmed);
    }
    match key {
        Key::Stat if !trim_start(rest).is_empty() && !is_one_word(first) => {
            // A state of several words, up to a word that is a key.
            let mut end = rest;
            loop {
                let (next, after) = word(trim_start(end));
                if next.is_empty() || split_name(next).is_some() {
                    break;
                }
                end = after;
            }
            let (value, rest) =
                trimmed.split_at_checked(trimmed.len().wrapping_sub(end.len())).unwrap_or((trimmed, &[]));
            (trim_end(value), rest)
        }
        Key::SubmitDate | Key::DoneDate => {
            // `2026-11-22 10:11:00`: the time of day is a word of its own.
            let (second, after) = word(trim_start(rest));
            if let [b'0'..=b'9', b'0'..=b'9', b':', ..] = second {
                let whole = trimmed.len().wrapping_sub(after.len());
                (trimmed.get(..whole).unwrap_or(first), after)
            } else {
                (first, rest)
            }
        }
        _ => (first, rest),
    }
}

/// Whether the first word of `stat` is all of the state, so that further words are not part of it.
fn is_one_word(first: &[u8]) -> bool {
    !first.contains(&b':') && message_state(first).is_some()
}

/// Where a text that stands in the middle ends: at the first field of a run that goes on to the end, of fields not
/// seen before, with values as such fields have them. `None`: the text is all that is left.
fn end_of_text(octets: &[u8], from: usize, seen: Keys) -> Option<Hit> {
    let mut run: Option<Hit> = None;
    let mut keys: Keys = 0;
    let mut hit = next_hit(octets, from)?;
    loop {
        let next = next_hit(octets, hit.value);
        let chunk = octets.get(hit.value..next.map_or(octets.len(), |next| next.start)).unwrap_or_default();
        if hit.key.is_in(seen) || !is_plausible(hit.key, chunk, seen) {
            run = None;
            keys = 0;
        } else if run.is_none() || hit.key.is_in(keys) {
            run = Some(hit);
            keys = hit.key as Keys;
        } else {
            keys |= hit.key as Keys;
        }
        match next {
            Some(next) => hit = next,
            None => break,
        }
    }
    // A text that comes first, before anything that tells a receipt, ends only before a whole one.
    let whole = seen != 0 || Key::Id.is_in(keys);
    let told = Key::Stat.is_in(seen | keys);
    run.filter(|_| whole && told)
}

/// Whether octets after a key inside a text look like the value of that field and nothing else.
fn is_plausible(key: Key, chunk: &[u8], seen: Keys) -> bool {
    let (value, mut rest) = split_value(key, chunk);
    let all = |test: fn(&u8) -> bool| value.iter().all(test);
    let fits = match key {
        // Texts speak of ids: once the state is known, the id was where it belongs, or is missing.
        Key::Id => !value.is_empty() && !Key::Stat.is_in(seen),
        Key::Sub | Key::Dlvrd => matches!(value.len(), 1..=4) && all(u8::is_ascii_digit),
        Key::SubmitDate | Key::DoneDate => value.len() >= 8 && value.first().is_some_and(u8::is_ascii_digit),
        Key::Stat => message_state(value).is_some(),
        Key::Err => matches!(value.len(), 1..=8) && all(u8::is_ascii_alphanumeric),
        Key::Text => false,
    };
    if !fits {
        return false;
    }
    loop {
        let (next, after) = word(trim_start(rest));
        if next.is_empty() {
            return true;
        }
        if split_name(next).is_none() {
            return false;
        }
        rest = after;
    }
}

/// The octets of a blank at the start: ASCII white space and NUL, the no-break space of Latin-1, and the spaces of
/// Unicode in UTF-8. 0 when there is none.
const fn blank_len(octets: &[u8]) -> usize {
    match octets {
        [0 | 0x09..=0x0D | b' ' | 0xA0, ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..] | [0xE2, 0x81, 0x9F, ..] => 3,
        [0xE3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

pub(super) fn trim_start(mut octets: &[u8]) -> &[u8] {
    loop {
        match octets.get(blank_len(octets)..) {
            Some(rest) if rest.len() < octets.len() => octets = rest,
            _ => return octets,
        }
    }
}

pub(super) fn trim_end(mut octets: &[u8]) -> &[u8] {
    loop {
        octets = match octets {
            [before @ .., 0xC2, 0xA0] => before,
            [before @ .., 0 | 0x09..=0x0D | b' ' | 0xA0] => before,
            [before @ .., a, b, c] if blank_len(&[*a, *b, *c]) == 3 => before,
            _ => return octets,
        }
    }
}

pub(super) fn trim_nuls(mut octets: &[u8]) -> &[u8] {
    while let [before @ .., 0] = octets {
        octets = before;
    }
    octets
}

/// The octets up to the first blank, and the rest.
pub(super) fn word(octets: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = octets;
    while let [first, after @ ..] = rest {
        // Most octets are printable ASCII.
        if !matches!(first, 0x21..=0x7E) && blank_len(rest) != 0 {
            break;
        }
        rest = after;
    }
    octets.split_at_checked(octets.len().wrapping_sub(rest.len())).unwrap_or((octets, &[]))
}

/// A word such as `mccmnc:61202` as name and value. Names start with a letter.
pub(super) fn split_name(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends = |octet: &u8| !matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.');
    let (name, rest) = word.split_at_checked(word.iter().position(ends)?)?;
    match (name, rest) {
        ([b'a'..=b'z' | b'A'..=b'Z', ..], [b':', value @ ..]) => Some((name, value)),
        _ => None,
    }
}
