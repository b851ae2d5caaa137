//! Finds the fields of a receipt in its text, in one pass. Each position is examined at most a fixed number of
//! times.

use super::date::date_words;
use super::lexer::{
    Blanks, FieldKey, Hit, Keys, SEPARATORS, delimiter, has_digit, is_binary_id, is_code, next_hit,
    split_name, starts_with_key, trim_nuls,
};
use super::state::{is_quote, message_state};
use crate::count::{back, left, sum};

/// One piece of the text: a field (none before the first one), and the octets from the end of its value to the
/// next field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) field: Option<Field<'a>>,
    pub(super) rest: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) key: FieldKey,
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
            if hit.key == FieldKey::Text {
                break;
            }
        }
        let first = scan.next_key(&Hit { key: FieldKey::Text, start: 0, end: 0, value: 0 });
        scan.next = Next::Start(first);
        scan.blanks = first.map_or(Blanks::PLAIN, |first| scan.separated(&first));
        scan
    }

    /// The separator between the fields: blanks, or one of the separators if the second key follows it.
    fn separated(&self, first: &Hit) -> Blanks {
        // After a field whose predecessor ends with one: `smsc:7;id:1;`.
        let before = match self.next_key(first) {
            Some(second) => self.part(first.value, second.start),
            None => self.part(back(first.start, 1), first.start),
        };
        match Blanks::PLAIN.trim_end(before) {
            [.., last] if first.key != FieldKey::Text && SEPARATORS.contains(last) => Blanks::with(*last),
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

    fn field(&mut self, hit: Hit) -> Piece<'a> {
        let again = hit.key.is_in(self.seen);
        let name = self.part(hit.start, hit.end);
        if hit.key == FieldKey::Text && !again {
            return self.text(hit, name);
        }
        let next = self.next_key(&hit);
        let chunk = self.part(hit.value, next.map_or(self.octets.len(), |next| next.start));
        let (value, mut rest) = self.blanks.split_value(hit.key, chunk, next.is_some());
        self.seen |= hit.key as u8;
        let unlabelled = self.blanks.trim_start(rest);
        let told = (FieldKey::Stat as u8 | FieldKey::Err as u8) & self.seen != 0;
        let words = told
            && !FieldKey::Text.is_in(self.seen)
            && !self.blanks.trim_end(unlabelled).is_empty()
            && split_name(self.blanks.word(unlabelled).0).is_none();
        self.next = match next {
            // Words that contain keys: `err:000 call id:5`.
            Some(next) if words && self.is_text_with_keys(next) => {
                rest = &[];
                Next::Text(self.part(back(next.start, unlabelled.len()), self.octets.len()))
            }
            Some(next) => Next::Field(next),
            None if words => {
                rest = &[];
                Next::Text(unlabelled)
            }
            None => Next::End,
        };
        Piece { field: Some(Field { key: hit.key, name, value, again }), rest }
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
        let is_date = matches!(found.key, FieldKey::SubmitDate | FieldKey::DoneDate);
        if glued_to.is_some_and(|value| value != from) {
            // A vendor's field: `status:ID:0076 id:7`, `route=ID:3 id:7` or `a:DONE DATE:1`.
            return found.key.is_in(self.seen | self.free) || (is_date && self.is_no_date(found));
        }
        let value = self.part(found.value, self.octets.len());
        if is_date || value.is_empty() || self.blanks.trim_start(value).len() < value.len() {
            return false;
        }
        let is_state = hit.key == FieldKey::Stat;
        if glued_to.is_some() {
            // Fields without a blank between them may be empty: `id:sub:001dlvrd:001`. A key in capitals is not
            // one of them.
            let is_capital = |at| self.octets.get(at).is_some_and(u8::is_ascii_uppercase);
            return found.key == hit.key
                || found.key.is_in(self.seen | self.free)
                || (is_state && matches!(found.key, FieldKey::Id | FieldKey::Sub | FieldKey::Err))
                || (is_capital(found.start) && !is_capital(hit.start))
                || (hit.key == FieldKey::Id && self.is_id(found));
        }
        found.key != FieldKey::Text
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
        self.octets.get(back(hit.start, 1)) == Some(&self.delimiter)
            && matches!(self.blanks.split_value(hit.key, self.chunk(hit).0, true).0.len(), 1..=5)
    }

    /// Whether an apparent key directly after `id:` is the id: a single word, followed by a blank and another
    /// field, or by nothing. A state is not an id, nor is a count if the other count is there: receipts have
    /// both or neither.
    fn is_id(&self, found: &Hit) -> bool {
        let is_field = match found.key {
            FieldKey::Stat => true,
            FieldKey::Sub => FieldKey::Dlvrd.is_in(self.free),
            FieldKey::Dlvrd => FieldKey::Sub.is_in(self.free),
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

    fn text(&mut self, hit: Hit, name: &'a [u8]) -> Piece<'a> {
        let (value, next) = match self.end_of_text(hit.value) {
            Some(next) => (self.blanks.trim_end(self.part(hit.value, next.start)), Next::Field(next)),
            None => (trim_nuls(self.part(hit.value, self.octets.len())), Next::End),
        };
        self.seen |= FieldKey::Text as u8;
        self.next = next;
        Piece { field: Some(Field { key: FieldKey::Text, name, value, again: false }), rest: &[] }
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
        let whole = seen != 0 || FieldKey::Id.is_in(keys);
        let told = FieldKey::Stat.is_in(seen | keys);
        // Receipts have both counts or neither. A single one is a word of the text.
        let count_alone = keys == FieldKey::Sub as Keys || keys == FieldKey::Dlvrd as Keys;
        run.filter(|_| whole && told && !count_alone)
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        match self.next {
            Next::End => None,
            Next::Field(hit) => Some(self.field(hit)),
            Next::Text(text) => {
                self.next = Next::End;
                let value = trim_nuls(text);
                Some(Piece {
                    field: Some(Field { key: FieldKey::Text, name: &[], value, again: false }),
                    rest: &[],
                })
            }
            Next::Start(Some(hit)) if hit.start == 0 => Some(self.field(hit)),
            Next::Start(Some(hit)) => {
                self.next = Next::Field(hit);
                Some(Piece { field: None, rest: self.part(0, hit.start) })
            }
            Next::Start(None) => {
                self.next = Next::End;
                Some(Piece { field: None, rest: self.octets })
            }
        }
    }
}

impl Blanks {
    /// The value at the start of the octets between a key and the next one, and the rest of them.
    fn split_value(self, key: FieldKey, chunk: &[u8], another: bool) -> (&[u8], &[u8]) {
        if key == FieldKey::Id && another && is_binary_id(chunk) {
            return chunk.split_at_checked(10).unwrap_or((chunk, &[]));
        }
        let trimmed = self.trim_start(chunk);
        let (first, rest) = self.word(trimmed);
        let is_value = (key == FieldKey::Stat && is_code(first)) || starts_with_key(first);
        if trimmed.len() < chunk.len() && split_name(first).is_some() && !is_value {
            // `err: mccmnc:61202`: an empty value before another key.
            return (&[], trimmed);
        }
        let end = match key {
            FieldKey::Stat if !is_one_word(first) => self.words(rest),
            // `err:Absent subscriber text:`. Words at the end may be a text.
            FieldKey::Err if another && !first.is_empty() && !has_digit(first) => self.words(rest),
            FieldKey::SubmitDate | FieldKey::DoneDate => date_words(self, first, rest),
            // `id:« 78 »`.
            _ if first.iter().all(|octet| is_quote(*octet)) => self.to_quote(rest),
            _ => rest,
        };
        let (value, rest) =
            trimmed.split_at_checked(left(trimmed.len(), end.len())).unwrap_or((trimmed, &[]));
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
    fn is_plausible(self, key: FieldKey, chunk: &[u8], seen: Keys) -> bool {
        let (value, mut rest) = self.split_value(key, chunk, true);
        let all = |test: fn(&u8) -> bool| value.iter().all(test);
        let fits = match key {
            // Texts mention ids. Once the state is known, the id was in its place or is missing.
            FieldKey::Id => !value.is_empty() && !FieldKey::Stat.is_in(seen),
            FieldKey::Sub | FieldKey::Dlvrd => matches!(value.len(), 1..=4) && all(u8::is_ascii_digit),
            FieldKey::SubmitDate | FieldKey::DoneDate => {
                value.len() >= 8 && value.first().is_some_and(u8::is_ascii_digit)
            }
            FieldKey::Stat => message_state(value).is_some() || is_code(value),
            FieldKey::Err => matches!(value.len(), 1..=8) && all(u8::is_ascii_alphanumeric),
            FieldKey::Text => false,
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

pub(super) enum Unread<'a> {
    Field(&'a [u8], &'a [u8]),
    Words(&'a [u8]),
}

/// Iterates over the parts that do not belong to a field.
pub(super) struct UnreadParts<'a> {
    scan: Scan<'a>,
    again: Option<(&'a [u8], &'a [u8])>,
    rest: &'a [u8],
    /// There are no fields: the words are prose.
    prose: bool,
    /// The words come before the first field.
    before: bool,
}

impl<'a> UnreadParts<'a> {
    pub(super) fn of(octets: &'a [u8]) -> Self {
        Self { scan: Scan::new(octets), again: None, rest: &[], prose: false, before: false }
    }
}

impl<'a> Iterator for UnreadParts<'a> {
    type Item = Unread<'a>;

    fn next(&mut self) -> Option<Unread<'a>> {
        loop {
            if let Some((name, value)) = self.again.take() {
                return Some(Unread::Field(name, value));
            }
            let blanks = self.scan.blanks();
            let rest = blanks.trim_start(self.rest);
            if !rest.is_empty() {
                let (unread, rest) = if self.prose {
                    (Unread::Words(blanks.trim_end(rest)), &[][..])
                } else {
                    next_unread(blanks, rest, self.before)
                };
                self.rest = rest;
                return Some(unread);
            }
            let piece = self.scan.next()?;
            self.prose = piece.field.is_none() && self.scan.is_over();
            self.before = piece.field.is_none() && self.scan.is_before_fields();
            self.rest = piece.rest;
            self.again = piece.field.filter(|found| found.again).map(|found| (found.name, found.value));
        }
    }
}

/// Returns a field of several words, or the words up to the next field. `octets` starts with a word. Before the
/// first field, only a field with a value counts, because `Delivery receipt: id:1` starts with words.
fn next_unread(blanks: Blanks, octets: &[u8], before: bool) -> (Unread<'_>, &[u8]) {
    let name_of = |word| split_name(word).filter(|(_, value)| !before || !value.is_empty());
    let (first, mut rest) = blanks.word(octets);
    loop {
        let (next, after) = blanks.word(blanks.trim_start(rest));
        if next.is_empty() || name_of(next).is_some() {
            break;
        }
        rest = after;
    }
    let taken = octets.get(..left(octets.len(), rest.len())).unwrap_or(octets);
    let unread = match name_of(first) {
        Some((name, _)) => {
            let value = taken.get(sum(name.len(), 1)..).unwrap_or_default();
            Unread::Field(name, blanks.trim_end(value))
        }
        None => Unread::Words(blanks.trim_end(taken)),
    };
    (unread, rest)
}
