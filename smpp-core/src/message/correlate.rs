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

use super::receipt::{IdBase, Receipt, ReceiptKind, id_hash, ids_match, other_hashes};
use crate::codes::MessageState;
use crate::instant::{Duration, Instant};
use crate::profile::Profile;
use core::hash::{Hash, Hasher};

/// Octets of an id that are kept, at most: what `message_id` has.
pub const MAX_ID: usize = 64;

/// When two ids are of one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdRule {
    /// When they are the same octets.
    #[default]
    Exact,
    /// Also when they are the same number, as [`ids_match`] has it. Of several that fit, the same octets go first, then
    /// the same digits, then the same number in the other base.
    Bases {
        /// The base of the ids in submit_sm_resp.
        submitted: IdBase,
        /// The base of the ids in receipts.
        in_receipt: IdBase,
    },
}

impl IdRule {
    /// The rule of a provider.
    pub const fn of(profile: &Profile) -> Self {
        Self::Bases { submitted: profile.submit_ids, in_receipt: profile.receipt_ids }
    }

    const fn base(self, role: Role) -> IdBase {
        match (self, role) {
            (Self::Bases { submitted, .. }, Role::Submitted) => submitted,
            (Self::Bases { in_receipt, .. }, Role::InReceipt) => in_receipt,
            (Self::Exact, _) => IdBase::Either,
        }
    }

    fn same(self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        match self {
            Self::Exact => submitted == in_receipt,
            Self::Bases { submitted: a, in_receipt: b } => ids_match(submitted, a, in_receipt, b),
        }
    }
}

/// Where an id came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Submitted,
    InReceipt,
}

/// The parts of one message so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sum {
    /// Parts that the message has.
    pub total: u8,
    /// Parts whose ids are known.
    pub accepted: u8,
    /// Parts that were delivered.
    pub delivered: u8,
    /// Parts that came to another end.
    pub failed: u8,
    worst: Option<MessageState>,
}

impl Sum {
    /// Whether every part has come to its end.
    pub const fn is_complete(&self) -> bool {
        self.delivered.saturating_add(self.failed) >= self.total
    }

    /// The state of the message once every part has its own: DELIVERED when all were, otherwise that of the part
    /// among the others that was submitted first. `None` before.
    pub const fn state(&self) -> Option<MessageState> {
        match self.worst {
            _ if !self.is_complete() => None,
            None => Some(MessageState::DELIVERED),
            worst => worst,
        }
    }
}

/// News of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct News<V> {
    /// Your value.
    pub value: V,
    /// The state of this part: its end when [`MessageState::is_final`].
    pub state: MessageState,
    /// All parts together, this one included.
    pub sum: Sum,
}

/// What became of an id or of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome<V> {
    /// The id is known now and waits for its receipts.
    Waiting,
    /// The receipt, or one that was early for this id, says something new.
    Told(News<V>),
    /// The receipt says what was said before, or what is no news after the end.
    Repeated {
        /// Your value.
        value: V,
    },
    /// The message had come to another end before, which stays.
    Contradicted {
        /// Your value.
        value: V,
        /// That end.
        before: MessageState,
    },
    /// The id of the receipt is not known yet. It is kept for its submit_sm_resp; of several the last final one counts,
    /// or else the last.
    Early,
    /// Nothing was kept.
    Refused(RefusedReason),
}

/// Why something was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusedReason {
    /// There is no id, or it has more than [`MAX_ID`] octets.
    Id,
    /// The receipt says no state that is known.
    State,
    /// A receipt that nobody knows, and every place is taken by ids that wait for theirs.
    NoRoom,
}

/// What became of an id or of a receipt, and what had to go for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<V> {
    /// What became of it.
    pub outcome: Outcome<V>,
    /// What was given up, when that matters to anyone.
    pub dropped: Option<Dropped<V>>,
}

