//! The slots of a correlator: ids, the states of their messages, and where they are found.

use super::config::ReceiptsFor;
use super::outcome::{DroppedId, DroppedReason, End};
use super::{MAX_ID, parts};
use crate::codes::{CommandStatus, Finality, MessageState};
use crate::count::Counter;
use crate::debug::shows;
use smpp_gsm7::Instant;
use smpp_gsm7::octets::Octets;
use smpp_gsm7::slots::{self, At, Chain, Chained, Linked, Links, List, NONE, Slots};

/// An id; empty for a part without an id, and for a message before its first part is recorded.
pub(super) type Id = Octets<MAX_ID>;

/// What a slot contains. The slots of each phase are in a list, ordered by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Free,
    /// A receipt without its submit_sm_resp.
    Early,
    /// The message has not ended.
    Open,
    /// The message has ended. Kept to recognise repeated receipts until the slot is needed.
    Done,
    /// Open, but the end of the message was reported, because another part was dropped.
    Over,
}

impl Phase {
    /// The phase whose list has the slots of this one.
    const fn list(self) -> Self {
        match self {
            Self::Over => Self::Open,
            phase => phase,
        }
    }
}

/// The keys by which slots are found.
#[derive(Clone, Copy)]
pub(super) enum Index {
    /// The octets of the id.
    Exact,
    /// The digits of the id, in any spelling.
    Digits,
    /// The value, for parts of long messages.
    Value,
}

/// Identifies a message: the caller's value and the number of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message<V> {
    pub(super) value: V,
    pub(super) total: u8,
}

/// Storage for one id of a [`Correlator`](super::Correlator), and the caller's value for it.
#[derive(Clone, Copy)]
pub struct IdSlot<V> {
    pub(super) phase: Phase,
    pub(super) links: Links,
    pub(super) chains: [Chain; 3],
    pub(super) since: Instant,
    pub(super) id: Id,
    /// A hash of the destination, if destinations count.
    pub(super) destination: u32,
    /// The caller's value; `None` for an early receipt.
    pub(super) value: Option<V>,
    /// The number of parts of the message.
    pub(super) total: u8,
    /// The number of the part, from 1; 0 if the message has begun and no part of it is recorded.
    pub(super) part: u8,
    /// The report that counts: the best one so far, or that of the whole message once it has ended.
    pub(super) report: Option<Report>,
    pub(super) shared: SharedResults,
}

shows!([V] IdSlot<V>, "IdSlot", |slot| {
    id: slot.id,
});

/// Results that a slot already has. They may belong to other parts, not answered yet, that will have the same id.
/// Four different ones are kept, each with a count.
#[derive(Clone, Copy, Debug)]
pub(super) struct SharedResults([(MessageState, Finality, u8); 4]);

impl SharedResults {
    pub(super) const NONE: Self = Self([(MessageState::UNKNOWN, Finality::Pending, 0); 4]);

    fn add(&mut self, state: MessageState, finality: Finality) {
        let same = |end: &&mut (MessageState, Finality, u8)| end.2 > 0 && (end.0, end.1) == (state, finality);
        if let Some((.., count)) = self.0.iter_mut().find(same) {
            count.increment();
        } else if let Some(end) = self.0.iter_mut().find(|end| end.2 == 0) {
            *end = (state, finality, 1);
        }
    }

    /// Takes a result, a final one first.
    pub(super) fn take(&mut self) -> Option<Report> {
        let kept = self.0.iter_mut().filter(|end| end.2 > 0);
        let (state, finality, count) = kept.min_by_key(|end| core::cmp::Reverse(end.1))?;
        count.decrement();
        Some(Report { state: *state, finality: *finality, detail: NO_ERROR })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|end| end.2 == 0)
    }
}

/// The detail of a report without an error.
pub(super) const NO_ERROR: u32 = u32::MAX;

/// What a receipt or the outcome of a request says about a part. Aligned to two octets, so that it adds no gap to a slot.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(2))]
pub(super) struct Report {
    pub(super) state: MessageState,
    pub(super) finality: Finality,
    /// The error of a receipt, or [`NO_ERROR`]. For a part without an id, the status with which it was refused; 0 if it
    /// was never sent.
    pub(super) detail: u32,
}

/// How a report relates to what was reported before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparison {
    Better,
    Repeated,
    /// A different final state was reported before.
    Contradicted,
}

impl<V> IdSlot<V> {
    /// An empty slot.
    pub const EMPTY: Self = Self {
        phase: Phase::Free,
        links: Links::NONE,
        chains: [Chain::NONE; 3],
        since: Instant::ZERO,
        id: Id::EMPTY,
        destination: 0,
        value: None,
        total: 0,
        part: 1,
        report: None,
        shared: SharedResults::NONE,
    };

    pub(super) fn is(&self, phase: Phase) -> bool {
        self.phase.list() == phase
    }

    /// Whether the end of its message was reported already. All open parts of a message agree.
    pub(super) fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// The state of the report that counts, if it is an end.
    pub(super) fn end(&self) -> Option<MessageState> {
        self.report.filter(|report| report.finality.is_end()).map(|report| report.state)
    }

