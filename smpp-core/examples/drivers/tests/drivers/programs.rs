//! The client and the server of the documentation, with each other and with peers that go away.

use crate::app::LIMIT;
use crate::peer::{Peer, pdu};
use crate::smsc::Smsc;
use smpp_core::CommandId;
use smpp_core::session::Side;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A program and what it says.
struct Program {
    process: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// On standard error.
    status: Receiver<String>,
}

impl Program {
    fn start(path: &str, args: &[&str]) -> Self {
        Self::run(Command::new(path).args(args))
    }

    fn run(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = piped.spawn().unwrap();
        let (lines, status) = (read(process.stdout.take().unwrap()), read(process.stderr.take().unwrap()));
        Self { input: process.stdin.take(), process, lines, status }
    }

    fn smsc(address: &str) -> (Self, String) {
        let accounts = ["ESME", "acct", "else"].into_iter().flat_map(|name| [name, "secret"]);
        let args: Vec<_> = [address].into_iter().chain(accounts).collect();
        let program = Self::start(env!("CARGO_BIN_EXE_smsc"), &args);
        let address = program.status("listening on ");
        (program, address)
    }

    fn esme(address: &str, password: &str) -> Self {
        Self::waiting_esme(address, password, "3600")
    }

    /// It waits this many seconds for receipts.
    fn waiting_esme(address: &str, password: &str, seconds: &str) -> Self {
        let args = [address, "ESME", password, "Shop", "46700000001", seconds];
        Self::start(env!("CARGO_BIN_EXE_esme"), &args)
    }

    /// The rest of what it says.
    fn rest(&self) -> Vec<String> {
        self.lines.iter().collect()
    }

    /// Sends SIGINT.
    fn interrupt(&self) {
        let status = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    fn say(&mut self, line: &str) {
        writeln!(self.input.as_ref().unwrap(), "{line}").unwrap();
    }

    /// Waits for a line that starts with `begin`. Returns the rest of it.
    fn line(&self, begin: &str) -> String {
        wait(&self.lines, begin)
    }

    /// The same, on standard error.
    fn status(&self, begin: &str) -> String {
        wait(&self.status, begin)
    }

    /// Ends its input, and waits for its end. Returns whether it succeeded, and its errors.
    fn end(mut self) -> (bool, String) {
        drop(self.input.take());
        let is_status = |line: &String| {
            ["the session has ended: ", "connecting again in ", "the last line read was "]
                .iter()
                .any(|part| line.contains(part))
        };
        let errors = self.status.iter().filter(|line| !is_status(line)).collect::<Vec<_>>().join("\n");
        (self.process.wait().unwrap().success(), errors)
    }
}

/// The lines of one of its outputs.
fn read(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    let output = BufReader::new(output);
    thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    lines
}

fn wait(lines: &Receiver<String>, begin: &str) -> String {
    loop {
        let line = lines.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("no line {begin:?}"));
        if let Some(rest) = line.strip_prefix(begin) {
            return rest.to_owned();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn messages_of_any_length_and_their_receipts() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let mut esme = Program::esme(&address, "secret");
    let long = "Größe, 5 €. ".repeat(30);
    // As many segments as there may be.
    let longest = "a".repeat(39_015);
    for text in ["Hello", &long, &longest, "火"] {
        esme.say(text);
        assert_eq!(smsc.line("ESME to 46700000001: "), text);
    }
    for message in 1..=4 {
        while esme.line("message ") != format!("{message}: DELIVERED") {}
    }
    assert_eq!(esme.end(), (true, String::new()));
    assert_eq!(smsc.status("ESME: the session has ended: "), "unbound");
}

/// 255 segments hold at most 39,015 characters.
#[test]
fn the_client_sends_what_comes_after_a_message_that_is_too_long() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let mut esme = Program::esme(&address, "secret");
    for text in [&"a".repeat(39_016), "Hello"] {
        esme.say(text);
    }
    assert_eq!(smsc.line("ESME to 46700000001: "), "Hello");
    esme.line("message 1: never sent: ");
    esme.line("message 2: DELIVERED");
    assert_eq!(esme.end(), (true, String::new()));
}

#[test]
fn results_that_nobody_reads_go_to_standard_error() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    // Nothing reads this pipe any more.
    let (_, output) = std::io::pipe().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_esme"));
    command.args([&address, "ESME", "secret", "Shop", "46700000001", "3600"]);
    let mut esme = command.stdin(Stdio::piped()).stdout(output).stderr(Stdio::piped()).spawn().unwrap();
    esme.stdin.as_mut().unwrap().write_all(b"Hello\n").unwrap();
    let output = esme.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("message 1: DELIVERED"), "{said}");
}