/// An id that was given up before its message was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped<V> {
    /// Why.
    pub reason: DropReason,
    /// Your value; `None` for a receipt whose submit_sm_resp had not come.
    pub value: Option<V>,
    /// The last state that was told.
    pub state: Option<MessageState>,
    /// Since when it was kept.
    pub since: Instant,
    id: Id,
}

impl<V> Dropped<V> {
    /// The id.
    pub fn id(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

/// Why an id was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DropReason {
    /// Its time was over.
    Expired,
    /// Another one needed the room, and this was the oldest.
    Evicted,
    /// The message centre gave its id again, to another message.
    Reused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Id {
    octets: [u8; MAX_ID],
    len: u8,
}

impl Id {
    const EMPTY: Self = Self { octets: [0; MAX_ID], len: 0 };

    fn new(id: &[u8]) -> Option<Self> {
        let mut kept = Self::EMPTY;
        if id.is_empty() {
            return None;
        }
        for (to, from) in kept.octets.get_mut(..id.len())?.iter_mut().zip(id) {
            *to = *from;
        }
        kept.len = u8::try_from(id.len()).ok()?;
        Some(kept)
    }

    fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
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

/// The number of a slot.
type At = u16;
const NONE: At = At::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Free,
    /// A receipt without its submit_sm_resp.
    Early,
    /// The message is not done.
    Open,
    /// The message is done; kept to know repeated receipts, until its place is needed.
    Done,
}

#[derive(Clone, Copy, Debug)]
struct Slot<V> {
    list: List,
    /// Neighbours in the list, which is in order of age.
    older: At,
    newer: At,
    /// The next one in the bucket of the id.
    chain: At,
    /// The next one in the bucket of the value, for parts of a message that is not done.
    part: At,
    since: Instant,
    id: Id,
    value: Option<V>,
    total: u8,
    state: Option<MessageState>,
    /// Whether the state is the end: it is final, and no notification on the way told it.
    ended: bool,
}

impl<V> Slot<V> {
    const FREE: Self = Self {
        list: List::Free,
        older: NONE,
        newer: NONE,
        chain: NONE,
        part: NONE,
        since: Instant::ZERO,
        id: Id::EMPTY,
        value: None,
        total: 0,
        state: None,
        ended: false,
    };

    /// The final state, once it is known.
    fn end(&self) -> Option<MessageState> {
        self.state.filter(|_| self.ended)
    }

    /// Whether other parts are counted together with this one.
    fn is_part(&self) -> bool {
        self.list == List::Open && self.total > 1
    }
}

#[derive(Clone, Copy, Debug)]
struct Ends {
    oldest: At,
    newest: At,
    count: usize,
}

const EMPTY: Ends = Ends { oldest: NONE, newest: NONE, count: 0 };

/// Up to `N` ids (65,535 at most), with a value of yours each, such as the number of an order. It takes about
/// `N * (104 + size_of::<V>())` octets of memory, and no more ever.
///
/// Ids are found by their hash, in another base and with zeros in front as well, and the parts of a message by the hash
/// of its value, as they have equal ones: an id or a receipt takes as long in a table of 10,000 as in one of 100. Only
/// ids that were chosen to have one hash would take longer, up to `N` comparisons.
#[derive(Clone, Debug)]
pub struct Correlator<V, const N: usize> {
    slots: [Slot<V>; N],
    /// The first slot of each bucket of ids.
    buckets: [At; N],
    /// The first slot of each bucket of values: parts of messages that are not done, the newest first.
    values: [At; N],
    /// Slots that were in use at any time.
    touched: usize,
    free: Ends,
    early: Ends,
    open: Ends,
    done: Ends,
    rule: IdRule,
    expiry: Duration,
    memory: Duration,
}

impl<V: Copy + Eq + Hash, const N: usize> Correlator<V, N> {
    /// An empty one. An id waits for its final receipt for `expiry`. Receipts without a submit_sm_resp, and messages
    /// that are done, are kept for `memory`.
    pub const fn new(rule: IdRule, expiry: Duration, memory: Duration) -> Self {
        Self {
            slots: [const { Slot::FREE }; N],
            buckets: [NONE; N],
            values: [NONE; N],
            touched: 0,
            free: EMPTY,
            early: EMPTY,
            open: EMPTY,
            done: EMPTY,
            rule,
            expiry,
            memory,
        }
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
            match self.slot(at) {
                Some(slot) if slot.list == List::Early => {
                    told = slot.state.map(|state| (state, slot.ended));
                    self.remove(at);
                }
                _ => dropped = self.drop_for(at, DropReason::Reused),
            }
        }
        let total = total.max(1);
        let slot = Slot { list: List::Open, since: now, id: kept, value: Some(value), total, ..Slot::FREE };
        let room = self.vacate(&[List::Done, List::Early, List::Open]);
        let Some(at) = self.insert(slot) else { return refused(RefusedReason::NoRoom) };
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
            Some(at) if self.slot(at).is_some_and(|slot| slot.list == List::Early) => {
                if let Some(slot) = self.slot_mut(at).filter(|slot| ends || !slot.ended) {
                    slot.state = Some(state);
                    slot.ended = ends;
                }
                Step { outcome: Outcome::Early, dropped: None }
            }
            Some(at) => Step { outcome: self.tell(now, at, state, ends), dropped: None },
            None => {
                let dropped = self.vacate(&[List::Done, List::Early]);
                let slot = Slot {
                    list: List::Early,
                    since: now,
                    id: kept,
                    state: Some(state),
                    ended: ends,
                    ..Slot::FREE
                };
                match self.insert(slot) {
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
            while let Some(at) = self.oldest(list) {
                let over = |slot: &Slot<V>| now.saturating_since(slot.since) >= span;
                if !self.slot(at).is_some_and(over) {
                    break;
                }
                let dropped = self.drop_for(at, DropReason::Expired);
                if dropped.is_some() {
                    return dropped;
                }
            }
        }
        None
    }

    /// When [`Correlator::expire`] has something to do.
    pub fn next_expiry(&self) -> Option<Instant> {
        let due = |list, span| Some(core::ops::Add::add(self.slot(self.oldest(list)?)?.since, span));
        let of_all =
            [due(List::Done, self.memory), due(List::Early, self.memory), due(List::Open, self.expiry)];
        of_all.into_iter().flatten().min()
    }

    /// Ids whose messages are not done.
    pub const fn waiting(&self) -> usize {
        self.open.count
    }

    /// Receipts that no submit_sm_resp has come for.
    pub const fn early(&self) -> usize {
        self.early.count
    }

    /// News for a slot of a message.
    fn tell(&mut self, now: Instant, at: At, state: MessageState, ends: bool) -> Outcome<V> {
        let Some(slot) = self.slot_mut(at) else { return Outcome::Refused(RefusedReason::NoRoom) };
        let Some(value) = slot.value else { return Outcome::Refused(RefusedReason::Id) };
        match (slot.end(), slot.state) {
            (Some(before), _) if ends && state != before => return Outcome::Contradicted { value, before },
            (Some(_), _) => return Outcome::Repeated { value },
            (None, Some(before)) if before == state && !ends => return Outcome::Repeated { value },
            _ => (slot.state, slot.ended) = (Some(state), ends),
        }
        let sum = self.sum(at, value);
        if sum.is_complete() {
            self.complete(now, at, value, sum.total);
        }
        Outcome::Told(News { value, state, sum })
    }

    /// The parts of a message that is not done.
    fn sum(&self, at: At, value: V) -> Sum {
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
    fn complete(&mut self, now: Instant, at: At, value: V, total: u8) {
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

    fn join_parts(&mut self, at: At) {
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

    fn leave_parts(&mut self, at: At) {
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

    /// The slot that an id is in, of an answer or of a receipt. An answer looks for early receipts in other spellings,
    /// and for the same octets among all: a message centre that gives an id again gives it as it was.
    fn find(&self, id: &[u8], role: Role) -> Option<At> {
        let exact = self.in_bucket(id_hash(id), |slot| slot.id.as_bytes() == id);
        if exact.is_some() || self.rule == IdRule::Exact {
            return exact;
        }
        let rule = self.rule;
        let fits = |slot: &Slot<V>| match (role, slot.list) {
            (Role::Submitted, List::Early) => rule.same(id, slot.id.as_bytes()),
            (Role::InReceipt, List::Open | List::Done) => rule.same(slot.id.as_bytes(), id),
            _ => false,
        };
        self.in_bucket(id_hash(id), fits).or_else(|| {
            let hashes = other_hashes(id, rule.base(role)).into_iter().flatten();
            hashes.filter_map(|hash| self.in_bucket(hash, fits)).next()
        })
    }

    /// The first slot of a bucket that fits.
    fn in_bucket(&self, hash: u32, fits: impl Fn(&Slot<V>) -> bool) -> Option<At> {
        let mut next = *self.buckets.get(bucket::<N>(hash)?)?;
        while let Some(slot) = self.slot(next) {
            if fits(slot) {
                return Some(next);
            }
            next = slot.chain;
        }
        None
    }

    /// Makes room when there is none: the oldest of the first list that has any goes.
    fn vacate(&mut self, lists: &[List]) -> Option<Dropped<V>> {
        if self.free.oldest != NONE || self.touched < N.min(usize::from(NONE)) {
            return None;
        }
        let at = lists.iter().find_map(|list| self.oldest(*list))?;
        self.drop_for(at, DropReason::Evicted)
    }

    /// Removes a slot; what that means, unless its message was done.
    fn drop_for(&mut self, at: At, reason: DropReason) -> Option<Dropped<V>> {
        let slot = *self.slot(at)?;
        self.remove(at);
        let Slot { value, state, since, id, .. } = slot;
        (slot.list != List::Done).then_some(Dropped { reason, value, state, since, id })
    }

    /// Puts a slot into its list and its bucket.
    fn insert(&mut self, slot: Slot<V>) -> Option<At> {
        let bucket = bucket::<N>(id_hash(slot.id.as_bytes()))?;
        let at = if self.free.oldest != NONE {
            let at = self.free.oldest;
            self.unlink(at);
            at
        } else {
            let at = At::try_from(self.touched).ok().filter(|at| *at != NONE)?;
            self.slots.get(self.touched)?;
            self.touched = self.touched.wrapping_add(1);
            at
        };
        let head = self.buckets.get_mut(bucket)?;
        let chain = core::mem::replace(head, at);
        *self.slot_mut(at)? = Slot { chain, ..slot };
        self.link(at, slot.list);
        self.join_parts(at);
        Some(at)
    }

    /// Takes a slot out of its list and its bucket.
    fn remove(&mut self, at: At) {
        self.leave_parts(at);
        self.unlink(at);
        let Some(slot) = self.slot(at) else { return };
        let (chain, bucket) = (slot.chain, bucket::<N>(id_hash(slot.id.as_bytes())));
        let Some(head) = bucket.and_then(|bucket| self.buckets.get_mut(bucket)) else { return };
        if *head == at {
            *head = chain;
        } else {
            let mut before = *head;
            while let Some(slot) = self.slot_mut(before) {
                if slot.chain == at {
                    slot.chain = chain;
                    break;
                }
                before = slot.chain;
            }
        }
        self.link(at, List::Free);
    }

    /// Appends a slot to a list.
    fn link(&mut self, at: At, list: List) {
        let ends = self.ends(list);
        ends.count = ends.count.wrapping_add(1);
        let newest = core::mem::replace(&mut ends.newest, at);
        match self.slot_mut(newest) {
            Some(slot) => slot.newer = at,
            None => self.ends(list).oldest = at,
        }
        if let Some(slot) = self.slot_mut(at) {
            slot.list = list;
            slot.older = newest;
            slot.newer = NONE;
        }
    }

    fn unlink(&mut self, at: At) {
        let Some(slot) = self.slot(at) else { return };
        let (list, older, newer) = (slot.list, slot.older, slot.newer);
        let ends = self.ends(list);
        ends.count = ends.count.wrapping_sub(1);
        match self.slot_mut(older) {
            Some(slot) => slot.newer = newer,
            None => self.ends(list).oldest = newer,
        }
        match self.slot_mut(newer) {
            Some(slot) => slot.older = older,
            None => self.ends(list).newest = older,
        }
    }

    const fn ends(&mut self, list: List) -> &mut Ends {
        match list {
            List::Free => &mut self.free,
            List::Early => &mut self.early,
            List::Open => &mut self.open,
            List::Done => &mut self.done,
        }
    }

    fn oldest(&self, list: List) -> Option<At> {
        let oldest = match list {
            List::Free => self.free.oldest,
            List::Early => self.early.oldest,
            List::Open => self.open.oldest,
            List::Done => self.done.oldest,
        };
        (oldest != NONE).then_some(oldest)
    }

    fn slot(&self, at: At) -> Option<&Slot<V>> {
        self.slots.get(usize::from(at)).filter(|_| at != NONE)
    }

    fn slot_mut(&mut self, at: At) -> Option<&mut Slot<V>> {
        self.slots.get_mut(usize::from(at)).filter(|_| at != NONE)
    }
}

const fn refused<V>(reason: RefusedReason) -> Step<V> {
    Step { outcome: Outcome::Refused(reason), dropped: None }
}

fn bucket<const N: usize>(hash: u32) -> Option<usize> {
    usize::try_from(hash).ok()?.checked_rem(N)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::EsmClass;
    use crate::pdu::DeliverSm;
    use crate::tlv::Tlv;
    use std::format;

    const HOUR: Duration = Duration::from_secs(3600);
    const MINUTE: Duration = Duration::from_secs(60);
    const T0: Instant = Instant::ZERO;
    const ENROUTE: MessageState = MessageState::ENROUTE;
    const DELIVERED: MessageState = MessageState::DELIVERED;
    const EXPIRED: MessageState = MessageState::EXPIRED;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    fn exact<const N: usize>() -> Correlator<u32, N> {
        Correlator::new(IdRule::Exact, HOUR, MINUTE)
    }

    fn state_of(step: Step<u32>) -> (u32, MessageState, Option<MessageState>) {
        match step.outcome {
            Outcome::Told(news) => (news.value, news.state, news.sum.state()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn on_the_way_then_the_end_then_again() {
        let mut table = exact::<4>();
        assert_eq!(table.accepted(T0, b"a", 1, 1).outcome, Outcome::Waiting);
        assert_eq!(state_of(table.report(T0, b"a", ENROUTE)), (1, ENROUTE, None));
        assert_eq!(table.report(T0, b"a", ENROUTE).outcome, Outcome::Repeated { value: 1 });
        assert_eq!(table.waiting(), 1);
        assert_eq!(state_of(table.report(T0, b"a", DELIVERED)), (1, DELIVERED, Some(DELIVERED)));
        assert_eq!(table.waiting(), 0);
        for state in [DELIVERED, ENROUTE] {
            assert_eq!(table.report(T0, b"a", state).outcome, Outcome::Repeated { value: 1 });
        }
        let other = Outcome::Contradicted { value: 1, before: DELIVERED };
        assert_eq!(table.report(T0, b"a", EXPIRED).outcome, other);
    }

    #[test]
    fn receipts_before_their_answer() {
        let mut table = exact::<4>();
        for state in [ENROUTE, DELIVERED, ENROUTE] {
            assert_eq!(table.report(T0, b"a", state).outcome, Outcome::Early);
        }
        assert_eq!((table.early(), table.waiting()), (1, 0));
        assert_eq!(state_of(table.accepted(T0, b"a", 7, 1)), (7, DELIVERED, Some(DELIVERED)));
        assert_eq!((table.early(), table.waiting()), (0, 0));
        assert_eq!(table.report(T0, b"b", ENROUTE).outcome, Outcome::Early);
        assert_eq!(state_of(table.accepted(T0, b"b", 8, 1)), (8, ENROUTE, None));
        assert_eq!(state_of(table.report(T0, b"b", EXPIRED)), (8, EXPIRED, Some(EXPIRED)));
    }

    #[test]
    fn parts_are_counted_together() {
        let mut table = exact::<8>();
        table.accepted(T0, b"x", 2, 1);
        for id in [b"a", b"b", b"c"] {
            assert_eq!(table.accepted(T0, id, 1, 3).outcome, Outcome::Waiting);
        }
        assert_eq!(state_of(table.report(T0, b"c", DELIVERED)), (1, DELIVERED, None));
        assert_eq!(table.report(T0, b"c", DELIVERED).outcome, Outcome::Repeated { value: 1 });
        assert_eq!(state_of(table.report(T0, b"b", EXPIRED)), (1, EXPIRED, None));
        let Outcome::Told(news) = table.report(T0, b"a", MessageState::REJECTED).outcome else { panic!() };
        assert_eq!((news.sum.total, news.sum.accepted, news.sum.delivered, news.sum.failed), (3, 3, 1, 2));
        // That of the part that was submitted first.
        assert_eq!(news.sum.state(), Some(MessageState::REJECTED));
        assert_eq!(table.waiting(), 1);
        // The value may be used again now.
        table.accepted(T0, b"d", 1, 2);
        assert_eq!(state_of(table.report(T0, b"d", DELIVERED)), (1, DELIVERED, None));
    }

    #[test]
    fn ids_in_other_spellings() {
        let rule = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };
        let mut table = Correlator::<u32, 4>::new(rule, HOUR, MINUTE);
        table.accepted(T0, b"70BA8A69", 1, 1);
        assert_eq!(state_of(table.report(T0, b"1891273321", DELIVERED)).0, 1);
        assert_eq!(table.report(T0, b"16", DELIVERED).outcome, Outcome::Early);
        assert_eq!(state_of(table.accepted(T0, b"10", 2, 1)).0, 2);
        let mut table = exact::<4>();
        table.accepted(T0, b"70BA8A69", 1, 1);
        assert_eq!(table.report(T0, b"70ba8a69", DELIVERED).outcome, Outcome::Early);
        assert!(IdRule::of(&Profile::MENSATEK).same(b"007", b"7"));
    }

    #[test]
    fn a_receipt_whose_tlv_and_text_have_other_ids() {
        let mut table = exact::<4>();
        table.accepted(T0, b"1891273321", 5, 1);
        let tlvs = [Tlv::receipted_message_id("70BA8A69".into())];
        let pdu = DeliverSm {
            esm_class: EsmClass(4),
            short_message: b"id:1891273321 stat:DELIVRD",
            tlvs: (&tlvs).into(),
            ..DeliverSm::default()
        };
        let mut scratch = [];
        let receipt = Receipt::from_deliver_sm(&pdu, &mut scratch);
        assert_eq!(state_of(table.receipt(T0, &receipt)).0, 5);
        for (text, reason) in
            [(&b"stat:DELIVRD"[..], RefusedReason::Id), (b"id:1 stat:WHAT", RefusedReason::State)]
        {
            let pdu = DeliverSm { esm_class: EsmClass(4), short_message: text, ..DeliverSm::default() };
            let mut scratch = [];
            let receipt = Receipt::from_deliver_sm(&pdu, &mut scratch);
            assert_eq!(table.receipt(T0, &receipt).outcome, Outcome::Refused(reason));
        }
    }

    #[test]
    fn notifications_on_the_way_are_no_end() {
        let told = |table: &mut Correlator<u32, 4>, esm_class, text: &[u8]| {
            let pdu =
                DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
            table.receipt(T0, &Receipt::from_deliver_sm(&pdu, &mut [])).outcome
        };
        let mut table = exact::<4>();
        table.accepted(T0, b"1", 9, 1);
        for (esm_class, text, state, end) in [
            (0x20, &b"id:1 stat:ACCEPTD"[..], MessageState::ACCEPTED, None),
            (0x20, b"id:1 stat:BUFFRED", ENROUTE, None),
            (0x04, b"id:1 stat:DELIVRD", DELIVERED, Some(DELIVERED)),
        ] {
            let Outcome::Told(news) = told(&mut table, esm_class, text) else { panic!() };
            assert_eq!((news.state, news.sum.state()), (state, end));
        }
        // Early ones as well; and the same state again, once as the end.
        assert_eq!(told(&mut table, 0x20, b"id:2 stat:ACCEPTD"), Outcome::Early);
        let Outcome::Told(news) = table.accepted(T0, b"2", 10, 1).outcome else { panic!() };
        assert_eq!((news.state, news.sum.state()), (MessageState::ACCEPTED, None));
        assert_eq!(told(&mut table, 0x20, b"id:2 stat:ACCEPTD"), Outcome::Repeated { value: 10 });
        let Outcome::Told(news) = told(&mut table, 0x04, b"id:2 stat:ACCEPTD") else { panic!() };
        assert_eq!(news.sum.state(), Some(MessageState::ACCEPTED));
        let before = MessageState::ACCEPTED;
        assert_eq!(told(&mut table, 0x04, b"id:2 stat:DELIVRD"), Outcome::Contradicted { value: 10, before });
        assert_eq!(told(&mut table, 0x20, b"id:2 stat:ENROUTE"), Outcome::Repeated { value: 10 });
    }

    /// Every pair of bases finds what `ids_match` calls the same, and nothing else.
    #[test]
    fn the_hash_finds_whatever_matches() {
        let ids: [&[u8]; 16] = [
            b"10",
            b"16",
            b"0a",
            b"A",
            b"010",
            b"0x10",
            b"0x0A",
            b"xyz",
            b"XYZ",
            b"0xyz",
            b"0",
            b"00",
            b"0x",
            b"18446744073709551616",
            b"10000000000000000",
            b"340282366920938463463374607431768211456",
        ];
        let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
        for (submitted, in_receipt) in bases.into_iter().flat_map(|a| bases.map(|b| (a, b))) {
            let rule = IdRule::Bases { submitted, in_receipt };
            for (a, b) in ids.into_iter().flat_map(|a| ids.map(|b| (a, b))) {
                let same = ids_match(a, submitted, b, in_receipt);
                let mut table = Correlator::<u32, 8>::new(rule, HOUR, MINUTE);
                table.accepted(T0, b"other", 0, 1);
                table.accepted(T0, a, 1, 1);
                let found = table.report(T0, b, DELIVERED).outcome != Outcome::Early;
                assert_eq!(found, same, "{a:?} {b:?} {rule:?}");
                let mut table = Correlator::<u32, 8>::new(rule, HOUR, MINUTE);
                assert_eq!(table.report(T0, b, DELIVERED).outcome, Outcome::Early);
                let found = table.accepted(T0, a, 1, 1).outcome != Outcome::Waiting;
                assert_eq!(found, same, "{a:?} {b:?} {rule:?}, early");
            }
        }
    }

    #[test]
    fn what_goes_when_there_is_no_room() {
        let mut table = exact::<3>();
        table.accepted(at(1), b"a", 1, 1);
        table.accepted(at(2), b"b", 2, 1);
        assert_eq!(table.report(at(3), b"early", DELIVERED).outcome, Outcome::Early);
        // An early one goes before any that waits, and says so.
        let dropped = table.accepted(at(4), b"c", 3, 1).dropped.unwrap();
        assert_eq!((dropped.reason, dropped.value, dropped.id()), (DropReason::Evicted, None, &b"early"[..]));
        // It never pushes out one that waits.
        let step = table.report(at(5), b"early", DELIVERED);
        assert_eq!(step.outcome, Outcome::Refused(RefusedReason::NoRoom));
        // One that is done goes first, silently.
        table.report(at(6), b"b", DELIVERED);
        assert_eq!(table.accepted(at(7), b"d", 4, 1).dropped, None);
        // Then the oldest.
        let dropped = table.accepted(at(8), b"e", 5, 1).dropped.unwrap();
        assert_eq!((dropped.value, dropped.since, dropped.id()), (Some(1), at(1), &b"a"[..]));
        // The same id again, for another message.
        let dropped = table.accepted(at(9), b"e", 6, 1).dropped.unwrap();
        assert_eq!((dropped.reason, dropped.value), (DropReason::Reused, Some(5)));
    }

    #[test]
    fn time_runs_out() {
        let mut table = exact::<8>();
        assert_eq!(table.next_expiry(), None);
        table.accepted(at(0), b"a", 1, 1);
        table.accepted(at(10), b"b", 2, 1);
        table.report(at(20), b"b", DELIVERED);
        table.report(at(30), b"c", DELIVERED);
        assert_eq!(table.next_expiry(), Some(at(60_020)));
        assert_eq!(table.expire(at(60_019)), None);
        // "b" is done and goes silently.
        assert_eq!(table.expire(at(60_020)), None);
        assert_eq!(table.report(at(60_020), b"b", DELIVERED).outcome, Outcome::Early);
        let early = table.expire(at(60_030)).unwrap();
        assert_eq!(
            (early.reason, early.id(), early.state),
            (DropReason::Expired, &b"c"[..], Some(DELIVERED))
        );
        assert_eq!(table.next_expiry(), Some(at(120_020)));
        let all: std::vec::Vec<_> =
            core::iter::from_fn(|| table.expire(at(3_600_000))).map(|dropped| dropped.value).collect();
        assert_eq!(all, [None, Some(1)]);
        assert_eq!((table.next_expiry(), table.waiting(), table.early()), (None, 0, 0));
    }

    #[test]
    fn ids_without_end_and_without_octets() {
        let mut table = exact::<2>();
        for id in [&b""[..], &[b'1'; MAX_ID + 1]] {
            assert_eq!(table.accepted(T0, id, 1, 1).outcome, Outcome::Refused(RefusedReason::Id));
            assert_eq!(table.report(T0, id, DELIVERED).outcome, Outcome::Refused(RefusedReason::Id));
        }
        assert_eq!(table.accepted(T0, &[b'1'; MAX_ID], 1, 1).outcome, Outcome::Waiting);
        let mut none = exact::<0>();
        assert_eq!(none.accepted(T0, b"a", 1, 1).outcome, Outcome::Refused(RefusedReason::NoRoom));
        assert_eq!(none.report(T0, b"a", DELIVERED).outcome, Outcome::Refused(RefusedReason::NoRoom));
    }

    #[test]
    fn many_ids_come_and_go() {
        let mut table = std::boxed::Box::new(exact::<1000>());
        for number in 0..5000_u32 {
            let now = at(u64::from(number));
            let id = format!("{number:08X}");
            assert_eq!(table.accepted(now, id.as_bytes(), number, 1).dropped, None);
            if let Some(old) = number.checked_sub(900) {
                let id = format!("{old:08X}");
                assert_eq!(state_of(table.report(now, id.as_bytes(), DELIVERED)).0, old);
            }
        }
        assert_eq!(table.waiting(), 900);
    }
}
