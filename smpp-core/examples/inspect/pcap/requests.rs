//! Requests that wait for their responses.

use super::hash::Mixed;
use super::stream::At;
use smpp_core::CommandId;
use std::collections::HashMap;

/// Requests that one side of a connection may have open.
const MOST_OPEN: usize = 16_384;

/// A request without a response so far.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) at: At,
    pub(super) command_id: CommandId,
    /// The number of destinations if it is a message, otherwise 0.
    pub(super) destinations: u8,
}

/// The open requests of one side, by sequence_number.
#[derive(Default)]
pub(super) struct Requests(HashMap<u32, Request, Mixed>);

impl Requests {
    pub(super) fn with(seed: u64) -> Self {
        Self(HashMap::with_hasher(Mixed::with(seed)))
    }

    /// Adds a request. Returns those that it displaces: one with the same number, or, if there are too many, all
    /// sent before `oldest`. If that makes no room, it is not added.
    pub(super) fn add(&mut self, sequence_number: u32, request: Request, oldest: u64) -> Vec<(u32, Request)> {
        let mut gone = Vec::new();
        if self.0.len() >= MOST_OPEN {
            gone.extend(self.0.extract_if(|_, open| open.at.time < oldest));
            if self.0.len() >= MOST_OPEN {
                return gone;
            }
        }
        if let Some(same) = self.0.insert(sequence_number, request) {
            gone.push((sequence_number, same));
        }
        gone
    }

    pub(super) fn take(&mut self, sequence_number: u32) -> Option<Request> {
        self.0.remove(&sequence_number)
    }

    /// Empties it. Returns all in the order in which they were sent.
    pub(super) fn drain(&mut self) -> Vec<(u32, Request)> {
        let mut all: Vec<_> = self.0.drain().collect();
        all.sort_by_key(|(sequence_number, request)| (request.at.packet, *sequence_number));
        all
    }
}
