//! Tells the senders of messages what became of them.

use crate::record::Record;
use crate::store::Store;
use futures_util::future::join_all;
use reqwest::Client;
use std::time::Duration;
use tokio::sync::watch;

/// How long the receiver of a callback may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait after a callback has failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Posts each item of news to `url` until it is answered with 2xx. Runs until `stop`. Without a URL, news is dropped;
/// clients can still ask for the state of a message.
pub(crate) async fn tell_all<S: Store>(store: S, url: Option<String>, mut stop: watch::Receiver<bool>) {
    let http = Client::builder().timeout(PATIENCE).build().unwrap_or_default();
    loop {
        let news = tokio::select! {
            news = store.news() => news,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let news = match news {
            Ok(news) => news,
            Err(error) => {
                tracing::warn!(%error, "no news could be read");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let told = join_all(news.into_iter().map(async |(item, record)| {
            let is_told = match &url {
                Some(url) => post(&http, url, &record).await,
                None => true,
            };
            (is_told, store.told(item, is_told).await)
        }));
        if told.await.iter().any(|(is_told, stored)| !is_told || stored.is_err()) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Posts a record. The receiver recognises repetitions by the header `Idempotency-Key`.
async fn post(http: &Client, url: &str, record: &Record) -> bool {
    let answer = http.post(url).header("Idempotency-Key", record.news_key()).json(record).send().await;
    match answer.and_then(reqwest::Response::error_for_status) {
        Ok(_) => true,
        Err(error) => {
            tracing::warn!(error = %error.without_url(), key = record.order.key, "a callback has failed");
            false
        }
    }
}
