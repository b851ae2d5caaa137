//! Sends requests: waits for a session, retries temporary refusals, and reports what became of them.

use crate::clock::chance;
use crate::message::{Kind, Message};
use crate::metrics::{Outcomes, Tally};
use crate::outbox::{Outbox, Settled};
use crate::outcome::{Accepted, Failure, MessageId, NeverSent, NotAccepted};
use crate::pdu::OwnedPdu;
use crate::receipts::Segment;
use smpp_core::codes::RetryClass;
use smpp_core::message::segment::Segmenter;
use smpp_core::pdu::{DataSmResp, DeliverSmResp, SubmitMultiResp, SubmitSmResp};
use smpp_core::session::Backoff;
use smpp_core::{CommandId, CommandStatus};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// When to send a request again that the peer refused for the moment, for example with ESME_RTHROTTLED or
/// ESME_RMSGQFUL.
#[derive(Clone, Debug)]
pub struct Retry {
    /// How many times to send it again. Default: 10.
    pub limit: u32,
    /// The first wait. Each wait is twice the previous one. Default: 1 s.
    pub first: Duration,
    /// The longest wait. Default: 30 s.
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { limit: 10, first: Duration::from_secs(1), longest: Duration::from_secs(30) }
    }
}

/// Sends requests through an outbox.
#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) outbox: Outbox,
    retry: Retry,
    queue_timeout: Duration,
    segmenter: Segmenter,
    /// The reference of the next long message.
    reference: AtomicU16,
    /// Number of calls that wait for an outcome.
    calls: watch::Sender<usize>,
    /// Takes no further calls.
    is_closing: AtomicBool,
    tally: Tally,
}

/// Counts a call until it ends or is dropped.
struct Call<'s>(&'s Sender);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.calls.send_modify(|calls| *calls = calls.saturating_sub(1));
    }
}

/// Removes a request from the outbox when its call ends or is dropped.
struct Queued<'s> {
    outbox: &'s Outbox,
    id: u64,
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.outbox.remove(self.id);
    }
}

impl Sender {
    pub(crate) fn new(outbox: Outbox, retry: Retry, queue_timeout: Duration, segmenter: Segmenter) -> Self {
        let reference = AtomicU16::new(segmenter.reference);
        Self {
            outbox,
            retry,
            queue_timeout,
            segmenter,
            reference,
            calls: watch::Sender::new(0),
            is_closing: AtomicBool::new(false),
            tally: Tally::default(),
        }
    }

    fn call(&self) -> Result<Call<'_>, NeverSent> {
        if self.is_closing.load(Ordering::Relaxed) {
            return Err(NeverSent::Closed);
        }
        self.calls.send_modify(|calls| *calls = calls.saturating_add(1));
        Ok(Call(self))
    }

    /// Takes no further calls. Those that wait go on.
    pub(crate) fn take_no_more(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
    }

    /// Waits until no call waits for an outcome.
    pub(crate) async fn idle(&self) {
        let _ = self.calls.subscribe().wait_for(|calls| *calls == 0).await;
    }

    /// Number of calls that wait for an outcome.
    pub(crate) fn calls(&self) -> usize {
        *self.calls.borrow()
    }

    /// What became of the requests so far.
    pub(crate) fn outcomes(&self) -> Outcomes {
        self.tally.read()
    }

    /// Sends all segments of a message, one after another. `segment` says what to remember of each.
    pub(crate) async fn message(
        &self,
        kind: Kind,
        message: &Message,
        segment: impl Fn(u8, u8) -> Option<Segment>,
    ) -> Result<Accepted, NotAccepted> {
        let _call = self.call().map_err(NotAccepted::never_sent)?;
        let reference = self.reference.fetch_add(1, Ordering::Relaxed);
        let segmenter = Segmenter { reference, ..self.segmenter };
        let pdus = message.encode(kind, &segmenter).map_err(NotAccepted::never_sent)?;
        let (total, mut message_ids) = (pdus.len(), Vec::with_capacity(pdus.len()));
        for (pdu, number) in pdus.into_iter().zip(1..=u8::MAX) {
            let segment = segment(number, u8::try_from(total).unwrap_or(u8::MAX));
            match self.send(pdu, segment).await {
                Ok(response) => message_ids.push(message_id(&response)),
                Err(failure) => return Err(NotAccepted { failure, accepted: message_ids, total }),
            }
        }
        Ok(Accepted { message_ids })
    }

    /// Sends any request.
    pub(crate) async fn request(&self, pdu: OwnedPdu) -> Settled {
        let _call = self.call().map_err(Failure::NeverSent)?;
        self.send(pdu, None).await
    }

    /// Sends a request and counts its outcome.
    async fn send(&self, pdu: OwnedPdu, segment: Option<Segment>) -> Settled {
        let settled = self.retried(pdu, segment).await;
        self.tally.count(&settled);
        settled
    }

    /// Sends a request until the peer accepts it or refuses it for good, or until its outcome is unknown.
    async fn retried(&self, pdu: OwnedPdu, segment: Option<Segment>) -> Settled {
        let mut backoff = Backoff::new(self.retry.first.into(), self.retry.longest.into());
        let mut refused = None;
        let mut attempts = 0..self.retry.limit;
        loop {
            match self.once(pdu.clone(), segment).await {
                Err(Failure::Refused(status)) if is_temporary(status) && attempts.next().is_some() => {
                    refused = Some(status);
                    self.tally.count_retry();
                }
                // It was sent before, and refused.
                Err(Failure::NeverSent(reason)) => {
                    return Err(refused.map_or(Failure::NeverSent(reason), Failure::Refused));
                }
                outcome => return outcome,
            }
            tokio::select! {
                () = sleep(backoff.next(chance()).into()) => {}
                () = self.outbox.closed() => {}
            }
        }
    }

    async fn once(&self, pdu: OwnedPdu, segment: Option<Segment>) -> Settled {
        let (id, mut outcome) = self.outbox.push(pdu, segment).map_err(Failure::NeverSent)?;
        let queued = Queued { outbox: &self.outbox, id };
        let outcome = match timeout(self.queue_timeout, &mut outcome).await {
            Ok(outcome) => outcome,
            Err(_) if queued.outbox.remove(id) => return Err(Failure::NeverSent(NeverSent::TimedOut)),
            // A session has it, and has its own timer.
            Err(_) => outcome.await,
        };
        // The session was dropped together with the runtime.
        outcome.unwrap_or(Err(Failure::Unknown))
    }
}

/// Whether the same request may succeed later, here or in another session.
fn is_temporary(status: CommandStatus) -> bool {
    matches!(status.retry_class(), RetryClass::RetryLater | RetryClass::Session)
}

/// The id in a response; empty if it has none.
pub(crate) fn message_id(response: &OwnedPdu) -> MessageId {
    let id = match response.command_id() {
        CommandId::SUBMIT_SM_RESP => response.decode::<SubmitSmResp<'_>>().map(|resp| resp.message_id),
        CommandId::DATA_SM_RESP => response.decode::<DataSmResp<'_>>().map(|resp| resp.message_id),
        CommandId::SUBMIT_MULTI_RESP => response.decode::<SubmitMultiResp<'_>>().map(|resp| resp.message_id),
        _ => response.decode::<DeliverSmResp<'_>>().map(|resp| resp.message_id),
    };
    MessageId::new(id.as_ref().map_or(&[], |id| id.as_bytes()))
}