#[test]
fn a_wrong_password_is_refused() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let (success, errors) = Program::esme(&address, "other").end();
    assert!(!success && errors.contains("the bind was refused with ESME_RINVPASWD"), "{errors}");
}

/// The lines after it were not read, so nothing else is said about them.
#[test]
fn the_last_line_read_is_named_after_a_refusal_for_good() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let esme = Program::esme(&address, "other");
    esme.status("the last line read was message ");
    assert!(!esme.end().0);
}

#[test]
fn an_unknown_account_is_refused() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let esme =
        Program::start(env!("CARGO_BIN_EXE_esme"), &[&address, "nobody", "secret", "Shop", "155", "1"]);
    let (success, errors) = esme.end();
    assert!(!success && errors.contains("the bind was refused with ESME_RINVSYSID"), "{errors}");
}

/// After a refusal the session is still open.
#[test]
fn a_client_may_try_another_password() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let mut peer = Peer::new(Side::Smsc, TcpStream::connect(&address).unwrap());
    for (number, name, password, status) in [
        (1, "acct", "other", 0x0E),
        (2, "", "secret", 0x0F),
        (3, "ACCT", "secret", 0x0F),
        (4, "acct", "", 0x0E),
        (5, "acct", "secret", 0),
    ] {
        let body = format!("{name}\0{password}\0\0\x34\0\0\0");
        peer.say(&pdu(CommandId::BIND_TRANSCEIVER, number, body.as_bytes()));
        assert_eq!(peer.hear().unwrap().command_status.0, status, "{name} {password}");
    }
}

/// Waiting does not help: no message centre can take this bind.
#[test]
fn a_password_that_is_too_long_ends_the_client() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let (success, errors) = Program::esme(&address, "123456789").end();
    assert!(!success && errors.contains("password"), "{errors}");
}

/// The receipt never comes, and nor does the message centre.
#[test]
fn a_receipt_expires_without_a_connection() {
    let (mut esme, mut peer, listener) = a_client("1");
    esme.say("Hello");
    accept(&mut peer, "7");
    drop((peer, listener));
    esme.line("message 1: no result: too much time has passed");
}

#[test]
fn the_client_connects_again() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let mut esme = Program::esme(&address, "secret");
    esme.say("first");
    esme.line("message 1: DELIVERED");
    drop(smsc);
    esme.status("the session has ended: the connection has ended");
    let (smsc, _) = Program::smsc(&address);
    esme.say("second");
    assert_eq!(smsc.line("ESME to 46700000001: "), "second");
    esme.line("message 2: DELIVERED");
    assert_eq!(esme.end(), (true, String::new()));
}

/// The message centre takes ten messages a second, and refuses the others for the moment.
#[test]
fn the_client_sends_again_what_was_throttled() {
    let smsc = Smsc::with(&["--throttle", "10"]);
    let mut esme = Program::esme(&smsc.address, "secret");
    for _ in 0..25 {
        esme.say("Hello");
    }
    for _ in 0..25 {
        while !esme.line("message ").ends_with("DELIVERED") {}
    }
    assert_eq!(esme.end(), (true, String::new()));
}

