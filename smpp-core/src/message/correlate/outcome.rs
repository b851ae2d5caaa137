//! Results of processing ids and receipts.

use super::slot::Id;
use crate::codes::{CommandStatus, Finality, MessageState};
use crate::debug::debug_fields;
use crate::message::receipt::ReceiptKind;
use core::fmt;
use smpp_gsm7::{Instant, error_kinds};

/// The status of a message: the results of its parts combined.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MessageStatus {
    /// Number of parts.
    pub total: u8,
    /// Parts that were recorded: accepted with an id, refused, [unknown](super::Correlator::unknown) or
    /// [never sent](super::Correlator::never_sent).
    pub answered: u8,
    /// Parts that were delivered.
    pub delivered: u8,
    /// Parts that will not be delivered.
    pub failed: u8,
    /// Parts that ended as ACCEPTED or UNKNOWN.
    pub undetermined: u8,
    pub(super) finality: Finality,
    pub(super) state: Option<MessageState>,
    /// How the message has ended, or how a part of it has failed.
    pub(super) end: Option<End>,
}

debug_fields!(MessageStatus { total answered delivered failed undetermined finality state });

impl MessageStatus {
    /// Whether the message has ended. [`Finality::Pending`] until every part has ended, or the part selected by
    /// [`ReceiptsFor`](super::ReceiptsFor). [`Finality::Provisional`] while one of those is ACCEPTED or UNKNOWN
    /// and a later receipt may replace it.
    ///
    /// Wait for [`Finality::Final`] as long as you like, then use [`MessageStatus::state`].
    pub const fn finality(&self) -> Finality {
        self.finality
    }

    /// Whether the message has ended and no better receipt is expected.
    pub const fn is_complete(&self) -> bool {
        matches!(self.finality, Finality::Final)
    }

    /// The state of the message once it has ended, even provisionally; `None` before. If the receipt of one
    /// part counts for all, it is the state of that part. If each part has a receipt, it is the state of the
    /// first part that failed, otherwise of the first that is ACCEPTED or UNKNOWN, otherwise DELIVERED.
    pub const fn state(&self) -> Option<MessageState> {
        self.state
    }
}

/// A change in the state of a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<V> {
    /// The caller's value.
    pub value: V,
    /// The number of the part.
    pub part: u8,
    /// The state of this part.
    pub state: MessageState,
    /// Whether that state ends the part.
    pub finality: Finality,
    /// The provisional state of this part that was replaced, if any.
    pub superseded: Option<MessageState>,
    /// The whole message, including this part.
    pub message: MessageStatus,
    /// Whether the receipt also has another id, which does not match the one with priority in any base. Only the one
    /// with priority counts. An id cut to the ten octets of Appendix B does not count as different. See
    /// [`Correlator::receipt`](super::Correlator::receipt). For a receipt that was early,
    /// [`EarlyReason::TwoIds`] reported it.
    pub two_ids: bool,
    /// It is the end of the message.
    pub(super) is_end: bool,
}

debug_fields!([V: fmt::Debug] Update<V> { value part state finality superseded message two_ids });

/// What a call changed in the messages of a [`Correlator`](super::Correlator).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "it may be the end of a message"]
pub enum Correlation<V> {
    /// The message has begun, or the id is stored and waits for receipts, or the same was recorded for the part before.
    Waiting,
    /// The state of a message changed: because of the receipt or an early receipt for the id, or because the part was
    /// refused, is unknown or was never sent.
    Updated(Update<V>),
    /// The receipt repeats what is already known, or its message has already ended.
    Repeated {
        /// The caller's value.
        value: V,
        /// The receipt also has a different id: see [`Update::two_ids`].
        two_ids: bool,
    },
    /// The message, or its part with this id, has already ended with another final state, which is kept. If
    /// parts share the id, the receipt counts for the next part that is answered with it.
    Contradicted {
        /// The caller's value.
        value: V,
        /// The state that is kept.
        before: MessageState,
        /// The receipt also has a different id: see [`Update::two_ids`].
        two_ids: bool,
    },
    /// The part belongs to a message that has ended. [`ReceiptsFor`](super::ReceiptsFor) says that no receipt for
    /// this part will follow.
    AlreadyEnded {
        /// The caller's value.
        value: V,
    },
    /// The receipt is kept until a submit_sm_resp with its id arrives, or the bases of the ids are known. If there
    /// are several with one id, a final state wins, then the last provisional state, then the last one.
    Early(EarlyReason<V>),
    /// The message has a known id, but it is an acknowledgement, a text that looks like a receipt, or another text with
    /// the id. Anyone can send such a text, so it changed nothing. See
    /// [`ReceiptRules::trust_unmarked`](crate::message::receipt::ReceiptRules::trust_unmarked).
    Unmarked {
        /// The caller's value.
        value: V,
        /// The kind of message.
        kind: ReceiptKind,
    },
    /// Nothing was stored or changed.
    Ignored(IgnoredReason),
}

