//! A sequence of values: the octets received, or a list to send.

use super::Parsed;
use crate::count::sum;
use crate::debug::shows;

/// A value that follows others of its type on the wire.
pub(crate) trait Element<'a>: Copy {
    fn parse(input: &'a [u8]) -> Parsed<'a, Self>;

    /// Length on the wire, in octets.
    fn wire_len(&self) -> usize;
}

/// Either form of a sequence.
#[derive(Clone, Copy)]
pub(crate) enum Sequence<'a, T> {
    /// Octets as received, and a number that the owner of the sequence remembers with them.
    Received(&'a [u8], u32),
    List(&'a [T]),
}

impl<'a, T> Sequence<'a, T> {
    pub(crate) const EMPTY: Self = Self::List(&[]);

    pub(crate) const fn iter(&self) -> Iter<'a, T> {
        match self {
            Self::Received(octets, _) => Iter { octets, list: &[] },
            Self::List(list) => Iter { octets: &[], list },
        }
    }
}

/// Iterator over the values of a sequence: the TLVs of [`Tlvs`](crate::Tlvs), or the entries of a
/// [`Counted`](crate::pdu::Counted) list.
#[derive(Clone)]
pub struct Iter<'a, T> {
    octets: &'a [u8],
    list: &'a [T],
}

impl<'a, T> Iter<'a, T> {
    /// The octets not read yet. At the end, the octets that are not a value.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.octets
    }
}

#[expect(private_bounds, reason = "how a value is read is internal")]
impl<'a, T: Element<'a>> Iter<'a, T> {
    /// Length on the wire of the values not read yet, in octets.
    pub(crate) fn octets_left(&self) -> usize {
        self.list.iter().fold(self.octets.len(), |octets, value| sum(octets, value.wire_len()))
    }
}

shows!(['a, T: Element<'a>] Iter<'a, T>, "Iter", |iter| {
    octets_left: iter.octets_left(),
});

impl<'a, T: Element<'a>> Iterator for Iter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if let [first, rest @ ..] = self.list {
            self.list = rest;
            return Some(*first);
        }
        let (rest, value) = T::parse(self.octets).ok()?;
        self.octets = rest;
        Some(value)
    }
}

/// Makes a type over a [`Sequence`] of values: created from a list, iterated by value.
macro_rules! sequence {
    ($Name:ident<$life:lifetime $(, $T:ident: $Bound:path)?>, $Value:ty, $(#[$iter_doc:meta])*) => {
        impl<$life $(, $T)?> $Name<$life $(, $T)?> {
            /// The empty list.
            pub const EMPTY: Self = Self(crate::wire::Sequence::EMPTY);

            $(#[$iter_doc])*
            pub const fn iter(&self) -> crate::wire::Iter<$life, $Value> {
                self.0.iter()
            }
        }

        impl<$life $(, $T)?> Default for $Name<$life $(, $T)?> {
            fn default() -> Self {
                Self::EMPTY
            }
        }

        impl<$life $(, $T)?> From<&$life [$Value]> for $Name<$life $(, $T)?> {
            fn from(list: &$life [$Value]) -> Self {
                Self(crate::wire::Sequence::List(list))
            }
        }

        impl<$life $(, $T)?, const N: usize> From<&$life [$Value; N]> for $Name<$life $(, $T)?> {
            fn from(list: &$life [$Value; N]) -> Self {
                Self(crate::wire::Sequence::List(list))
            }
        }

        impl<$life $(, $T: $Bound)?> IntoIterator for $Name<$life $(, $T)?> {
            type Item = $Value;
            type IntoIter = crate::wire::Iter<$life, $Value>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        /// Equal if the values, and the octets after them that are not a value, are the same.
        impl<$life $(, $T: $Bound + PartialEq)?> PartialEq for $Name<$life $(, $T)?> {
            fn eq(&self, other: &Self) -> bool {
                let (mut own, mut other) = (self.iter(), other.iter());
                own.by_ref().eq(other.by_ref()) && own.rest() == other.rest()
            }
        }

        impl<$life $(, $T: $Bound + Eq)?> Eq for $Name<$life $(, $T)?> {}
    };
}
pub(crate) use sequence;
