//! Finds the fields of a receipt in its text, in linear time: each position is examined at most a fixed number of
//! times.

use super::date::{ReceiptDate, date_words};
use super::lexer::{
    Blanks, FieldKey, Hit, Keys, SEPARATORS, is_binary_id, is_code, is_quote, name_of, next_hit, trim_nuls,
    unquoted, up_to,
};
use super::words::is_standard_word;
use crate::codes::MessageState;
use crate::count::{back, forward, left, sum};
use crate::debug::debug_fields;
use crate::wire::has;

/// The contents of a receipt's text. Values are octets as received. `None` means that a field is missing; empty
/// means that it has no value.
///
/// ```
/// use smpp_core::message::receipt::ReceiptText;
/// let receipt = ReceiptText::parse(b"XMS=id:77 mccmnc:61202 dlvrd:1 stat:DELIVRD ERR: Text:call id:5");
/// assert_eq!(receipt.id, Some(&b"77"[..]));
/// assert_eq!(receipt.err, Some(&b""[..]));
/// assert_eq!(receipt.sub, None);
/// assert_eq!(receipt.text, Some(&b"call id:5"[..]));
/// assert!(receipt.extra().eq([(&b"mccmnc"[..], &b"61202"[..])]));
/// assert!(receipt.unread().eq([b"XMS="]));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptText<'a> {
    /// The id of the message, including quotes around it, if any.
    /// [`Receipt::message_id`](super::Receipt::message_id) removes them.
    pub id: Option<&'a [u8]>,
    /// Number of messages submitted.
    pub sub: Option<&'a [u8]>,
    /// Number of messages delivered.
    pub dlvrd: Option<&'a [u8]>,
    /// When the message was submitted.
    pub submit_date: Option<ReceiptDate<'a>>,
    /// When the message reached its state.
    pub done_date: Option<ReceiptDate<'a>>,
    /// The word for the state.
    pub stat: Option<&'a [u8]>,
    /// The error code, in digits or other characters.
    pub err: Option<&'a [u8]>,
    /// The start of the message, verbatim, without trailing NULs.
    pub text: Option<&'a [u8]>,
    pub(super) octets: &'a [u8],
    /// The fields that are not `None`.
    pub(super) keys: Keys,
    pub(super) utf16: bool,
}
debug_fields!(ReceiptText<'_> { id sub dlvrd submit_date done_date stat err text octets utf16 });

impl<'a> ReceiptText<'a> {
    /// Parses text of any form, in place.
    #[inline]
    pub(super) fn scan(&mut self, octets: &'a [u8]) {
        *self = Self { octets, ..Self::default() };
        let mut scan = Scan { octets, ..Scan::default() };
        scan.start();
        while let Some(field) = scan.field() {
            if !field.again {
                let key = field.hit.key();
                self.keys |= key.0;
                self.set(key, field.value);
            }
        }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn set(&mut self, key: FieldKey, value: &'a [u8]) {
        let place = match key {
            FieldKey::ID => &mut self.id,
            FieldKey::SUB => &mut self.sub,
            FieldKey::DLVRD => &mut self.dlvrd,
            FieldKey::SUBMIT_DATE => return self.submit_date = Some(ReceiptDate(value)),
            FieldKey::DONE_DATE => return self.done_date = Some(ReceiptDate(value)),
            FieldKey::STAT => &mut self.stat,
            FieldKey::ERR => &mut self.err,
            _ => &mut self.text,
        };
        *place = Some(value);
    }

    /// Number of fields found.
    pub(super) const fn fields(&self) -> u32 {
        self.keys.count_ones()
    }

    /// Whether it has a known state word and another field. Ordinary texts do not.
    pub(super) fn is_certain(&self) -> bool {
        self.fields() > 1 && self.state().is_some()
    }

    /// Whether the octets were UTF-16. The values are then UTF-8.
    pub const fn was_utf16(&self) -> bool {
        self.utf16
    }

    /// The state in `stat`; `None` if the field is missing or the word is unknown.
    pub fn state(&self) -> Option<MessageState> {
        self.stat.and_then(MessageState::from_stat)
    }

    /// Fields that Appendix B does not have, and fields that are repeated: name and value, in order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        UnreadParts::of(self.octets).filter_map(|(name, value)| Some((name?, value)))
    }

    /// Everything that is not part of a field, in order: octets before the first key, and words after a value.
    pub fn unread(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        UnreadParts::of(self.octets).filter_map(|(name, words)| name.is_none().then_some(words))
    }

    /// Whether an unmarked text looks like a receipt: it has an id and, as its state, one of the seven words of
    /// Appendix B in capitals. Ordinary texts have other words there: `order id: 44 stat: pending`.
    ///
    /// ```
    /// use smpp_core::message::receipt::ReceiptText;
    /// assert!(ReceiptText::parse(b"id:44 stat:DELIVRD").looks_like_receipt());
    /// assert!(!ReceiptText::parse(b"order id: 44 stat: pending").looks_like_receipt());
    /// ```
    pub fn looks_like_receipt(&self) -> bool {
        self.id.is_some_and(|id| !unquoted(id).is_empty()) && self.stat.is_some_and(is_standard_word)
    }
}

/// A field, and the octets from the end of its value to the next field.
#[derive(Clone, Copy, Debug)]
struct Field<'a> {
    hit: Hit,
    value: &'a [u8],
    /// The key appeared before. The first one counts.
    again: bool,
    rest: &'a [u8],
}

