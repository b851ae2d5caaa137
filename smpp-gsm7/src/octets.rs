//! A few octets, stored in place.

use core::fmt;
use core::hash::{Hash, Hasher};

/// Up to `N` octets, and at most 65,535.
#[derive(Clone, Copy)]
pub struct Octets<const N: usize> {
    octets: [u8; N],
    len: u16,
}

impl<const N: usize> Octets<N> {
    /// No octets.
    pub const EMPTY: Self = Self { octets: [0; N], len: 0 };

    /// Stores octets; `None` if they do not fit.
    pub fn new(octets: &[u8]) -> Option<Self> {
        let mut stored = Self::EMPTY;
        stored.extend(octets)?;
        Some(stored)
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The octets, mutably.
    pub fn as_bytes_mut(&mut self) -> &mut [u8] {
        self.octets.get_mut(..usize::from(self.len)).unwrap_or_default()
    }

    /// Number of octets.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are no octets.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends octets; `None` if they do not fit, and nothing changes.
    // A copy with `copy_from_slice` keeps a branch that panics.
    pub fn extend(&mut self, more: &[u8]) -> Option<()> {
        let (start, end) = (self.len(), self.len().checked_add(more.len())?);
        let room = self.octets.get_mut(start..end)?;
        self.len = u16::try_from(end).ok()?;
        room.iter_mut().zip(more).for_each(|(to, from)| *to = *from);
        Some(())
    }

    /// Drops the octets from `len` on.
    pub const fn truncate(&mut self, len: usize) {
        if len < self.len() {
            #[expect(clippy::cast_possible_truncation, reason = "less than the length")]
            let len = len as u16;
            self.len = len;
        }
    }
}

impl<const N: usize> PartialEq for Octets<N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const N: usize> Eq for Octets<N> {}

impl<const N: usize> Hash for Octets<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl<const N: usize> fmt::Debug for Octets<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.as_bytes().escape_ascii())
    }
}

#[cfg(feature = "defmt")]
impl<const N: usize> defmt::Format for Octets<N> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=[u8]:a}", self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let mut octets = Octets::<4>::new(b"ab").unwrap();
        assert_eq!(octets.extend(b"cde"), None);
        assert_eq!((octets.as_bytes(), octets.len(), octets.is_empty()), (&b"ab"[..], 2, false));
        octets.extend(b"cd").unwrap();
        assert_eq!(octets.as_bytes(), b"abcd");
        assert_eq!((Octets::<2>::new(b"abc"), Octets::<70_000>::new(&[0; 65_536])), (None, None));
    }

    #[test]
    fn octets_beyond_the_length_do_not_count() {
        let mut octets = Octets::<4>::new(b"abcd").unwrap();
        octets.truncate(9);
        octets.truncate(2);
        octets.as_bytes_mut()[1] = b'B';
        assert_eq!(octets, Octets::new(b"aB").unwrap());
        assert_eq!(std::format!("{octets:?}"), "\"aB\"");
    }
}
