//! The data that sessions share behind one lock.

use crate::args::Args;
use crate::delivery::Outgoing;
use crate::random::RandomResults;
use crate::store::{Keep, Store};
use crate::texts::Texts;
use smpp_core::Instant;
use smpp_core::profile::Profile;
use smpp_core::session::{Pacer, Session, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// A session with an ESME. Its own requests are receipts and messages.
pub(crate) type Smsc<'w> = Session<&'w mut [Slot<Outgoing>]>;

/// The store of messages, and what decides whether and how a message is accepted.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) results: RandomResults,
    pub(crate) throttle: Option<Pacer>,
    /// Messages to clients.
    pub(crate) texts: Texts,
    /// Totals for the user.
    pub(crate) totals: Totals,
    /// Number of sessions per account.
    pub(crate) sessions: HashMap<Arc<[u8]>, u32>,
}

impl Shared {
    pub(crate) fn new(args: &Args, now: Instant) -> Self {
        let keep = Keep {
            messages: usize::try_from(args.keep).unwrap_or(usize::MAX),
            octets: usize::try_from(args.keep_octets).unwrap_or(usize::MAX),
        };
        Self {
            store: Store::new(keep, args.receipt_delay.into(), args.profile.unwrap_or(&Profile::GENERIC)),
            results: RandomResults::new(args.seed, args.reject, args.undeliverable),
            throttle: args.throttle.map(|rate| Pacer::new(now, rate, rate)),
            texts: Texts::new(args.profile, &args.mo),
            totals: Totals::default(),
            sessions: HashMap::new(),
        }
    }

    /// Called when an ESME has answered a deliver_sm: it accepted it, or it never will.
    pub(crate) fn done(&mut self, value: Outgoing, accepted: bool) {
        let count = match value {
            Outgoing::Receipt(delivery) => {
                self.store.receipt_done(delivery);
                if accepted { &mut self.totals.receipts } else { &mut self.totals.receipts_refused }
            }
            Outgoing::Text(_) if accepted => &mut self.texts.accepted,
            Outgoing::Text(_) => &mut self.texts.refused,
        };
        *count = count.saturating_add(1);
    }

    /// Called when an ESME wants a deliver_sm later, or when nobody knows whether it got it.
    pub(crate) fn retry(&mut self, now: Instant, value: Outgoing) {
        match value {
            Outgoing::Receipt(delivery) => self.store.retry(now, delivery),
            Outgoing::Text(text) => self.texts.retry(now, text),
        }
    }

    /// Puts back a deliver_sm that could not be sent, as the next one.
    pub(crate) fn put_back(&mut self, value: Outgoing) {
        match value {
            Outgoing::Receipt(delivery) => self.store.put_back(delivery),
            Outgoing::Text(text) => self.texts.put_back(text),
        }
    }

    /// The totals in one line.
    pub(crate) fn summary(&self) -> String {
        let Totals { connections, messages, refused, receipts, receipts_refused } = self.totals;
        let texts = match (self.texts.accepted, self.texts.refused, self.texts.waiting()) {
            (0, 0, 0) => String::new(),
            (accepted, refused, waiting) => {
                format!("; messages to clients: {accepted} accepted, {refused} refused, {waiting} waiting")
            }
        };
        format!(
            "{connections} connections, {messages} messages accepted, {refused} refused; \
             receipts: {receipts} accepted, {receipts_refused} refused{texts}"
        )
    }
}

/// What has happened so far.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) connections: u64,
    /// Messages accepted, and requests with a message refused.
    pub(crate) messages: u64,
    pub(crate) refused: u64,
    /// Receipts and notifications that ESMEs accepted, and that they refused for good.
    pub(crate) receipts: u64,
    pub(crate) receipts_refused: u64,
}
