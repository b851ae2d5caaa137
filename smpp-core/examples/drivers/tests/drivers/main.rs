//! Every driver on both sides, with the example `smsc`, and with peers that misbehave.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]

mod app;
mod peer;
mod programs;
mod run;
mod smsc;

use app::{Order, Plan};
use peer::{Peer, narrow_pair, pair, pdu};
use run::{Driver, start, start_on_one_thread};
use smpp_core::CommandId;
use smpp_core::session::{CloseReason, Side};
use smsc::Smsc;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const DRIVERS: [Driver; 5] = [Driver::Threads, Driver::Tokio, Driver::Smol, Driver::Mio, Driver::Embedded];
const SIDES: [Side; 2] = [Side::Esme, Side::Smsc];

/// Runs a check with each driver on each of these sides, at the same time.
fn with_each_driver(sides: &[Side], check: impl Fn(Driver, Side) + Sync) {
    thread::scope(|scope| {
        for driver in DRIVERS {
            for side in sides {
                let (name, check) = (format!("{driver:?}, {side:?}"), &check);
                thread::Builder::new().name(name).spawn_scoped(scope, move || check(driver, *side)).unwrap();
            }
        }
    });
}

#[test]
fn messages_and_receipts() {
    with_each_driver(&[Side::Esme], |driver, _| {
        let smsc = Smsc::start();
        let plan = Plan { sends: 200, unbinds_after: Some(200), ..Plan::default() };
        let (seen, result) = start(driver, Side::Esme, smsc.connect(), plan).end();
        assert_eq!((seen.answered, seen.requests, seen.failed), (200, 200, 0));
        assert_eq!(seen.closed, Some(CloseReason::Unbound));
        result.unwrap();
    });
}

/// Another thread has something to send, now and then, on a connection that is otherwise silent.
#[test]
fn late_receipts_all_arrive() {
    with_each_driver(&[Side::Esme], |driver, _| {
        let (socket, other) = pair();
        let smsc = start(driver, Side::Smsc, socket, Plan::default());
        let mut esme = Peer::bound(Side::Smsc, other);
        let begin = Instant::now();
        for _ in 0..50 {
            smsc.order(Order::Send);
            while esme.answer() != Some(CommandId::DELIVER_SM) {}
        }
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        smsc.order(Order::Unbind);
        while esme.answer() != Some(CommandId::UNBIND) {}
        let (seen, _) = smsc.end();
        assert_eq!((seen.answered, seen.closed), (50, Some(CloseReason::Unbound)));
    });
}

/// Nothing else happens on the connection but an enquire_link every half second.
#[test]
fn the_application_has_timers_of_its_own() {
    with_each_driver(&[Side::Esme], |driver, _| {
        let (socket, other) = pair();
        let every = Some(smpp_core::Duration::from_millis(100));
        let esme = start(driver, Side::Esme, socket, Plan { sends_every: every, ..Plan::default() });
        let mut smsc = Peer::bound(Side::Esme, other);
        let begin = Instant::now();
        for _ in 0..20 {
            while smsc.answer() != Some(CommandId::SUBMIT_SM) {}
        }
        let took = begin.elapsed();
        assert!(took > Duration::from_millis(1800) && took < Duration::from_secs(5), "{took:?}");
        esme.order(Order::Unbind);
        while smsc.answer() != Some(CommandId::UNBIND) {}
        assert_eq!(esme.end().0.closed, Some(CloseReason::Unbound));
    });
}

