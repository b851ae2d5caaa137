//! Stores receipts, and acknowledges them afterwards. Stores late responses.

use crate::attempts::Attempts;
use crate::record::{Late, Report};
use crate::sender::store_late;
use crate::store::Store;
use std::sync::Arc;
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::{Inbox, Incoming, Notice, Receipt};

/// Runs until the client has shut down.
pub(crate) async fn store_all<S: Store>(store: S, attempts: Arc<Attempts>, mut inbox: Inbox) {
    while let Some(item) = inbox.next().await {
        let answered = match item {
            Incoming::Receipt(receipt) => take(&store, receipt).await,
            // This gateway has nobody to pass messages on to.
            Incoming::Message(message) => message.refuse(CommandStatus::ESME_RX_R_APPN).map_err(|_| ()),
            Incoming::Notice(notice) => {
                if let Some((attempt, late)) = late(notice)
                    && let Some(key) = attempts.late(attempt, &late)
                {
                    store_late(&store, &key, late).await;
                }
                Ok(())
            }
            _ => Ok(()),
        };
        if answered.is_err() {
            tracing::debug!("the connection ended before a deliver_sm was answered");
        }
    }
}

/// What a late response says about the message of an attempt.
fn late(notice: Notice) -> Option<(u64, Late)> {
    match notice {
        Notice::AcceptedLate { key, number, total, message_id } => {
            let id = message_id.to_str_lossy().into_owned();
            Some((key, Late::Accepted { id, is_last: number == total }))
        }
        Notice::RefusedLate { key, number: 1, status, .. } => Some((key, Late::Refused(status.to_string()))),
        _ => None,
    }
}

async fn take<S: Store>(store: &S, receipt: Receipt) -> Result<(), ()> {
    let (Some(id), Some(state)) = (receipt.message_id(), receipt.state()) else {
        return receipt.stored().map_err(|_| ());
    };
    let report = Report::new(id.to_str_lossy().into_owned(), state, receipt.finality());
    match store.report(report).await {
        Ok(()) => receipt.stored().map_err(|_| ()),
        Err(error) => {
            tracing::warn!(%error, "a receipt could not be stored");
            // The message centre keeps it and sends it again.
            receipt.refuse(CommandStatus::ESME_RX_T_APPN).map_err(|_| ())
        }
    }
}
