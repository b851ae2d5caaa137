//! Encodes text as septets.

mod changes;
mod septets;
mod sink;
mod unit;

pub use changes::{Change, Changes};
pub use septets::Septets;

use crate::count::{advance, back, before, forward, left};
use crate::equivalent::{Equivalent, equivalent};
use crate::error::{EncodeTextError, EncodeTextErrorKind};
use crate::pack::{Fill, Packer, Padding};
use crate::plain::BLOCK;
use crate::transliteration::{Marked, Nearest, Transliteration};
use crate::utf8::first_char;
use crate::{Alphabet, Code, SMALL};
use sink::{Count, Sink, Slice, Staged};
use unit::Unit;

/// The byte order mark that some programs put before a text. It is not part of the text.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Number of octets searched for combining marks at a time.
const LOOK: usize = 1024;

/// Encodes text as septets, with an alphabet and a policy for characters it lacks.
///
/// A new encoder is strict: it reports a character outside the alphabet as an error with its position. It still
/// makes two kinds of changes, and counts them. It writes the canonical equivalent of a character if the alphabet
/// has only that (`K` for the kelvin sign, `;` for the Greek question mark), and it drops a byte order mark,
/// U+FEFF, at the start of the text. [`transliterating`](Self::transliterating) and [`replacing`](Self::replacing)
/// replace other characters.
///
/// ```
/// use smpp_gsm7::{Alphabet, EncodeTextErrorKind, Encoder};
///
/// let mut septets = [0; 160];
/// let encoder = Encoder::new(Alphabet::DEFAULT);
///
/// // The euro sign is in the extension table: an escape and a code, two septets.
/// let done = encoder.encode("5 €", &mut septets).unwrap();
/// assert_eq!(septets[..done.septets], [0x35, 0x20, 0x1B, 0x65]);
///
/// let error = encoder.encode("señor 日", &mut septets).unwrap_err();
/// assert_eq!(error.kind(), EncodeTextErrorKind::Unmappable('日'));
/// assert_eq!((error.offset(), error.character()), (7, 6));
///
/// let done = encoder.replacing('?').encode("señor 日", &mut septets).unwrap();
/// assert_eq!((done.septets, done.changed), (7, 1));
///
/// let done = encoder.encode("\u{FEFF}300 \u{212A}", &mut septets).unwrap(); // the kelvin sign
/// assert_eq!((&septets[..done.septets], done.changed), (&b"300 K"[..], 2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoder {
    alphabet: Alphabet,
    transliteration: Option<&'static Transliteration>,
    replacement: Option<char>,
}

/// How much of a text an [`Encoder`] encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EncodedText {
    /// Octets of the UTF-8 text that were read, always whole characters.
    pub read: usize,
    /// Septets produced.
    pub septets: usize,
    /// Number of changed characters.
    pub changed: usize,
}

/// The result of [`Encoder::encode_packed`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PackedText {
    /// Octets written, including fill bits and padding.
    pub written: usize,
    /// Septets of the text, without fill bits and padding.
    pub septets: usize,
    /// Number of changed characters.
    pub changed: usize,
}

