//! The input of a [`Reassembler`](super::Reassembler), and its results.

use super::message::Message;
use crate::debug::debug_fields;
use crate::error::error_kinds;
use crate::instant::Instant;
use crate::udh::{Concatenation, Udh, Width};
use crate::{Charset, Language};
use core::fmt;

/// A fragment: a segment of a long message, as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fragment<'a, K> {
    /// Together with the reference number, identifies the message; usually the sender. All fragments of a
    /// message have the same key.
    pub key: K,
    /// The reference number, the number of fragments, and the number of this one.
    pub concatenation: Concatenation,
    /// How the text is encoded.
    pub coding: TextCoding,
    /// The text of the fragment, without the header.
    pub text: &'a [u8],
}

/// How the text of a fragment is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TextCoding {
    /// TP-DCS, or `data_coding` in SMPP. The reassembler only compares it.
    pub data_coding: u8,
    /// The national table that replaces the default alphabet, if the header names one.
    pub locking: Option<Language>,
    /// The national table for escape sequences, if the header names one.
    pub single: Option<Language>,
    /// Length of the user data header in octets, including its length octet; 0 without a header. It determines the
    /// fill bits before packed septets.
    pub header: u16,
}

impl TextCoding {
    /// The encoding that `charset_of` returns for the `data_coding`, with the national tables of the header; `None` if
    /// it returns `None`. To decode the text, call [`Charset::chars_after`] on this encoding with the text and
    /// [`header`](Self::header).
    ///
    /// Links all national tables; see [`Language::tables`].
    pub fn charset(&self, charset_of: impl Fn(u8) -> Option<Charset>) -> Option<Charset> {
        Some(charset_of(self.data_coding)?.with_languages(self.locking, self.single))
    }
}

impl<'a, K> Fragment<'a, K> {
    /// A message that is not cut into fragments, as fragment 1 of 1.
    pub fn whole(key: K, data_coding: u8, header: Option<Udh<'_>>, text: &'a [u8]) -> Self {
        let concatenation = Concatenation { reference: 0, width: Width::Bits8, total: 1, number: 1 };
        Self::new(key, concatenation, data_coding, header, text)
    }

    /// Creates a fragment with the national tables that its header names.
    pub fn new(
        key: K,
        concatenation: Concatenation,
        data_coding: u8,
        header: Option<Udh<'_>>,
        text: &'a [u8],
    ) -> Self {
        let (locking, single) = header.map_or((None, None), |udh| udh.languages());
        // At most 256.
        let header = header.map_or(0, |udh| u16::try_from(udh.len()).unwrap_or(u16::MAX));
        Self { key, concatenation, coding: TextCoding { data_coding, locking, single, header }, text }
    }

    /// What all fragments of a message have in common.
    pub(super) const fn identity(&self) -> (&K, u16, Width, u8) {
        let Concatenation { reference, width, total, .. } = self.concatenation;
        (&self.key, reference, width, total)
    }
}

/// What happened to a fragment.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a message may be complete"]
pub enum Inserted<'r> {
    /// The fragment was stored. The message is not complete yet.
    Waiting {
        /// Number of missing fragments. A fragment that may belong to an earlier message with the same reference counts
        /// as missing until it arrives again, or until fragments of the new message arrive out of order.
        missing: u8,
    },
    /// The fragment was the last missing one: the message is complete.
    Complete(Message<'r>),
    /// The same fragment has arrived before. Its message may be complete already.
    Repeated,
}

error_kinds! {
    /// Why a fragment was rejected. The reassembler is unchanged.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum InsertError {
        /// The number of the fragment is 0 or exceeds the number of fragments.
        FragmentNumber => "the fragment number is 0 or above the number of fragments";
        /// The message has more fragments than fit into a slot.
        TooManyFragments => "the message has more fragments than a slot holds";
        /// The message has more octets of text than fit into a slot, or more than 65,535.
        TooLong => "the message has more octets than a slot holds";
        /// The reassembler has no slots.
        NoSlots => "the reassembler has no slots";
    }
}

impl core::error::Error for InsertError {}

/// A message that was dropped before it was complete. Its fragments are lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the fragments of this message are lost"]
pub struct Incomplete<K> {
    /// Why it was dropped.
    pub cause: IncompleteCause,
    /// The key of its fragments.
    pub key: K,
    /// The reference number of its fragments.
    pub reference: u16,
    /// The width of the reference number.
    pub width: Width,
    /// The number of fragments.
    pub total: u8,
    /// How many fragments had arrived. Those that were [in doubt](super::Reassembler#reused-references) before the
    /// message was dropped do not count. For [`Replaced`](IncompleteCause::Replaced), fragments that certainly belong
    /// to the new message do not count, either.
    pub fragments: u8,
    /// When the first fragment arrived.
    pub since: Instant,
}

debug_fields!([K: fmt::Debug] Incomplete<K> { cause key reference width total fragments since });

/// Why a message was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum IncompleteCause {
    /// Its fragments did not all arrive within the expiry of the reassembler.
    Expired,
    /// Its slot was needed for another message, and it was the oldest.
    Evicted,
    /// A fragment arrived again with a different text or encoding: the sender reused the reference for a new message.
    Replaced,
    /// No fragment arrived within the longest allowed gap
    /// ([`Reassembler::with_longest_gap`](super::Reassembler::with_longest_gap)).
    Gap,
}
