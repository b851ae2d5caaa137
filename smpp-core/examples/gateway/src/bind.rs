//! One bind to the message centre: a client, the tasks that send, and the task that stores receipts.

use crate::args::Args;
use crate::attempts::Attempts;
use crate::store::Store;
use crate::{receipts, sender};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_smpp::smpp_core::session::Config;
use tokio_smpp::{Client, ClientConfig};

/// How long messages in flight may take when a bind ends.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a message waits for the session before it goes back into the queue.
const QUEUE: Duration = Duration::from_secs(5);

pub(crate) struct Bind {
    client: Client,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Bind {
    /// Starts to connect, and sends from then on.
    pub(crate) fn start<S: Store>(args: &Args, store: &S) -> Self {
        let (system_id, password) = (args.system_id.clone(), args.password.clone());
        let Ok(defaults) = ClientConfig::new(args.smpp.clone(), system_id, password);
        let response_timeout = Duration::from_secs(args.response_timeout.into()).into();
        let config = ClientConfig {
            session: Config { response_timeout, ..defaults.session },
            // The store matches receipts, for all processes.
            waiting_ids: 0,
            window: args.window.into(),
            rate: args.rate,
            queue_timeout: QUEUE,
            reconnect_longest: Duration::from_secs(5),
            ..defaults
        };
        let (client, inbox) = Client::start(config);
        let (stop, stopped) = watch::channel(false);
        let attempts = Arc::new(Attempts::default());
        let mut tasks = JoinSet::new();
        for _ in 0..args.window {
            tasks.spawn(sender::send_all(store.clone(), client.clone(), attempts.clone(), stopped.clone()));
        }
        tasks.spawn(receipts::store_all(store.clone(), attempts, inbox));
        Self { client, stop, tasks }
    }

    /// Takes no further messages, waits for the responses of those in flight, and unbinds.
    pub(crate) async fn end(mut self) {
        self.stop.send_replace(true);
        self.client.shutdown(PATIENCE).await;
        // What is in flight now has an outcome; it only has to be stored.
        while self.tasks.join_next().await.is_some() {}
    }
}
