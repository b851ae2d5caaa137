//! Requests in flight, stored in the caller's slots and found by `sequence_number`.
//!
//! The slots contain two structures at once: hash chains, with as many buckets as the largest power of two that
//! fits, and a list in order of sending, whose head has the next deadline. Inserting, matching, expiring and
//! finding the next deadline therefore take the same time in a window of one slot as in a window of ten
//! thousand, whatever the order in which responses arrive and however many never arrive.

use super::timers::{Millis, low};
use super::vendor::{RequestCode, Vendors};
use crate::codes::CommandId;
use crate::count::{left, sum};
use crate::debug::shows;
use smpp_gsm7::slots::{At, Free, Linked, Links, List, NONE, Slots};

/// The maximum number of requests in flight per bucket. Numbers whose bucket is full are skipped; otherwise a
/// peer that leaves chosen requests unanswered could build one long chain. There are more than half as many
/// buckets as slots, so at most half of the buckets are ever full and a free number is always near.
const CROWD: usize = 4;

/// Storage for one request in flight and the caller's value for it. On 64-bit targets it takes 24 octets with
/// `()`, 32 with a `u32` or a reference, and 40 with a `u64`.
///
/// An array of any length is `[Slot::EMPTY; N]`, for values of any type. A `Vec` is `vec![Slot::EMPTY; n]`, if the value
/// is `Clone`. The slots of a correlator and of a reassembler are made in the same way.
#[derive(Clone)]
pub struct Slot<V> {
    value: Option<V>,
    sequence_number: Word,
    /// The low half of the time of sending, enough to measure a round trip.
    sent: Word,
    /// The deadline, 48 bits in two parts: a `u64` would add eight octets to every slot.
    due_low: Word,
    due_high: u16,
    links: Links,
    /// The next slot in the same bucket. Chains of at most [`CROWD`] slots do not need the second link of
    /// [`smpp_gsm7::slots::Chain`], which would make every slot larger.
    chain: At,
    /// Head of the chain of the bucket with this slot's index. Unrelated to the request in the slot.
    bucket: At,
    code: RequestCode,
}

/// 32 bits, aligned to two octets like the indices next to them, so that a one-octet value adds two octets to a
/// slot instead of four.
#[derive(Clone, Copy)]
#[repr(Rust, packed(2))]
struct Word(u32);

impl<V> Slot<V> {
    /// An empty slot.
    pub const EMPTY: Self = Self {
        value: None,
        sequence_number: Word(0),
        sent: Word(0),
        due_low: Word(0),
        due_high: 0,
        links: Links::NONE,
        chain: NONE,
        bucket: NONE,
        code: RequestCode::NONE,
    };

    const fn due(&self) -> Millis {
        (self.due_high as u64) << 32 | self.due_low.0 as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "cut into its two parts")]
    const fn set_due(&mut self, due: Millis) {
        self.due_low = Word(due as u32);
        self.due_high = (due >> 32) as u16;
    }
}

shows!([V] Slot<V>, "Slot", |slot| {
    sequence_number: slot.value.as_ref().map(|_| slot.sequence_number.0),
});

impl<V> Linked for Slot<V> {
    fn links_mut(&mut self) -> &mut [Links] {
        core::slice::from_mut(&mut self.links)
    }
}

/// Storage for the requests in flight: `[Slot<V>; N]`, `&mut [Slot<V>]` or, with the feature `alloc`,
/// `Vec<Slot<V>>` or `Box<[Slot<V>]>`. At most 65,535 slots are used.
pub trait Window: Slots<Slot = Slot<Self::Value>> {
    /// The caller's value for a request, returned with its outcome.
    type Value;
}

impl<V, S: Slots<Slot = Slot<V>>> Window for S {
    type Value = V;
}

/// A request that left the window.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flight<V> {
    pub(super) value: V,
    pub(super) request: CommandId,
    pub(super) sequence_number: u32,
    /// The low half of the time of sending.
    pub(super) sent: u32,
}

/// The requests in flight, in order of sending, and the free slots.
pub(super) struct Flights {
    sent: List,
    free: Free,
    mask: u16,
    capacity: u16,
    pub(super) vendors: Vendors,
}

