//! Matches receipts to the messages of a client.

use crate::incoming::{Delivery, Incoming, Matched, Notice, Receipt};
use crate::outcome::MessageId;
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, EarlyReason, IdSlot, IgnoredReason, PartNumber,
    Update,
};
use smpp_core::message::receipt::{IdBase, ReceiptKind, ids_match};
use smpp_core::{Duration, Instant};
use std::fmt;

/// How long a receipt may wait for the response with its id.
const HOLD: Duration = Duration::from_secs(5);
/// How many receipts may wait.
const MOST_HELD: usize = 1000;

/// A message that was submitted. The number is different for each message, the key is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Submission {
    pub(crate) number: u64,
    pub(crate) key: u64,
}

/// One segment of a message that wants receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) submission: Submission,
    pub(crate) number: u8,
    pub(crate) total: u8,
}

impl Segment {
    fn part(self) -> PartNumber {
        PartNumber::new(self.number, self.total)
    }
}

/// The correlator of a client, and the receipts that came before the response with their id. They are delivered
/// together with the key of their message, and not acknowledged before.
pub(crate) struct Receipts {
    correlator: Correlator<Vec<IdSlot<Submission>>>,
    held: Vec<Held>,
}

struct Held {
    receipt: Receipt,
    since: Instant,
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
        let correlator = Correlator::new(config, vec![IdSlot::EMPTY; slots]);
        Self { correlator, held: Vec::new() }
    }

    /// Number of ids that wait for a receipt.
    pub(crate) fn waiting(&self) -> usize {
        self.correlator.waiting()
    }

    /// The peer gave an id to a segment.
    pub(crate) fn accepted(&mut self, now: Instant, id: &MessageId, segment: Segment) -> Vec<Incoming> {
        let mut items = Vec::new();
        let recorded = self.correlator.accepted(now, id.as_bytes(), segment.submission, segment.part());
        if let Correlation::Updated(update) = recorded.on_dropped(|dropped| items.extend(no_receipt(dropped)))
        {
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
            let recorded = self.correlator.refused(now, segment.submission, part);
            let _ = recorded.on_dropped(|dropped| items.extend(no_receipt(dropped)));
        }
        items
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
        let item = match correlation {
            Correlation::Updated(update) => receipt.with(Matched::by(&update)),
            Correlation::Repeated { value, .. }
            | Correlation::Contradicted { value, .. }
            | Correlation::AlreadyEnded { value } => receipt.with(Matched::again(value)),
            Correlation::Early(reason) if self.held.len() < MOST_HELD => {
                let candidate = match reason {
                    EarlyReason::OtherBase { value } => Some(value),
                    _ => None,
                };
                self.held.push(Held { receipt, since: now, candidate });
                self.resolve(now, &mut items);
                return items;
            }
            // Anybody can write such a text.
            Correlation::Unmarked { .. } | Correlation::Ignored(IgnoredReason::Unmarked) => {
                Incoming::Message(receipt.into_delivery())
            }
            _ => Incoming::Receipt(receipt),
        };
        items.push(item);
        self.resolve(now, &mut items);
        items
    }

    /// Releases receipts whose response did not come, and gives up ids whose receipts did not come.
    pub(crate) fn expire(&mut self, now: Instant) -> Vec<Incoming> {
        let is_over = |held: &mut Held| now.saturating_since(held.since) >= HOLD;
        let released = self.held.extract_if(.., is_over);
        let mut items: Vec<_> = released.map(|held| Incoming::Receipt(held.receipt)).collect();
        while let Some(dropped) = self.correlator.expire(now) {
            items.extend(no_receipt(dropped));
        }
        items
    }

    /// Releases all receipts, because the client ends.
    pub(crate) fn release(&mut self) -> Vec<Incoming> {
        self.held.drain(..).map(|held| Incoming::Receipt(held.receipt)).collect()
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
