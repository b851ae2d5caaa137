//! Matches delivery receipts to submitted messages, in fixed memory.
//!
//! A [`Correlator`] maps the ids of submit_sm_resp to values that the caller chooses, such as order numbers. It is
//! independent of sessions: receipts may arrive in a different session from the one that submitted the messages. It
//! recognises repeated receipts, combines the parts of long messages, and reports what it had to drop.
//!
//! A receipt may arrive before the submit_sm_resp with its id. The correlator keeps such a receipt until the id
//! is known:
//!
//! ```
//! use smpp_core::codes::{Finality, MessageState};
//! use smpp_core::message::correlate::{
//!     Correlation, Correlator, CorrelatorConfig, DroppedId, EarlyReason, IdSlot, PartNumber,
//! };
//! use smpp_core::{Duration, Instant};
//!
//! // What to do about an order whose receipts can no longer be matched to it.
//! let lost = |dropped: DroppedId<u32>| eprintln!("{:?}: {:?}", dropped.value, dropped.reason);
//!
//! // Room for 100 ids, here in an array. Take the seed from the system's random number generator.
//! let seed = 0x5EED;
//! let config = CorrelatorConfig { expiry: Duration::from_secs(2 * 86_400), ..CorrelatorConfig::new(seed) };
//! let mut orders = Correlator::new(config, [IdSlot::EMPTY; 100]);
//!
//! // Order 1234 is about to be sent, in one part.
//! let begun = orders.begin(Instant::from_millis(1), 1234, 1).on_dropped(lost);
//! assert_eq!(begun, Correlation::Waiting);
//!
//! // The receipt arrives before the response, so its message is not known yet.
//! let (id, state, finality) = (b"70BA8A69", MessageState::DELIVERED, Finality::Final);
//! let early = orders.report(Instant::from_millis(5), id, state, finality).on_dropped(lost);
//! assert_eq!(early, Correlation::Early(EarlyReason::UnknownId));
//!
//! // submit_sm_resp: id 70BA8A69 is the only part of order 1234.
//! let answered = orders.accepted(Instant::from_millis(6), id, 1234, PartNumber::ONLY).on_dropped(lost);
//! let Correlation::Updated(update) = answered else { panic!("{answered:?}") };
//! assert_eq!((update.value, update.state), (1234, MessageState::DELIVERED));
//! assert!(update.message.is_complete());
//!
//! // Message centres repeat receipts that are not answered in time.
//! let again = orders.report(Instant::from_millis(9), id, state, finality).on_dropped(lost);
//! assert_eq!(again, Correlation::Repeated { value: 1234, two_ids: false });
//! ```
//!
//! # When a message ends
//!
//! Only a [trusted](Receipt::is_trusted) receipt can end its message. [`Receipt::finality`] says whether it does.
//! ACCEPTED and UNKNOWN are provisional unless the provider says otherwise: the id keeps waiting, a later receipt
//! replaces them, and [`MessageStatus::state`] has the state so far.
//!
//! [`begin`](Correlator::begin) a message before you send its first part. It then ends exactly once, however many parts
//! it has and whether or not all receipts come: [`Recorded::ended`], [`Correlation::ended`] and [`DroppedId::ended`]
//! say [how](End).
//! [`expire`](Correlator::expire) ends messages whose receipts do not come, and [`drain`](Correlator::drain) ends all that
//! are left when your program ends.
//!
//! ```
//! use smpp_core::codes::{EsmClass, Finality, MessageState};
//! use smpp_core::message::correlate::{Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber};
//! use smpp_core::message::receipt::{Receipt, ReceiptDialect};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::Instant;
//!
//! let now = Instant::ZERO;
//! let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 100]);
//! let _ = orders.begin(now, 1234, 1);
//! let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
//!
//! let mut receive = |esm_class, text: &'static [u8]| {
//!     let pdu = DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
//!     orders.receipt(now, &Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut [])).on_dropped(drop)
//! };
//! // Anybody can send this text. It changes nothing.
//! assert!(matches!(receive(0x00, b"id:77 stat:UNDELIV"), Correlation::Unmarked { value: 1234, .. }));
//!
//! let Correlation::Updated(update) = receive(0x04, b"id:77 stat:ACCEPTD") else { panic!() };
//! assert_eq!(update.message.finality(), Finality::Provisional);
//! assert_eq!(update.message.state(), Some(MessageState::ACCEPTED));
//!
//! let Correlation::Updated(update) = receive(0x04, b"id:77 stat:DELIVRD") else { panic!() };
//! assert_eq!(update.superseded, Some(MessageState::ACCEPTED));
//! assert!(update.message.is_complete());
//! assert_eq!(update.message.state(), Some(MessageState::DELIVERED));
//! ```
//!
//! # Comparing ids
//!
//! Ids with the same octets are the same, unless the two sides are known to use different bases; then the
//! numbers decide. [`IdRule`] defines which other spellings match. A base is never guessed: a receipt that
//! would match only in another base stays [early](EarlyReason::OtherBase) until the ids have shown their bases.
//! Then [`Correlator::resolve`] returns the update.
//!
//! A receipt may have two different ids, one in a TLV and one in the text. Only one of them counts, and the
//! correlation reports that there is another: see [`Correlator::receipt`].
//!
//! Message centres differ in the receipts they send for long messages; set [`ReceiptsFor`] accordingly. Each
//! part may have its own id, or all may share one. For submit_multi, set [`CorrelatorConfig::by_destination`]
//! to distinguish the receipts.
//!
//! ```
//! use smpp_core::codes::{Finality, MessageState};
//! use smpp_core::message::correlate::{
//!     Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber, ReceiptsFor,
//! };
//! use smpp_core::Instant;
//!
//! // This message centre sends one receipt for a long message, for its last part.
//! let config = CorrelatorConfig { receipts_for: ReceiptsFor::LastPart, ..CorrelatorConfig::new(0x5EED) };
//! let mut orders = Correlator::new(config, [IdSlot::EMPTY; 100]);
//! let now = Instant::ZERO;
//! let _ = orders.begin(now, 1234, 3);
//! for (number, id) in [(1, b"70"), (2, b"71"), (3, b"72")] {
//!     let answered = orders.accepted(now, id, 1234, PartNumber::new(number, 3)).on_dropped(drop);
//!     assert_eq!(answered, Correlation::Waiting);
//! }
//! let last = orders.report(now, b"72", MessageState::DELIVERED, Finality::Final).on_dropped(drop);
//! assert!(matches!(last, Correlation::Updated(update) if update.message.is_complete()));
//! assert_eq!(orders.waiting(), 0);
//! ```

