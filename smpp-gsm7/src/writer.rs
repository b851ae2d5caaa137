//! Writes octets to the front of a buffer.

use crate::count::sum;
use core::slice;

/// The front of a buffer. Octets that do not fit are only counted.
pub(crate) struct Writer<'o> {
    slots: slice::IterMut<'o, u8>,
    room: usize,
    len: usize,
}

impl<'o> Writer<'o> {
    pub(crate) fn new(out: &'o mut [u8]) -> Self {
        Self { room: out.len(), slots: out.iter_mut(), len: 0 }
    }

    #[inline]
    pub(crate) fn put(&mut self, octets: &[u8]) {
        octets.iter().zip(self.slots.by_ref()).for_each(|(octet, slot)| *slot = *octet);
        self.len = sum(self.len, octets.len());
    }

    pub(crate) fn octet(&mut self, octet: u8) {
        if let Some(slot) = self.slots.next() {
            *slot = octet;
        }
        self.len = sum(self.len, 1);
    }

    /// The number of octets, as an error if not all fit.
    pub(crate) const fn finish(self) -> Result<usize, usize> {
        if self.len <= self.room { Ok(self.len) } else { Err(self.len) }
    }
}
