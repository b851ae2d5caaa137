//! Figures of sessions and requests, for monitoring.

use crate::connection::Slots;
use crate::outbox::Settled;
use crate::outcome::Failure;
use smpp_core::session::{Counters, Session, State};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The figures of one session.
#[derive(Clone, Copy, Debug)]
pub struct SessionMetrics {
    /// The state of the session.
    pub state: State,
    /// Requests that wait for a response of the peer.
    pub in_flight: usize,
    /// Requests of the peer that wait for our answer.
    pub pending: u32,
    /// Counters since the connection was opened.
    pub counters: Counters,
}

/// Where a connection leaves its figures.
#[derive(Debug)]
pub(crate) struct Meter(Mutex<SessionMetrics>);

impl Meter {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(SessionMetrics {
            state: State::Closed,
            in_flight: 0,
            pending: 0,
            counters: Counters::default(),
        }))
    }

    pub(crate) fn record(&self, session: &Session<Slots>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = SessionMetrics {
            state: session.state(),
            in_flight: session.in_flight(),
            pending: session.pending(),
            counters: session.counters(),
        };
    }

    pub(crate) fn read(&self) -> SessionMetrics {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the outcomes of PDUs.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    accepted: AtomicU64,
    refused: AtomicU64,
    unknown: AtomicU64,
    never_sent: AtomicU64,
    retried: AtomicU64,
}

/// What became of the requests so far. Each segment of a message counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcomes {
    /// Accepted.
    pub accepted: u64,
    /// Refused for good.
    pub refused: u64,
    /// Sent, but it is unknown whether they arrived.
    pub unknown: u64,
    /// Never sent.
    pub never_sent: u64,
    /// Temporary refusals after which a request was sent again.
    pub retried: u64,
}

impl Tally {
    pub(crate) fn count(&self, settled: &Settled) {
        let counter = match settled {
            Ok(_) => &self.accepted,
            Err(Failure::Refused(_)) => &self.refused,
            Err(Failure::Unknown) => &self.unknown,
            Err(Failure::NeverSent(_)) => &self.never_sent,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_retry(&self) {
        self.retried.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Outcomes {
        Outcomes {
            accepted: self.accepted.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            unknown: self.unknown.load(Ordering::Relaxed),
            never_sent: self.never_sent.load(Ordering::Relaxed),
            retried: self.retried.load(Ordering::Relaxed),
        }
    }
}
