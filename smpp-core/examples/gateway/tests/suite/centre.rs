//! A message centre that remembers what it has accepted, in the process of the test, so that it survives the gateway.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::smpp_core::message::receipt::NewReceipt;
use tokio_smpp::smpp_core::timestamp::DateTime;
use tokio_smpp::{Acceptor, Message, Request, ServerConfig, Session};

/// What a message centre does with a message.
#[derive(Clone, Copy)]
pub enum Manner {
    /// Accepts it, and sends a receipt.
    Deliver,
    /// Refuses texts that begin with `bad`.
    RefuseBad,
    /// The same, after 1.5 s if they begin with `late` or `bad`.
    Late,
}

pub struct Centre {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    _server: tokio::task::JoinHandle<()>,
}

/// What all sessions share.
#[derive(Default)]
struct Shared {
    /// How often each text was accepted.
    seen: Mutex<BTreeMap<String, usize>>,
    /// Receipts that no session has taken: they wait for the next one.
    receipts: Mutex<VecDeque<Message>>,
    /// Receipts wait, whatever session there is.
    holds_receipts: AtomicBool,
    sessions: AtomicU64,
    last_id: AtomicU64,
}

impl Centre {
    pub async fn start(manner: Manner) -> Self {
        let config = ServerConfig { window: 100, ..ServerConfig::default() };
        let mut acceptor = Acceptor::bind("127.0.0.1:0", config, |_| async { Ok(()) }).await.unwrap();
        let address = acceptor.local_addr();
        let shared = Arc::new(Shared::default());
        let mine = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Some((session, mut requests)) = acceptor.accept().await {
                mine.sessions.fetch_add(1, Ordering::Relaxed);
                let (shared, is_open) = (Arc::clone(&mine), Arc::new(AtomicBool::new(true)));
                tokio::spawn(deliver(session, Arc::clone(&shared), Arc::clone(&is_open)));
                tokio::spawn(async move {
                    while let Some(request) = requests.next().await {
                        let is_slow = |text: String| text.starts_with("late") || text.starts_with("bad");
                        if matches!(manner, Manner::Late) && request.text().is_some_and(is_slow) {
                            let shared = Arc::clone(&shared);
                            tokio::spawn(async move {
                                tokio::time::sleep(Duration::from_millis(1500)).await;
                                answer(request, manner, &shared);
                            });
                        } else {
                            answer(request, manner, &shared);
                        }
                    }
                    is_open.store(false, Ordering::Relaxed);
                });
            }
        });
        Self { address, shared, _server: server }
    }

    /// Holds receipts back from now on, or no longer.
    pub fn hold_receipts(&self, holds: bool) {
        self.shared.holds_receipts.store(holds, Ordering::Relaxed);
    }

    /// How often each text was accepted.
    pub fn seen(&self) -> BTreeMap<String, usize> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Number of messages accepted, repetitions included.
    pub fn count(&self) -> usize {
        self.shared.seen.lock().unwrap().values().sum()
    }

    /// Number of sessions so far.
    pub fn sessions(&self) -> u64 {
        self.shared.sessions.load(Ordering::Relaxed)
    }
}

fn answer(request: Request, manner: Manner, shared: &Shared) {
    let Some(text) = request.text() else { return };
    if matches!(manner, Manner::RefuseBad | Manner::Late) && text.starts_with("bad") {
        request.refuse(CommandStatus::ESME_RINVDSTADR).unwrap();
        return;
    }
    let id = shared.last_id.fetch_add(1, Ordering::Relaxed).to_string();
    let now = DateTime::from_unix_seconds(1_790_000_000).unwrap();
    let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(now) };
    let receipt = Message::receipt(request.destination(), request.source(), &receipt).unwrap();
    // Accepted is what counts, even if the connection ends before the response has left.
    *shared.seen.lock().unwrap().entry(text).or_default() += 1;
    let _ = request.accept(&id);
    shared.receipts.lock().unwrap().push_back(receipt);
}

/// Delivers receipts over a session, many at a time.
async fn deliver(session: Session, shared: Arc<Shared>, is_open: Arc<AtomicBool>) {
    let mut deliveries = JoinSet::new();
    while is_open.load(Ordering::Relaxed) {
        let is_held = shared.holds_receipts.load(Ordering::Relaxed);
        let next = if is_held { None } else { shared.receipts.lock().unwrap().pop_front() };
        let Some(receipt) = next else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            while deliveries.try_join_next().is_some() {}
            continue;
        };
        let (session, shared) = (session.clone(), Arc::clone(&shared));
        deliveries.spawn(async move {
            if session.deliver(receipt.clone()).await.is_err() {
                shared.receipts.lock().unwrap().push_back(receipt);
            }
        });
    }
    while deliveries.join_next().await.is_some() {}
}
