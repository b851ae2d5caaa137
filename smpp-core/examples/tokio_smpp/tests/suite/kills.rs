//! A server that is killed with `kill -9` in the middle of many messages, again and again. Checked against the file in
//! which it keeps what it has accepted.
//!
//! `KILLS` and `MESSAGES` in the environment change how often, and how many.

use crate::kit::{client, config, message};
use crate::process::{Program, own};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_smpp::{BindKind, Client, ClientConfig, Failure};

const WORKERS: u64 = 50;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// What the callers learned about the texts that they submitted.
#[derive(Debug, Default)]
struct Told {
    accepted: Vec<String>,
    unknown: Vec<String>,
    never_sent: Vec<String>,
}

/// Submits messages until each is accepted. After an unknown outcome, a message is sent again with a mark, so each text
/// may arrive at most once.
async fn work(client: Client, next: Arc<AtomicU64>, accepted: Arc<AtomicU64>, messages: u64) -> Told {
    let mut told = Told::default();
    loop {
        let key = next.fetch_add(1, Ordering::Relaxed);
        if key >= messages {
            return told;
        }
        for attempt in 0.. {
            let text = format!("{key} attempt {attempt}");
            let Err(error) = client.submit(message(&text)).await else {
                told.accepted.push(text);
                accepted.fetch_add(1, Ordering::Relaxed);
                break;
            };
            match error.failure() {
                Failure::Unknown => told.unknown.push(text),
                Failure::NeverSent(_) => told.never_sent.push(text),
                Failure::Refused(status) => panic!("refused with {status}"),
            }
        }
    }
}

/// Stops the server at a moment when it has stored messages that it has not answered yet.
async fn stop_before_answers(server: &Program, store: &Path, accepted: &AtomicU64) {
    loop {
        server.signal("STOP");
        // Answers that it has given arrive, however busy the machine is.
        sleep(Duration::from_millis(300)).await;
        let stored = fs::read_to_string(store).unwrap().lines().count();
        if u64::try_from(stored).unwrap() > accepted.load(Ordering::Relaxed) {
            return;
        }
        server.signal("CONT");
        sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_and_repeats_nothing() {
    let (kills, messages) = (number("KILLS", 3), number("MESSAGES", 3000));
    let store = std::env::temp_dir().join(format!("tokio_smpp-kills-{}", std::process::id()));
    let path = store.to_str().unwrap();
    // With a delay, a kill leaves messages that were stored but not answered.
    let start = |listen: &str, delay: &str| {
        Program::start(&mut own("tokio_smsc"), listen, &["--store", path, "--delay", delay])
    };
    let mut server = start("127.0.0.1:0", "2");
    let address = server.address.to_string();

    let binds = vec![BindKind::Transceiver, BindKind::Transmitter];
    let (client, _inbox) = client(ClientConfig { binds, ..config(&address) }).await;
    let (next, accepted) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut workers = JoinSet::new();
    let begin = Instant::now();
    for _ in 0..WORKERS {
        workers.spawn(work(client.clone(), Arc::clone(&next), Arc::clone(&accepted), messages));
    }
    for kill in 1..=kills {
        while accepted.load(Ordering::Relaxed) < kill * messages / (kills + 1) {
            sleep(Duration::from_millis(1)).await;
        }
        // The others hit it at any moment.
        if kill == 1 {
            stop_before_answers(&server, &store, &accepted).await;
        }
        server.kill();
        // Its ids begin at 1 again.
        server = start(&address, if kill % 2 == 0 { "2" } else { "0" });
    }
    let mut told = Told::default();
    while let Some(worker) = workers.join_next().await {
        let Told { accepted, unknown, never_sent } = worker.unwrap();
        told.accepted.extend(accepted);
        told.unknown.extend(unknown);
        told.never_sent.extend(never_sent);
    }
    let elapsed = begin.elapsed();
    client.shutdown(Duration::from_secs(1)).await;
    server.kill();

    let stored = fs::read_to_string(&store).unwrap();
    fs::remove_file(&store).unwrap();
    let mut arrived = HashMap::new();
    for line in stored.lines() {
        let text = line.rsplit_once('\t').unwrap().1;
        *arrived.entry(text).or_insert(0) += 1;
    }
    let count = |text: &String| arrived.get(text.as_str()).copied().unwrap_or(0);
    let arrived_of_unknown = told.unknown.iter().filter(|text| count(text) > 0).count();
    println!(
        "{messages} messages, {kills} kills, {elapsed:?}: {} unknown, of which {arrived_of_unknown} had arrived; {} never sent",
        told.unknown.len(),
        told.never_sent.len(),
    );
    assert_eq!(u64::try_from(told.accepted.len()).unwrap(), messages);
    for text in &told.accepted {
        assert_eq!(count(text), 1, "{text} was accepted");
    }
    for text in &told.unknown {
        assert!(count(text) <= 1, "{text} was sent twice");
    }
    for text in &told.never_sent {
        assert_eq!(count(text), 0, "{text} was never sent");
    }
    assert_eq!(arrived.len(), told.accepted.len() + arrived_of_unknown, "something else arrived");
    assert!(kills == 0 || arrived_of_unknown > 0, "no kill hit a message that was stored but not answered");
}