/// The fields of a text.
#[derive(Clone, Debug, Default)]
struct Scan<'a> {
    octets: &'a [u8],
    /// The delimiter that a key may have in any place. A key with the other one counts only after a blank or separator.
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
    /// The next field.
    next: Option<Hit>,
}

impl<'a> Scan<'a> {
    /// Finds the first field and what separates the fields.
    #[cfg_attr(target_os = "none", inline(never))]
    fn start(&mut self) {
        let (mut from, mut is_settled) = (0, false);
        while let Some(hit) = next_hit(self.octets, from, false) {
            from = hit.value();
            // The delimiter is that of the first key that does not directly follow a delimiter: `:` in
            // `XMS=id:7 sub:001`, and `=` in `id=1 stat=ID:0076`.
            if !is_settled {
                is_settled = !matches!(self.octets.get(back(hit.start, 1)), Some(b'=' | b':'));
                if is_settled || self.delimiter == 0 {
                    self.delimiter = hit.delimiter();
                }
            }
            if self.glued_to(hit).is_some() || !self.counts(hit) {
                continue;
            }
            self.free_twice |= self.free & hit.key().0;
            self.free |= hit.key().0;
            // Apparent keys in a text say nothing about the fields before it.
            if hit.key() == FieldKey::TEXT {
                break;
            }
        }
        if from > 0
            && let Some(first) = self.next_key(Hit::text(0))
        {
            self.blanks = self.separated(first);
            self.next = Some(first);
        }
    }

    /// Whether a key has the delimiter that counts in any place, or comes after a blank or separator.
    fn counts(&self, hit: Hit) -> bool {
        hit.delimiter() == self.delimiter
            || match self.part(0, hit.start) {
                [] => true,
                [.., last] if SEPARATORS.contains(last) => true,
                before => Blanks::PLAIN.trim_end(before).len() < before.len(),
            }
    }

    /// The next key that counts.
    fn next_hit(&self, mut from: usize, in_stat: bool) -> Option<Hit> {
        loop {
            let hit = next_hit(self.octets, from, in_stat)?;
            if self.counts(hit) {
                return Some(hit);
            }
            from = hit.value();
        }
    }

    /// The separator between the fields: blanks, or one of the separators if the second key follows it.
    fn separated(&self, first: Hit) -> Blanks {
        // If there is only one key, the separator may come before it: `smsc:7;id:1;`.
        let before = match self.next_key(first) {
            Some(second) => self.part(first.value(), second.start),
            None => self.part(back(first.start, 1), first.start),
        };
        match Blanks::PLAIN.trim_end(before) {
            [.., last] if first.key() != FieldKey::TEXT && SEPARATORS.contains(last) => Blanks::with(*last),
            _ => Blanks::PLAIN,
        }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn part(&self, from: usize, to: usize) -> &'a [u8] {
        self.octets.get(from..to).unwrap_or_default()
    }

