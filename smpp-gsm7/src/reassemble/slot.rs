//! The stored parts of one message.

use super::fragment::{Fragment, Incomplete, IncompleteCause, InsertError};
use super::message::{Message, StoredPart};
use crate::Language;
use crate::instant::{Duration, Instant};
use crate::octets::Octets;
use crate::slots::{Chain, Chained, Linked, Links};
use crate::udh::{Concatenation, Width};

/// Storage for one message of at most `PARTS` parts and `OCTETS` octets of text. Octets beyond 65,535 are not used.
/// A slot takes about `OCTETS + 24 * PARTS + 64` octets and the key.
#[derive(Clone, Debug)]
pub struct MessageSlot<K, const PARTS: usize, const OCTETS: usize> {
    progress: Progress,
    /// The key, the reference number, its width and the number of parts.
    identity: Option<(K, u16, Width, u8)>,
    /// When the first part arrived.
    since: Instant,
    /// When the last part arrived, including repeated ones.
    last: Instant,
    /// Number of stored parts, including those in doubt.
    count: u8,
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
        count: 0,
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

    fn incomplete(&self, cause: IncompleteCause, parts: u8, since: Instant) -> Option<Incomplete<K>>
    where
        K: Clone,
    {
        let (key, reference, width, total) = self.identity.clone()?;
        Some(Incomplete { cause, key, reference, width, total, parts, since })
    }

    /// Whether a part with this number is stored, and if so, whether it is the same.
    pub(super) fn holds(&self, fragment: &Fragment<'_, K>) -> Option<bool> {
        let place = self.place(fragment.concatenation.number)?;
        let part = place.part(self.octets.as_bytes());
        let same_tables = (part.locking, part.single) == (fragment.locking, fragment.single);
        Some(part.text == fragment.text && part.coding == fragment.coding && same_tables)
    }

    fn place(&self, number: u8) -> Option<&StoredPart> {
        self.parts.get(usize::from(number.checked_sub(1)?))?.as_ref()
    }

    fn numbered(&self) -> impl DoubleEndedIterator<Item = (u8, &StoredPart)> {
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
        let Some(&StoredPart { order, in_doubt, .. }) = self.place(number) else { return false };
        let end = self.count.saturating_sub(1);
        for place in self.parts.iter_mut().flatten() {
            if place.order == order {
                *place = StoredPart { order: end, at: now, again: true, in_doubt: false, ..*place };
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
        fragment: &Fragment<'_, K>,
        now: Instant,
        longest_gap: Duration,
    ) -> Result<Option<Incomplete<K>>, InsertError>
    where
        K: Clone,
    {
        let number = fragment.concatenation.number;
        let order = self.place(number).map_or(0, |place| place.order);
        let was_open = self.progress == Progress::Open;
        let in_time = now.saturating_since(self.last) <= longest_gap;
        let leading = self.leading(number, now);
        let can_stay = |place: &StoredPart| was_open || (in_time && (place.again || place.order >= leading));
        let is_after = |place: &StoredPart| place.order > order && can_stay(place);
        let in_order = self.is_in_order_around(number, is_after);
        let belongs = |at: u8, place: &StoredPart| {
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
            return Err(InsertError::TooLong);
        }

        let (had, since) = (self.certain(), self.since);
        for (at, part) in (1..=u8::MAX).zip(&mut self.parts) {
            *part = part.and_then(|place| match belongs(at, &place) {
                Belongs::Old => None,
                belongs => Some(StoredPart { in_doubt: belongs == Belongs::Either, ..place }),
            });
        }
        self.close_ranks();
        self.progress = Progress::Open;
        let certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
        self.since = certain.map(|place| place.at).min().unwrap_or(now);
        let parts = had.saturating_sub(self.certain());
        let lost = self.incomplete(IncompleteCause::Replaced, parts, since);
        Ok(lost.filter(|_| was_open && parts > 0))
    }

    /// The place in the order of arrival at which the latest run of parts up to `number` starts. If 3, 1 and 2
    /// arrived and 3 is next, the run is 1 and 2. Parts of one message arrive closer together than parts of
    /// different messages. If the new part took longer than the first of these did, it starts its own message and
    /// nothing leads up to it, because some senders send the last part first.
    fn leading(&self, number: u8, now: Instant) -> u8 {
        let (mut first, mut next) = (self.count, number);
        let is_before = |place: &StoredPart, order: u8| place.order == order.wrapping_sub(1);
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
    fn is_in_order_around(&self, number: u8, is_one: impl Fn(&StoredPart) -> bool) -> bool {
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
        self.count = 0;
        self.parts = [const { None }; PARTS];
        self.octets.truncate(0);
    }

    /// Stores a part. If there is no other room, it replaces parts in doubt.
    ///
    /// # Errors
    /// The part does not fit. Nothing changed.
    pub(super) fn keep(&mut self, fragment: &Fragment<'_, K>, now: Instant) -> Result<(), InsertError> {
        if !Self::has_room(self.octets.len(), fragment.text) {
            let certain = self.parts.iter().flatten().filter(|place| !place.in_doubt);
            if !Self::has_room(octets_of(certain), fragment.text) {
                return Err(InsertError::TooLong);
            }
            self.parts.iter_mut().for_each(|part| *part = part.filter(|place| !place.in_doubt));
            self.close_ranks();
        }
        let slot =
            fragment.concatenation.number.checked_sub(1).and_then(|at| self.parts.get_mut(usize::from(at)));
        let slot = slot.ok_or(InsertError::TooLong)?;
        let start = u16::try_from(self.octets.len()).map_err(|_| InsertError::TooLong)?;
        let len = u16::try_from(fragment.text.len()).map_err(|_| InsertError::TooLong)?;
        self.octets.extend(fragment.text).ok_or(InsertError::TooLong)?;
        *slot = Some(StoredPart {
            start,
            len,
            header: u16::try_from(fragment.header).unwrap_or(u16::MAX),
            coding: fragment.coding,
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
        octets.saturating_add(text.len()) <= OCTETS.min(u16::MAX.into())
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
        let total = self.identity.as_ref().map_or(0, |(.., total)| *total);
        if self.count == total && !certain.by_ref().map(|place| place.order).is_sorted() {
            return 0;
        }
        total.saturating_sub(self.certain())
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
        let lost = self.incomplete(reason, self.certain(), self.since);
        lost.filter(|_| was_open)
    }
}

/// Total length of the texts of the parts.
fn octets_of<'p>(places: impl Iterator<Item = &'p StoredPart>) -> usize {
    places.fold(0, |sum: usize, place| sum.saturating_add(place.len.into()))
}

/// Moves octets towards the front.
fn move_down(octets: &mut [u8], from: usize, len: usize, to: usize) {
    for at in 0..len {
        let octet = octets.get(from.wrapping_add(at)).copied();
        if let (Some(octet), Some(slot)) = (octet, octets.get_mut(to.wrapping_add(at))) {
            *slot = octet;
        }
    }
}
