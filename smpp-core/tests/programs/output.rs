//! What the programs print: output that cannot be written is a failure, text from others cannot control the terminal,
//! and the protocol of a peer that does not speak SMPP is named.

use crate::kit::{OK, Peer, Server, octets, program, run, scripted};
use serde_json::Value;
use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::pdu::{BindTransceiver, DeliverSm, SubmitSm};
use smpp_core::{CommandId, CommandStatus};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const ACCOUNT: [&str; 4] = ["--system-id", "acct", "--password", "secret"];
const MESSAGE: [&str; 6] = ["--from", "Shop", "--to", "15555550100", "--text", "Hello"];

/// Runs a program whose output goes to a full disk, and then to a reader that has gone.
#[cfg(target_os = "linux")]
fn fails_to_print(name: &str, args: &[&str]) {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let gone = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    for (what, output) in [("full", Stdio::from(full())), ("gone", Stdio::from(gone()))] {
        let mut process = program(name)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Input for the programs that read it.
        let _ = process.stdin.take().unwrap().write_all(b"00000010000000150000000000000001\n");
        let done = process.wait_with_output().unwrap();
        let code = done.status.code();
        assert_eq!(code, Some(1), "{name} {args:?}, {what}: {done:?}");
        assert!(args == ["--help"] || !done.stderr.is_empty(), "{name} {args:?}, {what}: nothing said");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure_of_every_program() {
    let smsc = Server::start("smsc", &[]);
    let address = smsc.address.to_string();
    let client = [&["--connect", &address][..], &ACCOUNT, &MESSAGE].concat();
    fails_to_print("esme", &client);
    fails_to_print("esme", &[&client[..], &["--json"]].concat());
    fails_to_print("smsc", &["--listen", "127.0.0.1:0"]);
    fails_to_print("smsc", &["--listen", "127.0.0.1:0", "--json", "--forever"]);
    fails_to_print("proxy", &["--listen", "127.0.0.1:0", "--connect", &address]);
    fails_to_print("round_trip", &[]);
    fails_to_print("ussd", &[]);
    fails_to_print("inspect", &["pdu"]);
    fails_to_print("inspect", &["receipt"]);
    fails_to_print("inspect", &["text"]);
    fails_to_print("inspect", &["text", "--encoding", "gsm7"]);
    for name in ["esme", "smsc", "proxy", "round_trip", "ussd", "inspect"] {
        fails_to_print(name, &["--help"]);
        assert!(run(name, &["--help"]).status.success());
        assert_eq!(run(name, &["--nonsense"]).status.code(), Some(2), "{name}");
    }
}

/// A message that could not be shown is not accepted, so the server keeps it.
#[cfg(target_os = "linux")]
#[test]
fn a_message_that_could_not_be_shown_is_left_with_the_server() {
    let (address, server) = scripted(|mut peer| {
        peer.accept_bind();
        let deliver_sm = DeliverSm { short_message: b"Hello", ..Default::default() };
        peer.ask(&octets(&deliver_sm, OK, 1)).unwrap().1
    });
    let address = address.to_string();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let args = [&["--connect", &address, "--bind", "rx", "--count", "5"][..], &ACCOUNT].concat();
    let status = program("esme").args(args).stdout(full).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert_eq!(server.join().unwrap(), CommandStatus::ESME_RX_T_APPN.0);
}

/// The reader goes after it has seen the address: messages are still accepted, and the exit status reports it.
#[test]
fn smsc_goes_on_without_a_reader_and_says_so_at_the_end() {
    let mut smsc = Server::record("smsc", &["--json"]);
    smsc.close_output();
    let address = smsc.address.to_string();
    let sent = run("esme", &[&["--connect", &address, "--count", "3"][..], &ACCOUNT, &MESSAGE].concat());
    assert!(sent.status.success(), "{sent:?}");
    let output = smsc.end();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"), "{output:?}");
}

/// The totals are output as well.
#[test]
fn totals_that_cannot_be_printed_are_a_failure() {
    let mut smsc = Server::record("smsc", &[]);
    smsc.close_output();
    let output = smsc.end();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("0 messages accepted") && said.contains("standard output"), "{said}");
}

/// Characters that move the cursor, control the terminal or change the direction of a line.
const ACTING: [char; 26] = [
    '\0', '\u{7}', '\u{8}', '\t', '\n', '\r', '\u{1B}', '\u{7F}', '\u{85}', '\u{9B}', '\u{9F}', '\u{61C}',
    '\u{200E}', '\u{200F}', '\u{2028}', '\u{2029}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}',
    '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{206A}',
];

fn acting() -> String {
    format!("a{}b", String::from_iter(ACTING))
}

fn ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn is_quiet(text: &str) {
    for c in ACTING.into_iter().filter(|c| *c != '\n') {
        assert!(!text.contains(c), "{c:?} in {text:?}");
    }
}

/// Runs esme against a server that sends it one message.
fn esme_gets(message: &DeliverSm<'_>, more: &[&str]) -> Output {
    let message = octets(message, OK, 1);
    let (address, server) = scripted(move |mut peer| {
        peer.accept_bind();
        let resp = peer.ask(&message).unwrap();
        assert_eq!((resp.0, resp.1), (CommandId::DELIVER_SM_RESP.0, 0));
        peer.accept_unbind();
    });
    let address = address.to_string();
    let output = run("esme", &[&["--connect", &address, "--bind", "rx"][..], &ACCOUNT, more].concat());
    server.join().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

#[test]
fn esme_shows_what_acts_on_a_terminal_as_escapes() {
    let text = ucs2(&format!("日本 é{}", acting()));
    let message = DeliverSm {
        source_addr: "77\u{9B}\u{1B}".into(),
        data_coding: DataCoding::UCS2,
        short_message: &text,
        ..Default::default()
    };
    let output = esme_gets(&message, &[]);
    let told = String::from_utf8(output.stdout).unwrap();
    is_quiet(&told);
    let (first, _) = told.split_once('\n').unwrap();
    assert!(first.starts_with("from 77"), "{first}");
    assert!(first.contains(r"日本 éa\u{0}\u{7}\u{8}\t\n\r\u{1b}\u{7f}\u{85}"), "{first}");
    assert!(first.ends_with(r"\u{2069}\u{206a}b"), "{first}");
}

#[test]
fn err_of_a_receipt_acts_on_nothing() {
    for more in [&["--profile", "mensatek"][..], &["--profile", "mensatek", "--json"]] {
        let message = DeliverSm {
            esm_class: EsmClass(4),
            short_message: "id:1 stat:UNDELIV err:\u{1B}[2J\u{9B}1m\u{202E}x text:".as_bytes(),
            ..Default::default()
        };
        let output = esme_gets(&message, more);
        is_quiet(&String::from_utf8(output.stdout).unwrap());
    }
}

/// The JSON values stay the same: only the spelling of these characters changes.
#[test]
fn json_of_smsc_and_inspect_escapes_what_acts() {
    let smsc = Server::start("smsc", &["--json"]);
    let mut peer = Peer::connect(smsc.address);
    let bind = BindTransceiver { interface_version: 0x34.into(), ..Default::default() };
    peer.ask(&octets(&bind, OK, 1));
    let text = ucs2(&acting());
    let submit_sm = SubmitSm {
        source_addr: "\u{202E}\u{9B}".into(),
        destination_addr: "1".into(),
        data_coding: DataCoding::UCS2,
        short_message: &text,
        ..Default::default()
    };
    assert_eq!(peer.ask(&octets(&submit_sm, OK, 2)).unwrap().1, 0);
    let output = smsc.end();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    is_quiet(&printed);
    let object: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(object["text"], acting());

    for (args, input) in [
        (&["text", "--encoding", "gsm7"][..], acting().replace('\n', "")),
        (&["text", "--plan"], acting().replace('\n', "")),
        (&["receipt"], format!("id:1 stat:DELIVRD text:{}", acting().replace('\n', ""))),
    ] {
        let output = String::from_utf8(inspect(args, input).0.stdout).unwrap();
        is_quiet(&output);
        serde_json::from_str::<Value>(&output).unwrap();
    }
}

/// Time is linear in the length of a line: each character that GSM 7-bit lacks is written when it is found.
#[test]
fn a_line_of_many_unmappable_characters_is_one_object() {
    let input = format!("{}\nab日\nab", "日".repeat(10_000));
    let (output, _) = inspect(&["text", "--encoding", "gsm7"], input);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 3);
    let unmappable = objects[0]["unmappable"].as_array().unwrap();
    assert_eq!(unmappable.len(), 10_000);
    assert_eq!(unmappable[9_999], serde_json::json!({ "char": "日", "offset": 29_997 }));
    let keys: Vec<_> = objects[1].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["encoding", "units", "parts", "septets", "packed", "segments", "unmappable"]);
    assert_eq!(objects[2]["unmappable"], serde_json::json!([]));
}

