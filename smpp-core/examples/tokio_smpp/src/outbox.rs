//! Requests that wait for a session with room in its window.

use crate::outcome::{Failure, NeverSent};
use crate::pdu::OwnedPdu;
use crate::receipts::Segment;
use smpp_core::session::Pacer;
use smpp_core::{Duration, Instant};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, oneshot, watch};

/// What became of a request: its response, or why there is none.
pub(crate) type Settled = Result<OwnedPdu, Failure>;

/// A request, and where to report what became of it. It is the value that a session stores until the response.
#[derive(Debug)]
pub(crate) struct Job {
    /// Later requests have larger numbers.
    pub(crate) id: u64,
    pub(crate) pdu: OwnedPdu,
    /// The segment that the PDU carries. `None` if it is not part of a client's message.
    pub(crate) segment: Option<Segment>,
    outcome: oneshot::Sender<Settled>,
}

impl Job {
    pub(crate) fn settle(self, outcome: Settled) {
        // Nobody waits for it any more if the caller has dropped the future.
        let _ = self.outcome.send(outcome);
    }
}

/// A queue that the sessions of one account share. They take jobs from it in order, no faster than the pacer allows.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    changed: Notify,
    closed: watch::Sender<bool>,
}

#[derive(Debug)]
struct Queue {
    jobs: BTreeMap<u64, Job>,
    next: u64,
    pacer: Pacer,
    is_closed: bool,
}

/// Result of [`Outbox::take`].
#[derive(Debug)]
pub(crate) enum Next {
    Job(Job),
    /// A job is waiting, but may not be sent before this time.
    Wait(Instant),
    Nothing,
}

impl Outbox {
    pub(crate) fn new(pacer: Pacer) -> Self {
        let queue = Queue { jobs: BTreeMap::new(), next: 0, pacer, is_closed: false };
        Self { queue: Mutex::new(queue), changed: Notify::new(), closed: watch::Sender::new(false) }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request. Returns its number and a receiver for its outcome.
    pub(crate) fn push(
        &self,
        pdu: OwnedPdu,
        segment: Option<Segment>,
    ) -> Result<(u64, oneshot::Receiver<Settled>), NeverSent> {
        let mut queue = self.queue();
        if queue.is_closed {
            return Err(NeverSent::Closed);
        }
        let (outcome, receiver) = oneshot::channel();
        let id = queue.next;
        queue.next = id.wrapping_add(1);
        queue.jobs.insert(id, Job { id, pdu, segment, outcome });
        drop(queue);
        self.changed.notify_one();
        Ok((id, receiver))
    }

    /// Removes a request that no session has taken. Returns whether it was still there.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.queue().jobs.remove(&id).is_some()
    }

    /// Takes the next request, if it may be sent now.
    pub(crate) fn take(&self, now: Instant) -> Next {
        let mut queue = self.queue();
        // Callers that have been dropped want nothing sent.
        while queue.jobs.first_entry().is_some_and(|job| job.get().outcome.is_closed()) {
            queue.jobs.pop_first();
        }
        if queue.jobs.is_empty() {
            return Next::Nothing;
        }
        if !queue.pacer.take(now) {
            return Next::Wait(queue.pacer.ready_at());
        }
        queue.jobs.pop_first().map_or(Next::Nothing, |(_, job)| Next::Job(job))
    }

    /// Puts back a request that could not be sent now.
    pub(crate) fn put_back(&self, job: Job) {
        let mut queue = self.queue();
        if queue.is_closed {
            drop(queue);
            return job.settle(Err(Failure::NeverSent(NeverSent::Closed)));
        }
        queue.jobs.insert(job.id, job);
    }

    /// Sends nothing for a while, because the peer asks for it.
    pub(crate) fn pause(&self, now: Instant, span: Duration) {
        self.queue().pacer.pause(now, span);
    }

    /// Waits until there may be something to take.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Wakes another session, if this one cannot take what is left.
    pub(crate) fn pass_on(&self) {
        if !self.queue().jobs.is_empty() {
            self.changed.notify_one();
        }
    }

    /// Number of requests that no session has taken.
    pub(crate) fn len(&self) -> usize {
        self.queue().jobs.len()
    }

    /// Takes no more requests. Those that wait are returned to their callers.
    pub(crate) fn close(&self) {
        let mut queue = self.queue();
        queue.is_closed = true;
        let jobs = std::mem::take(&mut queue.jobs);
        drop(queue);
        self.closed.send_replace(true);
        for job in jobs.into_values() {
            job.settle(Err(Failure::NeverSent(NeverSent::Closed)));
        }
    }

    /// Waits until the outbox is closed.
    pub(crate) async fn closed(&self) {
        // The sender is in `self`, so it cannot be gone.
        let _ = self.closed.subscribe().wait_for(|is_closed| *is_closed).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smpp_core::Rules;
    use smpp_core::pdu::SubmitSm;

    fn pdu() -> OwnedPdu {
        OwnedPdu::encode(&SubmitSm::default(), Rules::V34).unwrap()
    }

    fn take(outbox: &Outbox) -> Job {
        match outbox.take(Instant::ZERO) {
            Next::Job(job) => job,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn requests_keep_their_order_when_one_is_put_back() {
        let outbox = Outbox::new(Pacer::new(Instant::ZERO, 1000, 1000));
        let waiting: Vec<_> = (0..3).map(|_| outbox.push(pdu(), None).unwrap()).collect();
        outbox.put_back(take(&outbox));
        for (id, _) in &waiting {
            assert_eq!(take(&outbox).id, *id);
        }
        assert!(matches!(outbox.take(Instant::ZERO), Next::Nothing));
    }

    #[test]
    fn nothing_is_sent_for_a_caller_that_is_gone() {
        let outbox = Outbox::new(Pacer::new(Instant::ZERO, 1000, 1000));
        let (_, first) = outbox.push(pdu(), None).unwrap();
        let (second, _receiver) = outbox.push(pdu(), None).unwrap();
        drop(first);
        assert_eq!(take(&outbox).id, second);
    }

    #[test]
    fn what_is_put_back_into_a_closed_outbox_is_returned() {
        let outbox = Outbox::new(Pacer::new(Instant::ZERO, 1000, 1000));
        let (_, mut taken) = outbox.push(pdu(), None).unwrap();
        let job = take(&outbox);
        let (_, mut waiting) = outbox.push(pdu(), None).unwrap();
        outbox.close();
        outbox.put_back(job);
        for outcome in [&mut taken, &mut waiting] {
            assert_eq!(outcome.try_recv().unwrap(), Err(Failure::NeverSent(NeverSent::Closed)));
        }
        assert!(outbox.push(pdu(), None).is_err());
    }
}
