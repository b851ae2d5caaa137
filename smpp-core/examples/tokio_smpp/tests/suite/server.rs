//! The server: how sessions and the whole server end.

use crate::kit::{ACCOUNT, client, config, message, server, server_with};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_smpp::smpp_core::CommandStatus;
use tokio_smpp::smpp_core::pdu::{DataSm, DataSmResp, QuerySm};
use tokio_smpp::smpp_core::session::State;
use tokio_smpp::{
    Acceptor, BindKind, Client, ClientConfig, Failure, Incoming, NeverSent, Retry, ServerConfig,
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_shutdown_lets_requests_be_answered() {
    let mut acceptor =
        Acceptor::bind("127.0.0.1:0", ServerConfig::default(), |_| async { Ok(()) }).await.unwrap();
    let address = acceptor.local_addr().to_string();
    let server = tokio::spawn(async move {
        let (_session, mut requests) = acceptor.accept().await.unwrap();
        let request = requests.next().await.unwrap();
        let shutdown = tokio::spawn(acceptor.shutdown(10 * SECOND));
        sleep(Duration::from_millis(200)).await;
        request.accept("1").unwrap();
        while requests.next().await.is_some() {}
        shutdown.await.unwrap();
    });
    let (client, _inbox) = client(config(&address)).await;
    client.submit(message("Hello")).await.unwrap();
    timeout(5 * SECOND, server).await.unwrap().unwrap();
    assert!(Client::connect(config(&address)).await.is_err(), "nobody listens");
}

#[tokio::test]
async fn a_shutdown_closes_what_does_not_end() {
    let mut acceptor =
        Acceptor::bind("127.0.0.1:0", ServerConfig::default(), |_| async { Ok(()) }).await.unwrap();
    let address = acceptor.local_addr().to_string();
    let (client, _inbox) = client(config(&address)).await;
    let (session, mut requests) = acceptor.accept().await.unwrap();
    let submit = tokio::spawn(async move { client.submit(message("Hello")).await });
    // It is never answered.
    let _request = requests.next().await.unwrap();
    timeout(SECOND, acceptor.shutdown(Duration::from_millis(200))).await.unwrap();
    assert_eq!(submit.await.unwrap().unwrap_err().failure(), &Failure::Unknown);
    let error = session.deliver(message("Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::NeverSent(NeverSent::Closed));
}

#[tokio::test]
async fn a_session_ends_when_its_requests_are_dropped() {
    let (sender, mut sessions) = mpsc::unbounded_channel();
    let address = server_with(ServerConfig::default(), move |session, requests| {
        sender.send(session).unwrap();
        async move { drop(requests) }
    })
    .await;
    let (_client, _inbox) = client(config(&address)).await;
    let session = sessions.recv().await.unwrap();
    // The client binds again.
    let _again = timeout(5 * SECOND, sessions.recv()).await.unwrap().unwrap();
    assert_eq!(session.metrics().state, State::Closed);
    let error = session.deliver(message("Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::NeverSent(NeverSent::Closed));
}

#[tokio::test]
async fn a_session_knows_its_bind() {
    let (sender, mut sessions) = mpsc::unbounded_channel();
    let address = server_with(ServerConfig::default(), move |session, mut requests| {
        sender.send(session).unwrap();
        async move { while requests.next().await.is_some() {} }
    })
    .await;
    let binds = vec![BindKind::Transmitter];
    let (_client, _inbox) = client(ClientConfig { binds, ..config(&address) }).await;
    let session = sessions.recv().await.unwrap();
    let bind = session.bind();
    assert_eq!(
        (bind.kind, bind.system_id.as_str(), bind.password.as_str()),
        (BindKind::Transmitter, ACCOUNT.0, "")
    );
    // A transmitter receives nothing.
    let error = session.deliver(message("Hello")).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NeverSent(NeverSent::Session(_))), "{error}");
    assert_eq!((session.metrics().state, session.outcomes().never_sent), (State::BoundTx, 1));
}

#[tokio::test]
async fn a_message_that_was_not_taken_is_refused_for_the_moment() {
    // Drops every other request.
    let address = server(|number, request| match number % 2 {
        1 => drop(request),
        _ => request.accept(&number.to_string()).unwrap(),
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    client.submit(message("Hello")).await.unwrap();
    let data_sm = DataSm { destination_addr: "1".into(), ..DataSm::default() };
    let response = client.request(&data_sm).await.unwrap();
    assert_eq!(response.decode::<DataSmResp<'_>>().unwrap().message_id, "4");
    assert_eq!(client.metrics().outcomes.retried, 2);
    // Nothing else is worth sending again.
    let failure = client.request(&QuerySm::default()).await.unwrap_err();
    assert_eq!(failure, Failure::Refused(CommandStatus::ESME_RINVCMDID));
}

#[tokio::test]
async fn every_limit_may_be_as_large_as_its_type() {
    let most = usize::MAX;
    let retry = Retry { limit: u32::MAX, first: Duration::MAX, longest: Duration::MAX };
    let server = ServerConfig {
        window: most,
        max_connections: most,
        handshake_timeout: Duration::MAX,
        queue_timeout: Duration::MAX,
        retry: retry.clone(),
        ..ServerConfig::default()
    };
    let address = server_with(server, |session, mut requests| async move {
        while let Some(request) = requests.next().await {
            request.accept("1").unwrap();
            session.deliver(message("Hello")).await.unwrap();
        }
    })
    .await;
    let (client, mut inbox) = client(ClientConfig {
        window: most,
        waiting_ids: most,
        inbox: most,
        rate: Some(u32::MAX),
        burst: u32::MAX,
        retry,
        queue_timeout: Duration::MAX,
        connect_timeout: Duration::MAX,
        reconnect_first: Duration::MAX,
        reconnect_longest: Duration::MAX,
        ..config(&address)
    })
    .await;
    client.submit(message("Hello").with_receipt()).await.unwrap();
    let Some(Incoming::Message(delivery)) = inbox.next().await else { panic!("a message") };
    delivery.stored().unwrap();
    assert_eq!(client.shutdown(Duration::ZERO).await.receipts, 1);
}
