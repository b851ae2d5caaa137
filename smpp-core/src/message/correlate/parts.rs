//! Combines the parts of a long message, which it finds by the hash of their common value.

use super::Correlator;
use super::config::ReceiptsFor;
use super::outcome::{DroppedId, MessageStatus};
use super::slot::{IdSlot, Index, Message, Phase};
use crate::codes::{Finality, MessageState};
use crate::count::Counter;
use core::hash::Hash;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::{At, NONE, Slots};

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// The slots of a long message, whose value has this hash.
    fn parts_of<'t>(
        &'t self,
        message: Message<V>,
        hash: u32,
    ) -> impl Iterator<Item = (At, &'t IdSlot<V>)> + Clone
    where
        V: 't,
    {
        let mine = move |(_, slot): &(At, &IdSlot<V>)| slot.message() == Some(message);
        self.table.with_hash(Index::Value, hash).filter(mine)
    }

    /// Adds a slot to the index of its long message.
    pub(super) fn join_parts(&mut self, at: At) {
        let message = self.table.slot(at).and_then(|slot| slot.message());
        if let Some(message) = message.filter(|message| message.total > 1) {
            self.table.join(Index::Value, self.hashes.value(&message.value), at);
        }
    }

    /// Whether the end of a long message was reported while parts of it wait. `dropped` was just dropped.
    pub(super) fn is_over(&self, message: Message<V>, dropped: Option<&DroppedId<V>>) -> bool {
        if message.total == 1 {
            return false;
        }
        let is_of =
            |dropped: &DroppedId<V>| (dropped.value, dropped.total) == (Some(message.value), message.total);
        let mut parts = self.parts_of(message, self.hashes.value(&message.value));
        let first = parts.find(|(_, slot)| slot.is(Phase::Open));
        dropped.is_some_and(is_of) || first.is_some_and(|(_, slot)| slot.is_over())
    }

    /// The end of a long message that ended before `part` was answered. Drops another message with the same value
    /// if all its parts are answered or it already has this part.
    pub(super) fn end_before(&mut self, message: Message<V>, part: u8) -> Option<MessageState> {
        let deciding = match self.config.receipts_for {
            ReceiptsFor::EachPart => return None,
            ReceiptsFor::FirstPart | ReceiptsFor::AnyPart => 1,
            ReceiptsFor::LastPart => message.total,
        };
        let hash = self.hashes.value(&message.value);
        let (mut end, mut is_known) = (None, false);
        for (_, slot) in self.parts_of(message, hash).filter(|(_, slot)| slot.is(Phase::Done)) {
            is_known |= slot.part == part;
            if end.is_none() || slot.part == deciding {
                end = slot.end();
            }
        }
        if !is_known {
            return end;
        }
        loop {
            let done = self.parts_of(message, hash).find(|(_, slot)| slot.is(Phase::Done)).map(|(at, _)| at);
            self.table.leave(Index::Value, done?);
        }
    }

    /// The status of the message in a slot.
    pub(super) fn status_of(&self, at: At) -> MessageStatus {
        let slot = self.table.slot(at);
        match slot.and_then(|slot| slot.message()) {
            Some(message) if message.total > 1 => {
                let parts = self.parts_of(message, self.table.hash(Index::Value, at)).map(|(_, slot)| slot);
                status(self.config.receipts_for, message.total, parts.filter(|slot| slot.is(Phase::Open)))
            }
            _ => status(self.config.receipts_for, 1, slot.into_iter()),
        }
    }

    /// Ends the message in a slot. All its slots are marked as done, with this state unless they have their
    /// own.
    pub(super) fn finish(&mut self, now: Instant, at: At, status: &MessageStatus) {
        let Some(message) = self.table.slot(at).and_then(|slot| slot.message()) else { return };
        if message.total == 1 {
            return self.settle(now, at, status.state);
        }
        // A part that is answered later must still find the others. If each part has a receipt, the message does not
        // end before all parts are answered.
        let leaves = status.answered >= status.total || self.config.receipts_for == ReceiptsFor::EachPart;
        let hash = self.table.hash(Index::Value, at);
        loop {
            // Several at a time, because each pass starts from the first part again.
            let mut batch = [NONE; 32];
            let parts = self.parts_of(message, hash).filter(|(_, slot)| leaves || slot.is(Phase::Open));
            batch.iter_mut().zip(parts).for_each(|(place, (at, _))| *place = at);
            for at in batch {
                // Only the last batch is not full.
                let Some(slot) = self.table.slot(at) else { return };
                let (is_open, has_no_id) = (slot.is(Phase::Open), slot.id.is_empty());
                if is_open {
                    self.settle(now, at, status.state);
                }
                if leaves && has_no_id {
                    self.table.remove(at);
                } else if leaves {
                    self.table.leave(Index::Value, at);
                }
            }
        }
    }

    /// Marks one slot as done.
    fn settle(&mut self, now: Instant, at: At, end: Option<MessageState>) {
        self.table.shift(at, Phase::Done);
        if let Some(slot) = self.table.slot_mut(at) {
            slot.since = now;
            if slot.finality != Finality::Final {
                (slot.state, slot.finality) = (end, Finality::Final);
            }
        }
    }
}

