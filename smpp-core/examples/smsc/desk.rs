//! The data that sessions share behind one lock.

use crate::args::Args;
use crate::common::span;
use crate::delivery::Delivery;
use crate::fate::Fates;
use crate::store::{Keep, Store};
use smpp_core::Instant;
use smpp_core::profile::Profile;
use smpp_core::session::{Pacer, Session, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// A session with an ESME. Its own requests are receipts.
pub(crate) type Smsc<'w> = Session<&'w mut [Slot<Delivery>]>;

/// Accepts messages.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) fates: Fates,
    pub(crate) throttle: Option<Pacer>,
    /// Number of sessions per account.
    pub(crate) sessions: HashMap<Arc<[u8]>, u32>,
}

impl Desk {
    pub(crate) fn new(args: &Args, now: Instant) -> Self {
        let keep = Keep {
            messages: usize::try_from(args.keep).unwrap_or(usize::MAX),
            octets: usize::try_from(args.keep_octets).unwrap_or(usize::MAX),
        };
        Self {
            store: Store::new(keep, span(args.receipt_delay), args.profile.unwrap_or(&Profile::GENERIC)),
            fates: Fates::new(args.seed, args.reject, args.undeliverable),
            throttle: args.throttle.map(|rate| Pacer::new(now, rate, rate)),
            sessions: HashMap::new(),
        }
    }
}
