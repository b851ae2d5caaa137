//! Combines the parts of a long message, which it finds by the hash of their common value.

use super::Correlator;
use super::config::ReceiptsFor;
use super::outcome::MessageStatus;
use super::slot::{IdSlot, Index, Message, Phase};
use crate::codes::{Finality, MessageState};
use crate::count::Counter;
use core::hash::Hash;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::{At, Slots};

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

    /// Adds a slot to the index of its message.
    pub(super) fn join_parts(&mut self, at: At) {
        if let Some(message) = self.table.slot(at).and_then(|slot| slot.message()) {
            self.table.join(Index::Value, self.hashes.value(&message.value), at);
        }
    }

    /// The slots that wait for a message to end.
    fn open_parts<'t>(&'t self, message: Message<V>) -> impl Iterator<Item = (At, &'t IdSlot<V>)> + Clone
    where
        V: 't,
    {
        self.parts_of(message, self.hashes.value(&message.value)).filter(|(_, slot)| slot.is(Phase::Open))
    }

    /// Where to put the next part of a message; `None` if it has not begun or nothing is left of it.
    pub(super) fn place_of(&self, message: Message<V>) -> Option<Place> {
        let end = self.end_before(message);
        if end.is_some() {
            return Some(Place { phase: Phase::Done, end });
        }
        let (_, slot) = self.open_parts(message).next()?;
        Some(Place { phase: slot.phase, end })
    }

    /// Whether a message has begun, and its end was not reported.
    pub(super) fn has_begun(&self, message: Message<V>) -> bool {
        self.open_parts(message).any(|(_, slot)| !slot.is_over())
    }

    /// Whether a part of a message has failed.
    pub(super) fn has_failed(&self, message: Message<V>) -> bool {
        let parts = self.open_parts(message).map(|(_, slot)| slot);
        status(self.config.receipts_for, message.total, parts).failed > 0
    }

    /// The newest open slot of a message for which `fits` returns true.
    pub(super) fn open_part(&self, message: Message<V>, fits: impl Fn(&IdSlot<V>) -> bool) -> Option<At> {
        self.open_parts(message).find(|(_, slot)| fits(slot)).map(|(at, _)| at)
    }

    /// Forgets what is left of a message that has ended.
    pub(super) fn forget(&mut self, message: Message<V>) {
        self.table.for_parts(message, self.hashes.value(&message.value), |table, at| {
            if table.slot(at).is_some_and(|slot| slot.is(Phase::Done)) {
                table.leave(Index::Value, at);
            } else {
                table.remove(at);
            }
        });
    }

    /// The end of a long message that ended before all its parts were answered.
    fn end_before(&self, message: Message<V>) -> Option<MessageState> {
        let deciding = match self.config.receipts_for {
            ReceiptsFor::EachPart => return None,
            ReceiptsFor::FirstPart | ReceiptsFor::AnyPart => 1,
            ReceiptsFor::LastPart => message.total,
        };
        let parts = self.parts_of(message, self.hashes.value(&message.value)).map(|(_, slot)| slot);
        let done = parts.filter(|slot| slot.is(Phase::Done));
        let last = done.clone().filter(|slot| slot.part == deciding).last();
        last.or_else(|| done.clone().next())?.end()
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

    /// Ends the message in a slot. Its slots become done, or are removed if they have no id and no other part needs them.
    pub(super) fn finish(&mut self, now: Instant, at: At, status: &MessageStatus) {
        let Some(message) = self.table.slot(at).and_then(|slot| slot.message()) else { return };
        if message.total == 1 {
            return if self.table.slot(at).is_some_and(|slot| slot.id.is_empty()) {
                _ = self.table.remove(at);
            } else {
                self.table.settle(now, at, status.state);
            };
        }
        // A part that is answered later must still find the others. If each part has a receipt, the message does not
        // end before all parts are answered.
        let leaves = status.answered >= status.total || self.config.receipts_for == ReceiptsFor::EachPart;
        self.table.for_parts(message, self.table.hash(Index::Value, at), |table, at| {
            let Some(slot) = table.slot(at) else { return };
            let has_no_id = slot.id.is_empty();
            if slot.is(Phase::Open) {
                table.settle(now, at, status.state);
            }
            if leaves && has_no_id {
                table.remove(at);
            } else if leaves {
                table.leave(Index::Value, at);
            }
        });
    }
}

/// Where to put a part.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) phase: Phase,
    /// The state of the message, if it has ended.
    pub(super) end: Option<MessageState>,
}

