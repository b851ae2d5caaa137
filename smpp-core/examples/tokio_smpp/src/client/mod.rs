//! The client: sends messages over one or more binds of an account.

mod bind;
mod config;

pub use config::{BindKind, ClientConfig};

use crate::clock::Clock;
use crate::connection::stopped;
use crate::incoming::{Inbox, Incoming};
use crate::message::{Kind, Message};
use crate::metrics::{Meter, Outcomes, SessionMetrics};
use crate::outbox::Outbox;
use crate::outcome::{Accepted, Failure, NeverSent, NotAccepted};
use crate::pdu::OwnedPdu;
use crate::receipts::{Receipts, Segment, Submission};
use crate::sender::Sender;
use bind::Binder;
use smpp_core::session::{CloseReason, Pacer, SessionError};
use smpp_core::{CommandStatus, Request, Rules};
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{interval, timeout};

/// The pacer's rate and burst if there is no limit.
const NO_LIMIT: u32 = 1_000_000;
/// How long sessions have to unbind after the deadline of a shutdown.
const UNBIND: Duration = Duration::from_secs(5);

/// A client of one account. Clones share the same sessions: use one in every task.
///
/// The sessions end when the last clone is dropped. To wait for outstanding responses and receipts first, call
/// [`shutdown`](Self::shutdown).
///
/// # Cancellation
///
/// If you drop the future of [`submit`](Self::submit), a message that no session has taken is not sent. If a session
/// has taken it, it is sent, and its outcome is lost; its receipts are still matched.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
    tasks: Arc<Tasks>,
}

/// What the handles and the tasks of a client share.
#[derive(Debug)]
struct Shared {
    config: ClientConfig,
    clock: Clock,
    sender: Sender,
    receipts: Mutex<Receipts>,
    /// Number of ids that wait for a receipt.
    waiting: watch::Sender<usize>,
    /// Number of sessions that are bound.
    bound: watch::Sender<usize>,
    meters: Vec<Arc<Meter>>,
    next: AtomicU64,
    /// Feeds the inbox, which ends with the last task of the client.
    items: mpsc::WeakSender<Incoming>,
}

/// The tasks of a client. Dropping them lets them end by themselves.
#[derive(Debug)]
struct Tasks {
    stop: watch::Sender<bool>,
    set: tokio::sync::Mutex<JoinSet<()>>,
    shared: Arc<Shared>,
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.shared.sender.outbox.close();
        self.stop.send_replace(true);
        self.set.get_mut().detach_all();
    }
}

/// Why a client could not bind for the first time. `Debug` prints the same words as `Display`, because it is what a
/// program prints if its `main` returns this error.
#[non_exhaustive]
pub enum ConnectError {
    /// The connection could not be opened.
    Io(io::Error),
    /// The connection ended before the bind was answered.
    Closed(CloseReason),
    /// The message centre refused the bind.
    Refused(CommandStatus),
    /// The bind cannot be encoded, for example because the password is longer than SMPP allows.
    Invalid(SessionError),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot connect: {error}"),
            Self::Closed(reason) => write!(f, "no answer to the bind: {reason}"),
            Self::Refused(status) => write!(f, "the bind was refused with {status}"),
            Self::Invalid(error) => write!(f, "the bind cannot be sent: {error}"),
        }
    }
}

impl fmt::Debug for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Without a `source`: the message includes it.
impl std::error::Error for ConnectError {}

/// The figures of a client.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metrics {
    /// One entry for each bind of [`ClientConfig::binds`].
    pub sessions: Vec<SessionMetrics>,
    /// Requests that no session has taken yet.
    pub queued: usize,
    /// Calls that wait for an outcome, queued or in flight.
    pub calls: usize,
    /// Ids that wait for a receipt.
    pub waiting_ids: usize,
    /// What became of the requests so far.
    pub outcomes: Outcomes,
}

/// What a shutdown did not wait for, because its deadline had passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// Requests that had no outcome at the deadline. If no response came while the sessions ended, their callers got
    /// [`Failure::NeverSent`] or [`Failure::Unknown`].
    pub requests: usize,
    /// Ids without a receipt.
    pub receipts: usize,
}