/// The status of a message with these parts.
pub(super) fn status<'a, V: 'a>(
    receipts_for: ReceiptsFor,
    total: u8,
    parts: impl Iterator<Item = &'a IdSlot<V>> + Clone,
) -> MessageStatus {
    // A part submitted twice has two ids. It counts once, with the better result.
    let mut results = [(PartResult::Unanswered, MessageState::UNKNOWN); 256];
    for slot in parts.clone() {
        if let (Some(best), own) = (results.get_mut(usize::from(slot.part)), PartResult::of(slot))
            && own > best.0
        {
            *best = (own, slot.end().unwrap_or(MessageState::UNKNOWN));
        }
    }
    let results = results.iter().skip(1).take(total.into());
    let mut counts = [0_u8; 7];
    for (result, _) in results.clone() {
        if let Some(count) = counts.get_mut(*result as usize) {
            count.increment();
        }
    }
    let [unanswered, lost, waiting, undetermined, undetermined_final, failed, delivered] = counts;
    let mut status = MessageStatus {
        total,
        answered: total.saturating_sub(unanswered),
        delivered,
        failed,
        undetermined: undetermined.saturating_add(undetermined_final).saturating_add(lost),
        finality: Finality::Pending,
        state: None,
    };
    if (unanswered, waiting) == (0, 0) {
        status.finality = if undetermined == 0 { Finality::Final } else { Finality::Provisional };
        // The state of the first part that failed, or else of the first that is undetermined.
        let failed = results.clone().find(|(result, _)| *result == PartResult::Failed);
        let worst = failed.or_else(|| results.clone().find(|(result, _)| *result < PartResult::Failed));
        status.state = Some(worst.map_or(MessageState::DELIVERED, |(_, state)| *state));
    }
    let decides = |slot: &&'a IdSlot<V>| match receipts_for {
        ReceiptsFor::EachPart => false,
        ReceiptsFor::FirstPart => slot.part == 1,
        ReceiptsFor::LastPart => slot.part == total,
        // A refusal is not a receipt, and the other parts may still get one.
        ReceiptsFor::AnyPart => !slot.id.is_empty(),
    };
    let rank = |slot: &&IdSlot<V>| (slot.finality, slot.end() == Some(MessageState::DELIVERED), !slot.part);
    if let Some(slot) = parts.filter(decides).max_by_key(rank).filter(|slot| slot.finality.is_end()) {
        (status.finality, status.state) = (slot.finality, slot.state);
    }
    status
}

/// The result that an id gives its part, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PartResult {
    Unanswered,
    /// Unknown, and without an id.
    Lost,
    Waiting,
    /// Neither delivered nor failed, or not certain.
    Undetermined,
    UndeterminedFinal,
    Failed,
    Delivered,
}

impl PartResult {
    fn of<V>(slot: &IdSlot<V>) -> Self {
        let is_final = slot.finality == Finality::Final;
        match slot.end() {
            None => Self::Waiting,
            Some(MessageState::UNKNOWN) if slot.id.is_empty() => Self::Lost,
            Some(MessageState::ACCEPTED | MessageState::UNKNOWN) if is_final => Self::UndeterminedFinal,
            Some(MessageState::DELIVERED) if is_final => Self::Delivered,
            Some(_) if is_final => Self::Failed,
            Some(_) => Self::Undetermined,
        }
    }
}