mod config;
mod expiry;
mod hash;
mod ids;
mod outcome;
mod parts;
mod slot;

pub use config::{CorrelatorConfig, MessageKey, PartNumber, ReceiptsFor};
pub use ids::IdRule;
pub use outcome::{
    Correlation, DroppedId, DroppedReason, EarlyReason, End, Ended, IgnoredReason, MessageStatus, Recorded,
    Update,
};
pub use slot::IdSlot;

use super::receipt::{Fact, FactSource, IdBase, Receipt, ids_match, is_cut};
use crate::codes::{CommandStatus, Finality, MessageState};
use crate::debug::shows;
use crate::pdu::SubmitSmResp;
use crate::session::Outcome;
use core::hash::Hash;
use hash::Hashes;
use ids::{Evidence, HashedKey, Origin};
use parts::Place;
use slot::{Comparison, Index, Message, NO_ERROR, Phase, Report, SharedResults, Table};
use smpp_gsm7::Instant;
use smpp_gsm7::hash::Seed;
use smpp_gsm7::slots::{At, Slots};

/// Longest id that is stored, in octets: the maximum of `message_id`.
pub const MAX_ID: usize = 64;

/// Maximum number of slots checked in a bucket for an id in another spelling. Honest ids need only a few; this
/// stops an attacker who spells one number in many ways.
const MOST_SPELLINGS: usize = 64;

/// Matches receipts to submitted messages; see the [module](self). It stores ids, each with a value, in slots that
/// the caller provides: an array or a slice of [`IdSlot`]s or, with the feature `alloc`, a `Vec` or a boxed slice. At
/// most 65,535 slots are used. Each takes about 140 octets in addition to the value.
///
/// Ids in any base and with any padding, and the parts of a message, are found by seeded hashes. A lookup among 10,000
/// ids takes as long as among 100, even if an attacker chose the ids.
#[derive(Clone)]
pub struct Correlator<S> {
    table: Table<S>,
    hashes: Hashes,
    evidence: Evidence,
    config: CorrelatorConfig,
    /// The next early receipt to check again, after the bases of the ids became known.
    recheck: Option<At>,
}

