//! Finds the fields of a receipt in its text, in one pass. Each position is examined at most a fixed number of
//! times.

use super::blanks::{Blanks, SEPARATORS, trim_nuls};
use super::keys::{Hit, Key, Keys, delimiter, next_hit};
use super::state::{is_quote, message_state};
use super::words::{date_words, has_digit, is_binary_id};

/// One step of the scan: a field (none before the first one), and the octets from the end of its value to the
/// next field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) field: Option<Found<'a>>,
    pub(super) rest: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) key: Key,
    /// The key as written.
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
    /// The key appeared before. The first one counts.
    pub(super) again: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Scan<'a> {
    octets: &'a [u8],
    /// The delimiter between key and value: a colon, or an equals sign if no key has a colon.
    delimiter: u8,
    blanks: Blanks,
    seen: Keys,
    /// The keys before a text that do not directly follow another name.
    free: Keys,
    /// Those of them that appear more than once.
    free_twice: Keys,
    /// Whether the keys up to the end were already searched for a text without a label. Searching only once
    /// keeps the scan linear.
    looked_through: bool,
    next: Next<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Next<'a> {
    Start(Option<Hit>),
    Field(Hit),
    /// Words without a label after the last field, up to the end.
    Text(&'a [u8]),
    End,
}

impl<'a> Scan<'a> {
    pub(super) fn new(octets: &'a [u8]) -> Self {
        let delimiter = delimiter(octets);
        let mut scan = Self {
            octets,
            delimiter,
            blanks: Blanks::PLAIN,
            seen: 0,
            free: 0,
            free_twice: 0,
            looked_through: false,
            next: Next::End,
        };
        let mut from = 0;
        while let Some(hit) = next_hit(octets, from, delimiter, None) {
            from = hit.value;
            if scan.glued_to(&hit).is_some() {
                continue;
            }
            scan.free_twice |= scan.free & hit.key as Keys;
            scan.free |= hit.key as Keys;
            // Apparent keys in a text say nothing about the fields before it.
            if hit.key == Key::Text {
                break;
            }
        }
        let first = scan.next_key(&Hit { key: Key::Text, start: 0, end: 0, value: 0 });
        scan.next = Next::Start(first);
        scan.blanks = first.map_or(Blanks::PLAIN, |first| scan.separated(&first));
        scan
    }

    /// The separator between the fields: blanks, or one of the separators if the second key follows it.
    fn separated(&self, first: &Hit) -> Blanks {
        // After a field whose predecessor ends with one: `smsc:7;id:1;`.
        let before = match self.next_key(first) {
            Some(second) => self.part(first.value, second.start),
            None => self.part(first.start.wrapping_sub(1), first.start),
        };
        match Blanks::PLAIN.trim_end(before) {
            [.., last] if first.key != Key::Text && SEPARATORS.contains(last) => Blanks::with(*last),
            _ => Blanks::PLAIN,
        }
    }

