//! The default store: one file, one process, nothing to set up.
//!
//! A thread owns all writing. It puts everything that waits into one transaction, so that many messages share the cost
//! of making them durable. Nothing is reported as done before its transaction has been committed.

use super::{Added, Result, Store, StoreError};
use crate::record::{Begin, Late, OnUnknown, Order, Outcome, Record, Report};
use redb::{
    Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition, WriteTransaction,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use tokio::sync::{Notify, oneshot, watch};

/// Records by key.
const RECORDS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("records");
/// Keys of messages to send, in order.
const QUEUE: TableDefinition<'_, u64, &str> = TableDefinition::new("queue");
/// Keys of messages that are being sent.
const SENDING: TableDefinition<'_, &str, ()> = TableDefinition::new("sending");
/// Keys of messages by the ids of their segments.
const IDS: TableDefinition<'_, &str, &str> = TableDefinition::new("ids");
/// Receipts whose ids are not known yet.
const EARLY: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("early");
/// Records whose senders are to be told, in order.
const NEWS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("news");

/// Maximum number of writes in one transaction.
const BATCH: usize = 1000;
/// Maximum number of receipts without a message: those of other programs with the same account.
const MOST_EARLY: u64 = 100_000;
/// Maximum number of news items returned at a time.
const MOST_NEWS: usize = 64;

/// Calls back once its transaction is committed.
type Committed = Box<dyn FnOnce() + Send>;
/// A part of a transaction.
type Write = Box<dyn FnOnce(&WriteTransaction) -> Result<Committed> + Send>;

#[derive(Clone)]
pub(crate) struct Embedded {
    shared: Arc<Shared>,
}

struct Shared {
    database: Arc<Database>,
    writes: SyncSender<Write>,
    on_unknown: OnUnknown,
    most_queued: u64,
    /// Whether something was queued, and whether there is news.
    queued: Notify,
    has_news: Notify,
}

impl Embedded {
    /// Opens or creates a file. Messages that were being sent when the previous process ended are handled as
    /// `on_unknown` says.
    ///
    /// # Errors
    /// The file cannot be read or written, or another process has it open.
    pub(crate) fn open(path: &Path, on_unknown: OnUnknown, most_queued: u64) -> Result<Self> {
        let database =
            Database::create(path).map_err(|error| StoreError::new("cannot open the store", error))?;
        let transaction = database.begin_write().map_err(failed)?;
        recover(&transaction, on_unknown)?;
        transaction.commit().map_err(failed)?;
        let database = Arc::new(database);
        let (writes, received) = sync_channel(BATCH);
        let writing = database.clone();
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write_all(&writing, &received))
            .map_err(|error| StoreError::new("cannot start the store", error))?;
        let (queued, has_news) = (Notify::new(), Notify::new());
        let shared = Shared { database, writes, on_unknown, most_queued, queued, has_news };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Runs `change` as a part of a transaction, and returns its result once that is committed.
    async fn write<R: Send + 'static>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let (answer, answered) = oneshot::channel();
        let write: Write = Box::new(move |transaction| {
            let result = change(transaction)?;
            Ok(Box::new(move || {
                // An error means that nobody waits for it any more.
                let _ = answer.send(result);
            }))
        });
        let shared = self.shared.clone();
        let sent = tokio::task::spawn_blocking(move || shared.writes.send(write).is_ok()).await;
        if !sent.unwrap_or(false) {
            return Err(StoreError::new("store", "it has stopped"));
        }
        answered.await.map_err(|_| StoreError::new("store", "the transaction failed"))
    }
}

impl Store for Embedded {
    type Claim = String;
    type News = u64;

    async fn add(&self, order: Order) -> Result<Added> {
        let most = self.shared.most_queued;
        let added = self
            .write(move |transaction| {
                if let Some(known) = read(transaction, &order.key)? {
                    return Ok(Added::Known(known));
                }
                if transaction.open_table(QUEUE).map_err(failed)?.len().map_err(failed)? >= most {
                    return Ok(Added::Full);
                }
                let record = Record::new(order);
                store(transaction, &record)?;
                enqueue(transaction, &record.order.key)?;
                Ok(Added::New(record))
            })
            .await?;
        self.shared.queued.notify_one();
        Ok(added)
    }

    async fn get(&self, key: &str) -> Result<Option<Record>> {
        let reading = self.shared.database.begin_read().map_err(failed)?;
        let records = reading.open_table(RECORDS).map_err(failed)?;
        records.get(key).map_err(failed)?.map(|record| parse(record.value())).transpose()
    }

