//! Combines the parts of a long message, which are found by the hash of their common value.

use super::config::ReceiptsFor;
use super::outcome::Sum;
use super::slot::{At, Id, List, Message, Slot};
use super::table::{Index, Table};
use crate::codes::{Finality, MessageState};
use crate::instant::Instant;
use core::hash::Hash;
use smpp_gsm7::hash::{Keyed, Seed};

/// How to combine the parts of long messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) receipts_for: ReceiptsFor,
    pub(super) seed: Seed,
}

impl Parts {
    fn hash(self, value: &impl Hash) -> u32 {
        let mut hash = Keyed::new(self.seed);
        value.hash(&mut hash);
        let [low, _] = hash.end();
        low
    }

    /// The slots of a long message.
    fn of<V: Copy + Eq + Hash, const N: usize>(
        self,
        table: &Table<V, N>,
        message: Message<V>,
    ) -> impl Iterator<Item = (At, &Slot<V>)> + Clone {
        let mine = move |(_, slot): &(At, &Slot<V>)| slot.message == Some(message);
        table.bucket(Index::Value, self.hash(&message.value)).filter(mine)
    }

    /// Adds a slot to the index of its long message.
    pub(super) fn join<V: Copy + Eq + Hash, const N: usize>(self, table: &mut Table<V, N>, at: At) {
        let message = table.slot(at).filter(|slot| slot.is_part()).and_then(|slot| slot.message);
        if let Some(message) = message {
            table.join(Index::Value, self.hash(&message.value), at);
        }
    }

    /// The end of a long message that ended before `part` was answered. Another message with the same value is
    /// forgotten if all its parts are answered or it already has this part.
    pub(super) fn end_of<V: Copy + Eq + Hash, const N: usize>(
        self,
        table: &mut Table<V, N>,
        message: Message<V>,
        part: u8,
    ) -> Option<MessageState> {
        let done = |(_, slot): &(At, &Slot<V>)| slot.list == List::Done;
        let deciding = match self.receipts_for {
            ReceiptsFor::EachPart => return None,
            ReceiptsFor::FirstPart | ReceiptsFor::AnyPart => 1,
            ReceiptsFor::LastPart => message.total,
        };
        let (mut end, mut known) = (None, PartSet::EMPTY);
        for (_, slot) in self.of(table, message).filter(done) {
            known.insert(slot.part);
            if end.is_none() || slot.part == deciding {
                end = slot.end();
            }
        }
        if known.contains(part) {
            self.forget(table, message);
            return None;
        }
        end
    }

    /// Removes the parts of an ended message from the index.
    fn forget<V: Copy + Eq + Hash, const N: usize>(self, table: &mut Table<V, N>, message: Message<V>) {
        loop {
            let done = self.of(table, message).find(|(_, slot)| slot.list == List::Done);
            let Some((at, _)) = done else { return };
            table.leave(Index::Value, at);
        }
    }

    /// All parts of the message in a slot.
    pub(super) fn sum<V: Copy + Eq + Hash, const N: usize>(self, table: &Table<V, N>, at: At) -> Sum {
        let slot = table.slot(at);
        match slot.and_then(|slot| slot.message) {
            Some(message) if message.total > 1 => {
                let parts = self.of(table, message).map(|(_, slot)| slot);
                sum(self.receipts_for, message.total, parts.filter(|slot| slot.list == List::Open))
            }
            _ => sum(self.receipts_for, 1, slot.into_iter()),
        }
    }

    /// The sum of a message with one part.
    pub(super) fn sum_of<V: Copy>(self, slot: &Slot<V>) -> Sum {
        sum(self.receipts_for, 1, core::iter::once(slot))
    }