#[test]
fn the_server_survives_clients_that_go_away() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    for step in 0..5 {
        let socket = TcpStream::connect(&address).unwrap();
        let mut peer = Peer::bound(Side::Smsc, socket);
        match step {
            0 => {}
            1 => peer.say(&peer.message(2)[..20]),
            2 => peer.say(b"\0\0\0\x0F"),
            3 => {
                peer.say(&pdu(CommandId::ENQUIRE_LINK, 2, b""));
                assert_eq!(peer.hear().unwrap().command_id, CommandId::ENQUIRE_LINK_RESP);
            }
            _ => {
                peer.say(&pdu(CommandId::UNBIND, 2, b""));
                assert_eq!(peer.hear().unwrap().command_id, CommandId::UNBIND_RESP);
            }
        }
        if step % 2 == 0 {
            peer.reset();
        } else {
            drop(peer);
        }
        smsc.status("acct: ");
    }
    let mut esme = Program::esme(&address, "secret");
    esme.say("Hello");
    esme.line("message 1: DELIVERED");
}

/// A receipt that the client does not take, because it comes before the client is ready, comes again.
#[test]
fn the_server_sends_a_receipt_again() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let mut peer = Peer::bound(Side::Smsc, TcpStream::connect(&address).unwrap());
    // With registered_delivery 1.
    peer.say(&pdu(CommandId::SUBMIT_SM, 2, b"\0\0\0\0\0\x00155\0\0\0\0\0\0\x01\0\0\0\x05Hello"));
    assert_eq!(peer.hear().unwrap().command_id, CommandId::SUBMIT_SM_RESP);
    for status in [0x64, 0] {
        let receipt = peer.hear().unwrap();
        assert_eq!(receipt.command_id, CommandId::DELIVER_SM);
        let mut response = pdu(CommandId::DELIVER_SM_RESP, receipt.sequence_number, b"\0");
        response[11] = status;
        peer.say(&response);
    }
    thread::sleep(Duration::from_millis(50));
}

/// The queue of receipts is full, so messages wait at the client, until receipts have gone out.
#[test]
fn the_server_refuses_messages_while_too_many_receipts_wait() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let bound = |bind: CommandId| {
        let mut peer = Peer::new(Side::Smsc, TcpStream::connect(&address).unwrap());
        peer.say(&pdu(bind, 1, b"acct\0secret\0\0\x34\0\0\0"));
        assert_eq!(peer.hear().unwrap().command_id, bind.response());
        peer
    };
    let mut transmitter = bound(CommandId::BIND_TRANSMITTER);
    let mut submit = |number| {
        transmitter.say(&pdu(
            CommandId::SUBMIT_SM,
            number,
            b"\0\0\0\0\0\x00155\0\0\0\0\0\0\x01\0\0\0\x05Hello",
        ));
        transmitter.hear().unwrap().command_status.0
    };
    for number in 2..10_002 {
        assert_eq!(submit(number), 0, "{number}");
    }
    // ESME_RMSGQFUL.
    assert_eq!(submit(10_002), 0x14);
    let mut receiver = bound(CommandId::BIND_RECEIVER);
    assert_eq!(receiver.answer(), Some(CommandId::DELIVER_SM));
    assert_eq!(submit(10_003), 0);
}

