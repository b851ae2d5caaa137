//! Septets to text.

use crate::Alphabet;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::pack::{Fill, Unpacker, packed_len};
use crate::plain::BLOCK;
use crate::tables::ESCAPE;
use crate::utf8::Writer;

/// Reads septets as text: an alphabet, and what to do with septets that mean nothing in it.
///
/// | septets | standard | strict | replacing |
/// |---|---|---|---|
/// | escape + a code that the single-shift table lacks | the character of the locking table at that code | error | replacement |
/// | escape + 0x65 in the Telugu table, which lacks the euro sign of all others | `€` | error | replacement |
/// | escape + escape | one space | error | replacement |
/// | escape + CR, a control code of the extension tables | CR | error | replacement |
/// | escape at the end | a space | error | replacement |
/// | unassigned cell of a locking table | a space | error | replacement |
/// | octet over 0x7F, also after an escape | U+FFFD | error | replacement |
///
/// The first column of answers is what 3GPP TS 23.038 6.2.1 asks of a receiver; where it says nothing (the escape at
/// the end, octets over 0x7F) it is what most receivers do.
///
/// ```
/// use smpp_gsm7::{Alphabet, DecodeErrorKind, Decoder};
///
/// let mut text = [0; 32];
/// let decoder = Decoder::new(Alphabet::DEFAULT);
/// assert_eq!(decoder.decode(&[0x00, 0x1B, 0x65, 0x1B, 0x39], &mut text), Ok("@€9"));
///
/// let error = decoder.strict().decode(&[0x00, 0x1B, 0x65, 0x1B, 0x39], &mut text).unwrap_err();
/// assert_eq!(error.kind, DecodeErrorKind::UnknownEscape(0x39));
/// assert_eq!((error.septet(), error.character()), (3, 2));
///
/// assert_eq!(decoder.replacing('\u{FFFD}').decode(&[0x41, 0x1B, 0x39], &mut text), Ok("A\u{FFFD}"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decoder {
    alphabet: Alphabet,
    mode: Mode,
}

/// What a [`Decoder`] does with septets that mean nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Standard,
    Strict,
    Replacing(char),
}