    /// The octets from a key's delimiter to the next key, or to the end.
    fn chunk(&self, hit: Hit, next: Option<Hit>) -> &'a [u8] {
        self.part(hit.value(), next.map_or(self.octets.len(), |next| next.start))
    }

    /// The next field.
    fn field(&mut self) -> Option<Field<'a>> {
        let hit = self.next.take()?;
        let (key, again) = (hit.key(), hit.key().is_in(self.seen));
        let is_text = key == FieldKey::TEXT && !again;
        let next = match is_text {
            true if hit.is_marked() => self.end_of_text(hit.value()),
            true => None,
            false => self.next_key(hit),
        };
        self.next = next;
        let chunk = self.chunk(hit, next);
        let (value, mut rest): (_, &[u8]) = match next {
            _ if !is_text => self.blanks.split_value(key, chunk, next.is_some()),
            Some(_) => (self.blanks.trim_end(chunk), &[]),
            None => (trim_nuls(chunk), &[]),
        };
        self.seen |= key.0;
        let mut after = rest;
        let word = self.blanks.next_word(&mut after);
        let has_outcome = (FieldKey::STAT.0 | FieldKey::ERR.0) & self.seen != 0;
        let is_unlabelled =
            has_outcome && !FieldKey::TEXT.is_in(self.seen) && !word.is_empty() && name_of(word).is_none();
        // Such a text may contain keys: `err:000 call id:5`.
        if is_unlabelled && next.is_none_or(|next| self.is_text_with_keys(next)) {
            let end = next.map_or(self.octets.len(), |next| next.start);
            self.next = Some(Hit::text(back(end, forward(word.len(), after.len()))));
            rest = &[];
        }
        Some(Field { hit, value, again, rest })
    }

    /// The key of a field as written.
    fn name(&self, field: &Field<'a>) -> &'a [u8] {
        Blanks::PLAIN.trim_end(self.part(field.hit.start, back(field.hit.value(), 1)))
    }

    /// The key that ends the value of this one. An apparent key may be a value: message centres in China report
    /// `stat:ID:0076`.
    fn next_key(&self, hit: Hit) -> Option<Hit> {
        let mut from = hit.value();
        loop {
            let found = self.next_hit(from, hit.key() == FieldKey::STAT)?;
            if !self.is_value(hit, from, found) {
                return Some(found);
            }
            from = found.value();
        }
    }

    /// If a key directly follows a name and its colon or equals sign, possibly with a quote: where the value of
    /// that name begins.
    fn glued_to(&self, hit: Hit) -> Option<usize> {
        match self.octets.get(..hit.start) {
            Some([.., b':' | b'=']) => Some(hit.start),
            Some([.., b':' | b'=', b'\'' | b'"']) => hit.start.checked_sub(1),
            _ => None,
        }
    }

    /// Whether the first key at or after `from` is not a key but part of the value of `hit` or of a vendor's
    /// field.
    fn is_value(&self, hit: Hit, from: usize, found: Hit) -> bool {
        let glued_to = self.glued_to(found);
        let is_date = found.key().is_date();
        if glued_to.is_some_and(|value| value != from) {
            // A vendor's field: `status:ID:0076 id:7`, `route=ID:3 id:7` or `a:DONE DATE:1`.
            return found.key().is_in(self.seen | self.free) || (is_date && self.is_no_date(found));
        }
        let value = self.part(found.value(), self.octets.len());
        if is_date || value.is_empty() || self.blanks.strip(value).is_some() {
            return false;
        }
        let is_state = hit.key() == FieldKey::STAT;
        if glued_to.is_some() {
            // Fields without a blank between them may be empty: `id:sub:001dlvrd:001`. A key in capitals is not
            // one of them.
            let is_capital = |at| self.octets.get(at).is_some_and(u8::is_ascii_uppercase);
            return found.key() == hit.key()
                || found.key().is_in(self.seen | self.free)
                || (is_state && matches!(found.key(), FieldKey::ID | FieldKey::SUB | FieldKey::ERR))
                || (is_capital(found.start) && !is_capital(hit.start))
                || (hit.key() == FieldKey::ID && self.is_id(found));
        }
        found.key() != FieldKey::TEXT
            && self.blanks.trim_start(self.part(hit.value(), found.start)).is_empty()
            && (found.key() == hit.key() || (is_state && found.key().is_in(self.seen | self.free_twice)))
    }

    /// Whether an apparent date key after a name and its colon is not a date key: `a:DONE DATE:1`. A prefix
    /// such as `XMS=` is not a name.
    fn is_no_date(&self, hit: Hit) -> bool {
        let next = self.next_hit(hit.value(), false);
        let (value, _) = self.blanks.split_value(hit.key(), self.chunk(hit, next), true);
        self.octets.get(back(hit.start, 1)) == Some(&self.delimiter) && matches!(value.len(), 1..=5)
    }

    /// Whether an apparent key directly after `id:` is the id: a single word, followed by a blank and another
    /// field, or by nothing. A state is not an id, nor is a count if the other count is there: receipts have
    /// both or neither.
    #[cfg_attr(target_os = "none", inline(never))]
    fn is_id(&self, found: Hit) -> bool {
        let is_field = match found.key() {
            FieldKey::STAT => true,
            FieldKey::SUB => FieldKey::DLVRD.is_in(self.free),
            FieldKey::DLVRD => FieldKey::SUB.is_in(self.free),
            _ => false,
        };
        let another = self.next_hit(found.value(), false);
        let chunk = self.chunk(found, another);
        let mut behind = chunk;
        self.blanks.next_word(&mut behind);
        let mut rest = behind;
        let next = self.blanks.next_word(&mut rest);
        let ends = match chunk.last() {
            _ if !next.is_empty() => name_of(next).is_some(),
            Some(last) => another.is_none() || !behind.is_empty() || SEPARATORS.contains(last),
            None => false,
        };
        !is_field && ends
    }

    /// Whether all keys from this one to the end belong to fields found before.
    #[cfg_attr(target_os = "none", inline(never))]
    fn is_text_with_keys(&mut self, first: Hit) -> bool {
        if !first.key().is_in(self.seen) || self.looked_through {
            return false;
        }
        self.looked_through = true;
        let mut last = first;
        while let Some(next) = self.next_hit(last.value(), last.key() == FieldKey::STAT) {
            if !next.key().is_in(self.seen) {
                return false;
            }
            last = next;
        }
        true
    }

    /// Where a text in the middle ends: at the first field of a run that continues to the end, with fields not
    /// seen before and plausible values. `None` if the text takes all the rest.
    #[cfg_attr(target_os = "none", inline(never))]
    fn end_of_text(&self, from: usize) -> Option<Hit> {
        let seen = self.seen;
        let (mut run, mut keys): (Option<Hit>, Keys) = (None, 0);
        let mut next = self.next_hit(from, false);
        while let Some(hit) = next {
            next = self.next_key(hit);
            let chunk = self.chunk(hit, next);
            if hit.key().is_in(seen) || !self.blanks.is_plausible(hit.key(), chunk, seen) {
                (run, keys) = (None, 0);
                continue;
            }
            if run.is_none() || hit.key().is_in(keys) {
                (run, keys) = (Some(hit), 0);
            }
            keys |= hit.key().0;
        }
        // A text that comes first, before any proof of a receipt, ends only before a complete receipt.
        let whole = seen != 0 || FieldKey::ID.is_in(keys);
        let has_state = FieldKey::STAT.is_in(seen | keys);
        // Receipts have both counts or neither. A single one is a word of the text.
        let count_alone = keys == FieldKey::SUB.0 || keys == FieldKey::DLVRD.0;
        run.filter(|_| whole && has_state && !count_alone)
    }
}