/// Receipts belong to the account: a session that may receive them gets those of another that may not.
#[test]
fn a_receiver_gets_the_receipts_of_a_transmitter() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let [mut transmitter, mut receiver, mut other] = [
        (CommandId::BIND_TRANSMITTER, "acct"),
        (CommandId::BIND_RECEIVER, "acct"),
        (CommandId::BIND_RECEIVER, "else"),
    ]
    .map(|(bind, system_id)| {
        let mut peer = Peer::new(Side::Smsc, TcpStream::connect(&address).unwrap());
        let body = format!("{system_id}\0secret\0\0\x34\0\0\0");
        peer.say(&pdu(bind, 1, body.as_bytes()));
        assert_eq!(peer.hear().unwrap().command_id, bind.response());
        peer
    });
    transmitter.say(&pdu(CommandId::SUBMIT_SM, 2, b"\0\0\0\0\0\x00155\0\0\0\0\0\0\x01\0\0\0\x05Hello"));
    assert_eq!(transmitter.hear().unwrap().command_id, CommandId::SUBMIT_SM_RESP);
    assert_eq!(receiver.answer(), Some(CommandId::DELIVER_SM));
    // Another account gets nothing of it: the next PDU is the answer to this one.
    other.say(&pdu(CommandId::ENQUIRE_LINK, 2, b""));
    assert_eq!(other.hear().unwrap().command_id, CommandId::ENQUIRE_LINK_RESP);
}

/// 3.3 has room for ids of 8 characters, and no TLVs.
#[test]
fn clients_of_3_3_get_ids_and_receipts() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let [mut transmitter, mut receiver] =
        [CommandId::BIND_TRANSMITTER, CommandId::BIND_RECEIVER].map(|bind| {
            let mut peer = Peer::new(Side::Smsc, TcpStream::connect(&address).unwrap());
            peer.say(&pdu(bind, 1, b"acct\0secret\0\0\x33\0\0\0"));
            assert_eq!(peer.hear().unwrap().command_id, bind.response());
            peer
        });
    transmitter.say(&pdu(CommandId::SUBMIT_SM, 2, b"\0\0\0\0\0\x00155\0\0\0\0\0\0\x01\0\0\0\x05Hello"));
    let (header, id) = transmitter.hear_all().unwrap();
    assert_eq!((header.command_id, header.command_status.0, id.len()), (CommandId::SUBMIT_SM_RESP, 0, 9));
    let (header, receipt) = receiver.hear_all().unwrap();
    assert_eq!(header.command_id, CommandId::DELIVER_SM);
    let id = [b"id:", &id[..8], b" sub:"].concat();
    assert!(receipt.windows(id.len()).any(|octets| octets == id), "{receipt:?}");
    receiver.say(&pdu(CommandId::DELIVER_SM_RESP, header.sequence_number, b"\0"));
}

/// Octets cannot be printed, so they are not accepted either.
#[test]
fn messages_that_are_not_text_are_refused() {
    let (_smsc, address) = Program::smsc("127.0.0.1:0");
    let mut peer = Peer::bound(Side::Smsc, TcpStream::connect(&address).unwrap());
    peer.say(&pdu(CommandId::SUBMIT_SM, 2, b"\0\0\0\0\0\x00155\0\0\0\0\0\0\x00\0\x04\0\x02\xFF\xFE"));
    let header = peer.hear().unwrap();
    assert_eq!((header.command_id, header.command_status.0), (CommandId::SUBMIT_SM_RESP, 0x45));
}

/// The parts of a message may come over several sessions of an account.
#[test]
fn the_server_joins_the_segments_of_an_account() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    for number in [2, 1] {
        let mut peer = Peer::bound(Side::Smsc, TcpStream::connect(&address).unwrap());
        let text = if number == 1 { "Hello " } else { "world" };
        let mut body = b"\0\0\0\0\0\x00155\0\x40\0\0\0\0\0\0\0\0".to_vec();
        body.extend([u8::try_from(6 + text.len()).unwrap(), 5, 0, 3, 42, 2, number]);
        body.extend(text.as_bytes());
        peer.say(&pdu(CommandId::SUBMIT_SM, 2, &body));
        assert_eq!(peer.hear().unwrap().command_id, CommandId::SUBMIT_SM_RESP);
    }
    assert_eq!(smsc.line("acct to 155: "), "Hello world");
}

