//! Results of processing ids and receipts.

use super::slot::Id;
use crate::codes::{Finality, MessageState};
use crate::debug::debug_fields;
use crate::instant::Instant;
use crate::message::receipt::ReceiptKind;

/// The combined state of the parts of one message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sum {
    /// Number of parts.
    pub total: u8,
    /// Parts that were answered: accepted with an id, or refused.
    pub accepted: u8,
    /// Parts that were delivered.
    pub delivered: u8,
    /// Parts that will not be delivered.
    pub failed: u8,
    /// Parts that ended as ACCEPTED or UNKNOWN.
    pub undetermined: u8,
    pub(super) finality: Finality,
    pub(super) state: Option<MessageState>,
}

debug_fields!(Sum { total accepted delivered failed undetermined finality state });

impl Sum {
    /// Whether the message has ended. [`Finality::Pending`] until every part has ended, or the part selected by
    /// [`ReceiptsFor`](super::ReceiptsFor). [`Finality::Provisional`] while one of those is ACCEPTED or UNKNOWN
    /// and a later receipt may replace it.
    ///
    /// Wait for [`Finality::Final`] as long as you like, then use [`Sum::state`].
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

/// News about a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct News<V> {
    /// The caller's value.
    pub value: V,
    /// The number of the part.
    pub part: u8,
    /// The state of this part.
    pub state: MessageState,
    /// Whether that state ends the part.
    pub finality: Finality,
    /// The provisional state of this part that is replaced.
    pub superseded: Option<MessageState>,
    /// All parts combined, including this one.
    pub sum: Sum,
    /// The receipt also has another id that is a different number in any base; the one with priority counted.
    /// An id cut to the ten octets of Appendix B does not count as different. See
    /// [`Correlator::receipt`](super::Correlator::receipt). For a receipt that was early,
    /// [`EarlyReason::TwoIds`] reported it.
    pub two_ids: bool,
}

debug_fields!(News<V> { value part state finality superseded sum two_ids });

/// The result of processing an id or a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome<V> {
    /// The id is stored and waits for receipts.
    Waiting,
    /// The receipt, or an early receipt for this id, is news.
    Told(News<V>),
    /// The receipt repeats what is known, or is no longer news because the message has ended.
    Repeated {
        /// The caller's value.
        value: V,
    },
    /// The message, or its part with this id, has already ended with another final state, which is kept. If
    /// parts share the id, the receipt counts for the next part that is answered with it.
    Contradicted {
        /// The caller's value.
        value: V,
        /// The state that is kept.
        before: MessageState,
    },
    /// The part belongs to a message that has ended. According to [`ReceiptsFor`](super::ReceiptsFor), no
    /// receipt for it is expected.
    Over {
        /// The caller's value.
        value: V,
    },
    /// The receipt is kept until a submit_sm_resp has its id, or the bases of the ids are known. If there are
    /// several with one id, a final state wins, then the last provisional state, then the last one.
    Early(EarlyReason<V>),
    /// A message that only its text identifies as a receipt, or an acknowledgement, has a known id. Anybody can
    /// send such a text, so it changed nothing. See
    /// [`ReceiptRules::trust_unmarked`](crate::message::receipt::ReceiptRules::trust_unmarked).
    Unmarked {
        /// The caller's value.
        value: V,
        /// The kind of message.
        kind: ReceiptKind,
    },
    /// Nothing was stored.
    Refused(RefusedReason),
}

/// Why a receipt is early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EarlyReason<V> {
    /// No submit_sm_resp has had its id yet.
    UnknownId,
    /// In the bases named by the rule, or apparently used by both sides, its id is unknown. In another base it
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
    /// The other one does not end a message: see [`Correlator::receipt`](super::Correlator::receipt).
    TwoIds {
        /// The caller's value for the message with the other id, if that is known.
        value: Option<V>,
    },
}

/// Why nothing was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusedReason {
    /// The id is missing, or has more than [`MAX_ID`](super::MAX_ID) octets.
    Id,
    /// The receipt has no known state.
    State,
    /// The part number is invalid.
    Part,
    /// The message is not marked as a receipt, and has no known id.
    Unmarked,
    /// The receipt has an unknown id, and every slot is taken by an id that waits for receipts.
    NoRoom,
}

/// The result of processing an id or a receipt, and what had to be dropped for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Step<V> {
    /// The result.
    pub outcome: Outcome<V>,
    /// What was dropped, unless it no longer matters.
    pub dropped: Option<Dropped<V>>,
}

/// An id that was dropped before its message ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Dropped<V> {
    /// Why it was dropped.
    pub reason: DropReason,
    /// The caller's value; `None` for a receipt without a submit_sm_resp.
    pub value: Option<V>,
    /// The last known state.
    pub state: Option<MessageState>,
    /// Whether that state ends the message. A provisional state is reported here if the id was waiting for a
    /// better one.
    pub finality: Finality,
    /// When it was stored.
    pub since: Instant,
    pub(super) id: Id,
}

debug_fields!(Dropped<V> { reason value state finality since id });

impl<V> Dropped<V> {
    /// The id; empty for a part that was refused.
    pub fn id(&self) -> &[u8] {
        self.id.as_bytes()
    }
}

/// Why an id was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DropReason {
    /// It expired.
    Expired,
    /// Its slot was needed, and it was the oldest.
    Evicted,
    /// The message centre reused its id for another message.
    Reused,
}
