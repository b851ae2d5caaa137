//! Packs septets into octets (3GPP TS 23.038 6.1.2) and unpacks them.
//!
//! Bit b of septet i is bit 7·i + b of the stream. Bit k of the stream is bit k mod 8 of octet k / 8. The least
//! significant bits come first, and 160 septets fill exactly 140 octets.
//!
//! After a user data header, the first septet starts at a septet boundary counted from the start of the header,
//! so that an old receiver still reads the text aligned. This needs 0 to 6 [`Fill`] bits. After f fill bits,
//! packing f septets ends at an octet boundary (f + 7·f = 8·f), so fill bits need no other special handling.

use crate::SMALL;
use crate::count::{advance, back, forward, left, sum};
use crate::error::{PackError, PackErrorKind};
use crate::tables::ESCAPE;

/// The zero bits between a user data header and the first septet: 0 to 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fill(u8);

impl Fill {
    /// No fill bits, for text without a header.
    pub const NONE: Self = Self(0);

    /// Creates a fill of 0 to 6 bits; `None` for more.
    pub const fn new(bits: u8) -> Option<Self> {
        if bits <= 6 { Some(Self(bits)) } else { None }
    }

    /// The fill after a user data header of `octets` octets, including its length octet (UDHL): (7 − octets mod
    /// 7) mod 7 (3GPP TS 23.040 9.2.3.24).
    ///
    /// ```
    /// # use smpp_gsm7::Fill;
    /// assert_eq!(Fill::after_header(0).bits(), 0); // no header
    /// assert_eq!(Fill::after_header(6).bits(), 1); // concatenation, 8-bit reference
    /// assert_eq!(Fill::after_header(7).bits(), 0); // concatenation, 16-bit reference
    /// ```
    pub const fn after_header(octets: usize) -> Self {
        let [bits, ..] = (left(7, octets % 7) % 7).to_le_bytes();
        Self(bits)
    }

    /// The number of bits, 0 to 6.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The number of bits, masked so that the compiler knows the bound that the type guarantees.
    const fn count(self) -> usize {
        (self.0 & 7) as usize
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Fill {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(u.int_in_range(0..=6)?))
    }
}

/// What fills the seven spare bits that can be left at the end of packed text.
///
/// Seven zero bits look like one more septet 0x00, an `@`. In a short message this does not matter, because TP-UDL is
/// the number of septets. USSD and cell broadcasts do not transmit the number, so they put a CR there (3GPP TS 23.038
/// 6.1.2.2, 6.1.2.3). If a text itself ends with CR at an octet boundary, another CR is added.
///
/// A USSD string of 160 octets holds 182 septets; the 82 octets of content in a cell broadcast page hold 93:
///
/// ```
/// use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Padding, septet_count};
///
/// let mut octets = [0; 160];
/// // Seven septets leave seven spare bits, which a CR fills.
/// let packed = Encoder::new(Alphabet::DEFAULT)
///     .encode_packed("*100*1#", Fill::NONE, Padding::CarriageReturn, &mut octets)
///     .unwrap();
/// let octets = &octets[..packed.written];
/// assert_eq!((octets.len(), octets[6] >> 1), (7, 0x0D));
///
/// // The number of septets is not transmitted; the final CR does not count.
/// let septets = septet_count(octets, Fill::NONE, Padding::CarriageReturn);
/// let mut text = [0; 182 * 3];
/// let read = Decoder::new(Alphabet::DEFAULT).decode_packed(octets, Fill::NONE, septets, &mut text);
/// assert_eq!(read, Ok("*100*1#"));
/// assert_eq!(smpp_gsm7::unpacked_len(160, Fill::NONE), 182);
/// assert_eq!(smpp_gsm7::unpacked_len(82, Fill::NONE), 93);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Padding {
    /// Zero bits, for short messages.
    #[default]
    Zero,
    /// CR (0x0D), for USSD and cell broadcast.
    CarriageReturn,
}

const CR: u8 = 0x0D;

/// How many septets are packed or unpacked at a time between text and octets: those of two short messages, or of one
/// where the stack is small.
pub(crate) const STAGE: usize = if SMALL { 160 } else { 320 };

