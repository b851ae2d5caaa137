//! Results of adding parts.

use super::address::KeptAddress;
use super::fragment::ReferenceKind;
use super::whole::Whole;
use crate::debug::debug_fields;
use crate::instant::Instant;

/// The result of adding a part.
#[derive(Debug)]
#[must_use = "a message may be complete, or parts may have been dropped"]
pub struct Inserted<'r> {
    /// What happened to the part.
    pub outcome: Outcome<'r>,
    /// Another, incomplete message that was dropped because its slot was needed or its time was over.
    pub dropped: Option<Dropped>,
}

/// What happened to a part.
#[derive(Debug)]
pub enum Outcome<'r> {
    /// It was stored. The message is not complete yet.
    Waiting {
        /// Number of missing parts. A part that may belong to an earlier message with the same reference counts
        /// as missing until it arrives again.
        missing: u8,
    },
    /// It was the last missing part: the message is complete.
    Complete(Whole<'r>),
    /// The same part arrived before, for this message or for one already completed.
    Repeated,
    /// It was rejected. Nothing else changed.
    Refused(RefusedReason),
}

/// Why a part was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RefusedReason {
    /// The part number is 0 or exceeds the number of parts.
    PartNumber,
    /// The message has more parts than fit.
    TooManyParts,
    /// The text of the message has more octets than fit, or a part has more than 65,535.
    TooLong,
    /// An address has more than [`MAX_ADDRESS`](super::MAX_ADDRESS) octets.
    Address,
    /// The reassembler has no slots.
    NoMessages,
}

/// A message that was dropped before it was complete.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Dropped {
    /// Why.
    pub reason: DropReason,
    /// The sender.
    pub source: KeptAddress,
    /// The recipient.
    pub destination: KeptAddress,
    /// The reference number shared by its parts.
    pub reference: u16,
    /// The kind of reference number.
    pub kind: ReferenceKind,
    /// The number of parts.
    pub total: u8,
    /// How many parts had arrived.
    pub parts: u8,
    /// When the first part arrived.
    pub since: Instant,
}
debug_fields!(Dropped { reason source destination reference kind total parts since });

/// Why a message was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DropReason {
    /// It expired.
    Expired,
    /// Its slot was needed for another message, and it was the oldest.
    Evicted,
    /// A part arrived again with a different text: the sender reused the reference for a new message.
    Replaced,
    /// No part arrived within the longest allowed gap
    /// ([`Reassembler::with_longest_gap`](super::Reassembler::with_longest_gap)).
    Gap,
}