    /// Whether the scan has ended.
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.next, Next::End)
    }

    /// The blanks between words.
    pub(super) const fn blanks(&self) -> Blanks {
        self.blanks
    }

    /// Whether no field was found yet.
    pub(super) const fn is_before_fields(&self) -> bool {
        self.seen == 0
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn part(&self, from: usize, to: usize) -> &'a [u8] {
        self.octets.get(from..to).unwrap_or_default()
    }

    fn field(&mut self, hit: Hit) -> Step<'a> {
        let again = hit.key.is_in(self.seen);
        let name = self.part(hit.start, hit.end);
        if hit.key == Key::Text && !again {
            return self.text(hit, name);
        }
        let next = self.next_key(&hit);
        let chunk = self.part(hit.value, next.map_or(self.octets.len(), |next| next.start));
        let (value, mut rest) = self.blanks.split_value(hit.key, chunk, next.is_some());
        self.seen |= hit.key as u8;
        let unlabelled = self.blanks.trim_start(rest);
        let told = (Key::Stat as u8 | Key::Err as u8) & self.seen != 0;
        let words = told
            && !Key::Text.is_in(self.seen)
            && !self.blanks.trim_end(unlabelled).is_empty()
            && split_name(self.blanks.word(unlabelled).0).is_none();
        self.next = match next {
            // Words that contain keys: `err:000 call id:5`.
            Some(next) if words && self.is_text_with_keys(next) => {
                rest = &[];
                Next::Text(self.part(next.start.wrapping_sub(unlabelled.len()), self.octets.len()))
            }
            Some(next) => Next::Field(next),
            None if words => {
                rest = &[];
                Next::Text(unlabelled)
            }
            None => Next::End,
        };
        Step { field: Some(Found { key: hit.key, name, value, again }), rest }
    }

    /// The key that ends the value of this one. An apparent key may be a value: message centres in China report
    /// `stat:ID:0076`.
    fn next_key(&self, hit: &Hit) -> Option<Hit> {
        let mut from = hit.value;
        loop {
            let found = next_hit(self.octets, from, self.delimiter, Some(hit.key))?;
            if !self.is_value(hit, from, &found) {
                return Some(found);
            }
            from = found.value;
        }
    }

    /// If a key directly follows a name and its colon or equals sign, possibly with a quote: where the value of
    /// that name begins.
    fn glued_to(&self, hit: &Hit) -> Option<usize> {
        match self.octets.get(..hit.start) {
            Some([.., b':' | b'=']) => Some(hit.start),
            Some([.., b':' | b'=', b'\'' | b'"']) => hit.start.checked_sub(1),
            _ => None,
        }
    }

    /// Whether the first key at or after `from` is not a key but part of the value of `hit` or of a vendor's
    /// field.
    fn is_value(&self, hit: &Hit, from: usize, found: &Hit) -> bool {
        let glued_to = self.glued_to(found);
        let is_date = matches!(found.key, Key::SubmitDate | Key::DoneDate);
        if glued_to.is_some_and(|value| value != from) {
            // A vendor's field: `status:ID:0076 id:7`, `route=ID:3 id:7` or `a:DONE DATE:1`.
            return found.key.is_in(self.seen | self.free) || (is_date && self.is_no_date(found));
        }
        let value = self.part(found.value, self.octets.len());
        if is_date || value.is_empty() || self.blanks.trim_start(value).len() < value.len() {
            return false;
        }
        let is_state = hit.key == Key::Stat;
        if glued_to.is_some() {
            // Fields without a blank between them may be empty: `id:sub:001dlvrd:001`. A key in capitals is not
            // one of them.
            let is_capital = |at| self.octets.get(at).is_some_and(u8::is_ascii_uppercase);
            return found.key == hit.key
                || found.key.is_in(self.seen | self.free)
                || (is_state && matches!(found.key, Key::Id | Key::Sub | Key::Err))
                || (is_capital(found.start) && !is_capital(hit.start))
                || (hit.key == Key::Id && self.is_id(found));
        }
        found.key != Key::Text
            && self.blanks.trim_start(self.part(hit.value, found.start)).is_empty()
            && (found.key == hit.key || (is_state && found.key.is_in(self.seen | self.free_twice)))
    }

    /// The octets between a key and the next one, and whether there is a next one.
    fn chunk(&self, hit: &Hit) -> (&'a [u8], bool) {
        let next = next_hit(self.octets, hit.value, self.delimiter, None);
        (self.part(hit.value, next.map_or(self.octets.len(), |next| next.start)), next.is_some())
    }

    /// Whether a date after a name and its colon is not a date: `a:DONE DATE:1`. A prefix such as `XMS=` is not
    /// a name.
    fn is_no_date(&self, hit: &Hit) -> bool {
        self.octets.get(hit.start.wrapping_sub(1)) == Some(&self.delimiter)
            && matches!(self.blanks.split_value(hit.key, self.chunk(hit).0, true).0.len(), 1..=5)
    }

    /// Whether an apparent key directly after `id:` is the id: a single word, followed by a blank and another
    /// field, or by nothing. A state is not an id, nor is a count if the other count is there: receipts have
    /// both or neither.
    fn is_id(&self, found: &Hit) -> bool {
        let is_field = match found.key {
            Key::Stat => true,
            Key::Sub => Key::Dlvrd.is_in(self.free),
            Key::Dlvrd => Key::Sub.is_in(self.free),
            _ => false,
        };
        let (chunk, another) = self.chunk(found);
        let (_, behind) = self.blanks.word(chunk);
        let next = self.blanks.trim_start(behind);
        let ends = match chunk.last() {
            _ if !next.is_empty() => split_name(next).is_some(),
            Some(last) => !another || !behind.is_empty() || SEPARATORS.contains(last),
            None => false,
        };
        !is_field && ends
    }

    /// Whether all keys from this one to the end belong to fields found before.
    fn is_text_with_keys(&mut self, first: Hit) -> bool {
        if !first.key.is_in(self.seen) || self.looked_through {
            return false;
        }
        self.looked_through = true;
        let mut last = first;
        while let Some(next) = next_hit(self.octets, last.value, self.delimiter, Some(last.key)) {
            if !next.key.is_in(self.seen) {
                return false;
            }
            last = next;
        }
        true
    }

    fn text(&mut self, hit: Hit, name: &'a [u8]) -> Step<'a> {
        let (value, next) = match self.end_of_text(hit.value) {
            Some(next) => (self.blanks.trim_end(self.part(hit.value, next.start)), Next::Field(next)),
            None => (trim_nuls(self.part(hit.value, self.octets.len())), Next::End),
        };
        self.seen |= Key::Text as u8;
        self.next = next;
        Step { field: Some(Found { key: Key::Text, name, value, again: false }), rest: &[] }
    }

    /// Where a text in the middle ends: at the first field of a run that continues to the end, with fields not
    /// seen before and plausible values. `None` if the text takes all the rest.
    fn end_of_text(&self, from: usize) -> Option<Hit> {
        let seen = self.seen;
        let mut run: Option<Hit> = None;
        let mut keys: Keys = 0;
        let mut hit = next_hit(self.octets, from, self.delimiter, None)?;
        loop {
            let next = self.next_key(&hit);
            let chunk = self.part(hit.value, next.map_or(self.octets.len(), |next| next.start));
            if hit.key.is_in(seen) || !self.blanks.is_plausible(hit.key, chunk, seen) {
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
        // A text that comes first, before any proof of a receipt, ends only before a complete receipt.
        let whole = seen != 0 || Key::Id.is_in(keys);
        let told = Key::Stat.is_in(seen | keys);
        // Receipts have both counts or neither. A single one is a word of the text.
        let count_alone = keys == Key::Sub as Keys || keys == Key::Dlvrd as Keys;
        run.filter(|_| whole && told && !count_alone)
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
            Next::Start(Some(hit)) if hit.start == 0 => Some(self.field(hit)),
            Next::Start(Some(hit)) => {
                self.next = Next::Field(hit);
                Some(Step { field: None, rest: self.part(0, hit.start) })
            }
            Next::Start(None) => {
                self.next = Next::End;
                Some(Step { field: None, rest: self.octets })
            }
        }
    }
}

impl Blanks {
    /// The value at the start of the octets between a key and the next one, and the rest of them.
    fn split_value(self, key: Key, chunk: &[u8], another: bool) -> (&[u8], &[u8]) {
        if key == Key::Id && another && is_binary_id(chunk) {
            return chunk.split_at_checked(10).unwrap_or((chunk, &[]));
        }
        let trimmed = self.trim_start(chunk);
        let (first, rest) = self.word(trimmed);
        let is_value = (key == Key::Stat && is_code(first)) || starts_with_key(first);
        if trimmed.len() < chunk.len() && split_name(first).is_some() && !is_value {
            // `err: mccmnc:61202`: an empty value before another key.
            return (&[], trimmed);
        }
        let end = match key {
            Key::Stat if !is_one_word(first) => self.words(rest),
            // `err:Absent subscriber text:`. Words at the end may be a text.
            Key::Err if another && !first.is_empty() && !has_digit(first) => self.words(rest),
            Key::SubmitDate | Key::DoneDate => date_words(self, first, rest),
            // `id:« 78 »`.
            _ if first.iter().all(|octet| is_quote(*octet)) => self.to_quote(rest),
            _ => rest,
        };
        let (value, rest) =
            trimmed.split_at_checked(trimmed.len().wrapping_sub(end.len())).unwrap_or((trimmed, &[]));
        (self.trim_end(value), rest)
    }

    /// The octets after a closing quote; all octets if there is none.
    fn to_quote(self, words: &[u8]) -> &[u8] {
        let mut octets = words;
        loop {
            let (next, after) = self.word(self.trim_start(octets));
            match next {
                [.., last] if split_name(next).is_none() => {
                    octets = after;
                    if is_quote(*last) {
                        return octets;
                    }
                }
                _ => return words,
            }
        }
    }

    /// Skips words that are not a field, and returns the rest.
    fn words(self, mut octets: &[u8]) -> &[u8] {
        loop {
            let (next, after) = self.word(self.trim_start(octets));
            if next.is_empty() || split_name(next).is_some() {
                return octets;
            }
            octets = after;
        }
    }

    /// Whether the octets after a key in a text look like a value of that field and nothing else.
    fn is_plausible(self, key: Key, chunk: &[u8], seen: Keys) -> bool {
        let (value, mut rest) = self.split_value(key, chunk, true);
        let all = |test: fn(&u8) -> bool| value.iter().all(test);
        let fits = match key {
            // Texts mention ids. Once the state is known, the id was in its place or is missing.
            Key::Id => !value.is_empty() && !Key::Stat.is_in(seen),
            Key::Sub | Key::Dlvrd => matches!(value.len(), 1..=4) && all(u8::is_ascii_digit),
            Key::SubmitDate | Key::DoneDate => {
                value.len() >= 8 && value.first().is_some_and(u8::is_ascii_digit)
            }
            Key::Stat => message_state(value).is_some() || is_code(value),
            Key::Err => matches!(value.len(), 1..=8) && all(u8::is_ascii_alphanumeric),
            Key::Text => false,
        };
        if !fits {
            return false;
        }
        loop {
            let (next, after) = self.word(self.trim_start(rest));
            if next.is_empty() {
                return true;
            }
            if split_name(next).is_none() {
                return false;
            }
            rest = after;
        }
    }
}

/// Whether the first word of `stat` is the complete state, so that further words are not part of it.
fn is_one_word(first: &[u8]) -> bool {
    !first.contains(&b':') && message_state(first).is_some()
}

/// Whether a word is a state as used by gateways in China, such as `ID:0076` or `MK:0012`.
fn is_code(word: &[u8]) -> bool {
    let (name, digits) = match word {
        [name @ .., b':', a, b, c, d] if name.len() == 2 => (name, [a, b, c, d]),
        _ => return false,
    };
    name.iter().all(u8::is_ascii_uppercase) && digits.iter().all(|digit| digit.is_ascii_digit())
}

/// Whether a word in a value looks like a field: `SUB:5`.
fn starts_with_key(word: &[u8]) -> bool {
    next_hit(word, 0, b':', None).is_some_and(|hit| hit.start == 0)
}

/// Splits a word such as `mccmnc:61202` into name and value. Names start with a letter.
pub(super) fn split_name(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends =
        |octet: &u8| !matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | 0x11);
    let (name, rest) = word.split_at_checked(word.iter().position(ends)?)?;
    match (name, rest) {
        ([b'a'..=b'z' | b'A'..=b'Z', ..], [b':', value @ ..]) => Some((name, value)),
        _ => None,
    }
}
