//! The stored parts of one message.

use super::fragment::{Fragment, Incomplete, IncompleteCause, InsertError};
use super::message::{Message, StoredPart};
use crate::Language;
use crate::instant::{Duration, Instant};
use crate::octets::Octets;
use crate::slots::{Chain, Chained, Linked, Links};
use crate::udh::{Concatenation, Width};
use core::cell::Cell;

/// Storage for one message of at most `PARTS` parts and `OCTETS` octets of text, and at most 65,535. It takes about
/// `OCTETS + 24 * PARTS + 64` octets and the key.
#[derive(Clone, Debug)]
pub struct MessageSlot<K, const PARTS: usize, const OCTETS: usize> {
    progress: Progress,
    /// The key, the reference number, its width and the number of parts.
    identity: Option<(K, u16, Width, u8)>,
    /// When the first part arrived.
    since: Instant,
    /// When the last part arrived, including repeated ones.
    last: Instant,
    /// The stored parts, including those in doubt, in the order of their last arrival.
    parts: [Option<StoredPart>; PARTS],
    octets: Octets<OCTETS>,
    /// Neighbours in the lists of [`Order`].
    links: [Links; 2],
    chain: Chain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Free,
    Open,
    /// Completed; kept to recognise repeated parts until the slot is needed.
    Done,
}

/// The lists that a slot can be in at the same time.
#[derive(Clone, Copy)]
pub enum Order {
    /// Open messages by their first part; completed ones by completion; free slots.
    Since,
    /// Open messages by their last part.
    Last,
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

impl<K, const PARTS: usize, const OCTETS: usize> Linked for MessageSlot<K, PARTS, OCTETS> {
    type Order = Order;

    fn links(&self, order: Order) -> Links {
        let [since, last] = self.links;
        match order {
            Order::Since => since,
            Order::Last => last,
        }
    }

    fn links_mut(&mut self, order: Order) -> &mut Links {
        let [since, last] = &mut self.links;
        match order {
            Order::Since => since,
            Order::Last => last,
        }
    }
}

impl<K, const PARTS: usize, const OCTETS: usize> Chained for MessageSlot<K, PARTS, OCTETS> {
    type Index = ();

    fn chain(&self, (): ()) -> &Chain {
        &self.chain
    }

    fn chain_mut(&mut self, (): ()) -> &mut Chain {
        &mut self.chain
    }
}

impl<K, const PARTS: usize, const OCTETS: usize> MessageSlot<K, PARTS, OCTETS> {
    /// A slot without a message.
    pub const EMPTY: Self = Self {
        progress: Progress::Free,
        identity: None,
        since: Instant::ZERO,
        last: Instant::ZERO,
        parts: [const { None }; PARTS],
        octets: Octets::EMPTY,
        links: [Links::NONE; 2],
        chain: Chain::NONE,
    };

    /// Forgets the message and its place in every list.
    pub(super) fn reset(&mut self) {
        self.progress = Progress::Free;
        self.identity = None;
        self.links = [Links::NONE; 2];
        self.chain = Chain::NONE;
    }

    /// How far the message is, and when its first part arrived.
    pub(super) const fn age(&self) -> (Progress, Instant) {
        (self.progress, self.since)
    }

    /// The time by which a list of open messages is sorted.
    pub(super) const fn time(&self, order: Order) -> Instant {
        match order {
            Order::Since => self.since,
            Order::Last => self.last,
        }
    }

    /// The stored parts.
    pub(super) fn message(&self) -> Message<'_> {
        Message { parts: &self.parts, octets: self.octets.as_bytes() }
    }

