//! Receipts and messages that arrive at a client.

use crate::kit::{client, config, message, server_with};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_smpp::smpp_core::codes::MessageState;
use tokio_smpp::smpp_core::message::correlate::DroppedReason;
use tokio_smpp::smpp_core::message::receipt::NewReceipt;
use tokio_smpp::smpp_core::timestamp::DateTime;
use tokio_smpp::smpp_core::{CommandStatus, Tag, Version, session};
use tokio_smpp::{
    BindKind, Client, ClientConfig, Failure, Inbox, Incoming, Message, NeverSent, Notice, Receipt, Request,
    Retry, ServerConfig, Unsettled,
};

const SECOND: Duration = Duration::from_secs(1);

/// The receipt for a message with this id.
fn receipt(id: &str) -> Message {
    let date = DateTime::new(2026, 11, 22, 12, 0, 0).unwrap();
    let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(date) };
    Message::receipt("+46700000001", "Shop", &receipt).unwrap()
}

fn with_key(key: u64, text: &str) -> Message {
    Message { key, ..message(text).with_receipt() }
}

async fn next_receipt(inbox: &mut Inbox) -> Receipt {
    match timeout(10 * SECOND, inbox.next()).await.unwrap() {
        Some(Incoming::Receipt(receipt)) => receipt,
        other => panic!("{other:?}"),
    }
}

/// A server that retries at once.
fn eager() -> ServerConfig {
    let retry = Retry { limit: 3, first: Duration::ZERO, longest: Duration::from_millis(10) };
    ServerConfig { retry, ..ServerConfig::default() }
}

/// A server that accepts each message with a number, and reports when its receipt is acknowledged.
async fn server_with_receipts(
    receipt_first: bool,
) -> (String, mpsc::UnboundedReceiver<Result<(), tokio_smpp::NotAccepted>>) {
    let (sender, delivered) = mpsc::unbounded_channel();
    let address = server_with(eager(), move |session, mut requests| {
        let sender = sender.clone();
        async move {
            for number in 1.. {
                let Some(request) = requests.next().await else { return };
                let id = number.to_string();
                let (session, sender, receipt) = (session.clone(), sender.clone(), receipt(&id));
                let deliver = tokio::spawn(async move { sender.send(session.deliver(receipt).await) });
                if receipt_first {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    assert!(
                        !deliver.is_finished(),
                        "the receipt was acknowledged before its message is known"
                    );
                }
                request.accept(&id).unwrap();
            }
        }
    })
    .await;
    (address, delivered)
}

#[tokio::test]
async fn a_receipt_has_the_key_of_its_message_whichever_comes_first() {
    for receipt_first in [false, true] {
        let (address, mut delivered) = server_with_receipts(receipt_first).await;
        let (client, mut inbox) = client(config(&address)).await;
        for key in [70, 71, 72] {
            let accepted = client.submit(with_key(key, "Hello")).await.unwrap();
            let receipt = next_receipt(&mut inbox).await;
            assert_eq!((receipt.key(), receipt.state()), (Some(key), Some(MessageState::DELIVERED)));
            assert_eq!(receipt.message_id(), accepted.message_ids().first());
            assert!(receipt.message().unwrap().is_complete());
            assert!(delivered.try_recv().is_err(), "it is not stored yet");
            receipt.stored().unwrap();
            assert_eq!(delivered.recv().await.unwrap(), Ok(()));
        }
        assert_eq!(client.shutdown(SECOND).await, Unsettled::default());
        assert!(inbox.next().await.is_none());
    }
}

/// A client with a response timeout of a second. The first response of each session comes later.
async fn late_client(
    answer: impl Fn(Request) + Clone + Send + 'static,
    receipt_first: bool,
) -> (Client, Inbox) {
    let address = server_with(eager(), move |session, mut requests| {
        let answer = answer.clone();
        async move {
            let Some(first) = requests.next().await else { return };
            tokio::time::sleep(Duration::from_millis(1500)).await;
            let deliver = async {
                let _ = session.deliver(receipt("7")).await;
            };
            if receipt_first {
                deliver.await;
                answer(first);
            } else {
                answer(first);
                deliver.await;
            }
            while requests.next().await.is_some() {}
        }
    })
    .await;
    let response_timeout = Duration::from_secs(1).into();
    let session = session::Config { response_timeout, ..config(&address).session };
    client(ClientConfig { session, ..config(&address) }).await
}

