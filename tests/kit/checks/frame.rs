//! The framer finds the same PDUs however the octets arrive, and never waits for or keeps data because of a false
//! length.

use crate::generate::{self, Source};
use smpp_core::frame::{Accumulator, Frame, Framer, FramingLost};
use smpp_core::{Header, RawPdu};

/// What a stream contains.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    Pdu(Vec<u8>),
    Oversized(Header),
    /// The `command_length` at which framing is lost. What follows does not count.
    Lost(u32),
}

/// The first octets choose the limits and the sizes of the pieces; the rest is the stream.
pub fn check_frame(data: &[u8]) {
    let (choices, stream) = data.split_at(data.len().min(8));
    let mut source = Source::Octets(choices);
    check_stream(&mut source, stream);
}

/// The octets choose a stream of PDUs, some of them odd, in pieces.
pub fn check_generated(data: &[u8]) {
    let mut source = Source::Octets(data);
    let mut stream = Vec::new();
    for _ in 0..source.below(6) {
        stream.extend(generate::any(&mut source));
    }
    if source.once_in(3) {
        generate::mutate(&mut source, &mut stream);
    }
    check_stream(&mut source, &stream);
}

fn check_stream(source: &mut Source<'_>, stream: &[u8]) {
    let max_pdu = *source.pick(&[64, 16, 17, 40, 300, 4096]);
    let max_command_length = *source.pick(&[1 << 16, max_pdu, 1 << 24, 400]);
    let framer = Framer::new(max_pdu).with_max_command_length(max_command_length);
    assert_eq!(framer.max_pdu(), max_pdu);
    let (expected, left) = reference(stream, max_pdu, max_command_length.max(max_pdu));

    let mut sizes = Vec::new();
    let mut cut = 0;
    let widest = *source.pick(&[1, 3, 20, 400]);
    while cut < stream.len() {
        let size = 1 + source.below(widest);
        sizes.push(size.min(stream.len() - cut));
        cut += size;
    }
    for sizes in [&sizes[..], &[stream.len()]] {
        assert_eq!(growing(framer.clone(), stream, sizes), (expected.clone(), left), "max_pdu {max_pdu}");
        if max_pdu <= 64 {
            assert_eq!(accumulated(framer.clone(), stream, sizes), expected, "max_pdu {max_pdu}");
        }
    }
}

/// The same in the simplest way. Also returns how many octets of an incomplete PDU remain.
fn reference(stream: &[u8], max_pdu: u32, max_command_length: u32) -> (Vec<Found>, usize) {
    let mut all = Vec::new();
    let mut rest = stream;
    while let Some(length) = rest.first_chunk() {
        let length = u32::from_be_bytes(*length);
        if length < 16 || length > max_command_length {
            all.push(Found::Lost(length));
            return (all, 0);
        }
        let whole = length as usize;
        if length > max_pdu {
            let Some(header) = Header::parse(rest) else { break };
            all.push(Found::Oversized(header));
            rest = rest.get(whole..).unwrap_or_default();
        } else if whole <= rest.len() {
            all.push(Found::Pdu(rest[..whole].to_vec()));
            rest = &rest[whole..];
        } else {
            break;
        }
    }
    (all, rest.len())
}

/// Records one step. Returns `None` if the input has nothing more.
fn take(
    step: Result<smpp_core::frame::Framed<'_>, FramingLost>,
    input: &[u8],
    framer: &Framer,
    skipping: bool,
    found: &mut Vec<Found>,
) -> Option<usize> {
    let step = match step {
        Ok(step) => step,
        Err(lost) => {
            assert_eq!(input.first_chunk(), Some(&lost.command_length().to_be_bytes()));
            let header = Header::parse(input).filter(|header| header.command_length >= 16);
            assert_eq!(lost.sequence_number(), header.map_or(0, |header| header.sequence_number));
            found.push(Found::Lost(lost.command_length()));
            return None;
        }
    };
    assert!(step.used <= input.len());
    match step.frame {
        Frame::Pdu(pdu) => {
            let octets = &input[..step.used];
            assert_eq!(RawPdu::parse(octets), Ok(pdu));
            found.push(Found::Pdu(octets.to_vec()));
        }
        Frame::Oversized(header) => {
            assert_eq!((step.used, framer.is_skipping()), (16, true));
            found.push(Found::Oversized(header));
        }
        Frame::Skipped => assert!(skipping && step.used > 0),
        Frame::NeedMore { total } => {
            assert_eq!(step.used, 0);
            assert!(total > input.len(), "asks for what is there");
            assert!(total <= framer.max_pdu() as usize, "asks for more than max_pdu");
            return None;
        }
    }
    Some(step.used)
}

/// A caller whose one buffer grows with each piece, and that drops used octets.
fn growing(mut framer: Framer, stream: &[u8], sizes: &[usize]) -> (Vec<Found>, usize) {
    let (mut found, mut buffer, mut at) = (Vec::new(), Vec::new(), 0);
    for size in sizes {
        buffer.extend_from_slice(&stream[at..at + size]);
        at += size;
        loop {
            let skipping = framer.is_skipping();
            let step = framer.next(&buffer);
            let Some(used) = take(step, &buffer, &framer, skipping, &mut found) else { break };
            buffer.drain(..used);
        }
        if let Some(Found::Lost(_)) = found.last() {
            return (found, 0);
        }
    }
    (found, buffer.len())
}

/// A caller with the small buffer: it never holds more than one PDU and never gets stuck.
fn accumulated(mut framer: Framer, stream: &[u8], sizes: &[usize]) -> Vec<Found> {
    let mut buffer = Accumulator::<64>::new();
    let (mut found, mut at) = (Vec::new(), 0);
    for size in sizes {
        let mut piece = &stream[at..at + size];
        at += size;
        while !piece.is_empty() {
            let taken = buffer.push(piece);
            assert!(taken > 0, "full, yet no PDU in it");
            piece = &piece[taken..];
            loop {
                let skipping = framer.is_skipping();
                let step = framer.next(buffer.octets());
                let Some(used) = take(step, buffer.octets(), &framer, skipping, &mut found) else { break };
                buffer.consume(used);
            }
            if let Some(Found::Lost(_)) = found.last() {
                return found;
            }
        }
    }
    found
}