impl Encoder {
    /// Creates a strict encoder.
    pub const fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, transliteration: None, replacement: None }
    }

    /// Replaces characters that the alphabet lacks with the nearest ones in `table`, if there are any.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder, transliteration::NEAREST};
    ///
    /// let encoder = Encoder::new(Alphabet::DEFAULT).transliterating(&NEAREST);
    /// let mut septets = [0; 160];
    /// let done = encoder.encode("“Así es…”", &mut septets).unwrap();
    /// assert_eq!(&septets[..done.septets], b"\"Asi es...\"");
    /// assert_eq!(done.changed, 4);
    ///
    /// let mut changes = encoder.changes("Así es…");
    /// let change = changes.next().unwrap();
    /// assert_eq!((change.offset, change.from), (2, "í"));
    /// assert!(change.to.chars().eq(['i']));
    /// assert!(changes.next().unwrap().to.chars().eq("...".chars()));
    /// assert!(changes.next().is_none());
    /// ```
    pub const fn transliterating(self, table: &'static Transliteration) -> Self {
        Self { transliteration: Some(table), ..self }
    }

    /// Replaces every character that the alphabet lacks with `c`, or with `?` if it lacks `c`, too. All
    /// alphabets have `?`.
    pub const fn replacing(self, c: char) -> Self {
        Self { replacement: Some(c), ..self }
    }

    /// The tables.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Encodes a whole text as unpacked septets.
    ///
    /// [`encode_prefix`](Self::encode_prefix) stops when the output is full instead.
    ///
    /// # Errors
    /// The alphabet lacks a character, or the output is too small. The contents of the output are then unspecified.
    pub fn encode(&self, text: &str, out: &mut [u8]) -> Result<EncodedText, EncodeTextError> {
        let (done, _) = self.whole(text, Slice::new(out), |sink| Some(sink.len()), |sink| sink.len())?;
        Ok(done)
    }

    /// Encodes as many whole characters as fit into the output. Escape sequences are not split.
    ///
    /// To split a long message into parts, call it again with the rest of the text. If the output is too short
    /// for the next character, `read` is 0 although the text is not empty.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder};
    ///
    /// let mut part = [0; 4];
    /// let done = Encoder::new(Alphabet::DEFAULT).encode_prefix("abc€", &mut part).unwrap();
    /// // Three septets: the escape would fit, but not its code.
    /// assert_eq!((done.read, done.septets), (3, 3));
    /// ```
    ///
    /// # Errors
    /// The alphabet lacks a character that would fit.
    pub fn encode_prefix(&self, text: &str, out: &mut [u8]) -> Result<EncodedText, EncodeTextError> {
        self.prefix_into(text, &mut Slice::new(out))
    }

    /// Returns what [`encode`](Self::encode) would return, without writing anything.
    ///
    /// # Errors
    /// The alphabet lacks a character.
    pub fn measure(&self, text: &str) -> Result<EncodedText, EncodeTextError> {
        self.measure_prefix(text, usize::MAX)
    }

    /// Returns what [`encode_prefix`](Self::encode_prefix) would return for an output of `room` septets,
    /// without writing anything.
    ///
    /// # Errors
    /// The alphabet lacks a character that would fit.
    pub fn measure_prefix(&self, text: &str, room: usize) -> Result<EncodedText, EncodeTextError> {
        self.prefix_into(text, &mut Count::new(room))
    }

    /// Encodes a whole text as packed septets in one pass.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder, Fill, Padding};
    ///
    /// let mut octets = [0; 140];
    /// let done = Encoder::new(Alphabet::DEFAULT)
    ///     .encode_packed("2 € par mois", Fill::NONE, Padding::Zero, &mut octets)
    ///     .unwrap();
    /// assert_eq!((done.written, done.septets), (12, 13));
    /// assert_eq!(octets[..4], [0x32, 0xD0, 0xA6, 0x0C]);
    /// ```
    ///
    /// # Errors
    /// The alphabet lacks a character, or the output is too small. The contents of the output are then unspecified.
    pub fn encode_packed(
        &self,
        text: &str,
        fill: Fill,
        padding: Padding,
        out: &mut [u8],
    ) -> Result<PackedText, EncodeTextError> {
        let sink = Staged::new(Packer::new(fill, out));
        let needed = |sink: &mut Staged<'_>| sink.needed(fill, padding);
        let (done, written) = self.whole(text, sink, |sink| sink.finish(padding), needed)?;
        Ok(PackedText { written, septets: done.septets, changed: done.changed })
    }

    /// Iterates over the characters that this encoder cannot write, each with its position in octets. These are
    /// the ones that force another alphabet.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder, transliteration::NEAREST};
    ///
    /// let encoder = Encoder::new(Alphabet::DEFAULT);
    /// let mut lacking = encoder.unmappable("日 = 2 €, ç");
    /// assert_eq!(lacking.next(), Some((0, '日')));
    /// assert_eq!(lacking.next(), Some((13, 'ç')));
    /// assert_eq!(lacking.next(), None);
    ///
    /// assert_eq!(encoder.transliterating(&NEAREST).unmappable("日 = 2 €, ç").count(), 1);
    /// ```
    pub fn unmappable<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, char)> + use<'t> {
        let encoder = *self;
        let mut rest = text.as_bytes();
        core::iter::from_fn(move || {
            loop {
                let octet = before(text.as_bytes(), rest);
                let (c, after) = first_char(rest)?;
                match encoder.outcome(c, after, octet == 0) {
                    Ok((_, after)) => rest = after,
                    Err(lacking) => {
                        rest = lacking.after;
                        return Some((back(text.len(), lacking.left), lacking.c));
                    }
                }
            }
        })
    }

    /// Encodes a whole text and also returns the number of octets written. If the output is too small, a second
    /// pass counts the octets that the text needs. The loop has a single call of `run`, so that the compiler
    /// generates it once for the settings of this encoder.
    #[inline(always)]
    fn whole<S: Sink>(
        &self,
        text: &str,
        mut sink: S,
        finish: impl Fn(&mut S) -> Option<usize>,
        needed: impl Fn(&mut S) -> usize,
    ) -> Result<(EncodedText, usize), EncodeTextError> {
        let mut full_at = None;
        loop {
            let (done, stop) = self.run(text, &mut sink);
            let written = match stop {
                Stop::Unmappable(c, left) => return Err(lacks(c, text, left)),
                Stop::End if full_at.is_none() => finish(&mut sink),
                Stop::End | Stop::Full => None,
            };
            if let Some(written) = written {
                return Ok((done, written));
            }
            if let Some(read) = full_at {
                let kind = EncodeTextErrorKind::BufferTooSmall { needed: needed(&mut sink) };
                return Err(EncodeTextError::at(kind, text, read));
            }
            full_at = Some(done.read);
            sink.start_counting();
        }
    }

    fn prefix_into(&self, text: &str, sink: &mut impl Sink) -> Result<EncodedText, EncodeTextError> {
        let (done, stop) = self.run(text, sink);
        match stop {
            Stop::End | Stop::Full => Ok(done),
            Stop::Unmappable(c, left) => Err(lacks(c, text, left)),
        }
    }

    /// Encodes a text by runs of plain octets, runs of simple characters, and single characters.
    fn run<S: Sink>(&self, text: &str, sink: &mut S) -> (EncodedText, Stop) {
        let mut cursor = Cursor::new(text, self.transliteration.is_some());
        let mut changed: usize = 0;
        // After a block that is not all plain, this many octets are left when blocks are tried again.
        let mut next_block = text.len();
        let stop = loop {
            if !SMALL {
                if cursor.left() <= next_block {
                    if self.alphabet.locking.plain() {
                        cursor.skip(sink.plain(cursor.unmarked(0)));
                    }
                    next_block = left(cursor.left(), BLOCK);
                }
                cursor.skip(sink.simple(cursor.unmarked(next_block), &self.alphabet));
                if next_block > 0 && cursor.left() <= next_block {
                    continue;
                }
            }
            let is_first = cursor.left() == text.len();
            match self.one(cursor.rest, is_first, sink) {
                Ok((is_change, after)) => {
                    advance(&mut changed, usize::from(is_change));
                    cursor.pass_to(after);
                }
                Err(stop) => break stop,
            }
        };
        let read = before(text.as_bytes(), cursor.rest);
        (EncodedText { read, septets: sink.len(), changed }, stop)
    }

    /// Encodes one character with the marks after it. Returns whether it was changed, and the octets after it.
    #[inline(always)]
    fn one<'t, S: Sink>(
        &self,
        text: &'t [u8],
        is_first: bool,
        sink: &mut S,
    ) -> Result<(bool, &'t [u8]), Stop> {
        let Some((c, tail)) = first_char(text) else { return Err(Stop::End) };
        if !SMALL
            && self.transliteration.is_none()
            && let Some(code) = self.alphabet.code(c)
        {
            return if sink.put(code.septets()) { Ok((false, tail)) } else { Err(Stop::Full) };
        }
        let (outcome, after) = match self.outcome(c, tail, is_first) {
            Ok(found) => found,
            Err(lacking) => return Err(Stop::Unmappable(lacking.c, lacking.left)),
        };
        let is_change = outcome.is_change();
        let (code, unit);
        let septets = match outcome {
            Outcome::Same(same) => {
                code = same;
                code.septets()
            }
            change => {
                unit = change.unit(self.alphabet);
                unit.septets()
            }
        };
        if sink.put(septets) { Ok((is_change, after)) } else { Err(Stop::Full) }
    }

    /// Encodes the next character together with the marks after it. It may be the first of its text. Returns
    /// the octets after those taken.
    #[inline(always)]
    fn outcome<'t>(
        &self,
        c: char,
        tail: &'t [u8],
        is_first: bool,
    ) -> Result<(Outcome, &'t [u8]), Lacking<'t>> {
        let Self { alphabet, transliteration, .. } = *self;
        let marked = match transliteration {
            Some(table) => (table.marked)(&alphabet, c, tail),
            None => None,
        };
        let Marked { letter, negated, after } =
            marked.unwrap_or(Marked { letter: c, negated: None, after: tail });
        let rest = forward(tail.len(), c.len_utf8());
        let (outcome, (c, left)) = match negated {
            Some(mark) => (None, mark),
            None => (self.alone(letter, is_first), (c, rest)),
        };
        match outcome.or_else(|| self.replaced()) {
            Some(Outcome::Same(_)) if after.len() < tail.len() => {
                Ok((Outcome::Other(Nearest::Char(letter)), after))
            }
            Some(outcome) => Ok((outcome, after)),
            None => Err(Lacking { c, left, after }),
        }
    }

    /// Encodes a character without marks, and without using the caller's character.
    fn alone(&self, c: char, is_first: bool) -> Option<Outcome> {
        if let Some(code) = self.alphabet.code(c) {
            return Some(Outcome::Same(code));
        }
        if let Some(same) = equal(self.alphabet, c, is_first) {
            return Some(Outcome::Equal(same));
        }
        let table = self.transliteration?;
        nearest(table, self.alphabet, c).map(Outcome::Other)
    }

    fn replaced(&self) -> Option<Outcome> {
        let replacement = self.replacement?;
        let known = self.alphabet.code(replacement).is_some();
        Some(Outcome::Other(Nearest::Char(if known { replacement } else { '?' })))
    }
}

