//! Peers that break the rules: scripted octet by octet.

use crate::kit::{ACCOUNT, client, config, message, server_with};
use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_smpp::smpp_core::codes::EsmClass;
use tokio_smpp::smpp_core::pdu::{
    BindTransceiver, BindTransceiverResp, DeliverSm, Encode, SubmitSm, SubmitSmResp, UnbindResp,
};
use tokio_smpp::smpp_core::{CommandId, CommandStatus, Header, RawPdu, Rules, session};
use tokio_smpp::{
    Client, ClientConfig, ConnectError, Failure, Incoming, Message, Notice, Requests, ServerConfig, Session,
};

/// TLVs that are cut off: 1 to 3 octets of a header, and values that are too short.
const TORN: [&[u8]; 4] = [b"\x04", b"\x04\x24\0", b"\x04\x24\0\x05Hell", b"\x02\x04\0\x02\0"];

/// The octets of a PDU, with more octets at its end.
fn octets<P: Encode>(pdu: &P, number: u32, more: &[u8]) -> Vec<u8> {
    let mut octets = vec![0; pdu.encoded_len()];
    pdu.encode(number, Rules::V34, &mut octets).unwrap();
    octets.extend_from_slice(more);
    let length = u32::try_from(octets.len()).unwrap();
    octets[..4].copy_from_slice(&length.to_be_bytes());
    octets
}

/// Reads one PDU, and returns its header.
async fn hear(stream: &mut TcpStream) -> Option<Header> {
    let mut header = [0; 16];
    stream.read_exact(&mut header).await.ok()?;
    let header = Header::parse(&header).unwrap();
    let mut body = vec![0; usize::try_from(header.command_length).unwrap() - 16];
    stream.read_exact(&mut body).await.ok()?;
    Some(header)
}

/// Sends a request and returns the status of its answer.
async fn ask(stream: &mut TcpStream, request: &[u8]) -> CommandStatus {
    stream.write_all(request).await.unwrap();
    hear(stream).await.unwrap().command_status
}

fn bind() -> Vec<u8> {
    let bind =
        BindTransceiver { system_id: ACCOUNT.0.into(), password: ACCOUNT.1.into(), ..Default::default() };
    octets(&bind, 1, b"")
}

fn submit_sm(more: &[u8]) -> Vec<u8> {
    let submit_sm = SubmitSm { destination_addr: "1".into(), short_message: b"Hello", ..Default::default() };
    octets(&submit_sm, 7, more)
}

async fn accept_all(_session: Session, mut requests: Requests) {
    while let Some(request) = requests.next().await {
        let _ = request.accept("1");
    }
}

#[tokio::test]
async fn a_server_refuses_what_is_torn_and_ignores_nuls() {
    let address = server_with(ServerConfig::default(), accept_all).await;
    let mut peer = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut peer, &bind()).await, CommandStatus::ESME_ROK);
    for nuls in 1..=8 {
        assert_eq!(ask(&mut peer, &submit_sm(&vec![0; nuls])).await, CommandStatus::ESME_ROK, "{nuls} NULs");
    }
    for torn in TORN {
        let status = ask(&mut peer, &submit_sm(torn)).await;
        assert_eq!(status, CommandStatus::ESME_RINVTLVSTREAM, "{torn:?}");
    }
    let mut broken = submit_sm(b"");
    let last = broken.len() - 6;
    broken[last] = 200;
    assert_eq!(ask(&mut peer, &broken).await, CommandStatus::ESME_RINVMSGLEN);
}

