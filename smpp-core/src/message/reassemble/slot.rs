//! The parts of one message that are here.

use super::address::KeptAddress;
use super::fragment::{Fragment, ReferenceKind};
use super::outcome::{DropReason, Dropped};
use super::whole::Place;
use crate::codes::DataCoding;
use crate::instant::Instant;

#[derive(Clone, Debug)]
pub(super) struct Slot<const PARTS: usize, const OCTETS: usize> {
    pub(super) state: State,
    pub(super) key: Key,
    pub(super) data_coding: DataCoding,
    pub(super) since: Instant,
    /// Parts that are here.
    pub(super) count: u8,
    pub(super) parts: [Option<Place>; PARTS],
    pub(super) octets: Octets<OCTETS>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    /// Given out; kept to know repeated parts, until its place is needed.
    Done,
}

#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) source: KeptAddress,
    pub(super) destination: KeptAddress,
    pub(super) reference: u16,
    pub(super) kind: ReferenceKind,
    pub(super) total: u8,
}

/// Octets up to a capacity. (`heapless::Vec` would do, but its `extend_from_slice` keeps a panic branch.)
#[derive(Clone, Debug)]
pub(super) struct Octets<const N: usize> {
    octets: [u8; N],
    pub(super) len: usize,
}

impl<const N: usize> Octets<N> {
    pub(super) const EMPTY: Self = Self { octets: [0; N], len: 0 };

    pub(super) fn as_slice(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    pub(super) fn extend(&mut self, more: &[u8]) -> Option<()> {
        let end = self.len.checked_add(more.len())?;
        let room = self.octets.get_mut(self.len..end)?;
        for (to, from) in room.iter_mut().zip(more) {
            *to = *from;
        }
        self.len = end;
        Some(())
    }
}

impl Key {
    pub(super) const NONE: Self = Self {
        source: KeptAddress::NONE,
        destination: KeptAddress::NONE,
        reference: 0,
        kind: ReferenceKind::Udh8,
        total: 0,
    };

    pub(super) fn is(&self, fragment: &Fragment<'_>) -> bool {
        self.reference == fragment.reference
            && self.kind == fragment.kind
            && self.total == fragment.total
            && self.source.address() == fragment.source
            && self.destination.address() == fragment.destination
    }
}

impl<const PARTS: usize, const OCTETS: usize> Slot<PARTS, OCTETS> {
    pub(super) const FREE: Self = Self {
        state: State::Free,
        key: Key::NONE,
        data_coding: DataCoding(0),
        since: Instant::ZERO,
        count: 0,
        parts: [None; PARTS],
        octets: Octets::EMPTY,
    };

    pub(super) fn text(&self, place: Place) -> &[u8] {
        let start = usize::from(place.start);
        self.octets.as_slice().get(start..start.saturating_add(usize::from(place.len))).unwrap_or_default()
    }

    /// The place of a part in the list, when the number is one of `PARTS`.
    pub(super) fn place(&self, number: u8) -> Option<Place> {
        *self.parts.get(usize::from(number.checked_sub(1)?))?
    }

    pub(super) fn start(&mut self, key: Key, fragment: &Fragment<'_>, now: Instant) {
        self.state = State::Open;
        self.key = key;
        self.data_coding = fragment.data_coding;
        self.since = now;
        self.count = 0;
        self.parts = [None; PARTS];
        self.octets.len = 0;
    }

    /// Keeps a part. `None` when its text or its number has no room.
    pub(super) fn keep(&mut self, fragment: &Fragment<'_>) -> Option<()> {
        let start = u16::try_from(self.octets.len).ok()?;
        let len = u16::try_from(fragment.text.len()).ok()?;
        let slot = self.parts.get_mut(usize::from(fragment.number.checked_sub(1)?))?;
        self.octets.extend(fragment.text)?;
        *slot = Some(Place { start, len, header: fragment.header });
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// Forgets the message; what was lost when it was not complete.
    pub(super) fn drop_for(&mut self, reason: DropReason) -> Option<Dropped> {
        let was_open = self.state == State::Open;
        self.state = State::Free;
        let Key { source, destination, reference, kind, total } = self.key;
        let (parts, since) = (self.count, self.since);
        was_open.then_some(Dropped { reason, source, destination, reference, kind, total, parts, since })
    }
}
