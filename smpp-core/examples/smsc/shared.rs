//! The data that sessions share behind one lock.

use crate::args::Args;
use crate::delivery::Delivery;
use crate::random::RandomResults;
use crate::store::{Keep, Store};
use smpp_core::Instant;
use smpp_core::profile::Profile;
use smpp_core::session::{Pacer, Session, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// A session with an ESME. Its own requests are receipts.
pub(crate) type Smsc<'w> = Session<&'w mut [Slot<Delivery>]>;

/// Accepts messages.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) results: RandomResults,
    pub(crate) throttle: Option<Pacer>,
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
            sessions: HashMap::new(),
        }
    }
}
