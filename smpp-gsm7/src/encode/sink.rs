//! Destinations for septets: octets, a packer, or just a counter.

use crate::Alphabet;
use crate::count::{advance, before, forward, left};
use crate::pack::{Fill, Packer, Padding, padded_len};
use crate::plain::{BLOCK, all_plain, copy_plain};
use crate::tables::ESCAPE;
use crate::tables::LockingTable;

/// Number of septets collected before packing: a whole short message.
const STAGE: usize = 160;

/// A destination for septets. A unit that does not fit completely is rejected and changes nothing.
pub(super) trait Sink {
    /// Takes blocks from the start of the text while they are plain and fit. Returns the number of octets.
    fn plain(&mut self, text: &[u8]) -> usize;
    /// Takes characters while they are easy to look up and fit. Returns the number of octets.
    fn simple(&mut self, text: &[u8], alphabet: &Alphabet) -> usize;
    fn put(&mut self, septets: &[u8]) -> bool;
    fn len(&self) -> usize;
    /// Starts over, and from now on also counts what does not fit.
    fn start_counting(&mut self);
}

/// Looks up characters of one octet, and those of two octets in the run of the table's page. Passes their
/// septets to `put` as long as it accepts them, and returns the number of octets.
#[inline(always)]
fn each_simple(text: &[u8], table: &LockingTable, mut put: impl FnMut(u8) -> bool) -> usize {
    let mut rest = text;
    loop {
        let (symbol, tail) = match rest {
            [a @ 0..0x80, tail @ ..] => (Some(*a), tail),
            [a @ 0xC2..0xE0, b, tail @ ..] => {
                (table.page().run(u32::from(*a & 0x1F) << 6 | u32::from(*b & 0x3F)), tail)
            }
            _ => break,
        };
        let Some(septet) = symbol.and_then(|symbol| table.code(symbol)) else { break };
        if !put(septet) {
            break;
        }
        rest = tail;
    }
    before(text, rest)
}

/// Counts simple characters. Returns the number of octets read and of septets.
#[inline(never)]
fn count_simple(from: &[u8], table: &LockingTable, room: usize) -> (usize, usize) {
    let mut free = room;
    let taken = each_simple(from, table, |_| match free.checked_sub(1) {
        Some(rest) => {
            free = rest;
            true
        }
        None => false,
    });
    (taken, left(room, free))
}

/// Writes simple characters, including those of ASCII that need an escape. Returns the number of octets read
/// and septets written.
#[inline(never)]
fn copy_simple(from: &[u8], alphabet: &Alphabet, to: &mut [u8]) -> (usize, usize) {
    let (rows, index) = (alphabet.locking.page().rows(), alphabet.locking.index());
    let room = to.len();
    let (mut rest, mut slots) = (from, to.iter_mut());
    loop {
        let (code, tail) = match rest {
            [a @ 0..0x80, tail @ ..] => (index.get(usize::from(*a)), tail),
            [a @ 0xC2..0xE0, b, tail @ ..] => {
                let row = rows.get(usize::from(*a)).map_or(usize::MAX, |row| usize::from(*row));
                (index.get(row << 6 | usize::from(*b & 0x3F)), tail)
            }
            _ => break,
        };
        match (code, rest) {
            (Some(code @ 0..0x80), _) => {
                let Some(slot) = slots.next() else { break };
                *slot = *code;
            }
            (_, [octet @ 0..0x80, ..]) => {
                let Some(code) = alphabet.single.ascii(*octet) else { break };
                if slots.len() < 2 {
                    break;
                }
                // The octets first: `zip` would take one slot too many from the other side.
                [ESCAPE, code].into_iter().zip(slots.by_ref()).for_each(|(septet, slot)| *slot = septet);
            }
            _ => break,
        }
        rest = tail;
    }
    (before(from, rest), left(room, slots.len()))
}

pub(super) struct Slice<'o> {
    out: &'o mut [u8],
    len: usize,
    counts_overflow: bool,
}

impl<'o> Slice<'o> {
    pub(super) const fn new(out: &'o mut [u8]) -> Self {
        Self { out, len: 0, counts_overflow: false }
    }
}

