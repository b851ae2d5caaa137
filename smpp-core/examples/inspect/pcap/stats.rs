//! What is counted, for each connection and in total.

use smpp_core::lint::{LINTS, Lint};
use smpp_core::pdu::PDUS;
use smpp_core::{CommandId, CommandStatus};
use std::time::Duration;

/// Statuses counted one by one; others are counted together.
const MOST_STATUSES: usize = 32;
/// Subdivisions of each power of two in a histogram.
const STEPS: usize = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();
/// Durations are counted in units of 2^10 nanoseconds, up to 2^47 nanoseconds (1.6 days).
const UNIT_BITS: u32 = 10;
const OCTAVES: usize = 33;

/// Adds one.
pub(super) fn count(counter: &mut u64) {
    add(counter, 1);
}

pub(super) fn add(counter: &mut u64, more: u64) {
    *counter = counter.saturating_add(more);
}

/// A number for each command: its place in the table of PDUs, or after it for an unknown one.
pub(super) struct Commands(Vec<u8>);

impl Commands {
    /// Where responses begin.
    const RESPONSES: usize = 0x120;

    pub(super) fn new() -> Self {
        let unknown = u8::try_from(PDUS.len()).unwrap_or(u8::MAX);
        let mut places = vec![unknown; Self::RESPONSES.saturating_mul(2)];
        for (place, def) in (0..).zip(PDUS) {
            if let Some(slot) = Self::slot(def.command_id).and_then(|slot| places.get_mut(slot)) {
                *slot = place;
            }
        }
        Self(places)
    }

    fn slot(command_id: CommandId) -> Option<usize> {
        let low = usize::try_from(command_id.request().0).ok().filter(|low| *low < Self::RESPONSES)?;
        Some(if command_id.is_response() { low.saturating_add(Self::RESPONSES) } else { low })
    }

    pub(super) fn place(&self, command_id: CommandId) -> usize {
        let known = Self::slot(command_id).and_then(|slot| self.0.get(slot));
        known.map_or(PDUS.len(), |place| usize::from(*place))
    }
}

/// Durations, each counted with a precision of 3 %.
#[derive(Clone, Default)]
pub(super) struct Durations {
    /// As many as the longest one needs.
    counts: Vec<u32>,
    number: u64,
    least: u64,
    most: u64,
}

impl Durations {
    pub(super) fn add(&mut self, nanoseconds: u64) {
        self.least = if self.number == 0 { nanoseconds } else { self.least.min(nanoseconds) };
        self.most = self.most.max(nanoseconds);
        count(&mut self.number);
        let place = Self::place(nanoseconds).min(STEPS.saturating_mul(OCTAVES));
        if place >= self.counts.len() {
            self.counts.resize(place.saturating_add(1), 0);
        }
        if let Some(counter) = self.counts.get_mut(place) {
            *counter = counter.saturating_add(1);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if other.number == 0 {
            return;
        }
        if self.number == 0 {
            *self = other.clone();
            return;
        }
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        add(&mut self.number, other.number);
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (counter, more) in self.counts.iter_mut().zip(&other.counts) {
            *counter = counter.saturating_add(*more);
        }
    }

    /// Minimum, median, 99th percentile, maximum; `None` if there is nothing.
    pub(super) fn quantiles(&self) -> Option<[Duration; 4]> {
        let median = self.quantile(50);
        let nearly_all = self.quantile(99);
        let all = [self.least, median, nearly_all, self.most];
        (self.number > 0).then(|| all.map(Duration::from_nanos))
    }

    /// The duration that `percent` of all do not exceed.
    fn quantile(&self, percent: u64) -> u64 {
        let wanted = self.number.saturating_mul(percent).div_ceil(100).max(1);
        let mut seen = 0_u64;
        let place = self.counts.iter().position(|counter| {
            add(&mut seen, u64::from(*counter));
            seen >= wanted
        });
        Self::middle(place.unwrap_or_default()).clamp(self.least, self.most)
    }

    fn place(nanoseconds: u64) -> usize {
        let units = nanoseconds >> UNIT_BITS;
        let octave = units.checked_ilog2().unwrap_or_default().saturating_sub(STEP_BITS);
        let step = usize::try_from(units >> octave).unwrap_or_default();
        // `step` is at least `STEPS`, except in the first octave, which therefore has twice as many steps.
        usize::try_from(octave).unwrap_or_default().saturating_mul(STEPS).saturating_add(step)
    }

    fn middle(place: usize) -> u64 {
        let octave =
            u32::try_from((place / STEPS).saturating_sub(usize::from(place >= STEPS.saturating_mul(2))));
        let octave = octave.unwrap_or_default().min(40);
        let octave = if place < STEPS.saturating_mul(2) { 0 } else { octave.max(1) };
        let step = place.saturating_sub(usize::try_from(octave).unwrap_or_default().saturating_mul(STEPS));
        let low = u64::try_from(step).unwrap_or_default() << octave << UNIT_BITS;
        low.saturating_add(1_u64 << octave << UNIT_BITS >> 1)
    }
}

/// What is counted in a connection.
#[derive(Clone)]
pub(super) struct Stats {
    pub(super) commands: Vec<u64>,
    pub(super) statuses: Vec<(CommandStatus, u64)>,
    pub(super) other_statuses: u64,
    pub(super) round_trips: Durations,
    /// Responses that came late, or never, or whose request is still in time at the end.
    pub(super) late: u64,
    pub(super) unanswered: u64,
    pub(super) open: u64,
    /// Responses without a request.
    pub(super) unmatched: u64,
    /// PDUs of which only the front was captured.
    pub(super) cut: u64,
    pub(super) lost: u64,
    pub(super) gaps: u64,
    pub(super) gap_octets: u64,
    pub(super) skipped: u64,
    pub(super) again: u64,
    pub(super) out_of_order: u64,
    pub(super) octets: u64,
    pub(super) findings: u64,
    /// Receipts, those of them whose message was found, and those that repeat another.
    pub(super) receipts: u64,
    pub(super) matched: u64,
    pub(super) repeated: u64,
}

impl Stats {
    pub(super) fn new() -> Self {
        Self {
            commands: vec![0; PDUS.len().saturating_add(1)],
            statuses: Vec::new(),
            other_statuses: 0,
            round_trips: Durations::default(),
            late: 0,
            unanswered: 0,
            open: 0,
            unmatched: 0,
            cut: 0,
            lost: 0,
            gaps: 0,
            gap_octets: 0,
            skipped: 0,
            again: 0,
            out_of_order: 0,
            octets: 0,
            findings: 0,
            receipts: 0,
            matched: 0,
            repeated: 0,
        }
    }

