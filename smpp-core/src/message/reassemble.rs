//! Joins the fragments of long messages, in fixed memory. A fragment is a segment as it was received.
//!
//! A [`Reassembler`] is independent of sessions: fragments of one message may arrive over several sessions. It accepts
//! the fragments in any order and returns their texts in the right order. A message of one PDU is complete at once.
//!
//! The reassembler comes from [`smpp_gsm7::reassemble`]. This module takes [`Fragment`]s from PDUs
//! ([`DeliverSm::fragment`]) and distinguishes messages by their addresses.
//!
//! ```
//! use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::{Duration, Instant};
//!
//! // Up to four incomplete messages, each with at most 8 fragments and 1,280 octets. Take the seed from the system's
//! // random number generator.
//! let slots = [MessageSlot::<8, 1280>::EMPTY; 4];
//! let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
//! let second = DeliverSm {
//!     esm_class: 0x40.into(),
//!     source_addr: "46700000001".into(),
//!     short_message: b"\x05\x00\x03\x2A\x02\x02world",
//!     ..DeliverSm::default()
//! };
//! let first = DeliverSm { short_message: b"\x05\x00\x03\x2A\x02\x01Hello ", ..second };
//! let mut text: Vec<u8> = Vec::new();
//! for (now, deliver_sm) in [(0, second), (7, first)] {
//!     let fragment = deliver_sm.fragment_or_whole()?;
//!     let (inserted, incomplete) = messages.insert(Instant::from_millis(now), &fragment)?;
//!     assert_eq!(incomplete, None); // no other message was dropped to make room
//!     if let Inserted::Complete(message) = inserted {
//!         text.extend(message.text());
//!     }
//! }
//! assert_eq!(messages.incomplete(), 0);
//! assert_eq!(text, b"Hello world");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`DataCodings::chars_of`](crate::message::text::DataCodings::chars_of) decodes the text:
//!
//! ```
//! use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
//! use smpp_core::gsm7::Language;
//! use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
//! use smpp_core::message::text::DataCodings;
//! use smpp_core::pdu::SubmitSm;
//! use smpp_core::{Duration, Instant};
//!
//! // A long Turkish text. The header of each segment names the national table.
//! let text = "ağaç ".repeat(60);
//! let segmenter = Segmenter::DEFAULT.national(&text, &[Language::TURKISH]);
//! let mut segments = segmenter.plan(&text)?.segments();
//! let slots = [MessageSlot::<4, 640>::EMPTY];
//! let mut messages = Reassembler::new(slots, Duration::from_secs(60), 0x5EED);
//! let codings = DataCodings::default();
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut read = String::new();
//! while let Some(segment) = segments.next_into(&mut buffer)? {
//!     let mut tlvs = SegmentTlvs::default();
//!     let fragment = SubmitSm::from_segment(&segment, &mut tlvs).fragment_or_whole()?;
//!     if let (Inserted::Complete(message), _) = messages.insert(Instant::ZERO, &fragment)? {
//!         read.extend(codings.chars_of(&message).unwrap());
//!     }
//! }
//! assert_eq!(read, text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use smpp_gsm7::reassemble::{IncompleteCause, InsertError, Inserted, Message, Reassembler, TextCoding};

use crate::codes::{DataCoding, EsmClass, Npi, Ton};
use crate::message::split_header;
use crate::message::udh::{Concatenation, UdhError, Width};
use crate::pdu::{Address, DataSm, DeliverSm, SubmitSm};
use crate::tlv::Tlvs;
use crate::wire::COctetString;
use smpp_gsm7::error_kinds;
use smpp_gsm7::octets::Octets;

/// Longest address that is stored, in octets: the maximum of data_sm. submit_sm and deliver_sm allow 20.
pub const MAX_ADDRESS: usize = 64;

/// A fragment of a message as received in a PDU.
pub type Fragment<'a> = smpp_gsm7::reassemble::Fragment<'a, FragmentKey>;

/// A message that was dropped before it was complete. Its fragments are lost.
pub type Incomplete = smpp_gsm7::reassemble::Incomplete<FragmentKey>;

/// Storage for one message of at most `FRAGMENTS` fragments and `OCTETS` octets of text. It takes about
/// `OCTETS + 25 * FRAGMENTS + 184` octets.
pub type MessageSlot<const FRAGMENTS: usize, const OCTETS: usize> =
    smpp_gsm7::reassemble::MessageSlot<FragmentKey, FRAGMENTS, OCTETS>;

