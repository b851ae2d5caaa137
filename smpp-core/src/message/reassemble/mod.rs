//! Parts put together again, in fixed memory.
//!
//! A [`Reassembler`] belongs to no session: parts of one message may arrive over several binds. It gives the texts of the
//! parts in their order, whatever order they came in.
//!
//! ```
//! use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::{Duration, Instant};
//!
//! // Four messages under way, of at most 8 parts and 1,280 octets each.
//! let mut messages = Reassembler::<4, 8, 1280>::new(Duration::from_secs(600));
//! let second = DeliverSm {
//!     esm_class: 0x40.into(),
//!     source_addr: "46700000001".into(),
//!     short_message: b"\x05\x00\x03\x2A\x02\x02world",
//!     ..DeliverSm::default()
//! };
//! let first = DeliverSm { short_message: b"\x05\x00\x03\x2A\x02\x01Hello ", ..second };
//! let mut text = [0; 1280];
//! for (now, deliver_sm) in [(0, second), (7, first)] {
//!     let Some(fragment) = Fragment::from_deliver_sm(&deliver_sm)? else { continue };
//!     if let Outcome::Complete(whole) = messages.insert(Instant::from_millis(now), &fragment).outcome {
//!         assert_eq!(whole.copy_to(&mut text), Some(&b"Hello world"[..]));
//!     }
//! }
//! assert_eq!(messages.under_way(), 0);
//! assert_eq!(&text[..11], b"Hello world");
//! # Ok::<(), smpp_core::message::udh::UdhError>(())
//! ```

mod address;
mod fragment;
mod outcome;
mod slot;
mod whole;

pub use address::{Address, KeptAddress, MAX_ADDRESS};
pub use fragment::{Fragment, ReferenceKind};
pub use outcome::{DropReason, Dropped, Inserted, Outcome, RefusedReason};
pub use whole::{PartText, Whole};

use crate::instant::{Duration, Instant};
use core::ops::Add;
use slot::{Key, Slot, State};

/// Up to `MESSAGES` messages under way, each of at most `PARTS` parts and `OCTETS` octets of text. It takes about
/// `MESSAGES * (OCTETS + 10 * PARTS + 168)` octets of memory, and no more ever.
///
/// A message that was given out is remembered until its time is over or its place is needed, and its parts are
/// [`Outcome::Repeated`] when they come again. A sender may use a reference again earlier: the first part that differs
/// begins a new message, to which those parts before it belong that came again meanwhile. That is right for parts in
/// their order; where a sender uses references again at once and the way changes the order as well, nothing tells the
/// parts apart. A message that is the same in every part, reference included, is taken for a repetition as a whole.
#[derive(Debug)]
pub struct Reassembler<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> {
    slots: [Slot<PARTS, OCTETS>; MESSAGES],
    expiry: Duration,
}

impl<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> Reassembler<MESSAGES, PARTS, OCTETS> {
    /// Nothing under way. A message has `expiry` from its first part to its last.
    pub const fn new(expiry: Duration) -> Self {
        Self { slots: [const { Slot::FREE }; MESSAGES], expiry }
    }

    /// Takes a part.
    pub fn insert(&mut self, now: Instant, fragment: &Fragment<'_>) -> Inserted<'_> {
        let refused = |reason| Inserted { outcome: Outcome::Refused(reason), dropped: None };
        if fragment.number == 0 || fragment.number > fragment.total {
            return refused(RefusedReason::PartNumber);
        }
        if usize::from(fragment.total) > PARTS {
            return refused(RefusedReason::TooManyParts);
        }
        if fragment.text.len() > OCTETS {
            return refused(RefusedReason::TooLong);
        }
        let Some((source, destination)) =
            KeptAddress::of(&fragment.source).zip(KeptAddress::of(&fragment.destination))
        else {
            return refused(RefusedReason::Address);
        };
        let Fragment { reference, kind, total, .. } = *fragment;
        let key = Key { source, destination, reference, kind, total };
        let expiry = self.expiry;
        let is_over = |since| now.saturating_since(since) >= expiry;

        let known = |slot: &Slot<PARTS, OCTETS>| slot.state != State::Free && slot.key.is(fragment);
        let at = self.place_of(known).or_else(|| self.place_for_new());
        let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) else {
            return refused(RefusedReason::NoMessages);
        };
        let mut dropped = None;
        if known(slot) && !is_over(slot.since) {
            match slot.repeats(fragment) {
                Some(true) => return Inserted { outcome: Outcome::Repeated, dropped },
                Some(false) => {
                    dropped = slot.drop_for(DropReason::Replaced);
                    slot.start_over(fragment.number, now);
                }
                None => {}
            }
        } else {
            let reason = if is_over(slot.since) { DropReason::Expired } else { DropReason::Evicted };
            dropped = slot.drop_for(reason);
            slot.start(key, now);
        }
        if slot.keep(fragment).is_none() {
            return Inserted { outcome: Outcome::Refused(RefusedReason::TooLong), dropped };
        }
        let outcome = match fragment.total.saturating_sub(slot.count) {
            0 => {
                slot.complete();
                Outcome::Complete(Whole { parts: &slot.parts, octets: slot.octets.as_slice() })
            }
            missing => Outcome::Waiting { missing },
        };
        Inserted { outcome, dropped }
    }

    fn place_of(&self, known: impl Fn(&Slot<PARTS, OCTETS>) -> bool) -> Option<usize> {
        self.slots.iter().enumerate().find(|(_, slot)| known(slot)).map(|(at, _)| at)
    }

    /// A free slot, or else the oldest of those given out, or else the oldest.
    fn place_for_new(&self) -> Option<usize> {
        let rank = |slot: &Slot<PARTS, OCTETS>| match slot.state {
            State::Free => (0, Instant::ZERO),
            State::Done => (1, slot.since),
            State::Open => (2, slot.since),
        };
        let mut best = None;
        for (at, slot) in self.slots.iter().enumerate() {
            let rank = rank(slot);
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Gives up one message whose time is over. Call until it gives `None`.
    pub fn expire(&mut self, now: Instant) -> Option<Dropped> {
        let expiry = self.expiry;
        self.slots
            .iter_mut()
            .filter(|slot| slot.state != State::Free && now.saturating_since(slot.since) >= expiry)
            .find_map(|slot| slot.drop_for(DropReason::Expired))
    }

    /// When the next message expires.
    pub fn next_expiry(&self) -> Option<Instant> {
        let open = self.slots.iter().filter(|slot| slot.state == State::Open);
        open.map(|slot| slot.since).min().map(|since| since.add(self.expiry))
    }

    /// Messages that wait for parts.
    pub fn under_way(&self) -> usize {
        self.slots
            .iter()
            .fold(0, |count: usize, slot| count.wrapping_add(usize::from(slot.state == State::Open)))
    }
}

#[cfg(test)]
mod tests;