impl Blanks {
    /// The value at the start of the octets between a key and the next one, and the rest of them.
    fn split_value(self, key: FieldKey, chunk: &[u8], another: bool) -> (&[u8], &[u8]) {
        if key == FieldKey::ID && another && is_binary_id(chunk) {
            return chunk.split_at_checked(10).unwrap_or((chunk, &[]));
        }
        let mut rest = chunk;
        let first = self.next_word(&mut rest);
        let trimmed = chunk.get(left(chunk.len(), forward(first.len(), rest.len()))..).unwrap_or_default();
        if trimmed.len() < chunk.len()
            && name_of(first).is_some()
            && !(key == FieldKey::STAT && is_code(first))
            // Such as `SUB:5`.
            && next_hit(first, 0, false).is_none_or(|hit| hit.start != 0)
        {
            // `err: mccmnc:61202`: an empty value before another key.
            return (&[], trimmed);
        }
        let end = match key {
            FieldKey::STAT if has(first, b':') || MessageState::from_stat(first).is_none() => {
                self.words(rest)
            }
            // `err:Absent subscriber text:`. Words at the end may be a text.
            FieldKey::ERR if another && !first.is_empty() && !first.iter().any(u8::is_ascii_digit) => {
                self.words(rest)
            }
            FieldKey::SUBMIT_DATE | FieldKey::DONE_DATE => date_words(self, first, rest),
            // `id:« 78 »`.
            _ if first.iter().all(|octet| is_quote(*octet)) => self.to_quote(rest),
            _ => rest,
        };
        (up_to(trimmed, end), end)
    }

