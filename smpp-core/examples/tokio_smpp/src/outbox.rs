//! Requests that wait for a session with room in its window.

use crate::outcome::{Failure, NeverSent};
use crate::pdu::OwnedPdu;
use smpp_core::session::Pacer;
use smpp_core::{Duration, Instant};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, oneshot, watch};

/// What became of a request: its response, or why there is none.
pub(crate) type Outcome = Result<OwnedPdu, Failure>;

/// A request, and where to report what became of it. It is the value that a session stores until the response.
#[derive(Debug)]
pub(crate) struct Job {
    id: u64,
    pub(crate) pdu: OwnedPdu,
    /// The segment of a message that wants receipts.
    pub(crate) segment: Option<crate::receipts::Segment>,
    outcome: oneshot::Sender<Outcome>,
}

impl Job {
    pub(crate) fn settle(self, outcome: Outcome) {
        // Nobody waits for it any more if the caller has dropped the future.
        let _ = self.outcome.send(outcome);
    }
}

/// A queue that the sessions of one account share. They take jobs from it in order, no faster than the pacer allows.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    changed: Notify,
    is_closed: watch::Sender<bool>,
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
        Self { queue: Mutex::new(queue), changed: Notify::new(), is_closed: watch::Sender::new(false) }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request. Returns its number and its outcome to come.
    pub(crate) fn push(
        &self,
        pdu: OwnedPdu,
        segment: Option<crate::receipts::Segment>,
    ) -> Result<(u64, oneshot::Receiver<Outcome>), NeverSent> {
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
        self.queue().jobs.insert(job.id, job);
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
        self.is_closed.send_replace(true);
        for job in jobs.into_values() {
            job.settle(Err(Failure::NeverSent(NeverSent::Closed)));
        }
    }

    /// Waits until the outbox is closed.
    pub(crate) async fn closed(&self) {
        // The sender is in `self`, so it cannot be gone.
        let _ = self.is_closed.subscribe().wait_for(|is_closed| *is_closed).await;
    }
}