/// It unbinds the sessions that are bound, closes the others, and ends.
#[cfg(unix)]
#[test]
fn the_server_ends_with_a_signal() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let mut bound = Peer::bound(Side::Smsc, TcpStream::connect(&address).unwrap());
    let mut open = Peer::new(Side::Smsc, TcpStream::connect(&address).unwrap());
    thread::sleep(Duration::from_millis(200));
    smsc.interrupt();
    assert_eq!(bound.answer(), Some(CommandId::UNBIND));
    assert_eq!((bound.hear(), open.hear()), (None, None));
    assert_eq!(smsc.status("acct: the session has ended: "), "unbound");
    assert_eq!(smsc.end(), (true, String::new()));
    assert!(TcpStream::connect(&address).is_err());
}

/// With ESME_RALYBND, the message centre may just not have noticed the end of an earlier session.
#[test]
fn the_client_binds_again_after_a_refusal_that_passes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut esme = Program::esme(&listener.local_addr().unwrap().to_string(), "secret");
    let mut peer = Peer::new(Side::Esme, listener.accept().unwrap().0);
    let bind = peer.hear().unwrap();
    let mut refusal = pdu(CommandId::BIND_TRANSCEIVER_RESP, bind.sequence_number, b"");
    refusal[11] = 0x05;
    peer.say(&refusal);
    esme.status("the bind was refused with ESME_RALYBND; connecting again in ");
    let mut peer = Peer::bound(Side::Esme, listener.accept().unwrap().0);
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(esme.end(), (true, String::new()));
}

/// A client that is bound to a peer, and waits this many seconds for receipts.
fn a_client(seconds: &str) -> (Program, Peer, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let esme = Program::waiting_esme(&listener.local_addr().unwrap().to_string(), "secret", seconds);
    let peer = Peer::bound(Side::Esme, listener.accept().unwrap().0);
    (esme, peer, listener)
}

/// A client whose first message, "Hello", has arrived at a peer, and the sequence_number of that submit_sm.
fn a_client_with_a_message() -> (Program, Peer, TcpListener, u32) {
    let (mut esme, mut peer, listener) = a_client("3600");
    esme.say("Hello");
    let submit_sm = peer.hear().unwrap();
    assert_eq!(submit_sm.command_id, CommandId::SUBMIT_SM);
    (esme, peer, listener, submit_sm.sequence_number)
}

/// No receipt can be matched to it, so the client does not wait for one.
#[test]
fn a_message_accepted_without_an_id_ends_as_unknown() {
    let (mut esme, mut peer, _, number) = a_client_with_a_message();
    peer.say(&pdu(CommandId::SUBMIT_SM_RESP, number, b"\0"));
    esme.line("message 1: unknown");
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(esme.end(), (true, String::new()));
}

#[test]
fn the_client_prints_a_text_that_looks_like_a_receipt() {
    let (esme, mut peer, _, number) = a_client_with_a_message();
    peer.say(&pdu(CommandId::SUBMIT_SM_RESP, number, b"77\0"));
    deliver(&mut peer, 0, b"id:77 stat:UNDELIV");
    deliver(&mut peer, 4, b"id:77 stat:ENROUTE");
    deliver(&mut peer, 4, b"id:77 stat:DELIVRD");
    assert_eq!(esme.line("155: "), "id:77 stat:UNDELIV");
    // A provisional state is not printed.
    assert_eq!(esme.line("message 1: "), "DELIVERED");
}

/// The message centre refuses requests in a session that may not send, such as one that it takes for a receiver.
#[test]
fn the_client_binds_again_if_the_session_is_at_fault() {
    let (mut esme, mut peer, listener, number) = a_client_with_a_message();
    drop(esme.input.take());
    let mut refusal = pdu(CommandId::SUBMIT_SM_RESP, number, b"");
    refusal[11] = 0x04;
    peer.say(&refusal);
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    drop(peer);
    let mut peer = Peer::bound(Side::Esme, listener.accept().unwrap().0);
    let submit_sm = peer.hear().unwrap();
    assert_eq!(submit_sm.command_id, CommandId::SUBMIT_SM);
    peer.say(&pdu(CommandId::SUBMIT_SM_RESP, submit_sm.sequence_number, b"\0"));
    esme.line("message 1: unknown");
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(esme.end(), (true, String::new()));
}

