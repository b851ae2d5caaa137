//! The outcomes of requests.

use super::outcome::Recorded;
use super::slot::IdSlot;
use super::{Correlator, PartNumber};
use crate::pdu::SubmitSmResp;
use crate::session::Outcome;
use core::hash::Hash;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::Slots;

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    /// Records the [`Outcome`] of a submit_sm: calls [`accepted`](Self::accepted) with the id in the response,
    /// [`refused`](Self::refused) or [`unknown`](Self::unknown). If the response cannot be read, the part ends as UNKNOWN.
    ///
    /// If you send a refused part again, record only its last outcome. With
    /// [`by_destination`](super::CorrelatorConfig::by_destination), call the three methods yourself, because the response
    /// does not contain the destination.
    ///
    /// ```
    /// use smpp_core::message::correlate::{Correlator, IdSlot, PartNumber};
    /// use smpp_core::session::Event;
    /// use smpp_core::Instant;
    ///
    /// /// The value stored with each submit_sm is the number of the message and the part.
    /// type Value = (u32, PartNumber);
    ///
    /// fn on_event(orders: &mut Correlator<[IdSlot<u32>; 100]>, now: Instant, event: Event<'_, Value>) {
    ///     if let Ok(((order, part), outcome)) = event.into_outcome() {
    ///         for ended in orders.outcome(now, &outcome, order, part).ended() {
    ///             println!("{ended}");
    ///         }
    ///     }
    /// }
    /// ```
    pub fn outcome(
        &mut self,
        now: Instant,
        outcome: &Outcome<'_>,
        value: V,
        part: PartNumber,
    ) -> Recorded<V> {
        match outcome {
            Outcome::Answered { pdu, .. } => match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(response) => self.accepted(now, response.message_id.as_bytes(), value, part),
                Err(_) => self.unknown(now, value, part),
            },
            Outcome::Refused { status, .. } => self.refused(now, value, part, *status),
            Outcome::Unknown => self.unknown(now, value, part),
        }
    }
}
