//! Where septets go: into a buffer until it is full, or into a count.

use crate::Alphabet;
use crate::count::{advance, before, forward, left};
use crate::plain::{BLOCK, all_plain, copy_plain};
use crate::tables::ESCAPE;
use crate::transliteration::Nearest;
use crate::utf8::three;

/// A destination for septets. A character that does not fit completely is rejected and changes nothing.
pub(super) struct Sink<'o> {
    out: &'o mut [u8],
    len: usize,
    /// How many septets are accepted. Those that `out` cannot hold are only counted.
    room: usize,
}

impl<'o> Sink<'o> {
    pub(super) const fn new(out: &'o mut [u8]) -> Self {
        Self { room: out.len(), out, len: 0 }
    }

    /// Counts up to `room` septets without writing them.
    pub(super) const fn counting(room: usize) -> Self {
        Self { out: &mut [], len: 0, room }
    }

    /// From now on also counts what does not fit.
    pub(super) const fn only_count(&mut self) {
        self.room = usize::MAX;
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) const fn is_full(&self) -> bool {
        self.len >= self.room
    }

    pub(super) fn written(&self) -> &[u8] {
        self.out.get(..self.len).unwrap_or_default()
    }

    /// Takes blocks from the start of the text while they are plain and fit. Returns the number of octets.
    #[inline]
    pub(super) fn plain(&mut self, text: &[u8]) -> usize {
        let taken = match self.out.get_mut(self.len..) {
            Some(out @ [_, ..]) => copy_plain(text, out),
            _ => count_plain(text.get(..left(self.room, self.len)).unwrap_or(text)),
        };
        advance(&mut self.len, taken);
        taken
    }

    /// Takes characters while they are easy to look up and fit. Returns the number of octets.
    #[inline]
    pub(super) fn simple(&mut self, text: &[u8], alphabet: &Alphabet) -> usize {
        let (taken, septets) = match self.out.get_mut(self.len..) {
            Some(out @ [_, ..]) => copy_simple(text, alphabet, out),
            _ if self.len < self.room => count_simple(text, alphabet, left(self.room, self.len)),
            _ => return 0,
        };
        advance(&mut self.len, septets);
        taken
    }

    /// Takes the septets of one character.
    #[inline]
    pub(super) fn put(&mut self, septets: &[u8]) -> bool {
        let len = forward(self.len, septets.len());
        if len > self.room {
            return false;
        }
        if let Some(slots) = self.out.get_mut(self.len..len) {
            slots.iter_mut().zip(septets).for_each(|(slot, septet)| *slot = *septet);
        }
        self.len = len;
        true
    }

    /// Takes the septets of the characters that replace another one. Those that the alphabet lacks are left out.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn put_all(&mut self, alphabet: Alphabet, nearest: Nearest) -> bool {
        let len = self.len;
        let fits = nearest.chars().all(|c| alphabet.code(c).is_none_or(|code| self.put(code.septets())));
        if !fits {
            self.len = len;
        }
        fits
    }
}

/// The length of the plain blocks at the start of the text.
pub(super) fn count_plain(text: &[u8]) -> usize {
    let blocks = text.as_chunks::<BLOCK>().0.iter().take_while(|block| all_plain(block));
    blocks.fold(0, |counted: usize, _| forward(counted, BLOCK))
}

#[inline(never)]
fn count_simple(from: &[u8], alphabet: &Alphabet, room: usize) -> (usize, usize) {
    let mut free = room;
    let taken = each_simple(from, alphabet, |septets| {
        let fits = septets.len() <= free;
        if fits {
            free = left(free, septets.len());
        }
        fits
    });
    (taken, left(room, free))
}

#[inline(never)]
fn copy_simple(from: &[u8], alphabet: &Alphabet, to: &mut [u8]) -> (usize, usize) {
    let (room, mut slots) = (to.len(), to.iter_mut());
    let taken = each_simple(from, alphabet, |septets| {
        let fits = septets.len() <= slots.len();
        if fits {
            septets.iter().zip(slots.by_ref()).for_each(|(septet, slot)| *slot = *septet);
        }
        fits
    });
    (taken, left(room, slots.len()))
}

/// Encodes characters that are quick to look up: those in the index of the locking-shift table or in the run of its
/// page, and those of ASCII that need an escape. Passes the septets of each to `put` as long as it accepts them, and
/// returns the number of octets read.
#[inline(always)]
fn each_simple(text: &[u8], alphabet: &Alphabet, mut put: impl FnMut(&[u8]) -> bool) -> usize {
    let (rows, index) = (alphabet.locking.page.rows(), &alphabet.locking.index);
    let mut rest = text;
    loop {
        let (code, tail) = match rest {
            [a @ 0..0x80, tail @ ..] => (index.get(usize::from(*a)).copied(), tail),
            [a @ 0xC2..0xE0, b, tail @ ..] => {
                let row = rows.get(usize::from(*a)).map_or(usize::MAX, |row| usize::from(*row));
                (index.get(row << 6 | usize::from(*b & 0x3F)).copied(), tail)
            }
            [a @ 0xE0..0xF0, b, c, tail @ ..] => (alphabet.locking.code_in_run(three(*a, *b, *c)), tail),
            _ => break,
        };
        let fits = match (code, rest) {
            (Some(code @ 0..0x80), _) => put(&[code]),
            (_, [octet @ 0..0x80, ..]) => match alphabet.single.ascii(*octet) {
                Some(code) => put(&[ESCAPE, code]),
                None => break,
            },
            _ => break,
        };
        if !fits {
            break;
        }
        rest = tail;
    }
    before(text, rest)
}