/// Octets needed for `septets` septets after the fill bits: (fill + 7 · septets) / 8, rounded up.
///
/// With [`Padding::CarriageReturn`], one more octet is needed if the text ends with CR at an octet boundary.
///
/// ```
/// # use smpp_gsm7::{Fill, packed_len};
/// assert_eq!(packed_len(160, Fill::NONE), 140);
/// assert_eq!(packed_len(153, Fill::after_header(6)), 134);
/// ```
pub const fn packed_len(septets: usize, fill: Fill) -> usize {
    let (octets, bits) = start_of(septets, fill);
    if bits == 0 { octets } else { forward(octets, 1) }
}

/// How many octets are full before septet `at`, and how many bits of the next one are taken.
pub(crate) const fn start_of(at: usize, fill: Fill) -> (usize, usize) {
    let odd_bits = forward((at % 8).wrapping_mul(7), fill.count());
    (forward(group_octets(at), odd_bits / 8), odd_bits % 8)
}

/// Octets that the whole groups of eight septets take: seven each.
pub(crate) const fn group_octets(septets: usize) -> usize {
    back(septets & !7, septets / 8)
}

/// The largest number of septets that `octets` octets can hold after the fill bits: (8 · octets − fill) / 7,
/// rounded down.
///
/// Seven spare bits count as a septet here; see [`septet_count`].
///
/// ```
/// # use smpp_gsm7::{Fill, unpacked_len};
/// assert_eq!(unpacked_len(140, Fill::NONE), 160);
/// assert_eq!(unpacked_len(134, Fill::after_header(6)), 153);
/// ```
pub const fn unpacked_len(octets: usize, fill: Fill) -> usize {
    let odd_octets = octets % 7;
    let whole = sum(left(octets, odd_octets), octets / 7);
    match (odd_octets << 3).checked_sub(fill.count()) {
        Some(odd_bits) => sum(whole, odd_bits / 7),
        // Only a multiple of seven octets gets here: the fill bits take the place of the last septet.
        None => left(whole, 1),
    }
}

/// Estimates the number of septets in packed octets, for transports that do not transmit it.
///
/// A short message transmits the number (TP-UDL); use that if you have it. Without it, seven zero bits at the
/// end are either an `@` or padding: `abcdefg` and `abcdefg@` pack to the same octets. This function assumes
/// padding, as most receivers do; to keep the `@`, use [`unpacked_len`]. With [`Padding::CarriageReturn`], a CR
/// at the very end, on an octet boundary, does not count. A last septet after an escape always counts.
///
/// ```
/// # use smpp_gsm7::{Fill, Padding, septet_count};
/// let octets = [0x61, 0xF1, 0x98, 0x5C, 0x36, 0x9F, 0x01];
/// assert_eq!(septet_count(&octets, Fill::NONE, Padding::Zero), 7);
/// ```
pub const fn septet_count(packed: &[u8], fill: Fill, padding: Padding) -> usize {
    let most = unpacked_len(packed.len(), fill);
    let ends_aligned = matches!(start_of(most, fill), (_, 0));
    let pad = match padding {
        Padding::Zero => 0,
        Padding::CarriageReturn => CR,
    };
    match packed {
        // No text ends with an escape: the septet after it is a character, such as the `@` of the Indian
        // tables.
        [.., before, last] if *before >> 2 | (*last & 1) << 6 == ESCAPE => most,
        [.., last] if ends_aligned && *last >> 1 == pad => left(most, 1),
        _ => most,
    }
}

/// Packs septets into the front of `out`, after the fill bits, and returns the number of octets.
///
/// The fill bits in the first octet are written as zero.
///
/// ```
/// use smpp_gsm7::{Fill, Padding, pack};
///
/// let mut octets = [0; 140];
/// let n = pack(b"hellohello", Fill::NONE, Padding::Zero, &mut octets).unwrap();
/// assert_eq!(octets[..n], [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]);
/// ```
///
/// # Errors
/// An octet is above 0x7F, or the output is too small; see [`packed_len`]. The contents of the output are then
/// unspecified.
pub fn pack(septets: &[u8], fill: Fill, padding: Padding, out: &mut [u8]) -> Result<usize, PackError> {
    // Whole groups of eight septets from an octet boundary leave no spare bits.
    if !SMALL && let (Fill::NONE, Padding::Zero, (_, [])) = (fill, padding, septets.as_chunks::<8>()) {
        return match words::pack(septets, out) {
            (packed, true) if packed == septets.len() => Ok(group_octets(packed)),
            _ => Err(refused(septets, fill, padding)),
        };
    }
    let mut packer = Packer::new(fill, out);
    if packer.push(septets)
        && let Some(octets) = packer.finish(padding, septets.last().copied())
        && packer.sound
    {
        return Ok(octets);
    }
    Err(refused(septets, fill, padding))
}