#[tokio::test]
async fn a_message_that_was_accepted_late_is_reported_and_its_receipt_has_its_key() {
    let (client, mut inbox) = late_client(|request| request.accept("7").unwrap(), false).await;
    let error = client.submit(with_key(70, "Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Unknown);
    let item = timeout(5 * SECOND, inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::AcceptedLate { key, number, total, message_id })) = item else {
        panic!("{item:?}")
    };
    assert_eq!((key, number, total, message_id.to_string().as_str()), (70, 1, 1, "7"));
    let receipt = next_receipt(&mut inbox).await;
    assert_eq!((receipt.key(), receipt.state()), (Some(70), Some(MessageState::DELIVERED)));
    assert!(receipt.message().unwrap().is_complete());
    receipt.stored().unwrap();
    assert_eq!(client.shutdown(SECOND).await, Unsettled::default());
    assert!(inbox.next().await.is_none());
}

/// Its other segments were not sent, so its one receipt ends it.
#[tokio::test]
async fn a_long_message_whose_first_segment_was_accepted_late_waits_for_one_receipt() {
    let (client, mut inbox) = late_client(|request| request.accept("7").unwrap(), false).await;
    let error = client.submit(with_key(70, &"long ".repeat(100))).await.unwrap_err();
    assert_eq!((error.failure(), error.total()), (&Failure::Unknown, 4));
    let item = timeout(5 * SECOND, inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::AcceptedLate { number, total, .. })) = item else { panic!("{item:?}") };
    assert_eq!((number, total), (1, 4));
    let receipt = next_receipt(&mut inbox).await;
    let status = receipt.message().unwrap();
    assert_eq!((receipt.key(), status.is_complete()), (Some(70), true));
    assert_eq!((status.answered, status.delivered, status.failed), (4, 1, 3));
    receipt.stored().unwrap();
    assert_eq!(client.shutdown(SECOND).await, Unsettled::default());
}

#[tokio::test]
async fn a_receipt_before_a_late_response_is_matched_afterwards() {
    let (client, mut inbox) = late_client(|request| request.accept("7").unwrap(), true).await;
    let error = client.submit(with_key(70, "Hello")).await.unwrap_err();
    assert_eq!(error.failure(), &Failure::Unknown);
    let receipt = next_receipt(&mut inbox).await;
    assert_eq!(receipt.key(), None);
    receipt.stored().unwrap();
    let item = timeout(5 * SECOND, inbox.next()).await.unwrap();
    assert!(matches!(item, Some(Incoming::Notice(Notice::AcceptedLate { key: 70, .. }))), "{item:?}");
    let item = timeout(5 * SECOND, inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::LateMatch { key, message })) = item else { panic!("{item:?}") };
    assert_eq!((key, message.delivered, message.is_complete()), (70, 1, true));
}

/// The first segment of a long message, without a receipt.
#[tokio::test]
async fn a_late_refusal_is_reported() {
    let status = CommandStatus::ESME_RINVDSTADR;
    let (client, mut inbox) = late_client(move |request| request.refuse(status).unwrap(), false).await;
    let long = Message { key: 70, ..message(&"long ".repeat(100)) };
    let error = client.submit(long).await.unwrap_err();
    assert_eq!((error.failure(), error.accepted().len(), error.total()), (&Failure::Unknown, 0, 4));
    let item = timeout(5 * SECOND, inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::RefusedLate { key, number, total, status: late })) = item else {
        panic!("{item:?}")
    };
    assert_eq!((key, number, total, late), (70, 1, 4, status));
}

