//! Decodes septets to text.

use crate::Alphabet;
use crate::count::{advance, back, before, forward};
use crate::error::{DecodeTextError, DecodeTextErrorKind};
use crate::pack::{Fill, STAGE, Unpacker, packed_len, start_of};
use crate::plain::BLOCK;
use crate::tables::ESCAPE;
use crate::utf8::Writer;

/// Decodes septets to text, with an alphabet and a policy for septets without a meaning.
///
/// | septets | standard | strict | replacing |
/// |---|---|---|---|
/// | escape + a code that the single-shift table lacks | the character of the locking-shift table with that code | error | replacement |
/// | escape + 0x65 in the Telugu table, which lacks the euro sign | `€` | error | replacement |
/// | escape + escape | one space | error | replacement |
/// | escape + CR, a control code of the extension tables | CR | error | replacement |
/// | escape at the end | a space | error | replacement |
/// | unassigned code of a locking-shift table | a space | error | replacement |
/// | octet above 0x7F, also after an escape | U+FFFD | error | replacement |
///
/// The column "standard" follows 3GPP TS 23.038 6.2.1 for receivers, except for the euro sign in the Telugu table.
/// Where the standard is silent (escape at the end, octets above 0x7F), receivers differ, and the table shows what this
/// decoder does.
///
/// ```
/// use smpp_gsm7::{Alphabet, DecodeTextErrorKind, Decoder};
///
/// let mut text = [0; 32];
/// let decoder = Decoder::new(Alphabet::DEFAULT);
/// assert_eq!(decoder.decode(&[0x00, 0x1B, 0x65, 0x1B, 0x39], &mut text), Ok("@€9"));
///
/// let error = decoder.strict().decode(&[0x00, 0x1B, 0x65, 0x1B, 0x39], &mut text).unwrap_err();
/// assert_eq!(error.kind(), DecodeTextErrorKind::UnknownEscape(0x39));
/// assert_eq!(error.offset(), 3);
///
/// assert_eq!(decoder.replacing('\u{FFFD}').decode(&[0x41, 0x1B, 0x39], &mut text), Ok("A\u{FFFD}"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Decoder {
    alphabet: Alphabet,
    mode: Mode,
}

/// What a [`Decoder`] does with septets without a meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Mode {
    #[default]
    Standard,
    Strict,
    Replacing(char),
}

