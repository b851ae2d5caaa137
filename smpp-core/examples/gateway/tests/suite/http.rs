//! What senders of messages see.

use crate::centre::{Centre, Manner};
use crate::kit::{Folder, Gateway, TOKEN};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_out_once_and_its_state_can_be_asked_for() {
    let (centre, folder) = (Centre::start(Manner::RefuseBad).await, Folder::new());
    let gateway = Gateway::start(centre.address, &["--store", &folder.file("store")]);
    let (status, record) = gateway.post("a-1", "Hello").await;
    assert_eq!((status, &record["state"]), (StatusCode::ACCEPTED, &json!("queued")));
    let record = gateway.wait_for("a-1", &["delivered"]).await;
    assert_eq!(record["possible_duplicate"], false);
    assert_eq!(record["segments"][0]["state"], "delivered");
    // The same again is the same message.
    assert_eq!(gateway.post("a-1", "Hello").await.0, StatusCode::OK);
    assert_eq!(gateway.post("a-1", "Another").await.0, StatusCode::CONFLICT);
    let record = {
        gateway.post("a-2", "bad number").await;
        gateway.wait_for("a-2", &["refused"]).await
    };
    assert_eq!(record["reason"], "ESME_RINVDSTADR");
    assert_eq!(centre.seen(), BTreeMap::from([("Hello".to_owned(), 1)]));
    gateway.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_is_delivered_when_all_its_segments_are() {
    let (centre, folder) = (Centre::start(Manner::Deliver).await, Folder::new());
    let gateway = Gateway::start(centre.address, &["--store", &folder.file("store")]);
    gateway.post("long", &"x".repeat(161)).await;
    let record = gateway.wait_for("long", &["delivered"]).await;
    assert_eq!(record["segments"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_requests_are_refused() {
    let (centre, folder) = (Centre::start(Manner::Deliver).await, Folder::new());
    let gateway = Gateway::start(centre.address, &["--store", &folder.file("store")]);
    let http = reqwest::Client::new();
    for token in [None, Some(""), Some("open"), Some("open sesamf"), Some("open sesame!")] {
        let request = http.get(gateway.url("messages/x"));
        let request = token.map_or_else(
            || request.try_clone().unwrap(),
            |token| request.try_clone().unwrap().bearer_auth(token),
        );
        assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{token:?}");
    }
    for key in ["x", "%2e", ">", "*", &"k".repeat(65)] {
        assert_eq!(gateway.get(key).await.0, StatusCode::NOT_FOUND, "{key}");
    }
    let good = json!({ "key": "k", "from": "Shop", "to": "+4670", "text": "x" });
    let with = |field: &str, value: Value| {
        let mut order = good.clone();
        order[field] = value;
        order
    };
    let wrong = [
        json!({}),
        json!(7),
        with("key", json!("")),
        with("key", json!("k".repeat(65))),
        with("key", json!("a.b")),
        with("key", json!("a b")),
        with("from", json!("")),
        with("from", json!("x".repeat(21))),
        with("from", json!("Twelve chars")),
        with("to", json!("é")),
        with("to", json!("+46 70")),
        with("to", json!("Shop")),
        with("to", json!("+")),
        with("to", json!(null)),
        with("text", json!("x".repeat(153 * 255 + 1))),
        with("txt", json!("x")),
    ];
    for order in wrong {
        let answer = http.post(gateway.url("messages")).bearer_auth(TOKEN).json(&order).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{order}");
    }
    for (body, status) in
        [("{", StatusCode::BAD_REQUEST), (&*"x".repeat(200_000), StatusCode::PAYLOAD_TOO_LARGE)]
    {
        let request = http.post(gateway.url("messages")).bearer_auth(TOKEN);
        let request = request.header("content-type", "application/json").body(body.to_owned());
        assert_eq!(request.send().await.unwrap().status(), status);
    }
    assert_eq!(gateway.post("k", &"x".repeat(153 * 255)).await.0, StatusCode::ACCEPTED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_reported() {
    // Nobody listens there, so nothing leaves the queue.
    let folder = Folder::new();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let most = ["--store", &folder.file("store"), "--most-queued", "2", "--window", "1"];
    let gateway = Gateway::start(nobody, &most);
    let mut accepted = 0;
    loop {
        let (status, _) = gateway.post(&format!("k{accepted}"), "x").await;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            break;
        }
        accepted += 1;
    }
    // Two in the queue, and one that waits for a session.
    assert!((2..=3).contains(&accepted), "{accepted}");
}

/// Posts by `Idempotency-Key`, and how many more to refuse.
type Posted = Arc<Mutex<(Vec<(String, Value)>, usize)>>;

async fn take(State(posted): State<Posted>, headers: HeaderMap, Json(record): Json<Value>) -> StatusCode {
    let mut posted = posted.lock().unwrap();
    if posted.1 > 0 {
        posted.1 -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    posted.0.push((key, record));
    StatusCode::NO_CONTENT
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_posted_until_it_is_taken() {
    let posted = Posted::new(Mutex::new((Vec::new(), 3)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let router = Router::new().route("/sms", post(take)).with_state(Arc::clone(&posted));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (centre, folder) = (Centre::start(Manner::RefuseBad).await, Folder::new());
    let gateway = Gateway::start(centre.address, &["--store", &folder.file("store"), "--callback", &url]);
    // A receipt that comes before the response is stored changes the state to delivered at once.
    centre.hold_receipts(true);
    gateway.post("good", "Hello").await;
    gateway.post("bad", "bad").await;
    let start = Instant::now();
    let is_told = |state: &str| posted.lock().unwrap().0.iter().any(|(_, record)| record["state"] == state);
    while !["accepted", "delivered", "refused"].into_iter().all(is_told) {
        centre.hold_receipts(!is_told("accepted"));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", posted.lock().unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut keys: Vec<_> = posted.lock().unwrap().0.iter().map(|(key, _)| key.clone()).collect();
    keys.sort();
    assert_eq!(keys, ["bad.refused.0.0", "good.accepted.0.0", "good.delivered.1.1"]);
}