impl Client {
    /// Connects and binds. Returns once the first session is bound, so that a wrong address or password is noticed;
    /// then keeps all sessions open until [`shutdown`](Self::shutdown), connecting again as often as necessary.
    ///
    /// # Errors
    /// The first session cannot be bound.
    pub async fn connect(config: ClientConfig) -> Result<(Self, Inbox), ConnectError> {
        let (first, bound) = oneshot::channel();
        let started = Self::launch(config, Some(first));
        match bound.await {
            Ok(result) => result.map(|()| started),
            Err(_) => Err(ConnectError::Io(io::ErrorKind::ConnectionAborted.into())),
        }
    }

    /// Like [`connect`](Self::connect), but returns at once, and tries until it succeeds. Messages wait for
    /// [`ClientConfig::queue_timeout`].
    pub fn start(config: ClientConfig) -> (Self, Inbox) {
        Self::launch(config, None)
    }

    fn launch(
        config: ClientConfig,
        mut first: Option<oneshot::Sender<Result<(), ConnectError>>>,
    ) -> (Self, Inbox) {
        let clock = Clock::start();
        let (rate, burst) = config.rate.map_or((NO_LIMIT, NO_LIMIT), |rate| (rate, config.burst));
        let outbox = Outbox::new(Pacer::new(clock.now(), rate, burst));
        let sender = Sender::new(outbox, config.retry.clone(), config.queue_timeout, config.segmenter);
        let (items, inbox) = mpsc::channel(config.inbox.clamp(1, Semaphore::MAX_PERMITS));
        let shared = Arc::new(Shared {
            clock,
            sender,
            receipts: Mutex::new(Receipts::new(config.correlator, config.waiting_ids)),
            waiting: watch::Sender::new(0),
            bound: watch::Sender::new(0),
            meters: config.binds.iter().map(|_| Arc::new(Meter::new())).collect(),
            next: AtomicU64::new(0),
            items: items.downgrade(),
            config,
        });
        let (stop, running) = (watch::Sender::new(false), watch::Sender::new(()));
        let mut set = JoinSet::new();
        for (kind, meter) in shared.config.binds.iter().zip(&shared.meters) {
            let binder = Binder {
                kind: *kind,
                meter: Arc::clone(meter),
                shared: Arc::clone(&shared),
                stop: stop.subscribe(),
                _items: items.clone(),
                _running: running.subscribe(),
            };
            set.spawn(binder.run(first.take()));
        }
        tokio::spawn(expire(Arc::clone(&shared), items, stop.subscribe(), running));
        let tasks = Tasks { stop, set: tokio::sync::Mutex::new(set), shared: Arc::clone(&shared) };
        (Self { shared, tasks: Arc::new(tasks) }, Inbox(inbox))
    }

    /// Sends a message, in as many segments as it needs. Waits for a session with room in its window and for the
    /// pacer, and retries temporary refusals as [`ClientConfig::retry`] says.
    ///
    /// If the message asks for receipts, they arrive in the [`Inbox`] with its [`key`](Message::key).
    ///
    /// ```
    /// use tokio_smpp::{Client, Failure, Message};
    ///
    /// /// Sends a message, and says whether it can be sent again without being delivered twice.
    /// async fn send(client: &Client, text: &str) -> Result<(), bool> {
    ///     match client.submit(Message::text("Shop", "+46700000001", text)).await {
    ///         Ok(_accepted) => Ok(()),
    ///         Err(error) => Err(*error.failure() != Failure::Unknown),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// What became of the message, as far as it is known. See [`Failure`].
    pub async fn submit(&self, message: Message) -> Result<Accepted, NotAccepted> {
        let number = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let submission = Submission { number, key: message.key };
        let wants_receipt = message.wants_receipt();
        let segment = |number, total| Some(Segment { submission, number, total, wants_receipt });
        let outcome = self.shared.sender.message(Kind::SubmitSm, &message, segment).await;
        if let Err(not_accepted) = &outcome
            && wants_receipt
        {
            self.shared.not_accepted(submission, not_accepted);
        }
        outcome
    }

    /// Sends any other request, such as a [`QuerySm`](smpp_core::pdu::QuerySm), and returns the response.
    ///
    /// # Errors
    /// What became of the request, as far as it is known.
    pub async fn request<P: Request + ?Sized>(&self, request: &P) -> Result<OwnedPdu, Failure> {
        let pdu = OwnedPdu::encode(request, Rules::AS_IS)
            .map_err(|error| Failure::NeverSent(NeverSent::Session(error.into())))?;
        self.shared.sender.request(pdu).await
    }