#[test]
fn the_client_goes_on_after_a_line_that_is_not_utf_8() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let esme = Program::esme(&address, "secret");
    esme.input.as_ref().unwrap().write_all(b"caf\xE9 noir\nHello\r\n").unwrap();
    esme.line("message 1: never sent: invalid utf-8 sequence");
    assert_eq!(smsc.line("ESME to 46700000001: "), "Hello");
    esme.line("message 2: DELIVERED");
    assert_eq!(esme.end(), (true, String::new()));
}

/// Accepts the next submit_sm with this id.
fn accept(peer: &mut Peer, id: &str) {
    let submit_sm = peer.hear().unwrap();
    assert_eq!(submit_sm.command_id, CommandId::SUBMIT_SM);
    let body = format!("{id}\0");
    peer.say(&pdu(CommandId::SUBMIT_SM_RESP, submit_sm.sequence_number, body.as_bytes()));
}

/// A deliver_sm with this esm_class and text.
fn deliver(peer: &mut Peer, esm_class: u8, text: &[u8]) {
    let mut body = b"\0\0\x00155\0\0\0\0".to_vec();
    body.extend([esm_class, 0, 0, 0, 0, 0, 0, 0, 0, u8::try_from(text.len()).unwrap()]);
    body.extend(text);
    peer.say(&pdu(CommandId::DELIVER_SM, 2, &body));
    assert_eq!(peer.hear().unwrap().command_id, CommandId::DELIVER_SM_RESP);
}

/// The lines about messages.
fn ends(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| line.starts_with("message ")).collect()
}

#[test]
fn the_client_reports_a_message_whose_receipt_does_not_come() {
    let (mut esme, mut peer, _listener) = a_client("1");
    esme.say("Hello");
    accept(&mut peer, "70");
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(ends(esme.rest()), ["message 1: no result: too much time has passed"]);
    assert_eq!(esme.end(), (true, String::new()));
}

/// It has three segments. One gets its receipt, and the others do not; but the message ends once.
#[test]
fn the_client_reports_a_long_message_whose_receipts_do_not_all_come_once() {
    let (mut esme, mut peer, _listener) = a_client("1");
    esme.say(&"a".repeat(400));
    for id in ["70", "71", "72"] {
        accept(&mut peer, id);
    }
    deliver(&mut peer, 4, b"id:71 stat:DELIVRD");
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(ends(esme.rest()), ["message 1: no result: too much time has passed"]);
    assert_eq!(esme.end(), (true, String::new()));
}

/// The connection ends before its second segment is answered. The client does not send it again.
#[test]
fn the_client_reports_a_long_message_of_which_a_segment_is_lost() {
    let (mut esme, mut peer, listener) = a_client("3600");
    esme.say(&"a".repeat(200));
    accept(&mut peer, "70");
    assert_eq!(peer.hear().unwrap().command_id, CommandId::SUBMIT_SM);
    drop(peer);
    let mut peer = Peer::bound(Side::Esme, listener.accept().unwrap().0);
    deliver(&mut peer, 4, b"id:70 stat:DELIVRD");
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(ends(esme.rest()), ["message 1: unknown"]);
    assert_eq!(esme.end(), (true, String::new()));
}

#[test]
fn the_client_joins_the_segments_of_a_message() {
    let (mut esme, mut peer, _listener) = a_client("3600");
    deliver(&mut peer, 0x40, b"\x05\0\x03\x2A\x02\x02world");
    deliver(&mut peer, 0x40, b"\x05\0\x03\x2A\x02\x01Hello ");
    deliver(&mut peer, 0, b"Bye");
    assert_eq!([esme.line("155: "), esme.line("155: ")], ["Hello world", "Bye"]);
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(esme.end(), (true, String::new()));
}

