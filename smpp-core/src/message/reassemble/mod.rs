//! Joins the parts of long messages, in fixed memory.
//!
//! A [`Reassembler`] is independent of sessions: parts of one message may arrive over several binds. It returns
//! the texts of the parts in order, whatever order they arrived in.
//!
//! ```
//! use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::{Duration, Instant};
//!
//! // Up to four incomplete messages, each with at most 8 parts and 1,280 octets.
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
mod joined;
mod outcome;
mod slot;
mod whole;

pub use address::{Address, KeptAddress, MAX_ADDRESS};
pub use fragment::{Fragment, ReferenceKind};
pub use outcome::{DropReason, Dropped, Inserted, Outcome, RefusedReason};
pub use whole::{PartText, Whole};

use crate::instant::{Duration, Instant};
use core::ops::Add;
use slot::{Key, NoRoom, Slot, State};

/// Holds up to `MESSAGES` incomplete messages, each with at most `PARTS` parts and `OCTETS` octets of text. It
/// takes a constant amount of memory, about `MESSAGES * (OCTETS + 24 * PARTS + 168)` octets.
///
/// A completed message is remembered until it expires or its slot is needed. Parts that arrive again meanwhile
/// are reported as [`Outcome::Repeated`].
///
/// # Reused references
///
/// Senders reuse reference numbers, some after 256 messages, some at once. If parts get lost, parts of two
/// messages can meet. A part that differs from the stored part with the same number starts a new message:
///
/// - Parts that arrived before the replaced part are lost with it and reported as [`Dropped`].
/// - Parts that arrived after it are kept. Example: part 2 of an old message, then parts 1, 2 and 3 of the next
///   one. The next one is complete.
/// - If the kept parts could still belong to the old message, because all parts arrived in order, they are in
///   doubt. Example: parts 1 and 3 of an old message, then parts 1 and 2 of the next one. Parts in doubt count
///   as missing until they arrive again, or until parts of the new message arrive out of order.
///
/// If no part arrives twice, only time can tell two messages apart. Example: parts 2 and 3 of an old message,
/// then part 1 of the next one. Set [`with_longest_gap`](Self::with_longest_gap) if the sender guarantees a
/// limit; [`Whole`] reports the order of arrival and the gaps. A message identical to an earlier one in every
/// part and in its reference counts as a repetition.
#[derive(Debug)]
pub struct Reassembler<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> {
    slots: [Slot<PARTS, OCTETS>; MESSAGES],
    expiry: Duration,
    longest_gap: Duration,
}

impl<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> Reassembler<MESSAGES, PARTS, OCTETS> {
    /// Creates an empty reassembler. All parts of a message must arrive in less than `expiry`.
    pub const fn new(expiry: Duration) -> Self {
        let longest_gap = Duration::from_millis(u64::MAX);
        Self { slots: [const { Slot::FREE }; MESSAGES], expiry, longest_gap }
    }

    /// Sets the longest time between two consecutive parts of a message. A part that arrives later starts a new
    /// message. By default only the expiry applies.
    ///
    /// ```
    /// use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
    /// use smpp_core::pdu::DeliverSm;
    /// use smpp_core::{Duration, Instant};
    ///
    /// let mut messages = Reassembler::<4, 8, 1280>::new(Duration::from_secs(600))
    ///     .with_longest_gap(Duration::from_secs(30));
    /// let part = |short_message| DeliverSm { esm_class: 0x40.into(), short_message, ..DeliverSm::default() };
    /// // The first part of the old message is lost, and its reference is reused a minute later.
    /// let old = part(b"\x05\x00\x03\x2A\x02\x02world");
    /// let new = part(b"\x05\x00\x03\x2A\x02\x01Good ");
    /// for (now, deliver_sm) in [(0, old), (60_000, new)] {
    ///     let fragment = Fragment::from_deliver_sm(&deliver_sm)?.unwrap();
    ///     let outcome = messages.insert(Instant::from_millis(now), &fragment).outcome;
    ///     assert!(matches!(outcome, Outcome::Waiting { missing: 1 }));
    /// }
    /// # Ok::<(), smpp_core::message::udh::UdhError>(())
    /// ```
    #[must_use]
    pub const fn with_longest_gap(self, longest_gap: Duration) -> Self {
        Self { longest_gap, ..self }
    }

    /// Adds a part.
    pub fn insert(&mut self, now: Instant, fragment: &Fragment<'_>) -> Inserted<'_> {
        let refused = |reason| Inserted { outcome: Outcome::Refused(reason), dropped: None };
        if fragment.number == 0 || fragment.number > fragment.total {
            return refused(RefusedReason::PartNumber);
        }
        if usize::from(fragment.total) > PARTS {
            return refused(RefusedReason::TooManyParts);
        }
        if !Slot::<PARTS, OCTETS>::has_room(0, fragment.text) {
            return refused(RefusedReason::TooLong);
        }
        let Some((source, destination)) =
            KeptAddress::of(&fragment.source).zip(KeptAddress::of(&fragment.destination))
        else {
            return refused(RefusedReason::Address);
        };
        let Fragment { reference, kind, total, .. } = *fragment;
        let key = Key { source, destination, reference, kind, total };
        let (expiry, longest_gap) = (self.expiry, self.longest_gap);

        let known = |slot: &Slot<PARTS, OCTETS>| slot.state != State::Free && slot.key.is(fragment);
        let at = self.place_of(known).or_else(|| self.place_for_new());
        let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) else {
            return refused(RefusedReason::NoMessages);
        };
        let over = slot.is_over(now, expiry, longest_gap);
        let mut dropped = None;
        if known(slot) && over.is_none() {
            match slot.holds(fragment) {
                Some(true) if !slot.repeat(fragment.number, now, longest_gap) => {
                    return Inserted { outcome: Outcome::Repeated, dropped };
                }
                // A part that was in doubt may have been the last one missing.
                Some(true) => {}
                Some(false) => match slot.start_over(fragment, now, longest_gap) {
                    Ok(lost) => dropped = lost,
                    Err(NoRoom) => return refused(RefusedReason::TooLong),
                },
                None => {}
            }
        } else {
            dropped = slot.drop_for(over.unwrap_or(DropReason::Evicted));
            slot.start(key, now);
        }
        if slot.holds(fragment).is_none() && slot.keep(fragment, now).is_err() {
            return Inserted { outcome: Outcome::Refused(RefusedReason::TooLong), dropped };
        }
        let outcome = match slot.missing() {
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

    /// A free slot, otherwise the oldest completed message, otherwise the oldest incomplete one.
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

    /// Drops one message that has expired or whose next part would come too late. Call it until it returns
    /// `None`.
    pub fn expire(&mut self, now: Instant) -> Option<Dropped> {
        let (expiry, longest_gap) = (self.expiry, self.longest_gap);
        let slots = self.slots.iter_mut().filter(|slot| slot.state != State::Free);
        slots.filter_map(|slot| slot.drop_for(slot.is_over(now, expiry, longest_gap)?)).next()
    }

    /// When the next message expires.
    pub fn next_expiry(&self) -> Option<Instant> {
        let open = self.slots.iter().filter(|slot| slot.state == State::Open);
        open.map(|slot| {
            let too_late = slot.last.add(self.longest_gap).add(Duration::from_millis(1));
            slot.since.add(self.expiry).min(too_late)
        })
        .min()
    }

    /// Number of incomplete messages.
    pub fn under_way(&self) -> usize {
        self.slots
            .iter()
            .fold(0, |count: usize, slot| count.wrapping_add(usize::from(slot.state == State::Open)))
    }
}

#[cfg(test)]
mod tests;