/// Together with the reference number, identifies a message: all its fragments have the same key.
///
/// ```
/// use smpp_core::message::reassemble::ReferenceIn;
/// use smpp_core::pdu::DeliverSm;
/// use smpp_core::Tlv;
/// let tlvs = [Tlv::sar_msg_ref_num(7), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1)];
/// let deliver_sm = DeliverSm { source_addr: "467".into(), tlvs: (&tlvs).into(), ..DeliverSm::default() };
/// let key = deliver_sm.fragment()?.unwrap().key;
/// assert_eq!((key.source.address(), key.reference_in), (deliver_sm.source(), ReferenceIn::Sar));
/// # Ok::<(), smpp_core::message::reassemble::FragmentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FragmentKey {
    /// The sender.
    pub source: StoredAddress,
    /// The recipient.
    pub destination: StoredAddress,
    /// Where the reference number is.
    pub reference_in: ReferenceIn,
}

/// Where the reference number of a fragment is. The same number in different places means different messages.
///
/// ```
/// use smpp_core::codes::EsmClass;
/// use smpp_core::message::reassemble::ReferenceIn;
/// use smpp_core::pdu::DeliverSm;
/// let short_message = b"\x05\0\x03\x2A\x02\x01Hello";
/// let deliver_sm = DeliverSm { esm_class: EsmClass(0x40), short_message, ..DeliverSm::default() };
/// assert_eq!(deliver_sm.fragment()?.unwrap().key.reference_in, ReferenceIn::Udh);
/// # Ok::<(), smpp_core::message::reassemble::FragmentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReferenceIn {
    /// In the user data header.
    Udh,
    /// In sar_msg_ref_num.
    Sar,
}

/// An [`Address`] of at most [`MAX_ADDRESS`] octets that does not borrow from a PDU.
///
/// ```
/// use smpp_core::message::reassemble::{FragmentError, StoredAddress};
/// let shop = StoredAddress::new("Shop".into())?;
/// assert_eq!(shop.address(), "Shop".into());
///
/// let long = "9".repeat(65);
/// assert_eq!(StoredAddress::new(long.as_str().into()), Err(FragmentError::AddressTooLong));
/// # Ok::<(), FragmentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct StoredAddress {
    ton: Ton,
    npi: Npi,
    addr: Octets<MAX_ADDRESS>,
}

impl StoredAddress {
    /// Stores an address.
    ///
    /// # Errors
    /// The address is longer than [`MAX_ADDRESS`].
    pub fn new(Address { ton, npi, addr }: Address<'_>) -> Result<Self, FragmentError> {
        let addr = Octets::new(addr.as_bytes()).ok_or(FragmentError::AddressTooLong)?;
        Ok(Self { ton, npi, addr })
    }

    /// The address as received.
    pub fn address(&self) -> Address<'_> {
        Address { ton: self.ton, npi: self.npi, addr: COctetString::new(self.addr.as_bytes()) }
    }
}

error_kinds! {
    /// Why the fragment in a PDU could not be read.
    ///
    /// ```
    /// use smpp_core::codes::EsmClass;
    /// use smpp_core::message::reassemble::FragmentError;
    /// use smpp_core::pdu::DeliverSm;
    /// // UDHI is set, but the text starts without a header.
    /// let deliver_sm = DeliverSm { esm_class: EsmClass(0x40), ..DeliverSm::default() };
    /// assert!(matches!(deliver_sm.fragment(), Err(FragmentError::Header(_))));
    /// ```
    #[derive(Debug, Hash)]
    pub enum FragmentError {
        /// The end of the user data header cannot be determined.
        Header(error: UdhError) => "{error}";
        /// An address has more than [`MAX_ADDRESS`] octets.
        AddressTooLong => "an address has more than {MAX_ADDRESS} octets";
    }
}

impl core::error::Error for FragmentError {}

