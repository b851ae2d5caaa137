//! Requests that wait for their responses.

use super::stream::At;
use smpp_core::CommandId;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

/// Requests that one side of a connection may have open.
const MOST_OPEN: usize = 16_384;

/// A request without a response so far.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) at: At,
    pub(super) command_id: CommandId,
    /// Whether it asks for a receipt.
    pub(super) wants_receipt: bool,
}

/// The open requests of one side, by sequence_number.
#[derive(Default)]
pub(super) struct Requests(HashMap<u32, Request, Mixed>);

impl Requests {
    pub(super) fn with(seed: u64) -> Self {
        Self(HashMap::with_hasher(Mixed(seed)))
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

/// A hasher for numbers, which peers may choose but whose seed they do not know.
#[derive(Clone, Copy, Default)]
struct Mixed(u64);

impl BuildHasher for Mixed {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        *self
    }
}

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        for octet in octets {
            self.write_u32(u32::from(*octet));
        }
    }

    fn write_u32(&mut self, number: u32) {
        let mixed =
            u128::from(self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        // The middle depends on all bits.
        self.0 = u64::try_from((mixed >> 64) & u128::from(u64::MAX)).unwrap_or_default();
    }
}