/// It waits a few seconds for the receipt, unbinds, and reports what has not ended.
#[cfg(unix)]
#[test]
fn the_client_ends_with_a_signal() {
    let (mut esme, mut peer, _listener) = a_client("3600");
    esme.say("Hello");
    accept(&mut peer, "70");
    let start = Instant::now();
    esme.interrupt();
    // The peer does not wait longer than 5 s for a PDU.
    thread::sleep(Duration::from_secs(4));
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert!(start.elapsed() >= Duration::from_millis(4500));
    assert_eq!(ends(esme.rest()), ["message 1: no result: given up"]);
    assert_eq!(esme.end(), (true, String::new()));
}

/// It waits for the receipt, and no longer.
#[cfg(unix)]
#[test]
fn the_client_waits_for_receipts_after_a_signal() {
    let (mut esme, mut peer, _listener) = a_client("3600");
    esme.say("Hello");
    accept(&mut peer, "70");
    let start = Instant::now();
    esme.interrupt();
    deliver(&mut peer, 4, b"id:70 stat:UNDELIV err:034");
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert!(start.elapsed() < Duration::from_secs(4));
    assert_eq!(ends(esme.rest()), ["message 1: UNDELIVERABLE with error 34"]);
    assert_eq!(esme.end(), (true, String::new()));
}

/// Ten messages are in flight. The others are in the program, but not sent.
#[cfg(unix)]
#[test]
fn the_client_reports_what_it_has_not_sent_after_a_signal() {
    let (mut esme, mut peer, _listener) = a_client("3600");
    for _ in 0..30 {
        esme.say("Hello");
    }
    for _ in 0..10 {
        assert_eq!(peer.hear().unwrap().command_id, CommandId::SUBMIT_SM);
    }
    thread::sleep(Duration::from_millis(100));
    esme.interrupt();
    for message in 11..=30 {
        esme.line(&format!("message {message}: never sent"));
    }
    drop(peer);
    let mut all = ends(esme.rest());
    all.sort_by_key(|line| line.split([' ', ':']).nth(1).unwrap().parse::<u32>().unwrap());
    let expected: Vec<_> = (1..=10).map(|message| format!("message {message}: unknown")).collect();
    assert_eq!(all, expected);
    assert_eq!(esme.end(), (true, String::new()));
}

/// At most ten of its twelve segments are sent before the first answer comes. The others would be of no use.
#[test]
fn the_client_does_not_send_the_rest_of_a_message_that_was_refused() {
    let (mut esme, mut peer, _listener) = a_client("3600");
    esme.say(&"a".repeat(12 * 153));
    drop(esme.input.take());
    let mut sent = 0;
    loop {
        let request = peer.hear().unwrap();
        if request.command_id == CommandId::UNBIND {
            peer.say(&pdu(CommandId::UNBIND_RESP, request.sequence_number, b""));
            break;
        }
        // ESME_RINVDSTADR.
        let mut refusal = pdu(CommandId::SUBMIT_SM_RESP, request.sequence_number, b"");
        refusal[11] = 0x0B;
        peer.say(&refusal);
        sent += 1;
    }
    assert!((1..=10).contains(&sent), "{sent}");
    assert_eq!(ends(esme.rest()), ["message 1: refused with ESME_RINVDSTADR"]);
    assert_eq!(esme.end(), (true, String::new()));
}

