//! Sends messages: takes them from the store, submits them, and stores what became of them.

use crate::attempts::Attempts;
use crate::record::{Late, Order, Outcome};
use crate::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_smpp::{Client, Failure, Message, MessageId, NeverSent};

/// How often to renew the claim on a message that waits for its response.
const KEEP: Duration = Duration::from_secs(1);
/// How long to wait when the store does not answer.
const PAUSE: Duration = Duration::from_millis(500);

/// Sends one message after another, until `stop`. Run one of these for each place in the windows.
pub(crate) async fn send_all<S: Store>(
    store: S,
    client: Client,
    attempts: Arc<Attempts>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let (claim, record) = match store.claim(&mut stop).await {
            Ok(Some(claimed)) => claimed,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "no message could be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let attempt = attempts.begin();
        let outcome = submit(&store, &claim, &client, &record.order, attempt).await;
        let is_waiting = outcome == Outcome::NotSent;
        tracing::debug!(key = record.order.key, ?outcome, "sent");
        // The message is not forgotten before its outcome is stored.
        while let Err(error) = store.settle(&claim, outcome.clone()).await {
            tracing::warn!(%error, key = record.order.key, "an outcome could not be stored");
            tokio::time::sleep(PAUSE).await;
        }
        if matches!(outcome, Outcome::Unknown(_))
            && let Some(late) = attempts.unknown(attempt, &record.order.key)
        {
            store_late(&store, &record.order.key, late).await;
        }
        if is_waiting {
            // No session took it.
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Stores what a late response says. Until that has worked, the message stays unknown.
pub(crate) async fn store_late<S: Store>(store: &S, key: &str, late: Late) {
    while let Err(error) = store.late(key, late.clone()).await {
        tracing::warn!(%error, key, "a late response could not be stored");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Submits a message. A late response has the number of the attempt.
async fn submit<S: Store>(
    store: &S,
    claim: &S::Claim,
    client: &Client,
    order: &Order,
    attempt: u64,
) -> Outcome {
    let message = Message::text(order.from.as_str(), order.to.as_str(), order.text.as_str()).with_receipt();
    let message = Message { key: attempt, ..message };
    let mut submission = std::pin::pin!(client.submit(message));
    let result = loop {
        tokio::select! {
            result = &mut submission => break result,
            () = tokio::time::sleep(KEEP) => {
                if let Err(error) = store.keep(claim).await {
                    tracing::warn!(%error, key = order.key, "a claim could not be kept");
                }
            }
        }
    };
    let ids = |ids: &[MessageId]| ids.iter().map(|id| id.to_str_lossy().into_owned()).collect();
    match result {
        Ok(accepted) => Outcome::Accepted(ids(accepted.message_ids())),
        Err(error) => match error.failure() {
            // A part of it has arrived.
            _ if !error.accepted().is_empty() => Outcome::Unknown(ids(error.accepted())),
            Failure::Refused(status) => Outcome::Refused(status.to_string()),
            Failure::Unknown => Outcome::Unknown(Vec::new()),
            Failure::NeverSent(NeverSent::TimedOut | NeverSent::Closed) => Outcome::NotSent,
            Failure::NeverSent(reason) => Outcome::Refused(reason.to_string()),
        },
    }
}
