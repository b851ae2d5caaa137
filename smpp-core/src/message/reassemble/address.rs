//! Addresses, borrowed from a PDU or stored.

use crate::codes::{Npi, Ton};
use crate::wire::COctetString;
use core::fmt;

/// Longest address that is stored, in octets: the maximum of data_sm. submit_sm and deliver_sm allow 20.
pub const MAX_ADDRESS: usize = 64;

/// An address in a PDU.
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

/// A stored address of at most [`MAX_ADDRESS`] octets.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct KeptAddress {
    ton: Ton,
    npi: Npi,
    /// Zero after `len` octets.
    octets: [u8; MAX_ADDRESS],
    len: u8,
}

impl KeptAddress {
    pub(super) const NONE: Self = Self { ton: Ton(0), npi: Npi(0), octets: [0; MAX_ADDRESS], len: 0 };

    /// The address as received.
    pub fn address(&self) -> Address<'_> {
        let octets = self.octets.get(..usize::from(self.len)).unwrap_or_default();
        Address { ton: self.ton, npi: self.npi, address: COctetString::new(octets) }
    }

    /// Stores an address; `None` if it is too long.
    pub(super) fn of(address: &Address<'_>) -> Option<Self> {
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
