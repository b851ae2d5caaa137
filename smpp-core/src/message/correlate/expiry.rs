//! Removes what has been kept long enough.

use super::Correlator;
use super::outcome::{DroppedId, DroppedReason};
use super::slot::{IdSlot, Phase};
use core::hash::Hash;
use smpp_gsm7::slots::{At, Slots};
use smpp_gsm7::{Duration, Instant};

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// Removes one entry that has expired. Call it until it returns `None`. Messages that have ended are
    /// removed silently.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, DroppedReason, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// let due = orders.next_expiry().unwrap();
    /// let dropped = orders.expire(due).unwrap();
    /// assert_eq!((dropped.value, dropped.reason), (Some(1234), DroppedReason::Expired));
    /// ```
    #[must_use]
    pub fn expire(&mut self, now: Instant) -> Option<DroppedId<V>> {
        for (phase, span) in self.spans() {
            loop {
                let is_over = |at: &At| {
                    self.table.slot(*at).is_some_and(|slot| now.saturating_since(slot.since) >= span)
                };
                let Some(at) = self.table.oldest(phase).filter(is_over) else { break };
                let dropped = self.table.drop_for(at, DroppedReason::Expired);
                if dropped.is_some() {
                    return dropped;
                }
            }
        }
        None
    }

    /// When to call [`Correlator::expire`] next. `None` if the correlator is empty.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// assert_eq!(orders.next_expiry(), None);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// assert!(orders.next_expiry().is_some());
    /// ```
    pub fn next_expiry(&self) -> Option<Instant> {
        let due = |(phase, span)| {
            let oldest = self.table.slot(self.table.oldest(phase)?)?;
            Some(core::ops::Add::add(oldest.since, span))
        };
        self.spans().into_iter().filter_map(due).min()
    }

    /// How long slots are kept.
    const fn spans(&self) -> [(Phase, Duration); 3] {
        [
            (Phase::Done, self.config.retention),
            (Phase::Early, self.config.retention),
            (Phase::Open, self.config.expiry),
        ]
    }
}