// On small targets, the compiler inlines this into its callers and removes it where they ignore the error.
#[cfg_attr(not(target_os = "none"), cold)]
fn refused(septets: &[u8], fill: Fill, padding: Padding) -> PackError {
    match septets.iter().enumerate().find(|(_, septet)| **septet > 0x7F) {
        Some((at, octet)) => PackError::at(PackErrorKind::NotASeptet(*octet), at),
        None => PackError::too_small(padded_len(septets.len(), fill, padding, septets.last().copied())),
    }
}

/// Octets needed for septets and padding.
pub(crate) fn padded_len(septets: usize, fill: Fill, padding: Padding, last: Option<u8>) -> usize {
    let ends_aligned = matches!(start_of(septets, fill), (_, 0));
    let adds_one = padding == Padding::CarriageReturn && last == Some(CR) && ends_aligned;
    sum(packed_len(septets, fill), usize::from(adds_one))
}

/// Packs in steps into one output. Each call continues at the bit where the last one stopped.
pub(crate) struct Packer<'o> {
    out: &'o mut [u8],
    written: usize,
    /// Bits that do not fill an octet yet: `count` bits, followed by zeros.
    bits: u32,
    count: usize,
    /// Whether all octets so far were at most 0x7F.
    sound: bool,
}

impl<'o> Packer<'o> {
    pub(crate) fn new(fill: Fill, out: &'o mut [u8]) -> Self {
        Self { out, written: 0, bits: 0, count: fill.count(), sound: true }
    }

    /// Packs all septets; `false` if the output is too small.
    pub(crate) fn push(&mut self, septets: &[u8]) -> bool {
        // With n pending bits, n septets reach the next octet boundary: each leaves one bit fewer.
        if !SMALL
            && let Some((first, aligned)) = septets.split_at_checked(self.count)
            && aligned.len() >= 8
        {
            return first.iter().all(|septet| self.one(*septet)) && self.push_aligned(aligned);
        }
        septets.iter().all(|septet| self.one(*septet))
    }

    /// Packs in machine words, from an octet boundary.
    fn push_aligned(&mut self, septets: &[u8]) -> bool {
        let Some(out) = self.out.get_mut(self.written..) else { return false };
        let (packed, sound) = words::pack(septets, out);
        self.sound &= sound;
        advance(&mut self.written, group_octets(packed));
        septets.get(packed..).unwrap_or_default().iter().all(|septet| self.one(*septet))
    }

    fn one(&mut self, septet: u8) -> bool {
        self.sound &= septet < 0x80;
        self.bits |= u32::from(septet & 0x7F) << (self.count & 7);
        // If bits were pending, an octet is full. Otherwise seven bits are pending now.
        let Some(count) = self.count.checked_sub(1) else {
            self.count = 7;
            return true;
        };
        let Some(slot) = self.out.get_mut(self.written) else { return false };
        let [low, ..] = self.bits.to_le_bytes();
        *slot = low;
        advance(&mut self.written, 1);
        self.bits >>= 8;
        self.count = count;
        true
    }

    /// Writes the last octet and the padding. Returns the number of octets, or `None` if there is no room.
    pub(crate) fn finish(&mut self, padding: Padding, last: Option<u8>) -> Option<usize> {
        if let Padding::CarriageReturn = padding
            && (self.count == 1 || (self.count == 0 && last == Some(CR)))
            && !self.one(CR)
        {
            return None;
        }
        if self.count > 0 {
            let [low, ..] = self.bits.to_le_bytes();
            *self.out.get_mut(self.written)? = low;
            advance(&mut self.written, 1);
            self.count = 0;
        }
        Some(self.written)
    }
}

