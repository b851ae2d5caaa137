//! `--capture`: writes each PDU to a file in pcap, for `inspect pcap` and Wireshark.

use super::warn;
use smpp_core::{CommandId, HEADER_LEN, Header, RawPdu};
use std::fs::File;
use std::io::Write;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The header of a file in pcap: nanoseconds, version 2.4, packets of up to 256 KiB, which begin with IP.
const FILE_HEADER: [u32; 6] = [0xA1B2_3C4D, 0x0004_0002, 0, 0, 1 << 18, 101];
/// Octets in one TCP segment. The length of an IP packet has 16 bits.
const MOST_PAYLOAD: usize = 65_000;
/// `command_length` above which the stream is not SMPP. It is then captured as it is.
const MOST_PDU: usize = 256 * 1024;
/// Octets of a `command_length`. The impossible one where framing is lost shows what the peer speaks.
const LENGTH: usize = 4;
const TCP_HEADER: usize = 20;
const TCP: u8 = 6;
const FIN: u8 = 1;
const SYN: u8 = 2;
const PSH: u8 = 8;
const ACK: u8 = 16;

/// What to capture.
#[derive(clap::Args)]
pub(crate) struct CaptureArgs {
    /// Write all PDUs to this file in pcap, for `inspect pcap` and Wireshark. Addresses and ports are those of the
    /// connections. Passwords are replaced with asterisks
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// Write passwords to the capture as they are
    #[arg(long, requires = "capture")]
    capture_passwords: bool,
    #[arg(skip)]
    file: Option<Arc<Mutex<Option<File>>>>,
}

impl CaptureArgs {
    /// Creates the file, if there is to be one.
    ///
    /// # Errors
    /// The file cannot be created. The text of the error names it.
    pub(crate) fn open(&mut self) -> Result<(), String> {
        let Some(path) = &self.capture else { return Ok(()) };
        let created = File::create(path).and_then(|mut file| {
            let header: Vec<u8> = FILE_HEADER.iter().flat_map(|word| word.to_le_bytes()).collect();
            file.write_all(&header).map(|()| file)
        });
        let file = created.map_err(|error| format!("{}: {error}", path.display()))?;
        self.file = Some(Arc::new(Mutex::new(Some(file))));
        Ok(())
    }

    /// # Errors
    /// Not everything could be written. A warning has given the reason.
    pub(crate) fn check(&self) -> Result<(), String> {
        let is_open =
            |file: &Mutex<Option<File>>| file.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if self.file.as_deref().is_none_or(is_open) {
            Ok(())
        } else {
            Err("the capture is incomplete".to_owned())
        }
    }

    /// Begins to capture a connection. `connected` is true if this side opened it.
    pub(super) fn tap(&self, stream: &TcpStream, connected: bool) -> Option<Tap> {
        let file = self.file.clone()?;
        let ends = [stream.local_addr().ok()?, stream.peer_addr().ok()?].map(plain);
        let streams = [Half::new(), Half::new()];
        let mut tap = Tap { file, ends, streams, show_passwords: self.capture_passwords, batch: Vec::new() };
        let (client, server) = if connected {
            (Direction::Sent, Direction::Received)
        } else {
            (Direction::Received, Direction::Sent)
        };
        tap.segment(client, SYN, b"");
        tap.segment(server, SYN | ACK, b"");
        tap.segment(client, ACK, b"");
        tap.write();
        Some(tap)
    }
}

/// An IPv4 address as such, even if it is mapped into an IPv6 address.
fn plain(end: SocketAddr) -> SocketAddr {
    SocketAddr::new(end.ip().to_canonical(), end.port())
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Sent,
    Received,
}

/// One direction of the connection.
struct Half {
    /// The sequence number of the next octet.
    next: u32,
    /// The front of a PDU whose rest has not arrived.
    rest: Vec<u8>,
    /// Whether the stream is no longer divided into PDUs.
    is_raw: bool,
    /// Number of further octets of such a stream that contain no password.
    clear: usize,
}

impl Half {
    fn new() -> Self {
        Self { next: 0, rest: Vec::new(), is_raw: false, clear: LENGTH }
    }
}

/// Captures a connection. Each PDU becomes a TCP segment.
pub(super) struct Tap {
    file: Arc<Mutex<Option<File>>>,
    /// This side and the peer.
    ends: [SocketAddr; 2],
    /// What was sent and what was received.
    streams: [Half; 2],
    show_passwords: bool,
    /// Packets that were not written yet.
    batch: Vec<u8>,
}

