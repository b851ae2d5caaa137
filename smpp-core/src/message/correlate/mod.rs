//! Matches delivery receipts to submitted messages, in fixed memory.
//!
//! A [`Correlator`] maps the ids of submit_sm_resp to values of the caller, such as order numbers. It is
//! independent of sessions: receipts may arrive over another bind than the one that submitted. It recognises
//! repeated receipts, combines the parts of long messages, and reports what it had to drop.
//!
//! A receipt may arrive before the submit_sm_resp with its id. The correlator keeps such a receipt until the id
//! is known:
//!
//! ```
//! use smpp_core::codes::{Finality, MessageState};
//! use smpp_core::message::correlate::{Config, Correlator, EarlyReason, Outcome, Part};
//! use smpp_core::{Duration, Instant};
//!
//! // Room for 100 ids. Take the seed from the system's random number generator.
//! let seed = 0x5EED;
//! let config = Config { expiry: Duration::from_secs(2 * 86_400), ..Config::new(seed) };
//! let mut orders = Correlator::<u32, 100>::new(config);
//!
//! // The receipt arrives before the response, so its message is not known yet.
//! let early = orders.report(Instant::from_millis(5), b"70BA8A69", MessageState::DELIVERED, Finality::Final);
//! assert_eq!(early.outcome, Outcome::Early(EarlyReason::UnknownId));
//!
//! // submit_sm_resp: id 70BA8A69 is the only part of order 1234.
//! let answered = orders.accepted(Instant::from_millis(6), b"70BA8A69", 1234, Part::ONLY);
//! let Outcome::Told(news) = answered.outcome else { panic!("{answered:?}") };
//! assert_eq!((news.value, news.state), (1234, MessageState::DELIVERED));
//! assert!(news.sum.is_complete());
//!
//! // Message centres repeat receipts that are not answered in time.
//! let again = orders.report(Instant::from_millis(9), b"70BA8A69", MessageState::DELIVERED, Finality::Final);
//! assert_eq!(again.outcome, Outcome::Repeated { value: 1234 });
//! ```
//!
//! # When a message ends
//!
//! Only a message marked as a receipt can end a message, and [`Receipt::finality`] tells whether it does.
//! ACCEPTED and UNKNOWN are provisional unless the profile says otherwise: the id keeps waiting, a later
//! receipt replaces them, and [`Sum::state`] has the state so far.
//!
//! ```
//! use smpp_core::codes::{EsmClass, Finality, MessageState};
//! use smpp_core::message::correlate::{Config, Correlator, Outcome, Part};
//! use smpp_core::message::receipt::Receipt;
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::profile::Profile;
//! use smpp_core::Instant;
//!
//! let now = Instant::ZERO;
//! let mut orders = Correlator::<u32, 100>::new(Config::of(&Profile::GENERIC, 0x5EED));
//! let _ = orders.accepted(now, b"77", 1234, Part::ONLY);
//!
//! let mut told = |esm_class, text: &'static [u8]| {
//!     let pdu = DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
//!     orders.receipt(now, &Receipt::from_deliver_sm(&pdu, &mut [])).outcome
//! };
//! // Anybody can send this text. It changes nothing.
//! assert!(matches!(told(0x00, b"id:77 stat:UNDELIV"), Outcome::Unmarked { value: 1234, .. }));
//!
//! let Outcome::Told(news) = told(0x04, b"id:77 stat:ACCEPTD") else { panic!() };
//! assert_eq!((news.sum.finality(), news.sum.state()), (Finality::Provisional, Some(MessageState::ACCEPTED)));
//!
//! let Outcome::Told(news) = told(0x04, b"id:77 stat:DELIVRD") else { panic!() };
//! assert_eq!(news.superseded, Some(MessageState::ACCEPTED));
//! assert_eq!((news.sum.is_complete(), news.sum.state()), (true, Some(MessageState::DELIVERED)));
//! ```
//!
//! # Comparing ids
//!
//! Ids with the same octets are the same, unless the two sides are known to use different bases; then the
//! numbers decide. [`IdRule`] defines which other spellings match. A base is never guessed: a receipt that
//! would match only in another base stays [early](EarlyReason::OtherBase) until the ids have shown their bases.
//! Then [`Correlator::resolve`] returns the news.
//!
//! A receipt may have two different ids, one in a TLV and one in the text. Only one of them counts, and the
//! outcome reports that there is another: see [`Correlator::receipt`].
//!
//! Message centres differ in the receipts they send for long messages; set [`ReceiptsFor`] accordingly. Each
//! part may have its own id, or all may share one. For submit_multi, set [`Config::by_destination`] to
//! distinguish the receipts.
//!
//! ```
//! use smpp_core::codes::{Finality, MessageState};
//! use smpp_core::message::correlate::{Config, Correlator, Outcome, Part, ReceiptsFor};
//! use smpp_core::Instant;
//!
//! // This message centre sends one receipt for a long message, for its last part.
//! let config = Config { receipts_for: ReceiptsFor::LastPart, ..Config::new(0x5EED) };
//! let mut orders = Correlator::<u32, 100>::new(config);
//! let now = Instant::ZERO;
//! for (number, id) in [(1, b"70"), (2, b"71"), (3, b"72")] {
//!     let step = orders.accepted(now, id, 1234, Part::new(number, 3));
//!     assert_eq!(step.outcome, Outcome::Waiting);
//! }
//! let told = orders.report(now, b"72", MessageState::DELIVERED, Finality::Final);
//! assert!(matches!(told.outcome, Outcome::Told(news) if news.sum.is_complete()));
//! assert_eq!(orders.waiting(), 0);
//! ```

