//! `--timeout` of `esme` is a deadline, whatever a server sends meanwhile. Also tests parts that the server refuses
//! temporarily.

use crate::kit::{self, OK, Peer, esme, octets, raw, run, scripted, start_esme, summary};
use smpp_core::codes::EsmClass;
use smpp_core::pdu::{DeliverSm, EnquireLink, Outbind, SubmitSmResp};
use smpp_core::{CommandId, CommandStatus};
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

/// Runs esme with a timeout of 0.6 s against a server that accepts binds if `accepts` is set, answers each submit_sm
/// with the id 1 if `answers` is set, and sends the noise every 0.2 s while esme runs.
fn against_noise(
    accepts: bool,
    answers: bool,
    more: &[&str],
    noise: fn(u32) -> Vec<u8>,
) -> (Output, Duration) {
    let (address, _server) = scripted(move |mut peer| {
        peer.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        // Long after the deadlines, in case esme misses them.
        for number in 1..40 {
            while let Some((command_id, sequence_number)) = next(&mut peer) {
                match command_id {
                    CommandId::BIND_TRANSCEIVER if accepts => {
                        peer.say(&raw(CommandId::BIND_TRANSCEIVER_RESP.0, sequence_number, b"x\0"));
                    }
                    CommandId::SUBMIT_SM if answers => {
                        let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
                        peer.say(&octets(&resp, OK, sequence_number));
                    }
                    _ => {}
                }
            }
            // An error means that esme has ended.
            if std::io::Write::write_all(&mut peer.0, &noise(number)).is_err() {
                return;
            }
        }
    });
    let address = address.to_string();
    let start = Instant::now();
    let output = esme(&[&["--connect", &address, "--timeout", "0.6"][..], more].concat());
    (output, start.elapsed())
}

/// The next PDU, or `None` if none comes in time.
fn next(peer: &mut Peer) -> Option<(CommandId, u32)> {
    use std::io::Read;
    let mut head = [0; 16];
    peer.0.read_exact(&mut head).ok()?;
    let header = smpp_core::Header::parse(&head).unwrap();
    peer.0.read_exact(&mut vec![0; header.command_length as usize - 16]).ok()?;
    Some((header.command_id, header.sequence_number))
}

fn message(text: &str, esm_class: u8, number: u32) -> Vec<u8> {
    let esm_class = EsmClass(esm_class);
    let short_message = text.as_bytes();
    octets(
        &DeliverSm { source_addr: "777".into(), esm_class, short_message, ..Default::default() },
        OK,
        number,
    )
}

fn stranger(number: u32) -> Vec<u8> {
    message("Hello from a stranger", 0, number)
}

fn of_another(number: u32) -> Vec<u8> {
    message(&format!("id:9{number} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"), 4, number)
}

fn on_the_way(number: u32) -> Vec<u8> {
    message("id:1 stat:ENROUTE err:000", 0x20, number)
}

fn enquire_link(number: u32) -> Vec<u8> {
    octets(&EnquireLink::default(), OK, number)
}

/// One octet of a PDU that never ends.
fn drop_of_a_pdu(number: u32) -> Vec<u8> {
    match number {
        1 => vec![0, 0, 0x20],
        _ => vec![0],
    }
}

/// The server ends long after this. The deadlines are at 0.6 s, and 0.6 s later for the unbind.
const LATE: Duration = Duration::from_secs(5);

/// Answers that match no request.
fn answer_to_nothing(number: u32) -> Vec<u8> {
    let commands = [0x8000_0000, 0x8000_0004, 0x8000_0005, 0x8000_0006, 0x8000_0015, 0x8000_0103];
    raw(commands[number as usize % commands.len()], 0x7000_0000 + number, b"1\0")
}

/// Requests that are refused: an unknown command_id, a missing body, a truncated TLV.
fn refused(number: u32) -> Vec<u8> {
    match number % 3 {
        0 => raw(0x0001_0203, number, b""),
        1 => raw(CommandId::DELIVER_SM.0, number, b""),
        _ => kit::longer(message("id:1 stat:DELIVRD", 4, number), b"\x04\x24\0\x05a"),
    }
}