impl Decoder {
    /// Creates a decoder that does what the standard requires of a receiver.
    pub const fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, mode: Mode::Standard }
    }

    /// Makes the decoder return an error for anything that a sender must not send.
    pub const fn strict(self) -> Self {
        Self { mode: Mode::Strict, ..self }
    }

    /// Makes the decoder write `c` instead of anything that a sender must not send.
    pub const fn replacing(self, c: char) -> Self {
        Self { mode: Mode::Replacing(c), ..self }
    }

    /// The tables.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Decodes unpacked septets to UTF-8 in `out`.
    ///
    /// `out` needs at most three octets per septet, or four with a replacement character of four octets. Two per septet
    /// are enough for text that a strict decoder accepts, unless the locking-shift table is that of an Indian script, or
    /// that of Turkish or Portuguese, in which `€` takes a single septet.
    ///
    /// # Errors
    /// The output is too small, or a strict decoder found something that a sender must not send.
    pub fn decode<'o>(&self, septets: &[u8], out: &'o mut [u8]) -> Result<&'o str, DecodeTextError> {
        let mut text = Writer::new(out);
        self.run(septets, false, &mut text, |at| at)?;
        text.finish()
    }

    /// Decodes packed septets in one pass. `septets` is their number, as in [`unpack`](crate::unpack).
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Decoder, Fill};
    ///
    /// let mut text = [0; 32];
    /// let octets = [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37];
    /// let decoder = Decoder::new(Alphabet::DEFAULT);
    /// assert_eq!(decoder.decode_packed(&octets, Fill::NONE, 10, &mut text), Ok("hellohello"));
    /// ```
    ///
    /// # Errors
    /// There are fewer octets than the septets need, the output is too small, or a strict decoder found something that
    /// a sender must not send.
    pub fn decode_packed<'o>(
        &self,
        packed: &[u8],
        fill: Fill,
        septets: usize,
        out: &'o mut [u8],
    ) -> Result<&'o str, DecodeTextError> {
        if packed.len() < packed_len(septets, fill) {
            return Err(DecodeTextError::at(DecodeTextErrorKind::TooFewOctets, packed.len()));
        }
        let mut text = Writer::new(out);
        let mut unpacker = Unpacker::new(packed, fill);
        let mut stage = [0; STAGE];
        // Septets of the text read so far, without an escape at the start of the stage whose code is still to
        // come.
        let mut read: usize = 0;
        let mut escapes: usize = 0;
        loop {
            let rest = back(septets, forward(read, escapes));
            let take = rest.min(back(STAGE, escapes));
            if let Some(slots) = stage.get_mut(escapes..forward(escapes, take)) {
                unpacker.fill(slots);
            }
            let filled = stage.get(..forward(escapes, take)).unwrap_or_default();
            let more = take < rest;
            let at = self.run(filled, more, &mut text, |at| start_of(forward(read, at), fill).0)?;
            advance(&mut read, at);
            if !more {
                return text.finish();
            }
            // The whole stage was read, except possibly an escape at its end.
            escapes = usize::from(at < filled.len());
            stage.iter_mut().take(escapes).for_each(|slot| *slot = ESCAPE);
        }
    }

    /// Iterates over the characters of septets. Ends after an error.
    pub const fn chars<'s>(&self, septets: &'s [u8]) -> Gsm7Chars<'s> {
        Gsm7Chars { decoder: *self, septets, rest: septets }
    }

    /// Decodes septets to UTF-8 and returns how many were read. With `more`, an escape at the end waits for its
    /// code. `offset` gives the octet of a septet.
    #[inline(always)]
    fn run(
        &self,
        septets: &[u8],
        more: bool,
        text: &mut Writer<'_>,
        offset: impl Fn(usize) -> usize,
    ) -> Result<usize, DecodeTextError> {
        let table = self.alphabet.locking;
        let mut rest = septets;
        let mut blocks = table.plain();
        loop {
            if blocks {
                rest = rest.get(text.plain(rest)..).unwrap_or_default();
            }
            let simple = text.simple(rest, table);
            rest = rest.get(simple..).unwrap_or_default();
            // Try blocks again only after a whole block's length without an obstacle.
            blocks = table.plain() && simple >= BLOCK;
            let at = before(septets, rest);
            if more && matches!(rest, [ESCAPE]) {
                return Ok(at);
            }
            let Some((c, tail)) = self.first(rest) else { return Ok(at) };
            match c {
                Ok(c) => text.char(c, offset(at)),
                Err(kind) => return Err(DecodeTextError::at(kind, offset(at))),
            }
            rest = tail;
        }
    }

    /// The first character of septets, and the septets after it.
    #[inline]
    fn first<'s>(&self, septets: &'s [u8]) -> Option<(Result<char, DecodeTextErrorKind>, &'s [u8])> {
        let (septet, rest) = septets.split_first()?;
        if let Some(c) = self.alphabet.locking.character(*septet) {
            return Some((Ok(c), rest));
        }
        Some(match (*septet, rest) {
            (ESCAPE, [ESCAPE, rest @ ..]) => (self.odd(DecodeTextErrorKind::DoubleEscape, ' '), rest),
            (ESCAPE, []) => (self.odd(DecodeTextErrorKind::EscapeAtEnd, ' '), rest),
            (ESCAPE, [code @ 0x80..=0xFF, rest @ ..]) => (self.no_septet(*code), rest),
            (ESCAPE, [code, rest @ ..]) => match self.alphabet.single.character(*code) {
                Some(c) => (Ok(c), rest),
                None => {
                    // Some senders wrongly assume that the Telugu table has the euro sign where all others do.
                    let shown = match code {
                        0x65 => '€',
                        _ => self.alphabet.locking.character(*code).unwrap_or(' '),
                    };
                    (self.odd(DecodeTextErrorKind::UnknownEscape(*code), shown), rest)
                }
            },
            (0x80.., rest) => (self.no_septet(*septet), rest),
            (_, rest) => (self.odd(DecodeTextErrorKind::Unassigned(*septet), ' '), rest),
        })
    }

    fn no_septet(&self, octet: u8) -> Result<char, DecodeTextErrorKind> {
        self.odd(DecodeTextErrorKind::NotASeptet(octet), char::REPLACEMENT_CHARACTER)
    }

    const fn odd(&self, kind: DecodeTextErrorKind, shown: char) -> Result<char, DecodeTextErrorKind> {
        match self.mode {
            Mode::Standard => Ok(shown),
            Mode::Strict => Err(kind),
            Mode::Replacing(c) => Ok(c),
        }
    }
}

/// Iterator over the characters of septets, from [`Decoder::chars`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Gsm7Chars<'s> {
    decoder: Decoder,
    septets: &'s [u8],
    pub(crate) rest: &'s [u8],
}

impl Iterator for Gsm7Chars<'_> {
    type Item = Result<char, DecodeTextError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (c, tail) = self.decoder.first(self.rest)?;
        let at = before(self.septets, self.rest);
        self.rest = if c.is_ok() { tail } else { &[] };
        Some(c.map_err(|kind| DecodeTextError::at(kind, at)))
    }
}

impl core::iter::FusedIterator for Gsm7Chars<'_> {}

#[cfg(feature = "alloc")]
impl Decoder {
    /// Like [`decode`](Self::decode), but returns a new string.
    ///
    /// # Errors
    /// A strict decoder found something that a sender must not send.
    pub fn decode_to_string(&self, septets: &[u8]) -> Result<alloc::string::String, DecodeTextError> {
        self.chars(septets).collect()
    }
}
