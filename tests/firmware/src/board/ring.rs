//! A queue of octets between an interrupt and the program.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU8, AtomicUsize};

/// Octets from one side to the other, one of which is an interrupt. Neither waits for the other.
pub struct Ring {
    octets: [AtomicU8; Ring::OCTETS],
    /// Counts the octets put in.
    end: AtomicUsize,
    /// Counts the octets taken out.
    start: AtomicUsize,
}

impl Ring {
    /// A power of two, so that the counters may wrap.
    const OCTETS: usize = 256;

    pub const fn new() -> Self {
        Self {
            octets: [const { AtomicU8::new(0) }; Self::OCTETS],
            end: AtomicUsize::new(0),
            start: AtomicUsize::new(0),
        }
    }

    pub fn is_full(&self) -> bool {
        self.end.load(Acquire).wrapping_sub(self.start.load(Acquire)) >= Self::OCTETS
    }

    pub fn put(&self, octet: u8) -> bool {
        let end = self.end.load(Relaxed);
        let Some(place) = self.octets.get(end % Self::OCTETS).filter(|_| !self.is_full()) else {
            return false;
        };
        place.store(octet, Relaxed);
        self.end.store(end.wrapping_add(1), Release);
        true
    }

    pub fn take(&self) -> Option<u8> {
        let start = self.start.load(Relaxed);
        if start == self.end.load(Acquire) {
            return None;
        }
        let octet = self.octets.get(start % Self::OCTETS)?.load(Relaxed);
        self.start.store(start.wrapping_add(1), Release);
        Some(octet)
    }
}
