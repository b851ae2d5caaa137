//! A fast hasher for maps of numbers and addresses. Peers may choose these, but they do not know the seed of the hasher.

use std::hash::{BuildHasher, Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

/// Mixes with a product of 128 bits.
#[derive(Clone, Copy, Default)]
pub(super) struct Mixed(u64);

impl Mixed {
    pub(super) const fn with(seed: u64) -> Self {
        Self(seed)
    }
}

impl BuildHasher for Mixed {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        *self
    }
}

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        for octet in octets {
            self.write_u64(u64::from(*octet));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = u128::from(self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        // The middle depends on all bits.
        self.0 = u64::try_from((mixed >> 64) & u128::from(u64::MAX)).unwrap_or_default();
    }
}

/// The two ends of a connection, as the key of a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends(pub(super) [SocketAddr; 2]);

impl Hash for Ends {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for end in self.0 {
            if let IpAddr::V4(address) = end.ip() {
                hasher.write_u64(u64::from(address.to_bits()) << 16 | u64::from(end.port()));
            } else {
                end.hash(hasher);
            }
        }
    }
}
