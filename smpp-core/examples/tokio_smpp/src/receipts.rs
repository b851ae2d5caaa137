//! Matches receipts to the messages of a client.

use crate::incoming::{Delivery, Incoming, Matched, Notice, Receipt};
use crate::outcome::MessageId;
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, EarlyReason, IdSlot, IgnoredReason, PartNumber,
    Recorded, Update,
};
use smpp_core::message::receipt::{IdBase, ReceiptKind, ids_match};
use smpp_core::{Duration, Instant};
use std::collections::BTreeSet;
use std::fmt;

/// How long a receipt may wait for the response with its id, at most.
const HOLD: Duration = Duration::from_secs(5);
/// A correlator uses no more slots.
const MOST_IDS: usize = 65_535;
/// How many receipts may wait.
const MOST_HELD: usize = 1000;

/// A message that was submitted. The number is different for each message, the key is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Submission {
    pub(crate) number: u64,
    pub(crate) key: u64,
}

/// One segment of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) submission: Submission,
    pub(crate) number: u8,
    pub(crate) total: u8,
    pub(crate) wants_receipt: bool,
}

impl Segment {
    fn part(self) -> PartNumber {
        PartNumber::new(self.number, self.total)
    }
}

/// The correlator of a client, and the receipts that came before the response with their id. They are delivered
/// together with the key of their message, and not acknowledged before. A receipt waits only as long as there are
/// segments whose response may have its id: those that were in flight when it came.
pub(crate) struct Receipts {
    correlator: Correlator<Vec<IdSlot<Submission>>>,
    held: Vec<Held>,
    /// The requests in flight whose responses have ids.
    in_flight: BTreeSet<u64>,
}

struct Held {
    receipt: Receipt,
    since: Instant,
    /// The last request that was in flight when it came.
    last: u64,
    /// The message whose id would be the same in another base.
    candidate: Option<Submission>,
}

impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipts {{ waiting: {}, held: {} }}", self.correlator.waiting(), self.held.len())
    }
}

impl Receipts {
    pub(crate) fn new(config: CorrelatorConfig, slots: usize) -> Self {
        let correlator = Correlator::new(config, vec![IdSlot::EMPTY; slots.min(MOST_IDS)]);
        Self { correlator, held: Vec::new(), in_flight: BTreeSet::new() }
    }

    /// Number of ids that wait for a receipt.
    pub(crate) fn waiting(&self) -> usize {
        self.correlator.waiting()
    }

    /// A request was sent.
    pub(crate) fn sent(&mut self, request: u64) {
        self.in_flight.insert(request);
    }

    /// A request has ended. If the peer accepted it, its segment has an id.
    pub(crate) fn settled(
        &mut self,
        now: Instant,
        request: u64,
        accepted: Option<(&MessageId, Segment)>,
    ) -> Vec<Incoming> {
        let mut items = accepted.map_or_else(Vec::new, |(id, segment)| self.accepted(now, id, segment));
        self.in_flight.remove(&request);
        let first = self.in_flight.first().copied();
        // No response that is still to come can have their ids.
        self.release(now, &mut items, |held| first.is_none_or(|first| first > held.last));
        items
    }

    /// A segment was accepted with an id. The response may have come in time or late.
    pub(crate) fn accepted(&mut self, now: Instant, id: &MessageId, segment: Segment) -> Vec<Incoming> {
        let mut items = Vec::new();
        let accepted = self.record(now, segment, &mut items, |correlator| {
            correlator.accepted(now, id.as_bytes(), segment.submission, segment.part())
        });
        if let Correlation::Updated(update) = accepted {
            let is_same = |held: &Held| held.receipt.has_id(|other| same_number(id.as_bytes(), other));
            items.push(self.matched(update, is_same));
        }
        self.resolve(now, &mut items);
        items
    }

    /// This segment and those after it were not accepted, so no receipts will come for them.
    pub(crate) fn refused(&mut self, now: Instant, segment: Segment) -> Vec<Incoming> {
        let mut items = Vec::new();
        for number in segment.number..=segment.total {
            let part = PartNumber::new(number, segment.total);
            let _ = self.record(now, segment, &mut items, |correlator| {
                correlator.never_sent(now, segment.submission, part)
            });
        }
        items
    }

    /// Records a segment. Its message begins with the first one.
    fn record(
        &mut self,
        now: Instant,
        Segment { submission, total, .. }: Segment,
        items: &mut Vec<Incoming>,
        record: impl Fn(&mut Correlator<Vec<IdSlot<Submission>>>) -> Recorded<Submission>,
    ) -> Correlation<Submission> {
        let mut recorded = record(&mut self.correlator);
        if *recorded.correlation() == Correlation::Ignored(IgnoredReason::NotBegun) {
            let begun = self.correlator.begin(now, submission, total);
            let _ = begun.on_dropped(|dropped| items.extend(no_receipt(dropped)));
            recorded = record(&mut self.correlator);
        }
        recorded.on_dropped(|dropped| items.extend(no_receipt(dropped)))
    }

