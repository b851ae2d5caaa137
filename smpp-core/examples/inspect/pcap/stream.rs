//! One direction of a TCP connection: puts segments together and finds the PDUs.

use smpp_core::frame::{Frame, Framer};
use smpp_core::pdu::PduKind;
use smpp_core::{CommandId, HEADER_LEN, Header, RawPdu};
use std::mem;

/// Largest PDU that is read whole. Of a larger one, only the header is read.
const MOST_PDU: u32 = 128 * 1024;
/// A `command_length` above this means that framing is lost.
const MOST_LENGTH: u32 = 1 << 20;
/// How far ahead a segment may be to belong to the same stream.
const FAR: u32 = 1 << 24;
/// Segments held for one direction until those before them arrive.
const MOST_SEGMENTS: usize = 1024;
/// Octets held for one direction, while there are few of them in all.
const MOST_HELD: usize = 1 << 20;
/// Octets held for one direction otherwise.
const FEW_HELD: usize = 16 * 1024;
/// Octets held for all connections above which each may hold only a few.
const MUCH_HELD: usize = 32 << 20;
/// Octets examined before a stream is taken for another protocol.
const MOST_UNKNOWN: usize = 16 * 1024;

/// What was found in a stream.
pub(super) enum Found<'a> {
    Pdu(RawPdu<'a>),
    /// A PDU of which only the front was captured, or which is too large to be read whole.
    Cut {
        header: Header,
        octets: usize,
    },
    /// Octets of the stream that were not captured.
    Gap(u64),
    /// An impossible `command_length`, so the stream is searched for the next PDU.
    Lost(u32),
}

/// When and where something was captured.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) time: u64,
    pub(super) packet: u64,
}

/// What is counted in one direction.
#[derive(Clone, Copy, Default)]
pub(super) struct Octets {
    /// Octets of the stream that were captured.
    pub(super) seen: u64,
    /// Octets that were captured again.
    pub(super) again: u64,
    /// Segments that arrived before others that precede them.
    pub(super) out_of_order: u64,
    /// Octets left out while looking for the next PDU.
    pub(super) skipped: u64,
}

/// Whether the stream is SMPP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    Open,
    Smpp,
    Other,
}

struct Held {
    sequence: u32,
    at: At,
    octets: Vec<u8>,
    missing: usize,
}

pub(super) struct Stream {
    /// The sequence number of the next octet.
    next: Option<u32>,
    /// Up to where the receiver has all octets.
    acknowledged: Option<u32>,
    /// Segments that arrived too early, by sequence number.
    held: Vec<Held>,
    held_octets: usize,
    /// Octets that do not form a PDU yet, from `start` on.
    rest: Vec<u8>,
    start: usize,
    /// Octets to leave out: the rest of a PDU that was cut.
    skip: usize,
    /// Whether the start of the next PDU is unknown.
    is_lost: bool,
    /// The sequence number of its SYN.
    initial: Option<u32>,
    pub(super) guess: Guess,
    pub(super) octets: Octets,
}

impl Stream {
    pub(super) fn new(guess: Guess) -> Self {
        Self {
            next: None,
            acknowledged: None,
            held: Vec::new(),
            held_octets: 0,
            rest: Vec::new(),
            start: 0,
            skip: 0,
            is_lost: true,
            initial: None,
            guess,
            octets: Octets::default(),
        }
    }

    /// The stream begins after a SYN with this sequence number.
    pub(super) fn begin(&mut self, sequence: u32) {
        if self.initial == Some(sequence) {
            // It was sent or captured again, perhaps after the first octets.
            return;
        }
        self.next = Some(sequence.wrapping_add(1));
        self.is_lost = false;
        self.initial = Some(sequence);
    }

    /// Whether a SYN with this sequence number begins another stream.
    pub(super) fn is_other(&self, sequence: u32) -> bool {
        self.next.is_some() && self.initial != Some(sequence)
    }

    /// Whether everything before this sequence number has arrived.
    pub(super) fn has(&self, sequence: u32) -> bool {
        self.next.is_none_or(|next| distance(next, sequence) >= 0)
    }