mod config;
mod outcome;
mod parts;
mod rule;
mod slot;
mod spelling;
mod table;

pub use config::{Config, Key, Part, ReceiptsFor};
pub use outcome::{DropReason, Dropped, EarlyReason, News, Outcome, RefusedReason, Step, Sum};
pub use rule::IdRule;

use super::receipt::{Fact, IdBase, Receipt, Source, bare, ids_match, is_cut};
use crate::codes::{Finality, MessageState};
use crate::instant::{Duration, Instant};
use core::hash::Hash;
use parts::Parts;
use rule::{Crossing, Evidence, Side};
use slot::{At, Id, List, Message, Slot, Spare, Weight};
use smpp_gsm7::hash::Seed;
use spelling::Hashes;
use table::{Index, Table};

/// Longest id that is stored, in octets: the maximum of `message_id`.
pub const MAX_ID: usize = 64;

/// Maximum number of slots checked in a bucket for an id in another spelling. Honest ids need only a few; this
/// stops an attacker who spells one number in many ways.
const MOST_SPELLINGS: usize = 64;

/// Stores up to `N` ids (at most 65,535), each with a value of the caller. It takes a constant amount of
/// memory, about `N * (144 + size_of::<V>())` octets.
///
/// Ids in any base and padding, and the parts of a message, are found by seeded hashes. A lookup among 10,000
/// ids takes as long as among 100, even if an attacker chose the ids.
#[derive(Clone, Debug)]
pub struct Correlator<V, const N: usize> {
    table: Table<V, N>,
    hashes: Hashes,
    parts: Parts,
    evidence: Evidence,
    by_destination: bool,
    expiry: Duration,
    memory: Duration,
    /// The next early receipt to check again, after the bases of the ids became known.
    recheck: Option<At>,
}

impl<V: Copy + Eq + Hash, const N: usize> Correlator<V, N> {
    /// Creates an empty correlator.
    pub const fn new(config: Config) -> Self {
        let Config { ids, receipts_for, by_destination, expiry, memory, seed } = config;
        Self {
            table: Table::EMPTY,
            hashes: Hashes { seed: Seed(seed) },
            parts: Parts { receipts_for, seed: Seed(seed) },
            evidence: Evidence::new(ids),
            by_destination,
            expiry,
            memory,
            recheck: None,
        }
    }

