//! Stores receipts, and acknowledges them afterwards.

use crate::record::Report;
use crate::store::Store;
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::{Inbox, Incoming, Receipt};

/// Runs until the client has shut down.
pub(crate) async fn store_all<S: Store>(store: S, mut inbox: Inbox) {
    while let Some(item) = inbox.next().await {
        let answered = match item {
            Incoming::Receipt(receipt) => take(&store, receipt).await,
            // This gateway has nobody to pass messages on to.
            Incoming::Message(message) => message.refuse(CommandStatus::ESME_RX_R_APPN).map_err(|_| ()),
            _ => Ok(()),
        };
        if answered.is_err() {
            tracing::debug!("the connection ended before a deliver_sm was answered");
        }
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
