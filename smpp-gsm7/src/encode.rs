//! Text to septets.

use crate::error::{EncodeError, EncodeErrorKind};
use crate::pack::{Fill, Packer, Padding};
use crate::tables::is_plain;
use crate::utf8::first_char;
use crate::{Alphabet, Code};

/// Writes text as septets: an alphabet, and what to do with characters that it lacks.
///
/// By itself it is strict: a character outside of the alphabet is an error with its position.
/// [`replacing`](Self::replacing) puts another character in such places.
///
/// ```
/// use smpp_gsm7::{Alphabet, EncodeErrorKind, Encoder};
///
/// let mut septets = [0; 160];
/// let encoder = Encoder::new(Alphabet::DEFAULT);
///
/// // The euro sign stands in the extension table: an escape and a code, two septets.
/// let done = encoder.encode("5 €", &mut septets).unwrap();
/// assert_eq!(septets[..done.septets], [0x35, 0x20, 0x1B, 0x65]);
///
/// let error = encoder.encode("señor 日", &mut septets).unwrap_err();
/// assert_eq!(error.kind, EncodeErrorKind::Unmappable('日'));
/// assert_eq!((error.octet(), error.character()), (7, 6));
///
/// let done = encoder.replacing('?').encode("señor 日", &mut septets).unwrap();
/// assert_eq!((done.septets, done.changed), (7, 1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoder {
    alphabet: Alphabet,
    replacement: Option<char>,
}

/// How far an [`Encoder`] came with a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Encoded {
    /// Octets of the UTF-8 text that were read; always whole characters.
    pub octets: usize,
    /// Septets that they made.
    pub septets: usize,
    /// How many characters came out as something else.
    pub changed: usize,
}

/// What [`Encoder::encode_packed`] wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Packed {
    /// Octets written, fill bits and padding included.
    pub octets: usize,
    /// Septets of the text; fill bits and padding are not counted.
    pub septets: usize,
    /// How many characters came out as something else.
    pub changed: usize,
}