impl Tap {
    /// Captures the next octets in one direction.
    pub(super) fn octets(&mut self, direction: Direction, octets: &[u8]) {
        if octets.is_empty() {
            return;
        }
        let half = self.half(direction);
        let mut rest = std::mem::take(&mut half.rest);
        rest.extend_from_slice(octets);
        let mut left = rest.as_slice();
        while !self.half(direction).is_raw
            && let Some(length) = left.first_chunk::<4>()
        {
            let length = u32::from_be_bytes(*length) as usize;
            if !(HEADER_LEN..=MOST_PDU).contains(&length) {
                self.half(direction).is_raw = true;
            } else if let Some((pdu, after)) = left.split_at_checked(length) {
                self.pdu(direction, pdu);
                left = after;
            } else {
                break;
            }
        }
        if self.half(direction).is_raw {
            self.raw(direction, left);
        } else {
            self.half(direction).rest = left.to_vec();
        }
        self.write();
    }

    fn half(&mut self, direction: Direction) -> &mut Half {
        let [sent, received] = &mut self.streams;
        if direction == Direction::Sent { sent } else { received }
    }

    /// A PDU, or the front of one.
    fn pdu(&mut self, direction: Direction, pdu: &[u8]) {
        if self.show_passwords {
            return self.payload(direction, pdu);
        }
        let Some(header) = Header::parse(pdu) else {
            // The front of a header, or what follows a bind that cannot be read.
            let clear = if self.half(direction).clear == 0 { 0 } else { pdu.len() };
            return self.payload(direction, &hidden(pdu, clear));
        };
        if is_bind_resp(header.command_id) && header.command_status.is_ok() {
            // No password comes any more.
            for half in &mut self.streams {
                half.clear = usize::MAX;
            }
        }
        if !has_password(header.command_id) {
            self.payload(direction, pdu);
        } else if is_whole(pdu) {
            self.payload(direction, &masked(pdu));
        } else {
            // The password may be anywhere in it, or even after it.
            self.half(direction).clear = 0;
            self.payload(direction, &hidden(pdu, HEADER_LEN));
        }
    }

    /// Octets of a stream that is not divided into PDUs. Until a bind was accepted, a password may be anywhere in them.
    fn raw(&mut self, direction: Direction, octets: &[u8]) {
        if self.show_passwords {
            return self.payload(direction, octets);
        }
        let half = self.half(direction);
        let clear = half.clear;
        half.clear = clear.saturating_sub(octets.len());
        self.payload(direction, &hidden(octets, clear));
    }

    fn payload(&mut self, direction: Direction, octets: &[u8]) {
        for piece in octets.chunks(MOST_PAYLOAD) {
            self.segment(direction, ACK | PSH, piece);
        }
    }

    /// Adds a packet to the batch.
    fn segment(&mut self, direction: Direction, flags: u8, payload: &[u8]) {
        let [own, peer] = self.ends;
        let (from, to) = if direction == Direction::Sent { (own, peer) } else { (peer, own) };
        let other = if direction == Direction::Sent { Direction::Received } else { Direction::Sent };
        let acknowledged = if flags & ACK == 0 { 0 } else { self.half(other).next };
        let half = self.half(direction);
        let sequence = half.next;
        let counted = payload.len().saturating_add(usize::from(flags & (SYN | FIN) != 0));
        half.next = sequence.wrapping_add(u32::try_from(counted).unwrap_or_default());

        let mut tcp = Vec::with_capacity(TCP_HEADER.saturating_add(payload.len()));
        tcp.extend(from.port().to_be_bytes());
        tcp.extend(to.port().to_be_bytes());
        tcp.extend(sequence.to_be_bytes());
        tcp.extend(acknowledged.to_be_bytes());
        // The length of the header in words, the flags, the window, no checksum yet, no urgent data.
        tcp.extend([0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0]);
        tcp.extend(payload);
        let packet = packet(from.ip(), to.ip(), tcp);

        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let length = u32::try_from(packet.len()).unwrap_or_default();
        let seconds = u32::try_from(now.as_secs()).unwrap_or(u32::MAX);
        for word in [seconds, now.subsec_nanos(), length, length] {
            self.batch.extend(word.to_le_bytes());
        }
        self.batch.extend(packet);
    }

    /// Writes the batch at once, so that packets of several connections do not mix. After an error, nothing more is
    /// captured.
    fn write(&mut self) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = file.as_mut()
            && let Err(error) = open.write_all(&self.batch)
        {
            warn(format_args!("the capture ends here: {error}"));
            *file = None;
        }
        self.batch.clear();
    }
}