#[tokio::test]
async fn a_client_refuses_a_receipt_that_is_torn_and_ignores_nuls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        let (mut peer, _) = listener.accept().await.unwrap();
        let bind = hear(&mut peer).await.unwrap();
        peer.write_all(&octets(&BindTransceiverResp::default(), bind.sequence_number, b"")).await.unwrap();
        let submit_sm = hear(&mut peer).await.unwrap();
        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
        peer.write_all(&octets(&resp, submit_sm.sequence_number, b"\0\0\0")).await.unwrap();
        let receipt = DeliverSm {
            esm_class: EsmClass(4),
            short_message: b"id:1 stat:DELIVRD err:000",
            ..Default::default()
        };
        for torn in TORN {
            let status = ask(&mut peer, &octets(&receipt, 8, torn)).await;
            assert_eq!(status, CommandStatus::ESME_RINVTLVSTREAM, "{torn:?}");
        }
        assert_eq!(ask(&mut peer, &octets(&receipt, 9, b"\0\0\0")).await, CommandStatus::ESME_ROK);
        let unbind = hear(&mut peer).await.unwrap();
        assert_eq!(unbind.command_id, CommandId::UNBIND);
        peer.write_all(&octets(&UnbindResp::default(), unbind.sequence_number, b"")).await.unwrap();
    });
    let (client, mut inbox) = client(config(&address)).await;
    client.submit(message("Hello").with_receipt()).await.unwrap();
    let Some(Incoming::Receipt(receipt)) = inbox.next().await else { panic!() };
    receipt.stored().unwrap();
    client.shutdown(Duration::from_secs(5)).await;
    server.await.unwrap();
}

/// Its only thread is busy for longer than a response may take. The response has arrived meanwhile.
#[tokio::test]
async fn a_client_that_was_kept_from_reading_misses_no_response() {
    const TIMEOUT: Duration = Duration::from_millis(500);
    const ROUNDS: usize = 5;
    fn hear(peer: &mut std::net::TcpStream) -> Header {
        let mut header = [0; 16];
        peer.read_exact(&mut header).unwrap();
        let header = Header::parse(&header).unwrap();
        let mut body = vec![0; usize::try_from(header.command_length).unwrap() - 16];
        peer.read_exact(&mut body).unwrap();
        header
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, mut told) = mpsc::unbounded_channel();
    let (go, gone) = channel::<()>();
    let (answer, answered) = channel();
    let server = thread::spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        let bind = hear(&mut peer);
        peer.write_all(&octets(&BindTransceiverResp::default(), bind.sequence_number, b"")).unwrap();
        for _ in 0..ROUNDS {
            let submit_sm = hear(&mut peer);
            tell.send(()).unwrap();
            gone.recv().unwrap();
            let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
            peer.write_all(&octets(&resp, submit_sm.sequence_number, b"")).unwrap();
            answer.send(()).unwrap();
        }
        peer
    });
    let defaults = config(&address);
    let session = session::Config { response_timeout: TIMEOUT.into(), ..defaults.session };
    let (client, _inbox) = client(ClientConfig { session, ..defaults }).await;
    for _ in 0..ROUNDS {
        let sender = client.clone();
        let outcome = tokio::spawn(async move { sender.submit(message("Hello")).await });
        told.recv().await.unwrap();
        go.send(()).unwrap();
        answered.recv().unwrap();
        thread::sleep(TIMEOUT * 3 / 2);
        outcome.await.unwrap().unwrap();
    }
    drop(server.join().unwrap());
}

/// A server with short deadlines, and room for `connections`.
async fn strict_server(connections: usize) -> String {
    let defaults = ServerConfig::default();
    let short = Some(Duration::from_secs(1).into());
    let config = ServerConfig {
        session: session::Config {
            response_timeout: Duration::from_secs(1).into(),
            session_init_timeout: short,
            pdu_timeout: short,
            enquire_link_interval: short,
            drain_timeout: Duration::from_secs(1).into(),
            ..defaults.session
        },
        max_connections: connections,
        ..defaults
    };
    server_with(config, accept_all).await
}

