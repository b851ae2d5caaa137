//! A server that does everything wrong at once: it throttles, drops answers, answers late, unbinds in the middle, and
//! counts its ids from 1 in every session. What it accepted is compared with what the callers were told.

use crate::kit::{client, config, message, server_with};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_smpp::smpp_core::{CommandStatus, session};
use tokio_smpp::{BindKind, ClientConfig, Failure, Requests, ServerConfig, Session};

/// How often the server accepted each text.
type Book = Arc<Mutex<HashMap<String, u32>>>;

async fn serve(book: Book, session: Session, mut requests: Requests) {
    let mut unanswered = Vec::new();
    for number in 1_u64.. {
        let Some(request) = requests.next().await else { return };
        if number % 7 == 0 {
            let status = CommandStatus::ESME_RSYSERR;
            let _ = request.refuse(status);
            continue;
        }
        *book.lock().unwrap().entry(request.text().unwrap()).or_insert(0) += 1;
        match number {
            number if number % 100 == 0 => unanswered.push(request),
            number if number % 30 == 0 => {
                tokio::spawn(async move {
                    // Sometimes too late, sometimes not.
                    sleep(Duration::from_millis(number * 3 % 1600)).await;
                    let _ = request.accept(&number.to_string());
                });
            }
            number => {
                let _ = request.accept(&number.to_string());
            }
        }
        if number == 250 {
            session.unbind();
        }
    }
}

#[tokio::test]
async fn what_callers_are_told_is_true() {
    const MESSAGES: u32 = 2000;
    let book = Book::default();
    let config_of_server = ServerConfig {
        session: session::Config {
            drain_timeout: Duration::from_secs(1).into(),
            ..ServerConfig::default().session
        },
        ..ServerConfig::default()
    };
    let address = {
        let book = Arc::clone(&book);
        server_with(config_of_server, move |session, requests| serve(Arc::clone(&book), session, requests))
            .await
    };
    let config = ClientConfig {
        binds: vec![BindKind::Transceiver; 3],
        session: session::Config {
            response_timeout: Duration::from_secs(1).into(),
            ..config(&address).session
        },
        ..config(&address)
    };
    let (client, _inbox) = client(config).await;
    let mut calls = JoinSet::new();
    for number in 0..MESSAGES {
        let client = client.clone();
        calls.spawn(async move {
            let text = number.to_string();
            let outcome = client.submit(message(&text)).await;
            (text, outcome.map_err(|error| error.failure().clone()))
        });
    }
    let outcomes = calls.join_all().await;
    let book = book.lock().unwrap();
    let mut unknown = 0;
    for (text, outcome) in &outcomes {
        let arrived = book.get(text).copied().unwrap_or(0);
        match outcome {
            Ok(_) => assert_eq!(arrived, 1, "{text} was accepted"),
            Err(Failure::Unknown) => {
                unknown += 1;
                assert!(arrived <= 1, "{text} was sent twice");
            }
            Err(failure) => {
                assert_eq!(arrived, 0, "{text}: {failure}");
                panic!("{text}: {failure}");
            }
        }
    }
    assert!(unknown >= MESSAGES / 100, "{unknown}");
    assert!(unknown < MESSAGES / 2, "{unknown}");
}
