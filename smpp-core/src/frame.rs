//! Cuts a stream of octets into PDUs, in any chunking, borrowing the caller's buffer.

use crate::codes::CommandId;
use crate::header::Header;
use crate::pdu::RawPdu;
use crate::wire::HEADER_LEN;

/// [`HEADER_LEN`] as `command_length` counts it.
const HEADER_OCTETS: u32 = 16;

/// What the front of the input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Frame<'i> {
    /// A whole PDU.
    Pdu(RawPdu<'i>),
    /// A PDU larger than `max_pdu`: its header. Its body is dropped as it arrives, and the stream goes on after it.
    Oversized(Header),
    /// Octets of an oversized body, dropped.
    Skipped,
    /// The input must reach `total` octets, counted from its start, before there is more to say. Never above `max_pdu`.
    NeedMore {
        /// Octets that the input must hold.
        total: usize,
    },
}

/// One step of a [`Framer`]: drop `used` octets from the front of the input, then look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Step<'i> {
    /// Octets taken from the front of the input.
    pub used: usize,
    /// What they were.
    pub frame: Frame<'i>,
}

/// `command_length` is below 16 or above the hard limit: nobody knows where the next PDU starts. Answer with a
/// generic_nack of ESME_RINVCMDLEN and close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FramingLost {
    /// The `command_length` as it came.
    pub command_length: u32,
    /// The `sequence_number` for the generic_nack: that of the header when all of it is there and `command_length` says
    /// that it is one, else 0.
    pub sequence_number: u32,
}

impl core::fmt::Display for FramingLost {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "command_length {} cannot be: framing is lost (answer generic_nack ESME_RINVCMDLEN)",
            self.command_length
        )
    }
}

impl core::error::Error for FramingLost {}

/// Finds the PDUs in a stream. Nothing is waited for, and nothing allocated, on the word of a length field.
///
/// ```
/// use smpp_core::frame::{Frame, Framer};
/// let mut framer = Framer::new(1024);
/// let stream = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01\0\0";
/// let step = framer.next(stream)?;
/// assert_eq!(step.used, 16);
/// assert!(matches!(step.frame, Frame::Pdu(pdu) if pdu.sequence_number == 1));
/// assert_eq!(framer.next(&stream[step.used..])?.frame, Frame::NeedMore { total: 4 });
/// # Ok::<(), smpp_core::frame::FramingLost>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Framer {
    max_pdu: u32,
    hard_max: u32,
    skip: u32,
}

impl Framer {
    /// The default for the largest `command_length` that is believed at all: 16 MiB.
    pub const DEFAULT_HARD_MAX: u32 = 16 << 20;

    /// A framer for PDUs of up to `max_pdu` octets: what the caller's buffer holds. At least 16 is taken.
    pub const fn new(max_pdu: u32) -> Self {
        let max_pdu = if max_pdu < HEADER_OCTETS { HEADER_OCTETS } else { max_pdu };
        let hard_max = if max_pdu > Self::DEFAULT_HARD_MAX { max_pdu } else { Self::DEFAULT_HARD_MAX };
        Self { max_pdu, hard_max, skip: 0 }
    }

    /// The same with another limit above which framing counts as lost; never below `max_pdu`.
    #[must_use]
    pub const fn with_hard_max(self, hard_max: u32) -> Self {
        Self { hard_max: if hard_max < self.max_pdu { self.max_pdu } else { hard_max }, ..self }
    }

    /// The largest PDU that is handed out, in octets.
    pub const fn max_pdu(&self) -> u32 {
        self.max_pdu
    }

    /// Whether octets of an oversized body are still to come.
    pub const fn is_skipping(&self) -> bool {
        self.skip > 0
    }