impl Encoder {
    /// A strict encoder.
    pub const fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, replacement: None }
    }

    /// Writes `c` for every character that the alphabet lacks, or `?` when it lacks `c` too. All alphabets have `?`.
    pub const fn replacing(self, c: char) -> Self {
        Self { replacement: Some(c), ..self }
    }

    /// The tables in use.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Writes a whole text as septets, one in an octet.
    ///
    /// An error leaves the output unspecified. [`encode_prefix`](Self::encode_prefix) stops where the output is full
    /// instead.
    pub fn encode(&self, text: &str, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.whole(text, &mut Slice { out, len: 0 })
    }

    /// Writes as much of the text as the output holds, in whole characters: an escape and its code stay together.
    ///
    /// Called again with the rest of the text it cuts a long message into parts. An output shorter than one
    /// character makes no progress: `octets` is then 0 though the text is not empty.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder};
    ///
    /// let mut part = [0; 4];
    /// let done = Encoder::new(Alphabet::DEFAULT).encode_prefix("abc€", &mut part).unwrap();
    /// // Three septets: the escape would fit, its code would not.
    /// assert_eq!((done.octets, done.septets), (3, 3));
    /// ```
    pub fn encode_prefix(&self, text: &str, out: &mut [u8]) -> Result<Encoded, EncodeError> {
        self.prefix_into(text, &mut Slice { out, len: 0 })
    }

    /// What [`encode`](Self::encode) would give, without writing anything.
    pub fn measure(&self, text: &str) -> Result<Encoded, EncodeError> {
        self.whole(text, &mut Count { room: usize::MAX, len: 0 })
    }

    /// What [`encode_prefix`](Self::encode_prefix) would give for an output of `room` septets, without writing
    /// anything.
    pub fn measure_prefix(&self, text: &str, room: usize) -> Result<Encoded, EncodeError> {
        self.prefix_into(text, &mut Count { room, len: 0 })
    }

    /// Writes a whole text as packed septets, in one pass.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder, Fill, Padding};
    ///
    /// let mut octets = [0; 140];
    /// let done = Encoder::new(Alphabet::DEFAULT)
    ///     .encode_packed("2 € par mois", Fill::NONE, Padding::Zero, &mut octets)
    ///     .unwrap();
    /// assert_eq!((done.octets, done.septets), (12, 13));
    /// assert_eq!(octets[..4], [0x32, 0xD0, 0xA6, 0x0C]);
    /// ```
    pub fn encode_packed(
        &self,
        text: &str,
        fill: Fill,
        padding: Padding,
        out: &mut [u8],
    ) -> Result<Packed, EncodeError> {
        let mut sink =
            Staged { stage: [0; STAGE], staged: 0, packed: 0, last: None, packer: Packer::new(fill, out) };
        let done = self.whole(text, &mut sink)?;
        let octets =
            sink.finish(padding).ok_or_else(|| EncodeError::at(EncodeErrorKind::NoRoom, text, text.len()))?;
        Ok(Packed { octets, septets: done.septets, changed: done.changed })
    }

    /// The septets of a text one by one. After an error the iterator ends.
    pub const fn septets<'t>(&self, text: &'t str) -> Septets<'t> {
        Septets { encoder: *self, text, rest: text.as_bytes(), pending: Unit::EMPTY, given: 0 }
    }

    /// The characters that the alphabet lacks, with the octets of the text before each.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder};
    ///
    /// let mut lacking = Encoder::new(Alphabet::DEFAULT).unmappable("日 = 2 €, ç");
    /// assert_eq!(lacking.next(), Some((0, '日')));
    /// assert_eq!(lacking.next(), Some((13, 'ç')));
    /// assert_eq!(lacking.next(), None);
    /// ```
    pub fn unmappable<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, char)> + use<'t> {
        let alphabet = self.alphabet;
        text.char_indices().filter(move |(_, c)| alphabet.code(*c).is_none())
    }

    fn whole(&self, text: &str, sink: &mut impl Sink) -> Result<Encoded, EncodeError> {
        let (done, stop) = self.run(text, sink);
        match stop {
            Stop::End => Ok(done),
            Stop::Full => Err(EncodeError::at(EncodeErrorKind::NoRoom, text, done.octets)),
            Stop::Unmappable(c) => Err(EncodeError::at(EncodeErrorKind::Unmappable(c), text, done.octets)),
        }
    }

    fn prefix_into(&self, text: &str, sink: &mut impl Sink) -> Result<Encoded, EncodeError> {
        let (done, stop) = self.run(text, sink);
        match stop {
            Stop::End | Stop::Full => Ok(done),
            Stop::Unmappable(c) => Err(EncodeError::at(EncodeErrorKind::Unmappable(c), text, done.octets)),
        }
    }

    fn run<S: Sink>(&self, text: &str, sink: &mut S) -> (Encoded, Stop) {
        let table = self.alphabet.locking;
        let mut rest = text.as_bytes();
        let mut changed: usize = 0;
        let stop = 'text: loop {
            while table.plain()
                && let Some((block, tail)) = rest.split_first_chunk::<BLOCK>()
                && block.iter().fold(true, |plain, octet| plain & is_plain(*octet))
                && sink.block(block)
            {
                rest = tail;
            }
            // Where a block is not all plain, its characters are looked up one by one.
            for _ in 0..BLOCK {
                let Some((first, tail)) = rest.split_first() else { break 'text Stop::End };
                if *first < 0x80
                    && let Some(septet) = table.code(*first)
                {
                    if !sink.put(&[septet]) {
                        break 'text Stop::Full;
                    }
                    rest = tail;
                    continue;
                }
                let Some((c, tail)) = first_char(rest) else { break 'text Stop::End };
                let Some((unit, tail)) = self.unit(c, tail) else { break 'text Stop::Unmappable(c) };
                if !sink.put(unit.septets()) {
                    break 'text Stop::Full;
                }
                changed = changed.wrapping_add(usize::from(unit.changed));
                rest = tail;
            }
        };
        let octets = text.len().wrapping_sub(rest.len());
        (Encoded { octets, septets: sink.len(), changed }, stop)
    }

    /// What the next character becomes, and the octets after what was taken; `None` when it stays unmappable.
    fn unit<'t>(&self, c: char, tail: &'t [u8]) -> Option<(Unit, &'t [u8])> {
        let mut unit = Unit::EMPTY;
        if let Some(code) = self.alphabet.code(c) {
            unit.push(code);
            return Some((unit, tail));
        }
        unit.changed = true;
        unit.push(self.alphabet.code(self.replacement?).or_else(|| self.alphabet.code('?'))?);
        Some((unit, tail))
    }
}

/// Octets that are classified together. Wide enough for vector registers, small enough to start over cheaply.
const BLOCK: usize = 32;

/// Septets that wait to be packed together: those of a whole short message.
const STAGE: usize = 160;

enum Stop {
    End,
    Full,
    Unmappable(char),
}

/// Where septets go. What does not fit as a whole is refused and leaves the sink as it was.
trait Sink {
    fn block(&mut self, block: &[u8; BLOCK]) -> bool;
    fn put(&mut self, septets: &[u8]) -> bool;
    fn len(&self) -> usize;
}

struct Slice<'o> {
    out: &'o mut [u8],
    len: usize,
}

