//! The stored parts of one message.

use super::address::KeptAddress;
use super::fragment::{Fragment, ReferenceKind};
use super::outcome::{DropReason, Dropped};
use super::whole::Place;
use crate::instant::{Duration, Instant};
use smpp_gsm7::Language;

#[derive(Clone, Debug)]
pub(super) struct Slot<const PARTS: usize, const OCTETS: usize> {
    pub(super) state: State,
    pub(super) key: Key,
    /// When the first part arrived.
    pub(super) since: Instant,
    /// When the last part arrived, including repeated ones.
    pub(super) last: Instant,
    /// Number of stored parts, including those in doubt.
    count: u8,
    pub(super) parts: [Option<Place>; PARTS],
    pub(super) octets: Octets<OCTETS>,
}

/// When a part differs from the stored one with its number: the message that another stored part belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Belongs {
    /// The old message.
    Old,
    /// The old message if parts arrive in order, otherwise the new one.
    Either,
    /// The new message.
    New,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    /// Completed; kept to recognise repeated parts until the slot is needed.
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

/// Octets up to a capacity. `heapless::Vec` would do, but its `extend_from_slice` keeps a panic branch.
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

    /// Moves octets towards the front.
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

    const fn dropped(&self, reason: DropReason, parts: u8, since: Instant) -> Dropped {
        let Self { source, destination, reference, kind, total } = *self;
        Dropped { reason, source, destination, reference, kind, total, parts, since }
    }
}

impl<const PARTS: usize, const OCTETS: usize> Slot<PARTS, OCTETS> {
    pub(super) const FREE: Self = Self {
        state: State::Free,
        key: Key::NONE,
        since: Instant::ZERO,
        last: Instant::ZERO,
        count: 0,
        parts: [None; PARTS],
        octets: Octets::EMPTY,
    };

    /// Whether a part with this number is stored, and if so, whether it is the same.
    pub(super) fn holds(&self, fragment: &Fragment<'_>) -> Option<bool> {
        let place = self.place(fragment.number)?;
        let part = place.part(self.octets.as_slice());
        let same_tables = (part.locking, part.single) == (fragment.locking, fragment.single);
        Some(part.text == fragment.text && part.data_coding == fragment.data_coding && same_tables)
    }

    fn place(&self, number: u8) -> Option<&Place> {
        self.parts.get(usize::from(number.checked_sub(1)?))?.as_ref()
    }

    fn numbered(&self) -> impl DoubleEndedIterator<Item = (u8, &Place)> {
        (1..=u8::MAX).zip(&self.parts).filter_map(|(number, part)| Some((number, part.as_ref()?)))
    }

    /// Records that a part arrived again: it is now the last one and no longer in doubt. Returns whether it was
    /// in doubt.
    pub(super) fn repeat(&mut self, number: u8, now: Instant, longest_gap: Duration) -> bool {
        if now.saturating_since(self.last) > longest_gap {
            // Parts repeated before this one cannot belong to a new message that this one starts.
            self.parts.iter_mut().flatten().for_each(|place| place.again = false);
        }
        self.last = now;
        let Some(&Place { order, in_doubt, .. }) = self.place(number) else { return false };
        let end = self.count.saturating_sub(1);
        for place in self.parts.iter_mut().flatten() {
            if place.order == order {
                *place = Place { order: end, at: now, again: true, in_doubt: false, ..*place };
            } else if place.order > order {
                place.order = place.order.saturating_sub(1);
            }
        }
        in_doubt
    }

