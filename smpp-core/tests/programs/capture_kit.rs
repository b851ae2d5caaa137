//! Builds captures: TCP segments, packets on different links, files in pcap and pcapng.

#![allow(clippy::cast_possible_truncation, reason = "small numbers")]

use super::kit::program;
use serde_json::Value;
use smpp_core::pdu::{
    BindTransceiver, BindTransceiverResp, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp,
};
use smpp_core::{CommandStatus, Encode, Rules};
use std::io::Write;
use std::process::{Output, Stdio};

pub const FIN: u8 = 1;
pub const SYN: u8 = 2;
pub const RST: u8 = 4;
pub const ACK: u8 = 16;
pub const SECOND: u64 = 1_000_000_000;
/// When the captures begin: 2026-11-28 02:24:00 UTC.
pub const START: u64 = 1_795_832_640 * SECOND;

/// LINKTYPE of raw IP.
pub const RAW: u32 = 101;

pub fn encoded(pdu: &impl Encode, sequence_number: u32) -> Vec<u8> {
    let mut out = vec![0; pdu.encoded_len()];
    let done = pdu.encode_with(CommandStatus::ESME_ROK, sequence_number, Rules::AS_IS, &mut out).unwrap();
    out.truncate(done.len);
    out
}

pub fn bind() -> Vec<u8> {
    let pdu =
        BindTransceiver { system_id: "me".into(), password: "secret".into(), ..BindTransceiver::default() };
    encoded(&pdu, 1)
}

pub fn bind_resp() -> Vec<u8> {
    encoded(&BindTransceiverResp { system_id: "smsc".into(), ..BindTransceiverResp::default() }, 1)
}

/// A message that asks for a receipt.
pub fn submit(sequence_number: u32) -> Vec<u8> {
    let pdu = SubmitSm {
        source_addr: "Shop".into(),
        destination_addr: "15555550100".into(),
        registered_delivery: 1.into(),
        short_message: b"a text that is long enough to be cut in the middle",
        ..SubmitSm::default()
    };
    encoded(&pdu, sequence_number)
}

pub fn submit_resp(sequence_number: u32) -> Vec<u8> {
    let id = format!("id-{sequence_number}");
    encoded(&SubmitSmResp { message_id: id.as_str().into(), ..SubmitSmResp::default() }, sequence_number)
}

/// The receipt for the message with this sequence_number.
pub fn receipt(sequence_number: u32, of: u32) -> Vec<u8> {
    let text = format!(
        "id:id-{of} sub:001 dlvrd:001 submit date:2611280224 done date:2611280225 stat:DELIVRD err:000 text:"
    );
    let pdu = DeliverSm {
        source_addr: "15555550100".into(),
        destination_addr: "Shop".into(),
        esm_class: 4.into(),
        short_message: text.as_bytes(),
        ..DeliverSm::default()
    };
    encoded(&pdu, sequence_number)
}

pub fn receipt_resp(sequence_number: u32) -> Vec<u8> {
    encoded(&DeliverSmResp::default(), sequence_number)
}

/// A TCP connection, whose packets are collected with their times, 1 ms apart.
pub struct Tcp {
    pub ipv6: bool,
    pub port: u16,
    /// The next sequence number of the client and of the server.
    pub next: [u32; 2],
    pub now: u64,
    pub packets: Vec<(u64, Vec<u8>)>,
}

impl Tcp {
    pub fn new() -> Self {
        Self { ipv6: false, port: 40_000, next: [1000, 5000], now: START, packets: Vec::new() }
    }

    /// With the handshake.
    pub fn open() -> Self {
        let mut tcp = Self::new();
        tcp.handshake();
        tcp
    }

    pub fn handshake(&mut self) {
        self.segment(0, self.next[0], SYN, b"");
        self.next[0] = self.next[0].wrapping_add(1);
        self.segment(1, self.next[1], SYN | ACK, b"");
        self.next[1] = self.next[1].wrapping_add(1);
        self.segment(0, self.next[0], ACK, b"");
    }

    /// Sends octets in one segment, from the client (0) or the server (1).
    pub fn send(&mut self, side: usize, octets: &[u8]) {
        self.segment(side, self.next[side], ACK, octets);
        self.next[side] = self.next[side].wrapping_add(octets.len() as u32);
    }

    /// Counts octets as sent, but does not capture them.
    pub fn lose(&mut self, side: usize, octets: &[u8]) {
        self.next[side] = self.next[side].wrapping_add(octets.len() as u32);
    }

    /// A segment anywhere in the stream. It acknowledges all that the other side sent.
    pub fn segment(&mut self, side: usize, sequence: u32, flags: u8, octets: &[u8]) {
        let ports = [self.port, 2775];
        let mut tcp = Vec::new();
        tcp.extend(ports[side].to_be_bytes());
        tcp.extend(ports[1 - side].to_be_bytes());
        tcp.extend(sequence.to_be_bytes());
        tcp.extend(self.next[1 - side].to_be_bytes());
        tcp.extend([0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0]);
        tcp.extend(octets);
        let packet = if self.ipv6 { ipv6(side as u8, &tcp) } else { ipv4(side as u8, 6, 0, &tcp) };
        self.packets.push((self.now, packet));
        self.now += 1_000_000;
    }