const NOISES: [fn(u32) -> Vec<u8>; 7] =
    [stranger, of_another, on_the_way, enquire_link, drop_of_a_pdu, answer_to_nothing, refused];

/// esme waits for the bind, an answer or a receipt no longer than the timeout.
fn ends_in_time(accepts: bool, answers: bool, more: &[&str]) {
    thread::scope(|scope| {
        for noise in NOISES {
            scope.spawn(move || {
                let (output, took) = against_noise(accepts, answers, more, noise);
                assert_eq!(output.status.code(), Some(1), "{output:?}");
                // Once for the missing PDU, once for the unbind that nobody answers.
                assert!(took < LATE, "{took:?}: {output:?}");
                assert!(took > Duration::from_millis(550), "{took:?}: {output:?}");
            });
        }
    });
}

#[test]
fn nothing_puts_off_the_deadline_of_the_bind() {
    ends_in_time(false, false, &[]);
}

#[test]
fn nothing_puts_off_the_deadline_of_an_answer() {
    ends_in_time(true, false, &[]);
}

#[test]
fn nothing_puts_off_the_deadline_of_the_receipts() {
    ends_in_time(true, true, &["--receipts"]);
}

/// Everything came, but the server does not end the session: that takes no longer, either.
#[test]
fn nothing_puts_off_the_deadline_of_the_unbind() {
    thread::scope(|scope| {
        for noise in NOISES {
            scope.spawn(move || {
                let (output, took) = against_noise(true, true, &[], noise);
                assert!(output.status.success(), "{output:?}");
                assert!(took < LATE, "{took:?}: {output:?}");
            });
        }
    });
}

