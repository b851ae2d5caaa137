//! UTF-8 operations for inner loops, written so that no panic branch is left.

use crate::SMALL;
use crate::count::advance;
use crate::error::{DecodeTextError, DecodeTextErrorKind};
use crate::plain::copy_plain;
use crate::tables::LockingTable;

/// The first character of octets from a `&str`, and the octets after it.
pub(crate) const fn first_char(octets: &[u8]) -> Option<(char, &[u8])> {
    let (point, rest) = match octets {
        [a, rest @ ..] if *a < 0x80 => (*a as u32, rest),
        [a, b, rest @ ..] if *a < 0xE0 => (bits(*a, 0x1F, 6) | bits(*b, 0x3F, 0), rest),
        [a, b, c, rest @ ..] if *a < 0xF0 => (three(*a, *b, *c), rest),
        [a, b, c, d, rest @ ..] => {
            (bits(*a, 0x07, 18) | bits(*b, 0x3F, 12) | bits(*c, 0x3F, 6) | bits(*d, 0x3F, 0), rest)
        }
        _ => return None,
    };
    match char::from_u32(point) {
        Some(c) => Some((c, rest)),
        None => Some((char::REPLACEMENT_CHARACTER, rest)),
    }
}

/// The code point of three octets.
pub(crate) const fn three(a: u8, b: u8, c: u8) -> u32 {
    bits(a, 0x0F, 12) | bits(b, 0x3F, 6) | bits(c, 0x3F, 0)
}

const fn bits(octet: u8, mask: u8, shift: u32) -> u32 {
    ((octet & mask) as u32).wrapping_shl(shift)
}

/// Writes UTF-8 into the caller's memory, and counts what does not fit.
pub(crate) struct Writer<'o> {
    out: &'o mut [u8],
    len: usize,
    /// The position in the input of the first character that did not fit.
    full_at: Option<usize>,
}

impl<'o> Writer<'o> {
    pub(crate) const fn new(out: &'o mut [u8]) -> Self {
        Self { out, len: 0, full_at: None }
    }

    /// Copies blocks of plain septets while they are plain and fit. Returns the number of octets.
    #[inline]
    pub(crate) fn plain(&mut self, septets: &[u8]) -> usize {
        let copied = copy_plain(septets, self.out.get_mut(self.len..).unwrap_or_default());
        advance(&mut self.len, copied);
        copied
    }

    /// Looks up septets and writes their characters, while they have one, fit with room to spare, and copying
    /// blocks would not be faster. Returns the number of septets.
    #[inline]
    pub(crate) fn simple(&mut self, septets: &[u8], table: &LockingTable) -> usize {
        if SMALL {
            return 0;
        }
        let out = self.out.get_mut(self.len..).unwrap_or_default();
        let (looked_up, written) = wide::characters(septets, &table.utf8, out);
        advance(&mut self.len, written);
        looked_up
    }

    /// Writes octets of UTF-8; `false` if there is no room.
    #[inline]
    fn put<const N: usize>(&mut self, octets: &[u8; N]) -> bool {
        let slot = self.out.get_mut(self.len..).and_then(<[u8]>::first_chunk_mut::<N>);
        let fits = slot.map(|slot| *slot = *octets).is_some();
        advance(&mut self.len, N);
        fits
    }

    /// Writes the character at `at` in the input.
    #[inline]
    pub(crate) fn char(&mut self, c: char, at: usize) {
        let point = u32::from(c);
        let fits = match point {
            0..0x80 => self.put(&[low(point)]),
            0x80..0x800 => self.put(&[0xC0 | low(point >> 6), tail_of(point)]),
            0x800..0x1_0000 => self.put(&[0xE0 | low(point >> 12), tail_of(point >> 6), tail_of(point)]),
            _ => self.put(&[
                0xF0 | low(point >> 18),
                tail_of(point >> 12),
                tail_of(point >> 6),
                tail_of(point),
            ]),
        };
        if !fits {
            self.full_at.get_or_insert(at);
        }
    }

    /// The text, or where it no longer fit.
    pub(crate) fn finish(self) -> Result<&'o str, DecodeTextError> {
        match self.full_at {
            // Only whole characters were written, so the check cannot fail.
            None => {
                Ok(core::str::from_utf8(self.out.get(..self.len).unwrap_or_default()).unwrap_or_default())
            }
            Some(at) => {
                Err(DecodeTextError::at(DecodeTextErrorKind::BufferTooSmall { needed: self.len }, at))
            }
        }
    }
}

/// The low octet.
pub(crate) const fn low(value: u32) -> u8 {
    let [low, ..] = value.to_le_bytes();
    low
}

const fn tail_of(value: u32) -> u8 {
    0x80 | (low(value) & 0x3F)
}

/// Writes characters by table, four octets per store; the next store overwrites the surplus.
mod wide {
    use crate::count::advance;
    use crate::plain::BLOCK;
    use crate::tables::{NO_CHARACTER, Utf8};

    /// Offsets within a group's text: eight characters take at most 24 octets.
    const OFFSETS: usize = NO_CHARACTER as usize;

    /// Octets that a group may store to, counting a full store at each offset.
    const ROOM: usize = OFFSETS + 4;

    /// Eight septets at a time, then one by one. Returns how many septets were read and octets written. After a
    /// block's length it stops where eight characters took one octet each, which may be the start of plain
    /// text.
    #[inline]
    pub(super) fn characters(septets: &[u8], utf8: &Utf8, out: &mut [u8]) -> (usize, usize) {
        let mut taken: usize = 0;
        let mut written: usize = 0;
        for group in septets.as_chunks::<8>().0 {
            let slot = out.get_mut(written..).and_then(<[u8]>::first_chunk_mut::<ROOM>);
            let Some(octets) = slot.and_then(|slot| eight(group, utf8, slot)) else { break };
            advance(&mut taken, 8);
            advance(&mut written, octets);
            if octets == 8 && taken >= BLOCK {
                return (taken, written);
            }
        }
        for septet in septets.get(taken..).unwrap_or_default() {
            let Some(word) = utf8.get(usize::from(*septet)).filter(|word| len(**word) < OFFSETS) else {
                break;
            };
            let Some(slot) = out.get_mut(written..).and_then(<[u8]>::first_chunk_mut::<4>) else { break };
            *slot = word.to_le_bytes();
            advance(&mut taken, 1);
            advance(&mut written, len(*word));
        }
        (taken, written)
    }

    /// Writes eight characters and returns the number of octets; `None` if a septet has no character. There are no
    /// branches between the characters, so a processor can work on all of them at once.
    #[inline(always)]
    fn eight(group: &[u8; 8], utf8: &Utf8, slot: &mut [u8; ROOM]) -> Option<usize> {
        if u64::from_le_bytes(*group) & 0x8080_8080_8080_8080 != 0 {
            return None;
        }
        let mut written: usize = 0;
        for septet in group {
            let word = *utf8.get(usize::from(septet & 0x7F))?;
            let rest = slot.get_mut(written % OFFSETS..)?;
            *rest.first_chunk_mut::<4>()? = word.to_le_bytes();
            advance(&mut written, len(word));
        }
        (written < OFFSETS).then_some(written)
    }

    const fn len(word: u32) -> usize {
        (word >> 24) as usize
    }
}