/// For logs, such as `message 1234, part 1 of 1: DELIVERED` or `no known state`.
impl<V: fmt::Display> fmt::Display for Correlation<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("waits for a receipt"),
            Self::Updated(Update { value, part, state, message, .. }) => {
                write!(f, "message {value}, part {part} of {}: {state}", message.total)
            }
            Self::Repeated { value, .. } => write!(f, "message {value}: a repeated receipt"),
            Self::Contradicted { value, before, .. } => {
                write!(f, "message {value}: a receipt that contradicts {before}")
            }
            Self::AlreadyEnded { value } => write!(f, "message {value} has ended already"),
            Self::Early(reason) => reason.fmt(f),
            Self::Unmarked { value, .. } => write!(f, "message {value}: a text that looks like a receipt"),
            Self::Ignored(reason) => reason.fmt(f),
        }
    }
}

impl<V: Copy> Correlation<V> {
    /// The message that ended with this; see [`Ended`].
    pub fn ended(&self) -> Option<Ended<V>> {
        let Self::Updated(Update { value, message, is_end: true, .. }) = self else { return None };
        Some(Ended { value: *value, end: message.end? })
    }
}

/// The end of a message. Each message that has [begun](super::Correlator::begin) ends exactly once, no matter what
/// arrives and in which order. Its end is in the result of the call that ends it: when the message is
/// [complete](MessageStatus::is_complete), or when the first of its ids is dropped. Parts that are recorded later, and
/// receipts for its other ids, do not end it again.
///
/// ```
/// use smpp_core::codes::{Finality, MessageState};
/// use smpp_core::message::correlate::{
///     Correlator, CorrelatorConfig, DroppedReason, End, Ended, IdSlot, PartNumber,
/// };
/// use smpp_core::{Duration, Instant};
///
/// let config = CorrelatorConfig { expiry: Duration::from_secs(60), ..CorrelatorConfig::new(0x5EED) };
/// let mut orders = Correlator::new(config, [IdSlot::EMPTY; 100]);
/// let mut ends = Vec::new();
/// for (order, ids) in [(1234, [b"70", b"71"]), (1235, [b"72", b"73"])] {
///     ends.extend(orders.begin(Instant::ZERO, order, 2).ended());
///     for (number, id) in (1..).zip(ids) {
///         ends.extend(orders.accepted(Instant::ZERO, id, order, PartNumber::new(number, 2)).ended());
///     }
/// }
/// // All receipts come except that for id 73.
/// for id in [b"70", b"71", b"72"] {
///     let now = Instant::from_millis(5_000);
///     ends.extend(orders.report(now, id, MessageState::DELIVERED, Finality::Final).ended());
/// }
/// // Order 1235 has two ids, but it ends once.
/// while let Some(dropped) = orders.expire(Instant::from_millis(60_000)) {
///     ends.extend(dropped.ended());
/// }
/// assert_eq!(ends, [
///     Ended { value: 1234, end: End::Receipt { state: MessageState::DELIVERED, error: None } },
///     Ended { value: 1235, end: End::Dropped(DroppedReason::Expired) },
/// ]);
/// assert_eq!(ends[1].to_string(), "message 1235: no result: too much time has passed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ended<V> {
    /// The caller's value.
    pub value: V,
    /// How the message ended.
    pub end: End,
}

/// For logs, such as `message 1234: DELIVERED`.
impl<V: fmt::Display> fmt::Display for Ended<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message {}: {}", self.value, self.end)
    }
}

