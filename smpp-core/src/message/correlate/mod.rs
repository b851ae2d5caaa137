//! Which message a receipt is about, in fixed memory: from the id of a submit_sm_resp to a value of yours.
//!
//! A [`Correlator`] belongs to no session: receipts may come over another bind than the one that submitted. It knows
//! repeated receipts, counts the parts of a long message together, and says what it had to give up.
//!
//! A message centre may deliver at once, and its receipt may overtake the submit_sm_resp with the id. Such a receipt is
//! kept, and counts as soon as the id is known:
//!
//! ```
//! use smpp_core::codes::MessageState;
//! use smpp_core::message::correlate::{Correlator, IdRule, Outcome};
//! use smpp_core::{Duration, Instant};
//!
//! // 100 ids; three days for receipts to come, and an hour to know repeated ones.
//! let (expiry, memory) = (Duration::from_secs(3 * 86_400), Duration::from_secs(3600));
//! let mut orders = Correlator::<u32, 100>::new(IdRule::Exact, expiry, memory);
//!
//! // The receipt is here before the answer: whose it is shows later.
//! let early = orders.report(Instant::from_millis(5), b"70BA8A69", MessageState::DELIVERED);
//! assert_eq!(early.outcome, Outcome::Early);
//!
//! // submit_sm_resp: id 70BA8A69 is the only part of order 1234.
//! let answered = orders.accepted(Instant::from_millis(6), b"70BA8A69", 1234, 1);
//! let Outcome::Told(news) = answered.outcome else { panic!("{answered:?}") };
//! assert_eq!((news.value, news.state), (1234, MessageState::DELIVERED));
//! assert_eq!(news.sum.state(), Some(MessageState::DELIVERED));
//!
//! // Message centres repeat receipts that were not answered in time.
//! let again = orders.report(Instant::from_millis(9), b"70BA8A69", MessageState::DELIVERED);
//! assert_eq!(again.outcome, Outcome::Repeated { value: 1234 });
//! ```

mod outcome;
mod parts;
mod rule;
mod slot;
mod table;

pub use outcome::{DropReason, Dropped, News, Outcome, RefusedReason, Step, Sum};
pub use rule::IdRule;

use super::receipt::{Receipt, ReceiptKind, id_hash, other_hashes};
use crate::codes::MessageState;
use crate::instant::{Duration, Instant};
use core::hash::Hash;
use rule::Role;
use slot::{At, Id, List, Slot};
use table::Table;

/// Octets of an id that are kept, at most: what `message_id` has.
pub const MAX_ID: usize = 64;

/// Up to `N` ids (65,535 at most), with a value of yours each, such as the number of an order. It takes about
/// `N * (104 + size_of::<V>())` octets of memory, and no more ever.
///
/// Ids are found by their hash, in another base and with zeros in front as well, and the parts of a message by the hash
/// of its value, as they have equal ones: an id or a receipt takes as long in a table of 10,000 as in one of 100. Only
/// ids that were chosen to have one hash would take longer, up to `N` comparisons.
#[derive(Clone, Debug)]
pub struct Correlator<V, const N: usize> {
    table: Table<V, N>,
    rule: IdRule,
    expiry: Duration,
    memory: Duration,
}

impl<V: Copy + Eq + Hash, const N: usize> Correlator<V, N> {
    /// An empty one. An id waits for its final receipt for `expiry`. Receipts without a submit_sm_resp, and messages
    /// that are done, are kept for `memory`.
    pub const fn new(rule: IdRule, expiry: Duration, memory: Duration) -> Self {
        Self { table: Table::EMPTY, rule, expiry, memory }
    }

    /// A submit_sm_resp gave `id` to one of the `total` parts of the message that is `value` to you. The value is to
    /// differ from those of other messages that are not done.
    ///
    /// [`Outcome::Told`] when the receipt was here first, otherwise [`Outcome::Waiting`]; refused when there is no such
    /// id or `N` is 0.
    pub fn accepted(&mut self, now: Instant, id: &[u8], value: V, total: u8) -> Step<V> {
        let Some(kept) = Id::new(id) else { return refused(RefusedReason::Id) };
        let (mut dropped, mut told) = (None, None);
        if let Some(at) = self.find(id, Role::Submitted) {
            // An early receipt becomes news; whatever else had this id is gone.
            match self.table.slot(at) {
                Some(slot) if slot.list == List::Early => {
                    told = slot.state.map(|state| (state, slot.ended));
                    self.table.remove(at);
                }
                _ => dropped = self.table.drop_for(at, DropReason::Reused),
            }
        }
        let total = total.max(1);
        let slot = Slot { list: List::Open, since: now, id: kept, value: Some(value), total, ..Slot::FREE };
        let room = self.table.vacate(&[List::Done, List::Early, List::Open]);
        let Some(at) = self.table.insert(slot) else { return refused(RefusedReason::NoRoom) };
        let outcome = match told {
            Some((state, ends)) => self.tell(now, at, state, ends),
            None => Outcome::Waiting,
        };
        Step { outcome, dropped: dropped.or(room) }
    }

