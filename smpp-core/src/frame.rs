//! Splits a stream of octets into PDUs, however it is chunked, borrowing from the caller's buffer.

use crate::count::left;
use crate::debug::shows;
use crate::header::Header;
use crate::pdu::RawPdu;
use crate::wire::{HEADER_LEN, SMALL};
use core::cell::Cell;

/// [`HEADER_LEN`] as a `u32`, for comparison with `command_length`.
const HEADER_OCTETS: u32 = 16;

/// What the framer found at the front of the input.
///
/// ```
/// use smpp_core::frame::{Frame, Framer};
/// // The header of a PDU of 4,096 octets, for a buffer of 1,024.
/// let header = b"\0\0\x10\0\0\0\0\x04\0\0\0\0\0\0\0\x01";
/// match Framer::new(1024).next(header)?.frame {
///     Frame::Oversized(header) => assert_eq!(header.command_length, 4096),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), smpp_core::frame::FramingLost>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Frame<'i> {
    /// A complete PDU.
    Pdu(RawPdu<'i>),
    /// The header of a PDU larger than `max_pdu`. Its body is skipped as it arrives; the stream continues after
    /// it.
    Oversized(Header),
    /// Skipped octets of an oversized body.
    Skipped,
    /// More input is needed: call again when the input holds `total` octets, counted from its start. `total`
    /// never exceeds `max_pdu`.
    NeedMore {
        /// Octets that the input must hold.
        total: usize,
    },
}

/// What [`Framer::next`] found. Remove `used` octets from the front of the input, then call `next` again.
///
/// ```
/// use smpp_core::frame::{Frame, Framed, Framer};
/// let nothing_yet = Framed { used: 0, frame: Frame::NeedMore { total: 4 } };
/// assert_eq!(Framer::new(1024).next(b"")?, nothing_yet);
/// # Ok::<(), smpp_core::frame::FramingLost>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Framed<'i> {
    /// Octets taken from the front of the input.
    pub used: usize,
    /// What the octets are.
    pub frame: Frame<'i>,
}

/// The stream cannot be split further: a `command_length` is below 16 or above
/// [the limit](Framer::with_max_command_length), so the start of the next PDU is unknown. Answer with a generic_nack
/// with ESME_RINVCMDLEN, then close the connection.
///
/// ```
/// use smpp_core::frame::Framer;
/// // A peer that speaks HTTP.
/// let lost = Framer::new(1024).next(b"GET / HTTP/1.1\r\n").unwrap_err();
/// assert_eq!(lost.command_length(), u32::from_be_bytes(*b"GET "));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FramingLost {
    command_length: u32,
    sequence_number: u32,
}

impl FramingLost {
    /// The `command_length` received.
    ///
    /// ```
    /// use smpp_core::frame::Framer;
    /// let lost = Framer::new(1024).next(&[0, 0, 0, 15]).unwrap_err();
    /// assert_eq!(lost.command_length(), 15);
    /// ```
    pub const fn command_length(&self) -> u32 {
        self.command_length
    }

    /// The `sequence_number` for the generic_nack: the one in the header if `command_length` is at least 16 and
    /// the header is complete, otherwise 0.
    ///
    /// ```
    /// use smpp_core::frame::Framer;
    /// // 16 MiB and 1 octet, with a complete header.
    /// let header = b"\x01\0\0\x01\0\0\0\x04\0\0\0\0\0\0\0\x07";
    /// let lost = Framer::new(1024).next(header).unwrap_err();
    /// assert_eq!(lost.sequence_number(), 7);
    /// ```
    pub const fn sequence_number(&self) -> u32 {
        self.sequence_number
    }
}

impl core::fmt::Display for FramingLost {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "command_length {} is invalid: framing is lost (answer with generic_nack ESME_RINVCMDLEN)",
            self.command_length
        )
    }
}

impl core::error::Error for FramingLost {}

/// Finds the PDUs in a stream. It never waits for more than `max_pdu` octets, whatever a length field says, and
/// never allocates.
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
    max_command_length: u32,
    skip: u32,
}

impl Framer {
    /// The default limit for `command_length`: 16 MiB.
    pub const DEFAULT_MAX_COMMAND_LENGTH: u32 = 16 << 20;