    /// Whether a part has the identity of this message.
    pub(super) fn is_of(&self, fragment: &Fragment<'_, K>) -> bool
    where
        K: Eq,
    {
        let Concatenation { reference, width, total, .. } = fragment.concatenation;
        let other = (&fragment.key, reference, width, total);
        self.identity
            .as_ref()
            .is_some_and(|(key, reference, width, total)| (key, *reference, *width, *total) == other)
    }

    fn incomplete(&self, cause: IncompleteCause, parts: usize, since: Instant) -> Option<Incomplete<K>>
    where
        K: Clone,
    {
        let (key, reference, width, total) = self.identity.clone()?;
        let parts = saturate(parts);
        Some(Incomplete { cause, key, reference, width, total, parts, since })
    }

    /// Whether a part with this number is stored, and if so, whether it is the same.
    pub(super) fn holds(&self, fragment: &Fragment<'_, K>) -> Option<bool> {
        let number = fragment.concatenation.number;
        let place = self.stored().find(|place| place.number == number)?;
        let part = place.part(self.octets.as_bytes());
        let same_tables = (part.locking, part.single) == (fragment.locking, fragment.single);
        Some(part.text == fragment.text && part.coding == fragment.coding && same_tables)
    }

    fn stored(&self) -> impl DoubleEndedIterator<Item = &StoredPart> {
        self.parts.iter().flatten()
    }

    fn certain(&self) -> impl Iterator<Item = &StoredPart> {
        self.stored().filter(|place| !place.in_doubt)
    }

    /// Where a part is in the order of arrival.
    fn position(&self, number: u8) -> Option<usize> {
        self.stored().position(|place| place.number == number)
    }

    /// Records that a part arrived again: it is now the last one and no longer in doubt. Returns whether it was
    /// in doubt.
    pub(super) fn repeat(&mut self, number: u8, now: Instant, longest_gap: Duration) -> bool {
        if now.saturating_since(self.last) > longest_gap {
            // Parts repeated before this one cannot belong to a new message that this one starts.
            self.parts.iter_mut().flatten().for_each(|place| place.again = false);
        }
        self.last = now;
        let Some(at) = self.position(number) else { return false };
        let Some(Some(repeated)) = self.parts.get(at).copied() else { return false };
        // The parts after it move up.
        let mut next = StoredPart { at: now, again: true, in_doubt: false, ..repeated };
        for place in self.parts.iter_mut().skip(at).flatten().rev() {
            core::mem::swap(place, &mut next);
        }
        repeated.in_doubt
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
        fragment: &Fragment<'_, K>,
        now: Instant,
        longest_gap: Duration,
    ) -> Result<Option<Incomplete<K>>, InsertError>
    where
        K: Clone,
    {
        let number = fragment.concatenation.number;
        let replaced = self.position(number).unwrap_or(0);
        let was_open = self.progress == Progress::Open;
        let in_time = now.saturating_since(self.last) <= longest_gap;
        let leading = self.leading(number, now);
        let stays = |at: usize, place: &StoredPart| {
            at > replaced && (was_open || (in_time && (place.again || at >= leading)))
        };
        // First those above the number, then those below it.
        let staying = self.stored().enumerate().filter(|(at, place)| stays(*at, place));
        let in_order = staying.map(|(_, place)| (place.number < number, place.number)).is_sorted();
        let belongs = |at: usize, place: &StoredPart| {
            if !stays(at, place) {
                Belongs::Old
            } else if place.in_doubt || (in_order && place.number > number) {
                Belongs::Either
            } else {
                Belongs::New
            }
        };
        let certain = self.stored().enumerate().filter(|(at, place)| belongs(*at, place) == Belongs::New);
        if !Self::has_room(octets_of(certain.map(|(_, place)| place)), fragment.text) {
            return Err(InsertError::TooLong);
        }

        let (had, since) = (self.certain().count(), self.since);
        for (at, part) in self.parts.iter_mut().enumerate() {
            *part = part.and_then(|place| match belongs(at, &place) {
                Belongs::Old => None,
                belongs => Some(StoredPart { in_doubt: belongs == Belongs::Either, ..place }),
            });
        }
        self.close_ranks();
        self.progress = Progress::Open;
        self.since = self.certain().map(|place| place.at).min().unwrap_or(now);
        let parts = had.saturating_sub(self.certain().count());
        let lost = self.incomplete(IncompleteCause::Replaced, parts, since);
        Ok(lost.filter(|_| was_open && parts > 0))
    }

    /// Where the latest parts that lead up to `number` begin: 1 and 2 for 3, if 3, 1 and 2 arrived. Parts of one
    /// message arrive closer together than parts of different messages. If the new part took longer than the first
    /// of these did, it starts its own message and nothing leads up to it, because some senders send the last part
    /// first.
    fn leading(&self, number: u8, now: Instant) -> usize {
        let mut next = number;
        let leads = |place: &&StoredPart| place.number < core::mem::replace(&mut next, place.number);
        let leading = self.stored().rev().take_while(leads).count();
        let count = self.stored().count();
        let back = |places: usize| self.stored().rev().nth(places).map(|place| place.at);
        match (back(leading), leading.checked_sub(1).and_then(back), back(0)) {
            (Some(before), Some(begins), Some(last))
                if now.saturating_since(last) > begins.saturating_since(before) =>
            {
                count
            }
            _ => count.saturating_sub(leading),
        }
    }

    /// Closes the gaps between the parts and between their texts.
    fn close_ranks(&mut self) {
        let parts = Cell::from_mut(self.parts.as_mut_slice()).as_slice_of_cells();
        let mut free = parts.iter();
        for part in parts.iter().filter_map(Cell::take) {
            if let Some(place) = free.next() {
                place.set(Some(part));
            }
        }
        // In the order of their position, so that none is overwritten.
        self.parts.iter_mut().flatten().for_each(|place| place.again = true);
        let mut end = 0_u16;
        while let Some(place) =
            self.parts.iter_mut().flatten().filter(|place| place.again).min_by_key(|place| place.start)
        {
            place.again = false;
            move_down(self.octets.as_bytes_mut(), place.start.into(), place.len.into(), end.into());
            place.start = end;
            end = end.saturating_add(place.len);
        }
        self.octets.truncate(end.into());
    }

    pub(super) fn start(&mut self, fragment: &Fragment<'_, K>, now: Instant)
    where
        K: Clone,
    {
        let Concatenation { reference, width, total, .. } = fragment.concatenation;
        self.progress = Progress::Open;
        self.identity = Some((fragment.key.clone(), reference, width, total));
        self.since = now;
        self.parts = [const { None }; PARTS];
        self.octets.truncate(0);
    }

    /// Stores a part. If there is no other room, it replaces parts in doubt.
    ///
    /// # Errors
    /// The part does not fit. Nothing changed.
    pub(super) fn keep(&mut self, fragment: &Fragment<'_, K>, now: Instant) -> Result<(), InsertError> {
        if !Self::has_room(self.octets.len(), fragment.text) {
            if !Self::has_room(octets_of(self.certain()), fragment.text) {
                return Err(InsertError::TooLong);
            }
            self.parts.iter_mut().for_each(|part| *part = part.filter(|place| !place.in_doubt));
            self.close_ranks();
        }
        let slot = self.parts.iter_mut().find(|part| part.is_none()).ok_or(InsertError::TooManyParts)?;
        let start = u16::try_from(self.octets.len()).map_err(|_| InsertError::TooLong)?;
        let len = u16::try_from(fragment.text.len()).map_err(|_| InsertError::TooLong)?;
        self.octets.extend(fragment.text).ok_or(InsertError::TooLong)?;
        *slot = Some(StoredPart {
            number: fragment.concatenation.number,
            start,
            len,
            header: u16::try_from(fragment.header).unwrap_or(u16::MAX),
            coding: fragment.coding,
            locking: fragment.locking.unwrap_or(Language(0)),
            single: fragment.single.unwrap_or(Language(0)),
            at: now,
            in_doubt: false,
            again: false,
        });
        self.last = now;
        Ok(())
    }

    /// Whether a text fits after `octets` octets.
    pub(super) fn has_room(octets: usize, text: &[u8]) -> bool {
        octets.saturating_add(text.len()) <= OCTETS.min(u16::MAX.into())
    }

    /// Number of missing parts, including those in doubt. 0 if only those in doubt are missing and the others
    /// arrived out of order, because then those in doubt may have arrived early.
    pub(super) fn missing(&self) -> u8 {
        let total = self.identity.as_ref().map_or(0, |(.., total)| *total);
        let is_full = self.stored().count() == usize::from(total);
        if is_full && !self.certain().map(|place| place.number).is_sorted() {
            return 0;
        }
        total.saturating_sub(saturate(self.certain().count()))
    }

    /// All parts are here. Parts repeated so far belong to this message and were sent twice.
    pub(super) fn complete(&mut self) {
        self.progress = Progress::Done;
        for place in self.parts.iter_mut().flatten() {
            *place = StoredPart { again: false, in_doubt: false, ..*place };
        }
    }

    /// Why no further part can belong to the message.
    pub(super) fn is_over(
        &self,
        now: Instant,
        expiry: Duration,
        longest_gap: Duration,
    ) -> Option<IncompleteCause> {
        if now.saturating_since(self.since) >= expiry {
            return Some(IncompleteCause::Expired);
        }
        let is_late = self.progress == Progress::Open && now.saturating_since(self.last) > longest_gap;
        is_late.then_some(IncompleteCause::Gap)
    }

    /// Clears the slot. Returns what was lost if the message was incomplete.
    pub(super) fn drop_for(&mut self, reason: IncompleteCause) -> Option<Incomplete<K>>
    where
        K: Clone,
    {
        let was_open = self.progress == Progress::Open;
        self.progress = Progress::Free;
        let lost = self.incomplete(reason, self.certain().count(), self.since);
        lost.filter(|_| was_open)
    }
}

/// A number of parts, of which there are at most 255.
fn saturate(parts: usize) -> u8 {
    u8::try_from(parts).unwrap_or(u8::MAX)
}

/// Total length of the texts of the parts.
fn octets_of<'p>(places: impl Iterator<Item = &'p StoredPart>) -> usize {
    places.fold(0, |sum: usize, place| sum.saturating_add(place.len.into()))
}

/// Moves octets towards the front.
fn move_down(octets: &mut [u8], from: usize, len: usize, to: usize) {
    for (from, to) in (from..).zip(to..).take(len) {
        let octet = octets.get(from).copied();
        if let (Some(octet), Some(slot)) = (octet, octets.get_mut(to)) {
            *slot = octet;
        }
    }
}
