//! Counts the peer's requests that wait for the caller's answer. Tokens are counted in two generations, so that lost
//! tokens free their places without storage for each token.

use super::timers::{Millis, NEVER, Span, low};
use crate::count::Counter;
use crate::stored::Stored;

/// When a token was issued. Generations are never reused: no session lives long enough to overflow the counter.
pub(super) type Generation = u64;

pub(super) struct Pending {
    /// When the last token of the older generation expires.
    older_due: Stored<Millis>,
    /// When the first token of the newer generation was issued.
    newer_start: Stored<Millis>,
    /// Time from the first to the last token of the newer generation.
    newer_spread: u32,
    older: u32,
    newer: u32,
    /// Expired tokens that have not been reported yet.
    expired: u32,
    generation: Stored<Millis>,
    /// The low half of the generation of the bind. Half is enough: while a bind is pending, each expiry checks it,
    /// long before the low half repeats.
    bind: u32,
}

impl Pending {
    pub(super) const fn new() -> Self {
        Self {
            older_due: Stored::new(0),
            newer_start: Stored::new(0),
            newer_spread: 0,
            older: 0,
            newer: 0,
            expired: 0,
            generation: Stored::new(1),
            bind: 0,
        }
    }

    /// Number of tokens that can still be used.
    pub(super) const fn count(&self) -> u32 {
        self.older.saturating_add(self.newer)
    }

    /// Issues a token. `expire` has already been called for `now`, so a generation covers less than the timeout.
    pub(super) fn add(&mut self, now: Millis) -> Generation {
        if self.newer == 0 {
            self.newer_start.set(now);
        }
        self.newer.increment();
        self.newer_spread = u32::try_from(now.saturating_sub(self.newer_start.get())).unwrap_or(u32::MAX);
        self.generation.get()
    }

    /// Marks the token just issued as the one for a bind.
    pub(super) const fn mark_bind(&mut self) {
        self.bind = low(self.generation.get());
    }

    /// Whether the bind can still be answered.
    pub(super) const fn is_bind_live(&self) -> bool {
        (self.bind == low(self.generation.get()) && self.newer > 0)
            || (self.bind == low(self.older_generation()) && self.older > 0)
    }

    pub(super) const fn is_live(&self, generation: Generation) -> bool {
        (generation == self.generation.get() && self.newer > 0)
            || (generation == self.older_generation() && self.older > 0)
    }

    const fn older_generation(&self) -> Generation {
        self.generation.get().saturating_sub(1)
    }

    /// Records that a token of this generation was used.
    pub(super) fn settle(&mut self, generation: Generation) {
        if generation == self.generation.get() {
            self.newer.decrement();
        } else {
            self.older.decrement();
        }
    }

    /// Invalidates every token issued so far.
    pub(super) const fn clear(&mut self) {
        self.older = 0;
        self.newer = 0;
        self.generation.set(self.generation.get().saturating_add(2));
    }

    /// The next time to call [`Pending::expire`]; 0 while expired tokens are to be reported.
    pub(super) fn due(&self, span: Span) -> Millis {
        if self.expired > 0 {
            return 0;
        }
        let older = if self.older > 0 { self.older_due.get() } else { NEVER };
        // If there is no older generation, the newer one becomes the older one when its first token expires.
        let newer = if self.newer > 0 { span.after(self.newer_start.get()) } else { NEVER };
        older.min(newer)
    }

    /// Expires tokens. A token lives for at least the timeout and at most twice as long.
    pub(super) fn expire(&mut self, now: Millis, span: Span) {
        self.expire_older(now);
        if self.newer > 0 && self.older == 0 && span.after(self.newer_start.get()) <= now {
            self.older = self.newer;
            self.older_due.set(span.after(self.newer_start.get().saturating_add(self.newer_spread.into())));
            self.newer = 0;
            self.generation.set(self.generation.get().saturating_add(1));
            self.expire_older(now);
        }
    }

    fn expire_older(&mut self, now: Millis) {
        if self.older_due.get() <= now {
            self.expired = self.expired.saturating_add(core::mem::take(&mut self.older));
        }
    }

    pub(super) const fn take_expired(&mut self) -> Option<u32> {
        let count = core::mem::replace(&mut self.expired, 0);
        if count > 0 { Some(count) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smpp_gsm7::Duration;

    const SPAN: Millis = 100;

    fn span() -> Span {
        Span::new(Some(Duration::from_millis(SPAN)))
    }

    #[test]
    fn a_lone_token_ends_after_its_span_exactly() {
        let mut pending = Pending::new();
        let token = pending.add(1000);
        assert_eq!(pending.due(span()), 1000 + SPAN);
        pending.expire(1000 + SPAN - 1, span());
        assert!(pending.is_live(token));
        pending.expire(1000 + SPAN, span());
        assert!(!pending.is_live(token));
        assert_eq!((pending.count(), pending.take_expired(), pending.take_expired()), (0, Some(1), None));
        assert_eq!(pending.due(span()), NEVER);
    }

    #[test]
    fn tokens_last_their_span_at_least_and_twice_that_at_most_whatever_the_pace() {
        for pace in [1, 7, 33, 99, 100, 101, 250] {
            let mut pending = Pending::new();
            let mut live: heapless::Vec<(Millis, Generation), 512> = heapless::Vec::new();
            for now in 0..2000 {
                if pending.due(span()) <= now {
                    pending.expire(now, span());
                }
                live.retain(|(issued, generation)| {
                    let age = now - issued;
                    let is_live = pending.is_live(*generation);
                    assert!(is_live || age >= SPAN, "pace {pace}: ended at the age of {age}");
                    assert!(!is_live || age <= 2 * SPAN, "pace {pace}: lives at the age of {age}");
                    is_live
                });
                assert_eq!(live.len(), usize::try_from(pending.count()).unwrap());
                if now % pace == 0 {
                    live.push((now, pending.add(now))).unwrap();
                }
                // Answer every third request.
                if now % (3 * pace) == 0 {
                    let (_, generation) = live.pop().unwrap();
                    pending.settle(generation);
                }
            }
        }
    }

    #[test]
    fn a_token_that_was_taken_back_stays_dead_whatever_is_issued_after() {
        let mut pending = Pending::new();
        let before = pending.add(1);
        pending.clear();
        let after = pending.add(2);
        assert!(!pending.is_live(before) && pending.is_live(after));
        pending.expire(2 + SPAN, span());
        let third = pending.add(3 + SPAN);
        assert!(!pending.is_live(before) && !pending.is_live(after) && pending.is_live(third));
    }

    #[test]
    fn no_number_of_generations_brings_a_dead_token_back() {
        let mut pending = Pending::new();
        let first = pending.add(0);
        for now in 1..=0x2_0000 {
            pending.expire(now, Span::new(Some(Duration::from_millis(1))));
            let _ = pending.add(now);
            assert!(!pending.is_live(first), "at {now}");
        }
    }

    #[test]
    fn without_a_span_nothing_ends() {
        let mut pending = Pending::new();
        let token = pending.add(1);
        assert_eq!(pending.due(Span::new(None)), NEVER);
        pending.expire(Millis::MAX - 1, Span::new(None));
        assert!(pending.is_live(token));
    }
}
