//! Parts put together again, in fixed memory.
//!
//! A [`Reassembler`] belongs to no session: parts of one message may arrive over several binds. It gives the texts of the
//! parts in their order, whatever order they came in.
//!
//! ```
//! use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::{Duration, Instant};
//!
//! // Four messages under way, of at most 8 parts and 1,280 octets each.
//! let mut messages = Reassembler::<4, 8, 1280>::new(Duration::from_secs(600));
//! let second = DeliverSm {
//!     esm_class: 0x40.into(),
//!     source_addr: "46700000001".into(),
//!     short_message: b"\x05\x00\x03\x2A\x02\x02world",
//!     ..DeliverSm::default()
//! };
//! let first = DeliverSm { short_message: b"\x05\x00\x03\x2A\x02\x01Hello ", ..second };
//! let mut text = [0; 1280];
//! for (now, deliver_sm) in [(0, second), (7, first)] {
//!     let Some(fragment) = Fragment::from_deliver_sm(&deliver_sm)? else { continue };
//!     if let Outcome::Complete(whole) = messages.insert(Instant::from_millis(now), &fragment).outcome {
//!         assert_eq!(whole.copy_to(&mut text), Some(&b"Hello world"[..]));
//!     }
//! }
//! assert_eq!(messages.under_way(), 0);
//! assert_eq!(&text[..11], b"Hello world");
//! # Ok::<(), smpp_core::message::udh::UdhError>(())
//! ```

use super::udh::{self, UdhError};
use crate::codes::{DataCoding, EsmClass, Npi, Ton};
use crate::debug::debug_fields;
use crate::instant::{Duration, Instant};
use crate::pdu::{DataSm, DeliverSm, SubmitSm};
use crate::tlv::Tlvs;
use crate::wire::COctetString;
use core::fmt;
use core::ops::Add;

/// Octets of an address that are kept, at most: what submit_sm and deliver_sm have.
pub const MAX_ADDRESS: usize = 20;

/// An address as a PDU has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address<'a> {
    /// Type of number.
    pub ton: Ton,
    /// Numbering plan.
    pub npi: Npi,
    /// The address itself.
    pub address: COctetString<'a>,
}

/// An address of at most [`MAX_ADDRESS`] octets, in memory of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct KeptAddress {
    ton: Ton,
    npi: Npi,
    /// Zero behind `len`.
    octets: [u8; MAX_ADDRESS],
    len: u8,
}

impl KeptAddress {
    const NONE: Self = Self { ton: Ton(0), npi: Npi(0), octets: [0; MAX_ADDRESS], len: 0 };

    /// The address as it came.
    pub fn address(&self) -> Address<'_> {
        let octets = self.octets.get(..usize::from(self.len)).unwrap_or_default();
        Address { ton: self.ton, npi: self.npi, address: COctetString::new(octets) }
    }

    /// `None` when the address is longer than what is kept.
    fn of(address: &Address<'_>) -> Option<Self> {
        let octets = address.address.as_bytes();
        let mut kept = Self { ton: address.ton, npi: address.npi, ..Self::NONE };
        let room = kept.octets.get_mut(..octets.len())?;
        for (to, from) in room.iter_mut().zip(octets) {
            *to = *from;
        }
        kept.len = u8::try_from(octets.len()).ok()?;
        Some(kept)
    }
}

impl fmt::Debug for KeptAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address().fmt(f)
    }
}

/// Which kind of reference the parts of a message share. Equal numbers of different kinds are different messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReferenceKind {
    /// In the user data header, 8 bits.
    Udh8,
    /// In the user data header, 16 bits.
    Udh16,
    /// In sar_msg_ref_num.
    Sar,
}

