//! The parts of one message that are here.

use super::address::KeptAddress;
use super::fragment::{Fragment, ReferenceKind};
use super::outcome::{DropReason, Dropped};
use super::whole::Place;
use crate::instant::Instant;
use smpp_gsm7::Language;

#[derive(Clone, Debug)]
pub(super) struct Slot<const PARTS: usize, const OCTETS: usize> {
    pub(super) state: State,
    pub(super) key: Key,
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

    /// Moves octets towards the start.
    fn move_down(&mut self, from: usize, len: usize, to: usize) {
        for at in 0..len {
            let octet = self.octets.get(from.wrapping_add(at)).copied();
            if let (Some(octet), Some(slot)) = (octet, self.octets.get_mut(to.wrapping_add(at))) {
                *slot = octet;
            }
        }
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
        since: Instant::ZERO,
        count: 0,
        parts: [None; PARTS],
        octets: Octets::EMPTY,
    };

    /// Whether a part is here already: the same, or another one with its number. The same is marked.
    pub(super) fn repeats(&mut self, fragment: &Fragment<'_>) -> Option<bool> {
        let number = usize::from(fragment.number.checked_sub(1)?);
        let place = self.parts.get_mut(number)?.as_mut()?;
        let part = place.part(self.octets.as_slice());
        let same = part.text == fragment.text && part.data_coding == fragment.data_coding;
        place.again |= same;
        Some(same)
    }

    /// Begins a new message with the reference of this one, at a part that differs. Parts before it that came again are
    /// taken for its first ones: those behind it are more likely the old ones, sent twice.
    pub(super) fn start_over(&mut self, number: u8, now: Instant) {
        self.state = State::Open;
        self.since = now;
        self.count = 0;
        for (at, part) in self.parts.iter_mut().enumerate() {
            let is_before = at.saturating_add(1) < usize::from(number);
            *part = part.filter(|place| place.again && is_before);
        }
        let mut end = 0_u16;
        // In the order in which they stand, so that none is overwritten.
        while let Some(place) =
            self.parts.iter_mut().flatten().filter(|place| place.again).min_by_key(|place| place.start)
        {
            place.again = false;
            self.octets.move_down(place.start.into(), place.len.into(), end.into());
            place.start = end;
            end = end.saturating_add(place.len);
            self.count = self.count.saturating_add(1);
        }
        self.octets.len = end.into();
    }

    pub(super) fn start(&mut self, key: Key, now: Instant) {
        self.state = State::Open;
        self.key = key;
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
        *slot = Some(Place {
            start,
            len,
            header: fragment.header,
            data_coding: fragment.data_coding,
            locking: fragment.locking.unwrap_or(Language(0)),
            single: fragment.single.unwrap_or(Language(0)),
            again: false,
        });
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// All parts are here. What came again until now were parts of this message, sent twice.
    pub(super) fn complete(&mut self) {
        self.state = State::Done;
        self.parts.iter_mut().flatten().for_each(|place| place.again = false);
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
