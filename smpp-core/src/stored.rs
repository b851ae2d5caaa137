//! A value in a struct, aligned to at most four octets where memory and flash are scarce.

/// A 64-bit value in a long-lived struct. On 32-bit targets, a plain `u64` would align the struct to eight octets,
/// which costs padding and links a second function to copy memory and a second one to clear it.
#[derive(Clone, Copy, Default)]
#[cfg_attr(target_os = "none", repr(Rust, packed(4)))]
pub(crate) struct Stored<T>(T);

impl<T: Copy> Stored<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }

    pub(crate) const fn get(self) -> T {
        self.0
    }

    pub(crate) const fn set(&mut self, value: T) {
        self.0 = value;
    }

    /// Changes a part of the value.
    #[cfg(target_os = "none")]
    #[inline(always)]
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut T)) {
        let mut value = self.0;
        change(&mut value);
        self.0 = value;
    }

    /// Changes a part of the value, in place: a copy would wait for the stores before it.
    #[cfg(not(target_os = "none"))]
    #[inline(always)]
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.0);
    }
}
