//! Misbehaving peers on real sockets: how `smsc` and `esme` answer, and that they survive if the standard says so.

use crate::kit::{OK, Peer, Server, esme, octets, program, raw, scripted};
use smpp_core::pdu::{BindReceiver, BindReceiverResp, BindTransceiver, DeliverSm, EnquireLink, SubmitSm};
use smpp_core::{CommandId, CommandStatus, Encode};
use std::time::{Duration, Instant};

/// What must come back.
#[derive(Clone, Copy)]
enum Reply {
    /// This command_id and status with the number of the request, and the session survives.
    Resp(CommandId, CommandStatus),
    /// Nothing, and the session survives.
    Nothing,
    /// generic_nack ESME_RINVCMDLEN with this number, and the end of the connection.
    NackAndEnd(u32),
}

use Reply::{NackAndEnd, Nothing, Resp};

const NUMBER: u32 = 77;
const UNKNOWN: u32 = 0x777;
const RESP: u32 = 0x8000_0000;

/// Sends it, reads the answer, and checks whether the peer is alive.
fn check(peer: &mut Peer, name: &str, input: &[u8], reply: Reply) {
    let number = u32::from_be_bytes(input[12..16].try_into().unwrap());
    match reply {
        Resp(command_id, status) => {
            let answer = peer.ask(input);
            assert_eq!(answer, Some((command_id.0, status.0, number)), "{name}: {command_id} {status}");
        }
        Nothing => peer.say(input),
        NackAndEnd(number) => {
            let nack = (CommandId::GENERIC_NACK.0, CommandStatus::ESME_RINVCMDLEN.0, number);
            assert_eq!(peer.ask(input), Some(nack), "{name}");
            assert!(peer.hear().is_none(), "{name}: the connection is still open");
            return;
        }
    }
    // If there had been another answer before, it would be read now.
    let alive = peer.ask(&octets(&EnquireLink::default(), OK, 4711));
    assert_eq!(alive, Some((CommandId::ENQUIRE_LINK_RESP.0, 0, 4711)), "{name}: not alive");
}

/// A message PDU (submit_sm and deliver_sm have the same fields) with more octets after it.
fn message(pdu: &impl Encode, more: &[u8]) -> Vec<u8> {
    let mut all = octets(pdu, OK, NUMBER);
    all.extend(more);
    let length = u32::try_from(all.len()).unwrap();
    all[..4].copy_from_slice(&length.to_be_bytes());
    all
}

/// The inputs that are the same for both sides. `good` is a message PDU that the peer accepts.
fn bad_messages(good: &impl Encode) -> Vec<(&'static str, Vec<u8>, Reply)> {
    let resp = |status| Resp(good.command_id().response(), status);
    let mut too_much_text = message(good, &[]);
    let at = too_much_text.len() - 6;
    assert_eq!(too_much_text[at], 5, "sm_length");
    too_much_text[at] = 200;
    let mut cut = message(good, &[]);
    cut.truncate(25);
    cut[3] = 25;
    let mut zero = message(good, &[]);
    zero[12..16].fill(0);
    vec![
        (
            "unknown command_id",
            raw(UNKNOWN, NUMBER, b"x"),
            Resp(CommandId::GENERIC_NACK, CommandStatus::ESME_RINVCMDID),
        ),
        ("unknown response", raw(RESP | UNKNOWN, NUMBER, b"x"), Nothing),
        ("response that nobody waits for", raw(RESP | good.command_id().0, NUMBER, b"1\0"), Nothing),
        ("generic_nack that nobody waits for", raw(RESP, NUMBER, b""), Nothing),
        ("TLV past the end", message(good, &[0x04, 0x24, 0, 9, 1]), resp(CommandStatus::ESME_RINVTLVSTREAM)),
        ("unknown TLV", message(good, &[0x14, 0x01, 0, 1, 1]), resp(OK)),
        ("body cut off", cut, resp(CommandStatus::ESME_RINVCMDLEN)),
        ("sm_length past the end", too_much_text, resp(CommandStatus::ESME_RINVMSGLEN)),
        ("number 0", zero, resp(OK)),
    ]
}

/// Only a header, with a false length.
fn lying(command_length: u32) -> Vec<u8> {
    let mut header = octets(&EnquireLink::default(), OK, NUMBER);
    header[..4].copy_from_slice(&command_length.to_be_bytes());
    header
}

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm {
        source_addr: "Shop".into(),
        destination_addr: "15555550100".into(),
        short_message: b"Hello",
        ..Default::default()
    }
}

fn bound(server: &Server) -> Peer {
    let mut peer = Peer::connect(server.address);
    let bind =
        BindTransceiver { system_id: "rude".into(), interface_version: 0x34.into(), ..Default::default() };
    let resp = peer.ask(&octets(&bind, OK, 1));
    assert_eq!(resp, Some((CommandId::BIND_TRANSCEIVER_RESP.0, 0, 1)));
    peer
}