/// How a message ended. For a message of several parts, this is the end of the first part that failed, otherwise of the
/// first that is ACCEPTED or UNKNOWN, otherwise of part 1. If a part was recorded twice with results of the same kind,
/// such as two failures, its receipt takes precedence over its response. If the receipt of one part counts for all, it
/// is the end of that part: see [`ReceiptsFor`](super::ReceiptsFor).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum End {
    /// A receipt reported this state.
    Receipt {
        /// The state.
        state: MessageState,
        /// The error in the receipt, if it is a [number](crate::message::receipt::ErrorValue::number) below 2^32 - 1. Many
        /// message centres also send 0 or another number for messages that were delivered. `None` after
        /// [`Correlator::report`](super::Correlator::report), and for a receipt that was kept for another part with the
        /// same id: see [`ReceiptsFor::EachPart`](super::ReceiptsFor::EachPart).
        error: Option<u32>,
    },
    /// The message centre refused the message with this status.
    Refused(CommandStatus),
    /// No receipt can be matched: it is unknown whether the message centre has accepted the message, or it gave no id that
    /// can be stored.
    Unknown,
    /// The message was [not sent](super::Correlator::never_sent).
    NeverSent,
    /// The message ended without all its receipts, because the correlator has dropped it or one of its ids. No part is
    /// known to have failed.
    Dropped(DroppedReason),
}

/// For logs: `DELIVERED`, `UNDELIVERABLE with error 34`, `refused with ESME_RINVDSTADR`, `unknown`, `never sent`, or `no
/// result: ` and why. The error 0, and that of a message that was delivered, are left out.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receipt { state, error: Some(error) }
                if *error != 0 && *state != MessageState::DELIVERED =>
            {
                write!(f, "{state} with error {error}")
            }
            Self::Receipt { state, .. } => state.fmt(f),
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::Unknown => f.write_str("unknown"),
            Self::NeverSent => f.write_str("never sent"),
            Self::Dropped(reason) => write!(f, "no result: {reason}"),
        }
    }
}

/// Why a receipt is early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EarlyReason<V> {
    /// No submit_sm_resp with this id has arrived yet.
    UnknownId,
    /// The id is unknown in the bases that the rule names, or that both sides seem to use. In another base it
    /// would match the message with this value: see [`IdRule::Bases`](super::IdRule::Bases).
    OtherBase {
        /// The caller's value.
        value: V,
    },
    /// An earlier early receipt with the same id had another final state, which is kept.
    Contradicted {
        /// The state that is kept.
        before: MessageState,
    },
    /// The receipt has two different ids. The one with priority is unknown, and the receipt is kept under it.
    /// The other one does not end a message: see [`Correlator::receipt`](super::Correlator::receipt). Unlike in
    /// [`Update::two_ids`], an id cut to the ten octets of Appendix B counts as different.
    TwoIds {
        /// The caller's value for the message with the other id, if that is known.
        value: Option<V>,
    },
}

impl<V: fmt::Display> fmt::Display for EarlyReason<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownId => f.write_str("no message has this id yet"),
            Self::OtherBase { value } => write!(f, "message {value} has this id in another base"),
            Self::Contradicted { before } => write!(f, "an early receipt that contradicts {before}"),
            Self::TwoIds { value: Some(value) } => {
                write!(f, "two ids, of which the second is that of message {value}")
            }
            Self::TwoIds { value: None } => f.write_str("two ids, and no message has either of them yet"),
        }
    }
}

error_kinds! {
    /// Why a part or a receipt was ignored.
    #[derive(Debug, Hash)]
    pub enum IgnoredReason {
        /// The receipt has no id, or one of more than [`MAX_ID`](super::MAX_ID) octets.
        Id => "no id, or an id that is too long";
        /// The receipt has no known state.
        State => "no known state";
        /// The part number is invalid.
        Part => "an invalid part number";
        /// The message of the part has not [begun](super::Correlator::begin), or it has ended and nothing is left of it, or
        /// it has only one part, which was accepted before.
        NotBegun => "the message has not begun, or has ended";
        /// The message is not marked as a receipt, and has no known id.
        Unmarked => "not marked as a receipt";
        /// The receipt has an unknown id, and every slot is taken by a message that waits; or there are no slots.
        Full => "no room";
    }
}

