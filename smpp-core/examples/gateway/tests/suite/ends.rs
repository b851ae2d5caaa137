//! Gateways that are asked to end, and gateways that cannot start.

use crate::centre::{Centre, Manner};
use crate::kit::{Folder, Gateway, Nats, TOKEN, ended};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// An address at which nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Every message of `count` is sent once, by the gateway or by the next one.
async fn each_is_sent_once(next: &Gateway, centre: &Centre, count: usize) {
    for number in 0..count {
        next.wait_for(&format!("k{number}"), &["delivered"]).await;
    }
    assert_eq!((centre.count(), centre.seen().len()), (count, count));
}

/// A gateway ends again and again while messages wait in its queue. None of them counts as sent that was not.
async fn ends_at_full_rate(store: [&str; 2]) {
    let (centre, count) = (Centre::start(Manner::Deliver).await, 200);
    let without_centre = Gateway::start(nobody(), &[store[0], store[1], "--window", "1"]);
    let without_centre = Arc::new(without_centre);
    let mut posts = JoinSet::new();
    for number in 0..count {
        let gateway = Arc::clone(&without_centre);
        posts.spawn(async move { gateway.post(&format!("k{number}"), &format!("text {number}")).await });
    }
    posts.join_all().await;
    Arc::into_inner(without_centre).unwrap().end();
    while centre.count() < count / 2 {
        let gateway = Gateway::start(centre.address, &[store[0], store[1], "--window", "5"]);
        let (start, before) = (Instant::now(), centre.count());
        while centre.count() < before + 10 {
            assert!(start.elapsed() < Duration::from_secs(60), "{} of {count}", centre.count());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        gateway.end();
    }
    each_is_sent_once(&Gateway::start(centre.address, &store), &centre, count).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_ends_leaves_no_message_unknown() {
    let folder = Folder::new();
    ends_at_full_rate(["--store", &folder.file("store")]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn a_gateway_that_ends_leaves_no_message_unknown_in_jetstream() {
    let nats = Nats::start();
    ends_at_full_rate(["--nats", &nats.url]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_does_not_keep_a_gateway_from_ending() {
    let (centre, folder) = (Centre::start(Manner::Deliver).await, Folder::new());
    let gateway = Gateway::start(centre.address, &["--store", &folder.file("store")]);
    let mut slow = TcpStream::connect(gateway.address).unwrap();
    slow.write_all(b"POST /messages HTTP/1.1\r\nHost: ").unwrap();
    // So that its octets have certainly been read.
    gateway.post("k", "Hello").await;
    gateway.end();
}

/// A gateway whose address is taken says so, and takes no message from the queue.
async fn address_is_taken(store: [&str; 2]) {
    let centre = Centre::start(Manner::Deliver).await;
    let gateway = Gateway::start(nobody(), &store);
    for number in 0..10 {
        gateway.post(&format!("k{number}"), &format!("text {number}")).await;
    }
    gateway.end();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let mut process = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .args(["--listen", &listen, "--system-id", "gateway", "--smpp", &centre.address.to_string()])
        .args(store)
        .env("GATEWAY_TOKEN", TOKEN)
        .env("GATEWAY_PASSWORD", "secret")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = tokio::task::block_in_place(|| ended(&mut process));
    let mut said = String::new();
    process.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains(&listen), "{said}");
    each_is_sent_once(&Gateway::start(centre.address, &store), &centre, 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_without_its_address_takes_no_message() {
    let folder = Folder::new();
    address_is_taken(["--store", &folder.file("store")]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn a_gateway_without_its_address_takes_no_message_from_jetstream() {
    let nats = Nats::start();
    address_is_taken(["--nats", &nats.url]).await;
}
