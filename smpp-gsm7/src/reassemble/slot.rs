//! The stored fragments of one message.

use super::fragment::{Fragment, Incomplete, IncompleteCause, InsertError, TextCoding};
use super::message::{Message, StoredFragment};
use crate::count::{back, forward, sum};
use crate::instant::{Duration, Instant};
use crate::octets::Octets;
use crate::slots::{Chain, Chained, Linked, Links};
use crate::udh::Width;

/// Storage for one message of at most `FRAGMENTS` fragments and `OCTETS` octets of text. Octets beyond 65,535 are
/// not used. A slot takes about `OCTETS + 25 * FRAGMENTS + 64` octets plus the key.
#[derive(Clone, Debug)]
pub struct MessageSlot<K, const FRAGMENTS: usize, const OCTETS: usize> {
    pub(super) progress: Progress,
    /// See [`Fragment::identity`].
    identity: Option<(K, u16, Width, u8)>,
    /// When the first fragment arrived.
    pub(super) since: Instant,
    /// When the last fragment arrived, including repeated ones.
    pub(super) last: Instant,
    /// By number.
    fragments: [Option<StoredFragment>; FRAGMENTS],
    /// The numbers of the fragments in order of arrival. For a repeated fragment, the last arrival counts.
    arrived: Octets<FRAGMENTS>,
    /// The texts, ordered by number.
    text: Octets<OCTETS>,
    /// Neighbours in the lists by first and by last fragment.
    pub(super) links: [Links; 2],
    chain: Chain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Free,
    Open,
    /// Completed; kept to recognise repeated fragments until the slot is needed.
    Done,
}

impl<K, const FRAGMENTS: usize, const OCTETS: usize> Linked for MessageSlot<K, FRAGMENTS, OCTETS> {
    fn links_mut(&mut self) -> &mut [Links] {
        &mut self.links
    }
}

impl<K, const FRAGMENTS: usize, const OCTETS: usize> Chained for MessageSlot<K, FRAGMENTS, OCTETS> {
    fn chains(&self) -> &[Chain] {
        core::slice::from_ref(&self.chain)
    }

    fn chains_mut(&mut self) -> &mut [Chain] {
        core::slice::from_mut(&mut self.chain)
    }
}

impl<K, const FRAGMENTS: usize, const OCTETS: usize> MessageSlot<K, FRAGMENTS, OCTETS> {
    /// A slot without a message.
    pub const EMPTY: Self = Self {
        progress: Progress::Free,
        identity: None,
        since: Instant::ZERO,
        last: Instant::ZERO,
        fragments: [const { None }; FRAGMENTS],
        arrived: Octets::EMPTY,
        text: Octets::EMPTY,
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

    /// The stored fragments.
    pub(super) fn message(&self) -> Message<'_> {
        Message { fragments: &self.fragments, arrived: self.arrived.as_bytes(), text: self.text.as_bytes() }
    }

