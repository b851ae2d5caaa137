//! Removes what has been kept long enough.

use super::Correlator;
use super::config::CorrelatorConfig;
use super::outcome::{DroppedId, DroppedReason};
use super::slot::{IdSlot, Phase};
use core::hash::Hash;
use core::ops::Add;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::{At, Slots};

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// Removes one entry that has expired. Call it until it returns `None`. What is left of messages that have ended is
    /// removed silently.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{Correlator, CorrelatorConfig, DroppedReason, IdSlot, PartNumber};
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::<u32>::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// let due = orders.next_expiry().unwrap();
    /// let dropped = orders.expire(due).unwrap();
    /// assert_eq!((dropped.value, dropped.reason), (Some(1234), DroppedReason::Expired));
    /// ```
    #[must_use]
    pub fn expire(&mut self, now: Instant) -> Option<DroppedId<V>> {
        loop {
            let (_, at) = self.oldest().into_iter().flatten().find(|(due, _)| *due <= now)?;
            let dropped = self.table.drop_for(at, DroppedReason::Expired);
            if dropped.is_some() {
                return dropped;
            }
        }
    }

    /// Removes one entry that has not ended, whatever its age. Call it until it returns `None`, to give everything up at the
    /// end of a program: each message that has not ended ends now. First [close](crate::link::Turn::close) the sessions,
    /// and record the outcomes of all requests: a message of which no part was recorded ends as
    /// [`NeverSent`](super::End::NeverSent).
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::message::correlate::{
    ///     Correlator, CorrelatorConfig, DroppedReason, End, IdSlot, PartNumber,
    /// };
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::new(CorrelatorConfig::new(0x5EED), [IdSlot::EMPTY; 100]);
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.begin(now, 1235, 1);
    /// let _ = orders.accepted(now, b"77", 1235, PartNumber::ONLY);
    /// let mut ends = Vec::new();
    /// while let Some(dropped) = orders.drain() {
    ///     ends.extend(dropped.ended().map(|ended| (ended.value, ended.end)));
    /// }
    /// assert_eq!(ends, [(1234, End::NeverSent), (1235, End::Dropped(DroppedReason::Drained))]);
    /// ```
    #[must_use]
    pub fn drain(&mut self) -> Option<DroppedId<V>> {
        loop {
            let at = self.table.oldest(Phase::Open).or_else(|| self.table.oldest(Phase::Early))?;
            let dropped = self.table.drop_for(at, DroppedReason::Drained);
            if dropped.is_some() {
                return dropped;
            }
        }
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
    /// let _ = orders.begin(now, 1234, 1);
    /// let _ = orders.accepted(now, b"77", 1234, PartNumber::ONLY);
    /// assert!(orders.next_expiry().is_some());
    /// ```
    pub fn next_expiry(&self) -> Option<Instant> {
        self.oldest().into_iter().flatten().map(|(due, _)| due).min()
    }

    /// The oldest slot of each phase, and when it expires.
    fn oldest(&self) -> [Option<(Instant, At)>; 3] {
        let CorrelatorConfig { retention, expiry, .. } = self.config;
        [(Phase::Done, retention), (Phase::Early, retention), (Phase::Open, expiry)].map(|(phase, span)| {
            let at = self.table.oldest(phase)?;
            Some((self.table.slot(at)?.since.add(span), at))
        })
    }
}
