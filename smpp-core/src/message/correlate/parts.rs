//! The parts of a long message, which are counted together: found by the hash of the value that they share.

use super::outcome::Sum;
use super::slot::{At, List, NONE, Slot};
use super::table::{Table, bucket};
use crate::codes::MessageState;
use crate::instant::Instant;
use core::hash::{Hash, Hasher};

impl<V: Copy + Eq + Hash, const N: usize> Table<V, N> {
    /// The parts of a message that is not done.
    pub(super) fn sum(&self, at: At, value: V) -> Sum {
        let mut sum = Sum { total: 1, accepted: 0, delivered: 0, failed: 0, worst: None };
        let mut add = |slot: &Slot<V>| {
            sum.accepted = sum.accepted.saturating_add(1);
            match slot.end() {
                Some(MessageState::DELIVERED) => sum.delivered = sum.delivered.saturating_add(1),
                Some(state) => {
                    sum.failed = sum.failed.saturating_add(1);
                    // The newest comes first.
                    sum.worst = Some(state);
                }
                None => {}
            }
        };
        let Some(slot) = self.slot(at) else { return sum };
        if slot.total == 1 {
            add(slot);
        } else {
            let mut next = self.first_part(&value);
            while let Some(part) = self.slot(next) {
                if part.value == Some(value) {
                    add(part);
                }
                next = part.part;
            }
        }
        sum.total = slot.total;
        sum
    }

    /// All parts have come to their ends.
    pub(super) fn complete(&mut self, now: Instant, at: At, value: V, total: u8) {
        if total == 1 {
            return self.finish(now, at);
        }
        let mut next = self.first_part(&value);
        while let Some(slot) = self.slot(next) {
            let (this, after) = (next, slot.part);
            if slot.value == Some(value) {
                self.finish(now, this);
            }
            next = after;
        }
    }

    /// A part is done with its message.
    fn finish(&mut self, now: Instant, at: At) {
        self.leave_parts(at);
        self.unlink(at);
        if let Some(slot) = self.slot_mut(at) {
            slot.since = now;
        }
        self.link(at, List::Done);
    }

    fn first_part(&self, value: &V) -> At {
        let first = bucket::<N>(Fnv::of(value)).and_then(|bucket| self.values.get(bucket));
        first.copied().unwrap_or(NONE)
    }

    pub(super) fn join_parts(&mut self, at: At) {
        let Some(value) = self.slot(at).filter(|slot| slot.is_part()).and_then(|slot| slot.value) else {
            return;
        };
        let head = bucket::<N>(Fnv::of(&value)).and_then(|bucket| self.values.get_mut(bucket));
        let Some(head) = head else { return };
        let next = core::mem::replace(head, at);
        if let Some(slot) = self.slot_mut(at) {
            slot.part = next;
        }
    }

    pub(super) fn leave_parts(&mut self, at: At) {
        let Some(slot) = self.slot(at).filter(|slot| slot.is_part()) else { return };
        let (after, Some(value)) = (slot.part, slot.value) else { return };
        let head = bucket::<N>(Fnv::of(&value)).and_then(|bucket| self.values.get_mut(bucket));
        let Some(head) = head else { return };
        if *head == at {
            *head = after;
            return;
        }
        let mut before = *head;
        while let Some(slot) = self.slot_mut(before) {
            if slot.part == at {
                slot.part = after;
                return;
            }
            before = slot.part;
        }
    }
}

/// FNV-1a, of values.
struct Fnv(u64);

impl Fnv {
    fn of(value: &impl Hash) -> u32 {
        let mut hasher = Self(0xCBF2_9CE4_8422_2325);
        value.hash(&mut hasher);
        let hash = hasher.finish();
        // The low bits of the hash of a small number are worth less than the others.
        u32::try_from((hash ^ hash >> 32) & 0xFFFF_FFFF).unwrap_or(0)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, octets: &[u8]) {
        for octet in octets {
            self.0 = (self.0 ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