/// A receiver waits for messages; enquire_link is not one.
#[test]
fn nothing_but_a_message_puts_off_the_deadline_of_a_receiver() {
    let (address, _server) = scripted(|mut peer| {
        peer.accept_bind();
        for number in 1..40 {
            thread::sleep(Duration::from_millis(200));
            if std::io::Write::write_all(&mut peer.0, &enquire_link(number)).is_err() {
                return;
            }
        }
    });
    let address = address.to_string();
    let start = Instant::now();
    let output = esme(&["--connect", &address, "--timeout", "0.6", "--bind", "rx"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 of 1 messages"), "{output:?}");
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
}

/// A server that connects must send outbind in time; sending it again does not extend that.
#[test]
fn nothing_puts_off_the_deadline_of_an_outbind() {
    let outbind = |_| octets(&Outbind { system_id: "x".into(), ..Default::default() }, OK, 1);
    let noises: [fn(u32) -> Vec<u8>; 4] = [enquire_link, drop_of_a_pdu, stranger, outbind];
    thread::scope(|scope| {
        for noise in noises {
            scope.spawn(move || {
                let start = Instant::now();
                let mut esme = start_esme(&["--outbind-listen", "127.0.0.1:0", "--timeout", "0.6"]);
                let mut said = BufReader::new(esme.stderr.take().unwrap());
                let mut line = String::new();
                said.read_line(&mut line).unwrap();
                let address = line.strip_prefix("esme: listening on ").unwrap().trim_end();
                let mut peer = Peer::connect(address.parse().unwrap());
                for number in 1..40 {
                    if std::io::Write::write_all(&mut peer.0, &noise(number)).is_err() {
                        break;
                    }
                    thread::sleep(Duration::from_millis(200));
                }
                assert_eq!(esme.wait().unwrap().code(), Some(1));
                assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
            });
        }
    });
}

/// A repeated receipt is not progress: one of two messages has its receipt, the other never gets it.
#[test]
fn a_repeated_receipt_puts_off_nothing() {
    let again = |number| message("id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:", 4, number);
    let (output, took) = against_noise(true, true, &["--receipts", "--count", "2"], again);
    assert!(took < LATE, "{took:?}: {output:?}");
}

/// Endless changes are not progress, either: ACCEPTED and UNKNOWN, which supersede each other, with intermediate
/// states of a message between them, and ends that contradict each other.
#[test]
fn a_server_that_changes_its_mind_puts_off_nothing() {
    fn report(states: &[&str], number: u32) -> Vec<u8> {
        let state = states[number as usize % states.len()];
        message(&format!("id:1 sub:001 dlvrd:001 stat:{state} err:00{} text:", number % 10), 4, number)
    }
    let noises: [fn(u32) -> Vec<u8>; 3] = [
        |number| report(&["ACCEPTD", "UNKNOWN"], number),
        |number| report(&["ENROUTE", "UNKNOWN", "SCHEDULED", "ACCEPTD"], number),
        |number| report(&["ACCEPTD", "DELIVRD", "UNDELIV", "UNKNOWN", "EXPIRED"], number),
    ];
    let long = "x".repeat(400);
    let ways: [&[&str]; 5] = [
        &[],
        &["--count", "2"],
        &["--text", &long],
        &["--text", &long, "--receipts-for", "any"],
        &["--text", &long, "--receipts-for", "last"],
    ];
    let required = ["--require-delivered"];
    thread::scope(|scope| {
        for noise in noises {
            for way in ways {
                scope.spawn(move || {
                    let (output, took) = against_noise(true, true, &[&required, way].concat(), noise);
                    assert!(took < LATE, "{way:?}: {took:?}: {output:?}");
                    assert!(took > Duration::from_millis(550), "{way:?}: {took:?}: {output:?}");
                });
            }
        }
    });
    // It ends with the last of them, which is an end, though not the best one.
    let (output, took) = against_noise(true, true, &["--receipts"], noises[0]);
    assert!(output.status.success() && took < LATE, "{took:?}: {output:?}");
    assert_eq!(summary(&output)["receipts"], 1);
}

/// Sends a text to a server that refuses each part this many times before it accepts it. Returns how often parts
/// came.
fn refusing(status: CommandStatus, times: usize, text: &str) -> (Output, usize) {
    let (address, server) = scripted(move |mut peer| {
        peer.accept_bind();
        let mut seen: Vec<Vec<u8>> = Vec::new();
        while let Some((header, body)) = peer.hear() {
            if header.command_id == CommandId::UNBIND {
                peer.say(&raw(CommandId::UNBIND_RESP.0, header.sequence_number, b""));
                break;
            }
            let tries = seen.iter().filter(|other| **other == body).count();
            seen.push(body);
            let status = if tries < times { status } else { OK };
            let resp =
                SubmitSmResp { message_id: if status == OK { "1" } else { "" }.into(), ..Default::default() };
            peer.say(&octets(&resp, status, header.sequence_number));
        }
        seen.len()
    });
    let address = address.to_string();
    let account = ["--system-id", "acct", "--password", "secret", "--from", "Shop", "--to", "1", "--json"];
    let rest = ["--connect", &address, "--timeout", "1", "--text", text];
    let output = run("esme", &[&account[..], &rest].concat());
    (output, server.join().unwrap())
}

#[test]
fn a_part_that_is_refused_for_now_is_sent_again_and_counts_once() {
    for status in [CommandStatus::ESME_RTHROTTLED, CommandStatus::ESME_RMSGQFUL, CommandStatus::ESME_RSYSERR]
    {
        // Each part of a long message is repeated separately and unchanged: a changed part would be refused again.
        for (text, parts) in [("Hello".to_owned(), 1_u64), ("x".repeat(400), 3)] {
            let (output, tries) = refusing(status, 2, &text);
            assert!(output.status.success(), "{output:?}");
            assert_eq!(tries as u64, 3 * parts);
            let count = |key: &str| summary(&output)[key].as_u64().unwrap();
            assert_eq!(["parts", "accepted", "rejected"].map(count), [parts, parts, 0]);
        }
    }
}

#[test]
fn a_part_that_is_refused_for_good_is_not_sent_again() {
    let (output, tries) = refusing(CommandStatus::ESME_RINVDSTADR, 1, "Hello");
    assert_eq!((output.status.code(), tries), (Some(1), 1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ESME_RINVDSTADR (1)"), "{output:?}");
}

#[test]
fn a_part_that_is_always_refused_for_now_is_given_up_in_time() {
    let start = Instant::now();
    let (output, tries) = refusing(CommandStatus::ESME_RTHROTTLED, usize::MAX, "Hello");
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
    assert!((3..10).contains(&tries), "{tries}");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("1 of 1 submit_sm were not accepted: ESME_RTHROTTLED (1)")
    );
    assert_eq!(summary(&output)["rejected"], 1);
}

/// The references of the first parts of four runs. The chance that all are equal is one in 16 million.
#[test]
fn each_run_starts_at_a_reference_of_its_own() {
    let mut references: Vec<u8> = Vec::new();
    for _ in 0..4 {
        let (address, server) = scripted(|mut peer| {
            peer.accept_bind();
            let mut first = None;
            while let Some((header, body)) = peer.hear() {
                if header.command_id == CommandId::SUBMIT_SM {
                    let at = body.windows(3).position(|octets| octets == [5, 0, 3]).unwrap();
                    first.get_or_insert(body[at + 3]);
                }
                let resp = header.command_id.response().0;
                peer.say(&raw(resp, header.sequence_number, if resp == 0x8000_0004 { b"1\0" } else { b"" }));
            }
            first.unwrap()
        });
        let address = address.to_string();
        let account = ["--system-id", "acct", "--password", "secret", "--from", "Shop", "--to", "1"];
        let text = "x".repeat(161);
        let output = run("esme", &[&account[..], &["--connect", &address, "--text", &text]].concat());
        assert!(output.status.success(), "{output:?}");
        references.push(server.join().unwrap());
    }
    assert!(references.iter().any(|other| *other != references[0]), "{references:?}");
}

/// A listener, its address, and as many connections as it holds without accepting one. Another connection waits.
#[cfg(unix)]
fn full() -> (TcpListener, String, Vec<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    (listener, address.to_string(), std::iter::from_fn(connect).take(10_000).collect())
}

/// Waits until a process handles SIGINT and SIGTERM, or for 3 s where there is no /proc.
#[cfg(unix)]
fn await_signal_handlers(process: u32) {
    const BOTH: u64 = 1 << 1 | 1 << 14;
    let handles_both = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        Some(u64::from_str_radix(caught.trim(), 16).ok()? & BOTH == BOTH)
    };
    let start = Instant::now();
    while !handles_both().unwrap_or_else(|| start.elapsed() > Duration::from_secs(3)) {
        assert!(start.elapsed() < Duration::from_secs(60), "no handlers");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Before the first connection too: while it connects, waits for a server, or pauses before it tries again.
#[cfg(unix)]
#[test]
fn a_signal_ends_it_without_a_connection() {
    let (_listener, full, _waiting) = full();
    for (signal, more) in [
        ("-INT", &["--connect", &full][..]),
        ("-TERM", &["--outbind-listen", "127.0.0.1:0"]),
        ("-INT", &["--connect", "127.0.0.1:1", "--retry", "9"]),
        ("-TERM", &["--connect", "127.0.0.1:1", "--retry", "9"]),
    ] {
        let esme = start_esme(&[more, &["--timeout", "30"]].concat());
        await_signal_handlers(esme.id());
        thread::sleep(Duration::from_millis(300));
        let start = Instant::now();
        std::process::Command::new("kill").args([signal, &esme.id().to_string()]).status().unwrap();
        let output = esme.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{more:?}: {output:?}");
        assert_eq!(summary(&output)["parts"], 0);
        assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"), "{output:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{more:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_an_unbind_and_a_summary() {
    for signal in ["-INT", "-TERM"] {
        let (tell, submitted) = channel();
        let (address, server) = scripted(move |mut peer| {
            peer.accept_bind();
            peer.hear().unwrap();
            tell.send(()).unwrap();
            std::iter::from_fn(|| peer.hear()).any(|(header, _)| header.command_id == CommandId::UNBIND)
        });
        let address = address.to_string();
        let esme = start_esme(&["--connect", &address, "--rate", "1", "--window", "1", "--count", "100"]);
        submitted.recv().unwrap();
        std::process::Command::new("kill").args([signal, &esme.id().to_string()]).status().unwrap();
        let output = esme.wait_with_output().unwrap();
        assert!(server.join().unwrap(), "no unbind");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(summary(&output)["parts"], 1);
        assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"), "{output:?}");
    }
}