    /// Whether a fragment has the identity of this message.
    pub(super) fn is_of(&self, fragment: &Fragment<'_, K>) -> bool
    where
        K: Eq,
    {
        let own = self.identity.as_ref();
        own.is_some_and(|(key, reference, width, total)| {
            (key, *reference, *width, *total) == fragment.identity()
        })
    }

    fn incomplete(&self, cause: IncompleteCause, fragments: u8, since: Instant) -> Option<Incomplete<K>>
    where
        K: Clone,
    {
        let (key, reference, width, total) = self.identity.clone()?;
        Some(Incomplete { cause, key, reference, width, total, fragments, since })
    }

    /// Whether a fragment with this number is stored, and if so, whether it is the same.
    pub(super) fn holds(&self, fragment: &Fragment<'_, K>) -> Option<bool> {
        let number = fragment.concatenation.number;
        let stored = self.stored(number)?;
        let text =
            self.text.as_bytes().get(self.offset(number)..).and_then(|text| text.get(..stored.len.into()));
        // The same fragment may have another header.
        let coding = TextCoding { header: fragment.coding.header, ..stored.coding };
        Some(text == Some(fragment.text) && coding == fragment.coding)
    }

    fn stored(&self, number: u8) -> Option<&StoredFragment> {
        self.fragments.get(usize::from(number.checked_sub(1)?))?.as_ref()
    }

    fn place(&mut self, number: u8) -> Option<&mut Option<StoredFragment>> {
        self.fragments.get_mut(usize::from(number.checked_sub(1)?))
    }

    /// The index in the text of the fragment with this number.
    fn offset(&self, number: u8) -> usize {
        let before = self.fragments.iter().take(usize::from(number.saturating_sub(1)));
        before.flatten().fold(0, |start, stored| sum(start, stored.len.into()))
    }

    /// The stored fragments and their numbers, in order of arrival.
    fn arrivals(&self) -> impl Iterator<Item = (u8, &StoredFragment)> + Clone {
        self.arrived.as_bytes().iter().filter_map(|number| Some((*number, self.stored(*number)?)))
    }

    /// The stored fragments that are not in doubt.
    fn certain(&self) -> impl Iterator<Item = (u8, &StoredFragment)> + Clone {
        self.arrivals().filter(|(_, stored)| !stored.in_doubt)
    }

    fn certain_count(&self) -> u8 {
        self.certain().fold(0, |count, _| count.saturating_add(1))
    }

    /// The place of a fragment in the order of arrival.
    fn position(&self, number: u8) -> Option<usize> {
        // `Iterator::position` counts, which leaves a panic branch.
        let mut arrivals = (0..FRAGMENTS).zip(self.arrived.as_bytes());
        arrivals.find(|(_, arrived)| **arrived == number).map(|(at, _)| at)
    }

    /// Records the arrival of a fragment.
    fn arrive(&mut self, number: u8, now: Instant) {
        if let Some(at) = self.position(number) {
            self.arrived.remove(at, 1);
        }
        let _ = self.arrived.insert(self.arrived.len(), &[number]);
        self.last = now;
    }

    /// Records that a fragment arrived again: it is now the last one and no longer in doubt. Returns whether it was
    /// in doubt.
    pub(super) fn repeat(&mut self, number: u8, now: Instant, longest_gap: Duration) -> bool {
        if now.saturating_since(self.last) > longest_gap {
            // Fragments repeated before this one cannot belong to a new message that this one starts.
            self.fragments.iter_mut().flatten().for_each(|stored| stored.again = false);
        }
        self.arrive(number, now);
        let Some(Some(stored)) = self.place(number) else { return false };
        (stored.at, stored.again) = (now, true);
        core::mem::replace(&mut stored.in_doubt, false)
    }

    /// Starts a new message with the same reference, at a fragment that differs. Returns what the old message loses
    /// if it was incomplete, otherwise `Ok(None)`.
    ///
    /// Fragments that arrived before the replaced fragment go with it; fragments that arrived after it stay. Of the
    /// latter, those with higher numbers are in doubt if all fragments may have arrived in order: those of the old
    /// message with higher numbers, then those of the new message with lower numbers. Of a completed message, only
    /// two kinds of fragments can belong to the new one: those repeated since, and those that lead up to this
    /// fragment in order. Otherwise, after fragment 2 of an old message, fragment 1 of the new one would complete a
    /// message that never existed.
    ///
    /// # Errors
    /// The fragment does not fit into the new message. Nothing changed.
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
        let later = self.position(number).map_or(0, |at| forward(at, 1));
        let was_open = self.progress == Progress::Open;
        let in_time = now.saturating_since(self.last) <= longest_gap;
        let leading = self.leading(number, now);
        let staying = (0..FRAGMENTS).zip(self.arrivals()).filter(|(at, (_, stored))| {
            *at >= later && (was_open || (in_time && (stored.again || *at >= leading)))
        });
        let staying = staying.map(|(_, arrival)| arrival);
        let in_order = staying.clone().map(|(other, _)| (other < number, other)).is_sorted();
        let may_be_old = |other: u8| in_order && other > number;
        let certain = staying.clone().filter(|(other, stored)| !stored.in_doubt && !may_be_old(*other));
        if !Self::has_room(octets_of(certain), fragment.text) {
            return Err(InsertError::TooLong);
        }

        let mut stay = Octets::<FRAGMENTS>::EMPTY;
        staying.for_each(|(other, _)| _ = stay.insert(stay.len(), &[other]));
        let (had, since) = (self.certain_count(), self.since);
        self.retain(|other, _| stay.as_bytes().contains(&other));
        for (other, stored) in (1..=u8::MAX).zip(&mut self.fragments) {
            stored.iter_mut().for_each(|stored| stored.in_doubt |= may_be_old(other));
        }
        self.progress = Progress::Open;
        self.since = self.certain().map(|(_, stored)| stored.at).min().unwrap_or(now);
        let fragments = had.saturating_sub(self.certain_count());
        let lost = self.incomplete(IncompleteCause::Replaced, fragments, since);
        Ok(lost.filter(|_| was_open && fragments > 0))
    }