    pub(super) fn pdus(&self) -> u64 {
        self.commands.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Receipts whose message was not found.
    pub(super) fn receipts_alone(&self) -> u64 {
        self.receipts.saturating_sub(self.matched).saturating_sub(self.repeated)
    }

    pub(super) fn command(&mut self, place: usize) {
        if let Some(counter) = self.commands.get_mut(place) {
            count(counter);
        }
    }

    pub(super) fn status(&mut self, status: CommandStatus, more: u64) {
        if let Some((_, counter)) = self.statuses.iter_mut().find(|(known, _)| *known == status) {
            add(counter, more);
        } else if self.statuses.len() < MOST_STATUSES {
            self.statuses.push((status, more));
        } else {
            add(&mut self.other_statuses, more);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (counter, more) in self.commands.iter_mut().zip(&other.commands) {
            add(counter, *more);
        }
        for (status, more) in &other.statuses {
            self.status(*status, *more);
        }
        self.round_trips.merge(&other.round_trips);
        for (counter, more) in [
            (&mut self.other_statuses, other.other_statuses),
            (&mut self.late, other.late),
            (&mut self.unanswered, other.unanswered),
            (&mut self.open, other.open),
            (&mut self.unmatched, other.unmatched),
            (&mut self.cut, other.cut),
            (&mut self.lost, other.lost),
            (&mut self.gaps, other.gaps),
            (&mut self.gap_octets, other.gap_octets),
            (&mut self.skipped, other.skipped),
            (&mut self.again, other.again),
            (&mut self.out_of_order, other.out_of_order),
            (&mut self.octets, other.octets),
            (&mut self.findings, other.findings),
            (&mut self.receipts, other.receipts),
            (&mut self.matched, other.matched),
            (&mut self.repeated, other.repeated),
        ] {
            add(counter, more);
        }
    }
}

/// How often each lint found something.
pub(super) struct Lints(Vec<u64>);

impl Lints {
    pub(super) fn new() -> Self {
        Self(vec![0; LINTS.len()])
    }

    pub(super) fn add(&mut self, lint: &'static Lint) {
        let place = LINTS.iter().position(|known| std::ptr::eq(known, lint));
        if let Some(counter) = place.and_then(|place| self.0.get_mut(place)) {
            count(counter);
        }
    }

    /// Those that found something, the most serious first.
    pub(super) fn found(&self) -> Vec<(&'static Lint, u64)> {
        let mut found: Vec<_> =
            LINTS.iter().zip(self.0.iter().copied()).filter(|(_, count)| *count > 0).collect();
        found.sort_by_key(|(lint, count)| (std::cmp::Reverse(lint.severity), std::cmp::Reverse(*count)));
        found
    }
}
