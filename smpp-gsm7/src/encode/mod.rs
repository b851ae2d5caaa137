//! Encodes text as septets.

mod each;
mod sink;

pub use each::Change;

use crate::count::{advance, back, before, forward, left};
use crate::equivalent::equivalent;
use crate::error::{EncodeTextError, EncodeTextErrorKind};
use crate::pack::{Fill, Packer, Padding, STAGE, padded_len, unpacked_len};
use crate::plain::BLOCK;
use crate::transliteration::{Marked, Nearest, Transliteration};
use crate::utf8::first_char;
use crate::{Alphabet, Code, SMALL};
use sink::{Sink, count_plain};

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
/// assert_eq!(error.offset(), 7);
///
/// let done = encoder.replacing('?').encode("señor 日", &mut septets).unwrap();
/// assert_eq!((done.septets, done.changed), (7, 1));
///
/// let done = encoder.encode("\u{FEFF}300 \u{212A}", &mut septets).unwrap(); // the kelvin sign
/// assert_eq!((&septets[..done.septets], done.changed), (&b"300 K"[..], 2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Encoder {
    pub(crate) alphabet: Alphabet,
    pub(crate) transliteration: Option<&'static Transliteration>,
    pub(crate) replacement: Option<char>,
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

/// How much [`Encoder::encode_packed`] encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PackedText {
    /// Octets written, including fill bits and padding.
    pub written: usize,
    /// Septets of the text, not counting fill bits and padding.
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

    /// Replaces every character that would otherwise be an error with `c`, or with `?` if the alphabet lacks `c`. All
    /// alphabets have `?`. If the encoder also transliterates, only characters without a nearest one are replaced.
    pub const fn replacing(self, c: char) -> Self {
        Self { replacement: Some(c), ..self }
    }

    /// The tables.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Encodes a whole text as unpacked septets.
    ///
    /// If the output is full, [`encode_prefix`](Self::encode_prefix) stops instead of failing.
    ///
    /// # Errors
    /// The alphabet lacks a character, or the output is too small. The contents of the output are then unspecified.
    pub fn encode(&self, text: &str, out: &mut [u8]) -> Result<EncodedText, EncodeTextError> {
        let (mut pass, mut sink) = (Pass::new(text, self), Sink::new(out));
        let mut full_at = None;
        // A single call of `run`, so that the compiler generates it once for the settings of this encoder.
        loop {
            match (self.run(&mut pass, &mut sink)?, full_at) {
                (Stop::End, None) => return Ok(pass.done(sink.len())),
                (Stop::End, Some(offset)) => return Err(too_small(sink.len(), offset)),
                (Stop::Full, _) => {
                    full_at = Some(pass.read());
                    sink.only_count();
                }
            }
        }
    }

    /// Encodes as many whole characters as fit into the output. Escape sequences are not split.
    ///
    /// To cut a long message into segments, call it again with the rest of the text. If the alphabet lacks a character,
    /// the call that would have room for it returns the error. If the output is too short even for the first character,
    /// `read` is 0 although the text is not empty.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder};
    ///
    /// let mut segment = [0; 4];
    /// let done = Encoder::new(Alphabet::DEFAULT).encode_prefix("abc€", &mut segment).unwrap();
    /// // Three septets: the escape would fit, but not its code.
    /// assert_eq!((done.read, done.septets), (3, 3));
    /// ```
    ///
    /// # Errors
    /// The alphabet lacks a character, and the characters before it do not fill the output.
    pub fn encode_prefix(&self, text: &str, out: &mut [u8]) -> Result<EncodedText, EncodeTextError> {
        self.prefix(text, Sink::new(out))
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
    /// The alphabet lacks a character, and the characters before it do not fill the output.
    pub fn measure_prefix(&self, text: &str, room: usize) -> Result<EncodedText, EncodeTextError> {
        self.prefix(text, Sink::counting(room))
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
        let octets = out.len();
        // Small programs cut the stage where the output ends, which shows the first character that does not fit. Fast ones
        // go over the text again to find it.
        let mut room = if SMALL { unpacked_len(octets, fill) } else { usize::MAX };
        let (mut pass, mut stage, mut packer) = (Pass::new(text, self), [0; STAGE], Packer::new(fill, out));
        let (mut septets, mut last, mut fits, mut full_at) = (0, None, true, text.len());
        loop {
            if !SMALL && self.alphabet.locking.plain() {
                // Plain octets are septets: no need to copy them first.
                let plain = pass.plain();
                advance(&mut septets, plain.len());
                last = plain.last().copied().or(last);
                fits = fits && packer.push(plain);
            }
            let mut sink = Sink::new(if SMALL {
                stage.get_mut(..room.min(STAGE)).unwrap_or_default()
            } else {
                &mut stage
            });
            let stop = self.run(&mut pass, &mut sink)?;
            let filled = sink.written();
            advance(&mut septets, filled.len());
            last = filled.last().copied().or(last);
            fits = fits && packer.push(filled);
            match stop {
                Stop::End => break,
                Stop::Full if !SMALL => {}
                Stop::Full if room > STAGE => room = left(room, filled.len()),
                Stop::Full => (fits, full_at, room) = (false, pass.read(), usize::MAX),
            }
        }
        if fits && let Some(written) = packer.finish(padding, last) {
            return Ok(PackedText { written, septets, changed: pass.changed });
        }
        let needed = padded_len(septets, fill, padding, last);
        if SMALL {
            return Err(too_small(needed, full_at));
        }
        Err(self.packed_too_small(text, needed, unpacked_len(octets, fill)))
    }

    /// Finds the first character after `room` septets. Without one, only the padding does not fit.
    #[cold]
    #[inline(never)]
    fn packed_too_small(&self, text: &str, needed: usize, room: usize) -> EncodeTextError {
        too_small(needed, self.measure_prefix(text, room).map_or(text.len(), |done| done.read))
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn prefix(&self, text: &str, mut sink: Sink<'_>) -> Result<EncodedText, EncodeTextError> {
        let mut pass = Pass::new(text, self);
        self.run(&mut pass, &mut sink)?;
        Ok(pass.done(sink.len()))
    }

    /// Encodes the rest of a text by runs of plain octets, runs of simple characters, and single characters.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn run(&self, pass: &mut Pass<'_>, sink: &mut Sink<'_>) -> Result<Stop, EncodeTextError> {
        // After a block that is not all plain, blocks are tried again once only this many octets are left.
        let mut next_block = pass.left();
        loop {
            if !SMALL {
                if pass.left() <= next_block {
                    if self.alphabet.locking.plain() {
                        pass.skip(sink.plain(pass.unmarked(0)));
                    }
                    next_block = left(pass.left(), BLOCK);
                }
                pass.skip(sink.simple(pass.unmarked(next_block), &self.alphabet));
                if next_block > 0 && pass.left() <= next_block {
                    continue;
                }
            }
            let Some((c, tail)) = first_char(pass.rest) else { return Ok(Stop::End) };
            if !SMALL
                && self.transliteration.is_none()
                && let Some(code) = self.alphabet.code(c)
            {
                if !sink.put(code.septets()) {
                    return Ok(Stop::Full);
                }
                pass.pass_to(tail);
                continue;
            }
            let (outcome, after) = self.outcome(c, tail, pass.read() == 0);
            let outcome = match outcome {
                Ok(outcome) => outcome,
                // If there is no room, this character does not matter.
                Err(_) if sink.is_full() => return Ok(Stop::Full),
                Err(lacking) => return Err(lacking.in_text(pass.text)),
            };
            let fits = match outcome {
                Outcome::Same(code) => sink.put(code.septets()),
                Outcome::Other(nearest) => sink.put_all(self.alphabet, nearest),
            };
            if !fits {
                return Ok(Stop::Full);
            }
            advance(&mut pass.changed, usize::from(matches!(outcome, Outcome::Other(_))));
            pass.pass_to(after);
        }
    }

    /// Encodes the next character together with the marks after it. `is_first` says whether it is the first of its
    /// text. Returns the octets after those taken.
    #[inline(always)]
    fn outcome<'t>(&self, c: char, tail: &'t [u8], is_first: bool) -> (Result<Outcome, Lacking>, &'t [u8]) {
        let marked = self.transliteration.and_then(|table| (table.marked)(&self.alphabet, c, tail));
        let Marked { letter, negated, after } =
            marked.unwrap_or(Marked { letter: c, negated: None, after: tail });
        let (outcome, (c, left)) = match negated {
            Some(mark) => (None, mark),
            None => (self.alone(letter, is_first), (c, forward(tail.len(), c.len_utf8()))),
        };
        let outcome = match outcome.or_else(|| self.replaced()) {
            Some(Outcome::Same(_)) if after.len() < tail.len() => Ok(Outcome::Other(Nearest::Char(letter))),
            Some(outcome) => Ok(outcome),
            None => Err(Lacking { c, left }),
        };
        (outcome, after)
    }

    /// Encodes a character without marks, and without falling back to [`replacing`](Self::replacing).
    fn alone(&self, c: char, is_first: bool) -> Option<Outcome> {
        if let Some(code) = self.alphabet.code(c) {
            return Some(Outcome::Same(code));
        }
        let same = equal(self.alphabet, c, is_first);
        same.or_else(|| nearest(self.transliteration?, self.alphabet, c)).map(Outcome::Other)
    }

    fn replaced(&self) -> Option<Outcome> {
        let replacement = self.replacement?;
        let known = self.alphabet.code(replacement).is_some();
        Some(Outcome::Other(Nearest::Char(if known { replacement } else { '?' })))
    }
}

