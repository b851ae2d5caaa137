//! What a caller or a profile chooses.

use super::rule::IdRule;
use crate::debug::debug_fields;
use crate::instant::Duration;
use crate::profile::Profile;

/// How a [`Correlator`](super::Correlator) brings receipts and messages together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Config {
    /// When the id of a receipt is that of a submit_sm_resp.
    pub ids: IdRule,
    /// For which parts of a long message receipts come.
    pub receipts_for: ReceiptsFor,
    /// Whether an id is one message for each destination: submit_multi has one id for all of them and a receipt for
    /// each. [`Key::destination`] counts then, and has to be the source address of the receipt.
    pub by_destination: bool,
    /// How long an id waits for the receipt that ends its message. 3 days unless you set it.
    pub expiry: Duration,
    /// How long receipts without a submit_sm_resp are kept, and messages that are done. 1 hour unless you set it.
    pub memory: Duration,
    /// Seed of the hashes by which ids and values are found. Take a random number that nobody else knows, so that nobody
    /// can choose ids that are slow to find.
    pub seed: u64,
}

// Without the seed, which nobody else is to know.
debug_fields!(Config { ids receipts_for by_destination expiry memory });

impl Config {
    /// Ids are the same octets, and each part has its receipt.
    pub const fn new(seed: u64) -> Self {
        Self {
            ids: IdRule::Exact,
            receipts_for: ReceiptsFor::EachPart,
            by_destination: false,
            expiry: Duration::from_secs(3 * 86_400),
            memory: Duration::from_secs(3600),
            seed,
        }
    }

    /// What the profile of a provider says.
    pub const fn of(profile: &Profile, seed: u64) -> Self {
        Self {
            ids: IdRule::of(profile),
            receipts_for: profile.receipts_for,
            by_destination: profile.receipts_by_destination,
            ..Self::new(seed)
        }
    }
}

/// For which parts of a long message the message centre sends receipts. One id may be that of several parts under any of
/// these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReceiptsFor {
    /// For each: the message is over when every part is. Where several parts have one id, each receipt under it counts
    /// for one of them; a receipt that is sent again cannot be told from the next one there. An end that comes before
    /// the answer of its part counts as soon as that is answered with the same id, whatever the outcome was; up to four
    /// different ones are kept.
    #[default]
    EachPart,
    /// For the first: its receipt ends the message.
    FirstPart,
    /// For the last: its receipt ends the message.
    LastPart,
    /// For one of them, whichever: the first plain end ends the message.
    AnyPart,
}

/// What names a message: the id that the message centre gave it and, where those count, its destination.
///
/// An id alone converts into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key<'a> {
    /// The id, 1 to 64 octets.
    pub id: &'a [u8],
    /// The address that the message was sent to, of any length. `+` or `00` in front does not count. Only
    /// [`Config::by_destination`] looks at it.
    pub destination: &'a [u8],
}

impl<'a> From<&'a [u8]> for Key<'a> {
    fn from(id: &'a [u8]) -> Self {
        Self { id, destination: &[] }
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Key<'a> {
    fn from(id: &'a [u8; N]) -> Self {
        Self { id, destination: &[] }
    }
}

/// Which part of a message was submitted. Destinations of a submit_multi count as parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Part {
    /// Its number, from 1 to `total`.
    pub number: u8,
    /// How many there are. 0 counts as 1.
    pub total: u8,
}

impl Part {
    /// The only part of a message.
    pub const ONLY: Self = Self { number: 1, total: 1 };

    /// Part `number` of `total`.
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
