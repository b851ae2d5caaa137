//! Joins the fragments of long messages (their segments, as received) in fixed memory.
//!
//! A [`Reassembler`] takes fragments in any order and returns each message once it is complete, with its
//! fragments in order. Fragments belong together if they agree in their key (usually the sender), in the reference
//! number and its width, and in the number of fragments.
//!
//! ```
//! use smpp_gsm7::reassemble::{Fragment, Inserted, MessageSlot, Reassembler};
//! use smpp_gsm7::udh::Udh;
//! use smpp_gsm7::{Charset, Duration, Fill, Instant, header_septets, unpack};
//!
//! // Up to four incomplete messages, each with at most 8 fragments and 1,280 octets. The key is the sender. Take the
//! // seed from a random number generator.
//! let slots = [MessageSlot::<&str, 8, 1280>::EMPTY; 4];
//! let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
//!
//! // TP-UDL and TP-UD of two short messages with TP-UDHI, as a modem returns them (AT+CMGR), and TP-DCS.
//! let first: &[u8] = &[0x05, 0x00, 0x03, 0x2A, 0x02, 0x01, 0x9A, 0xE1, 0x34, 0x1B, 0x14, 0x06, 0x00];
//! let second: &[u8] = &[0x05, 0x00, 0x03, 0x2A, 0x02, 0x02, 0xC4, 0xAE, 0x32, 0x3E, 0xDC, 0x86, 0xB3, 0xCB];
//! let coding = 0;
//! let mut text = String::new();
//! for (length, user_data) in [(16, second), (14, first)] {
//!     let (header, packed) = Udh::split(user_data)?;
//!     let Some(concatenation) = header.concatenation() else { continue };
//!     // Only TP-UDL distinguishes a final `@` from unused bits, so unpack each fragment before storing it.
//!     let (mut septets, count) = ([0; 160], length - header_septets(header.len()));
//!     let septets = unpack(packed, Fill::after_header(header.len()), count, &mut septets)?;
//!     let fragment = Fragment::new("+46700000001", concatenation, coding, Some(header), septets);
//!
//!     let (inserted, incomplete) = messages.insert(Instant::from_millis(0), &fragment)?;
//!     assert_eq!(incomplete, None); // no other message was dropped to make room
//!     if let Inserted::Complete(message) = inserted {
//!         text.extend(message.chars(|_coding| Some(Charset::GSM7)).unwrap());
//!     }
//! }
//! assert_eq!(text, "Mail a@b.example");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod fragment;
mod joined;
mod message;
mod slot;
#[cfg(test)]
mod tests;

pub use fragment::{Fragment, Incomplete, IncompleteCause, InsertError, Inserted, TextCoding};
pub use message::Message;
pub use slot::MessageSlot;

use crate::hash::{Keyed, Seed};
use crate::instant::{Duration, Instant};
use crate::slots::{self, At, Free, List, Slots};
use core::hash::Hash;
use core::ops::Add;
use message::StoredFragment;
use slot::Progress;