    /// A receipt came, or an intermediate notification: its id, from TLV or text, and its state. An acknowledgement of
    /// an SME says no state of delivery: it is not for here.
    ///
    /// A final state in a notification on the way (some centres say ACCEPTED there) is news, not the end.
    ///
    /// When TLVs and text have ids that differ, all are looked for, those of the TLVs first.
    pub fn receipt(&mut self, now: Instant, receipt: &Receipt<'_>) -> Step<V> {
        let Some(id) = receipt.message_id() else { return refused(RefusedReason::Id) };
        let Some(state) = receipt.state() else { return refused(RefusedReason::State) };
        let known = |id: &&[u8]| self.find(id, Role::InReceipt).is_some();
        let id = receipt.message_ids().map(|(_, id)| id).find(known).unwrap_or(id.value);
        let ends = state.value.is_final() && receipt.kind != ReceiptKind::Intermediate;
        self.told(now, id, state.value, ends)
    }

    /// A receipt came with this id and this state: for receipts that this crate does not read.
    pub fn report(&mut self, now: Instant, id: &[u8], state: MessageState) -> Step<V> {
        self.told(now, id, state, state.is_final())
    }

    fn told(&mut self, now: Instant, id: &[u8], state: MessageState, ends: bool) -> Step<V> {
        let Some(kept) = Id::new(id) else { return refused(RefusedReason::Id) };
        match self.find(id, Role::InReceipt) {
            Some(at) if self.table.slot(at).is_some_and(|slot| slot.list == List::Early) => {
                if let Some(slot) = self.table.slot_mut(at).filter(|slot| ends || !slot.ended) {
                    slot.state = Some(state);
                    slot.ended = ends;
                }
                Step { outcome: Outcome::Early, dropped: None }
            }
            Some(at) => Step { outcome: self.tell(now, at, state, ends), dropped: None },
            None => {
                let dropped = self.table.vacate(&[List::Done, List::Early]);
                let slot = Slot {
                    list: List::Early,
                    since: now,
                    id: kept,
                    state: Some(state),
                    ended: ends,
                    ..Slot::FREE
                };
                match self.table.insert(slot) {
                    Some(_) => Step { outcome: Outcome::Early, dropped },
                    None => refused(RefusedReason::NoRoom),
                }
            }
        }
    }

    /// What time has run out for, one at a time: call it until there is none. Messages that are done go silently.
    pub fn expire(&mut self, now: Instant) -> Option<Dropped<V>> {
        for (list, span) in [(List::Done, self.memory), (List::Early, self.memory), (List::Open, self.expiry)]
        {
            while let Some(at) = self.table.oldest(list) {
                let over = |slot: &Slot<V>| now.saturating_since(slot.since) >= span;
                if !self.table.slot(at).is_some_and(over) {
                    break;
                }
                let dropped = self.table.drop_for(at, DropReason::Expired);
                if dropped.is_some() {
                    return dropped;
                }
            }
        }
        None
    }

    /// When [`Correlator::expire`] has something to do.
    pub fn next_expiry(&self) -> Option<Instant> {
        let due =
            |list, span| Some(core::ops::Add::add(self.table.slot(self.table.oldest(list)?)?.since, span));
        let of_all =
            [due(List::Done, self.memory), due(List::Early, self.memory), due(List::Open, self.expiry)];
        of_all.into_iter().flatten().min()
    }

    /// Ids whose messages are not done.
    pub const fn waiting(&self) -> usize {
        self.table.count(List::Open)
    }

    /// Receipts that no submit_sm_resp has come for.
    pub const fn early(&self) -> usize {
        self.table.count(List::Early)
    }

    /// News for a slot of a message.
    fn tell(&mut self, now: Instant, at: At, state: MessageState, ends: bool) -> Outcome<V> {
        let Some(slot) = self.table.slot_mut(at) else { return Outcome::Refused(RefusedReason::NoRoom) };
        let Some(value) = slot.value else { return Outcome::Refused(RefusedReason::Id) };
        match (slot.end(), slot.state) {
            (Some(before), _) if ends && state != before => return Outcome::Contradicted { value, before },
            (Some(_), _) => return Outcome::Repeated { value },
            (None, Some(before)) if before == state && !ends => return Outcome::Repeated { value },
            _ => (slot.state, slot.ended) = (Some(state), ends),
        }
        let sum = self.table.sum(at, value);
        if sum.is_complete() {
            self.table.complete(now, at, value, sum.total);
        }
        Outcome::Told(News { value, state, sum })
    }

    /// The slot that an id is in, of an answer or of a receipt. An answer looks for early receipts in other spellings,
    /// and for the same octets among all: a message centre that gives an id again gives it as it was.
    fn find(&self, id: &[u8], role: Role) -> Option<At> {
        let exact = self.table.in_bucket(id_hash(id), |slot| slot.id.as_bytes() == id);
        if exact.is_some() || self.rule == IdRule::Exact {
            return exact;
        }
        let rule = self.rule;
        let fits = |slot: &Slot<V>| match (role, slot.list) {
            (Role::Submitted, List::Early) => rule.same(id, slot.id.as_bytes()),
            (Role::InReceipt, List::Open | List::Done) => rule.same(slot.id.as_bytes(), id),
            _ => false,
        };
        self.table.in_bucket(id_hash(id), fits).or_else(|| {
            let hashes = other_hashes(id, rule.base(role)).into_iter().flatten();
            hashes.filter_map(|hash| self.table.in_bucket(hash, fits)).next()
        })
    }
}

const fn refused<V>(reason: RefusedReason) -> Step<V> {
    Step { outcome: Outcome::Refused(reason), dropped: None }
}

#[cfg(test)]
mod tests;