/// One part as it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// Who sends the message.
    pub source: Address<'a>,
    /// Whom it is for.
    pub destination: Address<'a>,
    /// The number that the parts share.
    pub reference: u16,
    /// Where that number stands.
    pub kind: ReferenceKind,
    /// The number of parts.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
    /// What the octets of the text mean.
    pub data_coding: DataCoding,
    /// Octets of the user data header that stood in front of the text, its length octet included.
    pub header: u8,
    /// The text of the part.
    pub text: &'a [u8],
}
debug_fields!(Fragment<'_> { source destination reference kind total number data_coding header text });

macro_rules! addresses {
    ($pdu:ident) => {
        (
            Address { ton: $pdu.source_addr_ton, npi: $pdu.source_addr_npi, address: $pdu.source_addr },
            Address { ton: $pdu.dest_addr_ton, npi: $pdu.dest_addr_npi, address: $pdu.destination_addr },
        )
    };
}

impl<'a> Fragment<'a> {
    /// The part that a deliver_sm carries, by its header or its SAR TLVs; `None` when it is a message of its own. The
    /// text is that of `short_message`, or of `message_payload` when that is empty.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
    pub fn from_deliver_sm(pdu: &DeliverSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part that a submit_sm carries, as [`Fragment::from_deliver_sm`] has it.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
    pub fn from_submit_sm(pdu: &SubmitSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, pdu.short_message, &pdu.tlvs)
    }

    /// The part that a data_sm carries, as [`Fragment::from_deliver_sm`] has it.
    ///
    /// # Errors
    /// The user data header cannot be told from the text.
    pub fn from_data_sm(pdu: &DataSm<'a>) -> Result<Option<Self>, UdhError> {
        Self::read(addresses!(pdu), pdu.esm_class, pdu.data_coding, &[], &pdu.tlvs)
    }

    fn read(
        (source, destination): (Address<'a>, Address<'a>),
        esm_class: EsmClass,
        data_coding: DataCoding,
        short_message: &'a [u8],
        tlvs: &Tlvs<'a>,
    ) -> Result<Option<Self>, UdhError> {
        let payload = || tlvs.message_payload().ok().flatten().unwrap_or_default();
        let body = if short_message.is_empty() { payload() } else { short_message };
        let (udh, text) = udh::split(esm_class, body)?;
        let (kind, reference, total, number) = match udh.and_then(|udh| udh.concatenation()) {
            Some(part) => {
                let kind = if part.wide { ReferenceKind::Udh16 } else { ReferenceKind::Udh8 };
                (kind, part.reference, part.total, part.number)
            }
            None => {
                let Ok(Some(reference)) = tlvs.sar_msg_ref_num() else { return Ok(None) };
                let Ok(Some(total)) = tlvs.sar_total_segments() else { return Ok(None) };
                let Ok(Some(number)) = tlvs.sar_segment_seqnum() else { return Ok(None) };
                if number == 0 || number > total {
                    return Ok(None);
                }
                (ReferenceKind::Sar, reference, total, number)
            }
        };
        let header = udh.map_or(0, |udh| u8::try_from(udh.len()).unwrap_or(u8::MAX));
        Ok(Some(Self { source, destination, reference, kind, total, number, data_coding, header, text }))
    }
}

/// Up to `MESSAGES` messages under way, each of at most `PARTS` parts and `OCTETS` octets of text. It takes about
/// `MESSAGES * (OCTETS + 6 * PARTS + 90)` octets of memory, and no more ever.
#[derive(Debug)]
pub struct Reassembler<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> {
    slots: [Slot<PARTS, OCTETS>; MESSAGES],
    expiry: Duration,
}

#[derive(Clone, Debug)]
struct Slot<const PARTS: usize, const OCTETS: usize> {
    state: State,
    key: Key,
    data_coding: DataCoding,
    since: Instant,
    /// Parts that are here.
    count: u8,
    parts: [Option<Place>; PARTS],
    octets: Octets<OCTETS>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Free,
    Open,
    /// Given out; kept to know repeated parts, until its place is needed.
    Done,
}

/// Where the text of a part stands among the octets of its slot.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u16,
    len: u16,
    header: u8,
}

#[derive(Clone, Debug)]
struct Key {
    source: KeptAddress,
    destination: KeptAddress,
    reference: u16,
    kind: ReferenceKind,
    total: u8,
}

/// Octets up to a capacity. (`heapless::Vec` would do, but its `extend_from_slice` keeps a panic branch.)
#[derive(Clone, Debug)]
struct Octets<const N: usize> {
    octets: [u8; N],
    len: usize,
}

impl<const N: usize> Octets<N> {
    const EMPTY: Self = Self { octets: [0; N], len: 0 };

    fn as_slice(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    fn extend(&mut self, more: &[u8]) -> Option<()> {
        let end = self.len.checked_add(more.len())?;
        let room = self.octets.get_mut(self.len..end)?;
        for (to, from) in room.iter_mut().zip(more) {
            *to = *from;
        }
        self.len = end;
        Some(())
    }
}

impl Key {
    const NONE: Self = Self {
        source: KeptAddress::NONE,
        destination: KeptAddress::NONE,
        reference: 0,
        kind: ReferenceKind::Udh8,
        total: 0,
    };

