//! Gateways are killed with -9 at full rate. Every message that HTTP has accepted ends with a receipt or is reported as
//! unknown, and whatever the message centre got twice carries the mark.
//!
//! `GATEWAY_MESSAGES` and `GATEWAY_KILLS` make the runs longer.

use crate::centre::{Centre, Manner};
use crate::kit::{Folder, Gateway, Nats};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

fn messages() -> usize {
    number("GATEWAY_MESSAGES", 600)
}

/// Posts the messages with these numbers, many at a time. Returns when all were accepted or the gateway has gone; those
/// that were not accepted are returned.
async fn post_all(gateway: &Arc<Gateway>, numbers: Vec<usize>) -> Vec<usize> {
    let mut posts = tokio::task::JoinSet::new();
    let mut left = Vec::new();
    for number in numbers {
        if posts.len() >= 32
            && let Some(Ok((number, false))) = posts.join_next().await
        {
            left.push(number);
        }
        let gateway = Arc::clone(gateway);
        posts.spawn(async move {
            let answer = gateway.try_post(&format!("k{number}"), &format!("text {number}")).await;
            (number, answer.is_some_and(|(status, _)| status.is_success()))
        });
    }
    while let Some(Ok((number, accepted))) = posts.join_next().await {
        if !accepted {
            left.push(number);
        }
    }
    left
}

/// Checks the end of every message against what the message centre has seen.
async fn check(gateway: &Gateway, centre: &Centre, count: usize, resends: bool) {
    let mut ends = BTreeMap::<String, usize>::new();
    let mut twice = 0;
    for number in 0..count {
        let record = gateway.wait_for(&format!("k{number}"), &["delivered", "unknown"]).await;
        let seen = centre.seen().get(&format!("text {number}")).copied().unwrap_or(0);
        let state = record["state"].as_str().unwrap();
        let marked = record["possible_duplicate"] == true;
        assert!(seen > 0 || state == "unknown", "lost: {record}");
        assert!(seen < 2 || marked, "sent {seen} times without a mark: {record}");
        assert!(resends || (seen < 2 && !marked), "sent {seen} times: {record}");
        assert!(!resends || state != "unknown", "{record}");
        twice += usize::from(seen > 1);
        *ends.entry(state.to_owned()).or_default() += 1;
    }
    println!("{count} messages: {ends:?}, {twice} of them twice, {} sessions", centre.sessions());
}

async fn wait_for_count(centre: &Centre, count: usize) {
    let start = Instant::now();
    while centre.count() < count {
        assert!(start.elapsed() < Duration::from_secs(120), "{} of {count}", centre.count());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// One process that is killed again and again, and started on the same file.
async fn killed_and_started(resends: bool) {
    let (centre, folder, count) = (Centre::start(Manner::Deliver).await, Folder::new(), messages());
    let file = folder.file("store");
    let policy = if resends { "resend" } else { "report" };
    let start = || Gateway::start(centre.address, &["--store", &file, "--on-unknown", policy]);
    let kills = number("GATEWAY_KILLS", 2);
    let mut left: Vec<usize> = (0..count).collect();
    for kill in 1..=kills {
        let gateway = Arc::new(start());
        let posting = tokio::spawn({
            let (gateway, left) = (Arc::clone(&gateway), left.clone());
            async move { post_all(&gateway, left).await }
        });
        wait_for_count(&centre, count * kill / (kills + 1)).await;
        // The process dies; whoever posts finds the connection closed.
        let pid = std::process::Command::new("kill").args(["-9", &gateway.pid().to_string()]).status();
        assert!(pid.unwrap().success());
        left = posting.await.unwrap();
    }
    let gateway = Arc::new(start());
    let left = post_all(&gateway, left).await;
    assert!(left.is_empty());
    check(&gateway, &centre, count, resends).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_killed_reports_what_may_have_arrived() {
    killed_and_started(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_killed_sends_again_with_a_mark() {
    killed_and_started(true).await;
}

/// Two processes share a broker. One is killed; the other takes over its bind and its messages.
async fn one_of_two_killed(resends: bool) {
    let (centre, nats, count) = (Centre::start(Manner::Deliver).await, Nats::start(), messages());
    let policy = if resends { "resend" } else { "report" };
    let options = ["--nats", &nats.url, "--on-unknown", policy, "--binds", "2", "--take-over", "3"];
    let (first, second) = (
        Arc::new(Gateway::start(centre.address, &options)),
        Arc::new(Gateway::start(centre.address, &options)),
    );
    let start = Instant::now();
    // Both take half of the messages, and both take half of the binds.
    let (odd, even): (Vec<_>, Vec<_>) = (0..count).partition(|number| number % 2 == 1);
    let posting = tokio::spawn({
        let first = Arc::clone(&first);
        async move { post_all(&first, odd).await }
    });
    let others = tokio::spawn({
        let second = Arc::clone(&second);
        async move { post_all(&second, even).await }
    });
    wait_for_count(&centre, count / 3).await;
    assert!(
        std::process::Command::new("kill").args(["-9", &first.pid().to_string()]).status().unwrap().success()
    );
    let left = posting.await.unwrap();
    assert!(others.await.unwrap().is_empty());
    assert!(post_all(&second, left).await.is_empty());
    check(&second, &centre, count, resends).await;
    println!("took {:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn the_other_process_reports_what_may_have_arrived() {
    one_of_two_killed(false).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn the_other_process_sends_again_with_a_mark() {
    one_of_two_killed(true).await;
}

/// One process after the other: a rate for each number of processes, without kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nats-server"]
async fn the_rate_on_one_and_on_two_processes() {
    for processes in [1, 2] {
        let (centre, nats, count) = (Centre::start(Manner::Deliver).await, Nats::start(), messages());
        let options = ["--nats", &nats.url, "--binds", "2", "--take-over", "3"];
        let gateways: Vec<_> =
            (0..processes).map(|_| Arc::new(Gateway::start(centre.address, &options))).collect();
        // Until the binds are shared out.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let start = Instant::now();
        let posts = gateways.iter().enumerate().map(|(index, gateway)| {
            let numbers = (0..count).filter(|number| number % processes == index).collect();
            let gateway = Arc::clone(gateway);
            tokio::spawn(async move { post_all(&gateway, numbers).await })
        });
        for post in posts.collect::<Vec<_>>() {
            assert!(post.await.unwrap().is_empty());
        }
        wait_for_count(&centre, count).await;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{processes} processes: {count} messages in {seconds:.1} s, {:.0} a second",
            count as f64 / seconds
        );
    }
}