#[test]
fn smsc_before_a_bind() {
    let server = Server::start("smsc", &[]);
    let mut peer = Peer::connect(server.address);
    let invalid = CommandStatus::ESME_RINVBNDSTS;
    check(&mut peer, "submit_sm", &octets(&submit_sm(), OK, 5), Resp(CommandId::SUBMIT_SM_RESP, invalid));
    check(&mut peer, "unbind", &raw(CommandId::UNBIND.0, 6, b""), Resp(CommandId::UNBIND_RESP, invalid));
    check(
        &mut peer,
        "enquire_link",
        &octets(&EnquireLink::default(), OK, 7),
        Resp(CommandId::ENQUIRE_LINK_RESP, OK),
    );
    check(&mut peer, "unknown response", &raw(RESP | UNKNOWN, 8, b""), Nothing);
    let bind = |system_id: &'static str| BindTransceiver {
        system_id: system_id.into(),
        interface_version: 0x34.into(),
        ..Default::default()
    };
    let stream = CommandStatus::ESME_RINVTLVSTREAM;
    let bad = [
        ("cut off", octets(&bind("rude"), OK, NUMBER)[16..22].to_vec(), CommandStatus::ESME_RINVCMDLEN),
        ("TLV past the end", message(&bind("rude"), &[0x04, 0x24, 0, 9, 1])[16..].to_vec(), stream),
        ("an octet too many", message(&bind("rude"), &[1])[16..].to_vec(), stream),
    ];
    for (name, body, status) in bad {
        let input = raw(CommandId::BIND_TRANSCEIVER.0, NUMBER, &body);
        check(&mut peer, name, &input, Resp(CommandId::BIND_TRANSCEIVER_RESP, status));
    }
    // It may still bind.
    let good = octets(&bind("rude"), OK, 9);
    check(&mut peer, "bind", &good[..], Resp(CommandId::BIND_TRANSCEIVER_RESP, OK));
    check(&mut peer, "length 15", &lying(15), NackAndEnd(0));
}

#[test]
fn smsc_once_bound() {
    let server = Server::start("smsc", &[]);
    let mut peer = bound(&server);
    for (name, input, reply) in bad_messages(&submit_sm()) {
        check(&mut peer, name, &input, reply);
    }
    let short_sar = message(&submit_sm(), &[0x02, 0x0C, 0, 1, 1]);
    let status = CommandStatus::ESME_RINVTLVLEN;
    check(&mut peer, "sar_msg_ref_num of 1 octet", &short_sar, Resp(CommandId::SUBMIT_SM_RESP, status));
    // 21 octets of address and the NUL: one too many.
    let at = 16 + 3;
    let mut long = octets(&submit_sm(), OK, NUMBER);
    long.splice(at..at + 4, *b"123456789012345678901");
    let long = raw(CommandId::SUBMIT_SM.0, NUMBER, &long[16..]);
    let resp = Resp(CommandId::SUBMIT_SM_RESP, CommandStatus::ESME_RINVSRCADR);
    check(&mut peer, "source_addr too long", &long, resp);
    let again =
        BindReceiver { system_id: "rude".into(), interface_version: 0x34.into(), ..Default::default() };
    let status = CommandStatus::ESME_RALYBND;
    let resp = Resp(CommandId::BIND_RECEIVER_RESP, status);
    check(&mut peer, "second bind", &octets(&again, OK, 9), resp);
    let deliver_sm = DeliverSm { short_message: b"Hello", ..Default::default() };
    let resp = Resp(CommandId::DELIVER_SM_RESP, CommandStatus::ESME_RINVBNDSTS);
    check(&mut peer, "deliver_sm of an ESME", &octets(&deliver_sm, OK, 10), resp);
    check(&mut peer, "length 15", &lying(15), NackAndEnd(0));
    check(&mut bound(&server), "length 0x7FFFFFFF", &lying(0x7FFF_FFFF), NackAndEnd(NUMBER));
}