    pub fn close(&mut self) {
        self.segment(0, self.next[0], FIN | ACK, b"");
        self.next[0] = self.next[0].wrapping_add(1);
        self.segment(1, self.next[1], FIN | ACK, b"");
        self.next[1] = self.next[1].wrapping_add(1);
        self.segment(0, self.next[0], ACK, b"");
    }

    pub fn pcap(&self) -> Vec<u8> {
        pcap(RAW, &self.packets)
    }
}

pub fn ipv4(side: u8, protocol: u8, fragment: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0];
    packet.extend((payload.len() as u16 + 20).to_be_bytes());
    packet.extend([0, 1]);
    packet.extend(fragment.to_be_bytes());
    packet.extend([64, protocol, 0, 0]);
    packet.extend([192, 0, 2, 1 + side]);
    packet.extend([192, 0, 2, 2 - side]);
    packet.extend(payload);
    packet
}

/// With a hop-by-hop header and destination options before the payload.
pub fn ipv6(side: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend((payload.len() as u16 + 16).to_be_bytes());
    packet.extend([0, 64]);
    for last in [1 + side, 2 - side] {
        packet.extend([0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);
    }
    packet.extend([60, 0, 1, 4, 0, 0, 0, 0]);
    packet.extend([6, 0, 1, 4, 0, 0, 0, 0]);
    packet.extend(payload);
    packet
}

/// A file in pcap, little-endian with microseconds.
pub fn pcap(link: u32, packets: &[(u64, Vec<u8>)]) -> Vec<u8> {
    pcap_with(false, false, link, usize::MAX, packets)
}

/// A file in pcap, whose packets are cut to the snap length.
pub fn pcap_with(
    big_endian: bool,
    nanoseconds: bool,
    link: u32,
    snap: usize,
    packets: &[(u64, Vec<u8>)],
) -> Vec<u8> {
    let word = |value: u32| if big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
    let half = |value: u16| if big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
    let mut file = Vec::new();
    file.extend(word(if nanoseconds { 0xA1B2_3C4D } else { 0xA1B2_C3D4 }));
    file.extend(half(2));
    file.extend(half(4));
    for value in [0, 0, snap.min(262_144) as u32, link] {
        file.extend(word(value));
    }
    for (time, octets) in packets {
        let captured = octets.len().min(snap);
        let fraction = if nanoseconds { time % SECOND } else { time % SECOND / 1000 };
        for value in [(time / SECOND) as u32, fraction as u32, captured as u32, octets.len() as u32] {
            file.extend(word(value));
        }
        file.extend(&octets[..captured]);
    }
    file
}

/// A block of pcapng, little-endian.
pub fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let padded = body.len().next_multiple_of(4);
    let length = (padded as u32 + 12).to_le_bytes();
    let mut block = kind.to_le_bytes().to_vec();
    block.extend(length);
    block.extend(body);
    block.resize(padded + 8, 0);
    block.extend(length);
    block
}

pub fn section() -> Vec<u8> {
    let mut body = 0x1A2B_3C4D_u32.to_le_bytes().to_vec();
    body.extend([1, 0, 0, 0]);
    body.extend([0xFF; 8]);
    block(0x0A0D_0D0A, &body)
}

/// An interface with a link type and a time resolution, as the option if_tsresol has it.
pub fn interface(link: u16, resolution: u8) -> Vec<u8> {
    let mut body = link.to_le_bytes().to_vec();
    body.extend([0, 0, 0, 0, 4, 0]);
    body.extend([9, 0, 1, 0, resolution, 0, 0, 0, 0, 0, 0, 0]);
    block(1, &body)
}

pub fn enhanced(interface: u32, units: u64, octets: &[u8]) -> Vec<u8> {
    let mut body = interface.to_le_bytes().to_vec();
    for value in [(units >> 32) as u32, units as u32, octets.len() as u32, octets.len() as u32] {
        body.extend(value.to_le_bytes());
    }
    body.extend(octets);
    block(6, &body)
}

/// Runs `inspect pcap` with the file on standard input.
pub fn inspect(file: &[u8], args: &[&str]) -> Output {
    let mut command = program("inspect");
    command
        .args(["pcap", "-"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut input, file) = (child.stdin.take().unwrap(), file.to_vec());
    // Both pipes may be full.
    let writer = std::thread::spawn(move || drop(input.write_all(&file)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// The objects of `inspect pcap --json`: those before the summary, and the total of the summary.
pub fn read(file: &[u8]) -> (Vec<Value>, Value) {
    let output = inspect(file, &["--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    objects(&output)
}

pub fn objects(output: &Output) -> (Vec<Value>, Value) {
    let text = core::str::from_utf8(&output.stdout).unwrap();
    let mut objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = objects.pop().unwrap()["summary"].take();
    (objects, summary)
}

/// Sender, command and sequence_number of each PDU, or the name of the event.
pub fn brief(objects: &[Value]) -> Vec<String> {
    objects
        .iter()
        .map(|object| match object["event"].as_str() {
            Some(event) => event.to_owned(),
            None => format!(
                "{} {} {}",
                object["from"].as_str().unwrap(),
                object["command"].as_str().unwrap_or("?"),
                object["sequence_number"]
            ),
        })
        .collect()
}