impl Flights {
    /// Empties the slots.
    pub(super) fn new<V>(slots: &mut [Slot<V>]) -> Self {
        slots.iter_mut().for_each(|slot| *slot = Slot::EMPTY);
        let capacity = u16::try_from(slots.len()).unwrap_or(u16::MAX);
        let buckets = capacity.checked_ilog2().and_then(|log| 1_u16.checked_shl(log)).unwrap_or(1);
        let free = Free::all(slots);
        Self { sent: List::EMPTY, free, mask: buckets.wrapping_sub(1), capacity, vendors: Vendors::NONE }
    }

    pub(super) const fn len(&self) -> usize {
        self.sent.len()
    }

    pub(super) const fn free(&self) -> usize {
        left(self.capacity as usize, self.sent.len())
    }

    /// When the oldest request times out.
    pub(super) fn next_due<V>(&self, slots: &[Slot<V>]) -> Option<Millis> {
        slots.get(usize::from(self.sent.oldest())).map(Slot::due)
    }

    #[expect(clippy::cast_possible_truncation, reason = "only the low bits choose a bucket")]
    const fn bucket(&self, sequence_number: u32) -> usize {
        (sequence_number as u16 & self.mask) as usize
    }

    /// Whether a request may use this number: it is not in use, and its bucket has room.
    pub(super) fn takes<V>(&self, slots: &[Slot<V>], sequence_number: u32) -> bool {
        let mut at = slots.get(self.bucket(sequence_number)).map_or(NONE, |slot| slot.bucket);
        for _ in 0..CROWD {
            let Some(slot) = slots.get(usize::from(at)) else { return true };
            if slot.sequence_number.0 == sequence_number {
                return false;
            }
            at = slot.chain;
        }
        false
    }

    /// How many consecutive numbers [`Flights::takes`] may reject.
    pub(super) const fn refused_in_a_row(&self) -> usize {
        sum(self.mask as usize, self.len())
    }

    /// Appends a request to the list. The caller has checked that there is room.
    pub(super) fn insert<V>(
        &mut self,
        slots: &mut [Slot<V>],
        sequence_number: u32,
        (code, command_id): (RequestCode, CommandId),
        (now, due): (Millis, Millis),
        value: V,
    ) {
        let Some(at) = self.free.take(slots) else { return };
        // A shorter timeout than that of an older request must not break the order of the list.
        let due = slots.get(usize::from(self.sent.newest())).map_or(due, |newest| newest.due().max(due));
        let bucket = slots.get_mut(self.bucket(sequence_number));
        let chain = bucket.map_or(NONE, |slot| core::mem::replace(&mut slot.bucket, at));
        if let Some(slot) = slots.get_mut(usize::from(at)) {
            slot.value = Some(value);
            slot.sequence_number = Word(sequence_number);
            slot.sent = Word(low(now));
            slot.set_due(due);
            slot.code = code;
            slot.chain = chain;
        }
        self.sent.push(slots, at);
        self.vendors.take(code, command_id);
    }

    /// Removes the request with this number.
    pub(super) fn take<V>(&mut self, slots: &mut [Slot<V>], sequence_number: u32) -> Option<Flight<V>> {
        let bucket = self.bucket(sequence_number);
        let mut at = slots.get(bucket)?.bucket;
        let mut previous = NONE;
        for _ in 0..CROWD {
            let slot = slots.get(usize::from(at))?;
            if slot.sequence_number.0 == sequence_number {
                return self.unlink(slots, bucket, previous, at);
            }
            previous = at;
            at = slot.chain;
        }
        None
    }

    fn unlink<V>(&mut self, slots: &mut [Slot<V>], bucket: usize, previous: At, at: At) -> Option<Flight<V>> {
        let slot = slots.get_mut(usize::from(at))?;
        let value = slot.value.take()?;
        let Slot { chain, code, sequence_number: Word(sequence_number), sent: Word(sent), .. } = *slot;
        let request = self.vendors.settle(code);
        if let Some(slot) = slots.get_mut(usize::from(previous)) {
            slot.chain = chain;
        } else if let Some(slot) = slots.get_mut(bucket) {
            slot.bucket = chain;
        }
        self.sent.remove(slots, at);
        self.free.give(slots, at);
        Some(Flight { value, request, sequence_number, sent })
    }

