//! Counters of a session.

use crate::count::Counter;
use crate::debug::debug_fields;
use smpp_gsm7::Duration;

/// Counters since the session started. The fields saturate instead of wrapping.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Counters {
    /// PDUs written, including automatic ones.
    pub sent: u64,
    /// PDUs received. An oversized PDU counts as soon as its header has arrived, any other once it is complete.
    pub received: u64,
    /// Requests from the peer that were reported as [`Event::Disallowed`](super::Event::Disallowed).
    pub disallowed: u32,
    /// Responses to requests that were no longer in flight: late ones and duplicates.
    pub late: u32,
    /// Requests that timed out.
    pub timed_out: u32,
    rtt_count: u32,
    rtt_least: u32,
    rtt_most: u32,
    rtt_sum: u64,
}
debug_fields!(Counters { sent received disallowed late timed_out rtt_count rtt_least rtt_most rtt_sum });

impl Counters {
    pub(super) fn round_trip(&mut self, millis: u32) {
        self.rtt_least = if self.rtt_count == 0 { millis } else { self.rtt_least.min(millis) };
        self.rtt_most = self.rtt_most.max(millis);
        if self.rtt_count == u32::MAX {
            // Keeps the mean going, with half the weight for older values.
            self.rtt_count >>= 1;
            self.rtt_sum >>= 1;
        }
        self.rtt_count.increment();
        self.rtt_sum = self.rtt_sum.saturating_add(u64::from(millis));
    }

    /// Number of responses with a measured round trip.
    pub const fn round_trips(&self) -> u32 {
        self.rtt_count
    }

    /// The shortest round trip; `None` before the first response.
    pub fn round_trip_min(&self) -> Option<Duration> {
        self.measured(self.rtt_least.into())
    }

    /// The longest round trip; `None` before the first response.
    pub fn round_trip_max(&self) -> Option<Duration> {
        self.measured(self.rtt_most.into())
    }

    /// The mean round trip, rounded down; `None` before the first response.
    pub fn round_trip_mean(&self) -> Option<Duration> {
        self.rtt_sum.checked_div(self.rtt_count.into()).map(Duration::from_millis)
    }

    fn measured(&self, millis: u64) -> Option<Duration> {
        (self.rtt_count > 0).then(|| Duration::from_millis(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_most_and_mean() {
        let mut counters = Counters::default();
        assert_eq!(counters.round_trip_mean(), None);
        assert_eq!(counters.round_trip_min(), None);
        for millis in [7, 3, 9] {
            counters.round_trip(millis);
        }
        let millis = |span: Option<Duration>| span.unwrap().as_millis();
        assert_eq!(millis(counters.round_trip_min()), 3);
        assert_eq!(millis(counters.round_trip_max()), 9);
        assert_eq!(millis(counters.round_trip_mean()), 6);
        assert_eq!(counters.round_trips(), 3);
    }
}