// These take the alphabet and not the encoder. If no other code has the encoder's address, the compiler knows that a
// strict encoder stays strict, and leaves out the rest.

/// The replacement from the table, or the replacement of that one, if the alphabet has it.
#[cfg_attr(target_os = "none", inline(never))]
fn nearest(table: &Transliteration, alphabet: Alphabet, c: char) -> Option<Nearest> {
    let known = |nearest: &Nearest| nearest.chars().all(|c| alphabet.code(c).is_some());
    let nearest = (table.find)(c)?;
    match nearest {
        nearest if known(&nearest) => Some(nearest),
        Nearest::Char(c) => (table.find)(c).filter(known),
        Nearest::Pair(..) | Nearest::Text(_) => None,
    }
}

/// The canonical equivalent of a character, if the alphabet has it; nothing for a byte order mark.
#[cold]
#[inline(never)]
fn equal(alphabet: Alphabet, c: char, is_first: bool) -> Option<Option<Equivalent>> {
    if is_first && c == BYTE_ORDER_MARK {
        return Some(None);
    }
    let same = equivalent(c)?;
    let is_known = |c| alphabet.code(c).is_some();
    (is_known(same.first) && same.second.is_none_or(is_known)).then_some(Some(same))
}

#[cold]
#[inline(never)]
fn equal_unit(alphabet: Alphabet, same: Option<Equivalent>) -> Unit {
    let mut unit = Unit::EMPTY;
    if let Some(Equivalent { first, second }) = same {
        push(alphabet, &mut unit, first);
        if let Some(second) = second {
            push(alphabet, &mut unit, second);
        }
    }
    unit
}