/// Receipts that it cannot read or match, and a segment whose others do not come.
#[test]
fn the_client_reports_what_it_cannot_use() {
    let (mut esme, mut peer, _, number) = a_client_with_a_message();
    peer.say(&pdu(CommandId::SUBMIT_SM_RESP, number, b"77\0"));
    deliver(&mut peer, 4, b"id:77 stat:DELIVRD");
    deliver(&mut peer, 4, b"id:77 stat:EXPIRED");
    deliver(&mut peer, 4, b"id:77 stat:WHAT");
    deliver(&mut peer, 4, b"id:78 stat:DELIVRD");
    deliver(&mut peer, 0x40, b"\x05\0\x03\x2A\x02\x02world");
    drop(esme.input.take());
    assert_eq!(peer.answer(), Some(CommandId::UNBIND));
    assert_eq!(esme.rest(), ["message 1: DELIVERED", "a receipt for id 78, which no message has"]);
    let (success, errors) = esme.end();
    let errors: Vec<_> = errors.lines().collect();
    assert_eq!(
        errors[..2],
        [
            "receipt from 155: message 1: a receipt that contradicts DELIVERED",
            "receipt from 155: no known state",
        ]
    );
    assert!(errors[2].starts_with("Incomplete { "), "{errors:?}");
    assert_eq!((errors.len(), success), (3, true));
}

/// The third pause takes at least 4 s.
#[cfg(unix)]
#[test]
fn a_signal_ends_the_pause_before_the_client_connects_again() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let esme = Program::esme(&address, "secret");
    for _ in 0..3 {
        while !esme.status("").contains("connecting again in ") {}
    }
    let start = Instant::now();
    esme.interrupt();
    assert_eq!(esme.end(), (true, String::new()));
    assert!(start.elapsed() < Duration::from_secs(2));
}

/// The server still knows the segments of the last run, so a run must not use its reference numbers again. Of 24 random
/// octets, about one repeats another; more than seven do so in fewer than one of 10,000 runs.
#[test]
fn the_reference_numbers_of_runs_differ() {
    let references: HashSet<u8> = (0..24)
        .map(|_| {
            let (mut esme, mut peer, _listener) = a_client("3600");
            esme.say(&"a".repeat(200));
            let (_, body) = peer.hear_all().unwrap();
            let header = body.windows(3).position(|octets| octets == [5, 0, 3]).unwrap();
            body[header + 3]
        })
        .collect();
    assert!(references.len() > 16, "{references:?}");
}

/// The server takes a message of another run for a new one, unless the reference number is by chance the same.
#[test]
fn a_long_message_of_another_run_is_not_taken_for_a_repeated_one() {
    let (smsc, address) = Program::smsc("127.0.0.1:0");
    let long = "Hello ".repeat(50);
    for _ in 0..10 {
        let mut esme = Program::esme(&address, "secret");
        esme.say(&long);
        esme.line("message 1: DELIVERED");
        assert_eq!(esme.end(), (true, String::new()));
    }
    assert_eq!(smsc.line("ESME to 46700000001: "), long);
    assert_eq!(smsc.line("ESME to 46700000001: "), long);
}

/// Without file descriptors, it does not fill a disk with errors, and goes on once there are some.
#[cfg(unix)]
#[test]
fn the_server_survives_without_file_descriptors() {
    let command = format!("ulimit -n 12; exec {} 127.0.0.1:0 ESME secret", env!("CARGO_BIN_EXE_smsc"));
    let smsc = Program::run(Command::new("sh").args(["-c", &command]));
    let address = smsc.status("listening on ");
    let sockets: Vec<_> = (0..20).map(|_| TcpStream::connect(&address).unwrap()).collect();
    thread::sleep(Duration::from_secs(1));
    drop(sockets);
    let mut esme = Program::esme(&address, "secret");
    esme.say("Hello");
    esme.line("message 1: DELIVERED");
    assert_eq!(esme.end(), (true, String::new()));
    smsc.interrupt();
    let (success, errors) = smsc.end();
    let count = errors.lines().filter(|line| line.starts_with("cannot accept a connection: ")).count();
    assert!(success && (1..=20).contains(&count), "{errors}");
}
