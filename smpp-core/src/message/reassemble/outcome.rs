//! What becomes of parts and messages.

use super::address::KeptAddress;
use super::fragment::ReferenceKind;
use super::whole::Whole;
use crate::debug::debug_fields;
use crate::instant::Instant;

/// What became of a part.
#[derive(Debug)]
#[must_use = "a message may be complete, or parts may have been dropped"]
pub struct Inserted<'r> {
    /// The part.
    pub outcome: Outcome<'r>,
    /// Another message, incomplete, that had to go for it, or whose time was over.
    pub dropped: Option<Dropped>,
}

/// What became of a part.
#[derive(Debug)]
pub enum Outcome<'r> {
    /// Kept; so many parts are missing.
    Waiting {
        /// Parts that are missing. A part that may be of the message before, which had the same reference, counts as
        /// missing until it comes again.
        missing: u8,
    },
    /// It was the last one: the message is whole.
    Complete(Whole<'r>),
    /// The same part was there already, of this message or of one that was given out before.
    Repeated,
    /// Not kept, and nothing changed: what was under way still is, and what was given out stays so.
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
    /// The text of the message has more octets than there is room for, or a part more than 65,535.
    TooLong,
    /// An address has more than [`MAX_ADDRESS`](super::MAX_ADDRESS) octets.
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
    /// No part came for longer than parts of one message may be apart
    /// ([`Reassembler::with_longest_gap`](super::Reassembler::with_longest_gap)).
    Gap,
}