/// The status of a message with these parts.
pub(super) fn status<'a, V: 'a>(
    receipts_for: ReceiptsFor,
    total: u8,
    parts: impl Iterator<Item = &'a IdSlot<V>> + Clone,
) -> MessageStatus {
    // A part that was recorded twice has two slots. It counts once, with the better result.
    let mut results = [PartResult::Unanswered; 256];
    for slot in parts.clone() {
        if let Some(best) = results.get_mut(usize::from(slot.part)) {
            *best = PartResult::of(slot).max(*best);
        }
    }
    let results = results.iter().skip(1).take(total.into());
    let mut counts = [0_u8; 7];
    for result in results.clone() {
        if let Some(count) = counts.get_mut(*result as usize) {
            count.increment();
        }
    }
    let [unanswered, lost, waiting, undetermined, undetermined_final, failed, delivered] = counts;
    // The first part with such a result.
    let first = |is_it: fn(PartResult) -> bool| {
        let (part, result) = (1..=total).zip(results.clone()).find(|(_, result)| is_it(**result))?;
        let same = parts.clone().filter(|slot| slot.part == part && PartResult::of(slot) == *result);
        // If the part was recorded twice, a receipt says more than a response.
        same.min_by_key(|slot| slot.id.is_empty())
    };
    let failure = first(|result| result == PartResult::Failed);
    let mut status = MessageStatus {
        total,
        answered: total.saturating_sub(unanswered),
        delivered,
        failed,
        undetermined: undetermined.saturating_add(undetermined_final).saturating_add(lost),
        finality: Finality::Pending,
        state: None,
        end: failure.and_then(IdSlot::how_ended),
    };
    if (unanswered, waiting) == (0, 0) {
        status.finality = if undetermined == 0 { Finality::Final } else { Finality::Provisional };
        let undecided = || first(|result| result < PartResult::Failed);
        let worst = failure.or_else(undecided).or_else(|| first(|_| true));
        status.end = worst.and_then(IdSlot::how_ended);
        status.state = worst.and_then(IdSlot::end);
    }
    let decides = |slot: &&'a IdSlot<V>| match receipts_for {
        ReceiptsFor::EachPart => false,
        ReceiptsFor::FirstPart => slot.part == 1,
        ReceiptsFor::LastPart => slot.part == total,
        // A refusal is not a receipt, and the other parts may still get one.
        ReceiptsFor::AnyPart => !slot.id.is_empty(),
    };
    let rank = |slot: &&IdSlot<V>| {
        let is_delivered = slot.end() == Some(MessageState::DELIVERED);
        (slot.finality(), is_delivered, !slot.part, !slot.id.is_empty())
    };
    // UNKNOWN never replaces a response to the same part.
    let counts = |slot: &&'a IdSlot<V>| {
        let best = slot.part.checked_sub(1).and_then(|before| results.clone().nth(before.into()));
        PartResult::of(slot) != PartResult::Lost || best == Some(&PartResult::Lost)
    };
    let deciding = parts.filter(decides).filter(counts);
    if let Some(slot) = deciding.max_by_key(rank).filter(|slot| slot.end().is_some()) {
        (status.finality, status.state, status.end) = (slot.finality(), slot.end(), slot.how_ended());
    }
    status
}

/// The result that a slot gives its part, the best last.
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
        let is_final = slot.finality() == Finality::Final;
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
