//! Two simple buffers, one for each direction. Both restart at the front when they are empty.

use smpp_core::session::Sent;

/// Size of a buffer. Half of it holds the largest PDU, so there is always room for a complete one, and many
/// small PDUs can be read or written in one system call.
pub(super) const SIZE: usize = 256 * 1024;
/// Room for an answer or for the largest PDU.
const ROOM: usize = 80 * 1024;

/// Input that was read but not used yet.
pub(crate) struct Input {
    octets: Vec<u8>,
    start: usize,
    end: usize,
    /// Number of octets used so far.
    used: u64,
}

impl Input {
    pub(super) fn new() -> Self {
        Self { octets: vec![0; SIZE], start: 0, end: 0, used: 0 }
    }

    pub(crate) fn unread(&self) -> &[u8] {
        self.octets.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, used: usize) {
        self.used = self.used.saturating_add(used as u64);
        self.start = self.start.saturating_add(used).min(self.end);
    }

    /// Number of octets used so far, of all ever read here.
    pub(super) fn used(&self) -> u64 {
        self.used
    }

    /// The space for further input.
    pub(super) fn space(&mut self) -> &mut [u8] {
        compact(&mut self.octets, &mut self.start, &mut self.end);
        self.octets.get_mut(self.end..).unwrap_or_default()
    }

    pub(super) fn filled(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.octets.len());
    }
}

/// Output that waits to be written.
pub(crate) struct Output {
    octets: Vec<u8>,
    start: usize,
    end: usize,
    /// Number of octets that the connection has accepted so far.
    taken: u64,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { octets: vec![0; SIZE], start: 0, end: 0, taken: 0 }
    }

    /// The space for the next PDU. Call [`Output::wrote`] after filling it.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        self.octets.get_mut(self.end..).unwrap_or_default()
    }

    pub(crate) fn wrote(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.octets.len());
    }

    /// Appends the PDU that `write` writes.
    pub(crate) fn put<E>(&mut self, write: impl FnOnce(&mut [u8]) -> Result<Sent, E>) -> Result<(), E> {
        let sent = write(self.room())?;
        self.wrote(sent.len);
        Ok(())
    }

    /// Whether there is room for any answer.
    pub(crate) fn has_room(&self) -> bool {
        self.octets.len().saturating_sub(self.end) >= ROOM
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Number of octets that the connection has accepted, of all ever written here.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// Number of octets ever written here.
    pub(crate) fn given(&self) -> u64 {
        self.taken.saturating_add(self.pending().len() as u64)
    }

    /// What was written here after the first `given` octets, as far as the connection has not accepted it.
    pub(super) fn since(&self, given: u64) -> &[u8] {
        let known = usize::try_from(given.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        self.pending().get(known..).unwrap_or_default()
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

/// Moves the rest to the front if it is empty or if most of the buffer is used up.
fn compact(octets: &mut [u8], start: &mut usize, end: &mut usize) {
    if *start == *end {
        (*start, *end) = (0, 0);
    } else if *start > octets.len() / 2 {
        octets.copy_within(*start..*end, 0);
        (*start, *end) = (0, end.saturating_sub(*start));
    }
}