    fn is(&self, fragment: &Fragment<'_>) -> bool {
        self.reference == fragment.reference
            && self.kind == fragment.kind
            && self.total == fragment.total
            && self.source.address() == fragment.source
            && self.destination.address() == fragment.destination
    }
}

impl<const PARTS: usize, const OCTETS: usize> Slot<PARTS, OCTETS> {
    const FREE: Self = Self {
        state: State::Free,
        key: Key::NONE,
        data_coding: DataCoding(0),
        since: Instant::ZERO,
        count: 0,
        parts: [None; PARTS],
        octets: Octets::EMPTY,
    };

    fn text(&self, place: Place) -> &[u8] {
        let start = usize::from(place.start);
        self.octets.as_slice().get(start..start.saturating_add(usize::from(place.len))).unwrap_or_default()
    }

    /// The place of a part in the list, when the number is one of `PARTS`.
    fn place(&self, number: u8) -> Option<Place> {
        *self.parts.get(usize::from(number.checked_sub(1)?))?
    }

    fn start(&mut self, key: Key, fragment: &Fragment<'_>, now: Instant) {
        self.state = State::Open;
        self.key = key;
        self.data_coding = fragment.data_coding;
        self.since = now;
        self.count = 0;
        self.parts = [None; PARTS];
        self.octets.len = 0;
    }

    /// Keeps a part. `None` when its text or its number has no room.
    fn keep(&mut self, fragment: &Fragment<'_>) -> Option<()> {
        let start = u16::try_from(self.octets.len).ok()?;
        let len = u16::try_from(fragment.text.len()).ok()?;
        let slot = self.parts.get_mut(usize::from(fragment.number.checked_sub(1)?))?;
        self.octets.extend(fragment.text)?;
        *slot = Some(Place { start, len, header: fragment.header });
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// Forgets the message; what was lost when it was not complete.
    fn drop_for(&mut self, reason: DropReason) -> Option<Dropped> {
        let was_open = self.state == State::Open;
        self.state = State::Free;
        let Key { source, destination, reference, kind, total } = self.key;
        let (parts, since) = (self.count, self.since);
        was_open.then_some(Dropped { reason, source, destination, reference, kind, total, parts, since })
    }
}

/// What became of a part.
#[derive(Debug)]
pub struct Inserted<'r> {
    /// The part.
    pub outcome: Outcome<'r>,
    /// Another message, incomplete, that had to go for it, or had expired.
    pub dropped: Option<Dropped>,
}

/// What became of a part.
#[derive(Debug)]
pub enum Outcome<'r> {
    /// Kept; so many parts are missing.
    Waiting {
        /// Parts that are missing.
        missing: u8,
    },
    /// It was the last one: the message is whole.
    Complete(Whole<'r>),
    /// The same part was there already. Nothing changed.
    Repeated,
    /// Not kept, and nothing changed.
    Refused(RefusedReason),
}

/// Why a part was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusedReason {
    /// The part number is 0 or above the number of parts.
    PartNumber,
    /// The message has more parts than there is room for.
    TooManyParts,
    /// The text of the message has more octets than there is room for.
    TooLong,
    /// An address has more than [`MAX_ADDRESS`] octets.
    Address,
    /// There is room for no message at all.
    NoMessages,
}

/// A message that was given up before it was complete.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Dropped {
    /// Why.
    pub reason: DropReason,
    /// Who sent it.
    pub source: KeptAddress,
    /// Whom it was for.
    pub destination: KeptAddress,
    /// The number that its parts share.
    pub reference: u16,
    /// Where that number stands.
    pub kind: ReferenceKind,
    /// The number of its parts.
    pub total: u8,
    /// How many of them were here.
    pub parts: u8,
    /// When the first came.
    pub since: Instant,
}
debug_fields!(Dropped { reason source destination reference kind total parts since });

/// Why a message was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DropReason {
    /// Its time was over.
    Expired,
    /// Another message needed the room, and this was the oldest.
    Evicted,
    /// A part came again with another text: the sender uses the reference for a new message.
    Replaced,
}

impl<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize> Reassembler<MESSAGES, PARTS, OCTETS> {
    /// Nothing under way. A message has `expiry` from its first part to its last.
    pub const fn new(expiry: Duration) -> Self {
        Self { slots: [const { Slot::FREE }; MESSAGES], expiry }
    }