/// A [`Correlation`], and what the correlator dropped to store it.
///
/// A full correlator makes room: it drops the oldest message that has ended, otherwise the oldest early receipt,
/// otherwise, for a new message or id, the oldest one that waits. It also drops an id that the message centre reuses.
/// Receipts for a dropped id no longer find their message. To get the correlation, call [`Recorded::on_dropped`], which
/// also reports what was dropped, or [`Recorded::correlation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "an id may have been dropped"]
pub struct Recorded<V> {
    pub(super) correlation: Correlation<V>,
    pub(super) dropped: Option<DroppedId<V>>,
}

impl<V> Recorded<V> {
    /// Returns the correlation. Calls `on_dropped` first if something was dropped: an id or a message that had not ended,
    /// or an early receipt.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{
    ///     Correlation, Correlator, CorrelatorConfig, DroppedReason, IdSlot, PartNumber,
    /// };
    ///
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 1]);
    /// let mut unmatched = Vec::new();
    /// for (id, order) in [(b"70", 1234), (b"71", 1235)] {
    ///     let correlation = orders
    ///         .begin(Instant::ZERO, order, 1)
    ///         .on_dropped(|dropped| unmatched.push((dropped.value, dropped.reason)));
    ///     assert_eq!(correlation, Correlation::Waiting);
    ///     let _ = orders.accepted(Instant::ZERO, id, order, PartNumber::ONLY);
    /// }
    /// assert_eq!(unmatched, [(Some(1234), DroppedReason::Evicted)]);
    /// ```
    pub fn on_dropped(self, on_dropped: impl FnOnce(DroppedId<V>)) -> Correlation<V> {
        let Self { correlation, dropped } = self;
        if let Some(dropped) = dropped {
            on_dropped(dropped);
        }
        correlation
    }

    /// The correlation.
    pub const fn correlation(&self) -> &Correlation<V> {
        &self.correlation
    }

    /// The messages that have ended: one that was dropped, and the one that the call was about. See [`Ended`].
    pub fn ended(&self) -> impl Iterator<Item = Ended<V>> + use<V>
    where
        V: Copy,
    {
        let dropped = self.dropped.as_ref().and_then(DroppedId::ended);
        dropped.into_iter().chain(self.correlation.ended())
    }
}

/// An id that was dropped before its message ended. This ends the message, and its other ids are dropped silently later.
/// Also a message that was dropped before it had an id, or an early receipt.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "no receipt will be matched to it any more"]
pub struct DroppedId<V> {
    /// Why it was dropped.
    pub reason: DroppedReason,
    /// The caller's value; `None` for a receipt without a submit_sm_resp.
    pub value: Option<V>,
    /// The last known state of the part with this id, or of the early receipt.
    pub state: Option<MessageState>,
    /// Whether that state ends the part. A part that has ended can still be dropped while its message waits for other
    /// parts. A provisional state is reported here if the id was waiting for a better one.
    pub finality: Finality,
    /// When it was stored.
    pub since: Instant,
    pub(super) id: Id,
    /// The number of parts of its message.
    pub(super) total: u8,
    /// How its message ended.
    pub(super) end: Option<End>,
}

debug_fields!([V: fmt::Debug] DroppedId<V> { reason value state finality since id });

impl<V> DroppedId<V> {
    /// The id; empty for a part that was refused, is unknown or was never sent, and for a message of which no part is
    /// recorded.
    pub fn id(&self) -> &[u8] {
        self.id.as_bytes()
    }

    /// The message that ended with this; `None` for a receipt without a submit_sm_resp. See [`Ended`].
    pub fn ended(&self) -> Option<Ended<V>>
    where
        V: Copy,
    {
        Some(Ended { value: self.value?, end: self.end? })
    }
}

/// For logs: the end of the message, or the id of a receipt that belongs to no message.
impl<V: fmt::Display + Copy> fmt::Display for DroppedId<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ended() {
            Some(ended) => ended.fmt(f),
            None => write!(f, "a receipt for id {}, which no message has", self.id().escape_ascii()),
        }
    }
}

error_kinds! {
    /// Why an id was dropped.
    #[derive(Debug, Hash)]
    pub enum DroppedReason {
        /// The id expired.
        Expired => "too much time has passed";
        /// The slot was needed, and the id was the oldest.
        Evicted => "its slot was needed";
        /// The message centre gave the id to another message.
        Reused => "an id was reused";
        /// [`Correlator::drain`](super::Correlator::drain) was called.
        Drained => "given up";
    }
}
