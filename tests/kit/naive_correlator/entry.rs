//! The ids of a naive correlator, and its results in terms that the correlator shares.

use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{Correlation, DroppedId, End, MessageStatus, Update};

/// The state of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Early,
    Open,
    Done,
}

pub(super) type Spare = [(MessageState, Finality, u32); 4];
pub(super) const NO_SPARE: Spare = [(MessageState::UNKNOWN, Finality::Pending, 0); 4];

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) list: List,
    /// Its number among all ids ever added: the newest is found first.
    pub(super) born: u64,
    pub(super) since: u64,
    /// Empty for a part that was refused.
    pub(super) id: Vec<u8>,
    pub(super) destination: Vec<u8>,
    /// Value and total; `None` of an early receipt.
    pub(super) message: Option<(u32, u8)>,
    /// Which of the messages with this value and total: parts belong together while one of them waits.
    pub(super) which: u64,
    /// 0 before any part is recorded.
    pub(super) part: u8,
    pub(super) state: Option<MessageState>,
    pub(super) finality: Finality,
    /// What makes the message end if this part decides it.
    pub(super) how: End,
    /// Ends that were not new, and how often each came.
    pub(super) spare: Spare,
    /// Done, but another part of its message may still be answered.
    pub(super) lacks_parts: bool,
}

/// An id that was dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its value, unless it was early.
    pub value: Option<u32>,
    /// The id.
    pub id: Vec<u8>,
    /// The state that was reported for it.
    pub state: Option<MessageState>,
    /// How final that is.
    pub finality: Finality,
    /// Since when it was kept.
    pub since: u64,
}

impl From<DroppedId<u32>> for Gone {
    fn from(dropped: DroppedId<u32>) -> Self {
        let DroppedId { value, state, finality, since, .. } = dropped;
        Self { value, id: dropped.id().to_vec(), state, finality, since: since.as_millis() }
    }
}

impl From<Entry> for Gone {
    fn from(entry: Entry) -> Self {
        let Entry { id, message, state, finality, since, .. } = entry;
        Self { value: message.map(|(value, _)| value), id, state, finality, since }
    }
}

/// The contents of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub(super) numbers: [u8; 5],
    pub(super) finality: Finality,
    pub(super) state: Option<MessageState>,
}

impl From<MessageStatus> for Counts {
    fn from(sum: MessageStatus) -> Self {
        Self {
            numbers: [sum.total, sum.answered, sum.delivered, sum.failed, sum.undetermined],
            finality: sum.finality(),
            state: sum.state(),
        }
    }
}

/// An outcome with the contents of its sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Value, part, state, finality, superseded state, all parts.
    Told(u32, u8, MessageState, Finality, Option<MessageState>, Counts),
    /// Anything else.
    Other(Correlation<u32>),
}

impl From<Correlation<u32>> for Said {
    fn from(outcome: Correlation<u32>) -> Self {
        match outcome {
            Correlation::Updated(Update { value, part, state, finality, superseded, message, .. }) => {
                Self::Told(value, part, state, finality, superseded, message.into())
            }
            other => Self::Other(other),
        }
    }
}

/// How a receipt relates to earlier ones.
pub(super) enum Weight {
    News,
    Repeated,
    Contradicted(MessageState),
}

impl Entry {
    pub(super) fn weigh(&self, state: MessageState, finality: Finality) -> Weight {
        let Some(before) = self.state else { return Weight::News };
        match (self.finality, finality) {
            (Finality::Final, Finality::Final) if before != state => Weight::Contradicted(before),
            (was, is) if is > was => Weight::News,
            (was, is) if is == was && before != state => Weight::News,
            _ => Weight::Repeated,
        }
    }

    pub(super) fn say(&mut self, state: MessageState, finality: Finality, how: End) {
        (self.state, self.finality, self.how) = (Some(state), finality, how);
    }

    /// Takes an end that was not new, the most certain one first.
    pub(super) fn take_spare(&mut self) -> Option<(MessageState, Finality)> {
        let kept = self.spare.iter_mut().filter(|end| end.2 > 0);
        let end = kept.min_by_key(|end| std::cmp::Reverse(end.1))?;
        end.2 -= 1;
        Some((end.0, end.1))
    }

    pub(super) fn repeat(&mut self, state: MessageState, finality: Finality) {
        if !finality.is_end() {
            return;
        }
        let same =
            |end: &&mut (MessageState, Finality, u32)| end.2 > 0 && (end.0, end.1) == (state, finality);
        if let Some(end) = self.spare.iter_mut().find(same) {
            end.2 += 1;
        } else if let Some(end) = self.spare.iter_mut().find(|end| end.2 == 0) {
            *end = (state, finality, 1);
        }
    }
}