/// Neither the response to a request nor that to an enquire_link is missed, although the application was too busy to read
/// them in time.
#[test]
fn a_slow_application_misses_no_response() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = pair();
        let ours = start(driver, side, socket, Plan { is_slow: true, sends: 2, ..Plan::default() });
        let mut peer = Peer::bound(side, other);
        let (mut requests, mut links) = (Vec::new(), Vec::new());
        while requests.len() < 2 || links.is_empty() {
            let header = peer.hear().unwrap();
            let to = if header.command_id == CommandId::ENQUIRE_LINK { &mut links } else { &mut requests };
            to.push(header);
        }
        // It is busy with the first of these while the others arrive. The second keeps it busy again.
        for (number, request) in (2..).zip(requests) {
            peer.say(&peer.message(number));
            thread::sleep(Duration::from_millis(200));
            peer.say(&pdu(request.command_id.response(), request.sequence_number, b"1\0"));
        }
        for request in links {
            peer.say(&pdu(request.command_id.response(), request.sequence_number, b""));
        }
        let mut answers = 0;
        while answers < 2 {
            answers += u32::from(peer.answer().expect("the link is alive") == peer.message_id().response());
        }
        ours.order(Order::Unbind);
        while peer.answer().expect("the link is alive") != CommandId::UNBIND {}
        let (seen, _) = ours.end();
        assert_eq!((seen.answered, seen.failed), (2, 0), "{seen:?}");
        assert_eq!(seen.closed, Some(CloseReason::Unbound));
    });
}

/// The timeout of a request starts when it is sent, not when the application became busy.
#[test]
fn what_a_slow_application_sends_has_its_full_timeout() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = pair();
        let ours =
            start(driver, side, socket, Plan { is_slow: true, unbinds_after: Some(1), ..Plan::default() });
        let mut peer = Peer::bound(side, other);
        peer.say(&peer.message(2));
        let unbind = loop {
            let header = peer.hear().expect("the link is alive");
            match header.command_id {
                CommandId::UNBIND => break header,
                CommandId::ENQUIRE_LINK => {
                    peer.say(&pdu(CommandId::ENQUIRE_LINK_RESP, header.sequence_number, b""));
                }
                _ => {}
            }
        };
        thread::sleep(Duration::from_millis(200));
        peer.say(&pdu(CommandId::UNBIND_RESP, unbind.sequence_number, b""));
        assert_eq!(ours.end().0.closed, Some(CloseReason::Unbound));
    });
}

/// A response that arrives while another connection keeps the thread busy counts.
#[test]
fn a_slow_application_costs_its_neighbours_nothing() {
    for side in SIDES {
        let ((slow_socket, slow_peer), (socket, peer)) = (pair(), pair());
        let slow = Plan { is_slow: true, ..Plan::default() };
        let sends = Plan { sends: 1, ..Plan::default() };
        let all = start_on_one_thread(side, vec![(slow_socket, slow), (socket, sends)]);
        let (mut slow_peer, mut peer) = (Peer::bound(side, slow_peer), Peer::bound(side, peer));
        let request = peer.hear().unwrap();
        slow_peer.say(&slow_peer.message(2));
        thread::sleep(Duration::from_millis(200));
        peer.say(&pdu(request.command_id.response(), request.sequence_number, b"1\0"));
        while slow_peer.answer().expect("the link is alive") != slow_peer.message_id().response() {}
        all.iter().for_each(|running| running.order(Order::Unbind));
        for peer in [&mut slow_peer, &mut peer] {
            while peer.answer().expect("the link is alive") != CommandId::UNBIND {}
        }
        let ended: Vec<_> = all.into_iter().map(|running| running.end().0).collect();
        assert_eq!(ended[1].answered, 1, "{ended:?}");
        assert!(ended.iter().all(|seen| seen.closed == Some(CloseReason::Unbound)), "{ended:?}");
    }
}

/// Small buffers everywhere, and both ends send as fast as they can.
#[test]
fn two_ends_that_fill_their_outputs_do_not_stop_each_other() {
    with_each_driver(&[Side::Esme], |driver, _| {
        let (socket, other) = narrow_pair();
        let plan = Plan { sends: 2000, ..Plan::default() };
        let smsc = start(driver, Side::Smsc, other, plan);
        let esme = start(driver, Side::Esme, socket, Plan { unbinds_after: Some(2000), ..plan });
        for side in [esme, smsc] {
            let (seen, _) = side.end();
            assert_eq!((seen.answered, seen.requests, seen.failed), (2000, 2000, 0));
        }
    });
}