    /// The octets after a closing quote; all octets if there is none.
    fn to_quote(self, words: &[u8]) -> &[u8] {
        let ends = |word: &[u8]| word.last().is_some_and(|last| is_quote(*last));
        let mut rest = self.skip_words(words, |word| !ends(word) && name_of(word).is_none());
        let last = self.next_word(&mut rest);
        if ends(last) && name_of(last).is_none() { rest } else { words }
    }

    /// Skips words that are not a field, and returns the rest.
    fn words(self, octets: &[u8]) -> &[u8] {
        self.skip_words(octets, |word| name_of(word).is_none())
    }

    /// Whether the octets after a key in a text look like a value of that field and nothing else.
    #[cfg_attr(target_os = "none", inline(never))]
    fn is_plausible(self, key: FieldKey, chunk: &[u8], seen: Keys) -> bool {
        let (value, rest) = self.split_value(key, chunk, true);
        let all = |test: fn(&u8) -> bool| value.iter().all(test);
        let fits = match key {
            // Texts mention ids. Once the state is known, the id was in its place or is missing.
            FieldKey::ID => !value.is_empty() && !FieldKey::STAT.is_in(seen),
            FieldKey::SUB | FieldKey::DLVRD => matches!(value.len(), 1..=4) && all(u8::is_ascii_digit),
            FieldKey::SUBMIT_DATE | FieldKey::DONE_DATE => {
                value.len() >= 8 && value.first().is_some_and(u8::is_ascii_digit)
            }
            FieldKey::STAT => MessageState::from_stat(value).is_some() || is_code(value),
            FieldKey::ERR => matches!(value.len(), 1..=8) && all(u8::is_ascii_alphanumeric),
            _ => false,
        };
        let behind = self.skip_words(rest, |word| name_of(word).is_some());
        fits && self.trim_start(behind).is_empty()
    }
}

/// Iterates over the parts that do not belong to a field: a name and its value, or words.
struct UnreadParts<'a> {
    scan: Scan<'a>,
    rest: &'a [u8],
    /// The rest comes before the first field.
    before: bool,
}

impl<'a> UnreadParts<'a> {
    fn of(octets: &'a [u8]) -> Self {
        let mut scan = Scan { octets, ..Scan::default() };
        scan.start();
        let rest = match scan.next {
            Some(first) => scan.part(0, first.start),
            None => octets,
        };
        Self { scan, rest, before: true }
    }

    /// A field of several words, or the words up to the next field, and the octets after it. `octets` starts with
    /// a word. Before the first field, only a field with a value counts, because `Delivery receipt: id:1` starts
    /// with words. If there are no fields, all words are prose.
    fn part(&self, octets: &'a [u8]) -> (<Self as Iterator>::Item, &'a [u8]) {
        let blanks = self.scan.blanks;
        if self.before && self.scan.next.is_none() {
            return ((None, blanks.trim_end(octets)), &[]);
        }
        let is_field = |name: &&[u8], word: &[u8]| !self.before || word.len() > sum(name.len(), 1);
        let name_of = |word| name_of(word).filter(|name| is_field(name, word));
        let mut rest = octets;
        let first = blanks.next_word(&mut rest);
        let rest = blanks.skip_words(rest, |word| name_of(word).is_none());
        let words = blanks.trim_end(up_to(octets, rest));
        let Some(name) = name_of(first) else { return ((None, words), rest) };
        ((Some(name), words.get(sum(name.len(), 1)..).unwrap_or_default()), rest)
    }
}

impl<'a> Iterator for UnreadParts<'a> {
    type Item = (Option<&'a [u8]>, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.scan.blanks.trim_start(self.rest);
            if !rest.is_empty() {
                let (part, rest) = self.part(rest);
                self.rest = rest;
                return Some(part);
            }
            let field = self.scan.field()?;
            self.before = false;
            self.rest = field.rest;
            if field.again {
                return Some((Some(self.scan.name(&field)), field.value));
            }
        }
    }
}