#[cfg_attr(target_os = "none", inline(never))]
fn replaced_by(alphabet: Alphabet, nearest: Nearest) -> Unit {
    let mut unit = Unit::EMPTY;
    for c in nearest.chars() {
        push(alphabet, &mut unit, c);
    }
    unit
}

/// Appends a character, if the alphabet has it.
#[cfg_attr(target_os = "none", inline(never))]
fn push(alphabet: Alphabet, unit: &mut Unit, c: char) {
    if let Some(code) = alphabet.code(c) {
        unit.push(code);
    }
}

/// Number of octets before the next mark and the character it belongs to.
#[cold]
#[inline(never)]
fn before_marks(text: &[u8]) -> usize {
    let seen = text.get(..LOOK).unwrap_or(text);
    // The UTF-8 of all marks starts with these octets, and so does that of some other characters.
    let starts_mark = |pair: &[u8]| {
        matches!(pair, [0xCC | 0xCD, _] | [0xE1, 0xAA..=0xAB | 0xB7] | [0xE2, 0x83] | [0xEF, 0xB8])
    };
    match seen.windows(2).position(starts_mark) {
        Some(mark) => left(mark, 1),
        // The last octet may be the first of a mark, and the one before it the end of the mark's character.
        None if seen.len() < text.len() => left(seen.len(), 2),
        None => text.len(),
    }
}

