//! Reads the packets of a capture, in pcap or pcapng, one after the other.

use pcap_parser::traits::{PcapNGPacketBlock, PcapReaderIterator};
use pcap_parser::{Block, LegacyPcapReader, PcapBlockOwned, PcapError, PcapNGReader};
use std::io::{self, Cursor, Read};

/// Size of the buffer, which holds a whole block. It grows for larger ones.
const BUFFER: usize = 1 << 20;
/// Maximum size of a block, such as a packet, in octets.
const MOST_BLOCK: usize = 64 << 20;
/// Maximum number of interfaces of a section that are remembered.
const MOST_INTERFACES: usize = 65_536;
const NANOSECONDS: u64 = 1_000_000_000;
/// The first octets of a file in pcapng, in either byte order.
const SECTION_HEADER: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];
/// A section header has at least this many octets, and is not expected to have more than that.
const LEAST_SECTION_HEADER: usize = 28;
const MOST_SECTION_HEADER: usize = 1 << 16;
/// Length of the header of a file in pcap.
const FILE_HEADER: usize = 24;

/// A packet as it was captured.
pub(super) struct Packet<'a> {
    /// Nanoseconds since 1970-01-01 00:00 UTC.
    pub(super) time: u64,
    /// Its number in the file, from 1.
    pub(super) number: u64,
    /// What it begins with: a LINKTYPE of the registry at tcpdump.org.
    pub(super) link: i32,
    pub(super) octets: &'a [u8],
    /// Number of octets at its end that were not captured.
    pub(super) missing: usize,
}

/// An interface, or the whole file in pcap.
#[derive(Clone, Copy)]
struct Interface {
    link: i32,
    /// Units per second.
    resolution: u64,
    /// Seconds to add.
    offset: i64,
    snap_length: usize,
}

impl Interface {
    fn time(&self, units: u64) -> u64 {
        let (seconds, rest) = match units.checked_div(self.resolution) {
            Some(seconds) => (seconds, units.checked_rem(self.resolution).unwrap_or_default()),
            None => (0, 0),
        };
        let fraction = match self.resolution {
            NANOSECONDS => rest,
            1_000_000 => rest.saturating_mul(1000),
            resolution => {
                let scaled = u128::from(rest).saturating_mul(u128::from(NANOSECONDS));
                u64::try_from(scaled.checked_div(u128::from(resolution)).unwrap_or_default())
                    .unwrap_or_default()
            }
        };
        seconds.saturating_add_signed(self.offset).saturating_mul(NANOSECONDS).saturating_add(fraction)
    }
}

/// Calls `visit` with each packet, and `pause` before it waits for more input. Returns the number of octets.
///
/// # Errors
/// The file cannot be read, is neither pcap nor pcapng, or ends inside a packet. All packets before that were
/// visited.
pub(super) fn each<R: Read + Send>(
    mut input: R,
    mut visit: impl FnMut(&Packet<'_>) -> io::Result<()>,
    mut pause: impl FnMut() -> io::Result<()>,
) -> io::Result<u64> {
    let mut start = Vec::with_capacity(FILE_HEADER);
    input.by_ref().take(FILE_HEADER as u64).read_to_end(&mut start)?;
    let is_ng = start.starts_with(&SECTION_HEADER);
    if is_ng {
        // The octets after its length show the byte order of that length.
        let length = match start.get(4..12).and_then(|words| words.split_first_chunk::<4>()) {
            Some((length, [0x1A, ..])) => u32::from_be_bytes(*length),
            Some((length, _)) => u32::from_le_bytes(*length),
            None => 0,
        } as usize;
        if !(LEAST_SECTION_HEADER..=MOST_SECTION_HEADER).contains(&length) {
            return Err(invalid("neither pcap nor pcapng"));
        }
        let rest = length.saturating_sub(start.len());
        input.by_ref().take(rest as u64).read_to_end(&mut start)?;
    }
    let input = Cursor::new(start).chain(input);
    // The first read is exactly that header, so a slow pipe makes no difference.
    let mut reader: Box<dyn PcapReaderIterator + Send + '_> = if is_ng {
        Box::new(PcapNGReader::new(BUFFER, input).map_err(|error| unreadable(&error, 0))?)
    } else {
        Box::new(LegacyPcapReader::new(BUFFER, input).map_err(|error| unreadable(&error, 0))?)
    };
    let mut interfaces: Vec<Interface> = Vec::new();
    let mut number = 0_u64;
    let mut capacity = BUFFER;
    loop {
        let used = match reader.next() {
            Ok((used, block)) => {
                if let Some(packet) = packet(block, &mut interfaces, number.saturating_add(1)) {
                    number = packet.number;
                    visit(&packet)?;
                }
                used
            }
            Err(PcapError::Eof) => break,
            Err(PcapError::Incomplete(_)) => 0,
            Err(PcapError::BufferTooSmall) if capacity < MOST_BLOCK => {
                capacity = capacity.saturating_mul(2);
                reader.grow(capacity);
                0
            }
            Err(error) => return Err(unreadable(&error, number)),
        };
        if used > 0 {
            reader.consume_noshift(used);
            continue;
        }
        pause()?;
        let before = reader.data().len();
        reader.refill().map_err(|error| unreadable(&error, number))?;
        if reader.data().len() == before && !reader.reader_exhausted() {
            return Err(unreadable(&PcapError::<&[u8]>::BufferTooSmall, number));
        }
    }
    Ok(reader.consumed() as u64)
}

