//! Which message has its receipt.

use crate::common::screen::shown;
use serde_json::{Value, json};
use smpp_core::codes::MessageState;
use smpp_core::profile::Profile;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Receipts that came before the submit_sm_resp they belong to, at most: more are forgotten.
const MOST_EARLY: usize = 100_000;

/// Ids that the server gave, and the receipts that named them. A receipt may overtake the answer with its id, and may
/// come again: it counts once.
#[derive(Default)]
pub(crate) struct Receipts {
    waiting: HashSet<Box<[u8]>>,
    early: HashMap<Box<[u8]>, MessageState>,
    /// Ids in every spelling that they had.
    counted: HashSet<Box<[u8]>>,
    total: usize,
    /// Who knows which ids are the same.
    profile: Option<&'static Profile>,
    by_state: BTreeMap<String, u64>,
    delivered: usize,
    again: u64,
}

/// What a receipt is to those that came before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// The end of a message that was waited for.
    Counted,
    /// It names no message that is waited for: its answer may still come.
    Early,
    /// Said before.
    Known,
}

impl Receipts {
    pub(crate) fn new(profile: Option<&'static Profile>) -> Self {
        Self { profile, ..Self::default() }
    }

    fn same(&self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        self.profile.is_some_and(|profile| profile.same_id(submitted, in_receipt))
    }

    /// A submit_sm_resp gave this id.
    pub(crate) fn accepted(&mut self, id: &[u8]) {
        let early = if self.early.contains_key(id) {
            Some(id.into())
        } else {
            self.early.keys().find(|early| self.same(id, early)).cloned()
        };
        match early.and_then(|early| self.early.remove_entry(&early)) {
            Some((early, state)) => {
                self.counted.insert(early);
                self.count(id.into(), state);
            }
            None => {
                self.waiting.insert(id.into());
            }
        }
    }

    /// A final receipt names this id, or these two for one message.
    pub(crate) fn came<'a>(
        &mut self,
        ids: impl Iterator<Item = &'a [u8]> + Clone,
        state: MessageState,
    ) -> News {
        if ids.clone().any(|id| self.counted.contains(id) || self.early.contains_key(id)) {
            self.again = self.again.saturating_add(1);
            return News::Known;
        }
        let exact = ids.clone().find_map(|id| self.waiting.take(id));
        let other = || self.waiting.iter().find(|known| ids.clone().any(|id| self.same(known, id))).cloned();
        if let Some(id) = exact.or_else(other) {
            self.waiting.remove(&id);
            self.counted.extend(ids.map(Into::into));
            self.count(id, state);
            return News::Counted;
        }
        // Nobody waits for it: counted before, in other spellings?
        if self.counted.iter().any(|known| ids.clone().any(|id| self.same(known, id))) {
            self.again = self.again.saturating_add(1);
            return News::Known;
        }
        for id in ids {
            if self.early.len() < MOST_EARLY {
                self.early.insert(id.into(), state);
            }
        }
        News::Early
    }

    fn count(&mut self, id: Box<[u8]>, state: MessageState) {
        let count = self.by_state.entry(state_name(state)).or_default();
        *count = count.saturating_add(1);
        if state == MessageState::DELIVERED {
            self.delivered = self.delivered.saturating_add(1);
        }
        self.counted.insert(id);
        self.total = self.total.saturating_add(1);
    }

    /// Messages that have their receipt.
    pub(crate) fn total(&self) -> usize {
        self.total
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

/// What `err` said, receipts and intermediate notifications together.
#[derive(Default)]
pub(crate) struct Errors {
    /// By `err`, and by the number of the state.
    by_err: BTreeMap<(String, u8), u64>,
}

impl Errors {
    /// A receipt that is no repetition.
    pub(crate) fn told(&mut self, err: &[u8], state: MessageState) {
        let key = (String::from_utf8_lossy(err).into_owned(), state.0);
        let count = self.by_err.entry(key).or_default();
        *count = count.saturating_add(1);
    }

    /// An object for each `err` and state, with what the profile knows of it.
    pub(crate) fn list(&self, profile: &Profile) -> Vec<Value> {
        let object = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let known = profile.error_in(Some(state), err.as_bytes());
            json!({
                "err": err,
                "state": state_name(state),
                "count": count,
                "class": known.map(|error| error.class.name()),
                "meaning": known.map(|error| error.meaning),
            })
        };
        self.by_err.iter().map(object).collect()
    }

    /// The same for people, a line each.
    pub(crate) fn lines(&self, profile: &Profile) -> String {
        let line = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let name = state_name(state);
            match profile.error_in(Some(state), err.as_bytes()) {
                Some(known) => {
                    format!("err {err} ({name}, {}): {} ({count})\n", known.class.name(), known.meaning)
                }
                None => format!("err {} ({name}) ({count})\n", shown(err.chars())),
            }
        };
        self.by_err.iter().map(line).collect()
    }
}

/// The name of a state in lower case, or its number.
fn state_name(state: MessageState) -> String {
    state.name().map_or_else(|| state.0.to_string(), str::to_ascii_lowercase)
}