/// The rest of a text, and how much of it can be encoded without looking for marks.
struct Cursor<'t> {
    rest: &'t [u8],
    /// How many octets are left at the next character with a mark, as far as known; 0 if marks do not matter.
    marked: usize,
    heeds_marks: bool,
}

impl<'t> Cursor<'t> {
    #[inline]
    fn new(text: &'t str, heeds_marks: bool) -> Self {
        let mut cursor = Self { rest: text.as_bytes(), marked: 0, heeds_marks };
        cursor.find_mark();
        cursor
    }

    const fn left(&self) -> usize {
        self.rest.len()
    }

    /// The octets before the next character with a mark, up to where `end` octets are left.
    #[inline]
    fn unmarked(&self, end: usize) -> &'t [u8] {
        let count = left(self.rest.len(), end.max(self.marked));
        self.rest.get(..count).unwrap_or_default()
    }

    #[inline]
    fn skip(&mut self, octets: usize) {
        self.rest = self.rest.get(octets..).unwrap_or_default();
    }

    #[inline]
    fn pass_to(&mut self, after: &'t [u8]) {
        self.rest = after;
        if self.heeds_marks && after.len() <= self.marked {
            self.find_mark();
        }
    }

    /// Searching to the end of the text would make splitting a long text quadratic.
    #[inline]
    fn find_mark(&mut self) {
        if !SMALL && self.heeds_marks {
            self.marked = left(self.rest.len(), before_marks(self.rest));
        }
    }
}

/// The result of encoding a character.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
enum Outcome {
    Same(Code),
    /// Its canonical equivalent, or nothing.
    Equal(Option<Equivalent>),
    Other(Nearest),
}

impl Outcome {
    /// Its septets.
    #[inline]
    fn unit(self, alphabet: Alphabet) -> Unit {
        match self {
            Self::Same(code) => Unit::from(code),
            Self::Equal(same) => equal_unit(alphabet, same),
            Self::Other(nearest) => replaced_by(alphabet, nearest),
        }
    }

    const fn is_change(&self) -> bool {
        !matches!(self, Self::Same(_))
    }
}

/// A character that cannot be encoded.
struct Lacking<'t> {
    c: char,
    /// Length of the text from this character on.
    left: usize,
    /// The octets after it and its marks.
    after: &'t [u8],
}

enum Stop {
    End,
    Full,
    /// The character, and the length of the text from it on.
    Unmappable(char, usize),
}

fn lacks(c: char, text: &str, rest: usize) -> EncodeTextError {
    EncodeTextError::at(EncodeTextErrorKind::Unmappable(c), text, back(text.len(), rest))
}

#[cfg(feature = "alloc")]
impl Encoder {
    /// Like [`encode`](Self::encode), but returns a new vector.
    ///
    /// # Errors
    /// The alphabet lacks a character.
    pub fn encode_to_vec(&self, text: &str) -> Result<alloc::vec::Vec<u8>, EncodeTextError> {
        let mut septets = alloc::vec![0; self.measure(text)?.septets];
        let done = self.encode(text, &mut septets)?;
        septets.truncate(done.septets);
        Ok(septets)
    }
}