    /// Creates a framer for PDUs of up to `max_pdu` octets, the size of the caller's buffer. Values below 16
    /// count as 16.
    ///
    /// ```
    /// use smpp_core::frame::Framer;
    /// assert_eq!(Framer::new(70_000).max_pdu(), 70_000);
    /// assert_eq!(Framer::new(0).max_pdu(), 16);
    /// ```
    pub const fn new(max_pdu: u32) -> Self {
        let max_pdu = if max_pdu < HEADER_OCTETS { HEADER_OCTETS } else { max_pdu };
        // A usize of 16 bits holds no larger length.
        let max_pdu = if usize::BITS < 32 && max_pdu > 0xFFFF { 0xFFFF } else { max_pdu };
        Self { max_pdu, max_command_length: Self::DEFAULT_MAX_COMMAND_LENGTH, skip: 0 }
    }

    /// Sets the `command_length` above which framing is lost. Values below `max_pdu` count as `max_pdu`.
    ///
    /// ```
    /// use smpp_core::frame::Framer;
    /// // A server that has no use for PDUs above 64 KiB does not wait for their bodies.
    /// let mut framer = Framer::new(4096).with_max_command_length(65_536);
    /// assert!(framer.next(&70_000_u32.to_be_bytes()).is_err());
    /// ```
    #[must_use]
    pub const fn with_max_command_length(self, max_command_length: u32) -> Self {
        Self { max_command_length, ..self }
    }

    /// Lowers `max_pdu` to this many octets, if it is above.
    pub(crate) fn limit_max_pdu(&mut self, octets: usize) {
        let octets = u32::try_from(octets).unwrap_or(u32::MAX);
        self.max_pdu = self.max_pdu.min(octets.max(HEADER_OCTETS));
    }

    /// The largest PDU returned, in octets.
    ///
    /// ```
    /// use smpp_core::frame::{Accumulator, Framer};
    /// let buffer = Accumulator::<512>::new();
    /// assert_eq!(Framer::new(buffer.capacity()).max_pdu(), 512);
    /// ```
    pub const fn max_pdu(&self) -> u32 {
        self.max_pdu
    }

    /// Whether the rest of an oversized body is still to come.
    ///
    /// ```
    /// use smpp_core::frame::Framer;
    /// let mut framer = Framer::new(16);
    /// // A header that announces one octet more.
    /// framer.next(b"\0\0\0\x11\0\0\0\x04\0\0\0\0\0\0\0\x01")?;
    /// assert!(framer.is_skipping());
    /// framer.next(b"\0")?;
    /// assert!(!framer.is_skipping());
    /// # Ok::<(), smpp_core::frame::FramingLost>(())
    /// ```
    pub const fn is_skipping(&self) -> bool {
        self.skip > 0
    }

    /// Examines the front of `input`.
    ///
    /// ```
    /// use smpp_core::frame::{Frame, Framer};
    /// use smpp_core::CommandId;
    /// let mut framer = Framer::new(1024);
    /// let enquire_link = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01";
    /// // Half of it, then all of it.
    /// assert_eq!(framer.next(&enquire_link[..8])?.frame, Frame::NeedMore { total: 16 });
    /// let Frame::Pdu(pdu) = framer.next(enquire_link)?.frame else { panic!() };
    /// assert_eq!(pdu.command_id, CommandId::ENQUIRE_LINK);
    /// # Ok::<(), smpp_core::frame::FramingLost>(())
    /// ```
    ///
    /// # Errors
    /// [`FramingLost`] if `command_length` is below 16 or above [the limit](Self::with_max_command_length). Four octets
    /// are enough to see this.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub fn next<'i>(&mut self, input: &'i [u8]) -> Result<Framed<'i>, FramingLost> {
        if self.skip > 0 {
            let here = u32::try_from(input.len()).unwrap_or(u32::MAX).min(self.skip);
            self.skip = self.skip.saturating_sub(here);
            let frame = if here == 0 { Frame::NeedMore { total: 1 } } else { Frame::Skipped };
            return Ok(Framed { used: here as usize, frame });
        }
        let need = |total| Ok(Framed { used: 0, frame: Frame::NeedMore { total } });
        let Some(length) = input.first_chunk() else { return need(4) };
        let command_length = u32::from_be_bytes(*length);
        if command_length < HEADER_OCTETS || command_length > self.max_command_length.max(self.max_pdu) {
            let header = Header::parse(input).filter(|header| header.command_length >= HEADER_OCTETS);
            let sequence_number = header.map_or(0, |header| header.sequence_number);
            return Err(FramingLost { command_length, sequence_number });
        }
        if command_length > self.max_pdu {
            let Some(header) = Header::parse(input) else { return need(HEADER_LEN) };
            self.skip = command_length.saturating_sub(HEADER_OCTETS);
            return Ok(Framed { used: HEADER_LEN, frame: Frame::Oversized(header) });
        }
        let total = command_length as usize;
        match input.split_at_checked(total).and_then(|(pdu, _)| RawPdu::framed(pdu)) {
            Some(pdu) => Ok(Framed { used: total, frame: Frame::Pdu(pdu) }),
            None => need(total),
        }
    }
}

