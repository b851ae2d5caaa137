//! The store for several processes: NATS JetStream does the queueing, and its key-value buckets hold what all processes
//! must know.
//!
//! - Stream `GATEWAY`, subject `gateway.send`: keys of messages to send. A message stays in it until its attempt has
//!   ended. If a process dies, the server hands its messages to another one after `take_over`.
//! - Stream `GATEWAY`, subject `gateway.news`: keys of messages whose senders are to be told.
//! - Bucket `gateway_records`: the record of each message. Records change by compare and set, so that of two
//!   processes only one sends a message.
//! - Bucket `gateway_ids`: the key of the message for each id. It is written before a message counts as accepted.
//! - Bucket `gateway_early`: receipts that came before the id of their message.

use super::{Added, Result, Store, StoreError};
use crate::record::{Begin, Late, OnUnknown, Order, Outcome, Record, Report, State};
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::kv::{self, CreateErrorKind, UpdateErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy};
use async_nats::jetstream::{AckKind, Context, Message};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};

const SEND: &str = "gateway.send";
const NEWS: &str = "gateway.news";
/// How long receipts wait for their ids.
const EARLY: Duration = Duration::from_secs(24 * 60 * 60);
/// Maximum number of news items returned at a time.
const MOST_NEWS: usize = 64;
/// How long news that could not be posted waits before the next attempt.
const TELL_AGAIN: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(crate) struct JetStream {
    shared: Arc<Shared>,
}

struct Shared {
    context: Context,
    records: kv::Store,
    ids: kv::Store,
    early: kv::Store,
    to_send: Mutex<pull::Stream>,
    news: PullConsumer,
    on_unknown: OnUnknown,
}

/// A message of the stream, and the key that it names.
pub(crate) struct Claim {
    key: String,
    message: Message,
}

