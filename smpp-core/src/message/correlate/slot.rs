//! One place of the table: an id and what is known of its message.

use super::MAX_ID;
use crate::codes::MessageState;
use crate::instant::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id {
    octets: [u8; MAX_ID],
    len: u8,
}

impl Id {
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

/// The number of a slot.
pub(super) type At = u16;
/// No slot.
pub(super) const NONE: At = At::MAX;

/// Where a slot is linked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Free,
    /// A receipt without its submit_sm_resp.
    Early,
    /// The message is not done.
    Open,
    /// The message is done; kept to know repeated receipts, until its place is needed.
    Done,
}

/// An id and what is known of its message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<V> {
    pub(super) list: List,
    /// Neighbours in the list, which is in order of age.
    pub(super) older: At,
    pub(super) newer: At,
    /// The next one in the bucket of the id.
    pub(super) chain: At,
    /// The next one in the bucket of the value, for parts of a message that is not done.
    pub(super) part: At,
    pub(super) since: Instant,
    pub(super) id: Id,
    pub(super) value: Option<V>,
    pub(super) total: u8,
    pub(super) state: Option<MessageState>,
    /// Whether the state is the end: it is final, and no notification on the way told it.
    pub(super) ended: bool,
}

impl<V> Slot<V> {
    pub(super) const FREE: Self = Self {
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
    pub(super) fn end(&self) -> Option<MessageState> {
        self.state.filter(|_| self.ended)
    }

    /// Whether other parts are counted together with this one.
    pub(super) fn is_part(&self) -> bool {
        self.list == List::Open && self.total > 1
    }
}