#[test]
fn a_peer_that_does_not_read_is_closed() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = narrow_pair();
        let ours = start(driver, side, socket, Plan { sends: u32::MAX, ..Plan::default() });
        let mut peer = Peer::bound(side, other);
        // Its requests are answered until nobody takes the answers.
        (1..20).for_each(|number| peer.say(&peer.message(number)));
        let (seen, _) = ours.end();
        assert!(seen.closed.is_some(), "{seen:?}");
        assert_eq!(seen.sent, seen.answered + seen.failed);
    });
}

/// It wants nothing but to send: the answers fill all buffers, and it stops only when nobody reads it any more.
#[test]
fn a_peer_that_floods_and_does_not_read_is_closed() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = narrow_pair();
        let ours = start(driver, side, socket, Plan::default());
        let mut peer = Peer::bound(side, other);
        let flood = peer.clone();
        let floods =
            thread::spawn(move || (2..).take_while(|number| peer.try_say(&peer.message(*number))).count());
        thread::sleep(Duration::from_millis(200));
        ours.order(Order::Unbind);
        let (seen, _) = ours.end();
        assert!(seen.requests > 20 && seen.closed.is_some(), "{seen:?}");
        flood.close();
        floods.join().unwrap();
    });
}

/// A flood that is read is answered in full, however little room there is.
#[test]
fn a_flood_is_answered() {
    with_each_driver(&[Side::Esme], |driver, _| {
        for (side, is_late) in [(Side::Esme, false), (Side::Smsc, true)] {
            let (socket, other) = pair();
            let ours = start(driver, side, socket, Plan { is_late, ..Plan::default() });
            let mut peer = Peer::bound(side, other);
            let mut flood = peer.clone();
            let floods = thread::spawn(move || {
                (2..3002).for_each(|number| flood.say(&flood.message(number)));
            });
            let mut answers = 0;
            while answers < 3000 {
                answers += u32::from(peer.answer().unwrap().is_response());
            }
            floods.join().unwrap();
            peer.close_half();
            assert!(peer.hear().is_none());
            let (seen, _) = ours.end();
            assert_eq!((seen.requests, seen.closed), (3000, Some(CloseReason::TransportClosed)));
        }
    });
}

/// The connection breaks in any state. All that was in flight comes back.
#[test]
fn a_peer_that_dies_ends_the_session() {
    with_each_driver(&[Side::Esme], |driver, _| {
        for step in 0..40 {
            let side = if step % 2 == 0 { Side::Esme } else { Side::Smsc };
            let (socket, other) = pair();
            let ours = start(driver, side, socket, Plan { sends: 500, ..Plan::default() });
            let mut peer = Peer::bound(side, other);
            let died = Instant::now() + Duration::from_micros(20) * (step * step);
            peer.say(&peer.message(2));
            while Instant::now() < died {
                peer.answer();
            }
            peer.reset();
            let (seen, _) = ours.end();
            assert!(seen.closed.is_some(), "{seen:?}");
            assert_eq!(seen.sent, seen.answered + seen.failed, "{seen:?}");
        }
    });
}

#[test]
fn a_peer_that_stops_in_the_middle_of_a_pdu_is_closed() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = pair();
        let ours = start(driver, side, socket, Plan::default());
        let mut peer = Peer::bound(side, other);
        peer.say(&peer.message(2)[..20]);
        let (seen, _) = ours.end();
        assert_eq!(seen.closed, Some(CloseReason::IncompletePdu));
    });
}

/// What a peer sent before it closed its side is handled, and the answers reach it.
#[test]
fn a_peer_that_closes_its_side_gets_its_answers() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = pair();
        let ours = start(driver, side, socket, Plan::default());
        let mut peer = Peer::bound(side, other);
        let messages: Vec<_> = (2..102).map(|number| peer.message(number)).collect();
        peer.say(&messages.concat());
        peer.close_half();
        let mut answers = 0;
        while let Some(header) = peer.hear() {
            answers += u32::from(header.command_id.is_response());
        }
        let (seen, result) = ours.end();
        assert_eq!((seen.requests, answers), (100, 100));
        assert_eq!(seen.closed, Some(CloseReason::TransportClosed));
        result.unwrap();
    });
}

