//! `inspect pcap`: captures of networks, and files, that are not as they should be; and its options.

#![allow(clippy::cast_possible_truncation, reason = "small numbers")]

use super::capture_kit::*;
use super::kit::run;
use serde_json::Value;

/// A bound session.
fn bound() -> Tcp {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    tcp
}

const BOUND: [&str; 2] = ["esme bind_transceiver 1", "smsc bind_transceiver_resp 1"];

/// Octets that look random, the same in each run.
fn garbage(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as u8
    };
    std::iter::repeat_with(step).take(length).collect()
}

/// What is printed. The program must succeed, and print nothing to standard error.
fn text_of(file: &[u8], args: &[&str]) -> String {
    let output = inspect(file, args);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_capture_without_packets() {
    for file in [pcap(RAW, &[]), [section(), interface(101, 6)].concat()] {
        assert_eq!(text_of(&file, &[]), "\n0 packets, 0 with TCP\nNo SMPP was found\n");
    }
}

#[test]
fn a_file_header_that_is_cut_off_and_a_file_of_garbage() {
    let file = session_file();
    for length in 0..24 {
        let output = inspect(&file[..length], &[]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{length}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "inspect: -: neither pcap nor pcapng, or cut off\n"
        );
    }
    let garbage = garbage(16 << 20);
    let behind_header = [&file[..24], &garbage].concat();
    for file in [garbage, behind_header] {
        let output = inspect(&file, &[]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && error.starts_with("inspect: -: "), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
}

fn session_file() -> Vec<u8> {
    bound().pcap()
}

#[test]
fn a_folder() {
    let folder = std::env::temp_dir();
    let output = run("inspect", &["pcap", folder.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with(&format!("inspect: {}: ", folder.display())), "{said}");
}

#[test]
fn a_link_that_is_not_known() {
    let mut tcp = bound();
    tcp.send(0, &submit(2));
    let text = text_of(&pcap(147, &tcp.packets), &[]);
    assert!(text.contains("6 packets could not be read\nNo SMPP was found\n"), "{text}");
}

/// What came first counts, as with most receivers.
#[test]
fn a_retransmission_with_other_contents() {
    let mut tcp = bound();
    let at = tcp.next[0];
    tcp.send(0, &submit(2));
    tcp.segment(0, at, ACK, &submit(7));
    tcp.send(1, &submit_resp(2));
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(brief(&objects)[2..], ["esme submit_sm 2", "smsc submit_sm_resp 2"]);
    assert_eq!(summary["total"]["retransmitted_octets"], submit(7).len());
}

/// One octet that was sent before, or none.
#[test]
fn keep_alives() {
    let mut tcp = bound();
    for octets in [&b"\0"[..], b""] {
        tcp.segment(0, tcp.next[0].wrapping_sub(1), ACK, octets);
        tcp.segment(1, tcp.next[1], ACK, b"");
    }
    tcp.send(0, &submit(2));
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(brief(&objects), [&BOUND[..], &["esme submit_sm 2"]].concat());
    assert_eq!(summary["total"]["retransmitted_octets"], 1);
    assert_eq!((&summary["total"]["gaps"], &summary["total"]["framing_lost"]), (&0.into(), &0.into()));
}

/// A reset with a sequence number far from the stream, as a stranger guesses it, ends nothing.
#[test]
fn a_reset_of_another_connection() {
    let mut tcp = bound();
    tcp.segment(1, tcp.next[1].wrapping_add(1 << 30), RST, b"");
    tcp.send(0, &submit(2));
    tcp.send(1, &submit_resp(2));
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(brief(&objects), [&BOUND[..], &["esme submit_sm 2", "smsc submit_sm_resp 2"]].concat());
    assert_eq!(summary["connections"][0]["state"], "BOUND_TRX");
}

/// TLS, and 16 MB that belong to no protocol, on the port of SMPP.
#[test]
fn other_octets_on_the_port() {
    let hello = [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"[..], &garbage(506)].concat();
    let mut tls = Tcp::open();
    tls.send(0, &hello);
    tls.send(1, &hello);
    let mut noise = Tcp::open();
    for piece in garbage(16 << 20).chunks(60_000) {
        noise.send(0, piece);
    }
    for tcp in [tls, noise] {
        let text = text_of(&tcp.pcap(), &[]);
        assert!(text.ends_with("\nNo SMPP was found\n"), "{text}");
        let text = text_of(&tcp.pcap(), &["--port", "2775", "--summary"]);
        assert!(text.contains("framing was lost") && text.contains("octets were skipped"), "{text}");
    }
    // In the middle of a session, the next PDU is found.
    let mut tcp = bound();
    tcp.send(0, &[0xFF, 0xFF]);
    for piece in garbage(16 << 20).chunks(60_000) {
        tcp.send(0, piece);
    }
    tcp.send(0, &submit(2));
    tcp.send(0, &submit(3));
    let (objects, _) = read(&tcp.pcap());
    assert_eq!(brief(&objects).last().unwrap(), "esme submit_sm 3");
}

/// More connections than are followed at once. Those that are silent the longest are given up.
#[test]
fn very_many_connections() {
    let many = 120_000_u32;
    let mut packets = Vec::new();
    for number in 0..many {
        let mut tcp = Tcp::new();
        tcp.port = 1024 + (number % 60_000) as u16;
        tcp.segment(0, 1000, SYN, b"");
        let mut time = START;
        for (_, mut packet) in tcp.packets {
            // Another client for each 60,000.
            packet[15] = (number / 60_000) as u8 + 10;
            time += u64::from(number) * 1000;
            packets.push((time, packet));
        }
    }
    let mut last = bound();
    packets.append(&mut last.packets);
    let (objects, summary) = read(&pcap(RAW, &packets));
    assert_eq!(brief(&objects), BOUND);
    assert_eq!(summary["total"]["packets"], u64::from(many) + 5);
}

#[test]
fn explain_shows_each_pdu_field_by_field() {
    let mut tcp = bound();
    tcp.send(0, &submit(2)[..40]);
    let output = inspect(&tcp.pcap(), &["--explain"]);
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "#1 -> bind_transceiver       seq 1",
        "   16  6d 65 00                 system_id                 \"me\"",
        "password                  ***",
        "#1 <- bind_transceiver_resp  seq 1        ESME_ROK  after 1.00 ms  now BOUND_TRX",
        "40 of 98 octets were captured",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("secret") && !text.contains('\u{1B}'));
    // The summary is the same.
    let plain = String::from_utf8(inspect(&tcp.pcap(), &[]).stdout).unwrap();
    let tables = |text: &str| text.rsplit_once(" packets, ").unwrap().1.to_owned();
    assert_eq!(tables(&text), tables(&plain));
}

/// --json may stand before the subcommand. Options without an effect are refused.
#[test]
fn options() {
    let file = session_file();
    let run = |args: &[&str]| {
        let mut command = super::kit::program("inspect");
        command.args(args).stdin(std::process::Stdio::piped());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may not read it.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), &file);
        child.wait_with_output().unwrap()
    };
    let front = run(&["--json", "pcap", "-"]);
    assert_eq!(front.stdout, run(&["pcap", "--json", "-"]).stdout);
    assert!(
        front
            .stdout
            .split(|octet| *octet == b'\n')
            .next()
            .is_some_and(|line| serde_json::from_slice::<Value>(line).is_ok())
    );
    for (args, why) in [
        (&["pcap", "--fields", "-"][..], "--fields needs --json"),
        (&["pcap", "--summary", "--explain", "-"], "--summary shows no PDUs"),
        (&["--explain", "pcap", "--json", "-"], "--json"),
    ] {
        let output = run(args);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(2) && error.contains(why),
            "{args:?} {:?} {error}",
            output.status
        );
    }
}