    /// Starts a new message with the same reference, at a part that differs. Returns what the old message loses
    /// if it was incomplete, otherwise `Ok(None)`.
    ///
    /// Parts that arrived before the replaced part go with it; parts that arrived after it stay. The latter are
    /// in doubt if all parts may have arrived in order: those of the old message with higher numbers, then
    /// those of the new message with lower numbers. Of a completed message, only two kinds of parts can belong
    /// to the new one: those repeated since, and those that lead up to this part in order. Otherwise, after
    /// part 2 of an old message, part 1 of the new one would complete a message that never existed.
    ///
    /// # Errors
    /// The part does not fit into the new message. Nothing changed.
    pub(super) fn start_over(
        &mut self,
        fragment: &Fragment<'_>,
        now: Instant,
        longest_gap: Duration,
    ) -> Result<Option<Dropped>, NoRoom> {
        let number = fragment.number;
        let order = self.place(number).map_or(0, |place| place.order);
        let was_open = self.state == State::Open;
        let in_time = now.saturating_since(self.last) <= longest_gap;
        let leading = self.leading(number, now);
        let can_stay = |place: &Place| was_open || (in_time && (place.again || place.order >= leading));
        let is_after = |place: &Place| place.order > order && can_stay(place);
        let in_order = self.is_in_order_around(number, is_after);
        let belongs = |at: u8, place: &Place| {
            if !is_after(place) {
                Belongs::Old
            } else if place.in_doubt || (in_order && at > number) {
                Belongs::Either
            } else {
                Belongs::New
            }
        };
        let certain = self.numbered().filter(|(at, place)| belongs(*at, place) == Belongs::New);
        if !Self::has_room(octets_of(certain.map(|(_, place)| place)), fragment.text) {
            return Err(NoRoom);
        }

        let (had, since) = (self.certain(), self.since);
        for (at, part) in (1..=u8::MAX).zip(&mut self.parts) {
            *part = part.and_then(|place| match belongs(at, &place) {
                Belongs::Old => None,
                belongs => Some(Place { in_doubt: belongs == Belongs::Either, ..place }),
            });
        }
        self.close_ranks();
        self.state = State::Open;
        let certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
        self.since = certain.map(|place| place.at).min().unwrap_or(now);
        let parts = had.saturating_sub(self.certain());
        Ok((was_open && parts > 0).then(|| self.key.dropped(DropReason::Replaced, parts, since)))
    }

    /// The order of the first of the latest parts that lead up to `number`: those of 1 and 2 for 3, if 3, 1 and
    /// 2 arrived. Parts of one message arrive closer together than parts of different messages. If the new part
    /// took longer than the first of these did, it starts its own message and nothing leads up to it, because
    /// some senders send the last part first.
    fn leading(&self, number: u8, now: Instant) -> u8 {
        let (mut first, mut next) = (self.count, number);
        let is_before = |place: &Place, order: u8| place.order == order.wrapping_sub(1);
        while let Some((at, _)) = self.numbered().find(|(at, place)| *at < next && is_before(place, first)) {
            (first, next) = (first.wrapping_sub(1), at);
        }
        let came =
            |order: u8| self.numbered().find(|(_, place)| place.order == order).map(|(_, place)| place.at);
        let times = (came(first.wrapping_sub(1)), came(first), came(self.count.wrapping_sub(1)));
        match times {
            (Some(before), Some(begins), Some(last))
                if now.saturating_since(last) > begins.saturating_since(before) =>
            {
                self.count
            }
            _ => first,
        }
    }

    /// Whether the selected parts arrived in order: first those above `number`, then those below it.
    fn is_in_order_around(&self, number: u8, is_one: impl Fn(&Place) -> bool) -> bool {
        let ones = || self.numbered().filter(|(_, place)| is_one(place));
        let above = || ones().filter(|(at, _)| *at > number).map(|(_, place)| place.order);
        let below = || ones().filter(|(at, _)| *at < number).map(|(_, place)| place.order);
        above().chain(below()).is_sorted()
    }

