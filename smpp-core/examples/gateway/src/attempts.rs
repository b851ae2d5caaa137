//! The attempts to send whose outcome is unknown, so that a response that comes late finds its message.

use crate::record::Late;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many attempts to remember. The client remembers as many for each connection.
const MOST: usize = 1000;

/// The attempts over one bind.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    /// Attempts and the keys of their messages.
    unknown: VecDeque<(u64, String)>,
    /// Responses that came before it was stored that the outcome is unknown.
    early: VecDeque<(u64, Late)>,
}

impl Attempts {
    /// The number of a new attempt.
    pub(crate) fn begin(&self) -> u64 {
        self.with(|inner| {
            inner.last = inner.last.wrapping_add(1);
            inner.last
        })
    }

    /// It is stored that the outcome is unknown. Returns the response, if it has come meanwhile.
    pub(crate) fn unknown(&self, attempt: u64, key: &str) -> Option<Late> {
        self.with(|inner| {
            let late = take(&mut inner.early, attempt);
            if late.is_none() {
                put(&mut inner.unknown, attempt, key.to_owned());
            }
            late
        })
    }

    /// A response has come late. Returns the key of its message, unless [`unknown`](Self::unknown) is still to come.
    pub(crate) fn late(&self, attempt: u64, late: &Late) -> Option<String> {
        self.with(|inner| {
            let key = take(&mut inner.unknown, attempt);
            if key.is_none() {
                put(&mut inner.early, attempt, late.clone());
            }
            key
        })
    }

    fn with<R>(&self, change: impl FnOnce(&mut Inner) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn take<T>(attempts: &mut VecDeque<(u64, T)>, attempt: u64) -> Option<T> {
    let at = attempts.iter().position(|(number, _)| *number == attempt)?;
    attempts.remove(at).map(|(_, it)| it)
}

fn put<T>(attempts: &mut VecDeque<(u64, T)>, attempt: u64, it: T) {
    if attempts.len() >= MOST {
        attempts.pop_front();
    }
    attempts.push_back((attempt, it));
}
