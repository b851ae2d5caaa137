//! Which message has its receipt.

use smpp_core::codes::MessageState;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Receipts that came before the submit_sm_resp they belong to, at most: more are forgotten.
const MOST_EARLY: usize = 100_000;

/// Ids that the server gave, and the receipts that named them. A receipt may overtake the answer with its id, and may
/// come again: it counts once.
#[derive(Default)]
pub(crate) struct Receipts {
    waiting: HashSet<Box<[u8]>>,
    early: HashMap<Box<[u8]>, MessageState>,
    counted: HashSet<Box<[u8]>>,
    by_state: BTreeMap<String, u64>,
    delivered: usize,
    again: u64,
}

impl Receipts {
    /// A submit_sm_resp gave this id.
    pub(crate) fn accepted(&mut self, id: &[u8]) {
        match self.early.remove(id) {
            Some(state) => self.count(id.into(), state),
            None => {
                self.waiting.insert(id.into());
            }
        }
    }

    /// A final receipt names this id, or these two for one message.
    pub(crate) fn came<'a>(&mut self, ids: impl Iterator<Item = &'a [u8]> + Clone, state: MessageState) {
        if ids.clone().any(|id| self.counted.contains(id) || self.early.contains_key(id)) {
            self.again = self.again.saturating_add(1);
            return;
        }
        if let Some(id) = ids.clone().find_map(|id| self.waiting.take(id)) {
            self.count(id, state);
            return;
        }
        for id in ids {
            if self.early.len() < MOST_EARLY {
                self.early.insert(id.into(), state);
            }
        }
    }

    fn count(&mut self, id: Box<[u8]>, state: MessageState) {
        let name = state.name().map_or_else(|| state.0.to_string(), str::to_ascii_lowercase);
        let count = self.by_state.entry(name).or_default();
        *count = count.saturating_add(1);
        if state == MessageState::DELIVERED {
            self.delivered = self.delivered.saturating_add(1);
        }
        self.counted.insert(id);
    }

    /// Messages that have their receipt.
    pub(crate) fn total(&self) -> usize {
        self.counted.len()
    }

    /// How many of them were delivered.
    pub(crate) fn delivered(&self) -> usize {
        self.delivered
    }

    /// Receipts for messages that had theirs.
    pub(crate) fn again(&self) -> u64 {
        self.again
    }

    /// Messages by the state that their receipt says.
    pub(crate) fn by_state(&self) -> &BTreeMap<String, u64> {
        &self.by_state
    }
}