impl JetStream {
    /// Connects to a server, and creates what is missing there. Messages of a process that has died are taken over
    /// after `take_over`.
    ///
    /// # Errors
    /// The server cannot be reached, or has no JetStream.
    pub(crate) async fn connect(
        context: Context,
        on_unknown: OnUnknown,
        most_queued: u64,
        take_over: Duration,
    ) -> Result<Self> {
        let stream = context
            .get_or_create_stream(stream::Config {
                name: "GATEWAY".to_owned(),
                subjects: vec![SEND.to_owned(), NEWS.to_owned()],
                retention: RetentionPolicy::WorkQueue,
                discard: DiscardPolicy::New,
                max_messages: i64::try_from(most_queued).unwrap_or(i64::MAX),
                ..stream::Config::default()
            })
            .await
            .map_err(failed)?;
        let consumer = |name: &str, subject: &str| pull::Config {
            durable_name: Some(name.to_owned()),
            filter_subject: subject.to_owned(),
            ack_policy: AckPolicy::Explicit,
            ack_wait: take_over,
            max_ack_pending: 100_000,
            ..pull::Config::default()
        };
        let senders =
            stream.get_or_create_consumer("senders", consumer("senders", SEND)).await.map_err(failed)?;
        let news = stream.get_or_create_consumer("news", consumer("news", NEWS)).await.map_err(failed)?;
        // A message that waits here is a message that no other process can take.
        let to_send = senders.stream().max_messages_per_batch(16).messages().await.map_err(failed)?;
        let shared = Shared {
            records: bucket(&context, "gateway_records", Duration::ZERO).await?,
            ids: bucket(&context, "gateway_ids", Duration::ZERO).await?,
            early: bucket(&context, "gateway_early", EARLY).await?,
            context,
            to_send: Mutex::new(to_send),
            news,
            on_unknown,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Publishes a key. The server drops a repetition of the same `id` within two minutes.
    async fn publish(&self, subject: &'static str, key: &str, id: &str) -> std::result::Result<(), Publish> {
        let message = PublishMessage::build().payload(key.to_owned().into()).message_id(id);
        let acknowledged = self.shared.context.send_publish(subject, message).await.map_err(Publish::from)?;
        acknowledged.await.map_err(Publish::from)?;
        Ok(())
    }

    /// Tells the sender of a message about its state.
    async fn tell(&self, record: &Record) -> Result<()> {
        self.publish(NEWS, &record.order.key, &record.news_key())
            .await
            .map_err(|error| StoreError::new("news", error.0))
    }

    /// Reads a record, changes it, and writes it back, until nobody else has changed it meanwhile. Writes nothing if
    /// `change` returns `false`.
    async fn change(&self, key: &str, mut change: impl FnMut(&mut Record) -> bool) -> Result<Option<Record>> {
        loop {
            let Some(entry) = self.shared.records.entry(key).await.map_err(failed)? else { return Ok(None) };
            let mut record: Record = parse(&entry.value)?;
            if !change(&mut record) {
                return Ok(Some(record));
            }
            match self.shared.records.update(key, bytes(&record)?.into(), entry.revision).await {
                Ok(_) => return Ok(Some(record)),
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }

    /// Does what remains once the outcome of an attempt is stored.
    async fn finish(&self, record: &Record, message: &Message) -> Result<()> {
        self.tell_and_take_early(record).await?;
        acknowledge(message, AckKind::Ack).await
    }

    /// Tells the sender, and applies the receipts that came before their ids.
    async fn tell_and_take_early(&self, record: &Record) -> Result<()> {
        self.tell(record).await?;
        for segment in record.segments.iter().filter(|segment| !segment.is_final) {
            self.apply_early(&record.order.key, &segment.id).await?;
        }
        Ok(())
    }

    /// Applies a receipt that came before its id.
    async fn apply_early(&self, key: &str, id: &str) -> Result<()> {
        let Some(report) = self.shared.early.get(name(id)).await.map_err(failed)? else { return Ok(()) };
        let report: Report = parse(&report)?;
        self.apply(key, &report).await?;
        self.shared.early.delete(name(id)).await.map_err(failed)
    }

    async fn apply(&self, key: &str, report: &Report) -> Result<()> {
        let record = self.change(key, |record| record.report(report)).await?;
        // Even if it says nothing new: the process that stored it may have died before it told anybody.
        match record {
            Some(record) if record.is_news() => self.tell(&record).await,
            _ => Ok(()),
        }
    }
}

impl Store for JetStream {
    type Claim = Claim;
    type News = Message;

    async fn add(&self, order: Order) -> Result<Added> {
        let record = Record::new(order);
        let key = &record.order.key;
        let added = match self.shared.records.create(key, bytes(&record)?.into()).await {
            Ok(_) => Added::New(record.clone()),
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => match self.get(key).await? {
                Some(known) => Added::Known(known),
                None => return Err(StoreError::new("store", "the record has gone")),
            },
            Err(error) => return Err(failed(error)),
        };
        // A process may have died between the record and the queue, so a repetition is queued again.
        let (Added::New(Record { state: State::Queued, .. })
        | Added::Known(Record { state: State::Queued, .. })) = &added
        else {
            return Ok(added);
        };
        match self.publish(SEND, key, key).await {
            Ok(()) => Ok(added),
            Err(Publish(_, true)) => Ok(Added::Full),
            Err(Publish(error, false)) => Err(StoreError::new("queue", error)),
        }
    }

    async fn get(&self, key: &str) -> Result<Option<Record>> {
        self.shared.records.get(key).await.map_err(failed)?.map(|record| parse(&record)).transpose()
    }

    async fn claim(&self, stop: &mut watch::Receiver<bool>) -> Result<Option<(Self::Claim, Record)>> {
        while !*stop.borrow() {
            let next = tokio::select! {
                next = async { self.shared.to_send.lock().await.next().await } => next,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let message = next.ok_or_else(|| failed("the stream has ended"))?.map_err(failed)?;
            let key = String::from_utf8_lossy(&message.payload).into_owned();
            let mut begin = Begin::Done;
            let record = self
                .change(&key, |record| {
                    begin = record.begin(self.shared.on_unknown);
                    begin != Begin::Done
                })
                .await?;
            match (record, begin) {
                (Some(record), Begin::Send) => return Ok(Some((Claim { key, message }, record))),
                // Whoever stored this may have died before it did the rest.
                (Some(record), _) if record.is_news() => self.finish(&record, &message).await?,
                _ => acknowledge(&message, AckKind::Ack).await?,
            }
        }
        Ok(None)
    }

    async fn keep(&self, claim: &Self::Claim) -> Result<()> {
        acknowledge(&claim.message, AckKind::Progress).await
    }

    async fn settle(&self, claim: &Self::Claim, outcome: Outcome) -> Result<()> {
        // The ids come first: a receipt must find its message as soon as that counts as accepted.
        if let Outcome::Accepted(ids) | Outcome::Unknown(ids) = &outcome {
            for id in ids {
                self.shared.ids.put(name(id), claim.key.clone().into()).await.map_err(failed)?;
            }
        }
        let mut is_queued = false;
        let on_unknown = self.shared.on_unknown;
        let record = self
            .change(&claim.key, |record| {
                is_queued = record.settle(outcome.clone(), on_unknown);
                true
            })
            .await?;
        let Some(record) = record else { return acknowledge(&claim.message, AckKind::Ack).await };
        if is_queued {
            return acknowledge(&claim.message, AckKind::Nak(None)).await;
        }
        self.finish(&record, &claim.message).await
    }

    async fn late(&self, key: &str, late: Late) -> Result<()> {
        if let Late::Accepted { id, .. } = &late {
            self.shared.ids.put(name(id), key.to_owned().into()).await.map_err(failed)?;
        }
        match self.change(key, |record| record.late(&late)).await? {
            Some(record) if record.is_news() => self.tell_and_take_early(&record).await,
            _ => Ok(()),
        }
    }

    async fn report(&self, report: Report) -> Result<()> {
        let known = |store: &Self| {
            let (store, id) = (store.clone(), name(&report.id));
            async move { store.shared.ids.get(id).await.map_err(failed) }
        };
        if let Some(key) = known(self).await? {
            return self.apply(&String::from_utf8_lossy(&key), &report).await;
        }
        self.shared.early.put(name(&report.id), bytes(&report)?.into()).await.map_err(failed)?;
        // The id may have come meanwhile, too late to find this receipt.
        match known(self).await? {
            Some(key) => self.apply_early(&String::from_utf8_lossy(&key), &report.id).await,
            None => Ok(()),
        }
    }

    async fn news(&self) -> Result<Vec<(Self::News, Record)>> {
        let mut news = Vec::new();
        while news.is_empty() {
            let mut batch =
                self.shared.news.fetch().max_messages(MOST_NEWS).messages().await.map_err(failed)?;
            if let Some(first) = batch.next().await {
                let mut messages = vec![first.map_err(failed)?];
                while let Some(message) = batch.next().await {
                    messages.push(message.map_err(failed)?);
                }
                for message in messages {
                    match self.get(&String::from_utf8_lossy(&message.payload)).await? {
                        Some(record) => news.push((message, record)),
                        None => acknowledge(&message, AckKind::Ack).await?,
                    }
                }
            } else {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(news)
    }

    async fn told(&self, news: Self::News, is_told: bool) -> Result<()> {
        acknowledge(&news, if is_told { AckKind::Ack } else { AckKind::Nak(Some(TELL_AGAIN)) }).await
    }
}

/// Why a message was not published, and whether for lack of room.
struct Publish(String, bool);

impl From<async_nats::jetstream::context::PublishError> for Publish {
    fn from(error: async_nats::jetstream::context::PublishError) -> Self {
        let is_full =
            error.kind() == PublishErrorKind::Other && error.to_string().contains("maximum messages");
        Self(error.to_string(), is_full)
    }
}

/// Opens a bucket, and creates it if it does not exist. A `max_age` of zero keeps its entries forever.
pub(crate) async fn bucket(context: &Context, name: &str, max_age: Duration) -> Result<kv::Store> {
    // The stream behind a bucket. `create_key_value` first asks the server for its limits, and does not understand the
    // answer of NATS 2.9.
    let stream = stream::Config {
        name: format!("KV_{name}"),
        subjects: vec![format!("$KV.{name}.>")],
        max_messages_per_subject: 1,
        max_age,
        duplicate_window: if max_age.is_zero() {
            Duration::ZERO
        } else {
            max_age.min(Duration::from_secs(120))
        },
        discard: DiscardPolicy::New,
        allow_rollup: true,
        deny_delete: true,
        allow_direct: true,
        ..stream::Config::default()
    };
    context.get_or_create_stream(stream).await.map_err(failed)?;
    context.get_key_value(name).await.map_err(failed)
}

/// A key of a bucket for any octets.
fn name(id: &str) -> String {
    id.bytes().fold(String::from("id."), |mut name, octet| {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
        name.extend([digit(octet >> 4), digit(octet & 0xf)]);
        name
    })
}

async fn acknowledge(message: &Message, kind: AckKind) -> Result<()> {
    message.ack_with(kind).await.map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::new("JetStream", error)
}

fn bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(failed)
}

fn parse<T: DeserializeOwned>(octets: &[u8]) -> Result<T> {
    serde_json::from_slice(octets).map_err(failed)
}