#[tokio::test]
async fn a_receipt_that_was_not_stored_comes_again() {
    let (address, mut delivered) = server_with_receipts(false).await;
    let (client, mut inbox) = client(config(&address)).await;
    client.submit(with_key(70, "Hello")).await.unwrap();
    drop(next_receipt(&mut inbox).await);
    let again = next_receipt(&mut inbox).await;
    assert_eq!((again.key(), again.message()), (Some(70), None), "it says nothing new");
    again.stored().unwrap();
    assert_eq!(delivered.recv().await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_long_message_ends_with_its_last_receipt() {
    let (address, _delivered) = server_with_receipts(false).await;
    let (client, mut inbox) = client(config(&address)).await;
    client.submit(with_key(70, &"long ".repeat(100))).await.unwrap();
    for delivered in 1..=4 {
        let receipt = next_receipt(&mut inbox).await;
        let message = receipt.message().unwrap();
        assert_eq!(
            (receipt.key(), message.delivered, message.is_complete()),
            (Some(70), delivered, delivered == 4)
        );
        receipt.stored().unwrap();
    }
}

#[tokio::test]
async fn ids_that_start_again_are_reported() {
    // Every session counts from 1, and sends no receipts.
    let address = server_with(eager(), |session, mut requests| async move {
        for number in 1..=2 {
            let Some(request) = requests.next().await else { return };
            request.accept(&number.to_string()).unwrap();
        }
        session.unbind();
        while requests.next().await.is_some() {}
    })
    .await;
    let (client, mut inbox) = client(config(&address)).await;
    for key in 1..=4 {
        client.submit(with_key(key, "Hello")).await.unwrap();
    }
    for expected in 1..=2 {
        let item = timeout(SECOND, inbox.next()).await.unwrap();
        let Some(Incoming::Notice(Notice::NoReceipt { key, message_id, reason, .. })) = item else {
            panic!("{item:?}")
        };
        assert_eq!((key, reason), (expected, DroppedReason::Reused));
        assert_eq!(message_id.to_string(), expected.to_string());
    }
    let unsettled = client.shutdown(Duration::from_millis(50)).await;
    assert_eq!(unsettled, Unsettled { requests: 0, receipts: 2 });
}

/// There are more than the inbox has room for, and one of them has several ids.
#[tokio::test]
async fn messages_without_their_receipts_are_reported_at_the_end() {
    let address = server_with(eager(), |_, mut requests| async move {
        for number in 1.. {
            let Some(request) = requests.next().await else { return };
            request.accept(&number.to_string()).unwrap();
        }
    })
    .await;
    let (client, mut inbox) = client(ClientConfig { inbox: 2, ..config(&address) }).await;
    for key in 1..=4 {
        client.submit(with_key(key, "Hello")).await.unwrap();
    }
    client.submit(with_key(5, &"long ".repeat(100))).await.unwrap();
    let unsettled = client.shutdown(Duration::from_millis(50)).await;
    assert_eq!(unsettled, Unsettled { requests: 0, receipts: 8 });
    let mut keys = Vec::new();
    while let Some(item) = timeout(SECOND, inbox.next()).await.unwrap() {
        let Incoming::Notice(Notice::NoReceipt { key, reason, .. }) = item else { panic!("{item:?}") };
        assert_eq!(reason, DroppedReason::Drained);
        keys.push(key);
    }
    assert_eq!(keys, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_shutdown_waits_for_receipts() {
    let address = server_with(eager(), |session, mut requests| async move {
        while let Some(request) = requests.next().await {
            request.accept("7").unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
            session.deliver(receipt("7")).await.unwrap();
        }
    })
    .await;
    let (client, mut inbox) = client(config(&address)).await;
    client.submit(with_key(1, "Hello")).await.unwrap();
    let reader = tokio::spawn(async move {
        let mut keys = Vec::new();
        while let Some(item) = inbox.next().await {
            let Incoming::Receipt(receipt) = item else { panic!("{item:?}") };
            keys.push(receipt.key());
            receipt.stored().unwrap();
        }
        keys
    });
    assert_eq!(client.shutdown(10 * SECOND).await, Unsettled::default());
    assert_eq!(reader.await.unwrap(), [Some(1)]);
}

#[tokio::test]
async fn a_receipt_of_an_unknown_message_is_delivered_without_a_key() {
    let address = server_with(eager(), |session, mut requests| async move {
        let _ = session.deliver(receipt("unknown")).await;
        while requests.next().await.is_some() {}
    })
    .await;
    let (_client, mut inbox) = client(config(&address)).await;
    let receipt = next_receipt(&mut inbox).await;
    assert_eq!((receipt.key(), receipt.message_id().unwrap().to_string()), (None, "unknown".to_owned()));
    receipt.stored().unwrap();
}

#[tokio::test]
async fn two_receipts_before_the_response_both_have_the_key() {
    let address = server_with(eager(), |session, mut requests| async move {
        while let Some(request) = requests.next().await {
            for _ in 0..2 {
                let session = session.clone();
                tokio::spawn(async move { session.deliver(receipt("7")).await });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            request.accept("7").unwrap();
        }
    })
    .await;
    let (client, mut inbox) = client(config(&address)).await;
    client.submit(with_key(70, "Hello")).await.unwrap();
    let (first, second) = (next_receipt(&mut inbox).await, next_receipt(&mut inbox).await);
    assert_eq!((first.key(), second.key()), (Some(70), Some(70)));
    assert!(first.message().unwrap().is_complete());
    assert_eq!(second.message(), None, "it says nothing new");
    first.stored().unwrap();
    second.stored().unwrap();
}

#[tokio::test]
async fn receipts_of_another_process_are_not_held() {
    // Each is acknowledged before the next one is sent.
    let address = server_with(ServerConfig { window: 1, ..eager() }, |session, mut requests| async move {
        let receipts = tokio::spawn(async move {
            for number in 0..200 {
                session.deliver(receipt(&format!("other-{number}"))).await.unwrap();
            }
        });
        for number in 1.. {
            let Some(request) = requests.next().await else { break };
            request.accept(&number.to_string()).unwrap();
        }
        receipts.await.unwrap();
    })
    .await;
    let (client, mut inbox) = client(config(&address)).await;
    // Messages in flight, all the time.
    let submits = tokio::spawn(async move {
        loop {
            client.submit(with_key(1, "Hello")).await.unwrap();
        }
    });
    let start = tokio::time::Instant::now();
    for _ in 0..200 {
        let receipt = next_receipt(&mut inbox).await;
        assert_eq!(receipt.key(), None);
        receipt.stored().unwrap();
    }
    let elapsed = start.elapsed();
    assert!(elapsed < 5 * SECOND, "{elapsed:?}");
    submits.abort();
}

#[tokio::test]
async fn a_message_of_a_subscriber_is_read_and_answered() {
    let (sender, mut delivered) = mpsc::unbounded_channel();
    let address = server_with(eager(), move |session, mut requests| {
        let sender = sender.clone();
        async move {
            let text = Message::text("+46700000001", "12345", "Grüße, 5 €");
            sender.send(session.deliver(text).await).unwrap();
            let long = Message::text("+46700000001", "12345", "long ".repeat(100));
            sender.send(session.deliver(long).await).unwrap();
            while requests.next().await.is_some() {}
        }
    })
    .await;
    let (_client, mut inbox) = client(config(&address)).await;
    let Some(Incoming::Message(message)) = inbox.next().await else { panic!() };
    assert_eq!(message.text().as_deref(), Some("Grüße, 5 €"));
    assert_eq!(
        (message.source().addr.as_str(), message.destination().addr.as_str()),
        ("46700000001", "12345")
    );
    message.stored().unwrap();
    assert_eq!(delivered.recv().await.unwrap(), Ok(()));
    let Some(Incoming::Message(message)) = inbox.next().await else { panic!() };
    message.refuse(CommandStatus::ESME_RX_P_APPN).unwrap();
    let error = delivered.recv().await.unwrap().unwrap_err();
    assert_eq!(error.failure(), &Failure::Refused(CommandStatus::ESME_RX_P_APPN));
    assert_eq!((error.accepted().len(), error.total()), (0, 4));
}

#[tokio::test]
async fn without_an_inbox_messages_are_refused_for_the_moment() {
    let (sender, mut delivered) = mpsc::unbounded_channel();
    let address = server_with(eager(), move |session, mut requests| {
        let sender = sender.clone();
        async move {
            sender.send(session.deliver(Message::text("1", "2", "Hello")).await).unwrap();
            while requests.next().await.is_some() {}
        }
    })
    .await;
    let (_client, inbox) = client(config(&address)).await;
    drop(inbox);
    let error = delivered.recv().await.unwrap().unwrap_err();
    assert_eq!(error.failure(), &Failure::Refused(CommandStatus::ESME_RX_T_APPN));
}

#[tokio::test]
async fn several_binds_share_the_work() {
    // Receipts go to the receiver, messages come from the transmitters.
    let (sender, receiver) = mpsc::unbounded_channel::<String>();
    let receiver = std::sync::Arc::new(tokio::sync::Mutex::new(receiver));
    let address = server_with(eager(), move |session, mut requests| {
        let (sender, receiver) = (sender.clone(), std::sync::Arc::clone(&receiver));
        async move {
            static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
            if session.bind().kind == BindKind::Receiver {
                let mut ids = receiver.lock().await;
                while let Some(id) = ids.recv().await {
                    session.deliver(receipt(&id)).await.unwrap();
                }
            }
            let mut taken = 0;
            while let Some(request) = requests.next().await {
                taken += 1;
                let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
                request.accept(&id).unwrap();
                sender.send(id).unwrap();
            }
            assert!(taken > 0, "a transmitter had nothing to do");
        }
    })
    .await;
    let binds = vec![BindKind::Transmitter, BindKind::Receiver, BindKind::Transmitter];
    let (client, mut inbox) = client(ClientConfig { binds, window: 2, ..config(&address) }).await;
    client.bound(3).await;
    let calls: Vec<_> = (0..100)
        .map(|key| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(with_key(key, "Hello")).await })
        })
        .collect();
    let mut keys = std::collections::BTreeSet::new();
    while keys.len() < 100 {
        let receipt = next_receipt(&mut inbox).await;
        keys.insert(receipt.key().unwrap());
        receipt.stored().unwrap();
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let metrics = client.metrics();
    assert!(metrics.sessions.iter().all(|session| session.counters.sent > 1), "{metrics:?}");
    assert!(metrics.sessions[1].counters.sent >= 100, "the receiver acknowledges");
}

#[tokio::test]
async fn a_client_of_3_3_gets_no_tlvs() {
    let address = server_with(eager(), |session, mut requests| async move {
        session.deliver(receipt("7")).await.unwrap();
        while requests.next().await.is_some() {}
    })
    .await;
    let session = session::Config { version: Version::V33, ..config(&address).session };
    let (_client, mut inbox) = client(ClientConfig { session, ..config(&address) }).await;
    let receipt = next_receipt(&mut inbox).await;
    assert_eq!(receipt.message_id().unwrap().to_string(), "7");
    assert!(receipt.read(|receipt| receipt.receipted_message_id.is_none()).unwrap());
    receipt.stored().unwrap();
}

/// A text in message_payload is not sent without it.
#[tokio::test]
async fn a_server_of_3_3_gets_no_empty_messages() {
    let address = server_with(eager(), |_session, mut requests| async move {
        while let Some(request) = requests.next().await {
            request.accept("1").unwrap();
        }
    })
    .await;
    let session = session::Config { version: Version::V33, ..config(&address).session };
    let (client, _inbox) = client(ClientConfig { session, ..config(&address) }).await;
    client.submit(message("Hello")).await.unwrap();
    let tlvs = vec![(Tag::MESSAGE_PAYLOAD, b"Hello".to_vec())];
    let error = client.submit(Message { tlvs, ..message("") }).await.unwrap_err();
    assert!(matches!(error.failure(), Failure::NeverSent(NeverSent::Session(_))), "{error}");
}

#[tokio::test]
async fn an_answer_in_the_middle_of_a_burst_reaches_its_caller() {
    // Both sides send as fast as they can through small windows.
    let address = server_with(eager(), |session, mut requests| async move {
        let messages = tokio::spawn(async move {
            for _ in 0..200 {
                session.deliver(Message::text("1", "2", "Hello")).await.unwrap();
            }
        });
        while let Some(request) = requests.next().await {
            request.accept("1").unwrap();
        }
        messages.await.unwrap();
    })
    .await;
    let (client, mut inbox) = client(config(&address)).await;
    let submits: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..50 {
                    client.submit(message(&"long ".repeat(60))).await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..200 {
        let Some(Incoming::Message(message)) = inbox.next().await else { panic!() };
        message.stored().unwrap();
    }
    for submit in submits {
        submit.await.unwrap();
    }
}

#[tokio::test]
async fn the_session_of_a_client_that_is_dropped_ends() {
    let (sender, mut ended) = mpsc::unbounded_channel();
    let address = server_with(eager(), move |_session, mut requests| {
        let sender = sender.clone();
        async move {
            while requests.next().await.is_some() {}
            sender.send(()).unwrap();
        }
    })
    .await;
    let (client, inbox) = client(config(&address)).await;
    drop((client, inbox));
    timeout(SECOND, ended.recv()).await.unwrap().unwrap();
}
