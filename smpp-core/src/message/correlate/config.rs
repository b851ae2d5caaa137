//! Settings of a correlator.

use super::ids::IdRule;
use crate::debug::debug_fields;
use crate::message::segment::Segment;
use core::fmt;
use smpp_gsm7::Duration;

/// Settings of a [`Correlator`](super::Correlator).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CorrelatorConfig {
    /// How to compare the ids of submit_sm_resp and receipts.
    pub ids: IdRule,
    /// The parts of a long message for which the message centre sends receipts.
    pub receipts_for: ReceiptsFor,
    /// Whether to identify a message by its id and destination. Set it for submit_multi, which has a single id for
    /// all destinations and a receipt for each. If set, [`MessageKey::destination`] must equal the source address
    /// of the receipt.
    pub by_destination: bool,
    /// How long a message that has [begun](super::Correlator::begin) waits until a part of it is recorded, and how long
    /// each recorded part then waits for its message to end. Default: 3 days.
    pub expiry: Duration,
    /// How long to keep receipts without a submit_sm_resp, and messages that have ended. Default: 1 hour.
    pub retention: Duration,
    /// Seed for the hashes of ids and values. Use a secret random number, so that nobody can choose ids that
    /// are slow to look up.
    pub seed: u64,
}

// Without the seed, which is secret.
debug_fields!(CorrelatorConfig { ids receipts_for by_destination expiry retention });

#[cfg(feature = "defmt")]
impl defmt::Format for CorrelatorConfig {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}", defmt::Debug2Format(self));
    }
}

impl CorrelatorConfig {
    /// Creates settings that compare ids as octets and expect a receipt for each part.
    pub const fn new(seed: u64) -> Self {
        Self {
            ids: IdRule::Exact,
            receipts_for: ReceiptsFor::EachPart,
            by_destination: false,
            expiry: Duration::from_secs(3 * 86_400),
            retention: Duration::from_secs(3600),
            seed,
        }
    }
}

/// The parts of a long message for which the message centre sends receipts. In all cases, several parts may share
/// one id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReceiptsFor {
    /// For each part. The message ends when all parts have ended. If several parts share an id, each receipt with
    /// it counts for one of them, and a repeated receipt looks like the next one. A receipt that arrives before the
    /// response for its part counts as soon as a response with the same id arrives. Up to four different such
    /// results are kept.
    #[default]
    EachPart,
    /// For the first part. Its receipt ends the message.
    FirstPart,
    /// For the last part. Its receipt ends the message.
    LastPart,
    /// For any one of the parts. The first final receipt ends the message.
    AnyPart,
}

/// Identifies a message: the id from the message centre and, if [`CorrelatorConfig::by_destination`] is set, the
/// destination.
///
/// An id alone converts into a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MessageKey<'a> {
    /// The id, 1 to 64 octets.
    pub id: &'a [u8],
    /// The address that the message was sent to, of any length. A leading `+` or `00` is ignored. Only used
    /// with [`CorrelatorConfig::by_destination`].
    pub destination: &'a [u8],
}

impl<'a, I: AsRef<[u8]> + ?Sized> From<&'a I> for MessageKey<'a> {
    fn from(id: &'a I) -> Self {
        Self { id: id.as_ref(), destination: &[] }
    }
}

/// A part of a message: its number, and how many there are. The destinations of a submit_multi count as parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PartNumber {
    /// The number of the part, from 1 to `total`.
    pub number: u8,
    /// The number of parts. 0 counts as 1.
    pub total: u8,
}

impl From<&Segment<'_>> for PartNumber {
    fn from(segment: &Segment<'_>) -> Self {
        Self::new(segment.number, segment.total)
    }
}

/// For logs: `2 of 3`.
impl fmt::Display for PartNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.total)
    }
}

impl PartNumber {
    /// The only part of a message.
    pub const ONLY: Self = Self { number: 1, total: 1 };

    /// One of several parts, counted from 1.
    pub const fn new(number: u8, total: u8) -> Self {
        Self { number, total }
    }

    pub(super) const fn valid(self) -> Option<Self> {
        match self {
            Self { total: 0 | 1, .. } => Some(Self::ONLY),
            Self { number, total } if 1 <= number && number <= total => Some(self),
            _ => None,
        }
    }
}