    /// The place in the order of arrival at which the latest run of fragments up to `number` starts. If 3, 1 and 2
    /// arrived and 3 is next, the run is 1 and 2. Fragments of one message arrive closer together than fragments of
    /// different messages. If the gap before the new fragment is longer than the gap before the run, the new
    /// fragment starts its own message and nothing leads up to it, because some senders send the last fragment
    /// first.
    fn leading(&self, number: u8, now: Instant) -> usize {
        let arrived = self.arrived.as_bytes();
        let mut next = number;
        let is_lower = |other: &&u8| core::mem::replace(&mut next, **other) > **other;
        let run = arrived.iter().rev().take_while(is_lower).fold(0, |run, _| forward(run, 1));
        let first = back(arrived.len(), run);
        let time = |at: usize| Some(self.stored(*arrived.get(at)?)?.at);
        match (time(back(first, 1)), time(first), time(back(arrived.len(), 1))) {
            (Some(before), Some(begins), Some(last))
                if now.saturating_since(last) > begins.saturating_since(before) =>
            {
                arrived.len()
            }
            _ => first,
        }
    }

    /// Keeps the fragments that `stays` accepts and removes the others.
    fn retain(&mut self, stays: impl Fn(u8, &StoredFragment) -> bool) {
        // From the end, so that no text is moved only to be removed.
        for number in (1..=u8::MAX).rev() {
            let Some(stored) = self.stored(number).filter(|stored| !stays(number, stored)) else { continue };
            let len = stored.len.into();
            self.text.remove(self.offset(number), len);
            if let Some(at) = self.position(number) {
                self.arrived.remove(at, 1);
            }
            if let Some(place) = self.place(number) {
                *place = None;
            }
        }
    }

    pub(super) fn begin(&mut self, fragment: &Fragment<'_, K>, now: Instant)
    where
        K: Clone,
    {
        let (key, reference, width, total) = fragment.identity();
        self.progress = Progress::Open;
        self.identity = Some((key.clone(), reference, width, total));
        self.since = now;
        self.fragments = [const { None }; FRAGMENTS];
        self.arrived.clear();
        self.text.clear();
    }

    /// Stores a fragment, removing fragments in doubt only if there is no room otherwise.
    ///
    /// # Errors
    /// The fragment does not fit. Nothing changed.
    pub(super) fn keep(&mut self, fragment: &Fragment<'_, K>, now: Instant) -> Result<(), InsertError> {
        if !Self::has_room(self.text.len(), fragment.text) {
            if !Self::has_room(octets_of(self.certain()), fragment.text) {
                return Err(InsertError::TooLong);
            }
            self.retain(|_, stored| !stored.in_doubt);
        }
        let number = fragment.concatenation.number;
        let stored = StoredFragment::new(fragment, now).ok_or(InsertError::TooLong)?;
        self.text.insert(self.offset(number), fragment.text).ok_or(InsertError::TooLong)?;
        *self.place(number).ok_or(InsertError::TooLong)? = Some(stored);
        self.arrive(number, now);
        Ok(())
    }

    /// Whether a text fits after `octets` octets.
    pub(super) fn has_room(octets: usize, text: &[u8]) -> bool {
        sum(octets, text.len()) <= OCTETS.min(u16::MAX.into())
    }

    /// Number of missing fragments, including those in doubt. 0 if only those in doubt are missing and the others
    /// arrived out of order, because then those in doubt may have arrived early.
    pub(super) fn missing(&self) -> u8 {
        let total = self.identity.as_ref().map_or(0, |(.., total)| *total);
        if self.arrived.len() == usize::from(total) && !self.certain().map(|(number, _)| number).is_sorted() {
            return 0;
        }
        total.saturating_sub(self.certain_count())
    }

    /// All fragments are here. Those repeated so far belong to this message and were sent twice.
    pub(super) fn complete(&mut self) {
        self.progress = Progress::Done;
        for stored in self.fragments.iter_mut().flatten() {
            (stored.again, stored.in_doubt) = (false, false);
        }
    }

    /// Why no further fragment can belong to the message.
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
    pub(super) fn drop_for(&mut self, cause: IncompleteCause) -> Option<Incomplete<K>>
    where
        K: Clone,
    {
        let was_open = core::mem::replace(&mut self.progress, Progress::Free) == Progress::Open;
        self.incomplete(cause, self.certain_count(), self.since).filter(|_| was_open)
    }
}

#[cfg(feature = "defmt")]
impl<K, const FRAGMENTS: usize, const OCTETS: usize> defmt::Format for MessageSlot<K, FRAGMENTS, OCTETS> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "MessageSlot {{ fragments: {}, octets: {} }}", self.arrived.len(), self.text.len());
    }
}

/// Total length of the texts of fragments.
fn octets_of<'f>(fragments: impl Iterator<Item = (u8, &'f StoredFragment)>) -> usize {
    fragments.fold(0, |octets, (_, stored)| sum(octets, stored.len.into()))
}