impl Decoder {
    /// A decoder that shows what the standard asks a receiver to show.
    pub const fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, mode: Mode::Standard }
    }

    /// Makes everything that a sender must not send an error.
    pub const fn strict(self) -> Self {
        Self { mode: Mode::Strict, ..self }
    }

    /// Puts `c` in the place of everything that a sender must not send.
    pub const fn replacing(self, c: char) -> Self {
        Self { mode: Mode::Replacing(c), ..self }
    }

    /// The tables in use.
    pub const fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Reads septets, one in an octet, into the caller's octets as UTF-8.
    ///
    /// Three octets a septet are always enough; two are, for septets that a strict decoder takes, in alphabets without
    /// the Indian scripts (the euro sign has three but takes two septets; ∞ of the Portuguese locking table is the
    /// exception). U+FFFD, which stands for an octet over 0x7F, has three; a replacement of four octets needs four.
    pub fn decode<'o>(&self, septets: &[u8], out: &'o mut [u8]) -> Result<&'o str, DecodeError> {
        let mut text = Writer::new(out);
        match self.run(septets, false, &mut text) {
            (_, None) => Ok(text.finish()),
            (at, Some(kind)) => Err(DecodeError::at(kind, at, text.characters())),
        }
    }

    /// Reads packed septets, in one pass. `septets` is their number, as [`unpack`](crate::unpack) takes it.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Decoder, Fill};
    ///
    /// let mut text = [0; 32];
    /// let octets = [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37];
    /// let decoder = Decoder::new(Alphabet::DEFAULT);
    /// assert_eq!(decoder.decode_packed(&octets, Fill::NONE, 10, &mut text), Ok("hellohello"));
    /// ```
    pub fn decode_packed<'o>(
        &self,
        packed: &[u8],
        fill: Fill,
        septets: usize,
        out: &'o mut [u8],
    ) -> Result<&'o str, DecodeError> {
        let mut text = Writer::new(out);
        if packed.len() < packed_len(septets, fill) {
            let there = crate::unpacked_len(packed.len(), fill);
            return Err(DecodeError::at(DecodeErrorKind::TooFewOctets, there, 0));
        }
        let mut unpacker = Unpacker::new(packed, fill);
        let mut stage = [0; STAGE];
        // Septets of the text that were read, without an escape at the start of the stage whose code is to come.
        let mut read: usize = 0;
        let mut escapes: usize = 0;
        loop {
            let left = septets.wrapping_sub(read).wrapping_sub(escapes);
            let take = left.min(STAGE.wrapping_sub(escapes));
            if let Some(slots) = stage.get_mut(escapes..escapes.wrapping_add(take)) {
                unpacker.fill(slots);
            }
            let filled = stage.get(..escapes.wrapping_add(take)).unwrap_or_default();
            let more = take < left;
            match self.run(filled, more, &mut text) {
                (at, Some(kind)) => {
                    return Err(DecodeError::at(kind, read.wrapping_add(at), text.characters()));
                }
                (_, None) if !more => return Ok(text.finish()),
                (at, None) => {
                    // All of the stage was read but perhaps an escape at its end.
                    read = read.wrapping_add(at);
                    escapes = usize::from(at < filled.len());
                    stage.iter_mut().take(escapes).for_each(|slot| *slot = ESCAPE);
                }
            }
        }
    }

    /// The characters of septets one by one. After an error the iterator ends.
    pub const fn chars<'s>(&self, septets: &'s [u8]) -> Chars<'s> {
        Chars { decoder: *self, septets, rest: septets, characters: 0 }
    }

    /// Reads septets into UTF-8: how many were read, and what was wrong with the next one. With `more`, an escape at
    /// the end waits for its code.
    fn run(&self, septets: &[u8], more: bool, text: &mut Writer<'_>) -> (usize, Option<DecodeErrorKind>) {
        let table = self.alphabet.locking;
        let mut rest = septets;
        let mut blocks = table.plain();
        let error = loop {
            if blocks {
                rest = rest.get(text.plain(rest)..).unwrap_or_default();
            }
            let simple = text.simple(rest, table);
            rest = rest.get(simple..).unwrap_or_default();
            // Blocks are tried again only where nothing stood in the way for as long as a block.
            blocks = table.plain() && simple >= BLOCK;
            if more && matches!(rest, [ESCAPE]) {
                break None;
            }
            let Some((c, tail)) = self.first(rest) else { break None };
            match c {
                Ok(c) if text.char(c) => rest = tail,
                Ok(_) => break Some(DecodeErrorKind::NoRoom),
                Err(kind) => break Some(kind),
            }
        };
        (septets.len().wrapping_sub(rest.len()), error)
    }

    /// The first character of septets and the septets after it.
    #[inline]
    fn first<'s>(&self, septets: &'s [u8]) -> Option<(Result<char, DecodeErrorKind>, &'s [u8])> {
        let (septet, rest) = septets.split_first()?;
        if let Some(c) = self.alphabet.locking.character(*septet) {
            return Some((Ok(c), rest));
        }
        Some(match (*septet, rest) {
            (ESCAPE, [ESCAPE, rest @ ..]) => (self.odd(DecodeErrorKind::DoubleEscape, ' '), rest),
            (ESCAPE, []) => (self.odd(DecodeErrorKind::EscapeAtEnd, ' '), rest),
            (ESCAPE, [code @ 0x80..=0xFF, rest @ ..]) => (self.no_septet(*code), rest),
            (ESCAPE, [code, rest @ ..]) => match self.alphabet.single.character(*code) {
                Some(c) => (Ok(c), rest),
                None => {
                    // Senders who think that the Telugu table has the euro sign where all others do mean it.
                    let shown = match code {
                        0x65 => '€',
                        _ => self.alphabet.locking.character(*code).unwrap_or(' '),
                    };
                    (self.odd(DecodeErrorKind::UnknownEscape(*code), shown), rest)
                }
            },
            (0x80.., rest) => (self.no_septet(*septet), rest),
            (_, rest) => (self.odd(DecodeErrorKind::Unassigned(*septet), ' '), rest),
        })
    }

    fn no_septet(&self, octet: u8) -> Result<char, DecodeErrorKind> {
        self.odd(DecodeErrorKind::NotASeptet(octet), char::REPLACEMENT_CHARACTER)
    }

    const fn odd(&self, kind: DecodeErrorKind, shown: char) -> Result<char, DecodeErrorKind> {
        match self.mode {
            Mode::Standard => Ok(shown),
            Mode::Strict => Err(kind),
            Mode::Replacing(c) => Ok(c),
        }
    }
}

/// Septets that are unpacked before they are read: those of a whole short message, or of two where the stack is not
/// small and long texts gain from it.
const STAGE: usize = if cfg!(target_pointer_width = "64") { 320 } else { 160 };

/// The characters of septets, from [`Decoder::chars`].
#[derive(Clone, Debug)]
pub struct Chars<'s> {
    decoder: Decoder,
    septets: &'s [u8],
    rest: &'s [u8],
    characters: usize,
}

impl Iterator for Chars<'_> {
    type Item = Result<char, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (c, tail) = self.decoder.first(self.rest)?;
        let at = self.septets.len().wrapping_sub(self.rest.len());
        Some(match c {
            Ok(c) => {
                self.rest = tail;
                self.characters = self.characters.wrapping_add(1);
                Ok(c)
            }
            Err(kind) => {
                self.rest = &[];
                Err(DecodeError::at(kind, at, self.characters))
            }
        })
    }
}

impl core::iter::FusedIterator for Chars<'_> {}

#[cfg(feature = "alloc")]
impl Decoder {
    /// [`decode`](Self::decode) into a string of its own.
    pub fn decode_to_string(&self, septets: &[u8]) -> Result<alloc::string::String, DecodeError> {
        self.chars(septets).collect()
    }
}