    /// Takes a part.
    pub fn insert(&mut self, now: Instant, fragment: &Fragment<'_>) -> Inserted<'_> {
        let refused = |reason| Inserted { outcome: Outcome::Refused(reason), dropped: None };
        if fragment.number == 0 || fragment.number > fragment.total {
            return refused(RefusedReason::PartNumber);
        }
        if usize::from(fragment.total) > PARTS {
            return refused(RefusedReason::TooManyParts);
        }
        if fragment.text.len() > OCTETS {
            return refused(RefusedReason::TooLong);
        }
        let Some((source, destination)) =
            KeptAddress::of(&fragment.source).zip(KeptAddress::of(&fragment.destination))
        else {
            return refused(RefusedReason::Address);
        };
        let Fragment { reference, kind, total, .. } = *fragment;
        let key = Key { source, destination, reference, kind, total };
        let expiry = self.expiry;
        let is_over = |since| now.saturating_since(since) >= expiry;

        let known = |slot: &Slot<PARTS, OCTETS>| slot.state != State::Free && slot.key.is(fragment);
        let at = self.place_of(known).or_else(|| self.place_for_new());
        let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) else {
            return refused(RefusedReason::NoMessages);
        };
        let mut dropped = None;
        if known(slot) && !is_over(slot.since) {
            match slot.place(fragment.number) {
                Some(place) if slot.text(place) == fragment.text => {
                    return Inserted { outcome: Outcome::Repeated, dropped };
                }
                Some(_) => {
                    dropped = slot.drop_for(DropReason::Replaced);
                    slot.start(key, fragment, now);
                }
                None if slot.octets.len.saturating_add(fragment.text.len()) > OCTETS => {
                    return refused(RefusedReason::TooLong);
                }
                None => {}
            }
        } else {
            let reason = if is_over(slot.since) { DropReason::Expired } else { DropReason::Evicted };
            dropped = slot.drop_for(reason);
            slot.start(key, fragment, now);
        }
        if slot.keep(fragment).is_none() {
            return Inserted { outcome: Outcome::Refused(RefusedReason::TooLong), dropped };
        }
        let outcome = match fragment.total.saturating_sub(slot.count) {
            0 => {
                slot.state = State::Done;
                Outcome::Complete(Whole {
                    parts: &slot.parts,
                    octets: slot.octets.as_slice(),
                    data_coding: slot.data_coding,
                })
            }
            missing => Outcome::Waiting { missing },
        };
        Inserted { outcome, dropped }
    }

    fn place_of(&self, known: impl Fn(&Slot<PARTS, OCTETS>) -> bool) -> Option<usize> {
        self.slots.iter().enumerate().find(|(_, slot)| known(slot)).map(|(at, _)| at)
    }

    /// A free slot, or else the oldest of those given out, or else the oldest.
    fn place_for_new(&self) -> Option<usize> {
        let rank = |slot: &Slot<PARTS, OCTETS>| match slot.state {
            State::Free => (0, Instant::ZERO),
            State::Done => (1, slot.since),
            State::Open => (2, slot.since),
        };
        let mut best = None;
        for (at, slot) in self.slots.iter().enumerate() {
            let rank = rank(slot);
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Gives up one message whose time is over. Call until it gives `None`.
    pub fn expire(&mut self, now: Instant) -> Option<Dropped> {
        let expiry = self.expiry;
        self.slots
            .iter_mut()
            .filter(|slot| slot.state != State::Free && now.saturating_since(slot.since) >= expiry)
            .find_map(|slot| slot.drop_for(DropReason::Expired))
    }

    /// When the next message expires.
    pub fn next_expiry(&self) -> Option<Instant> {
        let open = self.slots.iter().filter(|slot| slot.state == State::Open);
        open.map(|slot| slot.since).min().map(|since| since.add(self.expiry))
    }

    /// Messages that wait for parts.
    pub fn under_way(&self) -> usize {
        self.slots
            .iter()
            .fold(0, |count: usize, slot| count.wrapping_add(usize::from(slot.state == State::Open)))
    }
}

/// A whole message: the texts of its parts in their order, in the memory of the reassembler.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'r> {
    parts: &'r [Option<Place>],
    octets: &'r [u8],
    data_coding: DataCoding,
}

impl<'r> Whole<'r> {
    /// The `data_coding` of the part that came first.
    pub const fn data_coding(&self) -> DataCoding {
        self.data_coding
    }