/// A contiguous buffer of `N` octets, for callers that have none. Consuming a PDU moves the octets after it to
/// the front. `N` must be at least 16, the length of the shortest PDU; smaller values do not compile.
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

/// The capacity of a buffer of this many octets, at most 16 MiB. Compares as `u64`, since a 16-bit `usize` cannot hold
/// 16 MiB.
#[expect(clippy::cast_possible_truncation, reason = "compared just before")]
const fn capacity(octets: usize) -> u32 {
    if octets as u64 > Framer::DEFAULT_MAX_COMMAND_LENGTH as u64 {
        Framer::DEFAULT_MAX_COMMAND_LENGTH
    } else {
        octets as u32
    }
}

// Checked at compile time, so also on targets where no test runs.
const _: () = {
    assert!(capacity(64) == 64);
    let most = Framer::new(u32::MAX).max_pdu();
    assert!(most as usize as u64 == most as u64);
};

shows!([const N: usize] Accumulator<N>, "Accumulator", |buffer| {
    octets: buffer.0.len(),
    capacity: N,
});

impl<const N: usize> Accumulator<N> {
    /// Creates an empty buffer.
    ///
    /// ```
    /// use smpp_core::frame::Accumulator;
    /// static EMPTY: Accumulator<512> = Accumulator::new();
    /// assert!(EMPTY.octets().is_empty());
    /// ```
    pub const fn new() -> Self {
        const { assert!(N >= HEADER_LEN, "no PDU is shorter than its header of 16 octets") };
        Self(heapless::Vec::new())
    }

    /// The capacity, as an argument for [`Framer::new`]; at most 16 MiB.
    ///
    /// ```
    /// use smpp_core::frame::Accumulator;
    /// assert_eq!(Accumulator::<512>::new().capacity(), 512);
    /// ```
    pub const fn capacity(&self) -> u32 {
        capacity(N)
    }

    /// Appends as many octets as fit and returns how many.
    ///
    /// ```
    /// use smpp_core::frame::Accumulator;
    /// let mut buffer = Accumulator::<16>::new();
    /// assert_eq!(buffer.push(&[0; 10]), 10);
    /// assert_eq!(buffer.push(&[0; 10]), 6);
    /// ```
    pub fn push(&mut self, octets: &[u8]) -> usize {
        // One by one, because heapless's `extend_from_slice` keeps an overflow check that cannot be optimised
        // away.
        octets.iter().take_while(|octet| self.0.push(**octet).is_ok()).count()
    }

    /// The octets, oldest first.
    ///
    /// ```
    /// use smpp_core::frame::Accumulator;
    /// let mut buffer = Accumulator::<16>::new();
    /// buffer.push(b"ab");
    /// buffer.push(b"c");
    /// assert_eq!(buffer.octets(), b"abc");
    /// ```
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Removes `used` octets from the front.
    ///
    /// ```
    /// use smpp_core::frame::Accumulator;
    /// let mut buffer = Accumulator::<16>::new();
    /// buffer.push(b"abc");
    /// buffer.consume(2);
    /// assert_eq!(buffer.octets(), b"c");
    /// ```
    pub fn consume(&mut self, used: usize) {
        let end = self.0.len();
        move_to_front(&mut self.0, used, end);
        self.0.truncate(left(end, used));
    }
}

impl<const N: usize> Default for Accumulator<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Moves `octets[start..end]` to the front, without a branch that could panic.
#[cfg_attr(target_os = "none", inline(never))]
pub(crate) fn move_to_front(octets: &mut [u8], start: usize, end: usize) {
    if let Some(octets) = octets.get_mut(..end)
        && start <= octets.len()
    {
        if SMALL {
            // `copy_within` links a memmove of 1.6 KB.
            let octets = Cell::from_mut(octets).as_slice_of_cells();
            octets.iter().zip(octets.iter().skip(start)).for_each(|(to, from)| to.set(from.get()));
        } else {
            octets.copy_within(start.., 0);
        }
    }
}