    async fn claim(&self, stop: &mut watch::Receiver<bool>) -> Result<Option<(Self::Claim, Record)>> {
        let on_unknown = self.shared.on_unknown;
        while !*stop.borrow() {
            let queued = self.shared.queued.notified();
            let claimed = self
                .write(move |transaction| {
                    while let Some(key) = pop(transaction)? {
                        let Some(mut record) = read(transaction, &key)? else { continue };
                        if record.begin(on_unknown) == Begin::Send {
                            store(transaction, &record)?;
                            let mut sending = transaction.open_table(SENDING).map_err(failed)?;
                            sending.insert(&*key, ()).map_err(failed)?;
                            return Ok(Some((key.clone(), record)));
                        }
                    }
                    Ok(None)
                })
                .await?;
            if let Some(claimed) = claimed {
                // There may be work for another task that waits.
                self.shared.queued.notify_one();
                return Ok(Some(claimed));
            }
            tokio::select! {
                () = queued => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
        Ok(None)
    }

    async fn keep(&self, _claim: &Self::Claim) -> Result<()> {
        // There is no other process.
        Ok(())
    }

    async fn settle(&self, claim: &Self::Claim, outcome: Outcome) -> Result<()> {
        let (key, on_unknown) = (claim.clone(), self.shared.on_unknown);
        let is_queued = self
            .write(move |transaction| {
                transaction.open_table(SENDING).map_err(failed)?.remove(&*key).map_err(failed)?;
                let Some(mut record) = read(transaction, &key)? else { return Ok(false) };
                let is_queued = record.settle(outcome, on_unknown);
                take_early(transaction, &mut record)?;
                store(transaction, &record)?;
                if is_queued {
                    enqueue(transaction, &key)?;
                } else {
                    tell(transaction, &record)?;
                }
                Ok(is_queued)
            })
            .await?;
        if is_queued {
            self.shared.queued.notify_one()
        } else {
            self.shared.has_news.notify_one()
        }
        Ok(())
    }

    async fn late(&self, key: &str, late: Late) -> Result<()> {
        let key = key.to_owned();
        let is_news = self
            .write(move |transaction| {
                let Some(mut record) = read(transaction, &key)? else { return Ok(false) };
                let before = record.news_key();
                if !record.late(&late) {
                    return Ok(false);
                }
                take_early(transaction, &mut record)?;
                store(transaction, &record)?;
                let is_news = record.is_news() && record.news_key() != before;
                if is_news {
                    tell(transaction, &record)?;
                }
                Ok(is_news)
            })
            .await?;
        if is_news {
            self.shared.has_news.notify_one();
        }
        Ok(())
    }

    async fn report(&self, report: Report) -> Result<()> {
        let is_news = self
            .write(move |transaction| {
                let key = transaction
                    .open_table(IDS)
                    .map_err(failed)?
                    .get(&*report.id)
                    .map_err(failed)?
                    .map(|key| key.value().to_owned());
                let Some(key) = key else {
                    let mut early = transaction.open_table(EARLY).map_err(failed)?;
                    if early.len().map_err(failed)? >= MOST_EARLY {
                        early.pop_first().map_err(failed)?;
                    }
                    early.insert(&*report.id, &*bytes(&report)?).map_err(failed)?;
                    return Ok(false);
                };
                let Some(mut record) = read(transaction, &key)? else { return Ok(false) };
                if !record.report(&report) {
                    return Ok(false);
                }
                store(transaction, &record)?;
                tell(transaction, &record)?;
                Ok(true)
            })
            .await?;
        if is_news {
            self.shared.has_news.notify_one();
        }
        Ok(())
    }

    async fn news(&self) -> Result<Vec<(Self::News, Record)>> {
        loop {
            let has_news = self.shared.has_news.notified();
            let reading = self.shared.database.begin_read().map_err(failed)?;
            let table = reading.open_table(NEWS).map_err(failed)?;
            let oldest: Result<Vec<_>> = table
                .iter()
                .map_err(failed)?
                .take(MOST_NEWS)
                .map(|item| {
                    let (number, record) = item.map_err(failed)?;
                    Ok((number.value(), parse(record.value())?))
                })
                .collect();
            match oldest? {
                oldest if oldest.is_empty() => has_news.await,
                oldest => return Ok(oldest),
            }
        }
    }

    async fn told(&self, news: Self::News, is_told: bool) -> Result<()> {
        if !is_told {
            return Ok(());
        }
        let remove = move |transaction: &WriteTransaction| {
            transaction.open_table(NEWS).map_err(failed)?.remove(news).map_err(failed)?;
            Ok(())
        };
        self.write(remove).await
    }
}

/// The thread that writes. It ends with the last handle.
fn write_all(database: &Database, writes: &Receiver<Write>) {
    while let Ok(first) = writes.recv() {
        let all = std::iter::once(first).chain(writes.try_iter().take(BATCH));
        if let Err(error) = write_batch(database, all) {
            // Those who wait are told, because their answers are dropped.
            tracing::error!(%error, "a transaction failed");
        }
    }
}

fn write_batch(database: &Database, writes: impl Iterator<Item = Write>) -> Result<()> {
    let transaction = database.begin_write().map_err(failed)?;
    let committed: Result<Vec<Committed>> = writes.map(|write| write(&transaction)).collect();
    let committed = committed?;
    transaction.commit().map_err(failed)?;
    for answer in committed {
        answer();
    }
    Ok(())
}

/// Creates the tables, and decides what becomes of messages that the previous process was sending.
fn recover(transaction: &WriteTransaction, on_unknown: OnUnknown) -> Result<()> {
    transaction.open_table(RECORDS).map_err(failed)?;
    transaction.open_table(NEWS).map_err(failed)?;
    let mut interrupted = Vec::new();
    {
        let mut sending = transaction.open_table(SENDING).map_err(failed)?;
        while let Some((key, ())) =
            sending.pop_first().map_err(failed)?.map(|(key, none)| (key.value().to_owned(), none.value()))
        {
            interrupted.push(key);
        }
    }
    for key in interrupted {
        let Some(mut record) = read(transaction, &key)? else { continue };
        let is_queued = record.settle(Outcome::Unknown(Vec::new()), on_unknown);
        store(transaction, &record)?;
        if is_queued {
            enqueue(transaction, &key)?;
        } else {
            tell(transaction, &record)?;
        }
    }
    Ok(())
}

fn read(transaction: &WriteTransaction, key: &str) -> Result<Option<Record>> {
    let records = transaction.open_table(RECORDS).map_err(failed)?;
    let record = records.get(key).map_err(failed)?;
    record.map(|record| parse(record.value())).transpose()
}

fn store(transaction: &WriteTransaction, record: &Record) -> Result<()> {
    let mut records = transaction.open_table(RECORDS).map_err(failed)?;
    records.insert(&*record.order.key, &*bytes(record)?).map_err(failed)?;
    Ok(())
}

/// Stores the ids of a message, and applies the receipts that came before them.
fn take_early(transaction: &WriteTransaction, record: &mut Record) -> Result<()> {
    let ids: Vec<String> = record.segments.iter().map(|segment| segment.id.clone()).collect();
    for id in ids {
        let key = record.order.key.as_str();
        transaction.open_table(IDS).map_err(failed)?.insert(&*id, key).map_err(failed)?;
        let early = transaction
            .open_table(EARLY)
            .map_err(failed)?
            .remove(&*id)
            .map_err(failed)?
            .map(|report| parse(report.value()))
            .transpose()?;
        if let Some(early) = early {
            record.report(&early);
        }
    }
    Ok(())
}

/// Queues a message after all others.
fn enqueue(transaction: &WriteTransaction, key: &str) -> Result<()> {
    let mut queue = transaction.open_table(QUEUE).map_err(failed)?;
    let last = queue.last().map_err(failed)?.map_or(0, |(number, _)| number.value());
    queue.insert(last.saturating_add(1), key).map_err(failed)?;
    Ok(())
}

/// Takes the first message from the queue.
fn pop(transaction: &WriteTransaction) -> Result<Option<String>> {
    let mut queue = transaction.open_table(QUEUE).map_err(failed)?;
    let first = queue.pop_first().map_err(failed)?;
    Ok(first.map(|(_, key)| key.value().to_owned()))
}

/// Adds a record after all other news.
fn tell(transaction: &WriteTransaction, record: &Record) -> Result<()> {
    let mut news = transaction.open_table(NEWS).map_err(failed)?;
    let last = news.last().map_err(failed)?.map_or(0, |(number, _)| number.value());
    news.insert(last.saturating_add(1), &*bytes(record)?).map_err(failed)?;
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::new("store", error)
}

fn bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(failed)
}

fn parse<T: DeserializeOwned>(octets: &[u8]) -> Result<T> {
    serde_json::from_slice(octets).map_err(failed)
}