impl Sink for Slice<'_> {
    #[inline]
    fn block(&mut self, block: &[u8; BLOCK]) -> bool {
        let Some(slot) = self.out.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut::<BLOCK>) else {
            return false;
        };
        *slot = *block;
        self.len = self.len.wrapping_add(BLOCK);
        true
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        let Some(slots) = self.out.get_mut(self.len..).and_then(|out| out.get_mut(..septets.len())) else {
            return false;
        };
        slots.iter_mut().zip(septets).for_each(|(slot, septet)| *slot = *septet);
        self.len = self.len.wrapping_add(septets.len());
        true
    }

    fn len(&self) -> usize {
        self.len
    }
}

/// Counts septets without writing them.
struct Count {
    room: usize,
    len: usize,
}

impl Sink for Count {
    #[inline]
    fn block(&mut self, block: &[u8; BLOCK]) -> bool {
        self.put(block)
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        let fits = septets.len() <= self.room.wrapping_sub(self.len);
        if fits {
            self.len = self.len.wrapping_add(septets.len());
        }
        fits
    }

    fn len(&self) -> usize {
        self.len
    }
}

/// Collects septets until it pays to pack them.
struct Staged<'o> {
    stage: [u8; STAGE],
    /// Septets in the stage.
    staged: usize,
    /// Septets that left it.
    packed: usize,
    last: Option<u8>,
    packer: Packer<'o>,
}

impl Staged<'_> {
    fn flush(&mut self) -> bool {
        let waiting = self.stage.get(..self.staged).unwrap_or_default();
        self.last = waiting.last().copied().or(self.last);
        self.packed = self.packed.wrapping_add(self.staged);
        self.staged = 0;
        self.packer.push(waiting)
    }

    fn finish(mut self, padding: Padding) -> Option<usize> {
        if !self.flush() {
            return None;
        }
        self.packer.finish(padding, self.last)
    }
}

impl Sink for Staged<'_> {
    #[inline]
    fn block(&mut self, block: &[u8; BLOCK]) -> bool {
        self.put(block)
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        if self.staged.wrapping_add(septets.len()) > STAGE && !self.flush() {
            return false;
        }
        let slots = self.stage.get_mut(self.staged..).unwrap_or_default();
        slots.iter_mut().zip(septets).for_each(|(slot, septet)| *slot = *septet);
        self.staged = self.staged.wrapping_add(septets.len());
        true
    }

    fn len(&self) -> usize {
        self.packed.wrapping_add(self.staged)
    }
}

/// One character's septets.
#[derive(Clone, Copy, Debug)]
struct Unit {
    septets: [u8; UNIT],
    len: u8,
    changed: bool,
}

/// Septets that one character can become: its replacement has up to seven characters.
const UNIT: usize = 16;

impl Unit {
    const EMPTY: Self = Self { septets: [0; UNIT], len: 0, changed: false };

    fn septets(&self) -> &[u8] {
        self.septets.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn push(&mut self, code: Code) {
        let free = self.septets.iter_mut().skip(usize::from(self.len));
        free.zip(code.septets()).for_each(|(slot, septet)| *slot = *septet);
        self.len = self.len.wrapping_add(if code.is_escaped() { 2 } else { 1 });
    }
}

/// The septets of a text, from [`Encoder::septets`].
#[derive(Clone, Debug)]
pub struct Septets<'t> {
    encoder: Encoder,
    text: &'t str,
    rest: &'t [u8],
    pending: Unit,
    /// Septets of the pending unit that were given out.
    given: u8,
}

impl Iterator for Septets<'_> {
    type Item = Result<u8, EncodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(septet) = self.pending.septets().get(usize::from(self.given)) {
                self.given = self.given.wrapping_add(1);
                return Some(Ok(*septet));
            }
            let (c, tail) = first_char(self.rest)?;
            let Some((unit, tail)) = self.encoder.unit(c, tail) else {
                let octet = self.text.len().wrapping_sub(self.rest.len());
                self.rest = &[];
                return Some(Err(EncodeError::at(EncodeErrorKind::Unmappable(c), self.text, octet)));
            };
            self.rest = tail;
            self.pending = unit;
            self.given = 0;
        }
    }
}

impl core::iter::FusedIterator for Septets<'_> {}

#[cfg(feature = "alloc")]
impl Encoder {
    /// [`encode`](Self::encode) into a vector of its own.
    pub fn encode_to_vec(&self, text: &str) -> Result<alloc::vec::Vec<u8>, EncodeError> {
        let mut septets = alloc::vec![0; self.measure(text)?.septets];
        let done = self.encode(text, &mut septets)?;
        septets.truncate(done.septets);
        Ok(septets)
    }
}