    /// Whether a segment with this sequence number can belong to the stream.
    pub(super) fn is_near(&self, sequence: u32) -> bool {
        self.next.is_none_or(|next| distance(sequence, next).unsigned_abs() <= FAR)
    }

    /// Known to be SMPP, or another protocol.
    pub(super) fn decide(&mut self, guess: Guess) {
        self.guess = guess;
        if guess == Guess::Other {
            (self.rest, self.start, self.held) = (Vec::new(), 0, Vec::new());
        }
    }

    /// Takes a segment. `budget` is the number of octets held for all connections.
    pub(super) fn take(
        &mut self,
        at: At,
        sequence: u32,
        payload: &[u8],
        missing: usize,
        budget: &mut usize,
        found: &mut impl FnMut(At, Found<'_>),
    ) {
        let total = payload.len().saturating_add(missing);
        if total == 0 {
            return;
        }
        let next = *self.next.get_or_insert(sequence);
        let ahead = distance(sequence, next);
        if ahead.unsigned_abs() > FAR {
            // Another stream, or a long pause in the capture.
            self.release_all(budget, found);
            self.gap(at, 0, found);
            self.next = Some(sequence);
        } else if ahead > 0 {
            self.octets.out_of_order = self.octets.out_of_order.saturating_add(1);
            self.hold(Held { sequence, at, octets: payload.to_vec(), missing }, budget);
            self.release_acknowledged(at, budget, found);
            let most = if *budget > MUCH_HELD { FEW_HELD } else { MOST_HELD };
            while self.held.len() > MOST_SEGMENTS || self.held_octets > most {
                self.release_first(at, budget, found);
            }
            return;
        }
        self.advance(at, sequence, payload, missing, found);
        self.release_ready(budget, found);
    }

    /// The receiver has all octets up to this sequence number. If some were not captured, they never will be.
    pub(super) fn acknowledge(
        &mut self,
        at: At,
        sequence: u32,
        budget: &mut usize,
        found: &mut impl FnMut(At, Found<'_>),
    ) {
        self.acknowledged = Some(sequence);
        if !self.held.is_empty() {
            self.release_acknowledged(at, budget, found);
        }
    }

    /// The end of the stream, or of the capture.
    pub(super) fn end(&mut self, at: At, budget: &mut usize, found: &mut impl FnMut(At, Found<'_>)) {
        self.release_all(budget, found);
        let rest = self.rest.get(self.start..).unwrap_or_default();
        if self.guess == Guess::Smpp
            && !self.is_lost
            && self.skip == 0
            && let Some(header) = Header::parse(rest)
        {
            found(at, Found::Cut { header, octets: rest.len() });
        }
        (self.rest, self.start) = (Vec::new(), 0);
    }

    fn hold(&mut self, held: Held, budget: &mut usize) {
        let next = self.next.unwrap_or_default();
        let place = self
            .held
            .partition_point(|other| distance(other.sequence, next) <= distance(held.sequence, next));
        self.held_octets = self.held_octets.saturating_add(held.octets.len());
        *budget = budget.saturating_add(held.octets.len());
        self.held.insert(place, held);
    }

    /// Gives up octets that the receiver has although they were not captured.
    fn release_acknowledged(&mut self, at: At, budget: &mut usize, found: &mut impl FnMut(At, Found<'_>)) {
        while let (Some(first), Some(acknowledged)) = (self.held.first(), self.acknowledged)
            && distance(acknowledged, first.sequence) >= 0
        {
            self.release_first(at, budget, found);
        }
    }

    /// Gives up the octets before the first segment held.
    fn release_first(&mut self, at: At, budget: &mut usize, found: &mut impl FnMut(At, Found<'_>)) {
        let Some(first) = self.held.first() else { return };
        let next = self.next.unwrap_or(first.sequence);
        let (sequence, at) = (first.sequence, At { packet: first.at.packet, ..at });
        let octets = u64::try_from(distance(sequence, next)).unwrap_or_default();
        if octets > 0 {
            self.gap(at, octets, found);
            self.next = Some(sequence);
        }
        self.release_ready(budget, found);
    }

    fn release_all(&mut self, budget: &mut usize, found: &mut impl FnMut(At, Found<'_>)) {
        while let Some(first) = self.held.first() {
            self.release_first(first.at, budget, found);
        }
    }

    /// Takes the segments whose turn has come.
    fn release_ready(&mut self, budget: &mut usize, found: &mut impl FnMut(At, Found<'_>)) {
        while let Some(next) = self.next
            && self.held.first().is_some_and(|first| distance(first.sequence, next) <= 0)
        {
            let Held { sequence, at, octets, missing } = self.held.remove(0);
            self.held_octets = self.held_octets.saturating_sub(octets.len());
            *budget = budget.saturating_sub(octets.len());
            self.advance(at, sequence, &octets, missing, found);
        }
    }

    /// Takes a segment that begins at the next octet or before.
    fn advance(
        &mut self,
        at: At,
        sequence: u32,
        payload: &[u8],
        missing: usize,
        found: &mut impl FnMut(At, Found<'_>),
    ) {
        let next = self.next.unwrap_or(sequence);
        let old = usize::try_from(distance(next, sequence)).unwrap_or_default();
        let total = payload.len().saturating_add(missing);
        self.octets.again = self.octets.again.saturating_add(old.min(total) as u64);
        if old >= total && total > 0 {
            return;
        }
        let fresh = payload.get(old..).unwrap_or_default();
        let missing = missing.min(total.saturating_sub(old));
        self.octets.seen = self.octets.seen.saturating_add(fresh.len() as u64);
        let step = u32::try_from(fresh.len().saturating_add(missing)).unwrap_or_default();
        self.next = Some(next.wrapping_add(step));
        self.deliver(at, fresh, found);
        if missing > 0 {
            self.octets.seen = self.octets.seen.saturating_add(missing as u64);
            self.gap(at, missing as u64, found);
        }
    }

    /// The next octets of the stream were not captured.
    fn gap(&mut self, at: At, octets: u64, found: &mut impl FnMut(At, Found<'_>)) {
        let missing = usize::try_from(octets).unwrap_or(usize::MAX);
        if self.guess == Guess::Smpp && octets > 0 {
            found(at, Found::Gap(octets));
        }
        let kept = self.skip.min(missing);
        self.skip = self.skip.saturating_sub(kept);
        let mut missing = missing.saturating_sub(kept);
        if missing == 0 && octets > 0 {
            return;
        }
        let rest = self.rest.get(self.start..).unwrap_or_default();
        if let Some(header) = Header::parse(rest).filter(|_| self.guess == Guess::Smpp && !self.is_lost) {
            found(at, Found::Cut { header, octets: rest.len() });
            let absent = (header.command_length as usize).saturating_sub(rest.len());
            self.skip = absent.saturating_sub(missing);
            missing = missing.saturating_sub(absent);
        }
        (self.start, self.skip) = (0, if octets == 0 { 0 } else { self.skip });
        self.rest.clear();
        self.is_lost |= missing > 0 || octets == 0;
    }

    /// The next octets of the stream.
    fn deliver(&mut self, at: At, octets: &[u8], found: &mut impl FnMut(At, Found<'_>)) {
        let skipped = self.skip.min(octets.len());
        self.skip = self.skip.saturating_sub(skipped);
        let octets = octets.get(skipped..).unwrap_or_default();
        if octets.is_empty() || self.guess == Guess::Other {
            return;
        }
        if self.start == self.rest.len() {
            // Most segments hold whole PDUs, which are read where they are.
            self.rest.clear();
            self.start = 0;
            let used = self.frame(at, octets, found);
            self.rest.extend_from_slice(octets.get(used..).unwrap_or_default());
        } else {
            let mut rest = mem::take(&mut self.rest);
            rest.extend_from_slice(octets);
            let used = self.frame(at, rest.get(self.start..).unwrap_or_default(), found);
            self.start = self.start.saturating_add(used).min(rest.len());
            if self.start > rest.len() / 2 {
                rest.drain(..self.start);
                self.start = 0;
            }
            self.rest = rest;
        }
    }

    /// Finds the PDUs at the front. Returns the number of octets used.
    fn frame(&mut self, at: At, octets: &[u8], found: &mut impl FnMut(At, Found<'_>)) -> usize {
        let mut rest = octets;
        let used = |rest: &[u8]| octets.len().saturating_sub(rest.len());
        if self.guess == Guess::Open && !self.recognise(rest) {
            // Too few octets to know, or another protocol.
            return if self.guess == Guess::Open { 0 } else { octets.len() };
        }
        loop {
            if self.is_lost {
                let Some(start) = find(rest) else {
                    // The first octets of a header may be at the end.
                    let keep = rest.len().min(HEADER_LEN.saturating_sub(1));
                    let gone = rest.len().saturating_sub(keep);
                    self.octets.skipped = self.octets.skipped.saturating_add(gone as u64);
                    return used(rest).saturating_add(gone);
                };
                self.octets.skipped = self.octets.skipped.saturating_add(start as u64);
                rest = rest.get(start..).unwrap_or_default();
                self.is_lost = false;
            }
            let mut framer = Framer::new(MOST_PDU).with_max_command_length(MOST_LENGTH);
            match framer.next(rest) {
                Ok(step) => {
                    rest = rest.get(step.used..).unwrap_or_default();
                    match step.frame {
                        Frame::Pdu(pdu) => found(at, Found::Pdu(pdu)),
                        Frame::Oversized(header) => {
                            found(at, Found::Cut { header, octets: HEADER_LEN });
                            let body = (header.command_length as usize).saturating_sub(HEADER_LEN);
                            let here = body.min(rest.len());
                            self.skip = body.saturating_sub(here);
                            rest = rest.get(here..).unwrap_or_default();
                        }
                        Frame::Skipped | Frame::NeedMore { .. } => return used(rest),
                    }
                }
                Err(error) => {
                    found(at, Found::Lost(error.command_length()));
                    self.is_lost = true;
                    // Not at the same place again.
                    rest = rest.get(1..).unwrap_or_default();
                    self.octets.skipped = self.octets.skipped.saturating_add(1);
                }
            }
        }
    }

    /// Whether the stream is SMPP, by its first octets. Sets the guess once that is known.
    fn recognise(&mut self, octets: &[u8]) -> bool {
        let is_smpp = if self.is_lost {
            find(octets).is_some()
        } else {
            match Header::parse(octets) {
                Some(header) => is_plausible(&header),
                None if octets.first().is_none_or(|octet| *octet == 0) => return false,
                None => false,
            }
        };
        if is_smpp {
            self.guess = Guess::Smpp;
        } else if !self.is_lost || octets.len() > MOST_UNKNOWN {
            self.guess = Guess::Other;
        }
        is_smpp
    }
}

/// How far one sequence number is after another; negative if it is before.
fn distance(sequence: u32, other: u32) -> i32 {
    sequence.wrapping_sub(other).cast_signed()
}

/// Whether this is likely to be the header of a PDU. Random octets rarely are.
fn is_plausible(header: &Header) -> bool {
    let Header { command_length, command_id, command_status, sequence_number } = *header;
    let Some(def) = command_id.def() else { return false };
    let shortest = HEADER_LEN.saturating_add(def.fields.len());
    let is_response = def.kind == PduKind::Response;
    let long_enough = is_response || command_length as usize >= shortest;
    let not_empty = !def.fields.is_empty() || command_length <= 1024;
    (16..=MOST_PDU).contains(&command_length)
        && long_enough
        && not_empty
        && (if is_response { command_status.0 <= 0xFFFF } else { command_status.is_ok() })
        && (sequence_number <= 0x7FFF_FFFF || command_id == CommandId::GENERIC_NACK)
}

/// Where the first PDU begins. If the header of the PDU after it is there as well, that must be plausible too.
fn find(octets: &[u8]) -> Option<usize> {
    octets.windows(HEADER_LEN).enumerate().find_map(|(at, window)| {
        // Most octets cannot begin a length.
        let header = window.first().filter(|octet| **octet == 0).and_then(|_| Header::parse(window))?;
        let after = at.checked_add(header.command_length as usize).and_then(|end| octets.get(end..));
        let next = after.and_then(Header::parse);
        (is_plausible(&header) && next.is_none_or(|next| is_plausible(&next))).then_some(at)
    })
}