/// The end of the connection.
impl Drop for Tap {
    fn drop(&mut self) {
        for direction in [Direction::Sent, Direction::Received] {
            let rest = std::mem::take(&mut self.half(direction).rest);
            self.pdu(direction, &rest);
        }
        self.segment(Direction::Sent, FIN | ACK, b"");
        self.segment(Direction::Received, FIN | ACK, b"");
        self.segment(Direction::Sent, ACK, b"");
        self.write();
    }
}

/// Whether the second field of the PDU is a password.
fn has_password(command_id: CommandId) -> bool {
    matches!(
        command_id,
        CommandId::BIND_TRANSMITTER
            | CommandId::BIND_RECEIVER
            | CommandId::BIND_TRANSCEIVER
            | CommandId::OUTBIND
    )
}

/// Whether this answers a bind.
fn is_bind_resp(command_id: CommandId) -> bool {
    command_id.is_response() && has_password(command_id.request())
}

/// Whether these are all octets of one PDU, and it can be read to its end.
fn is_whole(pdu: &[u8]) -> bool {
    let tlvs = RawPdu::parse(pdu).ok().and_then(|pdu| pdu.tlvs().ok());
    tlvs.is_some_and(|tlvs| tlvs.trailing().iter().all(|octet| *octet == 0))
}

/// The octets with asterisks for all after the first `clear`.
fn hidden(octets: &[u8], clear: usize) -> Vec<u8> {
    let mut hidden = octets.to_vec();
    hidden.get_mut(clear..).unwrap_or_default().fill(b'*');
    hidden
}

/// The PDU with asterisks for the octets of its password: from the first NUL of the body to the next.
fn masked(pdu: &[u8]) -> Vec<u8> {
    let mut masked = pdu.to_vec();
    let body = masked.get_mut(HEADER_LEN..).unwrap_or_default();
    let password = body.splitn_mut(3, |octet| *octet == 0).nth(1);
    password.unwrap_or_default().fill(b'*');
    masked
}

/// An IP packet with checksums. `tcp` has none yet.
fn packet(from: IpAddr, to: IpAddr, mut tcp: Vec<u8>) -> Vec<u8> {
    let length = u16::try_from(tcp.len()).unwrap_or_default();
    let (mut packet, pseudo) = match (from, to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let total = length.saturating_add(20).to_be_bytes();
            // Version and length of the header, total length, not to be fragmented, time to live.
            let mut header = vec![0x45, 0];
            header.extend(total);
            header.extend([0, 0, 0x40, 0, 64, TCP, 0, 0]);
            header.extend(from.octets());
            header.extend(to.octets());
            put_checksum(&mut header, 10, &[]);
            let pseudo = [&from.octets()[..], &to.octets()[..], &[0, TCP], &length.to_be_bytes()].concat();
            (header, pseudo)
        }
        _ => {
            let [from, to] = [from, to].map(|address| match address {
                IpAddr::V4(address) => address.to_ipv6_mapped(),
                IpAddr::V6(address) => address,
            });
            let mut header = vec![0x60, 0, 0, 0];
            header.extend(length.to_be_bytes());
            header.extend([TCP, 64]);
            header.extend(Ipv6Addr::octets(&from));
            header.extend(Ipv6Addr::octets(&to));
            let length = u32::from(length).to_be_bytes();
            let pseudo = [&from.octets()[..], &to.octets()[..], &length, &[0, 0, 0, TCP]].concat();
            (header, pseudo)
        }
    };
    put_checksum(&mut tcp, 16, &pseudo);
    packet.append(&mut tcp);
    packet
}

/// Writes the Internet checksum (RFC 1071) of the octets, and of those before them, to this place.
fn put_checksum(octets: &mut [u8], at: usize, before: &[u8]) {
    let words = before.chunks(2).chain(octets.chunks(2));
    let sum = words.fold(0_u32, |sum, word| {
        let word =
            u16::from_be_bytes([word.first().copied().unwrap_or(0), word.get(1).copied().unwrap_or(0)]);
        sum.saturating_add(word.into())
    });
    let folded = (sum & 0xFFFF).saturating_add(sum >> 16);
    let folded = (folded & 0xFFFF).saturating_add(folded >> 16);
    let checksum = !u16::try_from(folded).unwrap_or_default();
    if let Some(place) = octets.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<2>()) {
        *place = checksum.to_be_bytes();
    }
}