    /// Ends the message in a slot. All its slots are marked as done, with this state unless they have their
    /// own.
    pub(super) fn finish<V: Copy + Eq + Hash, const N: usize>(
        self,
        table: &mut Table<V, N>,
        now: Instant,
        at: At,
        sum: &Sum,
    ) {
        let Some(message) = table.slot(at).and_then(|slot| slot.message) else { return };
        if message.total == 1 {
            return settle(table, now, at, sum.state);
        }
        let mut next = self.of(table, message).next().map(|(at, _)| at);
        while let Some(at) = next {
            next = next_of(table, message, at);
            if table.slot(at).is_some_and(|slot| slot.list == List::Open) {
                settle(table, now, at, sum.state);
            }
            // An unanswered part must still find the others. If each part has a receipt, there is no such part.
            if sum.accepted >= sum.total || self.receipts_for == ReceiptsFor::EachPart {
                table.leave(Index::Value, at);
                if table.slot(at).is_some_and(|slot| slot.id == Id::EMPTY) {
                    table.remove(at);
                }
            }
        }
    }
}

/// The next slot of a message.
fn next_of<V: Copy + Eq, const N: usize>(table: &Table<V, N>, message: Message<V>, at: At) -> Option<At> {
    let mut behind = table.behind(Index::Value, at);
    behind.find(|(_, slot)| slot.message == Some(message)).map(|(at, _)| at)
}

/// Marks one slot as done.
fn settle<V: Copy, const N: usize>(table: &mut Table<V, N>, now: Instant, at: At, end: Option<MessageState>) {
    table.shift(at, List::Done);
    if let Some(slot) = table.slot_mut(at) {
        slot.since = now;
        if slot.finality != Finality::Final {
            (slot.state, slot.finality) = (end, Finality::Final);
        }
    }
}

fn sum<'a, V: Copy + 'a>(
    receipts_for: ReceiptsFor,
    total: u8,
    parts: impl Iterator<Item = &'a Slot<V>> + Clone,
) -> Sum {
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
    let mut sum = Sum {
        total,
        accepted: known.len(),
        delivered: delivered.len(),
        failed: failed.len(),
        undetermined: undetermined.len(),
        finality: Finality::Pending,
        state: None,
    };
    let ended = sum.delivered.saturating_add(sum.failed).saturating_add(sum.undetermined);
    let first_of = |set: &PartSet, end| {
        let mine = |slot: &&Slot<V>| set.contains(slot.part) && End::of(slot) == Some(end);
        parts.clone().filter(mine).min_by_key(|slot| slot.part)
    };
    if ended >= total {
        sum.finality = if is_final.len() >= total { Finality::Final } else { Finality::Provisional };
        let undetermined = || first_of(&undetermined, End::Undetermined);
        let worst = first_of(&failed, End::Failed).or_else(undetermined);
        sum.state = worst.map_or(Some(MessageState::DELIVERED), Slot::end);
    }
    let decides = |slot: &&'a Slot<V>| match receipts_for {
        ReceiptsFor::EachPart => false,
        ReceiptsFor::FirstPart => slot.part == 1,
        ReceiptsFor::LastPart => slot.part == total,
        // A refusal is not a receipt, and the other parts may still get one.
        ReceiptsFor::AnyPart => slot.id != Id::EMPTY,
    };
    let rank = |slot: &&Slot<V>| (slot.finality, slot.end() == Some(MessageState::DELIVERED), !slot.part);
    if let Some(slot) = parts.filter(decides).max_by_key(rank).filter(|slot| slot.finality.is_end()) {
        (sum.finality, sum.state) = (slot.finality, slot.state);
    }
    sum
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
    fn of<V: Copy>(slot: &Slot<V>) -> Option<Self> {
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

    /// Consecutive values, as orders have, and values that differ in the upper half, as pointers may.
    #[test]
    fn values_spread() {
        let parts = Parts { receipts_for: ReceiptsFor::EachPart, seed: Seed(3) };
        for shift in [0, 4, 16, 32, 48] {
            let mut counts = [0; 1000];
            for number in 0..1000_u64 {
                let hash = parts.hash(&(number << shift));
                counts[usize::try_from(hash % 1000).unwrap()] += 1;
            }
            let most = counts.into_iter().max().unwrap();
            assert!(most <= 10, "{shift}: {most}");
        }
    }

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