// These take the alphabet and not the encoder. If no other code has the encoder's address, the compiler knows that a
// strict encoder stays strict, and leaves out the rest.

/// The replacement from the table or, if the alphabet lacks it, the replacement's own replacement; `None` if
/// the alphabet lacks both.
#[cfg_attr(target_os = "none", inline(never))]
fn nearest(table: &Transliteration, alphabet: Alphabet, c: char) -> Option<Nearest> {
    let known = |nearest: &Nearest| has_all(alphabet, *nearest);
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
fn equal(alphabet: Alphabet, c: char, is_first: bool) -> Option<Nearest> {
    if is_first && c == BYTE_ORDER_MARK {
        return Some(Nearest::Text(""));
    }
    equivalent(c).filter(|same| has_all(alphabet, *same))
}

fn has_all(alphabet: Alphabet, nearest: Nearest) -> bool {
    nearest.chars().all(|c| alphabet.code(c).is_some())
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

/// A pass over a text: what is left of it, and how much of that can be encoded without looking for marks.
struct Pass<'t> {
    text: &'t str,
    rest: &'t [u8],
    /// How many octets are left at the next character with a mark, as far as known; 0 if marks do not matter.
    marked: usize,
    heeds_marks: bool,
    changed: usize,
}

impl<'t> Pass<'t> {
    #[inline]
    fn new(text: &'t str, encoder: &Encoder) -> Self {
        let heeds_marks = encoder.transliteration.is_some();
        let mut pass = Self { text, rest: text.as_bytes(), marked: 0, heeds_marks, changed: 0 };
        pass.find_mark();
        pass
    }

    const fn left(&self) -> usize {
        self.rest.len()
    }

    const fn read(&self) -> usize {
        before(self.text.as_bytes(), self.rest)
    }

    const fn done(&self, septets: usize) -> EncodedText {
        EncodedText { read: self.read(), septets, changed: self.changed }
    }

    /// The octets before the next character with a mark, up to where `end` octets are left.
    #[inline]
    fn unmarked(&self, end: usize) -> &'t [u8] {
        let count = left(self.rest.len(), end.max(self.marked));
        self.rest.get(..count).unwrap_or_default()
    }

    /// Takes the plain blocks at the start of what is left.
    fn plain(&mut self) -> &'t [u8] {
        let unmarked = self.unmarked(0);
        let plain = unmarked.get(..count_plain(unmarked)).unwrap_or_default();
        self.skip(plain.len());
        plain
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
enum Outcome {
    Same(Code),
    /// Its canonical equivalent, its replacement, or nothing.
    Other(Nearest),
}

/// A character that cannot be encoded.
#[derive(Clone, Copy, Debug)]
struct Lacking {
    c: char,
    /// Length of the text from this character on.
    left: usize,
}

impl Lacking {
    #[cold]
    fn in_text(self, text: &str) -> EncodeTextError {
        EncodeTextError::at(EncodeTextErrorKind::Unmappable(self.c), back(text.len(), self.left))
    }
}

/// Why an encoder stopped.
enum Stop {
    End,
    Full,
}

#[cold]
fn too_small(needed: usize, offset: usize) -> EncodeTextError {
    EncodeTextError::at(EncodeTextErrorKind::BufferTooSmall { needed }, offset)
}

#[cfg(feature = "alloc")]
impl Encoder {
    /// Like [`encode`](Self::encode), but returns a new vector.
    ///
    /// # Errors
    /// The alphabet lacks a character.
    pub fn encode_to_vec(&self, text: &str) -> Result<alloc::vec::Vec<u8>, EncodeTextError> {
        let mut septets = alloc::vec![0; self.measure(text)?.septets];
        self.encode(text, &mut septets)?;
        Ok(septets)
    }
}
