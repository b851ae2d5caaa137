//! Decides the result of the n-th message: refused, undeliverable, or delivered.

use smpp_core::codes::MessageState;

/// Derives results from the number of the message, so that the same seed gives the same results regardless of
/// timing.
pub(crate) struct RandomResults {
    seed: u64,
    drawn: u64,
    reject: f64,
    undeliverable: f64,
}

impl RandomResults {
    pub(crate) const fn new(seed: u64, reject: f64, undeliverable: f64) -> Self {
        Self { seed, drawn: 0, reject, undeliverable }
    }

    /// The final state of the next message; `None` if it is to be refused.
    pub(crate) fn next(&mut self) -> Option<MessageState> {
        self.drawn = self.drawn.wrapping_add(1);
        let start = mix(self.seed) ^ self.drawn;
        if share(mix(start)) < self.reject {
            None
        } else if share(mix(!start)) < self.undeliverable {
            Some(MessageState::UNDELIVERABLE)
        } else {
            Some(MessageState::DELIVERED)
        }
    }
}

/// A number from 0 to below 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn share(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// Spreads each bit over all others: the finisher of SplitMix64.
const fn mix(number: u64) -> u64 {
    let a = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    c ^ (c >> 31)
}