#[test]
fn smsc_gets_half_a_pdu_and_silence() {
    let server = Server::start("smsc", &["--pdu-timeout", "300"]);
    let mut peer = bound(&server);
    // Others are served meanwhile.
    let mut other = bound(&server);
    let start = Instant::now();
    peer.say(&octets(&submit_sm(), OK, 2)[..30]);
    check(&mut other, "other", &octets(&submit_sm(), OK, 2), Resp(CommandId::SUBMIT_SM_RESP, OK));
    assert!(peer.hear().is_none(), "the connection is still open");
    let waited = start.elapsed();
    assert!((Duration::from_millis(250)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
    check(&mut other, "other", &octets(&submit_sm(), OK, 3), Resp(CommandId::SUBMIT_SM_RESP, OK));
}

/// Runs esme as a receiver of one message against a scripted server.
fn receiver(script: impl FnOnce(&mut Peer) + Send + 'static, count: &str) -> std::process::Output {
    let (address, thread) = scripted(|mut peer| {
        let bind = peer.hear().unwrap().0;
        assert_eq!(bind.command_id, CommandId::BIND_RECEIVER);
        // Before the answer to the bind.
        let request = DeliverSm { short_message: b"Hello", ..Default::default() };
        let resp = Resp(CommandId::DELIVER_SM_RESP, CommandStatus::ESME_RINVBNDSTS);
        check(&mut peer, "deliver_sm before bind_resp", &octets(&request, OK, 3), resp);
        peer.say(&octets(&BindReceiverResp::default(), OK, bind.sequence_number));
        script(&mut peer);
    });
    let address = address.to_string();
    let output = esme(&["--connect", &address, "--bind", "rx", "--count", count, "--timeout", "1"]);
    thread.join().unwrap();
    output
}

#[test]
fn esme_lives_on() {
    let output = receiver(
        |peer| {
            let good = DeliverSm {
                source_addr: "Shop".into(),
                destination_addr: "15555550100".into(),
                short_message: b"Hello",
                ..Default::default()
            };
            for (name, input, reply) in bad_messages(&good) {
                check(peer, name, &input, reply);
            }
            let invalid = CommandStatus::ESME_RINVBNDSTS;
            let resp = Resp(CommandId::SUBMIT_SM_RESP, invalid);
            check(peer, "submit_sm of a server", &octets(&submit_sm(), OK, 5), resp);
            let bind = octets(&BindTransceiver::default(), OK, 6);
            check(peer, "bind of a server", &bind, Resp(CommandId::BIND_TRANSCEIVER_RESP, invalid));
            // A bad TLV does not lose the message.
            let short_sar = message(&good, &[0x02, 0x0C, 0, 1, 1]);
            check(peer, "sar_msg_ref_num of 1 octet", &short_sar, Resp(CommandId::DELIVER_SM_RESP, OK));
            assert_eq!(peer.ask(&octets(&good, OK, 8)), Some((CommandId::DELIVER_SM_RESP.0, 0, 8)));
            let unbind = peer.hear().unwrap().0;
            assert_eq!(unbind.command_id, CommandId::UNBIND);
            peer.say(&raw(CommandId::UNBIND_RESP.0, unbind.sequence_number, b""));
            assert!(peer.hear().is_none());
        },
        "4",
    );
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn esme_ends_where_framing_is_lost() {
    for (length, number) in [(15, 0), (0x7FFF_FFFF, NUMBER)] {
        let output = receiver(move |peer| check(peer, "bad length", &lying(length), NackAndEnd(number)), "1");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("framing is lost"), "{output:?}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn esme_does_not_wait_for_ever_for_half_a_pdu() {
    let start = Instant::now();
    let output = receiver(
        |peer| {
            peer.say(&octets(&submit_sm(), OK, 2)[..30]);
            while peer.hear().is_some() {}
        },
        "1",
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// More requests than the session has slots for, then the end: all answers were sent before.
#[test]
fn smsc_answers_what_came_before_the_end() {
    let server = Server::start("smsc", &[]);
    let mut peer = bound(&server);
    let mut all: Vec<u8> = (2..102).flat_map(|number| octets(&EnquireLink::default(), OK, number)).collect();
    all.extend(octets(&submit_sm(), OK, 102));
    peer.say(&all);
    peer.0.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answered: Vec<_> =
        core::iter::from_fn(|| peer.hear()).map(|(header, _)| header.sequence_number).collect();
    answered.sort_unstable();
    assert!(answered.into_iter().eq(2..=102));
}

/// More clients than the proxy may have open files. Once they have gone, it serves others.
#[cfg(target_os = "linux")]
#[test]
fn too_many_clients_do_not_end_a_proxy() {
    use std::io::{BufRead, BufReader};
    let smsc = Server::start("smsc", &[]);
    let proxy = program("proxy");
    let script = format!("ulimit -n 16; exec {} \"$@\"", proxy.get_program().display());
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, "sh", "--listen", "127.0.0.1:0", "--connect", &smsc.address.to_string()]);
    let mut proxy =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(proxy.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on ").unwrap();
    let connect = || std::net::TcpStream::connect(address).unwrap();
    let crowd: Vec<_> = std::iter::repeat_with(connect).take(12).collect();
    std::thread::sleep(Duration::from_millis(300));
    drop(crowd);
    std::thread::sleep(Duration::from_millis(300));
    let output = esme(&["--connect", address]);
    proxy.kill().unwrap();
    proxy.wait().unwrap();
    assert!(output.status.success(), "{output:?}");
}