/// Runs inspect on some input. Returns its output and how long it ran.
fn inspect(args: &[&str], input: String) -> (Output, Duration) {
    let start = Instant::now();
    let mut inspect = program("inspect")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = inspect.stdin.take().unwrap();
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = inspect.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    (output, start.elapsed())
}

/// An unoptimised build takes 0.3 s; if each part were to read to the end of the line, it would take a minute.
#[test]
fn a_long_line_costs_no_more_than_its_length() {
    for boundary in ["character", "grapheme", "word"] {
        for line in [" ".repeat(5_000_000), "ab ".repeat(1_600_000), "日\u{200D}".repeat(800_000)] {
            let (output, took) = inspect(&["text", "--boundary", boundary], line);
            assert!(took < Duration::from_secs(20), "{boundary}: {took:?}");
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(said.starts_with(r#"{"error":"more segments than the limit of 255, octet "#), "{said}");
        }
    }
}

const PROTOCOLS: [(&[u8], &str); 9] = [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"),
    (b"GET / HTTP/1.1\r\n\r\n", "HTTP"),
    (b"POST /sms HTTP/1.1\r\n\r\n", "HTTP"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP"),
    (b"\x15\x03\x01\0\x02\x02\x46", "TLS"),
    (b"\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03", "TLS"),
    (b"SSH-2.0-OpenSSH_9.9\r\n", "SSH"),
    (b"220 mail.example ESMTP\r\n", "SMTP or FTP"),
    (b"+OK POP3 ready\r\n", "a protocol of text lines"),
];

#[test]
fn esme_names_what_a_server_speaks() {
    for (words, name) in PROTOCOLS {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            stream.write_all(words).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let output = run("esme", &[&["--connect", &address][..], &ACCOUNT, &MESSAGE].concat());
        server.join().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("the peer speaks {name}, not SMPP")), "{said}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn smsc_names_what_a_client_speaks() {
    let smsc = Server::record("smsc", &[]);
    for (words, _) in PROTOCOLS {
        let mut peer = Peer::connect(smsc.address);
        peer.say(words);
        while peer.hear().is_some() {}
    }
    let output = smsc.end();
    let said = String::from_utf8_lossy(&output.stderr);
    for (line, (_, name)) in said.lines().zip(PROTOCOLS) {
        assert!(line.starts_with("smsc: 127.0.0.1:"), "{line}");
        assert!(line.contains(&format!("the peer speaks {name}, not SMPP")), "{line}");
    }
    assert_eq!(said.lines().count(), PROTOCOLS.len(), "{said}");
    assert!(output.status.success());
}

#[test]
fn proxy_names_what_either_side_speaks() {
    let smsc = Server::start("smsc", &[]);
    let mut proxy = Server::record("proxy", &["--connect", &smsc.address.to_string()]);
    let mut peer = Peer::connect(proxy.address);
    peer.say(b"GET / HTTP/1.1\r\n\r\n");
    while peer.hear().is_some() {}
    assert_eq!(proxy.next_error(), "proxy: ESME: the peer speaks HTTP, not SMPP: framing is lost\n");
}

/// A length that is not text is shown as a length.
#[test]
fn a_length_that_cannot_be_is_named_as_one() {
    for length in [0_u32, 15, 0x7FFF_FFFF] {
        let (address, server) = scripted(move |mut peer| {
            peer.accept_bind();
            peer.say(&[&length.to_be_bytes()[..], &[0; 12]].concat());
            while peer.hear().is_some() {}
        });
        let address = address.to_string();
        let output = run("esme", &[&["--connect", &address, "--bind", "rx"][..], &ACCOUNT].concat());
        server.join().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("command_length {length} is invalid")), "{said}");
    }
}

#[test]
fn what_cannot_be_sent_is_wrong_usage() {
    let base = ["--connect", "127.0.0.1:9", "--to", "1", "--text", "x"];
    let refused = |args: &[&str]| {
        let output = run("esme", &[&base[..], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    };
    for from in
        ["Ñandú", "日本", "Shop\u{202E}", "Shop\n", "+", "Elevenchars!", "+123456789012345678901", "é"]
    {
        refused(&[&ACCOUNT[..], &["--from", from]].concat());
        if from != "Elevenchars!" {
            refused(&[&ACCOUNT[..], &["--from", from, "--profile", "mensatek"]].concat());
        }
    }
    refused(&["--from", "Shop", "--system-id", "ñ", "--password", "x"]);
    refused(&["--from", "Shop", "--system-id", "n", "--password", "ñ"]);
    refused(&["--from", "Shop", "--system-id", "n", "--password", "n", "--system-type", "ñ"]);
    refused(&["--from", "Shop", "--system-id", "sixteen letters!", "--password", "n"]);
    refused(&["--from", "Shop", "--system-id", "n", "--password", "SECRETPWD"]);
    refused(&["--from", "Shop", "--system-id", "n", "--password", "n", "--system-type", "thirteen char"]);
    for args in [
        ["--system-id", "ñ"],
        ["--system-id", "sixteen letters!"],
        ["--password", "ñ"],
        ["--password", "SECRETPWD"],
    ] {
        assert_eq!(run("smsc", &[&["--listen", "127.0.0.1:0"][..], &args].concat()).status.code(), Some(2));
    }
    // These can be sent: the error is that there is no server.
    for from in ["Elevenchars", "+12345678901234567890", "12345678901234567890", "", "A b-c", "+4x"] {
        let output = run("esme", &[&base[..], &ACCOUNT, &["--from", from]].concat());
        assert_eq!(output.status.code(), Some(1), "{from}: {output:?}");
    }
    let output = run("esme", &[&base[..], &ACCOUNT, &["--from", "Elevenchars!", "--from-ton", "0"]].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn a_wrong_password_argument_is_not_repeated() {
    let client = ["--connect", "127.0.0.1:9", "--system-id", "a", "--from", "1", "--to", "1", "--text", "x"];
    let server = ["--listen", "127.0.0.1:0"];
    for wrong in ["SECRETPWD", "SECREñ", "SECRET\n", "-SECRETPW", "--SECRETPW"] {
        for (name, args) in [("esme", &client[..]), ("smsc", &server)] {
            let output = run(name, &[args, &["--password", wrong]].concat());
            assert_eq!(output.status.code(), Some(2), "{name} {wrong}: {output:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("--password: ") && !said.contains("SECR"), "{name} {wrong}: {said}");
        }
    }
}

#[test]
fn a_password_may_start_with_a_hyphen() {
    let client = ["--connect", "127.0.0.1:9", "--system-id", "a", "--from", "1", "--to", "1", "--text", "x"];
    for password in ["-secret", "--json", "-1", "-"] {
        // It can be sent: the error is that there is no server.
        let output = run("esme", &[&client[..], &["--password", password]].concat());
        assert_eq!(output.status.code(), Some(1), "{password}: {output:?}");
    }
}
