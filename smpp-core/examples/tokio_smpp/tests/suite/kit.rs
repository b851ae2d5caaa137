//! Servers to test against.

use std::future::Future;
use std::time::Duration;
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::{
    Acceptor, Client, ClientConfig, Inbox, Message, Request, Requests, Retry, ServerConfig, Session,
};

/// The account of all tests.
pub(crate) const ACCOUNT: (&str, &str) = ("acct", "secret");

/// Settings with short waits.
pub(crate) fn config(address: &str) -> ClientConfig {
    ClientConfig {
        retry: Retry { limit: 5, first: Duration::from_millis(10), longest: Duration::from_millis(50) },
        reconnect_first: Duration::from_millis(20),
        reconnect_longest: Duration::from_millis(200),
        ..ClientConfig::new(address, ACCOUNT.0, ACCOUNT.1).unwrap()
    }
}

pub(crate) fn message(text: &str) -> Message {
    Message::text("Shop", "+46700000001", text)
}

/// A server that gives each session to `serve`. It ends with the runtime of the test.
pub(crate) async fn server_with<F, S>(config: ServerConfig, serve: F) -> String
where
    F: Fn(Session, Requests) -> S + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    let mut acceptor = Acceptor::bind("127.0.0.1:0", config, |bind| async move {
        if bind.system_id != ACCOUNT.0 {
            Err(CommandStatus::ESME_RINVSYSID)
        } else if bind.password != ACCOUNT.1 {
            Err(CommandStatus::ESME_RINVPASWD)
        } else {
            Ok(())
        }
    })
    .await
    .unwrap();
    let address = acceptor.local_addr().to_string();
    tokio::spawn(async move {
        while let Some((session, requests)) = acceptor.accept().await {
            tokio::spawn(serve(session, requests));
        }
    });
    address
}

/// A server that answers each request with `answer`, which gets the number of the request in its session, from 1.
pub(crate) async fn server<F>(answer: F) -> String
where
    F: Fn(u64, Request) + Clone + Send + 'static,
{
    server_with(ServerConfig::default(), move |_session, mut requests| {
        let answer = answer.clone();
        async move {
            let mut number = 0;
            while let Some(request) = requests.next().await {
                number += 1;
                answer(number, request);
            }
        }
    })
    .await
}

/// A client of a server with these settings.
pub(crate) async fn client(config: ClientConfig) -> (Client, Inbox) {
    Client::connect(config).await.unwrap()
}
