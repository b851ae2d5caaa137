//! Time arithmetic of a session, and the list of its timers.

use smpp_gsm7::Duration;

/// A point in time, in milliseconds since the session began. Sums saturate at [`NEVER`], and differences at 0.
pub(super) type Millis = u64;

/// Marks a timer that is not running.
pub(super) const NEVER: Millis = Millis::MAX;

/// The longest step of session time: 198 days, further ahead than any deadline, so it makes no difference if
/// the caller makes no call for longer. Short steps keep deadlines within the 48 bits of a slot, whatever clock
/// the caller uses.
pub(super) const LONGEST_STEP: Millis = 1 << 34;

/// The timers of a session. Each deadline is computed from the session's state, so a timer cannot be started
/// twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// The answer to the session's own enquire_link.
    EnquireLinkResp,
    /// The answer to a bind or an unbind.
    Control,
    /// The rest of a PDU, or room for an answer.
    Stall,
    /// The phase of the session; a phase has at most one deadline.
    Phase,
    /// Time without a transaction.
    Inactivity,
    /// Silence of the peer.
    EnquireLink,
    /// Requests that wait for an answer.
    Pending,
}

impl Timer {
    pub(super) const ALL: [Self; 7] = [
        Self::EnquireLinkResp,
        Self::Control,
        Self::Stall,
        Self::Phase,
        Self::Inactivity,
        Self::EnquireLink,
        Self::Pending,
    ];
}

/// The low half of a time, enough to measure round trips.
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is kept")]
pub(super) const fn low(count: u64) -> u32 {
    count as u32
}

/// The round trip of a request sent at `sent`.
pub(super) const fn since(now: Millis, sent: u32) -> u32 {
    low(now).wrapping_sub(sent)
}

/// A duration of up to 49 days, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span(u32);

impl Span {
    /// No duration: the timer never fires.
    pub(super) const NONE: Self = Self(u32::MAX);

    pub(super) fn new(span: Option<Duration>) -> Self {
        const LONGEST: u32 = u32::MAX - 1;
        let Some(span) = span else { return Self::NONE };
        Self(u32::try_from(span.as_millis()).unwrap_or(LONGEST).min(LONGEST))
    }

    pub(super) const fn duration(self) -> Duration {
        Duration::from_millis(self.0 as u64)
    }

    /// The time this long after `start`; [`NEVER`] if the duration or `start` is unset.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) const fn after(self, start: Millis) -> Millis {
        if matches!(self, Self::NONE) { NEVER } else { start.saturating_add(self.0 as u64) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_end_where_they_should_and_none_never_does() {
        assert_eq!(Span::new(Some(Duration::from_millis(5))).after(10), 15);
        assert_eq!(Span::new(None).after(10), NEVER);
        assert_eq!(Span::new(Some(Duration::from_millis(5))).after(NEVER), NEVER);
        assert_eq!(Span::new(Some(Duration::from_secs(u64::MAX))).after(0), u64::from(u32::MAX) - 1);
    }

    #[test]
    fn a_round_trip_survives_the_wrap_of_the_low_half() {
        let sent = (1 << 32) - 3;
        assert_eq!(since(sent + 10, low(sent)), 10);
    }
}
