//! A value in a struct, aligned to four octets at most where memory and flash are small.

/// A value that contains 64 bits, in a struct that lives long. On targets of 32 bits, `u64` would align the struct to
/// eight octets: that costs padding, and links a second function that copies and a second one that clears.
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