    pub(super) fn finality(&self) -> Finality {
        self.report.map_or(Finality::Pending, |report| report.finality)
    }

    /// Compares a report with earlier ones. An end outweighs a pending state, and a final end outweighs a
    /// provisional one.
    pub(super) fn compare(&self, report: Report) -> Comparison {
        match self.report {
            None => Comparison::Better,
            Some(before) if report.finality > before.finality => Comparison::Better,
            Some(before) if report.finality < before.finality || before.state == report.state => {
                Comparison::Repeated
            }
            Some(_) if report.finality == Finality::Final => Comparison::Contradicted,
            Some(_) => Comparison::Better,
        }
    }

    /// Records a report: in place of earlier ones if it is better, otherwise as the possible result of another
    /// part.
    pub(super) fn record(&mut self, report: Report) -> Comparison {
        let comparison = self.compare(report);
        if comparison == Comparison::Better {
            self.report = Some(report);
        } else if report.finality.is_end() {
            self.shared.add(report.state, report.finality);
        }
        comparison
    }

    /// How the part has ended, if it has.
    pub(super) fn how_ended(&self) -> Option<End> {
        let Report { state, detail, .. } = self.report.filter(|report| report.finality.is_end())?;
        Some(match (state, detail) {
            (_, error) if !self.id.is_empty() => {
                End::Receipt { state, error: Some(error).filter(|error| *error != NO_ERROR) }
            }
            (MessageState::UNKNOWN, _) => End::Unknown,
            (_, 0) => End::NeverSent,
            (_, status) => End::Refused(CommandStatus(status)),
        })
    }

    /// The message; `None` for an early receipt.
    pub(super) fn message(&self) -> Option<Message<V>>
    where
        V: Copy,
    {
        Some(Message { value: self.value?, total: self.total })
    }
}

impl<V> Linked for IdSlot<V> {
    fn links_mut(&mut self) -> &mut [Links] {
        core::slice::from_mut(&mut self.links)
    }
}

// In the order of `Index`.
impl<V> Chained for IdSlot<V> {
    fn chains(&self) -> &[Chain] {
        &self.chains
    }

    fn chains_mut(&mut self) -> &mut [Chain] {
        &mut self.chains
    }
}

/// The slots, in a list for each phase and in buckets by hashes of id and value.
#[derive(Clone, Debug)]
pub(super) struct Table<S> {
    storage: S,
    /// By [`Phase`].
    lists: [List; 4],
}

impl<V: Copy + Eq, S: Slots<Slot = IdSlot<V>>> Table<S> {
    pub(super) fn new(mut storage: S) -> Self {
        let slots = storage.slots_mut();
        slots.fill(IdSlot::EMPTY);
        let mut free = List::EMPTY;
        (0..NONE).take(slots.len()).for_each(|at| free.push(slots, at));
        Self { storage, lists: [free, List::EMPTY, List::EMPTY, List::EMPTY] }
    }

    pub(super) fn slot(&self, at: At) -> Option<&IdSlot<V>> {
        self.storage.slots().get(usize::from(at))
    }

    pub(super) fn slot_mut(&mut self, at: At) -> Option<&mut IdSlot<V>> {
        self.storage.slots_mut().get_mut(usize::from(at))
    }

    fn list(&self, phase: Phase) -> &List {
        self.lists.get(phase.list() as usize).unwrap_or(&List::EMPTY)
    }

    pub(super) fn count(&self, phase: Phase) -> usize {
        self.list(phase).len()
    }

    pub(super) fn oldest(&self, phase: Phase) -> Option<At> {
        Some(self.list(phase).oldest()).filter(|at| *at != NONE)
    }

    /// The slot after another one in the list of its phase.
    pub(super) fn next(&self, at: At) -> Option<At> {
        Some(self.slot(at)?.links.after).filter(|at| *at != NONE)
    }

