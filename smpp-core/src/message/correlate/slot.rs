//! A slot of the table: an id and the state of its message.

use super::MAX_ID;
use crate::codes::{Finality, MessageState};
use crate::instant::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id {
    octets: [u8; MAX_ID],
    len: u8,
}

impl Id {
    /// The id of a part that was refused.
    pub(super) const EMPTY: Self = Self { octets: [0; MAX_ID], len: 0 };

    pub(super) fn new(id: &[u8]) -> Option<Self> {
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

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// The index of a slot.
pub(super) type At = u16;
/// No slot.
pub(super) const NONE: At = At::MAX;

/// The slots in the same condition, ordered by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Free,
    /// A receipt without its submit_sm_resp.
    Early,
    /// The message has not ended.
    Open,
    /// The message has ended. Kept to recognise repeated receipts until the slot is needed.
    Done,
}

/// The neighbours of a slot in a list or bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Links {
    pub(super) before: At,
    pub(super) after: At,
}

impl Links {
    pub(super) const NONE: Self = Self { before: NONE, after: NONE };
}

/// A slot in a bucket of an index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    pub(super) links: Links,
    /// Less than the number of slots.
    pub(super) bucket: u16,
}

/// Identifies a message: the caller's value and the number of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message<V> {
    pub(super) value: V,
    pub(super) total: u8,
}

/// An id and the state of its message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<V> {
    pub(super) list: List,
    pub(super) links: Links,
    pub(super) chains: [Chain; 3],
    pub(super) since: Instant,
    pub(super) id: Id,
    /// A hash of the destination, if destinations count.
    pub(super) destination: u64,
    /// `None` for an early receipt.
    pub(super) message: Option<Message<V>>,
    /// The number of the part, from 1.
    pub(super) part: u8,
    /// The last reported state, and its finality.
    pub(super) state: Option<MessageState>,
    pub(super) finality: Finality,
    /// Results that were not news here. They may belong to other parts that have not been answered yet and will
    /// have the same id.
    pub(super) spare: Spare,
}

/// Results for further parts with the same id. Four different ones are kept, each with a count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spare([(MessageState, Finality, u8); 4]);

impl Spare {
    pub(super) const NONE: Self = Self([(MessageState::UNKNOWN, Finality::Pending, 0); 4]);

    fn add(&mut self, state: MessageState, finality: Finality) {
        let same = |end: &&mut (MessageState, Finality, u8)| end.2 > 0 && (end.0, end.1) == (state, finality);
        if let Some(end) = self.0.iter_mut().find(same) {
            end.2 = end.2.saturating_add(1);
        } else if let Some(end) = self.0.iter_mut().find(|end| end.2 == 0) {
            *end = (state, finality, 1);
        }
    }

    /// Takes one of them, a final one first.
    pub(super) fn take(&mut self) -> Option<(MessageState, Finality)> {
        let kept = self.0.iter_mut().filter(|end| end.2 > 0);
        let (state, finality, count) = kept.min_by_key(|end| core::cmp::Reverse(end.1))?;
        *count = count.saturating_sub(1);
        Some((*state, *finality))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|end| end.2 == 0)
    }
}

/// How a report relates to what was reported before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    News,
    Repeated,
    /// A different final state was reported before.
    Contradicted(MessageState),
}

impl<V: Copy> Slot<V> {
    pub(super) const FREE: Self = Self {
        list: List::Free,
        links: Links::NONE,
        chains: [Chain { links: Links::NONE, bucket: 0 }; 3],
        since: Instant::ZERO,
        id: Id::EMPTY,
        destination: 0,
        message: None,
        part: 1,
        state: None,
        finality: Finality::Pending,
        spare: Spare::NONE,
    };

    /// The end so far.
    pub(super) fn end(&self) -> Option<MessageState> {
        self.state.filter(|_| self.finality.is_end())
    }

    /// Whether the message has other parts.
    pub(super) fn is_part(&self) -> bool {
        self.message.is_some_and(|message| message.total > 1)
    }

    /// Records news.
    pub(super) fn say(&mut self, state: MessageState, finality: Finality) {
        (self.state, self.finality) = (Some(state), finality);
    }

    /// Records a report that is not news. It may be the result of another part.
    pub(super) fn repeat(&mut self, state: MessageState, finality: Finality) {
        if finality.is_end() {
            self.spare.add(state, finality);
        }
    }

    /// Compares a report with earlier ones. An end outweighs a pending state, and a final end outweighs a
    /// provisional one.
    pub(super) fn weigh(&self, state: MessageState, finality: Finality) -> Weight {
        match self.state {
            None => Weight::News,
            Some(before) if before != state && [self.finality, finality] == [Finality::Final; 2] => {
                Weight::Contradicted(before)
            }
            Some(before) if finality > self.finality || (finality == self.finality && before != state) => {
                Weight::News
            }
            Some(_) => Weight::Repeated,
        }
    }
}
