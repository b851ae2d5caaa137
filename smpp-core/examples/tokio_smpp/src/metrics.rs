//! Figures of sessions, for monitoring.

use crate::connection::Slots;
use smpp_core::session::{Counters, Session, State};
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