/// Unpacks `septets` septets into the front of `out` and returns them.
///
/// The message usually states how many there are (TP-UDL); if it does not, estimate the number with [`septet_count`] or
/// [`unpacked_len`]. Bits after the last septet are ignored.
///
/// ```
/// use smpp_gsm7::{Fill, unpack};
///
/// let mut septets = [0; 160];
/// let text = unpack(&[0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37], Fill::NONE, 10, &mut septets).unwrap();
/// assert_eq!(text, b"hellohello");
/// ```
///
/// # Errors
/// There are fewer octets than the septets need, or the output is too small for the septets.
pub fn unpack<'o>(
    packed: &[u8],
    fill: Fill,
    septets: usize,
    out: &'o mut [u8],
) -> Result<&'o [u8], PackError> {
    if packed.len() < packed_len(septets, fill) {
        return Err(PackError::at(PackErrorKind::TooFewOctets, packed.len()));
    }
    let out = out.get_mut(..septets).ok_or_else(|| PackError::too_small(septets))?;
    Unpacker::new(packed, fill).fill(out);
    Ok(out)
}

/// Unpacks in steps. Each call continues at the septet where the last one stopped.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Unpacker<'p> {
    rest: &'p [u8],
    /// Bits that were read but not used yet: `count` of them.
    bits: u32,
    count: usize,
}

impl<'p> Unpacker<'p> {
    pub(crate) fn new(packed: &'p [u8], fill: Fill) -> Self {
        let mut unpacker = Self { rest: packed, bits: 0, count: 0 };
        if fill.count() > 0 {
            unpacker.load();
            unpacker.take(fill.count());
        }
        unpacker
    }

    /// Fills the output with the next septets. After the end of the octets they are zero.
    pub(crate) fn fill(&mut self, out: &mut [u8]) {
        let out = if SMALL { out } else { self.fill_aligned(out) };
        out.iter_mut().for_each(|slot| *slot = self.one());
    }

    /// Unpacks in machine words once a septet starts at an octet boundary. Returns the rest of the output.
    fn fill_aligned<'o>(&mut self, out: &'o mut [u8]) -> &'o mut [u8] {
        let first = if self.count == 0 { 0 } else { left(8, self.count) };
        if out.len() < sum(first, 8) {
            return out;
        }
        let Some((first, aligned)) = out.split_at_mut_checked(first) else { return Default::default() };
        first.iter_mut().for_each(|slot| *slot = self.one());
        let done = words::unpack(self.rest, aligned);
        self.rest = self.rest.get(group_octets(done)..).unwrap_or_default();
        aligned.get_mut(done..).unwrap_or_default()
    }

    /// The octets that were not read, if the next septet starts at an octet boundary.
    pub(crate) const fn aligned_rest(&self) -> Option<&'p [u8]> {
        if self.count == 0 { Some(self.rest) } else { None }
    }

    /// The next septet.
    pub(crate) fn one(&mut self) -> u8 {
        if self.count < 7 {
            self.load();
        }
        let [septet, ..] = (self.bits & 0x7F).to_le_bytes();
        self.take(7);
        septet
    }

    fn load(&mut self) {
        if let [octet, rest @ ..] = self.rest {
            self.bits |= u32::from(*octet) << (self.count & 7);
            self.rest = rest;
        }
        advance(&mut self.count, 8);
    }

    fn take(&mut self, bits: usize) {
        self.bits >>= bits & 7;
        self.count = back(self.count, bits);
    }
}

/// Handles eight septets at a time in a 64-bit word, and blocks of 160 or 32 septets where possible.
mod words {
    use crate::count::{advance, before, forward};

    /// The bit of each octet that a septet does not use.
    const HIGH: u64 = 0x8080_8080_8080_8080;

    // Groups of eight septets are processed together, as vector code with offsets known to the compiler: first
    // twenty groups (a whole short message), then four, then the rest. Blocks are split off one by one;
    // counting them first would need divisions, which take longer than the work on a short message.

    /// Packs as many whole groups of eight septets as there are and as fit. Returns the number of septets, and
    /// whether all of them were at most 0x7F.
    pub(super) fn pack(septets: &[u8], out: &mut [u8]) -> (usize, bool) {
        let (mut rest, mut slots, mut seen) = (septets, out, 0);
        while let (Some((block, tail)), true) = (rest.split_first_chunk::<160>(), slots.len() >= 140) {
            seen |= pack_block::<20>(block, slots.split_off_mut(..140).unwrap_or_default());
            rest = tail;
        }
        while let (Some((block, tail)), true) = (rest.split_first_chunk::<32>(), slots.len() >= 28) {
            seen |= pack_block::<4>(block, slots.split_off_mut(..28).unwrap_or_default());
            rest = tail;
        }
        let mut last: usize = 0;
        for (group, slot) in rest.as_chunks::<8>().0.iter().zip(slots.as_chunks_mut::<7>().0) {
            let septets = u64::from_le_bytes(*group);
            seen |= septets;
            let [octets @ .., _] = squeeze(septets).to_le_bytes();
            *slot = octets;
            advance(&mut last, 8);
        }
        (forward(before(septets, rest), last), seen & HIGH == 0)
    }