impl Sink for Slice<'_> {
    #[inline]
    fn plain(&mut self, text: &[u8]) -> usize {
        let copied = copy_plain(text, self.out.get_mut(self.len..).unwrap_or_default());
        advance(&mut self.len, copied);
        copied
    }

    #[inline]
    fn simple(&mut self, text: &[u8], alphabet: &Alphabet) -> usize {
        let (taken, written) = copy_simple(text, alphabet, self.out.get_mut(self.len..).unwrap_or_default());
        advance(&mut self.len, written);
        taken
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        let Some(slots) = self.out.get_mut(self.len..).and_then(|out| out.get_mut(..septets.len())) else {
            advance(&mut self.len, if self.counts_overflow { septets.len() } else { 0 });
            return self.counts_overflow;
        };
        slots.iter_mut().zip(septets).for_each(|(slot, septet)| *slot = *septet);
        advance(&mut self.len, septets.len());
        true
    }

    fn start_counting(&mut self) {
        self.len = 0;
        self.counts_overflow = true;
    }

    fn len(&self) -> usize {
        self.len
    }
}

/// Counts septets without writing them.
pub(super) struct Count {
    room: usize,
    len: usize,
}

impl Count {
    pub(super) const fn new(room: usize) -> Self {
        Self { room, len: 0 }
    }
}

impl Sink for Count {
    #[inline]
    fn plain(&mut self, text: &[u8]) -> usize {
        let text = text.get(..left(self.room, self.len)).unwrap_or(text);
        let blocks = text.as_chunks::<BLOCK>().0.iter().take_while(|block| all_plain(block));
        let counted = blocks.fold(0, |counted: usize, _| forward(counted, BLOCK));
        advance(&mut self.len, counted);
        counted
    }

    #[inline]
    fn simple(&mut self, text: &[u8], alphabet: &Alphabet) -> usize {
        let (taken, counted) = count_simple(text, alphabet.locking, left(self.room, self.len));
        advance(&mut self.len, counted);
        taken
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        let fits = septets.len() <= left(self.room, self.len);
        if fits {
            advance(&mut self.len, septets.len());
        }
        fits
    }

    fn start_counting(&mut self) {
        *self = Self::new(usize::MAX);
    }

    fn len(&self) -> usize {
        self.len
    }
}

/// Collects septets until packing pays off.
pub(super) struct Staged<'o> {
    stage: [u8; STAGE],
    /// Septets collected.
    staged: usize,
    /// Septets already packed.
    packed: usize,
    last: Option<u8>,
    packer: Packer<'o>,
    counts_overflow: bool,
}

impl<'o> Staged<'o> {
    pub(super) const fn new(packer: Packer<'o>) -> Self {
        Self { stage: [0; STAGE], staged: 0, packed: 0, last: None, packer, counts_overflow: false }
    }

    /// Octets that all septets take, with padding.
    pub(super) fn needed(&mut self, fill: Fill, padding: Padding) -> usize {
        self.flush();
        padded_len(self.packed, fill, padding, self.last)
    }

    fn flush(&mut self) -> bool {
        let waiting = self.stage.get(..self.staged).unwrap_or_default();
        self.last = waiting.last().copied().or(self.last);
        advance(&mut self.packed, self.staged);
        self.staged = 0;
        self.packer.push(waiting) || self.counts_overflow
    }

    /// Returns the number of octets written, or `None` if there is no room.
    pub(super) fn finish(&mut self, padding: Padding) -> Option<usize> {
        if !self.flush() {
            return None;
        }
        self.packer.finish(padding, self.last)
    }
}

impl Sink for Staged<'_> {
    #[inline]
    fn plain(&mut self, text: &[u8]) -> usize {
        let mut taken: usize = 0;
        loop {
            let rest = text.get(taken..).unwrap_or_default();
            let copied = copy_plain(rest, self.stage.get_mut(self.staged..).unwrap_or_default());
            advance(&mut taken, copied);
            advance(&mut self.staged, copied);
            // Continue if the copy stopped only for lack of room. A flush that fails shows again at the end.
            if forward(self.staged, BLOCK) <= STAGE || rest.len() < BLOCK || !self.flush() {
                return taken;
            }
        }
    }

    #[inline]
    fn simple(&mut self, text: &[u8], alphabet: &Alphabet) -> usize {
        if forward(self.staged, text.len()) > STAGE && !self.flush() {
            return 0;
        }
        let (taken, written) =
            copy_simple(text, alphabet, self.stage.get_mut(self.staged..).unwrap_or_default());
        advance(&mut self.staged, written);
        taken
    }

    #[inline]
    fn put(&mut self, septets: &[u8]) -> bool {
        if forward(self.staged, septets.len()) > STAGE && !self.flush() {
            return false;
        }
        let slots = self.stage.get_mut(self.staged..).unwrap_or_default();
        slots.iter_mut().zip(septets).for_each(|(slot, septet)| *slot = *septet);
        advance(&mut self.staged, septets.len());
        true
    }

    fn start_counting(&mut self) {
        (self.staged, self.packed, self.last) = (0, 0, None);
        self.counts_overflow = true;
    }

    fn len(&self) -> usize {
        forward(self.packed, self.staged)
    }
}