    /// Closes the gaps between the texts of the parts, and renumbers their order of arrival.
    fn close_ranks(&mut self) {
        let mut ranks = [0_u8; PARTS];
        for place in self.parts.iter().flatten() {
            if let Some(rank) = ranks.get_mut(usize::from(place.order)) {
                *rank = 1;
            }
        }
        self.count = 0;
        for rank in &mut ranks {
            let taken = *rank;
            *rank = self.count;
            self.count = self.count.saturating_add(taken);
        }
        for place in self.parts.iter_mut().flatten() {
            place.order = ranks.get(usize::from(place.order)).copied().unwrap_or_default();
        }
        // In the order of their position, so that none is overwritten.
        self.parts.iter_mut().flatten().for_each(|place| place.again = true);
        let mut end = 0_u16;
        while let Some(place) =
            self.parts.iter_mut().flatten().filter(|place| place.again).min_by_key(|place| place.start)
        {
            place.again = false;
            self.octets.move_down(place.start.into(), place.len.into(), end.into());
            place.start = end;
            end = end.saturating_add(place.len);
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

    /// Stores a part. If there is no other room, it replaces parts in doubt.
    ///
    /// # Errors
    /// The part does not fit. Nothing changed.
    pub(super) fn keep(&mut self, fragment: &Fragment<'_>, now: Instant) -> Result<(), NoRoom> {
        if !Self::has_room(self.octets.len, fragment.text) {
            let certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
            if !Self::has_room(octets_of(certain), fragment.text) {
                return Err(NoRoom);
            }
            self.parts.iter_mut().for_each(|part| *part = part.filter(|place| !place.in_doubt));
            self.close_ranks();
        }
        let slot = fragment.number.checked_sub(1).and_then(|at| self.parts.get_mut(usize::from(at)));
        let slot = slot.ok_or(NoRoom)?;
        let start = u16::try_from(self.octets.len).map_err(|_| NoRoom)?;
        let len = u16::try_from(fragment.text.len()).map_err(|_| NoRoom)?;
        self.octets.extend(fragment.text).ok_or(NoRoom)?;
        *slot = Some(Place {
            start,
            len,
            header: fragment.header,
            data_coding: fragment.data_coding,
            locking: fragment.locking.unwrap_or(Language(0)),
            single: fragment.single.unwrap_or(Language(0)),
            order: self.count,
            at: now,
            in_doubt: false,
            again: false,
        });
        self.count = self.count.saturating_add(1);
        self.last = now;
        Ok(())
    }

    /// Whether a text fits after `octets` octets.
    pub(super) fn has_room(octets: usize, text: &[u8]) -> bool {
        let is_short = |octets: usize| u16::try_from(octets).is_ok();
        octets.saturating_add(text.len()) <= OCTETS && is_short(octets) && is_short(text.len())
    }

    /// Number of stored parts that are not in doubt.
    fn certain(&self) -> u8 {
        let certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
        certain.fold(0, |count, _| count.saturating_add(1))
    }

    /// Number of missing parts, including those in doubt. 0 if only those in doubt are missing and the others
    /// arrived out of order, because then those in doubt may have arrived early.
    pub(super) fn missing(&self) -> u8 {
        let mut certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
        if self.count == self.key.total && !certain.by_ref().map(|place| place.order).is_sorted() {
            return 0;
        }
        self.key.total.saturating_sub(self.certain())
    }

    /// All parts are here. Parts repeated so far belong to this message and were sent twice.
    pub(super) fn complete(&mut self) {
        self.state = State::Done;
        for place in self.parts.iter_mut().flatten() {
            *place = Place { again: false, in_doubt: false, ..*place };
        }
    }

    /// Why no further part can belong to the message.
    pub(super) fn is_over(
        &self,
        now: Instant,
        expiry: Duration,
        longest_gap: Duration,
    ) -> Option<DropReason> {
        if now.saturating_since(self.since) >= expiry {
            return Some(DropReason::Expired);
        }
        let is_late = self.state == State::Open && now.saturating_since(self.last) > longest_gap;
        is_late.then_some(DropReason::Gap)
    }

    /// Clears the slot. Returns what was lost if the message was incomplete.
    pub(super) fn drop_for(&mut self, reason: DropReason) -> Option<Dropped> {
        let was_open = self.state == State::Open;
        self.state = State::Free;
        was_open.then(|| self.key.dropped(reason, self.certain(), self.since))
    }
}

/// Total length of the texts of the parts.
fn octets_of<'p>(places: impl Iterator<Item = &'p Place>) -> usize {
    places.fold(0, |sum: usize, place| sum.saturating_add(place.len.into()))
}

/// A part does not fit.
#[derive(Debug)]
pub(super) struct NoRoom;