    /// The slots with a hash, newest first. A few may have another hash.
    pub(super) fn with_hash<'t>(
        &'t self,
        index: Index,
        hash: u32,
    ) -> impl Iterator<Item = (At, &'t IdSlot<V>)> + Clone
    where
        V: 't,
    {
        slots::with_hash(self.storage.slots(), index as usize, hash)
    }

    /// The hash that a slot has in an index.
    pub(super) fn hash(&self, index: Index, at: At) -> u32 {
        slots::hash_of(self.storage.slots(), index as usize, at)
    }

    /// Makes room if there is none, by removing the oldest slot of the first phase that has any.
    pub(super) fn vacate(&mut self, phases: &[Phase]) -> Option<DroppedId<V>> {
        if !self.list(Phase::Free).is_empty() {
            return None;
        }
        let at = phases.iter().find_map(|phase| self.oldest(*phase))?;
        self.drop_for(at, DroppedReason::Evicted)
    }

    /// Removes a slot. Returns what was dropped, unless the end of its message was reported.
    pub(super) fn drop_for(&mut self, at: At, reason: DroppedReason) -> Option<DroppedId<V>> {
        let hash = self.hash(Index::Value, at);
        let slot = self.remove(at).filter(|slot| matches!(slot.phase, Phase::Open | Phase::Early))?;
        let IdSlot { value, total, part, report, since, id, .. } = slot;
        let end = slot.message().map(|message| {
            let is_unsent = part == 0 && reason == DroppedReason::Drained;
            let other = if is_unsent { End::NeverSent } else { End::Dropped(reason) };
            self.failure(message, hash, &slot).unwrap_or(other)
        });
        if let Some(message) = slot.message().filter(|message| message.total > 1) {
            self.for_parts(message, hash, |table, at| {
                if let Some(slot) = table.slot_mut(at).filter(|slot| slot.phase == Phase::Open) {
                    slot.phase = Phase::Over;
                }
            });
        }
        let (state, finality) = (report.map(|report| report.state), slot.finality());
        Some(DroppedId { reason, value, state, finality, since, id, total, end })
    }

    /// How a part of a message has failed, if one has: `slot`, or another one whose value has this hash.
    fn failure(&self, message: Message<V>, hash: u32, slot: &IdSlot<V>) -> Option<End> {
        let others = self.with_hash(Index::Value, hash).map(|(_, slot)| slot);
        let is_other =
            |slot: &&IdSlot<V>| message.total > 1 && slot.is(Phase::Open) && slot.message() == Some(message);
        let parts = others.filter(is_other).chain(core::iter::once(slot));
        let status = parts::status(ReceiptsFor::EachPart, message.total, parts);
        status.end.filter(|_| status.failed > 0)
    }

    /// Changes each slot of a long message, whose value has this hash. `change` may remove the slot.
    pub(super) fn for_parts(&mut self, message: Message<V>, hash: u32, change: impl Fn(&mut Self, At)) {
        let mut next = self.with_hash(Index::Value, hash).next().map(|(at, _)| at);
        while let Some(at) = next {
            next = slots::after_with_hash(self.storage.slots(), Index::Value as usize, at);
            if self.slot(at).is_some_and(|slot| slot.message() == Some(message)) {
                change(self, at);
            }
        }
    }

    /// Marks a slot as done, with the state of its message unless it has a final one of its own.
    pub(super) fn settle(&mut self, now: Instant, at: At, end: Option<MessageState>) {
        if let Some(slot) = self.slot_mut(at) {
            slot.since = now;
            if slot.finality() != Finality::Final {
                let detail = slot.report.map_or(NO_ERROR, |report| report.detail);
                slot.report = end.map(|state| Report { state, finality: Finality::Final, detail });
            }
        }
        self.shift(at, Phase::Done);
    }

    /// Inserts a slot into the list of its phase. It is in no bucket yet.
    pub(super) fn insert(&mut self, phase: Phase, slot: IdSlot<V>) -> Option<At> {
        let at = self.oldest(Phase::Free)?;
        self.replace(at, phase, slot);
        Some(at)
    }

    /// Replaces the contents of a slot, which becomes the newest of its phase. It stays in its buckets.
    pub(super) fn replace(&mut self, at: At, phase: Phase, slot: IdSlot<V>) {
        if let Some(place) = self.slot_mut(at) {
            *place = IdSlot { phase: place.phase, links: place.links, chains: place.chains, ..slot };
        }
        self.shift(at, phase);
    }

    /// Removes a slot from its list and its buckets. Returns what it contained.
    pub(super) fn remove(&mut self, at: At) -> Option<IdSlot<V>> {
        let slot = *self.slot(at)?;
        [Index::Exact, Index::Digits, Index::Value].into_iter().for_each(|index| self.leave(index, at));
        self.shift(at, Phase::Free);
        Some(slot)
    }

    /// Inserts a slot into a bucket.
    pub(super) fn join(&mut self, index: Index, hash: u32, at: At) {
        slots::join(self.storage.slots_mut(), index as usize, hash, at);
    }

    /// Removes a slot from its bucket, if it is in one.
    pub(super) fn leave(&mut self, index: Index, at: At) {
        slots::leave(self.storage.slots_mut(), index as usize, at);
    }

    /// Moves a slot to the list of another phase: to its end, or, if time has run backwards, before those that are later.
    pub(super) fn shift(&mut self, at: At, phase: Phase) {
        let slots = self.storage.slots_mut();
        let Some(slot) = slots.get_mut(usize::from(at)) else { return };
        let (before, since) = (core::mem::replace(&mut slot.phase, phase), slot.since);
        if let Some(list) = self.lists.get_mut(before.list() as usize) {
            list.remove(slots, at);
        }
        if let Some(list) = self.lists.get_mut(phase.list() as usize) {
            let mut last = list.newest();
            let is_later = |slot: &&IdSlot<V>| phase != Phase::Free && slot.since > since;
            while let Some(later) = slots.get(usize::from(last)).filter(is_later) {
                last = later.links.before;
            }
            list.insert_after(slots, at, last);
        }
    }
}