    /// Packs groups into seven octets each and returns all their bits, combined with OR.
    #[inline(always)]
    fn pack_block<const GROUPS: usize>(septets: &[u8], out: &mut [u8]) -> u64 {
        let mut words = [0; GROUPS];
        let mut seen = 0;
        for (word, group) in words.iter_mut().zip(septets.as_chunks::<8>().0) {
            let septets = u64::from_le_bytes(*group);
            seen |= septets;
            *word = squeeze(septets);
        }
        // Each store writes one octet too many, which the next store overwrites. The last one starts one octet
        // early.
        for (at, word) in (0..out.len()).step_by(7).zip(words) {
            if let Some(octets) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<8>) {
                *octets = word.to_le_bytes();
            }
        }
        if let ([.., before, last], Some(octets)) = (words.as_slice(), out.last_chunk_mut::<8>()) {
            *octets = (last << 8 | before >> 48).to_le_bytes();
        }
        seen
    }

    /// Unpacks as many whole groups of eight septets as there are and as fit. Returns the number of septets.
    pub(super) fn unpack(packed: &[u8], out: &mut [u8]) -> usize {
        let (mut rest, mut slots, mut done) = (packed, out, 0_usize);
        while let (Some((block, tail)), true) = (rest.split_first_chunk::<140>(), slots.len() >= 160) {
            unpack_block::<20>(block, slots.split_off_mut(..160).unwrap_or_default());
            rest = tail;
            advance(&mut done, 160);
        }
        while let (Some((block, tail)), true) = (rest.split_first_chunk::<28>(), slots.len() >= 32) {
            unpack_block::<4>(block, slots.split_off_mut(..32).unwrap_or_default());
            rest = tail;
            advance(&mut done, 32);
        }
        for ([a, b, c, d, e, f, g], slot) in rest.as_chunks::<7>().0.iter().zip(slots.as_chunks_mut::<8>().0)
        {
            *slot = spread(u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, 0])).to_le_bytes();
            advance(&mut done, 8);
        }
        done
    }

    /// Unpacks seven octets into each group.
    #[inline(always)]
    fn unpack_block<const GROUPS: usize>(packed: &[u8], out: &mut [u8]) {
        let mut words = [0; GROUPS];
        for (at, word) in (0..packed.len()).step_by(7).zip(&mut words) {
            // Each load reads one octet too many at its end; the last load does so at its start.
            let octets = packed.get(at..).unwrap_or_default();
            *word = match octets.first_chunk::<8>() {
                Some(octets) => u64::from_le_bytes(*octets),
                None => packed.last_chunk::<8>().map_or(0, |octets| u64::from_le_bytes(*octets) >> 8),
            };
        }
        for (group, word) in out.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *group = spread(word).to_le_bytes();
        }
    }

    /// Squeezes eight octets of 7 bits each into 56 bits: pairs to 14, to 28, to 56.
    #[inline(always)]
    const fn squeeze(word: u64) -> u64 {
        // Turns a pair of high · 256 + low into high · 128 + low.
        let word = word.wrapping_sub((word & 0x7F00_7F00_7F00_7F00) >> 1);
        let word = (word & 0x0000_3FFF_0000_3FFF) | ((word & 0x3FFF_0000_3FFF_0000) >> 2);
        (word & 0x0FFF_FFFF) | ((word & 0x0FFF_FFFF_0000_0000) >> 4)
    }

    /// The inverse of [`squeeze`]. The upper eight bits are ignored.
    #[inline(always)]
    const fn spread(word: u64) -> u64 {
        let word = (word & 0x0FFF_FFFF) | ((word << 4) & 0x0FFF_FFFF_0000_0000);
        let word = (word & 0x0000_3FFF_0000_3FFF) | ((word << 2) & 0x3FFF_0000_3FFF_0000);
        // Turns a pair of high · 128 + low into high · 256 + low.
        word.wrapping_add(word & 0x3F80_3F80_3F80_3F80)
    }
}
