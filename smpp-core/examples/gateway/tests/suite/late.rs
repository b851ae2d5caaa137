//! Responses that come after the timeout.

use crate::centre::{Centre, Manner};
use crate::kit::{Folder, Gateway, Nats};
use std::time::Duration;

/// The record of a message first says that its outcome is unknown, and then what the late response says.
async fn late_responses(store: [&str; 2]) {
    let centre = Centre::start(Manner::Late).await;
    let gateway = Gateway::start(centre.address, &[store[0], store[1], "--response-timeout", "1"]);
    gateway.post("good", "late Hello").await;
    gateway.post("bad", "bad number").await;
    gateway.wait_for("good", &["unknown"]).await;
    gateway.wait_for("bad", &["unknown"]).await;
    gateway.wait_for("good", &["delivered"]).await;
    let record = gateway.wait_for("bad", &["refused"]).await;
    assert_eq!(record["reason"], "ESME_RINVDSTADR");
    assert_eq!(centre.seen().into_iter().collect::<Vec<_>>(), [("late Hello".to_owned(), 1)]);
    gateway.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_response_decides_an_unknown_message() {
    let folder = Folder::new();
    late_responses(["--store", &folder.file("store")]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn a_late_response_decides_an_unknown_message_in_jetstream() {
    let nats = Nats::start();
    late_responses(["--nats", &nats.url]).await;
}

/// Each response is late. The message is sent again once, before the first response comes, and then no more.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_response_ends_the_repetitions() {
    let (centre, folder) = (Centre::start(Manner::Late).await, Folder::new());
    let gateway = Gateway::start(
        centre.address,
        &["--store", &folder.file("store"), "--response-timeout", "1", "--on-unknown", "resend"],
    );
    gateway.post("k", "late Hello").await;
    let record = gateway.wait_for("k", &["delivered"]).await;
    assert_eq!(record["possible_duplicate"], true);
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(centre.count(), 2);
    gateway.end();
}