/// The packet in a block, if it has one. Remembers interfaces.
fn packet<'a>(block: PcapBlockOwned<'a>, interfaces: &mut Vec<Interface>, number: u64) -> Option<Packet<'a>> {
    let (interface, units, octets, length) = match block {
        PcapBlockOwned::LegacyHeader(header) => {
            let resolution = if header.is_nanosecond_precision() { NANOSECONDS } else { 1_000_000 };
            // The upper bits are about a frame check sequence.
            let link = header.network.0 & 0x0FFF_FFFF;
            interfaces.push(Interface { link, resolution, offset: 0, snap_length: 0 });
            return None;
        }
        PcapBlockOwned::Legacy(block) => {
            let interface = interfaces.first()?;
            let seconds = u64::from(block.ts_sec).saturating_mul(interface.resolution);
            let data = block.data.get(..block.caplen as usize).unwrap_or(block.data);
            (interface, seconds.saturating_add(block.ts_usec.into()), data, block.origlen)
        }
        PcapBlockOwned::NG(Block::SectionHeader(_)) => {
            interfaces.clear();
            return None;
        }
        PcapBlockOwned::NG(Block::InterfaceDescription(block)) => {
            if interfaces.len() < MOST_INTERFACES {
                interfaces.push(Interface {
                    link: block.linktype.0,
                    resolution: resolution(block.if_tsresol),
                    offset: block.ts_offset(),
                    snap_length: block.snaplen as usize,
                });
            }
            return None;
        }
        PcapBlockOwned::NG(Block::EnhancedPacket(block)) => {
            let interface = interfaces.get(block.if_id as usize)?;
            let units = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
            let data = block.data.get(..block.caplen as usize).unwrap_or(block.data);
            (interface, units, data, block.origlen)
        }
        PcapBlockOwned::NG(Block::SimplePacket(block)) => {
            // It has no time and no captured length.
            let interface = interfaces.first()?;
            let data = block.data;
            let captured = match interface.snap_length {
                0 => block.origlen as usize,
                most => most.min(block.origlen as usize),
            };
            (interface, 0, data.get(..captured).unwrap_or(data), block.orig_len())
        }
        PcapBlockOwned::NG(_) => return None,
    };
    let missing = (length as usize).saturating_sub(octets.len());
    Some(Packet { time: interface.time(units), number, link: interface.link, octets, missing })
}

/// Units per second, as a power of ten or, with the highest bit, of two. The library refuses all powers of two.
fn resolution(told: u8) -> u64 {
    let exponent = u32::from(told & 0x7F);
    let units = if told & 0x80 == 0 { 10_u64.checked_pow(exponent) } else { 1_u64.checked_shl(exponent) };
    units.unwrap_or(1_000_000)
}

fn invalid(what: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_string())
}

/// What is wrong with the file after this many packets.
fn unreadable<I>(error: &PcapError<I>, packets: u64) -> io::Error {
    invalid(match error {
        PcapError::Eof | PcapError::UnexpectedEof | PcapError::Incomplete(_) if packets > 0 => {
            format!("the file ends inside the block after packet {packets}")
        }
        PcapError::Eof | PcapError::UnexpectedEof | PcapError::Incomplete(_) => {
            "neither pcap nor pcapng, or cut off".to_owned()
        }
        PcapError::BufferTooSmall => {
            format!("the block after packet {packets} has more than {MOST_BLOCK} octets")
        }
        PcapError::ReadError => "the input cannot be read".to_owned(),
        _ if packets == 0 => "neither pcap nor pcapng".to_owned(),
        _ => format!("the block after packet {packets} is damaged"),
    })
}