#[tokio::test]
async fn a_peer_that_says_nothing_half_a_pdu_or_nonsense_is_closed() {
    let address = strict_server(10).await;
    for start in [&b""[..], &bind()[..20], b"GET / HTTP/1.1\r\n\r\n"] {
        let mut peer = TcpStream::connect(&address).await.unwrap();
        peer.write_all(start).await.unwrap();
        let mut rest = Vec::new();
        let ended = timeout(Duration::from_secs(5), peer.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "{start:?} is not closed");
    }
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_closed() {
    let address = strict_server(1).await;
    let mut peer = TcpStream::connect(&address).await.unwrap();
    assert_eq!(ask(&mut peer, &bind()).await, CommandStatus::ESME_ROK);
    let flood = submit_sm(b"").repeat(1000);
    let begin = Instant::now();
    // Writes until the server closes, and never reads an answer.
    while peer.write_all(&flood).await.is_ok() {
        assert!(begin.elapsed() < Duration::from_secs(20), "the server does not close");
    }
    // There is room again.
    let (client, _inbox) = client(config(&address)).await;
    client.submit(message("Hello")).await.unwrap();
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let address = strict_server(1).await;
    let first = client(config(&address)).await;
    let second = tokio::spawn(client(config(&address)));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    first.0.shutdown(Duration::from_secs(5)).await;
    let (second, _inbox) = timeout(Duration::from_secs(5), second).await.unwrap().unwrap();
    second.submit(message("Hello")).await.unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_answer_the_bind_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let session =
        session::Config { response_timeout: Duration::from_millis(200).into(), ..config(&address).session };
    let connected = Client::connect(ClientConfig { session, ..config(&address) }).await;
    let Err(ConnectError::Closed(reason)) = connected else { panic!("{connected:?}") };
    assert_eq!(reason, session::CloseReason::BindTimedOut);
}

/// A late response counts only if it is one that could have answered a submit_sm.
#[tokio::test]
async fn a_late_response_of_another_type_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        let (mut peer, _) = listener.accept().await.unwrap();
        let bind = hear(&mut peer).await.unwrap();
        peer.write_all(&octets(&BindTransceiverResp::default(), bind.sequence_number, b"")).await.unwrap();
        let responses = [
            (CommandId::DELIVER_SM_RESP, CommandStatus::ESME_ROK),
            (CommandId::DELIVER_SM_RESP, CommandStatus::ESME_RSYSERR),
            (CommandId::GENERIC_NACK, CommandStatus::ESME_ROK),
            (CommandId::GENERIC_NACK, CommandStatus::ESME_RSYSERR),
        ];
        for (command_id, command_status) in responses {
            let submit_sm = hear(&mut peer).await.unwrap();
            tokio::time::sleep(Duration::from_millis(1500)).await;
            let sequence_number = submit_sm.sequence_number;
            let response = RawPdu { command_id, command_status, sequence_number, body: b"" };
            peer.write_all(&response.encode_to_vec().unwrap()).await.unwrap();
        }
        while hear(&mut peer).await.is_some() {}
    });
    let response_timeout = Duration::from_secs(1).into();
    let session = session::Config { response_timeout, ..config(&address).session };
    let (client, mut inbox) = client(ClientConfig { session, ..config(&address) }).await;
    for key in 1..=4 {
        let error = client.submit(Message { key, ..message("Hello") }).await.unwrap_err();
        assert_eq!(error.failure(), &Failure::Unknown);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let item = timeout(Duration::from_secs(5), inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::RefusedLate { key, status, .. })) = item else { panic!("{item:?}") };
    assert_eq!((key, status), (4, CommandStatus::ESME_RSYSERR));
    client.shutdown(Duration::ZERO).await;
    server.abort();
}

/// A client that was bound before is told when its account is no longer accepted, and waits longer than otherwise.
#[tokio::test]
async fn a_final_refusal_of_a_bind_is_a_notice() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        let mut attempts = Vec::new();
        for status in [
            CommandStatus::ESME_ROK,
            CommandStatus::ESME_RBINDFAIL,
            CommandStatus::ESME_RINVSYSID,
            CommandStatus::ESME_ROK,
        ] {
            let (mut peer, _) = listener.accept().await.unwrap();
            attempts.push(Instant::now());
            let bind = hear(&mut peer).await.unwrap();
            let mut response = octets(&BindTransceiverResp::default(), bind.sequence_number, b"");
            response[11] = u8::try_from(status.0).unwrap();
            peer.write_all(&response).await.unwrap();
        }
        attempts
    });
    let (first, longest) = (Duration::from_millis(20), Duration::from_secs(1));
    let config = ClientConfig { reconnect_first: first, reconnect_longest: longest, ..config(&address) };
    let (client, mut inbox) = client(config).await;
    let item = timeout(Duration::from_secs(5), inbox.next()).await.unwrap();
    let Some(Incoming::Notice(Notice::BindRefused { status })) = item else { panic!("{item:?}") };
    assert_eq!(status, CommandStatus::ESME_RINVSYSID);
    let attempts = timeout(Duration::from_secs(5), server).await.unwrap().unwrap();
    assert!(attempts[3] - attempts[2] >= longest, "{attempts:?}");
    client.shutdown(Duration::ZERO).await;
}