    /// Records that a submit_sm_resp gave an id to a part of the message `value`. Messages that have not ended
    /// must differ in `value` or in the number of parts. If one receipt counts for all parts, this also holds
    /// for messages with an unanswered part.
    ///
    /// If the id is already used by another part of the same message, the part is added. Otherwise a new
    /// message begins, and the previous one with that id is [dropped](DropReason::Reused).
    ///
    /// Returns [`Outcome::Told`] if the receipt arrived first, [`Outcome::Over`] if the message has ended
    /// without it, and otherwise [`Outcome::Waiting`]. An invalid id or part, or an `N` of 0, is refused.
    pub fn accepted<'k>(&mut self, now: Instant, key: impl Into<Key<'k>>, value: V, part: Part) -> Step<V> {
        let key = key.into();
        let Some(id) = Id::new(key.id) else { return refused(RefusedReason::Id) };
        let Some(part) = part.valid() else { return refused(RefusedReason::Part) };
        let (message, destination) = (Message { value, total: part.total }, self.destination(&key));
        self.evidence.saw(Side::Submitted, key.id);
        let mut dropped = self.displace(key.id, destination, message, part.number);
        let early = self.early_for(key.id, destination).and_then(|at| {
            let early = self.table.slot(at).copied();
            self.table.remove(at);
            early
        });
        let over = self.parts.end_of(&mut self.table, message, part.number);
        let like = if over.is_some() { None } else { self.told_of_id(key.id, destination, message) };
        let slot = Slot {
            since: now,
            id,
            destination,
            message: Some(message),
            part: part.number,
            spare: early.map_or(Spare::NONE, |early| early.spare),
            ..Slot::FREE
        };
        let (at, evicted) = self.insert(slot, over);
        dropped = dropped.or(evicted);
        let told = early.and_then(|early| Some((early.state?, early.finality))).or(like);
        let outcome = match (at, told) {
            (Some(at), Some((state, finality))) => self.tell(now, at, state, finality),
            _ if over.is_some() => Outcome::Over { value },
            (Some(_), None) => Outcome::Waiting,
            (None, _) => Outcome::Refused(RefusedReason::NoRoom),
        };
        Step { outcome, dropped }
    }

    /// Records that a submit_sm was refused, so that this part has no id and will get no receipt. It counts as
    /// REJECTED.
    pub fn refused(&mut self, now: Instant, value: V, part: Part) -> Step<V> {
        let Some(part) = part.valid() else { return refused(RefusedReason::Part) };
        let message = Message { value, total: part.total };
        let (state, finality) = (MessageState::REJECTED, Finality::Final);
        let slot = Slot { since: now, message: Some(message), part: part.number, ..Slot::FREE };
        if part.total == 1 {
            let slot = Slot { list: List::Open, state: Some(state), finality, ..slot };
            let news = News {
                value,
                part: 1,
                state,
                finality,
                superseded: None,
                sum: self.parts.sum_of(&slot),
                two_ids: false,
            };
            return Step { outcome: Outcome::Told(news), dropped: None };
        }
        let over = self.parts.end_of(&mut self.table, message, part.number);
        let (at, dropped) = self.insert(slot, over);
        let outcome = match at {
            _ if over.is_some() => Outcome::Over { value },
            Some(at) => self.tell(now, at, state, finality),
            None => Outcome::Refused(RefusedReason::NoRoom),
        };
        Step { outcome, dropped }
    }

    /// Processes a receipt or an intermediate notification: its ids, its state, and its [`Receipt::finality`].
    /// An intermediate notification is news but never ends a message.
    ///
    /// Unmarked texts and acknowledgements from an SME change nothing. If they have a known id, they are
    /// reported as [`Outcome::Unmarked`].
    ///
    /// If the TLV and the text spell one id in different ways or bases, all spellings are looked up. If they
    /// have two different ids, only the first one according to
    /// [`ReceiptRules::first`](crate::message::receipt::ReceiptRules::first) counts. [`News::two_ids`] reports
    /// this; if the first id is not known, the receipt is early with [`EarlyReason::TwoIds`]. If only TLVs mark
    /// the receipt, the id in the text never counts, because a subscriber may have written it.
    pub fn receipt(&mut self, now: Instant, receipt: &Receipt<'_>) -> Step<V> {
        let Some(Fact { value: first, .. }) = receipt.message_id() else { return refused(RefusedReason::Id) };
        let destination = self.destination(&Key { id: first, destination: receipt.source_addr });
        if !receipt.is_trusted() {
            let mut ids = core::iter::once(first).chain(receipt.message_ids().map(|(_, id)| id));
            return match ids.find_map(|id| self.value_of(id, destination)) {
                Some(value) => {
                    Step { outcome: Outcome::Unmarked { value, kind: receipt.kind }, dropped: None }
                }
                None => refused(RefusedReason::Unmarked),
            };
        }
        let Some(state) = receipt.state() else { return refused(RefusedReason::State) };
        let mut id = None;
        let (mut is_one, mut is_cut_only, mut other) = (true, true, None);
        for (source, spelled) in core::iter::once((Source::Tlv, first)).chain(receipt.message_ids()) {
            let value = self.value_of(spelled, destination);
            if !ids_match(first, IdBase::Either, spelled, IdBase::Either) {
                is_one = false;
                is_cut_only &= is_cut(spelled, first) || is_cut(first, spelled);
                other = other.or(value);
            } else if id.is_none() && value.is_some() && receipt.counts(source) {
                id = Some(spelled);
            }
        }
        let mut step = self.told(now, id.unwrap_or(first), destination, state.value, receipt.finality());
        match &mut step.outcome {
            Outcome::Told(news) => news.two_ids = !is_one && !is_cut_only,
            Outcome::Early(reason @ EarlyReason::UnknownId) if !is_one => {
                *reason = EarlyReason::TwoIds { value: other };
            }
            _ => {}
        }
        step
    }

    /// Processes a receipt that was read by other means and is trusted. Use
    /// [`ReceiptRules::finality`](crate::message::receipt::ReceiptRules::finality) to get the finality of a
    /// state.
    pub fn report<'k>(
        &mut self,
        now: Instant,
        key: impl Into<Key<'k>>,
        state: MessageState,
        finality: Finality,
    ) -> Step<V> {
        let key = key.into();
        let destination = self.destination(&key);
        self.told(now, key.id, destination, state, finality)
    }

    /// Returns the outcome of an early receipt that matches now that ids have [shown](IdRule::Bases) their
    /// bases. If [`Correlator::has_resolved`] returns `true`, call it until it returns `None`.
    pub fn resolve(&mut self, now: Instant) -> Option<Outcome<V>> {
        while let Some(at) = self.recheck {
            // The next one may have been removed.
            let is_early = |slot: &&Slot<V>| slot.list == List::Early;
            let Some(early) = self.table.slot(at).filter(is_early).copied() else {
                self.recheck = self.table.oldest(List::Early);
                continue;
            };
            self.recheck = Some(early.links.after).filter(|at| *at != slot::NONE);
            let known = self.known(early.id.as_bytes(), early.destination);
            let (Some(known), Some(state)) = (known, early.state) else { continue };
            self.table.remove(at);
            let outcome = self.tell_one_of(now, known, state, early.finality);
            if matches!(outcome, Outcome::Told(_) | Outcome::Contradicted { .. }) {
                return Some(outcome);
            }
        }
        None
    }

    /// Whether [`Correlator::resolve`] has receipts to check.
    pub const fn has_resolved(&self) -> bool {
        self.recheck.is_some()
    }

    /// Removes one entry that has expired. Call it until it returns `None`. Messages that have ended are
    /// removed silently.
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

    /// When to call [`Correlator::expire`] next.
    pub fn next_expiry(&self) -> Option<Instant> {
        let due =
            |list, span| Some(core::ops::Add::add(self.table.slot(self.table.oldest(list)?)?.since, span));
        let of_all =
            [due(List::Done, self.memory), due(List::Early, self.memory), due(List::Open, self.expiry)];
        of_all.into_iter().flatten().min()
    }

    /// Number of ids whose messages have not ended, including those with a provisional end.
    pub const fn waiting(&self) -> usize {
        self.table.count(List::Open)
    }

    /// Number of receipts without a submit_sm_resp.
    pub const fn early(&self) -> usize {
        self.table.count(List::Early)
    }

    /// The rule for ids, including the bases that ids have shown. Save it to use it after a restart.
    pub const fn id_rule(&self) -> IdRule {
        self.evidence.rule()
    }

    /// The value of the message for a receipt with this id.
    fn value_of(&self, id: &[u8], destination: u64) -> Option<V> {
        let at = self.known(id, destination)?;
        self.table.slot(at)?.message.map(|message| message.value)
    }

    fn destination(&self, key: &Key<'_>) -> u64 {
        if self.by_destination { self.hashes.destination(key.destination) } else { 0 }
    }

    /// Processes a trusted receipt.
    fn told(
        &mut self,
        now: Instant,
        id: &[u8],
        destination: u64,
        state: MessageState,
        finality: Finality,
    ) -> Step<V> {
        let Some(kept) = Id::new(id) else { return refused(RefusedReason::Id) };
        self.evidence.saw(Side::InReceipt, id);
        let mut known = self.known(id, destination);
        let mut reason = EarlyReason::UnknownId;
        if let Some(slot) = known.and_then(|at| self.table.slot(at)) {
            if slot.list == List::Open && self.evidence.rule().crossing().is_none() {
                self.evidence.saw_alike(id);
            }
        } else if let Some((at, crossing)) = self.in_other_base(id, destination, Side::InReceipt, List::Open)
        {
            known = self.is_shown(crossing, at, id).then_some(at);
            reason = self.other_base(at);
        } else if let Some(at) = self.exact(id, destination).find(|at| self.is_in(*at, List::Open)) {
            // Here the same octets are a different number.
            reason = self.other_base(at);
        }
        if let Some(at) = known {
            return Step { outcome: self.tell_one_of(now, at, state, finality), dropped: None };
        }
        let early = self.exact(id, destination).find(|at| self.is_in(*at, List::Early));
        if let Some(slot) = early.and_then(|at| self.table.slot_mut(at)) {
            match slot.weigh(state, finality) {
                Weight::News => slot.say(state, finality),
                Weight::Repeated => slot.repeat(state, finality),
                Weight::Contradicted(before) => {
                    slot.repeat(state, finality);
                    reason = EarlyReason::Contradicted { before };
                }
            }
            return Step { outcome: Outcome::Early(reason), dropped: None };
        }
        let dropped = self.table.vacate(&[List::Done, List::Early]);
        let slot = Slot {
            list: List::Early,
            since: now,
            id: kept,
            destination,
            state: Some(state),
            finality,
            ..Slot::FREE
        };
        match self.add(slot) {
            Some(_) => Step { outcome: Outcome::Early(reason), dropped },
            None => refused(RefusedReason::NoRoom),
        }
    }

    /// Applies news to one of the parts that share the id of this slot: the first part for which it is news, or
    /// the last part if that is the one that counts.
    fn tell_one_of(&mut self, now: Instant, at: At, state: MessageState, finality: Finality) -> Outcome<V> {
        let Some(slot) = self.table.slot(at) else { return refused(RefusedReason::Id).outcome };
        let last_first = self.parts.receipts_for == ReceiptsFor::LastPart;
        let rank = |at: &At| {
            let slot = self.table.slot(*at)?;
            let order = if last_first { !slot.part } else { slot.part };
            let weight = match slot.weigh(state, finality) {
                Weight::News => 0,
                Weight::Repeated => 1,
                Weight::Contradicted(_) => 2,
            };
            Some((weight, order))
        };
        let message = slot.message;
        let parts = self.exact(slot.id.as_bytes(), slot.destination);
        let parts = parts.filter(|at| self.table.slot(*at).is_some_and(|slot| slot.message == message));
        let best = parts.min_by_key(rank);
        self.tell(now, best.unwrap_or(at), state, finality)
    }

    /// Applies news to the slot of a message.
    fn tell(&mut self, now: Instant, at: At, state: MessageState, finality: Finality) -> Outcome<V> {
        let Some(slot) = self.table.slot_mut(at) else { return Outcome::Refused(RefusedReason::NoRoom) };
        let Some(Message { value, .. }) = slot.message else { return Outcome::Refused(RefusedReason::Id) };
        match slot.weigh(state, finality) {
            Weight::News => {}
            Weight::Repeated => {
                slot.repeat(state, finality);
                return Outcome::Repeated { value };
            }
            Weight::Contradicted(before) => {
                slot.repeat(state, finality);
                return Outcome::Contradicted { value, before };
            }
        }
        let (part, superseded) = (slot.part, slot.end());
        slot.say(state, finality);
        let sum = self.parts.sum(&self.table, at);
        if sum.is_complete() {
            self.parts.finish(&mut self.table, now, at, &sum);
        }
        Outcome::Told(News { value, part, state, finality, superseded, sum, two_ids: false })
    }

    /// Inserts the slot of a message, which then waits or ends together with its message.
    fn insert(&mut self, slot: Slot<V>, over: Option<MessageState>) -> (Option<At>, Option<Dropped<V>>) {
        let (slot, lists) = match over {
            Some(_) => {
                let finality = Finality::Final;
                (Slot { list: List::Done, state: over, finality, ..slot }, &[List::Done, List::Early][..])
            }
            None => (Slot { list: List::Open, ..slot }, &[List::Done, List::Early, List::Open][..]),
        };
        let dropped = self.table.vacate(lists);
        let at = self.add(slot);
        if let Some(at) = at {
            self.parts.join(&mut self.table, at);
        }
        (at, dropped)
    }

    /// Inserts a slot and indexes its id.
    fn add(&mut self, slot: Slot<V>) -> Option<At> {
        let at = self.table.insert(slot)?;
        let (id, destination) = (slot.id.as_bytes(), slot.destination);
        if !id.is_empty() {
            self.table.join(Index::Exact, self.hashes.exact(id, destination), at);
            if self.evidence.rule() != IdRule::Exact {
                self.table.join(Index::Digits, self.hashes.digits(id, destination), at);
            }
        }
        Some(at)
    }

    /// Removes any other entry with this id.
    fn displace(&mut self, id: &[u8], destination: u64, message: Message<V>, part: u8) -> Option<Dropped<V>> {
        let mut dropped = None;
        loop {
            let is_other = |at: &At| {
                self.table.slot(*at).is_some_and(|slot| {
                    let each = self.parts.receipts_for == ReceiptsFor::EachPart;
                    let is_old = slot.part == part || (slot.list == List::Done && each);
                    slot.list != List::Early && (slot.message != Some(message) || is_old)
                })
            };
            let Some(at) = self.exact(id, destination).find(is_other) else { return dropped };
            dropped = self.table.drop_for(at, DropReason::Reused).or(dropped);
        }
    }

    /// Returns what was reported for another part with the same id and counts for one more.
    fn told_of_id(
        &mut self,
        id: &[u8],
        destination: u64,
        message: Message<V>,
    ) -> Option<(MessageState, Finality)> {
        let each = self.parts.receipts_for == ReceiptsFor::EachPart;
        let counts = |at: &At| {
            let counts = |slot: &Slot<V>| {
                let has_more = if each { !slot.spare.is_empty() } else { slot.end().is_some() };
                slot.message == Some(message) && has_more
            };
            self.table.slot(*at).is_some_and(counts)
        };
        let at = self.exact(id, destination).find(counts)?;
        let slot = self.table.slot_mut(at)?;
        if each { slot.spare.take() } else { Some((slot.state?, slot.finality)) }
    }

    /// The slots whose id has the same octets, apart from quotes around it.
    fn exact(&self, id: &[u8], destination: u64) -> impl Iterator<Item = At> {
        let mine =
            move |slot: &Slot<V>| bare(slot.id.as_bytes()) == bare(id) && slot.destination == destination;
        let bucket = self.table.bucket(Index::Exact, self.hashes.exact(id, destination));
        bucket.filter(move |(_, slot)| mine(slot)).map(|(at, _)| at)
    }

    /// The slot of the message that a receipt refers to.
    fn known(&self, id: &[u8], destination: u64) -> Option<At> {
        let is_known = |slot: &Slot<V>| matches!(slot.list, List::Open | List::Done);
        self.find(id, destination, Side::InReceipt, is_known)
    }

    /// The early receipt for an id from a submit_sm_resp.
    fn early_for(&mut self, id: &[u8], destination: u64) -> Option<At> {
        let is_early = |slot: &Slot<V>| slot.list == List::Early;
        self.find(id, destination, Side::Submitted, is_early).or_else(|| {
            let (at, crossing) = self.in_other_base(id, destination, Side::Submitted, List::Early)?;
            self.is_shown(crossing, at, id).then_some(at)
        })
    }

    fn is_in(&self, at: At, list: List) -> bool {
        self.table.slot(at).is_some_and(|slot| slot.list == list)
    }

    /// Why a receipt is early that would match this slot if ids had another base.
    fn other_base(&self, at: At) -> EarlyReason<V> {
        let message = self.table.slot(at).and_then(|slot| slot.message);
        message.map_or(EarlyReason::UnknownId, |Message { value, .. }| EarlyReason::OtherBase { value })
    }

    /// The slot of the other side with this id, according to the rule: the same octets first, then the same
    /// digits, then the same number in the other base. If the bases differ, the same octets may be a different
    /// number, so they do not count.
    fn find(
        &self,
        id: &[u8],
        destination: u64,
        side: Side,
        fits: impl Fn(&Slot<V>) -> bool + Copy,
    ) -> Option<At> {
        let rule = self.evidence.rule();
        let (submitted, in_receipt) = side.in_order(id, id);
        let counts = |at: &At| rule.same(submitted, in_receipt) && self.table.slot(*at).is_some_and(fits);
        let exact = self.exact(id, destination).find(counts);
        if exact.is_some() || rule == IdRule::Exact {
            return exact;
        }
        let digits = Some(self.hashes.digits(id, destination));
        let other =
            || rule.crossing().and_then(|crossing| self.crossed_hash(id, destination, side, crossing));
        let same = |slot: &Slot<V>| {
            let (submitted, in_receipt) = side.in_order(id, slot.id.as_bytes());
            slot.destination == destination && fits(slot) && rule.same(submitted, in_receipt)
        };
        let alike = |slot: &Slot<V>| same(slot) && spelling::are_alike(slot.id.as_bytes(), id);
        self.spelled(digits, alike).or_else(|| self.spelled(other(), same))
    }

    /// A slot of the other side that would match this id if the bases differed, if the rule leaves that open.
    fn in_other_base(&self, id: &[u8], destination: u64, side: Side, list: List) -> Option<(At, Crossing)> {
        let open = Crossing::BOTH.into_iter().filter(|crossing| self.evidence.may_cross(*crossing));
        let mut found = open.filter_map(|crossing| {
            let same = |slot: &Slot<V>| {
                let (submitted, in_receipt) = side.in_order(id, slot.id.as_bytes());
                slot.list == list && slot.destination == destination && crossing.same(submitted, in_receipt)
            };
            let hash = self.crossed_hash(id, destination, side, crossing);
            Some((self.spelled(hash, same)?, crossing))
        });
        found.next()
    }

    /// The hash of the digits that the id has on the other side.
    fn crossed_hash(&self, id: &[u8], destination: u64, side: Side, crossing: Crossing) -> Option<u32> {
        match (side, crossing) {
            (Side::Submitted, Crossing::ToDecimal) | (Side::InReceipt, Crossing::ToHexadecimal) => {
                self.hashes.in_decimal(id, destination)
            }
            _ => self.hashes.in_hexadecimal(id, destination),
        }
    }

    fn spelled(&self, hash: Option<u32>, fits: impl Fn(&Slot<V>) -> bool) -> Option<At> {
        let mut bucket = self.table.bucket(Index::Digits, hash?).take(MOST_SPELLINGS);
        bucket.find(|(_, slot)| fits(slot)).map(|(at, _)| at)
    }

    /// Whether this id, which a slot of the other side has in another base, proves the bases.
    fn is_shown(&mut self, crossing: Crossing, at: At, id: &[u8]) -> bool {
        let Some(Slot { list, id: other, .. }) = self.table.slot(at).copied() else { return false };
        let side = if list == List::Early { Side::Submitted } else { Side::InReceipt };
        let (submitted, in_receipt) = side.in_order(id, other.as_bytes());
        let mark = self.hashes.exact(submitted, 0);
        let shown = self.evidence.saw_pair(crossing, submitted, in_receipt, mark);
        if shown {
            self.recheck = self.table.oldest(List::Early);
        }
        shown
    }
}

const fn refused<V>(reason: RefusedReason) -> Step<V> {
    Step { outcome: Outcome::Refused(reason), dropped: None }
}
