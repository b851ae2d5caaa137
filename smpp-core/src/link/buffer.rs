//! Memory for the octets of a link.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use smpp_gsm7::slots::Slots;

mod sealed {
    pub trait Sealed {}
}

/// Memory for octets: `[u8; N]`, `&mut [u8]` or, with the feature `alloc`, `Vec<u8>`, `Box<[u8]>` or `OnDemand`. A
/// `Vec` holds as many octets as its length, not its capacity.
pub trait Buffer: sealed::Sealed {
    /// Number of octets it can hold.
    #[doc(hidden)]
    fn capacity(&self) -> usize {
        self.octets().len()
    }

    /// All octets; empty while the memory is released.
    #[doc(hidden)]
    fn octets(&self) -> &[u8];

    /// All octets, mutably. Allocates the memory again if it was released.
    #[doc(hidden)]
    fn octets_mut(&mut self) -> &mut [u8];

    /// Releases the memory, because the octets are no longer needed.
    #[doc(hidden)]
    fn release(&mut self) {}
}

impl<S: Slots<Slot = u8>> sealed::Sealed for S {}

impl<S: Slots<Slot = u8>> Buffer for S {
    fn octets(&self) -> &[u8] {
        self.all()
    }

    fn octets_mut(&mut self) -> &mut [u8] {
        self.all_mut()
    }
}

/// A buffer that takes memory only while it holds octets, for servers with many idle sessions. The input of a link is
/// allocated by [`Link::io`](super::Link::io) and released by [`Link::interest`](super::Link::interest): call
/// `interest` before you wait, and `io` when the connection is ready.
#[cfg(feature = "alloc")]
pub struct OnDemand {
    octets: Vec<u8>,
    capacity: usize,
}

#[cfg(feature = "alloc")]
crate::debug::shows!([] OnDemand, "OnDemand", |buffer| {
    capacity: buffer.capacity,
    is_allocated: buffer.is_allocated(),
});

#[cfg(feature = "alloc")]
impl OnDemand {
    /// Creates a buffer for up to `capacity` octets, without allocating.
    pub const fn new(capacity: usize) -> Self {
        Self { octets: Vec::new(), capacity }
    }

    /// Whether its memory is allocated now.
    pub const fn is_allocated(&self) -> bool {
        self.octets.capacity() > 0
    }
}

#[cfg(feature = "alloc")]
impl sealed::Sealed for OnDemand {}

#[cfg(feature = "alloc")]
impl Buffer for OnDemand {
    fn capacity(&self) -> usize {
        self.capacity
    }

    fn octets(&self) -> &[u8] {
        &self.octets
    }

    fn octets_mut(&mut self) -> &mut [u8] {
        if self.octets.is_empty() {
            self.octets = alloc::vec![0; self.capacity];
        }
        &mut self.octets
    }

    fn release(&mut self) {
        self.octets = Vec::new();
    }
}