/// Joins fragments in slots that the caller provides: an array, a slice, or with the feature `alloc` a `Vec` or a boxed
/// slice. Each [`MessageSlot`] holds one message. Inserting a fragment takes the same time with 10,000 messages as with
/// ten.
///
/// A completed message is remembered until it expires or its slot is needed. Until then, its fragments are reported as
/// [`Inserted::Repeated`] if they arrive again. A new message takes a free slot. If all are in use, it takes the slot
/// of the message that was completed first, or else of the oldest incomplete one.
///
/// # Reused references
///
/// Senders reuse reference numbers, some after 256 messages, others for the very next one. If fragments are lost,
/// fragments of two messages can end up in one slot. A fragment that differs from the stored one with the same number
/// starts a new message:
///
/// - Fragments that arrived before the replaced one are lost with it and reported as [`Incomplete`].
/// - Fragments that arrived after it are kept. Example: fragment 2 of an old message, then 1, 2 and 3 of the next
///   one. The next one is complete.
/// - If the kept fragments could still belong to the old message, because all fragments arrived in order, they are
///   in doubt. Example: fragments 1 and 3 of an old message, then 1 and 2 of the next one. Fragments in doubt count
///   as missing until they arrive again, or until fragments of the new message arrive out of order.
/// - If the old message was already complete, nothing is lost, and only two kinds of its fragments are kept: those that
///   arrived again since then, and those that arrived last and lead up to the differing fragment in order. Example:
///   fragments 3, 1 and 2, then a different 3. Fragments 1 and 2 are kept, unless the gap before this 3 is longer than
///   the gap before 1.
///
/// If no fragment arrives twice, only time can distinguish two messages. Example: fragments 2 and 3 of an old
/// message, then 1 of the next one. Set [`with_longest_gap`](Self::with_longest_gap) if the sender guarantees a limit;
/// [`Message`] reports the order of arrival and the gaps. A message identical to an earlier one in every fragment and
/// in its reference counts as a repetition.
///
/// ```
/// use smpp_gsm7::reassemble::{Fragment, Inserted, MessageSlot, Reassembler};
/// use smpp_gsm7::udh::{Concatenation, Width};
/// use smpp_gsm7::{Duration, Instant};
///
/// let slots = [MessageSlot::<&str, 3, 480>::EMPTY; 4];
/// let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
/// // The second fragment first.
/// for (number, text) in [(2, &b"world"[..]), (1, b"Hello ")] {
///     let concatenation = Concatenation { reference: 42, width: Width::Bits8, total: 2, number };
///     let fragment = Fragment::new("+46700000001", concatenation, 0, None, text);
///     let (inserted, _incomplete) = messages.insert(Instant::ZERO, &fragment)?;
///     if let Inserted::Complete(message) = inserted {
///         assert_eq!(message.fragments().count(), 2);
///     }
/// }
/// assert_eq!(messages.incomplete(), 0);
/// # Ok::<(), smpp_gsm7::reassemble::InsertError>(())
/// ```
#[derive(Debug)]
pub struct Reassembler<S> {
    slots: S,
    /// Slots without a message.
    free: Free,
    /// Incomplete messages, by the time of their first fragment.
    open: List,
    /// Incomplete messages, by the time of their last fragment.
    recent: List<1>,
    /// Completed messages, in the order of completion.
    done: List,
    expiry: Duration,
    longest_gap: Duration,
    seed: Seed,
    /// The last message of one fragment. It needs no slot.
    whole: [Option<StoredFragment>; 1],
}

