//! What is written to logs: neither passwords nor texts.

use crate::kit::{ACCOUNT, client, config, message, server_with};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::{Client, ClientConfig, Failure, Incoming, Message, ServerConfig};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_passwords_nor_texts_are_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let address = server_with(ServerConfig::default(), |session, mut requests| async move {
        let mo = Message::text("+46700000001", "12345", "private mo");
        tokio::spawn(async move { session.deliver(mo).await });
        while let Some(request) = requests.next().await {
            let _ = request.refuse(CommandStatus::ESME_RINVBNDSTS);
        }
    })
    .await;
    let wrong = ClientConfig { password: "wrongpwd".to_owned(), ..config(&address) };
    assert!(Client::connect(wrong).await.is_err());
    let (client, mut inbox) = client(config(&address)).await;
    let Some(Incoming::Message(mo)) = inbox.next().await else { panic!() };
    let debug = format!("{client:?} {mo:?}");
    mo.stored().unwrap();
    tokio::spawn(async move {
        while let Some(Incoming::Message(mo)) = inbox.next().await {
            let _ = mo.stored();
        }
    });
    let error = client.submit(message("private mt")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Refused(CommandStatus::ESME_RINVBNDSTS));
    client.shutdown(Duration::from_secs(5)).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for expected in
        ["system_id=\"acct\"", "bound", "ESME_RINVPASWD", "the session has ended", "binding again"]
    {
        assert!(log.contains(expected), "{expected} is not in the log:\n{log}");
    }
    for hidden in [ACCOUNT.1, "wrongpwd", "private"] {
        assert!(!log.contains(hidden) && !debug.contains(hidden), "{hidden} is in the log:\n{log}\n{debug}");
    }
}
