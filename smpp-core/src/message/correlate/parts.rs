//! Combines the parts of a long message, which are found by the hash of their common value.

use super::Correlator;
use super::config::ReceiptsFor;
use super::outcome::MessageStatus;
use super::slot::{IdSlot, Index, Message, Phase};
use crate::codes::{Finality, MessageState};
use core::hash::Hash;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::{At, Slots};

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// The slots of a long message.
    fn parts_of<'t>(&'t self, message: Message<V>) -> impl Iterator<Item = (At, &'t IdSlot<V>)> + Clone
    where
        V: 't,
    {
        let mine = move |(_, slot): &(At, &IdSlot<V>)| slot.message() == Some(message);
        self.table.bucket(Index::Value, self.hashes.value(&message.value)).filter(mine)
    }

    /// Adds a slot to the index of its long message.
    pub(super) fn join_parts(&mut self, at: At) {
        let message = self.table.slot(at).and_then(|slot| slot.message());
        if let Some(message) = message.filter(|message| message.total > 1) {
            self.table.join(Index::Value, self.hashes.value(&message.value), at);
        }
    }

    /// The end of a long message that ended before `part` was answered. Drops another message with the same value
    /// if all its parts are answered or it already has this part.
    pub(super) fn end_before(&mut self, message: Message<V>, part: u8) -> Option<MessageState> {
        let deciding = match self.receipts_for {
            ReceiptsFor::EachPart => return None,
            ReceiptsFor::FirstPart | ReceiptsFor::AnyPart => 1,
            ReceiptsFor::LastPart => message.total,
        };
        let (mut end, mut known) = (None, PartSet::EMPTY);
        for (_, slot) in self.parts_of(message).filter(|(_, slot)| slot.is(Phase::Done)) {
            known.insert(slot.part);
            if end.is_none() || slot.part == deciding {
                end = slot.end();
            }
        }
        if !known.contains(part) {
            return end;
        }
        loop {
            let done = self.parts_of(message).find(|(_, slot)| slot.is(Phase::Done)).map(|(at, _)| at);
            self.table.leave(Index::Value, done?);
        }
    }

    /// The status of the message in a slot.
    pub(super) fn status_of(&self, at: At) -> MessageStatus {
        let slot = self.table.slot(at);
        match slot.and_then(|slot| slot.message()) {
            Some(message) if message.total > 1 => {
                let parts = self.parts_of(message).map(|(_, slot)| slot);
                status(self.receipts_for, message.total, parts.filter(|slot| slot.is(Phase::Open)))
            }
            _ => status(self.receipts_for, 1, slot.into_iter()),
        }
    }

    /// Ends the message in a slot. All its slots are marked as done, with this state unless they have their
    /// own.
    pub(super) fn finish(&mut self, now: Instant, at: At, status: &MessageStatus) {
        let Some(message) = self.table.slot(at).and_then(|slot| slot.message()) else { return };
        if message.total == 1 {
            return self.settle(now, at, status.state);
        }
        let mut next = self.parts_of(message).next().map(|(at, _)| at);
        while let Some(at) = next {
            next = self.table.next_part(at);
            if self.table.slot(at).is_some_and(|slot| slot.is(Phase::Open)) {
                self.settle(now, at, status.state);
            }
            // An unanswered part must still find the others. If each part has a receipt, there is no such part.
            if status.accepted >= status.total || self.receipts_for == ReceiptsFor::EachPart {
                self.table.leave(Index::Value, at);
                if self.table.slot(at).is_some_and(|slot| slot.id.is_empty()) {
                    self.table.remove(at);
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
    let (mut known, mut delivered, mut failed) = (PartSet::EMPTY, PartSet::EMPTY, PartSet::EMPTY);
    let (mut undetermined, mut is_final) = (PartSet::EMPTY, PartSet::EMPTY);
    for slot in parts.clone() {
        known.insert(slot.part);
        let set = match End::of(slot) {
            Some(End::Delivered) => &mut delivered,
            Some(End::Failed) => &mut failed,
            Some(End::Undetermined) => &mut undetermined,
            None => continue,
        };
        set.insert(slot.part);
        if slot.finality == Finality::Final {
            is_final.insert(slot.part);
        }
    }
    // A part submitted twice has two ids. It counts once, with the better result.
    let failed = failed.without(&delivered);
    let undetermined = undetermined.without(&delivered).without(&failed);
    let mut status = MessageStatus {
        total,
        accepted: known.len(),
        delivered: delivered.len(),
        failed: failed.len(),
        undetermined: undetermined.len(),
        finality: Finality::Pending,
        state: None,
    };
    let ended = status.delivered.saturating_add(status.failed).saturating_add(status.undetermined);
    let first_of = |set: &PartSet, end| {
        let mine = |slot: &&IdSlot<V>| set.contains(slot.part) && End::of(slot) == Some(end);
        parts.clone().filter(mine).min_by_key(|slot| slot.part)
    };
    if ended >= total {
        status.finality = if is_final.len() >= total { Finality::Final } else { Finality::Provisional };
        let undetermined = || first_of(&undetermined, End::Undetermined);
        let worst = first_of(&failed, End::Failed).or_else(undetermined);
        status.state = worst.map_or(Some(MessageState::DELIVERED), IdSlot::end);
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

/// What an end means for the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Delivered,
    Failed,
    /// Neither delivered nor failed, or not certain.
    Undetermined,
}

impl End {
    fn of<V>(slot: &IdSlot<V>) -> Option<Self> {
        Some(match (slot.end()?, slot.finality) {
            (MessageState::ACCEPTED | MessageState::UNKNOWN, _) => Self::Undetermined,
            (MessageState::DELIVERED, Finality::Final) => Self::Delivered,
            (_, Finality::Final) => Self::Failed,
            _ => Self::Undetermined,
        })
    }
}

/// A set of part numbers.
struct PartSet([u64; 4]);

impl PartSet {
    const EMPTY: Self = Self([0; 4]);

    const fn bit(part: u8) -> (usize, u64) {
        ((part >> 6) as usize, 1 << (part & 63))
    }

    fn insert(&mut self, part: u8) {
        let (at, bit) = Self::bit(part);
        if let Some(word) = self.0.get_mut(at) {
            *word |= bit;
        }
    }

    fn contains(&self, part: u8) -> bool {
        let (at, bit) = Self::bit(part);
        self.0.get(at).is_some_and(|word| word & bit != 0)
    }

    fn without(&self, other: &Self) -> Self {
        let mut left = Self::EMPTY;
        for (to, (own, other)) in left.0.iter_mut().zip(self.0.iter().zip(&other.0)) {
            *to = own & !other;
        }
        left
    }

    /// Number of parts in the set, at most 255 because 0 is not a part number.
    fn len(&self) -> u8 {
        let ones = self.0.iter().fold(0_u32, |ones, word| ones.saturating_add(word.count_ones()));
        u8::try_from(ones).unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_parts() {
        let mut set = PartSet::EMPTY;
        for part in [1, 63, 64, 128, 255, 255] {
            assert_eq!(set.contains(part), set.len() == 5);
            set.insert(part);
            assert!(set.contains(part));
        }
        assert_eq!((set.len(), set.contains(2)), (5, false));
        let mut other = PartSet::EMPTY;
        (2..=255).for_each(|part| other.insert(part));
        assert_eq!((set.without(&other).len(), other.len()), (1, 254));
    }
}