impl<K, const FRAGMENTS: usize, const OCTETS: usize, S> Reassembler<S>
where
    K: Clone + Eq + Hash,
    S: Slots<Slot = MessageSlot<K, FRAGMENTS, OCTETS>>,
{
    /// Creates an empty reassembler. All fragments of a message must arrive less than `expiry` after the first one. The
    /// reassembler uses at most 65,535 slots. Existing contents of the slots are dropped.
    ///
    /// A secret `seed` keeps senders from choosing references that slow the reassembler down.
    ///
    /// ```
    /// use smpp_gsm7::Duration;
    /// use smpp_gsm7::reassemble::{MessageSlot, Reassembler};
    /// // 100 messages of up to 10 fragments and 1,600 octets, on the heap.
    /// let slots = vec![MessageSlot::<u64, 10, 1_600>::EMPTY; 100];
    /// let messages = Reassembler::new(&mut slots.leak()[..], Duration::from_secs(3_600), 0x5EED);
    /// assert_eq!(messages.incomplete(), 0);
    /// ```
    pub fn new(mut slots: S, expiry: Duration, seed: u64) -> Self {
        let all = slots.slots_mut();
        all.iter_mut().for_each(MessageSlot::reset);
        Self {
            free: Free::all(all),
            slots,
            open: List::EMPTY,
            recent: List::EMPTY,
            done: List::EMPTY,
            expiry,
            longest_gap: Duration::from_millis(u64::MAX),
            seed: Seed(seed),
            whole: [None],
        }
    }

    /// Sets the longest time between two consecutive fragments of a message. A fragment that arrives later starts a new
    /// message. By default only the expiry applies.
    ///
    /// ```
    /// use smpp_gsm7::reassemble::{Fragment, Inserted, MessageSlot, Reassembler};
    /// use smpp_gsm7::udh::{Concatenation, Width};
    /// use smpp_gsm7::{Duration, Instant};
    ///
    /// let slots = [MessageSlot::<&str, 8, 1280>::EMPTY; 4];
    /// let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED)
    ///     .with_longest_gap(Duration::from_secs(30));
    /// // The first fragment of the old message is lost, and its reference is reused a minute later.
    /// for (now, number, text) in [(0, 2, b"world"), (60_000, 1, b"Good ")] {
    ///     let concatenation = Concatenation { reference: 42, width: Width::Bits8, total: 2, number };
    ///     let fragment = Fragment::new("+46700000001", concatenation, 0, None, text);
    ///     let (inserted, _incomplete) = messages.insert(Instant::from_millis(now), &fragment)?;
    ///     assert!(matches!(inserted, Inserted::Waiting { missing: 1 }));
    /// }
    /// # Ok::<(), smpp_gsm7::reassemble::InsertError>(())
    /// ```
    #[must_use]
    pub fn with_longest_gap(self, longest_gap: Duration) -> Self {
        Self { longest_gap, ..self }
    }

    /// Adds a fragment. Also returns the incomplete message that was dropped for it, if any; see [`IncompleteCause`].
    ///
    /// Fragment 1 of 1 is [complete](Inserted::Complete) at once, even if its text is longer than a slot (but at most
    /// 65,535 octets). It takes no slot, and is never [repeated](Inserted::Repeated).
    ///
    /// # Errors
    /// The fragment number is invalid, the message does not fit into a slot, or there are no slots. In these cases
    /// nothing changes.
    pub fn insert<'r>(
        &'r mut self,
        now: Instant,
        fragment: &Fragment<'r, K>,
    ) -> Result<(Inserted<'r>, Option<Incomplete<K>>), InsertError>
    where
        K: 'r,
    {
        if !fragment.concatenation.is_valid() {
            return Err(InsertError::FragmentNumber);
        }
        if fragment.concatenation.total == 1 {
            let stored = StoredFragment::new(fragment, now).ok_or(InsertError::TooLong)?;
            self.whole = [Some(stored)];
            let message = Message { fragments: &self.whole, arrived: &[1], text: fragment.text };
            return Ok((Inserted::Complete(message), None));
        }
        if usize::from(fragment.concatenation.total) > FRAGMENTS {
            return Err(InsertError::TooManyFragments);
        }
        if !MessageSlot::<K, FRAGMENTS, OCTETS>::has_room(0, fragment.text) {
            return Err(InsertError::TooLong);
        }
        let mut hasher = Keyed::new(self.seed);
        fragment.identity().hash(&mut hasher);
        let [hash, _] = hasher.end();
        let known = slots::with_hash(self.slots.slots(), 0, hash).find(|(_, slot)| slot.is_of(fragment));
        let known = known.map(|(at, _)| at);
        let at = known.or_else(|| self.place_for_new(now)).ok_or(InsertError::NoSlots)?;

        let (expiry, longest_gap) = (self.expiry, self.longest_gap);
        let slots = self.slots.slots_mut();
        let slot = slots.get_mut(usize::from(at)).ok_or(InsertError::NoSlots)?;
        let before = (slot.progress, slot.since);
        let over = slot.is_over(now, expiry, longest_gap);
        let (mut incomplete, mut is_new, mut is_repeated) = (None, false, false);
        if known.is_none() || over.is_some() {
            incomplete = slot.drop_for(over.unwrap_or(IncompleteCause::Evicted));
            slot.begin(fragment, now);
            is_new = true;
        } else if let Some(is_same) = slot.holds(fragment) {
            if is_same {
                // The fragment that was in doubt may have been the last missing one.
                is_repeated = !slot.repeat(fragment.concatenation.number, now, longest_gap);
            } else {
                incomplete = slot.start_over(fragment, now, longest_gap)?;
                is_new = true;
            }
        }
        if slot.holds(fragment).is_none() {
            slot.keep(fragment, now)?;
        }
        let missing = slot.missing();
        if missing == 0 && !is_repeated {
            slot.complete();
        }
        if is_new {
            slots::leave(slots, 0, at);
            slots::join(slots, 0, hash, at);
        }
        self.file(at, before, is_new);
        let slot = self.slots.slots().get(usize::from(at)).ok_or(InsertError::NoSlots)?;
        let inserted = match missing {
            _ if is_repeated => Inserted::Repeated,
            0 => Inserted::Complete(slot.message()),
            missing => Inserted::Waiting { missing },
        };
        Ok((inserted, incomplete))
    }

    /// A free slot, otherwise that of the message completed first, otherwise that of the oldest incomplete one. That is
    /// the one with the latest time if the clock has gone back since, by more than the expiry.
    fn place_for_new(&mut self, now: Instant) -> Option<At> {
        let slots = self.slots.slots_mut();
        let free = self.free.take(slots);
        let latest = self.open.newest();
        let went_back = slots.get(usize::from(latest)).is_some_and(|slot| slot.since > now.add(self.expiry));
        let oldest = [self.done.oldest(), if went_back { latest } else { self.open.oldest() }];
        free.or_else(|| oldest.into_iter().find(|at| *at != slots::NONE))
    }

    /// Moves a slot between the lists after its message changed. A new message goes after others of its age.
    fn file(&mut self, at: At, before: (Progress, Instant), is_new: bool) {
        let slots = self.slots.slots_mut();
        let Some(slot) = slots.get(usize::from(at)) else { return };
        let after = (slot.progress, slot.since);
        if before.0 == Progress::Open {
            self.recent.remove(slots, at);
        }
        if is_new || before != after {
            match before.0 {
                Progress::Free => {}
                Progress::Open => self.open.remove(slots, at),
                Progress::Done => self.done.remove(slots, at),
            }
            match after.0 {
                Progress::Free => self.free.give(slots, at),
                Progress::Open => insert_by_time(&mut self.open, slots, at, |slot| slot.since),
                Progress::Done => self.done.push(slots, at),
            }
        }
        if after.0 == Progress::Open {
            insert_by_time(&mut self.recent, slots, at, |slot| slot.last);
        }
    }

    /// Drops one incomplete message that has expired or whose next fragment would come too late. Call it until it
    /// returns `None`.
    ///
    /// ```
    /// use smpp_gsm7::reassemble::{Fragment, IncompleteCause, MessageSlot, Reassembler};
    /// use smpp_gsm7::udh::{Concatenation, Width};
    /// use smpp_gsm7::{Duration, Instant};
    ///
    /// let slots = [MessageSlot::<&str, 3, 480>::EMPTY; 4];
    /// let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
    /// let concatenation = Concatenation { reference: 42, width: Width::Bits8, total: 2, number: 1 };
    /// let fragment = Fragment::new("+46700000001", concatenation, 0, None, b"Hello ");
    /// let _ = messages.insert(Instant::ZERO, &fragment)?;
    ///
    /// let end = messages.next_expiry().unwrap();
    /// let incomplete = messages.expire(end).unwrap();
    /// assert_eq!((incomplete.key, incomplete.cause), ("+46700000001", IncompleteCause::Expired));
    /// assert_eq!(messages.expire(end), None);
    /// # Ok::<(), smpp_gsm7::reassemble::InsertError>(())
    /// ```
    pub fn expire(&mut self, now: Instant) -> Option<Incomplete<K>> {
        let (expiry, longest_gap) = (self.expiry, self.longest_gap);
        let slots = self.slots.slots_mut();
        for at in [self.open.oldest(), self.recent.oldest()] {
            let Some(slot) = slots.get_mut(usize::from(at)) else { continue };
            let before = (slot.progress, slot.since);
            if let Some(cause) = slot.is_over(now, expiry, longest_gap) {
                let incomplete = slot.drop_for(cause);
                slots::leave(slots, 0, at);
                self.file(at, before, true);
                return incomplete;
            }
        }
        None
    }

    /// When to call [`expire`](Self::expire) next. `None` if no message is incomplete.
    ///
    /// ```
    /// use smpp_gsm7::reassemble::{Fragment, MessageSlot, Reassembler};
    /// use smpp_gsm7::udh::{Concatenation, Width};
    /// use smpp_gsm7::{Duration, Instant};
    ///
    /// let slots = [MessageSlot::<&str, 3, 480>::EMPTY; 4];
    /// let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
    /// assert_eq!(messages.next_expiry(), None);
    /// let concatenation = Concatenation { reference: 42, width: Width::Bits8, total: 2, number: 1 };
    /// let fragment = Fragment::new("+46700000001", concatenation, 0, None, b"Hello ");
    /// let _ = messages.insert(Instant::ZERO, &fragment)?;
    /// assert_eq!(messages.next_expiry(), Some(Instant::from_millis(600_000)));
    /// # Ok::<(), smpp_gsm7::reassemble::InsertError>(())
    /// ```
    pub fn next_expiry(&self) -> Option<Instant> {
        let slots = self.slots.slots();
        let oldest = slots.get(usize::from(self.open.oldest()))?.since;
        let stalest = slots.get(usize::from(self.recent.oldest()))?.last;
        let too_late = stalest.add(self.longest_gap).add(Duration::from_millis(1));
        Some(oldest.add(self.expiry).min(too_late))
    }

    /// Number of incomplete messages.
    pub const fn incomplete(&self) -> usize {
        self.open.len()
    }
}

#[cfg(feature = "defmt")]
impl<S> defmt::Format for Reassembler<S> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Reassembler {{ incomplete: {} }}", self.open.len());
    }
}

/// Puts a slot after those that are not younger. Usually it is the youngest.
fn insert_by_time<const ORDER: usize, K, const FRAGMENTS: usize, const OCTETS: usize>(
    list: &mut List<ORDER>,
    slots: &mut [MessageSlot<K, FRAGMENTS, OCTETS>],
    at: At,
    time: fn(&MessageSlot<K, FRAGMENTS, OCTETS>) -> Instant,
) {
    let own = slots.get(usize::from(at)).map(time);
    let mut before = list.newest();
    while let Some(slot) = slots.get(usize::from(before)).filter(|slot| Some(time(slot)) > own) {
        before = slot.links.get(ORDER).map_or(slots::NONE, |links| links.before);
    }
    list.insert_after(slots, at, before);
}