    /// A message of the peer arrived. Receipts get the key of their message.
    pub(crate) fn received(&mut self, now: Instant, delivery: Delivery) -> Vec<Incoming> {
        let mut items = Vec::new();
        let Self { correlator, .. } = self;
        let read = delivery.read_receipt(|receipt| {
            let is_receipt = receipt.kind != ReceiptKind::None;
            is_receipt.then(|| {
                let recorded = correlator.receipt(now, receipt);
                let correlation = recorded.on_dropped(|dropped| items.extend(no_receipt(dropped)));
                (correlation, Receipt::summary(receipt))
            })
        });
        let Some((correlation, summary)) = read.flatten() else {
            items.push(Incoming::Message(delivery));
            return items;
        };
        let receipt = Receipt::new(delivery, summary);
        match (matched(&correlation), correlation) {
            (Some(matched), _) => items.push(receipt.with(matched)),
            (_, Correlation::Early(reason)) => match self.in_flight.last().copied() {
                Some(last) if self.held.len() < MOST_HELD => {
                    let candidate = match reason {
                        EarlyReason::OtherBase { value } => Some(value),
                        _ => None,
                    };
                    self.held.push(Held { receipt, since: now, last, candidate });
                }
                _ => items.push(Incoming::Receipt(receipt)),
            },
            // Anybody can write such a text.
            (_, Correlation::Unmarked { .. } | Correlation::Ignored(IgnoredReason::Unmarked)) => {
                items.push(Incoming::Message(receipt.into_delivery()));
            }
            _ => items.push(Incoming::Receipt(receipt)),
        }
        self.resolve(now, &mut items);
        items
    }

    /// Releases receipts whose response did not come, and gives up ids whose receipts did not come.
    pub(crate) fn expire(&mut self, now: Instant) -> Vec<Incoming> {
        let mut items = Vec::new();
        self.release(now, &mut items, |held| now.saturating_since(held.since) >= HOLD);
        while let Some(dropped) = self.correlator.expire(now) {
            items.extend(no_receipt(dropped));
        }
        items
    }

    /// Releases all receipts, because the client ends.
    pub(crate) fn end(&mut self, now: Instant) -> Vec<Incoming> {
        let mut items = Vec::new();
        self.release(now, &mut items, |_| true);
        items
    }

    /// Gives up all ids that still wait. No session is left, so nothing can come for them.
    pub(crate) fn drain(&mut self) -> Vec<Incoming> {
        std::iter::from_fn(|| self.correlator.drain()).filter_map(no_receipt).collect()
    }

    /// Delivers held receipts. Their messages are unknown, unless another receipt has come with the same id.
    fn release(&mut self, now: Instant, items: &mut Vec<Incoming>, is_over: impl Fn(&Held) -> bool) {
        let Self { correlator, held, .. } = self;
        for Held { receipt, .. } in held.extract_if(.., |held| is_over(held)) {
            let again = receipt.read(|receipt| correlator.receipt(now, receipt));
            let again =
                again.map(|recorded| recorded.on_dropped(|dropped| items.extend(no_receipt(dropped))));
            items.push(match again.as_ref().and_then(matched) {
                Some(matched) => receipt.with(matched),
                None => Incoming::Receipt(receipt),
            });
        }
    }

    /// Receipts that match now that the ids have shown their bases.
    fn resolve(&mut self, now: Instant, items: &mut Vec<Incoming>) {
        while self.correlator.has_resolved() {
            let Some(correlation) = self.correlator.resolve(now) else { return };
            if let Correlation::Updated(update) = correlation {
                items.push(self.matched(update, |held| held.candidate == Some(update.value)));
            }
        }
    }

    /// The receipt that has found its message. If it was delivered before, only its key is.
    fn matched(&mut self, update: Update<Submission>, is_it: impl Fn(&Held) -> bool) -> Incoming {
        let matched = Matched::by(&update);
        match self.held.iter().position(is_it) {
            Some(at) => self.held.swap_remove(at).receipt.with(matched),
            None => Incoming::Notice(Notice::LateMatch { key: update.value.key, message: update.message }),
        }
    }
}

/// The message that a receipt belongs to, if it is known.
fn matched(correlation: &Correlation<Submission>) -> Option<Matched> {
    match correlation {
        Correlation::Updated(update) => Some(Matched::by(update)),
        Correlation::Repeated { value, .. }
        | Correlation::Contradicted { value, .. }
        | Correlation::AlreadyEnded { value } => Some(Matched::again(*value)),
        _ => None,
    }
}

/// Whether two ids are the same number in any base.
fn same_number(a: &[u8], b: &[u8]) -> bool {
    ids_match(a, IdBase::Either, b, IdBase::Either)
}

/// The notice for an id that will get no receipt.
fn no_receipt(dropped: DroppedId<Submission>) -> Option<Incoming> {
    let key = dropped.value?.key;
    let DroppedId { state, reason, .. } = dropped;
    let message_id = MessageId::new(dropped.id());
    Some(Incoming::Notice(Notice::NoReceipt { key, message_id, state, reason }))
}