    /// Octets of all texts.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether no part has any text.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The texts in the order of their numbers, each with the octets of its header: packed septets must be read part
    /// by part, with [`Charset::chars_after`](super::text::Charset::chars_after).
    pub fn parts(&self) -> impl Iterator<Item = (&'r [u8], usize)> + use<'r> {
        let octets = self.octets;
        self.parts.iter().flatten().map(move |place| {
            let start = usize::from(place.start);
            let text = octets.get(start..start.saturating_add(usize::from(place.len))).unwrap_or_default();
            (text, usize::from(place.header))
        })
    }

    /// Joins the texts at the start of `out`; `None` when they do not fit. Right for everything but packed septets,
    /// and it heals what a sender cut in two: escapes, surrogate pairs.
    pub fn copy_to<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let (whole, _) = out.split_at_mut_checked(self.octets.len())?;
        let octets = self.parts().flat_map(|(text, _)| text);
        for (to, from) in whole.iter_mut().zip(octets) {
            *to = *from;
        }
        Some(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragment(reference: u16, total: u8, number: u8, text: &[u8]) -> Fragment<'_> {
        Fragment {
            source: Address { address: "46700000001".into(), ..Address::default() },
            destination: Address { address: "12345".into(), ..Address::default() },
            reference,
            kind: ReferenceKind::Udh8,
            total,
            number,
            data_coding: DataCoding(0),
            header: 6,
            text,
        }
    }

    type Small = Reassembler<2, 4, 16>;

    #[test]
    fn the_documentation_states_the_memory() {
        let stated = |messages: usize, parts: usize, octets: usize| messages * (octets + 6 * parts + 90);
        let real = [size_of::<Reassembler<4, 8, 1280>>(), size_of::<Reassembler<64, 32, 5120>>()];
        for (real, stated) in real.into_iter().zip([stated(4, 8, 1280), stated(64, 32, 5120)]) {
            assert!(real.abs_diff(stated) * 20 < stated, "{real} {stated}");
        }
    }

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    /// Missing parts, -1 for a repeated one, -2 for a refused one, or the text.
    fn insert<'o>(
        messages: &mut Small,
        now: u64,
        part: &Fragment<'_>,
        out: &'o mut [u8],
    ) -> Result<&'o [u8], i16> {
        match messages.insert(at(now), part).outcome {
            Outcome::Waiting { missing } => Err(i16::from(missing)),
            Outcome::Complete(whole) => Ok(whole.copy_to(out).unwrap()),
            Outcome::Repeated => Err(-1),
            Outcome::Refused(_) => Err(-2),
        }
    }