macro_rules! fragment {
    ($($Pdu:ident, |$pdu:pat_param| $short_message:expr;)*) => { $(
        impl<'a> $Pdu<'a> {
            /// The fragment of a long message that this PDU carries, for a [`Reassembler`]. The user data header or the
            /// SAR TLVs identify it. `Ok(None)` if neither has a valid segment number, as in a message of one PDU. The
            /// text is taken from the [user data](Self::user_data).
            ///
            /// # Errors
            /// The end of the user data header cannot be determined, or an address is too long.
            pub fn fragment(&self) -> Result<Option<Fragment<'a>>, FragmentError> {
                let addresses = [self.source(), self.destination()];
                read(addresses, self.esm_class, self.data_coding, self.user_data(), &self.tlvs)
            }

            /// Like [`fragment`](Self::fragment), but a message of one PDU is fragment 1 of 1, which is
            /// [complete](Inserted::Complete) at once. So all messages take one path.
            ///
            /// # Errors
            /// The end of the user data header cannot be determined, or an address is too long.
            pub fn fragment_or_whole(&self) -> Result<Fragment<'a>, FragmentError> {
                if let Some(fragment) = self.fragment()? {
                    return Ok(fragment);
                }
                let (udh, text) =
                    split_header(self.esm_class, self.user_data()).map_err(FragmentError::Header)?;
                let source = StoredAddress::new(self.source())?;
                let destination = StoredAddress::new(self.destination())?;
                let key = FragmentKey { source, destination, reference_in: ReferenceIn::Udh };
                Ok(Fragment::whole(key, self.data_coding.0, udh, text))
            }

            /// The octets of the message, with the user data header if there is one: `short_message` if the PDU has
            /// one and it is not empty, otherwise `message_payload`. Empty if there is neither.
            ///
            /// ```
            /// use smpp_core::Tlv;
            #[doc = concat!("use smpp_core::pdu::", stringify!($Pdu), ";")]
            /// let tlvs = [Tlv::message_payload(b"Hello")];
            #[doc = concat!("let pdu = ", stringify!($Pdu), " { tlvs: (&tlvs).into(), ..Default::default() };")]
            /// assert_eq!(pdu.user_data(), b"Hello");
            /// ```
            pub fn user_data(&self) -> &'a [u8] {
                let $pdu = self;
                let short_message: &'a [u8] = $short_message;
                if !short_message.is_empty() {
                    return short_message;
                }
                self.tlvs.message_payload().ok().flatten().unwrap_or_default()
            }
        }
    )* };
}
fragment! {
    DeliverSm, |pdu| pdu.short_message;
    SubmitSm, |pdu| pdu.short_message;
    DataSm, |_| &[];
}

