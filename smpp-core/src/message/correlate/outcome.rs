//! What becomes of ids and receipts.

use super::slot::Id;
use crate::codes::MessageState;
use crate::instant::Instant;

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
    /// The end of the first part that came to another one.
    pub(super) worst: Option<MessageState>,
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
    /// There is no id, or it has more than [`MAX_ID`](super::MAX_ID) octets.
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
    pub(super) id: Id,
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
