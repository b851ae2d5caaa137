//! A few octets, stored in place.

use crate::count::forward;
use core::cell::Cell;
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
        stored.insert(0, octets)?;
        Some(stored)
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Number of octets.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are no octets.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Inserts octets at an index. `None` if they do not fit; then nothing changes.
    // A copy with `copy_from_slice` or `copy_within` keeps a branch that panics.
    pub fn insert(&mut self, at: usize, more: &[u8]) -> Option<()> {
        let end = self.len().checked_add(more.len())?;
        let len = u16::try_from(end).ok()?;
        let tail = Cell::from_mut(self.octets.get_mut(at..end)?).as_slice_of_cells();
        let moved = tail.get(more.len()..)?;
        moved.iter().zip(tail).rev().for_each(|(to, from)| to.set(from.get()));
        tail.iter().zip(more).for_each(|(to, from)| to.set(*from));
        self.len = len;
        Some(())
    }

    /// Removes `count` octets at an index. If there are not that many, nothing changes.
    pub fn remove(&mut self, at: usize, count: usize) {
        let Some(tail) = self.octets.get_mut(at..self.len as usize) else { return };
        let tail = Cell::from_mut(tail).as_slice_of_cells();
        let Some(moved) = tail.get(count..) else { return };
        tail.iter().zip(moved).for_each(|(to, from)| to.set(from.get()));
        // Not more than the length, so it fits.
        self.len = u16::try_from(forward(at, moved.len())).unwrap_or(self.len);
    }

    /// Removes all octets.
    pub const fn clear(&mut self) {
        self.len = 0;
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
        assert_eq!((octets.insert(2, b"cde"), octets.insert(3, b"c")), (None, None));
        octets.remove(1, 2);
        octets.remove(3, 0);
        assert_eq!((octets.as_bytes(), octets.len(), octets.is_empty()), (&b"ab"[..], 2, false));
        octets.insert(2, b"cd").unwrap();
        assert_eq!(octets.as_bytes(), b"abcd");
        assert_eq!((Octets::<2>::new(b"abc"), Octets::<70_000>::new(&[0; 65_536])), (None, None));
    }

    #[test]
    fn octets_move_to_make_room_and_back() {
        let mut octets = Octets::<8>::new(b"abf").unwrap();
        octets.insert(2, b"cde").unwrap();
        octets.insert(0, b"01").unwrap();
        assert_eq!(octets.as_bytes(), b"01abcdef");
        octets.remove(0, 3);
        octets.remove(1, 2);
        octets.remove(2, 1);
        assert_eq!(octets.as_bytes(), b"be");
    }

    #[test]
    fn octets_beyond_the_length_do_not_count() {
        let mut octets = Octets::<4>::new(b"abcd").unwrap();
        octets.remove(2, 2);
        assert_eq!(octets, Octets::new(b"ab").unwrap());
        assert_eq!(std::format!("{octets:?}"), "\"ab\"");
        octets.clear();
        assert!(octets.is_empty());
    }
}