/// A peer that never answers the unbind, and one that unbinds itself.
#[test]
fn the_end_is_bounded() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, other) = pair();
        let ours = start(driver, side, socket, Plan::default());
        let _peer = Peer::bound(side, other);
        ours.order(Order::Unbind);
        let (seen, _) = ours.end();
        assert!(seen.closed.is_some(), "{seen:?}");

        let (socket, other) = pair();
        let ours = start(driver, side, socket, Plan::default());
        let mut peer = Peer::bound(side, other);
        peer.say(&pdu(CommandId::UNBIND, 9, b""));
        assert_eq!(peer.hear().map(|header| header.command_id), Some(CommandId::UNBIND_RESP));
        assert!(peer.hear().is_none());
        let (seen, result) = ours.end();
        assert_eq!(seen.closed, Some(CloseReason::Unbound));
        result.unwrap();
    });
}

/// Nobody is there: the session does not wait for the bind forever.
#[test]
fn a_peer_that_says_nothing_is_closed() {
    with_each_driver(&SIDES, |driver, side| {
        let (socket, _other) = pair();
        let (seen, _) = start(driver, side, socket, Plan::default()).end();
        let reason =
            if side == Side::Esme { CloseReason::BindTimedOut } else { CloseReason::SessionInitTimeout };
        assert_eq!(seen.closed, Some(reason));
    });
}

/// The program, with each driver.
#[test]
fn the_program_submits_ten_messages() {
    let smsc = Smsc::start();
    for driver in ["threads", "tokio", "smol", "mio", "embedded"] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_smpp-drivers")).args([driver, &smsc.address]).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.contains("message 9: ESME_ROK"), "{driver}: {said}");
        assert!(said.ends_with("10 receipts\n"), "{driver}: {said}");
    }
}

/// Connections that wait because there are no file descriptors are served once there are some, although no further one
/// comes. The limit is for a process of its own: this test, started again.
#[cfg(target_os = "linux")]
#[test]
fn a_server_on_mio_serves_those_who_waited_for_file_descriptors() {
    const ROLE: &str = "SERVER_ON_MIO";
    if std::env::var_os(ROLE).is_some() {
        return run::serve_on_mio();
    }
    let name = "a_server_on_mio_serves_those_who_waited_for_file_descriptors";
    let mut server = Command::new("sh")
        .args(["-c", "ulimit -n 16; exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(ROLE, "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned)).unwrap();
    let mut sockets: Vec<_> = (0..20).map(|_| TcpStream::connect(&address).unwrap()).collect();
    thread::sleep(Duration::from_millis(500));
    let last = sockets.pop().unwrap();
    drop(sockets);
    let bound = thread::spawn(|| Peer::bound(Side::Smsc, last)).join();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(bound.is_ok());
}

#[test]
fn the_documentation_has_these_programs() {
    let docs = concat!(
        include_str!("../../../../docs/drivers.md"),
        include_str!("../../../../docs/drivers-bare-metal.md"),
        include_str!("../../../../docs/drivers-programs.md"),
    );
    for program in [
        include_str!("../../src/threads.rs"),
        include_str!("../../src/tokio.rs"),
        include_str!("../../src/smol.rs"),
        include_str!("../../src/mio.rs"),
        include_str!("../../src/embedded.rs"),
        include_str!("../../src/bin/esme.rs"),
        include_str!("../../src/bin/smsc.rs"),
    ] {
        let (title, _) = program.split_once('\n').unwrap();
        let code = &program[program.find("\nuse ").unwrap()..];
        assert!(docs.contains(code), "the documentation has another one: {title}");
    }
}