    #[test]
    fn parts_in_any_order_with_repeats() {
        let texts = [&b"Hello"[..], b", ", b"world"];
        for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
            let mut messages = Small::new(Duration::from_secs(60));
            let mut out = [0; 16];
            for (number, missing) in order.into_iter().zip([2, 1, 0]) {
                let part = fragment(7, 3, number, texts[usize::from(number.saturating_sub(1))]);
                let answer = insert(&mut messages, 0, &part, &mut out);
                assert_eq!(answer, if missing > 0 { Err(missing) } else { Ok(&b"Hello, world"[..]) });
                // Again, even when the message is complete.
                assert_eq!(insert(&mut messages, 0, &part, &mut [0; 16]), Err(-1));
            }
        }
    }

    #[test]
    fn what_differs_in_any_part_of_the_key_is_another_message() {
        let base = fragment(7, 2, 1, b"a");
        let others = [
            Fragment { reference: 8, ..base },
            Fragment { kind: ReferenceKind::Udh16, ..base },
            Fragment { kind: ReferenceKind::Sar, ..base },
            Fragment { total: 3, ..base },
            Fragment { source: base.destination, ..base },
            Fragment { destination: base.source, ..base },
            Fragment { source: Address { ton: Ton(1), ..base.source }, ..base },
        ];
        for other in others {
            let mut messages = Small::new(Duration::from_secs(60));
            assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
            let second = Fragment { number: 2, ..other };
            assert_eq!(
                insert(&mut messages, 0, &second, &mut []),
                Err(i16::from(other.total.saturating_sub(1)))
            );
            assert_eq!(messages.under_way(), 2);
        }
    }

    #[test]
    fn a_part_with_another_text_starts_a_new_message() {
        let mut messages = Small::new(Duration::from_secs(60));
        messages.insert(at(0), &fragment(7, 2, 1, b"old"));
        let inserted = messages.insert(at(5), &fragment(7, 2, 1, b"new"));
        let dropped = inserted.dropped.unwrap();
        assert_eq!((dropped.reason, dropped.parts, dropped.total), (DropReason::Replaced, 1, 2));
        let part = fragment(7, 2, 1, b"old");
        assert_eq!(
            (dropped.source.address(), dropped.destination.address()),
            (part.source, part.destination)
        );
        let mut out = [0; 16];
        assert_eq!(insert(&mut messages, 6, &fragment(7, 2, 2, b"er"), &mut out), Ok(&b"newer"[..]));
        // The reference is used again: nothing was lost.
        let inserted = messages.insert(at(7), &fragment(7, 2, 1, b"third"));
        assert!(matches!(inserted.outcome, Outcome::Waiting { missing: 1 }));
        assert_eq!(inserted.dropped, None);
    }

    #[test]
    fn messages_expire_and_say_so() {
        let mut messages = Small::new(Duration::from_millis(100));
        messages.insert(at(10), &fragment(1, 2, 1, b"a"));
        messages.insert(at(20), &fragment(2, 2, 1, b"b"));
        assert_eq!(messages.next_expiry(), Some(at(110)));
        assert_eq!(messages.expire(at(109)), None);
        let dropped = messages.expire(at(120)).unwrap();
        assert_eq!((dropped.reason, dropped.reference), (DropReason::Expired, 1));
        assert_eq!(messages.expire(at(120)).unwrap().reference, 2);
        assert_eq!(messages.expire(at(120)), None);
        assert_eq!((messages.under_way(), messages.next_expiry()), (0, None));
        // A late part of an expired message starts anew, and the old one is reported.
        messages.insert(at(200), &fragment(3, 2, 1, b"a"));
        let late = messages.insert(at(300), &fragment(3, 2, 2, b"b"));
        assert!(matches!(late.outcome, Outcome::Waiting { missing: 1 }));
        assert_eq!(late.dropped.unwrap().reason, DropReason::Expired);
    }

    #[test]
    fn the_oldest_makes_room_and_complete_ones_go_first() {
        let mut messages = Small::new(Duration::from_secs(60));
        messages.insert(at(1), &fragment(1, 2, 1, b"a"));
        messages.insert(at(2), &fragment(2, 1, 1, b"done"));
        assert_eq!(messages.insert(at(3), &fragment(3, 2, 1, b"c")).dropped, None);
        let dropped = messages.insert(at(4), &fragment(4, 2, 1, b"d")).dropped.unwrap();
        assert_eq!((dropped.reason, dropped.reference), (DropReason::Evicted, 1));
        assert_eq!(messages.under_way(), 2);
    }

    #[test]
    fn what_has_no_room_is_refused_and_changes_nothing() {
        let mut messages = Small::new(Duration::from_secs(60));
        let long = [b'x'; 21];
        let long_address = Address { address: COctetString::new(&long), ..Address::default() };
        let base = fragment(1, 2, 1, b"0123456789");
        for (part, reason) in [
            (Fragment { number: 0, ..base }, RefusedReason::PartNumber),
            (Fragment { number: 3, ..base }, RefusedReason::PartNumber),
            (Fragment { total: 5, ..base }, RefusedReason::TooManyParts),
            (Fragment { text: &long, ..base }, RefusedReason::TooLong),
            (Fragment { source: long_address, ..base }, RefusedReason::Address),
        ] {
            let inserted = messages.insert(at(0), &part);
            assert!(matches!(inserted.outcome, Outcome::Refused(found) if found == reason));
            assert_eq!(messages.under_way(), 0);
        }
        assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
        assert_eq!(insert(&mut messages, 0, &fragment(1, 2, 2, b"7 octets"), &mut []), Err(-2));
        let mut out = [0; 16];
        assert_eq!(
            insert(&mut messages, 0, &fragment(1, 2, 2, b"6 octs"), &mut out),
            Ok(&b"01234567896 octs"[..])
        );
        let mut none = Reassembler::<0, 4, 16>::new(Duration::ZERO);
        let refused = none.insert(at(0), &base).outcome;
        assert!(matches!(refused, Outcome::Refused(RefusedReason::NoMessages)));
    }
}
