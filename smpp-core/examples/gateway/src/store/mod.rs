//! Stores the messages while the gateway is responsible for them.

mod embedded;
mod jetstream;

pub(crate) use embedded::Embedded;
pub(crate) use jetstream::{JetStream, bucket};

use crate::record::{Late, Order, Outcome, Record, Report};
use std::fmt;
use std::future::Future;
use tokio::sync::watch;

/// Why a store did not do what it was asked for. The caller may try again: every call is idempotent.
#[derive(Debug)]
pub(crate) struct StoreError(String);

impl StoreError {
    pub(crate) fn new(what: &str, error: impl fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

pub(crate) type Result<T> = std::result::Result<T, StoreError>;

/// What became of an order.
#[derive(Debug)]
pub(crate) enum Added {
    New(Record),
    /// The key is known. The record may be of another order with the same key.
    Known(Record),
    /// There is no room for further messages.
    Full,
}

/// A queue of messages, their records, and news for their senders. What a method has done when it returns survives the
/// process.
pub(crate) trait Store: Clone + Send + Sync + 'static {
    /// The right to send a message. Only one task of one process has it at a time.
    type Claim: Send + Sync;
    /// An item of news (a message whose state has changed, or that has a new receipt) that the sender has not been told
    /// yet.
    type News: Send;

    /// Queues a message, unless its key is known.
    fn add(&self, order: Order) -> impl Future<Output = Result<Added>> + Send;

    /// What is known about a message.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Record>>> + Send;

    /// Waits for a message that may be sent. Before this returns, its record says that it is being sent. Returns `None`
    /// after `stop`. Do not drop the future before it ends: a message that it takes at that moment would count as sent.
    fn claim(
        &self,
        stop: &mut watch::Receiver<bool>,
    ) -> impl Future<Output = Result<Option<(Self::Claim, Record)>>> + Send;

    /// Keeps the right to send a message. Call this every few seconds while it is being sent.
    fn keep(&self, claim: &Self::Claim) -> impl Future<Output = Result<()>> + Send;

    /// Stores how the attempt ended, and gives up the right.
    fn settle(&self, claim: &Self::Claim, outcome: Outcome) -> impl Future<Output = Result<()>> + Send;

    /// Stores what a late response says about a message.
    fn late(&self, key: &str, late: Late) -> impl Future<Output = Result<()>> + Send;

    /// Stores a receipt. One that comes before the id of its message is kept until then.
    fn report(&self, report: Report) -> impl Future<Output = Result<()>> + Send;

    /// Waits for news.
    fn news(&self) -> impl Future<Output = Result<Vec<(Self::News, Record)>>> + Send;

    /// Records that the sender was told, or that it must be told again.
    fn told(&self, news: Self::News, is_told: bool) -> impl Future<Output = Result<()>> + Send;
}
