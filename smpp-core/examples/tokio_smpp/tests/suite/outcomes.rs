//! The outcomes of requests: answered, unknown, never sent.

use crate::kit::{client, config, message, server, server_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_smpp::smpp_core::pdu::{QuerySm, QuerySmResp};
use tokio_smpp::smpp_core::session;
use tokio_smpp::smpp_core::{CommandId, CommandStatus};
use tokio_smpp::{Client, ClientConfig, ConnectError, Failure, Incoming, NeverSent, Notice, ServerConfig};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn messages_of_many_tasks_are_accepted() {
    let address = server(|number, request| {
        let text = request.text().unwrap();
        request.accept(&format!("{number}-{text}")).unwrap();
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let tasks: Vec<_> = (0..50)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                for number in 0..20 {
                    let text = format!("{task}.{number}");
                    let accepted = client.submit(message(&text)).await.unwrap();
                    let [id] = accepted.message_ids() else { panic!("{accepted:?}") };
                    assert!(id.to_str_lossy().ends_with(&format!("-{text}")));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let metrics = client.metrics();
    assert_eq!((metrics.queued, metrics.calls), (0, 0));
    assert_eq!(metrics.outcomes.accepted, 1000);
    assert_eq!(metrics.sessions[0].counters.sent, 1001, "the bind and the messages");
    assert_eq!(client.shutdown(SECOND).await.requests, 0);
    let error = client.submit(message("late")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::NeverSent(NeverSent::Closed));
}

#[tokio::test]
async fn a_long_text_has_an_id_for_each_segment() {
    let address = server(|number, request| request.accept(&number.to_string()).unwrap()).await;
    let (client, _inbox) = client(config(&address)).await;
    let accepted = client.submit(message(&"long ".repeat(100))).await.unwrap();
    let ids: Vec<_> = accepted.message_ids().iter().map(ToString::to_string).collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn the_fate_of_each_segment_is_known() {
    let address = server(|number, request| match number {
        1 | 2 => request.accept(&number.to_string()).unwrap(),
        _ => request.refuse(CommandStatus::ESME_RINVDSTADR).unwrap(),
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let error = client.submit(message(&"long ".repeat(100))).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Refused(CommandStatus::ESME_RINVDSTADR));
    assert_eq!((error.accepted().len(), error.total()), (2, 4));
    assert_eq!(error.to_string(), "segment 3 of 4: refused with ESME_RINVDSTADR");
}

#[tokio::test]
async fn a_temporary_refusal_is_retried_and_paused_for() {
    let address = server(|number, request| match number {
        1 => request.refuse(CommandStatus::ESME_RTHROTTLED).unwrap(),
        _ => request.accept("1").unwrap(),
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let start = Instant::now();
    client.submit(message("Hello")).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(990), "ESME_RTHROTTLED pauses for a second");
}

#[tokio::test]
async fn retries_end() {
    let count = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&count);
    let address = server(move |_, request| {
        counter.fetch_add(1, Ordering::Relaxed);
        request.refuse(CommandStatus::ESME_RSYSERR).unwrap();
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let error = client.submit(message("Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Refused(CommandStatus::ESME_RSYSERR));
    assert_eq!(count.load(Ordering::Relaxed), 6, "once, and five more times");
    let outcomes = client.metrics().outcomes;
    assert_eq!((outcomes.refused, outcomes.retried), (1, 5));
}

#[tokio::test]
async fn the_pacer_limits_the_rate() {
    let address = server(|_, request| request.accept("1").unwrap()).await;
    let (client, _inbox) = client(ClientConfig { rate: Some(100), ..config(&address) }).await;
    let start = Instant::now();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(message("Hello")).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(480), "{elapsed:?}");
}

#[tokio::test]
async fn a_message_without_an_answer_is_unknown() {
    // Drops every tenth request without an answer.
    let held = Arc::new(std::sync::Mutex::new(Vec::new()));
    let address = server(move |number, request| match number % 10 {
        0 => held.lock().unwrap().push(request),
        _ => request.accept("1").unwrap(),
    })
    .await;
    let session =
        session::Config { response_timeout: Duration::from_secs(1).into(), ..config(&address).session };
    let (client, _inbox) = client(ClientConfig { session, ..config(&address) }).await;
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(message("Hello")).await })
        })
        .collect();
    let mut unknown = 0;
    for call in calls {
        if let Err(error) = call.await.unwrap() {
            assert_eq!(error.failure(), &Failure::Unknown);
            unknown += 1;
        }
    }
    assert_eq!(unknown, 4);
}

#[tokio::test]
async fn a_late_answer_does_not_count_for_another_message() {
    let address = server(|number, request| {
        tokio::spawn(async move {
            if number == 1 {
                sleep(2 * SECOND).await;
            }
            let _ = request.accept(&number.to_string());
        });
    })
    .await;
    let session =
        session::Config { response_timeout: Duration::from_secs(1).into(), ..config(&address).session };
    let (client, _inbox) = client(ClientConfig { session, window: 1, ..config(&address) }).await;
    let error = client.submit(message("late")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Unknown);
    for number in 2..10 {
        let accepted = client.submit(message("Hello")).await.unwrap();
        assert_eq!(accepted.message_ids()[0].to_string(), number.to_string());
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(client.metrics().sessions[0].counters.late, 1);
}

#[tokio::test]
async fn a_server_that_unbinds_loses_nothing() {
    let address = server_with(ServerConfig::default(), |session, mut requests| async move {
        for number in 1.. {
            let Some(request) = requests.next().await else { return };
            request.accept(&number.to_string()).unwrap();
            if number == 20 {
                session.unbind();
            }
        }
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(message("Hello")).await })
        })
        .collect();
    for call in calls {
        // What arrives behind the unbind is refused, and sent again in the next session.
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_no_session_takes_is_never_sent() {
    // Nobody listens here.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let quick = ClientConfig { queue_timeout: Duration::from_millis(500), ..config(&address) };
    assert!(matches!(Client::connect(quick.clone()).await, Err(ConnectError::Io(_))));
    let (client, _inbox) = Client::start(quick);
    let error = client.submit(message("Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::NeverSent(NeverSent::TimedOut));
    let call = {
        let client = client.clone();
        tokio::spawn(async move { client.submit(message("Hello")).await })
    };
    while client.metrics().queued == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    let unsettled = client.shutdown(Duration::ZERO).await;
    assert_eq!(unsettled.requests, 1);
    assert_eq!(call.await.unwrap().unwrap_err().failure(), &Failure::NeverSent(NeverSent::Closed));
}

#[tokio::test]
async fn what_is_too_long_for_the_version_is_never_sent() {
    let address = server(|_, request| request.accept("1").unwrap()).await;
    let (client, _inbox) = client(config(&address)).await;
    let long = tokio_smpp::Message::text("Shop", "1".repeat(30), "Hello");
    let error = client.submit(long).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NeverSent(NeverSent::Session(_))), "{error}");
    client.submit(message("The session goes on")).await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_dropped_sends_nothing_if_no_session_has_taken_it() {
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    let address = server(move |_, request| {
        sender.send(request.text().unwrap()).unwrap();
        request.accept("1").unwrap();
    })
    .await;
    let (client, _inbox) = client(ClientConfig { rate: Some(2), ..config(&address) }).await;
    client.submit(message("first")).await.unwrap();
    assert!(timeout(Duration::from_millis(20), client.submit(message("dropped"))).await.is_err());
    client.submit(message("last")).await.unwrap();
    assert_eq!(
        (received.recv().await.unwrap().as_str(), received.recv().await.unwrap().as_str()),
        ("first", "last")
    );
}

#[tokio::test]
async fn any_request_can_be_sent() {
    let address = server(|_, request| {
        assert_eq!(request.command_id(), CommandId::QUERY_SM);
        request.reply(&QuerySmResp { message_id: "77".into(), ..QuerySmResp::default() }).unwrap();
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let response = client.request(&QuerySm { message_id: "77".into(), ..QuerySm::default() }).await.unwrap();
    assert_eq!(response.decode::<QuerySmResp<'_>>().unwrap().message_id, "77");
}

#[tokio::test]
async fn a_wrong_password_is_an_error() {
    let address = server(|_, _| {}).await;
    let wrong = ClientConfig { password: "other".to_owned(), ..config(&address) };
    assert!(!format!("{wrong:?}").contains("other"));
    let Err(ConnectError::Refused(status)) = Client::connect(wrong).await else { panic!() };
    assert_eq!(status, CommandStatus::ESME_RINVPASWD);
}

/// No connection can carry it, so the client says so, and does not connect over and over.
#[tokio::test]
async fn a_password_that_is_too_long_is_an_error() {
    let address = server(|_, _| {}).await;
    let reconnect_first = Duration::from_millis(1);
    let wrong = ClientConfig { password: "123456789".to_owned(), reconnect_first, ..config(&address) };
    let Err(ConnectError::Invalid(error)) = Client::connect(wrong.clone()).await else { panic!() };
    assert!(error.to_string().contains("password"), "{error}");
    assert!(!error.to_string().contains("123456789"), "{error}");
    let (client, mut inbox) = Client::start(wrong);
    let item = timeout(Duration::from_secs(5), inbox.next()).await.unwrap();
    assert!(matches!(item, Some(Incoming::Notice(Notice::BindInvalid { error: same })) if same == error));
    assert!(timeout(Duration::from_millis(200), inbox.next()).await.is_err());
    client.shutdown(Duration::ZERO).await;
}

/// The errors as `main` prints them.
#[tokio::test]
async fn a_failed_connection_says_why() {
    let address = server(|_, _| {}).await;
    let wrong = ClientConfig { password: "other".to_owned(), ..config(&address) };
    let error = Client::connect(wrong).await.map(drop).unwrap_err();
    assert_eq!(format!("{error:?}"), "the bind was refused with ESME_RINVPASWD");

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = tokio::spawn(Client::connect(config(&listener.local_addr().unwrap().to_string())));
    drop(listener.accept().await.unwrap());
    let error = silent.await.unwrap().map(drop).unwrap_err();
    assert_eq!(format!("{error:?}"), "no answer to the bind: the connection has ended");

    // A port that is taken, and where nobody listens.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = config(&taken.local_addr().unwrap().to_string());
    let error = Client::connect(closed).await.map(drop).unwrap_err();
    assert!(format!("{error:?}").starts_with("cannot connect: Connection refused"), "{error:?}");
}

#[tokio::test]
async fn a_shutdown_takes_no_messages_and_waits_for_those_it_has() {
    let address = server(|_, request| {
        tokio::spawn(async move {
            sleep(Duration::from_millis(300)).await;
            request.accept("1").unwrap();
        });
    })
    .await;
    let (client, _inbox) = client(config(&address)).await;
    let submit = |text: &'static str| {
        let client = client.clone();
        tokio::spawn(async move { client.submit(message(text)).await })
    };
    let first = submit("first");
    sleep(Duration::from_millis(100)).await;
    let shutdown = tokio::spawn({
        let client = client.clone();
        async move { client.shutdown(10 * SECOND).await }
    });
    sleep(Duration::from_millis(50)).await;
    let late = submit("late").await.unwrap().unwrap_err();
    assert_eq!(late.failure(), &Failure::NeverSent(NeverSent::Closed));
    assert!(first.await.unwrap().is_ok());
    assert_eq!(shutdown.await.unwrap().requests, 0);
}