shows!([V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>] Correlator<S>, "Correlator", |correlator| {
    waiting: correlator.waiting(),
    early: correlator.early(),
});

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// Creates an empty correlator. Existing contents of the slots are dropped.
    ///
    /// ```
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdSlot};
    /// use smpp_core::profile::Profile;
    /// // The settings for a provider, and room for 1,000 ids.
    /// let config = Profile::KANNEL.correlator_config(0x5EED);
    /// let orders = Correlator::new(config, [IdSlot::<u32>::EMPTY; 1_000]);
    /// assert_eq!(orders.waiting(), 0);
    /// ```
    pub fn new(config: CorrelatorConfig, slots: S) -> Self {
        Self {
            table: Table::new(slots),
            hashes: Hashes { seed: Seed(config.seed) },
            evidence: Evidence::new(config.ids),
            config,
            recheck: None,
        }
    }

    /// Begins a message of `total` parts, before the first of them is sent. From then on the correlator has a slot for it,
    /// and reports its end exactly once: see [`Ended`]. Record what becomes of each part with [`outcome`](Self::outcome) or
    /// the methods that it calls, or with [`never_sent`](Self::never_sent).
    ///
    /// Messages that have not ended must differ in `value` or in `total`. If you call this again for a message of several
    /// parts that has not ended, nothing changes. 0 parts count as 1.
    ///
    /// Returns [`Correlation::Waiting`]. A full correlator [makes room](Recorded). Returns [`Correlation::Ignored`] if
    /// there are no slots; then the message has not begun.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, End, Ended, IdSlot};
    ///
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 1]);
    /// let first = orders.begin(Instant::ZERO, 1234, 3);
    /// assert_eq!(first.ended().count(), 0);
    /// assert_eq!(orders.waiting(), 1);
    /// // There is room for one message only.
    /// let second = orders.begin(Instant::ZERO, 1235, 1);
    /// assert!(matches!(second.ended().next(), Some(Ended { value: 1234, end: End::Dropped(_) })));
    /// ```
    pub fn begin(&mut self, now: Instant, value: V, total: u8) -> Recorded<V> {
        let message = Message { value, total: total.max(1) };
        if self.has_begun(message) {
            return recorded(Correlation::Waiting);
        }
        self.forget(message);
        let dropped = self.table.vacate(&[Phase::Done, Phase::Early, Phase::Open]);
        let slot = IdSlot { since: now, value: Some(value), total: message.total, part: 0, ..IdSlot::EMPTY };
        let Some(at) = self.table.insert(Phase::Open, slot) else { return ignored(IgnoredReason::Full) };
        self.join_parts(at);
        Recorded { correlation: Correlation::Waiting, dropped }
    }

    /// Whether there is still a reason to send a part: its message has [begun](Self::begin) and not ended, and no part
    /// of it has failed. A message that lacks a part cannot be read, so if this returns `false`, call
    /// [`never_sent`](Self::never_sent) instead. Also `false` if the message has only one part, which was accepted before.
    ///
    /// ```
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdSlot, PartNumber};
    /// use smpp_core::{CommandStatus, Instant};
    ///
    /// let (now, part) = (Instant::ZERO, |number| PartNumber::new(number, 2));
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 2);
    /// assert!(orders.is_wanted(1234, part(1)));
    /// let _ = orders.refused(now, 1234, part(1), CommandStatus::ESME_RINVDSTADR);
    /// assert!(!orders.is_wanted(1234, part(2)));
    /// ```
    pub fn is_wanted(&self, value: V, part: PartNumber) -> bool {
        let message = part.valid().map(|part| Message { value, total: part.total });
        message.is_some_and(|message| self.has_begun(message) && !self.has_failed(message))
    }

    /// Records the [`Outcome`] of a submit_sm: calls [`accepted`](Self::accepted) with the id in the response,
    /// [`refused`](Self::refused) or [`unknown`](Self::unknown). If the response cannot be read, the part ends as UNKNOWN.
    ///
    /// If you send a refused part again, record only its last outcome. With
    /// [`by_destination`](CorrelatorConfig::by_destination), call the three methods yourself, because the response
    /// does not contain the destination.
    ///
    /// ```
    /// use smpp_core::message::correlate::{Correlator, IdSlot, PartNumber};
    /// use smpp_core::session::Event;
    /// use smpp_core::Instant;
    ///
    /// /// The value stored with each submit_sm is the number of the message and the part.
    /// type Value = (u32, PartNumber);
    ///
    /// fn on_event(orders: &mut Correlator<[IdSlot<u32>; 100]>, now: Instant, event: Event<'_, Value>) {
    ///     if let Ok(((order, part), outcome)) = event.into_outcome() {
    ///         for ended in orders.outcome(now, &outcome, order, part).ended() {
    ///             println!("{ended}");
    ///         }
    ///     }
    /// }
    /// ```
    pub fn outcome(
        &mut self,
        now: Instant,
        outcome: &Outcome<'_>,
        value: V,
        part: PartNumber,
    ) -> Recorded<V> {
        match outcome {
            Outcome::Answered { pdu, .. } => match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(response) => self.accepted(now, response.message_id.as_bytes(), value, part),
                Err(_) => self.unknown(now, value, part),
            },
            Outcome::Refused { status, .. } => self.refused(now, value, part, *status),
            Outcome::Unknown => self.unknown(now, value, part),
        }
    }

    /// Records that a submit_sm_resp gave an id to a part of the message `value`, which has [begun](Self::begin).
    ///
    /// If the same part of a long message was accepted with this id before, for example because you sent it again after
    /// an unknown outcome, nothing changes. If another part of the same message already has this id, the two share it. If
    /// another message has it, that entry is [dropped](DroppedReason::Reused), which ends its message unless that has ended
    /// already.
    ///
    /// No receipt can be matched to an empty id, or to one of more than [`MAX_ID`] octets. Such a part ends as
    /// UNKNOWN at once, as with [`unknown`](Self::unknown).
    ///
    /// Returns [`Correlation::Updated`] if the receipt arrived first or no receipt can be matched,
    /// [`Correlation::AlreadyEnded`] if the result of another part has ended the message (see [`ReceiptsFor`]), and
    /// otherwise [`Correlation::Waiting`]. If both an early receipt and the end of the message came first, returns
    /// [`Correlation::Repeated`] or [`Correlation::Contradicted`]. Returns [`Correlation::Ignored`] if the part is invalid,
    /// or for the reasons of [`IgnoredReason::NotBegun`].
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 2);
    /// let first = orders.accepted(now, b"70", 1234, PartNumber::new(1, 2)).on_dropped(drop);
    /// let second = orders.accepted(now, b"71", 1234, PartNumber::new(2, 2)).on_dropped(drop);
    /// assert_eq!((first, second), (Correlation::Waiting, Correlation::Waiting));
    /// assert_eq!(orders.waiting(), 2);
    /// ```
    pub fn accepted<'k>(
        &mut self,
        now: Instant,
        key: impl Into<MessageKey<'k>>,
        value: V,
        part: PartNumber,
    ) -> Recorded<V> {
        let key = self.hashed(key.into());
        if !key.is_storable() {
            return self.unknown(now, value, part);
        }
        let Some(part) = part.valid() else { return ignored(IgnoredReason::Part) };
        let message = Message { value, total: part.total };
        let Some(place) = self.place_of(message) else { return ignored(IgnoredReason::NotBegun) };
        self.evidence.saw(Origin::Submitted, key.id);
        let is_same = |slot: &IdSlot<V>| {
            (slot.message(), slot.part) == (Some(message), part.number) && slot.is(Phase::Open)
        };
        if message.total > 1 && self.exact(key).any(|(_, slot)| is_same(slot)) {
            return recorded(Correlation::Waiting);
        }
        let displaced = self.displace(key, message, part.number);
        let early = self.early_for(key).and_then(|at| self.table.remove(at));
        let shared = if place.end.is_some() { None } else { self.take_shared(key, message) };
        let slot = IdSlot {
            value: Some(value),
            total: part.total,
            part: part.number,
            shared: early.map_or(SharedResults::NONE, |early| early.shared),
            ..key.slot(now)
        };
        let known = early.and_then(|early| early.report).or(shared);
        self.add(Some(key), place, slot, known, displaced)
    }

    /// Records that a submit_sm was refused with this status, so that this part has no id and will get no receipt. It
    /// counts as REJECTED. ESME_ROK, which a generic_nack can have, counts as ESME_RUNKNOWNERR.
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::message::correlate::{
    ///     Correlation, Correlator, CorrelatorConfig, End, IdSlot, PartNumber,
    /// };
    /// use smpp_core::{CommandStatus, Instant};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let status = CommandStatus::ESME_RINVDSTADR;
    /// let refused = orders.refused(now, 1234, PartNumber::ONLY, status).on_dropped(drop);
    /// let Correlation::Updated(update) = refused else { panic!("{refused:?}") };
    /// assert_eq!(update.message.state(), Some(MessageState::REJECTED));
    /// assert_eq!(refused.ended().map(|ended| ended.end), Some(End::Refused(status)));
    /// ```
    pub fn refused(
        &mut self,
        now: Instant,
        value: V,
        part: PartNumber,
        status: CommandStatus,
    ) -> Recorded<V> {
        // 0 is for parts that were never sent.
        let status = if status == CommandStatus::ESME_ROK { CommandStatus::ESME_RUNKNOWNERR } else { status };
        self.without_id(now, value, part, MessageState::REJECTED, status.0)
    }

    /// Records that a part was not sent and will not be. It counts as REJECTED, and its message can end. Call this also
    /// for a part that cannot be written: [`Turn::prepare`](crate::link::Turn::prepare) returned an error that is neither
    /// [temporary](crate::session::SessionError::is_temporary) nor `NotAllowed`, `Unbinding` or `Closed`.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, End, Ended, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let recorded = orders.never_sent(now, 1234, PartNumber::ONLY);
    /// assert!(recorded.ended().eq([Ended { value: 1234, end: End::NeverSent }]));
    /// ```
    pub fn never_sent(&mut self, now: Instant, value: V, part: PartNumber) -> Recorded<V> {
        self.without_id(now, value, part, MessageState::REJECTED, 0)
    }

    /// Records that it is unknown whether a submit_sm arrived: its response did not come in time, or the session ended.
    /// This part has no id, so no receipt can be matched to it. It counts as UNKNOWN, and its message can end.
    ///
    /// If the response comes after all, or you send the part again, call [`accepted`](Self::accepted) or
    /// [`refused`](Self::refused): as long as the message has not ended, that replaces UNKNOWN. UNKNOWN never replaces
    /// a response: a part that was accepted before still waits for its receipt. A message of one part ends at once.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::codes::{Finality, MessageState};
    /// use smpp_core::message::correlate::{Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let (now, part) = (Instant::ZERO, |number| PartNumber::new(number, 2));
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 2);
    /// let _ = orders.accepted(now, b"70", 1234, part(1));
    /// // The second part timed out.
    /// let _ = orders.unknown(now, 1234, part(2));
    ///
    /// let last = orders.report(now, b"70", MessageState::DELIVERED, Finality::Final).on_dropped(drop);
    /// let Correlation::Updated(update) = last else { panic!("{last:?}") };
    /// assert!(update.message.is_complete());
    /// assert_eq!(update.message.state(), Some(MessageState::UNKNOWN));
    /// ```
    pub fn unknown(&mut self, now: Instant, value: V, part: PartNumber) -> Recorded<V> {
        self.without_id(now, value, part, MessageState::UNKNOWN, NO_ERROR)
    }

    /// Ends a part that has no id.
    fn without_id(
        &mut self,
        now: Instant,
        value: V,
        part: PartNumber,
        state: MessageState,
        detail: u32,
    ) -> Recorded<V> {
        let Some(part) = part.valid() else { return ignored(IgnoredReason::Part) };
        let PartNumber { number, total } = part;
        let message = Message { value, total };
        let Some(place) = self.place_of(message) else { return ignored(IgnoredReason::NotBegun) };
        let report = Report { state, finality: Finality::Final, detail };
        // A part that is sent again and again takes no more slots.
        let again = self.open_part(message, |slot| {
            slot.part == number && slot.id.is_empty() && slot.end() == Some(state)
        });
        if let Some(slot) = again.and_then(|at| self.table.slot_mut(at)) {
            slot.report = Some(report);
            return recorded(Correlation::Waiting);
        }
        let slot = IdSlot { since: now, value: Some(value), total, part: number, ..IdSlot::EMPTY };
        self.add(None, place, slot, place.end.is_none().then_some(report), None)
    }

    /// Processes a receipt or an intermediate notification: its ids, its state, and its [`Receipt::finality`].
    /// An intermediate notification updates a message but never ends it.
    ///
    /// A message that is not [trusted](Receipt::is_trusted), such as an unmarked text or an acknowledgement from an
    /// SME, changes nothing. If it has a known id, it is reported as [`Correlation::Unmarked`].
    ///
    /// If the TLV and the text spell one id in different ways or bases, all spellings are looked up. If they
    /// have two different ids, only the first one according to
    /// [`ReceiptRules::first`](crate::message::receipt::ReceiptRules::first) counts. [`Update::two_ids`]
    /// reports this; if the first id is not known, the receipt is early with [`EarlyReason::TwoIds`]. If only
    /// TLVs mark the receipt, the id in the text does not count, because a subscriber may have written it, unless
    /// [`ReceiptRules::trust_unmarked`](crate::message::receipt::ReceiptRules::trust_unmarked) is set.
    ///
    /// ```
    /// use smpp_core::codes::{EsmClass, MessageState};
    /// use smpp_core::message::receipt::{Receipt, ReceiptDialect};
    /// use smpp_core::pdu::DeliverSm;
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// let short_message = b"id:77 sub:001 dlvrd:001 stat:DELIVRD err:000";
    /// let pdu = DeliverSm { esm_class: EsmClass(0x04), short_message, ..DeliverSm::default() };
    /// let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    /// let Correlation::Updated(update) = orders.receipt(now, &receipt).on_dropped(drop) else { panic!() };
    /// assert_eq!((update.value, update.state), (1234, MessageState::DELIVERED));
    /// ```
    pub fn receipt(&mut self, now: Instant, receipt: &Receipt<'_>) -> Recorded<V> {
        let Some(Fact { value: first, .. }) = receipt.message_id() else { return ignored(IgnoredReason::Id) };
        let key = self.hashed(MessageKey { id: first, destination: receipt.source_addr });
        if !receipt.is_trusted() {
            let mut ids = core::iter::once(first).chain(receipt.message_ids().map(|(_, id)| id));
            let value = ids.find_map(|id| self.value_of(self.hashed_id(id, key.destination)));
            let unmarked = |value| recorded(Correlation::Unmarked { value, kind: receipt.kind });
            return value.map_or(ignored(IgnoredReason::Unmarked), unmarked);
        }
        let Some(state) = receipt.state() else { return ignored(IgnoredReason::State) };
        let mut id = None;
        let (mut is_one, mut is_cut_only, mut other) = (true, true, None);
        let others = receipt.message_ids().filter(|(_, spelled)| *spelled != first);
        // Without others there is no choice.
        let own = others.clone().next().map(|_| (FactSource::Tlv, first));
        for (source, spelled) in own.into_iter().chain(others) {
            let value = self.value_of(self.hashed_id(spelled, key.destination));
            if !ids_match(first, IdBase::Either, spelled, IdBase::Either) {
                is_one = false;
                is_cut_only &= is_cut(spelled, first) || is_cut(first, spelled);
                other = other.or(value);
            } else if id.is_none() && value.is_some() && receipt.counts(source) {
                id = Some(spelled);
            }
        }
        let key = id.map_or(key, |id| self.hashed_id(id, key.destination));
        let error = receipt.error().and_then(|error| u32::try_from(error.value.number()?).ok());
        let (state, finality) = (state.value, receipt.finality_of(&state));
        let mut recorded =
            self.process(now, key, Report { state, finality, detail: error.unwrap_or(NO_ERROR) });
        match &mut recorded.correlation {
            Correlation::Updated(Update { two_ids, .. })
            | Correlation::Repeated { two_ids, .. }
            | Correlation::Contradicted { two_ids, .. } => *two_ids = !is_one && !is_cut_only,
            Correlation::Early(reason @ EarlyReason::UnknownId) if !is_one => {
                *reason = EarlyReason::TwoIds { value: other };
            }
            _ => {}
        }
        recorded
    }

    /// Processes a trusted receipt that was not read with [`Receipt`]. Use
    /// [`ReceiptRules::finality`](crate::message::receipt::ReceiptRules::finality) to get the finality of a state.
    ///
    /// ```
    /// use smpp_core::codes::{Finality, MessageState};
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlation, Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// // What query_sm returned, for example.
    /// let report = orders.report(now, b"77", MessageState::EXPIRED, Finality::Final).on_dropped(drop);
    /// assert!(matches!(report, Correlation::Updated(update) if update.state == MessageState::EXPIRED));
    /// ```
    pub fn report<'k>(
        &mut self,
        now: Instant,
        key: impl Into<MessageKey<'k>>,
        state: MessageState,
        finality: Finality,
    ) -> Recorded<V> {
        let key = self.hashed(key.into());
        self.process(now, key, Report { state, finality, detail: NO_ERROR })
    }

    /// Returns the correlation of an early receipt that now matches because ids have [shown](IdRule::Bases) their
    /// bases. If [`Correlator::has_resolved`] returns `true`, call this method until it returns `None`.
    #[must_use]
    pub fn resolve(&mut self, now: Instant) -> Option<Correlation<V>> {
        while let Some(at) = self.recheck {
            // The next one may have been removed.
            let Some(early) = self.table.slot(at).filter(|slot| slot.is(Phase::Early)).copied() else {
                self.recheck = self.table.oldest(Phase::Early);
                continue;
            };
            self.recheck = self.table.next(at);
            let known = self.known(self.key_of(at, &early));
            let (Some(known), Some(report)) = (known, early.report) else { continue };
            // The other results count for other parts with this id.
            let (mut shared, has_parts) =
                (early.shared, self.table.slot(known).is_some_and(|slot| slot.total > 1));
            let next = if has_parts { shared.take() } else { None };
            match (next, self.table.slot_mut(at)) {
                (Some(_), Some(slot)) => {
                    (slot.report, slot.shared) = (next, shared);
                    self.recheck = Some(at);
                }
                _ => _ = self.table.remove(at),
            }
            let correlation = self.update_one_of(now, known, report);
            if matches!(correlation, Correlation::Updated(_) | Correlation::Contradicted { .. }) {
                return Some(correlation);
            }
        }
        None
    }

    /// Whether [`Correlator::resolve`] has receipts to check.
    pub const fn has_resolved(&self) -> bool {
        self.recheck.is_some()
    }

    /// Number of parts that are stored because their messages may still change: those without an end or with a
    /// provisional one. Parts of a long message that were [refused](Self::refused), are [unknown](Self::unknown) or were
    /// [never sent](Self::never_sent) count too, although they have no id. A message that has [begun](Self::begin) counts
    /// as one until a part of it is recorded. If a message has ended because one of its ids was dropped, its other parts
    /// count until they are dropped too. So 0 means that all messages have ended.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// assert_eq!(orders.waiting(), 1);
    /// ```
    pub fn waiting(&self) -> usize {
        self.table.count(Phase::Open)
    }

    /// Number of [early](Correlation::Early) receipts. Several with one id count as one.
    ///
    /// ```
    /// use smpp_core::codes::{Finality, MessageState};
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdSlot};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.report(now, b"77", MessageState::DELIVERED, Finality::Final);
    /// assert_eq!(orders.early(), 1);
    /// ```
    pub fn early(&self) -> usize {
        self.table.count(Phase::Early)
    }

    /// The rule for ids, including the bases that ids have shown. Save it if you want to keep what was learned
    /// across a restart.
    pub const fn id_rule(&self) -> IdRule {
        self.evidence.rule
    }

    /// Processes a trusted receipt.
    fn process(&mut self, now: Instant, key: HashedKey<'_>, report: Report) -> Recorded<V> {
        if !key.is_storable() {
            return ignored(IgnoredReason::Id);
        }
        let mut reason = match self.known_or_proved(key) {
            Ok(at) => return recorded(self.update_one_of(now, at, report)),
            Err(reason) => reason,
        };
        let early = self.exact(key).find(|(_, slot)| slot.is(Phase::Early)).map(|(at, _)| at);
        if let Some(slot) = early.and_then(|at| self.table.slot_mut(at)) {
            if let (Some(before), Comparison::Contradicted) = (slot.report, slot.record(report)) {
                reason = EarlyReason::Contradicted { before: before.state };
            }
            return recorded(Correlation::Early(reason));
        }
        let dropped = self.table.vacate(&[Phase::Done, Phase::Early]);
        let slot = IdSlot { report: Some(report), ..key.slot(now) };
        let Some(at) = self.table.insert(Phase::Early, slot) else { return ignored(IgnoredReason::Full) };
        self.join_id(at, key);
        if self.recheck == Some(at) {
            // The receipt to check next was dropped for this one.
            self.recheck = self.table.oldest(Phase::Early);
        }
        Recorded { correlation: Correlation::Early(reason), dropped }
    }

    /// Updates one of the parts that share the id of this slot: the first part for which the state is new, or the
    /// last part if that one counts.
    fn update_one_of(&mut self, now: Instant, at: At, report: Report) -> Correlation<V> {
        let Some(slot) = self.table.slot(at) else { return Correlation::Ignored(IgnoredReason::Id) };
        let last_first = self.config.receipts_for == ReceiptsFor::LastPart;
        let rank = |(_, slot): &(At, &IdSlot<V>)| {
            let order = if last_first { !slot.part } else { slot.part };
            (slot.compare(report), order)
        };
        // The only part of a message shares its id with no other.
        let best = if slot.total == 1 {
            None
        } else {
            let sharing = self.exact(self.key_of(at, slot));
            sharing.filter(|(_, other)| other.message() == slot.message()).min_by_key(rank)
        };
        self.update(now, best.map_or(at, |(best, _)| best), report)
    }

    /// Updates the slot of a message.
    fn update(&mut self, now: Instant, at: At, report: Report) -> Correlation<V> {
        let Some(slot) = self.table.slot_mut(at) else { return Correlation::Ignored(IgnoredReason::Full) };
        let Some(value) = slot.value else {
            return Correlation::Ignored(IgnoredReason::Id);
        };
        let (part, superseded, is_over) = (slot.part, slot.end(), slot.is_over());
        match (slot.record(report), superseded) {
            (Comparison::Better, _) => {}
            (Comparison::Contradicted, Some(before)) => {
                return Correlation::Contradicted { value, before, two_ids: false };
            }
            _ => return Correlation::Repeated { value, two_ids: false },
        }
        let message = self.status_of(at);
        if message.is_complete() {
            self.finish(now, at, &message);
        }
        let Report { state, finality, .. } = report;
        let (two_ids, is_end) = (false, message.is_complete() && !is_over);
        Correlation::Updated(Update { value, part, state, finality, superseded, message, two_ids, is_end })
    }

    /// Inserts the slot of a part. With `end`, its message has already ended. Otherwise the part waits for receipts, and
    /// is updated with what is `known` already.
    fn add(
        &mut self,
        key: Option<HashedKey<'_>>,
        Place { mut phase, end }: Place,
        mut slot: IdSlot<V>,
        known: Option<Report>,
        displaced: Option<DroppedId<V>>,
    ) -> Recorded<V> {
        let mut vacated = &[Phase::Done, Phase::Early, Phase::Open][..];
        if let Some(state) = end {
            slot.report = Some(Report { state, finality: Finality::Final, detail: NO_ERROR });
            vacated = &[Phase::Done, Phase::Early];
        }
        let message = slot.message().filter(|_| phase == Phase::Open);
        // The slot from `begin`, if no part of the message has been recorded yet.
        let head = message.and_then(|message| self.open_part(message, |slot| slot.part == 0));
        let (at, dropped) = if let Some(head) = head {
            self.table.replace(head, phase, slot);
            (Some(head), displaced)
        } else {
            let dropped = displaced.or_else(|| self.table.vacate(vacated));
            let is_of = |message: Message<V>| {
                dropped
                    .as_ref()
                    .is_some_and(|gone| (gone.value, gone.total) == (Some(message.value), message.total))
            };
            if message.is_some_and(is_of) {
                phase = Phase::Over;
            }
            let at = self.table.insert(phase, slot);
            at.into_iter().for_each(|at| self.join_parts(at));
            (at, dropped)
        };
        if let Some(at) = at {
            key.into_iter().for_each(|key| self.join_id(at, key));
            if slot.total == 1 {
                // It has no other parts that must find it.
                self.table.leave(Index::Value, at);
            }
        }
        let correlation = match (at, known, slot.value) {
            (Some(at), Some(report), _) => self.update(slot.since, at, report),
            (_, _, Some(value)) if end.is_some() => Correlation::AlreadyEnded { value },
            (Some(_), None, _) => Correlation::Waiting,
            (None, ..) => Correlation::Ignored(IgnoredReason::Full),
        };
        Recorded { correlation, dropped }
    }

    /// Removes any other entry with this id.
    fn displace(&mut self, key: HashedKey<'_>, message: Message<V>, part: u8) -> Option<DroppedId<V>> {
        let each = self.config.receipts_for == ReceiptsFor::EachPart;
        let is_other = |(_, slot): &(At, &IdSlot<V>)| {
            let is_old = slot.part == part || (slot.is(Phase::Done) && each);
            !slot.is(Phase::Early) && (slot.message() != Some(message) || is_old)
        };
        let mut dropped = None;
        loop {
            let Some((at, _)) = self.exact(key).find(is_other) else { return dropped };
            // If there are several, they are parts of one message, which ends with the first.
            let also = self.table.drop_for(at, DroppedReason::Reused);
            dropped = dropped.or(also);
        }
    }

    /// Takes a result that was reported for another part with the same id, if it counts for one more part.
    fn take_shared(&mut self, key: HashedKey<'_>, message: Message<V>) -> Option<Report> {
        let each = self.config.receipts_for == ReceiptsFor::EachPart;
        let (at, _) = self.exact(key).find(|(_, slot)| {
            let has_more = if each { !slot.shared.is_empty() } else { slot.end().is_some() };
            slot.message() == Some(message) && has_more
        })?;
        let slot = self.table.slot_mut(at)?;
        if each { slot.shared.take() } else { slot.report }
    }
}

const fn ignored<V>(reason: IgnoredReason) -> Recorded<V> {
    recorded(Correlation::Ignored(reason))
}

const fn recorded<V>(correlation: Correlation<V>) -> Recorded<V> {
    Recorded { correlation, dropped: None }
}
