//! What becomes of ids and receipts.

use super::slot::Id;
use crate::codes::{Finality, MessageState};
use crate::debug::debug_fields;
use crate::instant::Instant;
use crate::message::receipt::ReceiptKind;

/// The parts of one message so far.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sum {
    /// Parts that the message has.
    pub total: u8,
    /// Parts that were answered: their ids are known, or they were refused.
    pub accepted: u8,
    /// Parts that were delivered.
    pub delivered: u8,
    /// Parts that will not be delivered.
    pub failed: u8,
    /// Parts whose end says neither: ACCEPTED or UNKNOWN.
    pub undetermined: u8,
    pub(super) finality: Finality,
    pub(super) state: Option<MessageState>,
}

debug_fields!(Sum { total accepted delivered failed undetermined finality state });

impl Sum {
    /// How much of an end the message has come to. [`Finality::Pending`] until every part has its end, or the part that
    /// [`ReceiptsFor`](super::ReceiptsFor) names; [`Finality::Provisional`] while one of those is ACCEPTED or UNKNOWN
    /// and a later receipt may supersede it.
    ///
    /// Wait for [`Finality::Final`] as long as you like, and take [`Sum::state`] for what it is then.
    pub const fn finality(&self) -> Finality {
        self.finality
    }

    /// Whether the message is over, and nothing better is to come.
    pub const fn is_complete(&self) -> bool {
        matches!(self.finality, Finality::Final)
    }

    /// The state of the message once it has an end, even a provisional one. It is that of the part whose receipt counts
    /// for all; where each part has its own, that of the first one that failed, or else of the first one that is ACCEPTED
    /// or UNKNOWN, or else DELIVERED. `None` before.
    pub const fn state(&self) -> Option<MessageState> {
        self.state
    }
}

/// News of a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct News<V> {
    /// Your value.
    pub value: V,
    /// The number of the part.
    pub part: u8,
    /// The state of this part.
    pub state: MessageState,
    /// How much of an end that is.
    pub finality: Finality,
    /// The provisional end that this part had before.
    pub superseded: Option<MessageState>,
    /// All parts together, this one included.
    pub sum: Sum,
    /// The receipt has another id as well, which is another number in any base: the one that goes first counted. An id cut
    /// to the ten octets of Appendix B is no other one. See [`Correlator::receipt`](super::Correlator::receipt). Of a receipt that was early, [`EarlyReason::TwoIds`] said so.
    pub two_ids: bool,
}

debug_fields!(News<V> { value part state finality superseded sum two_ids });

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
    /// The message, or its part with this id, had come to another plain end before, which stays. Where parts share the
    /// id, the receipt counts for the next one that is answered with it.
    Contradicted {
        /// Your value.
        value: V,
        /// That end.
        before: MessageState,
    },
    /// The part belongs to a message that is over: by [`ReceiptsFor`](super::ReceiptsFor) no receipt for it is waited for.
    Over {
        /// Your value.
        value: V,
    },
    /// The receipt is kept until a submit_sm_resp brings its id, or the bases of the ids are known. Of several under one
    /// id the plain end counts, or else the last end, or else the last.
    Early(EarlyReason<V>),
    /// A message that nothing but its text marks as a receipt, or an acknowledgement, names an id that is known. Anybody
    /// can write such a text: it changed nothing. See
    /// [`ReceiptRules::trust_unmarked`](crate::message::receipt::ReceiptRules::trust_unmarked).
    Unmarked {
        /// Your value.
        value: V,
        /// What the message is.
        kind: ReceiptKind,
    },
    /// Nothing was kept.
    Refused(RefusedReason),
}

/// Why a receipt is early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum EarlyReason<V> {
    /// No submit_sm_resp has brought its id.
    UnknownId,
    /// By the bases that the rule names, or that both sides seem to use, its id is no id that is known. In another base
    /// it would be that of the message with this value: see [`IdRule::Bases`](super::IdRule::Bases).
    OtherBase {
        /// Your value.
        value: V,
    },
    /// An early receipt under the same id said another plain end, which stays.
    Contradicted {
        /// That end.
        before: MessageState,
    },
    /// The receipt has two ids that differ. The one that goes first is no id that is known, and the receipt is kept under
    /// it. The other one ends nothing: see [`Correlator::receipt`](super::Correlator::receipt).
    TwoIds {
        /// Your value for the message with the other id, when that is known.
        value: Option<V>,
    },
}

/// Why something was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusedReason {
    /// There is no id, or it has more than [`MAX_ID`](super::MAX_ID) octets.
    Id,
    /// The receipt says no state that is known.
    State,
    /// A part has no such number.
    Part,
    /// It is not marked as a receipt, and names no id that is known.
    Unmarked,
    /// A receipt that nobody knows, and every place is taken by ids that wait for theirs.
    NoRoom,
}

/// What became of an id or of a receipt, and what had to go for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Step<V> {
    /// What became of it.
    pub outcome: Outcome<V>,
    /// What was given up, when that matters to anyone.
    pub dropped: Option<Dropped<V>>,
}

/// An id that was given up before its message was done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Dropped<V> {
    /// Why.
    pub reason: DropReason,
    /// Your value; `None` for a receipt whose submit_sm_resp had not come.
    pub value: Option<V>,
    /// The last state that was told.
    pub state: Option<MessageState>,
    /// How much of an end that state is: an id that had a provisional one and waited for a better is dropped with it.
    pub finality: Finality,
    /// Since when it was kept.
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