    /// Removes the oldest request.
    pub(super) fn take_oldest<V>(&mut self, slots: &mut [Slot<V>]) -> Option<Flight<V>> {
        let sequence_number = slots.get(usize::from(self.sent.oldest()))?.sequence_number.0;
        self.take(slots, sequence_number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Command;
    use super::*;

    fn insert(flights: &mut Flights, slots: &mut [Slot<u32>], number: u32, due: Millis) {
        let request = (RequestCode::of(Command::SUBMIT_SM), CommandId::SUBMIT_SM);
        flights.insert(slots, number, request, (0, due), number);
    }

    #[test]
    fn a_slot_is_as_small_as_promised() {
        assert!(size_of::<Slot<()>>() <= 24, "{}", size_of::<Slot<()>>());
        assert!(size_of::<Slot<u32>>() <= 32);
        assert!(size_of::<Slot<&u32>>() <= 32);
        assert!(size_of::<Slot<u64>>() <= 40);
    }

    #[test]
    fn every_capacity_fills_empties_and_fills_again_in_any_order() {
        for capacity in [0, 1, 2, 3, 5, 16, 100] {
            let mut slots: [Slot<u32>; 100] = core::array::from_fn(|_| Slot::EMPTY);
            let slots = &mut slots[..capacity];
            let mut flights = Flights::new(slots);
            let count = u32::try_from(capacity).unwrap();
            for round in 0..5 {
                let first = 1 + round * 1000;
                for number in first..first + count {
                    insert(&mut flights, slots, number, 5);
                }
                assert_eq!((flights.len(), flights.free()), (capacity, 0));
                insert(&mut flights, slots, 999, 5);
                assert_eq!(flights.len(), capacity, "a full window takes no more");
                // Multiples of seven first, then the rest from the end.
                let order = (first..first + count).filter(|n| n % 7 == 0);
                let rest = (first..first + count).rev().filter(|n| n % 7 != 0);
                for number in order.chain(rest) {
                    assert!(!flights.takes(slots, number));
                    assert_eq!(flights.take(slots, number).unwrap().value, number);
                    assert!(flights.takes(slots, number));
                    assert_eq!(flights.take(slots, number), None);
                }
                assert_eq!((flights.len(), flights.next_due(slots)), (0, None));
            }
        }
    }

    #[test]
    fn the_oldest_leaves_first_whatever_was_answered_between() {
        let mut slots: [Slot<u32>; 8] = core::array::from_fn(|_| Slot::EMPTY);
        let mut flights = Flights::new(&mut slots);
        for number in 1..=8 {
            insert(&mut flights, &mut slots, number, u64::from(number) * 10);
        }
        for answered in [1, 4, 8] {
            flights.take(&mut slots, answered).unwrap();
        }
        for left in [2, 3, 5, 6, 7] {
            assert_eq!(flights.next_due(&slots), Some(u64::from(left) * 10));
            assert_eq!(flights.take_oldest(&mut slots).unwrap().sequence_number, left);
        }
        assert_eq!(flights.take_oldest(&mut slots), None);
    }

    #[test]
    fn a_deadline_is_never_before_that_of_an_older_request_and_keeps_48_bits() {
        let mut slots: [Slot<u32>; 2] = core::array::from_fn(|_| Slot::EMPTY);
        let mut flights = Flights::new(&mut slots);
        let late = (1 << 47) + 12_345;
        insert(&mut flights, &mut slots, 1, late);
        insert(&mut flights, &mut slots, 2, 7);
        flights.take(&mut slots, 1).unwrap();
        assert_eq!(flights.next_due(&slots), Some(late));
    }

    #[test]
    fn used_storage_is_emptied_before_it_is_used_again() {
        let mut slots: [Slot<u32>; 4] = core::array::from_fn(|_| Slot::EMPTY);
        let mut flights = Flights::new(&mut slots);
        insert(&mut flights, &mut slots, 1, 5);
        let flights = Flights::new(&mut slots);
        assert!(flights.takes(&slots, 1));
        assert_eq!((flights.len(), flights.free()), (0, 4));
    }
}