    /// Waits until `count` sessions are bound.
    pub async fn bound(&self, count: usize) {
        let _ = self.shared.bound.subscribe().wait_for(|bound| *bound >= count).await;
    }

    /// The figures of the client.
    pub fn metrics(&self) -> Metrics {
        Metrics {
            sessions: self.shared.meters.iter().map(|meter| meter.read()).collect(),
            queued: self.shared.sender.outbox.len(),
            calls: self.shared.sender.calls(),
            waiting_ids: *self.shared.waiting.borrow(),
            outcomes: self.shared.sender.outcomes(),
        }
    }

    /// Ends the client. Takes no further messages, and waits until every call has its outcome and every id its receipt,
    /// but no longer than `patience`; then unbinds all sessions. Take receipts from the [`Inbox`] meanwhile. At its end,
    /// it has a [`NoReceipt`](crate::Notice::NoReceipt) for each message whose receipts have not come.
    ///
    /// A task that has not called [`submit`](Self::submit) yet is too late: join your tasks first.
    pub async fn shutdown(&self, patience: Duration) -> Unsettled {
        let Shared { sender, waiting, .. } = &*self.shared;
        sender.take_no_more();
        let mut waiting = waiting.subscribe();
        let all = async {
            sender.idle().await;
            let _ = waiting.wait_for(|waiting| *waiting == 0).await;
        };
        let _ = timeout(patience, all).await;
        let unsettled = Unsettled { requests: sender.calls(), receipts: *self.shared.waiting.borrow() };
        sender.outbox.close();
        self.tasks.stop.send_replace(true);
        let mut set = self.tasks.set.lock().await;
        let ended = async { while set.join_next().await.is_some() {} };
        if timeout(UNBIND, ended).await.is_err() {
            set.shutdown().await;
        }
        unsettled
    }
}

impl Shared {
    /// Changes the receipts and passes on what comes of it. Without a reader, or if it does not keep up, the items
    /// are dropped: messages and receipts are then refused with a temporary error.
    fn receipts(&self, change: impl FnOnce(&mut Receipts) -> Vec<Incoming>) {
        let mut receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        let arrived = change(&mut receipts);
        let waiting = receipts.waiting();
        drop(receipts);
        let items = self.items.upgrade();
        for item in arrived {
            if items.as_ref().is_none_or(|items| items.try_send(item).is_err()) {
                tracing::warn!("the inbox is full or closed");
            }
        }
        self.waiting.send_if_modified(|before| std::mem::replace(before, waiting) != waiting);
    }

    /// Ends the message if some of its segments wait for receipts, and the rest will get none.
    fn not_accepted(&self, submission: Submission, not_accepted: &NotAccepted) {
        let (first, total) = (not_accepted.accepted.len().saturating_add(1), not_accepted.total);
        let (Ok(number), Ok(total)) = (u8::try_from(first), u8::try_from(total)) else { return };
        if number > 1 && not_accepted.failure != Failure::Unknown {
            let segment = Segment { submission, number, total, wants_receipt: true };
            self.receipts(|receipts| receipts.refused(self.clock.now(), segment));
        }
    }
}

/// Gives up receipts that do not come: after some time, or when no session is left.
async fn expire(
    shared: Arc<Shared>,
    items: mpsc::Sender<Incoming>,
    mut stop: watch::Receiver<bool>,
    running: watch::Sender<()>,
) {
    let mut second = interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            _ = second.tick() => {}
            () = stopped(&mut stop) => break,
        }
        shared.receipts(|receipts| receipts.expire(shared.clock.now()));
    }
    shared.receipts(|receipts| receipts.end(shared.clock.now()));
    running.closed().await;
    let mut left = Vec::new();
    shared.receipts(|receipts| {
        left = receipts.end(shared.clock.now());
        left.extend(receipts.drain());
        Vec::new()
    });
    // There can be more than the inbox has room for. It ends after the last one.
    for item in left {
        if items.send(item).await.is_err() {
            return;
        }
    }
}