    /// Looks at the front of `input`.
    ///
    /// # Errors
    /// [`FramingLost`], from the first four octets on.
    pub fn next<'i>(&mut self, input: &'i [u8]) -> Result<Step<'i>, FramingLost> {
        if self.skip > 0 {
            let here = u32::try_from(input.len()).unwrap_or(u32::MAX).min(self.skip);
            self.skip = self.skip.saturating_sub(here);
            let frame = if here == 0 { Frame::NeedMore { total: 1 } } else { Frame::Skipped };
            return Ok(Step { used: here as usize, frame });
        }
        let need = |total| Ok(Step { used: 0, frame: Frame::NeedMore { total } });
        let Some(length) = input.first_chunk() else { return need(4) };
        let command_length = u32::from_be_bytes(*length);
        if command_length < HEADER_OCTETS || command_length > self.hard_max {
            let header = Header::parse(input).filter(|header| header.command_length >= HEADER_OCTETS);
            let sequence_number = header.map_or(0, |header| header.sequence_number);
            return Err(FramingLost { command_length, sequence_number });
        }
        if command_length > self.max_pdu {
            let Some(header) = Header::parse(input) else { return need(HEADER_LEN) };
            self.skip = command_length.saturating_sub(HEADER_OCTETS);
            return Ok(Step { used: HEADER_LEN, frame: Frame::Oversized(header) });
        }
        let total = command_length as usize;
        match input.split_at_checked(total).and_then(|(pdu, _)| RawPdu::parse(pdu).ok()) {
            Some(pdu) => Ok(Step { used: total, frame: Frame::Pdu(pdu) }),
            None => need(total),
        }
    }

    /// The `command_id` at the front, once its octets are there: for a driver that wants to know what is coming.
    pub fn peek(&self, input: &[u8]) -> Option<CommandId> {
        if self.skip > 0 {
            return None;
        }
        input.get(4..8).and_then(|id| id.first_chunk()).map(|id| CommandId(u32::from_be_bytes(*id)))
    }
}

/// A buffer for callers who have no contiguous one of their own: `N` octets, compacted when PDUs are dropped. `N` is at
/// least 16, since no PDU is shorter; a smaller buffer does not compile.
///
/// ```
/// use smpp_core::frame::{Accumulator, Frame, Framer};
/// let mut buffer = Accumulator::<64>::new();
/// let mut framer = Framer::new(buffer.capacity());
/// for octet in b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01" {
///     assert_eq!(buffer.push(&[*octet]), 1);
/// }
/// let step = framer.next(buffer.octets())?;
/// assert!(matches!(step.frame, Frame::Pdu(_)));
/// let used = step.used;
/// buffer.consume(used);
/// assert!(buffer.octets().is_empty());
/// # Ok::<(), smpp_core::frame::FramingLost>(())
/// ```
///
/// ```compile_fail,E0080
/// smpp_core::frame::Accumulator::<15>::new();
/// ```
#[derive(Clone)]
pub struct Accumulator<const N: usize>(heapless::Vec<u8, N>);

/// How full it is; the octets may hold a password.
impl<const N: usize> core::fmt::Debug for Accumulator<N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Accumulator").field("octets", &self.0.len()).field("capacity", &N).finish()
    }
}

impl<const N: usize> Accumulator<N> {
    /// An empty buffer.
    pub const fn new() -> Self {
        const { assert!(N >= HEADER_LEN, "no PDU is shorter than its header of 16 octets") };
        Self(heapless::Vec::new())
    }

    /// Its size, as a [`Framer`] takes it: 16 MiB at most.
    #[expect(clippy::cast_possible_truncation, reason = "compared just before")]
    pub const fn capacity(&self) -> u32 {
        // Above 4 GiB the low 32 bits would lie; the framer takes no PDU that large anyway.
        if N > Framer::DEFAULT_HARD_MAX as usize { Framer::DEFAULT_HARD_MAX } else { N as u32 }
    }

    /// Takes as many octets as fit, and says how many.
    pub fn push(&mut self, octets: &[u8]) -> usize {
        // One by one: heapless's `extend_from_slice` keeps an overflow check that a build with checks cannot remove.
        octets.iter().take_while(|octet| self.0.push(**octet).is_ok()).count()
    }

    /// What is there, oldest first.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Drops `used` octets from the front.
    pub fn consume(&mut self, used: usize) {
        let kept = self.0.len().saturating_sub(used);
        let mut at = used;
        for to in 0..kept {
            let Some(octet) = self.0.get(at).copied() else { break };
            if let Some(place) = self.0.get_mut(to) {
                *place = octet;
            }
            at = at.saturating_add(1);
        }
        self.0.truncate(kept);
    }
}

impl<const N: usize> Default for Accumulator<N> {
    fn default() -> Self {
        Self::new()
    }
}
