//! Two plain buffers, one for each direction. Both start over at the front whenever they run empty.

use smpp_core::session::Sent;

/// Octets in a buffer. Half of it holds the largest PDU, so that there is always room for a whole one, and many small
/// ones go in one call to the system.
const SIZE: usize = 256 * 1024;
/// Octets that an answer, or the largest PDU, take at most.
const ROOM: usize = 80 * 1024;

/// What was read and not yet used.
pub(crate) struct Input {
    octets: Vec<u8>,
    start: usize,
    end: usize,
}

impl Input {
    pub(super) fn new() -> Self {
        Self { octets: vec![0; SIZE], start: 0, end: 0 }
    }

    pub(crate) fn unread(&self) -> &[u8] {
        self.octets.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, used: usize) {
        self.start = self.start.saturating_add(used).min(self.end);
    }

    /// Where the next octets go.
    pub(super) fn space(&mut self) -> &mut [u8] {
        compact(&mut self.octets, &mut self.start, &mut self.end);
        self.octets.get_mut(self.end..).unwrap_or_default()
    }

    pub(super) fn filled(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.octets.len());
    }
}

/// What is to be written.
pub(crate) struct Output {
    octets: Vec<u8>,
    start: usize,
    end: usize,
    /// Octets that the connection has taken so far.
    taken: u64,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { octets: vec![0; SIZE], start: 0, end: 0, taken: 0 }
    }

    /// Where the next PDU goes; after it, call [`Output::wrote`].
    pub(crate) fn room(&mut self) -> &mut [u8] {
        self.octets.get_mut(self.end..).unwrap_or_default()
    }

    pub(crate) fn wrote(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.octets.len());
    }

    /// Appends what `write` writes.
    pub(crate) fn put<E>(&mut self, write: impl FnOnce(&mut [u8]) -> Result<Sent, E>) -> Result<(), E> {
        let sent = write(self.room())?;
        self.wrote(sent.len);
        Ok(())
    }

    /// Whether any answer fits.
    pub(crate) fn has_room(&self) -> bool {
        self.octets.len().saturating_sub(self.end) >= ROOM
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Octets that the connection has taken, of all that were ever written here.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// Octets that were ever written here.
    pub(crate) fn given(&self) -> u64 {
        self.taken.saturating_add(self.pending().len() as u64)
    }

    pub(super) fn pending(&self) -> &[u8] {
        self.octets.get(self.start..self.end).unwrap_or_default()
    }

    pub(super) fn sent(&mut self, count: usize) {
        self.taken = self.taken.saturating_add(count as u64);
        self.start = self.start.saturating_add(count).min(self.end);
        compact(&mut self.octets, &mut self.start, &mut self.end);
    }

    pub(super) fn clear(&mut self) {
        self.taken = self.given();
        self.start = self.end;
        compact(&mut self.octets, &mut self.start, &mut self.end);
    }
}

/// Moves what is left to the front: for nothing when it is empty, else when most of the buffer is behind it.
fn compact(octets: &mut [u8], start: &mut usize, end: &mut usize) {
    if *start == *end {
        (*start, *end) = (0, 0);
    } else if *start > octets.len() / 2 {
        octets.copy_within(*start..*end, 0);
        (*start, *end) = (0, end.saturating_sub(*start));
    }
}