fn read<'a>(
    addresses: [Address<'a>; 2],
    esm_class: EsmClass,
    data_coding: DataCoding,
    user_data: &'a [u8],
    tlvs: &Tlvs<'a>,
) -> Result<Option<Fragment<'a>>, FragmentError> {
    let (udh, text) = split_header(esm_class, user_data).map_err(FragmentError::Header)?;
    let (reference_in, concatenation) = match udh.and_then(|udh| udh.concatenation()) {
        Some(concatenation) => (ReferenceIn::Udh, concatenation),
        None => {
            let Ok(Some(reference)) = tlvs.sar_msg_ref_num() else { return Ok(None) };
            let Ok(Some(total)) = tlvs.sar_total_segments() else { return Ok(None) };
            let Ok(Some(number)) = tlvs.sar_segment_seqnum() else { return Ok(None) };
            (ReferenceIn::Sar, Concatenation { reference, width: Width::Bits16, total, number })
        }
    };
    if !concatenation.is_valid() {
        return Ok(None);
    }
    let [source, destination] = addresses.map(StoredAddress::new);
    let key = FragmentKey { source: source?, destination: destination?, reference_in };
    Ok(Some(Fragment::new(key, concatenation, data_coding.0, udh, text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::text::DataCodings;
    use crate::tlv::Tlv;
    use smpp_gsm7::{Duration, Instant};

    #[test]
    fn the_documentation_states_the_memory() {
        let stated = |parts: usize, octets: usize| octets + 25 * parts + 184;
        for (real, stated) in [
            (size_of::<MessageSlot<8, 1280>>(), stated(8, 1280)),
            (size_of::<MessageSlot<32, 5120>>(), stated(32, 5120)),
            (size_of::<MessageSlot<255, 40_000>>(), stated(255, 40_000)),
        ] {
            assert!(real.abs_diff(stated) * 100 < stated, "{real} {stated}");
        }
    }

    #[test]
    fn numbers_in_tlvs_that_no_part_has() {
        for (number, total, is_part) in
            [(1, 2, true), (2, 2, true), (0, 2, false), (3, 2, false), (1, 0, false)]
        {
            let tlvs = [
                Tlv::sar_msg_ref_num(7),
                Tlv::sar_total_segments(total),
                Tlv::sar_segment_seqnum(number),
                Tlv::message_payload(b"text"),
            ];
            let data_sm = DataSm { tlvs: (&tlvs).into(), ..DataSm::default() };
            let found = data_sm
                .fragment()
                .unwrap()
                .map(|part| (part.key.reference_in, part.concatenation, part.coding.header, part.text));
            let part = Concatenation { reference: 7, width: Width::Bits16, total, number };
            assert_eq!(found, is_part.then_some((ReferenceIn::Sar, part, 0, &b"text"[..])));
            // The same in a deliver_sm, whose own text goes first.
            let deliver_sm =
                DeliverSm { tlvs: (&tlvs).into(), short_message: b"short", ..DeliverSm::default() };
            let part = deliver_sm.fragment().unwrap();
            assert_eq!(part.map(|part| part.text), is_part.then_some(&b"short"[..]));
        }
    }

    /// Whatever its length, without a slot, and as often as it comes.
    #[test]
    fn a_message_of_one_pdu_takes_the_path_of_the_others() {
        let no_slots: [MessageSlot<4, 16>; 0] = [];
        let mut messages = Reassembler::new(no_slots, Duration::ZERO, 1);
        let turkish = DeliverSm {
            esm_class: EsmClass(0x40),
            short_message: b"\x03\x24\x01\x01a message of one PDU, \x1Bs",
            ..DeliverSm::default()
        };
        let (long, invalid) = ([b'a'; 60_000], b"\x05\0\x03\x07\x02\x03b");
        let long = [Tlv::message_payload(&long)];
        for (deliver_sm, text) in [
            (turkish, "a message of one PDU, ş"),
            (DeliverSm { tlvs: (&long).into(), ..DeliverSm::default() }, &"a".repeat(60_000)),
            // Segment 3 of 2.
            (DeliverSm { short_message: invalid, ..turkish }, "b"),
        ] {
            for _ in 0..2 {
                let fragment = deliver_sm.fragment_or_whole().unwrap();
                let (inserted, incomplete) = messages.insert(Instant::ZERO, &fragment).unwrap();
                let Inserted::Complete(message) = inserted else { panic!("{inserted:?}") };
                assert!(DataCodings::default().chars_of(&message).unwrap().eq(text.chars()));
                assert!(incomplete.is_none() && message.arrivals().eq([(1, Instant::ZERO)]));
            }
        }
        let binary = DeliverSm { data_coding: DataCoding(4), ..turkish }.fragment_or_whole().unwrap();
        let (inserted, _) = messages.insert(Instant::ZERO, &binary).unwrap();
        let Inserted::Complete(message) = inserted else { panic!("{inserted:?}") };
        assert!(DataCodings::default().chars_of(&message).is_none());
        let cut = DeliverSm { short_message: b"\x09\0", ..turkish };
        assert!(matches!(cut.fragment_or_whole(), Err(FragmentError::Header(_))));
    }

    #[test]
    fn messages_differ_by_addresses_types_and_places_of_references() {
        let message = b"\x05\x00\x03\x07\x02\x01a";
        let base = DeliverSm {
            esm_class: EsmClass(0x40),
            source_addr_ton: Ton(1),
            source_addr: "46700000001".into(),
            destination_addr: "12345".into(),
            short_message: message,
            ..DeliverSm::default()
        };
        let sar = [Tlv::sar_msg_ref_num(7), Tlv::sar_total_segments(2), Tlv::sar_segment_seqnum(1)];
        let others = [
            DeliverSm { short_message: b"\x06\x08\x04\0\x07\x02\x01a", ..base },
            DeliverSm { esm_class: EsmClass(0), short_message: b"a", tlvs: (&sar).into(), ..base },
            DeliverSm { source_addr: base.destination_addr, ..base },
            DeliverSm { destination_addr: base.source_addr, ..base },
            DeliverSm { source_addr_ton: Ton(2), ..base },
            DeliverSm { source_addr_npi: Npi(2), ..base },
            DeliverSm { dest_addr_npi: Npi(2), ..base },
        ];
        for other in others {
            let slots = [const { MessageSlot::<4, 16>::EMPTY }; 2];
            let mut messages = Reassembler::new(slots, Duration::from_secs(60), 1);
            for pdu in [base, other] {
                let fragment = pdu.fragment().unwrap().unwrap();
                let (inserted, incomplete) = messages.insert(Instant::ZERO, &fragment).unwrap();
                assert!(matches!(inserted, Inserted::Waiting { missing: 1 }));
                assert_eq!(incomplete, None);
            }
            assert_eq!(messages.incomplete(), 2);
        }
        let long = [b'7'; MAX_ADDRESS + 1];
        let too_long = DeliverSm { source_addr: COctetString::new(&long), ..base };
        assert_eq!(too_long.fragment(), Err(FragmentError::AddressTooLong));
    }
}
